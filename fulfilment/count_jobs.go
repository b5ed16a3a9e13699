package fulfilment

import (
	"context"
	"fmt"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// Bounds of the jobs of counting.
const (
	countEntries = 5_000 // of the ledger in one look: about 15 ms
	countsAtOnce = 200   // counts compared in one pass over the ledger
	countPosts   = 100   // commands for one difference: each frees at least one of the lines that claim it
	stopsLook    = 2_000 // locations looked at in one look
)

// CountHandler goes on with counts that wait: it reads what the ledger has of the time since they were made, once for many,
// and has each judged by a command. What still waits for a device is looked at again when something of it comes in, and
// every tick.
func CountHandler() store.Handler {
	return store.JobHandler(func(ctx context.Context, r *store.JobRun) (string, error) {
		// From here on the job is under way: a count that comes in behind this look starts another.
		if _, err := postCount(ctx, r, func(*store.Tx) (inventory.CountState, error) { return 0, nil }); err != nil {
			return "", err
		}
		judged, refused := 0, 0
		var last *inventory.Count
		for {
			waiting, err := waitingCounts(ctx, r, last)
			if err != nil || len(waiting) == 0 {
				return fmt.Sprintf("judged=%d refused=%d", judged, refused), err
			}
			last = waiting[len(waiting)-1]
			if err := readSince(ctx, r, waiting); err != nil {
				return "", err
			}
			for _, c := range waiting {
				switch err := judgeOne(ctx, r, c); {
				case err == nil:
					judged++
				case fault.CodeFrom(err).Stored():
					refused++ // it stays as it is, and is seen in the list of open counts
				default:
					return "", err
				}
			}
		}
	})
}

func postCount(ctx context.Context, r *store.JobRun, do func(*store.Tx) (inventory.CountState, error)) (inventory.CountState, error) {
	return store.Piece(ctx, r, r.Job.Done+1, store.Command{Verb: "count"}, do)
}

// waitingCounts gives counts that wait for more than a person, behind one.
func waitingCounts(ctx context.Context, r *store.JobRun, after *inventory.Count) (out []*inventory.Count, err error) {
	err = r.View(ctx, func(v *store.View) error {
		for c := range inventory.OpenCounts(v, after) {
			if c.State == inventory.CountProvisional || c.State == inventory.CountPosting {
				if out = append(out, &c); len(out) == countsAtOnce {
					break
				}
			}
		}
		return nil
	})
	return out, err
}

// readSince brings the folds of counts up to the ledger's end, a short look at a time.
func readSince(ctx context.Context, r *store.JobRun, counts []*inventory.Count) error {
	f := inventory.NewFolding(counts)
	for end := false; !end; {
		err := r.View(ctx, func(v *store.View) (err error) {
			end, err = f.Read(v, countEntries)
			return err
		})
		if err != nil {
			return err
		}
	}
	f.Close()
	return nil
}

// judgeOne has a count judged, and its difference booked to the end.
func judgeOne(ctx context.Context, r *store.JobRun, c *inventory.Count) error {
	for range countPosts {
		state, err := postCount(ctx, r, func(tx *store.Tx) (inventory.CountState, error) {
			return inventory.JudgeCount(tx, c.ID, c, freeMissing)
		})
		if err != nil || state != inventory.CountPosting {
			return err
		}
	}
	return nil
}

// StocktakeHandler lists the places of a stocktake, or takes them back when it is stopped. Listing the same place twice
// changes nothing, so after a crash it begins anew.
func StocktakeHandler() store.Handler {
	return store.JobHandler(func(ctx context.Context, r *store.JobRun) (string, error) {
		var id string
		if err := store.Unmarshal(r.Job.Payload, &id); err != nil {
			return "", fault.Internal("job.payload", "job %d cannot be read", r.Job.ID).Because(err)
		}
		var s inventory.Stocktake
		err := r.View(ctx, func(v *store.View) (err error) {
			s, err = inventory.GetStocktake(v, id)
			return err
		})
		if err != nil {
			return "", err
		}
		switch s.State {
		case inventory.StocktakePlanning:
			err = listStops(ctx, r, &s)
		case inventory.StocktakeStopping:
			err = takeStopsBack(ctx, r, &s)
		}
		return "stocktake=" + id, err
	})
}

func listStops(ctx context.Context, r *store.JobRun, s *inventory.Stocktake) error {
	for cursor := ""; ; {
		var stops []inventory.Stop
		err := r.View(ctx, func(v *store.View) error {
			stops, cursor = inventory.StopsAfter(v, s, cursor, stopsLook)
			return nil
		})
		if err != nil {
			return err
		}
		for from := 0; from < len(stops); from += inventory.StocktakePiece {
			some := stops[from:min(len(stops), from+inventory.StocktakePiece)]
			if err := postStocktake(ctx, r, func(tx *store.Tx) error { return inventory.ListStops(tx, s.ID, some) }); err != nil {
				return err
			}
		}
		if cursor == "" {
			return postStocktake(ctx, r, func(tx *store.Tx) error { return inventory.StopsListed(tx, s.ID) })
		}
	}
}

func takeStopsBack(ctx context.Context, r *store.JobRun, s *inventory.Stocktake) error {
	var last inventory.CountWanted
	for {
		var some []inventory.CountWanted
		err := r.View(ctx, func(v *store.View) error {
			some = inventory.CountsWantedAfter(v, last, stopsLook)
			return nil
		})
		if err != nil {
			return err
		}
		if len(some) == 0 {
			return postStocktake(ctx, r, func(tx *store.Tx) error { return inventory.Cleared(tx, s.ID) })
		}
		last = some[len(some)-1]
		var its []inventory.CountWanted
		for _, w := range some {
			if w.Stocktake == s.ID {
				its = append(its, w)
			}
		}
		for from := 0; from < len(its); from += inventory.StocktakePiece {
			part := its[from:min(len(its), from+inventory.StocktakePiece)]
			if err := postStocktake(ctx, r, func(tx *store.Tx) error { return inventory.TakeBack(tx, s.ID, part) }); err != nil {
				return err
			}
		}
	}
}

func postStocktake(ctx context.Context, r *store.JobRun, do func(*store.Tx) error) error {
	_, err := store.Piece(ctx, r, r.Job.Done+1, store.Command{Verb: "start-count"}, func(tx *store.Tx) (struct{}, error) { return struct{}{}, do(tx) })
	return err
}
