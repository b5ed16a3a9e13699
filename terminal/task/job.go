package task

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/table"
	"example.com/tote/terminal/ui"
)

// Job is one kind of work as its worker does it: a state that scans move on. A job is a plain struct whose exported fields
// are its whole state: it is kept as JSON, so that a killed terminal goes on at the same step and the last scan can be
// undone. It judges a scan by what it has, at once and without the radio; what it cannot decide it asks.
type Job interface {
	// Kind is the job's word, that of its verb: "pick".
	Kind() string
	// Screen says what is to be seen now.
	Screen(d Desk) ui.Screen
	// Handle takes one input and says what is to be done.
	Handle(d Desk, in Input) Act
}

// Desk is what a job may look at while it handles an input: who works where, and the device's tables.
type Desk struct {
	Warehouse string
	Worker    string
	Roles     []string // the worker's
	Station   string   // the pack location this terminal stands at; empty on a handheld
	Dock      string   // where a receiver works, if the terminal stands at a dock
	Language  ui.Language
	Now       time.Time
	Link      bool // whether the service was reached last time
	Tables    *table.Tables
	Numbers   Numbers
	Scale     bool // a scale is attached: Act.Weigh works
	// Showing is what the scale shows at this moment while a parcel is being weighed, and why it does not count yet.
	Showing *Weighed
}

// Leads tells whether the worker may decide what others only report.
func (d Desk) Leads() bool {
	return slices.ContainsFunc(d.Roles, func(r string) bool { return slices.Contains(leading, r) })
}

// Numbers gives LPN numbers nobody else gets, from a block leased to this device; it works with the radio off.
type Numbers interface {
	// TakeLPN gives the next number, or false when the block is used up and the service cannot be reached.
	TakeLPN() (string, bool)
}

// Input is one thing that happens to a job; exactly one part is set.
type Input struct {
	Scan    *Scanned
	Key     Key
	Number  int64   // with KeyQuantity
	Choice  int     // with KeyChoice: from 1, of the screen's choices
	Answer  *Answer // of an Act's Ask
	Posted  *Posted // of a Post with a name, or of any that was refused
	Weighed *Weighed
	Began   bool // the job was opened, or goes on after a restart: ask again what was being asked
}

// Scanned is one scan or typed line with everything it may mean, most specific first.
type Scanned struct {
	Raw      string
	Typed    bool
	Meanings []scan.Scan
}

// Key is a wish of the worker, from a key, a printed command barcode or a digit.
type Key string

// The keys.
const (
	KeyConfirm  Key = "confirm"
	KeySkip     Key = "skip"
	KeyShort    Key = "short"
	KeyYes      Key = "yes"
	KeyNo       Key = "no"
	KeyFull     Key = "full"  // the tote is full
	KeyWhy      Key = "why"   // why can this line not be picked
	KeySwap     Key = "swap"  // another lot stands in front
	KeyLabel    Key = "label" // print, or print again
	KeyDone     Key = "done"
	KeyBack     Key = "back"
	KeyQuantity Key = "quantity"
	KeyChoice   Key = "choice"
)

// Weighed is what the scale says, or why it says nothing.
type Weighed struct {
	Grams int64
	Raw   string
	Err   error
}

// Act is what a job wants done after an input. The zero Act changes nothing and says nothing.
type Act struct {
	Note  ui.Note
	Post  []Post // in this order; the good tone comes when they are on disk
	Ask   *Ask
	Weigh bool // ask the scale, until it gives a weight that counts or the job posts something
	// Taken tells the scale that the parcel's weight was booked: before the next one its plate must be empty.
	Taken bool
	Next  Job  // goes on in place of this one
	End   bool // back to the menu
	// Handled tells that the job deals with a refusal itself; otherwise the safe screen opens.
	Handled bool
}

// Post is one command: a fact, or an intent whose answer is awaited.
type Post struct {
	Verb  string
	Chain string // the trip or parcel: after a refusal what follows in it waits
	In    any    // the wire struct
	// Name brings the answer back as Posted; without one only a refusal comes back.
	Name string
	// Waits tells that the job cannot go on without the answer: the screen says so, and scans wait behind it.
	Waits bool
	// InHand tells what to do with the goods if it is refused.
	InHand ui.Text
}

// Posted is a command's end as the service tells it.
type Posted struct {
	Name    string // Post.Name
	Verb    string
	Input   json.RawMessage // what was posted
	Result  json.RawMessage
	Problem *wire.Problem // nil: done
}

// Ask is a question to the service that changes nothing. Its answer comes as Answer with its name.
type Ask struct {
	Name string
	// Beside asks without holding up the worker: scans go on, and the answer comes with any error, a missing link too.
	Beside bool
	After  time.Duration // of a question beside: not before
	Do     func(context.Context, Backend) (any, error)
}

// Answer is what the service said. A question while the link is down waits until it is up, or the worker goes back.
type Answer struct {
	Name  string
	Value any
	Err   error
}

// Backend is what jobs ask the service; api/client satisfies it. Commands do not go this way: they are posted.
type Backend interface {
	Tasks(ctx context.Context, warehouse string, q wire.Query) (wire.Page[wire.Task], error)
	Task(ctx context.Context, warehouse, id string) (wire.Task, error)
	Contents(ctx context.Context, warehouse, holder string) (wire.Contents, error)
	Suggest(ctx context.Context, warehouse string, goods wire.Balance, limit int) ([]wire.Suggestion, error)
	PackList(ctx context.Context, warehouse, scanned string) (wire.PackList, error)
	Parcel(ctx context.Context, warehouse, id string) (wire.Parcel, error)
	PurchaseOrder(ctx context.Context, warehouse, number string) (wire.PurchaseOrder, error)
	ASN(ctx context.Context, warehouse, number string) (wire.ASN, error)
	Expected(ctx context.Context, warehouse string, q wire.Query) ([]wire.ExpectedLine, error)
	WhyNot(ctx context.Context, warehouse, order string, line int) (wire.WhyNot, error)
	Lookup(ctx context.Context, warehouse, code string) (wire.Lookup, error)
	Manifests(ctx context.Context, warehouse string) ([]wire.Manifest, error)
	Transfers(ctx context.Context, warehouse string, q wire.Query) (wire.Page[wire.TransferView], error)
	TransferOf(ctx context.Context, warehouse, id string) (wire.TransferView, error)
	Parcels(ctx context.Context, warehouse, order string) ([]wire.Parcel, error)
	PrintJob(ctx context.Context, warehouse, document, entity string, copyNo int) (wire.PrintJob, error)
	PrinterStatus(ctx context.Context, warehouse, code string, ask bool) (wire.PrinterStatus, error)
}
