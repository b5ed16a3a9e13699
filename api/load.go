package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
)

// load puts parcels onto a manifest.
var load = mapping[wire.Load, fulfilment.LoadInput, fulfilment.LoadResult, wire.Loaded]{
	In: func(w wire.Load) (fulfilment.LoadInput, error) {
		return fulfilment.LoadInput{Manifest: w.Manifest, Carrier: w.Carrier, Dock: w.Dock, Parcels: w.Parcels}, nil
	},
	Do:  fulfilment.Load,
	Out: func(r fulfilment.LoadResult) wire.Loaded { return wire.Loaded(r) },
}
