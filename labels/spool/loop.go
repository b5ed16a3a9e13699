package spool

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"example.com/tote/inventory/fault"
)

// Options of a loop. Now, After and Log are needed; ExpireAfter has a default.
type Options struct {
	Now         func() time.Time
	After       func(time.Duration) <-chan time.Time
	Log         *slog.Logger
	ExpireAfter time.Duration // jobs asked for longer ago fail with print.expired; 0 is DefaultExpiry, below 0 never
}

// Limits of the loop.
const (
	// DefaultExpiry: a job of the last shift must not come out when somebody switches the printer on in the morning.
	DefaultExpiry = 12 * time.Hour
	// FailuresBeforePause is how often in a row a printer may fail before its first byte: half a minute with the pauses
	// between, time to load a roll without anybody being told.
	FailuresBeforePause = 5
	// LossesBeforePause is how many jobs in a row may break off behind their first byte or be refused: each costs somebody
	// a look at the paper, so one may be an accident and the second is the printer's.
	LossesBeforePause = 2

	firstRest  = time.Second      // then twice as long each time
	longRest   = 30 * time.Second // and not longer: somebody stands there and waits
	probeEvery = 30 * time.Second // a paused printer is asked whether it is ready again
	pollEvery  = time.Minute      // should a wake-up have been lost
	settleTime = 10 * time.Second // for one try to keep an ending: a store that takes longer is away
)

// Loop has one worker a printer. Make it with New, give it printers with Configure, end it with Stop.
type Loop struct {
	q         Queue
	o         Options
	hard      context.Context // when it ends, jobs in hand are broken off
	breakOff  context.CancelFunc
	reach     func(Printer, func() time.Time) transport
	recovered chan struct{} // closed when the jobs of the last run are settled: no worker sends before
	running   sync.WaitGroup

	mu      sync.Mutex
	stopped bool
	workers map[string]*worker
	inHand  map[string]*worker // by job key
}

// New gives a loop without printers. It begins to settle what the last run left in state sending.
func New(q Queue, o Options) *Loop {
	if o.ExpireAfter == 0 {
		o.ExpireAfter = DefaultExpiry
	}
	l := &Loop{q: q, o: o, reach: transportOf, recovered: make(chan struct{}), workers: map[string]*worker{}, inHand: map[string]*worker{}}
	l.hard, l.breakOff = context.WithCancel(context.Background())
	l.running.Go(l.recover)
	return l
}

// recover makes the jobs that were being sent when the last run ended unknown.
func (l *Loop) recover() {
	jobs, ok := l.interrupted()
	for _, j := range jobs {
		ok = ok && l.settle(j, Outcome{Ending: Unknown, Reason: PrintInterrupted})
	}
	if ok {
		close(l.recovered)
	}
}

// interrupted asks until it is answered or the loop is broken off.
func (l *Loop) interrupted() ([]Job, bool) {
	for n := 1; ; n++ {
		jobs, err := l.q.Interrupted(l.hard)
		if err == nil {
			return jobs, true
		}
		l.o.Log.Warn("print queue does not answer", "err", err)
		select {
		case <-l.hard.Done():
			return nil, false
		case <-l.o.After(restAfter(n)):
		}
	}
}

// settle keeps an ending, again and again until it is kept or the loop is broken off. While it is not kept, the printer does nothing
// else: the next run would find the job in state sending and call it unknown.
func (l *Loop) settle(j Job, out Outcome) bool {
	l.o.Log.Info("print job", "job", j.Key, "printer", j.Printer, "ending", out.Ending.String(), "reason", out.Reason, "words", out.Words)
	for n := 1; ; n++ {
		last := l.hard.Err() != nil // what was broken off is kept all the same, with one try
		ctx, cancel := context.WithTimeout(context.WithoutCancel(l.hard), settleTime)
		err := l.q.Settle(ctx, j, out)
		cancel()
		if err == nil {
			return true
		}
		l.o.Log.Warn("print job not settled", "job", j.Key, "ending", out.Ending.String(), "err", err)
		if last {
			return false
		}
		select {
		case <-l.hard.Done():
		case <-l.o.After(restAfter(n)):
		}
	}
}

// restAfter gives the pause after the n-th failure in a row.
func restAfter(n int) time.Duration {
	rest := firstRest
	for ; n > 1 && rest < longRest; n-- {
		rest *= 2
	}
	return min(rest, longRest)
}

// Configure makes ps the printers: new ones get a worker, those gone lose theirs after the job in hand, changed ones
// get a new one. Settings that Check refuses are an error that lists all of them, and nothing changes. It does not wait.
func (l *Loop) Configure(ps []Printer) error {
	var g fault.Gather
	byCode := map[string]Printer{}
	for _, p := range ps {
		if err := p.Check(); err != nil {
			for _, d := range fault.From(err).Details {
				d.Where = p.Code + "." + d.Where
				g.Detail(d)
			}
		}
		if _, twice := byCode[p.Code]; twice {
			g.Add(p.Code+".code", "printer.code", "there are two printers %q", p.Code)
		}
		byCode[p.Code] = p
	}
	if err := g.Invalid("printer.invalid", "the settings of the printers cannot be used"); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stopped {
		return fault.Unavailable("print.stopped", "the printing loop was stopped")
	}
	before := map[string]*worker{}
	for code, w := range l.workers {
		if p, there := byCode[code]; !there || p != w.printer {
			w.stop()
			before[code] = w
			delete(l.workers, code)
		}
	}
	for _, code := range slices.Sorted(maps.Keys(byCode)) {
		if l.workers[code] == nil {
			w := newWorker(l, byCode[code])
			l.workers[code] = w
			l.running.Go(func() { w.run(before[code]) })
		}
	}
	return nil
}

func (l *Loop) worker(printer string) *worker {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.workers[printer]
}

// Wake tells the printer's worker that there may be a job. It never waits; unknown codes are no news.
func (l *Loop) Wake(printer string) {
	if w := l.worker(printer); w != nil {
		poke(w.wake)
	}
}

// poke leaves a word for somebody; one is enough.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Resume lets a printer that the loop paused, or that rests after a failure, try again at once; false if there is no such
// printer or it neither rests nor is paused by the loop. One that a person paused (Printer.Paused) is resumed by Configure.
func (l *Loop) Resume(printer string) bool {
	w := l.worker(printer)
	if w == nil || w.printer.Paused {
		return false
	}
	switch w.shown().State {
	case Paused, NotReady, Unreachable:
		poke(w.resume)
		return true
	}
	return false
}

// Status gives what is known of a printer.
func (l *Loop) Status(printer string) (Status, bool) {
	w := l.worker(printer)
	if w == nil {
		return Status{}, false
	}
	return w.shown(), true
}

// Statuses gives what is known of all printers, by code.
func (l *Loop) Statuses() []Status {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []Status
	for _, w := range l.workers {
		out = append(out, w.shown())
	}
	slices.SortFunc(out, func(a, b Status) int { return cmp.Compare(a.Printer, b.Printer) })
	return out
}

// Ask asks a printer for its status now, for somebody who looks at its page. While it is busy with a job, what is known is
// the answer. It takes some seconds if the printer is silent.
func (l *Loop) Ask(ctx context.Context, printer string) (Status, error) {
	w := l.worker(printer)
	if w == nil {
		return Status{}, fault.NotFound("printer.unknown", "there is no printer %q", printer)
	}
	if !w.line.TryLock() {
		return w.shown(), nil
	}
	defer w.line.Unlock()
	known, r := w.shown(), w.transport.ask(ctx)
	return Status{Printer: printer, State: r.state(), Reasons: r.reasons, Warnings: r.warnings, Job: known.Job, Fails: known.Fails, Since: l.o.Now()}, nil
}

// Recall asks the printer to cancel a job that it took and has not finished: IPP only, and only in the run that sent it.
// What came of it is heard later: the job ends as Unknown with print.cancelled_there, since half of it may be paper, or as
// Confirmed, since a printer may say yes and finish all the same.
func (l *Loop) Recall(ctx context.Context, printer, key string) error {
	w := l.worker(printer)
	if w == nil {
		return fault.NotFound("printer.unknown", "there is no printer %q", printer)
	}
	id, ok := w.watched(key)
	t, follows := w.transport.(follower)
	if !ok || !follows {
		return fault.Conflict("print.not_recallable", "%s is not known to wait at printer %s: cancel it there by hand", key, printer)
	}
	if err := t.recall(ctx, id); err != nil {
		return fault.Unavailable("print.not_recalled", "printer %s did not cancel %s", printer, key).Because(err)
	}
	return nil
}

// Stop ends all workers. Jobs in hand are finished until ctx ends; then they are broken off, which leaves those behind
// their first byte Unknown, and ctx's error is given. It returns when no worker runs any more.
func (l *Loop) Stop(ctx context.Context) error {
	l.mu.Lock()
	l.stopped = true
	for _, w := range l.workers {
		w.stop()
	}
	l.mu.Unlock()
	defer l.breakOff()
	select {
	case <-l.recovered:
	default:
		l.breakOff() // no worker has begun; what is not settled is found by the next run
	}
	done := make(chan struct{})
	go func() { l.running.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
	}
	l.breakOff()
	<-done
	return errors.Join(errors.New("printing was broken off"), ctx.Err())
}
