package api

import (
	"context"

	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/slotting"
	"example.com/tote/inventory/store"
)

// direct names the place for goods and keeps its space for them.
var direct = mapping[wire.Direct, inventory.DirectInput, inventory.Direction, wire.Directed]{
	In: func(w wire.Direct) (inventory.DirectInput, error) {
		var g fault.Gather
		in := inventory.DirectInput{LPN: w.LPN, From: holderFrom(&g, "from", w.From), SKU: item.SKU(w.SKU), Lot: item.Lot(w.Lot), Owner: w.Owner,
			Status: conditionFrom(&g, "status", w.Status), Qty: w.Quantity, UoM: w.UoM}
		return in, g.Invalid("direct.invalid", "no place can be named like this")
	},
	Do: inventory.Direct,
	Out: func(d inventory.Direction) wire.Directed {
		return wire.Directed{Location: string(d.Location), Quantity: d.Qty, Why: d.Why}
	},
}

// listPutawayRules gives all rules: a warehouse has a few of them.
func (s *Server) listPutawayRules(ctx context.Context, in *warehouseInput) (*many[wire.PutawayRule], error) {
	found, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) ([]inventory.PutawayRule, error) {
		return inventory.ListPutawayRules(v, MaxPutawayRules), nil
	})
	if err != nil {
		return nil, err
	}
	return listOf(found, showPutawayRule), nil
}

// MaxPutawayRules bounds one list of put-away rules: a class of storage has one, and a few items.
const MaxPutawayRules = 1000

type putawayRuleInput struct {
	Warehouse string `path:"wh"`
	Scope     string `path:"scope" doc:"item or class"`
	Name      string `path:"name" doc:"SKU or storage class"`
}

func (s *Server) getPutawayRule(ctx context.Context, in *putawayRuleInput) (*one[wire.PutawayRule], error) {
	p, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (inventory.PutawayRule, error) {
		return inventory.GetPutawayRule(v, inventory.RuleScope(in.Scope), in.Name)
	})
	if err != nil {
		return nil, err
	}
	return &one[wire.PutawayRule]{etag(p.Revision), showPutawayRule(p)}, nil
}

type putPutawayRuleInput struct {
	EditHead
	Warehouse string `path:"wh"`
	Scope     string `path:"scope" doc:"item or class"`
	Name      string `path:"name" doc:"SKU or storage class"`
	Body      wire.PutawayRule
}

func (s *Server) putPutawayRule(ctx context.Context, in *putPutawayRuleInput) (*one[wire.PutawayRule], error) {
	rule := inventory.PutawayRule{Scope: inventory.RuleScope(in.Scope), Name: in.Name}
	for _, t := range in.Body.Targets {
		where := layout.KindOf(t.Where)
		if t.Where != "" && where == 0 {
			return nil, fault.Invalid("location.kind", "there is no kind of location %q", t.Where)
		}
		rule.Targets = append(rule.Targets, slotting.Target{Kind: slotting.TargetKind(t.Kind), Zone: t.Zone, Where: where})
	}
	p := store.Partition(in.Warehouse)
	_, err := s.edit(ctx, p, "putaway-rule.put", in.EditHead, []any{in.Scope, in.Name, in.Body}, func(tx *store.Tx, expected uint64) (edited, error) {
		kept, err := inventory.PutPutawayRule(tx, rule, expected)
		return edited{kept.Name, kept.Revision}, err
	})
	if err != nil {
		return nil, err
	}
	return s.getPutawayRule(ctx, &putawayRuleInput{in.Warehouse, in.Scope, in.Name})
}

func showPutawayRule(p inventory.PutawayRule) wire.PutawayRule {
	w := wire.PutawayRule{Scope: string(p.Scope), Name: p.Name, Targets: []wire.PutawayTarget{}, Revision: p.Revision}
	for _, t := range p.Targets {
		where := ""
		if t.Where != 0 {
			where = t.Where.String()
		}
		w.Targets = append(w.Targets, wire.PutawayTarget{Kind: string(t.Kind), Zone: t.Zone, Where: where})
	}
	return w
}
