package tabular

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"example.com/tote/inventory/fault"
	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func write(t testing.TB, format Format, opt WriterOptions, fill ...func(*Record)) []byte {
	t.Helper()
	var out bytes.Buffer
	if len(opt.Schema.Columns) == 0 {
		opt.Schema = testSchema
	}
	w, err := NewWriter(&out, format, opt)
	must(t, err)
	for _, f := range fill {
		r := w.Record()
		f(r)
		must(t, w.Write(r))
	}
	must(t, w.Close())
	return out.Bytes()
}

// nasty are texts that a sheet likes to spoil.
var nasty = []string{
	"plain", "06901234567892", "690123456789012345678", "=SUM(A1)", "+86 138", "-5", "@x", "\tx", "\rx", "\nx", "＝1", "'=x", "''=x", "'x", "'", "''",
	`"quoted"`, "a,b;c\td", "a\r\nb\nc\rd", "TRUE", "2026-01-31", "a_x0041_b", "_x005F_", " x ", "<&>\"'", "老坛酸菜", "𠮷",
	"sep=;", "\ufeffx", "1.50", "00", "12E4",
}

func TestTextRoundTrips(t *testing.T) {
	for _, format := range []Format{CSV, XLSX} {
		for _, opt := range []WriterOptions{{}, {BOM: true, Chinese: true, Comma: ';'}, {Comma: '\t'}} {
			t.Run(fmt.Sprintf("%s %v", format, opt.Chinese), func(t *testing.T) {
				var fill []func(*Record)
				for _, text := range nasty {
					fill = append(fill, func(r *Record) { r.Text("sku", "A"); r.Text("name", text) })
				}
				data := write(t, format, opt, fill...)
				all := rows(t, open(t, bytes.NewReader(data), Options{}))
				if len(all) != len(nasty) {
					t.Fatalf("%d rows, want %d", len(all), len(nasty))
				}
				for i, row := range all {
					if got, want := row.Raw("name"), nasty[i]; got != want {
						t.Errorf("got %q, want %q", got, want)
					}
				}
			})
		}
	}
}

func TestValuesRoundTrip(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	at := time.Date(2026, 1, 31, 6, 5, 9, 0, time.UTC)
	for _, format := range []Format{CSV, XLSX} {
		t.Run(string(format), func(t *testing.T) {
			data := write(t, format, WriterOptions{Attributes: []string{"colour", "材质"}}, func(r *Record) {
				r.Text("sku", "A")
				r.Int("count", math.MaxInt64)
				r.Int("delta", -5)
				r.Money("price", -1290, 2)
				r.Date("expires", day(2026, 1, 31))
				r.Instant("paid_at", at, zone)
				r.Bool("fragile", true)
				r.Text("class", "chilled")
				r.Attribute("材质", "钢")
				r.Attribute("unnamed", "left out")
			})
			row := rows(t, open(t, bytes.NewReader(data), Options{}))[0]
			got := []any{row.Quantity("count"), row.Int("delta"), row.Money("price", 2), row.Date("expires"), row.Instant("paid_at", zone),
				row.Bool("fragile"), row.Enum("class"), row.Has("name"), row.Has("weight_g")}
			want := []any{int64(math.MaxInt64), int64(-5), int64(-1290), day(2026, 1, 31), at, true, "chilled", false, false}
			if diff := cmp.Diff(got, want); diff != "" {
				t.Errorf("values (-got +want):\n%s", diff)
			}
			if diff := cmp.Diff(row.Attributes(), []Attribute{{"材质", "钢"}}); diff != "" {
				t.Errorf("attributes (-got +want):\n%s", diff)
			}
			if !row.OK() {
				t.Errorf("problems = %v", row.Problems())
			}
		})
	}
}

func TestCSVFormulasAreNeutralised(t *testing.T) {
	schema := Schema{Name: "s", Columns: []Column{{Name: "a"}, {Name: "n", Kind: Integer}}}
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\t=1": "'\t=1", "＝1": "'＝1", "'=1": "''=1",
		"x=1": "x=1", "'x": "'x", "\r=1": "\"'\r=1\"", "=\"a\"": "\"'=\"\"a\"\"\"",
	} {
		got := string(write(t, CSV, WriterOptions{Schema: schema}, func(r *Record) { r.Text("a", text); r.Int("n", -7) }))
		if want = "a,n\r\n" + want + ",-7\r\n"; got != want {
			t.Errorf("%q is written %q, want %q", text, got, want)
		}
	}
	if got, want := string(write(t, CSV, WriterOptions{Schema: schema, BOM: true})), "\ufeffa,n\r\n"; got != want {
		t.Errorf("with a mark = %q, want %q", got, want)
	}
}

func TestXLSXCellsHaveTheRightTypes(t *testing.T) {
	data := write(t, XLSX, WriterOptions{}, func(r *Record) {
		r.Text("sku", "06901234567892")
		r.Text("name", "=1+1")
		r.Int("count", 12)
		r.Int("delta", 1234567890123456)
	})
	f, err := excelize.OpenReader(bytes.NewReader(data))
	must(t, err)
	defer f.Close()
	for cell, want := range map[string]excelize.CellType{"A2": excelize.CellTypeInlineString, "B2": excelize.CellTypeInlineString,
		"C2": excelize.CellTypeUnset, "D2": excelize.CellTypeInlineString} {
		got, err := f.GetCellType("things", cell)
		if err != nil || got != want {
			t.Errorf("%s has type %v (%v), want %v", cell, got, err, want)
		}
	}
	if got, err := f.GetCellFormula("things", "B2"); err != nil || got != "" {
		t.Errorf("formula = %q (%v), want none", got, err)
	}
	if got, err := f.GetCellValue("things", "A2"); err != nil || got != "06901234567892" {
		t.Errorf("barcode = %q (%v)", got, err)
	}
}

func TestWhatCannotBeReadBackIsNotWritten(t *testing.T) {
	var out bytes.Buffer
	w, err := NewWriter(&out, CSV, WriterOptions{Schema: testSchema})
	must(t, err)
	r := w.Record()
	r.Text("sku", "a\x00b")
	r.Text("name", strings.Repeat("x", MaxCellRunes+1))
	err = w.Write(r)
	if got := fault.From(err); got.Reason != "cell.unwritable" || len(got.Details) != 2 {
		t.Errorf("error = %v, want both columns named", err)
	}
	r = w.Record()
	r.Text("sku", "A")
	must(t, w.Write(r))
	must(t, w.Close())
	if got := len(rows(t, open(t, &out, Options{}))); got != 1 {
		t.Errorf("rows = %d, want 1", got)
	}
	if _, err := NewWriter(io.Discard, "ods", WriterOptions{Schema: testSchema}); fault.ReasonOf(err) != "file.format" {
		t.Errorf("format ods = %v", err)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestAFullDiskIsTold(t *testing.T) {
	for _, format := range []Format{CSV, XLSX} {
		w, err := NewWriter(fullDisk{}, format, WriterOptions{Schema: testSchema})
		if err == nil {
			err = w.Close()
		}
		if got := fault.ReasonOf(err); got != "file.unwritable" {
			t.Errorf("%s: %v, want file.unwritable", format, err)
		}
	}
}

// FuzzRoundTrip: what a Writer takes, a Reader gives back to the byte, whatever the separator.
func FuzzRoundTrip(f *testing.F) {
	for _, text := range nasty {
		f.Add(text, "x")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, format := range []Format{CSV, XLSX} {
			for _, comma := range []byte(",;\t|")[:map[Format]int{CSV: 4, XLSX: 1}[format]] {
				var out bytes.Buffer
				w, err := NewWriter(&out, format, WriterOptions{Schema: testSchema, Comma: comma, BOM: true})
				must(t, err)
				r := w.Record()
				r.Text("sku", "A")
				r.Text("name", a)
				r.Text("class", b)
				if err := w.Write(r); err != nil {
					if utf8.ValidString(a) && utf8.ValidString(b) && strings.ToValidUTF8(a+b, "") == a+b && len(a)+len(b) < 10 && isPlain(a+b) {
						t.Errorf("refused %q, %q: %v", a, b, err)
					}
					return
				}
				must(t, w.Close())
				row := rows(t, open(t, &out, Options{Comma: comma}))[0]
				if got := [2]string{row.Raw("name"), row.Raw("class")}; got != [2]string{a, b} {
					t.Errorf("%s: got %q, want %q", format, got, [2]string{a, b})
				}
			}
		}
	})
}

func isPlain(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}

// A file that is given up leaves nothing behind: neither half a workbook at its reader's nor temporary files.
func TestAFileGivenUp(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	for _, format := range []Format{CSV, XLSX} {
		for _, spoil := range []bool{false, true} {
			var out bytes.Buffer
			w, err := NewWriter(&out, format, WriterOptions{Schema: Schema{Name: "s", Columns: []Column{{Name: "a", Kind: Text}}}})
			must(t, err)
			for i := range 9_000 { // more than is kept in memory of a workbook
				rec := w.Record()
				rec.Text("a", strings.Repeat("wide ", 400)+strconv.Itoa(i))
				must(t, w.Write(rec))
			}
			if spoil {
				w.failed = unwritable(io.ErrShortWrite)
			}
			sent := out.Len()
			w.GiveUp()
			w.GiveUp()
			if out.Len() != sent || format == XLSX && sent > 0 {
				t.Errorf("%s: %d bytes before, %d after it was given up", format, sent, out.Len())
			}
			if err := w.Close(); err == nil {
				t.Errorf("%s: a file given up was finished", format)
			}
			left, err := os.ReadDir(dir)
			if err != nil || len(left) > 0 {
				t.Errorf("%s: left behind %v, %v", format, left, err)
			}
		}
	}
}
