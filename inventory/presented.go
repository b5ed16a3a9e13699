package inventory

import (
	"time"

	"example.com/tote/inventory/item"
	"example.com/tote/inventory/sampling"
	"example.com/tote/inventory/store"
)

// tagQuality begins a warehouse's records of quality control, and one of the bytes below.
const (
	tagQuality byte = 0x21

	qualityWaiting byte = 0x00 // holder sku lot owner: goods presented
	qualitySupply  byte = 0x01 // supplier sku: how its deliveries were found
)

// Presented is goods that wait for inspection at one holder: what came there together is judged together, whichever number of
// pallets or runs it was.
type Presented struct {
	Goods    Goods  `cbor:"1,keyasint"` // of status inspect
	Supplier string `cbor:"2,keyasint,omitempty"`
	Receipt  string `cbor:"3,keyasint,omitempty"` // of the last run
	Units    int64  `cbor:"4,keyasint"`           // that came since the last verdict
	Since    int64  `cbor:"5,keyasint,omitempty"` // unix seconds of the first run
	Judged   bool   `cbor:"6,keyasint,omitempty"` // there is a verdict, what waits is the rest
	Accepted bool   `cbor:"7,keyasint,omitempty"` // the verdict
}

func presentedKey(g Goods) store.Key {
	return g.Holder.key(store.K(tagQuality).Byte(qualityWaiting)).Str(string(g.SKU)).Str(string(g.Lot)).Str(g.Owner)
}

// PresentedGoods are kept by holder, so that an inspector's round is one list.
var PresentedGoods = store.Collection[Presented]{Noun: "inspection", Version: 1, Key: func(p *Presented) store.Key { return presentedKey(p.Goods) }}

// WaitingForInspection lists up to limit goods that quality control has to look at, by holder.
func WaitingForInspection(r store.Reader, limit int) []Presented {
	var out []Presented
	for p := range PresentedGoods.All(r, store.K(tagQuality).Byte(qualityWaiting), nil) {
		if len(out) == limit {
			break
		}
		out = append(out, p)
	}
	return out
}

// present notes that goods came which quality control has to look at.
func present(tx *store.Tx, g Goods, units int64, supplier, receipt string) Presented {
	p, ok := PresentedGoods.Get(tx, presentedKey(g))
	switch {
	case !ok:
		p = Presented{Goods: g, Since: tx.Now().Unix()}
	case p.Judged: // what came now stands among goods that were judged: the lot begins anew
		p.Judged, p.Accepted, p.Units = false, false, GetBalance(tx, g).OnHand
	}
	p.Supplier, p.Receipt = supplier, receipt
	p.Units += units
	PresentedGoods.Put(tx, &p)
	return p
}

// presentedAs gives what is known of goods that wait. Those of a house that knew no plans, or that were carried elsewhere,
// count as one delivery of their lot's supplier.
func presentedAs(r store.Reader, b *Balance) Presented {
	p, ok := PresentedGoods.Get(r, presentedKey(b.Goods))
	if !ok {
		p = Presented{Goods: b.Goods, Units: b.OnHand}
		if l, known := Lots.Get(r, LotKey(b.SKU, b.Lot)); known && b.Lot != "" {
			p.Supplier, p.Receipt = l.Supplier, l.Receipt
		}
	}
	p.Units = min(p.Units, b.OnHand)
	return p
}

// Supply is how a supplier's deliveries of an item were found, and so how hard the next one is looked at.
type Supply struct {
	Supplier   string         `cbor:"1,keyasint"`
	SKU        item.SKU       `cbor:"2,keyasint"`
	State      sampling.State `cbor:"3,keyasint"`
	Deliveries int64          `cbor:"4,keyasint,omitempty"`
	Refused    int64          `cbor:"5,keyasint,omitempty"` // of them not accepted
	Looked     int64          `cbor:"6,keyasint,omitempty"` // units in samples
	Bad        int64          `cbor:"7,keyasint,omitempty"` // of them bad
	At         int64          `cbor:"8,keyasint,omitempty"` // unix seconds of the last verdict
	Months     []SupplyMonth  `cbor:"9,keyasint,omitempty"` // the latest, oldest first: every inspection, judged by a plan or not
}

// KeptSupplyMonths is how far back a supplier's quality can be told by months: two years, so that one can be compared with the
// one before it.
const KeptSupplyMonths = 24

// SupplyMonth is what quality control found in a month of the warehouse's calendar.
type SupplyMonth struct {
	Month  Month `cbor:"1,keyasint"`
	Looked int64 `cbor:"2,keyasint,omitempty"` // units looked at
	Bad    int64 `cbor:"3,keyasint,omitempty"` // of them with a defect
	Failed int64 `cbor:"4,keyasint,omitempty"` // units that went to quarantine, looked at or not
	Passed int64 `cbor:"5,keyasint,omitempty"`
}

// Month is a month of a calendar, counted from the year 0.
type Month int64

// MonthOf gives the month of a day.
func MonthOf(d item.Date) Month {
	t := d.Time()
	return Month(t.Year()*12 + int(t.Month()) - 1)
}

// First gives the first day of the month.
func (m Month) First() item.Date { return item.MakeDate(int(m)/12, time.Month(int(m)%12+1), 1) }

// noteInspected adds what an inspection found to its month.
func noteInspected(tx *store.Tx, supplier string, in *InspectInput) error {
	if supplier == "" {
		return nil
	}
	today, err := Today(tx)
	if err != nil {
		return err
	}
	s := SupplyOf(tx, supplier, in.SKU)
	month := MonthOf(today)
	if n := len(s.Months); n == 0 || s.Months[n-1].Month != month {
		s.Months = append(s.Months, SupplyMonth{Month: month})
		s.Months = s.Months[max(0, len(s.Months)-KeptSupplyMonths):]
	}
	m := &s.Months[len(s.Months)-1]
	bad := int64(0)
	for _, f := range in.Defects {
		bad = max(bad, f.Units) // a unit may show several
	}
	m.Looked += in.Sample
	m.Bad += max(bad, min(in.Failed, in.Sample))
	m.Failed += in.Failed
	m.Passed += in.Passed
	Supplies.Put(tx, &s)
	return nil
}

func supplyKey(supplier string, sku item.SKU) store.Key {
	return store.K(tagQuality).Byte(qualitySupply).Str(supplier).Str(string(sku))
}

// Supplies are kept by supplier.
var Supplies = store.Collection[Supply]{Noun: "supply", Version: 1, Key: func(s *Supply) store.Key { return supplyKey(s.Supplier, s.SKU) }}

// SupplyOf gives how a supplier's deliveries of an item were found; one that never delivered has none.
func SupplyOf(r store.Reader, supplier string, sku item.SKU) Supply {
	s, ok := Supplies.Get(r, supplyKey(supplier, sku))
	if !ok {
		return Supply{Supplier: supplier, SKU: sku}
	}
	return s
}

// SuppliesOf gives a page of a warehouse's supplies, by supplier and SKU; of one supplier if it is named.
func SuppliesOf(r store.Reader, supplier, afterSupplier string, afterSKU item.SKU, limit int) []Supply {
	prefix := store.K(tagQuality).Byte(qualitySupply)
	if supplier != "" {
		prefix = prefix.Str(supplier)
	}
	var from store.Key
	if afterSKU != "" {
		from = supplyKey(afterSupplier, afterSKU).Byte(0)
	}
	var out []Supply
	for s := range Supplies.All(r, prefix, from) {
		if len(out) == limit {
			break
		}
		out = append(out, s)
	}
	return out
}

// ResumeSupply lets a supplier that was stopped deliver an item again, under tightened inspection.
func ResumeSupply(tx *store.Tx, supplier string, sku item.SKU, reason string) (Supply, error) {
	if err := needReason(reason); err != nil {
		return Supply{}, err
	}
	s, err := Supplies.Must(tx, supplyKey(supplier, sku), supplier+" "+string(sku))
	if err != nil {
		return s, err
	}
	was := s.State.Now()
	s.State = s.State.Resume()
	if s.State.Now() != was {
		Supplies.Put(tx, &s)
		recordState(tx, StateChange{Noun: "supply", ID: supplier + " " + string(sku), From: was.String(), To: s.State.Now().String(), Event: "resume", Reason: reason})
	}
	return s, nil
}
