package fulfilment

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// TestWorkersSwapAtOnce lets four workers swap and pick the same few lots at the same time, on a real file: nobody gets what
// another has in hand, and no line loses a unit. The hall's check runs over what is on disk.
func TestWorkersSwapAtOnce(t *testing.T) {
	h := newHall(t, storetest.Open)
	for i, lot := range []item.Lot{"L1", "L2", "L3"} {
		h.stock("MILK", lot, faceA, 12, h.today()+item.Date(30+i))
	}
	orders := []string{"O1", "O2", "O3", "O4"}
	trips := map[string]Trip{}
	for _, o := range orders {
		h.order(o, wants{"MILK", 8})
		trips[o] = h.by("w-" + o).released(o)
	}
	var wg sync.WaitGroup
	var diverted atomic.Int64
	for _, o := range orders {
		wg.Go(func() { diverted.Add(swapAndPick(h, "w-"+o, o)) })
	}
	wg.Wait()
	// A pick of what was swapped away a moment before goes to the worker's hands, and may cost another line its goods.
	lost := int64(0)
	for _, o := range orders {
		l := h.line(o, 1)
		if lost += l.In(inventory.Open); l.In(inventory.Picked)+l.In(inventory.Open) != 8 {
			t.Errorf("order %s: %v, reservations %v", o, l.Sums, reserved(l))
		}
	}
	if lost > diverted.Load() {
		t.Errorf("%d units are open again, %d were diverted", lost, diverted.Load())
	}
	h.f.Restart()
}

// swapAndPick asks for each lot in turn and picks what the line has then, a unit at a time, until nothing is left. It gives
// how many units were diverted: the look at the line and the pick are two moments.
func swapAndPick(h *hall, worker, order string) (diverted int64) {
	number := uint64(100)
	for n := 0; ; n++ {
		l := h.line(order, 1)
		i := slices.IndexFunc(l.Res, func(r inventory.Reservation) bool { return r.Phase == inventory.Allocated })
		if i < 0 {
			return diverted
		}
		r := l.Res[i]
		step := inventory.TaskStep{Ref: l.Ref(r.N), SKU: "MILK", Lot: r.Lot, From: r.Holder, Qty: 1}
		number++
		c := h.f.DeviceCommand(hallCode, "test", "dev-"+worker+"-b", number-100, number-100)
		c.Worker = worker
		got, err := store.Do(context.Background(), h.f.Executor, c, func(tx *store.Tx) (PickResult, error) {
			if n%2 == 0 {
				_, err := Swap(tx, swapOf(step, faceA, item.Lot(fmt.Sprint("L", 1+n/2%3))))
				return PickResult{}, err
			}
			return Pick(tx, pickOf("", step, toteOf(order)))
		})
		diverted += got.Diverted
		if err != nil && !slices.Contains(expected, fault.ReasonOf(err)) {
			h.t.Errorf("%s: %v", worker, err)
			return diverted
		}
	}
}

// crowdedAisle has 60 places in 20 bays with eight look-alikes in each, and a trip of 60 steps through it.
func crowdedAisle(t storetest.T) (*hall, Trip) {
	h := newHall(t, storetest.Memory)
	var lines []wants
	for i := range 60 {
		at := h.location(layout.Location{Code: layout.Code(fmt.Sprintf("C%02d-%d", i/3, i%3)), Kind: layout.PickFace, Aisle: 7, Bay: int64(i / 3), Travel: int64(100 + i)})
		for n := range 8 {
			sku := item.SKU(fmt.Sprintf("THING-%03d-%d", i, n))
			h.item(sku, func(it *item.Item) {
				it.Name = fmt.Sprintf("Thing of the house number %d", n)
				it.Packs[0].Barcodes = []string{fmt.Sprintf("%03d%d00%04d", i, n, n)}
			})
			h.stock(sku, "", at, 5, 0)
			if n == 0 {
				lines = append(lines, wants{sku, 1})
			}
		}
	}
	h.order("O1", lines...)
	return h, h.released("O1")
}

func TestAGuideThroughACrowdedAisleIsBounded(t *testing.T) {
	h, trip := crowdedAisle(t)
	if len(trip.Steps) != 60 {
		t.Fatalf("%d steps", len(trip.Steps))
	}
	for i, s := range h.guide(trip).Steps {
		if len(s.Beware) != MaxNeighbours || s.Beware[0].Why != AlikeSKU || s.Beware[0].Location != trip.Steps[i].Location {
			t.Errorf("step %d: %v", i, warnings(s))
		}
	}
}

// BenchmarkGuide measures the look behind a claim of the longest trip.
func BenchmarkGuide(b *testing.B) {
	h, trip := crowdedAisle(b)
	b.ResetTimer()
	for b.Loop() {
		h.guide(trip)
	}
}
