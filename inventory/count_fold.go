package inventory

import (
	"slices"
	"sort"

	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// What the books say of a past moment is what lies there now less what came and went since. "Since" goes by when things
// happened, not by when they came in: a pick made before the count by a device that was offline then counts as before,
// though it stands behind the count in the ledger. Nothing recorded before the moment can have happened after it, so the
// entries behind it suffice.
//
// Corrections are not movements: goods a count, a supervisor or a worker's hands found or missed were there, or not, at the
// moment of the count too, the books only did not know it. They change what the books say of every moment.

const (
	// clockSlack is how far two devices' clocks may differ. Where goods came or went so close to the moment of a count that
	// the clocks decide the order, a difference is not booked without a second look.
	clockSlack = 30 * 1000 // milliseconds
	// foldedInCommand is how many entries one command reads to judge; what is longer a job reads.
	foldedInCommand = 500
	maxHeard        = 64 // devices a fold remembers: more than walk one warehouse at once
)

// Fold is what the ledger told so far of the time since a result's moment.
type Fold struct {
	Through  uint64   `cbor:"1,keyasint"`           // entries up to there are taken in
	Net      int64    `cbor:"2,keyasint,omitempty"` // units that came since, less those that went
	Disputed bool     `cbor:"3,keyasint,omitempty"` // clocks, or a later count, make the result doubtful
	Heard    []string `cbor:"4,keyasint,omitempty"` // devices that sent something which happened after the moment
	NetGrams int64    `cbor:"5,keyasint,omitempty"` // of weighed pieces: grams that came since, less those that went
}

// beforeMoment gives the last entry recorded before a moment: galloping back from the end, since most counts are recent.
func beforeMoment(r store.Reader, at int64) uint64 {
	tail := store.Tail(r)
	earlier := func(seq uint64) bool {
		for l := range store.Entries(r, seq) {
			return l.Head.RecordedAt.UnixMilli() < at
		}
		return false
	}
	step := uint64(1)
	for step < tail && !earlier(tail-step) {
		step *= 2
	}
	lo := uint64(1)
	if step < tail {
		lo = tail - step
	}
	n := sort.Search(int(tail-lo+1), func(i int) bool { return !earlier(lo + uint64(i)) })
	return lo + uint64(n) - 1
}

// foldTarget is one result's fold with what it needs to know.
type foldTarget struct {
	fold   *Fold
	count  string // its number
	device string
	at     int64
	seq    uint64
	stamp  bool
}

// foldKey is what a count is of, owners together.
type foldKey struct {
	sku    item.SKU
	lot    item.Lot
	holder Holder
	status Status
}

// Folding takes entries into the folds of many results in one pass.
type Folding struct {
	targets map[foldKey][]foldTarget
	all     []foldTarget
	heard   map[string]int64 // of each device, the latest moment seen
	through uint64
}

// NewFolding begins a pass over what the folds of some counts have not seen.
func NewFolding(counts []*Count) *Folding {
	f := &Folding{targets: map[foldKey][]foldTarget{}, heard: map[string]int64{}}
	first := true
	for _, c := range counts {
		k := foldKey{c.SKU, c.Lot, c.Holder, c.Status}
		for _, r := range []*CountResult{&c.First, &c.Second} {
			if r.Seq == 0 {
				continue
			}
			t := foldTarget{&r.Fold, c.ID, r.Device, r.At, r.Seq, r.Stamped}
			f.targets[k] = append(f.targets[k], t)
			f.all = append(f.all, t)
			if first || r.Fold.Through < f.through {
				f.through, first = r.Fold.Through, false
			}
		}
	}
	return f
}

// Read takes in at most limit entries and tells whether it has reached the end. Close the pass when it is over.
func (f *Folding) Read(r store.Reader, limit int) (end bool, err error) {
	if len(f.all) == 0 {
		return true, nil
	}
	n := 0
	for e, err := range Ledger(r, f.through+1) {
		if err != nil {
			return false, err
		}
		if n++; n > limit {
			return false, nil
		}
		f.take(&e)
		f.through = e.Seq
	}
	return true, nil
}

// Close brings every fold to where the pass stands.
func (f *Folding) Close() {
	for _, t := range f.all {
		for device, at := range f.heard {
			if at > t.at && len(t.fold.Heard) < maxHeard && !slices.Contains(t.fold.Heard, device) {
				t.fold.Heard = append(t.fold.Heard, device)
			}
		}
		slices.Sort(t.fold.Heard) // the map has no order
		t.fold.Through = max(t.fold.Through, f.through)
	}
}

// happened is when an entry's change happened, as far as is known: by the device's clock, but never after it came in.
func happened(e *Recorded) int64 {
	at := e.At.UnixMilli()
	if e.OccurredAt != 0 {
		at = min(at, e.OccurredAt)
	}
	return at
}

func (f *Folding) take(e *Recorded) {
	at := happened(e)
	if e.Device != "" {
		f.heard[e.Device] = max(f.heard[e.Device], at)
	}
	if e.Kind != EntryMove {
		return
	}
	from, to := foldKey{e.SKU, e.From.Lot, e.From.Holder, e.From.Status}, foldKey{e.SKU, e.To.Lot, e.To.Holder, e.To.Status}
	if from == to {
		return // another owner's now, but it lies where it lay
	}
	for _, t := range f.targets[from] {
		t.take(e, at, -1)
	}
	for _, t := range f.targets[to] {
		t.take(e, at, +1)
	}
}

func (t *foldTarget) take(e *Recorded, at, sign int64) {
	if e.Seq <= t.fold.Through {
		return
	}
	after := at > t.at || at == t.at && e.Seq > t.seq
	if corrects(&e.Entry) {
		if after && e.Reason == string(AdjustCount) && e.Document != t.count {
			t.fold.Disputed = true // somebody has counted since
		}
		return
	}
	if byClocks := t.stamp || e.OccurredAt != 0; byClocks && e.Device != t.device && max(at-t.at, t.at-at) <= clockSlack {
		t.fold.Disputed = true
	}
	if after {
		t.fold.Net += sign * e.Qty
		t.fold.NetGrams += sign * e.Grams
	}
}

// corrects tells whether a movement only puts the books right.
func corrects(e *Entry) bool {
	if e.From.Holder != Adjustment && e.To.Holder != Adjustment {
		return false
	}
	switch AdjustReason(e.Reason) {
	case AdjustCount, AdjustFound, AdjustLost, AdjustByFact, ReasonMeasured:
		return true
	}
	return false // damaged and expired goods were taken away
}
