package fulfilment

import (
	"fmt"
	"slices"
	"strings"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// Reasons why an order waits. Screens translate them; Exception.Detail and Line say where.
const (
	PaymentMissing    = "payment.missing"
	AddressIncomplete = "address.incomplete" // Detail: the missing fields
	AddressMasked     = "address.masked"     // asterisks, and no token to learn more with
	ItemUnknown       = "item.unknown"       // Detail: the SKU
	ItemNotSold       = "item.not_sold"      // Detail: the SKU and its state
	LineQuantity      = "line.quantity"      // Detail: the quantity and the limit
	OrderDuplicate    = "order.duplicate"    // Detail: our number of the earlier one
	CustomerUnknown   = "customer.unknown"
	CustomerClosed    = "customer.closed"
	CarrierUnknown    = "carrier.unknown"
	CarrierClosed     = "carrier.closed"
	WarehouseUnknown  = "warehouse.unknown"
	WarehouseNone     = "warehouse.none" // the company has none yet
)

// maxRecheck bounds how many faulty lines one Resolve looks at again: each costs one read of the catalogue.
const maxRecheck = 1000

// ResolveInput is what a person does about an order that waits. All fields but Order may be empty: then the order is only
// looked at again, since the catalogue or the customer may have been put right meanwhile.
type ResolveInput struct {
	Order     string
	Paid      bool            // it is paid now
	Wanted    bool            // it is no duplicate, or wanted twice
	Customer  *string         // "" for none
	Carrier   *string         // "" for whichever fits
	Warehouse *string         // "" for whichever fits
	Recipient *RecipientInput // the whole address, corrected
	Seal      Seal            // for Recipient
	Lines     []LineFix
	Reason    string // what was done, for the ledger; no personal data
}

// LineFix puts one line right: another SKU or quantity, or it is taken out of the order.
type LineFix struct {
	No     int
	SKU    item.SKU // empty: as it is
	Qty    int64    // 0: as it is
	UoM    string   // "case": Qty counts those; "" base units
	Remove bool
}

// Resolve puts an order that waits right, and assigns it once nothing is wrong any more; the answer tells what still is.
// To give it up instead, cancel it. Company partition. Errors: order.unknown, order.state, fix.malformed, order.no_lines.
func Resolve(tx *store.Tx, in ResolveInput) (AcceptResult, error) {
	if err := inCompany(tx); err != nil {
		return AcceptResult{}, err
	}
	o, err := FindIntake(tx, in.Order)
	if err != nil {
		return AcceptResult{}, err
	}
	if err := in.check(&o); err != nil {
		return AcceptResult{}, err
	}
	if o.State != IntakeException {
		return AcceptResult{}, fault.Conflict("order.state", "order %s is %s: only one that waits as an exception is put right", o.ID, o.State)
	}
	address := keepReasons(o.Why, AddressIncomplete, AddressMasked)
	if in.Recipient != nil {
		if err := keepRecipient(tx, o.ID, in.Recipient, in.Seal); err != nil {
			return AcceptResult{}, err
		}
		address = in.Recipient.lacking()
	}
	in.applyHead(&o)
	lines, err := fixLines(tx, &o, in.Lines)
	if err != nil {
		return AcceptResult{}, err
	}
	o.Why = append(append(headExceptions(tx, &o), address...), lines...)
	o.Revision++
	if len(o.Why) == 0 {
		err = assign(tx, &o)
	} else {
		err = stepIntake(tx, &o, intakeWait, strings.TrimSpace(in.Reason+" "+reasonsOf(o.Why)))
	}
	if err != nil {
		return AcceptResult{}, err
	}
	Intakes.Put(tx, &o)
	return acceptResult(&o), nil
}

func (in *ResolveInput) check(o *Intake) error {
	var g fault.Gather
	if in.Recipient != nil {
		in.Recipient.normalise()
		in.Recipient.check(&g)
	}
	for _, f := range []*string{in.Customer, in.Carrier, in.Warehouse, &in.Reason} {
		if f != nil && len(*f) > MaxOrderField {
			g.Add("order", "order.field", "customer, carrier, warehouse and reason have at most %d bytes", MaxOrderField)
		}
	}
	if len(in.Lines) > RangeLines {
		g.Add("lines", "order.lines", "one command puts at most %d lines right, not %d", RangeLines, len(in.Lines))
	}
	for i, f := range in.Lines {
		where := fmt.Sprintf("lines[%d]", i)
		if f.No < 1 || f.No > o.Lines {
			g.Add(where+".no", "line.unknown", "order %s has no line %d", o.ID, f.No)
		}
		if f.SKU != "" {
			item.CheckSKU(&g, where+".sku", f.SKU)
		}
		if f.Qty < 0 || f.Remove == (f.SKU != "" || f.Qty != 0) {
			g.Add(where, "fix.malformed", "a line gets another SKU or quantity, or is removed")
		}
	}
	return g.Invalid("fix.malformed", "order %s cannot be put right like this", in.Order)
}

func (in *ResolveInput) applyHead(o *Intake) {
	o.Paid = o.Paid || in.Paid
	o.Wanted = o.Wanted || in.Wanted
	for _, f := range []struct{ to, from *string }{{&o.Customer, in.Customer}, {&o.Carrier, in.Carrier}, {&o.Warehouse, in.Warehouse}} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
}

func keepReasons(why []Exception, reasons ...string) []Exception {
	var out []Exception
	for _, e := range why {
		if slices.Contains(reasons, e.Reason) {
			out = append(out, e)
		}
	}
	return out
}

// fixLines applies the fixes and looks again at the faulty lines; it gives what is still wrong with lines.
func fixLines(tx *store.Tx, o *Intake, fixes []LineFix) ([]Exception, error) {
	var out []Exception
	chunks := map[int]*intakeLines{}
	chunkOf := func(no int) *intakeLines {
		n := (no - 1) / RangeLines
		if chunks[n] == nil {
			c, _ := intakeLineRanges.Get(tx, intakeLinesKey(o.ID).Uint(uint64(n)))
			chunks[n] = &c
		}
		return chunks[n]
	}
	again := make([]int, 0, len(fixes))
	for _, f := range fixes {
		c := chunkOf(f.No)
		if err := f.apply(tx, &c.Lines[(f.No-1)%RangeLines]); err != nil {
			return nil, err
		}
		intakeLineRanges.Put(tx, c)
		again = append(again, f.No)
	}
	if err := anyLineLeft(tx, o, fixes); err != nil {
		return nil, err
	}
	for i, e := range o.Why {
		switch {
		case e.Line == 0:
		case i < maxRecheck:
			again = append(again, e.Line)
		case !slices.Contains(again, e.Line):
			out = append(out, e)
		}
	}
	slices.Sort(again)
	for _, no := range slices.Compact(again) {
		out = append(out, lineExceptions(tx, &chunkOf(no).Lines[(no-1)%RangeLines])...)
	}
	slices.SortStableFunc(out, func(a, b Exception) int { return a.Line - b.Line })
	return out, nil
}

func (f LineFix) apply(r store.Reader, l *IntakeLine) error {
	if f.Remove {
		l.Removed = true
		return nil
	}
	l.Removed = false
	if f.SKU != "" {
		l.SKU = f.SKU
	}
	if f.Qty > 0 {
		if err := inventory.ToBase(r, l.SKU, f.UoM, &f.Qty); err != nil {
			return err
		}
		l.Qty = f.Qty
	}
	return nil
}

// anyLineLeft refuses to take the last line out of an order: that is cancelling it.
func anyLineLeft(r store.Reader, o *Intake, fixes []LineFix) error {
	if !slices.ContainsFunc(fixes, func(f LineFix) bool { return f.Remove }) {
		return nil
	}
	for l := range IntakeLinesOf(r, o.ID, 1) {
		if !l.Removed {
			return nil
		}
	}
	return fault.Refused("order.no_lines", "no line of order %s would be left: cancel it instead", o.ID)
}

// Bounds of one page of exceptions. A page that filters by reason looks at no more orders than a snapshot may be held for.
const (
	MaxExceptionPage  = 200
	maxExceptionsSeen = 2000
)

// ExceptionQuery asks for a page of the orders that wait, oldest first.
type ExceptionQuery struct {
	Reason string // empty: every reason
	After  string // the cursor: Next of the page before
	Limit  int    // 0 and above MaxExceptionPage: MaxExceptionPage
}

// ExceptionPage is a page of orders that wait; Next is empty at the end. A filtered page may be short before the end.
type ExceptionPage struct {
	Orders []Intake
	Next   string
}

// Exceptions lists the orders that wait for a person in the company, from any partition.
func Exceptions(r store.Reader, q ExceptionQuery) ExceptionPage {
	r = r.Company()
	if q.Limit <= 0 || q.Limit > MaxExceptionPage {
		q.Limit = MaxExceptionPage
	}
	prefix := store.K(tagIntakeState).Byte(byte(IntakeException))
	var from store.Key
	if q.After != "" {
		from = prefix.Clone().Str(q.After).Byte(0) // the smallest key behind it
	}
	var page ExceptionPage
	seen, last := 0, ""
	for k := range store.Keys(r, prefix, from) {
		if len(page.Orders) == q.Limit || seen == maxExceptionsSeen {
			page.Next = last
			return page
		}
		seen++
		last = store.ReadKey(k, len(prefix)).Str()
		o, ok := Intakes.Get(r, intakeKey(last))
		if ok && (q.Reason == "" || len(keepReasons(o.Why, q.Reason)) > 0) {
			page.Orders = append(page.Orders, o)
		}
	}
	return page
}
