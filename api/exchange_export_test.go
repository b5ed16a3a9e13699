package api_test

import (
	"bytes"
	"strings"
	"testing"

	"example.com/tote/api/client"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// TestRoundTripOverHTTP: what one house exports another imports as the same, in each format and language.
func TestRoundTripOverHTTP(t *testing.T) {
	from := newWorld(t)
	from.newWarehouse()
	fc := from.client(from.admin)
	items := "sku,name,name_zh,state,attr.colour\nA,=1+2,茶,approved,green\nB,b,,draft,\n"
	places := "code,kind,travel,aisle\nA-1,pick_face,5,1\nD,dock,1,\n"
	for _, f := range []client.File{{Kind: "items", Body: strings.NewReader(items)}, {Kind: "locations", Warehouse: "SH1", Body: strings.NewReader(places)}} {
		if out, err := fc.Import(t.Context(), f); err != nil || out.Report.Bad > 0 {
			t.Fatalf("%v %v", err, told(out.Report))
		}
	}
	for _, format := range []string{"csv", "xlsx"} {
		for _, language := range []string{"en", "zh"} {
			t.Run(format+" "+language, func(t *testing.T) {
				to := newWorld(t)
				to.newWarehouse()
				tc := to.client(to.admin)
				for _, s := range []client.Sheet{{Kind: "items"}, {Kind: "locations", Warehouse: "SH1"}} {
					s.Format, s.Language = format, language
					var file, back bytes.Buffer
					if _, err := fc.Export(t.Context(), s, &file); err != nil {
						t.Fatal(err)
					}
					out, err := tc.Import(t.Context(), client.File{Kind: s.Kind, Warehouse: s.Warehouse, Body: bytes.NewReader(file.Bytes())})
					if err != nil || out.Report.Bad > 0 || out.Report.Good != 2 {
						t.Fatalf("%s: %v %v", s.Kind, err, told(out.Report))
					}
					s.Format, s.Language = "csv", "en"
					file.Reset()
					for c, b := range map[*client.Client]*bytes.Buffer{fc: &file, tc: &back} {
						if _, err := c.Export(t.Context(), s, b); err != nil {
							t.Fatal(err)
						}
					}
					if file.String() != back.String() || strings.Contains(file.String(), ",=1") {
						t.Errorf("%s: sent\n%s\ncame back\n%s", s.Kind, file.String(), back.String())
					}
				}
			})
		}
	}
}

// TestExportRefusals: what is wrong is a problem, not half a sheet.
func TestExportRefusals(t *testing.T) {
	w := newWorld(t)
	for path, reason := range map[string]string{
		"items?format=pdf": "request.invalid", "items?language=fr": "request.invalid", "locations": "warehouse.missing",
		"locations?warehouse=NO": "warehouse.unknown", "orders?state=lost": "order.state", "orders?zone=Local": "zone.unknown",
	} {
		resp, got := w.send("GET", "/v1/exports/"+path, w.admin, nil, "Accept", "text/csv")
		if resp.StatusCode < 400 || resp.StatusCode >= 500 || !strings.Contains(string(got), reason) {
			t.Errorf("%s = %d %s, want %s", path, resp.StatusCode, got, reason)
		}
	}
	resp, _ := w.send("GET", "/v1/exports/items?format=xlsx", w.admin, nil)
	if got := resp.Header.Get("Content-Disposition"); got != `attachment; filename="items.xlsx"` || !strings.Contains(resp.Header.Get("Content-Type"), "spreadsheetml") {
		t.Errorf("a workbook is called %q and is a %q", got, resp.Header.Get("Content-Type"))
	}
}

// TestAddressesNeedAPurpose: an export shows where people live only to a person who says what for, and that is written
// down for each order.
func TestAddressesNeedAPurpose(t *testing.T) {
	w := newWorld(t)
	w.newWarehouse()
	key, boss := w.key("integration"), w.worker("W1", "supervisor")
	file := "店铺,订单号,商品编码,数量,付款状态,下单时间,收件人,手机,省,市,区,收货地址\n天猫,1001,SKU0,2,已付款,2026-03-01 20:15,王小明,13800000000,上海市,上海市,浦东新区,示范路1号\n" +
		"天猫,1002,SKU0,2,已付款,,李雷,13800000001,上海市,上海市,浦东新区,示范路2号\n"
	out, err := w.client(key).Import(t.Context(), client.File{Kind: "orders", Country: "CN", Zone: "Asia/Shanghai", Body: strings.NewReader(file)})
	if err != nil || out.Report.Good != 2 {
		t.Fatalf("%v %v", err, told(out.Report))
	}
	revealed := func() (n int) {
		err := w.x.View(t.Context(), store.Company, func(v *store.View) error {
			for e, err := range inventory.Ledger(v, 1) {
				if err != nil {
					return err
				}
				if e.Noun == "recipient" && e.Event == "reveal" && e.Reason == "audit.march" && e.Worker == "W1" {
					n++
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	export := func(token string, s client.Sheet) (string, error) {
		var b strings.Builder
		s.Kind = "orders"
		_, err := w.client(token).Export(t.Context(), s, &b)
		return b.String(), err
	}
	plain, err := export(key, client.Sheet{Zone: "Asia/Shanghai"})
	if err != nil || !strings.Contains(plain, "1002") || !strings.Contains(plain, "2026-03-01 20:15:00") || strings.Contains(plain, "王小明") || strings.Contains(plain, "138000") {
		t.Errorf("without a purpose: %v %s", err, plain)
	}
	if _, err := export(key, client.Sheet{Purpose: "audit.march"}); fault.ReasonOf(err) != "role.missing" {
		t.Errorf("a key with a purpose = %v", err)
	}
	if _, err := export(boss, client.Sheet{Purpose: " "}); fault.ReasonOf(err) != "purpose.missing" {
		t.Errorf("a blank purpose = %v", err)
	}
	if n := revealed(); n != 0 {
		t.Errorf("%d readings are written down before there was one", n)
	}
	clear, err := export(boss, client.Sheet{Purpose: "audit.march"})
	if err != nil || !strings.Contains(clear, "王小明") || !strings.Contains(clear, "示范路2号") {
		t.Errorf("with a purpose: %v %s", err, clear)
	}
	if n := revealed(); n != 2 {
		t.Errorf("%d readings are written down, want 2", n)
	}
	if none, err := export(boss, client.Sheet{State: "cancelled"}); err != nil || strings.Contains(none, "1001") {
		t.Errorf("cancelled orders: %v %s", err, none)
	}
}
