package exchange

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
	"example.com/tote/inventory/tabular"
)

const benchRows = 20_000

func benchFile(sheet Sheet) string {
	var b strings.Builder
	if sheet.InCompany() {
		b.WriteString("sku,name,state,each_barcodes,case_quantity,case_barcodes,each_grams,each_length_mm,each_width_mm,each_height_mm,category\n")
		for i := range benchRows {
			fmt.Fprintf(&b, "SKU%06d,Item number %d,approved,e%d,12,c%d,250,100,80,60,tea\n", i, i, i, i)
		}
		return b.String()
	}
	b.WriteString("code,kind,zone,aisle,bay,level,x,y,travel\n")
	for i := range benchRows {
		fmt.Fprintf(&b, "A%02d-%03d-%d,pick_face,hall,%d,%d,%d,%d,%d,%d\n", i/1000, i/5%200, i%5, i/1000+1, i/5%200+1, i%5+1, i/1000*3000, i/5%200*1200, i)
	}
	return b.String()
}

// BenchmarkImport brings 20,000 rows in, to a store on disk: new ones, then (again) the same file over them. WholeFile is
// measured to the end of its job.
func BenchmarkImport(b *testing.B) {
	for _, sheet := range []Sheet{Items{}, Locations{}} {
		file := benchFile(sheet)
		for _, mode := range []Mode{EachRow, WholeFile} {
			for _, again := range []bool{false, true} {
				b.Run(fmt.Sprintf("%s/mode=%d/again=%t", sheet.Kind(), mode, again), func(b *testing.B) {
					for b.Loop() {
						b.StopTimer()
						h := &house{t: b, jobs: make(chan string, 10)}
						h.Fixture = storetest.Open(b, h.watch)
						h.open()
						if again {
							h.imports(sheet, EachRow, file)
						}
						b.StartTimer()
						out := h.imports(sheet, mode, file)
						if mode == WholeFile {
							h.settled()
						}
						if !out.Report.OK() || out.Report.Rows != benchRows {
							b.Fatal(told(out.Report)[:3])
						}
					}
					b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
				})
			}
		}
	}
}

func BenchmarkExport(b *testing.B) {
	h := &house{t: b, jobs: make(chan string, 10)}
	h.Fixture = storetest.Open(b, h.watch)
	h.imports(Items{}, EachRow, benchFile(Items{}))
	for _, format := range []tabular.Format{tabular.CSV, tabular.XLSX} {
		b.Run(string(format), func(b *testing.B) {
			for b.Loop() {
				var out bytes.Buffer
				rows, err := Export(context.Background(), h.Executor, ExportOptions{Sheet: Items{}, Partition: store.Company, Format: format, Writer: &out})
				if err != nil || rows != benchRows {
					b.Fatal(rows, err)
				}
			}
			b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
