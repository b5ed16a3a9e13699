package inventory

import (
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

func TestNumbersAreShownWithACheckDigit(t *testing.T) {
	for n, want := range map[uint64]string{1: "P-0000001-7", 12345: "P-0012345-7", 12354: "P-0012354-9", 99_999_999: "P-99999999-6"} {
		if got := FormatNumber('P', n); got != want {
			t.Errorf("FormatNumber(P, %d) = %s, want %s", n, got, want)
		}
	}
}

func TestLeasedNumbersAreNobodyElses(t *testing.T) {
	h := newHouse(t)
	seen := map[string]bool{}
	take := func(run func(*store.Tx) ([]string, error)) {
		t.Helper()
		h.do(func(tx *store.Tx) error {
			numbers, err := run(tx)
			for _, n := range numbers {
				if seen[n] {
					t.Errorf("%s was given twice", n)
				}
				seen[n] = true
			}
			return err
		})
	}
	lease := func(tx *store.Tx) ([]string, error) {
		out, err := Lease(tx, LeaseInput{"lpn"})
		return out.Numbers, err
	}
	one := func(tx *store.Tx) ([]string, error) {
		n, err := PrintedNumber(tx, LPNNumber)
		return []string{n}, err
	}
	for range 3 {
		take(lease)
		take(one)
	}
	if len(seen) != 3*LeaseSize+3 {
		t.Errorf("numbers given = %d, want %d", len(seen), 3*LeaseSize+3)
	}
	err := h.try(func(tx *store.Tx) error {
		_, err := Lease(tx, LeaseInput{"parcel"})
		return err
	})
	if got := fault.ReasonOf(err); got != "lease.kind" {
		t.Errorf("leasing parcel numbers = %v, want lease.kind", err)
	}
}

func TestARangeIsAskedForBeforeItEndsAndGrantedOnce(t *testing.T) {
	h := newHouse(t)
	ask := func() (got []store.OutboxRecord) {
		h.look(func(r store.Reader) { got = store.Outbox(r, 0, 100) })
		return got
	}
	h.do(func(tx *store.Tx) error { // the house's range of 1,000 is nearly all below the mark
		_, err := PrintedNumber(tx, ParcelNumber)
		return err
	})
	h.do(func(tx *store.Tx) error {
		_, err := PrintedNumber(tx, ParcelNumber)
		return err
	})
	asked := ask()
	if len(asked) != 1 || asked[0].Kind != RequestNumbers {
		t.Fatalf("outbox = %+v, want one request", asked)
	}
	var a Ask
	if err := store.Unmarshal(asked[0].Payload, &a); err != nil {
		t.Fatal(err)
	}
	granted := func() (n int) {
		err := h.x.View(t.Context(), store.Company, func(v *store.View) error {
			n = len(store.Outbox(v, 0, 100))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := granted()
	for range 2 {
		h.company(func(tx *store.Tx) error {
			GrantRange(tx, a)
			return nil
		})
	}
	if got := granted() - before; got != 1 {
		t.Errorf("grants for the same request sent twice = %d, want 1", got)
	}
}
