package fulfilment

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

func shortOfStep(task string, s inventory.TaskStep) ShortInput {
	return ShortInput{Task: task, Order: s.Ref.Order, Line: s.Ref.Line, Res: s.Ref.Res, From: s.From, SKU: s.SKU, Lot: s.Lot, Reason: ShortEmpty}
}

func TestAShortPickGoesOnAtOtherStock(t *testing.T) {
	h := newHall(t, storetest.Open)
	h.stock("TEA", "", faceA, 5, 0)
	h.stock("TEA", "", faceB, 9, 0)
	h.order("O1", wants{"TEA", 5})
	trip := h.released("O1")
	in := pickOf(trip.Task, trip.Steps[0].TaskStep, "T1")
	in.Qty = 2
	doVerb(h, Pick, in)
	got := doVerb(h, Short, shortOfStep(trip.Task, trip.Steps[0].TaskStep))
	want := ShortResult{Released: 3, Task: trip.Task,
		Steps: []inventory.TaskStep{{Ref: inventory.Ref{Order: "O1", Line: 1, Res: 3}, SKU: "TEA", From: faceB, Location: "A1-2", Qty: 3, Slot: 1}},
		At:    faceA, SKU: "TEA"}
	if d := cmp.Diff(got, want); d != "" {
		t.Errorf("(-got +want):\n%s", d)
	}
	if d := cmp.Diff(h.counts(), []string{"TEA@L:A1-1 pick.short"}); d != "" {
		t.Error(d)
	}
	// The phantom is not sold again until somebody has counted.
	h.look(func(r store.Reader) {
		for _, c := range inventory.Allocatable(r, "TEA", "", h.today()).Candidates {
			if c.Holder == faceA {
				t.Errorf("offered: %+v", c)
			}
		}
	})
	rest := doVerb(h, Claim, ClaimInput{})
	if rest.Task != trip.Task || len(rest.Steps) != 1 || rest.Total != 2 {
		t.Fatalf("trip: %+v", rest)
	}
	doVerb(h, Pick, pickOf(rest.Task, rest.Steps[0].TaskStep, "T1"))
	if l := h.line("O1", 1); l.In(inventory.Picked) != 5 || h.orderNow("O1").State != OrderReleased {
		t.Errorf("line: %+v", l)
	}
	// Once more for what is gone: the place is doubted all the same.
	if got := doVerb(h, Short, shortOfStep(trip.Task, trip.Steps[0].TaskStep)); got.Released != 0 {
		t.Errorf("repeated: %+v", got)
	}
}

func TestAShortPickWithNothingElseMakesTheOrderWait(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 5, 0)
	h.stock("CUP", "", faceB, 5, 0)
	h.order("O1", wants{"TEA", 5}, wants{"CUP", 1})
	trip := h.released("O1")
	got := doVerb(h, Short, shortOfStep(trip.Task, trip.Steps[0].TaskStep))
	if got.Missing != 5 || got.Why == nil || got.Why.Reason != "stock.held" || got.Why.Want != 5 || got.Why.Have != 0 {
		t.Errorf("got %+v %+v", got, got.Why)
	}
	o := h.orderNow("O1")
	if o.State != OrderWaiting || len(o.Why) != 1 || o.Why[0].Reason != ReasonShort || o.Why[0].Line != 1 {
		t.Errorf("order: %+v", o)
	}
	// The rest of the trip goes on.
	doVerb(h, Pick, pickOf(trip.Task, trip.Steps[1].TaskStep, "T1"))
	if res := doVerb(h, Close, CloseInput{Tote: "T1", At: "PACK", Task: trip.Task}); !res.Ended {
		t.Errorf("the trip is over: %+v", res)
	}
	e := refused(h, Pack, PackInput{Order: "O1", Carton: "S", Station: "PACK", Units: []Unit{{SKU: "CUP", Qty: 1}}}, "order.state")
	if d := cmp.Diff(details(e), []string{"line 1 stock.short"}); d != "" {
		t.Error(d)
	}
	// Goods come in: allocated, released and picked like any other.
	h.stock("TEA", "", reserveR, 9, 0)
	second := h.released("O1")
	if len(second.Steps) != 1 || second.Steps[0].From != reserveR {
		t.Fatalf("second trip: %+v", second)
	}
	doVerb(h, Pick, pickOf(second.Task, second.Steps[0].TaskStep, "T1"))
	doVerb(h, Close, CloseInput{Tote: "T1", At: "PACK", Task: second.Task})
	res := doVerb(h, Pack, PackInput{Order: "O1", Carton: "S", Station: "PACK", Units: []Unit{{SKU: "CUP", Qty: 1}, {SKU: "TEA", Qty: 5}}})
	if res.OrderState != OrderPacked {
		t.Errorf("packed: %+v", res)
	}
}

func TestAShortPickAfterTheTripIsOverGetsATripOfItsOwn(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 5, 0)
	h.stock("TEA", "", faceB, 9, 0)
	h.order("O1", wants{"TEA", 5})
	trip := h.released("O1")
	over := doVerb(h.by("w2"), TakeOver, TakeOverInput{Task: trip.Task, Reason: "radio"})
	// The old device says short of the task it had: the steps go to the trip the reservation is in now.
	if got := doVerb(h, Short, shortOfStep(trip.Task, trip.Steps[0].TaskStep)); got.Task != over.Task || len(got.Steps) != 1 {
		t.Errorf("got %+v", got)
	}
}

func TestShortRefuses(t *testing.T) {
	h := newHall(t, storetest.Memory)
	e := refused(h, Short, ShortInput{Reason: "tired", Found: -1}, "short.invalid")
	if len(e.Details) != 4 {
		t.Errorf("all that is wrong: %v", details(e))
	}
}
