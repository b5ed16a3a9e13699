package task

import (
	"slices"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/ui"
)

// errand is a trip while it is asked for: the one named, or the most urgent one of a kind. Every job that walks trips has it.
type errand struct {
	Task     string `json:"task,omitempty"` // to be claimed; empty: the most urgent one
	Zone     string `json:"zone,omitempty"` // only trips of this zone
	Claiming bool   `json:"claiming,omitempty"`
	Nothing  bool   `json:"nothing,omitempty"` // no task waited when it was asked
	Owner    string `json:"owner,omitempty"`   // who has the task that was asked for
}

// takeOverReasons are why a task is taken from the worker who has it: they stand in the ledger.
var takeOverReasons = []string{"takeover.shift", "takeover.radio", "takeover.help"}

// screen shows how the asking stands; nothing says what can be done when no work waits.
func (e *errand) screen(s *ui.Screen, nothing ui.Text) {
	switch {
	case e.Owner != "":
		s.Big = e.Task
		s.Facts, s.Ask = []ui.Fact{{Value: ui.T("takeover.has", e.Owner), Warn: true}}, ui.T("prompt.take_over")
		for _, r := range takeOverReasons {
			s.Choices = append(s.Choices, ui.T(r))
		}
	case e.Nothing:
		s.Facts, s.Ask = []ui.Fact{{Value: ui.T("pick.nothing")}}, nothing
		if e.Zone != "" {
			s.Facts = append(s.Facts, ui.Fact{Label: ui.T("term.zone"), Value: ui.Plain(e.Zone)})
		}
	default:
		s.Ask = ui.T("wait.claim")
	}
}

// ask posts the claim. Without a task it is the most urgent one of the kind; "" is a trip of picking.
func (e *errand) ask(kind string) Act {
	e.Claiming, e.Nothing = true, false
	in := wire.Claim{Task: e.Task, Zone: e.Zone}
	if e.Task == "" {
		in.Kind = kind
	}
	return Act{Post: []Post{{Verb: "claim", Name: "claim", Waits: true, In: in}}}
}

// takeOver takes the task from its owner, for a reason. Nothing else does.
func (e *errand) takeOver(in Input) Act {
	if in.Key != KeyChoice || in.Choice > len(takeOverReasons) {
		return Act{Note: ui.Say(ui.Warning, ui.T("takeover.has", e.Owner), ui.T("prompt.choose_reason"))}
	}
	e.Owner = ""
	return Act{Post: []Post{{Verb: "take-over", Name: "claim", Waits: true,
		In: wire.TakeOver{Task: e.Task, Reason: ui.T(takeOverReasons[in.Choice-1]).In(ui.English)}}}}
}

// refused deals with a claim the service did not grant.
func (e *errand) refused(p *wire.Problem) Act {
	e.Claiming = false
	switch {
	case p.Reason == "task.none":
		e.Nothing = true
		return Act{Handled: true}
	case p.Reason == "task.claimed" && e.Task != "":
		for _, d := range p.Details {
			if d.Reason == "task.owner" && d.Where == "worker" {
				e.Owner = d.Message
			}
		}
		if e.Owner != "" {
			return Act{Handled: true, Note: ui.Say(ui.Warning, ui.T("reason.task.claimed"))}
		}
	}
	return Act{Handled: true, End: true, Note: ui.Say(ui.Bad, ProblemTexts(p)...)}
}

// otherKind opens the job a trip is for, if it is another than the one that asked: a task's number does not tell its kind.
func (e *errand) otherKind(kind string, t *wire.Trip) (Act, bool) {
	if t.Kind == kind || t.Kind == "" {
		return Act{}, false
	}
	if job := tripJob(t.Kind, t.Task); job != nil {
		return Act{Next: job}, true
	}
	return Act{End: true, Note: ui.Say(ui.Bad, ui.T("menu.no_job", t.Task), ui.Plain(t.Kind))}, true
}

// tripJob is the job that walks a task of a kind; nil: this terminal knows none.
func tripJob(kind, task string) Job {
	e := errand{Task: task}
	switch kind {
	case "pick":
		return &Pick{errand: e}
	case "count":
		return &Count{errand: e}
	case "replenish":
		return &Replenish{errand: e}
	}
	return nil
}

// mayWalk tells whether a worker with these jobs on his menu may walk a task of a kind; otherwise it says why not.
func mayWalk(jobs []string, t wire.Task) (Job, ui.Note) {
	job := tripJob(t.Kind, t.ID)
	switch {
	case job == nil:
		return nil, ui.Say(ui.Bad, ui.T("menu.no_job", t.ID), ui.Plain(t.Kind))
	case !slices.Contains(jobs, t.Kind):
		return nil, ui.Say(ui.Bad, ui.T("menu.not_your_role", t.ID, ui.T("task."+t.Kind)))
	}
	return job, ui.Note{}
}
