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

// MaxLeg bounds one distance of a matrix; noWay stands for none: longer than any walk of MaxMatrix legs, so that a tour
// avoids it where it can.
const (
	MaxLeg = MaxMetre * 1000 * 100
	noWay  = int64(MaxLeg) * (MaxMatrix + 2)
)

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
	if m.Distance == nil {
		return Plan{}, fault.Invalid("route.distance", "a walk in any layout needs the distances between its places")
	}
	t := &tour{n: n, ids: m.Stops, d: make([]int64, (n+2)*(n+2))}
	var f fault.Gather
	for i := range n + 2 {
		for j := range n + 2 {
			if i == j {
				continue
			}
			d := m.Distance(i, j)
			if d > MaxLeg {
				return Plan{}, fault.Invalid("route.distance", "%d mm from place %d to place %d are more than %d", d, i, j, int64(MaxLeg))
			}
			t.d[i*(n+2)+j] = d
			if d < 0 {
				t.d[i*(n+2)+j] = noWay
			}
		}
	}
	for i := range n {
		if t.at(n, i) == noWay || t.at(i, n+1) == noWay {
			f.Add(fmt.Sprintf("stops[%d] %s", i, m.Stops[i]), "route.unreachable", "there is no way there from the start, or from there to the end")
		}
	}
	if t.at(n, n+1) == noWay {
		f.Add("end", "route.unreachable", "there is no way there from the start")
	}
	if err := f.Refused("route.unreachable", "some stops cannot be reached"); err != nil {
		return Plan{}, err
	}
	if n <= MaxHeldKarp {
		order, length := t.heldKarp()
		if length >= noWay {
			return Plan{}, t.stuck(order)
		}
		return Plan{Order: order, Length: length, Exact: true, Method: "held-karp", Why: fmt.Sprintf("held-karp stops=%d", n)}, nil
	}
	rounds := m.Rounds
	if rounds == 0 {
		rounds = DefaultTourRounds
	}
	done := t.search(ctx, rounds)
	if t.length(t.order) >= noWay {
		return Plan{}, t.stuck(t.order)
	}
	return Plan{Order: t.order, Length: t.length(t.order), Method: "tour", Why: fmt.Sprintf("tour stops=%d rounds=%d", n, done)}, nil
}

// stuck names the legs between which no order of stops was found that leads on.
func (t *tour) stuck(order []int) error {
	var f fault.Gather
	for i := 0; i <= len(order); i++ {
		from, to := t.n, t.n+1
		if i > 0 {
			from = order[i-1]
		}
		if i < len(order) {
			to = order[i]
		}
		if t.at(from, to) != noWay {
			continue
		}
		where, name := "end", "the start"
		if to < t.n {
			where = fmt.Sprintf("stops[%d] %s", to, t.ids[to])
		}
		if from < t.n {
			name = t.ids[from]
		}
		f.Add(where, "route.unreachable", "no walk was found that leads there after %s", name)
	}
	return f.Refused("route.unreachable", "no walk past all stops was found: the one-way aisles let nobody on")
}
