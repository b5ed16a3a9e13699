package api

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// changeOwner books goods over to another owner.
var changeOwner = mapping[wire.ChangeOwner, inventory.ChangeOwnerInput, inventory.ChangeOwnerResult, wire.OwnerChanged]{
	In: func(w wire.ChangeOwner) (inventory.ChangeOwnerInput, error) {
		var g fault.Gather
		in := inventory.ChangeOwnerInput{SKU: item.SKU(w.SKU), Lot: item.Lot(w.Lot), From: holderFrom(&g, "from", w.From),
			Status: conditionFrom(&g, "status", w.Status), Owner: w.Owner, To: w.To, Qty: w.Quantity, UoM: w.UoM, Document: w.Document}
		return in, g.Invalid("owner.invalid", "SKU %s cannot change hands like this", w.SKU)
	},
	Do: inventory.ChangeOwner,
	Out: func(r inventory.ChangeOwnerResult) wire.OwnerChanged {
		w := wire.OwnerChanged{Units: r.Units, Moved: []wire.OwnerChangedPart{}}
		for _, p := range r.Moved {
			w.Moved = append(w.Moved, wire.OwnerChangedPart{Holder: p.Goods.Holder.String(), Lot: string(p.Goods.Lot), Quantity: p.Qty})
		}
		return w
	},
}

type statementInput struct {
	Warehouse string    `path:"wh"`
	Owner     string    `query:"owner" doc:"Absent: the house"`
	From      time.Time `query:"from" doc:"What was recorded from this moment on"`
	To        time.Time `query:"to" doc:"And before this one; absent: now"`
	Format    string    `query:"format" enum:"json,csv" default:"json"`
}

// statement adds up an owner's stock from the ledger, one short snapshot a piece, so that nobody waits for it.
func (s *Server) statement(ctx context.Context, in *statementInput) (*huma.StreamResponse, error) {
	if in.To.IsZero() {
		in.To = s.opt.Now()
	}
	if in.From.IsZero() || !in.From.Before(in.To) {
		return nil, fault.Invalid("statement.span", "a statement is from one moment to a later one")
	}
	st := inventory.NewStatement(in.Owner, in.From, in.To)
	for done := false; !done; {
		if ctx.Err() != nil {
			return nil, fault.Unavailable("statement.given_up", "the statement was given up by its caller")
		}
		var err error
		if done, err = look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (bool, error) { return st.Piece(v) }); err != nil {
			return nil, err
		}
	}
	out := wire.Statement{Warehouse: in.Warehouse, Owner: in.Owner, From: in.From, To: in.To, Lines: []wire.StatementLine{}}
	for _, l := range st.Lines() {
		out.Lines = append(out.Lines, wire.StatementLine{SKU: string(l.SKU), Opening: l.Opening, In: l.In(), Out: l.Out(), Received: l.Received, Shipped: l.Shipped,
			Transfers: l.Transfers, Owners: l.Owners, Adjusted: l.Adjusted, Closing: l.Closing})
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) { writeStatement(hc, &out, in.Format) }}, nil
}

func writeStatement(hc huma.Context, st *wire.Statement, format string) {
	if format != "csv" {
		hc.SetHeader("Content-Type", "application/json")
		_ = json.NewEncoder(hc.BodyWriter()).Encode(st) // the caller may have gone
		return
	}
	hc.SetHeader("Content-Type", "text/csv; charset=utf-8")
	w := csv.NewWriter(hc.BodyWriter())
	_ = w.Write([]string{"warehouse", "owner", "sku", "opening", "in", "out", "received", "shipped", "transfers", "owners", "adjusted", "closing"})
	for _, l := range st.Lines {
		row := []string{st.Warehouse, st.Owner, l.SKU}
		for _, n := range []int64{l.Opening, l.In, l.Out, l.Received, l.Shipped, l.Transfers, l.Owners, l.Adjusted, l.Closing} {
			row = append(row, strconv.FormatInt(n, 10))
		}
		_ = w.Write(row)
	}
	w.Flush()
}
