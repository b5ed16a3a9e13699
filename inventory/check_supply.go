package inventory

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"example.com/tote/inventory/forecast"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// What customers took is kept week by week and follows from the ledger alone: as far as it was read for that, each week of
// each item must be what the entries say. Which plans are proposed follows from the plans, and whether a person's figures hold
// from the ledger. When a moment's week is, the zone says that stands beside how far was read.

// takenGoods is one entry of goods that customers took.
type takenGoods struct {
	seq uint64
	at  int64 // unix seconds
	qty int64
}

// take follows what customers take of the house's own.
func (a *Auditor) take(e Recorded) {
	if e.To.Holder.Kind != Outside || e.To.Holder.ID != Customer.ID || e.ToPhase != Shipped || e.From.Owner != "" {
		return
	}
	if a.taken == nil {
		a.taken = map[item.SKU][]takenGoods{}
	}
	a.at(demandKey(e.SKU), "demand of SKU "+string(e.SKU)).state = "taken"
	a.taken[e.SKU] = append(a.taken[e.SKU], takenGoods{e.Seq, e.At.Unix(), e.Qty})
}

// uncounted tells whether nobody need have counted yet what was taken of an item.
func (a *Auditor) uncounted(k string, through uint64) bool {
	if k[0] != tagSupply || k[1] != supplyDemand {
		return false
	}
	taken := a.taken[item.SKU(store.ReadKey(store.Key(k), 2).Str())]
	return len(taken) > 0 && taken[0].seq > through
}

func (a *Auditor) compareSupply(r store.Reader, k store.Key, w *wanted) {
	switch k[1] {
	case supplyDemand:
		a.compareDemand(r, k)
	case supplyPlanned:
		p, _ := SupplyPlans.Get(r, k)
		sameIndex(a, r, "supply plan of SKU "+string(p.SKU), &SupplyPlans, &p)
	case supplyProposed:
		kr := store.ReadKey(k, 2)
		kr.Str()
		if !foundBy(r, &SupplyPlans, planKey(item.SKU(kr.Str())), k) {
			a.differ("index", "proposal", "no entry", "one that leads to no such plan")
		}
	case supplyOverride:
		o, _ := SupplyOverrides.Get(r, k)
		if o.State.String() != w.state || o.Figures.Stands() != (o.State == OverrideStands) {
			a.differ("override", string(o.SKU), w.state, o.State)
		}
	}
}

func (a *Auditor) compareDemand(r store.Reader, k store.Key) {
	d, _ := Demands.Get(r, k)
	folded, _ := demandsFolded.Get(r, supplyTag(supplyThrough))
	zone, err := folded.location(r)
	if err != nil {
		a.differ("demand", string(d.SKU), "a calendar", err)
		return
	}
	want := map[int64]int64{}
	for _, t := range a.taken[d.SKU] {
		if t.seq <= folded.Through {
			want[forecast.WeekOf(item.DateOf(time.Unix(t.at, 0), zone))] += t.qty
		}
	}
	have := map[int64]int64{}
	for i, n := range d.Weeks {
		if n != 0 {
			have[d.First+int64(i)] = n
		}
	}
	for _, week := range slices.Sorted(maps.Keys(want)) {
		if week >= d.First && want[week] != have[week] {
			a.differ("demand", fmt.Sprintf("SKU %s in the week of %s", d.SKU, forecast.MondayOf(week)), want[week], have[week])
		}
		if week < d.First && len(d.Weeks) < keptDemand {
			a.differ("demand", fmt.Sprintf("SKU %s in the week of %s", d.SKU, forecast.MondayOf(week)), want[week], "nothing")
		}
		delete(have, week)
	}
	for _, week := range slices.Sorted(maps.Keys(have)) {
		a.differ("demand", fmt.Sprintf("SKU %s in the week of %s", d.SKU, forecast.MondayOf(week)), 0, have[week])
	}
}
