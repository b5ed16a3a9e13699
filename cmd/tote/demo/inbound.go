package demo

import (
	"context"
	"fmt"

	"example.com/tote/api/wire"
	"example.com/tote/testdata"
)

// inbound receives, inspects and puts away what the orders will want.
func (d *day) inbound(ctx context.Context) error {
	var orders []testdata.PurchaseOrder
	wanted := d.opt.Orders
	if d.opt.LeaveOpen {
		wanted += leftOpen
	}
	for po, err := range testdata.Inbound(d.opt.Catalogue, d.opt.Shape, wanted, d.opt.Now()) {
		if err != nil {
			return err
		}
		orders = append(orders, po)
	}
	docks := d.places(testdata.Dock)
	idle := make(chan *robot, len(d.robots))
	for _, r := range d.robots {
		idle <- r
	}
	d.bar.Begin("purchase orders in", int64(len(orders)))
	defer d.bar.End()
	return parallel(ctx, len(orders), len(d.robots), func(ctx context.Context, i int) error {
		defer d.bar.Add(1)
		po := orders[i]
		w := wire.PurchaseOrder{Number: po.Number, Supplier: po.Supplier, Tolerance: wire.Tolerance{OverPercent: 5, ShortPercent: 5}}
		for n, l := range po.Lines {
			w.Lines = append(w.Lines, wire.PurchaseLine{Line: n + 1, SKU: l.SKU, Ordered: l.Qty})
		}
		if _, err := d.admin.PutPurchaseOrder(ctx, d.wh.Code, w, 0); err != nil {
			return err
		}
		r := <-idle
		defer func() { idle <- r }()
		return r.takeIn(ctx, po, docks[i%len(docks)])
	})
}

// places lists the codes of a kind of location.
func (d *day) places(kind string) (out []string) {
	for _, l := range d.wh.Locations {
		if l.Kind == kind {
			out = append(out, l.Code)
		}
	}
	return out
}

// takeIn receives a delivery line by line, each run on a pallet of its own, and brings it to the shelves.
func (r *robot) takeIn(ctx context.Context, po testdata.PurchaseOrder, dock string) error {
	receipt := ""
	for n, l := range po.Lines {
		lots := l.Lots
		if len(lots) == 0 {
			lots = []testdata.PurchaseLot{{Qty: l.Qty}}
		}
		for k, lot := range lots {
			in := wire.Receive{Receipt: receipt, PurchaseOrder: po.Number, Line: n + 1, SKU: l.SKU, Quantity: lot.Qty, Lot: lot.Number, Dock: dock,
				LPN: fmt.Sprintf("%s-%d-%d", po.Number, n+1, k+1)}
			if lot.Number != "" {
				in.Expiry, in.Production = lot.Expiry.Format("2006-01-02"), lot.Produced.Format("2006-01-02")
			}
			got, err := step(ctx, r, "receive", r.c.Receive, in)
			if err != nil {
				return err
			}
			receipt = got.Receipt
			if err := r.bringIn(ctx, in, got); err != nil {
				return err
			}
		}
	}
	return nil
}

// bringIn inspects a pallet if quality control wants to see it and puts it away where the service suggests.
func (r *robot) bringIn(ctx context.Context, in wire.Receive, got wire.Received) error {
	if got.Sample > 0 {
		_, err := step(ctx, r, "inspect", r.c.Inspect, wire.Inspect{SKU: in.SKU, Lot: in.Lot, Holder: got.Holder, Sample: got.Sample, Passed: in.Quantity})
		if err != nil {
			return err
		}
	}
	for left := in.Quantity; left > 0; {
		s, err := r.suggest(ctx, got.Holder, in.SKU, in.Lot, left)
		if err != nil {
			return err
		}
		_, err = step(ctx, r, "putaway", r.c.Putaway, wire.Putaway{From: got.Holder, SKU: in.SKU, Lot: in.Lot, Quantity: s.Quantity, To: s.Location})
		if err != nil && taken(err) {
			continue // somebody else filled the place meanwhile: ask anew
		}
		if err != nil {
			return err
		}
		left -= s.Quantity
	}
	return nil
}
