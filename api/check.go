package api

import (
	"context"

	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

type warehouseInput struct {
	Warehouse string `path:"wh"`
}

type checkOutput struct{ Body wire.Check }

func (s *Server) checkOne(ctx context.Context, in *warehouseInput) (*checkOutput, error) {
	return s.check(ctx, store.Partition(in.Warehouse))
}

func (s *Server) checkCompany(ctx context.Context, _ *struct{}) (*checkOutput, error) {
	return s.check(ctx, store.Company)
}

// check recomputes a partition from its ledger while the service works, one short snapshot a piece. One at a time: it
// holds all of the ledger's sums in memory.
func (s *Server) check(ctx context.Context, p store.Partition) (*checkOutput, error) {
	if !s.checking.TryLock() {
		return nil, fault.Limited("check.running", "a check is running: wait for it")
	}
	defer s.checking.Unlock()
	began := s.opt.Now()
	before, _ := storeSize(s.x)
	a := inventory.NewAuditor(p)
	for step := (inventory.CheckStep{}); !step.Done; {
		if ctx.Err() != nil {
			return nil, fault.Unavailable("check.given_up", "the check was given up by its caller")
		}
		err := s.x.View(ctx, p, func(v *store.View) error {
			step = a.Piece(v, step)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	after, _ := storeSize(s.x)
	found, more := a.Differences()
	out := wire.Check{Partition: string(p), Seq: a.Seq(), Clean: len(found) == 0, Differences: []wire.Difference{}, More: more,
		TookMillis: s.opt.Now().Sub(began).Milliseconds(), FileGrowth: after - before}
	for _, d := range found {
		out.Differences = append(out.Differences, wire.Difference{What: d.What, Name: d.Name, Want: d.Want, Got: d.Got})
	}
	return &checkOutput{out}, nil
}
