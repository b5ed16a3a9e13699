package inventory

import (
	"iter"
	"slices"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/forecast"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// KeptOverrides is how many decisions about an item are kept beside the one in force; the ledger has who, when and why of all.
const KeptOverrides = 20

// SupplyFigures are what a person may put in place of what is figured; what is absent is figured.
type SupplyFigures struct {
	Safety   *int64 `cbor:"1,keyasint,omitempty"` // base units
	Reorder  *int64 `cbor:"2,keyasint,omitempty"`
	UpTo     *int64 `cbor:"3,keyasint,omitempty"`
	LeadDays *int64 `cbor:"4,keyasint,omitempty"`
	Never    bool   `cbor:"5,keyasint,omitempty"` // it is never proposed: sold off
}

// Stands tells whether anything is overridden.
func (f *SupplyFigures) Stands() bool {
	return f.Safety != nil || f.Reorder != nil || f.UpTo != nil || f.LeadDays != nil || f.Never
}

// SupplyOverride is what a person decided about an item's supply, with who and why, and what was decided before.
type SupplyOverride struct {
	SKU     item.SKU            `cbor:"1,keyasint"`
	Figures SupplyFigures       `cbor:"2,keyasint,omitzero"`
	Worker  string              `cbor:"3,keyasint,omitempty"`
	Reason  string              `cbor:"4,keyasint,omitempty"`
	At      int64               `cbor:"5,keyasint,omitempty"` // unix seconds
	Before  []SupplyDecision    `cbor:"6,keyasint,omitempty"` // latest first
	State   SupplyOverrideState `cbor:"7,keyasint"`
}

// SupplyDecision is an override that was replaced or lifted.
type SupplyDecision struct {
	Figures SupplyFigures `cbor:"1,keyasint"`
	Worker  string        `cbor:"2,keyasint,omitempty"`
	Reason  string        `cbor:"3,keyasint,omitempty"`
	At      int64         `cbor:"4,keyasint,omitempty"`
}

// SupplyOverrides are kept by item, lifted ones too: their history is asked for.
var SupplyOverrides = store.Collection[SupplyOverride]{Noun: "supply override", Version: 1,
	Key: func(o *SupplyOverride) store.Key { return overrideKey(o.SKU) }}

func overrideKey(sku item.SKU) store.Key { return supplyTag(supplyOverride).Str(string(sku)) }

// SupplyOverrideOf gives what was decided about an item; nothing ever is the zero override.
func SupplyOverrideOf(r store.Reader, sku item.SKU) SupplyOverride {
	o, ok := SupplyOverrides.Get(r, overrideKey(sku))
	if !ok {
		return SupplyOverride{SKU: sku}
	}
	return o
}

// SupplyOverridesFrom walks the overrides behind one, by SKU, lifted ones too.
func SupplyOverridesFrom(r store.Reader, after item.SKU) iter.Seq[SupplyOverride] {
	var from store.Key
	if after != "" {
		from = overrideKey(after).Byte(0)
	}
	return SupplyOverrides.All(r, supplyTag(supplyOverride), from)
}

// OverrideSupplyInput sets figures for an item, or lifts what was set if it names none.
type OverrideSupplyInput struct {
	SKU     item.SKU
	Figures SupplyFigures
	Reason  string
}

// OverrideSupply puts a person's figures over an item's plan; none lifts those before. The plan follows at once but for another
// lead time, which needs the next plan. Errors: item.unknown, override.invalid with all shortcomings, override.state if there
// is nothing to lift.
func OverrideSupply(tx *store.Tx, in OverrideSupplyInput) (SupplyOverride, error) {
	it, err := FindItem(tx, in.SKU)
	if err != nil {
		return SupplyOverride{}, err
	}
	if err := in.check(); err != nil {
		return SupplyOverride{}, err
	}
	o := SupplyOverrideOf(tx, in.SKU)
	event := overrideSet
	if !in.Figures.Stands() {
		event = overrideLift
	}
	if o.At != 0 {
		o.Before = slices.Insert(o.Before, 0, SupplyDecision{o.Figures, o.Worker, o.Reason, o.At})
		o.Before = o.Before[:min(len(o.Before), KeptOverrides)]
	}
	o.Figures, o.Worker, o.Reason, o.At = in.Figures, tx.Command().Worker, in.Reason, tx.Now().Unix()
	if err := stepSupplyOverride(tx, &o, event, in.Reason); err != nil {
		return SupplyOverride{}, err
	}
	SupplyOverrides.Put(tx, &o)
	if p, err := GetSupplyPlan(tx, in.SKU); err == nil {
		p.Decide(&o, it.Packs)
		p.At = tx.Now().Unix()
		SupplyPlans.Put(tx, &p)
	}
	return o, nil
}

func (in *OverrideSupplyInput) check() error {
	var g fault.Gather
	for _, x := range []struct {
		where string
		value *int64
		most  int64
	}{{"safety", in.Figures.Safety, partner.MaxQuantity}, {"reorder", in.Figures.Reorder, partner.MaxQuantity}, {"up_to", in.Figures.UpTo, partner.MaxQuantity}, {"lead_days", in.Figures.LeadDays, forecast.MaxLead}} {
		if x.value != nil && (*x.value < 0 || *x.value > x.most) {
			g.Add(x.where, "number.range", "%s is 0 to %d, not %d", x.where, x.most, *x.value)
		}
	}
	if f := &in.Figures; f.Reorder != nil && f.UpTo != nil && *f.UpTo < *f.Reorder {
		g.Add("up_to", "override.order", "the level to order up to, %d, is below the reorder point, %d", *f.UpTo, *f.Reorder)
	}
	if needReason(in.Reason) != nil {
		g.Add("reason", "reason.missing", "give a reason of 1 to %d bytes: it is kept in the ledger", MaxStateReason)
	}
	return g.Invalid("override.invalid", "the supply of SKU %s cannot be overridden like this", in.SKU)
}
