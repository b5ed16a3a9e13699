package api

import (
	"cmp"

	"example.com/tote/api/wire"
	"example.com/tote/inventory"
)

// serials tells of the units that bear a serial number: where each was scanned last, and the parcel it left in.
func (l *lookingUp) serials() {
	for _, s := range inventory.SerialsNumbered(l.v, cmp.Or(l.unit, l.code)) {
		m := wire.Meaning{Kind: "serial", ID: s.Number, By: "serial", State: "in_house", At: s.Holder.String(), SKU: string(s.SKU), Order: s.Order}
		if s.Gone(l.v) {
			m.State = "gone"
		}
		if code, ok := inventory.PlaceOf(l.v, s.Holder); ok {
			m.Place = string(code)
		}
		if s.Parcel != "" {
			m.Parcels = []string{s.Parcel}
		}
		l.add(m)
	}
}
