// Package rastertest is what the tests of the printer languages share: one document of every kind, seeded ones full of texts
// no shop should send, decoders that are not ours, and the comparing of pictures. Only tests import it.
//
// Start at Everything and Random.
package rastertest

import (
	"math/rand/v2"
	"strings"
	"testing"

	"example.com/tote/labels"
)

// Document is a document with a name for messages.
type Document struct {
	Name string
	labels.Document
}

// PagesOf lays documents out, or ends the test.
func PagesOf(t testing.TB, docs ...labels.Document) []labels.Page {
	t.Helper()
	pages, err := labels.PagesOf(docs...)
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// Waybill is a Chinese waybill as most are printed.
func Waybill(size labels.Size) labels.Waybill {
	return labels.Waybill{
		Size: size, Number: "SF1234567890123", Carrier: "顺丰速运 SF Express", Service: "标准快递 Standard", Routing: "571-A03-12", Hub: "杭州萧山转运中心",
		Recipient: labels.Party{Name: "欧阳静怡", Phone: "13812345678", Country: "CN", Province: "浙江省", City: "杭州市", District: "西湖区", Street: "文三路138号东方通信大厦7楼701室"},
		Sender:    labels.Party{Name: "王经理", Company: "上海拾味食品有限公司", Phone: "021-61234567", Province: "上海市", City: "上海市", District: "嘉定区", Street: "曹安公路4800号2号仓", Postcode: "201804"},
		Order:     "O-0012345-6", Parcel: 1, Parcels: 2, Grams: 1250, ShipDate: "2026-11-21",
		Contents: []string{"山楂条 500g × 2", "芝麻酥 礼盒 × 1", "冻干草莓 60g × 3"}, Note: "本人签收 Signature required",
	}
}

// Labels is one label of every kind, and the waybill in every size; none has more than two pages.
func Labels() []Document {
	abroad := labels.Waybill{
		Size: labels.Size4x6in, Number: "JD014600006281230447", Carrier: "Parcelforce Worldwide", Service: "EXPRESS 48", Routing: "GB-LON-NW1 14", Hub: "Park Royal Hub",
		Recipient: labels.Party{Name: "Zoë Łukasiewicz-Ångström", Company: "Baker & Sons Ltd", Phone: "+44 20 7946 0958", Country: "GB", City: "London", Street: "221B Baker Street, Flat 4", Postcode: "NW1 6XE"},
		Sender:    labels.Party{Company: "Harbour Gifts", Phone: "+44 1632 960 001", Country: "GB", City: "Bristol", Street: "14 Wharf Road", Postcode: "BS1 4RB"},
		Order:     "536365", Parcel: 1, Parcels: 1, Grams: 830, ShipDate: "2026-11-21", Contents: []string{"WHITE HANGING HEART T-LIGHT HOLDER × 6"},
	}
	return []Document{
		{"waybill 76x130", Waybill(labels.Size76x130)}, {"waybill 100x150", Waybill(labels.Size100x150)}, {"waybill 100x180", Waybill(labels.Size100x180)},
		{"waybill 4x6in", abroad},
		{"tote", labels.LPN{Kind: labels.LPNTote, Code: "T-0012345-6", Warehouse: "SH01"}},
		{"pallet", labels.LPN{Kind: labels.LPNPallet, Code: "L-0000042-1", SSCC: "106141411234567897", Warehouse: "SH01", Lines: []string{"85123A 山楂条 500g × 240", "批次 L2026-11 效期 2027-05-31"}, Reprint: 1}},
		{"carton with contents", labels.Carton{SSCC: "106141411234567897", GTIN: "06901234567892", Count: 24, Lot: "L2026-11a/7", BestBefore: "2027-05-31", SKU: "SNK-A-500", NameZH: "山楂条 500g", Name: "Hawthorn strips", From: "上海拾味食品有限公司", To: "SH01 上海嘉定仓", Order: "PO-778812", Grams: 12500}},
		{"carton without SSCC", labels.Carton{GTIN: "16901234567899", Lot: "ABC123", Expiry: "2027-05-31", SKU: "SNK-A-500", Name: "Hawthorn strips"}},
		{"item with GTIN", labels.Item{SKU: "SNK-A-500", NameZH: "山楂条 500g 独立小包装", Name: "Hawthorn strips", Pack: "袋 each", GTIN: "6901234567892", Lot: "L2026-11", Expiry: "2027-05-31"}},
		{"item with its own code", labels.Item{SKU: "85123A", Name: "White hanging heart t-light holder", Pack: "each"}},
		{"location up", labels.Location{Code: "A-01-02-3", Barcode: "LOC-A-01-02-3", Zone: "A 区", Kind: "拣货位 Pick face", Warehouse: "SH01", Arrow: labels.ArrowUp, Check: "47"}},
		{"location small", labels.Location{Code: "B-12-34-1", Zone: "B", Kind: "存储位 Reserve", Warehouse: "SH01", Size: labels.Size{W: 80, H: 40}}},
		{"badge", labels.Badge{Worker: "W-0042", NameZH: "陈晓梅", Name: "Chen Xiaomei", Badge: "BADGE:7K2M9QX4", Role: "拣货员 Picker", Warehouse: "SH01"}},
		{"receipt", Receipt(3)},
	}
}

// Sheets is one document of every kind on A4.
func Sheets() []Document {
	slip := labels.PackingSlip{Shop: "拾味零食旗舰店", Order: "O-0012345-6", OrderDate: "2026-11-20", Waybill: "SF1234567890123", Carrier: "顺丰速运", Parcel: 1, Parcels: 2,
		Recipient: Waybill(labels.Size{}).Recipient, Message: "感谢惠顾！如有破损请于 48 小时内联系我们。 Thank you for your order.",
		Lines: []labels.SlipLine{{SKU: "SNK-A-500", Name: "山楂条 500g 独立小包装 Hawthorn strips", Lot: "L2026-11", Quantity: 3, UoM: "袋 each"}}}
	list := labels.PickList{Task: "K-0000071-2", Wave: "V-0000009-4", Warehouse: "SH01", Zone: "A", Worker: "陈晓梅", Date: "2026-11-21",
		Lines: []labels.PickLine{{Location: "A-01-02-3", SKU: "SNK-A-500", Name: "山楂条 500g", Lot: "L2026-11", Expiry: "2027-05-31", Quantity: 3, UoM: "袋 each", Tote: "1"}}}
	invoice := Receipt(4)
	invoice.Size = labels.SizeA4
	return []Document{
		{"packing slip", slip}, {"pick list", list}, {"invoice", invoice}, {"command sheet", labels.CommandSheet{Warehouse: "SH01"}},
		{"manifest", labels.Manifest{Number: "M-0000123-4", Carrier: "顺丰速运 SF Express", Warehouse: "SH01 上海嘉定仓", Date: "2026-11-21", Vehicle: "沪A·12345", Dock: "D3",
			Parcels: []labels.ManifestParcel{{Waybill: "SF1234567890123", Order: "O-0012345-6", Grams: 1250}, {Waybill: "SF1234567890456", Order: "O-0012346-2", Grams: 640}}}},
	}
}

// Everything is one document of every kind and size.
func Everything() []Document { return append(Labels(), Sheets()...) }

// Receipt is an invoice on a roll of 80 mm paper.
func Receipt(lines int) labels.Invoice {
	v := labels.Invoice{Size: labels.SizeRoll, Number: "INV-0000421-7", Order: "O-0012345-6", Date: "2026-11-21", Currency: "CNY",
		Seller: labels.InvoiceParty{Name: "上海拾味食品有限公司", TaxID: "91310114MA1GW0XX2P", Address: "上海市嘉定区曹安公路4800号2号仓", Phone: "021-61234567"},
		Buyer:  labels.InvoiceParty{Name: "欧阳**"}, Shipping: 800, Discount: 500, Taxes: []labels.InvoiceTax{{Name: "增值税 VAT 13%", Amount: 1200, Included: true}},
		Paid: "微信支付 WeChat Pay", Message: "感谢惠顾 Thank you"}
	for range lines {
		v.Lines = append(v.Lines, labels.InvoiceLine{SKU: "SNK-A-500", Name: "山楂条 500g 独立小包装 Hawthorn strips", Quantity: 3, UoM: "袋 each", Price: 1295, Tax: "13%"})
	}
	return v
}

// Nasty are texts that shops have sent or somebody may send on purpose: printer commands of every language, other scripts,
// characters no face has, bytes that are no text, and too much of it.
var Nasty = []string{
	"^XA^FO0,0^GB800,1200,800^FS^XZ", "^XZ^XA~JA", "~JA~HS~JR", "_5EXZ_5EXA", "^CC*~CT!^FN1^FS", "^FH\\^FD\\5E", ">;>8>9:0123", "_XA ^^ ~~ __",
	"\r\nCLS\r\nSELFTEST\r\nPRINT 99,1\r\n", "\"],0,0,\"\\[\"]\r\nFORMFEED", "\x1b@\x1dV\x00\x10\x04\x01", "\x1b%-12345X@PJL", "\x00\x01\x02\x1d\x1e\x7f\u0085",
	"猫😀🐱 shop 👨‍👩‍👧‍👦 🇨🇳", "𠮷野家 𪚥𠀀", "\xff\xfe\xc3( abc\x80", "\xed\xa0\x80", "a\u202eevil\u202c שלום عليكم", "กรุงเทพมหานคร", "Ǻ Ŵ ſ ﬁ ½ ™ №",
	"e\u0301\u0301\u0301 Z͑ͫa̴l͎g̈o", "\u3000\u200b\ufeff x", "长", strings.Repeat("很长的地址街道", 43), strings.Repeat("W", 300), strings.Repeat("i l,", 75),
	"㐂㐅䶮", "ＡＢＣ１２３　全角", "(01)09506000134352(10)", "%!PS ) Tj ET endstream", "$(reboot);`id`'\"<b>&amp;", "\t\v\f\n\u2028\u2029",
}

func nasty(rng *rand.Rand) string {
	var b strings.Builder
	for range 1 + rng.IntN(3) {
		switch rng.IntN(4) {
		case 0:
			for range rng.IntN(40) {
				b.WriteRune(rune(0x4E00 + rng.IntN(0x51A6)))
			}
		case 1:
			raw := make([]byte, rng.IntN(30))
			for i := range raw {
				raw[i] = byte(rng.IntN(256))
			}
			b.Write(raw)
		default:
			b.WriteString(Nasty[rng.IntN(len(Nasty))])
		}
	}
	return b.String()
}

// code gives what a barcode may hold: printable ASCII, the printers' own signs among it.
func code(rng *rand.Rand, most int) string {
	n := 1 + rng.IntN(most)
	b := make([]byte, n)
	digits := rng.IntN(2) == 0
	for i := range b {
		if rng.IntN(5) == 0 {
			digits = !digits
		}
		if digits {
			b[i] = byte('0' + rng.IntN(10))
		} else {
			b[i] = byte('!' + rng.IntN('~'-'!'+1))
		}
	}
	return string(b)
}

// Random gives a document of one page whose texts are nasty and whose codes can be printed. The same seed gives the same one.
func Random(seed uint64) Document {
	rng := rand.New(rand.NewPCG(seed, 4))
	n := func() string { return nasty(rng) }
	party := labels.Party{Name: n(), Company: n(), Phone: n(), Country: [...]string{"", "CN", "GB", n()}[rng.IntN(4)], Province: n(), City: n(), District: n(), Street: "1" + n(), Postcode: n()}
	switch rng.IntN(8) {
	case 0, 1, 2:
		sizes := [...]labels.Size{labels.Size76x130, labels.Size100x150, labels.Size100x180, labels.Size4x6in}
		w := labels.Waybill{Size: sizes[rng.IntN(len(sizes))], Number: code(rng, 15), Carrier: "C" + n(), Service: n(), Routing: "571-A03", Hub: n(), Recipient: party, Sender: labels.Party{Company: "S" + n(), Street: n()},
			Privacy: labels.Privacy(rng.IntN(3)), Order: n(), ShipDate: n(), Contents: []string{n(), n(), n()}, Note: n()}
		return Document{"waybill", w}
	case 3:
		return Document{"tote", labels.LPN{Code: code(rng, 11), Warehouse: n(), Lines: []string{n()}}}
	case 4:
		return Document{"pallet", labels.LPN{Kind: labels.LPNPallet, SSCC: "106141411234567897", Warehouse: n(), Lines: []string{n(), n()}}}
	case 5:
		return Document{"location", labels.Location{Code: "A-01", Barcode: code(rng, 12), Zone: n(), Kind: n(), Arrow: labels.Arrow(rng.IntN(3)), Check: n()}}
	case 6:
		lot := strings.Map(func(r rune) rune {
			if strings.ContainsRune("#$@[\\]^`{|}~", r) {
				return 'x' // not in the character set of GS1
			}
			return r
		}, code(rng, 12))
		return Document{"carton", labels.Carton{SSCC: "106141411234567897", GTIN: "06901234567892", Count: 1 + rng.Int64N(9999), Lot: lot, SKU: n(), Name: n(), NameZH: n(), From: n(), To: n(), Order: n()}}
	default:
		return Document{"badge", labels.Badge{Worker: "W-1", Name: "N" + n(), Badge: code(rng, 12), Role: n(), Warehouse: n()}}
	}
}
