package task

import (
	"context"
	"strconv"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/ui"
)

// Lookup says what any code is and how it stands: a location, an item, an LPN or tote, an order, a parcel, a task, a lot.
// Several meanings are a list to choose from; nothing is guessed.
type Lookup struct {
	Code  string         `json:"code,omitempty"`
	Found []wire.Meaning `json:"found,omitempty"`
	At    int            `json:"at,omitempty"` // which of Found is shown, from 1; 0: the list
	Asked bool           `json:"asked,omitempty"`
}

// Kind gives "lookup".
func (l *Lookup) Kind() string { return "lookup" }

// Screen shows what was found.
func (l *Lookup) Screen(d Desk) ui.Screen {
	s := ui.Screen{Title: ui.T("task.lookup"), Ask: ui.T("lookup.scan")}
	switch {
	case l.At > 0 && l.At <= len(l.Found):
		m := l.Found[l.At-1]
		s.Title, s.Big = ui.T("lookup.title", ui.T("lookup."+m.Kind)), m.ID
		s.Facts = meaningFacts(m)
	case len(l.Found) > 1:
		s.Big, s.Ask = l.Code, ui.T("reason.scan.ambiguous")
		for _, m := range l.Found {
			s.Choices = append(s.Choices, ui.T("lookup.choice", ui.T("lookup."+m.Kind), m.ID))
		}
	case l.Code != "":
		s.Big = l.Code
	}
	return s
}

// Handle looks up what is scanned.
func (l *Lookup) Handle(d Desk, in Input) Act {
	switch {
	case in.Began && l.Code != "":
		return l.ask(d)
	case in.Scan != nil:
		*l = Lookup{Code: in.Scan.Raw}
		return l.ask(d)
	case in.Answer != nil:
		return l.answered(in.Answer)
	case in.Key == KeyChoice && in.Choice <= len(l.Found):
		l.At = in.Choice
	case in.Key == KeyBack && l.At > 0 && len(l.Found) > 1:
		l.At = 0
	case in.Key == KeyBack, in.Key == KeyDone:
		return Act{End: true}
	}
	return Act{}
}

func (l *Lookup) ask(d Desk) Act {
	code := l.Code
	return Act{Ask: &Ask{Name: "lookup", Do: func(ctx context.Context, b Backend) (any, error) { return b.Lookup(ctx, d.Warehouse, code) }}}
}

func (l *Lookup) answered(a *Answer) Act {
	got, ok := a.Value.(wire.Lookup)
	switch {
	case a.Err != nil || !ok:
		return Act{Note: ui.Say(ui.Bad, ErrorTexts(a.Err)...)}
	case len(got.Meanings) == 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("scan.unknown", l.Code), ui.T("lookup.tried"))}
	}
	l.Found = got.Meanings
	if len(l.Found) == 1 {
		l.At = 1
	}
	return Act{Note: ui.Say(ui.Good, ui.T("lookup.found", len(l.Found)))}
}

// mostBalances is how many balances of a thing a small screen shows.
const mostBalances = 6

// meaningFacts are the facts of one thing, what matters most first.
func meaningFacts(m wire.Meaning) []ui.Fact {
	var out []ui.Fact
	add := func(label, value string) {
		if value != "" {
			out = append(out, ui.Fact{Label: ui.T(label), Value: ui.Plain(value)})
		}
	}
	if m.Name != "" || m.NameZH != "" {
		out = append(out, ui.Fact{Value: ui.Named(m.Name, m.NameZH)})
	}
	add("lookup.state", m.State)
	if m.SKU != m.ID {
		add("term.sku", m.SKU)
	}
	add("term.location", m.Place)
	if m.Place == "" {
		add("lookup.at", m.At)
	}
	add("term.order", m.Order)
	add("term.worker", m.Worker)
	if m.Parcel != nil {
		add("term.waybill", m.Parcel.Waybill)
	}
	if m.Lines > 0 {
		out = append(out, ui.Fact{Label: ui.T("term.order_line"), Value: ui.Number(int64(m.Lines))})
	}
	for _, t := range append(m.Totes, m.LPNs...) {
		add("term.lpn", t)
	}
	for _, h := range m.Holds {
		out = append(out, ui.Fact{Label: ui.T("term.on_hold"), Value: ui.Plain(h.Reason), Warn: true})
	}
	for i, b := range m.Balances {
		if i == mostBalances {
			break
		}
		out = append(out, balanceFact(m, b))
	}
	for _, w := range m.Waits {
		out = append(out, ui.Fact{Value: ui.Plain(w.Reason), Warn: true})
	}
	return out
}

// balanceFact is one pile of goods: where or what, how many, how many of them free.
func balanceFact(m wire.Meaning, b wire.ClaimedStock) ui.Fact {
	what := b.SKU
	if m.Kind == "item" || m.Kind == "lot" {
		what = b.Location
		if what == "" {
			what = b.Holder
		}
	}
	if b.Lot != "" && m.Kind != "lot" {
		what += " " + b.Lot
	}
	n := strconv.FormatInt(b.OnHand, 10)
	if b.Available != b.OnHand {
		n = strconv.FormatInt(b.Available, 10) + "/" + n
	}
	return ui.Fact{Label: ui.Plain(what), Value: ui.Plain(n)}
}
