package main

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/anishathalye/porcupine"
)

// The rules of trips, told once more and one command after another: who has which task, with which epoch, and what of it
// remains. See linear_stock_test.go.

// tripNow is a task as it stands.
type tripNow struct {
	id     string
	state  string // open, claimed, done, handed_over
	worker string
	device string
	epoch  uint64
	steps  []int // of all steps there are, those that are its own
}

// trips are all tasks, oldest first, and what of their steps is picked.
type trips struct {
	tasks  []tripNow
	picked []bool
}

func (t trips) clone() trips {
	return trips{slices.Clone(t.tasks), slices.Clone(t.picked)} // steps of a task are never changed
}

func (t trips) equal(u trips) bool {
	return slices.Equal(t.picked, u.picked) && slices.EqualFunc(t.tasks, u.tasks, func(a, b tripNow) bool {
		return a.id == b.id && a.state == b.state && a.worker == b.worker && a.device == b.device && a.epoch == b.epoch
	})
}

func (t trips) hash() uint64 {
	h := fnv.New64a()
	fmt.Fprint(h, t.tasks, t.picked)
	return h.Sum64()
}

// tripOp is a command or a look at a task.
type tripOp struct {
	Do     string // claim, next, take-over, end, pick, look
	Task   string
	Worker string
	Device string
	Step   int // of a pick
}

// tripAnswer is what came back.
type tripAnswer struct {
	Lost   bool
	Reason string
	Task   string // claimed, or what remained went to it
	Epoch  uint64
	Left   int
	State  string
	Owner  string
}

func tripModel(begin trips) porcupine.Model {
	return porcupine.Model{
		Init: func() any { return begin.clone() },
		Step: func(state, in, out any) (bool, any) {
			t := state.(trips).clone()
			op, got := in.(tripOp), out.(tripAnswer)
			told := t.do(op, got)
			if told.Reason != "" {
				t = state.(trips)
			}
			return got.Lost || told == got, t
		},
		Equal:             func(a, b any) bool { return a.(trips).equal(b.(trips)) },
		Hash:              func(a any) uint64 { return a.(trips).hash() },
		DescribeOperation: func(in, out any) string { return fmt.Sprintf("%+v -> %+v", in, out) },
		DescribeState:     func(a any) string { return fmt.Sprintf("%+v", a) },
	}
}

func (t *trips) find(id string) *tripNow {
	i := slices.IndexFunc(t.tasks, func(n tripNow) bool { return n.id == id })
	if i < 0 {
		return nil
	}
	return &t.tasks[i]
}

func (t *trips) left(n *tripNow) (out []int) {
	for _, s := range n.steps {
		if !t.picked[s] {
			out = append(out, s)
		}
	}
	return out
}

// do does one command. A new task's number is the service's to choose: got names it.
func (t *trips) do(op tripOp, got tripAnswer) tripAnswer {
	n := t.find(op.Task)
	if n == nil && op.Do != "next" && op.Do != "pick" {
		return tripAnswer{Reason: "task.unknown"}
	}
	switch op.Do {
	case "claim":
		return t.claim(n, op)
	case "next":
		return t.learn(t.next(op), got.Task)
	case "take-over":
		if n.state != "open" && n.state != "claimed" {
			return tripAnswer{Reason: "task.state"}
		}
		rest := t.left(n)
		if n.state = "handed_over"; len(rest) == 0 {
			return tripAnswer{Task: n.id, Epoch: n.epoch}
		}
		id := t.named(got.Task)
		t.tasks = append(t.tasks, tripNow{id: id, state: "claimed", worker: op.Worker, device: op.Device, epoch: 1, steps: rest})
		return tripAnswer{Task: id, Epoch: 1, Left: len(rest)}
	case "end":
		if n.state != "claimed" {
			return tripAnswer{Reason: "task.state"}
		}
		rest := t.left(n)
		if n.state = "done"; len(rest) == 0 {
			return tripAnswer{}
		}
		id := t.named(got.Task)
		t.tasks = append(t.tasks, tripNow{id: id, state: "open", steps: rest})
		return tripAnswer{Task: id, Left: len(rest)}
	case "pick":
		if t.picked[op.Step] {
			return tripAnswer{State: "diverted"}
		}
		t.picked[op.Step] = true
		return tripAnswer{State: "picked"}
	case "look":
		return tripAnswer{State: n.state, Owner: n.worker, Epoch: n.epoch}
	}
	panic(op.Do)
}

// learn takes down the number of a task whose making got no answer, once it is given out.
func (t *trips) learn(told tripAnswer, id string) tripAnswer {
	if strings.HasPrefix(told.Task, "lost ") && id != "" && t.find(id) == nil {
		t.find(told.Task).id = id
		told.Task = id
	}
	return told
}

// named gives a new task's number. One that was there before is none: two tasks with a number, or none at all, fit nothing.
func (t *trips) named(id string) string {
	if id == "" || t.find(id) != nil {
		return fmt.Sprintf("lost %d", len(t.tasks))
	}
	return id
}

func (t *trips) claim(n *tripNow, op tripOp) tripAnswer {
	switch {
	case n.state == "claimed" && n.worker == op.Worker && n.device == op.Device:
	case n.state == "claimed" && n.worker != op.Worker:
		return tripAnswer{Reason: "task.claimed"}
	case n.state != "open" && n.state != "claimed":
		return tripAnswer{Reason: "task.state"}
	default:
		n.state, n.worker, n.device = "claimed", op.Worker, op.Device
		n.epoch++
	}
	return tripAnswer{Task: n.id, Epoch: n.epoch, Left: len(t.left(n))}
}

// next gives the worker's own task, or the first that is open; those with nothing left are ended on the way.
func (t *trips) next(op tripOp) tripAnswer {
	for i := range t.tasks {
		if n := &t.tasks[i]; n.state == "claimed" && n.worker == op.Worker {
			return t.claim(n, op)
		}
	}
	stale := 0
	for i := range t.tasks {
		n := &t.tasks[i]
		if n.state != "open" {
			continue
		}
		if len(t.left(n)) > 0 {
			return t.claim(n, op)
		}
		n.state, n.worker, n.device, n.epoch = "done", op.Worker, op.Device, n.epoch+1
		if stale++; stale == 8 {
			return tripAnswer{Reason: "task.stale"}
		}
	}
	return tripAnswer{Reason: "task.none"}
}
