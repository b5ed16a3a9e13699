package ui

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Least screen the program promises to fit. A smaller one is drawn as if it had this size and cut.
const (
	LeastWidth  = 20
	LeastHeight = 16
)

// Style is how a row is shown, in the 16 colours every terminal has, and never by colour alone.
type Style byte

// Styles of rows.
const (
	Usual Style = iota
	TitleRow
	BigRow
	AskRow
	GoodRow
	WarnRow
	BadRow
	StatusRow
)

// Row is one line of a picture: at most as wide as the screen.
type Row struct {
	Text  string
	Style Style
}

// Rows of fixed purpose at the foot: what is typed, and the status.
const footRows = 2

// The most rows a note and a question take.
const (
	noteRows = 3
	askRows  = 2
)

// Draw fits a frame to a screen: height rows of at most width columns.
func Draw(f Frame, l Language, width, height int) []Row {
	width, height = max(width, LeastWidth), max(height, LeastHeight)
	d := drawing{l: l, width: width}
	ask := d.wrap(f.Screen.Ask.In(l), askRows)
	note := d.note(f.Note.beside(f.Screen.Ask, l))
	room := height - 1 - footRows - len(ask) - len(note)
	rows := append(make([]Row, 0, height), Row{d.title(f.Screen), TitleRow})
	rows = append(rows, d.pictured(f, room)...)
	for len(rows) < 1+room {
		rows = append(rows, Row{})
	}
	rows = append(rows, note...)
	for _, s := range ask {
		rows = append(rows, Row{s, AskRow})
	}
	return append(rows, Row{d.typed(f), Usual}, Row{d.status(f.Status), StatusRow})
}

type drawing struct {
	l     Language
	width int
}

// title is the job on the left and how far it is on the right.
func (d drawing) title(s Screen) string {
	far := ""
	if s.Of > 0 {
		far = strconv.Itoa(s.Step) + "/" + strconv.Itoa(s.Of)
	}
	return d.apart(s.Title.In(d.l), far)
}

// apart puts one text left and one right; the left one is cut.
func (d drawing) apart(left, right string) string {
	room := d.width
	if right != "" {
		room -= len(right) + 1
	}
	left = cut(left, room)
	return left + strings.Repeat(" ", max(0, d.width-ansi.StringWidth(left)-len(right))) + right
}

// leastBeside is how many columns the facts keep beside a picture: as many as the smallest screen has.
const leastBeside = LeastWidth

// pictured is the body with the screen's picture on its right, if both fit.
func (d drawing) pictured(f Frame, room int) []Row {
	wide := 0
	for _, p := range f.Screen.Picture {
		wide = max(wide, ansi.StringWidth(p))
	}
	left := d.width - wide - 1
	if wide == 0 || left < leastBeside {
		return d.body(f, room)
	}
	rows := drawing{d.l, left}.body(f, room)
	for i, p := range f.Screen.Picture[:min(room, len(f.Screen.Picture))] {
		if i == len(rows) {
			rows = append(rows, Row{})
		}
		rows[i].Text += strings.Repeat(" ", d.width-wide-ansi.StringWidth(rows[i].Text)) + p
	}
	return rows
}

// body draws what matters most first; what does not fit is left out from the end, choices never.
func (d drawing) body(f Frame, room int) []Row {
	choices := d.choices(f, room)
	room -= len(choices)
	var rows []Row
	if f.Screen.Big != "" {
		rows = append(rows, d.big(f.Screen.Big, room)...)
	}
	if !f.Screen.Count.Empty() {
		rows = append(rows, Row{cut(f.Screen.Count.In(d.l), d.width), BigRow})
	}
	for _, fact := range f.Screen.Facts {
		rows = append(rows, d.fact(fact)...)
	}
	if len(rows) > room {
		rows = rows[:max(0, room)]
	}
	return append(rows, choices...)
}

// factRows are left for quantity, name and facts below a code in large letters.
const factRows = 6

// big draws a code in letters of five rows where there is room for them and for facts below, and in one row as it is written:
// the large one is read from the cart, the small one is compared with the label.
func (d drawing) big(code string, room int) []Row {
	var rows []Row
	if block := blockLetters(code); block != nil && ansi.StringWidth(block[0]) <= d.width && room >= len(block)+1+factRows {
		for _, b := range block {
			rows = append(rows, Row{b, BigRow})
		}
	}
	for _, s := range hardWrap(code, d.width) {
		rows = append(rows, Row{s, BigRow})
	}
	return rows
}

// fact is one row if label and value fit it, else the value goes below, a sentence broken at its blanks; a name is cut, since its
// beginning tells enough.
func (d drawing) fact(f Fact) []Row {
	style, value := Usual, f.Value.In(d.l)
	mark := ""
	if f.Warn {
		style, mark = WarnRow, "! "
	}
	if f.Label.Empty() {
		if f.Warn {
			var rows []Row
			for _, s := range d.wrap(mark+value, noteRows) {
				rows = append(rows, Row{s, style})
			}
			return rows
		}
		return []Row{{cut(value, d.width), style}}
	}
	label := mark + f.Label.In(d.l)
	if ansi.StringWidth(label)+1+ansi.StringWidth(value) <= d.width {
		return []Row{{label + " " + value, style}}
	}
	rows := []Row{{cut(label, d.width), style}}
	below := hardWrap(value, d.width)
	if strings.Contains(value, " ") {
		below = d.wrap(value, noteRows)
	}
	for _, s := range below {
		rows = append(rows, Row{s, style})
	}
	return rows
}

// choices are numbered; a page is as many as fit, and 0 turns the page.
func (d drawing) choices(f Frame, room int) []Row {
	n := len(f.Screen.Choices)
	if n == 0 {
		return nil
	}
	per, more := perPage(n, room)
	from := 0
	if more {
		from = f.Page % ((n + per - 1) / per) * per
	}
	var rows []Row
	for i := from; i < min(from+per, n); i++ {
		rows = append(rows, Row{cut(strconv.Itoa(i+1)+" "+f.Screen.Choices[i].In(d.l), d.width), Usual})
	}
	if more {
		rows = append(rows, Row{cut("0 "+T("key.more").In(d.l), d.width), Usual})
	}
	return rows
}

func perPage(n, room int) (per int, more bool) {
	if n <= room {
		return n, false
	}
	return max(1, room-1), true
}

// noteMarks go before a note, so that it is understood without colours.
var noteMarks = [...]string{Calm: "", Good: "+ ", Warning: "! ", Bad: "X "}

func (d drawing) note(n Note) []Row {
	style := [...]Style{Calm: Usual, Good: GoodRow, Warning: WarnRow, Bad: BadRow}[n.Tone]
	var rows []Row
	for i, t := range n.Text {
		s := t.In(d.l)
		if i == 0 {
			s = noteMarks[n.Tone] + s
		}
		for _, line := range d.wrap(s, noteRows) {
			if len(rows) < noteRows+1 {
				rows = append(rows, Row{line, style})
			}
		}
	}
	return rows
}

func (d drawing) typed(f Frame) string {
	s := f.Typed
	if f.Screen.Hidden {
		s = strings.Repeat("*", ansi.StringWidth(s))
	}
	end := s // the end of what is typed is what is looked at; half an ideograph cannot be cut off
	for off := ansi.StringWidth(s) + 4 - d.width; ansi.StringWidth(end) > d.width-3; off++ {
		end = ansi.TruncateLeft(s, off, "<")
	}
	return "> " + end + "_"
}

func (d drawing) status(s Status) string {
	link := T("ui.online")
	if !s.Link {
		link = T("ui.offline")
	}
	left := link.In(d.l)
	if s.Busy {
		left += " ..."
	}
	right := "^" + strconv.Itoa(s.Waiting) + " !" + strconv.Itoa(s.Refused)
	if s.Saving > 0 {
		right = "*" + strconv.Itoa(s.Saving) + " " + right
	}
	return d.apart(left, right)
}

// cut shortens a text with two dots; a wide character is never split.
func cut(s string, width int) string {
	if ansi.StringWidth(s) <= width {
		return s
	}
	return ansi.Truncate(s, width, "..")
}

// hardWrap breaks a code wherever the row ends: all of it must be readable.
func hardWrap(s string, width int) []string {
	return strings.Split(ansi.Hardwrap(s, width, true), "\n")
}

// wrap breaks a sentence at spaces, and between ideographs, into at most most rows; the last is cut. A code is never broken
// as long as a row holds it.
func (d drawing) wrap(s string, most int) []string {
	if s == "" {
		return nil
	}
	var rows []string
	row, room := "", d.width
	for _, p := range pieces(s) {
		if n := ansi.StringWidth(p); n <= room {
			row, room = row+p, room-n
			continue
		}
		if row != "" {
			rows = append(rows, row)
		}
		parts := hardWrap(strings.TrimLeft(p, " "), d.width)
		rows, row = append(rows, parts[:len(parts)-1]...), parts[len(parts)-1]
		room = d.width - ansi.StringWidth(row)
	}
	rows = append(rows, row)
	if len(rows) > most {
		rows[most-1] = cut(strings.Join(rows[most-1:], " "), d.width)
		rows = rows[:most]
	}
	for i := range rows {
		rows[i] = strings.TrimRight(rows[i], " ")
	}
	return rows
}

// closing marks do not begin a row.
const closing = ",.:;?!)"

// pieces parts a sentence where a row may end: before blanks, and on both sides of an ideograph.
func pieces(s string) []string {
	var out []string
	open := false // whether what follows belongs to the last piece
	for _, r := range s {
		width := ansi.StringWidth(string(r))
		wide := width == 2
		if last := len(out) - 1; last >= 0 {
			blank := strings.Trim(out[last], " ") == "" // blanks go with what follows them
			if blank || r != ' ' && !wide && (open || width == 0 || strings.ContainsRune(closing, r)) {
				out[last] += string(r)
				open = !wide && (open || blank)
				continue
			}
		}
		out = append(out, string(r))
		open = !wide
	}
	return out
}

// sgr is how each style is switched on.
var sgr = [...]string{Usual: "", TitleRow: "\x1b[7m", BigRow: "\x1b[1m", AskRow: "\x1b[1;36m", GoodRow: "\x1b[32m", WarnRow: "\x1b[1;33m",
	BadRow: "\x1b[1;7;31m", StatusRow: "\x1b[2m"}

// ANSI gives rows as a terminal takes them.
func ANSI(rows []Row) string {
	var b strings.Builder
	for i, r := range rows {
		if i > 0 {
			b.WriteByte('\n')
		}
		if r.Text == "" || sgr[r.Style] == "" {
			b.WriteString(r.Text)
			continue
		}
		b.WriteString(sgr[r.Style])
		b.WriteString(r.Text)
		b.WriteString("\x1b[0m")
	}
	return b.String()
}

// PlainText gives rows without styles: what a script compares.
func PlainText(rows []Row) string {
	var b strings.Builder
	for i, r := range rows {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strings.TrimRight(r.Text, " "))
	}
	return b.String()
}
