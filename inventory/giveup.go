package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// GiveUp ends a reservation whose goods are picked: the line's quantity is cancelled, the goods stay in the tote or hands
// they are in and belong to nobody until they are put back. The caller puts the line.
func GiveUp(tx *store.Tx, l *Line, res int, reason string) error {
	return unpick(tx, l, res, Cancelled, reason)
}

// SetAside ends a reservation whose picked goods cannot go to the customer: the line's quantity is open again and wants other
// goods; these stay where they are until they are put back. The caller puts the line.
func SetAside(tx *store.Tx, l *Line, res int, reason string) error {
	return unpick(tx, l, res, Open, reason)
}

func unpick(tx *store.Tx, l *Line, res int, to Phase, reason string) error {
	r := l.Reservation(res)
	if r == nil || r.Phase != Picked {
		return fault.Conflict("reservation.gone", "line %d of order %s has no picked reservation %d", l.No, l.Order, res)
	}
	g, qty := l.Goods(r), r.Qty
	if err := change(tx, g, delta{reserved: -qty}); err != nil {
		return err
	}
	record(tx, Entry{Kind: EntryRelease, SKU: l.SKU, Qty: qty, From: g.side(), Ref: l.Ref(res), FromPhase: Picked, ToPhase: to, Reason: reason})
	l.shift(Picked, to, qty)
	l.drop(res)
	return nil
}
