package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// itemEvent is what may happen to an item's master data.
type itemEvent byte

const (
	itemCreate  itemEvent = iota + 1
	itemEdit              // of what was submitted: nobody reviews one text and approves another
	itemSubmit            // the shop says the data are complete
	itemApprove           // a second look found them right: the item may be received and sold
	itemReject            // a second look found them wrong
	itemRetire            // sold off, no longer bought
	itemReopen            // bought again, after a new look at the data
)

var itemEventWords = [...]string{itemCreate: "create", itemEdit: "edit", itemSubmit: "submit", itemApprove: "approve",
	itemReject: "reject", itemRetire: "retire", itemReopen: "reopen"}

func (e itemEvent) String() string { return itemEventWords[e] }

// itemStates are the states in life order; 0 is an item that is not there yet.
var itemStates = []item.State{0, item.Draft, item.Review, item.Approved, item.Retired}

type itemStep struct {
	from  item.State
	event itemEvent
}

// itemTable is the whole state machine. An edit of an approved item leaves it approved: a corrected name must not stop
// the dock. What an edit may not touch then is checked in PutItem.
var itemTable = map[itemStep]item.State{
	{0, itemCreate}:             item.Draft,
	{item.Draft, itemEdit}:      item.Draft,
	{item.Draft, itemSubmit}:    item.Review,
	{item.Draft, itemRetire}:    item.Retired,
	{item.Review, itemEdit}:     item.Draft,
	{item.Review, itemApprove}:  item.Approved,
	{item.Review, itemReject}:   item.Draft,
	{item.Review, itemRetire}:   item.Retired,
	{item.Approved, itemEdit}:   item.Approved,
	{item.Approved, itemRetire}: item.Retired,
	{item.Retired, itemEdit}:    item.Retired,
	{item.Retired, itemReopen}:  item.Review,
}

// stepItem is the sole writer of an item's state. It notes the change in the ledger; storing the item is the caller's.
func stepItem(tx *store.Tx, it *item.Item, e itemEvent, reason string) error {
	to, ok := itemTable[itemStep{it.State, e}]
	if !ok {
		return fault.Conflict("item.state", "item %q is %s: it cannot be taken through %q", it.SKU, it.State, e)
	}
	from := it.State
	it.State = to
	if from == to {
		return nil
	}
	c := StateChange{Noun: "item", ID: string(it.SKU), From: from.String(), To: to.String(), Event: e.String(), Reason: reason}
	recordState(tx, c)
	return nil
}
