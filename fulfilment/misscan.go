package fulfilment

import (
	"cmp"
	"slices"
	"strings"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

const tagMisscan byte = 0x6F

// Bounds of what is kept of mis-scans.
const (
	MaxScanned     = 100        // characters of a scan; a GS1 element string has up to about 90
	MaxTimes       = 100        // told at once
	misscansKept   = 6          // different things of one place and item: the warning shows three
	misscanMemory  = 90 * 86400 // seconds, of one that is not seen again: shelves are filled anew
	misscanCounted = 1000       // no more are counted: it is a bad place by then
)

// What a step may have asked for when something else was scanned.
const (
	ExpectPlace = "place"
	ExpectLPN   = "lpn"
	ExpectGoods = "goods"
)

// Mistaken is one thing that was scanned instead of what a step asked for.
type Mistaken struct {
	Location layout.Code `cbor:"1,keyasint,omitempty"` // it was this place
	SKU      item.SKU    `cbor:"2,keyasint,omitempty"` // it was this item
	Times    int         `cbor:"3,keyasint"`
	Last     int64       `cbor:"4,keyasint"` // unix seconds
}

// Misscans are what was scanned by mistake at one place when one item was to be picked. They are kept to warn whoever comes
// next and tell nothing of who it was.
type Misscans struct {
	Location layout.Code `cbor:"1,keyasint"`
	SKU      item.SKU    `cbor:"2,keyasint"`
	Times    int         `cbor:"3,keyasint"` // all of them, unknown codes included
	Last     int64       `cbor:"4,keyasint"` // unix seconds
	Seen     []Mistaken  `cbor:"5,keyasint,omitempty"`
}

// MisscansAt are kept by place and item.
var MisscansAt = store.Collection[Misscans]{Noun: "misscan", Version: 1,
	Key: func(m *Misscans) store.Key { return misscanKey(m.Location, m.SKU) }}

func misscanKey(at layout.Code, sku item.SKU) store.Key {
	return store.K(tagMisscan).Str(string(at)).Str(string(sku))
}

// MisscanInput is a fact: at a step something else was scanned than was asked for.
type MisscanInput struct {
	Task     string
	Location layout.Code
	SKU      item.SKU
	Expected string // ExpectPlace, ExpectLPN or ExpectGoods
	Scanned  string
	Times    int // 0: once
}

// MisscanResult tells what is known of the place now.
type MisscanResult struct {
	Location layout.Code `cbor:"1,keyasint"`
	SKU      item.SKU    `cbor:"2,keyasint"`
	Times    int         `cbor:"3,keyasint"`
	Was      string      `cbor:"4,keyasint,omitempty"` // "L:code", or the SKU; empty: nothing known here
}

func (in *MisscanInput) check() error {
	var g fault.Gather
	if in.Location == "" || in.SKU == "" {
		g.Add("location", "misscan.unnamed", "name the location of the step and the SKU that was to be picked")
	}
	if in.Expected != ExpectPlace && in.Expected != ExpectLPN && in.Expected != ExpectGoods {
		g.Add("expected", "misscan.expected", "expected is %q, %q or %q, not %q", ExpectPlace, ExpectLPN, ExpectGoods, in.Expected)
	}
	if in.Scanned == "" || len(in.Scanned) > MaxScanned {
		g.Add("scanned", "misscan.scanned", "the scan has 1 to %d characters", MaxScanned)
	}
	if in.Times < 0 || in.Times > MaxTimes {
		g.Add("times", "misscan.times", "%d times cannot be told at once, at most %d", in.Times, MaxTimes)
	}
	return g.Invalid("misscan.invalid", "this mis-scan cannot be understood")
}

// Misscan counts what was scanned by mistake at a place. It changes no stock and stands in no ledger. Errors:
// misscan.invalid, location.unknown, item.unknown.
func Misscan(tx *store.Tx, in MisscanInput) (MisscanResult, error) {
	if err := in.check(); err != nil {
		return MisscanResult{}, err
	}
	if _, err := inventory.FindLocation(tx, in.Location); err != nil {
		return MisscanResult{}, err
	}
	if _, err := inventory.FindItem(tx, in.SKU); err != nil {
		return MisscanResult{}, err
	}
	now := tx.Now().Unix()
	m := misscansNow(tx, in.Location, in.SKU, now)
	times := max(in.Times, 1)
	m.Times, m.Last = min(m.Times+times, misscanCounted), now
	was := in.meant(tx)
	if was.Location != "" || was.SKU != "" {
		was.Times, was.Last = times, now
		m.see(was)
	}
	MisscansAt.Put(tx, &m)
	out := MisscanResult{Location: m.Location, SKU: m.SKU, Times: m.Times, Was: string(was.SKU)}
	if was.Location != "" {
		out.Was = inventory.Location(was.Location).String()
	}
	return out, nil
}

// misscansNow gives what is remembered of a place and item.
func misscansNow(r store.Reader, at layout.Code, sku item.SKU, now int64) Misscans {
	m, _ := MisscansAt.Get(r, misscanKey(at, sku))
	m.Location, m.SKU = at, sku
	m.Seen = slices.DeleteFunc(m.Seen, func(s Mistaken) bool { return s.Last < now-misscanMemory })
	if m.Last < now-misscanMemory {
		m.Times = 0
	}
	return m
}

// meant tells what the scan was, if anything is known by it and it is not what was asked for.
func (in *MisscanInput) meant(r store.Reader) Mistaken {
	if l, err := inventory.FindLocationByScan(r, in.Scanned); err == nil {
		if l.Code == in.Location {
			return Mistaken{}
		}
		return Mistaken{Location: l.Code}
	}
	it, _, err := inventory.FindByBarcode(r, in.Scanned)
	if err != nil {
		it, err = inventory.FindItem(r, item.SKU(strings.TrimSpace(in.Scanned)))
	}
	if err != nil || it.SKU == in.SKU {
		return Mistaken{}
	}
	return Mistaken{SKU: it.SKU}
}

// see counts one thing; a new one takes the room of the least of those kept.
func (m *Misscans) see(s Mistaken) {
	i := slices.IndexFunc(m.Seen, func(o Mistaken) bool { return o.Location == s.Location && o.SKU == s.SKU })
	if i >= 0 {
		s.Times = min(m.Seen[i].Times+s.Times, misscanCounted)
		m.Seen[i] = s
	} else {
		m.Seen = append(m.Seen[:min(len(m.Seen), misscansKept-1)], s)
	}
	slices.SortFunc(m.Seen, func(a, b Mistaken) int {
		return cmp.Or(cmp.Compare(b.Times, a.Times), cmp.Compare(b.Last, a.Last), strings.Compare(string(a.Location), string(b.Location)),
			strings.Compare(string(a.SKU), string(b.SKU)))
	})
}
