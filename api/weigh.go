package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/people"
)

// weigh books a parcel's weight.
var weigh = mapping[wire.Weigh, fulfilment.WeighInput, fulfilment.WeighResult, wire.Weighed]{
	In: func(w wire.Weigh) (fulfilment.WeighInput, error) {
		return fulfilment.WeighInput{Parcel: w.Parcel, Grams: w.Grams, Raw: w.Raw, Override: w.Override, Carrier: w.Carrier, Service: w.Service}, nil
	},
	Judge: func(c *caller, in *fulfilment.WeighInput) error {
		in.Supervisor = c.roles.Cover(people.Supervisor)
		return overrides(c, in.Override)
	},
	Do: fulfilment.Weigh,
	Out: func(r fulfilment.WeighResult) wire.Weighed {
		return wire.Weighed{Parcel: r.Parcel, State: r.State.String(), Grams: r.Grams, Expected: r.Expected, Tolerance: r.Tolerance,
			Carrier: r.Carrier, Service: r.Service, Override: r.Override}
	},
}

// overrides refuses a reason to override a rule from anybody but a supervisor who is signed in now.
func overrides(c *caller, reason string) error {
	if reason == "" || c.roles.Cover(people.Supervisor) {
		return nil
	}
	return fault.Forbidden("role.missing", "only a supervisor may override this: have one sign in")
}
