package main

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"

	"github.com/anishathalye/porcupine"
)

// The rules of one item's stock, told once more and one command after another: what is on hand and reserved where, who
// reserves what in which order, who loses goods to a fact. It shares no code with the service, so that a history of
// commands from many clients fits it only if the service did them one at a time, in an order that agrees with the clock.

// spot is a place and lot that goods of the item can be at; its number is its place in the model's list.
type spot struct {
	place, lot string
	expiry     int // earlier first; equal: of one turn
	reserve    bool
	travel     int
}

// pile is what lies at a spot.
type pile struct{ on, reserved int64 }

// stockClaim is a reservation: at a spot, or picked into a tote.
type stockClaim struct {
	n    int
	spot int // inTote: picked
	qty  int64
}

const inTote = -1

// want is a line that wants the item: of an order, or of a transfer.
type want struct {
	name   string // the order, or what the test calls the transfer
	lorry  bool   // it is a transfer
	shipBy int    // of an order; later ones lose their goods first
	full   int64
	open   int64
	next   int
	claims []stockClaim
	pieces int
	over   bool // a transfer that was dispatched or given up
}

// shelf is all there is of an item.
type shelf struct {
	piles []pile
	wants []want
	hands int64 // in workers' hands
	totes int64
}

func (s shelf) clone() shelf {
	s.piles, s.wants = slices.Clone(s.piles), slices.Clone(s.wants)
	for i := range s.wants {
		s.wants[i].claims = slices.Clone(s.wants[i].claims)
	}
	return s
}

func (s *shelf) find(name string) *want {
	i := slices.IndexFunc(s.wants, func(w want) bool { return w.name == name })
	if i < 0 {
		return nil
	}
	return &s.wants[i]
}

func (s shelf) equal(t shelf) bool {
	return s.hands == t.hands && s.totes == t.totes && slices.Equal(s.piles, t.piles) && slices.EqualFunc(s.wants, t.wants, func(a, b want) bool {
		return a.name == b.name && a.open == b.open && a.next == b.next && a.pieces == b.pieces && a.over == b.over && slices.Equal(a.claims, b.claims)
	})
}

func (s shelf) hash() uint64 {
	h := fnv.New64a()
	fmt.Fprint(h, s.piles, s.hands, s.totes)
	for i := range s.wants {
		fmt.Fprint(h, s.wants[i].name, s.wants[i].open, s.wants[i].claims)
	}
	return h.Sum64()
}

// stockOp is a command or a look. What it does not need stays empty.
type stockOp struct {
	Do   string // adjust, move, allocate, transfer, send, dispatch, cancel, pick, stock, line
	SKU  string
	Spot int
	To   int
	Qty  int64
	Want string
	Res  int
}

// stockWant is an order the item's model begins with.
type stockWant struct {
	Order string
	Qty   int64
}

// stockAnswer is what came back. Lost: nobody knows, and it may be done at any time from then on.
type stockAnswer struct {
	Lost     bool
	Reason   string // why it was refused
	On       int64
	Reserved int64
	Units    int64
	Left     int64
	Diverted int64
	Found    int64
	Res      int
	Taken    int
	Outcome  string
	Seen     string // of a look: all of it, in words
}

// itemRules are an item's spots and what else its model needs.
type itemRules struct {
	spots []spot
	unit  int64 // units of a case; 0: it has none
}

// stockModel is the model of one item.
func stockModel(rules itemRules, wants []stockWant) porcupine.Model {
	return porcupine.Model{
		Init: func() any {
			s := shelf{piles: make([]pile, len(rules.spots))}
			for i, w := range wants {
				s.wants = append(s.wants, want{name: w.Order, shipBy: i, full: w.Qty, open: w.Qty, next: 1})
			}
			return s
		},
		Step: func(state, in, out any) (bool, any) {
			s := state.(shelf).clone()
			op, got := in.(stockOp), out.(stockAnswer)
			r := stockRules{itemRules: rules, s: &s}
			told := r.do(op)
			if told.Reason != "" {
				s = state.(shelf)
			}
			return got.Lost || told == got, s
		},
		Equal:             func(a, b any) bool { return a.(shelf).equal(b.(shelf)) },
		Hash:              func(a any) uint64 { return a.(shelf).hash() },
		DescribeOperation: func(in, out any) string { return fmt.Sprintf("%+v -> %+v", in, out) },
		DescribeState:     func(a any) string { return fmt.Sprintf("%+v", a) },
	}
}

// stockRules do one command on a shelf.
type stockRules struct {
	itemRules
	s *shelf
}

func (r *stockRules) do(op stockOp) stockAnswer {
	w := r.s.find(op.Want)
	switch op.Do {
	case "adjust":
		return r.adjust(op)
	case "move":
		return r.move(op)
	case "allocate":
		units := r.give(w, r.choose(w.open))
		return stockAnswer{Units: units, Left: w.open}
	case "transfer":
		if w == nil {
			r.s.wants = append(r.s.wants, want{name: op.Want, lorry: true, full: op.Qty, open: op.Qty, next: 1})
			w = r.s.find(op.Want)
		} else if w.over {
			return stockAnswer{Reason: "transfer.state"}
		}
		return stockAnswer{Units: r.give(w, r.inTurn(w.open)), Left: w.open}
	case "send":
		return r.send(w, op)
	case "dispatch", "cancel":
		return r.dispatch(w, op.Do == "cancel")
	case "pick":
		return r.pick(w, op)
	case "stock":
		return stockAnswer{Seen: fmt.Sprint(r.s.piles, " totes ", r.s.totes, " hands ", r.s.hands)}
	case "line":
		return stockAnswer{Seen: lineInWords(w.open, w.claims)}
	}
	panic(op.Do)
}

// lineInWords words a line as a look at it is compared.
func lineInWords(open int64, claims []stockClaim) string {
	claims = slices.Clone(claims)
	slices.SortFunc(claims, func(a, b stockClaim) int { return cmp.Compare(a.n, b.n) })
	return fmt.Sprint("open ", open, " claims ", claims)
}

func (r *stockRules) adjust(op stockOp) stockAnswer {
	p := &r.s.piles[op.Spot]
	if op.Qty < 0 && p.on-p.reserved < -op.Qty {
		return stockAnswer{Reason: "stock.short"}
	}
	p.on += op.Qty
	return stockAnswer{On: p.on, Reserved: p.reserved}
}

func (r *stockRules) move(op stockOp) stockAnswer {
	from := &r.s.piles[op.Spot]
	switch {
	case from.on < op.Qty:
		return stockAnswer{Reason: "stock.short"}
	case from.on-from.reserved < op.Qty:
		return stockAnswer{Reason: "move.refused"}
	}
	from.on -= op.Qty
	r.s.piles[op.To].on += op.Qty
	return stockAnswer{Units: op.Qty}
}

func (r *stockRules) free(i int) int64 { return r.s.piles[i].on - r.s.piles[i].reserved }

// part is so much of a spot.
type part struct {
	spot int
	qty  int64
}

// inTurn serves a transfer: earliest expiry, then by lot and place, whatever there is.
func (r *stockRules) inTurn(qty int64) (out []part) {
	order := make([]int, len(r.spots))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		x, y := r.spots[a], r.spots[b]
		return cmp.Or(cmp.Compare(x.expiry, y.expiry), cmp.Compare(x.lot, y.lot), cmp.Compare(x.place, y.place))
	})
	for _, i := range order {
		if n := min(qty, r.free(i)); n > 0 {
			out = append(out, part{i, n})
			qty -= n
		}
	}
	return out
}

// choose serves an order: turn by turn of one expiry, each from as few spots as can be, pick faces first unless a whole case
// is wanted, then the nearest.
func (r *stockRules) choose(qty int64) (out []part) {
	var turns []int
	for _, s := range r.spots {
		if !slices.Contains(turns, s.expiry) {
			turns = append(turns, s.expiry)
		}
	}
	slices.Sort(turns)
	for _, expiry := range turns {
		var spots []int
		var sum int64
		for i, s := range r.spots {
			if s.expiry == expiry && r.free(i) > 0 {
				spots = append(spots, i)
				sum += r.free(i)
			}
		}
		n := min(qty, sum)
		qty -= n
		reserveFirst := r.unit > 0 && n >= r.unit
		slices.SortFunc(spots, func(a, b int) int {
			x, y := r.spots[a], r.spots[b]
			if x.reserve != y.reserve {
				if x.reserve == reserveFirst {
					return -1
				}
				return 1
			}
			return cmp.Or(cmp.Compare(x.travel, y.travel), cmp.Compare(x.lot, y.lot))
		})
		for _, i := range r.fewest(spots, n) {
			q := min(n, r.free(i))
			out = append(out, part{i, q})
			n -= q
		}
	}
	return out
}

// fewest tries every choice of spots, small ones first and in order of preference.
func (r *stockRules) fewest(spots []int, qty int64) []int {
	var try func(from, size int, sum int64, chosen []int) []int
	try = func(from, size int, sum int64, chosen []int) []int {
		if len(chosen) == size {
			if sum >= qty {
				return chosen
			}
			return nil
		}
		for i := from; i < len(spots); i++ {
			if got := try(i+1, size, sum+r.free(spots[i]), append(slices.Clone(chosen), spots[i])); got != nil {
				return got
			}
		}
		return nil
	}
	if qty == 0 {
		return nil
	}
	for size := 1; size <= len(spots); size++ {
		if got := try(0, size, 0, nil); got != nil {
			return got
		}
	}
	return nil
}

func (r *stockRules) give(w *want, parts []part) (units int64) {
	for _, p := range parts {
		r.reserve(w, p.spot, p.qty)
		units += p.qty
	}
	return units
}

func (r *stockRules) reserve(w *want, at int, qty int64) {
	r.s.piles[at].reserved += qty
	w.claims = append(w.claims, stockClaim{n: w.next, spot: at, qty: qty})
	w.next++
	w.open -= qty
}

// release gives back a part of a claim.
func (r *stockRules) release(w *want, i int, qty int64) {
	c := &w.claims[i]
	r.s.piles[c.spot].reserved -= qty
	c.qty -= qty
	w.open += qty
	if c.qty == 0 {
		w.claims = slices.Delete(w.claims, i, i+1)
	}
}

func (w *want) last() int {
	for i := len(w.claims) - 1; i >= 0; i-- {
		if w.claims[i].spot != inTote {
			return i
		}
	}
	return -1
}

// wanting is what a line has open or reserved.
func (w *want) wanting() int64 {
	n := w.open
	for _, c := range w.claims {
		if c.spot != inTote {
			n += c.qty
		}
	}
	return n
}
