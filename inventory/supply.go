package inventory

import (
	"iter"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/forecast"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// SupplyPolicy says how a warehouse has enough.
type SupplyPolicy struct {
	Service  int64  `cbor:"1,keyasint"`           // permille of cycles without a stock-out
	Review   int64  `cbor:"2,keyasint"`           // days between two orders to a supplier
	Cycle    int64  `cbor:"3,keyasint,omitempty"` // days of demand an order brings beyond what is needed: where orders are dear
	Lead     int64  `cbor:"4,keyasint"`           // days, of suppliers that were never measured and tell none
	Revision uint64 `cbor:"5,keyasint,omitempty"`
}

// DefaultSupplyPolicy is that of a warehouse that has set none: orders once a week, 19 of 20 cycles without a stock-out.
func DefaultSupplyPolicy() SupplyPolicy { return SupplyPolicy{Service: 950, Review: 7, Lead: 14} }

var supplyPolicies = store.Collection[SupplyPolicy]{Noun: "supply policy", Version: 1, Key: func(*SupplyPolicy) store.Key { return supplyTag(supplyPolicy) }}

// GetSupplyPolicy gives the warehouse's policy.
func GetSupplyPolicy(r store.Reader) SupplyPolicy {
	if p, ok := supplyPolicies.Get(r, supplyTag(supplyPolicy)); ok {
		return p
	}
	return DefaultSupplyPolicy()
}

// PutSupplyPolicy sets the policy (expected 0: there is none yet). It holds from the next plan on. Errors:
// supply-policy.invalid, revision.stale, revision.exists.
func PutSupplyPolicy(tx *store.Tx, p SupplyPolicy, expected uint64) (SupplyPolicy, error) {
	if err := store.CheckHome(tx, "supply policy", false); err != nil {
		return p, err
	}
	var g fault.Gather
	for _, x := range []struct {
		where              string
		value, least, most int64
	}{{"service", p.Service, forecast.MinService, forecast.MaxService}, {"review", p.Review, 1, forecast.MaxReview}, {"cycle", p.Cycle, 0, forecast.MaxCycle}, {"lead", p.Lead, 0, forecast.MaxLead}} {
		if x.value < x.least || x.value > x.most {
			g.Add(x.where, "supply-policy.range", "%s is %d to %d, not %d", x.where, x.least, x.most, x.value)
		}
	}
	if err := g.Invalid("supply-policy.invalid", "the warehouse cannot be supplied by these rules"); err != nil {
		return p, err
	}
	old, _ := supplyPolicies.Get(tx, supplyTag(supplyPolicy))
	if err := store.CheckRevision("supply policy", string(tx.Partition()), old.Revision, expected); err != nil {
		return p, err
	}
	p.Revision = old.Revision + 1
	supplyPolicies.Put(tx, &p)
	return p, nil
}

// LeadSource says where a lead time comes from.
type LeadSource byte

// The sources, the surest last.
const (
	LeadOfPolicy   LeadSource = iota + 1
	LeadOfCatalog             // as the supplier's record tells
	LeadOfSupplier            // measured over all its deliveries
	LeadOfItem                // measured over its deliveries of the item
	LeadOfPerson              // somebody overrode it
)

var leadSources = [...]string{LeadOfPolicy: "policy", LeadOfCatalog: "supplier", LeadOfSupplier: "measured", LeadOfItem: "measured of the item", LeadOfPerson: "override"}

// String gives the word used on the wire.
func (s LeadSource) String() string {
	if int(s) < len(leadSources) {
		return leadSources[s]
	}
	return ""
}

// SupplyLevels are the levels of a plan, in base units.
type SupplyLevels struct {
	Safety  int64 `cbor:"1,keyasint,omitempty"`
	Reorder int64 `cbor:"2,keyasint,omitempty"` // ordered while the position is below it
	UpTo    int64 `cbor:"3,keyasint,omitempty"`
}

// SupplyPlan says when an item is to be ordered and how much, and why. It is made of the house's own stock and demand only;
// what others own here they supply themselves. It is advice: nothing is ordered but by a person, see OrderSupply.
type SupplyPlan struct {
	SKU        item.SKU        `cbor:"1,keyasint"`
	Supplier   string          `cbor:"2,keyasint,omitempty"`
	Method     forecast.Method `cbor:"3,keyasint"`
	Week       int64           `cbor:"4,keyasint,omitempty"` // forecast of a week ahead, thousandths of a base unit
	Error      int64           `cbor:"5,keyasint,omitempty"` // standard deviation of its error, thousandths
	Demand     int64           `cbor:"6,keyasint,omitempty"` // expected until what is ordered at the next chance is there, thousandths
	Lead       int64           `cbor:"7,keyasint,omitempty"` // days, thousandths
	Spread     int64           `cbor:"8,keyasint,omitempty"` // days, thousandths
	LeadFrom   LeadSource      `cbor:"9,keyasint"`
	Figured    SupplyLevels    `cbor:"10,keyasint,omitzero"` // as the figures have it
	Levels     SupplyLevels    `cbor:"11,keyasint,omitzero"` // as it holds: with what was overridden
	Free       int64           `cbor:"12,keyasint,omitempty"`
	Owed       int64           `cbor:"13,keyasint,omitempty"` // orders wait for it
	OnOrder    int64           `cbor:"14,keyasint,omitempty"`
	Proposal   int64           `cbor:"15,keyasint,omitempty"` // base units
	Pack       item.Level      `cbor:"16,keyasint,omitempty"`
	Size       int64           `cbor:"17,keyasint,omitempty"` // base units of the pack
	Overridden bool            `cbor:"18,keyasint,omitempty"`
	Never      bool            `cbor:"19,keyasint,omitempty"`
	Why        string          `cbor:"20,keyasint,omitempty"`
	Edits      uint64          `cbor:"21,keyasint,omitempty"` // of the supplier's purchase orders that the plan knows
	Placed     uint64          `cbor:"22,keyasint,omitempty"` // number of the last order made from it
	At         int64           `cbor:"23,keyasint,omitempty"` // unix seconds: since when it says so
}

// SupplyPlans are kept by item; an index gives what should be ordered by supplier.
var SupplyPlans = store.Collection[SupplyPlan]{Noun: "supply plan", Version: 1,
	Key: func(p *SupplyPlan) store.Key { return planKey(p.SKU) },
	Indexes: []store.Index[SupplyPlan]{{Name: "proposed", Keys: func(p *SupplyPlan) []store.Key {
		if p.Proposal == 0 {
			return nil
		}
		return []store.Key{proposalKey(p.Supplier, p.SKU)}
	}}}}

func planKey(sku item.SKU) store.Key { return supplyTag(supplyPlanned).Str(string(sku)) }

func proposalKey(supplier string, sku item.SKU) store.Key {
	return supplyTag(supplyProposed).Str(supplier).Str(string(sku))
}

// GetSupplyPlan gives an item's plan. Error: supplyplan.unknown.
func GetSupplyPlan(r store.Reader, sku item.SKU) (SupplyPlan, error) {
	return SupplyPlans.Must(r, planKey(sku), string(sku))
}

// SupplyPlansFrom walks the plans behind one, by SKU.
func SupplyPlansFrom(r store.Reader, after item.SKU) iter.Seq[SupplyPlan] {
	var from store.Key
	if after != "" {
		from = planKey(after).Byte(0)
	}
	return SupplyPlans.All(r, supplyTag(supplyPlanned), from)
}

// Proposals walks what should be ordered, by supplier and SKU: of one supplier if it is named, behind the item named.
func Proposals(r store.Reader, supplier, afterSupplier string, afterSKU item.SKU) iter.Seq[SupplyPlan] {
	prefix := supplyTag(supplyProposed)
	if supplier != "" {
		prefix = prefix.Str(supplier)
	}
	var from store.Key
	if afterSKU != "" {
		from = proposalKey(afterSupplier, afterSKU).Byte(0)
	}
	return func(yield func(SupplyPlan) bool) {
		for k := range store.Keys(r, prefix, from) {
			kr := store.ReadKey(k, 2)
			kr.Str()
			if p, ok := SupplyPlans.Get(r, planKey(item.SKU(kr.Str()))); ok && !yield(p) {
				return
			}
		}
	}
}

// Position is what the house can count on: free goods and what is on order, less what orders wait for.
func (p *SupplyPlan) Position() int64 { return p.Free + p.OnOrder - p.Owed }

// Decide puts what a person decided over the figures, and proposes.
func (p *SupplyPlan) Decide(o *SupplyOverride, packs []item.Pack) {
	f := &o.Figures
	p.Levels, p.Overridden, p.Never = p.Figured, f.Stands(), f.Never
	beyond := p.Figured.UpTo - p.Figured.Reorder
	if f.Safety != nil {
		p.Levels.Safety = *f.Safety
		p.Levels.Reorder = (p.Demand+999)/1000 + *f.Safety
	}
	if f.Reorder != nil {
		p.Levels.Reorder = *f.Reorder
	}
	p.Levels.UpTo = p.Levels.Reorder + beyond
	if f.UpTo != nil {
		p.Levels.UpTo = *f.UpTo
	}
	p.Proposal, p.Pack, p.Size = 0, 0, 0
	if f.Never {
		return
	}
	want := forecast.Propose(forecast.Levels{Demand: p.Demand, Safety: p.Levels.Safety, Reorder: p.Levels.Reorder, UpTo: p.Levels.UpTo}, p.Position(), p.Week, packs)
	p.Proposal, p.Pack, p.Size = min(want.Qty, partner.MaxQuantity), want.Pack, want.Size
}

// StoreSupplyPlan keeps a plan unless somebody ordered from the one before since the stock was looked at: orders is what
// SuppliesPlaced told then; or the item was retired since. What a person decided meanwhile goes before the figures. What has
// not changed is not written.
func StoreSupplyPlan(tx *store.Tx, p *SupplyPlan, orders uint64) (written bool) {
	old, _ := SupplyPlans.Get(tx, planKey(p.SKU))
	it, err := FindItem(tx, p.SKU)
	if err != nil || it.State != item.Approved || old.Placed > orders {
		return false
	}
	decided := SupplyOverrideOf(tx, p.SKU)
	p.Decide(&decided, it.Packs)
	if p.Placed = old.Placed; p.Same(&old) {
		return false
	}
	p.At = tx.Now().Unix()
	SupplyPlans.Put(tx, p)
	return true
}

// Same tells whether a plan says what another does; since when is no matter.
func (p *SupplyPlan) Same(old *SupplyPlan) bool {
	now := *p
	now.At, now.Placed = old.At, old.Placed
	return now == *old
}

// DropSupplyPlan takes away the plan of an item that needs none any more.
func DropSupplyPlan(tx *store.Tx, sku item.SKU) { SupplyPlans.Delete(tx, planKey(sku)) }

type suppliesPlaced struct {
	N uint64 `cbor:"1,keyasint"`
}

var placedSupplies = store.Collection[suppliesPlaced]{Noun: "supply", Version: 1, Key: func(*suppliesPlaced) store.Key { return supplyTag(supplyPlaced) }}

// SuppliesPlaced tells how often was ordered from proposals.
func SuppliesPlaced(r store.Reader) uint64 {
	n, _ := placedSupplies.Get(r, supplyTag(supplyPlaced))
	return n.N
}
