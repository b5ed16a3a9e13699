package partner

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// MaxDays bounds lead times and remaining days: a hundred years.
const MaxDays = 36_500

// MaxPercent bounds tolerances: nobody takes twice of what was ordered as a matter of course.
const MaxPercent = 100

// Tolerance is how far a delivery may differ from what was ordered, in whole percent of a line.
type Tolerance struct {
	OverPercent  int64 `cbor:"1,keyasint,omitempty"`
	ShortPercent int64 `cbor:"2,keyasint,omitempty"`
}

func (t Tolerance) check(g *fault.Gather) {
	checkRange(g, "over_percent", t.OverPercent, 0, MaxPercent)
	checkRange(g, "short_percent", t.ShortPercent, 0, MaxPercent)
}

// Most gives the greatest quantity that may come for an ordered one; parts of a unit are cut off.
func (t Tolerance) Most(ordered int64) int64 { return ordered + ordered*t.OverPercent/100 }

// Least gives the smallest quantity that counts as complete; parts of a unit are asked for in full.
func (t Tolerance) Least(ordered int64) int64 { return ordered - ordered*t.ShortPercent/100 }

// Supplier sells goods to the house.
type Supplier struct {
	Code      string    `cbor:"1,keyasint"`
	Name      string    `cbor:"2,keyasint,omitempty"`
	NameZH    string    `cbor:"3,keyasint,omitempty"`
	LeadDays  int64     `cbor:"4,keyasint,omitempty"` // from order to dock
	Tolerance Tolerance `cbor:"5,keyasint,omitzero"`  // proposed for its purchase orders
	Address   []string  `cbor:"6,keyasint,omitempty"`
	Country   string    `cbor:"7,keyasint,omitempty"` // ISO 3166 alpha-2
	Phone     string    `cbor:"8,keyasint,omitempty"`
	Closed    bool      `cbor:"9,keyasint,omitempty"` // nothing new is ordered
	Revision  uint64    `cbor:"10,keyasint,omitempty"`
}

// Check tells everything that is wrong with the supplier's own values. Error: supplier.invalid.
func (s *Supplier) Check() error {
	var g fault.Gather
	checkCode(&g, "code", s.Code, MaxCode)
	checkNames(&g, s.Name, s.NameZH)
	checkRange(&g, "lead_days", s.LeadDays, 0, MaxDays)
	s.Tolerance.check(&g)
	checkAddress(&g, s.Address, s.Country, s.Phone)
	return g.Invalid("supplier.invalid", "supplier %q cannot be kept as it is", s.Code)
}

// Suppliers are kept in the company's partition.
var Suppliers = store.Collection[Supplier]{
	Noun: "supplier", Version: 1,
	Key: func(s *Supplier) store.Key { return supplierKey(s.Code) },
}

func supplierKey(code string) store.Key { return store.K(tagSupplier).Str(code) }

// PutSupplier creates a supplier (expected 0) or edits the one with that revision. Errors: supplier.invalid,
// revision.stale, revision.exists, supplier.unknown.
func PutSupplier(tx *store.Tx, s Supplier, expected uint64) (Supplier, error) {
	if err := store.CheckHome(tx, "supplier", true); err != nil {
		return s, err
	}
	s.Code = normalCode(s.Code)
	if err := s.Check(); err != nil {
		return s, err
	}
	old, _ := Suppliers.Get(tx, supplierKey(s.Code))
	if err := store.CheckRevision("supplier", s.Code, old.Revision, expected); err != nil {
		return s, err
	}
	s.Revision = old.Revision + 1
	Suppliers.Put(tx, &s)
	return s, nil
}

// FindSupplier gives a supplier, from any partition. Error: supplier.unknown.
func FindSupplier(r store.Reader, code string) (Supplier, error) {
	return Suppliers.Must(r.Company(), supplierKey(normalCode(code)), code)
}

// ListSuppliers gives a page in order of code, from any partition.
func ListSuppliers(r store.Reader, p Page) []Supplier {
	return list(r.Company(), &Suppliers, tagSupplier, p)
}
