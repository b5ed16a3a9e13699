package api

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"example.com/tote/inventory"
	"example.com/tote/inventory/store"
)

// sweepPiece is how many print jobs are read in one snapshot: about 5 ms.
const sweepPiece = 1000

// Sweep removes files that no job names. A crash between the writing of a file and its commit leaves one if the job is
// rendered otherwise afterwards, and there is an address on it that no purge would find. Such a job is still queued when the
// service starts, so without queued jobs nothing is read. Call it before anything is rendered.
func (p *Papers) Sweep(ctx context.Context, x *store.Executor, parts []store.Partition) error {
	queued := false
	for _, part := range parts {
		err := x.View(ctx, part, func(v *store.View) error {
			for range inventory.PrintJobsIn(v, inventory.PaperQueued, 0) {
				queued = true
				break
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if !queued {
		return nil
	}
	named := map[string]bool{}
	for _, part := range parts {
		if err := namedFiles(ctx, x, part, named); err != nil {
			return err
		}
	}
	files, err := os.ReadDir(p.dir)
	for _, f := range files {
		if !named[f.Name()] {
			err = errors.Join(err, os.Remove(filepath.Join(p.dir, f.Name())))
		}
	}
	return errors.Join(err, syncFolder(p.dir))
}

// namedFiles notes the names of all files that a partition's jobs name.
func namedFiles(ctx context.Context, x *store.Executor, part store.Partition, named map[string]bool) error {
	var after *inventory.PrintKey
	for more := true; more; {
		more = false
		err := x.View(ctx, part, func(v *store.View) error {
			n := 0
			for j := range inventory.EachPrintJob(v, after) {
				for _, f := range j.Files() {
					named[f.Hash+"."+f.Extension] = true
				}
				after = &j.PrintKey
				if n++; n == sweepPiece {
					more = true
					break
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
