package tabular

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"example.com/tote/inventory/fault"
)

// testSchema has a column of every kind; the Chinese headers are those of real order sheets.
var testSchema = Schema{Name: "things", Attributes: true, Columns: []Column{
	{Name: "sku", Label: "商家编码", Aliases: []string{"item code"}, Required: true, Max: 20},
	{Name: "name", Label: "名称"},
	{Name: "count", Label: "货品数量", Kind: Quantity},
	{Name: "delta", Kind: Integer},
	{Name: "weight_g", Label: "重量(克)", Kind: Grams},
	{Name: "length_mm", Kind: Millimetres},
	{Name: "price", Label: "货品价格", Kind: Money},
	{Name: "expires", Label: "有效期", Kind: Date},
	{Name: "paid_at", Label: "付款时间", Kind: Instant},
	{Name: "fragile", Label: "易碎", Kind: Bool},
	{Name: "class", Kind: Enum, Choices: []Choice{{Value: "ambient", Aliases: []string{"常温"}}, {Value: "chilled", Aliases: []string{"冷藏"}}}},
}}

func open(t *testing.T, r io.Reader, opt Options) *Reader {
	t.Helper()
	if len(opt.Schema.Columns) == 0 {
		opt.Schema = testSchema
	}
	rd, err := Open(r, "things", opt)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { _ = rd.Close() })
	return rd
}

func rows(t *testing.T, rd *Reader) []*Row {
	t.Helper()
	var out []*Row
	for {
		row, err := rd.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatalf("Next: %v", err)
		}
		out = append(out, row)
	}
}

// readOne reads a file of one row.
func readOne(t *testing.T, text string) *Row {
	t.Helper()
	all := rows(t, open(t, strings.NewReader(text), Options{}))
	if len(all) != 1 {
		t.Fatalf("%q has %d rows, want 1", text, len(all))
	}
	return all[0]
}

// firstError opens and reads to the first error of the file as a whole.
func firstError(r io.Reader, opt Options) error {
	opt.Schema = testSchema
	rd, err := Open(r, "things.csv", opt)
	for err == nil {
		_, err = rd.Next()
	}
	return err
}

func wantFileError(t *testing.T, err error, reason, part string) {
	t.Helper()
	if got := fault.ReasonOf(err); got != reason {
		t.Errorf("error = %v, want reason %s", err, reason)
	}
	if err != nil && !strings.Contains(err.Error(), part) {
		t.Errorf("error = %v, want it to say %q", err, part)
	}
}

func reasons(row *Row) string {
	var out []string
	for _, p := range row.Problems() {
		out = append(out, p.Reason)
	}
	return strings.Join(out, " ")
}

func decodeAll(r io.Reader) ([]byte, error) {
	text, err := newTextReader(bufio.NewReaderSize(r, detectWindow), DetectEncoding)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(text)
}

// readAll calls every getter on its column.
func readAll(row *Row) {
	row.Required("sku")
	row.Text("name", 0)
	row.Quantity("count")
	row.Int("delta")
	row.Grams("weight_g")
	row.Millimetres("length_mm")
	row.Money("price", 2)
	row.Date("expires")
	row.Instant("paid_at", time.UTC)
	row.Bool("fragile")
	row.Enum("class")
	row.Attributes()
}
