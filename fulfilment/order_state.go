package fulfilment

import (
	"slices"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// OrderState is how far an order is in its warehouse, as far as its lines and parcels do not say it themselves.
type OrderState byte

// The states of an order in life order.
const (
	OrderTaking     OrderState = iota + 1 // lines are still being taken over
	OrderOpen                             // wants goods
	OrderAllocating                       // some lines have been looked at
	OrderWaiting                          // short, or held back: waits, with the reasons
	OrderAllocated                        // all its goods are reserved
	OrderReleased                         // pick tasks stand for it, or it is being picked
	OrderPacking                          // a parcel is open or some goods are packed
	OrderPacked                           // everything picked is in closed parcels
	OrderShipped                          // all parcels have left
	OrderCancelled
)

var orderStates = [...]string{OrderTaking: "taking", OrderOpen: "open", OrderAllocating: "allocating", OrderWaiting: "waiting",
	OrderAllocated: "allocated", OrderReleased: "released", OrderPacking: "packing", OrderPacked: "packed",
	OrderShipped: "shipped", OrderCancelled: "cancelled"}

// String gives the word used on the wire.
func (s OrderState) String() string {
	if int(s) < len(orderStates) {
		return orderStates[s]
	}
	return ""
}

// OrderStateOf is the inverse of String; 0 for an unknown word.
func OrderStateOf(word string) OrderState {
	return OrderState(max(0, slices.Index(orderStates[:], word)))
}

type orderEvent string

const (
	orderTake      orderEvent = "take"      // the first range of lines is here
	orderTaken     orderEvent = "taken"     // the last one is
	orderAllocate  orderEvent = "allocate"  // a first range of lines was looked at
	orderAllocated orderEvent = "allocated" // everything is reserved
	orderShort     orderEvent = "short"     // something is missing
	orderRelease   orderEvent = "release"
	orderReopen    orderEvent = "reopen" // reserved goods were lost to it: it wants goods again
	orderPack      orderEvent = "pack"
	orderPacked    orderEvent = "packed"
	orderShip      orderEvent = "ship"
	orderCancel    orderEvent = "cancel"
)

var orderTable = map[OrderState]map[orderEvent]OrderState{
	// An order that fits one command is open at once; one that is cancelled before it came is kept as a mark not to take it.
	0: {orderTake: OrderTaking, orderTaken: OrderOpen, orderCancel: OrderCancelled},

	OrderTaking: {orderTaken: OrderOpen, orderCancel: OrderCancelled},
	OrderOpen:   {orderAllocate: OrderAllocating, orderAllocated: OrderAllocated, orderShort: OrderWaiting, orderCancel: OrderCancelled},
	// An allocating order that loses goods begins anew: lines it has passed want goods again.
	OrderAllocating: {orderAllocated: OrderAllocated, orderShort: OrderWaiting, orderReopen: OrderOpen, orderCancel: OrderCancelled},
	OrderWaiting:    {orderReopen: OrderOpen, orderCancel: OrderCancelled},
	OrderAllocated:  {orderRelease: OrderReleased, orderReopen: OrderOpen, orderCancel: OrderCancelled},
	// A released order stays released while a short line is allocated anew: its trip is under way.
	OrderReleased: {orderPack: OrderPacking, orderPacked: OrderPacked, orderReopen: OrderOpen, orderCancel: OrderCancelled},
	OrderPacking:  {orderPacked: OrderPacked, orderReopen: OrderOpen},
	OrderPacked:   {orderShip: OrderShipped, orderPack: OrderPacking},
}

// stepOrder is the sole writer of an order's state. The caller puts the order.
func stepOrder(tx *store.Tx, o *Order, ev orderEvent, reason string) error {
	to, ok := orderTable[o.State][ev]
	if !ok {
		return fault.Conflict("order.state", "order %s is %s: it cannot %s", o.ID, o.State, ev)
	}
	inventory.RecordState(tx, inventory.StateChange{Noun: "order", ID: o.ID, From: o.State.String(), To: to.String(), Event: string(ev), Reason: reason})
	o.State = to
	return nil
}
