package terminal

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/task"
	"example.com/tote/terminal/ui"
)

// signIn asks who is there: badge, then PIN.
type signIn struct {
	login   string
	waiting bool
}

func (s *signIn) screen(a *App) ui.Screen {
	out := ui.Screen{Title: ui.T("app.name"), Facts: []ui.Fact{{Label: ui.T("term.warehouse"), Value: ui.Plain(a.o.Warehouse)}}}
	if a.o.Station != "" {
		out.Facts = append(out.Facts, ui.Fact{Label: ui.T("term.station"), Value: ui.Plain(a.o.Station)})
	}
	if s.login == "" {
		out.Ask = ui.T("prompt.login")
		return out
	}
	out.Big, out.Ask, out.Hidden = s.login, ui.T("prompt.password"), true
	if s.waiting {
		out.Ask = ui.T("wait.service")
	}
	return out
}

// scanned takes a badge or a PIN. Command barcodes work here too: a sheet hangs at every sign-in.
func (s *signIn) scanned(a *App, r scan.Raw) []tea.Cmd {
	meanings := scan.Parse(r.Text, a.o.Scan)
	for _, m := range meanings {
		if m.Kind == scan.Command {
			return a.command(m)
		}
	}
	if s.waiting {
		a.say(ui.Say(ui.Warning, ui.T("wait.service")))
		return nil
	}
	if s.login == "" {
		s.login = r.Text
		for _, m := range meanings {
			if m.Kind == scan.Badge {
				s.login = m.Code
			}
		}
		a.note = ui.Note{}
		return nil
	}
	s.waiting = true
	a.note = ui.Note{}
	door, login := a.o.Door, s.login
	return []tea.Cmd{func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), askWithin)
		defer cancel()
		got, err := door.SignIn(ctx, login, r.Text)
		return signedInMsg{got, err}
	}}
}

func (s *signIn) press(a *App, k task.Key) []tea.Cmd {
	switch k {
	case task.KeyBack, keyUndo:
		s.login, s.waiting = "", false
		a.note = ui.Note{}
	case keyHelp:
		a.say(ui.Say(ui.Calm, ui.T("help.sign_in")))
	}
	return nil
}

type signedInMsg struct {
	session wire.SignedIn
	err     error
}

// signedIn opens the worker's day: the job left behind, or the menu.
func (a *App) signedIn(m signedInMsg) []tea.Cmd {
	s, ok := a.modal.(*signIn)
	if !ok || !s.waiting {
		return nil // given up meanwhile
	}
	if m.err != nil {
		s.login, s.waiting = "", false
		a.say(ui.Say(ui.Bad, task.ErrorTexts(m.err)...))
		return nil
	}
	return a.admit(m.session)
}

// admit lets a worker in who has shown who he is.
func (a *App) admit(in wire.SignedIn) []tea.Cmd {
	a.kept.Session, a.kept.Worker, a.kept.Roles = in.Token, in.Worker, in.Roles
	a.kept.Name = ui.Named(in.Name, in.NameZH)
	if l := ui.Language(in.Language); l == ui.Chinese || l == ui.English {
		a.kept.Language = l
	}
	a.modal, a.link, a.last = nil, true, a.o.Now()
	a.empty()
	a.enter()
	a.say(ui.Say(ui.Good, ui.T("hello", a.kept.Name)))
	a.dirty()
	cmds := append(a.releaseStays(), a.refresh())
	if a.leaseWanted() { // at once: the first pallet may be the first thing scanned
		cmds = append(cmds, a.lease()...)
	}
	if left, ok := a.kept.Shelf[a.kept.Worker]; ok {
		delete(a.kept.Shelf, a.kept.Worker)
		if job := a.decoded(left); job != nil {
			a.job, a.kept.JobNo, a.undo = job, left.No, nil
			return append(append(cmds, a.give(task.Input{Began: true})...), a.catchUp()...)
		}
	}
	return append(append(cmds, a.open(task.NewMenu(a.kept.Roles))...), a.catchUp()...)
}

// enter takes up the session there is.
func (a *App) enter() {
	a.o.Queue.SignedIn(a.kept.Session)
	a.backend = a.o.Door.Enter(a.kept.Session)
}

// locked ends the session on this terminal and asks for a sign-in. The job waits on the shelf for its worker; the queue
// goes on.
func (a *App) locked() []tea.Cmd {
	a.shelve()
	a.modal = &signIn{}
	a.say(ui.Say(ui.Warning, ui.T("session.locked")))
	return a.save()
}

// shelve puts the job at hand aside for its worker. The menu is nothing to come back to.
func (a *App) shelve() {
	if a.kept.Job != nil && a.job == nil { // read from memory and not yet begun
		if a.kept.Job.Kind != task.MenuKind {
			a.putOnShelf(a.kept.Worker, *a.kept.Job)
		}
	} else if a.job != nil && a.job.Kind() != task.MenuKind {
		a.putOnShelf(a.kept.Worker, keptJob{Kind: a.job.Kind(), No: a.kept.JobNo, State: a.snapshot()})
	}
	a.stopWeighing()
	a.empty()
	a.kept.LastNo++ // answers that come now are nobody's who is here
	a.kept.JobNo = a.kept.LastNo
	a.kept.Session, a.kept.Worker, a.kept.Roles, a.kept.Job = "", "", nil, nil
	a.job, a.backend, a.asking, a.inputs, a.undo = nil, nil, nil, nil, nil
	a.dirty()
}

// putOnShelf keeps a job for its worker. The one that lies there longest makes room: its claimed work is on its worker's menu.
func (a *App) putOnShelf(worker string, j keptJob) {
	j.At = a.o.Now()
	a.kept.Shelf[worker] = j
	if len(a.kept.Shelf) <= maxShelf {
		return
	}
	oldest := worker
	for who, other := range a.kept.Shelf {
		if at := a.kept.Shelf[oldest].At; other.At.Before(at) || other.At.Equal(at) && who < oldest {
			oldest = who
		}
	}
	delete(a.kept.Shelf, oldest)
}

// empty empties the scan box: what one worker began to type is nothing to the next.
func (a *App) empty() {
	a.keypad = ""
	a.reader.Clear()
}

// signOut ends the session, here and in the service.
func (a *App) signOut() []tea.Cmd {
	backend := a.backend
	a.shelve()
	a.modal = &signIn{}
	a.say(ui.Say(ui.Calm, ui.T("session.ended")))
	return append(a.save(), func() tea.Msg {
		if backend != nil {
			ctx, cancel := context.WithTimeout(context.Background(), askWithin)
			defer cancel()
			_ = backend.SignOut(ctx) // without a link it ends by itself when it is idle
		}
		return nil
	})
}
