// Package escpos writes pages as receipts: ESC/POS for printers with 80 mm paper, cut behind every page.
//
// Every page is sent as dots. A receipt printer's own fonts and code pages differ from maker to maker; its raster command does
// not. Nothing of an order is sent as text, so none can be a command.
//
// It never talks to a printer. The same pages and options give the same bytes. Start at Render.
package escpos

import (
	"encoding/binary"
	"strconv"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels"
	"example.com/tote/labels/raster"
	"example.com/tote/labels/symbol"
)

// The paper. Its edges are out of the head's reach.
const (
	PaperMM = 80
	HeadMM  = 72
	Dots    = 576 // of the head, at 8 a millimetre
)

// bandRows bounds one raster command: cheap printers buffer some 16 kB, and begin to print when it is there.
const bandRows = 128

// Reasons of the errors of this package, beside those of raster, labels and symbol.
const (
	ReasonWide = "escpos.too_wide" // a page does not fit on the paper
	ReasonDPI  = "escpos.dpi"      // a resolution receipt printers do not have
)

// Options of a document.
type Options struct {
	DPI symbol.DPI // 0 or DPI203, there is no other
}

var (
	initialize = []byte{0x1B, '@'}
	rasterDots = []byte{0x1D, 'v', '0', 0} // then bytes a row and rows, two bytes each, the lower first
	feedAndCut = []byte{0x1D, 'V', 'B', 0} // feeds the last row past the knife first
)

// Render writes one receipt a page and reports what is not on them as it was given. A page is centred on the paper; one that
// is a little wider than the head is fine as long as nothing but its white margins lies outside. The error names every page
// that is too wide, or every barcode and number that cannot be printed; there is no output then.
func Render(pages []labels.Page, o Options) ([]byte, labels.Report, error) {
	if o.DPI == 0 {
		o.DPI = symbol.DPI203
	}
	if o.DPI != symbol.DPI203 {
		return nil, labels.Report{}, fault.Invalid(ReasonDPI, "%d dpi: receipt printers have %d", o.DPI, symbol.DPI203)
	}
	inks, report, err := raster.Place(pages, o.DPI)
	if err == nil {
		_, err = raster.Bytes(inks)
	}
	if err != nil {
		return nil, labels.Report{}, err
	}
	out := append([]byte(nil), initialize...)
	var wrong fault.Gather
	var painted raster.Bitmap
	for i, ink := range inks {
		painted.Draw(ink)
		paper, ok := centre(&painted)
		if !ok || ink.Size.W > PaperMM {
			wrong.Add("page "+strconv.Itoa(i+1), ReasonWide, "is %g mm wide with ink on more than %d; take a receipt of at most %d mm, or another printer",
				ink.Size.W, HeadMM, HeadMM)
			continue
		}
		out = appendPage(out, paper)
	}
	if err := wrong.Invalid(ReasonWide, "the document does not fit on %d mm paper", PaperMM); err != nil {
		return nil, labels.Report{}, err
	}
	return out, report, nil
}

const stride = Dots / 8

// centre gives the rows of the page in the middle of the paper; false if ink would be lost.
func centre(b *raster.Bitmap) ([]byte, bool) {
	shift := (Dots - b.Width) >> 1 // negative for pages wider than the head
	if shift == 0 && b.Stride == stride {
		return b.Bits, true
	}
	out := make([]byte, stride*b.Height)
	for y := range b.Height {
		row := b.Bits[y*b.Stride : (y+1)*b.Stride]
		to := out[y*stride : (y+1)*stride]
		for i, v := range row {
			wide := uint16(v) << (8 - shift&7)
			if !set(to, i+shift>>3, byte(wide>>8)) || !set(to, i+shift>>3+1, byte(wide)) {
				return nil, false
			}
		}
	}
	return out, true
}

func set(row []byte, at int, dots byte) bool {
	if dots == 0 {
		return true
	}
	if at < 0 || at >= len(row) {
		return false
	}
	row[at] |= dots
	return true
}

// appendPage sends the rows in bands and cuts.
func appendPage(out, rows []byte) []byte {
	for from := 0; from < len(rows); from += bandRows * stride {
		band := rows[from:min(len(rows), from+bandRows*stride)]
		out = append(out, rasterDots...)
		out = binary.LittleEndian.AppendUint16(out, stride)
		out = binary.LittleEndian.AppendUint16(out, uint16(len(band)/stride))
		out = append(out, band...)
	}
	return append(out, feedAndCut...)
}
