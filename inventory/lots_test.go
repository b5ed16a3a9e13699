package inventory

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

func (h *house) camera() {
	h.item("CAM", func(it *item.Item) { it.SerialTracked = true })
}

func TestSerialNumbersAtReceipt(t *testing.T) {
	h := newHouse(t)
	h.camera()
	many := make([]string, MaxSerialsAtOnce+1)
	for i := range many {
		many[i] = fmt.Sprint("S", i)
	}
	for _, c := range []struct {
		name    string
		serials []string
		want    []string
	}{
		{"none", nil, []string{"receive.invalid", "serial.count"}},
		{"twice the same", []string{"A", "A"}, []string{"receive.invalid", "serial.twice"}},
		{"with a blank", []string{"A B"}, []string{"receive.invalid", "serial.malformed"}},
		{"too many", many, []string{"receive.invalid", "serial.many"}},
		{"as many as one command writes", many[1:], nil},
		{"one that is in the house", many[1:2], []string{"receive.invalid", "serial.in_house"}},
	} {
		qty := int64(max(len(c.serials), 1))
		_, err := h.receive(ReceiveInput{Supplier: "ACME", SKU: "CAM", Qty: qty, Serials: c.serials, Dock: "DOCK"})
		if got := reasons(err); !slices.Equal(got, c.want) {
			t.Errorf("%s: reasons = %v, want %v", c.name, got, c.want)
		}
	}
}

// A unit is in one place: the last it was scanned to. Gone with a customer it may come back.
func TestASerialIsInOnePlace(t *testing.T) {
	h := newHouse(t)
	h.camera()
	got, err := h.receive(ReceiveInput{Supplier: "ACME", SKU: "CAM", Qty: 2, Serials: []string{"A", "B"}, Dock: "DOCK"})
	if err != nil {
		t.Fatal(err)
	}
	move := func(from Goods, to Holder) {
		h.do(func(tx *store.Tx) error {
			return Move(tx, Movement{From: from, To: from.At(to).side(), Qty: 1, Serials: []string{"A"}})
		})
	}
	dock := Goods{SKU: "CAM", Holder: Location("DOCK"), Status: Available}
	move(dock, Location("A1-1"))
	h.look(func(r store.Reader) {
		s, ok := GetSerial(r, "CAM", "A")
		if !ok || s.Holder != Location("A1-1") || s.Receipt != got.Receipt || len(s.Events) != 2 {
			t.Errorf("unit A = %+v, want it at A1-1 with its receipt", s)
		}
		if s, _ := GetSerial(r, "CAM", "B"); s.Holder != Location("DOCK") {
			t.Errorf("unit B is at %s, want it left at the dock", s.Holder)
		}
	})
	move(dock.At(Location("A1-1")), Customer)
	h.look(func(r store.Reader) {
		if s, _ := GetSerial(r, "CAM", "A"); !s.Gone(r) {
			t.Errorf("unit A is with the customer and not gone: %+v", s)
		}
	})
	if _, err := h.receive(ReceiveInput{Supplier: "ACME", SKU: "CAM", Qty: 1, Serials: []string{"A"}, Dock: "DOCK"}); err != nil {
		t.Errorf("a unit that was gone cannot come back: %v", err)
	}
	// Its history is kept short, its beginning always.
	for i := range maxSerialEvents * 2 {
		from, to := Location("DOCK"), Location("A1-1")
		if i%2 == 1 {
			from, to = to, from
		}
		move(dock.At(from), to)
	}
	h.look(func(r store.Reader) {
		if s, _ := GetSerial(r, "CAM", "A"); len(s.Events) != maxSerialEvents || s.Events[0].Document != got.Receipt {
			t.Errorf("history has %d events and begins with %+v, want %d from the receipt on", len(s.Events), s.Events[0], maxSerialEvents)
		}
	})
}

func TestAnAuditFindsAUnitThatIsElsewhere(t *testing.T) {
	h := newHouse(t)
	h.camera()
	if _, err := h.receive(ReceiveInput{Supplier: "ACME", SKU: "CAM", Qty: 1, Serials: []string{"A"}, Dock: "DOCK"}); err != nil {
		t.Fatal(err)
	}
	put := func(at Holder) {
		h.do(func(tx *store.Tx) error {
			s, _ := GetSerial(tx, "CAM", "A")
			s.Holder = at
			Serials.Put(tx, &s)
			return nil
		})
	}
	put(Location("A1-1"))
	h.look(func(r store.Reader) {
		found, _ := Check(r)
		if len(found) != 1 || found[0].What != "serial" {
			t.Errorf("the audit finds %v, want the serial", found)
		}
	})
	put(Location("DOCK"))
}

func TestUnitsOfMeasure(t *testing.T) {
	h := newHouse(t)
	h.item("TEA", func(it *item.Item) {
		it.Packs = append(it.Packs, item.Pack{Level: item.Case, Quantity: 12}, item.Pack{Level: item.Pallet, Quantity: 480}, item.Pack{Level: item.Pallet, Quantity: 960})
	})
	h.item("HAM", func(it *item.Item) {
		it.CatchWeight = true
		it.Packs = append(it.Packs, item.Pack{Level: item.Case, Quantity: 5000})
	})
	h.look(func(r store.Reader) {
		for _, c := range []struct {
			sku  item.SKU
			qty  int64
			uom  string
			want int64
			err  string
		}{
			{"TEA", 7, "", 7, ""}, {"TEA", 7, "each", 7, ""}, {"TEA", 2, "case", 24, ""}, {"TEA", -2, " Case ", -24, ""}, {"TEA", 1, "inner", 0, "uom.unknown"},
			{"TEA", 1, "kg", 0, "uom.unknown"}, {"TEA", 1, "pallet", 0, "uom.ambiguous"}, {"TEA", 1 << 60, "case", 0, "uom.too_many"},
			{"HAM", 2, "kg", 2000, ""}, {"HAM", 2, "g", 2, ""}, {"HAM", 2, "case", 10_000, ""}, {"HAM", 2, "each", 0, "uom.unknown"}, {"NONE", 1, "case", 0, "item.unknown"},
			{"NONE", 1, "", 1, ""},
		} {
			got, err := BaseUnits(r, c.sku, c.qty, c.uom)
			if got != c.want || fault.ReasonOf(err) != c.err {
				t.Errorf("%d %q of %s = %d, %v; want %d %s", c.qty, c.uom, c.sku, got, err, c.want, c.err)
			}
		}
		a, b := int64(2), int64(-1)
		if err := ToBase(r, "TEA", "case", &a, &b); err != nil || a != 24 || b != -12 {
			t.Errorf("2 and -1 cases are %d and %d, %v; want 24 and -12", a, b, err)
		}
		var g fault.Gather
		LineToBase(&g, "lines[0]", r, "TEA", "case", &a)
		LineToBase(&g, "lines[1]", r, "TEA", "dozen", &b)
		if d := g.Details(); len(d) != 1 || d[0].Where != "lines[1].uom" || d[0].Reason != "uom.unknown" || a != 288 || b != -12 {
			t.Errorf("of lines in cases and dozens %v is wrong, %d and %d; want the dozen told and left as it was", d, a, b)
		}
		for units, want := range map[int64]string{5: "", 12: "1 case", 27: "2 case + 3"} {
			if got := InPacks(r, "TEA", units); got != want {
				t.Errorf("%d teas are worded %q, want %q", units, got, want)
			}
		}
		for units, want := range map[int64]string{500: "500 g", 1250: "1.250 kg", 12_005: "12.005 kg"} {
			if got := InPacks(r, "HAM", units); got != want {
				t.Errorf("%d g of ham are worded %q, want %q", units, got, want)
			}
		}
	})
}

// The day changes at each warehouse's own midnight, also where the clocks change at that very hour and midnight is not there.
func TestGoodsExpireAtLocalMidnight(t *testing.T) {
	for _, c := range []struct {
		zone   string
		expiry item.Date
		last   string // the last second on which they are sold, UTC
	}{
		{"Asia/Shanghai", item.MakeDate(2026, 6, 30), "2026-06-30T15:59:59Z"},
		{"America/New_York", item.MakeDate(2026, 3, 8), "2026-03-09T03:59:59Z"},  // summer time began that day
		{"America/New_York", item.MakeDate(2026, 11, 1), "2026-11-02T04:59:59Z"}, // and ended: 25 hours
		{"Europe/Berlin", item.MakeDate(2026, 3, 29), "2026-03-29T21:59:59Z"},
		{"Europe/Berlin", item.MakeDate(2026, 10, 25), "2026-10-25T22:59:59Z"},
		{"America/Santiago", item.MakeDate(2026, 9, 5), "2026-09-06T03:59:59Z"}, // at midnight it is 1 o'clock
		{"Africa/Cairo", item.MakeDate(2026, 4, 23), "2026-04-23T21:59:59Z"},    // likewise
		{"Pacific/Kiritimati", item.MakeDate(2026, 6, 30), "2026-06-30T09:59:59Z"},
		{"Asia/Kathmandu", item.MakeDate(2026, 6, 30), "2026-06-30T18:14:59Z"},
	} {
		t.Run(c.zone+" "+c.expiry.String(), func(t *testing.T) {
			h := newHouse(t)
			h.company(func(tx *store.Tx) error {
				w, err := FindWarehouse(tx, string(houseCode))
				w.Zone = c.zone
				if err == nil {
					_, err = PutWarehouse(tx, w, w.Revision)
				}
				return err
			})
			h.lot("MILK", "M1", Location("A1-1"), 5, c.expiry)
			last, err := time.Parse(time.RFC3339, c.last)
			if err != nil {
				t.Fatal(err)
			}
			for _, at := range []struct {
				now    time.Time
				offers int
			}{{last, 1}, {last.Add(time.Second), 0}} {
				h.set(at.now)
				var offer Offer
				h.do(func(tx *store.Tx) error {
					today, err := Today(tx)
					offer = Allocatable(tx, "MILK", "", today)
					return err
				})
				if len(offer.Candidates) != at.offers {
					t.Errorf("at %s %d balances are offered, want %d", at.now, len(offer.Candidates), at.offers)
				}
			}
		})
	}
}

func TestExpiringLots(t *testing.T) {
	h := newHouse(t)
	h.item("DEAR", func(it *item.Item) {
		it.LotTracked, it.ExpiryTracked, it.PriceMinor, it.Currency = true, true, 900, "CNY"
	})
	today := item.MakeDate(2026, 3, 1)
	h.lot("MILK", "OLD", Location("A1-1"), 5, today-1)
	h.lot("MILK", "M1", Location("A1-1"), 5, today+10)
	h.lot("DEAR", "D1", Location("A1-2"), 3, today+20)
	h.lot("DEAR", "D2", Location("A1-2"), 1, today+20)
	h.lot("MILK", "M9", Location("A1-1"), 5, today+31)
	h.do(func(tx *store.Tx) error { return meetLot(tx, Lot{SKU: "MILK", Number: "GONE", Expiry: today + 5}) })
	list := func(q ExpiringQuery) (out []string) {
		q.Today, q.Until = today, today+30
		h.look(func(r store.Reader) {
			for {
				found, next, _ := ListExpiring(r, q)
				for _, e := range found {
					out = append(out, fmt.Sprintf("%s %d days %d of %d", e.Lot.Number, e.Days, e.OnHand, e.Value))
				}
				if q.After = next; next.IsZero() {
					return
				}
			}
		})
		return out
	}
	want := []string{"OLD -1 days 5 of 0", "M1 10 days 5 of 0", "D1 20 days 3 of 2700", "D2 20 days 1 of 900"}
	for _, limit := range []int{0, 1, 2, 3} {
		if got := list(ExpiringQuery{Limit: limit}); !slices.Equal(got, want) {
			t.Errorf("pages of %d: %v, want %v", limit, got, want)
		}
	}
	if got := list(ExpiringQuery{ByValue: true, Limit: 2}); !slices.Equal(got, want[2:]) {
		t.Errorf("by value: %v, want %v", got, want[2:])
	}
}

func TestLifeRules(t *testing.T) {
	h := newHouse(t)
	h.item("NUTS", func(it *item.Item) { it.Category = "snack" })
	h.company(func(tx *store.Tx) error {
		for _, l := range []LifeRule{{Party: "channel:shop", Days: 30, Items: []LifeItem{{SKU: "A1", Days: 10}, {Category: "snack", Days: 90}}},
			{Party: "customer:big", Days: 60, Items: []LifeItem{{Category: "snack", Days: 5}, {SKU: "NUTS", Days: 45}}}} {
			if _, err := PutLifeRule(tx, l, 0); err != nil {
				return err
			}
		}
		return nil
	})
	h.look(func(r store.Reader) {
		for _, c := range []struct {
			channel, customer string
			sku               item.SKU
			want              int64
		}{{"shop", "", "QC", 30}, {"shop", "", "A1", 10}, {"shop", "", "NUTS", 90}, {"", "BIG", "NUTS", 45}, {"", "big", "A1", 60}, {"shop", "BIG", "A1", 60},
			{"shop", "BIG", "NUTS", 90}, {"other", "", "A1", 0}} {
			if got := LifeFor(r, c.channel, c.customer).Days(c.sku); got != c.want {
				t.Errorf("%s for channel %q, customer %q: %d days, want %d", c.sku, c.channel, c.customer, got, c.want)
			}
		}
	})
	err := h.in(store.Company, func(tx *store.Tx) error {
		_, err := PutLifeRule(tx, LifeRule{Party: "someone", Days: -1, Items: []LifeItem{{SKU: "A", Category: "b", Days: -3}}}, 0)
		return err
	})
	if got, want := reasons(err), []string{"life-rule.invalid", "life.party", "life.days", "life.item", "life.days"}; !slices.Equal(got, want) {
		t.Errorf("reasons = %v, want %v", got, want)
	}
}

func TestARecallListsWhatIsWhere(t *testing.T) {
	h := newHouse(t)
	places := recallRows*2 + 7
	for i := range places {
		code := layout.Code(fmt.Sprintf("Z%03d", i))
		h.do(func(tx *store.Tx) error {
			_, err := PutLocation(tx, layout.Location{Code: code, Kind: layout.Reserve, Mixing: layout.MixLots}, 0)
			return err
		})
		h.lot("MILK", "BAD", Location(code), 2, item.MakeDate(2026, 9, 1))
	}
	h.lot("MILK", "GOOD", Location("A1-1"), 5, item.MakeDate(2026, 9, 1))
	if err := h.x.RunOutbox(Handlers(), []store.Partition{store.Company, houseCode}); err != nil {
		t.Fatal(err)
	}
	var rec Recall
	h.company(func(tx *store.Tx) (err error) {
		rec, err = RecallGoods(tx, RecallInput{SKU: "MILK", Lot: "BAD", Reason: "metal", Owner: "quality"})
		return err
	})
	// From the answer on nothing of it is offered; the other lot is.
	if got := h.offered("MILK", "", item.MakeDate(2026, 3, 2)); len(got) != 1 {
		t.Errorf("offered = %v, want the good lot only", got)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for after := uint64(0); !rec.Listed; {
		h.inCompany(func(r store.Reader) { rec, _ = FindRecall(r, rec.ID); after = store.Tail(r) })
		if !rec.Listed {
			if err := h.x.WaitBeyond(ctx, store.Company, after); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(rec.Houses) != 1 || rec.Houses[0].OnHand != int64(places)*2 || rec.Houses[0].Pieces != 3 {
		t.Errorf("found = %+v, want %d units in 3 pieces", rec.Houses, places*2)
	}
	rows := map[Holder]bool{}
	h.inCompany(func(r store.Reader) {
		for piece := range 3 {
			found, ok := RecallList(r, rec.ID, string(houseCode), piece)
			for _, row := range found.Rows {
				rows[row.Goods.Holder] = ok && row.OnHand == 2 && Location(row.Place) == row.Goods.Holder
			}
		}
	})
	if len(rows) != places || !rows[Location("Z000")] || !rows[Location("Z106")] {
		t.Errorf("%d places are listed, want %d", len(rows), places)
	}
	err := h.in(store.Company, func(tx *store.Tx) error {
		_, err := RecallGoods(tx, RecallInput{SKU: "MILK", Lot: "BAD", Reason: "again"})
		return err
	})
	if fault.ReasonOf(err) != "recall.open" {
		t.Errorf("a second recall: %v, want recall.open", err)
	}
	h.company(func(tx *store.Tx) error { _, err := LiftRecall(tx, rec.ID, "false alarm"); return err })
	if got := h.offered("MILK", "", item.MakeDate(2026, 3, 2)); len(got) < 2 {
		t.Errorf("offered after the lift = %v, want the bad lot too", got)
	}
}

func (h *house) inCompany(fn func(r store.Reader)) {
	h.t.Helper()
	err := h.x.View(context.Background(), store.Company, func(v *store.View) error { fn(v); return nil })
	if err != nil {
		h.t.Fatal(err)
	}
}
