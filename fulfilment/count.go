package fulfilment

import (
	"example.com/tote/inventory"
	"example.com/tote/inventory/store"
)

// Counting is inventory's; what is missing may be promised to order lines, and those are this package's. So its verbs are
// inventory's with a hand that takes reservations off goods that are not there.

// ReasonMissing is why a line that had goods wants goods again: a count did not find them.
const ReasonMissing = "stock.missing"

// Count books what a worker counted. Errors: see inventory.CountGoods.
func Count(tx *store.Tx, in inventory.CountInput) (inventory.CountOutcome, error) {
	return inventory.CountGoods(tx, in, freeMissing)
}

// Recount books a second worker's count. Errors: see inventory.Recount.
func Recount(tx *store.Tx, in inventory.RecountInput) (inventory.CountOutcome, error) {
	return inventory.Recount(tx, in, freeMissing)
}

// ApproveCount books the difference a count found. Errors: see inventory.ApproveCount.
func ApproveCount(tx *store.Tx, in inventory.DecideInput) (inventory.CountOutcome, error) {
	return inventory.ApproveCount(tx, in, freeMissing)
}

// StopInput gives a stocktake up.
type StopInput struct {
	Stocktake string
	Reason    string
}

// StopCount gives a stocktake up. Errors: see inventory.StopCount.
func StopCount(tx *store.Tx, in StopInput) (inventory.StocktakeStarted, error) {
	return inventory.StopCount(tx, in.Stocktake, in.Reason)
}

// maxFreed is how many lines one command takes goods from: each writes its line, its order, index keys and two entries, of
// 200 writes.
const maxFreed = 10

// freeMissing releases unpicked reservations of goods that turned out not to be there: those nobody is walking to first,
// then the ones that ship latest. Their orders are allocated anew.
func freeMissing(tx *store.Tx, g inventory.Goods, want int64) (int64, error) {
	var got int64
	for i, v := range rivals(tx, g) {
		if got >= want || i == maxFreed {
			break
		}
		l, err := inventory.GetLine(tx, v.ref.Order, v.ref.Line)
		if err != nil {
			return got, err
		}
		n := min(want-got, l.Reservation(v.ref.Res).Qty)
		if err := inventory.Release(tx, &l, v.ref.Res, n, ReasonMissing); err != nil {
			return got, err
		}
		inventory.Lines.Put(tx, &l)
		if err := wantsAgain(tx, v.ref.Order, Exception{Reason: ReasonMissing, Line: v.ref.Line}); err != nil {
			return got, err
		}
		got += n
	}
	return got, nil
}
