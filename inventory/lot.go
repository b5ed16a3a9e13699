package inventory

import (
	"iter"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// Lot is what is known of one production of an item, in one warehouse.
type Lot struct {
	SKU        item.SKU  `cbor:"1,keyasint"`
	Number     item.Lot  `cbor:"2,keyasint"`
	Expiry     item.Date `cbor:"3,keyasint,omitempty"`
	Production item.Date `cbor:"4,keyasint,omitempty"`
	Received   int64     `cbor:"5,keyasint,omitempty"` // unix seconds of the first receipt
	Supplier   string    `cbor:"6,keyasint,omitempty"`
	Receipt    string    `cbor:"7,keyasint,omitempty"` // of the first units: where a recall begins
	First      uint64    `cbor:"8,keyasint,omitempty"` // no entry of the ledger before this one is about it
}

// LotKey is the key of a lot.
func LotKey(sku item.SKU, number item.Lot) store.Key {
	return store.K(tagLot).Str(string(sku)).Str(string(number))
}

// Lots are kept by item, found by number: a lot's label may be all that is in sight.
var Lots = store.Collection[Lot]{Noun: "lot", Version: 1, Key: func(l *Lot) store.Key { return LotKey(l.SKU, l.Number) },
	Indexes: []store.Index[Lot]{{Name: "number", Late: true, Keys: func(l *Lot) []store.Key {
		return []store.Key{store.K(tagLotNumber).Str(string(l.Number)).Str(string(l.SKU))}
	}}, {Name: "expiry", Late: true, Keys: func(l *Lot) []store.Key {
		if l.Expiry == item.NoDate {
			return nil
		}
		return []store.Key{lotExpiryKey(l.Expiry).Str(string(l.SKU)).Str(string(l.Number))}
	}}}}

// LotsNumbered gives up to limit lots of a number, by SKU: suppliers' numbers are their own and may be the same.
func LotsNumbered(r store.Reader, number item.Lot, limit int) []Lot {
	var out []Lot
	prefix := store.K(tagLotNumber).Str(string(number))
	for k := range store.Keys(r, prefix, nil) {
		if len(out) == limit {
			break
		}
		if l, ok := Lots.Get(r, LotKey(item.SKU(store.ReadKey(k, len(prefix)).Str()), number)); ok {
			out = append(out, l)
		}
	}
	return out
}

// LotsOf walks the lots of an item by number.
func LotsOf(r store.Reader, sku item.SKU) iter.Seq[Lot] {
	return Lots.All(r, store.K(tagLot).Str(string(sku)), nil)
}

// ExpiryOf gives the expiry date of an item's lot; none for goods without.
func ExpiryOf(r store.Reader, sku item.SKU, number item.Lot) item.Date {
	if number == "" {
		return item.NoDate
	}
	l, _ := Lots.Get(r, LotKey(sku, number))
	return l.Expiry
}

// Expired tells whether goods may no longer be sold: the day after their expiry date.
func Expired(expiry, today item.Date) bool { return expiry != item.NoDate && today > expiry }

// meetLot stores what a receipt tells of a lot. The same lot with another expiry date is a misread label or two lots
// under one number: a person must look.
func meetLot(tx *store.Tx, l Lot) error {
	have, ok := Lots.Get(tx, LotKey(l.SKU, l.Number))
	if !ok {
		l.First = store.Tail(tx) + 1
		Lots.Put(tx, &l)
		return nil
	}
	if l.Expiry != item.NoDate && have.Expiry != item.NoDate && l.Expiry != have.Expiry {
		return fault.Refused("lot.expiry_differs", "lot %q of SKU %s expires on %s, not %s: read the label again or use another lot number",
			l.Number, l.SKU, have.Expiry, l.Expiry)
	}
	if have.Expiry == item.NoDate && l.Expiry != item.NoDate {
		have.Expiry = l.Expiry
		Lots.Put(tx, &have)
	}
	return nil
}

// Today is the warehouse's calendar day of the command: its midnight decides what has expired.
func Today(tx *store.Tx) (item.Date, error) {
	w, err := WarehouseOf(tx)
	if err != nil {
		return item.NoDate, err
	}
	return item.DateOf(tx.Now(), w.Location()), nil
}
