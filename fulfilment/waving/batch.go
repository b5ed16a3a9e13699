package waving

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"example.com/tote/inventory/fault"
)

// MakeBatches groups orders into trips: urgency by urgency, by savings of the walk, then improved while iterations or the
// context last. It refuses input that cannot be right, naming every fault.
func MakeBatches(ctx context.Context, p Problem) (Plan, error) {
	if err := p.check(ctx); err != nil {
		return Plan{}, err
	}
	var plan Plan
	fit := make([]int, 0, len(p.Orders))
	for i := range p.Orders {
		if u := p.unfit(i); len(u) > 0 {
			plan.Unfit = append(plan.Unfit, u...)
		} else {
			fit = append(fit, i)
		}
	}
	groups := p.urgencies(fit)
	m := newMeter(p.Walk)
	var searches []*search
	for _, orders := range groups {
		g := newGroup(&p, m, orders)
		g.savings(ctx)
		searches = append(searches, newSearch(g))
	}
	done, solved := improve(ctx, searches, p.Iterations)
	for _, s := range searches {
		s.restore()
		plan.Batches = append(plan.Batches, s.batches()...)
	}
	for _, b := range plan.Batches {
		plan.Length += b.Length
	}
	plan.Iterations, plan.Stopped = done, ctx.Err() != nil && solved < len(groups)
	plan.Why = fmt.Sprintf("savings orders=%d batches=%d urgencies=%d optimal=%d iterations=%d", len(p.Orders), len(plan.Batches), len(groups), solved, done)
	return plan, nil
}

// improve parts small groups for certain and lets the others search in turn, a round each, most urgent first, until the
// tries or the context end. A negative number of iterations is no bound.
func improve(ctx context.Context, searches []*search, iterations int) (done, solved int) {
	var open []*search
	for _, s := range searches {
		switch {
		case len(s.items) < 2:
			solved++
		case iterations != 0 && s.solvable(iterations-done) && s.solve(ctx):
			solved++
			done += 1 << len(s.items)
		default:
			open = append(open, s)
		}
	}
	for len(open) > 0 && done != iterations && ctx.Err() == nil {
		for _, s := range open {
			n := s.left()
			if iterations >= 0 {
				n = min(n, iterations-done)
			}
			done += s.run(ctx, n)
		}
	}
	return done, solved
}

func (p *Problem) check(ctx context.Context) error {
	var g fault.Gather
	if len(p.Orders) > MaxOrders {
		g.Add("orders", "waving.orders", "%d orders are more than %d: batch them by cut-off", len(p.Orders), MaxOrders)
	}
	if p.Walk == nil {
		g.Add("walk", "waving.walk", "a walker is needed to measure trips")
	}
	checkIterations(ctx, &g, p.Iterations)
	c := &p.Cart
	if min(c.Lines, c.Units, c.Volume, c.Grams, c.Totes, c.Orders, p.Bucket) < 0 {
		g.Add("cart", "waving.cart", "capacities and the bucket cannot be negative; 0 is no limit")
	}
	seen := make(map[string]bool, len(p.Orders))
	for i := range p.Orders {
		o := &p.Orders[i]
		if min(o.Lines, o.Units, o.Volume, o.Grams, o.Totes) < 0 || max(o.Lines, o.Units, o.Volume, o.Grams, o.Totes) > MaxFigure || seen[o.ID] {
			g.Add("order "+o.ID, "waving.order", "the order is given twice or has a figure below 0 or above %d", int64(MaxFigure))
		}
		seen[o.ID] = true
	}
	return g.Invalid("waving.invalid", "these orders cannot be batched")
}

func checkIterations(ctx context.Context, g *fault.Gather, n int) {
	if _, ends := ctx.Deadline(); n > MaxIterations || n < 0 && !ends {
		g.Add("iterations", "waving.iterations", "give up to %d iterations, or a context with a deadline", MaxIterations)
	}
}

// load is what orders take of a cart.
type load struct{ lines, units, volume, grams, totes, orders int64 }

func (o *Order) load() load {
	return load{o.Lines, o.Units, o.Volume, o.Grams, max(o.Totes, 1), 1}
}

func (a load) plus(b load) load {
	return load{a.lines + b.lines, a.units + b.units, a.volume + b.volume, a.grams + b.grams, a.totes + b.totes, a.orders + b.orders}
}

func (a load) minus(b load) load {
	return load{a.lines - b.lines, a.units - b.units, a.volume - b.volume, a.grams - b.grams, a.totes - b.totes, a.orders - b.orders}
}

func over(have, limit int64) bool { return limit > 0 && have > limit }

func (c *Cart) takes(l load) bool {
	return !over(l.lines, c.Lines) && !over(l.units, c.Units) && !over(l.volume, c.Volume) &&
		!over(l.grams, c.Grams) && !over(l.totes, c.Totes) && !over(l.orders, c.Orders)
}

func (p *Problem) unfit(i int) []Unfit {
	l := p.Orders[i].load()
	var out []Unfit
	for _, x := range []struct {
		name        string
		want, limit int64
	}{{"lines", l.lines, p.Cart.Lines}, {"units", l.units, p.Cart.Units}, {"volume", l.volume, p.Cart.Volume},
		{"grams", l.grams, p.Cart.Grams}, {"totes", l.totes, p.Cart.Totes}} {
		if over(x.want, x.limit) {
			out = append(out, Unfit{Order: i, Limit: x.name, Want: x.want, Have: x.limit})
		}
	}
	return out
}

// due gives the end of the bucket an order ships in; orders without a deadline come last.
func (p *Problem) due(o *Order) int64 {
	switch {
	case o.ShipBy == 0:
		return 1 << 62
	case p.Bucket > 0:
		return o.ShipBy / p.Bucket
	}
	return o.ShipBy
}

// urgencies cuts orders into groups that may share a batch, most urgent first.
func (p *Problem) urgencies(fit []int) [][]int {
	order := func(i, j int) int {
		a, b := &p.Orders[i], &p.Orders[j]
		single := 0
		if p.Singles && a.Single != b.Single {
			single = 1
			if b.Single {
				single = -1
			}
		}
		return cmp.Or(cmp.Compare(b.Priority, a.Priority), cmp.Compare(p.due(a), p.due(b)), single)
	}
	slices.SortFunc(fit, func(i, j int) int {
		return cmp.Or(order(i, j), strings.Compare(p.Orders[i].ID, p.Orders[j].ID))
	})
	var out [][]int
	for i, o := range fit {
		if i == 0 || order(fit[i-1], o) != 0 {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], o)
	}
	return out
}
