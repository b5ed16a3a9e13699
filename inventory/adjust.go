package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// AdjustReason is why stock is corrected without goods moving.
type AdjustReason string

// The reasons, a closed list: reports are made of them.
const (
	AdjustFound   AdjustReason = "found"
	AdjustLost    AdjustReason = "lost"
	AdjustDamaged AdjustReason = "damaged"
	AdjustExpired AdjustReason = "expired"
	AdjustCount   AdjustReason = "count"
	AdjustByFact  AdjustReason = "found.by_fact" // a worker had in hand what the books did not know of
)

var adjustReasons = map[AdjustReason]bool{AdjustFound: true, AdjustLost: true, AdjustDamaged: true, AdjustExpired: true,
	AdjustCount: true, AdjustByFact: true}

// Limits of an adjustment.
const (
	MaxAdjust = 1_000_000_000 // base units at once: a barcode scanned into the quantity has twelve digits and more
	MaxNote   = 64            // characters: a document's number, no place for a story about somebody
)

// AdjustInput corrects what a holder has, by a difference and never to an absolute number: others may be picking.
type AdjustInput struct {
	SKU     item.SKU
	Lot     item.Lot
	Holder  Holder
	Status  Status // 0: available
	Owner   string
	UoM     string // "case": Delta counts those; "" base units
	Delta   int64  // base units; below zero: they are not there; 0 only of a count
	Grams   int64  // of weighed goods, what the units weigh; with Delta 0 the grams that weighed pieces gained, or lost, where they lie
	Reason  AdjustReason
	Serials []string // of units that were found: without them what is tracked from receipt on cannot be packed
	Note    string   // document: a count's number, ...
}

// Adjust books a correction against the outside. Goods that a line has claimed are not taken away by it. With the reason
// count it ends what asked for the count there, also with the difference 0: somebody looked, and the books are right. Errors:
// item.unknown, adjust.invalid (with all that is wrong: difference, reason, note, lot), holder.outside, location.unknown,
// an unknown LPN or lot, stock.short.
func Adjust(tx *store.Tx, in AdjustInput) (Balance, error) {
	it, err := FindItem(tx, in.SKU)
	if err != nil {
		return Balance{}, err
	}
	if in.Delta, err = BaseUnits(tx, in.SKU, in.Delta, in.UoM); err != nil {
		return Balance{}, err
	}
	if err := in.check(&it); err != nil {
		return Balance{}, err
	}
	if err := in.exists(tx); err != nil {
		return Balance{}, err
	}
	if in.Status == 0 {
		in.Status = Available
	}
	here := Goods{SKU: in.SKU, Lot: in.Lot, Holder: in.Holder, Status: in.Status, Owner: in.Owner}
	from, to, qty := here.At(Adjustment), here, in.Delta
	if in.Delta < 0 {
		from, to, qty = here, here.At(Adjustment), -in.Delta
	}
	if in.Reason == AdjustCount {
		endCount(tx, in.Holder, in.SKU)
	}
	if in.Delta == 0 && in.Grams != 0 {
		b := GetBalance(tx, here)
		_, nominal, _ := it.PieceGrams(b.OnHand)
		after := b.Grams + in.Grams
		nearer := max(after-nominal, nominal-after) < max(b.Grams-nominal, nominal-b.Grams) // of what a supervisor took as it was
		if b.OnHand == 0 || after < b.OnHand || !nearer && !it.Believable(b.OnHand, after) {
			return b, fault.Refused("goods.weight_off", "%d pieces of SKU %s at %s weigh %d g by the books: nobody would believe %d g; count and weigh them again",
				b.OnHand, in.SKU, in.Holder, b.Grams, after)
		}
		err := bookGrams(tx, here, in.Grams, string(in.Reason), in.Note)
		return GetBalance(tx, here), err
	}
	if in.Delta == 0 {
		return GetBalance(tx, here), nil
	}
	if in.Delta < 0 && it.CatchWeight {
		in.Grams = 0 // what goes takes its share, also of goods an older program weighed apart from their quantity
	}
	if b := GetBalance(tx, here); in.Delta < 0 && in.Grams > 0 && it.WeighedPieces && b.Unreserved() >= qty {
		if _, err := weighedOff(tx, b, qty, in.Grams, in.Note); err != nil {
			return b, err
		}
	}
	err = Move(tx, Movement{From: from, To: to.side(), Qty: qty, Grams: in.Grams, Serials: in.Serials, Reason: string(in.Reason), Document: in.Note, Since: tx.Now().Unix()})
	return GetBalance(tx, here), err
}

func (in *AdjustInput) check(it *item.Item) error {
	var g fault.Gather
	if n := max(in.Delta, -in.Delta); n != 0 || !it.WeighedPieces {
		if Weigh(&g, "", it, &n, &in.Grams); in.Delta == 0 && n != 0 {
			in.Delta = n // told by weight alone
		}
	}
	if in.Grams > MaxAdjust || in.Grams < -MaxAdjust {
		g.Add("grams", "adjust.delta", "a weight differs by %d to %d g, not %d", -MaxAdjust, MaxAdjust, in.Grams)
	}
	if in.Delta == 0 && in.Grams == 0 && in.Reason != AdjustCount || in.Delta > MaxAdjust || in.Delta < -MaxAdjust {
		g.Add("delta", "adjust.delta", "a difference is %d to %d, and 0 only of a count that found the books right, not %d", -MaxAdjust, MaxAdjust, in.Delta)
	}
	if !adjustReasons[in.Reason] {
		g.Add("reason", "adjust.reason", "%q is no reason of the list: found, lost, damaged, expired or count", in.Reason)
	}
	if n := int64(len(in.Serials)); n > 0 && n != max(in.Delta, -in.Delta) {
		g.Add("serials", "serial.count", "%d serial numbers for a difference of %d", n, in.Delta)
	}
	if len(in.Note) > MaxNote {
		g.Add("note", "adjust.note", "a note has at most %d characters", MaxNote)
	}
	if in.Reason == AdjustCount && isCountNumber(in.Note) {
		g.Add("note", "adjust.note", "%s is a count: it is booked by approving it", in.Note)
	}
	if it.Tracked() && in.Lot == "" {
		g.Add("lot", "lot.missing", "SKU %s is tracked by lot: scan or type the lot number", it.SKU)
	}
	return g.Invalid("adjust.invalid", "stock of SKU %s cannot be corrected like this", in.SKU)
}

// exists refuses goods where there is nothing to hold them, which nobody would ever find again, and goods of a lot nobody
// received, of which the expiry is unknown.
func (in *AdjustInput) exists(tx *store.Tx) (err error) {
	switch in.Holder.Kind {
	case AtLocation:
		_, err = FindLocation(tx, in.Holder.Code())
	case InLPN:
		_, err = GetLPN(tx, in.Holder.ID)
	case WithWorker: // a worker's hands need no record here: who works is the company's to know
	default:
		err = fault.Invalid("holder.outside", "%q has no stock to correct: name a location, an LPN or a worker", in.Holder)
	}
	if err == nil && in.Delta > 0 {
		var g fault.Gather
		checkSerials(tx, &g, in.SKU, in.Serials)
		err = g.Refused("adjust.serials", "these units of SKU %s cannot have been found", in.SKU)
	}
	if err == nil && in.Lot != "" {
		_, err = Lots.Must(tx, LotKey(in.SKU, in.Lot), string(in.Lot))
	}
	return err
}
