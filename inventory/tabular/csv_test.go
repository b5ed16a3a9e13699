package tabular

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"example.com/tote/inventory/fault"
	"github.com/google/go-cmp/cmp"
)

func TestCSVForms(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       [][2]string // sku, name
	}{
		{"comma", "sku,name\nA,x\n", [][2]string{{"A", "x"}}},
		{"semicolon", "sku;name\nA;x,y\n", [][2]string{{"A", "x,y"}}},
		{"tab", "sku\tname\nA\tx,y;z\n", [][2]string{{"A", "x,y;z"}}},
		{"bar", "sku|name\nA|x\n", [][2]string{{"A", "x"}}},
		{"known columns decide, not the number of separators", "sku;\"name\";a,b,c,d,e\nA;x;1\n", [][2]string{{"A", "x"}}},
		{"Excel's sep line", "sep=;\r\nsku;name\r\nA;x\r\n", [][2]string{{"A", "x"}}},
		{"CRLF, last line open", "sku,name\r\nA,x\r\nB,y", [][2]string{{"A", "x"}, {"B", "y"}}},
		{"lone CR", "sku,name\rA,x\rB,y\r", [][2]string{{"A", "x"}, {"B", "y"}}},
		{"quotes", "sku,name\nA,\"x, \"\"y\"\"\"\n", [][2]string{{"A", `x, "y"`}}},
		{"line ends in quotes stay as they are", "sku,name\nA,\"x\r\ny\nz\"\n", [][2]string{{"A", "x\r\ny\nz"}}},
		{"a quote inside a plain cell is a character", "sku,name\nA,5\" pipe\n", [][2]string{{"A", `5" pipe`}}},
		{"spaces behind a closing quote", "sku,name\n\"A\" ,\"x\"  \n", [][2]string{{"A", "x"}}},
		{"short rows are blank at the end", "name,sku\nx,A\n", [][2]string{{"A", "x"}}},
		{"blank lines and rows", "\n,,\nsku,name\n\n,\nA,x\n \n", [][2]string{{"A", "x"}}},
		{"headers in Chinese, any case, width and star", "商家编码*, ＮＡＭＥ \nA,x\n", [][2]string{{"A", "x"}}},
		{"alias", "Item-Code,Name\nA,x\n", [][2]string{{"A", "x"}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(tc.text), iotest.OneByteReader(strings.NewReader(tc.text))} {
				var got [][2]string
				for _, row := range rows(t, open(t, r, Options{})) {
					got = append(got, [2]string{row.Raw("sku"), row.Raw("name")})
					if !row.OK() {
						t.Errorf("problems = %v", row.Problems())
					}
				}
				if diff := cmp.Diff(got, tc.want); diff != "" {
					t.Errorf("rows (-got +want):\n%s", diff)
				}
			}
		})
	}
}

func TestLinesAreThoseOfAnEditor(t *testing.T) {
	all := rows(t, open(t, strings.NewReader("sku,name\r\nA,\"x\r\ny\"\r\n\r\nB,z\n"), Options{}))
	if got := [2]int{all[0].Line, all[1].Line}; got != [2]int{2, 5} {
		t.Errorf("lines = %v, want [2 5]", got)
	}
}

func TestFilesRefusedAsAWhole(t *testing.T) {
	wide := "sku" + strings.Repeat(",a", MaxColumns)
	for _, tc := range []struct{ name, text, reason, part string }{
		{"empty", "", "file.empty", "things.csv"},
		{"only blanks", " \n\r\n", "file.empty", "name the columns"},
		{"only a mark", "\ufeff", "file.empty", "name the columns"},
		{"a quote never closed", "sku,name\nA,x\nB,\"y\nC,z\n", "csv.quote_open", "line 3"},
		{"an old workbook", "\xD0\xCF\x11\xE0\xA1\xB1", "file.xls", "password"},
		{"a web page", "<html><table>", "file.format", "no spreadsheet"},
		{"no such columns", "a,b\n1,2\n", "header.missing", "column sku is missing (also accepted: 商家编码, item code)"},
		{"a column twice", "sku,name,商家编码\n", "header.duplicate", "columns A (sku) and C (商家编码)"},
		{"an unknown column twice", "sku,x,X\n", "header.duplicate", "B (x) and C (X)"},
		{"header too wide", wide + "\n", "header.too_wide", "256"},
		{"no header", strings.Repeat("x", MaxHeaderRunes+1) + ",sku\n", "header.unreadable", "column A"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wantFileError(t, firstError(strings.NewReader(tc.text), Options{}), tc.reason, tc.part)
		})
	}
	wantFileError(t, firstError(strings.NewReader("sku\nA"), Options{Comma: '"'}), "csv.separator", "semicolon")
}

func TestHeaderTellsAllThatIsMissing(t *testing.T) {
	schema := Schema{Name: "s", Columns: []Column{{Name: "a", Required: true}, {Name: "b", Required: true}, {Name: "c"}}}
	_, err := Open(strings.NewReader("c\n"), "", Options{Schema: schema})
	if got := len(fault.From(err).Details); got != 2 {
		t.Errorf("details = %d, want 2: %v", got, err)
	}
}

func TestRowsSplitInTheWrongPlaceAreNamed(t *testing.T) {
	for _, tc := range []struct{ name, text, reason string }{
		{"a separator without quotes", "sku,name\nA,x,y\n", ReasonRowWide},
		{"text behind a quote", "sku,name\nA,\"x\"y\n", ReasonQuote},
		{"a blank before a quote", "sku,name\nA, \"x\"\n", ReasonQuote},
		{"far too many cells", "sku,name\nA" + strings.Repeat(",y", 5000) + "\n", ReasonRowWide},
		{"a cell over the limit", "sku,name\nA," + strings.Repeat("y", maxCellBytes+1) + "\n", ReasonTooLong},
	} {
		t.Run(tc.name, func(t *testing.T) {
			row := readOne(t, tc.text)
			row.Text("name", 0)
			if got := reasons(row); got != tc.reason {
				t.Errorf("reasons = %q, want %q", got, tc.reason)
			}
			if got := row.Problems()[0].Line; got != 2 {
				t.Errorf("line = %d, want 2", got)
			}
		})
	}
	if row := readOne(t, "sku,name\nA,x,,\n"); !row.OK() {
		t.Errorf("blank cells beyond the header = %v, want none", row.Problems())
	}
}

func TestUnreadColumnsAreWarnedOf(t *testing.T) {
	rd := open(t, strings.NewReader("sku,colour,,attr.material\nA,red,note,steel\nB,red,note,\n"), Options{})
	all := rows(t, rd)
	var got []string
	for _, w := range rd.Report().Warnings {
		got = append(got, w.Reason+" "+w.Column)
	}
	if diff := cmp.Diff(got, []string{"column.unknown colour", "column.unnamed C"}); diff != "" {
		t.Errorf("warnings (-got +want):\n%s", diff)
	}
	if diff := cmp.Diff(all[0].Attributes(), []Attribute{{"material", "steel"}}); diff != "" {
		t.Errorf("attributes (-got +want):\n%s", diff)
	}
	if got := all[1].Attributes(); got != nil {
		t.Errorf("blank attribute = %v, want none", got)
	}
	if rd.Has("name") || !rd.Has("sku") {
		t.Error("Has must tell the file's columns")
	}
}

func TestFileSizeIsBounded(t *testing.T) {
	for name, start := range map[string]string{"a workbook that is held in memory": "PK\x03\x04", "one quoted cell": "sku\n\""} {
		t.Run(name, func(t *testing.T) {
			endless := io.MultiReader(strings.NewReader(start), repeat(strings.Repeat("x", 30_000)))
			if start[0] != 'P' {
				endless = &meteredReader{in: endless, done: MaxFileBytes - 1<<20} // the first 63 MB have passed
			}
			wantFileError(t, firstError(endless, Options{}), "file.too_large", "64 MB")
		})
	}
	wantFileError(t, firstError(strings.NewReader("sku\n"), Options{Size: MaxFileBytes + 1}), "file.too_large", "64 MB")
}

func TestAReaderThatFailsIsNotAnEnd(t *testing.T) {
	err := firstError(io.MultiReader(strings.NewReader("sku\nA\n"), iotest.ErrReader(errors.New("line dropped"))), Options{})
	wantFileError(t, err, "file.unreadable", "to its end")
}

func TestProgressEndsAtTheSize(t *testing.T) {
	text := "sku\n" + strings.Repeat("A1\n", 100_000)
	var calls, done, total int64
	rows(t, open(t, strings.NewReader(text), Options{Progress: func(d, n int64) {
		if d < done {
			t.Errorf("progress went back from %d to %d", done, d)
		}
		calls, done, total = calls+1, d, n
	}}))
	if done != int64(len(text)) || total != int64(len(text)) || calls < 2 || calls > 10 {
		t.Errorf("progress = %d of %d in %d calls, want %d in a few", done, total, calls, len(text))
	}
}

// repeat is an endless text.
type repeat string

func (r repeat) Read(b []byte) (int, error) { return copy(b, r), nil }

// FuzzCSV: any bytes give rows or an error of ours, never a panic, and every getter copes with every cell.
func FuzzCSV(f *testing.F) {
	f.Add([]byte("sku,name,count,price,expires\nA,\"x\",3,1.5,2026-01-31\n"))
	f.Add([]byte("sep=;\nsku;count\n'=A;1E+05\n"))
	f.Add([]byte("sku,attr.x\n\"A\"\"\r\n,\n"))
	f.Add([]byte(gbk(f, "商家编码,名称\n甲,乙")))
	f.Fuzz(func(t *testing.T, data []byte) {
		rd, err := Open(bytes.NewReader(data), "fuzz", Options{Schema: testSchema})
		for err == nil {
			var row *Row
			if row, err = rd.Next(); err == nil {
				readAll(row)
				rd.Report().Add(row)
			}
		}
		var f *fault.Error
		if !errors.Is(err, io.EOF) && (!errors.As(err, &f) || f.Code != fault.CodeInvalid) {
			t.Fatalf("error %v is not an invalid file", err)
		}
		if rd == nil {
			return
		}
		for name, write := range map[string]func(io.Writer) error{"csv": rd.Report().WriteCSV, "json": rd.Report().WriteJSON, "text": rd.Report().WriteText} {
			if err := write(io.Discard); err != nil {
				t.Errorf("%s report: %v", name, err)
			}
		}
	})
}
