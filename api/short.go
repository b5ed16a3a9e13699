package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// short books that a place holds less than was reserved there.
var short = mapping[wire.Short, fulfilment.ShortInput, fulfilment.ShortResult, wire.Shorted]{
	In: func(w wire.Short) (fulfilment.ShortInput, error) {
		var g fault.Gather
		in := fulfilment.ShortInput{Task: w.Task, Order: w.Ref.Order, Line: w.Ref.Line, Res: w.Ref.Reservation, From: holderFrom(&g, "from", w.From),
			SKU: item.SKU(w.SKU), Lot: item.Lot(w.Lot), Found: w.Found, UoM: w.UoM, Reason: fulfilment.ShortReason(w.Reason)}
		return in, g.Invalid("short.invalid", "this short pick cannot be understood")
	},
	Do: fulfilment.Short,
	Around: func(v *store.View, now int64, r fulfilment.ShortResult) wire.Shorted {
		g := fulfilment.GuideTo(v, r.Task, r.Steps, now)
		w := wire.Shorted{Released: r.Released, Task: r.Task, Missing: r.Missing, Steps: showSteps(&g, r.Steps), Asked: r.Asked,
			Refills: refillsTo(v, r.At, r.SKU)}
		if r.Why != nil {
			why := showShort(*r.Why)
			w.Why = &why
		}
		return w
	},
}

func showShort(l fulfilment.ShortLine) wire.ShortLine {
	return wire.ShortLine{Line: l.Line, SKU: string(l.SKU), Want: l.Want, Have: l.Have, Reason: l.Reason, Detail: l.Detail}
}
