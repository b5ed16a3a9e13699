package labels

import (
	"slices"
	"testing"

	"example.com/tote/labels/gs1"
)

// Elements share a symbol as long as its bars stay comfortable; the SSCC is always alone and lowest.
func TestCartonSymbols(t *testing.T) {
	const sscc, gtin, box = "106141411234567897", "6901234567892", "16901234567899"
	for _, c := range []struct {
		name string
		doc  Carton
		want []string
	}{
		{"an SSCC alone", Carton{SSCC: sscc}, []string{"(00)" + sscc}},
		{"contents", Carton{SSCC: sscc, GTIN: gtin, Count: 24}, []string{"(02)0" + gtin + "(37)24", "(00)" + sscc}},
		{"contents with lot", Carton{SSCC: sscc, GTIN: gtin, Count: 24, Lot: "L1", BestBefore: "2027-05-31"}, []string{"(02)0" + gtin + "(15)270531(37)24", "(10)L1", "(00)" + sscc}},
		{"a case of its own", Carton{GTIN: box, Lot: "L1"}, []string{"(01)" + box + "(10)L1"}},
		{"a case with a long lot", Carton{GTIN: box, Expiry: "2027-05-31", Lot: "ABCDEFGHIJ"}, []string{"(01)" + box + "(17)270531", "(10)ABCDEFGHIJ"}},
		{"narrow", Carton{Size: Size76x130, SSCC: sscc, GTIN: gtin, Count: 24, Lot: "123456", Expiry: "2027-05-31"}, []string{"(02)0" + gtin, "(17)270531(37)24", "(10)123456", "(00)" + sscc}},
		{"a bracket in the lot", Carton{GTIN: box, Lot: "A(1)"}, []string{"(01)" + box + `(10)A\(1)`}},
	} {
		pages, err := c.doc.Pages()
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var got []string
		var all gs1.Elements
		for _, code := range pages[0].Codes {
			got = append(got, code.Content)
			els, err := gs1.ParseBracketed(code.Content)
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			all = append(all, els...)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if err := all.CheckAssociations(); err != nil {
			t.Errorf("%s: the label breaks a rule: %v", c.name, err)
		}
	}
}

// An item's barcode is what its code is: a retail barcode, a case's GS1-128, a code of the house.
func TestItemBarcodes(t *testing.T) {
	for _, c := range []struct {
		doc  Item
		want []string
	}{
		{Item{SKU: "S-1"}, []string{"Code 128 S-1"}},
		{Item{SKU: "S-1", Barcode: "OWN 1"}, []string{"Code 128 OWN 1"}},
		{Item{SKU: "S-1", GTIN: "6901234567892"}, []string{"EAN-13 6901234567892"}},
		{Item{SKU: "S-1", GTIN: "06901234567892"}, []string{"EAN-13 6901234567892"}},
		{Item{SKU: "S-1", GTIN: "036000291452"}, []string{"EAN-13 0036000291452"}},
		{Item{SKU: "S-1", GTIN: "96385074"}, []string{"EAN-8 96385074"}},
		{Item{SKU: "S-1", GTIN: "16901234567899"}, []string{"GS1-128 (01)16901234567899"}},
		{Item{SKU: "S-1", GTIN: "96385074", Expiry: "2028-02-29"}, []string{"EAN-8 96385074", "GS1 DataMatrix (01)00000096385074(17)280229"}},
		{Item{SKU: "S-1", GTIN: "96385074", Expiry: "2028-02-29", Lot: "A-1"}, []string{"EAN-8 96385074", "GS1 DataMatrix (01)00000096385074(17)280229(10)A-1"}},
		{Item{SKU: "S-1", Lot: "A-1"}, []string{"Code 128 S-1", "DataMatrix A-1"}},
		{Item{SKU: "S-1", Expiry: "2028-02-29"}, []string{"Code 128 S-1"}},
	} {
		pages, err := c.doc.Pages()
		if err != nil {
			t.Errorf("%+v: %v", c.doc, err)
			continue
		}
		var got []string
		for _, code := range pages[0].Codes {
			got = append(got, code.Kind.String()+" "+code.Content)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v prints %q, want %q", c.doc, got, c.want)
		}
	}
}

func TestLPNOf(t *testing.T) {
	for in, want := range map[string]LPN{
		"106141411234567897": {SSCC: "106141411234567897"}, "00106141411234567897": {SSCC: "106141411234567897"}, "(00) 1 0614141 123456789 7": {SSCC: "106141411234567897"},
		"106141411234567890": {Code: "106141411234567890"}, "T-0012345-6": {Code: "T-0012345-6"}, "0012": {Code: "0012"}, "": {},
	} {
		if got := LPNOf(LPNTote, in); got.SSCC != want.SSCC || got.Code != want.Code {
			t.Errorf("LPNOf(%q) = %+v, want %+v", in, got, want)
		}
	}
}
