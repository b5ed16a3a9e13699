package slotting

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
)

// Replenish fills pick faces from reserve: with what is reserved there by the piece, so that nobody fetches pieces from
// reserve, and, where less than the least quantity is left beside what is promised, up to the greatest. Faces a picker waits
// at come first, then those that run out first, then by travel. Stock comes by earliest expiry, then receipt, then whole LPNs
// that fit, then travel; in whole cases where the face has room for one. No balance is given out twice.
func Replenish(faces []Face, stock []Reserve) ([]Refill, error) {
	if err := checkRefill(faces, stock); err != nil {
		return nil, err
	}
	f := filling{faces: faces, stock: stock, free: make([]int64, len(stock)), wanted: make([]int64, len(stock)), bySKU: map[item.SKU][]int{}}
	for i := range stock {
		f.free[i], f.wanted[i] = stock[i].Available, stock[i].Wanted
		f.bySKU[stock[i].SKU] = append(f.bySKU[stock[i].SKU], i)
	}
	for _, i := range f.order() {
		f.fill(i)
	}
	return f.out, nil
}

func checkRefill(faces []Face, stock []Reserve) error {
	var g fault.Gather
	for i := range faces {
		if f := &faces[i]; min(f.Have, f.Demand, f.Min, f.Max) < 0 || f.Max > 0 && f.Max < f.Min {
			g.Add("face "+string(f.Code), "slotting.face", "have %d, demand %d, min %d and max %d cannot be", f.Have, f.Demand, f.Min, f.Max)
		}
	}
	for i := range stock {
		if s := &stock[i]; s.Available < 0 || s.Wanted < 0 || s.Case < 0 {
			g.Add("reserve "+s.Holder, "slotting.reserve", "available %d, wanted %d and case %d cannot be negative", s.Available, s.Wanted, s.Case)
		}
	}
	return g.Invalid("slotting.invalid", "these pick faces cannot be replenished")
}

// filling is one run of Replenish.
type filling struct {
	faces        []Face
	stock        []Reserve
	free, wanted []int64 // of the stock, what is not given out
	bySKU        map[item.SKU][]int
	out          []Refill
}

// order gives the faces in the order to fill them.
func (p *filling) order() []int {
	out := make([]int, len(p.faces))
	urgent := make([]bool, len(p.faces))
	for i := range p.faces {
		f := &p.faces[i]
		out[i], urgent[i] = i, f.Urgent || slices.ContainsFunc(p.bySKU[f.SKU], func(s int) bool {
			return p.stock[s].Urgent && p.stock[s].Wanted > 0 && p.stock[s].Owner == f.Owner
		})
	}
	slices.SortFunc(out, func(i, j int) int {
		a, b := &p.faces[i], &p.faces[j]
		return cmp.Or(-compareBool(urgent[i], urgent[j]), cmp.Compare(a.Have-a.Demand, b.Have-b.Demand), cmp.Compare(a.Travel, b.Travel),
			strings.Compare(string(a.Code), string(b.Code)), strings.Compare(string(a.SKU), string(b.SKU)), cmp.Compare(i, j))
	})
	return out
}

// face is one that is being filled.
type face struct {
	*Face
	index int
	room  int64
	left  int64 // beside what is promised
	lot   item.Lot
	bound bool // only that lot may be added
	from  int  // its refills begin there in out
}

func (p *filling) fill(index int) {
	f := face{Face: &p.faces[index], index: index, from: len(p.out)}
	f.room, f.left = f.Max-f.Have, f.Have-f.Demand
	if f.Max == 0 {
		f.room = math.MaxInt64
	}
	f.lot, f.bound = f.Lot, f.OneLot && f.Have > 0
	for _, i := range p.rotated(&f) {
		p.pull(&f, i)
	}
	if f.left >= f.Min && !(f.Urgent && f.left <= 0) {
		return
	}
	if f.Max == 0 { // nobody said how much it takes: a case, if a picker waits
		f.room = 0
		for _, i := range p.bySKU[f.SKU] {
			f.room = max(f.room, p.stock[i].Case)
		}
	}
	for _, i := range p.rotated(&f) {
		p.top(&f, i)
	}
}

// rotated gives the stock that may go to a face: earliest expiry first, goods that never expire last, then earliest receipt,
// whole LPNs that fit, travel, holder.
func (p *filling) rotated(f *face) []int {
	day := func(d item.Date) int64 {
		if d == item.NoDate {
			return 1 << 40
		}
		return int64(d)
	}
	var list []int
	for _, i := range p.bySKU[f.SKU] {
		if s := &p.stock[i]; s.Owner == f.Owner && (s.Expiry == item.NoDate || f.Today == item.NoDate || s.Expiry >= f.Today) {
			list = append(list, i)
		}
	}
	fits := func(i int) bool { return p.stock[i].Whole && p.free[i]+p.wanted[i] <= f.room }
	slices.SortFunc(list, func(i, j int) int {
		a, b := &p.stock[i], &p.stock[j]
		return cmp.Or(cmp.Compare(day(a.Expiry), day(b.Expiry)), cmp.Compare(a.Received, b.Received), -compareBool(fits(i), fits(j)),
			cmp.Compare(a.Travel, b.Travel), strings.Compare(a.Holder, b.Holder), strings.Compare(string(a.Lot), string(b.Lot)), cmp.Compare(i, j))
	})
	return list
}

// pull brings what is reserved by the piece, filled up to a whole case with what is free.
func (p *filling) pull(f *face, i int) {
	s := &p.stock[i]
	n := min(p.wanted[i], f.room)
	if n <= 0 || f.bound && s.Lot != f.lot {
		return
	}
	q := n
	if s.Case > 0 && n%s.Case > 0 {
		if up := n + s.Case - n%s.Case; up <= f.room && up-n <= p.free[i] {
			q = up
		}
	}
	p.wanted[i] -= n
	p.free[i] -= q - n
	f.left += q - n
	p.bring(f, i, q, n, "reserved")
}

// top brings what is free, up to the greatest quantity.
func (p *filling) top(f *face, i int) {
	s := &p.stock[i]
	q := min(f.room, p.free[i])
	if q <= 0 || f.bound && s.Lot != f.lot {
		return
	}
	switch {
	case s.Case > 0 && q > s.Case:
		q -= q % s.Case
	case q < s.Case && p.free[i] >= s.Case && f.left >= max(f.Min, 1):
		return // no case is opened for a face that has enough
	}
	p.free[i] -= q
	f.left += q
	p.bring(f, i, q, 0, "below_min")
}

func (p *filling) bring(f *face, i int, q, pull int64, why string) {
	s := &p.stock[i]
	f.room -= q
	if f.OneLot {
		f.lot, f.bound = s.Lot, true
	}
	for k := f.from; k < len(p.out); k++ {
		if p.out[k].Reserve == i { // pulled already: one way for both
			p.out[k].Quantity += q
			return
		}
	}
	p.out = append(p.out, Refill{Face: f.index, Reserve: i, From: s.Code, To: f.Code, SKU: f.SKU, Lot: s.Lot, Quantity: q, Pull: pull,
		Urgent: f.Urgent || pull > 0 && s.Urgent, Rank: f.Have - f.Demand,
		Why: fmt.Sprintf("%s have=%d demand=%d reserved=%d min=%d max=%d expiry=%s", why, f.Have, f.Demand, pull, f.Min, f.Max, s.Expiry)})
}
