package inventory

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/counting"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// figures sums up what the counts of all time show, as the service does.
func (h *house) figures() (r counting.Report) {
	h.look(func(v store.Reader) {
		var all []counting.Observation
		for _, c := range EndedCounts(v, 0, 1<<40, nil, 10_000) {
			if o, known := c.Observed(); known {
				all = append(all, o)
			}
		}
		r = counting.Sum(all)
		for _, day := range FoldedCounts(v, 0, 1<<40) {
			r = counting.Merge(r, day)
		}
	})
	return r
}

// sweeps runs midnight's sweep whenever the day changes, and gives what tells that one is over.
func (h *house) sweeps() <-chan int {
	h.t.Helper()
	done := make(chan int, 1)
	work := store.JobHandler(func(ctx context.Context, r *store.JobRun) (string, error) {
		n, err := Sweep(ctx, r)
		if err == nil {
			done <- n
		}
		return fmt.Sprint(n), err
	})
	if err := h.x.RunOutbox(map[string]store.Handler{MidnightJob: work}, []store.Partition{houseCode}); err != nil {
		h.t.Fatal(err)
	}
	return done
}

func (h *house) tick() {
	h.t.Helper()
	h.do(func(tx *store.Tx) error { _, err := Tick(tx); return err })
}

func (h *house) kept() (counts, tasks, directions int) {
	h.look(func(r store.Reader) {
		for range Counts.All(r, countTag(countHead), nil) {
			counts++
		}
		for range Tasks.All(r, store.K(tagTask), nil) {
			tasks++
		}
		for range Directions.All(r, store.K(tagDirection).Byte(directed), nil) {
			directions++
		}
	})
	return counts, tasks, directions
}

// What was counted long ago is folded into its days' figures, which stay what they were; open counts, and what ended lately,
// stay. The check at the end misses nothing that was swept.
func TestOldCountsAreFoldedAndSwept(t *testing.T) {
	h := newHouse(t)
	const perDay = sweepOnce + 7 // more than one command drops
	h.set(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC))
	h.tick()
	for i := range perDay {
		h.item(item.SKU(fmt.Sprintf("S%02d", i)), func(it *item.Item) { it.PriceMinor, it.Currency = 100, "CNY" })
		h.stock(item.SKU(fmt.Sprintf("S%02d", i)), Location("A1-1"), 10)
	}
	count := func(day, n int) {
		h.set(time.Date(2026, 3, 2+day, 10, 0, 0, 0, time.UTC))
		for i := range n {
			h.set(h.now().Add(time.Minute))
			sku := item.SKU(fmt.Sprintf("S%02d", i))
			found := h.balance(sku, "", Location("A1-1")).OnHand - int64((i+day)%3%2)
			in := CountInput{Holder: Location("A1-1"), SKU: sku, Qty: found}
			if h.countedBy(fmt.Sprint("W", i%2), in).State == CountRecount && i%5 > 0 {
				h.countedBy("SU", in)
			}
		}
	}
	count(0, perDay)
	count(1, perDay)
	count(5, 9)
	before := h.figures()
	if before.Lines < perDay || before.RightLines == before.Lines || before.Seconds == 0 {
		t.Fatalf("the counts show %+v", before.Figures)
	}
	all, _, _ := h.kept()
	done := h.sweeps()
	for _, step := range []struct {
		name string
		at   time.Time
		want int // counts that stay of those that ended
	}{
		{"a year later", time.Date(2027, 3, 2, 12, 0, 0, 0, time.UTC), all},
		{"when the first two days are old enough", time.Date(2026, 3, 3, 23, 0, 0, 0, time.UTC).Add(CountsKept + 24*time.Hour), -1},
		{"when all are", time.Date(2026, 3, 7, 23, 0, 0, 0, time.UTC).Add(CountsKept + 48*time.Hour), -2},
	} {
		h.set(step.at)
		h.tick()
		swept := <-done
		counts, _, _ := h.kept()
		switch step.want {
		case -1:
			if swept < perDay || counts != all-swept {
				t.Errorf("%s: %d swept, %d of %d kept", step.name, swept, counts, all)
			}
		case -2:
			open := 0
			h.look(func(r store.Reader) {
				for range OpenCounts(r, nil) {
					open++
				}
			})
			if counts != open || open == 0 {
				t.Errorf("%s: %d kept, want the %d that are open", step.name, counts, open)
			}
		default:
			if swept != 0 || counts != step.want {
				t.Errorf("%s: %d swept, %d kept; want none and %d", step.name, swept, counts, step.want)
			}
		}
		if d := cmp.Diff(before, h.figures()); d != "" {
			t.Errorf("%s the figures are others (-before +after):\n%s", step.name, d)
		}
		if found := h.found(); found != "" {
			t.Fatalf("%s: %s", step.name, found)
		}
	}
}

// A day that is folded and not dropped yet, as a crash leaves it, is shown once.
func TestAFoldedDayIsShownOnce(t *testing.T) {
	h := newHouse(t)
	h.stock("A1", Location("A1-1"), 10)
	h.set(h.now().Add(time.Hour))
	h.countedBy("GU", CountInput{Holder: Location("A1-1"), SKU: "A1", Qty: 10})
	before := h.figures()
	day := h.now().Unix() / secondsDay
	h.do(func(tx *store.Tx) error {
		if n := dropCounts(tx, day); n != 0 {
			t.Errorf("%d counts of a day that is not folded were dropped", n)
		}
		CountedDays.Put(tx, &CountedDay{Day: day, Report: before})
		return nil
	})
	if d := cmp.Diff(before, h.figures()); d != "" {
		t.Errorf("folded (-want +got):\n%s", d)
	}
	h.do(func(tx *store.Tx) error {
		if n := dropCounts(tx, day); n != 1 {
			t.Errorf("%d counts dropped, want 1", n)
		}
		return nil
	})
	if d := cmp.Diff(before, h.figures()); d != "" {
		t.Errorf("dropped (-want +got):\n%s", d)
	}
	h.forged = true // it was no day that is old enough
}

// Trips that ended and directions of goods that never came go, those that may still be asked for stay.
func TestOldTasksAndDirectionsAreSwept(t *testing.T) {
	h := newHouse(t)
	h.tick()
	h.stock("A1", Location("A1-1"), 500)
	trips := func(prefix string, n int, end bool) {
		for i := range n {
			id := fmt.Sprint(prefix, i)
			h.order(id, "A1", 1)
			if err := h.reserve(id, Location("A1-1"), 1); err != nil {
				t.Fatal(err)
			}
			h.do(func(tx *store.Tx) error {
				task, err := MakeTask(tx, NewTask{Kind: PickTask, Orders: []string{id}, Steps: []TaskStep{{Ref: Ref{id, 1, 1}, SKU: "A1", From: Location("A1-1"), Location: "A1-1", Qty: 1}}})
				if err == nil && end {
					if _, err = ClaimTask(tx, task.ID, "w1", "dev"); err == nil {
						_, _, err = EndTask(tx, task.ID, "enough")
					}
				}
				return err
			})
		}
	}
	direct := func(at Holder) {
		h.do(func(tx *store.Tx) error {
			_, err := Direct(tx, DirectInput{From: at, SKU: "A1", Qty: 1})
			return err
		})
	}
	const old = 2*sweepOnce + 3
	trips("O", old, true)
	trips("W", 2, false)
	h.stock("A1", Location("DOCK"), 5)
	direct(Location("DOCK"))
	h.set(h.now().Add(TasksKept - 24*time.Hour))
	trips("N", 3, true)
	done := h.sweeps()
	h.tick()
	if n := <-done; n != 1 {
		t.Errorf("%d swept on the last day of keeping, want the direction", n)
	}
	h.stock("A1", Location("R1-1"), 5)
	direct(Location("R1-1"))
	h.set(h.now().Add(30 * time.Hour))
	h.tick()
	if n := <-done; n != old+1 {
		t.Errorf("%d swept, want %d trips and a direction", n, old)
	}
	if _, tasks, directions := h.kept(); tasks != 5 || directions != 0 {
		t.Errorf("%d tasks and %d directions are kept, want the 2 that wait and the 3 that ended lately", tasks, directions)
	}
	if found := h.found(); found != "" {
		t.Error(found)
	}
}

// What an ended trip takes, for the decision how long it is kept: bytes of the record and its index key.
func BenchmarkEndedTask(b *testing.B) {
	t := Task{ID: "T-0012345-6", Kind: PickTask, State: TaskDone, Priority: 1, Due: 1_780_000_000, Claim: Claimed{"W0123", "D0012", 1, 1_780_000_000},
		Wave: "V-0001234-5", Walk: 312_000, Why: "near=12 due=18:00", Ended: 1_780_000_900}
	for i := range 10 {
		id := fmt.Sprintf("O-01234%02d-5", i)
		t.Orders = append(t.Orders, id)
		for line := range 3 {
			t.Steps = append(t.Steps, TaskStep{Ref: Ref{id, line + 1, 1}, SKU: "4006381333931", Lot: "L-2026-03", From: Location("A-01-02-03"),
				Location: "A-01-02-03", Qty: 2, Slot: i + 1})
		}
	}
	n := 0
	for b.Loop() {
		n = len(store.Marshal(&t)) + len(TaskKey(t.ID)) + len(Tasks.Indexes[2].Keys(&t)[0])
	}
	b.ReportMetric(float64(n), "bytes/task")
}
