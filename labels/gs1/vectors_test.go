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
		els, err := ParseBracketedLoosely(input) // the source ran these rows so
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

// lintKinds says which kind of ours each class of content error of the vectors is.
var lintKinds = map[string]Kind{
	"NON_DIGIT_CHARACTER": KindCharset, "INVALID_CSET82_CHARACTER": KindCharset, "INVALID_CSET39_CHARACTER": KindCharset,
	"INVALID_CSET64_CHARACTER": KindCharset, "INVALID_IBAN_CHARACTER": KindCharset, "INVALID_CSET64_PADDING": KindValue,
	"INCORRECT_CHECK_DIGIT": KindCheckDigit, "INCORRECT_CHECK_PAIR": KindCheckDigit, "INCORRECT_IBAN_CHECKSUM": KindCheckDigit,
	"TOO_SHORT_FOR_CHECK_PAIR": KindLength, "IBAN_TOO_SHORT": KindLength, "ILLEGAL_MONTH": KindDate, "ILLEGAL_DAY": KindDate,
}

// Every row of the shared vectors, by kind; rows fixes how many there are.
func TestVectors(t *testing.T) {
	for _, c := range []struct {
		kind string
		rows int
	}{
		{"check-digit", 10}, {"date-rule", 10}, {"date-lint", 59}, {"element-string", 77}, {"bracketed", 27}, {"lint", 44},
		{"digital-link", 69}, {"association-repeat", 17}, {"association-exclusive", 14}, {"association-required", 37},
	} {
		t.Run(c.kind, func(t *testing.T) {
			rows := vectors(t, c.kind)
			for _, v := range rows {
				got, err := read(v.kind, v.input)
				want, _, _ := strings.Cut(v.expected, " (")
				switch {
				case (err == nil) != (v.result == "ok"):
					t.Errorf("row %d: %s %q: error %v, want %s %s", v.line, v.kind, v.input, err, v.result, v.expected)
				case err == nil && want != "" && got != want:
					t.Errorf("row %d: %s %q = %q, want %q", v.line, v.kind, v.input, got, want)
				case err != nil:
					checkReason(t, v, err)
				}
			}
			if len(rows) != c.rows {
				t.Errorf("%d rows, want %d", len(rows), c.rows)
			}
		})
	}
}

// checkReason makes sure that a row is refused for its own reason, not for an AI we do not know or another rule.
func checkReason(t *testing.T, v vector, err error) {
	t.Helper()
	want := map[string]Kind{"association-repeat": KindRepeated, "association-exclusive": KindExclusive, "association-required": KindRequired}[v.kind]
	if v.kind == "lint" {
		var ok bool
		if want, ok = lintKinds[v.expected]; !ok {
			want = KindValue
		}
	}
	var e *Error
	if want != "" && (!errors.As(err, &e) || e.Kind != want) {
		t.Errorf("row %d: %s %q is refused with %v, want %s %s", v.line, v.kind, v.input, err, want, v.expected)
	}
}

// Scans with AIM prefix: symbology and canonical elements or the text as it came.
func TestScanVectors(t *testing.T) {
	names := map[Symbology]string{QR: "QR", GS1QR: "QR", DataMatrix: "DM", GS1Matrix: "DM", DotCode: "DotCode", GS1DotCode: "DotCode",
		DataBar: "DataBarExpanded", GS1128: "GS1_128_CCA", EAN13: "EAN13", EAN8: "EAN8"}
	rows := vectors(t, "scan")
	for _, v := range rows {
		s, err := ParseAIM(strings.ReplaceAll(v.input, "<GS>", GS))
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
