package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
)

// putaway books goods set down where they stay.
var putaway = mapping[wire.Putaway, inventory.PutawayInput, inventory.PutawayResult, wire.PutAway]{
	In: func(w wire.Putaway) (inventory.PutawayInput, error) {
		var g fault.Gather
		in := inventory.PutawayInput{LPN: w.LPN, Unpack: w.Unpack, From: holderFrom(&g, "from", w.From), SKU: item.SKU(w.SKU), Lot: item.Lot(w.Lot),
			Owner: w.Owner, Status: conditionFrom(&g, "status", w.Status), Qty: w.Quantity, UoM: w.UoM, To: layout.Code(w.To), Surprise: surpriseFrom(w.Surprise)}
		return in, g.Invalid("putaway.invalid", "nothing can be put away like this")
	},
	Do: fulfilment.Putaway,
	Out: func(r inventory.PutawayResult) wire.PutAway {
		w := wire.PutAway{To: string(r.To), Units: r.Units, Runs: r.Runs, LPNs: r.LPNs, More: r.More, Why: r.Why}
		for _, l := range r.Left {
			w.Left = append(w.Left, wire.Remains{LPN: l.LPN, SKU: string(l.SKU), Lot: string(l.Lot), Quantity: l.Qty, Reason: l.Reason, Why: l.Why})
		}
		return w
	},
}
