package fulfilment

import (
	"fmt"
	"testing"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// These tests pin ways in which an order, a tote or a parcel once could never go on.

// Thirty units of one line are scanned one by one: they are one movement.
func TestUnitsScannedOneByOneAreOneMovement(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("CUP", "", faceA, 30, 0)
	h.order("O1", wants{"CUP", 30})
	h.picked("O1")
	in := whole("O1")
	in.Carton = "L"
	for i := range 30 {
		in.Units = append(in.Units, Unit{SKU: "CUP", Qty: 1, At: int64(i + 1)})
	}
	if got := doVerb(h, Pack, in); got.OrderState != OrderPacked {
		t.Errorf("got %+v", got)
	}
	if l := h.line("O1", 1); len(l.Res) != 1 || l.NextRes != 2 {
		t.Errorf("%d reservations, next %d; want the one it had", len(l.Res), l.NextRes)
	}
}

// An order in more totes than one command names: each is free once it is empty.
func TestEveryEmptiedToteIsFree(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 100, 0)
	const totes = MaxPackTotes + 6
	var lines []wants
	for range totes {
		lines = append(lines, wants{"TEA", 1})
	}
	h.order("O1", lines...)
	trip := h.released("O1")
	for i, s := range trip.Steps {
		doVerb(h, Pick, pickOf(trip.Task, s.TaskStep, fmt.Sprintf("T%02d", i)))
	}
	all := PackInput{Order: "O1", Carton: "L", Station: "PACK"}
	for no := 1; no <= totes; no++ {
		all.Units = append(all.Units, Unit{Line: no, SKU: "TEA", Qty: 1})
	}
	refused(h, Pack, all, "pack.range")
	open := doVerb(h, Pack, PackInput{Mode: PackOpen, Order: "O1", Carton: "L", Station: "PACK"})
	for no := totes; no >= 1; no-- { // the last totes first
		doVerb(h, Pack, PackInput{Mode: PackAdd, Order: "O1", Parcel: open.Parcel, Units: []Unit{{Line: no, SKU: "TEA", Qty: 1}}})
	}
	doVerb(h, Pack, PackInput{Mode: PackClose, Order: "O1", Parcel: open.Parcel})
	h.look(func(r store.Reader) {
		for i := range totes {
			if l, _ := inventory.GetLPN(r, fmt.Sprintf("T%02d", i)); l.State != inventory.ToteFree || l.Order != "" {
				t.Errorf("tote %s is %s for order %q", l.ID, l.State, l.Order)
			}
		}
	})
}

// A parcel that was opened for nothing is given up by closing it as one of several; its order goes on.
func TestAnEmptyParcelIsGivenUp(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("CUP", "", faceA, 2, 0)
	h.order("O1", wants{"CUP", 2})
	h.picked("O1")
	idle := doVerb(h, Pack, PackInput{Mode: PackOpen, Order: "O1", Carton: "S", Station: "PACK"})
	if got := doVerb(h, Pack, whole("O1", Unit{SKU: "CUP", Qty: 2})); got.OrderState != OrderPacking {
		t.Fatalf("with a parcel open: %+v", got)
	}
	closing := PackInput{Mode: PackClose, Order: "O1", Parcel: idle.Parcel}
	refused(h, Pack, closing, "parcel.empty")
	closing.Partial = true
	got := doVerb(h, Pack, closing)
	if got.State != ParcelVoid || got.OrderState != OrderPacked {
		t.Errorf("given up: %+v", got)
	}
	if again := doVerb(h, Pack, closing); again.State != ParcelVoid || again.OrderState != OrderPacked {
		t.Errorf("said again: %+v", again)
	}
	o := h.orderNow("O1")
	if o.Gone != 1 || o.Parcels != 2 {
		t.Errorf("%d of %d parcels are accounted for, want 1 of 2", o.Gone, o.Parcels)
	}
	h.do(func(tx *store.Tx) error { return leaveOrder(tx, "O1") })
	if o := h.orderNow("O1"); o.State != OrderShipped {
		t.Errorf("with its one parcel gone the order is %s", o.State)
	}
}

// The last parcel of an order leaves before a packer's last close told that the order is packed.
func TestAnOrderWhoseParcelsLeftFirstIsShippedWhenPacked(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("CUP", "", faceA, 2, 0)
	h.order("O1", wants{"CUP", 2})
	h.picked("O1")
	idle := doVerb(h, Pack, PackInput{Mode: PackOpen, Order: "O1", Carton: "S", Station: "PACK"})
	doVerb(h, Pack, whole("O1", Unit{SKU: "CUP", Qty: 2}))
	h.do(func(tx *store.Tx) error { return leaveOrder(tx, "O1") })
	got := doVerb(h, Pack, PackInput{Mode: PackClose, Order: "O1", Parcel: idle.Parcel, Partial: true})
	if got.OrderState != OrderShipped {
		t.Errorf("got %+v, want the order shipped", got)
	}
	h.look(func(r store.Reader) {
		n := 0
		for _, rec := range store.Outbox(r, 1, 100) {
			if rec.Kind == OutboxShipped {
				n++
			}
		}
		if n != 1 {
			t.Errorf("the company hears %d times of it, want once", n)
		}
	})
}

// Goods picked before any wave took the order: it is released by the next wave, without a task.
func TestAnOrderPickedBeforeItsWaveIsReleased(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.runJobs()
	h.stock("TEA", "", faceA, 10, 0)
	h.order("O1", wants{"TEA", 2})
	h.order("O2", wants{"TEA", 1})
	h.allocate("O1")
	h.allocate("O2")
	doVerb(h, Pick, PickInput{Order: "O1", Line: 1, Res: 1, From: faceA, SKU: "TEA", Qty: 2, Tote: "T-O1"})
	res := doVerb(h, Release, ReleaseInput{})
	if j := h.job(res.Job); j.State != store.JobDone {
		t.Fatalf("job: %+v", j)
	}
	if o := h.orderNow("O1"); o.State != OrderReleased || o.Wave != res.Wave {
		t.Fatalf("order: %+v", o)
	}
	if got := doVerb(h, Pack, whole("O1", Unit{SKU: "TEA", Qty: 2})); got.OrderState != OrderPacked {
		t.Errorf("got %+v", got)
	}
}

// What was picked for a cancelled order goes back through the ordinary verb; then its tote is free.
func TestPuttingAwayEndsThePutBack(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 5, 0)
	h.order("O1", wants{"TEA", 2})
	h.picked("O1")
	h.do(func(tx *store.Tx) error {
		_, err := CancelTaken(tx, CancelAsked{Order: "O1", Reason: "customer"})
		return err
	})
	put := inventory.PutawayInput{From: inventory.LPNHolder("T-O1"), SKU: "TEA", Qty: 1, To: "A1-1"}
	doVerb(h, Putaway, put)
	h.look(func(r store.Reader) {
		if len(ListPutBacks(r)) != 1 {
			t.Errorf("half of it put away: %v", ListPutBacks(r))
		}
	})
	doVerb(h, Putaway, put)
	h.look(func(r store.Reader) {
		l, _ := inventory.GetLPN(r, "T-O1")
		if len(ListPutBacks(r)) != 0 || l.State != inventory.ToteFree {
			t.Errorf("%v to put back, tote %s; want none, free", ListPutBacks(r), l.State)
		}
	})
}

// An LPN's goods went loose into the location, and what was in the worker's hands too.
func TestPuttingAwayAWholeToteEndsThePutBack(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 5, 0)
	h.order("O1", wants{"TEA", 2})
	h.picked("O1")
	h.do(func(tx *store.Tx) error {
		_, err := CancelTaken(tx, CancelAsked{Order: "O1", Reason: "customer"})
		return err
	})
	doVerb(h, Putaway, inventory.PutawayInput{LPN: "T-O1", Unpack: true, To: "A1-1"})
	doVerb(h, Pick, PickInput{Order: "O1", Line: 1, Res: 1, From: faceA, SKU: "TEA", Qty: 1, Tote: "T-O1"})
	doVerb(h, Putaway, inventory.PutawayInput{From: inventory.Worker("w1"), SKU: "TEA", Qty: 1, To: "A1-1"})
	h.look(func(r store.Reader) {
		if l, _ := inventory.GetLPN(r, "T-O1"); len(ListPutBacks(r)) != 0 || l.State != inventory.ToteFree {
			t.Errorf("%v to put back, tote %s; want none, free", ListPutBacks(r), l.State)
		}
	})
}

// Goods of an item that expires, in a lot nobody knows the date of, are not sold.
func TestGoodsWithoutAKnownExpiryAreNotSold(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.do(func(tx *store.Tx) error {
		return inventory.Move(tx, inventory.Movement{From: inventory.Goods{SKU: "MILK", Lot: "?", Holder: inventory.Adjustment, Status: inventory.Available},
			To: inventory.Side{Holder: faceA, Lot: "?", Status: inventory.Available}, Qty: 5, Reason: "found.by_fact"})
	})
	h.order("O1", wants{"MILK", 1})
	got := h.allocate("O1")
	if got.State != OrderWaiting || len(got.Short) != 1 || got.Short[0].Reason != "stock.held" {
		t.Errorf("got %+v, want it waiting, the lot's date unknown", got)
	}
}

// A broken device cannot hold goods or ask for counts at places that do not exist.
func TestAShortPickNamesAPlaceThatExists(t *testing.T) {
	h := newHall(t, storetest.Memory)
	for reason, in := range map[string]ShortInput{
		"location.unknown": {Order: "O1", Line: 1, Res: 1, From: inventory.Location("NOWHERE"), SKU: "TEA", Reason: ShortEmpty},
		"lpn.unknown":      {Order: "O1", Line: 1, Res: 1, From: inventory.LPNHolder("NONE"), SKU: "TEA", Reason: ShortEmpty},
		"item.unknown":     {Order: "O1", Line: 1, Res: 1, From: faceA, SKU: "NO-SUCH", Reason: ShortEmpty},
	} {
		refused(h, Short, in, reason)
	}
}

// Goods went bad between the shelf and the bench: they are set aside, others are picked, and the order goes on.
func TestPickedGoodsThatMayNotShipAreSetAside(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("MILK", "OLD", faceA, 2, h.today()+10) // just long enough, today
	h.stock("MILK", "NEW", faceB, 5, h.today()+60)
	h.stock("CUP", "", faceC, 3, 0)
	h.order("O1", wants{"MILK", 2}, wants{"CUP", 1})
	trip := h.picked("O1")
	h.f.Clock.Advance(24 * time.Hour)
	in := whole("O1", Unit{SKU: "MILK", Lot: "OLD", Qty: 2}, Unit{SKU: "CUP", Qty: 1})
	refused(h, Pack, in, "pack.differs")
	milk := trip.Steps[0].TaskStep
	tote := inventory.LPNHolder("T-O1")
	aside := doVerb(h, Short, ShortInput{Task: trip.Task, Order: "O1", Line: 1, Res: milk.Ref.Res, From: tote, SKU: "MILK", Lot: "OLD", Reason: ShortExpired})
	if aside.Released != 2 || aside.Missing != 0 || len(aside.Steps) != 1 || aside.Steps[0].Lot != "NEW" || aside.Task == "" {
		t.Fatalf("set aside: %+v", aside)
	}
	again := doVerb(h, Claim, ClaimInput{Task: aside.Task})
	doVerb(h, Pick, pickOf(again.Task, again.Steps[0].TaskStep, "T-O1"))
	in.Units[0].Lot = "NEW"
	if got := doVerb(h, Pack, in); got.OrderState != OrderPacked || len(got.Freed) != 0 {
		t.Errorf("packed: %+v; want the tote kept for what was set aside", got)
	}
	doVerb(h, Putaway, inventory.PutawayInput{From: tote, SKU: "MILK", Lot: "OLD", Qty: 2, To: "A1-1"})
	h.look(func(r store.Reader) {
		if l, _ := inventory.GetLPN(r, "T-O1"); l.State != inventory.ToteFree || len(ListPutBacks(r)) != 0 {
			t.Errorf("tote %s, %v to put back", l.State, ListPutBacks(r))
		}
	})
}

// A broken piece found at the bench is damaged from then on; without other stock the order waits with the reason.
func TestADamagedPieceAtTheBenchIsNotSoldAgain(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("CUP", "", faceC, 1, 0)
	h.order("O1", wants{"CUP", 1})
	h.picked("O1")
	tote := inventory.LPNHolder("T-O1")
	short := ShortInput{Order: "O1", Line: 1, Res: 1, From: tote, SKU: "CUP", Reason: ShortDamaged}
	if got := doVerb(h, Short, short); got.Released != 1 || got.Missing != 1 {
		t.Errorf("got %+v", got)
	}
	if o := h.orderNow("O1"); o.State != OrderWaiting {
		t.Errorf("the order is %s", o.State)
	}
	h.look(func(r store.Reader) {
		b := inventory.GetBalance(r, inventory.Goods{SKU: "CUP", Holder: tote, Status: inventory.Damaged})
		if b.OnHand != 1 || b.Reserved != 0 || len(ListPutBacks(r)) != 1 {
			t.Errorf("damaged: %+v, %v to put back", b, ListPutBacks(r))
		}
	})
	h.stock("CUP", "", faceC, 1, 0)
	if got := h.allocate("O1"); got.State != OrderAllocated {
		t.Errorf("allocated again: %+v", got)
	}
}

// Why somebody else ended a worker's trip stands in the ledger.
func TestEndingAnothersTripIsWrittenDown(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 1, 0)
	h.order("O1", wants{"TEA", 1})
	trip := h.released("O1")
	doVerb(h.by("w2"), EndTask, EndTaskInput{Task: trip.Task, Reason: "went home"})
	h.look(func(r store.Reader) {
		got := ""
		for e := range inventory.Ledger(r, 1) {
			if e.Noun == "task" && e.ID == trip.Task && e.ToState == "done" {
				got = e.Worker + " " + e.Reason
			}
		}
		if got != "w2 went home" {
			t.Errorf("the ledger says %q", got)
		}
	})
}
