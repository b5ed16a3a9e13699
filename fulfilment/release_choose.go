package fulfilment

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"

	"example.com/tote/fulfilment/waving"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// How a wave that has not room for all is filled.
const (
	MaxWaveLines = 100_000 // 2,000 orders of 50 lines
	chooseTries  = 20_000  // of the search for orders that lie together: some 50 ms, and the same answer every time
	inLine       = 4       // a quarter of the room goes to who has waited longest, so that no order waits for ever
	fullEnough   = 900     // permille of the lines that the first in line would bring: fewer are no wave, however near they lie
)

// inTurn walks the orders that are ready, most urgent first: by priority, then by ship-by; those without one after the others.
func inTurn(r store.Reader) iter.Seq[Order] {
	return func(yield func(Order) bool) {
		var patient []Order // of one priority, without a ship-by
		flush := func() bool {
			for _, o := range patient {
				if !yield(o) {
					return false
				}
			}
			patient = patient[:0]
			return true
		}
		priority := 0
		for o := range OrdersIn(r, OrderAllocated) {
			if o.Priority != priority && !flush() {
				return
			}
			priority = o.Priority
			if o.ShipBy == 0 {
				if len(patient) < MaxWaveOrders {
					patient = append(patient, o)
				}
			} else if !yield(o) {
				return
			}
		}
		flush()
	}
}

// choice fills a wave.
type choice struct {
	orders, lines int // left; lines below zero: any number
	taken         []planned
	aisles        map[int64]bool // of what is taken: they are walked anyway
}

func (c *choice) fits(p *planned) bool {
	if c.orders < 1 {
		return false
	}
	return c.lines < 0 || len(p.steps) <= c.lines || len(c.taken) == 0 // what is larger than a wave makes one alone
}

func (c *choice) take(p *planned) {
	c.taken = append(c.taken, *p)
	c.orders--
	if c.lines >= 0 {
		c.lines = max(0, c.lines-len(p.steps))
	}
	for _, s := range p.wave.Stops {
		c.aisles[s.Aisle] = true
	}
}

// choose takes the orders that go into the wave, given in turn: urgency by urgency while all of them have room, and of the
// first urgency that has too many those who have waited longest and those that lie together, in the fewest aisles for their
// lines. The answer is in turn again.
func (w *releasing) choose(ctx context.Context, all []planned) ([]planned, string, error) {
	c := &choice{orders: max(0, w.wave.Input.MaxOrders-w.done), lines: -1, aisles: map[int64]bool{}}
	if most := w.wave.Input.MaxLines; most > 0 {
		c.lines = max(0, most-w.lines)
	}
	ready, word := len(all), "all"
	for len(all) > 0 {
		n := sameUrgency(all)
		class := all[:n]
		if !c.roomFor(class) {
			var err error
			if word, err = w.chooseFrom(ctx, c, class); err != nil {
				return nil, "", err
			}
			break
		}
		for i := range class {
			c.take(&class[i])
		}
		all = all[n:]
	}
	return c.taken, fmt.Sprintf("chosen %s orders=%d of=%d aisles=%d", word, len(c.taken), ready, len(c.aisles)), nil
}

// sameUrgency tells how many of the first orders are equally urgent.
func sameUrgency(all []planned) int {
	bucket := func(p *planned) urgency { return urgency{p.order.Priority, p.order.ShipBy / waveBucket} }
	n := 1
	for n < len(all) && bucket(&all[n]) == bucket(&all[0]) {
		n++
	}
	return n
}

func (c *choice) roomFor(class []planned) bool {
	lines := 0
	for i := range class {
		lines += len(class[i].steps)
	}
	return len(class) <= c.orders && (c.lines < 0 || lines <= c.lines)
}

// chooseFrom takes what there is room for of orders that are equally urgent.
func (w *releasing) chooseFrom(ctx context.Context, c *choice, class []planned) (string, error) {
	chosen := make([]bool, len(class))
	quarter, lines := (c.orders+inLine-1)/inLine, (max(0, c.lines)+inLine-1)/inLine
	for i := range class {
		if quarter == 0 || !c.fits(&class[i]) || c.lines >= 0 && lines <= 0 {
			break
		}
		quarter, lines, chosen[i] = quarter-1, lines-len(class[i].steps), true
		c.take(&class[i])
	}
	var rest []int
	for i := range class {
		if !chosen[i] {
			rest = append(rest, i)
		}
	}
	word := "in_line"
	pool := w.pool(c, class, rest)
	if pool.Most > 0 && (pool.MostOrders > 0) {
		wave, err := waving.Select(ctx, pool)
		switch {
		case err == nil:
			word = "together"
			for _, i := range wave.Orders {
				chosen[rest[i]] = true
				c.take(&class[rest[i]])
			}
			w.inTurnAgain(c, class, chosen)
			return word, nil
		case fault.ReasonOf(err) != "wave.none":
			return "", err
		}
	}
	for _, i := range rest {
		if c.fits(&class[i]) {
			c.take(&class[i])
		}
	}
	return word, nil
}

// inTurnAgain puts what was taken of a class, which is last, into its turn.
func (w *releasing) inTurnAgain(c *choice, class []planned, chosen []bool) {
	turn := map[string]int{}
	n := 0
	for i := range class {
		if turn[class[i].order.ID] = i; chosen[i] {
			n++
		}
	}
	slices.SortFunc(c.taken[len(c.taken)-n:], func(a, b planned) int { return cmp.Compare(turn[a.order.ID], turn[b.order.ID]) })
}

// pool words the question for the selection: lines are its units, aisles its items. The aisles walked anyway count as one.
func (w *releasing) pool(c *choice, class []planned, rest []int) waving.Pool {
	p := waving.Pool{MostOrders: c.orders, Iterations: chooseTries, Seed: w.wave.Job}
	number := map[int64]int{}
	supply := []int64{0} // the aisles walked anyway
	lines, first, room := int64(0), int64(0), int64(c.lines)
	for n, i := range rest {
		items := map[int]int64{}
		for _, s := range class[i].wave.Stops {
			item := 0
			if !c.aisles[s.Aisle] {
				if number[s.Aisle] == 0 {
					number[s.Aisle] = len(supply)
					supply = append(supply, 0)
				}
				item = number[s.Aisle]
			}
			items[item]++
			supply[item]++
		}
		want := waving.Want{ID: fmt.Sprintf("%06d", n)} // ties in turn
		for item := range supply {
			if items[item] > 0 {
				want.Items = append(want.Items, waving.Amount{Item: item, Quantity: items[item]})
			}
		}
		p.Orders = append(p.Orders, want)
		all := int64(len(class[i].wave.Stops))
		lines += all
		if c.lines >= 0 && first+all > room || n >= c.orders {
			continue
		}
		first += all
	}
	for item, quantity := range supply {
		if quantity > 0 {
			p.Aisles = append(p.Aisles, waving.Supply{ID: strconv.Itoa(item), Items: []waving.Amount{{Item: item, Quantity: quantity}}})
		}
	}
	p.Most = lines
	if c.lines >= 0 {
		p.Most = min(lines, room)
	}
	p.Least = min(p.Most, first*fullEnough/1000)
	return p
}
