package api

import (
	"slices"
	"strings"

	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/people"
	"example.com/tote/inventory/store"
)

// claim gives a task to the worker who asks.
var claim = mapping[wire.Claim, fulfilment.ClaimInput, fulfilment.Trip, wire.Trip]{
	In: func(w wire.Claim) (fulfilment.ClaimInput, error) {
		return fulfilment.ClaimInput{Task: w.Task, Kind: inventory.TaskKind(w.Kind), Zone: w.Zone}, nil
	},
	// Counters are sent to count, pickers to pick: a tote in the wrong hands is an order late.
	Judge: func(c *caller, d *fulfilment.ClaimInput) error {
		kind := people.Picker
		switch {
		case d.Kind == inventory.CountTask:
			kind = people.Counter
		case d.Kind == inventory.ReplenishTask && !c.roles.Cover(people.Picker):
			kind = people.Putaway
		}
		if d.Task == "" && !c.roles.Cover(kind) {
			return fault.Forbidden("role.missing", "this kind of task needs the role %s", kind)
		}
		return nil
	},
	Do:     fulfilment.Claim,
	Around: showTrip,
}

// takeOver gives what remains of another's task to the worker who asks.
var takeOver = mapping[wire.TakeOver, fulfilment.TakeOverInput, fulfilment.Trip, wire.Trip]{
	In: func(w wire.TakeOver) (fulfilment.TakeOverInput, error) {
		return fulfilment.TakeOverInput{Task: w.Task, Reason: w.Reason}, nil
	},
	Do:     fulfilment.TakeOver,
	Around: showTrip,
}

// endTask ends a trip.
var endTask = mapping[wire.EndTask, fulfilment.EndTaskInput, fulfilment.EndTaskResult, wire.EndedTask]{
	In: func(w wire.EndTask) (fulfilment.EndTaskInput, error) {
		return fulfilment.EndTaskInput{Task: w.Task, Reason: w.Reason}, nil
	},
	Do:  fulfilment.EndTask,
	Out: func(r fulfilment.EndTaskResult) wire.EndedTask { return wire.EndedTask(r) },
}

func showTrip(v *store.View, now int64, t fulfilment.Trip) wire.Trip {
	w := wire.Trip{Task: t.Task, Kind: string(t.Kind), Epoch: t.Epoch, Wave: t.Wave, Zone: t.Zone, Orders: t.Orders, Walk: t.Walk, Why: t.Why,
		From: t.From, Total: t.Total}
	if t.Kind == inventory.CountTask {
		w.Steps = showCountStops(v, t.Steps)
		return w
	}
	steps := make([]inventory.TaskStep, len(t.Steps))
	for i, st := range t.Steps {
		steps[i] = st.TaskStep
	}
	g := fulfilment.GuideTo(v, t.Task, steps, now)
	w.Steps = showSteps(&g, steps)
	for i, st := range t.Steps {
		w.Steps[i].Empties = st.Empties
		if f, err := inventory.GetRefill(v, st.Refill); st.Refill != "" && err == nil {
			w.Steps[i].Urgent = f.Urgent
			w.Steps[i].Why, _, _ = strings.Cut(f.Why, " ") // the word; its figures are for the office
		}
	}
	for _, c := range g.Totes {
		w.Totes = append(w.Totes, wire.TripTote{Tote: c.ID, Order: c.Order, Slot: slices.Index(t.Orders, c.Order) + 1, At: c.At.String()})
	}
	return w
}

// showSteps words steps with the guide to them.
func showSteps(g *fulfilment.Guide, steps []inventory.TaskStep) []wire.TripStep {
	var out []wire.TripStep
	for i, st := range steps {
		around := &g.Steps[i]
		w := wire.TripStep{TaskStep: showStep(st), LPN: around.LPN, Expiry: around.Expiry.String(), Totes: around.Totes, Scans: scansOf(&st, around)}
		for _, n := range around.Beware {
			w.Beware = append(w.Beware, wire.Neighbour{Location: string(n.Location), SKU: string(n.SKU), Lot: string(n.Lot), Why: string(n.Why), Times: n.Times})
		}
		out = append(out, w)
	}
	return out
}

// scansOf says what proves a step: the place, the LPN the goods stand in, the goods, the order's tote or the face they go to.
func scansOf(st *inventory.TaskStep, g *fulfilment.StepGuide) []wire.Acceptor {
	place := wire.Acceptor{What: fulfilment.ExpectPlace, Kind: "location", Zone: g.Place.Zone, Codes: []string{string(g.Place.Code)}}
	if g.Place.Barcode != "" {
		place.Codes = append(place.Codes, g.Place.Barcode)
	}
	goods := wire.Acceptor{What: fulfilment.ExpectGoods, Kind: "item", SKU: string(st.SKU)}
	if g.Tracked {
		goods.Lot = string(st.Lot)
	}
	if st.Refill != "" {
		return append(scansOfGoods(place, goods, g), wire.Acceptor{What: "to", Kind: "location", Codes: g.To})
	}
	out := scansOfGoods(place, goods, g)
	if len(g.Totes) > 0 {
		out = append(out, wire.Acceptor{What: "into", Kind: "tote", Codes: g.Totes})
	}
	return append(out, wire.Acceptor{What: "into", Kind: "tote", Rule: "tote.free", Ask: len(g.Totes) > 0})
}

func scansOfGoods(place, goods wire.Acceptor, g *fulfilment.StepGuide) []wire.Acceptor {
	out := []wire.Acceptor{place}
	if g.LPN != "" {
		out = append(out, wire.Acceptor{What: fulfilment.ExpectLPN, Kind: "lpn", Codes: []string{g.LPN}})
	}
	return append(out, goods)
}
