package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/people"
	"example.com/tote/inventory/store"
)

// Options are what the door needs from outside; all but Logger are needed.
type Options struct {
	Executor *store.Executor
	Meter    *Meter
	// Now is the clock, NewID gives ULIDs, Secret gives random bytes.
	Now    func() time.Time
	NewID  func() string
	Secret func(n int) []byte
	// Logger gets one line a command; nil: nothing is logged. It is made quiet here: see QuietLogger.
	Logger  *slog.Logger
	Version string // of the program, for the API's description
	// Papers keeps the documents that verbs had printed; nil: none can be read.
	Papers *Papers
	// Spool is the sending loop; nil: nothing is known of printers.
	Spool Spool
	// PINs hashes what people sign in with; nil: as dearly as a service in use must.
	PINs *people.PINs
}

// Server is the HTTP side of the service.
type Server struct {
	opt   Options
	x     *store.Executor
	log   *slog.Logger
	echo  *echo.Echo
	huma  huma.API
	pins  *people.PINs
	verbs map[string]*verb

	warehouses sync.Map // codes seen to exist
	checking   sync.Mutex
	streams    atomic.Int64
	imports    atomic.Int64 // files being read
	exports    atomic.Int64
	reports    atomic.Int64    // being made
	life       context.Context // ends when event streams are to end
	end        context.CancelFunc
}

// New builds the routes. Nothing is read or written before the first request.
func New(o Options) (*Server, error) {
	if o.Executor == nil || o.Meter == nil || o.Now == nil || o.NewID == nil || o.Secret == nil {
		return nil, errors.New("api: an option is missing")
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	bendHuma()
	if o.PINs == nil {
		o.PINs = people.NewPINs()
	}
	s := &Server{opt: o, x: o.Executor, log: QuietLogger(o.Logger), echo: echo.New(), pins: o.PINs, verbs: map[string]*verb{}}
	s.life, s.end = context.WithCancel(context.Background())
	s.echo.HideBanner, s.echo.HidePort = true, true
	s.echo.HTTPErrorHandler = s.unrouted
	s.echo.Use(s.survive, unescapeParams)
	s.huma = humaecho.New(s.echo, humaConfig(o.Version))
	for _, v := range verbs {
		s.verbs[v.name] = v
		s.registerVerb(v)
	}
	for _, r := range routes {
		r.register(s, r)
	}
	o.Meter.watch(o.Executor)
	s.plainRoutes()
	return s, nil
}

// Handler serves everything.
func (s *Server) Handler() http.Handler { return s.echo }

// Close ends event streams, so that a stopping HTTP server need not wait for their readers. Requests go on.
func (s *Server) Close() { s.end() }

// humaConfig bends huma's defaults: no schema links in answers, no page from the network, unknown properties allowed.
func humaConfig(version string) huma.Config {
	c := huma.DefaultConfig("Tote", version)
	c.DocsPath, c.SchemasPath, c.CreateHooks = "", "", nil
	c.OpenAPIPath = "/openapi"
	c.AllowAdditionalPropertiesByDefault = true
	c.FieldsOptionalByDefault = true // what must be there is said by the domain, with the reason
	c.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	c.Components.Schemas.RegisterTypeAlias(reflect.TypeFor[problem](), reflect.TypeFor[wire.Problem]())
	c.Info.Description = description
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer",
		Description: "The token of a session, a device or an API key."}}
	return c
}

const description = "Warehouse and fulfilment. Quantities count base units, weights are grams, lengths millimetres, money " +
	"minor units. Every change is a command: send an Idempotency-Key (a ULID), and the same request may be sent again until " +
	"it is answered."

// plainRoutes are those that are no part of the API proper.
func (s *Server) plainRoutes() {
	s.echo.GET("/healthz", func(c echo.Context) error { return c.String(http.StatusOK, "ok\n") })
	s.echo.GET("/readyz", func(c echo.Context) error {
		if err := s.x.Ready(); err != nil {
			return err
		}
		return c.String(http.StatusOK, "ready\n")
	})
	metrics := promhttp.HandlerFor(s.opt.Meter.registry, promhttp.HandlerOpts{})
	s.echo.GET("/metrics", echo.WrapHandler(metrics))
	s.echo.GET("/docs", serveDocs)
	s.echo.GET("/", func(c echo.Context) error { return c.Redirect(http.StatusFound, "/docs") })
}

// unrouted answers what reached no handler, and what plain routes return.
func (s *Server) unrouted(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	var he *echo.HTTPError
	if errors.As(err, &he) {
		switch he.Code {
		case http.StatusNotFound:
			err = fault.NotFound("route.unknown", "there is no %s: see /docs", c.Request().URL.Path)
		case http.StatusMethodNotAllowed:
			err = fault.NotFound("route.method", "%s is not possible at %s: see /docs", c.Request().Method, c.Request().URL.Path)
		}
	}
	p := s.explain(c.Request().Context(), err)
	for name, values := range p.GetHeaders() {
		c.Response().Header().Set(name, values[0])
	}
	c.Response().Header().Set(echo.HeaderContentType, "application/problem+json")
	c.Response().WriteHeader(p.Status)
	_ = json.NewEncoder(c.Response()).Encode(p) // it fails only if the caller has gone
}

// unescapeParams brings path parameters to what they mean: a SKU may hold a slash or a percent sign, and the router hands
// out the escaped form of such a path.
func unescapeParams(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().URL.RawPath == "" {
			return next(c)
		}
		values := slices.Clone(c.ParamValues())
		for i, v := range values {
			plain, err := url.PathUnescape(v)
			if err != nil {
				return fault.Invalid("path.malformed", "the path is not escaped as it must be")
			}
			values[i] = plain
		}
		c.SetParamValues(values...)
		return next(c)
	}
}

// survive answers a panicking handler with 500: one request's mistake must not end the others.
func (s *Server) survive(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				err = fault.Internal("request.panicked", "%v\n%s", p, debug.Stack())
			}
		}()
		return next(c)
	}
}
