package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
	"example.com/tote/labels"
	"example.com/tote/labels/render"
	"example.com/tote/labels/symbol"
)

// Papers renders what verbs want printed into files named by their hash, each in the language of its printer. What a printer
// does with them is the sending loop's; a reprint of a carrier's label sends the same bytes again.
type Papers struct {
	dir   string
	ready func(warehouse, printer string)
}

// NewPapers keeps its files in dir, which is made if it is missing. ready, if set, is told of a printer that has a job to
// take; it must not wait.
func NewPapers(dir string, ready func(warehouse, printer string)) (*Papers, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("print folder: %w", err)
	}
	half, err := filepath.Glob(filepath.Join(dir, "*.part"))
	for _, path := range half { // left by a crash: there is an address on it, and no record to purge it by
		err = errors.Join(err, os.Remove(path))
	}
	if err != nil {
		return nil, fmt.Errorf("print folder: %w", err)
	}
	if ready == nil {
		ready = func(string, string) {}
	}
	return &Papers{dir, ready}, nil
}

// Path gives where a file of exact bytes lies.
func (p *Papers) Path(f inventory.PrintFile) string {
	return filepath.Join(p.dir, f.Hash+"."+f.Extension)
}

// toRender is a job with all that rendering it needs to know beside its content.
type toRender struct {
	job      inventory.PrintJob
	language string
	dpi      int64
	media    string // what its printer has loaded; empty: whatever the document wants
	same     inventory.PrintJob
}

// Handle is the handler of inventory.Print: it renders, makes the bytes durable, and only then says so.
func (p *Papers) Handle(ctx context.Context, d *store.Delivery) error {
	var key inventory.PrintKey
	if err := d.Decode(&key); err != nil {
		return err
	}
	var in toRender
	err := d.View(ctx, d.Record.Partition, func(v *store.View) (err error) {
		in, err = p.wanted(v, key)
		return err
	})
	if err != nil {
		return p.giveUp(ctx, d, key, err)
	}
	if in.job.State != inventory.PaperQueued {
		return nil // cancelled meanwhile, or delivered twice
	}
	done := inventory.Rendered{File: in.same.File, Language: in.language, DPI: in.dpi, Cut: in.same.Cut, Replaced: in.same.Replaced}
	if in.same.File.Hash == "" {
		doc, created, err := document(ctx, d, &in)
		if err != nil {
			return p.giveUp(ctx, d, key, err)
		}
		data, rendered, err := in.render(doc, created)
		if err != nil { // the same words give the same failure for ever, whatever its code
			return p.fail(ctx, d, key, err)
		}
		done = rendered
		if err := p.keep(done.File, data); err != nil {
			return fault.Unavailable("print.folder", "the paper cannot be written to the print folder").Because(err)
		}
	}
	purged := false
	err = d.Finish(ctx, "printjob.rendered", func(tx *store.Tx) error {
		if purged = in.job.Order != "" && fulfilment.Forgotten(tx, in.job.Order); purged { // while it was rendered
			return failQueued(tx, key, "recipient.purged")
		}
		_, err := inventory.PrintRendered(tx, key, done)
		return err
	})
	if err == nil && purged {
		return p.unlink(done.File)
	}
	if err == nil && in.job.Printer != "" {
		p.ready(string(d.Record.Partition), in.job.Printer)
	}
	return err
}

// wanted reads how a job is to be rendered. A carrier's label that was rendered for such a printer before is the same bytes
// again: the parcel has one waybill, and it looks as it did.
func (p *Papers) wanted(r store.Reader, key inventory.PrintKey) (toRender, error) {
	var in toRender
	var err error
	if in.job, err = inventory.GetPrintJob(r, key); err != nil {
		return in, err
	}
	if in.language, in.dpi, err = inventory.RenderedFor(r, &in.job); err != nil {
		return in, err
	}
	if in.job.Printer != "" {
		printer, err := inventory.FindPrinter(r, in.job.Printer)
		if err != nil {
			return in, err
		}
		in.media = printer.Media
	}
	if key.Document != inventory.WaybillDocument {
		return in, nil
	}
	for j := range inventory.PrintJobsOf(r, key.Document, key.Entity) {
		if j.Copy >= key.Copy {
			break
		}
		if j.File.Hash != "" && j.Language == in.language && j.DPI == in.dpi && p.has(j.File) {
			in.same = j
			break
		}
	}
	return in, nil
}

func (p *Papers) has(f inventory.PrintFile) bool {
	_, err := os.Stat(p.Path(f))
	return err == nil
}

// render writes a document in its printer's language and words the report as names of fields.
func (in *toRender) render(doc labels.Document, created time.Time) ([]byte, inventory.Rendered, error) {
	var done inventory.Rendered
	language, err := render.Parse(in.language)
	if err != nil {
		return nil, done, err
	}
	pages, err := doc.Pages()
	if err != nil {
		return nil, done, err
	}
	out, report, err := render.Render(pages, render.Options{Language: language, DPI: symbol.DPI(in.dpi), Title: in.job.Entity, Created: created})
	if err != nil {
		return nil, done, err
	}
	sum := sha256.Sum256(out.Data)
	done = inventory.Rendered{Language: in.language, DPI: in.dpi,
		File: inventory.PrintFile{Hash: hex.EncodeToString(sum[:]), Extension: out.Extension, Size: int64(len(out.Data))}}
	for _, c := range report.Cut {
		done.Cut = append(done.Cut, c.Field)
	}
	for _, c := range report.Replaced {
		done.Replaced = append(done.Replaced, c.Field)
	}
	return out.Data, done, nil
}

// Forget is the handler of fulfilment.OutboxPurged: an order whose personal data were dropped loses its papers too, in every
// language they were rendered in.
func (p *Papers) Forget(ctx context.Context, d *store.Delivery) error {
	var gone fulfilment.Purged
	if err := d.Decode(&gone); err != nil {
		return err
	}
	var files []inventory.PrintFile
	err := d.View(ctx, store.Partition(gone.Warehouse), func(v *store.View) error {
		for _, j := range fulfilment.PapersOf(v, gone.Order) {
			files = append(files, j.Files()...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return p.unlink(files...)
}

// unlink removes files, those that are gone already too.
func (p *Papers) unlink(files ...inventory.PrintFile) error {
	for _, f := range files {
		if err := os.Remove(p.Path(f)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fault.Unavailable("print.folder", "a paper cannot be removed from the print folder").Because(err)
		}
	}
	return syncFolder(p.dir)
}

// giveUp ends a job whose paper cannot be made as things stand, with the reason for a person; passing trouble is tried
// again.
func (p *Papers) giveUp(ctx context.Context, d *store.Delivery, key inventory.PrintKey, why error) error {
	switch fault.CodeFrom(why) {
	case fault.CodeUnavailable, fault.CodeLimited, fault.CodeInternal:
		return why
	}
	return p.fail(ctx, d, key, why)
}

// fail ends a job that still waits for its paper. One that was cancelled meanwhile is no news.
func (p *Papers) fail(ctx context.Context, d *store.Delivery, key inventory.PrintKey, why error) error {
	return d.Finish(ctx, "printjob.failed", func(tx *store.Tx) error { return failQueued(tx, key, fault.ReasonOf(why)) })
}

func failQueued(tx *store.Tx, key inventory.PrintKey, reason string) error {
	if j, err := inventory.GetPrintJob(tx, key); err != nil || j.State != inventory.PaperQueued {
		return nil
	}
	_, err := inventory.StepPrintJob(tx, key, inventory.PrintFail, reason)
	return err
}

// keep writes bytes under their hash: file and folder are synced before anybody is told.
func (p *Papers) keep(file inventory.PrintFile, data []byte) error {
	if p.has(file) {
		return syncFolder(p.dir) // the same bytes were kept before; a crash may have come before the folder was synced
	}
	f, err := os.CreateTemp(p.dir, file.Hash+".*.part")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	if err := os.Rename(f.Name(), p.Path(file)); err != nil {
		return err
	}
	return syncFolder(p.dir)
}
