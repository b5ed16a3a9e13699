package task

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/api/wire"
)

// dock is a service with a pallet and loose goods on dock D-1, that suggests two shelves.
func dock() *backend {
	tea := func(holder string, n int64) wire.Balance {
		return wire.Balance{SKU: "TEA", Holder: holder, Status: "available", OnHand: n}
	}
	nuts := func(lot string, n int64) wire.Balance {
		return wire.Balance{SKU: "NUTS", Lot: lot, Holder: "L:D-1", Status: "available", OnHand: n}
	}
	held := tea("L:D-1", 24)
	held.Reserved = 4
	vase := wire.Balance{SKU: "VASE", Holder: "L:D-1", Status: "inspect", OnHand: 3}
	broken := wire.Balance{SKU: "TEA", Holder: "P:PAL-3", Status: "damaged", OnHand: 2}
	return &backend{contents: map[string]wire.Contents{
		"P:PAL-1": {LPN: &wire.LPN{ID: "PAL-1", Kind: "pallet"}, Balances: []wire.Balance{tea("P:PAL-1", 40)}},
		"P:PAL-2": {LPN: &wire.LPN{ID: "PAL-2", Kind: "pallet"}},
		"P:PAL-3": {LPN: &wire.LPN{ID: "PAL-3", Kind: "pallet"}, Balances: []wire.Balance{broken}},
		"P:PAL-4": {LPN: &wire.LPN{ID: "PAL-4", Kind: "pallet"}, Balances: []wire.Balance{{SKU: "VASE", Holder: "P:PAL-4", Status: "inspect", OnHand: 3}}},
		"P:T-1":   {LPN: &wire.LPN{ID: "T-1", Kind: "tote", Order: "O-0000001-7"}, Balances: []wire.Balance{tea("P:T-1", 1)}},
		"L:D-1":   {LPNs: []string{"PAL-1"}, Balances: []wire.Balance{held, nuts("N-1", 6), nuts("N-2", 4), vase}},
		"L:ST-1":  {Balances: []wire.Balance{tea("L:ST-1", 9)}},
		"L:D-2":   {}},
		places: []wire.Suggestion{{Location: "A-01-02", Quantity: 40, Rank: 1}, {Location: "B-01-01", Quantity: 40, Rank: 2}}}
}

func putAway(t *testing.T, posts []Post) (out []wire.Putaway) {
	t.Helper()
	for _, p := range posts {
		in, ok := p.In.(wire.Putaway)
		if !ok || p.Verb != "putaway" || p.InHand.Empty() || p.Chain == "" {
			t.Errorf("posted %+v, want a putaway with a chain and words for the goods in hand", p)
		}
		out = append(out, in)
	}
	return out
}

// TestGoodsPutAway: two scans each, the place judged by what was suggested.
func TestGoodsPutAway(t *testing.T) {
	whole := wire.Putaway{LPN: "PAL-1", To: "A-01-02"}
	loose := func(sku, lot string, n int64, to string) wire.Putaway {
		return wire.Putaway{From: "L:D-1", SKU: sku, Lot: lot, Status: "available", Quantity: n, To: to}
	}
	for _, c := range []struct {
		name  string
		scans string
		want  []wire.Putaway
		note  string
	}{
		{"an LPN where it is suggested", "PAL-1 A-01-02", []wire.Putaway{whole}, "Put away at A-01-02"},
		{"the second best is as good", "PAL-1 B-01-01", []wire.Putaway{{LPN: "PAL-1", To: "B-01-01"}}, ""},
		{"in the same zone it is asked", "PAL-1 A-01-03", nil, "A-01-03, not A-01-02?; Scan again to confirm"},
		{"and taken when it is repeated", "PAL-1 A-01-03 A-01-03", []wire.Putaway{{LPN: "PAL-1", To: "A-01-03"}}, ""},
		{"a scan in between asks anew", "PAL-1 A-01-03 K-1 A-01-03", nil, "A-01-03, not A-01-02?; Scan again to confirm"},
		{"another storage class is refused", "PAL-1 C-01-01", nil, "Wrong location; C-01-01 is for chilled"},
		{"a bench is refused", "PAL-1 K-1", nil, "Wrong location; K-1 is no shelf for these"},
		{"quarantine is for damaged goods", "PAL-1 Q-1", nil, "Wrong location; Q-1 is no shelf for these"},
		{"and they for quarantine", "PAL-3 A-01-03", nil, "Wrong location; Damaged: to quarantine"},
		{"another item's face is refused", "PAL-1 A-01-04", nil, "Wrong location; A-01-04 is kept for NUTS"},
		{"a closed place is refused", "PAL-1 A-01-05", nil, "Wrong location; Location is blocked"},
		{"emptied into the place", "PAL-1 !1 A-01-02", []wire.Putaway{{LPN: "PAL-1", Unpack: true, To: "A-01-02"}}, ""},
		{"whole again", "PAL-1 !1 !1 A-01-02", []wire.Putaway{whole}, ""},
		{"an empty pallet", "PAL-2", nil, "Nothing to put away at PAL-2"},
		{"what waits for inspection", "PAL-4", nil, "Nothing to put away at PAL-4"},
		{"an order's tote", "T-1", nil, "Nothing to put away at T-1"},
		{"an empty dock", "D-2", nil, "Nothing to put away at D-2"},
		{"nobody knows it", "PAL-9", nil, "Unknown: PAL-9; Scan LPN or location"},
		{"goods are no holder", "TEA", nil, "Scan LPN or location; That is TEA; Green tea, loose, 100 g tin"},
		{"one run alone goes at once", "ST-1 TEA =5 A-01-02 TEA A-01-02", []wire.Putaway{
			{From: "L:ST-1", SKU: "TEA", Status: "available", Quantity: 5, To: "A-01-02"}, {From: "L:ST-1", SKU: "TEA", Status: "available", Quantity: 4, To: "A-01-02"}}, ""},
		{"more than there are", "ST-1 TEA =10", nil, "Too many; Put 9"},
		{"the place before the goods", "ST-1 A-01-02", nil, "Scan TEA; That is location A-01-02"},
		{"a dock one by one, the worker chooses which", "D-1 !enter !1 PAL-1 A-01-02 TEA A-01-02 NUTS !2 B-01-01 NUTS A-01-02", []wire.Putaway{whole,
			loose("TEA", "", 20, "A-01-02"), loose("NUTS", "N-2", 4, "B-01-01"), loose("NUTS", "N-1", 6, "A-01-02")}, ""},
		{"whoever scans goods has chosen one by one", "D-1 PAL-1 A-01-02", []wire.Putaway{whole}, ""},
		{"skipped goods come at the end", "D-1 !enter !1 !skip !skip !skip !skip PAL-1 A-01-02", []wire.Putaway{whole}, ""},
		{"all to one place, when it is repeated", "D-1 !enter !2 B-01-01", nil, "All of D-1 to B-01-01?; Scan again to confirm"},
		{"all of it", "D-1 !enter !2 B-01-01 B-01-01", []wire.Putaway{{From: "L:D-1", To: "B-01-01"}}, ""},
	} {
		d := testDesk()
		posts, last := worked(t, d, &Putaway{}, dock(), inputsOf(d, c.scans)...)
		if diff := cmp.Diff(putAway(t, posts), c.want); diff != "" {
			t.Errorf("%s: got -, want +:\n%s", c.name, diff)
		}
		if c.note != "" && text(last) != c.note {
			t.Errorf("%s: told %q, want %q", c.name, text(last), c.note)
		}
	}
}

// TestPuttingAwayWithoutALink: what the place may hold is judged by the table; contents and suggestions are not waited for.
func TestPuttingAwayWithoutALink(t *testing.T) {
	d := testDesk()
	d.Link = false
	p := &Putaway{}
	posts, _ := worked(t, d, p, nil, inputsOf(d, "PAL-1 K-1 B-01-01 D-1 A-01-02 A-01-02")...)
	want := []wire.Putaway{{LPN: "PAL-1", To: "B-01-01"}, {From: "L:D-1", To: "A-01-02"}}
	if diff := cmp.Diff(putAway(t, posts), want); diff != "" {
		t.Errorf("got -, want +:\n%s", diff)
	}
}

// TestLinkLostWhilePuttingAway: what was opened is carried to its end.
func TestLinkLostWhilePuttingAway(t *testing.T) {
	d := testDesk()
	p := &Putaway{}
	posts, _ := worked(t, d, p, dock(), inputsOf(d, "D-1 !enter !1")...)
	d.Link = false
	more, _ := worked(t, d, p, nil, inputsOf(d, "PAL-1 A-01-02 TEA B-01-01 NUTS !1 A-01-03 NUTS C-01-01 A-01-03")...)
	if got := len(putAway(t, append(posts, more...))); got != 4 {
		t.Errorf("%d loads put away, want 4", got)
	}
}

// TestRefusedPutawayComesBack: goods the service did not take at a place are still to be put away, and the location that
// was emptied tells what stays.
func TestRefusedPutawayComesBack(t *testing.T) {
	d := testDesk()
	p := &Putaway{}
	posts, _ := worked(t, d, p, dock(), inputsOf(d, "PAL-1 A-01-02")...)
	if len(p.Loads) != 0 {
		t.Fatalf("%d loads left, want none", len(p.Loads))
	}
	act := p.Handle(d, Input{Posted: &Posted{Name: posts[0].Name, Verb: "putaway", Problem: &wire.Problem{Reason: "location.refused"}}})
	if act.Handled || len(p.Loads) != 1 || p.Loads[0].LPN != "PAL-1" {
		t.Errorf("after the refusal: handled %v, loads %+v; want the safe screen and PAL-1 again", act.Handled, p.Loads)
	}
	p = &Putaway{}
	posts, _ = worked(t, d, p, dock(), inputsOf(d, "D-1 !enter !2 B-01-01 B-01-01")...)
	more, _ := json.Marshal(wire.PutAway{To: "B-01-01", Units: 40, More: true, Left: []wire.Remains{{SKU: "VASE", Quantity: 3, Reason: "inspect.waiting"}}})
	act = p.Handle(d, Input{Posted: &Posted{Name: posts[0].Name, Verb: "putaway", Result: more}})
	if got := putAway(t, act.Post); len(got) != 1 || got[0] != (wire.Putaway{From: "L:D-1", To: "B-01-01"}) || len(p.Stays) > 0 {
		t.Fatalf("with more to come: %+v, stays %+v; want the same once more", got, p.Stays)
	}
	last, _ := json.Marshal(wire.PutAway{To: "B-01-01", Units: 24, Left: []wire.Remains{{SKU: "VASE", Quantity: 3, Reason: "inspect.waiting"}}})
	p.Handle(d, Input{Posted: &Posted{Name: act.Post[0].Name, Verb: "putaway", Result: last}})
	if want := []stay{{"VASE", 3, "inspect.waiting"}}; cmp.Diff(p.Stays, want) != "" {
		t.Errorf("told to stay: %+v, want %+v", p.Stays, want)
	}
}

// TestWhatStaysIsTold when a dock is opened, and a scan on that screen counts.
func TestWhatStaysIsTold(t *testing.T) {
	d := testDesk()
	p := &Putaway{}
	worked(t, d, p, dock(), inputsOf(d, "D-1")...)
	if want := []stay{{"TEA", 4, "stock.reserved"}, {"VASE", 3, "inspect.waiting"}}; cmp.Diff(p.Stays, want) != "" {
		t.Errorf("told to stay: %+v, want %+v", p.Stays, want)
	}
	worked(t, d, p, dock(), inputsOf(d, "PAL-1")...)
	if len(p.Stays) > 0 || !p.Took || p.Loads[0].LPN != "PAL-1" {
		t.Errorf("after the next scan: %+v", p)
	}
}
