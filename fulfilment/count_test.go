package fulfilment

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory"
	"example.com/tote/inventory/counting"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// tell sends a fact as a worker's device does that was offline when it happened.
func tell[In, Out any](h *hall, worker string, at time.Time, verb func(*store.Tx, In) (Out, error), in In) (Out, error) {
	h.numbers[worker]++
	n := h.numbers[worker]
	c := h.f.DeviceCommand(hallCode, "test", "dev-"+worker, n, n)
	c.Worker = worker
	if !at.IsZero() {
		c.OccurredAt = at
	}
	return store.Do(context.Background(), h.f.Executor, c, func(tx *store.Tx) (Out, error) { return verb(tx, in) })
}

// counted books a count and tells its state.
func (h *hall) counted(worker string, in inventory.CountInput) string {
	h.t.Helper()
	out, err := tell(h, worker, time.Time{}, Count, in)
	if err != nil {
		h.t.Fatalf("%v", err)
	}
	return out.State.String()
}

// tolerate sets the same tolerance for all classes.
func (h *hall) tolerate(t counting.Tolerance) {
	h.t.Helper()
	h.do(func(tx *store.Tx) error {
		p := inventory.DefaultCountPolicy()
		p.Tolerance = [3]counting.Tolerance{t, t, t}
		_, err := inventory.PutCountPolicy(tx, p, 0)
		return err
	})
}

// openCounts words the counts that are not over.
func (h *hall) openCounts() (out []string) {
	h.t.Helper()
	h.look(func(r store.Reader) {
		for c := range inventory.OpenCounts(r, nil) {
			out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s@%s %+d %s", c.State, c.SKU, c.Holder, c.Variance, c.Why)))
		}
	})
	return out
}

func (h *hall) lastCount() (c inventory.Count) {
	h.t.Helper()
	h.look(func(r store.Reader) {
		for k := range inventory.Counts.All(r, store.K(0x3C).Byte(0), nil) {
			c = k
		}
	})
	return c
}

// judgeAll is what the job does with counts that wait.
func (h *hall) judgeAll() {
	h.t.Helper()
	var ids []string
	h.look(func(r store.Reader) {
		for c := range inventory.OpenCounts(r, nil) {
			ids = append(ids, c.ID)
		}
	})
	for _, id := range ids {
		for state := inventory.CountPosting; state == inventory.CountPosting; {
			h.do(func(tx *store.Tx) (err error) {
				state, err = inventory.JudgeCount(tx, id, nil, freeMissing)
				return err
			})
		}
	}
}

func tea(qty int64) inventory.CountInput {
	return inventory.CountInput{Holder: faceA, SKU: "TEA", Qty: qty}
}

// later lets time pass, beyond what two clocks may differ.
func (h *hall) later() time.Time { return h.f.Clock.Advance(5 * time.Minute) }

func TestCountMatchesAndLiftsWhatAskedForIt(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 8, 0)
	h.do(func(tx *store.Tx) error {
		if err := inventory.WantCount(tx, faceA, "TEA", inventory.CountAfterShort, 0); err != nil {
			return err
		}
		_, err := inventory.PlaceHold(tx, inventory.Target{On: inventory.HoldSKUAtPlace, SKU: "TEA", Holder: faceA}, inventory.CountHold, inventory.ReasonCountPending)
		return err
	})
	h.later()
	if got := h.counted("c1", tea(8)); got != "matched" {
		t.Errorf("got %s, want matched", got)
	}
	h.look(func(r store.Reader) {
		held := inventory.HoldsOn(r, inventory.Goods{SKU: "TEA", Holder: faceA, Status: inventory.Available})
		if wanted := h.counts(); len(held) != 0 || len(wanted) != 0 {
			t.Errorf("held %v, wanted %v; want both gone", held, wanted)
		}
	})
}

func TestCountWithinToleranceIsBooked(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.tolerate(counting.Tolerance{Units: 2})
	h.stock("TEA", "", faceA, 100, 0)
	h.later()
	if got := h.counted("c1", tea(98)); got != "posted" || h.onHand("TEA", "", faceA) != 98 {
		t.Errorf("got %s with %d on hand, want posted with 98", got, h.onHand("TEA", "", faceA))
	}
	if got := h.counted("c1", tea(95)); got != "recount" || h.onHand("TEA", "", faceA) != 98 {
		t.Errorf("got %s with %d on hand, want recount with 98", got, h.onHand("TEA", "", faceA))
	}
}

func TestTwoEqualCountsAreBooked(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 10, 0)
	h.later()
	if got := h.counted("c1", tea(4)); got != "recount" {
		t.Fatalf("got %s, want recount", got)
	}
	c := h.lastCount()
	if _, err := tell(h, "c1", time.Time{}, Recount, inventory.RecountInput{Count: c.ID, Qty: 4}); fault.ReasonOf(err) != "count.same_worker" {
		t.Errorf("the first counter again: got %v, want count.same_worker", err)
	}
	h.stock("TEA", "", faceA, 0+3, 0) // by a supervisor who found three there: they lay there all the time
	h.later()
	out, err := tell(h, "c2", time.Time{}, Recount, inventory.RecountInput{Count: c.ID, Qty: 4})
	if err != nil || out.State != inventory.CountPosted || h.onHand("TEA", "", faceA) != 4 {
		t.Errorf("got %s, %v with %d on hand; want posted with 4", out.State, err, h.onHand("TEA", "", faceA))
	}
	if got := h.counts(); len(got) != 0 {
		t.Errorf("still wanted: %v", got)
	}
}

func TestTwoDifferentCountsAreForASupervisor(t *testing.T) {
	for _, c := range []struct {
		in    inventory.DecideInput
		state string
		left  int64
	}{
		{inventory.DecideInput{Reason: inventory.ReasonStolen}, "posted", 5},
		{inventory.DecideInput{Take: "first", Reason: inventory.ReasonLost}, "posted", 4},
		{inventory.DecideInput{Reason: inventory.ReasonMiscount}, "rejected", 10},
	} {
		h := newHall(t, storetest.Memory)
		h.stock("TEA", "", faceA, 10, 0)
		h.later()
		h.counted("c1", tea(4))
		h.later()
		if got := h.counted("c2", tea(5)); got != "deciding" {
			t.Fatalf("got %s, want deciding", got)
		}
		c.in.Count = h.lastCount().ID
		decide := ApproveCount
		if c.state == "rejected" {
			decide = inventory.RejectCount
		}
		out, err := tell(h, "sun", time.Time{}, decide, c.in)
		if err != nil || out.State.String() != c.state || h.onHand("TEA", "", faceA) != c.left {
			t.Errorf("%+v: got %s, %v with %d on hand; want %s with %d", c.in, out.State, err, h.onHand("TEA", "", faceA), c.state, c.left)
		}
		if _, err := tell(h, "sun", time.Time{}, decide, c.in); fault.ReasonOf(err) != "count-line.state" {
			t.Errorf("decided twice: got %v, want count-line.state", err)
		}
		h.check()
	}
}

// What is missing was promised: the orders that lose it are allocated anew, those nobody walks to first.
func TestMissingGoodsAreTakenFromOrders(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 10, 0)
	h.order("O1", wants{"TEA", 4})
	h.order("O2", wants{"TEA", 6})
	h.allocate("O2")
	trip := h.released("O1")
	doVerb(h, EndTask, EndTaskInput{Task: trip.Task}) // so that nobody waits for a device
	h.later()
	h.counted("c1", tea(3))
	if got := h.counted("c2", tea(3)); got != "posted" {
		t.Fatalf("got %s, want posted: %v", got, h.openCounts())
	}
	if a, b := h.line("O1", 1), h.line("O2", 1); h.onHand("TEA", "", faceA) != 3 || a.Sums[inventory.Allocated]+b.Sums[inventory.Allocated] != 3 {
		t.Errorf("%d on hand, O1 %v, O2 %v; want 3, and 3 allocated", h.onHand("TEA", "", faceA), a.Sums, b.Sums)
	}
	if got := h.orderNow("O2").State; got != OrderOpen {
		t.Errorf("O2 is %s, want open: it is allocated anew", got)
	}
}

// More lines than one command may take from: the job goes on.
func TestLongPostingGoesOn(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 60, 0)
	for i := range 30 {
		id := fmt.Sprintf("O%02d", i)
		h.order(id, wants{"TEA", 2})
		h.allocate(id)
	}
	h.later()
	h.counted("c1", tea(1))
	if got := h.counted("c2", tea(1)); got != "posting" {
		t.Fatalf("got %s, want posting: %v", got, h.openCounts())
	}
	h.check()
	h.judgeAll()
	if c := h.lastCount(); c.State != inventory.CountPosted || c.Posted != -59 || h.onHand("TEA", "", faceA) != 1 {
		t.Errorf("got %s, %d booked, %d on hand; want posted, -59, 1", c.State, c.Posted, h.onHand("TEA", "", faceA))
	}
}

func TestOwnersAreCountedTogether(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 5, 0)
	h.do(func(tx *store.Tx) error {
		_, err := inventory.Adjust(tx, inventory.AdjustInput{SKU: "TEA", Holder: faceA, Owner: "shop", Delta: 4, Reason: inventory.AdjustFound})
		return err
	})
	h.later()
	if got := h.counted("c1", tea(9)); got != "matched" {
		t.Errorf("got %s, want matched", got)
	}
	h.counted("c1", tea(2))
	h.counted("c2", tea(2))
	var left []int64
	h.look(func(r store.Reader) {
		for b := range inventory.Contents(r, faceA) {
			left = append(left, b.OnHand)
		}
	})
	if !slices.Equal(left, []int64{2}) {
		t.Errorf("left %v, want the house's gone first and 2 of the shop's", left)
	}
}

// Done says that what nobody told of is not there.
func TestDoneCountsTheRestAsNone(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 5, 0)
	h.stock("CUP", "", faceA, 7, 0)
	h.stock("MILK", "L1", faceA, 3, h.today()+50)
	h.do(func(tx *store.Tx) error {
		_, err := inventory.WantPlace(tx, faceA, inventory.CountOnRequest, "")
		return err
	})
	h.later()
	h.counted("c1", tea(5))
	out, err := tell(h, "c1", time.Time{}, Count, inventory.CountInput{Holder: faceA, Done: true})
	if err != nil || out.Zero != 2 {
		t.Fatalf("got %+v, %v; want 2 counted as none", out, err)
	}
	h.judgeAll()
	want := []string{"recount CUP@L:A1-1 -7 count.beyond", "recount MILK@L:A1-1 -3 count.beyond"}
	if d := cmp.Diff(want, h.openCounts()); d != "" {
		t.Errorf("open (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"CUP@L:A1-1 count.again", "MILK@L:A1-1 count.again"}, h.counts()); d != "" {
		t.Errorf("wanted (-want +got):\n%s", d)
	}
	h.look(func(r store.Reader) {
		if inventory.LastCounted(r, "A1-1") != h.f.Clock.Now().Unix() {
			t.Errorf("A1-1 was last counted at %d, want now", inventory.LastCounted(r, "A1-1"))
		}
	})
	h.counted("c2", inventory.CountInput{Holder: faceA, SKU: "CUP", Qty: 7})
	if out, err := tell(h, "c2", time.Time{}, Count, inventory.CountInput{Holder: faceA, SKU: "MILK", Done: true}); err != nil || out.Zero != 1 {
		t.Errorf("got %+v, %v; want the lot counted as none", out, err)
	}
	h.judgeAll()
	if d := cmp.Diff([]string{"deciding CUP@L:A1-1 +0 count.differs"}, h.openCounts()); d != "" || h.onHand("MILK", "L1", faceA) != 0 {
		t.Errorf("open (-want +got):\n%s%d milk", d, h.onHand("MILK", "L1", faceA))
	}
}

func TestCountTripIsBlindInWalkingOrderAndResumes(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceB, 9, 0)
	h.do(func(tx *store.Tx) error {
		for _, at := range []inventory.Holder{faceC, faceA, faceB} {
			if _, err := inventory.WantPlace(tx, at, inventory.CountOnRequest, ""); err != nil {
				return err
			}
		}
		return nil
	})
	trip := doVerb(h.by("c1"), Claim, ClaimInput{Kind: inventory.CountTask})
	var stops []string
	for _, s := range trip.Steps {
		stops = append(stops, fmt.Sprint(s.From, " ", s.SKU, s.Qty, s.Lot))
	}
	if len(stops) == 0 || !slices.IsSorted(stops) || slices.ContainsFunc(stops, func(s string) bool { return !strings.HasSuffix(s, " 0") }) {
		t.Errorf("stops %q: want them in walking order without a quantity", stops)
	}
	for _, s := range trip.Steps[1:] {
		if _, err := tell(h, "c1", time.Time{}, Count, inventory.CountInput{Task: trip.Task, Holder: s.From, Done: true}); err != nil {
			t.Fatal(err)
		}
	}
	again := doVerb(h.by("c1"), Claim, ClaimInput{Kind: inventory.CountTask})
	if again.Task != trip.Task || len(again.Steps) != 1 || again.Total != len(trip.Steps) {
		t.Errorf("claimed again: %+v; want the first stop of the same trip", again)
	}
	doVerb(h.by("c1"), EndTask, EndTaskInput{Task: trip.Task})
	refused(h.by("c2"), Claim, ClaimInput{Kind: inventory.PickTask}, "task.none")
	other := doVerb(h.by("c2"), Claim, ClaimInput{Kind: inventory.CountTask})
	if other.Task == trip.Task || len(other.Steps) == 0 {
		t.Errorf("another worker got %+v; want what the first left", other)
	}
	h.check()
	taken := doVerb(h.by("c3"), TakeOver, TakeOverInput{Task: other.Task, Reason: "end of shift"})
	if taken.Kind != inventory.CountTask || len(taken.Steps) != len(other.Steps) {
		t.Errorf("taken over: %+v; want the same stops", taken)
	}
}

func TestNobodyIsSentToRecountHisOwn(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 5, 0)
	h.later()
	h.counted("c1", tea(1))
	refused(h.by("c1"), Claim, ClaimInput{Kind: inventory.CountTask}, "task.none")
	trip := doVerb(h.by("c2"), Claim, ClaimInput{Kind: inventory.CountTask})
	if len(trip.Steps) != 1 || trip.Steps[0].Count != h.lastCount().ID {
		t.Errorf("got %+v, want the recount", trip.Steps)
	}
}

func TestCountRefusals(t *testing.T) {
	h := newHall(t, storetest.Memory)
	for _, c := range []struct {
		in   inventory.CountInput
		want string
	}{
		{inventory.CountInput{SKU: "TEA"}, "count.invalid"},
		{inventory.CountInput{Holder: faceA}, "count.invalid"},
		{inventory.CountInput{Holder: faceA, Qty: 1, Done: true}, "count.invalid"},
		{inventory.CountInput{Holder: faceA, SKU: "TEA", Qty: -1}, "count.invalid"},
		{inventory.CountInput{Holder: faceA, SKU: "TEA", Qty: inventory.MaxCounted + 1}, "count.invalid"},
		{inventory.CountInput{Holder: faceA, SKU: "MILK", Qty: 1}, "count.invalid"},
		{inventory.CountInput{Holder: faceA, SKU: "NONE", Qty: 1}, "item.unknown"},
		{inventory.CountInput{Holder: inventory.Location("X9"), SKU: "TEA", Qty: 1}, "location.unknown"},
		{inventory.CountInput{Holder: inventory.LPNHolder("X9"), SKU: "TEA", Qty: 1}, "LPN.unknown"},
		{inventory.CountInput{Holder: inventory.Customer, SKU: "TEA", Qty: 1}, "count.invalid"},
	} {
		if _, err := tell(h, "c1", time.Time{}, Count, c.in); !strings.EqualFold(fault.ReasonOf(err), c.want) {
			t.Errorf("%+v: got %v, want %s", c.in, err, c.want)
		}
	}
	h.stock("MILK", "L1", faceA, 3, h.today()+50)
	h.later()
	if got := h.counted("c1", inventory.CountInput{Holder: faceA, SKU: "MILK", Lot: "L9", Qty: 2}); got != "recount" {
		t.Errorf("a lot nobody received: got %s, want recount", got)
	}
	if got := h.counted("c2", inventory.CountInput{Holder: faceA, SKU: "MILK", Lot: "L9", Qty: 2}); got != "deciding" {
		t.Errorf("twice: got %s, want deciding", got)
	}
	if _, err := tell(h, "sun", time.Time{}, ApproveCount, inventory.DecideInput{Count: h.lastCount().ID, Reason: inventory.ReasonReceiving}); fault.ReasonOf(err) != "lot.unknown" {
		t.Errorf("approved: got %v, want lot.unknown", err)
	}
	bad := inventory.DecideInput{Count: h.lastCount().ID, Take: "third", Reason: "because"}
	if _, err := tell(h, "sun", time.Time{}, ApproveCount, bad); fault.ReasonOf(err) != "count.invalid" || len(fault.From(err).Details) != 2 {
		t.Errorf("got %v, want count.invalid with both shortcomings", err)
	}
}

// The same worker's later word counts, whatever order they come in.
func TestCounterCorrectsHimself(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 5, 0)
	first := h.later()
	second := h.later()
	h.later()
	if out, err := tell(h, "c1", second, Count, tea(4)); err != nil || out.State != inventory.CountRecount {
		t.Fatalf("got %+v, %v", out, err)
	}
	if out, err := tell(h, "c1", first, Count, tea(1)); err != nil || !out.Older || h.lastCount().First.Counted != 4 {
		t.Errorf("an older word: got %+v, %v, %+v", out, err, h.lastCount().First)
	}
	if got := h.counted("c1", tea(5)); got != "matched" {
		t.Errorf("he has found the fifth: got %s, want matched", got)
	}
}
