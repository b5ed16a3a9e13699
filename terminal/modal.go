package terminal

import (
	tea "github.com/charmbracelet/bubbletea"

	"example.com/tote/terminal/task"
	"example.com/tote/terminal/ui"
)

// modal is a screen of the app's own over the job: sign-in, help, the list of actions.
type modal interface {
	screen(a *App) ui.Screen
	press(a *App, k task.Key) []tea.Cmd
}

// help says what is awaited, and lists the keys that do something here.
type help struct{}

func (*help) screen(a *App) ui.Screen {
	s := ui.Screen{Title: ui.T("key.help"), Ask: ui.T("help.close")}
	if a.job != nil {
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("ui.next"), Value: a.job.Screen(a.desk()).Ask})
	}
	s.Facts = append(s.Facts, ui.Fact{Value: ui.T("help.dot")})
	for _, u := range a.actions() {
		if name := keyNames[u.Key]; name != "" {
			s.Facts = append(s.Facts, ui.Fact{Value: ui.T("help.key", name, u.Does)})
		}
	}
	return s
}

func (*help) press(a *App, _ task.Key) []tea.Cmd {
	a.modal = nil
	return nil
}

// actionList is everything that can be done here besides scanning, for terminals without function keys.
type actionList struct{}

func (*actionList) screen(a *App) ui.Screen {
	s := ui.Screen{Title: ui.T("key.actions"), Ask: ui.T("prompt.choose_action")}
	for _, u := range a.actions() {
		s.Choices = append(s.Choices, u.Does)
	}
	return s
}

func (*actionList) choose(a *App, n int) []tea.Cmd {
	a.modal, a.page = nil, 0
	return a.press(a.actions()[n-1].Key)
}

func (*actionList) press(a *App, k task.Key) []tea.Cmd {
	a.modal, a.page = nil, 0
	if k == task.KeyBack || k == task.KeyConfirm || k == keyMore {
		return nil
	}
	return a.press(k)
}
