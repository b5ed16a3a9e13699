package inventory

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/forecast"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// tagSupply begins a warehouse's records of what it needs, and one of the bytes below.
const (
	tagSupply byte = 0x35

	supplyDemand   byte = 0x00 // sku: what customers took, week by week
	supplyThrough  byte = 0x01 // how far the ledger was read for it
	supplyPlanned  byte = 0x02 // sku: when to order and how much
	supplyProposed byte = 0x03 // supplier sku   index: what should be ordered
	supplyOverride byte = 0x04 // sku: what a person decided instead
	supplyPolicy   byte = 0x05
	supplyPlaced   byte = 0x06 // how often was ordered from proposals
)

func supplyTag(kind byte) store.Key { return store.K(tagSupply).Byte(kind) }

// Bounds of keeping demand.
const (
	DemandEntries = 5_000                 // of the ledger in one look: about 15 ms
	demandItems   = 150                   // whose demand one command adds to: a record each
	keptDemand    = forecast.MaxWeeks + 1 // the week that goes on, and what counts
)

// Demand is what customers took of an item, of the house's own stock: shipped, not ordered, by weeks of the warehouse's own
// calendar that begin on Monday. What went to another warehouse, was corrected, scrapped or given to an owner is no demand;
// what came back was demand before. It follows from the ledger alone.
type Demand struct {
	SKU   item.SKU `cbor:"1,keyasint"`
	First int64    `cbor:"2,keyasint"` // number of the first week, by forecast.WeekOf
	Weeks []int64  `cbor:"3,keyasint"` // base units, oldest first
}

// Demands are kept by item.
var Demands = store.Collection[Demand]{Noun: "demand", Version: 1, Key: func(d *Demand) store.Key { return demandKey(d.SKU) }}

func demandKey(sku item.SKU) store.Key { return supplyTag(supplyDemand).Str(string(sku)) }

// DemandOf gives an item's demand; of one nobody ever took there is none.
func DemandOf(r store.Reader, sku item.SKU) Demand {
	d, ok := Demands.Get(r, demandKey(sku))
	if !ok {
		return Demand{SKU: sku}
	}
	return d
}

// DemandsFrom walks the demand of all items behind one, by SKU.
func DemandsFrom(r store.Reader, after item.SKU) iter.Seq[Demand] {
	var from store.Key
	if after != "" {
		from = demandKey(after).Byte(0)
	}
	return Demands.All(r, supplyTag(supplyDemand), from)
}

// add counts units in a week. Weeks come in order but for those of one look; what is too old is dropped.
func (d *Demand) add(week, units int64) {
	if len(d.Weeks) == 0 {
		d.First = week
	}
	for week < d.First {
		d.Weeks = slices.Insert(d.Weeks, 0, 0)
		d.First--
	}
	for int64(len(d.Weeks)) <= week-d.First {
		d.Weeks = append(d.Weeks, 0)
	}
	d.Weeks[week-d.First] += units
	if cut := len(d.Weeks) - keptDemand; cut > 0 {
		d.Weeks, d.First = slices.Clone(d.Weeks[cut:]), d.First+int64(cut)
	}
}

// Until gives the weeks before one as a forecast wants them: each that is over counts, also those in which nobody took any.
func (d *Demand) Until(week int64) forecast.History {
	h := forecast.History{First: d.First, Weeks: d.Weeks}
	if len(d.Weeks) == 0 || week <= d.First {
		return forecast.History{First: week}
	}
	n := week - d.First
	if int64(len(h.Weeks)) > n {
		h.Weeks = h.Weeks[:n]
	}
	if short := n - int64(len(h.Weeks)); short > 0 {
		h.Weeks = append(slices.Clone(h.Weeks), make([]int64, min(short, keptDemand))...)
		h.First = week - int64(len(h.Weeks))
	}
	return h
}

// demandFolded is how far the ledger has been read, and whose calendar the weeks are of. The zone stays that of the first
// look: a warehouse that is given another one would have weeks of eight days.
type demandFolded struct {
	Through uint64 `cbor:"1,keyasint,omitempty"`
	Zone    string `cbor:"2,keyasint,omitempty"`
	First   int64  `cbor:"3,keyasint,omitempty"` // number of the first week anything was taken in
}

var demandsFolded = store.Collection[demandFolded]{Noun: "demand", Version: 1, Key: func(*demandFolded) store.Key { return supplyTag(supplyThrough) }}

// location gives the zone the weeks are counted in.
func (f *demandFolded) location(r store.Reader) (*time.Location, error) {
	if f.Zone == "" {
		w, err := WarehouseOf(r)
		if err != nil {
			return nil, err
		}
		f.Zone = w.Zone
	}
	zone, err := time.LoadLocation(f.Zone)
	if err != nil {
		return nil, fault.Internal("demand.zone", "demand is kept by the calendar of %q, which is not known here", f.Zone).Because(err)
	}
	return zone, nil
}

// taken tells whether an entry is what customers took of the house's stock.
func taken(e *Entry) bool {
	return e.Kind == EntryMove && e.To.Holder == Customer && e.ToPhase == Shipped && e.From.Owner == ""
}

// DemandSum is what was taken of an item in a week.
type DemandSum struct {
	SKU  item.SKU
	Week int64
	Qty  int64
}

// DemandRange is what was taken by the entries From to Through of the ledger.
type DemandRange struct {
	From, Through uint64
	Zone          string
	Sums          []DemandSum
	More          bool // there is more ledger behind it
}

// ReadDemand looks at the next entries nobody has counted yet, as many as one look and one command may take. Behind those of
// more, the last range that was read and not stored yet.
func ReadDemand(r store.Reader, more *DemandRange) (DemandRange, error) {
	folded, _ := demandsFolded.Get(r, supplyTag(supplyThrough))
	zone, err := folded.location(r)
	if err != nil {
		return DemandRange{}, err
	}
	out := DemandRange{From: folded.Through + 1, Through: folded.Through, Zone: folded.Zone}
	if more != nil && more.From == out.From {
		out = *more
	}
	at := map[DemandSum]int{}
	items := map[item.SKU]bool{}
	for i, s := range out.Sums {
		at[DemandSum{SKU: s.SKU, Week: s.Week}] = i
		items[s.SKU] = true
	}
	n := 0
	for e, err := range Ledger(r, out.Through+1) {
		if err != nil {
			return out, err
		}
		if n++; n > DemandEntries || taken(&e.Entry) && !items[e.SKU] && len(items) == demandItems {
			out.More = true
			return out, nil
		}
		if taken(&e.Entry) {
			k := DemandSum{SKU: e.SKU, Week: forecast.WeekOf(item.DateOf(e.At, zone))}
			i, known := at[k]
			if !known {
				i = len(out.Sums)
				out.Sums, at[k], items[e.SKU] = append(out.Sums, k), i, true
			}
			out.Sums[i].Qty += e.Qty
		}
		out.Through = e.Seq
	}
	out.More = false
	return out, nil
}

// Full tells whether the range holds as many items as one command may write.
func (d *DemandRange) Full() bool {
	items := map[item.SKU]bool{}
	for _, s := range d.Sums {
		items[s.SKU] = true
	}
	return len(items) >= demandItems
}

// FoldDemand adds a range to the items' demand, unless somebody else has done it by now. It tells how far the ledger is counted.
func FoldDemand(tx *store.Tx, d DemandRange) (through uint64, err error) {
	folded, _ := demandsFolded.Get(tx, supplyTag(supplyThrough))
	if folded.Through != d.From-1 {
		return folded.Through, nil
	}
	sums := slices.SortedFunc(slices.Values(d.Sums), func(a, b DemandSum) int {
		return cmp.Or(strings.Compare(string(a.SKU), string(b.SKU)), cmp.Compare(a.Week, b.Week))
	})
	for from := 0; from < len(sums); {
		of := DemandOf(tx, sums[from].SKU)
		for ; from < len(sums) && sums[from].SKU == of.SKU; from++ {
			of.add(sums[from].Week, sums[from].Qty)
		}
		Demands.Put(tx, &of)
	}
	folded.Through, folded.Zone = d.Through, d.Zone
	for _, s := range sums {
		if folded.First == 0 || s.Week < folded.First {
			folded.First = s.Week
		}
	}
	demandsFolded.Put(tx, &folded)
	return folded.Through, nil
}

// DemandSince gives the first week of which the demand of any item is known, 0 if none is.
func DemandSince(r store.Reader) int64 {
	folded, _ := demandsFolded.Get(r, supplyTag(supplyThrough))
	return folded.First
}
