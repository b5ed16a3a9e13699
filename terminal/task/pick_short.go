package task

import (
	"encoding/json"
	"slices"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// short is a shortage at the step at hand: its reason first, then how many lie there and are left.
type short struct {
	Hand   bool   `json:"hand,omitempty"` // it is asked how many are in the hand
	Reason string `json:"reason,omitempty"`
}

// shortReasons are the service's reasons, in the order they are offered.
var shortReasons = []string{"short.empty", "short.damaged", "short.wrong", "short.blocked", "short.expired"}

func (s *short) screen(out *ui.Screen) {
	if s.Hand {
		out.Ask = ui.T("short.in_hand")
		return
	}
	if s.Reason == "" {
		out.Ask = ui.T("prompt.choose_reason")
		for _, r := range shortReasons {
			out.Choices = append(out.Choices, ui.T(r))
		}
		return
	}
	out.Facts = append(out.Facts, ui.Fact{Label: ui.T("ui.reason"), Value: ui.T(s.Reason)})
	out.Ask = ui.T("short.left")
}

// shortStep takes a shortage to its end. What is in the hand already is kept: it goes into its tote before the rest is
// called short.
func (p *Pick) shortStep(d Desk, in Input) Act {
	switch {
	case p.Short.Hand:
		return p.shortHand(in)
	case in.Key == KeyChoice && p.Short.Reason == "" && in.Choice <= len(shortReasons):
		p.Short.Reason = shortReasons[in.Choice-1]
		if p.Short.Reason == "short.empty" {
			return p.shortOf(d, 0)
		}
	case p.Short.Reason == "":
		return Act{Note: ui.Say(ui.Bad, ui.T("prompt.choose_reason"))}
	case in.Key == KeyConfirm:
		return p.shortOf(d, 0)
	case in.Key == KeyQuantity:
		return p.shortOf(d, in.Number)
	case in.Scan != nil:
		if n, ok := meaning(in.Scan, scan.Quantity); ok {
			return p.shortOf(d, n.Number)
		}
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.not_a_number"))}
	}
	return Act{}
}

// shortHand takes how many units are in the hand: the rest of the step is missing.
func (p *Pick) shortHand(in Input) Act {
	n := in.Number
	if in.Scan != nil {
		q, ok := meaning(in.Scan, scan.Quantity)
		if !ok {
			return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.not_a_number"), ui.T("short.in_hand"))}
		}
		n = q.Number
	} else if in.Key != KeyQuantity {
		return Act{Note: ui.Say(ui.Bad, ui.T("short.in_hand"))}
	}
	switch step := p.step(); {
	case n < 0 || n > step.Quantity:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("pick.only", step.Quantity))}
	case n == step.Quantity:
		p.Short = nil
		return Act{Note: ui.Say(ui.Calm, ui.T("short.none_missing"))}
	case n != p.Got && len(p.Serials) > 0:
		p.Short = nil
		return Act{Note: ui.Say(ui.Bad, ui.T("scan.each_serial"))}
	}
	p.Short.Hand, p.Got, p.Scanned = false, n, n
	return Act{}
}

// shortOf posts the shortage. The step leaves the trip; other stock is named when the service answers and comes at the end.
func (p *Pick) shortOf(d Desk, found int64) Act {
	step, reason := *p.step(), p.Short.Reason
	var act Act
	if p.Got > 0 && p.Got < step.Quantity {
		tote := p.Totes[step.Slot]
		if tote == "" {
			p.Short = nil // the next scan is the tote; the rest of the line is short behind it
			return Act{Note: ui.Say(ui.Bad, ui.T("short.tote_first"))}
		}
		act = p.book(d, tote, "")
		step = *p.step()
	}
	act.Post = append(act.Post, Post{Verb: "short", Chain: p.Trip.Task, Name: "short",
		In: wire.Short{Task: p.Trip.Task, Ref: step.Ref, From: step.From, SKU: step.SKU, Lot: step.Lot, Found: found, Reason: reason}})
	p.Steps = p.Steps[1:]
	p.Shorts++
	p.fresh()
	act.Note = ui.Say(ui.Good, ui.T("short.posted"))
	return act
}

// shorted takes up the other stock the service named, as steps at the end of the trip.
func (p *Pick) shorted(result json.RawMessage) Act {
	p.Shorts = max(0, p.Shorts-1)
	var got wire.Shorted
	if json.Unmarshal(result, &got) != nil {
		return Act{}
	}
	p.Steps = append(p.Steps, got.Steps...)
	for _, f := range got.Refills {
		if !slices.Contains(p.Awaits, f.To) {
			p.Awaits = append(p.Awaits, f.To)
		}
	}
	switch {
	case len(got.Steps) > 0:
		return Act{Note: ui.Say(ui.Calm, append([]ui.Text{ui.T("short.elsewhere", got.Steps[0].Location)}, onTheWay(&got)...)...)}
	case got.Missing > 0:
		return Act{Note: ui.Say(ui.Warning, append([]ui.Text{ui.T("short.none", got.Missing)}, onTheWay(&got)...)...)}
	}
	return Act{}
}

// onTheWay tells what is brought to the place that is short, from where and by whom.
func onTheWay(got *wire.Shorted) []ui.Text {
	var out []ui.Text
	for i, f := range got.Refills {
		if i == mostRefills {
			break
		}
		from := f.Location
		if from == "" {
			from = holderName(f.From)
		}
		if f.Worker == "" {
			out = append(out, ui.T("short.will_come", f.Quantity-f.Brought, from))
		} else {
			out = append(out, ui.T("short.on_its_way", f.Quantity-f.Brought, from, f.Worker))
		}
	}
	if len(out) == 0 && got.Asked {
		out = append(out, ui.T("short.asked"))
	}
	return out
}

// mostRefills is how many of the goods on their way a small screen tells of.
const mostRefills = 2
