package raster_test

import (
	"bytes"
	"runtime"
	"testing"

	"example.com/tote/labels"
	"example.com/tote/labels/raster"
	"example.com/tote/labels/raster/rastertest"
	"example.com/tote/labels/symbol"
)

func benchmark(b *testing.B, dpi symbol.DPI) {
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := raster.Render(rastertest.PagesOf(b, rastertest.Waybill(labels.Size100x150)), raster.Options{DPI: dpi}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "labels/s")
}

func BenchmarkWaybill203(b *testing.B) { benchmark(b, symbol.DPI203) }
func BenchmarkWaybill300(b *testing.B) { benchmark(b, symbol.DPI300) }

// Only the fitting of texts and codes, which every language does.
func BenchmarkPlace(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := raster.Place(rastertest.PagesOf(b, rastertest.Waybill(labels.Size100x150)), 0); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "labels/s")
}

// A new address on every label: some 30 characters are painted anew.
func BenchmarkWaybillNewCharacters(b *testing.B) {
	b.ReportAllocs()
	w := rastertest.Waybill(labels.Size100x150)
	for i := 0; b.Loop(); i++ {
		street := make([]rune, 30)
		for j := range street {
			street[j] = rune(0x4E00 + (i*31+j*7)%20000)
		}
		w.Recipient.Street = "1" + string(street)
		if _, _, err := raster.Render(rastertest.PagesOf(b, w), raster.Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "labels/s")
}

func BenchmarkPNG(b *testing.B) {
	bitmaps, _, err := raster.Render(rastertest.PagesOf(b, rastertest.Waybill(labels.Size100x150)), raster.Options{})
	if err != nil {
		b.Fatal(err)
	}
	var out bytes.Buffer
	for b.Loop() {
		out.Reset()
		if err := bitmaps[0].PNG(&out); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(out.Len())/1000, "kB")
}

// A label lives in less than a megabyte, whatever was printed before: what stays are the cache and this.
func TestMemoryOfALabel(t *testing.T) {
	pages := rastertest.PagesOf(t, rastertest.Waybill(labels.Size100x180))
	keep := func() []*raster.Bitmap {
		out, _, err := raster.Render(pages, raster.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	kept := keep() // fills the cache
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	const n = 50
	for range n {
		kept = keep()
	}
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(kept)
	const most = 1 << 20
	if each := (after.TotalAlloc - before.TotalAlloc) / n; each > most {
		t.Errorf("%d bytes allocated a label, at most %d", each, most)
	}
}
