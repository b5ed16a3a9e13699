package inventory

import (
	"cmp"
	"slices"

	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// Bounds of one search for goods. They are counted against the reads of a command: a search costs at most one read a free
// balance and lot, and about six for each of the candidates it looks at closely.
const (
	MaxFreeBalances = 300 // of one item and owner; what lies in more places is served by the first of them
	MaxCandidates   = 80  // looked at closely, earliest expiry first
	maxLotsAsked    = 60  // lots asked for holds on them as a whole, before their places are looked at
	candidateReads  = 6   // balance, location, and the LPNs it stands in
)

// Candidate is a balance whose free goods may be sold today.
type Candidate struct {
	Goods
	Free     int64     // base units on hand that no line has claimed
	OnHand   int64     // base units
	Expiry   item.Date // none: it does not expire
	Since    int64     // unix seconds of the oldest receipt: FIFO
	Location layout.Code
	Zone     string
	Kind     layout.Kind // reserve or pick face
	Travel   int64
}

// Offer is what a search found.
type Offer struct {
	Candidates []Candidate // earliest expiry first, then lot and holder
	Reads      int         // about what it cost of a command's budget
	More       bool        // there were more than the bounds allow
}

// Allocatable gives the balances of an item and owner from which a line may be served on a day: free goods in a reserve
// location or pick face, or in an LPN that stands there, under no hold, here or company-wide, and not expired.
func Allocatable(r store.Reader, sku item.SKU, owner string, today item.Date) Offer {
	free, offer := freeGoods(r, sku, owner)
	expiry, recalled := map[item.Lot]item.Date{}, map[item.Lot]bool{}
	holding := withHolds(r) // usually there is none, and no candidate needs to be asked for
	free = slices.DeleteFunc(free, func(g Goods) bool {
		if _, known := expiry[g.Lot]; !known {
			expiry[g.Lot] = ExpiryOf(r, sku, g.Lot)
			// A lot that is held wherever it lies takes no candidate's place: it may lie in more places than are looked at.
			if offer.Reads++; len(recalled) < maxLotsAsked {
				recalled[g.Lot] = len(holdsOn(holding, g, nil)) > 0
				offer.Reads += 2 * len(holding)
			}
		}
		return Expired(expiry[g.Lot], today) || recalled[g.Lot]
	})
	slices.SortStableFunc(free, func(a, b Goods) int { // the index gave them by lot and holder
		return cmp.Compare(lastIfNone(expiry[a.Lot]), lastIfNone(expiry[b.Lot]))
	})
	if len(free) > MaxCandidates {
		free, offer.More = free[:MaxCandidates], true
	}
	for _, g := range free {
		offer.Reads += candidateReads
		within := Within(r, g.Holder)
		if len(holdsOn(holding, g, within)) > 0 {
			continue
		}
		b := GetBalance(r, g)
		if l, ok := stockedAt(r, within); ok {
			offer.Candidates = append(offer.Candidates, Candidate{Goods: g, Free: b.Unreserved(), OnHand: b.OnHand, Expiry: expiry[g.Lot],
				Since: b.Since, Location: l.Code, Zone: l.Zone, Kind: l.Kind, Travel: l.Travel})
		}
	}
	return offer
}

// freeGoods reads the free index of an item: keys only, so that goods of the wrong lot or owner cost one step each.
func freeGoods(r store.Reader, sku item.SKU, owner string) ([]Goods, Offer) {
	var out []Goods
	var offer Offer
	for k := range store.Keys(r, store.K(tagFree).Str(string(sku)), nil) {
		offer.Reads++
		g, err := goodsFromItemKey(k)
		if err != nil {
			panic(err)
		}
		if g.Owner == owner {
			out = append(out, g)
		}
		if offer.Reads == MaxFreeBalances {
			offer.More = true
			break
		}
	}
	return out, offer
}

func lastIfNone(d item.Date) int64 {
	if d == item.NoDate {
		return 1 << 32
	}
	return int64(d)
}

// stockedAt gives the location goods stand at, if it is one that is sold from.
func stockedAt(r store.Reader, within []Holder) (layout.Location, bool) {
	at := within[len(within)-1]
	if at.Kind != AtLocation {
		return layout.Location{}, false
	}
	l, err := FindLocation(r, at.Code())
	return l, err == nil && l.Kind.Stocked()
}

// Unsold is a balance a line was not served from, with what stands in the way.
type Unsold struct {
	Balance
	Expiry   item.Date
	Location layout.Code // empty: in no location
	Kind     layout.Kind
	Hold     string // the first hold's reason
}

// Bounds of what explains a shortage: more reasons than these fit no screen, and each look costs about eight reads.
const (
	MaxUnsold     = 20
	maxUnsoldSeen = 25
)

// UnsoldOf gives the first balances of an item, whatever their condition, to explain why a line is short. What has left
// stock, in totes, cartons and hands, is not told: it is promised already.
func UnsoldOf(r store.Reader, sku item.SKU) []Unsold {
	var out []Unsold
	seen, holding := 0, withHolds(r)
	for b := range OfItem(r, sku) {
		if seen++; seen > maxUnsoldSeen || len(out) == MaxUnsold {
			break
		}
		u := Unsold{Balance: b, Expiry: ExpiryOf(r, sku, b.Lot)}
		within := Within(r, b.Holder)
		at := within[len(within)-1]
		if at.Kind != AtLocation || b.Reserved == b.OnHand && b.Holder.Kind == InLPN {
			continue
		}
		if l, err := FindLocation(r, at.Code()); err == nil {
			u.Location, u.Kind = l.Code, l.Kind
		}
		if holds := holdsOn(holding, b.Goods, within); len(holds) > 0 {
			u.Hold = holds[0].Reason
		}
		if b.Status != Available && u.Hold == "" {
			u.Hold = b.Status.String()
		}
		out = append(out, u)
	}
	return out
}
