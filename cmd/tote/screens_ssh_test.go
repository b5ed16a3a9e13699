//go:build unix

package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"example.com/tote/inventory/needs"
)

// sshScreen is a real ssh client on a terminal, before the service's own door.
type sshScreen struct {
	typist
	h *flowHouse
	o screenOptions
}

// openTerminals lets terminals in over SSH, if the house does not yet.
func (h *flowHouse) openTerminals() error {
	if h.svc.terminals != nil {
		return nil
	}
	return h.svc.openTerminals("127.0.0.1:0")
}

func openSSH(h *flowHouse, o screenOptions) (screenDriver, error) {
	s := &sshScreen{h: h, o: o}
	return s, s.start()
}

// sshArgs are an ssh client's arguments that let it know the host and nothing else of the machine it runs on.
func sshArgs(h *flowHouse, dir string) ([]string, error) {
	key, err := os.ReadFile(filepath.Join(h.dir, hostKeyFile))
	if err != nil {
		return nil, err
	}
	signer, err := gossh.ParsePrivateKey(key)
	if err != nil {
		return nil, err
	}
	port := h.svc.terminals.port()
	known := filepath.Join(dir, "known_hosts")
	line := fmt.Sprintf("[127.0.0.1]:%s %s", port, gossh.MarshalAuthorizedKey(signer.PublicKey()))
	if err := os.WriteFile(known, []byte(line), 0o600); err != nil {
		return nil, err
	}
	return []string{"-F", "/dev/null", "-e", "none", "-tt", "-p", port, "-o", "UserKnownHostsFile=" + known, "-o", "GlobalKnownHostsFile=/dev/null",
		"-o", "StrictHostKeyChecking=yes", "-o", "PubkeyAuthentication=no", "-o", "NumberOfPasswordPrompts=1"}, nil
}

func (s *sshScreen) start() error {
	if err := s.h.openTerminals(); err != nil {
		return err
	}
	if err := os.MkdirAll(s.o.dir, 0o700); err != nil {
		return err
	}
	args, err := sshArgs(s.h, s.o.dir)
	if err != nil {
		return err
	}
	set := []string{"TOTE_LANGUAGE=" + s.o.language, "TOTE_WAREHOUSE=" + flowWarehouse} // a script may have a second one
	if s.o.station != "" {
		set = append(set, "TOTE_STATION="+s.o.station)
	}
	if s.o.dock != "" {
		set = append(set, "TOTE_DOCK="+s.o.dock)
	}
	args = append(args, "-o", "SetEnv="+strings.Join(set, " "), s.o.worker+"@127.0.0.1")
	s.mark = 0
	s.prog, err = startOnPTY(exec.Command("ssh", args...), s.o.width, s.o.height, "")
	if err != nil {
		return err
	}
	if !s.prog.shows("PIN") {
		return fmt.Errorf("the PIN was not asked for:\n%s", s.prog.screen.text())
	}
	s.send(flowPIN + "\r")
	if !s.prog.until(settleWithin, func(text string) bool { return strings.Contains(text, "> _") }) {
		return fmt.Errorf("nobody was let in:\n%s", s.prog.screen.text())
	}
	_, err = s.screen("")
	return err
}

func (s *sshScreen) link(bool) {} // scripts with a radio are not played here

// kill breaks the connection off, and comes back.
func (s *sshScreen) kill() error {
	s.prog.stop()
	return s.start()
}

func (s *sshScreen) close() error {
	s.prog.stop()
	return nil
}

// TestTerminalFlowsSSH plays the scripts of terminals through the OpenSSH client. What they do with the radio off, and with
// a scale of the bench, has no meaning there.
func TestTerminalFlowsSSH(t *testing.T) {
	needs.Program(t, "ssh")
	playSome(t, openSSH, func(_, script string) bool {
		return !slices.ContainsFunc([]string{" drops ", " finds ", " puts "}, func(w string) bool { return strings.Contains(script, w) })
	})
}

// TestSSHUnderStrangers shuts connections that never sign in or break off amid it.
func TestSSHUnderStrangers(t *testing.T) {
	t.Parallel()
	h := newSSHHouse(t)
	defer h.close()
	for _, text := range []string{"", "GET / HTTP/1.1\r\n\r\n", "SSH-2.0-x\r\n\x00\x00\xff\xff", strings.Repeat("\xff", 1<<16)} {
		c, err := net.Dial("tcp", h.svc.terminals.listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(c, text) // it may be shut before all was said
		_ = c.Close()
	}
	l := h.sitDown("Li", flowPIN, 40, 20)
	l.shows(t, "Choose a task")
	l.screen.resize(300, 100)
	if err := l.sess.WindowChange(1<<20, 1<<20); err != nil { // a claimed size costs nothing
		t.Fatal(err)
	}
	l.shows(t, "Choose a task")
	_ = l.conn.Close()
}
