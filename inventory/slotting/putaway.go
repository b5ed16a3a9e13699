package slotting

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/layout"
)

// How well a place suits, best first.
const (
	suitFixed = iota // the item's own pick face
	suitLot          // the same lot lies there
	suitItem         // the same item lies there
	suitEmpty        // nothing lies there
	suitMixed        // other items lie there
)

var suitWords = [...]string{suitFixed: "fixed_face", suitLot: "same_lot", suitItem: "same_item", suitEmpty: "empty", suitMixed: "mixed"}

// Putaway ranks the places for goods, best first, at most limit of them (0: MaxSuggestions): the item's own pick face up
// to its greatest quantity, then places where the same lot or item lies, then empty ones (fast movers near the benches, slow
// ones far), then mixed ones; among equals those that take all, then the nearest. It refuses goods that cannot be right;
// no place at all is no fault but an empty answer, and Refuses says why.
func Putaway(goods Goods, places []Place, limit int) ([]Suggestion, error) {
	if goods.Quantity <= 0 || goods.Grams < 0 || goods.Volume < 0 || goods.SKU == "" {
		return nil, fault.Invalid("slotting.goods", "%q: quantity %d must be above zero, weight and volume not below it", goods.SKU, goods.Quantity)
	}
	if len(places) > MaxPlaces {
		return nil, fault.Invalid("slotting.places", "%d places are more than %d: give those of the goods' storage class", len(places), MaxPlaces)
	}
	type candidate struct {
		place, suit int
		fits        int64
	}
	var all []candidate
	for i := range places {
		if fits, refused := judge(&goods, &places[i]); !refused {
			all = append(all, candidate{i, suit(&goods, &places[i]), fits})
		}
	}
	slices.SortFunc(all, func(x, y candidate) int {
		a, b := &places[x.place], &places[y.place]
		order := cmp.Compare(x.suit, y.suit)
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
			Why: fmt.Sprintf("%s fits=%d of=%d distance=%d", suitWords[c.suit], c.fits, goods.Quantity, p.Distance)})
	}
	return out, nil
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
