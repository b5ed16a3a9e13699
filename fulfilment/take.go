package fulfilment

import (
	"context"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// TakeInput names the order a warehouse takes.
type TakeInput struct {
	Order string
}

// TakeResult is how far the taking is.
type TakeResult struct {
	Order string     `cbor:"1,keyasint"`
	State OrderState `cbor:"2,keyasint"`
	Done  bool       `cbor:"3,keyasint,omitempty"` // nothing of it is left to be taken
}

// Take takes an order, or its next range of lines, from the company into the warehouse it is assigned to. It is idempotent
// by the order's number: an order that is here whole, or was cancelled, is answered as it stands. Errors: order.unknown,
// order.elsewhere, order.state.
func Take(tx *store.Tx, in TakeInput) (TakeResult, error) {
	if tx.Partition() == store.Company {
		return TakeResult{}, fault.Internal("partition.wrong", "an order is taken in a warehouse's partition")
	}
	o, here := Orders.Get(tx, inventory.OrderHeadKey(in.Order))
	if here && o.State != OrderTaking {
		return TakeResult{in.Order, o.State, true}, nil
	}
	from, err := FindIntake(tx, in.Order)
	if err != nil {
		return TakeResult{}, err
	}
	if err := takeable(&from, string(tx.Partition())); err != nil {
		return TakeResult{}, err
	}
	if !here {
		o = Order{ID: from.ID, Number: from.Number, Channel: from.Channel, Customer: from.Customer, Carrier: from.Carrier, Service: from.Service,
			Owner: from.Owner, Priority: from.Priority, ShipBy: from.ShipBy, MinDays: from.MinDays, Lines: from.Lines}
	}
	if err := takeLines(tx, &o); err != nil {
		return TakeResult{}, err
	}
	whole := o.Reached >= o.Lines
	switch {
	case whole:
		o.Reached = 0 // the next series, allocation, begins at the first line
		err = stepOrder(tx, &o, orderTaken, "")
	case !here:
		err = stepOrder(tx, &o, orderTake, "")
	}
	if err != nil {
		return TakeResult{}, err
	}
	Orders.Put(tx, &o)
	return TakeResult{o.ID, o.State, whole}, nil
}

// takeable refuses an order that is not this warehouse's to take.
func takeable(from *Intake, warehouse string) error {
	if from.State != IntakeAssigned && from.State != IntakeCancelling {
		return fault.Conflict("order.state", "order %s is %s: there is nothing to take", from.ID, from.State)
	}
	if from.Warehouse != warehouse {
		return fault.Conflict("order.elsewhere", "order %s is assigned to warehouse %s, not to %s", from.ID, from.Warehouse, warehouse)
	}
	return nil
}

// takeLines opens the next range of lines. A line that a person took out of the order is opened and cancelled, so that
// line numbers are the channel's everywhere.
func takeLines(tx *store.Tx, o *Order) error {
	life := inventory.LifeFor(tx, o.Channel, o.Customer)
	for l := range IntakeLinesOf(tx, o.ID, o.Reached+1) {
		if l.No > o.Reached+RangeLines {
			break
		}
		line, err := inventory.OpenLine(tx, inventory.NewLine{Order: o.ID, No: l.No, SKU: l.SKU, Owner: o.Owner, Qty: l.Qty,
			MinDays: max(o.MinDays, life.Days(l.SKU)), ShipBy: o.ShipBy, Priority: o.Priority})
		if err != nil {
			return err
		}
		if l.Removed {
			inventory.CancelOpen(tx, &line, "line.removed")
			inventory.Lines.Put(tx, &line)
		}
	}
	o.Reached = min(o.Reached+RangeLines, o.Lines)
	return nil
}

// TakeHandler delivers OutboxAssigned: the warehouse takes the order, range by range. Delivered twice, or after a crash
// half-way, it goes on where the warehouse stands.
func TakeHandler(ctx context.Context, d *store.Delivery) error {
	var a Assigned
	if err := d.Decode(&a); err != nil {
		return err
	}
	for {
		res, err := store.Post(ctx, d, store.Partition(a.Warehouse), "take", func(tx *store.Tx) (TakeResult, error) {
			return Take(tx, TakeInput{Order: a.Order})
		})
		if err != nil || res.Done {
			return err
		}
	}
}
