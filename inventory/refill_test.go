package inventory

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// pallets furnishes reserve places side by side, each with ten units, and makes a refill of each to the face; then is told of each.
func (h *house) pallets(n int, edit func(i int, f *Refill), then func(ids []string)) (ids []string) {
	h.t.Helper()
	for i := range n {
		code := layout.Code(fmt.Sprintf("S%02d", i))
		h.place(layout.Location{Code: code, Kind: layout.Reserve, Zone: "Z" + fmt.Sprint(i%2), Travel: int64(100 + i)})
		h.stock("A1", Location(code), 10)
		f := Refill{SKU: "A1", From: Location(code), Place: code, Zone: "Z" + fmt.Sprint(i%2), Travel: int64(100 + i), To: "A1-1", Qty: 10, Why: "test", Rank: 5}
		edit(i, &f)
		h.do(func(tx *store.Tx) error {
			made, qty, why, err := MakeRefill(tx, f)
			if err == nil && qty == 0 {
				err = fault.Refused("test.none", "%s", why)
			}
			ids = append(ids, made.ID)
			return err
		})
		if then != nil {
			then(ids[len(ids)-1:])
		}
	}
	return ids
}

// place puts a location, unless it is there.
func (h *house) place(l layout.Location) {
	h.t.Helper()
	known := false
	h.look(func(r store.Reader) {
		_, err := FindLocation(r, l.Code)
		known = err == nil
	})
	if !known {
		h.put(l)
	}
}

func plainRefill(int, *Refill) {}

// TestRefillsAreListedPageByPage: each once, by every filter, those that are over with the last first.
func TestRefillsAreListedPageByPage(t *testing.T) {
	h := newHouse(t)
	ids := h.pallets(13, func(i int, f *Refill) {
		if i%3 == 0 {
			f.To = "A1-2"
		}
	}, nil)
	h.do(func(tx *store.Tx) error {
		for _, id := range ids[:5] {
			f, err := GetRefill(tx, id)
			if err != nil {
				return err
			}
			if err := DropRefill(tx, &f, "test"); err != nil {
				return err
			}
		}
		_, err := PlanRefillTrip(tx, "Z1")
		return err
	})
	list := func(q RefillQuery) (out []string) {
		h.look(func(r store.Reader) {
			q.Limit = 2
			for {
				page, next, err := ListRefills(r, q)
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range page {
					out = append(out, f.ID)
				}
				if q.After = next; next == "" {
					return
				}
			}
		})
		return out
	}
	for name, c := range map[string]struct {
		q    RefillQuery
		want int
	}{
		"on their way": {RefillQuery{}, 8}, "to a face": {RefillQuery{To: "A1-2"}, 3}, "of an item": {RefillQuery{SKU: "A1"}, 8}, "of another": {RefillQuery{SKU: "QC"}, 0},
		"from a place": {RefillQuery{From: Location("S07")}, 1}, "claimed": {RefillQuery{State: RefillClaimed}, 4}, "open": {RefillQuery{State: RefillOpen}, 4},
		"cancelled": {RefillQuery{State: RefillCancelled}, 5}, "cancelled, of a face": {RefillQuery{State: RefillCancelled, To: "A1-2"}, 2}, "done": {RefillQuery{State: RefillDone}, 0},
		"of nobody": {RefillQuery{Worker: "w9"}, 0},
	} {
		got := list(c.q)
		slices.Sort(got)
		if len(got) != c.want || len(slices.Compact(got)) != c.want {
			t.Errorf("%s: %v, want %d", name, got, c.want)
		}
	}
	h.look(func(r store.Reader) {
		if _, _, err := ListRefills(r, RefillQuery{After: "F-9", Limit: 5}); fault.ReasonOf(err) != "refill.unknown" {
			t.Errorf("a cursor of nobody: %v", err)
		}
	})
}

// TestARefillTripIsOneWalk: the most urgent first, then the nearest to it, in walking order, as much as a cart takes.
func TestARefillTripIsOneWalk(t *testing.T) {
	for _, c := range []struct {
		name, zone string
		urgent     int // index
		want       string
	}{
		{"the most urgent, and around it", "", 21, "S07 S09 S11 S13 S15 S17 S19 S21"},
		{"in the middle", "", 10, "S02 S04 S06 S08 S10 S12 S14 S16"},
		{"of a zone", "Z1", 10, "S01 S03 S05 S07 S09 S11 S13 S15"},
	} {
		h := newHouse(t)
		h.pallets(22, func(i int, f *Refill) {
			if i == c.urgent {
				f.Urgent = true
			}
			if i >= 11 {
				f.To = "A1-2"
			}
		}, nil)
		var task Task
		h.do(func(tx *store.Tx) (err error) {
			task, err = PlanRefillTrip(tx, c.zone)
			return err
		})
		var got []string
		for _, s := range task.Steps {
			got = append(got, string(s.Location))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", c.name, got, c.want)
		}
	}
}

// TestWhatASecondPlanFinds: goods and room that a refill takes are not there for the next one.
func TestWhatASecondPlanFinds(t *testing.T) {
	h := newHouse(t)
	h.do(func(tx *store.Tx) error {
		l, err := FindLocation(tx, "A1-1")
		l.Max = 25
		if err == nil {
			_, err = PutLocation(tx, l, l.Revision)
		}
		return err
	})
	h.pallets(2, plainRefill, nil)
	h.stock("A1", Location("R1-1"), 50)
	h.stock("A1", Location("DOCK"), 50)
	h.lot("MILK", "OLD", Location("R1-1"), 5, item.DateOf(h.now(), time.UTC)-3)
	for _, c := range []struct {
		f    Refill
		qty  int64
		why  string
		then func(tx *store.Tx) error
	}{
		{f: Refill{SKU: "A1", From: Location("S00"), To: "A1-2", Qty: 1}, why: refillNoGoods},
		{f: Refill{SKU: "A1", From: Location("R1-1"), To: "A1-1", Qty: 9}, qty: 5},
		{f: Refill{SKU: "A1", From: Location("R1-1"), To: "A1-1", Qty: 9}, why: refillFull},
		{f: Refill{SKU: "A1", From: Location("DOCK"), To: "A1-2", Qty: 9}, why: refillMoved},
		{f: Refill{SKU: "A1", From: Location("R1-1"), To: "QUAR", Qty: 9}, why: refillNoFace},
		{f: Refill{SKU: "MILK", Lot: "OLD", From: Location("R1-1"), To: "A1-2", Qty: 1}, why: refillHeld},
		{f: Refill{SKU: "A1", From: Location("R1-1"), To: "A1-2", Qty: 9}, why: refillHeld, then: func(tx *store.Tx) error {
			_, err := PlaceHold(tx, Target{On: HoldSKUAtPlace, SKU: "A1", Holder: Location("R1-1")}, CountHold, "doubt")
			return err
		}},
	} {
		if c.then != nil {
			h.do(c.then)
		}
		h.do(func(tx *store.Tx) error {
			_, qty, why, err := MakeRefill(tx, c.f)
			if qty != c.qty || why != c.why {
				t.Errorf("%+v: %d, %q; want %d, %q", c.f, qty, why, c.qty, c.why)
			}
			return err
		})
	}
}

// What refills keep is checked: each record that says otherwise than the ledger is found.
func TestCheckFindsBrokenRefills(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(tx *store.Tx, f *Refill)
		want  string
	}{
		{"a state", func(tx *store.Tx, f *Refill) { f.State = RefillDone; Refills.Put(tx, f) }, "the ledger says claimed, 0 brought"},
		{"a quantity", func(tx *store.Tx, f *Refill) { f.Done = 3; Refills.Put(tx, f) }, "stored is claimed, 3 brought"},
		{"a refill gone", func(tx *store.Tx, f *Refill) { Refills.Delete(tx, refillKey(f.ID)) }, "stored is nothing"},
		{"a trip that is none", func(tx *store.Tx, f *Refill) { f.Task = "T-9"; Refills.Put(tx, f) }, "a step of an open trip"},
		{"claimed by nobody", func(tx *store.Tx, f *Refill) { f.Task = ""; Refills.Put(tx, f) }, "a trip if it is claimed"},
		{"more reserved than wanted", func(tx *store.Tx, f *Refill) { f.Pull = f.Qty + 1; Refills.Put(tx, f) }, "no more reserved than wanted"},
		{"an index entry lost", func(tx *store.Tx, f *Refill) { store.Unmark(tx, f.faceKey()) }, "index face"},
		{"an index entry too many", func(tx *store.Tx, f *Refill) { store.Mark(tx, refillTag(refillEnded).Int(-9).Str(f.ID)) }, "no such refill"},
	} {
		h := newHouse(t)
		id := h.pallets(1, plainRefill, nil)[0]
		h.do(func(tx *store.Tx) error {
			_, err := PlanRefillTrip(tx, "")
			return err
		})
		var found []string
		err := h.try(func(tx *store.Tx) error {
			f, err := GetRefill(tx, id)
			if err != nil {
				return err
			}
			c.spoil(tx, &f)
			all, _ := Check(tx)
			for _, d := range all {
				found = append(found, d.String())
			}
			return fault.Refused("test.over", "nothing of it is kept")
		})
		if fault.ReasonOf(err) != "test.over" || !strings.Contains(strings.Join(found, "\n"), c.want) {
			t.Errorf("%s: found %q, %v; want a line with %q", c.name, found, err, c.want)
		}
	}
}

// TestOldRefillsAreSwept: what was over long ago goes, what ended lately or is on its way stays, and the check misses nothing.
func TestOldRefillsAreSwept(t *testing.T) {
	h := newHouse(t)
	h.tick()
	h.set(h.now().Add(24 * time.Hour))
	drop := func(ids []string) {
		for _, id := range ids {
			h.do(func(tx *store.Tx) error {
				f, err := GetRefill(tx, id)
				if err != nil {
					return err
				}
				return DropRefill(tx, &f, "test")
			})
		}
	}
	ids := h.pallets(sweepOnce+5, func(i int, f *Refill) { f.To = layout.Code(fmt.Sprint("A1-", 1+i%2)) }, drop)
	h.set(h.now().Add(RefillsKept - 24*time.Hour))
	late := h.pallets(4, plainRefill, nil)
	drop(late[:2])
	h.set(h.now().Add(48 * time.Hour))
	done := h.sweeps()
	h.tick()
	if n := <-done; n != len(ids) {
		t.Errorf("%d were swept, want %d", n, len(ids))
	}
	h.look(func(r store.Reader) {
		kept := 0
		for range Refills.All(r, refillTag(refillHead), nil) {
			kept++
		}
		if kept != len(late) {
			t.Errorf("%d refills are kept, want %d", kept, len(late))
		}
	})
}
