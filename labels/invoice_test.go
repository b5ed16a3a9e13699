package labels

import (
	"math"
	"strings"
	"testing"

	"example.com/tote/inventory/fault"
)

// Decimals are the currency's; nothing is rounded, for nothing is divided.
func TestMoney(t *testing.T) {
	for _, c := range []struct {
		minor int64
		code  string
		want  string
	}{
		{0, "CNY", "0.00"}, {5, "CNY", "0.05"}, {-5, "EUR", "-0.05"}, {1295, "USD", "12.95"}, {123456789, "CNY", "1,234,567.89"},
		{0, "JPY", "0"}, {1295, "JPY", "1,295"}, {-999, "KRW", "-999"}, {1, "KWD", "0.001"}, {1234567, "BHD", "1,234.567"}, {12345, "CLF", "1.2345"},
		{math.MaxInt64, "CNY", "92,233,720,368,547,758.07"}, {math.MinInt64, "CNY", "-92,233,720,368,547,758.08"}, {math.MinInt64, "JPY", "-9,223,372,036,854,775,808"},
	} {
		if got := money(c.minor, c.code); got != c.want {
			t.Errorf("money(%d, %s) = %s, want %s", c.minor, c.code, got, c.want)
		}
	}
}

func TestInvoiceAddsUp(t *testing.T) {
	base := Invoice{Number: "V-1", Seller: InvoiceParty{Name: "S"}, Currency: "CNY", Shipping: 800, Discount: 500,
		Lines: []InvoiceLine{{SKU: "A", Quantity: 3, Price: 1295, Discount: 85}, {SKU: "B", Quantity: -1, Price: 100}},
		Taxes: []InvoiceTax{{Name: "VAT", Amount: 444, Included: true}, {Name: "Levy", Amount: 55}}}
	const goods, total = 3*1295 - 85 - 100, 3*1295 - 85 - 100 + 800 - 500 + 55
	for _, size := range []Size{SizeA4, SizeRoll} {
		v := base
		v.Size = size
		text := allTexts(t, v)
		for _, want := range []string{"38.00\n", "-1.00\n", money(goods, "CNY") + "\n", "8.00\n", "-5.00\n", "4.44\n", "0.55\n", "应付 Total CNY\n", money(total, "CNY") + "\n"} {
			if !strings.Contains(text, want) {
				t.Errorf("%v: %q is not on the paper:\n%s", size, want, text)
			}
		}
	}
	right, wrong := int64(total), int64(total+1)
	v := base
	v.Total = &right
	if _, err := v.Pages(); err != nil {
		t.Errorf("a total that agrees: %v", err)
	}
	v.Total = &wrong
	if _, err := v.Pages(); len(fault.From(err).Details) != 1 || fault.From(err).Details[0].Where != "total" {
		t.Errorf("a total that does not: %v", err)
	}
}

func TestSumsBeyondMoney(t *testing.T) {
	for _, c := range []struct {
		a, b, want int64
		ok         bool
	}{{3, 4, 12, true}, {-3, 4, -12, true}, {-3, -4, 12, true}, {0, math.MinInt64, 0, true}, {math.MaxInt64, 1, math.MaxInt64, true}, {math.MaxInt64, -1, -math.MaxInt64, true},
		{math.MaxInt64, 2, 0, false}, {math.MinInt64, 1, 0, false}, {1 << 32, 1 << 31, 0, false}} {
		if got, ok := times(c.a, c.b); got != c.want || ok != c.ok {
			t.Errorf("times(%d, %d) = %d, %v", c.a, c.b, got, ok)
		}
	}
	for _, c := range []struct {
		a, b int64
		ok   bool
	}{{1, 2, true}, {math.MaxInt64, 0, true}, {math.MaxInt64, 1, false}, {math.MinInt64, -1, false}, {math.MinInt64, math.MaxInt64, true}} {
		if _, ok := plus(c.a, c.b); ok != c.ok {
			t.Errorf("plus(%d, %d) fits %v", c.a, c.b, ok)
		}
	}
}

// A receipt ends where its words end, and a long one is cut into pieces between lines, never within.
func TestReceiptPieces(t *testing.T) {
	v := Invoice{Size: SizeRoll, Number: "V-1", Seller: InvoiceParty{Name: "S"}, Currency: "CNY"}
	for range 200 {
		v.Lines = append(v.Lines, InvoiceLine{SKU: "A", Name: "山楂条 Hawthorn strips in a long name that takes two lines", Quantity: 2, Price: 100})
	}
	pages, err := v.Pages()
	if err != nil {
		t.Fatal(err)
	}
	names, amounts := 0, 0
	for i, p := range pages {
		if p.Size.W != SizeRoll.W || p.Size.H > rollLongest+5 {
			t.Errorf("piece %d is %g by %g", i, p.Size.W, p.Size.H)
		}
		open := 0
		for _, x := range p.Texts {
			if strings.Contains(x.Text, "Hawthorn") {
				names, open = names+1, open+1
			} else if x.Text == "2.00" {
				amounts, open = amounts+1, open-1
			}
		}
		if open != 0 {
			t.Errorf("piece %d tears a line apart", i)
		}
	}
	if len(pages) < 4 || names != 200 || amounts != 200 {
		t.Errorf("%d pieces with %d names and %d amounts", len(pages), names, amounts)
	}
}
