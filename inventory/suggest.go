package inventory

import (
	"hash/fnv"
	"iter"
	"slices"

	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/slotting"
	"example.com/tote/inventory/store"
)

// Bounds of a suggestion: it is read while a worker waits with the goods in hand.
const (
	suggestSame   = 30   // places that hold the item already
	suggestNear   = 150  // places beside those
	suggestEmpty  = 24   // empty places looked at closely
	suggestLooked = 3000 // locations looked into for one that is empty: about 10 ms when the building is full
)

// SuggestPutaway names the best places for goods, best first, with the reason each won. Pick faces are looked through before
// reserve. If a plan of moves is in force, the item's class decides how near to the benches an empty face is wanted, and the
// face the plan gives the item comes first.
func SuggestPutaway(r store.Reader, b Balance, limit int) ([]slotting.Suggestion, error) {
	it, err := FindItem(r, b.SKU)
	if err != nil {
		return nil, err
	}
	var places []slotting.Place
	seen := map[layout.Code]bool{}
	add := func(l layout.Location) error {
		if seen[l.Code] {
			return nil
		}
		seen[l.Code] = true
		p, err := placeAt(r, l)
		p.Contents = append(p.Contents, comingTo(r, l.Code)...)
		places = append(places, p)
		return err
	}
	goods := goodsFor(r, &it, &b)
	if c, ok := ClassOf(r, b.SKU); ok {
		goods.ABC, goods.Goal = c.Class, c.Goal
	}
	if goods.Goal != "" {
		l, err := FindLocation(r, goods.Goal)
		if err == nil {
			err = add(l)
		}
		if err != nil {
			return nil, err
		}
	}
	goods.Targets = targetsFor(r, &it)
	if err := sameItem(r, b.SKU, add); err != nil {
		return nil, err
	}
	if err := nearItem(r, goods.Targets, places, add); err != nil {
		return nil, err
	}
	for _, kind := range []layout.Kind{layout.PickFace, layout.Reserve} {
		if err := emptyPlaces(r, kind, &goods, &it, add); err != nil {
			return nil, err
		}
	}
	fromBenches(r, places)
	return slotting.Putaway(goods, places, limit)
}

// fromBenches tells how far the places are from where goods are packed, along the aisles and across them; where there are no
// coordinates, the travel order has to do.
func fromBenches(r store.Reader, places []slotting.Place) {
	var bench layout.Location
	for bench = range LocationsOfKind(r, layout.Pack) {
		break // the first of the travel order, as walks begin there
	}
	for i := range places {
		if p := &places[i]; p.X != 0 || p.Y != 0 {
			p.Walk = max(p.X-bench.X, bench.X-p.X) + max(p.Y-bench.Y, bench.Y-p.Y)
		}
	}
}

// sameItem gives the places that hold the item already.
func sameItem(r store.Reader, sku item.SKU, add func(layout.Location) error) error {
	n := 0
	for b := range OfItem(r, sku) {
		if n++; n > suggestSame {
			return nil
		}
		code, ok := PlaceOf(r, b.Holder)
		if !ok {
			continue
		}
		l, err := FindLocation(r, code)
		if err != nil {
			return err
		}
		if l.Kind.Stocked() {
			if err := add(l); err != nil {
				return err
			}
		}
	}
	return nil
}

// emptyPlaces gives empty locations of a kind and of the item's storage class in travel order. The walk begins at a place
// that follows from the SKU, so that two workers with two pallets are not sent to the same gap; that of a fast mover lies in the
// first part of the order, that of a slow one in the last.
func emptyPlaces(r store.Reader, kind layout.Kind, g *slotting.Goods, it *item.Item, add func(layout.Location) error) error {
	looked, found := 0, 0
	for code := range locationsFrom(r, kind, it.StorageClass, spread(it.SKU, g.ABC)) {
		if looked++; looked > suggestLooked || found == suggestEmpty {
			return nil
		}
		if !isEmpty(r, Location(code)) {
			continue
		}
		l, err := FindLocation(r, code)
		if err != nil {
			return err
		}
		if l.Closed || (l.Fixed != "" && l.Fixed != string(it.SKU)) || !wantsEmpty(g.Targets, &l) || len(comingTo(r, code)) > 0 {
			continue
		}
		found++
		if err := add(l); err != nil {
			return err
		}
	}
	return nil
}

// wantsEmpty tells whether a sequence of targets asks for an empty place of that zone and kind.
func wantsEmpty(targets []slotting.Target, l *layout.Location) bool {
	return len(targets) == 0 || slices.ContainsFunc(targets, func(t slotting.Target) bool {
		return t.Kind != slotting.TargetMixed && (t.Zone == "" || t.Zone == l.Zone) && (t.Where == 0 || t.Where == l.Kind)
	})
}

// nearItem gives the places beside those that hold the item already, if the sequence of targets asks for them.
func nearItem(r store.Reader, targets []slotting.Target, homes []slotting.Place, add func(layout.Location) error) error {
	if !slices.ContainsFunc(targets, func(t slotting.Target) bool { return t.Kind == slotting.TargetNear }) {
		return nil
	}
	left := suggestNear
	for _, p := range homes {
		if p.Aisle == 0 {
			continue
		}
		for bay := p.Bay - slotting.NearBays; bay <= p.Bay+slotting.NearBays; bay++ {
			for _, code := range InBay(r, p.Aisle, bay, left) {
				if left--; left <= 0 {
					return nil
				}
				if !isEmpty(r, Location(code)) {
					continue
				}
				l, err := FindLocation(r, code)
				if err == nil {
					err = add(l)
				}
				if err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func sameClass(a, b string) bool {
	const ambient = "ambient"
	return a == b || (a == "" && b == ambient) || (a == ambient && b == "")
}

func isEmpty(r store.Reader, h Holder) bool {
	for range store.Keys(r, h.key(store.K(tagBalance)), nil) {
		return false
	}
	return len(Children(r, h, 1)) == 0
}

// spread gives a fraction of the walk, in thousandths, that follows from the SKU and from how fast it is.
func spread(sku item.SKU, abc slotting.Class) int64 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(sku)) // it never fails
	from, wide := int64(0), uint32(1000)
	switch abc {
	case slotting.A:
		wide = 200
	case slotting.B:
		from, wide = 200, 400
	case slotting.C:
		from, wide = 600, 400
	}
	return from + int64(h.Sum32()%wide)
}

// locationsFrom walks the locations of a kind and storage class in travel order from a fraction of the walk on, and then
// from its beginning.
func locationsFrom(r store.Reader, kind layout.Kind, class string, thousandths int64) iter.Seq[layout.Code] {
	return func(yield func(layout.Code) bool) {
		prefix := store.K(tagPlaceWalk).Byte(byte(kind))
		start := prefix.Clone().Int(lastTravel(r, kind) * thousandths / 1000)
		for k := range store.Keys(r, prefix, start) {
			if code, c := walkedPlace(k); sameClass(c, class) && !yield(code) {
				return
			}
		}
		for k := range store.Keys(r, prefix, nil) {
			if string(k) >= string(start) {
				return
			}
			if code, c := walkedPlace(k); sameClass(c, class) && !yield(code) {
				return
			}
		}
	}
}

func lastTravel(r store.Reader, kind layout.Kind) int64 {
	prefix := store.K(tagPlaceWalk).Byte(byte(kind))
	k := store.LastKey(r, prefix)
	if k == nil {
		return 0
	}
	return store.ReadKey(k, len(prefix)).Int()
}

// placeAt gives a location with what lies in it.
func placeAt(r store.Reader, l layout.Location) (slotting.Place, error) {
	p := slotting.Place{Location: l, Distance: l.Travel, Walk: l.Travel, Held: held(r, Location(l.Code))}
	for _, b := range lying(r, Location(l.Code)) {
		it, err := FindItem(r, b.SKU)
		if err != nil {
			return p, err
		}
		p.Contents = append(p.Contents, contentOf(&it, &b))
	}
	return p, nil
}

func held(r store.Reader, h Holder) bool {
	for _, part := range []store.Reader{r, r.Company()} {
		for range Holds.All(part, Target{On: HoldHolder, Holder: h}.key(), nil) {
			return true
		}
	}
	return false
}

func contentOf(it *item.Item, b *Balance) slotting.Content {
	return slotting.Content{SKU: b.SKU, Lot: b.Lot, Owner: b.Owner, Quantity: b.OnHand, Grams: max(b.Grams, Grams(it, b.OnHand)),
		Volume: Volume(it, b.OnHand), Hazard: it.Hazard}
}

func goodsFor(r store.Reader, it *item.Item, b *Balance) slotting.Goods {
	base := it.Base()
	height := base.Size.Height
	if !it.KeepUpright { // it may lie on any side
		height = min(height, base.Size.Length, base.Size.Width)
	}
	return slotting.Goods{SKU: b.SKU, Lot: b.Lot, Expiry: ExpiryOf(r, b.SKU, b.Lot), Owner: b.Owner, Quantity: b.OnHand,
		Grams: max(b.Grams, Grams(it, b.OnHand)), Volume: Volume(it, b.OnHand), Height: height, Class: it.StorageClass, Hazard: it.Hazard}
}
