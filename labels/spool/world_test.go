package spool

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"example.com/tote/inventory/fault"
)

// shelf is a Queue in memory that keeps the state table: a wrong step is an error of the loop's.
type shelf struct {
	mu     sync.Mutex
	jobs   []Job
	states map[string]string
	why    map[string]string
	steps  map[string][]string
	notes  []Status
	wrong  []string
	before func(verb, key string) error // makes a call fail before it is carried out
	after  func(verb, key string) error // makes its answer get lost
	moved  chan struct{}                // told after every step
}

func newShelf(jobs ...Job) *shelf {
	s := &shelf{states: map[string]string{}, why: map[string]string{}, steps: map[string][]string{}, moved: make(chan struct{}, 1)}
	for _, j := range jobs {
		s.put(j)
	}
	return s
}

func (s *shelf) put(j Job) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.jobs = append(s.jobs, j)
	s.states[j.Key] = "rendered"
}

func (s *shelf) around(verb, key string, do func() error) error {
	if s.before != nil {
		if err := s.before(verb, key); err != nil {
			return err
		}
	}
	s.mu.Lock()
	err := do()
	s.mu.Unlock()
	if err == nil && s.after != nil {
		err = s.after(verb, key)
	}
	poke(s.moved)
	return err
}

func (s *shelf) Next(_ context.Context, printer string) (job Job, ok bool, err error) {
	err = s.around("next", "", func() error {
		for _, j := range s.jobs {
			if j.Printer == printer && s.states[j.Key] == "rendered" {
				job, ok = j, true
				return nil
			}
		}
		return nil
	})
	return job, ok, err
}

func (s *shelf) Begin(_ context.Context, j Job) error {
	return s.around("begin", j.Key, func() error {
		if s.states[j.Key] != "rendered" {
			return fault.Conflict("printjob.state", "%s is %s", j.Key, s.states[j.Key])
		}
		s.step(j.Key, "sending", "")
		return nil
	})
}

func (s *shelf) step(key, to, why string) {
	s.states[key], s.why[key] = to, why
	s.steps[key] = append(s.steps[key], to)
}

var shelfTable = map[string]map[Ending]string{
	"rendered": {Failed: "failed"},
	"sending":  {Held: "rendered", Sent: "sent", Failed: "failed", Unknown: "unknown"},
	"sent":     {Confirmed: "confirmed", Unknown: "unknown"},
}

func (s *shelf) Settle(_ context.Context, j Job, out Outcome) error {
	return s.around("settle", j.Key, func() error {
		to := shelfTable[s.states[j.Key]][out.Ending]
		if to == "" {
			if s.states[j.Key] != "cancelled" && s.why[j.Key] != out.Reason {
				s.wrong = append(s.wrong, fmt.Sprintf("%s is %s and was settled as %s", j.Key, s.states[j.Key], out.Ending))
			}
			return nil
		}
		s.step(j.Key, to, out.Reason)
		return nil
	})
}

func (s *shelf) Interrupted(context.Context) (out []Job, err error) {
	err = s.around("interrupted", "", func() error {
		for _, j := range s.jobs {
			if s.states[j.Key] == "sending" {
				out = append(out, j)
			}
		}
		return nil
	})
	return out, err
}

func (s *shelf) Note(_ context.Context, st Status) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notes = append(s.notes, st)
	poke(s.moved)
}

// state gives the state of a job and the reason it has it for.
func (s *shelf) state(key string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.why[key] != "" {
		return s.states[key] + " " + s.why[key]
	}
	return s.states[key]
}

func (s *shelf) set(key, state string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.states[key] = state
}

// until waits for a job to come into a state; it fails the test if that takes longer than anything here takes.
func (s *shelf) until(t *testing.T, key, want string) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for s.state(key) != want {
		select {
		case <-s.moved:
		case <-deadline:
			t.Fatalf("%s is %q, not %q", key, s.state(key), want)
		}
	}
}

func (s *shelf) check(t *testing.T) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, w := range s.wrong {
		t.Error(w)
	}
}

// aJob makes a job with its file.
func aJob(t testing.TB, printer, key, content string, data []byte) Job {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bytes")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	return Job{Key: key, Printer: printer, Path: path, Hash: hex.EncodeToString(sum[:]), Size: int64(len(data)), ContentType: content, Title: key}
}

// start gives a loop on real time, stopped and checked at the end of the test.
func start(t *testing.T, s *shelf, ps ...Printer) *Loop {
	t.Helper()
	l := New(s, Options{Now: time.Now, After: time.After, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := l.Stop(ctx); err != nil {
			t.Error(err)
		}
		s.check(t)
	})
	if err := l.Configure(ps); err != nil {
		t.Fatal(err)
	}
	return l
}

const readyZebra = "\x02030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"

// zebra is a printer at a port of this machine that does as it is told.
type zebra struct {
	listener net.Listener
	status   func() string    // answer to ~HS; "" is silence
	dieAfter int              // resets the connection after so many bytes of a job; below 0 never
	slam     bool             // resets the connection when all bytes were read
	saw      func(job []byte) // told of every piece of a job
	serving  sync.WaitGroup
	got      chan []byte // what came over each connection, without the status questions; nothing if nothing came
}

func newZebra(t *testing.T, tune ...func(z *zebra)) *zebra {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	z := &zebra{listener: ln, status: func() string { return readyZebra }, dieAfter: -1, got: make(chan []byte, 1000)}
	for _, f := range tune {
		f(z)
	}
	t.Cleanup(func() {
		if err := ln.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
		z.serving.Wait()
	})
	z.serving.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			z.serving.Go(func() { z.serve(c) })
		}
	})
	return z
}

func (z *zebra) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	var job []byte
	buf := make([]byte, 4096)
	for {
		n, err := c.Read(buf)
		piece := buf[:n]
		if i := bytes.Index(piece, []byte("~HS\r\n")); i >= 0 && len(job) == 0 {
			piece = slices.Concat(piece[:i], piece[i+5:])
			if _, err := c.Write([]byte(z.status())); err != nil {
				return
			}
		}
		job = append(job, piece...)
		if z.saw != nil && len(piece) > 0 {
			z.saw(job)
		}
		if z.dieAfter >= 0 && len(job) >= z.dieAfter && (len(job) > 0 || z.dieAfter == 0) || err != nil && z.slam && len(job) > 0 {
			_ = c.(*net.TCPConn).SetLinger(0)
			err = errors.New("died")
		}
		if err != nil {
			if len(job) > 0 {
				z.got <- job
			}
			return
		}
	}
}

func (z *zebra) printer(code string) Printer {
	return Printer{Code: code, Language: ZPL, DPI: 203, Media: "100x150", Transport: Raw, Address: z.listener.Addr().String()}
}
