package inventory

import (
	"fmt"
	"iter"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

const (
	tagPrintJob byte = 0x3A

	printRecord byte = 0x00 // document entity copy
	printState  byte = 0x01 // state station document entity copy: what a printer or a person has to look at
)

// Print is the outbox kind of a paper that a verb needs; its payload is PrintKey, its key the entity, so that the papers
// of one parcel keep their order. Its handler renders outside any command and ends with PrintRendered.
const Print = "print"

// Document is what sort of paper it is.
type Document string

// The papers of the house.
const (
	WaybillDocument     Document = "waybill"
	PackingSlipDocument Document = "packing_slip"
	ManifestDocument    Document = "manifest"
	LPNDocument         Document = "lpn"
)

// Limits of print jobs.
const (
	MaxCopies      = 99 // reprints included: whoever needs more has another trouble
	MaxPrintText   = 64 // station, entity, reason
	PrintHashBytes = 64 // hexadecimal SHA-256
)

// PrintKey names one paper: a document of an entity, its first copy, second, ...
type PrintKey struct {
	Document Document `cbor:"1,keyasint"`
	Entity   string   `cbor:"2,keyasint"` // parcel, manifest, LPN
	Copy     int      `cbor:"3,keyasint"` // from 1
}

// String gives "waybill/P-0012345-6/1", the form used on the wire.
func (k PrintKey) String() string { return fmt.Sprintf("%s/%s/%d", k.Document, k.Entity, k.Copy) }

// PrintJob is one paper and how far it is. Its bytes are a file named by Hash; here stands no content.
type PrintJob struct {
	PrintKey
	State   PrintState `cbor:"4,keyasint"`
	Station string     `cbor:"5,keyasint,omitempty"` // where it is wanted
	Hash    string     `cbor:"6,keyasint,omitempty"` // hexadecimal SHA-256 of the bytes
	Size    int64      `cbor:"7,keyasint,omitempty"` // bytes
	Order   string     `cbor:"8,keyasint,omitempty"` // whose personal data are on it: purged with them
	Reason  string     `cbor:"9,keyasint,omitempty"` // why it is a reprint, or failed
	Worker  string     `cbor:"10,keyasint,omitempty"`
	At      int64      `cbor:"11,keyasint,omitempty"` // unix seconds of the request
}

// PrintJobs are kept by document, entity and copy; those that are not done are found by state and station.
var PrintJobs = store.Collection[PrintJob]{
	Noun: "print job", Version: 1,
	Key: func(j *PrintJob) store.Key { return j.key() },
	Indexes: []store.Index[PrintJob]{{Name: "state", Keys: func(j *PrintJob) []store.Key {
		switch j.State {
		case PaperRendered, PaperSending, PaperFailed, PaperUnknown:
			return []store.Key{printStateKey(j.State).Str(j.Station).Str(string(j.Document)).Str(j.Entity).Uint(uint64(j.Copy))}
		}
		return nil // queued ones are driven by the outbox, the others are done
	}}},
}

func printJobsKey(d Document, entity string) store.Key {
	return store.K(tagPrintJob).Byte(printRecord).Str(string(d)).Str(entity)
}

func (k PrintKey) key() store.Key { return printJobsKey(k.Document, k.Entity).Uint(uint64(k.Copy)) }

func printStateKey(s PrintState) store.Key {
	return store.K(tagPrintJob).Byte(printState).Byte(byte(s))
}

// GetPrintJob gives a print job or refuses, naming it.
func GetPrintJob(r store.Reader, k PrintKey) (PrintJob, error) {
	return PrintJobs.Must(r, k.key(), k.String())
}

// PrintJobsOf walks the copies of a document.
func PrintJobsOf(r store.Reader, d Document, entity string) iter.Seq[PrintJob] {
	return PrintJobs.All(r, printJobsKey(d, entity), nil)
}

// PrintJobsIn walks the jobs that are rendered, sending, failed or unknown, station by station; "" for every station.
func PrintJobsIn(r store.Reader, s PrintState, station string) iter.Seq[PrintJob] {
	return func(yield func(PrintJob) bool) {
		prefix := printStateKey(s)
		skip := len(prefix)
		if station != "" {
			prefix = prefix.Str(station)
		}
		for k := range store.Keys(r, prefix, nil) {
			kr := store.ReadKey(k, skip)
			kr.Str()
			at := PrintKey{Document: Document(kr.Str()), Entity: kr.Str(), Copy: int(kr.Uint())}
			if j, ok := PrintJobs.Get(r, at.key()); ok && !yield(j) {
				return
			}
		}
	}
}

// PrintRequested is what asks for a paper. Copy 0 is the first one.
type PrintRequested struct {
	PrintKey
	Station string
	Order   string // if personal data of it are on the paper
	Reason  string // of a reprint
}

// RequestPrint wants a paper: the job is queued and rendered outside by Print's handler. The same paper wanted again is
// the first job as it stands.
func RequestPrint(tx *store.Tx, in PrintRequested) (PrintJob, error) {
	in.Copy = max(in.Copy, 1)
	if in.Document == "" || in.Entity == "" || in.Copy > MaxCopies || len(in.Entity) > MaxPrintText || len(in.Station) > MaxPrintText || len(in.Reason) > MaxPrintText {
		return PrintJob{}, fault.Invalid("printjob.malformed", "a paper has a document, an entity, a copy of 1 to %d, and texts of at most %d bytes; not %s", MaxCopies, MaxPrintText, in.PrintKey)
	}
	if j, ok := PrintJobs.Get(tx, in.key()); ok {
		return j, nil
	}
	j := PrintJob{PrintKey: in.PrintKey, Station: in.Station, Order: in.Order, Reason: in.Reason, Worker: tx.Command().Worker, At: tx.Now().Unix()}
	if err := stepPrint(tx, &j, PrintRequest, in.Reason); err != nil {
		return j, err
	}
	PrintJobs.Put(tx, &j)
	tx.Emit(Print, j.Entity, j.PrintKey)
	return j, nil
}

// ReprintNext wants one more paper of a document: a job of its own, with its reason, so that reprints are counted.
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

// PrintRendered notes that a job's bytes are on disk, file and folder synced: their hash and size. Told again of the same bytes
// it is no news. Call it in the Finish of Print's handler.
func PrintRendered(tx *store.Tx, k PrintKey, hash string, size int64) error {
	if len(hash) != PrintHashBytes || size <= 0 {
		return fault.Internal("printjob.bytes", "%s was rendered to %d bytes with hash %q", k, size, hash)
	}
	j, err := GetPrintJob(tx, k)
	if err != nil {
		return err
	}
	if j.State != PaperQueued {
		return nil // cancelled meanwhile, or delivered twice: the file named by its hash is there either way
	}
	if err := stepPrint(tx, &j, PrintRender, ""); err != nil {
		return err
	}
	j.Hash, j.Size = hash, size
	PrintJobs.Put(tx, &j)
	return nil
}

// StepPrintJob moves a job on by an event with a reason: what a spool or a person does with it.
func StepPrintJob(tx *store.Tx, k PrintKey, ev PrintEvent, reason string) (PrintJob, error) {
	j, err := GetPrintJob(tx, k)
	if err != nil {
		return j, err
	}
	if ev == PrintRequest || ev == PrintRender || len(reason) > MaxPrintText {
		return j, fault.Invalid("printjob.event", "%q with a reason of at most %d bytes is nothing that happens to a print job from outside", ev, MaxPrintText)
	}
	if err := stepPrint(tx, &j, ev, reason); err != nil {
		return j, err
	}
	if ev == PrintFail || ev == PrintLose || ev == PrintCancel {
		j.Reason = reason
	}
	PrintJobs.Put(tx, &j)
	if ev == PrintRetry {
		tx.Emit(Print, j.Entity, j.PrintKey)
	}
	return j, nil
}
