package api

import (
	"context"

	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

var planSupply = mapping[wire.PlanSupply, wire.PlanSupply, inventory.PlanSupplyResult, wire.SupplyPlanned]{
	In: func(w wire.PlanSupply) (wire.PlanSupply, error) { return w, nil },
	Do: func(tx *store.Tx, _ wire.PlanSupply) (inventory.PlanSupplyResult, error) {
		return inventory.PlanSupply(tx)
	},
	Out: func(r inventory.PlanSupplyResult) wire.SupplyPlanned { return wire.SupplyPlanned{Job: r.Job} },
}

var overrideSupply = mapping[wire.OverrideSupply, inventory.OverrideSupplyInput, inventory.SupplyOverride, wire.SupplyOverride]{
	In: func(w wire.OverrideSupply) (inventory.OverrideSupplyInput, error) {
		return inventory.OverrideSupplyInput{SKU: item.SKU(w.SKU), Reason: w.Reason,
			Figures: inventory.SupplyFigures{Safety: w.Safety, Reorder: w.Reorder, UpTo: w.UpTo, LeadDays: w.LeadDays, Never: w.Never}}, nil
	},
	Do:  inventory.OverrideSupply,
	Out: showOverride,
}

func showOverride(o inventory.SupplyOverride) wire.SupplyOverride {
	f := o.Figures
	w := wire.SupplyOverride{SKU: string(o.SKU), State: o.State.String(), Safety: f.Safety, Reorder: f.Reorder, UpTo: f.UpTo, LeadDays: f.LeadDays,
		Never: f.Never, Reason: o.Reason, Worker: o.Worker, At: instant(o.At)}
	for _, b := range o.Before {
		w.Before = append(w.Before, wire.SupplyDecision{Safety: b.Figures.Safety, Reorder: b.Figures.Reorder, UpTo: b.Figures.UpTo,
			LeadDays: b.Figures.LeadDays, Never: b.Figures.Never, Reason: b.Reason, Worker: b.Worker, At: instant(b.At)})
	}
	return w
}

var orderSupply = mapping[wire.OrderSupply, inventory.OrderSupplyInput, inventory.OrderSupplyResult, wire.SupplyOrdered]{
	In: func(w wire.OrderSupply) (inventory.OrderSupplyInput, error) {
		var g fault.Gather
		in := inventory.OrderSupplyInput{Supplier: w.Supplier, Number: w.Number, Expected: dateFrom(&g, "expected", w.Expected)}
		for _, l := range w.Lines {
			in.Lines = append(in.Lines, inventory.SupplyLine{SKU: item.SKU(l.SKU), Qty: l.Quantity, UoM: l.UoM})
		}
		return in, g.Invalid("supply.invalid", "this cannot be ordered from supplier %q", w.Supplier)
	},
	Do: inventory.OrderSupply,
	Out: func(r inventory.OrderSupplyResult) wire.SupplyOrdered {
		return wire.SupplyOrdered{PurchaseOrder: r.Number, Supplier: r.Supplier, Expected: r.Expected.String(), Lines: r.Lines, Units: r.Units,
			Value: r.Value, Currency: r.Currency, More: r.Left}
	},
}

var answerSupply = mapping[wire.AnswerSupply, partner.Answer, inventory.AnswerSupplyResult, wire.SupplyAnswered]{
	In: func(w wire.AnswerSupply) (partner.Answer, error) {
		var g fault.Gather
		a := partner.Answer{Number: w.PurchaseOrder, Promised: dateFrom(&g, "promised", w.Promised)}
		for _, l := range w.Lines {
			a.Lines = append(a.Lines, partner.AnsweredLine(l))
		}
		return a, g.Invalid("answer.invalid", "purchase order %q cannot be answered like this", w.PurchaseOrder)
	},
	Do: inventory.AnswerSupply,
	Out: func(r inventory.AnswerSupplyResult) wire.SupplyAnswered {
		return wire.SupplyAnswered{PurchaseOrder: r.Number, Supplier: r.Supplier, Promised: r.Promised.String(), Replied: instant(r.Replied), Refused: r.Refused}
	},
}

type supplyPolicyInput struct {
	EditHead
	Warehouse string `path:"wh"`
	Body      wire.SupplyPolicy
}

func (s *Server) getSupplyPolicy(ctx context.Context, in *warehouseInput) (*one[wire.SupplyPolicy], error) {
	p, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (inventory.SupplyPolicy, error) { return inventory.GetSupplyPolicy(v), nil })
	if err != nil {
		return nil, err
	}
	return &one[wire.SupplyPolicy]{etag(p.Revision), wire.SupplyPolicy(p)}, nil
}

func (s *Server) putSupplyPolicy(ctx context.Context, in *supplyPolicyInput) (*one[wire.SupplyPolicy], error) {
	p := inventory.SupplyPolicy(in.Body)
	_, err := s.edit(ctx, store.Partition(in.Warehouse), "supply-policy.put", in.EditHead, in.Body, func(tx *store.Tx, expected uint64) (edited, error) {
		kept, err := inventory.PutSupplyPolicy(tx, p, expected)
		return edited{Revision: kept.Revision}, err
	})
	if err != nil {
		return nil, err
	}
	return s.getSupplyPolicy(ctx, &warehouseInput{in.Warehouse})
}
