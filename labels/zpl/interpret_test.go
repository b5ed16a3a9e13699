package zpl

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"image"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"example.com/tote/labels/raster"
)

// What this package may send, and nothing else: the commands with numbers, field data of letters, digits, hexadecimal escapes
// and the seven codes of ^BC, and bitmaps of hexadecimal digits and run lengths, or base 64.
var (
	format = regexp.MustCompile(`^\^XA\^CI28\^PW(\d+)\^LL(\d+)\^LH0,0\^PON\^PMN\^LRN\^FWN\n((?:\^FO[^\n]*\n)*)\^PQ1\^XZ\n`)
	box    = regexp.MustCompile(`^\^FO(\d+),(\d+)\^GB(\d+),(\d+),(\d+)\^FS$`)
	code   = regexp.MustCompile(`^\^FO(\d+),(\d+)\^BY(\d+)\^BCN,(\d+),N,N,N,N\^FH_\^FD(>[:;](?:[0-9A-Za-z]|_[0-9A-F]{2}|>[0568])*)\^FS$`)
	bitmap = regexp.MustCompile(`^\^FO(\d+),(\d+)\^GFA,(\d+),(\d+),(\d+),([0-9A-Fg-zG-Y,:]+|:Z64:[A-Za-z0-9+/]+=*:[0-9A-F]{4})\^FS$`)
)

// interpret is a small printer: it draws the formats as the manual has them and refuses whatever this package has no business
// to send.
func interpret(t testing.TB, data []byte) []*raster.Bitmap {
	t.Helper()
	var out []*raster.Bitmap
	for len(data) > 0 {
		m := format.FindSubmatch(data)
		if m == nil {
			t.Fatalf("not a format: %.200q", data)
		}
		data = data[len(m[0]):]
		n := numbers(t, m[1:3])
		p := &raster.Bitmap{Width: n[0], Height: n[1], Stride: (n[0] + 7) / 8}
		p.Bits = make([]byte, p.Stride*p.Height)
		for _, field := range bytes.SplitAfter(m[3], []byte("\n")) {
			if field = bytes.TrimSuffix(field, []byte("\n")); len(field) > 0 {
				draw(t, p, field)
			}
		}
		out = append(out, p)
	}
	return out
}

func draw(t testing.TB, p *raster.Bitmap, field []byte) {
	t.Helper()
	if m := box.FindSubmatch(field); m != nil {
		n := numbers(t, m[1:])
		if n[4] != min(n[2], n[3]) {
			t.Errorf("%s is no solid box", field)
		}
		black(t, p, image.Rect(n[0], n[1], n[0]+n[2], n[1]+n[3]))
		return
	}
	if m := code.FindSubmatch(field); m != nil {
		n := numbers(t, m[1:5])
		x := n[0]
		for i, w := range widthsOf(invoked(t, string(m[5]))) {
			if i%2 == 0 {
				black(t, p, image.Rect(x, n[1], x+w*n[2], n[1]+n[3]))
			}
			x += w * n[2]
		}
		return
	}
	m := bitmap.FindSubmatch(field)
	if m == nil {
		t.Fatalf("not a field of ours: %.200q", field)
	}
	n := numbers(t, m[1:6])
	rows := unpack(t, string(m[6]), n[4])
	if n[2] != n[3] || n[3] != len(rows) || n[3] > mostField {
		t.Fatalf("a bitmap of %d bytes says it has %d, %d", len(rows), n[2], n[3])
	}
	if n[0]%8 != 0 || n[0]/8+n[4] > p.Stride || n[1]+len(rows)/n[4] > p.Height {
		t.Fatalf("the bitmap at %v is not on the page, or not on whole bytes", n)
	}
	for i, v := range rows {
		p.Bits[(n[1]+i/n[4])*p.Stride+n[0]/8+i%n[4]] |= v
	}
}

func numbers(t testing.TB, words [][]byte) []int {
	t.Helper()
	out := make([]int, len(words))
	for i, w := range words {
		n, err := strconv.Atoi(string(w))
		if err != nil {
			t.Fatal(err)
		}
		out[i] = n
	}
	return out
}

func black(t testing.TB, p *raster.Bitmap, r image.Rectangle) {
	t.Helper()
	if !r.In(image.Rect(0, 0, p.Width, p.Height)) {
		t.Fatalf("%v lies outside %d by %d", r, p.Width, p.Height)
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			p.Bits[y*p.Stride+x>>3] |= 0x80 >> (x & 7)
		}
	}
}

// unpack undoes both compressions.
func unpack(t testing.TB, data string, wide int) []byte {
	t.Helper()
	if body, ok := strings.CutPrefix(data, ":Z64:"); ok {
		letters, sum, _ := strings.Cut(body, ":")
		if got := fmt.Sprintf("%04X", slowCRC([]byte(letters))); got != sum {
			t.Errorf("check sum %s, want %s", sum, got)
		}
		packed, err := base64.StdEncoding.DecodeString(letters)
		if err != nil {
			t.Fatal(err)
		}
		z, err := zlib.NewReader(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		out, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	var digits, row strings.Builder
	last, count := "", 0
	for _, c := range data {
		switch {
		case c >= 'g' && c <= 'z':
			count += 20 * int(c-'f')
			continue
		case c >= 'G' && c <= 'Y':
			count += int(c - 'F')
			continue
		case c == ',':
			if row.Len()%2 != 0 {
				t.Fatalf("a comma in the middle of a byte: %.40q", data) // the manual wants a zero before it
			}
			row.WriteString(strings.Repeat("0", 2*wide-row.Len()))
		case c == ':':
			row.WriteString(last)
		default:
			row.WriteString(strings.Repeat(string(c), max(1, count)))
		}
		count = 0
		if row.Len() >= 2*wide {
			last = row.String()
			digits.WriteString(last)
			row.Reset()
		}
	}
	out, err := hex.DecodeString(digits.String())
	if err != nil || row.Len() > 0 {
		t.Fatalf("the last row has %d digits of %d: %v", row.Len(), 2*wide, err)
	}
	return out
}

// slowCRC is CRC-16 CCITT by the book, bit by bit.
func slowCRC(data []byte) uint16 {
	c := uint16(0)
	for _, b := range data {
		for bit := 7; bit >= 0; bit-- {
			top := c>>15 ^ uint16(b>>bit&1)
			c = c<<1 ^ top*0x1021
		}
	}
	return c
}

// invoked reads field data of ^BC in mode N as the manual has it and gives the values of the symbol characters, the start
// first: > with a sign invokes, in C two digits are a character, in B each is one, >0 is the sign itself.
func invoked(t testing.TB, field string) []int {
	t.Helper()
	text, err := unescape(field)
	if err != nil {
		t.Fatal(err)
	}
	values := []int{map[byte]int{':': startB, ';': startC}[text[1]]}
	inC := values[0] == startC
	for text = text[2:]; len(text) > 0; {
		switch {
		case strings.HasPrefix(text, ">8"):
			values = append(values, fnc1)
		case strings.HasPrefix(text, ">5") && !inC:
			values, inC = append(values, toC), true
		case strings.HasPrefix(text, ">6") && inC:
			values, inC = append(values, toB), false
		case strings.HasPrefix(text, ">0") && !inC:
			values = append(values, '>'-' ')
		case inC && len(text) >= 2 && isDigit(text[0]) && isDigit(text[1]):
			values = append(values, int(text[0]-'0')*10+int(text[1]-'0'))
		case !inC && text[0] != '>':
			values, text = append(values, int(text[0]-' ')), text[1:]
			continue
		default:
			t.Fatalf("%q means nothing in %q", text, field)
		}
		text = text[2:]
	}
	return values
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// unescape undoes ^FH_.
func unescape(field string) (string, error) {
	var out []byte
	for i := 0; i < len(field); i++ {
		if field[i] != '_' {
			out = append(out, field[i])
			continue
		}
		b, err := hex.DecodeString(field[i+1 : i+3])
		if err != nil {
			return "", err
		}
		out = append(out, b...)
		i += 2
	}
	return string(out), nil
}

// widthsOf gives the bars and spaces a printer makes of the characters, check and stop added.
func widthsOf(values []int) []int {
	sum := values[0]
	for i, v := range values {
		sum += i * v
	}
	var out []int
	for _, v := range append(values, sum%103) {
		for _, c := range patterns[v*6 : v*6+6] {
			out = append(out, int(c-'0'))
		}
	}
	return append(out, 2, 3, 3, 1, 1, 1, 2)
}

// contentOf gives what a scanner reads: FNC1 as a GS, but for the first, which says that it is GS1.
func contentOf(values []int) string {
	var out []byte
	inC := values[0] == startC
	for i, v := range values[1:] {
		switch {
		case v == fnc1 && i == 0:
		case v == fnc1:
			out = append(out, 0x1D)
		case inC && v == toB:
			inC = false
		case !inC && v == toC:
			inC = true
		case inC:
			out = append(out, byte('0'+v/10), byte('0'+v%10))
		default:
			out = append(out, byte(' '+v))
		}
	}
	return string(out)
}

// forRenderer writes the bars so that the renderer draws what the manual says. It stays in B at >5, takes digits there one by
// one, and loses a single last character behind a code; values it is given as characters behind the first >6 it draws as they
// are. So only its drawing is used, and the reading of > is proven by interpret.
func forRenderer(t testing.TB, data []byte) string {
	t.Helper()
	lines := strings.Split(string(data), "\n")
	for i, line := range lines {
		m := code.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		values := invoked(t, m[5])
		field, plain := ">:", true
		if values[0] == startC {
			field, plain = ">;", false
		}
		for _, v := range values[1:] {
			switch {
			case v == fnc1:
				field += ">8"
			case !plain && v == toB:
				field, plain = field+">6", true
			case !plain:
				field += fmt.Sprintf("%02d", v)
			case v == '>'-' ':
				field += ">0"
			default:
				field += fmt.Sprintf("_%02X", v+' ')
			}
		}
		lines[i] = strings.Replace(line, m[5], field+">4", 1) // >4 is nothing, and brings a last character to light
	}
	return strings.Join(lines, "\n")
}
