package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
)

// allocate reserves goods for one order.
var allocate = mapping[wire.Allocate, fulfilment.AllocateInput, fulfilment.AllocateResult, wire.Allocated]{
	In: func(w wire.Allocate) (fulfilment.AllocateInput, error) {
		return fulfilment.AllocateInput{Order: w.Order, From: w.From}, nil
	},
	Do: fulfilment.Allocate,
	Out: func(r fulfilment.AllocateResult) wire.Allocated {
		out := wire.Allocated{Order: r.Order, State: r.State.String(), Next: r.Next, Reserved: r.Reserved}
		for _, l := range r.Short {
			out.Short = append(out.Short, showShort(l))
		}
		return out
	},
}

// allocateAll starts the job that allocates every open order.
var allocateAll = mapping[wire.AllocateAll, fulfilment.AllocateAllInput, fulfilment.JobStarted, wire.JobStarted]{
	In: func(w wire.AllocateAll) (fulfilment.AllocateAllInput, error) {
		return fulfilment.AllocateAllInput{Retry: w.Retry}, nil
	},
	Do:  fulfilment.AllocateAll,
	Out: func(r fulfilment.JobStarted) wire.JobStarted { return wire.JobStarted(r) },
}
