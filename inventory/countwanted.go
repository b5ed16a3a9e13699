package inventory

import (
	"iter"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

const tagCountWanted byte = 0x3B

// Why a place is to be counted.
const (
	CountAfterShort   = "pick.short"       // less was there than the books say
	CountFoundByFact  = "found.by_fact"    // more was there than the books say
	CountNotEmpty     = "place.not_empty"  // a pick should have emptied it and did not
	CountEmpty        = "place.empty"      // a pick emptied it and the books say more is there
	CountAfterPutaway = "putaway.surprise" // who put goods away saw more there than the books say
	CountLateFact     = "count.late_fact"  // something came in late that happened before the last count
	CountAgain        = "count.again"      // the last count did not settle it
	CountOnRequest    = "count.request"    // a person asked for it; those of the calendar are package counting's
)

// urgency is how soon a place is counted: what keeps goods from being sold first, what somebody saw next, then what a person
// asked for, and the calendar last.
var urgency = map[string]int64{CountAfterShort: 4, CountLateFact: 4, CountAgain: 3, CountFoundByFact: 3, CountNotEmpty: 3, CountEmpty: 3,
	CountAfterPutaway: 2, CountOnRequest: 1}

// CountWanted is a place where somebody should count an item soon: what a worker saw there is not what the books say, or a
// person or the calendar asks for it.
type CountWanted struct {
	Holder Holder   `cbor:"1,keyasint"`
	SKU    item.SKU `cbor:"2,keyasint"` // empty: everything at the holder
	Reason string   `cbor:"3,keyasint"`
	At     int64    `cbor:"4,keyasint"`           // unix seconds of the first sighting
	By     string   `cbor:"5,keyasint,omitempty"` // worker
	Seen   int64    `cbor:"6,keyasint,omitempty"` // base units the worker says lie there

	Task      string      `cbor:"7,keyasint,omitempty"`  // the trip it is a stop of
	Not       string      `cbor:"8,keyasint,omitempty"`  // the worker who counted first and may not count again
	Recount   string      `cbor:"9,keyasint,omitempty"`  // the count that needs a second one
	Stocktake string      `cbor:"10,keyasint,omitempty"` // it counts towards its progress
	Zone      string      `cbor:"11,keyasint,omitempty"` // of the place the holder stood at when it was wanted
	Place     layout.Code `cbor:"12,keyasint,omitempty"`
	Travel    int64       `cbor:"13,keyasint,omitempty"`
	Urgent    int64       `cbor:"14,keyasint,omitempty"`
	Counted   bool        `cbor:"15,keyasint,omitempty"` // somebody was there; what he found is not decided yet
}

// toCount tells whether somebody is to be sent.
func (c *CountWanted) toCount() bool { return c.Task == "" && !c.Counted && c.Place != "" }

// CountsWantedList are kept by place, so that one walk counts what lies side by side, and found by walk and by urgency.
var CountsWantedList = store.Collection[CountWanted]{Noun: "count wanted", Version: 1,
	Key: func(c *CountWanted) store.Key { return countWantedKey(c.Holder, c.SKU) },
	Indexes: []store.Index[CountWanted]{
		{Name: "walk", Keys: func(c *CountWanted) []store.Key {
			if !c.toCount() {
				return nil
			}
			return []store.Key{c.Holder.key(wishZoneKey(c.Zone).Int(c.Travel).Str(string(c.Place))).Str(string(c.SKU))}
		}},
		{Name: "urgent", Keys: func(c *CountWanted) []store.Key {
			if !c.toCount() {
				return nil
			}
			return []store.Key{c.Holder.key(countTag(countWishUrgent).Int(-c.Urgent).Int(c.At)).Str(string(c.SKU))}
		}},
	},
}

func wishZoneKey(zone string) store.Key { return countTag(countWishWalk).Str(zone) }

func countWantedKey(h Holder, sku item.SKU) store.Key {
	return h.key(store.K(tagCountWanted)).Str(string(sku))
}

// wishesAt are the wishes of one holder.
func wishesAt(r store.Reader, h Holder) iter.Seq[CountWanted] {
	return CountsWantedList.All(r, h.key(store.K(tagCountWanted)), nil)
}

// WantCount asks for a count of an item at a holder. The same wish twice is one: the first sighting stays. If somebody was
// there already and what he found is not decided, he or another goes again.
func WantCount(tx *store.Tx, h Holder, sku item.SKU, reason string, seen int64) error {
	if sku == "" {
		return fault.Invalid("count.target", "a count names an item and the location, LPN or worker it is counted at")
	}
	_, err := want(tx, CountWanted{Holder: h, SKU: sku, Reason: reason, Seen: seen})
	return err
}

// WantPlace asks for a count of everything at a holder.
func WantPlace(tx *store.Tx, h Holder, reason, stocktake string) (bool, error) {
	return want(tx, CountWanted{Holder: h, Reason: reason, Stocktake: stocktake})
}

// want stores a wish; it tells whether it is a new one.
func want(tx *store.Tx, w CountWanted) (bool, error) {
	if w.Holder.IsZero() || w.Holder.Kind == Outside {
		return false, fault.Invalid("count.target", "a count names an item and the location, LPN or worker it is counted at")
	}
	if old, ok := CountsWantedList.Get(tx, countWantedKey(w.Holder, w.SKU)); ok {
		again := old.Counted || urgency[w.Reason] > old.Urgent
		if old.Counted {
			old.Counted, old.Task = false, ""
		}
		if old.Stocktake == "" && w.Stocktake != "" {
			old.Stocktake = w.Stocktake
			again = true
		}
		if old.Urgent = max(old.Urgent, urgency[w.Reason]); again {
			CountsWantedList.Put(tx, &old)
		}
		return false, nil
	}
	w.At, w.By, w.Urgent = tx.Now().Unix(), tx.Command().Worker, urgency[w.Reason]
	w.locate(tx)
	putWish(tx, &w)
	return true, nil
}

// locate notes where the holder stands now. Goods in somebody's hands are on no walk: he is asked.
func (w *CountWanted) locate(r store.Reader) {
	code, ok := PlaceOf(r, w.Holder)
	if !ok {
		return
	}
	if l, err := FindLocation(r, code); err == nil {
		w.Place, w.Zone, w.Travel = code, l.Zone, l.Travel
	}
}

func putWish(tx *store.Tx, w *CountWanted) {
	CountsWantedList.Put(tx, w)
	record(tx, w.entry("", "wanted", "want", w.Reason))
}

func (w *CountWanted) entry(from, to, event, reason string) Entry {
	return Entry{Kind: EntryState, Noun: "count", ID: string(w.SKU) + "@" + w.Holder.String(), SKU: w.SKU, From: Side{Holder: w.Holder},
		FromState: from, ToState: to, Event: event, Reason: reason}
}

// dropWish ends a wish: the place was counted.
func dropWish(tx *store.Tx, w *CountWanted) {
	CountsWantedList.Delete(tx, countWantedKey(w.Holder, w.SKU))
	record(tx, w.entry("wanted", "", "end", ""))
	if w.Stocktake != "" {
		progress(tx, w)
	}
}

// wantRecount sends somebody else to count what the first counter found to be off.
func wantRecount(tx *store.Tx, c *Count) error {
	w, ok := CountsWantedList.Get(tx, countWantedKey(c.Holder, c.SKU))
	if !ok {
		w = CountWanted{Holder: c.Holder, SKU: c.SKU, Reason: CountAgain, At: tx.Now().Unix(), By: c.First.Worker, Stocktake: ""}
		w.locate(tx)
	}
	w.Not, w.Recount, w.Task, w.Counted = c.First.Worker, c.ID, "", false
	w.Urgent = max(w.Urgent, urgency[CountAgain])
	if ok {
		CountsWantedList.Put(tx, &w)
		return nil
	}
	putWish(tx, &w)
	return nil
}

// wishFor gives the wish a count of an item at a holder serves: for the item, or for all there.
func wishFor(r store.Reader, h Holder, sku item.SKU) (CountWanted, bool) {
	if w, ok := CountsWantedList.Get(r, countWantedKey(h, sku)); ok {
		return w, true
	}
	if w, ok := CountsWantedList.Get(r, countWantedKey(h, "")); ok {
		return w, true
	}
	if code, ok := PlaceOf(r, h); ok && h.Kind == InLPN {
		return CountsWantedList.Get(r, countWantedKey(Location(code), ""))
	}
	return CountWanted{}, false
}

// markCounted notes that an item at a holder was counted: its wish ends once all that was found is decided.
func markCounted(tx *store.Tx, h Holder, sku item.SKU) {
	w, ok := CountsWantedList.Get(tx, countWantedKey(h, sku))
	if ok && !w.Counted && w.Not != tx.Command().Worker {
		w.Counted = true
		CountsWantedList.Put(tx, &w)
	}
	settleWish(tx, h, sku)
}

// settleWish ends what asked for a count of an item at a holder, if it was counted and nothing of it is open.
func settleWish(tx *store.Tx, h Holder, sku item.SKU) {
	if openCountsAt(tx, h, sku) {
		return
	}
	w, ok := CountsWantedList.Get(tx, countWantedKey(h, sku))
	if ok && !w.Counted && w.Recount == "" {
		return
	}
	endCount(tx, h, sku)
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
	if w, ok := CountsWantedList.Get(tx, countWantedKey(h, sku)); ok {
		dropWish(tx, &w)
	}
}

// CountsWanted lists up to limit counts that are wanted, in order of place.
func CountsWanted(r store.Reader, limit int) []CountWanted {
	return CountsWantedAfter(r, CountWanted{}, limit)
}

// CountsWantedAfter lists up to limit counts that are wanted behind one, in order of place.
func CountsWantedAfter(r store.Reader, after CountWanted, limit int) []CountWanted {
	var out []CountWanted
	var from store.Key
	if !after.Holder.IsZero() {
		from = countWantedKey(after.Holder, after.SKU).Byte(0)
	}
	for c := range CountsWantedList.All(r, store.K(tagCountWanted), from) {
		if len(out) == limit {
			break
		}
		out = append(out, c)
	}
	return out
}
