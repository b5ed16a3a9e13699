package scan

import (
	"strings"
	"time"
	"unicode/utf8"
)

// Bounds of a Reader.
const (
	MaxRunes  = 256                   // of one scan: more than any label of the house or a supplier's Digital Link has
	Idle      = 2 * time.Second       // a burst without terminator is given up after it: a scanner sends a code in under 0.1 s
	TypedIdle = 30 * time.Second      // typed text waits longer: people look at the label while they type
	FastGap   = 35 * time.Millisecond // between two characters of a scan; fingers are slower
	minTail   = 4                     // characters of a burst behind slow keys that may be a scan of its own
)

// Raw is one finished input, not yet understood.
type Raw struct {
	Text  string // without terminator; longer than MaxRunes: too long, which Parse tells
	Typed bool   // came at the pace of fingers: a hint, never a proof, since radios stall
	// Tail is the end that came in one burst behind a few slow keys: a scan on top of a key pressed by chance. "" for none.
	// Text is the whole; try Tail only when Text means nothing.
	Tail string
}

// Key is a key that is not text.
type Key uint8

// The keys a Reader knows.
const (
	KeyEnter Key = iota + 1
	KeyLineFeed
	KeyTab
	KeyBackspace
	KeyClear // empties the box
	KeyGS    // the separator of GS1 elements
	KeyRS
	KeyEOT
)

var keyNames = map[string]Key{"enter": KeyEnter, "ctrl+j": KeyLineFeed, "tab": KeyTab, "backspace": KeyBackspace,
	"ctrl+h": KeyBackspace, "ctrl+u": KeyClear, "ctrl+]": KeyGS, "ctrl+^": KeyRS, "ctrl+d": KeyEOT}

// KeyOf gives the key with a name as terminals' libraries write them: "enter", "ctrl+j" (LF), "tab", "backspace", "ctrl+h",
// "ctrl+u", "ctrl+]" (GS), "ctrl+^", "ctrl+d".
func KeyOf(name string) (Key, bool) {
	k, ok := keyNames[name]
	return k, ok
}

// keyRunes are what the keys are as characters.
var keyRunes = [...]rune{KeyEnter: '\r', KeyLineFeed: '\n', KeyTab: '\t', KeyBackspace: 0x7f, KeyClear: 0x15, KeyGS: 0x1d,
	KeyRS: 0x1e, KeyEOT: 0x04}

// Reader collects one scan box's input. Its zero value is ready; it is for one goroutine. The times given must not go back.
//
// CR, LF and TAB end a scan; an ending with nothing before it is nothing, so CRLF ends one scan once. However the same
// characters are cut into calls, the same scans come out.
type Reader struct {
	buf     []rune
	partial []byte // the beginning of a UTF-8 character whose rest is still to come
	last    time.Time
	slow    int // gaps between characters longer than FastGap
	burstAt int // index in buf behind the last slow gap
	slowAt  int // slow gaps before burstAt, that one included
	dropped string
}

// Runes takes characters of one key message or paste, which may hold several scans with their terminators. An alt
// modifier on the first one is for the caller to leave out: scanners that send ESC in front cause it, the text is whole.
func (r *Reader) Runes(now time.Time, runes []rune) []Raw {
	r.arrive(now)
	r.partial = nil
	return r.take(now, nil, runes)
}

// Bytes takes bytes as they come from a line or a terminal; a character split between two calls is put together. Bytes
// that are no UTF-8 are left out.
func (r *Reader) Bytes(now time.Time, b []byte) []Raw {
	r.arrive(now)
	var out []Raw
	if len(r.partial) > 0 {
		b = append(r.partial, b...)
		r.partial = nil
	}
	for len(b) > 0 {
		if !utf8.FullRune(b) {
			r.partial, r.last = append([]byte(nil), b...), now
			break
		}
		c, n := utf8.DecodeRune(b)
		b = b[n:]
		if c != utf8.RuneError || n > 1 {
			out = r.put(now, out, c)
		}
	}
	return out
}

// Key takes one key.
func (r *Reader) Key(now time.Time, k Key) []Raw {
	if k == 0 || int(k) >= len(keyRunes) {
		return nil
	}
	return r.Runes(now, []rune{keyRunes[k]})
}

// Text is what stands in the box, for the screen.
func (r *Reader) Text() string { return string(r.buf[:min(len(r.buf), MaxRunes)]) }

// Clear empties the box.
func (r *Reader) Clear() {
	r.buf, r.partial = r.buf[:0], nil
	r.slow, r.burstAt, r.slowAt = 0, 0, 0
}

// Expire empties the box if its scan has waited too long for its end, and tells what was thrown away. Input does the same
// by itself; call this from a timer so that the screen does not show a dead beginning.
func (r *Reader) Expire(now time.Time) (dropped string, ok bool) {
	r.arrive(now)
	dropped, r.dropped = r.dropped, ""
	return dropped, dropped != ""
}

// arrive gives up what has waited too long.
func (r *Reader) arrive(now time.Time) {
	if len(r.buf) == 0 && len(r.partial) == 0 {
		return
	}
	patience := Idle
	if r.typed() {
		patience = TypedIdle
	}
	if now.Sub(r.last) > patience {
		r.dropped = r.Text()
		r.Clear()
	}
}

// typed tells whether the gaps seen were mostly those of fingers. One character alone has none, and nobody's scanner
// sends one without its end.
func (r *Reader) typed() bool {
	return len(r.buf) == 1 || r.slow > 0 && 2*r.slow >= min(len(r.buf), MaxRunes)-1
}

func (r *Reader) take(now time.Time, out []Raw, runes []rune) []Raw {
	for _, c := range runes {
		out = r.put(now, out, c)
	}
	return out
}

func (r *Reader) put(now time.Time, out []Raw, c rune) []Raw {
	switch c {
	case '\r', '\n', '\t':
		if len(r.buf) > 0 {
			out = append(out, r.finish(now))
		}
		return out
	case 0x08, 0x7f:
		if len(r.buf) > 0 {
			r.buf = r.buf[:len(r.buf)-1]
			r.burstAt = min(r.burstAt, len(r.buf))
		}
		r.last = now
		return out
	case 0x15:
		r.Clear()
		return out
	}
	if c < ' ' && c != 0x1d && c != 0x1e && c != 0x04 {
		return out // ESC, STX and other frames some scanners put around a code
	}
	if len(r.buf) > 0 && now.Sub(r.last) > FastGap {
		r.slow++
		r.burstAt, r.slowAt = len(r.buf), r.slow
	}
	r.last = now
	if len(r.buf) <= MaxRunes { // one more than allowed stays, and says that it was too long
		r.buf = append(r.buf, c)
	}
	return out
}

func (r *Reader) finish(now time.Time) Raw {
	raw := Raw{Text: string(r.buf)}
	gaps, slow := min(len(r.buf), MaxRunes), r.slow // the gap before the terminator counts: it tells 5 Enter from a scanned 5
	if now.Sub(r.last) > FastGap {
		slow++
	}
	raw.Typed = 2*slow >= gaps
	if head := r.burstAt; head > 0 && len(r.buf)-head >= minTail && 2*r.slowAt >= head {
		raw.Tail = strings.Clone(string(r.buf[head:]))
	}
	r.Clear()
	return raw
}
