package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
)

// claim gives a task to the worker who asks.
var claim = mapping[wire.Claim, fulfilment.ClaimInput, fulfilment.Trip, wire.Trip]{
	In: func(w wire.Claim) (fulfilment.ClaimInput, error) {
		return fulfilment.ClaimInput{Task: w.Task, Kind: inventory.TaskKind(w.Kind)}, nil
	},
	Do:  fulfilment.Claim,
	Out: showTrip,
}

// takeOver gives what remains of another's task to the worker who asks.
var takeOver = mapping[wire.TakeOver, fulfilment.TakeOverInput, fulfilment.Trip, wire.Trip]{
	In: func(w wire.TakeOver) (fulfilment.TakeOverInput, error) {
		return fulfilment.TakeOverInput{Task: w.Task, Reason: w.Reason}, nil
	},
	Do:  fulfilment.TakeOver,
	Out: showTrip,
}

// endTask ends a trip.
var endTask = mapping[wire.EndTask, fulfilment.EndTaskInput, fulfilment.EndTaskResult, wire.EndedTask]{
	In: func(w wire.EndTask) (fulfilment.EndTaskInput, error) {
		return fulfilment.EndTaskInput{Task: w.Task, Reason: w.Reason}, nil
	},
	Do:  fulfilment.EndTask,
	Out: func(r fulfilment.EndTaskResult) wire.EndedTask { return wire.EndedTask(r) },
}

func showTrip(t fulfilment.Trip) wire.Trip {
	w := wire.Trip{Task: t.Task, Kind: string(t.Kind), Epoch: t.Epoch, Wave: t.Wave, Orders: t.Orders, Walk: t.Walk, Why: t.Why, From: t.From, Total: t.Total}
	for _, st := range t.Steps {
		w.Steps = append(w.Steps, wire.TripStep{TaskStep: showStep(st.TaskStep), Empties: st.Empties})
	}
	return w
}
