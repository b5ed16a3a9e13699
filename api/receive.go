package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
)

// receive books goods that came in at a dock.
var receive = mapping[wire.Receive, inventory.ReceiveInput, inventory.ReceiveResult, wire.Received]{
	In: func(w wire.Receive) (inventory.ReceiveInput, error) {
		var g fault.Gather
		kind := inventory.LPNKindOf(w.LPNKind)
		if w.LPNKind != "" && kind == 0 {
			g.Add("lpn_kind", "lpn.kind", "there is no kind of LPN %q: use pallet, tote or carton", w.LPNKind)
		}
		in := inventory.ReceiveInput{Receipt: w.Receipt, PurchaseOrder: w.PurchaseOrder, ASN: w.ASN, Line: w.Line, Supplier: w.Supplier,
			SKU: item.SKU(w.SKU), Qty: w.Quantity, UoM: w.UoM, Grams: w.Grams, Lot: item.Lot(w.Lot), Expiry: dateFrom(&g, "expiry", w.Expiry),
			Production: dateFrom(&g, "production", w.Production), Serials: w.Serials, Damaged: w.Damaged, Owner: w.Owner,
			Dock: layout.Code(w.Dock), LPN: w.LPN, LPNKind: kind, Override: w.Override}
		return in, g.Invalid("receive.invalid", "SKU %s cannot be received like this", w.SKU)
	},
	Judge: func(c *caller, in *inventory.ReceiveInput) error { return overrides(c, in.Override) },
	Do:    inventory.Receive,
	Out: func(r inventory.ReceiveResult) wire.Received {
		w := wire.Received{Receipt: r.Receipt, Holder: r.Holder.String(), Status: r.Status.String(), Sample: r.Sample, Due: r.Due, Packs: r.InPacks, Measure: r.Measure,
			Units: r.Units, Runs: r.Runs}
		if r.Plan.Letter != "" {
			plan := showSampling(r.Plan)
			w.Plan = &plan
		}
		return w
	},
}
