package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
)

// misscan counts what was scanned by mistake at a step.
var misscan = mapping[wire.Misscan, fulfilment.MisscanInput, fulfilment.MisscanResult, wire.Misscanned]{
	In: func(w wire.Misscan) (fulfilment.MisscanInput, error) {
		return fulfilment.MisscanInput{Task: w.Task, Location: layout.Code(w.Location), SKU: item.SKU(w.SKU), Expected: w.Expected, Scanned: w.Scanned,
			Times: w.Times}, nil
	},
	Do: fulfilment.Misscan,
	Out: func(r fulfilment.MisscanResult) wire.Misscanned {
		return wire.Misscanned{Location: string(r.Location), SKU: string(r.SKU), Times: r.Times, Was: r.Was}
	},
}
