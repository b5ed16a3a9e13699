package fulfilment

import (
	"context"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// AssignedHandler delivers OutboxAssigned in a running service: the warehouse takes the order and looks for its goods at
// once, since nobody should have to ask for that. An order that is short waits, with the reasons; one that somebody else
// has allocated meanwhile is left as it is.
func AssignedHandler(ctx context.Context, d *store.Delivery) error {
	if err := TakeHandler(ctx, d); err != nil {
		return err
	}
	var a Assigned
	if err := d.Decode(&a); err != nil {
		return err
	}
	for from := 0; ; {
		res, err := store.Post(ctx, d, store.Partition(a.Warehouse), "allocate", func(tx *store.Tx) (AllocateResult, error) {
			return Allocate(tx, AllocateInput{Order: a.Order, From: from})
		})
		switch {
		case fault.CodeFrom(err) == fault.CodeConflict:
			return nil
		case err != nil || res.Next == 0:
			return err
		}
		from = res.Next
	}
}
