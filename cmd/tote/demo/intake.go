package demo

import (
	"context"
	"fmt"
	"sync"
	"time"

	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/testdata"
)

// Orders are fed in fifties: a duplicate repeats the number of one of the first 34 of its own fifty, so those are told
// first and the rest behind them. Several fifties go side by side.
const (
	fifty       = 50
	firstOfEach = 34
	feeders     = 8
)

// orderBook is what the shop knows of its orders.
type orderBook struct {
	mu    sync.Mutex
	fates []fate
	good  int // orders that are to be shipped
	fed   bool
}

// fate is what became of an order, beside what the input declares.
type fate struct {
	order testdata.Order
	got   wire.Accepted
}

func (b *orderBook) note(o testdata.Order, got wire.Accepted) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fates = append(b.fates, fate{o, got})
	if len(got.Exceptions) == 0 {
		b.good++
	}
}

// wanted tells how many orders are to be shipped, and whether all were told.
func (b *orderBook) wanted() (good int, fed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.good, b.fed
}

// feed sends the orders as the shop's own system would.
func (d *day) feed(ctx context.Context) error {
	var all []testdata.Order
	for o, err := range testdata.Orders(d.opt.Catalogue, d.opt.Shape, d.opt.Orders) {
		if err != nil {
			return err
		}
		all = append(all, o)
	}
	blocks := (len(all) + fifty - 1) / fifty
	err := parallel(ctx, blocks, feeders, func(ctx context.Context, i int) error {
		block := all[i*fifty : min((i+1)*fifty, len(all))]
		for _, part := range [][]testdata.Order{block[:min(firstOfEach, len(block))], block[min(firstOfEach, len(block)):]} {
			err := parallel(ctx, len(part), 4, func(ctx context.Context, k int) error { return d.send(ctx, part[k]) })
			if err != nil {
				return err
			}
		}
		return nil
	})
	d.orders.mu.Lock()
	d.orders.fed = true
	d.orders.mu.Unlock()
	return err
}

// send tells one order, a long one range by range.
func (d *day) send(ctx context.Context, o testdata.Order) error {
	now := d.opt.Now()
	in := wire.Accept{Channel: o.Channel, Number: o.Number, Paid: o.Payment == testdata.Paid, Customer: o.Customer, Service: o.Service, Priority: o.Priority,
		PlacedAt: now, ShipBy: now.Add(24 * time.Hour), Warehouse: d.wh.Code, Total: len(o.Lines), Recipient: recipient(o.Recipient)}
	for from := 0; from < len(o.Lines); from += fulfilment.RangeLines {
		in.Lines = nil
		for _, l := range o.Lines[from:min(from+fulfilment.RangeLines, len(o.Lines))] {
			in.Lines = append(in.Lines, wire.AcceptLine{SKU: l.SKU, Quantity: l.Qty, PriceMinor: l.UnitPriceMinor})
		}
		due := d.opt.Now()
		got, err := d.shop.Accept(ctx, in)
		if err != nil {
			return fmt.Errorf("order %s: %w", o.Number, err)
		}
		d.rec.add("accept", d.opt.Now().Sub(due))
		if got.Got == got.Total {
			d.orders.note(o, got)
		}
		in = wire.Accept{Order: got.Order, From: got.Got + 1}
	}
	return nil
}

func recipient(a testdata.Address) wire.Recipient {
	return wire.Recipient{Name: a.Name, Company: a.Company, Phone: a.Phone, Country: a.Country, Province: a.Province, City: a.City, District: a.District,
		Town: a.Town, Detail: a.Detail, Postcode: a.Postcode}
}
