package fulfilment

import (
	"context"
	"testing"

	"example.com/tote/fulfilment/cartonize"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

func TestSuggestedCartonsHoldWhatLiesInTheTotes(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.item("FLAT", func(it *item.Item) { it.Packs[0].Size = item.Size{} }) // not measured yet
	h.stock("TEA", "", faceA, 9, 0)
	h.stock("CUP", "", faceB, 40, 0)
	h.stock("FLAT", "", faceC, 1, 0)
	h.order("O1", wants{"TEA", 2})
	h.order("O2", wants{"CUP", 30}, wants{"FLAT", 1})
	h.picked("O1", "O2")
	suggest := func(scanned string) (p cartonize.Plan, err error) {
		var to ToCarton
		h.look(func(r store.Reader) {
			var list PackList
			if list, err = PackListOf(r, scanned); err == nil {
				to, err = CartonsFor(r, list)
			}
		})
		if err != nil {
			return p, err
		}
		return to.Suggest(context.Background())
	}
	if p, err := suggest("T-O1"); err != nil || len(p.Cartons) != 1 || p.Cartons[0].Code != "S" || p.Cartons[0].Net != 200 {
		t.Errorf("two of 10 cm: %+v, %v", p, err)
	}
	p, err := suggest("O2")
	if err != nil || len(p.Cartons) != 1 || p.Cartons[0].Code != "L" || len(p.Left) != 1 || p.Left[0].Reason != cartonize.ReasonUnmeasured {
		t.Errorf("thirty of 10 cm and 300 g: %+v, %v", p, err)
	}
	if _, err := suggest("O9"); fault.ReasonOf(err) != "order.unknown" {
		t.Errorf("got %v, want order.unknown", err)
	}
	err = h.in(store.Company, func(tx *store.Tx) error {
		for _, c := range partner.ActiveCartons(tx) {
			c.Active = false
			if _, err := partner.PutCarton(tx, c, c.Revision); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := suggest("O1"); fault.ReasonOf(err) != "carton.none" {
		t.Errorf("got %v, want carton.none", err)
	}
	refused(h, Pack, PackInput{Order: "O1", Carton: "S", Station: "PACK", Units: []Unit{{SKU: "TEA", Qty: 2}}}, "carton.inactive")
}

func TestThePackListNamesWhatIsStillToCome(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 9, 0)
	h.order("O1", wants{"TEA", 5})
	trip := h.released("O1")
	in := pickOf(trip.Task, trip.Steps[0].TaskStep, "T1")
	in.Qty = 2
	doVerb(h, Pick, in)
	h.do(func(tx *store.Tx) error {
		_, err := inventory.RegisterLPN(tx, "T2", inventory.ToteLPN, inventory.Location("PACK"))
		return err
	})
	h.look(func(r store.Reader) {
		list, err := PackListOf(r, "T1")
		if err != nil || list.Open != 3 || len(list.Units) != 1 || list.Units[0].Qty != 2 {
			t.Errorf("got %+v, %v", list, err)
		}
		if _, err := PackListOf(r, "T2"); fault.ReasonOf(err) != "tote.empty" {
			t.Errorf("got %v, want tote.empty", err)
		}
	})
}
