package sheet

import (
	"bytes"
	"crypto/sha256"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/fault/faulttest"
	"example.com/tote/labels"
	"example.com/tote/labels/symbol"
)

func pagesOf(t testing.TB, docs ...labels.Document) []labels.Page {
	t.Helper()
	out, err := labels.PagesOf(docs...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func sized(w labels.Waybill, s labels.Size) labels.Waybill {
	w.Size = s
	return w
}

// everything is one of each document, in every size of waybill.
func everything() []labels.Document {
	docs := []labels.Document{waybillUK(), slip(3), manifest(3), pickList(3), invoice(3), receipt(3), labels.CommandSheet{Warehouse: "SH01"}}
	for _, s := range []labels.Size{labels.Size76x130, labels.Size100x150, labels.Size100x180, labels.Size4x6in} {
		docs = append(docs, sized(waybillCN(), s))
	}
	return slices.Concat(docs, lpns(), locations(), items(), cartons(), badges())
}

// A reprint is compared with the first print by its hash, and stations print at the same time.
func TestSameInputSameBytes(t *testing.T) {
	want, _, err := Render(pagesOf(t, everything()...), Options{Title: "运单", Created: time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			got, _, err := Render(pagesOf(t, everything()...), Options{Title: "运单", Created: time.Date(2026, 11, 21, 16, 0, 0, 0, time.FixedZone("", 8*3600))})
			if err != nil || sha256.Sum256(got) != sha256.Sum256(want) {
				t.Errorf("another file: %v", err)
			}
		})
	}
	wg.Wait()
	undated, _, err := Render(pagesOf(t, lpns()...), Options{})
	if err != nil || !bytes.Contains(undated, []byte("/CreationDate (D:20000101000000)")) {
		t.Errorf("without a date the file must not take the clock's: %v", err)
	}
}

// A wave is one file with one page a label, and no empty page behind any.
func TestManyLabelsInOneFile(t *testing.T) {
	var docs []labels.Document
	for range 50 {
		docs = append(docs, waybillCN(), waybillUK())
	}
	pdf, rep, err := Render(pagesOf(t, docs...), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := bytes.Count(pdf, []byte("<</Type /Page\n")); got != 100 {
		t.Errorf("%d pages, want 100", got)
	}
	if len(rep.Replaced) != 50 || rep.Replaced[1] != (labels.Replaced{Page: 3, Field: "recipient.name", Rune: 'Ł'}) {
		t.Errorf("report %+v, want Ł on every second page", rep)
	}
}

func TestLongDocumentsGoOverPages(t *testing.T) {
	for _, c := range []struct {
		doc  labels.Document
		want int
	}{{slip(1), 1}, {slip(40), 2}, {slip(703), 25}, {manifest(1), 1}, {manifest(27), 2}, {manifest(1000), 35}, {pickList(26), 2}, {pickList(300), 11},
		{invoice(703), 25}, {receipt(5), 1}, {receipt(703), 27}, {labels.CommandSheet{}, 4}} {
		pages := pagesOf(t, c.doc)
		if len(pages) != c.want {
			t.Errorf("%d pages, want %d", len(pages), c.want)
		}
		if _, rep, err := Render(pages, Options{}); err != nil || rep.Cut != nil {
			t.Errorf("%d pages: %v, %+v", len(pages), err, rep)
		}
	}
}

// Input from shops is anything. The label comes out, the courier sees a substitute, the report names the field.
func TestNastyTexts(t *testing.T) {
	for name, nasty := range map[string]string{
		"emoji": "猫😀🐱 shop 👨‍👩‍👧", "rare ideograph": "𠮷野家", "not UTF-8": "abc\xff\xfe\xc3(", "controls": "a\x00b\x07\x1b[31mc\x1d^XA", "half a surrogate": "\xed\xa0\x80",
		"right to left": "\u202eevil\u202c שלום", "only blanks and a letter": "\u3000 \u200b x", "500 characters": strings.Repeat("很长的地址街道", 72), "one long word": strings.Repeat("W", 500),
		"PDF syntax": `) Tj ET endstream (\`, "lines": "a\r\nb\nc", "Thai": "กรุงเทพ",
	} {
		w := waybillCN()
		w.Privacy = labels.PrivacyAsGiven
		w.Carrier, w.Service, w.Hub, w.Order, w.ShipDate, w.Note = nasty, nasty, nasty, nasty, nasty, nasty
		w.Recipient = labels.Party{Name: nasty, Company: nasty, Phone: nasty, Province: nasty, City: nasty, Street: nasty, Postcode: nasty}
		w.Sender, w.Contents = w.Recipient, []string{nasty, nasty, nasty}
		masked := w
		masked.Privacy = labels.PrivacyMask
		s, m := slip(1), manifest(1)
		s.Shop, s.Message, s.Recipient, s.Lines[0].Name = nasty, nasty, w.Recipient, nasty
		m.Carrier, m.Vehicle, m.Parcels[0].Order = nasty, nasty, nasty
		l, v := pickList(1), invoice(1)
		l.Wave, l.Warehouse, l.Zone, l.Worker, l.Cart, l.Date, l.Note = nasty, nasty, nasty, nasty, nasty, nasty, nasty
		l.Lines[0] = labels.PickLine{Location: nasty, SKU: nasty, Name: nasty, Lot: nasty, Expiry: nasty, Quantity: 1, UoM: nasty, Tote: nasty}
		v.Order, v.Date, v.Paid, v.Message, v.Taxes[0].Name = nasty, nasty, nasty, nasty, nasty
		v.Seller = labels.InvoiceParty{Name: nasty, TaxID: nasty, Address: nasty, Phone: nasty}
		v.Buyer, v.Lines[0].SKU, v.Lines[0].Name, v.Lines[0].UoM, v.Lines[0].Tax = v.Seller, nasty, nasty, nasty, nasty
		roll := v
		roll.Size = labels.SizeRoll
		it := labels.Item{SKU: nasty, Name: nasty, NameZH: nasty, Pack: nasty, GTIN: "6901234567892"}
		box := labels.Carton{SSCC: "106141411234567897", SKU: nasty, Name: nasty, NameZH: nasty, From: nasty, To: nasty, Order: nasty}
		badge := labels.Badge{Worker: "W1", Name: nasty, NameZH: nasty, Badge: "B1", Role: nasty, Warehouse: nasty}
		loc := labels.Location{Code: "A-01", Zone: nasty, Kind: nasty}
		pdf, rep, err := Render(pagesOf(t, w, masked, s, m, loc, labels.LPN{Code: "T-1", Lines: []string{nasty}},
			l, v, roll, it, box, badge, labels.CommandSheet{Warehouse: nasty}), Options{Title: nasty})
		if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF")) {
			t.Errorf("%s: %v", name, err)
		}
		if reported := len(rep.Cut)+len(rep.Replaced) > 0; reported == strings.Contains("controls only blanks and a letter lines", name) {
			t.Errorf("%s: report %d cut, %d replaced", name, len(rep.Cut), len(rep.Replaced))
		}
	}
}

// What makes a label useless is an error that names every such field on every page, and there is no file.
func TestUnprintableDocument(t *testing.T) {
	bad, worse := waybillCN(), waybillCN()
	bad.Number = "运单号1"
	worse.Number = strings.Repeat("W", 60) // wider than 100 mm at the smallest module
	worse.Routing = strings.Repeat("571-", 20)
	pdf, rep, err := Render(pagesOf(t, waybillCN(), bad, worse), Options{})
	where := faulttest.Places(err)
	want := "page 2 number, page 2 number, page 3 number, page 3 routing, page 3 number"
	if pdf != nil || rep.Cut != nil || fault.CodeFrom(err) != fault.CodeInvalid || strings.Join(where, ", ") != want {
		t.Errorf("%d bytes, %v, fields %v", len(pdf), err, where)
	}
}

func TestPageLimits(t *testing.T) {
	for name, pages := range map[string][]labels.Page{
		"none": nil, "no size": {{}}, "too large": {{Size: labels.Size{W: 421, H: 10}}}, "not a number": {{Size: labels.Size{W: math.NaN(), H: 10}}}, "too many": make([]labels.Page, labels.MostPages+1),
	} {
		if _, _, err := Render(pages, Options{}); fault.ReasonOf(err) != ReasonPages {
			t.Errorf("%s: %v, want %s", name, err, ReasonPages)
		}
	}
	if _, _, err := Render([]labels.Page{{Size: labels.Size100x50}}, Options{DPI: symbol.DPI300}); err != nil {
		t.Errorf("an empty label: %v", err)
	}
}
