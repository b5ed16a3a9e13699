package waving

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"strings"
)

// group makes the trips of orders that are equally urgent.
type group struct {
	p     *Problem
	m     *meter
	items []item
	trips []trip // some empty after a search
	near  [][]int32
}

// item is what moves as one: an order, or orders that want to stay together and fit together.
type item struct {
	orders []int
	load   load
	key    uint64
	middle int64    // where it lies, for finding neighbours
	aisles []uint64 // a bit an aisle
}

// trip is a set of items.
type trip struct {
	items  []int32
	load   load
	key    uint64
	length int64
}

func newGroup(p *Problem, m *meter, orders []int) *group {
	g := &group{p: p, m: m}
	together := map[string]int{}
	for _, o := range orders { // in order of id
		word, l := p.Orders[o].Together, p.Orders[o].load()
		if i, ok := together[word]; ok && word != "" && p.Cart.takes(g.items[i].load.plus(l)) {
			it := &g.items[i]
			it.orders, it.load, it.key = append(it.orders, o), it.load.plus(l), it.key^keyOf(o)
			continue
		}
		if word != "" {
			together[word] = len(g.items)
		}
		g.items = append(g.items, item{orders: []int{o}, load: l, key: keyOf(o)})
	}
	g.locate()
	return g
}

// locate finds the items' aisles and middles.
func (g *group) locate() {
	number := map[int64]int{}
	for i := range g.items {
		for _, o := range g.items[i].orders {
			for _, s := range g.p.Orders[o].Stops {
				if _, ok := number[s.Aisle]; !ok {
					number[s.Aisle] = len(number)
				}
			}
		}
	}
	words := (len(number) + 63) / 64
	all := make([]uint64, words*len(g.items))
	for i := range g.items {
		it := &g.items[i]
		it.aisles = all[i*words:][:words]
		sum, n := int64(0), int64(0)
		for _, o := range it.orders {
			for _, s := range g.p.Orders[o].Stops {
				a := number[s.Aisle]
				it.aisles[a/64] |= 1 << (a % 64)
				sum += s.Aisle * 1024
				n++
			}
		}
		it.middle = sum / max(n, 1)
	}
}

// length measures a trip of items, once.
func (g *group) length(key uint64, a, b []int32) int64 {
	if l, ok := g.m.known(key); ok {
		return l
	}
	g.m.set = g.m.set[:0]
	for _, i := range a {
		g.m.set = append(g.m.set, g.items[i].orders...)
	}
	for _, i := range b {
		g.m.set = append(g.m.set, g.items[i].orders...)
	}
	if len(g.m.set) == 0 {
		return 0
	}
	return g.m.measure(key)
}

// Bounds of the search for neighbours, so that thousands of orders are batched in a second: walks are measured for the
// nearest neighbours only, and those are sought among orders with a similar middle.
const (
	allPairs   = 100 // up to so many items every pair is measured
	neighbours = 16  // measured for each item beyond that
	window     = 200 // items compared on each side by the aisles they share
)

// meet lists for each item the others worth sharing a trip with, nearest first.
func (g *group) meet() {
	n := len(g.items)
	g.near = make([][]int32, n)
	by := make([]int32, n)
	for i := range by {
		by[i] = int32(i)
	}
	slices.SortFunc(by, func(i, j int32) int {
		return cmp.Or(cmp.Compare(g.items[i].middle, g.items[j].middle), cmp.Compare(i, j))
	})
	reach, most := window, neighbours
	if n <= allPairs {
		reach, most = n, n
	}
	var scores []int64
	for x, i := range by {
		scores = scores[:0]
		a := g.items[i].aisles
		for y := max(0, x-reach); y < min(n, x+reach+1); y++ {
			if j := by[y]; j != i {
				shared, other := 0, 0
				for w, bitsOf := range g.items[j].aisles {
					shared += bits.OnesCount64(bitsOf & a[w])
					other += bits.OnesCount64(bitsOf)
				}
				scores = append(scores, int64(other-2*shared+1<<30)<<32|int64(j))
			}
		}
		slices.Sort(scores)
		near := make([]int32, 0, min(len(scores), most))
		for _, s := range scores[:min(len(scores), most)] {
			near = append(near, int32(s&(1<<32-1)))
		}
		g.near[i] = near
	}
}

// batches words the trips, most urgent deadline first.
func (g *group) batches() []Batch {
	out := make([]Batch, 0, len(g.trips))
	for k := range g.trips {
		t := &g.trips[k]
		if len(t.items) == 0 {
			continue
		}
		first := &g.p.Orders[g.items[t.items[0]].orders[0]]
		x := Batch{Lines: t.load.lines, Units: t.load.units, Volume: t.load.volume, Grams: t.load.grams, Totes: t.load.totes, Priority: first.Priority}
		alone := int64(0)
		for _, i := range t.items {
			for _, o := range g.items[i].orders {
				if by := g.p.Orders[o].ShipBy; by != 0 && (x.ShipBy == 0 || by < x.ShipBy) {
					x.ShipBy = by
				}
				x.Orders = append(x.Orders, o)
			}
			alone += g.length(g.items[i].key, []int32{i}, nil)
		}
		slices.Sort(x.Orders)
		x.Length = g.m.walk.Length(x.Orders)
		slices.SortFunc(x.Orders, func(i, j int) int { return strings.Compare(g.p.Orders[i].ID, g.p.Orders[j].ID) })
		x.Why = fmt.Sprintf("orders=%d walk=%d alone=%d", len(x.Orders), x.Length, alone)
		out = append(out, x)
	}
	slices.SortFunc(out, func(x, y Batch) int {
		return cmp.Or(cmp.Compare(uint64(x.ShipBy)-1, uint64(y.ShipBy)-1), strings.Compare(g.p.Orders[x.Orders[0]].ID, g.p.Orders[y.Orders[0]].ID))
	})
	return out
}
