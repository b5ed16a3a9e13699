package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// Movement is goods going from one place or condition to another, under no reservation.
type Movement struct {
	From     Goods // of an outside holder too
	To       Side
	Qty      int64
	Grams    int64 // of weighed goods; 0: the share of the goods it is taken from, from outside what they usually weigh
	Serials  []string
	Reason   string
	Document string
	Since    int64  // unix seconds of the receipt; 0: as the goods it is taken from
	Why      string // why the place was chosen
}

// Move books goods from one side to the other. It takes only what no line has claimed.
func Move(tx *store.Tx, m Movement) error {
	if m.Qty <= 0 {
		return fault.Invalid("move.quantity", "a movement needs a quantity above zero, not %d", m.Qty)
	}
	from := GetBalance(tx, m.From)
	if m.From.Holder.Kind != Outside && from.Unreserved() < m.Qty {
		return shortOf(&from, m.Qty)
	}
	if m.Since == 0 {
		m.Since = from.Since
	}
	to := Goods{SKU: m.From.SKU, Lot: m.To.Lot, Holder: m.To.Holder, Status: m.To.Status, Owner: m.To.Owner}
	if m.From.Holder.Kind == Outside && m.Grams == 0 {
		m.Grams = usualGrams(tx, to, m.Qty)
	}
	if m.From.Holder.Kind != Outside && (m.Grams == 0 || m.Qty == from.OnHand) {
		m.Grams = gramShare(&from, m.Qty) // no gram is left of nothing
	}
	if err := change(tx, m.From, delta{onHand: -m.Qty, grams: -m.Grams}); err != nil {
		return err
	}
	if err := change(tx, to, delta{onHand: m.Qty, grams: m.Grams, since: m.Since}); err != nil {
		return err
	}
	record(tx, Entry{Kind: EntryMove, SKU: m.From.SKU, Qty: m.Qty, Grams: m.Grams, From: m.From.side(), To: m.To, Serials: m.Serials,
		Reason: m.Reason, Document: m.Document, Why: m.Why})
	return lateForCount(tx, m.From.SKU, m.From.side(), m.To)
}

// Onward is a reservation's goods going on: from stock into a tote, from a tote into a carton, from a carton to the customer.
type Onward struct {
	Res      int
	Qty      int64
	Grams    int64 // of weighed pieces that were weighed on the way; 0: the share of those they are taken from
	To       Holder
	ToPhase  Phase
	Reason   string
	Document string
	Serials  []string
}

// Advanced is what became of a reservation's goods.
type Advanced struct {
	Res   int   // its number now: a part has a new one
	Grams int64 // that went
}

// Advance moves the goods of a reservation, the reservation and the line's quantity together: one entry. A part splits
// off under a new number. Shipped goods leave their reservation behind. The caller puts the line.
func Advance(tx *store.Tx, l *Line, s Onward) (Advanced, error) {
	r := l.Reservation(s.Res)
	if r == nil || s.Qty <= 0 || s.Qty > r.Qty {
		return Advanced{}, fault.Conflict("reservation.gone", "line %d of order %s has no reservation %d of %d", l.No, l.Order, s.Res, s.Qty)
	}
	if s.ToPhase < r.Phase || s.ToPhase < Picked || s.ToPhase > Shipped {
		return Advanced{}, fault.Conflict("reservation.phase", "reserved goods that are %s cannot become %s", r.Phase, s.ToPhase)
	}
	from := l.Goods(r)
	to := from.At(s.To)
	grams, err := takeAlong(tx, from, to, s)
	if err != nil {
		return Advanced{}, err
	}
	e := Entry{Kind: EntryMove, SKU: l.SKU, Qty: s.Qty, Grams: grams, From: from.side(), To: to.side(), Serials: s.Serials,
		Ref: l.Ref(s.Res), FromPhase: r.Phase, ToPhase: s.ToPhase, Reason: s.Reason, Document: s.Document}
	l.shift(r.Phase, s.ToPhase, s.Qty)
	out := Advanced{l.carryOn(r, s), grams}
	if out.Res != s.Res {
		e.NewRes = out.Res
	}
	record(tx, e)
	return out, lateForCount(tx, l.SKU, e.From, e.To)
}

// takeAlong moves goods from one balance to another, and as much of what is reserved, and gives their weight: what they were
// weighed at on the way, or their share.
func takeAlong(tx *store.Tx, from, to Goods, s Onward) (grams int64, err error) {
	old := GetBalance(tx, from)
	grams = gramShare(&old, s.Qty)
	if s.Grams > 0 && s.Grams != grams {
		if old, err = weighedOff(tx, old, s.Qty, s.Grams, s.Document); err != nil {
			return 0, err
		}
		grams = s.Grams
	}
	if err := change(tx, from, delta{onHand: -s.Qty, reserved: -s.Qty, grams: -grams}); err != nil {
		return 0, err
	}
	return grams, change(tx, to, delta{onHand: s.Qty, reserved: s.Qty, grams: grams, since: old.Since})
}

// carryOn brings a reservation to where its goods went: whole, or a part of it under a new number.
func (l *Line) carryOn(r *Reservation, s Onward) int {
	switch {
	case s.ToPhase == Shipped:
		if r.Qty -= s.Qty; r.Qty == 0 {
			l.drop(s.Res)
		}
		return s.Res
	case s.Qty == r.Qty:
		r.Holder, r.Phase, r.Task, r.Expires = s.To, s.ToPhase, "", 0
		return s.Res
	}
	r.Qty -= s.Qty
	return l.addRes(Reservation{Holder: s.To, Lot: r.Lot, Status: r.Status, Qty: s.Qty, Phase: s.ToPhase})
}
