package inventory

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/forecast"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// shipped sends goods to a customer: of an owner, or the house.
func (h *house) shipped(sku item.SKU, owner string, qty int64) {
	h.t.Helper()
	h.do(func(tx *store.Tx) error { return ship(tx, sku, owner, qty) })
}

func ship(tx *store.Tx, sku item.SKU, owner string, qty int64) error {
	face := Location("A1-1")
	if _, err := Adjust(tx, AdjustInput{SKU: sku, Holder: face, Owner: owner, Delta: qty, Reason: AdjustFound}); err != nil {
		return err
	}
	l, err := OpenLine(tx, NewLine{Order: fmt.Sprint("S", tx.Next("test order")), No: 1, SKU: sku, Owner: owner, Qty: qty})
	if err != nil {
		return err
	}
	res, err := Reserve(tx, &l, ReserveInput{Goods: Goods{SKU: sku, Holder: face, Status: Available, Owner: owner}, Qty: qty})
	if err != nil {
		return err
	}
	_, err = Advance(tx, &l, Onward{Res: res.N, Qty: qty, To: Customer, ToPhase: Shipped})
	Lines.Put(tx, &l)
	return err
}

// items makes items, many in a command.
func (h *house) items(skus []item.SKU, edit func(*item.Item)) {
	h.t.Helper()
	for some := range slices.Chunk(skus, 20) {
		h.company(func(tx *store.Tx) error {
			for _, sku := range some {
				it := item.Item{SKU: sku, Name: string(sku), Packs: []item.Pack{{Level: item.Each, Quantity: 1}}}
				edit(&it)
				it, err := PutItem(tx, it, 0)
				if err == nil {
					it, err = SubmitItem(tx, sku, it.Revision)
				}
				if err == nil {
					_, err = ApproveItem(tx, sku, it.Revision)
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// fold counts what was shipped since it last ran.
func (h *house) fold() {
	h.t.Helper()
	for more := true; more; {
		var d DemandRange
		h.look(func(r store.Reader) {
			var err error
			if d, err = ReadDemand(r, nil); err != nil {
				h.t.Fatal(err)
			}
		})
		if more = d.More; d.Through < d.From {
			return
		}
		h.do(func(tx *store.Tx) error { _, err := FoldDemand(tx, d); return err })
	}
}

func (h *house) demand(sku item.SKU) (d Demand) {
	h.t.Helper()
	h.look(func(r store.Reader) { d = DemandOf(r, sku) })
	return d
}

// What customers took is counted, by weeks that begin on Monday in the warehouse's own calendar; nothing else is.
func TestDemandIsWhatCustomersTook(t *testing.T) {
	h := newHouse(t)
	sunday := time.Date(2026, 3, 1, 15, 59, 0, 0, time.UTC) // one minute to Monday in Shanghai
	h.set(sunday)
	h.shipped("A1", "", 5)
	h.shipped("A1", "SHOP", 50) // another owner's
	h.stock("A1", Location("A1-2"), 9)
	h.set(sunday.Add(time.Minute))
	h.shipped("A1", "", 2)
	h.shipped("QC", "", 1)
	h.do(func(tx *store.Tx) error { // scrapped
		return Move(tx, Movement{From: Goods{SKU: "A1", Holder: Location("A1-2"), Status: Available}, To: Side{Holder: Scrap, Status: Damaged}, Qty: 4})
	})
	h.fold()
	h.fold() // nothing is counted twice
	h.set(sunday.Add(15 * 24 * time.Hour))
	h.shipped("A1", "", 3)
	h.fold()
	first := forecast.WeekOf(item.MakeDate(2026, time.February, 23))
	if d := cmp.Diff(h.demand("A1"), Demand{SKU: "A1", First: first, Weeks: []int64{5, 2, 0, 3}}); d != "" {
		t.Errorf("A1 (-got +want):\n%s", d)
	}
	if d := cmp.Diff(h.demand("QC"), Demand{SKU: "QC", First: first + 1, Weeks: []int64{1}}); d != "" {
		t.Errorf("QC (-got +want):\n%s", d)
	}
}

func TestDemandUntilAWeek(t *testing.T) {
	d := Demand{SKU: "A1", First: 100, Weeks: []int64{5, 0, 2}}
	for _, c := range []struct {
		week int64
		want forecast.History
	}{
		{99, forecast.History{First: 99}},
		{100, forecast.History{First: 100}},
		{102, forecast.History{First: 100, Weeks: []int64{5, 0}}},
		{105, forecast.History{First: 100, Weeks: []int64{5, 0, 2, 0, 0}}},
	} {
		if diff := cmp.Diff(d.Until(c.week), c.want); diff != "" {
			t.Errorf("until %d (-got +want):\n%s", c.week, diff)
		}
	}
	if h := d.Until(5_000); h.First+int64(len(h.Weeks)) != 5_000 || slices.Max(h.Weeks[len(h.Weeks)-forecast.MaxWeeks:]) != 0 {
		t.Errorf("of an item nobody took for years: %d weeks from %d", len(h.Weeks), h.First)
	}
}

func TestOldDemandIsDropped(t *testing.T) {
	h := newHouse(t)
	for range keptDemand + 5 {
		h.shipped("A1", "", 7)
		h.fold()
		h.set(h.now().Add(7 * 24 * time.Hour))
	}
	if d := h.demand("A1"); len(d.Weeks) != keptDemand || d.Weeks[0] != 7 {
		t.Errorf("got %d weeks from %d", len(d.Weeks), d.First)
	}
}

// Whatever is shipped when, and however the counting is cut: two who count at once, a range that was read and stored late, more
// items than one command takes. The house's check, which ends every test, counts for itself.
func TestDemandIsCountedOnce(t *testing.T) {
	h := newHouse(t)
	r := rand.New(rand.NewPCG(3, 5))
	skus := []item.SKU{"A1", "QC"}
	var late *DemandRange
	for range 200 {
		h.set(h.now().Add(time.Duration(r.IntN(60)) * time.Hour))
		switch r.IntN(8) {
		case 0:
			h.fold()
		case 1:
			h.look(func(v store.Reader) {
				d, err := ReadDemand(v, nil)
				if err != nil {
					t.Fatal(err)
				}
				late = &d
			})
		case 2:
			if late != nil {
				h.do(func(tx *store.Tx) error { _, err := FoldDemand(tx, *late); return err })
			}
		default:
			h.shipped(skus[r.IntN(2)], "", 1+r.Int64N(9))
		}
	}
	h.fold()
	if a, q := h.demand("A1"), h.demand("QC"); len(a.Weeks) < 4 || len(q.Weeks) < 4 {
		t.Errorf("got %v and %v", a, q)
	}
}

func TestMoreItemsThanACommandTakes(t *testing.T) {
	h := newHouse(t)
	const many = demandItems*2 + 7
	var skus []item.SKU
	for i := range many {
		skus = append(skus, item.SKU(fmt.Sprintf("N%03d", i)))
	}
	h.items(skus, func(*item.Item) {})
	for from := 0; from < many; from += 10 {
		h.do(func(tx *store.Tx) error {
			for i := from; i < min(many, from+10); i++ {
				if err := ship(tx, skus[i], "", int64(i+1)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	h.fold()
	n := 0
	h.look(func(r store.Reader) {
		for d := range DemandsFrom(r, "") {
			if want := fmt.Sprintf("N%03d", d.Weeks[0]-1); want != string(d.SKU) {
				t.Errorf("SKU %s has %v", d.SKU, d.Weeks)
			}
			n++
		}
	})
	if n != many {
		t.Errorf("demand of %d items, want %d", n, many)
	}
}

// A demand the ledger knows nothing of is found, and one that is lost.
func TestCheckFindsWrongDemand(t *testing.T) {
	h := newHouse(t)
	h.shipped("A1", "", 5)
	h.fold()
	h.shipped("A1", "", 2) // not counted yet: no fault
	right := h.demand("A1")
	set := func(d Demand) { h.do(func(tx *store.Tx) error { Demands.Put(tx, &d); return nil }) }
	check := func() (all string) {
		h.look(func(r store.Reader) {
			found, _ := Check(r)
			for _, d := range found {
				all += d.String() + "\n"
			}
		})
		return all
	}
	if found := check(); found != "" {
		t.Fatalf("before: %s", found)
	}
	for _, c := range []struct {
		name string
		bad  Demand
		want string
	}{
		{"too much", Demand{"A1", right.First, []int64{6}}, "the ledger says 5, stored is 6"},
		{"too little", Demand{"A1", right.First, []int64{0}}, "the ledger says 5, stored is 0"},
		{"in another week", Demand{"A1", right.First - 1, []int64{5}}, "the ledger says 5, stored is 0"},
		{"a week cut off", Demand{"A1", right.First + 1, []int64{0}}, "the ledger says 5, stored is nothing"},
		{"of an item nobody took", Demand{"QC", right.First, []int64{1}}, "the ledger says 0, stored is 1"},
	} {
		set(c.bad)
		if found := check(); !strings.Contains(found, c.want) {
			t.Errorf("%s: found %q, want %q", c.name, found, c.want)
		}
		set(right)
		h.do(func(tx *store.Tx) error { Demands.Delete(tx, demandKey("QC")); return nil })
	}
	h.do(func(tx *store.Tx) error { Demands.Delete(tx, demandKey("A1")); return nil })
	if found := check(); !strings.Contains(found, "record demand of SKU A1") {
		t.Errorf("lost: found %q", found)
	}
	set(right)
}
