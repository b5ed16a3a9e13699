package rastertest

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"example.com/tote/labels"
	"example.com/tote/labels/gs1"
	"example.com/tote/labels/raster"
	"example.com/tote/labels/symbol"
)

// Long tells whether tests may take their time.
func Long() bool { return os.Getenv("TOTE_LONG") == "1" }

// Gray gives a bitmap as a picture for other packages' eyes.
func Gray(b *raster.Bitmap) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, b.Width, b.Height))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for y := range b.Height {
		row := img.Pix[y*img.Stride:]
		for i, dots := range b.Bits[y*b.Stride : (y+1)*b.Stride] {
			if dots == 0 {
				continue // most of a page is white
			}
			for x := i * 8; x < min(i*8+8, b.Width); x++ {
				if dots&(0x80>>(x&7)) != 0 {
					row[x] = 0
				}
			}
		}
	}
	return img
}

// Black tells whether a pixel is more black than white; outside the picture all is white.
func Black(img *image.Gray, x, y int) bool {
	r := &img.Rect
	return x >= r.Min.X && y >= r.Min.Y && x < r.Max.X && y < r.Max.Y && img.Pix[(y-r.Min.Y)*img.Stride+x-r.Min.X] < 128
}

// Same fails the test if the picture has another dot than the bitmap anywhere.
func Same(t testing.TB, what string, got *image.Gray, want *raster.Bitmap) {
	t.Helper()
	if size := got.Rect.Size(); size.X != want.Width || size.Y != want.Height {
		t.Errorf("%s: %d by %d dots, want %d by %d", what, size.X, size.Y, want.Width, want.Height)
		return
	}
	differ, first := 0, image.Point{}
	for y := range want.Height {
		row, dots := got.Pix[y*got.Stride:], want.Bits[y*want.Stride:]
		for x := range want.Width {
			if (row[x] < 128) != (dots[x>>3]&(0x80>>(x&7)) != 0) {
				if differ == 0 {
					first = image.Pt(x, y)
				}
				differ++
			}
		}
	}
	if differ > 0 {
		t.Errorf("%s: %d dots differ, the first at %v", what, differ, first)
	}
}

// Decode fails the test for every barcode of the page that zbar or libdmtx does not read back from the picture as it was given.
func Decode(t testing.TB, what string, img *image.Gray, page labels.Page, dpi symbol.DPI) {
	t.Helper()
	dir := t.TempDir()
	var linear []string
	for i, c := range page.Codes {
		want, kind := expected(t, c)
		file := filepath.Join(dir, strconv.Itoa(i)+".pgm")
		write(t, file, room(img, c.Rect, dpi))
		if kind == "" {
			flags := []string{"-N1", "-m2000"}
			if c.Kind == symbol.GS1DataMatrix {
				flags = append(flags, "-G29")
			}
			if got, _ := exec.Command("dmtxread", append(flags, file)...).Output(); string(got) != want {
				t.Errorf("%s: dmtxread reads %q, want %q", what, got, want)
			}
			continue
		}
		linear = append(linear, kind+want)
	}
	if len(linear) == 0 {
		return
	}
	// the page as a whole, as a scanner meets it, and not each code alone
	file := filepath.Join(dir, "page.pgm")
	write(t, file, img)
	read := zbar(file)
	for _, want := range linear {
		if read[want] == 0 {
			t.Errorf("%s: zbar reads %v, want %q among it", what, read, want)
			continue
		}
		read[want]--
	}
}

// expected gives what a decoder must say; kind is zbar's word with a colon, "" for a matrix symbol.
func expected(t testing.TB, c labels.Code) (content, kind string) {
	t.Helper()
	message := c.Content
	if c.Kind == symbol.GS1128 || c.Kind == symbol.GS1DataMatrix {
		els, err := gs1.ParseBracketed(c.Content)
		if err == nil {
			message, err = els.Message()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	switch c.Kind {
	case symbol.Code128:
		return message, "CODE-128:"
	case symbol.GS1128:
		return message, "CODE-128 GS1:"
	case symbol.EAN13:
		return message, "EAN-13:"
	case symbol.EAN8:
		return message, "EAN-8:"
	case symbol.GS1DataMatrix:
		return gs1.GS + message, ""
	}
	return message, ""
}

var zbarSymbol = regexp.MustCompile(`(?s)<symbol type='([^']*)'([^>]*)>.*?<data([^>]*)><!\[CDATA\[(.*?)\]\]></data>`)

// zbar gives every linear barcode in a picture and how often it stands there.
func zbar(file string) map[string]int {
	out, _ := exec.Command("zbarimg", "-q", "--nodbus", "--xml", file).Output() // nothing found is an error to it
	read := map[string]int{}
	for _, m := range zbarSymbol.FindAllSubmatch(out, -1) {
		kind := string(m[1])
		if bytes.Contains(m[2], []byte("modifiers='GS1'")) {
			kind += " GS1"
		}
		data := string(m[4])
		if bytes.Contains(m[3], []byte("format='base64'")) { // a separator among it, which XML does not allow
			raw, _ := base64.StdEncoding.DecodeString(strings.TrimSpace(data))
			data = string(raw)
		}
		read[kind+":"+data]++
	}
	return read
}

func room(img *image.Gray, r labels.Rect, dpi symbol.DPI) *image.Gray {
	k := dpi.PerMM()
	return img.SubImage(image.Rect(int(r.X*k), int(r.Y*k), int((r.X+r.W)*k)+1, int((r.Y+r.H)*k)+1)).(*image.Gray)
}

// write saves a picture in the plainest form there is; compressing it would take longer than reading the barcodes.
func write(t testing.TB, file string, img *image.Gray) {
	t.Helper()
	size := img.Rect.Size()
	out := fmt.Appendf(nil, "P5\n%d %d\n255\n", size.X, size.Y)
	for y := range size.Y {
		out = append(out, img.Pix[y*img.Stride:][:size.X]...)
	}
	if err := os.WriteFile(file, out, 0o600); err != nil {
		t.Fatal(err)
	}
}

// Near tells how much of either picture's black lies at most a dot from the other's, 1 for all of it: two painters of the same
// outlines differ by half a dot.
func Near(a, b *image.Gray) float64 { return min(covered(a, b), covered(b, a)) }

func covered(a, b *image.Gray) float64 {
	all, near := 0, 0
	for y := a.Rect.Min.Y; y < a.Rect.Max.Y; y++ {
		for x := a.Rect.Min.X; x < a.Rect.Max.X; x++ {
			if !Black(a, x, y) {
				continue
			}
			all++
			if around(b, x, y) {
				near++
			}
		}
	}
	if all == 0 {
		return 1
	}
	return float64(near) / float64(all)
}

func around(img *image.Gray, x, y int) bool {
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			if Black(img, x+dx, y+dy) {
				return true
			}
		}
	}
	return false
}

// Modules fails the test if the bars of a placed symbol are not, dot by dot, what they were placed as: every module Module dots
// wide, nothing in the quiet zones.
func Modules(t testing.TB, what string, img *image.Gray, s labels.PlacedSymbol) {
	t.Helper()
	high, quiet := s.Module, s.Matrix.Quiet
	for row := range s.Matrix.Height {
		y := s.Y + row*s.Module
		if s.Matrix.Linear() {
			high = s.BarHeight
		}
		for _, y := range []int{y + high/4, y + high/2, y + high*3/4} { // a tall letter of a text below may touch the ends of bars
			for x := -quiet * s.Module; x < (s.Matrix.Width+quiet)*s.Module; x++ {
				module := x / s.Module
				want := x >= 0 && module < s.Matrix.Width && s.Matrix.Dark(module, row)
				if Black(img, s.X+x, y) != want {
					t.Errorf("%s: %s: dot %d of row %d is black: %v, want %v (modules of %d dots)", what, s.Matrix.Kind, x, y, !want, want, s.Module)
					return
				}
			}
		}
	}
}

// ToGray gives any picture as grey.
func ToGray(img image.Image) *image.Gray {
	if g, ok := img.(*image.Gray); ok {
		return g
	}
	g := image.NewGray(img.Bounds())
	for y := g.Rect.Min.Y; y < g.Rect.Max.Y; y++ {
		for x := g.Rect.Min.X; x < g.Rect.Max.X; x++ {
			g.Set(x, y, img.At(x, y))
		}
	}
	return g
}
