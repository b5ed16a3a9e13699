// Package progress tells people how far a long piece of work is: a bar that redraws on a terminal, a line now and then
// elsewhere. It never decides whether something is a terminal and reads no clock of its own. Start reading at Bar.
package progress

import (
	"fmt"
	"io"
	"sync"
	"time"
)

const (
	barWidth  = 30
	drawEvery = 100 * time.Millisecond // faster than anybody reads
	lineEvery = 5 * time.Second        // a log of an hour's work stays readable
)

// Unknown is the total of a phase nobody can count before.
const Unknown = -1

// Options say where a bar is shown.
type Options struct {
	Out    io.Writer
	Redraw bool // Out is a terminal
	Now    func() time.Time
}

// Bar shows one phase after another. It is safe for use by several goroutines.
type Bar struct {
	mu    sync.Mutex
	opt   Options
	name  string
	done  int64
	total int64
	began time.Time
	last  time.Time // shown
}

// New makes a bar that shows nothing before Begin.
func New(o Options) *Bar { return &Bar{opt: o} }

// Begin starts a phase of so many steps, or Unknown.
func (b *Bar) Begin(name string, total int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.name, b.done, b.total, b.began = name, 0, total, b.opt.Now()
	b.last = b.began
	switch {
	case b.opt.Redraw:
	case total < 0:
		fmt.Fprintf(b.opt.Out, "%s\n", name)
	default:
		fmt.Fprintf(b.opt.Out, "%s: %d to do\n", name, total)
	}
}

// Add counts steps done.
func (b *Bar) Add(n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done += n
	b.show()
}

// Set tells how many steps are done of how many.
func (b *Bar) Set(done, total int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done, b.total = done, total
	b.show()
}

func (b *Bar) show() {
	now := b.opt.Now()
	every := lineEvery
	if b.opt.Redraw {
		every = drawEvery
	}
	if now.Sub(b.last) < every {
		return
	}
	b.last = now
	switch {
	case b.opt.Redraw:
		b.draw()
	case b.total < 0:
		fmt.Fprintf(b.opt.Out, "%s: %d\n", b.name, b.done)
	default:
		fmt.Fprintf(b.opt.Out, "%s: %d of %d\n", b.name, b.done, b.total)
	}
}

func (b *Bar) draw() {
	if b.total < 0 {
		fmt.Fprintf(b.opt.Out, "\r%-28s %d", b.name, b.done)
		return
	}
	fmt.Fprintf(b.opt.Out, "\r%-28s %s %d/%d", b.name, picture(b.done, b.total), b.done, b.total)
}

// End closes the phase with the time it took.
func (b *Bar) End() {
	b.mu.Lock()
	defer b.mu.Unlock()
	took := b.opt.Now().Sub(b.began)
	if b.opt.Redraw {
		b.draw()
		fmt.Fprintf(b.opt.Out, "  %.1f s\n", took.Seconds())
		return
	}
	fmt.Fprintf(b.opt.Out, "%s: %d done in %.1f s\n", b.name, b.done, took.Seconds())
}

// picture draws in ASCII, since some terminals draw other marks two columns wide.
func picture(done, total int64) string {
	full := int64(barWidth)
	if total > 0 {
		full = max(0, min(barWidth, barWidth*done/total))
	}
	b := make([]byte, barWidth)
	for i := range b {
		b[i] = '.'
		if int64(i) < full {
			b[i] = '#'
		}
	}
	return "[" + string(b) + "]"
}
