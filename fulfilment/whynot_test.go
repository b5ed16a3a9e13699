package fulfilment

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

func (h *hall) whyNot(order string, line, res int) WhyNotAnswer {
	h.t.Helper()
	var out WhyNotAnswer
	h.look(func(r store.Reader) {
		var err error
		if out, err = WhyNot(r, WhyNotAsk{Order: order, Line: line, Res: res, Now: h.f.Clock.Now()}); err != nil {
			h.t.Fatalf("%v", err)
		}
	})
	return out
}

func causes(a WhyNotAnswer) (out []string) {
	for _, c := range a.Causes {
		s := fmt.Sprintf("%s %d", c.Reason, c.Qty)
		for _, w := range []string{string(c.Lot), c.Location, c.Order, c.Task, c.Worker, c.Document, c.Release} {
			if w != "" {
				s += " " + w
			}
		}
		out = append(out, s)
	}
	return out
}

func TestWhyNotTellsWhoHasTheUnits(t *testing.T) {
	h := newHall(t, storetest.Memory)
	day := h.today()
	h.stock("MILK", "TAKEN", faceA, 5, day+30)
	h.stock("MILK", "PICKED", faceB, 4, day+30)
	h.order("O1", wants{"MILK", 4})
	h.order("O2", wants{"MILK", 5})
	h.do(func(tx *store.Tx) error { // O1 takes the lot PICKED, O2 the lot TAKEN
		_, err := inventory.PlaceHold(tx, inventory.Target{On: inventory.HoldLot, SKU: "MILK", Lot: "TAKEN"}, inventory.CountHold, "x")
		return err
	})
	one := h.released("O1")
	doVerb(h, Pick, pickOf(one.Task, one.Steps[0].TaskStep, "T1"))
	h.do(func(tx *store.Tx) error {
		return inventory.LiftHold(tx, inventory.Target{On: inventory.HoldLot, SKU: "MILK", Lot: "TAKEN"}, 1, "x")
	})
	two := h.by("w2").released("O2")
	h.f.Clock.Advance(time.Minute)

	h.stock("MILK", "OLD", faceB, 3, day-1)
	h.stock("MILK", "SOON", faceB, 2, day+5)
	h.stock("MILK", "HELD", faceC, 7, day+50)
	h.stock("MILK", "DOCK", inventory.Location("DOCK"), 6, day+50)
	h.stock("MILK", "HAND", inventory.Worker("w9"), 1, day+50)
	h.do(func(tx *store.Tx) error {
		if _, err := inventory.PlaceHold(tx, inventory.Target{On: inventory.HoldLot, SKU: "MILK", Lot: "HELD"}, inventory.QualityHold, "recall"); err != nil {
			return err
		}
		for i, st := range []inventory.Status{inventory.ToInspect, inventory.Damaged} {
			in := inventory.Movement{From: inventory.Goods{SKU: "MILK", Lot: "HELD", Holder: inventory.Adjustment, Status: inventory.Available}, To: inventory.Side{Holder: faceC, Lot: "HELD", Status: st}, Qty: int64(10 + i), Reason: "test"}
			if err := inventory.Move(tx, in); err != nil {
				return err
			}
		}
		in := inventory.Movement{From: inventory.Goods{SKU: "MILK", Lot: "HELD", Holder: inventory.Adjustment, Status: inventory.Available}, To: inventory.Side{Holder: faceC, Lot: "HELD", Status: inventory.Available, Owner: "them"}, Qty: 12, Reason: "test"}
		return inventory.Move(tx, in)
	})
	h.order("O3", wants{"MILK", 3})
	if got := h.allocate("O3"); got.State != OrderWaiting {
		t.Fatalf("O3 is %s", got.State)
	}
	a := h.whyNot("O3", 1, 0)
	want := []string{
		"owner.other 12 HELD B1-1 adjust", "damaged 11 HELD B1-1 none", "inspect 10 HELD B1-1 inspect", "hold.quality 7 HELD B1-1 unhold", "place.kind 6 DOCK DOCK putaway",
		"reserved 5 TAKEN A1-1 O2 " + two.Task + " w2 cancel", "picked 4 PICKED O1 w1 cancel", "lot.expired 3 OLD A1-2 none", "lot.short_life 2 SOON A1-2 none",
		"in_hands 1 HAND w9 putaway"}
	if d := cmp.Diff(want, causes(a)); d != "" {
		t.Errorf("causes (-want +got):\n%s", d)
	}
	if a.Want != 3 || a.Have != 0 || a.Missing != 3 || a.State != OrderWaiting {
		t.Errorf("answer: %+v", a)
	}
	for _, c := range a.Causes {
		if c.Sentence == "" || !strings.Contains(c.Sentence, fmt.Sprint(c.Qty)) && c.Reason != CauseLife {
			t.Errorf("%s: %q", c.Reason, c.Sentence)
		}
		if c.Reason == CauseReserved && !strings.Contains(c.Sentence, "O2") {
			t.Errorf("whose they are: %q", c.Sentence)
		}
	}
	// What comes free is told as free until somebody allocates again.
	h.do(func(tx *store.Tx) error {
		return inventory.LiftHold(tx, inventory.Target{On: inventory.HoldLot, SKU: "MILK", Lot: "HELD"}, 2, "x")
	})
	if got := causes(h.whyNot("O3", 1, 0)); !slices.Contains(got, "free 7 HELD B1-1 allocate") {
		t.Errorf("after the hold: %v", got)
	}
}

func TestWhyNotOfALineThatIsReserved(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 9, 0)
	h.order("O1", wants{"TEA", 4})
	if got := causes(h.whyNot("O1", 1, 0)); !slices.Equal(got, []string{"line.order 4 O1 allocate", "free 9 A1-1 allocate"}) {
		t.Errorf("not allocated yet: %v", got)
	}
	h.allocate("O1")
	if got := causes(h.whyNot("O1", 1, 0)); !slices.Equal(got, []string{"line.step 4 A1-1 O1 release"}) {
		t.Errorf("waits for a wave: %v", got)
	}
	trip := h.trip("O1")
	h.do(func(tx *store.Tx) error {
		_, err := inventory.PlaceHold(tx, inventory.Target{On: inventory.HoldSKU, SKU: "TEA"}, inventory.QualityHold, "recall")
		return err
	})
	if got := causes(h.whyNot("O1", 1, 1)); !slices.Equal(got, []string{"line.step 4 A1-1 O1 " + trip.Task + " w1 take-over", "hold.quality 4 A1-1 unhold"}) {
		t.Errorf("on a trip, held: %v", got)
	}
	if got := causes(h.whyNot("O1", 1, 7)); !slices.Equal(got, []string{"line.step 0 O1 claim"}) {
		t.Errorf("a step that is gone: %v", got)
	}
	h.look(func(r store.Reader) {
		for _, c := range []struct {
			ask  WhyNotAsk
			want string
		}{{WhyNotAsk{Order: "O9", Line: 1}, "order.unknown"}, {WhyNotAsk{Order: "O1", Line: 9}, "line.unknown"}} {
			if _, err := WhyNot(r, c.ask); fault.ReasonOf(err) != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		}
	})
}

func TestWhyNotNamesTheDeliveryThatBringsMore(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.order("O1", wants{"TEA", 4})
	h.allocate("O1")
	if got := causes(h.whyNot("O1", 1, 0)); !slices.Equal(got, []string{"stock.none 4 receive"}) {
		t.Errorf("nothing anywhere: %v", got)
	}
	if err := h.in(store.Company, func(tx *store.Tx) error {
		_, err := partner.PutSupplier(tx, partner.Supplier{Code: "ACME", Name: "Acme"}, 0)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	h.do(func(tx *store.Tx) error {
		_, err := partner.PutPurchaseOrder(tx, partner.PurchaseOrder{Number: "PO-1", Supplier: "ACME", Expected: h.today() + 3}, []partner.PurchaseLine{{SKU: "CUP", Ordered: 5}, {SKU: "TEA", Ordered: 40}}, 0)
		return err
	})
	a := h.whyNot("O1", 1, 0)
	if got := causes(a); !slices.Equal(got, []string{"expected 40 PO-1 receive"}) || !strings.Contains(a.Causes[0].Sentence, "PO-1") {
		t.Errorf("expected: %v %+v", got, a.Causes)
	}
}

func TestWhyNotIsBounded(t *testing.T) {
	h := newHall(t, storetest.Memory)
	for i := range 100 {
		at := h.location(layout.Location{Code: layout.Code(fmt.Sprintf("C%03d", i)), Kind: layout.Staging, Travel: int64(100 + i)})
		h.stock("TEA", "", at, int64(1+i), 0)
	}
	h.order("O1", wants{"TEA", 1})
	h.allocate("O1")
	a := h.whyNot("O1", 1, 0)
	if len(a.Causes) != MaxCauses || !a.More || a.Causes[0].Qty != 100 {
		t.Errorf("%d causes, more %t, first %+v", len(a.Causes), a.More, a.Causes[0])
	}
}

func TestStandingOfGoods(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 9, 0)
	h.stock("TEA", "", inventory.Location("DOCK"), 3, 0)
	h.order("O1", wants{"TEA", 4})
	h.allocate("O1")
	h.look(func(r store.Reader) {
		var got []string
		for b := range inventory.OfItem(r, item.SKU("TEA")) {
			st := StandingOf(r, &b, h.today())
			got = append(got, fmt.Sprintf("%s %d of %d %s %v", st.Location, st.Available, b.OnHand, st.Why, st.Claims))
		}
		want := []string{"A1-1 5 of 9  [{O1 1 1}]", "DOCK 0 of 3 place.kind []"}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("standing (-want +got):\n%s", d)
		}
	})
}

func TestAPackerGoesOnAfterALostConnection(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 9, 0)
	h.stock("CUP", "", faceB, 9, 0)
	h.order("O1", wants{"TEA", 2}, wants{"CUP", 3})
	h.picked("O1")
	open := doVerb(h, Pack, PackInput{Mode: PackOpen, Order: "O1", Carton: "L", Station: "PACK"})
	doVerb(h, Pack, PackInput{Mode: PackAdd, Order: "O1", Parcel: open.Parcel, Units: []Unit{{SKU: "TEA", Qty: 2}, {SKU: "CUP", Qty: 1}}})
	for _, scanned := range []string{"T-O1", "O1", open.Parcel} {
		var list PackList
		h.look(func(r store.Reader) {
			var err error
			if list, err = PackListOf(r, scanned); err != nil {
				t.Fatal(err)
			}
		})
		if list.Order != "O1" || list.Parcel != open.Parcel || len(list.Begun) != 1 || len(list.Begun[0].Units) != 2 || len(list.Units) != 1 || list.Units[0].Qty != 2 {
			t.Errorf("scanned %s: %+v", scanned, list)
		}
	}
	doVerb(h, Pack, PackInput{Mode: PackAdd, Order: "O1", Parcel: open.Parcel, Units: []Unit{{SKU: "CUP", Qty: 2}}})
	if out := doVerb(h, Pack, PackInput{Mode: PackClose, Order: "O1", Parcel: open.Parcel}); out.OrderState != OrderPacked {
		t.Errorf("closed: %+v", out)
	}
}
