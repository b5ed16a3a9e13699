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

// LabelResult is the parcel's one waybill and the jobs that print it and what comes with it.
type LabelResult struct {
	Parcel  string               `cbor:"1,keyasint"`
	State   ParcelState          `cbor:"2,keyasint"`
	Carrier string               `cbor:"3,keyasint"`
	Waybill string               `cbor:"4,keyasint"`
	Routing string               `cbor:"5,keyasint,omitempty"`
	Print   inventory.PrintKey   `cbor:"6,keyasint"`
	Printer string               `cbor:"7,keyasint,omitempty"` // where it comes out; empty: it stays a file
	With    []inventory.PrintKey `cbor:"8,keyasint,omitempty"` // papers the station prints with a label
}

func labelResult(r store.Reader, p *Parcel, print inventory.PrintKey) (LabelResult, error) {
	j, err := inventory.GetPrintJob(r, print)
	out := LabelResult{Parcel: p.ID, State: p.State, Carrier: p.Carrier, Waybill: p.Waybill, Routing: p.Routing, Print: print, Printer: j.Printer}
	if print.Copy > 1 {
		return out, err
	}
	for _, d := range inventory.OnLabelDocuments {
		k := inventory.PrintKey{Document: d, Entity: p.ID, Copy: 1}
		if _, err := inventory.GetPrintJob(r, k); err == nil {
			out.With = append(out.With, k)
		}
	}
	return out, err
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
		return labelResult(tx, &p, first)
	}
	if err := stepParcel(tx, &p, parcelLabel, ""); err != nil {
		return LabelResult{}, err
	}
	w, err := in.waybill(tx, &p)
	if err != nil {
		return LabelResult{}, err
	}
	p.Waybill, p.Routing, p.Station = w.Number, w.Routing, in.Station
	if err := printLabel(tx, &p, first); err != nil {
		return LabelResult{}, err
	}
	Parcels.Put(tx, &p)
	return labelResult(tx, &p, first)
}

// printLabel has a parcel's waybill printed at its station, and what the station prints with each label.
func printLabel(tx *store.Tx, p *Parcel, first inventory.PrintKey) error {
	media, err := labelMedia(tx, p)
	if err != nil {
		return err
	}
	if _, err := inventory.RequestPrint(tx, inventory.PrintRequested{PrintKey: first, Station: p.Station, Media: media, Order: p.Order}); err != nil {
		return err
	}
	bench, err := inventory.FindStation(tx, p.Station)
	if err != nil {
		return nil // a bench without kit: its papers stay files
	}
	for _, d := range bench.OnLabel {
		with := inventory.PrintRequested{PrintKey: inventory.PrintKey{Document: d, Entity: p.ID, Copy: 1}, Station: p.Station, Order: p.Order}
		if _, err := inventory.RequestPrint(tx, with); err != nil {
			return err
		}
	}
	return nil
}

// labelMedia gives the label paper a parcel's carrier wants.
func labelMedia(r store.Reader, p *Parcel) (string, error) {
	c, err := partner.FindCarrier(r, p.Carrier)
	if err != nil || c.Label.Media == "" {
		return partner.Media[0], err
	}
	return c.Label.Media, nil
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
	Printer string // another one than the station's
	Reason  string
}

// Reprint prints a parcel's waybill again, with the number it has: a job of its own, so that reprints are counted. Errors:
// parcel.unknown, reason.missing, printjob.unknown, printer.unknown, printer.closed.
func Reprint(tx *store.Tx, in ReprintInput) (LabelResult, error) {
	p, err := FindParcel(tx, in.Parcel)
	if err != nil {
		return LabelResult{}, err
	}
	if p.Waybill == "" {
		return LabelResult{}, fault.NotFound("printjob.unknown", "parcel %s has no label yet: there is nothing to print again", p.ID)
	}
	media, err := labelMedia(tx, &p)
	if err != nil {
		return LabelResult{}, err
	}
	j, err := inventory.ReprintNext(tx, inventory.PrintRequested{PrintKey: inventory.PrintKey{Document: inventory.WaybillDocument, Entity: p.ID},
		Station: in.Station, Printer: in.Printer, Media: media, Order: p.Order, Reason: in.Reason})
	if err != nil {
		return LabelResult{}, err
	}
	return labelResult(tx, &p, j.PrintKey)
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

// Confirm ends the labelling: what was scanned must be this parcel's waybill, else it is refused and told what it was. The
// scan says that the label's print job has come to paper. A parcel is loaded only when it is confirmed. Errors: parcel.unknown, parcel.state, scan.wrong_label.
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
	if err := inventory.PaperScanned(tx, inventory.WaybillDocument, p.ID); err != nil {
		return ConfirmResult{}, err
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
