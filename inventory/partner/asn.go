package partner

import (
	"fmt"
	"slices"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// MaxLPN is the length of an SSCC with its application identifier: the longest pallet number suppliers print.
const MaxLPN = 20

// ASN is a supplier's notice of what is on its way, often pallet by pallet. Its lines are stored beside it, see ASNLines.
type ASN struct {
	Number        string    `cbor:"1,keyasint"`
	Supplier      string    `cbor:"2,keyasint"`
	Reference     string    `cbor:"3,keyasint,omitempty"` // the supplier's own number of the delivery; once a supplier
	PurchaseOrder string    `cbor:"4,keyasint,omitempty"` // empty: its lines name none either
	Expected      item.Date `cbor:"5,keyasint,omitempty"` // a day of the warehouse's calendar
	Tolerance     Tolerance `cbor:"6,keyasint,omitzero"`
	Lines         int       `cbor:"7,keyasint"` // how many
	Closed        bool      `cbor:"8,keyasint,omitempty"`
	Revision      uint64    `cbor:"9,keyasint,omitempty"`
	From          string    `cbor:"10,keyasint,omitempty"` // of a transfer: the warehouse that sent the goods, which Supplier names too
}

// ASNLine is one run of goods of a delivery, in base units.
type ASNLine struct {
	Line     int       `cbor:"1,keyasint"` // 1, 2, ...
	SKU      item.SKU  `cbor:"2,keyasint"`
	Quantity int64     `cbor:"3,keyasint"`
	Lot      item.Lot  `cbor:"4,keyasint,omitempty"`
	Expiry   item.Date `cbor:"5,keyasint,omitempty"`
	LPN      string    `cbor:"6,keyasint,omitempty"` // pallet or carton it comes in
	POLine   int       `cbor:"7,keyasint,omitempty"` // line of the purchase order; 0: none
	Received int64     `cbor:"8,keyasint,omitempty"` // net of corrections
	Owner    string    `cbor:"9,keyasint,omitempty"` // of a transfer: whose goods they are

	// What a transfer's sender knows of goods that are the house's own: with it a pallet is received by one scan.
	Since         int64       `cbor:"10,keyasint,omitempty"` // unix seconds of the oldest receipt in it: FIFO goes on where it was
	Grams         int64       `cbor:"11,keyasint,omitempty"` // of weighed goods
	ReceivedGrams int64       `cbor:"12,keyasint,omitempty"`
	Serials       []string    `cbor:"13,keyasint,omitempty"` // of units that were scanned onto the lorry
	Kind          byte        `cbor:"14,keyasint,omitempty"` // of the LPN
	On            []NoticeLPN `cbor:"15,keyasint,omitempty"` // what the LPN stands on, inmost first
}

// StandsOn tells whether the goods come on an LPN: in it, or in one that stands on it.
func (l *ASNLine) StandsOn(lpn string) bool {
	return l.LPN == lpn || slices.ContainsFunc(l.On, func(p NoticeLPN) bool { return p.ID == lpn })
}

// NoticeLPN is an LPN that another one came on.
type NoticeLPN struct {
	ID   string `cbor:"1,keyasint"`
	Kind byte   `cbor:"2,keyasint"`
}

// Open is what may still come without being over, by the notice's tolerance.
func (a *ASN) Open(l ASNLine) int64 {
	if a.From != "" { // more is taken, since it is there, but none is expected
		return max(0, l.Quantity-l.Received)
	}
	return max(0, a.Tolerance.Most(l.Quantity)-l.Received)
}

// Status follows from the lines.
func (a *ASN) Status(lines []ASNLine) Status {
	q := make([]quantities, len(lines))
	for i, l := range lines {
		q[i] = quantities{a.Tolerance.Least(l.Quantity), l.Received}
	}
	return statusOf(a.Closed, q)
}

// Check tells everything that is wrong with the notice's own values and its lines. Error: asn.invalid.
func (a *ASN) Check(lines []ASNLine) error {
	var g fault.Gather
	checkCode(&g, "number", a.Number, MaxNumber)
	checkCode(&g, "supplier", a.Supplier, MaxCode)
	if len(a.Reference) > MaxNumber {
		g.Add("reference", "asn.reference", "the supplier's reference has at most %d characters", MaxNumber)
	}
	if a.PurchaseOrder != "" {
		checkCode(&g, "purchase_order", a.PurchaseOrder, MaxNumber)
	}
	a.Tolerance.check(&g)
	if a.Expected < 0 {
		g.Add("expected", "date.malformed", "the expected date lies before 1970")
	}
	checkRange(&g, "lines", int64(len(lines)), 1, MaxLines)
	for i, l := range lines {
		a.checkLine(&g, fmt.Sprintf("lines[%d]", i), l)
	}
	return g.Invalid("asn.invalid", "ASN %q cannot be kept as it is", a.Number)
}

func (a *ASN) checkLine(g *fault.Gather, where string, l ASNLine) {
	item.CheckSKU(g, where+".sku", l.SKU)
	item.CheckLot(g, where+".lot", l.Lot)
	checkRange(g, where+".quantity", l.Quantity, 1, MaxQuantity)
	if l.Expiry < 0 {
		g.Add(where+".expiry", "date.malformed", "the expiry date lies before 1970")
	}
	if l.LPN != "" {
		checkCode(g, where+".lpn", l.LPN, MaxLPN)
	}
	if a.PurchaseOrder == "" && l.POLine != 0 {
		g.Add(where+".po_line", "asn.po_line", "names line %d of a purchase order, but the ASN names no order", l.POLine)
	}
	if l.POLine < 0 || l.POLine > MaxLines {
		g.Add(where+".po_line", "asn.po_line", "%d is no line number", l.POLine)
	}
}

// ASNs are kept in the partition of the warehouse that expects them; indexes give them by expected date and by the
// supplier's reference.
var ASNs = store.Collection[ASN]{
	Noun: "asn", Version: 1,
	Key: func(a *ASN) store.Key { return headKey(tagASN, a.Number) },
	Indexes: []store.Index[ASN]{
		{Name: "expected", Keys: func(a *ASN) []store.Key { return []store.Key{a.dateKey()} }},
		{Name: "reference", Keys: func(a *ASN) []store.Key {
			if a.Reference == "" {
				return nil
			}
			return []store.Key{referencePrefix(a.Supplier, a.Reference).Str(a.Number)}
		}},
	},
}

func (a *ASN) dateKey() store.Key { return byDateKey(tagASN, a.Expected, a.Number) }

func referencePrefix(supplier, reference string) store.Key {
	return store.K(tagASN).Byte(keyBySent).Str(supplier).Str(reference)
}

var asnChunks = chunksOf("asn", tagASN, func(l ASNLine) bool { return l.Received < l.Quantity })

// PutASN creates a notice (expected 0) or, as long as nothing came for it, edits the one with that revision. The caller
// has made sure that the SKUs exist. Errors: asn.invalid, asn.duplicate, asn.received, asn.po_line, supplier.unknown,
// purchase_order.unknown, revision.stale, revision.exists, asn.unknown.
func PutASN(tx *store.Tx, a ASN, lines []ASNLine, expected uint64) (ASN, error) {
	if err := store.CheckHome(tx, "ASN", false); err != nil {
		return a, err
	}
	a.Number, a.Supplier, a.PurchaseOrder = normalCode(a.Number), normalCode(a.Supplier), normalCode(a.PurchaseOrder)
	a.Reference = strings.TrimSpace(a.Reference)
	if err := a.Check(lines); err != nil {
		return a, err
	}
	old, _ := ASNs.Get(tx, headKey(tagASN, a.Number))
	if old.From != "" {
		return a, fault.Refused("asn.transfer", "ASN %q is of a transfer from warehouse %s: what is on the way is told by who sent it", a.Number, old.From)
	}
	if _, err := FindSupplier(tx, a.Supplier); err != nil && a.From == "" {
		return a, err
	}
	if err := store.CheckRevision(ASNs.Noun, a.Number, old.Revision, expected); err != nil {
		return a, err
	}
	if a.Reference != "" {
		if number, ok := asnByReference(tx, a.Supplier, a.Reference); ok && number != a.Number {
			return a, fault.Conflict("asn.duplicate", "supplier %q announced %q already: it is ASN %q", a.Supplier, a.Reference, number)
		}
	}
	if err := a.checkAgainstOrder(tx, lines); err != nil {
		return a, err
	}
	for _, l := range ASNLines(tx, a.Number) {
		if l.Received > 0 {
			return a, fault.Refused("asn.received", "ASN %q: goods came for line %d; receive the rest, then close it", a.Number, l.Line)
		}
	}
	stored := make([]ASNLine, len(lines))
	for i, l := range lines {
		l.Line, l.Received = i+1, 0
		stored[i] = l
	}
	a.Lines, a.Revision, a.Closed = len(lines), old.Revision+1, old.Closed
	putLines(tx, &asnChunks, tagASN, a.Number, stored, old.Lines, a.Closed)
	ASNs.Put(tx, &a)
	return a, nil
}

// checkAgainstOrder: each line that names a line of the purchase order must bring its SKU, from its supplier.
func (a *ASN) checkAgainstOrder(r store.Reader, lines []ASNLine) error {
	if a.PurchaseOrder == "" {
		return nil
	}
	p, err := FindPurchaseOrder(r, a.PurchaseOrder)
	if err != nil {
		return err
	}
	var g fault.Gather
	if p.Supplier != a.Supplier {
		g.Add("supplier", "asn.supplier", "purchase order %q is with supplier %q", p.Number, p.Supplier)
	}
	ordered := PurchaseLines(r, p.Number)
	for i, l := range lines {
		where := fmt.Sprintf("lines[%d].po_line", i)
		switch {
		case l.POLine == 0:
		case l.POLine > len(ordered):
			g.Add(where, "asn.po_line", "purchase order %q has %d lines, not %d", p.Number, len(ordered), l.POLine)
		case ordered[l.POLine-1].SKU != l.SKU:
			g.Add(where, "asn.po_line", "line %d of purchase order %q orders SKU %q, not %q", l.POLine, p.Number, ordered[l.POLine-1].SKU, l.SKU)
		}
	}
	return g.Refused("asn.po_line", "ASN %q does not fit purchase order %q", a.Number, p.Number)
}

func asnByReference(r store.Reader, supplier, reference string) (string, bool) {
	prefix := referencePrefix(supplier, reference)
	for k := range store.Keys(r, prefix, nil) {
		return store.ReadKey(k, len(prefix)).Str(), true
	}
	return "", false
}

// FindASN gives a notice without its lines. Error: asn.unknown.
func FindASN(r store.Reader, number string) (ASN, error) {
	return ASNs.Must(r, headKey(tagASN, normalCode(number)), number)
}

// FindASNByReference gives a notice by the supplier's own number of the delivery. Error: asn.unknown.
func FindASNByReference(r store.Reader, supplier, reference string) (ASN, error) {
	number, ok := asnByReference(r, normalCode(supplier), strings.TrimSpace(reference))
	if !ok {
		return ASN{}, fault.NotFound("asn.unknown", "supplier %q announced no delivery %q", supplier, reference)
	}
	return FindASN(r, number)
}

// ASNLines gives all lines of a notice in order; at most 32 records are read.
func ASNLines(r store.Reader, number string) []ASNLine {
	return readLines(r, &asnChunks, tagASN, normalCode(number))
}

// FindASNLine gives one line, reading one record. Error: line.unknown.
func FindASNLine(r store.Reader, number string, line int) (ASNLine, error) {
	return findLine(r, &asnChunks, tagASN, normalCode(number), line)
}

// AddASNReceived notes that goods came for a line (or, below zero, that an earlier receipt was corrected), writing one
// record. The purchase order's line is the caller's: see AddReceived. Errors: line.unknown, asn.unknown, asn.closed,
// receipt.over, receipt.below_zero.
func AddASNReceived(tx *store.Tx, number string, line int, quantity int64) (ASNLine, error) {
	a, err := FindASN(tx, number)
	if err != nil {
		return ASNLine{}, err
	}
	if a.Closed && quantity > 0 {
		return ASNLine{}, fault.Refused("asn.closed", "ASN %q is closed: nothing more is taken for it", a.Number)
	}
	return editLine(tx, &asnChunks, tagASN, a.Number, line, func(l *ASNLine) error {
		return addReceived(&l.Received, quantity, a.Tolerance.Most(l.Quantity), fmt.Sprintf("ASN %s line %d", a.Number, line))
	})
}

// AddASNGrams notes what weighed goods that came for a line weigh.
func AddASNGrams(tx *store.Tx, number string, line int, grams int64) (ASNLine, error) {
	return editLine(tx, &asnChunks, tagASN, normalCode(number), line, func(l *ASNLine) error {
		l.ReceivedGrams += grams
		return nil
	})
}

// CloseASN ends a notice: what is missing is not waited for; closed false takes that back. Errors: revision.stale,
// asn.unknown.
func CloseASN(tx *store.Tx, number string, expected uint64, closed bool) (ASN, error) {
	a, err := FindASN(tx, number)
	if err != nil {
		return a, err
	}
	if err := store.CheckRevision(ASNs.Noun, a.Number, a.Revision, expected); err != nil {
		return a, err
	}
	a.Closed = closed
	a.Revision++
	closeLines(tx, &asnChunks, tagASN, a.Number, closed)
	ASNs.Put(tx, &a)
	return a, nil
}

// ListASNs gives a page in order of expected date; After is the number last seen. Error: asn.unknown for a cursor that
// names none.
func ListASNs(r store.Reader, p Page) ([]ASN, error) {
	return listByDate(r, &ASNs, tagASN, p, (*ASN).dateKey)
}
