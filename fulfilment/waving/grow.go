package waving

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// selector holds a pool with its items numbered densely and each named once an order or aisle.
type selector struct {
	p      *Pool
	need   [][]amount // of each order
	has    [][]amount // of each aisle, of items that are wanted
	users  [][]int32  // orders that want an item
	wanted []int64    // of each item by all orders
	units  []int64    // of each order
	by     []int32    // orders, largest first; none without units
}

type amount struct {
	item     int32
	quantity int64
}

func newSelector(p *Pool) *selector {
	s := &selector{p: p, units: make([]int64, len(p.Orders))}
	number := map[int]int32{}
	for i := range p.Orders {
		s.need = append(s.need, dense(p.Orders[i].Items, func(item int) (int32, bool) {
			n, ok := number[item]
			if !ok {
				n = int32(len(number))
				number[item] = n
			}
			return n, true
		}))
	}
	for i := range p.Aisles {
		s.has = append(s.has, dense(p.Aisles[i].Items, func(item int) (int32, bool) {
			n, ok := number[item]
			return n, ok
		}))
	}
	s.users, s.wanted = make([][]int32, len(number)), make([]int64, len(number))
	for i := range s.need {
		for _, a := range s.need[i] {
			s.units[i] += a.quantity
			s.wanted[a.item] += a.quantity
			s.users[a.item] = append(s.users[a.item], int32(i))
		}
		if s.units[i] > 0 {
			s.by = append(s.by, int32(i))
		}
	}
	slices.SortFunc(s.by, func(i, j int32) int {
		return cmp.Or(cmp.Compare(s.units[j], s.units[i]), strings.Compare(p.Orders[i].ID, p.Orders[j].ID), cmp.Compare(i, j))
	})
	return s
}

// dense renumbers items and adds up what is named twice.
func dense(items []Amount, number func(int) (int32, bool)) []amount {
	var out []amount
	for _, a := range items {
		if n, ok := number(a.Item); ok && a.Quantity > 0 {
			out = append(out, amount{n, a.Quantity})
		}
	}
	slices.SortFunc(out, func(a, b amount) int { return cmp.Compare(a.item, b.item) })
	n := 0
	for _, a := range out {
		if n > 0 && out[n-1].item == a.item {
			out[n-1].quantity += a.quantity
		} else {
			out[n], n = a, n+1
		}
	}
	return out[:n]
}

// grow opens one aisle after the other, each time the one that covers most of what is still wanted, fills each set with the
// orders it can serve, and gives the set with the most units an aisle; no aisles if none reaches Least.
func (s *selector) grow(ctx context.Context) Wave {
	var best Wave
	open, stock := make([]bool, len(s.has)), make([]int64, len(s.wanted))
	for n := 1; n <= len(s.has); n++ {
		a := s.nextAisle(open, stock)
		open[a] = true
		for _, x := range s.has[a] {
			stock[x.item] += x.quantity
		}
		w := s.fill(open, stock)
		if w.Units >= s.p.Least && w.Units > 0 && better(w.Units, len(w.Aisles), &best) {
			best = w
		}
		if ctx.Err() != nil && len(best.Aisles) > 0 {
			break
		}
		if len(best.Aisles) > 0 && s.p.Most*int64(len(best.Aisles)) <= best.Units*int64(n) {
			break // more aisles cannot beat it, even with the most units allowed
		}
	}
	return best
}

func (s *selector) nextAisle(open []bool, stock []int64) int {
	best, at := int64(-1), -1
	for a := range s.has {
		if open[a] {
			continue
		}
		gain := int64(0)
		for _, x := range s.has[a] {
			gain += min(x.quantity, max(0, s.wanted[x.item]-stock[x.item]))
		}
		if gain > best {
			best, at = gain, a
		}
	}
	return at
}

// fill takes the largest orders that the open aisles still serve, then drops the aisles nothing is needed from.
func (s *selector) fill(open []bool, stock []int64) Wave {
	left := slices.Clone(stock)
	var w Wave
	for _, o := range s.by {
		if w.Units+s.units[o] > s.p.Most || s.full(len(w.Orders)) || !serves(left, s.need[o]) {
			continue
		}
		for _, a := range s.need[o] {
			left[a.item] -= a.quantity
		}
		w.Orders = append(w.Orders, int(o))
		w.Units += s.units[o]
	}
	slices.Sort(w.Orders)
	for a := range s.has {
		if !open[a] {
			continue
		}
		if serves(left, s.has[a]) {
			for _, x := range s.has[a] {
				left[x.item] -= x.quantity
			}
			continue
		}
		w.Aisles = append(w.Aisles, a)
	}
	return w
}

// serves tells whether what is left covers the items.
func serves(left []int64, items []amount) bool {
	for i := range items {
		if left[items[i].item] < items[i].quantity {
			return false
		}
	}
	return true
}
