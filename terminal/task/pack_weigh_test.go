package task

import (
	"encoding/json"
	"strings"
	"testing"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/ui"
)

func weighingOf(w weighing) *Pack {
	return packing(func(p *Pack) { p.Parcel, p.Booked, p.Due, p.Scale = "P-1", inParcel(), 1500, &w })
}

// refusedOnce is a parcel that weighed too little.
func refusedOnce() weighing {
	return weighing{Tries: []wire.Try{{Grams: 1300, Raw: "1300", Typed: true}}, Last: &wire.Weigh{Parcel: "P-1", Grams: 1300, Raw: "1300", Typed: true}}
}

// TestWeigh: every state of the scale's step against what can come: a weight, typed or from the scale, its troubles, keys, scans.
func TestWeigh(t *testing.T) {
	d := packDesk()
	withScale := packDesk()
	withScale.Scale = true
	reason, badge := refusedOnce(), refusedOnce()
	reason.Reason, badge.Picked = true, "weigh.wet_carton"
	for name, c := range map[string]struct {
		d     Desk
		w     weighing
		in    Input
		note  string
		post  string // its beginning
		weigh bool
	}{
		"typed":                   {d, weighing{}, typedOf(d, "829"), "", `weigh {"parcel":"P-1","grams":829,"raw":"829","typed":true}`, false},
		"typed in kilograms":      {d, weighing{}, typedOf(d, "0.829 kg"), "", `weigh {"parcel":"P-1","grams":829,"raw":"0.829 kg","typed":true}`, false},
		"typed in stones":         {d, weighing{}, typedOf(d, "3 st"), "X Not a weight", "", false},
		"nothing typed":           {d, weighing{}, typedOf(d, "0"), "X Type grams, Enter | That is a number: 0", "", false},
		"a number by command":     {d, weighing{}, Input{Key: KeyQuantity, Number: 829}, "", `weigh {"parcel":"P-1","grams":829,"raw":"829","typed":true}`, false},
		"an item":                 {d, weighing{}, scanOf(d, "TEA"), "X Type grams, Enter | That is TEA | Green tea, loose, 100 g tin", "", false},
		"Enter without a scale":   {d, weighing{}, Input{Key: KeyConfirm}, "Type grams, Enter", "", false},
		"Enter with one":          {withScale, weighing{}, Input{Key: KeyConfirm}, "Wait for stable weight", "", true},
		"from the scale":          {withScale, weighing{}, Input{Weighed: &Weighed{Grams: 829, Raw: "S S 0.829 kg"}}, "", `weigh {"parcel":"P-1","grams":829,"raw":"S S 0.829 kg"}`, false},
		"nothing on it":           {withScale, weighing{}, Input{Weighed: &Weighed{Err: fault.Refused("scale.light", "put it on")}}, "", "", true},
		"not still":               {withScale, weighing{}, Input{Weighed: &Weighed{Err: fault.Refused("scale.moving", "moves")}}, "! Not still: hands off | Or type the grams", "", true},
		"not still, told before":  {withScale, weighing{Trouble: "scale.moving"}, Input{Weighed: &Weighed{Err: fault.Refused("scale.moving", "moves")}}, "", "", true},
		"unplugged":               {withScale, weighing{}, Input{Weighed: &Weighed{Err: fault.Unavailable("scale.unplugged", "cable")}}, "! Scale not connected: cable? | Or type the grams", "", true},
		"no supervisor needed":    {d, weighing{}, Input{Key: KeySwap}, "X Weigh it first", "", false},
		"a supervisor":            {d, refusedOnce(), Input{Key: KeySwap}, "", "", false},
		"weighed again":           {d, refusedOnce(), typedOf(d, "1490"), "", `weigh {"parcel":"P-1","grams":1490,"raw":"1490","typed":true,"tries":[{"grams":1300,"raw":"1300","typed":true}]}`, false},
		"no reason":               {d, reason, scanOf(d, "TEA"), "X Choose a reason", "", false},
		"a reason":                {d, reason, Input{Key: KeyChoice, Choice: 1}, "", "", false},
		"weighed meanwhile":       {withScale, reason, Input{Weighed: &Weighed{Grams: 1300}}, "", "", false},
		"no badge":                {d, badge, scanOf(d, "A-01-02"), "X Scan supervisor's badge | That is location A-01-02", "", false},
		"Enter is no badge":       {d, badge, Input{Key: KeyConfirm}, "X Scan supervisor's badge", "", false},
		"the supervisor's badge":  {d, badge, scanOf(d, "BADGE-77"), "", `weigh {"parcel":"P-1","grams":1300,"raw":"1300","typed":true,"tries":[{"grams":1300,"raw":"1300","typed":true}],"override":"Wet carton","supervisor":"BADGE-77"}`, false},
		"the supervisor's own id": {d, badge, scanOf(d, "SUN"), "", `weigh {"parcel":"P-1","grams":1300,"raw":"1300","typed":true,"tries":[{"grams":1300,"raw":"1300","typed":true}],"override":"Wet carton","supervisor":"SUN"}`, false},
	} {
		p := weighingOf(c.w)
		act := p.Handle(c.d, c.in)
		if got := said(act.Note); got != c.note {
			t.Errorf("%s: got %q, want %q", name, got, c.note)
		}
		got := strings.ReplaceAll(postedWords(act), `"occurred_at":"2026-03-02T09:00:00Z",`, "")
		if got != c.post {
			t.Errorf("%s: posted %q, want %q", name, got, c.post)
		}
		if act.Weigh != c.weigh {
			t.Errorf("%s: weighs %v, want %v", name, act.Weigh, c.weigh)
		}
	}
}

// TestWeighed: the answers. A weight outside says what is missing and is kept as a try, at most sixteen of them; one that was
// taken goes on to the label, and the scale is told.
func TestWeighed(t *testing.T) {
	d := packDesk()
	outside := &wire.Problem{Code: "refused", Reason: "weight.outside", Details: []wire.Detail{
		{Where: "P-1", Reason: "weight.expected", Want: 1500, Have: 1300}, {Where: "P-1", Reason: "weight.tolerance", Want: 29, Have: 200},
		{Where: "line 2", Reason: "weight.missing", Want: 1, Message: "1 of 1 likely missing: SKU NUTS, lot N-AUG, of 200 g"},
		{Where: "line 1", Reason: "weight.surplus", Want: 4, Have: 5, Message: "1 likely too many beside 4: SKU TEA of 100 g"}}}
	p := weighingOf(weighing{Last: &wire.Weigh{Grams: 1300, Raw: "1300"}, Picked: "weigh.packing"})
	for range mostTries + 3 {
		act := p.Handle(d, Input{Posted: &Posted{Name: "weigh", Verb: "weigh", Problem: outside}})
		if got, want := said(act.Note), "X Weight off, check box"; got != want || !act.Handled {
			t.Fatalf("got %q, want %q", got, want)
		}
	}
	var why []string
	for _, text := range p.Scale.Why {
		why = append(why, text.In(ui.English))
	}
	if got, want := strings.Join(why, "; "), "Expected 1500 g, is 1300 g; Mixed nuts N-AUG: 1 of 1 missing?; Green tea, loose, 100 g tin: 1 too many?"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(p.Scale.Tries) != mostTries || p.Scale.Picked != "" {
		t.Errorf("%d tries, supervisor asked for %q", len(p.Scale.Tries), p.Scale.Picked)
	}
	p.Scale.Picked = "weigh.packing"
	act := p.Handle(d, Input{Posted: &Posted{Name: "weigh", Verb: "weigh", Problem: &wire.Problem{Code: "forbidden", Reason: "weight.badge"}}})
	if got, want := said(act.Note), "X Badge of nobody known"; got != want || p.Scale.Picked == "" || len(p.Scale.Why) == 0 {
		t.Errorf("a wrong badge: got %q, want %q; the right one is not asked for", got, want)
	}
	result, _ := json.Marshal(wire.Weighed{Parcel: "P-1", Grams: 1490})
	act = p.Handle(d, Input{Posted: &Posted{Name: "weigh", Verb: "weigh", Result: result}})
	if got, want := postedWords(act), `label {"parcel":"P-1","station":"K-1"}`; got != want || !act.Taken || said(act.Note) != "+ 1490 g" {
		t.Errorf("taken: posted %q, told the scale %v, said %q", got, act.Taken, said(act.Note))
	}
	p = weighingOf(weighing{Last: &wire.Weigh{}})
	act = p.Handle(d, Input{Posted: &Posted{Name: "weigh", Verb: "weigh", Problem: &wire.Problem{Code: "conflict", Reason: "parcel.state"}}})
	if next, ok := act.Next.(*Pack); !ok || next.Code != "P-1" {
		t.Errorf("weighed at another bench meanwhile: next is %+v", act.Next)
	}
}
