package fulfilment

import (
	"context"
	"fmt"

	"example.com/tote/inventory"
	"example.com/tote/inventory/store"
)

// Midnight is what a new day asks for: personal data whose time has come are dropped, company-wide, one bounded command
// after another; whichever warehouse's midnight comes first does it, the others find nothing left. And what has run out in
// this warehouse is no longer promised to anybody: see releaseExpired; what nobody asks for any more is swept: see
// inventory.Sweep. That nothing of it is promised anew needs no job. What is to be ordered is planned anew for the day.
func Midnight(ctx context.Context, r *store.JobRun) (note string, err error) {
	expired, err := releaseExpired(ctx, r)
	if err != nil {
		return "", err
	}
	swept, err := inventory.Sweep(ctx, r)
	if err != nil {
		return "", err
	}
	purged := 0
	for {
		out, err := store.Post(ctx, r.Delivery(), store.Company, "purge", func(tx *store.Tx) (PurgeResult, error) {
			return Purge(tx, PurgeInput{})
		})
		if err != nil {
			return "", err
		}
		if purged += out.Purged; !out.More {
			break
		}
	}
	planned, err := planSupply(ctx, r)
	return fmt.Sprintf("purged=%d expired=%d swept=%d %s", purged, expired, swept, planned), err
}
