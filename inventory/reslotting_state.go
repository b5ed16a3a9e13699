package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// ReslottingState is how far a plan of moves is.
type ReslottingState byte

// The states of a plan in life order.
const (
	ReslotPlanning ReslottingState = iota + 1 // its job counts picks and looks for moves
	ReslotCurrent                             // it is in force: put-away follows it
	ReslotReplaced                            // a later plan is
	ReslotFailed                              // it could not be made
)

var reslottingStates = [...]string{ReslotPlanning: "planning", ReslotCurrent: "current", ReslotReplaced: "replaced", ReslotFailed: "failed"}

// String gives the word used on the wire.
func (s ReslottingState) String() string {
	if int(s) < len(reslottingStates) {
		return reslottingStates[s]
	}
	return ""
}

// ReslottingEvent is what happens to a plan.
type ReslottingEvent string

// The events of a plan.
const (
	reslotBegin   ReslottingEvent = "begin"
	reslotFinish  ReslottingEvent = "finish"
	reslotReplace ReslottingEvent = "replace"
	reslotFail    ReslottingEvent = "fail"
)

var reslottingTable = map[ReslottingState]map[ReslottingEvent]ReslottingState{
	0:              {reslotBegin: ReslotPlanning},
	ReslotPlanning: {reslotFinish: ReslotCurrent, reslotFail: ReslotFailed},
	ReslotCurrent:  {reslotReplace: ReslotReplaced},
}

// stepReslotting is the sole writer of a plan's state. The caller puts the plan.
func stepReslotting(tx *store.Tx, p *Reslotting, ev ReslottingEvent, reason string) error {
	to, ok := reslottingTable[p.State][ev]
	if !ok {
		return fault.Conflict("reslotting.state", "plan %s is %s: it cannot %s", p.ID, p.State, ev)
	}
	recordState(tx, StateChange{Noun: "reslotting", ID: p.ID, From: p.State.String(), To: to.String(), Event: string(ev), Reason: reason})
	p.State = to
	return nil
}
