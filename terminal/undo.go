package terminal

import (
	"bytes"
	"encoding/json"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/tote/terminal/task"
	"example.com/tote/terminal/ui"
)

// remember keeps the job as it was before a scan that changed it, for undo.
func (a *App) remember(before json.RawMessage) {
	if bytes.Equal(before, a.snapshot()) {
		return
	}
	a.undo = append(a.undo, before)
	if len(a.undo) > maxUndo {
		a.undo = a.undo[1:]
	}
	a.dirty()
}

// takeBack undoes the last scan, as long as nothing was posted since.
func (a *App) takeBack() []tea.Cmd {
	if a.job == nil || len(a.undo) == 0 || a.busy() {
		a.say(ui.Say(ui.Warning, ui.T("undo.none")))
		return nil
	}
	job, err := task.Decode(a.job.Kind(), a.undo[len(a.undo)-1])
	if err != nil {
		a.say(ui.Say(ui.Bad, task.ErrorTexts(err)...))
		return nil
	}
	a.job, a.undo = job, a.undo[:len(a.undo)-1]
	a.say(ui.Say(ui.Calm, ui.T("undo.done")))
	a.dirty()
	return a.save()
}

// inform lets the job handle news from the service. What it learns holds for the steps before as well: undoing a scan must
// not undo that other stock was found meanwhile.
func (a *App) inform(in task.Input) task.Act {
	before := a.snapshot()
	act := a.job.Handle(a.desk(), in)
	if len(a.undo) == 0 || bytes.Equal(before, a.snapshot()) {
		return act
	}
	desk := a.desk()
	desk.Numbers = noNumbers{} // the job itself has taken what it needs
	for i, state := range a.undo {
		if job, err := task.Decode(a.job.Kind(), state); err == nil {
			job.Handle(desk, in)
			a.undo[i] = stateOf(job)
		}
	}
	return act
}

type noNumbers struct{}

func (noNumbers) TakeLPN() (string, bool) { return "", false }

// snapshot is the job's whole state.
func (a *App) snapshot() json.RawMessage {
	if a.job == nil {
		return nil
	}
	return stateOf(a.job)
}

// stateOf writes a job down.
func stateOf(job task.Job) json.RawMessage {
	b, err := json.Marshal(job)
	if err != nil {
		panic("terminal: the job " + job.Kind() + " cannot be written down: " + err.Error()) // its fields are plain data
	}
	return b
}
