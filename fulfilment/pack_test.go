package fulfilment

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// whole is the parcel of everything scanned.
func whole(order string, units ...Unit) PackInput {
	return PackInput{Order: order, Carton: "L", Station: "PACK", Units: units}
}

func TestPackMovesGoodsFromToteToParcel(t *testing.T) {
	h := newHall(t, storetest.Open)
	h.stock("TEA", "", faceA, 5, 0)
	h.stock("MILK", "L1", faceB, 5, h.today()+40)
	h.order("O1", wants{"TEA", 3}, wants{"MILK", 2})
	h.picked("O1")
	in := whole("", Unit{SKU: "TEA", Qty: 2, At: 7}, Unit{SKU: "MILK", Lot: "L1", Qty: 2}, Unit{Line: 1, SKU: "TEA", Qty: 1, At: 9})
	in.Totes = []string{"T-O1"}
	got := doVerb(h, Pack, in)
	want := PackResult{Parcel: "P-0000001-7", No: 1, State: ParcelPacked, Order: "O1", OrderState: OrderPacked, Expected: 700, Freed: []string{"T-O1"}}
	if d := cmp.Diff(got, want); d != "" {
		t.Errorf("(-got +want):\n%s", d)
	}
	h.look(func(r store.Reader) {
		p, err := FindParcel(r, got.Parcel)
		units := []Unit{{Line: 1, SKU: "TEA", Qty: 3, At: 9}, {Line: 2, SKU: "MILK", Lot: "L1", Qty: 2}}
		if d := cmp.Diff(p.Units, units); err != nil || d != "" {
			t.Errorf("%v, units (-got +want):\n%s", err, d)
		}
		if l, _ := inventory.GetLPN(r, got.Parcel); l.Kind != inventory.CartonLPN || l.Parent != inventory.Location("PACK") {
			t.Errorf("carton: %+v", l)
		}
		if tote, _ := inventory.GetLPN(r, "T-O1"); tote.State != inventory.ToteFree || tote.Order != "" {
			t.Errorf("tote: %+v", tote)
		}
	})
	if n := h.onHand("TEA", "", inventory.LPNHolder(got.Parcel)); n != 3 {
		t.Errorf("%d in the parcel", n)
	}
	if l := h.line("O1", 2); l.In(inventory.Packed) != 2 {
		t.Errorf("line: %+v", l)
	}
	refused(h, Pack, in, "tote.empty")
}

func TestEveryDifferenceIsTold(t *testing.T) {
	h := newHall(t, storetest.Memory)
	day := h.today()
	h.stock("TEA", "", faceA, 9, 0)
	h.stock("CUP", "", faceC, 9, 0)
	h.stock("MILK", "L1", faceB, 2, day+30)
	h.stock("MILK", "L2", faceB, 2, day+40)
	h.stock("PHONE", "", reserveR, 5, 0)
	h.order("O1", wants{"TEA", 2}, wants{"MILK", 2}, wants{"MILK", 2}, wants{"CUP", 1}, wants{"PHONE", 1})
	h.order("O2", wants{"TEA", 1})
	h.picked("O1")
	h.picked("O2")
	right := []Unit{{SKU: "TEA", Qty: 2}, {SKU: "MILK", Lot: "L1", Qty: 2}, {SKU: "MILK", Lot: "L2", Qty: 2}, {SKU: "CUP", Qty: 1},
		{SKU: "PHONE", Qty: 1, Serials: []string{"S1"}}}
	without := func(i int, more ...Unit) []Unit {
		return append(append(append([]Unit{}, right[:i]...), right[i+1:]...), more...)
	}
	cases := []struct {
		name  string
		units []Unit
		want  []string
	}{
		{"one missing", without(3), []string{"line 4 scan.missing"}},
		{"one too many", append(without(0), Unit{SKU: "TEA", Qty: 3}), []string{"TEA scan.surplus"}},
		{"what nobody picked", append(without(4), right[4], Unit{SKU: "NEW", Qty: 1}), []string{"NEW scan.surplus"}},
		{"another lot", without(1, Unit{SKU: "MILK", Lot: "L9", Qty: 2}), []string{"MILK lot.wrong", "line 2 scan.missing"}},
		{"no lot where two were picked", append(append([]Unit{}, right[0], right[3], right[4]), Unit{SKU: "MILK", Qty: 4}),
			[]string{"MILK lot.needed", "line 2 scan.missing", "line 3 scan.missing"}},
		{"no serial number", without(4, Unit{SKU: "PHONE", Qty: 1}), []string{"line 5 serial.needed"}},
		{"all at once", []Unit{{SKU: "TEA", Qty: 9}, {Line: 2, SKU: "MILK", Lot: "L2", Qty: 2}},
			[]string{"TEA scan.surplus", "line 2 lot.wrong", "line 2 scan.missing", "line 3 scan.missing", "line 4 scan.missing", "line 5 scan.missing"}},
	}
	for _, c := range cases {
		e := refused(h, Pack, whole("O1", c.units...), "pack.differs")
		if d := cmp.Diff(details(e), c.want); d != "" {
			t.Errorf("%s (-got +want):\n%s", c.name, d)
		}
	}
	in := whole("O1", right...)
	in.Totes = []string{"T-O1", "T-O2"}
	if d := cmp.Diff(details(refused(h, Pack, in, "pack.differs")), []string{"T-O2 tote.other"}); d != "" {
		t.Error(d)
	}
	in = whole("O1", right...)
	in.Carton = ""
	if e := refused(h, Pack, in, "pack.differs"); len(e.Details) != 5 || e.Details[0].Reason != "carton.missing" {
		t.Errorf("without a carton: %v", details(e))
	}
	// Meanwhile the first lot has become too old, and the cups are recalled.
	h.do(func(tx *store.Tx) error {
		inventory.Lots.Put(tx, &inventory.Lot{SKU: "MILK", Number: "L1", Expiry: day + 5})
		inventory.Lots.Put(tx, &inventory.Lot{SKU: "MILK", Number: "L2", Expiry: day - 5})
		_, err := inventory.PlaceHold(tx, inventory.Target{On: inventory.HoldSKU, SKU: "CUP"}, inventory.QualityHold, "recall")
		return err
	})
	if d := cmp.Diff(details(refused(h, Pack, whole("O1", right...), "pack.differs")), []string{"line 2 lot.short_life", "line 3 lot.expired", "line 4 hold.quality"}); d != "" {
		t.Error(d)
	}
}

func TestPackRefuses(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("CUP", "", faceA, 9, 0)
	h.order("O1", wants{"CUP", 7})
	h.picked("O1")
	right := whole("O1", Unit{SKU: "CUP", Qty: 7})
	for reason, edit := range map[string]func(*PackInput){
		"pack.invalid":      func(in *PackInput) { in.Mode, in.Units[0].Qty = "wrap", -1 },
		"order.unknown":     func(in *PackInput) { in.Order = "O9" },
		"location.kind":     func(in *PackInput) { in.Station = "STAGE" },
		"carton.unknown":    func(in *PackInput) { in.Carton = "XXL" },
		"carton.overweight": func(in *PackInput) { in.Carton = "S" }, // 7 x 300 g and 50 g in a carton that bears 2 kg
	} {
		in := right
		in.Units = append([]Unit{}, right.Units...)
		edit(&in)
		refused(h, Pack, in, reason)
	}
	doVerb(h, Pack, right)
}

func TestAnOrderInSeveralParcels(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("CUP", "", faceA, 9, 0)
	h.order("O1", wants{"CUP", 7})
	h.picked("O1")
	first := whole("O1", Unit{SKU: "CUP", Qty: 4})
	refused(h, Pack, first, "pack.differs")
	first.Partial = true
	got := doVerb(h, Pack, first)
	if got.OrderState != OrderPacking || len(got.Freed) != 0 {
		t.Errorf("first parcel: %+v", got)
	}
	h.look(func(r store.Reader) {
		list, err := PackListOf(r, "T-O1")
		want := PackList{Order: "O1", State: OrderPacking, Totes: []string{"T-O1"}, Units: []ToPack{{Line: 1, SKU: "CUP", Qty: 3, Tote: "T-O1"}}}
		if d := cmp.Diff(list, want); err != nil || d != "" {
			t.Errorf("%v (-got +want):\n%s", err, d)
		}
	})
	got = doVerb(h, Pack, whole("O1", Unit{SKU: "CUP", Qty: 3}))
	if got.No != 2 || got.OrderState != OrderPacked || len(got.Freed) != 1 || got.Expected != 1100 {
		t.Errorf("second parcel: %+v", got)
	}
}

func TestALongParcelIsPackedInRanges(t *testing.T) {
	for _, n := range []int{40, 320} { // the longer order is not read whole
		h := newHall(t, storetest.Memory)
		h.stock("TEA", "", faceA, 900, 0)
		var lines []wants
		for range n {
			lines = append(lines, wants{"TEA", 1})
		}
		h.order("O1", lines...)
		h.allocate("O1")
		for left := n; left > 0; left -= inventory.MaxTaskSteps {
			var steps []inventory.TaskStep
			h.look(func(r store.Reader) {
				for l := range inventory.LinesOf(r, "O1", n-left+1) {
					if len(steps) < inventory.MaxTaskSteps {
						steps = append(steps, inventory.TaskStep{Ref: l.Ref(1), SKU: "TEA", From: faceA, Location: "A1-1", Qty: 1})
					}
				}
			})
			h.do(func(tx *store.Tx) error {
				_, err := makeTrip(tx, &trip{orders: []string{"O1"}, last: []bool{left <= inventory.MaxTaskSteps}, steps: steps})
				return err
			})
			task := doVerb(h, Claim, ClaimInput{})
			for _, s := range task.Steps {
				doVerb(h, Pick, pickOf(task.Task, s.TaskStep, "T1"))
			}
			doVerb(h, EndTask, EndTaskInput{Task: task.Task})
		}
		doVerb(h, Close, CloseInput{Tote: "T1", At: "PACK"})
		open := doVerb(h, Pack, PackInput{Mode: PackOpen, Order: "O1", Carton: "L", Station: "PACK"})
		if open.State != ParcelOpen || open.OrderState != OrderPacking {
			t.Fatalf("open: %+v", open)
		}
		add := PackInput{Mode: PackAdd, Order: "O1", Totes: []string{"T1"}, Parcel: open.Parcel}
		closing := PackInput{Mode: PackClose, Order: "O1", Totes: []string{"T1"}, Parcel: open.Parcel}
		refused(h, Pack, closing, "parcel.empty")
		for from := 1; from <= n; from += RangeLines {
			if from > 1 {
				refused(h, Pack, closing, "pack.differs")
			}
			add.Units = nil
			for no := from; no < min(from+RangeLines, n+1); no++ {
				add.Units = append(add.Units, Unit{Line: no, SKU: "TEA", Qty: 1})
			}
			doVerb(h, Pack, add)
		}
		got := doVerb(h, Pack, closing)
		if got.State != ParcelPacked || got.OrderState != OrderPacked || got.Expected != int64(200+100*n) {
			t.Errorf("%d lines: %+v", n, got)
		}
		refused(h, Pack, add, "order.state")
		if again := doVerb(h, Pack, closing); again.OrderState != OrderPacked {
			t.Errorf("closed once more: %+v", again)
		}
	}
}

func TestTheLargestRangeStaysWithinACommandsBudget(t *testing.T) {
	h := newHall(t, storetest.Memory)
	var lines []wants
	for i := range MaxPackMoves {
		h.stock("MILK", item.Lot(fmt.Sprintf("L%02d", i)), faceA, 1, h.today()+item.Date(20+i))
		lines = append(lines, wants{"MILK", 1})
	}
	h.order("O1", lines...)
	trip := h.released("O1")
	in := whole("O1")
	for i, s := range trip.Steps {
		doVerb(h, Pick, pickOf(trip.Task, s.TaskStep, fmt.Sprint("T", i%MaxPackTotes)))
		in.Units = append(in.Units, Unit{SKU: "MILK", Lot: s.Lot, Qty: 1})
	}
	writes, bytes := h.cost(func() {
		if got := doVerb(h, Pack, in); got.OrderState != OrderPacked || len(got.Freed) != MaxPackTotes {
			t.Errorf("got %+v", got)
		}
	})
	if writes > store.MaxCommandWrites {
		t.Errorf("%d writes", writes)
	}
	t.Logf("%d writes, %d bytes", writes, bytes)
	h.order("O2", wants{"TEA", 2})
	h.stock("TEA", "", faceA, 2, 0)
	h.picked("O2")
	writes, bytes = h.cost(func() { doVerb(h, Pack, whole("O2", Unit{SKU: "TEA", Qty: 2})) })
	t.Logf("a parcel of one line: %d writes, %d bytes", writes, bytes)
	if writes > 25 {
		t.Errorf("%d writes for a parcel of one line", writes)
	}
}

func TestGoodsThatShipInTheirOwnPackingNeedNoCarton(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.item("BIKE", func(it *item.Item) { it.OwnContainer = true; it.Packs[0].Grams = 12_000 })
	h.stock("BIKE", "", faceA, 1, 0)
	h.order("O1", wants{"BIKE", 1})
	h.picked("O1")
	in := whole("O1", Unit{SKU: "BIKE", Qty: 1})
	in.Carton = ""
	if got := doVerb(h, Pack, in); got.Expected != 12_000 || got.OrderState != OrderPacked {
		t.Errorf("got %+v", got)
	}
}
