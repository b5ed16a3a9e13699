package api

import (
	"context"
	"encoding/base64"
	"log/slog"
	"strings"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/people"
	"example.com/tote/inventory/store"
)

// newToken makes a token of 256 random bits behind the letters that say what it is.
func (s *Server) newToken(kind string) string {
	return kind + base64.RawURLEncoding.EncodeToString(s.opt.Secret(people.TokenSize))
}

type signInInput struct {
	Authorization string `header:"Authorization" doc:"Bearer and the device's token, on a device"`
	Body          wire.SignIn
}

type signedIn struct{ Body wire.SignedIn }

// signIn opens a session: what the PIN has to match is read, compared outside of any command, and the outcome is booked.
// It is no stored command, since a PIN must not leave a trace that could be tried out.
func (s *Server) signIn(ctx context.Context, in *signInInput) (*signedIn, error) {
	device := ""
	if token := bearer(in.Authorization); token != "" {
		if !strings.HasPrefix(token, deviceToken) {
			return nil, fault.Invalid("token.kind", "sign in with a device's token or none")
		}
		c, err := s.identify(ctx, token, "")
		if err != nil {
			return nil, err
		}
		device = c.device
	}
	now := s.opt.Now()
	ask, err := look(ctx, s, store.Company, func(v *store.View) (people.Challenge, error) { return people.Ask(v, in.Body.Login, now) })
	if err != nil {
		return nil, err
	}
	matched, err := s.pins.Matches(ctx, in.Body.PIN, ask.PIN)
	if err != nil {
		return nil, err
	}
	token := s.newToken(sessionToken)
	c := s.clockCommand(store.Company, "sign-in")
	c.Worker, c.Device = ask.Worker, device
	out, err := do(ctx, s, c, func(tx *store.Tx) (people.Outcome, error) {
		return people.SignIn(tx, people.Attempt{Challenge: ask, Matched: matched, Device: device, Token: people.HashToken(token)})
	})
	if err == nil {
		err = out.Err()
	}
	if err != nil {
		// The command that counts a failure is done all the same, and its log line says so.
		s.log.LogAttrs(ctx, slog.LevelWarn, "sign-in failed", slog.String("reason", fault.ReasonOf(err)), slog.String("worker", ask.Worker), slog.String("device", device))
		return nil, err
	}
	w, err := look(ctx, s, store.Company, func(v *store.View) (people.Worker, error) { return people.FindWorker(v, out.Session.Worker) })
	if err != nil {
		return nil, err
	}
	return &signedIn{wire.SignedIn{Token: token, Expires: out.Session.Expires, Idle: out.Session.Idle, Me: showMe(w, device)}}, nil
}

func showMe(w people.Worker, device string) wire.Me {
	return wire.Me{Worker: w.ID, Name: w.Name, NameZH: w.NameZH, Language: w.Language, Roles: w.Roles.Words(), Device: device}
}

// signOut ends the session the request was sent with.
func (s *Server) signOut(ctx context.Context, _ *struct{}) (*struct{}, error) {
	c := callerOf(ctx)
	if c.session.IsZero() {
		return nil, fault.Invalid("session.missing", "nobody is signed in with this token")
	}
	cmd := s.clockCommand(store.Company, "sign-out")
	cmd.Worker, cmd.Device = c.worker, c.device
	_, err := do(ctx, s, cmd, func(tx *store.Tx) (struct{}, error) {
		people.SignOut(tx, c.session)
		return struct{}{}, nil
	})
	return nil, err
}

func (s *Server) me(ctx context.Context, _ *struct{}) (*struct{ Body wire.Me }, error) {
	c := callerOf(ctx)
	if c.worker == "" {
		return &struct{ Body wire.Me }{wire.Me{Device: c.device, APIKey: c.key, Roles: c.roles.Words()}}, nil
	}
	w, err := look(ctx, s, store.Company, func(v *store.View) (people.Worker, error) { return people.FindWorker(v, c.worker) })
	return &struct{ Body wire.Me }{showMe(w, c.device)}, err
}
