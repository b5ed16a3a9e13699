package waving_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/fulfilment/waving"
)

// countdown is a context that ends after it was asked so many times: cancellation at every moment, without a clock.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

func (c *countdown) Deadline() (time.Time, bool) { return time.Time{}, true }

func TestBatchesImproveWhileTimeIsLeft(t *testing.T) {
	in := batchingInstances(t)[7]
	p := in.problem(t)
	p.Iterations = -1
	last := int64(1) << 62
	for _, asked := range []int{0, 1, 10, 100, 1000, 5000, 20_000} {
		plan, err := waving.MakeBatches(&countdown{context.Background(), asked}, p)
		if err != nil || !plan.Stopped {
			t.Fatal(plan.Why, err)
		}
		judge(t, p, plan)
		if float64(plan.Length)/2 > in.Ref.FCFS {
			t.Errorf("asked %d times: got %d, worse than first come first served %v", asked, plan.Length/2, in.Ref.FCFS)
		}
		if asked >= 1000 && plan.Length > last {
			t.Errorf("asked %d times: got %d after %d", asked, plan.Length, last)
		}
		t.Logf("asked %d times: %d, %s", asked, plan.Length/2, plan.Why)
		last = plan.Length
	}
}

func TestWavesImproveWhileTimeIsLeft(t *testing.T) {
	p := pool(t, "wave_o120_a40_1.txt")
	p.Iterations = -1
	last := waving.Wave{Aisles: []int{0}}
	for _, asked := range []int{0, 1, 10, 100, 1000} {
		w, err := waving.Select(&countdown{context.Background(), asked}, p)
		if err != nil || !w.Stopped {
			t.Fatal(w.Why, err)
		}
		judgeWave(t, p, w)
		if w.Units*int64(len(last.Aisles)) < last.Units*int64(len(w.Aisles)) {
			t.Errorf("asked %d times: got %s after %s", asked, w.Why, last.Why)
		}
		last = w
	}
}

func TestWavesAreReproducible(t *testing.T) {
	p := pool(t, "wave_o60_a30_0.txt")
	p.Iterations, p.Seed = 5000, 7
	a, err := waving.Select(context.Background(), p)
	if err != nil || a.Iterations != 5000 || a.Stopped {
		t.Fatal(a.Why, err)
	}
	b, err := waving.Select(context.Background(), p)
	if d := cmp.Diff(a, b); d != "" || err != nil {
		t.Errorf("another answer to the same question: %v\n%s", err, d)
	}
}

// TestEveryUrgencyGetsItsTurn: with a deadline the first group may not use up the time of the second.
func TestEveryUrgencyGetsItsTurn(t *testing.T) {
	in := batchingInstances(t)[7]
	p := in.problem(t)
	for i := range p.Orders {
		p.Orders[i].Priority = int64(i % 2)
	}
	savings, err := waving.MakeBatches(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	p.Iterations = -1
	plan, err := waving.MakeBatches(&countdown{context.Background(), 20_000}, p)
	if err != nil {
		t.Fatal(err)
	}
	judge(t, p, plan)
	var before, after [2]int64
	for _, b := range savings.Batches {
		before[b.Priority] += b.Length
	}
	for _, b := range plan.Batches {
		after[b.Priority] += b.Length
	}
	if after[0] >= before[0] || after[1] >= before[1] {
		t.Errorf("walks by priority went from %v to %v", before, after)
	}
}

// TestThousandsEndWithTheContext: what is left when the context ends is swept up without measuring thousands of walks.
func TestThousandsEndWithTheContext(t *testing.T) {
	p := thousands(t, 5000)
	asked := &counting{Walker: p.Walk}
	p.Walk = asked
	plan, err := waving.MakeBatches(&countdown{context.Background(), 100}, p)
	if err != nil || !plan.Stopped {
		t.Fatal(plan.Why, err)
	}
	if asked.n > 3*len(p.Orders) {
		t.Errorf("%d walks measured for %d orders after the end", asked.n, len(p.Orders))
	}
	judge(t, p, plan)
	t.Log(plan.Why, plan.Length/int64(len(p.Orders)))
}

type counting struct {
	waving.Walker
	n int
}

func (c *counting) Length(orders []int) int64 {
	c.n++
	return c.Walker.Length(orders)
}
