package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

var sizes = [][2]int{{20, 16}, {26, 20}, {80, 24}}

// texts are what screens are made of: codes, names in both languages, long and empty ones, words of the catalogue.
func texts() *rapid.Generator[Text] {
	return rapid.OneOf(
		rapid.Map(rapid.StringMatching(`[A-Z0-9-]{0,40}`), Plain),
		rapid.Map(rapid.SampledFrom([]string{"有机绿茶 龙井 特级 2026 新茶 礼盒装", "Organic green tea, first flush, gift box", "", "é à ü", "坚果"}), func(s string) Text { return Named(s, s) }),
		rapid.Map(rapid.SampledFrom([]string{"prompt.scan_item", "pack.scan_or_take", "weigh.hint", "wait.offline"}), func(k string) Text { return T(k, "A01-01-1") }),
	)
}

// TestDrawFitsEveryScreen: exactly as many rows as there are, none wider than the screen, ideographs counted as two.
func TestDrawFitsEveryScreen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := Frame{
			Screen: Screen{Title: texts().Draw(t, "title"), Step: rapid.IntRange(0, 999).Draw(t, "step"), Of: rapid.IntRange(0, 999).Draw(t, "of"),
				Big: rapid.StringMatching(`[A-Z0-9-]{0,24}`).Draw(t, "big"), Count: texts().Draw(t, "count"), Ask: texts().Draw(t, "ask"),
				Choices: rapid.SliceOfN(texts(), 0, 14).Draw(t, "choices"), Hidden: rapid.Bool().Draw(t, "hidden")},
			Note:  Say(Tone(rapid.IntRange(0, 3).Draw(t, "tone")), rapid.SliceOfN(texts(), 0, 4).Draw(t, "note")...),
			Typed: rapid.StringMatching(`[A-Z0-9茶]{0,60}`).Draw(t, "typed"), Page: rapid.IntRange(0, 9).Draw(t, "page"),
			Status: Status{Link: rapid.Bool().Draw(t, "link"), Waiting: rapid.IntRange(0, 9999).Draw(t, "waiting"), Refused: rapid.IntRange(0, 99).Draw(t, "refused"), Busy: rapid.Bool().Draw(t, "busy")},
		}
		for range rapid.IntRange(0, 6).Draw(t, "facts") {
			f.Screen.Facts = append(f.Screen.Facts, Fact{Label: texts().Draw(t, "label"), Value: texts().Draw(t, "value"), Warn: rapid.Bool().Draw(t, "warn")})
		}
		for _, size := range sizes {
			for _, l := range []Language{English, Chinese} {
				rows := Draw(f, l, size[0], size[1])
				if len(rows) != size[1] {
					t.Fatalf("%v %s: %d rows:\n%s", size, l, len(rows), PlainText(rows))
				}
				for _, r := range rows {
					if w := ansi.StringWidth(r.Text); w > size[0] || strings.ContainsAny(r.Text, "\n\r\t") {
						t.Fatalf("%v %s: a row is %d wide: %q", size, l, w, r.Text)
					}
				}
			}
		}
	})
}

// The prompt, the scan box and the status are never pushed off, and every choice is reached by turning pages.
func TestDrawKeepsTheFootAndReachesEveryChoice(t *testing.T) {
	s := Screen{Title: T("task.pick"), Ask: T("prompt.scan_item")}
	for range 20 {
		s.Facts = append(s.Facts, Fact{Value: Plain("fact")})
	}
	for i := range 14 {
		s.Choices = append(s.Choices, T("scan.was_item", i))
	}
	seen := map[string]bool{}
	for page := range 14 {
		text := PlainText(Draw(Frame{Screen: s, Page: page, Typed: "AB"}, English, 20, 16))
		for _, want := range []string{"Scan item", "> AB_", "Offline"} {
			if !strings.Contains(text, want) {
				t.Fatalf("page %d lacks %q:\n%s", page, want, text)
			}
		}
		for _, row := range strings.Split(text, "\n") {
			if strings.Contains(row, "That is ") {
				seen[row] = true
			}
		}
	}
	if len(seen) != 14 {
		t.Errorf("%d of 14 choices can be seen: %v", len(seen), seen)
	}
}

func TestASecretIsNotShown(t *testing.T) {
	text := PlainText(Draw(Frame{Screen: Screen{Hidden: true}, Typed: "2580"}, English, 20, 16))
	if strings.Contains(text, "2580") || !strings.Contains(text, "> ****_") {
		t.Errorf("the PIN is shown:\n%s", text)
	}
}

func TestTextsFillTheirWordsInBothLanguages(t *testing.T) {
	text := T("pick.put_back", 3, "TEA", "F-1")
	if got, want := text.In(English), "Put 3 x TEA back at F-1"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := text.In(Chinese), "把 3 件 TEA 放回 F-1"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := T("reason.at", "T-1", T("reason.tote.in_use")).In(Chinese), "T-1: 周转箱已占用"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What is asked stands right below the note: said in the note as well, it would take the rows of what explains it.
func TestNoteBesideTheQuestion(t *testing.T) {
	ask := Plain("Scan location")
	for _, c := range []struct {
		name string
		note Note
		want string
	}{
		{"nothing but the question", Say(Calm, ask), ""},
		{"a refusal that explains", Say(Bad, ask, Plain("That is TEA")), "X That is TEA"},
		{"a refusal that says no more", Say(Bad, ask), "X Scan location"},
		{"something else", Say(Calm, Plain("Undone")), "Undone"},
	} {
		got := PlainText(drawing{l: English, width: 26}.note(c.note.beside(ask, English)))
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
