package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
)

// cancel gives up an order.
var cancel = mapping[wire.Cancel, fulfilment.CancelInput, fulfilment.CancelResult, wire.Cancelled]{
	In: func(w wire.Cancel) (fulfilment.CancelInput, error) {
		return fulfilment.CancelInput{Order: w.Order, Reason: w.Reason}, nil
	},
	Do: fulfilment.Cancel,
	Out: func(r fulfilment.CancelResult) wire.Cancelled {
		return wire.Cancelled{Order: r.Order, State: r.State.String()}
	},
}
