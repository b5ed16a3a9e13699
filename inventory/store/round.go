package store

import (
	"time"

	"example.com/tote/inventory/fault"
)

// round is one group of each partition on its way into one commit.
type round struct {
	x       *Executor
	engine  Engine
	snap    Snapshot
	order   []Partition
	parts   map[Partition]*partGroup
	calls   []*Call
	written int
}

// partGroup is a partition's part of a round.
type partGroup struct {
	partState
	view    *View // what lies under the group
	company *View
	group   overlay
	hasJob  bool
}

// rounds runs what is queued, in order within each partition, as one commit. When more waits than one commit may hold, the
// next round runs while this one is written: it sees this one's writes as a layer over its snapshot, and shares its fate.
func (x *Executor) rounds() {
	r, err := x.begin(nil)
	if err != nil {
		x.fail(x.queues.drain(), err)
		x.reopen(err)
		return
	}
	for r.fill(); r != nil; {
		written := r.commit()
		next := x.ahead(r)
		if err := <-written; err != nil {
			x.fail(r.calls, err)
			if next != nil {
				x.fail(next.calls, err)
			}
			x.reopen(err)
			return
		}
		x.settle(r)
		r = next
	}
}

// ahead runs the next round over one that is full and on its way. If it cannot even begin, the loop tells why.
func (x *Executor) ahead(r *round) *round {
	if r.room() || x.queues.waiting() == 0 {
		return nil
	}
	next, err := x.begin(r)
	if err != nil {
		return nil
	}
	next.fill()
	return next
}

// commit closes the round and has it written.
func (r *round) commit() <-chan error {
	r.x.last = len(r.calls)
	written := make(chan error, 1)
	groups := r.writes()
	if len(groups) == 0 {
		written <- nil
		return written
	}
	if r.room() { // nothing is to be done meanwhile
		written <- apply(r.engine, groups)
		return written
	}
	go func() { written <- apply(r.engine, groups) }()
	return written
}

// apply turns a panic of the engine (a page that is not what it should be) into a failed Apply, so that the service can
// say what is wrong instead of vanishing.
func apply(e Engine, groups []Group) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
	}()
	return e.Apply(groups)
}

// begin makes this executor the writer of each partition that has something to do, and then opens the round's snapshot.
// In this order, since acquiring writes, and a write that makes the file grow waits for open snapshots.
func (x *Executor) begin(before *round) (*round, error) {
	e := x.Engine()
	if e == nil {
		return nil, ErrClosed
	}
	r := &round{x: x, engine: e, order: x.queues.partitions(), parts: map[Partition]*partGroup{}}
	for _, p := range r.order {
		if x.parts[p] != nil {
			continue
		}
		epoch, err := e.Acquire(p)
		if err != nil {
			return nil, err
		}
		x.parts[p] = &partState{epoch: epoch}
	}
	snap, err := e.Read()
	if err != nil {
		return nil, err
	}
	r.snap = snap
	for _, p := range r.order {
		g := &partGroup{partState: *x.parts[p], view: newView(p, snap, before.layer(p)...), company: newView(Company, snap, before.layer(Company)...)}
		if before != nil && before.parts[p] != nil {
			g.partState = before.parts[p].partState
		}
		r.parts[p] = g
	}
	return r, nil
}

// layer gives what a round on its way writes in a partition.
func (r *round) layer(p Partition) []*overlay {
	if r == nil || r.parts[p] == nil {
		return nil
	}
	return []*overlay{&r.parts[p].group}
}

// fill takes commands from the partitions in turn, so that a busy one cannot keep the others waiting.
func (r *round) fill() {
	defer r.snap.Close() // before the commit: a file that must grow waits for readers
	for idle := false; !idle; {
		idle = true
		for _, p := range r.order {
			if !r.room() {
				return
			}
			g := r.parts[p]
			call := r.x.queues.next(p, g.hasJob)
			if call == nil {
				continue
			}
			idle = false
			if call.cmd.job != nil {
				g.hasJob = true // one piece of larger work a group: people go first
			}
			r.run(g, call)
		}
	}
}

func (r *round) room() bool {
	return len(r.calls) < r.x.opt.GroupCommands && r.written < r.x.opt.GroupWrites
}

// run does one command on its own overlay and keeps what it wrote only if it was done, or refused with an answer that is
// to be repeated.
func (r *round) run(g *partGroup, c *Call) {
	r.calls = append(r.calls, c)
	if c.held() {
		c.fails(errHeld())
		return
	}
	if err := g.learnTail(); err != nil {
		c.fails(err)
		return
	}
	tx := g.begin(c)
	tx.attempt(c)
	if c.err != nil {
		c.fails(c.err)
	}
	if tx.own.len() == 0 {
		return
	}
	r.written += tx.cost
	tx.own.into(&g.group)
	g.tail = tx.tail
	c.emitted = tx.emitted
}

// learnTail reads where the ledger ends, once per partition and engine.
func (g *partGroup) learnTail() (err error) {
	if g.tailKnown {
		return nil
	}
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
	}()
	if g.tail, err = readTail(g.view); err != nil {
		return fault.Internal("ledger.unreadable", "the end of the ledger of %s cannot be read", g.view.part).Because(err)
	}
	g.tailKnown = true
	return nil
}

func (g *partGroup) begin(c *Call) *Tx {
	now := c.cmd.At.UTC().Truncate(time.Microsecond)
	if now.Before(g.tail.at) {
		now = g.tail.at
	}
	tx := &Tx{layers: layers{part: g.view.part, snap: g.view.snap}, cmd: &c.cmd, tail: g.tail, now: now}
	tx.over = append(append(tx.space[:0], &tx.own, &g.group), g.view.over...)
	if g.view.part == Company {
		tx.company = tx // its own writes are its truth
	} else {
		tx.company = companyReader{tx: tx, view: g.company}
	}
	return tx
}

// attempt looks for a stored answer, runs the command and stores its answer, leaving in tx.own what is to be kept.
func (tx *Tx) attempt(c *Call) {
	defer func() {
		if p := recover(); p != nil {
			tx.drop()
			c.result, c.stored, c.again, c.err = nil, nil, false, panicked(p)
		}
	}()
	before := tx.tail
	stores := c.cmd.stores()
	if stores {
		a, err := c.cmd.lookUp(tx)
		if err != nil {
			c.err = err
			return
		}
		if a != nil {
			c.again, c.stored, c.err = true, a.Result, a.error()
			return
		}
	}
	run, err := c.cmd.due(tx)
	if err == nil && !run {
		return
	}
	if err == nil {
		c.result, err = c.run(tx)
	}
	refusal := fault.From(err)
	if refusal != nil {
		c.result, c.err = nil, refusal
		tx.drop()
		tx.tail = before
	}
	tx.cost = tx.own.len()
	if !stores || (refusal != nil && !refusal.Code.Stored()) {
		return
	}
	tx.reads = 0 // what follows is the executor's own and bounded
	if refusal == nil {
		c.result, c.stored = nil, Marshal(c.result)
	}
	c.cmd.keep(tx, c.stored, refusal)
	tx.cost++ // the answer, the floor and the answers taken away lie side by side: one page
}

// drop forgets all the command wrote.
func (tx *Tx) drop() {
	tx.own = overlay{}
	tx.emitted, tx.loaded = nil, nil
}

// due settles what makes the service's own commands exactly-once: the outbox record they deliver, or the piece of a job.
// It tells false if that is done already.
func (c *Command) due(tx *Tx) (bool, error) {
	switch {
	case c.ack != nil:
		return settle(tx, c.ack), nil
	case c.job != nil:
		return c.job.advance(tx)
	}
	return true, nil
}

// writes gives the round's groups, sorted by partition.
func (r *round) writes() []Group {
	var out []Group
	for _, p := range r.order {
		g := r.parts[p]
		if g.group.len() == 0 {
			continue
		}
		g.seq++
		out = append(out, Group{Partition: p, Epoch: g.epoch, Seq: g.seq, Writes: g.group.writes()})
	}
	return out
}

// settle makes the round's outcome known: only now is it on disk. Callers come last, so that whoever has an answer finds
// its records with the outbox and its entries announced.
func (x *Executor) settle(r *round) {
	for p, g := range r.parts {
		known := g.partState // a copy: the group with all it wrote must not outlive the round
		x.parts[p] = &known
		if g.tailKnown {
			x.watch.moved(p, g.tail.seq)
		}
	}
	var emitted []OutboxRecord
	for _, c := range r.calls {
		emitted = append(emitted, c.emitted...)
	}
	x.outbox.add(emitted)
	now := x.opt.Now()
	for _, c := range r.calls {
		close(c.done)
		x.opt.Observe(Observation{Command: &c.cmd, Err: c.err, Repeated: c.again, Took: now.Sub(c.queued),
			Group: len(r.calls), Writes: r.written})
	}
}

// fail answers calls whose group did not reach the disk. Nothing of them is kept; the same ids may be sent again.
func (x *Executor) fail(calls []*Call, err error) {
	now := x.opt.Now()
	for _, c := range calls {
		c.result, c.stored, c.again, c.emitted = nil, nil, false, nil
		c.fails(unavailable(err))
		close(c.done)
		x.opt.Observe(Observation{Command: &c.cmd, Err: c.err, Took: now.Sub(c.queued)})
	}
}

// unavailable is what callers are told when the engine failed them: the command may be sent again.
func unavailable(err error) error {
	if err == nil {
		return fault.Unavailable("store.unavailable", "the store cannot be used at the moment; send the same command again")
	}
	if f := fault.From(err); f.Code == fault.CodeUnavailable {
		return f
	}
	return fault.Unavailable("store.unavailable", "the store cannot be used at the moment; send the same command again").Because(err)
}
