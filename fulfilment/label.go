package fulfilment

import (
	"example.com/tote/fulfilment/carrier"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// MaxWaybill bounds a waybill number: GS1's longest carrier numbers have 30 characters, a scan of FedEx 34.
const MaxWaybill = 40

// LabelInput wants the waybill of a weighed parcel printed at a station.
type LabelInput struct {
	Parcel  string
	Station string
	Waybill string // only for a carrier that numbers its waybills itself: the number it gave
}

// LabelResult is the parcel's one waybill and the job that prints it.
type LabelResult struct {
	Parcel  string             `cbor:"1,keyasint"`
	State   ParcelState        `cbor:"2,keyasint"`
	Carrier string             `cbor:"3,keyasint"`
	Waybill string             `cbor:"4,keyasint"`
	Routing string             `cbor:"5,keyasint,omitempty"`
	Print   inventory.PrintKey `cbor:"6,keyasint"`
}

func labelResult(p *Parcel, print inventory.PrintKey) LabelResult {
	return LabelResult{Parcel: p.ID, State: p.State, Carrier: p.Carrier, Waybill: p.Waybill, Routing: p.Routing, Print: print}
}

// Label gives a weighed parcel its waybill number and has the label printed. A parcel has one waybill: asked again it
// answers the same number and the same print job. Errors: parcel.unknown, parcel.state, waybill.exhausted,
// waybill.missing, waybill.not_wanted, waybill.in_use.
func Label(tx *store.Tx, in LabelInput) (LabelResult, error) {
	p, err := FindParcel(tx, in.Parcel)
	if err != nil {
		return LabelResult{}, err
	}
	first := inventory.PrintKey{Document: inventory.WaybillDocument, Entity: p.ID, Copy: 1}
	if p.Waybill != "" {
		return labelResult(&p, first), nil
	}
	if err := stepParcel(tx, &p, parcelLabel, ""); err != nil {
		return LabelResult{}, err
	}
	w, err := in.waybill(tx, &p)
	if err != nil {
		return LabelResult{}, err
	}
	p.Waybill, p.Routing, p.Station = w.Number, w.Routing, in.Station
	if _, err := inventory.RequestPrint(tx, inventory.PrintRequested{PrintKey: first, Station: in.Station, Order: p.Order}); err != nil {
		return LabelResult{}, err
	}
	Parcels.Put(tx, &p)
	return labelResult(&p, first), nil
}

// waybill takes the parcel's number from the warehouse's block, or the one its carrier gave.
func (in *LabelInput) waybill(tx *store.Tx, p *Parcel) (carrier.Waybill, error) {
	c, err := partner.FindCarrier(tx, p.Carrier)
	if err != nil {
		return carrier.Waybill{}, err
	}
	to, err := destinationOf(tx, p.Order)
	if err != nil {
		return carrier.Waybill{}, err
	}
	if !c.Range.IsZero() {
		if in.Waybill != "" {
			return carrier.Waybill{}, fault.Invalid("waybill.not_wanted", "carrier %s has numbers of its own range here: leave the waybill out", c.Code)
		}
		return takeWaybill(tx, c.Code, to)
	}
	if in.Waybill == "" || len(in.Waybill) > MaxWaybill {
		return carrier.Waybill{}, fault.Invalid("waybill.missing", "carrier %s numbers its waybills itself: give the number it gave, in 1 to %d characters", c.Code, MaxWaybill)
	}
	if other, err := FindParcel(tx, in.Waybill); err == nil {
		return carrier.Waybill{}, fault.Conflict("waybill.in_use", "%s is parcel %s of order %s already", in.Waybill, other.ID, other.Order)
	}
	return carrier.Waybill{Number: in.Waybill, Routing: carrier.Route(to)}, nil
}

func destinationOf(r store.Reader, order string) (carrier.Destination, error) {
	rec, err := RecipientOf(r, order)
	if err != nil {
		return carrier.Destination{}, err
	}
	return carrier.Destination{Country: rec.Country, Province: rec.Province, Division: rec.Division, Postcode: rec.Postcode}, nil
}

// ReprintInput wants a parcel's label once more: torn, smeared, lost.
type ReprintInput struct {
	Parcel  string
	Station string
	Reason  string
}

// Reprint prints a parcel's waybill again, with the number it has: a job of its own, so that reprints are counted. Errors:
// parcel.unknown, reason.missing, printjob.unknown.
func Reprint(tx *store.Tx, in ReprintInput) (LabelResult, error) {
	p, err := FindParcel(tx, in.Parcel)
	if err != nil {
		return LabelResult{}, err
	}
	j, err := inventory.ReprintNext(tx, inventory.PrintRequested{
		PrintKey: inventory.PrintKey{Document: inventory.WaybillDocument, Entity: p.ID}, Station: in.Station, Order: p.Order, Reason: in.Reason})
	if err != nil {
		return LabelResult{}, err
	}
	return labelResult(&p, j.PrintKey), nil
}

// ConfirmInput is the printed label scanned back from its parcel.
type ConfirmInput struct {
	Parcel  string
	Scanned string // as the scanner read it
}

// ConfirmResult is how the parcel stands.
type ConfirmResult struct {
	Parcel  string      `cbor:"1,keyasint"`
	State   ParcelState `cbor:"2,keyasint"`
	Waybill string      `cbor:"3,keyasint"`
}

// Confirm ends the labelling: what was scanned must be this parcel's waybill, else it is refused and told what it was. A
// parcel is loaded only when it is confirmed. Errors: parcel.unknown, parcel.state, scan.wrong_label.
func Confirm(tx *store.Tx, in ConfirmInput) (ConfirmResult, error) {
	p, err := FindParcel(tx, in.Parcel)
	if err != nil {
		return ConfirmResult{}, err
	}
	if p.Waybill == "" {
		return ConfirmResult{}, fault.Conflict("parcel.state", "parcel %s is %s: it has no label yet", p.ID, p.State)
	}
	if in.Scanned != p.Waybill {
		was := whatWas(tx, &p, in.Scanned)
		return ConfirmResult{}, fault.Refused("scan.wrong_label", "parcel %s has waybill %s; scanned was %s", p.ID, p.Waybill, was).
			With(fault.Detail{Where: in.Scanned, Reason: "scan.wrong_label", Message: was})
	}
	if p.State == ParcelLabelled {
		if err := stepParcel(tx, &p, parcelConfirm, ""); err != nil {
			return ConfirmResult{}, err
		}
		Parcels.Put(tx, &p)
	}
	return ConfirmResult{p.ID, p.State, p.Waybill}, nil
}

// whatWas says what a scan was that did not fit: never a bare no.
func whatWas(r store.Reader, p *Parcel, scanned string) string {
	if scanned == p.ID {
		return "the parcel's own number, not its waybill"
	}
	if other, err := FindParcel(r, scanned); err == nil {
		if scanned == other.ID {
			return "the number of parcel " + other.ID + " of order " + other.Order
		}
		return "the waybill of parcel " + other.ID + " of order " + other.Order
	}
	if l, ok := inventory.LPNs.Get(r, inventory.LPNKey(scanned)); ok {
		return l.Kind.String() + " " + l.ID
	}
	if it, _, err := inventory.FindByBarcode(r, scanned); err == nil {
		return "SKU " + string(it.SKU)
	}
	if l, err := inventory.FindLocation(r, layout.Code(scanned)); err == nil {
		return "location " + string(l.Code)
	}
	return "nothing known here"
}
