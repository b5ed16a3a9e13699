package outbox

import (
	"time"

	"example.com/tote/api/wire"
)

// Stop is a chain that waits for a person.
type Stop struct {
	Chain   string        // as in Draft; for a command without chain "#" and its number
	Cause   Entry         // the command that was refused or failed; with an Answer it is finished, without it waits too
	Problem *wire.Problem // why
	Waiting []Entry       // what Release sends and Drop gives up, in order
}

// Status is for the status line.
type Status struct {
	Waiting  int       // commands without an answer, held ones included
	Held     int       // of these, behind a stop
	Stopped  int       // chains that wait for a person
	Answers  int       // answers not consumed
	Refused  int       // of these, refusals
	Oldest   time.Time // when the oldest waiting one was appended; zero: none waits
	Capacity int       // commands the box keeps at most
	Trouble  error     // why the last change could not be written; nil if all is well
}

// Answered gives the answered commands the terminal has not consumed, oldest first.
func (b *Box) Answered() []Entry {
	return b.list(func(e *Entry) bool { return e.Answer != nil })
}

// Waiting gives the commands without an answer, oldest first.
func (b *Box) Waiting() []Entry {
	return b.list(func(e *Entry) bool { return e.Answer == nil })
}

func (b *Box) list(want func(*Entry) bool) []Entry {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.listLocked(want)
}

func (b *Box) listLocked(want func(*Entry) bool) []Entry {
	var out []Entry
	for _, e := range b.entries {
		if want(e) {
			c := *e
			c.Held = b.held(e)
			out = append(out, c)
		}
	}
	return out
}

func (b *Box) held(e *Entry) bool {
	return e.Answer == nil && len(b.stops) > 0 && b.stops[e.chainKey()] != nil
}

func (b *Box) waitingIn(chain string) []Entry {
	return b.listLocked(func(e *Entry) bool { return e.Answer == nil && e.chainKey() == chain })
}

// Stops gives the chains that wait for a person, in the order of their causes.
func (b *Box) Stops() []Stop {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []Stop
	for _, chain := range b.stoppedChains() {
		out = append(out, b.stopOf(chain))
	}
	return out
}

func (b *Box) stopOf(chain string) Stop {
	s := b.stops[chain]
	return Stop{Chain: chain, Cause: s.cause, Problem: s.problem, Waiting: b.waitingIn(chain)}
}

// Floor is the lowest number that lacks an answer: the next one to be given if none does.
func (b *Box) Floor() uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.floor()
}

func (b *Box) floor() uint64 {
	for _, e := range b.entries {
		if e.Answer == nil {
			return e.Number
		}
	}
	return b.next
}

// Next is the number the next command gets.
func (b *Box) Next() uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.next
}

// Status tells the figures for the status line.
func (b *Box) Status() Status {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := Status{Waiting: b.waiting, Stopped: len(b.stops), Answers: len(b.entries) - b.waiting, Capacity: b.opt.Max, Trouble: b.failed}
	for _, e := range b.entries {
		switch {
		case e.Answer != nil && e.Answer.Status == wire.Refused:
			s.Refused++
		case e.Answer != nil:
		case s.Oldest.IsZero():
			s.Oldest = e.At
			fallthrough
		default:
			if b.held(e) {
				s.Held++
			}
		}
		if s.Answers == 0 && len(b.stops) == 0 && !s.Oldest.IsZero() {
			break // nothing more to count, however long the queue
		}
	}
	return s
}
