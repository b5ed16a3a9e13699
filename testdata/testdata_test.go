package testdata

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"testing"
)

// collect reads a stream to its end and fails on an error in it.
func collect[T any](t *testing.T, stream iter.Seq2[T, error]) []T {
	t.Helper()
	var all []T
	for value, err := range stream {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, value)
	}
	return all
}

// eachStream runs a test over both catalogues in both shapes.
func eachStream(t *testing.T, test func(t *testing.T, catalogue, shape string)) {
	for _, catalogue := range Catalogues {
		for _, shape := range Shapes {
			t.Run(catalogue+"/"+shape, func(t *testing.T) {
				t.Parallel() // the long streams take seconds each under the race detector
				test(t, catalogue, shape)
			})
		}
	}
}

func itemsBySKU(t *testing.T, catalogue string) map[string]Item {
	t.Helper()
	found := map[string]Item{}
	for _, item := range collect(t, Items(catalogue)) {
		found[item.SKU] = item
	}
	return found
}

func TestEmbeddedOrdersStayUnderThreeMegabytes(t *testing.T) {
	var total int64
	err := fs.WalkDir(orderFiles, ".", func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		total += info.Size()
		return err
	})
	if err != nil || total == 0 || total > 3_000_000 {
		t.Errorf("embedded orders: %d bytes, error %v; want 1 to 3,000,000", total, err)
	}
}

// The figures are those of the source's own description, counted apart from this package.
func TestOriginalOrdersAreTheSources(t *testing.T) {
	t.Parallel()
	var lines, longest int
	var units int64
	orders := collect(t, Orders(Gifts, Original, 14_744))
	for _, order := range orders {
		lines += len(order.Lines)
		longest = max(longest, len(order.Lines))
		for _, line := range order.Lines {
			units += line.Qty
		}
	}
	if got, want := fmt.Sprint(len(orders), lines, longest, units), "14744 355920 703 3937645"; got != want {
		t.Errorf("orders, lines, longest order, units = %s, want %s", got, want)
	}
	first := orders[0]
	if first.Number != "536365" || first.PlacedAt.String() != "8h26m0s" || first.Lines[0] != (OrderLine{"85123A", 6, 295}) {
		t.Errorf("first order = %+v", first)
	}
}

// goldens hold the first 1,000 orders. Whoever changes a rule changes the demo's expected result: say so in the package comment.
var goldens = map[string]string{
	"gifts/consumer":  "c13d35fe8f948aea",
	"gifts/original":  "fa35153f6c570a00",
	"snacks/consumer": "ee75c1023bdcbdd8",
	"snacks/original": "f8970974b3fc0ddb",
}

func TestFirstThousandOrdersNeverChange(t *testing.T) {
	eachStream(t, func(t *testing.T, catalogue, shape string) {
		text, err := json.Marshal(collect(t, Orders(catalogue, shape, 1000)))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := fmt.Sprintf("%x", sha256.Sum256(text))[:16], goldens[catalogue+"/"+shape]; got != want {
			t.Errorf("hash of the first 1,000 orders = %s, want %s", got, want)
		}
	})
}

func TestLongerStreamBeginsWithTheShorterOne(t *testing.T) {
	eachStream(t, func(t *testing.T, catalogue, shape string) {
		short, long := collect(t, Orders(catalogue, shape, 130)), collect(t, Orders(catalogue, shape, 300))
		if got, want := fmt.Sprint(long[:130]), fmt.Sprint(short); got != want {
			t.Error("the first 130 of 300 orders differ from the first 130 of 130")
		}
	})
}

func TestFourteenThousandOrders(t *testing.T) {
	eachStream(t, func(t *testing.T, catalogue, shape string) {
		items := itemsBySKU(t, catalogue)
		seen := map[string]string{} // number -> fault of its first bearer
		kinds := map[string]int{}
		var before Order
		faulty := 0
		for at, order := range collect(t, Orders(catalogue, shape, 14_000)) {
			if order.Index != at || order.PlacedAt < before.PlacedAt || order.PlacedAt%60e9 != 0 {
				t.Fatalf("order %d: index %d at %v after %v", at, order.Index, order.PlacedAt, before.PlacedAt)
			}
			if order.Fault != "" {
				faulty++
				kinds[order.Fault]++
			}
			if share := faulty * 100; share > 3*(at+1) {
				t.Fatalf("%d of the first %d orders are faulty: more than 3 %%", faulty, at+1)
			}
			if got := judge(order, items, seen); got != order.Fault {
				t.Fatalf("order %d %s: found %q, declared %q: %+v", at, order.Number, got, order.Fault, order)
			}
			if _, again := seen[order.Number]; !again {
				seen[order.Number] = order.Fault
			}
			before = order
		}
		for _, kind := range Faults {
			if kinds[kind] != 70 {
				t.Errorf("%d orders with %s, want 70", kinds[kind], kind)
			}
		}
	})
}

// judge finds an order's fault from its content, as a warehouse would.
func judge(order Order, items map[string]Item, seen map[string]string) string {
	var found []string
	if order.Payment != Paid {
		found = append(found, PaymentMissing)
	}
	skus := map[string]bool{}
	for _, line := range order.Lines {
		if _, known := items[line.SKU]; !known {
			found = append(found, ItemUnknown)
		}
		if skus[line.SKU] || line.Qty <= 0 || line.UnitPriceMinor <= 0 {
			found = append(found, "line twice or without quantity or price: "+line.SKU)
		}
		skus[line.SKU] = true
	}
	to := order.Recipient
	if to.Detail == "" || to.Phone == "" {
		found = append(found, AddressIncomplete)
	}
	if to.Name == "" || to.City == "" || len(to.Country) != 2 || len(order.Lines) == 0 || order.Channel == "" {
		found = append(found, "name, city, country, lines or channel missing")
	}
	if fault, again := seen[order.Number]; again {
		found = append(found, OrderDuplicate)
		if fault != "" {
			found = append(found, "duplicate of a faulty order")
		}
	}
	return strings.Join(found, ", ")
}

func TestSmallDemoMeetsEveryFault(t *testing.T) {
	eachStream(t, func(t *testing.T, catalogue, shape string) {
		var kinds []string
		for _, order := range collect(t, Orders(catalogue, shape, 200)) {
			if order.Fault != "" {
				kinds = append(kinds, order.Fault)
			}
		}
		slices.Sort(kinds)
		want := slices.Sorted(slices.Values(Faults))
		if !slices.Equal(kinds, want) {
			t.Errorf("faults of the first 200 = %v, want %v", kinds, want)
		}
	})
}

func TestConsumerOrderIsOneParcel(t *testing.T) {
	t.Parallel()
	for _, catalogue := range Catalogues {
		items := itemsBySKU(t, catalogue)
		largest := Cartons(catalogue)[len(Cartons(catalogue))-1]
		for _, order := range collect(t, Orders(catalogue, Consumer, 15_000)) {
			var grams, volume int64
			for _, line := range order.Lines {
				if line.Qty > 3 {
					t.Fatalf("%s: %d units of %s, want at most 3", order.Number, line.Qty, line.SKU)
				}
				if item, known := items[line.SKU]; known {
					grams += line.Qty * item.Each().WeightG
					volume += line.Qty * item.Each().VolumeMM3()
				}
			}
			if len(order.Lines) > 5 || volume*10 > largest.InnerMM3()*7 || grams+largest.TareG > largest.MaxGrossG {
				t.Fatalf("%s does not fit carton %s: %d lines, %d mm3, %d g", order.Number, largest.Code, len(order.Lines), volume, grams)
			}
		}
	}
}

func TestCutKeepsTheRule(t *testing.T) {
	size := map[string]Size{"small": {10, 10, 10, 10}, "bulky": {400, 400, 190, 3000}}
	unit := func(sku string) Size { return size[strings.SplitN(sku, "/", 2)[0]] }
	for number := range 200 {
		bill := invoice{id: fmt.Sprint(number), country: "Germany"}
		for i := range 1 + number%20 {
			kind := []string{"small", "bulky"}[(i+number)%2]
			bill.lines = append(bill.lines, OrderLine{SKU: fmt.Sprintf("%s/%d", kind, i), Qty: int64(1 + i*number%90), UnitPriceMinor: 5})
		}
		next := 0
		orders := cut(bill, unit)
		for k, order := range orders {
			if got, want := order.Number, fmt.Sprintf("%d-%d", number, k+1); got != want {
				t.Fatalf("number %s, want %s", got, want)
			}
			var volume int64
			for _, line := range order.Lines {
				source := bill.lines[next]
				if line.SKU != source.SKU || line.Qty > min(3, source.Qty) || line.Qty < 1 {
					t.Fatalf("order %s holds %+v, the invoice's next line is %+v", order.Number, line, source)
				}
				volume += line.Qty * unit(line.SKU).VolumeMM3()
				next++
			}
			if len(order.Lines) == 0 || len(order.Lines) > 5 || volume > parcelMaxMM3 {
				t.Fatalf("order %s: %d lines, %d mm3", order.Number, len(order.Lines), volume)
			}
		}
		if len(orders) > ordersPerInvoice || (len(orders) < ordersPerInvoice && next != len(bill.lines)) {
			t.Fatalf("invoice %s: %d orders used %d of %d lines", bill.id, len(orders), next, len(bill.lines))
		}
	}
}

func TestStreamsRefuseWhatTheyDoNotHave(t *testing.T) {
	t.Parallel()
	tests := []struct {
		catalogue, shape string
		n                int
		want             string
	}{
		{"toys", Consumer, 5, `no catalogue "toys": use "gifts" or "snacks"`},
		{Gifts, "huge", 5, `no order shape "huge": use "consumer" or "original"`},
		{Gifts, Consumer, -1, "must not be negative"},
		{Gifts, Original, 14_745, `gifts holds 14744 orders of shape "original": asked for 14745`},
		{Gifts, Consumer, 100_000, `gifts holds 38560 orders of shape "consumer": asked for 100000`},
	}
	for _, tt := range tests {
		var got error
		for _, err := range Orders(tt.catalogue, tt.shape, tt.n) {
			got = err
		}
		if got == nil || !strings.Contains(got.Error(), tt.want) {
			t.Errorf("Orders(%q, %q, %d) = %v, want %q in it", tt.catalogue, tt.shape, tt.n, got, tt.want)
		}
	}
	if got := collect(t, Orders(Snacks, Consumer, 0)); len(got) != 0 {
		t.Errorf("no orders asked for, got %d", len(got))
	}
}
