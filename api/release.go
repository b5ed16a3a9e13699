package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
)

// release begins a wave.
var release = mapping[wire.Release, fulfilment.ReleaseInput, fulfilment.ReleaseResult, wire.Released]{
	In: func(w wire.Release) (fulfilment.ReleaseInput, error) {
		return fulfilment.ReleaseInput{MaxOrders: w.MaxOrders, Kind: fulfilment.TripKind(w.Kind), Cart: fulfilment.Cart(w.Cart), Carrier: w.Carrier,
			ShipBy: unixOf(w.ShipBy), Zone: w.Zone, MaxLines: w.MaxLines}, nil
	},
	Do:  fulfilment.Release,
	Out: func(r fulfilment.ReleaseResult) wire.Released { return wire.Released(r) },
}
