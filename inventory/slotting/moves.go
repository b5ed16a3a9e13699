package slotting

import (
	"cmp"
	"container/heap"
	"fmt"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
)

// Moves lists the moves that repay within the horizon, in the order to make them: each time the one with the greatest gain. An
// exchange is made in one go, costs two moves and is listed as two. It stops when no move repays what it costs.
//
// With Policy.Trips an item may go to any slot that the rules allow, and the gain is what those trips would walk less. Without
// them every item has a goal, the slot its picks per space earn among the slots that may hold it, and the gain counts the way
// from the benches, shared by the lines of a trip, and the ways between the pairs picked for the same orders.
//
// With trips, 3,808 items in 4,000 slots take some 3 s, ten times that where moves cost nothing; it grows with items times
// slots, so that a large building is best re-arranged zone by zone.
func Moves(slots []Slot, items []Profile, pairs []Pair, policy Policy) ([]Move, error) {
	r, err := newReslotting(slots, items, pairs, policy)
	if err != nil {
		return nil, err
	}
	if len(policy.Trips) > 0 {
		r.trips = newTrips(slots, r.bySKU, r.policy)
		r.trips.start(r.at)
		r.bays = r.trips.bays()
		r.score = make([]int64, len(r.bays))
	} else {
		r.setGoals()
	}
	var out []Move
	for n := range MaxRounds {
		r.tried = triedBays
		if n == 0 {
			r.tried = triedFirst
		}
		before := len(out)
		if out = r.round(out); (len(out)-before)*worthRound < len(out) || r.full {
			break
		}
	}
	return out, nil
}

// MaxRounds bounds how often all items are looked at again: what has moved opens ways for the rest, but ever fewer.
const MaxRounds = 12

// worthRound is the part of all moves that a round must have added for another to follow: a hundredth.
const worthRound = 100

// worthLooking is the part of a gain that may be lost to other moves before another slot is looked for: a tenth.
const worthLooking = 10

// round makes moves until none repays of those known, looking again only at what a move has touched.
func (r *reslotting) round(out []Move) []Move {

	queue := make(proposals, 0, len(r.items))
	for i := range r.items {
		if p, ok := r.propose(i); ok {
			queue = append(queue, p)
		}
	}
	heap.Init(&queue)
	for queue.Len() > 0 {
		p := queue[0]
		now, ok := r.judge(p.item, p.to)
		if !ok || now.gain < p.gain-p.gain/worthLooking { // moves made since have changed it
			now, ok = r.propose(p.item)
		}
		switch {
		case !ok:
			heap.Pop(&queue)
			continue
		case now.gain < p.gain:
			queue[0] = now
			heap.Fix(&queue, 0)
			continue
		}
		if r.policy.MaxMoves > 0 && len(out)+now.moves > r.policy.MaxMoves {
			r.full = true
			return out
		}
		out = append(out, r.apply(now)...)
		heap.Pop(&queue)
		if next, ok := r.propose(r.displaced); ok {
			heap.Push(&queue, next)
		}
	}
	return out
}

type reslotting struct {
	slots     []Slot
	items     []Profile
	policy    Policy
	bySKU     map[item.SKU]int
	at        []int // item -> slot
	holds     []int // slot -> item; -1: nothing
	goal      []int // item -> slot; -1: none
	mates     [][]mate
	displaced int
	swaps     int
	full      bool
	tried     int    // bays
	trips     *trips // nil: goals
	bays      []bay
	score     []int64
}

type mate struct {
	item   int
	orders int64
}

func newReslotting(slots []Slot, items []Profile, pairs []Pair, policy Policy) (*reslotting, error) {
	var g fault.Gather
	if len(slots) > MaxPlaces {
		g.Add("slots", "slotting.places", "%d slots are more than %d", len(slots), MaxPlaces)
	}
	policy.Weeks, policy.Horizon = cmp.Or(policy.Weeks, 1), cmp.Or(policy.Horizon, DefaultHorizon)
	policy.HeavyLevel, policy.LinesPerTrip = cmp.Or(policy.HeavyLevel, DefaultHeavyLevel), cmp.Or(policy.LinesPerTrip, 1)
	if min(policy.Weeks, policy.Horizon, policy.MoveCost, policy.HeavyLevel, policy.LinesPerTrip, policy.AislePitch, policy.AisleLength) < 0 {
		g.Add("policy", "slotting.policy", "no figure of the policy can be negative")
	}
	r := &reslotting{slots: slots, items: items, policy: policy, bySKU: make(map[item.SKU]int, len(items)), mates: make([][]mate, len(items)), displaced: -1}
	for i := range items {
		if _, twice := r.bySKU[items[i].SKU]; twice || items[i].Picks < 0 {
			g.Add("item "+string(items[i].SKU), "slotting.item", "the item is given twice or with negative picks")
		}
		r.bySKU[items[i].SKU] = i
		r.at = append(r.at, -1)
	}
	for s := range slots {
		r.holds = append(r.holds, -1)
		i, known := r.bySKU[slots[s].SKU]
		switch {
		case slots[s].SKU == "":
		case !known:
			g.Add("slot "+string(slots[s].Code), "slotting.item", "%s lies there but has no profile", slots[s].SKU)
		case r.at[i] >= 0:
			g.Add("slot "+string(slots[s].Code), "slotting.item", "%s lies in two slots: give its main one", slots[s].SKU)
		default:
			r.at[i], r.holds[s] = s, i
		}
	}
	for _, p := range pairs {
		a, okA := r.bySKU[p.A]
		b, okB := r.bySKU[p.B]
		if okA && okB && a != b && p.Orders > 0 {
			r.mates[a] = append(r.mates[a], mate{b, p.Orders})
			r.mates[b] = append(r.mates[b], mate{a, p.Orders})
		}
	}
	return r, g.Invalid("slotting.invalid", "these slots cannot be re-arranged")
}

// may tells whether the rules allow an item in a slot.
func (r *reslotting) may(i, s int) bool {
	it, sl := &r.items[i], &r.slots[s]
	return !sl.Fixed && ambient(it.Class) == ambient(sl.Class) && (it.Hazard == "" || it.Hazard == sl.Hazard) &&
		(sl.Grams == 0 || it.Grams <= sl.Grams) && (sl.Volume == 0 || it.Volume <= sl.Volume) &&
		(!it.Heavy || sl.Level <= r.policy.HeavyLevel)
}

// judge gives what moving an item to a slot brings now; false if it is there, may not move or does not repay.
func (r *reslotting) judge(i, to int) (proposal, bool) {
	from := r.at[i]
	if from < 0 || to < 0 || from == to || r.slots[from].Fixed || !r.may(i, to) {
		return proposal{}, false
	}
	other := r.holds[to]
	if other >= 0 && !r.may(other, from) {
		return proposal{}, false
	}
	p := proposal{item: i, to: to, moves: 1, sku: r.items[i].SKU}
	if other >= 0 {
		p.moves = 2
	}
	p.gain = r.saved(i, from, other, to)*r.policy.Horizon/r.policy.Weeks - r.policy.MoveCost*int64(p.moves)
	return p, p.gain > 0
}

// saved gives millimetres of walk that an exchange would have saved in the weeks counted.
func (r *reslotting) saved(i, from, other, to int) (saved int64) {
	if r.trips != nil {
		r.put(i, to, other, from)
		saved = -r.trips.change(i, other, r.at)
	} else {
		saved = r.walk(i) + r.walk(other)
		r.put(i, to, other, from)
		saved -= r.walk(i) + r.walk(other)
	}
	r.put(i, from, other, to)
	return saved
}

func (r *reslotting) put(i, si, j, sj int) {
	r.at[i], r.holds[si] = si, i
	r.holds[sj] = j
	if j >= 0 {
		r.at[j] = sj
	}
}

// apply makes a proposal and words its moves.
func (r *reslotting) apply(p proposal) []Move {
	from, other := r.at[p.item], r.holds[p.to]
	r.put(p.item, p.to, other, from)
	r.displaced = other
	if r.trips != nil {
		r.trips.keep(p.item, other, r.at)
	}
	code := func(s int) layout.Code { return r.slots[s].Code }
	why := "nearer"
	if r.slots[p.to].Walk >= r.slots[from].Walk {
		why = "beside_mates" // not nearer to the benches, but to what it is picked with
	}
	out := []Move{{SKU: p.sku, From: code(from), To: code(p.to), Gain: p.gain,
		Why: fmt.Sprintf("%s picks=%d walk=%d was=%d", why, r.items[p.item].Picks, r.slots[p.to].Walk, r.slots[from].Walk)}}
	if other >= 0 {
		out = append(out, Move{SKU: r.items[other].SKU, From: code(p.to), To: code(from),
			Why: fmt.Sprintf("makes_room picks=%d walk=%d was=%d", r.items[other].Picks, r.slots[from].Walk, r.slots[p.to].Walk)})
		r.swaps++
		out[0].Swap, out[1].Swap = r.swaps, r.swaps
	}
	return out
}

type proposal struct {
	item, to int
	moves    int
	gain     int64
	sku      item.SKU
}

type proposals []proposal

func (p proposals) Len() int { return len(p) }
func (p proposals) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(p[j].gain, p[i].gain), strings.Compare(string(p[i].sku), string(p[j].sku))) < 0
}
func (p proposals) Swap(i, j int) { p[i], p[j] = p[j], p[i] }
func (p *proposals) Push(x any)   { *p = append(*p, x.(proposal)) }
func (p *proposals) Pop() any     { x := (*p)[len(*p)-1]; *p = (*p)[:len(*p)-1]; return x }

// propose finds a slot for an item; false if none repays.
func (r *reslotting) propose(i int) (proposal, bool) {
	switch {
	case i < 0 || r.at[i] < 0 || r.slots[r.at[i]].Fixed:
		return proposal{}, false
	case r.trips == nil:
		return r.judge(i, r.goal[i])
	case len(r.trips.of[i]) == 0: // never picked: it goes only where others make it go
		return proposal{}, false
	}
	return r.search(i)
}

// Bounds of the search for an item's slot. The first round looks at the best bays only: on real orders that gave the first
// hundred exchanges 1 % more, and the later rounds find what it left.
const (
	triedFirst = 10 // bays
	triedBays  = 24
	triedSlots = 2 // of each bay
)

type option struct {
	score int64
	slots [triedSlots]int
}

// search tries the bays whose wish is greatest, less what it costs to bring their slowest item here.
func (r *reslotting) search(i int) (best proposal, found bool) {

	t, from := r.trips, r.at[i]
	clear(r.score)
	t.wish(i, r.at, r.bays, r.score)
	var options [triedBays]option
	n := 0
	for b := range r.bays {
		slots := r.slowest(i, &r.bays[b])
		s := slots[0]
		if s < 0 {
			continue
		}
		score := r.score[b]
		if j := r.holds[s]; j >= 0 {
			score += int64(len(t.of[j])) * (r.slots[from].Walk - r.slots[s].Walk) / t.lines
		}
		if n < r.tried {
			n++
		} else if score >= options[n-1].score {
			continue
		}
		k := n - 1
		for ; k > 0 && score < options[k-1].score; k-- {
			options[k] = options[k-1]
		}
		options[k] = option{score, slots}
	}
	for _, o := range options[:n] {
		for _, s := range o.slots {
			if s < 0 {
				break
			}
			if p, ok := r.judge(i, s); ok && (!found || p.gain > best.gain) {
				best, found = p, true
			}
		}
	}
	return best, found
}

// slowest gives the slots of a bay that may hold an item and whose goods are picked least, empty ones first; -1: none.
func (r *reslotting) slowest(i int, b *bay) (out [triedSlots]int) {
	var picks [triedSlots]int
	for k := range out {
		out[k] = -1
	}
	for _, s := range b.slots {
		n, j := -1, r.holds[s]
		if j >= 0 {
			n = len(r.trips.of[j])
		}
		if last := triedSlots - 1; out[last] >= 0 && n >= picks[last] || s == r.at[i] || !r.may(i, s) || j >= 0 && !r.may(j, r.at[i]) {
			continue
		}
		for k := range out {
			if out[k] < 0 || n < picks[k] {
				copy(out[k+1:], out[k:])
				copy(picks[k+1:], picks[k:])
				out[k], picks[k] = s, n
				break
			}
		}
	}
	return out
}
