// Package render writes pages of labels in the language of the printer they are meant for.
//
// It never lays out and never prints: it only knows which of its sibling packages speaks which language, and what the
// bytes are called on the wire and on disk. Start at Render.
package render

import (
	"slices"
	"strings"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels"
	"example.com/tote/labels/escpos"
	"example.com/tote/labels/sheet"
	"example.com/tote/labels/symbol"
	"example.com/tote/labels/tspl"
	"example.com/tote/labels/zpl"
)

// Language is what a printer understands, or a person who previews.
type Language string

// The languages.
const (
	PDF    Language = "pdf"    // any office printer, through IPP
	ZPL    Language = "zpl"    // Zebra and its clones
	TSPL   Language = "tspl"   // TSC, Gprinter, Xprinter
	ESCPOS Language = "escpos" // receipt printers with 80 mm paper
	PNG    Language = "png"    // for eyes
)

// ReasonLanguage is the reason of a language word nobody speaks here.
const ReasonLanguage = "label.language"

// Languages lists all of them.
func Languages() []Language { return []Language{PDF, ZPL, TSPL, ESCPOS, PNG} }

// Parse gives the language of a word, in any case. Errors: ReasonLanguage with the words there are.
func Parse(word string) (Language, error) {
	l := Language(strings.ToLower(strings.TrimSpace(word)))
	if !slices.Contains(Languages(), l) {
		return "", fault.Invalid(ReasonLanguage, "%q is no printer language: take pdf, zpl, tspl, escpos or png", word)
	}
	return l, nil
}

// Options of a document. DPI 0 is 203; Title and Created are written into a PDF's properties only.
type Options struct {
	Language Language
	DPI      symbol.DPI
	Title    string
	Created  time.Time // zero = a fixed day, never now
}

// Output is a document ready to send or to save.
type Output struct {
	Data        []byte
	ContentType string
	Extension   string // without a dot
}

// Render writes the pages in one language. The same pages and options give the same bytes. Errors are those of the
// language's package: what cannot be printed is named on all pages, and there is no output then.
func Render(pages []labels.Page, o Options) (Output, labels.Report, error) {
	out, write, err := writerOf(o)
	if err != nil {
		return Output{}, labels.Report{}, err
	}
	data, report, err := write(pages)
	if err != nil {
		return Output{}, labels.Report{}, err
	}
	out.Data = data
	return out, report, nil
}

type writer func([]labels.Page) ([]byte, labels.Report, error)

func writerOf(o Options) (Output, writer, error) {
	switch o.Language {
	case PDF:
		return Output{ContentType: "application/pdf", Extension: "pdf"}, func(p []labels.Page) ([]byte, labels.Report, error) {
			return sheet.Render(p, sheet.Options{DPI: o.DPI, Title: o.Title, Created: o.Created})
		}, nil
	case ZPL:
		return Output{ContentType: "application/zpl", Extension: "zpl"}, func(p []labels.Page) ([]byte, labels.Report, error) {
			return zpl.Render(p, zpl.Options{DPI: o.DPI})
		}, nil
	case TSPL:
		return Output{ContentType: "application/octet-stream", Extension: "tspl"}, func(p []labels.Page) ([]byte, labels.Report, error) {
			return tspl.Render(p, tspl.Options{DPI: o.DPI})
		}, nil
	case ESCPOS:
		return Output{ContentType: "application/octet-stream", Extension: "escpos"}, func(p []labels.Page) ([]byte, labels.Report, error) {
			return escpos.Render(p, escpos.Options{DPI: o.DPI})
		}, nil
	case PNG:
		return Output{ContentType: "image/png", Extension: "png"}, func(p []labels.Page) ([]byte, labels.Report, error) {
			return picture(p, o.DPI)
		}, nil
	}
	_, err := Parse(string(o.Language))
	return Output{}, nil, err
}
