package spool

import (
	"slices"
	"time"
)

// watch is a sent job of which the printer may still tell what became of it.
type watch struct {
	job   Job
	rec   receipt
	busy  bool // the printer was seen working behind our last byte
	until time.Time
}

// Limits of watching. A job that falls out of sight stays sent: a scan of the paper confirms it.
const (
	followEvery = 2 * time.Second  // a label takes 1 to 3 s
	followFor   = 10 * time.Minute // a long pick list, a roll loaded in between
	maxWatched  = 64               // a wave's worth; the oldest falls out of sight
)

func (w *worker) watch(job Job, rec receipt) {
	if rec == (receipt{}) {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.watches) >= maxWatched {
		w.watches = slices.Delete(w.watches, 0, 1)
	}
	now := w.loop.o.Now()
	w.watches = append(w.watches, watch{job: job, rec: rec, until: now.Add(followFor)})
	if len(w.watches) == 1 {
		w.following = now.Add(followEvery)
	}
}

func (w *worker) watching() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.watches) > 0
}

// watched gives the printer's number of a job.
func (w *worker) watched(key string) (int, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, x := range w.watches {
		if x.job.Key == key && x.rec.id != 0 {
			return x.rec.id, true
		}
	}
	return 0, false
}

// take removes the watches that drop picks out, and gives them.
func (w *worker) take(drop func(*watch) bool) []watch {
	w.mu.Lock()
	defer w.mu.Unlock()
	var gone, kept []watch
	for _, x := range w.watches {
		if drop(&x) {
			gone = append(gone, x)
		} else {
			kept = append(kept, x)
		}
	}
	w.watches = kept
	return gone
}

// follow asks what became of sent jobs when it is time to.
func (w *worker) follow() {
	now := w.loop.o.Now()
	if !w.watching() || now.Before(w.following) {
		return
	}
	w.line.Lock()
	defer w.line.Unlock()
	w.take(func(x *watch) bool { return now.After(x.until) })
	w.followJobs()
	if counting := w.counting(); counting {
		w.observe(w.transport.ask(w.soft))
	}
	w.following = w.loop.o.Now().Add(followEvery)
}

func (w *worker) counting() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.ContainsFunc(w.watches, func(x watch) bool { return x.rec.count })
}

// followJobs asks for each job by its number until the printer fails to answer.
func (w *worker) followJobs() {
	t, ok := w.transport.(follower)
	if !ok {
		return
	}
	w.mu.Lock()
	all := slices.Clone(w.watches)
	w.mu.Unlock()
	for _, x := range all {
		out, over, err := t.follow(w.soft, x.rec.id)
		if err != nil {
			w.loop.o.Log.Info("print job not followed", "job", x.job.Key, "printer", w.printer.Code, "err", err)
			return
		}
		if !over || out.Ending != 0 && !w.loop.settle(x.job, out) {
			continue
		}
		w.take(func(y *watch) bool { return y.job.Key == x.job.Key })
	}
}

// observe draws what a reading says about sent jobs. A printer that fell silent may have been switched off with its memory
// full of labels: from then on an empty memory proves nothing.
func (w *worker) observe(r reading) {
	w.warnings = r.warnings
	if r.gone {
		w.take(func(x *watch) bool { return x.rec.count })
		return
	}
	if !r.counted {
		return
	}
	done := w.take(func(x *watch) bool {
		if !x.rec.count {
			return false
		}
		x.busy = x.busy || r.pending > 0
		return x.busy && r.pending == 0 && r.ready()
	})
	for _, x := range done {
		w.loop.settle(x.job, Outcome{Ending: Confirmed, Words: "the printer has no label left"})
	}
}
