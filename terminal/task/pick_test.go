package task

import (
	"encoding/json"
	"testing"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/ui"
)

// pickOf is a trip of one order with a step of three tins of tea, and what more a test wants.
func pickOf(sku, lot string, quantity int64, more ...wire.TripStep) *Pick {
	step := wire.TripStep{TaskStep: wire.TaskStep{Ref: wire.Ref{Order: "O-1", Line: 1}, SKU: sku, Lot: lot, From: "L:A-01-02", Location: "A-01-02", Quantity: quantity, Slot: 1}}
	return &Pick{errand: errand{Task: "T-1"}, Trip: &wire.Trip{Task: "T-1", Orders: []string{"O-1"}}, Steps: append([]wire.TripStep{step}, more...)}
}

// pickScans gives a pick scans one after the other, each to the job as it comes back from the disk, and tells the notes'
// keys and what was posted.
func pickScans(t *testing.T, p *Pick, inputs ...Input) (*Pick, []string, []Post) {
	t.Helper()
	d := testDesk()
	var notes []string
	var posts []Post
	for _, in := range inputs {
		kept, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Decode("pick", kept)
		if err != nil {
			t.Fatal(err)
		}
		p = back.(*Pick)
		act := p.Handle(d, in)
		key := ""
		if len(act.Note.Text) > 0 {
			key = act.Note.Text[0].Key
		}
		notes, posts = append(notes, key), append(posts, act.Post...)
	}
	return p, notes, posts
}

func texts(codes ...string) (out []Input) {
	for _, c := range codes {
		out = append(out, scanOf(testDesk(), c))
	}
	return out
}

func posted[T any](t *testing.T, posts []Post, i int) T {
	t.Helper()
	if i >= len(posts) {
		t.Fatalf("only %d commands were posted: %+v", len(posts), posts)
	}
	in, ok := posts[i].In.(T)
	if !ok {
		t.Fatalf("posted %T", posts[i].In)
	}
	return in
}

// What is scanned as the tote: everything with a number of its own, and nothing that is something else.
func TestPickWhatIsNoTote(t *testing.T) {
	for _, tc := range []struct {
		what, code, note string
		got              int64
	}{
		{"lot and date printed beside the item", "(10)N-JUNE(17)260901", "pick.lot_right", 3},
		{"the other lot printed beside the item", "(10)N-MAY(17)260901", "reason.scan.wrong_lot", 0},
		{"a date that has passed", "(17)260101", "reason.lot.expired", 0},
		{"a parcel", "P-0000001-7", "reason.scan.wrong_item", 3},
		{"a number of the house with a wrong digit", "T-0000012-2", "reason.scan.wrong_item", 3},
		{"a carton's waybill", "SF1234567890123", "scan.was_waybill", 3},
	} {
		p, notes, posts := pickScans(t, pickOf("NUTS", "N-JUNE", 3), texts("6901234567892", tc.code)...)
		if len(posts) > 0 || notes[1] != tc.note || p.Got != tc.got {
			t.Errorf("%s: note %q, want %q; in hand %d, want %d; posted %+v", tc.what, notes[1], tc.note, p.Got, tc.got, posts)
		}
	}
	_, _, posts := pickScans(t, pickOf("TEA", "", 3), texts("4006381333931", "SF1234567890123", "SF1234567890123")...)
	if got := posted[wire.Pick](t, posts, 0).Tote; got != "SF1234567890123" {
		t.Errorf("after the same scan again: into %q", got)
	}
}

// A serial number that is printed as a code of its own, in elements or plain.
func TestPickSerialsBesideTheItem(t *testing.T) {
	p, notes, posts := pickScans(t, pickOf("PHONE", "", 2), texts("4012345678901", "(21)A-1", "4012345678901", "S/N 77", "4012345678901")...)
	if p.Got != 2 || notes[4] != "reason.qty.too_many" || len(posts) > 0 {
		t.Fatalf("in hand %d, notes %q, posted %+v", p.Got, notes, posts)
	}
	_, _, posts = pickScans(t, p, texts("TOTE-9")...)
	if got := posted[wire.Pick](t, posts, 0); got.Quantity != 2 || len(got.Serials) != 2 || got.Serials[0] != "A-1" || got.Serials[1] != "S/N 77" {
		t.Errorf("posted %+v", got)
	}
	_, notes, _ = pickScans(t, pickOf("PHONE", "", 2), texts("4012345678901", "A-01-03", "4006381333931")...)
	if notes[1] != "prompt.scan_serial" || notes[2] != "prompt.scan_serial" {
		t.Errorf("a place and another item are taken for serial numbers: %q", notes)
	}
}

// The first scan stands for all units, so who finds fewer says how many they are: they are kept, the rest is short.
func TestPickShortAfterTheFirstScanKeepsWhatIsInTheHand(t *testing.T) {
	tea := pickOf("TEA", "", 3)
	tea.Totes = map[int]string{1: "TOTE-9"}
	inputs := append(texts("4006381333931"), Input{Key: KeyShort}, typedOf(testDesk(), "2"), Input{Key: KeyChoice, Choice: 1})
	p, _, posts := pickScans(t, tea, inputs...)
	if got := posted[wire.Pick](t, posts, 0); got.Quantity != 2 || got.Tote != "TOTE-9" {
		t.Errorf("picked %+v", got)
	}
	posted[wire.Short](t, posts, 1)
	if len(p.Steps) != 0 || p.Shorts != 1 {
		t.Errorf("%d steps left, %d shorts", len(p.Steps), p.Shorts)
	}
	p, notes, posts := pickScans(t, pickOf("TEA", "", 3), append(texts("4006381333931"), Input{Key: KeyShort}, Input{Key: KeyConfirm}, typedOf(testDesk(), "9"), typedOf(testDesk(), "3"))...)
	if p.Short != nil || p.Got != 3 || len(posts) > 0 || notes[2] != "short.in_hand" || notes[3] != "reason.qty.too_many" || notes[4] != "short.none_missing" {
		t.Errorf("in hand %d, notes %q, posted %+v", p.Got, notes, posts)
	}
}

// A tote that was set down is not where the goods found later go.
func TestPickOtherStockAfterTheTotesWereSetDown(t *testing.T) {
	p, _, posts := pickScans(t, pickOf("TEA", "", 3), append(texts("4006381333931", "TOTE-9"), texts("K-1")...)...)
	if len(posts) != 2 || posts[1].Verb != "close" {
		t.Fatalf("posted %+v", posts)
	}
	again := pickOf("TEA", "", 1).Steps[0]
	p.Shorts = 1
	result, err := json.Marshal(wire.Shorted{Steps: []wire.TripStep{again}})
	if err != nil {
		t.Fatal(err)
	}
	p, _, _ = pickScans(t, p, Input{Posted: &Posted{Name: "short", Verb: "short", Result: result}})
	p, _, _ = pickScans(t, p, texts("4006381333931")...)
	if got := p.Screen(testDesk()).Ask.Key; got != "pick.scan_new_tote" {
		t.Errorf("the screen asks %s", got)
	}
}

func TestPickAFullToteStaysItsOrders(t *testing.T) {
	other := pickOf("TEA", "", 1).Steps[0]
	other.Slot, other.Ref.Order = 2, "O-2"
	p := pickOf("TEA", "", 3, other)
	p.Trip.Orders = []string{"O-1", "O-2"}
	_, notes, posts := pickScans(t, p, append(append(texts("4006381333931"), Input{Key: KeyQuantity, Number: 2}), append(append(texts("TOTE-9"), Input{Key: KeyFull}),
		texts("4006381333931", "TOTE-10", "4006381333931", "TOTE-9")...)...)...)
	if len(posts) != 2 || notes[len(notes)-1] != "reason.scan.wrong_tote" {
		t.Errorf("notes %q, posted %+v", notes, posts)
	}
}

func TestPickSkips(t *testing.T) {
	_, notes, _ := pickScans(t, pickOf("TEA", "", 3), Input{Key: KeySkip})
	if notes[0] != "pick.last_line" {
		t.Errorf("the last line is skipped: %q", notes)
	}
	other := pickOf("NUTS", "", 1).Steps[0]
	d := testDesk()
	p := pickOf("TEA", "", 3, other)
	p.Handle(d, scanOf(d, "4006381333931"))
	act := p.Handle(d, Input{Key: KeySkip})
	if act.Note.Tone != ui.Warning || act.Note.Text[1].Key != "pick.put_back" {
		t.Errorf("what is in the hand is forgotten: %+v", act.Note)
	}
}

// The place was scanned for its look-alike; for the second tote of the same step it need not be again.
func TestPickAPartKeepsThePlace(t *testing.T) {
	p := pickOf("TEA", "", 3)
	p.Steps[0].Beware = []wire.Neighbour{{Why: "code.alike", Location: "A-01-03"}}
	p, notes, _ := pickScans(t, p, append(append(texts("4006381333931", "A-01-02", "4006381333931"), Input{Key: KeyQuantity, Number: 2}), texts("TOTE-9", "4006381333931")...)...)
	if notes[0] != "pick.place_first" || notes[5] != "pick.in_hand" || p.Got != 1 {
		t.Errorf("notes %q, in hand %d", notes, p.Got)
	}
}

// TestStatesTakeAnythingFromDisk: maps and lists that were empty are nil after a kill.
func TestStatesTakeAnythingFromDisk(t *testing.T) {
	d := testDesk()
	inputs := append(texts("TEA", "4006381333931", "14006381333938", "NUTS", "A-01-02", "K-1", "TOTE-9", "17", "(10)L-7(17)260901", "SF1234567890123", "???"), Input{Began: true})
	for _, k := range []Key{KeyConfirm, KeySkip, KeyShort, KeyYes, KeyNo, KeyFull, KeyWhy, KeySwap, KeyLabel, KeyDone, KeyBack} {
		inputs = append(inputs, Input{Key: k})
	}
	for _, name := range []string{"claim", "pick", "short", "swap", "putaway", "receive", "pack", "weigh", "label", "load", "ship", "inspect", "done", "end", "move 1", "replenish 1", "send 1", "dispatch"} {
		for _, result := range []string{"", "{}", `{"outcome":"diverted"}`} {
			inputs = append(inputs, Input{Posted: &Posted{Name: name, Verb: name, Input: json.RawMessage(`{"tote":"T-1"}`), Result: json.RawMessage(result)}})
		}
		inputs = append(inputs, Input{Posted: &Posted{Name: name, Verb: name, Problem: &wire.Problem{Code: "conflict", Reason: "x"}}})
	}
	for _, e := range allExamples() {
		kept, err := json.Marshal(e.job)
		if err != nil {
			t.Fatal(err)
		}
		for i := range inputs {
			if p := inputs[i].Posted; p != nil && e.job.Kind() == "pack" {
				continue // it is told of its own commands only, and in the states that wait for them
			}
			job, err := Decode(e.job.Kind(), kept)
			if err != nil {
				t.Fatal(err)
			}
			job.Handle(d, inputs[i])
			if job.Screen(d).Ask.Empty() {
				t.Errorf("%s %s after input %d: the screen asks nothing", e.job.Kind(), e.state, i)
			}
		}
	}
}
