package tabular

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"example.com/tote/inventory/fault"
	"github.com/xuri/excelize/v2"
)

// csvSink writes RFC 4180: CRLF, quotes only where they are needed.
type csvSink struct {
	out   *bufio.Writer
	comma byte
}

func newCSVSink(w io.Writer, opt WriterOptions) (*csvSink, error) {
	s := &csvSink{out: bufio.NewWriter(w), comma: opt.Comma}
	if s.comma == 0 {
		s.comma = ','
	}
	if !strings.ContainsRune(",;\t|", rune(s.comma)) {
		return nil, fault.Invalid("csv.separator", "the separator %q cannot be used; comma, semicolon, tab and bar can", s.comma)
	}
	if opt.BOM {
		if _, err := s.out.Write(markUTF8); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *csvSink) writeRow(cells []outCell) error {
	for i, c := range cells {
		if i > 0 {
			_ = s.out.WriteByte(s.comma)
		}
		s.writeCell(c)
	}
	_, err := s.out.WriteString("\r\n") // a bufio.Writer keeps the first error
	return err
}

// writeCell neutralises what a spreadsheet would run as a formula. Numbers are written by us and stay as they are,
// also negative ones.
func (s *csvSink) writeCell(c outCell) {
	text := c.text
	if !c.number {
		text = neutralise(text)
	}
	if !s.mustQuote(text) {
		_, _ = s.out.WriteString(text)
		return
	}
	_ = s.out.WriteByte('"')
	_, _ = s.out.WriteString(strings.ReplaceAll(text, `"`, `""`))
	_ = s.out.WriteByte('"')
}

func (s *csvSink) mustQuote(text string) bool {
	if text == "" {
		return false
	}
	last, first := text[len(text)-1], text[0]
	return strings.ContainsAny(text, "\"\r\n") || strings.IndexByte(text, s.comma) >= 0 || first == ' ' || last == ' ' ||
		len(text) == 5 && strings.EqualFold(text[:4], "sep=") || strings.HasPrefix(text, "\ufeff")
}

func (s *csvSink) close() error { return s.out.Flush() }

func (s *csvSink) drop() {}

// xlsxSink writes a workbook of one sheet, with a frozen bold header and columns wide enough for it.
type xlsxSink struct {
	out    io.Writer
	file   *excelize.File
	stream *excelize.StreamWriter
	bold   int
	line   int
	values []any
}

// sheetNameMax is what a workbook allows for a sheet's name.
const sheetNameMax = 31

func newXLSXSink(w io.Writer, schema Schema) (*xlsxSink, error) {
	s := &xlsxSink{out: w, file: excelize.NewFile()}
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return '_'
		}
		return r
	}, schema.Name)
	if name == "" || utf8.RuneCountInString(name) > sheetNameMax {
		name = "Sheet1"
	}
	err := s.file.SetSheetName("Sheet1", name)
	if err == nil {
		s.stream, err = s.file.NewStreamWriter(name)
	}
	if err == nil {
		s.bold, err = s.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	}
	for i, c := range schema.Columns {
		if err != nil {
			break
		}
		// A Chinese character is two wide.
		err = s.stream.SetColWidth(i+1, i+1, float64(min(60, max(12, 2+len(c.Name), 2+len(c.Label)*2/3))))
	}
	if err == nil {
		err = s.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	}
	if err != nil {
		_ = s.file.Close()
		return nil, fmt.Errorf("workbook: %w", err)
	}
	return s, nil
}

func (s *xlsxSink) writeRow(cells []outCell) error {
	s.line++
	s.values = s.values[:0]
	for _, c := range cells {
		s.values = append(s.values, sheetValue(c))
	}
	var opts []excelize.RowOpts
	if s.line == 1 {
		opts = append(opts, excelize.RowOpts{StyleID: s.bold})
	}
	return s.stream.SetRow("A"+strconv.Itoa(s.line), s.values, opts...)
}

// sheetValue writes whole numbers a spreadsheet can hold exactly as numbers. Amounts with decimals stay text: a
// spreadsheet's number for them would be a binary one. Text is a text cell, so it is never run as a formula and only
// text that looks neutralised already needs an apostrophe, which reading takes off.
func sheetValue(c outCell) any {
	if c.text == "" {
		return nil
	}
	if c.number && len(strings.TrimPrefix(c.text, "-")) <= sheetDigits {
		if n, err := strconv.ParseInt(c.text, 10, 64); err == nil {
			return n
		}
	}
	if strings.HasPrefix(c.text, "'") {
		return neutralise(c.text)
	}
	return c.text
}

func (s *xlsxSink) drop() { _ = s.file.Close() }

func (s *xlsxSink) close() error {
	defer s.drop()
	if err := s.stream.Flush(); err != nil {
		return err
	}
	return s.file.Write(s.out)
}
