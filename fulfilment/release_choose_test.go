package fulfilment

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"example.com/tote/fulfilment/waving"
	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// ready makes an order that is ready, with a line in each of the aisles.
func ready(id string, priority int, shipBy int64, aisles ...int64) planned {
	p := planned{order: Order{ID: id, Priority: priority, ShipBy: shipBy}}
	for _, a := range aisles {
		p.steps = append(p.steps, inventory.TaskStep{})
		p.wave.Stops = append(p.wave.Stops, waving.Stop{Aisle: a})
	}
	return p
}

func idsOf(all []planned) (ids []string) {
	for i := range all {
		ids = append(ids, all[i].order.ID)
	}
	return ids
}

func TestAFullWaveTakesTheUrgentAndThoseThatLieTogether(t *testing.T) {
	apart := func(n int) planned { return ready(fmt.Sprintf("O%02d", n), 0, 7200, int64(n), int64(n+20)) }
	near := func(n int) planned { return ready(fmt.Sprintf("O%02d", n), 0, 7200, 1, 2) }
	soon := ready("SOON", 0, 3600, 50, 51, 52)
	vip := ready("VIP", 5, 0, 60, 61)
	for _, c := range []struct {
		name string
		all  []planned
		in   ReleaseInput
		want []string
	}{
		{"room for all", []planned{vip, soon, apart(5), near(6)}, ReleaseInput{MaxOrders: 4}, []string{"VIP", "SOON", "O05", "O06"}},
		{"the urgent, who has waited longest, and who lies together", []planned{vip, soon, apart(5), apart(6), near(7), apart(8), near(9), near(10)},
			ReleaseInput{MaxOrders: 6}, []string{"VIP", "SOON", "O05", "O07", "O09", "O10"}},
		{"of the urgent alone, if they fill it", []planned{vip, soon, apart(5)}, ReleaseInput{MaxOrders: 1}, []string{"VIP"}},
		{"no more lines than it takes", []planned{soon, apart(5), apart(6), near(7), near(8)}, ReleaseInput{MaxOrders: 9, MaxLines: 9}, []string{"SOON", "O05", "O07", "O08"}},
		{"an order larger than a wave goes alone", []planned{soon, near(7)}, ReleaseInput{MaxOrders: 9, MaxLines: 2}, []string{"SOON"}},
		{"nothing is ready", nil, ReleaseInput{MaxOrders: 9, MaxLines: 2}, nil},
	} {
		w := &releasing{wave: Wave{Input: c.in, Job: 7}}
		got, why, err := w.choose(t.Context(), c.all)
		if err != nil || !slices.Equal(idsOf(got), c.want) || why == "" {
			t.Errorf("%s: got %v, %q, %v; want %v", c.name, idsOf(got), why, err, c.want)
		}
	}
}

// TestWavesTakeAllInTheEnd chooses waves of random orders until none is left: never beyond the room, never a less urgent order
// before a more urgent one, always the one that has waited longest, and the same every time.
func TestWavesTakeAllInTheEnd(t *testing.T) {
	t.Parallel()
	aislesIn, aislesBy, seeds := 0, 0, uint64(10)
	if os.Getenv("TOTE_LONG") == "1" {
		seeds = 100
	}
	for seed := range seeds {
		rng := rand.New(rand.NewPCG(seed, 8))
		var all []planned
		for n := range 40 + rng.IntN(40) {
			var aisles []int64
			for range 1 + rng.IntN(4) {
				aisles = append(aisles, rng.Int64N(12))
			}
			all = append(all, ready(fmt.Sprintf("O%03d", n), 0, 3600*int64(1+n/30), aisles...))
		}
		in := ReleaseInput{MaxOrders: 5 + rng.IntN(20), MaxLines: rng.IntN(2) * (10 + rng.IntN(30))}
		for waves := 0; len(all) > 0; waves++ {
			if waves == 100 {
				t.Fatalf("seed %d: %d orders are left after a hundred waves", seed, len(all))
			}
			w := &releasing{wave: Wave{Input: in, Job: seed}}
			got, _, err := w.choose(t.Context(), all)
			if err != nil {
				t.Fatal(seed, err)
			}
			again, _, _ := w.choose(t.Context(), all)
			lines, aisles, first := 0, map[int64]bool{}, map[int64]bool{}
			for i := range got {
				lines += len(got[i].steps)
				for _, s := range got[i].wave.Stops {
					aisles[s.Aisle] = true
				}
				for _, s := range all[i].wave.Stops {
					first[s.Aisle] = true
				}
			}
			aislesIn, aislesBy = aislesIn+len(aisles), aislesBy+len(first)
			if !slices.Equal(idsOf(got), idsOf(again)) || !slices.IsSorted(idsOf(got)) || got[0].order.ID != all[0].order.ID {
				t.Fatalf("seed %d: got %v, then %v, of %v", seed, idsOf(got), idsOf(again), idsOf(all))
			}
			if len(got) > in.MaxOrders || in.MaxLines > 0 && lines > in.MaxLines && len(got) > 1 {
				t.Fatalf("seed %d: %d orders and %d lines are more than %+v", seed, len(got), lines, in)
			}
			last := got[len(got)-1].order.ShipBy
			for i := range all {
				if all[i].order.ShipBy < last && !slices.Contains(idsOf(got), all[i].order.ID) {
					t.Fatalf("seed %d: %s waits although a later order goes", seed, all[i].order.ID)
				}
			}
			all = slices.DeleteFunc(all, func(p planned) bool { return slices.Contains(idsOf(got), p.order.ID) })
		}
	}
	t.Logf("aisles of all waves: %d, of as many orders in line: %d", aislesIn, aislesBy)
	if aislesIn >= aislesBy {
		t.Errorf("waves go into %d aisles; as many orders in line would go into %d", aislesIn, aislesBy)
	}
}

func TestOrdersWithoutAShipByComeAfterTheOthersOfTheirPriority(t *testing.T) {
	h := newHall(t, storetest.Memory)
	for _, o := range []Order{{ID: "LATE", ShipBy: 900}, {ID: "ANY"}, {ID: "SOON", ShipBy: 100}, {ID: "VIP-ANY", Priority: 3}, {ID: "VIP", Priority: 3, ShipBy: 500}} {
		h.do(func(tx *store.Tx) error {
			o.State = OrderAllocated
			Orders.Put(tx, &o)
			return nil
		})
	}
	var got []string
	h.look(func(r store.Reader) {
		for o := range inTurn(r) {
			got = append(got, o.ID)
		}
	})
	if want := []string{"VIP", "VIP-ANY", "SOON", "LATE", "ANY"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestReleaseChoosesByAisle goes through the verb and its job: of twelve orders that leave within the same hour a wave of six
// takes the first two and the four that lie beside each other.
func TestReleaseChoosesByAisle(t *testing.T) {
	h := newHall(t, storetest.Open)
	h.runJobs()
	h.stock("TEA", "", faceA, 90, 0)
	for n := range 12 {
		id := fmt.Sprintf("O%02d", n)
		sku := "TEA"
		if n < 8 { // each in an aisle of its own
			sku = fmt.Sprintf("S%02d", n)
			h.item(item.SKU(sku), func(*item.Item) {})
			at := h.location(layout.Location{Code: layout.Code("X" + sku), Kind: layout.PickFace, Aisle: int64(10 + n), Bay: 1, X: int64(20+4*n) * 1000, Y: 3000, Travel: int64(50 + n)})
			h.stock(item.SKU(sku), "", at, 9, 0)
		}
		h.order(id, wants{item.SKU(sku), 1})
		h.allocate(id)
		h.do(func(tx *store.Tx) error {
			o, err := GetOrder(tx, id)
			o.ShipBy = 7200
			Orders.Put(tx, &o)
			return err
		})
	}
	res := doVerb(h, Release, ReleaseInput{MaxOrders: 6})
	if j := h.job(res.Job); j.State != store.JobDone {
		t.Fatalf("job: %+v", j)
	}
	var got []string
	for n := range 12 {
		if id := fmt.Sprintf("O%02d", n); h.orderNow(id).State == OrderReleased {
			got = append(got, id)
		}
	}
	if want := []string{"O00", "O01", "O08", "O09", "O10", "O11"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	h.look(func(r store.Reader) {
		if w, err := GetWave(r, res.Wave); err != nil || w.Orders != 6 || len(w.Why) < 20 {
			t.Errorf("wave %+v, %v", w, err)
		}
	})
	h.f.Restart()
	next := doVerb(h, Release, ReleaseInput{MaxOrders: 6})
	h.runJobs()
	h.job(next.Job)
	if o := h.orderNow("O07"); o.State != OrderReleased || o.Wave != next.Wave {
		t.Errorf("what waited goes with the next wave: %+v", o)
	}
}
