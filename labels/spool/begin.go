package spool

import (
	"slices"
	"time"

	"example.com/tote/inventory/fault"
)

// doubt is a job whose Begin was not answered.
type doubt struct {
	job  Job
	ends time.Time
}

// doubtTime is how long after a lost answer the command it belonged to may still be carried out.
const doubtTime = 5 * time.Minute

// begin reports whether the job may be sent.
func (w *worker) begin(job Job) bool {
	err := w.loop.q.Begin(w.loop.hard, job)
	if err == nil {
		w.forget(job.Key)
		return true
	}
	switch fault.CodeFrom(err) {
	case fault.CodeConflict, fault.CodeNotFound:
		if w.queueing == 0 { // it was cancelled a moment ago: Next gives another one
			w.queueing++
			return false
		}
	default:
		if !w.doubtful(job.Key) {
			w.doubts = append(w.doubts, doubt{job, w.loop.o.Now().Add(doubtTime)})
		}
	}
	w.queueTrouble("begin "+job.Key, err)
	return false
}

func (w *worker) doubtful(key string) bool {
	return slices.ContainsFunc(w.doubts, func(d doubt) bool { return d.job.Key == key })
}

// forget ends a doubt. The claim stays with whoever called.
func (w *worker) forget(key string) {
	w.doubts = slices.DeleteFunc(w.doubts, func(d doubt) bool { return d.job.Key == key })
}

// clearDoubts brings jobs back that became sending by a Begin whose answer was lost: nobody has sent a byte of them, since
// their claim is still held here.
func (w *worker) clearDoubts() {
	if len(w.doubts) == 0 {
		return
	}
	jobs, err := w.loop.q.Interrupted(w.soft)
	if err != nil {
		return // asked again in the next turn
	}
	now := w.loop.o.Now()
	for _, d := range slices.Clone(w.doubts) {
		sending := slices.ContainsFunc(jobs, func(j Job) bool { return j.Key == d.job.Key })
		switch {
		case sending && w.loop.settle(d.job, Outcome{Ending: Held, Words: "the answer of the queue was lost"}),
			!sending && now.After(d.ends):
			w.forget(d.job.Key)
			w.loop.release(d.job.Key, w)
		}
	}
}

// claim takes a job in hand for a worker; false if another one has it. A job moved to another printer while it is being sent
// would come out of both.
func (l *Loop) claim(key string, w *worker) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if by := l.inHand[key]; by != nil && by != w {
		return false
	}
	l.inHand[key] = w
	return true
}

func (l *Loop) release(key string, w *worker) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.inHand[key] == w {
		delete(l.inHand, key)
	}
}
