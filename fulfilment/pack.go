package fulfilment

import (
	"slices"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// PackMode is which part of packing a command does.
type PackMode string

// The modes. A parcel that fits one command is packed whole; a longer one is opened, filled range by range and closed.
const (
	PackWhole PackMode = "" // open, add and close
	PackOpen  PackMode = "open"
	PackAdd   PackMode = "add"
	PackClose PackMode = "close"
)

// Bounds of packing.
const (
	MaxPackUnits   = 64   // scanned units of one command, before those of one line and lot are put together
	MaxPackMoves   = 24   // reservations it moves: each writes two balances with an index key, its line and an entry, of 200 writes
	MaxPackTotes   = 12   // totes it empties
	MaxPackSerials = 30   // serial numbers in one command: each is a record, beside the moves' writes
	MaxParcelUnits = 1000 // different units in a parcel: its record is written anew with each range
	packReadLines  = 300  // an order of more lines is packed by units that name their line
	packLookLines  = 1000 // lines looked at by one command to tell whether the order is packed
)

// PackInput is a parcel, or a range of it: the units that were scanned into it, each with its time.
type PackInput struct {
	Mode    PackMode
	Order   string   // or Totes
	Totes   []string // whose goods go in; none: every tote of the order
	Parcel  string   // of add and close
	Carton  string   // code; empty: goods that ship in their own packing
	Station layout.Code
	Units   []Unit // Line 0: whichever line wants it; Lot may be left out where only one was picked
	Partial bool   // more of these totes' goods go into other parcels
}

// PackResult tells how the parcel and its order stand.
type PackResult struct {
	Parcel     string      `cbor:"1,keyasint"`
	No         int         `cbor:"2,keyasint"`
	State      ParcelState `cbor:"3,keyasint"`
	Order      string      `cbor:"4,keyasint"`
	OrderState OrderState  `cbor:"5,keyasint"`
	Expected   int64       `cbor:"6,keyasint"`           // grams, with the carton
	Freed      []string    `cbor:"7,keyasint,omitempty"` // totes that are empty now
	More       bool        `cbor:"8,keyasint,omitempty"` // close it once more: not all lines of the order were looked at yet
}

func (in *PackInput) check() error {
	var g fault.Gather
	adds, closes := in.Mode == PackWhole || in.Mode == PackAdd, in.Mode == PackClose
	switch in.Mode {
	case PackWhole, PackOpen, PackAdd, PackClose:
	default:
		g.Add("mode", "pack.mode", "mode %q is not open, add, close or absent", in.Mode)
	}
	if in.Order == "" && len(in.Totes) == 0 {
		g.Add("order", "pack.unnamed", "name the order or one of its totes")
	}
	if (in.Parcel == "") == (closes || in.Mode == PackAdd) {
		g.Add("parcel", "pack.parcel", "a parcel is named to add to it or to close it, and only then")
	}
	if adds && (len(in.Units) == 0 || len(in.Units) > MaxPackUnits) || !adds && len(in.Units) > 0 {
		g.Add("units", "pack.units", "%d units: a whole parcel or a range has 1 to %d, open and close have none", len(in.Units), MaxPackUnits)
	}
	if len(in.Totes) > MaxPackTotes {
		g.Add("totes", "pack.totes", "%d totes: at most %d in one command", len(in.Totes), MaxPackTotes)
	}
	serials := 0
	for _, u := range in.Units {
		serials += len(u.Serials)
		if u.Qty <= 0 || u.Qty > MaxLineQty || u.SKU == "" {
			g.Add(string(u.SKU), "pack.quantity", "%d units of SKU %q cannot be packed", u.Qty, u.SKU)
		}
	}
	if serials > MaxPackSerials {
		g.Add("units", "pack.serials", "%d serial numbers, one command books %d: open the parcel, add ranges, close it", serials, MaxPackSerials)
	}
	return g.Invalid("pack.invalid", "this parcel cannot be understood")
}

// Pack puts picked goods into a carton. The units scanned must be the goods picked, line by line and lot by lot: every
// difference is told at once and nothing is booked. Without Partial everything in the totes must have been scanned; with it
// the rest stays for other parcels. Lots that have expired meanwhile, or live too short for the customer, and goods under a
// quality hold are refused. Empty totes are free again.
//
// Errors: pack.invalid; order.state; pack.differs with details scan.missing, scan.surplus, lot.wrong, lot.needed,
// lot.expired, lot.short_life, hold.quality, serial.needed, serial.unknown, serial.shipped, tote.other; carton.overweight; pack.range: make it a series;
// location.kind; carton.unknown; parcel.unknown, parcel.state.
func Pack(tx *store.Tx, in PackInput) (PackResult, error) {
	if err := in.countUnits(tx); err != nil {
		return PackResult{}, err
	}
	if err := in.check(); err != nil {
		return PackResult{}, err
	}
	k, err := beginPacking(tx, &in)
	if err != nil {
		return PackResult{}, err
	}
	if in.Mode == PackWhole || in.Mode == PackAdd {
		if err := k.add(); err != nil {
			return PackResult{}, err
		}
	}
	if in.Mode == PackWhole || in.Mode == PackClose {
		if err := k.close(); err != nil {
			return PackResult{}, err
		}
	}
	if err := k.freeTotes(); err != nil {
		return PackResult{}, err
	}
	return k.finish()
}

// packer is one command's work on a parcel.
type packer struct {
	tx     *store.Tx
	in     *PackInput
	o      Order
	p      Parcel
	carton partner.Carton
	lines  map[int]*inventory.Line
	nos    []int // of lines, ascending
	items  map[item.SKU]item.Item
	more   bool
	freed  []string
}

func beginPacking(tx *store.Tx, in *PackInput) (*packer, error) {
	k := &packer{tx: tx, in: in, lines: map[int]*inventory.Line{}, items: map[item.SKU]item.Item{}}
	if in.Order == "" {
		t, err := inventory.GetLPN(tx, in.Totes[0])
		if err != nil {
			return nil, err
		}
		if t.Order == "" {
			return nil, fault.Refused("tote.empty", "tote %s holds no order's goods", t.ID)
		}
		in.Order = t.Order
	}
	var err error
	if k.o, err = GetOrder(tx, in.Order); err != nil {
		return nil, err
	}
	if err := k.mayPack(); err != nil {
		return nil, err
	}
	if in.Parcel != "" {
		k.p, err = Parcels.Must(tx, inventory.ParcelKey(k.o.ID, in.Parcel), in.Parcel)
		if err == nil && in.Mode == PackAdd && k.p.State != ParcelOpen {
			err = fault.Conflict("parcel.state", "parcel %s is %s: nothing more goes in", k.p.ID, k.p.State)
		}
	}
	if err != nil {
		return nil, err
	}
	if err := k.findCarton(); err != nil {
		return nil, err
	}
	if in.Parcel == "" {
		err = k.open()
	}
	return k, err
}

// mayPack: only a released order has goods in totes and nothing it still waits for.
func (k *packer) mayPack() error {
	switch k.o.State {
	case OrderReleased, OrderPacking:
		return nil
	case OrderPacked:
		if k.in.Mode == PackClose {
			return nil // repeated
		}
	}
	e := fault.Conflict("order.state", "order %s is %s: nothing of it is to be packed now", k.o.ID, k.o.State)
	for _, w := range k.o.Why {
		e.With(fault.Detail{Where: "line " + itoa(w.Line), Reason: w.Reason, Message: w.Detail})
	}
	return e
}

func (k *packer) findCarton() error {
	code := k.in.Carton
	if k.p.ID != "" {
		code = k.p.Carton
	}
	if code == "" {
		return nil
	}
	var err error
	k.carton, err = partner.FindCarton(k.tx, code)
	if err == nil && !k.carton.Active && k.p.ID == "" {
		err = fault.Refused("carton.inactive", "carton %s is not in use: take another", code)
	}
	return err
}

func (k *packer) open() error {
	at, err := inventory.FindLocation(k.tx, k.in.Station)
	if err != nil {
		return err
	}
	if at.Kind != layout.Pack {
		return fault.Refused("location.kind", "%s is for %s: parcels are packed at a pack location", at.Code, at.Kind)
	}
	id, err := inventory.PrintedNumber(k.tx, inventory.ParcelNumber)
	if err != nil {
		return err
	}
	k.o.Parcels++
	k.p = Parcel{ID: id, Order: k.o.ID, Carton: k.carton.Code, No: k.o.Parcels, Expected: k.carton.Tare, Carrier: k.o.Carrier,
		Service: k.o.Service, Station: string(k.in.Station)}
	if err := stepParcel(k.tx, &k.p, parcelOpen, ""); err != nil {
		return err
	}
	_, err = inventory.RegisterLPN(k.tx, id, inventory.CartonLPN, inventory.Location(k.in.Station))
	return err
}

// add checks the units and moves their goods from totes into the carton.
func (k *packer) add() error {
	if err := k.readLines(); err != nil {
		return err
	}
	moves, err := k.match()
	if err != nil {
		return err
	}
	if len(k.in.Totes) == 0 {
		k.in.Totes = totesOf(moves)
	}
	if len(moves) > MaxPackMoves || len(k.in.Totes) > MaxPackTotes {
		return fault.Invalid("pack.range", "these units lie in %d reservations and %d totes, one command moves %d of %d: open the parcel, add ranges, close it",
			len(moves), len(k.in.Totes), MaxPackMoves, MaxPackTotes)
	}
	for _, m := range moves {
		l := k.lines[m.line]
		did, err := inventory.Advance(k.tx, l, inventory.Onward{Res: m.res, Qty: m.qty, Grams: m.grams, To: k.p.Holder(), ToPhase: inventory.Packed, Document: k.p.ID, Serials: m.serials})
		if err != nil {
			return err
		}
		it := k.items[l.SKU]
		if it.WeighedPieces {
			k.p.Expected += did.Grams
		} else {
			k.p.Expected += gramsOf(&it, m.qty)
		}
		k.p.take(Unit{Line: m.line, SKU: l.SKU, Lot: m.lot, Qty: m.qty, Serials: m.serials, At: m.at, Grams: did.Grams})
	}
	for _, no := range k.nos {
		if l := k.lines[no]; slices.ContainsFunc(moves, func(m packMove) bool { return m.line == no }) {
			inventory.Lines.Put(k.tx, l)
		}
	}
	if len(k.p.Units) > MaxParcelUnits {
		return fault.Refused("parcel.full", "parcel %s would hold %d different units, at most %d: close it and open another", k.p.ID, len(k.p.Units), MaxParcelUnits)
	}
	if k.carton.MaxGross > 0 && k.p.Expected > k.carton.MaxGross {
		return fault.Refused("carton.overweight", "carton %s bears %d g, with these goods it weighs %d: take a larger one or make two parcels",
			k.carton.Code, k.carton.MaxGross, k.p.Expected).With(fault.Detail{Where: k.carton.Code, Reason: "carton.overweight", Want: k.p.Expected, Have: k.carton.MaxGross})
	}
	return nil
}

// take puts a unit to those of its line and lot.
func (p *Parcel) take(u Unit) {
	for i := range p.Units {
		if have := &p.Units[i]; have.Line == u.Line && have.Lot == u.Lot {
			have.Qty += u.Qty
			have.Grams += u.Grams
			have.Serials = append(have.Serials, u.Serials...)
			have.At = max(have.At, u.At)
			return
		}
	}
	p.Units = append(p.Units, u)
}

// readLines reads the order's lines: all of them, or of a long order those the units name.
func (k *packer) readLines() error {
	if k.o.Lines <= packReadLines {
		for l := range inventory.LinesOf(k.tx, k.o.ID, 1) {
			k.keep(l)
		}
		return nil
	}
	var g fault.Gather
	for _, u := range k.in.Units {
		if u.Line == 0 {
			g.Add(string(u.SKU), "pack.line", "order %s has %d lines: units of an order of more than %d name their line", k.o.ID, k.o.Lines, packReadLines)
			continue
		}
		if l, ok := inventory.Lines.Get(k.tx, inventory.LineKey(k.o.ID, u.Line)); ok && k.lines[u.Line] == nil {
			k.keep(l)
		}
	}
	return g.Invalid("pack.invalid", "this parcel cannot be understood")
}

func (k *packer) keep(l inventory.Line) {
	k.lines[l.No] = &l
	k.nos = append(k.nos, l.No)
	slices.Sort(k.nos)
}

// close ends the parcel; what it should have held and does not is told.
func (k *packer) close() error {
	if k.p.State != ParcelOpen {
		return nil // closed before: only the order is looked at once more
	}
	if len(k.p.Units) == 0 {
		return k.void()
	}
	if k.in.Mode == PackClose && !k.in.Partial {
		if err := k.nothingLeft(); err != nil {
			return err
		}
	}
	return stepParcel(k.tx, &k.p, parcelClose, "")
}

// void gives up a parcel that was opened for nothing: an order ships when no parcel of it is left in the house.
func (k *packer) void() error {
	if !k.in.Partial {
		return fault.Refused("parcel.empty", "parcel %s is empty: pack into it, or give it up by closing it as one of several", k.p.ID)
	}
	if err := stepParcel(k.tx, &k.p, parcelVoid, ""); err != nil {
		return err
	}
	k.o.Gone++
	return inventory.Carry(k.tx, k.p.ID, inventory.Scrap, "parcel.void")
}

// freeTotes gives back the totes of the parcel's goods that are empty now.
func (k *packer) freeTotes() error {
	for _, tote := range k.in.Totes {
		t, ok := inventory.LPNs.Get(k.tx, inventory.LPNKey(tote))
		if !ok || t.Kind != inventory.ToteLPN || t.State == inventory.ToteFree || t.Order != k.o.ID || holdsGoods(k.tx, t.Holder()) {
			continue
		}
		if err := inventory.FreeTote(k.tx, tote); err != nil {
			return err
		}
		k.freed = append(k.freed, tote)
	}
	return nil
}

// finish brings the order to where its lines and parcels are, and stores both.
func (k *packer) finish() (PackResult, error) {
	Parcels.Put(k.tx, &k.p)
	event := orderEvent("")
	if k.p.State != ParcelOpen && k.o.State != OrderPacked && k.allPacked() {
		event = orderPacked
	} else if k.o.State == OrderReleased {
		event = orderPack
	}
	if event != "" {
		if err := stepOrder(k.tx, &k.o, event, ""); err != nil {
			return PackResult{}, err
		}
	}
	if err := shipWhenGone(k.tx, &k.o); err != nil {
		return PackResult{}, err
	}
	Orders.Put(k.tx, &k.o)
	return PackResult{Parcel: k.p.ID, No: k.p.No, State: k.p.State, Order: k.o.ID, OrderState: k.o.State, Expected: k.p.Expected,
		Freed: k.freed, More: k.more}, nil
}

// allPacked tells whether every line is packed, shipped or cancelled and no other parcel is open. Lines that are done stay
// done, so a long order is looked at in ranges, each going on behind the one before.
func (k *packer) allPacked() bool {
	for p := range ParcelsOf(k.tx, k.o.ID) {
		if p.State == ParcelOpen {
			return false
		}
	}
	looked := 0
	for l := range inventory.LinesOf(k.tx, k.o.ID, k.o.Reached+1) {
		if l.In(inventory.Open)+l.In(inventory.Allocated)+l.In(inventory.Picked) > 0 {
			return false
		}
		if looked++; looked > packLookLines {
			k.more = true
			return false
		}
		k.o.Reached = l.No
	}
	k.o.Reached = 0
	return true
}
