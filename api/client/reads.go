package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"example.com/tote/api/wire"
)

// Stock lists all balances of an item.
func (c *Client) Stock(ctx context.Context, warehouse, sku string, q Query) (wire.Page[wire.Balance], error) {
	return list[wire.Balance](ctx, c, path("warehouses", warehouse, "stock", sku), q)
}

// Lots lists the lots of an item.
func (c *Client) Lots(ctx context.Context, warehouse, sku string, q Query) (wire.Page[wire.Lot], error) {
	return list[wire.Lot](ctx, c, path("warehouses", warehouse, "lots", sku), q)
}

// Contents tells what a holder has: L:location, P:lpn or W:worker.
func (c *Client) Contents(ctx context.Context, warehouse, holder string) (wire.Contents, error) {
	return read[wire.Contents](ctx, c, "warehouses", warehouse, "holders", holder)
}

// Suggest names the best places for goods, best first.
func (c *Client) Suggest(ctx context.Context, warehouse string, goods wire.Balance, limit int) ([]wire.Suggestion, error) {
	q := url.Values{"limit": {strconv.Itoa(limit)}, "quantity": {strconv.FormatInt(goods.OnHand, 10)}}
	for k, v := range map[string]string{"lot": goods.Lot, "holder": goods.Holder, "owner": goods.Owner, "status": goods.Status} {
		if v != "" {
			q.Set(k, v)
		}
	}
	out, err := get[wire.Suggestions](ctx, c, path("warehouses", warehouse, "suggestions", goods.SKU), q)
	return out.Suggestions, err
}

// Holds lists a warehouse's holds.
func (c *Client) Holds(ctx context.Context, warehouse string, q Query) (wire.Page[wire.Hold], error) {
	return list[wire.Hold](ctx, c, path("warehouses", warehouse, "holds"), q)
}

// Tasks lists tasks without their steps; filters: kind (those that wait), worker (those claimed).
func (c *Client) Tasks(ctx context.Context, warehouse string, q Query) (wire.Page[wire.Task], error) {
	return list[wire.Task](ctx, c, path("warehouses", warehouse, "tasks"), q)
}

// Task reads a task with its steps.
func (c *Client) Task(ctx context.Context, warehouse, id string) (wire.Task, error) {
	return read[wire.Task](ctx, c, "warehouses", warehouse, "tasks", id)
}

// Jobs lists a warehouse's jobs, oldest first.
func (c *Client) Jobs(ctx context.Context, warehouse string, q Query) (wire.Page[wire.Job], error) {
	return list[wire.Job](ctx, c, path("warehouses", warehouse, "jobs"), q)
}

// Job reads a job.
func (c *Client) Job(ctx context.Context, warehouse string, id uint64) (wire.Job, error) {
	return read[wire.Job](ctx, c, "warehouses", warehouse, "jobs", strconv.FormatUint(id, 10))
}

// Orders lists the company's orders; filters: state, or channel and number.
func (c *Client) Orders(ctx context.Context, q Query) (wire.Page[wire.Order], error) {
	return list[wire.Order](ctx, c, path("orders"), q)
}

// Order reads an order as the company knows it.
func (c *Client) Order(ctx context.Context, id string) (wire.Order, error) {
	return read[wire.Order](ctx, c, "orders", id)
}

// Exceptions lists the orders that wait for a person; filter: reason.
func (c *Client) Exceptions(ctx context.Context, q Query) (wire.Page[wire.Order], error) {
	return list[wire.Order](ctx, c, path("exceptions"), q)
}

// WarehouseOrders lists a warehouse's orders, most urgent first; filter: state, which is needed.
func (c *Client) WarehouseOrders(ctx context.Context, warehouse string, q Query) (wire.Page[wire.Order], error) {
	return list[wire.Order](ctx, c, path("warehouses", warehouse, "orders"), q)
}

// WarehouseOrder reads an order as its warehouse has it.
func (c *Client) WarehouseOrder(ctx context.Context, warehouse, id string) (wire.Order, error) {
	return read[wire.Order](ctx, c, "warehouses", warehouse, "orders", id)
}

// Lines lists an order's lines with their reservations.
func (c *Client) Lines(ctx context.Context, warehouse, order string, q Query) (wire.Page[wire.OrderLine], error) {
	return list[wire.OrderLine](ctx, c, path("warehouses", warehouse, "orders", order, "lines"), q)
}

// Parcels lists an order's parcels.
func (c *Client) Parcels(ctx context.Context, warehouse, order string) ([]wire.Parcel, error) {
	p, err := list[wire.Parcel](ctx, c, path("warehouses", warehouse, "orders", order, "parcels"), Query{})
	return p.Items, err
}

// Parcel reads a parcel by its number or waybill.
func (c *Client) Parcel(ctx context.Context, warehouse, id string) (wire.Parcel, error) {
	return read[wire.Parcel](ctx, c, "warehouses", warehouse, "parcels", id)
}

// PackList gives what lies in an order's totes and the cartons it should go into; scanned is a tote or an order.
func (c *Client) PackList(ctx context.Context, warehouse, scanned string) (wire.PackList, error) {
	return read[wire.PackList](ctx, c, "warehouses", warehouse, "pack-lists", scanned)
}

// Wave tells how far a wave is.
func (c *Client) Wave(ctx context.Context, warehouse, id string) (wire.Wave, error) {
	return read[wire.Wave](ctx, c, "warehouses", warehouse, "waves", id)
}

// Manifest reads a manifest.
func (c *Client) Manifest(ctx context.Context, warehouse, id string) (wire.Manifest, error) {
	return read[wire.Manifest](ctx, c, "warehouses", warehouse, "manifests", id)
}

// Manifests lists the manifests that are being loaded.
func (c *Client) Manifests(ctx context.Context, warehouse string) ([]wire.Manifest, error) {
	p, err := list[wire.Manifest](ctx, c, path("warehouses", warehouse, "manifests"), Query{})
	return p.Items, err
}

// PutBacks lists totes and hands with goods that nobody wants any more.
func (c *Client) PutBacks(ctx context.Context, warehouse string) ([]wire.PutBack, error) {
	p, err := list[wire.PutBack](ctx, c, path("warehouses", warehouse, "put-backs"), Query{})
	return p.Items, err
}

// CountsWanted lists where somebody has to count.
func (c *Client) CountsWanted(ctx context.Context, warehouse string) ([]wire.CountWanted, error) {
	p, err := list[wire.CountWanted](ctx, c, path("warehouses", warehouse, "counts-wanted"), Query{})
	return p.Items, err
}

// WhyNot tells why a line cannot be allocated or picked, and what would release the units.
func (c *Client) WhyNot(ctx context.Context, warehouse, order string, line int) (wire.WhyNot, error) {
	return c.WhyNotStep(ctx, warehouse, wire.Ref{Order: order, Line: line})
}

// WhyNotStep tells it of one reservation of a line, as a step names it.
func (c *Client) WhyNotStep(ctx context.Context, warehouse string, ref wire.Ref) (wire.WhyNot, error) {
	q := url.Values{"order": {ref.Order}, "line": {strconv.Itoa(ref.Line)}}
	if ref.Reservation != 0 {
		q.Set("reservation", strconv.Itoa(ref.Reservation))
	}
	return get[wire.WhyNot](ctx, c, path("warehouses", warehouse, "why-not"), q)
}

// Lookup tells everything a scanned code means.
func (c *Client) Lookup(ctx context.Context, warehouse, code string) (wire.Lookup, error) {
	return get[wire.Lookup](ctx, c, path("warehouses", warehouse, "lookup"), url.Values{"code": {code}})
}

// Expected finds the lines of purchase orders and ASNs that still expect goods; filters: reference, sku, barcode, lpn.
func (c *Client) Expected(ctx context.Context, warehouse string, q Query) ([]wire.ExpectedLine, error) {
	p, err := list[wire.ExpectedLine](ctx, c, path("warehouses", warehouse, "deliveries"), q)
	return p.Items, err
}

// Reveal reads an order's recipient in clear; who did and why is written down.
func (c *Client) Reveal(ctx context.Context, order, purpose string) (wire.Recipient, error) {
	return post[wire.Recipient](ctx, c, 0, wire.Reveal{Purpose: purpose}, "orders", order, "reveal")
}

// Check has the service recompute a warehouse's records from its ledger; warehouse "" is the company.
func (c *Client) Check(ctx context.Context, warehouse string) (wire.Check, error) {
	at := path("company", "check")
	if warehouse != "" {
		at = path("warehouses", warehouse, "check")
	}
	var out wire.Check
	err := c.send(ctx, call{method: http.MethodPost, path: at, lasting: true}, &out)
	return out, err
}

// Ready gives nil while the service takes commands, else the reason.
func (c *Client) Ready(ctx context.Context) error {
	_, err := c.once(ctx, call{method: http.MethodGet, path: "/readyz"}, nil)
	return err
}
