package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// SupplyOverrideState tells whether a person's figures hold.
type SupplyOverrideState byte

// The states of an override in life order.
const (
	OverrideStands SupplyOverrideState = iota + 1 // a person's figures hold
	OverrideLifted                                // the figures hold again
)

var overrideStates = [...]string{OverrideStands: "stands", OverrideLifted: "lifted"}

// String gives the word used on the wire.
func (s SupplyOverrideState) String() string {
	if int(s) < len(overrideStates) {
		return overrideStates[s]
	}
	return ""
}

// SupplyOverrideEvent is what happens to an override.
type SupplyOverrideEvent string

// The events of an override.
const (
	overrideSet  SupplyOverrideEvent = "set"
	overrideLift SupplyOverrideEvent = "lift"
)

var overrideTable = map[SupplyOverrideState]map[SupplyOverrideEvent]SupplyOverrideState{
	0:              {overrideSet: OverrideStands},
	OverrideStands: {overrideSet: OverrideStands, overrideLift: OverrideLifted},
	OverrideLifted: {overrideSet: OverrideStands},
}

// stepSupplyOverride is the sole writer of an override's state. The caller puts the override.
func stepSupplyOverride(tx *store.Tx, o *SupplyOverride, ev SupplyOverrideEvent, reason string) error {
	to, ok := overrideTable[o.State][ev]
	if !ok {
		return fault.Conflict("override.state", "nothing is overridden for SKU %s: it cannot %s", o.SKU, ev)
	}
	recordState(tx, StateChange{Noun: "override", ID: string(o.SKU), From: o.State.String(), To: to.String(), Event: string(ev), Reason: reason})
	o.State = to
	return nil
}
