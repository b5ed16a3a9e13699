package fulfilment

import (
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// Outcome tells what became of a fact.
type Outcome string

// The outcomes of facts.
const (
	AsPicked Outcome = "picked"   // booked as the task meant it
	Diverted Outcome = "diverted" // booked to the worker's hands: the goods are not wanted where they were going
	Split    Outcome = "split"    // a part as meant, the rest diverted
)

// Why a pick was diverted.
const (
	ReasonGone      = "reservation.gone"      // released: the order was cancelled, changed or allocated elsewhere
	ReasonPicked    = "reservation.picked"    // somebody picked it before
	ReasonElsewhere = "reservation.elsewhere" // it names another place or lot
	ReasonSurplus   = "pick.surplus"          // more was taken than is reserved
)

// DoPutBack is what a worker does with goods that were diverted.
const DoPutBack = "put_back"

// EmptyAnswer is what a worker said when asked whether a place is empty.
type EmptyAnswer string

// The answers; without one nobody was asked.
const (
	IsEmpty  EmptyAnswer = "yes"
	NotEmpty EmptyAnswer = "no"
)

// PickInput is a fact: so many units were taken from a place and put into a tote. It names the goods by themselves, never
// only by a step, so that it can be booked whatever has become of the task.
type PickInput struct {
	Task    string
	Order   string
	Line    int
	Res     int
	From    inventory.Holder // location or LPN
	SKU     item.SKU
	Lot     item.Lot
	Qty     int64
	UoM     string // "case": Qty counts those; "" base units
	Grams   int64  // of weighed pieces, if they were weighed; of goods by the gram told alone it is Qty
	Tote    string
	Serials []string
	Empty   EmptyAnswer // of From, if the worker was asked
}

// PickResult tells how a pick was booked.
type PickResult struct {
	Outcome       Outcome          `cbor:"1,keyasint"`
	Res           int              `cbor:"2,keyasint,omitempty"` // the number of the picked part
	Left          int64            `cbor:"3,keyasint,omitempty"` // base units of the reservation still to pick
	ShouldBeEmpty bool             `cbor:"4,keyasint,omitempty"` // by the books nothing is left at the place: ask
	Diverted      int64            `cbor:"5,keyasint,omitempty"` // base units now in the worker's hands
	Why           string           `cbor:"6,keyasint,omitempty"` // why they were diverted
	Do            string           `cbor:"7,keyasint,omitempty"` // what to do with them: put_back
	To            inventory.Holder `cbor:"8,keyasint,omitzero"`  // where to
	Taken         []inventory.Ref  `cbor:"9,keyasint,omitempty"` // reservations of others that lost goods by it
	Found         int64            `cbor:"10,keyasint,omitempty"`
	Grams         int64            `cbor:"11,keyasint,omitempty"` // of weighed goods: what was booked into the tote
	WeighAgain    bool             `cbor:"12,keyasint,omitempty"` // so many pieces do not weigh what was told: the books took their share
}

func (in *PickInput) check(worker string) error {
	var g fault.Gather
	if worker == "" {
		g.Add("worker", "worker.missing", "a pick names its worker")
	}
	if in.Qty <= 0 || in.Qty > MaxLineQty {
		g.Add("quantity", "pick.quantity", "a pick takes 1 to %d units, not %d", MaxLineQty, in.Qty)
	}
	if in.SKU == "" || in.Order == "" || in.Line == 0 {
		g.Add("order", "pick.unnamed", "a pick names order, line and SKU")
	}
	if k := in.From.Kind; (k != inventory.AtLocation && k != inventory.InLPN) || in.From.ID == "" {
		g.Add("from", "pick.from", "goods are picked from a location or an LPN, not from %q", in.From)
	}
	if in.Tote == "" || len(in.Tote) > inventory.MaxLPN {
		g.Add("tote", "pick.tote", "a pick goes into a tote with a number of 1 to %d characters", inventory.MaxLPN)
	}
	if n := len(in.Serials); n > 0 && int64(n) != in.Qty || n > inventory.MaxSerialsAtOnce {
		g.Add("serials", "pick.serials", "%d serial numbers for %d units: none, or one a unit and at most %d", n, in.Qty, inventory.MaxSerialsAtOnce)
	}
	if in.Empty != "" && in.Empty != IsEmpty && in.Empty != NotEmpty {
		g.Add("empty", "pick.empty", "empty is %q, %q or absent", IsEmpty, NotEmpty)
	}
	return g.Invalid("pick.invalid", "this pick cannot be understood")
}

// Pick books that goods were taken. It is a fact: what is in the worker's hand is true, so it is booked whoever claims the
// task and whatever became of it. As meant, the goods go under their reservation into the tote, which the first pick binds
// to the order; a part leaves the rest to pick. Otherwise they go to the worker's hands, and the answer says what to do
// with them; see divert.
//
// Errors: pick.invalid; hold.quality: held goods stay where they are; tote.in_use: the tote is another order's; lpn.kind.
func Pick(tx *store.Tx, in PickInput) (PickResult, error) {
	worker := tx.Command().Worker
	var err error
	if in.Qty, err = inventory.BaseUnits(tx, in.SKU, in.Qty, in.UoM); err != nil {
		return PickResult{}, err
	}
	weighAgain, err := in.weigh(tx)
	if err != nil {
		return PickResult{}, err
	}
	if err := in.check(worker); err != nil {
		return PickResult{}, err
	}
	l, known := inventory.Lines.Get(tx, inventory.LineKey(in.Order, in.Line))
	res, why := wanted(&l, known, &in)
	goods := inventory.Goods{SKU: in.SKU, Lot: in.Lot, Holder: in.From, Status: inventory.Available, Owner: l.Owner}
	if err := inventory.Pickable(tx, goods); err != nil {
		return PickResult{}, err
	}
	out := PickResult{Outcome: Diverted, Why: why, WeighAgain: weighAgain}
	meant, behind := int64(0), int64(0)
	if why == ReasonElsewhere {
		if res, behind, err = backAt(tx, &l, &in, goods); err != nil {
			return PickResult{}, err
		}
	}
	if res != nil {
		meant = min(in.Qty, res.Qty)
		out.Outcome, out.Left, out.Why = AsPicked, res.Qty-meant+behind, ""
		if err := pickAsMeant(tx, &l, in, meant, &out); err != nil {
			return PickResult{}, err
		}
	}
	if rest := in.Qty - meant; rest > 0 {
		if meant > 0 {
			out.Outcome, out.Why = Split, cmpOr(why, ReasonSurplus)
		}
		if err := divert(tx, goods, rest, &in, &out); err != nil {
			return PickResult{}, err
		}
	}
	err = afterPick(tx, goods, &in, &out)
	return out, err
}

// weigh takes the scale's word on what was picked. A weight nobody would believe does not keep the pick from being booked:
// the pieces are in the tote. They take their share then, and are weighed when they are packed.
func (in *PickInput) weigh(r store.Reader) (again bool, err error) {
	if in.Grams == 0 {
		return false, nil
	}
	it, err := inventory.FindItem(r, in.SKU)
	if err != nil {
		return false, err
	}
	if it.WeighedPieces && !it.Believable(in.Qty, in.Grams) {
		in.Grams = 0
		return true, nil
	}
	var g fault.Gather
	inventory.Weigh(&g, "", &it, &in.Qty, &in.Grams)
	if !it.WeighedPieces {
		in.Grams = 0 // it is the quantity
	}
	return false, g.Invalid("pick.invalid", "this pick cannot be understood")
}

// wanted gives the reservation a pick serves, or why there is none.
func wanted(l *inventory.Line, known bool, in *PickInput) (*inventory.Reservation, string) {
	if !known || l.SKU != in.SKU {
		return nil, ReasonGone
	}
	r := l.Reservation(in.Res)
	switch {
	case r == nil:
		return nil, ReasonGone
	case r.Phase != inventory.Allocated:
		return nil, ReasonPicked
	case r.Holder != in.From || r.Lot != in.Lot || r.Status != inventory.Available:
		return nil, ReasonElsewhere
	}
	return r, ""
}

// ReasonTravelledBack is why a reservation was made anew where its goods had been before.
const ReasonTravelledBack = "pick.before_travel"

// backAt serves a picker who took his goods where his step said, after the books let his reservation travel: goods of the same
// lot that nobody has claimed lie there, so the reservation comes back to them and those at the new place are free. What is not
// free there is not his. It gives the reservation that came back, and how much of the other is still to be picked where it is.
func backAt(tx *store.Tx, l *inventory.Line, in *PickInput, g inventory.Goods) (back *inventory.Reservation, behind int64, err error) {
	r := l.Reservation(in.Res)
	if r.Lot != in.Lot || r.Status != inventory.Available {
		return nil, 0, nil
	}
	b := inventory.GetBalance(tx, g)
	n := min(in.Qty, r.Qty, b.Unreserved())
	if n <= 0 {
		return nil, 0, nil
	}
	behind = r.Qty - n
	if err := inventory.Release(tx, l, in.Res, n, ReasonTravelledBack); err != nil {
		return nil, 0, err
	}
	made, err := inventory.Reserve(tx, l, inventory.ReserveInput{Goods: g, Qty: n})
	if err != nil {
		return nil, 0, err
	}
	inventory.Lines.Put(tx, l)
	in.Res = made.N
	return l.Reservation(made.N), behind, nil
}

func pickAsMeant(tx *store.Tx, l *inventory.Line, in PickInput, qty int64, out *PickResult) error {
	if err := bindTote(tx, in.Tote, in.Order); err != nil {
		return err
	}
	serials := in.Serials
	if int64(len(serials)) > qty {
		serials = serials[:qty]
	}
	did, err := inventory.Advance(tx, l, inventory.Onward{Res: in.Res, Qty: qty, To: inventory.LPNHolder(in.Tote), ToPhase: inventory.Picked,
		Document: in.Task, Serials: serials, Grams: inventory.Share(in.Grams, qty, in.Qty)})
	if err != nil {
		return err
	}
	out.Res, out.Grams = did.Res, did.Grams
	inventory.Lines.Put(tx, l)
	return nil
}

// bindTote makes the tote the order's, on the worker's cart. One that is in use names all there is to know of it.
func bindTote(tx *store.Tx, tote, order string) error {
	err := inventory.BindTote(tx, tote, order, inventory.Worker(tx.Command().Worker))
	if fault.ReasonOf(err) != "tote.in_use" {
		return err
	}
	t, _ := inventory.GetLPN(tx, tote)
	e := fault.From(err).With(fault.Detail{Where: tote, Reason: "tote.in_use",
		Message: "it is " + t.State.String() + " for order " + t.Order + ", at " + t.Parent.String()})
	for b := range inventory.Contents(tx, t.Holder()) {
		e.With(fault.Detail{Where: string(b.SKU), Reason: "tote.content", Message: "SKU " + string(b.SKU) + " lies in it", Have: b.OnHand})
		if len(e.Details) == maxToteDetails {
			break
		}
	}
	return e
}

// maxToteDetails bounds what is told of a tote in use: a screen of lines.
const maxToteDetails = 10

// afterPick looks at the place: whether it should be empty now, and whether the worker saw otherwise.
func afterPick(tx *store.Tx, g inventory.Goods, in *PickInput, out *PickResult) error {
	inventory.WakeCountsAt(tx, in.From, g)
	left := inventory.GetBalance(tx, g)
	if left.OnHand == 0 {
		out.ShouldBeEmpty = !holdsGoods(tx, in.From)
	}
	if err := runsLow(tx, &left, in.Qty); err != nil {
		return err
	}
	switch {
	case in.Empty == NotEmpty && out.ShouldBeEmpty:
		return inventory.WantCount(tx, in.From, in.SKU, inventory.CountNotEmpty, 0)
	case in.Empty == IsEmpty && left.OnHand > 0:
		return inventory.WantCount(tx, in.From, in.SKU, inventory.CountEmpty, 0)
	}
	return nil
}

// runsLow has a pick face looked at when a pick takes it below its least quantity: once, not with every pick after that.
func runsLow(tx *store.Tx, left *inventory.Balance, taken int64) error {
	if left.Holder.Kind != inventory.AtLocation {
		return nil
	}
	l, err := inventory.FindLocation(tx, left.Holder.Code())
	if err != nil || left.OnHand >= l.Min || !inventory.Refillable(&l) {
		return nil
	}
	lies := int64(0) // of all lots
	for b := range inventory.ContentsOf(tx, left.Holder, left.SKU) {
		lies += b.OnHand
	}
	if lies >= l.Min || lies+taken < l.Min {
		return nil
	}
	inventory.WantRefills(tx, inventory.RefillWish{SKU: left.SKU, Face: l.Code})
	return nil
}

func holdsGoods(r store.Reader, h inventory.Holder) bool {
	for range inventory.Contents(r, h) {
		return true
	}
	return len(inventory.Children(r, h, 1)) > 0
}
