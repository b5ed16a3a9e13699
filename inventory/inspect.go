package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/sampling"
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
	Sample     int64         // units looked at
	Passed     int64         // units released: what was looked at and what follows from it
	Failed     int64         // units that go to quarantine
	UoM        string        // "case": Sample, Passed and Failed count those; "" base units
	Defect     string        // why, if any failed; beside codes it is a remark
	Defects    []FoundDefect // by the codes of the category's list
	Photo      string        // where a photo of it is kept
	Override   string        // a supervisor's reason to release what the plan refuses
	Quarantine layout.Code   // where failed goods go
}

// InspectResult is what remains to be inspected and where failed goods went.
type InspectResult struct {
	Inspection string            `cbor:"1,keyasint"`
	Waiting    int64             `cbor:"2,keyasint,omitempty"`
	Judged     bool              `cbor:"3,keyasint,omitempty"` // by a plan: the delivery has its verdict
	Accepted   bool              `cbor:"4,keyasint,omitempty"`
	Next       sampling.Severity `cbor:"5,keyasint,omitempty"` // of the supplier's next delivery
}

// Inspection is one decision of quality control.
type Inspection struct {
	ID       string        `cbor:"1,keyasint"`
	SKU      item.SKU      `cbor:"2,keyasint"`
	Lot      item.Lot      `cbor:"3,keyasint,omitempty"`
	Holder   Holder        `cbor:"4,keyasint"`
	Sample   int64         `cbor:"5,keyasint"`
	Passed   int64         `cbor:"6,keyasint,omitempty"`
	Failed   int64         `cbor:"7,keyasint,omitempty"`
	Defect   string        `cbor:"8,keyasint,omitempty"`
	Worker   string        `cbor:"9,keyasint,omitempty"`
	At       int64         `cbor:"10,keyasint"` // unix seconds
	Defects  []FoundDefect `cbor:"11,keyasint,omitempty"`
	Photo    string        `cbor:"12,keyasint,omitempty"`
	Override string        `cbor:"13,keyasint,omitempty"`
	Supplier string        `cbor:"14,keyasint,omitempty"`
	Receipt  string        `cbor:"15,keyasint,omitempty"`
	Sampling Sampling      `cbor:"16,keyasint,omitzero"` // what was to be done
	Judged   bool          `cbor:"17,keyasint,omitempty"`
	Accepted bool          `cbor:"18,keyasint,omitempty"`
}

// Inspections are kept by number, for good: they are what a house shows when goods were bad. Few hundred bytes each.
var Inspections = store.Collection[Inspection]{Noun: "inspection", Version: 1,
	Key: func(i *Inspection) store.Key { return store.K(tagInspection).Str(i.ID) }}

// GetInspection gives a decision of quality control or refuses, naming it.
func GetInspection(r store.Reader, id string) (Inspection, error) {
	return Inspections.Must(r, store.K(tagInspection).Str(id), id)
}

// Inspect books what quality control found: passed goods become available where they stand, failed ones go damaged to
// quarantine, the rest waits. Under a plan the first inspection judges the delivery: accepted, all of it may pass; refused,
// only units that were looked at one by one may, unless a supervisor says otherwise. The verdict decides how hard the
// supplier's next delivery is looked at. Errors: inspect.invalid with every shortcoming: inspect.quantity, inspect.sample,
// inspect.defect, inspect.defect_unknown, inspect.rejected, inspect.quarantine, stock.short.
func Inspect(tx *store.Tx, in InspectInput) (InspectResult, error) {
	it, err := FindItem(tx, in.SKU)
	if err != nil {
		return InspectResult{}, err
	}
	if err := ToBase(tx, in.SKU, in.UoM, &in.Sample, &in.Passed, &in.Failed); err != nil {
		return InspectResult{}, err
	}
	from := Goods{SKU: in.SKU, Lot: in.Lot, Holder: in.Holder, Status: ToInspect, Owner: in.Owner}
	b := GetBalance(tx, from)
	plan, _ := QualityPlanFor(tx, &it)
	p := presentedAs(tx, &b)
	s := Sampling{}
	if b.OnHand > 0 {
		if s, err = samplingFor(tx, &it, &p, b.OnHand); err != nil {
			return InspectResult{}, err
		}
	}
	v := judgeDelivery(&s, &plan, in.Sample, in.Defects)
	if err := in.check(tx, &b, &s, &plan, &v); err != nil {
		return InspectResult{}, err
	}
	n := Inspection{ID: LocalNumber(tx, 'Q'), SKU: in.SKU, Lot: in.Lot, Holder: in.Holder, Sample: in.Sample, Passed: in.Passed,
		Failed: in.Failed, Defect: in.Defect, Worker: tx.Command().Worker, At: tx.Now().Unix(), Defects: in.Defects, Photo: in.Photo,
		Override: in.Override, Supplier: p.Supplier, Receipt: p.Receipt, Sampling: s, Judged: v.due, Accepted: v.due && v.accepted}
	Inspections.Put(tx, &n)
	if err := in.book(tx, from, n.ID); err != nil {
		return InspectResult{}, err
	}
	out := InspectResult{Inspection: n.ID, Waiting: b.OnHand - in.Passed - in.Failed, Judged: v.due || s.Judged,
		Accepted: v.due && v.accepted || s.Judged && s.Accepted, Next: s.Severity}
	if v.due {
		out.Next = remember(tx, &p, &plan, &s, v, in.Sample)
		p.Judged, p.Accepted = true, v.accepted
	}
	if err := noteInspected(tx, p.Supplier, &in); err != nil {
		return InspectResult{}, err
	}
	p.Units = min(p.Units, out.Waiting)
	if out.Waiting == 0 {
		PresentedGoods.Delete(tx, presentedKey(from))
	} else {
		PresentedGoods.Put(tx, &p)
	}
	return out, nil
}

func (in *InspectInput) book(tx *store.Tx, from Goods, document string) error {
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
		err := Move(tx, Movement{From: from, To: part.to, Qty: part.qty, Grams: gramShare(&now, part.qty), Reason: part.reason, Document: document})
		if err != nil {
			return err
		}
	}
	return nil
}

func (in *InspectInput) check(tx *store.Tx, b *Balance, s *Sampling, plan *QualityPlan, v *verdict) error {
	var g fault.Gather
	if in.Passed < 0 || in.Failed < 0 || in.Passed+in.Failed == 0 && !v.due {
		g.Add("passed", "inspect.quantity", "say how many units passed and how many failed")
	}
	if in.Passed+in.Failed > b.OnHand {
		g.Detail(fault.Detail{Where: "passed", Reason: "stock.short", Message: "more than waits for inspection there",
			Want: in.Passed + in.Failed, Have: b.OnHand})
	}
	in.checkSample(&g, b, s, v)
	in.checkDefects(&g, plan)
	if len(in.Photo) > MaxPhoto || len(in.Override) > MaxStateReason {
		g.Add("photo", "inspect.words", "a reference to a photo has at most %d bytes, a reason %d", MaxPhoto, MaxStateReason)
	}
	if in.Failed > 0 {
		l, err := FindLocation(tx, in.Quarantine)
		if err != nil || l.Kind != layout.Quarantine {
			g.Add("quarantine", "inspect.quarantine", "%q is not a quarantine location: failed units go to one", in.Quarantine)
		}
	}
	return g.Refused("inspect.invalid", "the inspection of SKU %s at %s cannot be booked", in.SKU, in.Holder)
}

// checkSample refuses to release what nobody looked at and what the plan does not accept.
func (in *InspectInput) checkSample(g *fault.Gather, b *Balance, s *Sampling, v *verdict) {
	refused := v.due && !v.accepted || s.Judged && !s.Accepted
	if in.Sample < 0 || in.Sample > b.OnHand && in.Passed+in.Failed <= b.OnHand {
		g.Detail(fault.Detail{Where: "sample", Reason: "inspect.sample", Message: "more was looked at than waits there", Want: b.OnHand, Have: in.Sample})
	}
	if !refused && in.Passed > 0 && in.Sample < min(s.Units, b.OnHand) {
		g.Detail(fault.Detail{Where: "sample", Reason: "inspect.sample", Message: "too few units were looked at", Want: min(s.Units, b.OnHand), Have: in.Sample})
	}
	if refused && in.Override == "" && in.Passed > 0 && in.Passed+in.Failed > in.Sample {
		g.Detail(fault.Detail{Where: "passed", Reason: "inspect.rejected", Want: in.Passed + in.Failed, Have: in.Sample,
			Message: "the plan refuses the delivery: release units that were looked at one by one, or ask a supervisor"})
	}
}

// checkDefects wants a reason for what failed, from the list where there is one.
func (in *InspectInput) checkDefects(g *fault.Gather, plan *QualityPlan) {
	if len(in.Defect) > MaxDefect || in.Failed > 0 && in.Defect == "" && len(in.Defects) == 0 || in.Failed > 0 && len(plan.Defects) > 0 && len(in.Defects) == 0 {
		g.Add("defect", "inspect.defect", "name the defect of failed units: a code of the category's list if it has one, else at most %d characters", MaxDefect)
	}
	if len(in.Defects) > MaxDefects {
		g.Add("defects", "inspect.defect", "at most %d defects", MaxDefects)
		return
	}
	least := int64(0)
	for _, f := range in.Defects {
		d, ok := plan.defect(f.Code)
		switch {
		case !ok:
			g.Add("defects."+f.Code, "inspect.defect_unknown", "%q is no defect of the list for this category", f.Code)
		case f.Units <= 0 || f.Units > in.Sample:
			g.Detail(fault.Detail{Where: "defects." + f.Code, Reason: "inspect.defect", Message: "as many units show it as were looked at, at most", Want: f.Units, Have: in.Sample})
		case d.Class != Minor:
			least = max(least, f.Units)
		}
	}
	if in.Passed+in.Failed > 0 && in.Failed < least {
		g.Detail(fault.Detail{Where: "failed", Reason: "inspect.defect", Message: "units with a critical or major defect fail", Want: least, Have: in.Failed})
	}
}
