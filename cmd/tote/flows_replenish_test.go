package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
)

// Pick faces that are filled from reserve.
func init() {
	doings["plan-refills"] = ask((*client.Client).PlanRefills)
	doings["replenish"] = tell((*client.Client).Replenish)
	doings["cancel-refill"] = ask((*client.Client).CancelRefill)
	looks["refills"] = refillsLook
}

// refillsLook lists refills; the arguments are filters, as in state=done.
func refillsLook(ctx context.Context, c *client.Client, wh string, args []string) (string, error) {
	q := client.Query{Filter: map[string]string{}}
	for _, a := range args {
		name, value, _ := strings.Cut(a, "=")
		q.Filter[name] = value
	}
	var lines []string
	pages := func(ctx context.Context, q client.Query) (wire.Page[wire.Refill], error) {
		return c.Refills(ctx, wh, q)
	}
	err := client.All(ctx, q, pages, func(f wire.Refill) error {
		f.At = time.Time{}
		lines = append(lines, sayAny(f))
		return nil
	})
	if len(lines) == 0 && err == nil {
		return "none", nil
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n"), err
}
