package fulfilment

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

func TestPickBringsReservedGoodsIntoTheTote(t *testing.T) {
	h := newHall(t, storetest.Open)
	h.stock("TEA", "", faceA, 5, 0)
	h.order("O1", wants{"TEA", 5})
	trip := h.released("O1")
	s := trip.Steps[0]
	if !s.Empties || s.Qty != 5 || s.Location != "A1-1" || s.Slot != 1 {
		t.Errorf("step: %+v", s)
	}
	in := pickOf(trip.Task, s.TaskStep, "T1")
	in.Qty = 2 // a part
	got := doVerb(h, Pick, in)
	if d := cmp.Diff(got, PickResult{Outcome: AsPicked, Res: 2, Left: 3}); d != "" {
		t.Errorf("a part (-got +want):\n%s", d)
	}
	in.Qty = 3
	got = doVerb(h, Pick, in)
	if d := cmp.Diff(got, PickResult{Outcome: AsPicked, Res: 1, ShouldBeEmpty: true}); d != "" {
		t.Errorf("the rest (-got +want):\n%s", d)
	}
	if n := h.onHand("TEA", "", inventory.LPNHolder("T1")); n != 5 || h.onHand("TEA", "", faceA) != 0 {
		t.Errorf("%d in the tote", n)
	}
	h.look(func(r store.Reader) {
		tote, _ := inventory.GetLPN(r, "T1")
		if tote.Order != "O1" || tote.State != inventory.TotePicking || tote.Parent != inventory.Worker("w1") {
			t.Errorf("tote: %+v", tote)
		}
	})
	res := doVerb(h, Close, CloseInput{Tote: "T1", At: "STAGE", Task: trip.Task})
	if d := cmp.Diff(res, CloseResult{Tote: "T1", Order: "O1", At: "STAGE", Ended: true}); d != "" {
		t.Errorf("closing (-got +want):\n%s", d)
	}
	if res = doVerb(h, Close, CloseInput{Tote: "T1", At: "PACK", Task: trip.Task}); res.At != "PACK" {
		t.Errorf("carried on: %+v", res)
	}
	refused(h, Close, CloseInput{Tote: "T1", At: "A1-1"}, "location.kind")
	refused(h, Close, CloseInput{Tote: "T9", At: "PACK"}, "lpn.unknown")
}

func TestPickRefuses(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 9, 0)
	h.order("O1", wants{"TEA", 2})
	h.order("O2", wants{"TEA", 2})
	trip := h.released("O1", "O2")
	first, second := trip.Steps[0].TaskStep, trip.Steps[1].TaskStep
	doVerb(h, Pick, pickOf(trip.Task, first, "T1"))

	e := refused(h, Pick, pickOf(trip.Task, second, "T1"), "tote.in_use")
	if d := cmp.Diff(details(e), []string{"T1 tote.in_use", "TEA tote.content"}); d != "" {
		t.Errorf("details (-got +want):\n%s", d)
	}
	e = refused(h, Pick, PickInput{Qty: -1, From: inventory.Customer, Serials: []string{"1"}, Empty: "maybe"}, "pick.invalid")
	if len(e.Details) != 6 {
		t.Errorf("all that is wrong: %v", details(e))
	}
	h.do(func(tx *store.Tx) error {
		_, err := inventory.PlaceHold(tx, inventory.Target{On: inventory.HoldSKU, SKU: "TEA"}, inventory.CountHold, "count.pending")
		return err
	})
	in := pickOf(trip.Task, second, "T2")
	in.Qty = 1
	if got := doVerb(h, Pick, in); got.Outcome != AsPicked { // what is reserved may be picked under a count hold
		t.Errorf("got %+v", got)
	}
	h.do(func(tx *store.Tx) error {
		_, err := inventory.PlaceHold(tx, inventory.Target{On: inventory.HoldSKU, SKU: "TEA"}, inventory.QualityHold, "recall")
		return err
	})
	refused(h, Pick, in, "hold.quality")
}

// TestFactsAreAlwaysBooked walks through design 3: what is in the worker's hand is true, whatever became of the task.
func TestFactsAreAlwaysBooked(t *testing.T) {
	type world struct {
		*hall
		trip Trip
	}
	cases := []struct {
		name    string
		stock   int64
		between func(w *world)
		worker  string
		qty     int64
		want    PickResult
		counts  []string
		states  map[string]OrderState
	}{
		{name: "the task was taken over: as meant", stock: 9, qty: 2,
			between: func(w *world) { doVerb(w.by("w2"), TakeOver, TakeOverInput{Task: w.trip.Task, Reason: "radio"}) },
			want:    PickResult{Outcome: AsPicked, Res: 1}},
		{name: "picked before by another: from what nobody claimed", stock: 9, qty: 2,
			between: func(w *world) {
				doVerb(w.by("w2"), Pick, pickOf(w.trip.Task, w.trip.Steps[0].TaskStep, "T9"))
			},
			want: PickResult{Outcome: Diverted, Diverted: 2, Why: ReasonPicked, Do: DoPutBack, To: faceA}},
		{name: "released: from what nobody claimed", stock: 9, qty: 2,
			between: func(w *world) { w.release("O1") },
			want:    PickResult{Outcome: Diverted, Diverted: 2, Why: ReasonGone, Do: DoPutBack, To: faceA}},
		{name: "nothing free: from the line that ships last and nobody walks to", stock: 6, qty: 2,
			between: func(w *world) {
				doVerb(w.by("w2"), Pick, pickOf(w.trip.Task, w.trip.Steps[0].TaskStep, "T9"))
				w.order("O3", wants{"TEA", 2})
				w.allocate("O3")
			},
			want:   PickResult{Outcome: Diverted, Diverted: 2, Why: ReasonPicked, Do: DoPutBack, To: faceA, Taken: []inventory.Ref{{Order: "O3", Line: 1, Res: 1}}},
			states: map[string]OrderState{"O3": OrderOpen, "O2": OrderReleased}},
		{name: "nobody's left: a claimed one too, the rest is found", stock: 4, qty: 5,
			between: func(w *world) {
				doVerb(w.by("w2"), Pick, pickOf(w.trip.Task, w.trip.Steps[0].TaskStep, "T9"))
			},
			want: PickResult{Outcome: Diverted, Diverted: 5, Why: ReasonPicked, Do: DoPutBack, To: faceA, ShouldBeEmpty: true, Found: 3,
				Taken: []inventory.Ref{{Order: "O2", Line: 1, Res: 1}}},
			counts: []string{"TEA@L:A1-1 found.by_fact"},
			states: map[string]OrderState{"O2": OrderOpen}},
		{name: "more than reserved: a part as meant", stock: 9, qty: 3,
			want: PickResult{Outcome: Split, Res: 1, Diverted: 1, Why: ReasonSurplus, Do: DoPutBack, To: faceA}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := &world{hall: newHall(t, storetest.Memory)}
			w.stock("TEA", "", faceA, c.stock, 0)
			w.order("O1", wants{"TEA", 2})
			w.order("O2", wants{"TEA", 2})
			w.trip = w.released("O1", "O2")
			if c.between != nil {
				c.between(w)
			}
			in := pickOf(w.trip.Task, w.trip.Steps[0].TaskStep, "T1")
			in.Qty = c.qty
			got := doVerb(w.hall, Pick, in)
			if d := cmp.Diff(got, c.want); d != "" {
				t.Errorf("(-got +want):\n%s", d)
			}
			if n := w.onHand("TEA", "", inventory.Worker("w1")); n != c.want.Diverted {
				t.Errorf("%d in the worker's hands, want %d", n, c.want.Diverted)
			}
			if d := cmp.Diff(w.counts(), c.counts); d != "" {
				t.Errorf("counts wanted (-got +want):\n%s", d)
			}
			for id, want := range c.states {
				if got := w.orderNow(id).State; got != want {
					t.Errorf("%s is %s, want %s", id, got, want)
				}
			}
		})
	}
}

// release gives back what an order has reserved, as a change of the order would.
func (h *hall) release(id string) {
	h.t.Helper()
	h.do(func(tx *store.Tx) error {
		l, err := inventory.GetLine(tx, id, 1)
		if err != nil {
			return err
		}
		for len(l.Res) > 0 && err == nil {
			err = inventory.Release(tx, &l, l.Res[0].N, l.Res[0].Qty, "test")
		}
		inventory.Lines.Put(tx, &l)
		return err
	})
}

func TestAFactOfWhatTheBooksDoNotKnow(t *testing.T) {
	h := newHall(t, storetest.Memory)
	in := PickInput{Order: "O9", Line: 1, Res: 1, From: faceA, SKU: "TEA", Qty: 2, Tote: "T1"}
	if got := doVerb(h, Pick, in); got.Outcome != Diverted || got.Found != 2 {
		t.Errorf("got %+v", got)
	}
	in.SKU = "NOTHING"
	refused(h, Pick, in, "item.unknown")
	in.SKU, in.From = "TEA", inventory.Location("Z9")
	refused(h, Pick, in, "location.unknown")
	in.From = inventory.LPNHolder("P9")
	refused(h, Pick, in, "lpn.unknown")
}

func TestAnsweringWhetherAPlaceIsEmpty(t *testing.T) {
	for _, c := range []struct {
		stock  int64
		answer EmptyAnswer
		want   []string
	}{
		{2, "", nil}, {2, IsEmpty, nil}, {2, NotEmpty, []string{"TEA@L:A1-1 place.not_empty"}},
		{3, "", nil}, {3, NotEmpty, nil}, {3, IsEmpty, []string{"TEA@L:A1-1 place.empty"}},
	} {
		t.Run(fmt.Sprint(c.stock, c.answer), func(t *testing.T) {
			h := newHall(t, storetest.Memory)
			h.stock("TEA", "", faceA, c.stock, 0)
			h.order("O1", wants{"TEA", 2})
			trip := h.released("O1")
			in := pickOf(trip.Task, trip.Steps[0].TaskStep, "T1")
			in.Empty = c.answer
			doVerb(h, Pick, in)
			if d := cmp.Diff(h.counts(), c.want); d != "" {
				t.Errorf("(-got +want):\n%s", d)
			}
		})
	}
}

func TestClaimTakeOverAndEnd(t *testing.T) {
	h := newHall(t, storetest.Memory)
	refused(h, Claim, ClaimInput{}, "task.none")
	refused(h, Claim, ClaimInput{Task: "T-9"}, "task.unknown")
	h.stock("TEA", "", faceA, 9, 0)
	h.stock("TEA", "", faceB, 9, 0)
	h.order("O1", wants{"TEA", 4}, wants{"TEA", 4}, wants{"TEA", 4})
	trip := h.released("O1")
	if len(trip.Steps) != 3 || trip.Total != 3 || trip.Epoch != 1 {
		t.Fatalf("trip: %+v", trip)
	}
	refused(h.by("w2"), Claim, ClaimInput{Task: trip.Task}, "task.claimed")
	if again := doVerb(h, Claim, ClaimInput{}); again.Task != trip.Task {
		t.Errorf("the worker's own: %+v", again)
	}
	doVerb(h, Pick, pickOf(trip.Task, trip.Steps[0].TaskStep, "T1"))
	refused(h.by("w2"), TakeOver, TakeOverInput{Task: trip.Task}, "reason.missing")
	over := doVerb(h.by("w2"), TakeOver, TakeOverInput{Task: trip.Task, Reason: "end of shift"})
	if over.From != trip.Task || len(over.Steps) != 2 {
		t.Fatalf("take-over: %+v", over)
	}
	refused(h, EndTask, EndTaskInput{Task: over.Task}, "task.claimed")
	// The tote changes carts with the next pick.
	doVerb(h.by("w2"), Pick, pickOf(over.Task, over.Steps[0].TaskStep, "T1"))
	end := doVerb(h.by("w2"), EndTask, EndTaskInput{Task: over.Task})
	if end.Left != 1 || end.Next == "" {
		t.Fatalf("ending: %+v", end)
	}
	rest := doVerb(h.by("w3"), Claim, ClaimInput{})
	if rest.Task != end.Next || len(rest.Steps) != 1 {
		t.Errorf("the rest waits for anybody: %+v", rest)
	}
	refused(h, EndTask, EndTaskInput{Task: trip.Task, Reason: "x"}, "task.state")
}

// BenchmarkPick measures the pick command as it comes from a device, the tote bound already: writes, bytes and time in
// memory, without the disk.
func BenchmarkPick(b *testing.B) {
	h := newHall(b, storetest.Memory)
	var faces []inventory.Holder
	for i := range 60 {
		l := layout.Location{Code: layout.Code(fmt.Sprintf("C%02d", i)), Kind: layout.PickFace, Travel: int64(100 + i), X: 2000, Y: int64(1000 * i)}
		h.do(func(tx *store.Tx) error { _, err := inventory.PutLocation(tx, l, 0); return err })
		faces = append(faces, inventory.Location(l.Code))
		h.stock("TEA", "", faces[i], 1_000_000, 0)
	}
	var writes, bytes, picks int64
	b.StopTimer()
	for n := 0; picks < int64(b.N); n++ {
		id := fmt.Sprintf("O%07d", n)
		var lines []wants
		for range 20 {
			lines = append(lines, wants{"TEA", 2})
		}
		h.order(id, lines...)
		trip := h.released(id)
		doVerb(h, Pick, pickOf(trip.Task, trip.Steps[0].TaskStep, toteOf(id)))
		w, by := h.cost(func() {
			b.StartTimer()
			for _, s := range trip.Steps[1:] {
				doVerb(h, Pick, pickOf(trip.Task, s.TaskStep, toteOf(id)))
				picks++
			}
			b.StopTimer()
		})
		writes, bytes = writes+w, bytes+by
	}
	b.ReportMetric(float64(writes)/float64(picks), "writes/pick")
	b.ReportMetric(float64(bytes)/float64(picks), "B/pick")
}

// TestPickWritesLittle keeps the pick command at what it costs: all it writes is on disk before anybody is answered.
func TestPickWritesLittle(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 9, 0)
	h.stock("MILK", "L1", faceB, 9, h.today()+item.Date(90))
	h.order("O1", wants{"TEA", 1}, wants{"MILK", 1}, wants{"TEA", 1})
	trip := h.released("O1")
	for i, want := range []struct{ writes, bytes int64 }{{14, 1500}, {9, 1000}, {9, 1000}} {
		writes, bytes := h.cost(func() { doVerb(h, Pick, pickOf(trip.Task, trip.Steps[i].TaskStep, "T1")) })
		if writes > want.writes || bytes > want.bytes {
			t.Errorf("pick %d: %d writes, %d bytes, want at most %+v", i+1, writes, bytes, want)
		}
		t.Logf("pick %d: %d writes, %d bytes", i+1, writes, bytes)
	}
}
