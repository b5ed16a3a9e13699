package sheet

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	zdm "github.com/makiuchi-d/gozxing/datamatrix"
	"github.com/makiuchi-d/gozxing/oned"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	xfont "golang.org/x/image/font"

	"example.com/tote/inventory/needs"
	"example.com/tote/labels"
	"example.com/tote/labels/font"
	"example.com/tote/labels/gs1"
	"example.com/tote/labels/symbol"
)

var (
	matrixLine = regexp.MustCompile(`(?m)^([0-9.]+) 0\.0+ 0\.0+ -([0-9.]+) 0\.0+ ([0-9.]+) cm$`)
	rectLine   = regexp.MustCompile(`(?m)^([0-9.]+) ([0-9.]+) ([0-9.]+) ([0-9.]+) re$`)
)

// picturesOf paints the rectangles that stand in a PDF, a pixel a dot, one picture a page: what a printer's head would burn,
// without the texts.
func picturesOf(t *testing.T, pdf []byte, pages []labels.Page, dpi symbol.DPI) []*image.Gray {
	t.Helper()
	var out []*image.Gray
	for _, part := range bytes.Split(pdf, []byte("stream\n")) {
		m := matrixLine.FindSubmatch(part)
		if m == nil {
			continue
		}
		size := pages[len(out)].Size
		if dot := number(t, m[1]); math.Abs(dot-72/25.4/dpi.PerMM()) > 1e-7 {
			t.Fatalf("a dot is %g points", dot)
		}
		if high := number(t, m[3]); math.Abs(high-size.H*72/25.4) > 1e-6 {
			t.Fatalf("the page is %g points high", high)
		}
		img := image.NewGray(image.Rect(0, 0, int(size.W*dpi.PerMM()), int(size.H*dpi.PerMM())))
		for i := range img.Pix {
			img.Pix[i] = 255
		}
		for _, r := range rectLine.FindAllSubmatch(part, -1) {
			x, y, w, h := number(t, r[1]), number(t, r[2]), number(t, r[3]), number(t, r[4])
			for py := int(math.Round(y)); py < int(math.Round(y+h)); py++ {
				for px := int(math.Round(x)); px < int(math.Round(x+w)); px++ {
					img.SetGray(px, py, color.Gray{})
				}
			}
		}
		out = append(out, img)
	}
	return out
}

func number(t *testing.T, b []byte) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(string(b), 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Every barcode of every document is read back from the dots in the file, at both resolutions, by a decoder that is not ours.
func TestBarcodesDecodeFromTheFile(t *testing.T) {
	for _, dpi := range []symbol.DPI{symbol.DPI203, symbol.DPI300} {
		pages := pagesOf(t, everything()...)
		pdf, _, err := Render(pages, Options{DPI: dpi})
		if err != nil {
			t.Fatal(err)
		}
		pics := picturesOf(t, pdf, pages, dpi)
		if len(pics) != len(pages) {
			t.Fatalf("%d pages with bars, want %d", len(pics), len(pages))
		}
		for i, p := range pages {
			for _, c := range p.Codes {
				k := dpi.PerMM()
				room := image.Rect(int(c.Rect.X*k), int(c.Rect.Y*k), int((c.Rect.X+c.Rect.W)*k), int((c.Rect.Y+c.Rect.H)*k))
				got := readCode(pics[i].SubImage(room), c.Kind)
				want := c.Content
				switch c.Kind {
				case symbol.GS1128:
					got, want = elementsOf(strings.TrimPrefix(got, "]C1")), c.Content
				case symbol.GS1DataMatrix:
					got = elementsOf(got)
				}
				if got != want {
					t.Errorf("page %d at %d dpi: %s reads %q, want %q", i, dpi, c.Kind, got, want)
				}
			}
		}
	}
}

// elementsOf reads a message back as the elements people write.
func elementsOf(message string) string {
	els, err := gs1.Parse(message)
	if err != nil {
		return err.Error()
	}
	return els.String()
}

func readCode(img image.Image, kind symbol.Kind) string {
	bmp, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		return err.Error()
	}
	var r gozxing.Reader = oned.NewCode128Reader()
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
	if kind == symbol.GS1128 { // told so for others, it takes a check character of value 102 for a separator
		hints[gozxing.DecodeHintType_ASSUME_GS1] = true
	}
	switch kind {
	case symbol.EAN13:
		r = oned.NewEAN13Reader()
	case symbol.EAN8:
		r = oned.NewEAN8Reader()
	case symbol.DataMatrix, symbol.GS1DataMatrix:
		r = zdm.NewDataMatrixReader()
		hints = map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true}
	}
	res, err := r.Decode(bmp, hints)
	if err != nil {
		return err.Error()
	}
	return res.GetText()
}

// Pictures of pages: PNG is what this package reads back itself, TIFF is written in a tenth of the time.
var (
	asPNG  = []string{"-png"}
	asTIFF = []string{"-tiff", "-tiffcompression", "packbits"}
)

// printed turns the pages into pictures at 8 dots a millimetre with another program's eyes.
func printed(t *testing.T, pages []labels.Page, as []string) []string {
	t.Helper()
	pdf, _, err := Render(pages, Options{})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "d.pdf"), pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("pdftoppm", append([]string{"-r", "203.2", "-gray", "d.pdf", "p"}, as...)...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("pdftoppm: %v %s", err, out)
	}
	files, err := filepath.Glob(filepath.Join(dir, "p-*"))
	if err != nil || len(files) != len(pages) {
		t.Fatalf("%d pictures of %d pages: %v", len(files), len(pages), err)
	}
	return files
}

// The printed page as a whole, texts included, is read by zbar and, for the squares, by libdmtx.
func TestPrintedPagesDecode(t *testing.T) {
	t.Parallel() // other programs do the work
	needs.Programs(t, "pdftoppm", "zbarimg", "dmtxread")
	readBack(t, pagesOf(t, everything()...))
}

// Characters are compared by their ink: text that can be extracted but is drawn as a box has fooled people before.
func TestCharactersArePrinted(t *testing.T) {
	needs.Programs(t, "pdftoppm")
	chars := []rune("杭镕龘鱻囍㐂Zößéñ0€〓Ω")
	var pages []labels.Page
	for _, r := range chars {
		pages = append(pages, labels.Page{Size: labels.Size{W: 20, H: 20}, Texts: []labels.Text{{Text: string(r), Rect: labels.Rect{X: 4, Y: 4, W: 14, H: 14}, Size: 28}}})
	}
	face := opentypeFace(t)
	for i, file := range printed(t, pages, asPNG) {
		r := chars[i]
		if !font.Default().Has(r) {
			r = font.Substitute // 㐂 lies outside what the face keeps
		}
		got, want := dark(open(t, file)), dark(drawn(face, r))
		if same := overlap(got, want); same < 0.97 {
			t.Errorf("%c: %.0f %% of the ink is where it should be", chars[i], same*100)
		}
		if box := overlap(got, dark(drawn(face, '\uE000'))); box > 0.8 {
			t.Errorf("%c looks like a missing glyph (%.0f %%)", chars[i], box*100)
		}
	}
}

func opentypeFace(t *testing.T) xfont.Face {
	t.Helper()
	data, err := os.ReadFile("../font/NotoSansSC-labels.ttf")
	if err != nil {
		t.Fatal(err)
	}
	f, err := opentype.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: 28, DPI: 203.2})
	if err != nil {
		t.Fatal(err)
	}
	return face
}

// drawn draws one character where the label has it: 4 mm from the left, the baseline 0.86 sizes under the top.
func drawn(face xfont.Face, r rune) image.Image {
	img := image.NewGray(image.Rect(0, 0, 160, 160))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	baseline := 32 + 0.86*28*203.2/72
	d := xfont.Drawer{Dst: img, Src: image.Black, Face: face, Dot: fixed.Point26_6{X: fixed.I(32), Y: fixed.Int26_6(baseline * 64)}}
	d.DrawString(string(r))
	return img
}

func open(t *testing.T, file string) image.Image {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func dark(img image.Image) map[image.Point]bool {
	out := map[image.Point]bool{}
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if g := color.GrayModel.Convert(img.At(x, y)).(color.Gray); g.Y < 128 {
				out[image.Pt(x, y)] = true
			}
		}
	}
	return out
}

// overlap gives how much of either's ink lies at most a dot from the other's: two rasterisers differ by half a dot.
func overlap(a, b map[image.Point]bool) float64 { return min(near(a, b), near(b, a)) }

func near(a, b map[image.Point]bool) float64 {
	n := 0
	for p := range a {
		for _, d := range [...]image.Point{{}, {X: 1}, {X: -1}, {Y: 1}, {Y: -1}} {
			if b[p.Add(d)] {
				n++
				break
			}
		}
	}
	return float64(n) / math.Max(1, float64(len(a)))
}

// Modules keep their width on paper: every run of a row of bars is a whole number of modules.
func TestPrintedBarsAreWholeModules(t *testing.T) {
	needs.Programs(t, "pdftoppm")
	pages := pagesOf(t, waybillCN())
	var rep labels.Report
	ink, err := pages[0].Place(font.Default(), symbol.DPI203, 0, &rep)
	if err != nil {
		t.Fatal(err)
	}
	s := ink.Symbols[0]
	img := open(t, printed(t, pages, asPNG)[0])
	row, runs := s.Y+s.BarHeight/2, map[int]int{}
	length, last := 0, false
	for x := s.X; x < s.X+s.Module*s.Matrix.Width; x++ {
		g := color.GrayModel.Convert(img.At(x, row)).(color.Gray)
		if on := g.Y < 128; on != last && length > 0 {
			runs[length]++
			length, last = 0, on
		} else if length == 0 {
			last = on
		}
		length++
	}
	for n := range runs {
		if n%s.Module != 0 {
			t.Errorf("a bar or space of %d dots with modules of %d: %s", n, s.Module, fmt.Sprint(runs))
		}
	}
	if len(runs) < 3 || s.Module < 3 {
		t.Errorf("runs %v, module %d: expected bars of three dots or more", runs, s.Module)
	}
}
