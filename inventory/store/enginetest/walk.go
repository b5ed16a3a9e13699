package enginetest

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"testing"

	"example.com/tote/inventory/store"
)

var awkward = []string{"", "\x00", "\x00\x00", "\x00\x01", "\x01", "A", "A\x00", "A1", "AA", "a", "\x7f", "\x80", "é", "中", "\xfe", "\xff", "\xff\xff"}

func order(t *testing.T, s *subject) {
	var writes []store.Write
	for i := len(awkward) - 1; i >= 0; i-- {
		writes = append(writes, put(here, "k"+awkward[i], fmt.Sprint(i)))
	}
	s.apply(t, here, writes[:5]...)
	s.apply(t, here, writes[5:]...)
	var all []string
	for i, k := range awkward {
		all = append(all, fmt.Sprintf("k%s=%d", k, i))
	}
	snap := s.read(t)
	defer snap.Close()
	for lo := range awkward {
		for hi := lo; hi < len(awkward); hi++ {
			got := walk(t, snap, store.Records, key(here, "k"+awkward[lo]), key(here, "k"+awkward[hi]))
			expect(t, fmt.Sprintf("from %q to %q", awkward[lo], awkward[hi]), got, append([]string(nil), all[lo:hi]...))
		}
	}
}

func stops(t *testing.T, s *subject) {
	s.apply(t, here, put(here, "a", "1"), put(here, "b", "2"), put(here, "c", "3"))
	snap := s.read(t)
	defer snap.Close()
	n := 0
	err := snap.Scan(store.Records, key(here, ""), key(here, "\xff"), func(_, _ []byte) bool {
		n++
		return n < 2
	})
	if err != nil || n != 2 {
		t.Errorf("the walk gave %d keys and %v, want 2 and nil", n, err)
	}
}

func last(t *testing.T, s *subject) {
	s.apply(t, there, put(there, "m", "other")) // sorts before
	s.apply(t, here, put(here, "b", "1"), put(here, "d", "2"), put(here, "f", "3"))
	snap := s.read(t)
	defer snap.Close()
	for _, c := range []struct{ lo, hi, want string }{
		{"a", "z", "f=3"}, {"a", "f", "d=2"}, {"a", "e", "d=2"}, {"b", "c", "b=1"}, {"b", "b", ""}, {"a", "b", ""}, {"g", "z", ""}, {"c", "d", ""},
	} {
		k, v, err := snap.Last(store.Records, key(here, c.lo), key(here, c.hi))
		got := ""
		if k != nil {
			got = fmt.Sprintf("%s=%s", bytes.TrimPrefix(k, key(here, "")), v)
		}
		if got != c.want || err != nil {
			t.Errorf("Last(%q, %q) = %q, %v, want %q", c.lo, c.hi, got, err, c.want)
		}
	}
}

func deleted(t *testing.T, s *subject) {
	gone := store.Write{Space: store.Records, Key: key(here, "a")}
	s.apply(t, here, put(here, "a", "1"), put(here, "b", "2"))
	s.apply(t, here, gone)
	s.apply(t, here, gone)
	expect(t, "a", s.get(t, here, "a"), "-")
	expect(t, "b", s.get(t, here, "b"), "2")
	s.apply(t, here, put(here, "a", "3"))
	expect(t, "a, written again", s.get(t, here, "a"), "3")
}

func emptyValue(t *testing.T, s *subject) {
	s.apply(t, here, store.Write{Space: store.Records, Key: key(here, "a"), Value: []byte{}})
	expect(t, "a", s.get(t, here, "a"), "")
	snap := s.read(t)
	defer snap.Close()
	expect(t, "the walk", walk(t, snap, store.Records, key(here, "a"), key(here, "z")), []string{"a="})
	err := snap.Scan(store.Records, key(here, "a"), key(here, "b"), func(_, v []byte) bool {
		if v == nil {
			t.Error("the walk gives nil for an empty value")
		}
		return true
	})
	if err != nil {
		t.Error(err)
	}
	if _, v, err := snap.Last(store.Records, key(here, "a"), key(here, "b")); v == nil || err != nil {
		t.Errorf("Last gives %v, %v for an empty value", v, err)
	}
}

func reused(t *testing.T, s *subject) {
	w := put(here, "a", "1")
	s.apply(t, here, w)
	copy(w.Key, "######")
	copy(w.Value, "#")
	expect(t, "a", s.get(t, here, "a"), "1")
}

func reopened(t *testing.T, s *subject) {
	s.apply(t, here, put(here, "a", "1"), put(here, "b", "2"))
	before := s.epoch[here]
	s.reopen(t)
	expect(t, "a", s.get(t, here, "a"), "1")
	old := store.Group{Partition: here, Epoch: before, Seq: 9, Writes: []store.Write{put(here, "a", "9")}}
	if err := s.Apply([]store.Group{old}); !errors.Is(err, store.ErrStaleEpoch) {
		t.Errorf("Apply with the epoch from before the reopening = %v, want ErrStaleEpoch", err)
	}
	s.apply(t, here, put(here, "a", "3"))
	expect(t, "a after a new group", s.get(t, here, "a"), "3")
}

func closed(t *testing.T, s *subject) {
	g := s.group(t, here, put(here, "a", "1"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if snap, err := s.Read(); err == nil {
		snap.Close()
		t.Error("a closed engine can be read")
	}
	if err := s.Apply([]store.Group{g}); err == nil {
		t.Error("a closed engine applies")
	}
	if _, err := s.Acquire(here); err == nil {
		t.Error("a closed engine gives an epoch")
	}
	s.Engine = s.open(t)
	expect(t, "a", s.get(t, here, "a"), "-")
}

// concurrent moves one unit between two keys again and again; every snapshot must see it exactly once.
func concurrent(t *testing.T, s *subject) {
	s.apply(t, here, put(here, "a", "1"))
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				snap, err := s.Read()
				if err != nil {
					t.Errorf("Read: %v", err)
					return
				}
				if a, b := value(t, snap, here, "a"), value(t, snap, here, "b"); (a == "1") == (b == "1") {
					t.Errorf("a snapshot sees a=%s and b=%s", a, b)
				}
				snap.Close()
			}
		})
	}
	from, to := "a", "b"
	for range 200 {
		s.apply(t, here, store.Write{Space: store.Records, Key: key(here, from)}, put(here, to, "1"))
		from, to = to, from
	}
	close(stop)
	readers.Wait()
}

func large(t *testing.T, s *subject) {
	var writes []store.Write
	body := string(bytes.Repeat([]byte("x"), 3000))
	for i := range 1000 {
		writes = append(writes, put(here, fmt.Sprintf("k%06d", i), body))
	}
	s.apply(t, here, writes...)
	snap := s.read(t)
	expect(t, "keys", len(walk(t, snap, store.Records, key(here, "k"), key(here, "l"))), 1000)
	snap.Close()
	s.reopen(t)
	expect(t, "the last key", s.get(t, here, "k000999"), body)
}
