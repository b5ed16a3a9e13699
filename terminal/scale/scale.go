package scale

import (
	"bytes"
	"context"
	"io"
	"sync"
	"time"

	"example.com/tote/inventory/fault"
)

// Scale is one scale, plugged in or not. Its methods may be called from several goroutines; readings come one after the
// other.
type Scale struct {
	set  Settings
	lang language
	dial func(context.Context) (io.ReadWriteCloser, error)

	turn  chan struct{} // whose turn it is to read
	gone  chan struct{} // closed by Close
	close sync.Once

	// Of whose turn it is.
	line   *line
	silent int // answers missed in a row
	tried  time.Time
	failed error // why the line could not be opened
}

// Open takes the settings; the line itself is opened by the first reading and again whenever it broke, so a scale that is
// plugged in later works as well. Error: scale.settings with everything that is wrong.
func Open(set Settings) (*Scale, error) {
	set = set.filled()
	if err := set.check(); err != nil {
		return nil, err
	}
	return open(set, func(ctx context.Context) (io.ReadWriteCloser, error) { return dial(ctx, &set) }), nil
}

func open(set Settings, dial func(context.Context) (io.ReadWriteCloser, error)) *Scale {
	lang, _ := set.Protocol.language(set.Unit)
	return &Scale{set: set, lang: lang, dial: dial, turn: make(chan struct{}, 1), gone: make(chan struct{})}
}

// Close lets the scale go. A reading under way ends.
func (s *Scale) Close() {
	s.close.Do(func() { close(s.gone) })
	s.turn <- struct{}{}
	s.drop()
	<-s.turn
}

// Read asks the scale once, or waits for the next whole answer of one that sends by itself, and gives what it says. A
// reading may hold no weight: its Why says so. Errors, all for now only: scale.unplugged, scale.silent, scale.garbled,
// scale.none, scale.closed, and the context's.
func (s *Scale) Read(ctx context.Context) (Reading, error) {
	if s.set.Protocol == ByHand {
		return Reading{}, because("scale.none", "no scale stands here: read the weight off a scale and type it")
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return Reading{}, ctx.Err()
	}
	select {
	case <-s.gone:
		return Reading{}, errClosed()
	default:
	}
	if err := s.connect(ctx); err != nil {
		return Reading{}, err
	}
	r, err := s.ask(ctx)
	switch fault.ReasonOf(err) {
	case "":
		s.silent = 0
	case "scale.unplugged", "scale.closed":
		s.drop()
	case "scale.silent":
		if s.silent++; s.silent >= silences { // a network line may be dead without telling
			s.drop()
		}
	}
	return r, err
}

func errClosed() *fault.Error {
	return troubled("scale.closed", "the scale was let go: begin the job anew")
}

// connect opens the line if there is none.
func (s *Scale) connect(ctx context.Context) error {
	if s.line != nil {
		return nil
	}
	now := s.set.Now()
	if s.failed != nil && now.Sub(s.tried) < RedialEvery && !now.Before(s.tried) {
		return s.failed
	}
	s.tried = now
	ctx, cancel := context.WithTimeout(ctx, DialWithin)
	defer cancel()
	conn, err := s.dial(ctx)
	if err != nil {
		s.failed = s.errUnplugged(err)
		return s.failed
	}
	s.failed, s.silent, s.line = nil, 0, newLine(conn, s.lang.sips)
	return nil
}

func (s *Scale) errUnplugged(cause error) error {
	return troubled("scale.unplugged", "there is no line to the scale on %s: check cable and power; it is tried again by itself", s.set.Port).Because(cause)
}

func (s *Scale) drop() {
	if s.line != nil {
		_ = s.line.conn.Close() // what it says does not matter any more
		s.line = nil
	}
}

// ask sends the question and waits for the answer.
func (s *Scale) ask(ctx context.Context) (Reading, error) {
	l, asked := s.line, s.set.Now()
	skip := !l.forget() && s.lang.lines // of a stream the first line began before it was asked for
	wrote := make(chan error, 1)
	if s.lang.ask == nil {
		wrote <- nil
	} else {
		go func() { // a line that takes nothing must not hold the station
			_, err := l.conn.Write(s.lang.ask)
			wrote <- err
		}()
	}
	end := time.NewTimer(s.set.Answer)
	defer end.Stop()
	var noise []byte
	for {
		if skip {
			skip = !l.skipLine()
		}
		if !skip {
			r, ok, more, err := l.next(s.lang.answer)
			noise = append(noise, more...)
			if ok {
				r.At = asked
				return r, nil
			}
			if err != nil {
				return Reading{}, s.errUnplugged(err)
			}
		} else if err := l.broken(); err != nil {
			return Reading{}, s.errUnplugged(err)
		}
		select {
		case <-l.came:
		case err := <-wrote:
			if err != nil {
				return Reading{}, s.errUnplugged(err)
			}
			wrote = nil // said once
		case <-s.gone:
			return Reading{}, errClosed()
		case <-ctx.Done():
			s.dropStuck(wrote)
			return Reading{}, ctx.Err()
		case <-end.C:
			s.dropStuck(wrote)
			return Reading{}, s.missed(noise, l.rest())
		}
	}
}

// dropStuck gives up a line that has not taken the question yet: the next one would only queue behind it.
func (s *Scale) dropStuck(wrote chan error) {
	if wrote == nil {
		return // it was taken
	}
	select {
	case <-wrote:
	default:
		s.drop()
	}
}

// missed says that no answer came in time, or what came instead.
func (s *Scale) missed(noise, rest []byte) error {
	if noise = append(noise, rest...); len(bytes.TrimSpace(noise)) > 0 {
		return troubled("scale.garbled", "the scale on %s says %q, which is not %s: check protocol, speed and parity, or a loose plug",
			s.set.Port, printable(noise), s.set.Protocol)
	}
	return troubled("scale.silent", "the scale on %s does not answer: switch it on, and check that it is set to %s", s.set.Port, s.set.Protocol)
}

// skipLine drops what came up to the end of a line; false if it did not end yet.
func (l *line) skipLine() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	end := bytes.IndexByte(l.held, '\n')
	if end < 0 {
		end = bytes.IndexByte(l.held, '\r')
	}
	if end < 0 {
		return false
	}
	l.held = append(l.held[:0], l.held[end+1:]...)
	return true
}

func (l *line) broken() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

func (l *line) rest() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Clone(l.held)
}
