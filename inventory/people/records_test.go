package people

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// knownPIN is the hash of 2580: real, so that SetPIN takes it.
const knownPIN PINHash = "$argon2id$v=19$m=19456,t=2,p=1$AQEBAQEBAQEBAQEBAQEBAQ$7/ZXFyf0IevT/uviuGggfb9Uxjkf+ECfC0ZtmRdDvSA"

const otherPIN PINHash = "$argon2id$v=19$m=19456,t=2,p=1$AgEBAQEBAQEBAQEBAQEBAQ$7/ZXFyf0IevT/uviuGggfb9Uxjkf+ECfC0ZtmRdDvSA"

func picker(id string) Worker {
	return Worker{ID: id, Name: "Ada " + id, Badge: "B-" + id, Roles: RoleSet(Picker), Active: true}
}

func (h *house) worker(w Worker, expected uint64) error {
	return h.do(func(tx *store.Tx) error { _, err := PutWorker(tx, w, expected); return err })
}

// hired puts a worker with PIN 2580.
func (h *house) hired(w Worker) {
	h.t.Helper()
	h.must(func(tx *store.Tx) error {
		if _, err := PutWorker(tx, w, 0); err != nil {
			return err
		}
		_, err := SetPIN(tx, w.ID, knownPIN)
		return err
	})
}

func (h *house) device(name string) (d Device) {
	h.t.Helper()
	h.must(func(tx *store.Tx) (err error) {
		d, err = EnrolDevice(tx, Enrolment{Name: name, Kind: Handheld, Token: HashToken(name), By: "W01"})
		return err
	})
	return d
}

func TestPutWorker(t *testing.T) {
	h := newHouse(t)
	chief := Worker{ID: "W01", Name: "Chief", Roles: RoleSet(Admin), Active: true}
	plain := func(edit func(*Worker)) Worker { w := picker("W02"); edit(&w); return w }
	for _, c := range []struct {
		name     string
		worker   Worker
		expected uint64
		reason   string
	}{
		{"the first admin", chief, 0, ""},
		{"a picker", plain(func(*Worker) {}), 0, ""},
		{"again as new", plain(func(w *Worker) { w.ID = " w02 " }), 0, "revision.exists"},
		{"an edit", plain(func(w *Worker) { w.Language = "zh" }), 1, ""},
		{"a stale edit", plain(func(*Worker) {}), 1, "revision.stale"},
		{"an edit of none", picker("W09"), 1, "worker.unknown"},
		{"another's badge", Worker{ID: "W03", Name: "x", Badge: "B-W02", Roles: RoleSet(Picker)}, 0, "worker.badge_taken"},
		{"another's id as badge", Worker{ID: "W03", Name: "x", Badge: "w01", Roles: RoleSet(Picker)}, 0, "worker.badge_taken"},
		{"another's badge as id", Worker{ID: "B-W02", Name: "x", Roles: RoleSet(Picker)}, 0, "worker.badge_taken"},
		{"the own id as badge", plain(func(w *Worker) { w.Badge = "W02" }), 2, ""},
		{"the last admin gives up", Worker{ID: "W01", Name: "Chief", Roles: RoleSet(Viewer), Active: true}, 1, "worker.last_admin"},
		{"the last admin leaves", Worker{ID: "W01", Name: "Chief", Roles: RoleSet(Admin)}, 1, "worker.last_admin"},
		{"an admin who is not active does not count", Worker{ID: "W04", Name: "x", Roles: RoleSet(Admin)}, 0, ""},
		{"and so the last one stays", Worker{ID: "W01", Name: "Chief", Roles: RoleSet(Admin)}, 1, "worker.last_admin"},
		{"a second admin", Worker{ID: "W05", Name: "x", Roles: RoleSet(Admin, Picker), Active: true}, 0, ""},
		{"lets the first leave", Worker{ID: "W01", Name: "Chief", Roles: RoleSet(Admin)}, 1, ""},
	} {
		if err := h.worker(c.worker, c.expected); fault.ReasonOf(err) != c.reason {
			t.Errorf("%s: got %v, want reason %q", c.name, err, c.reason)
		}
	}
	h.reopen()
	h.view(func(r store.Reader) {
		var got []string
		for _, w := range ListWorkers(r, Page{}) {
			got = append(got, fmt.Sprint(w.ID, " ", w.Revision))
		}
		if d := cmp.Diff([]string{"W01 2", "W02 3", "W04 1", "W05 1"}, got); d != "" {
			t.Errorf("workers (-want +got):\n%s", d)
		}
	})
}

func TestFindLogin(t *testing.T) {
	h := newHouse(t)
	h.hired(Worker{ID: "W01", Name: "Ada Mossgarden", NameZH: "王谷雨", Badge: "b-77", Roles: RoleSet(Picker), Active: true})
	h.hired(Worker{ID: "W02", Name: "Bram Larkspindle", NameZH: "李白露", Roles: RoleSet(Picker), Active: true})
	h.hired(Worker{ID: "W03", Name: "Bram Larkspindle", NameZH: "李 白露", Roles: RoleSet(Picker), Active: true})
	h.hired(Worker{ID: "W04", Name: "W01", Roles: RoleSet(Picker), Active: true}) // a name that reads like an id stays a name
	h.view(func(r store.Reader) {
		for login, want := range map[string]string{
			"b-77": "W01", "B-77": "", " W01": "W01", "w01": "W01", "ada  mossgarden": "W01", "王谷雨": "W01", "Ada": "",
			"Bram Larkspindle": "", "李白露": "W02", "李 白露": "W03", "": "", "W09": "", "W04": "W04",
		} {
			w, ok := FindLogin(r, login)
			if w.ID != want || ok != (want != "") {
				t.Errorf("%q: got %q, %t; want %q", login, w.ID, ok, want)
			}
		}
	})
}

func TestPINIsSetBySetPINAlone(t *testing.T) {
	h := newHouse(t)
	w := picker("W01")
	w.PIN = otherPIN
	if err := h.worker(w, 0); err != nil {
		t.Fatal(err)
	}
	pin := func() (p PINHash) {
		h.view(func(r store.Reader) { w, _ := FindWorker(r, "w01"); p = w.PIN })
		return p
	}
	if pin() != "" {
		t.Error("a new worker must have no PIN")
	}
	h.must(func(tx *store.Tx) error { _, err := SetPIN(tx, "W01", knownPIN); return err })
	if err := h.worker(w, 2); err != nil {
		t.Fatal(err)
	}
	if pin() != knownPIN {
		t.Error("an edit must leave the PIN alone")
	}
	for reason, set := range map[string]func(tx *store.Tx) error{
		"pin.hash":       func(tx *store.Tx) error { _, err := SetPIN(tx, "W01", "2580"); return err },
		"worker.unknown": func(tx *store.Tx) error { _, err := SetPIN(tx, "W09", knownPIN); return err },
	} {
		if err := h.do(set); fault.ReasonOf(err) != reason {
			t.Errorf("got %v, want %s", err, reason)
		}
	}
}

func TestDevices(t *testing.T) {
	h := newHouse(t)
	one, two := h.device("Gun 1"), h.device("Gun 2")
	if one.ID == two.ID || one.EnrolledBy != "W01" || !one.EnrolledAt.Equal(start) {
		t.Errorf("got %v and %v", one, two)
	}
	again := h.do(func(tx *store.Tx) error {
		_, err := EnrolDevice(tx, Enrolment{Name: "Gun 3", Kind: Handheld, Token: HashToken("Gun 1")})
		return err
	})
	if fault.ReasonOf(again) != "token.taken" {
		t.Errorf("got %v, want token.taken", again)
	}
	h.must(func(tx *store.Tx) error { _, err := RenameDevice(tx, one.ID, "Gun one", 1); return err })
	h.must(func(tx *store.Tx) error { _, err := DisableDevice(tx, one.ID, 2, true); return err })
	if err := h.do(func(tx *store.Tx) error { _, err := DisableDevice(tx, one.ID, 2, false); return err }); fault.ReasonOf(err) != "revision.stale" {
		t.Errorf("got %v, want revision.stale", err)
	}
	if err := h.do(func(tx *store.Tx) error { _, err := RenameDevice(tx, one.ID, "", 3); return err }); fault.ReasonOf(err) != "device.invalid" {
		t.Errorf("got %v, want device.invalid", err)
	}
	h.reopen()
	h.view(func(r store.Reader) {
		for token, want := range map[string]string{"Gun 1": "device.disabled", "Gun 2": "", "Gun 3": "device.token", "": "device.token"} {
			d, err := DeviceByToken(r, HashToken(token))
			if fault.ReasonOf(err) != want || (err == nil) != (d.ID == two.ID) {
				t.Errorf("%q: got %q, %v; want reason %q", token, d.ID, err, want)
			}
			if err != nil && fault.CodeFrom(err) != fault.CodeUnauthenticated {
				t.Errorf("%q: got code %s, want unauthenticated", token, fault.CodeFrom(err))
			}
		}
		if got := len(ListDevices(r, Page{})); got != 2 {
			t.Errorf("got %d devices, want 2", got)
		}
	})
	if three := h.device("Gun 3"); three.ID == one.ID || three.ID == two.ID {
		t.Errorf("got id %s again", three.ID)
	}
}

func TestAPIKeys(t *testing.T) {
	h := newHouse(t)
	var k APIKey
	create := func(token string) error {
		return h.do(func(tx *store.Tx) (err error) {
			k, err = CreateAPIKey(tx, NewAPIKey{Name: "Shop", Token: HashToken(token), Roles: RoleSet(Integration), Warehouses: []string{"SH1"}, By: "W01"})
			return err
		})
	}
	if err := create("a"); err != nil {
		t.Fatal(err)
	}
	if err := create("a"); fault.ReasonOf(err) != "token.taken" {
		t.Errorf("got %v, want token.taken", err)
	}
	if err := create("b"); err != nil || k.ID != "K0002" {
		t.Errorf("got %s, %v; want K0002, since a refused one uses no number", k.ID, err)
	}
	h.must(func(tx *store.Tx) error { _, err := DisableAPIKey(tx, "K0001", 1, true); return err })
	if err := h.do(func(tx *store.Tx) error { _, err := DisableAPIKey(tx, "K0001", 1, false); return err }); fault.ReasonOf(err) != "revision.stale" {
		t.Errorf("got %v, want revision.stale", err)
	}
	h.reopen()
	h.view(func(r store.Reader) {
		for token, want := range map[string]string{"a": "api_key.disabled", "b": "", "c": "api_key.token"} {
			k, err := APIKeyByToken(r, HashToken(token))
			if fault.ReasonOf(err) != want || (err == nil) != (k.ID == "K0002") {
				t.Errorf("%q: got %q, %v; want reason %q", token, k.ID, err, want)
			}
		}
		if list := ListAPIKeys(r, Page{}); len(list) != 2 || !list[0].Disabled || !list[1].Created.Equal(start) {
			t.Errorf("got %v", list)
		}
	})
}
