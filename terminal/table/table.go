// Package table is what a terminal knows of its warehouse by heart: locations and items with their barcodes, kept up to date
// by versioned deltas, so that a scan is judged at once and with the radio off.
//
// One Tables serves every session of a service; a device has one of its own and keeps it on disk between days. The package
// never judges a scan (terminal/scan and the jobs do) and never waits for the service while somebody reads: Refresh asks,
// readers go on with what is there.
//
// Start at Tables, then Refresh.
package table

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
)

// Source is where changes come from; api/client satisfies it.
type Source interface {
	// Layout gives what changed in a warehouse's locations since a version.
	Layout(ctx context.Context, warehouse string, since uint64) (wire.Layout, error)
	// Catalogue gives what changed in the items since a version.
	Catalogue(ctx context.Context, since uint64) (wire.Catalogue, error)
}

// Tables are a warehouse's locations and the company's items. It is safe for use by several goroutines.
type Tables struct {
	warehouse string

	mu        sync.RWMutex
	layout    uint64
	catalogue uint64
	locations map[string]wire.Location // by code
	placeCode map[string]string        // barcode, and code in capitals -> location code
	items     map[string]wire.Item     // by SKU
	skuCode   map[string]string        // SKU in capitals -> SKU
	barcodes  map[string][]scan.ItemMatch
}

// New gives empty tables of a warehouse.
func New(warehouse string) *Tables {
	t := &Tables{warehouse: warehouse}
	t.forgetLocations()
	t.forgetItems()
	return t
}

func (t *Tables) forgetLocations() {
	t.layout, t.locations, t.placeCode = 0, map[string]wire.Location{}, map[string]string{}
}

func (t *Tables) forgetItems() {
	t.catalogue, t.items, t.skuCode, t.barcodes = 0, map[string]wire.Item{}, map[string]string{}, map[string][]scan.ItemMatch{}
}

// Warehouse tells whose locations these are.
func (t *Tables) Warehouse() string { return t.warehouse }

// Versions tells up to which change of locations and items the tables know.
func (t *Tables) Versions() (layout, catalogue uint64) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.layout, t.catalogue
}

// Refresh asks for what changed until there is no more, and tells whether anything did. What was learned before an error
// stays.
func (t *Tables) Refresh(ctx context.Context, from Source) (changed bool, err error) {
	for more := true; more; {
		since, _ := t.Versions()
		d, err := from.Layout(ctx, t.warehouse, since)
		if err != nil {
			return changed, err
		}
		changed = t.ApplyLayout(d) || changed
		more = d.More
	}
	for more := true; more; {
		_, since := t.Versions()
		d, err := from.Catalogue(ctx, since)
		if err != nil {
			return changed, err
		}
		changed = t.ApplyCatalogue(d) || changed
		more = d.More
	}
	return changed, nil
}

// ApplyLayout takes over a change of locations.
func (t *Tables) ApplyLayout(d wire.Layout) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if d.Anew {
		t.forgetLocations()
	}
	for _, l := range d.Locations {
		if old, ok := t.locations[l.Code]; ok {
			delete(t.placeCode, upper(old.Barcode))
		}
		t.locations[l.Code] = l
		t.placeCode[upper(l.Code)] = l.Code
		if l.Barcode != "" {
			t.placeCode[upper(l.Barcode)] = l.Code
		}
	}
	t.layout = d.Version
	return d.Anew || len(d.Locations) > 0
}

// Retired is the state of an item that is not to come in any more. Its barcodes stay readable: there may be stock of it.
const Retired = "retired"

// ApplyCatalogue takes over a change of items.
func (t *Tables) ApplyCatalogue(d wire.Catalogue) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if d.Anew {
		t.forgetItems()
	}
	for _, it := range d.Items {
		t.dropBarcodes(it.SKU)
		t.items[it.SKU] = it
		t.skuCode[upper(it.SKU)] = it.SKU
		for _, p := range it.Packs {
			for _, b := range p.Barcodes {
				k := scan.Barcode(b)
				t.barcodes[k] = append(t.barcodes[k], scan.ItemMatch{SKU: it.SKU, Units: p.Quantity})
				slices.SortFunc(t.barcodes[k], func(a, b scan.ItemMatch) int { return strings.Compare(a.SKU, b.SKU) })
			}
		}
	}
	t.catalogue = d.Version
	return d.Anew || len(d.Items) > 0
}

func (t *Tables) dropBarcodes(sku string) {
	for _, p := range t.items[sku].Packs {
		for _, b := range p.Barcodes {
			k := scan.Barcode(b)
			left := slices.DeleteFunc(slices.Clone(t.barcodes[k]), func(m scan.ItemMatch) bool { return m.SKU == sku })
			if len(left) == 0 {
				delete(t.barcodes, k)
			} else {
				t.barcodes[k] = left
			}
		}
	}
}

// Location finds a location by its code or its barcode.
func (t *Tables) Location(text string) (code string, ok bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if _, ok := t.locations[text]; ok {
		return text, true
	}
	code, ok = t.placeCode[upper(text)]
	return code, ok
}

// Place gives what is known of a location.
func (t *Tables) Place(code string) (wire.Location, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	l, ok := t.locations[code]
	return l, ok
}

// Item gives what is known of a SKU.
func (t *Tables) Item(sku string) (wire.Item, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.item(sku)
}

// Items finds every item with a barcode, and the item whose SKU was scanned: many shops print no other code.
func (t *Tables) Items(barcode string) []scan.ItemMatch {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if m := t.barcodes[barcode]; len(m) > 0 {
		return m
	}
	if it, ok := t.item(barcode); ok {
		return []scan.ItemMatch{{SKU: it.SKU, Units: 1}}
	}
	return nil
}

// item finds a SKU as it is written, or in other letters: scanners in capitals mode are common.
func (t *Tables) item(sku string) (wire.Item, bool) {
	if it, ok := t.items[sku]; ok {
		return it, true
	}
	it, ok := t.items[t.skuCode[upper(sku)]]
	return it, ok
}

// LPN knows nothing: totes come and go faster than a table is refreshed. The jobs know the ones they work with.
func (t *Tables) LPN(string) (scan.LPNMatch, bool) { return scan.LPNMatch{}, false }

// Orders knows nothing, for the same reason.
func (t *Tables) Orders(string) []string { return nil }

func upper(s string) string { return strings.ToUpper(strings.TrimSpace(s)) }

// saved is the tables as they lie on a device's disk.
type saved struct {
	Warehouse string          `json:"warehouse"`
	Layout    uint64          `json:"layout"`
	Catalogue uint64          `json:"catalogue"`
	Locations []wire.Location `json:"locations"`
	Items     []wire.Item     `json:"items"`
}

// MarshalJSON gives the tables for the disk, sorted.
func (t *Tables) MarshalJSON() ([]byte, error) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	s := saved{Warehouse: t.warehouse, Layout: t.layout, Catalogue: t.catalogue}
	for _, l := range t.locations {
		s.Locations = append(s.Locations, l)
	}
	for _, it := range t.items {
		s.Items = append(s.Items, it)
	}
	slices.SortFunc(s.Locations, func(a, b wire.Location) int { return strings.Compare(a.Code, b.Code) })
	slices.SortFunc(s.Items, func(a, b wire.Item) int { return strings.Compare(a.SKU, b.SKU) })
	return json.Marshal(s)
}

// UnmarshalJSON reads the tables from the disk. Those of another warehouse are not taken over: the device has moved.
func (t *Tables) UnmarshalJSON(b []byte) error {
	var s saved
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	if s.Warehouse != t.warehouse {
		return nil
	}
	t.ApplyLayout(wire.Layout{Locations: s.Locations, Version: s.Layout, Anew: true})
	t.ApplyCatalogue(wire.Catalogue{Items: s.Items, Version: s.Catalogue, Anew: true})
	return nil
}

var _ scan.Table = (*Tables)(nil)
