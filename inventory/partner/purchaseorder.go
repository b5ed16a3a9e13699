package partner

import (
	"cmp"
	"fmt"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// PurchaseOrder is what a supplier is to bring to one warehouse. Its lines are stored beside it, see PurchaseLines.
type PurchaseOrder struct {
	Number    string    `cbor:"1,keyasint"`
	Supplier  string    `cbor:"2,keyasint"`
	Expected  item.Date `cbor:"3,keyasint,omitempty"` // a day of the warehouse's calendar
	Tolerance Tolerance `cbor:"4,keyasint,omitzero"`
	Lines     int       `cbor:"5,keyasint"` // how many
	Closed    bool      `cbor:"6,keyasint,omitempty"`
	Revision  uint64    `cbor:"7,keyasint,omitempty"`
	Opened    int64     `cbor:"8,keyasint,omitempty"` // unix seconds: when it was placed; 0 of one older than this was kept
	OpenedBy  string    `cbor:"9,keyasint,omitempty"`
	Replied   int64     `cbor:"10,keyasint,omitempty"` // unix seconds of the supplier's first answer
	RepliedBy string    `cbor:"11,keyasint,omitempty"` // who noted it
	Promised  item.Date `cbor:"12,keyasint,omitempty"` // the day the supplier names
	Ended     int64     `cbor:"13,keyasint,omitempty"` // unix seconds: closed
}

// Due is the day the goods should be there: as promised, else as expected.
func (p *PurchaseOrder) Due() item.Date { return cmp.Or(p.Promised, p.Expected) }

// PurchaseLine is one SKU of a purchase order, in base units.
type PurchaseLine struct {
	Line     int      `cbor:"1,keyasint"` // 1, 2, ...
	SKU      item.SKU `cbor:"2,keyasint"`
	Ordered  int64    `cbor:"3,keyasint"`
	Received int64    `cbor:"4,keyasint,omitempty"` // net of corrections

	First     int64 `cbor:"5,keyasint,omitempty"` // unix seconds of the first goods
	Last      int64 `cbor:"6,keyasint,omitempty"` // and of the last that were waited for: what comes on top of a whole line is not late
	Answered  bool  `cbor:"7,keyasint,omitempty"` // by the supplier:
	Confirmed int64 `cbor:"8,keyasint,omitempty"` // who will bring so many; 0: refused
}

// Due is what is waited for: what was ordered, or of it what the supplier has confirmed.
func (l *PurchaseLine) Due() int64 {
	if l.Answered {
		return min(l.Ordered, l.Confirmed)
	}
	return l.Ordered
}

// Open is what may still come without being over, by the order's tolerance.
func (p *PurchaseOrder) Open(l PurchaseLine) int64 {
	return max(0, p.Tolerance.Most(l.Ordered)-l.Received)
}

// Status follows from the lines.
func (p *PurchaseOrder) Status(lines []PurchaseLine) Status {
	q := make([]quantities, len(lines))
	for i, l := range lines {
		q[i] = quantities{p.Tolerance.Least(l.Due()), l.Received}
	}
	return statusOf(p.Closed, q)
}

// Check tells everything that is wrong with the order's own values and its lines. Error: purchase_order.invalid.
func (p *PurchaseOrder) Check(lines []PurchaseLine) error {
	var g fault.Gather
	checkCode(&g, "number", p.Number, MaxNumber)
	checkCode(&g, "supplier", p.Supplier, MaxCode)
	p.Tolerance.check(&g)
	if p.Expected < 0 {
		g.Add("expected", "date.malformed", "the expected date lies before 1970")
	}
	checkRange(&g, "lines", int64(len(lines)), 1, MaxLines)
	for i, l := range lines {
		where := fmt.Sprintf("lines[%d]", i)
		item.CheckSKU(&g, where+".sku", l.SKU)
		checkRange(&g, where+".ordered", l.Ordered, 1, MaxQuantity)
	}
	return g.Invalid("purchase_order.invalid", "purchase order %q cannot be kept as it is", p.Number)
}

// PurchaseOrders are kept in the partition of the warehouse that expects them; indexes give them by expected date,
// and by supplier and the moment they were placed.
var PurchaseOrders = store.Collection[PurchaseOrder]{
	Noun: "purchase_order", Version: 1,
	Key: func(p *PurchaseOrder) store.Key { return headKey(tagPurchaseOrder, p.Number) },
	Indexes: []store.Index[PurchaseOrder]{
		{Name: "expected", Keys: func(p *PurchaseOrder) []store.Key { return []store.Key{p.dateKey()} }},
		{Name: "supplier", Keys: func(p *PurchaseOrder) []store.Key {
			if p.Opened == 0 { // nothing can be measured of it
				return nil
			}
			return []store.Key{p.supplierKey()}
		}},
	},
}

func (p *PurchaseOrder) dateKey() store.Key { return byDateKey(tagPurchaseOrder, p.Expected, p.Number) }

var purchaseChunks = chunksOf("purchase_order", tagPurchaseOrder, func(l PurchaseLine) bool { return l.Received < l.Due() })

func (p *PurchaseOrder) supplierKey() store.Key {
	return bySupplierPrefix(p.Supplier).Int(p.Opened).Str(p.Number)
}

func bySupplierPrefix(supplier string) store.Key {
	return store.K(tagPurchaseOrder).Byte(keyBySupplier).Str(supplier)
}

// PutPurchaseOrder creates a purchase order (expected 0) or edits the one with that revision. Lines are numbered in the
// order given; what was received stays with its line number, so a line that goods came for can neither go nor name
// another SKU. The caller has made sure that the SKUs exist. Errors: purchase_order.invalid, purchase_order.received,
// supplier.unknown, supplier.closed, revision.stale, revision.exists, purchase_order.unknown.
func PutPurchaseOrder(tx *store.Tx, p PurchaseOrder, lines []PurchaseLine, expected uint64) (PurchaseOrder, error) {
	if err := store.CheckHome(tx, "purchase order", false); err != nil {
		return p, err
	}
	p.Number, p.Supplier = normalCode(p.Number), normalCode(p.Supplier)
	if err := p.Check(lines); err != nil {
		return p, err
	}
	supplier, err := FindSupplier(tx, p.Supplier)
	if err != nil {
		return p, err
	}
	old, _ := PurchaseOrders.Get(tx, headKey(tagPurchaseOrder, p.Number))
	if err := store.CheckRevision(PurchaseOrders.Noun, p.Number, old.Revision, expected); err != nil {
		return p, err
	}
	if supplier.Closed && expected == 0 {
		return p, fault.Refused("supplier.closed", "supplier %q is closed: nothing new is ordered there", p.Supplier)
	}
	lines, err = keepReceived(&p, lines, PurchaseLines(tx, p.Number))
	if err != nil {
		return p, err
	}
	p.carryOn(tx, &old)
	p.Lines = len(lines)
	noteEdit(tx, p.Supplier)
	putLines(tx, &purchaseChunks, tagPurchaseOrder, p.Number, lines, old.Lines, p.Closed)
	PurchaseOrders.Put(tx, &p)
	return p, nil
}

// carryOn takes over what is no part of an edit.
func (p *PurchaseOrder) carryOn(tx *store.Tx, old *PurchaseOrder) {
	p.Revision, p.Closed, p.Ended, p.Opened, p.OpenedBy = old.Revision+1, old.Closed, old.Ended, old.Opened, old.OpenedBy
	if old.Revision == 0 {
		p.Opened, p.OpenedBy = tx.Now().Unix(), tx.Command().Worker
	}
	if p.Supplier == old.Supplier {
		p.Replied, p.RepliedBy, p.Promised = old.Replied, old.RepliedBy, old.Promised
	}
}

// keepReceived numbers the lines and carries over what came for them, and the answer to what was not changed.
func keepReceived(p *PurchaseOrder, lines, old []PurchaseLine) ([]PurchaseLine, error) {
	var g fault.Gather
	out := make([]PurchaseLine, len(lines))
	for i, l := range lines {
		out[i] = PurchaseLine{Line: i + 1, SKU: l.SKU, Ordered: l.Ordered}
	}
	for i, l := range old {
		if i < len(out) && out[i].SKU == l.SKU {
			out[i].First, out[i].Last = l.First, l.Last
			if out[i].Ordered == l.Ordered {
				out[i].Answered, out[i].Confirmed = l.Answered, l.Confirmed
			}
		}
		switch {
		case l.Received == 0:
		case i >= len(out):
			g.Add(fmt.Sprintf("lines[%d]", i), "purchase_order.received", "%d of SKU %q came for this line: keep it", l.Received, l.SKU)
		case out[i].SKU != l.SKU:
			g.Add(fmt.Sprintf("lines[%d].sku", i), "purchase_order.received", "%d of SKU %q came for this line: it cannot name %q", l.Received, l.SKU, out[i].SKU)
		default:
			out[i].Received = l.Received
		}
	}
	return out, g.Refused("purchase_order.received", "purchase order %q has lines that goods came for", p.Number)
}

// FindPurchaseOrder gives a purchase order without its lines. Error: purchase_order.unknown.
func FindPurchaseOrder(r store.Reader, number string) (PurchaseOrder, error) {
	return PurchaseOrders.Must(r, headKey(tagPurchaseOrder, normalCode(number)), number)
}

// PurchaseLines gives all lines of a purchase order in order; at most 32 records are read.
func PurchaseLines(r store.Reader, number string) []PurchaseLine {
	return readLines(r, &purchaseChunks, tagPurchaseOrder, normalCode(number))
}

// FindPurchaseLine gives one line, reading one record. Error: line.unknown.
func FindPurchaseLine(r store.Reader, number string, line int) (PurchaseLine, error) {
	return findLine(r, &purchaseChunks, tagPurchaseOrder, normalCode(number), line)
}

// AddReceived notes that goods came for a line (or, below zero, that an earlier receipt was corrected), writing one
// record. Errors: line.unknown, purchase_order.unknown, purchase_order.closed, receipt.over, receipt.below_zero.
func AddReceived(tx *store.Tx, number string, line int, quantity int64) (PurchaseLine, error) {
	p, err := FindPurchaseOrder(tx, number)
	if err != nil {
		return PurchaseLine{}, err
	}
	if p.Closed && quantity > 0 {
		return PurchaseLine{}, fault.Refused("purchase_order.closed", "purchase order %q is closed: nothing more is taken for it", p.Number)
	}
	return editLine(tx, &purchaseChunks, tagPurchaseOrder, p.Number, line, func(l *PurchaseLine) error {
		where := fmt.Sprintf("purchase order %s line %d", p.Number, line)
		most := p.Tolerance.Most(l.Ordered)
		had := l.Received
		if err := addReceived(&l.Received, quantity, most, where); err != nil {
			return err
		}
		switch {
		case l.Received == 0: // nothing came: it was another order's
			l.First, l.Last = 0, 0
		case quantity > 0 && (l.Last == 0 || had < p.Tolerance.Least(l.Due())):
			l.First, l.Last = cmp.Or(l.First, tx.Now().Unix()), tx.Now().Unix()
		}
		return nil
	})
}

// addReceived is the rule of over-delivery that purchase orders and ASNs share.
func addReceived(received *int64, quantity, most int64, where string) error {
	sum := *received + quantity
	switch {
	case quantity > MaxQuantity || quantity < -MaxQuantity:
		return fault.Invalid("number.range", "quantity %d is outside %d to %d", quantity, -MaxQuantity, MaxQuantity)
	case sum < 0:
		return fault.Refused("receipt.below_zero", "%s: %d came, %d cannot be taken back", where, *received, -quantity)
	case quantity > 0 && sum > most:
		return fault.Refused("receipt.over", "%s: at most %d more may come; set the rest aside or raise the order", where, max(0, most-*received)).
			With(fault.Detail{Where: where, Reason: "receipt.over", Message: "over the tolerance", Want: quantity, Have: max(0, most-*received)})
	}
	*received = sum
	return nil
}

// ClosePurchaseOrder ends an order: what is missing is not waited for; closed false takes that back. Errors: revision.stale,
// purchase_order.unknown.
func ClosePurchaseOrder(tx *store.Tx, number string, expected uint64, closed bool) (PurchaseOrder, error) {
	p, err := FindPurchaseOrder(tx, number)
	if err != nil {
		return p, err
	}
	if err := store.CheckRevision(PurchaseOrders.Noun, p.Number, p.Revision, expected); err != nil {
		return p, err
	}
	p.Closed, p.Ended = closed, 0
	if closed {
		p.Ended = tx.Now().Unix()
	}
	p.Revision++
	noteEdit(tx, p.Supplier)
	closeLines(tx, &purchaseChunks, tagPurchaseOrder, p.Number, closed)
	PurchaseOrders.Put(tx, &p)
	return p, nil
}

// ListPurchaseOrders gives a page in order of expected date; After is the number last seen. Error:
// purchase_order.unknown for a cursor that names none.
func ListPurchaseOrders(r store.Reader, p Page) ([]PurchaseOrder, error) {
	return listByDate(r, &PurchaseOrders, tagPurchaseOrder, p, (*PurchaseOrder).dateKey)
}
