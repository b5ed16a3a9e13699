// Package raster paints pages of labels as black and white dots, the dots a print head burns.
//
// It paints the same placed ink the PDF is written from: bars and boxes on whole dots, characters from the same face, each
// character on a whole dot so that equal strokes stay equal. There is no grey, and nothing is scaled: a head has nothing
// between two dots. The printer languages beside it send these dots, whole (tspl, escpos) or in part (zpl).
//
// It never decides what stands where, never writes a file and never asks a clock. Painted characters are kept in one bounded
// cache for the whole program (glyphs.go), because labels of one warehouse share nearly all of theirs.
//
// Start at Render, then Bitmap.Draw.
package raster

import (
	"image"
	"math"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels"
	"example.com/tote/labels/font"
	"example.com/tote/labels/symbol"
)

// MostBytes bounds the dots of one document that are in memory, or in one file, at the same time: 500 waybills at 203 dpi.
const MostBytes = 64 << 20

// Reasons of the errors of this package, beside those of labels and symbol.
const (
	ReasonPages = "raster.pages" // none, too many, too large together, or a size no printer has
	ReasonDPI   = "raster.dpi"   // a resolution no print head has
)

// Options of a document.
type Options struct {
	DPI symbol.DPI // 0 = DPI203
}

// Bitmap is a page of dots, row by row from the top; 1 is black. A row has Stride bytes, its leftmost dot in the highest bit
// of the first; bits behind Width are 0.
type Bitmap struct {
	Width, Height, Stride int
	Bits                  []byte
	DPI                   symbol.DPI
}

// Render paints every page and reports what is not on them as it was given. The error names every barcode and number that
// cannot be printed, on all pages; there is no picture then.
func Render(pages []labels.Page, o Options) ([]*Bitmap, labels.Report, error) {
	inks, report, err := Place(pages, o.DPI)
	if err == nil {
		_, err = Bytes(inks)
	}
	if err != nil {
		return nil, labels.Report{}, err
	}
	out := make([]*Bitmap, len(inks))
	for i, ink := range inks {
		out[i] = new(Bitmap)
		out[i].Draw(ink)
	}
	return out, report, nil
}

// Place fits the pages to the dots of a head; dpi 0 is 203. Errors: those of Render, for every language that is painted.
func Place(pages []labels.Page, dpi symbol.DPI) ([]labels.Ink, labels.Report, error) {
	if dpi == 0 {
		dpi = symbol.DPI203
	}
	if dpi != symbol.DPI203 && dpi != symbol.DPI300 && dpi != symbol.DPI600 {
		return nil, labels.Report{}, fault.Invalid(ReasonDPI, "%d dpi: print heads have %d, %d or %d", dpi, symbol.DPI203, symbol.DPI300, symbol.DPI600)
	}
	return labels.PlaceAll(pages, font.Default(), dpi, ReasonPages)
}

// Bytes gives how many bytes of dots the inks are together, or refuses more than MostBytes.
func Bytes(inks []labels.Ink) (int, error) {
	sum := int64(0)
	for _, ink := range inks {
		w, h := DotsOf(ink.Size, ink.DPI)
		sum += int64((w+7)/8) * int64(h)
	}
	if sum > MostBytes {
		return 0, fault.Invalid(ReasonPages, "%d pages are %d MB of dots, at most %d: print them as several documents", len(inks), sum>>20, MostBytes>>20)
	}
	return int(sum), nil
}

// DotsOf gives a page's width and height in dots. A dot that is begun counts: ink at the edge is not cut.
func DotsOf(size labels.Size, dpi symbol.DPI) (width, height int) {
	return int(math.Ceil(size.W*dpi.PerMM() - tolerance)), int(math.Ceil(size.H*dpi.PerMM() - tolerance))
}

// Draw makes the bitmap a picture of the ink, whatever it was before; its memory is used again where it is large enough.
// Fills come first, then barcodes, then texts, each in their order.
func (b *Bitmap) Draw(ink labels.Ink) {
	b.blank(ink.Size, ink.DPI)
	for _, f := range ink.Fills {
		b.fill(FillBox(f, ink.DPI))
	}
	for _, s := range ink.Symbols {
		b.symbol(s)
	}
	b.lines(ink.Lines)
	b.clearPadding()
}

func (b *Bitmap) blank(size labels.Size, dpi symbol.DPI) {
	b.Width, b.Height = DotsOf(size, dpi)
	b.Stride, b.DPI = (b.Width+7)/8, dpi
	if n := b.Stride * b.Height; cap(b.Bits) >= n {
		b.Bits = b.Bits[:n]
		clear(b.Bits)
	} else {
		b.Bits = make([]byte, n)
	}
}

// At tells whether a dot is black; outside the page nothing is.
func (b *Bitmap) At(x, y int) bool {
	return x >= 0 && y >= 0 && x < b.Width && y < b.Height && b.Bits[y*b.Stride+x>>3]&(0x80>>(x&7)) != 0
}

// thinRule in millimetres: up to here a rectangle's thickness is rounded by itself, so that all rules of a table are alike. What
// is longer takes every dot it begins, so that it meets its neighbours: a frame has no notches at its corners.
const thinRule = 0.7

// tolerance of a dot: 12.5 mm at 8 dots is exactly 100, also where a sum of floats says 100.0000001.
const tolerance = 1e-6

// FillBox gives the dots of a filled rectangle; it is at least one dot wide and high.
func FillBox(f labels.Fill, dpi symbol.DPI) image.Rectangle {
	k := dpi.PerMM()
	x0, x1 := edges(f.Rect.X, f.Rect.W, k)
	y0, y1 := edges(f.Rect.Y, f.Rect.H, k)
	return image.Rect(x0, y0, x1, y1)
}

func edges(from, long, dots float64) (int, int) {
	if long <= thinRule {
		a := int(math.Round(from * dots))
		return a, a + max(1, int(math.Round(long*dots)))
	}
	return int(math.Floor(from*dots + tolerance)), int(math.Ceil((from+long)*dots - tolerance))
}

// fill blackens a rectangle, as much of it as lies on the page.
func (b *Bitmap) fill(r image.Rectangle) {
	r = r.Intersect(image.Rect(0, 0, b.Width, b.Height))
	if r.Empty() {
		return
	}
	first, last := r.Min.X>>3, (r.Max.X-1)>>3
	left, right := byte(0xFF)>>(r.Min.X&7), byte(0xFF)<<(7-(r.Max.X-1)&7)
	if first == last {
		left &= right
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := b.Bits[y*b.Stride : (y+1)*b.Stride]
		row[first] |= left
		if first == last {
			continue
		}
		for i := first + 1; i < last; i++ {
			row[i] = 0xFF
		}
		row[last] |= right
	}
}

func (b *Bitmap) symbol(s labels.PlacedSymbol) {
	high := s.Module
	if s.Matrix.Linear() {
		high = s.BarHeight
	}
	for y := range s.Matrix.Height {
		top := s.Y + y*s.Module
		s.Matrix.Runs(y, func(start, length int) {
			x := s.X + start*s.Module
			b.fill(image.Rect(x, top, x+length*s.Module, top+high))
		})
	}
}

// clearPadding empties the bits behind the last dot of every row, into which a character at the edge may have been painted.
func (b *Bitmap) clearPadding() {
	if b.Width&7 == 0 {
		return
	}
	keep := byte(0xFF) << (8 - b.Width&7)
	for at := b.Stride - 1; at < len(b.Bits); at += b.Stride {
		b.Bits[at] &= keep
	}
}
