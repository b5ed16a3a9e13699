package fulfilment

import (
	"testing"

	"example.com/tote/inventory/store/storetest"
)

// TestWhatTheMiddleOfAnOrderCosts keeps each step of an order of three lines at what it writes: pages written are what
// everybody in the building waits for.
func TestWhatTheMiddleOfAnOrderCosts(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 90, 0)
	h.stock("CUP", "", faceB, 90, 0)
	h.order("O1", wants{"TEA", 2}, wants{"CUP", 1}, wants{"TEA", 3})
	var trip Trip
	pick := func(i int) func() {
		return func() { doVerb(h, Pick, pickOf(trip.Task, trip.Steps[i].TaskStep, "T1")) }
	}
	steps := []struct {
		name   string
		run    func()
		writes int64
	}{
		{"allocate", func() { h.allocate("O1") }, 20},
		{"release and claim", func() { trip = h.trip("O1") }, 20},
		{"first pick", pick(0), 13},
		{"second pick", pick(1), 9},
		{"third pick", pick(2), 8},
		{"close", func() { doVerb(h, Close, CloseInput{Tote: "T1", At: "PACK", Task: trip.Task}) }, 12}, // it ends the trip, which is found by that later
		{"pack", func() { doVerb(h, Pack, whole("O1", Unit{SKU: "TEA", Qty: 5}, Unit{SKU: "CUP", Qty: 1})) }, 31},
	}
	var writes, bytes int64
	for _, s := range steps {
		w, b := h.cost(s.run)
		t.Logf("%-18s %3d writes %5d bytes", s.name, w, b)
		if writes, bytes = writes+w, bytes+b; w > s.writes {
			t.Errorf("%s: %d writes, want at most %d", s.name, w, s.writes)
		}
	}
	t.Logf("%-18s %3d writes %5d bytes", "together", writes, bytes)
}
