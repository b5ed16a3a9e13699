// Package item says what a thing is: SKU, barcodes, pack levels, size and weight, lots, dates.
//
// It holds values and the rules one value must keep; it never touches a store, a clock or the network. Units are in the
// names: quantities count the item's base unit (one each, or one gram for catch-weight goods; see weight.go), weights are grams, lengths
// millimetres, money minor units. Start at Item, then Pack.
package item

import (
	"cmp"
	"slices"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels/gs1"
)

// SKU is what the shop calls an item: at most 32 characters without blanks at its ends, compared as it is written.
type SKU string

// Limits of an item: what fits a label and a screen, and what real catalogues need.
const (
	MaxSKU        = 32
	MaxName       = 120
	MaxBarcodes   = 24 // a case of a brand with regional codes has about ten
	MaxAttributes = 40
	MaxAttribute  = 200
	MaxGrams      = 2_000_000 // two tonnes: a full pallet
	MaxMillimetre = 10_000    // ten metres
	MaxPackQty    = 1_000_000
	MaxShelfLife  = 36_500 // a hundred years in days
)

// Level is a pack level.
type Level byte

// The pack levels, smallest first.
const (
	Each Level = iota + 1
	Inner
	Case
	Pallet
)

var levelWords = [...]string{Each: "each", Inner: "inner", Case: "case", Pallet: "pallet"}

// String gives the word used in files and on the wire.
func (l Level) String() string {
	if int(l) < len(levelWords) {
		return levelWords[l]
	}
	return "?"
}

// LevelOf is the inverse of String; 0 for an unknown word.
func LevelOf(word string) Level { return Level(max(0, slices.Index(levelWords[:], word))) }

// Size is a box around a thing, in millimetres; zero means not measured yet.
type Size struct {
	Length int64 `cbor:"1,keyasint,omitempty"`
	Width  int64 `cbor:"2,keyasint,omitempty"`
	Height int64 `cbor:"3,keyasint,omitempty"`
}

// Volume gives cubic millimetres.
func (s Size) Volume() int64 { return s.Length * s.Width * s.Height }

// Known tells whether all three edges were measured.
func (s Size) Known() bool { return s.Length > 0 && s.Width > 0 && s.Height > 0 }

// Pack is one way an item comes packed: how many base units it holds, its barcodes, size and gross weight.
type Pack struct {
	Level    Level    `cbor:"1,keyasint"`
	Quantity int64    `cbor:"2,keyasint"` // base units
	Barcodes []string `cbor:"3,keyasint,omitempty"`
	Size     Size     `cbor:"4,keyasint,omitempty"`
	Grams    int64    `cbor:"5,keyasint,omitempty"`
}

// State is how far an item's master data are.
type State byte

// The states of an item's master data in life order. Only approved items are received, sold and picked; a retired one is
// sold off but not received.
const (
	Draft State = iota + 1
	Review
	Approved
	Retired
)

var stateWords = [...]string{Draft: "draft", Review: "review", Approved: "approved", Retired: "retired"}

// String gives the word used in files and on the wire.
func (s State) String() string {
	if int(s) < len(stateWords) {
		return stateWords[s]
	}
	return "?"
}

// StateOf is the inverse of String; 0 for an unknown word.
func StateOf(word string) State { return State(max(0, slices.Index(stateWords[:], word))) }

// Item is one article of the catalogue.
type Item struct {
	SKU      SKU    `cbor:"1,keyasint"`
	Name     string `cbor:"2,keyasint,omitempty"` // as the shop's customers read it
	NameZH   string `cbor:"3,keyasint,omitempty"`
	Packs    []Pack `cbor:"4,keyasint,omitempty"` // sorted by level; the first is the base: each, quantity 1
	State    State  `cbor:"5,keyasint"`
	Category string `cbor:"6,keyasint,omitempty"`

	LotTracked    bool  `cbor:"7,keyasint,omitempty"`
	ExpiryTracked bool  `cbor:"8,keyasint,omitempty"`
	SerialTracked bool  `cbor:"9,keyasint,omitempty"`
	CatchWeight   bool  `cbor:"10,keyasint,omitempty"` // the base unit is a gram; see weight.go
	ShelfLife     int64 `cbor:"11,keyasint,omitempty"` // days from production to expiry
	MinAtReceipt  int64 `cbor:"12,keyasint,omitempty"` // days that must remain when it comes in
	MinAtShipping int64 `cbor:"13,keyasint,omitempty"` // days that must remain when it leaves

	KeepUpright  bool   `cbor:"14,keyasint,omitempty"`
	Fragile      bool   `cbor:"15,keyasint,omitempty"` // nothing on top of it
	ShipsAlone   bool   `cbor:"16,keyasint,omitempty"`
	OwnContainer bool   `cbor:"17,keyasint,omitempty"` // ships in its own packing
	StorageClass string `cbor:"18,keyasint,omitempty"` // "ambient", "cool", "frozen", ...
	Hazard       string `cbor:"19,keyasint,omitempty"` // hazard class; goods of different ones are not mixed
	SafetyStock  int64  `cbor:"20,keyasint,omitempty"`

	PriceMinor       int64             `cbor:"21,keyasint,omitempty"` // value of one base unit
	Currency         string            `cbor:"22,keyasint,omitempty"`
	Supplier         string            `cbor:"23,keyasint,omitempty"`
	Attributes       map[string]string `cbor:"24,keyasint,omitempty"`
	Revision         uint64            `cbor:"25,keyasint,omitempty"` // for If-Match
	SerialAtShipping bool              `cbor:"27,keyasint,omitempty"` // of serial-tracked items: numbers are first scanned when it is packed
	WeighedPieces    bool              `cbor:"28,keyasint,omitempty"` // the base unit is a piece that weighs what it weighs: stock keeps grams beside the pieces
	WeightTolerance  int64             `cbor:"29,keyasint,omitempty"` // of weighed pieces: thousandths a piece may be off its pack's weight; 0: DefaultWeightTolerance
	SampleSize       int64             `cbor:"26,keyasint,omitempty"` // units to inspect per receipt; 0: none, the goods go straight on
}

// Base gives the pack of one base unit.
func (it *Item) Base() Pack {
	for _, p := range it.Packs {
		if p.Level == Each {
			return p
		}
	}
	return Pack{Level: Each, Quantity: 1}
}

// Packed gives the pack that carries the barcode.
func (it *Item) Packed(barcode string) (Pack, bool) {
	for _, p := range it.Packs {
		if slices.Contains(p.Barcodes, barcode) {
			return p, true
		}
	}
	return Pack{}, false
}

// Barcodes gives every barcode of every pack, sorted.
func (it *Item) Barcodes() []string {
	var out []string
	for _, p := range it.Packs {
		out = append(out, p.Barcodes...)
	}
	slices.Sort(out)
	return out
}

// Tracked tells whether stock of the item must name a lot.
func (it *Item) Tracked() bool { return it.LotTracked || it.ExpiryTracked }

// Normalise trims, sorts the packs and brings GTINs to their 14-digit form, so that one code has one spelling.
func (it *Item) Normalise() {
	it.SKU = SKU(strings.TrimSpace(string(it.SKU)))
	it.Name, it.NameZH = strings.TrimSpace(it.Name), strings.TrimSpace(it.NameZH)
	for i := range it.Packs {
		for j, b := range it.Packs[i].Barcodes {
			it.Packs[i].Barcodes[j] = Barcode(b)
		}
	}
	slices.SortFunc(it.Packs, func(a, b Pack) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(a.Quantity, b.Quantity))
	})
}

// Barcode gives the one spelling under which a code is kept: GTINs with a right check digit as 14 digits, all else as
// it is.
func Barcode(code string) string {
	code = strings.TrimSpace(code)
	if g, err := gs1.GTIN14(code); err == nil {
		return g
	}
	return code
}

// Check tells everything that is wrong with the item's own values. Uniqueness of barcodes is the catalogue's matter.
func (it *Item) Check() error {
	var g fault.Gather
	CheckSKU(&g, "sku", it.SKU)
	if it.Name == "" && it.NameZH == "" {
		g.Add("name", "item.name", "an item needs a name")
	}
	if len(it.Name) > MaxName || len(it.NameZH) > MaxName*3 {
		g.Add("name", "item.name", "a name has at most %d characters", MaxName)
	}
	it.checkPacks(&g)
	it.checkDays(&g)
	it.checkWeighing(&g)
	if it.SafetyStock < 0 || it.PriceMinor < 0 || it.SampleSize < 0 {
		g.Add("safety_stock", "item.negative", "safety stock, price and sample size cannot be negative")
	}
	if it.State < Draft || it.State > Retired {
		g.Add("state", "item.state", "state must be draft, review, approved or retired")
	}
	if len(it.Attributes) > MaxAttributes {
		g.Add("attributes", "item.attributes", "at most %d attributes", MaxAttributes)
	}
	for k, v := range it.Attributes {
		if len(k) > MaxAttribute || len(v) > MaxAttribute {
			g.Add("attributes."+k, "item.attributes", "an attribute has at most %d characters", MaxAttribute)
		}
	}
	return g.Invalid("item.invalid", "item %q cannot be kept as it is", it.SKU)
}

// CheckSKU notes what is wrong with a SKU.
func CheckSKU(g *fault.Gather, where string, s SKU) {
	switch {
	case s == "":
		g.Add(where, "item.sku", "the SKU is missing")
	case len(s) > MaxSKU:
		g.Add(where, "item.sku", "SKU %q has more than %d characters", s, MaxSKU)
	case strings.ContainsFunc(string(s), func(r rune) bool { return r < ' ' || r == 0x7F }) || strings.TrimSpace(string(s)) != string(s):
		g.Add(where, "item.sku", "SKU %q has blanks at its ends or control characters", s)
	}
}

func (it *Item) checkPacks(g *fault.Gather) {
	if len(it.Packs) == 0 || it.Packs[0].Level != Each || it.Packs[0].Quantity != 1 {
		g.Add("packs", "item.base", "the smallest pack must be one each")
	}
	seen := map[string]bool{}
	for _, p := range it.Packs {
		where := "packs." + p.Level.String()
		if p.Level < Each || p.Level > Pallet || p.Quantity < 1 || p.Quantity > MaxPackQty {
			g.Add(where, "item.pack", "a pack holds 1 to %d units and is each, inner, case or pallet", MaxPackQty)
		}
		for _, edge := range []int64{p.Size.Length, p.Size.Width, p.Size.Height} {
			if edge < 0 || edge > MaxMillimetre {
				g.Add(where, "item.size", "an edge of %d mm is outside 0 to %d", edge, MaxMillimetre)
			}
		}
		if p.Grams < 0 || p.Grams > MaxGrams {
			g.Add(where, "item.weight", "a weight of %d g is outside 0 to %d", p.Grams, MaxGrams)
		}
		for _, b := range p.Barcodes {
			if b == "" || len(b) > MaxSKU+16 || seen[b] {
				g.Add(where, "item.barcode", "barcode %q is empty, too long or twice on the item", b)
			}
			seen[b] = true
		}
	}
	if len(seen) > MaxBarcodes {
		g.Add("packs", "item.barcode", "at most %d barcodes", MaxBarcodes)
	}
}

func (it *Item) checkWeighing(g *fault.Gather) {
	switch {
	case it.WeighedPieces && it.CatchWeight:
		g.Add("weighed_pieces", "item.weighing", "goods are counted by the gram or in weighed pieces, not both")
	case it.WeighedPieces && it.Base().Grams == 0:
		g.Add("packs.each", "item.weighing", "goods in weighed pieces need the weight of one each: a scale's reading is judged by it")
	case it.WeightTolerance < 0 || it.WeightTolerance > MaxWeightTolerance || it.WeightTolerance > 0 && !it.WeighedPieces:
		g.Add("weight_tolerance", "item.weighing", "a tolerance is 0 to %d thousandths, of weighed pieces only, not %d", MaxWeightTolerance, it.WeightTolerance)
	}
}

func (it *Item) checkDays(g *fault.Gather) {
	for _, d := range []struct {
		name string
		days int64
	}{{"shelf_life", it.ShelfLife}, {"min_at_receipt", it.MinAtReceipt}, {"min_at_shipping", it.MinAtShipping}} {
		if d.days < 0 || d.days > MaxShelfLife {
			g.Add(d.name, "item.days", "%d days are outside 0 to %d", d.days, MaxShelfLife)
		}
	}
	if !it.ExpiryTracked && (it.MinAtReceipt > 0 || it.MinAtShipping > 0) {
		g.Add("expiry_tracked", "item.days", "minimum remaining days need expiry dates: set expiry tracking")
	}
}
