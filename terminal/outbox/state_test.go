package outbox

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/tote/inventory/fault"
)

type trip struct {
	Task  string
	Steps []string
}

func TestState(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	s, err := OpenState(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got trip
	if ok, err := s.Load("trip", &got); ok || err != nil {
		t.Errorf("Load of nothing = %t, %v", ok, err)
	}
	for _, want := range []trip{{"T-1", []string{"A03", "B04"}}, {"T-2", []string{"王"}}} {
		if err := s.Save("trip", want); err != nil {
			t.Fatal(err)
		}
		if s, err = OpenState(dir); err != nil {
			t.Fatal(err)
		}
		got = trip{}
		if ok, err := s.Load("trip", &got); !ok || err != nil {
			t.Fatalf("Load = %t, %v", ok, err)
		}
		equal(t, "record", got, want)
	}
	for range 2 {
		if err := s.Delete("trip"); err != nil {
			t.Fatal(err)
		}
	}
	if ok, err := s.Load("trip", &got); ok || err != nil {
		t.Errorf("Load after Delete = %t, %v", ok, err)
	}
	for _, name := range []string{"", "Trip", "a/b", "..", strings.Repeat("x", 41)} {
		reason(t, s.Save(name, 1), "state.name")
		_, err := s.Load(name, &got)
		reason(t, err, "state.name")
		reason(t, s.Delete(name), "state.name")
	}
	reason(t, s.Save("channel", make(chan int)), "state.value")
}

// Any damage is noticed and names the file.
func TestStateDamaged(t *testing.T) {
	dir := t.TempDir()
	s, err := OpenState(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Save("trip", trip{"T-1", []string{"A03", "B04"}}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "trip.state")
	whole := readAll(t, path)
	check := func(data []byte) {
		t.Helper()
		put(t, path, data)
		var got trip
		_, err := s.Load("trip", &got)
		if fault.ReasonOf(err) != "state.corrupt" || !strings.Contains(err.Error(), path) {
			t.Errorf("%q: error %v, want state.corrupt that names the file", data, err)
		}
	}
	for n := range whole {
		check(whole[:n])
		flipped := append([]byte{}, whole...)
		flipped[n] ^= 0x02
		check(flipped)
	}
	check(append(append([]byte{}, whole...), '1'))
	put(t, path, whole)
	var other int
	if _, err := s.Load("trip", &other); fault.ReasonOf(err) != "state.corrupt" {
		t.Errorf("a record of another form: %v", err)
	}
}

// A crash or a full disk in the middle of Save leaves the old record.
func TestStateSaveFails(t *testing.T) {
	for _, step := range []string{"create", "write", "sync", "rename"} {
		dir := t.TempDir()
		s, err := OpenState(dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Save("trip", trip{Task: "T-1"}); err != nil {
			t.Fatal(err)
		}
		s.disk = &faultyDisk{fails: map[string]error{step: errIO}, half: true}
		reason(t, s.Save("trip", trip{Task: strings.Repeat("T-2", 100)}), "outbox.unwritable")
		if err := os.WriteFile(filepath.Join(dir, "trip.state.tmp"), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err = OpenState(dir); err != nil {
			t.Fatal(err)
		}
		var got trip
		if ok, err := s.Load("trip", &got); !ok || err != nil || got.Task != "T-1" {
			t.Errorf("%s fails: Load = %+v, %t, %v, want the old record", step, got, ok, err)
		}
	}
}
