package tspl

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"sync"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/needs"
	"example.com/tote/labels"
	"example.com/tote/labels/raster"
	"example.com/tote/labels/raster/rastertest"
	"example.com/tote/labels/symbol"
)

// printer is a small printer: it keeps what the commands of the manual set, draws bitmaps as the manual has them, and knows no
// other command.
type printer struct {
	t      testing.TB
	dpi    symbol.DPI
	paper  *raster.Bitmap
	sizes  []string
	labels []*raster.Bitmap
}

var (
	line   = regexp.MustCompile(`^(SIZE|GAP|DIRECTION|REFERENCE|CLS|PRINT)(?: ([^\r\n]*))?\r\n`)
	bitmap = regexp.MustCompile(`^BITMAP (\d+),(\d+),(\d+),(\d+),0,`)
	size   = regexp.MustCompile(`^([0-9.]+) mm,([0-9.]+) mm$`)
)

func (p *printer) feed(data []byte) {
	p.t.Helper()
	for len(data) > 0 {
		if m := bitmap.FindSubmatch(data); m != nil {
			data = data[len(m[0]):]
			data = data[p.bitmap(m[1:], data):]
			continue
		}
		m := line.FindSubmatch(data)
		if m == nil {
			p.t.Fatalf("not a command: %.60q", data)
		}
		data = data[len(m[0]):]
		p.command(string(m[1]), string(m[2]))
	}
}

func (p *printer) command(name, rest string) {
	p.t.Helper()
	switch name {
	case "SIZE":
		m := size.FindStringSubmatch(rest)
		if m == nil {
			p.t.Fatalf("SIZE %q", rest)
		}
		w, h := number(p.t, m[1]), number(p.t, m[2])
		p.sizes = append(p.sizes, rest)
		p.paper = new(raster.Bitmap)
		p.paper.Width, p.paper.Height = raster.DotsOf(labels.Size{W: w, H: h}, p.dpi)
		p.paper.Stride = (p.paper.Width + 7) / 8
	case "CLS":
		p.paper.Bits = make([]byte, p.paper.Stride*p.paper.Height)
	case "PRINT":
		if rest != "1,1" {
			p.t.Errorf("PRINT %q", rest)
		}
		printed := *p.paper
		p.labels = append(p.labels, &printed)
		p.paper.Bits = nil
	case "GAP":
		if rest != "2 mm,0 mm" {
			p.t.Errorf("GAP %q", rest)
		}
	case "DIRECTION", "REFERENCE":
	}
}

// bitmap draws and tells how many bytes it took with the end of line behind.
func (p *printer) bitmap(words [][]byte, data []byte) int {
	p.t.Helper()
	n := make([]int, len(words))
	for i, w := range words {
		n[i] = int(number(p.t, string(w)))
	}
	x, y, wide, high := n[0], n[1], n[2], n[3]
	if x != 0 || y != 0 || wide != p.paper.Stride || high != p.paper.Height || len(data) < wide*high+2 {
		p.t.Fatalf("a bitmap of %v on %d by %d dots, %d bytes left", n, p.paper.Width, p.paper.Height, len(data))
	}
	for i, v := range data[:wide*high] {
		p.paper.Bits[i] = ^v // 0 is black
		if outside := i%wide*8 + 8 - p.paper.Width; outside > 0 && p.paper.Bits[i]&(1<<outside-1) != 0 {
			p.t.Fatalf("black outside the paper in row %d", i/wide)
		}
	}
	if !bytes.HasPrefix(data[wide*high:], []byte("\r\n")) {
		p.t.Fatal("no end of line behind the bitmap")
	}
	return wide*high + 2
}

func number(t testing.TB, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func printed(t testing.TB, pages []labels.Page, dpi symbol.DPI) *printer {
	t.Helper()
	data, _, err := Render(pages, Options{DPI: dpi})
	if err != nil {
		t.Fatal(err)
	}
	p := &printer{t: t, dpi: dpi}
	p.feed(data)
	return p
}

func compare(t testing.TB, what string, pages []labels.Page, dpi symbol.DPI) {
	t.Helper()
	want, _, err := raster.Render(pages, raster.Options{DPI: dpi})
	if err != nil {
		t.Fatal(err)
	}
	got := printed(t, pages, dpi).labels
	if len(got) != len(want) {
		t.Fatalf("%s: %d labels, want %d", what, len(got), len(want))
	}
	for i := range want {
		if got[i].Width != want[i].Width || got[i].Height != want[i].Height || !bytes.Equal(got[i].Bits, want[i].Bits) {
			t.Errorf("%s: label %d differs", what, i+1)
		}
	}
}

// What comes out is, dot by dot, the raster, whose barcodes are read and whose Chinese is compared there.
func TestPrinterDrawsTheSameDots(t *testing.T) {
	for _, d := range rastertest.Everything() {
		for _, dpi := range []symbol.DPI{symbol.DPI203, symbol.DPI300} {
			compare(t, fmt.Sprint(d.Name, dpi), rastertest.PagesOf(t, d), dpi)
		}
	}
}

// Texts made of commands of this and other languages are dots like any other: the printer above knows seven commands and would
// stop at an eighth.
func TestNoTextBecomesACommand(t *testing.T) {
	n := 60
	if rastertest.Long() {
		n = 1000
	}
	for seed := range uint64(n) {
		compare(t, fmt.Sprint("seed ", seed), rastertest.PagesOf(t, rastertest.Random(seed)), [...]symbol.DPI{symbol.DPI203, symbol.DPI300}[seed%2])
	}
}

// What is burnt can be read: the printer's picture, by other programs' eyes.
func TestPrintedBarcodesDecode(t *testing.T) {
	needs.Programs(t, "zbarimg", "dmtxread")
	pages := rastertest.PagesOf(t, rastertest.Waybill(labels.Size76x130), labels.LPN{SSCC: "106141411234567897"})
	for i, b := range printed(t, pages, symbol.DPI203).labels {
		rastertest.Decode(t, fmt.Sprint("label ", i+1), rastertest.Gray(b), pages[i], symbol.DPI203)
	}
}

// A wave of equal labels says its size once; another size is said before the label that has it.
func TestSizeIsSaidWhenItChanges(t *testing.T) {
	small := labels.LPN{Code: "T-1"}
	p := printed(t, rastertest.PagesOf(t, small, small, rastertest.Waybill(labels.Size4x6in), small), symbol.DPI203)
	if got, want := fmt.Sprint(p.sizes), "[100 mm,50 mm 101.6 mm,152.4 mm 100 mm,50 mm]"; got != want || len(p.labels) != 4 {
		t.Errorf("%d labels of %s, want %s", len(p.labels), got, want)
	}
}

func TestCommands(t *testing.T) {
	page := labels.Page{Size: labels.Size{W: 1.5, H: 0.25}, Fills: []labels.Fill{{Rect: labels.Rect{W: 0.5, H: 0.125}}}}
	got, _, err := Render([]labels.Page{page}, Options{Gap: 3})
	want := "SIZE 1.5 mm,0.25 mm\r\nGAP 3 mm,0 mm\r\nDIRECTION 1\r\nREFERENCE 0,0\r\nCLS\r\nBITMAP 0,0,2,2,0,\x0f\xff\xff\xff\r\nPRINT 1,1\r\n"
	if err != nil || string(got) != want {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
}

func TestSameInputSameBytes(t *testing.T) {
	pages := rastertest.PagesOf(t, rastertest.Waybill(labels.Size100x150))
	want, _, err := Render(pages, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if got, _, err := Render(pages, Options{}); err != nil || !bytes.Equal(got, want) {
				t.Errorf("other bytes, %v", err)
			}
		})
	}
	wg.Wait()
}

func TestErrors(t *testing.T) {
	bad := rastertest.Waybill(labels.Size100x150)
	bad.Number = "运单号"
	wave := make([]labels.Page, 600)
	for i := range wave {
		wave[i].Size = labels.Size100x150
	}
	for name, c := range map[string]struct {
		pages  []labels.Page
		o      Options
		reason string
	}{
		"unprintable": {rastertest.PagesOf(t, bad), Options{}, labels.ReasonUnprintable}, "none": {nil, Options{}, raster.ReasonPages},
		"72 MB of dots": {wave, Options{}, raster.ReasonPages}, "no such head": {wave[:1], Options{DPI: 9}, raster.ReasonDPI},
		"gap": {wave[:1], Options{Gap: -1}, ReasonGap},
	} {
		if got, _, err := Render(c.pages, c.o); got != nil || fault.ReasonOf(err) != c.reason {
			t.Errorf("%s: %d bytes, %v, want %s", name, len(got), err, c.reason)
		}
	}
}

func BenchmarkWaybill(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Render(rastertest.PagesOf(b, rastertest.Waybill(labels.Size100x150)), Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "labels/s")
}
