package waving

import (
	"context"
	"math/rand/v2"
)

// hunt improves a wave: it changes aisles and orders, drops the orders that then lack goods, fills up with others, and
// keeps the change if the wave is worth more, or, while warm, a little less. What a wave is worth follows Dinkelbach:
// its units less its aisles at the price of the best wave so far, so that anything above nothing is a better wave.
// Rounds double as in batching.
type hunt struct {
	*selector
	rng    *rand.PCG
	slack  []int64 // stock of the open aisles less what the chosen orders take
	chosen []bool
	open   []bool
	total  int64
	orders int // chosen
	aisles int
	best   Wave
	limit  struct {
		units  int64
		aisles int
	}
	log   []int32 // changes of the present try: an order, or ^aisle
	mean  int64   // units an order
	round int
	begun int
}

// The schedule, tried on testdata/instances/wave: half or double the fever loses 0.1 % in 1 s, a quarter 0.7 %.
const (
	huntDescent = 1000 // tries in the first round, which takes no worse wave
	huntLap     = 5000 // in the second; twice as many in each after it
	fever       = 2    // a round begins ready to lose so many orders' units
)

// refillLook bounds the orders looked at to fill up after a change: a try in a pool of 12,000 orders stays as short as in
// one of 200.
const refillLook = 200

func newHunt(s *selector, start Wave) *hunt {
	h := &hunt{selector: s, rng: rand.NewPCG(s.p.Seed, uint64(len(s.need))), best: start, mean: 1}
	h.limit.units, h.limit.aisles = s.bound()
	for _, o := range s.by {
		h.mean += s.units[o] / int64(len(s.by))
	}
	h.restore()
	return h
}

// restore goes back to the best wave.
func (h *hunt) restore() {
	h.slack, h.chosen, h.open = make([]int64, len(h.wanted)), make([]bool, len(h.need)), make([]bool, len(h.has))
	h.total, h.orders, h.aisles = 0, 0, 0
	for _, a := range h.best.Aisles {
		h.turnAisle(int32(a))
	}
	for _, o := range h.best.Orders {
		h.turnOrder(int32(o))
	}
	h.log = h.log[:0]
}

// canTry tells whether there is anything to choose.
func (h *hunt) canTry() bool { return len(h.by) > 0 && len(h.has) > 0 }

func (h *hunt) proven() bool {
	return len(h.best.Aisles) > 0 && h.best.Units*int64(h.limit.aisles) >= h.limit.units*int64(len(h.best.Aisles))
}

// rescue looks for any wave of Least units, from all aisles open.
func (h *hunt) rescue(ctx context.Context) {
	for a := range h.has {
		h.turnAisle(int32(a))
	}
	for i := 0; i < rescue && len(h.best.Aisles) == 0 && h.canTry(); i++ {
		if i&63 == 0 && ctx.Err() != nil {
			return
		}
		h.try(min(h.mean, maxHeat) * (rescue - int64(i)) / rescue)
	}
}

func (h *hunt) size() int {
	if h.round == 0 {
		return huntDescent
	}
	return min(huntLap<<min(h.round-1, doubling), MaxIterations)
}

// run does up to n tries and tells how many it did.
func (h *hunt) run(ctx context.Context, n int) int {
	size, price := int64(h.size()), int64(max(len(h.best.Aisles), 1))
	temp := int64(0)
	for i := range n {
		if h.begun&63 == 0 {
			if left := size - int64(h.begun); h.round > 0 {
				temp = min(fever*h.mean*price, maxHeat) * left / size * left / size
			}
			if ctx.Err() != nil || h.proven() {
				return i
			}
		}
		h.begun++
		h.try(temp)
	}
	if h.begun >= int(size) {
		h.round, h.begun = h.round+1, 0
		h.restore()
	}
	return n
}

// worth is positive for a wave better than the best. Units short of Least cost as much as they would bring, twice.
func (h *hunt) worth() int64 {
	k, u := int64(len(h.best.Aisles)), h.best.Units
	if k == 0 {
		k, u = 1, 0
	}
	return h.total*k - u*int64(h.aisles) - 2*k*max(0, h.p.Least-h.total)
}

// try makes one change and takes it back if the temperature does not allow it.
func (h *hunt) try(temp int64) {
	before := h.worth()
	h.log = h.log[:0]
	r := h.rng.Uint64()
	ok := false
	if kind := r & 7; kind < 5 {
		ok = h.tryOrder(h.by[below(r>>32, len(h.by))])
	} else {
		ok = h.tryAisle(int32(below(r>>32, len(h.has))), kind)
	}
	if ok {
		h.refill()
	}
	patience := temp * coldness[r>>5&1023] >> 10
	if !ok || h.worth()-before < -patience {
		h.undo()
		return
	}
	if h.total >= h.p.Least && h.total > 0 && h.aisles > 0 && better(h.total, h.aisles, &h.best) {
		h.keep()
	}
}

// tryOrder takes an order in, at the cost of others, or puts it out.
func (h *hunt) tryOrder(o int32) bool {
	h.turnOrder(o)
	if !h.chosen[o] {
		return true
	}
	for _, x := range h.need[o] {
		if h.slack[x.item] < 0 && !h.evict(x.item, o) {
			return false
		}
	}
	return h.shrink(o)
}

// tryAisle opens or closes an aisle, or exchanges it for another.
func (h *hunt) tryAisle(a int32, kind uint64) bool {
	was := h.open[a]
	if !was {
		h.turnAisle(a)
	}
	other := int32(-1)
	if kind > 5 {
		other = h.any(h.open, !was)
	}
	if other >= 0 && !h.open[other] {
		h.turnAisle(other)
	}
	shut := a
	if !was {
		shut = other
	}
	if shut < 0 {
		return true
	}
	h.turnAisle(shut)
	for _, x := range h.has[shut] {
		if h.slack[x.item] < 0 && !h.evict(x.item, -1) {
			return false
		}
	}
	return true
}

// any gives an entry of the list that has the value, -1 if none.
func (h *hunt) any(list []bool, value bool) int32 {
	from := below(h.rng.Uint64(), len(list))
	for k := range list {
		if i := (from + k) % len(list); list[i] == value {
			return int32(i)
		}
	}
	return -1
}

// evict puts orders out until an item suffices, but not the one to keep.
func (h *hunt) evict(item, keep int32) bool {
	users := h.users[item]
	from := below(h.rng.Uint64(), len(users))
	for k := range users {
		if h.slack[item] >= 0 {
			return true
		}
		if o := users[(from+k)%len(users)]; h.chosen[o] && o != keep {
			h.turnOrder(o)
		}
	}
	return h.slack[item] >= 0
}

// over tells whether more is chosen than a wave may have.
func (h *hunt) over() bool {
	return h.total > h.p.Most || h.p.MostOrders > 0 && h.orders > h.p.MostOrders
}

// shrink puts orders out until no more than a wave may have are chosen.
func (h *hunt) shrink(keep int32) bool {
	from := 0
	if h.over() {
		from = below(h.rng.Uint64(), len(h.by))
	}
	for k := 0; h.over() && k < len(h.by); k++ {
		if o := h.by[(from+k)%len(h.by)]; h.chosen[o] && o != keep {
			h.turnOrder(o)
		}
	}
	return !h.over()
}

// refill takes in orders that the open aisles serve, beginning anywhere.
func (h *hunt) refill() {
	from := below(h.rng.Uint64(), len(h.by))
	for k := range min(len(h.by), refillLook) {
		if h.full(h.orders) {
			return
		}
		o := h.by[(from+k)%len(h.by)]
		if !h.chosen[o] && h.total+h.units[o] <= h.p.Most && serves(h.slack, h.need[o]) {
			h.turnOrder(o)
		}
	}
}

func (h *hunt) turnOrder(o int32) {
	h.log = append(h.log, o)
	if h.chosen[o] = !h.chosen[o]; h.chosen[o] {
		h.total += h.units[o]
		h.orders++
		for _, x := range h.need[o] {
			h.slack[x.item] -= x.quantity
		}
		return
	}
	h.total -= h.units[o]
	h.orders--
	for _, x := range h.need[o] {
		h.slack[x.item] += x.quantity
	}
}

func (h *hunt) turnAisle(a int32) {
	h.log = append(h.log, ^a)
	if h.open[a] = !h.open[a]; h.open[a] {
		h.aisles++
		for _, x := range h.has[a] {
			h.slack[x.item] += x.quantity
		}
		return
	}
	h.aisles--
	for _, x := range h.has[a] {
		h.slack[x.item] -= x.quantity
	}
}

func (h *hunt) undo() {
	for i := len(h.log) - 1; i >= 0; i-- {
		if x := h.log[i]; x < 0 {
			h.turnAisle(^x)
		} else {
			h.turnOrder(x)
		}
	}
}

// keep notes the present wave as the best.
func (h *hunt) keep() {
	h.best.Units = h.total
	h.best.Orders, h.best.Aisles = h.best.Orders[:0:0], h.best.Aisles[:0:0]
	for o, in := range h.chosen {
		if in {
			h.best.Orders = append(h.best.Orders, o)
		}
	}
	for a, in := range h.open {
		if in {
			h.best.Aisles = append(h.best.Aisles, a)
		}
	}
}
