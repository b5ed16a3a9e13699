package raster_test

import (
	"bytes"
	"encoding/binary"
	"image/png"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/fault/faulttest"
	"example.com/tote/inventory/needs"
	"example.com/tote/labels"
	"example.com/tote/labels/font"
	"example.com/tote/labels/raster"
	"example.com/tote/labels/raster/rastertest"
	"example.com/tote/labels/symbol"
)

var resolutions = []symbol.DPI{symbol.DPI203, symbol.DPI300}

func render(t testing.TB, pages []labels.Page, dpi symbol.DPI) []*raster.Bitmap {
	t.Helper()
	out, _, err := raster.Render(pages, raster.Options{DPI: dpi})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Every barcode of every document is read from the dots at both resolutions by programs that are not ours.
func TestBarcodesDecode(t *testing.T) {
	t.Parallel()
	needs.Programs(t, "zbarimg", "dmtxread")
	for _, d := range rastertest.Everything() {
		t.Run(d.Name, func(t *testing.T) {
			t.Parallel()
			pages := rastertest.PagesOf(t, d)
			for _, dpi := range resolutions {
				if pages[0].Size == labels.SizeA4 && dpi != symbol.DPI203 && !rastertest.Long() {
					continue // sheets go to office printers; labels come in both
				}
				for i, b := range render(t, pages, dpi) {
					rastertest.Decode(t, d.Name, rastertest.Gray(b), pages[i], dpi)
				}
			}
		})
	}
}

// Whatever stands in the texts, the barcodes beside them can be read.
func TestNastyDocumentsDecode(t *testing.T) {
	t.Parallel()
	needs.Programs(t, "zbarimg", "dmtxread")
	n := 60
	if rastertest.Long() {
		n = 1000
	}
	for seed := range uint64(n) {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			d := rastertest.Random(seed)
			pages, dpi := rastertest.PagesOf(t, d), resolutions[seed%2]
			for i, b := range render(t, pages, dpi) {
				rastertest.Decode(t, d.Name, rastertest.Gray(b), pages[i], dpi)
			}
		})
	}
}

// A module is a whole number of dots, the same for all modules of a symbol, and nothing stands in its quiet zone.
func TestModulesAreWholeDots(t *testing.T) {
	t.Parallel()
	for _, dpi := range resolutions {
		for _, d := range rastertest.Everything() {
			pages := rastertest.PagesOf(t, d)
			if pages[0].Size == labels.SizeA4 && dpi != symbol.DPI203 && !rastertest.Long() {
				continue // sheets go to office printers; labels come in both
			}
			t.Run("", func(t *testing.T) {
				t.Parallel()
				inks, _, err := raster.Place(pages, dpi)
				if err != nil {
					t.Fatal(err)
				}
				for i, b := range render(t, pages, dpi) {
					picture := rastertest.Gray(b)
					for _, s := range inks[i].Symbols {
						if least := dpi.LeastModule(); s.Module < least {
							t.Errorf("%s: a module of %d dots, at least %d", d.Name, s.Module, least)
						}
						rastertest.Modules(t, d.Name, picture, s)
					}
				}
			})
		}
	}
}

// A reprint is compared with the first print by its hash; stations print at the same time and share the cache.
func TestSameInputSameDots(t *testing.T) {
	t.Parallel()
	var pages []labels.Page
	for _, d := range rastertest.Labels() {
		pages = append(pages, rastertest.PagesOf(t, d)...)
	}
	want := render(t, pages, symbol.DPI203)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			for i, b := range render(t, pages, symbol.DPI203) {
				if !bytes.Equal(b.Bits, want[i].Bits) {
					t.Errorf("page %d differs", i)
				}
			}
		})
	}
	wg.Wait()
}

// Memory that is used again leaves nothing of the page before.
func TestDrawBeginsOnWhite(t *testing.T) {
	inks, _, err := raster.Place(append(rastertest.PagesOf(t, rastertest.Waybill(labels.Size100x180)), labels.Page{Size: labels.Size60x40}), 0)
	if err != nil {
		t.Fatal(err)
	}
	var b raster.Bitmap
	b.Draw(inks[0])
	b.Draw(inks[1])
	if black := len(b.Bits) - bytes.Count(b.Bits, []byte{0}); black > 0 || b.Width != 480 || b.Height != 320 || b.Stride != 60 {
		t.Errorf("%d bytes of the page before on %d by %d", black, b.Width, b.Height)
	}
}

// Dots as the documentation of Bitmap has them.
func TestBits(t *testing.T) {
	page := labels.Page{Size: labels.Size{W: 1.5, H: 0.5}, Fills: []labels.Fill{
		{Rect: labels.Rect{X: 0.25, Y: 0, W: 0.625, H: 0.125}},       // 2 to 7 of the first row
		{Rect: labels.Rect{X: 0, Y: 0.125, W: 9, H: 0.125}},          // a row, and beyond the page
		{Rect: labels.Rect{X: 1.375, Y: 0.25, W: 0.01, H: 0.01}},     // never thinner than a dot
		{Rect: labels.Rect{X: -1, Y: 0.375, W: 1.125, H: 0.125}},     // begins outside
		{Rect: labels.Rect{X: 40, Y: 40, W: 1, H: 1}},                // not on the page at all
		{Rect: labels.Rect{X: math.Inf(-1), Y: -40, W: 0.1, H: 0.1}}, // nor this
	}}
	got := render(t, []labels.Page{page}, 0)[0]
	want := []byte{0b00111110, 0, 0xFF, 0xF0, 0, 0b00010000, 0x80, 0}
	if got.Width != 12 || got.Height != 4 || got.Stride != 2 || !bytes.Equal(got.Bits, want) {
		t.Errorf("%d by %d, stride %d: %08b, want %08b", got.Width, got.Height, got.Stride, got.Bits, want)
	}
}

// Rules of one thickness are alike wherever they stand; boxes that touch leave no white line between them.
func TestRulesAreAlike(t *testing.T) {
	for _, dpi := range append(resolutions, symbol.DPI600) {
		for _, thick := range []float64{0.15, 0.375, 0.5} {
			widths := map[int]bool{}
			for i := range 200 {
				box := raster.FillBox(labels.Fill{Rect: labels.Rect{X: 3 + float64(i)*0.377, W: thick, H: 5}}, dpi)
				widths[box.Dx()] = true
			}
			if len(widths) != 1 || widths[0] {
				t.Errorf("a rule of %g mm at %d dpi is %v dots wide", thick, dpi, widths)
			}
		}
		for i := range 200 {
			at := 7 + float64(i)*0.213
			left, right := raster.FillBox(labels.Fill{Rect: labels.Rect{X: 1, W: at - 1, H: 1}}, dpi), raster.FillBox(labels.Fill{Rect: labels.Rect{X: at, W: 9, H: 1}}, dpi)
			if gap := right.Min.X - left.Max.X; gap < -1 || gap > 0 {
				t.Errorf("boxes that meet at %g mm are %d dots apart at %d dpi", at, gap, dpi)
			}
		}
	}
}

// A frame is closed: its four sides, laid out as package labels does, meet at every corner.
func TestFramesAreClosed(t *testing.T) {
	const thick, high = 0.375, 20.0
	for _, dpi := range append(resolutions, symbol.DPI600) {
		for i := range 100 {
			x, y := 2+float64(i)*0.131, 3+float64(i)*0.173
			top := raster.FillBox(labels.Fill{Rect: labels.Rect{X: x, Y: y, W: 30, H: thick}}, dpi)
			foot := raster.FillBox(labels.Fill{Rect: labels.Rect{X: x, Y: y + high - thick, W: 30, H: thick}}, dpi)
			side := raster.FillBox(labels.Fill{Rect: labels.Rect{X: x, Y: y + thick, W: thick, H: high - 2*thick}}, dpi)
			if side.Min.Y > top.Max.Y || side.Max.Y < foot.Min.Y || side.Min.X < top.Min.X {
				t.Errorf("a frame at %g, %g mm, %d dpi: top %v, side %v, foot %v", x, y, dpi, top, side, foot)
			}
		}
	}
}

// Texts at and over the edges are cut there, and touch neither other rows nor the bits behind the last dot.
func TestTextOverTheEdge(t *testing.T) {
	t.Parallel()
	const w, h = 9.9, 8 // 80 dots less one
	for _, white := range []bool{false, true} {
		for x := -6.0; x < 14; x += 0.77 {
			for y := -3.0; y < 14; y += 1.13 {
				ink := labels.Ink{Size: labels.Size{W: w, H: h}, DPI: symbol.DPI203, Lines: []labels.Line{{Text: "囍g龘", X: x, Y: y, Size: 14, Bold: true, White: white}}}
				if white {
					ink.Fills = []labels.Fill{{Rect: labels.Rect{W: w, H: h}}}
				}
				var got, whole raster.Bitmap
				got.Draw(ink)
				large := ink
				large.Size = labels.Size{W: w + 40, H: h + 40}
				large.Lines = slices.Clone(ink.Lines)
				large.Lines[0].X, large.Lines[0].Y = x+20, y+20
				if white {
					large.Fills = []labels.Fill{{Rect: labels.Rect{X: 20, Y: 20, W: w, H: h}}}
				}
				whole.Draw(large)
				for dy := range got.Height {
					for dx := range got.Stride * 8 {
						want := dx < got.Width && whole.At(dx+160, dy+160)
						if is := got.Bits[dy*got.Stride+dx>>3]&(0x80>>(dx&7)) != 0; is != want {
							t.Fatalf("white %v at %g, %g: dot %d, %d is %v, want %v", white, x, y, dx, dy, is, want)
						}
					}
				}
			}
		}
	}
}

func TestPNG(t *testing.T) {
	t.Parallel()
	for _, dpi := range resolutions {
		b := render(t, rastertest.PagesOf(t, rastertest.Waybill(labels.Size4x6in)), dpi)[0]
		var file bytes.Buffer
		if err := b.PNG(&file); err != nil {
			t.Fatal(err)
		}
		at := bytes.Index(file.Bytes(), []byte("pHYs"))
		if at < 0 {
			t.Fatal("no resolution in the picture")
		}
		perMetre := binary.BigEndian.Uint32(file.Bytes()[at+4:])
		if want := map[symbol.DPI]uint32{symbol.DPI203: 8000, symbol.DPI300: 11811}[dpi]; perMetre != want || file.Bytes()[at+12] != 1 {
			t.Errorf("%d dots a metre, want %d", perMetre, want)
		}
		img, err := png.Decode(&file)
		if err != nil {
			t.Fatal(err)
		}
		rastertest.Same(t, "the picture", rastertest.ToGray(img), b)
	}
}

// What makes a label useless is an error that names every such field on every page, and there is no picture.
func TestUnprintable(t *testing.T) {
	bad, worse := rastertest.Waybill(labels.Size100x150), rastertest.Waybill(labels.Size100x150)
	bad.Number = "运单号1"
	worse.Number = strings.Repeat("W", 60) // wider than 100 mm at the smallest module
	got, rep, err := raster.Render(rastertest.PagesOf(t, bad, worse), raster.Options{})
	where := faulttest.Places(err)
	want := "page 1 number, page 1 number, page 2 number, page 2 number"
	if got != nil || rep.Cut != nil || fault.ReasonOf(err) != labels.ReasonUnprintable || strings.Join(where, ", ") != want {
		t.Errorf("%v, fields %v, want %s", err, where, want)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	page := func(w, h float64) labels.Page { return labels.Page{Size: labels.Size{W: w, H: h}} }
	for name, c := range map[string]struct {
		pages  []labels.Page
		dpi    symbol.DPI
		reason string
	}{
		"none": {nil, 0, raster.ReasonPages}, "no size": {[]labels.Page{{}}, 0, raster.ReasonPages}, "too wide": {[]labels.Page{page(421, 10)}, 0, raster.ReasonPages},
		"not a number": {[]labels.Page{page(math.NaN(), 10)}, 0, raster.ReasonPages}, "endless": {[]labels.Page{page(10, math.Inf(1))}, 0, raster.ReasonPages},
		"too many": {make([]labels.Page, labels.MostPages+1), 0, raster.ReasonPages}, "too much": {slices.Repeat([]labels.Page{page(400, 400)}, 60), 0, raster.ReasonPages},
		"no such head": {[]labels.Page{page(10, 10)}, 254, raster.ReasonDPI}, "negative": {[]labels.Page{page(10, 10)}, -203, raster.ReasonDPI},
	} {
		if _, _, err := raster.Render(c.pages, raster.Options{DPI: c.dpi}); fault.ReasonOf(err) != c.reason || fault.CodeFrom(err) != fault.CodeInvalid {
			t.Errorf("%s: %v, want %s", name, err, c.reason)
		}
	}
	if _, _, err := raster.Render([]labels.Page{page(420, 420)}, raster.Options{DPI: symbol.DPI600}); err != nil {
		t.Errorf("the largest page: %v", err)
	}
}

// The report says of which field what was lost, as for PDF.
func TestReport(t *testing.T) {
	w := rastertest.Waybill(labels.Size100x150)
	w.Hub = "Łódź 😀"
	_, rep, err := raster.Render(rastertest.PagesOf(t, w), raster.Options{})
	if want := (labels.Replaced{Page: 0, Field: "hub", Rune: 'Ł'}); err != nil || !slices.Contains(rep.Replaced, want) || !slices.Contains(rep.Replaced, labels.Replaced{Field: "hub", Rune: '😀'}) {
		t.Errorf("%+v, %v: want %+v", rep, err, want)
	}
}

// InkBox holds all black of a line and no row or column more.
func TestInkBox(t *testing.T) {
	line := labels.Line{Text: "杭g州", X: 3.3, Y: 9.1, Size: 17, Bold: true}
	box := raster.InkBox(line, symbol.DPI203)
	var b raster.Bitmap
	b.Draw(labels.Ink{Size: labels.Size{W: 40, H: 20}, DPI: symbol.DPI203, Lines: []labels.Line{line}})
	for y := range b.Height {
		for x := range b.Width {
			if b.At(x, y) && !(x >= box.Min.X && x < box.Max.X && y >= box.Min.Y && y < box.Max.Y) {
				t.Fatalf("black at %d, %d outside %v", x, y, box)
			}
		}
	}
	wide := 0
	for _, r := range line.Text {
		wide += font.Default().Advance(r)
	}
	if most := float64(wide) / 1000 * 17 / 72 * 25.4 * 8; float64(box.Dx()) > most+4 || box.Dx() < int(most*0.8) {
		t.Errorf("box %v, want about %.0f dots wide", box, most)
	}
}
