// Package labels turns plain structs into documents: labels of items, locations, LPNs and cartons, waybills, slips, lists,
// invoices, badges, and the sheet of commands.
//
// A document (Waybill, LPN, Item, PickList, ...) is pure data, with json tags because `tote label` reads it from files. Its
// Pages method lays it out as pages of texts, filled rectangles and barcodes in millimetres. Page.Place fits that to a face
// and a resolution: texts shrunk, wrapped or cut, barcodes on whole dots. What comes out is ready ink, which labels/sheet
// writes as PDF; other printers' languages take the same, so that all of them show one label.
//
// The package never reads a store, a clock or the network, knows no order or stock type, and never logs: its report names
// fields, not their contents, because labels are full of names and addresses. Names, phones and units are masked on Chinese
// waybills unless the document says otherwise (masks.go).
//
// Start at Waybill, then Page, then place.go. The commands that may be scanned instead of typed are in commands.go.
package labels

import (
	"fmt"

	"example.com/tote/labels/symbol"
)

// Rect is a rectangle in millimetres from the upper left corner of the page.
type Rect struct{ X, Y, W, H float64 }

// Document is anything that can be printed.
type Document interface {
	// Pages lays the document out. Errors name every field that is missing or cannot be printed.
	Pages() ([]Page, error)
}

// PagesOf lays documents out one after the other, a wave's labels for one file. The first one that cannot be is the error.
func PagesOf(docs ...Document) ([]Page, error) {
	out := make([]Page, 0, len(docs))
	for i, d := range docs {
		pages, err := d.Pages()
		if err != nil {
			return nil, fmt.Errorf("document %d of %d: %w", i+1, len(docs), err)
		}
		out = append(out, pages...)
	}
	return out, nil
}

// Page is one label or sheet. Fills are drawn first, then codes, then texts, each in their order.
type Page struct {
	Size  Size
	Fills []Fill
	Codes []Code
	Texts []Text
}

// Fill is a solid black rectangle: a rule, a side of a frame, the ground of a white text.
type Fill struct{ Rect Rect }

// Code is a barcode in its room, quiet zones included. The symbol is as large as fits (or MostDots allows) and stands at
// the side Align names.
type Code struct {
	Field    string // what it is, for reports
	Kind     symbol.Kind
	Content  string
	Rect     Rect
	Align    Align
	MostDots int // widest module in dots of 203 dpi, as many more at a finer head; 0 = as wide as fits
}

// Align is the horizontal place in a rectangle.
type Align uint8

// Horizontal places.
const (
	Left Align = iota
	Center
	Right
)

// VAlign is the vertical place in a rectangle.
type VAlign uint8

// Vertical places.
const (
	Top VAlign = iota
	Middle
	Bottom
)

// Text is set in its rectangle and never leaves it: at Size if it fits in Lines lines, else at the largest smaller size
// down to Least that does, else at Least and cut, with … at the end and a note in the report.
type Text struct {
	Field  string // what it is, for reports: "recipient.address"
	Text   string
	Rect   Rect
	Size   float64 // points
	Least  float64 // points; 0 = Size
	Lines  int     // most lines; 0 = 1
	Align  Align
	VAlign VAlign
	Bold   bool
	White  bool // on a Fill
	Whole  bool // a number or code: cutting it or replacing a character is an error, not a note
}

func (p *Page) fill(r Rect)   { p.Fills = append(p.Fills, Fill{r}) }
func (p *Page) text(t Text)   { p.Texts = append(p.Texts, t) }
func (p *Page) code(c Code)   { p.Codes = append(p.Codes, c) }
func (p *Page) rule(r Rect)   { p.fill(r) }
func (r Rect) right() float64 { return r.X + r.W }
func (r Rect) below() float64 { return r.Y + r.H }

// inset gives the rectangle smaller by dx and dy on each side.
func (r Rect) inset(dx, dy float64) Rect { return Rect{r.X + dx, r.Y + dy, r.W - 2*dx, r.H - 2*dy} }

// rows cuts the rectangle into rows of the given heights from the top.
func (r Rect) rows(heights ...float64) []Rect {
	out := make([]Rect, 0, len(heights))
	y := r.Y
	for _, h := range heights {
		out = append(out, Rect{r.X, y, r.W, h})
		y += h
	}
	return out
}

// columns cuts the rectangle into columns by weight.
func (r Rect) columns(weights ...float64) []Rect {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	out := make([]Rect, 0, len(weights))
	x := r.X
	for _, w := range weights {
		out = append(out, Rect{x, r.Y, r.W * w / sum, r.H})
		x += r.W * w / sum
	}
	return out
}

// hairline is the thickness of rules: three dots at 203 dpi, which thermal heads print evenly.
const hairline = 0.375

// frame draws the four sides inside r.
func (p *Page) frame(r Rect) {
	p.fill(Rect{r.X, r.Y, r.W, hairline})
	p.fill(Rect{r.X, r.below() - hairline, r.W, hairline})
	p.fill(Rect{r.X, r.Y + hairline, hairline, r.H - 2*hairline})
	p.fill(Rect{r.right() - hairline, r.Y + hairline, hairline, r.H - 2*hairline})
}
