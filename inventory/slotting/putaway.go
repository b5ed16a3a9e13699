package slotting

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
)

// How well a place suits, best first.
const (
	suitFixed = iota // the item's own pick face
	suitGoal         // the empty face that a plan of moves gives the item: what goes there at once is not moved later
	suitLot          // the same lot lies there
	suitItem         // the same item lies there
	suitEmpty        // nothing lies there
	suitMixed        // other items lie there
)

// suits are the words of a sequence of targets, and how well each suits by itself.
var suits = map[TargetKind]int{TargetFixed: suitFixed, TargetGoal: suitGoal, TargetLot: suitLot, TargetItem: suitItem, TargetNear: suitEmpty,
	TargetEmpty: suitEmpty, TargetMixed: suitMixed}

// defaultTargets is the sequence of goods that no rule names.
var defaultTargets = []Target{{Kind: TargetFixed}, {Kind: TargetGoal}, {Kind: TargetLot}, {Kind: TargetItem}, {Kind: TargetEmpty}, {Kind: TargetMixed}}

// Putaway ranks the places for goods, best first, at most limit of them (0: MaxSuggestions), by the goods' sequence of targets;
// of those without one: the item's own pick face up to its greatest quantity, then the face a plan of moves gives it, then
// places where the same lot or item lies, then empty ones (fast movers near the benches, slow ones far), then mixed ones. Among
// equals come those that take all, then the nearest. A place that no target names is not told, though Refuses may allow it. It
// refuses goods that cannot be right; no place at all is no fault but an empty answer, and Refuses says why.
func Putaway(goods Goods, places []Place, limit int) ([]Suggestion, error) {
	if goods.Quantity <= 0 || goods.Grams < 0 || goods.Volume < 0 || goods.SKU == "" {
		return nil, fault.Invalid("slotting.goods", "%q: quantity %d must be above zero, weight and volume not below it", goods.SKU, goods.Quantity)
	}
	if len(places) > MaxPlaces {
		return nil, fault.Invalid("slotting.places", "%d places are more than %d: give those of the goods' storage class", len(places), MaxPlaces)
	}
	type candidate struct {
		place, rank int
		suit        int
		fits        int64
	}
	targets := goods.Targets
	if len(targets) == 0 {
		targets = defaultTargets
	}
	var all []candidate
	homes := homesOf(goods.SKU, places)
	for i := range places {
		p := &places[i]
		base := suit(&goods, p)
		rank := slices.IndexFunc(targets, func(t Target) bool { return t.names(p, base, homes) })
		if rank < 0 {
			continue
		}
		if fits, refused := judge(&goods, p); !refused {
			all = append(all, candidate{i, rank, base, fits})
		}
	}
	slices.SortFunc(all, func(x, y candidate) int {
		a, b := &places[x.place], &places[y.place]
		order := cmp.Compare(x.rank, y.rank)
		if order == 0 {
			order = -compareBool(x.fits == goods.Quantity, y.fits == goods.Quantity)
		}
		if order == 0 && x.suit >= suitEmpty {
			order = cmp.Or(-compareBool(a.Kind == goods.kind(), b.Kind == goods.kind()), goods.compareWalk(a.Walk, b.Walk))
		}
		return cmp.Or(order, cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.Travel, b.Travel), strings.Compare(string(a.Code), string(b.Code)))
	})
	if limit <= 0 || limit > MaxSuggestions {
		limit = MaxSuggestions
	}
	out := make([]Suggestion, 0, min(limit, len(all)))
	for n, c := range all[:min(limit, len(all))] {
		p := &places[c.place]
		out = append(out, Suggestion{Place: c.place, Code: p.Code, Quantity: c.fits, Rank: n + 1,
			Why: fmt.Sprintf("%s fits=%d of=%d distance=%d", targets[c.rank].Kind, c.fits, goods.Quantity, p.Distance)})
	}
	return out, nil
}

// names tells whether a target means a place, of which base says how it suits. homes is where the item lies already.
func (t *Target) names(p *Place, base int, homes []home) bool {
	switch {
	case suits[t.Kind] != base && !(t.Kind == TargetItem && base == suitLot), t.Zone != "" && t.Zone != p.Zone, t.Where != 0 && t.Where != p.Location.Kind:
		return false
	case t.Kind != TargetNear:
		return true
	}
	return slices.ContainsFunc(homes, func(b home) bool {
		return p.Aisle == b.aisle && max(p.Bay-b.bay, b.bay-p.Bay) <= NearBays
	})
}

// NearBays is how many bays to either side are near: within reach of whoever refills the face.
const NearBays = 2

// home is a bay where an item lies.
type home struct{ aisle, bay int64 }

// homesOf gives the bays where an item lies.
func homesOf(sku item.SKU, places []Place) (out []home) {
	for i := range places {
		p := &places[i]
		lies := slices.ContainsFunc(p.Contents, func(c Content) bool { return c.SKU == sku && c.Quantity > 0 })
		if b := (home{p.Aisle, p.Bay}); lies && p.Aisle > 0 && !slices.Contains(out, b) {
			out = append(out, b)
		}
	}
	return out
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// kind is where goods go first: pallets to reserve, pieces to pick faces.
func (g *Goods) kind() layout.Kind {
	if g.Whole {
		return layout.Reserve
	}
	return layout.PickFace
}

// compareWalk puts fast movers near the benches and keeps slow movers away from there; for others only the way to the place
// counts.
func (g *Goods) compareWalk(a, b int64) int {
	switch g.ABC {
	case A:
		return cmp.Compare(a, b)
	case C:
		return cmp.Compare(b, a)
	}
	return 0
}

func suit(g *Goods, p *Place) int {
	if p.Fixed != "" {
		return suitFixed
	}
	best := suitEmpty
	for _, c := range p.Contents {
		switch {
		case c.Quantity <= 0:
		case c.SKU == g.SKU && c.Lot == g.Lot && c.Owner == g.Owner:
			return suitLot
		case c.SKU == g.SKU:
			best = suitItem
		case best == suitEmpty:
			best = suitMixed
		}
	}
	if best == suitEmpty && p.Code == g.Goal && g.Goal != "" && !g.Whole {
		return suitGoal
	}
	return best
}

// Refuses tells every rule that forbids putting the goods there, at least one of them, or all if they go whole; nil if
// none does.
func Refuses(goods Goods, p Place) []Refusal {
	var out []Refusal
	j := judgement{goods: &goods, place: &p, words: true, note: func(r Refusal) { out = append(out, r) }}
	j.rules()
	j.room()
	return out
}

// judge gives how many units fit, and whether any rule forbids the place.
func judge(g *Goods, p *Place) (fits int64, refused bool) {
	j := judgement{goods: g, place: p, note: func(Refusal) { refused = true }}
	if j.rules(); refused {
		return 0, true
	}
	fits = j.room()
	return fits, refused
}

type judgement struct {
	goods *Goods
	place *Place
	words bool // else only the fact counts, and wording it would cost more than the judgement
	note  func(Refusal)
}

func (j *judgement) refuse(reason string, want, have int64, format string, args ...any) {
	if !j.words {
		j.note(Refusal{Reason: reason})
		return
	}
	j.note(Refusal{Reason: reason, Want: want, Have: have, Message: fmt.Sprintf("%s: ", j.place.Code) + fmt.Sprintf(format, args...)})
}

func ambient(class string) string {
	if class == "" {
		return "ambient"
	}
	return class
}

// rules notes what forbids the place whatever the quantity.
func (j *judgement) rules() {
	g, p := j.goods, j.place
	if !p.Kind.Stocked() {
		j.refuse(ReasonKind, 0, 0, "a %s location keeps no stock", p.Kind)
	}
	if p.Closed {
		j.refuse(ReasonClosed, 0, 0, "the location is closed to new goods")
	}
	if p.Held {
		j.refuse(ReasonHeld, 0, 0, "the location is under a hold")
	}
	if ambient(g.Class) != ambient(p.Class) {
		j.refuse(ReasonClass, 0, 0, "%s goods do not go into a location for %s goods", ambient(g.Class), ambient(p.Class))
	}
	if p.Location.Height > 0 && g.Height > p.Location.Height {
		j.refuse(ReasonHeight, g.Height, p.Location.Height, "a piece is %d mm high, the location has %d", g.Height, p.Location.Height)
	}
	if p.Fixed != "" && p.Fixed != string(g.SKU) {
		j.refuse(ReasonFixed, 0, 0, "the pick face belongs to %s", p.Fixed)
	}
	for _, c := range p.Contents {
		if c.Quantity <= 0 {
			continue
		}
		if c.Hazard != g.Hazard {
			j.refuse(ReasonHazard, 0, 0, "goods of hazard class %q lie there, these are %q", c.Hazard, g.Hazard)
			break
		}
	}
	for _, c := range p.Contents {
		if c.Quantity <= 0 {
			continue
		}
		if p.Mixing >= layout.MixLots && c.SKU != g.SKU {
			j.refuse(ReasonMixing, 0, 0, "%s lies there and the location takes one item only", c.SKU)
			break
		}
		if p.Mixing == layout.MixNothing && c.Lot != g.Lot {
			j.refuse(ReasonMixing, 0, 0, "lot %s lies there and the location takes one lot only", c.Lot)
			break
		}
	}
}

// room gives how many units fit, and notes what leaves no room.
func (j *judgement) room() int64 {
	g, p := j.goods, j.place
	grams, volume, have := p.Incoming, p.Promised, int64(0)
	for _, c := range p.Contents {
		grams += c.Grams
		volume += c.Volume
		if c.SKU == g.SKU {
			have += c.Quantity
		}
	}
	fits := g.Quantity
	limit := func(reason string, room, all int64, what string, greatest int64) {
		n := g.Quantity
		if all > 0 {
			n = min(n, max(0, room)*g.Quantity/all)
		} else if room < 0 {
			n = 0
		}
		if n == 0 || g.Whole && n < g.Quantity {
			j.refuse(reason, all, max(0, room), "room for %d %s of %d is left, %d are to be put away", max(0, room), what, greatest, all)
			n = 0
		}
		fits = min(fits, n)
	}
	if p.Location.Grams > 0 {
		limit(ReasonWeight, p.Location.Grams-grams, g.Grams, "g", p.Location.Grams)
	}
	if p.Location.Volume > 0 {
		limit(ReasonVolume, p.Location.Volume-volume, g.Volume, "mm3", p.Location.Volume)
	}
	if p.Max > 0 {
		limit(ReasonMax, p.Max-have, g.Quantity, "units", p.Max)
	}
	return fits
}
