package api

import (
	"context"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/people"
	"example.com/tote/inventory/store"
)

// Tokens say what they are by how they begin, so that one that leaked is recognised and a wrong one is told at once.
const (
	sessionToken = "ts_" // a worker signed in
	deviceToken  = "td_" // an enrolled device
	keyToken     = "tk_" // an API key
)

// SessionHeader carries the session of the worker signed in on a device, whose own token is the bearer's.
const SessionHeader = "Tote-Session"

// access says who may use a route.
type access struct {
	open  bool          // nobody needs to be known
	fact  bool          // a device alone suffices: what is in a worker's hand is true
	roles []people.Role // one of them; none: anybody who is let in
}

var (
	anyone  = access{open: true}
	letIn   = access{}
	looking = need(people.Viewer, people.Integration) // whoever works here, and other programs
	admins  = need(people.Admin)
	masters = need(people.Supervisor, people.Integration) // master data: by hand or by the shop's own system
)

// need gives access to whoever covers one of the roles.
func need(roles ...people.Role) access { return access{roles: roles} }

// caller is who sent a request.
type caller struct {
	worker  string       // signed in, if anybody is
	roles   people.Roles // of the worker or the key
	device  string       // the device it came from
	key     string       // the API key it came with
	reaches func(warehouse string) bool
	session people.TokenHash
	ended   error // why the session shown on a device does not hold: facts go on without it
}

type callerKey struct{}

// callerOf gives who sent the request; the zero caller on open routes.
func callerOf(ctx context.Context) *caller {
	if c, ok := ctx.Value(callerKey{}).(*caller); ok {
		return c
	}
	return &caller{}
}

// guard lets a request pass to its handler, or answers why not.
func (s *Server) guard(a access) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		c, err := s.admit(ctx, a)
		if err != nil {
			s.refuse(ctx, err)
			return
		}
		if c != nil {
			ctx = huma.WithValue(ctx, callerKey{}, c)
		}
		next(ctx)
	}
}

func (s *Server) refuse(ctx huma.Context, err error) {
	p := s.explain(ctx.Context(), err)
	for name, values := range p.GetHeaders() {
		ctx.SetHeader(name, values[0])
	}
	_ = huma.WriteErr(s.huma, ctx, p.Status, p.Detail, p) // it fails only if the caller has gone
}

func (s *Server) admit(ctx huma.Context, a access) (*caller, error) {
	if a.open {
		return nil, nil
	}
	c, err := s.identify(ctx.Context(), bearer(ctx.Header("Authorization")), ctx.Header(SessionHeader))
	if err != nil {
		return nil, err
	}
	if err := a.allows(c); err != nil {
		return nil, err
	}
	if wh := ctx.Param("wh"); wh != "" {
		return c, s.checkWarehouse(ctx.Context(), c, wh)
	}
	return c, nil
}

func bearer(header string) string {
	scheme, token, ok := strings.Cut(header, " ")
	if !ok || !strings.EqualFold(scheme, "bearer") || len(token) > MaxToken {
		return ""
	}
	return strings.TrimSpace(token)
}

// allows judges the roles somebody has now.
func (a access) allows(c *caller) error {
	if a.fact && c.device != "" {
		return nil
	}
	if c.ended != nil {
		return c.ended
	}
	if (len(a.roles) == 0 && (c.worker != "" || c.key != "" || c.device != "")) || c.roles.CoverAny(a.roles...) {
		return nil
	}
	if c.worker == "" && c.key == "" {
		return fault.Unauthenticated("session.missing", "nobody is signed in on this device: sign in")
	}
	return fault.Forbidden("role.missing", "this needs the role %s", strings.Join(roleWords(a.roles), " or "))
}

func roleWords(roles []people.Role) []string {
	out := make([]string, len(roles))
	for i, r := range roles {
		out[i] = r.String()
	}
	return out
}

// identify finds out who shows a token.
func (s *Server) identify(ctx context.Context, token, session string) (*caller, error) {
	c := &caller{reaches: func(string) bool { return true }}
	err := s.x.View(ctx, store.Company, func(v *store.View) error {
		switch {
		case token == "":
			return fault.Unauthenticated("token.missing", "sign in, or send a token as Authorization: Bearer")
		case strings.HasPrefix(token, sessionToken):
			return s.identifySession(v, c, token)
		case strings.HasPrefix(token, deviceToken):
			d, err := people.DeviceByToken(v, people.HashToken(token))
			c.device = d.ID
			if err == nil && session != "" {
				c.ended = s.identifySession(v, c, session)
			}
			return err
		case strings.HasPrefix(token, keyToken):
			k, err := people.APIKeyByToken(v, people.HashToken(token))
			c.key, c.roles, c.reaches = k.ID, k.Roles, k.Reaches
			return err
		}
		return fault.Unauthenticated("token.unknown", "this token is none of ours: sign in again")
	})
	return c, err
}

func (s *Server) identifySession(v *store.View, c *caller, token string) error {
	id, err := people.SessionByToken(v, people.HashToken(token), s.opt.Now())
	if err != nil {
		return err
	}
	if c.device != "" && id.Session.Device != c.device {
		return fault.Unauthenticated("session.elsewhere", "this session belongs to another device: sign in here")
	}
	c.worker, c.roles, c.device, c.session = id.Worker.ID, id.Worker.Roles, id.Session.Device, id.Session.Token
	if id.Session.Stale(s.opt.Now()) {
		s.touch(id.Session.Token)
	}
	return nil
}

// touch notes that a session is in use. Nobody waits for it: if it is lost, the next request says it again.
func (s *Server) touch(h people.TokenHash) {
	store.Queue(s.x, s.clockCommand(store.Company, "session.touch"), func(tx *store.Tx) (struct{}, error) {
		people.TouchSession(tx, h)
		return struct{}{}, nil
	})
}

// checkWarehouse refuses a warehouse there is none of, before its code becomes a partition, and one a key does not reach.
func (s *Server) checkWarehouse(ctx context.Context, c *caller, code string) error {
	if code == string(store.Company) {
		return fault.NotFound("warehouse.unknown", "there is no warehouse %q", code)
	}
	if err := store.CheckPartition(store.Partition(code)); err != nil {
		return err
	}
	if c != nil && !c.reaches(code) {
		return fault.Forbidden("api_key.warehouse", "API key %s does not reach warehouse %s", c.key, code)
	}
	if _, known := s.warehouses.Load(code); known {
		return nil // warehouses are never deleted
	}
	err := s.x.View(ctx, store.Company, func(v *store.View) error {
		_, err := inventory.FindWarehouse(v, code)
		return err
	})
	if err == nil {
		s.warehouses.Store(code, true)
	}
	return err
}
