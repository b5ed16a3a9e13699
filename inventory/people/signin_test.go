package people

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// try goes through all three steps of signing in; a fresh token each time. real compares with argon2id, else the PIN 2580
// is taken as right.
func (h *house) try(pins *PINs, login, pin, device, token string) (Outcome, error) {
	h.t.Helper()
	var c Challenge
	var err error
	h.view(func(r store.Reader) { c, err = Ask(r, login, h.now) })
	if err != nil {
		return Outcome{}, err
	}
	matched := pin == "2580" && c.PIN != ""
	if pins != nil {
		if matched, err = pins.Matches(context.Background(), pin, c.PIN); err != nil {
			return Outcome{}, err
		}
	}
	return h.signIn(Attempt{Challenge: c, Matched: matched, Device: device, Token: HashToken(token)})
}

func (h *house) signIn(a Attempt) (o Outcome, err error) {
	err = h.do(func(tx *store.Tx) (err error) { o, err = SignIn(tx, a); return err })
	if err == nil {
		err = o.Err()
	}
	return o, err
}

func (h *house) speaks(token string) string {
	h.t.Helper()
	who := ""
	h.view(func(r store.Reader) {
		i, err := SessionByToken(r, HashToken(token), h.now)
		if who = i.Worker.ID; err != nil {
			who = fault.ReasonOf(err)
		}
	})
	return who
}

func TestSignInWithARealPIN(t *testing.T) {
	h, pins := newHouse(t), NewPINs()
	h.hired(picker("W01"))
	for i, login := range []string{"B-W01", "w01", "ada w01"} {
		token := fmt.Sprint("t", i)
		if _, err := h.try(pins, login, "2580", "", token); err != nil {
			t.Fatalf("%s: %v", login, err)
		}
		if got := h.speaks(token); got != "W01" {
			t.Errorf("%s: got %s, want W01", login, got)
		}
	}
	for login, pin := range map[string]string{"W01": "2581", "W09": "2580"} {
		if _, err := h.try(pins, login, pin, "", "x"); fault.ReasonOf(err) != "signin.wrong" || fault.CodeFrom(err) != fault.CodeUnauthenticated {
			t.Errorf("%s: got %v, want signin.wrong", login, err)
		}
	}
}

// The lock-out as a story: each row is a moment, a PIN and what is answered.
func TestLockOut(t *testing.T) {
	h := newHouse(t)
	h.hired(picker("W01"))
	h.hired(picker("W02"))
	for i, c := range []struct {
		name   string
		after  time.Duration // since the row before
		login  string
		pin    string
		reason string
	}{
		{"four wrong", 0, "W01", "1111", "signin.wrong"},
		{"", time.Second, "W01", "1111", "signin.wrong"},
		{"", time.Second, "B-W01", "1111", "signin.wrong"}, // by badge it is the same worker
		{"", time.Second, "W01", "1111", "signin.wrong"},
		{"a right one forgets them", time.Second, "W01", "2580", ""},
		{"five wrong", time.Second, "W01", "1111", "signin.wrong"},
		{"", time.Second, "W01", "1111", "signin.wrong"},
		{"", time.Second, "W01", "1111", "signin.wrong"},
		{"", time.Second, "W01", "1111", "signin.wrong"},
		{"", time.Second, "W01", "1111", "signin.wrong"},
		{"locked for the right one too", time.Second, "W01", "2580", "signin.locked"},
		{"others are not locked", 0, "W02", "2580", ""},
		{"still locked", 4*time.Minute + 58*time.Second, "W01", "2580", "signin.locked"},
		{"one try", time.Second, "W01", "1111", "signin.wrong"},
		{"locked for twice as long", 9*time.Minute + 59*time.Second, "W01", "2580", "signin.locked"},
		{"the right one at last", time.Second, "W01", "2580", ""},
		{"the count is gone", time.Second, "W01", "1111", "signin.wrong"},
		{"", time.Second, "W01", "2580", ""},
	} {
		h.now = h.now.Add(c.after)
		if _, err := h.try(nil, c.login, c.pin, "", fmt.Sprint("t", i)); fault.ReasonOf(err) != c.reason {
			t.Errorf("row %d %s: got %v, want reason %q", i, c.name, err, c.reason)
		}
		if i%6 == 0 {
			h.reopen() // the lock does not end with the program
		}
	}
}

// A hundred guesses sent at once all pass Ask before the first failure is counted: the command judges again, so that only
// the free ones are answered and the right PIN among the rest opens nothing.
func TestGuessesSentAtOnce(t *testing.T) {
	h := newHouse(t)
	h.hired(picker("W01"))
	var c Challenge
	h.view(func(r store.Reader) { c, _ = Ask(r, "W01", h.now) })
	var cmds []store.Pending[Outcome]
	for i := range 100 {
		a := Attempt{Challenge: c, Matched: i == 50, Token: HashToken(fmt.Sprint(i))}
		cmds = append(cmds, store.Queue(h.x.Executor, store.Command{Partition: store.Company, Verb: "signin", At: h.now},
			func(tx *store.Tx) (Outcome, error) { return SignIn(tx, a) }))
	}
	got := map[string]int{}
	for _, p := range cmds {
		o, err := p.Answer(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		got[o.Reason]++
	}
	if d := cmp.Diff(map[string]int{"signin.wrong": FreeFailures, "signin.locked": 100 - FreeFailures}, got); d != "" {
		t.Errorf("outcomes (-want +got):\n%s", d)
	}
	h.must(func(tx *store.Tx) error { Unlock(tx, "w01"); return nil })
	if _, err := h.try(nil, "W01", "2580", "", "x"); err != nil {
		t.Errorf("got %v, want the unlocked worker in", err)
	}
}

func TestSignInRefusals(t *testing.T) {
	h := newHouse(t)
	h.hired(picker("W01"))
	if err := h.worker(picker("W02"), 0); err != nil { // has no PIN
		t.Fatal(err)
	}
	gone := picker("W03")
	h.hired(gone)
	gone.Active = false
	if err := h.worker(gone, 2); err != nil {
		t.Fatal(err)
	}
	d := h.device("Gun 1")
	h.must(func(tx *store.Tx) error { _, err := DisableDevice(tx, d.ID, 1, true); return err })
	for _, c := range []struct{ name, login, device, reason string }{
		{"no PIN was set", "W02", "", "signin.wrong"},
		{"left the house", "W03", "", "signin.inactive"},
		{"a disabled device", "W01", d.ID, "device.disabled"},
		{"an unknown device", "W01", "D9999", "device.unknown"},
	} {
		if _, err := h.try(nil, c.login, "2580", c.device, "t"); fault.ReasonOf(err) != c.reason {
			t.Errorf("%s: got %v, want reason %q", c.name, err, c.reason)
		}
		if got := h.speaks("t"); got != "session.unknown" {
			t.Errorf("%s: got %s, want no session", c.name, got)
		}
	}
	if _, err := h.signIn(Attempt{Challenge: Challenge{Worker: "W01", PIN: otherPIN}, Matched: true, Token: HashToken("t")}); fault.ReasonOf(err) != "signin.wrong" {
		t.Errorf("got %v, want a PIN that was changed meanwhile refused", err)
	}
	if _, err := h.signIn(Attempt{Challenge: Challenge{Worker: "W02"}, Matched: true, Token: HashToken("t")}); fault.ReasonOf(err) != "signin.wrong" {
		t.Errorf("got %v, want nobody in without a PIN", err)
	}
	if _, err := h.signIn(Attempt{}); fault.ReasonOf(err) != "session.token" {
		t.Errorf("got %v, want session.token", err)
	}
	if _, err := h.try(nil, "W01", "2580", "", "t"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.try(nil, "W01", "2580", "", "t"); fault.ReasonOf(err) != "token.taken" {
		t.Errorf("got %v, want token.taken", err)
	}
}
