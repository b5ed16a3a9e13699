package partner

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// Customer is a trade customer with terms of its own. Consumers are no records: they exist within their orders only.
type Customer struct {
	Code    string   `cbor:"1,keyasint"`
	Name    string   `cbor:"2,keyasint,omitempty"`
	NameZH  string   `cbor:"3,keyasint,omitempty"`
	MinDays int64    `cbor:"4,keyasint,omitempty"` // days of shelf life that must remain at shipping; the item's own rule holds too
	Address []string `cbor:"5,keyasint,omitempty"`
	Country string   `cbor:"6,keyasint,omitempty"` // ISO 3166 alpha-2
	Phone   string   `cbor:"7,keyasint,omitempty"`
	Closed  bool     `cbor:"8,keyasint,omitempty"` // nothing new is sold

	Revision uint64 `cbor:"9,keyasint,omitempty"`
}

// Check tells everything that is wrong with the customer's own values. Error: customer.invalid.
func (c *Customer) Check() error {
	var g fault.Gather
	checkCode(&g, "code", c.Code, MaxCode)
	checkNames(&g, c.Name, c.NameZH)
	checkRange(&g, "min_days", c.MinDays, 0, MaxDays)
	checkAddress(&g, c.Address, c.Country, c.Phone)
	return g.Invalid("customer.invalid", "customer %q cannot be kept as it is", c.Code)
}

// Customers are kept in the company's partition.
var Customers = store.Collection[Customer]{
	Noun: "customer", Version: 1,
	Key: func(c *Customer) store.Key { return customerKey(c.Code) },
}

func customerKey(code string) store.Key { return store.K(tagCustomer).Str(code) }

// PutCustomer creates a customer (expected 0) or edits the one with that revision. Errors: customer.invalid,
// revision.stale, revision.exists, customer.unknown.
func PutCustomer(tx *store.Tx, c Customer, expected uint64) (Customer, error) {
	if err := store.CheckHome(tx, "customer", true); err != nil {
		return c, err
	}
	c.Code = normalCode(c.Code)
	if err := c.Check(); err != nil {
		return c, err
	}
	old, _ := Customers.Get(tx, customerKey(c.Code))
	if err := store.CheckRevision("customer", c.Code, old.Revision, expected); err != nil {
		return c, err
	}
	c.Revision = old.Revision + 1
	Customers.Put(tx, &c)
	return c, nil
}

// FindCustomer gives a customer, from any partition. Error: customer.unknown.
func FindCustomer(r store.Reader, code string) (Customer, error) {
	return Customers.Must(r.Company(), customerKey(normalCode(code)), code)
}

// ListCustomers gives a page in order of code, from any partition.
func ListCustomers(r store.Reader, p Page) []Customer {
	return list(r.Company(), &Customers, tagCustomer, p)
}
