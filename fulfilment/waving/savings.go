package waving

import (
	"cmp"
	"container/heap"
	"context"
	"slices"
)

// saving is what one trip for two saves against two.
type saving struct {
	gain int64
	i, j int32 // trips, i < j
}

type savings []saving

func (s savings) Len() int { return len(s) }
func (s savings) Less(x, y int) bool {
	a, b := &s[x], &s[y]
	if a.gain != b.gain {
		return a.gain > b.gain
	}
	return a.i < b.i || a.i == b.i && a.j < b.j
}
func (s savings) Swap(x, y int) { s[x], s[y] = s[y], s[x] }
func (s *savings) Push(x any)   { *s = append(*s, x.(saving)) }
func (s *savings) Pop() any     { x := (*s)[len(*s)-1]; *s = (*s)[:len(*s)-1]; return x }

// savings merges the two trips that save most, measures the new one against its neighbours, and goes on (Clarke and
// Wright with savings computed anew). A context that ends leaves what is merged, and the rest is swept up unmeasured.
func (g *group) savings(ctx context.Context) {
	g.trips = make([]trip, 0, 2*len(g.items))
	for i := range g.items {
		it := &g.items[i]
		t := trip{items: []int32{int32(i)}, load: it.load, key: it.key}
		if ctx.Err() == nil {
			t.length = g.length(t.key, t.items, nil)
		}
		g.trips = append(g.trips, t)
	}
	g.meet()
	var queue savings
	links := make([][]int32, len(g.items), 2*len(g.items))
	for i, near := range g.near {
		links[i] = slices.Clone(near)
		for _, j := range near {
			if int32(i) < j || !slices.Contains(g.near[j], int32(i)) {
				if s, ok := g.saving(ctx, int32(i), j); ok {
					queue = append(queue, s)
				}
			}
		}
	}
	heap.Init(&queue)
	for queue.Len() > 0 && ctx.Err() == nil {
		s := heap.Pop(&queue).(saving)
		ti, tj := &g.trips[s.i], &g.trips[s.j]
		if len(ti.items) == 0 || len(tj.items) == 0 {
			continue
		}
		n := int32(len(g.trips))
		t := trip{items: slices.Concat(ti.items, tj.items), load: ti.load.plus(tj.load), key: ti.key ^ tj.key}
		t.length = ti.length + tj.length - s.gain
		*ti, *tj = trip{}, trip{}
		g.trips = append(g.trips, t)
		links = append(links, g.relink(links, s.i, s.j, n))
		for _, k := range links[n] {
			if s, ok := g.saving(ctx, k, n); ok {
				heap.Push(&queue, s)
			}
		}
	}
	g.sweepUp(ctx)
}

// relink gives the neighbours of the trip n made of i and j, and makes it theirs.
func (g *group) relink(links [][]int32, i, j, n int32) []int32 {
	var out []int32
	for _, k := range slices.Concat(links[i], links[j]) {
		if len(g.trips[k].items) > 0 && k != n {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	for _, k := range out {
		links[k] = append(links[k], n)
	}
	return out
}

func (g *group) saving(ctx context.Context, i, j int32) (saving, bool) {
	a, b := &g.trips[i], &g.trips[j]
	if !g.p.Cart.takes(a.load.plus(b.load)) || ctx.Err() != nil {
		return saving{}, false
	}
	gain := a.length + b.length - g.length(a.key^b.key, a.items, b.items)
	return saving{gain: gain, i: min(i, j), j: max(i, j)}, gain >= 0
}

// sweepTries bounds the trips measured for one that still has room, so that a sweep of thousands stays short.
const sweepTries = 8

// sweepUp merges trips that still fit together, first fit from the left of the building to the right: a trip less is a
// walk to the first aisle less, and after an ended context orders must not stay alone, though nobody measures any more.
func (g *group) sweepUp(ctx context.Context) {
	alive := slices.DeleteFunc(g.trips, func(t trip) bool { return len(t.items) == 0 })
	slices.SortFunc(alive, func(x, y trip) int {
		return cmp.Or(cmp.Compare(g.items[x.items[0]].middle, g.items[y.items[0]].middle), cmp.Compare(x.items[0], y.items[0]))
	})
	var out []trip
	for _, t := range alive {
		ended, placed, tries := ctx.Err() != nil, false, 0
		for k := len(out) - 1; k >= max(0, len(out)-window) && tries < sweepTries; k-- {
			into := &out[k]
			if !g.p.Cart.takes(into.load.plus(t.load)) {
				continue
			}
			tries++
			l := int64(0)
			if !ended {
				if l = g.length(into.key^t.key, into.items, t.items); l > into.length+t.length {
					continue
				}
			}
			into.items, into.load, into.key, into.length = append(into.items, t.items...), into.load.plus(t.load), into.key^t.key, l
			placed = true
			break
		}
		if !placed {
			out = append(out, t)
		}
	}
	g.trips = out
	for k := range g.trips {
		t := &g.trips[k]
		t.length = g.length(t.key, t.items, nil)
	}
}
