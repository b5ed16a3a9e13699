package inventory

import (
	"slices"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// TransferState is how far a transfer between warehouses is.
type TransferState byte

// The states of a transfer in life order.
const (
	TransferOpened    TransferState = iota + 1 // goods are reserved and brought to the lorry
	TransferSent                               // on the road
	TransferArrived                            // all came, or the other end waits for nothing more
	TransferCancelled                          // nothing was sent
)

var transferStates = [...]string{TransferOpened: "open", TransferSent: "sent", TransferArrived: "arrived", TransferCancelled: "cancelled"}

// String gives the word used on the wire.
func (s TransferState) String() string {
	if int(s) < len(transferStates) {
		return transferStates[s]
	}
	return ""
}

// TransferStateOf is the inverse of String; 0 for an unknown word.
func TransferStateOf(word string) TransferState {
	return TransferState(max(0, slices.Index(transferStates[:], word)))
}

// TransferEvent is what happens to a transfer.
type TransferEvent string

// The events of a transfer.
const (
	transferOpen     TransferEvent = "open"
	transferDispatch TransferEvent = "dispatch" // the lorry leaves
	transferArrive   TransferEvent = "arrive"
	transferReopen   TransferEvent = "reopen" // the other end waits for the rest again
	transferSettle   TransferEvent = "settle" // a supervisor gives up what has not come
	transferCancel   TransferEvent = "cancel"
)

var transferTable = map[TransferState]map[TransferEvent]TransferState{
	0:               {transferOpen: TransferOpened},
	TransferOpened:  {transferDispatch: TransferSent, transferCancel: TransferCancelled},
	TransferSent:    {transferArrive: TransferArrived, transferSettle: TransferArrived},
	TransferArrived: {transferReopen: TransferSent, transferSettle: TransferArrived},
}

// stepTransfer is the sole writer of a transfer's state. The caller puts the transfer.
func stepTransfer(tx *store.Tx, t *Transfer, ev TransferEvent, reason string) error {
	to, ok := transferTable[t.State][ev]
	if !ok {
		return fault.Conflict("transfer.state", "transfer %s is %s: it cannot %s", t.ID, t.State, ev)
	}
	recordState(tx, StateChange{Noun: "transfer", ID: t.ID, From: t.State.String(), To: to.String(), Event: string(ev), Reason: reason})
	t.State = to
	return nil
}
