package waving

import (
	"context"
	"fmt"
	"slices"

	"example.com/tote/inventory/fault"
)

// rescue is how many tries are made to reach Least units when growing the aisles did not, whatever the iterations asked for.
const rescue = 20_000

// Select chooses orders and aisles for a wave: first by growing the aisles one by one, then by a search that opens, closes
// and exchanges aisles and orders while iterations or the context last. It stops early at a wave that is proven best. It
// refuses a pool for which it finds no wave of Least units.
func Select(ctx context.Context, p Pool) (Wave, error) {
	if err := p.check(ctx); err != nil {
		return Wave{}, err
	}
	s := newSelector(&p)
	grown, word := s.grow(ctx), "greedy"
	h := newHunt(s, grown)
	if len(grown.Aisles) == 0 {
		h.rescue(ctx)
	}
	done := 0
	for h.canTry() && done != p.Iterations && !h.proven() && ctx.Err() == nil {
		n := h.size()
		if p.Iterations > 0 {
			n = min(n, p.Iterations-done)
		}
		done += h.run(ctx, n)
		word = "search"
	}
	best := h.best
	if len(best.Aisles) == 0 {
		return Wave{}, fault.Refused("wave.none", "no wave of at least %d units was found in %d orders and %d aisles", p.Least, len(p.Orders), len(p.Aisles))
	}
	best.Proven, best.Iterations = h.proven(), done
	best.Stopped = !best.Proven && ctx.Err() != nil
	best.Why = fmt.Sprintf("%s units=%d aisles=%d orders=%d greedy=%d/%d iterations=%d", word, best.Units, len(best.Aisles), len(best.Orders),
		grown.Units, len(grown.Aisles), done)
	return best, nil
}

// better compares units an aisle; of equal ones the larger wave.
func better(units int64, aisles int, than *Wave) bool {
	x, y := units*int64(len(than.Aisles)), than.Units*int64(aisles)
	return len(than.Aisles) == 0 || x > y || x == y && units > than.Units
}

func (p *Pool) check(ctx context.Context) error {
	var g fault.Gather
	if p.Least < 0 || p.Most < p.Least || p.Most == 0 || p.Most > MaxFigure {
		g.Add("most", "wave.bounds", "units from %d to %d cannot be", p.Least, p.Most)
	}
	if len(p.Orders) > MaxOrders || len(p.Aisles) > MaxOrders {
		g.Add("orders", "wave.size", "%d orders or %d aisles are more than %d: choose from fewer", len(p.Orders), len(p.Aisles), MaxOrders)
	}
	if p.MostOrders < 0 {
		g.Add("most_orders", "wave.bounds", "a wave of at most %d orders cannot be", p.MostOrders)
	}
	checkIterations(ctx, &g, p.Iterations)
	for i := range p.Orders {
		checkAmounts(&g, "order "+p.Orders[i].ID, p.Orders[i].Items)
	}
	for i := range p.Aisles {
		checkAmounts(&g, "aisle "+p.Aisles[i].ID, p.Aisles[i].Items)
	}
	return g.Invalid("wave.invalid", "no wave can be chosen from this pool")
}

func checkAmounts(g *fault.Gather, where string, items []Amount) {
	sum := int64(0)
	for _, a := range items {
		if a.Item < 0 || a.Quantity < 0 || a.Quantity > MaxAmount {
			g.Add(where, "wave.amount", "item %d with quantity %d cannot be", a.Item, a.Quantity)
			continue
		}
		if sum += a.Quantity; sum > MaxWhole {
			g.Add(where, "wave.amount", "its items are more than %d units", int64(MaxWhole))
			return
		}
	}
}

// full tells whether a wave of n orders takes no other.
func (s *selector) full(n int) bool { return s.p.MostOrders > 0 && n >= s.p.MostOrders }

// bound gives a value no wave exceeds, as units and aisles: k aisles hold no more of what is wanted than the k fullest,
// and no wave has more than Most, or than its largest orders have.
func (s *selector) bound() (units int64, aisles int) {
	full := make([]int64, len(s.has))
	for a := range s.has {
		for _, x := range s.has[a] {
			full[a] += min(x.quantity, s.wanted[x.item])
		}
	}
	slices.Sort(full)
	slices.Reverse(full)
	all, sum := int64(0), int64(0)
	for n, o := range s.by {
		if s.full(n) {
			break // those after it are no larger
		}
		all += s.units[o]
	}
	aisles = 1
	for k, f := range full {
		sum += f
		if u := min(sum, all, s.p.Most); u*int64(aisles) > units*int64(k+1) {
			units, aisles = u, k+1
		}
	}
	return units, aisles
}
