package inventory

import (
	"math"

	"example.com/tote/inventory/counting"
	"example.com/tote/inventory/item"
)

// Worth adds up what goods are worth by the catalogue's prices of today. Goods in several currencies have no sum; one beyond
// the greatest number stays there.
type Worth struct {
	minor    int64
	currency string
	priced   bool
	mixed    bool
}

// Add takes in some units of an item; one without a price adds nothing.
func (w *Worth) Add(it *item.Item, units int64) {
	if it.PriceMinor == 0 {
		return
	}
	w.mixed = w.mixed || w.priced && w.currency != it.Currency
	w.priced, w.currency = true, it.Currency
	if more := counting.Worth(units, it.PriceMinor); more > math.MaxInt64-w.minor {
		w.minor = math.MaxInt64
	} else {
		w.minor += more
	}
}

// Sum gives the sum in minor units and its currency; nothing of what has no sum.
func (w *Worth) Sum() (minor int64, currency string) {
	if w.mixed {
		return 0, ""
	}
	return w.minor, w.currency
}
