package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

const tagInspection byte = 0x39

// MaxDefect bounds the words for a defect.
const MaxDefect = 64

// InspectInput is what quality control found of goods that wait for it.
type InspectInput struct {
	SKU        item.SKU
	Lot        item.Lot
	Holder     Holder
	Owner      string
	Sample     int64       // units looked at
	Passed     int64       // units released: what was looked at and what follows from it
	Failed     int64       // units that go to quarantine
	Defect     string      // why, if any failed
	Quarantine layout.Code // where failed goods go
}

// InspectResult is what remains to be inspected and where failed goods went.
type InspectResult struct {
	Inspection string `cbor:"1,keyasint"`
	Waiting    int64  `cbor:"2,keyasint,omitempty"`
}

// Inspection is one decision of quality control.
type Inspection struct {
	ID     string   `cbor:"1,keyasint"`
	SKU    item.SKU `cbor:"2,keyasint"`
	Lot    item.Lot `cbor:"3,keyasint,omitempty"`
	Holder Holder   `cbor:"4,keyasint"`
	Sample int64    `cbor:"5,keyasint"`
	Passed int64    `cbor:"6,keyasint,omitempty"`
	Failed int64    `cbor:"7,keyasint,omitempty"`
	Defect string   `cbor:"8,keyasint,omitempty"`
	Worker string   `cbor:"9,keyasint,omitempty"`
	At     int64    `cbor:"10,keyasint"` // unix seconds
}

// Inspections are kept by number.
var Inspections = store.Collection[Inspection]{Noun: "inspection", Version: 1,
	Key: func(i *Inspection) store.Key { return store.K(tagInspection).Str(i.ID) }}

// Inspect books what quality control found: passed goods become available where they stand, failed ones go damaged
// to quarantine. Errors: inspect.invalid with every shortcoming, stock.short.
func Inspect(tx *store.Tx, in InspectInput) (InspectResult, error) {
	it, err := FindItem(tx, in.SKU)
	if err != nil {
		return InspectResult{}, err
	}
	from := Goods{SKU: in.SKU, Lot: in.Lot, Holder: in.Holder, Status: ToInspect, Owner: in.Owner}
	b := GetBalance(tx, from)
	if err := in.check(tx, &it, &b); err != nil {
		return InspectResult{}, err
	}
	n := Inspection{ID: LocalNumber(tx, 'Q'), SKU: in.SKU, Lot: in.Lot, Holder: in.Holder, Sample: in.Sample, Passed: in.Passed,
		Failed: in.Failed, Defect: in.Defect, Worker: tx.Command().Worker, At: tx.Now().Unix()}
	Inspections.Put(tx, &n)
	for _, part := range []struct {
		qty    int64
		to     Side
		reason string
	}{
		{in.Passed, Side{in.Holder, in.Lot, Available, in.Owner}, "inspect.passed"},
		{in.Failed, Side{Location(in.Quarantine), in.Lot, Damaged, in.Owner}, "inspect.failed"},
	} {
		if part.qty == 0 {
			continue
		}
		now := GetBalance(tx, from)
		err := Move(tx, Movement{From: from, To: part.to, Qty: part.qty, Grams: gramShare(&now, part.qty), Reason: part.reason, Document: n.ID})
		if err != nil {
			return InspectResult{}, err
		}
	}
	return InspectResult{Inspection: n.ID, Waiting: b.OnHand - in.Passed - in.Failed}, nil
}

func (in *InspectInput) check(tx *store.Tx, it *item.Item, b *Balance) error {
	var g fault.Gather
	if in.Passed < 0 || in.Failed < 0 || in.Passed+in.Failed == 0 {
		g.Add("passed", "inspect.quantity", "say how many units passed and how many failed")
	}
	if in.Passed+in.Failed > b.OnHand {
		g.Detail(fault.Detail{Where: "passed", Reason: "stock.short", Message: "more than waits for inspection there",
			Want: in.Passed + in.Failed, Have: b.OnHand})
	}
	if need := min(it.SampleSize, b.OnHand); in.Passed > 0 && in.Sample < need {
		g.Detail(fault.Detail{Where: "sample", Reason: "inspect.sample", Message: "too few units were looked at", Want: need, Have: in.Sample})
	}
	if len(in.Defect) > MaxDefect || (in.Failed > 0 && in.Defect == "") {
		g.Add("defect", "inspect.defect", "name the defect of failed units in at most %d characters", MaxDefect)
	}
	if in.Failed > 0 {
		l, err := FindLocation(tx, in.Quarantine)
		if err != nil || l.Kind != layout.Quarantine {
			g.Add("quarantine", "inspect.quarantine", "%q is not a quarantine location: failed units go to one", in.Quarantine)
		}
	}
	return g.Refused("inspect.invalid", "the inspection of SKU %s at %s cannot be booked", in.SKU, in.Holder)
}
