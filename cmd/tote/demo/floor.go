package demo

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/testdata"
)

// Rhythms of the floor.
const (
	waveOrders   = 400                    // orders of one wave
	cartTotes    = 8                      // orders a picker carries at once
	waveEvery    = 100 * time.Millisecond // between a wave and the next look
	loadAtOnce   = 16                     // parcels one load command takes
	manifestSize = 500                    // parcels after which a lorry leaves
)

// floor is what stands about in the building: closed totes, labels coming out of printers, parcels at the dock.
type floor struct {
	mu        sync.Mutex
	changed   *sync.Cond
	totes     []toteJob
	free      []string            // empty totes
	awaited   map[string]string   // print job -> parcel whose label it is
	waybills  map[string]string   // parcel -> waybill on its label
	printed   map[string]bool     // print jobs that came out before they were awaited
	labelled  []string            // parcels whose label lies in the printer
	ready     map[string][]string // by carrier: parcels that may be loaded
	carriers  map[string]string   // parcel -> carrier
	tasks     bool                // a pick task may wait
	packed    int                 // orders packed
	parcels   int
	confirmed int
	loaded    int
	flush     bool // load whatever there is
	over      bool
	totesMade int
}

// toteJob is a closed tote with what a picker put into it.
type toteJob struct {
	tote  string
	order string
	units []wire.Unit
}

func newFloor() *floor {
	f := &floor{awaited: map[string]string{}, waybills: map[string]string{}, printed: map[string]bool{}, ready: map[string][]string{}, carriers: map[string]string{}}
	f.changed = sync.NewCond(&f.mu)
	return f
}

// change lets fn change the floor and wakes everybody who waits for something.
func (f *floor) change(fn func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	fn()
	f.changed.Broadcast()
}

// fulfil feeds the orders and lets the robots work until all good ones are shipped.
func (d *day) fulfil(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	f := newFloor()
	stop := context.AfterFunc(ctx, func() { f.change(func() { f.over = true }) })
	defer stop()
	d.bar.Begin("orders packed", int64(d.opt.Orders))
	defer d.bar.End()
	var all sync.WaitGroup
	run := func(fn func(context.Context) error) {
		all.Go(func() {
			if err := fn(ctx); err != nil && ctx.Err() == nil {
				cancel(err)
			}
		})
	}
	run(d.feed)
	run(func(ctx context.Context) error { return d.watchPrinter(ctx, f) })
	run(func(ctx context.Context) error { return d.plan(ctx, f, cancel) })
	for _, r := range d.robots {
		run(func(ctx context.Context) error { return r.work(ctx, f) })
	}
	all.Wait()
	if err := context.Cause(ctx); err != nil && !errors.Is(err, errDayIsOver) {
		return err
	}
	return nil
}

var errDayIsOver = errors.New("the day is over")

// plan releases waves while orders come, and ends the day when the last parcel has left.
func (d *day) plan(ctx context.Context, f *floor, end context.CancelCauseFunc) error {
	lead := d.lead
	for {
		if err := lead.wave(ctx, f); err != nil {
			return err
		}
		good, fed := d.orders.wanted()
		f.mu.Lock()
		packed, parcels, confirmed := f.packed, f.parcels, f.confirmed
		f.mu.Unlock()
		if fed && packed == good && parcels == confirmed {
			break
		}
		if err := pause(ctx, waveEvery); err != nil {
			return err
		}
	}
	f.change(func() { f.flush = true })
	for {
		f.mu.Lock()
		rest := f.parcels - f.loaded
		f.mu.Unlock()
		if rest == 0 {
			break
		}
		if err := pause(ctx, waveEvery); err != nil {
			return err
		}
	}
	if err := lead.sendLorries(ctx); err != nil {
		return err
	}
	if err := d.awaitShipped(ctx); err != nil {
		return err
	}
	end(errDayIsOver)
	return nil
}

// wave releases what is allocated and waits for its tasks.
func (r *robot) wave(ctx context.Context, f *floor) error {
	got, err := step(ctx, r, "release", r.c.Release, wire.Release{MaxOrders: waveOrders, Kind: "cart", Cart: wire.Cart{Totes: cartTotes}})
	if nothingToRelease(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := r.awaitJob(ctx, got.Job); err != nil {
		return err
	}
	f.change(func() { f.tasks = true })
	return nil
}

func nothingToRelease(err error) bool {
	return fault.ReasonOf(err) == "release.nothing"
}

// awaitJob waits for larger work.
func (r *robot) awaitJob(ctx context.Context, id uint64) error {
	for {
		j, err := r.c.Job(ctx, r.day.wh.Code, id)
		if err != nil {
			return err
		}
		switch j.State {
		case "done":
			return nil
		case "failed":
			return fault.Internal("job.failed", "%s job %d failed: %s", j.Kind, j.ID, j.Note)
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
}

// watchPrinter looks at the printers' output through the event stream: which labels have come out.
func (d *day) watchPrinter(ctx context.Context, f *floor) error {
	last := ""
	for {
		var err error
		last, err = d.admin.Events(ctx, d.wh.Code, last, func(_ string, e wire.Event) error {
			if e.Kind == "state" && strings.HasPrefix(e.ID, "waybill/") && e.ToState == "rendered" {
				f.change(func() { f.cameOut(e.ID) })
			}
			return nil
		})
		if ctx.Err() != nil {
			return nil
		}
		if fault.CodeFrom(err) != fault.CodeUnavailable {
			return err
		}
	}
}

// cameOut notes a label; call it within change.
func (f *floor) cameOut(job string) {
	parcel, awaited := f.awaited[job]
	if !awaited {
		f.printed[job] = true
		return
	}
	delete(f.awaited, job)
	f.labelled = append(f.labelled, parcel)
}

// sendLorries ships every open manifest.
func (r *robot) sendLorries(ctx context.Context) error {
	for _, m := range r.day.openManifests() {
		got, err := step(ctx, r, "ship", r.c.Ship, wire.Ship{Manifest: m, Vehicle: "DEMO 1"})
		if err != nil {
			return err
		}
		if err := r.awaitJob(ctx, got.Job); err != nil {
			return err
		}
	}
	return nil
}

// awaitShipped waits until the company knows of every order that it has left.
func (d *day) awaitShipped(ctx context.Context) error {
	for {
		page, err := d.admin.Orders(ctx, client.Query{Filter: map[string]string{"state": "assigned"}, Limit: 1})
		if err != nil {
			return err
		}
		if len(page.Items) == 0 {
			return nil
		}
		if err := pause(ctx, 50*time.Millisecond); err != nil {
			return err
		}
	}
}

// work does what waits, the end of the path first, until the day is over.
func (r *robot) work(ctx context.Context, f *floor) error {
	for {
		do := r.next(ctx, f)
		if do == nil {
			return nil
		}
		if err := do(ctx, f); err != nil {
			return err
		}
	}
}

// next chooses: confirm a label, load a full batch, pack a tote, else walk.
func (r *robot) next(ctx context.Context, f *floor) func(context.Context, *floor) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for {
		switch {
		case f.over || ctx.Err() != nil:
			return nil
		case len(f.labelled) > 0:
			p := f.labelled[0]
			f.labelled = f.labelled[1:]
			return func(ctx context.Context, f *floor) error { return r.confirm(ctx, f, p) }
		}
		for c, all := range f.ready {
			if n := min(len(all), loadAtOnce); n == loadAtOnce || (f.flush && n > 0) {
				f.ready[c] = all[n:]
				return func(ctx context.Context, f *floor) error { return r.load(ctx, f, c, all[:n]) }
			}
		}
		switch {
		case len(f.totes) > 0:
			t := f.totes[0]
			f.totes = f.totes[1:]
			return func(ctx context.Context, f *floor) error { return r.pack(ctx, f, t) }
		case f.tasks:
			return r.pick
		}
		f.changed.Wait()
	}
}

// pick claims a trip, walks it and sets the totes down where packers fetch them.
func (r *robot) pick(ctx context.Context, f *floor) error {
	trip, err := step(ctx, r, "claim", r.c.Claim, wire.Claim{Kind: "pick"})
	if fault.ReasonOf(err) == "task.none" {
		f.change(func() { f.tasks = false })
		return nil
	}
	if err != nil {
		return err
	}
	jobs := map[string]*toteJob{}
	var order []string
	for _, s := range trip.Steps {
		job := jobs[s.Ref.Order]
		if job == nil {
			job = &toteJob{tote: f.emptyTote(), order: s.Ref.Order}
			jobs[s.Ref.Order] = job
			order = append(order, s.Ref.Order)
		}
		_, err := step(ctx, r, "pick", r.c.Pick, wire.Pick{Task: trip.Task, Ref: s.Ref, From: s.From, SKU: s.SKU, Lot: s.Lot, Quantity: s.Quantity, Tote: job.tote})
		if err != nil {
			return err
		}
		job.units = append(job.units, wire.Unit{Line: s.Ref.Line, SKU: s.SKU, Lot: s.Lot, Quantity: s.Quantity})
	}
	benches := r.day.places(testdata.Pack)
	for i, id := range order {
		_, err := step(ctx, r, "close", r.c.Close, wire.Close{Tote: jobs[id].tote, At: benches[i%len(benches)], Task: trip.Task})
		if err != nil {
			return err
		}
		f.change(func() { f.totes = append(f.totes, *jobs[id]) })
	}
	return nil
}

// emptyTote takes a tote off the stack, or a new one.
func (f *floor) emptyTote() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if n := len(f.free); n > 0 {
		t := f.free[n-1]
		f.free = f.free[:n-1]
		return t
	}
	f.totesMade++
	return toteCode(f.totesMade)
}
