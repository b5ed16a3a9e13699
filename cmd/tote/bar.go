package main

import (
	"io"
	"os"
	"time"

	"github.com/mattn/go-isatty"

	"example.com/tote/cmd/tote/progress"
)

// newBar shows progress where errors go, so that what a command writes can be piped on.
func newBar(t streams) *progress.Bar {
	f, isFile := t.err.(*os.File)
	return progress.New(progress.Options{Out: t.err, Redraw: isFile && isatty.IsTerminal(f.Fd()), Now: time.Now})
}

// meter tells how many bytes of a file have passed.
type meter struct {
	in   io.Reader
	out  io.Writer
	done int64
	tell func(done int64)
}

func (m *meter) Read(b []byte) (int, error) {
	n, err := m.in.Read(b)
	m.count(n)
	return n, err
}

func (m *meter) Write(b []byte) (int, error) {
	n, err := m.out.Write(b)
	m.count(n)
	return n, err
}

func (m *meter) count(n int) {
	m.done += int64(n)
	m.tell(m.done)
}
