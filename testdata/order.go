package testdata

import (
	"fmt"
	"iter"
	"time"
)

// Order is one order as a channel would send it.
type Order struct {
	Index     int           // position in the stream, from 0
	Number    string        // the channel's own number, unique but for declared duplicates
	PlacedAt  time.Duration // since the stream's first midnight, whole minutes, never falling
	Channel   string        // one of Channels(catalogue)
	Customer  string        // code of a trade customer in Customers(catalogue), or ""
	Payment   string        // Paid or Unpaid
	Service   string        // Standard or Express
	Priority  int           // 0 usual, 1 first
	Currency  string
	Recipient Address
	Lines     []OrderLine // every SKU once
	Fault     string      // "" or the reason the order must wait with: one of Faults
}

// OrderLine is a quantity of eaches of one SKU.
type OrderLine struct {
	SKU            string
	Qty            int64
	UnitPriceMinor int64
}

// Address is a made-up recipient. Company, Province, District and Town may be empty; Detail and Phone are empty in orders with the
// fault AddressIncomplete only. Country is ISO 3166-1 alpha-2. Telephones come from ranges set aside for fiction.
type Address struct {
	Name, Company, Phone                                      string
	Country, Province, City, District, Town, Detail, Postcode string
}

// Payment states.
const (
	Paid   = "paid"
	Unpaid = "unpaid"
)

// Services.
const (
	Standard = "standard"
	Express  = "express"
)

// The reasons a spoiled order must wait with.
const (
	PaymentMissing    = "payment.missing"
	ItemUnknown       = "item.unknown"
	AddressIncomplete = "address.incomplete"
	OrderDuplicate    = "order.duplicate"
)

// Faults lists them all.
var Faults = []string{PaymentMissing, ItemUnknown, AddressIncomplete, OrderDuplicate}

// One order in faultEvery is spoiled, and none before faultAfter of them: 1 in 35 is the most any beginning of the stream can hold.
const (
	faultEvery = 50
	faultAfter = 34
)

// Orders streams the first n orders; a longer stream begins with the same ones. Good and spoiled orders count alike. The error
// names an unknown catalogue or shape, or how many orders there are when n asks for more (only gifts are finite).
func Orders(catalogue, shape string, n int) iter.Seq2[Order, error] {
	if err := checkStream(catalogue, shape, n); err != nil {
		return failed[Order](err)
	}
	if n == 0 {
		return func(func(Order, error) bool) {}
	}
	source := giftOrders(shape)
	if catalogue == Snacks {
		source = snackOrders(shape)
	}
	return func(yield func(Order, error) bool) {
		var numbers [faultAfter]string
		at := 0
		for order, err := range source {
			if err != nil {
				yield(Order{}, err)
				return
			}
			order.Index, order.Payment = at, Paid
			finish(catalogue, &order)
			if place := at % faultEvery; place < faultAfter {
				numbers[place] = order.Number
			} else {
				spoil(catalogue, shape, &order, numbers[:])
			}
			if at++; !yield(order, nil) || at == n {
				return
			}
		}
		yield(Order{}, fmt.Errorf("testdata: %s holds %d orders of shape %q: asked for %d", catalogue, at, shape, n))
	}
}

// finish draws what no source tells: channel and service.
func finish(catalogue string, o *Order) {
	h := draw(catalogue, o.Number, "service")
	o.Service = Standard
	if weighted(h, 85, 15) == 1 {
		o.Service, o.Priority = Express, 1
	}
	o.Channel = channelOf(catalogue, o.Number)
}

// channelOf draws the channel an order number is of.
func channelOf(catalogue, number string) string {
	return Channels(catalogue)[weighted(draw(catalogue, number, "service")>>32, 60, 30, 10)]
}

// spoil makes the order faulty if it stands at the place drawn for its fifty.
func spoil(catalogue, shape string, o *Order, earlier []string) {
	fifty := o.Index / faultEvery
	h := draw(catalogue, shape, "fault", fmt.Sprint(fifty))
	if o.Index%faultEvery != faultAfter+below(h, faultEvery-faultAfter) {
		return
	}
	turn := draw(catalogue, shape, "kind", fmt.Sprint(fifty/len(Faults)))
	o.Fault = Faults[(below(turn, len(Faults))+fifty)%len(Faults)]
	switch o.Fault {
	case PaymentMissing:
		o.Payment = Unpaid
	case ItemUnknown:
		o.Lines[below(h>>16, len(o.Lines))].SKU = unknownSKU(catalogue, below(h>>24, 100))
	case AddressIncomplete:
		if h>>40&1 == 0 {
			o.Recipient.Detail = ""
		} else {
			o.Recipient.Phone = ""
		}
	case OrderDuplicate:
		o.Number = pick(h>>16, earlier)
		o.Channel = channelOf(catalogue, o.Number) // a number is used twice only within its channel
	}
}

// unknownSKU looks like one of the catalogue's but lies in a block that neither uses.
func unknownSKU(catalogue string, number int) string {
	if catalogue == Snacks {
		return fmt.Sprintf("ZZ99%02d", number)
	}
	return fmt.Sprintf("999%02d", number)
}
