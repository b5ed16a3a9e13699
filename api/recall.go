package api

import (
	"context"
	"fmt"
	"strings"

	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// recall takes a lot from sale in every warehouse.
var recall = mapping[wire.RecallGoods, inventory.RecallInput, inventory.Recall, wire.Recall]{
	In: func(w wire.RecallGoods) (inventory.RecallInput, error) {
		return inventory.RecallInput{SKU: item.SKU(w.SKU), Lot: item.Lot(w.Lot), Reason: w.Reason, Owner: w.Owner}, nil
	},
	Do:  inventory.RecallGoods,
	Out: showRecall,
}

// lift lets the goods of a recall be sold again.
var lift = mapping[wire.LiftRecall, wire.LiftRecall, inventory.Recall, wire.Recall]{
	In: func(w wire.LiftRecall) (wire.LiftRecall, error) { return w, nil },
	Do: func(tx *store.Tx, in wire.LiftRecall) (inventory.Recall, error) {
		return inventory.LiftRecall(tx, in.Recall, in.Reason)
	},
	Out: showRecall,
}

func showRecall(r inventory.Recall) wire.Recall {
	w := wire.Recall{ID: r.ID, SKU: string(r.SKU), Lot: string(r.Lot), State: r.State(), Reason: r.Reason, Owner: r.Owner, By: r.By, At: instant(r.At),
		Lifted: instant(r.Lifted), Why: r.Why}
	for _, h := range r.Houses {
		w.Warehouses = append(w.Warehouses, wire.RecallHouse{Warehouse: h.Warehouse, OnHand: h.OnHand, Reserved: h.Reserved})
	}
	return w
}

type recallInput struct {
	ID string `path:"id"`
}

func (s *Server) listRecalls(ctx context.Context, in *PageQuery) (*many[wire.Recall], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	found, err := look(ctx, s, store.Company, func(v *store.View) ([]inventory.Recall, error) { return inventory.ListRecalls(v, after, limit), nil })
	if err != nil {
		return nil, err
	}
	return pageOf(found, limit, showRecall, func(r inventory.Recall) string { return r.ID }), nil
}

func (s *Server) getRecall(ctx context.Context, in *recallInput) (*struct{ Body wire.Recall }, error) {
	r, err := look(ctx, s, store.Company, func(v *store.View) (inventory.Recall, error) { return inventory.FindRecall(v, in.ID) })
	if err != nil {
		return nil, err
	}
	return &struct{ Body wire.Recall }{showRecall(r)}, nil
}

type recallListInput struct {
	PageQuery
	ID string `path:"id"`
}

// recallList gives what a recall found, a piece of a warehouse a page: what was where when its job looked.
func (s *Server) recallList(ctx context.Context, in *recallListInput) (*many[wire.RecallRow], error) {
	after, _, err := in.span()
	if err != nil {
		return nil, err
	}
	return look(ctx, s, store.Company, func(v *store.View) (*many[wire.RecallRow], error) {
		r, err := inventory.FindRecall(v, in.ID)
		if err != nil {
			return nil, err
		}
		warehouse, piece := "", 0
		if after != "" {
			if _, err := fmt.Sscanf(strings.ReplaceAll(after, "\x00", " "), "%s %d", &warehouse, &piece); err != nil {
				return nil, errCursor()
			}
		}
		return recallPage(v, &r, warehouse, piece), nil
	})
}

func recallPage(v *store.View, r *inventory.Recall, warehouse string, piece int) *many[wire.RecallRow] {
	out := &many[wire.RecallRow]{wire.Page[wire.RecallRow]{Items: []wire.RecallRow{}}}
	for i, h := range r.Houses {
		if warehouse != "" && h.Warehouse != warehouse || h.Pieces == 0 {
			continue
		}
		found, ok := inventory.RecallList(v, r.ID, h.Warehouse, piece)
		if !ok {
			warehouse, piece = "", 0
			continue
		}
		for _, row := range found.Rows {
			out.Body.Items = append(out.Body.Items, wire.RecallRow{Warehouse: h.Warehouse, Lot: string(row.Goods.Lot), Holder: row.Goods.Holder.String(),
				Place: string(row.Place), Status: row.Goods.Status.String(), Owner: row.Goods.Owner, OnHand: row.OnHand, Reserved: row.Reserved, Order: row.Order})
		}
		switch {
		case piece+1 < h.Pieces:
			out.Body.Next = cursor(fmt.Sprintf("%s\x00%d", h.Warehouse, piece+1))
		case i+1 < len(r.Houses):
			out.Body.Next = cursor(fmt.Sprintf("%s\x00%d", r.Houses[i+1].Warehouse, 0))
		}
		return out
	}
	return out
}
