package sshd

import (
	"context"
	"errors"
	"strings"

	"github.com/charmbracelet/ssh"
	gossh "golang.org/x/crypto/ssh"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/task"
	"example.com/tote/terminal/ui"
)

// guest is somebody at the door.
type guest struct {
	open      bool           // he signs in on the screen
	signedIn  *wire.SignedIn // nil: not yet
	warehouse string         // he named; "": the only one, or asked for
	station   string
	dock      string
	lang      ui.Language // he was spoken to in
	said      ui.Text     // why he was led back to the sign-in
}

// nameOf takes the warehouse from behind a name.
func nameOf(user string) (login, warehouse string) {
	if at := strings.LastIndexByte(user, '+'); at > 0 {
		return user[:at], user[at+1:]
	}
	return user, ""
}

// admitOpen lets a terminal in whose workers sign in on the screen.
func (s *Server) admitOpen(ctx ssh.Context, user string) error {
	login, warehouse := nameOf(user)
	if login != OpenUser {
		return errors.New("a worker signs in with his PIN")
	}
	ctx.SetValue(guestKey, &guest{open: true, warehouse: warehouse})
	return nil
}

// admit lets a worker in with his PIN, as the service judges it.
func (s *Server) admit(ctx ssh.Context, user, pin string) error {
	login, warehouse := nameOf(user)
	within, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	in, err := s.o.Door.SignIn(within, login, pin)
	if err != nil {
		s.o.Log.Warn("sign-in over SSH failed", "reason", fault.ReasonOf(err)) // no name: people type the PIN there
		return &gossh.BannerError{Err: err, Message: s.words(task.ErrorTexts(err)...)}
	}
	ctx.SetValue(guestKey, &guest{signedIn: &in, warehouse: warehouse})
	context.AfterFunc(ctx, func() {
		if ctx.Value(usedKey) == nil { // it opened no terminal: the session is nobody's
			s.signOut(in.Token)
		}
	})
	return nil
}

// interview asks for the PIN in the client's own dialogue, where what is wrong can be said.
func (s *Server) interview(ctx ssh.Context, user string, ask gossh.KeyboardInteractiveChallenge) error {
	if login, _ := nameOf(user); login == OpenUser {
		return errors.New("an open terminal is let in without a PIN")
	}
	answers, err := ask("", "", []string{ui.T("prompt.password").In(ui.English) + " / " + ui.T("prompt.password").In(ui.Chinese) + ": "}, []bool{false})
	if err != nil {
		return err
	}
	if len(answers) != 1 {
		return errors.New("one answer is awaited")
	}
	return s.admit(ctx, user, answers[0])
}

func guestOf(ctx ssh.Context) *guest {
	g, _ := ctx.Value(guestKey).(*guest)
	if g == nil {
		return &guest{open: true}
	}
	ctx.SetValue(usedKey, true)
	return g
}

// signOut ends a session nobody needs any more. Without an answer it ends by itself when it is idle.
func (s *Server) signOut(session string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.life), askWithin)
	defer cancel()
	_ = s.o.Door.Enter(session).SignOut(ctx)
}

// words gives texts in both languages, for where nobody's language is known.
func (s *Server) words(texts ...ui.Text) string {
	var b strings.Builder
	for _, t := range texts {
		b.WriteString(both(t) + "\r\n")
	}
	return b.String()
}

func both(t ui.Text) string {
	en, zh := t.In(ui.English), t.In(ui.Chinese)
	if en == zh {
		return en
	}
	return en + " / " + zh
}
