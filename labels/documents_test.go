package labels

import (
	"math"
	"slices"
	"strings"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/fault/faulttest"
)

func someWaybill() Waybill {
	return Waybill{Number: "SF1234567890123", Carrier: "顺丰速运", Routing: "571-A03", Grams: 5, Parcel: 1, Parcels: 1,
		Recipient: Party{Name: "欧阳静怡", Phone: "13812345678", Country: "CN", Province: "上海市", City: "上海市", District: "嘉定区", Street: "曹安公路4800号3栋2单元501室"},
		Sender:    Party{Name: "王经理", Company: "拾味食品", Phone: "02161234567", Street: "文三路138号701室"}}
}

func allTexts(t *testing.T, d Document) string {
	t.Helper()
	pages, err := d.Pages()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, p := range pages {
		for _, x := range p.Texts {
			b.WriteString(x.Text + "\n")
		}
		for _, c := range p.Codes {
			b.WriteString(c.Content + "\n")
		}
	}
	return b.String()
}

// Nothing of a Chinese recipient that the postal rule hides is on the paper unless somebody asked for it.
func TestRecipientIsMaskedByDefault(t *testing.T) {
	secrets := []string{"静怡", "13812345678", "1381", "501", "2单元"}
	abroad := someWaybill()
	abroad.Recipient = Party{Name: "Sarah Thompson", Phone: "+44 20 7946 0958", Country: "GB", City: "London", Street: "221B Baker Street, Flat 4", Postcode: "NW1 6XE"}
	unknown := someWaybill()
	unknown.Recipient.Country = ""
	given := someWaybill()
	given.Privacy = PrivacyAsGiven
	all := abroad
	all.Privacy = PrivacyMask
	slip := PackingSlip{Order: "O-1", Recipient: someWaybill().Recipient, Lines: []SlipLine{{SKU: "A", Quantity: 1}}}
	for _, c := range []struct {
		name       string
		doc        Document
		has, hides []string
	}{
		{"China", someWaybill(), []string{"欧阳**", "1******5678", "3栋****", "王经理", "02161234567", "138号701室"}, secrets},
		{"country unknown", unknown, []string{"欧阳**"}, secrets},
		{"packing slip", slip, []string{"欧阳**"}, secrets},
		{"abroad", abroad, []string{"Sarah Thompson", "+44 20 7946 0958", "Flat 4"}, nil},
		{"masked everywhere", all, []string{"S. T***", "221B Baker Street, ****"}, []string{"Sarah", "7946", "Flat 4"}},
		{"in clear", given, []string{"欧阳静怡", "13812345678", "501室"}, nil},
	} {
		got := allTexts(t, c.doc)
		for _, w := range c.has {
			if !strings.Contains(got, w) {
				t.Errorf("%s: %q is not on the label:\n%s", c.name, w, got)
			}
		}
		for _, w := range c.hides {
			if strings.Contains(got, w) {
				t.Errorf("%s: %q is on the label", c.name, w)
			}
		}
	}
}

func TestAddressOrder(t *testing.T) {
	for _, c := range []struct {
		in   Party
		want string
	}{
		{Party{Province: "上海市", City: "上海市", District: "嘉定区", Street: "曹安公路1号", Postcode: "201804"}, "上海市嘉定区曹安公路1号 201804"},
		{Party{Country: "cn", Province: "Zhejiang", City: "Hangzhou", Street: "88 Wensan Road"}, "Zhejiang Hangzhou 88 Wensan Road"},
		{Party{Country: "GB", City: "London", Street: "221B Baker Street", Postcode: "NW1 6XE"}, "221B Baker Street\u2028London NW1\u00a06XE, GB"},
	} {
		if got := c.in.address(); got != c.want {
			t.Errorf("address = %q, want %q", got, c.want)
		}
	}
}

// All that is missing is told at once.
func TestMissingFields(t *testing.T) {
	for _, c := range []struct {
		doc  Document
		want []string
	}{
		{Waybill{Grams: -1, Parcel: 2, Parcels: 1, Size: Size{10, 10}}, []string{"number", "carrier", "recipient.name", "recipient.street", "sender.name", "size", "parcel", "grams"}},
		{LPN{Kind: 9, Size: Size{10, 10}}, []string{"size", "code", "kind"}},
		{Location{Arrow: 9, Size: Size{10, 10}}, []string{"size", "code", "arrow"}},
		{PackingSlip{}, []string{"order", "lines"}},
		{Item{Size: Size{10, 10}, GTIN: "123", Barcode: "X", Lot: "no blank", Expiry: "2027-02-30"}, []string{"size", "sku", "gtin", "expiry", "lot"}},
		{Item{SKU: "A", GTIN: "96385074", Barcode: "X"}, []string{"barcode"}},
		{Carton{Size: Size{10, 10}, Lot: "#", Expiry: "31.5.2027", BestBefore: "2027-13-01", Count: -1, Grams: -1}, []string{"size", "best_before", "expiry", "lot", "sscc", "gtin", "count", "grams"}},
		{Carton{SSCC: "106141411234567890", GTIN: "96385075"}, []string{"sscc", "gtin", "count"}},
		{Carton{GTIN: "96385074", Count: 5}, []string{"count"}},
		{Badge{Size: Size{10, 10}}, []string{"size", "worker", "name", "badge"}},
		{PickList{}, []string{"task", "lines"}},
		{PickList{Task: "K", Lines: []PickLine{{}, {Location: "A", SKU: "S", Quantity: 1}, {Location: "A", SKU: "S", Quantity: -1}}},
			[]string{"lines[0].location", "lines[0].sku", "lines[0].quantity", "lines[2].quantity"}},
		{Invoice{Size: Size100x50, Currency: "cny", Lines: []InvoiceLine{{}}}, []string{"size", "number", "seller.name", "currency", "lines[0].quantity", "lines[0].name"}},
		{Invoice{Number: "V", Seller: InvoiceParty{Name: "S"}, Currency: "CNY", Discount: -1, Lines: []InvoiceLine{{SKU: "A", Quantity: 3, Price: math.MaxInt64}, {SKU: "B", Quantity: 1, Price: 1, Discount: -5}}},
			[]string{"lines[0].price", "lines[1].discount", "discount"}},
		{Manifest{Parcels: []ManifestParcel{{Waybill: "1"}, {Grams: 5}}}, []string{"number", "carrier", "parcels[1]"}},
	} {
		_, err := c.doc.Pages()
		got := faulttest.Places(err)
		if !slices.Equal(got, c.want) || fault.ReasonOf(err) != ReasonIncomplete {
			t.Errorf("%T: %v names %v, want %v", c.doc, err, got, c.want)
		}
	}
}

// A second label of one licence plate says so; a carrier's never does.
func TestReprintIsMarked(t *testing.T) {
	for _, c := range []struct {
		doc  Document
		want bool
	}{{LPN{Code: "T-1"}, false}, {LPN{Code: "T-1", Reprint: 2}, true}, {Location{Code: "A-1", Reprint: 2}, true}} {
		if got := strings.Contains(allTexts(t, c.doc), "补打 REPRINT 2"); got != c.want {
			t.Errorf("%+v marked %v, want %v", c.doc, got, c.want)
		}
	}
}

func TestKilograms(t *testing.T) {
	for in, want := range map[int64]string{0: "", 5: "0.005 kg", 1250: "1.250 kg", 30000: "30.000 kg", 1099: "1.099 kg"} {
		if got := kilograms(in); got != want {
			t.Errorf("kilograms(%d) = %q, want %q", in, got, want)
		}
	}
}

func TestContentsSayWhatIsLeftOut(t *testing.T) {
	w := someWaybill()
	for range 30 {
		w.Contents = append(w.Contents, "山楂条 × 1")
	}
	got := allTexts(t, w)
	shown := strings.Count(got, "山楂条")
	if shown == 0 || shown >= MostContents || !strings.Contains(got, "另有 ") {
		t.Errorf("%d content lines and no word of the rest:\n%s", shown, got)
	}
}

func TestPagesOf(t *testing.T) {
	pages, err := PagesOf(someWaybill(), LPN{Code: "T-1"}, Location{Code: "A-1"})
	if err != nil || len(pages) != 3 {
		t.Errorf("%d pages, %v, want 3", len(pages), err)
	}
	_, err = PagesOf(LPN{Code: "T-1"}, Waybill{})
	if fault.ReasonOf(err) != ReasonIncomplete || !strings.Contains(err.Error(), "document 2 of 2") {
		t.Errorf("error %v, want the second document named", err)
	}
}

// Two papers of one number on the floor are a mistake waiting: all but the carrier's say on every page which print they are.
func TestPapersOfTheHouseSayTheyAreReprints(t *testing.T) {
	slip := func(n int) Document {
		return PackingSlip{Order: "O-1", Lines: slices.Repeat([]SlipLine{{SKU: "A", Quantity: 1}}, 90), Reprint: n}
	}
	for name, doc := range map[string]func(n int) Document{
		"packing slip": slip,
		"pick list": func(n int) Document {
			return PickList{Task: "K-1", Lines: slices.Repeat([]PickLine{{Location: "A", SKU: "A", Quantity: 1}}, 90), Reprint: n}
		},
		"manifest": func(n int) Document {
			return Manifest{Number: "M-1", Carrier: "SF", Parcels: slices.Repeat([]ManifestParcel{{Waybill: "SF1"}}, 90), Reprint: n}
		},
		"command sheet": func(n int) Document { return CommandSheet{Warehouse: "SH1", Reprint: n} },
		"item":          func(n int) Document { return Item{SKU: "A", Reprint: n} },
		"carton":        func(n int) Document { return Carton{SSCC: "106141411234567897", Reprint: n} },
		"location":      func(n int) Document { return Location{Code: "A-1", Reprint: n} },
		"lpn":           func(n int) Document { return LPN{Code: "T-1", Reprint: n} },
		"badge":         func(n int) Document { return Badge{Worker: "W1", Name: "Chen", Badge: "B1", Reprint: n} },
	} {
		for n := range 3 {
			pages, err := doc(n).Pages()
			if err != nil {
				t.Fatal(name, err)
			}
			for i, p := range pages {
				marks := 0
				for _, x := range p.Texts {
					if strings.Contains(x.Text, "REPRINT") {
						marks++
						if !strings.Contains(x.Text, reprint(n)) || n == 0 {
							t.Errorf("%s, print %d, page %d says %q", name, n, i+1, x.Text)
						}
					}
				}
				if marks != min(n, 1) {
					t.Errorf("%s, print %d, page %d has %d marks", name, n, i+1, marks)
				}
			}
		}
	}
}
