package store

import (
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"example.com/tote/inventory/fault"
)

// After a failed Apply the engine is reopened at once; after a second failure within a minute the disk is taken to be
// full or broken, the service stays up to say so, and tries again every ten seconds.
const (
	secondFailureWithin = time.Minute
	retryDownEvery      = 10 * time.Second
)

// health is whether commands can be taken, and if not, why.
type health struct {
	mu      sync.Mutex
	reason  string
	err     error
	failing time.Time // the last failure
}

func (h *health) refusal() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.reason == "" {
		return nil
	}
	return fault.Unavailable(h.reason, "the store cannot be used at the moment; send the same command again").Because(h.err)
}

// down sets the reason ("": commands are taken) and tells whether it is another one than before.
func (h *health) down(reason string, err error) (changed bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	changed = h.reason != reason
	h.reason, h.err = reason, err
	return changed
}

// again notes a failure and tells whether another one was less than a minute ago.
func (h *health) again(now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	again := !h.failing.IsZero() && now.Sub(h.failing) < secondFailureWithin
	h.failing = now
	return again
}

// Ready gives nil when commands are taken, else the reason in words: "disk full", "read-only".
func (x *Executor) Ready() error { return x.health.refusal() }

// reopen exchanges the engine after it failed: what the failed one holds in memory is not to be trusted. Whether the
// group that failed has reached the disk is not known; if it has, its ids are found stored when they are sent again.
// While the first try is under way commands may queue; after that they are told at once.
func (x *Executor) reopen(cause error) {
	again := x.health.again(x.opt.Now())
	cause = errors.Join(cause, x.dropEngine())
	x.setHealth(reasonFor(cause), cause)
	clear(x.parts)
	if again {
		x.turnAway()
		if !x.pause(retryDownEvery) {
			return
		}
	}
	for {
		e, err := x.opt.Open()
		if err == nil {
			x.setEngine(e)
			x.setHealth("", nil)
			x.queues.refuse(nil)
			x.watch.forget()
			x.outbox.reopened()
			return
		}
		x.setHealth(reasonFor(err), err)
		x.turnAway()
		if !x.pause(retryDownEvery) {
			return
		}
	}
}

// setHealth sets why commands are not taken and tells the owner once a change: thousands are turned away for one full disk.
func (x *Executor) setHealth(reason string, cause error) {
	if x.health.down(reason, cause) && x.opt.Health != nil {
		x.opt.Health(reason, cause)
	}
}

// turnAway answers everybody who waits and whoever comes with the reason, until the engine is back.
func (x *Executor) turnAway() {
	x.queues.refuse(x.health.refusal())
	x.fail(x.queues.drain(), x.health.refusal())
}

// pause tells false if the executor is closed meanwhile.
func (x *Executor) pause(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-x.stop:
		return false
	}
}

// panicked turns what unwound a command into its answer.
func panicked(p any) error {
	switch p := p.(type) {
	case readFailure:
		return unavailable(p.err)
	case overBudget:
		return errOverBudget(p.what)
	case error:
		if errors.Is(p, ErrClosed) {
			return unavailable(p)
		}
		return fault.Internal("command.panicked", "the command failed here and changed nothing").Because(fmt.Errorf("%w\n%s", p, debug.Stack()))
	}
	return fault.Internal("command.panicked", "the command failed here and changed nothing").Because(fmt.Errorf("%v\n%s", p, debug.Stack()))
}

func closeAfter(e Engine, err error) error { return errors.Join(err, e.Close()) }
