package api

import (
	"context"

	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/store"
)

// listOf is the answer with a list that is never longer than a page.
func listOf[D, W any](found []D, show func(D) W) *many[W] { return pageOf(found, -1, show, nil) }

// listPutBacks tells which totes and hands hold goods that nobody wants any more.
func (s *Server) listPutBacks(ctx context.Context, in *warehouseInput) (*many[wire.PutBack], error) {
	found, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) ([]fulfilment.PutBack, error) { return fulfilment.ListPutBacks(v), nil })
	if err != nil {
		return nil, err
	}
	return listOf(found, func(p fulfilment.PutBack) wire.PutBack {
		return wire.PutBack{Holder: p.Holder.String(), Order: p.Order, At: instant(p.At)}
	}), nil
}

// listCountsWanted tells where somebody has to count, and why.
func (s *Server) listCountsWanted(ctx context.Context, in *warehouseInput) (*many[wire.CountWanted], error) {
	found, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) ([]inventory.CountWanted, error) {
		return inventory.CountsWanted(v, MaxPage), nil
	})
	if err != nil {
		return nil, err
	}
	return listOf(found, func(c inventory.CountWanted) wire.CountWanted {
		return wire.CountWanted{Holder: c.Holder.String(), SKU: string(c.SKU), Reason: c.Reason}
	}), nil
}

// listManifests lists the manifests that are being loaded: one a carrier and dock.
func (s *Server) listManifests(ctx context.Context, in *warehouseInput) (*many[wire.Manifest], error) {
	found, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) ([]fulfilment.Manifest, error) {
		return fulfilment.OpenManifests(v), nil
	})
	if err != nil {
		return nil, err
	}
	return listOf(found, showManifest), nil
}

type revealInput struct {
	CommandHead
	ID   string `path:"id"`
	Body wire.Reveal
}

// reveal shows an order's recipient in clear once it is written down who reads it and why. What is stored as the answer is
// that it was read, never what.
func (s *Server) reveal(ctx context.Context, in *revealInput) (*struct{ Body wire.Recipient }, error) {
	_, err := s.edit(ctx, store.Company, "reveal", EditHead{CommandHead: in.CommandHead}, []any{in.ID, in.Body}, func(tx *store.Tx, _ uint64) (edited, error) {
		r, err := fulfilment.Reveal(tx, fulfilment.RevealInput{Order: in.ID, Purpose: in.Body.Purpose})
		return edited{Code: r.Order}, err
	})
	if err != nil {
		return nil, err
	}
	a, err := look(ctx, s, store.Company, func(v *store.View) (fulfilment.Address, error) { return fulfilment.OpenRecipient(v, in.ID) })
	if err != nil {
		return nil, err
	}
	return &struct{ Body wire.Recipient }{wire.Recipient{Name: a.Name, Company: a.Company, Phone: a.Phone, Country: a.Country, Province: a.Province,
		City: a.City, District: a.District, Town: a.Town, Detail: a.Detail, Postcode: a.Postcode, Division: a.Division}}, nil
}
