package api

import (
	"context"

	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/people"
	"example.com/tote/inventory/store"
)

// Who fills pick faces: those who put goods away, and pickers who find one empty.
var refillers = need(people.Putaway, people.Picker)

// planRefills has pick faces looked at.
var planRefills = mapping[wire.PlanRefills, fulfilment.PlanRefillsInput, fulfilment.JobStarted, wire.RefillsPlanned]{
	In: func(w wire.PlanRefills) (fulfilment.PlanRefillsInput, error) {
		return fulfilment.PlanRefillsInput{Face: layout.Code(w.Location), SKU: item.SKU(w.SKU), Urgent: w.Urgent}, nil
	},
	Do:  fulfilment.PlanRefills,
	Out: func(r fulfilment.JobStarted) wire.RefillsPlanned { return wire.RefillsPlanned{Job: r.Job} },
}

// replenish books goods set down at a pick face.
var replenish = mapping[wire.Replenish, fulfilment.ReplenishInput, fulfilment.ReplenishResult, wire.Replenished]{
	In: func(w wire.Replenish) (fulfilment.ReplenishInput, error) {
		return fulfilment.ReplenishInput{Refill: w.Refill, Task: w.Task, Qty: w.Quantity, UoM: w.UoM, To: layout.Code(w.To), Reason: fulfilment.ShortReason(w.Reason),
			More: w.More, Override: w.Override, Surprise: surpriseFrom(w.Surprise)}, nil
	},
	Judge: func(c *caller, in *fulfilment.ReplenishInput) error { return overrides(c, in.Override) },
	Do:    fulfilment.Replenish,
	Out:   showReplenished,
}

// cancelRefill gives up a refill that nobody works on.
var cancelRefill = mapping[wire.CancelRefill, fulfilment.CancelRefillInput, fulfilment.ReplenishResult, wire.Replenished]{
	In: func(w wire.CancelRefill) (fulfilment.CancelRefillInput, error) {
		return fulfilment.CancelRefillInput{Refill: w.Refill, Reason: w.Reason}, nil
	},
	Do:  fulfilment.CancelRefill,
	Out: showReplenished,
}

func showReplenished(r fulfilment.ReplenishResult) wire.Replenished {
	return wire.Replenished{Refill: r.Refill, State: r.State.String(), Units: r.Units, Left: r.Left, Affected: showMovedReserved(r.Affected), Found: r.Found}
}

type refillsInput struct {
	PageQuery
	Warehouse string `path:"wh"`
	SKU       string `query:"sku"`
	To        string `query:"to" doc:"Pick face"`
	From      string `query:"from" doc:"Holder the goods stand in, or a location"`
	State     string `query:"state" enum:"open,claimed,done,cancelled" doc:"Absent: those on their way"`
	Worker    string `query:"worker" doc:"Only those this worker has claimed; me: whoever is signed in"`
}

// listRefills lists what is on its way to pick faces, and who brings it; or what is over, the last first.
func (s *Server) listRefills(ctx context.Context, in *refillsInput) (*many[wire.Refill], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	q := inventory.RefillQuery{State: inventory.RefillStateOf(in.State), To: layout.Code(in.To), SKU: item.SKU(in.SKU), Worker: people.NormalID(in.Worker), After: after, Limit: limit}
	if in.Worker == "me" {
		q.Worker = callerOf(ctx).worker
	}
	if q.From, err = inventory.ParseHolder(in.From); in.From != "" && err != nil {
		q.From = inventory.Location(layout.Code(in.From)) // the code of a location is a holder's name too
	}
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*many[wire.Refill], error) {
		found, next, err := inventory.ListRefills(v, q)
		if err != nil {
			return nil, fault.Invalid("cursor.malformed", "this cursor is not one this list gave: begin without one")
		}
		out := listOf(found, func(f inventory.Refill) wire.Refill { return showRefill(v, &f) })
		out.Body.Next = cursor(next)
		return out, nil
	})
}

func showRefill(r store.Reader, f *inventory.Refill) wire.Refill {
	w := wire.Refill{ID: f.ID, State: f.State.String(), SKU: string(f.SKU), Lot: string(f.Lot), Owner: f.Owner, From: f.From.String(), Location: string(f.Place), To: string(f.To),
		Quantity: f.Qty, Packs: inventory.InPacks(r, f.SKU, f.Qty), Brought: f.Done, Urgent: f.Urgent, Why: f.Why, Task: f.Task, Worker: inventory.RefillWorker(r, f), At: instant(f.At)}
	if code, ok := inventory.PlaceOf(r, f.From); ok && f.State.Alive() {
		w.Location = string(code)
	}
	return w
}

// maxRefillsTold bounds the refills told beside something else: a screen of lines.
const maxRefillsTold = 5

// refillsTo tells what is on its way to a holder, if it is a pick face; of one item, or (SKU empty) of all.
func refillsTo(r store.Reader, h inventory.Holder, sku item.SKU) []wire.Refill {
	if h.Kind != inventory.AtLocation {
		return nil
	}
	var out []wire.Refill
	for f := range inventory.RefillsTo(r, h.Code(), sku) {
		if out = append(out, showRefill(r, &f)); len(out) == maxRefillsTold {
			break
		}
	}
	return out
}
