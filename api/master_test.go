package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/api/wire"
)

// TestEditsNeedTheRevision: who edits what somebody else has edited since is told, for every noun of master data.
func TestEditsNeedTheRevision(t *testing.T) {
	w := newWorld(t)
	w.newWarehouse()
	for _, c := range []struct {
		path  string
		first any
		again any
	}{
		{"/v1/items/A%2F1%25", wire.Item{Name: "Lamp", Packs: []wire.ItemPack{{Level: "each", Quantity: 1}}}, wire.Item{Name: "Lamp 2", Packs: []wire.ItemPack{{Level: "each", Quantity: 1}}}},
		{"/v1/suppliers/ACME", wire.Supplier{Name: "Acme"}, wire.Supplier{Name: "Acme Ltd"}},
		{"/v1/customers/SHOP", wire.Customer{Name: "Shop"}, wire.Customer{Name: "Shop 2"}},
		{"/v1/carriers/FAST", wire.Carrier{Name: "Fast", CutOff: "17:30"}, wire.Carrier{Name: "Faster"}},
		{"/v1/cartons/S", carton("Small"), carton("Tiny")},
		{"/v1/warehouses/BJ1", wire.Warehouse{Name: "Beijing", Zone: "Asia/Shanghai"}, wire.Warehouse{Name: "Beijing 1", Zone: "Asia/Shanghai"}},
		{"/v1/workers/W9", wire.Worker{Name: "Nine", Roles: []string{"picker"}, Active: true}, wire.Worker{Name: "Neuf", Roles: []string{"packer"}, Active: true}},
		{"/v1/warehouses/SH1/locations/A01-01-1", wire.Location{Kind: "reserve"}, wire.Location{Kind: "pick_face"}},
	} {
		made := w.want(200, "PUT", c.path, w.admin, c.first, nil)
		if got := made.Header.Get("ETag"); got != `"1"` {
			t.Errorf("%s: a new one has the ETag %s", c.path, got)
		}
		var p wire.Problem
		w.want(412, "PUT", c.path, w.admin, c.again, &p)
		if p.Reason != "revision.exists" {
			t.Errorf("%s: reason %s without If-Match", c.path, p.Reason)
		}
		edited := w.want(200, "PUT", c.path, w.admin, c.again, nil, "If-Match", `"1"`)
		if got := edited.Header.Get("ETag"); got != `"2"` {
			t.Errorf("%s: edited once it has the ETag %s", c.path, got)
		}
		w.want(412, "PUT", c.path, w.admin, c.first, &p, "If-Match", `"1"`)
		if p.Reason != "revision.stale" {
			t.Errorf("%s: reason %s with an old If-Match", c.path, p.Reason)
		}
		w.want(400, "PUT", c.path, w.admin, c.first, &p, "If-Match", `yesterday`)
		read := w.want(200, "GET", c.path, w.admin, nil, nil)
		if got := read.Header.Get("ETag"); got != `"2"` {
			t.Errorf("%s: read, it has the ETag %s", c.path, got)
		}
	}
}

func carton(name string) wire.Carton {
	return wire.Carton{Name: name, Inner: wire.Size{Length: 200, Width: 150, Height: 100}, Outer: wire.Size{Length: 210, Width: 160, Height: 110},
		Tare: 80, MaxGross: 5000, Active: true}
}

// TestMasterDataComesBackAsItWent: what is put is what is read, but for the revision.
func TestMasterDataComesBackAsItWent(t *testing.T) {
	w := newWorld(t)
	w.newWarehouse()
	put := func(path string, in, out any) { w.want(200, "PUT", path, w.admin, in, out) }

	item := wire.Item{SKU: "NUT", Name: "Nuts", NameZH: "坚果", Category: "snacks", LotTracked: true, ExpiryTracked: true, ShelfLife: 300,
		MinAtReceipt: 100, MinAtShipping: 30, Fragile: true, StorageClass: "cool", SafetyStock: 5, SampleSize: 2, PriceMinor: 990, Currency: "CNY",
		Supplier: "ACME", Attributes: map[string]string{"taste": "salty"}, Packs: []wire.ItemPack{
			{Level: "each", Quantity: 1, Barcodes: []string{"06901234567892"}, Size: wire.Size{Length: 100, Width: 80, Height: 30}, Grams: 120},
			{Level: "case", Quantity: 24, Grams: 3100}}}
	var gotItem wire.Item
	put("/v1/items/NUT", item, &gotItem)
	item.Revision, item.State = 1, "draft"
	if diff := cmp.Diff(gotItem, item); diff != "" {
		t.Errorf("item (-got +want):\n%s", diff)
	}
	var scanned wire.Scanned
	w.want(200, "GET", "/v1/barcodes/6901234567892", w.admin, nil, &scanned)
	if scanned.Item.SKU != "NUT" || scanned.Pack.Level != "each" {
		t.Errorf("scanned %+v", scanned)
	}

	carrier := wire.Carrier{Code: "FAST", Name: "Fast", Services: []string{"standard"}, CutOff: "17:30", MaxGrams: 30000, MaxEdge: 1200,
		Label: wire.LabelPolicy{Media: "100x150", ShowNames: true}}
	var gotCarrier wire.Carrier
	put("/v1/carriers/FAST", carrier, &gotCarrier)
	carrier.Revision = 1
	if diff := cmp.Diff(gotCarrier, carrier); diff != "" {
		t.Errorf("carrier (-got +want):\n%s", diff)
	}

	loc := wire.Location{Code: "A01-02-3", Kind: "pick_face", Zone: "A", Aisle: 1, Bay: 2, Level: 3, X: 10, Y: 20, Z: 30, Travel: 7, Grams: 100000,
		Volume: 9000000, Mixing: "one_lot", Class: "cool", Min: 5, Max: 50, Barcode: "BEAM-7"}
	var gotLoc wire.Location
	put("/v1/warehouses/SH1/locations/a01-02-3", loc, &gotLoc)
	loc.Revision = 1
	if diff := cmp.Diff(gotLoc, loc); diff != "" {
		t.Errorf("location (-got +want):\n%s", diff)
	}
	w.want(200, "GET", "/v1/warehouses/SH1/locations/BEAM-7", w.admin, nil, &gotLoc)
	if diff := cmp.Diff(gotLoc, loc); diff != "" {
		t.Errorf("location by barcode (-got +want):\n%s", diff)
	}
}

// TestReviewAndDeliveries: an item must be approved before anybody orders it; an order is closed and opened again.
func TestReviewAndDeliveries(t *testing.T) {
	w := newWorld(t)
	w.newWarehouse()
	w.want(200, "PUT", "/v1/suppliers/ACME", w.admin, wire.Supplier{Name: "Acme"}, nil)
	w.want(200, "PUT", "/v1/items/A", w.admin, wire.Item{Name: "Lamp", Packs: []wire.ItemPack{{Level: "each", Quantity: 1}}}, nil)
	po := wire.PurchaseOrder{Supplier: "acme", Expected: "2026-12-01", Tolerance: wire.Tolerance{OverPercent: 10},
		Lines: []wire.PurchaseLine{{SKU: "A", Ordered: 50}, {SKU: "B", Ordered: 1}}}
	var p wire.Problem
	w.want(422, "PUT", "/v1/warehouses/SH1/purchase-orders/4711", w.admin, po, &p)
	if len(p.Details) != 2 || p.Details[0].Where != "lines[0].sku" || p.Details[0].Reason != "item.not_approved" || p.Details[1].Reason != "item.unknown" {
		t.Errorf("details %+v", p.Details)
	}
	w.want(200, "POST", "/v1/items/A/submit", w.admin, nil, nil, "If-Match", `"1"`)
	w.want(400, "POST", "/v1/items/A/reject", w.admin, nil, nil, "If-Match", `"2"`)
	w.want(200, "POST", "/v1/items/A/approve", w.admin, nil, nil, "If-Match", `"2"`)
	w.want(404, "POST", "/v1/items/A/dance", w.admin, nil, nil, "If-Match", `"3"`)
	po.Lines = po.Lines[:1]
	var got wire.PurchaseOrder
	w.want(200, "PUT", "/v1/warehouses/SH1/purchase-orders/4711", w.admin, po, &got)
	if got.Opened.IsZero() || got.OpenedBy == "" {
		t.Errorf("opened %v by %q: want when and by whom", got.Opened, got.OpenedBy)
	}
	got.Opened, got.OpenedBy = time.Time{}, ""
	want := wire.PurchaseOrder{Number: "4711", Supplier: "ACME", Expected: "2026-12-01", Tolerance: wire.Tolerance{OverPercent: 10}, Status: "expected",
		Lines: []wire.PurchaseLine{{Line: 1, SKU: "A", Ordered: 50}}, Revision: 1}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("purchase order (-got +want):\n%s", diff)
	}
	w.want(200, "POST", "/v1/warehouses/SH1/purchase-orders/4711/close", w.admin, nil, &got, "If-Match", `"1"`)
	if !got.Closed || got.Status != "ended" {
		t.Errorf("closed: %+v", got)
	}
	w.want(200, "POST", "/v1/warehouses/SH1/purchase-orders/4711/reopen", w.admin, nil, nil, "If-Match", `"2"`)

	asn := wire.ASN{Supplier: "ACME", PurchaseOrder: "4711", Expected: "2026-12-01", Lines: []wire.ASNLine{{SKU: "A", Quantity: 50, LPN: "U1", POLine: 1}}}
	var gotASN wire.ASN
	w.want(200, "PUT", "/v1/warehouses/SH1/asns/77", w.admin, asn, &gotASN)
	asn.Number, asn.Status, asn.Revision, asn.Lines[0].Line = "77", "expected", 1, 1
	if diff := cmp.Diff(gotASN, asn); diff != "" {
		t.Errorf("ASN (-got +want):\n%s", diff)
	}
}

// TestPaging: every list gives each of its records once, whatever the page's length.
func TestPaging(t *testing.T) {
	w := newWorld(t)
	w.newWarehouse()
	const n = 7
	for i := range n {
		w.want(200, "PUT", fmt.Sprintf("/v1/suppliers/S%d", i), w.admin, wire.Supplier{Name: "S"}, nil)
		w.want(200, "PUT", fmt.Sprintf("/v1/items/I%d", i), w.admin, wire.Item{Name: "I", Packs: []wire.ItemPack{{Level: "each", Quantity: 1}}}, nil)
		w.want(200, "PUT", fmt.Sprintf("/v1/warehouses/SH1/locations/L%d", i), w.admin, wire.Location{Kind: "reserve", Travel: int64(i)}, nil)
		w.want(200, "POST", "/v1/warehouses/SH1/hold", w.admin, wire.PlaceHold{Target: wire.Target{SKU: fmt.Sprintf("I%d", i)}, Reason: "recall"}, nil, "Idempotency-Key", newID())
	}
	for _, path := range []string{"/v1/suppliers", "/v1/items", "/v1/warehouses/SH1/locations", "/v1/warehouses/SH1/holds"} {
		for _, limit := range []int{1, 2, 3, n, n + 1} {
			seen, pages, cursor := map[string]bool{}, 0, ""
			for {
				var page wire.Page[map[string]any]
				w.want(200, "GET", fmt.Sprintf("%s?limit=%d&cursor=%s", path, limit, cursor), w.admin, nil, &page)
				for _, it := range page.Items {
					id := fmt.Sprint(it["code"], it["sku"], it["id"])
					if seen[id] {
						t.Errorf("%s by %d gives %s twice", path, limit, id)
					}
					seen[id] = true
				}
				if pages++; page.Next == "" || pages > 2*n {
					break
				}
				cursor = page.Next
			}
			if len(seen) != n || pages > n/limit+1 {
				t.Errorf("%s by %d gives %d records on %d pages, want %d", path, limit, len(seen), pages, n)
			}
		}
	}
}

func TestLayoutDeltas(t *testing.T) {
	w := newWorld(t)
	w.newWarehouse()
	w.want(200, "PUT", "/v1/warehouses/SH1/locations/L1", w.admin, wire.Location{Kind: "reserve"}, nil)
	var all, later wire.Layout
	dev := w.device("one")
	w.want(200, "GET", "/v1/warehouses/SH1/layout", dev.Token, nil, &all)
	w.want(200, "PUT", "/v1/warehouses/SH1/locations/L2", w.admin, wire.Location{Kind: "reserve"}, nil)
	w.want(200, "GET", fmt.Sprintf("/v1/warehouses/SH1/layout?since=%d", all.Version), dev.Token, nil, &later)
	if len(all.Locations) != 1 || len(later.Locations) != 1 || later.Locations[0].Code != "L2" {
		t.Errorf("all %+v, later %+v", all, later)
	}
}

func TestMetricsAndHealth(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/healthz", "/readyz"} {
		w.want(200, "GET", path, "", nil, nil)
	}
	_, got := w.send("GET", "/metrics", "", nil)
	for _, want := range []string{`tote_commands_total{outcome="done",verb="sign-in"} 1`, "tote_command_seconds_bucket", "tote_commit_group_commands_count",
		"tote_outbox_waiting", "tote_store_bytes", "tote_ready 1"} {
		if !strings.Contains(string(got), want) {
			t.Errorf("metrics lack %s", want)
		}
	}
}

// TestNotReady: once the store is shut, the reason is told and nothing is lost without a word.
func TestNotReady(t *testing.T) {
	w := newWorld(t)
	if err := w.x.Close(); err != nil {
		t.Fatal(err)
	}
	var p wire.Problem
	r := w.want(503, "GET", "/readyz", "", nil, &p)
	if p.Code != "unavailable" || p.Reason == "" || r.Header.Get("Retry-After") == "" {
		t.Errorf("problem %+v", p)
	}
	w.want(503, "GET", "/v1/items", w.admin, nil, &p)
	w.want(200, "GET", "/healthz", "", nil, nil)
}
