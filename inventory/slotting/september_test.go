package slotting_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"example.com/tote/fulfilment/route"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/slotting"
	"example.com/tote/testdata"
)

// The building of the proof: one block of 20 aisles, 100 cells of a metre on each side, the benches before its middle.
const (
	aislePitch = 2_000
	aisles     = 20
	cells      = 100
	cellLength = 1_000
	mostLines  = 40 // larger orders are wholesale and picked in ranges
)

// season is the real orders of some months, as places in a numbering of SKUs. Spoiled ones are left out.
type season struct {
	skus            []item.SKU
	number          map[item.SKU]int
	counted, walked [][]int
}

func realOrders(t testing.TB) season {
	s := season{number: map[item.SKU]int{}}
	for it, err := range testdata.Items(testdata.Gifts) {
		if err != nil {
			t.Fatal(err)
		}
		s.number[item.SKU(it.SKU)] = len(s.skus)
		s.skus = append(s.skus, item.SKU(it.SKU))
	}
	first := time.Date(2010, time.December, 1, 0, 0, 0, 0, time.UTC)
	for o, err := range testdata.Orders(testdata.Gifts, testdata.Original, 14_744) {
		if err != nil {
			t.Fatal(err)
		}
		if o.Fault != "" || len(o.Lines) > mostLines {
			continue
		}
		var lines []int
		for _, l := range o.Lines {
			lines = append(lines, s.number[item.SKU(l.SKU)])
		}
		switch at := first.Add(o.PlacedAt); {
		case at.Year() != 2011:
		case at.Month() == time.July || at.Month() == time.August:
			s.counted = append(s.counted, lines)
		case at.Month() == time.September:
			s.walked = append(s.walked, lines)
		}
	}
	return s
}

func building(t testing.TB) (*route.Grid, route.Place, []slotting.Slot, []route.Place) {
	shape := route.Shape{Cross: []int64{0, (cells + 1) * cellLength}}
	for a := range int64(aisles) {
		shape.Aisles = append(shape.Aisles, a*aislePitch)
	}
	g, err := route.NewGrid(shape)
	if err != nil {
		t.Fatal(err)
	}
	depot := route.Place{X: (aisles - 1) * aislePitch / 2}
	var slots []slotting.Slot
	var places []route.Place
	for a := range int64(aisles) {
		for c := range int64(cells) {
			for side := range 2 {
				p := route.Place{X: shape.Aisles[a], Y: (c + 1) * cellLength}
				places = append(places, p)
				slots = append(slots, slotting.Slot{Code: layout.Code(fmt.Sprintf("%02d-%03d-%d", a+1, c+1, side)), Aisle: a, Along: p.Y, Level: 1,
					Walk: 2 * g.Between(depot, p)})
			}
		}
	}
	return g, depot, slots, places
}

// walk adds up the shortest walks of all orders.
func walk(t testing.TB, g *route.Grid, depot route.Place, at []route.Place, orders [][]int) int64 {
	var all [][]route.Place
	for _, o := range orders {
		var ps []route.Place
		for _, i := range o {
			ps = append(ps, at[i])
		}
		all = append(all, ps)
	}
	tours, err := g.Tours(depot, depot, all)
	if err != nil {
		t.Fatal(err)
	}
	sum := int64(0)
	for i := range all {
		sum += tours.Length([]int{i})
	}
	return sum
}

// randomly stores every SKU in a slot drawn at random.
func randomly(seed uint64, s season, slots []slotting.Slot, places []route.Place) ([]slotting.Slot, []route.Place) {
	drawn := rand.New(rand.NewPCG(seed, 9)).Perm(len(slots))
	slots = slices.Clone(slots)
	at := make([]route.Place, len(s.skus))
	for i, sku := range s.skus {
		slots[drawn[i]].SKU, at[i] = sku, places[drawn[i]]
	}
	return slots, at
}

// TestSeptember re-slots random storage by the orders of July and August 2011, walks the orders of September 2011 by their
// shortest walks, and compares. One random storage, or five with TOTE_LONG=1.
func TestSeptember(t *testing.T) {
	s := realOrders(t)
	if len(s.skus) != 3808 || len(s.counted) < 2000 || len(s.walked) < 1500 {
		t.Fatalf("%d SKUs, %d orders counted, %d walked", len(s.skus), len(s.counted), len(s.walked))
	}
	g, depot, slots, places := building(t)
	where := map[layout.Code]route.Place{}
	for i := range slots {
		where[slots[i].Code] = places[i]
	}
	picks := make([]int64, len(s.skus))
	// July and August are 62 days; moving the goods of a face takes about as long as walking 135 m.
	policy := slotting.Policy{Weeks: 9, Horizon: 4, MoveCost: 135_000, AisleLength: (cells + 1) * cellLength}
	for _, o := range s.counted {
		var skus []item.SKU
		for _, i := range o {
			picks[i]++
			skus = append(skus, s.skus[i])
		}
		policy.Trips = append(policy.Trips, skus)
	}
	var items []slotting.Profile
	for i, sku := range s.skus {
		items = append(items, slotting.Profile{SKU: sku, Picks: picks[i]})
	}
	// The first hundred exchanges are looked at always, the whole proof over five random storages takes minutes.
	long := os.Getenv("TOTE_LONG") == "1"
	seeds, wantShare, wantEarly, wantSingle := []uint64{1}, 0.88, 0.0, 0.0
	if long {
		seeds, wantShare, wantEarly, wantSingle = []uint64{0, 1, 2, 3, 4}, 0.66, 0.40, 0.25
	} else {
		policy.MaxMoves = 200
	}
	var share, early, single float64
	for _, seed := range seeds {
		slots, at := randomly(seed, s, slots, places)
		random := walk(t, g, depot, at, s.walked)
		begin := time.Now()
		moves, err := slotting.Moves(slots, items, nil, policy)
		if err != nil {
			t.Fatal(err)
		}
		took := time.Since(begin)
		after := map[int]int64{} // by moves or exchanges made
		nearer := 0
		for n, m := range moves {
			if m.Gain > 0 {
				if nearer++; nearer == 101 {
					after[-100] = walk(t, g, depot, at, s.walked)
				}
			}
			if n == 100 {
				after[n] = walk(t, g, depot, at, s.walked)
			}
			at[s.number[m.SKU]] = where[m.To]
		}
		last := walk(t, g, depot, at, s.walked)
		gain := float64(random - last)
		t.Logf("random storage %d: %d m an order, after %d moves for %d items %.1f %% in %v; 100 exchanges bring %.1f %% of the gain, 100 moves %.1f %%",
			seed, random/int64(len(s.walked))/1000, len(moves), nearer, float64(last)/float64(random)*100, took,
			float64(random-after[-100])/gain*100, float64(random-after[100])/gain*100)
		share, early, single = share+float64(last)/float64(random), early+float64(random-after[-100])/gain, single+float64(random-after[100])/gain
	}
	n := float64(len(seeds))
	t.Logf("mean: %.1f %% of random storage; 100 exchanges %.1f %%, 100 moves %.1f %% of the gain", share/n*100, early/n*100, single/n*100)
	if share/n > wantShare || early/n < wantEarly || single/n < wantSingle {
		t.Errorf("got %.1f %% of random storage, %.1f %% of the gain by 100 exchanges, %.1f %% by 100 moves; want at most %.0f, at least %.0f and %.0f",
			share/n*100, early/n*100, single/n*100, wantShare*100, wantEarly*100, wantSingle*100)
	}
}
