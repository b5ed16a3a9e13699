package inventory

import (
	"iter"
	"slices"

	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/slotting"
	"example.com/tote/inventory/store"
)

// Why a refill is not brought, or not all of it.
const (
	refillNoFace  = "face.gone"     // the place is no pick face of this item any more, or closed
	refillFull    = "face.full"     // the face has no room
	refillNoGoods = "reserve.gone"  // the goods are not there any more, or promised
	refillHeld    = "reserve.held"  // they may not be sold now
	refillMoved   = "reserve.moved" // they stand where nothing is brought from
)

// RefillReads is what looking at a refill may cost at most, with what is written for it: its face holds dozens of runs of goods
// and has as many refills on their way as it may have.
const RefillReads = 500

// CaseOf gives the units of an item's smallest case, 0 if it comes in none.
func CaseOf(it *item.Item) int64 {
	for _, p := range it.Packs {
		if p.Level == item.Case && p.Quantity > 1 {
			return p.Quantity
		}
	}
	return 0
}

// StillToBring tells how much of a refill can be brought as things are now, whole cases where it can; 0 and why if nothing.
// What else is on its way to the face, or planned from the same goods, is counted. It costs some 30 reads, and never more than RefillReads.
func StillToBring(r store.Reader, f *Refill, today item.Date) (qty int64, why string, err error) {
	it, err := FindItem(r, f.SKU)
	if err != nil {
		return 0, "", err
	}
	qty, why = spare(r, f, today)
	if qty == 0 {
		return 0, why, nil
	}
	room, why, err := faceRoom(r, f, &it, qty)
	if err != nil || room == 0 {
		return 0, why, err
	}
	if c := CaseOf(&it); room < f.Left() && c > 0 && room > c {
		room -= room % c
	}
	return room, "", nil
}

// spare tells how much of the goods a refill may take.
func spare(r store.Reader, f *Refill, today item.Date) (int64, string) {
	g := f.Goods()
	within := Within(r, g.Holder)
	if l, ok := stockedAt(r, within); !ok || l.Kind != layout.Reserve {
		return 0, refillMoved
	}
	if len(HoldsOn(r, g)) > 0 {
		return 0, refillHeld
	}
	if Expired(ExpiryOf(r, f.SKU, f.Lot), today) {
		return 0, refillHeld
	}
	b := GetBalance(r, g)
	pull, others, n := f.Pull, int64(0), 0
	for o := range RefillsFrom(r, g) {
		if n++; n > MaxRefillsAt {
			return 0, refillNoGoods
		}
		if o.ID != f.ID {
			others += o.Left()
			pull += o.Pull
		}
	}
	qty := min(f.Left(), b.Unreserved()+min(b.Reserved, pull)-others)
	if qty <= 0 {
		return 0, refillNoGoods
	}
	return qty, ""
}

// faceRoom tells how much of it the face takes, of so much, beside what else is on its way there.
func faceRoom(r store.Reader, f *Refill, it *item.Item, qty int64) (int64, string, error) {
	l, err := FindLocation(r, f.To)
	if err != nil || !Refillable(&l) || l.Fixed != "" && l.Fixed != string(f.SKU) {
		return 0, refillNoFace, nil
	}
	p, err := FaceAt(r, l)
	if err != nil {
		return 0, "", err
	}
	others := 0
	for o := range RefillsTo(r, f.To, "") {
		if o.ID == f.ID {
			continue
		}
		if others++; others == MaxRefillsAt {
			return 0, refillFull, nil
		}
		p.Contents = append(p.Contents, o.content(r))
	}
	n := Fits(r, &p, it, f.Goods(), qty)
	if n == 0 {
		return 0, refillFull, nil
	}
	return n, "", nil
}

// content is what a refill will add to its face.
func (f *Refill) content(r store.Reader) slotting.Content {
	it, err := FindItem(r, f.SKU)
	if err != nil {
		return slotting.Content{}
	}
	return contentOf(&it, &Balance{Goods: f.Goods(), OnHand: f.Left()})
}

// comingTo gives what is directed to a place, and what is brought to it from reserve.
func comingTo(r store.Reader, code layout.Code) []slotting.Content {
	out := onTheWay(r, code)
	for f := range RefillsTo(r, code, "") {
		if out = append(out, f.content(r)); len(out) >= maxDirectionAt {
			break
		}
	}
	return out
}

// Refillable tells whether a location is a pick face that anything is brought to.
func Refillable(l *layout.Location) bool { return l.Kind == layout.PickFace && !l.Closed }

// FaceAt gives a pick face with what lies there, and what is directed there. Of an item that somebody found short there, only
// what he saw is believed to lie there until it has been counted.
func FaceAt(r store.Reader, l layout.Location) (slotting.Place, error) {
	p, err := placeAt(r, l)
	if err != nil {
		return p, err
	}
	p.Contents = append(p.Contents, onTheWay(r, l.Code)...)
	for sku, seen := range foundShort(r, &p) {
		for i := range p.Contents {
			c := &p.Contents[i]
			if c.SKU != sku {
				continue
			}
			lies := min(c.Quantity, seen)
			c.Grams, c.Volume = Share(c.Grams, lies, c.Quantity), Share(c.Volume, lies, c.Quantity)
			c.Quantity = lies
			seen -= lies
		}
	}
	return p, nil
}

// foundShort gives the items that were found short at a place and not counted since, with what was seen of them.
func foundShort(r store.Reader, p *slotting.Place) map[item.SKU]int64 {
	out := map[item.SKU]int64{}
	for w := range wishesAt(r, Location(p.Code)) {
		if w.Reason == CountAfterShort && !w.Counted && w.SKU != "" {
			out[w.SKU] = w.Seen
		}
	}
	return out
}

// Fits tells how much of some goods a place takes, of so much; 0 if any of its rules forbids them.
func Fits(r store.Reader, p *slotting.Place, it *item.Item, g Goods, qty int64) int64 {
	all, err := slotting.Putaway(goodsFor(r, it, &Balance{Goods: g, OnHand: qty}), []slotting.Place{*p}, 1)
	if err != nil || len(all) == 0 {
		return 0
	}
	return all[0].Quantity
}

// ReserveGoods is a balance that stands where faces are filled from.
type ReserveGoods struct {
	Balance
	Place   layout.Location
	Expiry  item.Date
	Planned int64 // refills bring so much of it already
	Pulled  int64 // of that, what lines have reserved
	Alone   bool  // nothing else is in its LPN
}

// MaxReserveSeen bounds the balances of an item looked at for faces to fill: some 15 ms.
const MaxReserveSeen = 2_000

// InReserve gives the balances of an item that stand in reserve and may be sold today.
func InReserve(r store.Reader, sku item.SKU, today item.Date) []ReserveGoods {
	var out []ReserveGoods
	holding := withHolds(r)
	seen := 0
	for b := range OfItem(r, sku) {
		if seen++; seen > MaxReserveSeen {
			break
		}
		if b.Status != Available || b.Holder.Kind != AtLocation && b.Holder.Kind != InLPN {
			continue
		}
		within := Within(r, b.Holder)
		l, ok := stockedAt(r, within)
		if !ok || l.Kind != layout.Reserve || len(holdsOn(holding, b.Goods, within)) > 0 {
			continue
		}
		g := ReserveGoods{Balance: b, Place: l, Expiry: ExpiryOf(r, sku, b.Lot)}
		if Expired(g.Expiry, today) {
			continue
		}
		for f := range RefillsFrom(r, b.Goods) {
			g.Planned += f.Left()
			g.Pulled += min(f.Pull, f.Left())
		}
		g.Alone = b.Holder.Kind == InLPN && len(slices.Collect(firstTwo(r, b.Holder))) == 1 && len(Children(r, b.Holder, 1)) == 0
		out = append(out, g)
	}
	return out
}

// firstTwo walks up to two runs of goods in a holder: whether there is more than one.
func firstTwo(r store.Reader, h Holder) iter.Seq[Balance] {
	return func(yield func(Balance) bool) {
		n := 0
		for b := range Contents(r, h) {
			if n++; n > 2 || !yield(b) {
				return
			}
		}
	}
}
