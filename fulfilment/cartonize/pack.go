package cartonize

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
)

// Pack packs units into as few boxes as it can, then the cheapest, then the smallest. It refuses input that cannot be right,
// naming every fault; units that fit nowhere are no fault but stand in Plan.Left.
func Pack(ctx context.Context, units []Unit, boxes []Box, rules Rules) (Plan, error) {
	if err := check(units, boxes, rules); err != nil {
		return Plan{}, err
	}
	s := newSolver(ctx, units, boxes, rules)
	groups := s.sort()
	for _, g := range groups {
		s.group(g)
	}
	s.plan.Stopped = s.stopped()
	s.plan.Why = fmt.Sprintf("boxes=%d left=%d packings=%d", len(s.plan.Cartons), len(s.plan.Left), s.tries)
	return s.plan, nil
}

// Fill packs as much volume as it can into one box; what is left over is in Plan.Left without a reason.
func Fill(ctx context.Context, units []Unit, box Box, rules Rules) (Plan, error) {
	box.Stock = 1
	if err := check(units, []Box{box}, rules); err != nil {
		return Plan{}, err
	}
	s := newSolver(ctx, units, []Box{box}, rules)
	var pieces []piece
	for i := range units {
		for range units[i].Quantity {
			pieces = append(pieces, newPiece(i, &units[i]))
		}
	}
	rest := pieces
	if c, left, ok := s.fullest(0, pieces); ok {
		s.plan.Cartons = append(s.plan.Cartons, c)
		rest = left
	}
	for _, p := range rest {
		s.leave(p.unit, 1, "", "")
	}
	s.plan.Stopped = s.stopped()
	s.plan.Why = fmt.Sprintf("fill left=%d packings=%d", len(rest), s.tries)
	return s.plan, nil
}

func check(units []Unit, boxes []Box, rules Rules) error {
	var g fault.Gather
	count := int64(0)
	for i := range units {
		u := &units[i]
		count += min(max(u.Quantity, 0), MaxUnits+1) // one that cannot be must not turn the sum round
		if u.Quantity < 1 || beyond(MaxGrams, u.Grams) || beyondEdges(u.Size) || u.Stand > EdgeLength|EdgeWidth|EdgeHeight {
			g.Add(fmt.Sprintf("units[%d] %s", i, u.ID), "carton.unit", "quantity %d, weight %d g or size %v mm cannot be", u.Quantity, u.Grams, u.Size)
		}
	}
	if count > MaxUnits {
		g.Add("units", "carton.units", "they are more than %d: pack them in ranges", MaxUnits)
	}
	if len(boxes) > MaxBoxes {
		g.Add("boxes", "carton.boxes", "%d kinds of boxes are more than %d", len(boxes), MaxBoxes)
	}
	for i := range boxes {
		b := &boxes[i]
		if !b.Inner.Known() || !b.Outer.Known() || beyondEdges(b.Inner) || beyondEdges(b.Outer) || beyond(MaxGrams, b.Tare, b.MaxGross) ||
			beyond(MaxCost, b.Cost) || b.Stock < Endless {
			g.Add("box "+b.Code, "carton.box", "inner %v and outer %v mm, tare %d g, greatest weight %d g, cost %d or stock %d cannot be", b.Inner, b.Outer, b.Tare, b.MaxGross, b.Cost, b.Stock)
		}
	}
	c := &rules.Carrier
	if beyond(1000, rules.Support) || beyond(MaxEdge, rules.Dunnage) || beyond(MaxEffort, int64(rules.Effort)) || beyond(MaxGrams, c.Longest, c.Girth, c.MaxGrams, c.Volumetric) {
		g.Add("rules", "carton.rules", "support is 0 to 1000 permille, dunnage 0 to %d mm, effort 0 to %d, and no limit of the carrier below zero", MaxEdge, MaxEffort)
	}
	return g.Invalid("carton.invalid", "these units cannot be packed")
}

// beyond tells whether any figure is below zero or above a bound.
func beyond(most int64, figures ...int64) bool {
	return slices.Min(figures) < 0 || slices.Max(figures) > most
}

func beyondEdges(s item.Size) bool { return beyond(MaxEdge, s.Length, s.Width, s.Height) }

// takes tells whether the carrier takes a parcel of an outer size.
func (c Carrier) takes(s item.Size) bool {
	longest := max(s.Length, s.Width, s.Height)
	girth := 2*(s.Length+s.Width+s.Height) - longest
	return (c.Longest == 0 || longest <= c.Longest) && (c.Girth == 0 || girth <= c.Girth)
}

// newPiece lists the ways a unit may stand, upright first; turns of equal measures count once.
func newPiece(i int, u *Unit) piece {
	p := piece{unit: i, volume: u.Size.Volume(), grams: u.Grams, fragile: u.Fragile}
	e := [3]int32{int32(u.Size.Length), int32(u.Size.Width), int32(u.Size.Height)}
	p.longest = max(e[0], e[1], e[2])
	p.base = p.volume / int64(max(1, min(e[0], e[1], e[2])))
	stand := u.Stand
	if stand == 0 {
		stand = EdgeLength | EdgeWidth | EdgeHeight
	}
	if u.Upright {
		stand = EdgeHeight
	}
	for z := 2; z >= 0; z-- {
		if stand&(1<<z) == 0 {
			continue
		}
		a, b := (z+1)%3, (z+2)%3
		for _, t := range []turn{{e[min(a, b)], e[max(a, b)], e[z], 1 << z}, {e[max(a, b)], e[min(a, b)], e[z], 1 << z}} {
			if !slices.ContainsFunc(p.turns, func(o turn) bool { return o.dx == t.dx && o.dy == t.dy && o.dz == t.dz }) {
				p.turns = append(p.turns, t)
			}
		}
	}
	return p
}

// sort sets aside what needs no packing or cannot be packed, and groups the rest by class.
func (s *solver) sort() [][]piece {
	byClass := map[string][]piece{}
	for i := range s.units {
		u := &s.units[i]
		p := newPiece(i, u)
		switch reason, message := s.refuse(u, p); {
		case reason != "":
			s.leave(i, u.Quantity, reason, message)
		case u.OwnContainer:
			for n := range u.Quantity {
				s.plan.Cartons = append(s.plan.Cartons, s.own(i, n))
			}
		case u.ShipsAlone:
			for range u.Quantity {
				s.group([]piece{p})
			}
		default:
			for range u.Quantity {
				byClass[u.Class] = append(byClass[u.Class], p)
			}
		}
	}
	classes := make([]string, 0, len(byClass))
	for c := range byClass {
		classes = append(classes, c)
	}
	slices.Sort(classes)
	out := make([][]piece, 0, len(classes))
	for _, c := range classes {
		out = append(out, byClass[c])
	}
	return out
}

// refuse tells why a unit fits no box at all.
func (s *solver) refuse(u *Unit, p piece) (reason, message string) {
	size := fmt.Sprintf("%s (%d x %d x %d mm, %d g)", u.SKU, u.Size.Length, u.Size.Width, u.Size.Height, u.Grams)
	if !u.Size.Known() || u.Grams == 0 {
		return ReasonUnmeasured, fmt.Sprintf("%s has no size or no weight: measure it", u.SKU)
	}
	if u.OwnContainer {
		if m := s.rules.Carrier.MaxGrams; !s.rules.Carrier.takes(u.Size) || m > 0 && u.Grams > m {
			return ReasonCarrier, size + " in its own packing is beyond the carrier's limits: choose another carrier"
		}
		return "", ""
	}
	fits, taken, light := false, false, false
	for b := range s.boxes {
		if !s.fitsAlone(b, p) {
			continue
		}
		fits = true
		if !s.rules.Carrier.takes(s.boxes[b].Outer) {
			continue
		}
		taken = true
		if limit := s.limit(b); limit != 0 && p.grams > limit {
			continue
		}
		light = true
		if s.stock[b] != 0 {
			return "", ""
		}
	}
	switch {
	case !fits:
		return ReasonTooLarge, size + " fits no box in any allowed turn: add a larger box or let it ship in its own packing"
	case !taken:
		return ReasonCarrier, size + " needs a box beyond the carrier's limits: choose another carrier"
	case !light:
		return ReasonTooHeavy, size + " is too heavy for every box it fits: add a stronger box"
	}
	return ReasonNoStock, size + " fits only boxes that have run out: restock them"
}

func (s *solver) leave(unit int, quantity int64, reason, message string) {
	for i := range s.plan.Left {
		if l := &s.plan.Left[i]; l.Unit == unit && l.Reason == reason {
			l.Quantity += quantity
			return
		}
	}
	s.plan.Left = append(s.plan.Left, Left{Unit: unit, Quantity: quantity, Reason: reason, Message: message})
}

// own makes the parcel of a unit that ships in its own packing.
func (s *solver) own(unit int, pieceNo int64) Carton {
	u := &s.units[unit]
	s.pieceNo[unit]++
	c := Carton{Box: -1, Inner: u.Size, Outer: u.Size, Net: u.Grams, Gross: u.Grams, Why: "own_container",
		Places: []Placement{{Unit: unit, Piece: pieceNo, Size: u.Size, Up: EdgeHeight}}}
	c.Billed = s.billed(c)
	return c
}

func (s *solver) billed(c Carton) int64 {
	if v := s.rules.Carrier.Volumetric; v > 0 {
		return max(c.Gross, (c.Outer.Volume()+v-1)/v)
	}
	return c.Gross
}

// orderings of pieces: the large, the long, the flat and the low first. Fragile ones come last in each, since nothing stands on them.
var orderings = []func(a, b *piece) int{
	func(a, b *piece) int {
		return cmp.Or(cmp.Compare(b.volume, a.volume), cmp.Compare(b.longest, a.longest))
	},
	func(a, b *piece) int { return cmp.Or(cmp.Compare(b.base, a.base), cmp.Compare(b.volume, a.volume)) },
	func(a, b *piece) int {
		return cmp.Or(cmp.Compare(b.longest, a.longest), cmp.Compare(b.volume, a.volume))
	},
	func(a, b *piece) int {
		return cmp.Or(cmp.Compare(b.turns[0].dz, a.turns[0].dz), cmp.Compare(b.base, a.base))
	},
}

// arrange gives the pieces' indices by one of the orderings, ties by the units' ids.
func (s *solver) arrange(pieces []piece, ordering int) []int {
	by := make([]int, len(pieces))
	for i := range by {
		by[i] = i
	}
	slices.SortFunc(by, func(i, j int) int {
		a, b := &pieces[i], &pieces[j]
		if a.fragile != b.fragile {
			if b.fragile {
				return -1
			}
			return 1
		}
		return cmp.Or(orderings[ordering](a, b), strings.Compare(s.units[a.unit].ID, s.units[b.unit].ID), cmp.Compare(i, j))
	})
	return by
}
