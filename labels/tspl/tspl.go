// Package tspl writes pages of labels in TSPL, the language of TSC, Gprinter and Xprinter label printers.
//
// Every label is one bitmap of the whole page. The language has barcodes and fonts, but its clones differ in both, and none
// has what the PDF shows; dots are the same on all of them. Nothing of an order is sent as text, so none can be a command.
//
// It never talks to a printer. The same pages and options give the same bytes. Start at Render.
package tspl

import (
	"strconv"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels"
	"example.com/tote/labels/raster"
	"example.com/tote/labels/symbol"
)

// Options of a document. The zero value suits a printer of 203 dpi with the usual labels.
type Options struct {
	DPI symbol.DPI // 0 = DPI203
	Gap int        // millimetres between two labels on the roll; 0 = UsualGap
}

// UsualGap in millimetres: die-cut labels stand two apart. MostGap is what the sensor looks for before it gives up.
const UsualGap, MostGap = 2, 25

// ReasonGap is the reason of a gap no roll has.
const ReasonGap = "tspl.gap"

// Render writes one label a page and reports what is not on them as it was given. The error names every barcode and number
// that cannot be printed, on all pages, or says that the document is too large; there is no output then.
func Render(pages []labels.Page, o Options) ([]byte, labels.Report, error) {
	if o.Gap < 0 || o.Gap > MostGap {
		return nil, labels.Report{}, fault.Invalid(ReasonGap, "a gap of %d mm: rolls have 1 to %d", o.Gap, MostGap)
	}
	inks, report, err := raster.Place(pages, o.DPI)
	size := 0
	if err == nil {
		size, err = raster.Bytes(inks)
	}
	if err != nil {
		return nil, labels.Report{}, err
	}
	if o.Gap == 0 {
		o.Gap = UsualGap
	}
	const commands = 200 // bytes of a label beside its dots
	out := make([]byte, 0, size+len(inks)*commands)
	var painted raster.Bitmap
	for i, ink := range inks {
		painted.Draw(ink)
		if i == 0 || ink.Size != inks[i-1].Size {
			out = appendSetup(out, ink.Size, o.Gap)
		}
		out = appendLabel(out, &painted)
	}
	return out, report, nil
}

// appendSetup says what paper there is, and undoes what an earlier program may have shifted.
func appendSetup(out []byte, size labels.Size, gap int) []byte {
	out = append(out, "SIZE "...)
	out = appendMM(out, size.W)
	out = append(out, " mm,"...)
	out = appendMM(out, size.H)
	out = append(out, " mm\r\nGAP "...)
	out = strconv.AppendInt(out, int64(gap), 10)
	return append(out, " mm,0 mm\r\nDIRECTION 1\r\nREFERENCE 0,0\r\n"...)
}

func appendMM(out []byte, mm float64) []byte {
	const finest = 10000 // a tenth of a micrometre: sums like 12.1+0.2 end in noise
	return strconv.AppendFloat(out, float64(int64(mm*finest+0.5))/finest, 'f', -1, 64)
}

// appendLabel sends the dots. Trap: in a TSPL bitmap 0 is black, so also what fills a row up to whole bytes must be 1.
func appendLabel(out []byte, b *raster.Bitmap) []byte {
	out = append(out, "CLS\r\nBITMAP 0,0,"...)
	for _, v := range [...]int{b.Stride, b.Height, 0} { // 0: overwrite
		out = strconv.AppendInt(out, int64(v), 10)
		out = append(out, ',')
	}
	for _, v := range b.Bits {
		out = append(out, ^v)
	}
	return append(out, "\r\nPRINT 1,1\r\n"...)
}
