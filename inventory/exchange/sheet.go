package exchange

import (
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/tabular"
)

// Sheet is one kind of record that comes and goes as a sheet.
type Sheet interface {
	// Kind names the records: "items". It is stored with staged records, so it stays.
	Kind() string
	Schema() tabular.Schema
	// InCompany tells whether the records are the company's or a warehouse's.
	InCompany() bool
	// Drafts begins a file.
	Drafts(rd *tabular.Reader) Drafter
	// Apply does one step of bringing a record in, by the ordinary verbs; steps are counted from 0. What it refuses it
	// refuses with details that Draft.Blame understands. A step that was done before does no harm.
	Apply(tx *store.Tx, r Record, step int) error
	// Page reads what is to be exported behind a cursor ("": from the start), little enough for one short look.
	Page(r store.Reader, after string) (Page, error)
}

// Drafter makes records of rows.
type Drafter interface {
	// Add takes the next row and gives the record that is complete now, if any.
	Add(row *tabular.Row) *Draft
	// End gives what was still open, or nil.
	End() *Draft
}

// Draft is one record as a file tells it.
type Draft struct {
	Name   string            // how people call it: a SKU, a location's code. Never a personal datum
	Rows   []*tabular.Row    // what is wrong with it stands there
	Claims []inventory.Claim // the names it takes
	Avoid  []inventory.Claim // names that must be free besides
	Body   []byte            // what Apply needs
	Steps  int               // commands it takes
	Writes int               // of its first step, at most as far as known: how many records make one command
	// Blame finds the row (of Rows) and column a shortcoming lies in; "" is the row as a whole.
	Blame func(fault.Detail) (row int, column string)
}

// OK reports whether nothing is wrong with any row of the record so far.
func (d *Draft) OK() bool {
	for _, row := range d.Rows {
		if !row.OK() {
			return false
		}
	}
	return true
}

// Record is a draft on its way into the store.
type Record struct {
	Columns map[string]bool // those the file has: what it does not mention stays as it is
	Body    []byte
}

// Page is a piece of an export.
type Page struct {
	Rows       []func(*tabular.Record)
	Attributes []string // free attributes its records have
	Names      []string // the records, for Discloser
	Next       string   // "": this was the last page
}

// Discloser is a sheet whose export shows what may not be read unnoticed. Disclose runs as a command for each page's
// records before they are written to the file.
type Discloser interface {
	Disclose(tx *store.Tx, names []string) error
}

// columnsOf lists what the file has of a schema.
func columnsOf(rd *tabular.Reader, s tabular.Schema) []string {
	var out []string
	for _, c := range s.Columns {
		if rd.Has(c.Name) {
			out = append(out, c.Name)
		}
	}
	return out
}

func columnSet(names []string) map[string]bool {
	out := make(map[string]bool, len(names))
	for _, n := range names {
		out[n] = true
	}
	return out
}

// reject notes a refusal in the rows of its draft.
func (d *Draft) reject(err error) {
	f := fault.From(err)
	details := f.Details
	if len(details) == 0 {
		details = []fault.Detail{{Reason: f.Reason, Message: f.Message}}
	}
	for _, one := range details {
		at, column := d.Blame(one)
		message := one.Message
		if message == "" {
			message = f.Message
		}
		d.Rows[at].Fail(column, one.Reason, message, hintFor(one.Reason))
	}
}

func hintFor(reason string) string {
	switch reason {
	case "import.pending":
		return "wait until the other import has ended, or give it up, and import again"
	case "barcode.taken", "location.barcode_taken":
		return "correct the barcode here, or take it away from the other one first"
	case "item.tracking_fixed":
		return "leave the tracking as it is, or make a new SKU"
	case "store.busy", "store.unavailable", "store.stopping":
		return "import the file again in a moment"
	}
	return "correct the row and import it again"
}

// holdTogether names the rows that are not taken in because another row of the same record is bad.
func (d *Draft) holdTogether() {
	if len(d.Rows) < 2 || d.OK() {
		return
	}
	for _, row := range d.Rows {
		if row.OK() {
			row.Fail("", "record.incomplete", "the row was not taken in: another row of "+d.Name+" is bad", "mend that row and import again")
		}
	}
}
