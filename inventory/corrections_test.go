package inventory

import (
	"fmt"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

func (h *house) adjust(in AdjustInput) error {
	return h.try(func(tx *store.Tx) error {
		_, err := Adjust(tx, in)
		return err
	})
}

// The weight of weighed pieces goes with the last unit, whoever forgets to say it: no gram is left of nothing.
func TestTheLastUnitTakesTheWeightAlong(t *testing.T) {
	h := newHouse(t)
	h.item("HAM", func(it *item.Item) { it.WeighedPieces, it.Packs[0].Grams = true, 1000 })
	face := Location("A1-1")
	if err := h.adjust(AdjustInput{SKU: "HAM", Holder: face, Delta: 4, Grams: 4100, Reason: AdjustFound}); err != nil {
		t.Fatal(err)
	}
	if err := h.adjust(AdjustInput{SKU: "HAM", Holder: face, Delta: -1, Reason: AdjustLost}); err != nil {
		t.Fatal(err)
	}
	if b := h.balance("HAM", "", face); b.OnHand != 3 || b.Grams != 3075 {
		t.Errorf("got %d of %d g, want 3 of 3075 g", b.OnHand, b.Grams)
	}
	if err := h.adjust(AdjustInput{SKU: "HAM", Holder: face, Delta: -3, Reason: AdjustLost}); err != nil {
		t.Fatal(err)
	} // the check at the end finds what is left
}

// A count ends what asked for it: the wish and the hold, also when the books were right.
func TestACountEndsItsHold(t *testing.T) {
	for name, end := range map[string]func(h *house) error{
		"less was there": func(h *house) error {
			return h.adjust(AdjustInput{SKU: "A1", Holder: Location("A1-1"), Delta: -1, Reason: AdjustCount})
		},
		"the books are right": func(h *house) error {
			return h.adjust(AdjustInput{SKU: "A1", Holder: Location("A1-1"), Reason: AdjustCount})
		},
		"a supervisor lifts it": func(h *house) error {
			return h.try(func(tx *store.Tx) error {
				target := Target{On: HoldSKUAtPlace, SKU: "A1", Holder: Location("A1-1")}
				for hold := range Holds.All(tx, target.key(), nil) {
					return LiftHold(tx, target, hold.ID, "seen")
				}
				return nil
			})
		},
	} {
		h := newHouse(t)
		h.stock("A1", Location("A1-1"), 5)
		h.do(func(tx *store.Tx) error {
			if _, err := PlaceHold(tx, Target{On: HoldSKUAtPlace, SKU: "A1", Holder: Location("A1-1")}, CountHold, ReasonCountPending); err != nil {
				return err
			}
			return WantCount(tx, Location("A1-1"), "A1", CountAfterShort, 0)
		})
		if err := end(h); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		h.look(func(r store.Reader) {
			g := Goods{SKU: "A1", Holder: Location("A1-1"), Status: Available}
			if holds, wanted := HoldsOn(r, g), CountsWanted(r, 9); len(holds) != 0 || len(wanted) != 0 {
				t.Errorf("%s: %v, %v; want nothing held or wanted", name, holds, wanted)
			}
		})
	}
	h := newHouse(t)
	if got := fault.ReasonOf(h.adjust(AdjustInput{SKU: "A1", Holder: Location("A1-1"), Reason: AdjustLost})); got != "adjust.invalid" {
		t.Errorf("a loss of nothing: %s", got)
	}
}

// A pallet of many runs is emptied within a command's budget, or refused in words.
func TestAMixedPalletIsEmptiedWithinABudget(t *testing.T) {
	h := newHouse(t)
	h.do(func(tx *store.Tx) error {
		_, err := PutLocation(tx, layout.Location{Code: "BULK", Kind: layout.Reserve, Mixing: layout.MixAny}, 0)
		return err
	})
	for _, n := range []int{MaxUnpackRuns, MaxUnpackRuns + 1} {
		lpn := fmt.Sprint("U", n)
		for i := range n {
			sku := item.SKU(fmt.Sprintf("S%d-%02d", n, i))
			h.item(sku, func(*item.Item) {})
			h.do(func(tx *store.Tx) error {
				_, err := Receive(tx, ReceiveInput{Supplier: "S", SKU: sku, Qty: 1, Dock: "DOCK", LPN: lpn})
				return err
			})
		}
		err := h.try(func(tx *store.Tx) error {
			_, err := Putaway(tx, PutawayInput{LPN: lpn, Unpack: true, To: "BULK"})
			return err
		})
		if got, want := fault.ReasonOf(err), map[bool]string{true: "", false: "lpn.too_mixed"}[n == MaxUnpackRuns]; got != want {
			t.Errorf("%d runs: %v, want %q", n, err, want)
		}
	}
}

func TestAReasonThatStandsInTheLedgerIsBounded(t *testing.T) {
	h := newHouse(t)
	long := string(make([]byte, MaxStateReason+1))
	err := h.try(func(tx *store.Tx) error {
		_, err := Receive(tx, ReceiveInput{Supplier: "S", SKU: "A1", Qty: 1, Dock: "DOCK", Override: long})
		return err
	})
	if got := reasons(err); len(got) < 2 || got[1] != "reason.missing" {
		t.Errorf("receive: %v", got)
	}
}
