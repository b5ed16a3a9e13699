package fulfilment

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

func (h *hall) waveTasks(wave string) (out []inventory.Task) {
	h.look(func(r store.Reader) {
		for _, id := range WaveTasks(r, wave, "", MaxWaveTasks) {
			t, _ := inventory.GetTask(r, id)
			out = append(out, t)
		}
	})
	return out
}

func TestAWaveMakesTripsOfAllocatedOrders(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.runJobs()
	h.stock("TEA", "", faceA, 50, 0)
	h.stock("CUP", "", faceC, 50, 0)
	for i := range 7 {
		id := fmt.Sprintf("O%d", i)
		h.order(id, wants{"TEA", 1}, wants{"CUP", 2})
		h.allocate(id)
	}
	res := doVerb(h, Release, ReleaseInput{Cart: Cart{Totes: 3}})
	if j := h.job(res.Job); j.State != store.JobDone {
		t.Fatalf("job: %+v", j)
	}
	tasks := h.waveTasks(res.Wave)
	orders, steps := 0, 0
	for _, task := range tasks {
		orders += len(task.Orders)
		steps += len(task.Steps)
		if len(task.Orders) > 3 || task.Why == "" || task.Walk <= 0 {
			t.Errorf("task: %+v", task)
		}
		for _, s := range task.Steps {
			if task.Orders[s.Slot-1] != s.Ref.Order {
				t.Errorf("step %+v is not in the slot of its order: %v", s, task.Orders)
			}
		}
	}
	if orders != 7 || steps != 14 || len(tasks) != 3 {
		t.Errorf("%d tasks, %d orders, %d steps", len(tasks), orders, steps)
	}
	if o := h.orderNow("O3"); o.State != OrderReleased || o.Wave != res.Wave {
		t.Errorf("order: %+v", o)
	}
	h.look(func(r store.Reader) {
		w, p, err := WaveStatus(r, res.Wave)
		if err != nil || w.Orders != 7 || w.Tasks != 3 || p.Open != 3 || p.State != WaveReleased {
			t.Errorf("wave %+v, %+v, %v", w, p, err)
		}
	})
	for _, task := range tasks {
		claimed := doVerb(h, Claim, ClaimInput{Task: task.ID})
		for _, s := range claimed.Steps {
			doVerb(h, Pick, pickOf(task.ID, s.TaskStep, toteOf(s.Ref.Order)))
		}
		doVerb(h, EndTask, EndTaskInput{Task: task.ID})
	}
	h.look(func(r store.Reader) {
		if _, p, _ := WaveStatus(r, res.Wave); p.State != WaveDone || p.Ended != 3 {
			t.Errorf("all tasks have ended: %+v", p)
		}
	})
}

func TestABigOrderGetsSeveralTrips(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.runJobs()
	h.stock("TEA", "", faceA, 500, 0)
	h.stock("CUP", "", faceC, 500, 0)
	for _, n := range []int{150, 350} { // the longer one is not read whole by the commands that release it
		id := fmt.Sprintf("O%d", n)
		var lines []wants
		for i := range n {
			lines = append(lines, []wants{{"TEA", 1}, {"CUP", 1}}[i%2])
		}
		h.order(id, lines...)
		if res := h.allocate(id); res.State != OrderAllocated {
			t.Fatalf("%+v", res)
		}
		res := doVerb(h, Release, ReleaseInput{})
		if j := h.job(res.Job); j.State != store.JobDone {
			t.Fatalf("job: %+v", j)
		}
		seen := map[inventory.Ref]bool{}
		for _, task := range h.waveTasks(res.Wave) {
			for _, s := range task.Steps {
				seen[s.Ref] = true
			}
		}
		if len(seen) != n || h.orderNow(id).State != OrderReleased {
			t.Errorf("%d of %d steps in tasks, order %s", len(seen), n, h.orderNow(id).State)
		}
	}
}

func TestReleaseFiltersAndRefuses(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.runJobs()
	h.stock("TEA", "", faceA, 50, 0)
	for _, id := range []string{"O1", "O2", "O3"} {
		h.order(id, wants{"TEA", 1})
		h.allocate(id)
	}
	refused(h, Release, ReleaseInput{Kind: "zeppelin", MaxOrders: -1, Cart: Cart{Totes: 99}}, "wave.invalid")
	one := doVerb(h, Release, ReleaseInput{MaxOrders: 1, Kind: SingleTrip})
	h.job(one.Job)
	if h.orderNow("O1").State != OrderReleased || h.orderNow("O2").State != OrderAllocated {
		t.Error("the first to ship is released first, and only one")
	}
	none := doVerb(h, Release, ReleaseInput{Carrier: "SF"})
	h.job(none.Job)
	due := doVerb(h, Release, ReleaseInput{ShipBy: h.shipBy("O2"), Kind: SingleTrip})
	h.job(due.Job)
	if h.orderNow("O2").State != OrderReleased || h.orderNow("O3").State != OrderAllocated {
		t.Error("only what ships by then is released")
	}
	h.look(func(r store.Reader) {
		w, p, _ := WaveStatus(r, none.Wave)
		if w.Tasks != 0 || p.State != WaveDone {
			t.Errorf("an empty wave is done: %+v %+v", w, p)
		}
	})
}

func TestAWaveGoesOnAfterACrash(t *testing.T) {
	h := newHall(t, storetest.Open)
	h.stock("TEA", "", faceA, 50, 0)
	for i := range 9 {
		id := fmt.Sprintf("O%d", i)
		h.order(id, wants{"TEA", 1})
		h.allocate(id)
	}
	res := doVerb(h, Release, ReleaseInput{Kind: SingleTrip})
	made, third := 0, make(chan struct{})
	count := func(verb string) {
		if verb == "release" {
			if made++; made == 3 {
				close(third)
			}
		}
	}
	h.seen.Store(&count)
	h.runJobs()
	<-third
	h.f.Crash()
	h.runJobs()
	if j := h.job(res.Job); j.State != store.JobDone {
		t.Fatalf("job: %+v", j)
	}
	seen := map[string]int{}
	for _, task := range h.waveTasks(res.Wave) {
		seen[task.Orders[0]]++
	}
	for i := range 9 {
		if id := fmt.Sprintf("O%d", i); seen[id] != 1 || h.orderNow(id).State != OrderReleased {
			t.Errorf("%s is in %d tasks and %s", id, seen[id], h.orderNow(id).State)
		}
	}
}

// TestATripLeavesOutWhatChangedSinceThePlan: an order that got other goods meanwhile is not released half.
func TestATripLeavesOutWhatChangedSinceThePlan(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 50, 0)
	for _, id := range []string{"O1", "O2"} {
		h.order(id, wants{"TEA", 2})
		h.allocate(id)
	}
	step := func(id string, qty int64) inventory.TaskStep {
		return inventory.TaskStep{Ref: inventory.Ref{Order: id, Line: 1, Res: 1}, SKU: "TEA", From: faceA, Location: "A1-1", Qty: qty}
	}
	var made tripMade
	h.do(func(tx *store.Tx) (err error) {
		made, err = makeTrip(tx, &trip{orders: []string{"O1", "O2"}, last: []bool{true, true}, steps: []inventory.TaskStep{step("O1", 1), step("O2", 2)}})
		return err
	})
	if made.Orders != 1 || h.orderNow("O1").State != OrderAllocated || h.orderNow("O2").State != OrderReleased {
		t.Errorf("%+v: O1 %s, O2 %s", made, h.orderNow("O1").State, h.orderNow("O2").State)
	}
}

// BenchmarkWave measures a wave of 300 orders of three lines over 600 pick faces, from the command to the last task.
func BenchmarkWave(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		h := newHall(b, storetest.Memory)
		h.runJobs()
		rng := rand.New(rand.NewPCG(1, 2))
		for i := range 600 {
			aisle, bay := int64(i/60+3), int64(i%60)
			l := layout.Location{Code: layout.Code(fmt.Sprintf("C%03d", i)), Kind: layout.PickFace, Aisle: aisle, Bay: bay + 1, X: aisle * 4000, Y: 2000 + bay*1000, Travel: int64(i + 10)}
			h.do(func(tx *store.Tx) error { _, err := inventory.PutLocation(tx, l, 0); return err })
		}
		for i := range 60 {
			h.item(item.SKU(fmt.Sprintf("S%02d", i)), func(*item.Item) {})
			for range 5 {
				h.stock(item.SKU(fmt.Sprintf("S%02d", i)), "", inventory.Location(layout.Code(fmt.Sprintf("C%03d", rng.IntN(600)))), 40, 0)
			}
		}
		for i := range 300 {
			var lines []wants
			for range 3 {
				lines = append(lines, wants{item.SKU(fmt.Sprintf("S%02d", rng.IntN(60))), 1})
			}
			h.order(fmt.Sprintf("O%04d", i), lines...)
		}
		h.job(doVerb(h, AllocateAll, AllocateAllInput{}).Job)
		b.StartTimer()
		j := h.job(doVerb(h, Release, ReleaseInput{Cart: Cart{Totes: 12}}).Job)
		b.StopTimer()
		if j.State != store.JobDone {
			b.Fatal(j)
		}
		b.Log(j.Note)
		b.StartTimer()
	}
}
