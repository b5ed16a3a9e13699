package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// swap lets a line take other goods of its item that stand in front.
var swap = mapping[wire.Swap, fulfilment.SwapInput, fulfilment.SwapResult, wire.Swapped]{
	In: func(w wire.Swap) (fulfilment.SwapInput, error) {
		var g fault.Gather
		in := fulfilment.SwapInput{Task: w.Task, Order: w.Ref.Order, Line: w.Ref.Line, Res: w.Ref.Reservation, From: holderFrom(&g, "from", w.From),
			Lot: item.Lot(w.Lot), Qty: w.Quantity, UoM: w.UoM}
		return in, g.Invalid("swap.invalid", "this swap cannot be understood")
	},
	Do: fulfilment.Swap,
	Around: func(v *store.View, now int64, r fulfilment.SwapResult) wire.Swapped {
		g := fulfilment.GuideTo(v, r.Task, r.Steps, now)
		w := wire.Swapped{Outcome: string(r.Outcome), Swapped: r.Swapped, Left: r.Left, Task: r.Task, Steps: showSteps(&g, r.Steps), Reclaim: r.Reclaim}
		for _, a := range r.Affected {
			w.Affected = append(w.Affected, wire.Affected{Ref: refOf(a.Ref), Quantity: a.Qty, Got: a.Got})
		}
		return w
	},
}
