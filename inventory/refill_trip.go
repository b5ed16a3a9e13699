package inventory

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// Bounds of a replenish trip.
const (
	MaxRefillStops    = 8 // what a cart or a truck brings in one round
	maxRefillsNear    = 100
	maxRefillsFirst   = 60 // the most urgent ones read, one of which begins the trip
	maxRefillsGivenUp = 6  // on the way: each writes a dozen records, of 200 writes
)

// PlanRefillTrip makes a task of refills: the most urgent one (with a zone, of those that begin there), then those that lie
// nearest to it on the walk through its zone. Each is looked at again: one that has lost its goods or its room is given up, one
// that has lost a part of them shrinks. Error: task.none.
func PlanRefillTrip(tx *store.Tx, zone string) (Task, error) {
	t := refillTrip{tx: tx}
	var err error
	if t.today, err = Today(tx); err != nil {
		return Task{}, err
	}
	seed, ok, err := t.first(zone)
	if err != nil {
		return Task{}, err
	}
	if !ok {
		return Task{}, fault.NotFound("task.none", "nothing is to be brought to a pick face%s: ask for another zone, or for another kind of work", in(zone))
	}
	var near []Refill
	if !t.tired() {
		near = t.near(&seed)
	}
	for _, f := range near {
		if len(t.take) == MaxRefillStops || t.tired() {
			break
		}
		if _, err := t.stands(&f); err != nil {
			return Task{}, err
		}
	}
	slices.SortFunc(t.take, func(a, b Refill) int {
		return cmp.Or(cmp.Compare(a.Travel, b.Travel), strings.Compare(string(a.Place), string(b.Place)), strings.Compare(a.ID, b.ID))
	})
	n := NewTask{Kind: ReplenishTask, Zone: seed.Zone, Why: seed.Why}
	if seed.Urgent {
		n.Priority = 1
	}
	for i := range t.take {
		n.Steps = append(n.Steps, t.take[i].step())
	}
	return MakeTask(tx, n)
}

// refillTrip is a trip that is being made.
type refillTrip struct {
	tx      *store.Tx
	today   item.Date
	take    []Refill
	seen    []string
	givenUp int
}

// tired tells whether the command has looked at as much as it may.
func (t *refillTrip) tired() bool { return t.tx.ReadsLeft() < RefillReads }

// stands looks at a refill again, and takes it, less or not at all. What was planned otherwise is planned anew.
func (t *refillTrip) stands(f *Refill) (bool, error) {
	if slices.Contains(t.seen, f.ID) {
		return false, nil
	}
	t.seen = append(t.seen, f.ID)
	qty, why, err := StillToBring(t.tx, f, t.today)
	if err != nil {
		return false, err
	}
	if qty == 0 {
		if t.givenUp++; t.givenUp > maxRefillsGivenUp {
			WantRefills(t.tx, RefillWish{}) // once is enough: the plan gives up the rest
			return false, nil
		}
	}
	if qty < f.Left() {
		WantRefills(t.tx, RefillWish{SKU: f.SKU, Face: f.To, Urgent: f.Urgent})
	}
	if qty == 0 {
		return false, DropRefill(t.tx, f, why)
	}
	if code, _ := PlaceOf(t.tx, f.From); qty < f.Left() || code != f.Place {
		f.Qty = f.Done + qty
		f.Pull = min(f.Pull, qty)
		if err := f.locate(t.tx); err != nil {
			return false, err
		}
		Refills.Put(t.tx, f)
	}
	t.take = append(t.take, *f)
	return true, nil
}

// locate notes where its goods stand now: their pallet may have been moved.
func (f *Refill) locate(r store.Reader) error {
	code, _ := PlaceOf(r, f.From)
	l, err := FindLocation(r, code)
	if err == nil {
		f.Place, f.Zone, f.Travel = l.Code, l.Zone, l.Travel
	}
	return err
}

// first finds the most urgent refill that still stands.
func (t *refillTrip) first(zone string) (Refill, bool, error) {
	prefix := refillTag(refillToDo)
	if zone != "" {
		prefix = refillTag(refillWalk).Str(zone)
	}
	var all []Refill
	for f := range refillsUnder(t.tx, prefix, nil) {
		if all = append(all, f); len(all) == maxWishesSeen || zone == "" && len(all) == maxRefillsFirst {
			break
		}
	}
	if zone != "" { // a zone's are found in walking order
		slices.SortFunc(all, func(a, b Refill) int { return strings.Compare(string(a.toDoKey()), string(b.toDoKey())) })
	}
	for i := range all {
		if t.tired() {
			break
		}
		if ok, err := t.stands(&all[i]); ok || err != nil {
			return all[i], ok, err
		}
	}
	return Refill{}, false, nil
}

// near gives the other refills of a zone, the nearest on the walk first.
func (t *refillTrip) near(seed *Refill) []Refill {
	var out []Refill
	for f := range refillsUnder(t.tx, refillTag(refillWalk).Str(seed.Zone), nil) {
		if out = append(out, f); len(out) == maxRefillsNear {
			break
		}
	}
	away := func(f *Refill) int64 { return max(f.Travel-seed.Travel, seed.Travel-f.Travel) }
	slices.SortFunc(out, func(a, b Refill) int {
		return cmp.Or(cmp.Compare(away(&a), away(&b)), strings.Compare(string(a.toDoKey()), string(b.toDoKey())))
	})
	return out
}

func (f *Refill) step() TaskStep {
	return TaskStep{SKU: f.SKU, Lot: f.Lot, From: f.From, Location: f.Place, Qty: f.Left(), Refill: f.ID, To: f.To}
}

// enterRefills makes refills steps of a trip: each is in one trip at most.
func enterRefills(tx *store.Tx, task string, steps []TaskStep) error {
	for _, s := range steps {
		f, err := GetRefill(tx, s.Refill)
		if err != nil {
			return err
		}
		if err := stepRefill(tx, &f, refillClaim, task); err != nil {
			return err
		}
		f.Task = task
		Refills.Put(tx, &f)
	}
	return nil
}

// leaveRefills gives refills back for others to bring.
func leaveRefills(tx *store.Tx, steps []TaskStep) error {
	for _, s := range steps {
		f, ok := Refills.Get(tx, refillKey(s.Refill))
		if !ok || f.State != RefillClaimed {
			continue
		}
		if err := stepRefill(tx, &f, refillLeave, f.Task); err != nil {
			return err
		}
		f.Task = ""
		Refills.Put(tx, &f)
		f.WakeCounts(tx) // nobody waits for this trip's device any more
	}
	return nil
}

// WakeCounts lets counts at both ends of a refill go on that may have waited for it.
func (f *Refill) WakeCounts(tx *store.Tx) {
	g := f.Goods()
	WakeCountsAt(tx, g.Holder, g)
	WakeCountsAt(tx, Location(f.To), g)
}

// refills walks what is on its way from a count's goods, and to its place.
func (c *Count) refills(r store.Reader) iter.Seq[Refill] {
	return func(yield func(Refill) bool) {
		if c.Status != Available {
			return
		}
		from := c.Holder.key(refillTag(refillFrom)).Str(string(c.SKU)).Str(string(c.Lot)) // of whichever owner
		for f := range refillsUnder(r, from, nil) {
			if !yield(f) {
				return
			}
		}
		if c.Holder.Kind != AtLocation {
			return
		}
		for f := range RefillsTo(r, c.Holder.Code(), c.SKU) {
			if f.Lot == c.Lot && !yield(f) {
				return
			}
		}
	}
}

// leftToBring gives the steps of a trip whose refill is not brought yet.
func (t *Task) leftToBring(r store.Reader) []TaskStep {
	var out []TaskStep
	for _, s := range t.Steps {
		if f, ok := Refills.Get(r, refillKey(s.Refill)); ok && f.State == RefillClaimed && f.Task == t.ID {
			s.Qty = f.Left()
			if code, ok := PlaceOf(r, f.From); ok {
				s.Location = code
			}
			out = append(out, s)
		}
	}
	return out
}
