package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory/layout"
)

// closeTote books where a tote was set down for the packers.
var closeTote = mapping[wire.Close, fulfilment.CloseInput, fulfilment.CloseResult, wire.Closed]{
	In: func(w wire.Close) (fulfilment.CloseInput, error) {
		return fulfilment.CloseInput{Tote: w.Tote, At: layout.Code(w.At), Task: w.Task}, nil
	},
	Do: fulfilment.Close,
	Out: func(r fulfilment.CloseResult) wire.Closed {
		return wire.Closed{Tote: r.Tote, Order: r.Order, At: string(r.At), Ended: r.Ended, Left: r.Left}
	},
}
