// Scripts of terminals: testdata/flows/terminal/<job>.txt. Beside all that a flow script has they know
//
//	Li terminal 26x20 zh             Li opens a terminal (size, language, station=K-1, dock=D-1 as wanted) and signs in
//	Li scans CODE                    the scanner sends a code: all its characters at once, then CR
//	Li scans all A B C               several codes one after the other, without looking
//	Li types TEXT                    the same by hand, key by key, then Enter
//	Li presses f3                    a key: f1 to f12, enter, esc
//	Li reads                         nothing happens: the screen as it is
//	Li puts 829 g                    a parcel is put on the scale of his bench; 0 g: it is taken off
//	Li awaits Paper out              the terminal goes on until its screen says so
//	Li drops / Li finds the link     the radio goes off, and on again
//	Li kills                         the terminal is killed and started again
//
// Their answer is the screen, its empty rows, doubled blanks and large letters left out. What the terminal sends is answered before the
// screen is looked at, as long as there is a link.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/tote/api/wire"
	"example.com/tote/terminal"
	"example.com/tote/terminal/ui"
)

// screenDriver is one way to sit at a terminal.
type screenDriver interface {
	// scan sends a whole code at once; typed sends it key by key. Both end it with Enter.
	scan(code string)
	typed(text string)
	press(key string)
	// screen gives the rows once nothing is under way, or, if it knows no better, once they are as wanted.
	screen(want string) (string, error)
	link(on bool)
	kill() error
	close() error
}

// screenOptions are how a script opens a terminal.
type screenOptions struct {
	width, height int
	language      string
	station, dock string
	token         string
	worker        string
	dir           string
}

// openScreen opens a terminal in one of the ways a suite runs the scripts in.
type openScreen func(h *flowHouse, o screenOptions) (screenDriver, error)

// terminalDoings are the verbs of terminal scripts.
var terminalDoings = []string{"terminal", "scans", "types", "presses", "reads", "puts", "awaits", "drops", "finds", "kills"}

// doTerminal does one block of a terminal.
func (h *flowHouse) doTerminal(ctx context.Context, p *person, words []string, want string) (string, error) {
	if words[0] == "terminal" {
		return "", h.openTerminal(ctx, p, words[1:])
	}
	d := h.screens[p.id]
	if d == nil {
		return "", scriptError{fmt.Errorf("%s has no terminal yet: say %s terminal", p.id, p.id)}
	}
	text := strings.Join(words[1:], " ")
	switch words[0] {
	case "scans":
		codes := []string{text}
		if len(words) > 2 && words[1] == "all" {
			codes = words[2:]
		}
		for _, code := range codes {
			d.scan(code)
		}
	case "types":
		d.typed(text)
	case "presses":
		d.press(text)
	case "puts":
		if err := h.putOnScale(p, d, words[1:]); err != nil {
			return "", err
		}
	case "awaits":
		if l, ok := d.(*localScreen); ok {
			if err := l.awaits(text); err != nil {
				return "", err
			}
		}
	case "drops":
		d.link(false)
	case "finds":
		d.link(true)
	case "kills":
		if err := d.kill(); err != nil {
			return "", err
		}
	}
	return d.screen(want)
}

// openTerminal enrols a device, opens a terminal on it and signs in by badge and PIN.
func (h *flowHouse) openTerminal(ctx context.Context, p *person, words []string) error {
	o := screenOptions{width: 26, height: 20, language: "en", worker: p.id, dir: filepath.Join(h.t.TempDir(), p.id)}
	for _, w := range words {
		size := strings.SplitN(w, "x", 2)
		switch {
		case w == "zh" || w == "en":
			o.language = w
		case strings.HasPrefix(w, "station="):
			o.station = w[len("station="):]
		case strings.HasPrefix(w, "dock="):
			o.dock = w[len("dock="):]
		case len(size) == 2:
			var err, err2 error
			o.width, err = strconv.Atoi(size[0])
			o.height, err2 = strconv.Atoi(size[1])
			if err != nil || err2 != nil {
				return scriptError{fmt.Errorf("%q is no size", w)}
			}
		default:
			return scriptError{fmt.Errorf("a terminal has a size, a language, station= and dock=, not %q", w)}
		}
	}
	if !p.hasPIN {
		if err := h.admin.SetPIN(ctx, p.id, flowPIN); err != nil {
			return err
		}
		p.hasPIN = true
	}
	dev, err := h.admin.EnrolDevice(ctx, wire.NewDevice{Name: "Terminal of " + p.id, Kind: "handheld"})
	if err != nil {
		return err
	}
	o.token = dev.Token
	d, err := h.openScreen(h, o)
	if err != nil {
		return err
	}
	h.screens[p.id] = d
	h.kit.benches[p.id] = o.station
	return nil
}

// blanks are what is left out of a screen.
var blanks = regexp.MustCompile(` {2,}`)

// packed gives a screen as scripts write it.
func packed(rows []string) string {
	var out []string
	for _, r := range rows {
		if r = strings.TrimSpace(blanks.ReplaceAllString(r, " ")); r != "" && strings.Trim(r, "# ") != "" {
			out = append(out, r)
		}
	}
	return strings.Join(out, "\n")
}

// localScreen is the model itself, without a terminal around it: what it asks for is done beside, as the program does.
type localScreen struct {
	h     *flowHouse
	o     screenOptions
	radio *radio
	app   *terminal.App
	parts *scanParts
	msgs  chan tea.Msg
	ended chan struct{}
}

// radio is a link that can be cut.
type radio struct{ off atomic.Bool }

func (r *radio) RoundTrip(req *http.Request) (*http.Response, error) {
	if r.off.Load() {
		return nil, errors.New("the radio is off")
	}
	return http.DefaultTransport.RoundTrip(req)
}

func openLocal(h *flowHouse, o screenOptions) (screenDriver, error) {
	l := &localScreen{h: h, o: o, radio: &radio{}}
	if err := l.start(); err != nil {
		return nil, err
	}
	l.scan(o.worker)
	l.typed(flowPIN)
	if _, err := l.screen(""); err != nil {
		return l, err
	}
	l.parts.scale.reading.Wait() // the bench's scale is known from here on
	return l, nil
}

// start opens the app on the device's folder.
func (l *localScreen) start() error {
	c := scanCommand{Server: l.h.svc.url(), Token: l.o.token, Warehouse: flowWarehouse, Station: l.o.station, Dock: l.o.dock, Data: l.o.dir,
		Language: l.o.language, now: l.h.now, transport: l.radio}
	parts, err := c.open(context.Background(), nil)
	if err != nil {
		return err
	}
	l.parts, l.app, l.msgs, l.ended = parts, parts.app, make(chan tea.Msg, 1024), make(chan struct{})
	l.do(l.app.Init())
	l.update(tea.WindowSizeMsg{Width: l.o.width, Height: l.o.height})
	return nil
}

// do runs a command beside, and what it is made of.
func (l *localScreen) do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	msgs, ended := l.msgs, l.ended
	go func() {
		m := cmd()
		if m == nil {
			return
		}
		select {
		case msgs <- m:
		case <-ended:
		}
	}()
}

func (l *localScreen) update(m tea.Msg) {
	if batch, ok := m.(tea.BatchMsg); ok {
		for _, c := range batch {
			l.do(c)
		}
		return
	}
	_, cmd := l.app.Update(m)
	l.do(cmd)
}

func (l *localScreen) scan(code string) {
	l.update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(code)})
	l.update(tea.KeyMsg{Type: tea.KeyEnter})
}

func (l *localScreen) typed(text string) {
	for _, r := range text {
		l.update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
	}
	l.update(tea.KeyMsg{Type: tea.KeyEnter})
}

// localKeys are the keys scripts press.
var localKeys = map[string]tea.KeyType{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "f1": tea.KeyF1, "f2": tea.KeyF2, "f3": tea.KeyF3, "f4": tea.KeyF4,
	"f5": tea.KeyF5, "f6": tea.KeyF6, "f7": tea.KeyF7, "f8": tea.KeyF8, "f9": tea.KeyF9, "f10": tea.KeyF10, "f11": tea.KeyF11, "f12": tea.KeyF12}

func (l *localScreen) press(key string) { l.update(tea.KeyMsg{Type: localKeys[key]}) }

// settleFor is how long nothing must happen before a screen counts: what is under way takes a commit and a request. With the
// radio off nobody can say that all is answered, so that the quiet alone decides and has to be longer.
const (
	settleFor    = 60 * time.Millisecond
	settleAlone  = 250 * time.Millisecond
	settleWithin = 10 * time.Second
)

// screen lets everything that is under way end.
func (l *localScreen) screen(string) (string, error) {
	deadline := time.After(settleWithin)
	quiet := settleFor
	if l.radio.off.Load() {
		quiet = settleAlone
	}
	for {
		select {
		case m := <-l.msgs:
			l.update(m)
			continue
		case <-deadline:
			return "", scriptError{fmt.Errorf("the terminal of %s does not come to rest:\n%s", l.o.worker, l.rows())}
		case <-time.After(quiet):
		}
		waiting := l.parts.queue.Status()
		saved := l.app.Frame().Status.Saving == 0 // the disk needs no link
		if l.radio.off.Load() && saved || (l.app.Settled() && waiting.Waiting == waiting.Held && waiting.Answers == 0) {
			return l.rows(), nil
		}
	}
}

func (l *localScreen) rows() string {
	f := l.app.Frame()
	rows := strings.Split(ui.PlainText(ui.Draw(f, l.app.Language(), l.o.width, l.o.height)), "\n")
	return packed(rows)
}

func (l *localScreen) link(on bool) {
	l.radio.off.Store(!on)
	if on {
		l.parts.queue.Kick()
	}
}

func (l *localScreen) kill() error {
	if err := l.close(); err != nil {
		return err
	}
	return l.start()
}

func (l *localScreen) close() error {
	close(l.ended)
	return l.parts.close()
}

// TestTerminalFlows plays the scripts of terminals on the model itself.
func TestTerminalFlows(t *testing.T) { playTerminals(t, openLocal, *rewrite) }

// playTerminals plays all scripts of terminals in one way to sit at them.
func playTerminals(t *testing.T, open openScreen, rewriting bool) {
	files, err := filepath.Glob(filepath.Join(flowsFolder, "terminal", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts of terminals: %v", err)
	}
	turns := make(chan struct{}, flowsAtOnce)
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txt"), func(t *testing.T) {
			t.Parallel()
			turns <- struct{}{}
			defer func() { <-turns }()
			playScreens(t, f, open, rewriting)
		})
	}
}

func isTerminalDoing(word string) bool { return slices.Contains(terminalDoings, word) }
