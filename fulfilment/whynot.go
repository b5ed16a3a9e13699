package fulfilment

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// Bounds of one answer. It is a look, no command: 300 balances take about 3 ms.
const (
	whyBalances = 300 // of the item that are looked at
	whyClaims   = 20  // lines that have reserved goods of one balance
	MaxCauses   = 60  // told
)

// Why units are not to be had. The list is closed: screens translate it and offer the way out.
const (
	CauseOrder    = "line.order"     // the line's own order is at a step where nothing is reserved or picked
	CauseStep     = "line.step"      // reserved for the line itself: on a trip, or waiting for one
	CauseReserved = "reserved"       // another line has reserved them
	CausePicked   = "picked"         // another line's, in a tote or a carton
	CausePutBack  = "put_back"       // in a tote, and nobody's any more
	CauseInHands  = "in_hands"       // a worker carries them
	CauseQuality  = "hold.quality"   // held
	CauseCount    = "hold.count"     // held until somebody has counted
	CauseInspect  = "inspect"        // wait for quality control
	CauseDamaged  = "damaged"        // cannot be sold
	CauseExpired  = "lot.expired"    // on the day of shipping
	CauseLife     = "lot.short_life" // for this customer on the day of shipping
	CauseUndated  = holdUndated      // nobody knows the date of their lot
	CausePlace    = "place.kind"     // lie where nothing is sold from
	CauseNowhere  = "place.none"     // stand in no location
	CauseOwner    = "owner.other"    // another owner's
	CauseFree     = "free"           // nothing: the order is to be allocated again
	CauseRefill   = "refill"         // on their way from reserve to a pick face
	CauseExpected = "expected"       // on their way from a supplier
	CauseNone     = "stock.none"     // there are none
)

// What would set units free, as the verb that does it; ReleaseNone: nothing but time or a purchase.
const (
	ReleaseAllocate = "allocate"
	ReleaseRelease  = "release"
	ReleaseClaim    = "claim"
	ReleasePick     = "pick"
	ReleaseTakeOver = "take-over"
	ReleaseCancel   = "cancel"
	ReleaseUnhold   = "unhold"
	ReleaseCount    = "count"
	ReleaseInspect  = "inspect"
	ReleasePutaway  = "putaway"
	ReleaseReceive  = "receive"
	ReleaseBring    = "replenish"
	ReleaseResolve  = "resolve"
	ReleaseAdjust   = "adjust"
	ReleaseNone     = "none"
)

// Cause is one thing that keeps units from a line.
type Cause struct {
	Reason   string
	Qty      int64 // base units
	Holder   inventory.Holder
	Location string
	Lot      item.Lot
	Expiry   item.Date
	Order    string // whose they are
	Line     int
	Task     string
	Worker   string
	Since    int64 // unix seconds
	Hold     *inventory.Hold
	Document string
	Face     string // of a refill: where it goes
	Release  string
	Sentence string
}

// WhyNotAnswer tells why a line cannot be allocated or picked.
type WhyNotAnswer struct {
	Order   string
	Line    int
	SKU     item.SKU
	State   OrderState
	Want    int64
	Have    int64
	Missing int64
	Causes  []Cause
	More    bool
}

// WhyNotAsk names a line, or one reservation of it.
type WhyNotAsk struct {
	Order string
	Line  int
	Res   int // 0: the whole line
	Now   time.Time
}

// WhyNot tells who has the units a line lacks or waits for, and what would release them: what stands in the line's own way
// first, then the largest quantities. Errors: order.unknown, line.unknown.
func WhyNot(r store.Reader, ask WhyNotAsk) (WhyNotAnswer, error) {
	o, err := GetOrder(r, ask.Order)
	if err != nil {
		return WhyNotAnswer{}, err
	}
	l, err := inventory.GetLine(r, ask.Order, ask.Line)
	if err != nil {
		return WhyNotAnswer{}, err
	}
	wh, err := inventory.WarehouseOf(r)
	if err != nil {
		return WhyNotAnswer{}, err
	}
	w := &whying{r: r, o: &o, l: &l, zone: wh.Location(), told: map[string]bool{}}
	w.it, _ = inventory.FindItem(r, l.SKU)
	w.ship = shipDay(ask.Now, o.ShipBy, w.zone)
	want := l.Ordered() - l.In(inventory.Cancelled)
	out := WhyNotAnswer{Order: o.ID, Line: l.No, SKU: l.SKU, State: o.State, Want: want, Have: want - l.In(inventory.Open), Missing: l.In(inventory.Open)}
	if ask.Res != 0 && l.Reservation(ask.Res) == nil {
		w.add(Cause{Reason: CauseStep, Order: o.ID, Line: l.No, Release: ReleaseClaim})
	}
	w.own(ask.Res)
	if out.Missing > 0 {
		w.order()
		w.others()
		w.expected()
		if !slices.ContainsFunc(w.causes, func(c Cause) bool { return c.Reason != CauseOrder && c.Reason != CauseStep && c.Reason != CauseRefill }) {
			w.add(Cause{Reason: CauseNone, Qty: out.Missing, Release: ReleaseReceive})
		}
	}
	out.Causes = w.sorted()
	if len(out.Causes) > MaxCauses {
		out.Causes, out.More = out.Causes[:MaxCauses], true
	}
	for i := range out.Causes {
		out.Causes[i].Sentence = w.say(&out.Causes[i])
	}
	out.More = out.More || w.more
	return out, nil
}

// whying gathers the causes of one line.
type whying struct {
	r      store.Reader
	o      *Order
	l      *inventory.Line
	it     item.Item
	ship   item.Date
	zone   *time.Location
	causes []Cause
	more   bool
	told   map[string]bool // refills
}

func (w *whying) add(c Cause) {
	if c.Location == "" && !c.Holder.IsZero() {
		if code, ok := inventory.PlaceOf(w.r, c.Holder); ok {
			c.Location = string(code)
		}
	}
	if c.Expiry == item.NoDate {
		c.Expiry = inventory.ExpiryOf(w.r, w.l.SKU, c.Lot)
	}
	w.causes = append(w.causes, c)
}

func (w *whying) sorted() []Cause {
	mine := func(c Cause) int {
		switch c.Reason {
		case CauseOrder:
			return 0
		case CauseStep:
			return 1
		case CauseRefill:
			return 2
		case CauseExpected:
			return 4
		}
		return 3
	}
	slices.SortStableFunc(w.causes, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(mine(a), mine(b)), cmp.Compare(b.Qty, a.Qty), strings.Compare(a.Reason, b.Reason), strings.Compare(a.Holder.String(), b.Holder.String()),
			strings.Compare(string(a.Lot), string(b.Lot)), strings.Compare(a.Order, b.Order), cmp.Compare(a.Line, b.Line))
	})
	return w.causes
}

// own tells what keeps the line's own reservations from being picked.
func (w *whying) own(res int) {
	for i := range w.l.Res {
		r := &w.l.Res[i]
		if r.Phase != inventory.Allocated || res != 0 && r.N != res {
			continue
		}
		c := Cause{Reason: CauseStep, Qty: r.Qty, Holder: r.Holder, Lot: r.Lot, Order: w.o.ID, Line: w.l.No, Task: r.Task, Release: ReleaseRelease}
		if w.o.State == OrderWaiting {
			c.Release = ReleaseNone // a wave takes whole orders
		}
		if t, ok := inventory.Tasks.Get(w.r, inventory.TaskKey(r.Task)); ok {
			c.Worker, c.Since, c.Release = t.Claim.Worker, t.Claim.At, ReleaseClaim
			if t.State == inventory.TaskClaimed {
				c.Release = ReleaseTakeOver
			}
		}
		w.add(c)
		w.refills(r.Holder)
		w.refillsOf(w.l.Goods(r))
		for _, h := range inventory.HoldsOn(w.r, w.l.Goods(r)) {
			if h.Kind == inventory.QualityHold {
				w.add(Cause{Reason: CauseQuality, Qty: r.Qty, Holder: r.Holder, Lot: r.Lot, Worker: h.By, Since: h.At, Hold: &h, Release: ReleaseUnhold})
			}
		}
	}
}

// order tells whether the order itself is where nothing is reserved for it.
func (w *whying) order() {
	release := ""
	switch w.o.State {
	case OrderTaking, OrderOpen, OrderAllocating:
		release = ReleaseAllocate
	case OrderCancelled, OrderShipped:
		release = ReleaseNone
	case OrderWaiting:
		release = ReleaseResolve
		if slices.ContainsFunc(w.o.Why, func(e Exception) bool { return e.Reason == ReasonShort || e.Reason == ReasonTaken }) {
			return // what it waits for is told unit by unit
		}
	default:
		return
	}
	w.add(Cause{Reason: CauseOrder, Order: w.o.ID, Line: w.l.No, Qty: w.l.In(inventory.Open), Release: release})
}
