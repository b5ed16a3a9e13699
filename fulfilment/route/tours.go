package route

import (
	"slices"

	"example.com/tote/inventory/fault"
)

// Tours measures walks past sets of orders, many of them: batching asks for a hundred thousand a second. It keeps
// memory between calls, so one goroutine uses it at a time.
type Tours struct {
	g      *Grid
	start  Place
	end    Place
	ends   []point   // start and end, sorted
	orders [][]point // each order's places, sorted
	off    []int64   // each order's ways off the grid, there and back
	sweep  *sweep
	spare  []point
}

// Tours prepares the walks from start to end past any of the given lists of places. Only a grid that the exact program covers
// can be measured so.
func (g *Grid) Tours(start, end Place, orders [][]Place) (*Tours, error) {
	if !g.exact {
		return nil, fault.Refused("route.inexact", "this grid has one-way aisles or more than %d cross aisles: walks cannot be measured exactly", MaxExactCross)
	}
	var f fault.Gather
	g.check("start", start, &f)
	g.check("end", end, &f)
	for i := range orders {
		for _, p := range orders[i] {
			g.check("order", p, &f)
		}
	}
	if err := f.Invalid("route.places", "these orders cannot be walked"); err != nil {
		return nil, err
	}
	t := &Tours{g: g, start: start, end: end, sweep: newSweep(g), off: make([]int64, len(orders))}
	s := t.sweep
	s.load(start, end)
	s.sortPoints()
	t.ends = slices.Clone(s.points)
	for i := range orders {
		s.points = s.points[:0]
		for _, p := range orders[i] {
			s.add(p, 0)
			t.off[i] += 2 * p.Off
		}
		s.sortPoints()
		t.orders = append(t.orders, slices.Clone(s.points))
	}
	return t, nil
}

// Length gives millimetres of the shortest walk past all places of the orders, given by index; a walk that blocked
// stretches make impossible counts as Unreachable.
func (t *Tours) Length(orders []int) int64 {
	s := t.sweep
	s.start, s.end = t.start, t.end
	s.points = append(s.points[:0], t.ends...)
	off := int64(0)
	for _, o := range orders {
		s.points, t.spare = mergePoints(t.spare[:0], s.points, t.orders[o]), s.points
		off += t.off[o]
	}
	length, ok := s.runSorted(false)
	if !ok {
		return Unreachable
	}
	return length + off
}

// mergePoints joins two sorted lists: orders are sorted once, and measured a thousand times.
func mergePoints(into, a, b []point) []point {
	for len(a) > 0 && len(b) > 0 {
		if x, y := &a[0], &b[0]; x.x < y.x || x.x == y.x && (x.y < y.y || x.y == y.y && x.id <= y.id) {
			into, a = append(into, *x), a[1:]
		} else {
			into, b = append(into, *y), b[1:]
		}
	}
	return append(append(into, a...), b...)
}

// Unreachable is longer than any walk, so that batching avoids it, and far below an overflow when added up.
const Unreachable = int64(1) << 40
