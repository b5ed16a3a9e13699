package cartonize

import (
	"cmp"
	"slices"
)

// extent is an axis-parallel body: its corner nearest to the origin and the one opposite.
type extent struct{ x0, y0, z0, x1, y1, z1 int32 }

func (a extent) meets(b extent) bool {
	return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1 && a.z0 < b.z1 && b.z0 < a.z1
}

func (a extent) holds(b extent) bool {
	return a.x0 <= b.x0 && a.y0 <= b.y0 && a.z0 <= b.z0 && a.x1 >= b.x1 && a.y1 >= b.y1 && a.z1 >= b.z1
}

// overlap gives the area two bodies share seen from above.
func (a extent) overlap(b extent) int64 {
	dx := int64(min(a.x1, b.x1) - max(a.x0, b.x0))
	dy := int64(min(a.y1, b.y1) - max(a.y0, b.y0))
	if dx <= 0 || dy <= 0 {
		return 0
	}
	return dx * dy
}

// turn is one way a unit may stand.
type turn struct {
	dx, dy, dz int32
	up         Edges
}

// piece is one thing to pack.
type piece struct {
	unit    int
	turns   []turn
	volume  int64
	grams   int64
	longest int32
	base    int64 // of its largest side
	fragile bool
}

// set is a piece in its place.
type set struct {
	extent
	piece int
	up    Edges
}

// How a place is chosen. Every rule prefers low places; then it differs.
const (
	ruleCorner  = iota // nearest to the back left corner, y before x
	ruleSide           // nearest to the back left corner, x before y
	ruleSnug           // the least gap that remains beside the piece
	ruleSmall          // the smallest space that takes it
	ruleColumns        // snug without preferring low places: towers
	rules
)

// packing is one box being filled. Its memory is used again.
type packing struct {
	inner   extent
	support int64
	free    []extent // maximal empty spaces; they overlap
	sets    []set
	pieces  []piece
	grams   int64
	limit   int64 // grams of contents
	volume  int64
	spare   []extent
	work    int // places looked at since the packing was made
}

func (p *packing) begin(inner extent, limit, support int64, pieces []piece) {
	p.inner, p.limit, p.support, p.pieces = inner, limit, support, pieces
	p.free = append(p.free[:0], inner)
	p.sets = p.sets[:0]
	p.grams, p.volume = 0, 0
}

type key [4]int64

// score ranks a place by a rule; lower is better.
func score(rule int, e extent, t turn) key {
	gx, gy, gz := int64(e.x1-e.x0-t.dx), int64(e.y1-e.y0-t.dy), int64(e.z1-e.z0-t.dz)
	snug := min(gx, gy)
	switch rule {
	case ruleSide:
		return key{int64(e.z0), int64(e.x0), int64(e.y0), snug}
	case ruleSnug:
		return key{int64(e.z0), snug, max(gx, gy), gz}
	case ruleSmall:
		return key{int64(e.z0), int64(e.x1-e.x0) * int64(e.y1-e.y0), snug, gz}
	case ruleColumns:
		return key{min(snug, gz), max(gx, gy), int64(e.y0) + int64(e.x0), int64(e.z0)}
	}
	return key{int64(e.z0), int64(e.y0), int64(e.x0), snug}
}

func (k key) less(o key) bool {
	for i := range k {
		if k[i] != o[i] {
			return k[i] < o[i]
		}
	}
	return false
}

// place puts a piece where the rule likes it best; false if it does not fit.
func (p *packing) place(i, rule int) bool {
	pc := &p.pieces[i]
	if p.limit > 0 && p.grams+pc.grams > p.limit {
		return false
	}
	p.work += len(p.free) * (len(pc.turns) + len(p.sets)/8)
	var best key
	var at extent
	up, found := Edges(0), false
	for _, e := range p.free {
		for _, t := range pc.turns {
			if t.dx > e.x1-e.x0 || t.dy > e.y1-e.y0 || t.dz > e.z1-e.z0 {
				continue
			}
			k := score(rule, e, t)
			if found && !k.less(best) {
				continue
			}
			b := extent{e.x0, e.y0, e.z0, e.x0 + t.dx, e.y0 + t.dy, e.z0 + t.dz}
			if p.stands(b) {
				best, at, up, found = k, b, t.up, true
			}
		}
	}
	if !found {
		return false
	}
	p.sets = append(p.sets, set{at, i, up})
	p.grams += pc.grams
	p.volume += pc.volume
	p.carve(at)
	return true
}

// stands tells whether a body is carried by enough of what lies under it, and rests on nothing fragile.
func (p *packing) stands(b extent) bool {
	if b.z0 == 0 {
		return true
	}
	carried := int64(0)
	for i := range p.sets {
		if s := &p.sets[i]; s.z1 == b.z0 {
			if area := s.overlap(b); area > 0 {
				if p.pieces[s.piece].fragile {
					return false
				}
				carried += area
			}
		}
	}
	return carried*1000 >= p.support*int64(b.x1-b.x0)*int64(b.y1-b.y0)
}

// carve takes a body out of the empty spaces and keeps the maximal ones.
func (p *packing) carve(b extent) {
	p.spare = p.spare[:0]
	kept := p.free[:0]
	for _, e := range p.free {
		if !e.meets(b) {
			kept = append(kept, e)
			continue
		}
		if b.x0 > e.x0 {
			p.spare = append(p.spare, extent{e.x0, e.y0, e.z0, b.x0, e.y1, e.z1})
		}
		if b.x1 < e.x1 {
			p.spare = append(p.spare, extent{b.x1, e.y0, e.z0, e.x1, e.y1, e.z1})
		}
		if b.y0 > e.y0 {
			p.spare = append(p.spare, extent{e.x0, e.y0, e.z0, e.x1, b.y0, e.z1})
		}
		if b.y1 < e.y1 {
			p.spare = append(p.spare, extent{e.x0, b.y1, e.z0, e.x1, e.y1, e.z1})
		}
		if b.z1 < e.z1 {
			p.spare = append(p.spare, extent{e.x0, e.y0, b.z1, e.x1, e.y1, e.z1})
		}
	}
	// Nothing is lost by leaving out the space under a body: it is set down from above.
	p.free = kept
	for i, e := range p.spare {
		inside := false
		for j, f := range p.spare {
			if i != j && f.holds(e) && (f != e || j < i) {
				inside = true
				break
			}
		}
		for j := 0; !inside && j < len(kept); j++ {
			inside = kept[j].holds(e)
		}
		if !inside {
			p.free = append(p.free, e)
		}
	}
}

// inOrder sorts pieces as a packer sets them down: whatever lies under a piece, touching it or not, is lower, so going up by
// height never asks to slide one piece under another; within a height from the back to the front.
func inOrder(sets []set) {
	slices.SortFunc(sets, func(a, b set) int {
		return cmp.Or(cmp.Compare(a.z0, b.z0), cmp.Compare(b.y0, a.y0), cmp.Compare(a.x0, b.x0))
	})
}
