package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
)

// pick books that goods were taken and put into a tote.
var pick = mapping[wire.Pick, fulfilment.PickInput, fulfilment.PickResult, wire.Picked]{
	In: func(w wire.Pick) (fulfilment.PickInput, error) {
		var g fault.Gather
		in := fulfilment.PickInput{Task: w.Task, Order: w.Ref.Order, Line: w.Ref.Line, Res: w.Ref.Reservation, From: holderFrom(&g, "from", w.From),
			SKU: item.SKU(w.SKU), Lot: item.Lot(w.Lot), Qty: w.Quantity, UoM: w.UoM, Grams: w.Grams, Tote: w.Tote, Serials: w.Serials, Empty: fulfilment.EmptyAnswer(w.Empty)}
		return in, g.Invalid("pick.invalid", "this pick cannot be understood")
	},
	Do: fulfilment.Pick,
	Out: func(r fulfilment.PickResult) wire.Picked {
		return wire.Picked{Outcome: string(r.Outcome), Reservation: r.Res, Left: r.Left, ShouldBeEmpty: r.ShouldBeEmpty, Diverted: r.Diverted,
			Why: r.Why, Do: r.Do, To: r.To.String(), Taken: showRefs(r.Taken), Found: r.Found,
			Grams: r.Grams, WeighAgain: r.WeighAgain}
	},
}

func showRefs(refs []inventory.Ref) []wire.Ref {
	var out []wire.Ref
	for _, r := range refs {
		out = append(out, refOf(r))
	}
	return out
}
