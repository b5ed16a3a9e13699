package terminal

import (
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/task"
	"example.com/tote/terminal/ui"
)

// key takes one key message. A scanner's burst comes as many runes in one, or as one a character; the reader sees no
// difference.
func (a *App) key(m tea.KeyMsg) []tea.Cmd {
	now := a.o.Now()
	a.last = now
	if m.Type == tea.KeyRunes || m.Type == tea.KeySpace {
		return a.raws(a.reader.Runes(now, m.Runes))
	}
	name := m.String()
	if m.Type == tea.KeyCtrlC {
		if a.reader.Text() == "" {
			return a.quit()
		}
		return a.raws(a.reader.Key(now, scan.KeyEnter)) // a scanner that ends its codes with ETX
	}
	a.quitting = false
	if k, ok := scan.KeyOf(name); ok {
		if k == scan.KeyEnter && a.reader.Text() == "" {
			return a.command(scan.Scan{Word: scan.Confirm})
		}
		return a.raws(a.reader.Key(now, k))
	}
	if k, ok := functionKeys[name]; ok {
		return a.press(k)
	}
	return nil
}

// quit ends the program at the second of two presses in a row: a scanner may send the character by itself.
func (a *App) quit() []tea.Cmd {
	if a.quitting {
		return []tea.Cmd{tea.Quit}
	}
	a.quitting = true
	a.say(ui.Say(ui.Calm, ui.T("quit.again")))
	return nil
}

func (a *App) raws(raws []scan.Raw) []tea.Cmd {
	a.quitting = false
	var cmds []tea.Cmd
	for _, r := range raws {
		cmds = append(cmds, a.scanned(r)...)
	}
	return cmds
}

// scanned takes one finished scan or typed line.
func (a *App) scanned(r scan.Raw) []tea.Cmd {
	a.note = ui.Note{}                  // of the scan before
	if s, ok := a.modal.(*signIn); ok { // a PIN means nothing else, whatever it looks like
		return s.scanned(a, r)
	}
	switch r.Text {
	case "":
		return a.press(task.KeyConfirm)
	case ".", "*":
		return a.press(keyMore)
	case "?":
		return a.press(keyHelp)
	}
	o := a.o.Scan
	o.Year = a.o.Now().Year()
	meanings := scan.Parse(r.Text, o)
	if meanings[0].Kind != scan.Command {
		a.keypad = "" // given up for a scan, as keys typed before one are
	}
	if len(meanings) > 0 && meanings[0].Kind == scan.Unknown && r.Tail != "" {
		if tail := scan.Parse(r.Tail, o); len(tail) > 0 && tail[0].Kind != scan.Unknown {
			r.Text, meanings = r.Tail, tail
		}
	}
	for _, m := range meanings {
		if m.Kind == scan.Command {
			return a.command(m)
		}
	}
	if n, ok := number(meanings); ok && a.chooses(r.Text, n) {
		return a.choose(n)
	}
	a.modal = nil // help and the list of actions are closed by the next scan, which counts
	raw := r.Text
	if meanings[0].Elements == nil {
		raw = meanings[0].Text // what the scanner puts in front of a plain code is no part of it
	}
	return a.take(task.Input{Scan: &task.Scanned{Raw: raw, Typed: r.Typed, Meanings: meanings}})
}

// chooses tells whether a number is meant for the list on the screen. One beyond it, or with zeros in front, may be a
// quantity, a reference or an item's code: that is for the job to say, which gets all its meanings.
func (a *App) chooses(text string, n int64) bool {
	choices := len(a.screen().Choices)
	if _, listed := a.modal.(*actionList); listed {
		return true
	}
	return choices > 0 && n <= int64(choices) && strconv.FormatInt(n, 10) == text
}

func number(meanings []scan.Scan) (int64, bool) {
	for _, m := range meanings {
		if m.Kind == scan.Quantity {
			return m.Number, true
		}
	}
	return 0, false
}

// command does what a printed command barcode says.
func (a *App) command(m scan.Scan) []tea.Cmd {
	switch m.Word {
	case scan.Qty:
		if _, ok := a.modal.(*signIn); ok {
			return nil
		}
		a.modal = nil
		if m.Number > 0 {
			return a.take(task.Input{Key: task.KeyQuantity, Number: m.Number})
		}
		a.say(ui.Say(ui.Calm, ui.T("prompt.enter_qty")))
		return nil
	case scan.Digit:
		if len(a.keypad) < maxKeypad {
			a.keypad += strconv.FormatInt(m.Number, 10)
		}
		return nil
	case scan.Confirm:
		if typed := a.keypad; typed != "" {
			a.keypad = ""
			return a.scanned(scan.Raw{Text: typed, Typed: true})
		}
		if a.reader.Text() != "" {
			return a.raws(a.reader.Key(a.o.Now(), scan.KeyEnter))
		}
	}
	return a.press(commandKeys[m.Word])
}

// maxKeypad is how many digits of a printed keypad are one number: as many as an EAN has.
const maxKeypad = 14

// choose takes a digit where there is a list: 0 turns the page.
func (a *App) choose(n int64) []tea.Cmd {
	choices := a.screen().Choices
	switch {
	case n == 0:
		a.page++
		return nil
	case n > int64(len(choices)):
		a.say(ui.Say(ui.Bad, ui.T("choice.none", n)))
		return nil
	}
	if m, ok := a.modal.(*actionList); ok {
		return m.choose(a, int(n))
	}
	return a.take(task.Input{Key: task.KeyChoice, Choice: int(n)})
}

// press takes a wish. What belongs to the app is done at once, the rest is the job's.
func (a *App) press(k task.Key) []tea.Cmd {
	if k != keyLanguage {
		a.note = ui.Note{}
	}
	if a.modal != nil && k != keyLanguage {
		return a.modal.press(a, k)
	}
	switch k {
	case keyLanguage:
		a.kept.Language = a.kept.Language.Other()
		a.dirty()
		return nil
	case keyHelp:
		a.modal = &help{}
		return nil
	case keyMore:
		a.modal = &actionList{}
		a.page = 0
		return nil
	case keySignOut:
		return a.signOut()
	case keyUndo:
		switch {
		case a.keypad != "" || a.reader.Text() != "":
			a.keypad = ""
			a.reader.Clear()
			return nil
		case len(a.kept.Alerts) > 0: // what would be undone is not on the screen
			return a.acknowledge(task.Input{Key: k})
		}
		return a.takeBack()
	}
	return a.take(task.Input{Key: k})
}

// take gives an input to what is uppermost. While the job waits for the service the input waits behind it; nothing that was
// scanned is dropped without a word.
func (a *App) take(in task.Input) []tea.Cmd {
	if len(a.kept.Alerts) > 0 {
		return a.acknowledge(in)
	}
	if a.job == nil {
		return nil
	}
	if a.busy() || len(a.inputs) > 0 { // behind those that wait, not before them
		if in.Key == task.KeyBack && len(a.writes) < maxWrites {
			waited := a.letGo()
			a.giveUp()
			cmds := a.give(in)
			a.tellLetGo(waited)
			return cmds
		}
		if len(a.inputs) == maxInputs {
			a.say(ui.Say(ui.Bad, ui.T("wait.full")))
			return nil
		}
		a.inputs = append(a.inputs, in)
		return a.drain()
	}
	return a.give(in)
}

// give lets the job handle an input now, and does what it wants.
func (a *App) give(in task.Input) []tea.Cmd {
	before := a.snapshot()
	job := a.job
	act := job.Handle(a.desk(), in)
	a.page = 0
	if by := in.Scan != nil || in.Key != ""; by && len(act.Post) == 0 && act.Next == nil && !act.End {
		a.remember(before)
	}
	return a.apply(act, before)
}
