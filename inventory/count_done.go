package inventory

import (
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// Bounds of one command that says a place is done.
const (
	maxZeroLines  = 20          // goods nobody found: each writes its count, two index keys and an entry, of 200 writes
	maxRunsAtDone = 60          // runs of goods looked at; each costs a look for its count
	maxWishesDone = 30          // wishes that end at once
	visitLength   = 3600 * 1000 // milliseconds of a count outside any trip: nobody stays longer at one place
)

// PlaceCounted is when all of a location was last counted.
type PlaceCounted struct {
	Code layout.Code `cbor:"1,keyasint"`
	At   int64       `cbor:"2,keyasint"` // unix seconds
	By   string      `cbor:"3,keyasint,omitempty"`
}

// PlacesCounted are kept by code.
var PlacesCounted = store.Collection[PlaceCounted]{Noun: "place counted", Version: 1,
	Key: func(p *PlaceCounted) store.Key { return placeCountedKey(p.Code) }}

func placeCountedKey(code layout.Code) store.Key { return countTag(countPlace).Str(string(code)) }

// LastCounted gives when all of a location was last counted, in unix seconds; 0: never.
func LastCounted(r store.Reader, code layout.Code) int64 {
	p, _ := PlacesCounted.Get(r, placeCountedKey(code))
	return p.At
}

// visit is one worker's stay at a holder.
type visit struct {
	tx     *store.Tx
	in     *CountInput
	since  int64 // unix milliseconds
	seen   int
	zero   int
	more   bool
	worker string
}

// countDone ends a visit: what the books have there and nobody told of is counted as none, and what asked for the count ends
// as soon as that is decided. A job compares those lines with the books: there may be many.
func countDone(tx *store.Tx, in *CountInput, out *CountOutcome) error {
	v := visit{tx: tx, in: in, worker: tx.Command().Worker}
	v.since = resultOf(tx, in).At - visitLength
	if t, err := GetTask(tx, in.Task); err == nil && t.Kind == CountTask && t.Claim.Worker == v.worker {
		v.since = t.Claim.At*1000 - clockSlack
	}
	holders := []Holder{in.Holder}
	if in.SKU == "" {
		holders = append(holders, palletsAt(tx, in.Holder)...)
	}
	for _, h := range holders {
		if err := v.missing(h); err != nil {
			return err
		}
	}
	if v.zero > 0 {
		WakeCounts(tx)
	}
	out.Zero, out.More = v.zero, v.more
	if v.more {
		return nil
	}
	if in.SKU != "" {
		markCounted(tx, in.Holder, in.SKU)
		return nil
	}
	return v.leave(holders)
}

// palletsAt gives the LPNs at a holder that stock stands in. Totes and packed cartons of orders are no stock of the place.
func palletsAt(r store.Reader, h Holder) []Holder {
	var out []Holder
	for _, id := range Children(r, h, maxSeenInLocation) {
		if l, err := GetLPN(r, id); err == nil && l.Kind == PalletLPN {
			out = append(out, l.Holder())
		}
	}
	return out
}

// missing counts as none what the books have at a holder and the worker did not tell of.
func (v *visit) missing(h Holder) error {
	var gone []CountInput
	for b := range Contents(v.tx, h) {
		if v.in.SKU != "" && b.SKU != v.in.SKU {
			continue
		}
		if v.seen++; v.seen > maxRunsAtDone {
			v.more = true
			break
		}
		if n := len(gone); n > 0 && gone[n-1].SKU == b.SKU && gone[n-1].Lot == b.Lot && gone[n-1].Status == b.Status {
			continue // another owner's of the same
		}
		if !v.told(&b) {
			gone = append(gone, CountInput{Task: v.in.Task, Holder: h, SKU: b.SKU, Lot: b.Lot, Status: b.Status})
		}
	}
	for i := range gone {
		if v.zero == maxZeroLines {
			v.more = true
			return nil
		}
		if _, _, err := bookCount(v.tx, &gone[i]); err != nil {
			return err
		}
		v.zero++
	}
	return nil
}

// told tells whether the worker has counted some goods during this visit.
func (v *visit) told(b *Balance) bool {
	c, ok := lastCount(v.tx, b.Holder, b.SKU, b.Lot, b.Status)
	if !ok {
		return false
	}
	for _, res := range []*CountResult{&c.First, &c.Second} {
		if res.Worker == v.worker && res.At >= v.since {
			return true
		}
	}
	return false
}

// leave notes that all of a place was counted.
func (v *visit) leave(holders []Holder) error {
	n := 0
	for _, h := range holders {
		var all []CountWanted
		for w := range wishesAt(v.tx, h) {
			if n++; n > maxWishesDone {
				break
			}
			all = append(all, w)
		}
		for i := range all {
			if all[i].SKU == "" {
				dropWish(v.tx, &all[i])
			} else {
				markCounted(v.tx, h, all[i].SKU)
			}
		}
	}
	if h := v.in.Holder; h.Kind == AtLocation {
		PlacesCounted.Put(v.tx, &PlaceCounted{Code: h.Code(), At: resultOf(v.tx, v.in).At / 1000, By: v.worker})
		thaw(v.tx, h)
	}
	return nil
}
