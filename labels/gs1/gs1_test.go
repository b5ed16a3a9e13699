package gs1

import (
	"errors"
	"strings"
	"testing"
)

func TestGTIN14(t *testing.T) {
	for _, c := range []struct {
		in, want string
		kind     Kind
	}{
		{"96385074", "00000096385074", ""},
		{"614141000036", "00614141000036", ""},
		{"9506000134352", "09506000134352", ""},
		{"10614141000019", "10614141000019", ""},
		{"9506000134353", "", KindCheckDigit},
		{"950600013435X", "", KindCharset},
		{"123", "", KindLength},
		{"", "", KindLength},
	} {
		got, err := GTIN14(c.in)
		var e *Error
		errors.As(err, &e)
		if got != c.want || (c.kind != "" && (e == nil || e.Kind != c.kind)) || (c.kind == "" && err != nil) {
			t.Errorf("GTIN14(%q) = %q, %v, want %q %s", c.in, got, err, c.want, c.kind)
		}
	}
	if got := GTINOf("09506000134352"); got != "9506000134352" {
		t.Errorf("GTINOf = %q, want the 13-digit form", got)
	}
}

func TestSSCC(t *testing.T) {
	got, err := SSCC(SSCCParts{Extension: '1', Prefix: "0614141", Serial: 123456789})
	if err != nil || got != "106141411234567897" {
		t.Errorf("SSCC = %q, %v, want 106141411234567897", got, err)
	}
	if got, err := SSCC(SSCCParts{Extension: '0', Prefix: "690123456", Serial: 7}); err != nil || VerifyKey(got, LenSSCC) != nil {
		t.Errorf("SSCC with a long prefix = %q, %v", got, err)
	}
	for _, bad := range []SSCCParts{
		{'x', "0614141", 1}, {'1', "061", 1}, {'1', "0614141234567", 1}, {'1', "06141A1", 1}, {'1', "0614141", -1},
		{'1', "0614141", 1_000_000_000}, // one more than the nine digits left for it
	} {
		if got, err := SSCC(bad); err == nil {
			t.Errorf("SSCC(%+v) = %q, want an error", bad, got)
		}
	}
}

// The separator stands only where it must, whatever the order.
func TestBuild(t *testing.T) {
	for _, c := range []struct {
		in   Elements
		want string
	}{
		{Elements{{"01", "09506000134352"}, {"17", "261231"}, {"10", "ABC123"}}, "0109506000134352" + "17261231" + "10ABC123"},
		{Elements{{"01", "09506000134352"}, {"10", "ABC123"}, {"17", "261231"}}, "0109506000134352" + "10ABC123" + GS + "17261231"},
		{Elements{{"00", "106141411234567897"}}, "00106141411234567897"},
	} {
		got, err := Build(c.in...)
		if err != nil || got != c.want {
			t.Errorf("Build(%v) = %q, %v, want %q", c.in, got, err, c.want)
		}
	}
}

// A lost separator cannot be repaired: either the reading fails or, as here, the lot swallows the date; nothing invents one.
func TestLostSeparator(t *testing.T) {
	els, err := Parse("0109506000134352" + "10ABC123" + "17261231")
	if err != nil {
		t.Fatal(err)
	}
	if lot, _ := els.Value("10"); lot != "ABC12317261231" {
		t.Errorf("lot = %q, want the rest of the message", lot)
	}
	if _, err := Parse("10" + strings.Repeat("A", 21)); err == nil {
		t.Error("a lot of 21 characters was accepted")
	}
}

func TestDayZeroIsLastOfMonth(t *testing.T) {
	for in, want := range map[string]string{"260200": "2026-02-28", "280200": "2028-02-29", "270400": "2027-04-30"} {
		if d, err := ParseDate(in, 2026); err != nil || d.String() != want {
			t.Errorf("ParseDate(%s) = %s, %v, want %s", in, d, err, want)
		}
	}
	if got := FormatDate(Date{2026, 12, 31}); got != "261231" {
		t.Errorf("FormatDate = %s", got)
	}
}

// The table is whole: ranges counted one by one. Every row can be read back.
func TestTable(t *testing.T) {
	if got := len(formats); got != 536 {
		t.Errorf("%d application identifiers, want 536", got)
	}
	for ai, f := range formats {
		if f.ai != ai || f.title == "" || len(f.components) == 0 {
			t.Errorf("(%s) is read as %+v", ai, f)
		}
		for _, c := range f.components {
			for _, check := range c.checks {
				if contentChecks[check] == nil {
					t.Errorf("(%s) asks for the check %q, which there is not", ai, check)
				}
			}
		}
	}
}

// Scanners that send no prefix are read as well; only ParseAIM insists.
func TestScanWithoutPrefix(t *testing.T) {
	if s, err := ParseScan("ABC"); err != nil || s.Symbology != Unknown || s.Text != "ABC" || s.Elements != nil {
		t.Errorf("ParseScan(ABC) = %+v, %v, want plain text", s, err)
	}
	if s, err := ParseScan(GS + "10ABC"); err != nil || len(s.Elements) != 1 {
		t.Errorf("a leading GS: %+v, %v, want one element", s, err)
	}
}

func BenchmarkReadTable(b *testing.B) {
	for b.Loop() {
		readTable()
	}
}

// Whatever parses builds again to a message that parses to the same elements, and nothing panics.
func FuzzParse(f *testing.F) {
	for _, v := range vectors(f, "element-string") {
		f.Add(toGS.Replace(v.input))
	}
	for _, v := range vectors(f, "scan") {
		f.Add(toGS.Replace(v.input))
	}
	for _, v := range vectors(f, "digital-link") {
		f.Add(v.input)
	}
	f.Fuzz(func(t *testing.T, in string) {
		_, _ = ParseDigitalLink(in)
		_, _ = ParseDate(in, 2026)
		if els, err := ParseBracketed(in); err == nil {
			again(t, els, els.String(), ParseBracketed)
		}
		s, err := ParseScan(in)
		if err != nil {
			return
		}
		if s.Elements != nil {
			msg, err := s.Elements.Message()
			if err != nil {
				t.Fatalf("%q parsed to %v, which does not build: %v", in, s.Elements, err)
			}
			again(t, s.Elements, msg, Parse)
		}
	})
}

func again(t *testing.T, want Elements, text string, parse func(string) (Elements, error)) {
	t.Helper()
	got, err := parse(text)
	if err != nil || len(got) != len(want) {
		t.Fatalf("%q read again: %v, %v, want %v", text, got, err, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("%q read again: %v, want %v", text, got, want)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	msg := "0109506000134352" + "17261231" + "10ABC123" + GS + "21SERIAL1"
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(msg); err != nil {
			b.Fatal(err)
		}
	}
}
