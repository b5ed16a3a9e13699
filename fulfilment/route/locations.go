package route

import (
	"cmp"
	"fmt"
	"slices"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/layout"
)

// gapFactor: a stretch without any location, this many times as long as the usual step between two, is a cross aisle. Bays
// that lost one shelf leave a gap of twice the step.
const gapFactor = 3

// FromLocations describes a rectangular warehouse by the locations in its aisles (those with an aisle number). An aisle's
// centre line lies midway between its outermost racks. Without LocationOptions.Cross, cross aisles run one step before the
// first and behind the last location, and through every gap in all racks of more than two steps. The second answer gives
// the aisles' numbers by index.
func FromLocations(all []layout.Location, o LocationOptions) (Shape, []AisleOf, error) {
	type extent struct{ low, high int64 }
	aisles := map[int64]extent{}
	var ys []int64
	for i := range all {
		l := &all[i]
		if l.Aisle <= 0 {
			continue
		}
		e, ok := aisles[l.Aisle]
		if !ok {
			e = extent{l.X, l.X}
		}
		aisles[l.Aisle] = extent{min(e.low, l.X), max(e.high, l.X)}
		ys = append(ys, l.Y)
	}
	if len(aisles) == 0 {
		return Shape{}, nil, fault.Invalid("route.aisles", "no location has an aisle number: set aisle and coordinates of the racks")
	}
	var s Shape
	numbers := make([]AisleOf, 0, len(aisles))
	for n := range aisles {
		numbers = append(numbers, AisleOf{Number: n})
	}
	middle := func(n int64) int64 { e := aisles[n]; return (e.low + e.high) / 2 }
	slices.SortFunc(numbers, func(a, b AisleOf) int {
		return cmp.Or(cmp.Compare(middle(a.Number), middle(b.Number)), cmp.Compare(a.Number, b.Number))
	})
	var f fault.Gather
	for i := range numbers {
		numbers[i].Index = i
		x := middle(numbers[i].Number)
		if i > 0 && x == s.Aisles[i-1] {
			f.Add(fmt.Sprintf("aisle %d", numbers[i].Number), "route.same_aisle", "lies at x %d mm, as aisle %d does: correct their coordinates", x, numbers[i-1].Number)
		}
		s.Aisles = append(s.Aisles, x)
	}
	if err := f.Invalid("route.shape", "the aisles cannot be told apart"); err != nil {
		return Shape{}, nil, err
	}
	if s.Cross = slices.Clone(o.Cross); s.Cross == nil {
		s.Cross = crossAisles(ys)
	}
	return s, numbers, nil
}

// crossAisles finds the cross aisles from the Y of all racked locations.
func crossAisles(ys []int64) []int64 {
	slices.Sort(ys)
	ys = slices.Compact(ys)
	steps := make([]int64, 0, len(ys))
	for i := 1; i < len(ys); i++ {
		steps = append(steps, ys[i]-ys[i-1])
	}
	step := int64(1000) // one bay
	if len(steps) > 0 {
		slices.Sort(steps)
		step = steps[len(steps)/2]
	}
	out := []int64{ys[0] - step}
	for i := 1; i < len(ys); i++ {
		if ys[i]-ys[i-1] >= gapFactor*step {
			out = append(out, (ys[i]+ys[i-1])/2)
		}
	}
	return append(out, ys[len(ys)-1]+step)
}
