package client

import (
	"context"

	"example.com/tote/api/wire"
)

// PlanRefills has pick faces looked at; its job plans what is brought to them.
func (c *Client) PlanRefills(ctx context.Context, warehouse string, in wire.PlanRefills) (wire.RefillsPlanned, error) {
	return Do[wire.RefillsPlanned](ctx, c, warehouse, "plan-refills", in)
}

// Replenish books goods set down at a pick face.
func (c *Client) Replenish(ctx context.Context, warehouse string, in wire.Replenish) (wire.Replenished, error) {
	return Do[wire.Replenished](ctx, c, warehouse, "replenish", in)
}

// CancelRefill gives up a refill that nobody works on.
func (c *Client) CancelRefill(ctx context.Context, warehouse string, in wire.CancelRefill) (wire.Replenished, error) {
	return Do[wire.Replenished](ctx, c, warehouse, "cancel-refill", in)
}

// Refills lists what is on its way to pick faces; filters: sku, to, from, state, worker.
func (c *Client) Refills(ctx context.Context, warehouse string, q Query) (wire.Page[wire.Refill], error) {
	return list[wire.Refill](ctx, c, path("warehouses", warehouse, "refills"), q)
}
