package inventory

import (
	"slices"
	"strings"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// Picked goods of a cancelled line stay in their tote, claimed by nobody; the ledger accounts for it, and a record that
// says otherwise is found.
func TestGiveUp(t *testing.T) {
	h := newHouse(t)
	at, tote := Location("A1-1"), LPNHolder("T1")
	h.stock("A1", at, 10)
	h.do(func(tx *store.Tx) error {
		if err := BindTote(tx, "T1", "O-1", at); err != nil {
			return err
		}
		l, err := OpenLine(tx, NewLine{Order: "O-1", No: 1, SKU: "A1", Qty: 7})
		if err != nil {
			return err
		}
		if _, err := Reserve(tx, &l, ReserveInput{Goods: Goods{SKU: "A1", Holder: at, Status: Available}, Qty: 7}); err != nil {
			return err
		}
		if err := GiveUp(tx, &l, 1, "cancelled"); fault.ReasonOf(err) != "reservation.gone" {
			t.Errorf("not picked: got %v, want reservation.gone", err)
		}
		if _, err := Advance(tx, &l, Onward{Res: 1, Qty: 5, To: tote, ToPhase: Picked}); err != nil {
			return err
		}
		if err := GiveUp(tx, &l, 2, "cancelled"); err != nil {
			return err
		}
		Lines.Put(tx, &l)
		return nil
	})
	h.look(func(r store.Reader) {
		l, _ := GetLine(r, "O-1", 1)
		if l.In(Allocated) != 2 || l.In(Cancelled) != 5 || len(l.Res) != 1 {
			t.Errorf("got %+v, want 2 allocated and 5 cancelled", l)
		}
		if found, _ := Check(r); len(found) != 0 {
			t.Errorf("the check finds %v", found)
		}
	})
	if b := h.balance("A1", "", tote); b.OnHand != 5 || b.Reserved != 0 {
		t.Errorf("the tote has %+v, want 5 that nobody claims", b)
	}
	// A release that gives picked goods to a carton is none the verbs can book: the check names it.
	a := NewAuditor(houseCode)
	h.look(func(r store.Reader) {
		for l := range store.Entries(r, 1) {
			e, err := ReadEntry(l)
			if err == nil && e.Kind == EntryRelease {
				e.ToPhase = Packed
				l.Body = store.Marshal(&e.Entry)
			}
			a.Fold(l)
		}
	})
	if found, _ := a.Differences(); !slices.ContainsFunc(found, func(d Difference) bool { return d.What == "entry" && strings.Contains(d.Want, "to give back") }) {
		t.Errorf("the check finds %v, want the entry named", found)
	}
}
