package fulfilment

import (
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// Reserved says what becomes of lines that have reserved goods which are to be moved and that nobody has picked.
type Reserved string

// The policies. Goods that somebody is on the way to are moved by none of them, nor are picked ones.
const (
	ReservedRefuse    Reserved = ""          // the move is refused, with the orders that wait for the goods
	ReservedTravel    Reserved = "travel"    // the reservation goes along; the trip's step tells the new place
	ReservedElsewhere Reserved = "elsewhere" // the line gets other stock, or the move is refused
)

// Why something stays where it is.
const (
	whyReserved = "stock.reserved"
	whyPicked   = "stock.picked"
	whyClaimed  = "task.claimed"
	whyTote     = "tote.in_use"
	whyPacked   = "lpn.packed"
)

// ReasonMove is what the ledger says of a move nobody gave a reason for.
const ReasonMove = "move"

// MoveInput is a fact: goods were brought from one place to another. With an LPN it goes as it is, with all it carries;
// without a SKU everything at a location goes; else so much of one balance.
type MoveInput struct {
	LPN      string           // a whole LPN
	From     inventory.Holder // without an LPN: location, LPN or a worker's hands
	SKU      item.SKU         // without an LPN; empty: everything at the location From
	Lot      item.Lot
	Owner    string
	Status   inventory.Status // 0: available
	Qty      int64
	UoM      string           // "case": Qty counts those; "" base units
	To       inventory.Holder // a location, or an LPN that stands in one
	Reserved Reserved
	Reason   string              // stable word for the ledger
	Override string              // a supervisor's reason to break the rules of the place
	Surprise *inventory.Surprise // what was met that the books describe otherwise
}

// MoveResult tells where the goods are now and who was touched.
type MoveResult struct {
	To       inventory.Holder    `cbor:"1,keyasint"`
	Units    int64               `cbor:"2,keyasint,omitempty"`
	Runs     int                 `cbor:"3,keyasint,omitempty"`
	LPNs     int                 `cbor:"4,keyasint,omitempty"`
	Left     []inventory.Remains `cbor:"5,keyasint,omitempty"` // of a whole location: what stays, and why
	More     bool                `cbor:"6,keyasint,omitempty"` // there is more than one command moves: send it once more
	Affected []MoveAffected      `cbor:"7,keyasint,omitempty"`
}

// MoveAffected is a line whose reserved goods were moved.
type MoveAffected struct {
	Ref inventory.Ref `cbor:"1,keyasint"`
	Qty int64         `cbor:"2,keyasint"`
	Got Reserved      `cbor:"3,keyasint"` // ReservedTravel: its goods, at their new place; ReservedElsewhere: other stock
}

func (in *MoveInput) check() error {
	var g fault.Gather
	switch {
	case in.LPN != "" && (in.SKU != "" || !in.From.IsZero()):
		g.Add("lpn", "move.twice", "an LPN goes with all it carries: leave from and sku out, or lpn")
	case in.LPN != "":
	case in.From.IsZero() || in.From.Kind == inventory.Outside:
		g.Add("from", "move.from", "name the location, LPN or worker the goods were at, not %q", in.From)
	case in.SKU == "" && in.From.Kind != inventory.AtLocation:
		g.Add("sku", "move.sku", "name the SKU: only a location is moved with everything in it")
	case in.SKU != "" && (in.Qty <= 0 || in.Qty > MaxLineQty):
		g.Add("quantity", "move.quantity", "1 to %d units can be moved, not %d", MaxLineQty, in.Qty)
	}
	if in.From == in.To || in.LPN != "" && in.To == inventory.LPNHolder(in.LPN) {
		g.Add("to", "move.same", "the goods are at %s already: name another place", in.To)
	}
	switch in.Reserved {
	case ReservedRefuse, ReservedTravel, ReservedElsewhere:
	default:
		g.Add("reserved", "move.reserved", "reserved goods %s, %s, or the move is refused; not %q", ReservedTravel, ReservedElsewhere, in.Reserved)
	}
	for where, s := range map[string]string{"reason": in.Reason, "override": in.Override} {
		if len(s) > inventory.MaxStateReason {
			g.Add(where, "reason.missing", "a reason has at most %d bytes: it is kept in the ledger", inventory.MaxStateReason)
		}
	}
	return g.Invalid("move.invalid", "this move cannot be understood")
}

// Move books goods brought to another place. It refuses with every reason: what the place does not take (a supervisor may
// override that), what is held, reserved, on somebody's way or picked. Picked goods never move by it; reserved ones by the
// policy only. Of a whole location what may go goes, and what may not is told; with more in it than one command moves it is a
// series. A surprise on the way asks for counts.
//
// Errors: move.invalid, surprise.kind, location.unknown, lpn.unknown, lpn.tote, lpn.nowhere, lpn.in_itself, lpn.too_deep,
// lpn.too_mixed, stock.short, move.same; move.refused with: location.*, inspect.waiting, hold.quality, stock.reserved, stock.picked,
// task.claimed, tote.in_use, lpn.packed; move.nothing.
func Move(tx *store.Tx, in MoveInput) (MoveResult, error) {
	if err := inventory.ToBase(tx, in.SKU, in.UoM, &in.Qty); err != nil {
		return MoveResult{}, err
	}
	if err := in.check(); err != nil {
		return MoveResult{}, err
	}
	m, err := newMover(tx, moveOptions{to: in.To, policy: in.Reserved, reason: in.Reason, override: in.Override})
	if err != nil {
		return MoveResult{}, err
	}
	switch {
	case in.LPN != "":
		err = m.lpn(in.LPN)
	case in.SKU == "":
		err = m.location(in.From)
	default:
		err = m.one(&in)
	}
	if err != nil {
		return MoveResult{}, err
	}
	if in.Surprise != nil {
		if err := in.Surprise.Want(tx); err != nil {
			return MoveResult{}, err
		}
	}
	return m.out, endEmptied(tx, in.LPN, in.From)
}

// endEmptied ends a put-back whose last goods were moved: the list is done by the ordinary verbs.
func endEmptied(tx *store.Tx, lpn string, from inventory.Holder) error {
	if lpn != "" {
		from = inventory.LPNHolder(lpn)
	}
	if from.IsZero() || !PutBacks.Has(tx, putBackKey(from)) {
		return nil
	}
	if err := EndPutBack(tx, from); fault.ReasonOf(err) != "putback.goods" {
		return err
	}
	return nil
}

// moveOptions is what holds for all of a move.
type moveOptions struct {
	to       inventory.Holder
	policy   Reserved
	reason   string
	override string
	document string // whose move it is; empty: nobody's but the worker's
	why      string // beside the reason
}

// mover is one move under way.
type mover struct {
	tx   *store.Tx
	opt  moveOptions
	land *inventory.Landing
	a    *allocator
	out  MoveResult
	// going are LPNs and locations that are emptied or carried off: no line gets goods there instead of its own.
	going  map[inventory.Holder]bool
	offers map[offered]inventory.Offer
	used   map[inventory.Goods]int64 // planned for lines and not booked yet
}

// offered is what other stock was looked for once already.
type offered struct {
	sku   item.SKU
	owner string
}

func newMover(tx *store.Tx, opt moveOptions) (*mover, error) {
	if opt.reason == "" {
		opt.reason = ReasonMove
	}
	if opt.override != "" {
		opt.reason = opt.override
	}
	land, err := inventory.LandAt(tx, opt.to)
	if err != nil {
		return nil, err
	}
	a, err := newAllocator(tx)
	return &mover{tx: tx, opt: opt, land: land, a: a, out: MoveResult{To: opt.to}, going: map[inventory.Holder]bool{}, offers: map[offered]inventory.Offer{}, used: map[inventory.Goods]int64{}}, err
}

// one moves so much of one balance, or refuses with every reason.
func (m *mover) one(in *MoveInput) error {
	goods := inventory.Goods{SKU: in.SKU, Lot: in.Lot, Holder: in.From, Status: in.Status, Owner: in.Owner}
	if goods.Status == 0 {
		goods.Status = inventory.Available
	}
	b := inventory.GetBalance(m.tx, goods)
	if b.OnHand < in.Qty {
		if err := exist(m.tx, in.SKU, in.From); err != nil && in.From.Kind != inventory.WithWorker {
			return err
		}
		return fault.Refused("stock.short", "%s has %d of SKU %s (lot %q, %s), not %d", in.From, b.OnHand, in.SKU, in.Lot, goods.Status, in.Qty).
			With(fault.Detail{Where: string(in.SKU), Reason: "stock.short", Message: "at " + in.From.String(), Want: in.Qty, Have: b.OnHand})
	}
	p, no, err := m.plan(&b, in.Qty)
	if err != nil {
		return err
	}
	if len(no) > 0 {
		return fault.Refused("move.refused", "SKU %s cannot go from %s to %s", in.SKU, in.From, in.To).With(no...)
	}
	return m.do(p)
}

// run is so much of a balance on its way.
type run struct {
	goods   inventory.Goods
	qty     int64
	free    int64 // of it what no line has reserved
	victims []victim
}

// plan looks whether so much of a balance may go, and from whom; it changes nothing. A run that may not is refused by every
// reason.
func (m *mover) plan(b *inventory.Balance, qty int64) (run, []fault.Detail, error) {
	clear(m.used)
	p := run{goods: b.Goods, qty: qty, free: min(qty, b.Unreserved())}
	laid := m.land.Laid()
	no, err := m.landing(b, qty)
	if err != nil {
		return p, nil, err
	}
	no = append(no, m.land.HeldBack(b.Goods)...)
	if lack := qty - p.free; lack > 0 {
		victims, why, err := m.victims(b, lack)
		if err != nil {
			return p, nil, err
		}
		p.victims, no = victims, append(no, why...)
	}
	if len(no) > 0 {
		m.land.Back(laid)
	}
	return p, no, nil
}

// landing asks the rules of the place, unless the goods stand there already or a supervisor has overridden them.
func (m *mover) landing(b *inventory.Balance, qty int64) ([]fault.Detail, error) {
	if m.land.Same(b.Holder) || m.opt.override != "" {
		return nil, nil
	}
	laid := *b
	laid.OnHand, laid.Grams = qty, inventory.Share(b.Grams, qty, b.OnHand)
	return m.land.Lay(&laid)
}

// do books a run that may go: what is free first, then what lines have reserved.
func (m *mover) do(p run) error {
	for _, v := range p.victims {
		if err := m.settle(p.goods, v); err != nil {
			return err
		}
		if v.got == ReservedElsewhere {
			p.free += v.qty
		}
	}
	m.out.Runs++
	m.out.Units += p.qty
	if p.free == 0 {
		return nil
	}
	return inventory.Move(m.tx, inventory.Movement{From: p.goods, To: inventory.Side{Holder: m.opt.to, Lot: p.goods.Lot, Status: p.goods.Status, Owner: p.goods.Owner},
		Qty: p.free, Reason: m.opt.reason, Document: m.opt.document, Why: m.opt.why})
}
