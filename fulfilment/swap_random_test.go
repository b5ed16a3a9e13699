package fulfilment

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// swapWorld is a dairy at random: lots of several dates, loose and on pallets, some held, and orders of several tastes on
// the trips of two workers.
type swapWorld struct {
	*crowd
	advisory bool
	lots     []item.Lot
	places   []inventory.Holder
}

func newSwapWorld(rt *rapid.T, booked map[Outcome]int) *swapWorld {
	w := &swapWorld{crowd: &crowd{hall: newHall(rt, storetest.Memory), rt: rt, booked: booked}, places: []inventory.Holder{faceA, faceB, faceC, reserveR}}
	if w.advisory = rapid.Bool().Draw(rt, "advisory"); w.advisory {
		(&dairy{hall: w.hall}).advisory()
	}
	w.do(func(tx *store.Tx) error {
		for i, at := range []inventory.Holder{faceA, reserveR} {
			if _, err := inventory.RegisterLPN(tx, fmt.Sprint("U-", i), inventory.PalletLPN, at); err != nil {
				return err
			}
			w.places = append(w.places, inventory.LPNHolder(fmt.Sprint("U-", i)))
		}
		return nil
	})
	for i := range rapid.IntRange(2, 5).Draw(rt, "lots") {
		lot := item.Lot(fmt.Sprint("L", i))
		w.lots = append(w.lots, lot)
		expiry := w.today() + item.Date(rapid.IntRange(5, 60).Draw(rt, "days"))
		for range rapid.IntRange(1, 4).Draw(rt, "heaps") {
			w.stock("MILK", lot, rapid.SampledFrom(w.places).Draw(rt, "at"), rapid.Int64Range(1, 8).Draw(rt, "units"), expiry)
		}
	}
	for i := range rapid.IntRange(2, 5).Draw(rt, "orders") {
		id := fmt.Sprint("O", i)
		w.order(id, wants{"MILK", rapid.Int64Range(1, 7).Draw(rt, "want")}, wants{"MILK", rapid.Int64Range(1, 4).Draw(rt, "want")})
		w.do(func(tx *store.Tx) error {
			l, err := inventory.GetLine(tx, id, 1)
			l.MinDays = int64(rapid.SampledFrom([]int{0, 20, 30, 40}).Draw(rt, "taste"))
			inventory.Lines.Put(tx, &l)
			return err
		})
		w.orders = append(w.orders, id)
		w.hall.allocate(id)
		if rapid.Bool().Draw(rt, "release now") {
			w.release()
		}
	}
	w.release()
	for range w.tasks {
		w.claim()
	}
	if rapid.Bool().Draw(rt, "a hold") {
		w.do(func(tx *store.Tx) error {
			_, err := inventory.PlaceHold(tx, inventory.Target{On: inventory.HoldLot, SKU: "MILK", Lot: w.lots[0]}, inventory.QualityHold, "recall")
			return err
		})
	}
	return w
}

// unpicked gives every step that is still to be done.
func (w *swapWorld) unpicked() (out []inventory.TaskStep) {
	w.look(func(r store.Reader) {
		for _, id := range w.orders {
			for l := range inventory.LinesOf(r, id, 1) {
				for _, res := range l.Res {
					if res.Phase == inventory.Allocated {
						out = append(out, inventory.TaskStep{Ref: l.Ref(res.N), SKU: l.SKU, Lot: res.Lot, From: res.Holder, Qty: res.Qty})
					}
				}
			}
		}
	})
	return out
}

// heaps gives what lies on shelves.
func (w *swapWorld) heaps() (out []inventory.Goods) {
	w.look(func(r store.Reader) {
		for b := range inventory.OfItem(r, "MILK") {
			if slices.Contains(w.places, b.Holder) {
				out = append(out, b.Goods)
			}
		}
	})
	return out
}

// books is what a swap must leave as it is.
type books struct {
	sums   map[inventory.Ref][7]int64
	picked []string
	lots   map[item.Lot]int64 // reserved and not picked
	known  map[inventory.Ref]bool
}

func (w *swapWorld) books() books {
	b := books{map[inventory.Ref][7]int64{}, nil, map[item.Lot]int64{}, map[inventory.Ref]bool{}}
	w.look(func(r store.Reader) {
		for _, id := range w.orders {
			for l := range inventory.LinesOf(r, id, 1) {
				b.sums[l.Ref(0)] = l.Sums
				for _, res := range l.Res {
					b.known[l.Ref(res.N)] = true
					if res.Phase == inventory.Allocated {
						b.lots[res.Lot] += res.Qty
					} else {
						b.picked = append(b.picked, fmt.Sprint(l.Ref(res.N), res))
					}
				}
			}
		}
	})
	return b
}

func (w *swapWorld) swapOne() {
	steps := w.unpicked()
	if len(steps) == 0 {
		return
	}
	s := rapid.SampledFrom(steps).Draw(w.rt, "step")
	in := swapOf(s, rapid.SampledFrom(w.places).Draw(w.rt, "from"), rapid.SampledFrom(w.lots).Draw(w.rt, "lot"))
	if heaps := w.heaps(); len(heaps) > 0 && rapid.IntRange(0, 9).Draw(w.rt, "lost") > 0 {
		heap := rapid.SampledFrom(heaps).Draw(w.rt, "heap")
		in.From, in.Lot = heap.Holder, heap.Lot
	}
	if rapid.Bool().Draw(w.rt, "a part") {
		in.Qty = rapid.Int64Range(1, s.Qty).Draw(w.rt, "qty")
	}
	before := w.books()
	out, err := tryVerb(w.owner(s), Swap, in)
	w.may(err)
	if err != nil {
		w.booked[Outcome(fault.ReasonOf(err))]++
		return
	}
	w.booked[out.Outcome]++
	for _, a := range out.Affected {
		w.booked[Outcome(a.Got)]++
	}
	w.judge(before, w.books(), in, out, s)
}

// judge compares the books before and after a swap.
func (w *swapWorld) judge(before, after books, in SwapInput, out SwapResult, s inventory.TaskStep) {
	for ref, sums := range before.sums {
		if after.sums[ref] != sums {
			w.rt.Fatalf("%+v: line %v had %v and has %v", in, ref, sums, after.sums[ref])
		}
	}
	if !slices.Equal(before.picked, after.picked) {
		w.rt.Fatalf("%+v took what was picked: %v, now %v", in, before.picked, after.picked)
	}
	w.look(func(r store.Reader) {
		was, is := inventory.ExpiryOf(r, "MILK", s.Lot), inventory.ExpiryOf(r, "MILK", in.Lot)
		if !w.advisory && is > was && (before.lots[in.Lot] != after.lots[in.Lot] || before.lots[s.Lot] != after.lots[s.Lot]) {
			w.rt.Fatalf("%+v left lot %s (%s) behind for lot %s (%s): %v, now %v", in, s.Lot, was, in.Lot, is, before.lots, after.lots)
		}
		for _, id := range w.orders {
			for l := range inventory.LinesOf(r, id, 1) {
				for _, res := range l.Res {
					if !before.known[l.Ref(res.N)] {
						w.fits(r, &l, &res)
					}
				}
			}
		}
	})
	if out.Outcome == SwapDone && in.Qty > 0 && out.Swapped != in.Qty {
		w.rt.Fatalf("%+v: %+v", in, out)
	}
}

// fits: what a swap reserves is what allocation would have been allowed to.
func (w *swapWorld) fits(r store.Reader, l *inventory.Line, res *inventory.Reservation) {
	expiry := inventory.ExpiryOf(r, l.SKU, res.Lot)
	if days := w.today().Until(expiry); days < max(10, l.MinDays) {
		w.rt.Fatalf("line %v got lot %s with %d days, wants %d", l.Ref(res.N), res.Lot, days, l.MinDays)
	}
	if held := inventory.HoldsOn(r, l.Goods(res)); len(held) > 0 {
		w.rt.Fatalf("line %v got held goods: %v", l.Ref(res.N), held)
	}
	if code, ok := inventory.PlaceOf(r, res.Holder); ok {
		if at, _ := inventory.FindLocation(r, code); at.Kind != layout.PickFace && at.Kind != layout.Reserve {
			w.rt.Fatalf("line %v got goods at %s", l.Ref(res.N), code)
		}
	}
}

// owner is whoever has the task of a step.
func (w *swapWorld) owner(s inventory.TaskStep) *hall {
	who := "w1"
	w.look(func(r store.Reader) {
		l, _ := inventory.GetLine(r, s.Ref.Order, s.Ref.Line)
		if t, ok := inventory.Tasks.Get(r, inventory.TaskKey(l.Reservation(s.Ref.Res).Task)); ok && t.Claim.Worker != "" {
			who = t.Claim.Worker
		}
	})
	return w.by(who)
}

func (w *swapWorld) pickOne() {
	steps := w.unpicked()
	if len(steps) == 0 {
		return
	}
	s := rapid.SampledFrom(steps).Draw(w.rt, "step")
	out, err := tryVerb(w.owner(s), Pick, pickOf("", s, toteOf(s.Ref.Order)))
	w.may(err)
	w.booked[out.Outcome]++
}

// TestSwapsAtRandom: whatever is swapped, no line gains or loses a unit, nothing that is picked changes hands, every line
// gets only what it may have, and the earliest lots still leave the house first.
func TestSwapsAtRandom(t *testing.T) {
	t.Parallel()
	total := map[Outcome]int{}
	rapid.Check(t, func(rt *rapid.T) {
		w := newSwapWorld(rt, total)
		for range rapid.IntRange(5, 12).Draw(rt, "acts") {
			if rapid.IntRange(0, 4).Draw(rt, "act") == 0 {
				w.pickOne()
			} else {
				w.swapOne()
			}
			w.invariants()
		}
	})
	t.Logf("%v", total)
	for _, o := range []Outcome{SwapDone, SwapPart, SwapCounted, GotYours, "swap.same", "swap.taken", "swap.refused", "fefo.later", AsPicked} {
		if total[o] == 0 {
			t.Errorf("no world led to %s: %v", o, total)
		}
	}
}
