package fulfilment

import (
	"context"
	"slices"

	"example.com/tote/fulfilment/cartonize"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// PackList is what a packer finds in an order's totes.
type PackList struct {
	Order  string
	State  OrderState
	Totes  []string
	Units  []ToPack
	Open   int64    // base units the order still waits for: it is not packed before they are picked
	Parcel string   // the open parcel, if any: the last, if there are several
	Begun  []Parcel // the open parcels with what lies in them already, oldest first
}

// maxBegun bounds the open parcels a pack list tells: a packer fills one at a time.
const maxBegun = 8

// ToPack is what of an order line lies in a tote.
type ToPack struct {
	Line int
	SKU  item.SKU
	Lot  item.Lot
	Qty  int64
	Tote string
}

// PackListOf gives what is to be packed by what a packer scans: a tote, a parcel or its waybill, an order's number or the
// channel's. A parcel that was begun before the line went down is told with the units that are booked in it, so that the
// packer goes on where the service stands. Errors: order.unknown, order.several, tote.empty.
func PackListOf(r store.Reader, scanned string) (PackList, error) {
	o, err := orderScanned(r, scanned)
	if err != nil {
		return PackList{}, err
	}
	out := PackList{Order: o.ID, State: o.State}
	for l := range inventory.LinesOf(r, o.ID, 1) {
		out.Open += l.In(inventory.Open) + l.In(inventory.Allocated)
		for _, p := range pickedOf([]*inventory.Line{&l}, nil) {
			out.Units = append(out.Units, ToPack{Line: p.line, SKU: p.sku, Lot: p.lot, Qty: p.qty, Tote: p.tote.ID})
			if !slices.Contains(out.Totes, p.tote.ID) {
				out.Totes = append(out.Totes, p.tote.ID)
			}
		}
	}
	for p := range ParcelsOf(r, o.ID) {
		if p.State == ParcelOpen && len(out.Begun) < maxBegun {
			out.Parcel, out.Begun = p.ID, append(out.Begun, p)
		}
	}
	return out, nil
}

// orderScanned gives the order that a scan at a bench means.
func orderScanned(r store.Reader, scanned string) (Order, error) {
	if t, ok := inventory.LPNs.Get(r, inventory.LPNKey(scanned)); ok && t.Kind == inventory.ToteLPN {
		if t.Order == "" {
			return Order{}, fault.Refused("tote.empty", "tote %s holds no order's goods", t.ID)
		}
		return GetOrder(r, t.Order)
	}
	o, err := GetOrder(r, scanned)
	if err == nil {
		return o, nil
	}
	if p, found := FindParcel(r, scanned); found == nil {
		return GetOrder(r, p.Order)
	}
	var here []Order
	for _, id := range IntakesNumbered(r, scanned, maxSameNumber) {
		if o, err := GetOrder(r, id); err == nil && o.State != OrderCancelled {
			here = append(here, o)
		}
	}
	switch len(here) {
	case 0:
		return o, err
	case 1:
		return here[0], nil
	}
	several := fault.Conflict("order.several", "%d orders have the number %q: scan a tote, or one of ours", len(here), scanned)
	for _, o := range here {
		several.With(fault.Detail{Where: o.ID, Reason: "order.several", Message: "of channel " + o.Channel + ", " + o.State.String()})
	}
	return Order{}, several
}

// maxSameNumber is how many orders of one number are told apart: channels number by themselves.
const maxSameNumber = 10

// MaxSuggestUnits bounds the pieces a carton is suggested for: beyond them a packer fills cartons as they come.
const MaxSuggestUnits = 300

// ToCarton is what a carton plan decides about: read from a snapshot, planned without one.
type ToCarton struct {
	Units []cartonize.Unit
	Boxes []cartonize.Box
}

// CartonsFor reads what the planning of cartons for a pack list needs: the goods and the cartons in use. Errors:
// item.unknown, carton.none, carton.too_many.
func CartonsFor(r store.Reader, list PackList) (ToCarton, error) {
	t := ToCarton{Boxes: boxesOf(partner.ActiveCartons(r))}
	if len(t.Boxes) == 0 {
		return t, fault.Refused("carton.none", "no carton is in use: enter the shop's cartons first")
	}
	pieces := int64(0)
	for _, u := range list.Units {
		it, err := inventory.FindItem(r, u.SKU)
		if err != nil {
			return t, err
		}
		t.Units = append(t.Units, unitToPack(&it, u))
		pieces += t.Units[len(t.Units)-1].Quantity
	}
	if pieces > MaxSuggestUnits {
		return t, fault.Refused("carton.too_many", "%d pieces are more than %d: fill cartons as they come", pieces, MaxSuggestUnits)
	}
	return t, nil
}

// Suggest plans the cartons. Pieces without size or weight are named in the plan's Left; give ctx a deadline, since a
// packer waits.
func (t ToCarton) Suggest(ctx context.Context) (cartonize.Plan, error) {
	return cartonize.Pack(ctx, t.Units, t.Boxes, cartonize.Rules{})
}

// boxesOf gives the smallest cartons first, as many as a plan may choose from.
func boxesOf(cartons []partner.Carton) []cartonize.Box {
	var out []cartonize.Box
	for _, c := range cartons {
		if len(out) == cartonize.MaxBoxes {
			break
		}
		out = append(out, cartonize.Box{Code: c.Code, Inner: c.Inner, Outer: c.Outer, Tare: c.Tare, MaxGross: c.MaxGross, Cost: c.CostMinor,
			Stock: cartonize.Endless})
	}
	return out
}

// unitToPack gives a line's goods as pieces: base units, or for catch-weight goods the whole as one piece.
func unitToPack(it *item.Item, u ToPack) cartonize.Unit {
	base := it.Base()
	out := cartonize.Unit{ID: itoa(u.Line) + "/" + string(u.Lot) + "/" + u.Tote, SKU: u.SKU, Quantity: u.Qty, Size: base.Size, Grams: base.Grams,
		Upright: it.KeepUpright, Fragile: it.Fragile, ShipsAlone: it.ShipsAlone, OwnContainer: it.OwnContainer, Class: it.Hazard}
	if it.CatchWeight {
		out.Quantity, out.Grams = 1, u.Qty
	}
	return out
}
