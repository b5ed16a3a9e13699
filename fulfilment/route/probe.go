package route

import (
	"cmp"
	"slices"
)

// prober measures many walks that differ in one place. It keeps the program's costs from the left up to each column and from
// each column to the right end, so that a walk with one place more or less costs the work of one column.
type prober struct {
	s       *sweep
	states  int
	points  [][]point // column -> its chosen points, sorted by y
	left    [][]entry // costs before column j
	right   [][]int64 // state -> cost from column j on; tooFar: impossible
	leftOK  int       // left[0..leftOK] hold
	rightOK int       // right[rightOK..] hold
	scratch []int64
	walks   int // columns worked through
}

// newProber prepares walks from start to end past any of the places. False: such walks may stay within one stretch of aisle,
// which the program does not know; see sweep.line.
func newProber(g *Grid, start, end Place, all []Place) (*prober, bool) {
	if g.onCross(start) < 0 && g.onCross(end) < 0 || len(g.shape.Cross) > 4 {
		return nil, false // beyond four cross aisles, keeping costs for all states is dearer than measuring anew
	}
	s := newSweep(g)
	s.load(start, end)
	for _, p := range all {
		s.add(p, 0)
	}
	s.sortPoints()
	s.makeColumns()
	p := &prober{s: s, states: len(s.slots), points: make([][]point, len(s.columns))}
	for j := range s.columns {
		for k := s.columns[j].from; k < s.columns[j].to; k++ {
			if s.points[k].id < 0 {
				p.points[j] = append(p.points[j], s.points[k])
			}
		}
	}
	n := len(s.columns)
	p.left, p.right = make([][]entry, n+1), make([][]int64, n+1)
	for j := range p.right {
		p.right[j] = make([]int64, p.states)
	}
	for i := range p.right[n] {
		p.right[n][i] = tooFar
	}
	p.right[n][s.m.done] = 0
	p.left[0] = []entry{{state: s.m.start}}
	p.rightOK, p.scratch = n, make([]int64, p.states)
	return p, true
}

// column finds the column of a place.
func (p *prober) column(at Place) int {
	j, _ := slices.BinarySearchFunc(p.s.columns, at.X, func(c column, x int64) int { return cmp.Compare(c.x, x) })
	return j
}

func (p *prober) point(at Place) point {
	s := p.s
	s.points = s.points[:0]
	s.add(at, 0)
	return s.points[0]
}

func comparePoints(a, b point) int { return cmp.Or(cmp.Compare(a.y, b.y), cmp.Compare(a.id, b.id)) }

// add makes a place part of the walk.
func (p *prober) add(at Place) {
	j, pt := p.column(at), p.point(at)
	i, _ := slices.BinarySearchFunc(p.points[j], pt, comparePoints)
	p.points[j] = slices.Insert(p.points[j], i, pt)
	p.touched(j)
}

// remove takes a place out of the walk.
func (p *prober) remove(at Place) {
	j, pt := p.column(at), p.point(at)
	i, _ := slices.BinarySearchFunc(p.points[j], pt, comparePoints)
	p.points[j] = slices.Delete(p.points[j], i, i+1)
	p.touched(j)
}

func (p *prober) touched(j int) {
	p.leftOK = min(p.leftOK, j)
	p.rightOK = max(p.rightOK, j+1)
}

// load gives the sweep one column's points.
func (p *prober) load(j int, extra *point, without *point) {
	s := p.s
	s.points = s.points[:0]
	for i := range p.points[j] {
		pt := &p.points[j][i]
		if without != nil && *pt == *without {
			without = nil
			continue
		}
		if extra != nil && comparePoints(*extra, *pt) < 0 {
			s.points = append(s.points, *extra)
			extra = nil
		}
		s.points = append(s.points, *pt)
	}
	if extra != nil {
		s.points = append(s.points, *extra)
	}
	s.columns[j].from, s.columns[j].to = 0, int32(len(s.points))
}

// around makes the costs left and right of a column hold.
func (p *prober) around(j int) {
	for ; p.leftOK < j; p.leftOK++ {
		k := p.leftOK
		p.load(k, nil, nil)
		p.left[k+1] = append(p.left[k+1][:0], p.pass(k)...)
	}
	for ; p.rightOK > j+1; p.rightOK-- {
		p.load(p.rightOK-1, nil, nil)
		p.passBack(p.rightOK - 1)
	}
}

// pass works through a loaded column from the left.
func (p *prober) pass(j int) []entry {
	s := p.s
	p.walks++
	s.trace = false
	s.steps, s.options = s.steps[:0], s.options[:0]
	s.lay(j)
	s.front = append(s.front[:0], p.left[j]...)
	for i := range s.steps {
		s.take(&s.steps[i])
	}
	return s.front
}

// measure joins the costs from both sides of a loaded column.
func (p *prober) measure(j int) int64 {
	best := int64(tooFar)
	right := p.right[j+1]
	for _, e := range p.pass(j) {
		best = min(best, e.cost+right[e.state])
	}
	if best >= Unreachable {
		return Unreachable
	}
	return best
}

// length measures the walk as it is.
func (p *prober) length() int64 {
	j := min(p.leftOK, len(p.s.columns)-1)
	p.around(j)
	p.load(j, nil, nil)
	return p.measure(j)
}

// with measures the walk past one place more.
func (p *prober) with(at Place) int64 {
	j, pt := p.column(at), p.point(at)
	p.around(j)
	p.load(j, &pt, nil)
	return p.measure(j)
}

// without measures the walk past one place less.
func (p *prober) without(at Place) int64 {
	j, pt := p.column(at), p.point(at)
	p.around(j)
	p.load(j, nil, &pt)
	return p.measure(j)
}

// passBack works through a loaded column from the right, for all states at once.
func (p *prober) passBack(j int) {
	s, m := p.s, p.s.m
	p.walks++
	s.steps, s.options = s.steps[:0], s.options[:0]
	s.lay(j)
	now, next := p.right[j], p.scratch
	copy(now, p.right[j+1])
	for i := len(s.steps) - 1; i >= 0; i-- {
		st := &s.steps[i]
		switch st.kind {
		case stepAdvance:
			p.advanceBack(st, now, next)
		case stepAisle:
			p.aisleBack(st, now, next)
		case stepTouch:
			for i := range next {
				next[i] = tooFar
				if to := m.touch[(i*m.rows+int(st.row))*2+st.turn]; to != dead {
					next[i] = now[to]
				}
			}
		}
		now, next = next, now
	}
	p.right[j], p.scratch = now, next
}

func (p *prober) advanceBack(st *step, now, next []int64) {
	m := p.s.m
	for i := range next {
		row := m.hor[(i*m.rows+int(st.row))*3:][:3]
		best := int64(tooFar)
		if row[0] != dead {
			best = now[row[0]]
		}
		if st.width >= 0 && row[1] != dead {
			best = min(best, now[row[1]]+st.width)
		}
		if st.width >= 0 && row[2] != dead {
			best = min(best, now[row[2]]+2*st.width)
		}
		next[i] = best
	}
}

func (p *prober) aisleBack(st *step, now, next []int64) {
	m, options := p.s.m, p.s.options[st.from:st.to]
	for i := range next {
		row := m.vert[(i*(m.rows-1)+int(st.row))*kinds:][:kinds]
		best := int64(tooFar)
		for k := range options {
			if to := row[options[k].kind]; to != dead {
				best = min(best, now[to]+options[k].cost)
			}
		}
		next[i] = best
	}
}
