package cartonize

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// Filling one box as full as can be works with blocks, since containers hold many alike pieces: a block is one unit's pieces
// turned alike, side by side, behind and upon each other. Walls of blocks are built greedily with some chance, and then the last
// part of the best filling is torn down and built anew, for a counted number of times.
const blockTries = 300 // for each effort

// block is a number of alike pieces at a place.
type block struct {
	extent
	unit       int // index into stacker.kinds
	turn       turn
	nx, ny, nz int32
}

func (b *block) count() int32 { return b.nx * b.ny * b.nz }

// kind is one unit with its pieces left.
type kind struct {
	piece
	left int32
}

type stacker struct {
	p      *packing
	kinds  []kind
	all    []int32 // pieces of each kind at the beginning
	blocks []block
	rng    *rand.Rand
	cands  []candidate
	policy policy
	volume int64
}

// policy is how one filling is built.
type policy struct {
	space  int     // which space is filled next
	fit    bool    // blocks are judged by the gaps they leave, else by their volume
	chance float64 // share of the candidates' range that is drawn from; only shares out chance
}

type candidate struct {
	block
	score [2]int64
}

// Which space is filled next.
const (
	spaceLow = iota
	spaceBack
	spaceCorner
	spacePolicies
)

func (s *stacker) reset(room extent, limit, support int64) {
	s.p.begin(room, limit, support, s.p.pieces)
	for i := range s.kinds {
		s.kinds[i].left = s.all[i]
	}
	s.blocks = s.blocks[:0]
	s.volume = 0
}

// grow adds blocks until no space takes one.
func (s *stacker) grow() {
	for len(s.p.free) > 0 {
		at := s.nextSpace()
		s.collect(s.p.free[at])
		if len(s.cands) == 0 {
			s.p.free = slices.Delete(s.p.free, at, at+1)
			continue
		}
		s.put(s.choose())
	}
}

func (s *stacker) nextSpace() int {
	rank := func(e extent) key {
		switch s.policy.space {
		case spaceBack:
			return key{int64(e.x0), int64(e.z0), int64(e.y0), -e.volume()}
		case spaceCorner:
			return key{int64(e.x0) + int64(e.y0) + int64(e.z0), int64(e.z0), int64(e.x0), -e.volume()}
		}
		return key{int64(e.z0), int64(e.x0), int64(e.y0), -e.volume()}
	}
	best, at := rank(s.p.free[0]), 0
	for i := 1; i < len(s.p.free); i++ {
		if k := rank(s.p.free[i]); k.less(best) {
			best, at = k, i
		}
	}
	return at
}

// collect lists the blocks that a space takes at its corner.
func (s *stacker) collect(e extent) {
	s.cands = s.cands[:0]
	s.p.work += 8 * len(s.kinds)
	X, Y, Z := e.x1-e.x0, e.y1-e.y0, e.z1-e.z0
	for k := range s.kinds {
		q := s.kinds[k].left
		if g := s.kinds[k].grams; g > 0 && s.p.limit > 0 {
			q = min(q, int32(min((s.p.limit-s.p.grams)/g, 1<<30)))
		}
		if q <= 0 {
			continue
		}
		for _, t := range s.kinds[k].turns {
			mx, my, mz := X/t.dx, Y/t.dy, Z/t.dz
			if s.kinds[k].fragile {
				mz = min(mz, 1)
			}
			if mx == 0 || my == 0 || mz == 0 {
				continue
			}
			s.offer(e, k, t, q, mx, my, mz, 0)
			s.offer(e, k, t, q, mx, my, mz, 1)
			s.offer(e, k, t, q, mx, my, mz, 2)
		}
	}
}

// orders of the axes along which a block grows.
var growth = [3][3]int{{2, 1, 0}, {1, 0, 2}, {2, 0, 1}}

// offer makes the block that grows along the axes in turn, each as far as pieces and space go.
func (s *stacker) offer(e extent, k int, t turn, q, mx, my, mz int32, axes int) {
	n, greatest := [3]int32{1, 1, 1}, [3]int32{mx, my, mz}
	for _, a := range growth[axes] {
		n[a] = min(greatest[a], q)
		q /= n[a]
		if q == 0 || n[a] < greatest[a] {
			break
		}
	}
	b := block{unit: k, turn: t, nx: n[0], ny: n[1], nz: n[2]}
	b.extent = extent{e.x0, e.y0, e.z0, e.x0 + t.dx*n[0], e.y0 + t.dy*n[1], e.z0 + t.dz*n[2]}
	for _, c := range s.cands[max(0, len(s.cands)-3):] {
		if c.block == b {
			return
		}
	}
	if !s.carried(&b) {
		return
	}
	volume := b.volume()
	gx, gy, gz := int64(e.x1-b.x1), int64(e.y1-b.y1), int64(e.z1-b.z1)
	c := candidate{block: b, score: [2]int64{volume, 0}}
	if s.policy.fit {
		c.score = [2]int64{-min(gx, gy, gz), volume}
		if gx != 0 && gy != 0 && gz != 0 {
			c.score[0] -= max(gx, gy, gz) / 8
		}
	}
	s.cands = append(s.cands, c)
}

// carried tells whether every piece of the lowest layer stands well.
func (s *stacker) carried(b *block) bool {
	if b.z0 == 0 {
		return true
	}
	for i := range b.nx {
		for j := range b.ny {
			x, y := b.x0+i*b.turn.dx, b.y0+j*b.turn.dy
			if !s.p.stands(extent{x, y, b.z0, x + b.turn.dx, y + b.turn.dy, b.z0 + b.turn.dz}) {
				return false
			}
		}
	}
	return true
}

// choose takes the best candidate, or by chance one that is nearly as good.
func (s *stacker) choose() block {
	slices.SortStableFunc(s.cands, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score[0], a.score[0]), cmp.Compare(b.score[1], a.score[1]))
	})
	if s.policy.chance == 0 {
		return s.cands[0].block
	}
	best, worst := s.cands[0].score[0], s.cands[len(s.cands)-1].score[0]
	cut := best - int64(float64(best-worst)*s.policy.chance)
	n := 1
	for n < len(s.cands) && s.cands[n].score[0] >= cut {
		n++
	}
	return s.cands[s.rng.IntN(n)].block
}

// put sets a block down. Its pieces stand in the packing as one body: that carries the same.
func (s *stacker) put(b block) {
	k := &s.kinds[b.unit]
	k.left -= b.count()
	s.p.sets = append(s.p.sets, set{b.extent, b.unit, b.turn.up})
	s.p.grams += k.grams * int64(b.count())
	s.volume += b.volume()
	s.blocks = append(s.blocks, b)
	s.p.carve(b.extent)
}

// stack fills a box with blocks and gives the pieces' places. It stops when everything is in, after the tries, or when
// stopped says so.
func (s *solver) stack(b int, pieces []piece, tries int) []set {
	st := newStacker(&s.packing, pieces)
	room, limit := s.room(b), s.limit(b)
	whole := int64(0)
	for i := range pieces {
		whole += pieces[i].volume
	}
	var best []block
	bestVolume := int64(-1)
	for try := 0; try < tries && bestVolume < whole && (try == 0 || !s.stopped()); try++ {
		s.tries++
		st.reset(room, limit, s.rules.Support)
		st.policy = policy{space: try % spacePolicies, fit: try/spacePolicies%2 == 1}
		if try >= 2*spacePolicies {
			st.policy.chance = float64(st.rng.IntN(5)) * 0.1
			if st.rng.IntN(4) > 0 {
				for _, b := range best[:len(best)*(2+st.rng.IntN(8))/10] {
					st.put(b)
				}
			}
		}
		st.grow()
		if st.volume > bestVolume {
			bestVolume = st.volume
			best = append(best[:0], st.blocks...)
		}
	}
	return unstack(best, pieces)
}

func newStacker(p *packing, pieces []piece) *stacker {
	s := &stacker{p: p, rng: rand.New(rand.NewPCG(uint64(len(pieces)), 0x626c6f63))} // a fixed seed: the same plan
	byUnit := map[int]int{}
	for i := range pieces {
		k, ok := byUnit[pieces[i].unit]
		if !ok {
			k = len(s.kinds)
			byUnit[pieces[i].unit] = k
			s.kinds = append(s.kinds, kind{piece: pieces[i]})
			s.all = append(s.all, 0)
		}
		s.all[k]++
	}
	p.pieces = make([]piece, len(s.kinds))
	for k := range s.kinds {
		p.pieces[k] = s.kinds[k].piece
	}
	return s
}

// unstack gives every piece of the blocks its own place.
func unstack(blocks []block, pieces []piece) []set {
	next := map[int][]int{}
	var kinds []int
	for i := range pieces {
		u := pieces[i].unit
		if next[u] == nil {
			kinds = append(kinds, u)
		}
		next[u] = append(next[u], i)
	}
	var out []set
	for _, b := range blocks {
		u := kinds[b.unit]
		for z := range b.nz {
			for y := range b.ny {
				for x := range b.nx {
					x0, y0, z0 := b.x0+x*b.turn.dx, b.y0+y*b.turn.dy, b.z0+z*b.turn.dz
					out = append(out, set{extent{x0, y0, z0, x0 + b.turn.dx, y0 + b.turn.dy, z0 + b.turn.dz}, next[u][0], b.turn.up})
					next[u] = next[u][1:]
				}
			}
		}
	}
	return out
}
