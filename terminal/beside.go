package terminal

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/task"
)

// lookEvery is how often a screen shows what lies on the scale while a parcel is being weighed: as often as the scale is read.
const lookEvery = 200 * time.Millisecond

// besideMsg is the answer to a question that held up nobody.
type besideMsg struct {
	name  string
	value any
	err   error
	job   uint64
}

// askBeside asks the service while the worker goes on.
func (a *App) askBeside(q task.Ask) tea.Cmd {
	backend, job := a.backend, a.kept.JobNo
	if backend == nil {
		return nil
	}
	ask := func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), askWithin)
		defer cancel()
		v, err := q.Do(ctx, backend)
		return besideMsg{q.Name, v, err, job}
	}
	if q.After == 0 {
		return ask
	}
	return tea.Tick(q.After, func(time.Time) tea.Msg { return ask() })
}

// besides gives the job the answer, if it is still the one that asked.
func (a *App) besides(m besideMsg) []tea.Cmd {
	if a.job == nil || a.kept.JobNo != m.job {
		return nil
	}
	return a.news(task.Input{Answer: &task.Answer{Name: m.name, Value: m.value, Err: m.err}}, nil)
}

// scaling is a parcel that is being weighed.
type scaling struct{ stop context.CancelFunc }

type weighedMsg struct {
	weighed task.Weighed
	of      *scaling
}

// lookMsg lets the screen be drawn anew with what the scale shows.
type lookMsg struct{ of *scaling }

func (a *App) hasScale() bool { return a.o.Scale != nil && a.o.Scale.There() }

// weigh waits for the scale beside all else: the packer may type the weight meanwhile, or do something else.
func (a *App) weigh() tea.Cmd {
	a.stopWeighing()
	if !a.hasScale() {
		return nil
	}
	ctx, stop := context.WithCancel(context.Background())
	w := &scaling{stop}
	a.scaling = w
	scale, packed := a.o.Scale, a.o.Now()
	return tea.Batch(func() tea.Msg {
		r, err := scale.Weigh(ctx, packed)
		return weighedMsg{task.Weighed{Grams: r.Grams, Raw: r.Raw, Err: err}, w}
	}, tea.Tick(lookEvery, func(time.Time) tea.Msg { return lookMsg{w} }))
}

func (a *App) stopWeighing() {
	if a.scaling != nil {
		a.scaling.stop()
		a.scaling = nil
	}
}

// weighed gives the job its weight, if it still wants one.
func (a *App) weighed(m weighedMsg) []tea.Cmd {
	if m.of != a.scaling || a.job == nil {
		return nil
	}
	a.stopWeighing()
	return a.give(task.Input{Weighed: &m.weighed})
}

func (a *App) look(of *scaling) []tea.Cmd {
	if of != a.scaling {
		return nil
	}
	return []tea.Cmd{tea.Tick(lookEvery, func(time.Time) tea.Msg { return lookMsg{of} })}
}

// showing is what lies on the scale while a parcel is being weighed.
func (a *App) showing() *task.Weighed {
	if a.scaling == nil || !a.hasScale() {
		return nil
	}
	r, err := a.o.Scale.Now()
	return &task.Weighed{Grams: r.Grams, Raw: r.Raw, Err: err}
}

// judging tells that the scale will give a weight that counts within moments.
func (a *App) judging() bool {
	w := a.showing()
	if w == nil {
		return false
	}
	switch fault.ReasonOf(w.Err) {
	case "", "scale.moving", "scale.stale", "scale.silent":
		return true
	}
	return false
}
