package client

import (
	"context"

	"example.com/tote/api/wire"
)

// Reslot asks for a plan of which items should change their faces; its job makes it.
func (c *Client) Reslot(ctx context.Context, warehouse string, in wire.Reslot) (wire.Reslotted, error) {
	return Do[wire.Reslotted](ctx, c, warehouse, "reslot", in)
}

// Reslotting reads a plan with a page of its moves; id "" is the plan in force.
func (c *Client) Reslotting(ctx context.Context, warehouse, id string, q Query) (wire.Reslotting, error) {
	at := path("warehouses", warehouse, "reslotting")
	if id != "" {
		at = path("warehouses", warehouse, "reslotting", id)
	}
	return get[wire.Reslotting](ctx, c, at, values(q))
}

// Classes lists the items with their classes by the plan in force.
func (c *Client) Classes(ctx context.Context, warehouse string, q Query) (wire.Page[wire.ItemClass], error) {
	return list[wire.ItemClass](ctx, c, path("warehouses", warehouse, "classes"), q)
}
