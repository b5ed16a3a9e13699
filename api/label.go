package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
)

// label gives a parcel its waybill and has it printed.
var label = mapping[wire.Label, fulfilment.LabelInput, fulfilment.LabelResult, wire.Labelled]{
	In: func(w wire.Label) (fulfilment.LabelInput, error) {
		return fulfilment.LabelInput{Parcel: w.Parcel, Station: w.Station, Waybill: w.Waybill}, nil
	},
	Do:  fulfilment.Label,
	Out: showLabelled,
}

// reprint prints a parcel's label once more.
var reprint = mapping[wire.Reprint, fulfilment.ReprintInput, fulfilment.LabelResult, wire.Labelled]{
	In: func(w wire.Reprint) (fulfilment.ReprintInput, error) {
		return fulfilment.ReprintInput{Parcel: w.Parcel, Station: w.Station, Printer: w.Printer, Reason: w.Reason}, nil
	},
	Do:  fulfilment.Reprint,
	Out: showLabelled,
}

func showLabelled(r fulfilment.LabelResult) wire.Labelled {
	out := wire.Labelled{Parcel: r.Parcel, State: r.State.String(), Carrier: r.Carrier, Waybill: r.Waybill, Routing: r.Routing, Print: r.Print.String(), Printer: r.Printer}
	for _, k := range r.With {
		out.With = append(out.With, k.String())
	}
	return out
}

// confirm books the printed label scanned back from its parcel.
var confirm = mapping[wire.Confirm, fulfilment.ConfirmInput, fulfilment.ConfirmResult, wire.Confirmed]{
	In: func(w wire.Confirm) (fulfilment.ConfirmInput, error) {
		return fulfilment.ConfirmInput{Parcel: w.Parcel, Scanned: w.Scanned}, nil
	},
	Do: fulfilment.Confirm,
	Out: func(r fulfilment.ConfirmResult) wire.Confirmed {
		return wire.Confirmed{Parcel: r.Parcel, State: r.State.String(), Waybill: r.Waybill}
	},
}
