package fulfilment

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// BenchmarkPlanRefills plans for a warehouse of 10,000 pick faces, each of an item of its own, with 30,000 balances in reserve:
// a tenth of the faces run low. The furnishing takes most of the time; what is told is the job's. Run it with
// -benchtime 1x.
func BenchmarkPlanRefills(b *testing.B) {
	const faces, depth, low = 10_000, 3, 10
	h := newHall(b, storetest.Open)
	h.planners()
	h.inBulk(store.Company, faces, func(tx *store.Tx, i int) error {
		inventory.Items.Put(tx, &item.Item{SKU: item.SKU(fmt.Sprintf("I%05d", i)), Name: "item", State: item.Approved, Packs: []item.Pack{
			{Level: item.Each, Quantity: 1, Grams: 100, Size: item.Size{Length: 100, Width: 100, Height: 100}}, {Level: item.Case, Quantity: 12, Grams: 1200}}})
		return nil
	})
	h.inBulk(hallCode, faces, func(tx *store.Tx, i int) error {
		_, err := inventory.PutLocation(tx, layout.Location{Code: layout.Code(fmt.Sprintf("F%05d", i)), Kind: layout.PickFace, Fixed: fmt.Sprintf("I%05d", i), Min: 6, Max: 48,
			Travel: int64(i)}, 0)
		return err
	})
	h.inBulk(hallCode, faces, func(tx *store.Tx, i int) error {
		n := int64(30)
		if i%low == 0 {
			n = 2
		}
		return found(tx, i, inventory.Location(layout.Code(fmt.Sprintf("F%05d", i))), n)
	})
	h.inBulk(hallCode, faces*depth, func(tx *store.Tx, i int) error {
		l := layout.Location{Code: layout.Code(fmt.Sprintf("R%05d", i)), Kind: layout.Reserve, Zone: fmt.Sprint("Z", i%20), Travel: int64(20_000 + i)}
		if _, err := inventory.PutLocation(tx, l, 0); err != nil {
			return err
		}
		return found(tx, i%faces, inventory.Location(l.Code), 120)
	})
	b.ResetTimer()
	for n := range b.N {
		var pieces atomic.Int64
		count := func(verb string) {
			if verb == "plan-refills" {
				pieces.Add(1)
			}
		}
		h.seen.Store(&count)
		began := time.Now()
		j := h.planned(PlanRefillsInput{})
		b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms/plan")
		b.ReportMetric(float64(pieces.Load()), "commands/plan")
		b.Log(n, j.Note)
	}
	h.seen.Store(nil)
	began := time.Now()
	trip := doVerb(h, Claim, ClaimInput{Kind: inventory.ReplenishTask})
	b.ReportMetric(float64(time.Since(began).Microseconds()), "us/claim")
	if len(trip.Steps) != inventory.MaxRefillStops {
		b.Errorf("a trip of %d stops", len(trip.Steps))
	}
}

func found(tx *store.Tx, sku int, at inventory.Holder, qty int64) error {
	_, err := inventory.Adjust(tx, inventory.AdjustInput{SKU: item.SKU(fmt.Sprintf("I%05d", sku)), Holder: at, Delta: qty, Reason: inventory.AdjustFound})
	return err
}

// inBulk does the same for many, some in a command.
func (h *hall) inBulk(p store.Partition, n int, do func(tx *store.Tx, i int) error) {
	h.t.Helper()
	for from := 0; from < n; from += 15 {
		if err := h.in(p, func(tx *store.Tx) error {
			for i := from; i < min(n, from+15); i++ {
				if err := do(tx, i); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			h.t.Fatalf("%v", err)
		}
	}
}
