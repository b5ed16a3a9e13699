package labels

import (
	"fmt"
	"math"
	"strconv"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels/symbol"
)

// Reasons of the errors of this package.
const (
	ReasonIncomplete  = "label.incomplete"  // a field without which the document is no use is missing or wrong
	ReasonUnprintable = "label.unprintable" // a code or number does not fit or holds a character that cannot be shown
	ReasonSize        = "label.size"        // words that are no size
)

// Ink is a page ready to print: every position final.
type Ink struct {
	Size    Size
	DPI     symbol.DPI
	Fills   []Fill
	Symbols []PlacedSymbol
	Lines   []Line
}

// PlacedSymbol is a barcode on the dot grid: X, Y, Module and BarHeight in dots from the upper left corner, without quiet zones.
type PlacedSymbol struct {
	Matrix    *symbol.Matrix
	X, Y      int
	Module    int
	BarHeight int // of linear symbols
}

// Line is a line of text: X and the baseline Y in millimetres, Size in points.
type Line struct {
	Text        string
	X, Y, Size  float64
	Bold, White bool
}

// Report tells what of the documents is not on the paper as it was given. It holds field names and single characters only,
// so it may be logged.
type Report struct {
	Replaced []Replaced
	Cut      []Cut
}

// Replaced is a character the face lacks, shown as its base letter or as 〓.
type Replaced struct {
	Page  int // from 0
	Field string
	Rune  rune
}

// Cut is a text that did not fit even at its least size.
type Cut struct {
	Page  int
	Field string
	Lost  int // characters not shown
}

// Lines words the report, a line a note, in printable ASCII.
func (r Report) Lines() []string {
	out := make([]string, 0, len(r.Replaced)+len(r.Cut))
	for _, c := range r.Cut {
		out = append(out, where(c.Page, c.Field)+": too long, "+strconv.Itoa(c.Lost)+" characters are not shown")
	}
	for _, c := range r.Replaced {
		out = append(out, where(c.Page, c.Field)+": "+fmt.Sprintf("%U", c.Rune)+" cannot be shown and was replaced")
	}
	return out
}

// Proportions of a line, in sizes. They fit ideographs as well as capitals; a face's own ascent would waste a third of a label.
const (
	lineHeight = 1.22
	ascent     = 0.86 // top of the line to baseline
	descent    = 0.14
	halfHigh   = 0.37 // baseline to the middle of capitals and, nearly, of ideographs
)

// sizeStep is how finely texts shrink, in points.
const sizeStep = 0.5

const pointsPerMM = 72 / 25.4

// MostPages bounds one document, a wave's labels. More go into several, since a printer that stops in the middle of one is
// resumed by file.
const MostPages = 1000

// PlaceAll fits the pages of a document to a face and a resolution and reports what is not on them as it was given. Errors:
// tooMany, the reason of a document of no or too many pages or a size no printer has; ReasonUnprintable, which names every
// barcode and number that cannot be printed, on all pages.
func PlaceAll(pages []Page, face Face, dpi symbol.DPI, tooMany string) ([]Ink, Report, error) {
	var report Report
	if len(pages) == 0 || len(pages) > MostPages {
		return nil, report, fault.Invalid(tooMany, "%d pages: a document has 1 to %d", len(pages), MostPages)
	}
	for i, p := range pages {
		// written so that a size that is not a number is refused too
		if !(p.Size.W > 0 && p.Size.W <= LargestSide && p.Size.H > 0 && p.Size.H <= LargestSide) {
			return nil, report, fault.Invalid(tooMany, "page %d is %g by %g mm: sides are over 0 and at most %d mm", i+1, p.Size.W, p.Size.H, LargestSide)
		}
	}
	inks := make([]Ink, 0, len(pages))
	var wrong fault.Gather
	for i, p := range pages {
		ink, err := p.Place(face, dpi, i, &report)
		if err != nil {
			for _, d := range fault.From(err).Details {
				wrong.Detail(d)
			}
			continue
		}
		inks = append(inks, ink)
	}
	if err := wrong.Invalid(ReasonUnprintable, "the document cannot be printed"); err != nil {
		return nil, Report{}, err
	}
	return inks, report, nil
}

// Place fits the page to a face and a resolution. page is its number in the document, for the report. The error lists all
// barcodes and whole texts that cannot be printed.
func (p Page) Place(face Face, dpi symbol.DPI, page int, report *Report) (Ink, error) {
	ink := Ink{Size: p.Size, DPI: dpi, Fills: p.Fills}
	var wrong fault.Gather
	for _, c := range p.Codes {
		s, err := c.place(dpi)
		if err != nil {
			wrong.Detail(fault.Detail{Where: where(page, c.Field), Reason: fault.ReasonOf(err), Message: err.Error()})
			continue
		}
		ink.Symbols = append(ink.Symbols, s)
	}
	for _, t := range p.Texts {
		lines, notes := t.place(face)
		if t.Whole && (notes.lost > 0 || len(notes.replaced) > 0) {
			wrong.Detail(fault.Detail{Where: where(page, t.Field), Reason: ReasonUnprintable,
				Message: "does not fit on the label whole, or holds a character that cannot be printed", Have: int64(notes.lost)})
			continue
		}
		ink.Lines = append(ink.Lines, lines...)
		if notes.lost > 0 {
			report.Cut = append(report.Cut, Cut{page, t.Field, notes.lost})
		}
		for _, r := range notes.replaced {
			report.Replaced = append(report.Replaced, Replaced{page, t.Field, r})
		}
	}
	return ink, wrong.Invalid(ReasonUnprintable, "page %d cannot be printed", page+1)
}

func where(page int, field string) string { return "page " + strconv.Itoa(page+1) + " " + field }

func (c Code) place(dpi symbol.DPI) (PlacedSymbol, error) {
	m, err := symbol.Encode(c.Kind, c.Content)
	if err != nil {
		return PlacedSymbol{}, err
	}
	const tolerance = 1e-6 // 12.5 mm at 8 dots is exactly 100
	dots := dpi.PerMM()
	x, y := int(math.Ceil(c.Rect.X*dots-tolerance)), int(math.Ceil(c.Rect.Y*dots-tolerance))
	w := int(math.Floor(c.Rect.right()*dots+tolerance)) - x
	h := int(math.Floor(c.Rect.below()*dots+tolerance)) - y
	most := int(math.Round(float64(c.MostDots) * dots / symbol.DPI203.PerMM()))
	n, err := m.Fit(symbol.Room{Width: w, Height: h, DPI: dpi, MostModule: most})
	if err != nil {
		return PlacedSymbol{}, err
	}
	s := PlacedSymbol{Matrix: m, Module: n, Y: y, BarHeight: h}
	free := w - n*(m.Width+2*m.Quiet)
	s.X = x + n*m.Quiet + free*int(c.Align)/2
	if !m.Linear() {
		s.Y += n*m.Quiet + (h-n*(m.Height+2*m.Quiet))/2
	}
	return s, nil
}

// placeNotes tells what a text lost.
type placeNotes struct {
	replaced []rune
	lost     int
}

func (t Text) place(face Face) ([]Line, placeNotes) {
	c := clean(t.Text, face)
	notes := placeNotes{replaced: c.replaced, lost: c.lost}
	if len(c.runes) == 0 {
		return nil, notes
	}
	s := newSet(c.runes, face)
	spans, size, rest := t.fit(s)
	cutLine := rest > 0 || c.lost > 0
	if cutLine {
		last := len(spans) - 1
		var gone int
		spans[last], gone = s.cut(spans[last], t.room(size), face.Advance(ellipsis))
		notes.lost += rest + gone
	}
	lines := make([]Line, 0, len(spans))
	for i, sp := range spans {
		text, width := string(s.runes[sp.from:sp.to]), s.width(sp)
		if cutLine && i == len(spans)-1 {
			text += string(ellipsis)
			width += face.Advance(ellipsis)
		}
		wide := float64(width) * size / 1000 / pointsPerMM
		lines = append(lines, Line{Text: text, X: t.Rect.X + (t.Rect.W-wide)*float64(t.Align)/2,
			Y: t.baseline(i, len(spans), size), Size: size, Bold: t.Bold, White: t.White})
	}
	return lines, notes
}

// room gives the width of the rectangle in thousandths of the size.
func (t Text) room(size float64) int { return int(t.Rect.W * pointsPerMM / size * 1000) }

// fit finds the largest size at which the text fits whole, else breaks it at the least size and tells what is left over.
func (t Text) fit(s set) (spans []span, size float64, rest int) {
	least := t.Least
	if least <= 0 || least > t.Size {
		least = t.Size
	}
	for size = t.Size; ; size = math.Max(least, size-sizeStep) {
		most := max(t.Lines, 1)
		if high := size * lineHeight / pointsPerMM; t.Rect.H > 0 {
			most = max(1, min(most, int((t.Rect.H+(lineHeight-1)*size/pointsPerMM)/high+1e-9)))
		}
		spans, rest = s.wrap(t.room(size), most)
		if rest == 0 && t.broken(s, spans) && size > least {
			continue // a word broken in the middle: a smaller size may keep it whole
		}
		if rest == 0 || size <= least {
			return spans, size, rest
		}
	}
}

// broken tells whether a line ends inside a word.
func (t Text) broken(s set, spans []span) bool {
	for _, sp := range spans[:len(spans)-1] {
		if next := s.runes[sp.to]; next != ' ' && next != lineBreak && !mayBreak(s.runes[sp.to-1], s.runes[sp.to]) {
			return true
		}
	}
	return false
}

func (t Text) baseline(i, n int, size float64) float64 {
	mm := size / pointsPerMM
	step := lineHeight * mm
	switch t.VAlign {
	case Middle:
		return t.Rect.Y + t.Rect.H/2 + halfHigh*mm + (float64(i)-float64(n-1)/2)*step
	case Bottom:
		return t.Rect.below() - descent*mm - float64(n-1-i)*step
	}
	return t.Rect.Y + ascent*mm + float64(i)*step
}
