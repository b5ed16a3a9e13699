package fulfilment

import (
	"context"
	"fmt"
	"sync"

	"example.com/tote/fulfilment/waving"
	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// planned is an order as a wave sees it: the steps of it that are in no task yet.
type planned struct {
	order Order
	steps []inventory.TaskStep
	loads []stepLoad // of the steps
	wave  waving.Order
}

// stepLoad is what a step adds to a cart.
type stepLoad struct{ volume, grams int64 }

// floors keeps a floor for each warehouse, so that the layout is read once and then by its changes.
type floors struct {
	mu     sync.Mutex
	byPart map[store.Partition]*floor
}

func (f *floors) of(p store.Partition) *floor {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.byPart[p] == nil {
		f.byPart[p] = &floor{}
	}
	return f.byPart[p]
}

// read reads the orders that are ready page by page, most urgent first, and chooses the wave's.
func (w *releasing) read(ctx context.Context) ([]planned, error) {
	var ids []string
	in := w.wave.Input
	err := w.run.View(ctx, func(v *store.View) error {
		ids = nil
		if w.done >= in.MaxOrders {
			return nil
		}
		for o := range inTurn(v) {
			if (in.Carrier == "" || o.Carrier == in.Carrier) && (in.ShipBy == 0 || o.ShipBy != 0 && o.ShipBy <= in.ShipBy) {
				ids = append(ids, o.ID)
			}
			if len(ids) == MaxWaveOrders {
				break
			}
		}
		return nil
	})
	var out []planned
	items := map[item.SKU]item.Item{}
	for len(ids) > 0 && err == nil {
		page := ids[:min(len(ids), releasePage)]
		ids = ids[len(page):]
		err = w.run.View(ctx, func(v *store.View) error {
			for _, id := range page {
				o, err := GetOrder(v, id)
				if err != nil || o.State != OrderAllocated {
					continue // changed since it was listed
				}
				p := w.readOrder(v, o, items)
				switch {
				case in.Zone != "" && !w.needs(&p, in.Zone):
				case len(p.steps) > 0:
					out = append(out, p)
				default:
					w.bare = append(w.bare, p)
				}
			}
			return nil
		})
	}
	if err != nil {
		return nil, err
	}
	out, w.chose, err = w.choose(ctx, out)
	return out, err
}

func (w *releasing) readOrder(r store.Reader, o Order, items map[item.SKU]item.Item) planned {
	p := planned{order: o, wave: waving.Order{ID: o.ID, ShipBy: o.ShipBy, Priority: int64(o.Priority)}}
	for l := range inventory.LinesOf(r, o.ID, 1) {
		it, known := items[l.SKU]
		if !known {
			it, _ = inventory.FindItem(r, l.SKU)
			items[l.SKU] = it
		}
		for _, res := range l.Res {
			if res.Phase != inventory.Allocated || res.Task != "" {
				continue
			}
			code, _ := inventory.PlaceOf(r, res.Holder)
			s := inventory.TaskStep{Ref: l.Ref(res.N), SKU: l.SKU, Lot: res.Lot, From: res.Holder, Location: code, Qty: res.Qty}
			w.add(&p, s, stepLoad{it.Base().Size.Volume() * res.Qty, gramsOf(&it, res.Qty)})
		}
	}
	w.weigh(&p)
	return p
}

// add takes a step into what an order needs.
func (w *releasing) add(p *planned, s inventory.TaskStep, l stepLoad) {
	p.steps, p.loads = append(p.steps, s), append(p.loads, l)
	p.wave.Lines++
	p.wave.Units += s.Qty
	p.wave.Volume += l.volume
	p.wave.Grams += l.grams
	p.wave.Stops = append(p.wave.Stops, w.floor.stop(s.Location))
}

// weigh tells what all of an order's steps need of a cart.
func (w *releasing) weigh(p *planned) {
	p.wave.Totes = 1
	if v := w.wave.Input.Cart.ToteVolume; v > 0 {
		p.wave.Totes = max(1, (p.wave.Volume+v-1)/v)
	}
	p.wave.Single = p.wave.Lines == 1 && p.wave.Units == 1
}

// gramsOf is what a quantity weighs; the base unit of catch-weight goods is a gram.
func gramsOf(it *item.Item, qty int64) int64 {
	if it.CatchWeight {
		return qty
	}
	return it.Base().Grams * qty
}

func codesOf(orders []planned) [][]layout.Code {
	out := make([][]layout.Code, len(orders))
	for i := range orders {
		for _, s := range orders[i].steps {
			out[i] = append(out[i], s.Location)
		}
	}
	return out
}

// plan makes the trips: batches for a cart, or one order each; what alone is too large for a cart goes by itself, in as
// many trips as its steps need.
func (w *releasing) plan(ctx context.Context, orders []planned) ([]trip, string, error) {
	if len(orders) == 0 {
		return nil, "no order is allocated", nil
	}
	if w.wave.Input.Kind == SingleTrip {
		var out []trip
		for i := range orders {
			trips, err := w.alone(ctx, &orders[i], "single")
			if err != nil {
				return nil, "", err
			}
			out = append(out, trips...)
		}
		return out, fmt.Sprintf("single orders=%d trips=%d", len(orders), len(out)), nil
	}
	if w.wave.Input.Kind == ZoneTrip {
		return w.byZone(ctx, orders)
	}
	return w.carts(ctx, orders)
}

// carts groups orders into the trips of a cart.
func (w *releasing) carts(ctx context.Context, orders []planned) ([]trip, string, error) {
	p, err := w.batch(ctx, orders)
	if err != nil {
		return nil, "", err
	}
	var out []trip
	for _, b := range p.Batches {
		t, err := w.together(ctx, orders, b)
		if err != nil {
			return nil, "", err
		}
		out = append(out, t)
	}
	for _, u := range p.Unfit {
		trips, err := w.alone(ctx, &orders[u.Order], fmt.Sprintf("alone %s=%d cart=%d", u.Limit, u.Want, u.Have))
		if err != nil {
			return nil, "", err
		}
		out = append(out, trips...)
	}
	return out, p.Why, nil
}

// without makes a trip without steps, which only releases its orders.
func (w *releasing) without(orders []planned) trip {
	t := trip{wave: w.wave.ID}
	for i := range orders {
		t.orders, t.last = append(t.orders, orders[i].order.ID), append(t.last, true)
	}
	return t
}

func (w *releasing) together(ctx context.Context, orders []planned, b waving.Batch) (trip, error) {
	t := trip{wave: w.wave.ID, rank: urgency{int(b.Priority), b.ShipBy}}
	for slot, i := range b.Orders {
		o := &orders[i]
		t.orders = append(t.orders, o.order.ID)
		t.last = append(t.last, true)
		for _, s := range o.steps {
			s.Slot = slot + 1
			t.steps = append(t.steps, s)
		}
	}
	var how string
	var err error
	t.walk, how, err = w.floor.sequence(ctx, t.steps)
	t.why = b.Why + "; " + how
	return t, err
}

// alone cuts one order into trips along its walk, so that no trip passes the same aisle as the one before it for nothing.
func (w *releasing) alone(ctx context.Context, o *planned, why string) ([]trip, error) {
	if _, _, err := w.floor.sequence(ctx, o.steps); err != nil {
		return nil, err
	}
	var out []trip
	for rest := o.steps; len(rest) > 0; {
		part := rest[:min(len(rest), inventory.MaxTaskSteps)]
		rest = rest[len(part):]
		t := trip{wave: w.wave.ID, orders: []string{o.order.ID}, last: []bool{len(rest) == 0}, steps: part,
			rank: urgency{o.order.Priority, o.order.ShipBy}}
		walk, how, err := w.floor.sequence(ctx, part)
		if err != nil {
			return nil, err
		}
		t.walk, t.why = walk, why+"; "+how
		out = append(out, t)
	}
	return out, nil
}

// sweep looks once more at the orders too long to be rechecked by the commands that released them: a reservation made
// while they were planned goes into a task of its own.
func (w *releasing) sweep(ctx context.Context, orders []planned) error {
	for i := range orders {
		if orders[i].order.Lines <= releaseLines {
			continue
		}
		var late planned
		err := w.run.View(ctx, func(v *store.View) error {
			o, err := GetOrder(v, orders[i].order.ID)
			if err == nil && o.State == OrderReleased && o.Wave == w.wave.ID {
				late = w.readOrder(v, o, map[item.SKU]item.Item{})
			}
			return err
		})
		if err != nil {
			return err
		}
		trips, err := w.alone(ctx, &late, "late")
		if err != nil {
			return err
		}
		for j := range trips {
			if err := w.post(ctx, w.run.Job.Done+uint64(len(trips)-j)+1, &trips[j]); err != nil {
				return err
			}
		}
	}
	return nil
}
