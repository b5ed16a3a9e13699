package route

import (
	"context"
	"fmt"
	"slices"

	"example.com/tote/inventory/fault"
)

// Limits of an errand.
const (
	MaxArticles = 500     // lines of one trip
	MaxSources  = 200     // places of one article
	MaxQuantity = 1 << 40 // of one source: their sum stays far below an overflow
)

// The work of an errand whose rounds are not given is counted, not timed, so that its plan is reproducible.
const (
	defaultWork = 20_000 // columns of the program with two cross aisles: about 10 ms
	minRounds   = 12     // however dear they are: with many cross aisles a walk alone takes milliseconds
	maxRounds   = 1_000
	statesOfTwo = 14
)

// Scatter chooses places and walk together, for goods that lie in several places. Both at once is hard, so the choice is a
// heuristic (ruin and recreate on exact walks) and ErrandPlan.Exact is set only where there was nothing to choose. It
// refuses articles of which there is not enough, naming all of them.
func (g *Grid) Scatter(ctx context.Context, e Errand) (ErrandPlan, error) {
	if err := g.checkErrand(e); err != nil {
		return ErrandPlan{}, err
	}
	if g.blocked {
		e = g.withinReach(e)
		if err := g.checkErrand(e); err != nil {
			return ErrandPlan{}, err
		}
	}
	c := newChooser(ctx, g, e)
	c.construct()
	done := c.improve(e.Rounds)
	var t Trip
	var from []Take
	t.Start, t.End = e.Start, e.End
	for a := range e.Articles {
		need := e.Articles[a].Need
		for _, k := range c.best[a] {
			q := min(need, e.Articles[a].At[k].Quantity)
			need -= q
			from = append(from, Take{Article: a, Source: k, Quantity: q})
			t.Stops = append(t.Stops, Stop{ID: e.Articles[a].ID + "\x00" + e.Articles[a].At[k].ID, Place: e.Articles[a].At[k].Place})
		}
	}
	p, err := g.Plan(ctx, t)
	if err != nil {
		return ErrandPlan{}, err
	}
	out := ErrandPlan{Length: p.Length, Exact: p.Exact && c.forced, Takes: make([]Take, 0, len(from))}
	for _, i := range p.Order {
		out.Takes = append(out.Takes, from[i])
	}
	out.Why = fmt.Sprintf("scatter articles=%d takes=%d rounds=%d walks=%d", len(e.Articles), len(out.Takes), done, c.walks)
	return out, nil
}

// withinReach takes away what lies where blocked stretches let nobody go.
func (g *Grid) withinReach(e Errand) Errand {
	places := []Place{e.Start}
	for _, a := range e.Articles {
		for _, s := range a.At {
			places = append(places, s.Place)
		}
	}
	ways := g.network(places).from(0)[1:]
	e.Articles = slices.Clone(e.Articles)
	for i := range e.Articles {
		at := slices.Clone(e.Articles[i].At)
		for k := range at {
			if ways[k] < 0 {
				at[k].Quantity = 0
			}
		}
		e.Articles[i].At, ways = at, ways[len(at):]
	}
	return e
}

func (g *Grid) checkErrand(e Errand) error {
	var f fault.Gather
	if !g.exact {
		f.Add("grid", "route.inexact", "this grid has one-way aisles or more than %d cross aisles: choose places by allocation", MaxExactCross)
	}
	if len(e.Articles) > MaxArticles {
		f.Add("articles", "route.articles", "%d articles are more than %d: cut the trip", len(e.Articles), MaxArticles)
	}
	g.check("start", e.Start, &f)
	g.check("end", e.End, &f)
	for i := range e.Articles {
		a := &e.Articles[i]
		where := fmt.Sprintf("articles[%d] %s", i, a.ID)
		sum := int64(0)
		for _, s := range a.At {
			if s.Quantity < 0 || s.Quantity > MaxQuantity {
				f.Add(where, "route.quantity", "place %s cannot hold %d: 0 to %d", s.ID, s.Quantity, int64(MaxQuantity))
				continue
			}
			if s.Quantity > 0 {
				g.check(where, s.Place, &f)
			}
			sum += s.Quantity
		}
		if len(a.At) > MaxSources {
			f.Add(where, "route.sources", "%d places are more than %d: give the nearest", len(a.At), MaxSources)
		}
		if a.Need < 1 || sum < a.Need {
			f.Detail(fault.Detail{Where: where, Reason: "route.short", Message: fmt.Sprintf("%d needed, %d in the places that can be reached", a.Need, sum), Want: a.Need, Have: sum})
		}
	}
	return f.Invalid("route.errand", "this errand cannot be run")
}
