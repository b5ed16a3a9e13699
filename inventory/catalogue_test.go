package inventory

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

var masterNow = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// masterStore is a store in memory for tests of master data.
type masterStore struct {
	t *testing.T
	x *store.Executor
}

func newMasterStore(t *testing.T) masterStore {
	t.Helper()
	return openMasterStore(t, func() (store.Engine, error) { return store.NewMemory(), nil })
}

func openMasterStore(t *testing.T, open func() (store.Engine, error)) masterStore {
	t.Helper()
	x, err := store.Start(store.Options{Open: open, Now: func() time.Time { return masterNow }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	return masterStore{t, x}
}

func (m masterStore) do(p store.Partition, run func(*store.Tx) error) error {
	cmd := store.Command{Partition: p, Verb: "test", At: masterNow, Worker: "W1"}
	_, err := store.Do(context.Background(), m.x, cmd, func(tx *store.Tx) (bool, error) { return true, run(tx) })
	return err
}

func (m masterStore) must(p store.Partition, run func(*store.Tx) error) {
	m.t.Helper()
	if err := m.do(p, run); err != nil {
		m.t.Fatal(err)
	}
}

func (m masterStore) view(p store.Partition, look func(r store.Reader) error) error {
	return m.x.View(context.Background(), p, func(v *store.View) error { return look(v) })
}

func (m masterStore) entries(p store.Partition) []Recorded {
	m.t.Helper()
	var out []Recorded
	err := m.view(p, func(r store.Reader) error {
		for e, err := range Ledger(r, 1) {
			if err != nil {
				return err
			}
			out = append(out, e)
		}
		return nil
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return out
}

func (m masterStore) putItem(it item.Item, expected uint64) (got item.Item, err error) {
	err = m.do(store.Company, func(tx *store.Tx) error {
		var err error
		got, err = PutItem(tx, it, expected)
		return err
	})
	return got, err
}

func teaItem(sku item.SKU, barcodes ...string) item.Item {
	return item.Item{SKU: sku, Name: "Tea " + string(sku), Category: "tea",
		Packs: []item.Pack{{Level: item.Each, Quantity: 1, Barcodes: barcodes}}}
}

// approved puts an item and takes it through the review.
func (m masterStore) approved(it item.Item) {
	m.t.Helper()
	m.must(store.Company, func(tx *store.Tx) error {
		put, err := PutItem(tx, it, 0)
		if err == nil {
			put, err = SubmitItem(tx, put.SKU, put.Revision)
		}
		if err == nil {
			_, err = ApproveItem(tx, put.SKU, put.Revision)
		}
		return err
	})
}

func TestPutItem(t *testing.T) {
	m := newMasterStore(t)
	m.approved(teaItem("OLD", "taken-1", "taken-2"))
	tracked := teaItem("OLD", "taken-1")
	tracked.LotTracked = true
	for _, c := range []struct {
		name     string
		item     item.Item
		expected uint64
		reason   string
		details  int
	}{
		{"a new item", teaItem("NEW", "n-1"), 0, "", 0},
		{"again as new", teaItem("NEW", "n-1"), 0, "revision.exists", 0},
		{"an edit of what was read", teaItem("NEW", "n-1", "n-2"), 1, "", 0},
		{"an edit of what was read long ago", teaItem("NEW", "n-1"), 1, "revision.stale", 0},
		{"an edit of nothing", teaItem("NONE"), 4, "item.unknown", 0},
		{"both barcodes are another item's", teaItem("NEW", "taken-1", "n-1", "taken-2"), 2, "barcode.taken", 2},
		{"no SKU, no name, no pack", item.Item{}, 0, "item.invalid", 3},
		{"approved stock has no lots", tracked, 3, "item.tracking_fixed", 1},
		{"another name of an approved item", teaItem("OLD", "taken-1"), 3, "", 0},
		{"the barcode it gave up is free", teaItem("NEW", "taken-2"), 2, "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := m.putItem(c.item, c.expected)
			if fault.ReasonOf(err) != c.reason {
				t.Fatalf("got %v, want reason %q", err, c.reason)
			}
			if err == nil && got.Revision != c.expected+1 {
				t.Errorf("got revision %d, want %d", got.Revision, c.expected+1)
			}
			if err != nil && len(fault.From(err).Details) != c.details {
				t.Errorf("got details %v, want %d", fault.From(err).Details, c.details)
			}
		})
	}
}

func TestPutItemLeavesTheCallersValueAlone(t *testing.T) {
	m := newMasterStore(t)
	mine := teaItem("A", "4006381333931")
	if _, err := m.putItem(mine, 0); err != nil {
		t.Fatal(err)
	}
	if got, want := mine.Packs[0].Barcodes[0], "4006381333931"; got != want {
		t.Errorf("got %q, want %q as given", got, want)
	}
}

func TestReview(t *testing.T) {
	m := newMasterStore(t)
	it, err := m.putItem(teaItem("A"), 0)
	if err != nil || it.State != item.Draft {
		t.Fatalf("got %s, %v; want a draft", it.State, err)
	}
	rev := it.Revision
	step := func(name string, verb func(*store.Tx) (item.Item, error), want item.State, reason string) {
		t.Helper()
		var got item.Item
		err := m.do(store.Company, func(tx *store.Tx) error {
			var err error
			got, err = verb(tx)
			return err
		})
		if fault.ReasonOf(err) != reason {
			t.Fatalf("%s: got %v, want reason %q", name, err, reason)
		}
		if err == nil {
			rev = got.Revision
			if got.State != want {
				t.Fatalf("%s: got %s, want %s", name, got.State, want)
			}
		}
	}
	step("approve a draft", func(tx *store.Tx) (item.Item, error) { return ApproveItem(tx, "A", rev) }, 0, "item.state")
	step("submit", func(tx *store.Tx) (item.Item, error) { return SubmitItem(tx, "A", rev) }, item.Review, "")
	step("edit in review", func(tx *store.Tx) (item.Item, error) { return PutItem(tx, teaItem("A"), rev) }, item.Draft, "")
	step("submit", func(tx *store.Tx) (item.Item, error) { return SubmitItem(tx, "A", rev) }, item.Review, "")
	step("reject without a reason", func(tx *store.Tx) (item.Item, error) { return RejectItem(tx, "A", rev, "") }, 0, "reason.missing")
	step("reject", func(tx *store.Tx) (item.Item, error) { return RejectItem(tx, "A", rev, "no weight") }, item.Draft, "")
	step("submit", func(tx *store.Tx) (item.Item, error) { return SubmitItem(tx, "A", rev) }, item.Review, "")
	step("approve what was read before", func(tx *store.Tx) (item.Item, error) { return ApproveItem(tx, "A", rev-1) }, 0, "revision.stale")
	step("approve", func(tx *store.Tx) (item.Item, error) { return ApproveItem(tx, "A", rev) }, item.Approved, "")
	step("edit the approved", func(tx *store.Tx) (item.Item, error) { return PutItem(tx, teaItem("A", "x"), rev) }, item.Approved, "")
	step("retire", func(tx *store.Tx) (item.Item, error) { return RetireItem(tx, "A", rev, "not made any more") }, item.Retired, "")
	step("reopen", func(tx *store.Tx) (item.Item, error) { return ReopenItem(tx, "A", rev) }, item.Review, "")
	step("unknown", func(tx *store.Tx) (item.Item, error) { return ReopenItem(tx, "B", rev) }, 0, "item.unknown")

	var got []string
	for _, e := range m.entries(store.Company) {
		got = append(got, e.Event+" by "+e.Worker)
	}
	want := []string{"create by W1", "submit by W1", "edit by W1", "submit by W1", "reject by W1", "submit by W1", "approve by W1",
		"retire by W1", "reopen by W1"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("ledger (-want +got):\n%s", d)
	}
}

func TestFindByBarcode(t *testing.T) {
	m := newMasterStore(t)
	it := teaItem("A", "4006381333931", "house-1")
	it.Packs = append(it.Packs, item.Pack{Level: item.Case, Quantity: 12, Barcodes: []string{"case-1"}})
	if _, err := m.putItem(it, 0); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		code     string
		quantity int64
		reason   string
	}{
		{"4006381333931", 1, ""}, {"04006381333931", 1, ""}, {"house-1", 1, ""}, {"case-1", 12, ""},
		{"case", 0, "barcode.unknown"}, {"", 0, "barcode.unknown"}, {"A", 0, "barcode.unknown"},
	} {
		for _, part := range []store.Partition{store.Company, "SH1"} {
			err := m.view(part, func(r store.Reader) error {
				got, pack, err := FindByBarcode(r, c.code)
				if err == nil && (got.SKU != "A" || pack.Quantity != c.quantity) {
					t.Errorf("%q: got %s x %d, want A x %d", c.code, got.SKU, pack.Quantity, c.quantity)
				}
				return err
			})
			if fault.ReasonOf(err) != c.reason {
				t.Errorf("%q seen from %s: got %v, want reason %q", c.code, part, err, c.reason)
			}
		}
	}
}

// Many workers give the same barcode to different items at once: one gets it, the others are told who has it.
func TestBarcodesStayUniqueUnderConcurrentEdits(t *testing.T) {
	m := newMasterStore(t)
	const rivals, rounds = 16, 10
	for round := range rounds {
		code := fmt.Sprintf("prize-%d", round)
		var wg sync.WaitGroup
		errs := make([]error, rivals)
		for i := range rivals {
			wg.Go(func() {
				sku := item.SKU(fmt.Sprintf("R%d-%d", round, i))
				_, errs[i] = m.putItem(teaItem(sku, code, "own-"+string(sku)), 0)
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			switch fault.ReasonOf(err) {
			case "":
				won++
			case "barcode.taken":
			default:
				t.Fatal(err)
			}
		}
		if won != 1 {
			t.Fatalf("round %d: got %d winners, want 1", round, won)
		}
	}
	err := m.view(store.Company, func(r store.Reader) error {
		if got := len(ListItems(r, ItemQuery{}).Items); got != rounds {
			t.Errorf("got %d items, want %d: a refused one left a trace", got, rounds)
		}
		keys := 0
		for range store.Keys(r, store.K(tagBarcode), nil) {
			keys++
		}
		if keys != 2*rounds {
			t.Errorf("got %d barcode keys, want %d", keys, 2*rounds)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestListItems(t *testing.T) {
	m := newMasterStore(t)
	for i := range 25 {
		it := teaItem(item.SKU(fmt.Sprintf("S%02d", i)))
		if i%5 == 0 {
			it.Category = "cups"
		}
		if _, err := m.putItem(it, 0); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name  string
		query ItemQuery
		pages []int
	}{
		{"all in one", ItemQuery{}, []int{25}},
		{"in tens", ItemQuery{Limit: 10}, []int{10, 10, 5}},
		{"in fives, without an empty last page", ItemQuery{Limit: 5}, []int{5, 5, 5, 5, 5}},
		{"a category", ItemQuery{Limit: 2, Category: "cups"}, []int{2, 2, 1}},
		{"a state nobody has", ItemQuery{State: item.Retired}, []int{0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []int
			seen := map[item.SKU]bool{}
			for q := c.query; ; {
				var page ItemPage
				if err := m.view("SH1", func(r store.Reader) error { page = ListItems(r, q); return nil }); err != nil {
					t.Fatal(err)
				}
				got = append(got, len(page.Items))
				for _, it := range page.Items {
					if seen[it.SKU] {
						t.Errorf("%s came twice", it.SKU)
					}
					seen[it.SKU] = true
				}
				if page.Next == "" {
					break
				}
				q.After = page.Next
			}
			if d := cmp.Diff(c.pages, got); d != "" {
				t.Errorf("page sizes (-want +got):\n%s", d)
			}
		})
	}
}

func TestCheckSKUs(t *testing.T) {
	m := newMasterStore(t)
	m.approved(teaItem("GOOD"))
	if _, err := m.putItem(teaItem("DRAFT"), 0); err != nil {
		t.Fatal(err)
	}
	err := m.view("SH1", func(r store.Reader) error {
		return CheckSKUs(r, []item.SKU{"GOOD", "DRAFT", "NONE", "GOOD", "NONE"}, func(i int) string { return fmt.Sprintf("lines[%d]", i) })
	})
	var got []string
	for _, d := range fault.From(err).Details {
		got = append(got, d.Where+" "+d.Reason)
	}
	want := []string{"lines[1] item.not_approved", "lines[2] item.unknown", "lines[4] item.unknown"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("details (-want +got):\n%s", d)
	}
	if err := m.view("SH1", func(r store.Reader) error { return CheckSKUs(r, []item.SKU{"GOOD"}, nil) }); err != nil {
		t.Errorf("got %v, want an approved item to pass", err)
	}
}

func TestItemsAreNotKeptInAWarehouse(t *testing.T) {
	m := newMasterStore(t)
	err := m.do("SH1", func(tx *store.Tx) error {
		_, err := PutItem(tx, teaItem("A"), 0)
		return err
	})
	if fault.ReasonOf(err) != "partition.wrong" {
		t.Errorf("got %v, want partition.wrong", err)
	}
}

func TestCatalogueSurvivesReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tote.db")
	open := func() (store.Engine, error) { return store.OpenBolt(path) }
	m := openMasterStore(t, open)
	m.approved(teaItem("A", "a-1"))
	if err := m.x.Close(); err != nil {
		t.Fatal(err)
	}
	m = openMasterStore(t, open)
	err := m.view("SH1", func(r store.Reader) error {
		it, _, err := FindByBarcode(r, "a-1")
		if it.State != item.Approved || it.Revision != 3 {
			t.Errorf("got %s revision %d, want approved revision 3", it.State, it.Revision)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
