package terminal

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/outbox"
	"example.com/tote/terminal/ui"
)

// droppedMsg tells that a wish the service would not take is out of the queue.
type droppedMsg struct {
	pending pending
	cause   outbox.Entry
}

// stopped deals with a chain that stopped at a command the service neither did nor refused: it does not take it from this
// worker, or not as it is, and sending it again would not change that. A wish somebody waits for ends as if it had been
// refused. A fact stays in the queue, since what is in a worker's hand is true: the safe screen says what stands in its way.
func (a *App) stopped(s outbox.Stop) []tea.Cmd {
	p, mine := a.kept.Pending[s.Cause.Number]
	if s.Cause.Answer != nil || !mine || a.toldOf(s.Chain) {
		return nil // its answer tells, or the screen does
	}
	cause := s.Cause
	cause.Answer = &wire.Answer{ID: cause.ID, Status: wire.Failed, Problem: s.Problem}
	wish := (p.Waits || p.Verb == "lease") && len(s.Waiting) <= 1
	if !wish {
		a.alert(alert{Texts: append(refusal(p.Verb, s.Problem), ui.T("refused.kept")), InHand: p.InHand, Chain: s.Chain, Stays: true})
		return nil
	}
	queue := a.o.Queue
	return []tea.Cmd{func() tea.Msg {
		if err := queue.Drop(s.Chain); err != nil {
			return troubleMsg{err}
		}
		return droppedMsg{p, cause}
	}}
}

// dropped tells the job what became of its wish.
func (a *App) dropped(m droppedMsg) []tea.Cmd {
	if _, there := a.kept.Pending[m.cause.Number]; !there {
		return nil
	}
	delete(a.kept.Pending, m.cause.Number)
	a.dirty()
	return append(a.deliver(m.pending, m.cause), append(a.save(), a.drain()...)...)
}

// toldOf tells whether a safe screen of a chain is still to be read.
func (a *App) toldOf(chain string) bool {
	return slices.ContainsFunc(a.kept.Alerts, func(x alert) bool { return x.Chain == chain })
}

// untold tells after a start of a chain that waits while nobody is told any more: a kill came between reading its safe
// screen and letting it go on.
func (a *App) untold(s outbox.Stop) {
	_, waits := a.kept.Pending[s.Cause.Number]
	if waits || a.toldOf(s.Chain) || a.forgetting[s.Cause.Number] {
		return
	}
	a.alert(alert{Texts: refusal(s.Cause.Verb, s.Problem), Chain: s.Chain, Stays: s.Cause.Answer == nil})
}

// releaseStays sends again what the service would not take: somebody signed in who may be allowed to, or time has passed in
// which a lead mended it. Not at once, or one safe screen would follow the other and nobody could work on.
func (a *App) releaseStays() []tea.Cmd {
	a.released = a.o.Now()
	var cmds []tea.Cmd
	for _, s := range a.o.Queue.Stops() {
		if s.Cause.Answer == nil && !a.toldOf(s.Chain) {
			cmds = append(cmds, a.release(s.Chain))
		}
	}
	return cmds
}
