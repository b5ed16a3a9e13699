package fulfilment

import (
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// CloseInput is a fact: a tote was set down where packers fetch it.
type CloseInput struct {
	Tote string
	At   layout.Code // staging or pack
	Task string      // the trip it was filled on, which ends with the last step done
}

// CloseResult tells how the tote and its trip stand.
type CloseResult struct {
	Tote  string      `cbor:"1,keyasint"`
	Order string      `cbor:"2,keyasint"`
	At    layout.Code `cbor:"3,keyasint"`
	Ended bool        `cbor:"4,keyasint,omitempty"` // nothing remains of the trip: it is over
	Left  int         `cbor:"5,keyasint,omitempty"` // steps that remain
}

// Close sets a tote down. A tote that is closed already is only carried to where it stands now. Errors: tote.state for one
// that holds no order's goods, lpn.unknown, location.unknown, location.kind.
func Close(tx *store.Tx, in CloseInput) (CloseResult, error) {
	at, err := inventory.FindLocation(tx, in.At)
	if err != nil {
		return CloseResult{}, err
	}
	if at.Kind != layout.Pack && at.Kind != layout.Staging {
		return CloseResult{}, fault.Refused("location.kind", "%s is for %s: set totes down at a staging or pack location", at.Code, at.Kind)
	}
	t, err := inventory.GetLPN(tx, in.Tote)
	if err != nil {
		return CloseResult{}, err
	}
	there := inventory.Location(in.At)
	switch {
	case t.State != inventory.ToteClosed:
		err = inventory.CloseTote(tx, in.Tote, there)
	case t.Parent != there:
		err = inventory.Carry(tx, in.Tote, there, "tote.moved")
	}
	if err != nil {
		return CloseResult{}, err
	}
	out := CloseResult{Tote: in.Tote, Order: t.Order, At: in.At}
	err = endIfDone(tx, in.Task, &out)
	return out, err
}

// endIfDone ends a trip of which nothing remains. One that is over already, or another's, is left as it is: the tote
// stands where it stands all the same.
func endIfDone(tx *store.Tx, task string, out *CloseResult) error {
	if task == "" {
		return nil
	}
	t, ok := inventory.Tasks.Get(tx, inventory.TaskKey(task))
	if !ok || t.State != inventory.TaskClaimed {
		return nil
	}
	if out.Left = len(t.Remaining(tx)); out.Left > 0 || t.Claim.Worker != tx.Command().Worker {
		return nil
	}
	_, err := endTask(tx, task, "")
	out.Ended = err == nil
	return err
}
