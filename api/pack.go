package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
)

// pack books what was scanned into a parcel.
var pack = mapping[wire.Pack, fulfilment.PackInput, fulfilment.PackResult, wire.Packed]{
	In: func(w wire.Pack) (fulfilment.PackInput, error) {
		in := fulfilment.PackInput{Mode: fulfilment.PackMode(w.Mode), Order: w.Order, Totes: w.Totes, Parcel: w.Parcel, Carton: w.Carton,
			Station: layout.Code(w.Station), Partial: w.Partial}
		for _, u := range w.Units {
			in.Units = append(in.Units, fulfilment.Unit{Line: u.Line, SKU: item.SKU(u.SKU), Lot: item.Lot(u.Lot), Qty: u.Quantity, UoM: u.UoM, Grams: u.Grams, Serials: u.Serials})
		}
		return in, nil
	},
	Do: fulfilment.Pack,
	Out: func(r fulfilment.PackResult) wire.Packed {
		return wire.Packed{Parcel: r.Parcel, No: r.No, State: r.State.String(), Order: r.Order, OrderState: r.OrderState.String(),
			Expected: r.Expected, Freed: r.Freed, More: r.More}
	},
}
