package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// StocktakeState is how far a count that a person asked for is.
type StocktakeState byte

// The states of a stocktake in life order.
const (
	StocktakePlanning StocktakeState = iota + 1 // its job lists the places
	StocktakeCounting
	StocktakeDone
	StocktakeStopping // its job takes back what nobody has counted
	StocktakeStopped
)

var stocktakeStates = [...]string{StocktakePlanning: "planning", StocktakeCounting: "counting", StocktakeDone: "done", StocktakeStopping: "stopping",
	StocktakeStopped: "stopped"}

// String gives the word used on the wire.
func (s StocktakeState) String() string {
	if int(s) < len(stocktakeStates) {
		return stocktakeStates[s]
	}
	return ""
}

// StocktakeEvent is what happens to a stocktake.
type StocktakeEvent string

// The events of a stocktake.
const (
	stocktakeStart  StocktakeEvent = "start"
	stocktakePlan   StocktakeEvent = "plan"   // all places are listed
	stocktakeFinish StocktakeEvent = "finish" // the last was counted
	stocktakeStop   StocktakeEvent = "stop"   // a person gives it up
	stocktakeClear  StocktakeEvent = "clear"  // nobody is sent for it any more
)

var stocktakeTable = map[StocktakeState]map[StocktakeEvent]StocktakeState{
	0:                 {stocktakeStart: StocktakePlanning},
	StocktakePlanning: {stocktakePlan: StocktakeCounting, stocktakeStop: StocktakeStopping},
	StocktakeCounting: {stocktakeFinish: StocktakeDone, stocktakeStop: StocktakeStopping},
	StocktakeStopping: {stocktakeClear: StocktakeStopped},
}

// stepStocktake is the sole writer of a stocktake's state. The caller puts it.
func stepStocktake(tx *store.Tx, s *Stocktake, ev StocktakeEvent, reason string) error {
	to, ok := stocktakeTable[s.State][ev]
	if !ok {
		return fault.Conflict("stocktake.state", "stocktake %s is %s: it cannot %s", s.ID, s.State, ev)
	}
	recordState(tx, StateChange{Noun: "stocktake", ID: s.ID, From: s.State.String(), To: to.String(), Event: string(ev), Reason: reason})
	s.State = to
	return nil
}
