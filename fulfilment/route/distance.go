package route

import (
	"container/heap"
	"slices"
)

// Between gives the length of the shortest walk from a to b, the ways off the grid included; negative if there is none.
func (g *Grid) Between(a, b Place) int64 {
	if a == b {
		return 0
	}
	if g.blocked || len(g.shape.OneWay) > 0 {
		d := g.network([]Place{a, b}).from(0)
		if d[1] < 0 {
			return -1
		}
		return d[1] + a.Off + b.Off
	}
	return g.open(a, b) + a.Off + b.Off
}

// open measures in a grid without blocked stretches and one-way aisles.
func (g *Grid) open(a, b Place) int64 {
	dx, dy := distance(a.X, b.X), distance(a.Y, b.Y)
	aisleA, aisleB := g.onAisle(a), g.onAisle(b)
	switch {
	case dx == 0 && aisleA >= 0, dy == 0 && g.onCross(a) >= 0:
		return dx + dy
	case aisleA < 0 && aisleB < 0: // both on cross aisles between two aisles: an aisle leads from one to the other
		best := int64(-1)
		for _, x := range g.shape.Aisles {
			if d := distance(a.X, x) + distance(x, b.X) + dy; best < 0 || d < best {
				best = d
			}
		}
		return best
	}
	best := int64(-1)
	for _, y := range g.shape.Cross {
		if aisleA < 0 && y != a.Y || aisleB < 0 && y != b.Y {
			continue
		}
		if d := distance(a.Y, y) + distance(y, b.Y) + dx; best < 0 || d < best {
			best = d
		}
	}
	return best
}

// network is the grid as a graph: crossings, and the given places between them.
type network struct {
	arcs   [][]arc
	places int
}

type arc struct {
	to     int32
	length int64
}

type pos struct {
	at     int64
	vertex int32
}

// network builds the graph; places are its first vertices.
func (g *Grid) network(places []Place) *network {
	rows := len(g.shape.Cross)
	n := &network{places: len(places), arcs: make([][]arc, len(places)+len(g.shape.Aisles)*rows)}
	crossing := func(a, r int) int32 { return int32(len(places) + a*rows + r) }
	for a := range g.shape.Aisles {
		line := make([]pos, 0, rows+4)
		for r, y := range g.shape.Cross {
			line = append(line, pos{y, crossing(a, r)})
		}
		for i, p := range places {
			if g.onAisle(p) == a {
				line = append(line, pos{p.Y, int32(i)})
			}
		}
		forward, backward := true, true
		for _, w := range g.shape.OneWay {
			if w.Aisle == a {
				forward, backward = w.Up, !w.Up
			}
		}
		n.join(line, g.shape.BlockedAisles, a, forward, backward)
	}
	for r := range g.shape.Cross {
		line := make([]pos, 0, len(g.shape.Aisles)+4)
		for a, x := range g.shape.Aisles {
			line = append(line, pos{x, crossing(a, r)})
		}
		for i, p := range places {
			if g.onCross(p) == r && g.onAisle(p) < 0 {
				line = append(line, pos{p.X, int32(i)})
			}
		}
		n.join(line, g.shape.BlockedCross, r, true, true)
	}
	return n
}

// join links neighbours along a line; vertices at one position are one place, whatever the line's direction.
func (n *network) join(line []pos, blocked []Span, index int, forward, backward bool) {
	slices.SortStableFunc(line, func(a, b pos) int { return int(max(-1, min(1, a.at-b.at))) })
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		if a.at < b.at && spanned(blocked, index, a.at, b.at) {
			continue
		}
		if forward || a.at == b.at {
			n.arcs[a.vertex] = append(n.arcs[a.vertex], arc{b.vertex, b.at - a.at})
		}
		if backward || a.at == b.at {
			n.arcs[b.vertex] = append(n.arcs[b.vertex], arc{a.vertex, b.at - a.at})
		}
	}
}

type reached struct {
	length int64
	vertex int32
}

type frontier []reached

func (f frontier) Len() int { return len(f) }
func (f frontier) Less(i, j int) bool {
	return f[i].length < f[j].length || f[i].length == f[j].length && f[i].vertex < f[j].vertex
}
func (f frontier) Swap(i, j int) { f[i], f[j] = f[j], f[i] }
func (f *frontier) Push(x any)   { *f = append(*f, x.(reached)) }
func (f *frontier) Pop() any     { x := (*f)[len(*f)-1]; *f = (*f)[:len(*f)-1]; return x }

// from gives the lengths of the shortest walks from one place to all, -1 where there is none.
func (n *network) from(place int) []int64 {
	best := make([]int64, len(n.arcs))
	for i := range best {
		best[i] = -1
	}
	best[place] = 0
	f := frontier{{0, int32(place)}}
	for len(f) > 0 {
		v := heap.Pop(&f).(reached)
		if v.length > best[v.vertex] {
			continue
		}
		for _, a := range n.arcs[v.vertex] {
			if d := v.length + a.length; best[a.to] < 0 || d < best[a.to] {
				best[a.to] = d
				heap.Push(&f, reached{d, a.to})
			}
		}
	}
	return best[:n.places]
}
