package api_test

import (
	"sync"
	"testing"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
)

// BenchmarkFactOverHTTP sends one small fact at a time over 64 connections, from devices with numbers, as robots and
// handhelds do: door, executor and commit together.
func BenchmarkFactOverHTTP(b *testing.B) {
	w := newWorld(b)
	w.bench()
	const connections = 64
	clients := make([]*client.Client, connections)
	base := w.client("")
	for i := range clients {
		clients[i] = base.As(w.device("D").Token, "", client.NewNumbers(0))
	}
	if _, err := w.client(w.admin).Adjust(b.Context(), "SH1", wire.Adjust{SKU: "A", Holder: "L:L1", Delta: 1 << 40, Reason: "found"}); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	var all sync.WaitGroup
	for i, c := range clients {
		all.Go(func() {
			for range b.N/connections + 1 {
				_, err := c.Putaway(b.Context(), "SH1", wire.Putaway{Stamp: wire.Stamp{Worker: "W1"}, From: "L:L1", SKU: "A", Quantity: int64(i + 1), To: "L1"})
				_ = err // goods put where they are: a refusal costs the door what a success does
			}
		})
	}
	all.Wait()
}
