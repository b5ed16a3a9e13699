package api_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

func (w *world) in(p store.Partition, run func(*store.Tx) error) {
	w.t.Helper()
	_, err := store.Do(context.Background(), w.x, store.Command{Partition: p, Verb: "test", At: time.Now()}, func(tx *store.Tx) (struct{}, error) { return struct{}{}, run(tx) })
	if err != nil {
		w.t.Fatal(err)
	}
}

func thing(sku item.SKU, barcode string) item.Item {
	return item.Item{SKU: sku, Name: "Name of " + string(sku), NameZH: "名", PriceMinor: 100, Currency: "CNY", Supplier: "ACME", Category: "c", SafetyStock: 9,
		Attributes: map[string]string{"colour": "red"}, Fragile: true, ShelfLife: 90, LotTracked: true,
		Packs: []item.Pack{{Level: item.Each, Quantity: 1, Barcodes: []string{barcode}, Grams: 100}, {Level: item.Case, Quantity: 12}}}
}

func (w *world) items(n int) {
	w.t.Helper()
	for from := 0; from < n; from += 15 {
		w.in(store.Company, func(tx *store.Tx) error {
			for i := from; i < min(from+15, n); i++ {
				if _, err := inventory.PutItem(tx, thing(item.SKU(fmt.Sprintf("S%05d", i)), fmt.Sprintf("code%05d", i)), 0); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// catalogue fetches pages until there are no more.
func (w *world) catalogue(token string, since uint64) (items []wire.Item, version uint64) {
	w.t.Helper()
	for more := true; more; {
		var got wire.Catalogue
		w.want(200, "GET", fmt.Sprint("/v1/catalogue?since=", since), token, nil, &got)
		items, since, more = append(items, got.Items...), got.Version, got.More
	}
	return items, since
}

func TestADevicesTableOfItems(t *testing.T) {
	n := 1500
	if os.Getenv("TOTE_LONG") != "" {
		n = 50_000
	}
	w := newWorld(t)
	w.newWarehouse()
	w.items(n)
	device := w.device("gun").Token
	began := time.Now()
	all, version := w.catalogue(device, 0)
	took := time.Since(began)
	t.Logf("%d items from zero in %v", len(all), took.Round(time.Millisecond))
	if len(all) != n || took > 5*time.Second {
		t.Fatalf("%d items in %v, want %d in 5 s", len(all), took, n)
	}
	one := all[0]
	if one.SKU != "S00000" || one.Name == "" || one.NameZH == "" || len(one.Packs) != 2 || one.Packs[0].Barcodes[0] != "code00000" || !one.LotTracked || !one.Fragile || one.ShelfLife != 90 || one.State != "draft" {
		t.Errorf("what a terminal needs: %+v", one)
	}
	if one.PriceMinor != 0 || one.Supplier != "" || one.Attributes != nil || one.Category != "" || one.SafetyStock != 0 {
		t.Errorf("what it does not: %+v", one)
	}
	w.in(store.Company, func(tx *store.Tx) error {
		_, err := inventory.RetireItem(tx, "S00003", 1, "sold off")
		return err
	})
	delta, next := w.catalogue(device, version)
	if len(delta) != 1 || delta[0].SKU != "S00003" || delta[0].State != "retired" || next != version+1 {
		t.Errorf("delta: %+v up to %d", delta, next)
	}
	var anew wire.Catalogue
	w.want(200, "GET", "/v1/catalogue?since=999999999", device, nil, &anew)
	if !anew.Anew || len(anew.Items) == 0 {
		t.Errorf("a version of another store: %t, %d items", anew.Anew, len(anew.Items))
	}
	w.want(401, "GET", "/v1/catalogue", "", nil, nil)
}

// shelf is a warehouse with one item of two lots, one pallet, one purchase order.
func shelf(t *testing.T) *world {
	w := newWorld(t)
	w.newWarehouse()
	w.in(store.Company, func(tx *store.Tx) error {
		for _, it := range []item.Item{thing("NUTS", "6901234567892"), thing("BOLTS", "NUTS-2")} {
			made, err := inventory.PutItem(tx, it, 0)
			if err == nil {
				made, err = inventory.SubmitItem(tx, made.SKU, made.Revision)
			}
			if err == nil {
				_, err = inventory.ApproveItem(tx, made.SKU, made.Revision)
			}
			if err != nil {
				return err
			}
		}
		_, err := partner.PutSupplier(tx, partner.Supplier{Code: "ACME", Name: "Acme"}, 0)
		return err
	})
	w.in("SH1", func(tx *store.Tx) error {
		for _, l := range []layout.Location{{Code: "A-1", Kind: layout.PickFace, Barcode: "BEAM-1"}, {Code: "NUTS-1", Kind: layout.Reserve}} {
			if _, err := inventory.PutLocation(tx, l, 0); err != nil {
				return err
			}
		}
		if _, err := inventory.RegisterLPN(tx, "U-1", inventory.PalletLPN, inventory.Location("NUTS-1")); err != nil {
			return err
		}
		for lot, at := range map[item.Lot]inventory.Holder{"L1": inventory.Location("A-1"), "L2": inventory.LPNHolder("U-1")} {
			inventory.Lots.Put(tx, &inventory.Lot{SKU: "NUTS", Number: lot, Expiry: 30000})
			if _, err := inventory.Adjust(tx, inventory.AdjustInput{SKU: "NUTS", Lot: lot, Holder: at, Delta: 5, Reason: inventory.AdjustFound}); err != nil {
				return err
			}
		}
		_, err := partner.PutPurchaseOrder(tx, partner.PurchaseOrder{Number: "PO-1", Supplier: "ACME"}, []partner.PurchaseLine{{SKU: "NUTS", Ordered: 5}}, 0)
		return err
	})
	return w
}

func (w *world) lookup(code string) (out []string) {
	w.t.Helper()
	var got wire.Lookup
	w.want(200, "GET", "/v1/warehouses/SH1/lookup?code="+url.QueryEscape(code), w.admin, nil, &got)
	for _, m := range got.Meanings {
		s := m.Kind + " " + m.ID + " by " + m.By
		for _, b := range m.Balances {
			s += fmt.Sprintf(" %s:%d", b.Holder, b.Available)
		}
		out = append(out, s)
	}
	return out
}

func TestLookupGivesEveryMeaningOfACode(t *testing.T) {
	w := shelf(t)
	w.want(200, "PUT", "/v1/workers/W7", w.admin, wire.Worker{Name: "Li Wei", Badge: "B-77", Roles: []string{"picker"}, Active: true}, nil)
	for _, c := range []struct {
		code string
		want []string
	}{
		{"a-1", []string{"location A-1 by code L:A-1:5"}},
		{"BEAM-1", []string{"location A-1 by barcode L:A-1:5"}},
		{"U-1", []string{"lpn U-1 by number P:U-1:5"}},
		{"6901234567892", []string{"item NUTS by barcode L:A-1:5 P:U-1:5"}},
		{"]E06901234567892", []string{"item NUTS by barcode L:A-1:5 P:U-1:5"}},
		{"]C1010690123456789210L2", []string{"item NUTS by barcode L:A-1:5 P:U-1:5", "lot L2 by number P:U-1:5"}},
		{"NUTS", []string{"item NUTS by sku L:A-1:5 P:U-1:5"}},
		{"NUTS-2", []string{"item BOLTS by barcode"}},
		{"L1", []string{"lot L1 by number L:A-1:5"}},
		{"PO-1", []string{"purchase_order PO-1 by number"}},
		{"B-77", []string{"worker W7 by badge"}},
		{"w7", []string{"worker W7 by number"}},
		{"Li Wei", nil}, // a name is nobody's code
		{"what?", nil},
	} {
		if got := w.lookup(c.code); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.code, got, c.want)
		}
	}
	// A code that means several things: all of them, in the same order each time.
	w.in("SH1", func(tx *store.Tx) error {
		inventory.Lots.Put(tx, &inventory.Lot{SKU: "BOLTS", Number: "NUTS-1"})
		_, err := inventory.RegisterLPN(tx, "NUTS-1", inventory.PalletLPN, inventory.Location("A-1"))
		return err
	})
	if got, want := w.lookup("NUTS-1"), []string{"location NUTS-1 by code", "lpn NUTS-1 by number", "lot NUTS-1 by number"}; !slices.Equal(got, want) {
		t.Errorf("several meanings: %q, want %q", got, want)
	}
	// Nothing of a person but the id goes out.
	resp, body := w.send("GET", "/v1/warehouses/SH1/lookup?code=B-77", w.admin, nil)
	if resp.StatusCode != 200 || strings.Contains(string(body), "Wei") || strings.Contains(string(body), "picker") {
		t.Errorf("a badge tells %s", body)
	}
	w.want(400, "GET", "/v1/warehouses/SH1/lookup?code=", w.admin, nil, nil)
	w.want(400, "GET", "/v1/warehouses/SH1/lookup?code="+strings.Repeat("x", 9000), w.admin, nil, nil)
}

func TestWhyNotAndDeliveriesAskForANameFirst(t *testing.T) {
	w := shelf(t)
	w.want(400, "GET", "/v1/warehouses/SH1/why-not", w.admin, nil, nil)
	w.want(404, "GET", "/v1/warehouses/SH1/why-not?order=O-1&line=1", w.admin, nil, nil)
	w.want(400, "GET", "/v1/warehouses/SH1/deliveries", w.admin, nil, nil)
	w.want(404, "GET", "/v1/warehouses/SH1/deliveries?barcode=9", w.admin, nil, nil)
	w.want(400, "GET", "/v1/warehouses/SH1/deliveries?barcode=6901234567892&sku=BOLTS", w.admin, nil, nil)
	c := client.New(client.Options{Base: w.http.URL, Token: w.admin})
	got, err := c.Expected(t.Context(), "SH1", client.Query{Filter: map[string]string{"barcode": "6901234567892"}})
	if err != nil || len(got) != 1 || got[0].Number != "PO-1" || got[0].Open != 5 {
		t.Errorf("expected: %+v, %v", got, err)
	}
}

// TestATaskIsResumedByItsWorkerAndByNobodyElse: many devices ask for the same task at once. One worker has it, on whatever
// device; everybody else is told who.
func TestATaskIsResumedByItsWorkerAndByNobodyElse(t *testing.T) {
	w := shelf(t)
	var task string
	w.in("SH1", func(tx *store.Tx) error {
		l, err := inventory.OpenLine(tx, inventory.NewLine{Order: "O-1", No: 1, SKU: "NUTS", Qty: 2})
		if err != nil {
			return err
		}
		r, err := inventory.Reserve(tx, &l, inventory.ReserveInput{Goods: inventory.Goods{SKU: "NUTS", Lot: "L1", Holder: inventory.Location("A-1"), Status: inventory.Available}, Qty: 2})
		if err != nil {
			return err
		}
		inventory.Lines.Put(tx, &l)
		made, err := inventory.MakeTask(tx, inventory.NewTask{Kind: inventory.PickTask, Orders: []string{"O-1"},
			Steps: []inventory.TaskStep{{Ref: l.Ref(r.N), SKU: "NUTS", Lot: "L1", From: r.Holder, Location: "A-1", Qty: 2, Slot: 1}}})
		task = made.ID
		return err
	})
	type claimed struct {
		worker string
		trip   wire.Trip
		err    error
	}
	answers := make(chan claimed)
	for _, worker := range []string{"LI", "LI", "ZHAO"} {
		c := client.New(client.Options{Base: w.http.URL, Token: w.pickerSession(worker), NewID: newID})
		go func() {
			trip, err := c.Claim(context.Background(), "SH1", wire.Claim{Task: task})
			answers <- claimed{worker, trip, err}
		}()
	}
	has := map[string]int{}
	var refusal error
	for range 3 {
		a := <-answers
		if a.err != nil {
			refusal = a.err
			continue
		}
		has[a.worker]++
		if len(a.trip.Steps) != 1 || len(a.trip.Steps[0].Scans) != 3 || a.trip.Steps[0].Expiry == "" {
			t.Errorf("%s's trip: %+v", a.worker, a.trip)
		}
	}
	if len(has) != 1 {
		t.Fatalf("the task was given to %v", has)
	}
	owner := "ZHAO"
	if has["LI"] > 0 {
		owner = "LI"
	}
	if d := fault.From(refusal).Details; len(d) != 3 || d[0].Where != "worker" || d[0].Message != owner || d[2].Where != "since" {
		t.Errorf("the refusal must name %s: %+v", owner, d)
	}
	for _, ask := range []struct {
		who, worker string
		want        int
	}{{owner, "me", 1}, {owner, owner, 1}, {"SUN", "me", 0}, {"SUN", strings.ToLower(owner), 1}} {
		c := client.New(client.Options{Base: w.http.URL, Token: w.pickerSession(ask.who)})
		got, err := c.Tasks(t.Context(), "SH1", client.Query{Filter: map[string]string{"worker": ask.worker}})
		if err != nil || len(got.Items) != ask.want || ask.want > 0 && (got.Items[0].Worker != owner || got.Items[0].Since.IsZero()) {
			t.Errorf("%s asks for the tasks of %s: %+v, %v", ask.who, ask.worker, got.Items, err)
		}
	}
}

// pickerSession gives one more session of a picker.
func (w *world) pickerSession(id string) string {
	w.t.Helper()
	if resp, _ := w.send("GET", "/v1/workers/"+id, w.admin, nil); resp.StatusCode != 200 {
		return w.worker(id, "picker")
	}
	return w.signIn("", id, "2580")
}
