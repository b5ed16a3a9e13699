package api

import (
	"context"

	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/people"
	"example.com/tote/inventory/store"
)

var workers = keeper[people.Worker, wire.Worker]{
	noun: "worker", put: people.PutWorker, find: people.FindWorker,
	list: func(r store.Reader, after string, limit int) []people.Worker {
		return people.ListWorkers(r, people.Page{After: after, Limit: limit})
	},
	from: func(id string, w wire.Worker) (people.Worker, error) {
		roles, err := people.RolesOf(w.Roles)
		return people.Worker{ID: id, Name: w.Name, NameZH: w.NameZH, Badge: w.Badge, Roles: roles, Active: w.Active, Language: w.Language}, err
	},
	show: func(d people.Worker) wire.Worker {
		return wire.Worker{ID: d.ID, Name: d.Name, NameZH: d.NameZH, Badge: d.Badge, Roles: d.Roles.Words(), Active: d.Active,
			Language: d.Language, HasPIN: d.PIN != "", Revision: d.Revision}
	},
	code: func(d people.Worker) (string, uint64) { return d.ID, d.Revision },
}

type pinInput struct {
	ID   string `path:"id"`
	Body wire.PIN
}

// setPIN gives a worker a new PIN. The command is not stored: the hash of a body with a PIN could be tried out.
func (s *Server) setPIN(ctx context.Context, in *pinInput) (*struct{}, error) {
	c := callerOf(ctx)
	hash, err := s.pins.Hash(ctx, in.Body.PIN, s.opt.Secret(people.SaltSize))
	if err != nil {
		return nil, err
	}
	cmd := s.clockCommand(store.Company, "worker.pin")
	cmd.Worker, cmd.Device = c.worker, c.device
	_, err = do(ctx, s, cmd, func(tx *store.Tx) (struct{}, error) {
		_, err := people.SetPIN(tx, in.ID, hash)
		return struct{}{}, err
	})
	return nil, err
}

type idInput struct {
	CommandHead
	ID string `path:"id"`
}

// unlockWorker takes away the failures that keep a worker out.
func (s *Server) unlockWorker(ctx context.Context, in *idInput) (*struct{}, error) {
	_, err := s.edit(ctx, store.Company, "worker.unlock", EditHead{CommandHead: in.CommandHead}, in.ID, func(tx *store.Tx, _ uint64) (edited, error) {
		w, err := people.FindWorker(tx, in.ID)
		if err == nil {
			people.Unlock(tx, w.ID)
		}
		return edited{}, err
	})
	return nil, err
}

// FirstAdmin makes an admin with a PIN of its own if nobody can let others in yet, and gives that PIN; "" if there is an
// admin. It is for the first start of a store, and for the next ones until somebody has begun to furnish it: a PIN that
// nobody read would shut everybody out for ever.
func (s *Server) FirstAdmin(ctx context.Context) (id, pin string, err error) {
	const first = "ADMIN"
	var there, unused bool
	_, err = look(ctx, s, store.Company, func(v *store.View) (struct{}, error) {
		known := people.ListWorkers(v, people.Page{Limit: 2})
		there = len(known) > 0
		unused = len(known) == 1 && known[0].ID == first && len(inventory.ListWarehouses(v)) == 0
		return struct{}{}, nil
	})
	if err != nil || there && !unused {
		return "", "", err
	}
	var hash people.PINHash
	for hash == "" {
		pin = digits(s.opt.Secret(firstPIN))
		if people.CheckPIN(pin) != nil {
			continue // all alike or in a row: draw again
		}
		if hash, err = s.pins.Hash(ctx, pin, s.opt.Secret(people.SaltSize)); err != nil {
			return "", "", err
		}
	}
	_, err = do(ctx, s, s.clockCommand(store.Company, "worker.first"), func(tx *store.Tx) (struct{}, error) {
		w := people.Worker{ID: first, Name: "Administrator", NameZH: "管理员", Roles: people.RoleSet(people.Admin, people.Supervisor), Active: true}
		if !there {
			if _, err := people.PutWorker(tx, w, 0); err != nil {
				return struct{}{}, err
			}
		}
		people.Unlock(tx, first)
		_, err := people.SetPIN(tx, first, hash)
		return struct{}{}, err
	})
	if err != nil {
		return "", "", err
	}
	return first, pin, nil
}

// firstPIN is how many digits the first PIN has: with the lock-out nobody tries a million.
const firstPIN = 6

// digits makes decimal digits of random bytes.
func digits(random []byte) string {
	out := make([]byte, len(random))
	for i, b := range random {
		out[i] = '0' + b%10 // 0 to 5 come up a little more often, which a locked-out guesser cannot use
	}
	return string(out)
}

var errTokenShown = fault.Conflict("token.shown", "this was done before and its token was shown then: disable it and make a new one")
