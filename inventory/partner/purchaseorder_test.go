package partner

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

func (h *house) supplier(codes ...string) {
	h.t.Helper()
	h.must(store.Company, func(tx *store.Tx) error {
		for _, c := range codes {
			if _, err := PutSupplier(tx, Supplier{Code: c, Name: c}, 0); err != nil {
				return err
			}
		}
		return nil
	})
}

func (h *house) putOrder(p PurchaseOrder, lines []PurchaseLine, expected uint64) error {
	return h.do("SH1", func(tx *store.Tx) error {
		_, err := PutPurchaseOrder(tx, p, lines, expected)
		return err
	})
}

func (h *house) receive(number string, line int, quantity int64) error {
	return h.do("SH1", func(tx *store.Tx) error {
		_, err := AddReceived(tx, number, line, quantity)
		return err
	})
}

func TestPurchaseOrderOfEveryLength(t *testing.T) {
	h := newHouse(t)
	h.supplier("SUP01")
	revision := uint64(0)
	for _, n := range []int{1, 15, 16, 17, 32, 33, 499, 500, 16, 1} { // longer and shorter again: no line is left over
		var lines []PurchaseLine
		for i := range n {
			lines = append(lines, PurchaseLine{SKU: item.SKU(fmt.Sprintf("SKU%03d", i)), Ordered: int64(i + 1)})
		}
		if err := h.putOrder(PurchaseOrder{Number: "po-1", Supplier: "sup01", Expected: 20000}, lines, revision); err != nil {
			t.Fatalf("%d lines: %v", n, err)
		}
		revision++
		h.view("SH1", func(r store.Reader) {
			got := PurchaseLines(r, "PO-1")
			for i := range lines {
				lines[i].Line = i + 1
			}
			if d := cmp.Diff(lines, got); d != "" {
				t.Errorf("%d lines (-want +got):\n%s", n, d)
			}
			last, err := FindPurchaseLine(r, "PO-1", n)
			if err != nil || last != lines[n-1] {
				t.Errorf("line %d: got %v, %v", n, last, err)
			}
			for _, none := range []int{-1, 0, n + 1, 501} {
				if _, err := FindPurchaseLine(r, "PO-1", none); fault.ReasonOf(err) != "line.unknown" {
					t.Errorf("line %d of %d: got %v, want line.unknown", none, n, err)
				}
			}
		})
	}
}

// A receipt writes one chunk: with the longest values a line may have it stays within half a page.
func TestChunksStaySmall(t *testing.T) {
	sku, lot := item.SKU(strings.Repeat("S", item.MaxSKU)), item.Lot(strings.Repeat("L", item.MaxLot))
	order := chunk[PurchaseLine]{Number: strings.Repeat("N", MaxNumber), Index: 31,
		Lines: slicesRepeat(PurchaseLine{Line: 500, SKU: sku, Ordered: MaxQuantity, Received: MaxQuantity}, chunkLines)}
	asn := chunk[ASNLine]{Number: strings.Repeat("N", MaxNumber), Index: 31, Lines: slicesRepeat(ASNLine{Line: 500, SKU: sku,
		Quantity: MaxQuantity, Lot: lot, Expiry: 30000, LPN: strings.Repeat("P", MaxLPN), POLine: 500, Received: MaxQuantity}, chunkLines)}
	for name, size := range map[string]int{"purchase order": len(store.Marshal(&order)), "ASN": len(store.Marshal(&asn))} {
		if size > 2048 {
			t.Errorf("%s: got a chunk of %d bytes, want at most 2048", name, size)
		}
	}
}

func TestReceiveAgainstPurchaseOrder(t *testing.T) {
	h := newHouse(t)
	h.supplier("SUP01")
	two := []PurchaseLine{{SKU: "A", Ordered: 100}, {SKU: "B", Ordered: 10}}
	head := PurchaseOrder{Number: "PO-1", Supplier: "SUP01", Tolerance: Tolerance{OverPercent: 10}}
	if err := h.putOrder(head, two, 0); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		do     func() error
		reason string
		status Status
	}{
		{"unknown order", func() error { return h.receive("PO-9", 1, 1) }, "purchase_order.unknown", Expected},
		{"unknown line", func() error { return h.receive("PO-1", 3, 1) }, "line.unknown", Expected},
		{"a part", func() error { return h.receive("PO-1", 1, 60) }, "", Receiving},
		{"over the tolerance", func() error { return h.receive("PO-1", 1, 51) }, "receipt.over", Receiving},
		{"up to the tolerance", func() error { return h.receive("PO-1", 1, 50) }, "", Receiving},
		{"a correction", func() error { return h.receive("PO-1", 1, -10) }, "", Receiving},
		{"more back than came", func() error { return h.receive("PO-1", 1, -101) }, "receipt.below_zero", Receiving},
		{"absurd", func() error { return h.receive("PO-1", 1, 1<<62) }, "number.range", Receiving},
		{"another item in a received line", func() error {
			return h.putOrder(head, []PurchaseLine{{SKU: "C", Ordered: 100}, two[1]}, 1)
		}, "purchase_order.received", Receiving},
		{"more of it", func() error { return h.putOrder(head, []PurchaseLine{{SKU: "A", Ordered: 200}, two[1]}, 1) }, "", Receiving},
		{"less of it, without the open line", func() error { return h.putOrder(head, []PurchaseLine{{SKU: "A", Ordered: 100}}, 2) }, "", Complete},
		{"a line gone that goods came for", func() error { return h.putOrder(head, nil, 3) }, "purchase_order.invalid", Complete},
		{"stale", func() error { return h.putOrder(head, two, 1) }, "revision.stale", Complete},
		{"closed", func() error {
			return h.do("SH1", func(tx *store.Tx) error { _, err := ClosePurchaseOrder(tx, "PO-1", 3, true); return err })
		}, "", Ended},
		{"more for a closed one", func() error { return h.receive("PO-1", 1, 1) }, "purchase_order.closed", Ended},
		{"a correction of a closed one", func() error { return h.receive("PO-1", 1, -1) }, "", Ended},
		{"opened again", func() error {
			return h.do("SH1", func(tx *store.Tx) error { _, err := ClosePurchaseOrder(tx, "PO-1", 4, false); return err })
		}, "", Receiving},
		{"a supplier that is none", func() error {
			return h.putOrder(PurchaseOrder{Number: "PO-2", Supplier: "SUP09"}, two, 0)
		}, "supplier.unknown", Receiving},
	} {
		if err := c.do(); fault.ReasonOf(err) != c.reason {
			t.Errorf("%s: got %v, want reason %q", c.name, err, c.reason)
		}
		h.reopen()
		h.view("SH1", func(r store.Reader) {
			p, err := FindPurchaseOrder(r, "PO-1")
			if got := p.Status(PurchaseLines(r, "PO-1")); got != c.status || err != nil {
				t.Errorf("%s: got %s, %v; want %s", c.name, got, err, c.status)
			}
		})
	}
}

func TestClosedSupplierGetsNoNewOrder(t *testing.T) {
	h := newHouse(t)
	h.supplier("SUP01")
	lines := []PurchaseLine{{SKU: "A", Ordered: 1}}
	if err := h.putOrder(PurchaseOrder{Number: "PO-1", Supplier: "SUP01"}, lines, 0); err != nil {
		t.Fatal(err)
	}
	h.must(store.Company, func(tx *store.Tx) error {
		_, err := PutSupplier(tx, Supplier{Code: "SUP01", Name: "S", Closed: true}, 1)
		return err
	})
	if err := h.putOrder(PurchaseOrder{Number: "PO-2", Supplier: "SUP01"}, lines, 0); fault.ReasonOf(err) != "supplier.closed" {
		t.Errorf("got %v, want supplier.closed", err)
	}
	if err := h.putOrder(PurchaseOrder{Number: "PO-1", Supplier: "SUP01"}, lines, 1); err != nil {
		t.Errorf("got %v, want an order that is on its way to stay editable", err)
	}
}

func TestPurchaseOrdersComeByDate(t *testing.T) {
	h := newHouse(t)
	h.supplier("SUP01")
	for number, day := range map[string]item.Date{"PO-1": 300, "PO-2": 100, "PO-3": 200, "PO-4": 100, "PO-5": 0} {
		if err := h.putOrder(PurchaseOrder{Number: number, Supplier: "SUP01", Expected: day}, []PurchaseLine{{SKU: "A", Ordered: 1}}, 0); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"PO-5", "PO-2", "PO-4", "PO-3", "PO-1"}
	for limit := 1; limit <= 6; limit++ {
		var got []string
		for p, more := (Page{Limit: limit}), true; more; {
			h.view("SH1", func(r store.Reader) {
				page, err := ListPurchaseOrders(r, p)
				if err != nil {
					t.Fatal(err)
				}
				for _, o := range page {
					got, p.After = append(got, o.Number), o.Number
				}
				more = len(page) == limit
			})
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("in pages of %d (-want +got):\n%s", limit, d)
		}
	}
	h.view("SH1", func(r store.Reader) {
		if _, err := ListPurchaseOrders(r, Page{After: "PO-9"}); fault.ReasonOf(err) != "purchase_order.unknown" {
			t.Errorf("got %v, want a cursor that names nothing refused", err)
		}
	})
}
