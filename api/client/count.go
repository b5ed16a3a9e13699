package client

import (
	"context"
	"net/url"
	"time"

	"example.com/tote/api/wire"
)

// Count books what a worker counted.
func (c *Client) Count(ctx context.Context, warehouse string, in wire.Count) (wire.Counted, error) {
	return Do[wire.Counted](ctx, c, warehouse, "count", in)
}

// Recount books a second worker's count.
func (c *Client) Recount(ctx context.Context, warehouse string, in wire.Recount) (wire.Counted, error) {
	return Do[wire.Counted](ctx, c, warehouse, "recount", in)
}

// ApproveCount books the difference a count found.
func (c *Client) ApproveCount(ctx context.Context, warehouse string, in wire.DecideCount) (wire.Counted, error) {
	return Do[wire.Counted](ctx, c, warehouse, "approve-count", in)
}

// RejectCount leaves the books as they are.
func (c *Client) RejectCount(ctx context.Context, warehouse string, in wire.DecideCount) (wire.Counted, error) {
	return Do[wire.Counted](ctx, c, warehouse, "reject-count", in)
}

// StartCount asks for a count.
func (c *Client) StartCount(ctx context.Context, warehouse string, in wire.StartCount) (wire.StocktakeStarted, error) {
	return Do[wire.StocktakeStarted](ctx, c, warehouse, "start-count", in)
}

// StopCount gives a stocktake up.
func (c *Client) StopCount(ctx context.Context, warehouse string, in wire.StopCount) (wire.StocktakeStarted, error) {
	return Do[wire.StocktakeStarted](ctx, c, warehouse, "stop-count", in)
}

// Counts lists open counts; filter: state. Those that are deciding wait for a supervisor.
func (c *Client) Counts(ctx context.Context, warehouse string, q Query) (wire.Page[wire.CountLine], error) {
	return list[wire.CountLine](ctx, c, path("warehouses", warehouse, "counts"), q)
}

// CountLine reads a count with what came and went around it.
func (c *Client) CountLine(ctx context.Context, warehouse, id string) (wire.CountLine, error) {
	return read[wire.CountLine](ctx, c, "warehouses", warehouse, "counts", id)
}

// Stocktakes lists the counts that persons asked for.
func (c *Client) Stocktakes(ctx context.Context, warehouse string, q Query) (wire.Page[wire.Stocktake], error) {
	return list[wire.Stocktake](ctx, c, path("warehouses", warehouse, "stocktakes"), q)
}

// Stocktake tells how far a stocktake is, zone by zone.
func (c *Client) Stocktake(ctx context.Context, warehouse, id string) (wire.Stocktake, error) {
	return read[wire.Stocktake](ctx, c, "warehouses", warehouse, "stocktakes", id)
}

// CountFigures sums up the counts that ended in a span of time; zero moments are the usual ones.
func (c *Client) CountFigures(ctx context.Context, warehouse string, from, to time.Time) (wire.CountReport, error) {
	q := url.Values{}
	for name, at := range map[string]time.Time{"from": from, "to": to} {
		if !at.IsZero() {
			q.Set(name, at.Format(time.RFC3339))
		}
	}
	return get[wire.CountReport](ctx, c, path("warehouses", warehouse, "count-figures"), q)
}

// CountPolicy reads how a warehouse counts.
func (c *Client) CountPolicy(ctx context.Context, warehouse string) (wire.CountPolicy, error) {
	return read[wire.CountPolicy](ctx, c, "warehouses", warehouse, "count-policy")
}

// PutCountPolicy sets how a warehouse counts; revision 0: none was set before.
func (c *Client) PutCountPolicy(ctx context.Context, warehouse string, p wire.CountPolicy, revision uint64) (wire.CountPolicy, error) {
	return keep(ctx, c, revision, p, "warehouses", warehouse, "count-policy")
}
