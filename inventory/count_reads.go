package inventory

import (
	"example.com/tote/inventory/counting"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// CountJob is the kind of the job that goes on with counts that wait.
const CountJob = "count"

// CountPlanJob is the kind of the job that sorts items into classes and asks for the counts of a day.
const CountPlanJob = "count-plan"

// counting work is done by one job at a time; this is the one started last.
type countWorking struct {
	Job uint64    `cbor:"1,keyasint"`
	Day item.Date `cbor:"2,keyasint,omitempty"` // whose counts are planned
}

var countWorkings = store.Collection[countWorking]{Noun: "count work", Version: 1,
	Key: func(*countWorking) store.Key { return countTag(countWork) }}

// WakeCounts starts the job that goes on with waiting counts, if none is about to begin.
func WakeCounts(tx *store.Tx) {
	last, _ := countWorkings.Get(tx, countTag(countWork))
	if j, ok := store.Jobs.Get(tx, store.JobKey(last.Job)); ok && j.State == store.JobWaiting {
		return
	}
	last.Job = tx.StartJob(CountJob, "").ID
	countWorkings.Put(tx, &last)
}

// planCounts starts the plan of a day's counts, once midnight's own work has been started: with the second tick of the day. A
// house counts by the calendar from its second day on; what it has on the first is still being furnished.
func planCounts(tx *store.Tx, day item.Date) {
	last, _ := countWorkings.Get(tx, countTag(countWork))
	if last.Day >= day {
		return
	}
	if last.Day != item.NoDate {
		tx.StartJob(CountPlanJob, day)
	}
	last.Day = day
	countWorkings.Put(tx, &last)
}

// WakeCountsAt starts that job if an item at a holder has a count that waits: what it waits for may just have come.
func WakeCountsAt(tx *store.Tx, h Holder, g Goods) {
	c, ok := lastCount(tx, h, g.SKU, g.Lot, g.Status)
	if ok && c.State == CountProvisional {
		WakeCounts(tx)
	}
}

// WakeAnyCounts starts that job if there is any count that waits.
func WakeAnyCounts(tx *store.Tx) {
	seen := 0
	for c := range OpenCounts(tx, nil) {
		if c.State == CountProvisional || c.State == CountPosting {
			WakeCounts(tx)
			return
		}
		if seen++; seen == maxWishesSeen {
			WakeCounts(tx) // rather for nothing than not at all
			return
		}
	}
}

// EndedCounts gives up to limit counts that ended in a span of unix seconds, from behind one on; not those whose day is folded:
// see FoldedCounts.
func EndedCounts(r store.Reader, from, to int64, after *Count, limit int) []Count {
	return endedCounts(r, max(from, FoldedUntil(r)), to, after, limit)
}

func endedCounts(r store.Reader, from, to int64, after *Count, limit int) []Count {
	var out []Count
	prefix := countTag(countEnded)
	start := prefix.Clone().Int(from)
	if after != nil {
		start = prefix.Clone().Int(after.Ended).Str(after.ID).Byte(0)
	}
	for k := range store.Keys(r, prefix, start) {
		kr := store.ReadKey(k, len(prefix))
		if kr.Int() >= to || len(out) == limit {
			break
		}
		if c, ok := Counts.Get(r, countKey(kr.Str())); ok {
			out = append(out, c)
		}
	}
	return out
}

// Observed words a count that is over for the figures; false for one that was rejected: nobody knows.
func (c *Count) Observed() (counting.Observation, bool) {
	book := c.Latest().Book
	return counting.Observation{Place: c.Place, SKU: c.SKU, Class: c.Class, Worker: c.First.Worker, At: c.First.At / 1000, Book: book,
		Variance: c.Posted, Price: c.Price}, c.State == CountMatched || c.State == CountPosted
}

// Bounds of looking around a count: what is beyond them is another day's.
const (
	aroundBefore  = 24 * 3600 * 1000 // milliseconds before the first result
	aroundEntries = 50_000           // read on either side of it at most: some 150 ms, in short looks
	AroundLook    = 5_000            // entries in one look
	MaxAround     = 100              // movements told: the last before the count and all since, as far as they fit
)

// Surrounding is a look at what came to and went from a count's goods, read piece by piece.
type Surrounding struct {
	count      *Count
	next, last uint64
	Moves      []Recorded
	More       bool // there is more than is told
}

// Around begins it: a day before the first result, or as far back as a look goes.
func Around(r store.Reader, c *Count) *Surrounding {
	s := &Surrounding{count: c, next: beforeMoment(r, c.First.At-aroundBefore) + 1, last: store.Tail(r)}
	if c.First.Seq > aroundEntries && s.next < c.First.Seq-aroundEntries {
		s.next, s.More = c.First.Seq-aroundEntries, true
	}
	if end := c.First.Seq + aroundEntries; end < s.last {
		s.last, s.More = end, true
	}
	return s
}

// Read takes in the next piece and tells whether that was the last.
func (s *Surrounding) Read(r store.Reader) (end bool, err error) {
	n := 0
	for e, err := range Ledger(r, s.next) {
		if err != nil {
			return false, err
		}
		if e.Seq > s.last {
			return true, nil
		}
		if n++; n > AroundLook {
			return false, nil
		}
		s.take(e)
		s.next = e.Seq + 1
	}
	return true, nil
}

func (s *Surrounding) take(e Recorded) {
	c := s.count
	from := e.From.Holder == c.Holder && e.From.Lot == c.Lot
	to := e.To.Holder == c.Holder && e.To.Lot == c.Lot
	if e.Kind != EntryMove || e.SKU != c.SKU || !from && !to {
		return
	}
	switch {
	case len(s.Moves) < MaxAround:
	case e.Seq <= c.First.Seq: // what stands nearest to the count says most
		s.Moves, s.More = s.Moves[1:], true
	default:
		s.More = true
		return
	}
	s.Moves = append(s.Moves, e)
}

// BalancesAfter gives up to limit balances behind one, in order of holder: for whoever reads all stock in short looks.
func BalancesAfter(r store.Reader, after *Balance, limit int) []Balance {
	var out []Balance
	var from store.Key
	if after != nil {
		from = after.key().Byte(0)
	}
	for b := range Balances.All(r, store.K(tagBalance), from) {
		if len(out) == limit {
			break
		}
		out = append(out, b)
	}
	return out
}
