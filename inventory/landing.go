package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/slotting"
	"example.com/tote/inventory/store"
)

// Landing is a place that goods are about to be moved to: a location, or an LPN that stands in one. What is laid there lies
// beside the next.
type Landing struct {
	Holder Holder
	At     layout.Location
	r      store.Reader
	place  slotting.Place
}

// LandAt looks at a place. Goods are picked into totes and never moved into them, and an LPN in somebody's hands or on a
// lorry takes nothing. Errors: holder.target, location.unknown, lpn.unknown, lpn.tote, lpn.nowhere.
func LandAt(r store.Reader, to Holder) (*Landing, error) {
	l := &Landing{Holder: to, r: r}
	code := to.Code()
	switch to.Kind {
	case AtLocation:
	case InLPN:
		n, err := GetLPN(r, to.ID)
		if err != nil {
			return nil, err
		}
		if n.Kind == ToteLPN {
			return nil, fault.Refused("lpn.tote", "%s is a tote: goods are only picked into it", n.ID)
		}
		var ok bool
		if code, ok = PlaceOf(r, to); !ok {
			return nil, fault.Refused("lpn.nowhere", "LPN %s stands in no location: set it down first", n.ID)
		}
	default:
		return nil, fault.Invalid("holder.target", "goods are moved to a location or an LPN, not to %q", to)
	}
	var err error
	if l.At, err = FindLocation(r, code); err != nil {
		return nil, err
	}
	l.place, err = placeAt(r, l.At)
	return l, err
}

// Same tells whether a holder stands in the landing's location already: what it holds changes nothing there.
func (l *Landing) Same(h Holder) bool {
	code, ok := PlaceOf(l.r, h)
	return ok && code == l.At.Code
}

// bindsAnywhere are the rules of a place that goods pass through: what lies at a dock or on a bench is mixed, and not for long.
var bindsAnywhere = map[string]bool{slotting.ReasonClosed: true, slotting.ReasonHeld: true, slotting.ReasonWeight: true, slotting.ReasonVolume: true}

// Lay puts a run of goods there in thought and tells every rule it breaks; with any it is not laid. The rules of storage hold
// where goods are stored; damaged ones, and those that wait for inspection, go to no place that is sold from.
func (l *Landing) Lay(b *Balance) ([]fault.Detail, error) {
	it, err := FindItem(l.r, b.SKU)
	if err != nil {
		return nil, err
	}
	var g fault.Gather
	if l.At.Kind.Stocked() && !checkCondition(&g, &l.At, b) {
		return g.Details(), nil
	}
	run := goodsFor(l.r, &it, b)
	run.Whole = true
	for _, no := range slotting.Refuses(run, l.place) {
		if l.At.Kind.Stocked() || bindsAnywhere[no.Reason] {
			g.Detail(fault.Detail{Where: string(l.At.Code), Reason: no.Reason, Message: no.Message, Want: no.Want, Have: no.Have})
		}
	}
	if g.Len() == 0 {
		l.place.Contents = append(l.place.Contents, contentOf(&it, b))
	}
	return g.Details(), nil
}

// Laid tells how much is thought to lie there; Back takes away what was laid since.
func (l *Landing) Laid() int { return len(l.place.Contents) }

// Back forgets what was laid since the place had so much.
func (l *Landing) Back(laid int) { l.place.Contents = l.place.Contents[:laid] }

// HeldBack tells why goods must stay where they are: a quality hold. Only quarantine may take them.
func (l *Landing) HeldBack(g Goods) []fault.Detail {
	if l.At.Kind == layout.Quarantine {
		return nil
	}
	if f := Pickable(l.r, g); f != nil {
		return fault.From(f).Details
	}
	return nil
}

// Surprise is what a worker met at a place that the books describe otherwise: goods where none should be, or none where some
// should be, or no room where there should be some.
type Surprise struct {
	At   layout.Code
	What SurpriseKind
}

// SurpriseKind is what was met.
type SurpriseKind string

// The surprises.
const (
	SurpriseOccupied SurpriseKind = "occupied"
	SurpriseFull     SurpriseKind = "full"
	SurpriseEmpty    SurpriseKind = "empty"
)

// Check refuses a surprise nobody can follow. Errors: surprise.kind, location.unknown.
func (s Surprise) Check(r store.Reader) error {
	switch s.What {
	case SurpriseOccupied, SurpriseFull, SurpriseEmpty:
	default:
		return fault.Invalid("surprise.kind", "a surprise is occupied, full or empty, not %q", s.What)
	}
	_, err := FindLocation(r, s.At)
	return err
}

// Want asks for a count of everything at the place where the books were wrong: what lies there may be anything.
func (s Surprise) Want(tx *store.Tx) error {
	if err := s.Check(tx); err != nil {
		return err
	}
	_, err := WantPlace(tx, Location(s.At), CountAfterPutaway, "")
	return err
}
