package testdata

import (
	"fmt"
	"iter"
	"sort"
	"time"
)

// PurchaseOrder is one delivery from one supplier.
type PurchaseOrder struct {
	Number    string
	Supplier  string // code in Suppliers(catalogue)
	ForOrders int    // Index of the first customer order it is bought for: it must be in stock before that one
	Lines     []PurchaseLine
}

// PurchaseLine is a whole number of cases of one SKU.
type PurchaseLine struct {
	SKU       string
	Qty       int64 // eaches
	CaseUnits int64
	Cases     int64 // Qty = Cases x CaseUnits
	Lots      []PurchaseLot
}

// PurchaseLot is the part of a line with one lot number, whole cases too. The dates are midnights in UTC and stand for the day alone.
type PurchaseLot struct {
	Number   string
	Qty      int64
	Produced time.Time
	Expiry   time.Time
}

const (
	// inboundBlock is how many orders are bought for at once. More would not find room: the whole stream in its original shape
	// needs several times the warehouse.
	inboundBlock = 2000
	// purchaseLines keeps a purchase order within what one command may receive.
	purchaseLines = 16
	// The spare on top of the demand, for breakage and for spoiled orders that a person puts right.
	sparePercent = 20
)

// Inbound streams the purchase orders that cover the good ones among the first n orders with a fifth to spare, bought in
// blocks of 2,000 orders by rising ForOrders. Lines are rounded up to whole cases; what a block leaves over counts for the
// next. today is the day of receipt: lots get 2 or 3 expiry dates (as far as the cases go) with more than MinDaysReceipt left.
func Inbound(catalogue, shape string, n int, today time.Time) iter.Seq2[PurchaseOrder, error] {
	if err := checkStream(catalogue, shape, n); err != nil {
		return failed[PurchaseOrder](err)
	}
	items, bySKU, err := loaded(catalogue)
	if err != nil {
		return failed[PurchaseOrder](err)
	}
	return func(yield func(PurchaseOrder, error) bool) {
		buyer := buyer{catalogue: catalogue, items: items, bySKU: bySKU, today: midnight(today),
			demand: map[string]int64{}, bought: map[string]int64{}}
		block := 0
		for order, err := range Orders(catalogue, shape, n) {
			if err != nil {
				yield(PurchaseOrder{}, err)
				return
			}
			if order.Index == block+inboundBlock {
				if !buyer.buy(block, yield) {
					return
				}
				block = order.Index
			}
			if order.Fault == "" {
				for _, line := range order.Lines {
					buyer.demand[line.SKU] += line.Qty
				}
			}
		}
		buyer.buy(block, yield)
	}
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// buyer keeps running sums since the stream's beginning.
type buyer struct {
	catalogue      string
	items          []Item
	bySKU          map[string]int
	today          time.Time
	demand, bought map[string]int64
	numbers        int
}

// buy hands out the purchase orders that bring stock up to the demand so far; false means that nobody listens any more.
func (b *buyer) buy(block int, yield func(PurchaseOrder, error) bool) bool {
	lines := map[string][]PurchaseLine{} // by supplier
	skus := make([]string, 0, len(b.demand))
	for sku := range b.demand {
		skus = append(skus, sku)
	}
	sort.Strings(skus)
	for _, sku := range skus {
		item := b.items[b.bySKU[sku]]
		want := (b.demand[sku]*(100+sparePercent)+99)/100 - b.bought[sku]
		if want <= 0 {
			continue
		}
		line := b.line(item, want)
		b.bought[sku] += line.Qty
		supplier := supplierOf(b.catalogue, item)
		lines[supplier] = append(lines[supplier], line)
	}
	for _, supplier := range Suppliers(b.catalogue) {
		for rest := lines[supplier.Code]; len(rest) > 0; {
			take := min(len(rest), purchaseLines)
			b.numbers++
			order := PurchaseOrder{Number: fmt.Sprintf("PO%05d", b.numbers), Supplier: supplier.Code, ForOrders: block, Lines: rest[:take:take]}
			rest = rest[take:]
			if !yield(order, nil) {
				return false
			}
		}
	}
	return true
}

func (b *buyer) line(item Item, want int64) PurchaseLine {
	units := item.CaseUnits()
	cases := (want + units - 1) / units
	if item.LotTracked {
		cases = max(cases, 2) // so that first-expired-first-out has something to choose from
	}
	line := PurchaseLine{SKU: item.SKU, Qty: cases * units, CaseUnits: units, Cases: cases}
	if !item.LotTracked {
		return line
	}
	lots := min(int64(2+below(draw(item.SKU, "lots"), 2)), cases)
	for i := range lots {
		share := cases / lots
		if i < cases%lots {
			share++
		}
		// Each lot has lived 8 % of its life longer than the one before; a third of it would be too much at receipt.
		lived := item.ShelfLifeDays * (5 + 8*int(i) + below(draw(item.SKU, "lived"), 5)) / 100
		produced := b.today.AddDate(0, 0, -lived)
		line.Lots = append(line.Lots, PurchaseLot{Number: "L" + produced.Format("060102"), Qty: share * units,
			Produced: produced, Expiry: produced.AddDate(0, 0, item.ShelfLifeDays)})
	}
	return line
}
