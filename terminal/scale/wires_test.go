//go:build linux

package scale

import (
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/needs"
)

// These tests run over the kernel's own lines: a pseudo-terminal as serial line, TCP, a named pipe as HID device.

// quick is how long an answer is waited for here.
const quick = 300 * time.Millisecond

// patience bounds how long a test waits for a line to come back.
const patience = 10 * time.Second

// raw sets a terminal to hand bytes through as they are.
func raw(t *testing.T, f *os.File) {
	t.Helper()
	set, err := unix.IoctlGetTermios(int(f.Fd()), termiosGet)
	if err != nil {
		t.Fatal(err)
	}
	set.Iflag, set.Oflag, set.Lflag = 0, 0, 0
	set.Cc[unix.VMIN], set.Cc[unix.VTIME] = 1, 0
	if err := unix.IoctlSetTermios(int(f.Fd()), termiosSet, set); err != nil {
		t.Fatal(err)
	}
}

// plug puts a new pseudo-terminal under a name, as a serial adapter that is plugged in, with a scale at its other end.
func plug(t *testing.T, name string, plays func(master *os.File)) (unplug func()) {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		needs.Lacking(t, "pseudo-terminals: "+err.Error())
	}
	raw(t, slave)
	master = wakeable(t, master)
	_ = os.Remove(name)
	if err := os.Symlink(slave.Name(), name); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		plays(master)
	}()
	var once atomic.Bool
	out := func() {
		if once.CompareAndSwap(false, true) {
			_ = os.Remove(name)
			_ = slave.Close()
			_ = master.Close()
			<-done
		}
	}
	t.Cleanup(out)
	return out
}

// wakeable gives a file whose reads end when it is closed.
func wakeable(t *testing.T, f *os.File) *os.File {
	t.Helper()
	fd, err := unix.Dup(int(f.Fd()))
	if err == nil {
		err = unix.SetNonblock(fd, true)
	}
	if err != nil {
		t.Fatal(err)
	}
	_ = f.Close()
	return os.NewFile(uintptr(fd), f.Name())
}

// until reads until a reading is as wanted, since a real line takes its time to break and to come back.
func until(t *testing.T, s *Scale, want string) {
	t.Helper()
	got := ""
	for end := time.Now().Add(patience); time.Now().Before(end); {
		r, err := s.Read(t.Context())
		if got = fault.ReasonOf(err); err == nil {
			got = word(r)
		}
		if got == want {
			return
		}
		if got == "scale.unplugged" {
			pause(t, 50*time.Millisecond)
		}
	}
	t.Fatalf("got %s, want %s", got, want)
}

// pause waits as a station does between two polls.
func pause(t *testing.T, d time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	<-ctx.Done()
}

// reply reads questions off a pseudo-terminal and gives them to answer.
func reply(answer func(n int, w io.Writer)) func(*os.File) {
	return func(master *os.File) {
		b := make([]byte, 64)
		for n := 0; ; n++ {
			if _, err := master.Read(b); err != nil {
				return
			}
			answer(n, master)
		}
	}
}

// In pieces, with noise, in silence, unplugged and plugged in again: over a serial line.
func TestSerialLine(t *testing.T) {
	name := filepath.Join(t.TempDir(), "scale")
	s, err := Open(Settings{Protocol: MTSICS, Port: name, Answer: quick, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	until(t, s, "scale.unplugged")
	unplug := plug(t, name, reply(func(n int, w io.Writer) {
		switch n {
		case 0: // half a line, the other half a little later
			_, _ = io.WriteString(w, "S S     0.8")
			time.AfterFunc(quick/6, func() { _, _ = io.WriteString(w, "29 kg\r\n") })
		case 1:
			_, _ = io.WriteString(w, "\xff\xfe\x00~~\r\nS D     0.830 kg\r\n")
		case 2: // half a line and no more
			_, _ = io.WriteString(w, "S S     0.8")
		case 3: // nothing
		default:
			_, _ = io.WriteString(w, "S S     0.831 kg\r\n")
		}
	}))
	until(t, s, "829 stable")
	for _, want := range []string{"830 moving", "scale.garbled", "scale.silent", "831 stable", "831 stable"} {
		wantReading(t, s, want)
	}
	unplug()
	until(t, s, "scale.unplugged")
	plug(t, name, reply(func(_ int, w io.Writer) { _, _ = io.WriteString(w, "S S     0.900 kg\r\n") }))
	until(t, s, "900 stable")
}

// Seven bits with parity are set on the line itself.
func TestSerialSevenBits(t *testing.T) {
	for p, c := range map[Protocol][2]string{
		NCI: {"\n0001.83LB\r\n00\r\x03", "830 stable"}, Toledo8217: {"\x0200.829\r", "829 stable"}, AND: {"ST,+00829.00  g\r\n", "829 stable"},
	} {
		name := filepath.Join(t.TempDir(), "scale")
		plug(t, name, reply(func(_ int, w io.Writer) { _, _ = io.WriteString(w, c[0]) }))
		s, err := Open(Settings{Protocol: p, Port: name, Unit: "kg", Answer: quick, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		until(t, s, c[1])
		s.Close()
	}
}

// An indicator that streams, watched by a bench: empty, a parcel put on and standing.
func TestSerialStreamAtABench(t *testing.T) {
	name := filepath.Join(t.TempDir(), "scale")
	var shows atomic.Value
	shows.Store("ST,GS,+0000.000kg\r\n")
	plug(t, name, func(master *os.File) {
		for {
			if _, err := io.WriteString(master, shows.Load().(string)); err != nil {
				return
			}
			pause(t, 20*time.Millisecond)
			if t.Context().Err() != nil {
				return
			}
		}
	})
	s, err := Open(Settings{Protocol: ANDStream, Port: name, Answer: quick, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	b := NewBench(s, Rules{})
	ctx, stop := context.WithCancel(t.Context())
	ran := make(chan struct{})
	go func() {
		defer close(ran)
		b.Run(ctx)
	}()
	for end := time.Now().Add(patience); ; pause(t, 20*time.Millisecond) {
		if _, err := b.Now(); fault.ReasonOf(err) == "scale.light" {
			break // it has seen the empty plate
		} else if time.Now().After(end) {
			t.Fatalf("got %v, want scale.light", err)
		}
	}
	shows.Store("US,GS,+0000.512kg\r\n")
	time.AfterFunc(quick, func() { shows.Store("ST,GS,+0000.829kg\r\n") })
	r, err := b.Weigh(t.Context(), time.Now())
	if err != nil || r.Grams != 829 || r.Raw != "ST,GS,+0000.829kg" {
		t.Errorf("got %+v, %v", r, err)
	}
	stop()
	<-ran
}

// A scale on the network that goes away and comes back.
func TestNetworkLine(t *testing.T) {
	serve := func(at string) (net.Listener, func()) {
		t.Helper()
		l, err := net.Listen("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		conns := make(chan net.Conn, 10)
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					close(conns)
					return
				}
				conns <- c
				go answers("S S     0.829 kg\r\n", "S S     0.829 kg\r\n", "S S     0.829 kg\r\n")(c)
			}
		}()
		return l, func() {
			_ = l.Close()
			for c := range conns {
				_ = c.Close()
			}
		}
	}
	l, away := serve("127.0.0.1:0")
	address := l.Addr().String()
	s, err := Open(Settings{Protocol: MTSICS, Port: tcpPrefix + address, Answer: quick, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	wantReading(t, s, "829 stable")
	away()
	until(t, s, "scale.unplugged")
	_, away = serve(address)
	defer away()
	until(t, s, "829 stable")
}

// HID reports come from a device file: here a named pipe. Without a writer it is a device that was pulled.
func TestHIDDevice(t *testing.T) {
	name := filepath.Join(t.TempDir(), "hidraw0")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		needs.Lacking(t, "named pipes: "+err.Error())
	}
	s, err := Open(Settings{Protocol: HID, Port: name, Answer: quick, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	until(t, s, "scale.unplugged")
	device := func(report string) (pull func()) {
		t.Helper()
		w, err := os.OpenFile(name, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		stop, done := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(done)
			for {
				select {
				case <-stop:
					return
				case <-time.After(20 * time.Millisecond):
					_, _ = io.WriteString(w, report)
				}
			}
		}()
		return func() {
			close(stop)
			<-done
			_ = w.Close()
		}
	}
	pull := device("\x03\x04\x02\x00\x3d\x03")
	until(t, s, "829 stable")
	pull()
	until(t, s, "scale.unplugged")
	pull = device("\x03\x03\x0b\xff\x24\x01")
	defer pull()
	until(t, s, "828 moving")
}
