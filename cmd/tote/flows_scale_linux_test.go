package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// fakeScale is a bench scale at the other end of a serial line, a pseudo-terminal: it answers MT-SICS with what was put on it.
type fakeScale struct {
	name          string // of the line, as a station's record has it
	master, slave *os.File
	done          chan struct{}

	mu    sync.Mutex
	grams int64
}

// plugScale plugs a scale in at a station.
func (h *flowHouse) plugScale(station string) (*fakeScale, error) {
	master, slave, err := pty.Open()
	if err != nil {
		return nil, err
	}
	for _, f := range []*os.File{slave, master} {
		if set, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS); err == nil {
			set.Iflag, set.Oflag, set.Lflag = 0, 0, 0
			_ = unix.IoctlSetTermios(int(f.Fd()), unix.TCSETS, set)
		}
	}
	fd, err := unix.Dup(int(master.Fd())) // one whose reads end when it is closed
	if err == nil {
		err = unix.SetNonblock(fd, true)
	}
	if err != nil {
		return nil, err
	}
	_ = master.Close()
	s := &fakeScale{name: filepath.Join(h.dir, "scale-"+station), master: os.NewFile(uintptr(fd), "scale"), slave: slave, done: make(chan struct{})}
	if err := os.Symlink(slave.Name(), s.name); err != nil {
		return nil, err
	}
	go s.answer()
	h.t.Cleanup(s.unplug)
	return s, nil
}

func (s *fakeScale) answer() {
	defer close(s.done)
	var asked []byte
	buf := make([]byte, 64)
	for {
		n, err := s.master.Read(buf)
		if err != nil {
			return
		}
		asked = append(asked, buf[:n]...)
		for bytes.Contains(asked, []byte("\n")) {
			_, asked, _ = bytes.Cut(asked, []byte("\n"))
			s.mu.Lock()
			g := s.grams
			s.mu.Unlock()
			if _, err := io.WriteString(s.master, fmt.Sprintf("S S %6d.%03d kg\r\n", g/1000, g%1000)); err != nil {
				return
			}
		}
	}
}

func (s *fakeScale) put(grams int64) {
	s.mu.Lock()
	s.grams = grams
	s.mu.Unlock()
}

// unplug pulls the line.
func (s *fakeScale) unplug() {
	_ = os.Remove(s.name)
	_ = s.slave.Close()
	_ = s.master.Close()
	<-s.done
}
