package inventory

import (
	"cmp"
	"slices"

	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// Bounds of one search for goods, against the reads of a command: two for each lot that has free goods, one for each free
// balance that is another owner's, about six for each that is looked at closely. What lies behind them is found by the next
// search, which goes on where this one stopped.
const (
	MaxCandidates  = 80  // that may be sold
	maxSearchReads = 900 // a line that is allocated also writes its reservations and explains what it lacks
	maxLotsSorted  = 300 // lots put in order of expiry at once; what lies in more lots comes in rounds of so many
	candidateReads = 6   // balance, location, and the LPNs it stands in
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

// Search asks for goods of an item and owner that may be sold on a day: free goods in a reserve location or pick face, or in
// an LPN that stands there, under no hold, here or company-wide, not expired, and with the life that must remain.
type Search struct {
	SKU     item.SKU
	Owner   string
	Day     item.Date
	MinDays int64      // life that must remain on that day
	Lot     item.Lot   // only of that one; "" any
	Want    int64      // base units: behind a lot that makes them up nothing later is looked at; 0: all there is
	From    SearchSpot // where a search before stopped
}

// SearchSpot is how far a search has come: goods are looked at by expiry, lot and holder.
type SearchSpot struct {
	Round item.Lot  `cbor:"1,keyasint,omitempty"` // the last lot of the rounds before
	Date  int64     `cbor:"2,keyasint,omitempty"` // of the lot, as it sorts
	Lot   item.Lot  `cbor:"3,keyasint,omitempty"`
	Key   store.Key `cbor:"4,keyasint,omitempty"` // in the index of free goods: the last that was looked at
}

// Offer is what a search found.
type Offer struct {
	Candidates []Candidate // earliest expiry first, then lot and holder
	Reads      int         // about what it cost of a command's budget
	More       bool        // the bounds ended it: a search from Next finds the rest
	Next       SearchSpot
}

// Allocatable gives the first balances of an item and owner from which a line may be served on a day: see Search.
func Allocatable(r store.Reader, sku item.SKU, owner string, today item.Date) Offer {
	return Search{SKU: sku, Owner: owner, Day: today}.Offer(r)
}

// searching is one search under way.
type searching struct {
	Search
	r       store.Reader
	holding []store.Reader // usually none, and no candidate needs to be asked for
	offer   Offer
	free    int64 // base units found
}

// Offer searches.
func (q Search) Offer(r store.Reader) Offer {
	s := &searching{Search: q, r: r, holding: withHolds(r)}
	for round := q.From.Round; ; {
		lots, last := s.lots(round)
		if !s.walk(lots, round) {
			return s.offer
		}
		if last == "" {
			return s.offer
		}
		round = last
		s.From = SearchSpot{Round: round}
		if s.offer.Reads >= maxSearchReads {
			s.offer.More, s.offer.Next = true, s.From
			return s.offer
		}
	}
}

// datedLot is a lot with free goods that may be sold by its date.
type datedLot struct {
	lot    item.Lot
	expiry item.Date
}

// lots gives the lots of a round by expiry. What cannot be sold by its date costs two reads, in however many places it lies.
// last is the round's last lot if there are more behind it.
func (s *searching) lots(behind item.Lot) (out []datedLot, last item.Lot) {
	var from store.Key
	prefix := store.K(tagFree).Str(string(s.SKU))
	if behind != "" {
		from = behindLot(prefix, behind)
	}
	if s.Lot != "" {
		prefix = prefix.Str(string(s.Lot))
	}
	for n := 0; ; n++ {
		g, ok := firstOf(s.r, prefix, from)
		if !ok {
			break
		}
		if n == maxLotsSorted {
			return sortLots(out), last
		}
		last = g.Lot
		s.offer.Reads += 2
		d := datedLot{g.Lot, ExpiryOf(s.r, s.SKU, g.Lot)}
		if !Expired(d.expiry, s.Day) && (d.expiry == item.NoDate || s.Day.Until(d.expiry) >= s.MinDays) {
			out = append(out, d)
		}
		if s.Lot != "" {
			break
		}
		from = behindLot(prefix, g.Lot)
	}
	return sortLots(out), ""
}

func sortLots(lots []datedLot) []datedLot {
	slices.SortStableFunc(lots, func(a, b datedLot) int { // the index gave them by lot
		return cmp.Compare(lastIfNone(a.expiry), lastIfNone(b.expiry))
	})
	return lots
}

// behindLot begins the keys of the lots behind one.
func behindLot(prefix store.Key, lot item.Lot) store.Key { return prefix.Str(string(lot) + "\x00") }

func firstOf(r store.Reader, prefix, from store.Key) (Goods, bool) {
	for k := range store.Keys(r, prefix, from) {
		return mustGoods(k), true
	}
	return Goods{}, false
}

func mustGoods(k store.Key) Goods {
	g, err := goodsFromItemKey(k)
	if err != nil {
		panic(err)
	}
	return g
}

// walk looks at the goods of lots in order. It tells false when nothing more is to be looked at.
func (s *searching) walk(lots []datedLot, round item.Lot) bool {
	for i, d := range lots {
		date := lastIfNone(d.expiry)
		if c := cmp.Or(cmp.Compare(date, s.From.Date), cmp.Compare(d.lot, s.From.Lot)); s.From.Date != 0 && c < 0 {
			continue
		}
		if i > 0 && s.Want > 0 && s.free >= s.Want && d.expiry != lots[i-1].expiry {
			return false
		}
		s.offer.Reads += 2 * len(s.holding)
		if len(holdsOn(s.holding, Goods{SKU: s.SKU, Lot: d.lot}, nil)) > 0 {
			continue // a lot that is held wherever it lies, in however many places
		}
		var from store.Key
		if s.From.Date == date && s.From.Lot == d.lot && s.From.Key != nil {
			from = s.From.Key.Byte(0)
		}
		for k := range store.Keys(s.r, store.K(tagFree).Str(string(s.SKU)).Str(string(d.lot)), from) {
			s.offer.Reads++
			if g := mustGoods(k); g.Owner == s.Owner {
				s.closely(g, d.expiry)
			}
			if len(s.offer.Candidates) == MaxCandidates || s.offer.Reads >= maxSearchReads {
				s.offer.More, s.offer.Next = true, SearchSpot{Round: round, Date: date, Lot: d.lot, Key: k.Clone()}
				return false
			}
		}
	}
	return true
}

// closely looks at a free balance: where it stands, and whether something holds it there.
func (s *searching) closely(g Goods, expiry item.Date) {
	s.offer.Reads += candidateReads - 1
	within := Within(s.r, g.Holder)
	if len(holdsOn(s.holding, g, within)) > 0 {
		return
	}
	b := GetBalance(s.r, g)
	if l, ok := stockedAt(s.r, within); ok {
		s.free += b.Unreserved()
		s.offer.Candidates = append(s.offer.Candidates, Candidate{Goods: g, Free: b.Unreserved(), OnHand: b.OnHand, Expiry: expiry,
			Since: b.Since, Location: l.Code, Zone: l.Zone, Kind: l.Kind, Travel: l.Travel})
	}
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
