package escpos

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"sync"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/fault/faulttest"
	"example.com/tote/inventory/needs"
	"example.com/tote/labels"
	"example.com/tote/labels/raster"
	"example.com/tote/labels/raster/rastertest"
	"example.com/tote/labels/symbol"
)

// receipts is a small printer: it knows initialise, raster dots and cut, and gives the pieces of paper cut off.
func receipts(t testing.TB, data []byte) []*raster.Bitmap {
	t.Helper()
	if !bytes.HasPrefix(data, []byte{0x1B, 0x40}) {
		t.Fatalf("begins with % x", data[:2])
	}
	data = data[2:]
	var out []*raster.Bitmap
	paper := &raster.Bitmap{Width: Dots, Stride: Dots / 8, DPI: symbol.DPI203}
	for len(data) > 0 {
		switch {
		case bytes.HasPrefix(data, []byte{0x1D, 0x76, 0x30, 0x00}):
			wide, high := int(binary.LittleEndian.Uint16(data[4:])), int(binary.LittleEndian.Uint16(data[6:]))
			if wide != paper.Stride || high < 1 || high > bandRows || len(data) < 8+wide*high {
				t.Fatalf("%d by %d bytes of dots, %d left", wide, high, len(data)-8)
			}
			paper.Bits = append(paper.Bits, data[8:8+wide*high]...)
			paper.Height += high
			data = data[8+wide*high:]
		case bytes.HasPrefix(data, []byte{0x1D, 0x56, 0x42, 0x00}):
			out = append(out, paper)
			paper = &raster.Bitmap{Width: Dots, Stride: Dots / 8, DPI: symbol.DPI203}
			data = data[4:]
		default:
			t.Fatalf("not a command: % x", data[:min(8, len(data))])
		}
	}
	if paper.Height > 0 {
		t.Errorf("%d rows are not cut off", paper.Height)
	}
	return out
}

func compare(t testing.TB, what string, pages []labels.Page) {
	t.Helper()
	data, _, err := Render(pages, Options{})
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	want, _, err := raster.Render(pages, raster.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := receipts(t, data)
	if len(got) != len(want) {
		t.Fatalf("%s: %d pieces of paper, want %d", what, len(got), len(want))
	}
	for i := range want {
		same(t, fmt.Sprint(what, ", page ", i+1), got[i], want[i])
	}
}

// same looks for the page in the middle of the paper and for white beside it.
func same(t testing.TB, what string, got, want *raster.Bitmap) {
	t.Helper()
	if got.Height != want.Height {
		t.Errorf("%s: %d rows, want %d", what, got.Height, want.Height)
		return
	}
	left := (Dots - want.Width) >> 1
	for y := range got.Height {
		for x := min(0, left); x < max(Dots, left+want.Width); x++ {
			if got.At(x, y) != want.At(x-left, y) {
				t.Errorf("%s: dot %d, %d differs", what, x, y)
				return
			}
		}
	}
}

func narrow(w float64) labels.Page {
	return labels.Page{Size: labels.Size{W: w, H: 40}, Fills: []labels.Fill{{Rect: labels.Rect{X: w/2 - 20, Y: 1, W: 40, H: 1}}},
		Codes: []labels.Code{{Kind: symbol.Code128, Content: "T-1", Rect: labels.Rect{X: w/2 - 20, Y: 4, W: 40, H: 12}}},
		Texts: []labels.Text{{Text: "收据 receipt ^XA \x1b@\x1dV\x00", Rect: labels.Rect{X: w/2 - 20, Y: 20, W: 40, H: 10}, Size: 12, Least: 5}}}
}

// Receipts of one and several pieces, narrower labels in the middle of the paper, and a page a little wider than the head whose
// margins are white.
func TestPrinterDrawsTheSameDots(t *testing.T) {
	for name, pages := range map[string][]labels.Page{
		"receipt": rastertest.PagesOf(t, rastertest.Receipt(5)), "long receipt": rastertest.PagesOf(t, rastertest.Receipt(90)),
		"waybill 76": rastertest.PagesOf(t, rastertest.Waybill(labels.Size76x130)), "item": rastertest.PagesOf(t, labels.Item{SKU: "A"}),
		"three": {narrow(60), narrow(72), narrow(45.3)}, "paper wide": {narrow(80)}, "odd": {narrow(77.7), narrow(50.9), narrow(71.9)},
	} {
		compare(t, name, pages)
	}
}

func TestNoTextBecomesACommand(t *testing.T) {
	for _, text := range rastertest.Nasty {
		v := rastertest.Receipt(2)
		v.Seller.Name, v.Message, v.Lines[0].Name, v.Paid = "x"+text, text, "x"+text, text
		compare(t, text, rastertest.PagesOf(t, v))
	}
}

func TestPrintedBarcodesDecode(t *testing.T) {
	needs.Programs(t, "zbarimg", "dmtxread")
	pages := rastertest.PagesOf(t, rastertest.Receipt(2))
	data, _, err := Render(pages, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range receipts(t, data) {
		rastertest.Decode(t, "receipt", rastertest.Gray(p), pages[i], symbol.DPI203)
	}
}

// Every page that does not fit on the paper is named, and what to do.
func TestTooWide(t *testing.T) {
	edge := narrow(76)
	edge.Fills = append(edge.Fills, labels.Fill{Rect: labels.Rect{X: 1, W: 10, H: 1}}) // black beyond the head
	got, _, err := Render([]labels.Page{narrow(60), narrow(100), edge, narrow(80.5)}, Options{})
	where := faulttest.Places(err)
	if got != nil || fault.ReasonOf(err) != ReasonWide || strings.Join(where, ", ") != "page 2, page 3, page 4" || !strings.Contains(err.Error(), "72 mm") {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

func TestCommands(t *testing.T) {
	page := labels.Page{Size: labels.Size{W: 72, H: 0.25}, Fills: []labels.Fill{{Rect: labels.Rect{W: 1, H: 0.125}}}}
	got, _, err := Render([]labels.Page{page}, Options{})
	want := "\x1b@\x1dv0\x00\x48\x00\x02\x00\xff" + strings.Repeat("\x00", 143) + "\x1dVB\x00"
	if err != nil || string(got) != want {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
}

func TestSameInputSameBytes(t *testing.T) {
	pages := rastertest.PagesOf(t, rastertest.Receipt(9))
	want, _, err := Render(pages, Options{DPI: symbol.DPI203})
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
	for name, c := range map[string]struct {
		pages  []labels.Page
		dpi    symbol.DPI
		reason string
	}{
		"none": {nil, 0, raster.ReasonPages}, "300 dpi": {[]labels.Page{narrow(60)}, symbol.DPI300, ReasonDPI},
		"unprintable": {[]labels.Page{{Size: labels.Size60x40, Codes: []labels.Code{{Kind: symbol.Code128, Content: "é"}}}}, 0, labels.ReasonUnprintable},
	} {
		if got, _, err := Render(c.pages, Options{DPI: c.dpi}); got != nil || fault.ReasonOf(err) != c.reason {
			t.Errorf("%s: %d bytes, %v, want %s", name, len(got), err, c.reason)
		}
	}
}

func BenchmarkReceipt(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Render(rastertest.PagesOf(b, rastertest.Receipt(10)), Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "receipts/s")
}
