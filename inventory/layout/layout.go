// Package layout says where things are: warehouses, zones, locations with their kinds, coordinates and travel order.
//
// It holds values and the rules one value must keep; it never touches a store. Coordinates are millimetres from the
// warehouse's corner. Start at Location.
package layout

import (
	"slices"
	"strings"
	"sync"
	"time"

	"example.com/tote/inventory/fault"
)

// Code names a location, as printed on the beam: "A03-12-2".
type Code string

// Limits of a layout.
const (
	MaxCode = 16 // a 20-column screen shows it large
	MaxName = 60
)

// Kind is what a location is for.
type Kind byte

// The kinds of locations. Stock is allocated from reserve and pick faces only.
const (
	Dock Kind = iota + 1
	Staging
	Reserve
	PickFace
	Pack
	Outbound
	Returns
	Quarantine
)

var kindWords = [...]string{Dock: "dock", Staging: "staging", Reserve: "reserve", PickFace: "pick_face", Pack: "pack",
	Outbound: "outbound", Returns: "returns", Quarantine: "quarantine"}

// String gives the word used in files and on the wire.
func (k Kind) String() string {
	if int(k) < len(kindWords) {
		return kindWords[k]
	}
	return "?"
}

// KindOf is the inverse of String; 0 for an unknown word.
func KindOf(word string) Kind { return Kind(max(0, slices.Index(kindWords[:], word))) }

// Stocked tells whether goods there are for sale.
func (k Kind) Stocked() bool { return k == Reserve || k == PickFace }

// Mixing is what may lie together in a location.
type Mixing byte

// The mixing rules, from free to strict.
const (
	MixAny     Mixing = iota // any items, any lots
	MixLots                  // one item, several lots
	MixNothing               // one item, one lot
)

var mixingWords = [...]string{MixAny: "any", MixLots: "one_item", MixNothing: "one_lot"}

// String gives the word used in files and on the wire.
func (m Mixing) String() string {
	if int(m) < len(mixingWords) {
		return mixingWords[m]
	}
	return "?"
}

// MixingOf is the inverse of String.
func MixingOf(word string) (Mixing, bool) {
	for m, w := range mixingWords {
		if w == word {
			return Mixing(m), true
		}
	}
	return 0, false
}

// Location is the smallest place goods are put.
type Location struct {
	Code    Code   `cbor:"1,keyasint"`
	Kind    Kind   `cbor:"2,keyasint"`
	Zone    string `cbor:"3,keyasint,omitempty"`
	Aisle   int64  `cbor:"4,keyasint,omitempty"`  // 1, 2, ... from the left; 0: not in an aisle
	Bay     int64  `cbor:"5,keyasint,omitempty"`  // 1, 2, ... from the front
	Level   int64  `cbor:"6,keyasint,omitempty"`  // 1 is on the floor
	X       int64  `cbor:"7,keyasint,omitempty"`  // millimetres across the aisles
	Y       int64  `cbor:"8,keyasint,omitempty"`  // millimetres along the aisle from the front cross aisle
	Z       int64  `cbor:"9,keyasint,omitempty"`  // millimetres above the floor
	Travel  int64  `cbor:"10,keyasint,omitempty"` // order in which a walk passes the locations
	Grams   int64  `cbor:"11,keyasint,omitempty"` // greatest load; 0: no limit
	Volume  int64  `cbor:"12,keyasint,omitempty"` // cubic millimetres; 0: no limit
	Mixing  Mixing `cbor:"13,keyasint,omitempty"`
	Class   string `cbor:"14,keyasint,omitempty"` // storage class it takes; empty: ambient
	Fixed   string `cbor:"15,keyasint,omitempty"` // SKU this pick face belongs to, if any
	Min     int64  `cbor:"16,keyasint,omitempty"` // pick face: replenish below
	Max     int64  `cbor:"17,keyasint,omitempty"` // pick face: replenish up to
	Barcode string `cbor:"18,keyasint,omitempty"` // if printed differently from the code
	Closed  bool   `cbor:"19,keyasint,omitempty"` // nothing new is put here

	Revision uint64 `cbor:"20,keyasint,omitempty"`
	Height   int64  `cbor:"21,keyasint,omitempty"` // millimetres of clear height; 0: no limit
}

// Normalise trims and raises the code to capitals.
func (l *Location) Normalise() {
	l.Code = Code(strings.ToUpper(strings.TrimSpace(string(l.Code))))
	l.Zone = strings.TrimSpace(l.Zone)
}

// Check tells everything that is wrong with the location's own values.
func (l *Location) Check() error {
	var g fault.Gather
	if l.Code == "" || len(l.Code) > MaxCode || strings.ContainsFunc(string(l.Code), func(r rune) bool { return r <= ' ' || r > '~' }) {
		g.Add("code", "location.code", "location code %q must have 1 to %d printable ASCII characters without blanks", l.Code, MaxCode)
	}
	if l.Kind < Dock || l.Kind > Quarantine {
		g.Add("kind", "location.kind", "kind must be one of %s", strings.Join(kindWords[1:], ", "))
	}
	if len(l.Zone) > MaxName {
		g.Add("zone", "location.zone", "a zone has at most %d characters", MaxName)
	}
	for _, v := range []struct {
		where string
		n     int64
	}{{"aisle", l.Aisle}, {"bay", l.Bay}, {"level", l.Level}, {"x", l.X}, {"y", l.Y}, {"z", l.Z}, {"grams", l.Grams},
		{"volume", l.Volume}, {"height", l.Height}, {"min", l.Min}, {"max", l.Max}} {
		if v.n < 0 {
			g.Add(v.where, "location.negative", "%s cannot be negative", v.where)
		}
	}
	if l.Mixing > MixNothing {
		g.Add("mixing", "location.mixing", "mixing must be any, one_item or one_lot")
	}
	if l.Max < l.Min {
		g.Add("max", "location.minmax", "max %d is below min %d", l.Max, l.Min)
	}
	return g.Invalid("location.invalid", "location %q cannot be kept as it is", l.Code)
}

// Warehouse is one building: a partition of its own.
type Warehouse struct {
	Code     string   `cbor:"1,keyasint"`
	Name     string   `cbor:"2,keyasint,omitempty"`
	Zone     string   `cbor:"3,keyasint"` // IANA time zone: its midnight decides what has expired
	Address  []string `cbor:"4,keyasint,omitempty"`
	Phone    string   `cbor:"5,keyasint,omitempty"`
	Country  string   `cbor:"6,keyasint,omitempty"` // ISO 3166 alpha-2
	Revision uint64   `cbor:"7,keyasint,omitempty"`
	FEFO     FEFO     `cbor:"8,keyasint,omitempty"`

	GS1Prefix     string `cbor:"9,keyasint,omitempty"`  // the company's GS1 prefix, 4 to 12 digits; empty: no SSCCs are printed
	SSCCExtension int64  `cbor:"10,keyasint,omitempty"` // first digit of the SSCCs printed here
}

// FEFO says how strictly first-expired-first-out is kept at the shelf; what is reserved is always the earliest.
type FEFO string

// The policies.
const (
	FEFOStrict   FEFO = ""         // a worker may not take a later lot while the earlier one stays behind
	FEFOAdvisory FEFO = "advisory" // he may, if it is the one in front
)

// Check tells everything that is wrong with the warehouse's own values, but for its code, which the store judges.
func (w *Warehouse) Check() error {
	var g fault.Gather
	if _, err := time.LoadLocation(w.Zone); err != nil || w.Zone == "" || w.Zone == "Local" {
		g.Add("zone", "warehouse.zone", "time zone %q is not one like Asia/Shanghai", w.Zone)
	}
	if w.Name == "" || len(w.Name) > MaxName {
		g.Add("name", "warehouse.name", "a warehouse needs a name of at most %d characters", MaxName)
	}
	if w.FEFO != FEFOStrict && w.FEFO != FEFOAdvisory {
		g.Add("fefo", "warehouse.fefo", "fefo is %q or absent, which is strict", FEFOAdvisory)
	}
	if n := len(w.GS1Prefix); n > 0 && (n < 4 || n > 12 || strings.Trim(w.GS1Prefix, "0123456789") != "") {
		g.Add("gs1_prefix", "warehouse.gs1_prefix", "a GS1 company prefix has 4 to 12 digits, not %q", w.GS1Prefix)
	}
	if w.SSCCExtension < 0 || w.SSCCExtension > 9 {
		g.Add("sscc_extension", "warehouse.sscc_extension", "an extension digit is 0 to 9, not %d", w.SSCCExtension)
	}
	if len(w.Address) > 6 {
		g.Add("address", "warehouse.address", "an address has at most 6 lines")
	}
	return g.Invalid("warehouse.invalid", "warehouse %q cannot be kept as it is", w.Code)
}

// Location gives the warehouse's time zone; UTC if it is unknown, which Check has ruled out.
func (w *Warehouse) Location() *time.Location {
	if z, ok := zones.Load(w.Zone); ok {
		return z.(*time.Location)
	}
	z, err := time.LoadLocation(w.Zone)
	if err != nil {
		return time.UTC
	}
	zones.Store(w.Zone, z)
	return z
}

// zones keeps the time zones that were read: finding one in the embedded database takes longer than a whole command.
var zones sync.Map
