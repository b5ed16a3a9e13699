package main

import (
	"context"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

// Workers do what they like with the same few goods over HTTP, through a bad radio. An auditor who knows nothing of the
// service's rules keeps a book of his own, of what was acknowledged: what came, what left, what was found. He looks at the
// house from outside and adds up.

// audited is a house with its auditor.
type audited struct {
	*linearRun
	mu   sync.Mutex
	book map[string]int64  // units of each item that must be in the house
	held map[string]uint64 // holds somebody has placed, by the place
	told map[string]int
}

// places everything happens at.
var stormSpots = map[string][]spot{
	"TEA":  {{place: "F-1"}, {place: "F-2"}, {place: "R-1"}, {place: "D-1"}},
	"NUTS": {{place: "F-1", lot: "N-JUNE"}, {place: "F-1", lot: "N-AUG"}, {place: "F-2", lot: "N-JUNE"}, {place: "D-1", lot: "N-AUG"}},
}

func newStorm(t *testing.T, seed uint64, devices int) (*audited, []*linearWorker) {
	s := &audited{linearRun: linearHouse(t), book: map[string]int64{}, held: map[string]uint64{}, told: map[string]int{}}
	crew := s.crew(t, seed, devices)
	s.radio.reach(s.h.svc.url())
	for sku := range stormSpots {
		for _, b := range s.stock(t, sku) {
			s.book[sku] += b.OnHand
		}
	}
	return s, crew
}

func (s *audited) stock(t *testing.T, sku string) []wire.Balance {
	t.Helper()
	page, err := s.h.admin.Stock(t.Context(), flowWarehouse, sku, client.Query{Limit: 200})
	if err != nil || page.Next != "" {
		t.Fatalf("stock of %s: %d balances, %v", sku, len(page.Items), err)
	}
	return page.Items
}

// stormDeed is something a worker does; it tells by how much there is more of the item in the house.
type stormDeed func(ctx context.Context, w *linearWorker, c *client.Client, sku string, at spot, qty int64) (more int64, err error)

var stormDeeds = map[string]func(s *audited) stormDeed{
	"find": func(*audited) stormDeed {
		return func(ctx context.Context, _ *linearWorker, c *client.Client, sku string, at spot, qty int64) (int64, error) {
			_, err := c.Adjust(ctx, flowWarehouse, wire.Adjust{SKU: sku, Lot: at.lot, Holder: "L:" + at.place, Delta: qty, Reason: "found"})
			return qty, err
		}
	},
	"lose": func(*audited) stormDeed {
		return func(ctx context.Context, _ *linearWorker, c *client.Client, sku string, at spot, qty int64) (int64, error) {
			_, err := c.Adjust(ctx, flowWarehouse, wire.Adjust{SKU: sku, Lot: at.lot, Holder: "L:" + at.place, Delta: -qty, Reason: "lost"})
			return -qty, err
		}
	},
	"move": func(*audited) stormDeed {
		return func(ctx context.Context, w *linearWorker, c *client.Client, sku string, at spot, qty int64) (int64, error) {
			to := "L:" + oneOf(w.rnd, "F-1", "F-2", "R-1", "ST-1")
			if to == "L:"+at.place {
				to = "L:F-3"
			}
			_, err := c.Move(ctx, flowWarehouse, wire.Move{Stamp: wire.Stamp{Worker: w.name}, From: "L:" + at.place, SKU: sku, Lot: at.lot, Quantity: qty, To: to,
				Reserved: oneOf(w.rnd, "", "travel", "elsewhere")})
			return 0, err
		}
	},
	"put away": func(*audited) stormDeed {
		return func(ctx context.Context, w *linearWorker, c *client.Client, sku string, at spot, qty int64) (int64, error) {
			_, err := c.Putaway(ctx, flowWarehouse, wire.Putaway{Stamp: wire.Stamp{Worker: w.name}, From: oneOf(w.rnd, "L:D-1", "L:ST-1", "W:"+strings.ToUpper(w.name)), SKU: sku, Lot: at.lot, Quantity: qty, To: oneOf(w.rnd, "F-1", "F-2", "R-1")})
			return 0, err
		}
	},
	"allocate": func(*audited) stormDeed {
		return func(ctx context.Context, w *linearWorker, c *client.Client, sku string, _ spot, _ int64) (int64, error) {
			_, err := c.Allocate(ctx, flowWarehouse, wire.Allocate{Order: w.someOrder(sku)})
			return 0, err
		}
	},
	"pick": func(*audited) stormDeed {
		return func(ctx context.Context, w *linearWorker, c *client.Client, sku string, _ spot, qty int64) (int64, error) {
			ref, r, ok := w.someReservation(ctx, sku)
			if !ok {
				return 0, nil
			}
			got, err := c.Pick(ctx, flowWarehouse, wire.Pick{Stamp: wire.Stamp{Worker: w.name}, Ref: ref, From: r.Holder, SKU: sku, Lot: r.Lot, Quantity: max(1, r.Quantity+qty-3),
				Tote: "T-" + ref.Order, Empty: oneOf(w.rnd, "", "yes", "no")})
			return got.Found, err
		}
	},
	"short": func(*audited) stormDeed {
		return func(ctx context.Context, w *linearWorker, c *client.Client, sku string, _ spot, _ int64) (int64, error) {
			ref, r, ok := w.someReservation(ctx, sku)
			if !ok {
				return 0, nil
			}
			_, err := c.Short(ctx, flowWarehouse, wire.Short{Stamp: wire.Stamp{Worker: w.name}, Ref: ref, From: r.Holder, SKU: sku, Lot: r.Lot, Reason: oneOf(w.rnd, "short.empty", "short.blocked")})
			return 0, err
		}
	},
	"transfer": func(*audited) stormDeed {
		return func(ctx context.Context, w *linearWorker, c *client.Client, sku string, _ spot, qty int64) (int64, error) {
			got, err := c.Transfer(ctx, flowWarehouse, wire.Transfer{To: "BJ1", Lines: []wire.TransferLine{{SKU: sku, Quantity: qty}}})
			if err == nil {
				w.mu.Lock()
				defer w.mu.Unlock()
				it := w.items[sku]
				it.lorry[got.Transfer] = got.Transfer
				it.known = append(it.known, got.Transfer)
			}
			return 0, err
		}
	},
	"send": func(*audited) stormDeed {
		return func(ctx context.Context, w *linearWorker, c *client.Client, sku string, at spot, qty int64) (int64, error) {
			_, id, ok := w.transfer(w.items[sku])
			if !ok {
				return 0, nil
			}
			got, err := c.Send(ctx, flowWarehouse, wire.Send{Stamp: wire.Stamp{Worker: w.name}, Transfer: id, From: "L:" + at.place, SKU: sku, Lot: at.lot, Quantity: qty})
			return -got.Units, err
		}
	},
	"dispatch": func(*audited) stormDeed {
		return func(ctx context.Context, w *linearWorker, c *client.Client, sku string, _ spot, _ int64) (int64, error) {
			_, id, ok := w.transfer(w.items[sku])
			if !ok {
				return 0, nil
			}
			_, err := c.Dispatch(ctx, flowWarehouse, wire.Dispatch{Transfer: id, Cancel: w.rnd.IntN(2) == 0})
			return 0, err
		}
	},
	"hold": func(s *audited) stormDeed {
		return func(ctx context.Context, w *linearWorker, c *client.Client, sku string, at spot, _ int64) (int64, error) {
			got, err := c.Hold(ctx, flowWarehouse, wire.PlaceHold{Target: wire.Target{SKU: sku, Holder: "L:" + at.place}, Kind: oneOf(w.rnd, "quality", "count"), Reason: "complaint"})
			s.mu.Lock()
			defer s.mu.Unlock()
			s.held[sku+" "+at.place] = got.ID
			return 0, err
		}
	},
	"unhold": func(s *audited) stormDeed {
		return func(ctx context.Context, _ *linearWorker, c *client.Client, sku string, at spot, _ int64) (int64, error) {
			s.mu.Lock()
			id := s.held[sku+" "+at.place]
			s.mu.Unlock()
			return 0, c.Unhold(ctx, flowWarehouse, wire.LiftHold{Target: wire.Target{SKU: sku, Holder: "L:" + at.place}, ID: id})
		}
	},
}

// stormOften are deeds as often as they are done.
var stormOften = strings.Split("find,find,find,find,lose,lose,move,move,put away,put away,allocate,allocate,pick,pick,pick,pick,short,transfer,send,send,send,dispatch,hold,unhold,unhold", ",")

// stormRefusals is all that anybody may be told; anything else is a fault of the house.
var stormRefusals = strings.Fields("stock.short move.refused move.same location.refused putaway.same send.refused transfer.state transfer.empty transfer.sent hold.quality hold.unknown order.state")

func oneOf(r *rand.Rand, words ...string) string { return words[r.IntN(len(words))] }

func (w *linearWorker) someOrder(sku string) string {
	orders := w.items[sku].orders
	return orders[w.rnd.IntN(len(orders))].Order
}

// someReservation looks at an order for something to pick.
func (w *linearWorker) someReservation(ctx context.Context, sku string) (wire.Ref, wire.Reservation, bool) {
	order := w.someOrder(sku)
	page, err := w.h.admin.Lines(ctx, flowWarehouse, order, client.Query{})
	if err != nil || len(page.Items) == 0 || len(page.Items[0].Reservations) == 0 {
		return wire.Ref{}, wire.Reservation{}, false
	}
	all := page.Items[0].Reservations
	r := all[w.rnd.IntN(len(all))]
	return wire.Ref{Order: order, Line: 1, Reservation: r.Number}, r, strings.HasPrefix(r.Holder, "L:")
}

// act lets a worker do one thing, and books what he was answered.
func (s *audited) act(ctx context.Context, w *linearWorker) {
	name := oneOf(w.rnd, stormOften...)
	sku := oneOf(w.rnd, "TEA", "NUTS")
	at := stormSpots[sku][w.rnd.IntN(len(stormSpots[sku]))]
	more, err := stormDeeds[name](s)(ctx, w, w.sender(40)(), sku, at, w.rnd.Int64N(5)+1)
	reason := fault.ReasonOf(err)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.told[name+" "+reason]++; err == nil {
		s.book[sku] += more
	} else if !strings.Contains(" "+strings.Join(stormRefusals, " ")+" ", " "+reason+" ") {
		s.h.t.Errorf("%s: %v", name, err)
	}
}

// audit adds up what the house tells from outside.
func (s *audited) audit(t *testing.T) {
	t.Helper()
	claimed := map[string]int64{} // by item, lot and holder
	for sku, it := range s.items {
		for _, o := range it.orders {
			page, err := s.h.admin.Lines(t.Context(), flowWarehouse, o.Order, client.Query{})
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range page.Items {
				var parts int64
				for _, r := range l.Reservations {
					claimed[l.SKU+" "+r.Lot+" "+r.Holder] += r.Quantity
					parts += r.Quantity
				}
				if l.Ordered != l.Open+l.Allocated+l.Picked+l.Packed+l.Shipped+l.Cancelled || parts != l.Allocated+l.Picked {
					t.Errorf("a line does not add up: %+v", l)
				}
			}
		}
		for _, id := range it.known {
			v, err := s.h.admin.TransferOf(t.Context(), flowWarehouse, id)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range v.Lines {
				for _, from := range l.Take {
					claimed[sku+" "+from.Lot+" "+from.Holder] += from.Quantity
				}
				if l.Quantity != l.Open+l.Reserved+l.Sent+l.Cancelled {
					t.Errorf("a line of %s does not add up: %+v", id, l)
				}
			}
		}
	}
	for sku := range stormSpots {
		var have int64
		for _, b := range s.stock(t, sku) {
			key := b.SKU + " " + b.Lot + " " + b.Holder
			if have += b.OnHand; b.OnHand < b.Reserved || b.OnHand <= 0 || b.Reserved != claimed[key] {
				t.Errorf("%s: %d on hand, %d reserved; orders and transfers have claimed %d", key, b.OnHand, b.Reserved, claimed[key])
			}
			delete(claimed, key)
		}
		if have != s.book[sku] {
			t.Errorf("%d units of %s, by what was acknowledged there are %d", have, sku, s.book[sku])
		}
	}
	for key, n := range claimed {
		t.Errorf("%s: %d are claimed and not there", key, n)
	}
	if got, err := s.h.admin.Check(t.Context(), flowWarehouse); err != nil || !got.Clean {
		t.Errorf("check: %+v, %v", got, err)
	}
}

func (s *audited) met(t *testing.T) {
	t.Helper()
	t.Logf("%v", s.told)
	for _, w := range []string{"find ", "lose stock.short", "move ", "move move.refused", "allocate ", "pick ", "short ", "transfer ", "send ", "send send.refused", "dispatch ", "hold ", "unhold "} {
		if s.told[w] == 0 {
			t.Errorf("nobody was ever told %q", w)
		}
	}
}

// stormSteps is how much everybody does.
func stormSteps() int {
	if os.Getenv("TOTE_LONG") != "" {
		return 1000
	}
	return 300
}

// TestOneAfterAnotherUnderAudit has the auditor look after every step.
func TestOneAfterAnotherUnderAudit(t *testing.T) {
	s, crew := newStorm(t, 11, 4)
	for n := 0; n < stormSteps() && !t.Failed(); n++ {
		s.act(t.Context(), crew[n%len(crew)])
		s.audit(t)
	}
	s.met(t)
	s.h.close()
}

// TestAllAtOnceUnderAudit has him look when everybody has gone home.
func TestAllAtOnceUnderAudit(t *testing.T) {
	s, crew := newStorm(t, 12, 12)
	var all sync.WaitGroup
	for _, w := range crew {
		all.Go(func() {
			for n := 0; n < stormSteps()/2 && !t.Failed(); n++ {
				s.act(t.Context(), w)
			}
		})
	}
	all.Wait()
	s.audit(t)
	s.met(t)
	s.h.close()
}
