package inventory

import (
	"slices"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// PrintRequested is what asks for a paper. Copy 0 is the first one.
type PrintRequested struct {
	PrintKey
	Station string
	Printer string // another one than the station's; chosen by hand
	Media   string // paper it is laid out for; empty: the document's own
	Order   string // if personal data of it are on the paper
	Reason  string // of a reprint
}

// RequestPrint wants a paper: the job is queued for its station's printer and rendered outside by Print's handler. The same
// paper wanted again is the first job as it stands. Errors: printjob.malformed, print.document, printer.unknown,
// printer.closed.
func RequestPrint(tx *store.Tx, in PrintRequested) (PrintJob, error) {
	in.Copy = max(in.Copy, 1)
	if in.Entity == "" || in.Copy > MaxCopies || len(in.Entity) > MaxPrintText || len(in.Station) > MaxPrintText || len(in.Reason) > MaxPrintText {
		return PrintJob{}, fault.Invalid("printjob.malformed", "a paper has a document, an entity, a copy of 1 to %d, and texts of at most %d bytes; not %s", MaxCopies, MaxPrintText, in.PrintKey)
	}
	if !slices.Contains(Documents, in.Document) {
		return PrintJob{}, fault.Invalid("print.document", "there is no paper %q", in.Document)
	}
	if j, ok := PrintJobs.Get(tx, in.key()); ok {
		return j, nil
	}
	printer, err := in.printer(tx)
	if err != nil {
		return PrintJob{}, err
	}
	now := tx.Now().Unix()
	j := PrintJob{PrintKey: in.PrintKey, Station: in.Station, Printer: printer, Order: in.Order, Reason: in.Reason, Worker: tx.Command().Worker,
		At: now, Wanted: now, No: tx.Next(printNumbers)}
	if err := stepPrint(tx, &j, PrintRequest, in.Reason); err != nil {
		return j, err
	}
	PrintJobs.Put(tx, &j)
	tx.Emit(Print, j.Entity, j.PrintKey)
	return j, nil
}

// printer chooses the one asked for by hand, or the station's; "" if it has none.
func (in *PrintRequested) printer(r store.Reader) (string, error) {
	if in.Printer != "" {
		p, err := openPrinter(r, in.Printer)
		return p.Code, err
	}
	if in.Media == "" && slices.Contains(sheetDocuments, in.Document) {
		in.Media = MediaA4
	}
	p, _ := PrinterAt(r, in.Station, in.Document, in.Media)
	return p.Code, nil
}

func openPrinter(r store.Reader, code string) (Printer, error) {
	p, err := FindPrinter(r, code)
	if err == nil && p.Closed {
		err = fault.Refused("printer.closed", "printer %s is closed: name another one", p.Code)
	}
	return p, err
}

// ReprintNext wants one more paper of a document: a job of its own, with its reason, so that reprints are counted. Errors:
// reason.missing, printjob.unknown, and those of RequestPrint.
func ReprintNext(tx *store.Tx, in PrintRequested) (PrintJob, error) {
	if in.Reason == "" {
		return PrintJob{}, fault.Invalid("reason.missing", "say why %s of %s is printed again", in.Document, in.Entity)
	}
	last := 0
	for j := range PrintJobsOf(tx, in.Document, in.Entity) {
		last = j.Copy
	}
	if last == 0 {
		return PrintJob{}, fault.NotFound("printjob.unknown", "%s of %s was never printed: there is nothing to print again", in.Document, in.Entity)
	}
	in.Copy = last + 1
	return RequestPrint(tx, in)
}

// Rendered is what a paper's rendering came to: its file, for what sort of printer it is, and the fields that are not on it
// as they were given, by their names only.
type Rendered struct {
	File     PrintFile
	Language string
	DPI      int64
	Cut      []string
	Replaced []string
}

// RenderedFor tells what a job's printer speaks now; a job without one becomes a PDF.
func RenderedFor(r store.Reader, j *PrintJob) (language string, dpi int64, err error) {
	if j.Printer == "" {
		return LanguagePDF, PrinterResolutions[0], nil
	}
	p, err := FindPrinter(r, j.Printer)
	return p.Language, p.DPI, err
}

// PrintRendered notes that a job's bytes are on disk, file and folder synced. Told again of the same bytes it is no news.
// Call it in the Finish of Print's handler. Error: printer.changed, if its printer speaks another language by now: render
// it once more.
func PrintRendered(tx *store.Tx, k PrintKey, in Rendered) (PrintJob, error) {
	if len(in.File.Hash) != PrintHashBytes || in.File.Size <= 0 || in.File.Extension == "" {
		return PrintJob{}, fault.Internal("printjob.bytes", "%s was rendered to %d bytes with hash %q", k, in.File.Size, in.File.Hash)
	}
	j, err := GetPrintJob(tx, k)
	if err != nil || j.State != PaperQueued { // cancelled meanwhile, or delivered twice: the file is there either way
		return j, err
	}
	language, dpi, err := RenderedFor(tx, &j)
	if err != nil {
		return j, err
	}
	if language != in.Language || dpi != in.DPI {
		return j, fault.Unavailable("printer.changed", "printer %s speaks %s at %d dpi now, %s was rendered in %s at %d", j.Printer, language, dpi, k, in.Language, in.DPI)
	}
	if err := stepPrint(tx, &j, PrintRender, ""); err != nil {
		return j, err
	}
	if j.File.Hash != "" && j.File != in.File {
		j.Old = append(j.Old, j.File)
	}
	j.File, j.Language, j.DPI = in.File, in.Language, in.DPI
	j.Cut, j.Replaced = notes(in.Cut), notes(in.Replaced)
	PrintJobs.Put(tx, &j)
	return j, nil
}

// notes sorts field names, each once, and keeps no more than MaxPrintNotes.
func notes(fields []string) []string {
	out := slices.Compact(slices.Sorted(slices.Values(fields)))
	return out[:min(len(out), MaxPrintNotes)]
}

// StepPrintJob moves a job on by an event with a reason: what a printer or a person does with it. Error: printjob.state.
func StepPrintJob(tx *store.Tx, k PrintKey, ev PrintEvent, reason string) (PrintJob, error) {
	j, err := GetPrintJob(tx, k)
	if err != nil {
		return j, err
	}
	if ev == PrintRequest || ev == PrintRender || len(reason) > MaxPrintText {
		return j, fault.Invalid("printjob.event", "%q with a reason of at most %d bytes is nothing that happens to a print job from outside", ev, MaxPrintText)
	}
	return j, movePrint(tx, &j, ev, reason)
}

func movePrint(tx *store.Tx, j *PrintJob, ev PrintEvent, reason string) error {
	if err := stepPrint(tx, j, ev, reason); err != nil {
		return err
	}
	switch ev {
	case PrintFail, PrintLose, PrintHeld, PrintCancel:
		j.Trouble = reason
	case PrintRetry:
		j.Trouble, j.Wanted = "", tx.Now().Unix()
		tx.Emit(Print, j.Entity, j.PrintKey)
	case PrintSend, PrintConfirm:
		j.Trouble = ""
	}
	PrintJobs.Put(tx, j)
	return nil
}

// PaperWanted is what a person decides about a print job.
type PaperWanted struct {
	Key     PrintKey
	Printer string // of a retry: another one; empty: the same
	Reason  string // of a cancel
}

// RetryPrint has a job that failed, or still waits, rendered and sent anew, at another printer if one is named. A job of
// which a byte went out is not tried again: reprint it, which is counted. Errors: printjob.unknown, printjob.state,
// printer.unknown, printer.closed.
func RetryPrint(tx *store.Tx, in PaperWanted) (PrintJob, error) {
	j, err := GetPrintJob(tx, in.Key)
	if err != nil {
		return j, err
	}
	if in.Printer != "" {
		p, err := openPrinter(tx, in.Printer)
		if err != nil {
			return j, err
		}
		j.Printer = p.Code
	}
	return j, movePrint(tx, &j, PrintRetry, j.Printer)
}

// CancelPrint gives a job up: nobody wants the paper, or a person looked and there is none. Errors: reason.missing,
// printjob.unknown, printjob.state.
func CancelPrint(tx *store.Tx, in PaperWanted) (PrintJob, error) {
	if in.Reason == "" {
		return PrintJob{}, fault.Invalid("reason.missing", "say why %s is given up", in.Key)
	}
	return StepPrintJob(tx, in.Key, PrintCancel, in.Reason)
}

// ConfirmPrint says that a person has seen the paper. Said again it is no news. Errors: printjob.unknown, printjob.state.
func ConfirmPrint(tx *store.Tx, in PaperWanted) (PrintJob, error) {
	j, err := GetPrintJob(tx, in.Key)
	if err != nil || j.State == PaperConfirmed {
		return j, err
	}
	return j, movePrint(tx, &j, PrintConfirm, "")
}

// MaxPapersEnded is how many older copies of a document that still wait are given up by one scan of it.
const MaxPapersEnded = 16

// PaperScanned notes that a document's own code was read from paper: the newest copy that a printer may have is there, else
// the newest that lies as a file. Older copies that still wait are given up: they would come out later and hang on another
// parcel. A newer one was asked for by a person and stays.
func PaperScanned(tx *store.Tx, d Document, entity string) error {
	copies := slices.Collect(PrintJobsOf(tx, d, entity))
	slices.Reverse(copies)
	seen := slices.IndexFunc(copies, func(j PrintJob) bool {
		return j.State == PaperSending || j.State == PaperSent || j.State == PaperUnknown || j.State == PaperConfirmed
	})
	if seen < 0 {
		seen = slices.IndexFunc(copies, func(j PrintJob) bool { return j.State == PaperRendered })
	}
	if seen < 0 {
		return nil // it was cancelled, and printed all the same by somebody who had the file
	}
	if j := &copies[seen]; j.State != PaperConfirmed {
		if err := movePrint(tx, j, PrintConfirm, "scanned"); err != nil {
			return err
		}
	}
	ended := 0
	for i := seen + 1; i < len(copies) && ended < MaxPapersEnded; i++ {
		j := &copies[i]
		if j.State != PaperQueued && j.State != PaperRendered && j.State != PaperFailed {
			continue
		}
		ended++
		if err := movePrint(tx, j, PrintCancel, "paper.scanned"); err != nil {
			return err
		}
	}
	return nil
}

// RenderAnew sends up to limit jobs back that wait for a printer in another language or resolution than it has now; more
// asks for another command. It is told when a printer was edited.
func RenderAnew(tx *store.Tx, printer string, limit int) (more bool, err error) {
	p, err := FindPrinter(tx, printer)
	if err != nil {
		return false, err
	}
	var wrong []PrintJob // the queue changes under a walk that moves its jobs
	for j := range PrintJobsAt(tx, p.Code, PaperRendered) {
		if j.Language == p.Language && j.DPI == p.DPI {
			continue
		}
		if len(wrong) == limit {
			more = true
			break
		}
		wrong = append(wrong, j)
	}
	for i := range wrong {
		if err := movePrint(tx, &wrong[i], PrintRetry, "printer.changed"); err != nil {
			return false, err
		}
	}
	return more, nil
}
