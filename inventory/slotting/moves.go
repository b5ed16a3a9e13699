package slotting

import (
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"slices"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
)

// Moves lists the moves that repay within the horizon, in the order to make them: each time the one with the greatest gain, as
// things lie after those before it. It stops when no move repays what it costs.
//
// With Policy.Trips an item may go to any slot that the rules allow, and the gain is what those trips would walk less. Without
// them every item has a goal, the slot its picks per space earn among the slots that may hold it, and the gain counts the way
// from the benches, shared by the lines of a trip, and the ways between the pairs picked for the same orders.
//
// With trips, 3,808 items in 4,000 slots take some 3 s, ten times that where moves cost nothing; it grows with items times
// slots, so that a large building is best re-arranged zone by zone. Each move repays whatever comes after it: when the context
// ends, those found by then are the answer.
func Moves(ctx context.Context, slots []Slot, items []Profile, pairs []Pair, policy Policy) ([]Move, error) {
	r, err := newReslotting(slots, items, pairs, policy)
	if err != nil {
		return nil, err
	}
	r.ctx = ctx
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
		if out = r.round(out); (len(out)-before)*worthRound < len(out) || r.full || ctx.Err() != nil {
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
		if r.ctx.Err() != nil {
			return out // the best move of all is not known yet
		}
		if p, ok := r.propose(i); ok {
			queue = append(queue, p)
		}
	}
	heap.Init(&queue)
	for queue.Len() > 0 && r.ctx.Err() == nil {
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
		if r.full = r.policy.MaxMoves > 0 && len(out) == r.policy.MaxMoves; r.full {
			return out
		}
		out = append(out, r.apply(now))
		heap.Pop(&queue)
		if next, ok := r.propose(r.displaced); ok {
			heap.Push(&queue, next)
		}
	}
	return out
}

type reslotting struct {
	ctx       context.Context
	slots     []Slot
	items     []Profile
	policy    Policy
	bySKU     map[item.SKU]int
	at        []int // item -> slot
	holds     []int // slot -> item; -1: nothing
	goal      []int // item -> slot; -1: none
	mates     [][]mate
	displaced int
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
	policy.check(&g)
	policy.Weeks, policy.Horizon = cmp.Or(policy.Weeks, 1), cmp.Or(policy.Horizon, DefaultHorizon)
	policy.HeavyLevel, policy.LinesPerTrip = cmp.Or(policy.HeavyLevel, DefaultHeavyLevel), cmp.Or(policy.LinesPerTrip, 1)
	r := &reslotting{slots: slots, items: items, policy: policy, bySKU: make(map[item.SKU]int, len(items)), mates: make([][]mate, len(items)), displaced: -1}
	for i := range items {
		it := &items[i]
		if _, twice := r.bySKU[it.SKU]; twice || it.SKU == "" {
			g.Add("item "+string(it.SKU), "slotting.item", "the item has no SKU or is given twice")
		}
		checkFigures(&g, "item "+string(it.SKU), MaxCount, it.Picks, int64(it.Lots))
		checkFigures(&g, "item "+string(it.SKU), MaxFigure, it.Grams, it.Volume)
		r.bySKU[it.SKU] = i
		r.at = append(r.at, -1)
	}
	if len(slots) > MaxPlaces {
		g.Add("slots", "slotting.places", "%d slots are more than %d", len(slots), MaxPlaces)
	}
	for s := range slots {
		r.holds = append(r.holds, -1)
		sl := &slots[s]
		checkFigures(&g, "slot "+string(sl.Code), MaxWay, sl.Along, sl.Walk)
		checkFigures(&g, "slot "+string(sl.Code), MaxAisle, sl.Aisle, sl.Level)
		checkFigures(&g, "slot "+string(sl.Code), MaxFigure, sl.Grams, sl.Volume)
		i, known := r.bySKU[sl.SKU]
		switch {
		case sl.SKU == "":
		case !known:
			g.Add("slot "+string(sl.Code), "slotting.item", "%s lies there but has no profile", sl.SKU)
		case r.at[i] >= 0:
			g.Add("slot "+string(sl.Code), "slotting.item", "%s lies in two slots: give its main one", sl.SKU)
		default:
			r.at[i], r.holds[s] = s, i
		}
	}
	for _, p := range pairs {
		a, okA := r.bySKU[p.A]
		b, okB := r.bySKU[p.B]
		checkFigures(&g, "pair "+string(p.A)+" "+string(p.B), MaxCount, p.Orders)
		if okA && okB && a != b && p.Orders > 0 {
			r.mates[a] = append(r.mates[a], mate{b, p.Orders})
			r.mates[b] = append(r.mates[b], mate{a, p.Orders})
		}
	}
	return r, g.Invalid("slotting.invalid", "these slots cannot be re-arranged")
}

func checkFigures(g *fault.Gather, where string, most int64, figures ...int64) {
	if slices.Min(figures) < 0 || slices.Max(figures) > most {
		g.Add(where, "slotting.figure", "figures from 0 to %d are possible, not %v", most, figures)
	}
}

func (p *Policy) check(g *fault.Gather) {
	if min(p.Weeks, p.Horizon, p.MoveCost, p.HeavyLevel, p.LinesPerTrip, p.AislePitch, p.AisleLength, int64(p.MaxMoves)) < 0 {
		g.Add("policy", "slotting.policy", "no figure of the policy can be negative")
	}
	if max(p.Weeks, p.Horizon) > MaxWeeks || max(p.LinesPerTrip, p.AislePitch) > MaxCount || p.AisleLength > MaxWay || p.MoveCost > MaxFigure {
		g.Add("policy", "slotting.policy", "at most %d weeks, %d mm of aisle, %d mm between aisles, a cost of %d mm", MaxWeeks, MaxWay, MaxCount, int64(MaxFigure))
	}
	if p.Ages != nil && len(p.Ages) != len(p.Trips) {
		g.Add("policy.ages", "slotting.policy", "%d ages are given for %d trips", len(p.Ages), len(p.Trips))
	}
	items := 0
	for n := range p.Trips {
		if items += len(p.Trips[n]); p.Ages != nil && n < len(p.Ages) && p.Ages[n] < 0 {
			g.Add(fmt.Sprintf("policy.ages[%d]", n), "slotting.policy", "a trip cannot be %d days old", p.Ages[n])
		}
	}
	if items > MaxTripItems {
		g.Add("policy.trips", "slotting.policy", "trips with %d items are more than %d: count fewer weeks, or every second trip", items, MaxTripItems)
	}
}

// may tells whether the rules allow an item in a slot.
func (r *reslotting) may(i, s int) bool {
	it, sl := &r.items[i], &r.slots[s]
	return !sl.Fixed && ambient(it.Class) == ambient(sl.Class) && (it.Hazard == sl.Hazard || it.Hazard == "" && !sl.Shared) &&
		(!sl.OneLot || it.Lots <= 1) &&
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
	p.gain = r.ahead(r.saved(i, from, other, to)) - r.policy.MoveCost*int64(p.moves)
	return p, p.gain > 0
}

// ahead turns what would have been saved in the weeks counted into what the horizon will bring.
func (r *reslotting) ahead(saved int64) int64 {
	if r.trips == nil {
		return saved * r.policy.Horizon / r.policy.Weeks
	}
	return saved / r.policy.Weeks * r.policy.Horizon / r.trips.mean
}

// saved gives millimetres of walk that a move would have saved in the weeks counted; of trips, each by its weight.
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

// apply makes a proposal and words its move.
func (r *reslotting) apply(p proposal) Move {
	from, other := r.at[p.item], r.holds[p.to]
	r.put(p.item, p.to, other, from)
	r.displaced = other
	if r.trips != nil {
		r.trips.keep(p.item, other, r.at)
	}
	why := "nearer"
	if r.slots[p.to].Walk >= r.slots[from].Walk {
		why = "beside_mates" // not nearer to the benches, but to what it is picked with
	}
	out := Move{SKU: p.sku, From: r.slots[from].Code, To: r.slots[p.to].Code, Gain: p.gain,
		Why: fmt.Sprintf("%s picks=%d walk=%d was=%d", why, r.items[p.item].Picks, r.slots[p.to].Walk, r.slots[from].Walk)}
	if other >= 0 {
		out.Back = r.items[other].SKU
		out.Why += fmt.Sprintf("; %s makes room picks=%d", out.Back, r.items[other].Picks)
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
			score += t.picked[j] * (r.slots[from].Walk - r.slots[s].Walk) / t.lines
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
	var picks [triedSlots]int64
	for k := range out {
		out[k] = -1
	}
	for _, s := range b.slots {
		n, j := int64(-1), r.holds[s]
		if j >= 0 {
			n = r.trips.picked[j]
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
