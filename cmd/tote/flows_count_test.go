package main

import (
	"context"
	"time"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
)

// Counting: what is counted, who decides, and what is still to be counted.
func init() {
	unsaid["per_hour"] = true // it goes by the clock, and scripts run faster than anybody counts
	doings["count"] = tell((*client.Client).Count)
	doings["recount"] = tell((*client.Client).Recount)
	doings["approve-count"] = ask((*client.Client).ApproveCount)
	doings["reject-count"] = ask((*client.Client).RejectCount)
	doings["start-count"] = ask((*client.Client).StartCount)
	doings["stop-count"] = ask((*client.Client).StopCount)
	looks["counts"] = many(sayAny, func(c *client.Client, ctx context.Context, wh, state string, q client.Query) (wire.Page[wire.CountLine], error) {
		q.Filter = map[string]string{"state": state}
		return c.Counts(ctx, wh, q)
	})
	looks["count-line"] = one((*client.Client).CountLine)
	looks["counts-wanted"] = many(sayAny, func(c *client.Client, ctx context.Context, wh, _ string, q client.Query) (wire.Page[wire.CountWanted], error) {
		found, err := c.CountsWanted(ctx, wh)
		return wire.Page[wire.CountWanted]{Items: found}, err
	})
	looks["stocktake"] = one((*client.Client).Stocktake)
	looks["count-policy"] = one(func(c *client.Client, ctx context.Context, wh, _ string) (wire.CountPolicy, error) {
		return c.CountPolicy(ctx, wh)
	})
	looks["count-figures"] = one(func(c *client.Client, ctx context.Context, wh, _ string) (wire.CountReport, error) {
		return c.CountFigures(ctx, wh, time.Time{}, time.Time{})
	})
	furnishings["count-rules"] = putLine(func(c *client.Client, ctx context.Context, p wire.CountPolicy, rev uint64) (wire.CountPolicy, error) {
		return c.PutCountPolicy(ctx, warehouseIn(ctx), p, rev)
	}, "per_day")
}
