//go:build unix

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	gossh "golang.org/x/crypto/ssh"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
)

// What a worker waits for, from the byte that was written to the frame that was read:
//
//	go test ./cmd/tote -run '^$' -bench 'Terminal(PTY|Update)' -benchtime 2000x
//	go test ./cmd/tote -run '^$' -bench TerminalSSH -benchtime 1x
//
// In the second all sessions scan once a second for ten seconds; they are TOTE_SESSIONS, 500 if it is not set. The clients
// are a process of their own. A session weighs what the service's process grew by, and what of it is heap and stacks.

// benchHouse is a warehouse with one item and as many workers as are wanted.
type benchHouse struct {
	b     *testing.B
	svc   *service
	admin *client.Client
}

func newBenchHouse(b *testing.B, workers int) *benchHouse {
	b.Helper()
	svc, err := startService(serviceOptions{data: b.TempDir(), listen: "127.0.0.1:0", ssh: "127.0.0.1:0", log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := svc.stop(); err != nil {
			b.Error(err)
		}
	})
	ctx := context.Background()
	id, pin, err := svc.api.FirstAdmin(ctx)
	if err != nil {
		b.Fatal(err)
	}
	c := client.New(client.Options{Base: svc.url(), NewID: newID})
	in, err := c.SignIn(ctx, id, pin)
	if err != nil {
		b.Fatal(err)
	}
	h := &benchHouse{b: b, svc: svc, admin: c.As(in.Token, "", nil)}
	if _, err := h.admin.PutWarehouse(ctx, wire.Warehouse{Code: "SH1", Name: "Shanghai", Zone: "Asia/Shanghai"}, 0); err != nil {
		b.Fatal(err)
	}
	for i := range workers {
		id := benchWorker(i)
		_, err := h.admin.PutWorker(ctx, wire.Worker{ID: id, Name: id, Roles: []string{"picker"}, Language: "en", Active: true}, 0)
		if err := errors.Join(err, h.admin.SetPIN(ctx, id, flowPIN)); err != nil {
			b.Fatal(err)
		}
	}
	return h
}

func benchWorker(i int) string { return fmt.Sprintf("W%03d", i) }

// quantiles reports the times a worker waits.
func quantiles(b *testing.B, times []time.Duration) {
	if len(times) == 0 {
		b.Fatal("nothing was measured")
	}
	slices.Sort(times)
	at := func(q float64) float64 {
		return float64(times[min(len(times)-1, int(q*float64(len(times))))].Microseconds()) / 1000
	}
	b.ReportMetric(at(0.50), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
	b.ReportMetric(at(1), "max-ms")
}

// codeNo is a code nobody knows, another each time: it is judged at once and shown.
func codeNo(n int) string { return "ZZ" + strconv.Itoa(n%9000+1000) }

// answered tells that a scan's frame is complete: the code is named and the box is empty again.
func answered(text, code string) bool {
	return strings.Contains(text, code) && strings.Contains(text, "> _")
}

// BenchmarkTerminalPTY is `tote scan` on a terminal of its own.
func BenchmarkTerminalPTY(b *testing.B) {
	h := newBenchHouse(b, 1)
	dev, err := h.admin.EnrolDevice(context.Background(), wire.NewDevice{Name: "Terminal", Kind: "handheld"})
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	p, err := startOnPTY(scanProgram("", "--server="+h.svc.url(), "--token="+dev.Token, "--warehouse=SH1", "--language=en", "--data="+filepath.Join(b.TempDir(), "device")), 26, 20, "")
	if err != nil {
		b.Fatal(err)
	}
	defer p.stop()
	if !p.shows("badge") {
		b.Fatal(p.screen.text())
	}
	prompt := time.Since(began)
	p.send(benchWorker(0) + "\r")
	if !p.shows("PIN") {
		b.Fatal(p.screen.text())
	}
	p.send(flowPIN + "\r")
	if !p.shows("Choose a task") {
		b.Fatal(p.screen.text())
	}
	var times []time.Duration
	b.ResetTimer()
	for i := range b.N {
		code := codeNo(i)
		at := time.Now()
		p.send(code + "\r")
		if !p.until(settleWithin, func(text string) bool { return answered(text, code) }) {
			b.Fatalf("no answer to %s:\n%s", code, p.screen.text())
		}
		times = append(times, time.Since(at))
		<-time.After(time.Duration(i%17) * time.Millisecond) // frames have a beat of their own: meet all of it
	}
	b.StopTimer()
	quantiles(b, times)
	b.ReportMetric(float64(prompt.Microseconds())/1000, "prompt-ms")
}

// BenchmarkTerminalUpdate is the model alone: one scan handled and drawn.
func BenchmarkTerminalUpdate(b *testing.B) {
	h := newBenchHouse(b, 1)
	dev, err := h.admin.EnrolDevice(context.Background(), wire.NewDevice{Name: "Terminal", Kind: "handheld"})
	if err != nil {
		b.Fatal(err)
	}
	c := scanCommand{Server: h.svc.url(), Token: dev.Token, Warehouse: "SH1", Data: filepath.Join(b.TempDir(), "device"), Language: "en"}
	parts, err := c.open(context.Background(), nil)
	if err != nil {
		b.Fatal(err)
	}
	l := &localScreen{radio: &radio{}, parts: parts, app: parts.app, msgs: make(chan tea.Msg, 1024), ended: make(chan struct{}), o: screenOptions{width: 26, height: 20}}
	l.do(l.app.Init())
	l.update(tea.WindowSizeMsg{Width: 26, Height: 20})
	l.scan(benchWorker(0))
	l.typed(flowPIN)
	if got, err := l.screen(""); err != nil || !strings.Contains(got, "Choose a task") {
		b.Fatal(got, err)
	}
	times := make([]time.Duration, 0, b.N)
	for i := range b.N {
		code := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(codeNo(i))}
		at := time.Now()
		_, _ = l.app.Update(code)
		_ = l.app.View()
		_, _ = l.app.Update(tea.KeyMsg{Type: tea.KeyEnter})
		_ = l.app.View()
		times = append(times, time.Since(at))
	}
	quantiles(b, times)
	if err := l.close(); err != nil {
		b.Error(err)
	}
}

// loadEnv makes the test's own program many ssh clients: address, sessions, seconds.
const loadEnv = "TOTE_TEST_LOAD"

const loadFor = 10 // seconds

// BenchmarkTerminalSSH has many sessions scan once a second, and weighs them.
func BenchmarkTerminalSSH(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("TOTE_SESSIONS"))
	if err != nil {
		n = 500
	}
	h := newBenchHouse(b, n)
	before, used := weight()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d %d", loadEnv, h.svc.terminals.listener.Addr(), n, loadFor))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		b.Fatal(err)
	}
	var in struct{ Sessions int }
	from := json.NewDecoder(out)
	if err := from.Decode(&in); err != nil {
		b.Fatal(err)
	}
	grown, using := weight()
	b.ReportMetric(float64(grown-before)/float64(n)/1e6, "MB/session")
	b.ReportMetric(float64(using-used)/float64(n)/1e6, "heap-MB/session")
	b.ReportMetric(float64(runtime.NumGoroutine())/float64(n), "goroutines/session")
	var times []time.Duration
	if err := errors.Join(from.Decode(&times), cmd.Wait()); err != nil {
		b.Fatal(err)
	}
	quantiles(b, times)
}

// weight is what the process holds of the machine's memory, all that is free given back, and what of it is heap and stacks.
func weight() (resident, used int64) {
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	used = int64(m.HeapAlloc + m.StackInuse)
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return int64(m.Sys - m.HeapReleased), used
	}
	pages, _ := strconv.ParseInt(strings.Fields(string(text))[1], 10, 64)
	return pages * int64(os.Getpagesize()), used
}

// runLoad is the clients' process: it tells when all sit at their terminals, then how long each scan took.
func runLoad(args string) error {
	var address string
	var n, seconds int
	if _, err := fmt.Sscan(args, &address, &n, &seconds); err != nil {
		return err
	}
	sitters := make([]*sitter, n)
	errs := make([]error, n)
	var all sync.WaitGroup
	atOnce := make(chan struct{}, 16) // the service hashes two PINs at a time and lets few wait
	for i := range sitters {
		all.Go(func() {
			atOnce <- struct{}{}
			defer func() { <-atOnce }()
			sitters[i], errs[i] = newSitter(address, benchWorker(i))
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	to := json.NewEncoder(os.Stdout)
	if err := to.Encode(struct{ Sessions int }{n}); err != nil {
		return err
	}
	<-time.After(2 * time.Second) // the service weighs itself
	for i, s := range sitters {
		all.Go(func() {
			<-time.After(time.Duration(i) * time.Second / time.Duration(n))
			every := time.NewTicker(time.Second)
			defer every.Stop()
			for k := range seconds {
				errs[i] = errors.Join(errs[i], s.scan(codeNo(i*100+k)))
				<-every.C
			}
		})
	}
	all.Wait()
	var times []time.Duration
	for _, s := range sitters {
		times = append(times, s.times...)
		_ = s.conn.Close() // the process ends
	}
	return errors.Join(errors.Join(errs...), to.Encode(times))
}

// sitter is one of many at a terminal.
type sitter struct {
	sshLine
	times []time.Duration
}

func newSitter(address, user string) (*sitter, error) {
	conn, err := gossh.Dial("tcp", address, &gossh.ClientConfig{User: user, HostKeyCallback: gossh.InsecureIgnoreHostKey(), Auth: []gossh.AuthMethod{gossh.Password(flowPIN)}})
	if err != nil {
		return nil, err
	}
	s := &sitter{sshLine: sshLine{conn: conn, screen: newVT(26, 20)}}
	if s.sess, err = conn.NewSession(); err != nil {
		return nil, err
	}
	s.keys, err = s.sess.StdinPipe()
	s.sess.Stdout = s.screen
	if err := errors.Join(err, s.sess.RequestPty("vt220", 20, 26, gossh.TerminalModes{}), s.sess.Shell()); err != nil {
		return nil, err
	}
	return s, s.until(func(text string) bool { return strings.Contains(text, "> _") && strings.Contains(text, "Hello") })
}

func (s *sitter) until(wanted func(string) bool) error {
	for deadline := time.After(settleWithin); !wanted(s.screen.text()); {
		select {
		case <-s.screen.changed:
		case <-deadline:
			return fmt.Errorf("nothing came:\n%s", s.screen.text())
		}
	}
	return nil
}

func (s *sitter) scan(code string) error {
	at := time.Now()
	s.send(code + "\r")
	err := s.until(func(text string) bool { return answered(text, code) })
	s.times = append(s.times, time.Since(at))
	return err
}
