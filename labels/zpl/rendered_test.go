package zpl

import (
	"fmt"
	"testing"

	"example.com/tote/labels/raster"
	"example.com/tote/labels/raster/rastertest"
	"example.com/tote/labels/symbol"
)

// Another program draws the labels: the same dots as the raster, and in them every barcode is read by a third one. Chinese is
// compared with the PDF's in package raster, by the same dots.
func TestRenderedLabels(t *testing.T) {
	for i, d := range rastertest.Labels() {
		check(t, d, Options{})
		if i%3 == 0 || rastertest.Long() {
			check(t, d, Options{DPI: symbol.DPI300, Graphics: Z64})
		}
	}
	for _, d := range rastertest.Sheets() {
		check(t, d, Options{Graphics: Z64, Bars: PaintedBars})
	}
}

func TestRenderedNastyDocuments(t *testing.T) {
	for seed := range uint64(many()) {
		check(t, rastertest.Random(seed), ways[seed%uint64(len(ways))])
	}
}

// check renders a document and reads it back; what the renderer drew is judged while it draws the next.
func check(t *testing.T, d rastertest.Document, o Options) {
	r := needRenderer(t)
	rastertest.Tools(t, "zbarimg", "dmtxread")
	if o.DPI == 0 {
		o.DPI = symbol.DPI203
	}
	pages := rastertest.PagesOf(t, d)
	what := fmt.Sprintf("%s %+v", d.Name, o)
	if d.Name == "command sheet" {
		pages = pages[:1] // the others are like it
	}
	pictures := r.pictures(t, rendered(t, pages, o), pages[0].Size, o.DPI)
	if len(pictures) != len(pages) {
		t.Fatalf("%s: %d labels, want %d", what, len(pictures), len(pages))
	}
	want := dots(t, pages, o.DPI)
	inks, _, err := raster.Place(pages, o.DPI)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("", func(t *testing.T) {
		t.Parallel()
		for i, p := range pages {
			rastertest.Same(t, what, pictures[i], want[i])
			rastertest.Decode(t, what, pictures[i], p, o.DPI)
			for _, s := range inks[i].Symbols {
				rastertest.Modules(t, what, pictures[i], s)
			}
		}
	})
}
