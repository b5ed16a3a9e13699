package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/mattn/go-isatty"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels"
	"example.com/tote/labels/render"
	"example.com/tote/labels/symbol"
)

// labelCommand prints a document to a file or a pipe, without a service: to see it, or to send it to a printer by hand.
type labelCommand struct {
	Item     labelItem       `cmd:"" help:"Label of goods: names, SKU, retail barcode, lot and expiry."`
	Location labelLocation   `cmd:"" help:"Labels of locations."`
	LPN      labelLPN        `cmd:"" name:"lpn" help:"Licence plates of totes, cartons and pallets: SSCCs or numbers of the house."`
	Tote     labelTote       `cmd:"" help:"Licence plates of totes."`
	Carton   labelCarton     `cmd:"" help:"Logistic label of a carton or pallet in GS1-128."`
	Waybill  labelWaybill    `cmd:"" help:"A carrier's label, from a file or from flags. Names, phones and units are masked as the document says."`
	Badge    labelBadge      `cmd:"" help:"A worker's badge."`
	Commands labelSheet      `cmd:"" help:"The sheet of command barcodes that make the keyboard needless."`
	Packing  labelPacking    `cmd:"" name:"packing-slip" help:"Packing slips, from a file."`
	PickList labelPickList   `cmd:"" name:"pick-list" help:"Pick lists on paper, from a file."`
	Manifest labelManifest   `cmd:"" help:"Manifests, from a file."`
	Invoice  labelInvoice    `cmd:"" help:"Priced slips, from a file; --media 80mm for a receipt printer."`
	Wave     labelManyOfMany `cmd:"" help:"Many documents of any kind in one file: a JSON list in which each says its kind."`

	Format  string    `help:"What the printer speaks: pdf, zpl, tspl or escpos; png for eyes." enum:"pdf,zpl,tspl,escpos,png" default:"pdf"`
	DPI     int       `help:"Resolution of the printer." enum:"203,300,600" default:"203"`
	Media   string    `help:"Size in millimetres, such as 100x150, or a4, card, 4x6in, 80mm. Default: the document's own."`
	Copies  int       `help:"How often each is printed." default:"1"`
	Page    int       `help:"Only this page, from 1. A picture always is one page."`
	Out     string    `help:"File to write. Default: standard output." type:"path"`
	Title   string    `help:"Of a PDF."`
	Created time.Time `help:"Written into a PDF. Default: none, so that the same label is the same file." format:"2006-01-02"`
}

// mostCopies bounds --copies: more is a slip of the finger and a roll of labels.
const mostCopies = 500

// mostNotes of what was cut or replaced are told one by one.
const mostNotes = 40

// print writes the documents and tells what is not on them as it was given.
func (l *labelCommand) print(t streams, docs ...labels.Document) error {
	language, err := render.Parse(l.Format)
	if err != nil {
		return err
	}
	f, isFile := t.out.(*os.File)
	if l.Out == "" && language != render.ZPL && isFile && isatty.IsTerminal(f.Fd()) {
		return fault.Invalid("label.terminal", "%s is nothing a terminal can show: redirect it (> label.%s) or give --out FILE", l.Format, l.Format)
	}
	pages, err := l.pages(docs)
	if err != nil {
		return err
	}
	if language == render.PNG && len(pages) > 1 {
		fmt.Fprintf(t.err, "a picture is one page: this is 1 of %d, see --page\n", len(pages))
		pages = pages[:1]
	}
	out, report, err := render.Render(pages, render.Options{Language: language, DPI: symbol.DPI(l.DPI), Title: l.Title, Created: l.Created})
	if err != nil {
		return err
	}
	tellReport(t, report)
	if l.Out == "" {
		_, err := t.out.Write(out.Data)
		return err
	}
	return writeWhole(l.Out, out.Data)
}

// pages lays the documents out on the media, so often as copies are wanted.
func (l *labelCommand) pages(docs []labels.Document) ([]labels.Page, error) {
	if l.Copies < 1 || l.Copies > mostCopies {
		return nil, fault.Invalid("label.copies", "--copies is 1 to %d, not %d", mostCopies, l.Copies)
	}
	var all []labels.Document
	for _, d := range docs {
		if l.Media != "" {
			size, err := labels.ParseSize(l.Media)
			if err != nil {
				return nil, err
			}
			if d, err = labels.OnMedia(d, size); err != nil {
				return nil, err
			}
		}
		for range l.Copies {
			all = append(all, d)
		}
	}
	pages, err := pagesOf(all)
	if err != nil || l.Page == 0 {
		return pages, err
	}
	if l.Page < 0 || l.Page > len(pages) {
		return nil, fault.Invalid("label.page", "there is no page %d: there are %d", l.Page, len(pages))
	}
	return pages[l.Page-1 : l.Page], nil
}

// pagesOf lets the error of a single document speak for itself.
func pagesOf(docs []labels.Document) ([]labels.Page, error) {
	if len(docs) == 1 {
		return docs[0].Pages()
	}
	return labels.PagesOf(docs...)
}

func tellReport(t streams, r labels.Report) {
	notes := r.Lines()
	for i, n := range notes {
		if i == mostNotes {
			fmt.Fprintf(t.err, "and %d more\n", len(notes)-i)
			return
		}
		fmt.Fprintln(t.err, n)
	}
}

// writeWhole writes a file beside its final name first: a printer's watched folder never sees half a label. There may be
// an address on it, so only its owner reads it.
func writeWhole(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
