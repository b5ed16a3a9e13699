package api

import (
	"context"

	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

type locationsInput struct {
	PageQuery
	Warehouse string `path:"wh"`
	Kind      string `query:"kind"`
	Prefix    string `query:"prefix" doc:"Of the code"`
	Zone      string `query:"zone"`
}

func (s *Server) listLocations(ctx context.Context, in *locationsInput) (*many[wire.Location], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	q := inventory.LocationQuery{Prefix: in.Prefix, Zone: in.Zone, After: after, Limit: limit, Kind: layout.KindOf(in.Kind)}
	if in.Kind != "" && q.Kind == 0 {
		return nil, fault.Invalid("location.kind", "there is no kind of location %q", in.Kind)
	}
	page, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (inventory.LocationPage, error) { return inventory.ListLocations(v, q) })
	if err != nil {
		return nil, err
	}
	out := pageOf(page.Locations, -1, showLocation, nil)
	out.Body.Next = cursor(page.Next)
	return out, nil
}

type locationInput struct {
	Warehouse string `path:"wh"`
	Code      string `path:"code" doc:"Its code, in any case, or its barcode"`
}

func (s *Server) getLocation(ctx context.Context, in *locationInput) (*one[wire.Location], error) {
	l, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (layout.Location, error) {
		return inventory.FindLocationByScan(v, in.Code)
	})
	if err != nil {
		return nil, err
	}
	return &one[wire.Location]{etag(l.Revision), showLocation(l)}, nil
}

type putLocationInput struct {
	EditHead
	Warehouse string `path:"wh"`
	Code      string `path:"code"`
	Body      wire.Location
}

func (s *Server) putLocation(ctx context.Context, in *putLocationInput) (*one[wire.Location], error) {
	l, err := locationFrom(in.Code, &in.Body)
	if err != nil {
		return nil, err
	}
	p := store.Partition(in.Warehouse)
	e, err := s.edit(ctx, p, "location.put", in.EditHead, []any{in.Code, in.Body}, func(tx *store.Tx, expected uint64) (edited, error) {
		kept, err := inventory.PutLocation(tx, l, expected)
		return edited{string(kept.Code), kept.Revision}, err
	})
	if err != nil {
		return nil, err
	}
	return s.getLocation(ctx, &locationInput{in.Warehouse, e.Code})
}

type layoutInput struct {
	Warehouse string `path:"wh"`
	Since     uint64 `query:"since" doc:"The version the device has; absent: everything"`
}

// getLayout gives a device what changed in the warehouse's locations, so that it judges scans with the radio off. Closed
// ones are told as closed, never left out.
func (s *Server) getLayout(ctx context.Context, in *layoutInput) (*struct{ Body wire.Layout }, error) {
	d, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (inventory.LayoutDelta, error) {
		return inventory.LocationsSince(v, in.Since)
	})
	if err != nil {
		return nil, err
	}
	out := wire.Layout{Locations: make([]wire.Location, len(d.Locations)), Version: d.Version, More: d.More, Anew: d.Anew}
	for i, l := range d.Locations {
		out.Locations[i] = showLocation(l)
	}
	return &struct{ Body wire.Layout }{out}, nil
}

func locationFrom(code string, w *wire.Location) (layout.Location, error) {
	l := layout.Location{Code: layout.Code(code), Kind: layout.KindOf(w.Kind), Zone: w.Zone, Aisle: w.Aisle, Bay: w.Bay, Level: w.Level,
		X: w.X, Y: w.Y, Z: w.Z, Travel: w.Travel, Grams: w.Grams, Volume: w.Volume, Height: w.Height, Class: w.Class, Fixed: w.Fixed, Min: w.Min, Max: w.Max,
		Barcode: w.Barcode, Closed: w.Closed}
	if w.Mixing == "" {
		return l, nil
	}
	var ok bool
	if l.Mixing, ok = layout.MixingOf(w.Mixing); !ok {
		return l, fault.Invalid("location.invalid", "location %q cannot be kept as it is", code).
			With(fault.Detail{Where: "mixing", Reason: "location.mixing", Message: "mixing must be any, one_item or one_lot"})
	}
	return l, nil
}

func showLocation(l layout.Location) wire.Location {
	return wire.Location{Code: string(l.Code), Kind: l.Kind.String(), Zone: l.Zone, Aisle: l.Aisle, Bay: l.Bay, Level: l.Level,
		X: l.X, Y: l.Y, Z: l.Z, Travel: l.Travel, Grams: l.Grams, Volume: l.Volume, Height: l.Height, Mixing: l.Mixing.String(), Class: l.Class, Fixed: l.Fixed,
		Min: l.Min, Max: l.Max, Barcode: l.Barcode, Closed: l.Closed, Revision: l.Revision}
}
