package report

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/ledgertest"
	"example.com/tote/inventory/store"
)

func TestMain(m *testing.M) {
	code := m.Run()
	ledgertest.Clean()
	if furnishedDir != "" {
		_ = os.RemoveAll(furnishedDir)
	}
	os.Exit(code)
}

// fiveMillion are a year of a house that ships a thousand parcels a day.
const fiveMillion = 5_000_000

func openShared(b *testing.B, entries int) *store.Bolt {
	e, err := store.OpenBolt(ledgertest.Shared(b, entries))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = e.Close() })
	return e
}

func lookInto(e store.Engine) Look {
	return func(ctx context.Context, read func(store.Reader) error) error {
		return store.Look(e, ledgertest.Warehouse, func(v *store.View) error { return read(v) })
	}
}

func BenchmarkFold(b *testing.B) {
	e := openShared(b, fiveMillion)
	for _, workers := range []int{1, 2, 4} {
		for _, days := range []int{30, 200, 399} {
			b.Run(fmt.Sprintf("day=%d/workers=%d", days, workers), func(b *testing.B) {
				for b.Loop() {
					p, err := fold(context.Background(), lookInto(e), inventory.PastQuery{Before: ledgertest.Begin.AddDate(0, 0, days), Balances: true}, workers)
					if err != nil {
						b.Fatal(err)
					}
					began := time.Now()
					rows, err := p.Stock()
					if err != nil || len(rows) == 0 {
						b.Fatal(err, len(rows))
					}
					b.ReportMetric(float64(len(rows)), "balances")
					b.ReportMetric(float64(p.Entries()), "entries")
					b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms-stock")
					var m runtime.MemStats
					runtime.GC()
					runtime.ReadMemStats(&m)
					b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "MB-held")
					runtime.KeepAlive(p)
					runtime.KeepAlive(rows)
				}
			})
		}
	}
}
