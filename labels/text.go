package labels

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Face is what setting text needs to know of a typeface; labels/font has one.
type Face interface {
	Has(r rune) bool
	Advance(r rune) int // thousandths of the size
}

// The marks of a text that was changed.
const (
	substitute = '〓' // a character the face lacks
	ellipsis   = '…' // a text that was cut
)

// Characters documents set by. Input hardly has them, and where it does they mean the same.
const (
	lineBreak = '\u2028' // a line ends here
	hardBlank = '\u00a0' // a blank that keeps its neighbours together, as in a postcode
	wideBlank = '\u3000' // a blank that is not merged with others
)

// longestText bounds one text in runes before it is set: 500-character addresses exist, novels are a mistake upstream.
const longestText = 2000

// undecomposed are letters that carry their mark inside and so have no decomposition.
var undecomposed = map[rune]rune{'Ł': 'L', 'ł': 'l', 'Đ': 'D', 'đ': 'd', 'Ħ': 'H', 'ħ': 'h', 'ı': 'i', 'ĸ': 'k', 'Ŧ': 'T', 'ŧ': 't',
	'Ŋ': 'N', 'ŋ': 'n', 'ſ': 's', 'Ŀ': 'L', 'ŀ': 'l'}

// cleaned is a text the face can show, with what had to be replaced.
type cleaned struct {
	runes    []rune
	replaced []rune // characters shown as their base letter or as substitute
	lost     int    // runes beyond longestText
}

// clean makes any string printable: bytes that are not UTF-8 and characters the face lacks become their base letter or
// substitute, white space becomes one blank, control and format characters (which can hide or turn text) vanish.
func clean(s string, face Face) cleaned {
	var out cleaned
	s = norm.NFC.String(strings.ToValidUTF8(s, string(unicode.ReplacementChar)))
	blank := true // no blank in front
	for _, r := range s {
		if len(out.runes) == longestText {
			out.lost++
			continue
		}
		switch {
		case r == lineBreak:
			blank = true
			out.runes = append(out.runes, r)
			continue
		case unicode.IsSpace(r) && r != wideBlank && r != hardBlank:
			if !blank {
				out.runes = append(out.runes, ' ')
			}
			blank = true
			continue
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector):
			continue
		case r == unicode.ReplacementChar || !face.Has(r):
			out.replaced = append(out.replaced, r)
			r = nearest(r, face)
		}
		blank = false
		out.runes = append(out.runes, r)
	}
	if n := len(out.runes); n > 0 && out.runes[n-1] == ' ' {
		out.runes = out.runes[:n-1]
	}
	return out
}

// nearest gives the base letter of a letter with marks: a carrier delivers to Swidnica, not to 〓widnica.
func nearest(r rune, face Face) rune {
	if base, ok := undecomposed[r]; ok && face.Has(base) {
		return base
	}
	base, _ := utf8.DecodeRuneInString(norm.NFKD.String(string(r)))
	if face.Has(base) && unicode.IsLetter(base) {
		return base
	}
	return substitute
}

// noLineStart are characters that must not begin a line in Chinese or Western setting; a mask stays with what it hides.
const noLineStart = "*，。、；：？！）】》〉」』”’%,.;:?!)]}…"

// wide tells characters of Chinese, Japanese and full-width setting, between which a line may break anywhere.
func wide(r rune) bool {
	return r >= 0x2E80 && r <= 0x9FFF || r >= 0xF900 && r <= 0xFAFF || r >= 0xFE30 && r <= 0xFE4F || r >= 0xFF00 && r <= 0xFFEF
}

// mayBreak tells whether a line may end between a and b.
func mayBreak(a, b rune) bool {
	if strings.ContainsRune(noLineStart, b) || a == hardBlank || b == hardBlank {
		return false
	}
	return a == ' ' || b == ' ' || wide(a) || wide(b) || a == '-' || a == '/' || a == ','
}

// set is a text being set: runes and their widths in thousandths of the size.
type set struct {
	runes  []rune
	widths []int
}

func newSet(runes []rune, face Face) set {
	s := set{runes, make([]int, len(runes))}
	for i, r := range runes {
		if r != lineBreak {
			s.widths[i] = face.Advance(r)
		}
	}
	return s
}

// span is a line: runes [from, to).
type span struct{ from, to int }

// wrap breaks the text greedily into lines no wider than room thousandths. It stops after most lines; rest tells how many
// runes are left over.
func (s set) wrap(room, most int) (lines []span, rest int) {
	from := 0
	for from < len(s.runes) {
		if len(lines) == most {
			return lines, len(s.runes) - from
		}
		to := s.lineEnd(from, room)
		end := to
		for end > from && s.runes[end-1] == ' ' {
			end--
		}
		if to < len(s.runes) && s.runes[to] == lineBreak {
			to++
		}
		lines = append(lines, span{from, end})
		for to < len(s.runes) && s.runes[to] == ' ' {
			to++
		}
		from = to
	}
	return lines, 0
}

func (s set) lineEnd(from, room int) int {
	width, good := 0, from
	for i := from; i < len(s.runes); i++ {
		if i > from && mayBreak(s.runes[i-1], s.runes[i]) {
			good = i
		}
		if s.runes[i] == lineBreak {
			return i
		}
		width += s.widths[i]
		if width > room && s.runes[i] != ' ' {
			if good > from {
				return good
			}
			return max(i, from+1) // a word longer than the line is broken anywhere
		}
	}
	return len(s.runes)
}

func (s set) width(l span) int {
	w := 0
	for _, x := range s.widths[l.from:l.to] {
		w += x
	}
	return w
}

// cut shortens the last line so that the ellipsis fits behind it, and tells how many runes of it went.
func (s set) cut(l span, room, markWidth int) (span, int) {
	before := l.to
	for l.to > l.from && s.width(l)+markWidth > room {
		l.to--
	}
	return l, before - l.to
}
