package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
)

// ship closes a manifest: its job ships the parcels.
var ship = mapping[wire.Ship, fulfilment.ShipInput, fulfilment.ShipResult, wire.Shipped]{
	In: func(w wire.Ship) (fulfilment.ShipInput, error) {
		return fulfilment.ShipInput{Manifest: w.Manifest, Vehicle: w.Vehicle, Station: w.Station}, nil
	},
	Do: fulfilment.Ship,
	Out: func(r fulfilment.ShipResult) wire.Shipped {
		return wire.Shipped{Manifest: r.Manifest, State: r.State.String(), Parcels: r.Parcels, Shipped: r.Shipped, Job: r.Job}
	},
}
