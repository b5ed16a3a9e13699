package people

import (
	"cmp"
	"slices"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// Challenge is what a PIN has to be compared with: the first step of signing in.
type Challenge struct {
	Worker string  // empty: nobody goes by that login; compare all the same, so that the answer takes as long
	PIN    PINHash // for PINs.Matches
}

// Ask reads whom a badge, id or name means. Errors: signin.locked, for a worker who failed too often.
func Ask(r store.Reader, login string, now time.Time) (Challenge, error) {
	w, ok := FindLogin(r, login)
	if !ok {
		return Challenge{}, nil
	}
	if f := FailuresOf(r, w.ID); f.Locked(now) {
		return Challenge{}, errLocked(f.LockedUntil())
	}
	return Challenge{Worker: w.ID, PIN: w.PIN}, nil
}

// Attempt is the comparison's result: the last step of signing in.
type Attempt struct {
	Challenge Challenge // as Ask gave it
	Matched   bool      // as PINs.Matches answered
	Device    string    // empty: a browser
	Token     TokenHash // of the token the new session will be shown with
}

// Outcome is how signing in ended. A failure is an outcome and no error, since it is counted and a refused command
// leaves no trace; Err words it.
type Outcome struct {
	Session     Session   `cbor:"1,keyasint,omitzero"`
	Reason      string    `cbor:"2,keyasint,omitempty"` // empty: signed in
	LockedUntil time.Time `cbor:"3,keyasint,omitzero"`
}

// The reasons of an outcome.
const (
	signInWrong    = "signin.wrong"    // nobody goes by that login, or the PIN is not right: which one is not said
	signInLocked   = "signin.locked"   // failed too often; the PIN was not looked at
	signInInactive = "signin.inactive" // the PIN is right, the worker does not work here any more
)

// Err gives nil, or the error to answer: signin.wrong and signin.inactive unauthenticated, signin.locked limited.
func (o Outcome) Err() error {
	switch o.Reason {
	case "":
		return nil
	case signInLocked:
		return errLocked(o.LockedUntil)
	case signInInactive:
		return fault.Unauthenticated(signInInactive, "this worker is not active any more: ask a supervisor")
	}
	return fault.Unauthenticated(signInWrong, "the badge, name or PIN is not right: try again")
}

// SignIn opens a session or counts a failure. It judges the lock again: of many attempts sent at once only the free ones
// learn anything. A device has one session and a worker MaxSessions; older ones give way. Errors: device.unknown,
// device.disabled, session.token, token.taken.
func SignIn(tx *store.Tx, a Attempt) (Outcome, error) {
	if err := store.CheckHome(tx, "people", true); err != nil {
		return Outcome{}, err
	}
	now := tx.Now()
	if err := checkAttempt(tx, &a); err != nil {
		return Outcome{}, err
	}
	w, ok := Workers.Get(tx, workerKey(a.Challenge.Worker))
	if a.Challenge.Worker == "" || !ok {
		return Outcome{Reason: signInWrong}, nil // nobody to count it for
	}
	f := FailuresOf(tx, w.ID)
	if f.Locked(now) {
		return Outcome{Reason: signInLocked, LockedUntil: f.LockedUntil()}, nil
	}
	// A hash that changed since Ask was not what the PIN was compared with.
	if !a.Matched || w.PIN == "" || a.Challenge.PIN != w.PIN {
		f = f.Next(now)
		failures.Put(tx, &f)
		return Outcome{Reason: signInWrong, LockedUntil: f.LockedUntil()}, nil
	}
	if !w.Active {
		return Outcome{Reason: signInInactive}, nil
	}
	Unlock(tx, w.ID)
	makeRoom(tx, w.ID, a.Device, now)
	s := Session{Token: a.Token, Worker: w.ID, Device: a.Device, Started: second(now), Seen: second(now),
		Expires: second(now).Add(SessionLife), Idle: int64(SessionIdle / time.Second)}
	Sessions.Put(tx, &s)
	return Outcome{Session: s}, nil
}

func checkAttempt(r store.Reader, a *Attempt) error {
	if a.Token.IsZero() {
		return fault.Internal("session.token", "the session's token is missing")
	}
	if Sessions.Has(r, sessionKey(a.Token)) {
		return errTokenTaken()
	}
	if a.Device == "" {
		return nil
	}
	d, err := FindDevice(r, a.Device)
	if err == nil && d.Disabled {
		return fault.Unauthenticated("device.disabled", "device %s was disabled: ask an admin", d.ID)
	}
	return err
}

// makeRoom ends the device's session, the worker's ended ones and, if there are still too many, the longest unused.
func makeRoom(tx *store.Tx, worker, device string, now time.Time) {
	if device != "" {
		signOutDevice(tx, device)
	}
	open := SessionsOf(tx, worker)
	open = slices.DeleteFunc(open, func(s Session) bool {
		if s.Live(now) {
			return false
		}
		Sessions.Delete(tx, sessionKey(s.Token))
		return true
	})
	slices.SortFunc(open, func(a, b Session) int {
		return cmp.Or(a.Seen.Compare(b.Seen), slices.Compare(a.Token[:], b.Token[:]))
	})
	for i := 0; len(open)-i >= MaxSessions; i++ {
		Sessions.Delete(tx, sessionKey(open[i].Token))
	}
}
