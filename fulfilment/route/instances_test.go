package route

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// instance is a case of testdata/instances/picker_routing, see SOURCE.md there.
type instance struct {
	Name    string  `json:"name"`
	AislesX []int64 `json:"aisles_x"`
	CrossY  []int64 `json:"cross_y"`
	Depot   struct {
		Aisle int   `json:"aisle"`
		Cross int   `json:"cross"`
		Extra int64 `json:"extra"`
	} `json:"depot"`
	Picks   [][2]int64 `json:"picks"`
	Optimal int64      `json:"optimal"`
}

func (c instance) trip(t testing.TB) (*Grid, Trip) {
	g, err := NewGrid(Shape{Aisles: c.AislesX, Cross: c.CrossY})
	if err != nil {
		t.Fatal(err)
	}
	depot := Place{X: c.AislesX[c.Depot.Aisle], Y: c.CrossY[c.Depot.Cross], Off: c.Depot.Extra}
	trip := Trip{Start: depot, End: depot}
	for _, p := range c.Picks {
		trip.Stops = append(trip.Stops, Stop{Place: Place{X: c.AislesX[p[0]], Y: p[1]}})
	}
	return g, trip
}

func instances(t testing.TB, file string) []instance {
	raw, err := os.ReadFile(filepath.Join("../../testdata/instances/picker_routing", file))
	if err != nil {
		t.Fatal(err)
	}
	var out []instance
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestProvenOptima walks every case whose shortest tour is proven, and measures the walk leg by leg.
func TestProvenOptima(t *testing.T) {
	for file, cases := range map[string]int{"single_block.json": 240, "two_block.json": 240, "multi_block.json": 72} {
		all := instances(t, file)
		if len(all) != cases {
			t.Errorf("%s: got %d cases, want %d", file, len(all), cases)
		}
		for _, c := range all {
			g, trip := c.trip(t)
			p, err := g.Plan(context.Background(), trip)
			if err != nil {
				t.Fatalf("%s: %v", c.Name, err)
			}
			if p.Length != c.Optimal || !p.Exact {
				t.Errorf("%s: got %d (exact %t), want %d", c.Name, p.Length, p.Exact, c.Optimal)
			}
			if walked := walked(t, g, trip, p.Order); walked != p.Length {
				t.Errorf("%s: claimed %d, walked %d", c.Name, p.Length, walked)
			}
		}
	}
}

// walked measures a walk leg by leg with the distances of the grid as a graph, which know nothing of the program, and
// fails unless every stop is in it once.
func walked(t testing.TB, g *Grid, trip Trip, order []int) int64 {
	t.Helper()
	seen := make([]bool, len(trip.Stops))
	places := []Place{trip.Start}
	off := trip.Start.Off + trip.End.Off
	for _, i := range order {
		if seen[i] {
			t.Fatalf("stop %d is visited twice in %v", i, order)
		}
		seen[i] = true
		places = append(places, trip.Stops[i].Place)
		off += 2 * trip.Stops[i].Off
	}
	if len(order) != len(trip.Stops) {
		t.Fatalf("%d of %d stops visited", len(order), len(trip.Stops))
	}
	places = append(places, trip.End)
	net := g.network(places)
	for i := 1; i < len(places); i++ {
		d := net.from(i - 1)[i]
		if d < 0 {
			t.Fatalf("no way from %v to %v", places[i-1], places[i])
		}
		off += d
	}
	return off
}

func BenchmarkPlan(b *testing.B) {
	for _, blocks := range []int{1, 2, 3, 4, 5} {
		b.Run(map[int]string{1: "1block", 2: "2blocks", 3: "3blocks", 4: "4blocks", 5: "5blocks"}[blocks], func(b *testing.B) {
			g, trip := benchmarkTrip(b, blocks, 20, 30)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := g.Plan(context.Background(), trip); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(map[int]string{1: "1block_length", 2: "2blocks_length", 3: "3blocks_length", 4: "4blocks_length", 5: "5blocks_length"}[blocks], func(b *testing.B) {
			g, trip := benchmarkTrip(b, blocks, 20, 30)
			var places []Place
			for _, s := range trip.Stops {
				places = append(places, s.Place)
			}
			tours, err := g.Tours(trip.Start, trip.End, [][]Place{places})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				tours.Length([]int{0})
			}
		})
	}
}
