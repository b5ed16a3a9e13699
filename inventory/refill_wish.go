package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// RefillJob is the kind of the job that plans refills.
const RefillJob = "plan-refills"

// RefillWish is what is to be looked at: all faces, those of an item, one face, or an item at a face.
type RefillWish struct {
	SKU    item.SKU    `cbor:"1,keyasint,omitempty"`
	Face   layout.Code `cbor:"2,keyasint,omitempty"`
	Urgent bool        `cbor:"3,keyasint,omitempty"` // a picker waits there
	N      uint64      `cbor:"4,keyasint"`           // tells a later wish of the same from this one
}

// RefillWishes are kept by what they are for until a job has planned for them.
var RefillWishes = store.Collection[RefillWish]{Noun: "refill wish", Version: 1,
	Key: func(w *RefillWish) store.Key { return refillTag(refillWish).Str(string(w.SKU)).Str(string(w.Face)) }}

// manyRefillWishes is from how many wishes on a job rather looks at all faces. There are never more than faces and items.
const manyRefillWishes = 500

type refillWorking struct {
	Job uint64 `cbor:"1,keyasint"`
}

var refillWorkings = store.Collection[refillWorking]{Noun: "refill work", Version: 1,
	Key: func(*refillWorking) store.Key { return refillTag(refillWork) }}

// WantRefills asks for faces to be looked at by the job that plans, and starts it if none is about to begin: one that runs may
// have read what this wish is about before. A place that is no pick face any more wants nothing: what was planned or brought
// while it was one refuses nobody.
func WantRefills(tx *store.Tx, w RefillWish) {
	if checkWish(tx, &w) == nil {
		wish(tx, w)
	}
}

// StartRefills is what a person asks for, and names the job. Errors: item.unknown, location.unknown, refill.face.
func StartRefills(tx *store.Tx, w RefillWish) (uint64, error) {
	if err := checkWish(tx, &w); err != nil {
		return 0, err
	}
	return wish(tx, w), nil
}

func checkWish(r store.Reader, w *RefillWish) error {
	if w.SKU != "" {
		if _, err := FindItem(r, w.SKU); err != nil {
			return err
		}
	}
	if w.Face == "" {
		return nil
	}
	l, err := FindLocation(r, w.Face)
	if err == nil && l.Kind != layout.PickFace {
		err = fault.Refused("refill.face", "%s is a %s location: only pick faces are filled from reserve", l.Code, l.Kind)
	}
	return err
}

func wish(tx *store.Tx, w RefillWish) (job uint64) {
	w.N = tx.Next("refill wish")
	if old, ok := RefillWishes.Get(tx, RefillWishes.Key(&w)); ok {
		w.Urgent = w.Urgent || old.Urgent
	}
	RefillWishes.Put(tx, &w)
	last, _ := refillWorkings.Get(tx, refillTag(refillWork))
	if j, ok := store.Jobs.Get(tx, store.JobKey(last.Job)); ok && j.State == store.JobWaiting {
		return last.Job
	}
	last.Job = tx.StartJob(RefillJob, "").ID
	refillWorkings.Put(tx, &last)
	return last.Job
}

// WishesForRefills gives what is to be planned for; all tells that there is a wish for everything, or so many that all faces are
// looked at.
func WishesForRefills(r store.Reader) (wishes []RefillWish, all bool) {
	for w := range RefillWishes.All(r, refillTag(refillWish), nil) {
		wishes = append(wishes, w)
		all = all || w.SKU == "" && w.Face == ""
	}
	return wishes, all || len(wishes) > manyRefillWishes
}

// EndRefillWishes drops wishes that were planned for, unless they were made again meanwhile.
func EndRefillWishes(tx *store.Tx, wishes []RefillWish) {
	for i := range wishes {
		k := RefillWishes.Key(&wishes[i])
		if w, ok := RefillWishes.Get(tx, k); ok && w.N == wishes[i].N {
			RefillWishes.Delete(tx, k)
		}
	}
}

// RefilledFace tells whether a location is a pick face that is filled by its figures: only such a one is asked for when it runs
// low.
func RefilledFace(l *layout.Location) bool { return Refillable(l) && (l.Fixed != "" || l.Max > 0) }

// WantRefillAt asks for an item at a face to be looked at, if it is a face that is filled again; it tells whether it did.
func WantRefillAt(tx *store.Tx, at Holder, sku item.SKU, urgent bool) bool {
	if at.Kind != AtLocation {
		return false
	}
	l, err := FindLocation(tx, at.Code())
	if err != nil || !RefilledFace(&l) {
		return false
	}
	WantRefills(tx, RefillWish{SKU: sku, Face: l.Code, Urgent: urgent})
	return true
}
