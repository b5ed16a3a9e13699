package terminal

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/outbox"
	"example.com/tote/terminal/task"
	"example.com/tote/terminal/ui"
)

// What may be lost, doubled or mixed up at the edges: kills, full disks, answers that come for somebody else.

// halfKept scans a pick and kills the terminal after its state was written and before the queue had it.
func halfKept(t *testing.T) *station {
	s := picking(t)
	s.scan("TEA")
	s.queue.full = fault.Unavailable("outbox.disk_full", "the disk is full")
	s.update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("T-1")})
	_, cmd := s.app.Update(tea.KeyMsg{Type: tea.KeyEnter})
	for _, m := range messages(cmd) {
		if w, ok := m.(writtenMsg); ok && w.err == nil {
			t.Fatal("the queue took it")
		}
	}
	return s
}

// messages does a command and all of its batch, and keeps what came of them from the app.
func messages(cmd tea.Cmd) (out []tea.Msg) {
	if cmd == nil {
		return nil
	}
	m := cmd()
	if batch, ok := m.(tea.BatchMsg); ok {
		for _, c := range batch {
			out = append(out, messages(c)...)
		}
		return out
	}
	return append(out, m)
}

func TestADiskThatIsFullAfterAKillTakesTheStepBack(t *testing.T) {
	s := halfKept(t)
	s.boot()
	s.shows("NOT SAVED")
	s.shows("2 of 2 in hand")
	s.queue.full = nil
	s.scan("T-1")
	s.boot()
	if got, want := s.verbs(), "claim pick"; got != want {
		t.Errorf("kept %q, want %q", got, want)
	}
	s.shows("Nuts")
}

func TestWhatCannotBeKeptGoesBackToItsJobWhereverItIs(t *testing.T) {
	s := picking(t)
	s.scan("TEA")
	s.queue.full = fault.Unauthenticated("session.ended", "sign in")
	s.update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("T-1")})
	_, cmd := s.app.Update(tea.KeyMsg{Type: tea.KeyEnter})
	s.update(eventMsg{event: outbox.Event{Kind: outbox.SignInNeeded}}) // the session ended: it is told before the write comes back
	s.run(cmd)
	s.queue.full = nil
	s.signIn("LI")
	s.shows("2 of 2 in hand")
}

// A refusal is forgotten by the queue only when the state that tells it is kept.
func TestARefusalOutlivesAKillAndAFullDisk(t *testing.T) {
	s := picking(t)
	s.scan("TEA")
	s.scan("T-1")
	s.memory.full = errors.New("full")
	s.answer(2, nil, &wire.Problem{Reason: "tote.in_use", Code: "conflict"})
	s.shows("STOP")
	if len(s.queue.answers) != 1 {
		t.Fatalf("the queue has forgotten an answer nobody has kept")
	}
	s.memory.full = nil
	s.boot()
	s.shows("Keep 2 x TEA aside")
	if len(s.queue.answers) != 0 {
		t.Errorf("the queue still keeps %d answers", len(s.queue.answers))
	}
	s.boot()
	s.shows("Keep 2 x TEA aside")
}

func TestAJobThatCannotBeReadIsTold(t *testing.T) {
	s := picking(t)
	s.boot()
	var state map[string]json.RawMessage
	if err := json.Unmarshal(s.memory.records[stateName], &state); err != nil {
		t.Fatal(err)
	}
	state["job"] = json.RawMessage(`{"kind":"pick","no":2,"state":{"trip":7}}`)
	s.memory.records[stateName], _ = json.Marshal(state)
	s.boot()
	s.shows("STOP")
	s.shows("Pick: this job cannot be read")
	s.press(tea.KeyEnter)
	s.shows("Choose a task")
}

func TestACorruptStateStopsNobody(t *testing.T) {
	s := picking(t)
	s.scan("TEA")
	s.scan("T-1")
	s.memory.corrupt = fault.Internal("state.corrupt", "damaged")
	d := s.queue.kept[1]
	s.queue.answers = []outbox.Entry{{Command: wire.Command{Number: 2, Verb: "pick", Chain: d.Chain, Input: d.Input}, Answer: &wire.Answer{Problem: &wire.Problem{Reason: "tote.in_use", Code: "conflict"}}}}
	s.boot()
	s.memory.corrupt = nil
	s.signIn("LI")
	s.shows("STOP")
	s.shows("Device memory is damaged")
	s.press(tea.KeyEnter)
	s.shows("Tote is in use")
	s.press(tea.KeyEnter)
	s.shows("Choose a task")
}

// An answer that comes while its worker is away waits for him, and is nobody else's.
func TestAnAnswerWaitsForItsWorker(t *testing.T) {
	s := newStation(t)
	s.signIn("LI")
	s.scan("1")
	s.clock = s.clock.Add(DefaultIdle + time.Second)
	s.update(tickMsg{})
	s.signIn("WANG")
	s.scan("1")
	s.answer(1, wire.Trip{Task: "T-0000001-7", Total: 1, Orders: []string{"O-1"}, Steps: []wire.TripStep{
		{TaskStep: wire.TaskStep{Ref: wire.Ref{Order: "O-1", Line: 1}, SKU: "TEA", From: "L:F-1", Location: "F-1", Quantity: 1, Slot: 1}}}}, nil)
	s.shows("Asking for work")
	s.press(tea.KeyF12)
	s.boot()
	s.signIn("LI")
	s.shows("Tea")
	s.scan("TEA")
	s.scan("T-1")
	if got, want := s.verbs(), "claim claim pick"; got != want {
		t.Errorf("kept %q, want %q", got, want)
	}
	if s.app.busy() {
		t.Error("another worker's claim holds this one up")
	}
}

// Other stock that was found meanwhile is not lost by undoing a scan.
func TestUndoDoesNotUndoTheNews(t *testing.T) {
	s := picking(t)
	s.press(tea.KeyF3)
	s.scan("1")
	s.shows("Nuts")
	s.scan("NUTS")
	s.answer(2, wire.Shorted{Steps: []wire.TripStep{{TaskStep: wire.TaskStep{Ref: wire.Ref{Order: "O-1", Line: 1, Reservation: 2}, SKU: "TEA", From: "L:F-9", Location: "F-9", Quantity: 2, Slot: 1}}}}, nil)
	s.press(tea.KeyF2)
	s.shows("Undone")
	s.scan("NUTS")
	s.scan("T-1")
	s.shows("F-9")
	s.shows("Take 2")
}

func TestScansBehindHelpKeepTheirOrder(t *testing.T) {
	s := newStation(t)
	s.signIn("LI")
	s.scan("1")
	s.scan("TEA")
	s.press(tea.KeyF1)
	s.answer(1, wire.Trip{Task: "T-0000001-7", Total: 1, Orders: []string{"O-1"}, Steps: []wire.TripStep{
		{TaskStep: wire.TaskStep{Ref: wire.Ref{Order: "O-1", Line: 1}, SKU: "TEA", From: "L:F-1", Location: "F-1", Quantity: 1, Slot: 1}}}}, nil)
	s.scan("T-1")
	if got, want := s.verbs(), "claim pick"; got != want {
		t.Errorf("kept %q, want %q", got, want)
	}
}

func TestScansAWorkerGoesBackOnAreTold(t *testing.T) {
	s := newStation(t)
	s.signIn("LI")
	s.scan("1")
	s.scan("TEA")
	s.scan("T-1")
	s.press(tea.KeyF10)
	s.shows("2 scans behind it do not count")
	s.shows("Choose a task")
}

func TestNumbersBeyondTheListAreWhatTheyAre(t *testing.T) {
	for _, code := range []string{"0001", "17", "06901234567892"} {
		s := newStation(t)
		s.signIn("LI")
		s.offline = true
		s.scan(code)
		job, ok := s.app.job.(*task.Lookup)
		if !ok || job.Code != code {
			t.Errorf("%s: the job is %T %+v, want what was scanned looked up", code, s.app.job, s.app.job)
		}
	}
}

func TestThePrintedKeypad(t *testing.T) {
	s := newStation(t)
	s.scan("LI")
	for _, d := range "2580" {
		s.clock = s.clock.Add(time.Second)
		s.scan("TOTE-CMD:DIGIT-" + string(d))
	}
	if got := s.screen(); strings.Contains(got, "2580") || !strings.Contains(got, "> ****_") {
		t.Errorf("the PIN is not hidden, or not there:\n%s", got)
	}
	s.scan("TOTE-CMD:CONFIRM")
	s.shows("Choose a task")
	s.scan("TOTE-CMD:DIGIT-1")
	s.scan("TOTE-CMD:UNDO")
	s.shows("> _")
	s.scan("TOTE-CMD:DIGIT-1")
	s.press(tea.KeyEnter)
	s.shows("Asking for work")
}

func TestAIMPrefixesAreNoPartOfATotesNumber(t *testing.T) {
	s := picking(t)
	s.scan("]C0TEA")
	s.scan("]C0BOX-9")
	var in wire.Pick
	if err := json.Unmarshal(s.queue.kept[1].Input, &in); err != nil || in.Tote != "BOX-9" {
		t.Errorf("picked into %q, %v; want BOX-9", in.Tote, err)
	}
}

func TestTheSafeScreenIsNotUndone(t *testing.T) {
	s := picking(t)
	s.scan("TEA")
	s.scan("T-1")
	s.scan("NUTS")
	s.answer(2, nil, &wire.Problem{Reason: "tote.in_use", Code: "conflict"})
	s.press(tea.KeyF2)
	s.shows("First Enter on this screen")
	s.press(tea.KeyEnter)
	s.shows("1 of 1 in hand")
}

func TestTheShelfIsBounded(t *testing.T) {
	s := newStation(t)
	for i := range maxShelf + 3 {
		s.clock = s.clock.Add(time.Second)
		s.app.kept.Worker = fmt.Sprintf("W%02d", i)
		s.app.putOnShelf(s.app.kept.Worker, keptJob{Kind: "pick", No: uint64(i)})
	}
	_, oldest := s.app.kept.Shelf["W00"]
	if len(s.app.kept.Shelf) != maxShelf || oldest {
		t.Errorf("%d jobs on the shelf, want %d; the oldest is there: %v", len(s.app.kept.Shelf), maxShelf, oldest)
	}
}

func TestSafeScreensAreBoundedAndNoneIsLost(t *testing.T) {
	s := picking(t)
	s.queue.kept = s.queue.kept[:1]
	for i := range maxAlerts + 5 {
		n := uint64(2 + i)
		s.app.kept.Pending[n] = pending{Verb: "misscan", JobNo: 0}
		s.queue.kept = append(s.queue.kept, outbox.Draft{Verb: "misscan"})
		s.answer(n, nil, &wire.Problem{Code: "conflict", Reason: "tote.in_use"})
	}
	if got := len(s.app.kept.Alerts); got != maxAlerts {
		t.Errorf("%d safe screens wait, want %d", got, maxAlerts)
	}
	read := 0
	for len(s.app.kept.Alerts) > 0 {
		s.press(tea.KeyEnter)
		read++
	}
	if read != maxAlerts+5 || len(s.queue.answers) != 0 {
		t.Errorf("%d safe screens were read, want %d; %d answers are left", read, maxAlerts+5, len(s.queue.answers))
	}
}

// A clock that was set back must not leave a terminal open, nor one that was set forward a moment too far.
func TestAClockThatWentBackAsksForThePIN(t *testing.T) {
	for _, tc := range []struct {
		back   time.Duration
		locked bool
	}{{time.Second, false}, {time.Hour, true}} {
		s := picking(t)
		s.scan("TEA")
		s.clock = s.clock.Add(-tc.back)
		s.boot()
		if got := s.app.kept.Session == ""; got != tc.locked {
			t.Errorf("%v back: locked %v, want %v", tc.back, got, tc.locked)
		}
	}
}

func TestLeasesThatCannotBeKeptDisturbNobody(t *testing.T) {
	s := picking(t)
	s.app.kept.Roles = []string{"receiver"}
	s.queue.full = fault.Unavailable("outbox.disk_full", "the disk is full")
	s.tones = nil
	for range 3 {
		s.update(tickMsg{})
	}
	if slices.Contains(s.tones, ui.Bad) || strings.Contains(s.screen(), "NOT SAVED") {
		t.Errorf("a lease disturbs the worker: %v\n%s", s.tones, s.screen())
	}
	s.queue.full = nil
	s.scan("TEA")
	s.scan("T-1")
	if got, want := s.verbs(), "claim pick"; got != want {
		t.Errorf("kept %q, want %q", got, want)
	}
}

// Help and the list of actions offer what works in the job at hand, and nothing else.
func TestHelpKnowsTheJob(t *testing.T) {
	s := picking(t)
	s.press(tea.KeyF1)
	for _, want := range []string{"F3 Short", "F4 Skip", "F5 Why not", "F6 Tote full", "F7 Swap lot", "F10 Back"} {
		s.shows(want)
	}
	s.press(tea.KeyF1)
	s.scan(".")
	s.scan("2")
	s.shows("Nothing there")
	for _, word := range task.Words() {
		job, err := task.Decode(word, nil)
		if err != nil {
			t.Fatal(err)
		}
		s.app.job = job
		for _, lang := range []ui.Language{ui.English, ui.Chinese} {
			for _, m := range []modal{&help{}, &actionList{}} {
				screen := m.screen(s.app)
				if word != "pick" && strings.Contains(fmt.Sprint(screen), "key.swap") {
					t.Errorf("%s offers to swap lots", word)
				}
				for _, f := range screen.Facts {
					if row := f.Value.In(lang); f.Label.Empty() && ansi.StringWidth(row) > ui.LeastWidth {
						t.Errorf("%s: %q is wider than the smallest screen", word, row)
					}
				}
			}
		}
	}
	receive, err := task.Decode("receive", json.RawMessage(`{"delivery":{"number":"PO-1"},"run":{"sku":"TEA"}}`))
	if err != nil {
		t.Fatal(err)
	}
	s.app.job, s.app.modal = receive, &help{}
	s.shows("F3 Damaged")
	s.shows("F11 New LPN number")
	s.press(tea.KeyF9)
	s.shows("F3 残次")
}

// A trip that was asked for twice without a link is one trip: giving the first answer back would end it under its worker.
func TestAskingTwiceEndsNoTrip(t *testing.T) {
	s := newStation(t)
	s.signIn("LI")
	s.scan("1")
	s.press(tea.KeyF10)
	s.scan("1")
	trip := wire.Trip{Task: "T-0000001-7", Total: 1, Orders: []string{"O-1"}, Steps: []wire.TripStep{
		{TaskStep: wire.TaskStep{Ref: wire.Ref{Order: "O-1", Line: 1}, SKU: "TEA", From: "L:F-1", Location: "F-1", Quantity: 1, Slot: 1}}}}
	s.answer(1, trip, nil)
	s.answer(2, trip, nil)
	s.shows("Tea")
	if got, want := s.verbs(), "claim claim"; got != want {
		t.Errorf("posted %q, want %q", got, want)
	}
}

func TestATripNobodyWaitsForIsGivenBackUnlessItIsBegun(t *testing.T) {
	for _, tc := range []struct {
		trip wire.Trip
		want string
	}{
		{wire.Trip{Task: "T-1", Total: 1, Steps: make([]wire.TripStep, 1)}, "claim end-task"},
		{wire.Trip{Task: "T-1", Total: 2, Steps: make([]wire.TripStep, 1)}, "claim"},
	} {
		s := newStation(t)
		s.signIn("LI")
		s.scan("1")
		s.press(tea.KeyF10)
		s.answer(1, tc.trip, nil)
		if got := s.verbs(); got != tc.want {
			t.Errorf("%d of %d steps left: posted %q, want %q", len(tc.trip.Steps), tc.trip.Total, got, tc.want)
		}
	}
}
