package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/people"
)

// Who counts. A supervisor may do everything on the floor.
var counters = need(people.Counter)

// count books what a worker counted.
var count = mapping[wire.Count, inventory.CountInput, inventory.CountOutcome, wire.Counted]{
	In: func(w wire.Count) (inventory.CountInput, error) {
		var g fault.Gather
		in := inventory.CountInput{Task: w.Task, Holder: holderFrom(&g, "holder", w.Holder), SKU: item.SKU(w.SKU), Lot: item.Lot(w.Lot),
			Status: conditionFrom(&g, "status", w.Status), Qty: w.Quantity, UoM: w.UoM, Grams: w.Grams, Photo: w.Photo, Done: w.Done}
		return in, g.Invalid("count.invalid", "this count cannot be understood")
	},
	Do:  fulfilment.Count,
	Out: showCounted,
}

// recount books a second worker's count.
var recount = mapping[wire.Recount, inventory.RecountInput, inventory.CountOutcome, wire.Counted]{
	In: func(w wire.Recount) (inventory.RecountInput, error) {
		return inventory.RecountInput{Count: w.Count, Task: w.Task, Qty: w.Quantity, UoM: w.UoM, Grams: w.Grams, Photo: w.Photo}, nil
	},
	Do:  fulfilment.Recount,
	Out: showCounted,
}

// approveCount books the difference a count found.
var approveCount = mapping[wire.DecideCount, inventory.DecideInput, inventory.CountOutcome, wire.Counted]{
	In: decisionOf, Do: fulfilment.ApproveCount, Out: showCounted,
}

// rejectCount leaves the books as they are.
var rejectCount = mapping[wire.DecideCount, inventory.DecideInput, inventory.CountOutcome, wire.Counted]{
	In: decisionOf, Do: inventory.RejectCount, Out: showCounted,
}

// startCount asks for a count.
var startCount = mapping[wire.StartCount, inventory.StartCountInput, inventory.StocktakeStarted, wire.StocktakeStarted]{
	In: func(w wire.StartCount) (inventory.StartCountInput, error) {
		return inventory.StartCountInput{Location: layout.Code(w.Location), Zone: w.Zone, SKU: item.SKU(w.SKU), Lot: item.Lot(w.Lot), All: w.All,
			Freeze: w.Freeze, Reason: w.Reason}, nil
	},
	Do:  inventory.StartCount,
	Out: func(r inventory.StocktakeStarted) wire.StocktakeStarted { return wire.StocktakeStarted(r) },
}

// stopCount gives a stocktake up.
var stopCount = mapping[wire.StopCount, fulfilment.StopInput, inventory.StocktakeStarted, wire.StocktakeStarted]{
	In: func(w wire.StopCount) (fulfilment.StopInput, error) {
		return fulfilment.StopInput{Stocktake: w.Stocktake, Reason: w.Reason}, nil
	},
	Do:  fulfilment.StopCount,
	Out: func(r inventory.StocktakeStarted) wire.StocktakeStarted { return wire.StocktakeStarted(r) },
}

func decisionOf(w wire.DecideCount) (inventory.DecideInput, error) {
	return inventory.DecideInput{Count: w.Count, Take: w.Take, Reason: inventory.CountReason(w.Reason), Note: w.Note, Again: w.Again}, nil
}

func showCounted(o inventory.CountOutcome) wire.Counted {
	return wire.Counted{Count: o.Count, State: o.State.String(), Zero: o.Zero, More: o.More, Older: o.Older}
}
