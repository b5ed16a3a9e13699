package inventory

import (
	"iter"
	"slices"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// Phase is how far a part of an order line's quantity has come.
type Phase byte

// The phases in life order. For each line: ordered = the sum over all of them.
const (
	Open      Phase = iota + 1
	Allocated       // a reservation claims goods that still lie in stock
	Picked          // in a tote, under the same reservation
	Packed          // in a carton
	Shipped
	Cancelled
)

var phaseWords = [...]string{Open: "open", Allocated: "allocated", Picked: "picked", Packed: "packed", Shipped: "shipped", Cancelled: "cancelled"}

// String gives the word used on the wire.
func (p Phase) String() string {
	if int(p) < len(phaseWords) {
		return phaseWords[p]
	}
	return "?"
}

// Reservation is a line's claim on goods in one balance. It travels with them: picked, its holder is the tote.
type Reservation struct {
	N       int      `cbor:"1,keyasint"` // within the line, never used twice
	Holder  Holder   `cbor:"2,keyasint"`
	Lot     item.Lot `cbor:"3,keyasint,omitempty"`
	Status  Status   `cbor:"4,keyasint"`
	Qty     int64    `cbor:"5,keyasint"`
	Phase   Phase    `cbor:"6,keyasint"`
	Task    string   `cbor:"7,keyasint,omitempty"` // the open task it is a step of
	Expires int64    `cbor:"8,keyasint,omitempty"` // unix seconds; 0: never
}

// Line is one line of an order in the warehouse that fulfils it, with its reservations: they are never apart, so one
// record keeps them together.
type Line struct {
	Order    string        `cbor:"1,keyasint"`
	No       int           `cbor:"2,keyasint"`
	SKU      item.SKU      `cbor:"3,keyasint"`
	Owner    string        `cbor:"4,keyasint,omitempty"`
	MinDays  int64         `cbor:"5,keyasint,omitempty"` // life that must remain when it ships
	ShipBy   int64         `cbor:"6,keyasint,omitempty"` // unix seconds
	Priority int           `cbor:"7,keyasint,omitempty"`
	Sums     [7]int64      `cbor:"8,keyasint"` // by phase; index 0 is the ordered quantity
	NextRes  int           `cbor:"9,keyasint,omitempty"`
	Res      []Reservation `cbor:"10,keyasint,omitempty"`
}

// Ordered is the quantity the customer asked for.
func (l *Line) Ordered() int64 { return l.Sums[0] }

// In gives the quantity in a phase.
func (l *Line) In(p Phase) int64 { return l.Sums[p] }

// Ref names the line, or one of its reservations.
func (l *Line) Ref(res int) Ref { return Ref{l.Order, l.No, res} }

// Goods gives the balance a reservation claims from.
func (l *Line) Goods(r *Reservation) Goods {
	return Goods{SKU: l.SKU, Lot: r.Lot, Holder: r.Holder, Status: r.Status, Owner: l.Owner}
}

// Reservation finds a reservation by its number; nil if it is gone.
func (l *Line) Reservation(n int) *Reservation {
	for i := range l.Res {
		if l.Res[i].N == n {
			return &l.Res[i]
		}
	}
	return nil
}

// OrderKey begins the keys of an order, its lines and its parcels, which lie side by side.
func OrderKey(order string) store.Key { return store.K(tagOrder).Str(order) }

// OrderHeadKey is the key of the order itself, ParcelKey of one of its parcels; other packages keep records there.
func OrderHeadKey(order string) store.Key { return OrderKey(order).Byte(orderHead) }

// ParcelKey is the key of one of an order's parcels.
func ParcelKey(order, parcel string) store.Key {
	return OrderKey(order).Byte(orderParcel).Str(parcel)
}

// ParcelsKey begins the keys of an order's parcels.
func ParcelsKey(order string) store.Key { return OrderKey(order).Byte(orderParcel) }

// LineKey is the key of an order line.
func LineKey(order string, no int) store.Key {
	return OrderKey(order).Byte(orderLine).Uint(uint64(no))
}

// Lines are kept under their order.
var Lines = store.Collection[Line]{
	Noun: "order line", Version: 1,
	Key: func(l *Line) store.Key { return LineKey(l.Order, l.No) },
	Indexes: []store.Index[Line]{{Name: "unpicked", Keys: func(l *Line) []store.Key {
		var out []store.Key
		for i := range l.Res {
			if l.Res[i].Phase == Allocated {
				out = append(out, unpickedKey(l.Goods(&l.Res[i])).Str(l.Order).Uint(uint64(l.No)).Uint(uint64(l.Res[i].N)))
			}
		}
		return out
	}}},
}

func unpickedKey(g Goods) store.Key {
	return g.Holder.key(store.K(tagUnpicked)).Str(string(g.SKU)).Str(string(g.Lot)).Byte(byte(g.Status)).Str(g.Owner)
}

// isLineKey tells an order line's key from those of the order and its parcels beside it.
func isLineKey(k store.Key) bool {
	r := store.ReadKey(k, 1)
	r.Str()
	return r.Byte() == orderLine && r.Err() == nil
}

// LinesOf walks an order's lines from a number on.
func LinesOf(r store.Reader, order string, from int) iter.Seq[Line] {
	return Lines.All(r, OrderKey(order).Byte(orderLine), LineKey(order, from))
}

// GetLine gives an order line or refuses, naming it.
func GetLine(r store.Reader, order string, no int) (Line, error) {
	l, ok := Lines.Get(r, LineKey(order, no))
	if !ok {
		return l, fault.NotFound("line.unknown", "order %s has no line %d", order, no)
	}
	return l, nil
}

// Unpicked names up to limit reservations that claim goods in a balance and are not picked yet, by order, line and number.
// Thousands of orders may wait for one place.
func Unpicked(r store.Reader, g Goods, limit int) []Ref {
	var out []Ref
	prefix := unpickedKey(g)
	for k := range store.Keys(r, prefix, nil) {
		if len(out) == limit {
			break
		}
		kr := store.ReadKey(k, len(prefix))
		out = append(out, Ref{Order: kr.Str(), Line: int(kr.Uint()), Res: int(kr.Uint())})
	}
	return out
}

// NewLine is what opens an order line in the warehouse.
type NewLine struct {
	Order    string
	No       int
	SKU      item.SKU
	Owner    string
	Qty      int64
	MinDays  int64
	ShipBy   int64
	Priority int
}

// OpenLine stores a new order line, all of it open.
func OpenLine(tx *store.Tx, n NewLine) (Line, error) {
	if n.Qty <= 0 {
		return Line{}, fault.Invalid("line.quantity", "line %d of order %s has the quantity %d", n.No, n.Order, n.Qty)
	}
	if Lines.Has(tx, LineKey(n.Order, n.No)) {
		return Line{}, fault.Conflict("line.exists", "order %s has a line %d already", n.Order, n.No)
	}
	l := Line{Order: n.Order, No: n.No, SKU: n.SKU, Owner: n.Owner, MinDays: n.MinDays, ShipBy: n.ShipBy, Priority: n.Priority, NextRes: 1}
	l.Sums[0], l.Sums[Open] = n.Qty, n.Qty
	record(tx, Entry{Kind: EntryLine, SKU: l.SKU, Qty: n.Qty, Ref: l.Ref(0), ToPhase: Open})
	Lines.Put(tx, &l)
	return l, nil
}

// CancelOpen cancels what of a line is open: allocated goods are released first. The caller puts the line.
func CancelOpen(tx *store.Tx, l *Line, reason string) int64 {
	n := l.In(Open)
	if n > 0 {
		record(tx, Entry{Kind: EntryLine, SKU: l.SKU, Qty: n, Ref: l.Ref(0), FromPhase: Open, ToPhase: Cancelled, Reason: reason})
		l.shift(Open, Cancelled, n)
	}
	return n
}

func (l *Line) shift(from, to Phase, qty int64) {
	l.Sums[from] -= qty
	l.Sums[to] += qty
}

func (l *Line) drop(n int) {
	l.Res = slices.DeleteFunc(l.Res, func(r Reservation) bool { return r.N == n })
}

// addRes gives the line one more reservation and its number.
func (l *Line) addRes(r Reservation) int {
	r.N = l.NextRes
	l.NextRes++
	l.Res = append(l.Res, r)
	return r.N
}
