package cartonize

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"example.com/tote/inventory/item"
)

// solver is one call of Pack.
type solver struct {
	ctx     context.Context
	units   []Unit
	boxes   []Box
	rules   Rules
	stock   []int64 // boxes left; Endless
	by      []int   // boxes, the cheapest and smallest first
	pieceNo []int64 // pieces of each unit placed so far
	packing packing
	tries   int
	plan    Plan
}

func newSolver(ctx context.Context, units []Unit, boxes []Box, rules Rules) *solver {
	s := &solver{ctx: ctx, units: units, boxes: boxes, rules: rules, pieceNo: make([]int64, len(units))}
	if s.rules.Support == 0 {
		s.rules.Support = DefaultSupport
	}
	if s.rules.Effort == 0 {
		s.rules.Effort = DefaultEffort
	}
	for b := range boxes {
		s.stock = append(s.stock, boxes[b].Stock)
		s.by = append(s.by, b)
	}
	slices.SortFunc(s.by, func(i, j int) int {
		a, b := &boxes[i], &boxes[j]
		return cmp.Or(cmp.Compare(a.Cost, b.Cost), cmp.Compare(a.Outer.Volume(), b.Outer.Volume()), strings.Compare(a.Code, b.Code), cmp.Compare(i, j))
	})
	return s
}

func (s *solver) stopped() bool { return s.ctx.Err() != nil }

// workPerEffort bounds the search beyond the first packings. It counts the places looked at, not the time, so that a plan is
// reproducible: about 10 ms.
const workPerEffort = 600_000

// spent tells whether the search has had its share.
func (s *solver) spent() bool {
	return s.packing.work > s.rules.Effort*workPerEffort || s.stopped()
}

// room is the space for goods in a box, dunnage taken off.
func (s *solver) room(b int) extent {
	in, d := s.boxes[b].Inner, 2*s.rules.Dunnage
	return extent{x1: int32(in.Length - d), y1: int32(in.Width - d), z1: int32(in.Height - d)}
}

func (e extent) volume() int64 {
	return int64(e.x1-e.x0) * int64(e.y1-e.y0) * int64(e.z1-e.z0)
}

// limit is the weight of contents a box may have; 0: any, -1: none.
func (s *solver) limit(b int) int64 {
	gross := s.boxes[b].MaxGross
	if c := s.rules.Carrier.MaxGrams; c > 0 && (gross == 0 || c < gross) {
		gross = c
	}
	if gross == 0 {
		return 0
	}
	if gross <= s.boxes[b].Tare {
		return -1
	}
	return gross - s.boxes[b].Tare
}

// usable tells whether a box may be used at all now.
func (s *solver) usable(b int) bool {
	return s.stock[b] != 0 && s.rules.Carrier.takes(s.boxes[b].Outer) && s.limit(b) >= 0
}

func (s *solver) fitsAlone(b int, p piece) bool {
	r := s.room(b)
	return slices.ContainsFunc(p.turns, func(t turn) bool { return t.dx <= r.x1 && t.dy <= r.y1 && t.dz <= r.z1 })
}

// group packs pieces that may share boxes: all of them into the cheapest box that takes them, else box by box the one that
// takes most.
func (s *solver) group(pieces []piece) {
	var done []filled
	for rest := pieces; len(rest) > 0; {
		if b, sets, ok := s.whole(rest, -1); ok {
			s.use(b)
			done = append(done, filled{b, rest, sets})
			break
		}
		b, sets, ok := s.most(rest)
		if !ok {
			s.leaveAll(rest)
			pieces = slices.Concat(parts(done)...)
			break
		}
		s.use(b)
		in, out := divide(rest, sets)
		done = append(done, filled{b, in, sets})
		rest = out
	}
	for _, f := range s.trade(pieces, done) {
		// What the fullest box took may also go into a cheaper one.
		if b, sets, ok := s.whole(f.pieces, f.box); ok {
			s.stock[f.box] = back(s.stock[f.box])
			s.use(b)
			f.box, f.sets = b, sets
		}
		s.plan.Cartons = append(s.plan.Cartons, s.carton(f.box, f.pieces, f.sets))
	}
}

func parts(done []filled) [][]piece {
	out := make([][]piece, len(done))
	for i := range done {
		out[i] = done[i].pieces
	}
	return out
}

func (s *solver) use(b int) {
	if s.stock[b] != Endless {
		s.stock[b]--
	}
}

func back(stock int64) int64 {
	if stock == Endless {
		return Endless
	}
	return stock + 1
}

// divide parts pieces into those set and the others; the sets are renumbered to the first part.
func divide(pieces []piece, sets []set) (in, out []piece) {
	taken := make([]bool, len(pieces))
	for i := range sets {
		taken[sets[i].piece] = true
	}
	number := make([]int, len(pieces))
	for i := range pieces {
		if taken[i] {
			number[i] = len(in)
			in = append(in, pieces[i])
		} else {
			out = append(out, pieces[i])
		}
	}
	for i := range sets {
		sets[i].piece = number[sets[i].piece]
	}
	return in, out
}

// whole finds the first box, cheapest first, that takes all pieces; only boxes cheaper than before, if that is one.
func (s *solver) whole(pieces []piece, before int) (int, []set, bool) {
	var volume, grams int64
	for i := range pieces {
		volume += pieces[i].volume
		grams += pieces[i].grams
	}
	for _, b := range s.by {
		if b == before {
			break
		}
		if !s.usable(b) || volume > s.room(b).volume() || s.limit(b) > 0 && grams > s.limit(b) ||
			slices.ContainsFunc(pieces, func(p piece) bool { return !s.fitsAlone(b, p) }) {
			continue
		}
		if sets, left := s.fill(b, pieces); left == 0 {
			return b, sets, true
		}
	}
	return 0, nil, false
}

// most finds the box that takes most volume, of equal ones the cheapest.
func (s *solver) most(pieces []piece) (int, []set, bool) {
	best, volume := -1, int64(0)
	var kept []set
	for _, b := range s.by {
		if !s.usable(b) || s.room(b).volume() <= volume {
			continue
		}
		sets, _ := s.fill(b, pieces)
		if v := volumeOf(sets, pieces); v > volume {
			best, volume, kept = b, v, sets
		}
	}
	return best, kept, best >= 0
}

// fill packs pieces into a box by every ordering and rule until all are in, then by orderings with some chance and by
// blocks, and keeps the fullest.
func (s *solver) fill(b int, pieces []piece) (best []set, left int) {
	f := filling{s: s, room: s.room(b), limit: s.limit(b), pieces: pieces, volume: -1}
	for ordering := range orderings {
		by := s.arrange(pieces, ordering)
		for rule := range rules {
			if f.try(by, rule) {
				return f.best, 0
			}
		}
	}
	if len(pieces) == 1 || s.spent() {
		return f.best, 1
	}
	rng := rand.New(rand.NewPCG(uint64(len(pieces)), 0x66696c6c)) // a fixed seed: the same plan
	for try := range s.rules.Effort * shuffles {
		if s.spent() {
			return f.best, len(pieces) - len(f.best)
		}
		by := s.arrange(pieces, try%len(orderings))
		for i := range by {
			j := min(len(by)-1, i+rng.IntN(3))
			by[i], by[j] = by[j], by[i]
		}
		if f.try(by, rng.IntN(rules)) {
			return f.best, 0
		}
	}
	sets := s.stack(b, pieces, s.rules.Effort*blockShuffles)
	if v := volumeOf(sets, pieces); v > f.volume {
		f.best = sets
	}
	return f.best, len(pieces) - len(f.best)
}

// Tries beyond the fixed orderings, for each box and effort; they cost about a millisecond for 20 pieces.
const (
	shuffles      = 40
	blockShuffles = 30
)

// filling is the search for one box.
type filling struct {
	s      *solver
	room   extent
	limit  int64
	pieces []piece
	best   []set
	volume int64
}

// try packs the pieces in an order by a rule, and tells whether all are in.
func (f *filling) try(by []int, rule int) bool {
	if f.volume >= 0 && f.s.stopped() {
		return false
	}
	f.s.tries++
	p := &f.s.packing
	p.begin(f.room, f.limit, f.s.rules.Support, f.pieces)
	failed := -1
	for _, i := range by {
		if f.pieces[i].unit == failed {
			continue // its like has just found no place
		}
		if failed = -1; !p.place(i, rule) {
			failed = f.pieces[i].unit
		}
	}
	if p.volume > f.volume {
		f.volume = p.volume
		f.best = append(f.best[:0], p.sets...)
	}
	return len(p.sets) == len(f.pieces)
}

func volumeOf(sets []set, pieces []piece) (v int64) {
	for i := range sets {
		v += pieces[sets[i].piece].volume
	}
	return v
}

// fullest is one box filled as well as can be.
func (s *solver) fullest(b int, pieces []piece) (Carton, []piece, bool) {
	if !s.usable(b) {
		return Carton{}, pieces, false
	}
	sets := s.stack(b, pieces, s.rules.Effort*blockTries)
	if len(sets) == 0 {
		return Carton{}, pieces, false
	}
	in, out := divide(pieces, sets)
	return s.carton(b, in, sets), out, true
}

func (s *solver) leaveAll(pieces []piece) {
	for i := range pieces {
		u := &s.units[pieces[i].unit]
		s.leave(pieces[i].unit, 1, ReasonNoStock, fmt.Sprintf("%s: the boxes it fits have run out: restock them", u.SKU))
	}
}

// carton words a packed box.
func (s *solver) carton(b int, pieces []piece, sets []set) Carton {
	box := &s.boxes[b]
	inOrder(sets)
	c := Carton{Box: b, Code: box.Code, Inner: box.Inner, Outer: box.Outer, Cost: box.Cost}
	volume, d := int64(0), s.rules.Dunnage
	for _, x := range sets {
		p := &pieces[x.piece]
		c.Places = append(c.Places, Placement{Unit: p.unit, Piece: s.pieceNo[p.unit],
			X: int64(x.x0) + d, Y: int64(x.y0) + d, Z: int64(x.z0) + d, Up: x.up,
			Size: item.Size{Length: int64(x.x1 - x.x0), Width: int64(x.y1 - x.y0), Height: int64(x.z1 - x.z0)}})
		s.pieceNo[p.unit]++
		c.Net += p.grams
		volume += p.volume
	}
	c.Gross = c.Net + box.Tare
	c.Void = 1000 - volume*1000/box.Inner.Volume()
	c.Billed = s.billed(c)
	c.Why = fmt.Sprintf("packed pieces=%d void=%d gross=%d", len(sets), c.Void, c.Gross)
	return c
}
