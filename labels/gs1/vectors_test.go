package gs1

import (
	"bufio"
	"errors"
	"os"
	"strings"
	"testing"
)

type vector struct {
	line                          int
	kind, input, result, expected string
}

func vectors(t testing.TB, kind string) []vector {
	t.Helper()
	f, err := os.Open("../../testdata/vectors/gs1.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []vector
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan(); n++ {
		col := strings.Split(sc.Text(), "\t")
		if len(col) >= 4 && strings.HasPrefix(col[0], kind) {
			out = append(out, vector{n, col[0], col[1], col[2], col[3]})
		}
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

var (
	toGS   = strings.NewReplacer("^", GS, "<GS>", GS)
	fromGS = strings.NewReplacer(GS, "^")
)

func read(kind, input string) (string, error) {
	switch {
	case strings.HasPrefix(kind, "check-digit"):
		c, err := CheckDigit(input)
		return input + string(c), err
	case kind == "date-rule":
		els, err := ParseBracketed(input)
		if err != nil {
			return "", err
		}
		d, err := ParseDate(els[0].Value, 2026)
		return d.String(), err
	case strings.HasPrefix(kind, "date-lint"):
		_, err := ParseDate(input, 2026)
		return "", err
	case strings.HasPrefix(kind, "element-string"):
		s, err := ParseScan(toGS.Replace(input))
		if err == nil && s.Elements == nil {
			return "", errors.New("read as plain text, not as elements")
		}
		return "", err
	case kind == "bracketed", kind == "lint":
		els, err := ParseBracketed(input)
		return canonical(els, err)
	case strings.HasPrefix(kind, "association"):
		els, err := ParseBracketed(input)
		if err == nil {
			err = els.CheckAssociations()
		}
		return "", err
	case kind == "digital-link":
		return canonical(ParseDigitalLink(input))
	}
	panic("no such kind: " + kind)
}

func canonical(els Elements, err error) (string, error) {
	if err != nil {
		return "", err
	}
	msg, err := els.Message()
	return "^" + fromGS.Replace(msg), err
}

// contentMatters names the kinds whose rows are about the content of an AI: refusing the AI itself proves nothing there.
var contentMatters = map[string]bool{"lint": true, "association": true}

// Every row of the shared vectors, by kind. rows fixes how many there are; outside is how many need an AI that Tote does
// not carry: those are refused as unknown, which is what the table promises.
func TestVectors(t *testing.T) {
	for _, c := range []struct {
		kind          string
		rows, outside int
	}{
		{"check-digit", 10, 0},
		{"date-rule", 10, 0},
		{"date-lint", 59, 0},
		{"element-string", 77, 0},
		{"bracketed", 27, 0},
		{"lint", 44, 28},
		{"digital-link", 69, 0},
		{"association", 68, 32},
	} {
		t.Run(c.kind, func(t *testing.T) {
			rows, outside := vectors(t, c.kind), 0
			for _, v := range rows {
				got, err := read(v.kind, v.input)
				var e *Error
				if errors.As(err, &e) && e.Kind == KindUnknownAI && contentMatters[c.kind] {
					outside++
					continue
				}
				want, _, _ := strings.Cut(v.expected, " (")
				switch {
				case (err == nil) != (v.result == "ok"):
					t.Errorf("row %d: %s %q: error %v, want %s %s", v.line, v.kind, v.input, err, v.result, v.expected)
				case err == nil && want != "" && got != want:
					t.Errorf("row %d: %s %q = %q, want %q", v.line, v.kind, v.input, got, want)
				}
			}
			if len(rows) != c.rows || outside != c.outside {
				t.Errorf("%d rows of which %d outside the table, want %d and %d", len(rows), outside, c.rows, c.outside)
			}
		})
	}
}

// Scans with AIM prefix: symbology and canonical elements or the text as it came.
func TestScanVectors(t *testing.T) {
	names := map[Symbology]string{QR: "QR", GS1QR: "QR", DataMatrix: "DM", GS1Matrix: "DM", DotCode: "DotCode", GS1DotCode: "DotCode",
		DataBar: "DataBarExpanded", GS1128: "GS1_128_CCA", EAN13: "EAN13", EAN8: "EAN8"}
	rows := vectors(t, "scan")
	for _, v := range rows {
		s, err := ParseScan(strings.ReplaceAll(v.input, "<GS>", GS))
		if v.input == "ABC" { // the one row we answer otherwise: not every scanner sends a prefix, so this is plain text
			if err != nil || s.Symbology != Unknown || s.Text != "ABC" {
				t.Errorf("scan without prefix = %+v, %v, want plain text", s, err)
			}
			continue
		}
		if (err == nil) != (v.result == "ok") {
			t.Errorf("row %d: scan %q: error %v, want %s", v.line, v.input, err, v.result)
			continue
		}
		if err != nil {
			continue
		}
		got := names[s.Symbology]
		switch msg, _ := canonical(s.Elements, nil); {
		case s.Symbology == EAN13 || s.Symbology == EAN8:
			got += " " + s.Text
			if s.Elements != nil {
				got += "|" + msg
			}
		case s.Elements != nil && !IsDigitalLink(s.Text):
			got += " " + msg
		case s.Text != "":
			got += " " + strings.ReplaceAll(s.Text, "^", `\^`)
		}
		if got != v.expected {
			t.Errorf("row %d: scan %q = %q, want %q", v.line, v.input, got, v.expected)
		}
	}
	if len(rows) != 52 {
		t.Errorf("%d scan rows, want 52", len(rows))
	}
}
