package inventory

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

func (m masterStore) putLocation(l layout.Location, expected uint64) (got layout.Location, err error) {
	err = m.do("SH1", func(tx *store.Tx) error {
		var err error
		got, err = PutLocation(tx, l, expected)
		return err
	})
	return got, err
}

func codesOf(list []layout.Location) []string {
	var out []string
	for _, l := range list {
		out = append(out, string(l.Code))
	}
	return out
}

func TestPutWarehouse(t *testing.T) {
	m := newMasterStore(t)
	good := layout.Warehouse{Code: "SH1", Name: "Shanghai 1", Zone: "Asia/Shanghai"}
	for _, c := range []struct {
		name     string
		edit     func(*layout.Warehouse)
		expected uint64
		reason   string
	}{
		{"new", func(*layout.Warehouse) {}, 0, ""},
		{"again as new", func(*layout.Warehouse) {}, 0, "revision.exists"},
		{"edit", func(w *layout.Warehouse) { w.Name = "Shanghai One" }, 1, ""},
		{"stale edit", func(*layout.Warehouse) {}, 1, "revision.stale"},
		{"edit of none", func(w *layout.Warehouse) { w.Code = "SH2" }, 1, "warehouse.unknown"},
		{"the company's own code", func(w *layout.Warehouse) { w.Code = "@" }, 0, "partition.letter"},
		{"small letters", func(w *layout.Warehouse) { w.Code = "sh2" }, 0, "partition.letter"},
		{"a long code", func(w *layout.Warehouse) { w.Code = "SHANGHAI1" }, 0, "partition.length"},
		{"no time zone", func(w *layout.Warehouse) { w.Code, w.Zone = "SH2", "Moon" }, 0, "warehouse.invalid"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := good
			c.edit(&w)
			err := m.do(store.Company, func(tx *store.Tx) error {
				_, err := PutWarehouse(tx, w, c.expected)
				return err
			})
			if fault.ReasonOf(err) != c.reason {
				t.Errorf("got %v, want reason %q", err, c.reason)
			}
		})
	}
	err := m.view("SH1", func(r store.Reader) error {
		w, err := WarehouseOf(r)
		if w.Name != "Shanghai One" || len(ListWarehouses(r)) != 1 {
			t.Errorf("got %q of %d, want the edited one of one", w.Name, len(ListWarehouses(r)))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestPutLocation(t *testing.T) {
	m := newMasterStore(t)
	for _, c := range []struct {
		name     string
		location layout.Location
		expected uint64
		reason   string
	}{
		{"new", layout.Location{Code: "a01-01", Kind: layout.PickFace, Barcode: "beam 1"}, 0, ""},
		{"as it reads on the beam", layout.Location{Code: "A01-01", Kind: layout.PickFace}, 0, "revision.exists"},
		{"another", layout.Location{Code: "A01-02", Kind: layout.PickFace}, 0, ""},
		{"with the first one's barcode", layout.Location{Code: "A01-02", Kind: layout.PickFace, Barcode: "beam 1"}, 1, "location.barcode_taken"},
		{"with the first one's code as barcode", layout.Location{Code: "A01-02", Kind: layout.PickFace, Barcode: "a01-01"}, 1, "location.barcode_taken"},
		{"whose barcode is a code to come", layout.Location{Code: "A01-02", Kind: layout.PickFace, Barcode: "A09"}, 1, ""},
		{"the code that came", layout.Location{Code: "A09", Kind: layout.PickFace}, 0, "location.barcode_taken"},
		{"stale", layout.Location{Code: "A01-02", Kind: layout.PickFace}, 1, "revision.stale"},
		{"edit of none", layout.Location{Code: "A01-03", Kind: layout.PickFace}, 1, "location.unknown"},
		{"no kind, blank in the code", layout.Location{Code: "A 1"}, 0, "location.invalid"},
		{"a barcode of two lines", layout.Location{Code: "A01-03", Kind: layout.Reserve, Barcode: "a\nb"}, 0, "location.barcode"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := m.putLocation(c.location, c.expected); fault.ReasonOf(err) != c.reason {
				t.Errorf("got %v, want reason %q", err, c.reason)
			}
		})
	}
	for scan, want := range map[string]string{"A01-01": "A01-01", "a01-01": "A01-01", " beam 1": "A01-01", "A09": "A01-02", "A0": ""} {
		err := m.view("SH1", func(r store.Reader) error {
			l, err := FindLocationByScan(r, scan)
			if string(l.Code) != want {
				t.Errorf("scan %q: got %q, want %q", scan, l.Code, want)
			}
			return err
		})
		if (want == "") != (fault.ReasonOf(err) == "location.unknown") {
			t.Errorf("scan %q: got %v", scan, err)
		}
	}
	if err := m.view("BJ1", func(r store.Reader) error { _, err := FindLocation(r, "A01-01"); return err }); fault.ReasonOf(err) != "location.unknown" {
		t.Errorf("got %v, want the other warehouse to have no such location", err)
	}
}

func TestListLocations(t *testing.T) {
	m := newMasterStore(t)
	for i := range 9 {
		l := layout.Location{Code: layout.Code(fmt.Sprintf("A%d", i)), Kind: layout.PickFace, Travel: int64(100 - i), Zone: "cool"}
		if i%3 == 0 {
			l.Code, l.Kind, l.Zone = layout.Code(fmt.Sprintf("B%d", i)), layout.Reserve, "hall"
		}
		if _, err := m.putLocation(l, 0); err != nil {
			t.Fatal(err)
		}
	}
	faces := []string{"A8", "A7", "A5", "A4", "A2", "A1"}
	reserve := []string{"B6", "B3", "B0"}
	for _, c := range []struct {
		name  string
		query LocationQuery
		want  []string
	}{
		{"a kind in travel order", LocationQuery{Kind: layout.PickFace}, faces},
		{"kind by kind", LocationQuery{}, append(append([]string{}, reserve...), faces...)},
		{"by prefix", LocationQuery{Prefix: "b"}, reserve},
		{"by zone", LocationQuery{Zone: "cool"}, faces},
		{"none of that kind", LocationQuery{Kind: layout.Dock}, nil},
	} {
		for limit := range 5 {
			t.Run(fmt.Sprint(c.name, " by ", limit), func(t *testing.T) {
				var got []string
				q := c.query
				q.Limit = limit
				for more := true; more; {
					err := m.view("SH1", func(r store.Reader) error {
						page, err := ListLocations(r, q)
						got = append(got, codesOf(page.Locations)...)
						q.After, more = page.Next, page.Next != ""
						return err
					})
					if err != nil {
						t.Fatal(err)
					}
				}
				if d := cmp.Diff(c.want, got); d != "" {
					t.Errorf("codes (-want +got):\n%s", d)
				}
			})
		}
	}
	err := m.view("SH1", func(r store.Reader) error {
		var got []string
		for l := range LocationsOfKind(r, layout.PickFace) {
			got = append(got, string(l.Code))
		}
		if d := cmp.Diff(faces, got); d != "" {
			t.Errorf("walk (-want +got):\n%s", d)
		}
		_, err := ListLocations(r, LocationQuery{After: "!"})
		return err
	})
	if fault.ReasonOf(err) != "cursor.malformed" {
		t.Errorf("got %v, want cursor.malformed", err)
	}
}

// A device that asks from the version it knows gets what changed since, each location once and as it is now, and ends up
// with the same table as one that asks for everything.
func TestLocationsSince(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tote.db")
	open := func() (store.Engine, error) { return store.OpenBolt(path) }
	m := openMasterStore(t, open)
	put := func(code layout.Code, travel int64, expected uint64) {
		t.Helper()
		if _, err := m.putLocation(layout.Location{Code: code, Kind: layout.Reserve, Travel: travel}, expected); err != nil {
			t.Fatal(err)
		}
	}
	since := func(version uint64) (d LayoutDelta) {
		t.Helper()
		err := m.view("SH1", func(r store.Reader) (err error) {
			d, err = LocationsSince(r, version)
			if got := LayoutVersion(r); got != d.Version && !d.More {
				t.Errorf("got version %d, the delta ends at %d", got, d.Version)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if d := since(0); len(d.Locations) != 0 || d.Version != 0 {
		t.Errorf("got %v, want nothing yet", d)
	}
	put("A1", 1, 0)
	put("A2", 2, 0)
	put("A3", 3, 0)
	first := since(0)
	put("A2", 9, 1)
	put("A4", 4, 0)
	put("A2", 8, 2)
	if err := m.x.Close(); err != nil {
		t.Fatal(err)
	}
	m = openMasterStore(t, open)
	delta := since(first.Version)
	if d := cmp.Diff([]string{"A4", "A2"}, codesOf(delta.Locations)); d != "" {
		t.Errorf("delta (-want +got):\n%s", d)
	}
	table := map[layout.Code]layout.Location{}
	for _, l := range append(first.Locations, delta.Locations...) {
		table[l.Code] = l
	}
	whole := map[layout.Code]layout.Location{}
	for _, l := range since(0).Locations {
		whole[l.Code] = l
	}
	if d := cmp.Diff(whole, table); d != "" {
		t.Errorf("table (-whole +deltas):\n%s", d)
	}
	if _, err := m.putLocation(layout.Location{Code: "A1"}, 1); err == nil || len(since(delta.Version).Locations) != 0 {
		t.Error("a refused edit must not count the version up")
	}
}
