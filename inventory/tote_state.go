package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// ToteState is where in its round trip a tote is.
type ToteState byte

// The states of a tote in life order.
const (
	ToteFree    ToteState = iota + 1
	TotePicking           // bound to an order, being filled
	ToteClosed            // full, on its way to or at a pack station
)

var toteStates = [...]string{ToteFree: "free", TotePicking: "picking", ToteClosed: "closed"}

// String gives the word used on the wire.
func (s ToteState) String() string {
	if int(s) < len(toteStates) {
		return toteStates[s]
	}
	return "?"
}

// ToteEvent is what happens to a tote.
type ToteEvent string

// The events of a tote.
const (
	ToteBind   ToteEvent = "bind"   // the first goods of an order go in
	ToteClose  ToteEvent = "close"  // the picker is done with it
	ToteReopen ToteEvent = "reopen" // more goods for the same order
	ToteEmpty  ToteEvent = "empty"  // the packer took the last unit out
)

var toteTable = map[ToteState]map[ToteEvent]ToteState{
	ToteFree:    {ToteBind: TotePicking},
	TotePicking: {ToteClose: ToteClosed, ToteEmpty: ToteFree},
	ToteClosed:  {ToteReopen: TotePicking, ToteEmpty: ToteFree},
}

// stepTote is the sole writer of a tote's state. The caller puts the LPN.
func stepTote(tx *store.Tx, l *LPN, ev ToteEvent, reason string) error {
	to, ok := toteTable[l.State][ev]
	if l.Kind != ToteLPN || !ok {
		return fault.Conflict("tote.state", "%s %s is %s: it cannot %s", l.Kind, l.ID, l.State, ev)
	}
	recordState(tx, StateChange{Noun: "tote", ID: l.ID, From: l.State.String(), To: to.String(), Event: string(ev), Reason: reason})
	l.State = to
	return nil
}

// BindTote makes a tote an order's: a free one is bound, its own one goes on, another order's is refused.
func BindTote(tx *store.Tx, id, order string, parent Holder) error {
	l, err := RegisterLPN(tx, id, ToteLPN, parent)
	if err != nil {
		return err
	}
	if l.State != ToteFree && l.Order != order {
		return fault.Refused("tote.in_use", "tote %s is in use for order %s: take another tote", id, l.Order)
	}
	switch l.State {
	case ToteFree:
		if err := stepTote(tx, &l, ToteBind, ""); err != nil {
			return err
		}
		l.Order = order
	case ToteClosed:
		if err := stepTote(tx, &l, ToteReopen, ""); err != nil {
			return err
		}
	default:
		if l.Parent == parent {
			return nil
		}
	}
	if l.Parent != parent {
		return carry(tx, &l, parent, "tote.taken")
	}
	LPNs.Put(tx, &l)
	return nil
}

// CloseTote ends the filling of a tote and sets it down.
func CloseTote(tx *store.Tx, id string, at Holder) error {
	l, err := GetLPN(tx, id)
	if err != nil {
		return err
	}
	if err := stepTote(tx, &l, ToteClose, ""); err != nil {
		return err
	}
	return carry(tx, &l, at, "tote.closed")
}

// FreeTote gives an empty tote back: it refuses one that still holds goods.
func FreeTote(tx *store.Tx, id string) error {
	l, err := GetLPN(tx, id)
	if err != nil {
		return err
	}
	for b := range Contents(tx, l.Holder()) {
		return fault.Refused("tote.not_empty", "tote %s still holds %d of SKU %s", id, b.OnHand, b.SKU)
	}
	if err := stepTote(tx, &l, ToteEmpty, ""); err != nil {
		return err
	}
	l.Order = ""
	LPNs.Put(tx, &l)
	return nil
}
