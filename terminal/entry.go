package terminal

import (
	tea "github.com/charmbracelet/bubbletea"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/task"
	"example.com/tote/terminal/ui"
)

// Entry is a message to an App that lives in the service: its worker has shown who he is at another door, and sits in front
// of it now. What he was doing goes on at the same step, under the new session.
type Entry struct {
	SignedIn      wire.SignedIn
	Station, Dock string // of the terminal he sits at
}

// Session is the session of whoever is signed in, with the worker's id; both are empty when nobody is.
func (a *App) Session() (session, worker string) { return a.kept.Session, a.kept.Worker }

// Writes tells whether steps that were confirmed are on their way to where they cannot be lost.
func (a *App) Writes() bool { return len(a.writes) > 0 }

// come takes an Entry. A note of before is nothing to come back to, and a question is asked again: its answer may have gone
// to a screen nobody saw.
func (a *App) come(e Entry) []tea.Cmd {
	a.o.Station, a.o.Dock = e.Station, e.Dock
	if a.kept.Session == "" {
		return a.admit(e.SignedIn)
	}
	if a.kept.Worker != e.SignedIn.Worker {
		a.shelve()
		return a.admit(e.SignedIn)
	}
	a.kept.Session, a.kept.Roles = e.SignedIn.Token, e.SignedIn.Roles
	a.modal, a.note, a.last = nil, ui.Note{}, a.o.Now()
	a.empty()
	a.enter()
	a.dirty()
	if a.job == nil {
		return a.open(task.NewMenu(a.kept.Roles))
	}
	return a.give(task.Input{Began: true})
}
