package api_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"
	"github.com/prometheus/client_golang/prometheus"

	"example.com/tote/api"
	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/ledgertest"
	"example.com/tote/inventory/store"
)

// benchEntries are a year of a house that ships a thousand parcels a day.
const benchEntries = 5_000_000

// loadEvery is how long the house waits between two commands while it is measured: 200 a second.
const loadEvery = 5 * time.Millisecond

func TestMain(m *testing.M) {
	code := m.Run()
	ledgertest.Clean()
	os.Exit(code)
}

// longLived is a service on a copy of a house with a long past, at work: commands come while it is measured.
func longLived(b *testing.B) *world {
	b.Helper()
	from, err := os.Open(ledgertest.Shared(b, benchEntries))
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
		err = to.Close()
	}
	if err != nil {
		b.Fatal(err)
	}
	meter := api.NewMeter(prometheus.NewRegistry())
	x, err := store.Start(store.Options{Open: func() (store.Engine, error) { return store.OpenBolt(path) }, Now: time.Now, Observe: meter.Observe})
	if err != nil {
		b.Fatal(err)
	}
	w := &world{t: b, x: x, logs: &syncBuffer{}}
	w.api, err = api.New(api.Options{Executor: x, Meter: meter, Now: time.Now, NewID: func() string { return ulid.Make().String() }, Secret: secret, Version: "test"})
	if err != nil {
		b.Fatal(err)
	}
	w.http = httptest.NewServer(w.api.Handler())
	ctx, rest := context.WithCancel(context.Background())
	worst := make(chan time.Duration, 1)
	go func() { worst <- work(ctx, b, x) }()
	b.Cleanup(func() {
		rest()
		b.Logf("meanwhile the slowest of %d commands a second took %v", time.Second/loadEvery, <-worst)
		w.api.Close()
		w.http.Close()
		if err := x.Close(); err != nil {
			b.Error(err)
		}
	})
	id, pin, err := w.api.FirstAdmin(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	w.admin = w.signIn("", id, pin)
	return w
}

// work adjusts faces until the day ends and tells how long the slowest command took.
func work(ctx context.Context, b *testing.B, x *store.Executor) (worst time.Duration) {
	rng := rand.New(rand.NewPCG(1, 2))
	turn := time.NewTicker(loadEvery)
	defer turn.Stop()
	for n := uint64(1); ; n++ {
		select {
		case <-ctx.Done():
			return worst
		case <-turn.C:
		}
		i, now := rng.IntN(1000)*5+1, time.Now()
		c := store.Command{Partition: ledgertest.Warehouse, Verb: "adjust", Source: store.Source{Kind: store.FromDevice, ID: "D-1"}, Device: "D-1", Worker: "w1",
			ID: fmt.Sprint("c", n), Number: n, Floor: n, At: now, OccurredAt: now}
		_, err := store.Do(context.Background(), x, c, func(tx *store.Tx) (struct{}, error) {
			_, err := inventory.Adjust(tx, inventory.AdjustInput{SKU: ledgertest.SKU(i), Holder: inventory.Location(ledgertest.Face(i)), Delta: 1, Reason: inventory.AdjustFound})
			return struct{}{}, err
		})
		if err != nil {
			b.Error(err)
			return worst
		}
		worst = max(worst, time.Since(now))
	}
}

// BenchmarkLiveCheck audits five million entries while the house works.
func BenchmarkLiveCheck(b *testing.B) {
	w := longLived(b)
	for b.Loop() {
		var got wire.Check
		w.want(200, "POST", "/v1/warehouses/SH1/check", w.admin, nil, &got)
		if !got.Clean {
			b.Fatalf("%d differences, the first: %v", len(got.Differences)+got.More, got.Differences[0])
		}
		b.ReportMetric(float64(got.TookMillis)/1000, "s")
		b.ReportMetric(float64(got.FileGrowth)/(1<<20), "MB-growth")
		b.ReportMetric(float64(got.Seq), "entries")
	}
}

// BenchmarkReport makes reports of five million entries while the house works.
func BenchmarkReport(b *testing.B) {
	w := longLived(b)
	for name, path := range map[string]string{
		"stock-midway":    "stock?at=2025-07-20",
		"stock-yesterday": "stock?at=2026-02-03",
		"stock-month-1":   "stock?at=2025-01-31",
		"stock-xlsx":      "stock?at=2026-02-03&format=xlsx",
		"stock-json":      "stock?at=2026-02-03&format=json",
		"turnover":        "turnover?from=2025-11-01&to=2026-01-31",
		"value":           "value?at=2026-02-03&by=zone",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				resp, body := w.send("GET", "/v1/warehouses/SH1/reports/"+path, w.admin, nil)
				if resp.StatusCode != 200 {
					b.Fatalf("%d %.300s", resp.StatusCode, body)
				}
				b.ReportMetric(float64(len(body))/(1<<20), "MB")
			}
		})
	}
}
