package outbox

import (
	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

// MaxInternal is how often the service may fail at a command (500) before its chain goes to a person.
const MaxInternal = 3

// Batch gives what is to be sent next, in order: at most limit commands (and MaxBatch) without an answer and not held, and
// the floor. A chain that is stopped is left out whole, the others go on.
func (b *Box) Batch(limit int) wire.Commands {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := wire.Commands{Floor: b.floor()}
	bytes := 0
	for _, e := range b.entries {
		if e.Answer != nil || b.held(e) {
			continue
		}
		if bytes += len(e.Input); len(out.Commands) >= min(limit, MaxBatch) || bytes > MaxBatchBytes {
			break
		}
		e.Sent = true
		out.Commands = append(out.Commands, e.Command)
	}
	return out
}

// Outcome is what a batch's answers came to.
type Outcome struct {
	Answered []Entry       // now have their answer, which is kept
	Stopped  []Stop        // chains that from now on wait for a person
	SignIn   *wire.Problem // the service wants a sign-in first; nil: it does not
	Later    *wire.Problem // something is to be sent again after a while, and why; nil: nothing is
}

// Take keeps answers as they came, durably before it returns: only then may the floor rise over them. Ids that are not
// waiting are passed over. On an error nothing was kept, and the same commands will be answered the same way.
func (b *Box) Take(answers []wire.Answer) (Outcome, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := taking{box: b, stops: map[string]bool{}, seen: map[string]bool{}}
	for i := range answers {
		if e := b.ids[answers[i].ID]; e != nil && e.Answer == nil && !t.seen[e.ID] {
			t.seen[e.ID] = true
			t.one(e, &answers[i])
		}
	}
	if len(t.records) > 0 {
		if err := b.write(t.records); err != nil {
			return Outcome{}, err
		}
	}
	for _, e := range t.failed {
		e.Tries++
	}
	for _, e := range t.answered {
		t.out.Answered = append(t.out.Answered, *e)
	}
	for _, chain := range t.order {
		t.out.Stopped = append(t.out.Stopped, b.stopOf(chain))
	}
	b.shrink()
	return t.out, nil
}

// taking gathers what a batch's answers change.
type taking struct {
	box      *Box
	out      Outcome
	records  []record
	answered []*Entry
	failed   []*Entry // 500, not for the last time
	stops    map[string]bool
	order    []string
	seen     map[string]bool
}

func (t *taking) one(e *Entry, a *wire.Answer) {
	switch a.Status {
	case wire.Done:
		t.answer(e, a)
		return
	case wire.Refused:
		t.answer(e, a)
		if e.Chain != "" { // nothing waits behind a command without chain
			t.stop(e, a, a.Problem)
		}
		return
	case wire.Held:
		if !t.stops[e.chainKey()] {
			t.later(a.Problem)
		}
		return
	}
	switch fault.CodeOf(problemCode(a.Problem)) {
	case fault.CodeUnauthenticated:
		t.out.SignIn = a.Problem
	case fault.CodeUnavailable, fault.CodeLimited:
		t.later(a.Problem)
	case fault.CodeInternal:
		if e.Tries+1 < MaxInternal {
			t.failed = append(t.failed, e)
			t.later(a.Problem)
			return
		}
		t.stop(e, nil, a.Problem)
	default: // it will not get better by being sent again
		t.stop(e, nil, a.Problem)
	}
}

func problemCode(p *wire.Problem) string {
	if p == nil {
		return ""
	}
	return p.Code
}

func (t *taking) answer(e *Entry, a *wire.Answer) {
	kept := *a
	t.records = append(t.records, record{Op: opAnswer, Number: e.Number, Answer: &kept})
	t.answered = append(t.answered, e)
}

// stop stops a chain once; what comes later in the batch was held back by the same cause.
func (t *taking) stop(e *Entry, a *wire.Answer, p *wire.Problem) {
	chain := e.chainKey()
	if t.stops[chain] || t.box.stops[chain] != nil {
		return
	}
	if p == nil {
		p = &wire.Problem{Code: fault.CodeInternal.String(), Reason: "answer.malformed", Detail: "the service gave no reason"}
	}
	t.stops[chain] = true
	t.order = append(t.order, chain)
	t.records = append(t.records, stopRecord(chain, &stop{Entry{Command: e.Command, At: e.At, Answer: a}, p}))
}

func (t *taking) later(p *wire.Problem) {
	if p == nil {
		p = &wire.Problem{Code: fault.CodeUnavailable.String(), Reason: "answer.missing", Detail: "the service gave no answer to a command"}
	}
	if t.out.Later == nil {
		t.out.Later = p
	}
}
