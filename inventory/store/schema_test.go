package store_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// recolor is a migration of tins in a warehouse: it paints version 1 grey and marks what it has done by the version byte.
func recolor(to uint64, interrupt func(n int) error) store.Migration {
	prefix := append([]byte(warehouse), 0, tagTin)
	return store.Migration{To: to, Name: "all tins are grey", Run: func(s store.Snapshot, put func(store.Write)) error {
		n := 0
		var failure error
		err := s.Scan(store.Records, prefix, append(append([]byte(warehouse), 0), tagTin+1), func(k, v []byte) bool {
			if v[0] >= byte(to) {
				return true // an earlier try has been here
			}
			if failure = interrupt(n); failure != nil {
				return false
			}
			n++
			raw := append([]byte{byte(to)}, v[1:]...)
			put(store.Write{Space: store.Records, Key: k, Value: raw})
			return true
		})
		return errors.Join(err, failure)
	}}
}

func startAt(path string, steps ...store.Migration) (*store.Executor, error) {
	return store.Start(store.Options{Open: func() (store.Engine, error) { return store.OpenBolt(path) }, Now: time.Now, Migrations: steps})
}

func mustClose(t testing.TB, x *store.Executor, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
}

func fillTins(t testing.TB, path string, n int) {
	t.Helper()
	x, err := startAt(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		c := store.Command{Partition: warehouse, Verb: "paint", At: time.Now()}
		if _, err := store.Do(t.Context(), x, c, paint(strings.Repeat("x", i%20+1)+time.Duration(i).String(), "red")); err != nil {
			t.Fatal(err)
		}
	}
	mustClose(t, x, nil)
}

func versions(t testing.TB, path string) map[byte]int {
	t.Helper()
	e, err := store.OpenBolt(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = e.Close() }()
	snap, err := e.Read()
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	out := map[byte]int{}
	base := append([]byte(warehouse), 0)
	if err := snap.Scan(store.Records, append(base, tagTin), append(append([]byte(warehouse), 0), tagTin+1), func(_, v []byte) bool {
		out[v[0]]++
		return true
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestMigrationBringsRecordsUpToDate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tote.db")
	fillTins(t, path, 50)
	always := func(int) error { return nil }
	x, err := startAt(path, recolor(2, always), recolor(3, always))
	mustClose(t, x, err)
	if got := versions(t, path); got[3] != 50 || len(got) != 1 {
		t.Errorf("versions %v, want 50 of version 3", got)
	}
	never := func(int) error { return errors.New("ran twice") }
	x, err = startAt(path, recolor(2, never), recolor(3, never))
	mustClose(t, x, err)
}

func TestANewStoreNeedsNoMigration(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tote.db")
	never := store.Migration{To: 2, Name: "never", Run: func(store.Snapshot, func(store.Write)) error { return errors.New("ran on an empty store") }}
	x, err := startAt(path, never)
	mustClose(t, x, err)
	x, err = startAt(path, never)
	mustClose(t, x, err)
}

func TestStoreOfANewerProgramIsRefusedAndLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tote.db")
	fillTins(t, path, 5)
	x, err := startAt(path, recolor(2, func(int) error { return nil }))
	mustClose(t, x, err)
	_, err = startAt(path)
	wantReason(t, "opened by the older program", err, "store.newer")
	if f := fault.From(err); !strings.Contains(f.Message, "schema 2") || !strings.Contains(f.Message, "restore a backup") {
		t.Errorf("the message %q names neither the version nor the way out", f.Message)
	}
	if got := versions(t, path); got[2] != 5 {
		t.Errorf("after the refusal the versions are %v", got)
	}
}

func TestInterruptedMigrationStartsAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tote.db")
	fillTins(t, path, 50)
	m := &breaksOnce{at: 2} // the group after the first
	many := store.Migration{To: 2, Name: "in several groups", Run: func(s store.Snapshot, put func(store.Write)) error {
		for i := range 2500 {
			put(store.Write{Space: store.Records, Key: append(append([]byte(warehouse), 0, tagMark), byte(i>>8), byte(i)), Value: []byte{2}})
		}
		return recolor(2, func(int) error { return nil }).Run(s, put)
	}}
	open := func() (store.Engine, error) {
		e, err := store.OpenBolt(path)
		m.Engine = e
		return m, err
	}
	options := store.Options{Open: open, Now: time.Now, Migrations: []store.Migration{many}}
	if _, err := store.Start(options); err == nil || !strings.Contains(err.Error(), "in several groups") {
		t.Fatalf("the interrupted migration gives %v, want an error that names it", err)
	}
	x, err := store.Start(options)
	mustClose(t, x, err)
	if got := versions(t, path); got[2] != 50 || len(got) != 1 {
		t.Errorf("versions %v, want 50 of version 2", got)
	}
}

// breaksOnce fails one Apply.
type breaksOnce struct {
	store.Engine
	applied, at int
}

func (e *breaksOnce) Apply(groups []store.Group) error {
	if e.applied++; e.applied == e.at {
		return errors.New("the plug was pulled")
	}
	return e.Engine.Apply(groups)
}

func TestMigrationsMustFollowEachOther(t *testing.T) {
	_, err := startAt(filepath.Join(t.TempDir(), "tote.db"), recolor(3, nil))
	if err == nil || !strings.Contains(err.Error(), "expected 2") {
		t.Errorf("a gap in the migrations gives %v", err)
	}
}
