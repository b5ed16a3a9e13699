package inventory

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

func (m masterStore) itemsSince(version uint64) (d CatalogueDelta) {
	m.t.Helper()
	err := m.view(store.Company, func(r store.Reader) (err error) {
		d, err = ItemsSince(r, version)
		if got := CatalogueVersion(r); got != d.Version && !d.More {
			m.t.Errorf("got version %d, the delta ends at %d", got, d.Version)
		}
		return err
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return d
}

// table is what a device keeps: by SKU the item, brought up to date by deltas.
type table map[item.SKU]item.Item

func (t table) take(d CatalogueDelta) table {
	if d.Anew {
		t = table{}
	}
	for _, it := range d.Items {
		t[it.SKU] = it
	}
	return t
}

func TestADeviceFetchesOnlyTheItemsThatChanged(t *testing.T) {
	m := newMasterStore(t)
	if d := m.itemsSince(0); len(d.Items) != 0 || d.Version != 0 || d.Anew {
		t.Errorf("got %+v, want nothing yet", d)
	}
	m.approved(teaItem("A", "111"))
	m.approved(teaItem("B", "222"))
	m.approved(teaItem("C"))
	first := m.itemsSince(0)
	have := table{}.take(first)

	// A barcode moves from A to B, C is retired, D is new.
	find := func(sku item.SKU) item.Item { return have[sku] }
	for _, step := range []struct {
		it       item.Item
		expected uint64
	}{{teaItem("A"), find("A").Revision}, {teaItem("B", "222", "111"), find("B").Revision}, {teaItem("D", "333"), 0}} {
		if _, err := m.putItem(step.it, step.expected); err != nil {
			t.Fatal(err)
		}
	}
	m.must(store.Company, func(tx *store.Tx) error {
		_, err := RetireItem(tx, "C", find("C").Revision, "sold off")
		return err
	})
	delta := m.itemsSince(first.Version)
	var told []string
	for _, it := range delta.Items {
		told = append(told, fmt.Sprintf("%s %s %v", it.SKU, it.State, it.Barcodes()))
	}
	want := []string{"A approved []", "B approved [111 222]", "D draft [333]", "C retired []"}
	if d := cmp.Diff(want, told); d != "" {
		t.Errorf("delta (-want +got):\n%s", d)
	}
	if d := cmp.Diff(table{}.take(m.itemsSince(0)), have.take(delta)); d != "" {
		t.Errorf("table (-whole +deltas):\n%s", d)
	}
	if _, err := m.putItem(teaItem("A"), 1); err == nil || len(m.itemsSince(delta.Version).Items) != 0 {
		t.Error("a refused edit must not count the version up")
	}
	// The service was restored from a backup: what the device has is of no store of ours.
	if d := m.itemsSince(delta.Version + 9); !d.Anew || len(d.Items) != 4 || d.Version != delta.Version {
		t.Errorf("asked from a version that never was: anew %t, %d items up to %d", d.Anew, len(d.Items), d.Version)
	}
}

func TestTheWholeCatalogueComesInPages(t *testing.T) {
	m := newMasterStore(t)
	const all = 2*MaxItemDeltas + 10
	for n := 0; n < all; n += 20 {
		m.must(store.Company, func(tx *store.Tx) error {
			for i := n; i < min(n+20, all); i++ {
				it := teaItem(item.SKU(fmt.Sprintf("S%05d", i)), fmt.Sprintf("b%05d", i))
				it.Name = strings.Repeat("tea ", 10)
				if _, err := PutItem(tx, it, 0); err != nil {
					return err
				}
			}
			return nil
		})
	}
	have, at, pages := table{}, uint64(0), 0
	for more := true; more; pages++ {
		d := m.itemsSince(at)
		if len(d.Items) > MaxItemDeltas {
			t.Fatalf("a page of %d items", len(d.Items))
		}
		have, at, more = have.take(d), d.Version, d.More
	}
	if len(have) != all || pages != 3 {
		t.Errorf("got %d items in %d pages, want %d in 3", len(have), pages, all)
	}
}

func TestAClosedPlaceIsToldAndARestoredStoreBeginsAnew(t *testing.T) {
	m := newMasterStore(t)
	for _, l := range []layout.Location{{Code: "A1", Kind: layout.PickFace}, {Code: "A2", Kind: layout.PickFace}} {
		if _, err := m.putLocation(l, 0); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := m.putLocation(layout.Location{Code: "A1", Kind: layout.PickFace, Closed: true}, 1); err != nil {
		t.Fatal(err)
	}
	err := m.view("SH1", func(r store.Reader) error {
		delta, err := LocationsSince(r, 2)
		if len(delta.Locations) != 1 || delta.Locations[0].Code != "A1" || !delta.Locations[0].Closed || delta.Anew {
			t.Errorf("delta: %+v", delta)
		}
		if err != nil {
			return err
		}
		anew, err := LocationsSince(r, 99)
		if !anew.Anew || len(anew.Locations) != 2 || anew.Version != 3 {
			t.Errorf("asked from a version that never was: %+v", anew)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
