package partner

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// Carton is a kind of shipping carton the packers have at hand.
type Carton struct {
	Code      string    `cbor:"1,keyasint"`
	Name      string    `cbor:"2,keyasint,omitempty"`
	NameZH    string    `cbor:"3,keyasint,omitempty"`
	Inner     item.Size `cbor:"4,keyasint,omitzero"`  // room for goods
	Outer     item.Size `cbor:"5,keyasint,omitzero"`  // what the carrier measures
	Tare      int64     `cbor:"6,keyasint,omitempty"` // grams of the empty carton with its filling
	MaxGross  int64     `cbor:"7,keyasint,omitempty"` // grams it bears, itself included
	CostMinor int64     `cbor:"8,keyasint,omitempty"`
	Currency  string    `cbor:"9,keyasint,omitempty"`
	Active    bool      `cbor:"10,keyasint,omitempty"`
	Revision  uint64    `cbor:"11,keyasint,omitempty"`
}

// Check tells everything that is wrong with the carton's own values. Error: carton.invalid.
func (c *Carton) Check() error {
	var g fault.Gather
	checkCode(&g, "code", c.Code, MaxCode)
	checkNames(&g, c.Name, c.NameZH)
	for _, e := range []struct {
		where        string
		inner, outer int64
	}{{"length", c.Inner.Length, c.Outer.Length}, {"width", c.Inner.Width, c.Outer.Width}, {"height", c.Inner.Height, c.Outer.Height}} {
		checkRange(&g, "inner."+e.where, e.inner, 1, MaxMillimetre)
		checkRange(&g, "outer."+e.where, e.outer, 1, MaxMillimetre)
		if e.inner > e.outer {
			g.Add("inner."+e.where, "carton.walls", "inner %s %d mm is more than the outer one of %d mm", e.where, e.inner, e.outer)
		}
	}
	checkRange(&g, "tare", c.Tare, 0, MaxGrams)
	checkRange(&g, "max_gross", c.MaxGross, 1, MaxGrams)
	if c.Tare >= c.MaxGross {
		g.Add("max_gross", "carton.weight", "a carton of %d g that bears %d g gross takes no goods", c.Tare, c.MaxGross)
	}
	if c.CostMinor < 0 {
		g.Add("cost_minor", "number.range", "cost_minor cannot be negative")
	}
	if c.CostMinor != 0 || c.Currency != "" {
		checkCurrency(&g, c.Currency)
	}
	return g.Invalid("carton.invalid", "carton %q cannot be kept as it is", c.Code)
}

// Cartons are kept in the company's partition.
var Cartons = store.Collection[Carton]{
	Noun: "carton", Version: 1,
	Key: func(c *Carton) store.Key { return cartonKey(c.Code) },
}

func cartonKey(code string) store.Key { return store.K(tagCarton).Str(code) }

// PutCarton creates a carton (expected 0) or edits the one with that revision. Errors: carton.invalid, revision.stale,
// revision.exists, carton.unknown.
func PutCarton(tx *store.Tx, c Carton, expected uint64) (Carton, error) {
	if err := store.CheckHome(tx, "carton", true); err != nil {
		return c, err
	}
	c.Code = normalCode(c.Code)
	if err := c.Check(); err != nil {
		return c, err
	}
	old, _ := Cartons.Get(tx, cartonKey(c.Code))
	if err := store.CheckRevision("carton", c.Code, old.Revision, expected); err != nil {
		return c, err
	}
	c.Revision = old.Revision + 1
	Cartons.Put(tx, &c)
	return c, nil
}

// FindCarton gives a carton, from any partition. Error: carton.unknown.
func FindCarton(r store.Reader, code string) (Carton, error) {
	return Cartons.Must(r.Company(), cartonKey(normalCode(code)), code)
}

// ListCartons gives a page in order of code, from any partition.
func ListCartons(r store.Reader, p Page) []Carton { return list(r.Company(), &Cartons, tagCarton, p) }

// ActiveCartons gives all cartons in use, in order of code, from any partition: a house has tens of them.
func ActiveCartons(r store.Reader) []Carton {
	var out []Carton
	for c := range Cartons.All(r.Company(), store.K(tagCarton), nil) {
		if c.Active {
			out = append(out, c)
		}
	}
	return out
}
