package labels

import (
	"slices"
	"strings"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/fault/faulttest"
	"example.com/tote/labels/symbol"
)

// square is a face of half-em letters and em-wide ideographs that lacks a few characters.
type square struct{}

func (square) Has(r rune) bool {
	return r < 0x10000 && r != 'ł' && r != 'š' && r != 'Ș' && r != '\uE000'
}
func (square) Advance(r rune) int {
	if wide(r) {
		return 1000
	}
	return 500
}

const em = 1 / pointsPerMM // one point in mm: at size 1 a letter is half of it wide

func TestTextFits(t *testing.T) {
	for _, c := range []struct {
		name    string
		text    Text
		want    string
		size    float64
		lost    int
		changed string
	}{
		{"as given", Text{Text: "ABCD", Rect: Rect{W: 20 * em}, Size: 10}, "ABCD", 10, 0, ""},
		{"shrinks", Text{Text: "ABCDEFGH", Rect: Rect{W: 20 * em}, Size: 10, Least: 4}, "ABCDEFGH", 5, 0, ""},
		{"cut at the least size", Text{Text: "ABCDEFGH", Rect: Rect{W: 20 * em}, Size: 10, Least: 8}, "ABCD…", 8, 4, ""},
		{"wraps at a blank", Text{Text: "AB CD", Rect: Rect{W: 20 * em}, Size: 10, Lines: 2}, "AB|CD", 10, 0, ""},
		{"wraps between ideographs", Text{Text: "杭州市", Rect: Rect{W: 20 * em}, Size: 10, Lines: 2}, "杭州|市", 10, 0, ""},
		{"no comma at the start of a line", Text{Text: "杭州，西湖", Rect: Rect{W: 20 * em}, Size: 10, Lines: 3}, "杭|州，|西湖", 10, 0, ""},
		{"a mask stays with its text", Text{Text: "杭州大厦****", Rect: Rect{W: 40 * em}, Size: 10, Lines: 3}, "杭州大|厦****", 10, 0, ""},
		{"a word is kept whole by shrinking", Text{Text: "ABCDEF", Rect: Rect{W: 20 * em}, Size: 10, Least: 5, Lines: 3}, "ABCDEF", 6.5, 0, ""},
		{"a word is broken at the least size", Text{Text: "ABCDEF", Rect: Rect{W: 20 * em}, Size: 10, Lines: 2}, "ABCD|EF", 10, 0, ""},
		{"height bounds the lines", Text{Text: "AB CD EF", Rect: Rect{W: 10 * em, H: 25 * em}, Size: 10, Lines: 9}, "AB|C…", 10, 3, ""},
		{"blanks are one", Text{Text: "  A \t\n B ", Rect: Rect{W: 20 * em}, Size: 10}, "A B", 10, 0, ""},
		{"a hard line break", Text{Text: "A\u2028B", Rect: Rect{W: 20 * em}, Size: 10, Lines: 2}, "A|B", 10, 0, ""},
		{"a hard blank", Text{Text: "A B\u00a0C", Rect: Rect{W: 20 * em}, Size: 10, Lines: 2}, "A|B\u00a0C", 10, 0, ""},
		{"control and turning characters vanish", Text{Text: "A\x00\x1d\u202eB\ufeff", Rect: Rect{W: 20 * em}, Size: 10}, "AB", 10, 0, ""},
		{"rare ideograph and emoji", Text{Text: "𠮷😀", Rect: Rect{W: 40 * em}, Size: 10}, "〓〓", 10, 0, "𠮷😀"},
		{"bytes that are no text", Text{Text: "A\xff\xfeB", Rect: Rect{W: 40 * em}, Size: 10}, "A〓B", 10, 0, "\uFFFD"},
		{"nearest letter", Text{Text: "łš", Rect: Rect{W: 40 * em}, Size: 10}, "ls", 10, 0, "łš"},
		{"combining marks are composed", Text{Text: "e\u0301", Rect: Rect{W: 40 * em}, Size: 10}, "é", 10, 0, ""},
		{"nothing", Text{Rect: Rect{W: 40 * em}, Size: 10}, "", 0, 0, ""},
	} {
		lines, notes := c.text.place(square{})
		var got []string
		size := 0.0
		for _, l := range lines {
			got, size = append(got, l.Text), l.Size
		}
		if strings.Join(got, "|") != c.want || size != c.size || notes.lost != c.lost || string(notes.replaced) != c.changed {
			t.Errorf("%s: %q at %g, lost %d, replaced %q, want %q at %g, %d, %q", c.name, strings.Join(got, "|"), size, notes.lost,
				string(notes.replaced), c.want, c.size, c.lost, c.changed)
		}
	}
}

// A number that is cut is another number: no label then.
func TestWholeTextIsNeverCut(t *testing.T) {
	p := Page{Size: Size100x50, Texts: []Text{
		{Field: "number", Text: "SF1234567890123", Rect: Rect{W: 10}, Size: 10, Least: 8, Whole: true},
		{Field: "code", Text: "A-😀", Rect: Rect{W: 90}, Size: 10, Whole: true},
		{Field: "note", Text: "may be cut may be cut", Rect: Rect{W: 10}, Size: 10},
	}, Codes: []Code{{Field: "bars", Kind: symbol.Code128, Content: "SF1234567890123", Rect: Rect{W: 30, H: 20}}}}
	var rep Report
	_, err := p.Place(square{}, symbol.DPI203, 2, &rep)
	where := faulttest.Places(err)
	if want := []string{"page 3 bars", "page 3 number", "page 3 code"}; !slices.Equal(where, want) || fault.ReasonOf(err) != ReasonUnprintable {
		t.Errorf("%v names %v, want %v", err, where, want)
	}
	if len(rep.Cut) != 1 || rep.Cut[0].Field != "note" || rep.Cut[0].Page != 2 {
		t.Errorf("report %+v, want the note on page 2", rep)
	}
}

// Bars begin on a dot, keep their quiet zone inside the room and stand where they are told.
func TestCodesStandOnDots(t *testing.T) {
	for _, align := range []Align{Left, Center, Right} {
		for _, dpi := range []symbol.DPI{symbol.DPI203, symbol.DPI300} {
			c := Code{Kind: symbol.Code128, Content: "SF1234567890123", Rect: Rect{X: 3.33, Y: 7.77, W: 90, H: 20}, Align: align}
			s, err := c.place(dpi)
			if err != nil {
				t.Fatal(err)
			}
			quiet := s.Module * s.Matrix.Quiet
			left, right := float64(s.X-quiet)/dpi.PerMM(), float64(s.X+s.Module*s.Matrix.Width+quiet)/dpi.PerMM()
			if left < c.Rect.X-1e-9 || right > c.Rect.right()+1e-9 || float64(s.Y)/dpi.PerMM() < c.Rect.Y-1e-9 || float64(s.Y+s.BarHeight)/dpi.PerMM() > c.Rect.below()+1e-9 {
				t.Errorf("align %d at %d dpi: symbol from %.2f to %.2f mm leaves its room", align, dpi, left, right)
			}
			free := [...]float64{left - c.Rect.X, (left - c.Rect.X) - (c.Rect.right() - right), c.Rect.right() - right}[align]
			if free < -0.3 || free > 0.3 {
				t.Errorf("align %d at %d dpi: %.2f mm off", align, dpi, free)
			}
		}
	}
}

// Whatever stands in a text, it stays in its rectangle, loses nothing silently and never stops the label.
func FuzzText(f *testing.F) {
	for _, s := range []string{"浙江省杭州市", "A B C", "\xff\xfe", "😀𠮷", strings.Repeat("长", 500), "a\u2028\u2028b", "\u00a0\u00a0", "-----,,,,", "e\u0301\u0301"} {
		f.Add(s, 20.0, 8.0, 3)
	}
	f.Fuzz(func(t *testing.T, s string, w, h float64, lines int) {
		if !(w > 1 && w < 500 && h >= 0 && h < 500) || lines < 0 || lines > 50 || len(s) > 5000 {
			return
		}
		txt := Text{Text: s, Rect: Rect{X: 5, Y: 5, W: w, H: h}, Size: 12, Least: 6, Lines: lines}
		out, notes := txt.place(square{})
		shown := 0
		for _, l := range out {
			width := 0
			for _, r := range l.Text {
				width += square{}.Advance(r)
			}
			shown += len([]rune(l.Text))
			if mm := float64(width) * l.Size / 1000 / pointsPerMM; mm > w+0.01 && len([]rune(l.Text)) > 1 {
				t.Errorf("%q is %.2f mm wide in %.2f", l.Text, mm, w)
			}
		}
		if len(out) > max(lines, 1) {
			t.Errorf("%d lines, at most %d", len(out), lines)
		}
		if c := clean(s, square{}); notes.lost == 0 && strings.Count(string(c.runes), " ") == 0 && !slices.Contains(c.runes, lineBreak) && shown != len(c.runes) {
			t.Errorf("%d of %d characters shown, none reported lost", shown, len(c.runes))
		}
	})
}
