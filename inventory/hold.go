package inventory

import (
	"slices"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// HoldKind is why goods are held, and so what is still allowed.
type HoldKind byte

// The kinds of holds. Nothing under any of them is allocated.
const (
	QualityHold HoldKind = iota + 1 // recall, complaint, customs: picking is refused too
	CountHold                       // the quantity is doubted: what is allocated already may be picked
)

// HoldOn is what a hold names.
type HoldOn byte

// What can be held.
const (
	HoldSKU        HoldOn = iota + 1
	HoldLot               // SKU and lot
	HoldHolder            // a location or an LPN with all in it
	HoldSKUAtPlace        // one SKU at one holder
)

// Target is what a hold is on; the fields its kind does not name stay empty.
type Target struct {
	On     HoldOn   `cbor:"1,keyasint"`
	SKU    item.SKU `cbor:"2,keyasint,omitempty"`
	Lot    item.Lot `cbor:"3,keyasint,omitempty"`
	Holder Holder   `cbor:"4,keyasint,omitzero"`
}

// Hold keeps goods from being allocated. In the company's partition it holds in every warehouse.
type Hold struct {
	ID     uint64   `cbor:"1,keyasint"`
	Target Target   `cbor:"2,keyasint"`
	Kind   HoldKind `cbor:"3,keyasint"`
	Reason string   `cbor:"4,keyasint"` // stable word: "count.pending", "recall"
	By     string   `cbor:"5,keyasint,omitempty"`
	At     int64    `cbor:"6,keyasint,omitempty"` // unix seconds
	Owner  string   `cbor:"7,keyasint,omitempty"` // who decides what becomes of the goods: a person or a department
}

func (t Target) key() store.Key {
	k := store.K(tagHold).Byte(byte(t.On)).Str(string(t.SKU)).Str(string(t.Lot))
	return t.Holder.key(k)
}

// Holds are kept by what they are on.
var Holds = store.Collection[Hold]{Noun: "hold", Version: 1, Key: func(h *Hold) store.Key { return h.Target.key().Uint(h.ID) }}

// ReasonCountPending is the reason of the hold that a short pick sets until somebody has counted.
const ReasonCountPending = "count.pending"

// NewHold is what a hold is placed with.
type NewHold struct {
	Target Target
	Kind   HoldKind
	Reason string // stable word
	Owner  string // who decides; empty: whoever placed it
}

// PlaceHold holds goods. The same hold twice is one.
func PlaceHold(tx *store.Tx, t Target, kind HoldKind, reason string) (Hold, error) {
	return HoldFor(tx, NewHold{Target: t, Kind: kind, Reason: reason})
}

// HoldFor holds goods for somebody to decide on. The same hold twice is one.
func HoldFor(tx *store.Tx, n NewHold) (Hold, error) {
	t, kind, reason := n.Target, n.Kind, n.Reason
	if len(n.Owner) > MaxHoldOwner {
		return Hold{}, fault.Invalid("hold.owner", "who decides has at most %d bytes", MaxHoldOwner)
	}
	if err := t.check(); err != nil {
		return Hold{}, err
	}
	for h := range Holds.All(tx, t.key(), nil) {
		if h.Kind == kind && h.Reason == reason {
			return h, nil
		}
	}
	h := Hold{ID: tx.Next("hold"), Target: t, Kind: kind, Reason: reason, By: tx.Command().Worker, At: tx.Now().Unix(), Owner: n.Owner}
	Holds.Put(tx, &h)
	record(tx, t.entry("place", reason))
	return h, nil
}

// HoldsAt gives the holds on a target itself, here and company-wide.
func HoldsAt(r store.Reader, t Target) (out []Hold) {
	for _, part := range []store.Reader{r, r.Company()} {
		out = slices.AppendSeq(out, Holds.All(part, t.key(), nil))
	}
	return out
}

// LiftHold takes a hold away. Error: hold.unknown: somebody else has lifted it.
func LiftHold(tx *store.Tx, t Target, id uint64, reason string) error {
	k := t.key().Uint(id)
	h, err := Holds.Must(tx, k, t.String())
	if err != nil {
		return err
	}
	Holds.Delete(tx, k)
	record(tx, t.entry("lift", reason))
	if h.Reason == ReasonCountPending && t.On == HoldSKUAtPlace {
		endCount(tx, t.Holder, t.SKU) // whoever lifts it has looked: the next short pick asks anew
	}
	return nil
}

func (t Target) entry(event, reason string) Entry {
	return Entry{Kind: EntryState, Noun: "hold", ID: t.String(), Event: event, SKU: t.SKU, From: Side{Holder: t.Holder, Lot: t.Lot}, Reason: reason}
}

// String names the target in ledger and errors.
func (t Target) String() string {
	switch t.On {
	case HoldSKU:
		return "sku:" + string(t.SKU)
	case HoldLot:
		return "lot:" + string(t.SKU) + "/" + string(t.Lot)
	case HoldHolder:
		return t.Holder.String()
	}
	return "sku:" + string(t.SKU) + "@" + t.Holder.String()
}

func (t Target) check() error {
	ok := false
	switch t.On {
	case HoldSKU:
		ok = t.SKU != "" && t.Lot == "" && t.Holder.IsZero()
	case HoldLot:
		ok = t.SKU != "" && t.Lot != "" && t.Holder.IsZero()
	case HoldHolder:
		ok = t.SKU == "" && t.Lot == "" && !t.Holder.IsZero()
	case HoldSKUAtPlace:
		ok = t.SKU != "" && t.Lot == "" && !t.Holder.IsZero()
	}
	if !ok {
		return fault.Invalid("hold.target", "a hold names a SKU, a SKU and lot, a location or LPN, or a SKU at one of them")
	}
	return nil
}

// HoldsOn gives every hold goods are under: on the item, the lot, the holder and what it stands in, here and company-wide.
func HoldsOn(r store.Reader, g Goods) []Hold {
	holding := withHolds(r)
	if len(holding) == 0 {
		return nil // the usual case costs one step
	}
	return holdsOn(holding, g, Within(r, g.Holder))
}

// withHolds gives those of a warehouse and the company that have holds at all.
func withHolds(r store.Reader) []store.Reader {
	return slices.DeleteFunc([]store.Reader{r, r.Company()}, func(part store.Reader) bool {
		for range store.Keys(part, store.K(tagHold), nil) {
			return false
		}
		return true
	})
}

// holdsOn gives the holds on goods that stand within those holders, inmost first.
func holdsOn(holding []store.Reader, g Goods, within []Holder) []Hold {
	var out []Hold
	for _, part := range holding {
		for _, t := range targetsOf(g, within) {
			out = slices.AppendSeq(out, Holds.All(part, t.key(), nil))
		}
	}
	return out
}

func targetsOf(g Goods, within []Holder) []Target {
	out := []Target{{On: HoldSKU, SKU: g.SKU}}
	if g.Lot != "" {
		out = append(out, Target{On: HoldLot, SKU: g.SKU, Lot: g.Lot})
	}
	for _, h := range within {
		out = append(out, Target{On: HoldHolder, Holder: h}, Target{On: HoldSKUAtPlace, SKU: g.SKU, Holder: h})
	}
	return out
}

// Pickable refuses goods under a quality hold, naming all of them; a count hold does not stop a pick.
func Pickable(r store.Reader, g Goods) error {
	var all fault.Gather
	for _, h := range HoldsOn(r, g) {
		if h.Kind == QualityHold {
			all.Add(h.Target.String(), "hold.quality", "held: %s", h.Reason)
		}
	}
	return all.Refused("hold.quality", "SKU %s at %s is held and must stay where it is", g.SKU, g.Holder)
}
