package tabular

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// workbookBytes lets the test fill a workbook by excelize.
func workbookBytes(t testing.TB, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// sheetCell makes a workbook of one row with the value below a header.
func sheetCell(t *testing.T, header string, value any, format string) *Row {
	t.Helper()
	data := workbookBytes(t, func(f *excelize.File) {
		must(t, f.SetSheetRow("Sheet1", "A1", &[]any{"sku", header}))
		must(t, f.SetCellValue("Sheet1", "A2", "A"))
		must(t, f.SetCellValue("Sheet1", "B2", value))
		if format != "" {
			style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
			must(t, err)
			must(t, f.SetCellStyle("Sheet1", "B2", "B2", style))
		}
	})
	all := rows(t, open(t, bytes.NewReader(data), Options{}))
	if len(all) != 1 || all[0].Line != 2 {
		t.Fatalf("rows = %v, want one on line 2", all)
	}
	return all[0]
}

func TestCellsOfXLSX(t *testing.T) {
	noon := time.Date(2026, 1, 31, 12, 30, 0, 0, time.UTC)
	text := func(r *Row) any { return r.Text("name", 0) }
	count := func(r *Row) any { return r.Quantity("count") }
	price := func(r *Row) any { return r.Money("price", 2) }
	expires := func(r *Row) any { return r.Date("expires") }
	paid := func(r *Row) any { return r.Instant("paid_at", time.UTC) }
	for _, tc := range []struct {
		name, column string
		read         func(*Row) any
		value        any
		format       string
		want         any
		reason       string
	}{
		{"barcode as text", "name", text, "06901234567892", "", "06901234567892", ""},
		{"barcode as number, shown as 6.9E+12 but whole", "name", text, int64(6901234567892), "", "6901234567892", ""},
		{"15 digits", "name", text, int64(123456789012345), "", "123456789012345", ""},
		{"16 digits", "name", text, int64(1234567890123456), "", "", ReasonDigits},
		{"18 digits as float", "name", text, 6.9012345678919997e+17, "", "", ReasonDigits},
		{"leading zeros by format", "name", text, 1234, "000000", "001234", ""},
		{"scientific as text", "name", text, "6.90123E+12", "", "", ReasonScientific},
		{"a code turned into a date", "name", text, noon, "", "", ReasonDateInText},
		{"blanks and line ends", "name", text, " x\ny ", "", "x\ny", ""},
		{"formula text in a text cell", "name", text, "=1+1", "", "=1+1", ""},
		{"characters XML needs itself", "name", text, "a & <c> _x", "", "a & <c> _x", ""},
		{"characters XML cannot hold", "name", text, "a_x000D__x000A_b_x005F_x0041_", "", "a\r\nb_x0041_", ""},
		{"whole number", "count", count, 12, "", int64(12), ""},
		{"number with decimals", "count", count, 12.5, "", int64(0), ReasonNumber},
		{"three decimals are no separator here", "price", price, 1.5, "", int64(150), ""},
		{"date in a count", "count", count, noon, "", int64(0), ReasonDateInText},
		{"binary dust", "price", price, 0.1 + 0.2, "", int64(30), ""},
		{"too many decimals", "price", price, 0.125, "", int64(0), ReasonDecimals},
		{"small number stored as 1E-2", "price", price, 0.01, "", int64(1), ""},
		{"date cell", "expires", expires, day(2026, 1, 31), "", day(2026, 1, 31), ""},
		{"date cell, Chinese format", "expires", expires, 46053, `yyyy"年"m"月"d"日"`, day(2026, 1, 31), ""},
		{"date cell with a time", "expires", expires, noon, "", time.Time{}, ReasonDate},
		{"number without a date format", "expires", expires, 46053, "", time.Time{}, ReasonDate},
		{"20260131 as number", "expires", expires, 20260131, "", day(2026, 1, 31), ""},
		{"date as text", "expires", expires, "2026-01-31", "", day(2026, 1, 31), ""},
		{"before the broken leap day", "expires", expires, 59, "yyyy-mm-dd", time.Time{}, ReasonDate},
		{"date and time", "paid_at", paid, noon, "", noon, ""},
		{"a number format with letters in quotes is no date", "count", count, 7, `0" days"`, int64(7), ""},
		{"true", "fragile", func(r *Row) any { return r.Bool("fragile") }, true, "", true, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			row := sheetCell(t, tc.column, tc.value, tc.format)
			if got := tc.read(row); got != tc.want {
				t.Errorf("value = %v, want %v", got, tc.want)
			}
			if got := reasons(row); got != tc.reason {
				t.Errorf("reasons = %q, want %q", got, tc.reason)
			}
		})
	}
}

func TestFormulas(t *testing.T) {
	data := workbookBytes(t, func(f *excelize.File) {
		must(t, f.SetSheetRow("Sheet1", "A1", &[]any{"sku", "name"}))
		must(t, f.SetSheetRow("Sheet1", "A2", &[]any{"A"}))
		must(t, f.SetCellFormula("Sheet1", "B2", "1+1"))
	})
	row := rows(t, open(t, bytes.NewReader(data), Options{}))[0]
	row.Text("name", 0)
	if got := reasons(row); got != ReasonFormula {
		t.Errorf("formula without a result: %q, want %s", got, ReasonFormula)
	}
	data = rewrite(t, data, "xl/worksheets/sheet1.xml", func(s string) string {
		return strings.Replace(s, "</f>", "</f><v>2</v>", 1)
	})
	if got := rows(t, open(t, bytes.NewReader(data), Options{}))[0].Text("name", 0); got != "2" {
		t.Errorf("formula with a result = %q, want 2", got)
	}
	data = rewrite(t, data, "xl/worksheets/sheet1.xml", func(s string) string {
		return strings.Replace(strings.Replace(s, `r="B2" t="str"`, `r="B2" t="e"`, 1), "</f><v>2</v>", "</f><v>#DIV/0!</v>", 1)
	})
	row = rows(t, open(t, bytes.NewReader(data), Options{}))[0]
	row.Text("name", 0)
	if got := reasons(row); got != ReasonSheetError {
		t.Errorf("error cell: %q, want %s", got, ReasonSheetError)
	}
}

// rewrite changes one part of a workbook.
func rewrite(t testing.TB, data []byte, part string, change func(string) string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		r, err := f.Open()
		must(t, err)
		body, err := io.ReadAll(r)
		must(t, err)
		if f.Name == part {
			body = []byte(change(string(body)))
		}
		p, err := w.Create(f.Name)
		must(t, err)
		_, err = p.Write(body)
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}

func simpleBook(t testing.TB) []byte {
	return workbookBytes(t, func(f *excelize.File) {
		must(t, f.SetSheetRow("Sheet1", "A1", &[]any{"sku", "name"}))
		must(t, f.SetSheetRow("Sheet1", "A3", &[]any{"A", "first"}))
		must(t, f.SetSheetRow("Sheet1", "A7", &[]any{"B", "second", "", "beyond"}))
		_, err := f.NewSheet("其他")
		must(t, err)
		must(t, f.SetSheetRow("其他", "A1", &[]any{"sku"}))
		must(t, f.SetSheetRow("其他", "A2", &[]any{"C"}))
		_, err = f.NewSheet("secret")
		must(t, err)
		must(t, f.SetSheetVisible("secret", false))
	})
}

func TestSheetsLinesAndWidth(t *testing.T) {
	data := simpleBook(t)
	for name, r := range map[string]io.Reader{"in place": bytes.NewReader(data), "streamed": io.MultiReader(bytes.NewReader(data))} {
		t.Run(name, func(t *testing.T) {
			var done, total int64
			rd := open(t, r, Options{Progress: func(d, n int64) { done, total = d, n }})
			all := rows(t, rd)
			if len(all) != 2 || all[0].Line != 3 || all[1].Line != 7 || all[1].Raw("name") != "second" {
				t.Fatalf("rows = %v", all)
			}
			if got := reasons(all[1]); got != ReasonRowWide {
				t.Errorf("cell beyond the header: %q, want %s", got, ReasonRowWide)
			}
			if w := rd.Report().Warnings; len(w) != 1 || w[0].Reason != ReasonOtherSheets || w[0].Value != `"其他"` {
				t.Errorf("warnings = %v, want the other visible sheet", w)
			}
			if diff := cmp.Diff(rd.Source(), Source{Name: "things", Format: XLSX, Sheet: "Sheet1"}); diff != "" {
				t.Error(diff)
			}
			if done != total || total == 0 {
				t.Errorf("progress ends at %d of %d", done, total)
			}
		})
	}
	all := rows(t, open(t, bytes.NewReader(data), Options{Sheet: "其他"}))
	if len(all) != 1 || all[0].Raw("sku") != "C" {
		t.Errorf("named sheet = %v", all)
	}
	wantFileError(t, firstError(bytes.NewReader(data), Options{Sheet: "nope"}), "xlsx.sheet", `"Sheet1", "其他", "secret"`)
}

func TestRichTextIsJoinedAndPhoneticsLeftOut(t *testing.T) {
	data := rewrite(t, simpleBook(t), "xl/sharedStrings.xml", func(s string) string {
		return strings.Replace(s, "<t>first</t>", `<r><rPr><b/></rPr><t>fi</t></r><r><t xml:space="preserve">rst </t></r><rPh sb="0" eb="1"><t>no</t></rPh>`, 1)
	})
	if got := rows(t, open(t, bytes.NewReader(data), Options{}))[0].Raw("name"); got != "first " {
		t.Errorf("rich text = %q, want %q", got, "first ")
	}
}

func TestDamagedWorkbooksAreNotTakenForShortOnes(t *testing.T) {
	good := simpleBook(t)
	sheet := "xl/worksheets/sheet1.xml"
	change := func(part, old, new string) []byte {
		return rewrite(t, good, part, func(s string) string {
			if !strings.Contains(s, old) {
				t.Fatalf("%s lacks %q: %s", part, old, s)
			}
			return strings.Replace(s, old, new, 1)
		})
	}
	cut := rewrite(t, good, sheet, func(s string) string { return s[:strings.Index(s, `<row r="7"`)] })
	flipped := bytes.Clone(good)
	for _, tc := range []struct {
		name         string
		data         []byte
		reason, part string
	}{
		{"zip cut", good[:len(good)/2], "xlsx.broken", "zip"},
		{"a zip of something else", rewrite(t, good, "xl/workbook.xml", func(string) string { return "" }), "xlsx.broken", "xl/workbook.xml"},
		{"another document", change("_rels/.rels", "officeDocument\"", "nothing\""), "file.format", "no XLSX workbook"},
		{"sheet cut", cut, "xlsx.broken", "line 4"},
		{"rows out of order", change(sheet, `<row r="7"`, `<row r="2"`), "xlsx.broken", "line 4"},
		{"a text that is not there", change(sheet, `t="s"><v>2</v>`, `t="s"><v>99</v>`), "xlsx.broken", "Sheet1"},
		{"text where a number stands", change(sheet, `t="s"><v>2</v>`, `><v>two</v>`), "xlsx.broken", "Sheet1"},
		{"one huge text", change("xl/sharedStrings.xml", "first", strings.Repeat("x", 2*maxXMLRun)), "xlsx.too_large", "1024 kB"},
		{"a huge table of texts", change("xl/sharedStrings.xml", "<si>", strings.Repeat("<si><t>"+strings.Repeat("x", 1<<15)+"</t></si>", MaxSharedBytes>>15)+"<si>"), "xlsx.too_large", "64 MB"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wantFileError(t, firstError(bytes.NewReader(tc.data), Options{}), tc.reason, tc.part)
		})
	}
	// Any one byte changed in the middle is an error or changes nothing that is read.
	want := rows(t, open(t, bytes.NewReader(good), Options{}))
	for at := 0; at < len(flipped); at += 7 {
		flipped[at] ^= 0x20
		rd, err := Open(bytes.NewReader(flipped), "x", Options{Schema: testSchema})
		for i := 0; err == nil; i++ {
			var row *Row
			if row, err = rd.Next(); err == nil && (i >= len(want) || row.Raw("name") != want[i].Raw("name")) {
				t.Fatalf("byte %d changed row %d unnoticed", at, i)
			}
		}
		flipped[at] ^= 0x20
	}
}

func TestDateFormats(t *testing.T) {
	for code, want := range map[string]bool{
		"yyyy-mm-dd": true, "[$-804]yyyy\"年\"m\"月\"": true, "h:mm": true, "General": false, "0.00": false, `#,##0\ "d"`: false,
		"[Red]0": false, `_-* #,##0.00\ _s`: false, `0;yyyy`: false, "@": false,
	} {
		if got := parseFormat(code).date; got != want {
			t.Errorf("%s date = %t, want %t", code, got, want)
		}
	}
	d, _, _ := parseDecimal("46053.999999")
	if got := serialDate(d, false).text; got != "2026-02-01" {
		t.Errorf("rounded up to midnight = %s, want 2026-02-01", got)
	}
	d, _, _ = parseDecimal("44591")
	if got := serialDate(d, true).text; got != "2026-01-31" {
		t.Errorf("1904 count = %s, want 2026-01-31", got)
	}
}
