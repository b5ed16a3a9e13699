package task

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/table"
	"example.com/tote/terminal/ui"
)

var rewriteScreens = flag.Bool("rewrite", false, "write the screens as they are drawn")

// example is a job in one of its states, and what came of the last scan there.
type example struct {
	state string
	job   Job
	note  ui.Note
}

// exampleSets are the states every screen of which must fit. A new job adds its own.
var exampleSets = []func() []example{receiveExamples, receiveRunExamples, inspectExamples, putawayExamples, pickExamples, packExamples, weighExamples, labelExamples, loadExamples, countExamples, moveExamples, replenishExamples, transferExamples, otherExamples}

func allExamples() (out []example) {
	for _, set := range exampleSets {
		out = append(out, set()...)
	}
	return out
}

// today is the day of all tests here.
var today = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// testTables are a small warehouse: docks, shelves of two zones, a bench, quarantine; plain, tracked, serial and weighed goods.
func testTables() *table.Tables {
	t := table.New("SH1")
	t.ApplyLayout(wire.Layout{Anew: true, Version: 1, Locations: []wire.Location{{Code: "D-1", Kind: "dock"}, {Code: "D-2", Kind: "dock"},
		{Code: "ST-1", Kind: "staging"}, {Code: "A-01-02", Kind: "pick_face", Zone: "A"}, {Code: "A-01-03", Kind: "pick_face", Zone: "A"},
		{Code: "A-01-04", Kind: "pick_face", Zone: "A", Fixed: "NUTS"}, {Code: "A-01-05", Kind: "reserve", Zone: "A", Closed: true},
		{Code: "B-01-01", Kind: "reserve", Zone: "B"}, {Code: "C-01-01", Kind: "reserve", Zone: "C", Class: "chilled"},
		{Code: "C-01-02", Kind: "reserve", Zone: "C2", Class: "chilled"}, {Code: "K-1", Kind: "pack"}, {Code: "Q-1", Kind: "quarantine"}}})
	each := func(code string, more ...wire.ItemPack) []wire.ItemPack {
		return append([]wire.ItemPack{{Level: "each", Quantity: 1, Barcodes: []string{code}}}, more...)
	}
	t.ApplyCatalogue(wire.Catalogue{Anew: true, Version: 1, Items: []wire.Item{
		{SKU: "TEA", Name: "Green tea, loose, 100 g tin", NameZH: "散装绿茶 100 克 罐装", State: "approved",
			Packs: each("4006381333931", wire.ItemPack{Level: "case", Quantity: 12, Barcodes: []string{"14006381333938"}})},
		{SKU: "NUTS", Name: "Mixed nuts", NameZH: "混合坚果", State: "approved", Packs: each("6901234567892"), LotTracked: true, ExpiryTracked: true, ShelfLife: 180, MinAtReceipt: 60},
		{SKU: "SCREWS", Name: "Screws", State: "approved", Packs: each("SCREWS-1"), LotTracked: true},
		{SKU: "PHONE", Name: "Phone", State: "approved", Packs: each("4012345678901"), SerialTracked: true},
		{SKU: "HAM", Name: "Ham", State: "approved", Packs: each("2000000000008"), CatchWeight: true, StorageClass: "chilled"},
		{SKU: "GOUDA", Name: "Gouda", State: "approved", Packs: []wire.ItemPack{{Level: "each", Quantity: 1, Grams: 1250, Barcodes: []string{"4016381333938"}}}, WeighedPieces: true},
		{SKU: "VASE", Name: "Vase", State: "approved", Packs: each("5000000000005"), SampleSize: 2},
		{SKU: "SODA", Name: "Soda", State: "draft", Packs: each("5000000000012")}}})
	return t
}

// leased gives numbers as a device's block does.
type leased struct{ left []string }

func (l *leased) TakeLPN() (string, bool) {
	if len(l.left) == 0 {
		return "", false
	}
	n := l.left[0]
	l.left = l.left[1:]
	return n, true
}

func testDesk() Desk {
	return Desk{Warehouse: "SH1", Worker: "W1", Dock: "D-1", Now: today, Link: true, Tables: testTables(), Numbers: &leased{[]string{"U-0000001-7"}}}
}

// scanOf is what a scanner sends, with all it may mean.
func scanOf(d Desk, text string) Input {
	return Input{Scan: &Scanned{Raw: text, Meanings: scan.Parse(text, scan.Options{Table: d.Tables, Prefixes: scan.DefaultPrefixes, Year: 2026})}}
}

// typedOf is the same by hand.
func typedOf(d Desk, text string) Input {
	in := scanOf(d, text)
	in.Scan.Typed = true
	return in
}

var screenSizes = [][2]int{{20, 16}, {26, 20}, {80, 24}}

// TestScreens draws every state of every job at the sizes and in the languages workers have, and compares with what was
// looked at once. On the smallest screen nothing is cut, left out or wrapped away but the names of goods.
func TestScreens(t *testing.T) {
	desk := testDesk()
	for _, e := range allExamples() {
		for _, lang := range []ui.Language{ui.English, ui.Chinese} {
			for _, size := range screenSizes {
				name := fmt.Sprintf("%s-%s-%dx%d-%s", e.job.Kind(), e.state, size[0], size[1], lang)
				frame := ui.Frame{Screen: e.job.Screen(desk), Note: e.note, Status: ui.Status{Link: true}}
				rows := ui.Draw(frame, lang, size[0], size[1])
				if len(rows) != size[1] {
					t.Errorf("%s: %d rows, want %d", name, len(rows), size[1])
				}
				for _, r := range rows {
					if w := ansi.StringWidth(r.Text); w > size[0] {
						t.Errorf("%s: the row %q is %d columns wide", name, r.Text, w)
					}
				}
				if size == screenSizes[0] {
					checkWhole(t, name, frame.Screen, rows, lang)
				}
				compareScreen(t, name, ui.PlainText(rows)+"\n")
			}
		}
	}
}

// checkWhole looks for every text of a screen in its picture.
func checkWhole(t *testing.T, name string, s ui.Screen, rows []ui.Row, lang ui.Language) {
	t.Helper()
	var all strings.Builder
	for _, r := range rows {
		all.WriteString(r.Text)
	}
	seen := squeezed(all.String())
	want := []ui.Text{s.Title, s.Count, s.Ask, ui.Plain(s.Big)}
	for _, f := range s.Facts {
		if f.Label.Empty() && f.Value.Key == "" { // a name: its beginning tells enough
			continue
		}
		want = append(want, f.Label, f.Value)
	}
	if paged := slices.ContainsFunc(rows, func(r ui.Row) bool { return r.Text == "0 "+ui.T("key.more").In(lang) }); !paged {
		want = append(want, s.Choices...)
	}
	for _, text := range want {
		if !strings.Contains(seen, squeezed(text.In(lang))) {
			t.Errorf("%s: %q is not to be read on the screen:\n%s", name, text.In(lang), ui.PlainText(rows))
		}
	}
}

func squeezed(s string) string { return strings.ReplaceAll(s, " ", "") }

func compareScreen(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "screens", name+".txt")
	if *rewriteScreens {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Errorf("%v: look at the screen and keep it with -rewrite", err)
		return
	}
	if got != string(want) {
		t.Errorf("%s: got -, want +:\n%s", name, cmp.Diff(got, string(want)))
	}
}

// TestScreensOfEveryJob keeps a job from being forgotten, and a file of a state that is no more.
func TestScreensOfEveryJob(t *testing.T) {
	states := map[string]bool{}
	jobs := map[string]bool{}
	for _, e := range allExamples() {
		name := e.job.Kind() + "-" + e.state
		if states[name] {
			t.Errorf("%s stands twice", name)
		}
		states[name], jobs[e.job.Kind()] = true, true
	}
	for _, k := range kinds {
		if !jobs[k.word] {
			t.Errorf("the job %s has no example: add its states to exampleSets", k.word)
		}
	}
	files, err := filepath.Glob(filepath.Join("testdata", "screens", "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		name := filepath.Base(f)
		for range 2 { // size and language
			name = name[:max(0, strings.LastIndexByte(name, '-'))]
		}
		if !states[name] {
			t.Errorf("%s is the screen of no example", f)
		}
	}
}

// TestStatesSurviveAKill: what is kept on disk gives the same job with the same screen.
func TestStatesSurviveAKill(t *testing.T) {
	desk := testDesk()
	for _, e := range allExamples() {
		kept, err := json.Marshal(e.job)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Decode(e.job.Kind(), kept)
		if err != nil {
			t.Fatal(err)
		}
		again, err := json.Marshal(back)
		if err != nil {
			t.Fatal(err)
		}
		if string(again) != string(kept) {
			t.Errorf("%s %s: kept %s, then %s", e.job.Kind(), e.state, kept, again)
		}
		if d := cmp.Diff(back.Screen(desk), e.job.Screen(desk)); d != "" {
			t.Errorf("%s %s after a kill: got -, want +:\n%s", e.job.Kind(), e.state, d)
		}
	}
}

// TestExamplesTakeAnything: in no state does any key, scan or number do harm, and every screen names the next scan.
func TestExamplesTakeAnything(t *testing.T) {
	desk := testDesk()
	keys := []Key{KeyConfirm, KeySkip, KeyShort, KeyYes, KeyNo, KeyFull, KeyWhy, KeySwap, KeyLabel, KeyDone, KeyBack}
	inputs := []Input{{Began: true}, {Key: KeyQuantity, Number: 3}, {Key: KeyQuantity, Number: -1}, {Weighed: &Weighed{Grams: 250}},
		{Answer: &Answer{Name: "nobody asked"}}, {Posted: &Posted{Name: "nobody posted"}}}
	for _, k := range keys {
		inputs = append(inputs, Input{Key: k})
	}
	for _, text := range []string{"TEA", "NUTS", "PHONE", "D-1", "A-01-02", "Q-1", "PAL-9", "T-1", "PAL-1", "X-0000001-7", "A-01-03", "T-0000001-7", "17", "260830", "(10)L-7(17)260901", "P-0000001-7", "???", "99999999"} {
		inputs = append(inputs, scanOf(desk, text), typedOf(desk, text))
	}
	for n := range allExamples() {
		for i := range inputs {
			e := allExamples()[n] // afresh: inputs change it
			in := inputs[i]
			e.job.Handle(desk, in)
			if e.job.Screen(desk).Ask.Empty() {
				t.Errorf("%s %s after input %d: the screen asks nothing", e.job.Kind(), e.state, i)
			}
			choices := len(e.job.Screen(desk).Choices)
			if choices > 0 {
				e.job.Handle(desk, Input{Key: KeyChoice, Choice: choices})
				e.job.Screen(desk)
			}
		}
	}
}
