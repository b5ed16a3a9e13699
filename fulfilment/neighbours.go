package fulfilment

import (
	"cmp"
	"slices"
	"strings"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
)

// Bounds of what is looked at around one step: three bays of pick faces, and what lies in them.
const (
	MaxNeighbours = 3  // told of a step: more would not be read
	bayPlaces     = 16 // of a bay: five levels of three
	placeGoods    = 8  // different goods of a place that are looked at
	placeLPNs     = 4  // LPNs of a place that are looked into
)

// Neighbour is what stands within reach of a step and is easily taken for it.
type Neighbour struct {
	Location layout.Code
	SKU      item.SKU
	Lot      item.Lot
	Why      Likeness
	Times    int // how often it was scanned there instead

	away int // 0: the same place, 1: the same bay, 2: the next one, 3: further
}

// lying is what can be taken at a place.
type lying struct {
	sku item.SKU
	lot item.Lot
}

// beware gives what is easily taken for an item at a place: past mis-scans, the same item in another lot, items that look
// alike in the same bay or the next, and places whose code reads like this one's. Worst first, ties by nearness and code.
func (g *guiding) beware(it *item.Item, lot item.Lot, at *layout.Location) []Neighbour {
	if at.Code == "" {
		return nil
	}
	var found []Neighbour
	for away, codes := range g.reach(at) {
		for _, c := range codes {
			found = append(found, g.alikeAt(it, lot, at.Code, c, away)...)
		}
	}
	for _, code := range misreadings(string(at.Code)) {
		if g.place(layout.Code(code)).Code != "" {
			found = append(found, Neighbour{Location: layout.Code(code), Why: AlikeCode, away: 3})
		}
	}
	found = g.withMisscans(found, it.SKU, at.Code)
	slices.SortFunc(found, func(a, b Neighbour) int {
		return cmp.Or(cmp.Compare(slices.Index(likenesses, a.Why), slices.Index(likenesses, b.Why)), cmp.Compare(b.Times, a.Times), cmp.Compare(a.away, b.away),
			strings.Compare(string(a.Location), string(b.Location)), strings.Compare(string(a.SKU), string(b.SKU)), strings.Compare(string(a.Lot), string(b.Lot)))
	})
	return found[:min(len(found), MaxNeighbours)]
}

// reach gives the places a hand reaches by mistake: the place itself, its bay, and the bays beside it.
func (g *guiding) reach(at *layout.Location) [3][]layout.Code {
	out := [3][]layout.Code{{at.Code}}
	if at.Aisle == 0 {
		return out
	}
	for bay := at.Bay - 1; bay <= at.Bay+1; bay++ {
		away := 2
		if bay == at.Bay {
			away = 1
		}
		for _, c := range inventory.InBay(g.r, at.Aisle, bay, bayPlaces) {
			if c != at.Code {
				out[away] = append(out[away], c)
			}
		}
	}
	return out
}

func (g *guiding) alikeAt(it *item.Item, lot item.Lot, from, at layout.Code, away int) []Neighbour {
	var out []Neighbour
	mine := g.face(it.SKU)
	for _, l := range g.lyingAt(at) {
		n := Neighbour{Location: at, SKU: l.sku, Lot: l.lot, away: away}
		switch {
		case l.sku != it.SKU:
			n.Lot = ""
			n.Why = alike(mine, g.face(l.sku))
		case it.Tracked() && l.lot != lot:
			n.Why = OtherLot
		}
		if n.Why != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	if len(out) == 0 && turned(string(from), string(at)) {
		out = append(out, Neighbour{Location: at, Why: AlikeCode, away: away})
	}
	return out
}

func (g *guiding) face(sku item.SKU) *face {
	f := g.faces[sku]
	if f == nil {
		it, err := inventory.FindItem(g.r, sku)
		if err != nil {
			it.SKU = sku
		}
		made := faceOf(&it)
		f, g.faces[sku] = &made, &made
	}
	return f
}

// lyingAt gives what can be taken at a place, loose or out of LPNs.
func (g *guiding) lyingAt(at layout.Code) []lying {
	found, known := g.goods[at]
	if known {
		return found
	}
	holders := []inventory.Holder{inventory.Location(at)}
	for _, id := range inventory.Children(g.r, inventory.Location(at), placeLPNs) {
		holders = append(holders, inventory.LPNHolder(id))
	}
	for _, h := range holders {
		for b := range inventory.Contents(g.r, h) {
			if len(found) == placeGoods {
				break
			}
			found = append(found, lying{b.SKU, b.Lot})
		}
	}
	g.goods[at] = found
	return found
}

// withMisscans joins what was scanned by mistake with what was found around the place.
func (g *guiding) withMisscans(found []Neighbour, sku item.SKU, at layout.Code) []Neighbour {
	for _, s := range misscansNow(g.r, at, sku, g.now).Seen {
		same := func(n Neighbour) bool { return n.SKU == s.SKU }
		if s.SKU == "" {
			same = func(n Neighbour) bool { return n.Location == s.Location && n.Why != OtherLot }
		}
		n := Neighbour{Location: s.Location, SKU: s.SKU, away: 3}
		if i := slices.IndexFunc(found, same); i >= 0 {
			n = found[i]
			found = slices.DeleteFunc(found, same)
		}
		n.Why, n.Times = Misscanned, s.Times
		found = append(found, n)
	}
	return found
}
