package fulfilment

import (
	"fmt"
	"testing"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store/storetest"
)

// TestAFaceThatIsNoneAnyMore: a claim goes on to the next refill, and goods that were set down there are booked.
func TestAFaceThatIsNoneAnyMore(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.planners()
	h.edit(faceA, figures("TEA", 5, 20))
	h.edit(faceB, figures("CUP", 5, 20))
	h.edit(faceC, figures("TEA", 5, 20))
	h.stock("TEA", "", reserveR, 40, 0)
	h.stock("CUP", "", reserveR, 30, 0)
	h.planned(PlanRefillsInput{})
	same(t, "plan", h.refills(), []string{"open TEA R1-1>A1-1 0/20", "open CUP R1-1>A1-2 0/20", "open TEA R1-1>B1-1 0/20"})
	h.edit(faceA, func(l *layout.Location) { l.Kind, l.Fixed, l.Min, l.Max = layout.Reserve, "", 0, 0 })
	trip := doVerb(h, Claim, ClaimInput{Kind: inventory.ReplenishTask})
	if len(trip.Steps) != 2 {
		t.Errorf("trip: %+v", trip.Steps)
	}
	h.edit(faceC, func(l *layout.Location) { l.Kind, l.Fixed, l.Min, l.Max = layout.Reserve, "", 0, 0 })
	for _, s := range trip.Steps {
		if got := doVerb(h, Replenish, ReplenishInput{Refill: s.Refill, Qty: s.Qty - 1}); got.State != inventory.RefillDone {
			t.Errorf("brought: %+v", got)
		}
	}
	h.settled()
}

// TestRefillsOfAFaceThatIsNoneAnyMoreAreGivenUp: also when nobody claims them.
func TestRefillsOfAFaceThatIsNoneAnyMoreAreGivenUp(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.planners()
	h.edit(faceA, figures("TEA", 5, 20))
	h.stock("TEA", "", reserveR, 40, 0)
	h.planned(PlanRefillsInput{})
	h.edit(faceA, func(l *layout.Location) { l.Kind, l.Fixed, l.Min, l.Max = layout.Reserve, "", 0, 0 })
	h.planned(PlanRefillsInput{})
	same(t, "refills", h.refills(), nil)
}

// TestManyDeadRefillsHideNoWork: those that lost their goods stand before others in the list.
func TestManyDeadRefillsHideNoWork(t *testing.T) {
	const dead = 38
	for _, zone := range []string{"", "S"} {
		h := newHall(t, storetest.Memory)
		h.planners()
		var all []inventory.Refill
		for i := range dead + 2 {
			f := h.location(layout.Location{Code: layout.Code(fmt.Sprintf("F%02d", i)), Kind: layout.PickFace, Fixed: "TEA", Min: 5, Max: 20, Travel: int64(100 + i)})
			r := h.location(layout.Location{Code: layout.Code(fmt.Sprintf("S%02d", i)), Kind: layout.Reserve, Zone: "S", Travel: int64(200 + i)})
			h.stock("TEA", "", r, 12, 0)
			all = append(all, inventory.Refill{SKU: "TEA", From: r, To: f.Code(), Qty: 12, Urgent: i < dead})
		}
		for i := range all {
			h.wishes(all[i])
		}
		for i := range dead {
			doVerb(h, Move, MoveInput{From: all[i].From, SKU: "TEA", Qty: 12, To: inventory.Location("STAGE")})
		}
		trip, err := tryVerb(h, Claim, ClaimInput{Kind: inventory.ReplenishTask, Zone: zone})
		if len(trip.Steps) != 2 {
			t.Errorf("zone %q: %d steps, %v", zone, len(trip.Steps), err)
		}
		h.settled()
		if n := len(h.coming()); n != 2 {
			t.Errorf("zone %q: %d refills are on their way when the job has planned", zone, n)
		}
	}
}

// TestReservedGoodsSetDownElsewhere: where nothing is picked from, what lines have reserved comes only if nothing else was there;
// then the picker is sent after it.
func TestReservedGoodsSetDownElsewhere(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.planners()
	h.edit(faceA, figures("TEA", 5, 20))
	h.stock("TEA", "", reserveR, 10, 0)
	h.order("O1", wants{"TEA", 4})
	trip := h.released("O1")
	h.wishes(inventory.Refill{SKU: "TEA", From: reserveR, To: faceA.Code(), Qty: 10, Pull: 4, Waits: true})
	doVerb(h.by("w2"), Replenish, ReplenishInput{Refill: firstRefill, Qty: 6, To: "STAGE", More: true})
	if rest := doVerb(h, Claim, ClaimInput{Task: trip.Task}); len(rest.Steps) != 1 || rest.Steps[0].From != reserveR {
		t.Errorf("others were free, and the picker goes to %+v", rest.Steps)
	}
	doVerb(h.by("w2"), Replenish, ReplenishInput{Refill: firstRefill, Qty: 4, To: "STAGE"})
	rest := doVerb(h, Claim, ClaimInput{Task: trip.Task})
	if len(rest.Steps) != 1 || rest.Steps[0].From != inventory.Location("STAGE") {
		t.Fatalf("his goods are at the staging place, and the picker goes to %+v", rest.Steps)
	}
	if out := doVerb(h, Pick, pickOf(rest.Task, rest.Steps[0].TaskStep, "T1")); out.Outcome != AsPicked {
		t.Errorf("picked: %+v", out)
	}
}

// TestAPartTakenBeforeTheGoodsTravelled tells what is still to be picked.
func TestAPartTakenBeforeTheGoodsTravelled(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.edit(faceA, figures("TEA", 5, 20))
	h.stock("TEA", "", reserveR, 10, 0)
	h.order("O1", wants{"TEA", 4})
	trip := h.released("O1")
	h.wishes(inventory.Refill{SKU: "TEA", From: reserveR, To: faceA.Code(), Qty: 10, Pull: 4, Waits: true})
	doVerb(h.by("w2"), Replenish, ReplenishInput{Refill: firstRefill, Qty: 10})
	h.stock("TEA", "", reserveR, 10, 0)
	in := pickOf(trip.Task, trip.Steps[0].TaskStep, "T1")
	in.Qty = 3
	got := doVerb(h, Pick, in)
	l := h.line("O1", 1)
	if got.Left != l.In(inventory.Allocated) {
		t.Errorf("told %d are left: %+v, line %+v", got.Left, got, l.Res)
	}
}

// TestManyLinesOfOneRefill: nothing is booked as found that the books have there.
func TestManyLinesOfOneRefill(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.planners()
	h.edit(faceA, figures("TEA", 5, 60))
	h.stock("TEA", "", reserveR, 40, 0)
	for i := range 30 {
		id := fmt.Sprintf("O%02d", i)
		h.order(id, wants{"TEA", 1})
		h.allocate(id)
	}
	h.planned(PlanRefillsInput{})
	came := 0
	for range 2 {
		trip := doVerb(h, Claim, ClaimInput{Kind: inventory.ReplenishTask})
		for _, s := range trip.Steps {
			got := doVerb(h, Replenish, ReplenishInput{Refill: s.Refill, Qty: s.Qty})
			if came += len(got.Affected); got.Found != 0 {
				t.Errorf("%d of %d units were found, with %d lines", got.Found, got.Units, len(got.Affected))
			}
		}
		doVerb(h, EndTask, EndTaskInput{Task: trip.Task})
		h.settled()
	}
	same(t, "counts", h.counts(), nil)
	if n := h.onHand("TEA", "", faceA); n != 40 || came != 30 {
		t.Errorf("%d units are at the face, with %d lines", n, came)
	}
}

// TestTooManyPacksAreBrought: the bound of what one fact may bring is one of base units, in whatever they are told.
func TestTooManyPacksAreBrought(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.item("CHEESE", func(it *item.Item) { it.CatchWeight, it.Packs[0].Grams = true, 1 })
	h.edit(faceA, figures("CHEESE", 500, 9_000))
	h.stock("CHEESE", "", reserveR, 9_000, 0)
	h.wishes(inventory.Refill{SKU: "CHEESE", From: reserveR, To: faceA.Code(), Qty: 9_000})
	refused(h, Replenish, ReplenishInput{Refill: firstRefill, Qty: 9_000, UoM: "kg"}, "replenish.invalid")
	if got := doVerb(h, Replenish, ReplenishInput{Refill: firstRefill, Qty: 9, UoM: "kg"}); got.Units != 9_000 || got.State != inventory.RefillDone {
		t.Errorf("brought %+v", got)
	}
}

// TestManyReservationsAtOnePlace: three hundred lines have reserved a piece each of what is brought, each on a trip of its own.
func TestManyReservationsAtOnePlace(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.planners()
	h.edit(faceA, figures("TEA", 5, 60))
	h.stock("TEA", "", reserveR, 300, 0)
	for i := range 300 {
		id := fmt.Sprintf("O%03d", i)
		h.order(id, wants{"TEA", 1})
		h.allocate(id)
		if _, err := h.openTrip(id); err != nil {
			t.Fatal(err)
		}
	}
	h.planned(PlanRefillsInput{})
	came := int64(0)
	for range 3 {
		trip := doVerb(h, Claim, ClaimInput{Kind: inventory.ReplenishTask})
		for _, s := range trip.Steps {
			got := doVerb(h, Replenish, ReplenishInput{Refill: s.Refill, Qty: s.Qty})
			if came += got.Units; got.Found != 0 || int64(len(got.Affected)) != got.Units {
				t.Errorf("%d of %d units were found, with %d lines", got.Found, got.Units, len(got.Affected))
			}
		}
		doVerb(h, EndTask, EndTaskInput{Task: trip.Task})
		h.settled()
	}
	if n := h.onHand("TEA", "", faceA); n != came || n != 48 {
		t.Errorf("%d units are at the face, %d came", n, came)
	}
}
