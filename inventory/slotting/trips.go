package slotting

import (
	"cmp"
	"slices"

	"example.com/tote/inventory/item"
)

// trips estimates what the trips of the weeks counted would walk with the goods where they lie now. A trip walks across to its
// outermost aisles on either side of the benches and back, and in every aisle to its farthest pick and back, or once
// through where it is not the only one: whoever comes out behind comes back through another. Against the shortest walks of real orders this is 1 to 2 % off, and it can be told anew for a moved item in a
// microsecond. Frequency and pairs are in it without further weights: an item beside its mates is no walk of its own.
type trips struct {
	items   [][]int32 // trip -> items
	of      [][]int32 // item -> trips, ascending
	now     []int64   // trip -> walk
	weight  []int64   // trip -> how much it counts, in thousandths of one of today
	picked  []int64   // item -> weight of its trips
	mean    int64     // weight of a trip
	spots   []spot    // slot -> where it is
	aisles  int
	through int64 // the way through an aisle
	lines   int64 // mean of a trip, at least 1
	// scratch of one trip
	far   []int64 // aisle -> farthest pick
	mark  []int   // aisle -> turn in which far was set
	turn  int
	seen  []int32
	moved []int32
}

// spot is a slot's place on the floor.
type spot struct {
	aisle  int
	along  int64
	across int64 // from the benches to the aisle: negative on the side of the lower numbers
}

func newTrips(slots []Slot, bySKU map[item.SKU]int, policy Policy) *trips {
	t := &trips{of: make([][]int32, len(bySKU)), picked: make([]int64, len(bySKU)), through: policy.AisleLength}
	t.place(slots)
	lines, all, weights := int64(0), int64(0), weightsByAge()
	for n, skus := range policy.Trips {
		var known []int32
		for _, s := range skus {
			if i, ok := bySKU[s]; ok {
				known = append(known, int32(i))
			}
		}
		slices.Sort(known)
		if known = slices.Compact(known); len(known) == 0 {
			continue
		}
		w := weights[0]
		if policy.Ages != nil {
			w = weights[min(policy.Ages[n], int64(len(weights)-1))]
		}
		t.weight = append(t.weight, w)
		all += w
		for _, i := range known {
			t.picked[i] += w
			t.of[i] = append(t.of[i], int32(len(t.items)))
		}
		lines += int64(len(known))
		t.items = append(t.items, known)
	}
	t.mean = max(1, all/int64(max(1, len(t.items))))
	t.lines = max(1, lines/int64(max(1, len(t.items))))
	t.now = make([]int64, len(t.items))
	return t
}

// weightsByAge gives what a trip of so many days ago counts, in thousandths, until it counts next to nothing.
func weightsByAge() []int64 {
	const today, perDay, whole = 1_000_000, 983_632, 1_000_000 // half after HalfLife days
	var out []int64
	for w := int64(today); w >= today/1000; w = w * perDay / whole {
		out = append(out, w/1000)
	}
	return out
}

// place numbers the aisles and finds the benches: before the aisle whose slots have the least way beside their Along.
func (t *trips) place(slots []Slot) {
	across := map[int64]int64{}
	for i := range slots {
		s := &slots[i]
		way := max(0, s.Walk/2-s.Along)
		if old, ok := across[s.Aisle]; !ok || way < old {
			across[s.Aisle] = way
		}
		t.through = max(t.through, s.Along)
	}
	numbers := make([]int64, 0, len(across))
	for a := range across {
		numbers = append(numbers, a)
	}
	slices.Sort(numbers)
	index := make(map[int64]int, len(numbers))
	bench := 0
	for i, a := range numbers {
		index[a] = i
		if across[a] < across[numbers[bench]] {
			bench = i
		}
	}
	// Where the benches are between two aisles, the nearer one may be the left of the two.
	left := bench > 0 && (bench == len(numbers)-1 || across[numbers[bench+1]] < across[numbers[bench-1]])
	t.spots = make([]spot, len(slots))
	for i := range slots {
		a := index[slots[i].Aisle]
		t.spots[i] = spot{a, slots[i].Along, across[slots[i].Aisle]}
		if a < bench || a == bench && left {
			t.spots[i].across = -across[slots[i].Aisle]
		}
	}
	t.aisles = len(numbers)
	t.far, t.mark = make([]int64, len(numbers)), make([]int, len(numbers))
}

// start measures every trip.
func (t *trips) start(at []int) {
	for o := range t.now {
		t.now[o] = t.walk(o, at)
	}
}

// walk estimates one trip.
func (t *trips) walk(o int, at []int) int64 {
	sum, _, _ := t.survey(o, at, -1)
	return sum
}

// survey estimates one trip, without an item if that is not -1, and gives how far to both sides it goes. Afterwards seen,
// mark and far tell its aisles.
func (t *trips) survey(o int, at []int, without int32) (sum, left, right int64) {
	t.turn++
	t.seen = t.seen[:0]
	for _, i := range t.items[o] {
		if i == without || at[i] < 0 {
			continue
		}
		p := &t.spots[at[i]]
		left, right = min(left, p.across), max(right, p.across)
		if t.mark[p.aisle] != t.turn {
			t.mark[p.aisle], t.far[p.aisle] = t.turn, 0
			t.seen = append(t.seen, int32(p.aisle))
		}
		t.far[p.aisle] = max(t.far[p.aisle], p.along)
	}
	sum = 2 * (right - left)
	if len(t.seen) == 1 {
		return sum + 2*t.far[t.seen[0]], left, right
	}
	for _, a := range t.seen {
		sum += min(2*t.far[a], t.through)
	}
	return sum, left, right
}

// affected lists the trips with any of two items; j may be -1. The list is valid until the next call.
func (t *trips) affected(i, j int) []int32 {
	t.moved = append(t.moved[:0], t.of[i]...)
	if j >= 0 {
		t.moved = append(t.moved, t.of[j]...)
		slices.Sort(t.moved)
		t.moved = slices.Compact(t.moved)
	}
	return t.moved
}

// change tells how much longer the trips of two items have become since they were measured, each by its weight.
func (t *trips) change(i, j int, at []int) (sum int64) {
	for _, o := range t.affected(i, j) {
		sum += t.weight[o] * (t.walk(int(o), at) - t.now[o])
	}
	return sum
}

// keep measures the trips of two items anew after a move.
func (t *trips) keep(i, j int, at []int) {
	for _, o := range t.affected(i, j) {
		t.now[o] = t.walk(int(o), at)
	}
}

// bay is a stretch of an aisle whose slots are tried together.
type bay struct {
	aisle  int
	along  int64 // of its farthest slot
	across int64
	slots  []int
}

// baysPerAisle bounds the places an item is tried at: a bay of a long aisle is then some six metres.
const baysPerAisle = 32

// bays groups the slots, by aisle and from the front.
func (t *trips) bays() []bay {
	byAisle := make([][]int, t.aisles)
	for s := range t.spots {
		byAisle[t.spots[s].aisle] = append(byAisle[t.spots[s].aisle], s)
	}
	var out []bay
	for a, all := range byAisle {
		slices.SortFunc(all, func(x, y int) int { return cmp.Or(cmp.Compare(t.spots[x].along, t.spots[y].along), cmp.Compare(x, y)) })
		size := (len(all) + baysPerAisle - 1) / baysPerAisle
		for chunk := range slices.Chunk(all, size) {
			last := &t.spots[chunk[len(chunk)-1]]
			out = append(out, bay{aisle: a, along: last.along, across: last.across, slots: chunk})
		}
	}
	return out
}

// wish adds to score what an item's trips would walk with it in each bay, more than without it, each by its weight.
func (t *trips) wish(i int, at []int, bays []bay, score []int64) {
	for _, o := range t.of[i] {
		_, left, right := t.survey(int(o), at, int32(i))
		for b := range bays {
			p := &bays[b]
			more := 2 * (max(0, p.across-right) + max(0, left-p.across))
			far := int64(0)
			if t.mark[p.aisle] == t.turn {
				far = t.far[p.aisle]
			}
			switch only := len(t.seen) == 0 || len(t.seen) == 1 && int(t.seen[0]) == p.aisle; {
			case p.along <= far:
			case only:
				more += 2 * (p.along - far)
			default:
				more += min(2*p.along, t.through) - min(2*far, t.through)
			}
			score[b] += more * t.weight[o]
		}
	}
}
