package inventory

import (
	"slices"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// CountReason is what a supervisor found to be behind a difference.
type CountReason string

// The reasons, a closed list: reports are made of them.
const (
	ReasonLost       CountReason = "lost"
	ReasonStolen     CountReason = "stolen"
	ReasonBroken     CountReason = "damaged"
	ReasonMisplaced  CountReason = "misplaced"  // it lies somewhere else
	ReasonUnrecorded CountReason = "unrecorded" // somebody moved it and told nobody
	ReasonMislabel   CountReason = "mislabelled"
	ReasonReceiving  CountReason = "receiving" // it came in wrong
	ReasonUnits      CountReason = "units"     // cases were counted as pieces, or the other way round
	ReasonMiscount   CountReason = "miscounted"
	ReasonUnknown    CountReason = "unknown"
)

// CountReasons lists them for screens, in the order they are offered.
var CountReasons = []CountReason{ReasonLost, ReasonStolen, ReasonBroken, ReasonMisplaced, ReasonUnrecorded, ReasonMislabel, ReasonReceiving, ReasonUnits,
	ReasonMiscount, ReasonUnknown}

// RecountInput is a fact: a second worker counted what a first one had found to be off.
type RecountInput struct {
	Count string
	Task  string
	Qty   int64
	UoM   string // "case": Qty counts those; "" base units
	Grams int64
	Photo string
}

// Recount books a second count. If both found the same difference it is booked, else a supervisor decides. A count that was
// decided meanwhile is counted anew. Errors: count.unknown, count.same_worker, count.invalid.
func Recount(tx *store.Tx, in RecountInput, free Freer) (CountOutcome, error) {
	c, err := GetCount(tx, in.Count)
	if err != nil {
		return CountOutcome{}, err
	}
	worker := tx.Command().Worker
	if c.State.Open() && worker == c.First.Worker {
		return CountOutcome{}, fault.Conflict("count.same_worker", "%s has counted %s at %s first: another worker counts again", worker, c.SKU, c.Holder)
	}
	out, err := CountGoods(tx, CountInput{Task: in.Task, Holder: c.Holder, SKU: c.SKU, Lot: c.Lot, Status: c.Status, Qty: in.Qty, UoM: in.UoM, Grams: in.Grams, Photo: in.Photo}, free)
	if err != nil {
		return out, err
	}
	if w, ok := CountsWantedList.Get(tx, countWantedKey(c.Holder, c.SKU)); ok && w.Recount == c.ID {
		markCounted(tx, c.Holder, c.SKU)
	}
	return out, nil
}

// DecideInput is a supervisor's word on a count.
type DecideInput struct {
	Count  string
	Take   string // of an approval: "first" or "second"; empty: the latest result
	Reason CountReason
	Note   string
	Again  bool // of a rejection: have it counted anew
}

func (in *DecideInput) check(worker string) error {
	var g fault.Gather
	if worker == "" {
		g.Add("worker", "worker.missing", "a count is decided by a person: sign in first")
	}
	if !slices.Contains(CountReasons, in.Reason) {
		g.Add("reason", "count.reason", "reason %q must be one of %v", in.Reason, CountReasons)
	}
	if in.Take != "" && in.Take != "first" && in.Take != "second" {
		g.Add("take", "count.take", "take is first, second or absent, not %q", in.Take)
	}
	if len(in.Note) > MaxStateReason {
		g.Add("note", "reason.missing", "a note has at most %d bytes: it is kept for good", MaxStateReason)
	}
	return g.Invalid("count.invalid", "count %s cannot be decided like this", in.Count)
}

// ApproveCount books the difference a count found, as it is by now: what was corrected since is taken off. It does not wait
// for devices. Errors: count.unknown, count.invalid, count-line.state, count.no_second, count.reading, lot.unknown,
// stock.claimed.
func ApproveCount(tx *store.Tx, in DecideInput, free Freer) (CountOutcome, error) {
	c, err := decidable(tx, &in)
	if err != nil {
		return CountOutcome{}, err
	}
	if in.Take == "second" && c.Second.Seq == 0 {
		return CountOutcome{}, fault.Conflict("count.no_second", "count %s has one result only", c.ID)
	}
	f := NewFolding([]*Count{&c})
	end, err := f.Read(tx, foldedInCommand)
	if err != nil {
		return CountOutcome{}, err
	}
	if !end {
		return CountOutcome{}, stillReading(&c)
	}
	f.Close()
	compare(tx, &c)
	if in.Take == "first" {
		c.Variance = c.First.Variance()
		if it, err := FindItem(tx, c.SKU); err == nil {
			c.weighBy(&c.First, &it)
		}
	}
	c.GramsOff += c.GramsDone
	c.Variance += c.Posted // of one that came back: the books have a part of it already
	if c.Variance > 0 && !knownLot(tx, &c) {
		return CountOutcome{}, fault.Refused("lot.unknown", "nobody received lot %q of SKU %s, so its expiry is unknown: receive it, or reject the count", c.Lot, c.SKU)
	}
	c.By, c.Reason, c.Note, c.Why = tx.Command().Worker, in.Reason, in.Note, ""
	if err := stepCount(tx, &c, countApprove, string(in.Reason)); err != nil {
		return CountOutcome{}, err
	}
	if err := post(tx, &c, free); err != nil {
		return CountOutcome{}, err
	}
	if c.State == CountDeciding {
		return CountOutcome{}, fault.Refused("stock.claimed", "%d of SKU %s at %s are missing, but order lines have them picked or claimed: settle those first",
			c.Posted-c.Variance, c.SKU, c.Holder)
	}
	Counts.Put(tx, &c)
	return CountOutcome{Count: c.ID, State: c.State}, nil
}

// RejectCount leaves the books as they are. Errors: count.unknown, count.invalid, count-line.state.
func RejectCount(tx *store.Tx, in DecideInput) (CountOutcome, error) {
	c, err := decidable(tx, &in)
	if err != nil {
		return CountOutcome{}, err
	}
	c.By, c.Reason, c.Note, c.Why = tx.Command().Worker, in.Reason, in.Note, ""
	if err := stepCount(tx, &c, countReject, string(in.Reason)); err != nil {
		return CountOutcome{}, err
	}
	endedCount(tx, &c)
	if in.Again {
		return CountOutcome{Count: c.ID, State: c.State}, WantCount(tx, c.Holder, c.SKU, CountAgain, 0)
	}
	return CountOutcome{Count: c.ID, State: c.State}, nil
}

func decidable(tx *store.Tx, in *DecideInput) (Count, error) {
	if err := in.check(tx.Command().Worker); err != nil {
		return Count{}, err
	}
	return GetCount(tx, in.Count)
}
