package client

import (
	"context"

	"example.com/tote/api/wire"
)

// PlanSupply asks for a plan of what is to be ordered; its job makes it.
func (c *Client) PlanSupply(ctx context.Context, warehouse string, in wire.PlanSupply) (wire.SupplyPlanned, error) {
	return Do[wire.SupplyPlanned](ctx, c, warehouse, "plan-supply", in)
}

// OverrideSupply puts a person's figures in place of those figured for an item, or lifts them.
func (c *Client) OverrideSupply(ctx context.Context, warehouse string, in wire.OverrideSupply) (wire.SupplyOverride, error) {
	return Do[wire.SupplyOverride](ctx, c, warehouse, "override-supply", in)
}

// OrderSupply makes a purchase order of what is proposed for a supplier.
func (c *Client) OrderSupply(ctx context.Context, warehouse string, in wire.OrderSupply) (wire.SupplyOrdered, error) {
	return Do[wire.SupplyOrdered](ctx, c, warehouse, "order-supply", in)
}

// AnswerSupply books what a supplier said to a purchase order.
func (c *Client) AnswerSupply(ctx context.Context, warehouse string, in wire.AnswerSupply) (wire.SupplyAnswered, error) {
	return Do[wire.SupplyAnswered](ctx, c, warehouse, "answer-supply", in)
}

// SupplyPlan reads an item's plan with its demand and what was overridden.
func (c *Client) SupplyPlan(ctx context.Context, warehouse, sku string) (wire.SupplyPlan, error) {
	return read[wire.SupplyPlan](ctx, c, "warehouses", warehouse, "supply-plans", sku)
}

// SupplyPlans lists plans by SKU.
func (c *Client) SupplyPlans(ctx context.Context, warehouse string, q Query) (wire.Page[wire.SupplyPlan], error) {
	return list[wire.SupplyPlan](ctx, c, path("warehouses", warehouse, "supply-plans"), q)
}

// SupplyProposals sums up what should be ordered, by supplier.
func (c *Client) SupplyProposals(ctx context.Context, warehouse string) (wire.Page[wire.SupplyProposal], error) {
	return list[wire.SupplyProposal](ctx, c, path("warehouses", warehouse, "supply-proposals"), Query{})
}

// ProposedSupply lists what should be ordered from a supplier; "-" are items whose supplier the catalogue does not name.
func (c *Client) ProposedSupply(ctx context.Context, warehouse, supplier string, q Query) (wire.Page[wire.SupplyPlan], error) {
	return list[wire.SupplyPlan](ctx, c, path("warehouses", warehouse, "supply-proposals", supplier), q)
}

// SupplyOverrides lists what persons decided about items' supply, lifted ones too.
func (c *Client) SupplyOverrides(ctx context.Context, warehouse string, q Query) (wire.Page[wire.SupplyOverride], error) {
	return list[wire.SupplyOverride](ctx, c, path("warehouses", warehouse, "supply-overrides"), q)
}

// SupplyPolicy tells how the warehouse has enough.
func (c *Client) SupplyPolicy(ctx context.Context, warehouse string) (wire.SupplyPolicy, error) {
	return read[wire.SupplyPolicy](ctx, c, "warehouses", warehouse, "supply-policy")
}

// PutSupplyPolicy sets how the warehouse has enough; revision 0: there is no policy yet.
func (c *Client) PutSupplyPolicy(ctx context.Context, warehouse string, p wire.SupplyPolicy, revision uint64) (wire.SupplyPolicy, error) {
	return keep(ctx, c, revision, p, "warehouses", warehouse, "supply-policy")
}

// SupplierFigures tells how a supplier delivered; filters: from, to (months like 2026-03), sku.
func (c *Client) SupplierFigures(ctx context.Context, warehouse, supplier string, q Query) (wire.SupplierFigures, error) {
	return get[wire.SupplierFigures](ctx, c, path("warehouses", warehouse, "suppliers", supplier, "figures"), values(q))
}

// AllSupplierFigures tells how the suppliers delivered, by code; filters: from, to, sku.
func (c *Client) AllSupplierFigures(ctx context.Context, warehouse string, q Query) (wire.Page[wire.SupplierFigures], error) {
	return list[wire.SupplierFigures](ctx, c, path("warehouses", warehouse, "supplier-figures"), q)
}
