package tabular

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"testing"
)

// The benchmarks read a long catalogue; the test a shorter one that still is many times the memory it allows.
const manyRows, testRows = 100_000, 30_000

// sheetStream makes a long CSV without ever holding it.
type sheetStream struct {
	row     int
	rows    int
	pending []byte
}

func (s *sheetStream) Read(b []byte) (int, error) {
	if len(s.pending) == 0 {
		if s.row > s.rows {
			return 0, io.EOF
		}
		s.pending = []byte("sku,name,count,weight_g,price,expires\n")
		if s.row > 0 {
			s.pending = fmt.Appendf(s.pending[:0], "SKU-%06d,老坛酸菜牛肉面 %d,%d,250,12.95,2026-01-31\n", s.row, s.row, s.row%7)
		}
		s.row++
	}
	n := copy(b, s.pending)
	s.pending = s.pending[n:]
	return n, nil
}

func drain(t testing.TB, r io.Reader) {
	t.Helper()
	rd, err := Open(r, "long", Options{Schema: testSchema})
	must(t, err)
	for {
		row, err := rd.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		must(t, err)
		readAll(row)
		rd.Report().Add(row)
	}
	if rd.Report().Good != manyRows {
		t.Fatalf("good rows = %d, want %d", rd.Report().Good, manyRows)
	}
}

func longBook(t testing.TB, count int) []byte {
	return write(t, XLSX, WriterOptions{}, func() (fill []func(*Record)) {
		for i := range count {
			fill = append(fill, func(r *Record) {
				r.Text("sku", fmt.Sprintf("SKU-%06d", i))
				r.Text("name", "老坛酸菜牛肉面")
				r.Int("count", int64(i%7))
				r.Int("weight_g", 250)
				r.Money("price", 1295, 2)
				r.Date("expires", day(2026, 1, 31))
			})
		}
		return fill
	}()...)
}

// peakHeap is the largest live heap seen, above what was there before.
type peakHeap struct{ base, peak uint64 }

func (p *peakHeap) look() {
	for range 3 { // pools give back what they hold only at the second and third collection
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if p.base == 0 {
		p.base = m.HeapAlloc
	}
	if m.HeapAlloc > p.base {
		p.peak = max(p.peak, m.HeapAlloc-p.base)
	}
}

func TestALongFileIsStreamed(t *testing.T) {
	book := longBook(t, testRows)
	for name, r := range map[string]io.Reader{"csv": &sheetStream{rows: testRows}, "xlsx": bytes.NewReader(book)} {
		t.Run(name, func(t *testing.T) {
			var heap peakHeap
			heap.look()
			rd, err := Open(r, "long", Options{Schema: testSchema})
			must(t, err)
			n := 0
			for ; ; n++ {
				row, err := rd.Next()
				if errors.Is(err, io.EOF) {
					break
				}
				must(t, err)
				readAll(row)
				rd.Report().Add(row)
				if n%5_000 == 0 {
					heap.look()
				}
			}
			const most = 512 << 10 // the buffers and the inflater's window; the rows are several times that
			if n != testRows || heap.peak > most {
				t.Errorf("%d rows took %d kB, want %d rows in at most %d kB", n, heap.peak>>10, testRows, most>>10)
			}
			t.Logf("peak heap %d kB", heap.peak>>10)
		})
	}
}

func BenchmarkReadCSV100kRows(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		drain(b, &sheetStream{rows: manyRows})
	}
}

func BenchmarkReadXLSX100kRows(b *testing.B) {
	book := longBook(b, manyRows)
	b.ReportAllocs()
	for b.Loop() {
		drain(b, bytes.NewReader(book))
	}
}

func BenchmarkWriteCSV100kRows(b *testing.B)  { benchWrite(b, CSV) }
func BenchmarkWriteXLSX100kRows(b *testing.B) { benchWrite(b, XLSX) }

func benchWrite(b *testing.B, format Format) {
	b.ReportAllocs()
	for b.Loop() {
		w, err := NewWriter(io.Discard, format, WriterOptions{Schema: testSchema})
		must(b, err)
		for range manyRows {
			r := w.Record()
			r.Text("sku", "06901234567892")
			r.Text("name", "老坛酸菜牛肉面")
			r.Int("count", 7)
			r.Money("price", 1295, 2)
			must(b, w.Write(r))
		}
		must(b, w.Close())
	}
}
