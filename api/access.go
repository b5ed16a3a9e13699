package api

import (
	"cmp"
	"slices"

	"example.com/tote/inventory/people"
)

// RouteAccess says who may use a route: for tests, and for whoever wants to know.
type RouteAccess struct {
	Method, Path string
	Open         bool          // nobody needs to be known
	Fact         bool          // a device alone suffices
	Roles        []people.Role // one of them; none: anybody who is let in
}

// Access lists all routes of the API in order of path and method.
func (s *Server) Access() []RouteAccess {
	var out []RouteAccess
	for _, r := range routes {
		out = append(out, RouteAccess{r.method, r.path, r.access.open, r.access.fact, r.access.roles})
	}
	for _, v := range s.verbs {
		out = append(out, RouteAccess{post, v.path, v.access.open, v.access.fact, v.access.roles})
	}
	slices.SortFunc(out, func(a, b RouteAccess) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	return out
}
