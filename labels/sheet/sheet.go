// Package sheet writes pages of labels as PDF: vector bars on whole dots, text in a font made of just the characters used.
//
// It never decides what stands on a label, never scales a barcode and never asks a clock: the same pages and options give
// the same bytes, so a reprint can be compared by its hash. It writes nothing to disk.
//
// Start at Render.
package sheet

import (
	"bytes"
	"time"

	"github.com/jung-kurt/gofpdf"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels"
	"example.com/tote/labels/font"
	"example.com/tote/labels/symbol"
)

// Reasons of the errors of this package, beside those of labels and symbol.
const (
	ReasonPages  = "sheet.pages"  // none, too many, or a size no printer has
	ReasonWriter = "sheet.writer" // the PDF writer failed
)

// Options of a document. The zero value is a label printer of 203 dpi and no title.
type Options struct {
	DPI     symbol.DPI // 0 = DPI203; bars stand on its dots
	Title   string
	Created time.Time // printed into the file's properties; zero = a fixed day, never now
}

// unknownDay stands for a creation time nobody gave, because the writer would take the clock's.
var unknownDay = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

const family = "label"

// Render writes the pages as one PDF, each in its own size, and reports what is not on them as it was given. The error
// names every barcode and number that cannot be printed, on all pages; there is no document then.
func Render(pages []labels.Page, opt Options) ([]byte, labels.Report, error) {
	if opt.DPI == 0 {
		opt.DPI = symbol.DPI203
	}
	if opt.Created.IsZero() {
		opt.Created = unknownDay
	}
	inks, report, err := labels.PlaceAll(pages, font.Default(), opt.DPI, ReasonPages)
	if err != nil {
		return nil, labels.Report{}, err
	}
	pdf, err := write(inks, opt)
	return pdf, report, err
}

func write(inks []labels.Ink, opt Options) ([]byte, error) {
	size := gofpdf.SizeType{Wd: inks[0].Size.W, Ht: inks[0].Size.H}
	pdf := gofpdf.NewCustom(&gofpdf.InitType{OrientationStr: "P", UnitStr: "mm", Size: size})
	// A compressor for every page costs more time than drawing it; bars in whole dots are short enough to leave plain.
	pdf.SetCompression(false)
	pdf.SetCatalogSort(true) // the writer walks its maps otherwise, and no two files are alike
	pdf.SetCreationDate(opt.Created.UTC())
	pdf.SetModificationDate(opt.Created.UTC())
	pdf.SetMargins(0, 0, 0)
	pdf.SetAutoPageBreak(false, 0) // a text at the foot would open a second, empty label
	pdf.SetTitle(opt.Title, true)
	if rs := runesOf(inks); len(rs) > 0 {
		pdf.AddUTF8FontFromBytes(family, "", font.Default().Subset(rs))
	}
	for _, ink := range inks {
		pdf.AddPageFormat("P", gofpdf.SizeType{Wd: ink.Size.W, Ht: ink.Size.H})
		drawPage(pdf, ink)
	}
	var out bytes.Buffer
	if err := pdf.Output(&out); err != nil {
		return nil, fault.Internal(ReasonWriter, "the PDF writer failed").Because(err)
	}
	return out.Bytes(), nil
}

func runesOf(inks []labels.Ink) []rune {
	seen := make(map[rune]bool, 256)
	var out []rune
	for _, ink := range inks {
		for _, l := range ink.Lines {
			for _, r := range l.Text {
				if !seen[r] {
					seen[r] = true
					out = append(out, r)
				}
			}
		}
	}
	return out
}

// pointsPerMM is the unit of PDF.
const pointsPerMM = 72 / 25.4

// boldness is the stroke, in sizes, that makes the regular face bold: one face is 7.5 MB, two are not worth it.
const boldness = 0.035

func drawPage(pdf *gofpdf.Fpdf, ink labels.Ink) {
	if b := shapesOf(ink); len(b) > 0 {
		pdf.RawWriteStr(string(b))
	}
	pdf.SetTextColor(0, 0, 0)
	pdf.SetDrawColor(0, 0, 0)
	bold, white := false, false
	for _, l := range ink.Lines {
		if l.White != white {
			white = l.White
			shade := 0
			if white {
				shade = 255
			}
			pdf.SetTextColor(shade, shade, shade)
			pdf.SetDrawColor(shade, shade, shade) // the stroke of bold
		}
		if l.Bold != bold {
			bold = l.Bold
			mode := 0
			if bold {
				mode = 2 // fill and stroke
			}
			pdf.SetTextRenderingMode(mode)
		}
		pdf.SetFont(family, "", l.Size)
		if bold {
			pdf.SetLineWidth(l.Size * boldness / pointsPerMM)
		}
		pdf.Text(l.X, l.Y, l.Text)
	}
}
