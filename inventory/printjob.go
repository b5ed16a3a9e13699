package inventory

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

const (
	tagPrintJob byte = 0x3A

	printRecord  byte = 0x00 // document entity copy
	printState   byte = 0x01 // state number document entity copy
	printQueue   byte = 0x02 // printer state number document entity copy: what waits for a printer, or is on its way
	printPrinter byte = 0x03 // printers, by code
	printStation byte = 0x04 // stations, by code

	printNumbers = "printjob"
)

// Print is the outbox kind of a paper that a verb needs; its payload is PrintKey, its key the entity, so that the papers
// of one parcel keep their order. Its handler renders outside any command and ends with PrintRendered.
const Print = "print"

// Document is what sort of paper it is.
type Document string

// The papers of the house.
const (
	WaybillDocument     Document = "waybill"      // of a parcel
	PackingSlipDocument Document = "packing_slip" // of a parcel
	ManifestDocument    Document = "manifest"     // of a manifest
	LPNDocument         Document = "lpn"          // of a tote, carton or pallet
	LocationDocument    Document = "location"     // of a location
	ItemDocument        Document = "item"         // of a SKU
	CartonDocument      Document = "carton"       // of a carton or pallet with an SSCC, for other houses
	PickListDocument    Document = "pick_list"    // of a task
	BadgeDocument       Document = "badge"        // of a worker
	CommandsDocument    Document = "commands"     // of a warehouse: the sheet of barcodes that stand for keys
)

// Documents are all papers there is a template for. Sheets are laid out for A4. Papers with an address on them are purged
// with their order's personal data. OnLabelDocuments can come with a parcel's label.
var (
	Documents = []Document{WaybillDocument, PackingSlipDocument, ManifestDocument, LPNDocument, LocationDocument, ItemDocument, CartonDocument,
		PickListDocument, BadgeDocument, CommandsDocument}
	OnLabelDocuments = []Document{PackingSlipDocument}
	PersonalPapers   = []Document{WaybillDocument, PackingSlipDocument}

	sheetDocuments = []Document{PackingSlipDocument, ManifestDocument, PickListDocument, CommandsDocument}
)

// Limits of print jobs.
const (
	MaxCopies      = 99 // reprints included: whoever needs more has another trouble
	MaxPrintText   = 64 // station, entity, reason
	PrintHashBytes = 64 // hexadecimal SHA-256
	MaxPrintNotes  = 24 // fields named as cut or replaced: a waybill has about twenty
)

// PrintKey names one paper: a document of an entity, its first copy, second, ...
type PrintKey struct {
	Document Document `cbor:"1,keyasint"`
	Entity   string   `cbor:"2,keyasint"` // parcel, manifest, LPN, location, SKU, task, worker, warehouse
	Copy     int      `cbor:"3,keyasint"` // from 1
}

// String gives "waybill/P-0012345-6/1", the form used on the wire.
func (k PrintKey) String() string { return fmt.Sprintf("%s/%s/%d", k.Document, k.Entity, k.Copy) }

// ParsePrintKey is the inverse of String; an entity may hold slashes. Error: printjob.key.
func ParsePrintKey(s string) (PrintKey, error) {
	first, last := strings.Index(s, "/"), strings.LastIndex(s, "/")
	if first > 0 && last > first+1 {
		if n, err := strconv.Atoi(s[last+1:]); err == nil && n > 0 && n <= MaxCopies {
			return PrintKey{Document(s[:first]), s[first+1 : last], n}, nil
		}
	}
	return PrintKey{}, fault.Invalid("printjob.key", "%q names no print job: they are named like waybill/P-0012345-6/1", s)
}

// PrintFile is a file of exact bytes, named by their hash.
type PrintFile struct {
	Hash      string `cbor:"1,keyasint,omitempty"` // hexadecimal SHA-256
	Extension string `cbor:"2,keyasint,omitempty"` // without a dot
	Size      int64  `cbor:"3,keyasint,omitempty"` // bytes
}

// PrintJob is one paper and how far it is. Its bytes are a file named by its hash; here stands no content.
type PrintJob struct {
	PrintKey
	State    PrintState  `cbor:"4,keyasint"`
	Station  string      `cbor:"5,keyasint,omitempty"` // where it is wanted
	File     PrintFile   `cbor:"6,keyasint,omitzero"`
	Order    string      `cbor:"7,keyasint,omitempty"` // whose personal data are on it: purged with them
	Reason   string      `cbor:"8,keyasint,omitempty"` // why it is a reprint
	Worker   string      `cbor:"9,keyasint,omitempty"`
	At       int64       `cbor:"10,keyasint,omitempty"` // unix seconds of the request
	No       uint64      `cbor:"11,keyasint"`           // running number: a printer's papers come in the order they were wanted
	Printer  string      `cbor:"12,keyasint,omitempty"` // none: the paper stays a file
	Language string      `cbor:"13,keyasint,omitempty"` // it is rendered in
	DPI      int64       `cbor:"14,keyasint,omitempty"`
	Cut      []string    `cbor:"15,keyasint,omitempty"` // fields whose text did not fit; never their content
	Replaced []string    `cbor:"16,keyasint,omitempty"` // fields with characters the face lacks
	Trouble  string      `cbor:"17,keyasint,omitempty"` // reason it failed, or nobody knows
	Wanted   int64       `cbor:"18,keyasint,omitempty"` // unix seconds it was last asked for: the request, or a retry
	Old      []PrintFile `cbor:"19,keyasint,omitempty"` // of earlier renderings, to be purged with the order
}

// Files are all files with this job's paper.
func (j *PrintJob) Files() []PrintFile {
	if j.File.Hash == "" {
		return j.Old
	}
	return append(slices.Clone(j.Old), j.File)
}

// PrintJobs are kept by document, entity and copy, and found by their state, or by their printer while it has to do with
// them.
var PrintJobs = store.Collection[PrintJob]{
	Noun: "print job", Version: 1,
	Key: func(j *PrintJob) store.Key { return j.key() },
	Indexes: []store.Index[PrintJob]{
		{Name: "state", Keys: func(j *PrintJob) []store.Key { return []store.Key{j.numbered(printStateKey(j.State))} }},
		{Name: "queue", Keys: func(j *PrintJob) []store.Key {
			if j.Printer == "" || j.State != PaperRendered && j.State != PaperSending {
				return nil
			}
			return []store.Key{j.numbered(printQueueKey(j.Printer, j.State))}
		}},
	},
}

func printJobsKey(d Document, entity string) store.Key {
	return store.K(tagPrintJob).Byte(printRecord).Str(string(d)).Str(entity)
}

func (k PrintKey) key() store.Key { return printJobsKey(k.Document, k.Entity).Uint(uint64(k.Copy)) }

func printStateKey(s PrintState) store.Key {
	return store.K(tagPrintJob).Byte(printState).Byte(byte(s))
}

func printQueueKey(printer string, s PrintState) store.Key {
	return store.K(tagPrintJob).Byte(printQueue).Str(printer).Byte(byte(s))
}

func (j *PrintJob) numbered(prefix store.Key) store.Key {
	return prefix.Uint(j.No).Str(string(j.Document)).Str(j.Entity).Uint(uint64(j.Copy))
}

// GetPrintJob gives a print job or refuses, naming it.
func GetPrintJob(r store.Reader, k PrintKey) (PrintJob, error) {
	return PrintJobs.Must(r, k.key(), k.String())
}

// PrintJobsOf walks the copies of a document.
func PrintJobsOf(r store.Reader, d Document, entity string) iter.Seq[PrintJob] {
	return PrintJobs.All(r, printJobsKey(d, entity), nil)
}

// PrintJobsIn walks the jobs in a state, oldest first, behind a number (0: all).
func PrintJobsIn(r store.Reader, s PrintState, after uint64) iter.Seq[PrintJob] {
	return numberedJobs(r, printStateKey(s), after)
}

// PrintJobsAt walks the jobs that wait rendered for a printer, or are being sent to it, oldest first.
func PrintJobsAt(r store.Reader, printer string, s PrintState) iter.Seq[PrintJob] {
	return numberedJobs(r, printQueueKey(normalKit(printer), s), 0)
}

func numberedJobs(r store.Reader, prefix store.Key, after uint64) iter.Seq[PrintJob] {
	return func(yield func(PrintJob) bool) {
		for k := range store.Keys(r, prefix, prefix.Uint(after+1)) {
			kr := store.ReadKey(k, len(prefix))
			kr.Uint()
			at := PrintKey{Document: Document(kr.Str()), Entity: kr.Str(), Copy: int(kr.Uint())}
			if j, ok := PrintJobs.Get(r, at.key()); ok && !yield(j) {
				return
			}
		}
	}
}

// PrintJobQuery asks for a page of jobs, state by state in life order and oldest first. Zero fields do not filter.
type PrintJobQuery struct {
	State   PrintState
	Station string
	Printer string
	After   string // Next of the page before
	Limit   int    // 0 and above MaxKitPage: MaxKitPage
}

// PrintJobPage is a page of jobs and where the next one begins; Next is empty at the end. A filtered page may be short or
// empty before the end.
type PrintJobPage struct {
	Jobs []PrintJob
	Next string
}

const maxPrintJobsSeen = 2000 // decoding so many takes about 5 ms

// ListPrintJobs gives a page of a warehouse's print jobs. Error: cursor.malformed.
func ListPrintJobs(r store.Reader, q PrintJobQuery) (PrintJobPage, error) {
	var page PrintJobPage
	if q.Limit <= 0 || q.Limit > MaxKitPage {
		q.Limit = MaxKitPage
	}
	from, after := PaperQueued, uint64(0)
	if q.State != 0 {
		from = q.State
	}
	if q.After != "" {
		if _, err := fmt.Sscanf(q.After, "%d.%d", &from, &after); err != nil || q.State != 0 && from != q.State {
			return page, fault.Invalid("cursor.malformed", "cursor %q is not one this list gave: begin without one", q.After)
		}
	}
	station, printer, seen := normalKit(q.Station), normalKit(q.Printer), 0
	for s := from; s <= PaperCancelled && (q.State == 0 || s == q.State); s, after = s+1, 0 {
		last := after
		for j := range PrintJobsIn(r, s, after) {
			if len(page.Jobs) == q.Limit || seen == maxPrintJobsSeen {
				page.Next = fmt.Sprintf("%d.%d", s, last)
				return page, nil
			}
			seen++
			last = j.No
			if (station == "" || normalKit(j.Station) == station) && (printer == "" || j.Printer == printer) {
				page.Jobs = append(page.Jobs, j)
			}
		}
	}
	return page, nil
}

// EachPrintJob walks all print jobs behind one (nil: all) in order of document, entity and copy.
func EachPrintJob(r store.Reader, after *PrintKey) iter.Seq[PrintJob] {
	var from store.Key
	if after != nil {
		from = after.key().Byte(0) // the smallest key behind it
	}
	return PrintJobs.All(r, store.K(tagPrintJob).Byte(printRecord), from)
}
