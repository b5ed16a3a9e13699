package tabular

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"
	"unicode/utf8"

	"example.com/tote/inventory/fault"
)

// Format is a file format.
type Format string

// The formats read and written.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// Options of Open. Only Schema is needed.
type Options struct {
	Schema   Schema
	Sheet    string   // sheet of a workbook; "" is the first visible one
	Encoding Encoding // of CSV; "" detects it
	Comma    byte     // of CSV; 0 detects comma, semicolon, tab or bar
	Size     int64    // bytes of the file if known, for Progress; 0 asks the reader
	// Progress is called as bytes pass (of a workbook: of its unzipped sheet). total is 0 where nobody knows it.
	Progress func(done, total int64)
}

// Source tells how a file was read, for the person who sent it.
type Source struct {
	Name     string
	Format   Format
	Encoding Encoding // of CSV, as far as the text read so far decides it; plain ASCII is UTF-8
	Comma    byte     // of CSV
	Sheet    string   // of a workbook
}

// Reader gives the rows of a file one by one. It is for one goroutine.
type Reader struct {
	schema     Schema
	origin     Source
	src        source
	csv        *csvSource
	header     []string       // as in the file
	position   map[string]int // column name -> place in a row, -1 if the file lacks it
	byName     map[string]Column
	attributes []attributeColumn
	rows       int
	unnamed    bool
	report     Report
	err        error
}

type attributeColumn struct {
	name string
	at   int
}

// Open looks at the file's first bytes for its format, reads the header and gets ready for the rows. name is used in
// messages only. A reader that can also seek (a file, bytes in memory) is read in place if it is a workbook; another
// is held in memory, up to MaxFileBytes. Open does not close r.
//
// Errors, all *fault.Error: invalid file.*, encoding.*, csv.*, xlsx.* and header.*; unavailable file.unreadable;
// internal schema.broken. Details of header.missing list every missing column.
func Open(r io.Reader, name string, opt Options) (*Reader, error) {
	if err := opt.Schema.Check(); err != nil {
		return nil, err
	}
	rd := &Reader{schema: opt.Schema, origin: Source{Name: name}}
	if err := rd.open(r, opt); err != nil {
		return nil, rd.named(err)
	}
	if err := rd.readHeader(); err != nil {
		_ = rd.src.close()
		return nil, rd.named(err)
	}
	return rd, nil
}

// named puts the file's name before the message.
func (rd *Reader) named(err error) error {
	var f *fault.Error
	if !errors.As(err, &f) {
		f = fault.Unavailable("file.unreadable", "the file could not be read to its end").Because(err)
	}
	out := *f
	if rd.origin.Name != "" {
		out.Message = rd.origin.Name + ": " + f.Message
	}
	return &out
}

func (rd *Reader) open(r io.Reader, opt Options) error {
	if opt.Size == 0 {
		opt.Size = sizeOf(r)
	}
	if opt.Size > MaxFileBytes {
		return tooLarge()
	}
	place, inPlace := r.(io.ReaderAt)
	if seeker, ok := r.(io.Seeker); !ok || !atStart(seeker) {
		inPlace = false
	}
	meter := &meteredReader{in: r, total: opt.Size, tick: opt.Progress}
	in := bufio.NewReaderSize(meter, detectWindow)
	head, err := in.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	isZip, err := sniff(head)
	if err != nil {
		return err
	}
	if isZip {
		meter.tick = nil
		size := opt.Size
		if !inPlace || size <= 0 {
			data, err := spool(in)
			if err != nil {
				return err
			}
			place, size = bytes.NewReader(data), int64(len(data))
		}
		src, warnings, err := openXLSX(place, size, opt, opt.Progress)
		if err != nil {
			return err
		}
		rd.src, rd.report.Warnings = src, warnings
		rd.origin.Format, rd.origin.Sheet = XLSX, src.name
		return nil
	}
	if rd.csv, err = openCSV(in, opt); err != nil {
		return err
	}
	rd.src = rd.csv
	rd.origin.Format, rd.origin.Comma = CSV, rd.csv.comma
	return nil
}

// sniff tells a workbook from text by its first bytes, and names what is neither.
func sniff(head []byte) (isZip bool, err error) {
	text := bytes.ToLower(bytes.TrimSpace(bytes.TrimPrefix(head, markUTF8)))
	switch {
	case len(text) == 0:
		return false, fault.Invalid("file.empty", "the file is empty; its first row must name the columns")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return true, nil
	case bytes.HasPrefix(head, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		return false, fault.Invalid("file.xls", "this is an old .xls workbook or one with a password; save it as .xlsx without a password")
	case bytes.HasPrefix(text, []byte("<html")), bytes.HasPrefix(text, []byte("<!doctype")), bytes.HasPrefix(text, []byte("<table")),
		bytes.HasPrefix(text, []byte("<?xml")), bytes.HasPrefix(text, []byte("%pdf")), bytes.HasPrefix(text, []byte("{\"")):
		return false, fault.Invalid("file.format", "this is no spreadsheet, whatever its name says (it begins with %q); open it in a spreadsheet and save it as .xlsx or CSV", clip(string(text[:min(len(text), 20)])))
	}
	return false, nil
}

// sizeOf asks a reader for its length where it knows it; 0 if not.
func sizeOf(r io.Reader) int64 {
	switch s := r.(type) {
	case interface{ Stat() (fs.FileInfo, error) }:
		if info, err := s.Stat(); err == nil && info.Mode().IsRegular() {
			return info.Size()
		}
	case interface{ Size() int64 }:
		return s.Size()
	case interface{ Len() int }:
		return int64(s.Len())
	}
	return 0
}

func atStart(s io.Seeker) bool {
	at, err := s.Seek(0, io.SeekCurrent)
	return err == nil && at == 0
}

func tooLarge() error {
	return fault.Invalid("file.too_large", "the file is over %d MB; split it into several", MaxFileBytes>>20)
}

// meteredReader counts what passes, ends at MaxFileBytes and reports progress.
type meteredReader struct {
	in                io.Reader
	done, told, total int64
	tick              func(done, total int64)
}

func (m *meteredReader) Read(b []byte) (int, error) {
	n, err := m.in.Read(b)
	if m.done += int64(n); m.done > MaxFileBytes {
		return 0, tooLarge()
	}
	if m.tick != nil && (m.done-m.told >= progressStep || err != nil && m.done > m.told) {
		m.told = m.done
		m.tick(m.done, m.total)
	}
	return n, err
}

// readHeader takes the first row that is not blank as the names of the columns.
func (rd *Reader) readHeader() error {
	var cells []cell
	line := 0
	for blankRow(cells) {
		var err error
		if line, cells, err = rd.src.next(); err != nil {
			if errors.Is(err, io.EOF) {
				return fault.Invalid("file.empty", "the file has no header; its first row must name the columns")
			}
			return err
		}
	}
	if len(cells) > MaxColumns {
		return atLine(line, fault.Invalid("header.too_wide", "the header has more than %d columns; remove those nobody needs", MaxColumns))
	}
	rd.position, rd.byName = map[string]int{}, map[string]Column{}
	for _, c := range rd.schema.Columns {
		rd.position[c.Name], rd.byName[c.Name] = -1, c
	}
	known := rd.schema.byHeader()
	seen := map[string]int{}
	var wrong fault.Gather
	for at, c := range cells {
		header := trimmed(c.text)
		rd.header = append(rd.header, header)
		if c.kind == cellBroken || utf8.RuneCountInString(header) > MaxHeaderRunes {
			wrong.Add(columnLetters(at), "header.unreadable", "column %s has no usable name; the first row must name the columns", columnLetters(at))
			continue
		}
		if header == "" {
			continue
		}
		key := headerKey(header)
		index, isKnown := known[key]
		if isKnown {
			key = rd.schema.Columns[index].Name
		}
		if first, again := seen[key]; again {
			wrong.Add(header, "header.duplicate", "columns %s (%s) and %s (%s) mean the same; remove one", columnLetters(first), rd.header[first], columnLetters(at), header)
			continue
		}
		seen[key] = at
		attribute, isAttribute := attributeName(header)
		switch {
		case isKnown:
			rd.position[key] = at
		case isAttribute && rd.schema.Attributes:
			rd.attributes = append(rd.attributes, attributeColumn{name: attribute, at: at})
		default:
			rd.report.warn(Problem{Line: line, Column: header, Reason: ReasonColumnUnknown,
				Message: fmt.Sprintf("column %q is not known and is not read", header), Hint: "remove it, or rename it to one of: " + rd.unusedNames()})
		}
	}
	rd.checkMissing(&wrong)
	if details := wrong.Details(); len(details) > 0 {
		messages := make([]string, 0, len(details))
		for _, d := range details {
			messages = append(messages, d.Message)
		}
		reason := details[0].Reason
		return fault.Invalid(reason, "%s: the header does not fit: %s", lineName(line), strings.Join(messages, "; ")).With(details...)
	}
	return nil
}

// unusedNames lists the columns the header could still name.
func (rd *Reader) unusedNames() string {
	var names []string
	for _, c := range rd.schema.Columns {
		if rd.position[c.Name] < 0 {
			names = append(names, c.Name)
		}
	}
	if rd.schema.Attributes {
		names = append(names, AttributePrefix+"<name>")
	}
	return strings.Join(names, ", ")
}

func (rd *Reader) checkMissing(wrong *fault.Gather) {
	for _, c := range rd.schema.Columns {
		if c.Required && rd.position[c.Name] < 0 {
			wrong.Add(c.Name, "header.missing", "column %s is missing (also accepted: %s)", c.Name, strings.Join(c.headers()[1:], ", "))
		}
	}
}

// columnLetters names a column as a spreadsheet does: 0 is A, 26 is AA.
func columnLetters(at int) string {
	name := ""
	for at++; at > 0; at = (at - 1) / 26 {
		name = string(rune('A'+(at-1)%26)) + name
	}
	return name
}

// Source tells how the file is being read.
func (rd *Reader) Source() Source {
	out := rd.origin
	if rd.csv != nil {
		if out.Encoding = rd.csv.text.encoding; out.Encoding == DetectEncoding {
			out.Encoding = UTF8
		}
	}
	return out
}

// Has reports whether the file has the column. An import that updates leaves alone what the file does not mention.
func (rd *Reader) Has(column string) bool { return rd.place(column) >= 0 }

// Report gives the report of this file, with the warnings so far. The importer adds each row when it is done with it.
func (rd *Reader) Report() *Report { return &rd.report }

// place finds a column. A name the schema lacks is a mistake in the program, not in the file.
func (rd *Reader) place(column string) int {
	at, ok := rd.position[column]
	if !ok {
		panic("tabular: schema " + rd.schema.Name + " has no column " + strconv.Quote(column))
	}
	return at
}

// Next gives the next row that is not blank, and io.EOF behind the last one. Any other error is a *fault.Error about
// the file as a whole (the reasons of Open, and file.rows), stays, and is noted in the report.
func (rd *Reader) Next() (*Row, error) {
	if rd.err != nil {
		return nil, rd.err
	}
	for {
		line, cells, err := rd.src.next()
		if err == nil && blankRow(cells) {
			continue
		}
		if err == nil && rd.rows == MaxRows {
			err = atLine(line, fault.Invalid("file.rows", "the file has more than %d rows; split it into several", MaxRows))
		}
		if errors.Is(err, io.EOF) {
			rd.err = io.EOF
			return nil, io.EOF
		}
		if err != nil {
			rd.err = rd.named(err)
			rd.report.Stop(rd.err)
			return nil, rd.err
		}
		rd.rows++
		row := &Row{Line: line, reader: rd, cells: cells}
		rd.checkWidth(row)
		return row, nil
	}
}

// checkWidth refuses cells beyond the header, the mark of a row split in the wrong place, and warns of cells below a
// blank header, where people keep notes.
func (rd *Reader) checkWidth(row *Row) {
	for at, c := range row.cells {
		if c.text == "" && c.kind != cellBroken || at < len(rd.header) && rd.header[at] != "" {
			continue
		}
		if at >= len(rd.header) {
			row.note("", c.text, ReasonRowWide)
			return
		}
		if !rd.unnamed {
			rd.unnamed = true
			rd.report.warn(Problem{Line: row.Line, Column: columnLetters(at), Value: clip(c.text), Reason: ReasonColumnUnnamed,
				Message: "column " + columnLetters(at) + " has no name and is not read", Hint: "name it in the header, or empty it"})
		}
	}
}

// Close lets go of the file; it does not close the reader given to Open.
func (rd *Reader) Close() error { return rd.src.close() }
