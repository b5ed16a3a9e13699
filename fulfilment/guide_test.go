package fulfilment

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

func (h *hall) location(l layout.Location) inventory.Holder {
	h.t.Helper()
	h.do(func(tx *store.Tx) error { _, err := inventory.PutLocation(tx, l, 0); return err })
	return inventory.Location(l.Code)
}

func (h *hall) guide(t Trip) (g Guide) {
	var steps []inventory.TaskStep
	for _, s := range t.Steps {
		steps = append(steps, s.TaskStep)
	}
	h.look(func(r store.Reader) { g = GuideTo(r, t.Task, steps, h.f.Clock.Now().Unix()) })
	return g
}

func warnings(s StepGuide) (out []string) {
	for _, n := range s.Beware {
		w := fmt.Sprintf("%s %s %s%s", n.Why, n.Location, n.SKU, n.Lot)
		if n.Times > 0 {
			w += fmt.Sprint(" x", n.Times)
		}
		out = append(out, w)
	}
	return out
}

func TestATripTellsAllThatIsNeededWithTheRadioOff(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.do(func(tx *store.Tx) error {
		l, err := inventory.FindLocation(tx, "A1-2")
		l.Barcode, l.Zone = "BEAM-12", "ambient"
		if err == nil {
			_, err = inventory.PutLocation(tx, l, l.Revision)
		}
		return err
	})
	h.do(func(tx *store.Tx) error {
		_, err := inventory.RegisterLPN(tx, "U-1", inventory.PalletLPN, faceB)
		return err
	})
	h.stock("TEA", "", faceA, 9, 0)
	h.stock("MILK", "L1", inventory.LPNHolder("U-1"), 9, h.today()+90)
	h.order("O1", wants{"TEA", 2}, wants{"MILK", 3})
	h.order("O2", wants{"TEA", 2})
	trip := h.released("O1", "O2")
	g := h.guide(trip)
	if len(g.Totes) != 0 || len(g.Steps) != 3 {
		t.Fatalf("guide: %+v", g)
	}
	for i, s := range trip.Steps {
		got := g.Steps[i]
		if s.SKU != "MILK" {
			if got.Place.Code != "A1-1" || got.LPN != "" || got.Expiry != item.NoDate || got.Tracked {
				t.Errorf("step %d: %+v", i, got)
			}
			continue
		}
		if got.Place.Code != "A1-2" || got.Place.Barcode != "BEAM-12" || got.Place.Zone != "ambient" || got.LPN != "U-1" || got.Expiry != h.today()+90 || !got.Tracked {
			t.Errorf("the milk: %+v", got)
		}
	}
	// The first pick binds a tote; the next steps of that order name it, whoever goes on.
	doVerb(h, Pick, pickOf(trip.Task, trip.Steps[0].TaskStep, "T1"))
	first := trip.Steps[0].Ref.Order
	again := doVerb(h, Claim, ClaimInput{})
	for _, at := range []struct {
		who  *hall
		trip Trip
	}{{h, again}, {h.by("w2"), doVerb(h.by("w2"), TakeOver, TakeOverInput{Task: trip.Task, Reason: "end of shift"})}} {
		g := at.who.guide(at.trip)
		if d := cmp.Diff([]CartTote{{ID: "T1", Order: first, At: inventory.Worker("w1")}}, g.Totes); d != "" {
			t.Errorf("totes (-want +got):\n%s", d)
		}
		for i, s := range at.trip.Steps {
			if want := s.Ref.Order == first; (len(g.Steps[i].Totes) == 1 && g.Steps[i].Totes[0] == "T1") != want {
				t.Errorf("step of %s goes into %v", s.Ref.Order, g.Steps[i].Totes)
			}
		}
	}
}

func TestBewareOfWhatStandsNextDoor(t *testing.T) {
	h := newHall(t, storetest.Memory)
	for _, it := range []struct {
		sku  item.SKU
		name string
	}{{"TEA-100", "Green tea 100 g"}, {"TEA-10", "Chamomile"}, {"OOLONG", "Green tea 250 g"}, {"VASE", "Glass vase"}} {
		h.item(it.sku, func(i *item.Item) { i.Name = it.name })
	}
	spot := func(code layout.Code, aisle, bay int64) inventory.Holder {
		return h.location(layout.Location{Code: code, Kind: layout.PickFace, Aisle: aisle, Bay: bay, Travel: 50 + bay})
	}
	here, above, next, far := spot("C3-12", 3, 12), spot("C3-21", 3, 12), spot("C3-13", 3, 13), spot("C3-15", 3, 15)
	misread := spot("C3-I2", 3, 40)
	h.stock("TEA-100", "", here, 9, 0)
	h.stock("VASE", "", above, 9, 0)
	h.stock("OOLONG", "", next, 9, 0)
	h.stock("TEA-10", "", far, 9, 0)
	h.stock("VASE", "", misread, 9, 0)
	h.order("O1", wants{"TEA-100", 1})
	trip := h.released("O1")
	see := func(want ...string) {
		t.Helper()
		if d := cmp.Diff(want, warnings(h.guide(trip).Steps[0])); d != "" {
			t.Errorf("warnings (-want +got):\n%s", d)
		}
	}
	// The sibling next door, and two places whose codes read like this one's; TEA-10 is out of reach.
	see("name.alike C3-13 OOLONG", "code.alike C3-21 ", "code.alike C3-I2 ")
	h.stock("TEA-10", "", next, 9, 0)
	see("sku.alike C3-13 TEA-10", "name.alike C3-13 OOLONG", "code.alike C3-21 ")

	// What was scanned by mistake before comes first.
	scan := MisscanInput{Location: "C3-12", SKU: "TEA-100", Expected: ExpectGoods, Scanned: "OOLONG"}
	if got := doVerb(h, Misscan, scan); got.Was != "OOLONG" || got.Times != 1 {
		t.Errorf("mis-scan: %+v", got)
	}
	scan.Times = 2
	doVerb(h.by("w2"), Misscan, scan)
	if got := doVerb(h, Misscan, MisscanInput{Location: "C3-12", SKU: "TEA-100", Expected: ExpectPlace, Scanned: "c3-21"}); got.Was != "L:C3-21" || got.Times != 4 {
		t.Errorf("mis-scan: %+v", got)
	}
	doVerb(h, Misscan, MisscanInput{Location: "C3-12", SKU: "TEA-100", Expected: ExpectGoods, Scanned: "4711"})
	see("misscan C3-13 OOLONG x3", "misscan C3-21  x1", "sku.alike C3-13 TEA-10")

	// Nobody is warned for ever.
	h.f.Clock.Advance(91 * 24 * time.Hour)
	see("sku.alike C3-13 TEA-10", "name.alike C3-13 OOLONG", "code.alike C3-21 ")
}

func TestBewareOfTheOtherLot(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("MILK", "L1", faceA, 9, h.today()+40)
	h.stock("MILK", "L2", faceB, 9, h.today()+60)
	h.order("O1", wants{"MILK", 1})
	if d := cmp.Diff([]string{"lot.other A1-2 MILKL2"}, warnings(h.guide(h.released("O1")).Steps[0])); d != "" {
		t.Errorf("warnings (-want +got):\n%s", d)
	}
}

func TestMisscansAreBounded(t *testing.T) {
	h := newHall(t, storetest.Memory)
	for i := range 20 {
		sku := item.SKU(fmt.Sprintf("OTHER-%02d", i))
		h.item(sku, func(*item.Item) {})
		doVerb(h, Misscan, MisscanInput{Location: "A1-1", SKU: "TEA", Expected: ExpectGoods, Scanned: string(sku), Times: 1 + i%3})
	}
	h.look(func(r store.Reader) {
		m, _ := MisscansAt.Get(r, misscanKey("A1-1", "TEA"))
		if len(m.Seen) != misscansKept || m.Times != 39 || m.Seen[0].Times != 3 {
			t.Errorf("kept: %+v", m)
		}
	})
	for _, c := range []struct {
		in   MisscanInput
		want string
	}{
		{MisscanInput{}, "misscan.invalid"},
		{MisscanInput{Location: "A1-1", SKU: "TEA", Expected: "tea", Scanned: "x"}, "misscan.invalid"},
		{MisscanInput{Location: "A1-1", SKU: "TEA", Expected: ExpectGoods, Scanned: "x", Times: MaxTimes + 1}, "misscan.invalid"},
		{MisscanInput{Location: "Z9", SKU: "TEA", Expected: ExpectGoods, Scanned: "x"}, "location.unknown"},
		{MisscanInput{Location: "A1-1", SKU: "NONE", Expected: ExpectGoods, Scanned: "x"}, "item.unknown"},
	} {
		refused(h, Misscan, c.in, c.want)
	}
}

func TestTakeOverOfATripWithNothingLeft(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 9, 0)
	h.order("O1", wants{"TEA", 2})
	trip := h.released("O1")
	doVerb(h, Pick, pickOf(trip.Task, trip.Steps[0].TaskStep, "T1"))
	who := refused(h.by("w2"), Claim, ClaimInput{Task: trip.Task}, "task.claimed")
	if len(who.Details) != 3 || who.Details[0].Message != "w1" || who.Details[1].Message != "dev-w1" {
		t.Errorf("the refusal must name the owner: %+v", who.Details)
	}
	over := doVerb(h.by("w2"), TakeOver, TakeOverInput{Task: trip.Task, Reason: "went home"})
	if over.Task != trip.Task || len(over.Steps) != 0 {
		t.Errorf("taken over: %+v", over)
	}
	// What is to be done is told: the tote on the other's cart is to be set down.
	if g := h.guide(over); len(g.Totes) != 1 || g.Totes[0].At != inventory.Worker("w1") {
		t.Errorf("totes: %+v", g.Totes)
	}
	doVerb(h.by("w2"), Close, CloseInput{Tote: "T1", At: "PACK", Task: over.Task})
}

func TestTheSameWorkerOnAnotherDeviceGoesOn(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 9, 0)
	h.stock("CUP", "", faceB, 9, 0)
	h.order("O1", wants{"TEA", 2}, wants{"CUP", 1})
	trip := h.released("O1")
	doVerb(h, Pick, pickOf(trip.Task, trip.Steps[0].TaskStep, "T1"))
	if again := doVerb(h, Claim, ClaimInput{Task: trip.Task}); again.Epoch != 1 || len(again.Steps) != 1 {
		t.Errorf("on the same device: %+v", again)
	}
	c := h.f.DeviceCommand(hallCode, "test", "dev-other", 1, 1)
	c.Worker = "w1"
	other, err := store.Do(t.Context(), h.f.Executor, c, func(tx *store.Tx) (Trip, error) { return Claim(tx, ClaimInput{}) })
	if err != nil || other.Task != trip.Task || other.Epoch != 2 || len(other.Steps) != 1 {
		t.Errorf("on another device: %+v, %v", other, err)
	}
	// The first device's facts are booked all the same.
	if out := doVerb(h, Pick, pickOf(trip.Task, trip.Steps[1].TaskStep, "T1")); out.Outcome != AsPicked {
		t.Errorf("from the first device: %+v", out)
	}
}
