package route

import (
	"context"
	"fmt"

	"example.com/tote/inventory/fault"
)

// planByMatrix walks a grid that the exact program does not cover.
func (g *Grid) planByMatrix(ctx context.Context, t Trip) (Plan, error) {
	places := make([]Place, 0, len(t.Stops)+2)
	ids := make([]string, len(t.Stops))
	off := t.Start.Off + t.End.Off
	for i, s := range t.Stops {
		places = append(places, s.Place)
		ids[i] = s.ID
		off += 2 * s.Off
	}
	places = append(places, t.Start, t.End)
	net := g.network(places)
	rows := make([][]int64, len(places))
	for i := range rows {
		rows[i] = net.from(i)
	}
	p, err := PlanMatrix(ctx, Matrix{Stops: ids, Distance: func(from, to int) int64 { return rows[from][to] }})
	if err != nil {
		return Plan{}, err
	}
	p.Length += off
	p.Why = fmt.Sprintf("%s cross=%d one_way=%d", p.Why, len(g.shape.Cross), len(g.shape.OneWay))
	return p, nil
}

// DefaultTourRounds perturb a tour of the heuristic after its local search: about 10 ms for 50 stops.
const DefaultTourRounds = 200

// MaxHeldKarp bounds the stops of the exhaustive program: its memory doubles with each.
const MaxHeldKarp = 11

// PlanMatrix finds a short walk in any layout: with up to MaxHeldKarp stops the shortest, else a tour by nearest neighbour,
// improved by moving and turning pieces, and by perturbing it while rounds and the context last. It refuses stops that
// cannot be reached, naming all of them.
func PlanMatrix(ctx context.Context, m Matrix) (Plan, error) {
	n := len(m.Stops)
	if n > MaxMatrix {
		return Plan{}, fault.Invalid("route.stops", "%d stops are more than %d: cut the trip", n, MaxMatrix)
	}
	t := &tour{n: n, ids: m.Stops, d: make([]int64, (n+2)*(n+2))}
	var f fault.Gather
	for i := range n + 2 {
		for j := range n + 2 {
			if i != j {
				t.d[i*(n+2)+j] = m.Distance(i, j)
			}
		}
	}
	for i := range n {
		if t.at(n, i) < 0 || t.at(i, n+1) < 0 {
			f.Add(fmt.Sprintf("stops[%d] %s", i, m.Stops[i]), "route.unreachable", "there is no way there from the start, or from there to the end")
		}
	}
	if t.at(n, n+1) < 0 {
		f.Add("end", "route.unreachable", "there is no way there from the start")
	}
	if err := f.Refused("route.unreachable", "some stops cannot be reached"); err != nil {
		return Plan{}, err
	}
	if n <= MaxHeldKarp {
		order, length := t.heldKarp()
		return Plan{Order: order, Length: length, Exact: true, Method: "held-karp", Why: fmt.Sprintf("held-karp stops=%d", n)}, nil
	}
	rounds := m.Rounds
	if rounds == 0 {
		rounds = DefaultTourRounds
	}
	done := t.search(ctx, rounds)
	return Plan{Order: t.order, Length: t.length(t.order), Method: "tour", Why: fmt.Sprintf("tour stops=%d rounds=%d", n, done)}, nil
}
