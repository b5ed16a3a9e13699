package sheet

import (
	"testing"

	"example.com/tote/labels"
)

func benchmark(b *testing.B, doc labels.Document, copies int) {
	b.ReportAllocs()
	size := 0
	for b.Loop() {
		var pages []labels.Page
		for range copies {
			p, err := doc.Pages()
			if err != nil {
				b.Fatal(err)
			}
			pages = append(pages, p...)
		}
		pdf, _, err := Render(pages, Options{})
		if err != nil {
			b.Fatal(err)
		}
		size = len(pdf)
	}
	b.ReportMetric(float64(b.N*copies)/b.Elapsed().Seconds(), "labels/s")
	b.ReportMetric(float64(size)/1000, "kB")
}

func BenchmarkWaybillChinese(b *testing.B) { benchmark(b, waybillCN(), 1) }
func BenchmarkWaybillEnglish(b *testing.B) { benchmark(b, waybillUK(), 1) }
func BenchmarkWaybillWave(b *testing.B)    { benchmark(b, waybillCN(), 100) } // 100 labels in one PDF
func BenchmarkLocation(b *testing.B)       { benchmark(b, locations()[0], 1) }
func BenchmarkSlip40(b *testing.B)         { benchmark(b, slip(40), 1) }
func BenchmarkManifest200(b *testing.B)    { benchmark(b, manifest(200), 1) }
