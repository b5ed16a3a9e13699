package inventory

import (
	"slices"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// TaskKind is what a task is for: the verb of its steps.
type TaskKind string

// The kinds of tasks.
const (
	PickTask  TaskKind = "pick"
	CountTask TaskKind = "count" // its steps are places to count: see count_trip.go
	// ReplenishTask's steps are refills of pick faces: see refill_trip.go.
	ReplenishTask TaskKind = "replenish"
)

// MaxTaskSteps bounds a trip: a task is one record, read at each claim, and a command may write 200 records.
const MaxTaskSteps = 60

// Claimed is who works on a task. No expiry frees it: a device may be offline with the goods in its worker's hands, so
// only an explicit take-over does.
type Claimed struct {
	Worker string `cbor:"1,keyasint,omitempty"`
	Device string `cbor:"2,keyasint,omitempty"`
	Epoch  uint64 `cbor:"3,keyasint,omitempty"` // counts the claims of the task: facts of an older one are diverted
	At     int64  `cbor:"4,keyasint,omitempty"` // unix seconds
}

// TaskStep is one stop of a trip: a reservation to be picked. Whether it is done is the reservation's to say, not the
// task's.
type TaskStep struct {
	Ref      Ref         `cbor:"1,keyasint"`
	SKU      item.SKU    `cbor:"2,keyasint"`
	Lot      item.Lot    `cbor:"3,keyasint,omitempty"`
	From     Holder      `cbor:"4,keyasint"`
	Location layout.Code `cbor:"5,keyasint,omitempty"` // where From stands
	Qty      int64       `cbor:"6,keyasint"`
	Slot     int         `cbor:"7,keyasint,omitempty"`  // place on the cart: the n-th order
	Count    string      `cbor:"8,keyasint,omitempty"`  // of a count trip: the count that needs a second one
	Refill   string      `cbor:"9,keyasint,omitempty"`  // of a replenish trip
	To       layout.Code `cbor:"10,keyasint,omitempty"` // of a replenish trip: the face
}

// Task is a trip: steps in walking order, claimed by one worker at a time. It is written when it is made, claimed, handed
// over and ended, and at no step in between.
type Task struct {
	ID       string     `cbor:"1,keyasint"`
	Kind     TaskKind   `cbor:"2,keyasint"`
	State    TaskState  `cbor:"3,keyasint"`
	Priority int        `cbor:"4,keyasint,omitempty"` // higher first
	Due      int64      `cbor:"5,keyasint,omitempty"` // unix seconds; earlier first
	Claim    Claimed    `cbor:"6,keyasint,omitzero"`
	Wave     string     `cbor:"7,keyasint,omitempty"`
	Orders   []string   `cbor:"8,keyasint,omitempty"` // by slot on the cart
	Steps    []TaskStep `cbor:"9,keyasint,omitempty"`
	Walk     int64      `cbor:"10,keyasint,omitempty"` // planned length in millimetres
	Why      string     `cbor:"11,keyasint,omitempty"` // why these orders are together
	From     string     `cbor:"12,keyasint,omitempty"` // the task it continues after a take-over
	Zone     string     `cbor:"13,keyasint,omitempty"` // of a trip that stays in one zone
	Ended    int64      `cbor:"14,keyasint,omitempty"` // unix seconds
}

// longestTrip is how long a trip lasts at most that ended before its end was noted: a week after it was claimed it is over.
const longestTrip = 7 * 24 * 60 * 60

// endedAt gives when the task ended, in unix seconds, or when it had at the latest; 0: it has not, or nobody knows.
func (t *Task) endedAt() int64 {
	if t.Ended == 0 && t.Claim.At > 0 && t.State != TaskOpen && t.State != TaskClaimed {
		return t.Claim.At + longestTrip
	}
	return t.Ended
}

// TaskKey is the key of a task.
func TaskKey(id string) store.Key { return store.K(tagTask).Str(id) }

// Tasks are kept by number, found by what waits, by who works, and by when they ended: those that did long ago are swept.
var Tasks = store.Collection[Task]{
	Noun: "task", Version: 1,
	Key: func(t *Task) store.Key { return TaskKey(t.ID) },
	Indexes: []store.Index[Task]{
		{Name: "to do", Keys: func(t *Task) []store.Key {
			if t.State != TaskOpen {
				return nil
			}
			keys := []store.Key{TaskList{Kind: t.Kind}.Key(t)}
			if t.Zone != "" {
				keys = append(keys, TaskList{Kind: t.Kind, Zone: t.Zone}.Key(t))
			}
			return keys
		}},
		{Name: "of worker", Keys: func(t *Task) []store.Key {
			if t.State != TaskClaimed {
				return nil
			}
			return []store.Key{TaskList{Worker: t.Claim.Worker}.Key(t)}
		}},
		{Name: "ended", Late: true, Keys: func(t *Task) []store.Key {
			ended := t.endedAt()
			if ended == 0 {
				return nil
			}
			return []store.Key{store.K(tagTasksEnded).Int(ended).Str(t.ID)}
		}},
	},
}

// GetTask gives a task or refuses, naming it.
func GetTask(r store.Reader, id string) (Task, error) { return Tasks.Must(r, TaskKey(id), id) }

// NewTask is what makes a task.
type NewTask struct {
	Kind     TaskKind
	Priority int
	Due      int64
	Wave     string
	Orders   []string
	Steps    []TaskStep
	Walk     int64
	Why      string
	From     string
	Zone     string
}

// MakeTask stores a task and marks its reservations as steps of it. A reservation is in at most one open task.
func MakeTask(tx *store.Tx, n NewTask) (Task, error) {
	if len(n.Steps) == 0 || len(n.Steps) > MaxTaskSteps {
		return Task{}, fault.Invalid("task.steps", "a task has 1 to %d steps, not %d", MaxTaskSteps, len(n.Steps))
	}
	t := Task{ID: LocalNumber(tx, 'T'), Kind: n.Kind, Priority: n.Priority, Due: n.Due, Wave: n.Wave, Orders: n.Orders, Steps: n.Steps,
		Walk: n.Walk, Why: n.Why, From: n.From, Zone: n.Zone}
	if err := enterAs(tx, &t, n.Steps); err != nil {
		return t, err
	}
	stepTask(tx, &t, TaskMake, "")
	Tasks.Put(tx, &t)
	return t, nil
}

// ClaimTask gives a task to a worker. The worker's own claim is given again, with the device he has now.
func ClaimTask(tx *store.Tx, id, worker, device string) (Task, error) {
	t, err := GetTask(tx, id)
	if err != nil {
		return t, err
	}
	if t.State == TaskClaimed && t.Claim.Worker == worker && t.Claim.Device == device {
		return t, nil
	}
	if t.State == TaskClaimed && t.Claim.Worker != worker {
		return t, t.ClaimedByOther("ask for a take-over")
	}
	ev := TaskClaim
	if t.State == TaskClaimed {
		ev = TaskResume
	}
	if err := stepTask(tx, &t, ev, ""); err != nil {
		return t, err
	}
	t.Claim = Claimed{Worker: worker, Device: device, Epoch: t.Claim.Epoch + 1, At: tx.Now().Unix()}
	Tasks.Put(tx, &t)
	return t, nil
}

// ExchangeStep puts other reservations of a trip that is not over where one of its steps was: instead of it, or, while a part
// of it remains, behind it. It refuses a trip that would become too long. The lines are stored before.
func ExchangeStep(tx *store.Tx, id string, old Ref, steps []TaskStep) error {
	t, err := GetTask(tx, id)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(t.Steps, func(s TaskStep) bool { return s.Ref == old })
	if at < 0 || t.State != TaskOpen && t.State != TaskClaimed {
		return fault.Conflict("task.state", "task %s is %s and has no such step", t.ID, t.State)
	}
	for i := range steps {
		steps[i].Slot = t.Steps[at].Slot
	}
	l, err := GetLine(tx, old.Order, old.Line)
	if err != nil {
		return err
	}
	if r := l.Reservation(old.Res); r != nil && r.Phase == Allocated {
		at++
	} else {
		t.Steps = slices.Delete(t.Steps, at, at+1)
	}
	if len(t.Steps)+len(steps) > MaxTaskSteps {
		return fault.Conflict("task.full", "task %s would have more than %d steps", t.ID, MaxTaskSteps)
	}
	t.Steps = slices.Insert(t.Steps, at, steps...)
	if err := enter(tx, t.ID, steps); err != nil {
		return err
	}
	Tasks.Put(tx, &t)
	return nil
}

// ClaimedByOther is the refusal of what only a task's owner may do, with a way out: it always tells who that is.
func (t *Task) ClaimedByOther(instead string) error {
	since := time.Unix(t.Claim.At, 0).UTC().Format(time.RFC3339)
	return fault.Conflict("task.claimed", "task %s is %s's since %s: %s", t.ID, t.Claim.Worker, since, instead).With(
		fault.Detail{Where: "worker", Reason: "task.owner", Message: t.Claim.Worker},
		fault.Detail{Where: "device", Reason: "task.owner", Message: t.Claim.Device},
		fault.Detail{Where: "since", Reason: "task.owner", Message: since})
}

// AddSteps puts reservations at the end of a trip that is not over: other goods for what was short on it. It refuses a trip
// that would become too long.
func AddSteps(tx *store.Tx, id string, steps []TaskStep) (Task, error) {
	t, err := GetTask(tx, id)
	if err != nil {
		return t, err
	}
	if t.State != TaskOpen && t.State != TaskClaimed {
		return t, fault.Conflict("task.state", "task %s is %s: it takes no more steps", t.ID, t.State)
	}
	if len(t.Steps)+len(steps) > MaxTaskSteps {
		return t, fault.Conflict("task.full", "task %s would have more than %d steps", t.ID, MaxTaskSteps)
	}
	if err := enter(tx, t.ID, steps); err != nil {
		return t, err
	}
	t.Steps = append(t.Steps, steps...)
	Tasks.Put(tx, &t)
	return t, nil
}

// enterAs marks what a task's steps are of as its own.
func enterAs(tx *store.Tx, t *Task, steps []TaskStep) error {
	switch t.Kind {
	case CountTask:
		return enterCounts(tx, t.ID, steps)
	case ReplenishTask:
		return enterRefills(tx, t.ID, steps)
	}
	return enter(tx, t.ID, steps)
}

// enter marks reservations as steps of a task: each is in at most one open task.
func enter(tx *store.Tx, task string, steps []TaskStep) error {
	for _, s := range steps {
		l, err := GetLine(tx, s.Ref.Order, s.Ref.Line)
		if err != nil {
			return err
		}
		r := l.Reservation(s.Ref.Res)
		if r == nil || r.Phase != Allocated {
			return fault.Conflict("reservation.gone", "line %d of order %s has no unpicked reservation %d", s.Ref.Line, s.Ref.Order, s.Ref.Res)
		}
		if r.Task != "" {
			return fault.Conflict("reservation.in_task", "reservation %d of line %d of order %s is a step of task %s", r.N, l.No, l.Order, r.Task)
		}
		r.Task = task
		Lines.Put(tx, &l)
	}
	return nil
}

// Remaining gives the steps whose reservation is not picked yet and still belongs to the task.
func (t *Task) Remaining(r store.Reader) []TaskStep {
	switch t.Kind {
	case CountTask:
		return t.leftToCount(r)
	case ReplenishTask:
		return t.leftToBring(r)
	}
	var out []TaskStep
	for _, s := range t.Steps {
		l, ok := Lines.Get(r, LineKey(s.Ref.Order, s.Ref.Line))
		if !ok {
			continue
		}
		if res := l.Reservation(s.Ref.Res); res != nil && res.Phase == Allocated && res.Task == t.ID {
			s.Qty = res.Qty
			out = append(out, s)
		}
	}
	return out
}

// TakeOver closes a task and gives what remains of it to another worker as a new one: facts that the old device still
// sends are told apart by it. Of which nothing remains is only closed, and given as it is then.
func TakeOver(tx *store.Tx, id, worker, device, reason string) (Task, error) {
	t, err := GetTask(tx, id)
	if err != nil {
		return t, err
	}
	rest := t.Remaining(tx)
	if err := stepTask(tx, &t, TaskHandOver, reason); err != nil {
		return t, err
	}
	Tasks.Put(tx, &t)
	if len(rest) == 0 {
		return t, nil
	}
	if err := leave(tx, t.Kind, rest); err != nil {
		return t, err
	}
	n, err := MakeTask(tx, NewTask{Kind: t.Kind, Priority: t.Priority, Due: t.Due, Wave: t.Wave, Orders: t.Orders, Steps: rest, Why: t.Why, From: t.ID, Zone: t.Zone})
	if err != nil {
		return n, err
	}
	return ClaimTask(tx, n.ID, worker, device)
}

// EndTask ends a trip, with a reason for the ledger if it is not its worker who ends it. Steps that are not done go back to
// stand for another trip.
func EndTask(tx *store.Tx, id, reason string) (Task, []TaskStep, error) {
	t, err := GetTask(tx, id)
	if err != nil {
		return t, nil, err
	}
	rest := t.Remaining(tx)
	if err := stepTask(tx, &t, TaskEnd, reason); err != nil {
		return t, nil, err
	}
	Tasks.Put(tx, &t)
	return t, rest, leave(tx, t.Kind, rest)
}

// leave takes what the steps of a task are of out of it.
func leave(tx *store.Tx, kind TaskKind, steps []TaskStep) error {
	switch kind {
	case CountTask:
		leaveCounts(tx, steps)
		return nil
	case ReplenishTask:
		return leaveRefills(tx, steps)
	}
	for _, s := range steps {
		l, err := GetLine(tx, s.Ref.Order, s.Ref.Line)
		if err != nil {
			return err
		}
		if r := l.Reservation(s.Ref.Res); r != nil {
			r.Task = ""
			Lines.Put(tx, &l)
			WakeCountsAt(tx, r.Holder, l.Goods(r)) // nobody waits for this trip's device any more
		}
	}
	return nil
}
