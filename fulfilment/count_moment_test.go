package fulfilment

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory"
	"example.com/tote/inventory/counting"
	"example.com/tote/inventory/store/storetest"
)

// What went between the moment of the count and the moment it came in is not missing.
func TestCountIsComparedWithItsOwnMoment(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 10, 0)
	h.order("O1", wants{"TEA", 4})
	trip := h.released("O1")
	moment := h.later()
	h.later()
	doVerb(h, Pick, pickOf(trip.Task, trip.Steps[0].TaskStep, "T-1")) // the claim is older: but the step is done, so nobody waits
	h.later()
	out, err := tell(h, "c1", moment, Count, tea(10))
	if err != nil || out.State != inventory.CountMatched || h.onHand("TEA", "", faceA) != 6 {
		t.Errorf("got %s, %v with %d on hand; want matched with 6", out.State, err, h.onHand("TEA", "", faceA))
	}
}

// The picker took four before the count, with the radio off. The count waits for him.
func TestCountWaitsForADeviceWithAClaim(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.tolerate(counting.Tolerance{Units: 100})
	h.stock("TEA", "", faceA, 10, 0)
	h.stock("CUP", "", faceB, 5, 0)
	h.order("O1", wants{"TEA", 4}, wants{"CUP", 1})
	trip := h.released("O1")
	picked := h.later()
	h.later()
	if got := h.counted("c1", tea(6)); got != "provisional" {
		t.Fatalf("got %s, want provisional", got)
	}
	c := h.lastCount()
	want := []inventory.CountWait{{Task: trip.Task, Worker: "w1", Device: "dev-w1"}}
	if d := cmp.Diff(want, c.Waits); d != "" || c.Why != "count.unsynced" {
		t.Errorf("waits (-want +got):\n%s%s", d, c.Why)
	}
	if _, err := tell(h, "w1", picked, Pick, pickOf(trip.Task, trip.Steps[0].TaskStep, "T-1")); err != nil {
		t.Fatal(err)
	}
	h.judgeAll()
	if got := h.lastCount().State; got != inventory.CountMatched || h.onHand("TEA", "", faceA) != 6 {
		t.Errorf("got %s with %d on hand, want matched with 6", got, h.onHand("TEA", "", faceA))
	}
}

func TestWhatEndsTheWaiting(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(h *hall, trip Trip)
		want string
	}{
		{"nothing", func(*hall, Trip) {}, "provisional"},
		{"the device is heard", func(h *hall, trip Trip) {
			doVerb(h, Pick, pickOf(trip.Task, trip.Steps[1].TaskStep, "T-1"))
		}, "matched"},
		{"an older fact of it comes in", func(h *hall, trip Trip) {
			if _, err := tell(h, "w1", h.f.Clock.Now().Add(-time.Hour), Pick, pickOf(trip.Task, trip.Steps[1].TaskStep, "T-1")); err != nil {
				h.t.Fatalf("%v", err)
			}
		}, "provisional"},
		{"the trip is ended", func(h *hall, trip Trip) { doVerb(h, EndTask, EndTaskInput{Task: trip.Task}) }, "matched"},
		{"it is taken over", func(h *hall, trip Trip) {
			doVerb(h.by("w9"), TakeOver, TakeOverInput{Task: trip.Task, Reason: "the handheld is lost"})
		}, "matched"},
	} {
		h := newHall(t, storetest.Memory)
		h.stock("TEA", "", faceA, 10, 0)
		h.stock("CUP", "", faceB, 5, 0)
		h.order("O1", wants{"TEA", 4}, wants{"CUP", 1})
		trip := h.released("O1")
		h.later()
		h.counted("c1", tea(10))
		h.later()
		c.do(h, trip)
		h.judgeAll()
		if got := h.lastCount().State.String(); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
		h.check()
	}
}

// A movement so close to a count that two clocks decide the order is a reason to look again, not to book.
func TestDisputedMomentIsNotBookedAtOnce(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.tolerate(counting.Tolerance{Units: 100})
	h.stock("TEA", "", faceA, 10, 0)
	h.order("O1", wants{"TEA", 4})
	trip := h.released("O1")
	h.later()
	at := h.f.Clock.Now()
	h.f.Clock.Advance(time.Minute)
	if _, err := tell(h, "w1", at.Add(10*time.Second), Pick, pickOf(trip.Task, trip.Steps[0].TaskStep, "T-1")); err != nil {
		t.Fatal(err)
	}
	out, err := tell(h, "c1", at, Count, tea(6)) // his clock is behind: the four were gone already
	if err != nil || out.State != inventory.CountRecount {
		t.Errorf("got %s, %v; want recount", out.State, err)
	}
	h.later()
	if got := h.counted("c2", tea(6)); got != "deciding" || h.onHand("TEA", "", faceA) != 6 {
		t.Errorf("got %s with %d on hand, want deciding with 6", got, h.onHand("TEA", "", faceA))
	}
}

// Goods a supervisor let be booked without the picker's word are not sold on when that comes.
func TestLateFactAsksForAnotherCount(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 10, 0)
	h.order("O1", wants{"TEA", 4})
	trip := h.released("O1")
	picked := h.later()
	h.later()
	h.counted("c1", tea(6))
	c := h.lastCount()
	if _, err := tell(h, "sun", time.Time{}, ApproveCount, inventory.DecideInput{Count: c.ID, Reason: inventory.ReasonUnknown}); err != nil {
		t.Fatal(err)
	}
	if got := h.onHand("TEA", "", faceA); got != 6 {
		t.Errorf("got %d on hand, want 6", got)
	}
	if _, err := tell(h, "w1", picked, Pick, pickOf(trip.Task, trip.Steps[0].TaskStep, "T-1")); err != nil {
		t.Fatal(err)
	}
	if want := []string{"TEA@L:A1-1 count.late_fact"}; !slices.Equal(h.counts(), want) {
		t.Errorf("wanted %v, want %v", h.counts(), want)
	}
	h.order("O2", wants{"TEA", 1})
	if got := h.allocate("O2"); got.Reserved != 0 {
		t.Errorf("a doubted unit was sold: %+v", got)
	}
	h.later()
	h.counted("c2", tea(6))
	h.counted("c3", tea(6))
	if got := h.onHand("TEA", "", faceA); got != 6 || len(h.counts()) != 0 {
		t.Errorf("got %d on hand, wanted %v; want 6 and nothing", got, h.counts())
	}
}
