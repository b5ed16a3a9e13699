package fulfilment

import (
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// ClaimInput asks for a task: the one named, or the most urgent open one of a kind. The worker is the command's.
type ClaimInput struct {
	Task string
	Kind inventory.TaskKind // without Task; empty: pick
	Zone string             // without Task: only trips that stay in that zone
}

// Step is a stop of a trip as its worker needs it.
type Step struct {
	inventory.TaskStep
	Empties bool `cbor:"20,keyasint,omitempty"` // this pick should leave nothing of the goods there: ask whether it is so
}

// Trip is a task in its worker's hands, with what remains of it.
type Trip struct {
	Task   string             `cbor:"1,keyasint"`
	Kind   inventory.TaskKind `cbor:"2,keyasint"`
	Epoch  uint64             `cbor:"3,keyasint"` // counts the claims of the task
	Wave   string             `cbor:"4,keyasint,omitempty"`
	Orders []string           `cbor:"5,keyasint,omitempty"` // by slot on the cart
	Steps  []Step             `cbor:"6,keyasint,omitempty"` // in walking order
	Walk   int64              `cbor:"7,keyasint,omitempty"` // millimetres planned
	Why    string             `cbor:"8,keyasint,omitempty"`
	From   string             `cbor:"9,keyasint,omitempty"` // the task it continues
	Total  int                `cbor:"10,keyasint"`          // steps with those that are done
	Zone   string             `cbor:"11,keyasint,omitempty"`
}

// Claim gives a task to the worker. Who holds one of the kind already is given that again as it stands, on whatever device
// he is now: on another one with a new epoch. A refusal always names who has the task, and since when. Open tasks of which nothing is left are ended on the way. Errors: worker.missing, task.unknown, task.none, task.claimed,
// task.state, task.stale.
func Claim(tx *store.Tx, in ClaimInput) (Trip, error) {
	c := tx.Command()
	if c.Worker == "" {
		return Trip{}, fault.Invalid("worker.missing", "a task is claimed by a worker: sign in first")
	}
	if in.Task != "" {
		t, err := inventory.ClaimTask(tx, in.Task, c.Worker, c.Device)
		if err != nil {
			return Trip{}, err
		}
		return TripOf(tx, &t), nil
	}
	for range maxStaleTasks {
		id, own, err := nextTask(tx, c.Worker, in)
		if fault.ReasonOf(err) == "task.none" {
			id, err = planTrip(tx, c.Worker, in, err)
		}
		if err != nil {
			return Trip{}, err
		}
		t, err := inventory.ClaimTask(tx, id, c.Worker, c.Device)
		if err != nil {
			return Trip{}, err
		}
		trip := TripOf(tx, &t)
		if own || len(trip.Steps) > 0 {
			return trip, nil
		}
		if _, err := endTask(tx, id, "task.stale"); err != nil { // its orders were cancelled, or picked by facts of another trip
			return Trip{}, err
		}
	}
	return Trip{}, fault.Conflict("task.stale", "the next tasks have nothing left to do and were not all cleared: claim again")
}

// planTrip makes a trip of those kinds that are made as they are asked for.
func planTrip(tx *store.Tx, worker string, in ClaimInput, none error) (string, error) {
	var t inventory.Task
	switch in.Kind {
	case inventory.CountTask:
		t, none = inventory.PlanCountTrip(tx, worker, in.Zone)
	case inventory.ReplenishTask:
		t, none = inventory.PlanRefillTrip(tx, in.Zone)
	}
	return t.ID, none
}

// maxStaleTasks bounds the tasks with nothing left that one claim clears away.
const maxStaleTasks = 8

// nextTask gives the worker's own task of a kind, wherever it leads him, or else the most urgent open one.
func nextTask(r store.Reader, worker string, in ClaimInput) (id string, own bool, err error) {
	kind := in.Kind
	if kind == "" {
		kind = inventory.PickTask
	}
	for t := range inventory.TasksOf(r, worker) {
		if t.Kind == kind {
			return t.ID, true, nil
		}
	}
	waiting := inventory.TasksToDo(r, kind)
	if in.Zone != "" {
		waiting = inventory.TasksToDoIn(r, kind, in.Zone)
	}
	for t := range waiting {
		return t.ID, false, nil
	}
	if in.Zone != "" {
		return "", false, fault.NotFound("task.none", "no %s task waits in zone %s: ask for another zone, or for any", kind, in.Zone)
	}
	return "", false, fault.NotFound("task.none", "no %s task waits: release a wave, or ask for another kind of work", kind)
}

// TripOf gives a task with what remains of it.
func TripOf(r store.Reader, t *inventory.Task) Trip {
	out := Trip{Task: t.ID, Kind: t.Kind, Epoch: t.Claim.Epoch, Wave: t.Wave, Orders: t.Orders, Walk: t.Walk, Why: t.Why, From: t.From, Total: len(t.Steps), Zone: t.Zone}
	type pile struct {
		sku, lot string
		from     inventory.Holder
	}
	if t.Kind != inventory.PickTask {
		for _, s := range t.Remaining(r) {
			out.Steps = append(out.Steps, Step{TaskStep: s}) // of a count what should be there is not told; a refill leaves the rest there
		}
		return out
	}
	left := map[pile]int64{} // a trip may pass the same goods several times: the last pick empties
	for _, s := range t.Remaining(r) {
		p := pile{string(s.SKU), string(s.Lot), s.From}
		if _, seen := left[p]; !seen {
			left[p] = onHand(r, s)
		}
		left[p] -= s.Qty
		out.Steps = append(out.Steps, Step{TaskStep: s, Empties: left[p] == 0})
	}
	return out
}

func onHand(r store.Reader, s inventory.TaskStep) int64 {
	l, err := inventory.GetLine(r, s.Ref.Order, s.Ref.Line)
	if err != nil {
		return 0
	}
	res := l.Reservation(s.Ref.Res)
	if res == nil {
		return 0
	}
	b := inventory.GetBalance(r, l.Goods(res))
	return b.OnHand
}

// TakeOverInput gives a task to the command's worker, with a reason for the ledger.
type TakeOverInput struct {
	Task   string
	Reason string
}

// TakeOver closes a task and gives what remains of it to the worker as a new one. Only this frees a task whose device is
// offline; facts that device sends later are booked all the same. Of a task of which nothing remains the worker gets a trip
// without steps: the totes on the cart are still to be set down. Errors: worker.missing, reason.missing, task.unknown,
// task.state.
func TakeOver(tx *store.Tx, in TakeOverInput) (Trip, error) {
	c := tx.Command()
	if c.Worker == "" {
		return Trip{}, fault.Invalid("worker.missing", "a task is taken over by a worker: sign in first")
	}
	if in.Reason == "" || len(in.Reason) > inventory.MaxStateReason {
		return Trip{}, fault.Invalid("reason.missing", "say in 1 to %d bytes why task %s is taken over: it stands in the ledger", inventory.MaxStateReason, in.Task)
	}
	t, err := inventory.TakeOver(tx, in.Task, c.Worker, c.Device, in.Reason)
	if err != nil {
		return Trip{}, err
	}
	if t.State == inventory.TaskClaimed {
		ofWave(tx, &t)
	}
	return TripOf(tx, &t), nil
}

// EndTaskInput ends a trip. Another than its worker needs a reason.
type EndTaskInput struct {
	Task   string
	Reason string
}

// EndTaskResult tells what became of the steps that were not done.
type EndTaskResult struct {
	Task string `cbor:"1,keyasint"`
	Left int    `cbor:"2,keyasint,omitempty"` // steps that were not done
	Next string `cbor:"3,keyasint,omitempty"` // the open task they went to, for anybody
}

// EndTask ends a trip. Steps that are not done go to a new task that anybody may claim, so no order is left half picked
// with nobody sent for the rest. Errors: task.unknown, task.claimed, task.state.
func EndTask(tx *store.Tx, in EndTaskInput) (EndTaskResult, error) {
	if len(in.Reason) > inventory.MaxStateReason {
		return EndTaskResult{}, fault.Invalid("reason.missing", "a reason has at most %d bytes: it is kept in the ledger", inventory.MaxStateReason)
	}
	t, err := inventory.GetTask(tx, in.Task)
	if err != nil {
		return EndTaskResult{}, err
	}
	if t.State == inventory.TaskClaimed && t.Claim.Worker != tx.Command().Worker && in.Reason == "" {
		return EndTaskResult{}, t.ClaimedByOther("give a reason to end it for another")
	}
	return endTask(tx, t.ID, in.Reason)
}

func endTask(tx *store.Tx, id, reason string) (EndTaskResult, error) {
	t, rest, err := inventory.EndTask(tx, id, reason)
	out := EndTaskResult{Task: id, Left: len(rest)}
	if err != nil || len(rest) == 0 || t.Kind != inventory.PickTask { // places to count and faces to fill wait for anybody's next trip
		return out, err
	}
	n, err := makeTask(tx, inventory.NewTask{Kind: t.Kind, Priority: t.Priority, Due: t.Due, Wave: t.Wave, Orders: t.Orders, Steps: rest, Why: t.Why, From: t.ID, Zone: t.Zone})
	out.Next = n.ID
	return out, err
}
