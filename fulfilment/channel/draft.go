package channel

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/exchange"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/tabular"
)

// head is what all rows of an order share.
type head struct {
	Channel   string                    `cbor:"1,keyasint"`
	Number    string                    `cbor:"2,keyasint"`
	Paid      bool                      `cbor:"3,keyasint,omitempty"`
	Customer  string                    `cbor:"4,keyasint,omitempty"`
	Carrier   string                    `cbor:"5,keyasint,omitempty"`
	Service   string                    `cbor:"6,keyasint,omitempty"`
	Priority  int64                     `cbor:"7,keyasint,omitempty"`
	PlacedAt  int64                     `cbor:"8,keyasint,omitempty"` // unix seconds
	ShipBy    int64                     `cbor:"9,keyasint,omitempty"`
	Owner     string                    `cbor:"10,keyasint,omitempty"`
	MinDays   int64                     `cbor:"11,keyasint,omitempty"`
	Warehouse string                    `cbor:"12,keyasint,omitempty"`
	Recipient fulfilment.RecipientInput `cbor:"13,keyasint"`
}

// sheetOrder is an order on its way into the store.
type sheetOrder struct {
	Head  head                    `cbor:"1,keyasint"`
	Lines []fulfilment.AcceptLine `cbor:"2,keyasint"`
	Seal  fulfilment.Seal         `cbor:"3,keyasint"`
}

var textFields = []struct {
	column string
	at     func(*head) *string
}{
	{"channel", func(h *head) *string { return &h.Channel }}, {"number", func(h *head) *string { return &h.Number }},
	{"customer", func(h *head) *string { return &h.Customer }}, {"carrier", func(h *head) *string { return &h.Carrier }},
	{"service", func(h *head) *string { return &h.Service }}, {"owner", func(h *head) *string { return &h.Owner }},
	{"warehouse", func(h *head) *string { return &h.Warehouse }},
	{"name", func(h *head) *string { return &h.Recipient.Name }}, {"company", func(h *head) *string { return &h.Recipient.Company }},
	{"phone", func(h *head) *string { return &h.Recipient.Phone }}, {"country", func(h *head) *string { return &h.Recipient.Country }},
	{"province", func(h *head) *string { return &h.Recipient.Province }}, {"city", func(h *head) *string { return &h.Recipient.City }},
	{"district", func(h *head) *string { return &h.Recipient.District }}, {"town", func(h *head) *string { return &h.Recipient.Town }},
	{"detail", func(h *head) *string { return &h.Recipient.Detail }}, {"postcode", func(h *head) *string { return &h.Recipient.Postcode }},
	{"division", func(h *head) *string { return &h.Recipient.Division }}, {"token", func(h *head) *string { return &h.Recipient.Token }},
}

// Drafts begins a file.
func (s Orders) Drafts(*tabular.Reader) exchange.Drafter { return &drafts{sheet: s} }

// drafts gathers the rows of one order after another.
type drafts struct {
	sheet Orders
	order sheetOrder
	rows  []*tabular.Row
}

// Add takes a row to the order in hand, or gives that order and begins the next.
func (t *drafts) Add(row *tabular.Row) *exchange.Draft {
	h := t.sheet.readHead(row)
	line := t.sheet.readLine(row)
	if len(t.rows) == 0 || h.Channel != t.order.Head.Channel || h.Number != t.order.Head.Number {
		done := t.End()
		t.order, t.rows = sheetOrder{Head: h, Lines: []fulfilment.AcceptLine{line}}, []*tabular.Row{row}
		return done
	}
	compare(row, &t.order.Head, &h, t.rows[0].Line)
	if len(t.rows) == fulfilment.MaxLines {
		message := fmt.Sprintf("order %s has more than %d lines", h.Number, fulfilment.MaxLines)
		for _, r := range []*tabular.Row{t.rows[0], row} {
			r.Fail("", "order.lines", message, "split the order under two numbers")
		}
		return &exchange.Draft{Name: h.Number, Rows: []*tabular.Row{row}} // named alone, so that memory stays bounded
	}
	t.order.Lines, t.rows = append(t.order.Lines, line), append(t.rows, row)
	return nil
}

// orderWrites is what the first command of an order writes: the intake with its index entries, recipient and key, lines,
// number, ledger entries, outbox record.
const orderWrites = 16

// End gives the order in hand.
func (t *drafts) End() *exchange.Draft {
	if len(t.rows) == 0 {
		return nil
	}
	o := t.order
	d := &exchange.Draft{Name: o.Head.Channel + " " + o.Head.Number, Rows: t.rows, Writes: orderWrites, Blame: blame(len(t.rows)),
		Steps: (len(o.Lines) + fulfilment.RangeLines - 1) / fulfilment.RangeLines}
	t.rows = nil
	if !d.OK() {
		return d
	}
	var err error
	if o.Seal, err = newSeal(t.sheet.Random); err != nil {
		d.Rows[0].Fail("", fault.ReasonOf(err), "the recipient cannot be sealed", "tell whoever runs the service")
		return d
	}
	d.Claims = []inventory.Claim{inventory.OrderClaim(o.Head.Channel, o.Head.Number)}
	d.Body = store.Marshal(&o)
	return d
}

func newSeal(random io.Reader) (fulfilment.Seal, error) {
	if random == nil {
		return fulfilment.Seal{}, fault.Internal("import.random", "no randomness to seal recipients with")
	}
	bytes := make([]byte, fulfilment.SealKeyBytes+fulfilment.SealNonceBytes)
	if _, err := io.ReadFull(random, bytes); err != nil {
		return fulfilment.Seal{}, fault.Internal("import.random", "no randomness to seal recipients with").Because(err)
	}
	return fulfilment.Seal{Key: bytes[:fulfilment.SealKeyBytes], Nonce: bytes[fulfilment.SealKeyBytes:]}, nil
}

func (s Orders) readHead(row *tabular.Row) head {
	var h head
	for _, f := range textFields {
		*f.at(&h) = row.Text(f.column, 0)
	}
	if h.Channel == "" && !row.Has("channel") {
		if h.Channel = s.Channel; h.Channel == "" {
			row.Fail("channel", tabular.ReasonRequired, "the row names no channel", "fill in the cell, or say for the whole file which channel it is from")
		}
	}
	if h.Recipient.Country == "" && !row.Has("country") {
		h.Recipient.Country = s.Country
	}
	h.Paid = row.Enum("paid") == paidWords[0].Value
	h.Priority = row.Int("priority")
	if h.Priority > maxPriority || h.Priority < -maxPriority {
		row.Fail("priority", tabular.ReasonRange, "priority is too large", fmt.Sprintf("enter a number up to %d", maxPriority))
	}
	h.PlacedAt, h.ShipBy = seconds(row.Instant("placed_at", s.zone())), seconds(row.Instant("ship_by", s.zone()))
	h.MinDays = row.Quantity("min_days")
	return h
}

// maxPriority is far above any order of urgencies, and fits every index.
const maxPriority = 1_000_000

func seconds(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.Unix()
}

func (s Orders) readLine(row *tabular.Row) fulfilment.AcceptLine {
	l := fulfilment.AcceptLine{SKU: item.SKU(row.Text("sku", 0)), Qty: row.Quantity("quantity"),
		PriceMinor: row.Money("price", exchange.Decimals(s.Currency))}
	var g fault.Gather
	if l.SKU != "" {
		item.CheckSKU(&g, "sku", l.SKU)
	}
	for _, d := range g.Details() {
		row.Fail("sku", d.Reason, d.Message, "correct the SKU")
	}
	if row.Has("quantity") && l.Qty == 0 && row.OK() {
		row.Fail("quantity", "line.quantity", "a quantity is above zero", "enter 1 or more, or take the row away")
	}
	if l.PriceMinor < 0 {
		row.Fail("price", tabular.ReasonNegative, "price cannot be below zero", "enter 0 or more")
	}
	return l
}

// compare notes where a later row of an order says something else than its first.
func compare(row *tabular.Row, first, later *head, line int) {
	differs := func(column string, differ bool) {
		if differ && row.Has(column) {
			row.Fail(column, "order.differs", fmt.Sprintf("differs from line %d of the same order", line), "repeat the value of that line, or leave the cell blank")
		}
	}
	for _, f := range textFields {
		differs(f.column, *f.at(first) != *f.at(later))
	}
	differs("paid", first.Paid != later.Paid)
	differs("priority", first.Priority != later.Priority)
	differs("placed_at", first.PlacedAt != later.PlacedAt)
	differs("ship_by", first.ShipBy != later.ShipBy)
	differs("min_days", first.MinDays != later.MinDays)
}

var lineColumns = map[string]string{"sku": "sku", "quantity": "quantity", "price_minor": "price"}

// blame leads from what Accept says to the row and column it is about.
func blame(rows int) func(fault.Detail) (int, string) {
	return func(d fault.Detail) (int, string) {
		where := strings.TrimPrefix(d.Where, "recipient.")
		for _, f := range textFields {
			if f.column == where {
				return 0, f.column
			}
		}
		if where == "min_days" || where == "priority" {
			return 0, where
		}
		if rest, ok := strings.CutPrefix(where, "lines["); ok {
			number, field, _ := strings.Cut(rest, "]")
			if at, err := strconv.Atoi(number); err == nil && at >= 0 && at < rows {
				return at, lineColumns[strings.TrimPrefix(field, ".")]
			}
		}
		if d.Reason == "import.pending" || d.Reason == "row.duplicate" {
			return 0, "number"
		}
		return 0, ""
	}
}
