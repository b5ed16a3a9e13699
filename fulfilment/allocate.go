package fulfilment

import (
	"time"

	"example.com/tote/fulfilment/allocation"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// Bounds of one command that allocates; what is beyond them is the next command's.
const (
	allocateClaims = 30  // reservations: each writes its balance, two index keys and its entry, of 200 writes
	allocateReads  = 300 // reads after which no further line is begun: the costliest line takes about 1,600 of 2,000
	shortageReads  = 200 // about what it costs to explain a short line
)

// ReasonShort is why a line, and its order, wait for goods.
const ReasonShort = "stock.short"

// AllocateInput asks for goods for an order. From is the line to go on with, as the answer before said; 0 begins.
type AllocateInput struct {
	Order string
	From  int
}

// ShortLine is a line that did not get all it wants.
type ShortLine struct {
	Line   int      `cbor:"1,keyasint"`
	SKU    item.SKU `cbor:"2,keyasint"`
	Want   int64    `cbor:"3,keyasint"`           // base units ordered and not cancelled
	Have   int64    `cbor:"4,keyasint,omitempty"` // of them reserved or further
	Reason string   `cbor:"5,keyasint"`           // what stands in the way: stock.none, stock.held, lot.expired, ...
	Detail string   `cbor:"6,keyasint,omitempty"`
}

// AllocateResult tells what an order got.
type AllocateResult struct {
	Order    string      `cbor:"1,keyasint"`
	State    OrderState  `cbor:"2,keyasint"`
	Next     int         `cbor:"3,keyasint,omitempty"` // go on with this line; 0: all lines were looked at
	Reserved int64       `cbor:"4,keyasint,omitempty"` // base units reserved by this command
	Short    []ShortLine `cbor:"5,keyasint,omitempty"` // of the lines this command looked at
}

// Allocate reserves goods for an order: earliest expiry first, then earliest receipt, never a lot whose remaining life on
// the day of shipping is below what item or line ask for. One command looks at up to RangeLines lines; Next says where to
// go on, and until the last line is done the order is allocating.
//
// An order ships complete, so one with a short line waits, with every short line and its figures in Why. It keeps what it
// got: giving it back would let a stream of small orders starve a large one for ever. A waiting order allocated again
// looks for what is missing only. Errors: order.unknown, order.state, order.range.
func Allocate(tx *store.Tx, in AllocateInput) (AllocateResult, error) {
	o, err := GetOrder(tx, in.Order)
	if err != nil {
		return AllocateResult{}, err
	}
	if err := beginAllocating(tx, &o); err != nil {
		return AllocateResult{}, err
	}
	if in.From > o.Reached+1 {
		return AllocateResult{}, fault.Conflict("order.range", "order %s is to be allocated from line %d on, not %d", o.ID, o.Reached+1, in.From)
	}
	a, err := newAllocator(tx)
	if err != nil {
		return AllocateResult{}, err
	}
	return a.order(&o)
}

func beginAllocating(tx *store.Tx, o *Order) error {
	switch o.State {
	case OrderAllocating:
		return nil
	case OrderWaiting:
		if err := stepOrder(tx, o, orderReopen, "allocate.again"); err != nil {
			return err
		}
	case OrderOpen:
	default:
		return fault.Conflict("order.state", "order %s is %s: only an open or waiting order is allocated", o.ID, o.State)
	}
	o.Reached, o.Why, o.Searched = 0, nil, nil
	return nil
}

// allocator reserves within the bounds of one command.
type allocator struct {
	tx     *store.Tx
	zone   *time.Location
	lines  int // looked at
	claims int // reservations made
	reads  int // about
}

func newAllocator(tx *store.Tx) (*allocator, error) {
	w, err := inventory.WarehouseOf(tx)
	if err != nil {
		return nil, err
	}
	return &allocator{tx: tx, zone: w.Location()}, nil
}

// spent tells whether another line would go beyond the bounds.
func (a *allocator) spent() bool {
	return a.lines >= RangeLines || a.claims >= allocateClaims || a.reads >= allocateReads
}

// order looks at an order's lines from the one behind those it has reached, and steps the order. It puts the order.
func (a *allocator) order(o *Order) (AllocateResult, error) {
	out := AllocateResult{Order: o.ID}
	var lines []inventory.Line
	for l := range inventory.LinesOf(a.tx, o.ID, o.Reached+1) {
		if lines = append(lines, l); len(lines) > RangeLines {
			break
		}
	}
	a.reads += len(lines)
	for i := range lines {
		l := &lines[i]
		if i == RangeLines || a.spent() {
			out.Next = l.No
			break
		}
		a.lines++
		short, done, err := a.line(o, l, &out)
		if err != nil {
			return out, err
		}
		if !done {
			out.Next = l.No
			break
		}
		o.Reached, o.Searched = l.No, nil
		if short != nil {
			out.Short = append(out.Short, *short)
			o.Why = append(o.Why, Exception{Reason: ReasonShort, Line: l.No, Detail: short.Detail})
		}
	}
	err := a.step(o, out.Next != 0)
	out.State = o.State
	return out, err
}

func (a *allocator) step(o *Order, more bool) (err error) {
	switch {
	case more && o.State == OrderOpen:
		err = stepOrder(a.tx, o, orderAllocate, "")
	case more:
	case len(o.Why) > 0:
		err = stepOrder(a.tx, o, orderShort, ReasonShort)
	default:
		err = stepOrder(a.tx, o, orderAllocated, "")
	}
	if !more {
		o.Reached = 0
	}
	Orders.Put(a.tx, o)
	return err
}

// line reserves what a line lacks. It is not done when a bound of the command cut it off: that of reservations, or that of
// the places looked at.
func (a *allocator) line(o *Order, l *inventory.Line, out *AllocateResult) (short *ShortLine, done bool, err error) {
	want := l.In(inventory.Open)
	if want == 0 {
		return nil, true, nil
	}
	ship := shipDay(a.tx.Now(), o.ShipBy, a.zone)
	from := inventory.SearchSpot{}
	if o.Searched != nil {
		from = *o.Searched
	}
	got, more, cut, err := a.reserve(l, ship, want, from)
	if more != nil {
		o.Searched, cut = more, true
	}
	if got > 0 {
		inventory.Lines.Put(a.tx, l)
		out.Reserved += got
	}
	if err != nil || got == want || cut {
		return nil, !cut, err
	}
	s := a.explain(l, ship)
	return &s, true, nil
}

// reserve claims up to qty of the line's item in the order the plan gives. It is cut off by the command's bound of
// reservations. An item may lie in more places than one command looks at: more is where the next goes on.
func (a *allocator) reserve(l *inventory.Line, ship item.Date, qty int64, from inventory.SearchSpot) (got int64, more *inventory.SearchSpot, cut bool, err error) {
	demand, it, err := a.demand(l, ship, qty)
	if err != nil {
		return 0, nil, false, err
	}
	offer := inventory.Search{SKU: l.SKU, Owner: l.Owner, Day: ship, MinDays: demand.MinDays, Want: qty, From: from}.Offer(a.tx)
	a.reads += offer.Reads + 4
	plan, err := allocation.Allocate([]allocation.Line{demand}, a.stock(&it, offer.Candidates))
	if err != nil {
		return 0, nil, false, err
	}
	for _, p := range plan.Picks {
		if a.claims == allocateClaims {
			return got, nil, true, nil
		}
		if _, err := inventory.Reserve(a.tx, l, inventory.ReserveInput{Goods: offer.Candidates[p.Stock].Goods, Qty: p.Quantity}); err != nil {
			return got, nil, false, err
		}
		a.claims++
		got += p.Quantity
	}
	if got < qty && offer.More {
		more = &offer.Next
	}
	return got, more, false, nil
}

func (a *allocator) demand(l *inventory.Line, ship item.Date, qty int64) (allocation.Line, item.Item, error) {
	it, err := inventory.FindItem(a.tx, l.SKU)
	if err != nil {
		return allocation.Line{}, it, err
	}
	d := allocation.Line{Order: l.Order, Line: int64(l.No), SKU: l.SKU, Owner: l.Owner, Quantity: qty, Ship: ship,
		MinDays: max(it.MinAtShipping, l.MinDays), Priority: int64(l.Priority)}
	for _, p := range it.Packs {
		if p.Level == item.Case {
			d.Case = p.Quantity
		}
	}
	return d, it, nil
}

// holdUndated is why goods of an item that expires wait: nobody knows the date of their lot, as of goods found by a fact.
const holdUndated = "expiry.unknown"

func (a *allocator) stock(it *item.Item, cs []inventory.Candidate) []allocation.Stock {
	out := make([]allocation.Stock, len(cs))
	for i, c := range cs {
		out[i] = allocation.Stock{Holder: c.Holder.String(), Location: c.Location, Zone: c.Zone, Kind: c.Kind, Travel: c.Travel, SKU: c.SKU,
			Lot: c.Lot, Expiry: c.Expiry, Received: a.dayOf(c.Since), Owner: c.Owner, OnHand: c.OnHand, Available: c.Free}
		if it.ExpiryTracked && c.Expiry == item.NoDate {
			out[i].Hold = holdUndated
		}
	}
	return out
}

func (a *allocator) dayOf(unix int64) item.Date {
	if unix == 0 {
		return item.NoDate
	}
	return item.DateOf(time.Unix(unix, 0), a.zone)
}

// explain tells why a line is short, from all goods of its item: what is free has been given out, so nothing is available.
func (a *allocator) explain(l *inventory.Line, ship item.Date) ShortLine {
	a.reads += shortageReads
	missing := l.In(inventory.Open)
	want := l.Ordered() - l.In(inventory.Cancelled)
	s := ShortLine{Line: l.No, SKU: l.SKU, Want: want, Have: want - missing, Reason: allocation.ReasonNone}
	demand, it, err := a.demand(l, ship, missing)
	if err != nil {
		return s
	}
	var stock []allocation.Stock
	for _, u := range inventory.UnsoldOf(a.tx, l.SKU) {
		if it.ExpiryTracked && u.Expiry == item.NoDate && u.Hold == "" {
			u.Hold = holdUndated
		}
		stock = append(stock, allocation.Stock{Holder: u.Holder.String(), Location: u.Location, Kind: u.Kind, SKU: u.SKU, Lot: u.Lot,
			Expiry: u.Expiry, Owner: u.Owner, OnHand: u.OnHand, Hold: u.Hold})
	}
	plan, err := allocation.Allocate([]allocation.Line{demand}, stock)
	if err != nil || len(plan.Short) == 0 {
		return s
	}
	why := plan.Short[0]
	why.Wanted, why.Allocated = s.Want, s.Have
	d := why.Detail()
	s.Reason, s.Detail = d.Reason, d.Message
	return s
}

// shipDay is the day on which remaining life is judged: the order's ship-by day in the warehouse's calendar, or today if
// that has passed or is not known.
func shipDay(now time.Time, shipBy int64, zone *time.Location) item.Date {
	today := item.DateOf(now, zone)
	if shipBy == 0 {
		return today
	}
	return max(today, item.DateOf(time.Unix(shipBy, 0), zone))
}
