package sshd

import (
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/charmbracelet/ssh"
	gossh "golang.org/x/crypto/ssh"

	"example.com/tote/terminal/ui"
)

// Bounds of what a client sends along.
const (
	ourVariables = "TOTE_" // only these are of interest here
	maxVariables = 8
	maxVariable  = 80 // bytes: a code
)

// refusals shuts every door but that of one terminal a connection: no shell, no command, no files, no forwarding.
func (s *Server) refusals(srv *ssh.Server) error {
	srv.RequestHandlers = map[string]ssh.RequestHandler{} // tcpip-forward and the like: refused
	srv.ChannelHandlers = map[string]ssh.ChannelHandler{
		"session": s.session,
		"default": func(_ *ssh.Server, _ *gossh.ServerConn, ch gossh.NewChannel, _ ssh.Context) {
			_ = ch.Reject(gossh.Prohibited, both(ui.T("ssh.no_forwarding")))
		},
	}
	srv.SubsystemHandlers = map[string]ssh.SubsystemHandler{"default": func(sess ssh.Session) { s.refuse(sess, ui.T("ssh.no_commands")) }}
	return nil
}

// refuse says why there is nothing here, and ends the session.
func (s *Server) refuse(sess ssh.Session, why ui.Text) {
	fmt.Fprint(sess.Stderr(), s.words(why))
	_ = sess.Exit(1) // who has gone already need not know
}

var sessionsKey contextKey = "sessions"

// session takes the connection's one session and lets only those requests through that a terminal needs.
func (s *Server) session(srv *ssh.Server, conn *gossh.ServerConn, ch gossh.NewChannel, ctx ssh.Context) {
	ctx.Lock()
	n, _ := ctx.Value(sessionsKey).(*atomic.Int64)
	if n == nil {
		n = &atomic.Int64{}
		ctx.SetValue(sessionsKey, n)
	}
	ctx.Unlock()
	if n.Add(1) > 1 {
		_ = ch.Reject(gossh.Prohibited, both(ui.T("ssh.one_session")))
		return
	}
	ssh.DefaultSessionHandler(srv, conn, filtered{ch}, ctx)
}

// filtered is a channel of which only a terminal's requests are seen. The library would agree to forward an agent, and take
// any number of variables.
type filtered struct{ gossh.NewChannel }

func (f filtered) Accept() (gossh.Channel, <-chan *gossh.Request, error) {
	ch, reqs, err := f.NewChannel.Accept()
	if err != nil {
		return nil, nil, err
	}
	passed := make(chan *gossh.Request)
	go func() {
		defer close(passed)
		variables := 0
		for r := range reqs {
			switch r.Type {
			case "pty-req", "shell", "exec", "subsystem", "window-change":
				passed <- r
				continue
			case "env":
				if variables++; variables <= maxVariables && ours(r.Payload) {
					passed <- r
					continue
				}
			}
			_ = r.Reply(false, nil)
		}
	}()
	return ch, passed, nil
}

func ours(payload []byte) bool {
	var kv struct{ Key, Value string }
	return gossh.Unmarshal(payload, &kv) == nil && strings.HasPrefix(kv.Key, ourVariables) && len(payload) <= maxVariable
}

// variable gives one of the client's variables.
func variable(sess ssh.Session, name string) string {
	for _, kv := range sess.Environ() {
		if v, ok := strings.CutPrefix(kv, name+"="); ok {
			return v
		}
	}
	return ""
}
