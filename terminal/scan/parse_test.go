package scan

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels/gs1"
)

// fixedTable is a small warehouse.
type fixedTable struct{}

func (fixedTable) Location(text string) (string, bool) {
	switch text {
	case "A03-12-2", "9990001":
		return "A03-12-2", true
	case "4006381333931":
		return "B01-01-1", true // somebody put an EAN on a beam
	}
	return "", false
}

func (fixedTable) Items(barcode string) []ItemMatch {
	switch barcode {
	case "04006381333931":
		return []ItemMatch{{"PEN", 1}}
	case "14006381333938":
		return []ItemMatch{{"PEN", 12}}
	case "SHARED":
		return []ItemMatch{{"TEA-A", 1}, {"TEA-B", 6}}
	}
	return nil
}

func (fixedTable) LPN(text string) (LPNMatch, bool) {
	switch text {
	case "T-17":
		return LPNMatch{"T-17", true}, true
	case "U-0000012-5":
		return LPNMatch{"U-0000012-5", true}, true
	}
	return LPNMatch{}, false
}

func (fixedTable) Orders(text string) []string {
	if text == "#1001" {
		return []string{"O-0000001-7", "O-0000002-4"}
	}
	return nil
}

var house = Options{Table: fixedTable{}, Prefixes: DefaultPrefixes, GSSubstitutes: DefaultSubstitutes, Year: 2026}

// show writes candidates short: kind, code and whatever else was said.
func show(scans []Scan) string {
	var out []string
	for _, s := range scans {
		w := s.Kind.String()
		if s.Code != "" {
			w += " " + s.Code
		}
		if s.SKU != "" {
			w += fmt.Sprintf(" =%s*%d", s.SKU, s.Units)
		}
		if s.Kind == Quantity || s.Kind == Command {
			w += fmt.Sprintf(" #%d", s.Number)
		}
		for _, p := range []struct {
			name, value string
			set         bool
		}{
			{"lot", s.Lot, s.Lot != ""}, {"serial", s.Serial, s.Serial != ""}, {"exp", s.Expiry.String(), s.Expiry != gs1.Date{}},
			{"best", s.BestBefore.String(), s.BestBefore != gs1.Date{}}, {"made", s.Produced.String(), s.Produced != gs1.Date{}},
			{"packed", s.Packed.String(), s.Packed != gs1.Date{}}, {"count", fmt.Sprint(s.Count), s.Count != 0},
			{"g", fmt.Sprint(s.Grams), s.Grams != 0}, {"gross", fmt.Sprint(s.GrossGrams), s.GrossGrams != 0},
			{"holds", s.Content, s.Content != ""},
		} {
			if p.set {
				w += " " + p.name + "=" + p.value
			}
		}
		for _, c := range s.Carriers {
			w += " " + c.ID
		}
		if s.Problem != nil {
			w += " " + fault.ReasonOf(s.Problem)
		}
		out = append(out, w)
	}
	return strings.Join(out, " | ")
}

func TestParse(t *testing.T) {
	const gs = "\x1d"
	for _, c := range []struct{ raw, want string }{
		// the sheet
		{"TOTE-CMD:CONFIRM", "command CONFIRM #0"},
		{"tote-cmd:undo", "command UNDO #0"},
		{"]C0TOTE-CMD:SHORT", "command SHORT #0"},
		{"TOTE-CMD:QTY", "command QTY #-1"},
		{"TOTE-CMD:QTY-12", "command QTY-12 #12"},
		{"TOTE-CMD:DIGIT-7", "command DIGIT-7 #7"},
		{"TOTE-CMD:DIGIT-77", "unknown scan.command_unknown"},
		{"TOTE-CMD:DIGIT", "unknown scan.command_unknown"},
		{"TOTE-CMD:QTY-1234567", "unknown scan.command_unknown"},
		{"TOTE-CMD:DANCE", "unknown scan.command_unknown"},
		// the house's numbers
		{"P-0012345-7", "parcel P-0012345-7"},
		{"p-0012345-7", "parcel P-0012345-7"},
		{"P-0012345-6", "unknown scan.number_check"},
		{"T-0000001-7", "task T-0000001-7"},
		{"O-0000001-7", "order O-0000001-7"},
		{"R-0000001-7", "receipt R-0000001-7"},
		{"W-0000001-7", "wave W-0000001-7"},
		{"M-0000001-7", "manifest M-0000001-7"},
		{"Q-0000001-7", "inspection Q-0000001-7"},
		{"U-0000001-7", "LPN U-0000001-7"},
		{"U-0000012-5", "tote U-0000012-5"},
		{"U-0000012-6", "unknown scan.number_check"},
		{"Z-0000001-7", "unknown"},
		{"#1001", "order O-0000001-7 | order O-0000002-4"},
		// places and holders
		{"A03-12-2", "location A03-12-2"},
		{"a03-12-2", "location A03-12-2"},
		{"9990001", "location A03-12-2"},
		{"LOC-Z99-01-1", "location Z99-01-1"},
		{"T-17", "tote T-17"},
		{"TOTE-0007", "tote TOTE-0007"},
		{"tote-0007", "tote TOTE-0007"},
		{"LPN-0007", "LPN LPN-0007"},
		{"BADGE-W01", "badge BADGE-W01"},
		{"106141411234567897", "LPN 106141411234567897 | waybill 106141411234567897 fedex_sscc18"},
		{"]C100106141411234567897", "LPN 106141411234567897"},
		{"00106141411234567897", "LPN 106141411234567897 | waybill 00106141411234567897 usps_20 fedex_sscc18"},
		{"]C100106141411234567897" + "0204006381333931" + "37" + "24", "LPN 106141411234567897 count=24 holds=04006381333931"},
		// items
		{"4006381333931", "location B01-01-1 | item 04006381333931 =PEN*1"},
		{"]E04006381333931", "item 04006381333931 =PEN*1"},
		{"]I014006381333938", "item 14006381333938 =PEN*12"},
		{"SHARED", "item SHARED =TEA-A*1 | item SHARED =TEA-B*6"},
		{"9506000134352", "item 09506000134352 | waybill 9506000134352 ems_cn"},
		{"]C10109506000134352" + "17261231" + "10AB-7", "item 09506000134352 lot=AB-7 exp=2026-12-31"},
		{"]d20109506000134352" + "10AB-7" + gs + "17261231" + "21S1", "item 09506000134352 lot=AB-7 serial=S1 exp=2026-12-31"},
		{"]C10109506000134352" + "11260100" + "13260201" + "15280229", "item 09506000134352 best=2028-02-29 made=2026-01-31 packed=2026-02-01"},
		{"]C10109506000134352" + "3103001250", "item 09506000134352 g=1250"},
		{"]C10109506000134352" + "3105012345", "item 09506000134352 g=123"},
		{"]C10109506000134352" + "3200000002", "item 09506000134352 g=907"},
		{"]C10109506000134352" + "3302000500" + "30" + "6", "item 09506000134352 count=6 gross=5000"},
		{"]Q1https://id.gs1.org/01/09506000134352/10/AB?17=261231", "item 09506000134352 lot=AB exp=2026-12-31"},
		{"]C117261231" + "10AB", "details lot=AB exp=2026-12-31"},
		// no prefix
		{"0109506000134352" + "17261231" + "10AB", "item 09506000134352 lot=AB exp=2026-12-31"},
		{"0109506000134352", "item 09506000134352"},
		{"(01)09506000134352(10)AB", "item 09506000134352 lot=AB"},
		{"0109506000134352" + "10AB" + gs + "17261231", "item 09506000134352 lot=AB exp=2026-12-31"},
		{"0109506000134352" + "10AB~17261231", "item 09506000134352 lot=AB exp=2026-12-31"},
		{"0109506000134352" + "10AB|17261231", "item 09506000134352 lot=AB exp=2026-12-31"},
		{"0109506000134352" + "10AB<GS>17261231", "item 09506000134352 lot=AB exp=2026-12-31"},
		{"]C10109506000134352" + "10AB^]17261231", "item 09506000134352 lot=AB exp=2026-12-31"},
		// spoiled
		{"]C10109506000134353" + "10AB", "unknown scan.gs1_check_digit"},
		{"]C10109506000134352" + "17261331", "unknown scan.gs1_date"},
		{"]C10109506000134352" + "10" + strings.Repeat("A", 21), "unknown scan.gs1_length"},
		{"]C110AB" + gs + "10CD", "unknown scan.gs1_repeated"},
		{"]C189AB", "unknown scan.gs1_unknown_ai"},
		{"10A" + gs + "89", "unknown scan.gs1_unknown_ai"},
		{"]E04006381333932", "unknown scan.gs1_check_digit"},
		{"", "unknown scan.empty"},
		{" \r\n", "unknown scan.empty"},
		{"]C0", "unknown scan.empty"},
		{"]C1", "unknown scan.gs1_empty"},
		{strings.Repeat("x", 257), "unknown scan.too_long"},
		{"HELLO", "unknown"},
		{"]Q1http://example.com/no/link", "unknown scan.gs1_syntax"},
		// waybills and quantities
		{"SF1000000000011", "waybill SF1000000000011 sf"},
		{"sf 1000 0000 00022", "waybill SF1000000000022 sf"},
		{"986578788855", "waybill 986578788855 fedex_12 sf_old"},
		{"12", "quantity #12"},
		{" 12 ", "quantity #12"},
		{"]C012", "unknown"},
		{"1234567", "unknown"},
	} {
		if got := show(Parse(c.raw, house)); got != c.want {
			t.Errorf("Parse(%q)\n got %s\nwant %s", c.raw, got, c.want)
		}
	}
}

// Without tables and options everything that carries its meaning itself is read all the same.
func TestParseBare(t *testing.T) {
	for _, c := range []struct{ raw, want string }{
		{"4006381333931", "item 04006381333931"},
		{"A03-12-2", "unknown"},
		{"TOTE-7", "unknown"},
		{"TOTE-CMD:YES", "command YES #0"},
		{"0109506000134352" + "10AB~17261231", "unknown"},
		{"]C117261231", "details exp=2026-12-31"},
	} {
		if got := show(Parse(c.raw, Options{})); got != c.want {
			t.Errorf("Parse(%q)\n got %s\nwant %s", c.raw, got, c.want)
		}
	}
}

func TestWordsAreDistinct(t *testing.T) {
	if len(Words) != 16 {
		t.Errorf("%d words, want the sheet's 16", len(Words))
	}
	for i, w := range Words {
		if slices.Contains(Words[i+1:], w) {
			t.Errorf("%s stands twice", w)
		}
		got := Parse(CommandPrefix+string(w), Options{})
		if len(got) != 1 || got[0].Word != w {
			t.Errorf("%s is read as %s", w, show(got))
		}
	}
}

func TestCombine(t *testing.T) {
	const item, other = "]C10109506000134352", "]C10109501101530003"
	for _, c := range []struct{ prev, next, want string }{
		{"]E09506000134352", "]C110AB", "item 09506000134352 lot=AB"},
		{"]C110AB", "]E09506000134352", "item 09506000134352 lot=AB"},
		{"]C110AB", "]C117261231", "details lot=AB exp=2026-12-31"},
		{item + "10AB", "]C117261231", "item 09506000134352 lot=AB exp=2026-12-31"},
		{item + "10AB", item + "17261231", "item 09506000134352 lot=AB exp=2026-12-31"},
		{"]C100106141411234567897", "]C110AB", "LPN 106141411234567897 lot=AB"},
		{item + "10AB", "]C110CD", ""},               // contradicts
		{item + "10AB", "]C110AB", ""},               // says it again: another unit
		{item + "10AB", item + "10AB", ""},           // another unit
		{"]E09506000134352", item + "10AB", ""},      // a unit without lot, then one with
		{item + "10AB", other + "17261231", ""},      // another item
		{"]E09506000134352", "]E09506000134352", ""}, // two units
		{"A03-12-2", "]C110AB", ""},
		{"]C110AB", "TOTE-CMD:YES", ""},
		{"]C100106141411234567897", item + "10AB", ""},
		{"]C100106141411234567897", "]C100106141411234567897", ""},
	} {
		got, ok := Combine(Parse(c.prev, house)[0], Parse(c.next, house)[0])
		text := ""
		if ok {
			text = show([]Scan{got})
		}
		if text != c.want {
			t.Errorf("%q then %q\n got %q\nwant %q", c.prev, c.next, text, c.want)
		}
	}
	both, _ := Combine(Parse(item+"10AB", house)[0], Parse("]C117261231", house)[0])
	if diff := cmp.Diff("(01)09506000134352(10)AB(17)261231", both.Elements.String()); diff != "" {
		t.Errorf("elements:\n%s", diff)
	}
}

func TestShelf(t *testing.T) {
	s := Parse("]C1010950600013435215270101", house)[0]
	if got := s.Shelf().String(); got != "2027-01-01" {
		t.Errorf("shelf date = %s, want the best-before date", got)
	}
	s = Parse("]C10109506000134352"+"1527010117261231", house)[0]
	if got := s.Shelf().String(); got != "2026-12-31" {
		t.Errorf("shelf date = %s, want the expiry", got)
	}
}

// No input panics, every answer is in order, and an unknown stands alone.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"]C10109506000134352" + "10AB\x1d17261231", "P-0012345-7", "TOTE-CMD:QTY-3", "00123450000000002700",
		"(01)09506000134352", "12", "]", "]C", "]C0", "]C1", "(", "\x1d", "420787459400111206206406260787", "]E04006381333931|]e010AB"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got := Parse(raw, house)
		if len(got) == 0 || len(got) > 64 {
			t.Fatalf("%d candidates", len(got))
		}
		for i, s := range got {
			if s.Kind == Unknown && len(got) != 1 || s.Kind < Command || s.Kind > Unknown {
				t.Fatalf("%q gives %s", raw, show(got))
			}
			if i > 0 && s.Kind < got[i-1].Kind {
				t.Fatalf("%q: candidates out of order: %s", raw, show(got))
			}
			if s.Kind != Unknown && s.Problem != nil {
				t.Fatalf("%q: a problem beside %s", raw, s.Kind)
			}
		}
		if again := show(Parse(raw, house)); again != show(got) {
			t.Fatalf("%q: %s, then %s", raw, show(got), again)
		}
		if c, ok := Combine(got[0], got[0]); ok {
			t.Fatalf("%q combines with itself: %s", raw, show([]Scan{c}))
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for _, raw := range []string{"A03-12-2", "]E04006381333931", "4006381333931", "]C10109506000134352" + "10AB-7\x1d17261231", "TOTE-CMD:CONFIRM"} {
		b.Run(raw[:8], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Parse(raw, house)
			}
		})
	}
}

func BenchmarkReader(b *testing.B) {
	var r Reader
	in := []rune("]C1010950600013435210AB-7\x1d17261231\r")
	b.ReportAllocs()
	for b.Loop() {
		if len(r.Runes(noon, in)) != 1 {
			b.Fatal("lost")
		}
	}
}
