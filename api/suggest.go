package api

import (
	"context"

	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// suggestAtMost is how many places a screen can offer.
const suggestAtMost = 10

type suggestInput struct {
	Warehouse string `path:"wh"`
	SKU       string `path:"sku"`
	Lot       string `query:"lot"`
	Holder    string `query:"holder" doc:"Where the goods are now"`
	Owner     string `query:"owner"`
	Status    string `query:"status" doc:"available (the default), inspect or damaged"`
	Quantity  int64  `query:"quantity"`
	Limit     int    `query:"limit" doc:"At most 10; absent: 5"`
}

// suggest names the best places for goods, best first.
func (s *Server) suggest(ctx context.Context, in *suggestInput) (*struct{ Body wire.Suggestions }, error) {
	var g fault.Gather
	b := inventory.Balance{Goods: inventory.Goods{SKU: item.SKU(in.SKU), Lot: item.Lot(in.Lot), Holder: holderFrom(&g, "holder", in.Holder),
		Status: conditionFrom(&g, "status", in.Status), Owner: in.Owner}, OnHand: max(in.Quantity, 1)}
	if b.Status == 0 {
		b.Status = inventory.Available
	}
	if in.Limit == 0 {
		in.Limit = 5
	}
	if in.Limit < 0 || in.Limit > suggestAtMost {
		g.Add("limit", "page.limit", "at most %d places are named", suggestAtMost)
	}
	if err := g.Invalid("suggest.invalid", "no place can be named like this"); err != nil {
		return nil, err
	}
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*struct{ Body wire.Suggestions }, error) {
		found, err := inventory.SuggestPutaway(v, b, in.Limit)
		if err != nil {
			return nil, err
		}
		out := wire.Suggestions{Suggestions: make([]wire.Suggestion, len(found))}
		for i, p := range found {
			out.Suggestions[i] = wire.Suggestion{Location: string(p.Code), Quantity: p.Quantity, Rank: p.Rank, Why: p.Why}
		}
		return &struct{ Body wire.Suggestions }{out}, nil
	})
}
