package scale

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/fault/faulttest"
)

// memory is a line in memory with a scale at its other end. Each dialling gives a new line, if the plug is in.
type memory struct {
	out   bool               // the plug is out
	plays func(far net.Conn) // what the scale does with a line, until it returns
	dials int
}

func (m *memory) dial(context.Context) (io.ReadWriteCloser, error) {
	m.dials++
	if m.out {
		return nil, errors.New("no such device")
	}
	near, far := net.Pipe()
	go func() {
		m.plays(far)
		far.Close()
	}()
	return near, nil
}

func (m *memory) open(p Protocol) *Scale {
	return open(Settings{Protocol: p, Port: "mem", Now: time.Now}.filled(), m.dial)
}

// answers plays a scale that answers every question with the next of some words, and then no more.
func answers(words ...string) func(net.Conn) {
	return func(far net.Conn) {
		b := make([]byte, 16)
		for _, w := range words {
			if _, err := far.Read(b); err != nil {
				return
			}
			_, _ = io.WriteString(far, w)
		}
		_, _ = io.Copy(io.Discard, far)
	}
}

// streams plays a scale that sends by itself.
func streams(every time.Duration, words ...string) func(net.Conn) {
	return func(far net.Conn) {
		for i := 0; ; i++ {
			if _, err := io.WriteString(far, words[i%len(words)]); err != nil {
				return
			}
			time.Sleep(every)
		}
	}
}

func wantReading(t *testing.T, s *Scale, want string) {
	t.Helper()
	r, err := s.Read(t.Context())
	got := fault.ReasonOf(err)
	if err == nil {
		got = word(r)
	}
	if got != want {
		t.Errorf("got %s (%v), want %s", got, err, want)
	}
	if err == nil && (r.At.IsZero() || time.Since(r.At) < 0) {
		t.Errorf("read at %v", r.At)
	}
	if err != nil && (Reasons[got] == "" || fault.From(err).Message == "") {
		t.Errorf("%v is in no table", err)
	}
}

func TestReadAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{plays: answers("S D 0.500 kg\r\n", "S S 0.829 kg\r\n", "", "noise\r\n", "S +\r\n")}
		s := m.open(MTSICS)
		defer s.Close()
		wantReading(t, s, "500 moving")
		wantReading(t, s, "829 stable")
		began := time.Now()
		wantReading(t, s, "scale.silent")
		if took := time.Since(began); took != AnswerWithin {
			t.Errorf("silence took %v, want %v", took, AnswerWithin)
		}
		wantReading(t, s, "scale.garbled")
		wantReading(t, s, "scale.over")
		if m.dials != 1 {
			t.Errorf("dialled %d times", m.dials)
		}
	})
}

// What came before the question is no answer to it: an old weight must not count for a new parcel.
func TestReadForgetsWhatCameBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{plays: func(far net.Conn) {
			b := make([]byte, 16)
			_, _ = far.Read(b)
			_, _ = io.WriteString(far, "S S 0.500 kg\r\nS S 0.600 kg\r\nS S 0.7") // more than was asked for
			_, _ = far.Read(b)
			_, _ = io.WriteString(far, "S S 0.829 kg\r\n")
			_, _ = io.Copy(io.Discard, far)
		}}
		s := m.open(MTSICS)
		defer s.Close()
		wantReading(t, s, "500 stable")
		synctest.Wait()
		wantReading(t, s, "829 stable")
	})
}

// A stream is read from the first line that began after it was asked for; what piled up while nobody read is old.
func TestReadFollowsAStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{plays: streams(100*time.Millisecond, "ST,GS,+0000.8", "29kg\r\n", "US,GS,+0000.830kg\r\n")}
		s := m.open(ANDStream)
		defer func() {
			s.Close()
			time.Sleep(time.Second) // the far end notices when it sends
		}()
		wantReading(t, s, "830 moving")
		wantReading(t, s, "829 stable")
		time.Sleep(time.Hour)
		began := time.Now()
		if r, err := s.Read(t.Context()); err != nil || r.At != began || time.Since(began) > time.Second {
			t.Errorf("after an hour: got %+v, %v after %v", r, err, time.Since(began))
		}
		s.line.mu.Lock()
		if len(s.line.held) > maxHeld {
			t.Errorf("%d bytes are held", len(s.line.held))
		}
		s.line.mu.Unlock()
	})
}

func TestReadAfterUnplugging(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{out: true, plays: answers("S S 0.829 kg\r\n")}
		s := m.open(MTSICS)
		defer s.Close()
		wantReading(t, s, "scale.unplugged")
		wantReading(t, s, "scale.unplugged")
		if m.dials != 1 {
			t.Errorf("dialled %d times at once: a missing scale must not keep the station busy", m.dials)
		}
		m.out = false
		time.Sleep(RedialEvery)
		wantReading(t, s, "829 stable")
		s.line.conn.Close() // pulled in the middle
		synctest.Wait()
		wantReading(t, s, "scale.unplugged")
		m.plays = answers("S S 0.830 kg\r\n")
		wantReading(t, s, "830 stable")
	})
}

// A line that is dead without telling, as of a scale on the network that lost its power, is opened anew.
func TestReadOpensASilentLineAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{plays: answers()}
		s := m.open(NCI)
		defer s.Close()
		for range silences {
			wantReading(t, s, "scale.silent")
		}
		m.plays = answers("\n0001.83LB\r\n00\r\x03")
		wantReading(t, s, "830 stable")
		if m.dials != 2 {
			t.Errorf("dialled %d times, want 2", m.dials)
		}
	})
}

// A line that takes no byte holds nobody longer than one that gives none; closing and giving up end a reading at once.
func TestReadIsNeverHeld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		over := make(chan struct{})
		defer close(over)
		stuck := &memory{plays: func(net.Conn) { <-over }}
		s := stuck.open(MTSICS)
		wantReading(t, s, "scale.silent")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/4)
		began := time.Now()
		if _, err := s.Read(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != time.Second/4 {
			t.Errorf("given up: got %v after %v", err, time.Since(began))
		}
		cancel()
		done := make(chan error)
		go func() {
			_, err := s.Read(t.Context())
			done <- err
		}()
		synctest.Wait()
		s.Close()
		if err := <-done; fault.ReasonOf(err) != "scale.closed" {
			t.Errorf("closed meanwhile: got %v", err)
		}
		wantReading(t, s, "scale.closed")
		s.Close()
	})
}

func TestByHandThereIsNoScale(t *testing.T) {
	s, err := Open(Settings{Protocol: ByHand, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	wantReading(t, s, "scale.none")
}

// Everything that is wrong with settings is told at once.
func TestSettings(t *testing.T) {
	for _, c := range []struct {
		name string
		set  Settings
		want string
	}{
		{"usual", Settings{Protocol: MTSICS, Port: "/dev/ttyUSB0"}, ""},
		{"by network", Settings{Protocol: AND, Port: "tcp://[::1]:4001"}, ""},
		{"counter scale", Settings{Protocol: Toledo8217, Port: "COM3", Unit: "KG"}, ""},
		{"nothing", Settings{}, "protocol port"},
		{"a counter scale without its unit", Settings{Protocol: Toledo8217, Port: "COM3"}, "unit"},
		{"all wrong", Settings{Protocol: "x", Port: "tcp://scale", Baud: 5, Parity: "mark", Unit: "stone", Answer: time.Hour}, "protocol port baud parity unit answer"},
		{"a port for typing", Settings{Protocol: ByHand, Port: "COM1"}, "port"},
	} {
		c.set.Now = time.Now
		_, err := Open(c.set)
		got := faulttest.Places(err)
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
	if _, err := Open(Settings{Protocol: ByHand}); fault.ReasonOf(err) != "scale.settings" {
		t.Errorf("without the time: got %v", err)
	}
	s := Settings{Protocol: NCI}.filled()
	if s.Baud != 9600 || s.DataBits != 7 || s.Parity != "even" || s.StopBits != 1 {
		t.Errorf("NCI is usually 9600 7E1, got %+v", s)
	}
}
