package api

import (
	"context"
	"strconv"

	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// reslot asks for a plan of moves.
var reslot = mapping[wire.Reslot, inventory.ReslotInput, fulfilment.ReslotResult, wire.Reslotted]{
	In: func(w wire.Reslot) (inventory.ReslotInput, error) {
		return inventory.ReslotInput{Weeks: w.Weeks, Horizon: w.Horizon, MoveCost: w.MoveCost, MaxMoves: w.MaxMoves, Zone: w.Zone, Reassign: w.Reassign}, nil
	},
	Do:  fulfilment.Reslot,
	Out: func(r fulfilment.ReslotResult) wire.Reslotted { return wire.Reslotted{Reslotting: r.Plan, Job: r.Job} },
}

type reslottingInput struct {
	PageQuery
	Warehouse string `path:"wh"`
}

type oneReslottingInput struct {
	PageQuery
	Warehouse string `path:"wh"`
	ID        string `path:"id"`
}

// currentReslotting shows the plan in force with its moves, a page of them.
func (s *Server) currentReslotting(ctx context.Context, in *reslottingInput) (*struct{ Body wire.Reslotting }, error) {
	return s.showReslotting(ctx, in.Warehouse, in.PageQuery, inventory.CurrentReslotting)
}

// getReslotting shows a plan with its moves.
func (s *Server) getReslotting(ctx context.Context, in *oneReslottingInput) (*struct{ Body wire.Reslotting }, error) {
	return s.showReslotting(ctx, in.Warehouse, in.PageQuery, func(r store.Reader) (inventory.Reslotting, error) { return inventory.GetReslotting(r, in.ID) })
}

func (s *Server) showReslotting(ctx context.Context, warehouse string, q PageQuery, find func(store.Reader) (inventory.Reslotting, error)) (*struct{ Body wire.Reslotting }, error) {
	after, limit, err := q.span()
	if err != nil {
		return nil, err
	}
	rank := 0
	if after != "" {
		if rank, err = strconv.Atoi(after); err != nil || rank < 0 {
			return nil, fault.Invalid("cursor.malformed", "this cursor is not one this list gave: begin without one")
		}
	}
	return look(ctx, s, store.Partition(warehouse), func(v *store.View) (*struct{ Body wire.Reslotting }, error) {
		p, err := find(v)
		if err != nil {
			return nil, err
		}
		out := wire.Reslotting{ID: p.ID, State: p.State.String(), Job: p.Job, Since: instant(p.Since), Until: instant(p.Until), Picks: p.Picks, Orders: p.Orders,
			Sample: p.Sample, Faces: p.Faces, Total: p.Moves, Gain: p.Gain, A: p.Classes[0], B: p.Classes[1], C: p.Classes[2],
			Weeks: p.Input.Weeks, Horizon: p.Input.Horizon, MoveCost: p.Input.MoveCost, Why: p.Why}
		if p.State != inventory.ReslotCurrent {
			return &struct{ Body wire.Reslotting }{out}, nil // its moves are not yet or no longer there
		}
		for m := range inventory.MovesOf(v, p.ID, rank+1) {
			if len(out.Moves) == limit {
				out.Next = cursor(strconv.Itoa(out.Moves[limit-1].Rank))
				break
			}
			out.Moves = append(out.Moves, wire.PlannedMove{Rank: m.Rank, SKU: string(m.SKU), From: string(m.From), To: string(m.To), Back: string(m.Back),
				Gain: m.Gain, Why: m.Why, Done: inventory.MoveDone(v, &m)})
		}
		return &struct{ Body wire.Reslotting }{out}, nil
	})
}

// listClasses lists the items with their classes by the plan in force, by SKU.
func (s *Server) listClasses(ctx context.Context, in *reslottingInput) (*many[wire.ItemClass], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*many[wire.ItemClass], error) {
		p, err := inventory.CurrentReslotting(v)
		if err != nil {
			return nil, err
		}
		var found []inventory.ItemClass
		for c := range inventory.ClassesOf(v, p.ID, item.SKU(after)) {
			if string(c.SKU) == after {
				continue
			}
			if found = append(found, c); len(found) == limit {
				break
			}
		}
		return pageOf(found, limit, showClass, func(c inventory.ItemClass) string { return string(c.SKU) }), nil
	})
}

func showClass(c inventory.ItemClass) wire.ItemClass {
	return wire.ItemClass{SKU: string(c.SKU), Class: c.Class.String(), Rank: c.Rank, Lines: c.Lines, Share: c.Share, Goal: string(c.Goal)}
}
