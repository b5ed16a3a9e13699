package waving

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
)

// search improves the trips of a group by moving items between them: simulated annealing in rounds, each twice as long
// as the one before and begun at the best answer so far, so that it needs no clock: whenever it is stopped, about half of
// the time went into the longest cooling that fits.
type search struct {
	*group
	rng   *rand.PCG
	where []int32 // trip of each item
	free  []int32 // empty trips
	total int64
	best  struct {
		where []int32
		total int64
	}
	round int
	begun int // tries of the present round

	perAisle int64 // millimetres walked for an aisle of a trip
	moves    moves
}

// moves is one try: up to four items change places among up to three trips.
type moves struct {
	items    [4]int32
	from, to [4]int8 // into trips
	n        int
	trips    [3]int32
	touched  int
	load     [3]load
	key      [3]uint64
	length   [3]int64
}

// maxHeat keeps temperature times tries below an overflow; in millimetres it is a thousand kilometres.
const maxHeat = 1 << 30

// coldness holds -1024 ln((k+1/2)/1024): by how many 1024ths of the temperature a try may be worse. Whole numbers, so that
// every machine decides alike.
var coldness = func() (t [1024]int64) {
	for k := range t {
		t[k] = int64(math.Round(-1024 * math.Log((float64(k)+0.5)/1024)))
	}
	return t
}()

func newSearch(g *group) *search {
	s := &search{group: g, rng: rand.NewPCG(g.p.Seed, uint64(len(g.items))), where: make([]int32, len(g.items))}
	for t := range g.trips {
		for _, i := range g.trips[t].items {
			s.where[i] = int32(t)
		}
		s.total += g.trips[t].length
	}
	s.best.where, s.best.total = slices.Clone(s.where), s.total
	s.restore()
	return s
}

// The schedule. Tried on testdata/instances/batching, a warmth of 4 to 19 gives the same within 0.04 % in 1 s, of 1.5 loses 0.2 %.
const (
	descent  = 20  // tries an item in the first round, which takes no worse answer
	firstLap = 200 // tries an item in the second; twice as many in each after it
	doubling = 20  // rounds beyond these are equally long
	warmth   = 14  // a round begins ready to lose this part of an item's share of the walks
)

// size is how many tries the present round has.
func (s *search) size() int {
	if s.round == 0 {
		return descent * len(s.items)
	}
	return min(firstLap*len(s.items)<<min(s.round-1, doubling), MaxIterations)
}

// left is how many tries the present round still has.
func (s *search) left() int { return s.size() - s.begun }

// run does up to n tries and tells how many it did.
func (s *search) run(ctx context.Context, n int) int {
	if len(s.items) < 2 {
		return n
	}
	hot := int64(0)
	if s.round > 0 {
		hot = min(s.best.total/int64(len(s.items))/warmth+1, maxHeat)
	}
	size := int64(s.size())
	temp := int64(0)
	for i := range n {
		if s.begun&63 == 0 {
			left := size - int64(s.begun)
			temp = hot * left / size * left / size
			if ctx.Err() != nil {
				return i
			}
		}
		s.begun++
		walked := s.m.fresh
		s.try(temp)
		if s.m.fresh != walked && ctx.Err() != nil {
			return i + 1
		}
	}
	if s.begun >= int(size) {
		s.round, s.begun = s.round+1, 0
		s.restore()
	}
	return n
}

// below gives a number below n from the low half of a random word.
func below(r uint64, n int) int { return int(r & (1<<32 - 1) * uint64(n) >> 32) }

// try makes one move if the temperature allows.
func (s *search) try(temp int64) {
	r := s.rng.Uint64()
	a := int32(below(r, len(s.items)))
	r >>= 32
	kind := r & 31
	patience := temp * coldness[r>>5&1023] >> 10
	b := s.partner(a)
	x, y := s.where[a], s.where[b]
	m := &s.moves
	m.n, m.touched = 0, 0
	switch {
	case kind == 0:
		s.move(a, s.empty())
	case x == y:
		return
	case kind < 10:
		s.move(a, y)
	case kind < 20:
		s.move(a, y)
		s.move(b, x)
	case kind < 26: // two for one
		s.move(a, y)
		if c := s.other(a); c >= 0 {
			s.move(c, y)
		}
		s.move(b, x)
	default: // a pushes b on, which may push c back
		c := s.partner(b)
		z := s.where[c]
		if z == x || z == y {
			return
		}
		s.move(a, y)
		s.move(b, z)
		if kind >= 29 {
			s.move(c, x)
		}
	}
	s.decide(patience)
}

// partner gives an item near another, now and then any.
func (s *search) partner(a int32) int32 {
	r := s.rng.Uint64()
	near := s.near[a]
	if r>>60 == 0 {
		return int32(below(r, len(s.items)))
	}
	return near[below(r, len(near))]
}

// other gives another item of an item's trip, -1 if it is alone.
func (s *search) other(a int32) int32 {
	items := s.trips[s.where[a]].items
	if len(items) < 2 {
		return -1
	}
	k := below(s.rng.Uint64(), len(items)-1)
	if items[k] == a {
		k = len(items) - 1
	}
	return items[k]
}

func (s *search) empty() int32 {
	if len(s.free) == 0 {
		s.free = append(s.free, int32(len(s.trips)))
		s.trips = append(s.trips, trip{})
	}
	return s.free[len(s.free)-1]
}

func (s *search) move(i, to int32) {
	m := &s.moves
	m.items[m.n], m.from[m.n], m.to[m.n] = i, m.touch(s, s.where[i]), m.touch(s, to)
	it := &s.items[i]
	f, t := m.from[m.n], m.to[m.n]
	m.load[f], m.load[t] = m.load[f].minus(it.load), m.load[t].plus(it.load)
	m.key[f] ^= it.key
	m.key[t] ^= it.key
	m.n++
}

func (m *moves) touch(s *search, t int32) int8 {
	for k := range m.touched {
		if m.trips[k] == t {
			return int8(k)
		}
	}
	k := m.touched
	m.touched++
	m.trips[k], m.load[k], m.key[k] = t, s.trips[t].load, s.trips[t].key
	return int8(k)
}

// decide carries the moves out if the walks grow by no more than patience.
func (s *search) decide(patience int64) {
	m := &s.moves
	for k := range m.touched {
		if !s.p.Cart.takes(m.load[k]) {
			return
		}
	}
	if !s.promising(patience) {
		return
	}
	grown := int64(0)
	for k := range m.touched {
		l, ok := s.m.known(m.key[k])
		if !ok {
			l = s.measure(k)
		}
		m.length[k] = l
		grown += l - s.trips[m.trips[k]].length
	}
	if grown > patience {
		return
	}
	for k := range m.n {
		s.carry(m.items[k], m.trips[m.to[k]])
	}
	for k := range m.touched {
		t := &s.trips[m.trips[k]]
		t.load, t.key, t.length = m.load[k], m.key[k], m.length[k]
		if len(t.items) == 0 {
			s.free = append(s.free, m.trips[k])
		}
	}
	s.total += grown
	if s.total < s.best.total {
		s.best.total = s.total
		copy(s.best.where, s.where)
	}
}

// measure walks the trip that the moves would make of the k-th trip touched.
func (s *search) measure(k int) int64 {
	m, set := &s.moves, s.m.set[:0]
	for _, i := range s.trips[m.trips[k]].items {
		gone := false
		for x := range m.n {
			gone = gone || m.items[x] == i
		}
		if !gone {
			set = append(set, s.items[i].orders...)
		}
	}
	for x := range m.n {
		if int(m.to[x]) == k {
			set = append(set, s.items[m.items[x]].orders...)
		}
	}
	s.m.set = set
	if len(set) == 0 {
		return 0
	}
	return s.m.measure(m.key[k])
}

// carry puts an item into another trip.
func (s *search) carry(i, to int32) {
	from := &s.trips[s.where[i]]
	k := slices.Index(from.items, i)
	last := len(from.items) - 1
	from.items[k] = from.items[last]
	from.items = from.items[:last]
	if t := &s.trips[to]; len(t.items) == 0 {
		s.free = slices.DeleteFunc(s.free, func(f int32) bool { return f == to })
	}
	s.trips[to].items = append(s.trips[to].items, i)
	s.where[i] = to
}

// restore goes back to the best answer.
func (s *search) restore() {
	copy(s.where, s.best.where)
	for t := range s.trips {
		s.trips[t] = trip{items: s.trips[t].items[:0]}
	}
	for i, t := range s.where {
		x := &s.trips[t]
		x.items, x.load, x.key = append(x.items, int32(i)), x.load.plus(s.items[i].load), x.key^s.items[i].key
	}
	s.free = s.free[:0]
	s.total = 0
	aisles := int64(1)
	for t := range s.trips {
		x := &s.trips[t]
		if len(x.items) == 0 {
			s.free = append(s.free, int32(t))
			continue
		}
		x.length = s.length(x.key, x.items, nil)
		s.total += x.length
		aisles += s.aislesOf(x, -1)
	}
	s.perAisle = s.total / aisles
}
