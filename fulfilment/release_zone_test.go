package fulfilment

import (
	"fmt"
	"testing"

	"example.com/tote/inventory"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// twoZones puts tea into zone dry and cups into zone glass, and orders of both, of tea, and of cups.
func twoZones(t *testing.T) *hall {
	h := newHall(t, storetest.Memory)
	dry := h.location(layout.Location{Code: "D1", Kind: layout.PickFace, Zone: "dry", Travel: 40})
	glass := h.location(layout.Location{Code: "G1", Kind: layout.PickFace, Zone: "glass", Travel: 50})
	h.stock("TEA", "", dry, 90, 0)
	h.stock("CUP", "", glass, 90, 0)
	for i := range 4 {
		h.order(fmt.Sprint("B", i), wants{"TEA", 1}, wants{"CUP", 2})
	}
	h.order("T5", wants{"TEA", 3})
	h.order("C6", wants{"CUP", 3})
	for _, id := range []string{"B0", "B1", "B2", "B3", "T5", "C6"} {
		h.allocate(id)
	}
	return h
}

func TestZoneTripsStayInTheirZone(t *testing.T) {
	h := twoZones(t)
	h.runJobs()
	res := doVerb(h, Release, ReleaseInput{Kind: ZoneTrip, Cart: Cart{Totes: 3}})
	if j := h.job(res.Job); j.State != store.JobDone {
		t.Fatalf("job: %+v", j)
	}
	tasks := h.waveTasks(res.Wave)
	steps := map[string]int{}
	for _, task := range tasks {
		if len(task.Orders) > 3 || len(task.Orders) < 2 {
			t.Errorf("a cart of %d orders: %+v", len(task.Orders), task)
		}
		for _, s := range task.Steps {
			if want := map[layout.Code]string{"D1": "dry", "G1": "glass"}[s.Location]; task.Zone != want || task.Orders[s.Slot-1] != s.Ref.Order {
				t.Errorf("step at %s of a trip in zone %q, slot %d of %v", s.Location, task.Zone, s.Slot, task.Orders)
			}
			steps[task.Zone]++
		}
	}
	if len(tasks) != 4 || steps["dry"] != 5 || steps["glass"] != 5 {
		t.Fatalf("%d trips, steps %v", len(tasks), steps)
	}
	for _, id := range []string{"B0", "B3", "T5", "C6"} {
		if o := h.orderNow(id); o.State != OrderReleased || o.Wave != res.Wave {
			t.Errorf("order %s: %+v", id, o)
		}
	}

	// A worker asks for his zone. The orders meet at the packer's, out of two totes.
	refused(h, Claim, ClaimInput{Zone: "cold"}, "task.none")
	for n, zone := range []string{"glass", "glass", "dry", "dry"} {
		w := h.by(fmt.Sprint("z", n))
		trip := doVerb(w, Claim, ClaimInput{Zone: zone})
		if trip.Zone != zone {
			t.Fatalf("asked for %s, got %+v", zone, trip)
		}
		for _, s := range trip.Steps {
			doVerb(w, Pick, pickOf(trip.Task, s.TaskStep, zone+s.Ref.Order))
		}
		for _, o := range trip.Orders {
			doVerb(w, Close, CloseInput{Tote: zone + o, At: "PACK", Task: trip.Task})
		}
	}
	packed := doVerb(h, Pack, PackInput{Order: "B0", Carton: "L", Station: "PACK", Units: []Unit{{SKU: "TEA", Qty: 1}, {SKU: "CUP", Qty: 2}}})
	if packed.OrderState != OrderPacked || len(packed.Freed) != 2 {
		t.Errorf("packed: %+v", packed)
	}
}

func TestAWaveOfOneZoneReleasesItsOrdersWhole(t *testing.T) {
	h := twoZones(t)
	h.runJobs()
	refused(h, Release, ReleaseInput{Kind: CartTrip, Zone: "dry"}, "wave.invalid")
	res := doVerb(h, Release, ReleaseInput{Kind: ZoneTrip, Zone: "dry", MaxOrders: 4})
	h.job(res.Job)
	if c := h.orderNow("C6"); c.State != OrderAllocated {
		t.Errorf("an order that needs nothing there is %s", c.State)
	}
	released := 0
	for _, id := range []string{"B0", "B1", "B2", "B3", "T5"} {
		if h.orderNow(id).State != OrderReleased {
			continue
		}
		released++
		for no := 1; no <= h.orderNow(id).Lines; no++ {
			l := h.line(id, no)
			if l.Res[0].Task == "" {
				t.Errorf("order %s is released and line %d is on no trip", id, no)
			}
		}
	}
	if released != 4 {
		t.Errorf("%d orders released, want 4", released)
	}
}

func TestAZoneWaveGoesOnAfterACrash(t *testing.T) {
	h := twoZones(t)
	res := doVerb(h, Release, ReleaseInput{Kind: ZoneTrip, MaxOrders: 6})
	// The run before made a trip of one zone and died: its orders are in a task and not released.
	h.do(func(tx *store.Tx) error {
		cut := trip{wave: res.Wave, zone: "dry", orders: []string{"B0", "B1"}, last: []bool{false, false}}
		for _, id := range cut.orders {
			l, err := inventory.GetLine(tx, id, 1)
			if err != nil {
				return err
			}
			cut.steps = append(cut.steps, inventory.TaskStep{Ref: l.Ref(1), SKU: l.SKU, From: l.Res[0].Holder, Location: l.Res[0].Holder.Code(), Qty: l.Res[0].Qty})
		}
		_, err := makeTrip(tx, &cut)
		return err
	})
	h.runJobs()
	if j := h.job(res.Job); j.State != store.JobDone {
		t.Fatalf("job: %+v", j)
	}
	for _, id := range []string{"B0", "B1", "B2", "B3", "T5", "C6"} {
		if o := h.orderNow(id); o.State != OrderReleased {
			t.Errorf("order %s is %s", id, o.State)
		}
		for no := 1; no <= h.orderNow(id).Lines; no++ {
			if l := h.line(id, no); l.Res[0].Task == "" {
				t.Errorf("order %s: line %d is on no trip", id, no)
			}
		}
	}
}
