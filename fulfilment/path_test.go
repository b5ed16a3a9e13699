package fulfilment

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// hall is a small furnished warehouse with its company, for the tests of the path from allocation to the packed parcel.
// Every test in it ends with the check: the ledger accounts for every record.
type hall struct {
	t       storetest.T
	f       *storetest.Fixture
	worker  string
	numbers map[string]uint64 // of each worker's device
	spent   *spending
	ended   chan struct{}                      // a job has
	seen    *atomic.Pointer[func(verb string)] // told of every command that was answered
}

const hallCode store.Partition = "SH1"

// Places of the hall.
var (
	faceA, faceB, faceC = inventory.Location("A1-1"), inventory.Location("A1-2"), inventory.Location("B1-1")
	reserveR            = inventory.Location("R1-1")
)

func newHall(t storetest.T, open func(storetest.T, ...func(*store.Options)) *storetest.Fixture) *hall {
	t.Helper()
	h := &hall{t: t, worker: "w1", numbers: map[string]uint64{}, ended: make(chan struct{}, 1), seen: &atomic.Pointer[func(string)]{}}
	h.spent = &spending{}
	h.f = open(t, func(o *store.Options) {
		o.Observe = h.observe
		inner := o.Open
		o.Open = func() (store.Engine, error) {
			e, err := inner()
			return &metered{e, h.spent}, err
		}
	})
	t.Cleanup(h.check)
	must := func(p store.Partition, run func(*store.Tx) error) {
		t.Helper()
		if err := h.in(p, run); err != nil {
			t.Fatalf("%v", err)
		}
	}
	must(store.Company, func(tx *store.Tx) error {
		_, err := inventory.PutWarehouse(tx, layout.Warehouse{Code: string(hallCode), Name: "Shanghai", Zone: "Asia/Shanghai"}, 0)
		return err
	})
	h.item("TEA", func(*item.Item) {})
	h.item("CUP", func(it *item.Item) { it.Packs[0].Grams = 300 })
	h.item("MILK", func(it *item.Item) {
		it.LotTracked, it.ExpiryTracked, it.ShelfLife, it.MinAtShipping = true, true, 60, 10
	})
	h.item("PHONE", func(it *item.Item) { it.SerialTracked, it.SerialAtShipping = true, true })
	for _, c := range []partner.Carton{
		{Code: "S", Name: "small", Inner: item.Size{Length: 300, Width: 200, Height: 200}, Outer: item.Size{Length: 310, Width: 210, Height: 210}, Tare: 50, MaxGross: 2000, Active: true},
		{Code: "L", Name: "large", Inner: item.Size{Length: 900, Width: 600, Height: 600}, Outer: item.Size{Length: 910, Width: 610, Height: 610}, Tare: 200, MaxGross: 90000, Active: true}} {
		must(store.Company, func(tx *store.Tx) error { _, err := partner.PutCarton(tx, c, 0); return err })
	}
	for i, l := range []layout.Location{
		{Code: "A1-1", Kind: layout.PickFace, Aisle: 1, Bay: 1, X: 2000, Y: 3000}, {Code: "A1-2", Kind: layout.PickFace, Aisle: 1, Bay: 2, X: 2000, Y: 9000},
		{Code: "B1-1", Kind: layout.PickFace, Aisle: 2, Bay: 1, X: 6000, Y: 3000}, {Code: "R1-1", Kind: layout.Reserve, Aisle: 2, Bay: 2, X: 6000, Y: 9000},
		{Code: "DOCK", Kind: layout.Dock}, {Code: "STAGE", Kind: layout.Staging}, {Code: "PACK", Kind: layout.Pack, X: 4000, Y: 0}} {
		l.Travel = int64(i + 1)
		must(hallCode, func(tx *store.Tx) error { _, err := inventory.PutLocation(tx, l, 0); return err })
	}
	must(hallCode, func(tx *store.Tx) error {
		for i, k := range inventory.PrintedKinds {
			inventory.ReceiveRange(tx, inventory.Grant{Warehouse: string(hallCode), Kind: k, Span: inventory.Span{First: uint64(i)*100_000 + 1, Last: uint64(i)*100_000 + 100_000}})
		}
		return nil
	})
	return h
}

// spending is what was written.
type spending struct{ writes, bytes atomic.Int64 }

// metered counts what an engine is asked to write.
type metered struct {
	store.Engine
	spent *spending
}

func (m *metered) Apply(groups []store.Group) error {
	for _, g := range groups {
		for _, w := range g.Writes {
			m.spent.writes.Add(1)
			m.spent.bytes.Add(int64(len(w.Key) + len(w.Value)))
		}
	}
	return m.Engine.Apply(groups)
}

// cost gives what a command writes, with its stored answer.
func (h *hall) cost(run func()) (writes, bytes int64) {
	w, b := h.spent.writes.Load(), h.spent.bytes.Load()
	run()
	return h.spent.writes.Load() - w, h.spent.bytes.Load() - b
}

func (h *hall) observe(o store.Observation) {
	if seen := h.seen.Load(); seen != nil {
		(*seen)(o.Command.Verb)
	}
	if o.Command.Verb == "job.end" {
		select {
		case h.ended <- struct{}{}:
		default:
		}
	}
}

// job waits for a job to end.
func (h *hall) job(id uint64) (j store.Job) {
	h.t.Helper()
	for {
		h.look(func(r store.Reader) { j, _ = store.Jobs.Get(r, store.JobKey(id)) })
		if j.State == store.JobDone || j.State == store.JobFailed {
			return j
		}
		<-h.ended
	}
}

func (h *hall) runJobs() {
	h.t.Helper()
	err := h.f.RunOutbox(map[string]store.Handler{AllocateJob: AllocateAllHandler(), ReleaseJob: ReleaseHandler()}, []store.Partition{hallCode})
	if err != nil {
		h.t.Fatalf("%v", err)
	}
}

func (h *hall) item(sku item.SKU, edit func(*item.Item)) {
	h.t.Helper()
	it := item.Item{SKU: sku, Name: string(sku), State: item.Draft, Packs: []item.Pack{{Level: item.Each, Quantity: 1, Grams: 100, Size: item.Size{Length: 100, Width: 100, Height: 100}}}}
	edit(&it)
	err := h.in(store.Company, func(tx *store.Tx) error {
		it, err := inventory.PutItem(tx, it, 0)
		if err == nil {
			it, err = inventory.SubmitItem(tx, it.SKU, it.Revision)
		}
		if err == nil {
			_, err = inventory.ApproveItem(tx, it.SKU, it.Revision)
		}
		return err
	})
	if err != nil {
		h.t.Fatalf("%v", err)
	}
}

func (h *hall) in(p store.Partition, run func(*store.Tx) error) error {
	_, err := store.Do(context.Background(), h.f.Executor, h.f.Command(p, "test"), func(tx *store.Tx) (struct{}, error) { return struct{}{}, run(tx) })
	return err
}

func (h *hall) do(run func(*store.Tx) error) {
	h.t.Helper()
	if err := h.in(hallCode, run); err != nil {
		h.t.Fatalf("%v", err)
	}
}

// by lets another worker, on a device of his own, send what follows.
func (h *hall) by(worker string) *hall {
	c := *h
	c.worker = worker
	return &c
}

// tryVerb runs a verb in the hall as the worker's device would send it.
func tryVerb[In, Out any](h *hall, verb func(*store.Tx, In) (Out, error), in In) (Out, error) {
	h.numbers[h.worker]++
	n := h.numbers[h.worker]
	c := h.f.DeviceCommand(hallCode, "test", "dev-"+h.worker, n, n)
	c.Worker = h.worker
	return store.Do(context.Background(), h.f.Executor, c, func(tx *store.Tx) (Out, error) { return verb(tx, in) })
}

func doVerb[In, Out any](h *hall, verb func(*store.Tx, In) (Out, error), in In) Out {
	h.t.Helper()
	out, err := tryVerb(h, verb, in)
	if err != nil {
		h.t.Fatalf("%v", err)
	}
	return out
}

// refused tells whether a verb was refused with a reason.
func refused[In, Out any](h *hall, verb func(*store.Tx, In) (Out, error), in In, reason string) *fault.Error {
	h.t.Helper()
	out, err := tryVerb(h, verb, in)
	if got := fault.ReasonOf(err); got != reason {
		h.t.Errorf("got %+v, %v; want %s", out, err, reason)
		return &fault.Error{}
	}
	return fault.From(err)
}

func (h *hall) look(fn func(r store.Reader)) {
	h.t.Helper()
	err := h.f.View(context.Background(), hallCode, func(v *store.View) error {
		fn(v)
		return nil
	})
	if err != nil {
		h.t.Fatalf("%v", err)
	}
}

// check ends every test.
func (h *hall) check() {
	h.t.Helper()
	h.look(func(r store.Reader) {
		found, _ := inventory.Check(r)
		for _, d := range found {
			h.t.Errorf("check: %v", d)
		}
	})
}

// stock puts goods at a place; an expiry makes their lot known.
func (h *hall) stock(sku item.SKU, lot item.Lot, at inventory.Holder, qty int64, expiry item.Date) {
	h.t.Helper()
	h.do(func(tx *store.Tx) error {
		if expiry != item.NoDate {
			inventory.Lots.Put(tx, &inventory.Lot{SKU: sku, Number: lot, Expiry: expiry})
		}
		_, err := inventory.Adjust(tx, inventory.AdjustInput{SKU: sku, Lot: lot, Holder: at, Delta: qty, Reason: inventory.AdjustFound})
		return err
	})
}

// wants is an order line of a test.
type wants struct {
	sku item.SKU
	qty int64
}

// order opens an order as taking leaves it.
func (h *hall) order(id string, lines ...wants) {
	h.t.Helper()
	for from := 0; from < len(lines); from += 30 {
		h.do(func(tx *store.Tx) error {
			for i := from; i < min(from+30, len(lines)); i++ {
				if _, err := inventory.OpenLine(tx, inventory.NewLine{Order: id, No: i + 1, SKU: lines[i].sku, Qty: lines[i].qty, ShipBy: h.shipBy(id)}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	h.do(func(tx *store.Tx) error {
		o := Order{ID: id, Lines: len(lines), ShipBy: h.shipBy(id)}
		if err := stepOrder(tx, &o, orderTaken, ""); err != nil {
			return err
		}
		Orders.Put(tx, &o)
		return nil
	})
}

// shipBy makes later ids ship later.
func (h *hall) shipBy(id string) int64 {
	return storetest.Begin.Add(4*time.Hour).Unix() + int64(id[len(id)-1])
}

func (h *hall) orderNow(id string) (o Order) {
	h.t.Helper()
	h.look(func(r store.Reader) {
		var err error
		if o, err = GetOrder(r, id); err != nil {
			h.t.Fatalf("%v", err)
		}
	})
	return o
}

func (h *hall) line(id string, no int) (l inventory.Line) {
	h.t.Helper()
	h.look(func(r store.Reader) {
		var err error
		if l, err = inventory.GetLine(r, id, no); err != nil {
			h.t.Fatalf("%v", err)
		}
	})
	return l
}

func (h *hall) onHand(sku item.SKU, lot item.Lot, at inventory.Holder) (n int64) {
	h.t.Helper()
	h.look(func(r store.Reader) {
		b := inventory.GetBalance(r, inventory.Goods{SKU: sku, Lot: lot, Holder: at, Status: inventory.Available})
		n = b.OnHand
	})
	return n
}

// allocate allocates an order to its end.
func (h *hall) allocate(id string) (out AllocateResult) {
	h.t.Helper()
	for next := 0; ; {
		res := doVerb(h, Allocate, AllocateInput{Order: id, From: next})
		out.Reserved += res.Reserved
		out.Short = append(out.Short, res.Short...)
		out.State = res.State
		if next = res.Next; next == 0 {
			return out
		}
	}
}

// trip releases allocated orders as one task, without a wave, and claims it.
func (h *hall) trip(orders ...string) Trip {
	h.t.Helper()
	var id string
	h.do(func(tx *store.Tx) error {
		t := trip{orders: orders}
		for range orders {
			t.last = append(t.last, true)
		}
		for _, o := range orders {
			for l := range inventory.LinesOf(tx, o, 1) {
				for _, r := range l.Res {
					if r.Phase == inventory.Allocated && r.Task == "" {
						code, _ := inventory.PlaceOf(tx, r.Holder)
						t.steps = append(t.steps, inventory.TaskStep{Ref: l.Ref(r.N), SKU: l.SKU, Lot: r.Lot, From: r.Holder, Location: code, Qty: r.Qty})
					}
				}
			}
		}
		made, err := makeTrip(tx, &t)
		id = made.Task
		return err
	})
	return doVerb(h, Claim, ClaimInput{Task: id})
}

// released allocates orders, releases them on one cart and claims it.
func (h *hall) released(orders ...string) Trip {
	h.t.Helper()
	for _, o := range orders {
		if res := h.allocate(o); res.State != OrderAllocated {
			h.t.Fatalf("order %s is %s: %+v", o, res.State, res.Short)
		}
	}
	return h.trip(orders...)
}

// pickOf makes the fact that fits a step.
func pickOf(task string, s inventory.TaskStep, tote string) PickInput {
	return PickInput{Task: task, Order: s.Ref.Order, Line: s.Ref.Line, Res: s.Ref.Res, From: s.From, SKU: s.SKU, Lot: s.Lot, Qty: s.Qty, Tote: tote}
}

func toteOf(order string) string { return "T-" + order }

// picked brings orders into their totes, closed at the pack location.
func (h *hall) picked(orders ...string) Trip {
	h.t.Helper()
	t := h.released(orders...)
	for _, s := range t.Steps {
		doVerb(h, Pick, pickOf(t.Task, s.TaskStep, toteOf(s.Ref.Order)))
	}
	for _, o := range orders {
		doVerb(h, Close, CloseInput{Tote: toteOf(o), At: "PACK", Task: t.Task})
	}
	return t
}

func details(e *fault.Error) []string {
	var out []string
	for _, d := range e.Details {
		out = append(out, d.Where+" "+d.Reason)
	}
	slices.Sort(out)
	return out
}

func (h *hall) today() item.Date { return item.DateOf(h.f.Clock.Now(), time.FixedZone("CST", 8*3600)) }

func (h *hall) counts() (out []string) {
	h.look(func(r store.Reader) {
		for _, c := range inventory.CountsWanted(r, 100) {
			out = append(out, fmt.Sprintf("%s@%s %s", c.SKU, c.Holder, c.Reason))
		}
	})
	return out
}
