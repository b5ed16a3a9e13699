package task

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/api/wire"
)

// TestReplenished: what is scanned on a trip of two refills, and what is told of it.
func TestReplenished(t *testing.T) {
	tea := func(more string) string {
		return `replenish {"refill":"F-0000001-7","task":"T-0000012-1",` + more + `}`
	}
	nuts := `replenish {"refill":"F-0000002-4","task":"T-0000012-1","quantity":6}`
	const end = `end-task {"task":"T-0000012-1"}`
	for _, c := range []struct {
		name, scans string
		want        []string
		note        string
	}{
		{"goods before their place", "TEA", nil, "Scan LPN PAL-1"},
		{"the pallet says where he is", "PAL-1 TEA A-01-03", []string{tea(`"quantity":24`)}, "24 x TEA at A-01-03"},
		{"the place, then its pallet", "B-01-01 TEA", nil, "Scan LPN PAL-1"},
		{"one after the other", "PAL-1 TEA A-01-03 A-01-02 NUTS A-01-04", []string{tea(`"quantity":24`), nuts, end}, "6 x NUTS at A-01-04"},
		{"a cart of both", "PAL-1 TEA A-01-02 NUTS A-01-03 A-01-04", []string{tea(`"quantity":24`), nuts, end}, ""},
		{"in another order", "PAL-1 TEA A-01-02 NUTS A-01-04 A-01-03", []string{nuts, tea(`"quantity":24`), end}, ""},
		{"the second source first", "A-01-02 A-01-02 NUTS A-01-04", []string{nuts}, ""},
		{"but only when it is repeated", "A-01-02", nil, "Later: A-01-02 NUTS; Scan again to confirm"},
		{"a face on the way", "PAL-1 TEA A-01-02 A-01-03", []string{tea(`"quantity":24`)}, ""},
		{"cases", "PAL-1 14006381333938 14006381333938 A-01-03", []string{tea(`"quantity":24`)}, ""},
		{"a case too many", "PAL-1 14006381333938 14006381333938 14006381333938", nil, "Too many; Only 24 needed"},
		{"fewer need a reason", "PAL-1 TEA =20 A-01-03", nil, "Only 20 of 24: why?"},
		{"no more were there", "PAL-1 TEA =20 A-01-03 !2 A-01-03", []string{tea(`"quantity":20,"reason":"short.empty"`)}, ""},
		{"the rest comes later", "PAL-1 TEA =20 A-01-03 !1 A-01-03", []string{tea(`"quantity":20,"more":true`)}, ""},
		{"nothing was there", "PAL-1 !damaged !2 !enter", []string{tea(`"quantity":0,"reason":"short.empty"`)}, "Noted: it will be counted"},
		{"some were", "PAL-1 !damaged !3 =5 A-01-03", []string{tea(`"quantity":5,"reason":"short.damaged"`)}, ""},
		{"all were", "PAL-1 !damaged !3 =24", nil, "Nothing is missing"},
		{"another lot", "!skip A-01-02 (01)06901234567892(10)N-MAY", nil, "Wrong lot; That is lot N-MAY"},
		{"an expired one", "!skip A-01-02 (01)06901234567892(17)260101", nil, "Expired; 2026-01-01; F3: short"},
		{"other goods", "PAL-1 NUTS", nil, "Wrong item; That is NUTS; Mixed nuts"},
		{"another face is asked about", "PAL-1 TEA A-01-02 NUTS A-01-03 B-01-01", []string{tea(`"quantity":24`)}, "B-01-01, not A-01-04?; Scan again to confirm"},
		{"and taken", "PAL-1 TEA A-01-02 NUTS A-01-03 B-01-01 B-01-01",
			[]string{tea(`"quantity":24`), `replenish {"refill":"F-0000002-4","task":"T-0000012-1","quantity":6,"to":"B-01-01"}`, end}, ""},
		{"a face of other goods is refused", "A-01-02 A-01-02 NUTS PAL-1 TEA A-01-05", nil, "Wrong location; Location is blocked"},
		{"a face that is full", "PAL-1 TEA A-01-02 NUTS !full =10", []string{tea(`"quantity":10,"more":true,"surprise":{"at":"A-01-03","what":"full"}`)}, "10 x TEA at A-01-03"},
		{"takes no more", "PAL-1 TEA A-01-02 NUTS !full =10 A-01-03", []string{tea(`"quantity":10,"more":true,"surprise":{"at":"A-01-03","what":"full"}`)}, "A-01-03 takes no more"},
		{"the rest goes elsewhere", "PAL-1 TEA A-01-02 NUTS !full =10 A-01-02 A-01-02", []string{tea(`"quantity":10,"more":true,"surprise":{"at":"A-01-03","what":"full"}`),
			tea(`"quantity":14,"to":"A-01-02"`)}, ""},
		{"or back", "PAL-1 TEA A-01-02 NUTS !full !enter B-01-01 B-01-01 A-01-04", []string{nuts, end}, ""},
		{"left for another trip", "PAL-1 !damaged !1 !enter A-01-02 NUTS A-01-04", []string{nuts, end}, ""},
		{"the trip given back", "!done !done", []string{end}, "Given back"},
		{"asked once more", "!done !skip !done", nil, "Give back what is left (2)?; F8 again: yes"},
		{"not with goods in the hand", "PAL-1 TEA !done", nil, "First set down what you carry"},
		{"put back", "PAL-1 TEA !back", nil, "Put 24 x TEA back at B-01-01"},
		{"goods on the cart are asked for", "PAL-1 TEA A-01-02 !back", nil, "Put 24 x TEA back at B-01-01; Back again: leave it so"},
	} {
		d := testDesk()
		d.Link = false
		posts, last := worked(t, d, refills(func(*Replenish) {}), nil, inputsOf(d, c.scans)...)
		if diff := cmp.Diff(countsOf(t, posts), c.want); diff != "" {
			t.Errorf("%s: got -, want +:\n%s", c.name, diff)
		}
		if c.note != "" && text(last) != c.note {
			t.Errorf("%s: told %q, want %q", c.name, text(last), c.note)
		}
	}
}

// TestRefusedRefillIsOnTheCartAgain: it goes elsewhere, or back.
func TestRefusedRefillIsOnTheCartAgain(t *testing.T) {
	d := testDesk()
	d.Link = false
	r := refills(func(*Replenish) {})
	posts, _ := worked(t, d, r, nil, inputsOf(d, "PAL-1 TEA A-01-03")...)
	act := r.Handle(d, Input{Posted: &Posted{Name: posts[0].Name, Verb: "replenish", Problem: &wire.Problem{Reason: "move.refused"}}})
	if act.Handled || len(r.Cart) != 1 || !r.Cart[0].Full || r.Done != 0 {
		t.Fatalf("after the refusal: handled %v, cart %+v; want the safe screen and the goods again", act.Handled, r.Cart)
	}
	r.Steps = nil
	posts, _ = worked(t, d, r, nil, inputsOf(d, "A-01-03 A-01-02 A-01-02")...)
	want := []string{`replenish {"refill":"F-0000001-7","task":"T-0000012-1","quantity":24,"to":"A-01-02"}`, `end-task {"task":"T-0000012-1"}`}
	if got := countsOf(t, posts); !slices.Equal(got, want) {
		t.Errorf("posted %q, want %q", got, want)
	}
}

// TestLeadsBreakTheRulesOfAFace: others bring the goods elsewhere.
func TestLeadsBreakTheRulesOfAFace(t *testing.T) {
	heavy := &wire.Problem{Reason: "move.refused", Details: []wire.Detail{{Where: "A-01-03", Reason: "location.weight"}}}
	held := &wire.Problem{Reason: "move.refused", Details: []wire.Detail{{Where: "TEA", Reason: "hold.quality"}}}
	for _, c := range []struct {
		name    string
		role    string
		problem *wire.Problem
		want    []string
	}{
		{"a lead", "supervisor", heavy, []string{`replenish {"refill":"F-0000001-7","task":"T-0000012-1","quantity":24,"override":"decided at the place"}`}},
		{"a lead, of what is held", "supervisor", held, nil},
		{"anybody else", "putaway", heavy, nil},
	} {
		d := testDesk()
		d.Link, d.Roles = false, []string{c.role}
		r := refills(func(*Replenish) {})
		posts, _ := worked(t, d, r, nil, inputsOf(d, "PAL-1 TEA A-01-03")...)
		r.Steps = r.Steps[:0]
		act := r.Handle(d, Input{Posted: &Posted{Name: posts[0].Name, Verb: "replenish", Problem: c.problem}})
		if act.Handled != (c.want != nil) || len(r.Screen(d).Choices) > 0 != (c.want != nil) {
			t.Errorf("%s: handled %v, offered %v", c.name, act.Handled, r.Screen(d).Choices)
		}
		posts, _ = worked(t, d, r, nil, Input{Key: KeyChoice, Choice: 1})
		if got := countsOf(t, posts); len(c.want) > 0 && !slices.Equal(got[:min(1, len(got))], c.want) || c.want == nil && len(got) > 0 {
			t.Errorf("%s: posted %q, want %q", c.name, got, c.want)
		}
	}
}
