package slotting

import (
	"cmp"
	"slices"
	"strings"
)

// setGoals gives the nearest slots to the items with the most picks for their space.
func (r *reslotting) setGoals() {
	byWalk := make([]int, len(r.slots))
	for s := range byWalk {
		byWalk[s] = s
	}
	slices.SortFunc(byWalk, func(a, b int) int {
		return cmp.Or(cmp.Compare(r.slots[a].Walk, r.slots[b].Walk), strings.Compare(string(r.slots[a].Code), string(r.slots[b].Code)))
	})
	byPicks := make([]int, len(r.items))
	for i := range byPicks {
		byPicks[i] = i
	}
	slices.SortFunc(byPicks, func(i, j int) int {
		a, b := &r.items[i], &r.items[j]
		return cmp.Or(cmp.Compare(b.Picks, a.Picks), cmp.Compare(a.Volume, b.Volume), strings.Compare(string(a.SKU), string(b.SKU)))
	})
	taken := make([]bool, len(r.slots))
	first := 0
	r.goal = make([]int, len(r.items))
	for _, i := range byPicks {
		r.goal[i] = -1
		for first < len(byWalk) && taken[byWalk[first]] {
			first++
		}
		for _, s := range byWalk[first:] {
			if !taken[s] && r.may(i, s) {
				r.goal[i], taken[s] = s, true
				break
			}
		}
	}
}

// walk is what an item's picks cost where it lies now, in the weeks counted.
func (r *reslotting) walk(i int) int64 {
	if i < 0 {
		return 0
	}
	s := &r.slots[r.at[i]]
	sum := r.items[i].Picks * s.Walk / r.policy.LinesPerTrip
	for _, m := range r.mates[i] {
		if r.at[m.item] >= 0 {
			sum += m.orders * r.apart(s, &r.slots[r.at[m.item]])
		}
	}
	return sum
}

// apart is about the way between two slots.
func (r *reslotting) apart(a, b *Slot) int64 {
	if a.Aisle == b.Aisle {
		return max(a.Along-b.Along, b.Along-a.Along)
	}
	return max(a.Aisle-b.Aisle, b.Aisle-a.Aisle)*r.policy.AislePitch + min(a.Along+b.Along, max(a.Along, b.Along)*2)
}
