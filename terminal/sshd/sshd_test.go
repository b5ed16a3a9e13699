package sshd

import (
	"strings"
	"testing"

	"example.com/tote/terminal/ui"
)

func TestPaintWritesWhatDiffers(t *testing.T) {
	wide := strings.Repeat("x", 6)
	for _, c := range []struct {
		name          string
		width, height int
		pictures      []string
		want          []string // what each writes
	}{
		{"all at first", 6, 3, []string{"a\nb"}, []string{eraseScreen + "\x1b[1;1Ha\x1b[K\x1b[2;1Hb\x1b[K"}},
		{"nothing twice", 6, 3, []string{"a", "a"}, []string{eraseScreen + "\x1b[1;1Ha\x1b[K", ""}},
		{"a row", 6, 3, []string{"a\nb\nc", "a\nx\nc"}, []string{eraseScreen + "\x1b[1;1Ha\x1b[K\x1b[2;1Hb\x1b[K\x1b[3;1Hc\x1b[K", "\x1b[2;1Hx\x1b[K"}},
		{"a full row is not erased behind", 6, 3, []string{wide}, []string{eraseScreen + "\x1b[1;1H" + wide}},
		{"a row too wide is cut", 6, 3, []string{wide + "yz"}, []string{eraseScreen + "\x1b[1;1H" + wide}},
		{"a wide character is not split", 5, 3, []string{"拣货单"}, []string{eraseScreen + "\x1b[1;1H拣货"}},
		{"rows that are gone", 6, 3, []string{"a\nb\nc", "a"}, []string{eraseScreen + "\x1b[1;1Ha\x1b[K\x1b[2;1Hb\x1b[K\x1b[3;1Hc\x1b[K", "\x1b[2;1H\x1b[K\x1b[3;1H\x1b[K"}},
		{"a small screen keeps the foot", 6, 2, []string{"a\nb\nc"}, []string{eraseScreen + "\x1b[1;1Hb\x1b[K\x1b[2;1Hc\x1b[K"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var p painter
			p.resize(c.width, c.height)
			for i, picture := range c.pictures {
				if got := string(p.paint(nil, picture)); got != c.want[i] {
					t.Errorf("picture %d: got %q, want %q", i, got, c.want[i])
				}
			}
		})
	}
}

func TestPainterBelievesNoSize(t *testing.T) {
	for _, c := range []struct{ width, height, wantWidth, wantHeight int }{
		{26, 20, 26, 20}, {0, 0, ui.LeastWidth, ui.LeastHeight}, {-1, 5, ui.LeastWidth, 5}, {1 << 31, 1 << 31, mostWidth, mostHeight},
	} {
		var p painter
		p.resize(c.width, c.height)
		if p.width != c.wantWidth || p.height != c.wantHeight {
			t.Errorf("%dx%d: got %dx%d, want %dx%d", c.width, c.height, p.width, p.height, c.wantWidth, c.wantHeight)
		}
	}
}

func TestWholeRunes(t *testing.T) {
	text := "A拣\xffB货"
	for at := range len(text) + 1 { // wherever a line is cut, the pieces are whole characters
		first := text[:at]
		cut := wholeRunes([]byte(first))
		if half := first[cut:]; len(half) > 2 || strings.ContainsAny(half, "AB") {
			t.Errorf("cut at %d: %q is kept back", at, half)
		}
		if got := first[:cut] + first[cut:] + text[at:]; got != text {
			t.Errorf("cut at %d: got %q", at, got)
		}
	}
	if got := wholeRunes([]byte(text)); got != len(text) {
		t.Errorf("a whole text is kept back from %d", got)
	}
}

func TestNameOf(t *testing.T) {
	for _, c := range []struct{ user, login, warehouse string }{
		{"li", "li", ""}, {"li+SH1", "li", "SH1"}, {"a+b+SH1", "a+b", "SH1"}, {"+SH1", "+SH1", ""}, {"li+", "li", ""}, {"", "", ""},
	} {
		if login, warehouse := nameOf(c.user); login != c.login || warehouse != c.warehouse {
			t.Errorf("%q: got %q %q, want %q %q", c.user, login, warehouse, c.login, c.warehouse)
		}
	}
}

func TestFunctionKeysMeanNothingInTheLobby(t *testing.T) {
	for in, want := range map[string]string{
		"Li": "Li", "\x1bOPLi": "Li", "\x1b[11~Li": "Li", "L\x1b[Ai": "Li", "\x1bLi": "Li", "\x1b\x1b[24~Li": "Li", "\x1b[200~Li\x1b[201~": "Li",
	} {
		var b lobbyScreen
		var got []byte
		for _, c := range []byte(in) {
			if !b.pass(c) {
				got = append(got, c)
			}
		}
		if string(got) != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
