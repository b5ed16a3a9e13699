package terminal

import (
	"slices"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/outbox"
)

// stop tells the app that the service neither did nor refused a command.
func (s *station) stop(number uint64, chain string, problem *wire.Problem) {
	d := s.queue.kept[number-1]
	cause := outbox.Entry{Command: wire.Command{Number: number, Verb: d.Verb, Chain: d.Chain, Input: d.Input}}
	stop := outbox.Stop{Chain: chain, Cause: cause, Problem: problem, Waiting: []outbox.Entry{cause}}
	s.queue.stops = append(s.queue.stops, stop)
	s.update(eventMsg{event: outbox.Event{Kind: outbox.Stopped, Stop: stop}})
}

// A wish this worker may not have ends as a refusal does: nobody waits for an answer that never comes.
func TestAWishThatIsNotForThisWorkerEnds(t *testing.T) {
	s := newStation(t)
	s.signIn("LI")
	s.scan("1")
	s.shows("Online ...")
	s.stop(1, "#1", &wire.Problem{Code: "forbidden", Reason: "role.missing"})
	if got, want := s.queue.dropped, []string{"#1"}; !slices.Equal(got, want) {
		t.Errorf("given up are %v, want %v", got, want)
	}
	s.shows("Menu")
	s.shows("Online ^")
}

// A fact the service does not take from this worker stays in the queue, and the screen says what stands in its way. Once it
// is read the worker goes on with something else; it is sent again when somebody signs in who may be allowed to.
func TestAFactThatIsNotTakenStays(t *testing.T) {
	s := picking(t)
	s.scan("TEA")
	s.scan("T-1")
	s.stop(2, "T-0000001-7", &wire.Problem{Code: "forbidden", Reason: "role.missing"})
	s.shows("STOP")
	s.shows("Kept here, sent again later")
	s.shows("Keep 2 x TEA aside")
	s.press(tea.KeyEnter)
	s.shows("Nuts")
	if len(s.queue.dropped)+len(s.queue.released) > 0 {
		t.Errorf("given up are %v, sent again at once %v", s.queue.dropped, s.queue.released)
	}
	s.press(tea.KeyF12)
	s.signIn("LI")
	if got, want := s.queue.released, []string{"T-0000001-7"}; !slices.Equal(got, want) {
		t.Errorf("after a sign-in sent again are %v, want %v", got, want)
	}
}

// A kill between reading a safe screen and letting its chain go on: it must not wait for ever.
func TestAChainNobodyIsToldOfIsTold(t *testing.T) {
	s := picking(t)
	cause := outbox.Entry{Command: wire.Command{Number: 1, Verb: "pick", Chain: "T-0000001-7"}, Answer: &wire.Answer{Status: wire.Refused}}
	s.queue.stops = []outbox.Stop{{Chain: "T-0000001-7", Cause: cause, Problem: &wire.Problem{Code: "conflict", Reason: "tote.in_use"}}}
	s.boot()
	s.shows("STOP")
	s.press(tea.KeyEnter)
	s.shows("Tea")
	if got, want := s.queue.released, []string{"T-0000001-7"}; !slices.Equal(got, want) {
		t.Errorf("released %v, want %v", got, want)
	}
}
