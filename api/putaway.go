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
			Owner: w.Owner, Status: conditionFrom(&g, "status", w.Status), Qty: w.Quantity, To: layout.Code(w.To)}
		return in, g.Invalid("putaway.invalid", "nothing can be put away like this")
	},
	Do: fulfilment.Putaway,
	Out: func(r inventory.PutawayResult) wire.PutAway {
		return wire.PutAway{To: string(r.To), Units: r.Units, Runs: r.Runs}
	},
}
