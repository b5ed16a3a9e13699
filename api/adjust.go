package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
)

// adjust corrects what a holder has. What is answered of the balance is without its expiry: that is the lot's.
var adjust = mapping[wire.Adjust, inventory.AdjustInput, inventory.Balance, wire.Balance]{
	In: func(w wire.Adjust) (inventory.AdjustInput, error) {
		var g fault.Gather
		in := inventory.AdjustInput{SKU: item.SKU(w.SKU), Lot: item.Lot(w.Lot), Holder: holderFrom(&g, "holder", w.Holder),
			Status: conditionFrom(&g, "status", w.Status), Owner: w.Owner, Delta: w.Delta, UoM: w.UoM, Serials: w.Serials, Grams: w.Grams,
			Reason: inventory.AdjustReason(w.Reason), Note: w.Note}
		return in, g.Invalid("adjust.invalid", "stock of SKU %s cannot be corrected like this", w.SKU)
	},
	Do: inventory.Adjust,
	Out: func(b inventory.Balance) wire.Balance {
		return wire.Balance{SKU: string(b.SKU), Lot: string(b.Lot), Holder: b.Holder.String(), Status: b.Status.String(), Owner: b.Owner,
			OnHand: b.OnHand, Reserved: b.Reserved, Grams: b.Grams, Since: instant(b.Since)}
	},
}
