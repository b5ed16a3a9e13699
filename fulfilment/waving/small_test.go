package waving_test

import (
	"context"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"testing"

	"example.com/tote/fulfilment/route"
	"example.com/tote/fulfilment/waving"
	"example.com/tote/inventory/fault"
)

// small makes a few orders in a small building.
func small(t testing.TB, seed uint64, n int) waving.Problem {
	rng := rand.New(rand.NewPCG(seed, 3))
	shape := route.Shape{Aisles: []int64{0, 30, 60, 90, 120}, Cross: []int64{0, 200}}
	g, err := route.NewGrid(shape)
	if err != nil {
		t.Fatal(err)
	}
	p := waving.Problem{Cart: waving.Cart{Lines: 6 + rng.Int64N(6), Grams: 800 + rng.Int64N(900)}, Seed: seed}
	var places [][]route.Place
	for i := range n {
		o := waving.Order{ID: fmt.Sprint(i), Grams: 1 + rng.Int64N(400), Units: 1, Totes: 1}
		var ps []route.Place
		for range 1 + rng.IntN(4) {
			a, y := rng.IntN(len(shape.Aisles)), 1+rng.Int64N(199)
			ps = append(ps, route.Place{X: shape.Aisles[a], Y: y})
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

// leastWalk tries every partition of orders i... into trips.
func leastWalk(p *waving.Problem, i int, trips [][]int) int64 {
	if i == len(p.Orders) {
		sum := int64(0)
		for _, t := range trips {
			sum += p.Walk.Length(t)
		}
		return sum
	}
	least := int64(1) << 62
	for k := 0; k <= len(trips); k++ {
		var next [][]int
		for j, t := range trips {
			if j == k {
				t = append(t[:len(t):len(t)], i)
			}
			next = append(next, t)
		}
		if k == len(trips) {
			next = append(next, []int{i})
		}
		lines, grams := int64(0), int64(0)
		for _, o := range next[k] {
			lines += p.Orders[o].Lines
			grams += p.Orders[o].Grams
		}
		if lines <= p.Cart.Lines && grams <= p.Cart.Grams {
			least = min(least, leastWalk(p, i+1, next))
		}
	}
	return least
}

func TestSmallBatchingIsOptimal(t *testing.T) {
	for seed := range uint64(40) {
		p := small(t, seed, 7)
		p.Iterations = 4000
		plan, err := waving.MakeBatches(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		judge(t, p, plan)
		if want := leastWalk(&p, 0, nil); plan.Length != want {
			t.Errorf("seed %d: got %d, the least of all partitions is %d", seed, plan.Length, want)
		}
	}
}

func smallPool(seed uint64, orders, aisles int) waving.Pool {
	rng := rand.New(rand.NewPCG(seed, 4))
	p := waving.Pool{Least: rng.Int64N(9), Seed: seed}
	p.Most = p.Least + 1 + rng.Int64N(25)
	amounts := func() (out []waving.Amount) {
		for range 1 + rng.IntN(3) {
			out = append(out, waving.Amount{Item: rng.IntN(4) * 1_000_000_007, Quantity: rng.Int64N(7)})
		}
		return out
	}
	for i := range orders {
		p.Orders = append(p.Orders, waving.Want{ID: fmt.Sprint(i), Items: amounts()})
	}
	for i := range aisles {
		p.Aisles = append(p.Aisles, waving.Supply{ID: fmt.Sprint(i), Items: amounts()})
	}
	if rng.IntN(2) == 0 {
		p.MostOrders = 1 + rng.IntN(4)
	}
	return p
}

// bestWave tries every set of orders and aisles.
func bestWave(p *waving.Pool) (units int64, aisles int) {
	aisles = 1
	for a := 1; a < 1<<len(p.Aisles); a++ {
		have, open := map[int]int64{}, 0
		for i := range p.Aisles {
			if a>>i&1 == 1 {
				open++
				for _, x := range p.Aisles[i].Items {
					have[x.Item] += x.Quantity
				}
			}
		}
		for o := range 1 << len(p.Orders) {
			if p.MostOrders > 0 && bits.OnesCount(uint(o)) > p.MostOrders {
				continue
			}
			need, sum, served := map[int]int64{}, int64(0), true
			for i := range p.Orders {
				if o>>i&1 == 1 {
					for _, x := range p.Orders[i].Items {
						need[x.Item] += x.Quantity
						sum += x.Quantity
						served = served && need[x.Item] <= have[x.Item]
					}
				}
			}
			if served && sum >= p.Least && sum <= p.Most && sum*int64(aisles) > units*int64(open) {
				units, aisles = sum, open
			}
		}
	}
	return units, aisles
}

func TestSmallWavesAreBest(t *testing.T) {
	proven := 0
	for seed := range uint64(60) {
		p := smallPool(seed, 6, 4)
		p.Iterations = 4000
		units, aisles := bestWave(&p)
		w, err := waving.Select(context.Background(), p)
		if units == 0 {
			if fault.ReasonOf(err) != "wave.none" {
				t.Errorf("seed %d: got %v, %v where no wave is", seed, w, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(seed, err)
		}
		judgeWave(t, p, w)
		if w.Units*int64(aisles) != units*int64(len(w.Aisles)) {
			t.Errorf("seed %d: got %d/%d, the best of all is %d/%d", seed, w.Units, len(w.Aisles), units, aisles)
		}
		if w.Proven {
			proven++
		}
	}
	if proven == 0 {
		t.Error("no wave was proven best: the bound is never reached")
	}
}

func FuzzSelect(f *testing.F) {
	f.Add(uint64(1), uint8(9), uint8(3))
	f.Add(uint64(2), uint8(0), uint8(0))
	f.Fuzz(func(t *testing.T, seed uint64, orders, aisles uint8) {
		p := smallPool(seed, int(orders), int(aisles))
		p.Iterations = 200
		w, err := waving.Select(context.Background(), p)
		if fault.ReasonOf(err) == "wave.none" {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		judgeWave(t, p, w)
	})
}
