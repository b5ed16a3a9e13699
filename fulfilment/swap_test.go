package fulfilment

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// swap lets somebody at a random step take another lot, or the same from another place.
func (c *crowd) swap() {
	if len(c.steps) == 0 {
		return
	}
	s := rapid.SampledFrom(c.steps).Draw(c.rt, "step")
	in := swapOf(s, c.place(), "")
	if s.SKU == "MILK" {
		in.Lot = rapid.SampledFrom([]item.Lot{"L1", "L2", "L3"}).Draw(c.rt, "lot")
	}
	in.Qty = rapid.Int64Range(0, s.Qty).Draw(c.rt, "qty")
	before := c.line(s.Ref.Order, s.Ref.Line)
	out, err := tryVerb(c.someone(), Swap, in)
	c.may(err)
	if err != nil {
		return
	}
	c.booked[out.Outcome]++
	c.steps = append(c.steps, out.Steps...)
	after := c.line(s.Ref.Order, s.Ref.Line)
	if before.Sums != after.Sums {
		c.rt.Fatalf("a swap made %v of %v", after.Sums, before.Sums)
	}
}

func swapOf(s inventory.TaskStep, from inventory.Holder, lot item.Lot) SwapInput {
	return SwapInput{Order: s.Ref.Order, Line: s.Ref.Line, Res: s.Ref.Res, From: from, Lot: lot}
}

// dairy is a hall with two lots of milk: the early one is reserved first.
type dairy struct {
	*hall
	trip Trip // of order O1
}

// newDairy has 9 of the early lot E at A1-1 and some of the late lot L at A1-2, and order O1 for want of milk on a trip.
func newDairy(t *testing.T, late, want int64) *dairy {
	h := newHall(t, storetest.Memory)
	h.stock("MILK", "E", faceA, 9, h.today()+40)
	if late > 0 {
		h.stock("MILK", "L", faceB, late, h.today()+60)
	}
	h.order("O1", wants{"MILK", want})
	return &dairy{h, h.released("O1")}
}

func (d *dairy) advisory() {
	err := d.in(store.Company, func(tx *store.Tx) error {
		w, err := inventory.FindWarehouse(tx, string(hallCode))
		w.FEFO = layout.FEFOAdvisory
		if err == nil {
			_, err = inventory.PutWarehouse(tx, w, w.Revision)
		}
		return err
	})
	if err != nil {
		d.t.Fatalf("%v", err)
	}
}

func reserved(l inventory.Line) (out []string) {
	for _, r := range l.Res {
		out = append(out, fmt.Sprintf("%d %s@%s %s", r.Qty, r.Lot, r.Holder.ID, r.Phase))
	}
	slices.Sort(out)
	return out
}

func (d *dairy) holds(order string, want ...string) {
	d.t.Helper()
	if got := reserved(d.line(order, 1)); !slices.Equal(got, want) {
		d.t.Errorf("order %s has %v, want %v", order, got, want)
	}
}

func TestSwapWithWhatNobodyHasReserved(t *testing.T) {
	d := newDairy(t, 3, 5)
	step := d.trip.Steps[0].TaskStep
	// The late lot stands in front: the early one is to go first.
	e := refused(d.hall, Swap, swapOf(step, faceB, "L"), "fefo.later")
	if !strings.Contains(e.Message, `"L"`) || !strings.Contains(e.Message, (d.today()+60).String()) || !strings.Contains(e.Message, (d.today()+40).String()) {
		t.Errorf("the refusal must name lots and dates: %v", e)
	}
	d.advisory()
	out := doVerb(d.hall, Swap, swapOf(step, faceB, "L"))
	if out.Outcome != SwapPart || out.Swapped != 3 || out.Left != 2 || len(out.Steps) != 1 {
		t.Fatalf("swapped: %+v", out)
	}
	d.holds("O1", "2 E@A1-1 allocated", "3 L@A1-2 allocated")
	trip := doVerb(d.hall, Claim, ClaimInput{})
	if len(trip.Steps) != 2 || trip.Steps[0].Lot != "E" || trip.Steps[1].Lot != "L" || trip.Steps[1].Slot != 1 {
		t.Errorf("the trip goes on with %+v", trip.Steps)
	}
	for _, s := range trip.Steps {
		if got := doVerb(d.hall, Pick, pickOf(trip.Task, s.TaskStep, "T1")); got.Outcome != AsPicked {
			t.Errorf("picked: %+v", got)
		}
	}
}

func TestSwapToAnEarlierLot(t *testing.T) {
	d := newDairy(t, 0, 5)
	d.stock("MILK", "EE", faceB, 9, d.today()+30)
	out := doVerb(d.hall, Swap, swapOf(d.trip.Steps[0].TaskStep, faceB, "EE"))
	if out.Outcome != SwapDone || out.Swapped != 5 || out.Left != 0 {
		t.Errorf("swapped: %+v", out)
	}
	d.holds("O1", "5 EE@A1-2 allocated")
	if trip := doVerb(d.hall, Claim, ClaimInput{}); len(trip.Steps) != 1 || trip.Total != 1 {
		t.Errorf("the new step takes the place of the old one: %+v", trip)
	}
}

func TestSwapWithAnotherOrdersUnpickedGoods(t *testing.T) {
	d := newDairy(t, 4, 5)
	// O2 got the rest of the early lot and the late one; w2 walks for it.
	d.order("O2", wants{"MILK", 8})
	w2 := d.by("w2")
	for _, s := range []string{"O2"} {
		d.allocate(s)
	}
	other := w2.trip("O2")
	d.holds("O2", "4 E@A1-1 allocated", "4 L@A1-2 allocated")
	out := doVerb(d.hall, Swap, swapOf(d.trip.Steps[0].TaskStep, faceB, "L"))
	if out.Outcome != SwapPart || out.Swapped != 4 || out.Left != 1 || len(out.Affected) != 1 || out.Affected[0].Got != GotYours || out.Affected[0].Qty != 4 {
		t.Fatalf("swapped: %+v", out)
	}
	d.holds("O1", "1 E@A1-1 allocated", "4 L@A1-2 allocated")
	d.holds("O2", "4 E@A1-1 allocated", "4 E@A1-1 allocated")
	again := doVerb(w2, Claim, ClaimInput{})
	if again.Task != other.Task || len(again.Steps) != 2 || again.Steps[1].Lot != "E" {
		t.Errorf("the other's trip: %+v", again.Steps)
	}
	// What w2's device still sends of the old step is booked, to his hands.
	late := other.Steps[slices.IndexFunc(other.Steps, func(s Step) bool { return s.Lot == "L" })]
	if got := doVerb(w2, Pick, pickOf(other.Task, late.TaskStep, "T2")); got.Outcome != Diverted || got.Why != ReasonGone {
		t.Errorf("picked: %+v", got)
	}
}

func TestSwapNeverTakesWhatIsPicked(t *testing.T) {
	d := newDairy(t, 4, 5)
	d.order("O2", wants{"MILK", 8})
	d.allocate("O2")
	w2 := d.by("w2")
	other := w2.trip("O2")
	for _, s := range other.Steps {
		doVerb(w2, Pick, pickOf(other.Task, s.TaskStep, "T2"))
	}
	// Nothing of the late lot is left there by the books, in the tote it is picked.
	out := doVerb(d.hall, Swap, swapOf(d.trip.Steps[0].TaskStep, faceB, "L"))
	if out.Outcome != SwapCounted || out.Left != 5 || !slices.Contains(d.counts(), "MILK@L:A1-2 found.by_fact") {
		t.Errorf("swapped: %+v, counts %v", out, d.counts())
	}
	e := refused(d.hall, Swap, swapOf(d.trip.Steps[0].TaskStep, inventory.LPNHolder("T2"), "L"), "swap.refused")
	if len(e.Details) == 0 {
		t.Errorf("no reason: %+v", e)
	}
	d.holds("O1", "5 E@A1-1 allocated")
	d.holds("O2", "4 E@T2 picked", "4 L@T2 picked")
}

func TestSwapLeavesAloneWhoCouldGetNothingElse(t *testing.T) {
	d := newDairy(t, 4, 5)
	// O2 must have 50 days: the early lot is nothing for it.
	d.order("O2", wants{"MILK", 4})
	d.do(func(tx *store.Tx) error {
		l, err := inventory.GetLine(tx, "O2", 1)
		l.MinDays = 50
		inventory.Lines.Put(tx, &l)
		return err
	})
	d.allocate("O2")
	d.holds("O2", "4 L@A1-2 allocated")
	step := d.trip.Steps[0].TaskStep
	e := refused(d.hall, Swap, swapOf(step, faceB, "L"), "swap.taken")
	if len(e.Details) != 1 || e.Details[0].Where != "order O2 line 1" || e.Details[0].Have != 4 {
		t.Errorf("who has them: %+v", e.Details)
	}
	// With other stock for it, it gets that; under the strict policy that would leave the early lot behind.
	d.stock("MILK", "LL", faceC, 9, d.today()+80)
	refused(d.hall, Swap, swapOf(step, faceB, "L"), "swap.taken")
	d.advisory()
	out := doVerb(d.hall, Swap, swapOf(step, faceB, "L"))
	if out.Swapped != 4 || len(out.Affected) != 1 || out.Affected[0].Got != GotOther {
		t.Errorf("swapped: %+v", out)
	}
	d.holds("O2", "4 LL@B1-1 allocated")
	d.holds("O1", "1 E@A1-1 allocated", "4 L@A1-2 allocated")
}

func TestSwapWithinOneCart(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("MILK", "E", faceA, 3, h.today()+40)
	h.stock("MILK", "L", faceB, 3, h.today()+60)
	h.order("O1", wants{"MILK", 3})
	h.order("O2", wants{"MILK", 3})
	trip := h.released("O1", "O2")
	out := doVerb(h, Swap, swapOf(trip.Steps[0].TaskStep, faceB, "L"))
	if out.Swapped != 3 || !out.Reclaim {
		t.Fatalf("swapped: %+v", out)
	}
	again := doVerb(h, Claim, ClaimInput{})
	var got []string
	for _, s := range again.Steps {
		got = append(got, fmt.Sprintf("%s %s %d", s.Ref.Order, s.Lot, s.Slot))
	}
	if slices.Sort(got); !slices.Equal(got, []string{"O1 L 1", "O2 E 2"}) {
		t.Errorf("the trip: %v", got)
	}
}

func TestSwapRefusals(t *testing.T) {
	d := newDairy(t, 9, 5)
	day := d.today()
	d.stock("MILK", "SOON", faceC, 9, day+5)
	d.stock("MILK", "OLD", faceC, 9, day-1)
	d.stock("MILK", "HELD", faceC, 9, day+30)
	d.stock("MILK", "DOCK", inventory.Location("DOCK"), 9, day+30)
	d.do(func(tx *store.Tx) error {
		_, err := inventory.PlaceHold(tx, inventory.Target{On: inventory.HoldLot, SKU: "MILK", Lot: "HELD"}, inventory.QualityHold, "recall")
		return err
	})
	step := d.trip.Steps[0].TaskStep
	for _, c := range []struct {
		name   string
		from   inventory.Holder
		lot    item.Lot
		reason string
		detail string
	}{
		{"what is reserved", faceA, "E", "swap.same", ""},
		{"too little life", faceC, "SOON", "swap.refused", "SOON lot.short_life"},
		{"expired", faceC, "OLD", "swap.refused", "OLD lot.expired"},
		{"held", faceC, "HELD", "swap.refused", "lot:MILK/HELD hold.quality"},
		{"at the dock", inventory.Location("DOCK"), "DOCK", "swap.refused", "DOCK place.kind"},
		{"a place that is not there", inventory.Location("Z9"), "E", "location.unknown", ""},
		{"no place", inventory.Worker("w1"), "E", "swap.invalid", "from swap.from"},
	} {
		e := refused(d.hall, Swap, swapOf(step, c.from, c.lot), c.reason)
		if c.detail != "" && !slices.Contains(details(e), c.detail) {
			t.Errorf("%s: details %v, want %s", c.name, details(e), c.detail)
		}
		if c.reason == "swap.refused" && !strings.Contains(e.Message, fmt.Sprintf("%q", c.lot)) {
			t.Errorf("%s: the lot is not named: %s", c.name, e.Message)
		}
	}
	// Two reasons at once.
	d.do(func(tx *store.Tx) error {
		_, err := inventory.PlaceHold(tx, inventory.Target{On: inventory.HoldLot, SKU: "MILK", Lot: "OLD"}, inventory.QualityHold, "recall")
		return err
	})
	if e := refused(d.hall, Swap, swapOf(step, faceC, "OLD"), "swap.refused"); len(e.Details) != 2 {
		t.Errorf("all reasons: %v", details(e))
	}
	refused(d.by("w2"), Swap, swapOf(step, faceB, "L"), "task.claimed")
	doVerb(d.hall, Pick, pickOf(d.trip.Task, step, "T1"))
	refused(d.hall, Swap, swapOf(step, faceB, "L"), "reservation.picked")
	step.Ref.Res = 9
	refused(d.hall, Swap, swapOf(step, faceB, "L"), "reservation.gone")
	step.Ref.Order = "NONE"
	if _, err := tryVerb(d.hall, Swap, swapOf(step, faceB, "L")); fault.CodeFrom(err) != fault.CodeNotFound {
		t.Errorf("an unknown order: %v", err)
	}
}

// TestSwapStaysWithinItsBudget: many lines of others, each on a long trip, have the goods.
func TestSwapStaysWithinItsBudget(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("MILK", "E", faceA, 99, h.today()+40)
	h.stock("MILK", "L", faceB, 99, h.today()+60)
	h.order("O1", wants{"MILK", 99})
	trip := h.released("O1")
	for i := range 30 {
		id := fmt.Sprintf("P%02d", i)
		h.order(id, wants{"MILK", 3})
		h.allocate(id)
	}
	var out SwapResult
	writes, _ := h.cost(func() { out = doVerb(h, Swap, swapOf(trip.Steps[0].TaskStep, faceB, "L")) })
	if out.Outcome != SwapPart || len(out.Affected) != maxSwapLines || out.Swapped != 9+3*(maxSwapLines)-9 {
		t.Errorf("swapped: %+v", out)
	}
	if writes > store.MaxCommandWrites/2 {
		t.Errorf("%d writes", writes)
	}
	t.Logf("%d writes for %d lines", writes, len(out.Affected)+1)
}

// TestASearchForOthersStockStaysWithinTheBudget: a hundred lines have the goods and can take nothing but yet other stock,
// which lies in hundreds of small lots.
func TestASearchForOthersStockStaysWithinTheBudget(t *testing.T) {
	d := newDairy(t, 0, 9)
	d.advisory()
	d.stock("MILK", "L", faceB, 200, d.today()+60)
	for i := range 60 {
		id := fmt.Sprintf("P%02d", i)
		d.order(id, wants{"MILK", 3})
		d.do(func(tx *store.Tx) error {
			l, err := inventory.GetLine(tx, id, 1)
			l.MinDays = 50
			inventory.Lines.Put(tx, &l)
			return err
		})
		d.allocate(id)
	}
	d.stock("MILK", "L", faceB, -20, d.today()+60) // nothing of it is free
	for i := range 21 {
		d.do(func(tx *store.Tx) error {
			for j := range 20 {
				lot := item.Lot(fmt.Sprintf("X%03d", i*20+j))
				inventory.Lots.Put(tx, &inventory.Lot{SKU: "MILK", Number: lot, Expiry: d.today() + 70})
				if _, err := inventory.Adjust(tx, inventory.AdjustInput{SKU: "MILK", Lot: lot, Holder: faceC, Delta: 1, Reason: inventory.AdjustFound}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	var out SwapResult
	writes, _ := d.cost(func() { out = doVerb(d.hall, Swap, swapOf(d.trip.Steps[0].TaskStep, faceB, "L")) })
	if out.Swapped != 9 || len(out.Affected) != 3 || out.Affected[0].Got != GotOther || writes > store.MaxCommandWrites {
		t.Errorf("%d writes: %+v", writes, out)
	}
	t.Logf("%d writes", writes)
}
