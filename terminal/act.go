package terminal

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/task"
	"example.com/tote/terminal/ui"
)

// apply does what a job wants done. before is the job as it was, to go back to if its commands cannot be kept.
func (a *App) apply(act task.Act, before json.RawMessage) []tea.Cmd {
	var cmds []tea.Cmd
	if len(act.Post) > 0 {
		a.undo = nil
		a.post(act, before)
		a.note = act.Note
		if act.Note.Tone != ui.Good { // the good tone comes when it is on disk
			a.sound(act.Note.Tone)
		}
	} else if len(act.Note.Text) > 0 {
		a.say(act.Note)
	}
	switch {
	case act.Next != nil:
		cmds = append(cmds, a.open(act.Next)...)
	case act.End:
		cmds = append(cmds, a.open(task.NewMenu(a.kept.Roles))...)
	}
	switch {
	case act.Ask == nil:
	case act.Ask.Beside:
		cmds = append(cmds, a.askBeside(*act.Ask))
	default:
		a.asking = &asking{ask: *act.Ask, job: a.kept.JobNo, behind: true, since: a.o.Now()}
		cmds = append(cmds, a.askBehind()...)
	}
	if act.Taken && a.hasScale() {
		a.o.Scale.Taken()
	}
	if act.Weigh {
		cmds = append(cmds, a.weigh())
	}
	return append(cmds, append(a.save(), a.drain()...)...)
}

// open begins a job in place of the one at hand.
func (a *App) open(job task.Job) []tea.Cmd {
	a.job = job
	a.kept.LastNo++
	a.kept.JobNo = a.kept.LastNo
	a.stopWeighing()
	a.undo, a.asking = nil, nil
	a.dirty()
	return a.give(task.Input{Began: true})
}

// news brings the job at hand an answer and does what it wants. If the job is over by it, the scans that waited behind it
// meant nothing else: they are let go, with a word.
func (a *App) news(in task.Input, handled *bool) []tea.Cmd {
	act := a.inform(in)
	if handled != nil {
		*handled = act.Handled
	}
	waited := 0
	if act.Next != nil || act.End {
		waited = a.letGo()
	}
	a.page = 0
	cmds := a.apply(act, a.snapshot())
	a.tellLetGo(waited)
	return cmds
}

// letGo drops the scans that wait and tells how many they were.
func (a *App) letGo() int {
	n := len(a.inputs)
	a.inputs = nil
	return n
}

func (a *App) tellLetGo(n int) {
	if n == 0 {
		return
	}
	a.note.Tone = max(a.note.Tone, ui.Warning)
	a.note.Text = append(a.note.Text[:len(a.note.Text):len(a.note.Text)], ui.T("wait.let_go", n))
	a.sound(ui.Warning)
}

// drain gives the job the inputs that waited, until it waits again.
func (a *App) drain() []tea.Cmd {
	var cmds []tea.Cmd
	for !a.busy() && len(a.inputs) > 0 && len(a.kept.Alerts) == 0 && a.modal == nil {
		in := a.inputs[0]
		a.inputs = a.inputs[1:]
		cmds = append(cmds, a.give(in)...)
	}
	return cmds
}

// say shows a note and lets it sound.
func (a *App) say(n ui.Note) {
	a.note = n
	a.sound(n.Tone)
}

func (a *App) sound(t ui.Tone) {
	if a.o.Bell != nil && t != ui.Calm {
		a.o.Bell(t)
	}
}

// asking is the question that is under way.
type asking struct {
	behind bool // what was confirmed before it is still on its way, and its answer may depend on that
	since  time.Time
	ask    task.Ask
	job    uint64
	again  time.Time // not before; zero while it is being asked
}

type answerMsg struct {
	asking *asking
	value  any
	err    error
}

// ask asks the service.
func (a *App) ask() tea.Cmd {
	q, backend := a.asking, a.backend
	if backend == nil {
		return nil
	}
	q.again = time.Time{}
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), askWithin)
		defer cancel()
		v, err := q.ask.Do(ctx, backend)
		return answerMsg{q, v, err}
	}
}

// askBehind asks once the service has all that was confirmed before: where to put the next case depends on where the last
// one went. Without a link it asks at once, to be told; behind what does not get through it waits behindFor.
func (a *App) askBehind() []tea.Cmd {
	q := a.asking
	if q == nil || !q.behind || (a.onTheWay() && a.o.Now().Sub(q.since) < behindFor) {
		return nil
	}
	q.behind = false
	return []tea.Cmd{a.ask()}
}

// onTheWay tells that commands are being written or sent.
func (a *App) onTheWay() bool {
	if slices.ContainsFunc(a.writes, func(w write) bool { return len(w.drafts) > 0 }) {
		return true
	}
	q := a.o.Queue.Status()
	return a.link && q.Waiting > q.Held
}

// answered gives the job what it asked for. Without a link the question waits; the screen says so.
func (a *App) answered(m answerMsg) []tea.Cmd {
	if a.asking != m.asking {
		return nil // given up meanwhile
	}
	switch fault.CodeFrom(m.err) {
	case fault.CodeUnavailable, fault.CodeLimited:
		if m.err != nil {
			a.link = false
			m.asking.again = a.o.Now().Add(askAgain)
			return nil
		}
	case fault.CodeUnauthenticated:
		if m.err != nil {
			return a.locked()
		}
	}
	a.link, a.asking = fault.CodeFrom(m.err) != fault.CodeUnavailable || m.err == nil, nil
	return a.news(task.Input{Answer: &task.Answer{Name: m.asking.ask.Name, Value: m.value, Err: m.err}}, nil)
}

// busy tells that the job waits for the service.
func (a *App) busy() bool {
	if a.asking != nil || len(a.writes) >= maxWrites {
		return true
	}
	for _, p := range a.kept.Pending {
		if p.Waits && p.JobNo == a.kept.JobNo {
			return true
		}
	}
	return false
}

// giveUp waits no longer: a question is dropped, the answer of a command will be nobody's.
func (a *App) giveUp() {
	a.asking = nil
	for n, p := range a.kept.Pending {
		if p.JobNo == a.kept.JobNo && p.Waits {
			p.Waits, p.Left = false, true
			a.kept.Pending[n] = p
		}
	}
	a.dirty()
}
