package fulfilment

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// planners run the job under test beside those of the path.
func (h *hall) planners() {
	h.t.Helper()
	err := h.f.RunOutbox(map[string]store.Handler{AllocateJob: AllocateAllHandler(), ReleaseJob: ReleaseHandler(),
		inventory.RefillJob: PlanRefillsHandler()}, []store.Partition{hallCode})
	if err != nil {
		h.t.Fatalf("%v", err)
	}
}

// planned plans refills and waits for them.
func (h *hall) planned(in PlanRefillsInput) store.Job {
	h.t.Helper()
	j := h.job(doVerb(h, PlanRefills, in).Job)
	if j.State != store.JobDone {
		h.t.Fatalf("job: %+v", j)
	}
	return j
}

// settled waits for every job that plans.
func (h *hall) settled() {
	h.t.Helper()
	var last uint64
	h.look(func(r store.Reader) {
		for id := uint64(1); ; id++ {
			j, ok := store.Jobs.Get(r, store.JobKey(id))
			if !ok {
				return
			}
			if j.Kind == inventory.RefillJob {
				last = id
			}
		}
	})
	if last > 0 {
		h.job(last)
	}
}

// refills words those on their way, by number.
func (h *hall) refills() []string {
	var out []string
	for _, f := range h.coming() {
		words := fmt.Sprintf("%s %s %s>%s %d/%d", f.State, f.SKU, f.From.ID, f.To, f.Done, f.Qty)
		if f.Lot != "" {
			words += " lot " + string(f.Lot)
		}
		if f.Pull > 0 {
			words += fmt.Sprintf(" reserved %d", f.Pull)
		}
		if f.Urgent {
			words += " urgent"
		}
		out = append(out, words)
	}
	return out
}

func (h *hall) coming() (out []inventory.Refill) {
	h.look(func(r store.Reader) {
		var err error
		if out, _, err = inventory.ListRefills(r, inventory.RefillQuery{Limit: 1000}); err != nil {
			h.t.Fatalf("%v", err)
		}
	})
	slices.SortFunc(out, func(a, b inventory.Refill) int { return strings.Compare(a.ID, b.ID) })
	return out
}

func (h *hall) refill(id string) (f inventory.Refill) {
	h.look(func(r store.Reader) { f, _ = inventory.GetRefill(r, id) })
	return f
}

// edit changes a location of the hall.
func (h *hall) edit(at inventory.Holder, change func(*layout.Location)) {
	h.t.Helper()
	h.do(func(tx *store.Tx) error {
		l, err := inventory.FindLocation(tx, at.Code())
		if err != nil {
			return err
		}
		change(&l)
		_, err = inventory.PutLocation(tx, l, l.Revision)
		return err
	})
}

func figures(sku string, least, most int64) func(*layout.Location) {
	return func(l *layout.Location) { l.Fixed, l.Min, l.Max = sku, least, most }
}

func same(t storetest.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

// TestRefillsArePlanned: which faces are filled, with what, from where.
func TestRefillsArePlanned(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		make func(h *hall)
		want []string
	}{
		{"up to the greatest", func(h *hall) { h.stock("TEA", "", reserveR, 50, 0) }, []string{"open TEA R1-1>A1-1 0/20"}},
		{"enough is there", func(h *hall) { h.stock("TEA", "", reserveR, 50, 0); h.stock("TEA", "", faceA, 5, 0) }, nil},
		{"other faces are no reserve", func(h *hall) { h.stock("TEA", "", faceB, 50, 0) }, nil},
		{"a pallet", func(h *hall) { h.stock("TEA", "", h.lpn("P1", inventory.PalletLPN, reserveR), 12, 0) }, []string{"open TEA P1>A1-1 0/12"}},
		{"held goods stay", func(h *hall) {
			h.stock("TEA", "", reserveR, 50, 0)
			h.do(func(tx *store.Tx) error {
				_, err := inventory.PlaceHold(tx, inventory.Target{On: inventory.HoldHolder, Holder: reserveR}, inventory.QualityHold, "look")
				return err
			})
		}, nil},
		{"earliest expiry, never expired", func(h *hall) {
			h.edit(faceA, figures("MILK", 5, 20))
			h.stock("MILK", "L3", reserveR, 9, h.today()+90)
			h.stock("MILK", "L2", reserveR, 9, h.today()+30)
			h.stock("MILK", "L1", reserveR, 9, h.today()-1)
		}, []string{"open MILK R1-1>A1-1 0/9 lot L2", "open MILK R1-1>A1-1 0/9 lot L3"}},
		{"one lot only", func(h *hall) {
			h.edit(faceA, func(l *layout.Location) { figures("MILK", 5, 20)(l); l.Mixing = layout.MixNothing })
			h.stock("MILK", "L3", reserveR, 9, h.today()+90)
			h.stock("MILK", "L2", reserveR, 9, h.today()+30)
		}, []string{"open MILK R1-1>A1-1 0/9 lot L2"}},
		{"the lot that lies there", func(h *hall) {
			h.edit(faceA, func(l *layout.Location) { figures("MILK", 5, 20)(l); l.Mixing = layout.MixNothing })
			h.stock("MILK", "L3", faceA, 1, h.today()+90)
			h.stock("MILK", "L3", reserveR, 9, 0)
			h.stock("MILK", "L2", reserveR, 9, h.today()+30)
		}, []string{"open MILK R1-1>A1-1 0/9 lot L3"}},
		{"what the beam carries", func(h *hall) {
			h.edit(faceA, func(l *layout.Location) { l.Grams = 700 })
			h.stock("TEA", "", reserveR, 50, 0)
		}, []string{"open TEA R1-1>A1-1 0/7"}},
		{"a face of nobody with one item", func(h *hall) {
			h.edit(faceA, figures("", 5, 20))
			h.stock("TEA", "", reserveR, 50, 0)
			h.stock("TEA", "", faceA, 2, 0)
		}, []string{"open TEA R1-1>A1-1 0/18"}},
		{"a face of nobody with two", func(h *hall) {
			h.edit(faceA, figures("", 5, 20))
			h.stock("TEA", "", reserveR, 50, 0)
			h.stock("TEA", "", faceA, 2, 0)
			h.stock("CUP", "", faceA, 2, 0)
		}, nil},
		{"a closed face", func(h *hall) {
			h.edit(faceA, func(l *layout.Location) { l.Closed = true })
			h.stock("TEA", "", reserveR, 50, 0)
		}, nil},
		{"whole cases", func(h *hall) {
			h.item("BOXED", func(it *item.Item) {
				it.Packs = append(it.Packs, item.Pack{Level: item.Case, Quantity: 8, Grams: 900, Size: item.Size{Length: 200, Width: 200, Height: 200}})
			})
			h.edit(faceA, figures("BOXED", 5, 20))
			h.stock("BOXED", "", reserveR, 50, 0)
		}, []string{"open BOXED R1-1>A1-1 0/16"}},
		{"a case reserved in reserve stays", func(h *hall) {
			h.item("BOXED", func(it *item.Item) {
				it.Packs = append(it.Packs, item.Pack{Level: item.Case, Quantity: 8, Grams: 900, Size: item.Size{Length: 200, Width: 200, Height: 200}})
			})
			h.edit(faceA, figures("BOXED", 5, 20))
			h.stock("BOXED", "", faceA, 5, 0)
			h.stock("BOXED", "", reserveR, 50, 0)
			h.order("O1", wants{"BOXED", 8})
			h.allocate("O1")
		}, nil},
		{"pieces reserved in reserve come along", func(h *hall) {
			h.stock("TEA", "", faceA, 5, 0)
			h.stock("TEA", "", reserveR, 50, 0)
			h.order("O1", wants{"TEA", 9})
			h.allocate("O1")
		}, []string{"open TEA R1-1>A1-1 0/9 reserved 9"}},
	} {
		h := newHall(t, storetest.Memory)
		h.planners()
		h.edit(faceA, figures("TEA", 5, 20))
		c.make(h)
		h.planned(PlanRefillsInput{})
		same(t, c.name, h.refills(), c.want)
		h.planned(PlanRefillsInput{})
		same(t, c.name+", once more", h.refills(), c.want)
	}
}

// TestARefillIsBrought: claimed, brought in parts, booked once.
func TestARefillIsBrought(t *testing.T) {
	h := newHall(t, storetest.Open)
	h.planners()
	h.edit(faceA, figures("TEA", 5, 20))
	h.stock("TEA", "", reserveR, 50, 0)
	h.planned(PlanRefillsInput{})
	trip := doVerb(h, Claim, ClaimInput{Kind: inventory.ReplenishTask})
	if len(trip.Steps) != 1 || trip.Steps[0].From != reserveR || trip.Steps[0].To != faceA.Code() || trip.Steps[0].Qty != 20 || trip.Kind != inventory.ReplenishTask {
		t.Fatalf("trip: %+v", trip)
	}
	id := trip.Steps[0].Refill
	same(t, "claimed", h.refills(), []string{"claimed TEA R1-1>A1-1 0/20"})
	if again := doVerb(h, Claim, ClaimInput{Kind: inventory.ReplenishTask}); again.Task != trip.Task {
		t.Errorf("his own trip again: %+v", again)
	}
	refused(h.by("w2"), Claim, ClaimInput{Kind: inventory.ReplenishTask}, "task.none")
	refused(h, CancelRefill, CancelRefillInput{Refill: id, Reason: "no"}, "refill.claimed")
	got := doVerb(h, Replenish, ReplenishInput{Refill: id, Task: trip.Task, Qty: 8, More: true})
	if got.State != inventory.RefillClaimed || got.Left != 12 || got.Units != 8 {
		t.Errorf("a part: %+v", got)
	}
	if rest := doVerb(h, Claim, ClaimInput{Kind: inventory.ReplenishTask}); len(rest.Steps) != 1 || rest.Steps[0].Qty != 12 {
		t.Errorf("rest: %+v", rest)
	}
	if over := doVerb(h.by("w2"), TakeOver, TakeOverInput{Task: trip.Task, Reason: "tired"}); len(over.Steps) != 1 || over.Steps[0].Refill != id || over.Steps[0].Qty != 12 {
		t.Errorf("taken over: %+v", over)
	}
	got = doVerb(h, Replenish, ReplenishInput{Refill: id, Task: trip.Task, Qty: 12}) // he had them in hand
	if got.State != inventory.RefillDone || got.Left != 0 {
		t.Errorf("the rest: %+v", got)
	}
	if n, m := h.onHand("TEA", "", faceA), h.onHand("TEA", "", reserveR); n != 20 || m != 30 {
		t.Errorf("%d at the face, %d in reserve", n, m)
	}
	same(t, "nothing is on its way", h.refills(), nil)
	h.settled()
	same(t, "nothing is planned", h.refills(), nil)
	h.f.Restart()
}

// TestReservedGoodsComeAlong: what lines have reserved by the piece travels with the goods, and trips tell the new place.
func TestReservedGoodsComeAlong(t *testing.T) {
	h := newHall(t, storetest.Open)
	h.planners()
	h.edit(faceA, figures("TEA", 5, 20))
	h.stock("TEA", "", reserveR, 50, 0)
	h.order("O1", wants{"TEA", 3})
	h.allocate("O1")
	task, err := h.openTrip("O1")
	if err != nil {
		t.Fatal(err)
	}
	h.planned(PlanRefillsInput{})
	same(t, "plan", h.refills(), []string{"open TEA R1-1>A1-1 0/20 reserved 3 urgent"})
	trip := doVerb(h.by("w2"), Claim, ClaimInput{Kind: inventory.ReplenishTask})
	got := doVerb(h.by("w2"), Replenish, ReplenishInput{Refill: trip.Steps[0].Refill, Qty: 20})
	if len(got.Affected) != 1 || got.Affected[0].Qty != 3 || got.Affected[0].Got != ReservedTravel {
		t.Errorf("affected: %+v", got.Affected)
	}
	pick := doVerb(h, Claim, ClaimInput{Task: task.ID})
	if len(pick.Steps) != 1 || pick.Steps[0].From != faceA || pick.Steps[0].Location != faceA.Code() {
		t.Fatalf("the picker is sent to %+v", pick.Steps)
	}
	if out := doVerb(h, Pick, pickOf(pick.Task, pick.Steps[0].TaskStep, "T1")); out.Outcome != AsPicked {
		t.Errorf("picked: %+v", out)
	}
}

// TestAPickerWhoseGoodsWereBroughtAway: nothing else is left, so what a worker is on the way to comes along; whatever he does
// then, no unit is lost or doubled and he is told where his goods are.
func TestAPickerWhoseGoodsWereBroughtAway(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		left int64 // free goods that come to the old place behind it
		act  func(h *hall, s inventory.TaskStep, task string)
	}{
		{"he finds nothing", 0, func(h *hall, s inventory.TaskStep, task string) {
			out := doVerb(h, Short, shortOfStep(task, s))
			if out.Released != 0 || len(out.Steps) != 1 || out.Steps[0].From != faceA || out.Task != task {
				t.Errorf("he is told %+v", out)
			}
			same(t, "nobody counts", h.counts(), nil)
			if got := doVerb(h, Pick, pickOf(task, out.Steps[0], "T1")); got.Outcome != AsPicked {
				t.Errorf("picked: %+v", got)
			}
		}},
		{"he had taken them before", 0, func(h *hall, s inventory.TaskStep, task string) {
			got := doVerb(h, Pick, pickOf(task, s, "T1"))
			if got.Outcome != Diverted || got.Why != ReasonElsewhere || got.Found != 4 || got.Do != DoPutBack {
				t.Errorf("picked: %+v", got)
			}
			same(t, "somebody counts", h.counts(), []string{"TEA@L:R1-1 found.by_fact"})
		}},
		{"others lie there", 6, func(h *hall, s inventory.TaskStep, task string) {
			got := doVerb(h, Pick, pickOf(task, s, "T1"))
			if got.Outcome != AsPicked || got.Left != 0 || got.Diverted != 0 {
				t.Errorf("picked: %+v", got)
			}
			if l := h.line("O1", 1); l.In(inventory.Picked) != 4 {
				t.Errorf("line: %+v", l)
			}
		}},
		{"too few others lie there", 3, func(h *hall, s inventory.TaskStep, task string) {
			got := doVerb(h, Pick, pickOf(task, s, "T1"))
			if got.Outcome != Split || got.Diverted != 1 || got.Why != ReasonElsewhere {
				t.Errorf("picked: %+v", got)
			}
			if l := h.line("O1", 1); l.In(inventory.Picked) != 3 || l.In(inventory.Allocated) != 1 {
				t.Errorf("line: %+v", l)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHall(t, storetest.Memory)
			h.planners()
			h.edit(faceA, figures("TEA", 5, 20))
			h.stock("TEA", "", reserveR, 10, 0)
			h.planned(PlanRefillsInput{})
			refill := doVerb(h.by("w2"), Claim, ClaimInput{Kind: inventory.ReplenishTask}).Steps[0]
			h.order("O1", wants{"TEA", 4})
			trip := h.released("O1")
			got := doVerb(h.by("w2"), Replenish, ReplenishInput{Refill: refill.Refill, Qty: 10})
			if len(got.Affected) != 1 || got.Found != 0 || got.State != inventory.RefillDone {
				t.Fatalf("brought: %+v", got)
			}
			if c.left > 0 {
				h.stock("TEA", "", reserveR, c.left, 0)
			}
			total := h.allTeas()
			c.act(h, trip.Steps[0].TaskStep, trip.Task)
			if now := h.allTeas(); now != total {
				t.Errorf("%d teas, %d before", now, total)
			}
		})
	}
}

// TestLessWasBrought: the refill ends, its source is doubted, and the rest comes from elsewhere.
func TestLessWasBrought(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.planners()
	h.location(layout.Location{Code: "R2-1", Kind: layout.Reserve, Aisle: 2, Bay: 3, X: 6000, Y: 12000, Travel: 90})
	h.edit(faceA, figures("TEA", 5, 20))
	h.stock("TEA", "", reserveR, 30, 0)
	h.stock("TEA", "", inventory.Location("R2-1"), 30, 0)
	h.planned(PlanRefillsInput{})
	trip := doVerb(h, Claim, ClaimInput{Kind: inventory.ReplenishTask})
	if trip.Steps[0].From != reserveR {
		t.Fatalf("trip: %+v", trip)
	}
	got := doVerb(h, Replenish, ReplenishInput{Refill: trip.Steps[0].Refill, Qty: 6, Reason: ShortDamaged})
	if got.State != inventory.RefillDone || got.Units != 6 {
		t.Errorf("got %+v", got)
	}
	h.settled()
	same(t, "the rest", h.refills(), nil) // six are enough: the face has its least quantity
	h.edit(faceA, figures("TEA", 8, 20))
	h.planned(PlanRefillsInput{Face: faceA.Code()})
	same(t, "the rest", h.refills(), []string{"open TEA R2-1>A1-1 0/14"})
	same(t, "counts", h.counts(), []string{"TEA@L:R1-1 pick.short"})
	refused(h, Replenish, ReplenishInput{Refill: trip.Steps[0].Refill, Qty: 0}, "replenish.invalid")

	second := doVerb(h, EndTask, EndTaskInput{Task: trip.Task})
	if second.Left != 0 {
		t.Errorf("ended: %+v", second)
	}
	trip = doVerb(h, Claim, ClaimInput{Kind: inventory.ReplenishTask})
	if got := doVerb(h, Replenish, ReplenishInput{Refill: trip.Steps[0].Refill, Qty: 0, Reason: ShortEmpty}); got.State != inventory.RefillCancelled {
		t.Errorf("got %+v", got)
	}
	h.settled()
	same(t, "nothing is left to bring", h.refills(), nil)
}

// TestAClaimLooksAgain: what was planned on stock that has gone since is given up or shrinks when somebody asks for work.
func TestAClaimLooksAgain(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.planners()
	h.edit(faceA, figures("TEA", 5, 20))
	h.edit(faceB, figures("CUP", 5, 20))
	h.stock("TEA", "", reserveR, 30, 0)
	h.stock("CUP", "", reserveR, 30, 0)
	h.planned(PlanRefillsInput{})
	doVerb(h, Move, MoveInput{From: reserveR, SKU: "TEA", Qty: 18, To: faceC})
	doVerb(h, Move, MoveInput{From: reserveR, SKU: "CUP", Qty: 30, To: inventory.Location("STAGE")})
	trip := doVerb(h, Claim, ClaimInput{Kind: inventory.ReplenishTask})
	if len(trip.Steps) != 1 || trip.Steps[0].SKU != "TEA" || trip.Steps[0].Qty != 12 {
		t.Errorf("trip: %+v", trip.Steps)
	}
	h.settled()
	same(t, "refills", h.refills(), []string{"claimed TEA R1-1>A1-1 0/12"})
}

// TestAFaceRefusesWhatItDoesNotTake: the rules of the place hold for what is brought to it; its greatest quantity does not.
func TestAFaceRefusesWhatItDoesNotTake(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.planners()
	h.edit(faceA, figures("TEA", 5, 20))
	h.stock("TEA", "", reserveR, 50, 0)
	h.planned(PlanRefillsInput{})
	id := h.coming()[0].ID
	h.stock("TEA", "", faceA, 3, 0)
	if got := doVerb(h, Replenish, ReplenishInput{Refill: id, Qty: 20}); got.State != inventory.RefillDone || h.onHand("TEA", "", faceA) != 23 {
		t.Errorf("got %+v", got)
	}
	h.edit(faceA, func(l *layout.Location) { l.Grams = 2_400 })
	if e := refused(h, Replenish, ReplenishInput{Refill: id, Qty: 2}, "move.refused"); !slices.Equal(details(e), []string{"A1-1 location.weight"}) {
		t.Errorf("details %v", details(e))
	}
	if got := doVerb(h, Replenish, ReplenishInput{Refill: id, Qty: 2, Override: "the beam was changed"}); got.Units != 2 {
		t.Errorf("got %+v", got)
	}
	if e := refused(h, Replenish, ReplenishInput{Refill: id, Qty: 2, To: "STAGE"}, ""); e != nil && h.onHand("TEA", "", inventory.Location("STAGE")) != 2 {
		t.Errorf("not set down at the staging place: %v", e)
	}
	refused(h, Replenish, ReplenishInput{Refill: id, Qty: 2, To: "R1-1"}, "replenish.same")
	refused(h, Replenish, ReplenishInput{Refill: "F-0", Qty: 2}, "refill.unknown")
}
