package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/people"
)

// weigh books a parcel's weight. Whether somebody may override is judged with the weighing, by the badge that was scanned.
var weigh = mapping[wire.Weigh, fulfilment.WeighInput, fulfilment.WeighResult, wire.Weighed]{
	In: func(w wire.Weigh) (fulfilment.WeighInput, error) {
		in := fulfilment.WeighInput{Parcel: w.Parcel, Grams: w.Grams, Raw: w.Raw, Typed: w.Typed, Override: w.Override, Supervisor: w.Supervisor,
			Carrier: w.Carrier, Service: w.Service}
		for _, t := range w.Tries {
			try := fulfilment.Try{Grams: t.Grams, Raw: t.Raw, Typed: t.Typed}
			if !t.At.IsZero() {
				try.At = t.At.UnixMilli()
			}
			in.Tries = append(in.Tries, try)
		}
		return in, nil
	},
	Judge: func(c *caller, in *fulfilment.WeighInput) error {
		if c.ended == nil {
			in.SignedIn = c.worker
		}
		return nil
	},
	Do: fulfilment.Weigh,
	Out: func(r fulfilment.WeighResult) wire.Weighed {
		w := wire.Weighed{Parcel: r.Parcel, State: r.State.String(), Grams: r.Grams, Expected: r.Expected, Tolerance: r.Tolerance, Typed: r.Typed,
			Carrier: r.Carrier, Service: r.Service, Override: r.Override, Supervisor: r.Supervisor}
		for _, sku := range r.Unknown {
			w.Unknown = append(w.Unknown, string(sku))
		}
		return w
	},
}

// overrides refuses a reason to override a rule from anybody but a supervisor who is signed in now.
func overrides(c *caller, reason string) error {
	if reason == "" || c.roles.Cover(people.Supervisor) {
		return nil
	}
	return fault.Forbidden("role.missing", "only a supervisor may override this: have one sign in")
}
