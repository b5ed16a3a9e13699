package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/store"
)

// TestReportByCommandLine: the same report of a running house and of a closed one, to a file whose name says its format.
func TestReportByCommandLine(t *testing.T) {
	h := newSheetHouse(t)
	h.must("import", "items", file(t, "items.csv", []byte("sku,name,state,price,currency\nTEA,Tea,approved,12.50,CNY\n")))
	h.must("import", "locations", file(t, "places.csv", []byte("code,kind,travel\nA-1,pick_face,5\n")), "--warehouse", "SH1")
	h.close()
	err := withStore(h.dir, func(x *store.Executor) error {
		_, err := store.Do(t.Context(), x, store.Command{Partition: "SH1", Verb: "test.stock", At: time.Now()}, func(tx *store.Tx) (inventory.Balance, error) {
			return inventory.Adjust(tx, inventory.AdjustInput{SKU: "TEA", Holder: inventory.Location("A-1"), Delta: 4, Reason: inventory.AdjustFound})
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	today := time.Now().UTC().AddDate(0, 0, 2).Format(time.DateOnly) // in Shanghai it may be tomorrow already
	want := "sku,name,unit,on_hand,weight_g,value_todays_price,currency\r\nTEA,Tea,each,4,,50.00,CNY\r\n"
	for _, open := range []bool{false, true} {
		if open {
			h.open()
		}
		if got := h.must("report", "stock", "--warehouse", "SH1", "--by", "item"); got != want {
			t.Errorf("running %v: got %q, want %q", open, got, want)
		}
		book := filepath.Join(t.TempDir(), "stock.xlsx")
		h.must("report", "value", book, "--warehouse", "SH1")
		if b, err := os.ReadFile(book); err != nil || !strings.HasPrefix(string(b), "PK") {
			t.Errorf("running %v: a workbook of %d bytes: %v", open, len(b), err)
		}
		code, out, told := h.tote("report", "stock", "--warehouse", "SH1", "--at", today, "--days", "7")
		if code != 1 || out != "" || !strings.Contains(told, "future") || !strings.Contains(told, "takes no days") {
			t.Errorf("running %v: tomorrow = %d %q %q", open, code, out, told)
		}
		if code, _, told := h.tote("report", "stock"); code != 1 || !strings.Contains(told, "--warehouse") {
			t.Errorf("running %v: of no warehouse = %d %q", open, code, told)
		}
	}
	h.check()
}
