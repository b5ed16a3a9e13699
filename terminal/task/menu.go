package task

import (
	"context"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// MenuKind is the word of the menu.
const MenuKind = "menu"

// Menu is what a worker finds after signing in: the jobs of his roles, and on top a task he left somewhere else.
type Menu struct {
	Jobs []string    `json:"jobs"`
	Mine []wire.Task `json:"mine,omitempty"` // claimed by this worker, on whichever device
}

// NewMenu makes the menu for roles.
func NewMenu(roles []string) *Menu { return &Menu{Jobs: offered(roles)} }

// Kind gives MenuKind.
func (m *Menu) Kind() string { return MenuKind }

// mostMine bounds the tasks shown above the jobs: one is usual.
const mostMine = 3

// Screen lists what there is to do.
func (m *Menu) Screen(d Desk) ui.Screen {
	s := ui.Screen{Title: ui.T("key.menu"), Ask: ui.T("prompt.choose_task")}
	for _, t := range m.Mine {
		what := ui.Plain(t.Kind)
		if ui.Known("task." + t.Kind) {
			what = ui.T("task." + t.Kind)
		}
		s.Choices = append(s.Choices, ui.T("menu.resume", what, t.ID))
	}
	for _, j := range m.Jobs {
		s.Choices = append(s.Choices, ui.T("task."+j))
	}
	if len(m.Jobs) == 0 {
		s.Facts = []ui.Fact{{Value: ui.T("menu.no_roles"), Warn: true}}
	}
	return s
}

// Handle opens a job by its number; anything scanned is looked up.
func (m *Menu) Handle(d Desk, in Input) Act {
	switch {
	case in.Began:
		return Act{Ask: &Ask{Name: "mine", Beside: true, Do: func(ctx context.Context, b Backend) (any, error) {
			return b.Tasks(ctx, d.Warehouse, wire.Query{Limit: mostMine, Filter: map[string]string{"worker": d.Worker}})
		}}}
	case in.Answer != nil:
		return m.answered(in.Answer)
	case in.Key == KeyChoice && in.Choice <= len(m.Mine):
		return m.walk(m.Mine[in.Choice-1])
	case in.Key == KeyChoice && in.Choice <= len(m.Mine)+len(m.Jobs):
		return Act{Next: blank(m.Jobs[in.Choice-len(m.Mine)-1])}
	case in.Scan != nil:
		return m.scanned(d, in)
	}
	return Act{}
}

// scanned takes up a task by its number, and looks up whatever else was scanned. The number does not tell what kind of work it
// is, so the service is asked.
func (m *Menu) scanned(d Desk, in Input) Act {
	t, ok := meaning(in.Scan, scan.Task)
	if !ok {
		return Act{Next: &Lookup{Code: in.Scan.Raw}}
	}
	return Act{Ask: &Ask{Name: "task", Do: func(ctx context.Context, b Backend) (any, error) { return b.Task(ctx, d.Warehouse, t.Code) }}}
}

func (m *Menu) answered(a *Answer) Act {
	switch got := a.Value.(type) {
	case wire.Page[wire.Task]:
		if a.Err == nil {
			m.Mine = got.Items[:min(len(got.Items), mostMine)]
		}
	case wire.Task:
		if a.Err != nil {
			return Act{Note: ui.Say(ui.Bad, ErrorTexts(a.Err)...)}
		}
		return m.walk(got)
	}
	return Act{}
}

// walk opens the job of a task, if it is one of this worker's.
func (m *Menu) walk(t wire.Task) Act {
	job, note := mayWalk(m.Jobs, t)
	if job == nil {
		return Act{Note: note}
	}
	return Act{Next: job}
}
