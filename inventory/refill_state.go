package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// RefillState is how far a refill is.
type RefillState byte

// The states of a refill in life order.
const (
	RefillOpen      RefillState = iota + 1 // anybody may bring it
	RefillClaimed                          // it is a step of somebody's trip
	RefillDone                             // what came of it is at the face
	RefillCancelled                        // nothing of it came, and nothing is wanted any more
)

var refillStates = [...]string{RefillOpen: "open", RefillClaimed: "claimed", RefillDone: "done", RefillCancelled: "cancelled"}

// String gives the word used on the wire.
func (s RefillState) String() string {
	if int(s) < len(refillStates) {
		return refillStates[s]
	}
	return ""
}

// RefillStateOf is the inverse of String; 0 for an unknown word.
func RefillStateOf(word string) RefillState {
	for s, w := range refillStates {
		if w == word && w != "" {
			return RefillState(s)
		}
	}
	return 0
}

// Alive tells whether its goods are still on their way.
func (s RefillState) Alive() bool { return s == RefillOpen || s == RefillClaimed }

// RefillEvent is what happens to a refill.
type RefillEvent string

// The events of a refill.
const (
	refillPlan   RefillEvent = "plan"
	refillClaim  RefillEvent = "claim"
	refillLeave  RefillEvent = "leave"   // its trip ended, or was handed over
	refillFinish RefillEvent = "finish"  // all that comes of it is there
	refillGiveUp RefillEvent = "give_up" // nothing comes of it
)

var refillTable = map[RefillState]map[RefillEvent]RefillState{
	0:             {refillPlan: RefillOpen},
	RefillOpen:    {refillClaim: RefillClaimed, refillFinish: RefillDone, refillGiveUp: RefillCancelled},
	RefillClaimed: {refillLeave: RefillOpen, refillFinish: RefillDone, refillGiveUp: RefillCancelled},
}

// stepRefill is the sole writer of a refill's state. The caller puts the refill.
func stepRefill(tx *store.Tx, f *Refill, ev RefillEvent, reason string) error {
	to, ok := refillTable[f.State][ev]
	if !ok {
		return fault.Conflict("refill.state", "refill %s is %s: it cannot %s", f.ID, f.State, ev)
	}
	recordState(tx, StateChange{Noun: refillNoun, ID: f.ID, From: f.State.String(), To: to.String(), Event: string(ev), Reason: reason})
	f.State = to
	if !to.Alive() {
		f.Ended, f.Task = tx.Now().Unix(), ""
	}
	return nil
}
