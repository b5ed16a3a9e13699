package people

import (
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// Languages are those the screens speak.
var Languages = []string{"zh", "en"}

// Worker is a person who signs in.
type Worker struct {
	ID       string  `cbor:"1,keyasint"` // staff number
	Name     string  `cbor:"2,keyasint,omitempty"`
	NameZH   string  `cbor:"3,keyasint,omitempty"`
	Badge    string  `cbor:"4,keyasint,omitempty"` // what the badge's barcode says
	Roles    Roles   `cbor:"5,keyasint"`
	PIN      PINHash `cbor:"6,keyasint,omitempty"` // written by SetPIN alone; never sent to anybody
	Active   bool    `cbor:"7,keyasint,omitempty"`
	Language string  `cbor:"8,keyasint,omitempty"` // one of Languages; empty: the house's
	Revision uint64  `cbor:"9,keyasint,omitempty"`
}

// Normalise trims; the id is raised to capitals.
func (w *Worker) Normalise() {
	w.ID = NormalID(w.ID)
	w.Name, w.NameZH, w.Badge = strings.TrimSpace(w.Name), strings.TrimSpace(w.NameZH), strings.TrimSpace(w.Badge)
}

// NormalID gives a worker's id as it is kept: in capitals, without the space around a scanned one.
func NormalID(id string) string { return strings.ToUpper(strings.TrimSpace(id)) }

// Check tells everything that is wrong with the worker's own values. Error: worker.invalid.
func (w *Worker) Check() error {
	var g fault.Gather
	if !printable(w.ID, MaxID) {
		g.Add("id", "worker.id", "worker id %q must have 1 to %d printable ASCII characters without blanks", w.ID, MaxID)
	}
	if w.Name == "" && w.NameZH == "" {
		g.Add("name", "name.malformed", "a name is missing: give name, name_zh or both")
	}
	checkName(&g, "name", w.Name)
	checkName(&g, "name_zh", w.NameZH)
	if w.Badge != "" && !printable(w.Badge, MaxBadge) {
		g.Add("badge", "worker.badge", "a badge has at most %d printable ASCII characters without blanks", MaxBadge)
	}
	checkRoles(&g, w.Roles)
	if w.Roles.Has(Integration) {
		g.Add("roles", "worker.integration", "integration is a role of API keys, not of people")
	}
	if w.Language != "" && w.Language != Languages[0] && w.Language != Languages[1] {
		g.Add("language", "worker.language", "language %q is none of %s", w.Language, strings.Join(Languages, ", "))
	}
	return g.Invalid("worker.invalid", "worker %q cannot be kept as it is", w.ID)
}

func (w *Worker) lets() bool { return w.Active && w.Roles.Has(Admin) }

// Workers are kept in the company's partition, with indexes by badge, by name and of the active admins.
var Workers = store.Collection[Worker]{
	Noun: "worker", Version: 1,
	Key: func(w *Worker) store.Key { return workerKey(w.ID) },
	Indexes: []store.Index[Worker]{
		{Name: "badge", Keys: func(w *Worker) []store.Key {
			if w.Badge == "" {
				return nil
			}
			return []store.Key{store.K(tagBadge).Str(w.Badge).Str(w.ID)}
		}},
		{Name: "name", Keys: func(w *Worker) []store.Key {
			var out []store.Key
			for _, n := range []string{foldName(w.Name), foldName(w.NameZH)} {
				if n != "" && (len(out) == 0 || foldName(w.Name) != n) {
					out = append(out, store.K(tagName).Str(n).Str(w.ID))
				}
			}
			return out
		}},
		{Name: "admin", Keys: func(w *Worker) []store.Key {
			if !w.lets() {
				return nil
			}
			return []store.Key{store.K(tagWorker).Byte(keyAdmin).Str(w.ID)}
		}},
	},
}

func workerKey(id string) store.Key { return store.K(tagWorker).Byte(keyRecord).Str(id) }

// foldName makes a name found however it is typed.
func foldName(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// PutWorker creates a worker (expected 0) or edits the one with that revision. The PIN is not touched: see SetPIN. A
// worker who is no longer active is signed out by the next look at the session. Errors: worker.invalid,
// worker.badge_taken, worker.last_admin, revision.stale, revision.exists, worker.unknown.
func PutWorker(tx *store.Tx, w Worker, expected uint64) (Worker, error) {
	if err := store.CheckHome(tx, "people", true); err != nil {
		return w, err
	}
	w.Normalise()
	if err := w.Check(); err != nil {
		return w, err
	}
	old, _ := Workers.Get(tx, workerKey(w.ID))
	if err := store.CheckRevision("worker", w.ID, old.Revision, expected); err != nil {
		return w, err
	}
	if err := checkBadge(tx, &w); err != nil {
		return w, err
	}
	if old.lets() && !w.lets() && !otherAdmin(tx, w.ID) {
		return w, fault.Refused("worker.last_admin", "worker %q is the last admin: make another one first, or nobody could", w.ID)
	}
	w.PIN, w.Revision = old.PIN, old.Revision+1
	Workers.Put(tx, &w)
	return w, nil
}

// checkBadge: what is scanned or typed at sign-in means one person, whether it is a badge or an id.
func checkBadge(r store.Reader, w *Worker) error {
	var g fault.Gather
	if w.Badge != "" {
		if id, ok := badgeOwner(r, w.Badge); ok && id != w.ID {
			g.Add("badge", "worker.badge_taken", "this badge is worker %s's", id)
		}
		if id := NormalID(w.Badge); id != w.ID && Workers.Has(r, workerKey(id)) {
			g.Add("badge", "worker.badge_taken", "this badge reads like the id of worker %s", id)
		}
	}
	if id, ok := badgeOwner(r, w.ID); ok && id != w.ID {
		g.Add("id", "worker.badge_taken", "this id reads like the badge of worker %s", id)
	}
	if g.Len() == 0 {
		return nil
	}
	return fault.Conflict("worker.badge_taken", "worker %q: a scan could mean two people; choose another badge or id", w.ID).With(g.Details()...)
}

func badgeOwner(r store.Reader, badge string) (string, bool) {
	prefix := store.K(tagBadge).Str(badge)
	for k := range store.Keys(r, prefix, nil) {
		return store.ReadKey(k, len(prefix)).Str(), true
	}
	return "", false
}

func otherAdmin(r store.Reader, id string) bool {
	prefix := store.K(tagWorker).Byte(keyAdmin)
	for k := range store.Keys(r, prefix, nil) {
		if store.ReadKey(k, len(prefix)).Str() != id {
			return true
		}
	}
	return false
}

// SetPIN gives a worker a new PIN, takes away failures counted against the old one and ends the worker's sessions. Errors:
// worker.unknown, pin.hash.
func SetPIN(tx *store.Tx, id string, h PINHash) (Worker, error) {
	if err := store.CheckHome(tx, "people", true); err != nil {
		return Worker{}, err
	}
	w, err := FindWorker(tx, id)
	if err != nil {
		return w, err
	}
	if _, err := h.parse(); err != nil {
		return w, err
	}
	w.PIN = h
	w.Revision++
	Workers.Put(tx, &w)
	Unlock(tx, w.ID)
	SignOutWorker(tx, w.ID)
	return w, nil
}

// FindWorker gives a worker by id, from any partition. Error: worker.unknown.
func FindWorker(r store.Reader, id string) (Worker, error) {
	return Workers.Must(r.Company(), workerKey(NormalID(id)), id)
}

// FindLogin gives the worker a badge, an id or a name means; false if nobody or, by name, several.
func FindLogin(r store.Reader, login string) (Worker, bool) {
	r = r.Company()
	login = strings.TrimSpace(login)
	if login == "" {
		return Worker{}, false
	}
	if id, ok := badgeOwner(r, login); ok {
		return Workers.Get(r, workerKey(id))
	}
	if w, ok := Workers.Get(r, workerKey(NormalID(login))); ok {
		return w, true
	}
	id := ""
	prefix := store.K(tagName).Str(foldName(login))
	for k := range store.Keys(r, prefix, nil) {
		if id != "" {
			return Worker{}, false
		}
		id = store.ReadKey(k, len(prefix)).Str()
	}
	if id == "" {
		return Worker{}, false
	}
	return Workers.Get(r, workerKey(id))
}

// ListWorkers gives a page in order of id, from any partition.
func ListWorkers(r store.Reader, p Page) []Worker {
	return list(r.Company(), &Workers, tagWorker, p)
}
