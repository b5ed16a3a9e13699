package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// ReserveInput is what a reservation takes: so much of a balance, for a time.
type ReserveInput struct {
	Goods   Goods // Goods.SKU and Owner must be the line's
	Qty     int64
	Expires int64 // unix seconds; 0: never
}

// Reserve claims goods for a line: what was open is allocated. It refuses more than is unreserved, and more than is open;
// whether the goods may be sold at all (holds, expiry, place) is asked before: see Allocatable. The caller puts the line.
func Reserve(tx *store.Tx, l *Line, c ReserveInput) (Reservation, error) {
	if c.Qty <= 0 || c.Qty > l.In(Open) {
		return Reservation{}, fault.Refused("line.not_open", "line %d of order %s has %d open, not %d", l.No, l.Order, l.In(Open), c.Qty)
	}
	if c.Goods.SKU != l.SKU || c.Goods.Owner != l.Owner { // the books would have it under the line's
		return Reservation{}, fault.Internal("reserve.other_goods", "line %d of order %s is SKU %s of owner %q, not SKU %s of owner %q", l.No, l.Order, l.SKU, l.Owner, c.Goods.SKU, c.Goods.Owner)
	}
	b := GetBalance(tx, c.Goods)
	if b.Unreserved() < c.Qty {
		return Reservation{}, shortOf(&b, c.Qty)
	}
	if err := change(tx, c.Goods, delta{reserved: c.Qty}); err != nil {
		return Reservation{}, err
	}
	n := l.addRes(Reservation{Holder: c.Goods.Holder, Lot: c.Goods.Lot, Status: c.Goods.Status, Qty: c.Qty, Phase: Allocated, Expires: c.Expires})
	l.shift(Open, Allocated, c.Qty)
	record(tx, Entry{Kind: EntryReserve, SKU: l.SKU, Qty: c.Qty, From: c.Goods.side(), Ref: l.Ref(n), FromPhase: Open, ToPhase: Allocated})
	return *l.Reservation(n), nil
}

// Release gives back qty of a reservation that is not picked: the line's quantity is open again. The caller puts the line.
func Release(tx *store.Tx, l *Line, res int, qty int64, reason string) error {
	return unreserve(tx, l, res, qty, EntryRelease, reason)
}

// Expire ends a reservation by its time: only one that is in no open task and not picked.
func Expire(tx *store.Tx, l *Line, res int) error {
	r := l.Reservation(res)
	if r == nil {
		return nil
	}
	if r.Task != "" {
		return fault.Conflict("reservation.in_task", "reservation %d of line %d of order %s is a step of task %s", res, l.No, l.Order, r.Task)
	}
	if r.Expires == 0 || r.Expires > tx.Now().Unix() {
		return fault.Conflict("reservation.current", "reservation %d of line %d of order %s has not expired", res, l.No, l.Order)
	}
	return unreserve(tx, l, res, r.Qty, EntryExpire, "reservation.expired")
}

func unreserve(tx *store.Tx, l *Line, res int, qty int64, kind EntryKind, reason string) error {
	r := l.Reservation(res)
	if r == nil || r.Phase != Allocated || qty <= 0 || qty > r.Qty {
		return fault.Conflict("reservation.gone", "line %d of order %s has no unpicked reservation %d of %d", l.No, l.Order, res, qty)
	}
	g := l.Goods(r)
	if err := change(tx, g, delta{reserved: -qty}); err != nil {
		return err
	}
	record(tx, Entry{Kind: kind, SKU: l.SKU, Qty: qty, From: g.side(), Ref: l.Ref(res), FromPhase: Allocated, ToPhase: Open, Reason: reason})
	l.shift(Allocated, Open, qty)
	if r.Qty -= qty; r.Qty == 0 {
		l.drop(res)
	}
	return nil
}
