package testdata

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

var receiptDay = time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC)

func TestItemsCanBeStoredScannedAndPacked(t *testing.T) {
	for catalogue, want := range map[string]int{Gifts: 3808, Snacks: 183} {
		items := collect(t, Items(catalogue))
		if len(items) != want {
			t.Errorf("%s: %d items, want %d", catalogue, len(items), want)
		}
		largest := Cartons(catalogue)[len(Cartons(catalogue))-1]
		owner := map[string]string{}
		before := ""
		for _, item := range items {
			if item.SKU <= before || item.Name == "" || item.Category == "" || item.PriceMinor <= 0 {
				t.Errorf("%s after %s: order, name, category or price is wrong: %+v", item.SKU, before, item)
			}
			before = item.SKU
			if catalogue == Snacks && (item.NameZH == "" || !item.ExpiryTracked) {
				t.Errorf("%s: a snack without Chinese name or expiry", item.SKU)
			}
			if item.ExpiryTracked && (!item.LotTracked || item.MinDaysShipping <= 0 || item.MinDaysReceipt <= item.MinDaysShipping) {
				t.Errorf("%s: days %d, at receipt %d, at shipping %d", item.SKU, item.ShelfLifeDays, item.MinDaysReceipt, item.MinDaysShipping)
			}
			each := item.Each()
			if long := max(each.LengthMM, each.WidthMM, each.HeightMM); long > 400 || each.WeightG > 3000 ||
				long > largest.InnerLengthMM || each.WeightG+largest.TareG > largest.MaxGrossG {
				t.Errorf("%s does not go into a parcel: %+v", item.SKU, each)
			}
			checkLevels(t, item, owner)
		}
	}
}

func checkLevels(t *testing.T, item Item, owner map[string]string) {
	t.Helper()
	for at, level := range item.Levels {
		if other, taken := owner[level.GTIN]; taken {
			t.Errorf("%s and %s share the barcode %s", item.SKU, other, level.GTIN)
		}
		owner[level.GTIN] = item.SKU
		digits := level.GTIN
		if at > 0 {
			digits = digits[1:]
		}
		if len(digits) != 13 || digits < "020" || digits >= "030" || !gtinChecks(level.GTIN) {
			t.Errorf("%s %s: barcode %s is not in 020-029 or its check digit is wrong", item.SKU, level.Name, level.GTIN)
		}
		if at == 0 {
			continue
		}
		inside := item.Levels[at-1]
		if level.Units <= inside.Units || level.Units%inside.Units != 0 || level.WeightG <= inside.WeightG*level.Units/inside.Units ||
			level.VolumeMM3() < inside.VolumeMM3()*level.Units/inside.Units {
			t.Errorf("%s: %+v does not hold whole packages of %+v", item.SKU, level, inside)
		}
	}
	box, ok := item.Level(Case)
	pallet, last := item.Level(Pallet)
	if !ok || !last || item.Levels[0].Name != Each || item.Levels[0].Units != 1 || item.Levels[len(item.Levels)-1].Name != Pallet {
		t.Fatalf("%s: levels %+v", item.SKU, item.Levels)
	}
	if box.WeightG > 17_000 || pallet.WeightG > rackMaxG || pallet.HeightMM > palletTopMM || box.Units != item.CaseUnits() {
		t.Errorf("%s: a case of %d g or a pallet of %d g, %d mm is too much", item.SKU, box.WeightG, pallet.WeightG, pallet.HeightMM)
	}
}

// gtinChecks adds all digits with weights 1 and 3 from the right, which must give a multiple of ten: the other way round than
// withCheckDigit makes them.
func gtinChecks(gtin string) bool {
	sum := 0
	for i := range len(gtin) {
		digit := int(gtin[len(gtin)-1-i] - '0')
		if i%2 == 1 {
			digit *= 3
		}
		sum += digit
	}
	return sum%10 == 0
}

func TestCheckDigitOfAPublishedExample(t *testing.T) {
	// GS1's own example numbers.
	for _, want := range []string{"6291041500213", "9501101530003"} {
		if got := withCheckDigit(want[:12]); got != want {
			t.Errorf("withCheckDigit = %s, want %s", got, want)
		}
	}
}

// Stock must be there before the order that needs it, with a fifth to spare over the whole.
func TestInboundCoversTheDemand(t *testing.T) {
	eachStream(t, func(t *testing.T, catalogue, shape string) {
		for _, n := range []int{0, 35, 200, 2000, 5000} {
			stock := map[string]int64{}
			deliveries := collect(t, Inbound(catalogue, shape, n, receiptDay))
			next := 0
			demand := map[string]int64{}
			for _, order := range collect(t, Orders(catalogue, shape, n)) {
				for ; next < len(deliveries) && deliveries[next].ForOrders <= order.Index; next++ {
					for _, line := range deliveries[next].Lines {
						stock[line.SKU] += line.Qty
					}
				}
				if order.Fault != "" {
					continue
				}
				for _, line := range order.Lines {
					if demand[line.SKU] += line.Qty; demand[line.SKU] > stock[line.SKU] {
						t.Fatalf("n=%d: order %d wants %d %s in all, %d came in", n, order.Index, demand[line.SKU], line.SKU, stock[line.SKU])
					}
				}
			}
			for sku, qty := range demand {
				if stock[sku]*100 < qty*120 {
					t.Errorf("n=%d: %d %s for a demand of %d is less than a fifth to spare", n, stock[sku], sku, qty)
				}
			}
			if next != len(deliveries) {
				t.Errorf("n=%d: %d purchase orders come after the last order", n, len(deliveries)-next)
			}
		}
	})
}

func TestPurchaseOrdersCanBeReceived(t *testing.T) {
	eachStream(t, func(t *testing.T, catalogue, shape string) {
		items := itemsBySKU(t, catalogue)
		suppliers := map[string]bool{}
		for _, s := range Suppliers(catalogue) {
			suppliers[s.Code] = true
		}
		numbers := map[string]bool{}
		for _, order := range collect(t, Inbound(catalogue, shape, 5000, receiptDay)) {
			if numbers[order.Number] || !suppliers[order.Supplier] || len(order.Lines) == 0 || len(order.Lines) > 16 {
				t.Fatalf("purchase order %s from %s with %d lines", order.Number, order.Supplier, len(order.Lines))
			}
			numbers[order.Number] = true
			for _, line := range order.Lines {
				if line.Qty != line.Cases*line.CaseUnits || line.CaseUnits != items[line.SKU].CaseUnits() {
					t.Errorf("%s %s: %d is not %d cases of %d", order.Number, line.SKU, line.Qty, line.Cases, line.CaseUnits)
				}
				checkLots(t, line, items[line.SKU])
			}
		}
	})
}

func checkLots(t *testing.T, line PurchaseLine, item Item) {
	t.Helper()
	if !item.LotTracked {
		if len(line.Lots) != 0 {
			t.Errorf("%s has lots and is not tracked", line.SKU)
		}
		return
	}
	var sum int64
	seen := map[string]bool{}
	for _, lot := range line.Lots {
		left := lot.Expiry.Sub(midnight(receiptDay)).Hours() / 24
		if seen[lot.Number] || seen[lot.Expiry.String()] || lot.Qty%line.CaseUnits != 0 || lot.Qty == 0 ||
			int(left) <= item.MinDaysReceipt || !lot.Expiry.Equal(lot.Produced.AddDate(0, 0, item.ShelfLifeDays)) {
			t.Errorf("%s lot %+v with %v days left of at least %d", line.SKU, lot, left, item.MinDaysReceipt)
		}
		seen[lot.Number], seen[lot.Expiry.String()] = true, true
		sum += lot.Qty
	}
	if sum != line.Qty || len(line.Lots) < 2 || len(line.Lots) > 3 {
		t.Errorf("%s: %d lots of %d together, want 2 or 3 of %d", line.SKU, len(line.Lots), sum, line.Qty)
	}
}

func TestWarehouseHoldsABlock(t *testing.T) {
	eachStream(t, func(t *testing.T, catalogue, shape string) {
		house, err := NewWarehouse(catalogue, Medium)
		if err != nil {
			t.Fatal(err)
		}
		type load struct{ volume, grams, shares int64 }
		room, block := map[string]load{}, map[string]load{}
		for _, l := range house.Locations {
			if l.Kind == PickFace || l.Kind == Reserve {
				have := room[l.StorageClass]
				room[l.StorageClass] = load{have.volume + l.MaxVolumeMM3, have.grams + l.MaxWeightG, have.shares + int64(l.MaxSKUs)}
			}
		}
		items := itemsBySKU(t, catalogue)
		for _, order := range collect(t, Inbound(catalogue, shape, inboundBlock, receiptDay)) {
			for _, line := range order.Lines {
				box, _ := items[line.SKU].Level(Case)
				class := items[line.SKU].StorageClass
				have := block[class]
				block[class] = load{have.volume + line.Cases*box.VolumeMM3(), have.grams + line.Cases*box.WeightG,
					have.shares + int64(max(1, len(line.Lots)))}
			}
		}
		for class, need := range block {
			have := room[class]
			t.Logf("%s: %d of %d m3, %d of %d t", class, need.volume/1e9, have.volume/1e9, need.grams/1e6, have.grams/1e6)
			if need.volume*10 > have.volume*9 || need.grams*10 > have.grams*9 || need.shares*2 > have.shares {
				t.Errorf("%s goods of one block: %+v, room for %+v", class, need, have)
			}
		}
	})
}

var fictionalPhone = regexp.MustCompile(`^(154 0000 \d{4}|07700 900\d{3}|\+44 7700 900\d{3}|020 7946 0\d{3}|\+353 20 91\d \d{4}|` +
	`\+49 30 23125\d{3}|\+49 89 99998\d{3}|\+33 (1 99 00|4 65 71) \d\d \d\d|\+61 3 5550 \d{4}|\+1 \d{3} 555 01\d\d)$`)

func TestNobodyRealIsNamed(t *testing.T) {
	eachStream(t, func(t *testing.T, catalogue, shape string) {
		countries := map[string]bool{}
		for _, order := range collect(t, Orders(catalogue, shape, 4_000)) {
			to := order.Recipient
			countries[to.Country] = true
			if !fictionalPhone.MatchString(to.Phone) && order.Fault != AddressIncomplete {
				t.Fatalf("%s: telephone %q is outside the ranges set aside for fiction", order.Number, to.Phone)
			}
			if strings.Contains(to.Phone+to.Postcode, "#") || (to.Country == "GB" && !strings.HasPrefix(to.Postcode, "ZZ")) ||
				(to.Country == "CN" && !strings.HasPrefix(to.Postcode, "00")) {
				t.Fatalf("%s: postcode %q could be somebody's", order.Number, to.Postcode)
			}
		}
		if catalogue == Snacks && (len(countries) != 1 || !countries["CN"]) || catalogue == Gifts && shape == Original && len(countries) < 20 {
			t.Errorf("countries: %v", countries)
		}
	})
}
