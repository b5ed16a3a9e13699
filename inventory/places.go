package inventory

import (
	"encoding/base64"
	"iter"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// Tags of places: warehouses in the company's partition, locations in their warehouse's.
const (
	tagWarehouse   byte = 0x46
	tagPlace       byte = 0x30
	tagPlaceWalk   byte = 0x31 // kind travel code class
	tagPlaceLookup byte = 0x32 // and one of the bytes below

	placeBarcode byte = 0x00 // barcode code
	placeChange  byte = 0x01 // version code
	placeVersion byte = 0x02 // the version itself
	placeBay     byte = 0x03 // aisle bay code, of places that goods are picked from
)

// Bounds of pages of locations. A page that filters by code walks keys only; 5,000 of them take about 5 ms.
const (
	MaxLocationPage   = 500
	maxLocationsSeen  = 5000
	MaxLocationDeltas = 1000 // about 100 KB: what a handheld on a weak radio takes in one answer
)

// Warehouses are the buildings of the company; the code of each names its partition.
var Warehouses = store.Collection[layout.Warehouse]{
	Noun: "warehouse", Version: 1,
	Key: func(w *layout.Warehouse) store.Key { return warehouseKey(w.Code) },
}

func warehouseKey(code string) store.Key { return store.K(tagWarehouse).Str(code) }

// PutWarehouse creates a warehouse (expected 0) or edits the one with that revision. Errors: warehouse.invalid,
// partition.length, partition.letter, revision.stale, revision.exists, warehouse.unknown.
func PutWarehouse(tx *store.Tx, w layout.Warehouse, expected uint64) (layout.Warehouse, error) {
	if err := store.CheckHome(tx, "warehouse", true); err != nil {
		return w, err
	}
	if w.Code == string(store.Company) {
		return w, fault.Invalid("partition.letter", "warehouse code %q may have capital letters A-Z and digits only", w.Code)
	}
	if err := store.CheckPartition(store.Partition(w.Code)); err != nil {
		return w, err
	}
	if err := w.Check(); err != nil {
		return w, err
	}
	old, _ := Warehouses.Get(tx, warehouseKey(w.Code))
	if err := store.CheckRevision("warehouse", w.Code, old.Revision, expected); err != nil {
		return w, err
	}
	w.Revision = old.Revision + 1
	Warehouses.Put(tx, &w)
	if old.Revision == 0 {
		for _, kind := range PrintedKinds {
			GrantRange(tx, Ask{Warehouse: w.Code, Kind: kind})
		}
	}
	return w, nil
}

// FindWarehouse gives a warehouse by its code, from any partition. Error: warehouse.unknown.
func FindWarehouse(r store.Reader, code string) (layout.Warehouse, error) {
	return Warehouses.Must(r.Company(), warehouseKey(code), code)
}

// WarehouseOf gives the warehouse whose partition r reads. Error: warehouse.unknown.
func WarehouseOf(r store.Reader) (layout.Warehouse, error) {
	return FindWarehouse(r, string(r.Partition()))
}

// ListWarehouses gives all warehouses in order of code: a company has tens of them at most.
func ListWarehouses(r store.Reader) []layout.Warehouse {
	var out []layout.Warehouse
	for w := range Warehouses.All(r.Company(), store.K(tagWarehouse), nil) {
		out = append(out, w)
	}
	return out
}

// Place is a location as it is stored: with the version of the layout that last changed it, so that a device fetches
// only what changed since it last looked.
type Place struct {
	Location layout.Location `cbor:"1,keyasint"`
	Version  uint64          `cbor:"2,keyasint"`
}

// Places are the locations of a warehouse, in its partition.
var Places = store.Collection[Place]{
	Noun: "location", Version: 1,
	Key: func(p *Place) store.Key { return placeKey(p.Location.Code) },
	Indexes: []store.Index[Place]{
		{Name: "walk", Keys: func(p *Place) []store.Key {
			l := &p.Location
			return []store.Key{store.K(tagPlaceWalk).Byte(byte(l.Kind)).Int(l.Travel).Str(string(l.Code)).Str(l.Class)}
		}},
		{Name: "barcode", Keys: func(p *Place) []store.Key {
			if p.Location.Barcode == "" {
				return nil
			}
			return []store.Key{store.K(tagPlaceLookup).Byte(placeBarcode).Str(p.Location.Barcode).Str(string(p.Location.Code))}
		}},
		{Name: "change", Keys: func(p *Place) []store.Key {
			return []store.Key{store.K(tagPlaceLookup).Byte(placeChange).Uint(p.Version).Str(string(p.Location.Code))}
		}},
		{Name: "bay", Late: true, Keys: func(p *Place) []store.Key {
			l := &p.Location
			if l.Aisle == 0 || !l.Kind.Stocked() {
				return nil
			}
			return []store.Key{bayKey(l.Aisle, l.Bay).Str(string(l.Code))}
		}},
	},
}

func bayKey(aisle, bay int64) store.Key {
	return store.K(tagPlaceLookup).Byte(placeBay).Int(aisle).Int(bay)
}

// InBay names up to limit locations of one bay of an aisle that goods are picked from, by code.
func InBay(r store.Reader, aisle, bay int64, limit int) []layout.Code {
	var out []layout.Code
	prefix := bayKey(aisle, bay)
	for k := range store.Keys(r, prefix, nil) {
		if len(out) == limit {
			break
		}
		out = append(out, layout.Code(store.ReadKey(k, len(prefix)).Str()))
	}
	return out
}

func placeKey(code layout.Code) store.Key { return store.K(tagPlace).Str(string(code)) }

// layoutVersion counts the changes of a warehouse's locations.
type layoutVersion struct {
	N uint64 `cbor:"1,keyasint"`
}

var layoutVersions = store.Collection[layoutVersion]{
	Noun: "layout version", Version: 1,
	Key: func(*layoutVersion) store.Key { return layoutVersionKey() },
}

func layoutVersionKey() store.Key { return store.K(tagPlaceLookup).Byte(placeVersion) }

// LayoutVersion gives the number of the last change of the warehouse's locations, 0 if there are none. It only grows.
func LayoutVersion(r store.Reader) uint64 {
	v, _ := layoutVersions.Get(r, layoutVersionKey())
	return v.N
}

// PutLocation creates a location (expected 0) or edits the one with that revision, and counts the layout's version up.
// A location is closed, never deleted: its code is on the beam and in the ledger. Errors: location.invalid,
// location.barcode, location.barcode_taken, import.pending, revision.stale, revision.exists, location.unknown.
func PutLocation(tx *store.Tx, l layout.Location, expected uint64) (layout.Location, error) {
	if err := store.CheckHome(tx, "location", false); err != nil {
		return l, err
	}
	l.Normalise()
	l.Barcode = strings.TrimSpace(l.Barcode)
	if l.Barcode == string(l.Code) {
		l.Barcode = "" // the code is scanned anyway
	}
	if err := l.Check(); err != nil {
		return l, err
	}
	old, _ := Places.Get(tx, placeKey(l.Code))
	if err := store.CheckRevision("location", string(l.Code), old.Location.Revision, expected); err != nil {
		return l, err
	}
	take, avoid := LocationClaims(&l)
	if err := ClaimedByImport(tx, append(take, avoid...)...); err != nil {
		return l, err
	}
	if err := checkLocationBarcode(tx, &l); err != nil {
		return l, err
	}
	l.Revision = old.Location.Revision + 1
	v := layoutVersion{N: LayoutVersion(tx) + 1}
	layoutVersions.Put(tx, &v)
	Places.Put(tx, &Place{Location: l, Version: v.N})
	return l, nil
}

// maxLocationBarcode fits what a fixed beam label carries.
const maxLocationBarcode = 48

// checkLocationBarcode: a scan must name one place, whether it shows a code or a barcode.
func checkLocationBarcode(r store.Reader, l *layout.Location) error {
	if len(l.Barcode) > maxLocationBarcode || strings.ContainsFunc(l.Barcode, func(c rune) bool { return c < ' ' || c > '~' }) {
		return fault.Invalid("location.barcode", "barcode %q of location %q must have at most %d printable ASCII characters", l.Barcode, l.Code, maxLocationBarcode)
	}
	var g fault.Gather
	if l.Barcode != "" {
		if code, ok := barcodePlace(r, l.Barcode); ok && code != l.Code {
			g.Add("barcode", "location.barcode_taken", "barcode %q is that of location %s", l.Barcode, code)
		}
		if Places.Has(r, placeKey(layout.Code(strings.ToUpper(l.Barcode)))) {
			g.Add("barcode", "location.barcode_taken", "barcode %q is the code of another location", l.Barcode)
		}
	}
	if code, ok := barcodePlace(r, string(l.Code)); ok && code != l.Code {
		g.Add("code", "location.barcode_taken", "code %s is the barcode of location %s", l.Code, code)
	}
	if g.Len() == 0 {
		return nil
	}
	return fault.Conflict("location.barcode_taken", "a scan could mean location %q or another one: choose another barcode", l.Code).With(g.Details()...)
}

func barcodePlace(r store.Reader, barcode string) (layout.Code, bool) {
	prefix := store.K(tagPlaceLookup).Byte(placeBarcode).Str(barcode)
	for k := range store.Keys(r, prefix, nil) {
		return layout.Code(store.ReadKey(k, len(prefix)).Str()), true
	}
	return "", false
}

// FindLocation gives a location by its code, exactly as written. Error: location.unknown.
func FindLocation(r store.Reader, code layout.Code) (layout.Location, error) {
	p, err := Places.Must(r, placeKey(code), string(code))
	return p.Location, err
}

// FindLocationByScan gives a location by what a label shows: its code, in any case, or its barcode. Error:
// location.unknown.
func FindLocationByScan(r store.Reader, text string) (layout.Location, error) {
	text = strings.TrimSpace(text)
	if p, ok := Places.Get(r, placeKey(layout.Code(strings.ToUpper(text)))); ok {
		return p.Location, nil
	}
	if code, ok := barcodePlace(r, text); ok {
		return FindLocation(r, code)
	}
	return layout.Location{}, fault.NotFound("location.unknown", "no location has the code or barcode %q", text)
}

// LocationsOfKind walks the locations of a kind in travel order.
func LocationsOfKind(r store.Reader, kind layout.Kind) iter.Seq[layout.Location] {
	return func(yield func(layout.Location) bool) {
		for k := range store.Keys(r, store.K(tagPlaceWalk).Byte(byte(kind)), nil) {
			l, err := FindLocation(r, walkedCode(k))
			if err != nil {
				panic(err) // the index lies: the command ends as internal
			}
			if !yield(l) {
				return
			}
		}
	}
}

func walkedCode(k store.Key) layout.Code {
	code, _ := walkedPlace(k)
	return code
}

// walkedPlace reads a location and its storage class from an entry of the walk, without its record.
func walkedPlace(k store.Key) (layout.Code, string) {
	kr := store.ReadKey(k, 2)
	kr.Int()
	return layout.Code(kr.Str()), kr.Str()
}

// LocationQuery asks for a page of locations in travel order; without a kind, kind by kind.
type LocationQuery struct {
	Kind   layout.Kind // 0: every kind
	Prefix string      // of the code, in any case
	Zone   string
	After  string // the cursor: Next of the page before
	Limit  int    // 0 and above MaxLocationPage: MaxLocationPage
}

// LocationPage is a page of locations; Next is empty at the end. A filtered page may be short or empty before the end.
type LocationPage struct {
	Locations []layout.Location
	Next      string
}

// ListLocations gives a page of a warehouse's locations. Error: cursor.malformed.
func ListLocations(r store.Reader, q LocationQuery) (LocationPage, error) {
	if q.Limit <= 0 || q.Limit > MaxLocationPage {
		q.Limit = MaxLocationPage
	}
	walk := store.K(tagPlaceWalk)
	if q.Kind != 0 {
		walk = walk.Byte(byte(q.Kind))
	}
	var from store.Key
	if q.After != "" {
		tail, err := base64.RawURLEncoding.DecodeString(q.After)
		if err != nil {
			return LocationPage{}, fault.Invalid("cursor.malformed", "cursor %q is not one this list gave: begin without one", q.After)
		}
		from = walk.Clone().With(tail).Byte(0) // the smallest key behind it
	}
	var page LocationPage
	var last store.Key
	prefix, seen := strings.ToUpper(q.Prefix), 0
	for k := range store.Keys(r, walk, from) {
		if len(page.Locations) == q.Limit || seen == maxLocationsSeen {
			page.Next = base64.RawURLEncoding.EncodeToString(last[len(walk):])
			return page, nil
		}
		seen++
		last = append(last[:0], k...)
		code := walkedCode(k)
		if !strings.HasPrefix(string(code), prefix) {
			continue
		}
		l, err := FindLocation(r, code)
		if err != nil {
			return page, fault.Internal("location.index", "the walk leads to location %q, which is not there", code)
		}
		if q.Zone == "" || l.Zone == q.Zone {
			page.Locations = append(page.Locations, l)
		}
	}
	return page, nil
}

// LayoutDelta is what changed in a warehouse's locations since a version.
type LayoutDelta struct {
	Locations []layout.Location // in order of change, each once, as it is now
	Version   uint64            // ask from here on next time
	More      bool              // there is more behind Version: ask again at once
	Anew      bool              // the version asked from is not one of this store, which was restored: forget the table, this begins it
}

// LocationsSince gives what changed since a version a device knows; 0 gives everything. A location is never taken away: a
// closed one still has goods to be picked, and is told as closed.
func LocationsSince(r store.Reader, version uint64) (LayoutDelta, error) {
	d := LayoutDelta{Version: version}
	if version > LayoutVersion(r) {
		d.Version, d.Anew = 0, true
	}
	prefix := store.K(tagPlaceLookup).Byte(placeChange)
	for k := range store.Keys(r, prefix, prefix.Clone().Uint(d.Version+1)) {
		if len(d.Locations) == MaxLocationDeltas {
			d.More = true
			return d, nil
		}
		kr := store.ReadKey(k, len(prefix))
		at := kr.Uint()
		l, err := FindLocation(r, layout.Code(kr.Str()))
		if err != nil {
			return d, fault.Internal("location.index", "change %d leads to a location that is not there", at)
		}
		d.Locations, d.Version = append(d.Locations, l), at
	}
	return d, nil
}
