package main

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"example.com/tote/api"
	"example.com/tote/inventory"
	"example.com/tote/inventory/store"
	"example.com/tote/labels/spool"
)

const (
	spoolPatience = 10 * time.Second // for the job in hand when the service stops: a waybill takes a second
	anewAtOnce    = 20               // jobs sent back by one command after a printer was edited: three writes each
)

// printing is the sending loop with what it needs of the house: its queue is the print jobs of all warehouses, its printers
// are those of all warehouses, named warehouse/code.
type printing struct {
	x      *store.Executor
	papers *api.Papers
	now    func() time.Time
	log    *slog.Logger
	loop   *spool.Loop
	notes  sync.WaitGroup // pauses being kept
}

// newPrinting makes the folder of papers and the loop that brings them to printers; it sends nothing before configure.
func newPrinting(x *store.Executor, folder string, opt *serviceOptions) (*printing, error) {
	p := &printing{x: x, now: opt.now, log: opt.log}
	papers, err := api.NewPapers(folder, func(warehouse, printer string) { p.loop.Wake(api.SpoolName(warehouse, printer)) })
	if err != nil {
		return nil, err
	}
	p.papers = papers
	p.loop = spool.New(p, spool.Options{Now: time.Now, After: time.After, Log: p.log}) // deadlines of sockets are in real time
	return p, nil
}

// stop finishes the job in hand and sends no more; what waits, waits for the next start.
func (p *printing) stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), spoolPatience)
	defer cancel()
	err := p.loop.Stop(ctx)
	p.notes.Wait()
	return err
}

// configure gives the loop the printers as they stand.
func (p *printing) configure(ctx context.Context) error {
	parts, err := partitionsOf(p.x)
	if err != nil {
		return err
	}
	var all []spool.Printer
	for _, part := range parts {
		err := p.x.View(ctx, part, func(v *store.View) error {
			for after := ""; ; {
				page := inventory.ListPrinters(v, after, inventory.MaxKitPage)
				for i := range page {
					if one, ok := p.settings(part, &page[i]); ok {
						all = append(all, one)
					}
				}
				if len(page) < inventory.MaxKitPage {
					return nil
				}
				after = page[len(page)-1].Code
			}
		})
		if err != nil {
			return err
		}
	}
	return p.loop.Configure(all)
}

// settings gives a printer as the loop knows it; false if it is closed, or the loop could not use it, which must not stop
// the others.
func (p *printing) settings(part store.Partition, q *inventory.Printer) (spool.Printer, bool) {
	out := spool.Printer{Code: api.SpoolName(string(part), q.Code), Language: q.Language, DPI: int(q.DPI), Media: q.Media, Transport: q.Transport, Address: q.Address,
		Blind: q.Blind, Relay: q.Relay, Paused: q.Paused}
	if q.Closed {
		return out, false
	}
	if err := out.Check(); err != nil {
		p.log.Error("a printer cannot be used", "printer", out.Code, "cause", err.Error())
		return out, false
	}
	return out, true
}

// changed is the handler of inventory.PrinterChanged: what waits in a language the printer does not speak any more is
// rendered anew, and the loop is told.
func (p *printing) changed(ctx context.Context, d *store.Delivery) error {
	var code string
	if err := d.Decode(&code); err != nil {
		return err
	}
	for more := true; more; {
		var err error
		more, err = store.Post(ctx, d, d.Record.Partition, "print.anew", func(tx *store.Tx) (bool, error) { return inventory.RenderAnew(tx, code, anewAtOnce) })
		if err != nil {
			return err
		}
	}
	if err := p.configure(ctx); err != nil {
		return err
	}
	p.loop.Resume(api.SpoolName(string(d.Record.Partition), code))
	return nil
}

// Next gives the printer's oldest paper.
func (p *printing) Next(ctx context.Context, printer string) (out spool.Job, ok bool, err error) {
	part, code := splitSpoolName(printer)
	err = p.x.View(ctx, part, func(v *store.View) error {
		for j := range inventory.PrintJobsAt(v, code, inventory.PaperRendered) {
			out, ok = p.job(part, &j), true
			return nil
		}
		return nil
	})
	return out, ok, err
}

// Begin moves a job to sending; it is durable when it returns.
func (p *printing) Begin(ctx context.Context, job spool.Job) error {
	part, key, err := splitJobKey(job.Key)
	if err != nil {
		return err
	}
	_, code := splitSpoolName(job.Printer)
	return p.do(ctx, part, "print.begin", job.Key, func(tx *store.Tx) error {
		return inventory.BeginPrint(tx, inventory.PrintSending{Key: key, Printer: code, Hash: job.Hash})
	})
}

var endings = map[spool.Ending]inventory.PrintEvent{spool.Held: inventory.PrintHeld, spool.Sent: inventory.PrintOut, spool.Confirmed: inventory.PrintConfirm,
	spool.Failed: inventory.PrintFail, spool.Unknown: inventory.PrintLose}

// Settle keeps how a job ended.
func (p *printing) Settle(ctx context.Context, job spool.Job, out spool.Outcome) error {
	part, key, err := splitJobKey(job.Key)
	if err != nil {
		return err
	}
	_, code := splitSpoolName(job.Printer)
	return p.do(ctx, part, "print."+out.Ending.String(), job.Key, func(tx *store.Tx) error {
		return inventory.SettlePrint(tx, inventory.PrintSending{Key: key, Printer: code, Hash: job.Hash}, endings[out.Ending], out.Reason)
	})
}

// Interrupted gives the jobs in state sending of all warehouses.
func (p *printing) Interrupted(ctx context.Context) ([]spool.Job, error) {
	parts, err := partitionsOf(p.x)
	if err != nil {
		return nil, err
	}
	var out []spool.Job
	for _, part := range parts {
		err := p.x.View(ctx, part, func(v *store.View) error {
			for j := range inventory.PrintJobsIn(v, inventory.PaperSending, 0) {
				out = append(out, p.job(part, &j))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Note writes a printer's news into the log. One that loses jobs stays paused until a person has looked at it, also over a
// restart: that is kept with the printer.
func (p *printing) Note(_ context.Context, s spool.Status) {
	p.log.Info("printer", "printer", s.Printer, "state", string(s.State), "reasons", s.Reasons, "job", s.Job, "fails", s.Fails)
	if s.State != spool.Paused || len(s.Reasons) == 0 || s.Reasons[0] != spool.PrinterLosesJobs {
		return
	}
	p.notes.Go(func() {
		part, code := splitSpoolName(s.Printer)
		ctx, cancel := context.WithTimeout(context.Background(), spoolPatience)
		defer cancel()
		err := p.do(ctx, part, "pause-printer", s.Printer, func(tx *store.Tx) error {
			_, err := inventory.PausePrinter(tx, inventory.PauseInput{Printer: code, Reason: spool.PrinterLosesJobs})
			return err
		})
		if err != nil {
			p.log.Warn("the pause of a printer was not kept", "printer", s.Printer, "cause", err.Error())
		}
	})
}

// do runs a command of the loop. Said again it is told apart by the job's state, so no answer is stored.
func (p *printing) do(ctx context.Context, part store.Partition, verb, id string, run func(*store.Tx) error) error {
	now := p.now()
	_, err := store.Do(ctx, p.x, store.Command{Partition: part, Verb: verb, ID: id, At: now, OccurredAt: now}, func(tx *store.Tx) (struct{}, error) {
		return struct{}{}, run(tx)
	})
	return err
}

func (p *printing) job(part store.Partition, j *inventory.PrintJob) spool.Job {
	return spool.Job{Key: string(part) + "/" + j.String(), Printer: api.SpoolName(string(part), j.Printer), Path: p.papers.Path(j.File), Hash: j.File.Hash,
		Size: j.File.Size, ContentType: spool.ContentTypeOf(j.Language), Title: j.Entity,
		Asked: time.Now().Add(time.Unix(j.Wanted, 0).Sub(p.now()))} // as old on the loop's clock as on the house's
}

// splitSpoolName is the inverse of api.SpoolName.
func splitSpoolName(name string) (store.Partition, string) {
	warehouse, code, _ := strings.Cut(name, "/")
	return store.Partition(warehouse), code
}

func splitJobKey(key string) (store.Partition, inventory.PrintKey, error) {
	warehouse, rest, _ := strings.Cut(key, "/")
	k, err := inventory.ParsePrintKey(rest)
	return store.Partition(warehouse), k, err
}
