package testdata

import (
	"fmt"
	"iter"
	"sort"
	"strconv"
	"time"
)

// snacksADay sets the pace of made-up orders: with it 14,000 orders are about three weeks.
const snacksADay = 640

// snackHours is the share of a day's orders in each hour, in sixty-fourths: lunch, then a long evening in front of a screen.
var snackHours = [24]int{1, 0, 0, 0, 0, 0, 1, 2, 2, 3, 3, 4, 5, 4, 3, 3, 3, 3, 3, 4, 6, 6, 5, 3}

// snackOrders makes orders without end. Popularity falls as 1/(rank+3), with ranks dealt by a hash of the SKU.
func snackOrders(shape string) iter.Seq2[Order, error] {
	return func(yield func(Order, error) bool) {
		items, bySKU, err := loaded(Snacks)
		if err != nil {
			yield(Order{}, err)
			return
		}
		ranked, bound := snackPopularity(items)
		for at := 0; ; at++ {
			order := Order{Number: fmt.Sprintf("SN%07d", at+1), PlacedAt: snackTime(at), Currency: "CNY"}
			if shape == Consumer {
				order.Recipient = buyerInChina(order.Number)
			} else {
				shop := pick(draw(order.Number, "shop"), customersOf(Snacks))
				order.Customer, order.Recipient = shop.Code, shop.Address
			}
			wants := 1 + weighted(draw(order.Number, "lines"), 30, 27, 20, 14, 9)
			if shape == Original {
				wants = 8 + below(draw(order.Number, "lines"), 33)
			}
			var parcel Size
			for try := 0; len(order.Lines) < wants; try++ {
				h := draw(order.Number, "line", strconv.Itoa(try))
				ticket := below(h, bound[len(bound)-1])
				sku := ranked[sort.SearchInts(bound, ticket+1)]
				item := items[bySKU[sku]]
				qty := int64(1 + weighted(h>>32, 60, 28, 12))
				if shape == Original {
					qty = item.CaseUnits() * int64(1+below(h>>32, 4))
				}
				if order.has(sku) || (shape == Consumer && !parcel.add(item.Each().Size, qty)) {
					continue
				}
				order.Lines = append(order.Lines, OrderLine{SKU: sku, Qty: qty, UnitPriceMinor: item.PriceMinor})
			}
			if !yield(order, nil) {
				return
			}
		}
	}
}

func (o *Order) has(sku string) bool {
	for _, line := range o.Lines {
		if line.SKU == sku {
			return true
		}
	}
	return false
}

// add puts units into a parcel kept as one heap of goods (its length is the volume in mm3), unless the consumer's limits forbid it.
func (s *Size) add(unit Size, qty int64) bool {
	heap := Size{LengthMM: s.LengthMM + qty*unit.VolumeMM3(), WidthMM: 1, HeightMM: 1, WeightG: s.WeightG + qty*unit.WeightG}
	if heap.LengthMM > parcelMaxMM3 || heap.WeightG > parcelMaxG {
		return false
	}
	*s = heap
	return true
}

// snackPopularity gives the SKUs from the best seller down and the running sum of their shares.
func snackPopularity(items []Item) (ranked []string, bound []int) {
	for _, item := range items {
		ranked = append(ranked, item.SKU)
	}
	sort.Slice(ranked, func(i, j int) bool {
		a, b := draw(ranked[i], "rank"), draw(ranked[j], "rank")
		return a < b || (a == b && ranked[i] < ranked[j])
	})
	sum := 0
	for rank := range ranked {
		sum += 1_000_000 / (rank + 3)
		bound = append(bound, sum)
	}
	return ranked, bound
}

// snackTime spreads a day's orders over its hours.
func snackTime(at int) time.Duration {
	const perShare = snacksADay / 64
	day, place := at/snacksADay, at%snacksADay
	for hour, share := range snackHours {
		if n := share * perShare; place < n {
			return time.Duration(day)*24*time.Hour + time.Duration(hour*60+place*60/n)*time.Minute
		} else {
			place -= n
		}
	}
	panic("testdata: the hours' shares do not add up to 64")
}
