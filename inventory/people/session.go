package people

import (
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// How long a sign-in holds, and how many a worker may have.
const (
	SessionLife = 14 * time.Hour   // a long shift with overtime, never the next day's
	SessionIdle = 90 * time.Minute // a meal and a meeting; behind it a found handheld opens nothing
	MaxSessions = 8                // of one worker: a handheld, a station, browsers
	touchEvery  = SessionIdle / 10 // a session in use is written about twice in 20 minutes, not at each scan
)

// Session is a worker signed in, on a device or in a browser. Its key is the hash of its token.
type Session struct {
	Token   TokenHash `cbor:"1,keyasint"`
	Worker  string    `cbor:"2,keyasint"`
	Device  string    `cbor:"3,keyasint,omitempty"` // empty: a browser
	Started time.Time `cbor:"4,keyasint"`           // whole seconds, as all moments here
	Expires time.Time `cbor:"5,keyasint"`           // whatever is done meanwhile
	Seen    time.Time `cbor:"6,keyasint"`           // last use, as exactly as TouchSession is called
	Idle    int64     `cbor:"7,keyasint"`           // seconds without use after which it ends
}

// Live tells whether the session holds at a moment.
func (s *Session) Live(now time.Time) bool {
	return now.Before(s.Expires) && now.Before(s.Seen.Add(time.Duration(s.Idle)*time.Second))
}

// Stale tells whether the session is in use and its last use is to be written: see TouchSession.
func (s *Session) Stale(now time.Time) bool { return s.Live(now) && now.Sub(s.Seen) >= touchEvery }

// Sessions are kept in the company's partition, with indexes by worker and by device.
var Sessions = store.Collection[Session]{
	Noun: "session", Version: 1,
	Key: func(s *Session) store.Key { return sessionKey(s.Token) },
	Indexes: []store.Index[Session]{
		{Name: "worker", Keys: func(s *Session) []store.Key {
			return []store.Key{store.K(tagSession).Byte(keyWorker).Str(s.Worker).With(s.Token[:])}
		}},
		{Name: "device", Keys: func(s *Session) []store.Key {
			if s.Device == "" {
				return nil
			}
			return []store.Key{store.K(tagSession).Byte(keyDevice).Str(s.Device).With(s.Token[:])}
		}},
	},
}

func sessionKey(h TokenHash) store.Key { return store.K(tagSession).Byte(keyRecord).With(h[:]) }

// Identity is who speaks: a session with its worker, as they are now.
type Identity struct {
	Session Session
	Worker  Worker
}

// SessionByToken gives who shows a token, from any partition. Errors, all unauthenticated: session.unknown,
// session.ended, worker.inactive, device.disabled.
func SessionByToken(r store.Reader, h TokenHash, now time.Time) (Identity, error) {
	r = r.Company()
	s, ok := Sessions.Get(r, sessionKey(h))
	if !ok || !s.Token.Equal(h) {
		return Identity{}, fault.Unauthenticated("session.unknown", "nobody is signed in: sign in")
	}
	if !s.Live(now) {
		return Identity{}, fault.Unauthenticated("session.ended", "the session ended: sign in again")
	}
	w, ok := Workers.Get(r, workerKey(s.Worker))
	if !ok || !w.Active {
		return Identity{}, fault.Unauthenticated("worker.inactive", "worker %s is not active: ask a supervisor", s.Worker)
	}
	if s.Device != "" {
		if d, ok := Devices.Get(r, deviceKey(s.Device)); !ok || d.Disabled {
			return Identity{}, fault.Unauthenticated("device.disabled", "device %s was disabled: ask an admin", s.Device)
		}
	}
	return Identity{Session: s, Worker: w}, nil
}

// TouchSession notes that a session is in use; post it when Session.Stale says so. One that has ended stays so.
func TouchSession(tx *store.Tx, h TokenHash) {
	s, ok := Sessions.Get(tx, sessionKey(h))
	if !ok || !s.Stale(tx.Now()) {
		return
	}
	s.Seen = second(tx.Now())
	Sessions.Put(tx, &s)
}

// SignOut ends a session; ending none is no error, since the wish is fulfilled.
func SignOut(tx *store.Tx, h TokenHash) {
	if Sessions.Has(tx, sessionKey(h)) {
		Sessions.Delete(tx, sessionKey(h))
	}
}

// SignOutWorker ends all sessions of a worker.
func SignOutWorker(tx *store.Tx, worker string) {
	for _, s := range SessionsOf(tx, worker) {
		Sessions.Delete(tx, sessionKey(s.Token))
	}
}

func signOutDevice(tx *store.Tx, device string) {
	for _, s := range sessionsUnder(tx, store.K(tagSession).Byte(keyDevice).Str(device)) {
		Sessions.Delete(tx, sessionKey(s.Token))
	}
}

// SessionsOf gives a worker's sessions, ended ones that nobody took away included; at most MaxSessions.
func SessionsOf(r store.Reader, worker string) []Session {
	return sessionsUnder(r.Company(), store.K(tagSession).Byte(keyWorker).Str(NormalID(worker)))
}

func sessionsUnder(r store.Reader, prefix store.Key) []Session {
	var out []Session
	for k := range store.Keys(r, prefix, nil) {
		var h TokenHash
		copy(h[:], k[len(prefix):])
		if s, ok := Sessions.Get(r, sessionKey(h)); ok {
			out = append(out, s)
		}
	}
	return out
}
