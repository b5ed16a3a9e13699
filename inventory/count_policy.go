package inventory

import (
	"example.com/tote/inventory/counting"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// CountPolicy says how a warehouse counts: how often, and which differences are booked without asking.
type CountPolicy struct {
	Tolerance [3]counting.Tolerance `cbor:"1,keyasint"` // by class
	Rhythm    counting.Rhythm       `cbor:"2,keyasint"`
	Revision  uint64                `cbor:"3,keyasint,omitempty"`
}

// DefaultCountPolicy is that of a warehouse that has set none: A twelve times a year within 1 %, B four times within 3 %, C
// once within 5 %, and nothing worth more than 200.00 without asking.
func DefaultCountPolicy() CountPolicy {
	return CountPolicy{
		Tolerance: [3]counting.Tolerance{{Permille: 10, Value: 200_00}, {Permille: 30, Value: 200_00}, {Permille: 50, Value: 200_00}},
		Rhythm:    counting.Rhythm{Days: [3]int64{30, 91, 365}, Untouched: 180, PerDay: 500},
	}
}

var countPolicies = store.Collection[CountPolicy]{Noun: "count policy", Version: 1,
	Key: func(*CountPolicy) store.Key { return countTag(countPolicyKey) }}

// GetCountPolicy gives the warehouse's policy.
func GetCountPolicy(r store.Reader) CountPolicy {
	if p, ok := countPolicies.Get(r, countTag(countPolicyKey)); ok {
		return p
	}
	return DefaultCountPolicy()
}

// Bounds of a policy.
const (
	maxCountDays   = 3660
	maxCountPerDay = 10_000
)

// PutCountPolicy sets the policy (expected 0: there is none yet). Errors: count-policy.invalid, revision.stale,
// revision.exists.
func PutCountPolicy(tx *store.Tx, p CountPolicy, expected uint64) (CountPolicy, error) {
	if err := store.CheckHome(tx, "count-policy", false); err != nil {
		return p, err
	}
	if err := p.Check(); err != nil {
		return p, err
	}
	old, _ := countPolicies.Get(tx, countTag(countPolicyKey))
	if err := store.CheckRevision("count-policy", string(tx.Partition()), old.Revision, expected); err != nil {
		return p, err
	}
	p.Revision = old.Revision + 1
	countPolicies.Put(tx, &p)
	return p, nil
}

// Check tells everything that is wrong with a policy.
func (p *CountPolicy) Check() error {
	var g fault.Gather
	between := func(where string, n, most int64) {
		if n < 0 || n > most {
			g.Add(where, "count-policy.range", "%s is 0 to %d, not %d", where, most, n)
		}
	}
	for i, class := range []string{"a", "b", "c"} {
		t := p.Tolerance[i]
		between(class+".units", t.Units, MaxCounted)
		between(class+".permille", t.Permille, 1000)
		between(class+".value", t.Value, 1<<50)
		between(class+".days", p.Rhythm.Days[i], maxCountDays)
	}
	between("untouched", p.Rhythm.Untouched, maxCountDays)
	between("per_day", int64(p.Rhythm.PerDay), maxCountPerDay)
	return g.Invalid("count-policy.invalid", "counting cannot be ruled like this")
}

// CountClass is how closely an item is watched in this warehouse.
type CountClass struct {
	SKU     item.SKU       `cbor:"1,keyasint"`
	Class   counting.Class `cbor:"2,keyasint"`
	ByPicks counting.Class `cbor:"3,keyasint"`
	ByValue counting.Class `cbor:"4,keyasint"`
}

// CountClasses are kept by SKU; the daily job brings them up to date.
var CountClasses = store.Collection[CountClass]{Noun: "count class", Version: 1,
	Key: func(c *CountClass) store.Key { return CountClassKey(c.SKU) }}

// CountClassKey is the key of an item's class; of no item it begins those of all.
func CountClassKey(sku item.SKU) store.Key {
	if sku == "" {
		return countTag(countClass)
	}
	return countTag(countClass).Str(string(sku))
}

// ClassForCount gives an item's class; one nobody has sorted yet is C.
func ClassForCount(r store.Reader, sku item.SKU) counting.Class {
	if c, ok := CountClasses.Get(r, CountClassKey(sku)); ok {
		return c.Class
	}
	return counting.C
}
