package fulfilment

import (
	"fmt"
	"slices"
	"strings"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// OutboxAssigned is the outbox kind that tells a warehouse to take an order; its payload is Assigned, its key the order, so
// that orders go side by side.
const OutboxAssigned = "order.assigned"

// Assigned names an order and the warehouse that is to take it.
type Assigned struct {
	Order     string `cbor:"1,keyasint"`
	Warehouse string `cbor:"2,keyasint"`
}

// AcceptInput is an order as a channel sends it, or one range of its lines. An order of at most RangeLines lines is one
// command; a longer one is a series: the first command leaves Order empty and carries the head, the others carry Order
// (ours, from the first answer), From and Lines.
type AcceptInput struct {
	Order string // ours; empty: a new order
	From  int    // number of the first line in Lines, from 1; 0 in the first command
	Lines []AcceptLine

	Channel   string
	Number    string // the channel's
	Paid      bool
	Customer  string // code of a trade customer
	Carrier   string // wished for; empty: chosen when the parcel is weighed
	Service   string
	Priority  int   // higher first
	PlacedAt  int64 // unix seconds
	ShipBy    int64 // unix seconds
	Owner     string
	MinDays   int64  // life that must remain at shipping; a customer's own demand counts too
	Warehouse string // wished for; empty: chosen
	Total     int    // lines in all
	Recipient RecipientInput
	Seal      Seal
}

// AcceptLine is one line of an order; its number is its place in the order, from 1.
type AcceptLine struct {
	SKU        item.SKU
	Qty        int64
	PriceMinor int64
	UoM        string // "case": Qty counts those; "" base units
}

// AcceptResult is what became of an order. Why tells everything that is wrong with it.
type AcceptResult struct {
	Order     string      `cbor:"1,keyasint"`
	State     IntakeState `cbor:"2,keyasint"`
	Got       int         `cbor:"3,keyasint"`
	Total     int         `cbor:"4,keyasint"`
	Warehouse string      `cbor:"5,keyasint,omitempty"`
	Why       []Exception `cbor:"6,keyasint,omitempty"`
}

func acceptResult(in *Intake) AcceptResult {
	out := AcceptResult{Order: in.ID, State: in.State, Got: in.Got, Total: in.Lines, Warehouse: in.Warehouse}
	if in.State == IntakeException {
		out.Why = in.Why
	}
	return out
}

// Accept takes an order in, in the company's partition. Once its last line is here it is assigned to a warehouse, or waits
// as an exception with every reason; either way it is kept. Errors: order.malformed with all shortcomings, order.unknown,
// order.range, order.state.
func Accept(tx *store.Tx, in AcceptInput) (AcceptResult, error) {
	if err := inCompany(tx); err != nil {
		return AcceptResult{}, err
	}
	if err := in.countUnits(tx); err != nil {
		return AcceptResult{}, err
	}
	if in.Order != "" {
		return acceptMore(tx, &in)
	}
	in.Recipient.normalise()
	if err := in.check(); err != nil {
		return AcceptResult{}, err
	}
	if err := inventory.ClaimedByImport(tx, inventory.OrderClaim(in.Channel, in.Number)); err != nil {
		return AcceptResult{}, err
	}
	o := Intake{ID: inventory.FormatNumber('O', tx.Next("order")), Channel: in.Channel, Number: in.Number, Paid: in.Paid, Customer: in.Customer,
		Carrier: in.Carrier, Service: in.Service, Priority: in.Priority, PlacedAt: in.PlacedAt, ShipBy: in.ShipBy, Lines: in.Total,
		Warehouse: in.Warehouse, Owner: in.Owner, MinDays: in.MinDays, Revision: 1}
	if err := keepRecipient(tx, o.ID, &in.Recipient, in.Seal); err != nil {
		return AcceptResult{}, err
	}
	o.Why = append(headExceptions(tx, &o), in.Recipient.lacking()...)
	if err := addLines(tx, &o, in.Lines); err != nil {
		return AcceptResult{}, err
	}
	return settleIntake(tx, &o)
}

// countUnits turns cases and pallets into base units. A line in a unit its item does not come in is no order at all: nobody
// could put it right without asking the customer.
func (in *AcceptInput) countUnits(r store.Reader) error {
	var g fault.Gather
	in.Lines = slices.Clone(in.Lines)
	for i := range in.Lines {
		l := &in.Lines[i]
		inventory.LineToBase(&g, fmt.Sprintf("lines[%d]", max(in.From, 1)-1+i), r, l.SKU, l.UoM, &l.Qty)
		l.UoM = ""
	}
	return g.Invalid("order.malformed", "order %q of channel %q cannot be taken in as it is", in.Number, in.Channel)
}

// acceptMore takes a further range of lines. A range that is here already is answered as the order stands.
func acceptMore(tx *store.Tx, in *AcceptInput) (AcceptResult, error) {
	o, err := FindIntake(tx, in.Order)
	if err != nil {
		return AcceptResult{}, err
	}
	if err := checkRange(in, o.Lines); err != nil {
		return AcceptResult{}, err
	}
	last := in.From + len(in.Lines) - 1
	switch {
	case last <= o.Got:
		return acceptResult(&o), nil
	case o.State != IntakeAccepting:
		return AcceptResult{}, fault.Conflict("order.state", "order %s is %s: it takes no more lines", o.ID, o.State)
	case in.From != o.Got+1:
		return AcceptResult{}, fault.Conflict("order.range", "order %s has its lines up to %d: send line %d next, not %d", o.ID, o.Got, o.Got+1, in.From)
	}
	if err := addLines(tx, &o, in.Lines); err != nil {
		return AcceptResult{}, err
	}
	return settleIntake(tx, &o)
}

// addLines stores a range of lines behind those that are here, and notes what is wrong with them.
func addLines(tx *store.Tx, o *Intake, lines []AcceptLine) error {
	chunk := intakeLines{Order: o.ID, Chunk: o.Got / RangeLines}
	if o.Got%RangeLines != 0 {
		chunk, _ = intakeLineRanges.Get(tx, intakeLinesKey(o.ID).Uint(uint64(chunk.Chunk)))
	}
	for _, l := range lines {
		if n := o.Got / RangeLines; n != chunk.Chunk {
			intakeLineRanges.Put(tx, &chunk)
			chunk = intakeLines{Order: o.ID, Chunk: n}
		}
		o.Got++
		line := IntakeLine{No: o.Got, SKU: l.SKU, Qty: l.Qty, PriceMinor: l.PriceMinor}
		chunk.Lines = append(chunk.Lines, line)
		o.Why = append(o.Why, lineExceptions(tx, &line)...)
	}
	intakeLineRanges.Put(tx, &chunk)
	return nil
}

// settleIntake decides over an order once it is whole: assigned, or an exception with all reasons. The intake is put.
func settleIntake(tx *store.Tx, o *Intake) (AcceptResult, error) {
	var err error
	switch {
	case o.Got < o.Lines:
		if o.State == 0 {
			err = stepIntake(tx, o, intakeOpen, "")
		}
	case len(o.Why) > 0:
		err = stepIntake(tx, o, intakeWait, reasonsOf(o.Why))
	default:
		err = assign(tx, o)
	}
	if err != nil {
		return AcceptResult{}, err
	}
	Intakes.Put(tx, o)
	return acceptResult(o), nil
}

// assign gives a whole and faultless order to its warehouse.
func assign(tx *store.Tx, o *Intake) error {
	if o.Warehouse == "" {
		o.Warehouse = inventory.ListWarehouses(tx)[0].Code // headExceptions saw that there is one
	}
	if err := stepIntake(tx, o, intakeAssign, ""); err != nil {
		return err
	}
	tx.Emit(OutboxAssigned, o.ID, Assigned{Order: o.ID, Warehouse: o.Warehouse})
	return nil
}

// maxReasons bounds what the ledger says of an exception; the order itself keeps all of them.
const maxReasons = 8

func reasonsOf(why []Exception) string {
	var out []string
	for _, e := range why {
		if !slices.Contains(out, e.Reason) && len(out) < maxReasons {
			out = append(out, e.Reason)
		}
	}
	return strings.Join(out, ",")
}

// headExceptions tells what is wrong with an order apart from its address and lines.
func headExceptions(r store.Reader, o *Intake) []Exception {
	var out []Exception
	wrong := func(bad bool, reason, detail string) {
		if bad {
			out = append(out, Exception{Reason: reason, Detail: detail})
		}
	}
	wrong(!o.Paid, PaymentMissing, "")
	for _, id := range IntakeByNumber(r, o.Channel, o.Number) {
		// A cancelled one counts: a file imported again must not ship what was cancelled.
		if !o.Wanted && earlier(id, o.ID) {
			wrong(true, OrderDuplicate, id)
			break
		}
	}
	if o.Customer != "" {
		c, err := partner.FindCustomer(r, o.Customer)
		wrong(err != nil, CustomerUnknown, o.Customer)
		wrong(c.Closed, CustomerClosed, o.Customer)
		o.MinDays = max(o.MinDays, c.MinDays)
	}
	if o.Carrier != "" {
		c, err := partner.FindCarrier(r, o.Carrier)
		wrong(err != nil, CarrierUnknown, o.Carrier)
		wrong(c.Closed, CarrierClosed, o.Carrier)
	}
	if o.Warehouse != "" {
		_, err := inventory.FindWarehouse(r, o.Warehouse)
		wrong(err != nil, WarehouseUnknown, o.Warehouse)
	} else {
		wrong(len(inventory.ListWarehouses(r)) == 0, WarehouseNone, "")
	}
	return out
}

// earlier compares two of our order numbers; from the ten-millionth on they are longer.
func earlier(a, b string) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}

// lineExceptions tells what is wrong with a line. A retired item is sold off; one that is not approved yet is not sold.
func lineExceptions(r store.Reader, l *IntakeLine) []Exception {
	if l.Removed {
		return nil
	}
	var out []Exception
	if l.Qty > MaxLineQty {
		out = append(out, Exception{Reason: LineQuantity, Line: l.No, Detail: fmt.Sprintf("%d > %d", l.Qty, MaxLineQty)})
	}
	switch it, err := inventory.FindItem(r, l.SKU); {
	case err != nil:
		out = append(out, Exception{Reason: ItemUnknown, Line: l.No, Detail: string(l.SKU)})
	case it.State != item.Approved && it.State != item.Retired:
		out = append(out, Exception{Reason: ItemNotSold, Line: l.No, Detail: string(l.SKU) + " " + it.State.String()})
	}
	return out
}

// check refuses what is no order at all, naming every shortcoming. What a person can put right later is no matter of it.
func (in *AcceptInput) check() error {
	var g fault.Gather
	if in.Number == "" {
		g.Add("number", "order.number", "the channel's order number is missing")
	}
	if in.Channel == "" {
		g.Add("channel", "order.channel", "the channel is missing")
	}
	for _, f := range []struct{ name, text string }{{"number", in.Number}, {"channel", in.Channel}, {"customer", in.Customer},
		{"carrier", in.Carrier}, {"service", in.Service}, {"owner", in.Owner}, {"warehouse", in.Warehouse}} {
		if len(f.text) > MaxOrderField || strings.ContainsFunc(f.text, func(r rune) bool { return r < ' ' || r == 0x7F }) {
			g.Add(f.name, "order.field", "%s may have %d bytes and no control characters", f.name, MaxOrderField)
		}
	}
	in.Recipient.check(&g)
	if in.MinDays < 0 || in.MinDays > item.MaxShelfLife {
		g.Add("min_days", "order.field", "min_days is %d, outside 0 to %d", in.MinDays, item.MaxShelfLife)
	}
	if in.Total == 0 {
		in.Total = len(in.Lines)
	}
	if in.Total < 1 || in.Total > MaxLines {
		g.Add("total", "order.lines", "an order has 1 to %d lines, not %d", MaxLines, in.Total)
	}
	if in.From > 1 {
		g.Add("from", "order.range", "a new order begins with line 1, not %d", in.From)
	}
	in.From = 1
	in.checkLines(&g, in.Total)
	return g.Invalid("order.malformed", "order %q of channel %q cannot be taken in as it is", in.Number, in.Channel)
}

func checkRange(in *AcceptInput, total int) error {
	var g fault.Gather
	if in.From < 1 {
		g.Add("from", "order.range", "say which line the range begins with")
	}
	in.checkLines(&g, total)
	return g.Invalid("order.malformed", "these lines of order %s cannot be taken in as they are", in.Order)
}

func (in *AcceptInput) checkLines(g *fault.Gather, total int) {
	if len(in.Lines) < 1 || len(in.Lines) > RangeLines {
		g.Add("lines", "order.lines", "one command takes 1 to %d lines, not %d: send a longer order in ranges", RangeLines, len(in.Lines))
	}
	if last := in.From + len(in.Lines) - 1; last > total && total > 0 {
		g.Add("lines", "order.lines", "the lines reach to %d, announced were %d", last, total)
	}
	for i, l := range in.Lines {
		where := fmt.Sprintf("lines[%d]", in.From-1+i)
		item.CheckSKU(g, where+".sku", l.SKU)
		if l.Qty <= 0 {
			g.Detail(fault.Detail{Where: where + ".quantity", Reason: "line.quantity", Message: "a quantity is above zero", Want: 1, Have: l.Qty})
		}
		if l.PriceMinor < 0 {
			g.Add(where+".price_minor", "line.price", "a price is not negative")
		}
	}
}
