package fulfilment

import (
	"iter"

	"example.com/tote/inventory"
	"example.com/tote/inventory/store"
)

// Tags of the warehouse's orders; see doc.go.
const (
	tagOrderState    byte = 0x60
	tagParcelNumber  byte = 0x61
	tagParcelWaybill byte = 0x62
	tagWave          byte = 0x63
	tagManifest      byte = 0x64
	tagLoaded        byte = 0x65
	tagWeight        byte = 0x66
	tagWaybills      byte = 0x67
	tagPutBack       byte = 0x68
	tagManifestOpen  byte = 0x69
	tagWeighing      byte = 0x6A
)

// Order is an order in the warehouse that fulfils it. Its lines, reservations and parcels lie beside it; how far it is
// picked, packed and shipped is theirs to say.
type Order struct {
	ID       string      `cbor:"1,keyasint"`
	Number   string      `cbor:"2,keyasint,omitempty"` // the channel's
	Channel  string      `cbor:"3,keyasint,omitempty"`
	State    OrderState  `cbor:"4,keyasint"`
	Customer string      `cbor:"5,keyasint,omitempty"`
	Carrier  string      `cbor:"6,keyasint,omitempty"`
	Service  string      `cbor:"7,keyasint,omitempty"`
	Owner    string      `cbor:"8,keyasint,omitempty"`
	Priority int         `cbor:"9,keyasint,omitempty"` // higher first
	ShipBy   int64       `cbor:"10,keyasint,omitempty"`
	MinDays  int64       `cbor:"11,keyasint,omitempty"`
	Lines    int         `cbor:"12,keyasint"`
	Reached  int         `cbor:"13,keyasint,omitempty"` // lines the series under way (taking, allocating) has done
	Wave     string      `cbor:"14,keyasint,omitempty"`
	Why      []Exception `cbor:"15,keyasint,omitempty"` // why it waits
	Parcels  int         `cbor:"16,keyasint,omitempty"`
	Gone     int         `cbor:"17,keyasint,omitempty"` // parcels that have left
	// Searched is how far the series that allocates has looked for goods for the line behind Reached: one command cannot look
	// at all places of an item that lies in hundreds.
	Searched *inventory.SearchSpot `cbor:"18,keyasint,omitempty"`
}

// Orders are kept at the head of their family of keys, found by state, most urgent first.
var Orders = store.Collection[Order]{
	Noun: "order", Version: 1,
	Key: func(o *Order) store.Key { return inventory.OrderHeadKey(o.ID) },
	Indexes: []store.Index[Order]{{Name: "state", Keys: func(o *Order) []store.Key {
		return []store.Key{orderStateKey(o.State).Int(-int64(o.Priority)).Int(o.ShipBy).Str(o.ID)}
	}}},
}

func orderStateKey(s OrderState) store.Key { return store.K(tagOrderState).Byte(byte(s)) }

// GetOrder gives an order of this warehouse or refuses, naming it.
func GetOrder(r store.Reader, id string) (Order, error) {
	return Orders.Must(r, inventory.OrderHeadKey(id), id)
}

// OrdersIn walks the orders in a state, most urgent first: by priority, then ship-by, then number.
func OrdersIn(r store.Reader, s OrderState) iter.Seq[Order] {
	return func(yield func(Order) bool) {
		for o := range ordersFrom(r, s, nil) {
			if !yield(o) {
				return
			}
		}
	}
}

// ordersFrom walks the orders in a state, each with the place to begin at when it is to be the first (nil: the first of
// all).
func ordersFrom(r store.Reader, s OrderState, from store.Key) iter.Seq2[Order, store.Key] {
	return func(yield func(Order, store.Key) bool) {
		prefix := orderStateKey(s)
		for k := range store.Keys(r, prefix, from) {
			kr := store.ReadKey(k, len(prefix))
			kr.Int()
			kr.Int()
			if o, ok := Orders.Get(r, inventory.OrderHeadKey(kr.Str())); ok && !yield(o, k) {
				return
			}
		}
	}
}
