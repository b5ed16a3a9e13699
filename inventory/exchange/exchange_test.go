package exchange

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/tabular"
)

func TestSchemas(t *testing.T) {
	for _, s := range []Sheet{Items{}, Locations{}} {
		if err := s.Schema().Check(); err != nil {
			t.Errorf("%s: %v", s.Kind(), err)
		}
		for _, c := range s.Schema().Columns {
			if c.Label == "" {
				t.Errorf("%s: column %s has no Chinese header", s.Kind(), c.Name)
			}
		}
	}
}

// What one house exports another one imports as the same records, in every format, language and mode; importing it where
// it came from changes nothing.
func TestRoundTrip(t *testing.T) {
	from := newHouse(t)
	for _, it := range someItems() {
		from.putItem(it)
	}
	for _, l := range someLocations() {
		if err := from.do("SH1", func(tx *store.Tx) error { _, err := inventory.PutLocation(tx, l, 0); return err }); err != nil {
			t.Fatal(err)
		}
	}
	for _, format := range []tabular.Format{tabular.CSV, tabular.XLSX} {
		for _, chinese := range []bool{false, true} {
			for _, mode := range []Mode{EachRow, WholeFile} {
				t.Run(fmt.Sprint(format, chinese, mode), func(t *testing.T) {
					to := newHouse(t)
					for _, sheet := range []Sheet{Items{}, Locations{}} {
						file := from.exports(sheet, format, chinese)
						if format == tabular.CSV && bytes.Contains(file, []byte(",=")) {
							t.Errorf("%s: a formula left unguarded:\n%s", sheet.Kind(), file)
						}
						for _, h := range []*house{to, from} {
							before := h.tail(partitionOf(sheet))
							out, err := Import(context.Background(), h.Executor, h.options(sheet, mode, bytes.NewReader(file)))
							if err != nil || !out.Report.OK() {
								t.Fatalf("%s: %v %v", sheet.Kind(), err, told(out.Report))
							}
							if mode == WholeFile {
								h.settled()
							}
							h.nothingLeft(partitionOf(sheet))
							if h == from && mode == EachRow && h.tail(partitionOf(sheet)) != before {
								t.Errorf("%s: importing what is there wrote into the ledger", sheet.Kind())
							}
						}
					}
					if diff := cmp.Diff(from.items(), to.items()); diff != "" {
						t.Errorf("items (-exported +imported):\n%s", diff)
					}
					if diff := cmp.Diff(from.locations(), to.locations()); diff != "" {
						t.Errorf("locations (-exported +imported):\n%s", diff)
					}
				})
			}
		}
	}
	if got := len(from.items()); got != len(someItems()) {
		t.Errorf("got %d items, want %d", got, len(someItems()))
	}
}

func (h *house) tail(p store.Partition) uint64 {
	h.t.Helper()
	n, err := h.Tail(p)
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

func TestGBKFile(t *testing.T) {
	h := newHouse(t)
	file, err := simplifiedchinese.GBK.NewEncoder().String("商品编码,商品名称,条码,箱数量,易碎,状态,属性.产地\r\nTEA1,龙井茶礼盒,6901234567892,12,是,已审核,杭州西湖\r\nTEA2,碧螺春,,,否,草稿,苏州\r\n")
	if err != nil {
		t.Fatal(err)
	}
	if out := h.imports(Items{}, WholeFile, file); !out.Report.OK() || out.Source.Encoding != tabular.GB18030 {
		t.Fatalf("got %v read as %s, want a good GBK file", told(out.Report), out.Source.Encoding)
	}
	h.settled()
	want := []item.Item{
		{SKU: "TEA1", NameZH: "龙井茶礼盒", State: item.Approved, Fragile: true, Attributes: map[string]string{"产地": "杭州西湖"},
			Packs: []item.Pack{{Level: item.Each, Quantity: 1, Barcodes: []string{"06901234567892"}}, {Level: item.Case, Quantity: 12}}},
		{SKU: "TEA2", NameZH: "碧螺春", State: item.Draft, Attributes: map[string]string{"产地": "苏州"}, Packs: []item.Pack{{Level: item.Each, Quantity: 1}}}}
	if diff := cmp.Diff(want, h.items()); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
}

// Each kind of bad row is named with its line, column and reason; with EachRow the good ones are in, with WholeFile none.
func TestBadRowsAreNamed(t *testing.T) {
	items := strings.Join([]string{
		"sku,name,state,each_barcodes,case_quantity,case_barcodes,case_length_mm,min_at_receipt,price,currency,more_packs,lot_tracked",
		"GOOD,Good,approved,6901234567892,12,,,,1.50,CNY,,no", // 2
		",No SKU,,,,,,,,,,",                                       // 3
		"BAD4,Check digit,,6901234567893,,,,,,,,",                 // 4
		"BAD5,Scientific,,6.90123E+12,,,,,,,,",                    // 5
		"BAD6,One of two,,6901234567892;6.9E+12,,,,,,,,",          // 6
		"BAD7,Barcodes but no quantity,,,,16901234567899,,,,,,",   // 7
		"BAD8,Too long,,,12,,99999,,,,,",                          // 8
		"BAD9,Days without expiry,,,,,,30,,,,",                    // 9
		"BAD10,Price,,,,,,,1.2.3,CNY,,",                           // 10
		"BAD11,Yen have no sen,,,,,,,1.50,JPY,,",                  // 11
		"BAD12,Word,sold,,,,,,,,,",                                // 12
		"BAD13,Pack,,,,,,,,,box/12,",                              // 13
		"BAD14,Whole,,,1.5,,,,,,,",                                // 14
		"BAD15,Yes or no,,,,,,,,,,maybe",                          // 15
		"THEIRS,Barcode of another,,TAKEN,,,,,,,,",                // 16
		"OLD,Tracking of approved,,,,,,,,,,yes",                   // 17
		"OLD2,Back to draft,draft,,,,,,,,,no",                     // 18
		"BAD19,,,,,,,,,,,",                                        // 19
		"BAD20,Too,many,,,,,,,,,,,,,cells",                        // 20
		"GOOD21,Good too,,,,,,,,,case/24/1x2x3/4/26901234567896,", // 21
	}, "\n") + "\n"
	want := []string{
		"3 sku cell.required", "4 each_barcodes barcode.check_digit", "5 each_barcodes cell.scientific", "6 each_barcodes cell.scientific",
		"7 case_quantity item.pack", "8 case_length_mm item.size", "9 expiry_tracked item.days", "10 price cell.number", "11 price cell.decimals",
		"12 state cell.choice", "13 more_packs item.pack", "14 case_quantity cell.number", "15 lot_tracked cell.bool",
		"16 each_barcodes barcode.taken", "17 lot_tracked item.tracking_fixed", "18 state item.state", "19 name item.name", "20  row.wide", "20 state cell.choice",
	}
	for _, mode := range []Mode{EachRow, WholeFile} {
		h := newHouse(t)
		for _, sku := range []item.SKU{"OLD", "OLD2"} {
			h.putItem(item.Item{SKU: sku, Name: "Old", State: item.Approved, Packs: []item.Pack{{Level: item.Each, Quantity: 1, Barcodes: []string{"TAKEN" + string(sku[3:])}}}})
		}
		out := h.imports(Items{}, mode, items)
		got := told(out.Report)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("mode %d (-want +got):\n%s", mode, diff)
		}
		if out.Report.Bad != 18 || out.Report.Rows != 20 {
			t.Errorf("mode %d: got %d bad rows of %d, want 18 of 20", mode, out.Report.Bad, out.Report.Rows)
		}
		count := 4
		if mode == WholeFile {
			count = 2
			h.settled()
		}
		if items := h.items(); len(items) != count {
			t.Errorf("mode %d: got %d items, want %d", mode, len(items), count)
		}
		h.nothingLeft(store.Company)
	}
}

func TestBadLocationsAreNamed(t *testing.T) {
	h := newHouse(t)
	file := "code,kind,barcode,min,max,mixing,aisle\nA1,pick_face,,,,,\nA 2,reserve,,,,,\nA3,,,,,,\nA4,shelf,,,,,\nA5,reserve,,9,3,,\nA6,reserve,a1,,,,\nA7,reserve,,,,some,\nA8,reserve,,,,,-1\nA1,reserve,,,,,\n"
	want := []string{"3 code location.code", "4 kind location.kind", "5 kind cell.choice", "6 max location.minmax", "7 barcode location.barcode_taken",
		"8 mixing cell.choice", "9 aisle cell.negative"}
	out := h.imports(Locations{}, EachRow, file)
	if diff := cmp.Diff(want, told(out.Report)); diff != "" {
		t.Errorf("row by row (-want +got):\n%s", diff)
	}
	// A whole file must not have a location twice, and the barcode of line 7 stands beside a code of the same file.
	h2 := newHouse(t)
	want[4] = "7 barcode row.duplicate"
	want = append(want, "10 code row.duplicate")
	out = h2.imports(Locations{}, WholeFile, file)
	got := told(out.Report)
	for i := range got {
		got[i] = strings.Replace(got[i], "7  row", "7 barcode row", 1)
		got[i] = strings.Replace(got[i], "10  row", "10 code row", 1)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("whole file (-want +got):\n%s", diff)
	}
	h2.settled()
	if left := h2.locations(); len(left) != 0 {
		t.Errorf("got %d locations of a bad file, want none", len(left))
	}
	h2.nothingLeft("SH1")
}

func TestFilesThatCannotBeRead(t *testing.T) {
	h := newHouse(t)
	for file, reason := range map[string]string{"": "file.empty", "name\nx\n": "header.missing", "<html>": "file.format"} {
		out := h.imports(Items{}, WholeFile, file)
		if out.Report.Stopped == nil || out.Report.Stopped.Reason != reason || out.Report.OK() {
			t.Errorf("%q: got %v, want stopped by %s", file, told(out.Report), reason)
		}
	}
}

// An update leaves alone what the file does not mention, clears what it leaves blank, and keeps further packs.
func TestUpdateOfSomeColumns(t *testing.T) {
	h := newHouse(t)
	for _, it := range someItems() {
		h.putItem(it)
	}
	if out := h.imports(Items{}, EachRow, "sku,hazard,case_grams,safety_stock,attr.colour\nB=2,,4000,50,red\n"); !out.Report.OK() {
		t.Fatal(told(out.Report))
	}
	want := someItems()[1]
	want.Hazard, want.Packs[2].Grams, want.SafetyStock, want.Attributes["colour"] = "", 4000, 50, "red"
	if diff := cmp.Diff(want, h.items()[1]); diff != "" {
		t.Errorf("item (-want +got):\n%s", diff)
	}
	out := h.imports(Items{}, EachRow, "sku,price\nC 3,12.00\nA-1,3.00\n")
	if got := told(out.Report); !slices.Equal(got, []string{"2 price item.currency"}) {
		t.Errorf("a price in yen without a currency: got %q", got)
	}
	out = h.imports(Items{NoApproval: true}, EachRow, "sku,state\nE5,approved\n")
	if got := told(out.Report); !slices.Equal(got, []string{"2 state item.approval"}) {
		t.Errorf("an approval by somebody who may not: got %q", got)
	}
}

func TestImportOptionsAreChecked(t *testing.T) {
	h := newHouse(t)
	for name, change := range map[string]func(*ImportOptions){
		"import.mode":      func(o *ImportOptions) { o.Mode = 0 },
		"import.partition": func(o *ImportOptions) { o.Partition = "SH1" },
		"import.warehouse": func(o *ImportOptions) { o.Sheet = Locations{} },
		"import.options":   func(o *ImportOptions) { o.Now = nil },
	} {
		opt := h.options(Items{}, EachRow, strings.NewReader("sku\nx\n"))
		change(&opt)
		if _, err := Import(context.Background(), h.Executor, opt); fault.ReasonOf(err) != name {
			t.Errorf("got %v, want %s", err, name)
		}
	}
}

func TestImportStates(t *testing.T) {
	reached := map[ImportState]bool{}
	for _, row := range importTable {
		for _, to := range row {
			reached[to] = true
		}
	}
	for s := Staging; s <= Aborted; s++ {
		if !reached[s] || s.String() == "" {
			t.Errorf("state %d %q is never reached or has no word", s, s)
		}
	}
	if len(importTable[Applying]) != 1 || importTable[Applying][importApplied] != Applied {
		t.Error("a decided import can be given up")
	}
}
