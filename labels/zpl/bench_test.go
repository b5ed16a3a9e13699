package zpl

import (
	"testing"

	"example.com/tote/labels"
	"example.com/tote/labels/raster/rastertest"
)

func benchmark(b *testing.B, g Graphics, layout bool) {
	b.ReportAllocs()
	doc := rastertest.Waybill(labels.Size100x150)
	pages := rastertest.PagesOf(b, doc)
	size := 0
	for b.Loop() {
		if layout {
			pages = rastertest.PagesOf(b, doc)
		}
		out, _, err := Render(pages, Options{Graphics: g})
		if err != nil {
			b.Fatal(err)
		}
		size = len(out)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "labels/s")
	b.ReportMetric(float64(size)/1000, "kB")
}

// A Chinese waybill of 100 by 150 mm at 203 dpi, from the struct to the bytes.
func BenchmarkWaybillRunLength(b *testing.B) { benchmark(b, RunLength, true) }
func BenchmarkWaybillZ64(b *testing.B)       { benchmark(b, Z64, true) }
