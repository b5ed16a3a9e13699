package main

import (
	"context"
	"slices"
	"time"

	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/exchange"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// Rhythms of the clock.
const (
	tickEvery  = 30 * time.Second // a warehouse's midnight is noticed within half a minute
	retryTicks = 10               // between looks for goods that waiting orders are short of: five minutes
	facesLook  = 500              // pick faces looked at once for one that is filled from reserve: some 5 ms
)

// tick tells the time again and again.
func (s *service) tick(ctx context.Context) {
	defer close(s.ticked)
	t := time.NewTicker(tickEvery)
	defer t.Stop()
	for {
		s.tellTime(ctx)
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// tellTime tells every warehouse the time, and has orders that want goods looked at again.
func (s *service) tellTime(ctx context.Context) {
	retry := s.ticks.Add(1)%retryTicks == 0
	parts, err := s.partitions()
	if err != nil {
		s.opt.log.Warn("the clock found no warehouses", "cause", err.Error())
	}
	for _, p := range parts {
		if p == store.Company {
			continue
		}
		_, err := store.Do(ctx, s.x, store.Command{Partition: p, Verb: "tick", At: s.opt.now()}, inventory.Tick)
		if err != nil && ctx.Err() == nil {
			s.opt.log.Warn("a warehouse missed a tick", "partition", string(p), "cause", err.Error())
		}
		if err := s.lookAgain(ctx, p, retry); err != nil && ctx.Err() == nil {
			s.opt.log.Warn("orders that want goods were not looked at", "partition", string(p), "cause", err.Error())
		}
		if !retry {
			continue
		}
		if err := s.lookAtFaces(ctx, p); err != nil && ctx.Err() == nil {
			s.opt.log.Warn("pick faces were not looked at", "partition", string(p), "cause", err.Error())
		}
	}
	now := s.opt.now()
	if err := abortStale(ctx, s.x, parts, now, now.Add(-exchange.StagingPatience)); err != nil && ctx.Err() == nil {
		s.opt.log.Warn("forgotten imports were not given up", "cause", err.Error())
	}
}

// lookAgain starts the job that allocates open orders, if there are any: an order whose goods were taken from it by a fact
// is open again, and nobody should have to ask for it. With retry those that wait for goods are tried too.
func (s *service) lookAgain(ctx context.Context, p store.Partition, retry bool) error {
	wanted := false
	err := s.x.View(ctx, p, func(v *store.View) error {
		for range fulfilment.OrdersIn(v, fulfilment.OrderOpen) {
			wanted = true
			return nil
		}
		for range fulfilment.OrdersIn(v, fulfilment.OrderWaiting) {
			wanted = retry
			return nil
		}
		return nil
	})
	if err != nil || !wanted {
		return err
	}
	_, err = store.Do(ctx, s.x, store.Command{Partition: p, Verb: "allocate-all", At: s.opt.now()}, func(tx *store.Tx) (fulfilment.JobStarted, error) {
		return fulfilment.AllocateAll(tx, fulfilment.AllocateAllInput{Retry: retry})
	})
	return err
}

// lookAtFaces has pick faces looked at, if any is filled from reserve by its figures: goods come in, and are moved, with nobody
// asking.
func (s *service) lookAtFaces(ctx context.Context, p store.Partition) error {
	for after := ""; ; {
		wanted := false
		err := s.x.View(ctx, p, func(v *store.View) error {
			page, err := inventory.ListLocations(v, inventory.LocationQuery{Kind: layout.PickFace, After: after, Limit: facesLook})
			wanted = slices.ContainsFunc(page.Locations, func(l layout.Location) bool { return inventory.RefilledFace(&l) && l.Max > 0 })
			after = page.Next
			return err
		})
		if err != nil || !wanted && after == "" {
			return err
		}
		if wanted {
			break
		}
	}
	_, err := store.Do(ctx, s.x, store.Command{Partition: p, Verb: "plan-refills", At: s.opt.now()}, func(tx *store.Tx) (fulfilment.JobStarted, error) {
		return fulfilment.PlanRefills(tx, fulfilment.PlanRefillsInput{})
	})
	return err
}
