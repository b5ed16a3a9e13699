package api_test

import (
	"context"
	"fmt"
	"net/url"
	"testing"
	"time"

	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// A list that is read page by page while others work: what is there all the while is on exactly one page, although what
// stood in front of it has gone.
func TestPagesOfAListUnderChange(t *testing.T) {
	w := newWorld(t)
	w.newWarehouse()
	do := func(p store.Partition, run func(tx *store.Tx) error) {
		t.Helper()
		_, err := store.Do(context.Background(), w.x, store.Command{Partition: p, Verb: "test", At: time.Now()}, func(tx *store.Tx) (struct{}, error) { return struct{}{}, run(tx) })
		if err != nil {
			t.Fatal(err)
		}
	}
	do(store.Company, func(tx *store.Tx) error {
		it, err := inventory.PutItem(tx, item.Item{SKU: "TEA", Name: "Tea", State: item.Draft, Packs: []item.Pack{{Level: item.Each, Quantity: 1, Grams: 1}}}, 0)
		if err == nil {
			it, err = inventory.SubmitItem(tx, it.SKU, it.Revision)
		}
		if err == nil {
			_, err = inventory.ApproveItem(tx, it.SKU, it.Revision)
		}
		return err
	})
	const n = 9
	at := func(i int) inventory.Holder { return inventory.Location(layout.Code(fmt.Sprintf("A-%d", i))) }
	take := func(i int) {
		do("SH1", func(tx *store.Tx) error {
			_, err := inventory.Adjust(tx, inventory.AdjustInput{SKU: "TEA", Holder: at(i), Delta: -1, Reason: inventory.AdjustLost})
			return err
		})
	}
	holds := make([]inventory.Hold, n)
	for i := range n {
		do("SH1", func(tx *store.Tx) error {
			if _, err := inventory.PutLocation(tx, layout.Location{Code: at(i).Code(), Kind: layout.PickFace, Travel: int64(i)}, 0); err != nil {
				return err
			}
			if _, err := inventory.Adjust(tx, inventory.AdjustInput{SKU: "TEA", Holder: at(i), Delta: 1, Reason: inventory.AdjustFound}); err != nil {
				return err
			}
			var err error
			holds[i], err = inventory.PlaceHold(tx, inventory.Target{On: inventory.HoldSKUAtPlace, SKU: "TEA", Holder: at(i)}, inventory.CountHold, "test")
			return err
		})
	}
	for _, c := range []struct {
		path string
		gone func(i int) // the i-th goes while the first page is read
	}{
		{"/v1/warehouses/SH1/holds", func(i int) {
			do("SH1", func(tx *store.Tx) error { return inventory.LiftHold(tx, holds[i].Target, holds[i].ID, "test") })
		}},
		{"/v1/warehouses/SH1/stock/TEA", take},
	} {
		var seen []string
		cursor, pages := "", 0
		for {
			var page wire.Page[struct {
				Holder string
				Target wire.Target
			}]
			w.want(200, "GET", c.path+"?limit=3&cursor="+url.QueryEscape(cursor), w.admin, nil, &page)
			for _, one := range page.Items {
				seen = append(seen, one.Holder+one.Target.Holder)
			}
			if cursor = page.Next; cursor == "" {
				break
			}
			c.gone(pages)
			pages++
		}
		for i := range n {
			if got := seen[min(i, len(seen)-1)]; got != at(i).String() || len(seen) != n {
				t.Fatalf("%s: %v, want every place from %s to %s once", c.path, seen, at(0), at(n-1))
			}
		}
		w.want(400, "GET", c.path+"?cursor=Mw", w.admin, nil, nil) // of another list
	}
}

// The oldest jobs are dropped; the list begins with the first that is still there.
func TestJobsAreListedOnceTheFirstAreDropped(t *testing.T) {
	w := newWorld(t)
	w.newWarehouse()
	_, err := store.Do(context.Background(), w.x, store.Command{Partition: "SH1", Verb: "test", At: time.Now()}, func(tx *store.Tx) (struct{}, error) {
		for _, id := range []uint64{17, 18, 20} {
			store.Jobs.Put(tx, &store.Job{ID: id, Kind: "allocate", State: store.JobDone})
		}
		return struct{}{}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var first, rest wire.Page[wire.Job]
	w.want(200, "GET", "/v1/warehouses/SH1/jobs?limit=2", w.admin, nil, &first)
	w.want(200, "GET", "/v1/warehouses/SH1/jobs?limit=2&cursor="+first.Next, w.admin, nil, &rest)
	if len(first.Items) != 2 || first.Items[0].ID != 17 || len(rest.Items) != 1 || rest.Items[0].ID != 20 {
		t.Errorf("got %+v and %+v, want 17, 18 and 20", first.Items, rest.Items)
	}
}
