package route

import (
	"cmp"
	"slices"
)

// vertex is a crossing or a point within an aisle, with the edges of the walk that meet it.
type vertex struct {
	to    [4]int32
	edges [4]uint8 // not yet walked
	point int32    // first point there; -1: none
}

// Directions of a vertex; d^1 is the opposite of d.
const (
	left = iota
	right
	down
	up
)

// order turns the last run into the order in which the stops are first met.
func (s *sweep) order(stops []Stop) []int {
	out := make([]int, 0, len(stops))
	if s.straight {
		return s.straightOrder(out, stops)
	}
	s.makeVertices()
	s.layEdges()
	// Hierholzer's way: walk until stuck, step back, splice. Begun at the end, it leaves the stack from the start on.
	s.stack = append(s.stack[:0], s.vertexOf(roleEnd))
	for len(s.stack) > 0 {
		v := s.stack[len(s.stack)-1]
		d := s.vertices[v].nextEdge()
		if d < 0 {
			s.stack = s.stack[:len(s.stack)-1]
			out = s.visit(out, stops, v)
			continue
		}
		to := s.vertices[v].to[d]
		s.vertices[v].edges[d]--
		s.vertices[to].edges[d^1]--
		s.stack = append(s.stack, to)
	}
	return out
}

func (v *vertex) nextEdge() int {
	for d, n := range v.edges {
		if n > 0 {
			return d
		}
	}
	return -1
}

// visit appends the stops at a vertex when it is met first, those of one place by id.
func (s *sweep) visit(out []int, stops []Stop, v int32) []int {
	p := s.vertices[v].point
	if p < 0 {
		return out
	}
	s.vertices[v].point = -1
	from := len(out)
	at := s.points[p]
	for ; int(p) < len(s.points) && s.points[p].x == at.x && s.points[p].y == at.y; p++ {
		if id := s.points[p].id; id >= 0 {
			out = append(out, int(id))
		}
	}
	if met := out[from:]; len(met) > 1 {
		sortByID(met, stops)
	}
	return out
}

func sortByID(met []int, stops []Stop) {
	slices.SortFunc(met, func(i, j int) int { return cmp.Or(cmp.Compare(stops[i].ID, stops[j].ID), cmp.Compare(i, j)) })
}

// straightOrder follows a trip within one stretch along its legs.
func (s *sweep) straightOrder(out []int, stops []Stop) []int {
	met := make([]bool, len(s.points))
	for leg := range 3 {
		from, to := s.legs[leg], s.legs[leg+1]
		for k := range s.points {
			i := k
			if to < from {
				i = len(s.points) - 1 - k
			}
			if y := s.points[i].y; !met[i] && y >= min(from, to) && y <= max(from, to) {
				met[i] = true
				if id := s.points[i].id; id >= 0 {
					out = append(out, int(id))
				}
			}
		}
	}
	for i := 0; i < len(out); {
		j := i + 1
		for j < len(out) && stops[out[j]].Y == stops[out[i]].Y {
			j++
		}
		sortByID(out[i:j], stops)
		i = j
	}
	return out
}

// A crossing's vertex is column*rows+row; those within aisles follow, by the index of their first point.
func (s *sweep) makeVertices() {
	crossings := len(s.columns) * s.m.rows
	n := crossings + len(s.points)
	s.vertices = slices.Grow(s.vertices[:0], n)[:n]
	for i := range s.vertices {
		s.vertices[i] = vertex{point: -1}
	}
	for j := range s.columns {
		for p := s.columns[j].to - 1; p >= s.columns[j].from; p-- {
			s.vertices[s.vertexAt(j, p)].point = p
		}
	}
}

// vertexAt gives the vertex of a point.
func (s *sweep) vertexAt(j int, p int32) int32 {
	if r := s.points[p].row; r >= 0 {
		return int32(j*s.m.rows) + int32(r)
	}
	for p > s.columns[j].from && s.points[p-1].y == s.points[p].y {
		p--
	}
	return int32(len(s.columns)*s.m.rows) + p
}

func (s *sweep) vertexOf(role int32) int32 {
	for j := range s.columns {
		for p := s.columns[j].from; p < s.columns[j].to; p++ {
			if s.points[p].id == role {
				return s.vertexAt(j, p)
			}
		}
	}
	return 0
}

func (s *sweep) link(from int32, d int, to int32, edges uint8) {
	s.vertices[from].to[d], s.vertices[from].edges[d] = to, edges
	s.vertices[to].to[d^1], s.vertices[to].edges[d^1] = from, edges
}

// layEdges follows the choices back from the end of the last run.
func (s *sweep) layEdges() {
	at := s.last
	rows := int32(s.m.rows)
	for i := len(s.steps) - 1; i >= 0; i-- {
		st := &s.steps[i]
		code := s.codes[st.base+at]
		at = code >> choiceBits
		choice := code & (1<<choiceBits - 1)
		switch st.kind {
		case stepAdvance:
			if choice > 0 {
				v := st.column*rows + int32(st.row)
				s.link(v, right, v+rows, uint8(choice))
			}
		case stepAisle:
			s.layAisle(st, s.options[st.from+choice])
		}
	}
}

func (s *sweep) layAisle(st *step, o option) {
	j, b := int(st.column), int(st.row)
	c := &s.columns[j]
	p := c.from
	for p < c.to && int(s.points[p].block) != b {
		p++
	}
	q := p
	for q < c.to && int(s.points[q].block) == b {
		q++
	}
	lower := st.column*int32(s.m.rows) + int32(b)
	if p == q {
		if o.kind != kindNone {
			edges, _, _ := kindParts(int(o.kind))
			s.link(lower, up, lower+1, uint8(edges))
		}
		return
	}
	v, next := lower, p
	s.segments(b, p, q, func(i int32, from, to int64, turned bool) {
		w := lower + 1
		if next < q {
			w = s.vertexAt(j, next)
			for next < q && s.points[next].y == to {
				next++
			}
		}
		edges := uint8(1)
		if (o.first == 1) == turned {
			edges = 2
		}
		if i == o.gap {
			edges = 0
		}
		s.link(v, up, w, edges)
		v = w
	})
}
