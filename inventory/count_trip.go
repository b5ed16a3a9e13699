package inventory

import (
	"slices"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// Bounds of a count trip. Each stop writes its wish and two index keys when the trip begins and ends.
const (
	MaxCountStops   = 20
	maxWishesSeen   = 200 // wishes looked at to find the first that this worker may count
	maxStopsScanned = 60
)

// PlanCountTrip makes a task of places to count, in walking order within one zone: from the most urgent place on, or with a
// zone from that zone's first. Nobody counts again what he counted first. Error: task.none.
func PlanCountTrip(tx *store.Tx, worker, zone string) (Task, error) {
	seed, ok := firstWish(tx, worker, zone)
	if !ok {
		return Task{}, fault.NotFound("task.none", "nothing is to be counted%s: ask for another zone, or for another kind of work", in(zone))
	}
	n := NewTask{Kind: CountTask, Priority: int(seed.Urgent), Zone: seed.Zone, Why: seed.Reason}
	seen := 0
	prefix := wishZoneKey(seed.Zone)
	from := seed.Holder.key(prefix.Clone().Int(seed.Travel).Str(string(seed.Place))).Str(string(seed.SKU))
	for k := range store.Keys(tx, prefix, from) {
		if seen++; seen > maxStopsScanned || len(n.Steps) == MaxCountStops {
			break
		}
		kr := store.ReadKey(k, len(prefix))
		kr.Int()
		kr.Str()
		w, ok := wishAt(tx, kr)
		if ok && w.Not != worker {
			n.Steps = append(n.Steps, w.step(tx))
		}
	}
	return MakeTask(tx, n)
}

func in(zone string) string {
	if zone == "" {
		return ""
	}
	return " in zone " + zone
}

// wishAt reads the wish at the end of an index key.
func wishAt(r store.Reader, kr *store.KeyReader) (CountWanted, bool) {
	h := Holder{Kind: HolderKind(kr.Byte())}
	h.ID = kr.Str()
	return CountsWantedList.Get(r, countWantedKey(h, item.SKU(kr.Str())))
}

func firstWish(r store.Reader, worker, zone string) (CountWanted, bool) {
	prefix, skip := countTag(countWishUrgent), func(kr *store.KeyReader) { kr.Int(); kr.Int() }
	if zone != "" {
		prefix, skip = wishZoneKey(zone), func(kr *store.KeyReader) { kr.Int(); kr.Str() }
	}
	seen := 0
	for k := range store.Keys(r, prefix, nil) {
		if seen++; seen > maxWishesSeen {
			break
		}
		kr := store.ReadKey(k, len(prefix))
		skip(kr)
		if w, ok := wishAt(r, kr); ok && w.Not != worker {
			return w, true
		}
	}
	return CountWanted{}, false
}

// step is a stop at a wish. It tells no quantity: who knows what should be there counts that.
func (w *CountWanted) step(r store.Reader) TaskStep {
	s := TaskStep{SKU: w.SKU, From: w.Holder, Location: w.Place, Count: w.Recount}
	if c, ok := Counts.Get(r, countKey(w.Recount)); ok && w.Recount != "" {
		s.Lot = c.Lot
	}
	return s
}

// enterCounts makes wishes stops of a trip: each is in one trip at most.
func enterCounts(tx *store.Tx, task string, steps []TaskStep) error {
	for _, s := range steps {
		w, ok := CountsWantedList.Get(tx, countWantedKey(s.From, s.SKU))
		if !ok || w.Counted {
			return fault.Conflict("count.gone", "%s at %s is not to be counted any more", s.SKU, s.From)
		}
		if w.Task != "" {
			return fault.Conflict("count.in_task", "%s at %s is a stop of task %s", s.SKU, s.From, w.Task)
		}
		w.Task = task
		CountsWantedList.Put(tx, &w)
	}
	return nil
}

// leaveCounts gives stops back for others to walk.
func leaveCounts(tx *store.Tx, steps []TaskStep) {
	for _, s := range steps {
		if w, ok := CountsWantedList.Get(tx, countWantedKey(s.From, s.SKU)); ok && w.Task != "" {
			w.Task = ""
			CountsWantedList.Put(tx, &w)
		}
	}
}

// leftToCount gives the stops of a trip that nobody has counted yet.
func (t *Task) leftToCount(r store.Reader) []TaskStep {
	var out []TaskStep
	for _, s := range t.Steps {
		if w, ok := CountsWantedList.Get(r, countWantedKey(s.From, s.SKU)); ok && w.Task == t.ID && !w.Counted {
			out = append(out, s)
		}
	}
	return out
}

// PalletsToCount names the LPNs that stand at a location and are counted with it.
func PalletsToCount(r store.Reader, h Holder) []string {
	var out []string
	for _, p := range palletsAt(r, h) {
		out = append(out, p.ID)
	}
	slices.Sort(out)
	return out
}
