package ledgertest

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/store"
)

func TestMain(m *testing.M) {
	code := m.Run()
	Clean()
	os.Exit(code)
}

// The sizes compared: a house in its first week, and after its first year.
const (
	small = 50_000
	large = 5_000_000
)

// copied starts an executor on a copy of a shared store.
func copied(b *testing.B, entries int) *store.Executor {
	b.Helper()
	from, err := os.Open(Shared(b, entries))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = from.Close() }()
	path := filepath.Join(b.TempDir(), "tote.db")
	to, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	if _, err = io.Copy(to, from); err == nil {
		err = to.Sync()
	}
	if err == nil {
		err = to.Close()
	}
	if err != nil {
		b.Fatal(err)
	}
	x, err := store.Start(store.Options{Open: func() (store.Engine, error) { return store.OpenBolt(path) }, Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := x.Close(); err != nil {
			b.Error(err)
		}
	})
	return x
}

// BenchmarkBalances looks up what there is of one item, and what lies in one location: each time another one.
func BenchmarkBalances(b *testing.B) {
	for _, entries := range []int{small, large} {
		x := copied(b, entries)
		for name, look := range map[string]func(r store.Reader, n int) int{
			"item":     func(r store.Reader, n int) int { return each(inventory.OfItem(r, SKU(n))) },
			"location": func(r store.Reader, n int) int { return each(inventory.Contents(r, inventory.Location(Face(n)))) },
		} {
			b.Run(fmt.Sprintf("entries=%d/%s", entries, name), func(b *testing.B) {
				rng := rand.New(rand.NewPCG(1, 1))
				var took []time.Duration
				seen := 0
				for b.Loop() {
					began := time.Now()
					err := x.View(context.Background(), Warehouse, func(v *store.View) error {
						seen += look(v, rng.IntN(5000))
						return nil
					})
					if err != nil {
						b.Fatal(err)
					}
					took = append(took, time.Since(began))
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds()), "p99-ns")
				b.ReportMetric(float64(took[len(took)-1].Nanoseconds()), "max-ns")
				b.ReportMetric(float64(seen)/float64(len(took)), "balances")
			})
		}
	}
}

func each(all func(func(inventory.Balance) bool)) (n int) {
	for range all {
		n++
	}
	return n
}

// BenchmarkCommand does a command in the small house, then the same in the large one, and so on, so that both meet the same
// machine: one caller after another, each commit durable; and 512 callers at once, who share a commit. The ratio is that of
// the medians.
func BenchmarkCommand(b *testing.B) {
	for _, name := range []string{"adjust", "pick"} {
		for _, callers := range []int{1, 512} {
			b.Run(fmt.Sprintf("%s/callers=%d", name, callers), func(b *testing.B) {
				var houses [2]*worker
				var took [2][]time.Duration
				for i, entries := range []int{small, large} {
					houses[i] = &worker{x: copied(b, entries), rng: rand.New(rand.NewPCG(9, 9))}
					for range max(3, 3000/callers) { // the pages a day's work touches
						houses[i].do(b, name, callers)
					}
				}
				for b.Loop() {
					for i, w := range houses {
						began := time.Now()
						w.do(b, name, callers)
						took[i] = append(took[i], time.Since(began))
					}
				}
				slices.Sort(took[0])
				slices.Sort(took[1])
				middle := len(took[0]) / 2
				b.ReportMetric(float64(took[0][middle].Microseconds())/float64(callers), "us-at-50k")
				b.ReportMetric(float64(took[1][middle].Microseconds())/float64(callers), "us-at-5M")
				b.ReportMetric(float64(took[1][middle])/float64(took[0][middle]), "ratio")
			})
		}
	}
}

type worker struct {
	x   *store.Executor
	rng *rand.Rand
	n   int
}

func (w *worker) do(b *testing.B, name string, callers int) {
	b.Helper()
	run := w.adjust
	if name == "pick" {
		run = w.pick
	}
	var calls []store.Pending[struct{}]
	for range callers {
		w.n++
		now := time.Now()
		c := store.Command{Partition: Warehouse, Verb: name, Source: store.Source{Kind: store.FromDevice, ID: "D-1"}, Device: "D-1", Worker: "w1",
			ID: fmt.Sprint("c", w.n), Number: uint64(w.n), Floor: uint64(max(1, w.n-callers)), At: now, OccurredAt: now}
		calls = append(calls, store.Queue(w.x, c, run(w.rng.IntN(1000)*5+1, w.n)))
	}
	for _, c := range calls {
		if _, err := c.Answer(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}

// adjust finds a unit on a face.
func (w *worker) adjust(n, _ int) func(*store.Tx) (struct{}, error) {
	return func(tx *store.Tx) (struct{}, error) {
		in := inventory.AdjustInput{SKU: SKU(n), Holder: inventory.Location(Face(n)), Delta: 1, Reason: inventory.AdjustFound}
		_, err := inventory.Adjust(tx, in)
		return struct{}{}, err
	}
}

// pick opens a line, reserves a unit for it and takes it into a tote: what a picker's confirmation and the allocation before
// it write.
func (w *worker) pick(n, no int) func(*store.Tx) (struct{}, error) {
	return func(tx *store.Tx) (struct{}, error) {
		sku, face, tote, order := SKU(n), inventory.Location(Face(n)), fmt.Sprintf("B-%07d", no), fmt.Sprintf("B-%08d", no)
		if _, err := inventory.Adjust(tx, inventory.AdjustInput{SKU: sku, Holder: face, Delta: 1, Reason: inventory.AdjustFound}); err != nil {
			return struct{}{}, err
		}
		l, err := inventory.OpenLine(tx, inventory.NewLine{Order: order, No: 1, SKU: sku, Qty: 1})
		if err != nil {
			return struct{}{}, err
		}
		res, err := inventory.Reserve(tx, &l, inventory.ReserveInput{Goods: inventory.Goods{SKU: sku, Holder: face, Status: inventory.Available}, Qty: 1})
		if err != nil {
			return struct{}{}, err
		}
		if err := inventory.BindTote(tx, tote, order, inventory.Location("PK-1")); err != nil {
			return struct{}{}, err
		}
		if _, err := inventory.Advance(tx, &l, inventory.Onward{Res: res.N, Qty: 1, To: inventory.LPNHolder(tote), ToPhase: inventory.Picked}); err != nil {
			return struct{}{}, err
		}
		inventory.Lines.Put(tx, &l)
		return struct{}{}, nil
	}
}

// BenchmarkAudit checks the whole past, piece by piece, with nobody else at work.
func BenchmarkAudit(b *testing.B) {
	x := copied(b, large)
	for b.Loop() {
		a := inventory.NewAuditor(Warehouse)
		var longest time.Duration
		for step := (inventory.CheckStep{}); !step.Done; {
			began := time.Now()
			err := x.View(context.Background(), Warehouse, func(v *store.View) error {
				step = a.Piece(v, step)
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
			longest = max(longest, time.Since(began))
		}
		if found, more := a.Differences(); len(found)+more > 0 {
			b.Fatal(found[0])
		}
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "MB-held")
		b.ReportMetric(float64(longest.Milliseconds()), "longest-look-ms")
		runtime.KeepAlive(a)
	}
}
