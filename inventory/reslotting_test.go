package inventory

import (
	"fmt"
	"slices"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/slotting"
	"example.com/tote/inventory/store"
)

// planned stores a plan of one move and one class as its job does, and puts it in force.
func (h *house) planned(move PlannedMove, class ItemClass) (id string) {
	h.t.Helper()
	h.do(func(tx *store.Tx) error {
		var in ReslotInput
		if err := in.Check(); err != nil {
			return err
		}
		p, err := BeginReslotting(tx, in)
		if err != nil {
			return err
		}
		StartReslotting(tx, &p, 1)
		move.Plan, move.Rank, class.Plan = p.ID, 1, p.ID
		PlannedMoves.Put(tx, &move)
		ItemClasses.Put(tx, &class)
		id = p.ID
		return FinishReslotting(tx, p)
	})
	return id
}

// TestPutawayFollowsThePlanInForce: a fast mover is sent near the benches, a slow one away from them, and to the face the
// plan gives it before all others.
func TestPutawayFollowsThePlanInForce(t *testing.T) {
	h := newHouse(t)
	for n := range int64(30) {
		h.do(func(tx *store.Tx) error {
			_, err := PutLocation(tx, layout.Location{Code: layout.Code(fmt.Sprintf("F%02d", n)), Kind: layout.PickFace, Aisle: 1, X: 1_000, Y: 1_000 + n*1_000, Travel: 10 + n}, 0)
			return err
		})
	}
	suggested := func() (codes []layout.Code) {
		h.look(func(r store.Reader) {
			all, err := SuggestPutaway(r, Balance{Goods: Goods{SKU: "A1", Status: Available}, OnHand: 1}, 3)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range all {
				codes = append(codes, s.Code)
			}
		})
		return codes
	}
	for _, c := range []struct {
		class ItemClass
		want  func([]layout.Code) bool
	}{
		{ItemClass{SKU: "A1", Class: slotting.A}, func(c []layout.Code) bool { return c[0] < "F12" && slices.IsSorted(c) }},
		{ItemClass{SKU: "A1", Class: slotting.C}, func(c []layout.Code) bool { return c[0] > "F17" && c[0] > c[2] }},
		{ItemClass{SKU: "A1", Class: slotting.C, Goal: "F03"}, func(c []layout.Code) bool { return c[0] == "F03" }},
	} {
		h.planned(PlannedMove{SKU: "A1", From: "A1-1", To: "F03"}, c.class)
		if got := suggested(); len(got) != 3 || !c.want(got) {
			t.Errorf("class %s, goal %q: suggested %v", c.class.Class, c.class.Goal, got)
		}
	}
}

// TestAMoveIsDoneWhenTheStockLiesSo: whoever carried it.
func TestAMoveIsDoneWhenTheStockLiesSo(t *testing.T) {
	h := newHouse(t)
	m := PlannedMove{SKU: "A1", From: "A1-1", To: "A1-2"}
	done := func() (yes bool) {
		h.look(func(r store.Reader) { yes = MoveDone(r, &m) })
		return yes
	}
	h.stock("A1", Location("A1-1"), 5)
	if done() {
		t.Error("nothing was moved yet")
	}
	for _, qty := range []int64{2, 3} {
		h.do(func(tx *store.Tx) error {
			_, err := Putaway(tx, PutawayInput{From: Location("A1-1"), SKU: "A1", Qty: qty, To: "A1-2"})
			return err
		})
		if got, want := done(), qty == 3; got != want {
			t.Errorf("after %d more were carried: done %t", qty, got)
		}
	}
}

// TestThePlanInForceIsOne: the next replaces it, its moves are swept, and of the oldest plans nothing is kept.
func TestThePlanInForceIsOne(t *testing.T) {
	h := newHouse(t)
	h.look(func(r store.Reader) {
		if _, err := CurrentReslotting(r); fault.ReasonOf(err) != "reslotting.none" {
			t.Errorf("got %v", err)
		}
	})
	var ids []string
	for range KeptReslottings + 5 {
		ids = append(ids, h.planned(PlannedMove{SKU: "A1", From: "A1-1", To: "A1-2"}, ItemClass{SKU: "A1", Class: slotting.B}))
	}
	more := true
	for n := 0; more; n++ {
		if n > 5 {
			t.Fatal("sweeping does not end")
		}
		h.do(func(tx *store.Tx) error {
			more = SweepReslottings(tx)
			return nil
		})
	}
	h.look(func(r store.Reader) {
		kept := 0
		for i, id := range ids {
			p, err := GetReslotting(r, id)
			last := i == len(ids)-1
			if err == nil {
				kept++
			}
			moves := 0
			for range MovesOf(r, id, 0) {
				moves++
			}
			if last != (p.State == ReslotCurrent) || last != (moves == 1) {
				t.Errorf("plan %d of %d: %s with %d moves, %v", i+1, len(ids), p.State, moves, err)
			}
		}
		if c, ok := ClassOf(r, "A1"); kept != KeptReslottings || !ok || c.Class != slotting.B {
			t.Errorf("%d plans are kept, class %+v", kept, c)
		}
	})
	h.do(func(tx *store.Tx) error { // a plan that failed leaves the one in force
		p, err := BeginReslotting(tx, ReslotInput{})
		StartReslotting(tx, &p, 9)
		if err == nil {
			err = FailReslotting(tx, p.ID, "reslot.no_grid", "no aisles")
		}
		return err
	})
	h.look(func(r store.Reader) {
		if p, err := CurrentReslotting(r); err != nil || p.ID != ids[len(ids)-1] {
			t.Errorf("in force is %+v, %v", p, err)
		}
	})
}
