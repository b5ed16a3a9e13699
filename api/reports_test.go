package api_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"example.com/tote/api"
	"example.com/tote/api/client"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// stocked gives a house with tea on two shelves, and the moment between the two.
func stocked(t *testing.T) (w *world, between time.Time) {
	w = newWorld(t)
	w.newWarehouse()
	c := w.client(w.admin)
	if _, err := c.Import(t.Context(), client.File{Kind: "items", Body: strings.NewReader("sku,name,name_zh,state,price,currency\nTEA,Tea,茶,approved,12.50,CNY\n")}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Import(t.Context(), client.File{Kind: "locations", Warehouse: "SH1", Body: strings.NewReader("code,kind,travel,aisle\nA-1,pick_face,5,1\nA-2,pick_face,6,1\n")}); err != nil {
		t.Fatal(err)
	}
	put := func(code string, qty int64) {
		_, err := store.Do(t.Context(), w.x, store.Command{Partition: "SH1", Verb: "test.stock", At: time.Now()}, func(tx *store.Tx) (inventory.Balance, error) {
			return inventory.Adjust(tx, inventory.AdjustInput{SKU: "TEA", Holder: inventory.Holder{Kind: inventory.AtLocation, ID: code}, Delta: qty, Reason: inventory.AdjustFound})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	put("A-1", 10)
	err := w.x.View(t.Context(), "SH1", func(v *store.View) error {
		between, _ = store.RecordedAt(v, store.Tail(v))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	put("A-2", 5)
	return w, between
}

// TestReportsOverHTTP: the same report in three formats, of now and of before, named for what it holds.
func TestReportsOverHTTP(t *testing.T) {
	w, between := stocked(t)
	c := w.client(w.admin)
	at := between.UTC().Format(time.RFC3339Nano)
	got, err := c.ReadReport(t.Context(), client.Report{Kind: "stock", Warehouse: "SH1", At: at, Language: "zh"})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Rows) != 1 || got.Rows[0]["location"] != "A-1" || got.Rows[0]["name"] != "茶" || got.Columns[1].Title != "商品名称" || got.Warehouse != "SH1" {
		t.Errorf("before the second shelf: %+v", got)
	}
	var file bytes.Buffer
	if _, err := c.Report(t.Context(), client.Report{Kind: "stock", Warehouse: "SH1", BOM: true, Language: "zh"}, &file); err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(file.String(), "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked || len(rows) != 3 || rows[0][0] != "商品编码" || rows[1][len(rows[1])-2] != "125.00" {
		t.Errorf("CSV of now: %q %v", file.String(), err)
	}
	resp, body := w.send("GET", "/v1/warehouses/SH1/reports/stock?format=xlsx&at="+at, w.admin, nil)
	if got := resp.Header.Get("Content-Disposition"); !strings.HasPrefix(got, `attachment; filename="stock-SH1-20`) || !strings.HasSuffix(got, `.xlsx"`) || !bytes.HasPrefix(body, []byte("PK")) {
		t.Errorf("a workbook is called %q", got)
	}
}

// TestReportRefusals: all that is wrong, by name; who may; who is too many.
func TestReportRefusals(t *testing.T) {
	w, _ := stocked(t)
	resp, got := w.send("GET", "/v1/warehouses/SH1/reports/stock?format=pdf&at=2999-01-01&by=smell&sku=NO", w.admin, nil)
	for _, want := range []string{"report.invalid", "report.format", "report.future", "report.by", "report.sku"} {
		if resp.StatusCode != http.StatusBadRequest || !strings.Contains(string(got), want) {
			t.Errorf("%d %s, want %s", resp.StatusCode, got, want)
		}
	}
	for _, kind := range []string{"stocks", "stock"} {
		wh := map[string]string{"stocks": "SH1", "stock": "NO"}[kind]
		if resp, got := w.send("GET", "/v1/warehouses/"+wh+"/reports/"+kind, w.admin, nil); resp.StatusCode < 400 || resp.StatusCode >= 500 {
			t.Errorf("%s of %s = %d %s", kind, wh, resp.StatusCode, got)
		}
	}
	if resp, got := w.send("GET", "/v1/warehouses/SH1/reports/stock", w.worker("w1", "picker"), nil); resp.StatusCode != http.StatusForbidden {
		t.Errorf("a picker gets %d %s", resp.StatusCode, got)
	}
	free := w.api.HoldReports(api.ReportsAtOnce)
	_, err := w.client(w.admin).Report(t.Context(), client.Report{Kind: "stock", Warehouse: "SH1"}, io.Discard)
	if fault.ReasonOf(err) != "report.busy" || fault.CodeFrom(err) != fault.CodeLimited {
		t.Errorf("one report too many: %v", err)
	}
	free()
	if _, err := w.client(w.admin).Report(t.Context(), client.Report{Kind: "stock", Warehouse: "SH1"}, io.Discard); err != nil {
		t.Errorf("when one is done: %v", err)
	}
}

// TestAReaderWhoLeavesMidwayFreesHisPlace: the connection ends in the middle of the rows; the service goes on and makes the
// next report.
func TestAReaderWhoLeavesMidwayFreesHisPlace(t *testing.T) {
	w, _ := stocked(t)
	manyItems(t, w, 4000)
	for range 3 * api.ReportsAtOnce {
		ctx, leave := context.WithCancel(t.Context())
		// What was on its way may still come, whole if it was quick.
		_, _ = w.client(w.admin).Report(ctx, client.Report{Kind: "stock", Warehouse: "SH1", Format: "json"}, leaver(leave))
	}
	for deadline := time.Now().Add(10 * time.Second); ; {
		_, err := w.client(w.admin).Report(t.Context(), client.Report{Kind: "value", Warehouse: "SH1"}, io.Discard)
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("no place was freed: %v", err)
		}
	}
}

// leaver goes away with the first bytes.
type leaver context.CancelFunc

func (l leaver) Write(b []byte) (int, error) {
	l()
	return len(b), nil
}

// manyItems puts tea into many totes, so that a report is longer than what a connection buffers.
func manyItems(t *testing.T, w *world, n int) {
	t.Helper()
	for i := 0; i < n; i += 40 {
		_, err := store.Do(t.Context(), w.x, store.Command{Partition: "SH1", Verb: "test.stock", At: time.Now()}, func(tx *store.Tx) (struct{}, error) {
			for j := range 40 {
				g := inventory.Goods{SKU: "TEA", Holder: inventory.Worker("w-" + time.Duration(i+j).String()), Status: inventory.Available}
				if err := inventory.Move(tx, inventory.Movement{From: g.At(inventory.Adjustment), To: inventory.Side{Holder: g.Holder, Status: g.Status}, Qty: 1}); err != nil {
					return struct{}{}, err
				}
			}
			return struct{}{}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
