package exchange

import (
	"context"
	"io"
	"maps"
	"slices"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/tabular"
)

// ExportOptions say what is exported and how.
type ExportOptions struct {
	Sheet     Sheet
	Partition store.Partition
	Format    tabular.Format
	Writer    io.Writer
	Chinese   bool // headers in Chinese
	BOM       bool // CSV for Excel
	Worker    string
	Device    string
	Now       func() time.Time // needed by sheets that write down who reads them
	// Progress is called every thousand rows and at the end; total is 0, since nobody counts before.
	Progress func(done, total int64)
}

// Export writes all records of a sheet, page by page from one short snapshot each: a record changed meanwhile is exported
// as of its page. It gives the number of rows. Errors: file.unwritable, export.changed, cell.unwritable naming the row,
// and trouble of the store; the file is worthless then.
func Export(ctx context.Context, x *store.Executor, opt ExportOptions) (int64, error) {
	known, err := attributesOf(ctx, x, opt)
	if err != nil {
		return 0, err
	}
	w, err := tabular.NewWriter(opt.Writer, opt.Format, tabular.WriterOptions{Schema: opt.Sheet.Schema(), Attributes: slices.Sorted(maps.Keys(known)),
		Chinese: opt.Chinese, BOM: opt.BOM, Progress: opt.Progress})
	if err != nil {
		return 0, err
	}
	var rows int64
	err = eachPage(ctx, x, opt, func(page Page) error {
		for _, name := range page.Attributes {
			if !known[name] {
				return fault.Unavailable("export.changed", "attribute %q came into use while the file was written: export again", name)
			}
		}
		if err := disclose(ctx, x, opt, page.Names); err != nil {
			return err
		}
		for _, fill := range page.Rows {
			rec := w.Record()
			fill(rec)
			if err := w.Write(rec); err != nil {
				return err
			}
			rows++
		}
		return nil
	})
	if err == nil {
		err = w.Close()
	} else {
		w.GiveUp()
	}
	return rows, err
}

// attributesOf looks through the records for their free attributes, since the header comes before the first row.
func attributesOf(ctx context.Context, x *store.Executor, opt ExportOptions) (map[string]bool, error) {
	known := map[string]bool{}
	if !opt.Sheet.Schema().Attributes {
		return known, nil
	}
	err := eachPage(ctx, x, opt, func(page Page) error {
		for _, name := range page.Attributes {
			known[name] = true
		}
		return nil
	})
	return known, err
}

// eachPage reads page after page; between two of them no snapshot is open.
func eachPage(ctx context.Context, x *store.Executor, opt ExportOptions, do func(Page) error) error {
	after := ""
	for {
		var page Page
		err := x.View(ctx, opt.Partition, func(v *store.View) (err error) {
			page, err = opt.Sheet.Page(v, after)
			return err
		})
		if err == nil {
			err = do(page)
		}
		if err != nil {
			return err
		}
		if page.Next == "" {
			return nil
		}
		after = page.Next
	}
}

// disclose writes down that records were read, where a sheet asks for it, before anybody sees them.
func disclose(ctx context.Context, x *store.Executor, opt ExportOptions, names []string) error {
	d, ok := opt.Sheet.(Discloser)
	if !ok || len(names) == 0 {
		return nil
	}
	if opt.Now == nil {
		return fault.Internal("export.options", "exporting %s needs a clock", opt.Sheet.Kind())
	}
	now := opt.Now()
	c := store.Command{Partition: opt.Partition, Verb: "export." + opt.Sheet.Kind(), Source: store.Source{Kind: store.FromClock},
		Worker: opt.Worker, Device: opt.Device, At: now, OccurredAt: now}
	_, err := store.Do(ctx, x, c, func(tx *store.Tx) (struct{}, error) { return struct{}{}, d.Disclose(tx, names) })
	return err
}
