package fulfilment

import (
	"cmp"
	"slices"
	"strconv"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

func itoa(n int) string { return strconv.Itoa(n) }

// pickedGoods is what of a line lies in a tote under one reservation.
type pickedGoods struct {
	line  int
	res   int
	sku   item.SKU
	lot   item.Lot
	owner string
	tote  inventory.Holder
	qty   int64 // that was not scanned yet
}

// packMove is goods on their way from a tote into the carton.
type packMove struct {
	line, res int
	lot       item.Lot
	tote      inventory.Holder
	qty       int64
	serials   []string
	at        int64
	grams     int64 // if it was weighed
}

// pickedOf lists the picked goods of lines in order of line and reservation; totes, if any are named, bound it.
func pickedOf(lines []*inventory.Line, totes []string) []pickedGoods {
	var out []pickedGoods
	for _, l := range lines {
		for _, r := range l.Res {
			if r.Phase != inventory.Picked || len(totes) > 0 && !slices.Contains(totes, r.Holder.ID) {
				continue
			}
			out = append(out, pickedGoods{line: l.No, res: r.N, sku: l.SKU, lot: r.Lot, owner: l.Owner, tote: r.Holder, qty: r.Qty})
		}
	}
	return out
}

func (k *packer) all() []*inventory.Line {
	out := make([]*inventory.Line, 0, len(k.nos))
	for _, no := range k.nos {
		out = append(out, k.lines[no])
	}
	return out
}

// match pairs the units scanned with the goods picked and gives what is to be moved, or every difference at once.
func (k *packer) match() ([]packMove, error) {
	var g fault.Gather
	k.ownTotes(&g)
	picked := pickedOf(k.all(), k.in.Totes)
	var moves []packMove
	for _, u := range k.in.Units {
		moves = append(moves, k.matchUnit(u, picked, &g)...)
	}
	moves = together(moves)
	if k.in.Mode == PackWhole && !k.in.Partial {
		missing(picked, &g)
	}
	if err := k.fit(moves, &g); err != nil {
		return nil, err
	}
	return moves, g.Refused("pack.differs", "what was scanned for order %s is not what was picked, or may not be shipped", k.o.ID)
}

// together makes one movement of what was scanned unit by unit and lies under one reservation.
func together(moves []packMove) []packMove {
	var out []packMove
	for _, m := range moves {
		i := slices.IndexFunc(out, func(o packMove) bool { return o.line == m.line && o.res == m.res })
		if i < 0 {
			out = append(out, m)
			continue
		}
		out[i].qty += m.qty
		out[i].grams += m.grams
		out[i].serials = slices.Concat(out[i].serials, m.serials)
		out[i].at = max(out[i].at, m.at)
	}
	return out
}

func totesOf(moves []packMove) []string {
	var out []string
	for _, m := range moves {
		if m.tote.Kind == inventory.InLPN && !slices.Contains(out, m.tote.ID) {
			out = append(out, m.tote.ID)
		}
	}
	return out
}

// ownTotes notes totes that hold another order's goods.
func (k *packer) ownTotes(g *fault.Gather) {
	for _, tote := range k.in.Totes {
		if t, ok := inventory.LPNs.Get(k.tx, inventory.LPNKey(tote)); !ok || t.Order != k.o.ID {
			g.Add(tote, "tote.other", "tote %s is not of order %s but of %q", tote, k.o.ID, t.Order)
		}
	}
}

// matchUnit takes a unit's quantity from the picked goods it fits.
func (k *packer) matchUnit(u Unit, picked []pickedGoods, g *fault.Gather) []packMove {
	var fit []int
	lots := map[item.Lot]bool{}
	var scanned, other int64 // of the SKU and line: in the lot scanned, in others
	for i := range picked {
		p := &picked[i]
		if p.sku != u.SKU || u.Line != 0 && p.line != u.Line || p.qty == 0 {
			continue
		}
		if u.Lot != "" && p.lot != u.Lot {
			other += p.qty
			continue
		}
		fit, scanned = append(fit, i), scanned+p.qty
		lots[p.lot] = true
	}
	where := string(u.SKU)
	if u.Line != 0 {
		where = "line " + itoa(u.Line)
	}
	switch {
	case len(lots) > 1:
		g.Add(where, "lot.needed", "SKU %s was picked in %d lots: scan the lot of each unit", u.SKU, len(lots))
		return nil
	case scanned < u.Qty && scanned+other >= u.Qty:
		g.Detail(fault.Detail{Where: where, Reason: "lot.wrong", Want: scanned, Have: u.Qty,
			Message: "lot " + string(u.Lot) + " of SKU " + string(u.SKU) + " was not picked for this order: put it back, take the lot picked"})
	case scanned < u.Qty:
		g.Detail(fault.Detail{Where: where, Reason: "scan.surplus", Want: scanned, Have: u.Qty,
			Message: "more of SKU " + string(u.SKU) + " was scanned than was picked: take it out"})
	}
	return takeUnit(u, fit, picked)
}

func takeUnit(u Unit, fit []int, picked []pickedGoods) []packMove {
	var out []packMove
	serials := u.Serials
	for _, i := range fit {
		p := &picked[i]
		n := min(u.Qty, p.qty)
		if n == 0 {
			break
		}
		m := packMove{line: p.line, res: p.res, lot: p.lot, tote: p.tote, qty: n, at: u.At}
		if int64(len(serials)) >= n {
			m.serials, serials = serials[:n:n], serials[n:]
		}
		m.grams = inventory.Share(u.Grams, n, u.Qty)
		u.Grams -= m.grams
		u.Qty -= n
		p.qty -= n
		out = append(out, m)
	}
	return out
}

// missing notes what was picked and not scanned.
func missing(picked []pickedGoods, g *fault.Gather) {
	for _, p := range picked {
		if p.qty > 0 {
			g.Detail(fault.Detail{Where: "line " + itoa(p.line), Reason: "scan.missing", Want: p.qty,
				Message: itoa(int(p.qty)) + " of SKU " + string(p.sku) + lotWords(p.lot) + " in " + p.tote.ID + " were not scanned"})
		}
	}
}

func lotWords(l item.Lot) string {
	if l == "" {
		return ""
	}
	return ", lot " + string(l) + ","
}

// fit notes goods that may not go to the customer: expired or short-lived lots, goods under a quality hold, units without
// their serial number.
func (k *packer) fit(moves []packMove, g *fault.Gather) error {
	w, err := inventory.WarehouseOf(k.tx)
	if err != nil {
		return err
	}
	ship := shipDay(k.tx.Now(), k.o.ShipBy, w.Location())
	slices.SortStableFunc(moves, func(a, b packMove) int { return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.res, b.res)) })
	for _, m := range moves {
		l := k.lines[m.line]
		it, err := k.item(l.SKU)
		if err != nil {
			return err
		}
		where := "line " + itoa(m.line)
		if it.SerialTracked && int64(len(m.serials)) != m.qty {
			g.Add(where, "serial.needed", "SKU %s needs the serial number of each of %d units", l.SKU, m.qty)
		}
		if it.SerialTracked {
			inventory.Shippable(k.tx, g, where, &it, m.serials, k.holdsUnits)
		}
		if k.p.Carton == "" && !it.OwnContainer {
			g.Add(where, "carton.missing", "SKU %s needs a carton: name one", l.SKU)
		}
		k.lives(where, l, m.lot, ship, max(it.MinAtShipping, l.MinDays), g)
		for _, h := range inventory.HoldsOn(k.tx, l.Goods(l.Reservation(m.res))) {
			if h.Kind == inventory.QualityHold {
				g.Add(where, "hold.quality", "SKU %s is held: %s; set it aside", l.SKU, h.Reason)
			}
		}
	}
	return nil
}

// holdsUnits tells whether a parcel still holds what was packed into it.
func (k *packer) holdsUnits(order, parcel string) bool {
	p, ok := Parcels.Get(k.tx, inventory.ParcelKey(order, parcel))
	return ok && p.State != ParcelVoid
}

func (k *packer) lives(where string, l *inventory.Line, lot item.Lot, ship item.Date, days int64, g *fault.Gather) {
	expiry := inventory.ExpiryOf(k.tx, l.SKU, lot)
	switch {
	case expiry == item.NoDate:
	case inventory.Expired(expiry, ship):
		g.Add(where, "lot.expired", "lot %s of SKU %s expired on %s: set it aside and pick another", lot, l.SKU, expiry)
	case ship.Until(expiry) < days:
		g.Detail(fault.Detail{Where: where, Reason: "lot.short_life", Want: days, Have: ship.Until(expiry),
			Message: "lot " + string(lot) + " of SKU " + string(l.SKU) + " expires on " + expiry.String() + ", too soon for the customer"})
	}
}

func (k *packer) item(sku item.SKU) (item.Item, error) {
	it, ok := k.items[sku]
	if ok {
		return it, nil
	}
	it, err := inventory.FindItem(k.tx, sku)
	k.items[sku] = it
	return it, err
}

// nothingLeft refuses to close a parcel while goods that belong into it lie in the totes, naming all of them.
func (k *packer) nothingLeft() error {
	var g fault.Gather
	if k.o.Lines <= packReadLines {
		if err := k.readLines(); err != nil {
			return err
		}
		missing(pickedOf(k.all(), k.in.Totes), &g)
	} else {
		leftIn(k.tx, k.in.Totes, &g)
	}
	return g.Refused("pack.differs", "goods of order %s were not scanned into parcel %s: pack them, or close it as one of several", k.o.ID, k.p.ID)
}

// leftIn notes what lies in totes, for an order too long to be read whole.
func leftIn(r store.Reader, totes []string, g *fault.Gather) {
	for _, tote := range totes {
		for b := range inventory.Contents(r, inventory.LPNHolder(tote)) {
			if b.Reserved > 0 {
				g.Detail(fault.Detail{Where: tote, Reason: "scan.missing", Want: b.Reserved,
					Message: itoa(int(b.Reserved)) + " of SKU " + string(b.SKU) + lotWords(b.Lot) + " were not scanned"})
			}
		}
	}
}
