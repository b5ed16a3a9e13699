package slotting

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
)

// Replenish fills pick faces that are, or after their demand will be, below their least quantity, from reserve: faces a
// picker waits at first, then those that run out first, then by travel. Stock comes by earliest expiry, then receipt, then
// travel, in whole cases where the face has room for one. No balance is given out twice.
func Replenish(faces []Face, stock []Reserve) ([]Refill, error) {
	var g fault.Gather
	for i := range faces {
		if f := &faces[i]; min(f.Have, f.Demand, f.Min) < 0 || f.Max < f.Min {
			g.Add("face "+string(f.Code), "slotting.face", "have %d, demand %d, min %d and max %d cannot be", f.Have, f.Demand, f.Min, f.Max)
		}
	}
	for i := range stock {
		if s := &stock[i]; s.Available < 0 || s.Case < 0 {
			g.Add("reserve "+s.Holder, "slotting.reserve", "available %d and case %d cannot be negative", s.Available, s.Case)
		}
	}
	if err := g.Invalid("slotting.invalid", "these pick faces cannot be replenished"); err != nil {
		return nil, err
	}
	left := make([]int64, len(stock))
	bySKU := map[item.SKU][]int{}
	for i := range stock {
		left[i] = stock[i].Available
		bySKU[stock[i].SKU] = append(bySKU[stock[i].SKU], i)
	}
	for _, list := range bySKU {
		slices.SortFunc(list, rotation(stock))
	}
	var out []Refill
	for _, f := range wanting(faces) {
		out = refill(out, &faces[f], f, stock, left, bySKU[faces[f].SKU])
	}
	return out, nil
}

// rotation orders reserve stock: earliest expiry, goods that never expire last, earliest receipt, travel, holder.
func rotation(stock []Reserve) func(i, j int) int {
	day := func(d item.Date) int64 {
		if d == item.NoDate {
			return 1 << 40
		}
		return int64(d)
	}
	return func(i, j int) int {
		a, b := &stock[i], &stock[j]
		return cmp.Or(cmp.Compare(day(a.Expiry), day(b.Expiry)), cmp.Compare(a.Received, b.Received), cmp.Compare(a.Travel, b.Travel),
			strings.Compare(a.Holder, b.Holder), strings.Compare(string(a.Lot), string(b.Lot)), cmp.Compare(i, j))
	}
}

// wanting lists the faces to fill in the order to fill them.
func wanting(faces []Face) []int {
	var out []int
	for i := range faces {
		f := &faces[i]
		if f.Have-f.Demand < f.Min && f.Have < max(f.Max, f.Demand) {
			out = append(out, i)
		}
	}
	slices.SortFunc(out, func(i, j int) int {
		a, b := &faces[i], &faces[j]
		return cmp.Or(-compareBool(a.Urgent, b.Urgent), cmp.Compare(a.Have-a.Demand, b.Have-b.Demand), cmp.Compare(a.Travel, b.Travel),
			strings.Compare(string(a.Code), string(b.Code)), strings.Compare(string(a.SKU), string(b.SKU)), cmp.Compare(i, j))
	})
	return out
}

func refill(out []Refill, f *Face, index int, stock []Reserve, left []int64, list []int) []Refill {
	room := f.Max - f.Have
	lot, bound := f.Lot, f.OneLot && f.Have > 0
	for _, i := range list {
		s := &stock[i]
		if room <= 0 {
			break
		}
		if left[i] == 0 || s.Owner != f.Owner || bound && s.Lot != lot ||
			s.Expiry != item.NoDate && f.Today != item.NoDate && s.Expiry < f.Today {
			continue
		}
		q := min(room, left[i])
		if s.Case > 0 && q > s.Case {
			q -= q % s.Case
		}
		left[i] -= q
		room -= q
		if f.OneLot {
			lot, bound = s.Lot, true
		}
		out = append(out, Refill{Face: index, Reserve: i, From: s.Code, To: f.Code, SKU: f.SKU, Lot: s.Lot, Quantity: q,
			Why: fmt.Sprintf("below_min have=%d demand=%d min=%d max=%d expiry=%s", f.Have, f.Demand, f.Min, f.Max, s.Expiry)})
	}
	return out
}
