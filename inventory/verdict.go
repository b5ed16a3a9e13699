package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/sampling"
	"example.com/tote/inventory/store"
)

// Sampling is what quality control has to do with goods that wait: how many to look at, and how many bad ones they may have.
// Units are base units; of catch-weight goods grams.
type Sampling struct {
	Lot      int64             `cbor:"1,keyasint,omitempty"` // units judged together
	Units    int64             `cbor:"2,keyasint,omitempty"` // to look at; 0: nothing, a verdict stands
	Letter   string            `cbor:"3,keyasint,omitempty"` // code letter of the standard; empty: the item's own sample size
	Major    int64             `cbor:"4,keyasint,omitempty"` // most major defects that are accepted
	Minor    int64             `cbor:"5,keyasint,omitempty"`
	Severity sampling.Severity `cbor:"6,keyasint,omitempty"`
	Whole    bool              `cbor:"7,keyasint,omitempty"` // each unit is looked at
	Judged   bool              `cbor:"8,keyasint,omitempty"`
	Accepted bool              `cbor:"9,keyasint,omitempty"`
}

// inspected tells whether deliveries of an item wait for quality control at all.
func inspected(it *item.Item, plan *QualityPlan, planned bool) bool {
	return it.SampleSize > 0 || planned && !plan.Off
}

// samplingFor gives what is to be done with goods that wait.
func samplingFor(r store.Reader, it *item.Item, p *Presented, waiting int64) (Sampling, error) {
	plan, planned := QualityPlanFor(r, it)
	if it.SampleSize > 0 || !planned || plan.Off {
		return Sampling{Lot: waiting, Units: min(it.SampleSize, waiting)}, nil
	}
	if p.Judged {
		return Sampling{Lot: waiting, Judged: true, Accepted: p.Accepted}, nil
	}
	out := Sampling{Lot: p.Units, Severity: SupplyOf(r, p.Supplier, it.SKU).State.Now()}
	major, err := sampling.Find(plan.query(p.Units, plan.Major, out.Severity))
	if err != nil {
		return out, err
	}
	minor, err := sampling.Find(plan.query(p.Units, plan.Minor, out.Severity))
	// One sample serves both limits: the larger of the two, as the standard's arrows may lead to different rows.
	out.Units, out.Letter, out.Whole = max(major.Sample, minor.Sample), major.Letter, major.Whole && minor.Whole
	out.Major, out.Minor = major.Accept, minor.Accept
	return out, err
}

func (p *QualityPlan) query(lot int64, limit sampling.AQL, s sampling.Severity) sampling.Query {
	return sampling.Query{Lot: lot, Level: p.Level, AQL: limit, Severity: s}
}

// SamplingOf tells an inspector what to do with goods that wait, and which defects the list knows.
func SamplingOf(r store.Reader, g Goods) (Sampling, QualityPlan, error) {
	it, err := FindItem(r, g.SKU)
	if err != nil {
		return Sampling{}, QualityPlan{}, err
	}
	g.Status = ToInspect
	b := GetBalance(r, g)
	if b.OnHand == 0 {
		return Sampling{}, QualityPlan{}, fault.NotFound("inspect.nothing", "nothing of SKU %s waits for inspection at %s", g.SKU, g.Holder)
	}
	p := presentedAs(r, &b)
	s, err := samplingFor(r, &it, &p, b.OnHand)
	plan, _ := QualityPlanFor(r, &it)
	return s, plan, err
}

// FoundDefect is how many units showed a defect.
type FoundDefect struct {
	Code  string `cbor:"1,keyasint"`
	Units int64  `cbor:"2,keyasint"`
}

// byClass adds up the units with defects of a class.
func byClass(plan *QualityPlan, found []FoundDefect) (sum [Minor + 1]int64) {
	for _, f := range found {
		if d, ok := plan.defect(f.Code); ok {
			sum[d.Class] += f.Units
		}
	}
	return sum
}

// verdict is the decision on goods that were judged for the first time.
type verdict struct {
	due      bool // this inspection decides
	accepted bool
	bad      [Minor + 1]int64
}

// judgeDelivery judges a delivery by what was found in its sample. Too many defects decide before the sample is whole.
func judgeDelivery(s *Sampling, plan *QualityPlan, looked int64, found []FoundDefect) verdict {
	v := verdict{bad: byClass(plan, found)}
	if s.Judged || s.Severity == 0 {
		return v
	}
	v.accepted = v.bad[Critical] == 0 && v.bad[Major] <= s.Major && v.bad[Minor] <= s.Minor
	v.due = !v.accepted || looked >= s.Units
	return v
}

// remember adds a verdict to the supplier's history. A delivery looked at whole shows as much as a sample.
func remember(tx *store.Tx, p *Presented, plan *QualityPlan, s *Sampling, v verdict, looked int64) sampling.Severity {
	if p.Supplier == "" {
		return s.Severity
	}
	h := SupplyOf(tx, p.Supplier, p.Goods.SKU)
	was := h.State.Now()
	h.State = h.State.Judge(sampling.Verdict{Accepted: v.accepted, Bad: v.bad[Critical] + v.bad[Major],
		Query: plan.query(s.Lot, plan.Major, was)})
	h.Deliveries++
	if !v.accepted {
		h.Refused++
	}
	h.Looked += looked
	h.Bad += v.bad[Critical] + v.bad[Major] + v.bad[Minor]
	h.At = tx.Now().Unix()
	Supplies.Put(tx, &h)
	if now := h.State.Now(); now != was {
		recordState(tx, StateChange{Noun: "supply", ID: h.Supplier + " " + string(h.SKU), From: was.String(), To: now.String(), Event: "judge"})
	}
	return h.State.Now()
}
