package waving

import "math/bits"

// promising tells whether walks should be measured for the moves. A walk known already costs nothing; a new one costs as
// much as fifty counts of the aisles the trips would visit, so those that visit more are not measured: an aisle more is
// taken for half of what an aisle costs on average, and the first for nothing. Every eighth try is measured all the same,
// since a Walker may know a building whose walks do not follow from its aisles.
func (s *search) promising(patience int64) bool {
	m := &s.moves
	if s.begun&7 == 0 {
		return true
	}
	known := true
	for k := range m.touched {
		_, ok := s.m.known(m.key[k])
		known = known && (ok || m.key[k] == 0)
	}
	if known {
		return true
	}
	more := int64(0)
	for k := range m.touched {
		t := &s.trips[m.trips[k]]
		more += s.aislesOf(t, k) - s.aislesOf(t, -1)
	}
	return (more-1)*s.perAisle <= 2*patience
}

// aislesOf counts the aisles of a trip, after the moves if it is the k-th touched by them, as it is if k is -1.
func (s *search) aislesOf(t *trip, k int) int64 {
	m, n := &s.moves, 0
	for w := range s.items[0].aisles {
		var set uint64
		for _, i := range t.items {
			gone := false
			for x := range m.n {
				gone = gone || k >= 0 && m.items[x] == i
			}
			if !gone {
				set |= s.items[i].aisles[w]
			}
		}
		for x := range m.n {
			if int(m.to[x]) == k {
				set |= s.items[m.items[x]].aisles[w]
			}
		}
		n += bits.OnesCount64(set)
	}
	return int64(n)
}
