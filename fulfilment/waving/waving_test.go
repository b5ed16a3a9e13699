package waving_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/fulfilment/route"
	"example.com/tote/fulfilment/waving"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/fault/faulttest"
)

// line walks a single long aisle: out to the farthest stop and back.
type line struct{ p *waving.Problem }

func (l line) Length(orders []int) (far int64) {
	for _, o := range orders {
		for _, s := range l.p.Orders[o].Stops {
			far = max(far, 2*(s.Aisle*100+s.Along))
		}
	}
	return far
}

func problem(cart waving.Cart, orders ...waving.Order) waving.Problem {
	p := waving.Problem{Orders: orders, Cart: cart}
	p.Walk = line{&p}
	return p
}

func order(id string, aisle int64, lines int64) waving.Order {
	return waving.Order{ID: id, Stops: []waving.Stop{{Aisle: aisle}}, Lines: lines, Units: lines}
}

// brief writes batches as ids.
func brief(p waving.Problem, plan waving.Plan) []string {
	var out []string
	for _, b := range plan.Batches {
		var ids []string
		for _, o := range b.Orders {
			ids = append(ids, p.Orders[o].ID)
		}
		out = append(out, strings.Join(ids, " "))
	}
	for _, u := range plan.Unfit {
		out = append(out, fmt.Sprintf("%s has too many %s: %d of %d", p.Orders[u.Order].ID, u.Limit, u.Want, u.Have))
	}
	return out
}

func TestMakeBatches(t *testing.T) {
	with := func(o waving.Order, f func(*waving.Order)) waving.Order { f(&o); return o }
	urgent := func(o *waving.Order) { o.Priority = 1 }
	by := func(when int64) func(*waving.Order) { return func(o *waving.Order) { o.ShipBy = when } }
	for name, c := range map[string]struct {
		p    waving.Problem
		want []string
	}{
		"neighbours share a trip":          {problem(waving.Cart{Orders: 2}, order("1", 1, 1), order("2", 9, 1), order("3", 1, 1), order("4", 9, 1)), []string{"1 3", "2 4"}},
		"urgent orders go first and alone": {problem(waving.Cart{}, order("1", 1, 1), with(order("2", 1, 1), urgent)), []string{"2", "1"}},
		"then the earlier deadline":        {problem(waving.Cart{}, order("1", 1, 1), with(order("2", 1, 1), by(200)), with(order("3", 1, 1), by(100))), []string{"3", "2", "1"}},
		"totes bound a cart":               {problem(waving.Cart{Totes: 2}, with(order("1", 1, 1), func(o *waving.Order) { o.Totes = 2 }), order("2", 1, 1)), []string{"1", "2"}},
		"an order too large is named":      {problem(waving.Cart{Lines: 4}, order("1", 1, 5), order("2", 1, 1)), []string{"2", "1 has too many lines: 5 of 4"}},
		"orders that belong together": {problem(waving.Cart{Orders: 2}, with(order("1", 1, 1), func(o *waving.Order) { o.Together = "x" }), order("2", 1, 1),
			with(order("3", 9, 1), func(o *waving.Order) { o.Together = "x" }), order("4", 9, 1)), []string{"1 3", "2 4"}},
		"nothing": {problem(waving.Cart{}), nil},
	} {
		t.Run(name, func(t *testing.T) {
			c.p.Walk = line{&c.p}
			plan, err := waving.MakeBatches(context.Background(), c.p)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(brief(c.p, plan), c.want); d != "" {
				t.Errorf("got -, want +:\n%s", d)
			}
		})
	}
	p := problem(waving.Cart{}, with(order("1", 1, 1), by(110)), with(order("2", 1, 1), by(190)), order("3", 1, 1))
	p.Orders[2].Single, p.Orders[2].ShipBy = true, 150
	p.Bucket, p.Singles = 100, true
	plan, err := waving.MakeBatches(context.Background(), p)
	if d := cmp.Diff(brief(p, plan), []string{"1 2", "3"}); d != "" || err != nil {
		t.Errorf("buckets and singles: %v, got -, want +:\n%s", err, d)
	}
}

func TestMakeBatchesRefusesNonsense(t *testing.T) {
	p := problem(waving.Cart{Lines: -1}, order("1", 1, 1), order("1", 1, -1))
	p.Iterations, p.Walk = -1, nil
	_, err := waving.MakeBatches(context.Background(), p)
	if e := fault.From(err); e == nil || len(e.Details) != 4 {
		t.Errorf("got %v, want 4 faults", err)
	}
}

// judge checks a plan by the rules alone: every order once, no capacity exceeded, only equally urgent orders together, the
// most urgent first, and every claimed length walked.
func judge(t testing.TB, p waving.Problem, plan waving.Plan) {
	t.Helper()
	seen := make([]int, len(p.Orders))
	total := int64(0)
	for k, b := range plan.Batches {
		var sum waving.Batch
		first := &p.Orders[b.Orders[0]]
		for _, i := range b.Orders {
			o := &p.Orders[i]
			seen[i]++
			sum.Lines, sum.Units, sum.Volume, sum.Grams, sum.Totes = sum.Lines+o.Lines, sum.Units+o.Units, sum.Volume+o.Volume, sum.Grams+o.Grams, sum.Totes+max(o.Totes, 1)
			if o.Priority != first.Priority || p.Bucket == 0 && o.ShipBy != first.ShipBy {
				t.Errorf("orders %s and %s are not equally urgent", o.ID, first.ID)
			}
		}
		claimed := waving.Batch{Lines: b.Lines, Units: b.Units, Volume: b.Volume, Grams: b.Grams, Totes: b.Totes}
		if d := cmp.Diff(claimed, sum); d != "" || b.Why == "" || b.Priority != first.Priority {
			t.Errorf("batch %d claims -, holds +:\n%s", k, d)
		}
		c := &p.Cart
		for _, x := range [][2]int64{{sum.Lines, c.Lines}, {sum.Units, c.Units}, {sum.Volume, c.Volume}, {sum.Grams, c.Grams}, {sum.Totes, c.Totes}, {int64(len(b.Orders)), c.Orders}} {
			if x[1] > 0 && x[0] > x[1] {
				t.Errorf("batch %d holds %d of %d", k, x[0], x[1])
			}
		}
		if k > 0 && (plan.Batches[k-1].Priority < b.Priority || plan.Batches[k-1].Priority == b.Priority && due(plan.Batches[k-1]) > due(b)) {
			t.Errorf("batch %d is more urgent than the one before it", k)
		}
		if l := p.Walk.Length(slices.Sorted(slices.Values(b.Orders))); l != b.Length {
			t.Errorf("batch %d claims %d, walks %d", k, b.Length, l)
		}
		total += b.Length
	}
	unfit := map[int]bool{}
	for _, u := range plan.Unfit {
		if !unfit[u.Order] {
			seen[u.Order]++
		}
		unfit[u.Order] = true
	}
	for i, n := range seen {
		if n != 1 {
			t.Errorf("order %s is in %d batches", p.Orders[i].ID, n)
		}
	}
	if total != plan.Length {
		t.Errorf("claims %d, sums to %d", plan.Length, total)
	}
}

// due puts batches without a deadline last.
func due(b waving.Batch) uint64 { return uint64(b.ShipBy) - 1 }

func thousands(t testing.TB, n int) waving.Problem {
	rng := rand.New(rand.NewPCG(1, 2))
	s := route.Shape{Cross: []int64{0, 50_000}}
	for a := range int64(20) {
		s.Aisles = append(s.Aisles, a*3_400)
	}
	g, err := route.NewGrid(s)
	if err != nil {
		t.Fatal(err)
	}
	p := waving.Problem{Cart: waving.Cart{Totes: 12, Lines: 60}}
	var places [][]route.Place
	for i := range n {
		o := waving.Order{ID: fmt.Sprintf("%05d", i)}
		var ps []route.Place
		for range 1 + rng.IntN(5) {
			a, y := rng.IntN(20), rng.Int64N(50_000)
			ps = append(ps, route.Place{X: s.Aisles[a], Y: y})
			o.Stops = append(o.Stops, waving.Stop{Aisle: int64(a), Along: y})
		}
		o.Lines = int64(len(ps))
		places, p.Orders = append(places, ps), append(p.Orders, o)
	}
	if p.Walk, err = g.Tours(route.Place{}, route.Place{}, places); err != nil {
		t.Fatal(err)
	}
	return p
}

func BenchmarkMakeBatches(b *testing.B) {
	for _, n := range []int{60, 200, 2000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := thousands(b, n)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := waving.MakeBatches(context.Background(), p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func FuzzMakeBatches(f *testing.F) {
	f.Add(uint64(1), uint8(9), uint8(3))
	f.Fuzz(func(t *testing.T, seed uint64, n, lines uint8) {
		rng := rand.New(rand.NewPCG(seed, 1))
		p := waving.Problem{Cart: waving.Cart{Lines: int64(lines), Grams: 20 + rng.Int64N(50), Volume: rng.Int64N(90), Totes: rng.Int64N(8), Units: rng.Int64N(20)},
			Iterations: 5000, Seed: seed}
		for i := range n {
			o := order(fmt.Sprint(i), rng.Int64N(9), rng.Int64N(6))
			o.Priority, o.ShipBy = rng.Int64N(2), rng.Int64N(3)
			o.Grams, o.Volume, o.Totes = rng.Int64N(30), rng.Int64N(30), rng.Int64N(3)
			p.Orders = append(p.Orders, o)
		}
		p.Walk = line{&p}
		plan, err := waving.MakeBatches(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		judge(t, p, plan)
	})
}

// TestOddProblemsAreNamed: orders without anything in them, a cart too small for every order, the same order twice, figures
// beyond any building.
func TestOddProblemsAreNamed(t *testing.T) {
	huge := order("1", 1, 1)
	huge.Grams = waving.MaxFigure + 1
	for _, c := range []struct {
		name string
		p    waving.Problem
		want []string // where
	}{
		{"nothing", problem(waving.Cart{}), nil},
		{"orders of nothing", problem(waving.Cart{Lines: 3}, order("1", 0, 0), order("2", 0, 0)), nil},
		{"a cart too small for any order", problem(waving.Cart{Lines: 1}, order("1", 1, 2), order("2", 1, 3)), nil},
		{"twice, and beyond any building", problem(waving.Cart{}, huge, order("2", 1, 1), order("2", 1, 1)), []string{"order 1", "order 2"}},
		{"too many", waving.Problem{Orders: make([]waving.Order, waving.MaxOrders+1)}, nil},
		{"tries without end", waving.Problem{Iterations: -1}, []string{"iterations"}},
		{"a negative bucket", waving.Problem{Bucket: -1}, []string{"cart"}},
	} {
		c.p.Walk = line{&c.p}
		plan, err := waving.MakeBatches(t.Context(), c.p)
		if err == nil {
			judge(t, c.p, plan)
			if plan.Why == "" {
				t.Errorf("%s: the plan does not say why", c.name)
			}
		}
		got := faulttest.Places(err)
		if c.want != nil && cmp.Diff(got, c.want) != "" || fault.CodeFrom(err) == fault.CodeInternal && err != nil || len(c.p.Orders) > waving.MaxOrders && err == nil {
			t.Errorf("%s: got %v at %v, want %v", c.name, err, got, c.want)
		}
	}
}

// TestOddPoolsAreNamed does the same for waves.
func TestOddPoolsAreNamed(t *testing.T) {
	one := []waving.Amount{{Item: 1, Quantity: 1}}
	for _, c := range []struct {
		name string
		p    waving.Pool
		want string
	}{
		{"nothing", waving.Pool{}, "wave.invalid"},
		{"no order", waving.Pool{Most: 5, Aisles: []waving.Supply{{ID: "a", Items: one}}}, "wave.none"},
		{"no aisle", waving.Pool{Most: 5, Orders: []waving.Want{{ID: "o", Items: one}}}, "wave.none"},
		{"orders of nothing", waving.Pool{Most: 5, Orders: []waving.Want{{ID: "o"}, {ID: "o"}}, Aisles: []waving.Supply{{ID: "a", Items: one}}}, "wave.none"},
		{"more than the aisles hold", waving.Pool{Least: 2, Most: 5, Orders: []waving.Want{{ID: "o", Items: one}, {ID: "p", Items: one}}, Aisles: []waving.Supply{{ID: "a", Items: one}}}, "wave.none"},
		{"fewer orders than it takes", waving.Pool{Least: 2, Most: 5, MostOrders: 1, Orders: []waving.Want{{ID: "o", Items: one}, {ID: "p", Items: one}},
			Aisles: []waving.Supply{{ID: "a", Items: []waving.Amount{{Item: 1, Quantity: 9}}}}}, "wave.none"},
		{"least above most, below zero", waving.Pool{Least: 9, Most: 5, MostOrders: -1}, "wave.invalid"},
		{"amounts that cannot be", waving.Pool{Most: 5, Orders: []waving.Want{{ID: "o", Items: []waving.Amount{{Item: -1, Quantity: 1}, {Item: 1, Quantity: 1 << 62}}}}}, "wave.invalid"},
		{"a sum that turns round", waving.Pool{Most: 5, Orders: []waving.Want{{ID: "o", Items: slices.Repeat([]waving.Amount{{Item: 1, Quantity: waving.MaxAmount}}, 1<<11)}}}, "wave.invalid"},
	} {
		c.p.Iterations = 100
		if w, err := waving.Select(t.Context(), c.p); fault.ReasonOf(err) != c.want {
			t.Errorf("%s: got %+v, %v; want %s", c.name, w, err, c.want)
		}
	}
	w, err := waving.Select(t.Context(), waving.Pool{Most: 1, Orders: []waving.Want{{ID: "o", Items: one}}, Aisles: []waving.Supply{{ID: "a", Items: one}}})
	if err != nil || !w.Proven || w.Why == "" {
		t.Errorf("got %+v, %v", w, err)
	}
}
