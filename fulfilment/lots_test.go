package fulfilment

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// At midnight what has run out is nobody's any more: orders that wait for it are open again, trips to it have nothing to
// fetch, and what is picked already is stopped at the packer's.
func TestAtMidnightWhatHasRunOutIsNobodys(t *testing.T) {
	h := newHall(t, storetest.Memory)
	const orders = expireOnce*2 + 5
	h.stock("MILK", "L1", faceA, orders*2+2, h.today()+20)
	for i := range orders {
		h.order(fmt.Sprintf("O%02d", i), wants{"MILK", 2})
		if i > 0 {
			h.allocate(fmt.Sprintf("O%02d", i))
		}
	}
	h.order("PICKED", wants{"MILK", 2})
	h.picked("PICKED")
	waiting := h.released("O00")
	err := h.f.RunOutbox(map[string]store.Handler{inventory.MidnightJob: store.JobHandler(Midnight)}, []store.Partition{store.Company, hallCode})
	if err != nil {
		t.Fatal(err)
	}
	doVerb(h, func(tx *store.Tx, _ int) (inventory.Clock, error) { return inventory.Tick(tx) }, 0)
	for _, day := range []struct {
		ahead time.Duration
		open  int // orders that want goods again
	}{{20 * 24 * time.Hour, 0}, {24 * time.Hour, orders}} {
		h.f.Clock.Advance(day.ahead)
		doVerb(h, func(tx *store.Tx, _ int) (inventory.Clock, error) { return inventory.Tick(tx) }, 0)
		var job uint64
		h.look(func(r store.Reader) {
			for n := uint64(1); ; n++ {
				if _, ok := store.Jobs.Get(r, store.JobKey(n)); !ok {
					return
				}
				job = n
			}
		})
		if j := h.job(job); j.State != store.JobDone || !strings.HasPrefix(j.Note, fmt.Sprintf("purged=0 expired=%d ", day.open)) {
			t.Errorf("the job ended %s with %q, want %d expired", j.State, j.Note, day.open)
		}
		got := 0
		for i := range orders {
			if o := h.orderNow(fmt.Sprintf("O%02d", i)); o.State == OrderOpen {
				got++
			}
		}
		if got != day.open {
			t.Errorf("%d orders are open, want %d", got, day.open)
		}
	}
	h.look(func(r store.Reader) {
		task, err := inventory.GetTask(r, waiting.Task)
		if left := task.Remaining(r); err != nil || len(left) != 0 {
			t.Errorf("the trip still fetches %v, %v", left, err)
		}
	})
	in := whole("PICKED", Unit{SKU: "MILK", Lot: "L1", Qty: 2})
	if e := refused(h, Pack, in, "pack.differs"); e != nil && !slices.ContainsFunc(e.Details, func(d fault.Detail) bool { return d.Reason == "lot.expired" }) {
		t.Errorf("packing what has run out: %v, want lot.expired", e.Details)
	}
}

// A unit leaves once, and only if it ever came.
func TestAUnitIsPackedOnce(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.item("CAM", func(it *item.Item) { it.SerialTracked = true })
	h.do(func(tx *store.Tx) error {
		from := inventory.Goods{SKU: "CAM", Holder: inventory.Supplier, Status: inventory.Available}
		return inventory.Move(tx, inventory.Movement{From: from, To: inventory.Side{Holder: faceA, Status: inventory.Available}, Qty: 3, Serials: []string{"A", "B", "C"}})
	})
	for _, o := range []string{"O1", "O2"} {
		h.order(o, wants{"CAM", 1})
	}
	h.picked("O1", "O2")
	pack := func(order, serial string) PackInput {
		return whole(order, Unit{SKU: "CAM", Qty: 1, Serials: []string{serial}})
	}
	has := func(in PackInput, want string) {
		t.Helper()
		e := refused(h, Pack, in, "pack.differs")
		if e == nil || len(e.Details) != 1 || e.Details[0].Reason != want {
			t.Errorf("details = %v, want %s", e, want)
		}
	}
	has(pack("O1", "X"), "serial.unknown")
	has(pack("O1", ""), "serial.malformed")
	first := doVerb(h, Pack, pack("O1", "A"))
	has(pack("O2", "A"), "serial.shipped")
	doVerb(h, Pack, pack("O2", "B"))
	h.look(func(r store.Reader) {
		s, _ := inventory.GetSerial(r, "CAM", "A")
		if s.Parcel != first.Parcel || s.Order != "O1" || s.Holder.ID != first.Parcel {
			t.Errorf("unit A = %+v, want it in parcel %s", s, first.Parcel)
		}
	})
	many := PackInput{Mode: PackWhole, Order: "O1", Carton: "L", Station: "PACK"}
	for i := range MaxPackSerials + 1 {
		many.Units = append(many.Units, Unit{SKU: "CAM", Qty: 1, Serials: []string{fmt.Sprint("S", i)}})
	}
	refused(h, Pack, many, "pack.invalid")
}

// A trace reads the ledger in pieces of any size and tells the same; of another lot it tells nothing.
func TestATraceInPieces(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("MILK", "L1", faceA, 10, h.today()+90)
	h.stock("MILK", "L2", faceA, 10, h.today()+99)
	h.order("O1", wants{"MILK", 4}, wants{"CUP", 1})
	h.stock("CUP", "", faceA, 5, 0)
	h.picked("O1")
	parcel := doVerb(h, Pack, whole("O1", Unit{SKU: "MILK", Lot: "L1", Qty: 4}, Unit{SKU: "CUP", Qty: 1})).Parcel
	doVerb(h, inventory.Adjust, inventory.AdjustInput{SKU: "MILK", Lot: "L1", Holder: faceA, Delta: -1, Reason: inventory.AdjustLost})
	trace := func(q TraceQuery, limit int) (out []string) {
		h.look(func(r store.Reader) {
			for {
				steps, next, err := Trace(r, q, limit)
				if err != nil {
					t.Fatal(err)
				}
				for _, s := range steps {
					out = append(out, fmt.Sprintf("%s %d %s %s", s.Kind, s.Qty, s.Order, s.Parcel))
				}
				if q.From = next; next == 0 {
					return
				}
			}
		})
		return out
	}
	whole := trace(TraceQuery{SKU: "MILK", Lot: "L1"}, 1<<20)
	want := []string{"packed 4 O1 " + parcel, "adjusted 1  "}
	if got := whole[len(whole)-2:]; !slices.Equal(got, want) {
		t.Errorf("trace = %v, want %v behind what brought it in", whole, want)
	}
	for _, limit := range []int{1, 2, 3, 7} {
		if got := trace(TraceQuery{SKU: "MILK", Lot: "L1", From: 1}, limit); !slices.Equal(got, whole) {
			t.Errorf("in pieces of %d: %v, want %v", limit, got, whole)
		}
	}
	if got := trace(TraceQuery{SKU: "MILK", Lot: "L9"}, 100); len(got) != 0 {
		t.Errorf("of a lot that was never here: %v", got)
	}
}

// A recall after packing keeps the parcel from the lorry.
func TestARecalledParcelIsNotLoaded(t *testing.T) {
	e := newEnds(t)
	e.confirmed(func() string { _, p := e.packed(1, 0); return p }())
	_, id := e.packed(1, 0)
	e.confirmed(id)
	var p Parcel
	e.look(endsHouse, func(r store.Reader) { p, _ = FindParcel(r, id) })
	target := inventory.Target{On: inventory.HoldSKU, SKU: p.Units[0].SKU}
	hold := func() (h inventory.Hold) {
		e.company(func(tx *store.Tx) (err error) {
			h, err = inventory.HoldFor(tx, inventory.NewHold{Target: target, Kind: inventory.QualityHold, Reason: "recall", Owner: "quality"})
			return err
		})
		return h
	}()
	if _, err := endsVerb(e, endsHouse, Load, LoadInput{Parcels: []string{id}}); endsReason(err) != "load.refused" {
		t.Errorf("loading recalled goods: %v, want load.refused", err)
	}
	e.company(func(tx *store.Tx) error { return inventory.LiftHold(tx, target, hold.ID, "false alarm") })
	endsMust(e, endsHouse, Load, LoadInput{Parcels: []string{id}})
}
