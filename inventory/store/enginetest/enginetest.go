// Package enginetest is the one suite that every engine of the store must pass, whatever it is made of.
//
// It uses nothing but the Engine interface and never looks inside. Start at Run.
package enginetest

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/store"
)

// Opener opens the same store again each time it is called; the one opened before has been closed then.
type Opener func(t testing.TB) store.Engine

// Run checks an engine. make gives an opener of a new, empty store.
func Run(t *testing.T, make func(t testing.TB) Opener) {
	for _, c := range []struct {
		name  string
		check func(*testing.T, *subject)
	}{
		{"an empty store holds nothing", empty},
		{"what was applied is read", applied},
		{"groups of several partitions land together or not at all", together},
		{"a snapshot does not see later groups", isolated},
		{"a stale epoch is refused and changes nothing", stale},
		{"an epoch never repeats", epochs},
		{"keys are walked in the order of their bytes", order},
		{"a walk stops when told to", stops},
		{"Last gives the greatest key of a range", last},
		{"a deleted key is gone, a second delete harmless", deleted},
		{"an empty value is a value", emptyValue},
		{"bytes handed in may be used again", reused},
		{"what was applied is there after reopening", reopened},
		{"a closed engine says so", closed},
		{"readers and the writer do not disturb each other", concurrent},
		{"a large group lands whole", large},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &subject{open: make(t), epoch: map[store.Partition]uint64{}, seq: map[store.Partition]uint64{}}
			s.Engine = s.open(t)
			t.Cleanup(func() { _ = s.Close() })
			c.check(t, s)
		})
	}
}

// subject is the engine under test, with what a writer remembers.
type subject struct {
	store.Engine
	open  Opener
	epoch map[store.Partition]uint64
	seq   map[store.Partition]uint64
}

const (
	here  = store.Partition("SH1")
	there = store.Partition("BJ2")
)

func key(p store.Partition, s string) []byte { return append(append([]byte(p), 0), s...) }

func put(p store.Partition, k, v string) store.Write {
	return store.Write{Space: store.Records, Key: key(p, k), Value: []byte(v)}
}

func (s *subject) group(t testing.TB, p store.Partition, writes ...store.Write) store.Group {
	t.Helper()
	if s.epoch[p] == 0 {
		epoch, err := s.Acquire(p)
		if err != nil {
			t.Fatalf("Acquire(%s): %v", p, err)
		}
		s.epoch[p] = epoch
	}
	s.seq[p]++
	return store.Group{Partition: p, Epoch: s.epoch[p], Seq: s.seq[p], Writes: writes}
}

func (s *subject) apply(t testing.TB, p store.Partition, writes ...store.Write) {
	t.Helper()
	if err := s.Apply([]store.Group{s.group(t, p, writes...)}); err != nil {
		t.Fatalf("Apply: %v", err)
	}
}

func (s *subject) read(t testing.TB) store.Snapshot {
	t.Helper()
	snap, err := s.Read()
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return snap
}

// get reads one value with a snapshot of its own; "-" means there is none.
func (s *subject) get(t testing.TB, p store.Partition, k string) string {
	t.Helper()
	snap := s.read(t)
	defer snap.Close()
	return value(t, snap, p, k)
}

func value(t testing.TB, snap store.Snapshot, p store.Partition, k string) string {
	t.Helper()
	v, err := snap.Get(store.Records, key(p, k))
	if err != nil {
		t.Fatalf("Get(%q): %v", k, err)
	}
	if v == nil {
		return "-"
	}
	return string(v)
}

func walk(t testing.TB, snap store.Snapshot, sp store.Space, lo, hi []byte) []string {
	t.Helper()
	var out []string
	err := snap.Scan(sp, lo, hi, func(k, v []byte) bool {
		out = append(out, fmt.Sprintf("%s=%s", bytes.TrimPrefix(k, key(here, "")), v))
		return true
	})
	if err != nil {
		t.Fatalf("Scan: %v", err)
	}
	return out
}

func expect(t testing.TB, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}
