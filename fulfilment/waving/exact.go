package waving

import (
	"context"
	"math/bits"
)

// maxExact is how many items are parted by looking at every trip they could share: 4,096 walks, about 20 ms with one block.
const maxExact = 12

// solvable tells whether the group is small enough, and the tries left many enough, to find the least walks for certain.
func (s *search) solvable(tries int) bool {
	return len(s.items) <= maxExact && (tries < 0 || tries >= 1<<len(s.items))
}

// solve finds the least walks: of every set of items, the best trip with its first item and the least walks of the rest.
// It is false if the context ended before; the answer so far then stands.
func (s *search) solve(ctx context.Context) bool {
	sets := 1 << len(s.items)
	loads, length := make([]load, sets), make([]int64, sets)
	for set := 1; set < sets; set++ {
		first := bits.TrailingZeros(uint(set))
		loads[set] = loads[set&(set-1)].plus(s.items[first].load)
		length[set] = -1
		if !s.p.Cart.takes(loads[set]) {
			continue
		}
		if ctx.Err() != nil {
			return false
		}
		var items []int32
		key := uint64(0)
		for rest := set; rest > 0; rest &= rest - 1 {
			i := bits.TrailingZeros(uint(rest))
			items, key = append(items, int32(i)), key^s.items[i].key
		}
		length[set] = s.length(key, items, nil)
	}
	least, picked := make([]int64, sets), make([]int, sets)
	for set := 1; set < sets; set++ {
		first, rest := set&-set, set&(set-1)
		least[set] = -1
		for more := rest; ; more = (more - 1) & rest {
			t := more | first
			if l := length[t]; l >= 0 && (least[set] < 0 || l+least[set^t] < least[set]) {
				least[set], picked[set] = l+least[set^t], t
			}
			if more == 0 {
				break
			}
		}
	}
	if all := sets - 1; least[all] < s.best.total {
		s.best.total = least[all]
		s.adopt(all, picked)
	}
	return true
}

// adopt notes the trips found as the best answer.
func (s *search) adopt(set int, picked []int) {
	for k := int32(0); set > 0; k++ {
		for int(k) >= len(s.trips) {
			s.trips = append(s.trips, trip{})
		}
		for t := picked[set]; t > 0; t &= t - 1 {
			s.best.where[bits.TrailingZeros(uint(t))] = k
		}
		set ^= picked[set]
	}
}
