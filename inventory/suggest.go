package inventory

import (
	"hash/fnv"
	"iter"

	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/slotting"
	"example.com/tote/inventory/store"
)

// Bounds of a suggestion: it is read while a worker waits with the goods in hand.
const (
	suggestSame   = 30   // places that hold the item already
	suggestEmpty  = 24   // empty places looked at closely
	suggestLooked = 3000 // locations looked into for one that is empty: about 10 ms when the building is full
)

// SuggestPutaway names the best places for goods, best first, with the reason each won. kinds are looked through in order.
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
		places = append(places, p)
		return err
	}
	if err := sameItem(r, b.SKU, add); err != nil {
		return nil, err
	}
	for _, kind := range []layout.Kind{layout.PickFace, layout.Reserve} {
		if err := emptyPlaces(r, kind, &it, add); err != nil {
			return nil, err
		}
	}
	return slotting.Putaway(goodsFor(r, &it, &b), places, limit)
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
// that follows from the SKU, so that two workers with two pallets are not sent to the same gap.
func emptyPlaces(r store.Reader, kind layout.Kind, it *item.Item, add func(layout.Location) error) error {
	looked, found := 0, 0
	for code := range locationsFrom(r, kind, it.StorageClass, spread(it.SKU)) {
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
		if l.Closed || (l.Fixed != "" && l.Fixed != string(it.SKU)) {
			continue
		}
		found++
		if err := add(l); err != nil {
			return err
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

// spread gives a fraction of the walk, in thousandths, that follows from the SKU.
func spread(sku item.SKU) int64 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(sku)) // it never fails
	return int64(h.Sum32() % 1000)
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
	return slotting.Goods{SKU: b.SKU, Lot: b.Lot, Expiry: ExpiryOf(r, b.SKU, b.Lot), Owner: b.Owner, Quantity: b.OnHand,
		Grams: max(b.Grams, Grams(it, b.OnHand)), Volume: Volume(it, b.OnHand), Height: base.Size.Height, Class: it.StorageClass, Hazard: it.Hazard}
}
