package inventory

import (
	"math/bits"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// Goods in weighed pieces have two quantities: pieces, and the grams they weigh together (see item/weight.go). A balance
// keeps both, an entry moves both, and the audit accounts for both. Where a part of a balance goes and nobody weighs it, it
// takes its share of the grams, and the last piece takes what is left: no gram stays where no piece is. Where it was weighed
// it takes what the scale says; what the rest cannot weigh then was never there, or was not seen, and is booked against the
// outside by an entry that moves grams only.

// ReasonMeasured is why grams were booked that no piece brought: a scale knew better.
const ReasonMeasured = "weight.measured"

// Weigh brings together what a person told of the number and the weight of goods, as their item is counted: by the gram one
// gives the other; in pieces the weight must be one that so many may have; other goods have none. Where names the line.
func Weigh(g *fault.Gather, where string, it *item.Item, qty, grams *int64) {
	if it.CatchWeight && *qty == 0 {
		*qty = *grams
	}
	if it.CatchWeight && *grams == 0 {
		*grams = *qty
	}
	switch {
	case it.CatchWeight && *grams != *qty:
		g.Detail(fault.Detail{Where: where + "grams", Reason: "goods.weight", Want: *qty, Have: *grams,
			Message: "SKU " + string(it.SKU) + " is counted by the gram: its weight is its quantity"})
	case it.WeighedPieces && *grams != 0 && !it.Believable(*qty, *grams):
		_, nominal, _ := it.PieceGrams(*qty)
		g.Detail(fault.Detail{Where: where + "grams", Reason: "goods.weight_off", Want: nominal, Have: *grams,
			Message: "so many pieces of SKU " + string(it.SKU) + " do not weigh that: count them and weigh them again"})
	case *grams != 0 && !it.Weighed() || *grams < 0:
		g.Detail(fault.Detail{Where: where + "grams", Reason: "goods.weight", Have: *grams,
			Message: "SKU " + string(it.SKU) + " is counted, not weighed: leave the weight out"})
	}
}

// gramShare is the weight that goes with a part of goods: all of it with the last unit.
func gramShare(b *Balance, qty int64) int64 {
	if b.Grams == 0 || b.OnHand == 0 || qty >= b.OnHand {
		return b.Grams
	}
	return Share(b.Grams, qty, b.OnHand)
}

// Share gives the part of a weight, or of a volume, that so many of all units have, rounded down. It does not overflow.
func Share(grams, part, all int64) int64 {
	if grams <= 0 || part <= 0 || all <= 0 {
		return 0
	}
	hi, lo := bits.Mul64(uint64(grams), uint64(min(part, all)))
	q, _ := bits.Div64(hi, lo, uint64(all)) // grams x part / all is at most grams
	return int64(q)
}

// usualGrams is what goods weigh that come from outside and that nobody weighed: by the gram their quantity, in pieces as
// those they are laid to do, or as their pack says.
func usualGrams(r store.Reader, to Goods, qty int64) int64 {
	it, err := FindItem(r, to.SKU)
	switch {
	case err != nil || !it.Weighed():
		return 0
	case it.CatchWeight:
		return qty
	}
	if b := GetBalance(r, to); b.OnHand > 0 {
		return max(b.Grams/b.OnHand, 1) * qty
	}
	_, nominal, _ := it.PieceGrams(qty)
	return nominal
}

// weighedOff makes room for a part that was weighed: the rest keeps what it can weigh, and the difference is booked. It gives
// the balance as it is then, of which the part takes exactly its grams.
func weighedOff(tx *store.Tx, b Balance, qty, grams int64, document string) (Balance, error) {
	it, err := FindItem(tx, b.SKU)
	if err != nil {
		return b, err
	}
	rest := max(b.Grams-grams, 0)
	least, _, most := it.PieceGrams(b.OnHand - qty)
	rest = min(max(rest, least), most)
	if err := bookGrams(tx, b.Goods, grams+rest-b.Grams, ReasonMeasured, document); err != nil {
		return b, err
	}
	b.Grams = grams + rest
	return b, nil
}

// bookGrams books a weight that pieces have gained or lost where they lie: against the outside, and no piece moves.
func bookGrams(tx *store.Tx, g Goods, diff int64, reason, document string) error {
	if diff == 0 {
		return nil
	}
	if err := change(tx, g, delta{grams: diff}); err != nil {
		return err
	}
	e := Entry{Kind: EntryMove, SKU: g.SKU, Grams: diff, From: g.At(Adjustment).side(), To: g.side(), Reason: reason, Document: document}
	if diff < 0 {
		e.Grams, e.From, e.To = -diff, e.To, e.From
	}
	record(tx, e)
	return nil
}
