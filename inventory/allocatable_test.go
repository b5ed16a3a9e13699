package inventory

import (
	"fmt"
	"slices"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

func (h *house) offered(sku item.SKU, owner string, today item.Date) (out []string) {
	h.t.Helper()
	h.look(func(r store.Reader) {
		for _, c := range Allocatable(r, sku, owner, today).Candidates {
			out = append(out, fmt.Sprintf("%s/%s@%s:%d", c.Holder.ID, c.Lot, c.Location, c.Free))
		}
	})
	return out
}

func (h *house) lot(sku item.SKU, lot item.Lot, at Holder, qty int64, expiry item.Date) {
	h.t.Helper()
	h.do(func(tx *store.Tx) error {
		if err := meetLot(tx, Lot{SKU: sku, Number: lot, Expiry: expiry}); err != nil {
			return err
		}
		_, err := Adjust(tx, AdjustInput{SKU: sku, Lot: lot, Holder: at, Delta: qty, Reason: AdjustFound})
		return err
	})
}

func TestAllocatableGivesWhatMayBeSoldToday(t *testing.T) {
	h := newHouse(t)
	const day item.Date = 20_000
	h.lot("MILK", "LATE", Location("A1-1"), 4, day+30)
	h.lot("MILK", "SOON", Location("A1-2"), 4, day)   // sold until its last day
	h.lot("MILK", "GONE", Location("A1-1"), 4, day-1) // expired yesterday
	h.lot("MILK", "DOCK", Location("DOCK"), 4, day+9) // not put away
	h.do(func(tx *store.Tx) error {
		if _, err := RegisterLPN(tx, "PAL", PalletLPN, Location("R1-1")); err != nil {
			return err
		}
		if _, err := RegisterLPN(tx, "BOX", CartonLPN, LPNHolder("PAL")); err != nil {
			return err
		}
		_, err := Adjust(tx, AdjustInput{SKU: "MILK", Lot: "LATE", Holder: LPNHolder("BOX"), Delta: 2, Reason: AdjustFound})
		if err == nil {
			_, err = Adjust(tx, AdjustInput{SKU: "MILK", Lot: "LATE", Holder: Location("R1-1"), Owner: "shop-9", Delta: 1, Reason: AdjustFound})
		}
		if err == nil {
			_, err = Adjust(tx, AdjustInput{SKU: "MILK", Lot: "LATE", Holder: Location("R1-1"), Status: Damaged, Delta: 1, Reason: AdjustFound})
		}
		return err
	})
	if got, want := fmt.Sprint(h.offered("MILK", "", day)), "[A1-2/SOON@A1-2:4 A1-1/LATE@A1-1:4 BOX/LATE@R1-1:2]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := fmt.Sprint(h.offered("MILK", "shop-9", day)), "[R1-1/LATE@R1-1:1]"; got != want {
		t.Errorf("another owner's: got %s, want %s", got, want)
	}
	h.do(func(tx *store.Tx) error {
		_, err := PlaceHold(tx, Target{On: HoldHolder, Holder: LPNHolder("PAL")}, CountHold, ReasonCountPending)
		if err == nil {
			_, err = PlaceHold(tx, Target{On: HoldLot, SKU: "MILK", Lot: "SOON"}, QualityHold, "recall")
		}
		return err
	})
	if got, want := fmt.Sprint(h.offered("MILK", "", day)), "[A1-1/LATE@A1-1:4]"; got != want {
		t.Errorf("under holds: got %s, want %s", got, want)
	}
	h.company(func(tx *store.Tx) error {
		_, err := PlaceHold(tx, Target{On: HoldSKU, SKU: "MILK"}, QualityHold, "recall")
		return err
	})
	if got := h.offered("MILK", "", day); len(got) != 0 {
		t.Errorf("held everywhere: got %v", got)
	}
	h.look(func(r store.Reader) {
		held, kinds := 0, map[string]bool{}
		for _, u := range UnsoldOf(r, "MILK") {
			kinds[u.Kind.String()] = true
			if u.Hold != "" {
				held++
			}
		}
		if held != 7 || !kinds["dock"] {
			t.Errorf("%d balances with a reason, kinds %v", held, kinds)
		}
	})
}

func TestAllocatableIsBounded(t *testing.T) {
	h := newHouse(t)
	for i := range 21 {
		h.do(func(tx *store.Tx) error {
			for j := range 20 {
				n := item.Lot(fmt.Sprintf("L%03d", i*20+j))
				Lots.Put(tx, &Lot{SKU: "MILK", Number: n, Expiry: item.Date(30_000 - i*20 - j)})
				if _, err := Adjust(tx, AdjustInput{SKU: "MILK", Lot: n, Holder: Location("A1-1"), Delta: 1, Reason: AdjustFound}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	h.look(func(r store.Reader) {
		q := Search{SKU: "MILK", Day: 1}
		var seen []item.Lot
		for n := 0; ; n++ {
			o := q.Offer(r)
			if len(o.Candidates) > MaxCandidates || o.Reads > maxSearchReads+2*maxLotsSorted {
				t.Errorf("%d candidates, %d reads", len(o.Candidates), o.Reads)
			}
			for _, c := range o.Candidates {
				seen = append(seen, c.Lot)
			}
			if n == 0 && fmt.Sprint(seen[:2]) != fmt.Sprintf("[L%03d L%03d]", maxLotsSorted-1, maxLotsSorted-2) { // the earliest of the first round
				t.Errorf("the first are %s", seen[:2])
			}
			if !o.More {
				break
			}
			q.From = o.Next
		}
		slices.Sort(seen)
		if all := len(slices.Compact(seen)); all != 420 || len(seen) != 420 {
			t.Errorf("%d lots were offered, %d of them once; want all 420", all, len(seen))
		}
		if o := (Search{SKU: "MILK", Day: 1, Want: 1}).Offer(r); len(o.Candidates) != 1 || o.More {
			t.Errorf("%d candidates for one unit", len(o.Candidates))
		}
		if o := (Search{SKU: "MILK", Day: 1, Lot: "L007"}).Offer(r); len(o.Candidates) != 1 || o.Candidates[0].Lot != "L007" || o.Reads > 10 {
			t.Errorf("%d candidates of one lot, %d reads", len(o.Candidates), o.Reads)
		}
	})
}

func TestACountIsWantedOnce(t *testing.T) {
	h := newHouse(t)
	h.do(func(tx *store.Tx) error { return WantCount(tx, Location("A1-1"), "A1", CountAfterShort, 2) })
	h.do(func(tx *store.Tx) error { return WantCount(tx, Location("A1-1"), "A1", CountNotEmpty, 0) })
	h.do(func(tx *store.Tx) error { return WantCount(tx, Worker("w1"), "A1", CountNotEmpty, 0) })
	err := h.try(func(tx *store.Tx) error { return WantCount(tx, Customer, "A1", CountNotEmpty, 0) })
	if fault.ReasonOf(err) != "count.target" {
		t.Errorf("got %v, want count.target", err)
	}
	h.look(func(r store.Reader) {
		got := CountsWanted(r, 10)
		if len(got) != 2 || got[0].Reason != CountAfterShort || got[0].Seen != 2 || got[0].By != "w1" {
			t.Errorf("got %+v", got)
		}
		if one := CountsWanted(r, 1); len(one) != 1 {
			t.Errorf("got %+v, want one", one)
		}
	})
}
