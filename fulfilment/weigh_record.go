package fulfilment

import (
	"iter"

	"example.com/tote/inventory/store"
)

// Weighing is one accepted weighing of a parcel, with those that were refused before it. It is never edited.
type Weighing struct {
	Order      string `cbor:"1,keyasint"`
	Parcel     string `cbor:"2,keyasint"`
	N          int    `cbor:"3,keyasint"` // of the parcel: 1, 2, ...
	Grams      int64  `cbor:"4,keyasint"`
	Raw        string `cbor:"5,keyasint"` // the scale's own words, or what was typed
	Typed      bool   `cbor:"6,keyasint,omitempty"`
	Expected   int64  `cbor:"7,keyasint,omitempty"` // grams
	Tolerance  int64  `cbor:"8,keyasint,omitempty"` // grams
	Override   string `cbor:"9,keyasint,omitempty"` // a supervisor's reason
	Supervisor string `cbor:"10,keyasint,omitempty"`
	Worker     string `cbor:"11,keyasint,omitempty"`
	Device     string `cbor:"12,keyasint,omitempty"`
	At         int64  `cbor:"13,keyasint,omitempty"` // unix milliseconds of when it was weighed
	Tries      []Try  `cbor:"14,keyasint,omitempty"`
}

// Try is a weighing that was refused.
type Try struct {
	Grams int64  `cbor:"1,keyasint"`
	Raw   string `cbor:"2,keyasint,omitempty"`
	Typed bool   `cbor:"3,keyasint,omitempty"`
	At    int64  `cbor:"4,keyasint,omitempty"` // unix milliseconds
}

// Weighings are kept by parcel, in the order they were made.
var Weighings = store.Collection[Weighing]{
	Noun: "weighing", Version: 1,
	Key: func(w *Weighing) store.Key { return weighingsKey(w.Order, w.Parcel).Uint(uint64(w.N)) },
}

func weighingsKey(order, parcel string) store.Key {
	return store.K(tagWeighing).Str(order).Str(parcel)
}

// WeighingsOf walks a parcel's weighings, first to last.
func WeighingsOf(r store.Reader, p *Parcel) iter.Seq[Weighing] {
	return Weighings.All(r, weighingsKey(p.Order, p.ID), nil)
}

// keep stores the weighing as its parcel's next one.
func (w *Weighing) keep(tx *store.Tx) {
	prefix := weighingsKey(w.Order, w.Parcel)
	w.N = 1
	if last := store.LastKey(tx, prefix); last != nil {
		w.N = int(store.ReadKey(last, len(prefix)).Uint()) + 1
	}
	cmd, at := tx.Command(), tx.Now()
	if !cmd.OccurredAt.IsZero() {
		at = cmd.OccurredAt // a station that was offline tells later
	}
	w.Worker, w.Device, w.At = cmd.Worker, cmd.Device, at.UnixMilli()
	Weighings.Put(tx, w)
}

// words are what the ledger says about the weighing.
func (w *Weighing) words() string {
	out := w.Raw
	if w.Typed && w.Raw != TypedRaw {
		out = TypedRaw + " " + w.Raw
	}
	if w.Override != "" {
		out += "; " + w.Override + " (" + w.Supervisor + ")"
	}
	return out
}
