package task

import (
	"encoding/json"
	"strings"
	"testing"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

func loading(edit func(l *Load)) *Load {
	l := &Load{Asked: true, Manifest: "M-1", Carrier: "SF", Dock: "OUT-1", Parcels: 3, Grams: 2400, Scanned: []string{"SF1", "SF2", "SF3"}}
	edit(l)
	return l
}

func loadDesk() Desk {
	d := testDesk()
	d.Tables.ApplyLayout(wire.Layout{Version: 2, Locations: []wire.Location{{Code: "OUT-1", Kind: "outbound"}, {Code: "OUT-2", Kind: "outbound"}}})
	return d
}

// TestLoad: every state of a loading against scans and keys.
func TestLoad(t *testing.T) {
	d := loadDesk()
	open := []wire.Manifest{{ID: "M-0000001-7", Carrier: "SF", Dock: "OUT-1", Parcels: 3}}
	as := func(*Load) {}
	for name, c := range map[string]struct {
		l    *Load
		in   Input
		note string
		post string
		ask  string
		end  bool
	}{
		"opened":                 {&Load{}, Input{Began: true}, "", "", "manifests", false},
		"a manifest chosen":      {&Load{Asked: true, Open: open}, Input{Key: KeyChoice, Choice: 1}, "", "", "", false},
		"a manifest scanned":     {&Load{Asked: true, Open: open}, scanOf(d, "M-0000001-7"), "", "", "", false},
		"a closed one":           {&Load{Asked: true}, scanOf(d, "M-0000002-4"), "X M-0000002-4 is not open", "", "", false},
		"the dock":               {&Load{Asked: true}, scanOf(d, "OUT-2"), "+ At dock OUT-2", "", "", false},
		"a shelf":                {&Load{Asked: true}, scanOf(d, "A-01-02"), "X Scan the first parcel | That is location A-01-02", "", "", false},
		"the first parcel":       {&Load{Asked: true}, scanOf(d, "SF1"), "", "", "parcel", false},
		"drive off with nothing": {&Load{Asked: true}, Input{Key: KeyDone}, "X Nothing loaded yet", "", "", false},
		"a parcel":               {loading(as), scanOf(d, "SF4"), "+ SF4", `load {"manifest":"M-1","parcels":["SF4"]}`, "", false},
		"one by its number":      {loading(as), scanOf(d, "p-0000001-7"), "+ P-0000001-7", `load {"manifest":"M-1","parcels":["P-0000001-7"]}`, "", false},
		"the same again":         {loading(as), scanOf(d, "SF2"), "! Already scanned | SF2", "", "", false},
		"goods":                  {loading(as), scanOf(d, "TEA"), "X Scan parcel. F8: drive off | That is TEA | Green tea, loose, 100 g tin", "", "", false},
		"another dock":           {loading(as), scanOf(d, "OUT-2"), "X Loading at OUT-1: first drive off | That is location OUT-2", "", "", false},
		"drive off":              {loading(as), Input{Key: KeyDone}, "", "", "", false},
		"answers awaited":        {loading(func(l *Load) { l.Sent = []string{"SF4"} }), Input{Key: KeyDone}, "! Not answered yet: 1. Wait", "", "", false},
		"some are off":           {loading(func(l *Load) { l.Off = []string{"SF4"} }), Input{Key: KeyDone}, "! First take these off, then F8", "", "", false},
		"back":                   {loading(as), Input{Key: KeyBack}, "", "", "", true},
		"back from the plate":    {loading(func(l *Load) { l.Ending = true }), Input{Key: KeyBack}, "", "", "", false},
		"the plate":              {loading(func(l *Load) { l.Ending = true }), typedOf(d, "沪a12345"), "", `ship {"manifest":"M-1","vehicle":"沪A12345","station":"OUT-1"}`, "", false},
		"no plate":               {loading(func(l *Load) { l.Ending = true }), Input{Key: KeyConfirm}, "", `ship {"manifest":"M-1","station":"OUT-1"}`, "", false},
		"a parcel for a plate":   {loading(func(l *Load) { l.Ending = true }), scanOf(d, "SF2"), "X Lorry's plate, or Enter | Unknown: SF2", "", "", false},
		"a long code":            {loading(func(l *Load) { l.Ending = true }), scanOf(d, "SF1234567890123"), "X Lorry's plate, or Enter | ", "", "", false},
		"gone while it is sent":  {loading(func(l *Load) { l.Ending, l.Shipping = true, true }), Input{Key: KeyBack}, "! Departure of M-1 is on its way", "", "", true},
		"first parcel given up":  {&Load{Asked: true, First: "SF1"}, Input{Key: KeyBack}, "", "", "", false},
	} {
		act := c.l.Handle(d, c.in)
		ask := ""
		if act.Ask != nil {
			ask = act.Ask.Name
		}
		if got := said(act.Note); !strings.HasPrefix(got, c.note) || c.note == "" && got != "" || postedWords(act) != c.post || ask != c.ask || act.End != c.end {
			t.Errorf("%s: got %q, posted %q, asked %q, ended %v; want %q, %q, %q, %v", name, got, postedWords(act), ask, act.End, c.note, c.post, c.ask, c.end)
		}
	}
}

// TestLoadAnswers: a parcel counts at once, and comes off again if the service says so.
func TestLoadAnswers(t *testing.T) {
	d := loadDesk()
	l := &Load{Asked: true, Open: []wire.Manifest{{ID: "M-9", Carrier: "SF", Dock: "OUT-2", Parcels: 5}}}
	l.Handle(d, scanOf(d, "SF1"))
	act := l.Handle(d, Input{Answer: &Answer{Name: "parcel", Err: fault.NotFound("parcel.unknown", "no")}})
	if got := said(act.Note); !strings.HasPrefix(got, "X Take off: SF1 | ") || l.Carrier != "" || l.First != "" {
		t.Errorf("a parcel nobody knows: %q, %+v", got, l)
	}
	l.Handle(d, scanOf(d, "SF1"))
	act = l.Handle(d, Input{Answer: &Answer{Name: "parcel", Value: wire.Parcel{ID: "P-1", Carrier: "SF", Waybill: "SF1"}}})
	if got, want := postedWords(act), `load {"manifest":"M-9","parcels":["SF1"]}`; got != want || l.Parcels != 5 {
		t.Errorf("the lorry of its carrier is being loaded: posted %q, want %q", got, want)
	}
	l.Handle(d, scanOf(d, "SF2"))
	answer := func(code string, problem *wire.Problem, got wire.Loaded) Act {
		result, _ := json.Marshal(got)
		return l.Handle(d, Input{Posted: &Posted{Name: loadName + code, Verb: "load", Result: result, Problem: problem}})
	}
	answer("SF1", nil, wire.Loaded{Manifest: "M-9", Carrier: "SF", Dock: "OUT-2", Parcels: 6, Grams: 900, Loaded: []string{"P-1"}})
	if l.Parcels != 6 || len(l.Sent) != 1 {
		t.Errorf("%d parcels, waiting %v", l.Parcels, l.Sent)
	}
	act = answer("SF2", &wire.Problem{Code: "refused", Reason: "load.refused", Details: []wire.Detail{{Where: "P-2", Reason: "parcel.unconfirmed"}, {Where: "P-2", Reason: "parcel.carrier"}}}, wire.Loaded{})
	if got, want := said(act.Note), "X Label not scanned back | Other carrier | SF2"; got != want || !act.Handled || len(l.Off) != 1 || len(l.Sent) != 0 {
		t.Errorf("got %q, off %v; want %q", got, l.Off, want)
	}
	if act := l.Handle(d, Input{Key: KeyDone}); l.Ending {
		t.Errorf("the lorry was let go with %v on it: %s", l.Off, said(act.Note))
	}
	l.Handle(d, scanOf(d, "SF2")) // mended, and scanned again
	answer("SF2", nil, wire.Loaded{Manifest: "M-9", Carrier: "SF", Dock: "OUT-2", Parcels: 7, Loaded: []string{"P-2"}})
	if len(l.Off) != 0 || l.Parcels != 7 {
		t.Errorf("off %v, %d parcels", l.Off, l.Parcels)
	}
	act = answer("SF2", nil, wire.Loaded{Manifest: "M-9", Carrier: "SF", Dock: "OUT-2", Parcels: 7})
	if got, want := said(act.Note), "! Was on it already | SF2"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	l.Handle(d, Input{Key: KeyDone})
	l.Handle(d, Input{Key: KeyConfirm})
	if act := l.Handle(d, Input{Posted: &Posted{Name: "ship", Problem: &wire.Problem{Reason: "manifest.empty"}}}); act.End || l.Ending || l.Shipping || !act.Handled {
		t.Errorf("a refused departure: %s, %+v", said(act.Note), l)
	}
	if act := l.Handle(d, Input{Posted: &Posted{Name: "ship"}}); !act.End || said(act.Note) != "+ 7 on their way" {
		t.Errorf("a departure: %s", said(act.Note))
	}
	l = &Load{Asked: true, Carrier: "YTO", Sent: []string{"YT1"}, Scanned: []string{"YT1"}}
	answer("YT1", &wire.Problem{Code: "refused", Reason: "load.refused"}, wire.Loaded{})
	if l.Carrier != "" {
		t.Error("the first parcel was refused, and still the lorry is its carrier's")
	}
}
