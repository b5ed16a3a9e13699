package inventory

import (
	"slices"
	"testing"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

func (h *house) purchase(number string, lines ...partner.PurchaseLine) {
	h.t.Helper()
	_ = h.in(store.Company, func(tx *store.Tx) error {
		_, err := partner.PutSupplier(tx, partner.Supplier{Code: "ACME", Name: "Acme"}, 0)
		return err
	}) // a second purchase finds the supplier there
	h.do(func(tx *store.Tx) error {
		_, err := partner.PutPurchaseOrder(tx, partner.PurchaseOrder{Number: number, Supplier: "ACME", Tolerance: partner.Tolerance{OverPercent: 10}}, lines, 0)
		return err
	})
}

func (h *house) receive(in ReceiveInput) (out ReceiveResult, err error) {
	err = h.try(func(tx *store.Tx) (err error) {
		out, err = Receive(tx, in)
		return err
	})
	return out, err
}

func reasons(err error) []string {
	if err == nil {
		return nil
	}
	f := fault.From(err)
	out := []string{f.Reason}
	for _, d := range f.Details {
		out = append(out, d.Reason)
	}
	return out
}

func TestReceiveRefusals(t *testing.T) {
	h := newHouse(t)
	h.purchase("PO1", partner.PurchaseLine{Line: 1, SKU: "A1", Ordered: 100}, partner.PurchaseLine{Line: 2, SKU: "MILK", Ordered: 50})
	soon := item.DateOf(h.now().AddDate(0, 0, 29), time.UTC)
	cases := []struct {
		name string
		in   ReceiveInput
		want []string
	}{
		{"over the tolerance", ReceiveInput{PurchaseOrder: "PO1", Line: 1, SKU: "A1", Qty: 111, Dock: "DOCK"}, []string{"receipt.over", "receipt.over"}},
		{"another SKU", ReceiveInput{PurchaseOrder: "PO1", Line: 2, SKU: "A1", Qty: 1, Dock: "DOCK"}, []string{"receive.other_sku"}},
		{"everything wrong at once", ReceiveInput{PurchaseOrder: "PO1", Line: 2, SKU: "MILK", Qty: 0, Dock: "A1-1"},
			[]string{"receive.invalid", "receive.quantity", "lot.missing", "expiry.missing", "receive.dock"}},
		{"too little life", ReceiveInput{PurchaseOrder: "PO1", Line: 2, SKU: "MILK", Qty: 1, Lot: "L1", Expiry: soon, Dock: "DOCK"},
			[]string{"lot.too_short", "lot.too_short"}},
		{"too little life and a blank for a reason", ReceiveInput{PurchaseOrder: "PO1", Line: 2, SKU: "MILK", Qty: 1, Lot: "L1", Expiry: soon, Dock: "DOCK", Override: " "},
			[]string{"lot.too_short", "lot.too_short"}},
		{"unknown item", ReceiveInput{PurchaseOrder: "PO1", Line: 1, SKU: "NIX", Qty: 1, Dock: "DOCK"}, []string{"item.unknown"}},
		{"nothing announced it", ReceiveInput{SKU: "A1", Qty: 1, Dock: "DOCK"}, []string{"receive.supplier"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := h.receive(c.in)
			if got := reasons(err); !slices.Equal(got, c.want) {
				t.Errorf("reasons = %v, want %v", got, c.want)
			}
		})
	}
	h.look(func(r store.Reader) {
		l, err := partner.FindPurchaseLine(r, "PO1", 1)
		if err != nil || l.Received != 0 {
			t.Errorf("after refusals line 1 has received %d (%v), want 0", l.Received, err)
		}
	})
}

func TestASupervisorMayTakeGoodsWithLittleLife(t *testing.T) {
	h := newHouse(t)
	h.purchase("PO1", partner.PurchaseLine{Line: 1, SKU: "MILK", Ordered: 50})
	_, err := h.receive(ReceiveInput{PurchaseOrder: "PO1", Line: 1, SKU: "MILK", Qty: 5, Lot: "L1", Expiry: item.MakeDate(2026, 3, 10), Dock: "DOCK",
		Override: "sold off this week"})
	if err != nil {
		t.Fatal(err)
	}
	if b := h.balance("MILK", "L1", Location("DOCK")); b.OnHand != 5 {
		t.Errorf("on hand = %d, want 5", b.OnHand)
	}
}

func TestGoodsGoFromTheDockToTheShelf(t *testing.T) {
	h := newHouse(t)
	h.purchase("PO1", partner.PurchaseLine{Line: 1, SKU: "QC", Ordered: 20})
	got, err := h.receive(ReceiveInput{PurchaseOrder: "PO1", Line: 1, SKU: "QC", Qty: 20, Dock: "DOCK", LPN: "U1"})
	if err != nil || got.Sample != 3 || got.Status != ToInspect || got.Due != 2 {
		t.Fatalf("receive = %+v, %v; want 3 to sample, status inspect, 2 more within the tolerance", got, err)
	}
	put := PutawayInput{LPN: "U1", Unpack: true, To: "A1-1"}
	putaway := func() error {
		return h.try(func(tx *store.Tx) error {
			_, err := Putaway(tx, put)
			return err
		})
	}
	if got := reasons(putaway()); !slices.Contains(got, "inspect.waiting") {
		t.Errorf("putting away what waits for inspection: %v, want inspect.waiting", got)
	}
	inspect := func(in InspectInput) error {
		return h.try(func(tx *store.Tx) error {
			_, err := Inspect(tx, in)
			return err
		})
	}
	wrong := InspectInput{SKU: "QC", Holder: LPNHolder("U1"), Sample: 1, Passed: 18, Failed: 3, Quarantine: "A1-1"}
	if got, want := reasons(inspect(wrong)), []string{"inspect.invalid", "stock.short", "inspect.sample", "inspect.defect", "inspect.quarantine"}; !slices.Equal(got, want) {
		t.Errorf("reasons = %v, want %v", got, want)
	}
	if err := inspect(InspectInput{SKU: "QC", Holder: LPNHolder("U1"), Sample: 3, Passed: 18, Failed: 2, Defect: "broken", Quarantine: "QUAR"}); err != nil {
		t.Fatal(err)
	}
	if err := putaway(); err != nil {
		t.Fatal(err)
	}
	if b := h.balance("QC", "", Location("A1-1")); b.OnHand != 18 {
		t.Errorf("on the shelf = %d, want 18", b.OnHand)
	}
	h.look(func(r store.Reader) {
		if b := GetBalance(r, Goods{SKU: "QC", Holder: Location("QUAR"), Status: Damaged}); b.OnHand != 2 {
			t.Errorf("in quarantine = %d, want 2", b.OnHand)
		}
	})
}

func TestPutawayNamesEveryRuleALocationHas(t *testing.T) {
	h := newHouse(t)
	h.do(func(tx *store.Tx) error {
		_, err := PutLocation(tx, layout.Location{Code: "NO", Kind: layout.PickFace, Closed: true, Fixed: "QC", Class: "frozen", Grams: 150, Volume: 1_500_000}, 0)
		return err
	})
	h.stock("A1", Location("DOCK"), 2)
	err := h.try(func(tx *store.Tx) error {
		_, err := Putaway(tx, PutawayInput{From: Location("DOCK"), SKU: "A1", Qty: 2, To: "NO"})
		return err
	})
	for _, want := range []string{"location.refused", "location.closed", "location.fixed", "location.class"} {
		if got := reasons(err); !slices.Contains(got, want) {
			t.Errorf("reasons = %v, want %s among them", got, want)
		}
	}
	h.do(func(tx *store.Tx) error {
		_, err := Putaway(tx, PutawayInput{From: Location("DOCK"), SKU: "A1", Qty: 2, To: "A1-1"})
		return err
	})
}

func TestSuggestionsAreAccepted(t *testing.T) {
	h := newHouse(t)
	h.stock("A1", Location("A1-2"), 1)
	h.stock("A1", Location("DOCK"), 4)
	var to layout.Code
	h.look(func(r store.Reader) {
		got, err := SuggestPutaway(r, GetBalance(r, Goods{SKU: "A1", Holder: Location("DOCK"), Status: Available}), 3)
		if err != nil || len(got) == 0 {
			t.Fatalf("suggestions = %v, %v", got, err)
		}
		if got[0].Code != "A1-2" || got[0].Why == "" {
			t.Errorf("first = %+v, want A1-2, where the item lies already, with its reason", got[0])
		}
		to = got[0].Code
	})
	h.do(func(tx *store.Tx) error {
		_, err := Putaway(tx, PutawayInput{From: Location("DOCK"), SKU: "A1", Qty: 4, To: to})
		return err
	})
}
