package route

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
)

// tour is a walk by distances alone. Places 0..n-1 are the stops, n the start, n+1 the end.
type tour struct {
	n     int
	ids   []string
	d     []int64
	order []int
}

func (t *tour) at(i, j int) int64 { return t.d[i*(t.n+2)+j] }

func (t *tour) length(order []int) int64 {
	last, sum := t.n, int64(0)
	for _, i := range order {
		sum += t.at(last, i)
		last = i
	}
	return sum + t.at(last, t.n+1)
}

// heldKarp tries every subset of stops with every last stop.
func (t *tour) heldKarp() ([]int, int64) {
	n := t.n
	if n == 0 {
		return []int{}, t.at(n, n+1)
	}
	by := make([]int, n) // stops by id, so that the first of equal walks is the same whatever the order of input
	for i := range by {
		by[i] = i
	}
	slices.SortFunc(by, func(a, b int) int { return cmp.Or(cmp.Compare(t.ids[a], t.ids[b]), cmp.Compare(a, b)) })
	cost := make([]int64, n<<n)
	prev := make([]int8, n<<n)
	for set := 1; set < 1<<n; set++ {
		for last := range n {
			if set>>last&1 == 0 {
				continue
			}
			rest := set &^ (1 << last)
			best, from := int64(-1), int8(-1)
			if rest == 0 {
				best = t.at(n, by[last])
			}
			for k := range n {
				if rest>>k&1 == 1 {
					if c := cost[rest*n+k] + t.at(by[k], by[last]); best < 0 || c < best {
						best, from = c, int8(k)
					}
				}
			}
			cost[set*n+last], prev[set*n+last] = best, from
		}
	}
	full, best, last := 1<<n-1, int64(-1), 0
	for k := range n {
		if c := cost[full*n+k] + t.at(by[k], n+1); best < 0 || c < best {
			best, last = c, k
		}
	}
	order := make([]int, n)
	for set, i := full, n-1; i >= 0; i-- {
		order[i] = by[last]
		next := prev[set*n+last]
		set &^= 1 << last
		last = int(next)
	}
	return order, best
}

// search builds a tour and improves it; it returns the rounds done.
func (t *tour) search(ctx context.Context, rounds int) int {
	t.nearestNeighbour()
	t.improve()
	best, length := slices.Clone(t.order), t.length(t.order)
	rng := rand.New(rand.NewPCG(uint64(t.n), 0x70757368)) // a fixed seed: the same trip gets the same walk
	for round := range rounds {
		if ctx.Err() != nil {
			t.order = best
			return round
		}
		t.kick(rng)
		t.improve()
		if l := t.length(t.order); l < length {
			length = l
			copy(best, t.order)
		} else {
			copy(t.order, best)
		}
	}
	t.order = best
	return rounds
}

func (t *tour) nearestNeighbour() {
	left := make([]int, t.n)
	for i := range left {
		left[i] = i
	}
	slices.SortFunc(left, func(a, b int) int { return cmp.Or(cmp.Compare(t.ids[a], t.ids[b]), cmp.Compare(a, b)) })
	t.order = make([]int, 0, t.n)
	for last := t.n; len(left) > 0; {
		best := 0
		for i := range left {
			if t.at(last, left[i]) < t.at(last, left[best]) {
				best = i
			}
		}
		last = left[best]
		t.order = append(t.order, last)
		left = slices.Delete(left, best, best+1)
	}
}

// place gives the stop at a position; -1 and n are the start and the end.
func (t *tour) place(i int) int {
	switch {
	case i < 0:
		return t.n
	case i >= t.n:
		return t.n + 1
	}
	return t.order[i]
}

// improve moves pieces of up to three stops, also turned, and turns pieces of any length, until nothing helps.
func (t *tour) improve() {
	for better := true; better; {
		better = false
		for i := range t.n {
			for size := 1; size <= 3 && i+size <= t.n; size++ {
				if t.movePiece(i, size) {
					better = true
				}
			}
			if t.turnFrom(i) {
				better = true
			}
		}
	}
}

// movePiece puts the piece of stops i..i+size-1 where it costs least, if that is less than here.
func (t *tour) movePiece(i, size int) bool {
	first, last := t.order[i], t.order[i+size-1]
	before, after := t.place(i-1), t.place(i+size)
	inside, turned := int64(0), int64(0)
	for k := i; k < i+size-1; k++ {
		inside += t.at(t.order[k], t.order[k+1])
		turned += t.at(t.order[k+1], t.order[k])
	}
	saved := t.at(before, first) + t.at(last, after) - t.at(before, after) + inside
	best, where, flip := int64(0), -2, false
	for k := -1; k < t.n; k++ {
		if k >= i-1 && k < i+size {
			continue
		}
		a, b := t.place(k), t.place(k+1)
		base := saved + t.at(a, b)
		if gain := base - t.at(a, first) - inside - t.at(last, b); gain > best {
			best, where, flip = gain, k, false
		}
		if gain := base - t.at(a, last) - turned - t.at(first, b); gain > best {
			best, where, flip = gain, k, true
		}
	}
	if where == -2 {
		return false
	}
	var piece [3]int
	copy(piece[:], t.order[i:i+size])
	if flip {
		slices.Reverse(piece[:size])
	}
	if where < i {
		copy(t.order[where+1+size:i+size], t.order[where+1:i])
		copy(t.order[where+1:], piece[:size])
	} else {
		copy(t.order[i:where+1-size], t.order[i+size:where+1])
		copy(t.order[where+1-size:], piece[:size])
	}
	return true
}

// turnFrom turns the best piece that begins at i, if that helps. Walks turned round are measured anew, since one-way
// aisles make the two directions differ.
func (t *tour) turnFrom(i int) bool {
	best, to := int64(0), -1
	inside, turned := int64(0), int64(0)
	a, first := t.place(i-1), t.order[i]
	for j := i + 1; j < t.n; j++ {
		inside += t.at(t.order[j-1], t.order[j])
		turned += t.at(t.order[j], t.order[j-1])
		b, last := t.place(j+1), t.order[j]
		if gain := t.at(a, first) + inside + t.at(last, b) - t.at(a, last) - turned - t.at(first, b); gain > best {
			best, to = gain, j
		}
	}
	if to < 0 {
		return false
	}
	slices.Reverse(t.order[i : to+1])
	return true
}

// kick exchanges two neighbouring pieces at random places.
func (t *tour) kick(rng *rand.Rand) {
	cuts := []int{rng.IntN(t.n + 1), rng.IntN(t.n + 1), rng.IntN(t.n + 1)}
	slices.Sort(cuts)
	a, b, c := cuts[0], cuts[1], cuts[2]
	slices.Reverse(t.order[a:b])
	slices.Reverse(t.order[b:c])
	slices.Reverse(t.order[a:c])
}
