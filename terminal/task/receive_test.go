package task

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/ui"
)

// worked plays inputs on a job and gives what was posted. Questions are answered by the backend; without one there is no link.
func worked(t *testing.T, d Desk, job Job, b Backend, inputs ...Input) (posts []Post, last ui.Note) {
	t.Helper()
	for len(inputs) > 0 {
		in := inputs[0]
		inputs = inputs[1:]
		kept, err := json.Marshal(job) // each step survives a kill
		if err != nil {
			t.Fatal(err)
		}
		twinDesk := d
		if l, ok := d.Numbers.(*leased); ok {
			twinDesk.Numbers = &leased{slices.Clone(l.left)}
		}
		act := job.Handle(d, in)
		again, err := Decode(job.Kind(), kept)
		if err != nil {
			t.Fatal(err)
		}
		if twin := again.Handle(twinDesk, in); len(twin.Post) != len(act.Post) || twin.Note.Tone != act.Note.Tone {
			t.Errorf("after a kill %+v gives %d posts, tone %d; want %d, %d", in, len(twin.Post), twin.Note.Tone, len(act.Post), act.Note.Tone)
		}
		posts = append(posts, act.Post...)
		if len(act.Note.Text) > 0 {
			last = act.Note
		}
		if act.Ask != nil {
			if b == nil {
				t.Fatalf("%s is asked without a link", act.Ask.Name)
			}
			v, err := act.Ask.Do(context.Background(), b)
			inputs = append([]Input{{Answer: &Answer{Name: act.Ask.Name, Value: v, Err: err}}}, inputs...)
		}
	}
	return posts, last
}

// text is a note in English.
func text(n ui.Note) string {
	var out []string
	for _, t := range n.Text {
		out = append(out, t.In(ui.English))
	}
	return strings.Join(out, "; ")
}

// backend is the service as these tests need it; what a test does not set is not there.
type backend struct {
	Backend
	expected []wire.ExpectedLine
	order    wire.PurchaseOrder
	notice   wire.ASN
	lots     []wire.Lot
	contents map[string]wire.Contents
	places   []wire.Suggestion
}

func (b *backend) Expected(_ context.Context, _ string, q wire.Query) (out []wire.ExpectedLine, _ error) {
	for _, l := range b.expected {
		if l.Number == q.Filter["reference"] || l.SKU == q.Filter["sku"] || (l.LPN != "" && l.LPN == q.Filter["lpn"]) {
			out = append(out, l)
		}
	}
	return out, nil
}

func (b *backend) PurchaseOrder(context.Context, string, string) (wire.PurchaseOrder, error) {
	return b.order, nil
}
func (b *backend) ASN(context.Context, string, string) (wire.ASN, error) { return b.notice, nil }

func (b *backend) Lookup(_ context.Context, _, code string) (out wire.Lookup, _ error) {
	for _, l := range b.lots {
		if l.Number == code {
			out.Meanings = append(out.Meanings, wire.Meaning{Kind: "lot", ID: l.Number, SKU: l.SKU, Lot: &l})
		}
	}
	return out, nil
}

func (b *backend) Contents(_ context.Context, _, holder string) (wire.Contents, error) {
	c, ok := b.contents[holder]
	if !ok {
		return c, fault.NotFound("lpn.unknown", "there is no LPN %s", holder)
	}
	return c, nil
}

func (b *backend) Suggest(context.Context, string, wire.Balance, int) ([]wire.Suggestion, error) {
	return b.places, nil
}

// lorry is a service that expects order 7 of tea and nuts and a notice of a pallet.
func lorry() *backend {
	return &backend{expected: []wire.ExpectedLine{{Document: documentPO, Number: "PO-7", Supplier: "ACME", Line: 1, SKU: "TEA", Ordered: 100, Open: 100},
		{Document: documentPO, Number: "PO-7", Supplier: "ACME", Line: 2, SKU: "NUTS", Ordered: 20, Open: 20},
		{Document: documentASN, Number: "ASN-3", Supplier: "ZEN", Line: 1, SKU: "NUTS", Ordered: 12, Open: 12, LPN: "340123450000000017"}},
		order: wire.PurchaseOrder{Number: "PO-7", Supplier: "ACME", Tolerance: wire.Tolerance{OverPercent: 10},
			Lines: []wire.PurchaseLine{{Line: 1, SKU: "TEA", Ordered: 100}, {Line: 2, SKU: "NUTS", Ordered: 20}, {Line: 3, SKU: "TEA", Ordered: 10}}},
		notice: wire.ASN{Number: "ASN-3", Supplier: "ZEN", Lines: []wire.ASNLine{{Line: 1, SKU: "NUTS", Quantity: 12, Lot: "N-NEW", Expiry: "2026-08-20", LPN: "340123450000000017"}}},
		lots:   []wire.Lot{{SKU: "NUTS", Number: "N-OLD", Expiry: "2026-07-31"}}}
}

// received are the commands of posts.
func received(t *testing.T, posts []Post) (out []wire.Receive) {
	t.Helper()
	for _, p := range posts {
		in, ok := p.In.(wire.Receive)
		if !ok || p.Verb != "receive" || p.InHand.Empty() || p.Chain == "" {
			t.Errorf("posted %+v, want a receive with a chain and words for the goods in hand", p)
		}
		out = append(out, in)
	}
	return out
}

func enter() Input { return Input{Key: KeyConfirm} }

// TestScansOfAReceiptLine counts what a worker does for a plain line: by its product two scans, by its order three.
func TestScansOfAReceiptLine(t *testing.T) {
	want := []wire.Receive{{PurchaseOrder: "PO-7", Line: 1, SKU: "TEA", Quantity: 1, Dock: "D-1"}}
	for name, inputs := range map[string]func(d Desk) []Input{
		"by product":                func(d Desk) []Input { return []Input{scanOf(d, "TEA"), scanOf(d, "D-1")} },
		"by order":                  func(d Desk) []Input { return []Input{scanOf(d, "PO-7"), scanOf(d, "TEA"), scanOf(d, "D-1")} },
		"by order, Enter for loose": func(d Desk) []Input { return []Input{scanOf(d, "PO-7"), scanOf(d, "TEA"), enter()} },
	} {
		d := testDesk()
		posts, _ := worked(t, d, &Receive{}, lorry(), inputs(d)...)
		if diff := cmp.Diff(received(t, posts), want); diff != "" {
			t.Errorf("%s: got -, want +:\n%s", name, diff)
		}
	}
}

// TestReceivedGoods: quantity, packs, lots, dates, serials, weights, pallets, and what is told on the way.
func TestReceivedGoods(t *testing.T) {
	po := func(r wire.Receive) wire.Receive {
		r.PurchaseOrder, r.Dock = "PO-2026-000712", "D-1"
		return r
	}
	for _, c := range []struct {
		name  string
		on    *delivery
		scans string // typed when they begin with =, keys with !
		want  []wire.Receive
		note  string
	}{
		{"a scan more is one more, a case what it holds", order7(), "TEA TEA 14006381333938 !enter", []wire.Receive{po(wire.Receive{Line: 1, SKU: "TEA", Quantity: 14})}, "14 x TEA booked"},
		{"typed", order7(), "TEA =60 !enter", []wire.Receive{po(wire.Receive{Line: 1, SKU: "TEA", Quantity: 60})}, ""},
		{"what one line does not expect goes to the next of the item, then to what both tolerate", order7(), "TEA =123 !enter",
			[]wire.Receive{po(wire.Receive{Line: 1, SKU: "TEA", Quantity: 70}), po(wire.Receive{Line: 7, SKU: "TEA", Quantity: 53})}, ""},
		{"more than may come is told before it is sent", order7(), "TEA =130 !enter", nil, "5 too many; Enter again: send it all the same"},
		{"and sent if the worker insists", order7(), "TEA =130 !enter !enter",
			[]wire.Receive{po(wire.Receive{Line: 1, SKU: "TEA", Quantity: 75}), po(wire.Receive{Line: 7, SKU: "TEA", Quantity: 55})}, ""},
		{"lot and expiry as two codes behind the item", order7(), "NUTS (10)L-7 (17)260901 =20 !enter",
			[]wire.Receive{po(wire.Receive{Line: 2, SKU: "NUTS", Quantity: 20, Lot: "L-7", Expiry: "2026-09-01"})}, ""},
		{"and before it", order7(), "(10)L-7 (17)260901 NUTS !enter", []wire.Receive{po(wire.Receive{Line: 2, SKU: "NUTS", Quantity: 1, Lot: "L-7", Expiry: "2026-09-01"})}, ""},
		{"all in one code", order7(), "(01)06901234567892(10)L-7(17)260901(30)12 !enter",
			[]wire.Receive{po(wire.Receive{Line: 2, SKU: "NUTS", Quantity: 12, Lot: "L-7", Expiry: "2026-09-01"})}, ""},
		{"the production date where only that is printed", order7(), "NUTS L-7 !made =260301 !enter",
			[]wire.Receive{po(wire.Receive{Line: 2, SKU: "NUTS", Quantity: 1, Lot: "L-7", Expiry: "2026-08-28", Production: "2026-03-01"})}, ""},
		{"a known lot brings its date", order7(), "NUTS N-OLD =20 !enter", []wire.Receive{po(wire.Receive{Line: 2, SKU: "NUTS", Quantity: 20, Lot: "N-OLD", Expiry: "2026-07-31"})}, ""},
		{"and another date is told", order7(), "NUTS (10)N-OLD(17)260901", nil, "This lot is known with another date"},
		{"the worker says which is right", order7(), "NUTS (10)N-OLD(17)260901 !1 !enter",
			[]wire.Receive{po(wire.Receive{Line: 2, SKU: "NUTS", Quantity: 1, Lot: "N-OLD", Expiry: "2026-07-31"})}, ""},
		{"a date that is none", order7(), "NUTS L-7 =261301", nil, "Date not valid; That is a number: 261301"},
		{"what is too old cannot be booked by chance", order7(), "NUTS L-7 =260320 !enter !enter", nil, "Choose an action"},
		{"a supervisor takes it", order7(), "NUTS L-7 =260320 !3 !enter",
			[]wire.Receive{po(wire.Receive{Line: 2, SKU: "NUTS", Quantity: 1, Lot: "L-7", Expiry: "2026-03-20", Override: overrideReason})}, ""},
		{"broken goods may be old", order7(), "NUTS L-7 =260320 !damaged !enter",
			[]wire.Receive{po(wire.Receive{Line: 2, SKU: "NUTS", Quantity: 1, Lot: "L-7", Expiry: "2026-03-20", Damaged: true})}, ""},
		{"a place is no lot, unless it is scanned again", order7(), "SCREWS A-01-02", nil, "Is that the lot?; That is location A-01-02; Scan again to confirm"},
		{"a lot that looks like a place", order7(), "SCREWS A-01-02 A-01-02 !enter", []wire.Receive{po(wire.Receive{Line: 6, SKU: "SCREWS", Quantity: 1, Lot: "A-01-02"})}, ""},
		{"serials one by one, none twice", order7(), "PHONE S1 S2 S1 !enter", []wire.Receive{po(wire.Receive{Line: 4, SKU: "PHONE", Quantity: 2, Serials: []string{"S1", "S2"}})}, ""},
		{"a serial is not typed as a number of units", order7(), "PHONE =2 !enter", []wire.Receive{po(wire.Receive{Line: 4, SKU: "PHONE", Quantity: 1, Serials: []string{"2"}})}, ""},
		{"weighed goods", order7(), "HAM =1250 !enter", []wire.Receive{po(wire.Receive{Line: 5, SKU: "HAM", Quantity: 1250, Grams: 1250})}, ""},
		{"pieces, and what they weigh", &delivery{Supplier: "ACME"}, "GOUDA GOUDA !enter =3 =3720 !enter", []wire.Receive{{Supplier: "ACME", SKU: "GOUDA", Quantity: 3, Grams: 3720, Dock: "D-1"}}, ""},
		{"their weight is asked for", &delivery{Supplier: "ACME"}, "GOUDA =3 !enter", nil, "Enter weight (g)"},
		{"one piece more: they are weighed anew", &delivery{Supplier: "ACME"}, "GOUDA =1300 GOUDA !enter", nil, "Enter weight (g)"},
		{"onto a pre-printed LPN, and the next onto the same", order7(), "TEA LPN-77 SCREWS L-1 !enter",
			[]wire.Receive{po(wire.Receive{Line: 1, SKU: "TEA", Quantity: 1, LPN: "LPN-77"}), po(wire.Receive{Line: 6, SKU: "SCREWS", Quantity: 1, Lot: "L-1", LPN: "LPN-77"})}, ""},
		{"an unknown number becomes an LPN when it is scanned again", order7(), "TEA PAL-1", nil, "New LPN PAL-1?; Scan again to confirm"},
		{"a number of this device's own", order7(), "TEA !label !enter", []wire.Receive{po(wire.Receive{Line: 1, SKU: "TEA", Quantity: 1, LPN: "U-0000001-7"})}, ""},
		{"no number left", order7(), "TEA !label !label", nil, "No LPN numbers left"},
		{"a tote stays a tote", order7(), "TEA TOTE-5", []wire.Receive{po(wire.Receive{Line: 1, SKU: "TEA", Quantity: 1, LPN: "TOTE-5", LPNKind: "tote"})}, ""},
		{"other goods in between are told", order7(), "TEA SCREWS", nil, "1 x TEA not booked yet; Scan it again: books that, goes on"},
		{"and again book what is in hand", order7(), "TEA SCREWS SCREWS L-1 !enter",
			[]wire.Receive{po(wire.Receive{Line: 1, SKU: "TEA", Quantity: 1}), po(wire.Receive{Line: 6, SKU: "SCREWS", Quantity: 1, Lot: "L-1"})}, ""},
		{"a shelf is no dock", order7(), "TEA A-01-02", nil, "A-01-02 is no dock; Dock or staging"},
		{"another dock", order7(), "TEA D-2", []wire.Receive{{PurchaseOrder: "PO-2026-000712", Line: 1, SKU: "TEA", Quantity: 1, Dock: "D-2"}}, ""},
		{"not approved", &delivery{Supplier: "ACME"}, "SODA", nil, "SODA is not approved; Put it aside, tell your lead"},
		{"nobody announced it", &delivery{Supplier: "ACME"}, "TEA !enter", []wire.Receive{{Supplier: "ACME", SKU: "TEA", Quantity: 1, Dock: "D-1"}}, ""},
		{"as announced with three Enters", notice3(), "NUTS !enter =12 !enter",
			[]wire.Receive{{ASN: "ASN-3", Line: 1, SKU: "NUTS", Quantity: 12, Lot: "N-NEW", Expiry: "2026-08-20", Dock: "D-1"}}, ""},
		{"the line that names the lot", notice3(), "NUTS (10)N-OLD =8 !enter", []wire.Receive{{ASN: "ASN-3", Line: 2, SKU: "NUTS", Quantity: 8, Lot: "N-OLD", Expiry: "2026-07-31", Dock: "D-1"}}, ""},
		{"a whole pallet", notice3(), "340123450000000017 !enter",
			[]wire.Receive{{ASN: "ASN-3", Line: 1, SKU: "NUTS", Quantity: 12, Lot: "N-NEW", Expiry: "2026-08-20", Dock: "D-1", LPN: "340123450000000017"}}, ""},
		{"nobody knows the barcode: it is on the list", order7(), "4000000000006 !1 !1 !enter", []wire.Receive{po(wire.Receive{Line: 1, SKU: "TEA", Quantity: 1})}, ""},
		{"an unreadable label: it is on the list", order7(), "?? !1 !1 =5 !enter", []wire.Receive{po(wire.Receive{Line: 1, SKU: "TEA", Quantity: 5})}, ""},
		{"it is set aside", order7(), "?? !3", nil, "Put it aside, tell your lead"},
	} {
		d := testDesk()
		posts, last := worked(t, d, &Receive{Delivery: c.on}, lorry(), inputsOf(d, c.scans)...)
		if diff := cmp.Diff(received(t, posts), c.want); diff != "" {
			t.Errorf("%s: got -, want +:\n%s", c.name, diff)
		}
		if c.note != "" && text(last) != c.note {
			t.Errorf("%s: told %q, want %q", c.name, text(last), c.note)
		}
	}
}

// inputsOf reads scans as a table writes them: =17 is typed, !enter a key, !1 a choice, all else scanned.
func inputsOf(d Desk, line string) (out []Input) {
	keys := map[string]Key{"enter": KeyConfirm, "made": KeySwap, "damaged": KeyShort, "label": KeyLabel, "skip": KeySkip, "done": KeyDone, "back": KeyBack, "full": KeyFull}
	for _, w := range strings.Fields(line) {
		switch {
		case w[0] == '=':
			out = append(out, typedOf(d, w[1:]))
		case w[0] == '!' && keys[w[1:]] != "":
			out = append(out, Input{Key: keys[w[1:]]})
		case w[0] == '!':
			out = append(out, Input{Key: KeyChoice, Choice: int(w[1] - '0')})
		default:
			out = append(out, scanOf(d, w))
		}
	}
	return out
}

// TestDeliveriesAreFound by whatever is in the receiver's hand.
func TestDeliveriesAreFound(t *testing.T) {
	for _, c := range []struct{ scans, screen, note string }{
		{"PO-7", "PO-7", "Delivery PO-7; ACME"},
		{"TEA", "PO-7", "Right item"},
		{"340123450000000017", "ASN-3", "Count: as announced?"},
		{"NUTS", "Receive", "Several matches, choose"},
		{"NUTS !2", "ASN-3", "Right item"},
		{"PO-99", "Receive", "No open PO, ASN, pallet or item"},
		{"PO-99 PO-7", "PO-7", "Delivery PO-7; ACME"},
		{"PO-99 !1 =acme", "ACME", "Delivery ACME"},
		{"PHONE !1 ACME", "ACME", "Right item"},
		{"D-2 PO-7", "PO-7", "Delivery PO-7; ACME"},
		{"K-1", "Receive", "K-1 is no dock; Dock or staging"},
		{"PO-7 340123450000000017", "PO-7", "Now onto 340123450000000017"}, // a pallet of another delivery is an LPN like any
		{"PO-7 PHONE", "PO-7", "PHONE is not on PO-7; Scan again: find its delivery"},
		{"PO-7 PHONE PHONE", "PO-7", "Nobody waits for PHONE; Put it aside, tell your lead"},
		{"PO-7 !done", "PO-7", "Delivery PO-7; ACME"},
		{"PO-7 !done !done", "Receive", "PO-7 left"},
		{"PO-7 TEA !back", "PO-7", "TEA not booked"},
		{"PO-7 TEA !back !back", "Receive", "PO-7 left"},
	} {
		d, r := testDesk(), &Receive{}
		_, last := worked(t, d, r, lorry(), inputsOf(d, c.scans)...)
		if got := r.Screen(d).Title.In(ui.English); got != c.screen || text(last) != c.note {
			t.Errorf("%s: %q, %q; want %q, %q", c.scans, got, text(last), c.screen, c.note)
		}
	}
}

// TestReceivingWithoutALink: an opened delivery is carried to its end; the service is asked nothing.
func TestReceivingWithoutALink(t *testing.T) {
	d := testDesk()
	d.Link = false
	r := &Receive{Delivery: order7()}
	posts, _ := worked(t, d, r, nil, inputsOf(d, "TEA =60 !enter NUTS L-7 =260901 =20 !enter PHONE S1 !enter !done !done")...)
	if got := len(received(t, posts)); got != 3 {
		t.Errorf("%d runs booked, want 3", got)
	}
	for _, p := range posts {
		if p.Waits {
			t.Errorf("%+v waits for the service", p)
		}
	}
}

// TestReceiptIsOneAndRefusedGoodsHaveNotCome: the receipt the service names is used from then on; what it refuses is
// expected still.
func TestReceiptIsOneAndRefusedGoodsHaveNotCome(t *testing.T) {
	d := testDesk()
	r := &Receive{Delivery: order7()}
	posts, _ := worked(t, d, r, lorry(), inputsOf(d, "TEA =60 !enter")...)
	if left := r.Delivery.Lines[0].left(); left != 0 {
		t.Errorf("%d left on the line, want 0", left)
	}
	if act := r.Handle(d, Input{Posted: &Posted{Name: posts[0].Name, Verb: "receive", Problem: &wire.Problem{Reason: "receipt.over"}}}); act.Handled {
		t.Error("the refusal is handled silently, want the safe screen")
	}
	if left := r.Delivery.Lines[0].left(); left != 60 {
		t.Errorf("%d left on the line after the refusal, want 60", left)
	}
	stale := r.Delivery.Lines[0]
	fresh := *r.Delivery
	fresh.Lines = slices.Clone(fresh.Lines)
	fresh.Lines[0].Received = 95 // somebody else has booked on it meanwhile
	r.Sent = []sentRun{{Name: "receive 9", Document: fresh.chain(), Line: stale.Line, Quantity: 2}}
	r.Handle(d, Input{Answer: &Answer{Name: "refresh", Value: fresh}})
	if left := r.Delivery.Lines[0].left(); left != 3 {
		t.Errorf("%d left on the line as the service has it with what is on its way, want 3", left)
	}
	r.Delivery.Lines[0], r.Sent = stale, nil
	posts, _ = worked(t, d, r, lorry(), inputsOf(d, "TEA =10 !enter")...)
	answer, _ := json.Marshal(wire.Received{Receipt: "R-0000001-7"})
	r.Handle(d, Input{Posted: &Posted{Name: posts[0].Name, Verb: "receive", Result: answer}})
	posts, _ = worked(t, d, r, lorry(), inputsOf(d, "TEA =10 !enter")...)
	if got := received(t, posts)[0].Receipt; got != "R-0000001-7" {
		t.Errorf("the next run goes to receipt %q, want the one the service named", got)
	}
	if len(r.Sent) != 1 {
		t.Errorf("%d runs wait for an answer, want 1", len(r.Sent))
	}
}

// TestSampleIsPutAside: the worker is told at once, with the radio off too, and the next scan counts.
func TestSampleIsPutAside(t *testing.T) {
	d := testDesk()
	d.Link = false
	r := &Receive{Delivery: &delivery{Document: documentPO, Number: "PO-1", Lines: []deliveryLine{{Line: 1, SKU: "VASE", Ordered: 9}, {Line: 2, SKU: "TEA", Ordered: 9}}}}
	worked(t, d, r, nil, inputsOf(d, "VASE =9 !enter")...)
	if want := (&sample{SKU: "VASE", Units: 2, At: "D-1"}); cmp.Diff(r.Sample, want) != "" {
		t.Errorf("the sample is %+v, want %+v", r.Sample, want)
	}
	worked(t, d, r, nil, inputsOf(d, "TEA")...)
	if r.Run == nil || r.Run.SKU != "TEA" {
		t.Errorf("the scan on the sample's screen gave %+v, want tea in hand", r.Run)
	}
}
