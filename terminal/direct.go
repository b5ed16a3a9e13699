package terminal

import (
	"context"
	"slices"
	"sync"
	"time"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/outbox"
)

// Direct is the queue of a session that lives in the service: what is confirmed at once goes as one batch and is answered by
// its commit, so nothing waits on a disk of its own. While the service takes no commands it tries the same ones again.
type Direct struct {
	o      DirectOptions
	events chan outbox.Event

	sending sync.Mutex // one batch after the other, in the order they were confirmed

	mu       sync.Mutex
	session  string
	next     uint64
	down     bool
	answered []outbox.Entry
	stops    []outbox.Stop
	left     []outbox.Entry // of a batch the session ended amid: they go first under the next one
}

// DirectOptions say how a Direct reaches the service.
type DirectOptions struct {
	NewID func() string // ids of commands: ULIDs
	Now   func() time.Time
	// Post sends a batch as the worker of a session.
	Post func(ctx context.Context, session string, batch wire.Commands) (wire.Answers, error)
	// Wait waits; its error ends the tries: the service stops.
	Wait func(ctx context.Context, d time.Duration) error
}

const (
	directEvents = 256                    // for the app, which reads them at once; each but the last is told by Answered too
	directPause  = 250 * time.Millisecond // between tries while the store is reopened
	directTries  = 20                     // of a batch the service fails at: it may have been done, so the same ids are asked for again first
)

// NewDirect makes the queue.
func NewDirect(o DirectOptions) *Direct {
	return &Direct{o: o, events: make(chan outbox.Event, directEvents), next: 1}
}

// Keep commits commands in their order. What follows a refused one in its chain waits for a person.
func (d *Direct) Keep(ctx context.Context, drafts []outbox.Draft) error {
	d.sending.Lock()
	defer d.sending.Unlock()
	left := d.takeLeft()
	if err := d.commit(ctx, left); err != nil {
		d.leave(left)
		return err
	}
	var batch []outbox.Entry
	d.mu.Lock()
	first := d.next
	for _, draft := range drafts {
		e := outbox.Entry{At: d.o.Now(), Command: wire.Command{ID: d.o.NewID(), Number: d.next, Verb: draft.Verb, Warehouse: draft.Warehouse, Chain: draft.Chain, Input: draft.Input}}
		d.next++
		if !d.hold(e) {
			batch = append(batch, e)
		}
	}
	d.mu.Unlock()
	err := d.commit(ctx, batch)
	if err != nil {
		d.forget(first)
	}
	return err
}

// forget takes back the numbers of a batch of which nothing was taken.
func (d *Direct) forget(first uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.next = first
	for i := range d.stops {
		d.stops[i].Waiting = slices.DeleteFunc(d.stops[i].Waiting, func(e outbox.Entry) bool { return e.Number >= first })
	}
}

func (d *Direct) takeLeft() []outbox.Entry {
	d.mu.Lock()
	defer d.mu.Unlock()
	left := d.left
	d.left = nil
	return left
}

// hold puts a command behind the stop of its chain.
func (d *Direct) hold(e outbox.Entry) bool {
	for i := range d.stops {
		if d.stops[i].Chain == e.Chain && e.Chain != "" {
			e.Held = true
			d.stops[i].Waiting = append(d.stops[i].Waiting, e)
			return true
		}
	}
	return false
}

// commit sends commands until the service has an answer for each. An error means that none of them was taken; if the session
// ends when some were, the others are left for the next one.
func (d *Direct) commit(ctx context.Context, batch []outbox.Entry) error {
	taken, tries := false, 0
	for len(batch) > 0 {
		n := min(len(batch), outbox.MaxBatch)
		answers, err := d.post(ctx, batch[:n])
		if err == nil && len(answers) == n {
			again := d.answer(batch[:n], answers)
			batch = slices.Concat(again, batch[n:])
			d.linked(nil)
			if len(again) < n {
				taken, tries = true, 0
				continue
			}
		} else if tries++; d.ends(err, tries) {
			if !taken {
				return err
			}
			d.leave(batch)
			return nil
		}
		d.linked(err)
		if err := d.o.Wait(ctx, directPause); err != nil {
			return fault.Unavailable("command.unanswered", "the session ended before the service had answered").Because(err)
		}
	}
	return nil
}

// leave keeps commands for the next session.
func (d *Direct) leave(batch []outbox.Entry) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.left = append(d.left, batch...)
}

// ends tells whether an error will not pass by itself: somebody has to sign in, or the batch is none the service can read.
func (d *Direct) ends(err error, tries int) bool {
	if err == nil {
		return false
	}
	switch fault.CodeFrom(err) {
	case fault.CodeUnavailable, fault.CodeLimited:
		return false
	case fault.CodeInternal:
		return tries >= directTries
	case fault.CodeUnauthenticated:
		d.tell(outbox.Event{Kind: outbox.SignInNeeded, Problem: err})
	}
	return true
}

func (d *Direct) post(ctx context.Context, batch []outbox.Entry) ([]wire.Answer, error) {
	d.mu.Lock()
	session := d.session
	d.mu.Unlock()
	var w wire.Commands
	for _, e := range batch {
		c := e.Command
		c.Number = 0 // the service numbers devices' commands only
		w.Commands = append(w.Commands, c)
	}
	got, err := d.o.Post(ctx, session, w)
	return got.Answers, err
}

// linked tells once that the service takes no commands, and once that it does again.
func (d *Direct) linked(err error) {
	d.mu.Lock()
	was := d.down
	d.down = err != nil
	d.mu.Unlock()
	switch {
	case err != nil && !was:
		d.tell(outbox.Event{Kind: outbox.LinkDown, Problem: err})
	case err == nil && was:
		d.tell(outbox.Event{Kind: outbox.LinkUp})
	}
}

// passing tells that a command was neither done nor refused, for a reason that passes.
func passing(a *wire.Answer) bool {
	return a.Status == wire.Held || (a.Status == wire.Failed && a.Problem != nil && (a.Problem.Status == 503 || a.Problem.Status == 429))
}

// answer takes the answers of a batch and gives back what is to be sent again. What the service held because one before it in
// its chain was refused waits behind that stop.
func (d *Direct) answer(batch []outbox.Entry, answers []wire.Answer) (again []outbox.Entry) {
	var events []outbox.Event
	d.mu.Lock()
	for i, e := range batch {
		a := answers[i]
		if passing(&a) {
			if !d.hold(e) {
				again = append(again, e)
			}
			continue
		}
		e.Answer = &a
		d.answered = append(d.answered, e)
		events = append(events, outbox.Event{Kind: outbox.Answered, Entry: e})
		if a.Problem != nil && e.Chain != "" {
			stop := outbox.Stop{Chain: e.Chain, Cause: e, Problem: a.Problem}
			d.stops = append(d.stops, stop)
			events = append(events, outbox.Event{Kind: outbox.Stopped, Stop: stop})
		}
	}
	d.mu.Unlock()
	for _, e := range events {
		d.tell(e)
	}
	return again
}

// tell never waits: an app that is behind finds everything in Answered.
func (d *Direct) tell(e outbox.Event) {
	select {
	case d.events <- e:
	default:
	}
}

// Next is the number the next command gets.
func (d *Direct) Next() uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.next
}

// Answered gives what was answered and not consumed.
func (d *Direct) Answered() []outbox.Entry {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.answered)
}

// Consume forgets answers.
func (d *Direct) Consume(numbers ...uint64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.answered = slices.DeleteFunc(d.answered, func(e outbox.Entry) bool { return slices.Contains(numbers, e.Number) })
	return nil
}

// Stops are the chains that wait for a person.
func (d *Direct) Stops() []outbox.Stop {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.stops)
}

// Release sends what waited in a chain.
func (d *Direct) Release(chain string) error {
	d.sending.Lock()
	defer d.sending.Unlock()
	var waiting []outbox.Entry
	d.mu.Lock()
	d.stops = slices.DeleteFunc(d.stops, func(s outbox.Stop) bool {
		if s.Chain == chain {
			waiting = append(waiting, s.Waiting...)
		}
		return s.Chain == chain
	})
	for i := range waiting {
		waiting[i].Held = false
	}
	d.mu.Unlock()
	err := d.commit(context.Background(), waiting)
	if err != nil {
		d.leave(waiting) // they were kept long ago: not one of them may be lost
	}
	return err
}

// Drop gives up what waits in a stopped chain.
func (d *Direct) Drop(chain string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stops = slices.DeleteFunc(d.stops, func(s outbox.Stop) bool { return s.Chain == chain })
	return nil
}

// SignedIn gives the session commands are sent under, and sends what the one before left.
func (d *Direct) SignedIn(session string) {
	d.mu.Lock()
	d.session = session
	waits := len(d.left) > 0 && session != ""
	d.mu.Unlock()
	if waits {
		go func() { _ = d.Keep(context.Background(), nil) }() // what fails is left again, and goes with the next command
	}
}

// Status tells the figures of the status line.
func (d *Direct) Status() outbox.Status {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := outbox.Status{Answers: len(d.answered), Stopped: len(d.stops)}
	for _, stop := range d.stops {
		s.Held += len(stop.Waiting)
	}
	s.Waiting = s.Held + len(d.left)
	return s
}

// Events tells what happens to the queue.
func (d *Direct) Events() <-chan outbox.Event { return d.events }
