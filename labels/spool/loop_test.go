package spool

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"example.com/tote/inventory/fault"
)

// playScript is a transport that plays what it is told: one reading and one outcome a try.
type playScript struct {
	mu       sync.Mutex
	readings []reading // of open and ask, in turn; the last one stays
	outcomes []Outcome // of send; Sent when they are used up
	hang     chan struct{}
	sent     []string // keys
	opened   []time.Duration
	from     time.Time
}

func (s *playScript) next() reading {
	if len(s.readings) == 0 {
		return reading{}
	}
	r := s.readings[0]
	if len(s.readings) > 1 {
		s.readings = s.readings[1:]
	}
	return r
}

func (s *playScript) ask(context.Context) reading {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.next()
}

func (s *playScript) open(_ context.Context, j Job, _ []byte) opened {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opened = append(s.opened, time.Since(s.from))
	if r := s.next(); !r.ready() {
		return opened{reading: r}
	}
	return opened{to: &scripted{s, j.Key}}
}

// all gives the keys of what was sent.
func (s *playScript) all() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}

type scripted struct {
	s   *playScript
	key string
}

func (d *scripted) drop() {}

func (d *scripted) send(ctx context.Context, _ []byte) (Outcome, receipt) {
	d.s.mu.Lock()
	d.s.sent = append(d.s.sent, d.key)
	d.s.mu.Unlock()
	if d.s.hang != nil {
		select {
		case <-d.s.hang:
		case <-ctx.Done():
			return Outcome{Ending: Unknown, Reason: PrintBrokenOff}, receipt{}
		}
	}
	d.s.mu.Lock()
	defer d.s.mu.Unlock()
	if len(d.s.outcomes) == 0 {
		return Outcome{Ending: Sent}, receipt{}
	}
	out := d.s.outcomes[0]
	d.s.outcomes = d.s.outcomes[1:]
	return out, receipt{}
}

// play runs a loop whose printers are scripts, in a bubble of false time.
func play(t *testing.T, s *shelf, scripts map[string]*playScript, act func(l *Loop)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s.moved = make(chan struct{}, 1)
		l := New(s, Options{Now: time.Now, After: time.After, Log: slog.New(slog.DiscardHandler)})
		l.reach = func(p Printer, _ func() time.Time) transport { return scripts[p.Code] }
		for _, sc := range scripts {
			sc.from = time.Now()
		}
		act(l)
		if err := l.Stop(context.Background()); err != nil {
			t.Error(err)
		}
		s.check(t)
	})
}

func folderPrinter(code string) Printer {
	return Printer{Code: code, Language: ZPL, DPI: 203, Transport: Folder, Address: "/nowhere"}
}

func configure(t *testing.T, l *Loop, codes ...string) {
	t.Helper()
	var ps []Printer
	for _, c := range codes {
		ps = append(ps, folderPrinter(c))
	}
	if err := l.Configure(ps); err != nil {
		t.Fatal(err)
	}
}

func someJobs(t *testing.T, printer string, n int) []Job {
	var out []Job
	for i := range n {
		out = append(out, aJob(t, printer, fmt.Sprintf("waybill/P-%d/1", i+1), ContentZPL, []byte("^XA^XZ")))
	}
	return out
}

func TestBackOffThenPauseThenReadyAgain(t *testing.T) {
	s := newShelf(someJobs(t, "Z1", 1)...)
	out := not(PrinterPaperOut)
	sc := &playScript{readings: []reading{out, out, out, out, out, out, out, {}}} // five tries, two questions, then paper
	play(t, s, map[string]*playScript{"Z1": sc}, func(l *Loop) {
		configure(t, l, "Z1")
		time.Sleep(20 * time.Second)
		st, _ := l.Status("Z1")
		if want := []string{PrinterGivenUp, PrinterPaperOut}; st.State != Paused || !slices.Equal(st.Reasons, want) || st.Fails != FailuresBeforePause {
			t.Errorf("got %+v, want paused for %v", st, want)
		}
		l.Wake("Z1") // a new job does not make a paused printer try
		time.Sleep(2 * time.Minute)
	})
	// 1, 2, 4 and 8 s between the five tries; then paused at 15 s, asked at 45, 75 and 105 s, ready at the last.
	want := []time.Duration{0, time.Second, 3 * time.Second, 7 * time.Second, 15 * time.Second, 105 * time.Second}
	if !slices.Equal(sc.opened, want) {
		t.Errorf("tried at %v, want %v", sc.opened, want)
	}
	if got := s.steps["waybill/P-1/1"]; !slices.Equal(got, []string{"sending", "sent"}) {
		t.Errorf("the job took the steps %v: it is not begun before the printer is ready", got)
	}
	var states []State
	for _, n := range s.notes {
		if len(states) == 0 || states[len(states)-1] != n.State {
			states = append(states, n.State)
		}
	}
	if want := []State{NotReady, Paused, Printing, Idle}; !slices.Equal(states, want) {
		t.Errorf("the world was told %v, want %v", states, want)
	}
}

func TestRestsAreBounded(t *testing.T) {
	var got []time.Duration
	for n := 1; n <= 8; n++ {
		got = append(got, restAfter(n)/time.Second)
	}
	if want := []time.Duration{1, 2, 4, 8, 16, 30, 30, 30}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestLostJobsAreNeverSentAgainAndPauseThePrinter(t *testing.T) {
	s := newShelf(someJobs(t, "Z1", 3)...)
	lost := Outcome{Ending: Unknown, Reason: PrintBrokenOff}
	sc := &playScript{outcomes: []Outcome{lost, lost}}
	play(t, s, map[string]*playScript{"Z1": sc}, func(l *Loop) {
		configure(t, l, "Z1")
		time.Sleep(24 * time.Hour) // its own word does not resume a printer that loses jobs
		if want := []string{"waybill/P-1/1", "waybill/P-2/1"}; !slices.Equal(sc.all(), want) {
			t.Errorf("sent %v, want %v", sc.all(), want)
		}
		st, _ := l.Status("Z1")
		if st.State != Paused || st.Reasons[0] != PrinterLosesJobs {
			t.Errorf("got %+v", st)
		}
		if !l.Resume("Z1") {
			t.Error("cannot be resumed")
		}
		synctest.Wait()
		if l.Resume("Z1") {
			t.Error("resumed though it is idle")
		}
	})
	if want := []string{"waybill/P-1/1", "waybill/P-2/1", "waybill/P-3/1"}; !slices.Equal(sc.all(), want) {
		t.Errorf("sent %v, want %v", sc.all(), want)
	}
}

func TestHeldAfterBeginIsTriedAgain(t *testing.T) {
	s := newShelf(someJobs(t, "Z1", 1)...)
	sc := &playScript{outcomes: []Outcome{{Ending: Held, Reason: PrinterUnreachable}}}
	play(t, s, map[string]*playScript{"Z1": sc}, func(l *Loop) {
		configure(t, l, "Z1")
		time.Sleep(time.Minute)
	})
	if got := s.steps["waybill/P-1/1"]; !slices.Equal(got, []string{"sending", "rendered", "sending", "sent"}) {
		t.Errorf("got the steps %v", got)
	}
}

func TestAJobOfYesterdayDoesNotComeOut(t *testing.T) {
	jobs := someJobs(t, "Z1", 2)
	s := newShelf()
	sc := &playScript{}
	play(t, s, map[string]*playScript{"Z1": sc}, func(l *Loop) {
		jobs[0].Asked, jobs[1].Asked = time.Now().Add(-DefaultExpiry-time.Second), time.Now().Add(-DefaultExpiry+time.Second)
		s.put(jobs[0])
		s.put(jobs[1])
		configure(t, l, "Z1")
		synctest.Wait()
	})
	if s.state(jobs[0].Key) != "failed "+PrintExpired || s.state(jobs[1].Key) != "sent" {
		t.Errorf("got %s and %s", s.state(jobs[0].Key), s.state(jobs[1].Key))
	}
}

func TestWhatTheLastRunWasSendingIsUnknown(t *testing.T) {
	jobs := someJobs(t, "Z1", 3)
	jobs[1].Printer = "Z9" // a printer that is no more
	s := newShelf(jobs...)
	s.set(jobs[0].Key, "sending")
	s.set(jobs[1].Key, "sending")
	tries := 0
	s.before = func(verb, _ string) error {
		if tries++; verb == "interrupted" && tries < 4 {
			return errors.New("the store is away")
		}
		return nil
	}
	sc := &playScript{}
	play(t, s, map[string]*playScript{"Z1": sc}, func(l *Loop) {
		configure(t, l, "Z1")
		synctest.Wait()
		if len(sc.all()) > 0 {
			t.Error("sent before the last run was settled")
		}
		time.Sleep(time.Minute)
	})
	for i, want := range []string{"unknown " + PrintInterrupted, "unknown " + PrintInterrupted, "sent"} {
		if got := s.state(jobs[i].Key); got != want {
			t.Errorf("%s is %s, want %s", jobs[i].Key, got, want)
		}
	}
}

func TestALostAnswerOfBeginIsNoLostJob(t *testing.T) {
	for _, name := range []string{"carried out", "not carried out", "carried out later"} {
		s := newShelf(someJobs(t, "Z1", 2)...)
		fails := 1
		fail := func(verb, key string) error {
			if verb == "begin" && fails > 0 {
				fails--
				if name == "carried out later" {
					time.AfterFunc(100*time.Millisecond, func() { s.set(key, "sending") })
				}
				return fault.Unavailable("store.away", "no answer")
			}
			return nil
		}
		if name == "carried out" {
			s.after = fail
		} else {
			s.before = fail
		}
		sc := &playScript{}
		play(t, s, map[string]*playScript{"Z1": sc}, func(l *Loop) {
			configure(t, l, "Z1")
			time.Sleep(10 * time.Minute)
		})
		got := sc.all()
		slices.Sort(got)
		if want := []string{"waybill/P-1/1", "waybill/P-2/1"}; !slices.Equal(got, want) || s.state(want[0]) != "sent" || s.state(want[1]) != "sent" {
			t.Errorf("%s: sent %v, states %s and %s", name, sc.all(), s.state(want[0]), s.state(want[1]))
		}
	}
}

func TestAnEndingIsKeptHoweverOftenTheStoreFails(t *testing.T) {
	s := newShelf(someJobs(t, "Z1", 2)...)
	fails := 7
	s.before = func(verb, _ string) error {
		if verb == "settle" && fails > 0 {
			fails--
			return errors.New("the store is away")
		}
		return nil
	}
	sc := &playScript{}
	play(t, s, map[string]*playScript{"Z1": sc}, func(l *Loop) {
		configure(t, l, "Z1")
		time.Sleep(time.Minute)
		if len(sc.all()) != 1 {
			t.Errorf("sent %v while the first one's ending was not kept", sc.all())
		}
		time.Sleep(time.Hour)
	})
	if s.state("waybill/P-1/1") != "sent" || s.state("waybill/P-2/1") != "sent" || len(sc.all()) != 2 {
		t.Errorf("sent %v, states %v", sc.all(), s.states)
	}
}

func TestAJobCancelledMeanwhileIsPassedOver(t *testing.T) {
	s := newShelf(someJobs(t, "Z1", 2)...)
	s.before = func(verb, key string) error {
		if verb == "begin" && key == "waybill/P-1/1" {
			s.set(key, "cancelled")
		}
		return nil
	}
	sc := &playScript{}
	play(t, s, map[string]*playScript{"Z1": sc}, func(l *Loop) {
		configure(t, l, "Z1")
		synctest.Wait()
	})
	if !slices.Equal(sc.all(), []string{"waybill/P-2/1"}) {
		t.Errorf("sent %v", sc.all())
	}
}

func TestAWakeUpStartsAtOnceAndALostOneIsMadeUpFor(t *testing.T) {
	jobs := someJobs(t, "Z1", 2)
	s := newShelf()
	sc := &playScript{}
	play(t, s, map[string]*playScript{"Z1": sc}, func(l *Loop) {
		configure(t, l, "Z1")
		synctest.Wait()
		s.put(jobs[0])
		l.Wake("Z1")
		l.Wake("Z7") // no such printer
		synctest.Wait()
		if len(sc.all()) != 1 || sc.opened[0] != 0 {
			t.Errorf("sent %v at %v", sc.all(), sc.opened)
		}
		s.put(jobs[1])
		time.Sleep(pollEvery + time.Second)
		if len(sc.all()) != 2 {
			t.Errorf("sent %v after a lost wake-up", sc.all())
		}
	})
}

func TestPrintersComeAndGo(t *testing.T) {
	jobs := someJobs(t, "Z1", 2)
	s := newShelf(jobs...)
	z1, z2 := &playScript{}, &playScript{}
	play(t, s, map[string]*playScript{"Z1": z1, "Z2": z2}, func(l *Loop) {
		hang := make(chan struct{})
		z1.hang = hang
		configure(t, l, "Z1", "Z2")
		synctest.Wait()
		changed := folderPrinter("Z1")
		changed.DPI = 300
		if err := l.Configure([]Printer{changed}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if s.state(jobs[1].Key) != "rendered" {
			t.Error("the new worker sends while the old one has a job in hand")
		}
		if _, ok := l.Status("Z2"); ok || len(l.Statuses()) != 1 {
			t.Error("Z2 is still there")
		}
		close(hang)
		synctest.Wait()
		if s.state(jobs[0].Key) != "sent" || s.state(jobs[1].Key) != "sent" {
			t.Errorf("states %v", s.states)
		}
		paused := changed
		paused.Paused = true
		third := aJob(t, "Z1", "waybill/P-9/1", ContentZPL, []byte("^XA^XZ"))
		if err := l.Configure([]Printer{paused}); err != nil {
			t.Fatal(err)
		}
		s.put(third)
		l.Wake("Z1")
		time.Sleep(time.Hour)
		if st, _ := l.Status("Z1"); st.State != Paused || st.Reasons[0] != PrinterHeldByPerson || l.Resume("Z1") || s.state(third.Key) != "rendered" {
			t.Errorf("got %+v and the job %s", st, s.state(third.Key))
		}
		if err := l.Configure([]Printer{changed, changed}); fault.ReasonOf(err) != "printer.invalid" {
			t.Errorf("two printers of one code: %v", err)
		}
	})
}

// A job moved to another printer while it is being sent would come out of both.
func TestAJobInHandIsNotSentByAnotherPrinter(t *testing.T) {
	jobs := someJobs(t, "Z1", 1)
	s := newShelf(jobs...)
	z1, z2 := &playScript{}, &playScript{}
	play(t, s, map[string]*playScript{"Z1": z1, "Z2": z2}, func(l *Loop) {
		hang := make(chan struct{})
		z1.hang = hang
		configure(t, l, "Z1", "Z2")
		synctest.Wait()
		moved := jobs[0]
		moved.Printer = "Z2"
		s.mu.Lock()
		s.jobs[0], s.states[moved.Key] = moved, "rendered" // the worst queue there could be
		s.mu.Unlock()
		l.Wake("Z2")
		time.Sleep(time.Minute)
		if len(z2.all()) > 0 {
			t.Error("both printers send it")
		}
		s.set(moved.Key, "sending")
		close(hang)
		synctest.Wait()
	})
}

func TestStopFinishesTheJobInHand(t *testing.T) {
	s := newShelf(someJobs(t, "Z1", 2)...)
	sc := &playScript{}
	play(t, s, map[string]*playScript{"Z1": sc}, func(l *Loop) {
		hang := make(chan struct{})
		sc.hang = hang
		configure(t, l, "Z1")
		synctest.Wait()
		time.AfterFunc(5*time.Second, func() { close(hang) })
	})
	if s.state("waybill/P-1/1") != "sent" || s.state("waybill/P-2/1") != "rendered" {
		t.Errorf("states %v", s.states)
	}
}
