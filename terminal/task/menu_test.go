package task

import (
	"encoding/json"
	"testing"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

// TestTasksOpenTheirOwnJob: from the list of a worker's own, and by a number that was scanned.
func TestTasksOpenTheirOwnJob(t *testing.T) {
	for _, c := range []struct {
		kind, opens, note string
		jobs              []string
	}{
		{"pick", "pick", "", []string{"pick", "count"}},
		{"count", "count", "", []string{"pick", "count"}},
		{"replenish", "replenish", "", []string{"replenish"}},
		{"count", "", "T-0000001-7 is Count: not your job role", []string{"pick"}},
		{"kitting", "", "T-0000001-7: no such work at this terminal; kitting", []string{"pick", "count"}},
	} {
		d := testDesk()
		task := wire.Task{ID: "T-0000001-7", Kind: c.kind}
		for name, in := range map[string]Input{"chosen": {Key: KeyChoice, Choice: 1}, "scanned": {Answer: &Answer{Name: "task", Value: task}}} {
			m := &Menu{Jobs: c.jobs, Mine: []wire.Task{task}}
			act := m.Handle(d, in)
			opened := ""
			if act.Next != nil {
				opened = act.Next.Kind()
			}
			if opened != c.opens || text(act.Note) != c.note {
				t.Errorf("%s %s for %v: opens %q, told %q; want %q, %q", c.kind, name, c.jobs, opened, text(act.Note), c.opens, c.note)
			}
		}
	}
	m := &Menu{Jobs: []string{"pick"}}
	if act := m.Handle(testDesk(), scanOf(testDesk(), "T-0000001-7")); act.Ask == nil || act.Next != nil {
		t.Errorf("a task's number is taken for a pick's: %+v", act)
	}
	gone := fault.NotFound("task.unknown", "there is no task")
	if act := m.Handle(testDesk(), Input{Answer: &Answer{Name: "task", Value: wire.Task{}, Err: gone}}); text(act.Note) != "Task not known" {
		t.Errorf("told %q", text(act.Note))
	}
}

// TestATripOfAnotherKindGoesToItsOwnJob: a number typed at the start of a count may be a pick's.
func TestATripOfAnotherKindGoesToItsOwnJob(t *testing.T) {
	trip, err := json.Marshal(wire.Trip{Task: "T-0000001-7", Kind: "pick", Total: 1})
	if err != nil {
		t.Fatal(err)
	}
	act := (&Count{errand: errand{Task: "T-0000001-7", Claiming: true}}).Handle(testDesk(), Input{Posted: &Posted{Name: "claim", Verb: "claim", Result: trip}})
	if p, ok := act.Next.(*Pick); !ok || p.Task != "T-0000001-7" {
		t.Errorf("the trip goes to %+v", act.Next)
	}
}
