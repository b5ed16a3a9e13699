package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/exchange"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/tabular"
)

// TestEveryReportIsTheSameInEveryFormat writes each report three times and reads each back: the same cells in the same rows.
func TestEveryReportIsTheSameInEveryFormat(t *testing.T) {
	look, now := furnished(t)
	for _, kind := range Kinds() {
		for _, language := range []string{"en", "zh"} {
			a := Ask{Kind: kind, Language: language}
			if kind == "dead" || kind == "slow" {
				a.Days = "1"
			}
			if kind == "expiry" {
				a.Days = "3000"
			}
			table := made(t, look, now, a)
			if table.Rows() == 0 {
				t.Errorf("%s has no rows", kind)
			}
			var want [][]string
			for _, format := range []Format{JSON, CSV, XLSX} {
				table.Format = format
				var file bytes.Buffer
				if err := table.Write(&file, format == CSV && language == "zh"); err != nil {
					t.Fatal(err)
				}
				var got [][]string
				if format == JSON {
					got = cellsOfJSON(t, table, file.Bytes())
				} else {
					got = cellsOfSheet(t, table, file.Bytes())
				}
				if want == nil {
					want = got
				}
				if d := cmp.Diff(want, got); d != "" || len(got) != table.Rows() {
					t.Errorf("%s in %s, %s: %d of %d rows (-json +%s):\n%.2000s", kind, language, format, len(got), table.Rows(), format, d)
				}
			}
		}
	}
}

func cellsOfJSON(t *testing.T, table *Table, data []byte) (out [][]string) {
	t.Helper()
	var doc struct {
		Columns []struct{ Key, Unit string }
		Rows    []map[string]any
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&doc); err != nil {
		t.Fatalf("%v in %.300s", err, data)
	}
	for _, r := range doc.Rows {
		var row []string
		for _, c := range doc.Columns {
			v, ok := r[c.Key]
			switch {
			case !ok:
				row = append(row, "")
			case c.Unit == "moment":
				at, err := time.Parse(time.RFC3339, v.(string))
				if err != nil {
					t.Fatal(err)
				}
				row = append(row, at.In(table.Site.Location()).Format(time.DateTime))
			default:
				row = append(row, fmt.Sprint(v))
			}
		}
		out = append(out, row)
	}
	return out
}

func cellsOfSheet(t *testing.T, table *Table, data []byte) (out [][]string) {
	t.Helper()
	r, err := tabular.Open(bytes.NewReader(data), "report", tabular.Options{Schema: table.Schema()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	for {
		row, err := r.Next()
		if row == nil || err != nil {
			return out
		}
		var cells []string
		for _, c := range table.Columns {
			v := row.Text(c.Key, 0)
			switch {
			case v == "":
			case c.Shape == Thousandths:
				v = fmt.Sprint(row.Money(c.Key, thousandths))
			case c.Shape == Money:
				v = fmt.Sprint(row.Money(c.Key, exchange.Decimals(row.Text("currency", 0))))
			case c.Shape == Count:
				v = fmt.Sprint(row.Int(c.Key))
			}
			cells = append(cells, v)
		}
		out = append(out, cells)
	}
}

// TestColumnsAreWhole: every column that a report has is there, with both titles; every column is in a report.
func TestColumnsAreWhole(t *testing.T) {
	used := map[string]bool{}
	for kind, k := range kinds {
		for _, key := range slices.Concat(k.has, k.by, []string{"expiry", "days_left", "zone"}) {
			used[key] = true
			if c := columns[key]; key != "by" && key != "item" && (c == nil || c.Title == "" || c.TitleZH == "" || c.of == nil) {
				t.Errorf("report %s: column %q is not whole", kind, key)
			}
		}
		q := Query{Kind: kind, By: k.by}
		table := Table{Query: q, Columns: slices.DeleteFunc(q.columnsOf(), func(c *Column) bool { return c == nil })}
		if err := table.Schema().Check(); err != nil {
			t.Error(err)
		}
	}
	for key := range columns {
		if !used[key] {
			t.Errorf("column %q is in no report", key)
		}
	}
}

// TestACellRunsNoFormula: a name from a shop is text, in every format, whatever it begins with.
func TestACellRunsNoFormula(t *testing.T) {
	q := Query{Kind: Stock, Format: CSV, By: []string{"owner"}}
	table := Table{Query: q, Columns: q.columnsOf(), rows: []line{{sku: "A", owner: "=1+2", it: &facts{item.Item{Name: "bad\x00name\xff"}}}}}
	var b bytes.Buffer
	if err := table.Write(&b, true); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); strings.Contains(got, ",=1+2") || !strings.HasPrefix(got, "\ufeffsku,") || !strings.Contains(got, "bad name?") {
		t.Errorf("got %q", got)
	}
}
