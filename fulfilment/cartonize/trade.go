package cartonize

import (
	"cmp"
	"slices"
)

// filled is a box with what is in it.
type filled struct {
	box    int
	pieces []piece
	sets   []set
}

// maxTrades bounds the sets of boxes tried in place of those found; maxTraded the boxes of one order for which it is tried: beyond
// that the sets are too many to list and gain little each.
const (
	maxTrades = 60
	maxTraded = 10
)

// price is what boxes are compared by, of equally many: cost, then outer volume.
type price struct{ cost, outer int64 }

func (p price) compare(o price) int {
	return cmp.Or(cmp.Compare(p.cost, o.cost), cmp.Compare(p.outer, o.outer))
}

func (s *solver) priceOf(boxes []int) (p price) {
	for _, b := range boxes {
		p.cost += s.boxes[b].Cost
		p.outer += s.boxes[b].Outer.Volume()
	}
	return p
}

// trade looks for cheaper boxes in the same number: the fullest boxes were filled first, which leaves the last one nearly
// empty, where two middling ones would do.
func (s *solver) trade(pieces []piece, done []filled) []filled {
	if len(done) < 2 || len(done) > maxTraded || s.spent() {
		return done
	}
	now := make([]int, len(done))
	for i, f := range done {
		now[i] = f.box
		s.stock[f.box] = back(s.stock[f.box])
	}
	defer func() {
		for _, f := range done {
			s.use(f.box)
		}
	}()
	for _, boxes := range s.rivals(pieces, len(done), s.priceOf(now)) {
		for range 2 {
			if s.spent() {
				return done
			}
			if better, ok := s.into(boxes, pieces); ok {
				done = better
				return done
			}
			slices.Reverse(boxes)
		}
	}
	return done
}

// rivals lists sets of n boxes below a price that have room and strength for the pieces, cheapest first.
func (s *solver) rivals(pieces []piece, n int, below price) [][]int {
	var volume, grams int64
	for i := range pieces {
		volume += pieces[i].volume
		grams += pieces[i].grams
	}
	var usable []int
	for _, b := range s.by {
		if s.usable(b) {
			usable = append(usable, b)
		}
	}
	var out [][]int
	var boxes []int
	var add func(from int, room, strength int64)
	add = func(from int, room, strength int64) {
		if len(out) > maxTrades*8 {
			return
		}
		if len(boxes) == n {
			if room >= volume && strength >= grams && s.priceOf(boxes).compare(below) < 0 {
				out = append(out, slices.Clone(boxes))
			}
			return
		}
		for i := from; i < len(usable); i++ {
			b := usable[i]
			used := int64(0)
			for _, x := range boxes {
				if x == b {
					used++
				}
			}
			if s.stock[b] != Endless && used >= s.stock[b] {
				continue
			}
			limit := s.limit(b)
			if limit == 0 {
				limit = grams
			}
			boxes = append(boxes, b)
			add(i, room+s.room(b).volume(), strength+limit)
			boxes = boxes[:len(boxes)-1]
		}
	}
	add(0, 0, 0)
	slices.SortStableFunc(out, func(a, b []int) int { return s.priceOf(a).compare(s.priceOf(b)) })
	return out[:min(len(out), maxTrades)]
}

// into packs the pieces into given boxes, one after the other.
func (s *solver) into(boxes []int, pieces []piece) ([]filled, bool) {
	var out []filled
	rest := pieces
	for n, b := range boxes {
		if len(rest) == 0 {
			break // fewer boxes than hoped for
		}
		sets, left := s.fill(b, rest)
		if len(sets) == 0 || n == len(boxes)-1 && left > 0 {
			return nil, false
		}
		in, others := divide(rest, sets)
		out = append(out, filled{b, in, sets})
		rest = others
	}
	return out, len(rest) == 0
}
