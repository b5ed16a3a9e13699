package route

// stretch appends the options of walking block b of column j, whose points are p to q: the cheapest of each kind. Walked
// edges between two neighbouring points have the same parity all along, but for a change at a terminal; an even segment is
// walked twice or left out; two segments left out would cut off what lies between them.
func (s *sweep) stretch(j, b int, p, q int32) {
	bottom, top := s.g.shape.Cross[b], s.g.shape.Cross[b+1]
	if p == q {
		s.options = append(s.options, option{kind: kindNone, gap: 0})
		if !s.g.blocked || !spanned(s.g.shape.BlockedAisles, s.columns[j].aisle, bottom, top) {
			s.options = append(s.options, option{kind: kindOf(1, 1, true), cost: top - bottom, gap: -1, first: 1})
			s.options = append(s.options, option{kind: kindOf(2, 2, true), cost: 2 * (top - bottom), gap: -1})
		}
		return
	}
	must, blocked := s.blockedSegment(j, b, p, q)
	if blocked > 1 {
		return
	}
	for first := range 2 {
		s.parity(b, p, q, uint8(first), must)
	}
}

// segments walks over the segments of a stretch from the bottom: their number, ends, and whether a terminal has been passed
// an odd number of times below them.
func (s *sweep) segments(b int, p, q int32, f func(i int32, from, to int64, turned bool)) {
	y, i, turned := s.g.shape.Cross[b], int32(0), false
	round := s.round()
	for k := p; k < q; k++ {
		pt := &s.points[k]
		if pt.y > y || k == p {
			f(i, y, pt.y, turned)
			i++
			y = pt.y
		}
		if pt.id < 0 && !round {
			turned = !turned
		}
	}
	f(i, y, s.g.shape.Cross[b+1], turned)
}

// blockedSegment gives the segment that a blocked stretch forbids, -1 for none, and how many there are.
func (s *sweep) blockedSegment(j, b int, p, q int32) (segment int32, count int) {
	segment = -1
	if !s.g.blocked {
		return segment, 0
	}
	s.segments(b, p, q, func(i int32, from, to int64, _ bool) {
		if spanned(s.g.shape.BlockedAisles, s.columns[j].aisle, from, to) {
			segment = i
			count++
		}
	})
	return segment, count
}

// parity appends the options whose lowest segment is walked an odd (first = 1) or even number of times.
func (s *sweep) parity(b int, p, q int32, first uint8, must int32) {
	var total, inner int64
	var lowest, highest, last, innerAt int32 = -1, -1, 0, -1
	var lowestLen, highestLen int64
	lowEdges, highEdges, mustEven := 2, 2, false
	var mustLen int64
	s.segments(b, p, q, func(i int32, from, to int64, turned bool) {
		even := (first == 1) == turned
		length := to - from
		last = i
		if even {
			total += 2 * length
		} else {
			total += length
		}
		if i == 0 {
			lowest, lowestLen = -1, 0
			if even {
				lowest, lowestLen = 0, length
			} else {
				lowEdges = 1
			}
		} else if even && length > inner {
			inner, innerAt = length, i
		}
		highEdges, highest, highestLen = 1, -1, 0
		if even {
			highEdges, highest, highestLen = 2, i, length
		}
		if i == must {
			mustEven, mustLen = even, length
		}
	})
	if innerAt == last {
		inner, innerAt = s.innerGap(b, p, q, first, last)
	}
	add := func(lower, upper int, joined bool, cost int64, gap int32) {
		s.options = append(s.options, option{kind: kindOf(lower, upper, joined), cost: cost, gap: gap, first: first})
	}
	if must >= 0 {
		if !mustEven {
			return
		}
		lower, upper := lowEdges, highEdges
		if must == 0 {
			lower = 0
		}
		if must == last {
			upper = 0
		}
		add(lower, upper, false, total-2*mustLen, must)
		return
	}
	add(lowEdges, highEdges, true, total, -1)
	if lowest >= 0 {
		add(0, highEdges, false, total-2*lowestLen, lowest)
	}
	if highest >= 0 {
		add(lowEdges, 0, false, total-2*highestLen, highest)
	}
	if innerAt >= 0 {
		add(lowEdges, highEdges, false, total-2*inner, innerAt)
	}
}

// innerGap finds the longest even segment that is neither the lowest nor the highest.
func (s *sweep) innerGap(b int, p, q int32, first uint8, last int32) (length int64, at int32) {
	at = -1
	s.segments(b, p, q, func(i int32, from, to int64, turned bool) {
		if i > 0 && i < last && (first == 1) == turned && to-from > length {
			length, at = to-from, i
		}
	})
	return length, at
}
