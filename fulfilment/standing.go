package fulfilment

import (
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// standingClaims is how many of the lines that have claimed goods are told.
const standingClaims = 5

// Standing is how the goods of a balance stand: what of them may be sold, and who has claimed the rest.
type Standing struct {
	Location  string // where the holder stands; empty: in no location
	Available int64  // base units
	Why       string // why what nobody has claimed is not available either: a Cause's reason
	Claims    []inventory.Ref
}

// StandingOf tells how the goods of a balance stand on a day, by the rules of allocation.
func StandingOf(r store.Reader, b *inventory.Balance, today item.Date) Standing {
	w := &whying{r: r, l: &inventory.Line{SKU: b.SKU, Owner: b.Owner}, ship: today, zone: time.UTC}
	w.it, _ = inventory.FindItem(r, b.SKU)
	out := Standing{Claims: inventory.Unpicked(r, b.Goods, standingClaims)}
	if code, ok := inventory.PlaceOf(r, b.Holder); ok {
		out.Location = string(code)
	}
	if n := b.Unreserved(); n > 0 {
		w.unclaimed(b, n)
		if c := w.causes[0]; c.Reason == CauseFree {
			out.Available = n
		} else {
			out.Why = c.Reason
		}
	}
	return out
}
