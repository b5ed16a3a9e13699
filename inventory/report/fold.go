package report

import (
	"context"
	"runtime"
	"sync"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// Look lets read see one short snapshot of a warehouse: store.Executor.View with its partition.
type Look func(ctx context.Context, read func(store.Reader) error) error

// Bounds of a fold. A stretch costs a join of what it left changed, so short ones make nothing quicker; long ones keep more
// in memory at once.
const (
	minStretch = inventory.PastEntries
	maxStretch = 100_000
	rounds     = 4 // stretches each goroutine gets, so that the last of them are not waited for long
)

// fold adds up the ledger as the query wants it: stretches of it by several goroutines, each on snapshots of its own,
// joined in their order. No snapshot is open between two pieces, and what waits to be joined is bounded by workers.
func fold(ctx context.Context, look Look, q inventory.PastQuery, workers int) (*inventory.Past, error) {
	var whole *inventory.Past
	if err := look(ctx, func(r store.Reader) error { whole = inventory.NewPast(r, q); return nil }); err != nil {
		return nil, err
	}
	workers = max(1, workers)
	parts := whole.Split(max(minStretch, min(maxStretch, whole.Entries()/uint64(workers*rounds)+1)))
	if len(parts) == 0 {
		return whole, nil
	}
	ctx, stop := context.WithCancel(ctx)
	var under sync.WaitGroup
	defer under.Wait()
	defer stop()
	done := make([]chan error, len(parts))
	for i := range done {
		done[i] = make(chan error, 1)
	}
	turns := make(chan struct{}, workers)
	under.Go(func() {
		for i, p := range parts {
			select {
			case turns <- struct{}{}:
			case <-ctx.Done():
				return
			}
			under.Go(func() { done[i] <- foldStretch(ctx, look, p) })
		}
	})
	for i, p := range parts {
		select {
		case err := <-done[i]:
			if err != nil {
				return nil, err
			}
		case <-ctx.Done():
			return nil, givenUp()
		}
		if i > 0 {
			parts[0].Join(p)
			parts[i] = nil
		}
		<-turns
	}
	return parts[0], nil
}

func foldStretch(ctx context.Context, look Look, p *inventory.Past) error {
	for {
		if ctx.Err() != nil {
			return givenUp()
		}
		var done bool
		err := look(ctx, func(r store.Reader) (err error) {
			done, err = p.Piece(r)
			return err
		})
		if err != nil || done {
			return err
		}
		runtime.Gosched() // a report waits for the service's work, not the other way round
	}
}

func givenUp() error {
	return fault.Unavailable("report.given_up", "the report was given up by its caller, or took too long: ask for less at once")
}

func unwritable(err error) error {
	return fault.Unavailable("file.unwritable", "the file could not be written").Because(err)
}
