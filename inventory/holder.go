package inventory

import (
	"slices"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// HolderKind is what sort of thing holds goods.
type HolderKind byte

// The sorts of holders. The values are letters because they stand in keys and in ids.
const (
	AtLocation HolderKind = 'L'
	InLPN      HolderKind = 'P'
	WithWorker HolderKind = 'W'
	Outside    HolderKind = 'X' // goods there are not counted
)

// Holder is where goods are.
type Holder struct {
	Kind HolderKind `cbor:"1,keyasint,omitempty"`
	ID   string     `cbor:"2,keyasint,omitempty"`
}

// The outside, by what crosses the wall and why.
var (
	Supplier   = Holder{Outside, "supplier"}
	Customer   = Holder{Outside, "customer"}
	Scrap      = Holder{Outside, "scrap"}
	Adjustment = Holder{Outside, "adjustment"}
	InTransit  = Holder{Outside, "transit"}
)

// Location names a location as holder.
func Location(c layout.Code) Holder { return Holder{AtLocation, string(c)} }

// LPNHolder names an LPN as holder.
func LPNHolder(id string) Holder { return Holder{InLPN, id} }

// Worker names a worker's hands as holder.
func Worker(id string) Holder { return Holder{WithWorker, id} }

// IsZero tells whether no holder is named.
func (h Holder) IsZero() bool { return h.Kind == 0 }

// Code gives the location's code; only of a location.
func (h Holder) Code() layout.Code { return layout.Code(h.ID) }

// String gives "L:A01-02-3", the form used on the wire.
func (h Holder) String() string {
	if h.IsZero() {
		return ""
	}
	return string(h.Kind) + ":" + h.ID
}

// ParseHolder is the inverse of String.
func ParseHolder(s string) (Holder, error) {
	kind, id, ok := strings.Cut(s, ":")
	if ok && len(kind) == 1 && id != "" {
		switch k := HolderKind(kind[0]); k {
		case AtLocation, InLPN, WithWorker, Outside:
			return Holder{k, id}, nil
		}
	}
	return Holder{}, fault.Invalid("holder.malformed", "%q is not a holder: write L:location, P:lpn, W:worker or X:outside", s)
}

func (h Holder) key(k store.Key) store.Key { return k.Byte(byte(h.Kind)).Str(h.ID) }

// Status is the stored condition of goods. Expired is not stored: it follows from the lot and the date.
type Status byte

// The stored conditions. Only available goods are sold.
const (
	Available Status = iota + 1
	ToInspect        // waits for quality control
	Damaged
)

var statusWords = [...]string{Available: "available", ToInspect: "inspect", Damaged: "damaged"}

// String gives the word used on the wire.
func (s Status) String() string {
	if int(s) < len(statusWords) {
		return statusWords[s]
	}
	return "?"
}

// StatusOf is the inverse of String; 0 for an unknown word.
func StatusOf(word string) Status { return Status(max(0, slices.Index(statusWords[:], word))) }

// Side is one side of a movement: which goods, in which condition, whose, where.
type Side struct {
	Holder Holder   `cbor:"1,keyasint"`
	Lot    item.Lot `cbor:"2,keyasint,omitempty"`
	Status Status   `cbor:"3,keyasint,omitempty"`
	Owner  string   `cbor:"4,keyasint,omitempty"`
}
