package fulfilment

import (
	"slices"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// ShortReason is why a worker could not take what the step asks for. The list is closed: the count that follows and the
// reports are made of it.
type ShortReason string

// The reasons of a short pick.
const (
	ShortEmpty   ShortReason = "short.empty"   // nothing, or too little, lies there
	ShortDamaged ShortReason = "short.damaged" // what lies there cannot be sold
	ShortWrong   ShortReason = "short.wrong"   // another item or lot lies there
	ShortBlocked ShortReason = "short.blocked" // it cannot be reached
	ShortExpired ShortReason = "short.expired" // what lies there is out of date
)

// ShortReasons lists them for screens, in the order they are offered.
var ShortReasons = []ShortReason{ShortEmpty, ShortDamaged, ShortWrong, ShortBlocked, ShortExpired}

// ReasonShortPick is why a reservation was released.
const ReasonShortPick = "pick.short"

// ShortInput is a fact: of a reservation no more can be taken. What was picked of it before stays picked; or, with From the
// tote it lies in, what was picked cannot go to the customer.
type ShortInput struct {
	Task   string
	Order  string
	Line   int
	Res    int
	From   inventory.Holder
	SKU    item.SKU
	Lot    item.Lot
	Found  int64  // units that lie there and were left, as the worker sees it
	UoM    string // "case": Found counts those; "" base units
	Reason ShortReason
}

// ShortResult tells where the missing goods come from.
type ShortResult struct {
	Released int64                `cbor:"1,keyasint,omitempty"` // base units the reservation still lacked; 0: it was gone, the place is counted all the same
	Steps    []inventory.TaskStep `cbor:"2,keyasint,omitempty"` // other stock for it, at the end of the task
	Task     string               `cbor:"3,keyasint,omitempty"` // the task they are steps of: a new one if the worker's is over or full
	Missing  int64                `cbor:"4,keyasint,omitempty"` // base units for which there is no other stock: the order waits
	Why      *ShortLine           `cbor:"5,keyasint,omitempty"` // of Missing
	At       inventory.Holder     `cbor:"6,keyasint,omitzero"`  // the place that is short
	SKU      item.SKU             `cbor:"7,keyasint,omitempty"`
	Asked    bool                 `cbor:"8,keyasint,omitempty"` // it is a pick face: refills of it are planned
}

func (in *ShortInput) check(worker string) error {
	var g fault.Gather
	if worker == "" {
		g.Add("worker", "worker.missing", "a short pick names its worker")
	}
	if in.Order == "" || in.Line == 0 || in.SKU == "" {
		g.Add("order", "short.unnamed", "a short pick names order, line and SKU")
	}
	if k := in.From.Kind; (k != inventory.AtLocation && k != inventory.InLPN) || in.From.ID == "" {
		g.Add("from", "short.from", "name the location or LPN that is short, not %q", in.From)
	}
	if !slices.Contains(ShortReasons, in.Reason) {
		g.Add("reason", "short.reason", "reason %q must be one of %v", in.Reason, ShortReasons)
	}
	if in.Found < 0 || in.Found > MaxLineQty {
		g.Add("found", "short.found", "%d units cannot lie there", in.Found)
	}
	return g.Invalid("short.invalid", "this short pick cannot be understood")
}

// Short books that a place holds less than was reserved there: what remains of the reservation is released, the item at
// that place is held until somebody has counted it, so that its phantom is not sold again, and the missing quantity is
// reserved elsewhere at once and added to the task. If there is none the order waits (stock.short) with what it has.
// Goods that turn out unfit behind the shelf, in their tote, are set aside there and put back later, and others reserved.
// A reservation that is gone changes nothing for its line; the hold and the count stand all the same. Errors:
// short.invalid, item.unknown, location.unknown, lpn.unknown.
func Short(tx *store.Tx, in ShortInput) (ShortResult, error) {
	if err := inventory.ToBase(tx, in.SKU, in.UoM, &in.Found); err != nil {
		return ShortResult{}, err
	}
	if err := in.check(tx.Command().Worker); err != nil {
		return ShortResult{}, err
	}
	if err := exist(tx, in.SKU, in.From); err != nil {
		return ShortResult{}, err
	}
	l, known := inventory.Lines.Get(tx, inventory.LineKey(in.Order, in.Line))
	if r := l.Reservation(in.Res); r != nil && r.Phase == inventory.Picked && r.Holder == in.From && l.SKU == in.SKU && r.Lot == in.Lot {
		return setAside(tx, &l, *r, &in)
	}
	if known && l.SKU == in.SKU {
		if out, ok := travelled(tx, &l, &in); ok {
			return out, nil
		}
	}
	place := inventory.Target{On: inventory.HoldSKUAtPlace, SKU: in.SKU, Holder: in.From}
	if _, err := inventory.PlaceHold(tx, place, inventory.CountHold, inventory.ReasonCountPending); err != nil {
		return ShortResult{}, err
	}
	if err := inventory.WantCount(tx, in.From, in.SKU, inventory.CountAfterShort, in.Found); err != nil {
		return ShortResult{}, err
	}
	out := ShortResult{At: in.From, SKU: in.SKU}
	out.Asked = inventory.WantRefillAt(tx, in.From, in.SKU, true)
	pick := PickInput{Res: in.Res, From: in.From, SKU: in.SKU, Lot: in.Lot}
	res, _ := wanted(&l, known, &pick)
	if res == nil {
		return out, nil
	}
	out.Released, out.Task = res.Qty, cmpOr(res.Task, in.Task)
	if err := inventory.Release(tx, &l, in.Res, res.Qty, ReasonShortPick+":"+string(in.Reason)); err != nil {
		return ShortResult{}, err
	}
	inventory.Lines.Put(tx, &l)
	inventory.WakeCountsAt(tx, in.From, inventory.Goods{SKU: in.SKU, Lot: in.Lot, Status: inventory.Available})
	err := replace(tx, &l, &out)
	return out, err
}

// travelled tells a picker who finds nothing where his goods were brought meanwhile. The books have nothing there either, so
// nobody has to count.
func travelled(r store.Reader, l *inventory.Line, in *ShortInput) (ShortResult, bool) {
	res := l.Reservation(in.Res)
	if res == nil || res.Phase != inventory.Allocated || res.Task == "" || res.Holder == in.From || in.Found > 0 {
		return ShortResult{}, false
	}
	for range inventory.ContentsOf(r, in.From, in.SKU) {
		return ShortResult{}, false
	}
	step := tripStep(r, l, res)
	t, _ := inventory.GetTask(r, res.Task)
	step.Slot = slices.Index(t.Orders, l.Order) + 1
	return ShortResult{Task: res.Task, Steps: []inventory.TaskStep{step}, At: in.From, SKU: in.SKU}, true
}

// setAside takes picked goods out of an order where they lie: expired on the way, under a new hold, broken, or missing. What
// is broken is damaged stock from now on, and what is missing is counted.
func setAside(tx *store.Tx, l *inventory.Line, r inventory.Reservation, in *ShortInput) (ShortResult, error) {
	out := ShortResult{Released: r.Qty, Task: in.Task}
	goods, why := l.Goods(&r), ReasonShortPick+":"+string(in.Reason)
	if err := inventory.SetAside(tx, l, r.N, why); err != nil {
		return out, err
	}
	inventory.Lines.Put(tx, l)
	var err error
	switch in.Reason {
	case ShortDamaged:
		broken := inventory.Side{Holder: r.Holder, Lot: r.Lot, Status: inventory.Damaged, Owner: l.Owner}
		err = inventory.Move(tx, inventory.Movement{From: goods, To: broken, Qty: r.Qty, Reason: why, Document: in.Order})
	case ShortEmpty:
		err = inventory.WantCount(tx, r.Holder, l.SKU, inventory.CountAfterShort, in.Found)
	}
	if err != nil {
		return out, err
	}
	wantPutBack(tx, r.Holder, in.Order)
	err = replace(tx, l, &out)
	return out, err
}

func cmpOr(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// replace reserves other goods for what a line lost on its trip and sends the worker there.
func replace(tx *store.Tx, l *inventory.Line, out *ShortResult) error {
	o, err := GetOrder(tx, l.Order)
	if err != nil {
		return err
	}
	if o.State == OrderCancelled {
		return nil // nothing more is wanted of it
	}
	a, err := newAllocator(tx)
	if err != nil {
		return err
	}
	from := l.NextRes
	ship := shipDay(tx.Now(), o.ShipBy, a.zone)
	got, more, _, err := a.reserve(l, ship, out.Released, inventory.SearchSpot{})
	if err != nil {
		return err
	}
	if got > 0 {
		inventory.Lines.Put(tx, l)
		if err := addToTrip(tx, &o, l, from, out); err != nil {
			return err
		}
	}
	if out.Missing = out.Released - got; out.Missing == 0 {
		return nil
	}
	why := a.explain(l, ship)
	out.Why = &why
	if more != nil { // there are places nobody has looked at yet: the order is allocated anew, which goes through all of them
		return wantsAgain(tx, o.ID, Exception{Reason: ReasonShortPick, Line: l.No})
	}
	return waitFor(tx, &o, why)
}

// addToTrip makes the reservations of a line from a number on steps of the trip under way, or of a new one.
func addToTrip(tx *store.Tx, o *Order, l *inventory.Line, from int, out *ShortResult) error {
	trip, err := inventory.GetTask(tx, out.Task)
	for i := range l.Res {
		r := &l.Res[i]
		if r.N < from {
			continue
		}
		code, _ := inventory.PlaceOf(tx, r.Holder)
		out.Steps = append(out.Steps, inventory.TaskStep{Ref: l.Ref(r.N), SKU: l.SKU, Lot: r.Lot, From: r.Holder, Location: code, Qty: r.Qty,
			Slot: slices.Index(trip.Orders, l.Order) + 1})
	}
	if err == nil {
		_, err = inventory.AddSteps(tx, trip.ID, out.Steps)
	}
	if err == nil {
		return nil
	}
	if code := fault.CodeFrom(err); code != fault.CodeNotFound && code != fault.CodeConflict {
		return err
	}
	for i := range out.Steps {
		out.Steps[i].Slot = 1
	}
	t, err := makeTask(tx, inventory.NewTask{Kind: inventory.PickTask, Priority: o.Priority, Due: o.ShipBy, Wave: o.Wave, Orders: []string{o.ID},
		Steps: out.Steps, Why: "other stock for a short pick", From: trip.ID})
	out.Task = t.ID
	return err
}

// waitFor makes an order wait for goods that are nowhere: what it has stays its own, and the rest of its trips goes on.
func waitFor(tx *store.Tx, o *Order, short ShortLine) error {
	why := Exception{Reason: ReasonShort, Line: short.Line, Detail: short.Detail}
	switch o.State {
	case OrderAllocating, OrderAllocated, OrderReleased, OrderPacking:
		if err := stepOrder(tx, o, orderReopen, ReasonShortPick); err != nil {
			return err
		}
		o.Reached, o.Why = 0, nil
		fallthrough
	case OrderOpen:
		if err := stepOrder(tx, o, orderShort, ReasonShort); err != nil {
			return err
		}
	case OrderWaiting:
	default:
		return nil
	}
	o.addWhy(why)
	Orders.Put(tx, o)
	return nil
}
