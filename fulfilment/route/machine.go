package route

import "sync"

// machine is the finite automaton of partial walks over a number of cross aisles. Columns are swept left to right; a state
// says, for each cross aisle, whether the crossing met last is untouched or has an odd or even number of walked edges, and
// which crossings hang together. That is all the rest of the walk must know (Ratliff and Rosenthal's seven classes for
// two cross aisles, about four times as many with each further one), so the tables are made once for each number of rows.
type machine struct {
	rows  int
	start int32
	done  int32   // everything touched hangs together and no crossing is open
	vert  []int32 // (state*(rows-1)+block)*kinds + kind -> state, or dead
	touch []int32 // (state*rows+row)*2 + odd
	hor   []int32 // (state*rows+row)*3 + edges
}

const dead = -1

// A kind of walk within one stretch of aisle between two cross aisles: edges met at the lower crossing (0 to 2), at the upper
// one, and whether they hang together through the aisle.
const (
	kinds    = 13
	kindNone = 0
)

func kindOf(lower, upper int, joined bool) uint8 {
	if joined {
		return uint8(9 + (lower-1)*2 + upper - 1)
	}
	return uint8(lower*3 + upper)
}

func kindParts(k int) (lower, upper int, joined bool) {
	if k >= 9 {
		return (k-9)/2 + 1, (k-9)%2 + 1, true
	}
	return k / 3, k % 3, false
}

// crossing is one row of a state.
type crossing struct {
	edges byte // untouched, odd, even
	part  byte // which connected part it is in; 0 if untouched
}

const (
	untouched = iota
	odd
	even
)

type rowsState [MaxExactCross]crossing

var machines = [MaxExactCross + 1]func() *machine{
	2: sync.OnceValue(func() *machine { return newMachine(2) }),
	3: sync.OnceValue(func() *machine { return newMachine(3) }),
	4: sync.OnceValue(func() *machine { return newMachine(4) }),
	5: sync.OnceValue(func() *machine { return newMachine(5) }),
	6: sync.OnceValue(func() *machine { return newMachine(6) }),
}

type machineBuilder struct {
	*machine
	ids   map[rowsState]int32
	queue []rowsState
}

func newMachine(rows int) *machine {
	b := &machineBuilder{machine: &machine{rows: rows}, ids: map[rowsState]int32{}}
	b.start = b.id(rowsState{})
	closed := rowsState{}
	closed[0] = crossing{edges: 0xFF}
	b.done = b.id(closed)
	for i := 0; i < len(b.queue); i++ {
		b.expand(b.queue[i], i == int(b.done))
	}
	return b.machine
}

// id numbers a state, after giving its parts the numbers 1, 2, ... in the order they are met.
func (b *machineBuilder) id(s rowsState) int32 {
	var names [MaxExactCross + 2]byte
	next := byte(1)
	for r := range s {
		if p := s[r].part; p != 0 {
			if names[p] == 0 {
				names[p] = next
				next++
			}
			s[r].part = names[p]
		}
	}
	id, ok := b.ids[s]
	if !ok {
		id = int32(len(b.queue))
		b.ids[s] = id
		b.queue = append(b.queue, s)
	}
	return id
}

func (b *machineBuilder) expand(s rowsState, closed bool) {
	self := b.id(s)
	for block := range b.rows - 1 {
		for k := range kinds {
			lower, upper, joined := kindParts(k)
			switch {
			case k == kindNone:
				b.vert = append(b.vert, self)
			case closed:
				b.vert = append(b.vert, dead)
			default:
				b.vert = append(b.vert, b.id(walkAisle(s, block, lower, upper, joined)))
			}
		}
	}
	for r := range b.rows {
		if closed {
			b.touch = append(b.touch, dead, dead)
			b.hor = append(b.hor, self, dead, dead)
			continue
		}
		b.touch = append(b.touch, b.id(meet(s, r, 2)), b.id(meet(s, r, 1)))
		for edges := range 3 {
			b.hor = append(b.hor, b.advance(s, r, edges))
		}
	}
}

// meet adds edges to a crossing.
func meet(s rowsState, r, edges int) rowsState {
	if edges == 0 {
		return s
	}
	if s[r].edges == untouched {
		s[r] = crossing{edges: even, part: MaxExactCross + 1}
		for free := byte(1); free <= MaxExactCross; free++ {
			if !hasPart(s, free) {
				s[r].part = free
				break
			}
		}
	}
	if edges == 1 {
		s[r].edges = odd + even - s[r].edges
	}
	return s
}

func hasPart(s rowsState, part byte) bool {
	for _, c := range s {
		if c.part == part {
			return true
		}
	}
	return false
}

func walkAisle(s rowsState, block, lower, upper int, joined bool) rowsState {
	s = meet(meet(s, block, lower), block+1, upper)
	if from, to := s[block+1].part, s[block].part; joined {
		for r := range s {
			if s[r].part == from {
				s[r].part = to
			}
		}
	}
	return s
}

// advance moves a row's crossing to the next column along the cross aisle, by no, one or two edges. The crossing left behind
// must be even, and its part must go on somewhere, or be the whole walk.
func (b *machineBuilder) advance(s rowsState, r, edges int) int32 {
	c := s[r]
	switch {
	case c.edges == untouched && edges > 0, c.edges == odd && edges != 1, c.edges == even && edges == 1:
		return dead
	case c.edges == untouched || edges > 0:
		return b.id(s)
	}
	s[r] = crossing{}
	if hasPart(s, c.part) {
		return b.id(s)
	}
	if s == (rowsState{}) {
		return b.done
	}
	return dead
}
