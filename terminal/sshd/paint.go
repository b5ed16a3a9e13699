package sshd

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"example.com/tote/terminal/ui"
)

// What a terminal is told when a worker sits down and when he leaves: the other screen, no cursor, pastes in brackets.
const (
	beginScreen = "\x1b[?1049h\x1b[?25l\x1b[?2004h"
	endScreen   = "\x1b[0m\x1b[?2004l\x1b[?25h\x1b[?1049l"
	eraseScreen = "\x1b[0m\x1b[2J\x1b[H"
	eraseRest   = "\x1b[K"
)

// Sizes a client may claim to have: what is beyond is drawn empty, what is below is cut.
const (
	mostWidth  = 300
	mostHeight = 100
)

// painter knows what stands on a screen, and writes what differs.
type painter struct {
	width, height int
	rows          []string // nil: nobody knows what stands there
}

// resize takes the size of the screen. Zero means that the client does not know.
func (p *painter) resize(width, height int) {
	if width <= 0 {
		width = ui.LeastWidth
	}
	if height <= 0 {
		height = ui.LeastHeight
	}
	p.width, p.height, p.rows = min(width, mostWidth), min(height, mostHeight), nil
}

// paint gives what makes the screen show a picture. A picture higher than the screen loses its head: the question is at its
// foot.
func (p *painter) paint(out []byte, picture string) []byte {
	want := strings.Split(picture, "\n")
	if over := len(want) - p.height; over > 0 {
		want = want[over:]
	}
	if p.rows == nil {
		out = append(out, eraseScreen...)
		p.rows = []string{}
	}
	for i, row := range want {
		if i < len(p.rows) && p.rows[i] == row {
			continue
		}
		if i >= len(p.rows) && row == "" {
			continue
		}
		out = append(out, "\x1b["...)
		out = strconv.AppendInt(out, int64(i+1), 10)
		out = append(out, ";1H"...)
		width := ansi.StringWidth(row)
		if width > p.width {
			row = ansi.Truncate(row, p.width, "")
		}
		out = append(out, row...)
		if width < p.width { // behind a full row the cursor stands on its last column, which would be erased
			out = append(out, eraseRest...)
		}
	}
	for i := len(want); i < len(p.rows); i++ {
		if p.rows[i] != "" {
			out = append(out, "\x1b["+strconv.Itoa(i+1)+";1H"+eraseRest...)
		}
	}
	p.rows = want
	return out
}
