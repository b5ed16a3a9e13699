package api_test

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// Plans, proposals, overrides and figures are lists like all others: page by page, each once; what is asked wrongly is told.
func TestListsOfSupply(t *testing.T) {
	w := newWorld(t)
	w.newWarehouse()
	const base = "/v1/warehouses/SH1/"
	for _, code := range []string{"ACME", "LEAF", "ZEN"} {
		w.want(200, "PUT", "/v1/suppliers/"+code, w.admin, wire.Supplier{Name: code}, nil)
	}
	for i := range 7 {
		sku := item.SKU(fmt.Sprint("J", i))
		w.in(store.Company, func(tx *store.Tx) error {
			inventory.Items.Put(tx, &item.Item{SKU: sku, Name: "jar", State: item.Approved, Packs: []item.Pack{{Level: item.Each, Quantity: 1}}, PriceMinor: 10, Currency: "GBP"})
			return nil
		})
		w.in("SH1", func(tx *store.Tx) error {
			supplier := []string{"", "ACME", "LEAF", "LEAF"}[i%4]
			p := inventory.SupplyPlan{SKU: sku, Supplier: supplier, Edits: partner.EditsOf(tx, supplier), Figured: inventory.SupplyLevels{Reorder: int64(i) + 1, UpTo: int64(i) + 1}}
			p.Decide(&inventory.SupplyOverride{}, nil)
			inventory.StoreSupplyPlan(tx, &p, 0)
			safety := int64(i)
			_, err := inventory.OverrideSupply(tx, inventory.OverrideSupplyInput{SKU: sku, Figures: inventory.SupplyFigures{Safety: &safety}, Reason: "so"})
			return err
		})
	}
	for _, c := range []struct {
		list  string
		limit int
		want  string
	}{
		{"supply-plans", 3, "J0 J1 J2 J3 J4 J5 J6 "},
		{"supply-overrides", 4, "J0 J1 J2 J3 J4 J5 J6 "},
		{"supply-proposals/leaf", 1, "J2 J3 J6 "},
		{"supply-proposals/ZEN", 1, ""},
		{"supply-proposals/-", 1, "J4 "}, // nothing is kept of J0
	} {
		got, cursor := "", ""
		for more := true; more; {
			var page wire.Page[struct{ SKU string }]
			w.want(200, "GET", fmt.Sprint(base, c.list, "?limit=", c.limit, "&cursor=", url.QueryEscape(cursor)), w.admin, nil, &page)
			for _, p := range page.Items {
				got += p.SKU + " "
			}
			cursor = page.Next
			more = cursor != ""
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.list, got, c.want)
		}
	}
	var sums wire.Page[wire.SupplyProposal]
	w.want(200, "GET", base+"supply-proposals", w.admin, nil, &sums)
	want := []wire.SupplyProposal{{Lines: 1, Units: 4, Value: 40, Currency: "GBP"}, {Supplier: "ACME", Name: "ACME", Lines: 2, Units: 6, Value: 60, Currency: "GBP"},
		{Supplier: "LEAF", Name: "LEAF", Lines: 3, Units: 11, Value: 110, Currency: "GBP"}}
	if d := cmp.Diff(sums.Items, want); d != "" {
		t.Errorf("proposals (-got +want):\n%s", d)
	}
	var plan wire.SupplyPlan
	w.want(200, "GET", base+"supply-plans/J6", w.admin, nil, &plan)
	if plan.Proposal != 6 || plan.Override == nil || *plan.Override.Safety != 6 || plan.Figured == nil || plan.Figured.Reorder != 7 {
		t.Errorf("plan of J6: %+v", plan)
	}
	w.want(404, "GET", base+"supply-plans/J9", w.admin, nil, nil)
	w.want(404, "GET", base+"supply-proposals/NOBODY", w.admin, nil, nil)
}

func TestSupplyPolicyAndFigures(t *testing.T) {
	w := newWorld(t)
	w.newWarehouse()
	const base = "/v1/warehouses/SH1/"
	for i := range 23 {
		w.want(200, "PUT", fmt.Sprintf("/v1/suppliers/S%02d", i), w.admin, wire.Supplier{Name: "S"}, nil)
	}
	policy := wire.SupplyPolicy{Service: 980, Review: 1, Cycle: 7, Lead: 3}
	var got wire.SupplyPolicy
	w.want(200, "PUT", base+"supply-policy", w.admin, policy, &got)
	policy.Revision = 1
	if got != policy {
		t.Errorf("got %+v, want %+v", got, policy)
	}
	w.want(412, "PUT", base+"supply-policy", w.admin, policy, nil)
	w.want(400, "PUT", base+"supply-policy", w.admin, wire.SupplyPolicy{Service: 2}, nil, "If-Match", `"1"`)

	n, cursor := 0, ""
	for more := true; more; {
		var page wire.Page[wire.SupplierFigures]
		w.want(200, "GET", base+"supplier-figures?cursor="+url.QueryEscape(cursor), w.admin, nil, &page)
		n += len(page.Items)
		cursor = page.Next
		more = cursor != ""
	}
	if n != 23 {
		t.Errorf("figures of %d suppliers, want 23", n)
	}
	var f wire.SupplierFigures
	w.want(200, "GET", base+"suppliers/s01/figures?from=2025-11&to=2026-02&sku=J1", w.admin, nil, &f)
	if f.Supplier != "S01" || f.From != "2025-11" || f.To != "2026-02" || f.OnTimeRate != nil {
		t.Errorf("got %+v", f)
	}
	w.want(200, "GET", base+"suppliers/S01/figures?from=1970-01&to=1970-01", w.admin, nil, &f)
	if f.From != "1970-01" || f.To != "1970-01" {
		t.Errorf("from %s to %s", f.From, f.To)
	}
	w.want(400, "GET", base+"suppliers/S01/figures?from=2026-03&to=2026-02", w.admin, nil, nil)
	w.want(400, "GET", base+"suppliers/S01/figures?from=March", w.admin, nil, nil)
	w.want(404, "GET", base+"suppliers/NOBODY/figures", w.admin, nil, nil)
}
