package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
)

// take takes an order into its warehouse. The service does it by itself; by hand it is done again after trouble.
var take = mapping[wire.Take, fulfilment.TakeInput, fulfilment.TakeResult, wire.Taken]{
	In: func(w wire.Take) (fulfilment.TakeInput, error) { return fulfilment.TakeInput{Order: w.Order}, nil },
	Do: fulfilment.Take,
	Out: func(r fulfilment.TakeResult) wire.Taken {
		return wire.Taken{Order: r.Order, State: r.State.String(), Done: r.Done}
	},
}
