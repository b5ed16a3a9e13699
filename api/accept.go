package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory/item"
)

// accept takes an order in, or the next range of its lines.
var accept = mapping[wire.Accept, fulfilment.AcceptInput, fulfilment.AcceptResult, wire.Accepted]{
	In: func(w wire.Accept) (fulfilment.AcceptInput, error) {
		in := fulfilment.AcceptInput{Order: w.Order, From: w.From, Channel: w.Channel, Number: w.Number, Paid: w.Paid, Customer: w.Customer,
			Carrier: w.Carrier, Service: w.Service, Priority: w.Priority, PlacedAt: unixOf(w.PlacedAt), ShipBy: unixOf(w.ShipBy), Owner: w.Owner,
			MinDays: w.MinDays, Warehouse: w.Warehouse, Total: w.Total, Recipient: recipientFrom(w.Recipient)}
		if in.Total == 0 && in.Order == "" {
			in.Total = len(w.Lines)
		}
		for _, l := range w.Lines {
			in.Lines = append(in.Lines, fulfilment.AcceptLine{SKU: item.SKU(l.SKU), Qty: l.Quantity, UoM: l.UoM, PriceMinor: l.PriceMinor})
		}
		return in, nil
	},
	Seal: func(secret func(int) []byte, in *fulfilment.AcceptInput) { in.Seal = newSeal(secret) },
	Do:   fulfilment.Accept,
	Out:  showAccepted,
}

func newSeal(secret func(int) []byte) fulfilment.Seal {
	return fulfilment.Seal{Key: secret(fulfilment.SealKeyBytes), Nonce: secret(fulfilment.SealNonceBytes)}
}

func recipientFrom(w wire.Recipient) fulfilment.RecipientInput {
	return fulfilment.RecipientInput{Token: w.Token, Address: fulfilment.Address{Name: w.Name, Company: w.Company, Phone: w.Phone,
		Country: w.Country, Province: w.Province, City: w.City, District: w.District, Town: w.Town, Detail: w.Detail, Postcode: w.Postcode,
		Division: w.Division}}
}

func showAccepted(r fulfilment.AcceptResult) wire.Accepted {
	return wire.Accepted{Order: r.Order, State: r.State.String(), Got: r.Got, Total: r.Total, Warehouse: r.Warehouse, Exceptions: showExceptions(r.Why)}
}

// resolve puts an order that waits right.
var resolve = mapping[wire.Resolve, fulfilment.ResolveInput, fulfilment.AcceptResult, wire.Accepted]{
	In: func(w wire.Resolve) (fulfilment.ResolveInput, error) {
		in := fulfilment.ResolveInput{Order: w.Order, Paid: w.Paid, Wanted: w.Wanted, Customer: w.Customer, Carrier: w.Carrier,
			Warehouse: w.Warehouse, Reason: w.Reason}
		if w.Recipient != nil {
			r := recipientFrom(*w.Recipient)
			in.Recipient = &r
		}
		for _, l := range w.Lines {
			in.Lines = append(in.Lines, fulfilment.LineFix{No: l.Line, SKU: item.SKU(l.SKU), Qty: l.Quantity, UoM: l.UoM, Remove: l.Remove})
		}
		return in, nil
	},
	Seal: func(secret func(int) []byte, in *fulfilment.ResolveInput) { in.Seal = newSeal(secret) },
	Do:   fulfilment.Resolve,
	Out:  showAccepted,
}
