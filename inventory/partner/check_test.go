package partner

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/fault/faulttest"
	"example.com/tote/inventory/item"
)

type check struct {
	name string
	err  error
	want []string
}

func runChecks(t *testing.T, checks []check) {
	t.Helper()
	for _, c := range checks {
		if d := cmp.Diff(c.want, faulttest.Reasons(c.err)); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
	}
}

func TestSupplierCheck(t *testing.T) {
	with := func(edit func(*Supplier)) error {
		s := Supplier{Code: "SUP01", Name: "Bobbin & Quill", LeadDays: 4, Country: "GB"}
		edit(&s)
		return s.Check()
	}
	runChecks(t, []check{
		{"good", with(func(*Supplier) {}), nil},
		{"named in Chinese only", with(func(s *Supplier) { s.Name, s.NameZH = "", "云岭" }), nil},
		{"everything wrong", (&Supplier{LeadDays: -1, Tolerance: Tolerance{101, -1}, Country: "China", Phone: strings.Repeat("1", 31),
			Address: make([]string, 7)}).Check(), []string{"supplier.invalid", "code: code.malformed", "name: name.missing",
			"lead_days: number.range", "over_percent: number.range", "short_percent: number.range", "address: address.lines",
			"country: address.country", "phone: address.phone"}},
		{"a blank in the code", with(func(s *Supplier) { s.Code = "SUP 1" }), []string{"supplier.invalid", "code: code.malformed"}},
		{"a long name", with(func(s *Supplier) { s.NameZH = strings.Repeat("云", 61) }), []string{"supplier.invalid", "name_zh: name.length"}},
		{"a long line", with(func(s *Supplier) { s.Address = []string{strings.Repeat("x", 121)} }), []string{"supplier.invalid", "address: address.lines"}},
	})
}

func TestCustomerCheck(t *testing.T) {
	runChecks(t, []check{
		{"good", (&Customer{Code: "CUS001", Name: "Tea Room", MinDays: 60}).Check(), nil},
		{"negative days", (&Customer{Code: "CUS001", Name: "Tea Room", MinDays: -1}).Check(), []string{"customer.invalid", "min_days: number.range"}},
		{"empty", (&Customer{}).Check(), []string{"customer.invalid", "code: code.malformed", "name: name.missing"}},
	})
}

func TestCartonCheck(t *testing.T) {
	with := func(edit func(*Carton)) error {
		c := Carton{Code: "C1", Name: "Small box", Inner: item.Size{Length: 200, Width: 150, Height: 90},
			Outer: item.Size{Length: 208, Width: 158, Height: 98}, Tare: 70, MaxGross: 5000, CostMinor: 14, Currency: "GBP", Active: true}
		edit(&c)
		return c.Check()
	}
	runChecks(t, []check{
		{"good", with(func(*Carton) {}), nil},
		{"without a price", with(func(c *Carton) { c.CostMinor, c.Currency = 0, "" }), nil},
		{"walls outside in", with(func(c *Carton) { c.Outer.Width = 149 }), []string{"carton.invalid", "inner.width: carton.walls"}},
		{"not measured", with(func(c *Carton) { c.Inner.Height = 0 }), []string{"carton.invalid", "inner.height: number.range"}},
		{"bears nothing", with(func(c *Carton) { c.MaxGross = 70 }), []string{"carton.invalid", "max_gross: carton.weight"}},
		{"price without currency", with(func(c *Carton) { c.Currency = "" }), []string{"carton.invalid", "currency: currency.malformed"}},
		{"negative price", with(func(c *Carton) { c.CostMinor = -1 }), []string{"carton.invalid", "cost_minor: number.range"}},
	})
}

func TestCarrierCheck(t *testing.T) {
	with := func(edit func(*Carrier)) error {
		c := Carrier{Code: "TOTEX", Name: "Tote Express", Services: []string{"standard"},
			Range: NumberRange{Prefix: "TX", Next: 1, Last: 99_999_999, Width: 8, Rule: CheckGS1}, CutOff: 17*60 + 30}
		edit(&c)
		return c.Check()
	}
	runChecks(t, []check{
		{"good", with(func(*Carrier) {}), nil},
		{"numbers itself", with(func(c *Carrier) { c.Range = NumberRange{} }), nil},
		{"used up", with(func(c *Carrier) { c.Range.Next = c.Range.Last + 1 }), nil},
		{"beyond used up", with(func(c *Carrier) { c.Range.Next = c.Range.Last + 2 }), []string{"carrier.invalid", "range.next: range.order"}},
		{"last is too wide", with(func(c *Carrier) { c.Range.Last = 100_000_000 }), []string{"carrier.invalid", "range.last: range.width"}},
		{"S10 of nine digits", with(func(c *Carrier) { c.Range.Rule, c.Range.Width = CheckS10, 9 }), []string{"carrier.invalid", "range.width: range.width"}},
		{"small prefix", with(func(c *Carrier) { c.Range.Prefix, c.Range.Suffix = "tx", "-" }), []string{"carrier.invalid", "range.prefix: range.prefix", "range.suffix: range.prefix"}},
		{"unknown rule", with(func(c *Carrier) { c.Range.Rule = 9 }), []string{"carrier.invalid", "range.rule: range.rule"}},
		{"a service twice", with(func(c *Carrier) { c.Services = []string{"x", "x", ""} }), []string{"carrier.invalid", "services[1]: carrier.services", "services[2]: carrier.services"}},
		{"unknown paper", with(func(c *Carrier) { c.Label = LabelPolicy{Media: "A0"} }), []string{"carrier.invalid", "label.media: carrier.media"}},
		{"cut-off tomorrow", with(func(c *Carrier) { c.CutOff = 24 * 60 }), []string{"carrier.invalid", "cut_off: number.range"}},
		{"negative limits", with(func(c *Carrier) { c.MaxGrams, c.MaxEdge = -1, -1 }), []string{"carrier.invalid", "max_grams: number.range", "max_edge: number.range"}},
	})
}

func TestPurchaseOrderCheck(t *testing.T) {
	good := PurchaseOrder{Number: "PO-1", Supplier: "SUP01"}
	line := PurchaseLine{SKU: "A", Ordered: 1}
	runChecks(t, []check{
		{"good", good.Check([]PurchaseLine{line}), nil},
		{"500 lines", good.Check(slicesRepeat(line, 500)), nil},
		{"501 lines", good.Check(slicesRepeat(line, 501)), []string{"purchase_order.invalid", "lines: number.range"}},
		{"no lines, no head", (&PurchaseOrder{Expected: -1}).Check(nil), []string{"purchase_order.invalid", "number: code.malformed",
			"supplier: code.malformed", "expected: date.malformed", "lines: number.range"}},
		{"every bad line is told", good.Check([]PurchaseLine{{SKU: "", Ordered: 1}, line, {SKU: "B", Ordered: 0}}),
			[]string{"purchase_order.invalid", "lines[0].sku: item.sku", "lines[2].ordered: number.range"}},
	})
}

func TestASNCheck(t *testing.T) {
	good := ASN{Number: "ASN-1", Supplier: "SUP01"}
	runChecks(t, []check{
		{"good", good.Check([]ASNLine{{SKU: "A", Quantity: 1, Lot: "L1", LPN: "003400000000000012"}}), nil},
		{"bad line", good.Check([]ASNLine{{SKU: " A", Quantity: -1, Lot: item.Lot(strings.Repeat("1", 31)), Expiry: -1, LPN: "a b", POLine: 3}}),
			[]string{"asn.invalid", "lines[0].sku: item.sku", "lines[0].lot: lot.malformed", "lines[0].quantity: number.range",
				"lines[0].expiry: date.malformed", "lines[0].lpn: code.malformed", "lines[0].po_line: asn.po_line"}},
		{"bad head", (&ASN{Reference: strings.Repeat("r", 31), PurchaseOrder: "a b"}).Check(nil), []string{"asn.invalid", "number: code.malformed",
			"supplier: code.malformed", "reference: asn.reference", "purchase_order: code.malformed", "lines: number.range"}},
	})
}

func slicesRepeat[T any](v T, n int) []T {
	out := make([]T, n)
	for i := range out {
		out[i] = v
	}
	return out
}

func TestTolerance(t *testing.T) {
	for _, c := range []struct {
		tolerance          Tolerance
		ordered, most, due int64
	}{
		{Tolerance{}, 100, 100, 100},
		{Tolerance{10, 5}, 100, 110, 95},
		{Tolerance{10, 5}, 9, 9, 9}, // a part of a unit neither comes nor is forgiven
		{Tolerance{10, 10}, 19, 20, 18},
		{Tolerance{100, 100}, 7, 14, 0},
	} {
		if got := c.tolerance.Most(c.ordered); got != c.most {
			t.Errorf("%v of %d: got most %d, want %d", c.tolerance, c.ordered, got, c.most)
		}
		if got := c.tolerance.Least(c.ordered); got != c.due {
			t.Errorf("%v of %d: got least %d, want %d", c.tolerance, c.ordered, got, c.due)
		}
	}
}

func TestStatusFollowsFromWhatCame(t *testing.T) {
	for _, c := range []struct {
		name      string
		tolerance Tolerance
		closed    bool
		received  [2]int64 // of 10 and 20
		want      Status
	}{
		{"nothing came", Tolerance{}, false, [2]int64{0, 0}, Expected},
		{"nothing came, all of it tolerated", Tolerance{0, 100}, false, [2]int64{0, 0}, Expected},
		{"one line is whole", Tolerance{}, false, [2]int64{10, 0}, Receiving},
		{"one unit is missing", Tolerance{}, false, [2]int64{10, 19}, Receiving},
		{"one unit is missing and tolerated", Tolerance{0, 5}, false, [2]int64{10, 19}, Complete},
		{"all came", Tolerance{}, false, [2]int64{10, 20}, Complete},
		{"more came", Tolerance{10, 0}, false, [2]int64{11, 22}, Complete},
		{"closed short", Tolerance{}, true, [2]int64{3, 0}, Ended},
	} {
		po := PurchaseOrder{Tolerance: c.tolerance, Closed: c.closed}
		if got := po.Status([]PurchaseLine{{Ordered: 10, Received: c.received[0]}, {Ordered: 20, Received: c.received[1]}}); got != c.want {
			t.Errorf("purchase order, %s: got %s, want %s", c.name, got, c.want)
		}
		asn := ASN{Tolerance: c.tolerance, Closed: c.closed}
		if got := asn.Status([]ASNLine{{Quantity: 10, Received: c.received[0]}, {Quantity: 20, Received: c.received[1]}}); got != c.want {
			t.Errorf("ASN, %s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestNumbersAreWrittenAndReadBack(t *testing.T) {
	for _, c := range []struct {
		name   string
		r      NumberRange
		number int64
		want   string
	}{
		{"plain", NumberRange{Prefix: "TX", Width: 6}, 42, "TX000042"},
		{"GS1, as on GTIN 4006381333931", NumberRange{Width: 12, Rule: CheckGS1}, 400638133393, "4006381333931"},
		{"mod 7: 1234567 = 176366 x 7 + 5", NumberRange{Width: 7, Rule: CheckMod7}, 1234567, "12345675"},
		{"S10, the example of its rule", NumberRange{Prefix: "EA", Width: 8, Rule: CheckS10, Suffix: "CN"}, 12345678, "EA123456785CN"},
	} {
		got := c.r.Write(c.number)
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
		if n, ok := c.r.Read(got); !ok || n != c.number {
			t.Errorf("%s: read back %d, %t; want %d", c.name, n, ok, c.number)
		}
	}
	r := NumberRange{Prefix: "TX", Width: 6, Rule: CheckGS1}
	good := r.Write(42)
	for i := range good {
		bad := []byte(good)
		bad[i] ^= 1
		if n, ok := r.Read(string(bad)); ok {
			t.Errorf("%q reads as %d, want it refused", bad, n)
		}
	}
	for _, text := range []string{"", "TX", good + "0", good[:len(good)-1], " " + good} {
		if _, ok := r.Read(text); ok {
			t.Errorf("%q was read, want it refused", text)
		}
	}
	for rule := CheckNone; rule <= CheckS10; rule++ {
		if got, ok := CheckRuleOf(rule.String()); !ok || got != rule {
			t.Errorf("rule %s: got %v back", rule, got)
		}
	}
}

func TestCutOff(t *testing.T) {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text    string
		minutes int64
		bad     bool
	}{{"", 0, false}, {"17:30", 1050, false}, {"00:01", 1, false}, {"00:00", 0, true}, {"24:00", 0, true}, {"5pm", 0, true}} {
		got, err := ParseCutOff(c.text)
		if got != c.minutes || (err != nil) != c.bad {
			t.Errorf("%q: got %d, %v; want %d", c.text, got, err, c.minutes)
		}
		if err == nil {
			if back := (&Carrier{CutOff: got}).CutOffText(); back != c.text {
				t.Errorf("got %q back, want %q", back, c.text)
			}
		}
	}
	at, ok := (&Carrier{CutOff: 1050}).CollectsAt(item.MakeDate(2026, 3, 2), shanghai)
	if want := time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC); !ok || !at.Equal(want) {
		t.Errorf("got %s, want %s", at, want)
	}
	if _, ok := (&Carrier{}).CollectsAt(item.MakeDate(2026, 3, 2), shanghai); ok {
		t.Error("a carrier without a cut-off collects at no fixed time")
	}
}
