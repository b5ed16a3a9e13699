package fulfilment

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/counting"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// Bounds of the daily plan of counts.
const (
	countWeeks    = 8 * 7 * 24 * time.Hour // of picks that make an item's class
	countBalances = 3_000                  // looked at in one look, with their places: some 40 ms
	countItems    = 1_000                  // prices read in one look
	classPiece    = 100                    // classes that one command stores
	wishPiece     = 25                     // places that one command asks for: each a wish, two index keys and an entry
)

// CountPlanHandler makes the counts of a day: it sorts items into classes by picks and by value, and asks for the places whose
// turn it is, or where nothing has moved for long. Asking twice for a place is asking once, so after a crash it begins anew.
func CountPlanHandler() store.Handler {
	return store.JobHandler(func(ctx context.Context, r *store.JobRun) (string, error) {
		p := &countPlan{run: r, items: map[item.SKU]*counting.Moved{}, moved: map[inventory.Holder]int64{}, places: map[layout.Code]*plannedPlace{}}
		for _, step := range []func(context.Context) error{p.read, p.look, p.price, p.classify, p.ask} {
			if err := step(ctx); err != nil {
				return "", err
			}
		}
		return fmt.Sprintf("classes=%d places=%d", p.changed, p.asked), nil
	})
}

type countPlan struct {
	run     *store.JobRun
	policy  inventory.CountPolicy
	items   map[item.SKU]*counting.Moved
	moved   map[inventory.Holder]int64 // unix seconds
	places  map[layout.Code]*plannedPlace
	class   map[item.SKU]counting.Class
	changed int
	asked   int
}

// plannedPlace is a location with what lies there.
type plannedPlace struct {
	counting.Place
	skus map[item.SKU]bool
}

func (p *countPlan) of(sku item.SKU) *counting.Moved {
	m := p.items[sku]
	if m == nil {
		m = &counting.Moved{SKU: sku}
		p.items[sku] = m
	}
	return m
}

// read takes picks and the last movement at every holder from the ledger.
func (p *countPlan) read(ctx context.Context) error {
	now := p.run.Now()
	picksSince := now.Add(-countWeeks)
	var next, tail uint64
	err := p.run.View(ctx, func(v *store.View) error {
		p.policy = inventory.GetCountPolicy(v)
		since := min(picksSince.Unix(), now.Unix()-p.policy.Rhythm.Untouched*86400)
		tail = store.Tail(v)
		next = firstEntry(v, tail, time.Unix(since, 0))
		return nil
	})
	for err == nil && next <= tail {
		from := next
		err = p.run.View(ctx, func(v *store.View) error {
			n := 0
			for e, err := range inventory.Ledger(v, from) {
				if err != nil {
					return err
				}
				if n++; n > countEntries || e.Seq > tail {
					break
				}
				p.take(&e, picksSince)
				next = e.Seq + 1
			}
			return nil
		})
	}
	return err
}

func (p *countPlan) take(e *inventory.Recorded, picksSince time.Time) {
	if e.Kind != inventory.EntryMove {
		return
	}
	at := e.At.Unix()
	for _, h := range []inventory.Holder{e.From.Holder, e.To.Holder} {
		if h.Kind == inventory.AtLocation || h.Kind == inventory.InLPN {
			p.moved[h] = max(p.moved[h], at)
		}
	}
	if e.FromPhase == inventory.Allocated && e.ToPhase == inventory.Picked && !e.At.Before(picksSince) {
		m := p.of(e.SKU)
		m.Lines++
		m.Units += e.Qty
	}
}

// look walks all stock: what lies where.
func (p *countPlan) look(ctx context.Context) error {
	var last *inventory.Balance
	for {
		var some []inventory.Balance
		err := p.run.View(ctx, func(v *store.View) error {
			some = inventory.BalancesAfter(v, last, countBalances)
			for i := range some {
				p.lies(v, &some[i])
			}
			return nil
		})
		if err != nil || len(some) == 0 {
			return err
		}
		last = &some[len(some)-1]
	}
}

func (p *countPlan) lies(r store.Reader, b *inventory.Balance) {
	p.of(b.SKU).OnHand += b.OnHand
	code, ok := inventory.PlaceOf(r, b.Holder)
	if !ok {
		return
	}
	at := p.places[code]
	if at == nil {
		l, err := inventory.FindLocation(r, code)
		if err != nil || !l.Kind.Stocked() {
			return // goods pass through; nobody keeps them there
		}
		at = &plannedPlace{Place: counting.Place{Code: code, Counted: inventory.LastCounted(r, code), Moved: p.moved[inventory.Location(code)]}, skus: map[item.SKU]bool{}}
		p.places[code] = at
	}
	at.skus[b.SKU] = true
	at.Moved = max(at.Moved, p.moved[b.Holder])
}

func (p *countPlan) price(ctx context.Context) error {
	skus := slices.Sorted(maps.Keys(p.items))
	for some := range slices.Chunk(skus, countItems) {
		err := p.run.View(ctx, func(v *store.View) error {
			for _, sku := range some {
				if it, err := inventory.FindItem(v, sku); err == nil {
					p.items[sku].Price = it.PriceMinor
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// classify sorts the items and stores the classes that changed.
func (p *countPlan) classify(ctx context.Context) error {
	var all []counting.Moved
	for _, sku := range slices.Sorted(maps.Keys(p.items)) {
		all = append(all, *p.items[sku])
	}
	p.class = map[item.SKU]counting.Class{}
	var changed []inventory.CountClass
	err := p.run.View(ctx, func(v *store.View) error {
		for _, c := range counting.Classes(all) {
			p.class[c.SKU] = c.Class
			now := inventory.CountClass{SKU: c.SKU, Class: c.Class, ByPicks: c.ByPicks, ByValue: c.ByValue}
			if old, ok := inventory.CountClasses.Get(v, inventory.CountClassKey(c.SKU)); !ok || old != now {
				changed = append(changed, now)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	p.changed = len(changed)
	for some := range slices.Chunk(changed, classPiece) {
		err := p.post(ctx, func(tx *store.Tx) error {
			for i := range some {
				inventory.CountClasses.Put(tx, &some[i])
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// ask asks for the places whose turn it is.
func (p *countPlan) ask(ctx context.Context) error {
	var all []counting.Place
	for _, code := range slices.Sorted(maps.Keys(p.places)) {
		at := p.places[code]
		at.Class = counting.C
		for sku := range at.skus {
			at.Class = min(at.Class, cmp.Or(p.class[sku], counting.C))
		}
		all = append(all, at.Place)
	}
	for some := range slices.Chunk(counting.Due(all, p.policy.Rhythm, p.run.Now().Unix()), wishPiece) {
		err := p.post(ctx, func(tx *store.Tx) error {
			for _, d := range some {
				if _, err := inventory.WantPlace(tx, inventory.Location(d.Code), d.Why, ""); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		p.asked += len(some)
	}
	return nil
}

func (p *countPlan) post(ctx context.Context, do func(*store.Tx) error) error {
	_, err := store.Piece(ctx, p.run, p.run.Job.Done+1, store.Command{Verb: "count-plan"}, func(tx *store.Tx) (struct{}, error) { return struct{}{}, do(tx) })
	return err
}
