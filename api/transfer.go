package api

import (
	"context"

	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// transfer opens a transfer to another warehouse and reserves goods for it.
var transfer = mapping[wire.Transfer, inventory.TransferInput, inventory.TransferResult, wire.TransferOpened]{
	In: func(w wire.Transfer) (inventory.TransferInput, error) {
		var g fault.Gather
		in := inventory.TransferInput{Transfer: w.Transfer, To: w.To, Document: w.Document, Expected: dateFrom(&g, "expected", w.Expected)}
		for _, l := range w.Lines {
			in.Lines = append(in.Lines, inventory.TransferLine{SKU: item.SKU(l.SKU), Owner: l.Owner, Qty: l.Quantity, UoM: l.UoM})
		}
		return in, g.Invalid("transfer.invalid", "goods cannot be transferred like this")
	},
	Do: inventory.MakeTransfer,
	Out: func(r inventory.TransferResult) wire.TransferOpened {
		w := wire.TransferOpened{Transfer: r.Transfer, Reserved: r.Reserved, More: r.More}
		for _, s := range r.Short {
			w.Short = append(w.Short, wire.TransferShort{Line: s.Line, SKU: string(s.SKU), Want: s.Want, Have: s.Have})
		}
		return w
	},
}

// send books goods of a transfer put onto the lorry.
var send = mapping[wire.Send, inventory.SendInput, inventory.SendResult, wire.Sent]{
	In: func(w wire.Send) (inventory.SendInput, error) {
		var g fault.Gather
		in := inventory.SendInput{Transfer: w.Transfer, LPN: w.LPN, From: holderFrom(&g, "from", w.From), SKU: item.SKU(w.SKU), Lot: item.Lot(w.Lot),
			Owner: w.Owner, Qty: w.Quantity, UoM: w.UoM, Serials: w.Serials}
		return in, g.Invalid("send.invalid", "goods cannot be sent like this")
	},
	Do:  inventory.Send,
	Out: func(r inventory.SendResult) wire.Sent { return wire.Sent(r) },
}

// dispatch lets the lorry of a transfer go.
var dispatch = mapping[wire.Dispatch, inventory.DispatchInput, inventory.DispatchResult, wire.Dispatched]{
	In: func(w wire.Dispatch) (inventory.DispatchInput, error) {
		return inventory.DispatchInput{Transfer: w.Transfer, Cancel: w.Cancel}, nil
	},
	Do: inventory.Dispatch,
	Out: func(r inventory.DispatchResult) wire.Dispatched {
		return wire.Dispatched{Transfer: r.Transfer, State: r.State.String(), ASN: r.Notice, Units: r.Units, Released: r.Released, More: r.More}
	},
}

// settleTransfer gives up what has not come of a transfer.
var settleTransfer = mapping[wire.SettleTransfer, inventory.SettleInput, inventory.SettleResult, wire.TransferSettled]{
	In: func(w wire.SettleTransfer) (inventory.SettleInput, error) {
		return inventory.SettleInput{Transfer: w.Transfer, Reason: inventory.SettleReason(w.Reason)}, nil
	},
	Do: inventory.SettleTransfer,
	Out: func(r inventory.SettleResult) wire.TransferSettled {
		return wire.TransferSettled{Transfer: r.Transfer, State: r.State.String(), Short: r.Short, Over: r.Over, More: r.More}
	},
}

type transfersInput struct {
	PageQuery
	Warehouse string `path:"wh"`
	State     string `query:"state" doc:"open, sent, arrived or cancelled"`
}

// listTransfers lists the transfers a warehouse sends, in one state.
func (s *Server) listTransfers(ctx context.Context, in *transfersInput) (*many[wire.TransferView], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	state := inventory.TransferStateOf(in.State)
	if state == 0 {
		return nil, fault.Invalid("transfer.state", "name the state: open, sent, arrived or cancelled, not %q", in.State)
	}
	found, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) ([]inventory.Transfer, error) {
		return inventory.ListTransfers(v, state, after, limit)
	})
	if err != nil {
		return nil, err
	}
	show := func(t inventory.Transfer) wire.TransferView { return showTransfer(in.Warehouse, &t) }
	return pageOf(found, limit, show, func(t inventory.Transfer) string { return t.ID }), nil
}

type transferPath struct {
	Warehouse string `path:"wh"`
	ID        string `path:"id"`
}

// getTransfer tells all of a transfer: what is wanted, where it is to be taken, what is on the way and what came.
func (s *Server) getTransfer(ctx context.Context, in *transferPath) (*struct{ Body wire.TransferView }, error) {
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*struct{ Body wire.TransferView }, error) {
		t, err := inventory.GetTransfer(v, in.ID)
		if err != nil {
			return nil, err
		}
		w := showTransfer(in.Warehouse, &t)
		for l := range inventory.LinesOf(v, t.ID, 1) {
			w.Lines = append(w.Lines, showTransferLine(v, &l))
		}
		for _, p := range inventory.PiecesOf(v, t.ID) {
			way, short, over := t.Road(&p)
			w.Pieces = append(w.Pieces, wire.TransferPiece{Piece: p.N, Line: p.Line, SKU: string(p.SKU), Lot: string(p.Lot), Owner: p.Owner, LPN: p.LPN,
				Quantity: p.Qty, Arrived: p.Arrived, InTransit: way, Short: short, Over: over, Settled: p.Settled, Grams: p.Grams, ArrivedGrams: p.ArrivedGrams, Since: instant(p.Since), Serials: p.Serials})
		}
		return &struct{ Body wire.TransferView }{w}, nil
	})
}

func showTransfer(warehouse string, t *inventory.Transfer) wire.TransferView {
	w := wire.TransferView{Transfer: t.ID, To: t.To, State: t.State.String(), Document: t.Document, Expected: t.Expected.String(),
		Opened: instant(t.Opened), Sent: instant(t.Sent), Ended: instant(t.Ended), SettledBy: t.Settler, Reason: string(t.Reason)}
	if t.Sent > 0 {
		w.ASN = inventory.NoticeOf(warehouse, t.ID)
	}
	return w
}

func showTransferLine(r store.Reader, l *inventory.Line) wire.TransferLineView {
	w := wire.TransferLineView{Line: l.No, SKU: string(l.SKU), Owner: l.Owner, Quantity: l.Ordered(), Packs: inventory.InPacks(r, l.SKU, l.Ordered()), Open: l.In(inventory.Open),
		Reserved: l.In(inventory.Allocated), Sent: l.In(inventory.Shipped), Cancelled: l.In(inventory.Cancelled)}
	for _, res := range l.Res {
		at, _ := inventory.PlaceOf(r, res.Holder)
		w.Take = append(w.Take, wire.TransferSource{Holder: res.Holder.String(), Location: string(at), Lot: string(res.Lot), Quantity: res.Qty})
	}
	return w
}
