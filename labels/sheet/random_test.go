package sheet

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"example.com/tote/inventory/needs"
	"example.com/tote/labels"
	"example.com/tote/labels/gs1"
)

// nasty are pieces of what stands in orders, and of what ought not to.
var nasty = []string{"山楂条", "杭州市西湖区文三路", "Hawthorn strips", "Zoë Łukasiewicz-Ångström", "naïve café", "Привет", "𠮷野家", "😀👨‍👩‍👧", "\xff\xfe\xc3(", "\xed\xa0\x80",
	"\x00\x1b[31m", "^XA^FO0,0~JA", "<&\">", ") Tj ET (\\", "\u202eevil\u202c", "שלום", "กรุงเทพ", "\u2028", "a\r\nb\tc", "W", "、。！", "-", "500g × 2", "㈱", "ﷺ", "e\u0301", "!CLS\r\nPRINT 1", "        "}

// deck draws random documents from one seed.
type deck struct{ *rand.Rand }

// text joins a few pieces, now and then hundreds.
func (d deck) text() string {
	n := d.IntN(6)
	if d.IntN(12) == 0 {
		n = 20 + d.IntN(150)
	}
	var b strings.Builder
	for range n {
		b.WriteString(nasty[d.IntN(len(nasty))])
	}
	return b.String()
}

func (d deck) from(set string, least, most int) string {
	b := make([]byte, least+d.IntN(most-least+1))
	for i := range b {
		b[i] = set[d.IntN(len(set))]
	}
	return string(b)
}

const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"

func (d deck) code() string { return d.from(capitals, 3, 14) }

// lot is any value of AI (10).
func (d deck) lot(most int) string { return d.from(capitals+"abcxyz/.,()*+_", 1, most) }

func (d deck) day() string {
	return "20" + strconv.Itoa(26+d.IntN(20)) + "-" + strconv.Itoa(101 + d.IntN(12))[1:] + "-" + strconv.Itoa(101 + d.IntN(28))[1:]
}

// key gives digits that end with their check digit.
func (d deck) key(length int) string {
	s := d.from("0123456789", length-1, length-1)
	c, err := gs1.CheckDigit(s)
	if err != nil {
		panic(err)
	}
	return s + string(c)
}

func (d deck) some(s string) string {
	if d.IntN(3) == 0 {
		return ""
	}
	return s
}

func (d deck) party() labels.Party {
	return labels.Party{Name: d.text() + "x", Company: d.text(), Phone: d.text(), Country: []string{"", "CN", "GB"}[d.IntN(3)], Province: d.text(), City: d.text(), District: d.text(), Street: d.text() + "1", Postcode: d.text()}
}

func (d deck) waybill() labels.Document {
	w := labels.Waybill{Size: []labels.Size{labels.Size76x130, labels.Size100x150, labels.Size100x180, labels.Size4x6in}[d.IntN(4)], Number: d.from(capitals, 8, 16), Carrier: d.text() + "x",
		Service: d.text(), Routing: d.from(capitals, 0, 12), Hub: d.text(), Recipient: d.party(), Sender: d.party(), Privacy: labels.Privacy(d.IntN(3)), Order: d.text(), Parcel: 1, Parcels: 1 + d.IntN(3),
		Grams: d.Int64N(30000), ShipDate: d.text(), Note: d.text()}
	for range d.IntN(9) {
		w.Contents = append(w.Contents, d.text())
	}
	return w
}

func (d deck) item() labels.Document {
	it := labels.Item{SKU: d.code(), NameZH: d.text(), Name: d.text(), Pack: d.text(), Lot: d.some(d.lot(20)), Expiry: d.some(d.day()), Reprint: d.IntN(2)}
	if d.IntN(3) > 0 {
		it.GTIN = d.key([]int{8, 12, 13, 14}[d.IntN(4)])
	} else {
		it.Barcode = d.some(d.code())
	}
	return it
}

func (d deck) carton() labels.Document {
	c := labels.Carton{SSCC: d.key(18), SKU: d.text(), NameZH: d.text(), Name: d.text(), From: d.text(), To: d.text(), Order: d.text(), Grams: d.Int64N(1_000_000), Pallet: d.IntN(2) == 0}
	switch d.IntN(3) {
	case 0:
		c.GTIN, c.Count = d.key(14), 1+d.Int64N(99_999_999)
	case 1:
		c.GTIN, c.SSCC = d.key(14), ""
	default:
		return c
	}
	c.Lot, c.BestBefore, c.Expiry = d.some(d.lot(20)), d.some(d.day()), d.some(d.day())
	return c
}

func (d deck) plate() labels.Document {
	l := labels.LPN{Kind: labels.LPNKind(d.IntN(3)), Code: d.code(), Warehouse: d.text(), Reprint: d.IntN(3)}
	for range d.IntN(4) {
		l.Lines = append(l.Lines, d.text())
	}
	if d.IntN(2) == 0 {
		l.SSCC, l.Code = d.key(18), d.some(l.Code)
	}
	return l
}

func (d deck) slip() labels.Document {
	s := labels.PackingSlip{Shop: d.text(), Order: d.code(), OrderDate: d.text(), Waybill: d.text(), Carrier: d.text(), Recipient: d.party(), Message: d.text()}
	for range 1 + d.IntN(12) {
		s.Lines = append(s.Lines, labels.SlipLine{SKU: d.text(), Name: d.text(), Lot: d.text(), Quantity: d.Int64N(1000), UoM: d.text()})
	}
	return s
}

func (d deck) list() labels.Document {
	l := labels.PickList{Task: d.code(), Wave: d.text(), Warehouse: d.text(), Zone: d.text(), Worker: d.text(), Cart: d.text(), Date: d.text(), Note: d.text()}
	for range 1 + d.IntN(12) {
		l.Lines = append(l.Lines, labels.PickLine{Location: d.code(), SKU: d.code(), Name: d.text(), Lot: d.text(), Expiry: d.text(), Quantity: 1 + d.Int64N(999), UoM: d.text(), Tote: d.text()})
	}
	return l
}

func (d deck) invoice() labels.Document {
	v := labels.Invoice{Number: d.code(), Order: d.text(), Date: d.text(), Seller: labels.InvoiceParty{Name: d.text() + "x", Address: d.text()}, Buyer: labels.InvoiceParty{Name: d.text(), TaxID: d.text()},
		Currency: []string{"CNY", "JPY", "KWD"}[d.IntN(3)], Shipping: d.Int64N(5000), Discount: d.Int64N(500), Paid: d.text(), Message: d.text()}
	if d.IntN(2) == 0 {
		v.Size = labels.SizeRoll
	}
	for range 1 + d.IntN(8) {
		v.Lines = append(v.Lines, labels.InvoiceLine{SKU: d.code(), Name: d.text(), Quantity: 1 + d.Int64N(99), UoM: d.text(), Price: d.Int64N(100_000), Discount: d.Int64N(3), Tax: d.text()})
	}
	return v
}

func (d deck) document() labels.Document {
	switch d.IntN(10) {
	case 0, 1:
		return d.waybill()
	case 2, 3:
		return d.item()
	case 4:
		return d.carton()
	case 5:
		return d.plate()
	case 6:
		return labels.Location{Code: d.from(capitals, 4, 10), Barcode: d.some(d.code()), Zone: d.text(), Kind: d.text(), Warehouse: d.text(), Arrow: labels.Arrow(d.IntN(5)), Check: d.from("0123456789", 0, 3)}
	case 7:
		return labels.Badge{Worker: d.from(capitals, 1, 8), NameZH: d.text(), Name: d.text() + "x", Badge: d.code(), Role: d.text(), Warehouse: d.text()}
	case 8:
		return []func() labels.Document{d.slip, d.list}[d.IntN(2)]()
	}
	return d.invoice()
}

// Random documents with nasty texts are printed, and every barcode on them is read back by programs that are not ours.
func TestRandomDocumentsAreRead(t *testing.T) {
	t.Parallel() // other programs do the work
	needs.Programs(t, "pdftoppm", "zbarimg", "dmtxread")
	const usual, long, piece = 60, 1000, 100
	n := usual
	if os.Getenv("TOTE_LONG") == "1" {
		n = long
	}
	for seed := range n / min(n, piece) {
		d := deck{rand.New(rand.NewPCG(uint64(seed), 4))}
		var docs []labels.Document
		for range min(n, piece) {
			docs = append(docs, d.document())
		}
		readBack(t, pagesOf(t, docs...))
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}
