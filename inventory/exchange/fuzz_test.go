package exchange

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/tabular"
)

// FuzzBarcodes: whatever barcodes an item has, the cell they are written to reads back as the same.
func FuzzBarcodes(f *testing.F) {
	f.Add("06901234567892", "12345678")
	f.Add("6.9E+12", "code:code:")
	f.Add(`a\;b`, "x|y/z")
	f.Fuzz(func(t *testing.T, a, b string) {
		if !utf8.ValidString(a) || !utf8.ValidString(b) {
			return // no sheet can hold it: the writer names the item
		}
		var want []string
		for _, c := range []string{a, b} {
			if c = item.Barcode(c); c != "" {
				want = append(want, c)
			}
		}
		var got []string
		for _, part := range splitBarcodes(joinBarcodes(want)) {
			code, why := oneBarcode(part)
			if why != "" {
				t.Errorf("%q of %q is refused: %s", part, want, why)
			}
			got = append(got, code)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q is written as %q and read as %q", want, joinBarcodes(want), got)
		}
		var packs []item.Pack
		if len(want) > 0 {
			packs = []item.Pack{{Level: item.Case, Quantity: 24, Barcodes: want}, {Level: item.Case, Quantity: 30, Grams: 1, Size: item.Size{Length: 1}}}
		}
		var read []item.Pack
		for _, one := range splitRaw(writeMorePacks(packs), packBreak) {
			p, why := parsePack(one)
			if why != "" && len(packs) > 0 {
				t.Errorf("pack %q of %q: %s", one, writeMorePacks(packs), why)
			}
			read = append(read, p)
		}
		if len(packs) > 0 {
			if diff := cmp.Diff(packs, read); diff != "" {
				t.Errorf("packs (-written +read):\n%s", diff)
			}
		}
	})
}

// FuzzItemSheet: no file makes the mapping panic, and a row without a problem is a record that comes back the same when it
// is exported and read again.
func FuzzItemSheet(f *testing.F) {
	f.Add([]byte("sku,name,each_barcodes,case_quantity,more_packs,price,currency,attr.x\nA,b,6901234567892,12,case/24/1x2x3/4/x,1.50,JPY,y\n"))
	f.Add([]byte("商品编码,商品名称,箱条码\nA,\xc1\xfa\xbe\xae,1;2\n"))
	f.Add([]byte("sku;name;state\n=A;'=b;approved\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, a := range readArticles(t, file) {
			var out bytes.Buffer
			var names []string
			for name := range a.Item.Attributes {
				names = append(names, name)
			}
			w, err := tabular.NewWriter(&out, tabular.CSV, tabular.WriterOptions{Schema: itemSchema, Attributes: names})
			if err != nil {
				continue // attributes no header can name
			}
			rec := w.Record()
			for _, field := range itemFields {
				field.write(rec, &a)
			}
			for name, value := range a.Item.Attributes {
				rec.Attribute(name, value)
			}
			if err := w.Write(rec); err != nil {
				t.Fatalf("a row that was read cannot be written: %v", err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			again := readArticles(t, out.Bytes())
			if len(again) != 1 {
				t.Fatalf("%d rows are read back of one:\n%s", len(again), out.Bytes())
			}
			if diff := cmp.Diff(a.gather(), again[0].gather()); diff != "" {
				t.Errorf("item (-read +read again):\n%s", diff)
			}
		}
	})
}

func readArticles(t *testing.T, file []byte) []article {
	rd, err := tabular.Open(bytes.NewReader(file), "fuzz", tabular.Options{Schema: itemSchema})
	if err != nil {
		return nil
	}
	defer rd.Close()
	drafts := Items{}.Drafts(rd)
	var out []article
	for {
		row, err := rd.Next()
		if err != nil {
			return out
		}
		d := drafts.Add(row)
		if !d.OK() {
			for _, p := range row.Problems() {
				if p.Line != row.Line || p.Reason == "" || p.Message == "" {
					t.Errorf("problem %+v names no line, reason or message", p)
				}
			}
			continue
		}
		var a article
		if err := store.Unmarshal(d.Body, &a); err != nil {
			t.Fatal(err)
		}
		if strings.TrimSpace(string(a.Item.SKU)) == "" {
			t.Errorf("line %d without a SKU is good", row.Line)
		}
		out = append(out, a)
	}
}

// FuzzLocationSheet does the same for locations.
func FuzzLocationSheet(f *testing.F) {
	f.Add([]byte("code,kind,mixing,x,barcode,closed\nA1,dock,any,5,=1,yes\n"))
	f.Add([]byte("库位编码,类型,行走顺序\nA1,拣货位,-4\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		rd, err := tabular.Open(bytes.NewReader(file), "fuzz", tabular.Options{Schema: locationSchema})
		if err != nil {
			return
		}
		defer rd.Close()
		for {
			row, err := rd.Next()
			if err != nil {
				return
			}
			d := Locations{}.Drafts(rd).Add(row)
			var l place
			if d.OK() && (store.Unmarshal(d.Body, &l) != nil || l.Code == "" || len(d.Claims) == 0) {
				t.Errorf("line %d is good and gives %+v, claiming %v", row.Line, l, d.Claims)
			}
		}
	})
}
