package fulfilment

import (
	"fmt"
	"slices"
	"testing"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

func allFrom(from string, to layout.Code) inventory.PutawayInput {
	return inventory.PutawayInput{From: inventory.Location(layout.Code(from)), To: to}
}

func (h *hall) lpn(id string, kind inventory.LPNKind, at inventory.Holder) inventory.Holder {
	h.t.Helper()
	h.do(func(tx *store.Tx) error { _, err := inventory.RegisterLPN(tx, id, kind, at); return err })
	return inventory.LPNHolder(id)
}

func left(out inventory.PutawayResult) (all []string) {
	for _, l := range out.Left {
		all = append(all, fmt.Sprintf("%s%s %s", l.LPN, l.SKU, l.Reason))
	}
	slices.Sort(all)
	return all
}

func TestAWholeLocationIsPutAway(t *testing.T) {
	h := newHall(t, storetest.Memory)
	dock := inventory.Location("DOCK")
	h.stock("TEA", "", dock, 9, 0)
	h.stock("MILK", "L1", dock, 4, h.today()+40)
	h.stock("CUP", "", h.lpn("U-1", inventory.PalletLPN, dock), 7, 0)
	h.lpn("U-EMPTY", inventory.PalletLPN, dock)
	h.do(func(tx *store.Tx) error { // two cups wait for inspection, a broken one for its end
		for _, m := range []struct {
			to inventory.Status
			n  int64
		}{{inventory.ToInspect, 2}, {inventory.Damaged, 1}} {
			in := inventory.Movement{From: inventory.Goods{SKU: "CUP", Holder: inventory.Adjustment, Status: inventory.Available}, To: inventory.Side{Holder: dock, Status: m.to}, Qty: m.n, Reason: "test"}
			if err := inventory.Move(tx, in); err != nil {
				return err
			}
		}
		return inventory.BindTote(tx, "T-9", "O9", dock)
	})
	out := doVerb(h, Putaway, allFrom("DOCK", "R1-1"))
	if out.Units != 9+4+7 || out.Runs != 2 || out.LPNs != 1 || out.More {
		t.Errorf("put away: %+v", out)
	}
	if want := []string{"CUP inspect.waiting", "CUP location.kind", "T-9 tote.in_use"}; !slices.Equal(left(out), want) {
		t.Errorf("left: %v, want %v", left(out), want)
	}
	if h.onHand("TEA", "", reserveR) != 9 || h.onHand("CUP", "", inventory.LPNHolder("U-1")) != 7 {
		t.Error("the goods are not there")
	}
	// What is left is refused with every reason, and nothing is no success.
	if e := refused(h, Putaway, allFrom("DOCK", "R1-1"), "location.refused"); len(e.Details) != 3 {
		t.Errorf("details: %v", details(e))
	}
	refused(h, Putaway, allFrom("STAGE", "R1-1"), "putaway.nothing")
	refused(h, Putaway, allFrom("R1-1", "R1-1"), "putaway.same")
	refused(h, Putaway, allFrom("Z9", "R1-1"), "location.unknown")
}

func TestWhatALineHasClaimedStays(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 9, 0)
	h.order("O1", wants{"TEA", 4})
	h.released("O1")
	out := doVerb(h, Putaway, allFrom("A1-1", "R1-1"))
	if out.Units != 5 || !slices.Equal(left(out), []string{"TEA stock.reserved"}) {
		t.Errorf("put away: %+v", out)
	}
}

func TestALongContentIsASeries(t *testing.T) {
	h := newHall(t, storetest.Memory)
	dock := inventory.Location("DOCK")
	for i := range 50 {
		sku := item.SKU(fmt.Sprintf("S%02d", i))
		h.item(sku, func(*item.Item) {})
		h.stock(sku, "", dock, 2, 0)
	}
	for i := range 20 {
		at := h.lpn(fmt.Sprintf("U-%02d", i), inventory.PalletLPN, dock)
		for n := range 12 {
			h.stock(item.SKU(fmt.Sprintf("S%02d", n)), "", at, 1, 0)
		}
	}
	units, sent := int64(0), 0
	for more := true; more; sent++ {
		var out inventory.PutawayResult
		writes, _ := h.cost(func() { out = doVerb(h, Putaway, allFrom("DOCK", "R1-1")) })
		if writes > store.MaxCommandWrites*9/10 {
			t.Errorf("%d writes", writes)
		}
		units, more = units+out.Units, out.More
	}
	if units != 50*2+20*12 || sent > 6 {
		t.Errorf("%d units in %d commands", units, sent)
	}
	h.look(func(r store.Reader) {
		if len(inventory.Children(r, dock, 1)) > 0 {
			t.Error("something is left at the dock")
		}
	})
}
