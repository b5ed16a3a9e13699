package partner

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/fault/faulttest"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

func TestPlacedOrderGrowsUntilItIsAnswered(t *testing.T) {
	h := newHouse(t)
	h.supplier("SUP01", "SUP02")
	place := func(number, supplier string, lines ...PurchaseLine) error {
		return h.do("SH1", func(tx *store.Tx) error {
			_, err := PlacePurchaseOrder(tx, PurchaseOrder{Number: number, Supplier: supplier, Expected: 20_600}, lines)
			return err
		})
	}
	answer := func(a Answer) error {
		return h.do("SH1", func(tx *store.Tx) error { _, err := AnswerPurchaseOrder(tx, a); return err })
	}
	a, b := PurchaseLine{SKU: "A", Ordered: 10}, PurchaseLine{SKU: "B", Ordered: 5}
	for _, c := range []struct {
		name string
		err  func() error
		want []string
	}{
		{"made", func() error { return place("b-1", "sup01", a) }, nil},
		{"added to", func() error { return place("B-1", "SUP01", b, a) }, nil},
		{"another's", func() error { return place("B-1", "SUP02", b) }, []string{"purchase_order.under_way"}},
		{"of nothing", func() error { return place("B-2", "SUP01") }, []string{"purchase_order.invalid", "lines: number.range"}},
		{"nobody's", func() error { return place("B-2", "SUP09", a) }, []string{"supplier.unknown"}},
		{"too long", func() error { return place("B-1", "SUP01", slicesRepeat(a, MaxLines-2)...) }, []string{"purchase_order.invalid", "lines: number.range"}},
		{"answered for a line that is none", func() error {
			return answer(Answer{Number: "B-1", Promised: -1, Lines: []AnsweredLine{{0, 1}, {4, 1}, {2, -1}, {2, 0}}})
		}, []string{"answer.invalid", "promised: date.malformed", "lines[0].line: line.unknown", "lines[1].line: line.unknown",
			"lines[2].confirmed: number.range", "lines[3].line: answer.twice"}},
		{"answered", func() error {
			return answer(Answer{Number: "b-1", Promised: 20_610, Lines: []AnsweredLine{{2, 0}, {3, 12}}})
		}, nil},
		{"added to", func() error { return place("B-1", "SUP01", b) }, []string{"purchase_order.under_way"}},
	} {
		if d := cmp.Diff(c.want, faulttest.Reasons(c.err())); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
	}
	h.reopen()
	h.view("SH1", func(r store.Reader) {
		p, err := FindPurchaseOrder(r, "B-1")
		want := []PurchaseLine{{Line: 1, SKU: "A", Ordered: 10}, {Line: 2, SKU: "B", Ordered: 5, Answered: true}, {Line: 3, SKU: "A", Ordered: 10, Answered: true, Confirmed: 12}}
		if d := cmp.Diff(PurchaseLines(r, "B-1"), want); d != "" || err != nil || p.Opened != now.Unix() || p.Replied != now.Unix() || p.Due() != 20_610 || p.Lines != 3 {
			t.Errorf("got %+v, %v (-got +want):\n%s", p, err, d)
		}
		open, next := OpenSupply(r, nil, 10)
		if d := cmp.Diff(open, []OnOrder{{"A", 10}, {"A", 10}}); d != "" || next == nil {
			t.Errorf("on order (-got +want):\n%s", d)
		}
	})
}

// An edit by hand keeps when the order was placed and what came; the answer to a line that was changed is none.
func TestAnEditKeepsWhatIsKnown(t *testing.T) {
	h := newHouse(t)
	h.supplier("SUP01")
	lines := []PurchaseLine{{SKU: "A", Ordered: 10}, {SKU: "B", Ordered: 5}}
	if err := h.putOrder(PurchaseOrder{Number: "PO-1", Supplier: "SUP01"}, lines, 0); err != nil {
		t.Fatal(err)
	}
	h.must("SH1", func(tx *store.Tx) error {
		_, err := AnswerPurchaseOrder(tx, Answer{Number: "PO-1", Lines: []AnsweredLine{{1, 8}, {2, 5}}})
		if err == nil {
			_, err = AddReceived(tx, "PO-1", 1, 3)
		}
		return err
	})
	lines[1].Ordered = 7
	if err := h.putOrder(PurchaseOrder{Number: "PO-1", Supplier: "SUP01", Expected: 20_700}, lines, 2); err != nil {
		t.Fatal(err)
	}
	h.view("SH1", func(r store.Reader) {
		at := now.Unix()
		want := []PurchaseLine{{Line: 1, SKU: "A", Ordered: 10, Received: 3, First: at, Last: at, Answered: true, Confirmed: 8}, {Line: 2, SKU: "B", Ordered: 7}}
		p, _ := FindPurchaseOrder(r, "PO-1")
		if d := cmp.Diff(PurchaseLines(r, "PO-1"), want); d != "" || p.Opened != at || p.Replied != at || EditsOf(r, "SUP01") != 2 {
			t.Errorf("got %+v, %d edits (-got +want):\n%s", p, EditsOf(r, "SUP01"), d)
		}
	})
}

func TestOrdersWithASupplier(t *testing.T) {
	h := newHouse(t)
	h.supplier("SUP01", "SUP02")
	for _, number := range []string{"PO-3", "PO-1", "PO-2"} {
		supplier := "SUP01"
		if number == "PO-2" {
			supplier = "SUP02"
		}
		if err := h.putOrder(PurchaseOrder{Number: number, Supplier: supplier}, []PurchaseLine{{SKU: "A", Ordered: 1}}, 0); err != nil {
			t.Fatal(err)
		}
	}
	h.view("SH1", func(r store.Reader) {
		list := func(since, until time.Time, after *PurchaseOrder) (out []string) {
			for p := range PurchaseOrdersWith(r, "SUP01", since, until, after) {
				out = append(out, p.Number)
			}
			return out
		}
		first, _ := FindPurchaseOrder(r, "PO-1")
		for _, c := range []struct {
			name         string
			since, until time.Time
			after        *PurchaseOrder
			want         []string
		}{
			{"all", now.Add(-time.Hour), now.Add(time.Hour), nil, []string{"PO-1", "PO-3"}},
			{"behind one", now.Add(-time.Hour), now.Add(time.Hour), &first, []string{"PO-3"}},
			{"before", now.Add(-time.Hour), now, nil, nil},
			{"later", now.Add(time.Second), now.Add(time.Hour), nil, nil},
		} {
			if d := cmp.Diff(list(c.since, c.until, c.after), c.want); d != "" {
				t.Errorf("%s (-got +want):\n%s", c.name, d)
			}
		}
	})
}

// How a supplier is judged, order by order, on 10 March.
func TestFigures(t *testing.T) {
	day := func(d int) int64 { return time.Date(2026, 3, d, 12, 0, 0, 0, time.UTC).Unix() }
	today, due := item.MakeDate(2026, 3, 10), item.MakeDate(2026, 3, 6)
	order := PurchaseOrder{Number: "PO", Supplier: "S", Opened: day(1), Expected: due}
	with := func(edit func(*PurchaseOrder)) PurchaseOrder { p := order; edit(&p); return p }
	for _, c := range []struct {
		name  string
		order PurchaseOrder
		lines []PurchaseLine
		want  Figures
	}{
		{"not due yet", with(func(p *PurchaseOrder) { p.Expected = today }), []PurchaseLine{{Ordered: 10}}, Figures{Orders: 1, Lines: 1, Ordered: 10}},
		{"due for days", order, []PurchaseLine{{Ordered: 10}}, Figures{Orders: 1, Lines: 1, Ordered: 10, Due: 1}},
		{"no day was named", with(func(p *PurchaseOrder) { p.Expected = item.NoDate }), []PurchaseLine{{Ordered: 10, Received: 10, First: day(4), Last: day(4)}},
			Figures{Orders: 1, Lines: 1, Ordered: 10, Received: 10, Ended: 1, Leads: []int64{3000}}},
		{"whole and in time, in two parts", order, []PurchaseLine{{Ordered: 10, Received: 10, First: day(4), Last: day(6)}},
			Figures{Orders: 1, Lines: 1, Ordered: 10, Received: 10, Due: 1, OnTime: 1, Ended: 1, Leads: []int64{3000}}},
		{"a day late, but as promised after a reply within two days", with(func(p *PurchaseOrder) { p.Promised, p.Replied = due+1, day(3) }),
			[]PurchaseLine{{Ordered: 10, Received: 10, First: day(7), Last: day(7)}},
			Figures{Orders: 1, Lines: 1, Ordered: 10, Received: 10, Replied: 1, ReplyTime: 2 * 86400, Due: 1, OnTime: 1, Ended: 1, Leads: []int64{6000}}},
		{"the rest came two days late", order, []PurchaseLine{{Ordered: 10, Received: 10, First: day(5), Last: day(8)}},
			Figures{Orders: 1, Lines: 1, Ordered: 10, Received: 10, Due: 1, Late: 2, Ended: 1, Leads: []int64{4000}}},
		{"short, and not waited for", with(func(p *PurchaseOrder) { p.Closed = true }), []PurchaseLine{{Ordered: 10, Received: 7, First: day(5), Last: day(5)}},
			Figures{Orders: 1, Lines: 1, Ordered: 10, Received: 7, Due: 1, Ended: 1, Short: 1, ShortUnits: 3, Leads: []int64{4000}}},
		{"short within what is tolerated", with(func(p *PurchaseOrder) { p.Tolerance.ShortPercent = 30 }), []PurchaseLine{{Ordered: 10, Received: 7, First: day(5), Last: day(5)}},
			Figures{Orders: 1, Lines: 1, Ordered: 10, Received: 7, Due: 1, OnTime: 1, Ended: 1, Leads: []int64{4000}}},
		{"one line refused, of the other a part: kept, as the supplier says, and short", order,
			[]PurchaseLine{{Ordered: 10, Answered: true}, {Ordered: 10, Received: 4, Answered: true, Confirmed: 4, First: day(5), Last: day(5)}},
			Figures{Orders: 1, Lines: 2, Ordered: 20, Received: 4, Refused: 2, Due: 1, OnTime: 1, Ended: 2, Short: 2, ShortUnits: 16, Leads: []int64{4000}}},
		{"placed before that was kept", with(func(p *PurchaseOrder) { p.Opened, p.Replied = 0, day(2) }), []PurchaseLine{{Ordered: 10, Received: 10}},
			Figures{Orders: 1, Lines: 1, Ordered: 10, Received: 10, Due: 1, OnTime: 1, Ended: 1}},
	} {
		var f Figures
		f.Add(&c.order, c.lines, today, time.UTC)
		if d := cmp.Diff(f, c.want); d != "" {
			t.Errorf("%s (-got +want):\n%s", c.name, d)
		}
	}
}

// A scan to the wrong order that is taken back says nothing of the supplier; nor does what it brings on top, once a line is whole.
func TestReceiptsThatSayNothingOfTheSupplier(t *testing.T) {
	h := newHouse(t)
	h.supplier("SUP01")
	if err := h.putOrder(PurchaseOrder{Number: "PO-1", Supplier: "SUP01", Tolerance: Tolerance{OverPercent: 20, ShortPercent: 10}}, []PurchaseLine{{SKU: "A", Ordered: 10}}, 0); err != nil {
		t.Fatal(err)
	}
	at := now.Unix()
	const day = 86400
	for _, c := range []struct {
		name        string
		day         int64
		quantity    int64
		first, last int64
	}{
		{"by mistake", 1, 6, at + 1*day, at + 1*day},
		{"a part taken back", 2, -2, at + 1*day, at + 1*day},
		{"all of it", 3, -4, 0, 0},
		{"the goods themselves", 5, 4, at + 5*day, at + 5*day},
		{"and the rest, but for what is tolerated", 6, 5, at + 5*day, at + 6*day},
		{"the last piece", 8, 1, at + 5*day, at + 6*day},
		{"more than was ordered", 9, 2, at + 5*day, at + 6*day},
	} {
		cmd := store.Command{Partition: "SH1", Verb: "test", At: now.Add(time.Duration(c.day) * 24 * time.Hour)}
		got, err := store.Do(t.Context(), h.x.Executor, cmd, func(tx *store.Tx) (PurchaseLine, error) { return AddReceived(tx, "PO-1", 1, c.quantity) })
		if err != nil || got.First != c.first || got.Last != c.last {
			t.Errorf("%s: got %d to %d, %v; want %d to %d", c.name, got.First, got.Last, err, c.first, c.last)
		}
	}
}
