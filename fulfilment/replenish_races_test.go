package fulfilment

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// firstRefill is the number of the first refill of a hall.
var firstRefill = inventory.FormatNumber('F', 1)

// wishes makes refills as a plan would, without its job.
func (h *hall) wishes(all ...inventory.Refill) {
	h.t.Helper()
	h.do(func(tx *store.Tx) error {
		for _, f := range all {
			code, _ := inventory.PlaceOf(tx, f.From)
			l, err := inventory.FindLocation(tx, code)
			if err != nil {
				return err
			}
			f.Place, f.Zone, f.Travel, f.Why = code, l.Zone, l.Travel, "test"
			_, _, _, err = inventory.MakeRefill(tx, f)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func done[Out any](units int64) func(Out, error) (int64, error) {
	return func(_ Out, err error) (int64, error) { return units, err }
}

func claimOf(who string, kind inventory.TaskKind) act {
	return act{who, func(h *hall) (int64, error) {
		return done[Trip](0)(tryVerb(h.by(who), Claim, ClaimInput{Kind: kind}))
	}}
}

func bringOf(who string, in ReplenishInput) act {
	in.Refill = firstRefill
	return act{who, func(h *hall) (int64, error) {
		out, err := tryVerb(h.by(who), Replenish, in)
		return out.Units, err
	}}
}

func pickTeas(who string, from inventory.Holder, qty int64) act {
	return act{who, func(h *hall) (int64, error) {
		return done[PickResult](qty)(tryVerb(h.by(who), Pick, PickInput{Order: "O1", Line: 1, Res: 1, From: from, SKU: "TEA", Qty: qty, Tote: "T1"}))
	}}
}

func countTeas(who string, at inventory.Holder) act {
	return act{who, func(h *hall) (int64, error) {
		return done[inventory.CountOutcome](0)(tryVerb(h.by(who), Count, inventory.CountInput{Holder: at, SKU: "TEA", Qty: h.onHand("TEA", "", at)}))
	}}
}

// taskOf is the trip of a kind a worker has, or had.
func (h *hall) taskOf(kind inventory.TaskKind) (id string) {
	h.look(func(r store.Reader) {
		for n := uint64(1); ; n++ {
			t, err := inventory.GetTask(r, inventory.FormatNumber('T', n))
			if err != nil {
				return
			}
			if t.Kind == kind {
				id = t.ID
			}
		}
	})
	return id
}

func takeOverOf(who string, kind inventory.TaskKind) act {
	return act{who, func(h *hall) (int64, error) {
		return done[Trip](0)(tryVerb(h.by(who), TakeOver, TakeOverInput{Task: h.taskOf(kind), Reason: "test"}))
	}}
}

func endOf(who string, kind inventory.TaskKind) act {
	return act{who, func(h *hall) (int64, error) {
		return done[EndTaskResult](0)(tryVerb(h.by(who), EndTask, EndTaskInput{Task: h.taskOf(kind), Reason: "test"}))
	}}
}

func openTripOf(who, order string) act {
	return act{who, func(h *hall) (int64, error) { return done[inventory.Task](0)(h.openTrip(order)) }}
}

// refillWorlds are the pairs of those who meet over a refill of ten teas from reserve to a face.
func refillWorlds() []rivalry {
	const refills = inventory.ReplenishTask
	face := func(at inventory.Holder) inventory.Refill {
		return inventory.Refill{SKU: "TEA", From: reserveR, To: at.Code(), Qty: 10}
	}
	plain := func(h *hall) {
		h.edit(faceA, figures("TEA", 5, 20))
		h.stock("TEA", "", reserveR, 10, 0)
		h.wishes(face(faceA))
	}
	inReserve := func(waits bool) func(h *hall) {
		return func(h *hall) {
			h.edit(faceA, figures("TEA", 5, 20))
			h.stock("TEA", "", reserveR, 12, 0)
			h.order("O1", wants{"TEA", 4})
			h.allocate("O1")
			f := face(faceA)
			f.Pull, f.Waits = 4, waits
			h.wishes(f)
		}
	}
	all := []string{"task.none", "task.unknown", "task.state", "task.claimed", "task.stale", "refill.state", "refill.claimed", "move.refused", "stock.short", "location.refused",
		"hold.quality", "hold.unknown", "reservation.in_task", "tote.in_use", "putaway.nothing"}
	brings := []act{claimOf("w2", refills), bringOf("w2", ReplenishInput{Qty: 4, More: true}), bringOf("w2", ReplenishInput{Qty: 6}), endOf("w2", refills)}
	short := act{"w1", func(h *hall) (int64, error) {
		return done[ShortResult](0)(tryVerb(h.by("w1"), Short, ShortInput{Order: "O1", Line: 1, Res: 1, From: faceA, SKU: "TEA", Reason: ShortEmpty}))
	}}
	hold := inventory.Target{On: inventory.HoldHolder, Holder: reserveR}
	var out []rivalry
	for _, waits := range []bool{false, true} {
		out = append(out, rivalry{fmt.Sprint("replenish and pick at the source, a picker waits: ", waits), inReserve(waits), [][]act{
			{openTripOf("w1", "O1"), claimOf("w1", ""), pickTeas("w1", reserveR, 4)}, brings}, 12, all})
	}
	return append(out,
		rivalry{"replenish and pick at the face", func(h *hall) {
			h.edit(faceA, figures("TEA", 5, 20))
			h.stock("TEA", "", faceA, 4, 0)
			h.order("O1", wants{"TEA", 4})
			h.allocate("O1")
			h.stock("TEA", "", reserveR, 10, 0)
			h.wishes(face(faceA))
		}, [][]act{{openTripOf("w1", "O1"), claimOf("w1", ""), pickTeas("w1", faceA, 3), short}, brings}, 14, all},
		rivalry{"replenish and count", func(h *hall) {
			plain(h)
			h.stock("TEA", "", faceA, 3, 0)
		}, [][]act{brings, {countTeas("w1", reserveR), countTeas("w1", faceA)}, {countTeas("w3", faceA)}}, 13, all},
		rivalry{"replenish and put away to the same face", func(h *hall) {
			plain(h)
			h.stock("TEA", "", inventory.Location("DOCK"), 15, 0)
		}, [][]act{brings, {{"w1", func(h *hall) (int64, error) {
			out, err := tryVerb(h.by("w1"), Putaway, inventory.PutawayInput{From: inventory.Location("DOCK"), SKU: "TEA", Qty: 15, To: faceA.Code()})
			return out.Units, err
		}}, {"w1", func(h *hall) (int64, error) {
			out, err := tryVerb(h.by("w1"), Putaway, inventory.PutawayInput{From: inventory.Location("DOCK"), SKU: "TEA", Qty: 5, To: faceA.Code()})
			return out.Units, err
		}}}}, 25, all},
		rivalry{"replenish and move of the source", plain, [][]act{brings,
			{moveOf("w1", teas(reserveR, faceC, 7, ReservedTravel)), moveOf("w1", teas(faceC, reserveR, 7, ReservedTravel))}}, 10, all},
		rivalry{"replenish and hold", plain, [][]act{brings, {{"w1", func(h *hall) (int64, error) {
			return 0, h.in(hallCode, func(tx *store.Tx) error {
				_, err := inventory.PlaceHold(tx, hold, inventory.QualityHold, "look")
				return err
			})
		}}, {"w1", func(h *hall) (int64, error) {
			return 0, h.in(hallCode, func(tx *store.Tx) error { return inventory.LiftHold(tx, hold, 1, "good") })
		}}}}, 10, all},
		rivalry{"give up, claim and bring", plain, [][]act{brings, {{"w3", func(h *hall) (int64, error) {
			return done[ReplenishResult](0)(tryVerb(h.by("w3"), CancelRefill, CancelRefillInput{Refill: firstRefill, Reason: "test"}))
		}}}, {claimOf("w1", refills), endOf("w1", refills)}}, 10, all},
		rivalry{"take over", plain, [][]act{brings, {takeOverOf("w1", refills), bringOf("w1", ReplenishInput{Qty: 10})}, {takeOverOf("w3", refills)}}, 10, all},
		rivalry{"less than was wanted", plain, [][]act{{claimOf("w2", refills), bringOf("w2", ReplenishInput{Qty: 3, Reason: ShortEmpty})},
			{claimOf("w1", refills), bringOf("w1", ReplenishInput{Qty: 10})}, {moveOf("w3", teas(faceA, reserveR, 3, ReservedRefuse))}}, 10, all},
	)
}

// TestEveryInterleavingOverARefill plays every order in which their commands can come: nothing is lost or doubled, what is
// brought is what was moved, and everybody is told a reason he can act on.
func TestEveryInterleavingOverARefill(t *testing.T) {
	for _, w := range refillWorlds() {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			lengths := make([]int, len(w.actors))
			for i, a := range w.actors {
				lengths[i] = len(a)
			}
			done, refusals := map[string]int{}, map[string]int{}
			all := merges(lengths)
			for _, order := range all {
				w.play(t, order, done, refusals)
			}
			t.Logf("%d interleavings, done %v, refused %v", len(all), done, refusals)
		})
	}
}

// TestManyWorkersFillFacesAtOnce lets eight workers, each on a goroutine and a device of his own, claim, bring and end while the
// job plans: all goods come to the faces, each unit once.
func TestManyWorkersFillFacesAtOnce(t *testing.T) {
	h := newHall(t, storetest.Open)
	h.planners()
	const faces, pallets = 6, 24
	for i := range faces {
		h.location(layout.Location{Code: layout.Code(fmt.Sprint("F", i)), Kind: layout.PickFace, Fixed: "MILK", Min: 20, Max: 40, Travel: int64(100 + i)})
	}
	for i := range pallets {
		lot := item.Lot(fmt.Sprint("L", i%3))
		h.stock("MILK", lot, h.lpn(fmt.Sprint("P", i), inventory.PalletLPN, reserveR), 10, h.today()+item.Date(30+i%3))
	}
	h.planned(PlanRefillsInput{})
	var crew sync.WaitGroup
	var mu sync.Mutex
	told := map[string]int{}
	tell := func(err error) bool {
		mu.Lock()
		defer mu.Unlock()
		told[fault.ReasonOf(err)]++
		return err == nil
	}
	for n := range 8 {
		me := h.by(fmt.Sprint("f", n))
		me.numbers = map[string]uint64{}
		crew.Go(func() {
			for i := range 12 {
				trip, err := tryVerb(me, Claim, ClaimInput{Kind: inventory.ReplenishTask})
				if !tell(err) {
					continue
				}
				for j, s := range trip.Steps {
					in := ReplenishInput{Refill: s.Refill, Task: trip.Task, Qty: s.Qty}
					if (n+i+j)%3 == 0 { // the rest of it is for somebody else
						in.Qty, in.More = max(1, s.Qty/2), true
					}
					_, err := tryVerb(me, Replenish, in)
					tell(err)
				}
				_, err = tryVerb(me, EndTask, EndTaskInput{Task: trip.Task})
				tell(err)
			}
		})
	}
	crew.Wait()
	for reason := range told {
		if !slices.Contains([]string{"", "task.none"}, reason) {
			t.Errorf("somebody was told %s", reason)
		}
	}
	h.settled()
	total, at := int64(0), map[string]int64{}
	h.look(func(r store.Reader) {
		for b := range inventory.OfItem(r, "MILK") {
			total += b.OnHand
			at[b.Holder.String()] += b.OnHand
		}
	})
	if total != pallets*10 {
		t.Errorf("%d units of milk, want %d", total, pallets*10)
	}
	for i := range faces {
		if n := at[fmt.Sprint("L:F", i)]; n != 40 {
			t.Errorf("face %d has %d, want 40", i, n)
		}
	}
	same(t, "on their way", h.refills(), nil)
}
