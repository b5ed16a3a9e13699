package fulfilment

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/slotting"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

func (h *hall) stands(id string, want inventory.Holder) {
	h.t.Helper()
	h.look(func(r store.Reader) {
		l, err := inventory.GetLPN(r, id)
		if err != nil || l.Parent != want {
			h.t.Errorf("LPN %s stands in %v (%v), want %v", id, l.Parent, err, want)
		}
	})
}

func teas(from, to inventory.Holder, qty int64, policy Reserved) MoveInput {
	return MoveInput{From: from, To: to, SKU: "TEA", Qty: qty, Reserved: policy}
}

func TestReservedGoodsMoveByThePolicyOnly(t *testing.T) {
	staging := inventory.Location("STAGE")
	cases := []struct {
		name  string
		stock map[inventory.Holder]int64
		want  int64 // of order O1
		move  MoveInput
		no    []string // refusals
		holds []string // of order O1 afterwards
	}{
		{"what nobody has reserved goes", map[inventory.Holder]int64{faceA: 10}, 4, teas(faceA, faceB, 6, ""), nil, []string{"4 @A1-1 allocated"}},
		{"the rest stays", map[inventory.Holder]int64{faceA: 10}, 4, teas(faceA, faceB, 7, ""), []string{"order O1 line 1 stock.reserved"}, []string{"4 @A1-1 allocated"}},
		{"it travels, in part", map[inventory.Holder]int64{faceA: 10}, 4, teas(faceA, faceB, 7, ReservedTravel), nil, []string{"1 @A1-2 allocated", "3 @A1-1 allocated"}},
		{"it travels whole", map[inventory.Holder]int64{faceA: 10}, 4, teas(faceA, faceB, 10, ReservedTravel), nil, []string{"4 @A1-2 allocated"}},
		{"it does not travel to where nobody picks", map[inventory.Holder]int64{faceA: 10}, 4, teas(faceA, staging, 10, ReservedTravel),
			[]string{"order O1 line 1 stock.reserved"}, []string{"4 @A1-1 allocated"}},
		{"there is other stock", map[inventory.Holder]int64{faceA: 10, faceC: 5}, 4, teas(faceA, staging, 10, ReservedElsewhere), nil, []string{"4 @B1-1 allocated"}},
		{"a part of it gets other stock", map[inventory.Holder]int64{faceA: 10, faceC: 5}, 4, teas(faceA, staging, 7, ReservedElsewhere), nil,
			[]string{"1 @B1-1 allocated", "3 @A1-1 allocated"}},
		{"there is too little other stock", map[inventory.Holder]int64{faceA: 10, faceC: 3}, 4, teas(faceA, staging, 10, ReservedElsewhere),
			[]string{"order O1 line 1 stock.reserved"}, []string{"4 @A1-1 allocated"}},
		{"more than is there", map[inventory.Holder]int64{faceA: 10}, 4, teas(faceA, staging, 11, ReservedTravel), []string{"TEA stock.short"}, []string{"4 @A1-1 allocated"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := newHall(t, storetest.Memory)
			h.stock("TEA", "", faceA, c.stock[faceA], 0)
			h.order("O1", wants{"TEA", c.want})
			h.allocate("O1")
			for at, n := range c.stock {
				if at != faceA {
					h.stock("TEA", "", at, n, 0)
				}
			}
			out, err := tryVerb(h, Move, c.move)
			var got []string
			if err != nil {
				got = details(fault.From(err))
			} else if n := h.onHand("TEA", "", c.move.To); n != c.move.Qty || out.Units != n {
				t.Errorf("%d units are there, the answer says %d, want %d", n, out.Units, c.move.Qty)
			}
			if !slices.Equal(got, c.no) {
				t.Errorf("refused by %v, want %v", got, c.no)
			}
			if got := reserved(h.line("O1", 1)); !slices.Equal(got, c.holds) {
				t.Errorf("O1 has %v, want %v", got, c.holds)
			}
		})
	}
}

// The trip is of nobody yet: it goes where the goods went. Once somebody walks it, they stay.
func TestATripFollowsItsGoods(t *testing.T) {
	for _, policy := range []Reserved{ReservedTravel, ReservedElsewhere} {
		h := newHall(t, storetest.Memory)
		h.stock("TEA", "", faceA, 9, 0)
		h.order("O1", wants{"TEA", 6})
		h.allocate("O1")
		h.stock("TEA", "", faceC, 9, 0)
		trip := h.trip("O1")
		e := refused(h, Move, teas(faceA, faceB, 9, policy), "move.refused")
		if got := details(e); !slices.Equal(got, []string{"order O1 line 1 task.claimed"}) || !strings.Contains(e.Details[0].Message, "w1") {
			t.Errorf("%s: refused by %v, want the owner of the task", policy, e)
		}
		doVerb(h, EndTask, EndTaskInput{Task: trip.Task})
		var open string
		h.look(func(r store.Reader) {
			for task := range inventory.TasksToDo(r, inventory.PickTask) {
				open = task.ID
			}
		})
		doVerb(h, Move, teas(faceA, faceB, 5, policy))
		again := doVerb(h, Claim, ClaimInput{Task: open})
		var sum int64
		for _, s := range again.Steps {
			if got := doVerb(h, Pick, pickOf(again.Task, s.TaskStep, "T1")); got.Outcome != AsPicked {
				t.Errorf("%s: the step %+v leads to %+v", policy, s.TaskStep, got)
			}
			sum += s.Qty
		}
		if sum != 6 {
			t.Errorf("%s: %d units on the trip, want 6", policy, sum)
		}
	}
}

func TestAnLPNMovesWithAllItCarries(t *testing.T) {
	h := newHall(t, storetest.Memory)
	pallet, carton := inventory.LPNHolder("P1"), inventory.LPNHolder("C1")
	h.lpn("P1", inventory.PalletLPN, inventory.Location("DOCK"))
	h.lpn("C1", inventory.CartonLPN, inventory.Location("DOCK"))
	h.stock("TEA", "", pallet, 20, 0)
	h.stock("CUP", "", carton, 3, 0)
	doVerb(h, Move, MoveInput{LPN: "C1", To: pallet})
	w, _ := h.cost(func() { doVerb(h, Move, MoveInput{LPN: "P1", To: reserveR}) })
	if w > 8 {
		t.Errorf("carrying a pallet writes %d, want its record, two child keys, an entry and the answer", w)
	}
	h.stands("P1", reserveR)
	h.stands("C1", pallet)
	refused(h, Move, MoveInput{LPN: "P1", To: carton}, "lpn.in_itself")
	refused(h, Move, MoveInput{LPN: "P1", To: reserveR}, "move.same")
	h.order("O1", wants{"CUP", 2})
	h.allocate("O1")
	refused(h, Move, MoveInput{LPN: "P1", To: faceA}, "move.refused")
	got := doVerb(h, Move, MoveInput{LPN: "P1", To: faceA, Reserved: ReservedTravel})
	if len(got.Affected) != 1 || got.Units != 23 {
		t.Errorf("moved %+v", got)
	}
	trip := h.trip("O1")
	if len(trip.Steps) != 1 || trip.Steps[0].Location != "A1-1" {
		t.Errorf("the picker is sent to %+v, want A1-1", trip.Steps)
	}
	doVerb(h, Pick, pickOf(trip.Task, trip.Steps[0].TaskStep, "T1"))
	if got := details(refused(h, Move, MoveInput{LPN: "T1", To: faceB}, "move.refused")); !slices.Contains(got, "T1 tote.in_use") {
		t.Errorf("a tote of an order moved: %v", got)
	}
}

func TestLPNsDoNotStandTooDeep(t *testing.T) {
	h := newHall(t, storetest.Memory)
	for i := range 5 {
		h.lpn(fmt.Sprint("L", i), inventory.PalletLPN, faceA)
	}
	stack := func(top, on string) error {
		_, err := tryVerb(h, Move, MoveInput{LPN: top, To: inventory.LPNHolder(on)})
		return err
	}
	for i, s := range []struct{ top, on, want string }{{"L1", "L0", ""}, {"L3", "L2", ""}, {"L2", "L1", "lpn.too_deep"}, {"L2", "L0", ""}, {"L4", "L3", "lpn.too_deep"}, {"L0", "L4", "lpn.too_deep"}} {
		if got := fault.ReasonOf(stack(s.top, s.on)); got != s.want {
			t.Errorf("step %d, %s onto %s: %q, want %q", i, s.top, s.on, got, s.want)
		}
	}
}

// A location with more than one command moves is a series; each command stays within its budget, and nothing is left.
func TestAWholeLocationIsASeries(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.location(layout.Location{Code: "R9", Kind: layout.Reserve, Travel: 90})
	h.location(layout.Location{Code: "R8", Kind: layout.Reserve, Travel: 91})
	from, to := inventory.Location("R9"), inventory.Location("R8")
	for i := range 25 {
		sku := item.SKU(fmt.Sprintf("S%02d", i))
		h.item(sku, func(*item.Item) {})
		h.stock(sku, "", from, 10, 0)
		if i < 15 {
			id := fmt.Sprintf("P%02d", i)
			h.lpn(id, inventory.PalletLPN, from)
			h.stock(sku, "", inventory.LPNHolder(id), 4, 0)
		}
		h.order(fmt.Sprintf("O%02d", i), wants{sku, 12})
		h.allocate(fmt.Sprintf("O%02d", i))
	}
	// Nobody else has such goods: everything is reserved, and stays with its reason unless it may travel.
	if got := details(refused(h, Move, MoveInput{From: from, To: to}, "move.refused")); len(got) != maxMoveLeft || got[0] != "P00 "+whyReserved {
		t.Errorf("the refusal does not tell what stays: %v", got)
	}
	var units int64
	commands := 0
	for more := true; more; commands++ {
		var out MoveResult
		w, _ := h.cost(func() { out = doVerb(h, Move, MoveInput{From: from, To: to, Reserved: ReservedTravel}) })
		if w > store.MaxCommandWrites || commands > 60 {
			t.Fatalf("command %d writes %d", commands, w)
		}
		t.Logf("%d units, %d writes", out.Units, w)
		units, more = units+out.Units, out.More
	}
	h.look(func(r store.Reader) {
		if holdsGoods(r, from) {
			t.Error("something is left")
		}
	})
	if units != 25*10+15*4 {
		t.Errorf("%d units were moved, want %d", units, 25*10+15*4)
	}
	refused(h, Move, MoveInput{From: from, To: to}, "move.nothing")
}

func TestWhatAPlaceDoesNotTake(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.item("ACID", func(it *item.Item) { it.Hazard = "8" })
	h.item("ICE", func(it *item.Item) { it.StorageClass = "frozen" })
	h.item("POLE", func(it *item.Item) { it.KeepUpright, it.Packs[0].Size.Height = true, 900 })
	h.location(layout.Location{Code: "LOW", Kind: layout.Reserve, Height: 500, Mixing: layout.MixLots, Travel: 90})
	h.location(layout.Location{Code: "COLD", Kind: layout.Reserve, Class: "frozen", Travel: 91})
	h.location(layout.Location{Code: "SHUT", Kind: layout.Reserve, Closed: true, Travel: 92})
	h.location(layout.Location{Code: "WEAK", Kind: layout.Reserve, Grams: 250, Volume: 2_500_000, Travel: 93})
	for _, sku := range []item.SKU{"TEA", "ACID", "ICE", "POLE", "CUP"} {
		h.stock(sku, "", inventory.Location("DOCK"), 10, 0)
	}
	h.stock("CUP", "", inventory.Location("LOW"), 1, 0)
	for _, c := range []struct {
		sku  item.SKU
		qty  int64
		to   string
		want []string
	}{
		{"TEA", 1, "COLD", []string{"COLD " + slotting.ReasonClass}},
		{"ICE", 1, "COLD", nil},
		{"ICE", 1, "A1-1", []string{"A1-1 " + slotting.ReasonClass}},
		{"TEA", 1, "SHUT", []string{"SHUT " + slotting.ReasonClosed}},
		{"TEA", 3, "WEAK", []string{"WEAK " + slotting.ReasonVolume, "WEAK " + slotting.ReasonWeight}},
		{"TEA", 2, "WEAK", nil},
		{"TEA", 1, "WEAK", []string{"WEAK " + slotting.ReasonVolume, "WEAK " + slotting.ReasonWeight}},
		{"POLE", 1, "LOW", []string{"LOW " + slotting.ReasonHeight, "LOW " + slotting.ReasonMixing}},
		{"ACID", 1, "WEAK", []string{"WEAK " + slotting.ReasonHazard, "WEAK " + slotting.ReasonVolume, "WEAK " + slotting.ReasonWeight}},
		{"TEA", 1, "STAGE", nil},
	} {
		in := MoveInput{From: inventory.Location("DOCK"), SKU: c.sku, Qty: c.qty, To: inventory.Location(layout.Code(c.to))}
		_, err := tryVerb(h, Move, in)
		var got []string
		if err != nil {
			got = details(fault.From(err))
		}
		if c.sku != "TEA" || c.to != "WEAK" { // a kilo of air: only one of the two limits may bind
			if !slices.Equal(got, c.want) {
				t.Errorf("%d %s to %s: %v, want %v", c.qty, c.sku, c.to, got, c.want)
			}
		} else if (len(got) > 0) != (len(c.want) > 0) {
			t.Errorf("%d %s to %s: %v, want %v", c.qty, c.sku, c.to, got, c.want)
		}
		if err != nil {
			in.Override = "the supervisor says so"
			doVerb(h, Move, in)
			doVerb(h, Move, MoveInput{From: in.To, SKU: c.sku, Qty: c.qty, To: in.From})
		}
	}
}

func TestASurpriseIsCounted(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 5, 0)
	in := teas(faceA, faceB, 2, "")
	in.Surprise = &inventory.Surprise{At: "B1-1", What: "haunted"}
	refused(h, Move, in, "surprise.kind")
	in.Surprise = &inventory.Surprise{At: "B9-9", What: inventory.SurpriseOccupied}
	refused(h, Move, in, "location.unknown")
	in.Surprise.At = "B1-1"
	doVerb(h, Move, in)
	if got := h.counts(); !slices.Equal(got, []string{"@L:B1-1 putaway.surprise"}) {
		t.Errorf("counts wanted: %v", got)
	}
}

// Six lines on trips of their own get other stock from two places each: one command may write that, and no more lines.
func TestTheCostliestMoveFits(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 100, 0)
	for i := range 8 {
		id := fmt.Sprint("O", i)
		h.order(id, wants{"TEA", 10})
		h.allocate(id)
	}
	for i := range 30 {
		at := h.location(layout.Location{Code: layout.Code(fmt.Sprintf("Z-%02d", i)), Kind: layout.Reserve, Travel: int64(100 + i)})
		h.stock("TEA", "", at, 5, 0)
	}
	for i := range 8 {
		if _, err := h.openTrip(fmt.Sprint("O", i)); err != nil {
			t.Fatal(err)
		}
	}
	var got MoveResult
	w, _ := h.cost(func() {
		got = doVerb(h, Move, teas(faceA, inventory.Location("STAGE"), 20+10*maxMoveLines, ReservedElsewhere))
	})
	t.Logf("%d lines got other stock, %d writes", len(got.Affected), w)
	if len(got.Affected) != maxMoveLines || w > store.MaxCommandWrites {
		t.Errorf("%d lines, %d writes", len(got.Affected), w)
	}
	refused(h, Move, teas(faceA, inventory.Location("STAGE"), 40, ReservedElsewhere), "stock.short")
}

// Two lots on one pallet: their lines are planned together, and the other stock suffices for one of them.
func TestOtherStockIsPlannedOnceForAWholeLPN(t *testing.T) {
	h := newHall(t, storetest.Memory)
	pallet := h.lpn("P1", inventory.PalletLPN, reserveR)
	for i, lot := range []item.Lot{"L1", "L2"} {
		h.stock("MILK", lot, pallet, 4, h.today()+item.Date(40+i))
		id := fmt.Sprint("O", i)
		h.order(id, wants{"MILK", 4})
		h.allocate(id)
	}
	h.stock("MILK", "L3", faceA, 5, h.today()+50)
	leave := MoveInput{LPN: "P1", To: inventory.Location("STAGE"), Reserved: ReservedElsewhere}
	refused(h, Move, leave, "move.refused")
	h.stock("MILK", "L3", faceA, 3, h.today()+50)
	if got := doVerb(h, Move, leave); len(got.Affected) != 2 || got.Units != 8 {
		t.Errorf("moved %+v", got)
	}
}

// No line gets goods that go away with those it gives up, and no two lines get the same.
func TestOtherStockIsReallyElsewhere(t *testing.T) {
	h := newHall(t, storetest.Memory)
	pallet := h.lpn("P1", inventory.PalletLPN, reserveR)
	h.stock("TEA", "", pallet, 4, 0)
	h.order("O1", wants{"TEA", 2})
	h.order("O2", wants{"TEA", 2})
	h.allocate("O1")
	h.allocate("O2")
	h.stock("TEA", "", h.lpn("C1", inventory.CartonLPN, pallet), 9, 0)
	leave := MoveInput{LPN: "P1", To: inventory.Location("STAGE"), Reserved: ReservedElsewhere}
	if got := details(refused(h, Move, leave, "move.refused")); len(got) != 2 {
		t.Errorf("refused by %v, want both orders", got)
	}
	h.stock("TEA", "", faceA, 3, 0)
	if got := details(refused(h, Move, leave, "move.refused")); len(got) != 1 {
		t.Errorf("refused by %v, want the order that the three do not suffice for", got)
	}
	h.stock("TEA", "", faceA, 1, 0)
	if got := doVerb(h, Move, leave); len(got.Affected) != 2 || got.Units != 13 {
		t.Errorf("moved %+v", got)
	}
	for _, id := range []string{"O1", "O2"} {
		if got := reserved(h.line(id, 1)); !slices.Equal(got, []string{"2 @A1-1 allocated"}) {
			t.Errorf("%s has %v", id, got)
		}
	}
	doVerb(h, Move, MoveInput{LPN: "P1", To: reserveR})
	trip := h.trip("O1")
	doVerb(h, Pick, pickOf(trip.Task, trip.Steps[0].TaskStep, "T1"))
	if got := details(refused(h, Move, teas(inventory.LPNHolder("T1"), faceB, 1, ReservedTravel), "move.refused")); !slices.Equal(got, []string{"P:T1 " + whyPicked}) {
		t.Errorf("picked goods: refused by %v", got)
	}
}
