//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/sshd"
)

// sshLine is a terminal at the other end of a connection, without a program between.
type sshLine struct {
	conn   *gossh.Client
	sess   *gossh.Session
	keys   io.Writer
	screen *vt
	ended  chan error
}

// dialSSH connects as somebody; without a PIN as an open terminal. banner takes what is said before.
func dialSSH(h *flowHouse, user, pin string, banner *strings.Builder) (*gossh.Client, error) {
	c := &gossh.ClientConfig{User: user, HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: settleWithin,
		BannerCallback: func(m string) error { banner.WriteString(m); return nil }}
	if pin != "" {
		c.Auth = []gossh.AuthMethod{gossh.Password(pin)}
	}
	return gossh.Dial("tcp", h.svc.terminals.listener.Addr().String(), c)
}

// sitDown connects and opens a terminal.
func (h *flowHouse) sitDown(user, pin string, width, height int) *sshLine {
	h.t.Helper()
	var said strings.Builder
	conn, err := dialSSH(h, user, pin, &said)
	if err != nil {
		h.t.Fatalf("%s is not let in: %v %s", user, err, said.String())
	}
	return h.openLine(conn, width, height)
}

func (h *flowHouse) openLine(conn *gossh.Client, width, height int) *sshLine {
	h.t.Helper()
	sess, err := conn.NewSession()
	if err != nil {
		h.t.Fatal(err)
	}
	l := &sshLine{conn: conn, sess: sess, screen: newVT(width, height), ended: make(chan error, 1)}
	l.keys, err = sess.StdinPipe()
	sess.Stdout = l.screen
	_ = sess.Setenv("TOTE_LANGUAGE", "en")
	if err := errors.Join(err, sess.RequestPty("vt220", height, width, gossh.TerminalModes{}), sess.Shell()); err != nil {
		h.t.Fatal(err)
	}
	go func() { l.ended <- sess.Wait() }()
	return l
}

func (l *sshLine) send(text string) { _, _ = io.WriteString(l.keys, text) } // what is lost shows on the screen

// shows waits until all words are on the screen.
func (l *sshLine) shows(t *testing.T, words ...string) {
	t.Helper()
	l.comesTo(t, fmt.Sprintf("%q on it", words), func(rows []string) bool {
		text := strings.Join(rows, "\n")
		return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
	})
}

// comesTo waits until the screen is as wanted.
func (l *sshLine) comesTo(t *testing.T, what string, wanted func(rows []string) bool) {
	t.Helper()
	deadline := time.After(settleWithin)
	for !wanted(l.screen.rows()) {
		select {
		case <-l.screen.changed:
		case <-deadline:
			t.Fatalf("want %s:\n%s", what, l.screen.text())
		}
	}
}

// ends waits until the service ends the session.
func (l *sshLine) ends(t *testing.T) {
	t.Helper()
	select {
	case <-l.ended:
	case <-time.After(settleWithin):
		t.Fatalf("the session goes on:\n%s", l.screen.text())
	}
	_ = l.conn.Close() // the service may have closed it
}

func newSSHHouse(t *testing.T) *flowHouse {
	h := newFlowHouse(t)
	if err := h.playHouse("released"); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"Li", "Wang"} {
		if err := h.admin.SetPIN(t.Context(), id, flowPIN); err != nil {
			t.Fatal(err)
		}
		h.people[id].hasPIN = true
	}
	if err := h.openTerminals(); err != nil {
		t.Fatal(err)
	}
	return h
}

func TestSSHLetsNobodyElseIn(t *testing.T) {
	t.Parallel()
	h := newSSHHouse(t)
	defer h.close()
	t.Run("the host key is the owner's and stays", func(t *testing.T) {
		path := filepath.Join(h.dir, hostKeyFile)
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("got %v %v, want mode 0600", info, err)
		}
		first, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := hostKey(path); err != nil || !bytes.Equal(again, first) {
			t.Errorf("another key at the second start: %v", err)
		}
		broken := filepath.Join(t.TempDir(), hostKeyFile)
		if err := os.WriteFile(broken, first[:40], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := hostKey(broken); err == nil || !strings.Contains(err.Error(), broken) {
			t.Errorf("a damaged key: got %v, want an error that names the file", err)
		}
	})
	t.Run("by a wrong PIN, and by the right one after too many", func(t *testing.T) {
		var said strings.Builder
		locked := false
		for range 12 {
			said.Reset()
			if _, err := dialSSH(h, "Wang", "1111", &said); err == nil {
				t.Fatal("let in with a wrong PIN")
			}
		}
		_, err := dialSSH(h, "Wang", flowPIN, &said)
		locked = err != nil
		if !locked || said.Len() == 0 {
			t.Errorf("locked: %v, said %q; want a locked worker who is told so", locked, said.String())
		}
		if err := h.admin.UnlockWorker(t.Context(), "Wang"); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("without a PIN", func(t *testing.T) {
		if _, err := dialSSH(h, "Li", "", &strings.Builder{}); err == nil {
			t.Error("let in without one")
		}
	})
}

// TestSSHIsATerminalOnly knocks at every other door there is in the protocol.
func TestSSHIsATerminalOnly(t *testing.T) {
	t.Parallel()
	h := newSSHHouse(t)
	defer h.close()
	refused := func(name string, do func(s *gossh.Session) error) {
		t.Helper()
		conn, err := dialSSH(h, "Li", flowPIN, &strings.Builder{})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		s, err := conn.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		var said bytes.Buffer
		s.Stderr = &said
		err = do(s)
		if err == nil {
			err = s.Wait()
		}
		var exit *gossh.ExitError
		if !errors.As(err, &exit) || exit.ExitStatus() != 1 || said.Len() == 0 {
			t.Errorf("%s: got %v, said %q; want exit 1 and a word", name, err, said.String())
		}
	}
	refused("a command", func(s *gossh.Session) error { return s.Start("cat /etc/passwd") })
	refused("a command on a terminal", func(s *gossh.Session) error {
		return errors.Join(s.RequestPty("xterm", 20, 26, nil), s.Start("sh"))
	})
	refused("a shell without a terminal", func(s *gossh.Session) error { return s.Shell() })
	for _, name := range []string{"sftp", "netconf"} {
		h.refusesSubsystem(name)
	}

	l := h.sitDown("Li", flowPIN, 26, 20)
	defer l.conn.Close()
	l.shows(t, "Choose a task")
	if _, err := l.conn.NewSession(); err == nil {
		t.Error("a second session on the same connection")
	}
	var open *gossh.OpenChannelError
	if _, err := l.conn.Dial("tcp", h.svc.listener.Addr().String()); !errors.As(err, &open) || open.Reason != gossh.Prohibited {
		t.Errorf("a port forwarded from there: %v", err)
	}
	if ln, err := l.conn.Listen("tcp", "127.0.0.1:0"); err == nil {
		t.Error("a port forwarded to there", ln.Close())
	}
	for _, request := range []string{"auth-agent-req@openssh.com", "x11-req", "no-such-request"} {
		if ok, err := l.sess.SendRequest(request, true, nil); ok || err != nil {
			t.Errorf("%s: got %v %v, want a refusal", request, ok, err)
		}
	}
	if err := l.sess.Setenv("LD_PRELOAD", "x"); err == nil {
		t.Error("a variable that is none of ours is taken")
	}
	if q := l.screen.questions(); len(q) > 0 {
		t.Errorf("a terminal that does not answer was asked %v", q)
	}
}

// refusesSubsystem asks for what the library's own session knows no end of.
func (h *flowHouse) refusesSubsystem(name string) {
	h.t.Helper()
	conn, err := dialSSH(h, "Li", flowPIN, &strings.Builder{})
	if err != nil {
		h.t.Fatal(err)
	}
	defer conn.Close()
	ch, reqs, err := conn.OpenChannel("session", nil)
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := ch.SendRequest("subsystem", true, gossh.Marshal(struct{ Name string }{name})); err != nil {
		h.t.Fatal(err)
	}
	said, err := io.ReadAll(ch.Stderr())
	code := -1
	for r := range reqs {
		if r.Type == "exit-status" && len(r.Payload) == 4 {
			code = int(r.Payload[3])
		}
	}
	if err != nil || code != 1 || len(said) == 0 {
		h.t.Errorf("subsystem %s: exit %d, said %q, %v; want exit 1 and a word", name, code, said, err)
	}
}

func TestSSHTakesASeatOver(t *testing.T) {
	t.Parallel()
	h := newSSHHouse(t)
	defer h.close()
	first := h.sitDown("Li", flowPIN, 26, 20)
	first.shows(t, "Choose a task")
	first.send("1\r")
	first.shows(t, "Scan item", "F-1")
	first.send("TEA\r")
	first.shows(t, "Scan a free tote")

	other := h.sitDown("Li+"+flowWarehouse, flowPIN, 26, 20)
	other.shows(t, "Li works at another", "1 Yes, here", "2 No")
	other.send("2\r")
	other.shows(t, "You go on at")
	other.ends(t)
	first.send("\x1bOP") // F1: it is there still
	first.shows(t, "Next")
	first.send("\r")

	third := h.sitDown("Li", flowPIN, 40, 24)
	third.shows(t, "Go on here?")
	third.send("1\r")
	third.shows(t, "Scan a free tote", "3 of 3 in hand")
	first.shows(t, "went on at another")
	first.ends(t)
	third.send("T-1\r")
	third.shows(t, "F-2", "Picked")
	third.send("\x03\x03") // twice ctrl+c: hangs up
	third.ends(t)
	back := h.sitDown("Li", flowPIN, 26, 20)
	back.shows(t, "F-2", "Scan item")
	_ = back.conn.Close() // it breaks
}

// TestSSHResumes lets the connection break, the worker be idle, sign out and come back: always at the same step.
func TestSSHResumes(t *testing.T) {
	t.Parallel()
	h := newSSHHouse(t)
	defer h.close()
	l := h.sitDown("Li", flowPIN, 26, 20)
	l.shows(t, "Choose a task")
	l.send("1\r")
	l.shows(t, "Scan item")
	l.send("TEA\r")
	l.shows(t, "Scan a free tote")
	_ = l.conn.Close() // the radio

	l = h.sitDown("Li", flowPIN, 26, 20)
	l.shows(t, "Scan a free tote", "3 of 3 in hand")
	if lines, seats := h.svc.terminals.server.Sessions(); lines > 2 || seats != 1 {
		t.Errorf("got %d lines and %d seats, want one seat", lines, seats)
	}
	l.screen.resize(80, 24)
	if err := l.sess.WindowChange(24, 80); err != nil {
		t.Fatal(err)
	}
	l.comesTo(t, "the status at the foot of the larger screen", func(rows []string) bool { return strings.Contains(rows[23], "^0 !0") })
	l.shows(t, "Scan a free tote", "3 of 3 in hand", "Online")

	h.ahead.Add(int64(sshd.DefaultIdle + time.Minute))
	l.shows(t, "sign in again")
	l.ends(t)
	l = h.sitDown("Li", flowPIN, 26, 20)
	l.shows(t, "Scan a free tote", "3 of 3 in hand")
	l.send("\x1b[24~") // F12
	l.shows(t, "Signed out")
	l.ends(t)

	l = h.sitDown("Li", flowPIN, 26, 20)
	l.shows(t, "Scan a free tote")
	l.send("T-1\r")
	l.shows(t, "F-2", "Picked")
	if err := h.svc.terminals.stop(); err != nil {
		t.Error(err)
	}
	h.svc.terminals = nil
	l.shows(t, "restarts")
	l.ends(t)
	if err := h.openTerminals(); err != nil {
		t.Fatal(err)
	}
	l = h.sitDown("Li", flowPIN, 26, 20)
	l.shows(t, "Choose a task") // the trip is the worker's still
	l.send("1\r")
	l.shows(t, "F-2", "Scan item")
	_ = l.conn.Close()
}

// TestSSHOpenTerminal signs in on the screen, as on a device, and types ahead.
func TestSSHOpenTerminal(t *testing.T) {
	t.Parallel()
	h := newSSHHouse(t)
	defer h.close()
	if _, err := h.admin.PutWarehouse(t.Context(), wire.Warehouse{Code: "SH2", Name: "Second", Zone: "Asia/Shanghai"}, 0); err != nil {
		t.Fatal(err)
	}
	l := h.sitDown(sshd.OpenUser, "", 20, 16)
	l.shows(t, "Scan your badge")
	l.send("\x1bOPLi\r9999\r") // a function key means nothing here
	l.shows(t, "Scan your badge", "X ")
	l.send("Li\r" + flowPIN + "\r" + flowWarehouse + "\r1\r") // all at once
	l.shows(t, "Scan item", "F-1")
	l.send("TE")
	l.send("A\r\x1b[24~")
	l.shows(t, "Signed out", "Scan your badge")
	l.send("Li\r" + flowPIN + "\r")
	l.shows(t, "3 of 3 in hand")
	_ = l.conn.Close()
	l = h.sitDown("Li+NOWHERE", flowPIN, 20, 16)
	l.shows(t, "NOWHERE")
	l.ends(t)
	l = h.sitDown("Li+SH2", flowPIN, 20, 16)
	l.shows(t, "Choose a task")
	_ = l.conn.Close()

	var asked []string
	conn, err := gossh.Dial("tcp", h.svc.terminals.listener.Addr().String(), &gossh.ClientConfig{User: "Wang+SH1", HostKeyCallback: gossh.InsecureIgnoreHostKey(),
		Auth: []gossh.AuthMethod{gossh.KeyboardInteractive(func(_, _ string, questions []string, _ []bool) ([]string, error) {
			asked = append(asked, questions...)
			return []string{flowPIN}, nil
		})}})
	if err != nil || len(asked) != 1 || !strings.Contains(asked[0], "PIN") {
		t.Fatalf("asked %v, got %v", asked, err)
	}
	h.openLine(conn, 20, 16).shows(t, "Choose a task")
	_ = conn.Close()
}
