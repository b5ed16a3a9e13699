package sshd

import (
	"context"
	"errors"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/ssh"
	gossh "golang.org/x/crypto/ssh"

	"example.com/tote/terminal"
	"example.com/tote/terminal/ui"
)

// readAtOnce is how much of a line is taken at once: less than the library's own buffer, which takes a full one for the
// beginning of more.
const readAtOnce = 200

// closeWithin is how long a client whose session has ended may keep its connection.
const closeWithin = 2 * time.Second

// Line is one connection with a terminal at its other end. Its handler's goroutine paints; a second one reads.
type Line struct {
	sess ssh.Session
	conn gossh.Conn
	win  <-chan ssh.Window

	in    chan []byte   // what was typed; closed when the other end has gone
	done  chan struct{} // closed by close
	dirty chan struct{} // there is something to paint
	ended chan struct{} // closed by finish
	left  chan ui.Text  // the worker has left the seat; the line is there still

	mu      sync.Mutex
	picture string
	bells   string
	why     ui.Text // of finish

	paint painter // the handler's
	rest  []byte  // read and not yet taken
	out   []byte
}

func newLine(sess ssh.Session) *Line {
	pty, win, _ := sess.Pty()
	l := &Line{sess: sess, win: win, in: make(chan []byte), done: make(chan struct{}),
		dirty: make(chan struct{}, 1), ended: make(chan struct{}), left: make(chan ui.Text, 1)}
	l.conn, _ = sess.Context().Value(ssh.ContextKeyConn).(gossh.Conn)
	l.paint.resize(pty.Window.Width, pty.Window.Height)
	return l
}

// begin turns the terminal into ours and reads from it. Nothing is asked of it.
func (l *Line) begin() {
	_, _ = l.sess.Write([]byte(beginScreen)) // who has gone is noticed by reading
	go l.read()
}

// read takes what comes, whole characters only: the library drops halves.
func (l *Line) read() {
	defer close(l.in)
	var half []byte
	for {
		b := make([]byte, readAtOnce)
		n := copy(b, half)
		m, err := l.sess.Read(b[n:])
		b = b[:n+m]
		cut := wholeRunes(b)
		half = append([]byte(nil), b[cut:]...)
		if cut > 0 {
			select {
			case l.in <- b[:cut]:
			case <-l.done:
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// wholeRunes tells where the last character that is not there in full begins.
func wholeRunes(b []byte) int {
	for i := 1; i <= min(utf8.UTFMax-1, len(b)); i++ {
		if at := len(b) - i; utf8.RuneStart(b[at]) {
			if utf8.FullRune(b[at:]) {
				return len(b)
			}
			return at
		}
	}
	return len(b)
}

// show has a picture painted: the newest, if the line is slower than the work.
func (l *Line) show(picture string) {
	l.mu.Lock()
	same := l.picture == picture
	l.picture = picture
	l.mu.Unlock()
	if !same {
		l.poke()
	}
}

// ring has a tone sound.
func (l *Line) ring(t ui.Tone) {
	l.mu.Lock()
	l.bells = terminal.Bells(t) // the last one is what counts
	l.mu.Unlock()
	l.poke()
}

func (l *Line) poke() {
	select {
	case l.dirty <- struct{}{}:
	default:
	}
}

// flush writes what differs from the screen.
func (l *Line) flush() error {
	l.mu.Lock()
	picture, bells := l.picture, l.bells
	l.bells = ""
	l.mu.Unlock()
	l.out = l.paint.paint(l.out[:0], picture)
	l.out = append(l.out, bells...)
	if len(l.out) == 0 {
		return nil
	}
	_, err := l.sess.Write(l.out)
	return err
}

// resized takes a new size, and has all painted again.
func (l *Line) resized(w ssh.Window) {
	l.paint.resize(w.Width, w.Height)
	l.poke()
}

// finish ends the line from elsewhere: its handler says why and closes it.
func (l *Line) finish(why ui.Text) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.ended:
	default:
		l.why = why
		close(l.ended)
	}
}

// leave lets the line go from its seat.
func (l *Line) leave(why ui.Text) {
	select {
	case l.left <- why:
	default:
	}
}

// stays forgets that somebody has left: the next one sits down.
func (l *Line) stays() {
	select {
	case <-l.left:
	default:
	}
}

func (l *Line) whyEnded() ui.Text {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.why
}

// over tells that nobody is at the other end, or nobody should be.
func (l *Line) over() bool {
	select {
	case <-l.ended:
		return true
	case <-l.sess.Context().Done():
		return true
	default:
		return false
	}
}

// farewell gives the terminal back, with a last word.
func (l *Line) farewell(lang ui.Language, why ui.Text) {
	word := ""
	if !why.Empty() {
		word = why.In(lang) + "\r\n"
	}
	_, _ = l.sess.Write([]byte(endScreen + word)) // who has gone needs no word
}

// close lets the reader and the library's loops end.
func (l *Line) close() {
	close(l.done)
	_ = l.sess.Exit(0) // who has gone has closed it
	if l.conn != nil {
		time.AfterFunc(closeWithin, func() { _ = l.conn.Close() }) // most clients do it at once
	}
	go func() {
		for range l.win { // the library waits for each change of size to be taken
		}
	}()
}

// alive asks the other end's program, not the person, whether it is there. Without an answer in time the connection is closed.
func (l *Line) alive(within time.Duration) bool {
	if l.conn == nil {
		return true
	}
	answered := make(chan error, 1)
	go func() {
		_, _, err := l.conn.SendRequest("keepalive@openssh.com", true, nil)
		answered <- err
	}()
	t := time.NewTimer(within)
	defer t.Stop()
	select {
	case err := <-answered:
		return err == nil
	case <-t.C:
		_ = l.conn.Close()
		return false
	case <-l.done:
		return false
	}
}

// Why a line ends in the lobby.
var (
	errGone  = errors.New("the other end has gone")
	errIdle  = errors.New("nobody typed")
	errEnded = errors.New("the line was ended")
)

// farewellError is an end of the lobby with a word of its own.
type farewellError struct{ why ui.Text }

func (f farewellError) Error() string { return f.why.In(ui.English) }

func farewellOf(err error) ui.Text {
	var f farewellError
	switch {
	case errors.As(err, &f):
		return f.why
	case errors.Is(err, errIdle):
		return ui.T("ssh.idle")
	}
	return ui.Text{}
}

// next gives one byte of what was typed, painting meanwhile. redraw gives the picture after a change of size.
func (l *Line) next(ctx context.Context, redraw func(width, height int) string) (byte, error) {
	if len(l.rest) > 0 {
		b := l.rest[0]
		l.rest = l.rest[1:]
		return b, nil
	}
	idle := time.NewTimer(lobbyIdle)
	defer idle.Stop()
	for {
		l.show(redraw(l.paint.width, l.paint.height))
		select {
		case b, open := <-l.in:
			if !open {
				return 0, errGone
			}
			l.rest = b[1:]
			return b[0], nil
		case <-l.dirty:
			if l.flush() != nil {
				return 0, errGone
			}
		case w, open := <-l.win:
			if !open {
				return 0, errGone
			}
			l.resized(w)
		case <-l.ended:
			return 0, farewellError{l.whyEnded()}
		case <-idle.C:
			return 0, errIdle
		case <-ctx.Done():
			return 0, errEnded
		}
	}
}
