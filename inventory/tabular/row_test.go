package tabular

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
)

// cellRow makes a row whose named column holds the text.
func cellRow(t *testing.T, column, text string) *Row {
	t.Helper()
	quoted := `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	if column == "sku" {
		return readOne(t, "name,sku\nx,"+quoted+"\n")
	}
	return readOne(t, "sku,"+column+"\nA,"+quoted+"\n")
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func TestCellsOfCSV(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*3600)
	type read func(*Row) any
	var (
		text     read = func(r *Row) any { return r.Text("name", 0) }
		sku      read = func(r *Row) any { return r.Required("sku") }
		count    read = func(r *Row) any { return r.Quantity("count") }
		delta    read = func(r *Row) any { return r.Int("delta") }
		grams    read = func(r *Row) any { return r.Grams("weight_g") }
		length   read = func(r *Row) any { return r.Millimetres("length_mm") }
		price    read = func(r *Row) any { return r.Money("price", 2) }
		yen      read = func(r *Row) any { return r.Money("price", 0) }
		dinar    read = func(r *Row) any { return r.Money("price", 3) }
		expires  read = func(r *Row) any { return r.Date("expires") }
		paid     read = func(r *Row) any { return r.Instant("paid_at", shanghai) }
		fragile  read = func(r *Row) any { return r.Bool("fragile") }
		class    read = func(r *Row) any { return r.Enum("class") }
		n             = func(n int64) any { return n }
		noDay         = time.Time{}
		overMax       = strings.Repeat("长", 21)
		overCell      = strings.Repeat("长", MaxCellRunes+1)
	)
	for _, tc := range []struct {
		column string
		read   read
		text   string
		want   any
		reason string
	}{
		{"name", text, "  x\u3000y\u3000 ", "x\u3000y", ""},
		{"name", text, "", "", ""},
		{"name", text, "'=SUM(A1)", "=SUM(A1)", ""},
		{"name", text, "'plain", "'plain", ""},
		{"name", text, "6.90123E+12", "", ReasonScientific},
		{"name", text, "1e-05", "", ReasonScientific},
		{"name", text, "12E4", "12E4", ""},
		{"name", text, "1E+5 pack", "1E+5 pack", ""},
		{"name", text, "#REF!", "", ReasonSheetError},
		{"name", text, "a\x07b", "", ReasonControl},
		{"name", text, "caf\ufffd", "", ReasonDamaged},
		{"name", text, "锟斤拷", "", ReasonDamaged},
		{"name", text, overCell, "", ReasonTooLong},
		{"sku", sku, "0012345", "0012345", ""},
		{"sku", sku, " ", "", ReasonRequired},
		{"sku", sku, overMax, "", ReasonTooLong},
		{"count", count, "12", n(12), ""},
		{"count", count, "１２", n(12), ""},
		{"count", count, "12.0", n(12), ""},
		{"count", count, "", n(0), ""},
		{"count", count, "-1", n(0), ReasonNegative},
		{"count", count, "1.5", n(0), ReasonNumber},
		{"count", count, "1.000", n(0), ReasonNumber},
		{"count", count, "1,000", n(0), ReasonNumber},
		{"count", count, "twelve", n(0), ReasonNumber},
		{"count", count, "1.2E+05", n(0), ReasonScientific},
		{"count", count, "12E4", n(0), ReasonScientific},
		{"count", count, "9223372036854775808", n(0), ReasonRange},
		{"delta", delta, "-5", n(-5), ""},
		{"delta", delta, "'-5", n(-5), ""},
		{"delta", delta, "9223372036854775807", n(math.MaxInt64), ""},
		{"delta", delta, "-9223372036854775808", n(math.MinInt64), ""},
		{"weight_g", grams, "250", n(250), ""},
		{"weight_g", grams, "250g", n(0), ReasonUnit},
		{"weight_g", grams, "0.25 kg", n(0), ReasonUnit},
		{"length_mm", length, "40 mm", n(0), ReasonUnit},
		{"price", price, "12.95", n(1295), ""},
		{"price", price, "12.9", n(1290), ""},
		{"price", price, "12", n(1200), ""},
		{"price", price, "-0.01", n(-1), ""},
		{"price", price, "0.1000", n(10), ""},
		{"price", price, "12.9501", n(0), ReasonDecimals},
		{"price", price, "12.950", n(0), ReasonNumber},
		{"price", price, "1.500", n(0), ReasonNumber},
		{"price", price, "12,95", n(0), ReasonNumber},
		{"price", price, "¥12.95", n(0), ReasonNumber},
		{"price", price, "12.95元", n(0), ReasonUnit},
		{"price", price, "92233720368547758.07", n(math.MaxInt64), ""},
		{"price", price, "92233720368547758.08", n(0), ReasonRange},
		{"price", yen, "1200", n(1200), ""},
		{"price", yen, "12.5", n(0), ReasonDecimals},
		{"price", dinar, "1.234", n(1234), ""},
		{"expires", expires, "2026-01-31", day(2026, 1, 31), ""},
		{"expires", expires, "2026/1/31", day(2026, 1, 31), ""},
		{"expires", expires, "2026.1.31", day(2026, 1, 31), ""},
		{"expires", expires, "20260131", day(2026, 1, 31), ""},
		{"expires", expires, "2026年1月31日", day(2026, 1, 31), ""},
		{"expires", expires, "2026-01-31 00:00:00", day(2026, 1, 31), ""},
		{"expires", expires, "2026-01-31 10:00", noDay, ReasonDate},
		{"expires", expires, "2026-02-29", noDay, ReasonDate},
		{"expires", expires, "31/01/2026", noDay, ReasonDate},
		{"expires", expires, "1/2/26", noDay, ReasonDate},
		{"expires", expires, "46053", noDay, ReasonDate},
		{"paid_at", paid, "2026-01-31 14:05:09", time.Date(2026, 1, 31, 6, 5, 9, 0, time.UTC), ""},
		{"paid_at", paid, "2026/1/31 4:05", time.Date(2026, 1, 30, 20, 5, 0, 0, time.UTC), ""},
		{"paid_at", paid, "2026-01-31T14:05:09", time.Date(2026, 1, 31, 6, 5, 9, 0, time.UTC), ""},
		{"paid_at", paid, "2026-01-31", time.Date(2026, 1, 30, 16, 0, 0, 0, time.UTC), ""},
		{"paid_at", paid, "2026-01-31 25:00", noDay, ReasonDate},
		{"fragile", fragile, "是", true, ""},
		{"fragile", fragile, "YES", true, ""},
		{"fragile", fragile, "１", true, ""},
		{"fragile", fragile, "否", false, ""},
		{"fragile", fragile, "0", false, ""},
		{"fragile", fragile, "maybe", false, ReasonBool},
		{"class", class, "Ambient", "ambient", ""},
		{"class", class, "冷藏", "chilled", ""},
		{"class", class, "warm", "", ReasonChoice},
	} {
		t.Run(tc.column+" "+clip(tc.text), func(t *testing.T) {
			row := cellRow(t, tc.column, tc.text)
			if got := tc.read(row); got != tc.want {
				t.Errorf("value = %v, want %v", got, tc.want)
			}
			if got := reasons(row); got != tc.reason {
				t.Errorf("reasons = %q, want %q", got, tc.reason)
			}
			for _, p := range row.Problems() {
				if p.Line != 2 || p.Column != tc.column || p.Message == "" || p.Hint == "" {
					t.Errorf("problem %+v lacks its place or its words", p)
				}
			}
		})
	}
}

func TestARowTellsEverythingWrongInIt(t *testing.T) {
	row := readOne(t, "商家编码,货品数量,价格,有效期,货品价格\n,six,x,soon,1E+05\n")
	readAll(row)
	readAll(row) // reading twice notes nothing twice
	row.Fail("sku", "item.unknown", "no such SKU", "import the items first")
	row.Fail("", "order.closed", "the order is closed", "")
	var got []string
	for _, p := range row.Problems() {
		got = append(got, fmt.Sprintf("%d %s %s %s", p.Line, p.Column, p.Value, p.Reason))
	}
	want := "2 商家编码  cell.required\n2 货品数量 six cell.number\n2 货品价格 1E+05 cell.scientific\n2 有效期 soon cell.date\n" +
		"2 商家编码  item.unknown\n2   order.closed"
	if strings.Join(got, "\n") != want {
		t.Errorf("problems =\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}

func TestAColumnTheFileLacksIsBlank(t *testing.T) {
	row := readOne(t, "sku\nA\n")
	readAll(row)
	if !row.OK() || row.Has("name") || row.Raw("name") != "" {
		t.Errorf("problems = %v, want none", row.Problems())
	}
	if row.Required("name"); reasons(row) != ReasonRequired {
		t.Errorf("reasons = %q, want %s", reasons(row), ReasonRequired)
	}
}

func TestAColumnTheSchemaLacksIsAMistakeInTheProgram(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	readOne(t, "sku\nA\n").Text("skuu", 0)
}

func TestDecimalsAreExact(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"0", "0"}, {"-0", "0"}, {"007", "7"}, {"1E-3", "0.001"}, {"1.2E+5", "120000"}, {".5", "0.5"}, {"5.", "5"},
		{"0.30000000000000004", "0.3"}, {"12.949999999999999", "12.95"}, {"999999999999999.9", "1000000000000000"},
		{"-1.005", "-1.005"}, {"00120.0340", "120.034"},
	} {
		d, _, ok := parseDecimal(tc.in)
		if got := d.round(sheetDigits).String(); !ok || got != tc.want {
			t.Errorf("%s = %s, want %s", tc.in, got, tc.want)
		}
	}
	for _, bad := range []string{"", "-", ".", "1.2.3", "1e", "1e999", "0x10", "1_000", "NaN", "--1", "1e5e5", "１"} {
		if d, _, ok := parseDecimal(bad); ok {
			t.Errorf("%q was read as %s", bad, d)
		}
	}
	if got := formatMinor(-5, 2); got != "-0.05" {
		t.Errorf("-5 = %s, want -0.05", got)
	}
	if got := formatMinor(math.MinInt64, 3); got != "-9223372036854775.808" {
		t.Errorf("least = %s", got)
	}
}

func TestSchemasThatCannotWork(t *testing.T) {
	for _, columns := range [][]Column{
		{}, {{Name: ""}}, {{Name: "a"}, {Name: "A"}}, {{Name: "a"}, {Name: "b", Aliases: []string{"a_"}}},
		{{Name: "a", Kind: Enum}}, {{Name: "a", Choices: []Choice{{Value: "x"}}}},
	} {
		if err := (Schema{Name: "s", Columns: columns}).Check(); err == nil {
			t.Errorf("%v passed", columns)
		}
	}
	if err := testSchema.Check(); err != nil {
		t.Error(err)
	}
}
