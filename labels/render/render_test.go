package render

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image/png"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels"
	"example.com/tote/labels/escpos"
	"example.com/tote/labels/raster"
	"example.com/tote/labels/raster/rastertest"
	"example.com/tote/labels/symbol"
)

func TestParse(t *testing.T) {
	for word, want := range map[string]Language{"pdf": PDF, "ZPL": ZPL, " tspl ": TSPL, "EscPos": ESCPOS, "png": PNG} {
		if got, err := Parse(word); err != nil || got != want {
			t.Errorf("Parse(%q) = %q, %v, want %q", word, got, err, want)
		}
	}
	for _, word := range []string{"", "epl", "zpl2"} {
		_, err := Parse(word)
		if fault.ReasonOf(err) != ReasonLanguage || fault.CodeFrom(err) != fault.CodeInvalid {
			t.Errorf("Parse(%q): %v", word, err)
		}
		for _, l := range Languages() {
			if !strings.Contains(err.Error(), string(l)) {
				t.Errorf("the error %q does not name %q", err, l)
			}
		}
	}
}

// Every language for every document that fits its paper: bytes that begin as that language does, and say what they are.
func TestEveryDocumentInEveryLanguage(t *testing.T) {
	for l, c := range map[Language]struct{ begins, content, extension string }{
		PDF: {"%PDF-", "application/pdf", "pdf"}, ZPL: {"^XA", "application/zpl", "zpl"}, TSPL: {"SIZE ", "application/octet-stream", "tspl"},
		ESCPOS: {"\x1b@", "application/octet-stream", "escpos"}, PNG: {"\x89PNG", "image/png", "png"},
	} {
		for _, d := range rastertest.Everything() {
			pages := rastertest.PagesOf(t, d)
			out, _, err := Render(pages, Options{Language: l})
			if l == ESCPOS && pages[0].Size.W > escpos.HeadMM && fault.ReasonOf(err) == escpos.ReasonWide {
				continue
			}
			if err != nil || !strings.HasPrefix(string(out.Data), c.begins) || out.ContentType != c.content || out.Extension != c.extension {
				t.Errorf("%s in %s: %v, %.10q, %s, .%s", d.Name, l, err, out.Data, out.ContentType, out.Extension)
			}
		}
	}
}

// All languages report the same losses of the same pages, and fail for the same fields.
func TestLanguagesAgree(t *testing.T) {
	odd := rastertest.Waybill(labels.Size76x130)
	odd.Hub, odd.Note = "Łódź 😀", strings.Repeat("长", 200)
	bad := odd
	bad.Number = "运单号"
	var reports, wrongs []string
	for _, l := range Languages() {
		_, report, err := Render(rastertest.PagesOf(t, odd), Options{Language: l})
		reports = append(reports, fmt.Sprint(report, err))
		out, report, err := Render(rastertest.PagesOf(t, bad), Options{Language: l})
		wrongs = append(wrongs, fmt.Sprint(len(out.Data), report, fault.From(err).Details))
	}
	if reports = slices.Compact(reports); len(reports) != 1 || !strings.Contains(reports[0], "hub") {
		t.Errorf("reports differ, or say nothing: %v", reports)
	}
	if wrongs = slices.Compact(wrongs); len(wrongs) != 1 || !strings.Contains(wrongs[0], "page 1 number") {
		t.Errorf("errors differ, or say nothing: %v", wrongs)
	}
}

func TestNoSuchLanguage(t *testing.T) {
	out, _, err := Render([]labels.Page{{Size: labels.Size60x40}}, Options{Language: "epl"})
	if out.Data != nil || fault.ReasonOf(err) != ReasonLanguage {
		t.Errorf("%d bytes, %v", len(out.Data), err)
	}
	if _, _, err := Render([]labels.Page{{Size: labels.Size60x40}}, Options{}); fault.ReasonOf(err) != ReasonLanguage {
		t.Errorf("no language: %v", err)
	}
}

// The resolution reaches every language that has one; the day is the PDF's only.
func TestOptionsArePassedOn(t *testing.T) {
	pages := rastertest.PagesOf(t, rastertest.Waybill(labels.Size100x150))
	for l, want := range map[Language]string{ZPL: "^PW1182", TSPL: "BITMAP 0,0,148,1772,0,", PDF: "D:20261121"} {
		out, _, err := Render(pages, Options{Language: l, DPI: symbol.DPI300, Created: time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)})
		if err != nil || !bytes.Contains(out.Data, []byte(want)) {
			t.Errorf("%s: no %q, %v", l, want, err)
		}
	}
	if _, _, err := Render(rastertest.PagesOf(t, rastertest.Receipt(1)), Options{Language: ESCPOS, DPI: symbol.DPI300}); fault.ReasonOf(err) != escpos.ReasonDPI {
		t.Errorf("a receipt at 300 dpi: %v", err)
	}
}

// A picture of several pages shows all of them below each other with a dashed line between.
func TestPictureOfSeveralPages(t *testing.T) {
	pages := rastertest.PagesOf(t, rastertest.Waybill(labels.Size76x130), labels.LPN{Code: "T-1"}, labels.Item{SKU: "A"})
	out, _, err := Render(pages, Options{Language: PNG})
	if err != nil {
		t.Fatal(err)
	}
	parts, _, err := raster.Render(pages, raster.Options{})
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(out.Data))
	if err != nil {
		t.Fatal(err)
	}
	got, y := rastertest.ToGray(img), 0
	for i, p := range parts {
		if i > 0 {
			if !rastertest.Black(got, 0, y+16) || rastertest.Black(got, 8, y+16) || rastertest.Black(got, 0, y+15) || rastertest.Black(got, 0, y+17) {
				t.Errorf("no dashed line above page %d", i+1)
			}
			y += 32
		}
		for dy := range p.Height {
			for x := range got.Rect.Dx() {
				if rastertest.Black(got, x, y+dy) != p.At(x, dy) {
					t.Fatalf("page %d: dot %d, %d differs", i+1, x, dy)
				}
			}
		}
		y += p.Height
	}
	if size := got.Rect.Size(); size.X != 800 || size.Y != y {
		t.Errorf("%v, want 800 by %d", size, y)
	}
}

// A reprint is compared by its hash, and stations render at the same time.
func TestSameInputSameBytes(t *testing.T) {
	pages := rastertest.PagesOf(t, rastertest.Receipt(3), rastertest.Waybill(labels.Size76x130))
	for _, l := range Languages() {
		var wg sync.WaitGroup
		sums := make([][32]byte, 6)
		for i := range sums {
			wg.Go(func() {
				out, _, err := Render(pages, Options{Language: l, Title: "运单"})
				if err != nil {
					t.Error(err)
				}
				sums[i] = sha256.Sum256(out.Data)
			})
		}
		wg.Wait()
		if distinct := slices.Compact(sums); len(distinct) != 1 {
			t.Errorf("%s: %d different outputs", l, len(distinct))
		}
	}
}
