package store

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Bounds of queues and groups. A group is bounded by what it writes, since a commit's time is the pages it writes: about
// 34 ms for 2,000 writes, so 1,000 keep everybody's wait under 20 ms.
const (
	DefaultQueueLimit    = 4096 // per partition: at 1,000 commands/s four seconds of backlog, beyond which an early no is kinder
	DefaultGroupCommands = 512
	DefaultGroupWrites   = 1000
	MaxLinger            = 2 * time.Millisecond
)

// Options are what an executor needs from outside.
type Options struct {
	// Open opens the engine; it is called again after a failed Apply.
	Open func() (Engine, error)
	// Now is the clock, for outbox due times and measured durations; commands bring their own time.
	Now func() time.Time
	// Migrations bring older records up to date at Open.
	Migrations []Migration
	// Observe, if set, is told of every answered command, by several goroutines at once. The loop that commits calls it
	// too, so it must be quick and must never wait for a command.
	Observe func(Observation)
	// Health, if set, is told when commands are no longer taken, with the reason /readyz names and its cause, and with ""
	// when they are again. The loop calls it.
	Health func(reason string, cause error)
	// Linger is how long a group may wait for callers that were just answered to come back, at most MaxLinger. It gains no
	// speed (measured with 64 and 512 callers at 0, 0.3, 1 and 2 ms), so the default is none; at 1,000 commands/s 2 ms
	// halve the bytes written, for 2 ms of waiting.
	Linger time.Duration

	QueueLimit, GroupCommands, GroupWrites int // 0: the defaults
}

// Observation is what a command cost and how it ended.
type Observation struct {
	Command  *Command
	Err      error
	Repeated bool          // answered from the stored answer
	Took     time.Duration // from queueing to the answer
	Group    int           // commands committed together; 0 if it never came into a group
	Writes   int           // of the group
}

// Executor runs commands, one after another within a partition, and answers once they are on disk.
type Executor struct {
	opt Options

	engineLock sync.RWMutex // guards the two below; never held while reading, so that a long look cannot block an exchange
	engine     Engine
	engineLife context.Context // ends when the engine is about to be closed
	engineEnd  context.CancelFunc

	queues queues
	health health
	wake   chan struct{}
	stop   chan struct{}
	ended  chan struct{}

	parts map[Partition]*partState // owned by the loop
	last  int                      // commands in the group before, for the linger

	watch  watchers
	outbox runner
	closed atomic.Bool
}

// partState is what the executor knows of a partition between groups.
type partState struct {
	epoch, seq uint64
	tail       tail
	tailKnown  bool
}

// Start opens the engine, brings its schema up to date and begins to take commands. Outbox records wait until handlers
// are there: see RunOutbox.
func Start(opt Options) (*Executor, error) {
	opt.QueueLimit = cmpOr(opt.QueueLimit, DefaultQueueLimit)
	opt.GroupCommands = cmpOr(opt.GroupCommands, DefaultGroupCommands)
	opt.GroupWrites = cmpOr(opt.GroupWrites, DefaultGroupWrites)
	opt.Linger = min(opt.Linger, MaxLinger)
	if opt.Observe == nil {
		opt.Observe = func(Observation) {}
	}
	e, err := opt.Open()
	if err != nil {
		return nil, err
	}
	if err := migrate(e, opt.Migrations); err != nil {
		return nil, closeAfter(e, err)
	}
	x := &Executor{
		opt: opt, wake: make(chan struct{}, 1), stop: make(chan struct{}), ended: make(chan struct{}),
		parts: map[Partition]*partState{},
	}
	x.setEngine(e)
	x.queues.byPart = map[Partition]*queue{}
	x.watch.init()
	x.outbox.init(x)
	go x.loop()
	return x, nil
}

func cmpOr(v, d int) int {
	if v == 0 {
		return d
	}
	return v
}

// Close takes no more commands, does those that were accepted, and closes the engine.
func (x *Executor) Close() error {
	if x.closed.Swap(true) {
		<-x.ended
		return nil
	}
	x.outbox.close()
	x.queues.shut()
	close(x.stop)
	<-x.ended
	x.watch.end()
	if x.Ready() == nil {
		x.health.down("store.closed", nil)
	}
	return x.dropEngine()
}

// Engine gives the engine for figures and checks, nil while there is none; it changes after a failure, so do not keep it.
func (x *Executor) Engine() Engine {
	x.engineLock.RLock()
	defer x.engineLock.RUnlock()
	return x.engine
}

func (x *Executor) setEngine(e Engine) {
	x.engineLock.Lock()
	defer x.engineLock.Unlock()
	x.engine = e
	x.engineLife, x.engineEnd = context.WithCancel(context.Background())
}

// dropEngine ends a backup under way, waits for looks, and closes the engine.
func (x *Executor) dropEngine() error {
	x.engineLock.Lock()
	e, end := x.engine, x.engineEnd
	x.engine = nil
	x.engineLock.Unlock()
	if e == nil {
		return nil
	}
	end()
	return e.Close()
}

func (x *Executor) queue(c Command, run func(*Tx) (any, error)) *Call {
	call := &Call{cmd: c, run: run, done: make(chan struct{}), queued: x.opt.Now()}
	call.joinSequences()
	err := c.check()
	if err == nil && call.held() {
		err = errHeld()
	}
	if err == nil {
		err = x.queues.add(call, x.opt.QueueLimit)
	}
	if err != nil {
		call.fails(err)
		close(call.done)
		x.opt.Observe(Observation{Command: &call.cmd, Err: err})
		return call
	}
	select {
	case x.wake <- struct{}{}:
	default:
	}
	return call
}

func (x *Executor) loop() {
	defer close(x.ended)
	for {
		select {
		case <-x.wake:
		case <-x.stop:
			for x.queues.waiting() > 0 {
				x.rounds()
			}
			return
		}
		for x.queues.waiting() > 0 {
			x.linger()
			x.rounds()
		}
	}
}

// linger waits a moment for the callers answered a moment ago, who come back nearly at once: one commit for all of them
// costs a fraction of two. A lone caller never waits.
func (x *Executor) linger() {
	if x.opt.Linger <= 0 || x.last < 2 || x.queues.waiting() >= x.last {
		return
	}
	t := time.NewTimer(x.opt.Linger)
	defer t.Stop()
	for x.queues.waiting() < x.last {
		select {
		case <-x.wake:
		case <-t.C:
			return
		case <-x.stop:
			return
		}
	}
}

// Tail gives the number of the last ledger entry known to be on disk.
func (x *Executor) Tail(p Partition) (uint64, error) {
	var n uint64
	err := x.View(context.Background(), p, func(v *View) error {
		n = Tail(v)
		return nil
	})
	return n, err
}
