package inventory

import (
	"iter"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// Pick faces are small, so they are filled again from reserve. A refill is one wish: bring so much of some goods that stand
// there to that face. It reserves nothing. Whoever is to pick the goods at reserve meanwhile may, and the refill shrinks when
// it is claimed; what was set down at the face is booked once, as a fact, and takes along what lines have reserved of it.

// tagRefill and one of the bytes below lead to refills.
const (
	tagRefill byte = 0x28

	refillHead  byte = 0x00 // id
	refillTo    byte = 0x01 // face sku id, while it is alive
	refillFrom  byte = 0x02 // holder sku lot owner id, while it is alive
	refillToDo  byte = 0x03 // urgency, what is left at the face, travel, id; of open ones
	refillWalk  byte = 0x04 // zone travel place id, of open ones
	refillEnded byte = 0x05 // seconds back from the end of time, id
	refillWish  byte = 0x06 // sku face: what is to be planned
	refillWork  byte = 0x07 // the job that plans
)

const (
	refillNumber = 'F'
	refillNoun   = "refill"
	// ReasonReplenish is what the ledger says of goods brought to a face.
	ReasonReplenish = "replenish"
	// MaxRefillsAt bounds the refills to one face, and those of some goods: more are not planned.
	MaxRefillsAt = 20
)

// Refill is goods that are to be brought to a pick face.
type Refill struct {
	ID     string      `cbor:"1,keyasint"` // F-0000012-3
	State  RefillState `cbor:"2,keyasint"`
	SKU    item.SKU    `cbor:"3,keyasint"`
	Lot    item.Lot    `cbor:"4,keyasint,omitempty"`
	Owner  string      `cbor:"5,keyasint,omitempty"`
	From   Holder      `cbor:"6,keyasint"`           // location, or LPN there
	Place  layout.Code `cbor:"7,keyasint,omitempty"` // where From stood when it was planned
	Zone   string      `cbor:"8,keyasint,omitempty"` // of Place: the walk begins there
	Travel int64       `cbor:"9,keyasint,omitempty"` // of Place
	To     layout.Code `cbor:"10,keyasint"`
	Qty    int64       `cbor:"11,keyasint"`           // base units wanted
	Done   int64       `cbor:"12,keyasint,omitempty"` // of them brought
	// Pull is how much of it lines have reserved at From by the piece: that comes along before free goods do, so that it is
	// picked at the face. Waits tells that a picker was short at the face: what trips under way have reserved comes along too.
	Pull   int64  `cbor:"13,keyasint,omitempty"`
	Waits  bool   `cbor:"14,keyasint,omitempty"`
	Urgent bool   `cbor:"15,keyasint,omitempty"`
	Rank   int64  `cbor:"16,keyasint,omitempty"` // what is left at the face of what is promised to nobody: least first
	Why    string `cbor:"17,keyasint,omitempty"`
	Task   string `cbor:"18,keyasint,omitempty"` // the trip it is a step of
	At     int64  `cbor:"19,keyasint"`           // unix seconds
	Ended  int64  `cbor:"20,keyasint,omitempty"` // unix seconds
}

// Left is what is still wanted of it.
func (f *Refill) Left() int64 { return max(0, f.Qty-f.Done) }

// Goods is the balance it is brought from.
func (f *Refill) Goods() Goods {
	return Goods{SKU: f.SKU, Lot: f.Lot, Holder: f.From, Status: Available, Owner: f.Owner}
}

func refillTag(kind byte) store.Key { return store.K(tagRefill).Byte(kind) }

func refillKey(id string) store.Key { return refillTag(refillHead).Str(id) }

func (f *Refill) faceKey() store.Key {
	return refillTag(refillTo).Str(string(f.To)).Str(string(f.SKU)).Str(f.ID)
}

func (f *Refill) endedKey() store.Key { return refillTag(refillEnded).Int(-f.Ended).Str(f.ID) }

func refillsOfGoods(g Goods) store.Key {
	return g.Holder.key(refillTag(refillFrom)).Str(string(g.SKU)).Str(string(g.Lot)).Str(g.Owner)
}

// Refills are kept by number, found by their face, by their goods, and by what is to be done first and where; those that are
// over by when they ended, the last first.
var Refills = store.Collection[Refill]{Noun: "refill", Version: 1,
	Key: func(f *Refill) store.Key { return refillKey(f.ID) },
	Indexes: []store.Index[Refill]{
		{Name: "face", Keys: func(f *Refill) []store.Key {
			if !f.State.Alive() {
				return nil
			}
			return []store.Key{f.faceKey()}
		}},
		{Name: "goods", Keys: func(f *Refill) []store.Key {
			if !f.State.Alive() {
				return nil
			}
			return []store.Key{refillsOfGoods(f.Goods()).Str(f.ID)}
		}},
		{Name: "to do", Keys: func(f *Refill) []store.Key {
			if f.State != RefillOpen {
				return nil
			}
			return []store.Key{f.toDoKey()}
		}},
		{Name: "walk", Keys: func(f *Refill) []store.Key {
			if f.State != RefillOpen {
				return nil
			}
			return []store.Key{refillTag(refillWalk).Str(f.Zone).Int(f.Travel).Str(string(f.Place)).Str(f.ID)}
		}},
		{Name: "ended", Keys: func(f *Refill) []store.Key {
			if f.Ended == 0 {
				return nil
			}
			return []store.Key{f.endedKey()}
		}},
	},
}

func (f *Refill) toDoKey() store.Key {
	k := refillTag(refillToDo)
	if f.Urgent {
		k = k.Byte(0)
	} else {
		k = k.Byte(1)
	}
	return k.Int(f.Rank).Int(f.Travel).Str(f.ID)
}

// refillAt reads the number at the end of an index key.
func refillAt(k store.Key) string {
	kr := store.ReadKey(k, 2)
	switch k[1] {
	case refillTo:
		kr.Str()
		kr.Str()
	case refillFrom:
		kr.Byte()
		for range 4 {
			kr.Str()
		}
	case refillToDo:
		kr.Byte()
		kr.Int()
		kr.Int()
	case refillWalk:
		kr.Str()
		kr.Int()
		kr.Str()
	case refillEnded:
		kr.Int()
	}
	return kr.Str()
}

// GetRefill gives a refill or refuses, naming it.
func GetRefill(r store.Reader, id string) (Refill, error) { return Refills.Must(r, refillKey(id), id) }

func refillsUnder(r store.Reader, prefix, from store.Key) iter.Seq[Refill] {
	return func(yield func(Refill) bool) {
		for k := range store.Keys(r, prefix, from) {
			if f, ok := Refills.Get(r, refillKey(refillAt(k))); ok && !yield(f) {
				return
			}
		}
	}
}

// RefillsTo walks the refills on their way to a face, of one item or (SKU empty) of all.
func RefillsTo(r store.Reader, face layout.Code, sku item.SKU) iter.Seq[Refill] {
	prefix := refillTag(refillTo).Str(string(face))
	if sku != "" {
		prefix = prefix.Str(string(sku))
	}
	return refillsUnder(r, prefix, nil)
}

// RefillsFrom walks the refills that are to be brought from some goods.
func RefillsFrom(r store.Reader, g Goods) iter.Seq[Refill] {
	return refillsUnder(r, refillsOfGoods(g), nil)
}

// RefillQuery asks for a page of refills.
type RefillQuery struct {
	State  RefillState // 0: those on their way
	To     layout.Code
	SKU    item.SKU
	From   Holder // or where it stands
	Worker string // who has claimed them
	After  string // the last one of the page before
	Limit  int
}

// maxRefillsSeen bounds the refills looked at for one page: some 20 ms.
const maxRefillsSeen = 4_000

// ListRefills gives a page of refills, those on their way by face, those that are over by when they ended, the last first.
// next is the one to ask behind for more, empty at the end. Error: refill.unknown, of After.
func ListRefills(r store.Reader, q RefillQuery) (out []Refill, next string, err error) {
	prefix, key := refillTag(refillTo), (*Refill).faceKey
	if q.State == RefillDone || q.State == RefillCancelled {
		prefix, key = refillTag(refillEnded), (*Refill).endedKey
	} else if q.To != "" {
		prefix = prefix.Str(string(q.To))
	}
	var from store.Key
	if q.After != "" {
		last, err := GetRefill(r, q.After)
		if err != nil {
			return nil, "", err
		}
		from = key(&last).Byte(0)
	}
	seen, end := 0, ""
	for f := range refillsUnder(r, prefix, from) {
		if seen == maxRefillsSeen || len(out) == q.Limit {
			return out, end, nil
		}
		seen++
		end = f.ID
		if q.wants(r, &f) {
			out = append(out, f)
		}
	}
	return out, "", nil
}

func (q *RefillQuery) wants(r store.Reader, f *Refill) bool {
	if q.State != 0 && f.State != q.State || q.To != "" && f.To != q.To || q.SKU != "" && f.SKU != q.SKU ||
		!q.From.IsZero() && f.From != q.From && Location(f.Place) != q.From {
		return false
	}
	return q.Worker == "" || RefillWorker(r, f) == q.Worker
}

// RefillWorker tells who has claimed a refill.
func RefillWorker(r store.Reader, f *Refill) string {
	if f.Task == "" {
		return ""
	}
	t, _ := Tasks.Get(r, TaskKey(f.Task))
	return t.Claim.Worker
}

// MakeRefill stores a planned refill, if as much as a part of it can still be brought, and gives what of it can; 0 and why
// not otherwise.
func MakeRefill(tx *store.Tx, f Refill) (Refill, int64, string, error) {
	today, err := Today(tx)
	if err != nil {
		return f, 0, "", err
	}
	qty, why, err := StillToBring(tx, &f, today)
	if err != nil || qty == 0 {
		return f, 0, why, err
	}
	f.ID, f.At, f.Qty = LocalNumber(tx, refillNumber), tx.Now().Unix(), qty
	f.Pull = min(f.Pull, qty)
	if err := stepRefill(tx, &f, refillPlan, ""); err != nil {
		return f, 0, "", err
	}
	Refills.Put(tx, &f)
	return f, qty, "", nil
}

// ChangeRefill notes of a refill that was planned before what has come up since: a picker waits, or lines have reserved more by
// the piece where it comes from.
func ChangeRefill(tx *store.Tx, id string, now Refill) error {
	f, err := GetRefill(tx, id)
	if err != nil || !f.State.Alive() {
		return err
	}
	f.Urgent, f.Waits, f.Pull = f.Urgent || now.Urgent, f.Waits || now.Waits, max(f.Pull, min(now.Pull, f.Left()))
	Refills.Put(tx, &f)
	return nil
}

// DropRefill gives up a refill that nobody works on. Errors: refill.claimed, refill.state.
func DropRefill(tx *store.Tx, f *Refill, reason string) error {
	if f.State == RefillClaimed {
		t, err := GetTask(tx, f.Task)
		if err != nil {
			return err
		}
		return fault.Conflict("refill.claimed", "refill %s is a step of %s's task %s: let him bring it, or end or take over that task first", f.ID, t.Claim.Worker, t.ID).
			With(fault.Detail{Where: "worker", Reason: "task.owner", Message: t.Claim.Worker}, fault.Detail{Where: "task", Reason: "task.owner", Message: t.ID})
	}
	if err := stepRefill(tx, f, refillGiveUp, reason); err != nil {
		return err
	}
	Refills.Put(tx, f)
	return nil
}

// Brought notes that so much of a refill was set down, also of one that is over; with end that no more comes of it.
func (f *Refill) Brought(tx *store.Tx, qty int64, end bool, reason string) error {
	f.Done += qty
	if end && f.State.Alive() {
		ev := refillFinish
		if f.Done == 0 {
			ev = refillGiveUp
		}
		if err := stepRefill(tx, f, ev, reason); err != nil {
			return err
		}
	}
	Refills.Put(tx, f)
	return nil
}
