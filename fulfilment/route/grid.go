package route

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/layout"
)

// Grid is a rectangular warehouse made ready for planning. It is immutable and may be shared.
type Grid struct {
	shape   Shape
	exact   bool // the exact program covers it
	blocked bool
	sweeps  sync.Pool // of *sweep
}

// NewGrid checks a shape and makes it ready.
func NewGrid(s Shape) (*Grid, error) {
	var g fault.Gather
	if n := len(s.Aisles); n < 1 || n > MaxAisles {
		g.Add("aisles", "route.aisles", "a grid has 1 to %d aisles, not %d", MaxAisles, n)
	}
	if n := len(s.Cross); n < 2 || n > MaxAisles {
		g.Add("cross", "route.cross", "a grid has 2 to %d cross aisles, not %d", MaxAisles, n)
	}
	checkLines(&g, "aisles", s.Aisles)
	checkLines(&g, "cross", s.Cross)
	checkSpans(&g, "blocked_aisles", s.BlockedAisles, len(s.Aisles))
	checkSpans(&g, "blocked_cross", s.BlockedCross, len(s.Cross))
	for i, w := range s.OneWay {
		if w.Aisle < 0 || w.Aisle >= len(s.Aisles) {
			g.Add(fmt.Sprintf("one_way[%d]", i), "route.line", "there is no aisle %d", w.Aisle)
		}
	}
	if err := g.Invalid("route.shape", "this warehouse cannot be walked"); err != nil {
		return nil, err
	}
	s.Aisles, s.Cross = slices.Clone(s.Aisles), slices.Clone(s.Cross)
	s.BlockedAisles, s.BlockedCross, s.OneWay = slices.Clone(s.BlockedAisles), slices.Clone(s.BlockedCross), slices.Clone(s.OneWay)
	out := &Grid{shape: s, exact: len(s.Cross) <= MaxExactCross && len(s.OneWay) == 0,
		blocked: len(s.BlockedAisles)+len(s.BlockedCross) > 0}
	out.sweeps.New = func() any { return newSweep(out) }
	return out, nil
}

func checkLines(g *fault.Gather, where string, lines []int64) {
	for i, v := range lines {
		if v < -MaxMetre*1000 || v > MaxMetre*1000 || i > 0 && v <= lines[i-1] {
			g.Add(fmt.Sprintf("%s[%d]", where, i), "route.line", "centre lines ascend and lie within %d m: %d mm does not", MaxMetre, v)
		}
	}
}

func checkSpans(g *fault.Gather, where string, spans []Span, lines int) {
	for i, s := range spans {
		if s.Line < 0 || s.Line >= lines || s.From >= s.To {
			g.Add(fmt.Sprintf("%s[%d]", where, i), "route.span", "a stretch from %d to %d on line %d of %d cannot be", s.From, s.To, s.Line, lines)
		}
	}
}

// Shape gives what the grid was made of.
func (g *Grid) Shape() Shape { return g.shape }

// Exact tells whether Plan proves its walks.
func (g *Grid) Exact() bool { return g.exact }

// Place gives the point of the centre lines nearest to a point of the floor. A point within the aisles' length is served from an
// aisle; one before or behind them from the cross aisle; ties go to the left and the front.
func (g *Grid) Place(x, y int64) Place {
	front, back := g.shape.Cross[0], g.shape.Cross[len(g.shape.Cross)-1]
	if y > front && y < back {
		i := nearest(g.shape.Aisles, x)
		return Place{X: g.shape.Aisles[i], Y: y, Off: distance(x, g.shape.Aisles[i])}
	}
	p := Place{Y: min(max(y, front), back)}
	p.X = min(max(x, g.shape.Aisles[0]), g.shape.Aisles[len(g.shape.Aisles)-1])
	p.Off = distance(x, p.X) + distance(y, p.Y)
	return p
}

// At gives the point from which a location is served. Reaching into the rack beside the aisle is no walk.
func (g *Grid) At(l layout.Location) Place {
	p := g.Place(l.X, l.Y)
	if l.Aisle > 0 && p.Y == l.Y {
		p.X, p.Off = g.shape.Aisles[nearest(g.shape.Aisles, l.X)], 0
	}
	return p
}

func nearest(lines []int64, v int64) int {
	i, found := slices.BinarySearch(lines, v)
	switch {
	case found || i == 0:
		return i
	case i == len(lines), v-lines[i-1] <= lines[i]-v:
		return i - 1
	}
	return i
}

func distance(a, b int64) int64 {
	if a < b {
		return b - a
	}
	return a - b
}

// onAisle gives the aisle a place lies on; -1: between two aisles.
func (g *Grid) onAisle(p Place) int {
	if i, ok := slices.BinarySearch(g.shape.Aisles, p.X); ok {
		return i
	}
	return -1
}

// onCross gives the cross aisle a place lies on; -1: within an aisle.
func (g *Grid) onCross(p Place) int {
	if i, ok := slices.BinarySearch(g.shape.Cross, p.Y); ok {
		return i
	}
	return -1
}

// check tells what is wrong with a place.
func (g *Grid) check(where string, p Place, f *fault.Gather) {
	s := &g.shape
	if g.onAisle(p) < 0 && g.onCross(p) < 0 || p.Off < 0 || p.Off > MaxMetre*1000 ||
		p.X < s.Aisles[0] || p.X > s.Aisles[len(s.Aisles)-1] || p.Y < s.Cross[0] || p.Y > s.Cross[len(s.Cross)-1] {
		f.Add(where, "route.place", "(%d, %d) mm is on no centre line: take it from Grid.Place or Grid.At", p.X, p.Y)
		return
	}
	inAisle, inCross := g.onAisle(p) >= 0, g.onCross(p) >= 0
	if (!inAisle || spanned(s.BlockedAisles, g.onAisle(p), p.Y, p.Y)) && (!inCross || spanned(s.BlockedCross, g.onCross(p), p.X, p.X)) {
		f.Add(where, "route.blocked", "(%d, %d) mm is in a blocked stretch", p.X, p.Y)
	}
}

// spanned tells whether a blocked stretch lies between from and to on a line.
func spanned(spans []Span, line int, from, to int64) bool {
	for _, s := range spans {
		if s.Line == line && s.From < to && from < s.To {
			return true
		}
		if from == to && s.Line == line && s.From < from && from < s.To {
			return true
		}
	}
	return false
}

// Plan finds the shortest walk; where the exact program does not cover the grid, a short one. It refuses places off the
// grid and stops that cannot be reached, naming all of them.
func (g *Grid) Plan(ctx context.Context, t Trip) (Plan, error) {
	if err := g.checkTrip(t); err != nil {
		return Plan{}, err
	}
	if !g.exact {
		return g.planByMatrix(ctx, t)
	}
	s := g.sweeps.Get().(*sweep)
	defer g.sweeps.Put(s)
	s.load(t.Start, t.End)
	for i := range t.Stops {
		s.add(t.Stops[i].Place, int32(i))
	}
	length, ok := s.run(true)
	if !ok {
		return Plan{}, g.unreachable(t)
	}
	order := s.order(t.Stops)
	for i := range t.Stops {
		length += 2 * t.Stops[i].Off
	}
	return Plan{Order: order, Length: length, Exact: true, Method: "exact",
		Why: fmt.Sprintf("exact cross=%d columns=%d stops=%d", len(g.shape.Cross), len(s.columns), len(t.Stops))}, nil
}

func (g *Grid) checkTrip(t Trip) error {
	var f fault.Gather
	if len(t.Stops) > MaxStops {
		f.Add("stops", "route.stops", "%d stops are more than %d: cut the trip", len(t.Stops), MaxStops)
	}
	g.check("start", t.Start, &f)
	g.check("end", t.End, &f)
	for i := range t.Stops {
		before := f.Len()
		g.check("", t.Stops[i].Place, &f)
		if f.Len() > before { // worded here, since naming every good stop would cost more than planning
			f.Details()[before].Where = fmt.Sprintf("stops[%d] %s", i, t.Stops[i].ID)
		}
	}
	return f.Invalid("route.places", "this trip cannot be walked")
}

// unreachable names every stop that no walk from the start reaches.
func (g *Grid) unreachable(t Trip) error {
	var f fault.Gather
	if g.Between(t.Start, t.End) < 0 {
		f.Add("end", "route.unreachable", "blocked stretches cut it off from the start")
	}
	for i, s := range t.Stops {
		if g.Between(t.Start, s.Place) < 0 {
			f.Add(fmt.Sprintf("stops[%d] %s", i, s.ID), "route.unreachable", "blocked stretches cut it off from the start")
		}
	}
	if f.Len() == 0 {
		return fault.Internal("route.lost", "no walk was found although every stop can be reached")
	}
	return f.Refused("route.unreachable", "some stops cannot be reached")
}
