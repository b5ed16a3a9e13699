package fulfilment

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"example.com/tote/fulfilment/waving"
)

// byZone makes trips that stay in one zone each, with lines of many orders. An order that needs several zones is on a trip
// in each of them, in a tote of its own on each; the trip that is made last releases it.
func (w *releasing) byZone(ctx context.Context, orders []planned) ([]trip, string, error) {
	zones := map[string][]planned{}
	for i := range orders {
		for zone, part := range w.split(&orders[i]) {
			zones[zone] = append(zones[zone], part)
		}
	}
	var out []trip
	for _, zone := range slices.Sorted(maps.Keys(zones)) {
		trips, _, err := w.carts(ctx, zones[zone])
		if err != nil {
			return nil, "", err
		}
		for i := range trips {
			trips[i].zone = zone
		}
		out = append(out, trips...)
	}
	released := map[string]bool{}
	for i := len(out) - 1; i >= 0; i-- {
		for j, o := range out[i].orders {
			out[i].last[j] = !released[o]
			released[o] = true
		}
	}
	return out, fmt.Sprintf("zones=%d orders=%d trips=%d", len(zones), len(orders), len(out)), nil
}

// split gives what an order needs of each zone, in the order of its steps.
func (w *releasing) split(p *planned) map[string]planned {
	out := map[string]planned{}
	for i, s := range p.steps {
		zone := w.floor.places[s.Location].Zone
		part, begun := out[zone]
		if !begun {
			part = planned{order: p.order, wave: waving.Order{ID: p.wave.ID, ShipBy: p.wave.ShipBy, Priority: p.wave.Priority}}
		}
		w.add(&part, s, p.loads[i])
		out[zone] = part
	}
	for zone, part := range out {
		w.weigh(&part)
		out[zone] = part
	}
	return out
}

// needs tells whether an order wants something of a zone.
func (w *releasing) needs(p *planned, zone string) bool {
	_, ok := w.split(p)[zone]
	return ok
}
