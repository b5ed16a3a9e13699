package tabular

import (
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"example.com/tote/inventory/fault"
)

// WriterOptions of NewWriter. Only Schema is needed.
type WriterOptions struct {
	Schema     Schema
	Attributes []string // free attributes to write, each a column attr.<name>; the schema must take attributes
	Chinese    bool     // headers are the columns' Labels, where there are any
	BOM        bool     // CSV: a byte order mark, without which Excel takes UTF-8 for the local encoding
	Comma      byte     // CSV: 0 is a comma
	// Progress is called every thousand rows and at Close. total is Rows, 0 if not known.
	Progress func(done, total int64)
	Rows     int64
}

// progressRows is how many written rows pass between two calls of Progress.
const progressRows = 1_000

// Writer writes a sheet that Open reads back with the same Schema, value for value (less blanks around text). It is
// for one goroutine, and must be closed or given up. A row is in memory only until it is written; excelize moves the rows of a
// large workbook to a temporary file.
type Writer struct {
	opt    WriterOptions
	out    sink
	places map[string]int
	record Record
	rows   int64
	failed error
}

// sink is a file format being written.
type sink interface {
	writeRow(cells []outCell) error
	close() error
	drop() // lets go of all it holds and writes no more
}

// outCell is a cell ready to be written: number is set where a spreadsheet should calculate with it.
type outCell struct {
	text   string
	number bool
}

// NewWriter writes the header. Errors: internal schema.broken, invalid file.format, unavailable file.unwritable.
func NewWriter(w io.Writer, format Format, opt WriterOptions) (*Writer, error) {
	if err := opt.Schema.Check(); err != nil {
		return nil, err
	}
	if len(opt.Attributes) > 0 && !opt.Schema.Attributes {
		return nil, fault.Internal("schema.broken", "schema %s takes no attributes", opt.Schema.Name)
	}
	if n := len(opt.Schema.Columns) + len(opt.Attributes); n > MaxColumns {
		return nil, fault.Invalid("header.too_wide", "%d columns and attributes, at most %d can be read back", n, MaxColumns)
	}
	t := &Writer{opt: opt, places: map[string]int{}}
	var header []outCell
	for i, c := range opt.Schema.Columns {
		name := c.Name
		if opt.Chinese && c.Label != "" {
			name = c.Label
		}
		t.places[c.Name] = i
		header = append(header, outCell{text: name})
	}
	for _, name := range opt.Attributes {
		header = append(header, outCell{text: AttributePrefix + name})
	}
	var err error
	switch format {
	case CSV:
		t.out, err = newCSVSink(w, opt)
	case XLSX:
		t.out, err = newXLSXSink(w, opt.Schema)
	default:
		return nil, fault.Invalid("file.format", "format %q is not one of csv, xlsx", format)
	}
	if err == nil {
		err = t.out.writeRow(header)
	}
	if err != nil {
		return nil, unwritable(err)
	}
	t.record = Record{writer: t, cells: make([]outCell, len(header))}
	return t, nil
}

func unwritable(err error) error {
	return fault.Unavailable("file.unwritable", "the file could not be written").Because(err)
}

// Record gives the blank row to fill. It is the same one each time: its values are gone after Write.
func (t *Writer) Record() *Record {
	clear(t.record.cells)
	t.record.wrong = fault.Gather{}
	return &t.record
}

// Write writes the row. A value that cannot be read back again (too long, control characters) is an error of code
// invalid and reason cell.unwritable that names every such column; the row is not written and the writer goes on.
func (t *Writer) Write(r *Record) error {
	if t.failed != nil {
		return t.failed
	}
	if t.rows == MaxRows-1 { // the header takes one
		return fault.Invalid("file.rows", "a sheet holds %d rows and a header; export in several files", MaxRows-1)
	}
	if err := r.wrong.Invalid("cell.unwritable", "row %d cannot be written", t.rows+1); err != nil {
		return err
	}
	if err := t.out.writeRow(r.cells); err != nil {
		t.failed = unwritable(err)
		return t.failed
	}
	if t.rows++; t.opt.Progress != nil && t.rows%progressRows == 0 {
		t.opt.Progress(t.rows, t.opt.Rows)
	}
	return nil
}

// GiveUp ends a file that is not finished: nothing more is written, so that no half workbook looks like a whole one, and
// temporary files go.
func (t *Writer) GiveUp() {
	t.out.drop()
	if t.failed == nil {
		t.failed = unwritable(errors.New("it was given up"))
	}
}

// Close finishes the file. It does not close the writer given to NewWriter.
func (t *Writer) Close() error {
	if t.failed != nil {
		t.out.drop()
		return t.failed
	}
	if err := t.out.close(); err != nil {
		t.failed = unwritable(err)
		return t.failed
	}
	if t.opt.Progress != nil {
		t.opt.Progress(t.rows, t.opt.Rows)
	}
	return nil
}

// Record is one row being written. Its methods panic on a column the schema lacks. Cells not set are blank.
type Record struct {
	writer *Writer
	cells  []outCell
	wrong  fault.Gather
}

func (r *Record) set(column string, c outCell) {
	at, ok := r.writer.places[column]
	if !ok {
		panic("tabular: schema " + r.writer.opt.Schema.Name + " has no column " + strconv.Quote(column))
	}
	r.cells[at] = c
}

// Text writes text as text, also where it is all digits: a barcode must not become a number.
func (r *Record) Text(column, text string) {
	r.checkWritable(column, text)
	r.set(column, outCell{text: text})
}

func (r *Record) checkWritable(where, text string) {
	switch {
	case utf8.RuneCountInString(text) > MaxCellRunes:
		r.wrong.Add(where, ReasonTooLong, "%s has more than %d characters", where, MaxCellRunes)
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(c rune) bool {
		return unicode.IsControl(c) && c != '\n' && c != '\r' && c != '\t' || c == '\ufffe' || c == '\uffff'
	}):
		r.wrong.Add(where, ReasonControl, "%s holds characters a sheet cannot hold", where)
	}
}

// Int writes a whole number: a count, grams, millimetres.
func (r *Record) Int(column string, n int64) {
	r.set(column, outCell{text: strconv.FormatInt(n, 10), number: true})
}

// Money writes minor units as a decimal amount: 1290 with 2 decimals is 12.90.
func (r *Record) Money(column string, minor int64, decimals int) {
	r.set(column, outCell{text: formatMinor(minor, max(0, min(decimals, MaxMoneyDecimals))), number: true})
}

// Date writes a day as 2026-01-31; the zero time is a blank cell.
func (r *Record) Date(column string, day time.Time) {
	if !day.IsZero() {
		r.set(column, outCell{text: day.Format(time.DateOnly)})
	}
}

// Instant writes an instant as date and time of the zone; the zero time is a blank cell.
func (r *Record) Instant(column string, at time.Time, zone *time.Location) {
	if !at.IsZero() {
		r.set(column, outCell{text: at.In(zone).Format(time.DateTime)})
	}
}

// Bool writes yes or no.
func (r *Record) Bool(column string, value bool) {
	word := "no"
	if value {
		word = "yes"
	}
	r.set(column, outCell{text: word})
}

// Attribute writes a free attribute; one that WriterOptions.Attributes does not name is left out.
func (r *Record) Attribute(name, value string) {
	for i, known := range r.writer.opt.Attributes {
		if known == name {
			r.checkWritable(AttributePrefix+name, value)
			r.cells[len(r.writer.opt.Schema.Columns)+i] = outCell{text: value}
		}
	}
}
