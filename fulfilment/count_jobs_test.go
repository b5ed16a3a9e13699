package fulfilment

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory"
	"example.com/tote/inventory/counting"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// countJobs runs the jobs of counting.
func (h *hall) countJobs() {
	h.t.Helper()
	err := h.f.RunOutbox(map[string]store.Handler{inventory.CountJob: CountHandler(), inventory.StocktakeJob: StocktakeHandler(),
		inventory.CountPlanJob: CountPlanHandler()}, []store.Partition{hallCode})
	if err != nil {
		h.t.Fatalf("%v", err)
	}
}

func (h *hall) stocktake(id string) (s inventory.Stocktake, zones []inventory.StocktakeZone) {
	h.t.Helper()
	h.look(func(r store.Reader) {
		var err error
		if s, err = inventory.GetStocktake(r, id); err != nil {
			h.t.Fatalf("%v", err)
		}
		zones = slices.Collect(inventory.ZonesOf(r, id))
	})
	return s, zones
}

// inZones gives the hall's faces zones.
func (h *hall) inZones() {
	h.t.Helper()
	for code, zone := range map[layout.Code]string{"A1-1": "A", "A1-2": "A", "B1-1": "B", "R1-1": "R"} {
		h.do(func(tx *store.Tx) error {
			l, err := inventory.FindLocation(tx, code)
			if err != nil {
				return err
			}
			l.Zone = zone
			_, err = inventory.PutLocation(tx, l, l.Revision)
			return err
		})
	}
}

// A wall-to-wall stocktake: places listed by zone, frozen until counted, progress by zone, over when the last is done.
func TestWallToWallStocktake(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.inZones()
	h.stock("TEA", "", faceA, 10, 0)
	h.later()
	h.countJobs()
	started := doVerb(h.by("sun"), inventory.StartCount, inventory.StartCountInput{All: true, Freeze: true, Reason: "year's end"})
	h.job(started.Job)
	s, zones := h.stocktake(started.Stocktake)
	want := []inventory.StocktakeZone{{Stocktake: s.ID, Places: 3}, {Stocktake: s.ID, Zone: "A", Places: 2}, {Stocktake: s.ID, Zone: "B", Places: 1}, {Stocktake: s.ID, Zone: "R", Places: 1}}
	if d := cmp.Diff(want, zones); d != "" || s.State != inventory.StocktakeCounting || s.Places != 7 {
		t.Errorf("%s with %d places, zones (-want +got):\n%s", s.State, s.Places, d)
	}
	h.order("O1", wants{"TEA", 2})
	if got := h.allocate("O1"); got.Reserved != 0 {
		t.Errorf("frozen goods were allocated: %+v", got)
	}
	for s.State == inventory.StocktakeCounting {
		trip := doVerb(h.by("c1"), Claim, ClaimInput{Kind: inventory.CountTask})
		for _, stop := range trip.Steps {
			if stop.From == faceA {
				h.counted("c1", inventory.CountInput{Task: trip.Task, Holder: stop.From, SKU: "TEA", Qty: 10})
			}
			if _, err := tell(h, "c1", time.Time{}, Count, inventory.CountInput{Task: trip.Task, Holder: stop.From, Done: true}); err != nil {
				t.Fatal(err)
			}
		}
		doVerb(h.by("c1"), EndTask, EndTaskInput{Task: trip.Task})
		s, zones = h.stocktake(started.Stocktake)
	}
	if s.State != inventory.StocktakeDone || s.Done != 7 || slices.ContainsFunc(zones, func(z inventory.StocktakeZone) bool { return z.Done != z.Places }) {
		t.Errorf("%s, %d done, zones %+v; want all done", s.State, s.Done, zones)
	}
	if got := h.allocate("O1"); got.Reserved != 2 {
		t.Errorf("thawed goods: %+v, want 2 allocated", got)
	}
	if open := h.openCounts(); len(open) != 0 {
		t.Errorf("still open: %v", open)
	}
}

func TestStocktakeOfAnItemAndOfALot(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("MILK", "L1", faceA, 3, h.today()+50)
	h.stock("MILK", "L2", faceB, 3, h.today()+60)
	h.do(func(tx *store.Tx) error {
		if _, err := inventory.RegisterLPN(tx, "PAL", inventory.PalletLPN, reserveR); err != nil {
			return err
		}
		_, err := inventory.Adjust(tx, inventory.AdjustInput{SKU: "MILK", Lot: "L1", Holder: inventory.LPNHolder("PAL"), Delta: 9, Reason: inventory.AdjustFound})
		return err
	})
	h.countJobs()
	h.job(doVerb(h.by("sun"), inventory.StartCount, inventory.StartCountInput{SKU: "MILK", Lot: "L1"}).Job)
	if d := cmp.Diff([]string{"MILK@L:A1-1 count.request", "MILK@P:PAL count.request"}, h.counts()); d != "" {
		t.Errorf("the lot (-want +got):\n%s", d)
	}
	h.job(doVerb(h.by("sun"), inventory.StartCount, inventory.StartCountInput{SKU: "MILK"}).Job)
	if got := h.counts(); len(got) != 3 {
		t.Errorf("the item: %v, want its three places", got)
	}
	trip := doVerb(h.by("c1"), Claim, ClaimInput{Kind: inventory.CountTask})
	if last := trip.Steps[len(trip.Steps)-1]; last.From != inventory.LPNHolder("PAL") || last.Location != "R1-1" {
		t.Errorf("last stop %+v, want the pallet at R1-1", last)
	}
}

func TestStoppedStocktakeSendsNobody(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.inZones()
	h.stock("TEA", "", faceC, 4, 0)
	h.countJobs()
	started := doVerb(h.by("sun"), inventory.StartCount, inventory.StartCountInput{All: true, Freeze: true})
	h.job(started.Job)
	trip := doVerb(h.by("c1"), Claim, ClaimInput{Kind: inventory.CountTask, Zone: "A"})
	stopped := doVerb(h.by("sun"), StopCount, StopInput{Stocktake: started.Stocktake, Reason: "wrong day"})
	h.job(stopped.Job)
	if s, _ := h.stocktake(started.Stocktake); s.State != inventory.StocktakeStopped {
		t.Errorf("got %s, want stopped", s.State)
	}
	if got := h.counts(); len(got) != len(trip.Steps) {
		t.Errorf("wanted %v; want only the %d stops somebody is on the way to", got, len(trip.Steps))
	}
	h.look(func(r store.Reader) {
		for b := range inventory.Contents(r, faceC) {
			if held := inventory.HoldsOn(r, b.Goods); len(held) != 0 {
				t.Errorf("still held: %v", held)
			}
		}
	})
	refused(h.by("sun"), StopCount, StopInput{Stocktake: started.Stocktake, Reason: "again"}, "stocktake.state")
}

// Counts that came in late are judged by the job, however much has happened since.
func TestCountJobReadsALongLedger(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 10, 0)
	h.stock("CUP", "", faceB, 700, 0)
	h.order("O1", wants{"TEA", 3})
	trip := h.released("O1")
	moment := h.later()
	h.later()
	doVerb(h, Pick, pickOf(trip.Task, trip.Steps[0].TaskStep, "T-1"))
	for range 30 { // a busy hour elsewhere
		h.do(func(tx *store.Tx) error {
			for range 20 {
				from := inventory.Goods{SKU: "CUP", Holder: faceB, Status: inventory.Available}
				if err := inventory.Move(tx, inventory.Movement{From: from, To: inventory.Side{Holder: faceC, Status: inventory.Available}, Qty: 1, Reason: "test"}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	h.later()
	out, err := tell(h, "c1", moment, Count, tea(10))
	if err != nil || out.State != inventory.CountProvisional {
		t.Fatalf("got %+v, %v; want provisional", out, err)
	}
	h.countJobs()
	h.job(1)
	if got := h.lastCount(); got.State != inventory.CountMatched {
		t.Errorf("got %s %s, want matched", got.State, got.Why)
	}
}

// The daily plan: classes by picks and by value, and the places whose turn it is.
func TestCountPlanOfADay(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.item("GOLD", func(it *item.Item) { it.PriceMinor, it.Currency = 900_000, "CNY" })
	h.stock("TEA", "", faceA, 100, 0)
	h.stock("GOLD", "", faceB, 3, 0)
	h.stock("CUP", "", faceC, 3, 0)
	for i := range 5 {
		h.order(fmt.Sprint("O", i), wants{"TEA", 1})
		trip := h.by(fmt.Sprint("w", i)).released(fmt.Sprint("O", i))
		doVerb(h.by(fmt.Sprint("w", i)), Pick, pickOf(trip.Task, trip.Steps[0].TaskStep, fmt.Sprint("T-", i)))
	}
	h.do(func(tx *store.Tx) error {
		p := inventory.DefaultCountPolicy()
		p.Rhythm = counting.Rhythm{Days: [3]int64{1, 0, 0}}
		_, err := inventory.PutCountPolicy(tx, p, 0)
		return err
	})
	var id uint64
	plan := func() {
		h.do(func(tx *store.Tx) error { id = tx.StartJob(inventory.CountPlanJob, h.today()).ID; return nil })
		if j := h.job(id); j.State != store.JobDone {
			t.Fatalf("%+v", j)
		}
	}
	h.countJobs()
	plan()
	var got []string
	h.look(func(r store.Reader) {
		for c := range inventory.CountClasses.All(r, inventory.CountClassKey(""), nil) {
			got = append(got, fmt.Sprint(c.SKU, " ", c.Class, " picks ", c.ByPicks, " value ", c.ByValue))
		}
	})
	if d := cmp.Diff([]string{"CUP C picks C value C", "GOLD A picks C value A", "TEA A picks A value C"}, got); d != "" {
		t.Errorf("classes (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"@L:A1-1 count.scheduled", "@L:A1-2 count.scheduled"}, h.counts()); d != "" {
		t.Errorf("wanted (-want +got):\n%s", d)
	}
	for _, at := range []inventory.Holder{faceA, faceB} {
		h.counted("c1", inventory.CountInput{Holder: at, SKU: map[inventory.Holder]item.SKU{faceA: "TEA", faceB: "GOLD"}[at], Qty: h.onHand(map[inventory.Holder]item.SKU{faceA: "TEA", faceB: "GOLD"}[at], "", at)})
		if _, err := tell(h, "c1", time.Time{}, Count, inventory.CountInput{Holder: at, Done: true}); err != nil {
			t.Fatal(err)
		}
	}
	plan()
	if got := h.counts(); len(got) != 0 {
		t.Errorf("counted today, and wanted again: %v", got)
	}
	h.f.Clock.Advance(25 * time.Hour)
	plan()
	if got := h.counts(); len(got) != 2 {
		t.Errorf("a day later: %v, want both again", got)
	}
}

// The dearest commands of counting stay within the budget of every command.
func TestCostOfCounting(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.inZones()
	h.stock("TEA", "", faceA, 90, 0)
	for i := range 40 {
		id := fmt.Sprintf("O%02d", i)
		h.order(id, wants{"TEA", 2})
		h.allocate(id)
	}
	for i := range 30 {
		sku := item.SKU(fmt.Sprintf("S%02d", i))
		h.item(sku, func(*item.Item) {})
		h.stock(sku, "", faceB, 1, 0)
	}
	h.later()
	h.counted("c1", tea(1))
	second, _ := h.cost(func() { h.counted("c2", tea(1)) })
	done, _ := h.cost(func() {
		if out, err := tell(h, "c1", time.Time{}, Count, inventory.CountInput{Holder: faceB, Done: true}); err != nil || !out.More {
			t.Errorf("got %+v, %v; want more to come", out, err)
		}
	})
	h.do(func(tx *store.Tx) error {
		for i := range 25 {
			if err := inventory.WantCount(tx, faceB, item.SKU(fmt.Sprintf("S%02d", i)), inventory.CountOnRequest, 0); err != nil {
				return err
			}
		}
		return nil
	})
	claim, _ := h.cost(func() { doVerb(h.by("c3"), Claim, ClaimInput{Kind: inventory.CountTask, Zone: "A"}) })
	t.Logf("writes: a recount that takes from lines %d, done %d, claim %d", second, done, claim)
	for name, n := range map[string]int64{"recount": second, "done": done, "claim": claim} {
		if n > 200 {
			t.Errorf("%s writes %d records, want at most 200", name, n)
		}
	}
}
