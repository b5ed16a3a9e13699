package enginetest

import (
	"errors"
	"testing"

	"example.com/tote/inventory/store"
)

func empty(t *testing.T, s *subject) {
	expect(t, "a key", s.get(t, here, "a"), "-")
	snap := s.read(t)
	defer snap.Close()
	expect(t, "a walk", walk(t, snap, store.Records, key(here, ""), key(here, "\xff")), []string(nil))
	k, v, err := snap.Last(store.Log, key(here, ""), key(here, "\xff"))
	if k != nil || v != nil || err != nil {
		t.Errorf("Last of nothing = %q, %q, %v", k, v, err)
	}
}

func applied(t *testing.T, s *subject) {
	s.apply(t, here, put(here, "a", "1"), put(here, "b", "2"))
	s.apply(t, here, put(here, "b", "3"), store.Write{Space: store.Log, Key: key(here, "a"), Value: []byte("log")})
	expect(t, "a", s.get(t, here, "a"), "1")
	expect(t, "b, written twice", s.get(t, here, "b"), "3")
	snap := s.read(t)
	defer snap.Close()
	v, err := snap.Get(store.Log, key(here, "a"))
	if err != nil || string(v) != "log" {
		t.Errorf("a of the log = %q, %v: the spaces must not mix", v, err)
	}
}

func together(t *testing.T, s *subject) {
	one, two := s.group(t, here, put(here, "a", "1")), s.group(t, there, put(there, "a", "2"))
	if err := s.Apply([]store.Group{two, one}); err != nil {
		t.Fatal(err)
	}
	expect(t, "here", s.get(t, here, "a"), "1")
	expect(t, "there", s.get(t, there, "a"), "2")
	one, two = s.group(t, here, put(here, "a", "3")), s.group(t, there, put(there, "a", "4"))
	two.Epoch++
	if err := s.Apply([]store.Group{one, two}); !errors.Is(err, store.ErrStaleEpoch) {
		t.Errorf("Apply with one wrong epoch = %v, want ErrStaleEpoch", err)
	}
	expect(t, "here after the refusal", s.get(t, here, "a"), "1")
	expect(t, "there after the refusal", s.get(t, there, "a"), "2")
}

func isolated(t *testing.T, s *subject) {
	s.apply(t, here, put(here, "a", "1"), put(here, "b", "1"))
	snap := s.read(t)
	done := make(chan struct{})
	go func() { // an engine may let a writer wait for readers to remap; it must not deadlock when they end
		defer close(done)
		s.apply(t, here, put(here, "a", "2"), store.Write{Space: store.Records, Key: key(here, "b")}, put(here, "c", "2"))
	}()
	expect(t, "a in the older snapshot", value(t, snap, here, "a"), "1")
	expect(t, "the older snapshot", walk(t, snap, store.Records, key(here, "a"), key(here, "z")), []string{"a=1", "b=1"})
	snap.Close()
	<-done
	snap = s.read(t)
	defer snap.Close()
	expect(t, "the newer snapshot", walk(t, snap, store.Records, key(here, "a"), key(here, "z")), []string{"a=2", "c=2"})
}

func stale(t *testing.T, s *subject) {
	old := s.group(t, here, put(here, "a", "old"))
	if _, err := s.Acquire(here); err != nil {
		t.Fatal(err)
	}
	if err := s.Apply([]store.Group{old}); !errors.Is(err, store.ErrStaleEpoch) {
		t.Errorf("Apply with the epoch before = %v, want ErrStaleEpoch", err)
	}
	never := store.Group{Partition: there, Writes: []store.Write{put(there, "a", "x")}}
	if err := s.Apply([]store.Group{never}); !errors.Is(err, store.ErrStaleEpoch) {
		t.Errorf("Apply without Acquire = %v, want ErrStaleEpoch", err)
	}
	expect(t, "a", s.get(t, here, "a"), "-")
	expect(t, "a there", s.get(t, there, "a"), "-")
}

func epochs(t *testing.T, s *subject) {
	var last uint64
	for i := range 6 {
		if i == 3 {
			s.reopen(t)
		}
		epoch, err := s.Acquire(here)
		if err != nil {
			t.Fatal(err)
		}
		if epoch <= last {
			t.Errorf("epoch %d follows %d", epoch, last)
		}
		last = epoch
	}
}

func (s *subject) reopen(t testing.TB) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	s.Engine = s.open(t)
	clear(s.epoch)
	clear(s.seq)
}
