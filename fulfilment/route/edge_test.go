package route

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/fault/faulttest"
)

// TestOddTripsAreRefusedByName: what cannot be walked is named, each stop of it, and never walked some other way.
func TestOddTripsAreRefusedByName(t *testing.T) {
	open, err := NewGrid(Shape{Aisles: []int64{0, 10}, Cross: []int64{0, 20}})
	if err != nil {
		t.Fatal(err)
	}
	// The second aisle is an island: both cross aisles are shut between the aisles.
	island, err := NewGrid(Shape{Aisles: []int64{0, 10}, Cross: []int64{0, 20}, BlockedCross: []Span{{0, 2, 8}, {1, 2, 8}}})
	if err != nil {
		t.Fatal(err)
	}
	// Whoever goes up the second aisle cannot come back: its way out is shut.
	trap, err := NewGrid(Shape{Aisles: []int64{0, 10}, Cross: []int64{0, 20}, OneWay: []Way{{1, true}}, BlockedCross: []Span{{1, 2, 8}}})
	if err != nil {
		t.Fatal(err)
	}
	many := make([]Stop, MaxStops+1)
	for _, c := range []struct {
		name string
		g    *Grid
		trip Trip
		want []string
	}{
		{"no stop", open, Trip{}, nil},
		{"all stops at one place", open, Trip{Stops: []Stop{{ID: "a"}, {ID: "a"}, {ID: "a"}}}, nil},
		{"off every line", open, Trip{Start: Place{X: 3, Y: 3}, Stops: []Stop{{ID: "a", Place: Place{X: -5}}, {ID: "b"}, {ID: "c", Place: Place{X: 10, Y: 99}}}},
			[]string{"start: route.place", "stops[0] a: route.place", "stops[2] c: route.place"}},
		{"a way off the grid that cannot be", open, Trip{End: Place{Off: -1}, Stops: []Stop{{ID: "a", Place: Place{Off: 1 << 60}}}}, []string{"end: route.place", "stops[0] a: route.place"}},
		{"more stops than a trip has", open, Trip{Stops: many}, []string{"stops: route.stops"}},
		{"cut off", island, Trip{Stops: []Stop{{ID: "a", Place: Place{Y: 4}}, {ID: "b", Place: Place{X: 10, Y: 4}}, {ID: "c", Place: Place{X: 10, Y: 9}}}},
			[]string{"stops[1] b: route.unreachable", "stops[2] c: route.unreachable"}},
		{"an end that is cut off", island, Trip{End: Place{X: 10}}, []string{"end: route.unreachable"}},
		{"no way back", trap, Trip{Stops: []Stop{{ID: "a", Place: Place{X: 10, Y: 4}}}}, []string{"stops[0] a: route.unreachable"}},
	} {
		p, err := c.g.Plan(t.Context(), c.trip)
		if got := faulttest.Details(err); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %+v, %v; want %v", c.name, p, err, c.want)
		}
		if err == nil && (p.Why == "" || p.Method == "" || len(p.Order) != len(c.trip.Stops)) {
			t.Errorf("%s: %+v does not say how it came about", c.name, p)
		}
		if err != nil && (fault.CodeFrom(err) == fault.CodeInternal || len(err.Error()) < 10) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if _, err := island.Tours(Place{}, Place{}, [][]Place{{{X: 3, Y: 3}}}); fault.ReasonOf(err) != "route.places" {
		t.Errorf("got %v", err)
	}
	tours, err := island.Tours(Place{}, Place{}, [][]Place{{{Y: 4}}, {{X: 10, Y: 4}}})
	if err != nil || tours.Length([]int{0}) != 8 || tours.Length([]int{0, 1}) < Unreachable {
		t.Errorf("what is cut off is no short walk: %v", err)
	}
}

// TestScatterKeepsToWhatCanBeReached takes goods from the place that can be reached, although it is farther and poorer, and
// refuses, naming the article, when there is none.
func TestScatterKeepsToWhatCanBeReached(t *testing.T) {
	g, err := NewGrid(Shape{Aisles: []int64{0, 10}, Cross: []int64{0, 20}, BlockedCross: []Span{{0, 2, 8}, {1, 2, 8}}})
	if err != nil {
		t.Fatal(err)
	}
	e := Errand{Articles: []Article{{ID: "tea", Need: 2, At: []Source{{ID: "near", Quantity: 9, Place: Place{X: 10}}, {ID: "far", Quantity: 2, Place: Place{Y: 19}}}}}}
	p, err := g.Scatter(t.Context(), e)
	if err != nil || len(p.Takes) != 1 || p.Takes[0].Source != 1 || p.Length != 38 || p.Why == "" {
		t.Errorf("got %+v, %v", p, err)
	}
	for _, c := range []struct {
		name string
		edit func(*Errand)
		want []string
	}{
		{"too little within reach", func(e *Errand) { e.Articles[0].Need = 3 }, []string{"articles[0] tea: route.short"}},
		{"nothing needed", func(e *Errand) { e.Articles[0].Need = 0 }, []string{"articles[0] tea: route.short"}},
		{"no place", func(e *Errand) { e.Articles[0].At = nil }, []string{"articles[0] tea: route.short"}},
		{"less than nothing, more than the world", func(e *Errand) { e.Articles[0].At[0].Quantity, e.Articles[0].At[1].Quantity = -1, 1<<62 },
			[]string{"articles[0] tea: route.quantity", "articles[0] tea: route.quantity", "articles[0] tea: route.short"}},
		{"off every line", func(e *Errand) { e.Articles[0].At[1].Place = Place{X: 3, Y: 3} }, []string{"articles[0] tea: route.place"}},
		{"too many places, too many articles", func(e *Errand) {
			e.Articles[0].At = make([]Source, MaxSources+1)
			e.Articles = append(e.Articles, make([]Article, MaxArticles)...)
		}, nil},
	} {
		odd := Errand{Articles: []Article{{ID: "tea", Need: 2, At: slices.Clone(e.Articles[0].At)}}}
		c.edit(&odd)
		_, err := g.Scatter(t.Context(), odd)
		if got := faulttest.Details(err); err == nil || c.want != nil && !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}

// TestMatrixNeverWalksWhereThereIsNoWay: pairs without a way between them are avoided, by the exhaustive program and by the
// heuristic; where no order of stops leads on, the plan is refused and names the legs.
func TestMatrixNeverWalksWhereThereIsNoWay(t *testing.T) {
	for _, n := range []int{4, 30} {
		ids := make([]string, n)
		for i := range ids {
			ids[i] = fmt.Sprintf("s%02d", i)
		}
		onlyOn := func(from, to int) int64 { // stops follow each other in one order only
			switch {
			case from == n || to == n+1 || to == from+1:
				return 5
			}
			return -1
		}
		p, err := PlanMatrix(t.Context(), Matrix{Stops: ids, Distance: onlyOn})
		if err != nil || !slices.IsSorted(p.Order) || p.Length != int64(n+1)*5 || p.Why == "" {
			t.Errorf("%d stops: got %+v, %v", n, p, err)
		}
		never := func(from, to int) int64 {
			if from == n || to == n+1 {
				return 5
			}
			return -1
		}
		_, err = PlanMatrix(t.Context(), Matrix{Stops: ids, Distance: never})
		if fault.ReasonOf(err) != "route.unreachable" || len(fault.From(err).Details) != n-1 {
			t.Errorf("%d stops without a way between them: %v", n, err)
		}
	}
	for name, m := range map[string]Matrix{
		"no distances":    {Stops: []string{"a"}},
		"too many stops":  {Stops: make([]string, MaxMatrix+1), Distance: func(int, int) int64 { return 1 }},
		"beyond the moon": {Stops: []string{"a"}, Distance: func(int, int) int64 { return 1 << 62 }},
		"no way at all":   {Stops: []string{"a"}, Distance: func(int, int) int64 { return -1 }},
	} {
		if p, err := PlanMatrix(t.Context(), m); err == nil {
			t.Errorf("%s: got %+v", name, p)
		}
	}
	if p, err := PlanMatrix(t.Context(), Matrix{Distance: func(int, int) int64 { return 7 }}); err != nil || p.Length != 7 {
		t.Errorf("no stop: got %+v, %v", p, err)
	}
}

// TestManyCrossAislesAreHeuristicAndSaySo: beyond the exact program's cross aisles the plan is a tour, and walks as claimed.
func TestManyCrossAislesAreHeuristicAndSaySo(t *testing.T) {
	g, trip := benchmarkTrip(t, MaxExactCross, 6, 30)
	if g.Exact() {
		t.Fatalf("%d cross aisles are said to be exact", MaxExactCross+1)
	}
	p, err := g.Plan(t.Context(), trip)
	if err != nil || p.Exact || p.Method != "tour" || !strings.Contains(p.Why, fmt.Sprintf("cross=%d", MaxExactCross+1)) || walked(t, g, trip, p.Order) != p.Length {
		t.Errorf("got %+v, %v", p, err)
	}
	if _, err := g.Tours(trip.Start, trip.End, nil); fault.ReasonOf(err) != "route.inexact" {
		t.Errorf("got %v", err)
	}
	if _, err := g.Scatter(t.Context(), Errand{}); fault.ReasonOf(err) != "route.errand" {
		t.Errorf("got %v", err)
	}
}

// countdown is a context that ends after it was asked so many times.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestToursImproveWhileTimeIsLeft: the heuristic answers whenever it is stopped, and never worse for having had more time.
func TestToursImproveWhileTimeIsLeft(t *testing.T) {
	g, trip := benchmarkTrip(t, MaxExactCross, 12, 60)
	last := int64(1) << 60
	first := int64(0)
	for _, asked := range []int{0, 1, 5, 20, 100, 1000} {
		p, err := g.Plan(&countdown{t.Context(), asked}, trip)
		if err != nil || p.Length > last || walked(t, g, trip, p.Order) != p.Length {
			t.Errorf("asked %d times: got %d after %d, %v", asked, p.Length, last, err)
		}
		if last = p.Length; first == 0 {
			first = last
		}
	}
	if last >= first {
		t.Errorf("200 rounds do not improve %d", first)
	}
}

// TestErrandsEndWithTheContext: an errand is whole whenever it is stopped, at once even where choosing would take seconds, and
// more time never makes it longer.
func TestErrandsEndWithTheContext(t *testing.T) {
	c := scatteredInstances(t)[40]
	g, e := c.errand(t)
	last := int64(1) << 60
	for _, asked := range []int{0, 3, 100, 1000, 5000} {
		p, err := g.Scatter(&countdown{t.Context(), asked}, e)
		if err != nil {
			t.Fatal(err)
		}
		fetched(t, g, e, p)
		if asked >= 1000 && p.Length > last {
			t.Errorf("asked %d times: got %d after %d", asked, p.Length, last)
		}
		last = p.Length
	}
	big, trip := benchmarkTrip(t, 4, 12, 1)
	rng := rand.New(rand.NewPCG(1, 1))
	huge := Errand{Start: trip.Start, End: trip.End}
	const articles = MaxArticles / 5
	for a := range articles {
		art := Article{ID: fmt.Sprint(a), Need: 1}
		for k := range MaxSources {
			art.At = append(art.At, Source{ID: fmt.Sprint(k), Quantity: 1 + rng.Int64N(3), Place: Place{X: big.shape.Aisles[rng.IntN(12)], Y: rng.Int64N(60_000)}})
		}
		huge.Articles = append(huge.Articles, art)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	begin := time.Now()
	p, err := big.Scatter(ended, huge)
	if err != nil || len(p.Takes) != articles || time.Since(begin) > 5*time.Second {
		t.Errorf("%d takes, %v, in %v", len(p.Takes), err, time.Since(begin))
	}
}

func FuzzScatter(f *testing.F) {
	f.Add(uint64(1), uint8(3), uint8(3), false)
	f.Add(uint64(5), uint8(0), uint8(1), true)
	f.Fuzz(func(t *testing.T, seed uint64, articles, sources uint8, blocked bool) {
		rng := rand.New(rand.NewPCG(seed, 22))
		g, trip, err := randomGrid(rng, 12, blocked)
		if err != nil {
			t.Fatal(err)
		}
		e := Errand{Start: trip.Start, End: trip.End, Rounds: 5}
		for a := range articles % 12 {
			art := Article{ID: fmt.Sprint(a % 7), Need: rng.Int64N(9)}
			for k := range sources % 9 {
				art.At = append(art.At, Source{ID: fmt.Sprint(k % 3), Quantity: rng.Int64N(5), Place: trip.Stops[rng.IntN(12)].Place})
			}
			e.Articles = append(e.Articles, art)
		}
		p, err := g.Scatter(context.Background(), e)
		if err != nil {
			if fault.CodeFrom(err) == fault.CodeInternal {
				t.Fatal(err)
			}
			return
		}
		fetched(t, g, e, p)
	})
}

func FuzzMatrix(f *testing.F) {
	f.Add(uint64(1), uint8(5), uint8(2))
	f.Add(uint64(2), uint8(20), uint8(9))
	f.Fuzz(func(t *testing.T, seed uint64, n, holes uint8) {
		rng := rand.New(rand.NewPCG(seed, 23))
		stops := int(n % 24)
		d := make([]int64, (stops+2)*(stops+2))
		for i := range d {
			if d[i] = rng.Int64N(1000); rng.IntN(30) < int(holes%16) {
				d[i] = -1
			}
		}
		at := func(from, to int) int64 { return d[from*(stops+2)+to] }
		p, err := PlanMatrix(context.Background(), Matrix{Stops: make([]string, stops), Distance: at, Rounds: 3})
		if err != nil {
			if fault.CodeFrom(err) == fault.CodeInternal {
				t.Fatal(err)
			}
			return
		}
		sum, last := int64(0), stops
		for _, i := range append(slices.Clone(p.Order), stops+1) {
			if at(last, i) < 0 {
				t.Fatalf("%v walks from %d to %d, where there is no way", p.Order, last, i)
			}
			sum, last = sum+at(last, i), i
		}
		if sum != p.Length || len(p.Order) != stops {
			t.Fatalf("claimed %d, walked %d, %d of %d stops", p.Length, sum, len(p.Order), stops)
		}
	})
}
