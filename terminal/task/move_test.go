package task

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/api/wire"
)

// shelf is the dock's service with a shelf beside it: tea some of which orders have, nuts of two lots, a pallet.
func shelf() *backend {
	b := dock()
	run := func(sku, lot string, n, reserved int64) wire.Balance {
		return wire.Balance{SKU: sku, Lot: lot, Holder: "L:A-01-02", Status: "available", OnHand: n, Reserved: reserved}
	}
	b.contents["L:A-01-02"] = wire.Contents{LPNs: []string{"PAL-1"}, Balances: []wire.Balance{run("TEA", "", 20, 4), run("NUTS", "N-1", 6, 0), run("NUTS", "N-2", 4, 0), run("VASE", "", 3, 3)}}
	b.contents["L:A-01-03"] = wire.Contents{}
	b.contents["W:W1"] = wire.Contents{Balances: []wire.Balance{{SKU: "TEA", Holder: "W:W1", Status: "available", OnHand: 2}}}
	return b
}

func moves(t *testing.T, posts []Post) (out []wire.Move) {
	t.Helper()
	for _, p := range posts {
		in, ok := p.In.(wire.Move)
		if !ok || p.Verb != "move" || p.InHand.Empty() || p.Chain == "" {
			t.Errorf("posted %+v, want a move with a chain and words for the goods in hand", p)
		}
		out = append(out, in)
	}
	return out
}

// TestMoved: an LPN in two scans, goods in three.
func TestMoved(t *testing.T) {
	tea := func(n int64, to string) wire.Move {
		return wire.Move{From: "L:A-01-02", SKU: "TEA", Status: "available", Quantity: n, To: to}
	}
	for _, c := range []struct {
		name, scans string
		want        []wire.Move
		note        string
	}{
		{"a pallet", "PAL-1 B-01-01", []wire.Move{{LPN: "PAL-1", To: "L:B-01-01"}}, "PAL-1 to B-01-01"},
		{"all that is free of an item", "A-01-02 TEA B-01-01", []wire.Move{tea(16, "L:B-01-01")}, "16 x TEA to B-01-01"},
		{"so many of it", "A-01-02 TEA =5 B-01-01", []wire.Move{tea(5, "L:B-01-01")}, "5 x TEA to B-01-01"},
		{"counted by scans", "A-01-02 TEA TEA TEA B-01-01", []wire.Move{tea(3, "L:B-01-01")}, "3 x TEA to B-01-01"},
		{"a case more", "A-01-02 4006381333931 14006381333938 B-01-01", []wire.Move{tea(13, "L:B-01-01")}, "13 x TEA to B-01-01"},
		{"more than is free", "A-01-02 TEA =17", nil, "Reserved for others; Only 16 are free"},
		{"more than there are", "A-01-02 TEA =21", nil, "Too many; Only 20 are there"},
		{"goods that are all reserved", "A-01-02 VASE", nil, "Reserved for others; Leave it, or call your lead"},
		{"one lot of two", "A-01-02 NUTS !2 B-01-01", []wire.Move{{From: "L:A-01-02", SKU: "NUTS", Lot: "N-2", Status: "available", Quantity: 4, To: "L:B-01-01"}}, ""},
		{"the lot on the label", "A-01-02 (01)06901234567892(10)N-1 B-01-01", []wire.Move{{From: "L:A-01-02", SKU: "NUTS", Lot: "N-1", Status: "available", Quantity: 6, To: "L:B-01-01"}}, ""},
		{"goods the books do not have there", "A-01-02 PHONE", nil, "PHONE is not loose at A-01-02; On an LPN? Scan that first"},
		{"the pallet that stands there", "A-01-02 PAL-1 B-01-01", []wire.Move{{LPN: "PAL-1", To: "L:B-01-01"}}, ""},
		{"a part of a pallet", "PAL-1 TEA =12 A-01-02", []wire.Move{{From: "P:PAL-1", SKU: "TEA", Status: "available", Quantity: 12, To: "L:A-01-02"}}, ""},
		{"a part by choice", "PAL-1 !1 TEA =12 A-01-02", []wire.Move{{From: "P:PAL-1", SKU: "TEA", Status: "available", Quantity: 12, To: "L:A-01-02"}}, ""},
		{"onto a pallet of the house", "A-01-02 TEA =5 U-0000001-7", []wire.Move{tea(5, "P:U-0000001-7")}, ""},
		{"onto what may be a pallet", "A-01-02 TEA =5 PX-9", nil, "Is PX-9 an LPN?; Scan again to confirm"},
		{"and is one", "A-01-02 TEA =5 PX-9 PX-9", []wire.Move{tea(5, "P:PX-9")}, ""},
		{"to where they are", "A-01-02 TEA A-01-02", nil, "It stands there already"},
		{"everything, when it is repeated", "A-01-02 !1 B-01-01", nil, "All of A-01-02 to B-01-01?; Scan again to confirm"},
		{"everything", "A-01-02 !1 B-01-01 B-01-01", []wire.Move{{From: "L:A-01-02", To: "L:B-01-01"}}, "All of A-01-02 to B-01-01"},
		{"what the worker carries", "!1 TEA B-01-01", []wire.Move{{From: "W:W1", SKU: "TEA", Status: "available", Quantity: 2, To: "L:B-01-01"}}, ""},
		{"another item's face", "A-01-02 TEA A-01-04", nil, "Wrong location; A-01-04 is kept for NUTS"},
		{"another class", "A-01-02 TEA C-01-01", nil, "Wrong location; C-01-01 is for chilled"},
		{"a closed place", "PAL-1 A-01-05", nil, "Wrong location; Location is blocked"},
		{"other goods than those in the hand", "A-01-02 TEA NUTS", nil, "First set down 16 x TEA; That is NUTS; Mixed nuts"},
		{"a place without goods", "A-01-03", nil, "Nothing is booked at A-01-03"},
		{"an order's tote", "T-1", nil, "Tote is in use; That is order O-0000001-7"},
		{"nobody knows it", "PAL-9", nil, "Unknown: PAL-9; Scan place or LPN"},
		{"goods first", "TEA", nil, "Scan place or LPN; That is TEA; Green tea, loose, 100 g tin"},
		{"a place that is not as told goes along", "A-01-02 TEA !full A-01-03 !1 B-01-01", []wire.Move{{From: "L:A-01-02", SKU: "TEA", Status: "available", Quantity: 16, To: "L:B-01-01",
			Surprise: wire.Surprise{At: "A-01-03", What: "occupied"}}}, ""},
		{"put back", "A-01-02 TEA !back", nil, "Put 16 x TEA back at A-01-02"},
	} {
		d := testDesk()
		posts, last := worked(t, d, &Move{}, shelf(), inputsOf(d, c.scans)...)
		if diff := cmp.Diff(moves(t, posts), c.want); diff != "" {
			t.Errorf("%s: got -, want +:\n%s", c.name, diff)
		}
		if c.note != "" && text(last) != c.note {
			t.Errorf("%s: told %q, want %q", c.name, text(last), c.note)
		}
	}
}

// TestMovingWithoutALink: the worker says what nobody knows.
func TestMovingWithoutALink(t *testing.T) {
	d := testDesk()
	d.Link = false
	posts, _ := worked(t, d, &Move{}, nil, inputsOf(d, "PAL-1 B-01-01 A-01-02 TEA =5 B-01-01 A-01-02 NUTS (10)N-1 =3 B-01-01 A-01-02 NUTS B-01-01")...)
	want := []wire.Move{{LPN: "PAL-1", To: "L:B-01-01"}, {From: "L:A-01-02", SKU: "TEA", Quantity: 5, To: "L:B-01-01"},
		{From: "L:A-01-02", SKU: "NUTS", Lot: "N-1", Quantity: 3, To: "L:B-01-01"}}
	if diff := cmp.Diff(moves(t, posts), want); diff != "" {
		t.Errorf("got -, want +:\n%s", diff)
	}
}

// TestLeadsDecideOnMoves: a lead is asked what others find on the safe screen.
func TestLeadsDecideOnMoves(t *testing.T) {
	problem := func(reasons ...string) *wire.Problem {
		p := &wire.Problem{Reason: "move.refused"}
		for _, r := range reasons {
			p.Details = append(p.Details, wire.Detail{Where: "TEA", Reason: r})
		}
		return p
	}
	base := wire.Move{From: "L:A-01-02", SKU: "TEA", Status: "available", Quantity: 16, To: "L:B-01-01"}
	with := func(edit func(m *wire.Move)) []wire.Move { m := base; edit(&m); return []wire.Move{m} }
	for _, c := range []struct {
		name    string
		roles   []string
		problem *wire.Problem
		choice  int
		want    []wire.Move
	}{
		{"a mover finds the safe screen", []string{"putaway"}, problem("stock.reserved"), 0, nil},
		{"a lead too, of what he cannot decide", []string{"supervisor"}, problem("stock.reserved", "task.claimed"), 0, nil},
		{"the reservation goes along", []string{"supervisor"}, problem("stock.reserved"), 1, with(func(m *wire.Move) { m.Reserved = "travel" })},
		{"the orders get others", []string{"supervisor"}, problem("stock.reserved"), 2, with(func(m *wire.Move) { m.Reserved = "elsewhere" })},
		{"it is brought back", []string{"supervisor"}, problem("stock.reserved"), 3, nil},
		{"the rules of the place are broken", []string{"admin"}, problem("location.weight"), 1, with(func(m *wire.Move) { m.Override = overridden })},
		{"both", []string{"admin"}, problem("location.weight", "stock.reserved"), 1, with(func(m *wire.Move) { m.Override, m.Reserved = overridden, "travel" })},
	} {
		d := testDesk()
		d.Roles = c.roles
		m := &Move{}
		posts, _ := worked(t, d, m, shelf(), inputsOf(d, "A-01-02 TEA =16 B-01-01")...)
		act := m.Handle(d, Input{Posted: &Posted{Name: posts[0].Name, Verb: "move", Problem: c.problem}})
		if act.Handled != (c.choice > 0) {
			t.Errorf("%s: handled %v", c.name, act.Handled)
			continue
		}
		var got []wire.Move
		if c.choice > 0 {
			got = moves(t, m.Handle(d, Input{Key: KeyChoice, Choice: c.choice}).Post)
		}
		if diff := cmp.Diff(got, c.want); diff != "" {
			t.Errorf("%s: got -, want +:\n%s", c.name, diff)
		}
	}
}

// TestLeadsMoveReservedGoods: he is asked at once what becomes of the orders.
func TestLeadsMoveReservedGoods(t *testing.T) {
	d := testDesk()
	d.Roles = []string{"supervisor"}
	posts, _ := worked(t, d, &Move{}, shelf(), inputsOf(d, "A-01-02 VASE B-01-01 !1")...)
	want := []wire.Move{{From: "L:A-01-02", SKU: "VASE", Status: "available", Quantity: 3, To: "L:B-01-01", Reserved: "travel"}}
	if diff := cmp.Diff(moves(t, posts), want); diff != "" {
		t.Errorf("got -, want +:\n%s", diff)
	}
}

// TestWhatStaysOfAMoveIsTold, once all that one command can move has been sent again.
func TestWhatStaysOfAMoveIsTold(t *testing.T) {
	d := testDesk()
	m := &Move{}
	posts, _ := worked(t, d, m, shelf(), inputsOf(d, "A-01-02 !1 B-01-01 B-01-01")...)
	left := []wire.Remains{{SKU: "VASE", Quantity: 3, Reason: "stock.reserved"}}
	more, _ := json.Marshal(wire.Moved{Left: left, More: true})
	act := m.Handle(d, Input{Posted: &Posted{Name: posts[0].Name, Verb: "move", Result: more}})
	if len(act.Post) != 1 || len(m.Stays) > 0 {
		t.Fatalf("with more to come: posted %+v, stays %+v", act.Post, m.Stays)
	}
	last, _ := json.Marshal(wire.Moved{Left: left})
	m.Handle(d, Input{Posted: &Posted{Name: act.Post[0].Name, Verb: "move", Result: last}})
	if want := []stay{{"VASE", 3, "stock.reserved"}}; !slices.Equal(m.Stays, want) {
		t.Errorf("told to stay: %+v, want %+v", m.Stays, want)
	}
}
