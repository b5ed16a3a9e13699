package terminal

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/scale"
	"example.com/tote/terminal/task"
)

// plate is a scale that a test lays weights on.
type plate struct {
	mu    sync.Mutex
	grams int64
	err   error
	taken int
}

func (p *plate) There() bool { return true }
func (p *plate) Taken()      { p.taken++ }

func (p *plate) Now() (scale.Reading, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return scale.Reading{Grams: p.grams, Raw: "S S"}, p.err
}

// Weigh gives what lies there now, or waits in vain.
func (p *plate) Weigh(ctx context.Context, _ time.Time) (scale.Reading, error) {
	if r, err := p.Now(); err == nil {
		return r, nil
	}
	<-ctx.Done()
	return scale.Reading{}, ctx.Err()
}

// atTheScale puts an app before a parcel that is to be weighed.
func atTheScale(t *testing.T, p *plate) *station {
	s := newStation(t)
	s.app.o.Scale, s.app.o.Station = p, "K-1"
	s.signIn("CHEN")
	state, err := json.Marshal(map[string]any{"code": "T-1", "list": wire.PackList{Order: "O-1"}, "parcel": "P-1", "due": 800, "scale": map[string]any{}})
	if err != nil {
		t.Fatal(err)
	}
	job, err := task.Decode("pack", state)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range s.app.open(job) {
		s.run(c)
	}
	return s
}

// A weight that counts goes to the service by itself; typed before, it is the typed one, and the scale's comes to nothing.
func TestAWeightComesByItself(t *testing.T) {
	p := &plate{grams: 801}
	s := atTheScale(t, p)
	if got, want := s.verbs(), "weigh"; got != want || !strings.Contains(string(s.queue.kept[0].Input), `"grams":801`) {
		t.Errorf("posted %q, %s", got, s.queue.kept[0].Input)
	}
	s.answer(1, wire.Weighed{Parcel: "P-1", Grams: 801}, nil)
	if got, want := s.verbs(), "weigh label"; got != want || p.taken != 1 {
		t.Errorf("posted %q, want %q; the scale was told %d times", got, want, p.taken)
	}
}

func TestATypedWeightEndsTheWaiting(t *testing.T) {
	p := &plate{err: fault.Refused("scale.moving", "it moves"), grams: 512}
	s := atTheScale(t, p)
	s.shows("512 g ...")
	waiting := s.app.scaling
	s.scan("800")
	if got, want := s.verbs(), "weigh"; got != want || s.app.scaling != nil {
		t.Errorf("posted %q, want %q; still weighing: %v", got, want, s.app.scaling != nil)
	}
	s.update(weighedMsg{task.Weighed{Grams: 512}, waiting})
	if got, want := s.verbs(), "weigh"; got != want {
		t.Errorf("a weight nobody waits for any more was posted: %q", got)
	}
	s.press(tea.KeyF10)
	s.press(tea.KeyF10)
	if s.app.job.Kind() != task.MenuKind {
		t.Error("the packer cannot leave while the service is waited for")
	}
}

// A question beside the work holds nobody up, and its answer is nobody's once the job has ended.
func TestAQuestionBesideTheWork(t *testing.T) {
	s := picking(t)
	cmd := s.app.askBeside(task.Ask{Name: "x", Do: func(context.Context, task.Backend) (any, error) { return 1, nil }})
	if s.app.busy() {
		t.Error("the worker is held up")
	}
	m := cmd().(besideMsg)
	if m.name != "x" || m.value != 1 || m.job != s.app.kept.JobNo {
		t.Errorf("the answer is %+v", m)
	}
	s.press(tea.KeyF10)
	before := s.screen()
	s.update(m)
	if got := s.screen(); got != before {
		t.Errorf("an answer of the job before changed the screen:\n%s", got)
	}
}
