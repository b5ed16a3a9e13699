package fulfilment

import (
	"iter"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// Parcel is a carton with an order's goods on its way to the customer. Its goods are the balances in its LPN, whose
// number is the parcel's; Units is what the packer scanned.
type Parcel struct {
	ID       string      `cbor:"1,keyasint"` // P-0012345-6: the number of its carton LPN too
	Order    string      `cbor:"2,keyasint"`
	State    ParcelState `cbor:"3,keyasint"`
	Carton   string      `cbor:"4,keyasint,omitempty"` // carton code
	No       int         `cbor:"5,keyasint"`           // of the order: 1, 2, ...
	Units    []Unit      `cbor:"6,keyasint,omitempty"`
	Expected int64       `cbor:"7,keyasint,omitempty"` // grams
	Gross    int64       `cbor:"8,keyasint,omitempty"` // grams, weighed
	Weighing string      `cbor:"9,keyasint,omitempty"` // the scale's raw string, or "typed"
	Override string      `cbor:"10,keyasint,omitempty"`
	Carrier  string      `cbor:"11,keyasint,omitempty"`
	Service  string      `cbor:"12,keyasint,omitempty"`
	Waybill  string      `cbor:"13,keyasint,omitempty"`
	Routing  string      `cbor:"14,keyasint,omitempty"`
	Manifest string      `cbor:"15,keyasint,omitempty"`
	Station  string      `cbor:"16,keyasint,omitempty"`
}

// Unit is what lies in a parcel: so many of an item's lot, for one order line.
type Unit struct {
	Line    int      `cbor:"1,keyasint"`
	SKU     item.SKU `cbor:"2,keyasint"`
	Lot     item.Lot `cbor:"3,keyasint,omitempty"`
	Qty     int64    `cbor:"4,keyasint"`
	Serials []string `cbor:"5,keyasint,omitempty"`
	At      int64    `cbor:"6,keyasint,omitempty"` // unix milliseconds of its (last) scan
	Grams   int64    `cbor:"7,keyasint,omitempty"` // of weighed goods: what they weigh; of what was scanned: 0 if nobody weighed them

	UoM string `cbor:"-"` // of what was scanned: "case", Qty counts those; "" base units
}

// Holder names the parcel's carton as holder.
func (p *Parcel) Holder() inventory.Holder { return inventory.LPNHolder(p.ID) }

// Parcels are kept under their order, found by number and by waybill.
var Parcels = store.Collection[Parcel]{
	Noun: "parcel", Version: 1,
	Key: func(p *Parcel) store.Key { return inventory.ParcelKey(p.Order, p.ID) },
	Indexes: []store.Index[Parcel]{
		{Name: "number", Keys: func(p *Parcel) []store.Key {
			return []store.Key{store.K(tagParcelNumber).Str(p.ID).Str(p.Order)}
		}},
		{Name: "waybill", Keys: func(p *Parcel) []store.Key {
			if p.Waybill == "" {
				return nil
			}
			return []store.Key{store.K(tagParcelWaybill).Str(p.Waybill).Str(p.ID).Str(p.Order)}
		}},
		{Name: "loaded", Keys: func(p *Parcel) []store.Key {
			if p.Manifest == "" {
				return nil
			}
			return []store.Key{store.K(tagLoaded).Str(p.Manifest).Str(p.ID).Str(p.Order)}
		}},
	},
}

// FindParcel gives a parcel by its number or its waybill number, whichever was scanned.
func FindParcel(r store.Reader, scanned string) (Parcel, error) {
	prefix := store.K(tagParcelNumber).Str(scanned)
	for k := range store.Keys(r, prefix, nil) {
		return Parcels.Must(r, inventory.ParcelKey(store.ReadKey(k, len(prefix)).Str(), scanned), scanned)
	}
	prefix = store.K(tagParcelWaybill).Str(scanned)
	for k := range store.Keys(r, prefix, nil) {
		kr := store.ReadKey(k, len(prefix))
		id, order := kr.Str(), kr.Str()
		return Parcels.Must(r, inventory.ParcelKey(order, id), scanned)
	}
	return Parcel{}, fault.NotFound("parcel.unknown", "no parcel has the number or waybill %q", scanned)
}

// ParcelsOf walks an order's parcels by number.
func ParcelsOf(r store.Reader, order string) iter.Seq[Parcel] {
	return Parcels.All(r, inventory.ParcelsKey(order), nil)
}

// ParcelsOn walks the parcels loaded on a manifest, from one on ("" for the first).
func ParcelsOn(r store.Reader, manifest, from string) iter.Seq[Parcel] {
	return func(yield func(Parcel) bool) {
		prefix := store.K(tagLoaded).Str(manifest)
		start := prefix.Clone()
		if from != "" {
			start = start.Str(from)
		}
		for k := range store.Keys(r, prefix, start) {
			kr := store.ReadKey(k, len(prefix))
			id, order := kr.Str(), kr.Str()
			if p, ok := Parcels.Get(r, inventory.ParcelKey(order, id)); ok && !yield(p) {
				return
			}
		}
	}
}
