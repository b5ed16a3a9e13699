package inventory

import (
	"cmp"
	"slices"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/slotting"
	"example.com/tote/inventory/store"
)

// Tag of directions: 00 goods: direction; 01 location goods: index.
const (
	tagDirection byte = 0x2F
	directed     byte = 0x00
	directedTo   byte = 0x01
)

// Bounds of directions.
const (
	// DirectionLasts is how many seconds a place is kept for goods: a shift. What is not there by then stands somewhere else or
	// was forgotten.
	DirectionLasts = 12 * 60 * 60
	directTried    = 20 // places looked at for goods that go as they are
	maxDirectionAt = 30 // directions to one place that count
)

// DirectInput asks where goods are to be put away: a whole LPN, or so much of one balance.
type DirectInput struct {
	LPN    string
	From   Holder
	SKU    item.SKU
	Lot    item.Lot
	Owner  string
	Status Status // 0: available
	Qty    int64
	UoM    string // "case": Qty counts those; "" base units
}

// Direction is goods on their way to a place, whose space is theirs until they are there.
type Direction struct {
	Goods    Goods              `cbor:"1,keyasint"` // of a whole LPN only the holder
	Location layout.Code        `cbor:"2,keyasint"`
	Qty      int64              `cbor:"3,keyasint"`
	Why      string             `cbor:"4,keyasint"` // this place and no other
	Contents []slotting.Content `cbor:"5,keyasint"` // what will lie there
	Worker   string             `cbor:"6,keyasint,omitempty"`
	At       int64              `cbor:"7,keyasint"` // unix seconds
}

// Directions are kept by the goods, found by the place: goods go one way at a time. One whose goods never came is swept.
var Directions = store.Collection[Direction]{Noun: "direction", Version: 1,
	Key: func(d *Direction) store.Key { return directionKey(d.Goods) },
	Indexes: []store.Index[Direction]{{Name: "place", Keys: func(d *Direction) []store.Key {
		return []store.Key{d.Goods.under(store.K(tagDirection).Byte(directedTo).Str(string(d.Location)))}
	}}}}

func directionKey(g Goods) store.Key { return g.under(store.K(tagDirection).Byte(directed)) }

func (g Goods) under(k store.Key) store.Key {
	return g.Holder.key(k).Str(string(g.SKU)).Str(string(g.Lot)).Byte(byte(g.Status)).Str(g.Owner)
}

// Direct names the place goods are to be put away at and keeps its space for them, so that the next worker is sent elsewhere.
// It is asked for by whoever has the goods in hand: asked again, it chooses anew. The reason the place won stands in the
// answer, and in the ledger once the goods are there. Errors: direct.invalid, item.unknown, lpn.unknown, lpn.empty, lpn.too_mixed,
// stock.short; direct.nowhere with what each place looked at refuses.
func Direct(tx *store.Tx, in DirectInput) (Direction, error) {
	if in.LPN == "" && (in.From.IsZero() || in.From.Kind == Outside || in.SKU == "") {
		return Direction{}, fault.Invalid("direct.invalid", "name an LPN, or the holder, SKU and quantity of goods that are to be put away")
	}
	if err := ToBase(tx, in.SKU, in.UoM, &in.Qty); err != nil {
		return Direction{}, err
	}
	p := PutawayInput{LPN: in.LPN, From: in.From, SKU: in.SKU, Lot: in.Lot, Owner: in.Owner, Status: in.Status, Qty: in.Qty}
	goods, err := p.goods(tx)
	if err != nil {
		return Direction{}, err
	}
	key := p.claimed(goods)
	if Directions.Has(tx, directionKey(key)) {
		Directions.Delete(tx, directionKey(key)) // or its own claim would keep it away
	}
	places, err := SuggestPutaway(tx, heaviest(goods), directTried)
	if err != nil {
		return Direction{}, err
	}
	var no fault.Gather
	for _, s := range places {
		if in.LPN == "" && s.Quantity < in.Qty {
			continue // others take all of it
		}
		if err := in.takes(tx, s.Code, goods); err != nil {
			for _, d := range fault.From(err).Details {
				no.Detail(d)
			}
			continue
		}
		return in.keep(tx, key, s, goods)
	}
	if in.LPN == "" && len(places) > 0 {
		goods[0].OnHand = places[0].Quantity // a part goes there, and the rest is asked for anew
		return in.keep(tx, key, places[0], goods)
	}
	return Direction{}, fault.Refused("direct.nowhere", "no location takes these goods: ask a supervisor").With(no.Details()...)
}

// takes tells whether a place takes goods beside what is on its way there.
func (in *DirectInput) takes(r store.Reader, code layout.Code, goods []Balance) error {
	to, err := FindLocation(r, code)
	if err != nil {
		return err
	}
	var g fault.Gather
	place, err := placeAt(r, to)
	if err != nil {
		return err
	}
	place.Contents = append(place.Contents, comingTo(r, code)...)
	for i := range goods {
		if err := lay(r, &g, &place, &goods[i]); err != nil {
			return err
		}
	}
	return g.Refused("location.refused", "location %s does not take these goods", code)
}

func (in *DirectInput) keep(tx *store.Tx, key Goods, s slotting.Suggestion, goods []Balance) (Direction, error) {
	d := Direction{Goods: key, Location: s.Code, Why: s.Why, Worker: tx.Command().Worker, At: tx.Now().Unix()}
	for i := range goods {
		it, err := FindItem(tx, goods[i].SKU)
		if err != nil {
			return d, err
		}
		d.Qty += goods[i].OnHand
		d.Contents = append(d.Contents, contentOf(&it, &goods[i]))
	}
	Directions.Put(tx, &d)
	return d, nil
}

// heaviest gives the greatest run of an LPN: the place is chosen for it, and must take the others too.
func heaviest(goods []Balance) Balance {
	return slices.MaxFunc(goods, func(a, b Balance) int { return cmp.Compare(a.OnHand, b.OnHand) })
}

// claimed names goods as their direction does.
func (in *PutawayInput) claimed(goods []Balance) Goods {
	if in.LPN != "" {
		return Goods{Holder: LPNHolder(in.LPN)}
	}
	return goods[0].Goods
}

// onTheWay gives what is directed to a place and has not come: not what was forgotten.
func onTheWay(r store.Reader, code layout.Code) (out []slotting.Content) {
	clock, _ := Clocks.Get(r, store.K(tagClock))
	prefix := store.K(tagDirection).Byte(directedTo).Str(string(code))
	for k := range store.Keys(r, prefix, nil) {
		kr := store.ReadKey(k, len(prefix))
		g := Goods{Holder: Holder{HolderKind(kr.Byte()), kr.Str()}, SKU: item.SKU(kr.Str()), Lot: item.Lot(kr.Str())}
		g.Status, g.Owner = Status(kr.Byte()), kr.Str()
		d, ok := Directions.Get(r, directionKey(g))
		if !ok || d.forgotten(clock.At) {
			continue
		}
		if out = append(out, d.Contents...); len(out) >= maxDirectionAt {
			break
		}
	}
	return out
}

// arrive ends the direction of goods that were put away, or what of it is done, and gives the reason their place won; of
// goods that went elsewhere, where they should have gone.
func (in *PutawayInput) arrive(tx *store.Tx, goods []Balance) (why string) {
	d, ok := Directions.Get(tx, directionKey(in.claimed(goods)))
	if !ok {
		return ""
	}
	if why = d.Why; d.Location != in.To {
		why = "instead_of=" + string(d.Location)
	}
	if in.LPN == "" && in.Qty < d.Qty && len(d.Contents) == 1 {
		c := &d.Contents[0]
		c.Grams -= Share(c.Grams, in.Qty, c.Quantity)
		c.Volume -= Share(c.Volume, in.Qty, c.Quantity)
		c.Quantity -= in.Qty
		d.Qty -= in.Qty
		Directions.Put(tx, &d)
		return why
	}
	Directions.Delete(tx, directionKey(d.Goods))
	return why
}
