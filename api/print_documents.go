package api

import (
	"context"
	"fmt"
	"strings"
	"time"

	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
	"example.com/tote/labels"
)

// manifestPage is how many parcels of a manifest are read in one snapshot.
const manifestPage = 200

// drafts make a document of what one snapshot holds, by the sort of paper; the manifest takes several.
var drafts = map[inventory.Document]func(r store.Reader, in *toRender) (labels.Document, error){
	inventory.WaybillDocument:     waybillOf,
	inventory.PackingSlipDocument: packingSlipOf,
	inventory.LPNDocument:         lpnOf,
	inventory.LocationDocument:    locationLabelOf,
	inventory.ItemDocument:        itemLabelOf,
	inventory.CartonDocument:      cartonLabelOf,
	inventory.PickListDocument:    pickListOf,
	inventory.BadgeDocument:       badgeOf,
	inventory.CommandsDocument:    commandsOf,
}

// document gives what is to be printed, and the moment that stands in it.
func document(ctx context.Context, d *store.Delivery, in *toRender) (doc labels.Document, created time.Time, err error) {
	part := d.Record.Partition
	err = d.View(ctx, part, func(v *store.View) error {
		wh, err := inventory.WarehouseOf(v)
		if err != nil {
			return err
		}
		created = in.asked(v).In(wh.Location())
		if draft := drafts[in.job.Document]; draft != nil {
			doc, err = draft(v, in)
		}
		return err
	})
	if err != nil || doc != nil {
		return doc, created, err
	}
	if in.job.Document == inventory.ManifestDocument {
		doc, err = manifestOf(ctx, d, part, in)
		return doc, created, err
	}
	return nil, created, fault.Refused("print.document", "there is no template for a %s", in.job.Document)
}

// asked is the moment a paper was first wanted: a reprint for another printer shows the same day.
func (in *toRender) asked(r store.Reader) time.Time {
	for first := range inventory.PrintJobsOf(r, in.job.Document, in.job.Entity) {
		return time.Unix(first.At, 0)
	}
	return time.Unix(in.job.At, 0)
}

// reprint is what stands as REPRINT n on a paper of the house; 0: it is the first.
func (in *toRender) reprint() int { return in.job.Copy - 1 }

// size is that of the paper loaded, for labels that can be laid out for any; zero: the document's own.
func (in *toRender) size() labels.Size {
	s, err := labels.ParseSize(in.media)
	if err != nil || s == labels.SizeA4 || s == labels.SizeRoll {
		return labels.Size{}
	}
	return s
}

func waybillOf(r store.Reader, in *toRender) (labels.Document, error) {
	p, o, to, err := in.parcel(r)
	if err != nil {
		return nil, err
	}
	wh, err := inventory.WarehouseOf(r)
	if err != nil {
		return nil, err
	}
	c, err := partner.FindCarrier(r, p.Carrier)
	if err != nil {
		return nil, err
	}
	w := labels.Waybill{Size: mediaSize(c.Label.Media), Number: p.Waybill, Carrier: firstOf(c.NameZH, c.Name, c.Code), Service: p.Service, Routing: p.Routing,
		Recipient: partyOf(&to), Sender: labels.Party{Company: wh.Name, Phone: wh.Phone, Country: wh.Country, Street: strings.Join(wh.Address, ", ")},
		Order: o.Number, Parcel: p.No, Parcels: parcelsOf(r, &p), Grams: p.Gross, ShipDate: in.asked(r).In(wh.Location()).Format(time.DateOnly)}
	w.Recipient, w.Privacy = shownParty(w.Recipient, c.Label), labels.PrivacyAsGiven
	return w, nil
}

// parcel gives the parcel a paper is for, its order, and who gets it.
func (in *toRender) parcel(r store.Reader) (p fulfilment.Parcel, o fulfilment.Order, to fulfilment.Address, err error) {
	if p, err = fulfilment.FindParcel(r, in.job.Entity); err != nil {
		return p, o, to, err
	}
	if o, err = fulfilment.GetOrder(r, p.Order); err != nil {
		return p, o, to, err
	}
	to, err = fulfilment.OpenRecipient(r, p.Order)
	return p, o, to, err
}

// parcelsOf counts an order's parcels: nobody is to look for one that was never filled.
func parcelsOf(r store.Reader, p *fulfilment.Parcel) int {
	n := 0
	for q := range fulfilment.ParcelsOf(r, p.Order) {
		if q.State != fulfilment.ParcelVoid {
			n++
		}
	}
	return max(n, p.No)
}

// shownParty hides what the carrier's policy does not show: names, phones and units are masked unless it says otherwise.
func shownParty(p labels.Party, policy partner.LabelPolicy) labels.Party {
	if !policy.ShowNames {
		p.Name = labels.MaskName(p.Name)
	}
	if !policy.ShowPhones {
		p.Phone = labels.MaskPhone(p.Phone)
	}
	if !policy.ShowUnits {
		p.Street = labels.MaskStreet(p.Street)
	}
	return p
}

func partyOf(a *fulfilment.Address) labels.Party {
	return labels.Party{Name: a.Name, Company: a.Company, Phone: a.Phone, Country: a.Country, Province: a.Province, City: a.City, District: a.District,
		Street: strings.TrimSpace(a.Town + " " + a.Detail), Postcode: a.Postcode}
}

func firstOf(names ...string) string {
	for _, n := range names {
		if n != "" {
			return n
		}
	}
	return ""
}

func mediaSize(media string) labels.Size {
	if s, err := labels.ParseSize(media); err == nil {
		return s
	}
	return labels.Size100x150
}

// packingSlipOf lists what the packer scanned into a parcel. It lies inside for the buyer, whose data are masked all the
// same: parcels are opened by others, and come back.
func packingSlipOf(r store.Reader, in *toRender) (labels.Document, error) {
	p, o, to, err := in.parcel(r)
	if err != nil {
		return nil, err
	}
	s := labels.PackingSlip{Shop: o.Channel, Order: firstOf(o.Number, o.ID), Waybill: p.Waybill, Carrier: p.Carrier, Parcel: p.No, Parcels: parcelsOf(r, &p),
		Recipient: shownParty(partyOf(&to), partner.LabelPolicy{}), Privacy: labels.PrivacyAsGiven, Reprint: in.reprint()}
	for _, u := range p.Units {
		line := labels.SlipLine{SKU: string(u.SKU), Lot: string(u.Lot), Quantity: u.Qty, UoM: eachUoM}
		if it, err := inventory.FindItem(r, u.SKU); err == nil {
			line.Name = firstOf(it.NameZH, it.Name)
			switch {
			case it.CatchWeight:
				line.UoM = gramUoM
			case it.WeighedPieces:
				line.UoM = fmt.Sprintf("%s, %d.%03d kg", eachUoM, u.Grams/1000, u.Grams%1000)
			}
		}
		s.Lines = append(s.Lines, line)
	}
	return s, nil
}

// Units as papers name them: quantities count base units.
const (
	eachUoM = "件 each"
	gramUoM = "克 g"
)

// manifestOf reads a manifest's parcels in short pieces: it may have thousands.
func manifestOf(ctx context.Context, d *store.Delivery, part store.Partition, in *toRender) (labels.Manifest, error) {
	var out labels.Manifest
	from, more := "", true
	for more {
		err := d.View(ctx, part, func(v *store.View) error {
			if out.Number == "" {
				if err := manifestHead(v, in, &out); err != nil {
					return err
				}
			}
			n := 0
			more = false
			for p := range fulfilment.ParcelsOn(v, in.job.Entity, from) {
				if p.ID == from {
					continue
				}
				if n++; n > manifestPage {
					more = true
					break
				}
				from = p.ID
				out.Parcels = append(out.Parcels, labels.ManifestParcel{Waybill: p.Waybill, Order: p.Order, Pieces: 1, Grams: p.Gross})
			}
			return nil
		})
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

func manifestHead(r store.Reader, in *toRender, out *labels.Manifest) error {
	m, err := fulfilment.GetManifest(r, in.job.Entity)
	if err != nil {
		return err
	}
	wh, err := inventory.WarehouseOf(r)
	if err != nil {
		return err
	}
	*out = labels.Manifest{Number: m.ID, Carrier: m.Carrier, Warehouse: wh.Name, Date: in.asked(r).In(wh.Location()).Format(time.DateOnly), Vehicle: m.Vehicle, Dock: m.Dock, Reprint: in.reprint()}
	return nil
}
