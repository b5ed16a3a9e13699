package tabular

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"example.com/tote/inventory/fault"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

// Encoding names how a CSV file's bytes stand for text.
type Encoding string

// The encodings read. GB18030 includes GBK and GB2312.
const (
	DetectEncoding Encoding = ""
	UTF8           Encoding = "utf-8"
	GB18030        Encoding = "gb18030"
	UTF16          Encoding = "utf-16" // only with a byte order mark
)

// textReader turns bytes into UTF-8. As long as bytes are ASCII it decides nothing; the first other byte decides, with
// a window behind it. After that every byte is checked: text that stops being valid is an error at that place, and
// what came before it has been handed on, so that the reader above knows the line.
type textReader struct {
	in       *bufio.Reader // at least detectWindow long
	encoding Encoding
	order    binary.ByteOrder // of UTF16
	gb       transform.Transformer
	err      error // sticky
}

var (
	markUTF8    = []byte{0xEF, 0xBB, 0xBF}
	markLittle  = []byte{0xFF, 0xFE}
	markBig     = []byte{0xFE, 0xFF}
	markGB18030 = []byte{0x84, 0x31, 0x95, 0x33}
)

// newTextReader looks for a byte order mark and takes it off.
func newTextReader(in *bufio.Reader, want Encoding) (*textReader, error) {
	t := &textReader{in: in, gb: simplifiedchinese.GB18030.NewDecoder()}
	head, _ := in.Peek(4)
	mark := 0
	switch {
	case bytes.HasPrefix(head, markUTF8):
		t.encoding, mark = UTF8, 3
	case bytes.HasPrefix(head, markLittle):
		t.encoding, t.order, mark = UTF16, binary.LittleEndian, 2
	case bytes.HasPrefix(head, markBig):
		t.encoding, t.order, mark = UTF16, binary.BigEndian, 2
	case bytes.HasPrefix(head, markGB18030):
		t.encoding, mark = GB18030, 4
	}
	if _, err := in.Discard(mark); err != nil {
		return nil, err
	}
	switch {
	case want != DetectEncoding && want != UTF8 && want != GB18030 && want != UTF16:
		return nil, fault.Invalid("encoding.unknown", "encoding %q is not one of utf-8, gb18030, utf-16", want)
	case want == DetectEncoding || want == t.encoding:
		return t, nil
	case t.encoding != DetectEncoding:
		return nil, fault.Invalid("encoding.mark", "the file is marked as %s, but %s was asked for; leave the encoding to be detected", t.encoding, want)
	case want == UTF16:
		return nil, fault.Invalid("encoding.mark", "a UTF-16 file must begin with a byte order mark; save it again as UTF-8")
	}
	t.encoding = want
	return t, nil
}

func (t *textReader) Read(p []byte) (int, error) {
	if len(p) < utf8.UTFMax {
		return 0, io.ErrShortBuffer
	}
	n := 0
	for n == 0 && t.err == nil {
		if _, err := t.in.Peek(1); err != nil {
			t.err = err
			break
		}
		n, t.err = t.step(p)
	}
	if n > 0 {
		return n, nil
	}
	return 0, t.err
}

// step decodes some of what is buffered.
func (t *textReader) step(p []byte) (int, error) {
	src, _ := t.in.Peek(t.in.Buffered())
	if t.encoding == UTF16 {
		return t.stepUTF16(p, src)
	}
	if n := asciiPrefix(src, len(p)); n > 0 || src[0] == 0 {
		if at := bytes.IndexByte(src[:max(n, 1)], 0); at >= 0 {
			_, _ = t.in.Discard(copy(p, src[:at]))
			return at, fault.Invalid("file.binary", "the file holds zero bytes, so it is not text in a known encoding; "+
				"save it as CSV in UTF-8 (UTF-16 needs a byte order mark)")
		}
		return t.in.Discard(copy(p, src[:n]))
	}
	switch t.encoding {
	case UTF8:
		return t.stepUTF8(p, src)
	case GB18030:
		return t.stepGB18030(p, src)
	}
	window, _ := t.in.Peek(detectWindow)
	var err error
	t.encoding, err = detect(window)
	return 0, err
}

func asciiPrefix(src []byte, most int) int {
	n := min(len(src), most)
	for i, b := range src[:n] {
		if b >= utf8.RuneSelf {
			return i
		}
	}
	return n
}

func invalidText(encoding Encoding) error {
	return fault.Invalid("encoding.invalid", "the text is not valid %s here; the file was cut, mixed from two encodings, or "+
		"is in another one: save it again as CSV in UTF-8", encoding)
}

func (t *textReader) stepUTF8(p, src []byte) (int, error) {
	n := 0
	for n < len(src) && n+utf8.UTFMax <= len(p) && src[n] != 0 {
		r, size := utf8.DecodeRune(src[n:])
		if r != utf8.RuneError || size > 1 {
			n += size
			continue
		}
		if n > 0 {
			break // hand on what is good, look again with more bytes
		}
		have, cut := len(src), !utf8.FullRune(src)
		if more, _ := t.in.Peek(utf8.UTFMax); cut && len(more) > have {
			return 0, nil // the character continues beyond what was buffered
		}
		return 0, invalidText(UTF8)
	}
	copy(p, src[:n])
	return t.in.Discard(n)
}

func (t *textReader) stepGB18030(p, src []byte) (int, error) {
	if at := bytes.IndexByte(src, 0); at > 0 {
		src = src[:at]
	}
	nDst, nSrc, err := t.gb.Transform(p, src, false)
	if bad := bytes.IndexRune(p[:nDst], utf8.RuneError); bad >= 0 {
		return bad, invalidText(GB18030)
	}
	if nSrc == 0 && err == transform.ErrShortSrc {
		have := len(src)
		if more, _ := t.in.Peek(4); len(more) <= have || bytes.IndexByte(more, 0) >= 0 {
			return 0, invalidText(GB18030)
		}
		return 0, nil
	}
	if _, discardErr := t.in.Discard(nSrc); discardErr != nil {
		return nDst, discardErr
	}
	return nDst, nil
}

func (t *textReader) stepUTF16(p, src []byte) (int, error) {
	n, used := 0, 0
	for n+utf8.UTFMax <= len(p) {
		rest := src[used:]
		if len(rest) < 4 && used > 0 {
			break
		}
		if len(rest) < 4 {
			rest, _ = t.in.Peek(4)
		}
		if len(rest) < 2 {
			return n, invalidText(UTF16)
		}
		size, r := 2, rune(t.order.Uint16(rest))
		if utf16.IsSurrogate(r) {
			if len(rest) < 4 {
				return n, invalidText(UTF16)
			}
			size, r = 4, utf16.DecodeRune(r, rune(t.order.Uint16(rest[2:])))
		}
		if r == utf8.RuneError || r == 0 {
			_, _ = t.in.Discard(used)
			return n, invalidText(UTF16)
		}
		n += utf8.EncodeRune(p[n:], r)
		used += size
		if used >= len(src) {
			break
		}
	}
	if _, err := t.in.Discard(used); err != nil {
		return n, err
	}
	return n, nil
}

// detect decides the encoding of a window that begins with a byte that is not ASCII.
//
// Valid UTF-8 is UTF-8, except for short text made only of two-byte characters that would also be everyday Chinese in
// GBK (学校 in GBK is valid UTF-8 for two odd letters): that is refused as undecidable. What is not UTF-8 is taken for
// GBK only if most of it is everyday Chinese, because Western text in Windows-1252 is often valid GBK too.
func detect(window []byte) (Encoding, error) {
	const wayOut = "save the file as CSV in UTF-8, or name its encoding (utf-8 or gb18030)"
	if validPrefix(window) {
		if couldBeChinese(window) {
			return "", fault.Invalid("encoding.ambiguous", "the text here could be UTF-8 or GBK and would mean different things; "+wayOut)
		}
		return UTF8, nil
	}
	if mostlyUTF8(window) {
		return UTF8, nil // UTF-8 that breaks off further on: the check that follows names that line
	}
	everyday, pairs, valid := countGBK(window)
	if valid && everyday*4 >= pairs*3 && !westernRuns(window) {
		return GB18030, nil
	}
	return "", fault.Invalid("encoding.unknown", "the text here is neither valid UTF-8 nor plausible GBK; "+wayOut)
}

// validPrefix reports valid UTF-8, allowing a character cut by the end of a full window.
func validPrefix(window []byte) bool {
	for len(window) > 0 {
		r, size := utf8.DecodeRune(window)
		if r == utf8.RuneError && size == 1 {
			return len(window) < utf8.UTFMax && !utf8.FullRune(window)
		}
		window = window[size:]
	}
	return true
}

// mostlyUTF8 tells text with at least three of UTF-8's longer characters and more of them than stray bytes. GBK text
// almost never has even one.
func mostlyUTF8(window []byte) bool {
	long, stray := 0, 0
	for len(window) > 0 {
		r, size := utf8.DecodeRune(window)
		switch {
		case r == utf8.RuneError && size == 1:
			stray++
		case size > 2:
			long++
		}
		window = window[size:]
	}
	return long >= 3 && long > stray
}

// couldBeChinese tells valid UTF-8 that reads as everyday Chinese in GBK: every character beyond ASCII is a pair from
// GB 2312's first level, and they are not accented Latin letters in Western text.
func couldBeChinese(window []byte) bool {
	latin := true
	for len(window) > 0 {
		_, size := utf8.DecodeRune(window)
		if size > 2 || size == 2 && (window[0] > 0xD7 || window[1] < 0xA1) {
			return false
		}
		latin = latin && (size < 2 || window[0] <= 0xC3)
		window = window[size:]
	}
	return !latin
}

// westernRuns tells text whose bytes beyond ASCII always come alone or in pairs next to a plain letter, as accented
// letters do and Chinese does not.
func westernRuns(window []byte) bool {
	for i := 0; i < len(window); {
		start := i
		for i < len(window) && window[i] >= utf8.RuneSelf {
			i++
		}
		touches := start > 0 && isLetter(window[start-1]) || i < len(window) && isLetter(window[i])
		if run := i - start; run > 2 || run > 0 && !touches {
			return false
		}
		i++
	}
	return true
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// countGBK counts the characters beyond ASCII and how many of them are in GB 2312, the everyday set.
func countGBK(window []byte) (everyday, pairs int, valid bool) {
	for i := 0; i < len(window); {
		lead := window[i]
		if lead < utf8.RuneSelf {
			i++
			continue
		}
		if i+1 >= len(window) {
			return everyday, pairs, pairs > 0 && len(window) == detectWindow
		}
		trail := window[i+1]
		switch {
		case lead == 0x80 || lead == 0xFF || trail < 0x30 || trail == 0x7F || trail == 0xFF:
			return everyday, pairs, false
		case trail < 0x40: // the four-byte form of GB18030
			i += 2
		case lead >= 0xA1 && lead <= 0xF7 && trail >= 0xA1:
			everyday++
		}
		pairs++
		i += 2
	}
	return everyday, pairs, true
}
