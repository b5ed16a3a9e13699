// Package counting judges counts: which items are counted how often, which places are due today, whether a difference may be
// booked without asking, and how true the stock was.
//
// Values in, verdicts out: no store, no clock, no random; ties by SKU or location code. It never books anything and never
// sees who is allowed to decide. Quantities are base units, money is minor units, moments are unix seconds.
//
// Start at Classes, then Due, Judge and Sum: a class gives the rhythm and the tolerance, the sum tells whether both are right.
package counting

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"example.com/tote/inventory/item"
)

// Class is how closely an item is watched.
type Class byte

// The classes, watched most closely first. An item nobody has sorted yet is C.
const (
	A Class = iota + 1
	B
	C
)

// String gives the letter.
func (c Class) String() string {
	if c < A || c > C {
		return ""
	}
	return string("?ABC"[c])
}

// Index gives the class's place in a table of three; an unknown one is C's.
func (c Class) Index() int {
	if c < A || c > C {
		return int(C - A)
	}
	return int(c - A)
}

// Moved is what an item did in the weeks looked at.
type Moved struct {
	SKU    item.SKU
	Lines  int64 // picked
	Units  int64 // picked
	OnHand int64
	Price  int64 // of one unit; 0: not known
}

// Classed is an item with its class: the stricter of the two.
type Classed struct {
	SKU     item.SKU
	Class   Class
	ByPicks Class
	ByValue Class
}

// Cuts in permille of all lines, and of all value handled: what most warehouses use.
const (
	CutA = 800
	CutB = 950
)

// Classes sorts items twice, by lines picked, since each touch can go wrong, and by the value that was moved or lies there,
// since that is what a mistake costs; the stricter class counts. The answer is in order of SKU.
func Classes(items []Moved) []Classed {
	picks := ranked(items, func(m *Moved) int64 { return max(0, m.Lines) })
	value := ranked(items, func(m *Moved) int64 { return Worth(max(0, m.Units)+max(0, m.OnHand), max(0, m.Price)) })
	out := make([]Classed, len(items))
	for i := range items {
		out[i] = Classed{SKU: items[i].SKU, Class: min(picks[i], value[i]), ByPicks: picks[i], ByValue: value[i]}
	}
	slices.SortFunc(out, func(a, b Classed) int { return strings.Compare(string(a.SKU), string(b.SKU)) })
	return out
}

// ranked gives each item's class by a measure: A until the ones before it make CutA of the total. What has nothing is C.
func ranked(items []Moved, of func(*Moved) int64) []Class {
	order := make([]int, len(items))
	total, most := int64(0), math.MaxInt64/int64(max(1, len(items))) // the sum of values of a large house goes beyond 63 bits
	for i := range items {
		order[i] = i
		total += min(most, of(&items[i]))
	}
	cutA, cutB := total/1000*CutA+total%1000*CutA/1000, total/1000*CutB+total%1000*CutB/1000
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(of(&items[b]), of(&items[a])), strings.Compare(string(items[a].SKU), string(items[b].SKU)))
	})
	out := make([]Class, len(items))
	before := int64(0)
	for _, i := range order {
		n := min(most, of(&items[i]))
		switch {
		case n == 0:
			out[i] = C
		case before == 0 || before < cutA:
			out[i] = A
		case before < cutB:
			out[i] = B
		default:
			out[i] = C
		}
		before += n
	}
	return out
}

// Worth gives the value of so many units, at most what fits.
func Worth(units, price int64) int64 {
	if units == 0 || price == 0 {
		return 0
	}
	if w := units * price; w/price == units {
		return w
	}
	if (units < 0) != (price < 0) {
		return math.MinInt64
	}
	return math.MaxInt64
}
