package partner

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/fault/faulttest"
	"example.com/tote/inventory/store"
)

func TestASN(t *testing.T) {
	h := newHouse(t)
	h.supplier("SUP01", "SUP02")
	if err := h.putOrder(PurchaseOrder{Number: "PO-1", Supplier: "SUP01"}, []PurchaseLine{{SKU: "A", Ordered: 10}, {SKU: "B", Ordered: 5}}, 0); err != nil {
		t.Fatal(err)
	}
	put := func(a ASN, lines []ASNLine, expected uint64) error {
		return h.do("SH1", func(tx *store.Tx) error { _, err := PutASN(tx, a, lines, expected); return err })
	}
	add := func(line int, quantity int64) error {
		return h.do("SH1", func(tx *store.Tx) error { _, err := AddASNReceived(tx, "ASN-1", line, quantity); return err })
	}
	head := ASN{Number: "ASN-1", Supplier: "SUP01", Reference: "D-77", PurchaseOrder: "PO-1"}
	lines := []ASNLine{{SKU: "A", Quantity: 10, Lot: "L1", Expiry: 21000, LPN: "SSCC1", POLine: 1}, {SKU: "B", Quantity: 5, POLine: 2}}
	with := func(edit func(*ASN)) ASN { a := head; edit(&a); return a }
	for _, c := range []struct {
		name string
		err  func() error
		want []string
	}{
		{"of an order that is none", func() error { return put(with(func(a *ASN) { a.PurchaseOrder = "PO-9" }), lines, 0) }, []string{"purchase_order.unknown"}},
		{"of a supplier that is none", func() error { return put(with(func(a *ASN) { a.Supplier = "SUP09" }), lines, 0) }, []string{"supplier.unknown"}},
		{"of another's order, with lines it has not", func() error {
			return put(with(func(a *ASN) { a.Supplier = "SUP02" }), []ASNLine{{SKU: "A", Quantity: 1, POLine: 2}, {SKU: "A", Quantity: 1, POLine: 3}, {SKU: "Z", Quantity: 1}}, 0)
		}, []string{"asn.po_line", "supplier: asn.supplier", "lines[0].po_line: asn.po_line", "lines[1].po_line: asn.po_line"}},
		{"new", func() error { return put(head, lines, 0) }, nil},
		{"the same delivery under another number", func() error { return put(with(func(a *ASN) { a.Number = "ASN-2" }), lines, 0) }, []string{"asn.duplicate"}},
		{"the same reference of another supplier", func() error {
			return put(ASN{Number: "ASN-3", Supplier: "SUP02", Reference: "D-77"}, []ASNLine{{SKU: "A", Quantity: 1}}, 0)
		}, nil},
		{"edited", func() error { return put(head, lines, 1) }, nil},
		{"stale", func() error { return put(head, lines, 1) }, []string{"revision.stale"}},
		{"goods came", func() error { return add(1, 10) }, nil},
		{"too many came", func() error { return add(1, 1) }, []string{"receipt.over", "ASN ASN-1 line 1: receipt.over"}},
		{"edited afterwards", func() error { return put(head, lines, 2) }, []string{"asn.received"}},
		{"an unknown line", func() error { return add(3, 1) }, []string{"line.unknown"}},
		{"closed", func() error {
			return h.do("SH1", func(tx *store.Tx) error { _, err := CloseASN(tx, "asn-1", 2, true); return err })
		}, nil},
		{"more for a closed one", func() error { return add(2, 1) }, []string{"asn.closed"}},
	} {
		if d := cmp.Diff(c.want, faulttest.Reasons(c.err())); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
	}
	h.reopen()
	h.view("SH1", func(r store.Reader) {
		a, err := FindASNByReference(r, "sup01", "D-77")
		if err != nil || a.Number != "ASN-1" || a.Status(ASNLines(r, a.Number)) != Ended {
			t.Errorf("got %v, %v; want the closed ASN-1", a, err)
		}
		want := ASNLine{Line: 1, SKU: "A", Quantity: 10, Lot: "L1", Expiry: 21000, LPN: "SSCC1", POLine: 1, Received: 10}
		if l, err := FindASNLine(r, "ASN-1", 1); err != nil || !cmp.Equal(l, want) {
			t.Errorf("got %v, %v; want %v", l, err, want)
		}
		if list, err := ListASNs(r, Page{}); err != nil || len(list) != 2 {
			t.Errorf("got %d notices, %v; want 2", len(list), err)
		}
		if _, err := FindASNByReference(r, "SUP01", "D-78"); fault.ReasonOf(err) != "asn.unknown" {
			t.Errorf("got %v, want asn.unknown", err)
		}
	})
}
