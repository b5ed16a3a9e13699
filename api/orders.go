package api

import (
	"context"
	"strconv"

	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

type orderInput struct {
	ID string `path:"id"`
}

// getOrder gives an order as the company knows it. Once a warehouse has it, how it stands is read there: it does not change
// its answer when the company hears of it a moment later.
func (s *Server) getOrder(ctx context.Context, in *orderInput) (*one[wire.Order], error) {
	return look(ctx, s, store.Company, func(v *store.View) (*one[wire.Order], error) {
		o, err := fulfilment.FindIntake(v, in.ID)
		if err != nil {
			return nil, err
		}
		w := showIntake(o)
		if o.Warehouse != "" {
			if there, ok := fulfilment.Orders.Get(v.Of(store.Partition(o.Warehouse)), inventory.OrderHeadKey(o.ID)); ok {
				w.State, w.Wave, w.Parcels, w.Exceptions = there.State.String(), there.Wave, there.Parcels, showExceptions(there.Why)
			}
		}
		return &one[wire.Order]{etag(o.Revision), w}, nil
	})
}

type ordersInput struct {
	PageQuery
	State   string `query:"state" doc:"accepting, exception, assigned, shipped, cancelled, ..."`
	Channel string `query:"channel" doc:"With number: the orders a channel sent under it"`
	Number  string `query:"number"`
}

// listOrders lists the company's orders in a state by number, or those a channel sent under a number.
func (s *Server) listOrders(ctx context.Context, in *ordersInput) (*many[wire.Order], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	state := fulfilment.IntakeStateOf(in.State)
	if state == 0 && in.Number == "" {
		return nil, fault.Invalid("order.state", "say which orders: state (such as assigned), or channel and number")
	}
	return look(ctx, s, store.Company, func(v *store.View) (*many[wire.Order], error) {
		if in.Number != "" {
			var found []fulfilment.Intake
			for _, id := range fulfilment.IntakeByNumber(v, in.Channel, in.Number) {
				o, err := fulfilment.FindIntake(v, id)
				if err != nil {
					return nil, err
				}
				found = append(found, o)
			}
			return pageOf(found, -1, showIntake, nil), nil
		}
		from := ""
		if after != "" {
			from = after + "\x00" // the smallest number behind it
		}
		found := fulfilment.IntakesIn(v, state, from, limit)
		return pageOf(found, limit, showIntake, func(o fulfilment.Intake) string { return o.ID }), nil
	})
}

type exceptionsInput struct {
	PageQuery
	Reason string `query:"reason" doc:"Only orders that wait for this, such as payment.missing"`
}

// listExceptions lists the orders that wait for a person, oldest first.
func (s *Server) listExceptions(ctx context.Context, in *exceptionsInput) (*many[wire.Order], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	page, err := look(ctx, s, store.Company, func(v *store.View) (fulfilment.ExceptionPage, error) {
		return fulfilment.Exceptions(v, fulfilment.ExceptionQuery{Reason: in.Reason, After: after, Limit: limit}), nil
	})
	if err != nil {
		return nil, err
	}
	out := pageOf(page.Orders, -1, showIntake, nil)
	out.Body.Next = cursor(page.Next)
	return out, nil
}

type warehouseOrdersInput struct {
	PageQuery
	Warehouse string `path:"wh"`
	State     string `query:"state" required:"true" doc:"taking, open, allocating, waiting, allocated, released, packing, packed, shipped or cancelled"`
}

// listWarehouseOrders lists a warehouse's orders in a state, most urgent first.
func (s *Server) listWarehouseOrders(ctx context.Context, in *warehouseOrdersInput) (*many[wire.Order], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	state := fulfilment.OrderStateOf(in.State)
	if state == 0 {
		return nil, fault.Invalid("order.state", "there is no state of orders %q", in.State)
	}
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*many[wire.Order], error) {
		var found []fulfilment.Order
		skipping := after != ""
		for o := range fulfilment.OrdersIn(v, state) {
			if skipping {
				skipping = o.ID != after
				continue
			}
			if found = append(found, o); len(found) == limit {
				break
			}
		}
		return pageOf(found, limit, showOrder, func(o fulfilment.Order) string { return o.ID }), nil
	})
}

type warehouseOrderInput struct {
	Warehouse string `path:"wh"`
	ID        string `path:"id"`
}

func (s *Server) getWarehouseOrder(ctx context.Context, in *warehouseOrderInput) (*struct{ Body wire.Order }, error) {
	o, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (fulfilment.Order, error) { return fulfilment.GetOrder(v, in.ID) })
	if err != nil {
		return nil, err
	}
	return &struct{ Body wire.Order }{showOrder(o)}, nil
}

type linesInput struct {
	PageQuery
	Warehouse string `path:"wh"`
	ID        string `path:"id"`
}

// listLines lists an order's lines with their reservations.
func (s *Server) listLines(ctx context.Context, in *linesInput) (*many[wire.OrderLine], error) {
	from, limit, err := in.count()
	if err != nil {
		return nil, err
	}
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*many[wire.OrderLine], error) {
		if _, err := fulfilment.GetOrder(v, in.ID); err != nil {
			return nil, err
		}
		var found []inventory.Line
		for l := range inventory.LinesOf(v, in.ID, from+1) {
			if found = append(found, l); len(found) == limit {
				break
			}
		}
		weights := fulfilment.ParcelWeights(v, in.ID, found)
		show := func(l inventory.Line) wire.OrderLine {
			w := showLine(v, l)
			w.Grams, w.Nominal = weights[l.No].Grams, weights[l.No].Nominal
			return w
		}
		return pageOf(found, limit, show, func(l inventory.Line) string { return strconv.Itoa(l.No) }), nil
	})
}

func (s *Server) listParcels(ctx context.Context, in *linesInput) (*many[wire.Parcel], error) {
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*many[wire.Parcel], error) {
		var found []fulfilment.Parcel
		for p := range fulfilment.ParcelsOf(v, in.ID) {
			if found = append(found, p); len(found) == MaxPage {
				break
			}
		}
		return pageOf(found, -1, showParcel, nil), nil
	})
}

type parcelInput struct {
	Warehouse string `path:"wh"`
	ID        string `path:"id" doc:"Its number or its waybill number, whichever was scanned"`
}

func (s *Server) getParcel(ctx context.Context, in *parcelInput) (*struct{ Body wire.Parcel }, error) {
	p, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (fulfilment.Parcel, error) { return fulfilment.FindParcel(v, in.ID) })
	if err != nil {
		return nil, err
	}
	return &struct{ Body wire.Parcel }{showParcel(p)}, nil
}

func (s *Server) getManifest(ctx context.Context, in *warehouseOrderInput) (*struct{ Body wire.Manifest }, error) {
	m, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (fulfilment.Manifest, error) { return fulfilment.GetManifest(v, in.ID) })
	if err != nil {
		return nil, err
	}
	return &struct{ Body wire.Manifest }{showManifest(m)}, nil
}

func showManifest(m fulfilment.Manifest) wire.Manifest {
	return wire.Manifest{ID: m.ID, Carrier: m.Carrier, Dock: m.Dock, State: m.State.String(), Parcels: m.Parcels, Grams: m.Grams,
		Shipped: m.Shipped, Vehicle: m.Vehicle}
}

func (s *Server) getWave(ctx context.Context, in *warehouseOrderInput) (*struct{ Body wire.Wave }, error) {
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*struct{ Body wire.Wave }, error) {
		w, p, err := fulfilment.WaveStatus(v, in.ID)
		if err != nil {
			return nil, err
		}
		return &struct{ Body wire.Wave }{wire.Wave{ID: w.ID, State: p.State.String(), Job: w.Job, Orders: w.Orders, Tasks: w.Tasks, Walk: w.Walk,
			Why: w.Why, Open: p.Open, Claimed: p.Claimed, Ended: p.Ended}}, nil
	})
}

func showIntake(o fulfilment.Intake) wire.Order {
	w := wire.Order{ID: o.ID, Channel: o.Channel, Number: o.Number, State: o.State.String(), Warehouse: o.Warehouse, Customer: o.Customer,
		Carrier: o.Carrier, Service: o.Service, Owner: o.Owner, Priority: o.Priority, Paid: o.Paid, PlacedAt: instant(o.PlacedAt),
		ShipBy: instant(o.ShipBy), MinDays: o.MinDays, Lines: o.Lines, Revision: o.Revision}
	if o.State == fulfilment.IntakeException {
		w.Exceptions = showExceptions(o.Why)
	}
	return w
}

func showOrder(o fulfilment.Order) wire.Order {
	return wire.Order{ID: o.ID, Channel: o.Channel, Number: o.Number, State: o.State.String(), Customer: o.Customer, Carrier: o.Carrier,
		Service: o.Service, Owner: o.Owner, Priority: o.Priority, ShipBy: instant(o.ShipBy), MinDays: o.MinDays, Lines: o.Lines, Wave: o.Wave,
		Parcels: o.Parcels, Exceptions: showExceptions(o.Why)}
}

func showExceptions(why []fulfilment.Exception) []wire.Exception {
	var out []wire.Exception
	for _, e := range why {
		out = append(out, wire.Exception{Reason: e.Reason, Line: e.Line, Detail: e.Detail})
	}
	return out
}

func showLine(r store.Reader, l inventory.Line) wire.OrderLine {
	w := wire.OrderLine{Order: l.Order, Line: l.No, SKU: string(l.SKU), Ordered: l.Ordered(), Packs: inventory.InPacks(r, l.SKU, l.Ordered()), Open: l.In(inventory.Open),
		Allocated: l.In(inventory.Allocated), Picked: l.In(inventory.Picked), Packed: l.In(inventory.Packed),
		Shipped: l.In(inventory.Shipped), Cancelled: l.In(inventory.Cancelled)}
	for _, r := range l.Res {
		w.Reservations = append(w.Reservations, wire.Reservation{Number: r.N, Holder: r.Holder.String(), Lot: string(r.Lot), Quantity: r.Qty,
			Phase: r.Phase.String(), Task: r.Task})
	}
	return w
}

func showParcel(p fulfilment.Parcel) wire.Parcel {
	w := wire.Parcel{ID: p.ID, Order: p.Order, State: p.State.String(), Carton: p.Carton, No: p.No, Expected: p.Expected, Gross: p.Gross,
		Override: p.Override, Carrier: p.Carrier, Service: p.Service, Waybill: p.Waybill, Routing: p.Routing, Manifest: p.Manifest, Station: p.Station}
	for _, u := range p.Units {
		w.Units = append(w.Units, wire.Unit{Line: u.Line, SKU: string(u.SKU), Lot: string(u.Lot), Quantity: u.Qty, Grams: u.Grams, Serials: u.Serials})
	}
	return w
}
