package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

const tagCountWanted byte = 0x3B

// Why a place is to be counted.
const (
	CountAfterShort  = "pick.short"      // less was there than the books say
	CountFoundByFact = "found.by_fact"   // more was there than the books say
	CountNotEmpty    = "place.not_empty" // a pick should have emptied it and did not
	CountEmpty       = "place.empty"     // a pick emptied it and the books say more is there
)

// CountWanted is a place where somebody should count an item soon: what a worker saw there is not what the books say.
type CountWanted struct {
	Holder Holder   `cbor:"1,keyasint"`
	SKU    item.SKU `cbor:"2,keyasint"`
	Reason string   `cbor:"3,keyasint"`
	At     int64    `cbor:"4,keyasint"`           // unix seconds of the first sighting
	By     string   `cbor:"5,keyasint,omitempty"` // worker
	Seen   int64    `cbor:"6,keyasint,omitempty"` // base units the worker says lie there
}

// CountsWantedList are kept by place, so that one walk counts what lies side by side.
var CountsWantedList = store.Collection[CountWanted]{Noun: "count wanted", Version: 1,
	Key: func(c *CountWanted) store.Key { return countWantedKey(c.Holder, c.SKU) }}

func countWantedKey(h Holder, sku item.SKU) store.Key {
	return h.key(store.K(tagCountWanted)).Str(string(sku))
}

// WantCount asks for a count of an item at a holder. The same wish twice is one: the first sighting stays.
func WantCount(tx *store.Tx, h Holder, sku item.SKU, reason string, seen int64) error {
	if h.IsZero() || h.Kind == Outside || sku == "" {
		return fault.Invalid("count.target", "a count names an item and the location, LPN or worker it is counted at")
	}
	if CountsWantedList.Has(tx, countWantedKey(h, sku)) {
		return nil
	}
	CountsWantedList.Put(tx, &CountWanted{Holder: h, SKU: sku, Reason: reason, At: tx.Now().Unix(), By: tx.Command().Worker, Seen: seen})
	recordState(tx, StateChange{Noun: "count", ID: string(sku) + "@" + h.String(), To: "wanted", Event: "want", Reason: reason})
	return nil
}

// endCount ends what asked for a count of an item at a holder: the wish, and the hold of a short pick.
func endCount(tx *store.Tx, h Holder, sku item.SKU) {
	place := Target{On: HoldSKUAtPlace, SKU: sku, Holder: h}
	for hold := range Holds.All(tx, place.key(), nil) {
		if hold.Reason == ReasonCountPending {
			Holds.Delete(tx, place.key().Uint(hold.ID))
			record(tx, place.entry("lift", string(AdjustCount)))
		}
	}
	if k := countWantedKey(h, sku); CountsWantedList.Has(tx, k) {
		CountsWantedList.Delete(tx, k)
		recordState(tx, StateChange{Noun: "count", ID: string(sku) + "@" + h.String(), From: "wanted", Event: "end"})
	}
}

// CountsWanted lists up to limit counts that are wanted, in order of place.
func CountsWanted(r store.Reader, limit int) []CountWanted {
	var out []CountWanted
	for c := range CountsWantedList.All(r, store.K(tagCountWanted), nil) {
		if len(out) == limit {
			break
		}
		out = append(out, c)
	}
	return out
}
