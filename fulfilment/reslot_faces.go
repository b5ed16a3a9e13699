package fulfilment

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"example.com/tote/fulfilment/route"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/slotting"
	"example.com/tote/inventory/store"
)

// Bounds of looking at faces.
const (
	reslotFaces    = 200    // faces looked into at once: some 10 ms
	MaxReslotFaces = 20_000 // that may change: the search grows with items times faces; larger buildings are done zone by zone
	heavyPiece     = 10_000 // grams of one piece that belongs low, where two legs lift it
)

// lyingFace is what a face holds of one item.
type lyingFace struct {
	code          layout.Code
	sku           item.SKU
	picks, qty    int64
	grams, volume int64
	lots          int
	pieceGrams    int64
	hazard, class string
	main          bool // the face that is planned for
}

// compareFaces orders the faces of an item: most picked from, most there, then by code.
func compareFaces(a, b *lyingFace) int {
	return cmp.Or(cmp.Compare(b.picks, a.picks), cmp.Compare(b.qty, a.qty), strings.Compare(string(a.code), string(b.code)))
}

// look reads all pick faces and turns them into slots.
func (w *reslotting) look(ctx context.Context) error {
	w.items = map[item.SKU]item.Item{}
	var faces []layout.Location
	movable := 0
	for _, l := range w.floor.places {
		if _, inAisle := w.floor.aisles[l.Aisle]; l.Kind == layout.PickFace && inAisle {
			faces = append(faces, l)
			if w.plan.Input.Zone == "" || w.plan.Input.Zone == l.Zone {
				movable++
			}
		}
	}
	switch {
	case movable == 0 && w.plan.Input.Zone != "":
		return fault.Refused("reslot.no_faces", "zone %q has no pick face in an aisle", w.plan.Input.Zone)
	case movable == 0:
		return fault.Refused("reslot.no_faces", "warehouse %s has no pick face in an aisle", w.run.Partition())
	case movable > MaxReslotFaces || len(faces) > slotting.MaxPlaces:
		return fault.Refused("reslot.too_many", "%d faces are more than %d: name a zone", movable, MaxReslotFaces)
	}
	slices.SortFunc(faces, func(a, b layout.Location) int { return strings.Compare(string(a.Code), string(b.Code)) })
	stock := make([]inventory.FaceStock, len(faces))
	for from := 0; from < len(faces); from += reslotFaces {
		if err := w.run.View(ctx, func(v *store.View) error {
			for i := from; i < min(len(faces), from+reslotFaces); i++ {
				stock[i] = inventory.FaceStockOf(v, faces[i].Code)
				w.learn(v, stock[i].Goods)
			}
			return nil
		}); err != nil {
			return err
		}
	}
	w.arrange(faces, stock)
	w.plan.Faces = len(faces)
	return nil
}

// learn reads the items that lie somewhere, once each.
func (w *reslotting) learn(r store.Reader, goods []inventory.Balance) {
	for i := range goods {
		sku := goods[i].SKU
		if _, known := w.items[sku]; !known {
			w.items[sku], _ = inventory.FindItem(r, sku)
		}
	}
}

// arrange makes a slot of every empty face and of every item's share of the others, and a profile of every item. An item in
// several faces is planned for the one it is picked from most.
func (w *reslotting) arrange(faces []layout.Location, stock []inventory.FaceStock) {
	bySKU, at := w.picks.lines()
	in := make([][]*lyingFace, len(faces))
	best := map[item.SKU]*lyingFace{}
	for i := range faces {
		in[i] = w.shares(faces[i].Code, stock[i].Goods, at)
		for _, f := range in[i] {
			if b := best[f.sku]; b == nil || compareFaces(f, b) < 0 {
				best[f.sku] = f
			}
		}
	}
	for _, f := range best {
		f.main = true
	}
	for i := range faces {
		w.addSlots(&faces[i], &stock[i], in[i])
		for _, f := range in[i] {
			if f.main {
				w.goods = append(w.goods, slotting.Profile{SKU: f.sku, Picks: min(bySKU[f.sku], slotting.MaxCount), Grams: f.grams, Volume: f.volume,
					Heavy: f.pieceGrams >= heavyPiece, Class: f.class, Hazard: f.hazard, Lots: f.lots})
			}
		}
	}
}

// shares sums up what a face holds of each item, by SKU.
func (w *reslotting) shares(code layout.Code, goods []inventory.Balance, at map[skuAt]int64) []*lyingFace {
	by := map[item.SKU]*lyingFace{}
	lots := map[item.SKU]map[item.Lot]bool{}
	for i := range goods {
		b := &goods[i]
		it := w.items[b.SKU]
		f := by[b.SKU]
		if f == nil {
			f = &lyingFace{code: code, sku: b.SKU, picks: at[skuAt{b.SKU, code}], pieceGrams: gramsOf(&it, 1), hazard: it.Hazard, class: it.StorageClass}
			by[b.SKU], lots[b.SKU] = f, map[item.Lot]bool{}
		}
		f.qty += b.OnHand
		f.grams += max(b.Grams, inventory.Grams(&it, b.OnHand))
		f.volume += inventory.Volume(&it, b.OnHand)
		lots[b.SKU][b.Lot] = true
		f.lots = len(lots[b.SKU])
	}
	out := make([]*lyingFace, 0, len(by))
	for _, f := range by {
		if f.qty > 0 {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b *lyingFace) int { return strings.Compare(string(a.sku), string(b.sku)) })
	return out
}

// addSlots makes the slots of a face. Each item's share is what its goods weigh and a part of what is free, so that exchanges
// decided one by one never overload the face together.
func (w *reslotting) addSlots(l *layout.Location, s *inventory.FaceStock, shares []*lyingFace) {
	grid, in := w.floor.grid, &w.plan.Input
	here := grid.At(*l)
	way := grid.Between(grid.At(w.floor.bench), here)
	fixed := way < 0 || l.Closed || s.Held || !s.Whole || in.Zone != "" && in.Zone != l.Zone || l.Fixed != "" && !in.Reassign ||
		len(shares) > 1 && (l.Mixing != layout.MixAny || slices.ContainsFunc(shares, func(f *lyingFace) bool { return f.hazard != shares[0].hazard }))
	slot := slotting.Slot{Code: l.Code, Aisle: int64(w.floor.aisles[l.Aisle]), Along: along(grid, here), Walk: 2 * max(0, way), Level: l.Level,
		Grams: l.Grams, Volume: l.Volume, Class: l.Class, OneLot: l.Mixing == layout.MixNothing, Shared: len(shares) > 1, Fixed: fixed}
	if len(shares) == 0 {
		w.slots = append(w.slots, slot)
		return
	}
	var grams, volume int64
	for _, f := range shares {
		grams, volume = grams+f.grams, volume+f.volume
	}
	n := int64(len(shares))
	for _, f := range shares {
		share := slot
		share.Hazard = f.hazard
		if l.Grams > 0 {
			share.Grams = max(1, f.grams+max(0, l.Grams-grams)/n)
		}
		if l.Volume > 0 {
			share.Volume = max(1, f.volume+max(0, l.Volume-volume)/n)
		}
		if f.main {
			share.SKU = f.sku
		} else {
			share.Fixed = true // another face of the item is planned for
		}
		w.slots = append(w.slots, share)
	}
}

// along is how far a place lies from the front of its aisle.
func along(g *route.Grid, p route.Place) int64 { return p.Y - g.Shape().Cross[0] }
