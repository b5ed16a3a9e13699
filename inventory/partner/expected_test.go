package partner

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/fault/faulttest"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

func (h *house) expects(q ExpectedQuery) (out []string, more bool) {
	h.t.Helper()
	h.view("SH1", func(r store.Reader) {
		lines, m, err := ExpectedLines(r, q)
		if err != nil {
			h.t.Fatal(err)
		}
		for _, l := range lines {
			s := fmt.Sprintf("%s %s/%d %s %d of %d", l.Document, l.Number, l.Line, l.SKU, l.Open, l.Ordered)
			if l.LPN != "" {
				s += " on " + l.LPN
			}
			out = append(out, s)
		}
		more = m
	})
	return out, more
}

func TestWhoExpectsWhatCameIn(t *testing.T) {
	h := newHouse(t)
	h.supplier("SUP01", "SUP02")
	for _, p := range []struct {
		number   string
		expected item.Date
		lines    []PurchaseLine
	}{{"PO-2", 20002, []PurchaseLine{{SKU: "A", Ordered: 10}, {SKU: "B", Ordered: 5}}}, {"PO-1", 20001, []PurchaseLine{{SKU: "A", Ordered: 3}}},
		{"PO-3", 20000, []PurchaseLine{{SKU: "A", Ordered: 7}}}} {
		if err := h.putOrder(PurchaseOrder{Number: p.number, Supplier: "SUP01", Expected: p.expected}, p.lines, 0); err != nil {
			t.Fatal(err)
		}
	}
	h.must("SH1", func(tx *store.Tx) error {
		_, err := PutASN(tx, ASN{Number: "ASN-1", Supplier: "SUP01", Reference: "d-77", PurchaseOrder: "PO-2", Expected: 20002},
			[]ASNLine{{SKU: "A", Quantity: 6, Lot: "L1", LPN: "PAL-1", POLine: 1}, {SKU: "B", Quantity: 2, LPN: "PAL-2", POLine: 2}}, 0)
		if err == nil {
			_, err = PutASN(tx, ASN{Number: "ASN-2", Supplier: "SUP02", Reference: "d-77"}, []ASNLine{{SKU: "C", Quantity: 1}}, 0)
		}
		return err
	})
	see := func(name string, q ExpectedQuery, want ...string) {
		t.Helper()
		got, _ := h.expects(q)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
	see("by SKU, by date", ExpectedQuery{SKU: "A"}, "purchase_order PO-3/1 A 7 of 7", "purchase_order PO-1/1 A 3 of 3", "asn ASN-1/1 A 6 of 6 on PAL-1", "purchase_order PO-2/1 A 10 of 10")
	see("by the supplier's reference, of two suppliers", ExpectedQuery{Reference: "d-77"}, "asn ASN-2/1 C 1 of 1", "asn ASN-1/1 A 6 of 6 on PAL-1", "asn ASN-1/2 B 2 of 2 on PAL-2")
	see("by reference and SKU", ExpectedQuery{Reference: "d-77", SKU: "B"}, "asn ASN-1/2 B 2 of 2 on PAL-2")
	see("by our number", ExpectedQuery{Reference: "po-2"}, "purchase_order PO-2/1 A 10 of 10", "purchase_order PO-2/2 B 5 of 5")
	see("by pallet", ExpectedQuery{LPN: "PAL-2"}, "asn ASN-1/2 B 2 of 2 on PAL-2")
	see("nobody", ExpectedQuery{SKU: "Z"})

	// What came is no longer expected, nor what is closed; a correction brings it back.
	h.must("SH1", func(tx *store.Tx) error {
		if _, err := AddReceived(tx, "PO-1", 1, 3); err != nil {
			return err
		}
		if _, err := AddASNReceived(tx, "ASN-1", 1, 4); err != nil {
			return err
		}
		_, err := ClosePurchaseOrder(tx, "PO-3", 1, true)
		return err
	})
	h.reopen()
	see("after receipts", ExpectedQuery{SKU: "A"}, "asn ASN-1/1 A 2 of 6 on PAL-1", "purchase_order PO-2/1 A 10 of 10")
	h.must("SH1", func(tx *store.Tx) error {
		if _, err := AddReceived(tx, "PO-1", 1, -1); err != nil {
			return err
		}
		_, err := ClosePurchaseOrder(tx, "PO-3", 2, false)
		return err
	})
	see("taken back", ExpectedQuery{SKU: "A"}, "purchase_order PO-3/1 A 7 of 7", "purchase_order PO-1/1 A 1 of 3", "asn ASN-1/1 A 2 of 6 on PAL-1", "purchase_order PO-2/1 A 10 of 10")
	h.view("SH1", func(r store.Reader) {
		if _, _, err := ExpectedLines(r, ExpectedQuery{}); faulttest.Reasons(err)[0] != "expected.unnamed" {
			t.Errorf("nothing was named: %v", err)
		}
	})
}

func TestWhatIsExpectedIsBounded(t *testing.T) {
	h := newHouse(t)
	h.supplier("SUP01")
	for n := range 12 {
		lines := make([]PurchaseLine, 10)
		for i := range lines {
			lines[i] = PurchaseLine{SKU: "A", Ordered: 1}
		}
		if err := h.putOrder(PurchaseOrder{Number: fmt.Sprintf("PO-%02d", n), Supplier: "SUP01"}, lines, 0); err != nil {
			t.Fatal(err)
		}
	}
	if got, more := h.expects(ExpectedQuery{SKU: "A"}); len(got) != MaxExpected || !more {
		t.Errorf("%d lines, more %t", len(got), more)
	}
}
