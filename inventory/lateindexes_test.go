package inventory

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// A store that an older program wrote lacks the indexes that came later: what is read by them finds nothing, and the check says
// so, until they are built.
func TestAnOlderStoreGetsItsIndexes(t *testing.T) {
	h := newHouse(t)
	h.do(func(tx *store.Tx) error {
		_, err := PutLocation(tx, layout.Location{Code: "B-1", Kind: layout.PickFace, Aisle: 1, Bay: 2, Mixing: layout.MixLots}, 0)
		return err
	})
	h.purchase("PO-1", partner.PurchaseLine{SKU: "A1", Ordered: 5})
	if _, err := h.receive(ReceiveInput{Supplier: "S", SKU: "MILK", Qty: 5, Lot: "L1", Expiry: item.MakeDate(2026, 5, 1), Dock: "DOCK"}); err != nil {
		t.Fatal(err)
	}
	h.stock("A1", Location("A1-1"), 5)
	h.order("O1", "A1", 1)
	if err := h.reserve("O1", Location("A1-1"), 1); err != nil {
		t.Fatal(err)
	}
	h.do(func(tx *store.Tx) error {
		task, err := MakeTask(tx, NewTask{Kind: PickTask, Orders: []string{"O1"}, Steps: []TaskStep{{Ref: Ref{"O1", 1, 1}, SKU: "A1", From: Location("A1-1"), Location: "A1-1", Qty: 1}}})
		if err == nil {
			_, err = ClaimTask(tx, task.ID, "w1", "dev")
		}
		if err == nil {
			_, _, err = EndTask(tx, task.ID, "enough")
		}
		return err
	})
	found := func() string {
		lots, wanted := 0, 0
		h.look(func(r store.Reader) {
			lots = len(LotsNumbered(r, "L1", 9))
			lines, _, err := partner.ExpectedLines(r, partner.ExpectedQuery{SKU: "A1"})
			if err != nil {
				t.Fatal(err)
			}
			wanted = len(lines)
		})
		return fmt.Sprintf("%d lots, %d lines, check %t", lots, wanted, h.found() == "")
	}
	if got, want := found(), "1 lots, 1 lines, check true"; got != want {
		t.Fatalf("as it is written now: %s, want %s", got, want)
	}
	ended := int64(0)
	h.do(func(tx *store.Tx) error { // as if it had been written before
		for task := range Tasks.All(tx, store.K(tagTask), nil) {
			ended = task.Ended
			task.Ended = 0
			Tasks.Put(tx, &task)
			store.Unmark(tx, store.K(tagTasksEnded).Int(task.endedAt()).Str(task.ID))
		}
		for _, prefix := range []store.Key{store.K(tagLotNumber), store.K(tagLotExpiry), store.K(tagPlaceLookup).Byte(placeBay), store.K(0x33).Byte(0x04)} { // the last: lines of purchase orders that expect goods
			for _, k := range slices.Collect(store.Keys(tx, prefix, nil)) {
				store.Unmark(tx, k)
			}
		}
		return nil
	})
	if got, want := found(), "0 lots, 0 lines, check false"; got != want {
		t.Errorf("as it was written before: %s, want %s", got, want)
	}
	h.look(func(r store.Reader) {
		if d, _ := CheckBut(r, store.Unbuilt(r, LateIndexes())); len(d) != 0 {
			t.Errorf("differences besides the indexes it lacks: %v", d)
		}
	})
	n, err := store.Build(context.Background(), h.x, []store.Partition{store.Company, houseCode}, LateIndexes())
	if err != nil || n != 5 { // a lot by number and by expiry, a place, a line, a trip
		t.Errorf("%d records were brought up to date, %v; want 5", n, err)
	}
	if got, want := found(), "1 lots, 1 lines, check true"; got != want {
		t.Errorf("built: %s, want %s; %s", got, want, h.found())
	}
	// The trip whose end nobody noted is swept when it must be over.
	h.set(time.Unix(ended, 0).Add(TasksKept + (longestTrip-60)*time.Second))
	h.do(func(tx *store.Tx) error {
		if n := dropTasks(tx); n != 0 {
			t.Errorf("%d trips dropped too early", n)
		}
		return nil
	})
	h.set(h.now().Add(2 * time.Minute))
	h.tick()
	h.do(func(tx *store.Tx) error {
		if n := dropTasks(tx); n != 1 {
			t.Errorf("%d trips dropped, want 1", n)
		}
		return nil
	})
}

// A new warehouse has all indexes from its first tick on: a restart does not walk through it.
func TestANewWarehouseHasItsIndexes(t *testing.T) {
	h := newHouse(t)
	h.look(func(r store.Reader) {
		if got := store.Unbuilt(r, LateIndexes()); len(got) != len(LateIndexes()) {
			t.Errorf("before: %q", got)
		}
	})
	h.tick()
	h.look(func(r store.Reader) {
		if got := store.Unbuilt(r, LateIndexes()); len(got) != 0 {
			t.Errorf("unbuilt: %q", got)
		}
	})
}
