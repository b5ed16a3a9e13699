package fulfilment

import (
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// What became of a swap.
const (
	SwapDone    Outcome = "swapped" // the line takes the goods in hand
	SwapPart    Outcome = "split"   // they were too few: the rest of the step stays as it was
	SwapCounted Outcome = "counted" // the books know no such goods there: they go back, and somebody counts
)

// SwapInput asks that a line takes the goods in its worker's hand instead of those reserved for it.
type SwapInput struct {
	Task  string
	Order string
	Line  int
	Res   int
	From  inventory.Holder // where the goods in hand stood: location or LPN
	Lot   item.Lot         // of the goods in hand
	Qty   int64            // 0: all that is left of the step
	UoM   string           // "case": Qty counts those; "" base units
}

// SwapResult tells what the line takes now.
type SwapResult struct {
	Outcome  Outcome              `cbor:"1,keyasint"`
	Swapped  int64                `cbor:"2,keyasint,omitempty"` // base units
	Left     int64                `cbor:"3,keyasint,omitempty"` // base units that stay as they were
	Task     string               `cbor:"4,keyasint,omitempty"`
	Steps    []inventory.TaskStep `cbor:"5,keyasint,omitempty"` // what the task has instead
	Affected []SwapAffected       `cbor:"6,keyasint,omitempty"`
	Reclaim  bool                 `cbor:"7,keyasint,omitempty"` // other steps of the same trip changed: claim it again
}

// SwapAffected is another line that gave up goods nobody had picked for it.
type SwapAffected struct {
	Ref inventory.Ref `cbor:"1,keyasint"`
	Qty int64         `cbor:"2,keyasint"`
	Got string        `cbor:"3,keyasint"` // GotYours or GotOther
}

// What an affected line got.
const (
	GotYours = "yours" // what the asking line gave up
	GotOther = "other" // other stock
)

func (in *SwapInput) check(worker string) error {
	var g fault.Gather
	if worker == "" {
		g.Add("worker", "worker.missing", "a swap names its worker: sign in first")
	}
	if in.Order == "" || in.Line == 0 || in.Res == 0 {
		g.Add("ref", "swap.unnamed", "name order, line and reservation of the step")
	}
	if k := in.From.Kind; (k != inventory.AtLocation && k != inventory.InLPN) || in.From.ID == "" {
		g.Add("from", "swap.from", "name the location or LPN the goods in hand stood at, not %q", in.From)
	}
	if in.Qty < 0 || in.Qty > MaxLineQty {
		g.Add("quantity", "swap.quantity", "%d units cannot be swapped", in.Qty)
	}
	return g.Invalid("swap.invalid", "this swap cannot be understood")
}

// Swap lets a line take other goods of its item that stand in front: another lot, LPN or place. It is an intent, since stock
// that others count on changes hands: it needs the service, and until it is answered nothing is picked. The goods must be
// such as may be reserved for the line: under no hold, not expired, with the life the customer wants, where goods are sold
// from. First it takes what nobody has reserved, then what other lines have reserved and not picked, those first that nobody
// is walking to: they get what this line gives up, or other stock, and are left alone if there is neither. Goods that are
// picked are never taken.
//
// A lot that expires later than the reserved one is taken from other lines only, which get the earlier one: the same lots
// leave the house. To leave the earlier one behind needs the warehouse's policy fefo: advisory. Of a lot with less stock the
// line takes what there is; the rest stays as it was. Of a lot that the books do not know there nothing is swapped and a count
// is wanted.
//
// Errors: swap.invalid; line.unknown, location.unknown, lpn.unknown; reservation.gone, reservation.picked; task.claimed with
// its owner, task.full; swap.same; swap.refused with every reason: hold.quality, hold.count, lot.expired, lot.short_life,
// expiry.unknown, place.kind, inspect, damaged, owner.other; fefo.later; swap.taken with who has the goods.
func Swap(tx *store.Tx, in SwapInput) (SwapResult, error) {
	if err := in.check(tx.Command().Worker); err != nil {
		return SwapResult{}, err
	}
	s, err := beginSwap(tx, &in)
	if err != nil {
		return SwapResult{}, err
	}
	if b := inventory.GetBalance(tx, s.goods); b.OnHand == 0 {
		if err := s.otherCondition(); err != nil {
			return SwapResult{}, err
		}
		err := inventory.WantCount(tx, in.From, s.line.SKU, inventory.CountFoundByFact, 0)
		return SwapResult{Outcome: SwapCounted, Left: s.res.Qty, Task: s.res.Task}, err
	}
	if err := s.mayTake(); err != nil {
		return SwapResult{}, err
	}
	if err := s.gather(); err != nil {
		return SwapResult{}, err
	}
	return s.finish()
}

// swapper is one swap under way.
type swapper struct {
	tx    *store.Tx
	a     *allocator
	fefo  layout.FEFO
	line  inventory.Line
	it    item.Item
	res   inventory.Reservation // as it was
	old   inventory.Goods       // what the line gives up
	goods inventory.Goods       // what it takes
	oldBy item.Date
	newBy item.Date
	want  int64
	got   int64
	free  bool // goods that nobody has reserved may be taken
	made  int  // reservations
	other *inventory.Offer
	out   SwapResult
}

func beginSwap(tx *store.Tx, in *SwapInput) (*swapper, error) {
	s := &swapper{tx: tx}
	var err error
	if s.line, err = inventory.GetLine(tx, in.Order, in.Line); err != nil {
		return nil, err
	}
	if err := inventory.ToBase(tx, s.line.SKU, in.UoM, &in.Qty); err != nil {
		return nil, err
	}
	r := s.line.Reservation(in.Res)
	switch {
	case r == nil:
		return nil, fault.Conflict("reservation.gone", "line %d of order %s has no reservation %d any more: claim the trip again", in.Line, in.Order, in.Res)
	case r.Phase != inventory.Allocated:
		return nil, fault.Conflict("reservation.picked", "reservation %d of line %d of order %s is %s already", in.Res, in.Line, in.Order, r.Phase)
	}
	if t, ok := inventory.Tasks.Get(tx, inventory.TaskKey(r.Task)); ok && t.State == inventory.TaskClaimed && t.Claim.Worker != tx.Command().Worker {
		return nil, t.ClaimedByOther("only he may swap what it picks; ask for a take-over")
	}
	if err := exist(tx, s.line.SKU, in.From); err != nil {
		return nil, err
	}
	if s.it, err = inventory.FindItem(tx, s.line.SKU); err != nil {
		return nil, err
	}
	s.res, s.old = *r, s.line.Goods(r)
	s.goods = s.find(inventory.Goods{SKU: s.line.SKU, Lot: in.Lot, Holder: in.From, Status: inventory.Available, Owner: s.line.Owner})
	if s.goods == s.old {
		return nil, fault.Refused("swap.same", "these are the goods that are reserved for the line: pick them")
	}
	s.oldBy, s.newBy = inventory.ExpiryOf(tx, s.line.SKU, s.old.Lot), inventory.ExpiryOf(tx, s.line.SKU, s.goods.Lot)
	if s.want = in.Qty; s.want == 0 || s.want > s.res.Qty {
		s.want = s.res.Qty
	}
	w, err := inventory.WarehouseOf(tx)
	if err != nil {
		return nil, err
	}
	s.a, s.fefo = &allocator{tx: tx, zone: w.Location()}, w.FEFO
	return s, nil
}

// maxSwapLPNs is how many LPNs of a location are looked into for the goods in hand.
const maxSwapLPNs = 20

// find gives the goods at a place, or those in one of the LPNs that stand there: people scan the beam, not the pallet.
func (s *swapper) find(g inventory.Goods) inventory.Goods {
	if b := inventory.GetBalance(s.tx, g); b.OnHand > 0 || g.Holder.Kind != inventory.AtLocation {
		return g
	}
	for _, id := range inventory.Children(s.tx, g.Holder, maxSwapLPNs) {
		if b := inventory.GetBalance(s.tx, g.At(inventory.LPNHolder(id))); b.OnHand > 0 {
			return b.Goods
		}
	}
	return g
}

// maxSwapLooked is how many balances of a place are looked at for the goods in another condition.
const maxSwapLooked = 40

// otherCondition refuses goods that lie there and are not for sale to this line: damaged, to be inspected, another owner's.
func (s *swapper) otherCondition() error {
	var g fault.Gather
	looked := 0
	for b := range inventory.Contents(s.tx, s.goods.Holder) {
		if looked++; looked > maxSwapLooked {
			break
		}
		if b.SKU != s.goods.SKU || b.Lot != s.goods.Lot {
			continue
		}
		reason := "owner.other"
		if b.Status != inventory.Available {
			reason = b.Status.String()
		}
		g.Detail(fault.Detail{Where: b.Holder.String(), Reason: reason, Message: b.Status.String() + " goods of owner \"" + b.Owner + "\"", Have: b.OnHand})
	}
	return g.Refused("swap.refused", "what lies of lot %q at %s is not for order %s: put it back and take lot %q", s.goods.Lot, s.goods.Holder, s.line.Order, s.old.Lot)
}

// mayTake tells every reason why the line may not have the goods, and whether those that nobody has reserved may be taken.
func (s *swapper) mayTake() error {
	var g fault.Gather
	s.unfit(&g, s.goods, s.newBy, &s.line)
	if err := g.Refused("swap.refused", "lot %q of SKU %s%s may not go to order %s: put it back and take lot %q", s.goods.Lot, s.line.SKU, dated(s.newBy), s.line.Order, s.old.Lot); err != nil {
		return err
	}
	s.free = !s.later() || s.fefo == layout.FEFOAdvisory
	return nil
}

// later tells whether the goods in hand expire after those reserved.
func (s *swapper) later() bool {
	return s.newBy != item.NoDate && s.oldBy != item.NoDate && s.newBy > s.oldBy
}

func dated(d item.Date) string {
	if d == item.NoDate {
		return ""
	}
	return " (expires " + d.String() + ")"
}

// unfit notes why goods may not be reserved for a line.
func (s *swapper) unfit(g *fault.Gather, goods inventory.Goods, expiry item.Date, l *inventory.Line) {
	where := string(goods.Lot)
	for _, h := range inventory.HoldsOn(s.tx, goods) {
		reason := "hold.count"
		if h.Kind == inventory.QualityHold {
			reason = "hold.quality"
		}
		g.Add(h.Target.String(), reason, "held: %s", h.Reason)
	}
	ship := shipDay(s.tx.Now(), l.ShipBy, s.a.zone)
	days := max(s.it.MinAtShipping, l.MinDays)
	switch {
	case s.it.ExpiryTracked && expiry == item.NoDate:
		g.Add(where, holdUndated, "nobody knows when lot %q expires", goods.Lot)
	case inventory.Expired(expiry, ship):
		g.Add(where, "lot.expired", "lot %q expires on %s, before %s, when it ships", goods.Lot, expiry, ship)
	case expiry != item.NoDate && ship.Until(expiry) < days:
		g.Detail(fault.Detail{Where: where, Reason: "lot.short_life", Message: "lot " + string(goods.Lot) + " expires on " + expiry.String() + ", too soon for this order",
			Want: days, Have: ship.Until(expiry)})
	}
	code, ok := inventory.PlaceOf(s.tx, goods.Holder)
	at, err := inventory.FindLocation(s.tx, code)
	switch {
	case !ok || err != nil:
		g.Add(goods.Holder.String(), "place.kind", "it stands in no location")
	case !at.Kind.Stocked():
		g.Add(string(code), "place.kind", "goods at a %s location are not for sale", at.Kind)
	}
	if t, ok := inventory.LPNs.Get(s.tx, inventory.LPNKey(goods.Holder.ID)); ok && goods.Holder.Kind == inventory.InLPN && t.Kind == inventory.ToteLPN {
		g.Add(t.ID, "place.kind", "what lies in a tote is picked")
	}
}
