package partner

import (
	"cmp"
	"slices"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// Bounds of one search for what is expected. It is a look, no command.
const (
	MaxExpected      = 100  // lines told: a dock's screen scrolls no further
	maxWantedChunks  = 3000 // runs of 16 lines that still expect goods: about 20 ms
	maxReferenceSeen = 500  // suppliers whose references are looked at
)

// The documents goods are expected with.
const (
	ByPurchaseOrder = "purchase_order"
	ByASN           = "asn"
)

// ExpectedQuery asks for open lines by what is in a receiver's hand; what is named must all agree.
type ExpectedQuery struct {
	Reference string // the supplier's number of the delivery, or a document's own number
	LPN       string // a pallet that was announced
	SKU       item.SKU
	Limit     int // 0 and above MaxExpected: MaxExpected
}

// ExpectedLine is a line that still expects goods.
type ExpectedLine struct {
	Document  string // ByPurchaseOrder or ByASN
	Number    string
	Supplier  string
	Reference string
	Expected  item.Date
	Line      int
	SKU       item.SKU
	Ordered   int64
	Received  int64
	Open      int64 // ordered and not received; what may come beyond it by the tolerance is not counted
	Lot       item.Lot
	Expiry    item.Date
	LPN       string
}

// ExpectedLines gives the open lines of documents that are not closed, by expected date, notices before the purchase orders
// they announce; it tells whether there may be more. Error: expected.unnamed.
func ExpectedLines(r store.Reader, q ExpectedQuery) (lines []ExpectedLine, more bool, err error) {
	if q.Limit <= 0 || q.Limit > MaxExpected {
		q.Limit = MaxExpected
	}
	q.Reference = strings.TrimSpace(q.Reference)
	switch {
	case q.Reference != "":
		lines = named(r, &q)
	case q.LPN != "" || q.SKU != "":
		lines, more = wanted(r, &q)
	default:
		return nil, false, fault.Invalid("expected.unnamed", "name the supplier's reference, a document, a SKU, a barcode or a pallet")
	}
	slices.SortFunc(lines, func(a, b ExpectedLine) int {
		return cmp.Or(cmp.Compare(a.Expected, b.Expected), strings.Compare(a.Document, b.Document), strings.Compare(a.Number, b.Number), cmp.Compare(a.Line, b.Line))
	})
	if len(lines) > q.Limit {
		lines, more = lines[:q.Limit], true
	}
	return lines, more, nil
}

// named gives the open lines of the documents of a number, or of a supplier's reference.
func named(r store.Reader, q *ExpectedQuery) (out []ExpectedLine) {
	if p, err := FindPurchaseOrder(r, q.Reference); err == nil {
		out = append(out, p.expects(PurchaseLines(r, p.Number), q)...)
	}
	if a, err := FindASN(r, q.Reference); err == nil {
		out = append(out, a.expects(ASNLines(r, a.Number), q)...)
	}
	prefix := store.K(tagASN).Byte(keyBySent)
	from := prefix
	for range maxReferenceSeen {
		supplier, found := "", false
		for k := range store.Keys(r, prefix, from) {
			supplier, found = store.ReadKey(k, len(prefix)).Str(), true
			break
		}
		if !found {
			break
		}
		if a, err := FindASNByReference(r, supplier, q.Reference); err == nil && a.Number != normalCode(q.Reference) {
			out = append(out, a.expects(ASNLines(r, a.Number), q)...)
		}
		from = prefix.Str(supplier).Byte(0xFF) // behind all references of the supplier: they are text
	}
	return out
}

// wanted looks for open lines of a SKU or on a pallet in all documents.
func wanted(r store.Reader, q *ExpectedQuery) (out []ExpectedLine, more bool) {
	more = wantedIn(r, &asnChunks, tagASN, func(number string, lines []ASNLine) {
		if a, err := FindASN(r, number); err == nil {
			out = append(out, a.expects(lines, q)...)
		}
	}, func(l ASNLine) bool { return q.fits(l.SKU) && q.on(&l) })
	cut := wantedIn(r, &purchaseChunks, tagPurchaseOrder, func(number string, lines []PurchaseLine) {
		if p, err := FindPurchaseOrder(r, number); err == nil {
			out = append(out, p.expects(lines, q)...)
		}
	}, func(l PurchaseLine) bool { return q.fits(l.SKU) && q.LPN == "" })
	return out, more || cut
}

// wantedIn gives the chunks with an open line that fits.
func wantedIn[T any](r store.Reader, c *store.Collection[chunk[T]], tag byte, each func(number string, lines []T), fits func(T) bool) (more bool) {
	prefix, seen := store.K(tag).Byte(keyWanted), 0
	for k := range store.Keys(r, prefix, nil) {
		if seen++; seen > maxWantedChunks {
			return true
		}
		kr := store.ReadKey(k, len(prefix))
		part, ok := c.Get(r, chunkKey(tag, kr.Str(), kr.Uint()))
		if ok && slices.ContainsFunc(part.Lines, fits) {
			each(part.Number, part.Lines)
		}
	}
	return false
}

func (q *ExpectedQuery) fits(sku item.SKU) bool { return q.SKU == "" || sku == q.SKU }

func (q *ExpectedQuery) on(l *ASNLine) bool { return q.LPN == "" || l.StandsOn(q.LPN) }

func (a *ASN) expects(lines []ASNLine, q *ExpectedQuery) (out []ExpectedLine) {
	for _, l := range lines {
		if open := l.Quantity - l.Received; open > 0 && !a.Closed && q.fits(l.SKU) && q.on(&l) {
			out = append(out, ExpectedLine{Document: ByASN, Number: a.Number, Supplier: a.Supplier, Reference: a.Reference, Expected: a.Expected, Line: l.Line,
				SKU: l.SKU, Ordered: l.Quantity, Received: l.Received, Open: open, Lot: l.Lot, Expiry: l.Expiry, LPN: l.LPN})
		}
	}
	return out
}

func (p *PurchaseOrder) expects(lines []PurchaseLine, q *ExpectedQuery) (out []ExpectedLine) {
	for _, l := range lines {
		if open := l.Due() - l.Received; open > 0 && !p.Closed && q.fits(l.SKU) && q.LPN == "" {
			out = append(out, ExpectedLine{Document: ByPurchaseOrder, Number: p.Number, Supplier: p.Supplier, Expected: p.Expected, Line: l.Line,
				SKU: l.SKU, Ordered: l.Ordered, Received: l.Received, Open: open})
		}
	}
	return out
}
