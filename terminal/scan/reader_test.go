package scan

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func texts(raws []Raw) []string {
	var out []string
	for _, r := range raws {
		out = append(out, r.Text)
	}
	return out
}

// One burst, as a scanner sends it or a terminal pastes it.
func TestReaderBursts(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"CR", "A03-12-2\r", []string{"A03-12-2"}},
		{"LF", "A03-12-2\n", []string{"A03-12-2"}},
		{"TAB", "A03-12-2\t", []string{"A03-12-2"}},
		{"CRLF ends one scan once", "A03-12-2\r\n", []string{"A03-12-2"}},
		{"several scans in one paste", "ONE\rTWO\r\nTHREE\n", []string{"ONE", "TWO", "THREE"}},
		{"a beginning waits", "ONE\rTW", []string{"ONE"}},
		{"GS stays inside", "]C101095060001343521010ABC\x1d21X\r", []string{"]C101095060001343521010ABC\x1d21X"}},
		{"ESC, STX and ETX around a code are no text", "\x1b\x02A1\x03\r", []string{"A1"}},
		{"ISO 15434 envelopes keep their separators", "[)>\x1e06\x1dP1\x1e\x04\r", []string{"[)>\x1e06\x1dP1\x1e\x04"}},
		{"backspace and delete", "AX\x08B\x7f\x7fC\r", []string{"C"}},
		{"backspace on nothing", "\x7f\x7fA\r", []string{"A"}},
		{"clear", "wrong\x15right\r", []string{"right"}},
		{"Chinese", "王谷雨\r", []string{"王谷雨"}},
		{"nothing but ends", "\r\n\t\r", nil},
		{"256 characters", strings.Repeat("x", 256) + "\r", []string{strings.Repeat("x", 256)}},
		{"more: one stays to tell so", strings.Repeat("x", 5000) + "\r", []string{strings.Repeat("x", 257)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var at, once, bytes Reader
			var got []Raw
			for _, r := range c.in {
				got = append(got, at.Runes(noon, []rune{r})...)
			}
			if diff := cmp.Diff(c.want, texts(got)); diff != "" {
				t.Errorf("character by character (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(got, once.Runes(noon, []rune(c.in))); diff != "" {
				t.Errorf("at once (-one by one +at once):\n%s", diff)
			}
			var byByte []Raw
			for i := range len(c.in) {
				byByte = append(byByte, bytes.Bytes(noon, []byte{c.in[i]})...)
			}
			if diff := cmp.Diff(got, byByte); diff != "" {
				t.Errorf("byte by byte (-characters +bytes):\n%s", diff)
			}
		})
	}
}

func TestReaderKeys(t *testing.T) {
	var r Reader
	for _, name := range []string{"ctrl+]", "ctrl+^", "ctrl+d", "backspace", "ctrl+h"} {
		k, ok := KeyOf(name)
		if !ok {
			t.Fatalf("key %q is not known", name)
		}
		if got := r.Key(noon, k); got != nil {
			t.Errorf("key %q gave %v", name, got)
		}
	}
	if got := r.Text(); got != "\x1d" {
		t.Errorf("box = %q, want one GS: two characters were taken back", got)
	}
	r.Clear()
	for _, name := range []string{"enter", "ctrl+j", "tab"} {
		k, _ := KeyOf(name)
		r.Runes(noon, []rune("A1"))
		if diff := cmp.Diff([]string{"A1"}, texts(r.Key(noon, k))); diff != "" {
			t.Errorf("key %q:\n%s", name, diff)
		}
	}
	if _, ok := KeyOf("f1"); ok {
		t.Error("f1 is a key of the reader, want it left to the program")
	}
	if got := r.Key(noon, 0); got != nil {
		t.Errorf("no key gave %v", got)
	}
}

// A character whose bytes come in two reads is put together; bytes that are no UTF-8 are left out.
func TestReaderSplitCharacters(t *testing.T) {
	var r Reader
	in := "上架\r"
	var got []Raw
	for i := range len(in) {
		got = append(got, r.Bytes(noon, []byte{in[i]})...)
	}
	if diff := cmp.Diff([]string{"上架"}, texts(got)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"AB"}, texts(r.Bytes(noon, []byte("A\xff\xfeB\r")))); diff != "" {
		t.Error(diff)
	}
}

// feed sends each character after its gap and gives what came out.
func feed(r *Reader, text string, gap time.Duration) (raws []Raw, end time.Time) {
	now := noon
	for _, c := range text {
		now = now.Add(gap)
		raws = append(raws, r.Runes(now, []rune{c})...)
	}
	return raws, now
}

func TestReaderTellsTypedFromScanned(t *testing.T) {
	for _, c := range []struct {
		name string
		gap  time.Duration
		text string
		want Raw
	}{
		{"scanned", time.Millisecond, "A03-12-2\r", Raw{Text: "A03-12-2"}},
		{"typed", 150 * time.Millisecond, "A03-12-2\r", Raw{Text: "A03-12-2", Typed: true}},
		{"one digit and Enter", 150 * time.Millisecond, "5\r", Raw{Text: "5", Typed: true}},
		{"one digit scanned", time.Millisecond, "5\r", Raw{Text: "5"}},
	} {
		var r Reader
		raws, _ := feed(&r, c.text, c.gap)
		if diff := cmp.Diff([]Raw{c.want}, raws); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}
}

// A key pressed by chance before a scan: the whole is given, and the burst apart, so that nothing is guessed and nothing lost.
func TestReaderTail(t *testing.T) {
	var r Reader
	r.Runes(noon, []rune("1"))
	got := r.Runes(noon.Add(time.Second), []rune("A03-12-2\r"))
	if diff := cmp.Diff([]Raw{{Text: "1A03-12-2", Tail: "A03-12-2"}}, got); diff != "" {
		t.Error(diff)
	}
	// A radio that stalls in the middle of a scan makes no tail: its head came in a burst as well.
	r.Runes(noon, []rune("A03-"))
	got = r.Runes(noon.Add(time.Second), []rune("12-2\r"))
	if diff := cmp.Diff([]Raw{{Text: "A03-12-2"}}, got); diff != "" {
		t.Error(diff)
	}
}

func TestReaderIdle(t *testing.T) {
	var r Reader
	r.Runes(noon, []rune("half a sc"))
	if dropped, ok := r.Expire(noon.Add(Idle)); ok {
		t.Errorf("dropped %q after exactly the idle time", dropped)
	}
	if dropped, ok := r.Expire(noon.Add(Idle + 1)); !ok || dropped != "half a sc" {
		t.Errorf("after the idle time: %q, %t, want the beginning told as dropped", dropped, ok)
	}
	r.Runes(noon, []rune("half a sc"))
	if diff := cmp.Diff([]string{"A1"}, texts(r.Runes(noon.Add(3*time.Second), []rune("A1\r")))); diff != "" {
		t.Errorf("a scan behind a dead beginning:\n%s", diff)
	}
	if dropped, ok := r.Expire(noon.Add(4 * time.Second)); !ok || dropped != "half a sc" {
		t.Errorf("Expire tells %q, %t afterwards, want what was dropped", dropped, ok)
	}

	_, end := feed(&r, "12", time.Second/2)
	if _, ok := r.Expire(end.Add(10 * time.Second)); ok {
		t.Error("typed text was dropped while a person looked at the label")
	}
	if diff := cmp.Diff([]string{"123"}, texts(r.Runes(end.Add(20*time.Second), []rune("3\r")))); diff != "" {
		t.Error(diff)
	}
}

// However input is cut into calls, the same scans come out, and all of them.
func FuzzReader(f *testing.F) {
	f.Add("A03-12-2\r\n]C10109506000134352\x1d10AB\t王\r", uint64(3))
	f.Add("\x7f\x15\x1b\xff\xe4\xb8\r", uint64(1))
	f.Add(strings.Repeat("y", 300)+"\r", uint64(7))
	f.Fuzz(func(t *testing.T, in string, cuts uint64) {
		var whole, cut Reader
		want := whole.Bytes(noon, []byte(in))
		var got []Raw
		for rest := []byte(in); len(rest) > 0; {
			n := min(1+int(cuts%7), len(rest))
			cuts = cuts>>3 | cuts<<61
			got = append(got, cut.Bytes(noon, rest[:n])...)
			rest = rest[n:]
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("cut differently (-at once +in pieces):\n%s", diff)
		}
		if diff := cmp.Diff(whole.Text(), cut.Text()); diff != "" {
			t.Fatalf("what is left differs:\n%s", diff)
		}
		for _, r := range want {
			if r.Text == "" || len([]rune(r.Text)) > MaxRunes+1 {
				t.Fatalf("raw scan %q is empty or beyond the bound", r.Text)
			}
		}
		// Nothing is lost: without keys that take back, the scans are the fields between the ends.
		if strings.ContainsFunc(in, func(c rune) bool { return c < ' ' && c != '\r' && c != 0x1d || c == 0x7f || c == 0xfffd }) {
			return
		}
		var fields []string
		for _, s := range strings.Split(in, "\r") {
			if s != "" {
				fields = append(fields, string([]rune(s)[:min(len([]rune(s)), MaxRunes+1)]))
			}
		}
		if !strings.HasSuffix(in, "\r") && len(fields) > 0 {
			fields = fields[:len(fields)-1]
		}
		if len(fields) != len(want) {
			t.Fatalf("%d scans of %q, want %d", len(want), in, len(fields))
		}
		for i := range fields {
			if want[i].Text != fields[i] {
				t.Fatalf("scan %d = %q, want %q", i, want[i].Text, fields[i])
			}
		}
	})
}
