package fulfilment

import (
	"context"
	"fmt"
	"slices"

	"example.com/tote/fulfilment/waving"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// ReleaseJob is the kind of the job that makes a wave.
const ReleaseJob = "release"

// Bounds of a wave and its trips.
const (
	MaxWaveOrders = 2000   // planned at once in memory: about 10 MB; the next wave takes the rest
	MaxCartTotes  = 24     // orders on a trip: the command that makes its task writes each of them
	releasePage   = 50     // orders read in one look: about 1,300 lines of a wholesaler
	releaseLines  = 60     // an order of more lines is not read whole by the command that releases it, with 23 others
	waveBucket    = 3600   // seconds: orders to ship within the same hour are equally urgent
	waveTries     = 100    // moves tried an order when its batch is improved
	waveMostTries = 20_000 // of a whole wave: about 40 ms, and most of what seconds would bring
)

// TripKind says how orders are picked.
type TripKind string

// The kinds of trips.
const (
	SingleTrip TripKind = "single" // one order a trip
	CartTrip   TripKind = "cart"   // several orders a trip, each into its own tote
	ZoneTrip   TripKind = "zone"   // lines of several orders in one zone, each order into its own tote; its totes meet at the packer's
)

// Cart is what one trip carries; 0 means the bound of the house.
type Cart struct {
	Totes      int64 `cbor:"1,keyasint,omitempty"`
	ToteVolume int64 `cbor:"2,keyasint,omitempty"` // cubic millimetres a tote takes; 0: every order fits one tote
	Grams      int64 `cbor:"3,keyasint,omitempty"`
}

// ReleaseInput chooses the orders of a wave and how they are picked.
type ReleaseInput struct {
	MaxOrders int      `cbor:"1,keyasint,omitempty"` // 0: MaxWaveOrders
	Kind      TripKind `cbor:"2,keyasint,omitempty"` // empty: cart
	Cart      Cart     `cbor:"3,keyasint,omitzero"`
	Carrier   string   `cbor:"4,keyasint,omitempty"` // only its orders
	ShipBy    int64    `cbor:"5,keyasint,omitempty"` // only orders to ship by then, unix seconds
	MaxLines  int      `cbor:"7,keyasint,omitempty"` // lines to be picked; 0: any number. An order of more makes a wave alone
	Zone      string   `cbor:"6,keyasint,omitempty"` // of zone trips: only orders that need something there; their other zones get trips too
}

// ReleaseResult names the wave and the job that makes it.
type ReleaseResult struct {
	Wave string `cbor:"1,keyasint"`
	Job  uint64 `cbor:"2,keyasint"`
}

type releasePayload struct {
	Wave string `cbor:"1,keyasint"`
}

func (in *ReleaseInput) check() error {
	var g fault.Gather
	if in.MaxOrders < 0 || in.MaxOrders > MaxWaveOrders {
		g.Add("max_orders", "wave.orders", "a wave takes 1 to %d orders, not %d", MaxWaveOrders, in.MaxOrders)
	}
	if in.MaxLines < 0 || in.MaxLines > MaxWaveLines {
		g.Add("max_lines", "wave.lines", "a wave takes 1 to %d lines, not %d", MaxWaveLines, in.MaxLines)
	}
	if in.Kind != SingleTrip && in.Kind != CartTrip && in.Kind != ZoneTrip {
		g.Add("kind", "wave.kind", "kind %q must be %q, %q or %q", in.Kind, SingleTrip, CartTrip, ZoneTrip)
	}
	if in.Zone != "" && in.Kind != ZoneTrip || len(in.Zone) > layout.MaxName {
		g.Add("zone", "wave.zone", "a zone of at most %d characters is named for trips of kind %q only", layout.MaxName, ZoneTrip)
	}
	if in.Cart.Totes < 0 || in.Cart.Totes > MaxCartTotes {
		g.Add("cart.totes", "wave.cart", "a cart takes 1 to %d totes, not %d", MaxCartTotes, in.Cart.Totes)
	}
	if in.Cart.ToteVolume < 0 || in.Cart.Grams < 0 {
		g.Add("cart", "wave.cart", "a cart's volume and weight cannot be negative")
	}
	return g.Invalid("wave.invalid", "this wave cannot be made")
}

// Release begins a wave: it stores the wave and the job that chooses the orders, most urgent first, groups them into trips
// and makes a task of each. Errors: wave.invalid, number.exhausted.
func Release(tx *store.Tx, in ReleaseInput) (ReleaseResult, error) {
	if in.Kind == "" {
		in.Kind = CartTrip
	}
	if err := in.check(); err != nil {
		return ReleaseResult{}, err
	}
	if in.MaxOrders == 0 {
		in.MaxOrders = MaxWaveOrders
	}
	if in.Cart.Totes == 0 {
		in.Cart.Totes = MaxCartTotes
	}
	id, err := inventory.PrintedNumber(tx, inventory.WaveNumber)
	if err != nil {
		return ReleaseResult{}, err
	}
	w := Wave{ID: id, Input: in}
	if err := stepWave(tx, &w, waveBegin); err != nil {
		return ReleaseResult{}, err
	}
	w.Job = tx.StartJob(ReleaseJob, releasePayload{Wave: id}).ID
	Waves.Put(tx, &w)
	return ReleaseResult{Wave: id, Job: w.Job}, nil
}

// trip is a task to be made: what one command of the job rechecks and writes.
type trip struct {
	wave   string
	orders []string // by slot, from 1
	last   []bool   // whether the order's other trips are made already: it is released with this one
	steps  []inventory.TaskStep
	rank   urgency
	walk   int64
	why    string
	zone   string // all steps are there
}

type urgency struct {
	priority int
	due      int64
}

// ReleaseHandler works on the job. It plans on snapshots and makes one task a command, each looking again at what it read;
// an order is released by the command that makes the last of its tasks, so a crash leaves orders that are taken up again.
func ReleaseHandler() store.Handler {
	plans := &floors{byPart: map[store.Partition]*floor{}}
	return store.JobHandler(func(ctx context.Context, r *store.JobRun) (string, error) {
		var p releasePayload
		if err := store.Unmarshal(r.Job.Payload, &p); err != nil {
			return "", fault.Internal("job.payload", "job %d cannot be read", r.Job.ID).Because(err)
		}
		f := plans.of(r.Partition())
		f.mu.Lock() // two jobs of one warehouse never run at once; this only makes it plain
		defer f.mu.Unlock()
		if err := f.refresh(ctx, r); err != nil {
			return "", err
		}
		w := &releasing{run: r, floor: f}
		return w.all(ctx, p.Wave)
	})
}

// releasing is one run of a wave's job.
type releasing struct {
	run   *store.JobRun
	floor *floor
	wave  Wave
	tasks int
	done  int // orders
	lines int // in tasks
	chose string
	walk  int64
	bare  []planned // orders that wait for nothing any more: all of them is in tasks or picked
}

func (w *releasing) all(ctx context.Context, id string) (string, error) {
	err := w.run.View(ctx, func(v *store.View) (err error) {
		w.wave, err = GetWave(v, id)
		w.resume(v)
		return err
	})
	if err != nil {
		return "", err
	}
	if w.wave.State != WavePlanning {
		return w.note(), nil // its last command was on disk although the run before was told otherwise
	}
	orders, err := w.read(ctx)
	if err != nil {
		return "", err
	}
	trips, why, err := w.plan(ctx, orders)
	if err != nil {
		return "", err
	}
	for rest := w.bare; len(rest) > 0; rest = rest[min(len(rest), MaxCartTotes):] {
		trips = append(trips, w.without(rest[:min(len(rest), MaxCartTotes)]))
	}
	total := w.run.Job.Done + uint64(len(trips)) + 1
	for i := range trips {
		if err := w.post(ctx, total, &trips[i]); err != nil {
			return "", err
		}
	}
	if err := w.sweep(ctx, slices.Concat(orders, w.bare)); err != nil {
		return "", err
	}
	_, err = store.Piece(ctx, w.run, total, store.Command{Verb: "release"}, func(tx *store.Tx) (struct{}, error) {
		return struct{}{}, w.finish(tx, why)
	})
	return w.note(), err
}

// resume counts what a run before a crash has made. An order of several trips counts once the last of them has released it.
func (w *releasing) resume(r store.Reader) {
	orders := map[string]bool{}
	for _, id := range WaveTasks(r, w.wave.ID, "", MaxWaveTasks) {
		if t, err := inventory.GetTask(r, id); err == nil {
			w.tasks++
			w.walk += t.Walk
			w.lines += len(t.Steps)
			for _, id := range t.Orders {
				if orders[id] {
					continue
				}
				if o, err := GetOrder(r, id); err == nil && o.State != OrderAllocated {
					orders[id] = true
				}
			}
		}
	}
	w.done = len(orders)
}

func (w *releasing) note() string {
	return fmt.Sprintf("wave=%s tasks=%d orders=%d walk_mm=%d", w.wave.ID, w.tasks, w.done, w.walk)
}

func (w *releasing) post(ctx context.Context, total uint64, t *trip) error {
	made, err := store.Piece(ctx, w.run, total, store.Command{Verb: "release"}, func(tx *store.Tx) (tripMade, error) {
		return makeTrip(tx, t)
	})
	if err != nil && fault.CodeFrom(err).Stored() {
		return nil // somebody was quicker: what it held is left for the next wave
	}
	if err == nil && made.Task != "" {
		w.tasks++
		w.walk += t.walk
	}
	w.done += made.Orders
	return err
}

func (w *releasing) finish(tx *store.Tx, why string) error {
	wave, err := GetWave(tx, w.wave.ID)
	if err != nil {
		return err
	}
	wave.Orders, wave.Tasks, wave.Walk, wave.Why = w.done, w.tasks, w.walk, w.chose+"; "+why
	if err := stepWave(tx, &wave, waveRelease); err != nil {
		return err
	}
	Waves.Put(tx, &wave)
	if w.tasks > 0 && w.floor.refilled() {
		inventory.WantRefills(tx, inventory.RefillWish{}) // what the wave wants by the piece is brought to its faces
	}
	return nil
}

// tripMade is what a command of the job did.
type tripMade struct {
	Task   string
	Orders int // released by it
}

// makeTrip makes one task of the steps that still hold, and releases the orders it completes. Orders that changed since
// the plan was made are left out: the next wave finds them. Without a step left, orders of which all is in tasks or picked
// already are released all the same: nobody else would let them be packed.
func makeTrip(tx *store.Tx, t *trip) (tripMade, error) {
	n := inventory.NewTask{Kind: inventory.PickTask, Priority: t.rank.priority, Due: t.rank.due, Wave: t.wave, Walk: t.walk, Why: t.why, Zone: t.zone}
	var out tripMade
	var whole []Order // released by this task
	slots := map[string]int{}
	for i, id := range t.orders {
		o, err := GetOrder(tx, id)
		if err != nil {
			return out, err
		}
		ok := o.State == OrderAllocated || o.State == OrderReleased && o.Wave == t.wave
		if !ok || o.Lines <= releaseLines && !t.covers(tx, &o, t.last[i]) {
			continue
		}
		n.Orders = append(n.Orders, id)
		slots[id] = len(n.Orders)
		if t.last[i] && o.State == OrderAllocated {
			whole = append(whole, o)
		}
	}
	for _, s := range t.steps {
		slot := slots[s.Ref.Order]
		if slot == 0 || !stands(tx, s) {
			continue
		}
		s.Slot = slot
		n.Steps = append(n.Steps, s)
	}
	if len(n.Steps) > 0 {
		task, err := makeTask(tx, n)
		if err != nil {
			return out, err
		}
		out.Task = task.ID
	}
	for i := range whole {
		o := &whole[i]
		o.Wave = t.wave
		if err := stepOrder(tx, o, orderRelease, ""); err != nil {
			return out, err
		}
		Orders.Put(tx, o)
	}
	out.Orders = len(whole)
	return out, nil
}

// stands tells whether a planned step is still to be picked as planned.
func stands(r store.Reader, s inventory.TaskStep) bool {
	l, err := inventory.GetLine(r, s.Ref.Order, s.Ref.Line)
	if err != nil {
		return false
	}
	res := l.Reservation(s.Ref.Res)
	return res != nil && asPlanned(res, s)
}

func asPlanned(r *inventory.Reservation, s inventory.TaskStep) bool {
	return r.Phase == inventory.Allocated && r.Task == "" && r.Holder == s.From && r.Lot == s.Lot && r.Qty == s.Qty
}

// covers tells whether all an order waits for is in this trip: a reservation made since the plan would be in no task once
// the order is released. An order of several trips is judged at its last one, where the others are in their tasks.
func (t *trip) covers(tx *store.Tx, o *Order, last bool) bool {
	if !last {
		return true
	}
	planned := map[inventory.Ref]inventory.TaskStep{}
	for _, s := range t.steps {
		planned[s.Ref] = s
	}
	for l := range inventory.LinesOf(tx, o.ID, 1) {
		for i := range l.Res {
			r := &l.Res[i]
			if s, ok := planned[l.Ref(r.N)]; r.Phase == inventory.Allocated && r.Task == "" && !(ok && asPlanned(r, s)) {
				return false
			}
		}
	}
	return true
}

// batch groups orders into the trips of a cart.
func (w *releasing) batch(ctx context.Context, orders []planned) (waving.Plan, error) {
	p := waving.Problem{Bucket: waveBucket, Iterations: min(waveTries*len(orders), waveMostTries), Seed: w.wave.Job,
		Cart: waving.Cart{Lines: inventory.MaxTaskSteps, Totes: w.wave.Input.Cart.Totes, Orders: w.wave.Input.Cart.Totes, Grams: w.wave.Input.Cart.Grams}}
	for i := range orders {
		p.Orders = append(p.Orders, orders[i].wave)
	}
	var err error
	if p.Walk, err = w.floor.walker(codesOf(orders)); err != nil {
		return waving.Plan{}, err
	}
	return waving.MakeBatches(ctx, p)
}
