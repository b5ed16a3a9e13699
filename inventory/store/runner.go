package store

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"example.com/tote/inventory/fault"
)

// Bounds of the outbox runner.
const (
	outboxWorkers   = 16              // deliveries under way at once: enough to hide a slow printer, few enough for two cores
	outboxPerKind   = 12              // of one kind, so that a carrier that hangs leaves room for the rest
	outboxFirstWait = time.Second     // after a first failure
	outboxLongest   = 5 * time.Minute // between tries of what keeps failing
	outboxPage      = 500             // records read at once: a look of a few milliseconds
	outboxInMemory  = 20_000          // records held in memory, about 10 MB; what is more waits in the store
)

// runner delivers outbox records, those of one key in order. It holds records in memory as commits emit them; where it
// cannot (at the start, after the engine was exchanged, when too many wait) it is behind, and reads them from the store.
type runner struct {
	x       *Executor
	mu      sync.Mutex
	feeds   map[Partition]*feed // nil until there are handlers
	kinds   []*kindQueue
	lines   map[lineKey]*line
	holding int // records in lines
	working int
	turn    int // the kind that was served last
	ctx     context.Context
	cancel  context.CancelFunc
	running sync.WaitGroup
}

// feed is how far a partition's records have come into memory.
type feed struct {
	told    uint64 // the last number taken
	hint    uint64 // the last number a commit told of while behind
	behind  bool
	reading bool
	again   bool // read once more: what was read may be from before the engine was exchanged
}

// kindQueue holds the lines of one kind that can be worked on at once.
type kindQueue struct {
	name   string
	handle Handler
	ready  []lineKey
	active int
}

type lineKey struct {
	part Partition
	kind string
	key  string
}

// line holds the records of one key in order. The first is being delivered, or ready, or waits for its time.
type line struct {
	kind    *kindQueue
	records []OutboxRecord
	timer   *time.Timer
}

func (r *runner) init(x *Executor) {
	r.x = x
	r.lines = map[lineKey]*line{}
	r.ctx, r.cancel = context.WithCancel(context.Background())
}

// RunOutbox begins delivering: first what an earlier run left, partition by partition, then what commits emit, also those
// of partitions not named. A record whose kind has no handler waits in the store until a run that has one. Call it once.
func (x *Executor) RunOutbox(handlers map[string]Handler, parts []Partition) error {
	r := &x.outbox
	r.mu.Lock()
	r.feeds = map[Partition]*feed{}
	for _, name := range slices.Sorted(maps.Keys(handlers)) {
		r.kinds = append(r.kinds, &kindQueue{name: name, handle: handlers[name]})
	}
	for _, p := range parts {
		r.feeds[p] = &feed{behind: true, reading: true}
		r.running.Add(1)
	}
	r.mu.Unlock()
	var failure error
	for _, p := range parts {
		if err := r.read(p); err != nil {
			failure = err // the others are read all the same; this one is read again when the store is back
		}
	}
	return failure
}

// OutboxWaiting tells how many records wait or are under way in memory.
func (x *Executor) OutboxWaiting() int {
	x.outbox.mu.Lock()
	defer x.outbox.mu.Unlock()
	return x.outbox.holding
}

// add takes what a commit emitted.
func (r *runner) add(records []OutboxRecord) {
	if len(records) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.feeds == nil {
		return // they wait in the store
	}
	for _, rec := range records {
		f := r.feeds[rec.Partition]
		if f == nil {
			f = &feed{told: rec.Seq - 1}
			r.feeds[rec.Partition] = f
		}
		if !f.behind && r.holding >= outboxInMemory {
			f.behind = true
		}
		if f.behind {
			f.hint = max(f.hint, rec.Seq)
			continue
		}
		r.take(f, rec)
	}
	r.work()
}

// take puts a record behind those of the same key. One that was read from the store is told by its commit as well: only
// the first counts. Call with mu held.
func (r *runner) take(f *feed, rec OutboxRecord) {
	if rec.Seq <= f.told {
		return
	}
	f.told = rec.Seq
	kind := r.kind(rec.Kind)
	if kind == nil {
		return
	}
	k := lineKey{rec.Partition, rec.Kind, rec.Key}
	r.holding++
	if l := r.lines[k]; l != nil {
		l.records = append(l.records, rec)
		return
	}
	r.lines[k] = &line{kind: kind, records: []OutboxRecord{rec}}
	r.schedule(k)
}

func (r *runner) kind(name string) *kindQueue {
	for _, k := range r.kinds {
		if k.name == name {
			return k
		}
	}
	return nil
}

// schedule makes a line's first record ready, now or when it is due. Call with mu held.
func (r *runner) schedule(k lineKey) {
	l := r.lines[k]
	rec := l.records[0]
	if wait := time.UnixMilli(rec.Due).Sub(r.x.opt.Now()); rec.Due != 0 && wait > 0 {
		l.timer = time.AfterFunc(wait, func() {
			r.mu.Lock()
			defer r.mu.Unlock()
			l.timer = nil
			l.kind.ready = append(l.kind.ready, k)
			r.work()
		})
		return
	}
	l.kind.ready = append(l.kind.ready, k)
}

// work sets workers going for what is ready. Call with mu held.
func (r *runner) work() {
	for r.ctx.Err() == nil && r.working < outboxWorkers {
		k, ok := r.next()
		if !ok {
			return
		}
		r.working++
		r.running.Add(1)
		go r.worker(k)
	}
}

// next takes the next ready line, the kinds in turn. Call with mu held.
func (r *runner) next() (lineKey, bool) {
	for range r.kinds {
		r.turn = (r.turn + 1) % len(r.kinds)
		q := r.kinds[r.turn]
		if len(q.ready) > 0 && q.active < outboxPerKind {
			k := q.ready[0]
			q.ready = q.ready[1:]
			q.active++
			return k, true
		}
	}
	return lineKey{}, false
}

// worker delivers one record of a line after another as long as something is ready.
func (r *runner) worker(k lineKey) {
	defer r.running.Done()
	r.mu.Lock()
	defer r.mu.Unlock()
	for {
		l := r.lines[k]
		rec := l.records[0]
		r.mu.Unlock()
		done, again := r.attempt(l.kind, rec)
		r.mu.Lock()
		l.kind.active--
		r.after(k, l, done, again)
		var ok bool
		if k, ok = r.next(); !ok || r.ctx.Err() != nil {
			r.working--
			return
		}
	}
}

// after moves a line on. Call with mu held.
func (r *runner) after(k lineKey, l *line, done bool, again OutboxRecord) {
	if !done {
		l.records[0] = again
		if r.ctx.Err() == nil {
			r.schedule(k)
		}
		return
	}
	r.holding--
	if l.records = l.records[1:]; len(l.records) == 0 {
		delete(r.lines, k)
	} else {
		r.schedule(k)
	}
	if r.holding <= outboxInMemory/2 {
		r.catchUp()
	}
}

// catchUp reads on where a feed is behind. Call with mu held.
func (r *runner) catchUp() {
	if r.ctx.Err() != nil {
		return
	}
	for p, f := range r.feeds {
		if f.behind && !f.reading {
			f.reading = true
			r.running.Add(1)
			go func() { _ = r.read(p) }() // if it cannot be read, the engine is exchanged, and then it is read again
		}
	}
}

// reopened is told that the engine was exchanged: a group whose commit failed may have left records on disk.
func (r *runner) reopened() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, f := range r.feeds {
		f.behind, f.again = true, true
	}
	r.catchUp()
}

// read brings a partition's records into memory until it is no longer behind, or too many are held.
func (r *runner) read(p Partition) error {
	defer r.running.Done()
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.feeds[p]
	defer func() { f.reading = false }()
	for r.ctx.Err() == nil {
		from := f.told + 1
		f.again = false
		var page []OutboxRecord
		r.mu.Unlock()
		err := r.x.View(r.ctx, p, func(v *View) error {
			page = Outbox(v, from, outboxPage)
			return nil
		})
		r.mu.Lock()
		if err != nil && f.again {
			continue // the engine was exchanged under it
		}
		if err != nil {
			return err
		}
		for _, rec := range page {
			r.take(f, rec)
		}
		r.work()
		switch {
		case r.holding >= outboxInMemory:
			return nil
		case len(page) == outboxPage || f.again:
		case len(page) == 0 || f.hint <= f.told:
			f.told, f.behind = max(f.told, f.hint), false
			return nil
		}
	}
	return nil
}

// attempt delivers a record once; on failure it gives the record as it is to be tried again.
func (r *runner) attempt(kind *kindQueue, rec OutboxRecord) (done bool, again OutboxRecord) {
	d := &Delivery{Record: rec, x: r.x}
	err := handleSafely(r.ctx, kind.handle, d)
	if err == nil && !d.finished {
		err = d.Finish(r.ctx, "outbox.done", func(*Tx) error { return nil })
	}
	if d.finished { // whatever the handler says: the record is gone
		return true, rec
	}
	return false, r.postpone(rec, err)
}

func handleSafely(ctx context.Context, h Handler, d *Delivery) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
	}()
	return h(ctx, d)
}

func (r *runner) postpone(rec OutboxRecord, err error) OutboxRecord {
	if r.ctx.Err() != nil {
		return rec // stopping: the record stays as it is and is delivered after the next start
	}
	wait := min(outboxFirstWait<<min(rec.Attempts, 16), outboxLongest)
	rec.Attempts, rec.LastError, rec.Due = rec.Attempts+1, fault.ReasonOf(err), r.x.opt.Now().Add(wait).UnixMilli()
	c := Command{Partition: rec.Partition, Verb: "outbox.postpone", Source: Source{Kind: FromClock}, At: r.x.opt.Now()}
	_, _ = Do(r.ctx, r.x, c, func(tx *Tx) (struct{}, error) { // if the store is down the record keeps its older due time
		postpone(tx, rec)
		return struct{}{}, nil
	})
	r.x.opt.Observe(Observation{Command: &Command{Partition: rec.Partition, Verb: "outbox." + rec.Kind, ID: rec.Key}, Err: err})
	return rec
}

// close lets deliveries under way end and begins no more.
func (r *runner) close() {
	r.mu.Lock()
	r.cancel()
	for _, l := range r.lines {
		if l.timer != nil {
			l.timer.Stop()
		}
	}
	r.mu.Unlock()
	r.running.Wait()
}
