package terminal

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/outbox"
	"example.com/tote/terminal/task"
	"example.com/tote/terminal/ui"
)

type tickMsg struct{}

func tick() tea.Cmd { return tea.Tick(clockTick, func(time.Time) tea.Msg { return tickMsg{} }) }

// tick looks what time has brought: a terminal left alone, a question to be asked again.
func (a *App) tick() []tea.Cmd {
	now := a.o.Now()
	var cmds []tea.Cmd
	if lost, ok := a.reader.Expire(now); ok { // half a scan: the radio of the scanner, or a key pressed by chance
		a.say(ui.Say(ui.Bad, ui.T("scan.broken", lost)))
	}
	if a.kept.Session != "" && now.Sub(a.last) > a.o.Idle {
		cmds = append(cmds, a.locked()...)
	}
	if now.Sub(a.released) > stopsAgain {
		cmds = append(cmds, a.releaseStays()...)
	}
	if a.leaseWanted() {
		cmds = append(cmds, a.lease()...)
	}
	if q := a.asking; q != nil && !q.again.IsZero() && !now.Before(q.again) {
		cmds = append(cmds, a.ask())
	}
	cmds = append(cmds, a.askBehind()...)
	if a.o.Refresh && a.backend != nil && now.Sub(a.refreshed) > refreshIn {
		cmds = append(cmds, a.refresh())
	}
	return append(cmds, a.save()...)
}

// refreshedMsg tells what came of asking for changes, and of keeping them.
type refreshedMsg struct{ err, unkept error }

// troubleMsg tells that the queue's disk does not do what it should.
type troubleMsg struct{ err error }

// refresh asks for changed locations and items.
func (a *App) refresh() tea.Cmd {
	tables, from, learned := a.o.Tables, a.backend, a.o.Learned
	if from == nil || !a.o.Refresh || a.refreshing {
		return nil
	}
	a.refreshing, a.refreshed = true, a.o.Now()
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		changed, err := tables.Refresh(ctx, from)
		var unkept error
		if changed && learned != nil {
			unkept = learned()
		}
		return refreshedMsg{err, unkept}
	}
}

type eventMsg struct {
	event outbox.Event
	open  bool
}

// listen waits for the queue's next event.
func (a *App) listen() tea.Cmd {
	events := a.o.Queue.Events()
	return func() tea.Msg {
		e, open := <-events
		return eventMsg{e, open}
	}
}

// event takes news of the queue.
func (a *App) event(m eventMsg) []tea.Cmd {
	switch m.event.Kind {
	case outbox.LinkUp, outbox.Drained:
		a.link = true
		if q := a.asking; q != nil && !q.again.IsZero() {
			return []tea.Cmd{a.ask()}
		}
	case outbox.LinkDown:
		a.link = false
	case outbox.Answered:
		a.link = true
		return append(a.catchUp(), a.save()...)
	case outbox.Stopped:
		a.link = true
		return append(append(a.catchUp(), a.stopped(m.event.Stop)...), a.save()...)
	case outbox.SignInNeeded:
		if a.kept.Session != "" {
			return a.locked()
		}
	case outbox.DiskTrouble:
		a.trouble = m.event.Problem
	}
	return nil
}

// catchUp deals with the answers that came, in their order.
func (a *App) catchUp() []tea.Cmd {
	var cmds []tea.Cmd
	var done []uint64
	for _, e := range a.o.Queue.Answered() {
		if len(a.kept.Alerts) >= maxAlerts {
			break
		}
		p, mine := a.kept.Pending[e.Number]
		if a.forgetting[e.Number] || mine && a.forAbsent(p, e) {
			continue
		}
		done = append(done, e.Number)
		if !mine {
			if a.forgot && e.Answer.Problem != nil {
				a.alert(alert{Texts: refusal(e.Verb, e.Answer.Problem), Chain: e.Chain})
			}
			continue // dealt with before a kill
		}
		delete(a.kept.Pending, e.Number)
		a.dirty()
		cmds = append(cmds, a.deliver(p, e)...)
	}
	if len(done) == 0 {
		return cmds
	}
	a.forget(done)
	return append(append(cmds, a.save()...), a.drain()...)
}

// forAbsent tells whether an answer waits in the queue for a worker whose job is on the shelf: it goes on with it when he is
// back. That a fact of his was refused is told at once, to whoever is here.
func (a *App) forAbsent(p pending, e outbox.Entry) bool {
	if p.Name == "" || p.JobNo == a.kept.JobNo || e.Answer.Problem != nil && !p.Waits {
		return false
	}
	for _, j := range a.kept.Shelf {
		if j.No == p.JobNo {
			return true
		}
	}
	return false
}

// informAbsent lets a job on the shelf know of a refusal, as far as it only takes note of it.
func (a *App) informAbsent(p pending, in task.Input) {
	for who, j := range a.kept.Shelf {
		if j.No != p.JobNo {
			continue
		}
		job, err := task.Decode(j.Kind, j.State)
		if err != nil {
			return
		}
		desk := a.desk()
		desk.Worker, desk.Numbers = who, noNumbers{}
		if act := job.Handle(desk, in); len(act.Post) == 0 && act.Ask == nil && act.Next == nil && !act.End {
			j.State = stateOf(job)
			a.kept.Shelf[who] = j
		}
		return
	}
}

// refusal words what was refused, and why.
func refusal(verb string, p *wire.Problem) []ui.Text {
	return append([]ui.Text{ui.T("refused.title", ui.T("task."+verb))}, task.ProblemTexts(p)...)
}

// deliver brings one answer to the job that waits for it. A refusal nobody deals with, and goods the worker has to bring
// back, open the safe screen.
func (a *App) deliver(p pending, e outbox.Entry) []tea.Cmd {
	var cmds []tea.Cmd
	problem := e.Answer.Problem
	handled := false
	if p.Verb == "lease" {
		a.leased(e.Answer)
		return nil
	}
	posted := task.Input{Posted: &task.Posted{Name: p.Name, Verb: p.Verb, Input: e.Command.Input, Result: e.Answer.Result, Problem: problem}}
	switch {
	case a.job != nil && p.JobNo == a.kept.JobNo && (p.Name != "" || problem != nil):
		cmds = a.news(posted, &handled)
	case problem != nil:
		a.informAbsent(p, posted)
	}
	switch {
	case problem != nil && !handled:
		a.alert(alert{Texts: refusal(p.Verb, problem), InHand: p.InHand, Chain: e.Chain})
	case problem != nil && e.Chain != "":
		cmds = append(cmds, a.release(e.Chain)) // the job knows what is wrong and goes on from there
	case problem == nil && p.Left && a.claimsAgain(e.Number): // the same trip is what the worker gets then
	case problem == nil && p.Left:
		cmds = append(cmds, a.undone(task.Abandoned(p.Verb, e.Answer.Result))...)
	case problem == nil:
		if texts := task.Aftermath(p.Verb, e.Command.Input, e.Answer.Result); len(texts) > 0 {
			a.alert(alert{Texts: texts})
		}
	}
	return cmds
}

// claimsAgain tells whether work was asked for again behind a command: whoever has a trip is given that one.
func (a *App) claimsAgain(number uint64) bool {
	for n, p := range a.kept.Pending {
		if n > number && (p.Verb == "claim" || p.Verb == "take-over") {
			return true
		}
	}
	return false
}

// undone posts what takes back an intent whose asker went away before the answer came: a trip nobody walks is nobody's.
func (a *App) undone(posts []task.Post) []tea.Cmd {
	if len(posts) == 0 {
		return nil
	}
	a.post(task.Act{Post: posts}, a.snapshot())
	return a.save()
}

// alert is one safe screen: what went otherwise than the worker thinks, and what to do with the goods in hand.
type alert struct {
	Texts  []ui.Text `json:"texts"`
	InHand ui.Text   `json:"in_hand,omitzero"`
	Chain  string    `json:"chain,omitempty"`
	Stays  bool      `json:"stays,omitempty"` // the command stays in the queue and is sent again later, not as soon as this is read
}

func (a *App) alert(x alert) {
	a.kept.Alerts = append(a.kept.Alerts, x)
	a.note = ui.Note{}
	a.sound(ui.Bad)
	a.dirty()
}

func (x alert) screen() ui.Screen {
	s := ui.Screen{Title: ui.T("safe.title"), Ask: ui.T("safe.ask")}
	for _, t := range x.Texts {
		s.Facts = append(s.Facts, ui.Fact{Value: t, Warn: true})
	}
	if !x.InHand.Empty() {
		s.Facts = append(s.Facts, ui.Fact{Value: x.InHand, Warn: true})
	}
	return s
}

// acknowledge takes an input on the safe screen: it is left by a confirmation only, so that nobody scans past it.
func (a *App) acknowledge(in task.Input) []tea.Cmd {
	if in.Key != task.KeyConfirm && in.Key != task.KeyYes && in.Key != task.KeyDone {
		a.say(ui.Say(ui.Bad, ui.T("safe.first")))
		return nil
	}
	x := a.kept.Alerts[0]
	a.kept.Alerts = a.kept.Alerts[1:]
	a.note = ui.Note{}
	a.dirty()
	var cmds []tea.Cmd
	if x.Chain != "" && !x.Stays {
		cmds = append(cmds, a.release(x.Chain))
	}
	cmds = append(cmds, a.catchUp()...) // answers may have waited for room
	return append(append(cmds, a.save()...), a.drain()...)
}

// release lets a chain go on after its refusal was read.
func (a *App) release(chain string) tea.Cmd {
	queue := a.o.Queue
	return func() tea.Msg {
		if err := queue.Release(chain); err != nil {
			return troubleMsg{err}
		}
		return nil
	}
}
