package fulfilment

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// manyFaces furnishes faces of tea and one pallet each.
func (h *hall) manyFaces(n int) {
	h.t.Helper()
	for i := range n {
		f := h.location(layout.Location{Code: layout.Code(fmt.Sprintf("F%02d", i)), Kind: layout.PickFace, Fixed: "TEA", Min: 5, Max: 20, Travel: int64(100 + i)})
		r := h.location(layout.Location{Code: layout.Code(fmt.Sprintf("S%02d", i)), Kind: layout.Reserve, Zone: "S", Travel: int64(200 + i)})
		h.stock("TEA", "", r, 12, 0)
		h.stock("TEA", "", f, 1, 0)
	}
}

// TestPlanningGoesOnAfterACrash: a crash between two pieces loses no wish and plans nothing twice.
func TestPlanningGoesOnAfterACrash(t *testing.T) {
	t.Parallel()
	const faces = 30
	for crashAt := 2; crashAt < 6; crashAt++ {
		h := newHall(t, storetest.Open)
		h.planners()
		h.manyFaces(faces)
		pieces, reached := 0, make(chan struct{})
		count := func(verb string) {
			if verb == "plan-refills" {
				if pieces++; pieces == crashAt {
					close(reached)
				}
			}
		}
		h.seen.Store(&count)
		job := doVerb(h, PlanRefills, PlanRefillsInput{}).Job
		<-reached
		h.f.Crash()
		h.seen.Store(nil)
		h.planners()
		if j := h.job(job); j.State != store.JobDone {
			t.Fatalf("job: %+v", j)
		}
		to := map[layout.Code]int64{}
		from := map[inventory.Holder]int64{}
		for _, f := range h.coming() {
			to[f.To] += f.Qty
			from[f.From] += f.Qty
		}
		for i := range faces {
			if got := from[inventory.Location(layout.Code(fmt.Sprintf("S%02d", i)))]; got != 12 {
				t.Errorf("crash after piece %d: %d of 12 teas of pallet %d are planned", crashAt, got, i)
			}
		}
		for face, n := range to {
			if n > 19 {
				t.Errorf("crash after piece %d: %d for %s, which has room for 19", crashAt, n, face)
			}
		}
		before := h.refills()
		h.planned(PlanRefillsInput{})
		same(t, "planned once more", h.refills(), before)
	}
}

// TestAWishBehindARunningJobStartsAnother: what a job has read before may not know of it.
func TestAWishBehindARunningJobStartsAnother(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.edit(faceA, figures("TEA", 5, 20))
	first := doVerb(h, PlanRefills, PlanRefillsInput{}).Job
	if second := doVerb(h, PlanRefills, PlanRefillsInput{SKU: "TEA"}).Job; second != first {
		t.Errorf("job %d, while %d waits", second, first)
	}
	began, goOn := make(chan struct{}), make(chan struct{})
	n := 0
	stop := func(verb string) {
		if verb == "plan-refills" {
			if n++; n == 1 {
				close(began)
				<-goOn
			}
		}
	}
	h.seen.Store(&stop)
	h.planners()
	<-began
	h.seen.Store(nil)
	close(goOn)
	h.stock("TEA", "", reserveR, 30, 0)
	third := doVerb(h, PlanRefills, PlanRefillsInput{Face: faceA.Code()}).Job
	h.job(third)
	same(t, "planned", h.refills(), []string{"open TEA R1-1>A1-1 0/20"})
	h.look(func(r store.Reader) {
		if left, _ := inventory.WishesForRefills(r); len(left) > 0 {
			t.Errorf("wishes left: %+v", left)
		}
	})
}

// TestWhoAsksForRefills: a wave, a short pick, a pick that runs low; and nobody where no face is filled.
func TestWhoAsksForRefills(t *testing.T) {
	h := newHall(t, storetest.Open)
	h.planners()
	h.stock("TEA", "", faceA, 8, 0)
	h.stock("CUP", "", faceB, 9, 0)
	h.stock("TEA", "", reserveR, 60, 0)
	h.order("O1", wants{"TEA", 1})
	wave := func(id string) {
		t.Helper()
		h.allocate(id)
		if j := h.job(doVerb(h, Release, ReleaseInput{Kind: SingleTrip}).Job); j.State != store.JobDone {
			t.Fatalf("job: %+v", j)
		}
		h.settled()
	}
	wave("O1")
	same(t, "no face is filled", h.refills(), nil)

	h.edit(faceA, figures("TEA", 6, 20))
	h.order("O2", wants{"TEA", 12})
	wave("O2")
	same(t, "a wave", h.refills(), []string{"open TEA R1-1>A1-1 0/12 reserved 12 urgent"})

	// Two are picked, and five are left: below six.
	doVerb(h, CancelRefill, CancelRefillInput{Refill: h.coming()[0].ID, Reason: "test"})
	h.order("O3", wants{"TEA", 2})
	trip := h.released("O3")
	doVerb(h, Pick, pickOf(trip.Task, trip.Steps[0].TaskStep, "T3"))
	h.settled()
	same(t, "still enough", h.refills(), nil)
	h.order("O4", wants{"TEA", 1})
	trip = h.released("O4")
	doVerb(h, Pick, pickOf(trip.Task, trip.Steps[0].TaskStep, "T4"))
	h.settled()
	same(t, "it runs low", h.refills(), []string{"open TEA R1-1>A1-1 0/15 reserved 12 urgent"})
	doVerb(h, CancelRefill, CancelRefillInput{Refill: h.coming()[0].ID, Reason: "test"})

	// The rest is not there: O5 gets other teas, which are brought to the face where its picker is.
	h.order("O5", wants{"TEA", 3})
	trip = h.released("O5")
	if trip.Steps[0].From != faceA {
		t.Fatalf("trip %+v", trip.Steps)
	}
	short := doVerb(h, Short, shortOfStep(trip.Task, trip.Steps[0].TaskStep))
	if !short.Asked || short.At != faceA || len(short.Steps) != 1 || short.Steps[0].From != reserveR {
		t.Fatalf("short: %+v", short)
	}
	h.settled()
	f := h.coming()
	if len(f) != 1 || !f[0].Urgent || !f[0].Waits || f[0].Pull != 15 || f[0].Qty != 20 {
		t.Fatalf("urgent: %+v", f)
	}
	why := h.whyNot("O5", 1, 0)
	if !slices.ContainsFunc(why.Causes, func(c Cause) bool { return c.Reason == CauseStep }) {
		t.Errorf("causes %q", causes(why))
	}
	brought := doVerb(h.by("w2"), Replenish, ReplenishInput{Refill: f[0].ID, Qty: 20})
	if len(brought.Affected) != 2 {
		t.Errorf("affected: %+v", brought.Affected)
	}
	rest := doVerb(h, Claim, ClaimInput{Task: trip.Task})
	if len(rest.Steps) != 1 || rest.Steps[0].From != faceA {
		t.Fatalf("the picker goes to %+v", rest.Steps)
	}
	if out := doVerb(h, Pick, pickOf(rest.Task, rest.Steps[0].TaskStep, "T5")); out.Outcome != AsPicked {
		t.Errorf("picked: %+v", out)
	}
	h.f.Restart()
}

// TestWhyNotTellsOfRefills: who waits at a face learns what is on its way there.
func TestWhyNotTellsOfRefills(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.planners()
	h.edit(faceA, figures("TEA", 9, 20))
	h.stock("TEA", "", faceA, 6, 0)
	h.stock("TEA", "", reserveR, 60, 0)
	h.order("O1", wants{"TEA", 2})
	h.released("O1")
	h.planned(PlanRefillsInput{})
	got := causes(h.whyNot("O1", 1, 0))
	if len(got) != 2 || !strings.HasPrefix(got[1], "refill 14 R1-1 F-0000001-") || !strings.HasSuffix(got[1], " claim") {
		t.Errorf("open: %q", got)
	}
	refill := doVerb(h.by("w2"), Claim, ClaimInput{Kind: inventory.ReplenishTask})
	got = causes(h.whyNot("O1", 1, 0))
	if len(got) != 2 || !strings.HasSuffix(got[1], " w2 "+refill.Steps[0].Refill+" replenish") {
		t.Errorf("claimed: %q", got)
	}
	if s := h.whyNot("O1", 1, 0).Causes[1].Sentence; !strings.Contains(s, "14 of SKU TEA at R1-1 are on their way to A1-1 with refill F-0000001-") || !strings.Contains(s, "; worker w2 since") {
		t.Errorf("sentence %q", s)
	}
}

// TestACountWaitsForWhoBrings: a trip on another device that takes goods from the place, or brings them, may hold facts from
// before the count.
func TestACountWaitsForWhoBrings(t *testing.T) {
	t.Parallel()
	for _, at := range []inventory.Holder{reserveR, faceA} {
		for _, end := range []string{"brought", "ended", "taken over", "nothing there"} {
			h := newHall(t, storetest.Memory)
			h.planners()
			h.edit(faceA, figures("TEA", 5, 20))
			h.stock("TEA", "", reserveR, 50, 0)
			h.stock("TEA", "", faceA, 2, 0)
			h.planned(PlanRefillsInput{})
			trip := doVerb(h, Claim, ClaimInput{Kind: inventory.ReplenishTask})
			h.later()
			lies := h.onHand("TEA", "", at)
			h.counted("w2", inventory.CountInput{Holder: at, SKU: "TEA", Qty: lies - 1})
			if c := h.lastCount(); c.State != inventory.CountProvisional || len(c.Waits) != 1 || c.Waits[0].Task != trip.Task {
				t.Fatalf("at %s: %s, waits for %+v", at, c.State, c.Waits)
			}
			h.later()
			id := trip.Steps[0].Refill
			switch end {
			case "brought":
				doVerb(h, Replenish, ReplenishInput{Refill: id, Qty: 18})
			case "ended":
				doVerb(h, EndTask, EndTaskInput{Task: trip.Task})
			case "taken over":
				doVerb(h.by("w2"), TakeOver, TakeOverInput{Task: trip.Task, Reason: "tired"})
			case "nothing there":
				doVerb(h, Replenish, ReplenishInput{Refill: id, Qty: 0, Reason: ShortBlocked})
			}
			h.judgeAll()
			if c := h.lastCount(); len(c.Waits) > 0 || c.State == inventory.CountProvisional {
				t.Errorf("at %s, %s: %s, waits for %+v", at, end, c.State, c.Waits)
			}
		}
	}
}

// TestWhatAPickAtAFilledFaceCosts: a pick that leaves enough writes nothing more; one that runs low asks once.
func TestWhatAPickAtAFilledFaceCosts(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.edit(faceA, figures("TEA", 10, 40))
	h.edit(faceB, func(l *layout.Location) { l.Min, l.Max = 0, 0 })
	h.stock("TEA", "", faceA, 14, 0)
	h.stock("CUP", "", faceB, 14, 0)
	var cost []int64
	for i, sku := range []inventory.Goods{{SKU: "CUP"}, {SKU: "TEA"}, {SKU: "TEA"}, {SKU: "TEA"}, {SKU: "TEA"}} {
		id := fmt.Sprint("O", i)
		h.order(id, wants{sku.SKU, 2})
		trip := h.released(id)
		w, _ := h.cost(func() { doVerb(h, Pick, pickOf(trip.Task, trip.Steps[0].TaskStep, "T"+id)) })
		cost = append(cost, w)
	}
	if cost[1] != cost[0] || cost[2] != cost[0] || cost[4] != cost[0] || cost[3] > cost[0]+8 {
		t.Errorf("writes: %d at a face nobody fills, %d, %d, then %d when it runs low, and %d below that", cost[0], cost[1], cost[2], cost[3], cost[4])
	}
}

// TestACrowdedFaceStaysWithinACommand: dozens of lots at a face and as many refills on their way to it as there may be cost no
// command more than it may; what is too much for one trip is left for the next.
func TestACrowdedFaceStaysWithinACommand(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.planners()
	h.edit(faceA, figures("MILK", 9_000, 10_000))
	for i := range 45 {
		h.stock("MILK", item.Lot(fmt.Sprintf("A%02d", i)), faceA, 1, h.today()+item.Date(90+i))
		at := h.location(layout.Location{Code: layout.Code(fmt.Sprintf("S%02d", i)), Kind: layout.Reserve, Travel: int64(200 + i)})
		h.stock("MILK", item.Lot(fmt.Sprintf("L%02d", i)), at, 10, h.today()+item.Date(90+i))
	}
	h.edit(faceA, func(l *layout.Location) { l.Mixing = layout.MixAny })
	h.planned(PlanRefillsInput{})
	if n := len(h.coming()); n != 0 {
		t.Errorf("%d refills for a face with more runs than rules look at", n)
	}
	h.edit(faceB, figures("MILK", 9_000, 10_000))
	for i := range 35 {
		h.stock("MILK", item.Lot(fmt.Sprintf("B%02d", i)), faceB, 1, h.today()+item.Date(90+i))
	}
	h.planned(PlanRefillsInput{})
	if n := len(h.coming()); n != inventory.MaxRefillsAt {
		t.Errorf("%d refills, want %d", n, inventory.MaxRefillsAt)
	}
	brought := 0
	for range 10 {
		trip, err := tryVerb(h, Claim, ClaimInput{Kind: inventory.ReplenishTask})
		if fault.ReasonOf(err) == "task.none" {
			break
		}
		if err != nil || len(trip.Steps) == 0 {
			t.Fatalf("trip %+v, %v", trip, err)
		}
		for _, s := range trip.Steps {
			doVerb(h, Replenish, ReplenishInput{Refill: s.Refill, Qty: s.Qty})
			brought++
		}
		doVerb(h, EndTask, EndTaskInput{Task: trip.Task})
	}
	if brought != inventory.MaxRefillsAt {
		t.Errorf("%d were brought, want %d", brought, inventory.MaxRefillsAt)
	}
}
