package task

import (
	"encoding/json"
	"slices"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// takeOverReasons are why a task is taken from the worker who has it: they stand in the ledger.
var takeOverReasons = []string{"takeover.shift", "takeover.radio", "takeover.help"}

func (p *Pick) claimScreen(s *ui.Screen) {
	switch {
	case p.Owner != "":
		s.Big = p.Task
		s.Facts, s.Ask = []ui.Fact{{Value: ui.T("takeover.has", p.Owner), Warn: true}}, ui.T("prompt.take_over")
		for _, r := range takeOverReasons {
			s.Choices = append(s.Choices, ui.T(r))
		}
	case p.Nothing:
		s.Facts, s.Ask = []ui.Fact{{Value: ui.T("pick.nothing")}}, ui.T("pick.try_again")
		if p.Zone != "" {
			s.Facts = append(s.Facts, ui.Fact{Label: ui.T("term.zone"), Value: ui.Plain(p.Zone)})
		}
	default:
		s.Ask = ui.T("wait.claim")
	}
}

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
		return p.askForTask()
	case (in.Began && !p.Claiming) || in.Key == KeyConfirm:
		return p.askForTask()
	}
	return Act{}
}

func (p *Pick) askForTask() Act {
	p.Claiming, p.Nothing = true, false
	return Act{Post: []Post{{Verb: "claim", Name: "claim", Waits: true, In: wire.Claim{Task: p.Task, Zone: p.Zone}}}}
}

// takeOver takes the task from its owner, for a reason. Nothing else does.
func (p *Pick) takeOver(in Input) Act {
	if in.Key != KeyChoice || in.Choice > len(takeOverReasons) {
		return Act{Note: ui.Say(ui.Warning, ui.T("takeover.has", p.Owner), ui.T("prompt.choose_reason"))}
	}
	p.Owner = ""
	return Act{Post: []Post{{Verb: "take-over", Name: "claim", Waits: true,
		In: wire.TakeOver{Task: p.Task, Reason: ui.T(takeOverReasons[in.Choice-1]).In(ui.English)}}}}
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
	case a.Name == "claim" && a.Problem.Reason == "task.none":
		p.Claiming, p.Nothing = false, true
		return Act{Handled: true}
	case a.Name == "claim" && a.Problem.Reason == "task.claimed" && p.Task != "":
		p.Claiming = false
		for _, d := range a.Problem.Details {
			if d.Reason == "task.owner" && d.Where == "worker" {
				p.Owner = d.Message
			}
		}
		if p.Owner != "" {
			return Act{Handled: true, Note: ui.Say(ui.Warning, ui.T("reason.task.claimed"))}
		}
		return Act{Handled: true, End: true, Note: ui.Say(ui.Bad, ProblemTexts(a.Problem)...)}
	case a.Name == "claim":
		p.Claiming = false
		return Act{Handled: true, End: true, Note: ui.Say(ui.Bad, ProblemTexts(a.Problem)...)}
	case a.Name == "swap":
		return Act{Handled: true, Note: ui.Say(ui.Bad, ProblemTexts(a.Problem)...)}
	case a.Name == "short":
		p.Shorts = max(0, p.Shorts-1)
	}
	return Act{}
}
