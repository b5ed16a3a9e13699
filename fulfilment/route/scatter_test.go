package route

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/fault"
)

type scattered struct {
	instance
	Articles []struct {
		Need int64      `json:"need"`
		At   [][3]int64 `json:"at"`
	} `json:"articles"`
	Optimal float64 `json:"optimal"`
}

func (c scattered) errand(t testing.TB) (*Grid, Errand) {
	g, trip := c.trip(t)
	e := Errand{Start: trip.Start, End: trip.End}
	for i, a := range c.Articles {
		art := Article{ID: fmt.Sprintf("%03d", i), Need: a.Need}
		for j, s := range a.At {
			art.At = append(art.At, Source{ID: fmt.Sprintf("%03d", j), Quantity: s[2], Place: Place{X: c.AislesX[s[0]], Y: s[1]}})
		}
		e.Articles = append(e.Articles, art)
	}
	return g, e
}

func scatteredInstances(t testing.TB) []scattered {
	raw, err := os.ReadFile("../../testdata/instances/scattered_storage/single_block.json")
	if err != nil {
		t.Fatal(err)
	}
	var out []scattered
	if err := json.Unmarshal(raw, &out); err != nil || len(out) != 80 {
		t.Fatal(len(out), err)
	}
	return out
}

// fetched checks an errand's plan by the rules alone and walks it.
func fetched(t testing.TB, g *Grid, e Errand, p ErrandPlan) {
	t.Helper()
	got := make([]int64, len(e.Articles))
	seen := map[[2]int]bool{}
	trip := Trip{Start: e.Start, End: e.End}
	order := make([]int, 0, len(p.Takes))
	for i, k := range p.Takes {
		s := e.Articles[k.Article].At[k.Source]
		if k.Quantity < 1 || k.Quantity > s.Quantity || seen[[2]int{k.Article, k.Source}] {
			t.Errorf("take %+v of %+v", k, s)
		}
		seen[[2]int{k.Article, k.Source}] = true
		got[k.Article] += k.Quantity
		trip.Stops = append(trip.Stops, Stop{Place: s.Place})
		order = append(order, i)
	}
	for i := range got {
		if got[i] != e.Articles[i].Need {
			t.Errorf("article %d: %d of %d", i, got[i], e.Articles[i].Need)
		}
	}
	if w := walked(t, g, trip, order); w != p.Length {
		t.Errorf("claimed %d, walked %d", p.Length, w)
	}
}

// TestScatteredOptima compares with optima proven by two mixed-integer models.
func TestScatteredOptima(t *testing.T) {
	var gaps []float64
	var worst time.Duration
	sum := 0.0
	for _, c := range scatteredInstances(t) {
		g, e := c.errand(t)
		begin := time.Now()
		p, err := g.Scatter(context.Background(), e)
		worst = max(worst, time.Since(begin))
		if err != nil {
			t.Fatal(err)
		}
		fetched(t, g, e, p)
		gap := float64(p.Length)/c.Optimal - 1
		if gap < -1e-9 {
			t.Errorf("%s: got %d, below the proven optimum %v", c.Name, p.Length, c.Optimal)
		}
		gaps, sum = append(gaps, gap), sum+gap
	}
	slices.Sort(gaps)
	t.Logf("mean gap %.2f %%, p95 %.2f %%, max %.2f %%, slowest %v", sum/80*100, gaps[75]*100, gaps[79]*100, worst)
	if sum/80 > 0.01 || gaps[75] > 0.04 {
		t.Errorf("mean gap %.2f %%, p95 %.2f %%, want at most 1 and 4", sum/80*100, gaps[75]*100)
	}
}

// TestScatterAgainstEnumeration tries every choice of places in small worlds; the answer may be longer, never shorter, and
// must say so when it claims to be exact.
func TestScatterAgainstEnumeration(t *testing.T) {
	best := 0
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 21))
		g, trip, err := randomGrid(rng, 8, false)
		if err != nil {
			t.Fatal(err)
		}
		e := Errand{Start: trip.Start, End: trip.End}
		for a := range 3 {
			art := Article{ID: fmt.Sprint(a), Need: 1 + rng.Int64N(3)}
			for k := range 3 {
				art.At = append(art.At, Source{ID: fmt.Sprint(k), Quantity: 1 + rng.Int64N(3), Place: trip.Stops[rng.IntN(8)].Place})
			}
			e.Articles = append(e.Articles, art)
		}
		p, err := g.Scatter(context.Background(), e)
		if err != nil {
			t.Fatal(err)
		}
		fetched(t, g, e, p)
		want := enumerate(t, g, e)
		if p.Length < want || p.Exact && p.Length != want {
			t.Fatalf("seed %d: got %+v, want %d", seed, p, want)
		}
		if p.Length == want {
			best++
		}
		again, err := g.Scatter(context.Background(), e)
		if err != nil || cmp.Diff(again, p) != "" {
			t.Fatalf("seed %d: another answer to the same question", seed)
		}
	}
	if best < 19 {
		t.Errorf("%d of 20 optimal", best)
	}
}

func enumerate(t testing.TB, g *Grid, e Errand) int64 {
	best := int64(-1)
	for set := range 1 << 9 {
		trip := Trip{Start: e.Start, End: e.End}
		enough := true
		for a := range e.Articles {
			have := int64(0)
			for k, s := range e.Articles[a].At {
				if set>>(3*a+k)&1 == 1 {
					have += s.Quantity
					trip.Stops = append(trip.Stops, Stop{Place: s.Place})
				}
			}
			enough = enough && have >= e.Articles[a].Need
		}
		if !enough {
			continue
		}
		p, err := g.Plan(context.Background(), trip)
		if err != nil {
			t.Fatal(err)
		}
		if best < 0 || p.Length < best {
			best = p.Length
		}
	}
	return best
}

func TestScatterNamesEveryShortArticle(t *testing.T) {
	g, _ := benchmarkTrip(t, 1, 3, 0)
	_, err := g.Scatter(context.Background(), Errand{Articles: []Article{{ID: "a", Need: 2, At: []Source{{Quantity: 1}}}, {ID: "b", Need: 1}}})
	if e := fault.From(err); e == nil || len(e.Details) != 2 || e.Details[0].Where != "articles[0] a" {
		t.Errorf("got %v, want both named", err)
	}
}

func BenchmarkScatter(b *testing.B) {
	all := scatteredInstances(b)
	c := all[len(all)-1]
	g, e := c.errand(b)
	b.Logf("%s: %d articles", c.Name, len(e.Articles))
	for b.Loop() {
		if _, err := g.Scatter(context.Background(), e); err != nil {
			b.Fatal(err)
		}
	}
}
