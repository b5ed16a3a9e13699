package people

import (
	"testing"
	"time"
)

// The lock as a table: how long nobody may try after so many failures.
func TestLockGrows(t *testing.T) {
	for _, c := range []struct {
		count int64
		want  time.Duration
	}{
		{0, 0}, {1, 0}, {4, 0}, {5, 5 * time.Minute}, {6, 10 * time.Minute}, {7, 20 * time.Minute}, {8, 40 * time.Minute},
		{9, 80 * time.Minute}, {10, 160 * time.Minute}, {11, 4 * time.Hour}, {12, 4 * time.Hour}, {1 << 40, 4 * time.Hour},
	} {
		f := Failures{Count: c.count, Last: start}
		if c.want == 0 {
			if f.Locked(start) || !f.LockedUntil().IsZero() {
				t.Errorf("%d failures: got a lock until %s, want none", c.count, f.LockedUntil())
			}
			continue
		}
		if got := f.LockedUntil().Sub(start); got != c.want {
			t.Errorf("%d failures: got a lock of %s, want %s", c.count, got, c.want)
		}
		if !f.Locked(start) || !f.Locked(start.Add(c.want-time.Second)) || f.Locked(start.Add(c.want)) {
			t.Errorf("%d failures: the lock must hold for %s and no longer", c.count, c.want)
		}
	}
}

func TestFailuresAreCounted(t *testing.T) {
	for _, c := range []struct {
		name  string
		have  Failures
		after time.Duration
		want  int64
	}{
		{"the first", Failures{}, 0, 1},
		{"one more", Failures{Count: 3, Last: start}, time.Second, 4},
		{"the last free one", Failures{Count: 4, Last: start}, time.Second, 5},
		{"while locked", Failures{Count: 5, Last: start}, time.Minute, 5},
		{"when the lock ends", Failures{Count: 5, Last: start}, 5 * time.Minute, 6},
		{"after a quiet day", Failures{Count: 9, Last: start}, 24 * time.Hour, 1},
		{"just before", Failures{Count: 9, Last: start}, 24*time.Hour - time.Second, 10},
	} {
		now := start.Add(c.after)
		got := c.have.Next(now)
		if got.Count != c.want {
			t.Errorf("%s: got %d, want %d", c.name, got.Count, c.want)
		}
		if c.have.Locked(now) != got.Last.Equal(c.have.Last) {
			t.Errorf("%s: a failure moves the moment exactly if it is counted", c.name)
		}
	}
}

// Whoever tries without pause gets this many tries in a month: far too few for 10,000 PINs.
func TestTriesInAMonth(t *testing.T) {
	var f Failures
	tries := 0
	for now := start; now.Before(start.Add(30 * 24 * time.Hour)); {
		if f.Locked(now) {
			now = f.LockedUntil()
			continue
		}
		f = f.Next(now)
		tries++
	}
	if tries > 200 {
		t.Errorf("got %d tries, want at most 200", tries)
	}
}
