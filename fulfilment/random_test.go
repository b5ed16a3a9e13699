package fulfilment

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// crowd is random workers in a small hall: few places, lots and orders, so that they get in each other's way all the time.
// Facts of steps long past are sent again and again, as from devices that were offline.
type crowd struct {
	*hall
	rt     *rapid.T
	orders []string
	steps  []inventory.TaskStep // every step anybody was ever given
	tasks  []string
	booked map[Outcome]int
}

// expected are the refusals a crowd meets; anything else is a fault of the house.
var expected = []string{"task.none", "task.claimed", "task.state", "tote.in_use", "hold.quality", "order.state",
	"pack.differs", "tote.state", "lpn.unknown", "carton.overweight", "task.stale", "swap.same", "swap.taken", "swap.refused", "fefo.later", "reservation.gone", "reservation.picked", "task.full"}

func (c *crowd) may(err error) {
	if err != nil && !slices.Contains(expected, fault.ReasonOf(err)) {
		c.rt.Fatalf("%v", err)
	}
}

func (c *crowd) someone() *hall {
	return c.by(rapid.SampledFrom([]string{"w1", "w2", "w3"}).Draw(c.rt, "worker"))
}

func (c *crowd) place() inventory.Holder {
	return rapid.SampledFrom([]inventory.Holder{faceA, faceB, faceC}).Draw(c.rt, "place")
}

// goods come in.
func (c *crowd) goods() {
	if rapid.Bool().Draw(c.rt, "lot") {
		lot := rapid.IntRange(1, 2).Draw(c.rt, "n")
		c.stock("MILK", item.Lot(fmt.Sprint("L", lot)), c.place(), rapid.Int64Range(1, 6).Draw(c.rt, "qty"), c.today()+item.Date(20*lot))
		return
	}
	c.stock("TEA", "", c.place(), rapid.Int64Range(1, 6).Draw(c.rt, "qty"), 0)
}

func (c *crowd) newOrder() {
	if len(c.orders) == 8 {
		return
	}
	id := fmt.Sprint("O", len(c.orders))
	var lines []wants
	for range rapid.IntRange(1, 3).Draw(c.rt, "lines") {
		lines = append(lines, wants{rapid.SampledFrom([]item.SKU{"TEA", "MILK"}).Draw(c.rt, "sku"), rapid.Int64Range(1, 4).Draw(c.rt, "qty")})
	}
	c.order(id, lines...)
	c.orders = append(c.orders, id)
}

func (c *crowd) someOrder() string {
	if len(c.orders) == 0 {
		return "none"
	}
	return rapid.SampledFrom(c.orders).Draw(c.rt, "order")
}

func (c *crowd) allocate() {
	for _, id := range c.orders {
		if s := c.orderNow(id).State; s == OrderOpen || s == OrderWaiting {
			c.hall.allocate(id)
		}
	}
}

// release makes a trip of all allocated orders.
func (c *crowd) release() {
	c.do(func(tx *store.Tx) error {
		t := trip{wave: "W"}
		for _, id := range c.orders {
			o, err := GetOrder(tx, id)
			if err != nil || o.State != OrderAllocated {
				continue
			}
			t.orders, t.last = append(t.orders, id), append(t.last, true)
			for l := range inventory.LinesOf(tx, id, 1) {
				for _, r := range l.Res {
					if r.Phase == inventory.Allocated && r.Task == "" {
						t.steps = append(t.steps, inventory.TaskStep{Ref: l.Ref(r.N), SKU: l.SKU, Lot: r.Lot, From: r.Holder, Qty: r.Qty})
					}
				}
			}
		}
		made, err := makeTrip(tx, &t)
		if made.Task != "" {
			c.tasks = append(c.tasks, made.Task)
		}
		return err
	})
}

func (c *crowd) claim() {
	t, err := tryVerb(c.someone(), Claim, ClaimInput{})
	c.may(err)
	c.remember(t)
}

// rounds bring what can be picked to the workers.
func (c *crowd) rounds() {
	c.allocate()
	c.release()
	c.claim()
}

// walk picks what a worker was given last, in order.
func (c *crowd) walk() {
	for _, s := range c.steps[max(0, len(c.steps)-3):] {
		out, err := tryVerb(c.someone(), Pick, pickOf("", s, toteOf(s.Ref.Order)))
		c.may(err)
		c.booked[out.Outcome]++
	}
}

func (c *crowd) remember(t Trip) {
	for _, s := range t.Steps {
		c.steps = append(c.steps, s.TaskStep)
	}
	if t.Task != "" && !slices.Contains(c.tasks, t.Task) {
		c.tasks = append(c.tasks, t.Task)
	}
}

func (c *crowd) takeOver() {
	if len(c.tasks) > 0 {
		t, err := tryVerb(c.someone(), TakeOver, TakeOverInput{Task: rapid.SampledFrom(c.tasks).Draw(c.rt, "task"), Reason: "test"})
		c.may(err)
		c.remember(t)
	}
}

func (c *crowd) end() {
	if len(c.tasks) > 0 {
		_, err := tryVerb(c.someone(), EndTask, EndTaskInput{Task: rapid.SampledFrom(c.tasks).Draw(c.rt, "task"), Reason: "test"})
		c.may(err)
	}
}

func (c *crowd) tote(order string) string {
	return rapid.SampledFrom([]string{"T-" + order, "T-" + order, "T-" + order, "T-X"}).Draw(c.rt, "tote")
}

func (c *crowd) pick() {
	if len(c.steps) == 0 {
		return
	}
	s := rapid.SampledFrom(c.steps).Draw(c.rt, "step")
	in := pickOf("", s, c.tote(s.Ref.Order))
	in.Qty = rapid.Int64Range(1, s.Qty+1).Draw(c.rt, "qty")
	in.Empty = rapid.SampledFrom([]EmptyAnswer{"", IsEmpty, NotEmpty}).Draw(c.rt, "empty")
	w := c.someone()
	out, err := tryVerb(w, Pick, in)
	c.may(err)
	if err == nil {
		c.booked[out.Outcome]++
		if out.Found > in.Qty || out.Diverted > in.Qty || out.Outcome == AsPicked && out.Diverted > 0 {
			c.rt.Fatalf("booked %+v of %+v", out, in)
		}
	}
}

func (c *crowd) short() {
	if len(c.steps) > 0 {
		s := rapid.SampledFrom(c.steps).Draw(c.rt, "step")
		out, err := tryVerb(c.someone(), Short, shortOfStep("", s))
		c.may(err)
		c.steps = append(c.steps, out.Steps...)
		if out.Task != "" && !slices.Contains(c.tasks, out.Task) {
			c.tasks = append(c.tasks, out.Task)
		}
	}
}

// setAside finds something wrong with goods in a tote.
func (c *crowd) setAside() {
	var all []ShortInput
	c.look(func(r store.Reader) {
		for _, id := range c.orders {
			for l := range inventory.LinesOf(r, id, 1) {
				for _, res := range l.Res {
					if res.Phase == inventory.Picked {
						all = append(all, ShortInput{Order: id, Line: l.No, Res: res.N, From: res.Holder, SKU: l.SKU, Lot: res.Lot})
					}
				}
			}
		}
	})
	if len(all) == 0 {
		return
	}
	in := rapid.SampledFrom(all).Draw(c.rt, "picked")
	in.Reason = rapid.SampledFrom(ShortReasons).Draw(c.rt, "reason")
	out, err := tryVerb(c.someone(), Short, in)
	c.may(err)
	c.steps = append(c.steps, out.Steps...)
	if out.Released == 0 {
		c.rt.Fatalf("set aside: %+v", out)
	}
}

// count ends the doubts about all places.
func (c *crowd) count() {
	c.do(func(tx *store.Tx) error {
		for _, h := range []inventory.Holder{faceA, faceB, faceC} {
			for _, sku := range []item.SKU{"TEA", "MILK"} {
				for _, hold := range inventory.HoldsOn(tx, inventory.Goods{SKU: sku, Holder: h, Status: inventory.Available}) {
					if err := inventory.LiftHold(tx, hold.Target, hold.ID, "counted"); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
}

func (c *crowd) close() {
	_, err := tryVerb(c.someone(), Close, CloseInput{Tote: c.tote(c.someOrder()), At: "PACK"})
	c.may(err)
}

func (c *crowd) pack() {
	id := c.someOrder()
	if id == "none" {
		return
	}
	var list PackList
	c.look(func(r store.Reader) { list, _ = PackListOf(r, id) })
	in := PackInput{Order: id, Carton: "L", Station: "PACK", Partial: rapid.Bool().Draw(c.rt, "partial")}
	for _, u := range list.Units {
		if n := u.Qty - rapid.SampledFrom([]int64{0, 0, 0, 0, 1}).Draw(c.rt, "forgotten"); n > 0 {
			in.Units = append(in.Units, Unit{Line: u.Line, SKU: u.SKU, Lot: u.Lot, Qty: n})
		}
	}
	if len(in.Units) > 0 {
		_, err := tryVerb(c.someone(), Pack, in)
		c.may(err)
	}
}

// invariants hold after every step, whatever the crowd did.
func (c *crowd) invariants() {
	c.look(func(r store.Reader) {
		if found, _ := inventory.Check(r); len(found) > 0 {
			c.rt.Fatalf("check: %v", found)
		}
		for _, id := range c.orders {
			o, err := GetOrder(r, id)
			if err != nil {
				c.rt.Fatalf("%v", err)
			}
			c.orderHolds(r, &o)
		}
	})
}

func (c *crowd) orderHolds(r store.Reader, o *Order) {
	var open, ahead int64
	for l := range inventory.LinesOf(r, o.ID, 1) {
		open += l.In(inventory.Open)
		ahead += l.In(inventory.Allocated) + l.In(inventory.Picked)
		for _, res := range l.Res {
			switch res.Phase {
			case inventory.Allocated:
				if o.State == OrderReleased || o.State == OrderPacking {
					t, err := inventory.GetTask(r, res.Task)
					if err != nil || t.State != inventory.TaskOpen && t.State != inventory.TaskClaimed {
						c.rt.Fatalf("order %s is %s and nobody is sent for %+v of line %d (task %s)", o.ID, o.State, res, l.No, t.State)
					}
				}
			case inventory.Picked:
				if t, err := inventory.GetLPN(r, res.Holder.ID); err != nil || t.Order != o.ID {
					c.rt.Fatalf("goods of %s lie in %s of order %q", o.ID, res.Holder, t.Order)
				}
			}
		}
	}
	switch o.State {
	case OrderOpen:
	case OrderWaiting:
		if open == 0 || len(o.Why) == 0 {
			c.rt.Fatalf("order %s waits for nothing: %+v", o.ID, o)
		}
	case OrderPacked:
		if open+ahead > 0 {
			c.rt.Fatalf("order %s is packed and lacks %d", o.ID, open+ahead)
		}
	default:
		if open > 0 {
			c.rt.Fatalf("order %s is %s and %d of it are in no reservation", o.ID, o.State, open)
		}
	}
}

// drain brings in plenty of goods and lets one careful worker finish everything: an order that cannot be packed then is at a
// dead end.
func (c *crowd) drain() {
	c.count()
	c.stock("TEA", "", faceC, 200, 0)
	c.stock("MILK", "L9", faceC, 200, c.today()+90)
	for range 6 {
		c.allocate()
		c.release()
		for _, id := range c.orders {
			for no := 1; no <= c.orderNow(id).Lines; no++ {
				for _, r := range c.line(id, no).Res {
					if l := c.line(id, no); r.Phase == inventory.Allocated && r.Task != "" {
						doVerb(c.hall, Pick, PickInput{Order: id, Line: no, Res: r.N, From: r.Holder, SKU: l.SKU, Lot: r.Lot, Qty: r.Qty, Tote: "D-" + id})
					}
				}
			}
			if s := c.orderNow(id).State; s == OrderReleased || s == OrderPacking {
				c.packAll(id)
			}
		}
	}
	for _, id := range c.orders {
		if o := c.orderNow(id); o.State != OrderPacked {
			c.rt.Fatalf("a dead end: %+v, line 1 %+v", o, c.line(id, 1))
		}
	}
}

func (c *crowd) packAll(id string) {
	var list PackList
	c.look(func(r store.Reader) { list, _ = PackListOf(r, id) })
	in := PackInput{Order: id, Carton: "L", Station: "PACK"}
	for _, u := range list.Units {
		in.Units = append(in.Units, Unit{Line: u.Line, SKU: u.SKU, Lot: u.Lot, Qty: u.Qty})
	}
	if len(in.Units) > 0 {
		doVerb(c.hall, Pack, in)
	}
}

// TestACrowdOfWorkers lets them do what they like: the books stay right after every step, no order is forgotten, no goods
// lie in another's tote.
func TestACrowdOfWorkers(t *testing.T) {
	t.Parallel()
	total := map[Outcome]int{}
	packed := 0
	rapid.Check(t, func(rt *rapid.T) {
		c := &crowd{hall: newHall(rt, storetest.Memory), rt: rt, booked: total}
		c.newOrder()
		c.newOrder()
		c.stock("TEA", "", faceA, 9, 0)
		c.stock("MILK", "L1", faceB, 9, c.today()+20)
		c.rounds()
		act := func(f func()) func(*rapid.T) { return func(*rapid.T) { f() } }
		rt.Repeat(map[string]func(*rapid.T){
			"": act(c.invariants), "goods": act(c.goods), "order": act(c.newOrder), "allocate": act(c.allocate), "release": act(c.release),
			"claim": act(c.claim), "take over": act(c.takeOver), "end": act(c.end), "pick": act(c.pick), "pick more": act(c.pick),
			"pick again": act(c.pick), "short": act(c.short), "set aside": act(c.setAside), "rounds": act(c.rounds), "walk": act(c.walk), "count": act(c.count), "close": act(c.close), "pack": act(c.pack),
			"swap": act(c.swap),
		})
		for _, id := range c.orders {
			if c.orderNow(id).State == OrderPacked {
				packed++
			}
		}
		c.drain()
		c.invariants()
	})
	t.Logf("booked %v, orders packed %d", total, packed)
	if total[AsPicked] == 0 || total[Diverted] == 0 || total[Split] == 0 || packed == 0 {
		t.Errorf("the crowd did not do everything: %v, %d packed", total, packed)
	}
}
