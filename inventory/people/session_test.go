package people

import (
	"context"
	"fmt"
	"testing"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

func TestHowASessionEnds(t *testing.T) {
	begin := func(t *testing.T) (*house, Device) {
		h := newHouse(t)
		h.hired(picker("W01"))
		h.hired(picker("W02"))
		d := h.device("Gun 1")
		if _, err := h.try(nil, "W01", "2580", d.ID, "t"); err != nil || h.speaks("t") != "W01" {
			t.Fatal("not signed in", err)
		}
		return h, d
	}
	for _, c := range []struct {
		name string
		end  func(h *house, d Device)
		want string
	}{
		{"it does not", func(*house, Device) {}, "W01"},
		{"unused", func(h *house, _ Device) { h.now = h.now.Add(SessionIdle) }, "session.ended"},
		{"nearly", func(h *house, _ Device) { h.now = h.now.Add(SessionIdle - time.Second) }, "W01"},
		{"used all day", func(h *house, _ Device) { h.work(SessionLife - time.Minute) }, "W01"},
		{"used beyond the day", func(h *house, _ Device) { h.work(SessionLife) }, "session.ended"},
		{"touched too late", func(h *house, _ Device) {
			h.now = h.now.Add(SessionIdle)
			h.must(func(tx *store.Tx) error { TouchSession(tx, HashToken("t")); return nil })
		}, "session.ended"},
		{"signed out", func(h *house, _ Device) {
			h.must(func(tx *store.Tx) error { SignOut(tx, HashToken("t")); SignOut(tx, HashToken("t")); return nil })
		}, "session.unknown"},
		{"a new PIN", func(h *house, _ Device) {
			h.must(func(tx *store.Tx) error { _, err := SetPIN(tx, "W01", otherPIN); return err })
		}, "session.unknown"},
		{"left the house", func(h *house, _ Device) {
			w := picker("W01")
			w.Active = false
			if err := h.worker(w, 2); err != nil {
				h.t.Fatal(err)
			}
		}, "worker.inactive"},
		{"the device is disabled", func(h *house, d Device) {
			h.must(func(tx *store.Tx) error { _, err := DisableDevice(tx, d.ID, 1, true); return err })
		}, "session.unknown"},
		{"another worker takes the device", func(h *house, d Device) {
			if _, err := h.try(nil, "W02", "2580", d.ID, "u"); err != nil {
				h.t.Fatal(err)
			}
		}, "session.unknown"},
		{"the worker signs in elsewhere", func(h *house, _ Device) {
			if _, err := h.try(nil, "W01", "2580", "", "u"); err != nil {
				h.t.Fatal(err)
			}
		}, "W01"},
		{"the worker signs in in too many places", func(h *house, _ Device) {
			for i := range MaxSessions {
				h.now = h.now.Add(time.Second)
				if _, err := h.try(nil, "W01", "2580", "", fmt.Sprint("u", i)); err != nil {
					h.t.Fatal(err)
				}
			}
		}, "session.unknown"},
		{"the program stops", func(h *house, _ Device) { h.reopen() }, "W01"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, d := begin(t)
			c.end(h, d)
			if got := h.speaks("t"); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// work scans once a minute and touches the session when it is stale, as the service does.
func (h *house) work(d time.Duration) {
	h.t.Helper()
	for range int(d / time.Minute) {
		h.now = h.now.Add(time.Minute)
		stale := false
		h.view(func(r store.Reader) {
			i, err := SessionByToken(r, HashToken("t"), h.now)
			stale = err == nil && i.Session.Stale(h.now)
		})
		if stale {
			h.must(func(tx *store.Tx) error { TouchSession(tx, HashToken("t")); return nil })
		}
	}
}

// Ended sessions give way first, then the longest unused; the list never grows beyond its bound.
func TestSessionsMakeRoom(t *testing.T) {
	h := newHouse(t)
	h.hired(picker("W01"))
	for i := range MaxSessions {
		h.now = start.Add(time.Duration(i) * time.Minute)
		if _, err := h.try(nil, "W01", "2580", "", fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	count := func() (n int) {
		h.view(func(r store.Reader) { n = len(SessionsOf(r, "w01")) })
		return n
	}
	h.now = start.Add(SessionIdle) // now the first has ended
	if _, err := h.try(nil, "W01", "2580", "", "new"); err != nil || count() != MaxSessions || h.speaks("1") != "W01" {
		t.Errorf("got %d sessions and %q, %v; want the ended one gone", count(), h.speaks("1"), err)
	}
	if _, err := h.try(nil, "W01", "2580", "", "newer"); err != nil || count() != MaxSessions || h.speaks("1") != "session.unknown" || h.speaks("2") != "W01" {
		t.Errorf("got %d sessions, %v; want the longest unused gone", count(), err)
	}
	h.must(func(tx *store.Tx) error { SignOutWorker(tx, "W01"); return nil })
	if count() != 0 {
		t.Errorf("got %d sessions, want none", count())
	}
}

func TestPeopleAreNotKeptInAWarehouse(t *testing.T) {
	h := newHouse(t)
	for name, run := range map[string]func(tx *store.Tx) error{
		"worker": func(tx *store.Tx) error { _, err := PutWorker(tx, picker("W01"), 0); return err },
		"PIN":    func(tx *store.Tx) error { _, err := SetPIN(tx, "W01", knownPIN); return err },
		"device": func(tx *store.Tx) error { _, err := EnrolDevice(tx, Enrolment{}); return err },
		"key":    func(tx *store.Tx) error { _, err := CreateAPIKey(tx, NewAPIKey{}); return err },
		"signin": func(tx *store.Tx) error { _, err := SignIn(tx, Attempt{}); return err },
	} {
		cmd := store.Command{Partition: "SH1", Verb: "test", At: h.now}
		_, err := store.Do(context.Background(), h.x.Executor, cmd, func(tx *store.Tx) (bool, error) { return true, run(tx) })
		if fault.ReasonOf(err) != "partition.wrong" {
			t.Errorf("%s: got %v, want partition.wrong", name, err)
		}
	}
}
