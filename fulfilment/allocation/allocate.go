package allocation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
)

// Allocate serves the lines from the stock, most urgent line first. It refuses input that cannot be right (a negative
// quantity, a line twice, a line without a shipping day), naming every fault.
func Allocate(lines []Line, stock []Stock) (Plan, error) {
	if err := check(lines, stock); err != nil {
		return Plan{}, err
	}
	a := allocator{stock: stock, left: make([]int64, len(stock)), bySKU: map[item.SKU]*shelf{}}
	a.arrange()
	for _, i := range urgency(lines) {
		a.serve(&lines[i])
	}
	return a.plan, nil
}

func check(lines []Line, stock []Stock) error {
	var g fault.Gather
	if len(lines) > MaxLines {
		g.Add("lines", "allocation.lines", "%d lines are more than %d: allocate them in several calls", len(lines), MaxLines)
	}
	if len(stock) > MaxStock {
		g.Add("stock", "allocation.stock", "%d balances are more than %d: give those of the SKUs asked for only", len(stock), MaxStock)
	}
	type key struct {
		order string
		line  int64
	}
	seen := make(map[key]bool, len(lines))
	for i := range lines {
		l := &lines[i]
		where := fmt.Sprintf("order %s line %d", l.Order, l.Line)
		switch k := (key{l.Order, l.Line}); {
		case l.Quantity <= 0 || l.MinDays < 0 || l.Case < 0:
			g.Add(where, "allocation.quantity", "quantity %d must be above zero, days and case not below it", l.Quantity)
		case l.Ship == item.NoDate:
			g.Add(where, "allocation.ship", "the line needs the day it ships, which decides what has expired")
		case seen[k]:
			g.Add(where, "allocation.twice", "the line is given twice")
		default:
			seen[k] = true
		}
	}
	for i := range stock {
		if s := &stock[i]; s.Available < 0 || s.OnHand < 0 {
			g.Add(fmt.Sprintf("stock %s %s", s.Holder, s.SKU), "allocation.quantity", "on hand %d and available %d cannot be negative", s.OnHand, s.Available)
		}
	}
	return g.Invalid("allocation.invalid", "these lines and balances cannot be allocated")
}

// urgency gives the indices of the lines in the order they are served.
func urgency(lines []Line) []int {
	order := make([]int, len(lines))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		a, b := &lines[i], &lines[j]
		return cmp.Or(cmp.Compare(b.Priority, a.Priority), cmp.Compare(a.Ship, b.Ship),
			strings.Compare(a.Order, b.Order), cmp.Compare(a.Line, b.Line))
	})
	return order
}

type allocator struct {
	stock []Stock
	left  []int64 // still available, beside stock
	bySKU map[item.SKU]*shelf
	plan  Plan
}

// shelf is all stock of a SKU.
type shelf struct {
	all  []int   // indices, for the causes of a shortage
	turn [][]int // what may be given, cut into turns: balances of one expiry and receipt, in rotation order
}

func (a *allocator) arrange() {
	for i := range a.stock {
		s := &a.stock[i]
		sh := a.bySKU[s.SKU]
		if sh == nil {
			sh = &shelf{}
			a.bySKU[s.SKU] = sh
		}
		sh.all = append(sh.all, i)
		if s.Kind.Stocked() && s.Hold == "" {
			a.left[i] = s.Available
		}
	}
	for _, sh := range a.bySKU {
		slices.SortFunc(sh.all, a.rotation)
		for _, i := range sh.all {
			if a.left[i] == 0 {
				continue
			}
			if n := len(sh.turn); n > 0 && a.sameTurn(sh.turn[n-1][0], i) {
				sh.turn[n-1] = append(sh.turn[n-1], i)
			} else {
				sh.turn = append(sh.turn, []int{i})
			}
		}
	}
}

// rotation orders balances: earliest expiry, goods that never expire last; then earliest receipt; then travel and holder.
func (a *allocator) rotation(i, j int) int {
	s, t := &a.stock[i], &a.stock[j]
	return cmp.Or(compareExpiry(s.Expiry, t.Expiry), cmp.Compare(s.Received, t.Received), cmp.Compare(s.Travel, t.Travel),
		strings.Compare(s.Holder, t.Holder), strings.Compare(string(s.Lot), string(t.Lot)), strings.Compare(s.Owner, t.Owner),
		cmp.Compare(i, j))
}

func compareExpiry(a, b item.Date) int {
	if (a == item.NoDate) != (b == item.NoDate) {
		if a == item.NoDate {
			return 1
		}
		return -1
	}
	return cmp.Compare(a, b)
}

func (a *allocator) sameTurn(i, j int) bool {
	s, t := &a.stock[i], &a.stock[j]
	return s.Expiry == t.Expiry && s.Received == t.Received
}

// lives tells whether goods have the life the line asks for on its shipping day.
func lives(l *Line, expiry item.Date) bool {
	return expiry == item.NoDate || l.Ship.Until(expiry) >= l.MinDays
}

func (a *allocator) serve(l *Line) {
	need := l.Quantity
	sh := a.bySKU[l.SKU]
	if sh != nil {
		for _, turn := range sh.turn {
			if need == 0 {
				break
			}
			if lives(l, a.stock[turn[0]].Expiry) {
				need -= a.takeTurn(l, turn, need)
			}
		}
	}
	if need > 0 {
		a.plan.Short = append(a.plan.Short, Short{Order: l.Order, Line: l.Line, SKU: l.SKU, Wanted: l.Quantity,
			Allocated: l.Quantity - need, Causes: a.causes(l, sh, l.Quantity-need)})
	}
}

// takeTurn takes up to need units of balances that rotation holds equal, from as few of them as can be.
func (a *allocator) takeTurn(l *Line, turn []int, need int64) int64 {
	open := make([]int, 0, len(turn))
	var sum int64
	for _, i := range turn {
		if a.left[i] > 0 && a.stock[i].Owner == l.Owner {
			open = append(open, i)
			sum += a.left[i]
		}
	}
	if len(open) == 0 {
		return 0
	}
	want := min(need, sum)
	slices.SortFunc(open, a.preference(l, want))
	var given int64
	for _, i := range a.fewest(open, want) {
		q := min(a.left[i], want-given)
		a.left[i] -= q
		given += q
		a.plan.Picks = append(a.plan.Picks, Pick{Order: l.Order, Line: l.Line, SKU: l.SKU, Stock: i,
			Holder: a.stock[i].Holder, Location: a.stock[i].Location, Lot: a.stock[i].Lot, Quantity: q,
			Why: a.why(i, len(open))})
	}
	return given
}

// preference orders equal balances: pick faces before reserve for less than a case, whole cases from reserve, so that nobody
// opens a pallet for three pieces nor empties a pick face for a pallet; then travel and holder.
func (a *allocator) preference(l *Line, want int64) func(i, j int) int {
	first := layout.PickFace
	if l.Case > 0 && want >= l.Case {
		first = layout.Reserve
	}
	return func(i, j int) int {
		s, t := &a.stock[i], &a.stock[j]
		if (s.Kind == first) != (t.Kind == first) {
			if s.Kind == first {
				return -1
			}
			return 1
		}
		return a.rotation(i, j)
	}
}

// fewest chooses the smallest number of balances that hold want, and among those choices the most preferred one. open is
// in order of preference and holds at least want.
func (a *allocator) fewest(open []int, want int64) []int {
	full := slices.Clone(open)
	slices.SortStableFunc(full, func(i, j int) int { return cmp.Compare(a.left[j], a.left[i]) })
	count, sum := 0, int64(0)
	for sum < want {
		sum += a.left[full[count]]
		count++
	}
	chosen := make([]int, 0, count)
	for rest := want; len(chosen) < count; {
		for _, i := range open {
			if slices.Contains(chosen, i) || a.left[i]+a.fullest(full, chosen, i, count-len(chosen)-1) < rest {
				continue
			}
			chosen = append(chosen, i)
			rest -= a.left[i]
			break
		}
	}
	return chosen
}

// fullest sums the n fullest balances besides those chosen and the candidate.
func (a *allocator) fullest(full, chosen []int, candidate, n int) int64 {
	var sum int64
	for _, i := range full {
		if n == 0 {
			break
		}
		if i != candidate && !slices.Contains(chosen, i) {
			sum += a.left[i]
			n--
		}
	}
	return sum
}

func (a *allocator) why(i, open int) string {
	s := &a.stock[i]
	var b strings.Builder
	switch {
	case s.Expiry != item.NoDate:
		fmt.Fprintf(&b, "fefo expiry=%s", s.Expiry)
		if s.Received != item.NoDate {
			fmt.Fprintf(&b, " received=%s", s.Received)
		}
	case s.Received != item.NoDate:
		fmt.Fprintf(&b, "fifo received=%s", s.Received)
	default:
		b.WriteString("near")
	}
	fmt.Fprintf(&b, " kind=%s travel=%d equals=%d", s.Kind, s.Travel, open)
	return b.String()
}
