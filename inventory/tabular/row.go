package tabular

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Row is one row of a file. Getters give the zero value for a blank cell and for a bad one; the bad one is noted, and
// so is a blank cell of a required column. So an importer reads all columns first and asks OK then. A Row may be kept.
// Getters panic on a column the schema lacks.
type Row struct {
	Line     int // of the file, as its editor counts
	reader   *Reader
	cells    []cell
	problems []Problem
}

// Attribute is a free attribute of a row.
type Attribute struct{ Name, Value string }

// OK reports whether nothing wrong was noted so far.
func (r *Row) OK() bool { return len(r.problems) == 0 }

// Problems gives what was noted so far.
func (r *Row) Problems() []Problem { return r.problems }

// Fail notes what only the importer can know: a GTIN with a wrong check digit, a SKU the catalogue lacks. column is a
// column of the schema, or "" for the row as a whole. One problem a column and reason is kept.
func (r *Row) Fail(column, reason, message, hint string) {
	header, value := "", ""
	if column != "" {
		header = column
		if at := r.reader.place(column); at >= 0 {
			header, value = r.reader.header[at], clip(r.Raw(column))
		}
	}
	r.add(Problem{Line: r.Line, Column: header, Value: value, Reason: reason, Message: message, Hint: hint})
}

func (r *Row) add(p Problem) {
	for _, old := range r.problems {
		if old.Column == p.Column && old.Reason == p.Reason {
			return
		}
	}
	r.problems = append(r.problems, p)
}

// note adds a problem whose words depend on its reason only.
func (r *Row) note(header, value, reason string) {
	message, hint := explain(reason)
	r.add(Problem{Line: r.Line, Column: header, Value: clip(value), Reason: reason, Message: message, Hint: hint})
}

func (r *Row) failf(column, reason, hint, format string, args ...any) {
	r.Fail(column, reason, fmt.Sprintf(format, args...), hint)
}

// Has reports whether the row fills the cell.
func (r *Row) Has(column string) bool {
	at := r.reader.place(column)
	return at >= 0 && at < len(r.cells) && (trimmed(r.cells[at].text) != "" || r.cells[at].kind == cellBroken)
}

// Raw gives the cell's text as it stands in the file, less the apostrophe an export put before a formula.
func (r *Row) Raw(column string) string {
	at := r.reader.place(column)
	if at < 0 || at >= len(r.cells) {
		return ""
	}
	return restore(r.cells[at].text)
}

// trimmed takes off the blanks around a cell, also the Chinese and the unbreakable one.
func trimmed(text string) string {
	return strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' })
}

// value gives the cell ready for a getter; ok is false if it is blank or unusable, which is noted where it must be.
func (r *Row) value(column string) (text string, kind cellKind, ok bool) {
	at := r.reader.place(column)
	var c cell
	if at >= 0 && at < len(r.cells) {
		c = r.cells[at]
	}
	if c.kind == cellBroken {
		r.note(r.reader.header[at], c.text, c.reason)
		return "", c.kind, false
	}
	text = trimmed(restore(c.text))
	switch {
	case text == "" && r.reader.byName[column].Required:
		r.failf(column, ReasonRequired, "fill in the cell", "%s is required", column)
		return "", c.kind, false
	case text == "":
		return "", c.kind, false
	case sheetErrors[strings.ToUpper(text)]:
		r.note(r.reader.header[at], text, ReasonSheetError)
		return "", c.kind, false
	}
	return text, c.kind, true
}

// checkText gives the reason why text cannot be taken as it is, or "".
func checkText(text string, kind cellKind) string {
	switch {
	case kind == cellDate:
		return ReasonDateInText
	case kind == cellText && looksScientific(text):
		return ReasonScientific
	case damaged(text):
		return ReasonDamaged
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }):
		return ReasonControl
	case utf8.RuneCountInString(text) > MaxCellRunes:
		return ReasonTooLong
	}
	return ""
}

// Text gives the cell without the blanks around it, of at most most characters; 0 is the column's own Max.
func (r *Row) Text(column string, most int) string {
	text, kind, ok := r.value(column)
	if !ok {
		return ""
	}
	if reason := checkText(text, kind); reason != "" {
		r.note(r.headerOf(column), text, reason)
		return ""
	}
	limit := r.reader.byName[column].maxRunes()
	if most > 0 {
		limit = min(limit, most)
	}
	if n := utf8.RuneCountInString(text); n > limit {
		r.failf(column, ReasonTooLong, "shorten the text", "%s has %d characters, at most %d fit", column, n, limit)
		return ""
	}
	return text
}

func (r *Row) headerOf(column string) string {
	if at := r.reader.place(column); at >= 0 {
		return r.reader.header[at]
	}
	return column
}

// Required gives the cell as Text does and notes a blank one, also where the schema would let it pass.
func (r *Row) Required(column string) string {
	text := r.Text(column, 0)
	if text == "" && !r.Has(column) {
		r.failf(column, ReasonRequired, "fill in the cell", "%s is required", column)
	}
	return text
}

// Attributes gives the free attributes the row fills, in the order of the file's columns.
func (r *Row) Attributes() []Attribute {
	var out []Attribute
	for _, a := range r.reader.attributes {
		if a.at >= len(r.cells) {
			continue
		}
		c := r.cells[a.at]
		text, reason := trimmed(restore(c.text)), c.reason
		if c.kind != cellBroken {
			reason = checkText(text, c.kind)
		}
		switch {
		case reason != "":
			r.note(r.reader.header[a.at], c.text, reason)
		case text != "":
			out = append(out, Attribute{Name: a.name, Value: text})
		}
	}
	return out
}

// Int gives a whole number.
func (r *Row) Int(column string) int64 { return r.whole(column, "") }

// Quantity gives a count of base units, 0 or more.
func (r *Row) Quantity(column string) int64 { return r.natural(column, "units") }

// Grams gives a weight in whole grams, 0 or more.
func (r *Row) Grams(column string) int64 { return r.natural(column, "grams") }

// Millimetres gives a length in whole millimetres, 0 or more.
func (r *Row) Millimetres(column string) int64 { return r.natural(column, "millimetres") }

func (r *Row) natural(column, unit string) int64 {
	n := r.whole(column, unit)
	if n < 0 {
		r.failf(column, ReasonNegative, "enter 0 or more", "%s cannot be below zero", column)
		return 0
	}
	return n
}

func (r *Row) whole(column, unit string) int64 {
	d, ok := r.decimal(column, unit, 0)
	if !ok {
		return 0
	}
	n, exact, fits := d.scaled(0)
	switch {
	case !exact && unit != "":
		r.failf(column, ReasonNumber, "enter a whole number of "+unit+", without decimals", "%s must be a whole number of %s", column, unit)
		return 0
	case !exact:
		r.failf(column, ReasonNumber, "enter a number without decimals", "%s must be a whole number", column)
		return 0
	case !fits:
		r.failf(column, ReasonRange, "enter a smaller number", "%s is too large", column)
		return 0
	}
	return n
}

// Money gives a decimal amount as minor units of a currency with that many decimals: 12.9 with 2 is 1290. More
// decimals than that are refused unless they are zeros.
func (r *Row) Money(column string, decimals int) int64 {
	decimals = max(0, min(decimals, MaxMoneyDecimals))
	d, ok := r.decimal(column, "", decimals)
	if !ok {
		return 0
	}
	n, exact, fits := d.scaled(decimals)
	switch {
	case !exact:
		r.failf(column, ReasonDecimals, fmt.Sprintf("round the amount to %d decimals", decimals), "%s has more than %d decimals", column, decimals)
		return 0
	case !fits:
		r.failf(column, ReasonRange, "enter a smaller amount", "%s is too large", column)
		return 0
	}
	return n
}

// decimal reads a plain number. Separators of thousands are refused, since 1,234 is two numbers depending on the
// country; so are exactly three decimals where the column has fewer: 1.500 is fifteen hundred to many a person. A
// workbook's number cell has no such doubt.
func (r *Row) decimal(column, unit string, decimals int) (decimal, bool) {
	text, kind, ok := r.value(column)
	if !ok {
		return decimal{}, false
	}
	if kind == cellDate {
		r.note(r.headerOf(column), text, ReasonDateInText)
		return decimal{}, false
	}
	text = narrow(text)
	d, exponent, ok := parseDecimal(text)
	if ok && !exponent {
		_, fraction, _ := strings.Cut(text, ".")
		if kind == cellText && len(fraction) == 3 && decimals < 3 {
			r.failf(column, ReasonNumber, "enter the number without a separator of thousands, and with no more decimals than it needs",
				"%s could be read two ways", column)
			return decimal{}, false
		}
		return d, true
	}
	number := strings.TrimRightFunc(text, func(c rune) bool { return !unicode.IsDigit(c) })
	_, _, plain := parseDecimal(number)
	switch {
	case exponent && ok:
		r.note(r.headerOf(column), text, ReasonScientific)
	case plain && number != text:
		hint := "enter the number alone"
		if unit != "" {
			hint = "enter the number alone, in " + unit
		}
		r.failf(column, ReasonUnit, hint, "%s has %q behind its number", column, clip(text[len(number):]))
	default:
		r.failf(column, ReasonNumber, "enter digits only, with a point before decimals and no separator of thousands or currency sign", "%s is not a number", column)
	}
	return decimal{}, false
}

// narrow turns the full-width digits and letters of a Chinese keyboard into plain ones.
func narrow(text string) string {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return width.Fold.String(text)
		}
	}
	return text
}

const dateHint = "enter the date as 2026-01-31, year first"

// Date gives a day as midnight UTC. Written forms are 2026-01-31, 2026/1/31, 2026.1.31, 20260131 and 2026年1月31日;
// forms with the year last can be read two ways and are refused. A date cell of a workbook must not hold a time.
func (r *Row) Date(column string) time.Time {
	text, kind, ok := r.value(column)
	if !ok {
		return time.Time{}
	}
	if kind == cellNumber && len(text) != 8 {
		r.failf(column, ReasonDate, "format the cell as a date, or "+dateHint, "%s is a number, not a date", column)
		return time.Time{}
	}
	day, rest, ok := parseDay(narrow(text))
	if !ok || rest != "" && strings.Trim(rest, "0: ") != "" {
		r.failf(column, ReasonDate, dateHint, "%s is not a date", column)
		return time.Time{}
	}
	return day
}

// Instant gives a date and time of the given zone as UTC: the forms of Date with 14:05 or 14:05:00 behind. A day
// alone is its midnight. A time that the zone skips or has twice is taken as Go's time.Date does.
func (r *Row) Instant(column string, zone *time.Location) time.Time {
	text, kind, ok := r.value(column)
	if !ok {
		return time.Time{}
	}
	day, rest, ok := parseDay(narrow(text))
	seconds, okTime := parseClock(rest)
	if !ok || !okTime || kind == cellNumber && len(text) != 8 {
		r.failf(column, ReasonDate, "enter date and time as 2026-01-31 14:05, year first", "%s is not a date and time", column)
		return time.Time{}
	}
	return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, seconds, 0, zone).UTC()
}

var dateSeparators = strings.NewReplacer("年", "-", "月", "-", "日", " ", "/", "-", ".", "-")

// parseDay reads a day at the start of text and gives what stands behind it.
func parseDay(text string) (day time.Time, rest string, ok bool) {
	text = dateSeparators.Replace(text)
	date, rest, _ := strings.Cut(strings.Replace(text, "T", " ", 1), " ")
	for _, layout := range []string{"2006-1-2", "20060102"} {
		if t, err := time.Parse(layout, date); err == nil && t.Year() >= 1900 {
			return t, strings.TrimSpace(rest), true
		}
	}
	return time.Time{}, "", false
}

func parseClock(text string) (seconds int, ok bool) {
	if text == "" {
		return 0, true
	}
	for _, layout := range []string{"15:04:05", "15:04"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Hour()*3600 + t.Minute()*60 + t.Second(), true
		}
	}
	return 0, false
}

var boolWords = map[string]bool{
	"yes": true, "true": true, "1": true, "y": true, "是": true,
	"no": false, "false": false, "0": false, "n": false, "否": false,
}

// Bool gives yes, true, 1, y, 是 as true and no, false, 0, n, 否 as false.
func (r *Row) Bool(column string) bool {
	text, _, ok := r.value(column)
	if !ok {
		return false
	}
	value, ok := boolWords[strings.ToLower(narrow(text))]
	if !ok {
		r.failf(column, ReasonBool, "enter yes or no (是 or 否)", "%s is neither yes nor no", column)
	}
	return value
}

// Enum gives the Value of the choice the cell names, by its value or an alias, without regard to case.
func (r *Row) Enum(column string) string {
	text, _, ok := r.value(column)
	if !ok {
		return ""
	}
	key := headerKey(text)
	var values []string
	for _, choice := range r.reader.byName[column].Choices {
		values = append(values, choice.Value)
		for _, word := range append([]string{choice.Value}, choice.Aliases...) {
			if headerKey(word) == key {
				return choice.Value
			}
		}
	}
	r.failf(column, ReasonChoice, "enter one of: "+strings.Join(values, ", "), "%s does not know this value", column)
	return ""
}
