package tabular

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"example.com/tote/inventory/fault"
)

// sheetSource streams the rows of one worksheet.
type sheetSource struct {
	book  *workbook
	name  string
	in    io.ReadCloser
	dec   *xml.Decoder
	line  int
	ended bool // </sheetData> was seen; a sheet without it was cut
}

func (w *workbook) openSheet(ref sheetRef, tick func(done, total int64)) (*sheetSource, error) {
	in, err := w.open(ref.part, MaxSheetBytes, tick)
	if err != nil {
		return nil, err
	}
	return &sheetSource{book: w, name: ref.name, in: in, dec: xml.NewDecoder(in)}, nil
}

func (s *sheetSource) close() error { return s.in.Close() }

func (s *sheetSource) next() (int, []cell, error) {
	for !s.ended {
		token, err := s.dec.Token()
		if err != nil {
			return s.line, nil, s.broken(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if e.Name.Local == "row" {
				return s.readRow(e)
			}
		case xml.EndElement:
			s.ended = e.Name.Local == "sheetData"
		}
	}
	// The rest is read for the checksum behind it, without which a damaged file could pass.
	if _, err := io.Copy(io.Discard, s.in); err != nil {
		return s.line, nil, s.broken(err)
	}
	return s.line, nil, io.EOF
}

func (s *sheetSource) broken(err error) error {
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return atLine(s.line+1, brokenWorkbook(err, "sheet %s cannot be read further", s.name))
}

func (s *sheetSource) readRow(start xml.StartElement) (int, []cell, error) {
	line := s.line + 1
	for _, a := range start.Attr {
		if a.Name.Local == "r" {
			n, err := strconv.Atoi(a.Value)
			if err != nil || n < line || n > MaxRows {
				return line, nil, s.broken(fmt.Errorf("row number %q behind row %d", a.Value, s.line))
			}
			line = n
		}
	}
	s.line = line
	var cells []cell
	column := -1
	for {
		token, err := s.dec.Token()
		if err != nil {
			return line, nil, s.broken(err)
		}
		switch e := token.(type) {
		case xml.EndElement:
			if e.Name.Local == "row" {
				return line, cells, nil
			}
		case xml.StartElement:
			if e.Name.Local != "c" {
				continue
			}
			raw, at, err := s.readCell(e, column+1)
			if err != nil {
				return line, nil, s.broken(err)
			}
			if at <= column {
				return line, nil, s.broken(fmt.Errorf("cells out of order"))
			}
			column = at
			if raw.text == "" && raw.kind != cellBroken {
				continue
			}
			at = min(at, MaxColumns) // one more than allowed is kept, to be refused
			for len(cells) <= at {
				cells = append(cells, cell{})
			}
			cells[at] = raw
		}
	}
}

// readCell reads one <c> and gives the cell and its column, counted from 0.
func (s *sheetSource) readCell(start xml.StartElement, column int) (cell, int, error) {
	kind, style := "", 0
	for _, a := range start.Attr {
		switch a.Name.Local {
		case "t":
			kind = a.Value
		case "s":
			style, _ = strconv.Atoi(a.Value)
		case "r":
			n, ok := columnNumber(a.Value)
			if !ok {
				return cell{}, 0, fmt.Errorf("cell reference %q", a.Value)
			}
			column = n
		}
	}
	var value, inline string
	formula := false
	for {
		token, err := s.dec.Token()
		if err != nil {
			return cell{}, 0, err
		}
		switch e := token.(type) {
		case xml.EndElement:
			if e.Name.Local != "c" {
				continue
			}
			if kind == "inlineStr" {
				return cell{text: inline}, column, nil
			}
			if value == "" && formula {
				return cell{kind: cellBroken, reason: ReasonFormula}, column, nil
			}
			c, err := s.book.interpret(kind, style, value)
			return c, column, err
		case xml.StartElement:
			switch e.Name.Local {
			case "v":
				value, err = charData(s.dec)
			case "is":
				inline, err = richText(s.dec, "is")
			case "f":
				formula = true
				err = s.dec.Skip()
			}
			if err != nil {
				return cell{}, 0, err
			}
		}
	}
}

func charData(dec *xml.Decoder) (string, error) {
	text := ""
	for {
		token, err := dec.Token()
		if err != nil {
			return "", err
		}
		switch e := token.(type) {
		case xml.CharData:
			text += string(e)
		case xml.EndElement:
			return text, nil
		}
	}
}

// columnNumber reads the letters of a reference: B7 is 1.
func columnNumber(ref string) (int, bool) {
	n, letters := 0, 0
	for letters < len(ref) && letters < 4 && ref[letters]|0x20 >= 'a' && ref[letters]|0x20 <= 'z' {
		n = n*26 + int(ref[letters]|0x20-'a') + 1
		letters++
	}
	return n - 1, letters > 0 && letters < 4
}

// interpret turns a stored value into a cell, by the cell's type and style.
func (w *workbook) interpret(kind string, style int, value string) (cell, error) {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if value == "" {
			return cell{}, nil
		}
		if err != nil || i < 0 || i >= len(w.shared) {
			return cell{}, fmt.Errorf("text number %q of %d", value, len(w.shared))
		}
		return cell{text: w.shared[i]}, nil
	case "str":
		return cell{text: unescape(value)}, nil
	case "e":
		return cell{text: value, kind: cellBroken, reason: ReasonSheetError}, nil
	case "b":
		if value == "1" {
			return cell{text: "TRUE"}, nil
		}
		return cell{text: "FALSE"}, nil
	case "d":
		return isoCell(value), nil
	}
	if value = strings.TrimSpace(value); value == "" {
		return cell{}, nil
	}
	d, _, ok := parseDecimal(value)
	if !ok {
		return cell{}, fmt.Errorf("number %q", value)
	}
	var format numberFormat
	if style >= 0 && style < len(w.formats) {
		format = w.formats[style]
	}
	if format.date {
		return serialDate(d, w.date1904), nil
	}
	if d.point > sheetDigits {
		return cell{text: value, kind: cellBroken, reason: ReasonDigits}, nil
	}
	d = d.round(sheetDigits)
	text := d.String()
	if short := format.pad - len(text); short > 0 && !d.negative && !strings.Contains(text, ".") {
		text = strings.Repeat("0", short) + text
	}
	return cell{text: text, kind: cellNumber}, nil
}

// isoCell reads the rare cell that stores its date as ISO 8601 text.
func isoCell(value string) cell {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, value); err == nil {
			return cell{text: dateText(t.Year(), t.Month(), t.Day(), t.Hour()*3600+t.Minute()*60+t.Second()), kind: cellDate}
		}
	}
	return cell{text: value, kind: cellBroken, reason: ReasonDate}
}

// Days a workbook counts: before March 1900 the count is off by one (it has a 29 February 1900), and 9999 is the end.
const (
	firstSerial = 61
	lastSerial  = 2_958_465
	days1904    = 1_462
)

// serialDate turns a day count with a fraction into a date, without a float.
func serialDate(d decimal, date1904 bool) cell {
	// Nanodays hold a second (11,574 of them) many times over.
	nano, _, fits := d.round(sheetDigits).truncate(9).scaled(9)
	if date1904 {
		nano += days1904 * 1e9
	}
	days := nano / 1e9
	if !fits || d.negative || days < firstSerial || days > lastSerial {
		return cell{text: d.String(), kind: cellBroken, reason: ReasonDate}
	}
	seconds := (nano%1e9*86_400 + 5e8) / 1e9
	t := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(days)).Add(time.Duration(seconds) * time.Second)
	return cell{text: dateText(t.Year(), t.Month(), t.Day(), t.Hour()*3600+t.Minute()*60+t.Second()), kind: cellDate}
}

// truncate drops digits beyond so many decimals.
func (d decimal) truncate(decimals int) decimal {
	if keep := d.point + decimals; keep < len(d.digits) {
		d.digits = strings.TrimRight(d.digits[:max(keep, 0)], "0")
		if d.digits == "" {
			d.point, d.negative = 0, false
		}
	}
	return d
}

func dateText(year int, month time.Month, day, seconds int) string {
	if seconds == 0 {
		return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
	}
	return fmt.Sprintf("%04d-%02d-%02d %02d:%02d:%02d", year, month, day, seconds/3600, seconds/60%60, seconds%60)
}

func lineName(line int) string { return "line " + strconv.Itoa(line) }

// spool gives random access to a file that only streams, within the limit of one file.
func spool(in io.Reader) ([]byte, error) {
	data, err := io.ReadAll(in)
	if err != nil {
		var f *fault.Error
		if errors.As(err, &f) {
			return nil, f
		}
		return nil, fault.Unavailable("file.unreadable", "the file could not be read to its end").Because(err)
	}
	return data, nil
}
