package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
)

// inspect books what quality control found.
var inspect = mapping[wire.Inspect, inventory.InspectInput, inventory.InspectResult, wire.Inspected]{
	In: func(w wire.Inspect) (inventory.InspectInput, error) {
		var g fault.Gather
		in := inventory.InspectInput{SKU: item.SKU(w.SKU), Lot: item.Lot(w.Lot), Holder: holderFrom(&g, "holder", w.Holder), Owner: w.Owner,
			Sample: w.Sample, Passed: w.Passed, Failed: w.Failed, Defect: w.Defect, Quarantine: layout.Code(w.Quarantine)}
		return in, g.Invalid("inspect.invalid", "SKU %s cannot be inspected like this", w.SKU)
	},
	Do: inventory.Inspect,
	Out: func(r inventory.InspectResult) wire.Inspected {
		return wire.Inspected{Inspection: r.Inspection, Waiting: r.Waiting}
	},
}
