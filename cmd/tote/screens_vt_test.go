//go:build unix

package main

import (
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// vt is a terminal that shows what is written to it and answers nothing, as handhelds do: cursor moves, erasing, wide
// characters; colours are read over.
type vt struct {
	mu            sync.Mutex
	width, height int
	cells         [][]rune // 0: the right half of a wide one
	x, y          int
	last          bool // the cursor stands behind the last column
	rest          []byte
	wrote         int64
	bells         int
	strange       []string // what it did not understand, and questions
	changed       chan struct{}
}

func newVT(width, height int) *vt {
	v := &vt{changed: make(chan struct{}, 1)}
	v.resize(width, height)
	return v
}

// resize begins with an empty screen of another size.
func (v *vt) resize(width, height int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.width, v.height = width, height
	v.erase()
}

func (v *vt) erase() {
	v.cells = make([][]rune, v.height)
	for y := range v.cells {
		v.cells[y] = []rune(strings.Repeat(" ", v.width))
	}
	v.x, v.y, v.last = 0, 0, false
}

// Write shows.
func (v *vt) Write(b []byte) (int, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.wrote += int64(len(b))
	v.rest = append(v.rest, b...)
	for len(v.rest) > 0 {
		n := v.one(v.rest)
		if n == 0 {
			break
		}
		v.rest = v.rest[n:]
	}
	select {
	case v.changed <- struct{}{}:
	default:
	}
	return len(b), nil
}

// one takes one character or sequence; 0: it is not whole yet.
func (v *vt) one(b []byte) int {
	switch b[0] {
	case 0x1b:
		return v.sequence(b)
	case '\a':
		v.bells++
	case '\r':
		v.x, v.last = 0, false
	case '\n':
		v.down()
	case '\b':
		v.x, v.last = max(0, v.x-1), false
	default:
		if !utf8.FullRune(b) {
			return 0
		}
		r, n := utf8.DecodeRune(b)
		v.put(r)
		return n
	}
	return 1
}

func (v *vt) down() {
	if v.y+1 < v.height {
		v.y++
		return
	}
	v.cells = append(v.cells[1:], []rune(strings.Repeat(" ", v.width)))
}

func (v *vt) put(r rune) {
	w := ansi.StringWidth(string(r))
	if v.last || v.x+w > v.width {
		v.x, v.last = 0, false
		v.down()
	}
	v.cells[v.y][v.x] = r
	for i := 1; i < w; i++ {
		v.cells[v.y][v.x+i] = 0
	}
	if v.x += w; v.x >= v.width {
		v.x, v.last = v.width-1, true
	}
}

// sequence takes ESC [ ... letter, and the few others there are.
func (v *vt) sequence(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	if b[1] != '[' {
		v.strange = append(v.strange, strconv.Quote(string(b[:2])))
		return 2
	}
	for i := 2; i < len(b); i++ {
		if b[i] >= 0x40 && b[i] <= 0x7e {
			v.control(string(b[2:i]), b[i])
			return i + 1
		}
	}
	return 0
}

func (v *vt) control(args string, what byte) {
	var n []int
	for _, a := range strings.Split(args, ";") {
		k, _ := strconv.Atoi(a)
		n = append(n, k)
	}
	switch what {
	case 'm':
		return
	case 'h', 'l':
		if args == "?1049" {
			v.erase()
		}
		return
	case 'A':
		v.y = max(0, v.y-max(1, n[0]))
	case 'B':
		v.y = min(v.height-1, v.y+max(1, n[0]))
	case 'C':
		v.x = min(v.width-1, v.x+max(1, n[0]))
	case 'D':
		v.x = max(0, v.x-max(1, n[0]))
	case 'H':
		n = append(n, 1)
		v.y, v.x = min(v.height, max(1, n[0]))-1, min(v.width, max(1, n[1]))-1
	case 'J':
		v.eraseDown(n[0])
		return
	case 'K':
		v.eraseRow(n[0])
		return
	default:
		v.strange = append(v.strange, args+string(what))
	}
	v.last = false
}

func (v *vt) eraseDown(what int) {
	if what == 2 {
		x, y := v.x, v.y
		v.erase()
		v.x, v.y = x, y
		return
	}
	v.eraseRow(0)
	for y := v.y + 1; y < v.height; y++ {
		v.cells[y] = []rune(strings.Repeat(" ", v.width))
	}
}

func (v *vt) eraseRow(what int) {
	from, to := v.x, v.width
	switch what {
	case 1:
		from, to = 0, v.x+1
	case 2:
		from = 0
	}
	for x := from; x < to; x++ {
		v.cells[v.y][x] = ' '
	}
}

// rows are what can be read.
func (v *vt) rows() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	out := make([]string, v.height)
	for y, cells := range v.cells {
		out[y] = strings.TrimRight(strings.ReplaceAll(string(cells), "\x00", ""), " ")
	}
	return out
}

func (v *vt) text() string { return strings.Join(v.rows(), "\n") }

func (v *vt) written() int64 {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.wrote
}

// questions are what was asked of it, or not understood.
func (v *vt) questions() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.strange
}

func TestVT(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"rows", "ab\r\ncd", "ab\ncd\n"},
		{"goes up and erases", "abcd\r\nefgh\x1b[A\r\x1b[Kxy", "xy\nefgh\n"},
		{"goes to a place", "\x1b[2;3Hx\x1b[Hy", "y\n  x\n"},
		{"a full row", "abcdef\r\ngh", "abcdef\ngh\n"},
		{"behind a full row", "abcdefgh", "abcdef\ngh\n"},
		{"wide characters", "\x1b[1;31m拣货\x1b[0m1\r\n请扫码x", "拣货1\n请扫码\nx"},
		{"scrolls", "a\r\nb\r\nc\r\nd", "b\nc\nd"},
		{"the other screen", "abc\x1b[?1049hx", "x\n\n"},
		{"erases below", "ab\r\ncd\r\nef\x1b[2;2H\x1b[J", "ab\nc\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := newVT(6, 3)
			for i := range len(c.in) { // however it is cut
				_, _ = v.Write([]byte{c.in[i]})
			}
			if got := v.text(); got != c.want || len(v.questions()) > 0 {
				t.Errorf("got %q %v, want %q", got, v.questions(), c.want)
			}
		})
	}
}
