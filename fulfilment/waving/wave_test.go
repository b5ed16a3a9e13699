package waving_test

import (
	"bufio"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.com/tote/fulfilment/waving"
	"example.com/tote/inventory/fault"
)

func pool(t testing.TB, file string) waving.Pool {
	raw, err := os.ReadFile(filepath.Join("../../testdata/instances/wave", file))
	if err != nil {
		t.Fatal(err)
	}
	sc := bufio.NewScanner(strings.NewReader(string(raw)))
	sc.Buffer(nil, 1<<20)
	var rows [][]int64
	for sc.Scan() {
		var row []int64
		for _, f := range strings.Fields(sc.Text()) {
			n, err := strconv.ParseInt(f, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			row = append(row, n)
		}
		rows = append(rows, row)
	}
	amounts := func(row []int64) (out []waving.Amount) {
		for i := range row[0] {
			out = append(out, waving.Amount{Item: int(row[1+2*i]), Quantity: row[2+2*i]})
		}
		return out
	}
	var p waving.Pool
	n := int(rows[0][0])
	for i, r := range rows[1 : 1+n] {
		p.Orders = append(p.Orders, waving.Want{ID: fmt.Sprint(i), Items: amounts(r)})
	}
	for i, r := range rows[1+n : 1+n+int(rows[0][2])] {
		p.Aisles = append(p.Aisles, waving.Supply{ID: fmt.Sprint(i), Items: amounts(r)})
	}
	p.Least, p.Most = rows[len(rows)-1][0], rows[len(rows)-1][1]
	return p
}

// met are the best values this package has met where the reference is no proven one.
var met = map[string]float64{"wave_o120_a20_1.txt": 5033.0 / 13, "wave_o120_a40_0.txt": 3618.0 / 11, "wave_o120_a40_1.txt": 4903.0 / 13}

// waves runs all instances and gives how far they end below the best known, mean and worst.
func waves(t testing.TB, run func(p waving.Pool) (waving.Wave, error)) (mean, worst float64) {
	t.Helper()
	f, err := os.Open("../../testdata/instances/wave/reference.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) != 11 {
		t.Fatal(err)
	}
	for _, r := range rows[1:] {
		p := pool(t, r[0])
		w, err := run(p)
		if err != nil {
			t.Fatal(err)
		}
		judgeWave(t, p, w)
		best, err := strconv.ParseFloat(r[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		best = max(best, met[r[0]])
		gap := 1 - float64(w.Units)/float64(len(w.Aisles))/best
		mean, worst = mean+gap/10, max(worst, gap)
		if r[2] == "proven" && gap < -1e-9 {
			t.Errorf("%s: %d units in %d aisles is above the proven best %v", r[0], w.Units, len(w.Aisles), best)
		}
		t.Logf("%s: %.2f %% below the best known, %s", r[0], gap*100, w.Why)
	}
	return mean, worst
}

// TestWaveInstances holds waves grown alone and searched by a fixed number of iterations against the best known.
func TestWaveInstances(t *testing.T) {
	for _, c := range []struct {
		iterations  int
		mean, worst float64
	}{{0, 0.15, 0.28}, {50_000, 0.015, 0.05}} {
		mean, worst := waves(t, func(p waving.Pool) (waving.Wave, error) {
			p.Iterations, p.Seed = c.iterations, 1
			return waving.Select(context.Background(), p)
		})
		t.Logf("%d iterations: mean %.2f %%, worst %.2f %%", c.iterations, mean*100, worst*100)
		if mean > c.mean || worst > c.worst {
			t.Errorf("%d iterations: mean %v, worst %v, want at most %v, %v", c.iterations, mean, worst, c.mean, c.worst)
		}
	}
}

// BenchmarkWavesByTheClock is the table of the package comment: half a minute, on an idle machine.
func BenchmarkWavesByTheClock(b *testing.B) {
	for seed := range uint64(3) {
		mean, worst := waves(b, func(p waving.Pool) (waving.Wave, error) {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			p.Iterations, p.Seed = -1, seed
			return waving.Select(ctx, p)
		})
		b.Logf("1 s: mean %.2f %%, worst %.2f %%", mean*100, worst*100)
		if mean > 0.005 {
			b.Errorf("mean %v", mean)
		}
	}
}

func judgeWave(t testing.TB, p waving.Pool, w waving.Wave) {
	t.Helper()
	have, units := map[int]int64{}, int64(0)
	for _, a := range w.Aisles {
		for _, x := range p.Aisles[a].Items {
			have[x.Item] += x.Quantity
		}
	}
	for _, o := range w.Orders {
		for _, x := range p.Orders[o].Items {
			have[x.Item] -= x.Quantity
			units += x.Quantity
			if have[x.Item] < 0 {
				t.Errorf("item %d is short in the aisles chosen", x.Item)
			}
		}
	}
	if units != w.Units || units < p.Least || units > p.Most || p.MostOrders > 0 && len(w.Orders) > p.MostOrders || !slices.IsSorted(w.Orders) || !slices.IsSorted(w.Aisles) {
		t.Errorf("got %d units of %d to %d, claimed %d, in %d orders of %d", units, p.Least, p.Most, w.Units, len(w.Orders), p.MostOrders)
	}
}

func TestWaveThatCannotBe(t *testing.T) {
	_, err := waving.Select(context.Background(), waving.Pool{Least: 5, Most: 9, Orders: []waving.Want{{ID: "1", Items: []waving.Amount{{Quantity: 5}}}},
		Aisles: []waving.Supply{{ID: "1", Items: []waving.Amount{{Quantity: 4}}}}})
	if fault.ReasonOf(err) != "wave.none" {
		t.Errorf("got %v", err)
	}
}

func BenchmarkSelect(b *testing.B) {
	p := pool(b, "wave_o120_a40_0.txt")
	for b.Loop() {
		if _, err := waving.Select(context.Background(), p); err != nil {
			b.Fatal(err)
		}
	}
}
