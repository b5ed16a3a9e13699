package inventory

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"time"

	"example.com/tote/inventory/item"
)

// Turnover is what became of an item's stock of one owner, in base units: Opening + Received + OtherIn - Shipped - Sent -
// OtherOut make Closing. What is within the house (put away, picked, packed) moves nothing here. An issue is what somebody
// outside wanted: goods shipped to a customer or sent to another warehouse.
type Turnover struct {
	SKU      item.SKU
	Owner    string
	Opening  int64 // when the period begins
	Received int64 // from suppliers, and back from customers
	OtherIn  int64 // from other warehouses and owners, found by counts
	Shipped  int64 // to customers
	Sent     int64 // to other warehouses
	OtherOut int64 // to other owners, lost, scrapped
	Closing  int64 // when it ends

	Picks        int64 // visits to a shelf for an order's line
	Picked       int64 // units taken there
	ShippedLines int64 // parts of order lines that shipped, one for each parcel and shelf they came from

	FirstIn int64 // when goods of it first came into the house, unix microseconds, in the period or before; 0: never
	LastIn  int64 // when some last came through a dock: bought, sent back, or from another warehouse
	LastOut int64 // when some last was issued

	stood wide // units times seconds they were there within the period
}

// Issued is what customers and other warehouses got within the period.
func (m *Turnover) Issued() int64 { return m.Shipped + m.Sent }

// Average is the stock's mean over the period, each level weighted by how long it lasted, in thousandths of a unit.
func (m *Turnover) Average(from, to time.Time) int64 {
	return m.stood.per(1000, to.Unix()-from.Unix())
}

// Turnovers gives what moved in the period, or was there, by item and owner.
func (p *Past) Turnovers() []Turnover {
	out := make([]Turnover, 0, len(p.moved))
	for _, m := range p.moved {
		m := *m
		m.stood.add(m.Opening, p.seconds(p.from))
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b Turnover) int {
		return cmp.Or(strings.Compare(string(a.SKU), string(b.SKU)), strings.Compare(a.Owner, b.Owner))
	})
	return out
}

// seconds that are left of the period at a moment.
func (p *Past) seconds(at int64) int64 { return p.before/1e6 - at/1e6 }

// move adds a movement to what the item's owners had: nothing, if it stays one owner's in the house.
func (p *Past) move(e *lean, at int64) {
	from, to := e.from.inside(), e.to.inside()
	stays := from && to && string(e.from.owner) == string(e.to.owner)
	if from && !stays {
		p.ofOwner(e, &e.from).out(p, e, at)
	}
	if to && !stays {
		p.ofOwner(e, &e.to).in(p, e, at)
	}
	if from && at >= p.from && e.fromPhase == Allocated && e.toPhase == Picked {
		m := p.ofOwner(e, &e.from)
		m.Picks++
		m.Picked += e.qty
	}
}

func (p *Past) ofOwner(e *lean, s *leanSide) *Turnover {
	p.key = append(append(append(p.key[:0], byte(len(e.sku))), e.sku...), s.owner...)
	m := p.moved[string(p.key)]
	if m == nil {
		m = &Turnover{SKU: item.SKU(e.sku), Owner: string(s.owner)}
		p.moved[string(p.key)] = m
	}
	return m
}

func (m *Turnover) out(p *Past, e *lean, at int64) {
	customer, sent := e.to.is(Customer), e.to.is(InTransit)
	if customer || sent {
		m.LastOut = max(m.LastOut, at)
	}
	m.Closing -= e.qty
	if at < p.from {
		m.Opening -= e.qty
		return
	}
	m.stood.add(-e.qty, p.seconds(at))
	switch {
	case customer:
		m.Shipped += e.qty
		m.ShippedLines++
	case sent:
		m.Sent += e.qty
	default:
		m.OtherOut += e.qty
	}
}

func (m *Turnover) in(p *Past, e *lean, at int64) {
	received := e.from.is(Supplier) || e.from.is(Customer)
	m.FirstIn = earlier(m.FirstIn, at)
	if received || e.from.is(InTransit) {
		m.LastIn = max(m.LastIn, at)
	}
	m.Closing += e.qty
	if at < p.from {
		m.Opening += e.qty
		return
	}
	m.stood.add(e.qty, p.seconds(at))
	if received {
		m.Received += e.qty
	} else {
		m.OtherIn += e.qty
	}
}

// earlier gives the earlier of two moments of which 0 is none.
func earlier(a, b int64) int64 {
	if a == 0 || b == 0 {
		return a + b
	}
	return min(a, b)
}

// Join adds another stretch of time, or another owner.
func (m *Turnover) Join(o *Turnover) {
	m.Opening += o.Opening
	m.Received += o.Received
	m.OtherIn += o.OtherIn
	m.Shipped += o.Shipped
	m.Sent += o.Sent
	m.OtherOut += o.OtherOut
	m.Closing += o.Closing
	m.Picks += o.Picks
	m.Picked += o.Picked
	m.ShippedLines += o.ShippedLines
	m.FirstIn = earlier(m.FirstIn, o.FirstIn)
	m.LastIn = max(m.LastIn, o.LastIn)
	m.LastOut = max(m.LastOut, o.LastOut)
	m.stood.plus(o.stood)
}

// wide is a whole number of 128 bits: a tonne of spice in grams over a year is near the end of 63.
type wide struct {
	hi int64
	lo uint64
}

func (w *wide) plus(o wide) {
	var carry uint64
	w.lo, carry = bits.Add64(w.lo, o.lo, 0)
	w.hi += o.hi + int64(carry)
}

// add adds a times b; b is not below zero.
func (w *wide) add(a, b int64) {
	negative := a < 0
	if negative {
		a = -a
	}
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if negative {
		var borrow uint64
		lo, borrow = bits.Sub64(0, lo, 0)
		hi = -hi - borrow
	}
	w.plus(wide{int64(hi), lo})
}

// per gives w times factor over by, rounded down, not below zero; the greatest number there is if it has no room.
func (w wide) per(factor uint64, by int64) int64 {
	if w.hi < 0 || by <= 0 {
		return 0
	}
	over, lo := bits.Mul64(w.lo, factor)
	hi := uint64(w.hi)*factor + over
	if hi >= uint64(by) {
		return 1<<63 - 1
	}
	n, _ := bits.Div64(hi, lo, uint64(by))
	return int64(min(n, 1<<63-1))
}
