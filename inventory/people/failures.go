package people

import (
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// The lock-out. A PIN of four digits has 10,000 values: with five free tries and a lock that doubles up to four hours,
// whoever tries them all needs years, and whoever mistyped in gloves waits five minutes or asks a supervisor.
const (
	FreeFailures = 5
	FirstLock    = 5 * time.Minute
	LongestLock  = 4 * time.Hour
	FailuresLast = 24 * time.Hour // after a quiet day the count begins anew
)

// Failures counts a worker's failed sign-ins since the last good one. What follows from them is a function of the moment,
// nothing is stored to end a lock.
type Failures struct {
	Worker string    `cbor:"1,keyasint"`
	Count  int64     `cbor:"2,keyasint"`
	Last   time.Time `cbor:"3,keyasint"` // whole seconds
}

// LockedUntil gives the end of the lock; the zero time if there is none.
func (f Failures) LockedUntil() time.Time {
	if f.Count < FreeFailures {
		return time.Time{}
	}
	lock := FirstLock
	for range f.Count - FreeFailures {
		if lock *= 2; lock >= LongestLock {
			lock = LongestLock
			break
		}
	}
	return f.Last.Add(lock).UTC()
}

// Locked tells whether nobody may try at this moment.
func (f Failures) Locked(now time.Time) bool { return now.Before(f.LockedUntil()) }

// Next counts one more failure. While locked nothing is counted: else a device that keeps sending would lock for ever.
func (f Failures) Next(now time.Time) Failures {
	switch {
	case f.Locked(now):
		return f
	case now.Sub(f.Last) >= FailuresLast:
		f.Count = 0
	}
	f.Count++
	f.Last = second(now)
	return f
}

var failures = store.Collection[Failures]{
	Noun: "sign_in_failures", Version: 1,
	Key: func(f *Failures) store.Key { return failuresKey(f.Worker) },
}

func failuresKey(worker string) store.Key { return store.K(tagFailure).Str(worker) }

// FailuresOf gives a worker's failed sign-ins, from any partition.
func FailuresOf(r store.Reader, worker string) Failures {
	worker = NormalID(worker)
	f, _ := failures.Get(r.Company(), failuresKey(worker))
	f.Worker = worker
	return f
}

// Unlock forgets a worker's failed sign-ins: a supervisor has seen who it was.
func Unlock(tx *store.Tx, worker string) {
	k := failuresKey(NormalID(worker))
	if failures.Has(tx, k) {
		failures.Delete(tx, k)
	}
}

func errLocked(until time.Time) error {
	return fault.Limited("signin.locked", "too many failed sign-ins: try again at %s or ask a supervisor", until.UTC().Format(time.RFC3339))
}
