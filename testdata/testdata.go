// Package testdata carries the demo's input inside the program: two catalogues, two warehouses, the people in them,
// a stream of orders each and the purchase orders that cover them.
//
// Start reading at Items, Orders, Inbound and NewWarehouse. Every function is a pure function of its arguments and of the
// embedded tables: the same call gives the same bytes on every machine. The package never looks at a clock, at random
// numbers or at the file system, imports the standard library only and knows no type of the domain: callers translate.
//
// # Catalogues
//
// "gifts" holds 3,808 SKUs and 14,744 real orders of a British web shop (orders/SOURCE.md: UCI Online Retail, CC BY 4.0).
// "snacks" holds Chinese snacks of our own making (catalogue/SOURCE.md) and makes any number of orders.
//
// # Sizes of gifts
//
// Sizes and weights in sku_master are invented and partly absurd (a 12 kg inflatable globe). They are clamped so that a unit
// goes into a parcel: if the longest side is over 400 mm all three sides shrink in proportion until it is 400 mm, and the
// weight is cut off at 3,000 g. An unnamed SKU is called "Gift article <SKU>", one without a price costs 1.25 GBP.
//
// # Shape "original"
//
// gifts: the invoice as it is, up to 703 lines and any quantity, from a made-up shop. snacks: a small shop's order of
// 8 to 40 lines, each 1 to 4 cases.
//
// # Shape "consumer"
//
// An order has 1 to 5 lines of 1 to 3 units and fits one parcel of 15 kg and 45 litres (the units' own volume), so that it
// fills at most 70 % of the largest carton. For gifts an invoice is cut into at most 3 orders:
//
//  1. The invoice's lines are read in file order. For order k (1, 2, 3) a hash of invoice and k draws the number of lines
//     it wants: 1 (40 %), 2 (25 %), 3 (17 %), 4 (11 %), 5 (7 %).
//  2. A hash of invoice and SKU draws a cap of 1 (65 %), 2 (25 %) or 3 (10 %) units; the quantity is the real one or the cap,
//     whichever is less.
//  3. A line that would burst the parcel gets as few units as fit; if not even one fits the order closes and the line
//     begins the next one.
//  4. The order closes when it has the lines it wants; what the invoice holds after its third order is left out.
//
// Order k of invoice 536365 is 536365-k; it keeps the invoice's minute and country and gets a buyer of its own.
//
// # Faulty orders
//
// Of every 50 orders one is spoiled, at a place between the 35th and the last drawn by a hash: 2 % in the long run and never
// more than 3 % of the first n. Order.Fault names the reason the order must wait with. Four spoiled orders in a row are of
// the four kinds. A duplicate carries the number of one of the first 34 orders of its fifty and other lines: whoever
// feeds the stream must keep these two in order.
package testdata

import (
	"embed"
	"fmt"
	"iter"
)

//go:embed orders/*.csv.gz
var orderFiles embed.FS

//go:embed catalogue/*.csv
var catalogueFiles embed.FS

// The catalogues.
const (
	Gifts  = "gifts"
	Snacks = "snacks"
)

// The shapes of an order stream.
const (
	Consumer = "consumer"
	Original = "original"
)

// Catalogues and Shapes list the accepted words, for flags and their help.
var (
	Catalogues = []string{Gifts, Snacks}
	Shapes     = []string{Consumer, Original}
)

func checkCatalogue(name string) error {
	if name == Gifts || name == Snacks {
		return nil
	}
	return fmt.Errorf("testdata: no catalogue %q: use %q or %q", name, Gifts, Snacks)
}

func checkStream(catalogue, shape string, n int) error {
	if err := checkCatalogue(catalogue); err != nil {
		return err
	}
	if shape != Consumer && shape != Original {
		return fmt.Errorf("testdata: no order shape %q: use %q or %q", shape, Consumer, Original)
	}
	if n < 0 {
		return fmt.Errorf("testdata: %d orders: the number must not be negative", n)
	}
	return nil
}

// failed is a stream that holds nothing but its error.
func failed[T any](err error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		yield(none, err)
	}
}
