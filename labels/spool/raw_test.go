package spool

import (
	"bytes"
	"context"
	"math/rand/v2"
	"net"
	"strings"
	"testing"
	"time"
)

// zplBytes gives a job too large for the buffers between two sockets when n is large.
func zplBytes(n int) []byte {
	data := make([]byte, n)
	r := rand.New(rand.NewPCG(1, uint64(n)))
	for i := range data {
		data[i] = byte('A' + r.IntN(26))
	}
	return append(append([]byte("^XA^FD"), data...), "^FS^XZ"...)
}

func TestRawSendsExactlyTheBytes(t *testing.T) {
	t.Parallel()
	z := newZebra(t)
	data := zplBytes(300_000)
	s := newShelf(aJob(t, "Z1", "waybill/P-1/1", ContentZPL, data))
	start(t, s, z.printer("Z1"))
	s.until(t, "waybill/P-1/1", "sent")
	if got := <-z.got; !bytes.Equal(got, data) {
		t.Errorf("the printer got %d bytes, not the %d sent", len(got), len(data))
	}
}

func TestRawKnowsWhetherAByteWentOut(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		tune func(z *zebra)
		want string // state, or status if nothing went out
	}{
		{"paper out", func(z *zebra) { z.status = func() string { return strings.Replace(readyZebra, "030,0", "030,1", 1) } }, PrinterPaperOut},
		{"head open", func(z *zebra) {
			z.status = func() string { return strings.Replace(readyZebra, "\x02000,0,0", "\x02000,0,1", 1) }
		}, PrinterHeadOpen},
		{"nonsense", func(z *zebra) { z.status = func() string { return "\x02no\x03\x02no\x03\x02no\x03" } }, PrinterGarbled},
		{"dies when asked", func(z *zebra) { z.dieAfter, z.status = 0, func() string { return "" } }, PrinterSilent},
		{"nobody there", func(z *zebra) { _ = z.listener.Close() }, PrinterUnreachable},
		{"dies inside the job", func(z *zebra) { z.dieAfter = 50_000 }, "unknown " + PrintBrokenOff},
		{"dies after the last byte", func(z *zebra) { z.slam = true }, "unknown " + PrintBrokenOff},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			z := newZebra(t, tt.tune)
			s := newShelf(aJob(t, "Z1", "waybill/P-1/1", ContentZPL, zplBytes(8_000_000)))
			l := start(t, s, z.printer("Z1"))
			if strings.HasPrefix(tt.want, "unknown") {
				s.until(t, "waybill/P-1/1", tt.want)
				if len(z.got) != 1 {
					t.Errorf("%d connections with bytes of the job", len(z.got))
				}
				return
			}
			st := untilStatus(t, s, l, "Z1", func(st Status) bool { return len(st.Reasons) > 0 })
			if st.Reasons[0] != tt.want || st.Job != "waybill/P-1/1" || s.state("waybill/P-1/1") != "rendered" || len(z.got) > 0 {
				t.Errorf("got %+v with the job %s and %d connections with bytes of it, want %s", st, s.state("waybill/P-1/1"), len(z.got), tt.want)
			}
			if steps := s.steps["waybill/P-1/1"]; len(steps) > 0 {
				t.Errorf("the job took the steps %v though no byte of it was due", steps)
			}
		})
	}
}

// untilStatus waits for a printer's status.
func untilStatus(t *testing.T, s *shelf, l *Loop, printer string, is func(Status) bool) Status {
	t.Helper()
	for deadline := time.After(20 * time.Second); ; {
		st, _ := l.Status(printer)
		if is(st) {
			return st
		}
		select {
		case <-s.moved:
		case <-deadline:
			t.Fatalf("status stays %+v", st)
		}
	}
}

func TestSilenceIsAFault(t *testing.T) {
	t.Parallel()
	z := newZebra(t, func(z *zebra) { z.status = func() string { return "" } })
	r := (&raw{printer: z.printer("Z1"), now: time.Now}).ask(t.Context())
	if r.ready() || !r.gone || r.reasons[0] != PrinterSilent {
		t.Errorf("got %+v", r)
	}
	blind := z.printer("Z1")
	blind.Blind = true
	if r := (&raw{printer: blind, now: time.Now}).ask(t.Context()); !r.ready() {
		t.Errorf("a blind printer is not asked: %+v", r)
	}
}

func TestStoppingBreaksOffWhatStalls(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	began := make(chan net.Conn, 1)
	go func() {
		c, err := ln.Accept()
		if err != nil {
			return
		}
		var b [1]byte
		_, _ = c.Read(b[:])
		began <- c // and reads no more: its paper ran out
	}()
	s := newShelf(aJob(t, "Z1", "waybill/P-1/1", ContentZPL, zplBytes(30_000_000)))
	p := Printer{Code: "Z1", Language: ZPL, DPI: 203, Transport: Raw, Address: ln.Addr().String(), Blind: true}
	l := start(t, s, p)
	c := <-began
	defer func() { _ = c.Close() }()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := l.Stop(ctx); err == nil {
		t.Error("stopped without a word about the job broken off")
	}
	if got := s.state("waybill/P-1/1"); got != "unknown "+PrintBrokenOff {
		t.Errorf("the job is %s", got)
	}
}

func TestConfirmedByCounters(t *testing.T) {
	t.Parallel()
	asked := make(chan int, 100)
	n := 0
	z := newZebra(t, func(z *zebra) {
		z.status = func() string { // one at a time: the worker asks in turn
			n++
			asked <- n
			switch n {
			case 2, 3: // behind the job
				return strings.Replace(readyZebra, "1245,000", "1245,001", 1)
			}
			return readyZebra
		}
	})
	s := newShelf(aJob(t, "Z1", "waybill/P-1/1", ContentZPL, zplBytes(100)))
	start(t, s, z.printer("Z1"))
	s.until(t, "waybill/P-1/1", "confirmed")
	if len(asked) != 4 {
		t.Errorf("asked %d times, want once before the job, twice while it was busy, and once more", len(asked))
	}
}
