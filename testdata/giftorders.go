package testdata

import (
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"
)

// giftsBegin is the midnight that gift orders count from. The source gives local time without a zone, so no zone is applied.
var giftsBegin = time.Date(2010, 12, 1, 0, 0, 0, 0, time.UTC)

// The consumer's parcel: the units alone, without carton and filling.
const (
	parcelMaxG   = 15_000
	parcelMaxMM3 = 45_000_000
)

// ordersPerInvoice bounds the consumer orders cut from one invoice, so that a wholesaler does not fill a morning.
const ordersPerInvoice = 3

type invoice struct {
	id, customer, country string
	placedAt              time.Duration
	lines                 []OrderLine
}

var errEnough = errors.New("enough")

// invoices streams the real orders; the rows of one lie together in the file.
func invoices() iter.Seq2[invoice, error] {
	return func(yield func(invoice, error) bool) {
		items, bySKU, err := loaded(Gifts)
		if err != nil {
			yield(invoice{}, err)
			return
		}
		var open invoice
		err = eachGiftRow("online_retail_orders.csv.gz", 6, func(row []string) error {
			if row[0] != open.id {
				if open.id != "" && !yield(open, nil) {
					return errEnough
				}
				placed, err := time.Parse("2006-01-02 15:04", row[1])
				if err != nil {
					return err
				}
				open = invoice{id: strings.Clone(row[0]), customer: strings.Clone(row[2]),
					country: strings.Clone(row[3]), placedAt: placed.Sub(giftsBegin)}
			}
			qty, err := strconv.ParseInt(row[5], 10, 64)
			if err != nil || qty <= 0 {
				return fmt.Errorf("invoice %s: quantity %q is not a positive number", row[0], row[5])
			}
			at, known := bySKU[row[4]]
			if !known {
				return fmt.Errorf("invoice %s: SKU %q is not in the master", row[0], row[4])
			}
			open.lines = append(open.lines, OrderLine{SKU: items[at].SKU, Qty: qty, UnitPriceMinor: items[at].PriceMinor})
			return nil
		})
		switch {
		case errors.Is(err, errEnough):
		case err != nil:
			yield(invoice{}, err)
		case open.id != "":
			yield(open, nil)
		}
	}
}

// giftOrders streams the invoices in the shape asked for, all of them good.
func giftOrders(shape string) iter.Seq2[Order, error] {
	return func(yield func(Order, error) bool) {
		items, bySKU, err := loaded(Gifts)
		if err != nil {
			yield(Order{}, err)
			return
		}
		unit := func(sku string) Size { return items[bySKU[sku]].Each().Size }
		for bill, err := range invoices() {
			if err != nil {
				yield(Order{}, err)
				return
			}
			orders := []Order{wholesale(bill)}
			if shape == Consumer {
				orders = cut(bill, unit)
			}
			for _, order := range orders {
				if !yield(order, nil) {
					return
				}
			}
		}
	}
}

// wholesale keeps the invoice whole. British buyers are made-up shops, the same one whenever the source names the same customer.
func wholesale(bill invoice) Order {
	order := Order{Number: bill.id, PlacedAt: bill.placedAt, Currency: "GBP", Lines: bill.lines}
	if bill.country == "United Kingdom" && bill.customer != "" {
		shop := pick(draw(Gifts, "customer", bill.customer), customersOf(Gifts))
		order.Customer, order.Recipient = shop.Code, shop.Address
		return order
	}
	key := bill.customer
	if key == "" {
		key = bill.id
	}
	order.Recipient = buyerAbroad(bill.country, key)
	return order
}

// cut applies the rule of the package comment to one invoice.
func cut(bill invoice, unit func(sku string) Size) []Order {
	var orders []Order
	left := bill.lines
	for k := 1; k <= ordersPerInvoice && len(left) > 0; k++ {
		number := fmt.Sprintf("%s-%d", bill.id, k)
		wants := 1 + weighted(draw(bill.id, strconv.Itoa(k), "lines"), 40, 25, 17, 11, 7)
		order := Order{Number: number, PlacedAt: bill.placedAt, Currency: "GBP", Recipient: buyerAbroad(bill.country, number)}
		var grams, volume int64
		for len(order.Lines) < wants && len(left) > 0 {
			line, size := left[0], unit(left[0].SKU)
			most := int64(1 + weighted(draw(bill.id, line.SKU, "units"), 65, 25, 10))
			line.Qty = min(line.Qty, most, (parcelMaxG-grams)/size.WeightG, (parcelMaxMM3-volume)/size.VolumeMM3())
			if line.Qty == 0 {
				break
			}
			grams += line.Qty * size.WeightG
			volume += line.Qty * size.VolumeMM3()
			order.Lines = append(order.Lines, line)
			left = left[1:]
		}
		orders = append(orders, order)
	}
	return orders
}
