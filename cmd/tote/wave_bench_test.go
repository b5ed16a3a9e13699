package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/people"
	"example.com/tote/inventory/store"
	"example.com/tote/testdata"
)

// A wave of a thousand orders is allocated and released while 32 people pick over HTTP: the time of the wave, and how long a
// picker waits meanwhile. An iteration is a wave of its own, so run it with few:
//
//	go test ./cmd/tote -run '^$' -bench WaveWhilePicking -benchtime 3x

const (
	waveOrders  = 1000
	wavePickers = 32
	quietPicks  = 3 * time.Second       // of picking without a wave, to compare
	pickEvery   = 50 * time.Millisecond // a picker's pace: some fifty times a person's
)

// waveHall is a warehouse of a catalogue of testdata with stock of every item, orders that wait to be allocated, and others
// that are being picked.
type waveHall struct {
	pickHall
	catalogue string
	orders    int // made so far
	picks     int // lines to be picked, made so far
	skus      []string
	lots      map[string]item.Lot
	face      map[string]inventory.Holder
	next      atomic.Int64 // pick
}

func newWaveHall(b *testing.B, catalogue string) *waveHall {
	b.Helper()
	s, err := startService(serviceOptions{data: b.TempDir(), listen: "127.0.0.1:0", log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.stop(); err != nil {
			b.Error(err)
		}
	})
	h := &waveHall{pickHall: pickHall{s: s}, catalogue: catalogue, lots: map[string]item.Lot{}, face: map[string]inventory.Holder{}}
	h.do(b, store.Company, func(tx *store.Tx) error {
		_, err := inventory.PutWarehouse(tx, layout.Warehouse{Code: "B1", Name: "Bench", Zone: "UTC"}, 0)
		return err
	})
	h.putPlaces(b)
	h.putGoods(b)
	for range wavePickers {
		token := "td_" + newID() + newID()
		h.do(b, store.Company, func(tx *store.Tx) error {
			_, err := people.EnrolDevice(tx, people.Enrolment{Name: "bench", Kind: people.Handheld, Token: people.HashToken(token), By: "bench"})
			return err
		})
		h.tokens = append(h.tokens, token)
	}
	return h
}

// places of the building by kind.
func (h *waveHall) places(b *testing.B) []testdata.Location {
	b.Helper()
	w, err := testdata.NewWarehouse(h.catalogue, testdata.Large)
	if err != nil {
		b.Fatal(err)
	}
	return w.Locations
}

// inBatches runs over n things, some in a command.
func (h *waveHall) inBatches(b *testing.B, p store.Partition, n, size int, run func(tx *store.Tx, i int) error) {
	b.Helper()
	for from := 0; from < n; from += size {
		h.do(b, p, func(tx *store.Tx) error {
			for i := from; i < min(from+size, n); i++ {
				if err := run(tx, i); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

func (h *waveHall) putPlaces(b *testing.B) {
	all := h.places(b)
	h.inBatches(b, "B1", len(all), 20, func(tx *store.Tx, i int) error {
		l := all[i]
		_, err := inventory.PutLocation(tx, layout.Location{Code: layout.Code(l.Code), Kind: layout.KindOf(l.Kind), Zone: l.Zone, Aisle: int64(l.Aisle), Bay: int64(l.Bay), Level: int64(l.Level),
			X: l.XMM, Y: l.AlongMM, Z: l.ZMM, Travel: int64(l.Travel)}, 0)
		return err
	})
}

// putGoods gives every item a pick face and two reserve places, each with plenty, in lots if it has any.
func (h *waveHall) putGoods(b *testing.B) {
	var faces, reserves []testdata.Location
	for _, l := range h.places(b) {
		switch l.Kind {
		case testdata.PickFace:
			faces = append(faces, l)
		case testdata.Reserve:
			reserves = append(reserves, l)
		}
	}
	var all []testdata.Item
	for it, err := range testdata.Items(h.catalogue) {
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, it)
	}
	today := item.DateOf(time.Now(), time.UTC)
	h.inBatches(b, store.Company, len(all), 5, func(tx *store.Tx, i int) error { return approve(tx, all[i]) })
	h.inBatches(b, "B1", len(all), 4, func(tx *store.Tx, i int) error {
		sku := item.SKU(all[i].SKU)
		at := []inventory.Holder{inventory.Location(layout.Code(faces[i%len(faces)].Code)), inventory.Location(layout.Code(reserves[i%len(reserves)].Code)),
			inventory.Location(layout.Code(reserves[(i+len(reserves)/2)%len(reserves)].Code))}
		for n, holder := range at {
			lot := item.Lot("")
			if all[i].LotTracked {
				lot = item.Lot(fmt.Sprint("L", n))
				inventory.Lots.Put(tx, &inventory.Lot{SKU: sku, Number: lot, Expiry: today + item.Date(400+30*n)})
			}
			if _, err := inventory.Adjust(tx, inventory.AdjustInput{SKU: sku, Lot: lot, Holder: holder, Delta: 1_000_000, Reason: inventory.AdjustFound}); err != nil {
				return err
			}
		}
		h.skus = append(h.skus, all[i].SKU)
		h.face[all[i].SKU] = at[0]
		if all[i].LotTracked {
			h.lots[all[i].SKU] = "L0"
		}
		return nil
	})
}

func approve(tx *store.Tx, from testdata.Item) error {
	it := item.Item{SKU: item.SKU(from.SKU), Name: from.Name, State: item.Draft, LotTracked: from.LotTracked, ExpiryTracked: from.ExpiryTracked, ShelfLife: int64(from.ShelfLifeDays),
		Packs: []item.Pack{{Level: item.Each, Quantity: 1, Grams: from.Each().WeightG, Size: item.Size{Length: from.Each().LengthMM, Width: from.Each().WidthMM, Height: from.Each().HeightMM}}}}
	if n := from.CaseUnits(); n > 1 {
		it.Packs = append(it.Packs, item.Pack{Level: item.Case, Quantity: n})
	}
	it, err := inventory.PutItem(tx, it, 0)
	if err == nil {
		it, err = inventory.SubmitItem(tx, it.SKU, it.Revision)
	}
	if err == nil {
		_, err = inventory.ApproveItem(tx, it.SKU, it.Revision)
	}
	return err
}

// openOrders makes a thousand orders as taking leaves them.
func (h *waveHall) openOrders(b *testing.B) {
	b.Helper()
	var all []testdata.Order
	for o, err := range testdata.Orders(h.catalogue, testdata.Consumer, (h.orders+waveOrders)*2) {
		if err != nil {
			b.Fatal(err)
		}
		if all = append(all, o); len(all) == h.orders+waveOrders {
			break
		}
	}
	due := time.Now().Add(8 * time.Hour).Unix()
	known := map[string]bool{}
	for _, s := range h.skus {
		known[s] = true
	}
	h.inBatches(b, "B1", waveOrders, 4, func(tx *store.Tx, i int) error {
		id, n := fmt.Sprintf("W-%07d", h.orders+i), 0
		for _, l := range all[h.orders+i].Lines {
			if !known[l.SKU] { // an order that is spoiled on purpose
				continue
			}
			n++
			if _, err := inventory.OpenLine(tx, inventory.NewLine{Order: id, No: n, SKU: item.SKU(l.SKU), Qty: l.Qty, ShipBy: due}); err != nil {
				return err
			}
		}
		if n > 0 {
			fulfilment.Orders.Put(tx, &fulfilment.Order{ID: id, Lines: n, ShipBy: due, State: fulfilment.OrderOpen})
		}
		return nil
	})
	h.orders += waveOrders
}

// openPicks makes lines that are reserved at pick faces of the same items.
func (h *waveHall) openPicks(b *testing.B, n int) {
	b.Helper()
	first := h.picks
	h.inBatches(b, "B1", n, linesOfOrder*4, func(tx *store.Tx, i int) error {
		i += first
		sku := h.skus[i*7%len(h.skus)]
		l, err := inventory.OpenLine(tx, inventory.NewLine{Order: pickOrder(i), No: pickLine(i), SKU: item.SKU(sku), Qty: 1})
		if err != nil {
			return err
		}
		_, err = inventory.Reserve(tx, &l, inventory.ReserveInput{Qty: 1, Goods: inventory.Goods{SKU: l.SKU, Lot: h.lots[sku], Holder: h.face[sku], Status: inventory.Available}})
		inventory.Lines.Put(tx, &l)
		return err
	})
	h.picks += n
}

// picking lets everybody pick until done is closed, at a pace (0: as fast as they can), and gives how long each pick took.
func (h *waveHall) picking(b *testing.B, devices []*client.Client, pace time.Duration, done <-chan struct{}) []time.Duration {
	var mu sync.Mutex
	var took []time.Duration
	var all sync.WaitGroup
	for d := range wavePickers {
		all.Go(func() {
			var mine []time.Duration
			defer func() { mu.Lock(); took = append(took, mine...); mu.Unlock() }()
			var every <-chan time.Time
			if pace > 0 {
				<-time.After(pace * time.Duration(d) / wavePickers)
				t := time.NewTicker(pace)
				defer t.Stop()
				every = t.C
			}
			for {
				select {
				case <-done:
					return
				default:
				}
				i := int(h.next.Add(1)) - 1
				if i >= h.picks {
					b.Error("nothing is left to be picked: make more lines")
					return
				}
				sku := h.skus[i*7%len(h.skus)]
				begin := time.Now()
				out, err := devices[d].Pick(context.Background(), "B1", wire.Pick{Stamp: wire.Stamp{Worker: "W1"}, Ref: wire.Ref{Order: pickOrder(i), Line: pickLine(i), Reservation: 1},
					From: h.face[sku].String(), SKU: sku, Lot: string(h.lots[sku]), Quantity: 1, Tote: pickTote(i)})
				if mine = append(mine, time.Since(begin)); err != nil || out.Outcome != "picked" {
					b.Errorf("pick %d: %+v, %v", i, out, err)
					return
				}
				if every != nil {
					select {
					case <-every:
					case <-done:
					}
				}
			}
		})
	}
	all.Wait()
	return took
}

// wave allocates and releases what is open, as the buttons do.
func (h *waveHall) wave(b *testing.B) (allocated, released time.Duration) {
	begin := time.Now()
	var job uint64
	h.do(b, "B1", func(tx *store.Tx) error {
		j, err := fulfilment.AllocateAll(tx, fulfilment.AllocateAllInput{})
		job = j.Job
		return err
	})
	if note := h.awaitJob(b, job); !strings.Contains(note, "waiting=0 refused=0") {
		b.Errorf("allocated: %s", note)
	}
	allocated = time.Since(begin)
	h.do(b, "B1", func(tx *store.Tx) error {
		w, err := fulfilment.Release(tx, fulfilment.ReleaseInput{MaxOrders: waveOrders, Kind: fulfilment.CartTrip, Cart: fulfilment.Cart{Totes: 12}})
		job = w.Job
		return err
	})
	h.awaitJob(b, job)
	return allocated, time.Since(begin) - allocated
}

func (h *waveHall) awaitJob(b *testing.B, id uint64) string {
	for {
		var j store.Job
		err := h.s.x.View(context.Background(), "B1", func(v *store.View) (err error) {
			j, err = store.Jobs.Must(v, store.JobKey(id), "")
			return err
		})
		switch {
		case err != nil || j.State == store.JobFailed:
			b.Fatalf("job %+v, %v", j, err)
		case j.State == store.JobDone:
			return j.Note
		}
		<-time.After(2 * time.Millisecond)
	}
}

// syncs measures how long the disk takes to make a page durable, at the same time as what it is compared with.
func syncs(b *testing.B, dir string) (middle, worst time.Duration) {
	b.Helper()
	f, err := os.Create(filepath.Join(dir, "probe"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	var took []time.Duration
	for i := range 300 {
		begin := time.Now()
		if _, err := f.WriteAt(make([]byte, 4096), int64(i)*4096); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begin))
	}
	return share(took, 50), share(took, 99)
}

// share gives the time that so many of a hundred stay below.
func share(took []time.Duration, percent int) time.Duration {
	slices.Sort(took)
	return took[min(len(took)-1, len(took)*percent/100)]
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func BenchmarkWaveWhilePicking(b *testing.B) {
	for _, catalogue := range testdata.Catalogues {
		for name, pace := range map[string]time.Duration{"paced": pickEvery, "flat out": 0} {
			b.Run(catalogue+"/"+name, func(b *testing.B) { waveWhilePicking(b, catalogue, pace) })
		}
	}
}

func waveWhilePicking(b *testing.B, catalogue string, pace time.Duration) {
	h := newWaveHall(b, catalogue)
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = wavePickers
	base := client.New(client.Options{Base: h.s.url(), NewID: newID, HTTP: &http.Client{Transport: t}})
	var devices []*client.Client
	for _, token := range h.tokens {
		devices = append(devices, base.As(token, "", client.NewNumbers(0)))
	}
	picks := 40_000
	if pace > 0 {
		picks = int(15 * time.Second / pace * wavePickers)
	}
	h.openPicks(b, picks)
	alone := make(chan struct{})
	time.AfterFunc(quietPicks, func() { close(alone) })
	quiet := h.picking(b, devices, pace, alone)
	var during []time.Duration
	var allocated, released time.Duration
	b.ResetTimer()
	for b.Loop() {
		b.StopTimer()
		h.openOrders(b)
		if left := h.picks - int(h.next.Load()); left < picks {
			h.openPicks(b, picks-left)
		}
		done, all := make(chan struct{}), make(chan []time.Duration)
		go func() { all <- h.picking(b, devices, pace, done) }()
		<-time.After(200 * time.Millisecond) // they are on their way
		b.StartTimer()
		a, r := h.wave(b)
		b.StopTimer()
		close(done)
		during = append(during, <-all...)
		allocated, released = allocated+a, released+r
		b.StartTimer()
	}
	b.StopTimer()
	middle, worst := syncs(b, b.TempDir())
	n := time.Duration(b.N)
	b.ReportMetric((allocated+released).Seconds()/float64(b.N), "s/wave")
	b.ReportMetric(ms(allocated/n), "allocate-ms")
	b.ReportMetric(ms(released/n), "release-ms")
	b.ReportMetric(ms(share(during, 99)), "pick-p99-ms")
	b.ReportMetric(ms(share(during, 50)), "pick-p50-ms")
	b.ReportMetric(ms(share(quiet, 99)), "alone-p99-ms")
	b.ReportMetric(float64(len(during)), "picks")
	b.ReportMetric(ms(middle), "fsync-p50-ms")
	b.ReportMetric(ms(worst), "fsync-p99-ms")
	b.ReportMetric(0, "ns/op")
}
