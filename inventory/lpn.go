package inventory

import (
	"slices"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// LPNKind is what sort of thing an LPN is on.
type LPNKind byte

// The kinds of LPNs.
const (
	PalletLPN LPNKind = iota + 1
	ToteLPN           // comes back empty
	CartonLPN         // ships
)

var lpnWords = [...]string{PalletLPN: "pallet", ToteLPN: "tote", CartonLPN: "carton"}

// String gives the word used on the wire.
func (k LPNKind) String() string {
	if int(k) < len(lpnWords) {
		return lpnWords[k]
	}
	return "?"
}

// LPNKindOf is the inverse of String; 0 for an unknown word.
func LPNKindOf(word string) LPNKind { return LPNKind(max(0, slices.Index(lpnWords[:], word))) }

// Limits of LPNs.
const (
	MaxLPN   = 20 // an SSCC has 18 digits
	MaxNests = 4  // each in a carton on a pallet on a truck: deeper is a mistake
)

// LPN is anything with a number that goods stand in.
type LPN struct {
	ID     string    `cbor:"1,keyasint"`
	Kind   LPNKind   `cbor:"2,keyasint"`
	Parent Holder    `cbor:"3,keyasint,omitzero"` // zero: nowhere yet, or gone with the customer
	State  ToteState `cbor:"4,keyasint,omitempty"`
	Order  string    `cbor:"5,keyasint,omitempty"` // a tote's: the order it is picked for
}

// Holder names the LPN as holder.
func (l *LPN) Holder() Holder { return LPNHolder(l.ID) }

// LPNKey is the key of an LPN.
func LPNKey(id string) store.Key { return store.K(tagLPN).Str(id) }

// LPNs are kept by number; children are found through their parent.
var LPNs = store.Collection[LPN]{
	Noun: "LPN", Version: 1,
	Key: func(l *LPN) store.Key { return LPNKey(l.ID) },
	Indexes: []store.Index[LPN]{{Name: "children", Keys: func(l *LPN) []store.Key {
		if l.Parent.IsZero() || l.Parent.Kind == Outside {
			return nil
		}
		return []store.Key{l.Parent.key(store.K(tagChildren)).Str(l.ID)}
	}}},
}

// GetLPN gives an LPN or refuses, naming it.
func GetLPN(r store.Reader, id string) (LPN, error) { return LPNs.Must(r, LPNKey(id), id) }

// Children lists up to limit LPNs that stand directly in a holder.
func Children(r store.Reader, h Holder, limit int) []string {
	var out []string
	prefix := h.key(store.K(tagChildren))
	for k := range store.Keys(r, prefix, nil) {
		out = append(out, store.ReadKey(k, len(prefix)).Str())
		if len(out) == limit {
			break
		}
	}
	return out
}

// Within gives a holder and all it stands in, inmost first.
func Within(r store.Reader, h Holder) []Holder {
	out := []Holder{h}
	for h.Kind == InLPN && len(out) <= MaxNests {
		l, ok := LPNs.Get(r, LPNKey(h.ID))
		if !ok || l.Parent.IsZero() {
			break
		}
		h = l.Parent
		out = append(out, h)
	}
	return out
}

// PlaceOf gives the location a holder stands at; false when it is in somebody's hands or nowhere.
func PlaceOf(r store.Reader, h Holder) (layout.Code, bool) {
	all := Within(r, h)
	last := all[len(all)-1]
	return last.Code(), last.Kind == AtLocation
}

// RegisterLPN makes a number known, standing in parent. An LPN that exists is given as it is if its kind agrees.
func RegisterLPN(tx *store.Tx, id string, kind LPNKind, parent Holder) (LPN, error) {
	if id == "" || len(id) > MaxLPN {
		return LPN{}, fault.Invalid("lpn.malformed", "LPN %q must have 1 to %d characters", id, MaxLPN)
	}
	if l, ok := LPNs.Get(tx, LPNKey(id)); ok {
		if l.Kind != kind {
			return l, fault.Conflict("lpn.kind", "%s is a %s, not a %s", id, l.Kind, kind)
		}
		return l, nil
	}
	l := LPN{ID: id, Kind: kind}
	if kind == ToteLPN {
		l.State = ToteFree
	}
	return l, carry(tx, &l, parent, "lpn.registered")
}

// maxHeightSeen bounds the LPNs looked at to tell how high others stand on one.
const maxHeightSeen = 200

// height tells how many LPNs stand on each other in a holder, itself not counted.
func height(r store.Reader, h Holder) (high int) {
	level := []Holder{h}
	for seen := 0; len(level) > 0 && high <= MaxNests; high++ {
		var next []Holder
		for _, at := range level {
			for _, id := range Children(r, at, maxHeightSeen-seen) {
				seen++
				next = append(next, LPNHolder(id))
			}
		}
		if level = next; len(level) == 0 {
			return high
		}
	}
	return high
}

// Carry moves an LPN with all it carries: two child keys, its record and one entry, whatever it holds.
func Carry(tx *store.Tx, id string, to Holder, reason string) error {
	l, err := GetLPN(tx, id)
	if err != nil {
		return err
	}
	return carry(tx, &l, to, reason)
}

func carry(tx *store.Tx, l *LPN, to Holder, reason string) error {
	return carryWhy(tx, l, to, reason, "")
}

func carryWhy(tx *store.Tx, l *LPN, to Holder, reason, why string) error {
	for _, h := range Within(tx, to) {
		if h == l.Holder() {
			return fault.Refused("lpn.in_itself", "%s cannot stand in itself", l.ID)
		}
	}
	if to.Kind == InLPN && len(Within(tx, to))+height(tx, l.Holder()) > MaxNests-1 {
		return fault.Refused("lpn.too_deep", "%s would stand more than %d deep", l.ID, MaxNests)
	}
	record(tx, Entry{Kind: EntryCarry, Noun: l.Kind.String(), ID: l.ID, From: Side{Holder: l.Parent}, To: Side{Holder: to}, Reason: reason, Why: why})
	l.Parent = to
	LPNs.Put(tx, l)
	return nil
}
