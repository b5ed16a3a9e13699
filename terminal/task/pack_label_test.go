package task

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/ui"
)

var labelGot = wire.Labelled{Parcel: "P-1", Carrier: "SF", Waybill: "SF1000000001", Print: "waybill/P-1/1", Printer: "Z1"}

func labelOf(l labelling) *Pack {
	return packing(func(p *Pack) { p.Parcel, p.Label = "P-1", &l })
}

// TestLabel: every state of the label's step against keys and scans.
func TestLabel(t *testing.T) {
	d := packDesk()
	got := labelGot
	for name, c := range map[string]struct {
		l    labelling
		in   Input
		note string
		post string
		ask  string
	}{
		"scanned back":       {labelling{Got: &got}, scanOf(d, "SF1000000001"), "", `confirm {"parcel":"P-1","scanned":"SF1000000001"}`, ""},
		"in small letters":   {labelling{Got: &got}, typedOf(d, "sf1000000001"), "", `confirm {"parcel":"P-1","scanned":"SF1000000001"}`, ""},
		"another label":      {labelling{Got: &got}, scanOf(d, "SF1000000002"), "X Not this parcel's label | Unknown: SF1000000002 | Wanted: SF1000000001", "", "whose"},
		"goods":              {labelling{Got: &got}, scanOf(d, "TEA"), "X Not this parcel's label | That is TEA | Green tea, loose, 100 g tin | Wanted: SF1000000001", "", ""},
		"another bench":      {labelling{Got: &got}, scanOf(d, "K-1"), "! Print again at K-1", "", ""},
		"Enter":              {labelling{Got: &got}, Input{Key: KeyConfirm}, "! Scan printed label | F11: print again", "", ""},
		"print again":        {labelling{Got: &got}, Input{Key: KeyLabel}, "", "", ""},
		"the reason":         {labelling{Got: &got, Why: true}, Input{Key: KeyChoice, Choice: 2}, "", `reprint {"parcel":"P-1","station":"K-1","reason":"Smeared"}`, ""},
		"no reason":          {labelling{Got: &got, Why: true}, scanOf(d, "SF1000000001"), "X Choose a reason", "", ""},
		"none yet":           {labelling{}, scanOf(d, "SF1000000001"), "X Enter: print label | Unknown: SF1000000001", "", ""},
		"try again":          {labelling{}, Input{Key: KeyConfirm}, "", `label {"parcel":"P-1","station":"K-1"}`, ""},
		"the carrier's own":  {labelling{Own: true}, scanOf(d, "YT2000000001"), "", `label {"parcel":"P-1","station":"K-1","waybill":"YT2000000001"}`, ""},
		"a number by chance": {labelling{Got: &got}, scanOf(d, "7"), "X Not this parcel's label | That is a number: 7 | Wanted: SF1000000001", "", "whose"},
	} {
		act := labelOf(c.l).Handle(d, c.in)
		ask := ""
		if act.Ask != nil {
			ask = act.Ask.Name
		}
		if got := said(act.Note); got != c.note || postedWords(act) != c.post || ask != c.ask {
			t.Errorf("%s: got %q, posted %q, asked %q; want %q, %q, %q", name, got, postedWords(act), ask, c.note, c.post, c.ask)
		}
	}
}

// printer is a backend that knows of a print job and its printer.
type printer struct {
	Backend
	job    wire.PrintJob
	status wire.PrinterStatus
	asked  int
}

func (b *printer) PrintJob(_ context.Context, _, document, entity string, n int) (wire.PrintJob, error) {
	if document != "waybill" || entity != "P-1" || n != 1 {
		return wire.PrintJob{}, fault.NotFound("printjob.unknown", "%s/%s/%d", document, entity, n)
	}
	return b.job, nil
}

func (b *printer) PrinterStatus(context.Context, string, string, bool) (wire.PrinterStatus, error) {
	b.asked++
	return b.status, nil
}

// TestLabelTellsWhyItDoesNotComeOut: beside the packer's work the print is looked after; trouble sounds once, and its end too.
func TestLabelTellsWhyItDoesNotComeOut(t *testing.T) {
	d := packDesk()
	p := labelOf(labelling{})
	result, _ := json.Marshal(labelGot)
	act := p.Handle(d, Input{Posted: &Posted{Name: "label", Verb: "label", Result: result}})
	b := &printer{}
	for _, c := range []struct {
		job, trouble, state, reason string
		note, troubles              string
		asked                       bool // the printer too
		on                          bool // looked at once more
	}{
		{"rendered", "", "idle", "", "", "", true, true},
		{"rendered", "", "not_ready", "printer.paper_out", "X The label does not come out", "Printer not ready; Paper out: put in labels", true, true},
		{"rendered", "", "not_ready", "printer.head_open", "", "Printer not ready; Close its head or cover", true, true},
		{"rendered", "", "unreachable", "printer.unreachable", "", "Printer not reached; Power and cable?", true, true},
		{"rendered", "", "paused", "printer.given_up", "", "Printer is paused; Failed several times", true, true},
		{"unknown", "print.broken_off", "", "", "", "Is there a label? Scan it. Else F11; Broke off while printing", false, true},
		{"failed", "print.refused", "", "", "", "Print failed: F11; Printer refused it", false, true},
		{"sent", "", "", "", "+ Sent to printer", "", false, false},
	} {
		if act.Ask == nil || !act.Ask.Beside || act.Ask.After <= 0 {
			t.Fatalf("before %s nobody looks after the print: %+v", c.job, act.Ask)
		}
		b.job, b.asked = wire.PrintJob{State: c.job, Trouble: c.trouble, Printer: "Z1"}, 0
		b.status = wire.PrinterStatus{State: c.state, Reasons: []wire.PrinterReason{{Reason: c.reason}}}
		v, err := act.Ask.Do(t.Context(), b)
		act = p.Handle(d, Input{Answer: &Answer{Name: act.Ask.Name, Value: v, Err: err}})
		var texts []string
		for _, x := range p.Label.Trouble {
			texts = append(texts, x.In(ui.English))
		}
		if got := strings.Join(texts, "; "); got != c.troubles || said(act.Note) != c.note {
			t.Errorf("%s %s: got %q, said %q; want %q, %q", c.job, c.reason, got, said(act.Note), c.troubles, c.note)
		}
		if (b.asked > 0) != c.asked || (act.Ask != nil) != c.on {
			t.Errorf("%s %s: the printer was asked %d times, on %v", c.job, c.reason, b.asked, act.Ask != nil)
		}
	}
	if act := p.Handle(d, Input{Answer: &Answer{Name: "waybill/P-1/9", Value: printLook{job: wire.PrintJob{State: "failed"}}}}); len(p.Label.Trouble) > 0 || act.Ask != nil {
		t.Error("news of another print was taken for this one's")
	}
}

// TestLabelAnswers: refusals leave the parcel waiting, and say what to do; the end goes on with the order if more of it is left.
func TestLabelAnswers(t *testing.T) {
	d := packDesk()
	got := labelGot
	for name, c := range map[string]struct {
		p    *Pack
		in   Posted
		note string
		next string
	}{
		"no numbers":      {labelOf(labelling{}), Posted{Name: "label", Problem: &wire.Problem{Reason: "waybill.in_use"}}, "X ", ""},
		"their numbers":   {labelOf(labelling{}), Posted{Name: "label", Problem: &wire.Problem{Reason: "waybill.missing"}}, "! ", ""},
		"reprint refused": {labelOf(labelling{Got: &got}), Posted{Name: "reprint", Problem: &wire.Problem{Reason: "printer.closed"}}, "X Printer out of use", ""},
		"wrong label":     {labelOf(labelling{Got: &got}), Posted{Name: "confirm", Problem: &wire.Problem{Reason: "scan.wrong_label"}}, "X ", ""},
		"done":            {labelOf(labelling{Got: &got}), Posted{Name: "confirm"}, "+ Parcel P-1 done", "@K-9"},
		"more to come":    {labelOf(labelling{Got: &got}), Posted{Name: "confirm"}, "+ Parcel P-1 done", "O-0000001-7@K-9"},
	} {
		c.p.At, c.p.Part = "K-9", name == "more to come"
		act := c.p.Handle(d, Input{Posted: &c.in})
		next := ""
		if n, ok := act.Next.(*Pack); ok {
			next = n.Code + "@" + n.At
		}
		if got := said(act.Note); !strings.HasPrefix(got, c.note) || next != c.next || c.in.Problem != nil && !act.Handled {
			t.Errorf("%s: got %q, next %q, handled %v; want %q, %q", name, got, next, act.Handled, c.note, c.next)
		}
	}
	p := labelOf(labelling{Got: &got})
	act := p.Handle(d, Input{Answer: &Answer{Name: "whose", Value: wire.Parcel{ID: "P-2", Order: "O-2"}}})
	if got, want := said(act.Note), "X Label of another parcel | Of P-2, order O-2"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if act := p.Handle(d, Input{Answer: &Answer{Name: "whose", Value: wire.Parcel{}, Err: fault.NotFound("parcel.unknown", "no")}}); len(act.Note.Text) > 0 {
		t.Errorf("nobody's label: %q", said(act.Note))
	}
}
