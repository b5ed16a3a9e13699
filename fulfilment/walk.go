package fulfilment

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"example.com/tote/fulfilment/route"
	"example.com/tote/fulfilment/waving"
	"example.com/tote/inventory"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// floor is a warehouse as a walk sees it: its locations as of a version of the layout, and the grid of its aisles. A
// building whose locations form no grid (no coordinates yet, one room) is walked by the travel order of its locations.
type floor struct {
	mu      sync.Mutex
	version uint64
	places  map[layout.Code]layout.Location
	aisles  map[int64]int // number of an aisle -> index in the grid
	grid    *route.Grid
	bench   layout.Location // where walks begin and end: the first pack location of the travel order
}

// refresh brings the floor up to the layout's present version, in pages so that no look is long.
func (f *floor) refresh(ctx context.Context, r *store.JobRun) error {
	if f.places == nil {
		f.places = map[layout.Code]layout.Location{}
	}
	changed := false
	for more := true; more; {
		err := r.View(ctx, func(v *store.View) error {
			d, err := inventory.LocationsSince(v, f.version)
			if err != nil {
				return err
			}
			for _, l := range d.Locations {
				f.places[l.Code] = l
			}
			changed = changed || len(d.Locations) > 0
			f.version, more = d.Version, d.More
			return nil
		})
		if err != nil {
			return err
		}
	}
	if changed {
		f.arrange()
	}
	return nil
}

func (f *floor) arrange() {
	all := make([]layout.Location, 0, len(f.places))
	for _, l := range f.places {
		all = append(all, l)
	}
	slices.SortFunc(all, func(a, b layout.Location) int { return strings.Compare(string(a.Code), string(b.Code)) })
	f.bench, f.grid, f.aisles = layout.Location{}, nil, map[int64]int{}
	for _, l := range all {
		if l.Kind == layout.Pack && (f.bench.Code == "" || l.Travel < f.bench.Travel) {
			f.bench = l
		}
	}
	shape, aisles, err := route.FromLocations(all, route.LocationOptions{})
	if err != nil {
		return
	}
	grid, err := route.NewGrid(shape)
	if err != nil {
		return
	}
	f.grid = grid
	for _, a := range aisles {
		f.aisles[a.Number] = a.Index
	}
}

// refilled tells whether there is any pick face that is filled from reserve.
func (f *floor) refilled() bool {
	for _, l := range f.places {
		if inventory.RefilledFace(&l) {
			return true
		}
	}
	return false
}

// stop gives where a location is, as batching asks.
func (f *floor) stop(code layout.Code) waving.Stop {
	l := f.places[code]
	if i, ok := f.aisles[l.Aisle]; ok {
		return waving.Stop{Aisle: int64(i), Along: l.Y}
	}
	return waving.Stop{Aisle: l.Aisle, Along: l.Travel}
}

// walker measures walks past sets of orders, each given by the locations of its steps.
func (f *floor) walker(orders [][]layout.Code) (waving.Walker, error) {
	if f.grid == nil || !f.grid.Exact() { // batching asks for a hundred thousand walks a second
		return travelWalker{f, orders}, nil
	}
	places := make([][]route.Place, len(orders))
	for i, codes := range orders {
		for _, c := range codes {
			places[i] = append(places[i], f.grid.At(f.places[c]))
		}
	}
	bench := f.grid.At(f.bench)
	return f.grid.Tours(bench, bench, places)
}

// travelWalker measures by travel numbers where there is no grid: from the bench over all stops and back. A walk of one stop
// is no walk of nothing, or two orders from one shelf would not be worth one cart.
type travelWalker struct {
	f      *floor
	orders [][]layout.Code
}

// Length gives twice the stretch of the travel order that the orders need.
func (w travelWalker) Length(orders []int) int64 {
	lo, hi := w.f.bench.Travel, w.f.bench.Travel
	for _, o := range orders {
		for _, c := range w.orders[o] {
			t := w.f.places[c].Travel
			lo, hi = min(lo, t), max(hi, t)
		}
	}
	return 2 * (hi - lo)
}

// sequence puts steps in walking order and gives the walk's length and how it was found.
func (f *floor) sequence(ctx context.Context, steps []inventory.TaskStep) (walk int64, why string, err error) {
	rank, walk, why, err := f.rank(ctx, steps)
	if err != nil {
		return 0, "", err
	}
	slices.SortStableFunc(steps, func(a, b inventory.TaskStep) int {
		return cmp.Or(cmp.Compare(rank[a.Location], rank[b.Location]), strings.Compare(string(a.SKU), string(b.SKU)), cmp.Compare(a.Slot, b.Slot),
			strings.Compare(a.Ref.Order, b.Ref.Order), cmp.Compare(a.Ref.Line, b.Ref.Line), cmp.Compare(a.Ref.Res, b.Ref.Res))
	})
	return walk, why, nil
}

// rank gives each location of the steps its turn on the walk.
func (f *floor) rank(ctx context.Context, steps []inventory.TaskStep) (map[layout.Code]int, int64, string, error) {
	var codes []layout.Code
	for _, s := range steps {
		codes = append(codes, s.Location)
	}
	slices.SortFunc(codes, func(a, b layout.Code) int {
		return cmp.Or(cmp.Compare(f.places[a].Travel, f.places[b].Travel), strings.Compare(string(a), string(b)))
	})
	codes = slices.Compact(codes)
	rank := make(map[layout.Code]int, len(codes))
	if f.grid == nil {
		for i, c := range codes {
			rank[c] = i
		}
		return rank, 0, "travel", nil
	}
	bench := f.grid.At(f.bench)
	trip := route.Trip{Start: bench, End: bench}
	for _, c := range codes {
		trip.Stops = append(trip.Stops, route.Stop{ID: string(c), Place: f.grid.At(f.places[c])})
	}
	plan, err := f.grid.Plan(ctx, trip)
	if err != nil {
		return nil, 0, "", err
	}
	for turn, i := range plan.Order {
		rank[codes[i]] = turn
	}
	return rank, plan.Length, plan.Why, nil
}
