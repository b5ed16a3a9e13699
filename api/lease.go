package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/inventory"
)

// lease gives a device numbers of its own, for working with the radio off.
var lease = mapping[wire.Lease, inventory.LeaseInput, inventory.LeaseResult, wire.Leased]{
	In:  func(w wire.Lease) (inventory.LeaseInput, error) { return inventory.LeaseInput{Kind: w.Kind}, nil },
	Do:  inventory.Lease,
	Out: func(r inventory.LeaseResult) wire.Leased { return wire.Leased(r) },
}
