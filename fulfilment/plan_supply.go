package fulfilment

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/forecast"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// Bounds of planning what is to be ordered.
const (
	supplyBalances = 3_000 // looked at in one look: some 20 ms
	supplyOrders   = 100   // orders looked at for what they wait for: with 25 lines each some 20 ms
	supplyRuns     = 500   // runs of 16 lines of purchase orders looked at in one look
	supplyBought   = 50    // purchase orders whose deliveries are looked at in one look
	supplyPiece    = 60    // plans that one command stores: each with its place on the list, new and old

	supplyMemory = 365 * 24 * time.Hour // of deliveries that make a lead time
	leadOrders   = 3                    // deliveries before a supplier's own lead time counts
	leadOfItem   = 4                    // and of an item before its own does
)

// PlanSupplyHandler works on the job: it counts what was taken, looks at what is there and on its way, and stores a plan for
// each item. It reads in short looks and stores in bounded commands; after a crash it begins anew and changes only what the run
// before did not.
func PlanSupplyHandler() store.Handler {
	return store.JobHandler(func(ctx context.Context, r *store.JobRun) (string, error) { return planSupply(ctx, r) })
}

func planSupply(ctx context.Context, r *store.JobRun) (string, error) {
	p := &supplyPlanning{run: r, suppliers: map[string]*planSupplier{}, free: map[item.SKU]int64{}, owed: map[item.SKU]int64{}, coming: map[item.SKU]int64{}, seasons: map[string]*forecast.Season{}}
	for _, step := range []func(context.Context) error{p.fold, p.begin, p.stock, p.waiting, p.onOrder, p.leads, p.season, p.plan} {
		if err := step(ctx); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("planned=%d proposed=%d changed=%d", p.planned, p.proposed, p.changed), nil
}

// supplyPlanning is one run of the job.
type supplyPlanning struct {
	run       *store.JobRun
	policy    inventory.SupplyPolicy
	today     item.Date
	placed    uint64 // orders made from proposals before what is on order was looked at
	held      map[inventory.LotOf]bool
	suppliers map[string]*planSupplier
	free      map[item.SKU]int64
	owed      map[item.SKU]int64
	coming    map[item.SKU]int64
	house     *forecast.Season
	seasons   map[string]*forecast.Season // by category

	planned, proposed, changed int
}

// planSupplier is what is known of a supplier.
type planSupplier struct {
	closed  bool   // nothing new is ordered there
	days    int64  // as its record tells
	edits   uint64 // before what is on order was looked at
	orders  int    // delivered
	leads   []forecast.Milli
	ofItems map[item.SKU][]forecast.Milli
}

// fold counts what customers took since the last run.
func (p *supplyPlanning) fold(ctx context.Context) error {
	for more := true; more; {
		var d inventory.DemandRange
		var read *inventory.DemandRange
		for {
			err := p.run.View(ctx, func(v *store.View) (err error) {
				d, err = inventory.ReadDemand(v, read)
				return err
			})
			if err != nil {
				return err
			}
			if read = &d; !d.More || d.Full() {
				break
			}
		}
		if more = d.More; d.Through < d.From {
			return nil
		}
		err := p.post(ctx, func(tx *store.Tx) error {
			through, err := inventory.FoldDemand(tx, d)
			more = more || through != d.Through // somebody else counted meanwhile
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// begin reads what the plan stands on. How often was ordered by then is read before what is on order: an order made in between
// is noticed by that.
func (p *supplyPlanning) begin(ctx context.Context) error {
	return p.run.View(ctx, func(v *store.View) error {
		w, err := inventory.WarehouseOf(v)
		if err != nil {
			return err
		}
		p.today = item.DateOf(p.run.Now(), w.Location())
		p.policy, p.placed, p.held = inventory.GetSupplyPolicy(v), inventory.SuppliesPlaced(v), inventory.HeldLots(v)
		for after := ""; ; {
			page := partner.ListSuppliers(v, partner.Page{After: after})
			for _, s := range page {
				p.suppliers[s.Code] = &planSupplier{closed: s.Closed, days: s.LeadDays, edits: partner.EditsOf(v, s.Code), ofItems: map[item.SKU][]forecast.Milli{}}
				after = s.Code
			}
			if len(page) < partner.MaxPage {
				return nil
			}
		}
	})
}

// season learns the year from all items, and from each category as far as it has items enough.
func (p *supplyPlanning) season(ctx context.Context) error {
	since := int64(0)
	if err := p.run.View(ctx, func(v *store.View) error { since = inventory.DemandSince(v); return nil }); err != nil {
		return err
	}
	week := forecast.WeekOf(p.today)
	if since == 0 || week-since <= forecast.YearWeeks {
		return nil
	}
	var house forecast.Pool
	pools := map[string]*forecast.Pool{}
	err := p.items(ctx, func(v *store.View, all []item.Item) func() error {
		demands := make([]inventory.Demand, len(all))
		for i := range all {
			demands[i] = inventory.DemandOf(v, all[i].SKU)
		}
		return func() error {
			for i := range all {
				h := demands[i].Until(week)
				house.Add(h)
				of := pools[all[i].Category]
				if of == nil {
					of = &forecast.Pool{}
					pools[all[i].Category] = of
				}
				of.Add(h)
			}
			return nil
		}
	})
	if p.house = house.Season(nil); p.house != nil {
		for category, of := range pools {
			p.seasons[category] = of.Season(p.house)
		}
	}
	return err
}

// items walks the catalogue, a page at a time: read looks at a page and gives what is done with it behind the look.
func (p *supplyPlanning) items(ctx context.Context, read func(*store.View, []item.Item) func() error) error {
	for after := item.SKU(""); ; {
		var then func() error
		err := p.run.View(ctx, func(v *store.View) error {
			page := inventory.ListItems(v, inventory.ItemQuery{After: after})
			after = page.Next
			then = read(v, page.Items)
			return nil
		})
		if err == nil {
			err = then()
		}
		if err != nil || after == "" {
			return err
		}
	}
}

// known is what the house has kept of an item.
type known struct {
	it       item.Item
	demand   inventory.Demand
	override inventory.SupplyOverride
	before   inventory.SupplyPlan
	planned  bool
}

// plan makes the plans and stores those that say something new.
func (p *supplyPlanning) plan(ctx context.Context) error {
	var changed []inventory.SupplyPlan
	var dropped []item.SKU
	err := p.items(ctx, func(v *store.View, all []item.Item) func() error {
		page := make([]known, len(all))
		for i := range all {
			k := known{it: all[i], demand: inventory.DemandOf(v, all[i].SKU), override: inventory.SupplyOverrideOf(v, all[i].SKU)}
			var err error
			k.before, err = inventory.GetSupplyPlan(v, all[i].SKU)
			k.planned = err == nil
			page[i] = k
		}
		return func() error {
			for i := range page {
				k := &page[i]
				if !p.wanted(k) {
					if k.planned {
						dropped = append(dropped, k.it.SKU)
					}
					continue
				}
				now := p.of(k)
				p.planned++
				if now.Proposal > 0 {
					p.proposed++
				}
				if !k.planned || !now.Same(&k.before) {
					changed = append(changed, now)
				}
			}
			var err error
			changed, dropped, err = p.store(ctx, changed, dropped, supplyPiece)
			return err
		}
	})
	if err == nil {
		_, _, err = p.store(ctx, changed, dropped, 1)
	}
	return err
}

// wanted tells whether an item needs a plan at all.
func (p *supplyPlanning) wanted(k *known) bool {
	return k.it.State == item.Approved && (len(k.demand.Weeks) > 0 || k.override.Figures.Stands() || k.it.SafetyStock > 0 || p.owed[k.it.SKU] > 0)
}

// of makes an item's plan.
func (p *supplyPlanning) of(k *known) inventory.SupplyPlan {
	week := forecast.WeekOf(p.today)
	season := cmp.Or(p.seasons[k.it.Category], p.house)
	e := forecast.Fit(k.demand.Until(week), season)
	out := inventory.SupplyPlan{SKU: k.it.SKU, Method: e.Method, Week: e.Week(week), Error: e.Sigma,
		Free: p.free[k.it.SKU], Owed: p.owed[k.it.SKU], OnOrder: p.coming[k.it.SKU]}
	var none string
	if out.Supplier, none = p.supplier(k.it.Supplier); out.Supplier != "" {
		out.Edits = p.suppliers[out.Supplier].edits
	}
	out.Lead, out.Spread, out.LeadFrom = p.lead(&out, &k.override.Figures)
	terms := forecast.Terms{From: p.today, Lead: out.Lead, Spread: out.Spread, Review: p.policy.Review, Cycle: p.policy.Cycle, Service: p.policy.Service, Floor: k.it.SafetyStock}
	levels := e.Levels(terms)
	out.Demand, out.Why = levels.Demand, e.Why(terms, levels)+none
	out.Figured = inventory.SupplyLevels{Safety: levels.Safety, Reorder: levels.Reorder, UpTo: levels.UpTo}
	out.Decide(&k.override, k.it.Packs)
	return out
}

// supplier gives the code of the supplier that the catalogue names. One that nothing can be ordered from is none, so that the
// item can be had from another; why tells.
func (p *supplyPlanning) supplier(named string) (code, why string) {
	code = strings.ToUpper(strings.TrimSpace(named))
	switch s := p.suppliers[code]; {
	case code == "":
		return "", ""
	case s == nil:
		return "", fmt.Sprintf(" supplier %q unknown", code)
	case s.closed:
		return "", fmt.Sprintf(" supplier %q closed", code)
	}
	return code, ""
}

// lead gives the days until an order is there, as sure as they are known.
func (p *supplyPlanning) lead(of *inventory.SupplyPlan, o *inventory.SupplyFigures) (days, spread forecast.Milli, from inventory.LeadSource) {
	s := p.suppliers[of.Supplier]
	if s == nil {
		s = &planSupplier{}
	}
	switch {
	case s.orders >= leadOrders && len(s.ofItems[of.SKU]) >= leadOfItem:
		days, spread = forecast.MeanOf(s.ofItems[of.SKU])
		from = inventory.LeadOfItem
	case s.orders >= leadOrders:
		days, spread = forecast.MeanOf(s.leads)
		from = inventory.LeadOfSupplier
	case s.days > 0:
		days, from = s.days*1000, inventory.LeadOfCatalog
	default:
		days, from = p.policy.Lead*1000, inventory.LeadOfPolicy
	}
	if o.LeadDays != nil {
		days, from = *o.LeadDays*1000, inventory.LeadOfPerson
	}
	return min(days, forecast.MaxLead*1000), min(spread, forecast.MaxLead*1000), from
}

// store stores plans as long as there are some of them, and gives the rest.
func (p *supplyPlanning) store(ctx context.Context, changed []inventory.SupplyPlan, dropped []item.SKU, least int) ([]inventory.SupplyPlan, []item.SKU, error) {
	for len(changed)+len(dropped) >= least {
		some := changed[:min(len(changed), supplyPiece)]
		gone := dropped[:min(len(dropped), supplyPiece-len(some))]
		written := 0
		err := p.post(ctx, func(tx *store.Tx) error {
			written = 0
			for i := range some {
				if inventory.StoreSupplyPlan(tx, &some[i], p.placed) {
					written++
				}
			}
			for _, sku := range gone {
				inventory.DropSupplyPlan(tx, sku)
			}
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
		p.changed += written + len(gone)
		changed, dropped = changed[len(some):], dropped[len(gone):]
	}
	return slices.Clone(changed), slices.Clone(dropped), nil
}

func (p *supplyPlanning) post(ctx context.Context, do func(*store.Tx) error) error {
	_, err := store.Piece(ctx, p.run, p.run.Job.Done+1, store.Command{Verb: "plan-supply"}, func(tx *store.Tx) (struct{}, error) { return struct{}{}, do(tx) })
	return err
}
