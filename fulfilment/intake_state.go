package fulfilment

import (
	"slices"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// IntakeState is how far an order is on the company's side.
type IntakeState byte

// The states of an intake in life order.
const (
	IntakeAccepting  IntakeState = iota + 1 // not all lines are here yet
	IntakeException                         // waits for a person, with the reasons
	IntakeAssigned                          // a warehouse has it; what happens there is told there
	IntakeCancelling                        // the channel wants it no more; its warehouse has not said yet whether it could
	IntakeShipped
	IntakeCancelled
)

var intakeStates = [...]string{IntakeAccepting: "accepting", IntakeException: "exception", IntakeAssigned: "assigned",
	IntakeCancelling: "cancelling", IntakeShipped: "shipped", IntakeCancelled: "cancelled"}

// String gives the word used on the wire.
func (s IntakeState) String() string {
	if int(s) < len(intakeStates) {
		return intakeStates[s]
	}
	return ""
}

// IntakeStateOf is the inverse of String; 0 for an unknown word.
func IntakeStateOf(word string) IntakeState {
	return IntakeState(max(0, slices.Index(intakeStates[:], word)))
}

type intakeEvent string

const (
	intakeOpen   intakeEvent = "open"
	intakeWait   intakeEvent = "wait"   // something is wrong with it
	intakeAssign intakeEvent = "assign" // nothing is, or no longer
	intakeShip   intakeEvent = "ship"   // the warehouse has shipped it
	intakeAsk    intakeEvent = "ask"    // its warehouse is asked to cancel it
	intakeKeep   intakeEvent = "keep"   // the warehouse had packed it already
	intakeCancel intakeEvent = "cancel"
)

var intakeTable = map[IntakeState]map[intakeEvent]IntakeState{
	// An order that fits one command is decided at once and never accepting.
	0: {intakeOpen: IntakeAccepting, intakeWait: IntakeException, intakeAssign: IntakeAssigned},

	IntakeAccepting: {intakeWait: IntakeException, intakeAssign: IntakeAssigned, intakeCancel: IntakeCancelled},
	IntakeException: {intakeWait: IntakeException, intakeAssign: IntakeAssigned, intakeCancel: IntakeCancelled},
	IntakeAssigned:  {intakeAsk: IntakeCancelling, intakeShip: IntakeShipped, intakeCancel: IntakeCancelled},
	// What comes back from the warehouse may overtake: it shipped while it was asked.
	IntakeCancelling: {intakeKeep: IntakeAssigned, intakeShip: IntakeShipped, intakeCancel: IntakeCancelled},
}

// stepIntake is the sole writer of an intake's state. The caller puts the intake.
func stepIntake(tx *store.Tx, in *Intake, ev intakeEvent, reason string) error {
	to, ok := intakeTable[in.State][ev]
	if !ok {
		return fault.Conflict("order.state", "order %s is %s: it cannot %s", in.ID, in.State, ev)
	}
	inventory.RecordState(tx, inventory.StateChange{Noun: "intake", ID: in.ID, From: in.State.String(), To: to.String(), Event: string(ev), Reason: reason})
	in.State = to
	return nil
}
