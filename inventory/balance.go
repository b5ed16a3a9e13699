package inventory

import (
	"iter"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// Tags of this package's keys; see doc.go.
const (
	tagBalance    byte = 0x10
	tagOfItem     byte = 0x11
	tagFree       byte = 0x12
	tagLot        byte = 0x13
	tagHold       byte = 0x14
	tagLotNumber  byte = 0x15
	tagLPN        byte = 0x16
	tagChildren   byte = 0x17
	tagOrder      byte = 0x18
	tagUnpicked   byte = 0x19
	tagTask       byte = 0x1A
	tagTasksToDo  byte = 0x1B
	tagTasksOf    byte = 0x1C
	tagTasksEnded byte = 0x1F
	tagRange      byte = 0x1E
	orderHead     byte = 0x00
	orderLine     byte = 0x01
	orderParcel   byte = 0x02
)

// Goods says which goods are meant: one balance.
type Goods struct {
	SKU    item.SKU `cbor:"1,keyasint"`
	Lot    item.Lot `cbor:"2,keyasint,omitempty"`
	Holder Holder   `cbor:"3,keyasint"`
	Status Status   `cbor:"4,keyasint"`
	Owner  string   `cbor:"5,keyasint,omitempty"` // "" is the house; a channel or a third party otherwise
}

func (g Goods) side() Side { return Side{g.Holder, g.Lot, g.Status, g.Owner} }

// At gives the same goods in another holder.
func (g Goods) At(h Holder) Goods {
	g.Holder = h
	return g
}

// Balance is how much of some goods a holder has.
type Balance struct {
	Goods
	OnHand   int64 `cbor:"6,keyasint,omitempty"` // base units
	Reserved int64 `cbor:"7,keyasint,omitempty"` // of them claimed by order lines
	Grams    int64 `cbor:"8,keyasint,omitempty"` // of catch-weight goods and weighed pieces: what they weigh together
	Since    int64 `cbor:"9,keyasint,omitempty"` // unix seconds of the oldest receipt in it: FIFO
}

// Unreserved is what no line has claimed yet; holds are not looked at.
func (b *Balance) Unreserved() int64 { return b.OnHand - b.Reserved }

func (g Goods) key() store.Key {
	return g.Holder.key(store.K(tagBalance)).Str(string(g.SKU)).Str(string(g.Lot)).Byte(byte(g.Status)).Str(g.Owner)
}

func (g Goods) itemKey(tag byte) store.Key {
	return g.Holder.key(store.K(tag).Str(string(g.SKU)).Str(string(g.Lot))).Byte(byte(g.Status)).Str(g.Owner)
}

func goodsFromItemKey(k store.Key) (Goods, error) {
	r := store.ReadKey(k, 1)
	g := Goods{SKU: item.SKU(r.Str()), Lot: item.Lot(r.Str())}
	g.Holder = Holder{HolderKind(r.Byte()), r.Str()}
	g.Status, g.Owner = Status(r.Byte()), r.Str()
	return g, r.Err()
}

// Balances are kept by holder, so what lies in one place lies side by side.
var Balances = store.Collection[Balance]{
	Noun: "balance", Version: 1,
	Key: func(b *Balance) store.Key { return b.key() },
	Indexes: []store.Index[Balance]{
		{Name: "item", Keys: func(b *Balance) []store.Key { return []store.Key{b.itemKey(tagOfItem)} }},
		{Name: "free", Keys: func(b *Balance) []store.Key {
			if b.Status != Available || b.OnHand <= b.Reserved || (b.Holder.Kind != AtLocation && b.Holder.Kind != InLPN) {
				return nil
			}
			return []store.Key{b.itemKey(tagFree)}
		}},
	},
}

// GetBalance gives a balance; one that is not there is empty.
func GetBalance(r store.Reader, g Goods) Balance {
	b, ok := Balances.Get(r, g.key())
	if !ok {
		return Balance{Goods: g}
	}
	return b
}

// Contents walks what a holder has, in order of SKU and lot. What lies in LPNs within it is not included: see Children.
func Contents(r store.Reader, h Holder) iter.Seq[Balance] {
	return Balances.All(r, h.key(store.K(tagBalance)), nil)
}

// ContentsOf walks what a holder has of one item, in order of lot.
func ContentsOf(r store.Reader, h Holder, sku item.SKU) iter.Seq[Balance] {
	return Balances.All(r, h.key(store.K(tagBalance)).Str(string(sku)), nil)
}

// OfItem walks all balances of an item, in order of lot and holder.
func OfItem(r store.Reader, sku item.SKU) iter.Seq[Balance] { return OfItemFrom(r, sku, nil) }

// OfItemFrom walks them from a key on.
func OfItemFrom(r store.Reader, sku item.SKU, from store.Key) iter.Seq[Balance] {
	return indexed(r, OfItemKey(sku), from)
}

// OfItemKey begins the keys of an item's balances in its list; KeyOfItem is that of one of them.
func OfItemKey(sku item.SKU) store.Key { return store.K(tagOfItem).Str(string(sku)) }

// KeyOfItem is where goods stand in the list of their item.
func (g Goods) KeyOfItem() store.Key { return g.itemKey(tagOfItem) }

// Free walks the balances of an item that hold available goods no line has claimed. Holds, expiry and the kind of place
// are not looked at: see Allocatable.
func Free(r store.Reader, sku item.SKU) iter.Seq[Balance] {
	return indexed(r, store.K(tagFree).Str(string(sku)), nil)
}

func indexed(r store.Reader, prefix, from store.Key) iter.Seq[Balance] {
	return func(yield func(Balance) bool) {
		for k := range store.Keys(r, prefix, from) {
			g, err := goodsFromItemKey(k)
			if err != nil {
				panic(err)
			}
			if !yield(GetBalance(r, g)) {
				return
			}
		}
	}
}

// delta is a change of one balance.
type delta struct {
	onHand, reserved, grams int64
	since                   int64 // of the goods that come in
}

// change is the sole writer of balances. It refuses to go below zero and to reserve what is not there.
func change(tx *store.Tx, g Goods, d delta) error {
	if g.Holder.Kind == Outside {
		return nil
	}
	b := GetBalance(tx, g)
	b.OnHand += d.onHand
	b.Reserved += d.reserved
	b.Grams += d.grams
	if d.since > 0 && (b.Since == 0 || d.since < b.Since) {
		b.Since = d.since
	}
	if b.OnHand < 0 || b.Reserved < 0 || b.Reserved > b.OnHand || b.Grams < 0 {
		have := GetBalance(tx, g)
		return shortOf(&have, max(-d.onHand, d.reserved))
	}
	if b.OnHand == 0 && b.Grams != 0 {
		return fault.Internal("balance.grams", "%d g of SKU %s would be left at %s where no unit is", b.Grams, b.SKU, b.Holder)
	}
	if b.OnHand == 0 {
		Balances.Delete(tx, g.key())
		return nil
	}
	Balances.Put(tx, &b)
	return nil
}

func shortOf(b *Balance, want int64) error {
	return fault.Refused("stock.short", "%s has %d of SKU %s free (lot %q, %s), not %d", b.Holder, b.Unreserved(), b.SKU, b.Lot, b.Status, want).
		With(fault.Detail{Where: string(b.SKU), Reason: "stock.short", Message: "at " + b.Holder.String(), Want: want, Have: b.Unreserved()})
}
