package zpl

import (
	"fmt"
	"testing"

	"example.com/tote/inventory/needs"
	"example.com/tote/labels/raster"
	"example.com/tote/labels/raster/rastertest"
	"example.com/tote/labels/symbol"
)

// Another program draws the labels: the same dots as the raster, and in them every barcode is read by a third one. Chinese is
// compared with the PDF's in package raster, by the same dots.
func TestRenderedLabels(t *testing.T) {
	t.Parallel()
	for i, d := range rastertest.Labels() {
		check(t, d, Options{})
		if i%4 == 0 || rastertest.Long() {
			check(t, d, Options{DPI: symbol.DPI300, Graphics: Z64})
		}
	}
	for i, d := range rastertest.Sheets() {
		if i == 0 || rastertest.Long() { // hardly anybody has A4 in such a printer, and a sheet costs as much as five labels
			check(t, d, Options{Graphics: Z64, Bars: PaintedBars})
		}
	}
}

func TestRenderedNastyDocuments(t *testing.T) {
	t.Parallel()
	for seed := range uint64(many()) {
		o := ways[seed%uint64(len(ways))]
		if o.DPI == symbol.DPI300 && seed%3 != 0 && !rastertest.Long() {
			o.DPI = symbol.DPI203 // the finer head costs the renderer twice as much
		}
		check(t, rastertest.Random(seed), o)
	}
}

// check has a document rendered and reads it back in a test of its own: one is judged while the renderer draws another.
func check(t *testing.T, d rastertest.Document, o Options) {
	t.Helper()
	needRenderer(t)
	needs.Programs(t, "zbarimg", "dmtxread")
	t.Run("", func(t *testing.T) {
		t.Parallel()
		checkNow(t, d, o)
	})
}

func checkNow(t *testing.T, d rastertest.Document, o Options) {
	if o.DPI == 0 {
		o.DPI = symbol.DPI203
	}
	pages := rastertest.PagesOf(t, d)
	what := fmt.Sprintf("%s %+v", d.Name, o)
	if d.Name == "command sheet" {
		pages = pages[:1] // the others are like it
	}
	pictures := theRenderer().pictures(t, rendered(t, pages, o), pages[0].Size, o.DPI)
	if len(pictures) != len(pages) {
		t.Fatalf("%s: %d labels, want %d", what, len(pictures), len(pages))
	}
	want := dots(t, pages, o.DPI)
	inks, _, err := raster.Place(pages, o.DPI)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range pages {
		rastertest.Same(t, what, pictures[i], want[i])
		rastertest.Decode(t, what, pictures[i], p, o.DPI)
		for _, s := range inks[i].Symbols {
			rastertest.Modules(t, what, pictures[i], s)
		}
	}
}
