package labels

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels/font"
	"example.com/tote/labels/symbol"
)

// filled gives one of each document with the same text in every field that takes any, and the same code in every field
// that becomes a barcode.
func filled(text, code string, n int64) []Document {
	who := Party{Name: text, Company: text, Phone: text, Country: "GB", Province: text, City: text, District: text, Street: text, Postcode: text}
	home := who
	home.Country = "CN"
	firm := InvoiceParty{Name: text, TaxID: text, Address: text, Phone: text}
	v := Invoice{Number: code, Order: text, Date: text, Seller: firm, Buyer: firm, Currency: "CNY", Shipping: n, Taxes: []InvoiceTax{{Name: text, Amount: n}}, Paid: text, Message: text,
		Lines: []InvoiceLine{{SKU: text, Name: text, Quantity: n, UoM: text, Price: n, Discount: 1, Tax: text}, {SKU: text, Name: text, Quantity: 1, Price: 1}}}
	roll := v
	roll.Size = SizeRoll
	docs := []Document{
		Item{SKU: code, NameZH: text, Name: text, Pack: text, Barcode: code, Lot: "L1"}, Item{SKU: text, Name: text, Pack: text, GTIN: "6901234567892", Lot: "L1", Expiry: "2027-05-31"},
		Location{Code: code, Zone: text, Kind: text, Warehouse: text, Arrow: ArrowUp, Check: text}, Location{Code: "A-01", Barcode: code, Arrow: ArrowLeft, Size: Size{60, 30}},
		LPN{Code: code, Warehouse: text, Lines: []string{text, text}}, LPN{SSCC: "106141411234567897", Warehouse: text, Lines: []string{text}, Reprint: 3},
		Carton{SSCC: "106141411234567897", GTIN: "96385074", Count: n, Lot: "L1", Expiry: "2027-05-31", BestBefore: "2027-05-31", SKU: text, NameZH: text, Name: text, From: text, To: text, Order: text, Grams: n},
		Badge{Worker: "W1", NameZH: text, Name: text, Badge: code, Role: text, Warehouse: text},
		PackingSlip{Shop: text, Order: code, OrderDate: text, Waybill: text, Carrier: text, Recipient: who, Message: text, Lines: []SlipLine{{text, text, text, n, text}}},
		PickList{Task: code, Wave: text, Warehouse: text, Zone: text, Worker: text, Cart: text, Date: text, Note: text, Lines: []PickLine{{text, text, text, text, text, n, text, text}}},
		Manifest{Number: code, Carrier: text, Warehouse: text, Date: text, Vehicle: text, Dock: text, Parcels: []ManifestParcel{{Waybill: text, Order: text, Grams: n}}},
		v, roll, CommandSheet{Warehouse: text},
	}
	for _, s := range []Size{Size76x130, Size100x150, Size100x180, Size4x6in} {
		w := Waybill{Size: s, Number: code, Carrier: text, Service: text, Routing: "571-A03", Hub: text, Recipient: who, Sender: home, Order: text, Grams: n, ShipDate: text, Contents: []string{text, text, text}, Note: text}
		docs = append(docs, w)
		w.Recipient, w.Sender = home, who
		docs = append(docs, w)
	}
	return docs
}

// box is a place of ink in millimetres.
type box struct {
	what           string
	x0, y0, x1, y1 float64
}

func (b box) meets(c box) bool { return b.x0 < c.x1 && c.x0 < b.x1 && b.y0 < c.y1 && c.y0 < b.y1 }

// boxes gives the ink of a page: codes with their quiet zones, and everything that must keep out of them.
func boxes(ink Ink, face Face) (codes, others []box) {
	mm := 1 / ink.DPI.PerMM()
	for _, s := range ink.Symbols {
		q, high := s.Module*s.Matrix.Quiet, s.BarHeight
		above := 0
		if !s.Matrix.Linear() {
			above, high = q, s.Module*s.Matrix.Height
		}
		codes = append(codes, box{s.Matrix.Text, float64(s.X-q) * mm, float64(s.Y-above) * mm, float64(s.X+s.Module*s.Matrix.Width+q) * mm, float64(s.Y+high+above) * mm})
	}
	for _, f := range ink.Fills {
		others = append(others, box{"a rule", f.Rect.X, f.Rect.Y, f.Rect.right(), f.Rect.below()})
	}
	for _, l := range ink.Lines {
		w := 0
		for _, r := range l.Text {
			w += face.Advance(r)
		}
		size := l.Size / pointsPerMM
		others = append(others, box{l.Text, l.X, l.Y - 0.7*size, l.X + float64(w)*size/1000, l.Y + 0.05*size})
	}
	return codes, others
}

// checkInk looks for ink off the page and in quiet zones.
func checkInk(ink Ink, face Face) (wrong []string) {
	codes, others := boxes(ink, face)
	page := box{x1: ink.Size.W + 0.01, y1: ink.Size.H + 0.01, x0: -0.01, y0: -0.01}
	for i, b := range append(codes[:len(codes):len(codes)], others...) {
		if b.x0 < page.x0 || b.y0 < page.y0 || b.x1 > page.x1 || b.y1 > page.y1 {
			wrong = append(wrong, fmt.Sprintf("%.40q leaves the page: %.2f,%.2f to %.2f,%.2f of %g by %g", b.what, b.x0, b.y0, b.x1, b.y1, ink.Size.W, ink.Size.H))
		}
		for _, c := range codes[min(i+1, len(codes)):] {
			if i < len(codes) && b.meets(c) {
				wrong = append(wrong, fmt.Sprintf("codes %q and %q stand in each other's quiet zone", b.what, c.what))
			}
		}
		for _, c := range codes {
			if i >= len(codes) && b.meets(c) {
				wrong = append(wrong, fmt.Sprintf("%.40q stands in the quiet zone of %q", b.what, c.what))
			}
		}
	}
	return wrong
}

// Whatever stands in the fields, ink stays on the page and out of the quiet zones, at every resolution.
func TestInkKeepsItsPlace(t *testing.T) {
	for _, text := range []string{"", "A", "山楂条 500g", "WHITE HANGING HEART T-LIGHT HOLDER", strings.Repeat("很长的名字", 60), strings.Repeat("W", 300), "𠮷😀\xff"} {
		if text == "" {
			text = " " // fields that must be there are tried elsewhere
		}
		for _, dpi := range []symbol.DPI{symbol.DPI203, symbol.DPI300, symbol.DPI600} {
			for _, d := range filled(text+".", "T-0012345-6", 7) {
				pages, err := d.Pages()
				if err != nil {
					t.Fatalf("%T: %v", d, err)
				}
				for i, p := range pages {
					var rep Report
					ink, err := p.Place(font.Default(), dpi, i, &rep)
					if err != nil {
						t.Errorf("%T with %.20q at %d dpi: %v", d, text, dpi, err)
					}
					for _, w := range checkInk(ink, font.Default()) {
						t.Errorf("%T with %.20q at %d dpi, page %d: %s", d, text, dpi, i, w)
					}
				}
			}
		}
	}
}

// No input panics; what cannot be printed is an error of the one type that says where; the rest keeps its place.
func FuzzDocuments(f *testing.F) {
	for _, s := range []string{"浙江省杭州市", "A B C", "\xff\xfe", "😀𠮷", strings.Repeat("长", 500), "a\u2028\u2028b", "^XA~JA", ") Tj ET", "-----,,,,", "e\u0301\u0301", ""} {
		f.Add(s, "T-0012345-6", int64(3))
		f.Add("x", s, int64(math.MaxInt64))
	}
	f.Fuzz(func(t *testing.T, text, code string, n int64) {
		if len(text) > 3000 || len(code) > 200 {
			return
		}
		for _, d := range filled(text, code, n) {
			pages, err := d.Pages()
			if err != nil {
				if fault.CodeFrom(err) != fault.CodeInvalid || len(fault.From(err).Details) == 0 {
					t.Errorf("%T: %v names nothing", d, err)
				}
				continue
			}
			for i, p := range pages {
				var rep Report
				ink, err := p.Place(font.Default(), symbol.DPI203, i, &rep)
				if err != nil && (fault.CodeFrom(err) != fault.CodeInvalid || len(fault.From(err).Details) == 0) {
					t.Errorf("%T: %v names nothing", d, err)
				}
				for _, w := range checkInk(ink, font.Default()) {
					t.Errorf("%T with %q and %q: %s", d, text, code, w)
				}
				for _, line := range rep.Lines() {
					if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r > '~' }) {
						t.Errorf("the report has %q", line)
					}
				}
			}
		}
	})
}
