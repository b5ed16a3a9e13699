package terminal

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/outbox"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/table"
	"example.com/tote/terminal/task"
	"example.com/tote/terminal/ui"
)

// station is an app with its service played by the test: what happens at the edges (full disk, late answers, a kill) is
// brought about here; whole days against the real service are the flow scripts.
type station struct {
	t       *testing.T
	app     *App
	queue   *testQueue
	memory  *testMemory
	clock   time.Time
	offline bool
	tones   []ui.Tone
}

type testQueue struct {
	kept     []outbox.Draft
	answers  []outbox.Entry
	stops    []outbox.Stop
	full     error
	released []string
	dropped  []string
	sessions []string
	events   chan outbox.Event
}

func (q *testQueue) Keep(_ context.Context, d []outbox.Draft) error {
	if q.full != nil {
		return q.full
	}
	q.kept = append(q.kept, d...)
	return nil
}
func (q *testQueue) Next() uint64                { return uint64(len(q.kept)) + 1 }
func (q *testQueue) Answered() []outbox.Entry    { return slices.Clone(q.answers) }
func (q *testQueue) Stops() []outbox.Stop        { return slices.Clone(q.stops) }
func (q *testQueue) Release(chain string) error  { q.released = append(q.released, chain); return nil }
func (q *testQueue) Drop(chain string) error     { q.dropped = append(q.dropped, chain); return nil }
func (q *testQueue) SignedIn(session string)     { q.sessions = append(q.sessions, session) }
func (q *testQueue) Status() outbox.Status       { return outbox.Status{Waiting: len(q.kept)} }
func (q *testQueue) Events() <-chan outbox.Event { return q.events }
func (q *testQueue) Consume(numbers ...uint64) error {
	q.answers = slices.DeleteFunc(q.answers, func(e outbox.Entry) bool { return slices.Contains(numbers, e.Number) })
	return nil
}

type testMemory struct {
	records map[string][]byte
	full    error
	corrupt error
}

func (m *testMemory) Save(name string, v any) error {
	if m.full != nil {
		return m.full
	}
	b, err := json.Marshal(v)
	m.records[name] = b
	return err
}

func (m *testMemory) Load(name string, v any) (bool, error) {
	if m.corrupt != nil {
		return false, m.corrupt
	}
	b, ok := m.records[name]
	if !ok {
		return false, nil
	}
	return true, json.Unmarshal(b, v)
}

// testBackend answers nothing but the list of one's own tasks.
type testBackend struct {
	Backend
	s *station
}

func (b testBackend) Tasks(context.Context, string, wire.Query) (wire.Page[wire.Task], error) {
	return wire.Page[wire.Task]{}, nil
}

func (b testBackend) Lookup(_ context.Context, _, code string) (wire.Lookup, error) {
	if b.s.offline {
		return wire.Lookup{}, fault.Unavailable("service.unreached", "no link")
	}
	return wire.Lookup{Code: code, Meanings: []wire.Meaning{{Kind: "tote", ID: code, State: "closed"}}}, nil
}

func (b testBackend) SignOut(context.Context) error { return nil }

func (s *station) SignIn(_ context.Context, login, pin string) (wire.SignedIn, error) {
	if pin != "2580" {
		return wire.SignedIn{}, fault.Unauthenticated("signin.wrong", "wrong")
	}
	return wire.SignedIn{Token: "ts_" + login, Me: wire.Me{Worker: login, Name: login, Roles: []string{"picker"}, Language: "en"}}, nil
}

func (s *station) Enter(string) Backend { return testBackend{s: s} }

func newStation(t *testing.T) *station {
	s := &station{t: t, queue: &testQueue{events: make(chan outbox.Event, 16)}, memory: &testMemory{records: map[string][]byte{}},
		clock: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	s.boot()
	return s
}

// boot starts the app on what memory and queue hold: the first time, and after a kill.
func (s *station) boot() {
	s.t.Helper()
	tables := table.New("SH1")
	tables.ApplyLayout(wire.Layout{Locations: []wire.Location{{Code: "F-1", Kind: "pick_face"}, {Code: "K-1", Kind: "pack"}}})
	tables.ApplyCatalogue(wire.Catalogue{Items: []wire.Item{{SKU: "TEA", Name: "Tea"}, {SKU: "NUTS", Name: "Nuts"}}})
	app, err := New(Options{Warehouse: "SH1", Door: s, Queue: s.queue, Tables: tables, Memory: s.memory, Now: func() time.Time { return s.clock },
		Language: ui.English, Bell: func(t ui.Tone) { s.tones = append(s.tones, t) }, Scan: scan.Options{Prefixes: scan.DefaultPrefixes}})
	if err != nil {
		s.t.Fatal(err)
	}
	s.app = app
	s.run(app.Init())
}

// run does a command and all that follows from it, but for what waits for time or for events.
func (s *station) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	done := make(chan tea.Msg, 1)
	go func() { done <- cmd() }()
	select {
	case m := <-done:
		if batch, ok := m.(tea.BatchMsg); ok {
			for _, c := range batch {
				s.run(c)
			}
			return
		}
		if _, ticked := m.(tickMsg); m == nil || ticked {
			return
		}
		_, next := s.app.Update(m)
		s.run(next)
	case <-time.After(30 * time.Millisecond): // a tick, or an event that does not come: its goroutine ends with the test
	}
}

func (s *station) update(m tea.Msg) {
	_, cmd := s.app.Update(m)
	s.run(cmd)
}

func (s *station) scan(code string) {
	s.update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(code)})
	s.update(tea.KeyMsg{Type: tea.KeyEnter})
}

func (s *station) press(k tea.KeyType) { s.update(tea.KeyMsg{Type: k}) }

func (s *station) signIn(who string) {
	s.scan(who)
	s.scan("2580")
}

func (s *station) answer(number uint64, result any, problem *wire.Problem) {
	b, err := json.Marshal(result)
	if err != nil {
		s.t.Fatal(err)
	}
	d := s.queue.kept[number-1]
	e := outbox.Entry{Command: wire.Command{Number: number, Verb: d.Verb, Chain: d.Chain, Input: d.Input}, Answer: &wire.Answer{Status: wire.Done, Result: b, Problem: problem}}
	s.queue.answers = append(s.queue.answers, e)
	s.update(eventMsg{event: outbox.Event{Kind: outbox.Answered, Entry: e}})
}

// picking brings a worker to the first of two steps.
func picking(t *testing.T) *station {
	s := newStation(t)
	s.signIn("LI")
	s.scan("1")
	s.answer(1, wire.Trip{Task: "T-0000001-7", Kind: "pick", Total: 2, Orders: []string{"O-1"}, Steps: []wire.TripStep{
		{TaskStep: wire.TaskStep{Ref: wire.Ref{Order: "O-1", Line: 1, Reservation: 1}, SKU: "TEA", From: "L:F-1", Location: "F-1", Quantity: 2, Slot: 1}},
		{TaskStep: wire.TaskStep{Ref: wire.Ref{Order: "O-1", Line: 2, Reservation: 1}, SKU: "NUTS", From: "L:F-1", Location: "F-1", Quantity: 1, Slot: 1}},
	}}, nil)
	return s
}

func (s *station) screen() string {
	return ui.PlainText(ui.Draw(s.app.Frame(), s.app.Language(), 26, 20))
}

func (s *station) shows(want string) {
	s.t.Helper()
	if got := s.screen(); !strings.Contains(strings.Join(strings.Fields(got), " "), want) {
		s.t.Errorf("the screen is\n%s\nwant %q on it", got, want)
	}
}

func (s *station) verbs() string {
	var out []string
	for _, d := range s.queue.kept {
		out = append(out, d.Verb)
	}
	return strings.Join(out, " ")
}

func TestAFullDiskLosesNothingThatWasAcknowledged(t *testing.T) {
	s := picking(t)
	s.scan("TEA")
	s.tones = nil
	s.queue.full = fault.Unavailable("outbox.disk_full", "the disk is full")
	s.scan("T-1")
	s.shows("NOT SAVED")
	s.shows("2 of 2 in hand")
	if slices.Contains(s.tones, ui.Good) {
		t.Error("the good tone sounded for a pick that is nowhere")
	}
	s.queue.full = nil
	s.scan("T-1")
	if got, want := s.verbs(), "claim pick"; got != want {
		t.Errorf("kept %q, want %q", got, want)
	}
}

func TestALateRefusalOpensTheSafeScreen(t *testing.T) {
	s := picking(t)
	s.scan("TEA")
	s.scan("T-1")
	s.answer(2, nil, &wire.Problem{Reason: "tote.in_use", Code: "conflict"})
	s.shows("STOP")
	s.shows("Keep 2 x TEA aside")
	s.scan("NUTS")
	s.shows("First Enter on this screen")
	s.press(tea.KeyEnter)
	s.shows("Scan item")
	if got, want := s.queue.released, []string{"T-0000001-7"}; !slices.Equal(got, want) {
		t.Errorf("released %v, want %v", got, want)
	}
}

func TestAKillAtEveryMoment(t *testing.T) {
	s := picking(t)
	s.scan("TEA")
	s.boot()
	s.shows("2 of 2 in hand")
	s.scan("T-1")
	s.boot()
	s.shows("Nuts")
	if got, want := s.verbs(), "claim pick"; got != want {
		t.Errorf("after the kill there are %q, want %q", got, want)
	}
}

func TestAKillBetweenStateAndQueuePostsOnce(t *testing.T) {
	s := picking(t)
	s.scan("TEA")
	s.queue.full = errors.New("killed before the queue had it")
	before := slices.Clone(s.queue.kept)
	_, cmd := s.app.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("T-1")})
	s.run(cmd)
	_, cmd = s.app.Update(tea.KeyMsg{Type: tea.KeyEnter})
	cmd() // writes the state; that the queue failed never reaches the app
	if len(s.queue.kept) != len(before) {
		t.Fatal("the queue took it")
	}
	s.queue.full = nil
	s.boot()
	if got, want := s.verbs(), "claim pick"; got != want {
		t.Errorf("after the kill there are %q, want %q", got, want)
	}
	s.boot()
	if got, want := s.verbs(), "claim pick"; got != want {
		t.Errorf("after a second kill there are %q, want %q", got, want)
	}
}

func TestUndoUntilPosted(t *testing.T) {
	s := picking(t)
	s.scan("TEA")
	s.press(tea.KeyF2)
	s.shows("Take 2")
	s.scan("TEA")
	s.scan("T-1")
	s.press(tea.KeyF2)
	s.shows("Nothing to undo")
}

func TestScansBehindAQuestionAreNotSwallowed(t *testing.T) {
	s := newStation(t)
	s.signIn("LI")
	s.scan("1") // the claim is under way
	s.scan("TEA")
	s.scan("T-1")
	if got, want := s.verbs(), "claim"; got != want {
		t.Fatalf("kept %q, want %q", got, want)
	}
	s.answer(1, wire.Trip{Task: "T-0000001-7", Total: 1, Orders: []string{"O-1"}, Steps: []wire.TripStep{
		{TaskStep: wire.TaskStep{Ref: wire.Ref{Order: "O-1", Line: 1}, SKU: "TEA", From: "L:F-1", Location: "F-1", Quantity: 1, Slot: 1}}}}, nil)
	if got, want := s.verbs(), "claim pick"; got != want {
		t.Errorf("kept %q, want %q", got, want)
	}
}

func TestTooManyScansBehindAQuestionAreTold(t *testing.T) {
	s := newStation(t)
	s.signIn("LI")
	s.scan("1")
	for range maxInputs + 1 {
		s.scan("TEA")
	}
	s.shows("Too fast")
}

func TestALeftTerminalLocksAndKeepsTheJob(t *testing.T) {
	s := picking(t)
	s.scan("TEA")
	s.clock = s.clock.Add(DefaultIdle + time.Second)
	s.update(tickMsg{})
	s.shows("Scan your badge")
	s.signIn("WANG")
	s.shows("Choose a task")
	s.press(tea.KeyF12)
	s.signIn("LI")
	s.shows("2 of 2 in hand")
	s.scan("T-1")
	var in wire.Pick
	if err := json.Unmarshal(s.queue.kept[len(s.queue.kept)-1].Input, &in); err != nil || in.Worker != "LI" {
		t.Errorf("the pick names %q, %v; want LI", in.Worker, err)
	}
}

func TestAQuestionWaitsForTheLink(t *testing.T) {
	s := newStation(t)
	s.signIn("LI")
	s.offline = true
	s.scan("TOTE-7")
	s.shows("No link")
	s.offline = false
	s.update(eventMsg{event: outbox.Event{Kind: outbox.LinkUp}})
	s.shows("This is a tote")
	if s.app.busy() {
		t.Error("the question is still under way")
	}
}

func TestTheLanguageSwitchesEverything(t *testing.T) {
	s := picking(t)
	s.scan("VASE")
	s.press(tea.KeyF9)
	s.shows("请扫商品条码")
	s.shows("在线")
	if got := s.screen(); strings.Contains(got, "Unknown") {
		t.Errorf("the note is still English:\n%s", got)
	}
}

func TestCommandBarcodesDoWhatKeysDo(t *testing.T) {
	s := picking(t)
	s.scan("TOTE-CMD:SKIP")
	s.shows("Nuts")
	s.scan("TOTE-CMD:UNDO")
	s.shows("Tea")
	s.scan("TEA")
	s.scan("TOTE-CMD:QTY-1")
	s.shows("1 of 2 in hand")
	s.scan("TOTE-CMD:LANG")
	s.shows("在线")
}

func TestETXDoesNotQuit(t *testing.T) {
	s := picking(t)
	s.update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("TEA")})
	s.press(tea.KeyCtrlC)
	s.shows("2 of 2 in hand")
	s.press(tea.KeyCtrlC)
	s.shows("Again to quit")
}

func TestEveryJobIsReadBackFromItsKind(t *testing.T) {
	for _, word := range task.Words() {
		job, err := task.Decode(word, nil)
		if err != nil || job.Kind() != word {
			t.Errorf("%s: got %v, %v", word, job, err)
		}
	}
}
