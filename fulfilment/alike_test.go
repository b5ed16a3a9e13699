package fulfilment

import (
	"testing"

	"example.com/tote/inventory/item"
)

func TestWhatIsTakenForEachOther(t *testing.T) {
	thing := func(sku item.SKU, name, zh string, barcodes ...string) item.Item {
		return item.Item{SKU: sku, Name: name, NameZH: zh, Packs: []item.Pack{{Level: item.Each, Quantity: 1, Barcodes: barcodes}}}
	}
	for _, c := range []struct {
		name string
		a, b item.Item
		want Likeness
	}{
		{"the same item", thing("TEA", "Tea", ""), thing("TEA", "Tea", ""), ""},
		{"nothing in common", thing("TEA-100", "Green tea", "绿茶", "6901234567892"), thing("VASE", "Glass vase", "花瓶", "4012345678901"), ""},
		{"one digit more", thing("TEA-100", "Tea", ""), thing("TEA-10", "Bag", ""), AlikeSKU},
		{"two letters", thing("85123A", "Heart", ""), thing("85132A", "Lamp", ""), AlikeSKU},
		{"three letters", thing("85123A", "Heart", ""), thing("85456A", "Lamp", ""), ""},
		{"too short to be alike", thing("T1", "Tea", ""), thing("T2", "Green peas", ""), ""},
		{"last digits", thing("85123A", "Heart", "", "6901234567892"), thing("22423", "Lamp", "", "4009995557892"), AlikeBarcode},
		{"a short barcode has no last digits", thing("85123A", "Heart", "", "1234"), thing("22423", "Lamp", "", "1234"), ""},
		{"another size", thing("85123A", "Green tea 100 g", ""), thing("22423", "GREEN TEA 200 g", ""), AlikeName},
		{"another size in Chinese", thing("85123A", "a", "西湖龙井绿茶一百克"), thing("22423", "b", "西湖龙井绿茶两百克"), AlikeName},
		{"a common brand is not enough", thing("85123A", "Acme lamp for the wall", ""), thing("22423", "Acme heart of gold", ""), ""},
	} {
		a, b := faceOf(&c.a), faceOf(&c.b)
		if got := alike(&a, &b); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if got := alike(&b, &a); got != c.want {
			t.Errorf("%s, the other way: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"ABC", "ABC", 0}, {"ABC", "ABD", 1}, {"ABC", "AC", 1}, {"ABC", "CBA", 2}, {"ABC", "", 3}, {"ABCDEF", "FEDCBA", 3}, {"A", "ABCDEFG", 3}} {
		if got := distance(c.a, c.b, 2); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestCodesThatReadAlike(t *testing.T) {
	for _, c := range []struct {
		a, b          string
		turn, misread bool
	}{{"A03-12", "A03-21", true, false}, {"A03-12", "A30-12", true, false}, {"A03-12", "A03-13", false, false}, {"A03-11", "A03-11", false, false},
		{"AO3-12", "A03-12", false, true}, {"B01", "801", false, true}, {"A1", "A12", false, false}} {
		if got := turned(c.a, c.b); got != c.turn {
			t.Errorf("turned(%q, %q) = %t", c.a, c.b, got)
		}
		got := false
		for _, m := range misreadings(c.a) {
			got = got || m == c.b
		}
		if got != c.misread {
			t.Errorf("%q read as %q: %t, want %t", c.a, c.b, got, c.misread)
		}
	}
}
