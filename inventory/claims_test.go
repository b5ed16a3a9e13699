package inventory

import (
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// What an undecided import has claimed is refused to everybody else, in whichever of its spellings a scan could show it.
func TestClaimedNamesAreRefused(t *testing.T) {
	m := newMasterStore(t)
	claimed := layout.Location{Code: "A01", Kind: layout.Reserve, Barcode: "b7"}
	take, _ := LocationClaims(&claimed)
	hold := func(p store.Partition, names []Claim) {
		m.must(p, func(tx *store.Tx) error {
			for _, c := range names {
				TakeClaim(tx, c, 5, 2)
			}
			return nil
		})
	}
	hold("SH1", take)
	for _, c := range []struct {
		location layout.Location
		reason   string
	}{
		{layout.Location{Code: "a01"}, "import.pending"},
		{layout.Location{Code: "A02", Barcode: "b7"}, "import.pending"},
		{layout.Location{Code: "A03", Barcode: "a01"}, "import.pending"}, // read aloud it is the claimed code
		{layout.Location{Code: "A04", Barcode: "B7"}, ""},                // barcodes are told apart by case
		{layout.Location{Code: "A05"}, ""},
	} {
		c.location.Kind = layout.Reserve
		if _, err := m.putLocation(c.location, 0); fault.ReasonOf(err) != c.reason {
			t.Errorf("location %s %q: got %v, want %q", c.location.Code, c.location.Barcode, err, c.reason)
		}
	}
	tea := teaItem("TEA", "4006381333931")
	tea.Normalise()
	hold(store.Company, ItemClaims(&tea))
	for _, it := range []item.Item{teaItem("TEA"), teaItem("OTHER", "04006381333931")} {
		_, err := m.putItem(it, 0)
		if f := fault.From(err); f == nil || f.Code != fault.CodeConflict || f.Reason != "import.pending" || len(f.Details) != 1 || f.Details[0].Have != 5 {
			t.Errorf("item %s: got %v, want conflict import.pending naming import 5", it.SKU, err)
		}
	}
	m.must(store.Company, func(tx *store.Tx) error {
		for _, c := range ItemClaims(&tea) {
			ReleaseClaim(tx, c, 6) // another import's release does nothing
		}
		if imp, line, held := ClaimHolder(tx, ItemClaims(&tea)[0]); !held || imp != 5 || line != 2 {
			t.Errorf("got import %d line %d held %t, want 5, 2", imp, line, held)
		}
		for _, c := range ItemClaims(&tea) {
			ReleaseClaim(tx, c, 5)
		}
		return nil
	})
	if _, err := m.putItem(tea, 0); err != nil {
		t.Errorf("after the release: %v", err)
	}
}
