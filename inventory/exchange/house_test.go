package exchange

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
	"example.com/tote/inventory/tabular"
)

// house is a store with its jobs running.
type house struct {
	*storetest.Fixture
	t    testing.TB
	jobs chan string // verbs of jobs that ended
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, jobs: make(chan string, 1000)}
	h.Fixture = storetest.Memory(t, h.watch)
	h.open()
	return h
}

func (h *house) watch(o *store.Options) {
	o.Observe = func(ob store.Observation) {
		if ob.Command.Verb == "job.end" && ob.Err == nil {
			h.jobs <- ob.Command.Verb
		}
	}
}

func (h *house) open() {
	h.t.Helper()
	if err := h.RunOutbox(Handlers(Items{}, Locations{}), []store.Partition{store.Company, "SH1"}); err != nil {
		h.t.Fatal(err)
	}
}

// settled waits until a job has ended.
func (h *house) settled() {
	h.t.Helper()
	select {
	case <-h.jobs:
	case <-time.After(2 * time.Minute):
		h.t.Fatal("no job ended within two minutes")
	}
}

func (h *house) do(p store.Partition, run func(*store.Tx) error) error {
	cmd := store.Command{Partition: p, Verb: "test", At: h.Clock.Now(), Worker: "W1"}
	_, err := store.Do(context.Background(), h.Executor, cmd, func(tx *store.Tx) (bool, error) { return true, run(tx) })
	return err
}

func (h *house) look(p store.Partition, see func(store.Reader)) {
	h.t.Helper()
	if err := h.View(context.Background(), p, func(v *store.View) error { see(v); return nil }); err != nil {
		h.t.Fatal(err)
	}
}

func partitionOf(s Sheet) store.Partition {
	if s.InCompany() {
		return store.Company
	}
	return "SH1"
}

// noise stands in for randomness: the same each time.
type noise struct{ sum [32]byte }

func (n *noise) Read(b []byte) (int, error) {
	n.sum = sha256.Sum256(n.sum[:])
	return copy(b, n.sum[:]), nil
}

func (h *house) options(s Sheet, m Mode, file io.Reader) ImportOptions {
	return ImportOptions{Sheet: s, Partition: partitionOf(s), Mode: m, Name: "test.csv", Reader: file, Worker: "W1", Now: h.Clock.Now, Random: &noise{}}
}

func (h *house) imports(s Sheet, m Mode, file string) Result {
	h.t.Helper()
	out, err := Import(context.Background(), h.Executor, h.options(s, m, strings.NewReader(file)))
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}

func (h *house) exports(s Sheet, f tabular.Format, chinese bool) []byte {
	h.t.Helper()
	var out bytes.Buffer
	if _, err := Export(context.Background(), h.Executor, ExportOptions{Sheet: s, Partition: partitionOf(s), Format: f, Writer: &out, Chinese: chinese}); err != nil {
		h.t.Fatal(err)
	}
	return out.Bytes()
}

func (h *house) items() []item.Item {
	var out []item.Item
	h.look(store.Company, func(r store.Reader) { out = inventory.ListItems(r, inventory.ItemQuery{}).Items })
	for i := range out {
		out[i].Revision = 0
	}
	return out
}

func (h *house) locations() []layout.Location {
	var out []layout.Location
	h.look("SH1", func(r store.Reader) {
		page, err := inventory.ListLocations(r, inventory.LocationQuery{})
		if err != nil {
			h.t.Error(err)
		}
		out = page.Locations
	})
	for i := range out {
		out[i].Revision = 0
	}
	return out
}

// leftovers counts claims and staged records: none may outlive an import.
func (h *house) leftovers(p store.Partition) (claims, staged int) {
	h.look(p, func(r store.Reader) {
		for range store.Keys(r, store.K(0x70), nil) {
			claims++
		}
		for range store.Keys(r, store.K(tagStaged), nil) {
			staged++
		}
	})
	return claims, staged
}

func (h *house) nothingLeft(p store.Partition) {
	h.t.Helper()
	if claims, staged := h.leftovers(p); claims+staged != 0 {
		h.t.Errorf("%d claims and %d staged records are left, want none", claims, staged)
	}
}

// told gives a report as "line column reason" for comparison.
func told(r *tabular.Report) []string {
	var out []string
	if r.Stopped != nil {
		out = append(out, "stopped "+r.Stopped.Reason)
	}
	for _, p := range r.Problems {
		out = append(out, fmt.Sprintf("%d %s %s", p.Line, p.Column, p.Reason))
	}
	return out
}

// someItems have everything an item can have, and a thing or two that is hard to write in a sheet.
func someItems() []item.Item {
	return []item.Item{
		{SKU: "A-1", Name: "Plain tea", State: item.Approved, Packs: []item.Pack{{Level: item.Each, Quantity: 1}}},
		{SKU: "B=2", Name: "=HYPERLINK(\"x\")", NameZH: "龙井，\"特级\"\n礼盒", State: item.Approved, Category: "茶/绿茶",
			Packs: []item.Pack{
				{Level: item.Each, Quantity: 1, Barcodes: []string{"06901234567892", "12345678", "own;1", `back\slash`}, Size: item.Size{Length: 100, Width: 80, Height: 60}, Grams: 250},
				{Level: item.Inner, Quantity: 6, Grams: 1600},
				{Level: item.Case, Quantity: 12, Barcodes: []string{"16901234567899"}, Size: item.Size{Length: 300, Width: 200, Height: 100}},
				{Level: item.Case, Quantity: 24, Barcodes: []string{"26901234567896", "a|b/c;d"}, Size: item.Size{Length: 600, Width: 200, Height: 100}, Grams: 6500},
				{Level: item.Pallet, Quantity: 480, Grams: 150_000}},
			LotTracked: true, ExpiryTracked: true, ShelfLife: 540, MinAtReceipt: 360, MinAtShipping: 180, KeepUpright: true, Fragile: true,
			StorageClass: "cool", Hazard: "9", SafetyStock: 40, PriceMinor: 12_990, Currency: "CNY", Supplier: "S1", SampleSize: 5,
			Attributes: map[string]string{"colour": "green", "产地": "杭州"}},
		{SKU: "C 3", NameZH: "只有中文名", State: item.Draft, CatchWeight: true, PriceMinor: 500, Currency: "JPY", ShipsAlone: true, OwnContainer: true,
			Packs: []item.Pack{{Level: item.Each, Quantity: 1, Grams: 1}}, Attributes: map[string]string{"colour": "-1"}},
		{SKU: "D4", Name: "Old", State: item.Retired, SerialTracked: true, Packs: []item.Pack{{Level: item.Each, Quantity: 1}}},
		{SKU: "E5", Name: "Waiting", State: item.Review, PriceMinor: 1005, Packs: []item.Pack{{Level: item.Each, Quantity: 1, Barcodes: []string{"code:x"}}}},
	}
}

func (h *house) putItem(it item.Item) {
	h.t.Helper()
	if err := h.do(store.Company, func(tx *store.Tx) error {
		want := it.State
		put, err := inventory.PutItem(tx, it, 0)
		if err != nil {
			return err
		}
		return reach(tx, put, want)
	}); err != nil {
		h.t.Fatal(err)
	}
}

func someLocations() []layout.Location {
	return []layout.Location{
		{Code: "A01-01-1", Kind: layout.PickFace, Zone: "hall", Aisle: 1, Bay: 1, Level: 1, X: 1200, Y: 300, Z: 50, Travel: -5, Grams: 50_000,
			Volume: 900_000_000, Mixing: layout.MixNothing, Class: "cool", Fixed: "B=2", Min: 10, Max: 40, Barcode: "beam 1", Closed: true},
		{Code: "A01-02-1", Kind: layout.Reserve, Mixing: layout.MixLots, Travel: 7},
		{Code: "DOCK1", Kind: layout.Dock}, {Code: "Q1", Kind: layout.Quarantine},
	}
}

// newFixture gives a store whose jobs nobody runs yet.
func newFixture(t testing.TB, h *house) *storetest.Fixture { return storetest.Memory(t, h.watch) }
