package api

import (
	"context"

	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/counting"
	"example.com/tote/inventory/forecast"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// Bounds of reading what is to be ordered.
const (
	maxProposed  = 50_000 // proposals summed up in one answer: as many as a large catalogue has items
	proposedLook = 1_000  // with their items in one look: some 20 ms
	noSupplier   = "-"    // in a path, of items whose supplier nobody named
)

type supplyPlanInput struct {
	Warehouse string `path:"wh"`
	SKU       string `path:"sku"`
}

// getSupplyPlan shows an item's plan with what it is made of: what customers took, and what a person decided.
func (s *Server) getSupplyPlan(ctx context.Context, in *supplyPlanInput) (*struct{ Body wire.SupplyPlan }, error) {
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*struct{ Body wire.SupplyPlan }, error) {
		p, err := inventory.GetSupplyPlan(v, item.SKU(in.SKU))
		if err != nil {
			return nil, err
		}
		w := showSupplyPlan(v, &p)
		if o := inventory.SupplyOverrideOf(v, p.SKU); o.State != 0 {
			shown := showOverride(o)
			w.Override = &shown
		}
		d := inventory.DemandOf(v, p.SKU)
		for i, n := range d.Weeks {
			w.Weeks = append(w.Weeks, wire.DemandWeek{Monday: forecast.MondayOf(d.First + int64(i)).String(), Taken: n})
		}
		return &struct{ Body wire.SupplyPlan }{w}, nil
	})
}

// listSupplyPlans lists plans by SKU.
func (s *Server) listSupplyPlans(ctx context.Context, in *warehousePage) (*many[wire.SupplyPlan], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*many[wire.SupplyPlan], error) {
		var found []inventory.SupplyPlan
		for p := range inventory.SupplyPlansFrom(v, item.SKU(after)) {
			if found = append(found, p); len(found) == limit {
				break
			}
		}
		return pageOf(found, limit, func(p inventory.SupplyPlan) wire.SupplyPlan { return showSupplyPlan(v, &p) }, func(p inventory.SupplyPlan) string { return string(p.SKU) }), nil
	})
}

// listSupplyOverrides lists what persons decided, by SKU; what was lifted too.
func (s *Server) listSupplyOverrides(ctx context.Context, in *warehousePage) (*many[wire.SupplyOverride], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	found, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (found []inventory.SupplyOverride, _ error) {
		for o := range inventory.SupplyOverridesFrom(v, item.SKU(after)) {
			if found = append(found, o); len(found) == limit {
				break
			}
		}
		return found, nil
	})
	if err != nil {
		return nil, err
	}
	return pageOf(found, limit, showOverride, func(o inventory.SupplyOverride) string { return string(o.SKU) }), nil
}

type proposalsInput struct {
	PageQuery
	Warehouse string `path:"wh"`
	Supplier  string `path:"supplier" doc:"Code; - for items whose supplier the catalogue does not name"`
}

// listProposed lists what should be ordered from a supplier, by SKU.
func (s *Server) listProposed(ctx context.Context, in *proposalsInput) (*many[wire.SupplyPlan], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	supplier := in.Supplier
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*many[wire.SupplyPlan], error) {
		if supplier == noSupplier {
			supplier = ""
		} else {
			of, err := partner.FindSupplier(v, supplier)
			if err != nil {
				return nil, err
			}
			supplier = of.Code
		}
		var found []inventory.SupplyPlan
		for p := range inventory.Proposals(v, supplier, supplier, item.SKU(after)) {
			if p.Supplier != supplier || len(found) == limit { // those without a supplier come first
				break
			}
			found = append(found, p)
		}
		return pageOf(found, limit, func(p inventory.SupplyPlan) wire.SupplyPlan { return showSupplyPlan(v, &p) }, func(p inventory.SupplyPlan) string { return string(p.SKU) }), nil
	})
}

// listProposals sums up what should be ordered, by supplier, in short looks.
func (s *Server) listProposals(ctx context.Context, in *warehouseInput) (*many[wire.SupplyProposal], error) {
	var out []wire.SupplyProposal
	var last *inventory.SupplyPlan
	var worth inventory.Worth // of the supplier that is being summed up
	for seen := 0; seen < maxProposed; {
		n, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (n int, _ error) {
			supplier, sku := "", item.SKU("")
			if last != nil {
				supplier, sku = last.Supplier, last.SKU
			}
			for p := range inventory.Proposals(v, "", supplier, sku) {
				out = addProposal(v, out, &worth, &p)
				last = &p
				if n++; n == proposedLook {
					break
				}
			}
			return n, nil
		})
		if err != nil {
			return nil, err
		}
		if seen += n; n < proposedLook {
			break
		}
	}
	return listOf(out, func(p wire.SupplyProposal) wire.SupplyProposal { return p }), nil
}

func addProposal(v *store.View, out []wire.SupplyProposal, worth *inventory.Worth, p *inventory.SupplyPlan) []wire.SupplyProposal {
	if n := len(out); n == 0 || out[n-1].Supplier != p.Supplier {
		w := wire.SupplyProposal{Supplier: p.Supplier}
		if of, err := partner.FindSupplier(v, p.Supplier); err == nil {
			w.Name, w.NameZH = of.Name, of.NameZH
		}
		out, *worth = append(out, w), inventory.Worth{}
	}
	w := &out[len(out)-1]
	w.Lines++
	w.Units += p.Proposal
	w.Stale = w.Stale || p.Supplier != "" && p.Edits != partner.EditsOf(v, p.Supplier)
	if it, err := inventory.FindItem(v, p.SKU); err == nil {
		worth.Add(&it, p.Proposal)
		w.Value, w.Currency = worth.Sum()
	}
	return out
}

func showSupplyPlan(r store.Reader, p *inventory.SupplyPlan) wire.SupplyPlan {
	w := wire.SupplyPlan{SKU: string(p.SKU), Supplier: p.Supplier, Method: p.Method.String(), Forecast: p.Week, Error: p.Error, Demand: p.Demand,
		LeadHours: hours(p.Lead), LeadSpread: hours(p.Spread), LeadFrom: p.LeadFrom.String(), Safety: p.Levels.Safety, Reorder: p.Levels.Reorder, UpTo: p.Levels.UpTo,
		Free: p.Free, Owed: p.Owed, OnOrder: p.OnOrder, Proposal: p.Proposal, Overridden: p.Overridden, Never: p.Never, Why: p.Why, At: instant(p.At)}
	if p.Overridden {
		w.Figured = &wire.SupplyLevels{Safety: p.Figured.Safety, Reorder: p.Figured.Reorder, UpTo: p.Figured.UpTo}
	}
	if p.Proposal > 0 && p.Size > 0 {
		w.Pack, w.Packs = p.Pack.String(), p.Proposal/p.Size
		if it, err := inventory.FindItem(r, p.SKU); err == nil {
			w.Value, w.Currency = counting.Worth(p.Proposal, it.PriceMinor), it.Currency
		}
	}
	return w
}

// hours of days in thousandths, to the nearest one.
func hours(days forecast.Milli) int64 { return (days*24 + 500) / 1000 }
