// Package zpl writes pages of labels in ZPL II, the language of Zebra printers and most clones.
//
// Bars of Code 128 are the printer's own, so that they stay sharp at any speed; they are told symbol character by symbol
// character which bars to print, because printers choose subsets differently and a label is measured before it is sent
// (code128.go). Rules and boxes are the printer's too. All other ink, letters as well, is painted here and sent as compressed
// bitmaps: the printer's fonts have no Chinese, and what it makes of a letter or a DataMatrix is not what the PDF shows.
//
// So of an order's words nothing reaches the printer as text but the content of bars, and of that only letters and digits
// stand as they are (everything else in hexadecimal): no order can hold a command. Every label sets what an earlier one may
// have changed and takes nothing from the printer's memory.
//
// It never talks to a printer. The same pages and options give the same bytes. Start at Render.
package zpl

import (
	"image"
	"strconv"
	"sync"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels"
	"example.com/tote/labels/raster"
	"example.com/tote/labels/symbol"
)

// Graphics is how bitmaps are compressed.
type Graphics uint8

// RunLength is understood by every printer that knows ZPL; Z64 is a third of the bytes, on Zebra's own.
const (
	RunLength Graphics = iota
	Z64
)

// Bars is who draws Code 128.
type Bars uint8

// NativeBars are drawn by the printer. PaintedBars are the same bars as dots, for clones that misread changes of subset: one
// program was seen that takes >5 for another character and loses a last digit behind >6.
const (
	NativeBars Bars = iota
	PaintedBars
)

// Reasons of the errors of this package, beside those of raster, labels and symbol.
const (
	ReasonOptions  = "zpl.options"  // a choice that does not exist
	ReasonCompress = "zpl.compress" // the compressor failed
)

// Options of a document. The zero value suits a printer of 203 dpi.
type Options struct {
	DPI      symbol.DPI // 0 = DPI203
	Graphics Graphics
	Bars     Bars
}

// Render writes one format (^XA ... ^XZ) a page and reports what is not on them as it was given. The error names every
// barcode and number that cannot be printed, on all pages; there is no output then.
func Render(pages []labels.Page, o Options) ([]byte, labels.Report, error) {
	if o.Graphics > Z64 || o.Bars > PaintedBars {
		return nil, labels.Report{}, fault.Invalid(ReasonOptions, "graphics %d or bars %d do not exist", o.Graphics, o.Bars)
	}
	inks, report, err := raster.Place(pages, o.DPI)
	if err != nil {
		return nil, labels.Report{}, err
	}
	const usual = 40 << 10 // bytes of a Chinese waybill, so that a single one seldom grows
	w := writer{out: make([]byte, 0, usual), options: o, painted: paper.Get().(*raster.Bitmap)}
	defer w.keepPaper()
	for _, ink := range inks {
		if err := w.page(ink); err != nil {
			return nil, labels.Report{}, err
		}
	}
	return w.out, report, nil
}

// writer holds the output and the memory that one page hands to the next.
type writer struct {
	out     []byte
	options Options
	painted *raster.Bitmap
}

// paper is kept from label to label, 120 kB each; larger sheets than mostPaper bytes are rare and not worth their memory.
var paper = sync.Pool{New: func() any { return new(raster.Bitmap) }}

const mostPaper = 600_000

func (w *writer) keepPaper() {
	if cap(w.painted.Bits) <= mostPaper {
		paper.Put(w.painted)
	}
}

func (w *writer) page(ink labels.Ink) error {
	native, rest := split(ink, w.options.Bars)
	w.painted.Draw(rest)
	w.add("^XA^CI28") // UTF-8, should a field ever hold more than ASCII
	w.command("^PW", w.painted.Width)
	w.command("^LL", w.painted.Height)
	// what another program's label may have left: a shifted origin, upside down, mirrored, reversed, turned
	w.add("^LH0,0^PON^PMN^LRN^FWN\n")
	for _, box := range native.boxes {
		w.box(box)
	}
	for _, bars := range native.bars {
		w.bars(bars)
	}
	if err := w.bitmaps(); err != nil {
		return err
	}
	w.add("^PQ1^XZ\n")
	return nil
}

// natives is what the printer draws itself.
type natives struct {
	boxes []image.Rectangle
	bars  []bars
}

// leastBox is the long side in dots from which a box is worth a command. Smaller ones are parts of drawings, and one program
// was seen to draw a box of two dots as three.
const leastBox = 64

// split parts the printer's own drawing from what is painted here. White text is a hole in the ink under it, which only a
// bitmap has: what it stands on is painted with it.
func split(ink labels.Ink, who Bars) (natives, labels.Ink) {
	var holes []image.Rectangle
	for _, l := range ink.Lines {
		if l.White {
			holes = append(holes, raster.InkBox(l, ink.DPI))
		}
	}
	w, h := raster.DotsOf(ink.Size, ink.DPI)
	page := image.Rect(0, 0, w, h)
	var own natives
	rest := labels.Ink{Size: ink.Size, DPI: ink.DPI, Lines: ink.Lines}
	for _, f := range ink.Fills {
		box := raster.FillBox(f, ink.DPI).Intersect(page) // a printer cannot begin left of its paper
		switch {
		case touches(box, holes) || max(box.Dx(), box.Dy()) < leastBox:
			rest.Fills = append(rest.Fills, f)
		case !box.Empty():
			own.boxes = append(own.boxes, box)
		}
	}
	for _, s := range ink.Symbols {
		b, ok := barsOf(s)
		if who == PaintedBars || !ok || !b.box.In(page) || touches(b.box, holes) {
			rest.Symbols = append(rest.Symbols, s)
			continue
		}
		own.bars = append(own.bars, b)
	}
	return own, rest
}

func touches(r image.Rectangle, holes []image.Rectangle) bool {
	for _, h := range holes {
		if r.Overlaps(h) {
			return true
		}
	}
	return false
}

func (w *writer) add(s string) { w.out = append(w.out, s...) }

// command adds a command with whole numbers.
func (w *writer) command(name string, values ...int) {
	w.add(name)
	for i, v := range values {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		w.out = strconv.AppendInt(w.out, int64(v), 10)
	}
}

// box adds a solid rectangle: a frame as thick as its shorter side.
func (w *writer) box(r image.Rectangle) {
	w.command("^FO", r.Min.X, r.Min.Y)
	w.command("^GB", r.Dx(), r.Dy(), min(r.Dx(), r.Dy()))
	w.add("^FS\n")
}

// bars adds a Code 128 in mode N, which takes the subsets as they are told, without a line of text below.
func (w *writer) bars(b bars) {
	w.command("^FO", b.box.Min.X, b.box.Min.Y)
	w.command("^BY", b.module)
	w.command("^BCN,", b.box.Dy())
	w.add(",N,N,N,N^FH_^FD")
	w.out = append(w.out, b.data...)
	w.add("^FS\n")
}
