package route

import (
	"cmp"
	"slices"
)

// sweep is one run of the exact program with its memory, which is used again by later runs.
type sweep struct {
	g       *Grid
	m       *machine
	start   Place
	end     Place
	points  []point
	columns []column
	steps   []step
	options []option

	front, back []entry
	slots       []slot  // of each state
	epoch       uint32  // of the step being taken
	codes       []int32 // of all entries of all steps, if traced
	last        int32   // entry that ended the last run
	trace       bool

	vertices []vertex
	stack    []int32
	legs     [4]int64 // of a trip within one stretch: the turning points; see line
	straight bool
}

// Roles of a point beside a stop's index.
const (
	roleStart = -1
	roleEnd   = -2
)

// point is a place the walk must touch.
type point struct {
	x, y  int64
	id    int32 // stop index, roleStart or roleEnd
	block int16 // stretch between cross aisles it lies in; -1 on a crossing
	row   int16 // cross aisle it lies on; -1 within a stretch
}

// column is an aisle, or a place on the cross aisles between two aisles, which has no aisle to walk.
type column struct {
	x        int64
	aisle    int
	from, to int32 // its points
}

// entry is a state met, its least cost, and how it came about: the index of the entry before it and the choice made.
type entry struct {
	cost  int64
	state int32
	code  int32
}

// choiceBits hold a choice: one of at most 13 options.
const choiceBits = 4

// slot tells where a state stands in front, if its stamp is of this step.
type slot struct {
	stamp uint32
	entry int32
}

type stepKind byte

const (
	stepAisle stepKind = iota
	stepTouch
	stepAdvance
)

// step is one decision of the program.
type step struct {
	kind     stepKind
	column   int32
	row      int16 // block of an aisle step
	from, to int32 // options of an aisle step
	turn     int   // of a touch
	width    int64 // of an advance: way to the next column, -1: none
	base     int32 // of this step's entries in codes
}

// option is the cheapest walk of a kind within a stretch of aisle: every segment between neighbouring points is walked once
// or twice by the parity of the terminals below it, but for one gap.
type option struct {
	cost  int64
	gap   int32 // segment not walked; -1: none
	kind  uint8
	first uint8 // 1: the lowest segment is walked an odd number of times
}

func newSweep(g *Grid) *sweep {
	m := machines[len(g.shape.Cross)]()
	states := len(m.touch) / (2 * m.rows)
	return &sweep{g: g, m: m, slots: make([]slot, states)}
}

// load begins a trip.
func (s *sweep) load(start, end Place) {
	s.start, s.end = start, end
	s.points = s.points[:0]
	s.add(start, roleStart)
	s.add(end, roleEnd)
}

// add notes a point to touch.
func (s *sweep) add(p Place, id int32) {
	cross := s.g.shape.Cross
	row, found := slices.BinarySearch(cross, p.Y)
	pt := point{x: p.X, y: p.Y, id: id, block: int16(row) - 1, row: -1}
	if found {
		pt.block, pt.row = -1, int16(row)
	}
	s.points = append(s.points, pt)
}

// round tells whether the walk ends where it began.
func (s *sweep) round() bool { return s.start.X == s.end.X && s.start.Y == s.end.Y }

// run gives the length of the shortest walk from start to end, their ways off the grid included; false if there is none.
func (s *sweep) run(trace bool) (int64, bool) {
	s.sortPoints()
	return s.runSorted(trace)
}

// runSorted is run for points that are sorted already.
func (s *sweep) runSorted(trace bool) (int64, bool) {
	off := s.start.Off + s.end.Off
	length, ok := s.line()
	if s.straight = ok; ok {
		return length + off, true
	}
	s.makeColumns()
	s.steps, s.options = s.steps[:0], s.options[:0]
	for j := range s.columns {
		s.lay(j)
	}
	s.trace = trace
	s.front = append(s.front[:0], entry{state: s.m.start})
	s.codes = s.codes[:0]
	for i := range s.steps {
		s.take(&s.steps[i])
	}
	for i, e := range s.front {
		if e.state == s.m.done {
			s.last = int32(i)
			return e.cost + off, true
		}
	}
	return 0, false
}

// tooFar is the cost of the impossible; twice it is far from an overflow.
const tooFar = Unreachable << 10

func (s *sweep) sortPoints() {
	slices.SortFunc(s.points, func(a, b point) int {
		switch {
		case a.x != b.x:
			return cmp.Compare(a.x, b.x)
		case a.y != b.y:
			return cmp.Compare(a.y, b.y)
		}
		return cmp.Compare(a.id, b.id)
	})
}

// line walks trips that stay within one stretch of one aisle: there and back along it is best, and the sweep, in which
// every part of the walk meets a crossing, does not know such walks.
func (s *sweep) line() (int64, bool) {
	first, last := &s.points[0], &s.points[len(s.points)-1]
	s.columns = s.columns[:0]
	if first.x != last.x {
		return 0, false
	}
	if first.y != last.y {
		block := max(first.block, first.row)
		if int(block)+1 >= s.m.rows || last.y > s.g.shape.Cross[block+1] || s.g.onAisle(Place{X: first.x}) < 0 ||
			spanned(s.g.shape.BlockedAisles, s.g.onAisle(Place{X: first.x}), first.y, last.y) {
			return 0, false
		}
	}
	low, high := first.y, last.y
	lowFirst := distance(s.start.Y, low) + high - low + distance(high, s.end.Y)
	highFirst := distance(s.start.Y, high) + high - low + distance(low, s.end.Y)
	if lowFirst <= highFirst {
		s.legs = [4]int64{s.start.Y, low, high, s.end.Y}
	} else {
		s.legs = [4]int64{s.start.Y, high, low, s.end.Y}
	}
	return min(lowFirst, highFirst), true
}

// makeColumns lists the aisles between the outermost points, and the places between aisles. A walk gains nothing beyond
// them, unless a stretch is blocked or the outermost point is between two aisles.
func (s *sweep) makeColumns() {
	aisles := s.g.shape.Aisles
	low, high := s.points[0].x, s.points[len(s.points)-1].x
	from, exactLow := slices.BinarySearch(aisles, low)
	to, exactHigh := slices.BinarySearch(aisles, high)
	if !exactLow {
		from = max(0, from-1)
	}
	if !exactHigh {
		to = min(len(aisles)-1, to)
	}
	if s.g.blocked {
		from, to = 0, len(aisles)-1
	}
	s.columns = s.columns[:0]
	p := int32(0)
	for a := from; a <= to; a++ {
		for int(p) < len(s.points) && s.points[p].x < aisles[a] {
			p = s.pushColumn(s.points[p].x, -1, p)
		}
		p = s.pushColumn(aisles[a], a, p)
	}
}

func (s *sweep) pushColumn(x int64, aisle int, from int32) int32 {
	to := from
	for int(to) < len(s.points) && s.points[to].x == x {
		to++
	}
	s.columns = append(s.columns, column{x: x, aisle: aisle, from: from, to: to})
	return to
}

// lay appends the steps of a column.
func (s *sweep) lay(j int) {
	c := &s.columns[j]
	for p := c.from; p < c.to; p++ {
		if pt := &s.points[p]; pt.row >= 0 {
			s.steps = append(s.steps, step{kind: stepTouch, column: int32(j), row: pt.row, turn: s.turn(pt)})
		}
	}
	if c.aisle >= 0 {
		p := c.from
		for b := range s.m.rows - 1 {
			for p < c.to && (s.points[p].row >= 0 && int(s.points[p].row) <= b) {
				p++
			}
			q := p
			for q < c.to && int(s.points[q].block) == b {
				q++
			}
			from := int32(len(s.options))
			s.stretch(j, b, p, q)
			if options := s.options[from:]; len(options) == 1 && options[0].kind == kindNone {
				s.options = s.options[:from]
			} else {
				s.steps = append(s.steps, step{kind: stepAisle, column: int32(j), row: int16(b), from: from, to: int32(len(s.options))})
			}
			p = q
		}
	}
	width := int64(-1)
	if j+1 < len(s.columns) {
		width = s.columns[j+1].x - c.x
	}
	for r := range s.m.rows {
		st := step{kind: stepAdvance, column: int32(j), row: int16(r), width: width}
		if !s.open(j, r, width) {
			st.width = -1
		}
		s.steps = append(s.steps, st)
	}
}

// take makes the states after a step from those before it.
func (s *sweep) take(st *step) {
	s.front, s.back = s.back[:0], s.front
	s.epoch++
	if s.epoch == 0 { // after 4 billion steps the stamps would lie
		clear(s.slots)
		s.epoch = 1
	}
	switch st.kind {
	case stepTouch:
		for i, e := range s.back {
			if to := s.m.touch[(int(e.state)*s.m.rows+int(st.row))*2+st.turn]; to != dead {
				s.put(to, e.cost, int32(i)<<choiceBits)
			}
		}
	case stepAisle:
		s.aisle(st)
	case stepAdvance:
		s.advance(st)
	}
	if s.trace {
		st.base = int32(len(s.codes))
		for i := range s.front {
			s.codes = append(s.codes, s.front[i].code)
		}
	}
}

func (s *sweep) put(state int32, cost int64, code int32) {
	at := &s.slots[state]
	if at.stamp == s.epoch {
		if e := &s.front[at.entry]; cost < e.cost {
			e.cost, e.code = cost, code
		}
		return
	}
	*at = slot{s.epoch, int32(len(s.front))}
	s.front = append(s.front, entry{cost, state, code})
}

// aisle and advance are where the time goes: put is written out in them, on local names.
func (s *sweep) aisle(st *step) {
	front, slots, epoch, options := s.front, s.slots, s.epoch, s.options[st.from:st.to]
	table, stride := s.m.vert[int(st.row)*kinds:], (s.m.rows-1)*kinds
	for i, e := range s.back {
		row := table[int(e.state)*stride:][:kinds]
		for k := range options {
			o := &options[k]
			to := row[o.kind]
			if to == dead {
				continue
			}
			cost, at := e.cost+o.cost, &slots[to]
			if at.stamp != epoch {
				*at = slot{epoch, int32(len(front))}
				front = append(front, entry{cost, to, int32(i<<choiceBits | k)})
			} else if f := &front[at.entry]; cost < f.cost {
				f.cost, f.code = cost, int32(i<<choiceBits|k)
			}
		}
	}
	s.front = front
}

func (s *sweep) advance(st *step) {
	front, slots, epoch := s.front, s.slots, s.epoch
	table, stride := s.m.hor[int(st.row)*3:], s.m.rows*3
	edges := 3
	if st.width < 0 {
		edges = 1
	}
	for i, e := range s.back {
		row := table[int(e.state)*stride:][:3]
		for k := range edges {
			to := row[k]
			if to == dead {
				continue
			}
			cost, at := e.cost+int64(k)*st.width, &slots[to]
			if at.stamp != epoch {
				*at = slot{epoch, int32(len(front))}
				front = append(front, entry{cost, to, int32(i<<choiceBits | k)})
			} else if f := &front[at.entry]; cost < f.cost {
				f.cost, f.code = cost, int32(i<<choiceBits|k)
			}
		}
	}
	s.front = front
}

// turn tells whether a point changes the parity of its crossing: a walk that ends elsewhere leaves its start, and meets
// its end, once more than it comes.
func (s *sweep) turn(pt *point) int {
	if pt.id < 0 && !s.round() {
		return 1
	}
	return 0
}

// open tells whether the cross aisle is free between a column and the next, which is width away; -1: there is none.
func (s *sweep) open(j, r int, width int64) bool {
	return width >= 0 && (!s.g.blocked || !spanned(s.g.shape.BlockedCross, r, s.columns[j].x, s.columns[j].x+width))
}
