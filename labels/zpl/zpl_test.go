package zpl

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels"
	"example.com/tote/labels/raster"
	"example.com/tote/labels/raster/rastertest"
	"example.com/tote/labels/symbol"
)

func rendered(t testing.TB, pages []labels.Page, o Options) []byte {
	t.Helper()
	out, _, err := Render(pages, o)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func dots(t testing.TB, pages []labels.Page, dpi symbol.DPI) []*raster.Bitmap {
	t.Helper()
	out, _, err := raster.Render(pages, raster.Options{DPI: dpi})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// every way to write a label
var ways = func() (out []Options) {
	for _, dpi := range []symbol.DPI{symbol.DPI203, symbol.DPI300} {
		for _, g := range []Graphics{RunLength, Z64} {
			for _, b := range []Bars{NativeBars, PaintedBars} {
				out = append(out, Options{dpi, g, b})
			}
		}
	}
	return out
}()

// What a printer makes of every document is, dot by dot, what the other languages send. The interpreter of this test refuses
// everything this package has no business to send.
func TestPrinterDrawsTheSameDots(t *testing.T) {
	t.Parallel()
	for i, d := range rastertest.Everything() {
		pages, some := rastertest.PagesOf(t, d), ways[i%2*4:][:4]
		if pages[0].Size == labels.SizeA4 && !rastertest.Long() {
			some = ways[i%4*2:][:2] // the sheets take long, and share two each
		}
		for _, o := range some {
			want := dots(t, pages, o.DPI)
			for i, got := range interpret(t, rendered(t, pages, o)) {
				same(t, fmt.Sprintf("%s %+v", d.Name, o), got, want[i])
			}
		}
	}
}

func same(t testing.TB, what string, got, want *raster.Bitmap) {
	t.Helper()
	if got.Width != want.Width || got.Height != want.Height || !bytes.Equal(got.Bits, want.Bits) {
		t.Errorf("%s: the printer's %d by %d dots are not the %d by %d painted", what, got.Width, got.Height, want.Width, want.Height)
	}
}

func many() int {
	if rastertest.Long() {
		return 1000
	}
	return 60
}

// No text of an order is a command: nasty documents hold the commands this package sends and none more, and print as painted.
func TestNoTextBecomesACommand(t *testing.T) {
	t.Parallel()
	for seed := range uint64(many()) {
		d := rastertest.Random(seed)
		pages, o := rastertest.PagesOf(t, d), ways[seed%uint64(len(ways))]
		data := rendered(t, pages, o)
		if n := bytes.Count(data, []byte("^XA")); n != len(pages) {
			t.Errorf("seed %d: %d formats for %d pages", seed, n, len(pages))
		}
		for i, got := range interpret(t, data) {
			same(t, fmt.Sprintf("seed %d %s %+v", seed, d.Name, o), got, dots(t, pages, o.DPI)[i])
		}
	}
}

// The same as above for each nasty text by itself, where a person wrote it and in the barcode, whose content does reach the
// printer as text.
func TestNastyTextsAndCodes(t *testing.T) {
	t.Parallel()
	for _, text := range append(rastertest.Nasty, "^XA^XZ", "~JA", "^FS^FO0,0^GB9,9,9^FS", ">5>6>8", "_5E_7E", "^^~~__>>", "a>b", "9>9", "\\^~,;:") {
		w := rastertest.Waybill(labels.Size100x180)
		w.Hub, w.Note, w.Carrier, w.Recipient.Street = text, text, "x"+text, "x"+text
		interpret(t, rendered(t, rastertest.PagesOf(t, w), Options{}))
		if m, err := symbol.Encode(symbol.Code128, text); err == nil {
			values, ok := characters(m)
			data, writable := fieldData(values)
			if !ok || !writable {
				t.Errorf("the bars of %q are not native", text)
				continue
			}
			field := fmt.Sprintf("^FO0,0^BY2^BCN,99,N,N,N,N^FH_^FD%s^FS", data)
			if !code.MatchString(field) {
				t.Errorf("%q is sent as %q", text, data)
			}
			if got := contentOf(invoked(t, string(data))); got != text {
				t.Errorf("%q is read as %q", text, got)
			}
		}
	}
}

// Field data as the manual and measured vectors have it.
func TestFieldData(t *testing.T) {
	for _, c := range []struct {
		kind          symbol.Kind
		content, want string
	}{
		{symbol.GS1128, "(00)106141411234567897", ">;>800106141411234567897"},
		{symbol.GS1128, "(01)09506000134352(10)ABC123(17)261231(37)25", ">;>8010950600013435210>6ABC1>523>8172612313725"},
		{symbol.Code128, "A^B~C_D", ">:A_5EB_7EC_5FD"},
		{symbol.Code128, "a>b", ">:a>0b"},
		{symbol.Code128, ">;", ">:>0_3B"},
		{symbol.Code128, "SF1234567890123", ">:SF>5123456789012>63"},
		{symbol.Code128, "12345678", ">;12345678"},
		{symbol.Code128, "1234567", ">;123456>67"},
		{symbol.Code128, "9999", ">;9999"}, // the pair 99 has the value of the change to C
		{symbol.Code128, "T-0012345-6", ">:T_2D>5001234>65_2D6"},
		{symbol.Code128, "a b", ">:a_20b"},
	} {
		m, err := symbol.Encode(c.kind, c.content)
		if err != nil {
			t.Fatal(err)
		}
		values, ok := characters(m)
		got, writable := fieldData(values)
		if string(got) != c.want || !ok || !writable {
			t.Errorf("%s %s: %q, want %q", c.kind, c.content, got, c.want)
		}
	}
}

// The printer of this test reads field data as vectors measured elsewhere say it is read.
func TestVectors(t *testing.T) {
	table, err := os.ReadFile("../../testdata/vectors/gs1.tsv")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for row := range strings.Lines(string(table)) {
		col := strings.Split(row, "\t")
		if len(col) < 4 || col[0] != "zpl ^BCN mode N" || col[2] != "ok" {
			continue
		}
		n++
		want := strings.ReplaceAll(strings.TrimPrefix(col[3], "GS1-128: "), "<GS>", "\x1d")
		if got := contentOf(invoked(t, strings.TrimPrefix(col[1], "^FD"))); got != want {
			t.Errorf("%s is read as %q, want %q", col[1], got, want)
		}
	}
	if n < 4 {
		t.Errorf("%d vectors", n)
	}
}

// Bars that are read off, written as field data and drawn again by the manual are the bars that were measured.
func TestNativeBarsAreTheMeasuredOnes(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(7, 7))
	for i := range 5000 {
		content := randomCode(rng)
		kind := symbol.Code128
		if i%4 == 0 {
			kind, content = symbol.GS1128, "(10)"+strings.Map(gs1Only, content[:min(20, len(content))])+"(21)"+strings.Map(gs1Only, content[:min(15, len(content))])
		}
		m, err := symbol.Encode(kind, content)
		if err != nil {
			t.Fatal(err)
		}
		b, ok := barsOf(labels.PlacedSymbol{Matrix: m, Module: 1, BarHeight: 9})
		if !ok || b.box != image.Rect(0, 0, m.Width, 9) {
			t.Fatalf("%q is not native, or in %v", content, b.box)
		}
		x := 0
		for j, w := range widthsOf(invoked(t, string(b.data))) {
			for range w {
				if x >= m.Width || m.Dark(x, 0) != (j%2 == 0) {
					t.Fatalf("%q as %q: module %d differs", content, b.data, x)
				}
				x++
			}
		}
		if x != m.Width {
			t.Fatalf("%q: %d modules, want %d", content, x, m.Width)
		}
	}
}

func gs1Only(r rune) rune {
	if strings.ContainsRune("#$@[\\]^`{|}~()", r) {
		return 'x'
	}
	return r
}

func randomCode(rng *rand.Rand) string {
	b := make([]byte, 1+rng.IntN(40))
	for i := range b {
		if b[i] = byte('0' + rng.IntN(10)); rng.IntN(3) == 0 {
			b[i] = byte('!' + rng.IntN('~'-'!'+1))
		}
	}
	return string(b)
}

// What cannot be written exactly is painted: other symbologies, subset A, bars wider than ^BY has.
func TestOtherSymbolsArePainted(t *testing.T) {
	for kind, content := range map[symbol.Kind]string{symbol.DataMatrix: "A", symbol.GS1DataMatrix: "(10)A", symbol.EAN13: "6901234567892"} {
		m, err := symbol.Encode(kind, content)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := barsOf(labels.PlacedSymbol{Matrix: m, Module: 3}); ok {
			t.Errorf("%s is native", kind)
		}
	}
	m, err := symbol.Encode(symbol.Code128, "A")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := barsOf(labels.PlacedSymbol{Matrix: m, Module: widestModule + 1}); ok {
		t.Error("bars too wide for ^BY are native")
	}
	for _, values := range [][]int{{103, 33}, {104, 96}, {104, 101}, {105, 101}} {
		if data, ok := fieldData(values); ok {
			t.Errorf("characters %v are written as %q", values, data)
		}
	}
}

// A run of any length, at any place of a row, comes back.
func TestRunLengths(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		wide, high := 1+rng.IntN(260), 1+rng.IntN(6)
		data := make([]byte, 0, wide*high)
		for len(data) < wide*high {
			n := 1 + rng.IntN(wide)
			data = append(data, bytes.Repeat([]byte{[...]byte{0, 0, 0xFF, 0x0F, 0xF0, byte(rng.IntN(256))}[rng.IntN(6)]}, n)...)
		}
		data = data[:wide*high]
		if high > 1 && rng.IntN(2) == 0 {
			copy(data[wide:2*wide], data[:wide])
		}
		if got := unpack(t, string(appendRuns(nil, data, wide)), wide); !bytes.Equal(got, data) {
			t.Fatalf("%x comes back as %x", data, got)
		}
	}
	for n, want := range map[int]string{1: "5A", 2: "H5A", 19: "Y5A", 20: "g5A", 21: "gG5A", 400: "z5A", 401: "zG5A", 420: "zg5A", 839: "zzgY5A"} {
		row := bytes.Repeat([]byte{0x55}, (n+1)/2)
		if n%2 == 1 {
			row[len(row)-1] = 0x5A
		} else {
			row = append(row, 0xA0)
		}
		if got := strings.TrimSuffix(string(appendRow(nil, row)), "0"); got != want {
			t.Errorf("%d times 5: %q, want %q", n, got, want)
		}
	}
}

// The check value of the standard's nine digits.
func TestCheckSum(t *testing.T) {
	if got := crc16([]byte("123456789")); got != 0x31C3 {
		t.Errorf("%04X, want 31C3", got)
	}
}

// No bitmap is larger than ^GF can say, white space ends one, and a large page is printed whole.
func TestLargePages(t *testing.T) {
	t.Parallel()
	p := labels.Page{Size: labels.Size{W: 250, H: 120}, Texts: []labels.Text{{Text: strings.Repeat("囍", 300), Rect: labels.Rect{W: 250, H: 120}, Size: 60, Least: 20, Lines: 99}}}
	data := rendered(t, []labels.Page{p}, Options{DPI: symbol.DPI600})
	if n := bytes.Count(data, []byte("^GFA")); n < 10 {
		t.Errorf("%d bitmaps", n)
	}
	same(t, "a large page", interpret(t, data)[0], dots(t, []labels.Page{p}, symbol.DPI600)[0])
}

func TestEmptyPage(t *testing.T) {
	got := string(rendered(t, []labels.Page{{Size: labels.Size60x40}}, Options{}))
	if want := "^XA^CI28^PW480^LL320^LH0,0^PON^PMN^LRN^FWN\n^PQ1^XZ\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// White text is a hole in what is under it, whatever that is: frames, bars, other texts.
func TestWhiteText(t *testing.T) {
	t.Parallel()
	at := labels.Rect{X: 5, Y: 5, W: 60, H: 20}
	p := labels.Page{Size: labels.Size100x50, Fills: []labels.Fill{{Rect: at}, {Rect: labels.Rect{X: 1, Y: 12, W: 90, H: 0.4}}, {Rect: labels.Rect{X: -3, Y: 40, W: 200, H: 2}}},
		Codes: []labels.Code{{Kind: symbol.Code128, Content: "ABC", Rect: labels.Rect{X: 30, Y: 20, W: 60, H: 20}}},
		Texts: []labels.Text{{Text: "黑字在下", Rect: at, Size: 40}, {Text: "白字 WHITE", Rect: labels.Rect{X: 5, Y: 8, W: 60, H: 30}, Size: 40, White: true, Bold: true}, {Text: "上", Rect: at, Size: 30}}}
	for _, o := range ways {
		same(t, fmt.Sprint(o), interpret(t, rendered(t, []labels.Page{p}, o))[0], dots(t, []labels.Page{p}, o.DPI)[0])
	}
}

func TestSameInputSameBytes(t *testing.T) {
	t.Parallel()
	var pages []labels.Page
	for _, d := range rastertest.Labels()[:5] {
		pages = append(pages, rastertest.PagesOf(t, d)...)
	}
	for _, o := range ways[:4] {
		want := sha256.Sum256(rendered(t, pages, o))
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if sha256.Sum256(rendered(t, pages, o)) != want {
					t.Errorf("%+v: other bytes", o)
				}
			})
		}
		wg.Wait()
	}
}

func TestErrors(t *testing.T) {
	bad := rastertest.Waybill(labels.Size100x150)
	bad.Number = strings.Repeat("W", 60)
	for name, c := range map[string]struct {
		pages  []labels.Page
		o      Options
		reason string
	}{
		"bars do not fit": {rastertest.PagesOf(t, bad), Options{}, labels.ReasonUnprintable}, "no pages": {nil, Options{}, raster.ReasonPages},
		"no such head": {[]labels.Page{{Size: labels.Size60x40}}, Options{DPI: 1}, raster.ReasonDPI},
		"graphics":     {nil, Options{Graphics: 9}, ReasonOptions}, "bars": {nil, Options{Bars: 9}, ReasonOptions},
	} {
		out, _, err := Render(c.pages, c.o)
		if out != nil || fault.ReasonOf(err) != c.reason {
			t.Errorf("%s: %d bytes, %v, want %s", name, len(out), err, c.reason)
		}
	}
}
