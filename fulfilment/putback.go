package fulfilment

import (
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// PutBack says that a tote, or a worker's hands, hold goods of a cancelled order that nobody wants any more.
type PutBack struct {
	Holder inventory.Holder `cbor:"1,keyasint"`
	Order  string           `cbor:"2,keyasint"`
	At     int64            `cbor:"3,keyasint"` // unix seconds
}

// PutBacks are kept by holder.
var PutBacks = store.Collection[PutBack]{Noun: "put-back", Version: 1,
	Key: func(p *PutBack) store.Key { return putBackKey(p.Holder) }}

func putBackKey(h inventory.Holder) store.Key {
	return store.K(tagPutBack).Byte(byte(h.Kind)).Str(h.ID)
}

// MaxPutBacks bounds one list of what is to be put back.
const MaxPutBacks = 200

// ListPutBacks gives up to MaxPutBacks holders with goods to put back.
func ListPutBacks(r store.Reader) []PutBack {
	var out []PutBack
	for p := range PutBacks.All(r, store.K(tagPutBack), nil) {
		if out = append(out, p); len(out) == MaxPutBacks {
			break
		}
	}
	return out
}

func wantPutBack(tx *store.Tx, h inventory.Holder, order string) {
	if !PutBacks.Has(tx, putBackKey(h)) {
		PutBacks.Put(tx, &PutBack{Holder: h, Order: order, At: tx.Now().Unix()})
	}
}

// Putaway books goods set down where they stay. What was to be put back ends with the last of it: the list is done by the
// ordinary verb, and an emptied tote is free again. Errors: those of inventory.Putaway.
func Putaway(tx *store.Tx, in inventory.PutawayInput) (inventory.PutawayResult, error) {
	out, err := inventory.Putaway(tx, in)
	from := in.From
	if in.LPN != "" {
		from = inventory.LPNHolder(in.LPN)
	}
	if err != nil || !PutBacks.Has(tx, putBackKey(from)) {
		return out, err
	}
	if err := EndPutBack(tx, from); fault.ReasonOf(err) != "putback.goods" {
		return out, err
	}
	return out, nil
}

// EndPutBack ends it once the goods are put away: it refuses while the holder has goods that no line claims, naming all of
// them. An empty tote is free again. Errors: put-back.unknown, putback.goods.
func EndPutBack(tx *store.Tx, h inventory.Holder) error {
	if _, err := PutBacks.Must(tx, putBackKey(h), h.String()); err != nil {
		return err
	}
	var left fault.Gather
	empty := true
	for b := range inventory.Contents(tx, h) {
		empty = false
		if b.Unreserved() > 0 {
			left.Detail(fault.Detail{Where: string(b.SKU), Reason: "putback.goods", Message: "still there", Have: b.Unreserved()})
		}
	}
	if err := left.Refused("putback.goods", "%s still has goods to put back: move them to a location first", h); err != nil {
		return err
	}
	PutBacks.Delete(tx, putBackKey(h))
	if l, ok := inventory.LPNs.Get(tx, inventory.LPNKey(h.ID)); empty && ok && h.Kind == inventory.InLPN && l.Kind == inventory.ToteLPN && l.State != inventory.ToteFree {
		return inventory.FreeTote(tx, h.ID)
	}
	return nil
}
