package inventory

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// PastEntries bounds the ledger entries one look reads for a fold: 20,000 are read in about 10 ms.
const PastEntries = 20_000

// PastQuery says what of the past is wanted.
type PastQuery struct {
	Before    time.Time // what was recorded before this moment counts
	From      time.Time // of a period that ends at Before; zero: there is none
	SKU       item.SKU  // of one item; "" is all
	Balances  bool      // what lay where
	Turnovers bool      // what became of each item of each owner
}

// Past is what a stretch of the ledger did to the stock: nothing but sums, so that stretches folded apart, by several
// goroutines, join to what one fold of all of it gives. A stretch from the first entry on is the stock of its last moment.
//
// What left the house holds nothing any more: the verbs book goods out before what they lay in.
//
// Fold it piece by piece, each on a snapshot of its own. Memory: about 200 bytes for each balance, LPN and item that the
// stretch left changed; what came and went within it is forgotten at once, however long the ledger is.
type Past struct {
	q            PastQuery
	from, before int64 // of the query, unix microseconds
	first, last  uint64
	next         uint64 // the entry to go on with
	sums         map[string]*pastSum
	spare        []*pastSum
	stands       map[string]Holder // LPN: where the last carry put it
	moved        map[string]*Turnover
	key          []byte
}

// pastSum is what a balance gained.
type pastSum struct{ onHand, grams int64 }

// NewPast begins a fold of all entries the query is about.
func NewPast(r store.Reader, q PastQuery) *Past {
	p := newStretch(q, 1, store.LastBefore(r, q.Before))
	return p
}

func newStretch(q PastQuery, first, last uint64) *Past {
	return &Past{q: q, from: q.From.UnixMicro(), before: q.Before.UnixMicro(), first: first, last: last, next: first,
		sums: map[string]*pastSum{}, stands: map[string]Holder{}, moved: map[string]*Turnover{}}
}

// Entries tells how many entries the fold is of, and Last the number of the last one.
func (p *Past) Entries() uint64 { return p.last + 1 - p.first }

// Last gives the number of the last entry the fold is of, 0 if there is none.
func (p *Past) Last() uint64 { return p.last }

// Split gives folds of stretches of at most size entries that join, in this order, to the whole. It is for a fold that
// has not begun.
func (p *Past) Split(size uint64) []*Past {
	var out []*Past
	for first := p.first; first <= p.last; first += size {
		out = append(out, newStretch(p.q, first, min(p.last, first+size-1)))
	}
	return out
}

// Piece folds the next entries; it tells whether there are no more.
func (p *Past) Piece(r store.Reader) (done bool, err error) {
	n := 0
	var e lean
	store.Walk(r, p.next, p.last, func(s store.Stored) bool {
		if n++; n > PastEntries {
			return false
		}
		if err = readLean(s, &e); err != nil {
			return false
		}
		p.take(&e, s.At)
		p.next = s.Seq + 1
		return true
	})
	return err != nil || n <= PastEntries, err
}

// Join adds the fold of the stretch right behind this one. The other is used up.
func (p *Past) Join(o *Past) {
	p.last, p.next = o.last, o.next
	for k, s := range o.sums {
		if have := p.sums[k]; have != nil {
			s.onHand += have.onHand
			s.grams += have.grams
		}
		if *s == (pastSum{}) {
			delete(p.sums, k)
			continue
		}
		p.sums[k] = s
	}
	for id, at := range o.stands {
		p.stand(id, at)
	}
	for k, m := range o.moved {
		if have := p.moved[k]; have != nil {
			have.Join(m)
			continue
		}
		p.moved[k] = m
	}
}

func (p *Past) take(e *lean, at int64) {
	switch e.kind {
	case EntryMove:
		if p.q.SKU != "" && string(e.sku) != string(p.q.SKU) {
			return
		}
		if p.q.Balances {
			p.put(e, &e.from, -1)
			p.put(e, &e.to, +1)
		}
		if p.q.Turnovers {
			p.move(e, at)
		}
	case EntryCarry:
		if p.q.Balances {
			p.stand(string(e.id), e.to.holder())
		}
	}
}

// stand notes where an LPN stands. One that left the house holds nothing any more and is forgotten, unless entries before
// this stretch may have put it somewhere.
func (p *Past) stand(id string, at Holder) {
	if p.first == 1 && (at.IsZero() || at.Kind == Outside) {
		delete(p.stands, id)
		return
	}
	p.stands[id] = at
}

func (p *Past) put(e *lean, s *leanSide, sign int64) {
	if s.kind == Outside {
		return
	}
	// An item and a side, as they are stored, name a balance. Should two spellings of one side ever meet, Stock adds them.
	p.key = append(append(append(p.key[:0], byte(len(e.sku))), e.sku...), s.raw...)
	sum := p.sums[string(p.key)]
	if sum == nil {
		if n := len(p.spare); n > 0 {
			sum, p.spare = p.spare[n-1], p.spare[:n-1]
		} else {
			sum = &pastSum{}
		}
		p.sums[string(p.key)] = sum
	}
	sum.onHand += sign * e.qty
	sum.grams += sign * e.grams
	if *sum == (pastSum{}) {
		delete(p.sums, string(p.key))
		p.spare = append(p.spare, sum)
	}
}

// PastBalance is what lay where at a moment.
type PastBalance struct {
	Goods
	OnHand int64  // base units
	Grams  int64  // of catch-weight goods
	Place  Holder // what all of it stood in: a location, hands, or an LPN that stood nowhere
}

// Stock gives what there was, by item, lot, holder, status and owner. It is for a fold from the first entry on.
func (p *Past) Stock() ([]PastBalance, error) {
	all := make(map[Goods]pastSum, len(p.sums))
	words := map[string]string{} // one copy of each name: they come again and again
	for k, s := range p.sums {
		g, err := goodsOf(k, words)
		if err != nil {
			return nil, err
		}
		have := all[g]
		all[g] = pastSum{have.onHand + s.onHand, have.grams + s.grams}
	}
	out := make([]PastBalance, 0, len(all))
	for g, s := range all {
		if s.onHand != 0 {
			out = append(out, PastBalance{Goods: g, OnHand: s.onHand, Grams: s.grams, Place: p.placeOf(g.Holder)})
		}
	}
	slices.SortFunc(out, func(a, b PastBalance) int { return compareGoods(&a.Goods, &b.Goods) })
	return out, nil
}

func goodsOf(key string, words map[string]string) (Goods, error) {
	sku, raw := key[1:1+key[0]], []byte(key[1+key[0]:])
	var s leanSide
	c := cbor{rest: raw}
	if s.read(&c); c.bad {
		return Goods{}, unreadable(0, nil)
	}
	word := func(b []byte) string {
		w, ok := words[string(b)]
		if !ok {
			w = string(b)
			words[w] = w
		}
		return w
	}
	return Goods{SKU: item.SKU(word([]byte(sku))), Lot: item.Lot(word(s.lot)), Holder: Holder{s.kind, word(s.id)}, Status: s.status, Owner: word(s.owner)}, nil
}

func compareGoods(a, b *Goods) int {
	return cmp.Or(strings.Compare(string(a.SKU), string(b.SKU)), strings.Compare(string(a.Lot), string(b.Lot)),
		cmp.Compare(a.Holder.Kind, b.Holder.Kind), strings.Compare(a.Holder.ID, b.Holder.ID), cmp.Compare(a.Status, b.Status),
		strings.Compare(a.Owner, b.Owner))
}

// placeOf walks up from a holder to what all of it stood in.
func (p *Past) placeOf(h Holder) Holder {
	for n := 0; h.Kind == InLPN && n <= MaxNests; n++ {
		in, ok := p.stands[h.ID]
		if !ok || in.IsZero() {
			break
		}
		h = in
	}
	return h
}
