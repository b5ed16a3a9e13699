package inventory

import (
	"slices"

	"example.com/tote/inventory/counting"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// The rule of waiting. A count of some goods waits while a task is claimed on another device, with a step that takes these goods
// or brings them, and is not done by the books, if that device could have done it before the count: the task was claimed before the
// moment, or was claimed anew since. It waits no longer once the step is done or short, the task ended or was taken over, or
// the device sent anything that happened after the moment: devices send in order, so all from before has come. What a device
// sends even later than that (a chain it held back, a task taken from it) is noticed when it comes: see lateForCount. A
// supervisor may decide without waiting. A session without a device has nothing to send, and nobody waits for the counter's
// own device.

// Why a count is in its state.
const (
	whyLedger   = "count.reading"  // a job reads what happened since
	whyUnsynced = "count.unsynced" // a device that has a claim there has not been heard of since
	whyBeyond   = "count.beyond"   // beyond tolerance
	whyDisputed = "count.disputed" // goods came or went just then, or somebody has counted since
	whyDiffers  = "count.differs"  // two workers found different things
	whyAgree    = "count.agree"    // two workers found the same
	whyWithin   = "count.within"   // within tolerance
	whyNoLot    = "lot.unknown"    // nobody received that lot: its expiry is unknown
	whyClaimed  = "stock.claimed"  // more is missing than can be taken from order lines
	maxClaimsAt = 200              // reservations at one balance that are looked at: each costs its line
	maxOwnersAt = 20               // owners of the same goods at one holder
	maxWaits    = 8                // told of them
)

// judge compares an open count with the books, and does what follows from it. It reads a bounded part of the ledger; if
// there is more, the count stays as it is and a job goes on. The caller puts the count.
func judge(tx *store.Tx, c *Count, free Freer) error {
	f := NewFolding([]*Count{c})
	end, err := f.Read(tx, foldedInCommand)
	if err != nil {
		return err
	}
	f.Close()
	c.Waits = nil
	if !end {
		c.Why = whyLedger
		WakeCounts(tx)
		return nil
	}
	busy := false
	if c.Waits, busy, err = unsynced(tx, c); err != nil {
		return err
	}
	if len(c.Waits) > 0 {
		c.Why = whyUnsynced
		return nil
	}
	compare(tx, c)
	return conclude(tx, c, busy, free)
}

// compare brings what the books say of the moments up to date.
func compare(r store.Reader, c *Count) {
	lies, grams := int64(0), int64(0)
	for _, b := range balancesOf(r, c) {
		lies += b.OnHand
		grams += b.Grams
	}
	for _, res := range []*CountResult{&c.First, &c.Second} {
		if res.Seq != 0 {
			res.Book = lies - res.Fold.Net
			res.BookGrams = grams - res.Fold.NetGrams
		}
	}
	c.Variance = c.Latest().Variance()
	c.Class = ClassForCount(r, c.SKU)
	if it, err := FindItem(r, c.SKU); err == nil {
		c.Price = it.PriceMinor
		c.weighBy(c.Latest(), &it)
	}
}

// weighBy makes a result's weight the one that counts, of an item in weighed pieces.
func (c *Count) weighBy(res *CountResult, it *item.Item) {
	c.Weighed, c.GramsOff = it.WeighedPieces && res.Grams > 0, 0
	if c.Weighed {
		c.GramsOff = res.Grams - res.BookGrams
	}
}

// balancesOf gives the balances of a count's goods, one for each owner, the house first.
func balancesOf(r store.Reader, c *Count) []Balance {
	var out []Balance
	prefix := c.Holder.key(store.K(tagBalance)).Str(string(c.SKU)).Str(string(c.Lot)).Byte(byte(c.Status))
	for b := range Balances.All(r, prefix, nil) {
		if out = append(out, b); len(out) == maxOwnersAt {
			break
		}
	}
	return out
}

// unsynced gives whom a count waits for; busy tells that there were too many claims to look at all.
func unsynced(r store.Reader, c *Count) (waits []CountWait, busy bool, err error) {
	seen := map[string]bool{}
	left := maxClaimsAt
	for _, b := range balancesOf(r, c) {
		refs := Unpicked(r, b.Goods, left)
		if left -= len(refs); left == 0 {
			busy = true
		}
		for _, ref := range refs {
			l, err := GetLine(r, ref.Order, ref.Line)
			if err != nil {
				return nil, busy, err
			}
			res := l.Reservation(ref.Res)
			if res == nil || res.Task == "" || seen[res.Task] {
				continue
			}
			seen[res.Task] = true
			t, err := GetTask(r, res.Task)
			if err != nil {
				return nil, busy, err
			}
			if c.waitsFor(&t) && len(waits) < maxWaits {
				waits = append(waits, CountWait{t.ID, t.Claim.Worker, t.Claim.Device})
			}
		}
		if left == 0 {
			break
		}
	}
	for f := range c.refills(r) {
		if f.State != RefillClaimed || seen[f.Task] {
			continue
		}
		seen[f.Task] = true
		t, err := GetTask(r, f.Task)
		if err != nil {
			return nil, busy, err
		}
		if c.waitsFor(&t) && len(waits) < maxWaits {
			waits = append(waits, CountWait{t.ID, t.Claim.Worker, t.Claim.Device})
		}
	}
	return waits, busy, nil
}

// waitsFor tells whether a task's device may hold facts from before one of the count's moments.
func (c *Count) waitsFor(t *Task) bool {
	if t.State != TaskClaimed || t.Claim.Device == "" {
		return false
	}
	for _, res := range []*CountResult{&c.First, &c.Second} {
		if res.Seq == 0 || t.Claim.Device == res.Device || slices.Contains(res.Fold.Heard, t.Claim.Device) {
			continue
		}
		if t.Claim.Epoch > 1 || t.Claim.At*1000 <= res.At {
			return true
		}
	}
	return false
}

// conclude says what a compared count leads to.
func conclude(tx *store.Tx, c *Count, busy bool, free Freer) error {
	c.Why = ""
	if c.Second.Seq != 0 {
		switch one, two := c.First.Variance(), c.Second.Variance(); {
		case one != two:
			return escalate(tx, c, whyDiffers)
		case one == 0:
			return settleMatch(tx, c)
		}
		return settle(tx, c, whyAgree, free)
	}
	disputed := c.First.Fold.Disputed || busy
	p := GetCountPolicy(tx)
	verdict := counting.Judge(p.Tolerance[c.Class.Index()], counting.Case{Book: c.First.Book, Counted: c.First.Counted, Price: c.Price})
	switch {
	case verdict == counting.Right:
		return settleMatch(tx, c)
	case verdict == counting.Within && !disputed:
		return settle(tx, c, whyWithin, free)
	}
	c.Why = whyBeyond
	if disputed {
		c.Why = whyDisputed
	}
	if err := stepCount(tx, c, countAsk, c.Why); err != nil {
		return err
	}
	return wantRecount(tx, c)
}

func escalate(tx *store.Tx, c *Count, why string) error {
	c.Why = why
	return stepCount(tx, c, countEscalate, why)
}

func settleMatch(tx *store.Tx, c *Count) error {
	if err := postWeight(tx, c); err != nil {
		return err
	}
	if err := stepCount(tx, c, countMatch, ""); err != nil {
		return err
	}
	endedCount(tx, c)
	return nil
}

// settle books the difference by the rules; what they cannot book goes to a supervisor.
func settle(tx *store.Tx, c *Count, why string, free Freer) error {
	if c.Variance > 0 && !knownLot(tx, c) {
		return escalate(tx, c, whyNoLot)
	}
	c.Why = why
	if err := stepCount(tx, c, countPost, why); err != nil {
		return err
	}
	return post(tx, c, free)
}

func knownLot(r store.Reader, c *Count) bool { return c.Lot == "" || Lots.Has(r, LotKey(c.SKU, c.Lot)) }

// post books what is left of a decided difference. What one command may not take from order lines stays for the job; what
// lies in no reservation that can be taken, a supervisor must see.
func post(tx *store.Tx, c *Count, free Freer) error {
	left := c.Variance - c.Posted
	switch {
	case left > 0:
		if err := postSurplus(tx, c, left); err != nil {
			return err
		}
	case left < 0:
		took, freed, err := postLoss(tx, c, -left, free)
		if err != nil {
			return err
		}
		switch {
		case took == -left:
		case freed > 0:
			WakeCounts(tx)
			return nil
		default:
			return escalate(tx, c, whyClaimed)
		}
	}
	if err := postWeight(tx, c); err != nil {
		return err
	}
	if err := stepCount(tx, c, countFinish, ""); err != nil {
		return err
	}
	endedCount(tx, c)
	return nil
}

// postSurplus books goods nobody knew of: the only owner's who has such goods there, else the house's.
func postSurplus(tx *store.Tx, c *Count, qty int64) error {
	owner, res := "", c.Latest()
	all := balancesOf(tx, c)
	if len(all) == 1 {
		owner = all[0].Owner
	}
	g := c.goods(owner)
	grams := usualGrams(tx, g, qty)
	if len(all) == 0 && c.Weighed {
		grams = Share(res.Grams, qty, res.Counted)
	}
	c.Posted += qty
	c.GramsDone += grams
	return Move(tx, Movement{From: g.At(Adjustment), To: g.side(), Qty: qty, Grams: grams, Reason: string(AdjustCount), Document: c.ID, Since: tx.Now().Unix()})
}

// postLoss takes missing goods off: first what no line has claimed, then from lines whose goods nobody has picked yet, which
// are allocated anew.
func postLoss(tx *store.Tx, c *Count, qty int64, free Freer) (took, freed int64, err error) {
	for _, b := range balancesOf(tx, c) {
		want := min(qty-took, b.OnHand)
		if short := want - b.Unreserved(); short > 0 && free != nil {
			n, err := free(tx, b.Goods, short)
			if err != nil {
				return took, freed, err
			}
			freed += n
		}
		now := GetBalance(tx, b.Goods)
		want = min(want, now.Unreserved())
		if want <= 0 {
			continue
		}
		m := Movement{From: b.Goods, To: b.At(Adjustment).side(), Qty: want, Reason: string(AdjustCount), Document: c.ID}
		if err := Move(tx, m); err != nil {
			return took, freed, err
		}
		took += want
		c.Posted -= want
		c.GramsDone -= gramShare(&now, want)
	}
	return took, freed, nil
}

// postWeight books what the counted pieces weigh more or less than the books have it, once their number is right. Of several
// owners each has his share. No piece comes to weigh nothing by it.
func postWeight(tx *store.Tx, c *Count) error {
	left := c.GramsOff - c.GramsDone
	if !c.Weighed || left == 0 {
		return nil
	}
	all := balancesOf(tx, c)
	units := int64(0)
	for _, b := range all {
		units += b.OnHand
	}
	for _, b := range all {
		part := Share(max(left, -left), b.OnHand, units)
		if left < 0 {
			part = max(-part, b.OnHand-b.Grams)
		}
		units -= b.OnHand
		left -= part
		c.GramsDone += part
		if err := bookGrams(tx, b.Goods, part, string(AdjustCount), c.ID); err != nil {
			return err
		}
	}
	return nil
}

// endedCount is what follows when a count is over.
func endedCount(tx *store.Tx, c *Count) {
	c.Ended, c.Waits = tx.Now().Unix(), nil
	Counts.Put(tx, c) // so that it is not found among the open ones
	settleWish(tx, c.Holder, c.SKU)
}

// JudgeCount goes on with a count that waits: compares it, or books what is left of it. done are the folds a job has read
// for it; they are taken over if they are of the same results. A count that is over is left alone.
func JudgeCount(tx *store.Tx, id string, done *Count, free Freer) (CountState, error) {
	c, err := GetCount(tx, id)
	if err != nil {
		return 0, err
	}
	if done != nil {
		adopt(&c.First, &done.First)
		adopt(&c.Second, &done.Second)
	}
	before := c.State
	switch c.State {
	case CountProvisional:
		err = judge(tx, &c, free)
	case CountPosting:
		err = post(tx, &c, free)
	default:
		return c.State, nil
	}
	if err == nil && (c.State != before || c.State.Open()) {
		Counts.Put(tx, &c)
	}
	return c.State, err
}

func adopt(have, read *CountResult) {
	if have.Seq == read.Seq && read.Fold.Through > have.Fold.Through {
		have.Fold = read.Fold
	}
}

// lateForCount notices a movement that happened before a count which is over, and came in behind it: what was booked by the
// count is doubtful then, so the goods are not sold on until somebody has counted again.
func lateForCount(tx *store.Tx, sku item.SKU, sides ...Side) error {
	cmd := tx.Command()
	if cmd.OccurredAt.IsZero() || !cmd.OccurredAt.Before(cmd.At) {
		return nil
	}
	for _, s := range sides {
		if s.Holder.Kind == Outside {
			continue
		}
		c, ok := lastCount(tx, s.Holder, sku, s.Lot, s.Status)
		if !ok || c.State.Open() || cmd.OccurredAt.UnixMilli() >= c.Latest().At {
			continue
		}
		place := Target{On: HoldSKUAtPlace, SKU: sku, Holder: s.Holder}
		if _, err := PlaceHold(tx, place, CountHold, ReasonCountPending); err != nil {
			return err
		}
		if err := WantCount(tx, s.Holder, sku, CountLateFact, 0); err != nil {
			return err
		}
	}
	return nil
}

// stillReading is the refusal of what needs the whole time since a count.
func stillReading(c *Count) error {
	return fault.Conflict("count.reading", "count %s is still being compared with what happened since: try again in a moment", c.ID)
}
