package fulfilment

import (
	"cmp"
	"fmt"
	"slices"

	"example.com/tote/inventory/fault"
)

// maxSuspects bounds what a packer is told to look at: more than a few lines are no hint.
const maxSuspects = 5

// suspect is what would explain a wrong weight: so many units of a line missing or too many, or the carton.
type suspect struct {
	line  int // 0: the carton
	unit  Unit
	each  int64 // base units that go missing together: one, or of goods sold by weight all
	units int64 // times each that would explain it
	one   int64 // mg of each
	rest  int64 // mg that would still be off
}

// suspects gives what most likely explains a parcel that is off by so many milligrams, the likeliest first: what brings it
// into the tolerance goes before what does not, then the fewest units, since one forgotten bag is likelier than seven
// screws, then goods before the carton, which nobody overlooks, then the closest. If nothing explains it, the closest alone is
// given.
func (c *content) suspects(p *Parcel, off int64) []suspect {
	of := map[string]*part{}
	for i := range c.parts {
		of[string(c.parts[i].sku)] = &c.parts[i]
	}
	var all []suspect
	note := func(s suspect, most int64) {
		if s.one > 0 && most > 0 {
			s.units = min(max((abs(off)+s.one/2)/s.one, 1), most)
			s.rest = abs(abs(off) - s.units*s.one)
			all = append(all, s)
		}
	}
	for _, u := range p.Units {
		switch g := of[string(u.SKU)]; {
		case g == nil: // too many goods to tell
		case g.exact: // sold by weight: nobody forgets a single gram
			note(suspect{line: u.Line, unit: u, each: u.Qty, one: min(u.Qty*milli, g.weight())}, 1)
		default:
			note(suspect{line: u.Line, unit: u, each: 1, one: g.one()}, u.Qty)
		}
	}
	if box := of[""]; !box.exact {
		note(suspect{one: box.one()}, 1)
	}
	tolerance := c.tolerance()
	far := func(s suspect) int { return min(1, int(s.rest/(tolerance+1))) }
	slices.SortStableFunc(all, func(a, b suspect) int {
		if n := cmp.Compare(far(a), far(b)); n != 0 {
			return n
		}
		if far(a) == 1 {
			return cmp.Compare(a.rest, b.rest)
		}
		return cmp.Or(cmp.Compare(a.units, b.units), cmp.Compare(min(1, b.line), min(1, a.line)), cmp.Compare(a.rest, b.rest), cmp.Compare(a.line, b.line))
	})
	explain := 0
	for explain < len(all) && far(all[explain]) == 0 {
		explain++
	}
	return all[:min(max(explain, 1), maxSuspects, len(all))]
}

// detail words a suspect for the packer. Want is what the parcel should hold, Have what it would hold.
func (s *suspect) detail(p *Parcel, off int64) fault.Detail {
	if s.line == 0 {
		d := fault.Detail{Where: p.Carton, Reason: "weight.carton", Want: 1, Have: 0,
			Message: fmt.Sprintf("carton %s, %d g: is it another one, or its filling missing?", p.Carton, grams(s.one))}
		if off > 0 {
			d.Have, d.Message = 2, fmt.Sprintf("carton %s, %d g: is it another one, or is there a second one?", p.Carton, grams(s.one))
		}
		return d
	}
	d := fault.Detail{Where: "line " + itoa(s.line), Want: s.unit.Qty}
	goods := fmt.Sprintf("SKU %s%s of %d g", s.unit.SKU, lotWords(s.unit.Lot), grams(s.one))
	if off < 0 {
		d.Reason, d.Have = "weight.missing", s.unit.Qty-s.units*s.each
		d.Message = fmt.Sprintf("%d of %d likely missing: %s", s.units*s.each, s.unit.Qty, goods)
		return d
	}
	d.Reason, d.Have = "weight.surplus", s.unit.Qty+s.units*s.each
	d.Message = fmt.Sprintf("%d likely too many beside %d: %s", s.units*s.each, s.unit.Qty, goods)
	return d
}
