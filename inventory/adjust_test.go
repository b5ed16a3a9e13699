package inventory

import (
	"math"
	"slices"
	"strings"
	"testing"

	"example.com/tote/inventory/store"
)

func TestAdjustTakesOnlyWhatCanLieThere(t *testing.T) {
	h := newHouse(t)
	h.lot("MILK", "L1", Location("A1-1"), 5, 20_000)
	h.do(func(tx *store.Tx) error {
		_, err := RegisterLPN(tx, "PAL", PalletLPN, Location("R1-1"))
		return err
	})
	at := Location("A1-1")
	for _, c := range []struct {
		name string
		in   AdjustInput
		want []string
	}{
		{"found at a location", AdjustInput{SKU: "A1", Holder: at, Delta: 3, Reason: AdjustFound}, nil},
		{"found on a pallet", AdjustInput{SKU: "A1", Holder: LPNHolder("PAL"), Delta: 3, Reason: AdjustFound}, nil},
		{"found in somebody's hands", AdjustInput{SKU: "A1", Holder: Worker("W1"), Delta: 3, Reason: AdjustFound}, nil},
		{"lost, of a lot", AdjustInput{SKU: "MILK", Lot: "L1", Holder: at, Delta: -2, Reason: AdjustLost}, nil},
		{"more lost than there is", AdjustInput{SKU: "A1", Holder: at, Delta: -4, Reason: AdjustLost}, []string{"stock.short", "stock.short"}},
		{"outside nothing is counted", AdjustInput{SKU: "A1", Holder: Supplier, Delta: 1, Reason: AdjustFound}, []string{"holder.outside"}},
		{"nowhere", AdjustInput{SKU: "A1", Delta: 1, Reason: AdjustFound}, []string{"holder.outside"}},
		{"no such location", AdjustInput{SKU: "A1", Holder: Location("Z9"), Delta: 1, Reason: AdjustFound}, []string{"location.unknown"}},
		{"no such pallet", AdjustInput{SKU: "A1", Holder: LPNHolder("NIX"), Delta: 1, Reason: AdjustFound}, []string{"lpn.unknown"}},
		{"a lot nobody received", AdjustInput{SKU: "MILK", Lot: "L9", Holder: at, Delta: 1, Reason: AdjustFound}, []string{"lot.unknown"}},
		{"no such item", AdjustInput{SKU: "NIX", Holder: at, Delta: 1, Reason: AdjustFound}, []string{"item.unknown"}},
		{"a barcode in the quantity", AdjustInput{SKU: "A1", Holder: at, Delta: 4006381333931, Reason: AdjustFound}, []string{"adjust.invalid", "adjust.delta"}},
		{"the least number there is", AdjustInput{SKU: "A1", Holder: at, Delta: math.MinInt64, Reason: AdjustFound}, []string{"adjust.invalid", "adjust.delta"}},
		{"everything wrong at once", AdjustInput{SKU: "MILK", Holder: at, Reason: "whim", Note: strings.Repeat("n", MaxNote+1)},
			[]string{"adjust.invalid", "adjust.delta", "adjust.reason", "adjust.note", "lot.missing"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := h.try(func(tx *store.Tx) error {
				_, err := Adjust(tx, c.in)
				return err
			})
			if got := reasons(err); !slices.Equal(got, c.want) {
				t.Errorf("reasons = %v, want %v (%v)", got, c.want, err)
			}
		})
	}
}
