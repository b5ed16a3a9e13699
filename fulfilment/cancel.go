package fulfilment

import (
	"context"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// Outbox kinds of cancelling. Each is keyed by the order.
const (
	OutboxCancel    = "order.cancel"    // company to warehouse: CancelAsked
	OutboxCancelled = "order.cancelled" // warehouse to company: CancelAnswer
)

// CancelAsked asks an order's warehouse to cancel it.
type CancelAsked struct {
	Order     string `cbor:"1,keyasint"`
	Warehouse string `cbor:"2,keyasint"`
	Reason    string `cbor:"3,keyasint,omitempty"`
}

// CancelAnswer tells the company what became of it: cancelled, or Kept with the reason why it could not be.
type CancelAnswer struct {
	Order string `cbor:"1,keyasint"`
	Kept  string `cbor:"2,keyasint,omitempty"`
}

// OrderPackedKept is why an order is kept although it was cancelled: a part of it is packed, loaded or gone. What then
// comes back is a return.
const OrderPackedKept = "order.packed"

// CancelInput says which order is not wanted any more, and why. The reason is a word for the ledger, no personal datum.
type CancelInput struct {
	Order  string
	Reason string
}

// CancelResult is how the order stands: cancelled, or cancelling until its warehouse has answered.
type CancelResult struct {
	Order string      `cbor:"1,keyasint"`
	State IntakeState `cbor:"2,keyasint"`
}

// Cancel gives up an order, in the company's partition. One that no warehouse has is cancelled at once; else its warehouse
// is asked. Asked again it answers as the order stands. Errors: order.unknown, order.state for a shipped one,
// order.field.
func Cancel(tx *store.Tx, in CancelInput) (CancelResult, error) {
	if err := inCompany(tx); err != nil {
		return CancelResult{}, err
	}
	if in.Reason == "" || len(in.Reason) > MaxOrderField {
		return CancelResult{}, fault.Invalid("reason.missing", "say in 1 to %d bytes why order %s is cancelled", MaxOrderField, in.Order)
	}
	o, err := FindIntake(tx, in.Order)
	if err != nil {
		return CancelResult{}, err
	}
	switch o.State {
	case IntakeCancelling, IntakeCancelled:
		return CancelResult{o.ID, o.State}, nil
	case IntakeAssigned:
		if err := stepIntake(tx, &o, intakeAsk, in.Reason); err != nil {
			return CancelResult{}, err
		}
		tx.Emit(OutboxCancel, o.ID, CancelAsked{Order: o.ID, Warehouse: o.Warehouse, Reason: in.Reason})
	default:
		if err := stepIntake(tx, &o, intakeCancel, in.Reason); err != nil {
			return CancelResult{}, err
		}
		planPurge(tx, o.ID)
	}
	o.Cancel, o.Kept = in.Reason, ""
	o.Revision++
	Intakes.Put(tx, &o)
	return CancelResult{o.ID, o.State}, nil
}

// cancelWrites is what one command spends on giving goods back: the rest of its budget is the order's own.
const (
	cancelWrites     = store.MaxCommandWrites - 20
	writesPerRelease = 6 // balance, two index entries of it, the line's index entry, an entry of the ledger, a thing to put back
	writesPerLine    = 2 // the line and an entry of the ledger
)

// CancelTaken cancels an order in its warehouse: what is open is cancelled, what is reserved is released, and steps of
// tasks vanish with their reservations; picked goods stay where they are and are to be put back. A long order is a
// series; Done tells when nothing is left. The first command decides: once a parcel was begun the order is kept, since a
// channel that cancels wants none of it. An order that has not come yet is marked as not to be taken.
func CancelTaken(tx *store.Tx, in CancelAsked) (done bool, err error) {
	o, here := Orders.Get(tx, inventory.OrderHeadKey(in.Order))
	if !here {
		o = Order{ID: in.Order}
	}
	if o.State == OrderCancelled && o.Reached >= o.Lines {
		return true, nil
	}
	if o.State != OrderCancelled {
		if packingBegan(tx, &o) {
			tx.Emit(OutboxCancelled, o.ID, CancelAnswer{Order: o.ID, Kept: OrderPackedKept})
			return true, nil
		}
		if o.State == OrderTaking {
			o.Lines = o.Reached // what has not come does not come any more
		}
		if err := stepOrder(tx, &o, orderCancel, in.Reason); err != nil {
			return false, err
		}
		o.Reached, o.Why = 0, nil
	}
	if err := cancelLines(tx, &o, in.Reason); err != nil {
		return false, err
	}
	done = o.Reached >= o.Lines
	if done {
		tx.Emit(OutboxCancelled, o.ID, CancelAnswer{Order: o.ID})
	}
	Orders.Put(tx, &o)
	return done, nil
}

func packingBegan(r store.Reader, o *Order) bool {
	for range ParcelsOf(r, o.ID) {
		return true
	}
	return o.State >= OrderPacking && o.State != OrderCancelled
}

// cancelLines goes on through the order's lines as far as one command may.
func cancelLines(tx *store.Tx, o *Order, reason string) error {
	room := cancelWrites
	for o.Reached < o.Lines && room >= writesPerLine+writesPerRelease {
		l, err := inventory.GetLine(tx, o.ID, o.Reached+1)
		if err != nil {
			return err
		}
		room -= writesPerLine
		for len(l.Res) > 0 && room >= writesPerRelease {
			room -= writesPerRelease
			if err := giveBack(tx, &l, l.Res[0], reason); err != nil {
				return err
			}
		}
		if len(l.Res) == 0 {
			inventory.CancelOpen(tx, &l, reason)
			o.Reached++
		}
		inventory.Lines.Put(tx, &l)
	}
	return nil
}

func giveBack(tx *store.Tx, l *inventory.Line, r inventory.Reservation, reason string) error {
	if r.Phase == inventory.Allocated {
		return inventory.Release(tx, l, r.N, r.Qty, reason)
	}
	if err := inventory.GiveUp(tx, l, r.N, reason); err != nil {
		return err
	}
	wantPutBack(tx, r.Holder, l.Order)
	return nil
}

// CancelHandler delivers OutboxCancel to the order's warehouse, range by range.
func CancelHandler(ctx context.Context, d *store.Delivery) error {
	var a CancelAsked
	if err := d.Decode(&a); err != nil {
		return err
	}
	for {
		done, err := store.Post(ctx, d, store.Partition(a.Warehouse), "cancel", func(tx *store.Tx) (bool, error) { return CancelTaken(tx, a) })
		if err != nil || done {
			return err
		}
	}
}

// CancelledHandler delivers OutboxCancelled back to the company.
func CancelledHandler(ctx context.Context, d *store.Delivery) error {
	var a CancelAnswer
	if err := d.Decode(&a); err != nil {
		return err
	}
	_, err := store.Post(ctx, d, store.Company, "cancel.settle", func(tx *store.Tx) (CancelResult, error) { return SettleCancel(tx, a) })
	return err
}

// SettleCancel brings a warehouse's answer to the company's order. An answer that comes late, or twice, changes nothing.
func SettleCancel(tx *store.Tx, a CancelAnswer) (CancelResult, error) {
	if err := inCompany(tx); err != nil {
		return CancelResult{}, err
	}
	o, err := FindIntake(tx, a.Order)
	if err != nil {
		return CancelResult{}, err
	}
	ev, settled := intakeCancel, o.State == IntakeCancelled || o.State == IntakeShipped
	if a.Kept != "" {
		ev, settled = intakeKeep, o.State != IntakeCancelling
	}
	if settled {
		return CancelResult{o.ID, o.State}, nil
	}
	if err := stepIntake(tx, &o, ev, a.Kept); err != nil {
		return CancelResult{}, err
	}
	o.Kept = a.Kept
	if a.Kept == "" {
		planPurge(tx, o.ID)
	}
	Intakes.Put(tx, &o)
	return CancelResult{o.ID, o.State}, nil
}
