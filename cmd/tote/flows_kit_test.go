package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	"example.com/tote/terminal/ui"
)

// kit is what stands at a script's benches: scales and printers that a person may do something to.
type kit struct {
	scales   map[string]*fakeScale    // by station
	printers map[string]*labelPrinter // by code
	benches  map[string]string        // of terminals, by worker
}

// labelPrinter is a label printer on the network that says how it is when it is asked, and takes all else for labels.
type labelPrinter struct {
	net.Listener
	work sync.WaitGroup

	mu    sync.Mutex
	empty bool // no paper
	conns map[net.Conn]bool
}

// plugPrinter puts a label printer on the network and gives its address.
func (h *flowHouse) plugPrinter(code string) (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	p := &labelPrinter{Listener: l, conns: map[net.Conn]bool{}}
	h.kit.printers[code] = p
	p.work.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			p.mu.Lock()
			p.conns[c] = true
			p.mu.Unlock()
			p.work.Go(func() { p.take(c) })
		}
	})
	h.t.Cleanup(func() {
		_ = l.Close()
		p.mu.Lock()
		for c := range p.conns {
			_ = c.Close()
		}
		p.mu.Unlock()
		p.work.Wait()
	})
	return l.Addr().String(), nil
}

func (p *labelPrinter) take(c net.Conn) {
	defer func() {
		_ = c.Close()
		p.mu.Lock()
		delete(p.conns, c)
		p.mu.Unlock()
	}()
	buf := make([]byte, 4096)
	for {
		n, err := c.Read(buf)
		if bytes.Contains(buf[:n], []byte("~HS")) {
			p.mu.Lock()
			out := 0
			if p.empty {
				out = 1
			}
			p.mu.Unlock()
			if _, err := fmt.Fprintf(c, "\x02030,%d,0,0616,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n", out); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// setPaper takes the paper out of a printer, or puts some in.
func (h *flowHouse) setPaper(words []string) error {
	if len(words) != 2 || h.kit.printers[words[0]] == nil {
		return scriptError{errors.New("say: paper PRINTER in or out, of a printer with transport=raw")}
	}
	p := h.kit.printers[words[0]]
	p.mu.Lock()
	p.empty = words[1] == "out"
	p.mu.Unlock()
	return nil
}

// putOnScale puts so many grams on the scale of a terminal's bench, and waits until the terminal sees them.
func (h *flowHouse) putOnScale(p *person, d screenDriver, words []string) error {
	s := h.kit.scales[h.kit.benches[p.id]]
	if s == nil || len(words) != 2 || words[1] != "g" {
		return scriptError{fmt.Errorf("say: %s puts 829 g, at a station with a scale", p.id)}
	}
	grams, err := strconv.ParseInt(words[0], 10, 64)
	if err != nil {
		return scriptError{err}
	}
	s.put(grams)
	if l, ok := d.(*localScreen); ok {
		return l.pump(fmt.Sprintf("%d g on its scale", grams), func() bool {
			r, _ := l.parts.scale.Now() // why it does not count yet is the terminal's business
			return r.Grams == grams && r.Raw != ""
		})
	}
	return nil
}

// pump lets the terminal go on until something is so.
func (l *localScreen) pump(what string, so func() bool) error {
	deadline := time.After(settleWithin)
	look := time.NewTicker(awaitEvery)
	defer look.Stop()
	for !so() {
		select {
		case m := <-l.msgs:
			l.update(m)
		case <-look.C:
		case <-deadline:
			return scriptError{fmt.Errorf("the terminal of %s waited in vain for %s:\n%s", l.o.worker, what, l.rows())}
		}
	}
	return nil
}

// awaits lets the terminal go on until its screen says something.
func (l *localScreen) awaits(text string) error {
	return l.pump(text, func() bool {
		return strings.Contains(ui.PlainText(ui.Draw(l.app.Frame(), l.app.Language(), l.o.width, l.o.height)), text)
	})
}
