package exchange

import (
	"context"
	"io"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/tabular"
)

// Mode is how a file with bad rows is taken.
type Mode uint8

// The modes.
const (
	EachRow   Mode = iota + 1 // good rows are brought in, bad ones reported
	WholeFile                 // all rows or none
)

// ModeOf reads the words people use for a mode: "rows" and "file"; 0 for another.
func ModeOf(word string) Mode {
	switch word {
	case "rows":
		return EachRow
	case "file":
		return WholeFile
	}
	return 0
}

// callsInFlight is how many commands an import has posted and not seen answered: enough to fill a group commit, few
// enough to leave most of a partition's queue and every second group to people with scanners.
const callsInFlight = 128

// rowsPerCall is how many rows of one record weigh as much as a command.
const rowsPerCall = 16

// ImportOptions say what is imported, where to, and by whom.
type ImportOptions struct {
	Sheet     Sheet
	Partition store.Partition
	Mode      Mode
	Name      string // the file's, for messages
	Reader    io.Reader
	Size      int64            // bytes if known, for Progress
	Tab       string           // sheet of a workbook; "": the first visible one
	Encoding  tabular.Encoding // "": detected
	Worker    string
	Device    string
	Now       func() time.Time // of the edge of the program
	Random    io.Reader        // WholeFile: seals staged records; crypto/rand.Reader
	// Progress is called as the file is read, in bytes; total is 0 where nobody knows it.
	Progress func(done, total int64)
}

// Result is what became of a file.
type Result struct {
	Report *tabular.Report
	Source tabular.Source
	Import uint64 // WholeFile: the import's number, 0 if it never began
	Job    uint64 // WholeFile, once decided: the job that brings the records in
}

// Import reads a file and brings its records in. Whatever is wrong with the file or its rows is told by the report, and
// with WholeFile nothing was taken in then; the error tells of trouble with the service, of wrong options and of a
// context that ended. With EachRow what was brought in before an error stays; the same file may be sent again.
//
// With WholeFile and a good report the import is decided and its job under way: see Staged, store.Jobs and Failures.
func Import(ctx context.Context, x *store.Executor, opt ImportOptions) (Result, error) {
	if err := opt.check(); err != nil {
		return Result{}, err
	}
	rd, err := tabular.Open(opt.Reader, opt.Name, tabular.Options{Schema: opt.Sheet.Schema(), Sheet: opt.Tab, Encoding: opt.Encoding,
		Size: opt.Size, Progress: opt.Progress})
	if err != nil {
		if code := fault.CodeFrom(err); code != fault.CodeInvalid {
			return Result{}, err
		}
		report := &tabular.Report{}
		report.Stop(err)
		return Result{Report: report}, nil
	}
	defer rd.Close()
	columns := columnsOf(rd, opt.Sheet.Schema())
	im := &importer{ctx: ctx, x: x, opt: opt, report: rd.Report(), columns: columnSet(columns)}
	im.take = im.applyEach
	if opt.Mode == WholeFile {
		s, err := im.begin(columns)
		if err != nil {
			im.report.Stop(err)
			return Result{Report: im.report, Source: rd.Source()}, err
		}
		im.take, im.flush = s.stage, s.post
		err = im.readAll(rd)
		out, err := s.finish(err)
		out.Source = rd.Source()
		return out, err
	}
	err = im.readAll(rd)
	return Result{Report: im.report, Source: rd.Source()}, err
}

func (o *ImportOptions) check() error {
	switch {
	case o.Sheet == nil || o.Reader == nil || o.Now == nil || (o.Mode == WholeFile && o.Random == nil):
		return fault.Internal("import.options", "an import needs a sheet, a reader, a clock and, for a whole file, randomness")
	case o.Mode != EachRow && o.Mode != WholeFile:
		return fault.Invalid("import.mode", "say whether to take good rows (rows) or the whole file or none of it (file)")
	case o.Sheet.InCompany() && o.Partition != store.Company:
		return fault.Invalid("import.partition", "%s belong to the company, not to warehouse %s", o.Sheet.Kind(), o.Partition)
	case !o.Sheet.InCompany() && o.Partition == store.Company:
		return fault.Invalid("import.warehouse", "say which warehouse these %s belong to", o.Sheet.Kind())
	}
	return nil
}

// importer reads rows and keeps the commands made of them in flight; what became of them is noted in the order of rows.
type importer struct {
	ctx     context.Context
	x       *store.Executor
	opt     ImportOptions
	report  *tabular.Report
	columns map[string]bool
	take    func(*Draft) *flight
	flush   func() // posts what take holds back
	flights []*flight
	calls   int
}

// flight is a draft whose commands were posted.
type flight struct {
	draft *Draft
	calls int
	land  func() error // waits and notes refusals in the draft; an error is the service's trouble
}

// readAll takes every row, and waits for everything it posted.
func (im *importer) readAll(rd *tabular.Reader) error {
	drafts := im.opt.Sheet.Drafts(rd)
	for {
		if err := im.ctx.Err(); err != nil {
			_ = im.landUntil(0)
			err = fault.Unavailable("import.cancelled", "the import was broken off").Because(err)
			im.report.Stop(err)
			return err
		}
		row, err := rd.Next()
		if err != nil {
			if err := im.send(drafts.End()); err != nil {
				return err
			}
			if im.flush != nil {
				im.flush()
			}
			if err != io.EOF && fault.CodeFrom(err) != fault.CodeInvalid {
				_ = im.landUntil(0)
				return err
			}
			return im.landUntil(0) // a damaged file is noted in the report already
		}
		if err := im.send(drafts.Add(row)); err != nil {
			return err
		}
	}
}

func (im *importer) send(d *Draft) error {
	if d == nil {
		return nil
	}
	f := &flight{draft: d}
	if d.OK() {
		f = im.take(d)
	}
	f.calls = max(f.calls, 1+len(d.Rows)/rowsPerCall) // rows are held until they are reported, also bad ones
	im.flights = append(im.flights, f)
	im.calls += f.calls
	if im.calls < callsInFlight {
		return nil
	}
	return im.landUntil(callsInFlight / 2)
}

// landUntil waits for the oldest flights until at most that many commands are out. After trouble it waits for the others
// all the same: what is on its way is done or not done, and the report must say so.
func (im *importer) landUntil(calls int) error {
	var trouble error
	for len(im.flights) > 0 && (im.calls > calls || calls == 0 || trouble != nil) {
		f := im.flights[0]
		im.flights = im.flights[1:]
		im.calls -= f.calls
		if f.land != nil {
			if err := f.land(); err != nil && trouble == nil {
				trouble = err
			}
		}
		f.draft.holdTogether()
		for _, row := range f.draft.Rows {
			im.report.Add(row)
		}
	}
	if trouble != nil {
		im.report.Stop(trouble)
	}
	return trouble
}

// applyEach posts the ordinary commands of one record.
func (im *importer) applyEach(d *Draft) *flight {
	rec := Record{Columns: im.columns, Body: d.Body}
	var posted []store.Pending[struct{}]
	for step := range d.Steps {
		posted = append(posted, store.Queue(im.x, im.command("import."+im.opt.Sheet.Kind()), func(tx *store.Tx) (struct{}, error) {
			return struct{}{}, im.opt.Sheet.Apply(tx, rec, step)
		}))
	}
	return &flight{draft: d, calls: len(posted), land: func() error {
		var first error
		for _, p := range posted {
			if err := p.Wait(im.ctx); err != nil && first == nil {
				first = err // what follows in the series is refused since this one was
			}
		}
		return im.judge(d, first)
	}}
}

// judge notes a refusal in the rows; trouble of the service is also given back.
func (im *importer) judge(d *Draft, err error) error {
	if err == nil {
		return nil
	}
	d.reject(err)
	if code := fault.CodeFrom(err); code == fault.CodeUnavailable {
		return err
	}
	return nil
}

// command makes a command of this import. Its answer is not stored: each is harmless when done again.
func (im *importer) command(verb string) store.Command {
	now := im.opt.Now()
	return store.Command{Partition: im.opt.Partition, Verb: verb, Source: store.Source{Kind: store.FromClock}, Worker: im.opt.Worker,
		Device: im.opt.Device, At: now, OccurredAt: now}
}
