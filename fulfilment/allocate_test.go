package fulfilment

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

func reservations(l inventory.Line) (out []string) {
	for _, r := range l.Res {
		out = append(out, fmt.Sprintf("%s/%s:%d", r.Holder.ID, r.Lot, r.Qty))
	}
	return out
}

func TestAllocateGivesTheEarliestExpiryThatLivesLongEnough(t *testing.T) {
	h := newHall(t, storetest.Memory)
	day := h.today()
	h.stock("MILK", "OLD", faceA, 5, day+9) // lives 9 days: the item asks for 10
	h.stock("MILK", "LATE", faceB, 5, day+50)
	h.stock("MILK", "SOON", faceC, 5, day+10)
	h.stock("MILK", "GONE", reserveR, 5, day-1)
	h.order("O1", wants{"MILK", 7})
	res := h.allocate("O1")
	if res.State != OrderAllocated || res.Reserved != 7 {
		t.Fatalf("got %+v", res)
	}
	if d := cmp.Diff(reservations(h.line("O1", 1)), []string{"B1-1/SOON:5", "A1-2/LATE:2"}); d != "" {
		t.Error(d)
	}
}

func TestAllocateLooksOnlyWhereGoodsAreSoldFrom(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", inventory.Location("DOCK"), 9, 0)
	h.stock("TEA", "", faceA, 4, 0)
	h.stock("TEA", "", faceB, 4, 0)
	h.do(func(tx *store.Tx) error { // a pallet in the reserve counts, one at the dock does not
		for id, at := range map[string]inventory.Holder{"P1": reserveR, "P2": inventory.Location("DOCK")} {
			if _, err := inventory.RegisterLPN(tx, id, inventory.PalletLPN, at); err != nil {
				return err
			}
			if _, err := inventory.Adjust(tx, inventory.AdjustInput{SKU: "TEA", Holder: inventory.LPNHolder(id), Delta: 3, Reason: inventory.AdjustFound}); err != nil {
				return err
			}
		}
		_, err := inventory.PlaceHold(tx, inventory.Target{On: inventory.HoldSKUAtPlace, SKU: "TEA", Holder: faceB}, inventory.CountHold, inventory.ReasonCountPending)
		return err
	})
	h.order("O1", wants{"TEA", 20})
	res := h.allocate("O1")
	if res.State != OrderWaiting || res.Reserved != 7 || len(res.Short) != 1 {
		t.Fatalf("got %+v", res)
	}
	want := ShortLine{Line: 1, SKU: "TEA", Want: 20, Have: 7, Reason: "stock.held"}
	got := res.Short[0]
	got.Detail = ""
	if d := cmp.Diff(got, want); d != "" {
		t.Error(d)
	}
	if why := h.orderNow("O1").Why; len(why) != 1 || why[0].Reason != ReasonShort || why[0].Line != 1 || why[0].Detail == "" {
		t.Errorf("why = %+v", why)
	}
}

func TestEveryShortLineIsToldAndWhatIsThereIsKept(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 5, 0)
	h.order("O1", wants{"TEA", 3}, wants{"CUP", 1}, wants{"TEA", 4})
	res := h.allocate("O1")
	if res.State != OrderWaiting || len(res.Short) != 2 || res.Short[0].Line != 2 || res.Short[1].Line != 3 || res.Short[1].Have != 2 {
		t.Fatalf("got %+v", res)
	}
	h.stock("CUP", "", faceB, 1, 0)
	if res = h.allocate("O1"); res.State != OrderWaiting || len(res.Short) != 1 || res.Reserved != 1 {
		t.Fatalf("second time: %+v", res)
	}
	h.stock("TEA", "", faceB, 9, 0)
	if res = h.allocate("O1"); res.State != OrderAllocated || res.Reserved != 2 || len(h.orderNow("O1").Why) != 0 {
		t.Fatalf("third time: %+v", res)
	}
	refused(h, Allocate, AllocateInput{Order: "O1"}, "order.state")
	refused(h, Allocate, AllocateInput{Order: "O2"}, "order.unknown")
}

func TestALongOrderIsAllocatedInRanges(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 1000, 0)
	var lines []wants
	for range 50 {
		lines = append(lines, wants{"TEA", 2})
	}
	h.order("O1", lines...)
	res := doVerb(h, Allocate, AllocateInput{Order: "O1"})
	if res.Next != RangeLines+1 || res.State != OrderAllocating {
		t.Fatalf("first range: %+v", res)
	}
	refused(h, Allocate, AllocateInput{Order: "O1", From: 30}, "order.range")
	if res = h.allocate("O1"); res.State != OrderAllocated || res.Reserved != 68 {
		t.Fatalf("the rest: %+v", res)
	}
}

func TestScatteredGoodsStayWithinACommandsBudget(t *testing.T) {
	h := newHall(t, storetest.Memory)
	for i := range 150 { // one line from 150 lots, each a balance of its own
		h.stock("MILK", item.Lot(fmt.Sprintf("L%03d", i)), faceA, 1, h.today()+30+item.Date(i))
	}
	h.order("O1", wants{"MILK", 90}, wants{"MILK", 40})
	if res := h.allocate("O1"); res.State != OrderAllocated || res.Reserved != 130 {
		t.Fatalf("got %+v", res)
	}
	if got := len(h.line("O1", 1).Res); got != 90 {
		t.Errorf("got %d reservations, want 90", got)
	}
}

// TestTheCostliestLine: many small lots, holds to be asked for, and not enough of it, behind lines that cost already.
func TestTheCostliestLine(t *testing.T) {
	t.Parallel()
	h := newHall(t, storetest.Memory)
	for i := range 21 {
		h.do(func(tx *store.Tx) error {
			for j := range 20 {
				lot := item.Lot(fmt.Sprintf("L%03d", i*20+j))
				inventory.Lots.Put(tx, &inventory.Lot{SKU: "MILK", Number: lot, Expiry: h.today() + 30})
				if _, err := inventory.Adjust(tx, inventory.AdjustInput{SKU: "MILK", Lot: lot, Holder: faceA, Delta: 1, Reason: inventory.AdjustFound}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	h.do(func(tx *store.Tx) error {
		_, err := inventory.PlaceHold(tx, inventory.Target{On: inventory.HoldLot, SKU: "MILK", Lot: "L001"}, inventory.QualityHold, "recall")
		return err
	})
	h.order("O1", wants{"CUP", 1}, wants{"MILK", 10}, wants{"CUP", 1}, wants{"MILK", 450}, wants{"CUP", 1}, wants{"MILK", 1})
	res := h.allocate("O1")
	if res.State != OrderWaiting || res.Reserved != 419 || len(res.Short) != 5 {
		t.Errorf("got %s, %d reserved, %d short", res.State, res.Reserved, len(res.Short))
	}
}

func TestTheJobAllocatesAllOpenOrders(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 20, 0)
	for i := range 12 {
		h.order(fmt.Sprintf("O%02d", i), wants{"TEA", 2})
	}
	h.runJobs()
	if got, want := h.job(doVerb(h, AllocateAll, AllocateAllInput{}).Job).Note, "allocated=10 waiting=2 refused=0"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	// The latest to ship went short.
	for _, id := range []string{"O09", "O08"} {
		if got := h.orderNow(id).State; got != OrderWaiting {
			t.Errorf("%s is %s", id, got)
		}
	}
	if got, want := h.job(doVerb(h, AllocateAll, AllocateAllInput{Retry: true}).Job).Note, "allocated=0 waiting=0 refused=0"; got != want {
		t.Errorf("nothing has come in: got %s, want %s", got, want)
	}
	h.stock("TEA", "", faceB, 2, 0)
	if got, want := h.job(doVerb(h, AllocateAll, AllocateAllInput{Retry: true}).Job).Note, "allocated=1 waiting=1 refused=0"; got != want {
		t.Errorf("two have come in: got %s, want %s", got, want)
	}
}
