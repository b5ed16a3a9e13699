package api

import (
	"testing"

	"example.com/tote/inventory/item"
)

// A carton without an SSCC has a number of its own only if it is exactly one pack of the item. That of a single unit would
// make a receiver book one unit for the whole carton.
func TestGTINOfAWholePack(t *testing.T) {
	it := item.Item{Packs: []item.Pack{{Level: item.Each, Quantity: 1, Barcodes: []string{"06901234567892"}}, {Level: item.Inner, Quantity: 6, Barcodes: []string{"INNER"}},
		{Level: item.Case, Quantity: 12, Barcodes: []string{"CASE-12", "16901234567899"}}, {Level: item.Pallet, Quantity: 12, Barcodes: []string{"26901234567896"}}}}
	for quantity, want := range map[int64]string{0: "", 1: "", 6: "", 12: "16901234567899", 24: ""} {
		if got := packGTIN(&it, quantity); got != want {
			t.Errorf("%d units: got %q, want %q", quantity, got, want)
		}
	}
	if got := gtinOf(it.Base()); got != "06901234567892" {
		t.Errorf("of one unit: got %q", got)
	}
}
