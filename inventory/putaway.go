package inventory

import (
	"iter"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/slotting"
	"example.com/tote/inventory/store"
)

// Bounds of putting away.
const (
	maxSeenInLocation = 40 // what a rule looks at: a location with more different goods than this mixes anyway
	MaxUnpackRuns     = 25 // runs that one command takes out of an LPN: each writes two balances, their index keys and an entry
)

// PutawayInput is goods on their way to a place: a run of one item, or a whole LPN.
type PutawayInput struct {
	LPN    string      // a whole LPN, set down as it is; or, with Unpack, emptied into the location
	Unpack bool        // the LPN's goods go loose into the location
	From   Holder      // without an LPN: where the goods are now
	SKU    item.SKU    // without an LPN; empty: everything at the location From that may be put away
	Lot    item.Lot    // without an LPN
	Owner  string      // without an LPN
	Status Status      // without an LPN; 0: available
	Qty    int64       // without an LPN
	UoM    string      // "case": Qty counts those; "" base units
	To     layout.Code // a reserve location or pick face; quarantine for damaged goods

	Surprise *Surprise // what was met on the way that the books describe otherwise
}

// PutawayResult tells where the goods are now.
type PutawayResult struct {
	To    layout.Code `cbor:"1,keyasint"`
	Units int64       `cbor:"2,keyasint"`
	Runs  int         `cbor:"3,keyasint,omitempty"`
	LPNs  int         `cbor:"4,keyasint,omitempty"` // of a whole location: those that were carried
	Left  []Remains   `cbor:"5,keyasint,omitempty"` // of a whole location: what stays there, and why
	More  bool        `cbor:"6,keyasint,omitempty"` // of a whole location: there is more than one command moves, send it once more
	Why   string      `cbor:"7,keyasint,omitempty"` // why this place was named for the goods, or which was: see Direct
}

// Putaway sets goods down where they stay. Any location that may take them is accepted; one that may not is refused with
// every reason: see slotting.Refuses, and inspect.waiting. Of a whole location, what may be put away is, and what may not is
// told: see putAllAway.
//
// Errors: location.unknown, lpn.unknown, lpn.empty, lpn.too_mixed, stock.short, putaway.same, putaway.nothing;
// location.refused with: location.*, inspect.waiting.
func Putaway(tx *store.Tx, in PutawayInput) (PutawayResult, error) {
	to, err := FindLocation(tx, in.To)
	if err != nil {
		return PutawayResult{}, err
	}
	if in.Surprise != nil {
		if err := in.Surprise.Want(tx); err != nil {
			return PutawayResult{}, err
		}
	}
	if in.LPN == "" && in.SKU == "" && in.From.Kind == AtLocation {
		return putAllAway(tx, in.From, &to)
	}
	if in.Qty, err = BaseUnits(tx, in.SKU, in.Qty, in.UoM); err != nil {
		return PutawayResult{}, err
	}
	goods, err := in.goods(tx)
	if err != nil {
		return PutawayResult{}, err
	}
	if err := Takes(tx, &to, goods); err != nil {
		return PutawayResult{}, err
	}
	out := PutawayResult{To: in.To, Runs: len(goods), Why: in.arrive(tx, goods)}
	for _, b := range goods {
		out.Units += b.OnHand
	}
	if in.LPN != "" && !in.Unpack {
		l, err := GetLPN(tx, in.LPN)
		if err != nil {
			return out, err
		}
		return out, carryWhy(tx, &l, Location(in.To), "putaway", out.Why)
	}
	for _, b := range goods {
		err := Move(tx, Movement{From: b.Goods, To: Side{Location(in.To), b.Lot, b.Status, b.Owner}, Qty: b.OnHand, Grams: b.Grams, Reason: "putaway", Why: out.Why})
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// goods gives what is to be set down.
func (in *PutawayInput) goods(tx *store.Tx) ([]Balance, error) {
	if in.LPN == "" {
		g := Goods{SKU: in.SKU, Lot: in.Lot, Holder: in.From, Status: in.Status, Owner: in.Owner}
		if g.Status == 0 {
			g.Status = Available
		}
		b := GetBalance(tx, g)
		if in.Qty <= 0 || b.Unreserved() < in.Qty {
			return nil, shortOf(&b, in.Qty)
		}
		b.Grams = gramShare(&b, in.Qty)
		b.OnHand = in.Qty
		return []Balance{b}, nil
	}
	l, err := GetLPN(tx, in.LPN)
	if err != nil {
		return nil, err
	}
	var out []Balance
	for b := range in.carried(tx, l.Holder()) {
		if len(out) == maxSeenInLocation {
			return nil, fault.Refused("lpn.too_mixed", "LPN %s holds more than %d runs of goods: put them away one by one", l.ID, maxSeenInLocation)
		}
		out = append(out, b)
	}
	if in.Unpack && len(out) > MaxUnpackRuns {
		return nil, fault.Refused("lpn.too_mixed", "LPN %s holds %d runs of goods, one command empties %d: put them away one by one", l.ID, len(out), MaxUnpackRuns)
	}
	if len(out) == 0 {
		return nil, fault.Refused("lpn.empty", "LPN %s is empty", l.ID)
	}
	return out, nil
}

// carried walks what is set down with an LPN: with what stands in it, unless it is emptied, which leaves that on it.
func (in *PutawayInput) carried(r store.Reader, h Holder) iter.Seq[Balance] {
	if in.Unpack {
		return Contents(r, h)
	}
	return func(yield func(Balance) bool) {
		queue := []Holder{h}
		for i := 0; i < len(queue) && i <= maxSeenInLocation; i++ {
			for b := range Contents(r, queue[i]) {
				if !yield(b) {
					return
				}
			}
			for _, id := range Children(r, queue[i], maxSeenInLocation) {
				queue = append(queue, LPNHolder(id))
			}
		}
	}
}

// Takes tells whether a location may take goods; the refusal names every rule they break. The rules are slotting's, so what
// is suggested and what is accepted cannot drift apart.
func Takes(r store.Reader, to *layout.Location, goods []Balance) error {
	var g fault.Gather
	place, err := placeAt(r, *to)
	if err != nil {
		return err
	}
	for i := range goods {
		if err := lay(r, &g, &place, &goods[i]); err != nil {
			return err
		}
	}
	return g.Refused("location.refused", "location %s does not take these goods", to.Code)
}

// lay puts a run into a place that is thought of, noting every rule it breaks: the next run lies beside it.
func lay(r store.Reader, g *fault.Gather, place *slotting.Place, b *Balance) error {
	it, err := FindItem(r, b.SKU)
	if err != nil {
		return err
	}
	to := &place.Location
	if !checkCondition(g, to, b) {
		return nil
	}
	run := goodsFor(r, &it, b)
	run.Whole = true // it is set down here as it is: a place with room for a part does not take it
	for _, no := range slotting.Refuses(run, *place) {
		g.Detail(fault.Detail{Where: string(to.Code), Reason: no.Reason, Message: no.Message, Want: no.Want, Have: no.Have})
	}
	place.Contents = append(place.Contents, contentOf(&it, b))
	return nil
}

// checkCondition keeps goods that are not for sale apart; it tells whether the rules of storage apply at all.
func checkCondition(g *fault.Gather, to *layout.Location, b *Balance) bool {
	switch {
	case b.Status == Damaged && to.Kind != layout.Quarantine:
		g.Add(string(to.Code), slotting.ReasonKind, "damaged goods go to quarantine, not to a %s location", to.Kind)
	case b.Status == ToInspect:
		g.Add(string(b.SKU), "inspect.waiting", "SKU %s still waits for inspection", b.SKU)
	case b.Status == Available:
		return true
	}
	return false
}

// lying gives what is in a location, LPNs in it included, as far as rules look.
func lying(r store.Reader, h Holder) []Balance {
	var out []Balance
	for b := range Contents(r, h) {
		if out = append(out, b); len(out) >= maxSeenInLocation {
			return out
		}
	}
	for _, id := range Children(r, h, maxSeenInLocation) {
		if out = append(out, lying(r, LPNHolder(id))...); len(out) >= maxSeenInLocation {
			break
		}
	}
	return out
}

// Grams gives the weight of units of an item, whole packs by the pack's own weight.
func Grams(it *item.Item, units int64) int64 {
	return byPacks(it, units, func(p item.Pack) int64 { return p.Grams })
}

// Volume gives the cubic millimetres units of an item take, whole packs by the pack's own size.
func Volume(it *item.Item, units int64) int64 {
	return byPacks(it, units, func(p item.Pack) int64 { return p.Size.Volume() })
}

// byPacks sums a measure over the largest packs that fit, skipping packs nobody has measured.
func byPacks(it *item.Item, units int64, of func(item.Pack) int64) (sum int64) {
	for i := len(it.Packs) - 1; i >= 0; i-- {
		p := it.Packs[i]
		if of(p) == 0 || p.Quantity < 1 || p.Level == item.Pallet {
			continue
		}
		sum += units / p.Quantity * of(p)
		units %= p.Quantity
	}
	return sum
}
