package fulfilment

import (
	"fmt"
	"testing"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// An item may lie in far more places than one command can look at, and what stands in front may be of no use: held, out of
// date, another's. A line is short only when nothing is left behind them either, and still gets what expires first.

const farPlaces = 400

// farHall has many reserve places.
func farHall(t storetest.T) *hall {
	h := newHall(t, storetest.Memory)
	for from := 0; from < farPlaces; from += 40 {
		h.do(func(tx *store.Tx) error {
			for i := from; i < from+40; i++ {
				if _, err := inventory.PutLocation(tx, layout.Location{Code: farPlace(i), Kind: layout.Reserve, Travel: int64(100 + i)}, 0); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return h
}

func farPlace(i int) layout.Code { return layout.Code(fmt.Sprintf("F%03d", i)) }

// lay puts one unit at each of many places, of the lot, expiry and owner that goods says.
func (h *hall) lay(sku item.SKU, from, to int, goods func(i int) (item.Lot, item.Date, string)) {
	h.t.Helper()
	for ; from < to; from += 25 {
		h.do(func(tx *store.Tx) error {
			for i := from; i < min(from+25, to); i++ {
				lot, expiry, owner := goods(i)
				if lot != "" {
					inventory.Lots.Put(tx, &inventory.Lot{SKU: sku, Number: lot, Expiry: expiry})
				}
				_, err := inventory.Adjust(tx, inventory.AdjustInput{SKU: sku, Lot: lot, Holder: inventory.Location(farPlace(i)), Owner: owner, Delta: 1, Reason: inventory.AdjustFound})
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
}

func TestGoodsBehindHundredsOfUselessPlacesAreFound(t *testing.T) {
	plain := func(int) (item.Lot, item.Date, string) { return "", 0, "" }
	for _, c := range []struct {
		name    string
		sku     item.SKU
		furnish func(h *hall)
		want    int64
		first   string // lot and place of the first reservation
	}{
		{"held place by place, as by a stocktake", "TEA", func(h *hall) {
			h.lay("TEA", 0, farPlaces, plain)
			for from := 0; from < 350; from += 50 {
				h.do(func(tx *store.Tx) error {
					for i := from; i < from+50; i++ {
						if _, err := inventory.PlaceHold(tx, inventory.Target{On: inventory.HoldHolder, Holder: inventory.Location(farPlace(i))}, inventory.CountHold, inventory.ReasonCountPending); err != nil {
							return err
						}
					}
					return nil
				})
			}
		}, 40, "@L:F350"},
		{"out of date, each a lot of its own", "MILK", func(h *hall) {
			h.lay("MILK", 0, 350, func(i int) (item.Lot, item.Date, string) { return item.Lot(fmt.Sprintf("A%03d", i)), h.today() - 1, "" })
			h.lay("MILK", 350, farPlaces, func(int) (item.Lot, item.Date, string) { return "Z", h.today() + 30, "" })
		}, 40, "Z@L:F350"},
		{"one lot that is too old for the customer", "MILK", func(h *hall) {
			h.lay("MILK", 0, 350, func(int) (item.Lot, item.Date, string) { return "A", h.today() + 5, "" })
			h.lay("MILK", 350, farPlaces, func(int) (item.Lot, item.Date, string) { return "Z", h.today() + 30, "" })
		}, 40, "Z@L:F350"},
		{"another owner's", "TEA", func(h *hall) {
			h.lay("TEA", 0, 350, func(int) (item.Lot, item.Date, string) { return "", 0, "shop-9" })
			h.lay("TEA", 350, farPlaces, plain)
		}, 40, "@L:F350"},
		{"what expires first has the last number", "MILK", func(h *hall) {
			h.lay("MILK", 0, 300, func(i int) (item.Lot, item.Date, string) {
				return item.Lot(fmt.Sprintf("L%03d", i)), h.today() + item.Date(500-i), ""
			})
		}, 3, "L299@L:F299"},
		{"a line larger than a search", "TEA", func(h *hall) { h.lay("TEA", 0, farPlaces, plain) }, farPlaces, "@L:F000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := farHall(t)
			c.furnish(h)
			h.order("O1", wants{c.sku, c.want})
			h.order("O2", wants{c.sku, 1000}) // there is not so much: it ends, and is short
			if got := h.allocate("O1"); got.State != OrderAllocated || got.Reserved != c.want {
				t.Fatalf("got %+v, want %d of the goods", got, c.want)
			}
			l := h.line("O1", 1)
			if r := l.Res[0]; fmt.Sprintf("%s@%s", r.Lot, r.Holder) != c.first {
				t.Errorf("the first are %s@%s, want %s", r.Lot, r.Holder, c.first)
			}
			if got := h.allocate("O2"); got.State != OrderWaiting || len(got.Short) != 1 {
				t.Errorf("got %+v, want it short", got)
			}
		})
	}
}

// The job goes on where a command stopped, too.
func TestTheJobFindsGoodsFarBehind(t *testing.T) {
	h := farHall(t)
	h.lay("MILK", 0, 350, func(int) (item.Lot, item.Date, string) { return "A", h.today() + 5, "" })
	h.lay("MILK", 350, farPlaces, func(int) (item.Lot, item.Date, string) { return "Z", h.today() + 30, "" })
	for i := range 10 {
		h.order(fmt.Sprint("O", i), wants{"MILK", 4}, wants{"MILK", 1})
	}
	h.runJobs()
	if j := h.job(doVerb(h, AllocateAll, AllocateAllInput{}).Job); j.Note != "allocated=10 waiting=0 refused=0" {
		t.Errorf("job: %+v", j)
	}
}

// A transfer looks through all places and all lines: the same command again goes on where the last one stopped.
func TestATransferFindsGoodsFarBehind(t *testing.T) {
	h := farHall(t)
	if err := h.in(store.Company, func(tx *store.Tx) error {
		_, err := inventory.PutWarehouse(tx, layout.Warehouse{Code: "BJ1", Name: "Beijing", Zone: "Asia/Shanghai"}, 0)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	h.lay("TEA", 0, farPlaces, func(i int) (item.Lot, item.Date, string) {
		return "", 0, map[bool]string{true: "shop-9"}[i < 350]
	})
	in := inventory.TransferInput{To: "BJ1"}
	for range inventory.MaxTransferLines {
		in.Lines = append(in.Lines, inventory.TransferLine{SKU: "CUP", Qty: 1}) // nobody has one
	}
	out := doVerb(h, inventory.MakeTransfer, in)
	out = doVerb(h, inventory.MakeTransfer, inventory.TransferInput{Transfer: out.Transfer, Lines: []inventory.TransferLine{{SKU: "TEA", Qty: 45}}})
	reserved := out.Reserved
	for range 10 {
		if !out.More {
			break
		}
		out = doVerb(h, inventory.MakeTransfer, inventory.TransferInput{Transfer: out.Transfer})
		reserved += out.Reserved
	}
	if reserved != 45 || out.More {
		t.Errorf("got %+v, %d reserved; want 45 and an end", out, reserved)
	}
	h.stock("CUP", "", faceA, 3, 0) // and the next look begins with the first line again
	if out = doVerb(h, inventory.MakeTransfer, inventory.TransferInput{Transfer: out.Transfer}); out.Reserved != 3 {
		t.Errorf("got %+v, want 3", out)
	}
}
