package inventory

import (
	"slices"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// Travel moves goods of a reservation that is not picked yet to another place in stock: goods and reservation in one entry,
// the line's quantities stay. A part splits off under a new number, which is returned and belongs to no task; a whole one
// stays with its task, see MoveStep. The caller puts the line.
func Travel(tx *store.Tx, l *Line, s Onward) (res int, err error) {
	r := l.Reservation(s.Res)
	if r == nil || r.Phase != Allocated || s.Qty <= 0 || s.Qty > r.Qty {
		return 0, fault.Conflict("reservation.gone", "line %d of order %s has no unpicked reservation %d of %d", l.No, l.Order, s.Res, s.Qty)
	}
	from := l.Goods(r)
	to := from.At(s.To)
	grams, err := takeAlong(tx, from, to, s)
	if err != nil {
		return 0, err
	}
	e := Entry{Kind: EntryMove, SKU: l.SKU, Qty: s.Qty, Grams: grams, From: from.side(), To: to.side(), Ref: l.Ref(s.Res),
		FromPhase: Allocated, ToPhase: Allocated, Reason: s.Reason, Document: s.Document}
	res = s.Res
	if s.Qty == r.Qty {
		r.Holder = s.To
	} else {
		r.Qty -= s.Qty
		res = l.addRes(Reservation{Holder: s.To, Lot: r.Lot, Status: r.Status, Qty: s.Qty, Phase: Allocated, Expires: r.Expires})
		e.NewRes = res
	}
	record(tx, e)
	return res, lateForCount(tx, l.SKU, e.From, e.To)
}

// MoveStep notes at a trip that the goods of one of its steps stand elsewhere now.
func MoveStep(tx *store.Tx, task string, ref Ref, to Holder, at layout.Code) error {
	t, err := GetTask(tx, task)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(t.Steps, func(s TaskStep) bool { return s.Ref == ref })
	if i < 0 {
		return fault.Conflict("task.state", "task %s is %s and has no such step", t.ID, t.State)
	}
	t.Steps[i].From, t.Steps[i].Location = to, at
	Tasks.Put(tx, &t)
	return nil
}
