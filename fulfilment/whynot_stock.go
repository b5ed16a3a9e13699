package fulfilment

import (
	"fmt"
	"strings"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
)

// others goes through all goods of the line's item and tells of each who has it or what is wrong with it. Each unit is told
// once.
func (w *whying) others() {
	seen := 0
	for b := range inventory.OfItem(w.r, w.l.SKU) {
		if seen++; seen > whyBalances {
			w.more = true
			return
		}
		if b.Reserved > 0 {
			w.claimed(&b)
		}
		if n := b.Unreserved(); n > 0 {
			w.unclaimed(&b, n)
		}
	}
}

// claimed tells whose the reserved goods of a balance are.
func (w *whying) claimed(b *inventory.Balance) {
	left := b.Reserved
	for _, ref := range inventory.Unpicked(w.r, b.Goods, whyClaims) {
		l, err := inventory.GetLine(w.r, ref.Order, ref.Line)
		if err != nil {
			continue
		}
		r := l.Reservation(ref.Res)
		left -= r.Qty
		if ref.Order == w.o.ID && ref.Line == w.l.No {
			continue
		}
		c := Cause{Reason: CauseReserved, Qty: r.Qty, Holder: b.Holder, Lot: b.Lot, Order: ref.Order, Line: ref.Line, Task: r.Task, Release: ReleaseCancel}
		if t, ok := inventory.Tasks.Get(w.r, inventory.TaskKey(r.Task)); ok && t.State == inventory.TaskClaimed {
			c.Worker, c.Since = t.Claim.Worker, t.Claim.At
		}
		w.add(c)
	}
	if left <= 0 {
		return
	}
	if b.Holder.Kind == inventory.AtLocation { // more lines than are told one by one
		w.more = true
		return
	}
	c := Cause{Reason: CausePicked, Qty: left, Holder: b.Holder, Lot: b.Lot, Release: ReleaseCancel}
	if l, ok := inventory.LPNs.Get(w.r, inventory.LPNKey(b.Holder.ID)); ok {
		c.Order = l.Order
		if l.Kind == inventory.CartonLPN {
			if p, err := FindParcel(w.r, l.ID); err == nil {
				c.Order = p.Order
			}
		}
		if l.Parent.Kind == inventory.WithWorker {
			c.Worker = l.Parent.ID
		}
	}
	if c.Order != w.o.ID {
		w.add(c)
	}
}

// unclaimed tells why goods nobody has reserved are not the line's either.
func (w *whying) unclaimed(b *inventory.Balance, n int64) {
	c := Cause{Qty: n, Holder: b.Holder, Lot: b.Lot}
	within := inventory.Within(w.r, b.Holder)
	at := within[len(within)-1]
	loc, err := inventory.FindLocation(w.r, at.Code())
	switch {
	case b.Owner != w.l.Owner:
		c.Reason, c.Release = CauseOwner, ReleaseAdjust
	case b.Status == inventory.ToInspect:
		c.Reason, c.Release = CauseInspect, ReleaseInspect
	case b.Status == inventory.Damaged:
		c.Reason, c.Release = CauseDamaged, ReleaseNone
	case b.Holder.Kind == inventory.WithWorker:
		c.Reason, c.Release, c.Worker = CauseInHands, ReleasePutaway, b.Holder.ID
	case w.inTote(b, &c):
	case at.Kind == inventory.WithWorker:
		c.Reason, c.Release, c.Worker = CauseInHands, ReleasePutaway, at.ID
	case at.Kind != inventory.AtLocation || err != nil:
		c.Reason, c.Release = CauseNowhere, ReleasePutaway
	case !loc.Kind.Stocked():
		c.Reason, c.Release = CausePlace, ReleasePutaway
	case w.held(b, &c):
		if c.Reason == CauseCount {
			w.refills(b.Holder)
		}
	default:
		w.dated(&c)
	}
	w.add(c)
}

// inTote tells of goods in a tote that no line claims any more.
func (w *whying) inTote(b *inventory.Balance, c *Cause) bool {
	l, ok := inventory.LPNs.Get(w.r, inventory.LPNKey(b.Holder.ID))
	if b.Holder.Kind != inventory.InLPN || !ok || l.Kind != inventory.ToteLPN {
		return false
	}
	c.Reason, c.Release, c.Order = CausePutBack, ReleasePutaway, l.Order
	if l.Parent.Kind == inventory.WithWorker {
		c.Worker = l.Parent.ID
	}
	return true
}

func (w *whying) held(b *inventory.Balance, c *Cause) bool {
	holds := inventory.HoldsOn(w.r, b.Goods)
	if len(holds) == 0 {
		return false
	}
	h := holds[0]
	for _, o := range holds {
		if o.Kind == inventory.QualityHold { // the one that a count does not lift
			h = o
			break
		}
	}
	c.Reason, c.Release, c.Hold, c.Worker, c.Since = CauseCount, ReleaseCount, &h, h.By, h.At
	if h.Kind == inventory.QualityHold {
		c.Reason, c.Release = CauseQuality, ReleaseUnhold
	}
	return true
}

// dated tells whether goods live long enough; if they do, nothing stands in the way.
func (w *whying) dated(c *Cause) {
	expiry := inventory.ExpiryOf(w.r, w.l.SKU, c.Lot)
	switch {
	case w.it.ExpiryTracked && expiry == item.NoDate:
		c.Reason, c.Release = CauseUndated, ReleaseReceive
	case inventory.Expired(expiry, w.ship):
		c.Reason, c.Release = CauseExpired, ReleaseNone
	case expiry != item.NoDate && w.ship.Until(expiry) < w.minDays():
		c.Reason, c.Release = CauseLife, ReleaseNone
	default:
		c.Reason, c.Release = CauseFree, ReleaseAllocate
	}
}

func (w *whying) minDays() int64 { return max(w.it.MinAtShipping, w.l.MinDays) }

// whyExpected is how many deliveries are named.
const whyExpected = 3

// expected tells which deliveries bring more.
func (w *whying) expected() {
	lines, _, _ := partner.ExpectedLines(w.r, partner.ExpectedQuery{SKU: w.l.SKU, Limit: whyExpected}) // a SKU is named: nothing to refuse
	for _, e := range lines {
		w.add(Cause{Reason: CauseExpected, Qty: e.Open, Lot: e.Lot, Expiry: e.Expiry, Document: e.Number, Release: ReleaseReceive})
	}
}

// say words a cause for people.
func (w *whying) say(c *Cause) string {
	units := fmt.Sprintf("%d of SKU %s", c.Qty, w.l.SKU)
	if c.Lot != "" {
		units += fmt.Sprintf(" lot %s", c.Lot)
	}
	if c.Location != "" {
		units += " at " + c.Location
	} else if !c.Holder.IsZero() {
		units += " in " + c.Holder.String()
	}
	who := ""
	if c.Worker != "" {
		who = "; worker " + c.Worker
		if c.Since != 0 {
			who += " since " + time.Unix(c.Since, 0).In(w.zone).Format("2006-01-02 15:04")
		}
	}
	switch c.Reason {
	case CauseOrder:
		return fmt.Sprintf("order %s is %s: %s", w.o.ID, w.o.State, releaseWords[c.Release])
	case CauseStep:
		return w.sayStep(c, units, who)
	case CauseRefill:
		return w.sayRefill(c, units, who)
	case CauseReserved:
		s := fmt.Sprintf("%s are reserved for line %d of order %s", units, c.Line, c.Order)
		if c.Task != "" {
			s += ", to be picked with task " + c.Task
		}
		return s + who
	case CausePicked:
		return fmt.Sprintf("%s are picked for order %s, in %s%s", units, c.Order, c.Holder, who)
	case CauseQuality, CauseCount:
		by := ""
		if c.Worker != "" {
			by = " by " + strings.TrimPrefix(who, "; worker ")
		}
		return fmt.Sprintf("%s are held%s (%s: %s): %s", units, by, c.Hold.Target, c.Hold.Reason, releaseWords[c.Release])
	case CauseExpired:
		return fmt.Sprintf("%s expire on %s, before %s, when it ships", units, c.Expiry, w.ship)
	case CauseLife:
		return fmt.Sprintf("%s expire on %s: %d days are left on %s, the order wants %d", units, c.Expiry, w.ship.Until(c.Expiry), w.ship, w.minDays())
	case CauseExpected:
		return fmt.Sprintf("%d of SKU %s are expected with %s", c.Qty, w.l.SKU, c.Document)
	case CauseNone:
		return fmt.Sprintf("there are no units of SKU %s for it, and none are expected", w.l.SKU)
	}
	return units + " " + causeWords[c.Reason] + who
}

func (w *whying) sayStep(c *Cause, units, who string) string {
	switch {
	case c.Qty == 0:
		return "the reservation of this step is gone: claim the trip again"
	case c.Task == "" && c.Release == ReleaseNone:
		return units + " are reserved for this line and wait with the order for what is missing"
	case c.Task == "":
		return units + " are reserved for this line and wait for a wave: release one"
	case c.Worker == "":
		return units + " are reserved for this line, task " + c.Task + " waits for a worker: claim it"
	}
	return units + " are reserved for this line, to be picked with task " + c.Task + who
}

var releaseWords = map[string]string{
	ReleaseAllocate: "allocate it", ReleaseResolve: "resolve what it waits for", ReleaseNone: "nothing more is reserved for it",
	ReleaseUnhold: "lift the hold", ReleaseCount: "count it",
}

var causeWords = map[string]string{
	CausePutBack: "lie in a tote and are nobody's any more: put them back",
	CauseInHands: "are in a worker's hands: put them away",
	CauseInspect: "wait for inspection",
	CauseDamaged: "are damaged",
	CauseUndated: "have no known expiry date: tell it with the next receipt of the lot",
	CausePlace:   "lie where nothing is sold from: put them away",
	CauseNowhere: "stand in no location: put them away",
	CauseOwner:   "belong to another owner",
	CauseFree:    "are free: allocate the order again",
}
