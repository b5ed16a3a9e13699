package api

import (
	"context"
	"fmt"
	"slices"

	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

type warehousePage struct {
	PageQuery
	Warehouse string `path:"wh"`
}

type numberInput struct {
	Warehouse string `path:"wh"`
	Number    string `path:"number"`
}

type closeInput struct {
	EditHead
	Warehouse string `path:"wh"`
	Number    string `path:"number"`
}

// page lists documents of a warehouse by expected date.
func page[D, W any](ctx context.Context, s *Server, in *warehousePage, list func(store.Reader, partner.Page) ([]D, error), show func(D) W, number func(D) string) (*many[W], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	found, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) ([]D, error) {
		return list(v, partner.Page{After: after, Limit: limit})
	})
	if err != nil {
		return nil, err
	}
	return pageOf(found, limit, show, number), nil
}

func (s *Server) listPurchaseOrders(ctx context.Context, in *warehousePage) (*many[wire.PurchaseOrder], error) {
	return page(ctx, s, in, partner.ListPurchaseOrders, showPurchaseOrder, func(p partner.PurchaseOrder) string { return p.Number })
}

func (s *Server) getPurchaseOrder(ctx context.Context, in *numberInput) (*one[wire.PurchaseOrder], error) {
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*one[wire.PurchaseOrder], error) {
		p, err := partner.FindPurchaseOrder(v, in.Number)
		if err != nil {
			return nil, err
		}
		lines := partner.PurchaseLines(v, p.Number)
		w := showPurchaseOrder(p)
		w.Status = p.Status(lines).String()
		for _, l := range lines {
			line := wire.PurchaseLine{Line: l.Line, SKU: string(l.SKU), Ordered: l.Ordered, Received: l.Received}
			if l.Answered {
				line.Confirmed = &l.Confirmed
			}
			w.Lines = append(w.Lines, line)
		}
		return &one[wire.PurchaseOrder]{etag(p.Revision), w}, nil
	})
}

func showPurchaseOrder(p partner.PurchaseOrder) wire.PurchaseOrder {
	return wire.PurchaseOrder{Number: p.Number, Supplier: p.Supplier, Expected: p.Expected.String(), Tolerance: wire.Tolerance(p.Tolerance),
		Closed: p.Closed, Revision: p.Revision, Opened: instant(p.Opened), OpenedBy: p.OpenedBy, Replied: instant(p.Replied), RepliedBy: p.RepliedBy,
		Promised: p.Promised.String()}
}

type putPurchaseOrderInput struct {
	EditHead
	Warehouse string `path:"wh"`
	Number    string `path:"number"`
	Body      wire.PurchaseOrder
}

func (s *Server) putPurchaseOrder(ctx context.Context, in *putPurchaseOrderInput) (*one[wire.PurchaseOrder], error) {
	var g fault.Gather
	p := partner.PurchaseOrder{Number: in.Number, Supplier: in.Body.Supplier, Tolerance: partner.Tolerance(in.Body.Tolerance),
		Expected: dateFrom(&g, "expected", in.Body.Expected)}
	if err := g.Invalid("purchase_order.invalid", "purchase order %q cannot be kept as it is", in.Number); err != nil {
		return nil, err
	}
	lines := make([]partner.PurchaseLine, len(in.Body.Lines))
	skus := make([]item.SKU, len(lines))
	for i, l := range in.Body.Lines {
		lines[i] = partner.PurchaseLine{SKU: item.SKU(l.SKU), Ordered: l.Ordered}
		skus[i] = lines[i].SKU
	}
	e, err := s.edit(ctx, store.Partition(in.Warehouse), "purchase_order.put", in.EditHead, []any{in.Number, in.Body}, func(tx *store.Tx, expected uint64) (edited, error) {
		if err := inventory.CheckSKUs(tx, skus, func(i int) string { return lineAt(i, "sku") }); err != nil {
			return edited{}, err
		}
		lines := slices.Clone(lines)
		var g fault.Gather
		for i, l := range in.Body.Lines {
			inventory.LineToBase(&g, fmt.Sprintf("lines[%d]", i), tx, lines[i].SKU, l.UoM, &lines[i].Ordered)
		}
		if err := g.Invalid("purchase_order.invalid", "purchase order %q cannot be kept as it is", in.Number); err != nil {
			return edited{}, err
		}
		kept, err := partner.PutPurchaseOrder(tx, p, lines, expected)
		return edited{kept.Number, kept.Revision}, err
	})
	if err != nil {
		return nil, err
	}
	return s.getPurchaseOrder(ctx, &numberInput{in.Warehouse, e.Code})
}

func (s *Server) closePurchaseOrder(ctx context.Context, in *closeInput) (*one[wire.PurchaseOrder], error) {
	return s.endPurchaseOrder(ctx, in, true)
}

func (s *Server) reopenPurchaseOrder(ctx context.Context, in *closeInput) (*one[wire.PurchaseOrder], error) {
	return s.endPurchaseOrder(ctx, in, false)
}

func (s *Server) endPurchaseOrder(ctx context.Context, in *closeInput, closed bool) (*one[wire.PurchaseOrder], error) {
	e, err := s.edit(ctx, store.Partition(in.Warehouse), "purchase_order.close", in.EditHead, []any{in.Number, closed}, func(tx *store.Tx, expected uint64) (edited, error) {
		kept, err := partner.ClosePurchaseOrder(tx, in.Number, expected, closed)
		return edited{kept.Number, kept.Revision}, err
	})
	if err != nil {
		return nil, err
	}
	return s.getPurchaseOrder(ctx, &numberInput{in.Warehouse, e.Code})
}

func (s *Server) listASNs(ctx context.Context, in *warehousePage) (*many[wire.ASN], error) {
	return page(ctx, s, in, partner.ListASNs, showASN, func(a partner.ASN) string { return a.Number })
}

func (s *Server) getASN(ctx context.Context, in *numberInput) (*one[wire.ASN], error) {
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*one[wire.ASN], error) {
		a, err := partner.FindASN(v, in.Number)
		if err != nil {
			return nil, err
		}
		lines := partner.ASNLines(v, a.Number)
		w := showASN(a)
		w.Status = a.Status(lines).String()
		for _, l := range lines {
			line := wire.ASNLine{Line: l.Line, SKU: string(l.SKU), Quantity: l.Quantity, Lot: string(l.Lot), Expiry: l.Expiry.String(), LPN: l.LPN,
				POLine: l.POLine, Received: l.Received, Grams: l.Grams, Since: instant(l.Since), Serials: l.Serials}
			for _, on := range l.On {
				line.On = append(line.On, on.ID)
			}
			w.Lines = append(w.Lines, line)
		}
		return &one[wire.ASN]{etag(a.Revision), w}, nil
	})
}

func showASN(a partner.ASN) wire.ASN {
	return wire.ASN{Number: a.Number, Supplier: a.Supplier, From: a.From, Reference: a.Reference, PurchaseOrder: a.PurchaseOrder, Expected: a.Expected.String(),
		Tolerance: wire.Tolerance(a.Tolerance), Closed: a.Closed, Revision: a.Revision}
}

type putASNInput struct {
	EditHead
	Warehouse string `path:"wh"`
	Number    string `path:"number"`
	Body      wire.ASN
}

func (s *Server) putASN(ctx context.Context, in *putASNInput) (*one[wire.ASN], error) {
	var g fault.Gather
	a := partner.ASN{Number: in.Number, Supplier: in.Body.Supplier, Reference: in.Body.Reference, PurchaseOrder: in.Body.PurchaseOrder,
		Tolerance: partner.Tolerance(in.Body.Tolerance), Expected: dateFrom(&g, "expected", in.Body.Expected)}
	lines := make([]partner.ASNLine, len(in.Body.Lines))
	skus := make([]item.SKU, len(lines))
	for i, l := range in.Body.Lines {
		lines[i] = partner.ASNLine{SKU: item.SKU(l.SKU), Quantity: l.Quantity, Lot: item.Lot(l.Lot),
			Expiry: dateFrom(&g, lineAt(i, "expiry"), l.Expiry), LPN: l.LPN, POLine: l.POLine}
		skus[i] = lines[i].SKU
	}
	if err := g.Invalid("asn.invalid", "ASN %q cannot be kept as it is", in.Number); err != nil {
		return nil, err
	}
	e, err := s.edit(ctx, store.Partition(in.Warehouse), "asn.put", in.EditHead, []any{in.Number, in.Body}, func(tx *store.Tx, expected uint64) (edited, error) {
		if err := inventory.CheckSKUs(tx, skus, func(i int) string { return lineAt(i, "sku") }); err != nil {
			return edited{}, err
		}
		lines := slices.Clone(lines)
		var g fault.Gather
		for i, l := range in.Body.Lines {
			inventory.LineToBase(&g, fmt.Sprintf("lines[%d]", i), tx, lines[i].SKU, l.UoM, &lines[i].Quantity)
		}
		if err := g.Invalid("asn.invalid", "ASN %q cannot be kept as it is", in.Number); err != nil {
			return edited{}, err
		}
		kept, err := partner.PutASN(tx, a, lines, expected)
		return edited{kept.Number, kept.Revision}, err
	})
	if err != nil {
		return nil, err
	}
	return s.getASN(ctx, &numberInput{in.Warehouse, e.Code})
}

func (s *Server) closeASN(ctx context.Context, in *closeInput) (*one[wire.ASN], error) {
	return s.endASN(ctx, in, true)
}

func (s *Server) reopenASN(ctx context.Context, in *closeInput) (*one[wire.ASN], error) {
	return s.endASN(ctx, in, false)
}

func (s *Server) endASN(ctx context.Context, in *closeInput, closed bool) (*one[wire.ASN], error) {
	e, err := s.edit(ctx, store.Partition(in.Warehouse), "asn.close", in.EditHead, []any{in.Number, closed}, func(tx *store.Tx, expected uint64) (edited, error) {
		kept, err := inventory.EndASN(tx, in.Number, expected, closed)
		return edited{kept.Number, kept.Revision}, err
	})
	if err != nil {
		return nil, err
	}
	return s.getASN(ctx, &numberInput{in.Warehouse, e.Code})
}
