package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/slotting"
	"example.com/tote/inventory/store"
)

// Bounds of one command that empties a location; what is beyond them is the next command's. A run writes two balances, their
// index keys and an entry, an LPN its record, two child keys and an entry, of 200 writes.
const (
	maxAllRuns  = 18
	maxAllLPNs  = 8  // with 40 runs each they cost half of what a command may read
	maxAllSeen  = 60 // runs and LPNs looked at
	maxRemains  = 20 // told of what stays
	remainsTote = "tote.in_use"
	remainsPack = "lpn.packed"
	remainsHeld = "stock.reserved"
)

// Remains is something that stays where it is when its location is put away.
type Remains struct {
	LPN    string   `cbor:"1,keyasint,omitempty"` // or loose goods:
	SKU    item.SKU `cbor:"2,keyasint,omitempty"`
	Lot    item.Lot `cbor:"3,keyasint,omitempty"`
	Qty    int64    `cbor:"4,keyasint,omitempty"` // base units
	Reason string   `cbor:"5,keyasint"`           // a rule of storage, inspect.waiting, stock.reserved, tote.in_use, lpn.packed
	Why    string   `cbor:"6,keyasint,omitempty"`
}

// emptying is one command's work on a location.
type emptying struct {
	tx    *store.Tx
	from  Holder
	to    *layout.Location
	place slotting.Place
	seen  int
	out   PutawayResult
}

// putAllAway moves everything from a location that another one may take: LPNs as they are, loose goods that no line has
// claimed. Totes and packed cartons of orders stay, as do goods that wait for inspection or break a rule of the place; each is
// told with its reason. With more in it than one command moves it is a series: send the same again while the answer says so.
// Nothing that could be moved is a refusal. Errors: location.unknown, putaway.same, location.refused, putaway.nothing.
func putAllAway(tx *store.Tx, from Holder, to *layout.Location) (PutawayResult, error) {
	if _, err := FindLocation(tx, from.Code()); err != nil {
		return PutawayResult{}, err
	}
	if from == Location(to.Code) {
		return PutawayResult{}, fault.Refused("putaway.same", "the goods are at %s already: name another location", to.Code)
	}
	e := &emptying{tx: tx, from: from, to: to, out: PutawayResult{To: to.Code}}
	var err error
	if e.place, err = placeAt(tx, *to); err != nil {
		return PutawayResult{}, err
	}
	for _, step := range []func() error{e.lpns, e.loose} {
		if err := step(); err != nil {
			return PutawayResult{}, err
		}
	}
	if e.out.Runs+e.out.LPNs > 0 {
		return e.out, nil
	}
	if len(e.out.Left) == 0 {
		return PutawayResult{}, fault.Refused("putaway.nothing", "nothing lies at %s", from.Code())
	}
	var g fault.Gather
	for _, l := range e.out.Left {
		where := l.LPN
		if where == "" {
			where = string(l.SKU)
		}
		g.Detail(fault.Detail{Where: where, Reason: l.Reason, Message: l.Why, Have: l.Qty})
	}
	return PutawayResult{}, g.Refused("location.refused", "location %s takes nothing of what lies at %s", to.Code, from.Code())
}

func (e *emptying) stays(r Remains) {
	if len(e.out.Left) < maxRemains {
		e.out.Left = append(e.out.Left, r)
	}
}

func (e *emptying) lpns() error {
	ids := Children(e.tx, e.from, maxAllSeen)
	e.out.More = len(ids) == maxAllSeen
	for _, id := range ids {
		e.seen++
		if e.out.LPNs == maxAllLPNs {
			e.out.More = true
			return nil
		}
		l, err := GetLPN(e.tx, id)
		if err != nil {
			return err
		}
		if err := e.lpn(&l); err != nil {
			return err
		}
	}
	return nil
}

func (e *emptying) lpn(l *LPN) error {
	if l.Kind == ToteLPN {
		if l.State != ToteFree {
			e.stays(Remains{LPN: l.ID, Reason: remainsTote, Why: "it is order " + l.Order + "'s"})
		}
		return nil // an empty tote is no goods
	}
	before := len(e.place.Contents)
	var g fault.Gather
	units := int64(0)
	for b := range Contents(e.tx, l.Holder()) {
		if l.Kind == CartonLPN && b.Reserved > 0 {
			e.stays(Remains{LPN: l.ID, Reason: remainsPack, Why: "its goods are an order's"})
			return nil
		}
		if err := lay(e.tx, &g, &e.place, &b); err != nil {
			return err
		}
		if units += b.OnHand; len(e.place.Contents)-before > maxSeenInLocation {
			g.Add(l.ID, "lpn.too_mixed", "it holds more than %d runs of goods", maxSeenInLocation)
			break
		}
	}
	if g.Len() > 0 || units == 0 {
		e.place.Contents = e.place.Contents[:before]
		for _, d := range g.Details() {
			e.stays(Remains{LPN: l.ID, Qty: units, Reason: d.Reason, Why: d.Message})
		}
		return nil
	}
	e.out.LPNs++
	e.out.Units += units
	return Carry(e.tx, l.ID, Location(e.to.Code), "putaway")
}

func (e *emptying) loose() error {
	var runs []Balance
	for b := range Contents(e.tx, e.from) {
		if e.seen++; e.seen > maxAllSeen {
			e.out.More = true
			break
		}
		runs = append(runs, b)
	}
	for i := range runs {
		b := &runs[i]
		if e.out.Runs == maxAllRuns {
			e.out.More = true
			return nil
		}
		if n := b.Reserved; n > 0 {
			e.stays(Remains{SKU: b.SKU, Lot: b.Lot, Qty: n, Reason: remainsHeld, Why: "order lines have claimed them here"})
		}
		if b.Unreserved() == 0 {
			continue
		}
		b.Grams = gramShare(b, b.Unreserved())
		b.OnHand = b.Unreserved()
		if err := e.run(b); err != nil {
			return err
		}
	}
	return nil
}

func (e *emptying) run(b *Balance) error {
	before := len(e.place.Contents)
	var g fault.Gather
	if err := lay(e.tx, &g, &e.place, b); err != nil {
		return err
	}
	if g.Len() > 0 {
		e.place.Contents = e.place.Contents[:before]
		for _, d := range g.Details() {
			e.stays(Remains{SKU: b.SKU, Lot: b.Lot, Qty: b.OnHand, Reason: d.Reason, Why: d.Message})
		}
		return nil
	}
	e.out.Runs++
	e.out.Units += b.OnHand
	return Move(e.tx, Movement{From: b.Goods, To: Side{Location(e.to.Code), b.Lot, b.Status, b.Owner}, Qty: b.OnHand, Grams: b.Grams, Reason: "putaway"})
}
