package task

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/ui"
)

func packDesk() Desk {
	d := testDesk()
	d.Station = "K-1"
	return d
}

// said is a note's lines, in English, with its tone in front.
func said(n ui.Note) string {
	var lines []string
	for _, t := range n.Text {
		lines = append(lines, t.In(ui.English))
	}
	return strings.TrimSpace([...]string{ui.Calm: "", ui.Good: "+ ", ui.Warning: "! ", ui.Bad: "X "}[n.Tone] + strings.Join(lines, " | "))
}

// posted is what an act tells the service: verbs with the fields that matter.
func postedWords(a Act) string {
	var out []string
	for _, p := range a.Post {
		b, _ := json.Marshal(p.In)
		out = append(out, p.Verb+" "+string(b))
	}
	return strings.Join(out, "\n")
}

func contents(units []wire.Unit) string {
	var out []string
	for _, u := range units {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%d:%s%s=%d %s", u.Line, u.SKU, u.Lot, u.Quantity, strings.Join(u.Serials, ","))))
	}
	return strings.Join(out, "; ")
}

// TestPackUnits: what a scan does to the parcel, and what is said. Each row begins with the list as it is, or with what earlier
// scans of the row brought about.
func TestPackUnits(t *testing.T) {
	const tea, nuts = "4006381333931", "(01)06901234567892"
	for name, c := range map[string]struct {
		scans []string
		note  string
		in    string
	}{
		"one unit":                    {[]string{tea}, "+ 1 of 8 in", "1:TEA=1"},
		"the same again":              {[]string{tea, "TEA"}, "+ 2 of 8 in", "1:TEA=2"},
		"over both totes":             {[]string{tea, tea, tea, tea}, "+ 4 of 8 in", "1:TEA=4"},
		"one too many":                {[]string{tea, tea, tea, tea, tea}, "X Too many | No more of Green tea, loose, 100 g tin wanted", "1:TEA=4"},
		"a case too large":            {[]string{"14006381333938"}, "X Too many | A case holds 12, 4 needed | Green tea, loose, 100 g tin", ""},
		"a count":                     {[]string{tea, "3"}, "+ 3 of 8 in", "1:TEA=3"},
		"a count too large":           {[]string{tea, "5"}, "X Too many | Only 4 needed", "1:TEA=1"},
		"a count of nothing":          {[]string{"3"}, "X Scan item | That is a number: 3", ""},
		"lot in the code":             {[]string{nuts + "(10)N-JUNE"}, "+ 1 of 8 in", "2:NUTSN-JUNE=1"},
		"lot too often":               {[]string{nuts + "(10)N-AUG", nuts + "(10)N-AUG"}, "X Too many | No more of Mixed nuts wanted", "2:NUTSN-AUG=1"},
		"lot nobody picked":           {[]string{nuts + "(10)N-MAY"}, "X Wrong lot | That is lot N-MAY | Wanted: N-JUNE, N-AUG", ""},
		"expired":                     {[]string{nuts + "(17)260301(10)N-JUNE"}, "X Expired | Mixed nuts N-JUNE | 2026-03-01", ""},
		"lot asked for":               {[]string{"6901234567892"}, "Mixed nuts", ""},
		"lot of its own":              {[]string{"6901234567892", "n-aug"}, "+ 1 of 8 in", "2:NUTSN-AUG=1"},
		"lot as elements":             {[]string{"6901234567892", "(10)N-JUNE"}, "+ 1 of 8 in", "2:NUTSN-JUNE=1"},
		"lot asked for, other goods":  {[]string{"6901234567892", tea}, "+ 1 of 8 in", "1:TEA=1"},
		"lot asked for, a place":      {[]string{"6901234567892", "A-01-02"}, "X Scan the lot | That is location A-01-02", ""},
		"serial of its own":           {[]string{"4012345678901", "SN-7"}, "+ 1 of 8 in", "3:PHONE=1 SN-7"},
		"serial in the code":          {[]string{"(01)04012345678901(21)SN-8"}, "+ 1 of 8 in", "3:PHONE=1 SN-8"},
		"serial twice":                {[]string{"(01)04012345678901(21)SN-8", "(01)04012345678901(21)SN-8"}, "X Already scanned | SN-8", "3:PHONE=1 SN-8"},
		"a count of serials":          {[]string{"(01)04012345678901(21)SN-8", "2"}, "X Scan each serial no.", "3:PHONE=1 SN-8"},
		"goods of no order":           {[]string{"5000000000005"}, "X Not in this order | That is VASE | Vase", ""},
		"a place":                     {[]string{"A-01-02"}, "X Scan item | That is location A-01-02", ""},
		"a carton beforehand":         {[]string{"box"}, "+ Into BOX", ""},
		"a carton nobody has planned": {[]string{"CRATE"}, "X Scan item | Unknown: CRATE", ""},
	} {
		d, p := packDesk(), packing(func(*Pack) {})
		var act Act
		for _, s := range c.scans {
			act = p.Handle(d, scanOf(d, s))
		}
		if got := said(act.Note); got != c.note {
			t.Errorf("%s: got %q, want %q", name, got, c.note)
		}
		if got := contents(p.In); got != c.in {
			t.Errorf("%s: in the parcel are %q, want %q", name, got, c.in)
		}
	}
}

// Goods sold by weight: their code says what they weigh, or a scan stands for all of them.
func TestPackCatchWeight(t *testing.T) {
	for scan, want := range map[string]string{"(01)02000000000008(3103)000250": "1:HAM=250", "2000000000008": "1:HAM=612"} {
		d := packDesk()
		p := &Pack{List: &wire.PackList{Order: "O-1", Units: []wire.ToPack{{Line: 1, SKU: "HAM", Quantity: 612, Tote: "T-1"}}}}
		act := p.Handle(d, scanOf(d, scan))
		if got := contents(p.In); got != want {
			t.Errorf("%s: got %q, %s; want %q", scan, got, said(act.Note), want)
		}
	}
}

// TestPackSends: what the service is told, by what is in the parcel and which key or carton ends it.
func TestPackSends(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(p *Pack)
		in   []Input
		want string
	}{
		"Enter takes the suggestion": {func(p *Pack) { p.In, p.Choose = inParcel(), true }, []Input{{Key: KeyConfirm}},
			`pack {"order":"O-0000001-7","carton":"BOX","station":"K-1","units":[{"line":1,"sku":"TEA","quantity":4},{"line":2,"sku":"NUTS","lot":"N-JUNE","quantity":2},` +
				`{"line":2,"sku":"NUTS","lot":"N-AUG","quantity":1},{"line":3,"sku":"PHONE","quantity":1,"serials":["SN-1"]}]}`},
		"another carton": {func(p *Pack) { p.In, p.Choose = inParcel()[:1], true }, []Input{scanOf(packDesk(), "crate-2")},
			`pack {"order":"O-0000001-7","carton":"CRATE-2","station":"K-1","units":[{"line":1,"sku":"TEA","quantity":4}]}`},
		"no carton": {func(p *Pack) { p.In, p.Choose = inParcel()[:1], true }, []Input{{Key: KeyNo}},
			`pack {"order":"O-0000001-7","station":"K-1","units":[{"line":1,"sku":"TEA","quantity":4}]}`},
		"the carton is full": {func(p *Pack) { p.In = inParcel()[:1] }, []Input{{Key: KeyFull}, {Key: KeyConfirm}},
			`pack {"order":"O-0000001-7","carton":"BOX","station":"K-1","units":[{"line":1,"sku":"TEA","quantity":4}],"partial":true}`},
		"full with the carton known": {func(p *Pack) { p.In, p.Carton, p.Boxed = inParcel()[:1], "BAG", true }, []Input{{Key: KeyFull}},
			`pack {"order":"O-0000001-7","carton":"BAG","station":"K-1","units":[{"line":1,"sku":"TEA","quantity":4}],"partial":true}`},
		"goods laid aside": {func(p *Pack) {
			p.In, p.Choose, p.Aside = inParcel()[:1], true, []packAside{{packRun{2, "NUTS", "N-JUNE"}, "hold.quality"}}
		}, []Input{{Key: KeyConfirm}},
			`pack {"order":"O-0000001-7","carton":"BOX","station":"K-1","units":[{"line":1,"sku":"TEA","quantity":4}],"partial":true}`},
		"a parcel that was begun": {func(p *Pack) { p.In, p.Parcel, p.Boxed, p.Carton = inParcel(), "P-1", true, "BOX" }, []Input{{Key: KeyConfirm}},
			`pack {"mode":"add","order":"O-0000001-7","parcel":"P-1","units":[{"line":1,"sku":"TEA","quantity":4},{"line":2,"sku":"NUTS","lot":"N-JUNE","quantity":2},` +
				`{"line":2,"sku":"NUTS","lot":"N-AUG","quantity":1},{"line":3,"sku":"PHONE","quantity":1,"serials":["SN-1"]}]}`},
		"one that holds all":     {func(p *Pack) { p.List.Units, p.Booked, p.Parcel = nil, inParcel(), "P-1" }, []Input{{Key: KeyDone}}, `pack {"mode":"close","order":"O-0000001-7","parcel":"P-1"}`},
		"not all is in":          {func(p *Pack) { p.In = inParcel()[:1] }, []Input{{Key: KeyConfirm}}, ""},
		"nothing is in":          {func(*Pack) {}, []Input{{Key: KeyFull}}, ""},
		"no plan and no carton":  {func(p *Pack) { p.In, p.Choose, p.List.Cartons = inParcel(), true, nil }, []Input{{Key: KeyConfirm}}, ""},
		"goods for a carton":     {func(p *Pack) { p.In, p.Choose = inParcel(), true }, []Input{scanOf(packDesk(), "TEA")}, ""},
		"a lot is still missing": {func(p *Pack) { p.In, p.Half = inParcel()[:1], &packHalf{SKU: "NUTS", Units: 1} }, []Input{{Key: KeyFull}}, ""},
	} {
		p := packing(c.edit)
		var act Act
		for _, in := range c.in {
			act = p.Handle(packDesk(), in)
		}
		if diff := cmp.Diff(c.want, postedWords(act)); diff != "" {
			t.Errorf("%s: got +, want -:\n%s", name, diff)
		}
		if (p.Sent != "") != (c.want != "") {
			t.Errorf("%s: waits for %q", name, p.Sent)
		}
	}
}

// service books what a terminal packs, as the real one does: it moves no more than so many reservations of so many totes at once.
type packService struct {
	t      testing.TB
	parcel string
	booked map[packRun]int64
	modes  []string
}

func (s *packService) answer(list []wire.ToPack, in wire.Pack) wire.Packed {
	rows, totes := 0, map[string]bool{}
	for _, u := range in.Units {
		left := u.Quantity
		for i := range list {
			w := &list[i]
			if w.Line == u.Line && w.SKU == u.SKU && w.Lot == u.Lot && w.Quantity > 0 && left > 0 {
				n := min(left, w.Quantity)
				w.Quantity, left = w.Quantity-n, left-n
				rows++
				totes[w.Tote] = true
			}
		}
		if left > 0 || len(u.Serials) > 0 && int64(len(u.Serials)) != u.Quantity {
			s.t.Fatalf("%d of %+v are not in the totes", left, u)
		}
		s.booked[packRun{u.Line, u.SKU, u.Lot}] += u.Quantity
	}
	if rows > 24 || len(totes) > 12 || len(in.Units) > 64 {
		s.t.Fatalf("%d reservations of %d totes in one command", rows, len(totes))
	}
	if in.Parcel != s.parcel || (in.Mode == "open" || in.Mode == "close") != (len(in.Units) == 0) || in.Order == "" {
		s.t.Fatalf("%+v does not fit parcel %q", in, s.parcel)
	}
	s.modes = append(s.modes, in.Mode)
	s.parcel = "P-1"
	state := "open"
	if in.Mode == "" || in.Mode == "close" {
		state = "packed"
	}
	return wire.Packed{Parcel: "P-1", State: state}
}

// TestPackRanges: whatever lies in however many totes, all of it is booked once, range by range, and the parcel is closed.
func TestPackRanges(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d, p := packDesk(), &Pack{List: &wire.PackList{Order: "O-1"}}
		want := map[packRun]int64{}
		for i := range rapid.IntRange(1, 60).Draw(r, "rows") {
			run := packRun{rapid.IntRange(1, 25).Draw(r, "line"), "TEA", rapid.SampledFrom([]string{"", "A", "B"}).Draw(r, "lot")}
			n := int64(rapid.IntRange(1, 4).Draw(r, "n"))
			p.List.Units = append(p.List.Units, wire.ToPack{Line: run.Line, SKU: run.SKU, Lot: run.Lot, Quantity: n, Tote: fmt.Sprint("T-", rapid.IntRange(1, 20).Draw(r, "tote"))})
			want[run] += n
			_ = i
		}
		for _, w := range p.wants() {
			p.add(w.packRun, w.left, "", 0)
		}
		service := &packService{t: t, booked: map[packRun]int64{}}
		p.Choose = true
		act := p.Handle(d, Input{Key: KeyNo})
		for range 100 {
			if p.Scale != nil {
				break
			}
			list := slices.Clone(p.List.Units)
			got, _ := json.Marshal(service.answer(list, act.Post[0].In.(wire.Pack)))
			act = p.Handle(d, Input{Posted: &Posted{Name: "pack", Verb: "pack", Result: got}})
		}
		if p.Scale == nil || len(p.In) > 0 || len(p.List.Units) > 0 {
			t.Fatalf("after %v there are still %v scanned and %v in the totes", service.modes, p.In, p.List.Units)
		}
		if diff := cmp.Diff(want, service.booked); diff != "" {
			t.Fatalf("booked are +, wanted -:\n%s", diff)
		}
	})
}

// TestPackRefused: the units are named, goods that must not go out are laid aside, and what the packer can mend is asked for.
func TestPackRefused(t *testing.T) {
	differs := func(details ...wire.Detail) *wire.Problem {
		return &wire.Problem{Code: "refused", Reason: "pack.differs", Details: details}
	}
	for name, c := range map[string]struct {
		problem *wire.Problem
		note    string
		in      string
		aside   int
		choose  bool
	}{
		"missing": {differs(wire.Detail{Where: "line 2", Reason: "scan.missing", Want: 2, Message: "2 of SKU NUTS, lot N-JUNE, in T-1 were not scanned"}),
			"X Mixed nuts N-JUNE: 2 not scanned", contents(inParcel()), 0, false},
		"surplus": {differs(wire.Detail{Where: "line 1", Reason: "scan.surplus", Want: 3, Have: 4}), "X Green tea, loose, 100 g tin: 1 too many", contents(inParcel()), 0, false},
		"short-lived": {differs(wire.Detail{Where: "line 2", Reason: "lot.short_life", Message: "lot N-JUNE of SKU NUTS expires on 2026-06-30, too soon for the customer"}),
			"X Mixed nuts N-JUNE: Too close to expiry for this customer", "1:TEA=4; 2:NUTSN-AUG=1; 3:PHONE=1 SN-1", 1, false},
		"held, whichever lot": {differs(wire.Detail{Where: "line 2", Reason: "hold.quality", Message: "SKU NUTS is held: recall; set it aside"}),
			"X Mixed nuts: On hold: leave it", "1:TEA=4; 3:PHONE=1 SN-1", 2, false},
		"serials": {differs(wire.Detail{Where: "line 3", Reason: "serial.needed"}), "X Phone: ", "1:TEA=4; 2:NUTSN-JUNE=2; 2:NUTSN-AUG=1", 0, false},
		"carton":  {&wire.Problem{Code: "not_found", Reason: "carton.unknown"}, "X No such carton", contents(inParcel()), 0, true},
		"heavy": {&wire.Problem{Code: "refused", Reason: "carton.overweight", Details: []wire.Detail{{Where: "BOX", Reason: "carton.overweight"}}},
			"X BOX: Too heavy", contents(inParcel()), 0, true},
		"no bench": {&wire.Problem{Code: "refused", Reason: "location.kind"}, "X K-1 is no pack bench", contents(inParcel()), 0, false},
	} {
		p := packing(func(p *Pack) { p.In, p.Choose, p.Boxed, p.Carton, p.Sent = inParcel(), true, true, "BOX", "pack" })
		act := p.Handle(packDesk(), Input{Posted: &Posted{Name: "pack", Verb: "pack", Problem: c.problem}})
		if got := said(act.Note); !strings.HasPrefix(got, c.note) || !act.Handled || p.Sent != "" {
			t.Errorf("%s: got %q, handled %v; want %q", name, got, act.Handled, c.note)
		}
		if got := contents(p.In); got != c.in || len(p.Aside) != c.aside || p.Choose != c.choose {
			t.Errorf("%s: in are %q, aside %v, choosing %v; want %q, %d, %v", name, got, p.Aside, p.Choose, c.in, c.aside, c.choose)
		}
		if (act.Ask == nil) != c.choose {
			t.Errorf("%s: the list is not read anew", name)
		}
	}
}

// After a refusal the list is as the service has it: what is no more to be packed comes out again.
func TestPackTrims(t *testing.T) {
	p := packing(func(p *Pack) { p.In, p.Parcel = inParcel(), "" })
	list := packList()
	list.Units = []wire.ToPack{{Line: 1, SKU: "TEA", Quantity: 1, Tote: "T-1"}, {Line: 2, SKU: "NUTS", Lot: "N-JUNE", Quantity: 2, Tote: "T-1"}}
	list.Begun = []wire.Parcel{{ID: "P-9", Carton: "BOX", Units: []wire.Unit{{Line: 3, SKU: "PHONE", Quantity: 1}}}}
	act := p.Handle(packDesk(), Input{Answer: &Answer{Name: "pack-list", Value: packFound{list: *list}}})
	if got, want := said(act.Note), "X Take out 3 x TEA | Take out 1 x NUTS | Take out 1 x PHONE"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := contents(p.In), "2:NUTSN-JUNE=2; 1:TEA=1"; got != want || p.Parcel != "P-9" || p.counted() != 4 {
		t.Errorf("in are %q of parcel %s, %d in all; want %q", got, p.Parcel, p.counted(), want)
	}
}

// TestPackResumes: whoever scans an order goes on where the service stands.
func TestPackResumes(t *testing.T) {
	parcel := func(id, state string) wire.Parcel {
		return wire.Parcel{ID: id, State: state, Units: inParcel(), Expected: 900, Waybill: "SF-" + id}
	}
	for name, c := range map[string]struct {
		code    string
		list    wire.PackList
		parcels []wire.Parcel
		note    string
		scale   bool
		post    string
	}{
		"a fresh order":     {"T-1", *packList(), nil, "+ 8 to pack", false, ""},
		"a begun parcel":    {"T-1", wire.PackList{Order: "O-1", Begun: []wire.Parcel{parcel("P-1", "open")}}, nil, "! Go on with parcel P-1 | 8 in it already", false, ""},
		"a packed one":      {"O-1", wire.PackList{Order: "O-1"}, []wire.Parcel{parcel("P-1", "shipped"), parcel("P-2", "packed")}, "! Go on with parcel P-2", true, ""},
		"a weighed one":     {"O-1", wire.PackList{Order: "O-1"}, []wire.Parcel{parcel("P-2", "weighed")}, "! Go on with parcel P-2", false, `label {"parcel":"P-2","station":"K-1"}`},
		"the one scanned":   {"P-3", wire.PackList{Order: "O-1"}, []wire.Parcel{parcel("P-2", "weighed"), parcel("P-3", "labelled")}, "! Go on with parcel P-3", false, `label {"parcel":"P-3","station":"K-1"}`},
		"all is on its way": {"O-1", wire.PackList{Order: "O-1"}, []wire.Parcel{parcel("P-1", "shipped"), parcel("P-2", "confirmed")}, "X Nothing to pack in O-1", false, ""},
	} {
		p := &Pack{Code: c.code}
		act := p.Handle(packDesk(), Input{Answer: &Answer{Name: "pack-list", Value: packFound{c.list, c.parcels}}})
		if got := said(act.Note); got != c.note || (p.Scale != nil) != c.scale || act.Weigh != c.scale || postedWords(act) != c.post {
			t.Errorf("%s: got %q, scale %v, %q; want %q, %v, %q", name, got, p.Scale, postedWords(act), c.note, c.scale, c.post)
		}
	}
}

// TestPackLeaves: back steps out of what was begun, asks before something is left behind, and never sends a thing twice.
func TestPackLeaves(t *testing.T) {
	for name, c := range map[string]struct {
		edit  func(p *Pack)
		backs int // until the menu
	}{
		"nothing scanned":    {func(*Pack) {}, 1},
		"units scanned":      {func(p *Pack) { p.In = inParcel() }, 2},
		"a lot to be told":   {func(p *Pack) { p.Half = &packHalf{SKU: "NUTS"} }, 2},
		"carton to choose":   {func(p *Pack) { p.In, p.Choose = inParcel(), true }, 3},
		"a parcel begun":     {func(p *Pack) { p.Parcel = "P-1" }, 2},
		"to be weighed":      {func(p *Pack) { p.Parcel, p.Scale = "P-1", &weighing{} }, 2},
		"a reason to choose": {func(p *Pack) { p.Parcel, p.Scale = "P-1", &weighing{Reason: true} }, 3},
		"a supervisor":       {func(p *Pack) { p.Parcel, p.Scale = "P-1", &weighing{Picked: "weigh.packing"} }, 3},
		"a label":            {func(p *Pack) { p.Parcel, p.Label = "P-1", &labelling{Got: &wire.Labelled{}} }, 2},
		"a reprint":          {func(p *Pack) { p.Parcel, p.Label = "P-1", &labelling{Got: &wire.Labelled{}, Why: true} }, 3},
		"tired of waiting":   {func(p *Pack) { p.In, p.Choose, p.Sent = inParcel(), true, "pack" }, 1},
	} {
		p := packing(c.edit)
		for i := 1; i <= c.backs; i++ {
			act := p.Handle(packDesk(), Input{Key: KeyBack})
			if len(act.Post) > 0 || act.End != (i == c.backs) {
				t.Errorf("%s: back %d of %d ended the job: %v, %s", name, i, c.backs, act.End, said(act.Note))
			}
		}
	}
	p := packing(func(p *Pack) { p.In = inParcel() })
	p.Handle(packDesk(), Input{Key: KeyBack})
	p.Handle(packDesk(), scanOf(packDesk(), "A-01-02"))
	if act := p.Handle(packDesk(), Input{Key: KeyBack}); act.End {
		t.Error("after another scan the second back left")
	}
}

// TestPackOpens: the bench where the terminal knows none, then a tote; other codes are named.
func TestPackOpens(t *testing.T) {
	handheld := testDesk()
	for name, c := range map[string]struct {
		d    Desk
		at   string
		scan string
		note string
		ask  bool
	}{
		"tote before the bench": {handheld, "", "T-1", "X Scan your pack bench | Unknown: T-1", false},
		"the bench":             {handheld, "", "K-1", "+ Bench K-1", false},
		"no bench":              {handheld, "", "A-01-02", "X Scan your pack bench | That is location A-01-02", false},
		"a tote":                {handheld, "K-1", "T-1", "", true},
		"a tote at the station": {packDesk(), "", "T-1", "", true},
		"an item":               {packDesk(), "", "TEA", "X Scan tote or order | That is TEA | Green tea, loose, 100 g tin", false},
		"a badge":               {packDesk(), "", "BADGE-7", "X Scan tote or order | That is a badge", false},
	} {
		p := &Pack{At: c.at}
		act := p.Handle(c.d, scanOf(c.d, c.scan))
		if got := said(act.Note); got != c.note || (act.Ask != nil) != c.ask {
			t.Errorf("%s: got %q, asks %v; want %q, %v", name, got, act.Ask != nil, c.note, c.ask)
		}
	}
	p := &Pack{Code: "T-9"}
	act := p.Handle(packDesk(), Input{Answer: &Answer{Name: "pack-list", Err: fault.Refused("tote.empty", "empty")}})
	if got := said(act.Note); !strings.HasSuffix(got, "| Scan the order or parcel") || p.Code != "" {
		t.Errorf("an empty tote: %q, %q", got, p.Code)
	}
}
