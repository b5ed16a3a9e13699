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
			Sample: w.Sample, Passed: w.Passed, Failed: w.Failed, UoM: w.UoM, Defect: w.Defect, Photo: w.Photo, Override: w.Override, Quarantine: layout.Code(w.Quarantine)}
		for _, d := range w.Defects {
			in.Defects = append(in.Defects, inventory.FoundDefect(d))
		}
		return in, g.Invalid("inspect.invalid", "SKU %s cannot be inspected like this", w.SKU)
	},
	Judge: func(c *caller, in *inventory.InspectInput) error { return overrides(c, in.Override) },
	Do:    inventory.Inspect,
	Out: func(r inventory.InspectResult) wire.Inspected {
		w := wire.Inspected{Inspection: r.Inspection, Waiting: r.Waiting, Next: r.Next.String()}
		if r.Judged {
			w.Verdict = "refused"
			if r.Accepted {
				w.Verdict = "accepted"
			}
		}
		return w
	},
}
