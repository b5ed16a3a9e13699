package task

import (
	"encoding/json"
	"slices"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// claim asks for the task, once, and again when the worker wants; a location that is scanned asks for its zone's trips.
func (p *Pick) claim(d Desk, in Input) Act {
	switch {
	case in.Key == KeyBack || in.Key == KeyNo:
		return Act{End: true}
	case p.Owner != "":
		return p.takeOver(in)
	case in.Scan != nil && p.Nothing:
		m, ok := meaning(in.Scan, scan.Location)
		place, known := d.Tables.Place(m.Code)
		if !ok || !known || place.Zone == "" {
			return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("pick.scan_zone")}, Explain(d, in.Scan)...)...)}
		}
		p.Zone = place.Zone
		return p.ask("")
	case (in.Began && !p.Claiming) || in.Key == KeyConfirm:
		return p.ask("")
	}
	return Act{}
}

// posted takes what the service answered to this trip's commands.
func (p *Pick) posted(a *Posted) Act {
	if a.Problem != nil {
		return p.refused(a)
	}
	switch a.Name {
	case "claim":
		var t wire.Trip
		if json.Unmarshal(a.Result, &t) != nil {
			return Act{}
		}
		if act, ok := p.otherKind(p.Kind(), &t); ok {
			return act
		}
		return p.begin(&t)
	case "pick":
		if got, ok := decode[wire.Picked](a.Result); ok && got.Outcome == "diverted" && p.Trip != nil {
			p.diverted(a.Input)
			return Act{Post: []Post{{Verb: "claim", Name: "claim", In: wire.Claim{Task: p.Trip.Task}}}} // what else of the trip is not wanted?
		}
	case "short":
		return p.shorted(a.Result)
	case "swap":
		return p.swapped(a.Result)
	}
	return Act{}
}

// diverted forgets a tote that got nothing but goods that are in the worker's hands now: there is none to be set down.
func (p *Pick) diverted(input json.RawMessage) {
	did, ok := decode[wire.Pick](input)
	if !ok || p.Booked[did.Tote] == 0 {
		return
	}
	if p.Booked[did.Tote]--; p.Booked[did.Tote] > 0 {
		return
	}
	delete(p.Booked, did.Tote)
	p.Filled = slices.DeleteFunc(p.Filled, func(t string) bool { return t == did.Tote })
	for slot, t := range p.Totes {
		if t == did.Tote {
			delete(p.Totes, slot)
		}
	}
}

// begin takes up a trip as it stands: at its claim with the totes it is being picked into already, here or on another device;
// later with what is still wanted of it.
func (p *Pick) begin(t *wire.Trip) Act {
	again := p.Trip != nil
	var at wire.Ref
	if again && len(p.Steps) > 0 {
		at = p.Steps[0].Ref
	}
	p.Task, p.Trip, p.Claiming = t.Task, t, false
	p.Steps, t.Steps = t.Steps, nil
	p.Done = max(0, t.Total-len(p.Steps))
	if p.Totes == nil {
		p.Totes = map[int]string{}
	}
	for _, tote := range t.Totes {
		p.Totes[tote.Slot] = tote.Tote
		p.count(tote.Tote)
		if !slices.Contains(p.Filled, tote.Tote) {
			p.Filled = append(p.Filled, tote.Tote)
		}
	}
	if again {
		p.standAt(at)
		return Act{}
	}
	return Act{Note: ui.Say(ui.Good, ui.T("pick.claimed", len(p.Steps)))}
}

// count notes that goods were booked into a tote.
func (p *Pick) count(tote string) {
	if p.Booked == nil {
		p.Booked = map[string]int{}
	}
	p.Booked[tote]++
}

// standAt goes on with the step the worker stands at, if it is still wanted.
func (p *Pick) standAt(at wire.Ref) {
	i := slices.IndexFunc(p.Steps, func(s wire.TripStep) bool { return s.Ref == at })
	if i < 0 {
		p.fresh()
		return
	}
	step := p.Steps[i]
	p.Steps = slices.Insert(slices.Delete(p.Steps, i, i+1), 0, step)
}

// refused deals with a refused claim here; a refused fact opens the safe screen.
func (p *Pick) refused(a *Posted) Act {
	switch {
	case a.Name == "claim" && p.Trip != nil: // the trip is not this worker's any more: what is in the totes is set down
		p.Steps = nil
		p.fresh()
		return Act{Handled: true, Note: ui.Say(ui.Bad, ProblemTexts(a.Problem)...)}
	case a.Name == "claim":
		return p.errand.refused(a.Problem)
	case a.Name == "swap":
		return Act{Handled: true, Note: ui.Say(ui.Bad, ProblemTexts(a.Problem)...)}
	case a.Name == "short":
		p.Shorts = max(0, p.Shorts-1)
	}
	return Act{}
}
