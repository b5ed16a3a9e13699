package fulfilment

import (
	"fmt"
	"slices"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// countUnits turns cases that were scanned into base units, and takes the scale's word.
func (in *PackInput) countUnits(r store.Reader) error {
	var g fault.Gather
	in.Units = slices.Clone(in.Units)
	for i := range in.Units {
		u := &in.Units[i]
		inventory.LineToBase(&g, fmt.Sprintf("units[%d]", i), r, u.SKU, u.UoM, &u.Qty)
		u.UoM = ""
	}
	in.weigh(&g, r)
	return g.Invalid("pack.invalid", "this parcel cannot be understood")
}

// weigh takes the scale's word on what was scanned: of an item in weighed pieces all units are weighed, or none.
func (in *PackInput) weigh(g *fault.Gather, r store.Reader) {
	weighed := map[item.SKU]bool{}
	for _, u := range in.Units {
		weighed[u.SKU] = weighed[u.SKU] || u.Grams != 0
	}
	for i := range in.Units {
		u := &in.Units[i]
		it, err := inventory.FindItem(r, u.SKU)
		if err != nil || !weighed[u.SKU] {
			continue // nothing to weigh, or told when it is matched
		}
		where := fmt.Sprintf("units[%d].", i)
		if inventory.Weigh(g, where, &it, &u.Qty, &u.Grams); it.WeighedPieces && u.Grams == 0 {
			g.Detail(fault.Detail{Where: where + "grams", Reason: "goods.weight", Message: "other pieces of SKU " + string(u.SKU) + " were weighed: weigh all of them, or none"})
		}
		if !it.WeighedPieces {
			u.Grams = 0 // it is the quantity
		}
	}
}

// LineWeight is what the units of an order line that are in parcels weigh, and what they would weigh by the catalogue.
type LineWeight struct{ Grams, Nominal int64 }

// ParcelWeights gives the weight of weighed goods in an order's parcels, by line, of those lines that are asked for.
func ParcelWeights(r store.Reader, order string, lines []inventory.Line) map[int]LineWeight {
	out := map[int]LineWeight{}
	items := map[int]item.Item{}
	for i := range lines {
		if it, err := inventory.FindItem(r, lines[i].SKU); err == nil && it.Weighed() {
			items[lines[i].No] = it
		}
	}
	if len(items) == 0 {
		return out
	}
	for p := range ParcelsOf(r, order) {
		for _, u := range p.Units {
			it, ok := items[u.Line]
			if !ok {
				continue
			}
			w := out[u.Line]
			w.Grams += u.Grams
			if it.WeighedPieces {
				_, nominal, _ := it.PieceGrams(u.Qty)
				w.Nominal += nominal
			}
			out[u.Line] = w
		}
	}
	return out
}
