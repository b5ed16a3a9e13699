package partner

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// Every kind of master data is created with revision 0, edited with the revision that was read, and refused else.
func TestRevisions(t *testing.T) {
	box := Carton{Name: "Box", Inner: item.Size{Length: 1, Width: 1, Height: 1}, Outer: item.Size{Length: 2, Width: 2, Height: 2}, MaxGross: 9}
	kinds := map[string]struct {
		put  func(tx *store.Tx, code string, expected uint64) (uint64, error)
		find func(r store.Reader, code string) (uint64, error)
		list func(r store.Reader, p Page) int
	}{
		"supplier": {
			func(tx *store.Tx, code string, expected uint64) (uint64, error) {
				s, err := PutSupplier(tx, Supplier{Code: code, Name: "S"}, expected)
				return s.Revision, err
			},
			func(r store.Reader, code string) (uint64, error) {
				s, err := FindSupplier(r, code)
				return s.Revision, err
			},
			func(r store.Reader, p Page) int { return len(ListSuppliers(r, p)) },
		},
		"customer": {
			func(tx *store.Tx, code string, expected uint64) (uint64, error) {
				c, err := PutCustomer(tx, Customer{Code: code, Name: "C"}, expected)
				return c.Revision, err
			},
			func(r store.Reader, code string) (uint64, error) {
				c, err := FindCustomer(r, code)
				return c.Revision, err
			},
			func(r store.Reader, p Page) int { return len(ListCustomers(r, p)) },
		},
		"carrier": {
			func(tx *store.Tx, code string, expected uint64) (uint64, error) {
				c, err := PutCarrier(tx, Carrier{Code: code, Name: "C"}, expected)
				return c.Revision, err
			},
			func(r store.Reader, code string) (uint64, error) {
				c, err := FindCarrier(r, code)
				return c.Revision, err
			},
			func(r store.Reader, p Page) int { return len(ListCarriers(r, p)) },
		},
		"carton": {
			func(tx *store.Tx, code string, expected uint64) (uint64, error) {
				b := box
				b.Code = code
				c, err := PutCarton(tx, b, expected)
				return c.Revision, err
			},
			func(r store.Reader, code string) (uint64, error) {
				c, err := FindCarton(r, code)
				return c.Revision, err
			},
			func(r store.Reader, p Page) int { return len(ListCartons(r, p)) },
		},
	}
	for noun, k := range kinds {
		t.Run(noun, func(t *testing.T) {
			h := newHouse(t)
			for _, c := range []struct {
				code     string
				expected uint64
				reason   string
			}{
				{"a1", 0, ""}, {"A1", 0, "revision.exists"}, {"A1", 1, ""}, {"A1", 1, "revision.stale"}, {"A1", 3, "revision.stale"},
				{"A2", 1, noun + ".unknown"}, {"A2", 0, ""}, {"A3", 0, ""}, {"", 0, noun + ".invalid"},
			} {
				err := h.do(store.Company, func(tx *store.Tx) error {
					got, err := k.put(tx, c.code, c.expected)
					if err == nil && got != c.expected+1 {
						t.Errorf("got revision %d, want %d", got, c.expected+1)
					}
					return err
				})
				if fault.ReasonOf(err) != c.reason {
					t.Errorf("%q with revision %d: got %v, want reason %q", c.code, c.expected, err, c.reason)
				}
			}
			if err := h.do("SH1", func(tx *store.Tx) error { _, err := k.put(tx, "A4", 0); return err }); fault.ReasonOf(err) != "partition.wrong" {
				t.Errorf("got %v, want it refused in a warehouse", err)
			}
			h.reopen()
			h.view("SH1", func(r store.Reader) {
				if rev, err := k.find(r, "a1"); rev != 2 || err != nil {
					t.Errorf("got revision %d, %v; want 2", rev, err)
				}
				if _, err := k.find(r, "A9"); fault.ReasonOf(err) != noun+".unknown" {
					t.Errorf("got %v, want %s.unknown", err, noun)
				}
				if got := fmt.Sprint(k.list(r, Page{}), k.list(r, Page{Limit: 2}), k.list(r, Page{After: "A2"})); got != "3 2 1" {
					t.Errorf("got pages of %s, want 3 2 1", got)
				}
			})
		})
	}
}

func TestActiveCartons(t *testing.T) {
	h := newHouse(t)
	h.must(store.Company, func(tx *store.Tx) error {
		for _, code := range []string{"C1", "C2", "C3"} {
			size := item.Size{Length: 10, Width: 10, Height: 10}
			c := Carton{Code: code, Name: code, Inner: size, Outer: size, MaxGross: 100, Active: code != "C2"}
			if _, err := PutCarton(tx, c, 0); err != nil {
				return err
			}
		}
		return nil
	})
	h.view("SH1", func(r store.Reader) {
		var got []string
		for _, c := range ActiveCartons(r) {
			got = append(got, c.Code)
		}
		if d := cmp.Diff([]string{"C1", "C3"}, got); d != "" {
			t.Errorf("cartons (-want +got):\n%s", d)
		}
	})
}

func TestNoWaybillNumberIsGivenTwice(t *testing.T) {
	h := newHouse(t)
	revision := uint64(0)
	put := func(r NumberRange) error {
		return h.do(store.Company, func(tx *store.Tx) error {
			c, err := PutCarrier(tx, Carrier{Code: "TX", Name: "Tote Express", Range: r}, revision)
			if err == nil {
				revision = c.Revision
			}
			return err
		})
	}
	given := map[string]bool{}
	take := func(count int64) (int, error) {
		var b Block
		err := h.do(store.Company, func(tx *store.Tx) (err error) {
			b, err = TakeNumbers(tx, "tx", count)
			return err
		})
		n := 0
		for text, ok := b.Text(0); ok; text, ok = b.Text(int64(n)) {
			if given[text] {
				t.Errorf("%s was given twice", text)
			}
			given[text] = true
			n++
		}
		return n, err
	}
	steps := []struct {
		name   string
		r      *NumberRange
		take   int64
		got    int
		reason string
	}{
		{"no carrier yet", nil, 1, 0, "carrier.unknown"},
		{"a carrier that numbers itself", &NumberRange{}, 1, 0, "carrier.no_range"},
		{"a range", &NumberRange{Prefix: "A", Next: 1, Last: 10, Width: 4}, 4, 4, ""},
		{"an edit with the range as it was read before", &NumberRange{Prefix: "A", Next: 1, Last: 10, Width: 4}, 4, 4, ""},
		{"the rest is less than asked for", nil, 4, 2, ""},
		{"nothing is left", nil, 1, 0, "carrier.range_exhausted"},
		{"longer", &NumberRange{Prefix: "A", Next: 1, Last: 12, Width: 4}, 1, 1, ""},
		{"shorter than what was given", &NumberRange{Prefix: "A", Next: 1, Last: 5, Width: 4}, 0, 0, "carrier.range_used"},
		{"another prefix", &NumberRange{Prefix: "B", Next: 1, Last: 5, Width: 4}, 2, 2, ""},
		{"back to the first, from its beginning", &NumberRange{Prefix: "A", Next: 1, Last: 12, Width: 4}, 0, 0, "carrier.range_used"},
		{"back to the first, going on", &NumberRange{Prefix: "A", Next: 12, Last: 12, Width: 4}, 5, 1, ""},
		{"and to the second again", &NumberRange{Prefix: "B", Next: 1, Last: 5, Width: 4}, 0, 0, "carrier.range_used"},
		{"going on", &NumberRange{Prefix: "B", Next: 3, Last: 5, Width: 4}, 9, 3, ""},
		{"no numbers", nil, 0, 0, "number.range"},
		{"too many", nil, MaxBlock + 1, 0, "number.range"},
	}
	for _, s := range steps {
		t.Run(s.name, func(t *testing.T) {
			var err error
			if s.r != nil {
				err = put(*s.r)
			}
			got := 0
			if err == nil {
				got, err = take(s.take)
			}
			if got != s.got || fault.ReasonOf(err) != s.reason {
				t.Errorf("got %d numbers, %v; want %d, reason %q", got, err, s.got, s.reason)
			}
			h.reopen()
		})
	}
	if len(given) != 17 {
		t.Errorf("got %d numbers in all, want 17", len(given))
	}
}
