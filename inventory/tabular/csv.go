package tabular

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"example.com/tote/inventory/fault"
)

// cellKind says what a file knows about a cell. A CSV file knows only text.
type cellKind uint8

const (
	cellText   cellKind = iota
	cellNumber          // a workbook's number, written out in full
	cellDate            // a workbook's date: 2026-01-31 or 2026-01-31 14:05:00
	cellBroken          // cannot be used; cell.reason says why
)

type cell struct {
	text   string
	kind   cellKind
	reason string
}

// source is a file as rows of cells. next gives io.EOF behind the last row; the cells are the caller's to keep.
type source interface {
	next() (line int, cells []cell, err error)
	close() error
}

// csvSource splits text into rows. It differs from encoding/csv where a warehouse needs it: a cell has a bound while
// it is read, an open quote is named by the line it stands on, a CRLF inside a quoted cell stays as it is, and a quote
// in the middle of a plain cell (a 5" pipe) is just a character.
type csvSource struct {
	in     *bufio.Reader
	text   *textReader // nil when trying a separator
	comma  byte
	line   int    // of the next byte
	row    []byte // the bytes of the row's cells, one behind the other
	cells  []cell
	starts []int
}

func newCSVSource(in *bufio.Reader, comma byte) *csvSource {
	return &csvSource{in: in, comma: comma, line: 1}
}

func (s *csvSource) close() error { return nil }

func (s *csvSource) next() (int, []cell, error) {
	line := s.line
	s.row, s.cells, s.starts = s.row[:0], s.cells[:0], s.starts[:0]
	for {
		c, end, err := s.cell()
		if err != nil {
			return line, nil, err
		}
		if len(s.cells) <= MaxColumns { // one more than allowed is kept, to be refused
			s.cells = append(s.cells, c)
		} else {
			s.row = s.row[:s.starts[len(s.starts)-1]]
		}
		if end == atEOF && len(s.cells) == 1 && len(s.row) == 0 && c.kind == cellText {
			return line, nil, io.EOF
		}
		if end != atComma {
			break
		}
	}
	text := string(s.row)
	cells := make([]cell, len(s.cells))
	for i, c := range s.cells {
		stop := len(text)
		if i+1 < len(s.starts) {
			stop = s.starts[i+1]
		}
		c.text = text[min(s.starts[i], stop):stop]
		cells[i] = c
	}
	return line, cells, nil
}

// ending says what stands behind a cell.
type ending uint8

const (
	atComma ending = iota
	atLineEnd
	atEOF
)

// cell reads one cell's bytes onto s.row.
func (s *csvSource) cell() (c cell, end ending, err error) {
	start := len(s.row)
	if len(s.cells) <= MaxColumns {
		s.starts = append(s.starts, start)
	}
	quoted, open, opened := false, false, 0
	for first := true; ; first = false {
		b, err := s.in.ReadByte()
		if errors.Is(err, io.EOF) {
			if open {
				return c, atEOF, atLine(opened, fault.Invalid("csv.quote_open", "the quote opened here is never closed; double every quote inside a quoted cell"))
			}
			return c, atEOF, nil
		}
		if err != nil {
			return c, atEOF, atLine(s.line, err)
		}
		switch {
		case b == '"' && first:
			quoted, open, opened = true, true, s.line
			continue
		case b == '"' && open:
			if next, _ := s.in.Peek(1); len(next) == 1 && next[0] == '"' {
				_, _ = s.in.Discard(1)
				break
			}
			open = false
			continue
		case !open && b == s.comma:
			return c, atComma, nil
		case b == '\n' || b == '\r':
			if s.newline(b, open) {
				return c, atLineEnd, nil
			}
		case b == '"' && !quoted && len(bytes.TrimLeft(s.row[start:], " ")) == 0:
			c.kind, c.reason = cellBroken, ReasonQuote // spaces before the opening quote: the separator inside would split
		case quoted && !open && b != ' ':
			c.kind, c.reason = cellBroken, ReasonQuote
		case quoted && !open:
			continue // spaces between the closing quote and the separator
		}
		if len(s.row)-start < maxCellBytes {
			s.row = append(s.row, b)
		} else if c.kind != cellBroken {
			c.kind, c.reason = cellBroken, ReasonTooLong
		}
	}
}

// newline counts a line end, LF, CRLF or a lone CR, and reports whether it ends the row.
func (s *csvSource) newline(b byte, open bool) bool {
	if b == '\r' {
		next, _ := s.in.Peek(1)
		if len(next) == 1 && next[0] == '\n' {
			if open {
				return false // the LF that follows counts
			}
			_, _ = s.in.Discard(1)
		}
	}
	s.line++
	return !open
}

// atLine names the line in an error of the file as a whole.
func atLine(line int, err error) error {
	var f *fault.Error
	if !errors.As(err, &f) || line <= 0 {
		return err
	}
	named := *f
	named.Details = append([]fault.Detail{{Where: lineName(line), Reason: f.Reason, Message: "reading stops here", Have: int64(line)}}, f.Details...)
	named.Message = lineName(line) + ": " + f.Message
	return &named
}

// openCSV finds the separator and returns the source.
func openCSV(in *bufio.Reader, opt Options) (*csvSource, error) {
	text, err := newTextReader(in, opt.Encoding)
	if err != nil {
		return nil, err
	}
	decoded := bufio.NewReaderSize(text, MaxHeaderBytes)
	head, err := decoded.Peek(MaxHeaderBytes)
	if err != nil && !errors.Is(err, io.EOF) && len(head) == 0 {
		return nil, atLine(1, err)
	}
	line := 1
	comma := opt.Comma
	if first, rest, found := bytes.Cut(head, []byte{'\n'}); found && len(rest) > 0 {
		// Excel's own way to name the separator, as the first line.
		mark := strings.TrimRight(string(first), "\r")
		if len(mark) == 5 && strings.EqualFold(mark[:4], "sep=") && mark[4] < utf8.RuneSelf {
			if comma == 0 {
				comma = mark[4]
			}
			_, _ = decoded.Discard(len(first) + 1)
			head, line = rest, 2
		}
	}
	if comma == 0 {
		comma = findComma(head, opt.Schema)
	}
	if comma < ' ' && comma != '\t' || comma == '"' || comma == '\'' || comma >= utf8.RuneSelf {
		return nil, fault.Invalid("csv.separator", "the separator %q cannot be used; comma, semicolon, tab and bar can", comma)
	}
	src := newCSVSource(decoded, comma)
	src.text, src.line = text, line
	return src, nil
}

// findComma tries each separator on the header and takes the one that gives most known columns, then most columns.
func findComma(head []byte, schema Schema) byte {
	known := schema.byHeader()
	best, bestKnown, bestCells := byte(','), -1, 0
	for _, comma := range []byte{',', ';', '\t', '|'} {
		cells := headerCells(head, comma)
		hits := 0
		for _, c := range cells {
			if _, ok := known[headerKey(c.text)]; ok {
				hits++
			}
		}
		if hits > bestKnown || hits == bestKnown && len(cells) > bestCells {
			best, bestKnown, bestCells = comma, hits, len(cells)
		}
	}
	return best
}

// headerCells gives the cells of the first row that has any.
func headerCells(head []byte, comma byte) []cell {
	src := newCSVSource(bufio.NewReader(bytes.NewReader(head)), comma)
	for {
		_, cells, err := src.next()
		if err != nil || !blankRow(cells) {
			return cells
		}
	}
}

func blankRow(cells []cell) bool {
	for _, c := range cells {
		if c.kind == cellBroken || trimmed(c.text) != "" {
			return false
		}
	}
	return true
}
