package api

import (
	"context"
	"time"

	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/fulfilment/cartonize"
	"example.com/tote/inventory"
	"example.com/tote/inventory/store"
)

const (
	cartonPatience = 50 * time.Millisecond // a packer has the tote in hand; the best plan found by then is good enough
	pictureWidth   = 40                    // columns of a carton's picture: half a station's screen
	pictureLimit   = 200
)

type packListInput struct {
	Warehouse string `path:"wh"`
	Scanned   string `path:"scanned" doc:"A tote, a parcel or its waybill, an order's number or the channel's"`
	Width     int    `query:"width" doc:"Columns of the pictures, 20 to 200; absent: 40"`
}

// packList gives what is to be packed and how. A plan that cannot be made does not keep the list back: it says why.
func (s *Server) packList(ctx context.Context, in *packListInput) (*struct{ Body wire.PackList }, error) {
	var to fulfilment.ToCarton
	var packs []string // as the units
	var unplanned error
	list, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (fulfilment.PackList, error) {
		list, err := fulfilment.PackListOf(v, in.Scanned)
		if err == nil {
			to, unplanned = fulfilment.CartonsFor(v, list)
			for _, u := range list.Units {
				packs = append(packs, inventory.InPacks(v, u.SKU, u.Qty))
			}
		}
		return list, err
	})
	if err != nil {
		return nil, err
	}
	out := wire.PackList{Order: list.Order, State: list.State.String(), Totes: list.Totes, Open: list.Open, Parcel: list.Parcel, Units: []wire.ToPack{}}
	for _, p := range list.Begun {
		out.Begun = append(out.Begun, showParcel(p))
	}
	for i, u := range list.Units {
		out.Units = append(out.Units, wire.ToPack{Line: u.Line, SKU: string(u.SKU), Lot: string(u.Lot), Quantity: u.Qty, Packs: packs[i], Tote: u.Tote})
	}
	if unplanned == nil && len(to.Units) > 0 {
		ctx, cancel := context.WithTimeout(ctx, cartonPatience)
		defer cancel()
		var plan cartonize.Plan
		if plan, unplanned = to.Suggest(ctx); unplanned == nil {
			showPlan(&out, &to, &plan, in.Width)
		}
	}
	if unplanned != nil {
		p := s.explain(ctx, unplanned)
		out.Left = append(out.Left, wire.LeftOver{Reason: p.Reason, Message: p.Detail})
	}
	return &struct{ Body wire.PackList }{out}, nil
}

func showPlan(out *wire.PackList, to *fulfilment.ToCarton, plan *cartonize.Plan, width int) {
	if width == 0 {
		width = pictureWidth
	}
	width = min(max(width, 20), pictureLimit)
	for _, c := range plan.Cartons {
		out.Cartons = append(out.Cartons, wire.CartonPlan{Code: c.Code, Pieces: len(c.Places), Gross: c.Gross, Void: c.Void, Why: c.Why,
			Picture: cartonize.Text(c, to.Units, width)})
	}
	for _, l := range plan.Left {
		out.Left = append(out.Left, wire.LeftOver{SKU: string(to.Units[l.Unit].SKU), Quantity: l.Quantity, Reason: l.Reason, Message: l.Message})
	}
}
