//go:build unix

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/creack/pty"
)

// How the tests' own program becomes the terminal of a device: the real `tote scan`, by the house's clock.
const (
	scanArgs  = "TOTE_TEST_SCAN"  // its command line, a line each
	scanClock = "TOTE_TEST_CLOCK" // file with the nanoseconds the house's clock is ahead
)

func TestMain(m *testing.M) {
	if args := os.Getenv(scanArgs); args != "" {
		os.Exit(runScan(strings.Split(args, "\n"), os.Getenv(scanClock)))
	}
	if args := os.Getenv(loadEnv); args != "" {
		if err := runLoad(args); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	flag.Parse()
	if n, err := strconv.Atoi(flag.Lookup("test.parallel").Value.String()); err == nil && n < flowsAtOnce {
		flag.Set("test.parallel", strconv.Itoa(flowsAtOnce)) // they wait for disks and still screens, not for cores
	}
	os.Exit(m.Run())
}

func runScan(args []string, clock string) int {
	var c struct {
		Scan scanCommand `cmd:""`
	}
	parser, err := kong.New(&c, kong.BindTo(context.Background(), (*context.Context)(nil)), kong.Bind(streams{os.Stdout, os.Stderr}))
	if err != nil {
		panic(err)
	}
	c.Scan.now = func() time.Time { return time.Now().Add(aheadIn(clock)) }
	parsed, err := parser.Parse(append([]string{"scan"}, args...))
	if err == nil {
		err = parsed.Run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "tote:", word(err))
		return 1
	}
	return 0
}

func aheadIn(file string) time.Duration {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0
	}
	n, _ := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	return time.Duration(n)
}

// ptyProgram is a program on a terminal.
type ptyProgram struct {
	cmd    *exec.Cmd
	tty    *os.File
	screen *vt
	ended  chan struct{}
	code   int
}

// startOnPTY starts a program on a terminal of a size. What is in early stands there before it starts.
func startOnPTY(cmd *exec.Cmd, width, height int, early string) (*ptyProgram, error) {
	master, slave, err := pty.Open()
	if err != nil {
		return nil, err
	}
	if err := pty.Setsize(master, &pty.Winsize{Rows: uint16(height), Cols: uint16(width)}); err != nil {
		return nil, err
	}
	if _, err := io.WriteString(master, early); err != nil {
		return nil, err
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	p := &ptyProgram{cmd: cmd, tty: master, screen: newVT(width, height), ended: make(chan struct{})}
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(err, master.Close(), slave.Close())
	}
	_ = slave.Close() // the program has it
	go func() {
		_, _ = io.Copy(p.screen, master) // it ends with the program
		_ = cmd.Wait()                   // its code is what is asked for
		p.code = cmd.ProcessState.ExitCode()
		close(p.ended)
	}()
	return p, nil
}

func (p *ptyProgram) send(text string) { _, _ = io.WriteString(p.tty, text) } // what is lost shows on the screen

// stop kills it, as a battery that falls out.
func (p *ptyProgram) stop() {
	_ = p.cmd.Process.Kill() // it may have ended
	<-p.ended
	_ = p.tty.Close()
}

// until waits until the screen is as wanted.
func (p *ptyProgram) until(within time.Duration, wanted func(text string) bool) bool {
	deadline := time.After(within)
	for {
		if wanted(p.screen.text()) {
			return true
		}
		select {
		case <-p.screen.changed:
		case <-p.ended:
			return wanted(p.screen.text())
		case <-deadline:
			return false
		}
	}
}

func (p *ptyProgram) shows(words ...string) bool {
	return p.until(settleWithin, func(text string) bool {
		for _, w := range words {
			if strings.Contains(text, w) {
				return true
			}
		}
		return false
	})
}

// ptyKeys are the bytes of the keys scripts press.
var ptyKeys = map[string]string{"enter": "\r", "esc": "\x1b", "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
	"f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~", "f11": "\x1b[23~", "f12": "\x1b[24~"}

// typist is the part of a driver that is the same for each program on a terminal.
type typist struct {
	prog *ptyProgram
	mark int64 // bytes written when the last input was sent
}

func (s *typist) send(text string) {
	s.mark = s.prog.screen.written()
	s.prog.send(text)
}

func (s *typist) scan(code string) { s.send(code + "\r") }

func (s *typist) typed(text string) {
	s.mark = s.prog.screen.written()
	for _, r := range text {
		s.prog.send(string(r))
	}
	s.prog.send("\r")
}

func (s *typist) press(key string) { s.send(ptyKeys[key]) }

// How long a screen must stand still when a script does not say what is to be on it.
const (
	stillFor     = 150 * time.Millisecond
	answerWithin = 3 * time.Second
)

// screen waits until what is wanted is there, or, when nobody knows, until an answer has come and the screen stands still.
func (s *typist) screen(want string) (string, error) {
	want = strings.TrimSpace(want)
	p := s.prog
	if want != "" {
		p.until(settleWithin, func(string) bool { return packed(p.screen.rows()) == want })
		return packed(p.screen.rows()), nil
	}
	deadline := time.After(settleWithin)
	answer := time.After(answerWithin)
	for answered := false; ; {
		select {
		case <-p.screen.changed:
			answered = answered || p.screen.written() > s.mark
			continue
		case <-answer:
			answered = true
		case <-deadline:
			return packed(p.screen.rows()), nil
		case <-p.ended:
			return packed(p.screen.rows()), nil
		case <-time.After(stillFor):
		}
		if got := packed(p.screen.rows()); (answered || p.screen.written() > s.mark) && !strings.Contains(got, " ... ") && !strings.Contains(got, " *") {
			return got, nil
		}
	}
}

// ptyScreen is `tote scan` on a terminal, with the radio between.
type ptyScreen struct {
	typist
	h     *flowHouse
	o     screenOptions
	radio *relay
}

func openPTY(h *flowHouse, o screenOptions) (screenDriver, error) {
	r, err := newRelay(strings.TrimPrefix(h.svc.url(), "http://"))
	if err != nil {
		return nil, err
	}
	s := &ptyScreen{h: h, o: o, radio: r}
	if err := s.start(""); err != nil {
		return nil, err
	}
	if !s.prog.shows("PIN", "badge", "工牌") {
		return nil, fmt.Errorf("no prompt:\n%s", s.prog.screen.text())
	}
	s.scan(o.worker)
	if !s.prog.shows("PIN", "密码") {
		return nil, fmt.Errorf("no prompt for the PIN:\n%s", s.prog.screen.text())
	}
	s.typed(flowPIN)
	_, err = s.screen("")
	return s, err
}

func (s *ptyScreen) start(early string) error {
	clock := s.o.dir + ".clock"
	if err := os.MkdirAll(filepath.Dir(clock), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(clock, fmt.Append(nil, s.h.ahead.Load()), 0o600); err != nil {
		return err
	}
	args := []string{"--server=http://" + s.radio.address(), "--token=" + s.o.token, "--warehouse=" + flowWarehouse, "--data=" + s.o.dir, "--language=" + s.o.language}
	if s.o.station != "" {
		args = append(args, "--station="+s.o.station)
	}
	if s.o.dock != "" {
		args = append(args, "--dock="+s.o.dock)
	}
	var err error
	s.mark = 0
	s.prog, err = startOnPTY(scanProgram(clock, args...), s.o.width, s.o.height, early)
	return err
}

// scanProgram is the terminal of a device as a process of its own.
func scanProgram(clock string, args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), scanArgs+"="+strings.Join(args, "\n"), scanClock+"="+clock, "TERM=xterm-256color")
	return cmd
}

func (s *ptyScreen) link(on bool) { s.radio.set(on) }

func (s *ptyScreen) kill() error {
	s.prog.stop()
	return s.start("")
}

func (s *ptyScreen) close() error {
	s.prog.stop()
	return s.radio.close()
}

// relay carries bytes to the service; it can be switched off like a radio.
type relay struct {
	net.Listener
	to string

	mu    sync.Mutex
	off   bool
	conns map[net.Conn]struct{}
	work  sync.WaitGroup
}

func newRelay(to string) (*relay, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := &relay{Listener: l, to: to, conns: map[net.Conn]struct{}{}}
	r.work.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			r.work.Go(func() { r.carry(c) })
		}
	})
	return r, nil
}

func (r *relay) address() string { return r.Addr().String() }

// keep takes a connection on the list, unless the radio is off.
func (r *relay) keep(c net.Conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.off {
		r.conns[c] = struct{}{}
	}
	return !r.off
}

func (r *relay) drop(c net.Conn) {
	r.mu.Lock()
	delete(r.conns, c)
	r.mu.Unlock()
	_ = c.Close() // it may be closed
}

func (r *relay) carry(c net.Conn) {
	defer r.drop(c)
	if !r.keep(c) {
		return
	}
	up, err := net.Dial("tcp", r.to)
	if err != nil {
		return
	}
	defer r.drop(up)
	if !r.keep(up) {
		return
	}
	r.work.Go(func() { _, _ = io.Copy(up, c); r.drop(up) })
	_, _ = io.Copy(c, up)
}

func (r *relay) set(on bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.off = !on
	for c := range r.conns {
		if r.off {
			_ = c.Close()
		}
	}
}

func (r *relay) close() error {
	err := r.Close()
	r.set(false)
	r.work.Wait()
	return err
}

// TestTerminalFlowsPTY plays the scripts of terminals with the real program on a terminal that answers nothing.
// Scales of a bench are played at the model only: the program opens a device for them.
func TestTerminalFlowsPTY(t *testing.T) {
	playSome(t, openPTY, func(_, script string) bool { return !strings.Contains(script, " puts ") })
}

// shortScripts are those that are played in each way; the others only where time is given. Each way differs in how keys and
// frames travel, not in what the jobs do.
var shortScripts = []string{"pick", "pick-short", "pick-taken-over", "putaway"}

// playSome plays the scripts that suit a way to sit at a terminal.
func playSome(t *testing.T, open openScreen, suits func(name, script string) bool) {
	files, err := filepath.Glob(filepath.Join(flowsFolder, "terminal", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts of terminals: %v", err)
	}
	turns := make(chan struct{}, flowsAtOnce)
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".txt")
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if (!slices.Contains(shortScripts, name) && os.Getenv("TOTE_LONG") == "") || !suits(name, string(text)) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			turns <- struct{}{}
			defer func() { <-turns }()
			playScreens(t, f, open, false)
		})
	}
}
