package task

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// Load puts parcels onto a carrier's lorry: one scan each. The manifest is chosen, or begun by the first parcel's carrier. A
// parcel the service refuses (another carrier's, its label not scanned back) is named at once and comes off again. Parcels
// are scanned with the radio off too; the lorry is let go only when the service has answered for each of them.
type Load struct {
	Open     []wire.Manifest `json:"open,omitempty"` // to choose from
	Asked    bool            `json:"asked,omitempty"`
	Manifest string          `json:"manifest,omitempty"`
	Carrier  string          `json:"carrier,omitempty"`
	Dock     string          `json:"dock,omitempty"`
	First    string          `json:"first,omitempty"` // the parcel whose carrier is being asked for
	Parcels  int64           `json:"parcels,omitempty"`
	Grams    int64           `json:"grams,omitempty"`
	Sent     []string        `json:"sent,omitempty"`    // scanned, not answered yet
	Scanned  []string        `json:"scanned,omitempty"` // the last ones, against double scans
	Off      []string        `json:"off,omitempty"`     // refused: they have to come off again
	Ending   bool            `json:"ending,omitempty"`  // the plate is asked for
	Shipping bool            `json:"shipping,omitempty"`
	Again    bool            `json:"again,omitempty"` // what is refused was read; F8 once more goes on
}

// mostScanned is how many of the last parcels are remembered against double scans; the service knows all.
const mostScanned = 200

// Kind gives "load".
func (l *Load) Kind() string { return "load" }

// Screen shows the manifest and what is to be scanned.
func (l *Load) Screen(d Desk) ui.Screen {
	s := ui.Screen{Title: ui.T("task.load")}
	if l.Carrier == "" {
		s.Ask = ui.T("load.scan_first")
		if len(l.Open) > 0 && l.First == "" {
			s.Ask = ui.T("load.choose")
			for _, m := range l.Open {
				s.Choices = append(s.Choices, ui.T("load.manifest", m.Carrier, m.Dock, m.Parcels))
			}
		}
		if l.Dock != "" {
			s.Facts = append(s.Facts, ui.Fact{Label: ui.T("term.dock"), Value: ui.Plain(l.Dock)})
		}
		return s
	}
	s.Title = ui.T("load.title", l.Carrier)
	s.Big, s.Count, s.Ask = l.Carrier, ui.T("load.count", l.Parcels+int64(len(l.Sent))), ui.T("load.scan")
	if l.Ending {
		s.Ask = ui.T("load.plate")
	}
	for _, off := range l.Off {
		s.Facts = append(s.Facts, ui.Fact{Value: ui.T("load.take_off", off), Warn: true})
	}
	if n := len(l.Sent); n > 0 {
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("load.waiting"), Value: ui.Number(int64(n))})
	}
	if len(l.Off) > 0 {
		return s // what has to come off is all that matters now
	}
	for _, f := range []struct{ label, value string }{{"term.dock", l.Dock}, {"term.manifest", l.Manifest}} {
		if f.value != "" {
			s.Facts = append(s.Facts, ui.Fact{Label: ui.T(f.label), Value: ui.Plain(f.value)})
		}
	}
	if l.Grams > 0 {
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("term.weight"), Value: ui.T("load.kilos", (l.Grams+500)/1000)})
	}
	return s
}

// Handle moves the loading on.
func (l *Load) Handle(d Desk, in Input) Act {
	if in.Scan != nil || in.Key != "" && in.Key != KeyDone {
		l.Again = false
	}
	switch {
	case in.Began:
		return l.began(d)
	case in.Answer != nil:
		return l.answered(in.Answer)
	case in.Posted != nil:
		return l.posted(in.Posted)
	case in.Key == KeyBack && l.Shipping:
		return Act{End: true, Note: ui.Say(ui.Warning, ui.T("load.ship_waits", l.Manifest))}
	case l.Ending:
		return l.ship(d, in)
	case in.Key == KeyBack && l.First != "":
		l.First = ""
	case in.Key == KeyBack:
		return Act{End: true}
	case in.Key == KeyChoice && l.Carrier == "" && in.Choice <= len(l.Open):
		l.take(l.Open[in.Choice-1])
	case in.Key == KeyDone:
		return l.done()
	case in.Key == KeyConfirm:
		return Act{Note: ui.Say(ui.Calm, l.Screen(d).Ask)}
	case in.Scan != nil:
		return l.scanned(d, in.Scan)
	}
	return Act{}
}

func (l *Load) began(d Desk) Act {
	switch {
	case l.First != "":
		return l.askFirst(d, l.First)
	case !l.Asked:
		return Act{Ask: &Ask{Name: "manifests", Do: func(ctx context.Context, b Backend) (any, error) { return b.Manifests(ctx, d.Warehouse) }}}
	}
	return Act{}
}

// take goes on with a manifest that is being loaded.
func (l *Load) take(m wire.Manifest) {
	l.Manifest, l.Carrier, l.Dock, l.Parcels, l.Grams = m.ID, m.Carrier, m.Dock, m.Parcels, m.Grams
}

func (l *Load) askFirst(d Desk, code string) Act {
	l.First = code
	return Act{Ask: &Ask{Name: "parcel", Do: func(ctx context.Context, b Backend) (any, error) { return b.Parcel(ctx, d.Warehouse, code) }}}
}

func (l *Load) answered(a *Answer) Act {
	if a.Name == "manifests" {
		l.Asked = true
		l.Open, _ = a.Value.([]wire.Manifest)
		if a.Err != nil {
			return Act{Note: ui.Say(ui.Bad, ErrorTexts(a.Err)...)}
		}
		return Act{}
	}
	first := l.First
	l.First = ""
	p, ok := a.Value.(wire.Parcel)
	switch {
	case a.Err != nil || !ok:
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("load.take_off", first)}, ErrorTexts(a.Err)...)...)}
	case p.Carrier == "":
		return Act{Note: ui.Say(ui.Bad, ui.T("load.take_off", first), ui.T("reason.parcel.unconfirmed"))}
	}
	l.Carrier = p.Carrier
	for _, m := range l.Open {
		if m.Carrier == p.Carrier && (l.Dock == "" || l.Dock == m.Dock) {
			l.take(m)
			break
		}
	}
	return l.put(first)
}

// loadingKinds are where lorries stand.
var loadingKinds = []string{"outbound", "dock"}

// scanned loads a parcel. The first one without a manifest says whose lorry it is.
func (l *Load) scanned(d Desk, s *Scanned) Act {
	if m, ok := meaning(s, scan.Location); ok {
		return l.at(d, m.Code)
	}
	code := strings.TrimSpace(s.Raw)
	if m, ok := meaning(s, scan.Parcel); ok {
		code = m.Code
	} else if m, ok := meaning(s, scan.Manifest); ok && l.Manifest == "" {
		for _, open := range l.Open {
			if open.ID == m.Code {
				l.take(open)
				return Act{}
			}
		}
		return Act{Note: ui.Say(ui.Bad, ui.T("load.closed", m.Code))}
	} else if _, other := meaning(s, scan.Item, scan.Tote, scan.Badge, scan.Quantity, scan.Order, scan.Manifest, scan.Task, scan.Receipt); other {
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{l.Screen(d).Ask}, Explain(d, s)...)...)}
	}
	if slices.Contains(l.Scanned, code) {
		return Act{Note: ui.Say(ui.Warning, ui.T("reason.scan.duplicate"), ui.Plain(code))}
	}
	if l.Carrier == "" {
		return l.askFirst(d, code)
	}
	return l.put(code)
}

// at says at which door the lorry stands, before anything is on it.
func (l *Load) at(d Desk, code string) Act {
	place, known := d.Tables.Place(code)
	switch {
	case known && !slices.Contains(loadingKinds, place.Kind):
		return Act{Note: ui.Say(ui.Bad, l.Screen(d).Ask, ui.T("scan.was_location", code))}
	case l.Carrier != "" && code != l.Dock:
		return Act{Note: ui.Say(ui.Bad, ui.T("load.other_dock", l.Dock), ui.T("scan.was_location", code))}
	}
	l.Dock = code
	return Act{Note: ui.Say(ui.Good, ui.T("load.at", code))}
}

// put posts a parcel without waiting for the answer: the next one is in the other hand already.
func (l *Load) put(code string) Act {
	if l.Scanned = append(l.Scanned, code); len(l.Scanned) > mostScanned {
		l.Scanned = l.Scanned[1:]
	}
	l.Sent = append(l.Sent, code)
	in := wire.Load{Manifest: l.Manifest, Parcels: []string{code}}
	if l.Manifest == "" {
		in.Carrier, in.Dock = l.Carrier, l.Dock
	}
	return Act{Post: []Post{{Verb: "load", Name: loadName + code, In: in, InHand: ui.T("load.take_off", code)}}, Note: ui.Say(ui.Good, ui.Plain(code))}
}

// loadName begins the names of the parcels' commands.
const loadName = "load "

// posted counts a parcel, or tells which has to come off again.
func (l *Load) posted(a *Posted) Act {
	code, isLoad := strings.CutPrefix(a.Name, loadName)
	switch {
	case a.Name == "ship" && a.Problem == nil:
		return Act{End: true, Note: ui.Say(ui.Good, ui.T("load.shipped", l.Parcels))}
	case a.Name == "ship":
		l.Ending, l.Shipping = false, false
		return Act{Handled: true, Note: ui.Say(ui.Bad, ProblemTexts(a.Problem)...)}
	case !isLoad:
		return Act{}
	}
	l.Sent = without(l.Sent, code)
	l.Off = without(l.Off, code)
	if a.Problem != nil {
		l.Off, l.Scanned = append(l.Off, code), without(l.Scanned, code)
		if len(l.Scanned) == 0 && l.Parcels == 0 && l.Manifest == "" { // nothing is on it: another carrier's lorry may be meant
			l.Carrier = ""
		}
		return Act{Handled: true, Note: ui.Say(ui.Bad, append(whyOff(a.Problem), ui.Plain(code))...)}
	}
	if got, ok := decode[wire.Loaded](a.Result); ok {
		l.Manifest, l.Carrier, l.Dock, l.Parcels, l.Grams = got.Manifest, got.Carrier, got.Dock, got.Parcels, got.Grams
		if len(got.Loaded) == 0 {
			return Act{Note: ui.Say(ui.Warning, ui.T("load.was_on"), ui.Plain(code))}
		}
	}
	return Act{}
}

// whyOff words why a parcel does not go onto the lorry: its shortcomings, since the parcel is named already.
func whyOff(p *wire.Problem) []ui.Text {
	var out []ui.Text
	for _, x := range p.Details {
		switch {
		case len(out) == mostDetails:
		case ui.Known("reason." + x.Reason):
			out = append(out, ui.T("reason."+x.Reason))
		case x.Message != "":
			out = append(out, ui.Plain(x.Message))
		}
	}
	if len(out) == 0 {
		return ProblemTexts(p)
	}
	return out
}

func without(list []string, code string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == code })
}

// done asks for the lorry's plate, once every parcel was answered for and everything refused has come off.
func (l *Load) done() Act {
	switch {
	case l.Manifest == "" && len(l.Sent) == 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("load.nothing"))}
	case len(l.Sent) > 0:
		return Act{Note: ui.Say(ui.Warning, ui.T("load.not_yet", len(l.Sent)))}
	case len(l.Off) > 0 && !l.Again:
		l.Again = true
		return Act{Note: ui.Say(ui.Warning, ui.T("load.off_first"))}
	}
	l.Ending, l.Off, l.Again = true, nil, false
	return Act{}
}

// mostPlate is the longest plate: with spaces and hyphens none has more.
const mostPlate = 12

// ship says that the lorry drives off.
func (l *Load) ship(d Desk, in Input) Act {
	plate := ""
	switch {
	case in.Key == KeyBack:
		l.Ending = false
		return Act{}
	case in.Scan != nil:
		plate = strings.ToUpper(strings.TrimSpace(in.Scan.Raw))
		_, other := meaning(in.Scan, scan.Parcel, scan.Item, scan.Location, scan.Tote, scan.LPN, scan.Badge)
		if other || utf8.RuneCountInString(plate) > mostPlate || slices.Contains(l.Scanned, in.Scan.Raw) { // one more parcel, too late
			return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("load.plate")}, Explain(d, in.Scan)...)...)}
		}
	case in.Key != KeyConfirm:
		return Act{}
	}
	l.Shipping = true
	station := d.Station
	if station == "" {
		station = l.Dock
	}
	return Act{Post: []Post{{Verb: "ship", Name: "ship", Waits: true, In: wire.Ship{Manifest: l.Manifest, Vehicle: plate, Station: station}}}}
}
