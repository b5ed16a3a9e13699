package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
	"example.com/tote/cmd/tote/progress"
	"example.com/tote/fulfilment/channel"
	"example.com/tote/inventory/exchange"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/tabular"
)

type importCommand struct {
	Kind string `arg:"" help:"items, locations or orders." enum:"items,locations,orders"`
	File string `arg:"" help:"CSV (UTF-8, GBK or UTF-16) or XLSX." type:"existingfile"`
	where
	Mode     string `help:"rows: take every good row and name the bad ones; file: take all rows or none." enum:"rows,file" default:"rows"`
	Encoding string `help:"Of CSV: utf-8, gb18030 (which reads GBK) or utf-16. Default: detected." enum:",utf-8,gbk,gb18030,utf-16" default:""`
	Sheet    string `help:"Sheet of a workbook. Default: the first visible one."`
	Report   string `help:"File for the report too: .csv, .json or text." type:"path"`
	Channel  string `help:"Of order rows that name none."`
	Country  string `help:"Of recipients whose row names none, such as CN."`
	Currency string `help:"Of the prices of orders, such as CNY."`
	Zone     string `help:"Time zone of the times of orders, such as Asia/Shanghai. Default: UTC."`
}

// How often a job that brings a file in is looked at.
const (
	lookEvery = 100 * time.Millisecond // at a store in this process
	askFirst  = 10 * time.Millisecond  // at a service: a short file is brought in before anybody would wait; each wait doubles
	askEvery  = 500 * time.Millisecond // at most
)

// landed is what became of a file.
type landed struct {
	report tabular.Report
	source tabular.Source
	failed []exchange.Failure // refused behind the decision for a whole file
	whole  bool               // nothing was taken in since a row was bad
}

// Run brings the file in, tells each bad row, and exits 1 if there is one.
func (c *importCommand) Run(ctx context.Context, t streams) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	bar := newBar(t)
	var got landed
	if c.Server != "" {
		got, err = c.send(ctx, bar, f, info.Size())
	} else {
		err = withStore(c.Data, func(x *store.Executor) (err error) {
			got, err = c.load(ctx, bar, x, f)
			return err
		})
	}
	told := c.tell(t, &got)
	if err != nil {
		return err
	}
	return told
}

// tell writes the report. What was found before trouble came is told too.
func (c *importCommand) tell(t streams, got *landed) error {
	r := &got.report
	if got.source.Format != "" {
		fmt.Fprintln(t.err, "read as", describe(got.source))
	}
	if err := r.WriteText(t.out); err != nil {
		return err
	}
	for _, f := range got.failed {
		fmt.Fprintf(t.out, "line %d: %q was not brought in: %s (%s)\n", f.Line, f.Name, f.Message, f.Reason)
	}
	if c.Report != "" {
		if err := writeReport(c.Report, r); err != nil {
			return err
		}
	}
	if got.whole {
		fmt.Fprintln(t.err, "nothing was taken in, since not every row is good")
	}
	if !r.OK() || len(got.failed) > 0 {
		return errNo
	}
	return nil
}

func describe(s tabular.Source) string {
	if s.Format == tabular.XLSX {
		return fmt.Sprintf("XLSX, sheet %q", s.Sheet)
	}
	return fmt.Sprintf("CSV, %s, cells separated by %q", s.Encoding, s.Comma)
}

func writeReport(path string, r *tabular.Report) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600) // cells may be personal data
	if err != nil {
		return err
	}
	write := r.WriteText
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv":
		write = r.WriteCSV
	case ".json":
		write = r.WriteJSON
	}
	return errors.Join(write(f), f.Close())
}

// load brings a file into a closed store, with the jobs of imports running here until it is settled.
func (c *importCommand) load(ctx context.Context, bar *progress.Bar, x *store.Executor, f *os.File) (landed, error) {
	var out landed
	sheet, err := c.sheet()
	if err != nil {
		return out, err
	}
	part, err := c.partition(x, sheet)
	if err != nil {
		return out, err
	}
	parts, err := partitionsOf(x)
	if err != nil {
		return out, err
	}
	if err := x.RunOutbox(importHandlers(), parts); err != nil {
		return out, err
	}
	now := time.Now()
	if err := abortStale(ctx, x, parts, now, now); err != nil {
		return out, err
	}
	bar.Begin("reading, bytes", progress.Unknown)
	res, err := exchange.Import(ctx, x, exchange.ImportOptions{Sheet: sheet, Partition: part, Mode: exchange.ModeOf(c.Mode), Name: filepath.Base(c.File),
		Reader: f, Tab: c.Sheet, Encoding: encodingOf(c.Encoding), Device: byCommandLine, Now: time.Now, Random: rand.Reader, Progress: func(done, total int64) {
			if total <= 0 {
				total = progress.Unknown
			}
			bar.Set(done, total)
		}})
	bar.End()
	if res.Report != nil {
		out.report, out.source = *res.Report, res.Source
	}
	out.whole = c.Mode == "file" && res.Job == 0
	if err == nil && res.Import != 0 {
		out.failed, err = settleHere(ctx, bar, x, part, res.Import)
	}
	return out, err
}

func (c *importCommand) sheet() (exchange.Sheet, error) {
	switch c.Kind {
	case "items":
		return exchange.Items{}, nil
	case "locations":
		return exchange.Locations{}, nil
	}
	zone, err := zoneOf(c.Zone)
	return channel.Orders{Random: rand.Reader, Zone: zone, Channel: c.Channel, Country: c.Country, Currency: c.Currency}, err
}

func encodingOf(word string) tabular.Encoding {
	if word == "gbk" {
		return tabular.GB18030
	}
	return tabular.Encoding(word)
}

// settleHere waits until a whole file is brought in, or what was staged of it is taken away again.
func settleHere(ctx context.Context, bar *progress.Bar, x *store.Executor, part store.Partition, id uint64) ([]exchange.Failure, error) {
	bar.Begin("bringing in, records", progress.Unknown)
	defer bar.End()
	for {
		var im exchange.Staged
		var job store.Job
		var tail uint64
		err := x.View(ctx, part, func(v *store.View) (err error) {
			tail = store.Tail(v)
			if im, err = exchange.FindImport(v, id); err == nil {
				job, _ = store.Jobs.Get(v, store.JobKey(im.Job))
			}
			return err
		})
		if err != nil {
			return nil, goesOn(ctx, err)
		}
		bar.Set(im.Done+im.Failed, im.Records)
		switch {
		case im.State == exchange.Applied || im.State == exchange.Aborted:
			return failuresOf(ctx, x, part, im)
		case job.State == store.JobFailed:
			return nil, jobFailed(im.ID, job.Note)
		}
		wait, cancel := context.WithTimeout(ctx, lookEvery)
		_ = x.WaitBeyond(wait, part, tail) // whatever ends it, the import is looked at again
		cancel()
	}
}

func failuresOf(ctx context.Context, x *store.Executor, part store.Partition, im exchange.Staged) (out []exchange.Failure, err error) {
	err = x.View(ctx, part, func(v *store.View) error {
		out = exchange.Failures(v, im.ID, 0, int(im.Failed))
		return nil
	})
	return out, err
}

func jobFailed(id uint64, note string) error {
	return fault.Internal("import.failed", "import %d could not be finished: %s", id, note)
}

// goesOn words the end of waiting: a file that was decided for is brought in also if nobody waits.
func goesOn(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		return err
	}
	return fault.Unavailable("import.unattended", "nobody waits any longer: what is left of the file is brought in when the service runs").Because(err)
}

// send brings a file in through a running service.
func (c *importCommand) send(ctx context.Context, bar *progress.Bar, f io.Reader, size int64) (landed, error) {
	var out landed
	api := client.New(client.Options{Base: c.Server, Token: c.Token, NewID: newID})
	bar.Begin("sending, bytes", size)
	got, err := api.Import(ctx, client.File{Kind: c.Kind, Warehouse: c.Warehouse, Mode: c.Mode, Name: filepath.Base(c.File), Encoding: c.Encoding,
		Sheet: c.Sheet, Channel: c.Channel, Country: c.Country, Currency: c.Currency, Zone: c.Zone, Size: size,
		Body: &meter{in: f, tell: func(done int64) { bar.Set(done, size) }}})
	bar.End()
	out.report, out.source = reportOf(got)
	out.whole = c.Mode == "file" && got.Job == 0 && !out.report.OK()
	if fault.ReasonOf(err) == "import.rows" && !out.report.OK() {
		err = nil // the report tells it better
	}
	if err == nil && got.Job != 0 {
		out.failed, err = c.settleThere(ctx, bar, api, got.Import)
	}
	return out, err
}

// settleThere waits until the service has brought a whole file in.
func (c *importCommand) settleThere(ctx context.Context, bar *progress.Bar, api *client.Client, id uint64) (failed []exchange.Failure, err error) {
	bar.Begin("bringing in, records", progress.Unknown)
	defer bar.End()
	for wait := askFirst; ; wait = min(2*wait, askEvery) {
		im, err := api.GetImport(ctx, c.Warehouse, id, "")
		if err != nil {
			return nil, goesOn(ctx, err)
		}
		bar.Set(im.Done+im.Failed, im.Records)
		switch {
		case im.State == exchange.Applied.String():
			return c.failuresThere(ctx, api, im)
		case im.JobState == store.JobFailed.String():
			return nil, jobFailed(id, "the job that brings it in failed; the service's log tells why")
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil, goesOn(ctx, ctx.Err())
		}
	}
}

func (c *importCommand) failuresThere(ctx context.Context, api *client.Client, im wire.ImportState) (out []exchange.Failure, err error) {
	for {
		for _, f := range im.Failures {
			out = append(out, exchange.Failure{Import: im.Import, Line: f.Line, Name: f.Name, Reason: f.Reason, Message: f.Message})
		}
		if im.Next == "" || err != nil {
			return out, err
		}
		im, err = api.GetImport(ctx, c.Warehouse, im.Import, im.Next)
	}
}

// reportOf gives a report of the wire its methods back.
func reportOf(w wire.Imported) (tabular.Report, tabular.Source) {
	s := tabular.Source{Name: w.Source.Name, Format: tabular.Format(w.Source.Format), Encoding: tabular.Encoding(w.Source.Encoding), Sheet: w.Source.Sheet}
	if w.Source.Comma != "" {
		s.Comma = w.Source.Comma[0]
	}
	r := tabular.Report{Rows: w.Report.Rows, Good: w.Report.Good, Bad: w.Report.Bad, Dropped: w.Report.Dropped, BadLines: linesOf(w.Report.BadLines)}
	for _, p := range w.Report.Problems {
		r.Problems = append(r.Problems, tabular.Problem(p))
	}
	for _, p := range w.Report.Warnings {
		r.Warnings = append(r.Warnings, tabular.Problem(p))
	}
	if w.Report.Stopped != nil {
		stopped := tabular.Problem(*w.Report.Stopped)
		r.Stopped = &stopped
	}
	return r, s
}

// linesOf reads 3-7,12; what is no number there is left out.
func linesOf(s string) (out []tabular.LineRange) {
	for part := range strings.SplitSeq(s, ",") {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		a, errA := strconv.Atoi(first)
		b, errB := strconv.Atoi(last)
		if errA == nil && errB == nil {
			out = append(out, tabular.LineRange{First: a, Last: b})
		}
	}
	return out
}
