package inventory

import (
	"math"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// What is found by a count where more lies than is found weighs as the rest does, and by the gram what it is.
func TestWhatIsFoundWeighsWhatItIs(t *testing.T) {
	h := newHouse(t)
	h.item("FLOUR", func(it *item.Item) { it.CatchWeight = true })
	silo, c := Location("R1-1"), Count{SKU: "FLOUR", Holder: Location("R1-1"), Status: Available}
	for range 10 {
		if err := h.adjust(AdjustInput{SKU: "FLOUR", Holder: silo, Delta: MaxAdjust, Reason: AdjustFound}); err != nil {
			t.Fatal(err)
		}
	}
	h.do(func(tx *store.Tx) error { return postSurplus(tx, &c, MaxAdjust) })
	if b := h.balance("FLOUR", "", silo); b.OnHand != 11*MaxAdjust || b.Grams != b.OnHand {
		t.Errorf("%d of %d g lie there", b.OnHand, b.Grams)
	}
}

// Nobody's goods weigh what no scale shows: grams told alone are bounded as quantities are.
func TestWeightsAreBounded(t *testing.T) {
	h := newHouse(t)
	h.cheese()
	h.item("FLOUR", func(it *item.Item) { it.CatchWeight = true })
	face := Location("A1-1")
	if err := h.adjust(AdjustInput{SKU: "GOUDA", Holder: face, Delta: 3, Grams: 3720, Reason: AdjustFound}); err != nil {
		t.Fatal(err)
	}
	for _, grams := range []int64{math.MaxInt64, math.MinInt64, MaxAdjust + 1, 3720} { // the last: pieces of twice their weight
		if err := h.adjust(AdjustInput{SKU: "GOUDA", Holder: face, Grams: grams, Reason: AdjustFound}); err == nil {
			t.Errorf("three cheeses have gained %d g", grams)
		}
	}
	if err := h.try(func(tx *store.Tx) error {
		tx.Command().Worker = "GU"
		_, err := CountGoods(tx, CountInput{Holder: face, SKU: "FLOUR", Grams: MaxCounted + 1}, nil)
		return err
	}); fault.ReasonOf(err) != "count.invalid" {
		t.Errorf("more flour than can lie there, told in grams: %v", err)
	}
	if b := h.balance("GOUDA", "", face); b.OnHand != 3 || b.Grams != 3720 {
		t.Errorf("%d of %d g lie there, want what was received", b.OnHand, b.Grams)
	}
}
