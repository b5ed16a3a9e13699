package fulfilment

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// fillers is a crowd that also fills the faces others pick from, in few places with few lots. Facts of refills long past are sent
// again and again.
type fillers struct {
	*movers
	known []string // refills anybody ever heard of
	trips []string
	ends  map[inventory.RefillState]int
}

// reserveGoods come in, loose or on a pallet.
func (f *fillers) reserveGoods() {
	at := reserveR
	if rapid.Bool().Draw(f.rt, "pallet") {
		id := fmt.Sprint("P", len(f.lpns))
		at = f.lpn(id, inventory.PalletLPN, reserveR)
		f.lpns = append(f.lpns, id)
	}
	if rapid.Bool().Draw(f.rt, "milk") {
		lot := rapid.IntRange(1, 2).Draw(f.rt, "n")
		f.stock("MILK", item.Lot(fmt.Sprint("L", lot)), at, rapid.Int64Range(1, 9).Draw(f.rt, "qty"), f.today()+item.Date(20*lot))
		return
	}
	f.stock("TEA", "", at, rapid.Int64Range(1, 9).Draw(f.rt, "qty"), 0)
}

// makePlan plans as the job does.
func (f *fillers) makePlan() {
	in := PlanRefillsInput{Urgent: rapid.Bool().Draw(f.rt, "urgent"), SKU: rapid.SampledFrom([]item.SKU{"", "TEA", "MILK"}).Draw(f.rt, "of")}
	f.planned(in)
	for _, c := range f.coming() {
		if !slices.Contains(f.known, c.ID) {
			f.known = append(f.known, c.ID)
		}
	}
	if in.SKU == "" {
		f.fit()
	}
}

// fit: what is on its way to a face, beside what lies there, is never more than it takes; and no goods are planned twice.
func (f *fillers) fit() {
	f.look(func(r store.Reader) {
		from := map[inventory.Goods]int64{}
		for _, at := range []inventory.Holder{faceA, faceB} {
			l, err := inventory.FindLocation(r, at.Code())
			if err != nil {
				f.rt.Fatalf("%v", err)
			}
			lies, comes := int64(0), int64(0)
			for b := range inventory.ContentsOf(r, at, item.SKU(l.Fixed)) {
				lies += b.OnHand
			}
			for c := range inventory.RefillsTo(r, l.Code, "") {
				if c.State == inventory.RefillOpen {
					comes += c.Left()
					from[c.Goods()] += c.Left()
				}
			}
			if slices.ContainsFunc(inventory.CountsWanted(r, 100), func(w inventory.CountWanted) bool { return w.Holder == at }) {
				lies = 0 // doubted: what somebody saw there counts
			}
			if comes > 0 && lies+comes > l.Max {
				f.rt.Fatalf("%d lie at %s and %d are planned, it takes %d", lies, at, comes, l.Max)
			}
		}
		for g, n := range from {
			if b := inventory.GetBalance(r, g); n > b.OnHand {
				f.rt.Fatalf("%d of %+v are planned, %d are there", n, g, b.OnHand)
			}
		}
	})
}

func (f *fillers) claimRefills() {
	t, err := tryVerb(f.someone(), Claim, ClaimInput{Kind: inventory.ReplenishTask})
	f.hear(err)
	if t.Task != "" && !slices.Contains(f.trips, t.Task) {
		f.trips = append(f.trips, t.Task)
	}
}

func (f *fillers) hear(err error) {
	reason := fault.ReasonOf(err)
	f.told[reason]++
	if !slices.Contains([]string{"", "task.none", "task.claimed", "task.state", "move.refused", "refill.claimed", "refill.state", "replenish.same"}, reason) {
		f.rt.Fatalf("%v", err)
	}
}

// bring sets something down, of a refill in whatever state.
func (f *fillers) bring() {
	if len(f.known) == 0 {
		return
	}
	before := f.wanted()
	some := f.known
	var claimed []string
	for _, c := range f.coming() {
		if c.State == inventory.RefillClaimed {
			claimed = append(claimed, c.ID)
		}
	}
	if len(claimed) > 0 && rapid.IntRange(0, 3).Draw(f.rt, "of a trip") > 0 {
		some = claimed
	}
	id := rapid.SampledFrom(some).Draw(f.rt, "refill")
	r := f.refill(id)
	in := ReplenishInput{Refill: id, Qty: rapid.Int64Range(0, r.Left()+1).Draw(f.rt, "qty"), More: rapid.Bool().Draw(f.rt, "more"),
		To: rapid.SampledFrom([]layout.Code{"", "", "", "B1-1"}).Draw(f.rt, "to")}
	if in.Qty < r.Left() || in.Qty == 0 {
		in.Reason = rapid.SampledFrom(ShortReasons).Draw(f.rt, "reason")
		if in.Qty > 0 && rapid.Bool().Draw(f.rt, "no reason") {
			in.Reason = ""
		}
	}
	out, err := tryVerb(f.someone(), Replenish, in)
	f.hear(err)
	if err == nil {
		f.ends[out.State]++
		if now := f.refill(id); now.Done != r.Done+in.Qty || out.Units != in.Qty {
			f.rt.Fatalf("brought %+v: %+v, then %+v, told %+v", in, r, now, out)
		}
	}
	f.same(before)
	f.settled()
	for _, c := range f.coming() {
		if !slices.Contains(f.known, c.ID) {
			f.known = append(f.known, c.ID)
		}
	}
}

func (f *fillers) endTrip() {
	if len(f.trips) == 0 {
		return
	}
	task := rapid.SampledFrom(f.trips).Draw(f.rt, "trip")
	if rapid.Bool().Draw(f.rt, "take over") {
		t, err := tryVerb(f.someone(), TakeOver, TakeOverInput{Task: task, Reason: "test"})
		f.hear(err)
		if t.Task != "" && !slices.Contains(f.trips, t.Task) {
			f.trips = append(f.trips, t.Task)
		}
		return
	}
	_, err := tryVerb(f.someone(), EndTask, EndTaskInput{Task: task, Reason: "test"})
	f.hear(err)
}

func (f *fillers) giveUp() {
	if len(f.known) > 0 {
		_, err := tryVerb(f.someone(), CancelRefill, CancelRefillInput{Refill: rapid.SampledFrom(f.known).Draw(f.rt, "refill"), Reason: "test"})
		f.hear(err)
	}
}

// recount ends the doubts about reserve too.
func (f *fillers) recount() {
	f.count()
	at := []inventory.Holder{reserveR}
	for _, id := range f.lpns {
		at = append(at, inventory.LPNHolder(id))
	}
	f.do(func(tx *store.Tx) error {
		for _, h := range at {
			for _, sku := range []item.SKU{"TEA", "MILK"} {
				target := inventory.Target{On: inventory.HoldSKUAtPlace, SKU: sku, Holder: h}
				for _, hold := range inventory.HoldsAt(tx, target) {
					if err := inventory.LiftHold(tx, target, hold.ID, "counted"); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
}

// TestFillersAtRandom lets pickers and fillers do what they like: the books stay right after every step, no line gains or loses
// a unit by what is brought, nothing is planned twice, and in the end every order can be packed.
func TestFillersAtRandom(t *testing.T) {
	t.Parallel()
	total, told, ends := map[Outcome]int{}, map[string]int{}, map[inventory.RefillState]int{}
	rapid.Check(t, func(rt *rapid.T) {
		f := &fillers{movers: &movers{crowd: &crowd{hall: newHall(rt, storetest.Memory), rt: rt, booked: total}, told: told}, ends: ends}
		f.planners()
		f.edit(faceA, figures("TEA", rapid.Int64Range(0, 4).Draw(rt, "min"), 12))
		f.edit(faceB, figures("MILK", 3, 9))
		if rapid.Bool().Draw(rt, "one lot") {
			f.edit(faceB, func(l *layout.Location) { l.Mixing = layout.MixNothing })
		}
		f.reserveGoods()
		f.reserveGoods()
		f.newOrder()
		f.rounds()
		f.makePlan()
		acts := []func(){f.reserveGoods, f.newOrder, f.allocate, f.release, f.claim, f.pick, f.pick, f.short, f.makePlan, f.makePlan, f.claimRefills, f.claimRefills,
			f.bring, f.bring, f.bring, f.bring, f.endTrip, f.giveUp, f.recount, f.takeOver, f.end, f.moveOne}
		for range rapid.IntRange(8, 18).Draw(rt, "acts") {
			rapid.SampledFrom(acts).Draw(rt, "act")()
			f.settled()
			f.invariants()
		}
		f.recount()
		f.drain()
		f.settled()
		f.invariants()
	})
	t.Logf("booked %v, told %v, ends %v", total, told, ends)
	if ends[inventory.RefillDone] == 0 || ends[inventory.RefillCancelled] == 0 || ends[inventory.RefillOpen]+ends[inventory.RefillClaimed] == 0 {
		t.Errorf("the fillers did not do everything: %v", ends)
	}
	for _, reason := range []string{"", "refill.state", "task.none"} {
		if told[reason] == 0 {
			t.Errorf("nobody was told %q: %v", reason, told)
		}
	}
}
