package raster_test

import (
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"unicode"

	"example.com/tote/inventory/needs"
	"example.com/tote/labels"
	"example.com/tote/labels/raster"
	"example.com/tote/labels/raster/rastertest"
	"example.com/tote/labels/sheet"
	"example.com/tote/labels/symbol"
)

// leastCovered is the share of black, of a line of text in either picture, that lies at most a dot from black in the other. The
// PDF's painter puts characters between dots and ours on them, so edges differ by up to a dot; another character, a box or a
// shift of two dots is far below it.
const leastCovered = 0.97

// Chinese is compared by pixels with what another program makes of the PDF: text that can be extracted and is drawn as a box
// has fooled people before.
func TestTextsAreThoseOfThePDF(t *testing.T) {
	t.Parallel()
	needs.Programs(t, "pdftoppm")
	for _, c := range []struct {
		dpi  symbol.DPI
		docs []rastertest.Document
	}{{symbol.DPI203, append(rastertest.Labels(), rastertest.Sheets()[0])}, {symbol.DPI300, rastertest.Labels()[:6]}} {
		var pages []labels.Page
		for _, d := range c.docs {
			pages = append(pages, rastertest.PagesOf(t, d)...)
		}
		pictures := printed(t, pages, c.dpi)
		inks, _, err := raster.Place(pages, c.dpi)
		if err != nil {
			t.Fatal(err)
		}
		lines, worst := 0, 1.0
		for i, b := range render(t, pages, c.dpi) {
			ours := rastertest.Gray(b)
			for _, l := range inks[i].Lines {
				if !chinese(l.Text) {
					continue
				}
				box := raster.InkBox(l, c.dpi).Inset(-1).Intersect(ours.Rect)
				got := rastertest.Near(part(ours, box), part(pictures[i], box))
				lines, worst = lines+1, min(worst, got)
				if got < leastCovered {
					t.Errorf("page %d at %d dpi: %q: %.1f %% of the black is where the PDF has it", i, c.dpi, l.Text, got*100)
				}
			}
		}
		if lines < 50 {
			t.Errorf("%d lines of Chinese compared at %d dpi", lines, c.dpi)
		}
		t.Logf("%d dpi: %d lines, the worst %.1f %%", c.dpi, lines, worst*100)
	}
}

// The comparison sees what it must see: another character of the same size, and the same two dots off.
func TestComparisonTellsCharactersApart(t *testing.T) {
	picture := func(text string, shift float64) *image.Gray {
		var b raster.Bitmap
		b.Draw(labels.Ink{Size: labels.Size{W: 40, H: 10}, DPI: symbol.DPI203, Lines: []labels.Line{{Text: text, X: 2 + shift, Y: 8, Size: 14}}})
		return rastertest.Gray(&b)
	}
	want := picture("浙江省杭州市", 0)
	for _, c := range []struct {
		text  string
		shift float64
	}{{"浙江省抚州市", 0}, {"浙江省杭川市", 0}, {"折江省杭州市", 0}, {"浙江省杭州", 0}, {"浙江省□州市", 0}, {"〓〓〓〓〓〓", 0}, {"浙江省杭州市", 0.25}} {
		got := rastertest.Near(want, picture(c.text, c.shift))
		if got >= leastCovered {
			t.Errorf("%s moved by %g mm counts as the same: %.1f %%", c.text, c.shift, got*100)
		}
	}
}

func chinese(s string) bool {
	for _, r := range s {
		if unicode.Is(unicode.Han, r) {
			return true
		}
	}
	return false
}

func part(img *image.Gray, r image.Rectangle) *image.Gray { return img.SubImage(r).(*image.Gray) }

// printed gives pictures of the pages' PDF by another program.
func printed(t *testing.T, pages []labels.Page, dpi symbol.DPI) []*image.Gray {
	t.Helper()
	pdf, _, err := sheet.Render(pages, sheet.Options{DPI: dpi})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "d.pdf"), pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	scale := map[symbol.DPI]string{symbol.DPI203: "203.2", symbol.DPI300: "300"}[dpi]
	cmd := exec.Command("pdftoppm", "-r", scale, "-gray", "d.pdf", "p")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("pdftoppm: %v %s", err, out)
	}
	files, err := filepath.Glob(filepath.Join(dir, "p-*.pgm"))
	if err != nil || len(files) != len(pages) {
		t.Fatalf("%d pictures of %d pages: %v", len(files), len(pages), err)
	}
	out := make([]*image.Gray, len(files))
	for i, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var w, h int
		if _, err := fmt.Sscanf(string(data[:min(30, len(data))]), "P5\n%d %d\n255\n", &w, &h); err != nil || len(data) < w*h {
			t.Fatalf("%s is no picture: %v", file, err)
		}
		out[i] = &image.Gray{Pix: data[len(data)-w*h:], Stride: w, Rect: image.Rect(0, 0, w, h)}
	}
	return out
}
