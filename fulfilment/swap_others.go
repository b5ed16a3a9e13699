package fulfilment

import (
	"slices"

	"example.com/tote/fulfilment/allocation"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
)

// Bounds of what one swap may change of others: each line it touches writes the line with its index keys, two entries, its
// task and the balances of what it gets, of 200 writes.
const (
	maxSwapLines = 5  // lines that give goods
	maxSwapMade  = 20 // reservations made for them
	maxSwapTold  = 10 // of those who have the goods, in a refusal
)

// gather takes the goods for the line: free ones, then those of other lines.
func (s *swapper) gather() error {
	b := inventory.GetBalance(s.tx, s.goods)
	if s.free {
		s.got = min(s.want, b.Unreserved())
	}
	if s.got > 0 {
		if err := inventory.Release(s.tx, &s.line, s.res.N, s.got, "swap"); err != nil {
			return err
		}
	}
	others := s.others()
	for i := range others {
		if s.got == s.want || len(s.out.Affected) == maxSwapLines {
			break
		}
		if err := s.takeFrom(&others[i]); err != nil {
			return err
		}
	}
	if s.got == 0 {
		return s.nothingTaken(b.Unreserved(), others)
	}
	return nil
}

// others gives the lines that have reserved the goods and not picked them. The asking line's own reservation of them is
// another of its steps.
func (s *swapper) others() []rival {
	return slices.DeleteFunc(rivals(s.tx, s.goods), func(v rival) bool { return v.ref.Order == s.line.Order && v.ref.Line == s.line.No })
}

// nothingTaken is why a line gets none of the goods: they may not be taken before the earlier ones, or are others'.
func (s *swapper) nothingTaken(unreserved int64, others []rival) error {
	if unreserved > 0 {
		return fault.Refused("fefo.later", "lot %q expires on %s, after lot %q on %s, which is to go first: put it back and take lot %q",
			s.goods.Lot, s.newBy, s.old.Lot, s.oldBy, s.old.Lot).
			With(fault.Detail{Where: string(s.goods.Lot), Reason: "fefo.later", Message: "expires on " + s.newBy.String(), Have: unreserved},
				fault.Detail{Where: string(s.old.Lot), Reason: "fefo.earlier", Message: "expires on " + s.oldBy.String(), Want: s.want})
	}
	e := fault.Refused("swap.taken", "all of lot %q at %s is reserved for lines that could get nothing else: put it back and take lot %q", s.goods.Lot, s.goods.Holder, s.old.Lot)
	for _, v := range others[:min(len(others), maxSwapTold)] {
		l, err := inventory.GetLine(s.tx, v.ref.Order, v.ref.Line)
		if err != nil {
			return err
		}
		r := l.Reservation(v.ref.Res)
		d := fault.Detail{Where: "order " + v.ref.Order + " line " + itoa(v.ref.Line), Reason: "swap.taken", Message: "waits for them", Have: r.Qty}
		if t, ok := inventory.Tasks.Get(s.tx, inventory.TaskKey(r.Task)); ok && t.State == inventory.TaskClaimed {
			d.Message = t.Claim.Worker + " is on the way to them with task " + t.ID
		}
		e.With(d)
	}
	return e
}

// takeFrom takes goods from one line, if it gets others for them.
func (s *swapper) takeFrom(v *rival) error {
	l, err := inventory.GetLine(s.tx, v.ref.Order, v.ref.Line)
	if err != nil {
		return err
	}
	r := *l.Reservation(v.ref.Res)
	n := min(s.want-s.got, r.Qty)
	var bad fault.Gather
	if s.unfit(&bad, s.old, s.oldBy, &l); bad.Len() == 0 {
		return s.exchange(&l, r, n, GotYours, []reservable{{s.old, n}})
	}
	if !s.free {
		return nil // it would leave the earlier lot behind
	}
	plan, err := s.elsewhere(&l, n)
	if err != nil || len(plan) == 0 || s.made+len(plan) > maxSwapMade {
		return err
	}
	return s.exchange(&l, r, n, GotOther, plan)
}

// reservable is so much of some goods.
type reservable struct {
	goods inventory.Goods
	qty   int64
}

// exchange gives a line other goods for n of those it had, which the asking line gets.
func (s *swapper) exchange(l *inventory.Line, r inventory.Reservation, n int64, got string, instead []reservable) error {
	if err := inventory.Release(s.tx, l, r.N, n, "swap"); err != nil {
		return err
	}
	if err := inventory.Release(s.tx, &s.line, s.res.N, n, "swap"); err != nil {
		return err
	}
	var steps []inventory.TaskStep
	for _, g := range instead {
		step, err := s.reserve(l, g)
		if err != nil {
			return err
		}
		steps = append(steps, step)
	}
	inventory.Lines.Put(s.tx, l)
	s.got += n
	s.out.Affected = append(s.out.Affected, SwapAffected{Ref: l.Ref(r.N), Qty: n, Got: got})
	if r.Task == "" {
		return nil
	}
	s.out.Reclaim = s.out.Reclaim || r.Task == s.res.Task
	return exchangeOnTrip(s.tx, l.Ref(r.N), r.Task, steps, "other stock after a swap")
}

func (s *swapper) reserve(l *inventory.Line, g reservable) (inventory.TaskStep, error) {
	made, err := inventory.Reserve(s.tx, l, inventory.ReserveInput{Goods: g.goods, Qty: g.qty})
	if err != nil {
		return inventory.TaskStep{}, err
	}
	s.made++
	code, _ := inventory.PlaceOf(s.tx, made.Holder)
	return inventory.TaskStep{Ref: l.Ref(made.N), SKU: l.SKU, Lot: made.Lot, From: made.Holder, Location: code, Qty: made.Qty}, nil
}

// elsewhere plans other stock for n of a line; nothing if it cannot be covered whole.
func (s *swapper) elsewhere(l *inventory.Line, n int64) ([]reservable, error) {
	ship := shipDay(s.tx.Now(), l.ShipBy, s.a.zone)
	if s.other == nil {
		offer := inventory.Allocatable(s.tx, s.line.SKU, s.line.Owner, item.DateOf(s.tx.Now(), s.a.zone))
		offer.Candidates = slices.DeleteFunc(offer.Candidates, func(c inventory.Candidate) bool { return c.Goods == s.goods || c.Goods == s.old })
		s.other = &offer
	}
	demand, it, err := s.a.demand(l, ship, n)
	if err != nil {
		return nil, err
	}
	for i := range s.other.Candidates {
		b := inventory.GetBalance(s.tx, s.other.Candidates[i].Goods)
		s.other.Candidates[i].Free = b.Unreserved()
	}
	plan, err := allocation.Allocate([]allocation.Line{demand}, s.a.stock(&it, s.other.Candidates))
	if err != nil {
		return nil, err
	}
	var out []reservable
	for _, p := range plan.Picks {
		out = append(out, reservable{s.other.Candidates[p.Stock].Goods, p.Quantity})
		n -= p.Quantity
	}
	if n > 0 {
		return nil, nil
	}
	return out, nil
}

// finish reserves what was gathered for the line and puts it on its trip where the old step was.
func (s *swapper) finish() (SwapResult, error) {
	step, err := s.reserve(&s.line, reservable{s.goods, s.got})
	if err != nil {
		return SwapResult{}, err
	}
	inventory.Lines.Put(s.tx, &s.line)
	s.out.Outcome, s.out.Swapped, s.out.Left, s.out.Task = SwapDone, s.got, s.res.Qty-s.got, s.res.Task
	if s.got < s.want {
		s.out.Outcome = SwapPart
	}
	steps := []inventory.TaskStep{step}
	if s.res.Task != "" {
		if err := inventory.ExchangeStep(s.tx, s.res.Task, s.line.Ref(s.res.N), steps); err != nil {
			return SwapResult{}, err
		}
	}
	s.out.Steps = steps
	return s.out, nil
}
