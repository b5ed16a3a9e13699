package waving_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/fulfilment/route"
	"example.com/tote/fulfilment/waving"
)

// instance is a case of testdata/instances/batching, see SOURCE.md there. Lengths are kept in halves, since some stops
// lie there.
type instance struct {
	Name     string         `json:"name"`
	AislesX  []int64        `json:"aisles_x"`
	CrossY   []int64        `json:"cross_y"`
	Capacity int64          `json:"capacity"`
	Orders   [][][2]float64 `json:"orders"`
	Ref      struct {
		Best   float64 `json:"best"`
		FCFS   float64 `json:"fcfs_s_shape"`
		Proven bool    `json:"proven_optimal"`
	} `json:"reference"`
}

func (c instance) problem(t testing.TB) waving.Problem {
	s := route.Shape{}
	for _, x := range c.AislesX {
		s.Aisles = append(s.Aisles, 2*x)
	}
	for _, y := range c.CrossY {
		s.Cross = append(s.Cross, 2*y)
	}
	g, err := route.NewGrid(s)
	if err != nil {
		t.Fatal(err)
	}
	p := waving.Problem{Cart: waving.Cart{Lines: c.Capacity}}
	var places [][]route.Place
	for i, o := range c.Orders {
		w := waving.Order{ID: fmt.Sprintf("%03d", i), Lines: int64(len(o))}
		var ps []route.Place
		for _, l := range o {
			ps = append(ps, route.Place{X: s.Aisles[int(l[0])], Y: int64(2 * l[1])})
			w.Stops = append(w.Stops, waving.Stop{Aisle: int64(l[0]), Along: int64(2 * l[1])})
		}
		places = append(places, ps)
		p.Orders = append(p.Orders, w)
	}
	if p.Walk, err = g.Tours(route.Place{}, route.Place{}, places); err != nil {
		t.Fatal(err)
	}
	return p
}

func batchingInstances(t testing.TB) []instance {
	files, err := filepath.Glob("../../testdata/instances/batching/*.json")
	if err != nil || len(files) != 18 {
		t.Fatal(files, err)
	}
	var out []instance
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var c instance
		if err := json.Unmarshal(raw, &c); err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

// long tells whether the tests with a clock are wanted: they take minutes, and judge the machine as well.
// TestBatchingInstances holds savings alone and with a fixed number of iterations against the best known values.
func TestBatchingInstances(t *testing.T) {
	for _, c := range []struct {
		iterations       int
		mean, worst      float64 // greatest gaps
		leastAgainstFCFS float64 // walks saved against first come first served in S-shape
	}{{0, 0.05, 0.13, 0.25}, {30_000, 0.02, 0.05, 0.275}, {300_000, 0.007, 0.03, 0.285}} {
		sum, worst, saved := 0.0, 0.0, 0.0
		for _, in := range batchingInstances(t) {
			p := in.problem(t)
			p.Iterations, p.Seed = c.iterations, 1
			plan, err := waving.MakeBatches(context.Background(), p)
			if err != nil {
				t.Fatal(err)
			}
			judge(t, p, plan)
			gap := float64(plan.Length)/2/in.Ref.Best - 1
			sum, worst, saved = sum+gap, max(worst, gap), saved+1-float64(plan.Length)/2/in.Ref.FCFS
			if plan.Iterations > c.iterations || plan.Stopped {
				t.Errorf("%s: %d iterations of %d, stopped %v", in.Name, plan.Iterations, c.iterations, plan.Stopped)
			}
			if in.Ref.Proven && gap < -1e-9 {
				t.Errorf("%s: %v is below the proven optimum %v", in.Name, float64(plan.Length)/2, in.Ref.Best)
			}
			if c.iterations > 50_000 {
				continue
			}
			again, err := waving.MakeBatches(context.Background(), p)
			if err != nil || cmp.Diff(again, plan) != "" {
				t.Errorf("%s: another answer to the same question, %v", in.Name, err)
			}
		}
		t.Logf("%d iterations: mean gap %.2f %%, worst %.2f %%, %.1f %% saved", c.iterations, sum/18*100, worst*100, saved/18*100)
		if sum/18 > c.mean || worst > c.worst || saved/18 < c.leastAgainstFCFS {
			t.Errorf("%d iterations: want mean at most %v, worst %v, saved %v", c.iterations, c.mean, c.worst, c.leastAgainstFCFS)
		}
	}
}

// BenchmarkBatchingByTheClock is the table of the package comment: three minutes, on an idle machine.
func BenchmarkBatchingByTheClock(b *testing.B) {
	for _, c := range []struct {
		from, to    int // orders
		time        time.Duration
		mean, worst float64
	}{{20, 100, 50 * time.Millisecond, 0.05, 0.10}, {20, 60, time.Second, 0.007, 0.02}, {100, 100, 5 * time.Second, 0.01, 0.01}} {
		sum, worst, n := 0.0, 0.0, 0
		for _, in := range batchingInstances(b) {
			if len(in.Orders) < c.from || len(in.Orders) > c.to {
				continue
			}
			for seed := range uint64(3) {
				p := in.problem(b)
				p.Iterations, p.Seed = -1, seed
				plan := timed(b, p, c.time)
				gap := float64(plan.Length)/2/in.Ref.Best - 1
				sum, worst, n = sum+gap, max(worst, gap), n+1
				b.Logf("%s %v: %+.2f %%, %d iterations", in.Name, c.time, gap*100, plan.Iterations)
			}
		}
		b.Logf("%d to %d orders in %v: mean %.2f %%, worst %.2f %%", c.from, c.to, c.time, sum/float64(n)*100, worst*100)
		if sum/float64(n) > c.mean || worst > c.worst {
			b.Errorf("want at most %v and %v", c.mean, c.worst)
		}
	}
}

// timed batches until a deadline.
func timed(t testing.TB, p waving.Problem, span time.Duration) waving.Plan {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), span)
	defer cancel()
	from := time.Now()
	plan, err := waving.MakeBatches(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	judge(t, p, plan)
	if late := time.Since(from) - span; late > 500*time.Millisecond {
		t.Errorf("answered %v after the deadline", late)
	}
	return plan
}

// BenchmarkThousandsByTheClock: savings alone stay within the time, and what is left of it improves them.
func BenchmarkThousandsByTheClock(b *testing.B) {
	p := thousands(b, 2000)
	from := time.Now()
	savings, err := waving.MakeBatches(context.Background(), p)
	if err != nil {
		b.Fatal(err)
	}
	took := time.Since(from)
	p.Iterations = -1
	plan := timed(b, p, 2*time.Second)
	b.Logf("savings %v; in 2 s %.1f %% less walk, %d iterations", took, (1-float64(plan.Length)/float64(savings.Length))*100, plan.Iterations)
	if took > 2*time.Second || plan.Length > savings.Length {
		b.Errorf("savings took %v for %d, 2 s gave %d", took, savings.Length, plan.Length)
	}
}
