package task

import (
	"errors"
	"regexp"
	"strconv"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/scale"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// weighing is the parcel on the scale.
type weighing struct {
	Tries   []wire.Try  `json:"tries,omitempty"`   // refused weighings: the accepted one brings them along
	Last    *wire.Weigh `json:"last,omitempty"`    // the one that was refused, for a supervisor to override
	Why     []ui.Text   `json:"why,omitempty"`     // what is likely missing or doubled
	Reason  bool        `json:"reason,omitempty"`  // a supervisor is choosing why it is right
	Picked  string      `json:"picked,omitempty"`  // the reason
	Trouble string      `json:"trouble,omitempty"` // of the scale, as told last
}

// overrideReasons are why a weight outside the tolerance may be right.
var overrideReasons = []string{"weigh.wet_carton", "weigh.gift_added", "weigh.packing", "weigh.wrong_master"}

func (w *weighing) screen(d Desk, p *Pack, s *ui.Screen) {
	s.Big = p.Parcel
	switch {
	case w.Picked != "":
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("ui.reason"), Value: ui.T(w.Picked)})
		s.Ask = ui.T("weigh.scan_supervisor")
		return
	case w.Reason:
		s.Ask = ui.T("prompt.choose_reason")
		for _, r := range overrideReasons {
			s.Choices = append(s.Choices, ui.T(r))
		}
		return
	}
	if d.Showing != nil {
		s.Count = showing(d.Showing)
	}
	if p.Due > 0 && len(w.Why) == 0 {
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("weigh.expected"), Value: grams(p.Due)})
	}
	for _, t := range w.Why {
		s.Facts = append(s.Facts, ui.Fact{Value: t, Warn: true})
	}
	switch {
	case len(w.Tries) > 0 && d.Scale:
		s.Ask = ui.T("weigh.again_or")
	case len(w.Tries) > 0:
		s.Ask = ui.T("weigh.type_or")
	case w.Last != nil && d.Scale:
		s.Ask = ui.T("weigh.again")
	case d.Scale:
		s.Ask = ui.T("prompt.put_on_scale")
	default:
		s.Ask = ui.T("weigh.type")
	}
}

// showing words what lies on the scale while it is waited for.
func showing(w *Weighed) ui.Text {
	switch reason := fault.ReasonOf(w.Err); reason {
	case "":
		return ui.T("weigh.showing", w.Grams)
	case "scale.moving":
		return ui.T("weigh.moving", w.Grams)
	case "scale.light", "scale.stale", "scale.silent":
		return ui.Text{} // nothing on it, or about to be read: the question says it all
	default:
		return ui.T("reason." + reason)
	}
}

func grams(g int64) ui.Text { return ui.T("weigh.grams", strconv.FormatInt(g, 10)) }

func (w *weighing) handle(d Desk, p *Pack, in Input) Act {
	switch {
	case in.Weighed != nil:
		return w.read(d, p, in.Weighed)
	case w.Picked != "":
		return w.override(d, p, in)
	case w.Reason:
		return w.reason(in)
	case in.Scan != nil:
		return w.typed(d, p, in.Scan)
	case in.Key == KeyQuantity && in.Number > 0:
		return w.post(d, p, wire.Weigh{Grams: in.Number, Raw: strconv.FormatInt(in.Number, 10), Typed: true})
	case in.Key == KeyConfirm && d.Scale:
		w.Trouble = ""
		return Act{Weigh: true, Note: ui.Say(ui.Calm, ui.T("prompt.weigh_stable"))}
	case in.Key == KeyConfirm:
		return Act{Note: ui.Say(ui.Calm, ui.T("weigh.type"))}
	case in.Key == KeyYes || in.Key == KeySwap:
		if len(w.Tries) == 0 {
			return Act{Note: ui.Say(ui.Bad, ui.T("weigh.first"))}
		}
		w.Reason = true
	case in.Key == KeyBack:
		return p.leave()
	}
	return Act{}
}

// read takes what the scale says. As long as it gives no weight it is asked on and on; what is wrong is told once.
func (w *weighing) read(d Desk, p *Pack, got *Weighed) Act {
	if w.Reason || w.Picked != "" {
		return Act{}
	}
	if got.Err == nil {
		return w.post(d, p, wire.Weigh{Grams: got.Grams, Raw: got.Raw})
	}
	act := Act{Weigh: true}
	reason := fault.ReasonOf(got.Err)
	if reason != w.Trouble && reason != "scale.light" {
		act.Note = ui.Say(ui.Warning, append(ErrorTexts(got.Err), ui.T("weigh.or_type"))...)
	}
	w.Trouble = reason
	return act
}

// typed takes a weight read off a scale: grams, or a number with its unit.
func (w *weighing) typed(d Desk, p *Pack, s *Scanned) Act {
	if n, ok := meaning(s, scan.Quantity); ok && n.Number > 0 {
		return w.post(d, p, wire.Weigh{Grams: n.Number, Raw: s.Raw, Typed: true})
	}
	if weightWithUnit.MatchString(s.Raw) { // bare digits beyond a weight are a code
		r, err := scale.Typed(s.Raw, d.Now)
		if err == nil && r.Grams > 0 {
			return w.post(d, p, wire.Weigh{Grams: r.Grams, Raw: r.Raw, Typed: true})
		}
		if f := new(fault.Error); errors.As(err, &f) {
			return Act{Note: ui.Say(ui.Bad, ErrorTexts(f)...)}
		}
	}
	return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("weigh.type")}, Explain(d, s)...)...)}
}

// weightWithUnit is how people write a weight that is not in grams.
var weightWithUnit = regexp.MustCompile(`^ *[0-9]+(\.[0-9]+)? *[A-Za-z]{1,3} *$`)

// mostTries is how many refused weighings one command brings along.
const mostTries = 16

func (w *weighing) post(d Desk, p *Pack, in wire.Weigh) Act {
	in.Parcel, in.Tries = p.Parcel, w.Tries
	in.OccurredAt = d.Now
	last := in
	last.Tries = nil
	w.Last = &last
	return p.tell("weigh", in)
}

// reason takes why the weight is right.
func (w *weighing) reason(in Input) Act {
	switch {
	case in.Key == KeyChoice && in.Choice <= len(overrideReasons):
		w.Reason, w.Picked = false, overrideReasons[in.Choice-1]
	case in.Key == KeyBack:
		w.Reason = false
	default:
		return Act{Note: ui.Say(ui.Bad, ui.T("prompt.choose_reason"))}
	}
	return Act{}
}

// override takes the supervisor's badge: nobody else decides that a weight outside the tolerance is right.
func (w *weighing) override(d Desk, p *Pack, in Input) Act {
	switch {
	case in.Key == KeyBack:
		w.Picked = ""
		return Act{}
	case in.Scan == nil || w.Last == nil:
		return Act{Note: ui.Say(ui.Bad, ui.T("weigh.scan_supervisor"))}
	}
	badge := in.Scan.Raw
	if m, ok := meaning(in.Scan, scan.Badge); ok {
		badge = m.Code
	} else if _, other := meaning(in.Scan, scan.Location, scan.Item, scan.Tote, scan.Parcel, scan.Order); other {
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("weigh.scan_supervisor")}, Explain(d, in.Scan)...)...)}
	}
	next := *w.Last
	next.Override, next.Supervisor = ui.T(w.Picked).In(ui.English), badge
	return w.post(d, p, next)
}

// weighed goes on to the label, or says what is likely wrong in the carton.
func (p *Pack) weighed(d Desk, a *Posted) Act {
	w := p.Scale
	if w == nil {
		return Act{}
	}
	if a.Problem == nil {
		act := p.toLabel(d)
		act.Taken = true
		if got, ok := decode[wire.Weighed](a.Result); ok {
			act.Note = ui.Say(ui.Good, grams(got.Grams))
		}
		return act
	}
	if a.Problem.Reason != "weight.outside" { // of an override the figures stay
		return Act{Handled: true, Note: ui.Say(ui.Bad, ProblemTexts(a.Problem)...)}
	}
	w.Picked = ""
	w.Tries = append(w.Tries, wire.Try{Grams: w.Last.Grams, Raw: w.Last.Raw, Typed: w.Last.Typed, At: w.Last.OccurredAt})
	w.Tries = w.Tries[max(0, len(w.Tries)-mostTries):]
	w.Why = p.suspects(d, a.Problem.Details)
	return Act{Handled: true, Note: ui.Say(ui.Bad, ui.T("reason.weight.outside"))}
}

// suspects word the figures and what most likely explains them, the likeliest first.
func (p *Pack) suspects(d Desk, details []wire.Detail) []ui.Text {
	var out []ui.Text
	for _, x := range details {
		goods := ui.Plain(x.Where)
		if runs := runsOf(p.Booked, x); len(runs) > 0 {
			goods = p.named(d, runs[0])
		}
		switch x.Reason {
		case "weight.expected":
			out = append(out, ui.T("weigh.figures", x.Want, x.Have))
		case "weight.missing":
			out = append(out, ui.T("weigh.missing", goods, x.Want-x.Have, x.Want))
		case "weight.surplus":
			out = append(out, ui.T("weigh.surplus", goods, x.Have-x.Want))
		case "weight.carton":
			out = append(out, ui.T("weigh.carton", x.Where))
		}
	}
	return out
}
