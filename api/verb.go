package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// stamped is a verb's body: it embeds a wire.Stamp.
type stamped interface{ Stamped() wire.Stamp }

// verb is one line of the table in verbs.go: it makes a route and the command of the same name in a batch.
type verb struct {
	name    string
	access  access
	company bool   // it works on the company's partition
	path    string // /v1/warehouses/{wh}/<name>, unless it is the company's
	summary string
	status  int // of success
	in, out reflect.Type
	prepare func(s *Server, c *caller, body []byte) (prepared, error)
}

// prepared is a verb with its body read, ready to be queued. queue gives a function that waits for the answer, as wire.
type prepared struct {
	stamp wire.Stamp
	queue func(s *Server, c store.Command) func(context.Context) (any, error)
}

// mapping is how a verb of the domain looks from outside: In reads the body, Do is the verb, Out words its result. What
// is stored as the answer is Do's result, so an answer that is asked for again is worded anew.
type mapping[W stamped, D, R, O any] struct {
	In  func(W) (D, error)
	Do  func(*store.Tx, D) (R, error)
	Out func(R) O
	// Around, if set, words the result instead of Out, with what stands around it: it reads a snapshot behind the command, so
	// that what only the answer needs keeps no other command waiting.
	Around func(v *store.View, now int64, r R) O
	// Seal, if set, gives the input the randomness it needs, which is no part of what is asked.
	Seal func(secret func(int) []byte, d *D)
	// Judge, if set, looks at a part of the input that needs more than the verb's own role.
	Judge func(c *caller, d *D) error
}

// intent is a verb that asks for something: the roles its worker has now decide.
func intent[W stamped, D, R, O any](name string, a access, summary string, m mapping[W, D, R, O]) *verb {
	return &verb{name: name, path: "/v1/warehouses/{wh}/" + name, status: http.StatusOK, access: a, summary: summary, in: reflect.TypeFor[W](), out: reflect.TypeFor[O](), prepare: m.prepare}
}

// fact is a verb that tells what was done: a device's credential suffices, and the body names the worker.
func fact[W stamped, D, R, O any](name string, a access, summary string, m mapping[W, D, R, O]) *verb {
	v := intent(name, a, summary, m)
	v.access.fact = true
	return v
}

// ofCompany makes a verb one of the company, with a route of its own.
func (v *verb) ofCompany(path string) *verb {
	v.company, v.path = true, path
	return v
}

// accepted makes a verb answer 202: it stored a job, which goes on behind the answer.
func (v *verb) accepted() *verb {
	v.status = http.StatusAccepted
	return v
}

func (m mapping[W, D, R, O]) prepare(s *Server, c *caller, body []byte) (prepared, error) {
	var w W
	if err := json.Unmarshal(body, &w); err != nil {
		return prepared{}, unreadable{err}
	}
	d, err := m.In(w)
	if err != nil {
		return prepared{}, err
	}
	if m.Seal != nil {
		m.Seal(s.opt.Secret, &d)
	}
	if m.Judge != nil {
		if err := m.Judge(c, &d); err != nil {
			return prepared{}, err
		}
	}
	queue := func(s *Server, c store.Command) func(context.Context) (any, error) {
		p := store.Queue(s.x, c, func(tx *store.Tx) (R, error) { return m.Do(tx, d) })
		return func(ctx context.Context) (any, error) {
			r, err := wait(ctx, s, &c, p)
			if err != nil {
				return nil, err
			}
			if m.Around == nil {
				return m.Out(r), nil
			}
			return look(ctx, s, c.Partition, func(v *store.View) (O, error) { return m.Around(v, s.opt.Now().Unix(), r), nil })
		}
	}
	return prepared{stamp: w.Stamped(), queue: queue}, nil
}

// verbInput is what every verb's route takes. The body is read by the verb itself, once.
type verbInput struct {
	CommandHead
	RawBody []byte
}

type verbOutput struct {
	Status int
	Body   any
}

func (s *Server) registerVerb(v *verb) {
	reg := s.huma.OpenAPI().Components.Schemas
	op := operation(http.MethodPost, v.path, v.access, v.summary)
	op.OperationID, op.SkipValidateBody, op.DefaultStatus, op.MaxBodyBytes = v.name, true, v.status, MaxBody
	op.BodyReadTimeout = BodyPatience
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"application/json": {Schema: reg.Schema(v.in, true, v.name+"Input")}}}
	op.Responses = map[string]*huma.Response{statusWord(v.status): {Description: "Done",
		Content: map[string]*huma.MediaType{"application/json": {Schema: reg.Schema(v.out, true, v.name+"Result")}}}}
	op.Middlewares = huma.Middlewares{s.guard(v.access)}
	if strings.Contains(v.path, "{wh}") {
		op.Middlewares = append(op.Middlewares, rememberWarehouse)
		op.Parameters = append(op.Parameters, warehouseParam)
	}
	huma.Register(s.huma, op, func(ctx context.Context, in *verbInput) (*verbOutput, error) {
		out, err := s.runVerb(ctx, v, in)
		if err != nil {
			return nil, s.explain(ctx, err)
		}
		return &verbOutput{Status: v.status, Body: out}, nil
	})
}

func (s *Server) runVerb(ctx context.Context, v *verb, in *verbInput) (any, error) {
	from := callerOf(ctx)
	p, err := s.prepare(v, from, in.RawBody)
	if err != nil {
		return nil, err
	}
	c, err := s.command(from, order{v.name, v.partition(warehouseOf(ctx)), in.CommandHead, p.stamp, in.RawBody})
	if err != nil {
		return nil, err
	}
	return p.queue(s, c)(ctx)
}

func (v *verb) partition(warehouse string) store.Partition {
	if v.company {
		return store.Company
	}
	return store.Partition(warehouse)
}

type warehouseKey struct{}

var warehouseParam = &huma.Param{Name: "wh", In: "path", Required: true, Description: "Code of the warehouse", Schema: &huma.Schema{Type: "string"}}

func rememberWarehouse(ctx huma.Context, next func(huma.Context)) {
	next(huma.WithValue(ctx, warehouseKey{}, ctx.Param("wh")))
}

func warehouseOf(ctx context.Context) string {
	code, _ := ctx.Value(warehouseKey{}).(string)
	return code
}

// unreadable is a body that could not be read into its type.
type unreadable struct{ cause error }

func (u unreadable) Error() string { return u.cause.Error() }

// prepare reads a verb's body. Only one that failed is looked at closely and told in full, so that right ones are decoded
// once.
func (s *Server) prepare(v *verb, c *caller, body []byte) (prepared, error) {
	p, err := v.prepare(s, c, body)
	var u unreadable
	if !errors.As(err, &u) {
		return p, err
	}
	f := fault.Invalid("body.malformed", "the body of %s is not as it must be: %v", v.name, u.cause)
	var parsed any
	if json.Unmarshal(body, &parsed) != nil {
		return p, f
	}
	reg := s.huma.OpenAPI().Components.Schemas
	res := &huma.ValidateResult{}
	huma.Validate(reg, reg.Schema(v.in, true, ""), huma.NewPathBuffer(nil, 0), huma.ModeWriteToServer, parsed, res)
	for _, e := range res.Errors {
		var d *huma.ErrorDetail
		if errors.As(e, &d) {
			f.With(fault.Detail{Where: d.Location, Reason: "value.malformed", Message: d.Message})
		}
	}
	return p, f
}
