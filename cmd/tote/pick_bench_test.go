package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
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
)

// The real pick command with its real records, through the executor and through HTTP and client, by 64 devices at once,
// on a file on disk. Run it with a fixed number of picks, since each needs an order line of its own:
//
//	go test ./cmd/tote -run '^$' -bench Pick -benchtime 20000x

const (
	pickers      = 64
	linesOfOrder = 4 // three of four picks go into a tote that is bound already
	pickFaces    = 2000
)

type pickHall struct {
	s      *service
	tokens []string
}

func newPickHall(b *testing.B, picks int) *pickHall {
	b.Helper()
	s, err := startService(serviceOptions{data: b.TempDir(), listen: "127.0.0.1:0", log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.stop(); err != nil {
			b.Error(err)
		}
	})
	h := &pickHall{s: s}
	h.furnish(b, picks)
	return h
}

func (h *pickHall) do(b *testing.B, p store.Partition, run func(*store.Tx) error) {
	b.Helper()
	_, err := store.Do(context.Background(), h.s.x, store.Command{Partition: p, Verb: "furnish", At: time.Now()}, func(tx *store.Tx) (struct{}, error) {
		return struct{}{}, run(tx)
	})
	if err != nil {
		b.Fatal(err)
	}
}

func face(i int) layout.Code          { return layout.Code(fmt.Sprintf("A%05d", i%pickFaces)) }
func pickSKU(i int) item.SKU          { return item.SKU(fmt.Sprintf("SKU%05d", i%pickFaces)) }
func pickOrder(i int) string          { return fmt.Sprintf("O-%07d", i/linesOfOrder) }
func pickTote(i int) string           { return fmt.Sprintf("T%07d", i/linesOfOrder) }
func pickLine(i int) int              { return i%linesOfOrder + 1 }
func pickDevice(i int) string         { return fmt.Sprintf("BENCH%02d", i) }
func rounds(n, size int) int          { return (n + size - 1) / size }
func pickFrom(i int) inventory.Holder { return inventory.Location(face(i)) }

func (h *pickHall) furnish(b *testing.B, picks int) {
	b.Helper()
	h.do(b, store.Company, func(tx *store.Tx) error {
		_, err := inventory.PutWarehouse(tx, layout.Warehouse{Code: "B1", Name: "Bench", Zone: "UTC"}, 0)
		return err
	})
	for i := range pickFaces {
		h.do(b, store.Company, func(tx *store.Tx) error {
			it := item.Item{SKU: pickSKU(i), Name: "Thing", State: item.Draft, Packs: []item.Pack{{Level: item.Each, Quantity: 1, Grams: 100}}}
			it, err := inventory.PutItem(tx, it, 0)
			if err == nil {
				it, err = inventory.SubmitItem(tx, it.SKU, it.Revision)
			}
			if err == nil {
				_, err = inventory.ApproveItem(tx, it.SKU, it.Revision)
			}
			return err
		})
		h.do(b, "B1", func(tx *store.Tx) error {
			if _, err := inventory.PutLocation(tx, layout.Location{Code: face(i), Kind: layout.PickFace, Travel: int64(i)}, 0); err != nil {
				return err
			}
			_, err := inventory.Adjust(tx, inventory.AdjustInput{SKU: pickSKU(i), Holder: pickFrom(i), Delta: int64(picks), Reason: inventory.AdjustFound})
			return err
		})
	}
	for r := range rounds(picks, linesOfOrder*4) {
		h.do(b, "B1", func(tx *store.Tx) error {
			for i := r * linesOfOrder * 4; i < min((r+1)*linesOfOrder*4, picks); i++ {
				l, err := inventory.OpenLine(tx, inventory.NewLine{Order: pickOrder(i), No: pickLine(i), SKU: pickSKU(i), Qty: 1})
				if err != nil {
					return err
				}
				_, err = inventory.Reserve(tx, &l, inventory.ReserveInput{Qty: 1, Goods: inventory.Goods{SKU: l.SKU, Holder: pickFrom(i), Status: inventory.Available}})
				if err != nil {
					return err
				}
				inventory.Lines.Put(tx, &l)
			}
			return nil
		})
	}
	for range pickers {
		token := "td_" + newID() + newID()
		h.do(b, store.Company, func(tx *store.Tx) error {
			_, err := people.EnrolDevice(tx, people.Enrolment{Name: "bench", Kind: people.Handheld, Token: people.HashToken(token), By: "bench"})
			return err
		})
		h.tokens = append(h.tokens, token)
	}
}

// together runs b.N picks by 64 devices and reports commands/s and what each wrote.
func (h *pickHall) together(b *testing.B, pick func(ctx context.Context, device, i int) error) {
	e := h.s.x.Engine().(*store.Bolt)
	before := e.Stats()
	var next atomic.Int64
	var all sync.WaitGroup
	b.ResetTimer()
	for d := range pickers {
		all.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= b.N {
					return
				}
				if err := pick(context.Background(), d, i); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	b.StopTimer()
	after := e.Stats()
	d := after.Sub(&before)
	n := float64(b.N)
	b.ReportMetric(n/b.Elapsed().Seconds(), "commands/s")
	b.ReportMetric(float64(d.TxStats.GetPageCount())/n, "pages/op")
	b.ReportMetric(float64(d.TxStats.GetPageAlloc())/n, "written-B/op")
	b.ReportMetric(n/float64(max(d.TxStats.GetWrite(), 1)), "picks/page-write")
}

func BenchmarkPickExecutor(b *testing.B) {
	h := newPickHall(b, b.N)
	var numbers [pickers]uint64
	h.together(b, func(ctx context.Context, d, i int) error {
		numbers[d]++
		c := store.Command{Partition: "B1", Verb: "pick", Source: store.Source{Kind: store.FromDevice, ID: pickDevice(d)}, ID: newID(), Number: numbers[d],
			Floor: numbers[d], Worker: "W1", Device: pickDevice(d), At: time.Now()}
		in := fulfilment.PickInput{Order: pickOrder(i), Line: pickLine(i), Res: 1, From: pickFrom(i), SKU: pickSKU(i), Qty: 1, Tote: pickTote(i)}
		out, err := store.Do(ctx, h.s.x, c, func(tx *store.Tx) (fulfilment.PickResult, error) { return fulfilment.Pick(tx, in) })
		if err == nil && out.Outcome != fulfilment.AsPicked {
			err = fmt.Errorf("pick %d: %+v", i, out)
		}
		return err
	})
}

func BenchmarkPickHTTP(b *testing.B) {
	h := newPickHall(b, b.N)
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = pickers
	base := client.New(client.Options{Base: h.s.url(), NewID: newID, HTTP: &http.Client{Transport: t}})
	var devices [pickers]*client.Client
	for d := range devices {
		devices[d] = base.As(h.tokens[d], "", client.NewNumbers(0))
	}
	h.together(b, func(ctx context.Context, d, i int) error {
		out, err := devices[d].Pick(ctx, "B1", wire.Pick{Stamp: wire.Stamp{Worker: "W1"}, Ref: wire.Ref{Order: pickOrder(i), Line: pickLine(i), Reservation: 1},
			From: pickFrom(i).String(), SKU: string(pickSKU(i)), Quantity: 1, Tote: pickTote(i)})
		if err == nil && out.Outcome != "picked" {
			err = fmt.Errorf("pick %d: %+v", i, out)
		}
		return err
	})
}
