package channel

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"example.com/tote/inventory/exchange"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/tabular"
)

// FuzzOrderSheet: no file makes the mapping panic; a good order has a name, lines and a body that Apply can read.
func FuzzOrderSheet(f *testing.F) {
	f.Add([]byte(sampleFile))
	f.Add([]byte("number,sku,quantity,price\n1,A,1,2.50\n1,B,2,\n2,A,1,\n1,A,1,\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		rd, err := tabular.Open(bytes.NewReader(file), "fuzz", tabular.Options{Schema: orderSchema})
		if err != nil {
			return
		}
		defer rd.Close()
		o := sheet()
		o.Channel = "web"
		drafts := o.Drafts(rd)
		rows, given := 0, 0
		check := func(d *exchange.Draft) {
			if d == nil {
				return
			}
			given += len(d.Rows)
			var got sheetOrder
			if d.OK() && (store.Unmarshal(d.Body, &got) != nil || got.Head.Number == "" || got.Head.Channel == "" || len(got.Lines) != len(d.Rows) || len(d.Claims) != 1) {
				t.Errorf("a good order gives %+v of %d rows", got, len(d.Rows))
			}
		}
		for {
			row, err := rd.Next()
			if err != nil {
				break
			}
			rows++
			check(drafts.Add(row))
		}
		check(drafts.End())
		if given != rows {
			t.Errorf("%d rows came back of %d", given, rows)
		}
	})
}

// BenchmarkImportOrders brings 20,000 rows of orders of 1 to 5 lines in.
func BenchmarkImportOrders(b *testing.B) {
	var file strings.Builder
	file.WriteString("channel,number,sku,quantity,paid,name,phone,province,city,detail\n")
	for i, order, left := 0, 0, 0; i < 20_000; i++ {
		if left == 0 {
			order++
			left = 1 + order%5
		}
		left--
		fmt.Fprintf(&file, "web,N%06d,SKU%d,%d,yes,Ann,13800000000,上海市,上海市,示范路%d号\n", order, i%10, 1+i%3, order)
	}
	for _, mode := range []exchange.Mode{exchange.EachRow, exchange.WholeFile} {
		b.Run(fmt.Sprintf("mode=%d", mode), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				s := newShop(b, 10)
				b.StartTimer()
				if out := s.imports(sheet(), mode, strings.NewReader(file.String())); out.Report.Good != 20_000 {
					b.Fatal(told(out.Report)[:3])
				}
			}
			b.ReportMetric(20_000*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
