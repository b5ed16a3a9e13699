package inventory

import (
	"cmp"
	"slices"

	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

const tagLotExpiry byte = 0x23

// Bounds of a list of lots that run out.
const (
	MaxExpiring    = 200  // in one answer
	maxExpiringLot = 2000 // lots looked at: those of an empty shelf cost a step each
	maxLotBalances = 200  // of one lot; one that lies in more places is told by the first of them
)

func lotExpiryKey(d item.Date) store.Key { return store.K(tagLotExpiry).Int(int64(d)) }

// Expiring is a lot in stock that runs out.
type Expiring struct {
	Lot      Lot
	Days     int64 // that remain; below zero: it has run out
	OnHand   int64 // base units in the house, parcels and hands too
	Reserved int64
	Value    int64 // minor units, by the item's price
	Currency string
}

// ExpiringQuery asks for lots that run out within a time.
type ExpiringQuery struct {
	Today   item.Date
	Until   item.Date // the last expiry date of interest
	ByValue bool      // the dearest first, of all that was looked at; else by date
	After   ExpiringPlace
	Limit   int
}

// ExpiringPlace is where a list by date goes on.
type ExpiringPlace struct {
	Expiry item.Date
	SKU    item.SKU
	Lot    item.Lot
}

// IsZero tells whether the list begins.
func (p ExpiringPlace) IsZero() bool { return p == ExpiringPlace{} }

// ListExpiring gives lots in stock that run out, by date or by value; those that have run out already come with them. next is
// where a list by date goes on; more tells of a list by value that not every lot was looked at.
func ListExpiring(r store.Reader, q ExpiringQuery) (out []Expiring, next ExpiringPlace, more bool) {
	if q.Limit <= 0 || q.Limit > MaxExpiring {
		q.Limit = MaxExpiring
	}
	var from store.Key
	if !q.After.IsZero() {
		from = lotExpiryKey(q.After.Expiry).Str(string(q.After.SKU)).Str(string(q.After.Lot)).Byte(0)
	}
	looked := 0
	var last ExpiringPlace
	for k := range store.Keys(r, store.K(tagLotExpiry), from) {
		kr := store.ReadKey(k, 1)
		at := ExpiringPlace{Expiry: item.Date(kr.Int()), SKU: item.SKU(kr.Str()), Lot: item.Lot(kr.Str())}
		if at.Expiry > q.Until {
			break
		}
		if looked++; looked > maxExpiringLot || !q.ByValue && len(out) == q.Limit {
			next, more = last, true
			break
		}
		last = at
		if e, ok := expiringLot(r, at); ok {
			e.Days = q.Today.Until(at.Expiry)
			out = append(out, e)
		}
	}
	if q.ByValue {
		slices.SortStableFunc(out, func(a, b Expiring) int { return cmp.Compare(b.Value, a.Value) })
		more = more || len(out) > q.Limit
		return out[:min(len(out), q.Limit)], ExpiringPlace{}, more
	}
	return out, next, more
}

func expiringLot(r store.Reader, at ExpiringPlace) (Expiring, bool) {
	e := Expiring{}
	seen := 0
	for k := range store.Keys(r, store.K(tagOfItem).Str(string(at.SKU)).Str(string(at.Lot)), nil) {
		if seen++; seen > maxLotBalances {
			break
		}
		g, err := goodsFromItemKey(k)
		if err != nil {
			panic(err)
		}
		b := GetBalance(r, g)
		e.OnHand += b.OnHand
		e.Reserved += b.Reserved
	}
	if e.OnHand == 0 {
		return e, false
	}
	e.Lot, _ = Lots.Get(r, LotKey(at.SKU, at.Lot))
	if it, err := FindItem(r, at.SKU); err == nil {
		e.Value, e.Currency = e.OnHand*it.PriceMinor, it.Currency
	}
	return e, true
}

// ExpiredUnpicked gives reservations of goods that have run out and are not picked yet, at most limit, from a lot on; next is
// where to go on, zero at the end: with the same lot if it was not done.
func ExpiredUnpicked(r store.Reader, today item.Date, after ExpiringPlace, limit int) (out []Ref, next ExpiringPlace) {
	var from store.Key
	if !after.IsZero() {
		from = lotExpiryKey(after.Expiry).Str(string(after.SKU)).Str(string(after.Lot))
	}
	looked := 0
	for k := range store.Keys(r, store.K(tagLotExpiry), from) {
		kr := store.ReadKey(k, 1)
		at := ExpiringPlace{Expiry: item.Date(kr.Int()), SKU: item.SKU(kr.Str()), Lot: item.Lot(kr.Str())}
		if !Expired(at.Expiry, today) {
			break
		}
		if looked++; looked > maxExpiringLot {
			return out, at
		}
		for key := range store.Keys(r, store.K(tagOfItem).Str(string(at.SKU)).Str(string(at.Lot)), nil) {
			g, err := goodsFromItemKey(key)
			if err != nil {
				panic(err)
			}
			if b := GetBalance(r, g); b.Reserved > 0 && len(out) < limit {
				out = append(out, Unpicked(r, g, limit-len(out))...)
			}
		}
		if len(out) == limit {
			return out, at // there may be more of this lot: those told are given back before the next look
		}
	}
	return out, ExpiringPlace{}
}
