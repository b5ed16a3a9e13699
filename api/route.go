package api

import (
	"context"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// route is one line of the table in routes.go.
type route struct {
	method, path string
	access       access
	summary      string
	maxBody      int64
	register     func(*Server, route)
}

// at makes a route of a handler: a method of Server from an input struct, whose tags say what is path, query, header and
// body, to an output struct.
func at[I, O any](method, path string, a access, summary string, h func(*Server, context.Context, *I) (*O, error)) route {
	return route{method, path, a, summary, MaxBody, func(s *Server, r route) {
		op := operation(r.method, r.path, r.access, r.summary)
		op.MaxBodyBytes, op.BodyReadTimeout = r.maxBody, BodyPatience
		op.Middlewares = huma.Middlewares{s.guard(r.access)}
		huma.Register(s.huma, op, func(ctx context.Context, in *I) (*O, error) {
			out, err := h(s, ctx, in)
			if err != nil {
				return nil, s.explain(ctx, err)
			}
			return out, nil
		})
	}}
}

// large gives a route a larger body.
func (r route) large(bytes int64) route {
	r.maxBody = bytes
	return r
}

func operation(method, path string, a access, summary string) huma.Operation {
	op := huma.Operation{Method: method, Path: path, Summary: summary, OperationID: operationID(method, path), Tags: []string{tagOf(path)},
		Description: a.words()}
	if !a.open {
		op.Security = []map[string][]string{{"token": {}}}
	}
	return op
}

// words tells in the description who may use a route.
func (a access) words() string {
	switch {
	case a.open:
		return "Open to anybody."
	case a.fact:
		return "A fact: a device's token suffices; otherwise needs the role " + strings.Join(roleWords(a.roles), " or ") + "."
	case len(a.roles) == 0:
		return "Needs any valid token."
	}
	return "Needs the role " + strings.Join(roleWords(a.roles), " or ") + "."
}

func operationID(method, path string) string {
	r := strings.NewReplacer("/v1/", "", "{", "", "}", "", "/", "-")
	return strings.ToLower(method) + "-" + r.Replace(path)
}

// tagOf groups routes in the description by the noun or verb they begin with.
func tagOf(path string) string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) > 3 && parts[1] == "warehouses" {
		return parts[3]
	}
	if len(parts) > 1 {
		return parts[1]
	}
	return parts[0]
}

func statusWord(status int) string { return strconv.Itoa(status) }

// schemaName names generic types by what they hold: Page[Item] is ItemPage.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := t.Name()
	if outer, inner, ok := strings.Cut(name, "["); ok {
		inner = strings.TrimSuffix(inner[strings.LastIndex(inner, ".")+1:], "]")
		return inner + outer
	}
	if name == "" {
		return huma.DefaultSchemaNamer(t, hint)
	}
	return name
}

const (
	get  = http.MethodGet
	put  = http.MethodPut
	post = http.MethodPost
)
