//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.com/tote/api/wire"
)

// firstPromptWithin is how long a worker waits for a terminal that was switched on. The library's own way of starting takes
// 5 seconds on a terminal that does not answer its questions.
const firstPromptWithin = time.Second

// terminalOf enrols a device and gives what a terminal of it is started with.
func (h *flowHouse) terminalOf(worker string) screenOptions {
	h.t.Helper()
	dev, err := h.admin.EnrolDevice(h.t.Context(), wire.NewDevice{Name: "Terminal of " + worker, Kind: "handheld"})
	if err != nil {
		h.t.Fatal(err)
	}
	if err := h.admin.SetPIN(h.t.Context(), worker, flowPIN); err != nil {
		h.t.Fatal(err)
	}
	return screenOptions{width: 26, height: 20, language: "en", worker: worker, token: dev.Token, dir: filepath.Join(h.t.TempDir(), worker)}
}

// TestTerminalStartsMute starts the terminal before a screen that answers nothing: a scan sent before the program runs is
// not swallowed, the prompt comes at once, and nothing is asked of the screen.
func TestTerminalStartsMute(t *testing.T) {
	t.Parallel()
	h := newFlowHouse(t)
	defer h.close()
	if err := h.playHouse("released"); err != nil {
		t.Fatal(err)
	}
	o := h.terminalOf("Li")
	r, err := newRelay(strings.TrimPrefix(h.svc.url(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	s := &ptyScreen{h: h, o: o, radio: r}
	best := time.Hour
	for range 3 { // a loaded machine may be slow once, the library's wait comes each time
		began := time.Now()
		if err := s.start(o.worker + "\r"); err != nil {
			t.Fatal(err)
		}
		if !s.prog.shows("Enter PIN") {
			t.Fatalf("the first scan was swallowed:\n%s", s.prog.screen.text())
		}
		if best = min(best, time.Since(began)); best < firstPromptWithin {
			break
		}
		s.prog.stop()
	}
	if best > firstPromptWithin {
		t.Errorf("the first prompt came after %v, want %v", best, firstPromptWithin)
	}
	s.typed(flowPIN)
	if !s.prog.shows("Choose a task") {
		t.Errorf("no menu:\n%s", s.prog.screen.text())
	}
	if q := s.prog.screen.questions(); len(q) > 0 {
		t.Errorf("a screen that answers nothing was asked %v", q)
	}
	if err := s.close(); err != nil {
		t.Error(err)
	}
}

// TestTerminalSaysWhyItCannotStart damages what a device keeps, one thing at a time.
func TestTerminalSaysWhyItCannotStart(t *testing.T) {
	t.Parallel()
	full := "/dev/full"
	for _, c := range []struct {
		name string
		harm func(dir string) error
		want []string // words of the error
	}{
		{"a corrupt outbox", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, outboxFolder, "outbox.log"), []byte("no outbox at all, and longer than its head"), 0o600)
		}, []string{"outbox.log"}},
		{"a corrupt token", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, stateFolder, "device.state"), []byte("tote-state 1 00000000 2\n{}"), 0o600)
		}, []string{"device.state", "damaged"}},
		{"a folder that is a file", func(dir string) error {
			if err := os.RemoveAll(dir); err != nil {
				return err
			}
			return os.WriteFile(dir, nil, 0o600)
		}, []string{"device"}},
		{"a full disk", func(dir string) error {
			name := filepath.Join(dir, stateFolder, "device.state.tmp") // what is written goes to a device that is always full
			if _, err := os.Stat(full); err != nil {
				return err
			}
			return os.Symlink(full, name)
		}, []string{"device.state", "space"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "device")
			args := []string{"--server=http://127.0.0.1:1", "--warehouse=" + flowWarehouse, "--data=" + dir}
			s := openOutboxOnce(t, dir)
			if err := s.close(); err != nil {
				t.Fatal(err)
			}
			if err := c.harm(dir); err != nil {
				t.Fatal(err)
			}
			p, err := startOnPTY(scanProgram("", args...), 200, 20, "")
			if err != nil {
				t.Fatal(err)
			}
			select {
			case <-p.ended:
			case <-time.After(settleWithin):
				t.Errorf("it starts:\n%s", p.screen.text())
			}
			p.stop()
			for _, w := range c.want {
				if !strings.Contains(p.screen.text(), w) || p.code != 1 {
					t.Errorf("got code %d:\n%s\nwant code 1 and %q", p.code, strings.TrimSpace(p.screen.text()), w)
				}
			}
		})
	}
}

// onceOpened is a device's folder as a terminal left it.
type onceOpened struct{ parts *scanParts }

func openOutboxOnce(t *testing.T, dir string) *onceOpened {
	t.Helper()
	c := scanCommand{Server: "http://127.0.0.1:1", Token: "td_x", Warehouse: flowWarehouse, Data: dir, Language: "en"}
	parts, err := c.open(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return &onceOpened{parts}
}

func (o *onceOpened) close() error { return o.parts.queue.Close() }
