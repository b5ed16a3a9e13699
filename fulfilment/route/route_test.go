package route

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/layout"
)

func benchmarkTrip(t testing.TB, blocks, aisles, stops int) (*Grid, Trip) {
	rng := rand.New(rand.NewPCG(1, uint64(blocks)))
	var s Shape
	for a := range aisles {
		s.Aisles = append(s.Aisles, int64(a)*3400)
	}
	for c := range blocks + 1 {
		s.Cross = append(s.Cross, int64(c)*60_000/int64(blocks))
	}
	g, err := NewGrid(s)
	if err != nil {
		t.Fatal(err)
	}
	depot := Place{X: s.Aisles[aisles/2]}
	trip := Trip{Start: depot, End: depot}
	for i := range stops {
		trip.Stops = append(trip.Stops, Stop{ID: fmt.Sprint(i), Place: Place{X: s.Aisles[rng.IntN(aisles)], Y: rng.Int64N(60_000)}})
	}
	return g, trip
}

// randomGrid draws a small warehouse with a trip whose start, end and stops lie anywhere: in aisles, on crossings, on
// cross aisles between two aisles.
func randomGrid(rng *rand.Rand, stops int, blocked bool) (*Grid, Trip, error) {
	var s Shape
	for x, a := int64(0), rng.IntN(5)+1; a > 0; a-- {
		s.Aisles = append(s.Aisles, x)
		x += 1 + rng.Int64N(6)
	}
	for y, c := int64(0), rng.IntN(5)+2; c > 0; c-- {
		s.Cross = append(s.Cross, y)
		y += 1 + rng.Int64N(9)
	}
	width, depth := s.Aisles[len(s.Aisles)-1], s.Cross[len(s.Cross)-1]
	if blocked {
		for range rng.IntN(4) {
			from := rng.Int64N(depth)
			s.BlockedAisles = append(s.BlockedAisles, Span{rng.IntN(len(s.Aisles)), from, from + 1 + rng.Int64N(3)})
		}
		for range rng.IntN(3) {
			from := rng.Int64N(width + 1)
			s.BlockedCross = append(s.BlockedCross, Span{rng.IntN(len(s.Cross)), from, from + 1 + rng.Int64N(3)})
		}
	}
	g, err := NewGrid(s)
	if err != nil {
		return nil, Trip{}, err
	}
	anywhere := func() Place {
		p := Place{X: s.Aisles[rng.IntN(len(s.Aisles))], Y: rng.Int64N(depth + 1), Off: rng.Int64N(3)}
		if rng.IntN(4) == 0 {
			p.X, p.Y = rng.Int64N(width+1), s.Cross[rng.IntN(len(s.Cross))]
		}
		return p
	}
	t := Trip{Start: anywhere(), End: anywhere()}
	if rng.IntN(3) == 0 {
		t.End = t.Start
	}
	for i := range stops {
		t.Stops = append(t.Stops, Stop{ID: fmt.Sprint(i), Place: anywhere()})
	}
	return g, t, nil
}

// TestExactAgainstHeldKarp compares the program with an exhaustive search over the distances of the grid as a graph.
func TestExactAgainstHeldKarp(t *testing.T) {
	compared, refused, worlds := 0, 0, 1_500
	if os.Getenv("TOTE_LONG") == "1" {
		worlds = 12_000
	}
	for seed := range uint64(worlds) {
		rng := rand.New(rand.NewPCG(seed, 7))
		g, trip, err := randomGrid(rng, rng.IntN(7), seed%3 == 0)
		if err != nil {
			t.Fatal(err)
		}
		p, err := g.Plan(context.Background(), trip)
		q, other := g.planByMatrix(context.Background(), trip)
		if err != nil {
			refused++
			if other == nil && fault.ReasonOf(err) != "route.places" {
				t.Fatalf("seed %d: %v, but a walk of %d exists in %+v", seed, err, q.Length, g.shape)
			}
			continue
		}
		compared++
		if p.Length != q.Length {
			t.Fatalf("seed %d: got %d, want %d for %+v in %+v", seed, p.Length, q.Length, trip, g.shape)
		}
		if w := walked(t, g, trip, p.Order); w != p.Length {
			t.Fatalf("seed %d: claimed %d, walked %d for %+v in %+v", seed, p.Length, w, trip, g.shape)
		}
	}
	if compared < worlds*3/4 || refused == 0 {
		t.Errorf("compared %d walks, refused %d: the worlds drawn prove little", compared, refused)
	}
}

// TestToursAgreeWithPlan measures sets of orders both ways.
func TestToursAgreeWithPlan(t *testing.T) {
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 13))
		g, trip, err := randomGrid(rng, 12, false)
		if err != nil {
			t.Fatal(err)
		}
		orders := make([][]Place, 4)
		for i, s := range trip.Stops {
			orders[i%4] = append(orders[i%4], s.Place)
		}
		tours, err := g.Tours(trip.Start, trip.End, orders)
		if err != nil {
			t.Fatal(err)
		}
		for set := range 16 {
			var indices []int
			one := Trip{Start: trip.Start, End: trip.End}
			for i := range 4 {
				if set>>i&1 == 1 {
					indices = append(indices, i)
					for _, p := range orders[i] {
						one.Stops = append(one.Stops, Stop{Place: p})
					}
				}
			}
			p, err := g.Plan(context.Background(), one)
			if err != nil {
				t.Fatal(err)
			}
			if got := tours.Length(indices); got != p.Length {
				t.Fatalf("seed %d: orders %v: got %d, want %d", seed, indices, got, p.Length)
			}
		}
	}
}

// TestBetween compares the distances by formula with those of the grid as a graph.
func TestBetween(t *testing.T) {
	for seed := range uint64(3_000) {
		g, trip, err := randomGrid(rand.New(rand.NewPCG(seed, 9)), 2, false)
		if err != nil {
			t.Fatal(err)
		}
		a, b := trip.Stops[0].Place, trip.Stops[1].Place
		want := g.network([]Place{a, b}).from(0)[1] + a.Off + b.Off
		if a == b {
			want = 0
		}
		if got := g.Between(a, b); got != want {
			t.Fatalf("seed %d: got %d, want %d from %v to %v in %+v", seed, got, want, a, b, g.shape)
		}
	}
}

func TestSameAnswerInAnyOrder(t *testing.T) {
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 11))
		g, trip, err := randomGrid(rng, 9, false)
		if err != nil {
			t.Fatal(err)
		}
		p, err := g.Plan(context.Background(), trip)
		if err != nil {
			t.Fatal(err)
		}
		shuffled := Trip{Start: trip.Start, End: trip.End, Stops: slices.Clone(trip.Stops)}
		rng.Shuffle(len(trip.Stops), func(i, j int) {
			shuffled.Stops[i], shuffled.Stops[j] = shuffled.Stops[j], shuffled.Stops[i]
		})
		q, err := g.Plan(context.Background(), shuffled)
		if err != nil {
			t.Fatal(err)
		}
		for i := range p.Order {
			if a, b := trip.Stops[p.Order[i]].ID, shuffled.Stops[q.Order[i]].ID; a != b {
				t.Fatalf("seed %d: step %d is %s, with shuffled stops %s", seed, i, a, b)
			}
		}
	}
}

func TestBlockedAisleIsWalkedRound(t *testing.T) {
	g, err := NewGrid(Shape{Aisles: []int64{0, 10}, Cross: []int64{0, 20}, BlockedAisles: []Span{{Line: 0, From: 4, To: 6}}})
	if err != nil {
		t.Fatal(err)
	}
	trip := Trip{Stops: []Stop{{ID: "a", Place: Place{Y: 3}}, {ID: "b", Place: Place{Y: 7}}}}
	p, err := g.Plan(context.Background(), trip)
	if err != nil || p.Length != 6+2*(10+20+10+13) {
		t.Errorf("got %+v, %v, want 3 up and back, and the other aisle twice", p, err)
	}
	trip.Stops = append(trip.Stops, Stop{ID: "c", Place: Place{Y: 5}})
	if _, err = g.Plan(context.Background(), trip); fault.ReasonOf(err) != "route.places" || fault.From(err).Details[0].Where != "stops[2] c" {
		t.Errorf("got %v, want stop c named as blocked", err)
	}
}

func TestOneWayAislesAreHeuristicAndSaySo(t *testing.T) {
	g, err := NewGrid(Shape{Aisles: []int64{0, 10}, Cross: []int64{0, 20}, OneWay: []Way{{Aisle: 0, Up: true}, {Aisle: 1}}})
	if err != nil {
		t.Fatal(err)
	}
	trip := Trip{Stops: []Stop{{ID: "a", Place: Place{Y: 5}}}}
	p, err := g.Plan(context.Background(), trip)
	if err != nil || p.Length != 60 || p.Method != "held-karp" {
		t.Errorf("got %+v, %v, want the round of 60", p, err)
	}
	for i := range 20 {
		trip.Stops = append(trip.Stops, Stop{ID: fmt.Sprint(i), Place: Place{X: int64(i%2) * 10, Y: int64(i)}})
	}
	p, err = g.Plan(context.Background(), trip)
	if err != nil || p.Exact || p.Method != "tour" || p.Length != 60 {
		t.Errorf("got %+v, %v, want one round of 60, said to be a heuristic's", p, err)
	}
}

// TestTourIsNearTheOptimum bounds the heuristic on cases whose shortest walk the program knows.
func TestTourIsNearTheOptimum(t *testing.T) {
	var got, best int64
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 3))
		g, trip := benchmarkTrip(t, 2, 12, 40)
		for i := range trip.Stops {
			trip.Stops[i].Place = Place{X: g.shape.Aisles[rng.IntN(12)], Y: rng.Int64N(60_000)}
		}
		p, err := g.Plan(context.Background(), trip)
		if err != nil {
			t.Fatal(err)
		}
		q, err := g.planByMatrix(context.Background(), trip)
		if err != nil || q.Exact {
			t.Fatal(q, err)
		}
		if q.Length < p.Length || walked(t, g, trip, q.Order) != q.Length {
			t.Errorf("seed %d: tour %d, exact %d", seed, q.Length, p.Length)
		}
		got, best = got+q.Length, best+p.Length
	}
	if got*1000 > best*1010 {
		t.Errorf("got %d, more than 1 %% over %d", got, best)
	}
}

func TestFromLocations(t *testing.T) {
	var all []layout.Location
	all = append(all, layout.Location{Code: "PACK-01", X: 5_000, Y: 9_000})
	for a := range int64(3) {
		for bay := range int64(20) {
			y := 20_000 + bay*1_400
			if bay >= 10 {
				y += 4_000
			}
			for side := int64(-600); side <= 600; side += 1200 {
				all = append(all, layout.Location{Code: "X", Aisle: a + 1, X: 4_000 + a*3_400 + side, Y: y})
			}
		}
	}
	s, numbers, err := FromLocations(all, LocationOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.Aisles, []int64{4_000, 7_400, 10_800}) || !slices.Equal(s.Cross, []int64{18_600, 35_300, 52_000}) || numbers[2].Number != 3 {
		t.Errorf("got %+v %v", s, numbers)
	}
	g, err := NewGrid(s)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := g.At(all[0]), (Place{X: 5_000, Y: 18_600, Off: 9_600}); got != want {
		t.Errorf("bench: got %+v, want %+v", got, want)
	}
	if got, want := g.At(all[1]), (Place{X: 4_000, Y: 20_000}); got != want {
		t.Errorf("rack: got %+v, want %+v", got, want)
	}
	if _, _, err := FromLocations(all[:1], LocationOptions{}); fault.ReasonOf(err) != "route.aisles" {
		t.Errorf("got %v", err)
	}
}

func TestNewGridNamesEveryFault(t *testing.T) {
	_, err := NewGrid(Shape{Aisles: []int64{5, 5}, Cross: []int64{0}, BlockedAisles: []Span{{Line: 9, From: 0, To: 1}}, OneWay: []Way{{Aisle: -1}}})
	if e := fault.From(err); e == nil || len(e.Details) != 4 {
		t.Errorf("got %v, want 4 faults", err)
	}
}

func FuzzPlan(f *testing.F) {
	f.Add(uint64(1), uint8(5), false)
	f.Fuzz(func(t *testing.T, seed uint64, stops uint8, blocked bool) {
		g, trip, err := randomGrid(rand.New(rand.NewPCG(seed, 5)), int(stops%40), blocked)
		if err != nil {
			t.Fatal(err)
		}
		p, err := g.Plan(context.Background(), trip)
		if err != nil {
			if fault.CodeFrom(err) == fault.CodeInternal {
				t.Fatal(err)
			}
			return
		}
		if w := walked(t, g, trip, p.Order); w != p.Length {
			t.Fatalf("claimed %d, walked %d", p.Length, w)
		}
	})
}
