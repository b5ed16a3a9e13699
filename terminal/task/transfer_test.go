package task

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

// yard is the shelf's service with an open transfer.
type yard struct {
	*backend
	open []wire.TransferView
}

func (y *yard) Transfers(context.Context, string, wire.Query) (wire.Page[wire.TransferView], error) {
	return wire.Page[wire.TransferView]{Items: y.open}, nil
}

func (y *yard) TransferOf(_ context.Context, _, id string) (wire.TransferView, error) {
	for _, t := range y.open {
		if t.Transfer == id {
			return t, nil
		}
	}
	return wire.TransferView{}, fault.NotFound("transfer.unknown", "there is no transfer %s", id)
}

func atYard() *yard {
	t := lorryTo(func(*Transfer) {})
	b := shelf()
	b.contents["P:PAL-5"] = wire.Contents{LPN: &wire.LPN{ID: "PAL-5", Kind: "pallet"}, Balances: []wire.Balance{{SKU: "TEA", Holder: "P:PAL-5", OnHand: 60}}}
	b.contents["P:PAL-6"] = wire.Contents{LPN: &wire.LPN{ID: "PAL-6", Kind: "pallet"}, Balances: []wire.Balance{{SKU: "VASE", Holder: "P:PAL-6", OnHand: 6}}}
	return &yard{b, []wire.TransferView{{Transfer: t.ID, To: t.To, State: "open", Lines: t.Lines}, {Transfer: "X-0000002-4", To: "GZ1", State: "sent"}}}
}

// TestLoadedForATransfer: what is scanned at the lorry, and what is told of it.
func TestLoadedForATransfer(t *testing.T) {
	send := func(more string) string { return `send {"transfer":"X-0000001-7",` + more + `}` }
	for _, c := range []struct {
		name, scans string
		want        []string
		note        string
	}{
		{"chosen by its line", "!1 PAL-1", []string{send(`"lpn":"PAL-1"`)}, "On it: PAL-1"},
		{"or its number", "X-0000001-7 PAL-1", []string{send(`"lpn":"PAL-1"`)}, "On it: PAL-1"},
		{"that has left", "X-0000002-4", nil, "Transfer is not at this step; X-0000002-4"},
		{"that nobody knows", "X-0000009-3", nil, "Not known here; there is no transfer X-0000009-3; X-0000009-3"},
		{"goods are no transfer", "TEA", nil, "Choose a transfer, or scan its number; That is TEA; Green tea, loose, 100 g tin"},
		{"goods from where they are reserved", "!1 (01)06901234567892(10)N-1 !enter", []string{send(`"from":"L:A-01-02","sku":"NUTS","lot":"N-1","quantity":6`)}, "On it: 6 x NUTS"},
		{"which of two places", "!1 NUTS !2 !enter", []string{send(`"from":"L:A-01-03","sku":"NUTS","lot":"N-2","quantity":4`)}, ""},
		{"fewer of them", "!1 NUTS !1 =2 !enter", []string{send(`"from":"L:A-01-02","sku":"NUTS","lot":"N-1","quantity":2`)}, ""},
		{"more than are wanted", "!1 NUTS !1 =11", nil, "Too many; Only 10 needed"},
		{"other goods of the item", "!1 D-1 NUTS (10)N-9 =3 !enter", []string{send(`"from":"L:D-1","sku":"NUTS","lot":"N-9","quantity":3`)}, ""},
		{"the lot is needed", "!1 D-1 NUTS !enter", nil, "Scan or type lot"},
		{"goods that are reserved nowhere", "!1 PHONE", nil, "First scan where it lies; PHONE"},
		{"each serial number", "!1 D-1 PHONE A-1 A-2 !enter", []string{send(`"from":"L:D-1","sku":"PHONE","quantity":2,"serials":["A-1","A-2"]`)}, ""},
		{"the same twice", "!1 D-1 PHONE A-1 A-1", nil, "Already scanned; A-1"},
		{"goods nobody wants there", "!1 VASE", nil, "Not wanted on X-0000001-7; That is VASE; Vase"},
		{"a pallet of more than is wanted", "!1 PAL-5", nil, "Only 40 of its 60 wanted; Scan the goods"},
		{"a part of it", "!1 PAL-5 TEA !enter", []string{send(`"from":"P:PAL-5","sku":"TEA","quantity":40`)}, ""},
		{"a pallet of other goods", "!1 PAL-6", nil, "Not wanted on X-0000001-7; That is VASE"},
		{"an order's tote", "!1 T-1", nil, "Tote is in use; That is order O-0000001-7"},
		{"an empty pallet", "!1 PAL-2", nil, "This LPN is empty; PAL-2"},
		{"what is on it already", "!1 PAL-1 TEA", []string{send(`"lpn":"PAL-1"`)}, "TEA: all of it is on"},
		{"nothing is on it", "!1 !done", nil, "Nothing loaded yet"},
		{"not answered yet", "!1 PAL-1 !done", []string{send(`"lpn":"PAL-1"`)}, "Not answered yet: 1. Wait"},
		{"goods in the hand first", "!1 NUTS !1 !done", nil, "Enter first: 6 x NUTS"},
	} {
		d := testDesk()
		posts, last := worked(t, d, &Transfer{}, atYard(), append([]Input{{Began: true}}, inputsOf(d, c.scans)...)...)
		if diff := cmp.Diff(countsOf(t, posts), c.want); diff != "" {
			t.Errorf("%s: got -, want +:\n%s", c.name, diff)
		}
		if c.note != "" && text(last) != c.note {
			t.Errorf("%s: told %q, want %q", c.name, text(last), c.note)
		}
	}
}

// TestLorryLeaves when it is said twice, with what is missing told first.
func TestLorryLeaves(t *testing.T) {
	d := testDesk()
	x := lorryTo(func(x *Transfer) { x.Lines[0].Sent = 40 })
	_, last := worked(t, d, x, nil, inputsOf(d, "!done")...)
	if got := text(last); got != "Missing: 12. Back into stock" {
		t.Errorf("told %q", got)
	}
	posts, _ := worked(t, d, x, nil, inputsOf(d, "!enter !done !done")...)
	if got := countsOf(t, posts); !slices.Equal(got, []string{`dispatch {"transfer":"X-0000001-7"}`}) || !posts[0].Waits {
		t.Fatalf("posted %q", got)
	}
	act := x.Handle(d, Input{Posted: &Posted{Name: "dispatch", Verb: "dispatch", Result: json.RawMessage(`{"transfer":"X-0000001-7","more":true}`)}})
	if len(act.Post) != 1 || act.End {
		t.Errorf("with more to give back: %+v", act)
	}
	act = x.Handle(d, Input{Posted: &Posted{Name: "dispatch", Verb: "dispatch", Result: json.RawMessage(`{"transfer":"X-0000001-7","state":"sent","asn":"SH1-X-1","units":40}`)}})
	if got := text(act.Note); !act.End || got != "40 on their way to BJ1; Notice SH1-X-1" {
		t.Errorf("ended %v, told %q", act.End, got)
	}
}

// TestRefusedGoodsComeOffTheLorry: they are missing again, and named until they are read.
func TestRefusedGoodsComeOffTheLorry(t *testing.T) {
	d := testDesk()
	d.Link = false
	x := lorryTo(func(*Transfer) {})
	posts, last := worked(t, d, x, nil, inputsOf(d, "PAL-1")...)
	if len(posts) > 0 || text(last) != "All that is on PAL-1?; Scan again to confirm" {
		t.Errorf("without a link: posted %+v, told %q", posts, text(last))
	}
	posts, _ = worked(t, d, x, nil, inputsOf(d, "NUTS !1 !enter")...)
	act := x.Handle(d, Input{Posted: &Posted{Name: posts[0].Name, Verb: "send", Problem: &wire.Problem{Reason: "send.refused", Details: []wire.Detail{{Where: "NUTS", Reason: "stock.short"}}}}})
	if _, missing := x.totals(); !act.Handled || missing != 52 || len(x.Off) != 1 || text(act.Note) != "Not enough stock; 6 x NUTS" {
		t.Errorf("after the refusal: handled %v, %d missing, off %+v, told %q", act.Handled, missing, x.Off, text(act.Note))
	}
}
