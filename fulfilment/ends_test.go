package fulfilment

import (
	"context"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// ends is a small company with one warehouse, for the tests of the two ends of the order path. What lies between them is
// booked by inventory's own functions, so that these tests say nothing of allocating, picking and packing. Its outbox is
// delivered by hand, in whatever order a test likes; when a test ends, every partition's ledger is checked.
type ends struct {
	t    storetest.T
	f    *storetest.Fixture
	n    uint64
	seen map[store.Partition]uint64 // outbox records delivered up to here
	told chan store.Observation     // of commands committed alone, with what they wrote; nil on disk
	cost int                        // writes of the last command
}

const endsHouse store.Partition = "SH1"

func newEnds(t storetest.T) *ends {
	t.Helper()
	e := &ends{t: t, seen: map[store.Partition]uint64{}, told: make(chan store.Observation, 1)}
	e.f = storetest.Memory(t, func(o *store.Options) { o.Observe = e.observe })
	e.furnish()
	t.Cleanup(e.check)
	return e
}

// newEndsOnDisk is the same over bbolt, for tests that crash and restart.
func newEndsOnDisk(t storetest.T) *ends {
	t.Helper()
	e := &ends{t: t, seen: map[store.Partition]uint64{}}
	e.f = storetest.Open(t)
	e.furnish()
	t.Cleanup(e.check)
	return e
}

func (e *ends) observe(o store.Observation) {
	if o.Command.Verb == endsVerbName {
		e.told <- o
	}
}

const endsVerbName = "test"

func (e *ends) furnish() {
	e.t.Helper()
	e.company(func(tx *store.Tx) error {
		if _, err := inventory.PutWarehouse(tx, layout.Warehouse{Code: string(endsHouse), Name: "Shanghai", Zone: "Asia/Shanghai"}, 0); err != nil {
			return err
		}
		for _, c := range []partner.Carrier{
			{Code: "TOP", Name: "Top", Services: []string{"standard", "express"}, MaxGrams: 20_000,
				Range: partner.NumberRange{Prefix: "TP", Next: 1, Last: 60_000, Width: 8, Rule: partner.CheckS10, Suffix: "CN"}},
			{Code: "SELF", Name: "Self", Services: []string{"freight"}},
			{Code: "GONE", Name: "Gone", Services: []string{"standard"}, Closed: true},
		} {
			if _, err := partner.PutCarrier(tx, c, 0); err != nil {
				return err
			}
		}
		_, err := partner.PutCustomer(tx, partner.Customer{Code: "SHOP", Name: "Shop", MinDays: 40}, 0)
		return err
	})
	for _, sku := range []item.SKU{"A1", "B2", "OLD"} {
		e.item(sku, true)
	}
	e.item("DRAFT", false)
	e.company(func(tx *store.Tx) error {
		it, err := inventory.FindItem(tx, "OLD")
		if err == nil {
			_, err = inventory.RetireItem(tx, "OLD", it.Revision, "sold off")
		}
		return err
	})
	e.do(func(tx *store.Tx) error {
		for code, kind := range map[layout.Code]layout.Kind{"A1-1": layout.PickFace, "PACK": layout.Pack, "OUT": layout.Outbound} {
			if _, err := inventory.PutLocation(tx, layout.Location{Code: code, Kind: kind}, 0); err != nil {
				return err
			}
		}
		for _, sku := range []item.SKU{"A1", "B2"} {
			_, err := inventory.Adjust(tx, inventory.AdjustInput{SKU: sku, Holder: inventory.Location("A1-1"), Delta: 1_000_000, Reason: inventory.AdjustFound})
			if err != nil {
				return err
			}
		}
		return nil
	})
	e.settle() // the warehouse's number ranges
}

func (e *ends) item(sku item.SKU, approve bool) {
	e.t.Helper()
	e.company(func(tx *store.Tx) error {
		it, err := inventory.PutItem(tx, item.Item{SKU: sku, Name: string(sku),
			Packs: []item.Pack{{Level: item.Each, Quantity: 1, Grams: 100, Barcodes: []string{"BC-" + string(sku)}}}}, 0)
		if err == nil && approve {
			if it, err = inventory.SubmitItem(tx, sku, it.Revision); err == nil {
				_, err = inventory.ApproveItem(tx, sku, it.Revision)
			}
		}
		return err
	})
}

// check ends every test: the ledger of each partition accounts for every record.
func (e *ends) check() {
	for _, p := range []store.Partition{store.Company, endsHouse} {
		e.look(p, func(r store.Reader) {
			found, more := inventory.Check(r)
			for _, d := range found {
				e.t.Errorf("%s: %s", p, d)
			}
			if more > 0 {
				e.t.Errorf("%s: %d more differences", p, more)
			}
		})
	}
}

// run runs a command in a partition and gives its error.
func (e *ends) run(p store.Partition, fn func(*store.Tx) error) error {
	e.n++
	c := e.f.DeviceCommand(p, endsVerbName, "dev", e.n, e.n)
	c.Worker = "w1"
	_, err := store.Do(context.Background(), e.f.Executor, c, func(tx *store.Tx) (struct{}, error) { return struct{}{}, fn(tx) })
	if e.told != nil {
		e.cost = (<-e.told).Writes // it is alone in its group: the next comes only now
	}
	return err
}

func (e *ends) company(fn func(*store.Tx) error) { e.t.Helper(); e.must(store.Company, fn) }
func (e *ends) do(fn func(*store.Tx) error)      { e.t.Helper(); e.must(endsHouse, fn) }

func (e *ends) must(p store.Partition, fn func(*store.Tx) error) {
	e.t.Helper()
	if err := e.run(p, fn); err != nil {
		e.t.Fatalf("%v", err)
	}
}

func (e *ends) look(p store.Partition, fn func(r store.Reader)) {
	e.t.Helper()
	err := e.f.View(context.Background(), p, func(v *store.View) error {
		fn(v)
		return nil
	})
	if err != nil {
		e.t.Fatalf("%v", err)
	}
}

// endsVerb runs a verb in a partition.
func endsVerb[In, Out any](e *ends, p store.Partition, verb func(*store.Tx, In) (Out, error), in In) (out Out, err error) {
	e.t.Helper()
	err = e.run(p, func(tx *store.Tx) (err error) {
		out, err = verb(tx, in)
		return err
	})
	return out, err
}

// endsMust runs a verb that must not fail.
func endsMust[In, Out any](e *ends, p store.Partition, verb func(*store.Tx, In) (Out, error), in In) Out {
	e.t.Helper()
	out, err := endsVerb(e, p, verb, in)
	if err != nil {
		e.t.Fatalf("%v", err)
	}
	return out
}

// waiting gives the outbox records of a partition that were not delivered yet.
func (e *ends) waiting(p store.Partition) (out []store.OutboxRecord) {
	e.look(p, func(r store.Reader) { out = store.Outbox(r, e.seen[p]+1, 10_000) })
	return out
}

// deliver does what one outbox record asks for, once, as its handler would.
func (e *ends) deliver(rec store.OutboxRecord) {
	e.t.Helper()
	switch rec.Kind {
	case OutboxAssigned:
		a := endsPayload[Assigned](e, rec)
		for done := false; !done; {
			done = endsMust(e, store.Partition(a.Warehouse), Take, TakeInput{a.Order}).Done
		}
	case OutboxCancel:
		a := endsPayload[CancelAsked](e, rec)
		for done := false; !done; {
			done = endsMust(e, store.Partition(a.Warehouse), CancelTaken, a)
		}
	case OutboxCancelled:
		endsMust(e, store.Company, SettleCancel, endsPayload[CancelAnswer](e, rec))
	case OutboxShipped:
		s := endsPayload[Shipped](e, rec)
		e.company(func(tx *store.Tx) error { return SettleShipped(tx, s) })
	case OutboxWaybillRequest:
		endsMust(e, store.Company, GrantWaybills, endsPayload[WaybillsAsked](e, rec))
	case OutboxWaybillGrant:
		g := endsPayload[WaybillsGranted](e, rec)
		e.do(func(tx *store.Tx) error { return ReceiveWaybills(tx, g) })
	case OutboxShip:
		var j store.Job
		e.look(rec.Partition, func(r store.Reader) { j, _ = store.Jobs.Get(r, store.JobKey(endsPayload[uint64](e, rec))) })
		var s Shipping
		if err := store.Unmarshal(j.Payload, &s); err != nil {
			e.t.Fatalf("%v", err)
		}
		for at, done := "", false; !done; {
			e.do(func(tx *store.Tx) error {
				p, err := shipSome(tx, s.Manifest, at)
				at, done = p.Next, p.Done
				return err
			})
		}
	case inventory.RequestNumbers:
		ask := endsPayload[inventory.Ask](e, rec)
		e.company(func(tx *store.Tx) error { inventory.GrantRange(tx, ask); return nil })
	case inventory.GrantNumbers:
		g := endsPayload[inventory.Grant](e, rec)
		e.do(func(tx *store.Tx) error { inventory.ReceiveRange(tx, g); return nil })
	case inventory.Print, OutboxPurged:
	default:
		e.t.Fatalf("nobody delivers %q", rec.Kind)
	}
}

func endsPayload[T any](e *ends, rec store.OutboxRecord) (v T) {
	e.t.Helper()
	if err := store.Unmarshal(rec.Payload, &v); err != nil {
		e.t.Fatalf("%v", err)
	}
	return v
}

// settle delivers everything until nothing is left.
func (e *ends) settle() {
	e.t.Helper()
	for more := true; more; {
		more = false
		for _, p := range []store.Partition{store.Company, endsHouse} {
			for _, rec := range e.waiting(p) {
				e.seen[p] = rec.Seq
				e.deliver(rec)
				more = true
			}
		}
	}
}
