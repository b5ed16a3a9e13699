package fulfilment

import (
	"slices"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/slotting"
	"example.com/tote/inventory/store"
)

// maxRefillLines bounds the lines whose reserved goods come along with one refill: each writes the line with its index keys,
// its trip and an entry, of 200 writes. What is beyond them is booked as found, with a count wanted.
const maxRefillLines = 16

// ReplenishInput is a fact: goods of a refill were set down at its face, all of them or what there was.
type ReplenishInput struct {
	Refill   string
	Task     string
	Qty      int64
	UoM      string      // "case": Qty counts those; "" base units
	To       layout.Code // empty: the refill's face
	Reason   ShortReason // why less came than was asked for
	More     bool        // the rest comes on another way: the refill stays open
	Override string      // a supervisor's reason to break the rules of the place
	Surprise *inventory.Surprise
}

// ReplenishResult tells what became of a refill.
type ReplenishResult struct {
	Refill   string                `cbor:"1,keyasint"`
	State    inventory.RefillState `cbor:"2,keyasint"`
	Units    int64                 `cbor:"3,keyasint,omitempty"` // base units that were moved
	Left     int64                 `cbor:"4,keyasint,omitempty"` // still wanted of this refill
	Affected []MoveAffected        `cbor:"5,keyasint,omitempty"`
	Found    int64                 `cbor:"6,keyasint,omitempty"` // of Units, what the books did not have there
}

func (in *ReplenishInput) check(worker string) error {
	var g fault.Gather
	if worker == "" {
		g.Add("worker", "worker.missing", "who brings goods is named: sign in first")
	}
	if in.Refill == "" {
		g.Add("refill", "replenish.unnamed", "name the refill that was brought")
	}
	if in.Qty < 0 || in.Qty > MaxLineQty {
		g.Add("quantity", "replenish.quantity", "0 to %d units can be brought, not %d", MaxLineQty, in.Qty)
	}
	if in.Reason != "" && !slices.Contains(ShortReasons, in.Reason) {
		g.Add("reason", "replenish.reason", "reason %q must be one of %v, or absent", in.Reason, ShortReasons)
	}
	if in.Qty == 0 && in.Reason == "" {
		g.Add("reason", "replenish.reason", "nothing was brought: give one of %v as the reason", ShortReasons)
	}
	if len(in.Override) > inventory.MaxStateReason {
		g.Add("override", "reason.missing", "a reason has at most %d bytes: it is kept in the ledger", inventory.MaxStateReason)
	}
	return g.Invalid("replenish.invalid", "what was brought cannot be understood")
}

// Replenish books goods set down at a pick face. It is a fact, booked whoever has claimed the refill and whatever became of it:
// the goods are there. First comes what lines have reserved by the piece and the refill was planned for, then what is free,
// then what else is reserved, nobody's on the way first: reservations travel with the goods and trips tell the new place. What
// the books do not have at the source is booked as found there, and counted.
//
// The rules of the place refuse, as they do when goods are moved or put away: the worker stands before it with the goods in his
// hands, and a shelf that carries no more, or a second lot in a one-lot face, is no less wrong for having been done. The refusal
// names the rule; he brings the goods elsewhere (To), or a supervisor overrides it. Only the greatest quantity of the refill's
// own face does not bind here: it is a figure for planning, and what goes over it by a unit stands there all the same.
//
// Without More a refill ends with what came. Of the rest, what still lacks at the face is planned anew from other stock; with a
// reason the source is held and counted as after a short pick.
//
// Errors: replenish.invalid, replenish.same, refill.unknown, uom.*, location.unknown, surprise.kind; move.refused with location.* and
// hold.quality.
func Replenish(tx *store.Tx, in ReplenishInput) (ReplenishResult, error) {
	if err := in.check(tx.Command().Worker); err != nil {
		return ReplenishResult{}, err
	}
	f, err := inventory.GetRefill(tx, in.Refill)
	if err != nil {
		return ReplenishResult{}, err
	}
	if in.Qty, err = inventory.BaseUnits(tx, f.SKU, in.Qty, in.UoM); err != nil {
		return ReplenishResult{}, err
	}
	if err := in.check(tx.Command().Worker); err != nil { // the bound is one of base units
		return ReplenishResult{}, err
	}
	if in.To == "" {
		in.To = f.To
	}
	if inventory.Location(in.To) == f.From {
		return ReplenishResult{}, fault.Invalid("replenish.same", "%s is where refill %s comes from: name the place the goods were set down at", in.To, f.ID)
	}
	out := ReplenishResult{Refill: f.ID}
	if in.Qty > 0 {
		if err := bring(tx, &f, &in, &out); err != nil {
			return ReplenishResult{}, err
		}
	}
	if in.Reason != "" {
		if err := shortAtSource(tx, &f); err != nil {
			return ReplenishResult{}, err
		}
	}
	if in.Surprise != nil {
		if err := in.Surprise.Want(tx); err != nil {
			return ReplenishResult{}, err
		}
	}
	err = endRefill(tx, &f, &in, &out)
	return out, err
}

// endRefill notes what came, and asks for what still lacks: the rest, or the lines that had to wait for another way.
func endRefill(tx *store.Tx, f *inventory.Refill, in *ReplenishInput, out *ReplenishResult) error {
	end := !in.More || in.Reason != "" || f.Left() <= in.Qty
	lacks := end && f.State.Alive() && (f.Left() > in.Qty || in.To != f.To || len(out.Affected) == maxRefillLines)
	if err := f.Brought(tx, in.Qty, end, cmpOr(in.Override, string(in.Reason))); err != nil {
		return err
	}
	out.State = f.State
	if f.State.Alive() {
		out.Left = f.Left()
	}
	f.WakeCounts(tx)
	if lacks {
		inventory.WantRefills(tx, inventory.RefillWish{SKU: f.SKU, Face: f.To, Urgent: f.Urgent})
	}
	return nil
}

// shortAtSource holds what should be left at the source and has it counted, as a short pick does: nobody else is sent for it.
func shortAtSource(tx *store.Tx, f *inventory.Refill) error {
	if b := inventory.GetBalance(tx, f.Goods()); b.OnHand == 0 {
		return nil // the books know
	}
	place := inventory.Target{On: inventory.HoldSKUAtPlace, SKU: f.SKU, Holder: f.From}
	if _, err := inventory.PlaceHold(tx, place, inventory.CountHold, inventory.ReasonCountPending); err != nil {
		return err
	}
	return inventory.WantCount(tx, f.From, f.SKU, inventory.CountAfterShort, 0)
}

// bring books the goods at their new place.
func bring(tx *store.Tx, f *inventory.Refill, in *ReplenishInput, out *ReplenishResult) error {
	m, err := newMover(tx, moveOptions{to: inventory.Location(in.To), policy: ReservedTravel, reason: inventory.ReasonReplenish, document: f.ID, why: in.Override})
	if err != nil {
		return err
	}
	b := inventory.GetBalance(tx, f.Goods())
	if err := m.mayBring(&b, f, in); err != nil {
		return err
	}
	there := min(in.Qty, b.OnHand)
	pull := min(there, f.Pull)
	if !m.land.At.Kind.Stocked() {
		pull = 0 // nothing is picked there: what is free comes first
	}
	it, err := inventory.FindItem(tx, f.SKU)
	if err != nil {
		return err
	}
	got, err := m.along(b.Goods, pull, func(v rival, r *inventory.Reservation) bool {
		return (f.Waits || !v.claimed) && byThePiece(tx, &it, v, r)
	})
	if err != nil {
		return err
	}
	f.Pull -= got // of what comes on another way
	if free := min(there-got, b.Unreserved()); free > 0 {
		if err := m.do(run{goods: b.Goods, qty: free, free: free}); err != nil {
			return err
		}
		got += free
	}
	more, err := m.along(b.Goods, there-got, func(rival, *inventory.Reservation) bool { return true })
	if err != nil {
		return err
	}
	out.Units, out.Affected, out.Found = in.Qty, m.out.Affected, in.Qty-got-more
	if out.Found == 0 {
		return nil
	}
	return m.found(b.Goods, out.Found)
}

// mayBring asks the rules of the place for all that was brought, known to the books or not.
func (m *mover) mayBring(b *inventory.Balance, f *inventory.Refill, in *ReplenishInput) error {
	no := m.land.HeldBack(b.Goods)
	if !m.land.Same(b.Holder) && in.Override == "" {
		laid := *b
		laid.OnHand, laid.Grams = in.Qty, inventory.Share(b.Grams, in.Qty, b.OnHand)
		rules, err := m.land.Lay(&laid)
		if err != nil {
			return err
		}
		for _, d := range rules {
			if d.Reason != slotting.ReasonMax || in.To != f.To {
				no = append(no, d)
			}
		}
	}
	if len(no) == 0 {
		return nil
	}
	return fault.Refused("move.refused", "SKU %s cannot be set down at %s: keep it with you and bring it to a place that takes it, or back to %s", f.SKU, in.To, f.From).
		With(no...)
}

// byThePiece tells whether a reservation is better picked at a face: less than a case, and not to be sent to another warehouse
// from where it stands.
func byThePiece(r store.Reader, it *item.Item, v rival, res *inventory.Reservation) bool {
	box := inventory.CaseOf(it)
	return (box == 0 || res.Qty < box) && !inventory.IsTransfer(r, v.ref.Order)
}

// along lets reservations travel with the goods: those nobody is on the way to first, by the date they ship. It tells how much
// came along.
func (m *mover) along(g inventory.Goods, want int64, which func(rival, *inventory.Reservation) bool) (got int64, err error) {
	if want <= 0 {
		return 0, nil
	}
	for _, v := range rivals(m.tx, g) {
		if got == want || len(m.out.Affected) == maxRefillLines {
			break
		}
		l, err := inventory.GetLine(m.tx, v.ref.Order, v.ref.Line)
		if err != nil {
			return got, err
		}
		r := l.Reservation(v.ref.Res)
		if !which(v, r) {
			continue
		}
		n := min(want-got, r.Qty)
		if err := m.settle(g, victim{ref: v.ref, qty: n, task: r.Task, got: ReservedTravel}); err != nil {
			return got, err
		}
		got += n
	}
	return got, nil
}

// found books goods at the new place that the books did not have at the source: they were there, whatever the books said.
func (m *mover) found(g inventory.Goods, qty int64) error {
	here := inventory.Side{Holder: g.Holder, Lot: g.Lot, Status: g.Status, Owner: g.Owner}
	to := here
	to.Holder = m.opt.to
	for _, move := range []inventory.Movement{
		{From: g.At(inventory.Adjustment), To: here, Qty: qty, Reason: string(inventory.AdjustByFact), Document: m.opt.document, Since: m.tx.Now().Unix()},
		{From: g, To: to, Qty: qty, Reason: m.opt.reason, Document: m.opt.document},
	} {
		if err := inventory.Move(m.tx, move); err != nil {
			return err
		}
	}
	return inventory.WantCount(m.tx, g.Holder, g.SKU, inventory.CountFoundByFact, 0)
}

// CancelRefillInput gives up a refill that nobody works on.
type CancelRefillInput struct {
	Refill string
	Reason string
}

// CancelRefill gives a refill up. If the face still wants it, the next plan makes another. Errors: reason.missing,
// refill.unknown, refill.claimed, refill.state.
func CancelRefill(tx *store.Tx, in CancelRefillInput) (ReplenishResult, error) {
	if in.Reason == "" || len(in.Reason) > inventory.MaxStateReason {
		return ReplenishResult{}, fault.Invalid("reason.missing", "say in 1 to %d bytes why refill %s is given up: it stands in the ledger", inventory.MaxStateReason, in.Refill)
	}
	f, err := inventory.GetRefill(tx, in.Refill)
	if err != nil {
		return ReplenishResult{}, err
	}
	if err := inventory.DropRefill(tx, &f, in.Reason); err != nil {
		return ReplenishResult{}, err
	}
	return ReplenishResult{Refill: f.ID, State: f.State}, nil
}
