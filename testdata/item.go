package testdata

import (
	"iter"
	"sync"
)

// The storage classes of items, zones and locations.
const (
	Ambient = "ambient"
	Cool    = "cool"
)

// The pack levels, smallest first.
const (
	Each   = "each"
	Inner  = "inner"
	Case   = "case"
	Pallet = "pallet"
)

// Item is one article of a catalogue.
type Item struct {
	SKU             string
	Name            string // English
	NameZH          string // Chinese; empty for gifts
	Category        string
	StorageClass    string  // Ambient or Cool
	Levels          []Level // each, inner (not always), case, pallet, in this order
	PriceMinor      int64   // pence or fen for one each
	Currency        string  // GBP or CNY
	LotTracked      bool
	ExpiryTracked   bool
	ShelfLifeDays   int // 0 unless ExpiryTracked
	MinDaysReceipt  int // fewest days left when it comes in
	MinDaysShipping int // fewest days left when it goes out
	KeepUpright     bool
	Fragile         bool
	ShipsAlone      bool
}

// Level is one size of package of an item.
type Level struct {
	Name  string // Each, Inner, Case or Pallet
	GTIN  string // 13 digits for the each, 14 above
	Units int64  // eaches inside, 1 for the each
	Size
}

// Size is the outside of a package: millimetres and grams gross.
type Size struct{ LengthMM, WidthMM, HeightMM, WeightG int64 }

// VolumeMM3 is the volume of the outside in cubic millimetres.
func (s Size) VolumeMM3() int64 { return s.LengthMM * s.WidthMM * s.HeightMM }

// Level finds a pack level by name; ok is false where the item has none.
func (i Item) Level(name string) (level Level, ok bool) {
	for _, l := range i.Levels {
		if l.Name == name {
			return l, true
		}
	}
	return Level{}, false
}

// Each is the item's single unit.
func (i Item) Each() Level { return i.Levels[0] }

// CaseUnits is the number of eaches in a case.
func (i Item) CaseUnits() int64 {
	l, _ := i.Level(Case)
	return l.Units
}

// Items streams a catalogue ordered by SKU. The error names an unknown catalogue.
func Items(catalogue string) iter.Seq2[Item, error] {
	items, _, err := loaded(catalogue)
	if err != nil {
		return failed[Item](err)
	}
	return func(yield func(Item, error) bool) {
		for _, item := range items {
			item.Levels = append([]Level(nil), item.Levels...) // the cached one stays ours
			if !yield(item, nil) {
				return
			}
		}
	}
}

// The tables are embedded and never change, so each catalogue is read once.
var (
	gifts  = sync.OnceValues(readGifts)
	snacks = sync.OnceValues(readSnacks)
)

// loaded gives a catalogue ordered by SKU and the position of every SKU in it.
func loaded(catalogue string) ([]Item, map[string]int, error) {
	if err := checkCatalogue(catalogue); err != nil {
		return nil, nil, err
	}
	read := gifts
	if catalogue == Snacks {
		read = snacks
	}
	list, err := read()
	return list.items, list.bySKU, err
}

type itemList struct {
	items []Item
	bySKU map[string]int
}

func newItemList(items []Item) itemList {
	list := itemList{items: items, bySKU: make(map[string]int, len(items))}
	for at, item := range items {
		list.bySKU[item.SKU] = at
	}
	return list
}
