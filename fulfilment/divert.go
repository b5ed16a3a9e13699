package fulfilment

import (
	"cmp"
	"slices"
	"strings"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// Bounds of what one fact may take from others. What is beyond them is booked as found, with a count wanted: the count
// puts it right.
const (
	maxRivals = 100 // reservations at one place that are looked at
	maxTaken  = 12  // of them taken from: each writes its line, its order and two entries
)

// ReasonTaken is why a line that had goods wants goods again: a worker took them for another by a fact.
const ReasonTaken = "stock.taken"

// divert books goods that are in the worker's hand but not wanted where they were going: to the worker's hands from what
// no line has claimed there, then by taking other lines' unpicked reservations, then from nowhere, which a count explains.
func divert(tx *store.Tx, g inventory.Goods, qty int64, in *PickInput, out *PickResult) error {
	b := inventory.GetBalance(tx, g)
	there := min(qty, b.Unreserved())
	if there < qty {
		taken, err := takeFromOthers(tx, g, qty-there, out)
		if err != nil {
			return err
		}
		there += taken
	}
	hand := inventory.Side{Holder: inventory.Worker(tx.Command().Worker), Lot: g.Lot, Status: g.Status, Owner: g.Owner}
	if there > 0 {
		m := inventory.Movement{From: g, To: hand, Qty: there, Reason: "pick.diverted", Document: in.Task}
		if err := inventory.Move(tx, m); err != nil {
			return err
		}
	}
	if out.Found = qty - there; out.Found > 0 {
		if err := foundByFact(tx, g, hand, out.Found, in.Task); err != nil {
			return err
		}
	}
	wantPutBack(tx, hand.Holder, in.Order)
	out.Diverted, out.Do, out.To = qty, DoPutBack, g.Holder
	return nil
}

// foundByFact books goods the books do not know of.
func foundByFact(tx *store.Tx, g inventory.Goods, hand inventory.Side, qty int64, task string) error {
	if err := exist(tx, g.SKU, g.Holder); err != nil {
		return err
	}
	here := inventory.Side{Holder: g.Holder, Lot: g.Lot, Status: g.Status, Owner: g.Owner}
	for _, m := range []inventory.Movement{ // they were there, whatever the books said, and were taken from there: a count needs both
		{From: g.At(inventory.Adjustment), To: here, Qty: qty, Reason: string(inventory.AdjustByFact), Document: task, Since: tx.Now().Unix()},
		{From: g, To: hand, Qty: qty, Reason: "pick.diverted", Document: task},
	} {
		if err := inventory.Move(tx, m); err != nil {
			return err
		}
	}
	return inventory.WantCount(tx, g.Holder, g.SKU, inventory.CountFoundByFact, 0)
}

// exist refuses an item or a place that does not exist: a fact is what a person saw, not what a broken device made up.
func exist(r store.Reader, sku item.SKU, at inventory.Holder) error {
	_, err := inventory.FindItem(r, sku)
	switch {
	case err != nil:
	case at.Kind == inventory.AtLocation:
		_, err = inventory.FindLocation(r, at.Code())
	default:
		_, err = inventory.GetLPN(r, at.ID)
	}
	return err
}

// rival is another line's reservation of the same goods.
type rival struct {
	ref     inventory.Ref
	claimed bool // a worker is on the way to it
	shipBy  int64
}

// takeFromOthers releases other lines' unpicked reservations until qty is free: those nobody is walking to first, then the
// ones that ship latest, ties by id.
func takeFromOthers(tx *store.Tx, g inventory.Goods, qty int64, out *PickResult) (int64, error) {
	var got int64
	for _, v := range rivals(tx, g) {
		if got == qty || len(out.Taken) == maxTaken {
			break
		}
		l, err := inventory.GetLine(tx, v.ref.Order, v.ref.Line)
		if err != nil {
			return got, err
		}
		n := min(qty-got, l.Reservation(v.ref.Res).Qty)
		if err := inventory.Release(tx, &l, v.ref.Res, n, ReasonTaken); err != nil {
			return got, err
		}
		inventory.Lines.Put(tx, &l)
		if err := wantsAgain(tx, v.ref.Order, Exception{Reason: ReasonTaken, Line: v.ref.Line}); err != nil {
			return got, err
		}
		got += n
		out.Taken = append(out.Taken, v.ref)
	}
	return got, nil
}

func rivals(r store.Reader, g inventory.Goods) []rival {
	var out []rival
	for _, ref := range inventory.Unpicked(r, g, maxRivals) {
		l, err := inventory.GetLine(r, ref.Order, ref.Line)
		if err != nil {
			continue
		}
		v := rival{ref: ref, shipBy: l.ShipBy}
		if v.shipBy == 0 {
			v.shipBy = 1 << 62 // no date: it can wait longest
		}
		if res := l.Reservation(ref.Res); res.Task != "" {
			t, err := inventory.GetTask(r, res.Task)
			v.claimed = err == nil && t.State == inventory.TaskClaimed
		}
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b rival) int {
		if a.claimed != b.claimed {
			if b.claimed {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.shipBy, a.shipBy), strings.Compare(a.ref.Order, b.ref.Order), cmp.Compare(a.ref.Line, b.ref.Line),
			cmp.Compare(a.ref.Res, b.ref.Res))
	})
	return out
}

// wantsAgain lets an order whose line has lost goods be allocated again. One that waits already has one reason more.
func wantsAgain(tx *store.Tx, order string, why Exception) error {
	if inventory.IsTransfer(tx, order) {
		return nil // its line is open again, and looks for goods when somebody asks
	}
	o, err := GetOrder(tx, order)
	if err != nil {
		return err
	}
	switch o.State {
	case OrderAllocating, OrderAllocated, OrderReleased, OrderPacking:
		if err := stepOrder(tx, &o, orderReopen, why.Reason); err != nil {
			return err
		}
		o.Reached = 0
	case OrderWaiting:
		o.addWhy(why)
	default:
		return nil
	}
	Orders.Put(tx, &o)
	return nil
}

// addWhy notes one more reason to wait; of a line and reason the latest words stand.
func (o *Order) addWhy(why Exception) {
	for i := range o.Why {
		if o.Why[i].Reason == why.Reason && o.Why[i].Line == why.Line {
			o.Why[i] = why
			return
		}
	}
	o.Why = append(o.Why, why)
}
