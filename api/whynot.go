package api

import (
	"context"

	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

type whyNotInput struct {
	Warehouse   string `path:"wh"`
	Order       string `query:"order"`
	Line        int    `query:"line"`
	Reservation int    `query:"reservation" doc:"Only this one of the line's reservations, as in a step"`
}

// whyNot tells why a line cannot be allocated or picked.
func (s *Server) whyNot(ctx context.Context, in *whyNotInput) (*struct{ Body wire.WhyNot }, error) {
	if in.Order == "" || in.Line == 0 {
		return nil, fault.Invalid("why_not.unnamed", "name the order and the line")
	}
	ask := fulfilment.WhyNotAsk{Order: in.Order, Line: in.Line, Res: in.Reservation, Now: s.opt.Now()}
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*struct{ Body wire.WhyNot }, error) {
		a, err := fulfilment.WhyNot(v, ask)
		if err != nil {
			return nil, err
		}
		out := wire.WhyNot{Order: a.Order, Line: a.Line, SKU: string(a.SKU), State: a.State.String(), Want: a.Want, Have: a.Have, Missing: a.Missing,
			Causes: []wire.Cause{}, More: a.More}
		for _, c := range a.Causes {
			w := wire.Cause{Reason: c.Reason, Quantity: c.Qty, Holder: c.Holder.String(), Location: c.Location, Lot: string(c.Lot), Expiry: c.Expiry.String(),
				Order: c.Order, Line: c.Line, Task: c.Task, Worker: c.Worker, Since: instant(c.Since), Document: c.Document, Release: c.Release, Sentence: c.Sentence}
			if c.Hold != nil {
				h := showHold(*c.Hold)
				w.Hold = &h
			}
			out.Causes = append(out.Causes, w)
		}
		return &struct{ Body wire.WhyNot }{out}, nil
	})
}

type expectedInput struct {
	Warehouse string `path:"wh"`
	Reference string `query:"reference" doc:"The supplier's number of the delivery, or a document's own"`
	SKU       string `query:"sku"`
	Barcode   string `query:"barcode" doc:"Of an item"`
	LPN       string `query:"lpn" doc:"A pallet that was announced"`
}

// listExpected finds the lines of purchase orders and ASNs that expect what a receiver has in hand.
func (s *Server) listExpected(ctx context.Context, in *expectedInput) (*many[wire.ExpectedLine], error) {
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*many[wire.ExpectedLine], error) {
		q := partner.ExpectedQuery{Reference: in.Reference, LPN: in.LPN, SKU: item.SKU(in.SKU)}
		if in.Barcode != "" {
			it, _, err := inventory.FindByBarcode(v, in.Barcode)
			if err != nil {
				return nil, err
			}
			if q.SKU != "" && q.SKU != it.SKU {
				return nil, fault.Invalid("expected.differs", "barcode %q is SKU %s, not %s: name one of them", in.Barcode, it.SKU, q.SKU)
			}
			q.SKU = it.SKU
		}
		lines, _, err := partner.ExpectedLines(v, q)
		if err != nil {
			return nil, err
		}
		return listOf(lines, func(e partner.ExpectedLine) wire.ExpectedLine {
			return wire.ExpectedLine{Document: e.Document, Number: e.Number, Supplier: e.Supplier, Reference: e.Reference, Expected: e.Expected.String(),
				Line: e.Line, SKU: string(e.SKU), Ordered: e.Ordered, Received: e.Received, Open: e.Open, Lot: string(e.Lot), Expiry: e.Expiry.String(), LPN: e.LPN}
		}), nil
	})
}
