package font

import (
	"bytes"
	"image"
	"image/draw"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	xfont "golang.org/x/image/font"
)

// charactersOf decodes every two-byte code of an encoding.
func charactersOf(enc encoding.Encoding) []rune {
	var out []rune
	dec := enc.NewDecoder()
	for hi := 0x81; hi < 0xFF; hi++ {
		for lo := 0x40; lo < 0xFF; lo++ {
			b, err := dec.Bytes([]byte{byte(hi), byte(lo)})
			if rs := []rune(string(b)); err == nil && len(rs) == 1 && rs[0] != '\uFFFD' && !privateUse(rs[0]) {
				out = append(out, rs[0])
			}
		}
	}
	return out
}

// levels keeps the ideographs of Big5's two levels: this decoder also knows the Hong Kong additions, of which the face has part.
func levels(rs []rune) []rune {
	enc := traditionalchinese.Big5.NewEncoder()
	return slices.DeleteFunc(rs, func(r rune) bool {
		b, err := enc.Bytes([]byte(string(r)))
		return err != nil || len(b) != 2 || b[0] < 0xA4 || b[0] > 0xF9 || b[0] == 0xC6 && b[1] > 0x7E || b[0] > 0xC6 && b[0] < 0xC9 || r < 0x4E00 || r > 0xFB00
	})
}

func privateUse(r rune) bool { return r >= 0xE000 && r <= 0xF8FF }

// Names and addresses use the whole of GBK, not only GB2312.
func TestCoverage(t *testing.T) {
	face := Default()
	for _, c := range []struct {
		name    string
		chars   []rune
		least   int
		missing string
	}{
		{"GBK", charactersOf(simplifiedchinese.GBK), 21_700, "≒"},
		{"Big5", levels(charactersOf(traditionalchinese.Big5)), 13_000, ""},
		{"ASCII", []rune(" !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"), 95, ""},
		{"Latin-1", []rune("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ€£¥§°"), 60, ""},
		{"Cyrillic", []rune("АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя"), 66, ""},
		{"Greek", []rune("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψω"), 48, ""},
		{"marks", []rune{Substitute, Ellipsis, '▲', '▼', '□', '×', '·', '\u3000', '\u00a0'}, 9, ""},
	} {
		missing := ""
		for _, r := range c.chars {
			if !face.Has(r) && !strings.ContainsRune(missing, r) {
				missing += string(r)
			}
		}
		if len(c.chars) < c.least || missing != c.missing {
			t.Errorf("%s: %d characters, missing %q, want %q", c.name, len(c.chars), missing, c.missing)
		}
	}
}

// A subset shows exactly what the full face shows, judged by another reader of TrueType.
func TestSubsetDrawsTheSame(t *testing.T) {
	text := []rune("杭州市西湖区文三路，Zoë Ångström 0123 ñé‰½〓▲龘")
	small := reader(t, Default().Subset(text))
	full := reader(t, embedded)
	blank := picture(t, full, '\uE000') // the notdef box
	for _, r := range text {
		got, want := picture(t, small, r), picture(t, full, r)
		if !bytes.Equal(got.Pix, want.Pix) {
			t.Errorf("%c differs from the full face", r)
		}
		if r != ' ' && bytes.Equal(got.Pix, blank.Pix) {
			t.Errorf("%c is drawn as a missing glyph", r)
		}
	}
	if _, err := small.GlyphIndex(nil, '京'); err != nil {
		t.Error(err)
	}
	if g, _ := small.GlyphIndex(nil, '京'); g != 0 {
		t.Error("the subset holds a character nobody asked for")
	}
}

func reader(t *testing.T, data []byte) *sfnt.Font {
	t.Helper()
	f, err := opentype.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func picture(t *testing.T, f *sfnt.Font, r rune) *image.Gray {
	t.Helper()
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: 40, DPI: 72})
	if err != nil {
		t.Fatal(err)
	}
	img := image.NewGray(image.Rect(0, 0, 60, 60))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	d := xfont.Drawer{Dst: img, Src: image.Black, Face: face, Dot: fixed.P(5, 45)}
	d.DrawString(string(r))
	return img
}

func TestSubsetIsTheSameInAnyOrder(t *testing.T) {
	a := []rune("收件人 Recipient 杭州")
	b := slices.Clone(a)
	slices.Reverse(b)
	b = append(b, b...)
	if !bytes.Equal(Default().Subset(a), Default().Subset(b)) {
		t.Error("order or repetition of the runes changes the bytes")
	}
}

// Composite glyphs bring their parts with them under new numbers.
func TestSubsetFollowsComposites(t *testing.T) {
	face := Default()
	found := 0
	for r := rune(0x20); r < 0xFFFF && found < 200; r++ {
		if !face.Has(r) {
			continue
		}
		parts := 0
		eachComponent(face.outline(face.glyphs[r]), func(int, []byte) { parts++ })
		if parts == 0 {
			continue
		}
		found++
		small, err := parse(face.Subset([]rune{r}))
		if err != nil {
			t.Fatalf("%c: %v", r, err)
		}
		eachComponent(small.outline(small.glyphs[r]), func(at int, data []byte) {
			if g := be16(data, at); int(g) >= len(small.advances) || len(small.outline(g)) == 0 {
				t.Errorf("%c: part %d is not in the subset", r, g)
			}
		})
	}
	t.Logf("%d composite characters", found)
}

func TestSubsetKeepsWidths(t *testing.T) {
	face := Default()
	rs := []rune("Wi,.杭0")
	small, err := parse(face.Subset(rs))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rs {
		if got, want := small.Advance(r), face.Advance(r); got != want {
			t.Errorf("%c is %d wide, want %d", r, got, want)
		}
	}
	if got := face.Advance('\uE000'); got != face.Advance(Substitute) {
		t.Errorf("a missing character is %d wide, want that of its substitute", got)
	}
}

func TestParseRefusesWhatIsNoFace(t *testing.T) {
	for _, bad := range [][]byte{nil, []byte("OTTO"), embedded[:12], embedded[:5000], []byte("\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00")} {
		if _, err := parse(bad); err == nil {
			t.Errorf("%d bytes were taken for a face", len(bad))
		}
	}
}

func BenchmarkSubset(b *testing.B) {
	rs := []rune("浙江省杭州市西湖区文三路138号东方通信大厦****收件人寄件人订单号件数重量日期 Order Parcel Weight Date")
	Default()
	b.ReportAllocs()
	for b.Loop() {
		Default().Subset(rs)
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := parse(embedded); err != nil {
			b.Fatal(err)
		}
	}
}
