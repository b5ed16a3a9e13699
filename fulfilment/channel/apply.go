package channel

import (
	"example.com/tote/fulfilment"
	"example.com/tote/inventory/exchange"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// Apply accepts one range of an order's lines; the first one brings the head. An order that is here already, as far as it
// goes line for line the same, is gone on with or left alone.
func (s Orders) Apply(tx *store.Tx, r exchange.Record, step int) error {
	var o sheetOrder
	if err := store.Unmarshal(r.Body, &o); err != nil {
		return fault.Internal("import.unreadable", "a staged order cannot be read").Because(err)
	}
	from := step * fulfilment.RangeLines
	if from >= len(o.Lines) {
		return fault.Internal("import.step", "order %s has no lines from %d on", o.Head.Number, from+1)
	}
	here := already(tx, &o, from)
	in := fulfilment.AcceptInput{Order: here, From: from + 1, Lines: o.Lines[from:min(from+fulfilment.RangeLines, len(o.Lines))]}
	switch {
	case step == 0 && here != "":
		return nil
	case step == 0:
		s.fillHead(&in, &o)
	case here == "":
		return fault.Conflict("order.range", "order %s is not here up to line %d", o.Head.Number, from)
	}
	_, err := fulfilment.Accept(tx, in)
	return err
}

func (s Orders) fillHead(in *fulfilment.AcceptInput, o *sheetOrder) {
	h := &o.Head
	in.Channel, in.Number, in.Paid, in.Customer, in.Carrier, in.Service = h.Channel, h.Number, h.Paid, h.Customer, h.Carrier, h.Service
	in.Priority, in.PlacedAt, in.ShipBy, in.Owner, in.MinDays, in.Warehouse = int(h.Priority), h.PlacedAt, h.ShipBy, h.Owner, h.MinDays, h.Warehouse
	in.Total, in.Recipient, in.Seal, in.From = len(o.Lines), h.Recipient, o.Seal, 0
}

// sameLooked bounds how many orders of one number are compared: a number comes twice, hardly ever more often.
const sameLooked = 4

// already gives our number of the order if it is here. In the middle of a series the range before is enough to know it by;
// at its begin all lines it has are compared.
func already(r store.Reader, o *sheetOrder, from int) string {
	ids := fulfilment.IntakeByNumber(r, o.Head.Channel, o.Head.Number)
	for i := len(ids) - 1; i >= max(0, len(ids)-sameLooked); i-- {
		in, err := fulfilment.FindIntake(r, ids[i])
		if err != nil || in.Lines != len(o.Lines) || in.Got < from || in.Customer != o.Head.Customer {
			continue
		}
		first, last := from-fulfilment.RangeLines, from
		if from == 0 {
			first, last = 0, in.Got
		}
		if sameLines(r, in.ID, o.Lines, first, last) {
			return in.ID
		}
	}
	return ""
}

// sameLines compares the lines behind first up to last.
func sameLines(r store.Reader, order string, lines []fulfilment.AcceptLine, first, last int) bool {
	for l := range fulfilment.IntakeLinesOf(r, order, first+1) {
		if l.No > last {
			break
		}
		want := lines[l.No-1]
		if l.Removed || l.SKU != want.SKU || l.Qty != want.Qty || l.PriceMinor != want.PriceMinor {
			return false
		}
	}
	return true
}
