package fulfilment

import (
	"context"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// ReasonExpired is why a line that had goods wants goods again: theirs ran out before anybody picked them.
const ReasonExpired = "lot.expired"

// Bounds of giving back what has run out.
const (
	expireLook = 200 // reservations read in one look
	expireOnce = 10  // given back by one command: each writes its balance, line, order and their entries and indexes
)

// releaseExpired gives back reservations of goods that have run out at the warehouse's midnight and are not picked yet: their
// orders want other goods, and nobody should walk for these. What is picked already is stopped at the pack scan.
func releaseExpired(ctx context.Context, run *store.JobRun) (given int, err error) {
	var after inventory.ExpiringPlace
	for {
		var refs []inventory.Ref
		var today item.Date
		err := run.View(ctx, func(v *store.View) error {
			w, err := inventory.WarehouseOf(v)
			if err != nil {
				return err
			}
			today = item.DateOf(run.Now(), w.Location())
			refs, after = inventory.ExpiredUnpicked(v, today, after, expireLook)
			return nil
		})
		if err != nil {
			return given, err
		}
		for len(refs) > 0 {
			some := refs[:min(expireOnce, len(refs))]
			refs = refs[len(some):]
			n, err := store.Post(ctx, run.Delivery(), run.Partition(), "expire", func(tx *store.Tx) (int, error) {
				return expireUnpicked(tx, some, today)
			})
			if err != nil {
				return given, err
			}
			given += n
		}
		if after.IsZero() {
			return given, nil
		}
	}
}

// expireUnpicked gives back those of the reservations that still claim goods which have run out.
func expireUnpicked(tx *store.Tx, refs []inventory.Ref, today item.Date) (given int, err error) {
	for _, ref := range refs {
		l, err := inventory.GetLine(tx, ref.Order, ref.Line)
		if fault.CodeFrom(err) == fault.CodeNotFound && err != nil {
			continue
		}
		if err != nil {
			return given, err
		}
		r := l.Reservation(ref.Res)
		if r == nil || r.Phase != inventory.Allocated || !inventory.Expired(inventory.ExpiryOf(tx, l.SKU, r.Lot), today) {
			continue
		}
		lot := r.Lot
		if err := inventory.Release(tx, &l, ref.Res, r.Qty, ReasonExpired); err != nil {
			return given, err
		}
		inventory.Lines.Put(tx, &l)
		if err := wantsAgain(tx, ref.Order, Exception{Reason: ReasonExpired, Line: ref.Line, Detail: "lot " + string(lot)}); err != nil {
			return given, err
		}
		given++
	}
	return given, nil
}
