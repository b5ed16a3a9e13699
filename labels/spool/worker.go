package spool

import (
	"context"
	"slices"
	"sync"
	"time"
)

// worker is the only one that sends to its printer.
type worker struct {
	loop      *Loop
	printer   Printer
	transport transport
	soft      context.Context // ends when no further job is to be begun
	stop      context.CancelFunc
	done      chan struct{}
	wake      chan struct{}
	resume    chan struct{}
	line      sync.Mutex // one conversation with the printer at a time

	// Of the worker alone.
	fails     int           // in a row before the first byte
	losses    int           // in a row behind it
	queueing  int           // failures in a row of the queue
	pausedFor []string      // why it is paused; empty if it is not
	pause     time.Duration // to rest before the next turn, when nothing is in hand
	warnings  []string      // of the last reading
	doubts    []doubt       // their Begin had no answer: they may be sending without anybody sending them
	following time.Time     // when sent jobs are asked for next

	mu      sync.Mutex
	status  Status
	noted   bool
	watches []watch
}

func newWorker(l *Loop, p Printer) *worker {
	w := &worker{loop: l, printer: p, transport: l.reach(p, l.o.Now), done: make(chan struct{}), wake: make(chan struct{}, 1), resume: make(chan struct{}, 1)}
	w.soft, w.stop = context.WithCancel(l.hard)
	w.status = Status{Printer: p.Code, State: Idle, Since: l.o.Now()}
	return w
}

// run serves the printer until it is stopped. It begins when the worker before it has ended, so that never two send.
func (w *worker) run(before *worker) {
	defer close(w.done)
	if before != nil {
		<-before.done
		for _, d := range before.doubts {
			if w.loop.claim(d.job.Key, w) {
				w.doubts = append(w.doubts, d)
			}
		}
	}
	defer func() {
		for _, d := range w.doubts {
			w.loop.release(d.job.Key, w)
		}
	}()
	select {
	case <-w.loop.recovered:
	case <-w.soft.Done():
	}
	for w.soft.Err() == nil {
		w.turn()
		if w.pause > 0 {
			w.rest(w.pause)
			w.pause = 0
		}
	}
}

// turn does one thing: wait, or try one job.
func (w *worker) turn() {
	switch {
	case w.printer.Paused:
		w.show(Paused, []string{PrinterHeldByPerson}, "")
		<-w.soft.Done()
		return
	case len(w.pausedFor) > 0:
		w.sitOut()
		return
	}
	w.clearDoubts()
	w.follow()
	job, ok, err := w.loop.q.Next(w.soft, w.printer.Code)
	switch {
	case err != nil:
		w.queueTrouble("next", err)
	case !ok:
		w.queueing = 0
		w.show(Idle, nil, "")
		w.await()
	default:
		w.try(job)
	}
}

// queueTrouble has it rest: the store is away, which is not the printer's fault.
func (w *worker) queueTrouble(doing string, err error) {
	if w.soft.Err() != nil {
		return
	}
	w.queueing++
	w.loop.o.Log.Warn("print queue", "printer", w.printer.Code, "doing", doing, "err", err)
	w.pause = restAfter(w.queueing)
}

// await waits for work.
func (w *worker) await() {
	every := pollEvery
	if w.watching() {
		every = followEvery
	}
	select {
	case <-w.soft.Done():
	case <-w.wake:
	case <-w.loop.o.After(every):
	}
}

// rest waits before the next turn. A new job does not shorten it, a person does.
func (w *worker) rest(d time.Duration) {
	select {
	case <-w.soft.Done():
	case <-w.resume:
	case <-w.loop.o.After(d):
	}
}

// sitOut waits until a paused printer is resumed by a person, or by its own word if it never lost a job.
func (w *worker) sitOut() {
	byItself := w.pausedFor[0] == PrinterGivenUp
	w.show(Paused, w.pausedFor, w.shown().Job)
	var probe <-chan time.Time
	if byItself {
		probe = w.loop.o.After(probeEvery)
	}
	select {
	case <-w.soft.Done():
		return
	case <-w.resume:
	case <-probe:
		w.line.Lock()
		r := w.transport.ask(w.soft)
		w.line.Unlock()
		if !r.ready() {
			w.pausedFor = append([]string{PrinterGivenUp}, r.reasons...)
			return
		}
	}
	w.pausedFor, w.fails, w.losses = nil, 0, 0
}

// try takes one job as far as it goes.
func (w *worker) try(job Job) {
	if !w.loop.claim(job.Key, w) { // it was given to this printer while another one has it in hand
		w.pause = firstRest
		return
	}
	defer func() {
		if !w.doubtful(job.Key) {
			w.loop.release(job.Key, w)
		}
	}()
	data, out, err := w.check(job)
	if err != nil {
		w.queueTrouble("reading the file of "+job.Key, err)
		return
	}
	if out.Ending != 0 {
		w.queueing = 0
		w.loop.settle(job, out)
		return
	}
	w.line.Lock()
	defer w.line.Unlock()
	way := w.transport.open(w.soft, job, data)
	w.observe(way.reading)
	switch {
	case w.soft.Err() != nil:
		if way.to != nil {
			way.to.drop()
		}
	case way.fail.Ending != 0:
		w.loop.settle(job, way.fail)
		w.tally(job, way.fail, receipt{})
	case way.to == nil:
		w.held(job, way.reading)
	case !w.begin(job):
		way.to.drop()
	default:
		w.queueing = 0
		w.show(Printing, nil, job.Key)
		out, rec := way.to.send(w.loop.hard, data)
		if w.loop.settle(job, out) {
			w.tally(job, out, rec)
		}
	}
}

// check gives the bytes of a job that may still be sent, or its ending.
func (w *worker) check(job Job) ([]byte, Outcome, error) {
	if limit := w.loop.o.ExpireAfter; limit > 0 && !job.Asked.IsZero() {
		if age := w.loop.o.Now().Sub(job.Asked); age > limit {
			return nil, Outcome{Failed, PrintExpired, "asked for " + age.String() + " ago"}, nil
		}
	}
	if job.ContentType != ContentTypeOf(w.printer.Language) {
		return nil, Outcome{Failed, PrintWrongLanguage, job.ContentType + " for a printer of " + w.printer.Language}, nil
	}
	return load(job)
}

// held notes that no byte went out: it rests and tries again, or gives the printer up.
func (w *worker) held(job Job, r reading) {
	w.fails++
	w.loop.o.Log.Info("printer not ready", "printer", w.printer.Code, "job", job.Key, "reasons", r.reasons, "words", r.words, "fails", w.fails)
	w.show(r.state(), r.reasons, job.Key)
	if w.fails >= FailuresBeforePause {
		w.giveUp(PrinterGivenUp, r.reasons...)
		return
	}
	w.pause = restAfter(w.fails)
}

// tally counts an ending for or against the printer.
func (w *worker) tally(job Job, out Outcome, rec receipt) {
	switch out.Ending {
	case Held:
		if w.soft.Err() == nil {
			w.held(job, absent(out.Reason, nil))
		}
	case Sent:
		w.fails, w.losses = 0, 0
		w.watch(job, rec)
	default:
		w.fails = 0
		if w.losses++; w.losses >= LossesBeforePause {
			w.giveUp(PrinterLosesJobs, out.Reason)
		}
	}
}

// giveUp pauses the printer. What somebody said about resuming it came before and does not count.
func (w *worker) giveUp(why string, more ...string) {
	select {
	case <-w.resume:
	default:
	}
	w.pausedFor = append([]string{why}, more...)
}

// state gives the word for what a printer says.
func (r reading) state() State {
	switch {
	case r.ready():
		return Idle
	case r.gone:
		return Unreachable
	}
	return NotReady
}

// show makes a status known, and noted if it is news.
func (w *worker) show(state State, reasons []string, job string) {
	w.mu.Lock()
	s := Status{Printer: w.printer.Code, State: state, Reasons: slices.Clone(reasons), Warnings: slices.Clone(w.warnings), Job: job, Fails: w.fails, Since: w.status.Since}
	news := !w.noted || s.State != w.status.State || !slices.Equal(s.Reasons, w.status.Reasons) || !slices.Equal(s.Warnings, w.status.Warnings)
	if news {
		s.Since = w.loop.o.Now()
	}
	news = news || s.Job != w.status.Job || s.Fails != w.status.Fails
	w.status, w.noted = s, true
	w.mu.Unlock()
	if news {
		w.loop.q.Note(w.loop.hard, s)
	}
}

func (w *worker) shown() Status {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := w.status
	s.Reasons, s.Warnings = slices.Clone(s.Reasons), slices.Clone(s.Warnings)
	return s
}
