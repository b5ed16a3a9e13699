package task

import (
	"maps"
	"slices"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// setDownScreen asks where the totes are set down: one scan of the place for all of them, or a tote first for that one only.
func (p *Pick) setDownScreen(s *ui.Screen) {
	s.Step, s.Of = 0, 0
	switch {
	case p.Shorts > 0:
		s.Facts, s.Ask = []ui.Fact{{Value: ui.T("short.waiting")}}, ui.T("pick.set_down_or_wait")
	case len(p.Filled) == 0:
		s.Facts, s.Ask = []ui.Fact{{Value: ui.T("pick.done")}}, ui.T("pick.next_or_back")
		return
	case p.Set != "":
		s.Big, s.Ask = p.Set, ui.T("pick.set_down")
		return
	default:
		s.Ask = ui.T("pick.set_down")
	}
	s.Facts = append(s.Facts, ui.Fact{Value: ui.T("prompt.take_to_pack")})
	for _, t := range p.Filled {
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("term.tote"), Value: ui.Plain(t)})
	}
}

// setDown takes the end of a trip: its totes are set down for the packers, one scan a tote or one for all.
func (p *Pick) setDown(d Desk, in Input) Act {
	if len(p.Filled) == 0 && p.Shorts == 0 {
		return p.over(d, in)
	}
	if in.Scan == nil {
		if in.Key == KeyConfirm || in.Key == KeyDone {
			return Act{Note: ui.Say(ui.Calm, ui.T("pick.set_down"))}
		}
		return Act{}
	}
	if m, ok := meaning(in.Scan, scan.Location); ok {
		return p.setAt(d, m.Code)
	}
	if tote, ok := toteOf(d, in.Scan); ok && slices.Contains(p.Filled, tote) {
		p.Set = tote
		return Act{Note: ui.Say(ui.Good, ui.T("pick.only_this", tote))}
	}
	return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("pick.set_down")}, Explain(d, in.Scan)...)...)}
}

// setDownKinds are where packers look for totes.
var setDownKinds = []string{"staging", "pack"}

// setAt closes the totes at a place. A reserve or a pick face is no place for them: nobody would find them there.
func (p *Pick) setAt(d Desk, at string) Act {
	if place, ok := d.Tables.Place(at); ok && !slices.Contains(setDownKinds, place.Kind) {
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.wrong_location"), ui.T("pick.not_a_pack_place", at))}
	}
	totes := p.Filled
	if p.Set != "" {
		totes = []string{p.Set}
	}
	var act Act
	for _, t := range totes {
		act.Post = append(act.Post, Post{Verb: "close", Chain: p.Trip.Task, In: wire.Close{Tote: t, At: at, Task: p.Trip.Task},
			InHand: ui.T("close.refused_in_hand", t)})
	}
	act.Note = ui.Say(ui.Good, ui.T("pick.set_down_done", len(totes), at))
	maps.DeleteFunc(p.Totes, func(_ int, t string) bool { return slices.Contains(totes, t) }) // what is still found goes into others
	p.Filled = slices.DeleteFunc(slices.Clone(p.Filled), func(t string) bool { return slices.Contains(totes, t) })
	p.Set = ""
	return act
}

// over is after the trip: the next one, the next in the zone of a place that is scanned, or the menu.
func (p *Pick) over(d Desk, in Input) Act {
	if in.Scan != nil {
		if m, ok := meaning(in.Scan, scan.Location); ok {
			if place, known := d.Tables.Place(m.Code); known && place.Zone != "" {
				return Act{Next: &Pick{errand: errand{Zone: place.Zone}}}
			}
		}
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("pick.next_or_back")}, Explain(d, in.Scan)...)...)}
	}
	switch {
	case in.Began || in.Key == KeyConfirm || in.Key == KeyYes:
		if in.Began {
			return Act{}
		}
		return Act{Next: &Pick{errand: errand{Zone: p.Zone}}}
	case in.Key == KeyNo || in.Key == KeyDone:
		return Act{End: true}
	}
	return Act{}
}
