// Package ledgertest furnishes warehouses with a long past: millions of ledger entries as a year of work leaves them, with
// the balances, lines, lots and LPNs that follow from them, so that `tote check` finds nothing to differ.
//
// It is for benchmarks and tests only; its worlds are drawn from a seed and always the same. It never goes through a verb:
// a million commands would take minutes. Start at Fill.
package ledgertest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// Options of Fill. What is not set is as a house of a million parcels a year has it.
type Options struct {
	Entries int
	SKUs    int       // 5,000
	Places  int       // 25,000, a fifth of them pick faces
	From    time.Time // of the first entry
	To      time.Time // of the last; 400 days behind From
	Seed    uint64
}

// Warehouse is the one that is furnished, in Shanghai's time.
const Warehouse store.Partition = "SH1"

// Begin is the moment of a first entry.
var Begin = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

func (o *Options) complete() {
	if o.SKUs == 0 {
		o.SKUs = 5_000
	}
	if o.Places == 0 {
		o.Places = 25_000
	}
	if o.From.IsZero() {
		o.From = Begin
	}
	if o.To.IsZero() {
		o.To = o.From.AddDate(0, 0, 400)
	}
}

// SKU gives the n-th item, from 0; every fifth has lots that expire.
func SKU(n int) item.SKU { return item.SKU(fmt.Sprintf("SKU-%06d", n)) }

// Face gives the pick face of the n-th item.
func Face(n int) layout.Code { return layout.Code(fmt.Sprintf("F%03d-%03d", n/200, n%200)) }

func hasLots(n int) bool { return n%5 == 0 }

// Fill furnishes an empty store: company, items, places, and a past of so many entries. The engine stays open.
func Fill(e store.Engine, o Options) error {
	o.complete()
	if err := furnish(e, o); err != nil {
		return err
	}
	l, err := store.NewLoader(e, Warehouse)
	if err != nil {
		return err
	}
	h := &house{o: o, load: l, rng: rand.New(rand.NewPCG(o.Seed, 7)), stock: map[inventory.Goods]*held{}, lots: map[lotKey]inventory.Lot{},
		lpns: map[string]*inventory.LPN{}, faces: make([]face, o.SKUs)}
	for h.seq < o.Entries && h.err == nil {
		h.work()
	}
	return h.finish()
}

// FillFile furnishes a new file at path.
func FillFile(path string, o Options) error {
	e, err := store.OpenBolt(path)
	if err != nil {
		return err
	}
	err = Fill(e, o)
	if closing := e.Close(); err == nil {
		err = closing
	}
	return err
}

func furnish(e store.Engine, o Options) error {
	l, err := store.NewLoader(e, store.Company)
	if err != nil {
		return err
	}
	w := layout.Warehouse{Code: string(Warehouse), Name: "Shanghai", Zone: "Asia/Shanghai", Revision: 1}
	if err := store.Load(l, &inventory.Warehouses, &w); err != nil {
		return err
	}
	for n := range o.SKUs {
		it := item.Item{SKU: SKU(n), Name: fmt.Sprintf("Article %d", n), NameZH: fmt.Sprintf("商品 %d", n), State: item.Approved, Revision: 1,
			Packs:    []item.Pack{{Level: item.Each, Quantity: 1, Grams: 200, Size: item.Size{Length: 100, Width: 80, Height: 60}}, {Level: item.Case, Quantity: 24}},
			Category: fmt.Sprintf("category %d", n%40), StorageClass: []string{"ambient", "cool"}[n/7%2], PriceMinor: int64(100 + n*37%50_000), Currency: "CNY",
			LotTracked: hasLots(n), ExpiryTracked: hasLots(n)}
		if err := store.Load(l, &inventory.Items, &it); err != nil {
			return err
		}
	}
	if err := l.Flush(); err != nil {
		return err
	}
	if l, err = store.NewLoader(e, Warehouse); err != nil {
		return err
	}
	for i, p := range places(o) {
		if err := store.Load(l, &inventory.Places, &inventory.Place{Location: p, Version: uint64(i) + 1}); err != nil {
			return err
		}
	}
	return l.Flush()
}

func places(o Options) []layout.Location {
	out := []layout.Location{{Code: "D-1", Kind: layout.Dock, Zone: "dock"}, {Code: "PK-1", Kind: layout.Pack, Zone: "pack"}, {Code: "OUT-1", Kind: layout.Outbound, Zone: "out"},
		{Code: "RET-1", Kind: layout.Returns, Zone: "returns"}}
	for n := range o.SKUs {
		out = append(out, layout.Location{Code: Face(n), Kind: layout.PickFace, Zone: fmt.Sprintf("F%d", n/1000)})
	}
	for n := range max(1, o.Places-o.SKUs) {
		out = append(out, layout.Location{Code: shelf(n), Kind: layout.Reserve, Zone: fmt.Sprintf("R%d", n/4000)})
	}
	for i := range out {
		out[i].Travel, out[i].Revision, out[i].Mixing = int64(i), 1, layout.MixAny
	}
	return out
}

func shelf(n int) layout.Code { return layout.Code(fmt.Sprintf("R%02d-%03d-%d", n/2000, n/8%250, n%8)) }
