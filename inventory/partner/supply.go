package partner

import (
	"fmt"
	"iter"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// edits counts how often purchase orders with a supplier were made, changed or closed by hand, so that whoever has planned
// on what is on order knows when that is not so any more.
type edits struct {
	Supplier string `cbor:"1,keyasint"`
	N        uint64 `cbor:"2,keyasint"`
}

var purchaseEdits = store.Collection[edits]{Noun: "purchase_order", Version: 1, Key: func(e *edits) store.Key { return editsKey(e.Supplier) }}

func editsKey(supplier string) store.Key {
	return store.K(tagPurchaseOrder).Byte(keyEdits).Str(supplier)
}

func noteEdit(tx *store.Tx, supplier string) {
	e, _ := purchaseEdits.Get(tx, editsKey(supplier))
	purchaseEdits.Put(tx, &edits{supplier, e.N + 1})
}

// EditsOf tells how often a supplier's purchase orders were made, changed or closed by hand.
func EditsOf(r store.Reader, supplier string) uint64 {
	e, _ := purchaseEdits.Get(r, editsKey(supplier))
	return e.N
}

// PlacePurchaseOrder makes a purchase order of lines that were planned, or adds them to one that was made so and that the
// supplier has neither answered nor delivered: an order longer than a command may be is a series of commands. Other than
// PutPurchaseOrder it is no edit by hand: who places it knows the plan. Errors: purchase_order.invalid, purchase_order.under_way,
// supplier.unknown, supplier.closed.
func PlacePurchaseOrder(tx *store.Tx, p PurchaseOrder, more []PurchaseLine) (PurchaseOrder, error) {
	if err := store.CheckHome(tx, "purchase order", false); err != nil {
		return p, err
	}
	p.Number, p.Supplier = normalCode(p.Number), normalCode(p.Supplier)
	supplier, err := FindSupplier(tx, p.Supplier)
	if err != nil {
		return p, err
	}
	if supplier.Closed {
		return p, fault.Refused("supplier.closed", "supplier %q is closed: nothing new is ordered there", p.Supplier)
	}
	old, exists := PurchaseOrders.Get(tx, headKey(tagPurchaseOrder, p.Number))
	lines := PurchaseLines(tx, p.Number)
	if exists {
		if why := old.underWay(p.Supplier, lines); why != "" {
			return p, fault.Refused("purchase_order.under_way", "purchase order %q %s: nothing is added to it, make another one", p.Number, why)
		}
		p = old
	}
	for _, l := range more {
		lines = append(lines, PurchaseLine{Line: len(lines) + 1, SKU: l.SKU, Ordered: l.Ordered})
	}
	if err := p.Check(lines); err != nil {
		return p, err
	}
	p.carryOn(tx, &old)
	had := p.Lines
	p.Lines = len(lines)
	putLines(tx, &purchaseChunks, tagPurchaseOrder, p.Number, lines, had, false)
	PurchaseOrders.Put(tx, &p)
	return p, nil
}

func (p *PurchaseOrder) underWay(supplier string, lines []PurchaseLine) string {
	switch {
	case p.Supplier != supplier:
		return "is with supplier " + p.Supplier
	case p.Closed:
		return "is closed"
	case p.Replied != 0:
		return "was answered"
	}
	for _, l := range lines {
		if l.Received > 0 {
			return "has begun to come"
		}
	}
	return ""
}

// Answer is what a supplier says to a purchase order.
type Answer struct {
	Number   string
	Promised item.Date // the day it will bring the goods; none: it does not say
	Lines    []AnsweredLine
}

// AnsweredLine is what a supplier will bring of a line; nothing at all if it refuses it.
type AnsweredLine struct {
	Line      int
	Confirmed int64
}

// AnswerPurchaseOrder notes a supplier's answer. Lines it does not name stand as they were; a second answer changes the first,
// but the time of the reply stays. Errors: purchase_order.unknown, purchase_order.closed, answer.invalid with all shortcomings.
func AnswerPurchaseOrder(tx *store.Tx, a Answer) (PurchaseOrder, error) {
	p, err := FindPurchaseOrder(tx, a.Number)
	if err != nil {
		return p, err
	}
	if p.Closed {
		return p, fault.Refused("purchase_order.closed", "purchase order %q is closed: no answer is waited for", p.Number)
	}
	lines := PurchaseLines(tx, p.Number)
	if err := a.check(lines); err != nil {
		return p, err
	}
	more := int64(0)
	for _, l := range a.Lines {
		line := &lines[l.Line-1]
		more -= line.Due()
		line.Answered, line.Confirmed = true, l.Confirmed
		more += line.Due()
	}
	if more > 0 { // what was given up comes after all: whoever planned without it must know
		noteEdit(tx, p.Supplier)
	}
	if p.Replied == 0 {
		p.Replied, p.RepliedBy = tx.Now().Unix(), tx.Command().Worker
	}
	if a.Promised != item.NoDate {
		p.Promised = a.Promised
	}
	p.Revision++
	putLines(tx, &purchaseChunks, tagPurchaseOrder, p.Number, lines, p.Lines, false)
	PurchaseOrders.Put(tx, &p)
	return p, nil
}

func (a *Answer) check(lines []PurchaseLine) error {
	var g fault.Gather
	if a.Promised < 0 {
		g.Add("promised", "date.malformed", "the promised date lies before 1970")
	}
	if len(a.Lines) > MaxLines {
		g.Add("lines", "number.range", "%d lines, at most %d", len(a.Lines), MaxLines)
	}
	seen := map[int]bool{}
	for i, l := range a.Lines {
		where := fmt.Sprintf("lines[%d]", i)
		switch {
		case l.Line < 1 || l.Line > len(lines):
			g.Add(where+".line", "line.unknown", "the order has no line %d", l.Line)
			continue
		case seen[l.Line]:
			g.Add(where+".line", "answer.twice", "line %d is answered twice", l.Line)
		}
		seen[l.Line] = true
		checkRange(&g, where+".confirmed", l.Confirmed, 0, MaxQuantity)
	}
	return g.Invalid("answer.invalid", "purchase order %q cannot be answered like this", a.Number)
}

// PurchaseOrdersWith walks the orders placed with a supplier since a moment and before another, oldest first, behind one if it
// is given. Orders older than the time they were placed was kept are not among them.
func PurchaseOrdersWith(r store.Reader, supplier string, since, until time.Time, after *PurchaseOrder) iter.Seq[PurchaseOrder] {
	prefix := bySupplierPrefix(supplier)
	from := prefix.Clone().Int(since.Unix())
	if after != nil {
		from = after.supplierKey().Byte(0)
	}
	return func(yield func(PurchaseOrder) bool) {
		for k := range store.Keys(r, prefix, from) {
			kr := store.ReadKey(k, len(prefix))
			if kr.Int() >= until.Unix() {
				return
			}
			if p, ok := PurchaseOrders.Get(r, headKey(tagPurchaseOrder, kr.Str())); ok && !yield(p) {
				return
			}
		}
	}
}

// OnOrder is goods that are still to come.
type OnOrder struct {
	SKU item.SKU
	Qty int64
}

// OpenSupply gives what is still to come by the next purchase orders and, once all of them were looked at, by the next notices
// of goods that no purchase order names, of a number of runs of lines. The cursor is nil at the beginning and in the end.
func OpenSupply(r store.Reader, from store.Key, runs int) (out []OnOrder, next store.Key) {
	if len(from) == 0 || from[0] == tagPurchaseOrder {
		next = openRuns(r, &purchaseChunks, tagPurchaseOrder, from, runs, func(lines []PurchaseLine) {
			for _, l := range lines {
				if open := l.Due() - l.Received; open > 0 {
					out = append(out, OnOrder{l.SKU, open})
				}
			}
		})
		if next == nil {
			next = store.K(tagASN).Byte(keyWanted)
		}
		return out, next
	}
	next = openRuns(r, &asnChunks, tagASN, from, runs, func(lines []ASNLine) {
		for _, l := range lines {
			if open := l.Quantity - l.Received; open > 0 && l.POLine == 0 {
				out = append(out, OnOrder{l.SKU, open})
			}
		}
	})
	return out, next
}

func openRuns[T any](r store.Reader, c *store.Collection[chunk[T]], tag byte, from store.Key, runs int, each func([]T)) (next store.Key) {
	prefix := store.K(tag).Byte(keyWanted)
	for k := range store.Keys(r, prefix, from) {
		if runs--; runs < 0 {
			return k
		}
		kr := store.ReadKey(k, len(prefix))
		if part, ok := c.Get(r, chunkKey(tag, kr.Str(), kr.Uint())); ok {
			each(part.Lines)
		}
	}
	return nil
}
