package fulfilment

import (
	"context"
	"fmt"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// AllocateJob is the kind of the job that allocates every open order.
const AllocateJob = "allocate"

// Bounds of the job.
const (
	allocatePage   = 200 // orders listed in one look: a few milliseconds
	allocateOrders = 8   // orders in one command: each writes its record, two index keys and an entry
	allocateRetry  = 100 // waiting orders looked at in one look: each may search for the goods of its lines
)

// AllocateAllInput says which orders the job takes: the open ones, and with Retry also those that wait for goods of which
// some have come in.
type AllocateAllInput struct {
	Retry bool `cbor:"1,keyasint,omitempty"`
}

// JobStarted names the job that does larger work.
type JobStarted struct {
	Job uint64 `cbor:"1,keyasint"`
}

// AllocateAll starts the job that allocates all open orders, most urgent first.
func AllocateAll(tx *store.Tx, in AllocateAllInput) (JobStarted, error) {
	return JobStarted{Job: tx.StartJob(AllocateJob, in).ID}, nil
}

// AllocateAllHandler works on the job: what is open is read from a snapshot, and orders are allocated in bounded commands
// that look at each again. After a crash it goes on with what is still open.
func AllocateAllHandler() store.Handler {
	return store.JobHandler(func(ctx context.Context, r *store.JobRun) (string, error) {
		var in AllocateAllInput
		if err := store.Unmarshal(r.Job.Payload, &in); err != nil {
			return "", fault.Internal("job.payload", "job %d cannot be read", r.Job.ID).Because(err)
		}
		w := allocating{run: r, seen: map[string]bool{}}
		return w.all(ctx, in.Retry)
	})
}

type allocating struct {
	run                         *store.JobRun
	seen                        map[string]bool // refused once, or waiting and tried: not taken again in this run
	behind                      store.Key       // the next waiting order to be looked at; nil: the first
	allocated, waiting, refused int
}

func (w *allocating) all(ctx context.Context, retry bool) (string, error) {
	for {
		page, err := w.open(ctx)
		if err == nil && len(page) == 0 && retry {
			page, retry, err = w.hopeful(ctx)
		}
		if err != nil {
			return "", err
		}
		if len(page) == 0 && !retry {
			return fmt.Sprintf("allocated=%d waiting=%d refused=%d", w.allocated, w.waiting, w.refused), nil
		}
		for len(page) > 0 {
			n, err := w.piece(ctx, page)
			if err != nil {
				return "", err
			}
			page = page[n:]
		}
	}
}

// open lists orders that want goods: first those whose series was cut off.
func (w *allocating) open(ctx context.Context) (page []string, err error) {
	err = w.run.View(ctx, func(v *store.View) error {
		page = nil
		for _, s := range []OrderState{OrderAllocating, OrderOpen} {
			for o := range OrdersIn(v, s) {
				if !w.seen[o.ID] {
					page = append(page, o.ID)
				}
				if len(page) == allocatePage {
					return nil
				}
			}
		}
		return nil
	})
	return page, err
}

// hopeful lists the next orders that wait for goods of which some are free now, so that the others are not woken for
// nothing; more tells whether there are waiting orders behind them.
func (w *allocating) hopeful(ctx context.Context) (page []string, more bool, err error) {
	err = w.run.View(ctx, func(v *store.View) error {
		page, more = nil, false
		wh, err := inventory.WarehouseOf(v)
		if err != nil {
			return err
		}
		looked := 0
		free := map[goodsOn]bool{}
		for o, k := range ordersFrom(v, OrderWaiting, w.behind) {
			if looked++; looked > allocateRetry {
				w.behind, more = k, true
				break
			}
			day := shipDay(w.run.Now(), o.ShipBy, wh.Location())
			for _, e := range o.Why {
				if e.Reason != ReasonShort || w.seen[o.ID] {
					continue
				}
				l, err := inventory.GetLine(v, o.ID, e.Line)
				if err != nil {
					continue
				}
				g := goodsOn{l.SKU, l.Owner, day}
				if _, known := free[g]; !known {
					offer := inventory.Search{SKU: l.SKU, Owner: l.Owner, Day: day, Want: 1}.Offer(v)
					free[g] = len(offer.Candidates) > 0 || offer.More // behind what was looked at there may be some
				}
				if free[g] {
					page = append(page, o.ID)
					break
				}
			}
		}
		return nil
	})
	for _, id := range page {
		w.seen[id] = true
	}
	return page, more, err
}

// goodsOn is what many orders wait for alike.
type goodsOn struct {
	sku   item.SKU
	owner string
	day   item.Date
}

// rangeDone is what one command of the job did.
type rangeDone struct{ orders, allocated, waiting int }

// piece allocates the first orders of a page and tells how many of them are done with.
func (w *allocating) piece(ctx context.Context, page []string) (int, error) {
	page = page[:min(len(page), allocateOrders)]
	for {
		total := w.run.Job.Done + uint64(len(page)+allocateOrders-1)/allocateOrders
		done, err := store.Piece(ctx, w.run, total, store.Command{Verb: "allocate"}, func(tx *store.Tx) (rangeDone, error) {
			return allocateRange(tx, page)
		})
		switch {
		case err == nil:
			w.allocated += done.allocated
			w.waiting += done.waiting
			return done.orders, nil
		case ctx.Err() != nil || passing(err):
			return 0, err
		case len(page) == 1: // this order is refused, or cannot even be read: the others go on
			w.seen[page[0]] = true
			w.refused++
			return 1, nil
		}
		page = page[:1] // one of them is refused: find out which
	}
}

// passing tells trouble that another try may not meet from what an order brings along every time.
func passing(err error) bool {
	code := fault.CodeFrom(err)
	return !code.Stored() && code != fault.CodeInternal
}

func allocateRange(tx *store.Tx, ids []string) (rangeDone, error) {
	var out rangeDone
	a, err := newAllocator(tx)
	if err != nil {
		return out, err
	}
	for _, id := range ids {
		if a.spent() {
			break
		}
		o, err := GetOrder(tx, id)
		if err != nil {
			return out, err
		}
		if o.State == OrderOpen || o.State == OrderAllocating || o.State == OrderWaiting {
			if err := beginAllocating(tx, &o); err != nil {
				return out, err
			}
			res, err := a.order(&o)
			if err != nil {
				return out, err
			}
			if res.Next != 0 {
				break // its series goes on with the next command
			}
			switch o.State {
			case OrderAllocated:
				out.allocated++
			case OrderWaiting:
				out.waiting++
			}
		}
		out.orders++
	}
	return out, nil
}
