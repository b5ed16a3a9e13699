package task

import (
	"context"
	"slices"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// damagedStatus is the condition of goods nobody can sell.
const damagedStatus = "damaged"

// scanned judges a scan: the place first, then goods, then what else it may be here.
func (c *Count) scanned(d Desk, s *Scanned, again bool) Act {
	at := c.stop()
	if !c.Placed {
		return c.toPlace(d, s, again)
	}
	if c.Run != nil && c.needsLot(d) {
		if act, ok := c.lotScanned(d, s, again); ok {
			return act
		}
	}
	if found := c.goods(d, s); len(found) > 0 {
		return c.goodsScanned(d, found)
	}
	if m, ok := meaning(s, scan.Details); ok {
		return c.details(d, m)
	}
	if m, ok := meaning(s, scan.Quantity); ok {
		return c.number(d, m.Number)
	}
	if m, ok := meaning(s, scan.LPN, scan.Tote); ok {
		return c.pallet(d, s, m.Code, again)
	}
	if m, ok := meaning(s, scan.Location); ok {
		if m.Code == at.Location {
			return c.loose(d)
		}
		return c.otherPlace(d, s, m.Code, again)
	}
	if code, ok := lpnOf(s); ok && at.SKU == "" && at.LPN == "" { // an LPN's number may look like anything
		return c.pallet(d, s, code, again)
	}
	what := c.Screen(d).Ask
	if m, ok := meaning(s, scan.Item); ok && m.SKU != "" {
		what = ui.T("reason.scan.wrong_item")
	}
	return Act{Note: ui.Say(ui.Bad, append([]ui.Text{what}, Explain(d, s)...)...)}
}

// toPlace takes the scan that proves the worker stands where he counts.
func (c *Count) toPlace(d Desk, s *Scanned, again bool) Act {
	at := c.stop()
	m, isPlace := meaning(s, scan.Location)
	here := isPlace && m.Code == at.Location
	for _, a := range at.Scans {
		here = here || a.What == "place" && slices.Contains(a.Codes, s.Raw)
	}
	switch {
	case at.LPN != "" && codeOf(s) == at.LPN, here && at.LPN == "":
		c.Placed = true
		return Act{Note: ui.Say(ui.Good, ui.T("scan.right_place"))}
	case here:
		return Act{Note: ui.Say(ui.Good, ui.T("scan.right_place"), ui.T("putaway.scan_lpn", at.LPN))}
	case isPlace:
		return c.otherPlace(d, s, m.Code, again)
	}
	return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("pick.place_first")}, Explain(d, s)...)...)}
}

// otherPlace goes on with another stop of the trip, or counts a place that is on none, when the scan is repeated. What was
// told of the place at hand stays told; it is still to be done.
func (c *Count) otherPlace(d Desk, s *Scanned, code string, again bool) Act {
	n := slices.IndexFunc(c.Stops, func(o stop) bool { return o.Location == code && o.holder() == "L:"+code })
	if n < 0 {
		n = slices.IndexFunc(c.Stops, func(o stop) bool { return o.Location == code })
	}
	if !again {
		c.Again = s.Raw
		if n > 0 {
			return Act{Note: ui.Say(ui.Warning, ui.T("count.later", code), ui.T("count.again_now"))}
		}
		return Act{Note: ui.Say(ui.Warning, ui.T("count.not_on_trip", code), ui.T("count.again_counts"))}
	}
	posts, refused := c.tell(d)
	if refused != nil {
		return *refused
	}
	if n > 0 {
		to := c.Stops[n]
		c.Stops = slices.Insert(slices.Delete(c.Stops, n, n+1), 0, to)
		c.fresh()
		c.On, c.Placed = "", to.LPN == ""
		return Act{Post: posts, Note: ui.Say(ui.Good, ui.T("scan.right_place"))}
	}
	act := c.own(d, stop{Own: true, TripStep: wire.TripStep{TaskStep: wire.TaskStep{From: "L:" + code, Location: code}}})
	act.Post = posts
	return act
}

// own begins a place the worker counts by himself. What stands on it is asked for, beside: nobody waits for that.
func (c *Count) own(d Desk, at stop) Act {
	c.Stops = slices.Insert(c.Stops, 0, at)
	c.fresh()
	c.On, c.Placed, c.Nothing, c.Claiming = "", true, false, false
	act := Act{Note: ui.Say(ui.Good, ui.T("count.all_of", at.Location))}
	if d.Link && at.LPN == "" {
		act.Ask = &Ask{Name: "pallets", Beside: true, Do: func(ctx context.Context, b Backend) (any, error) { return palletsAt(ctx, b, d.Warehouse, at.Location) }}
	}
	return act
}

// standing is what stands at a place.
type standing struct {
	at   string
	lpns []string
}

// palletsAt gives the pallets at a place, and nothing of what should be on them. Totes are an order's.
func palletsAt(ctx context.Context, b Backend, warehouse, at string) (standing, error) {
	out := standing{at: at}
	all, err := b.Contents(ctx, warehouse, "L:"+at)
	if err != nil {
		return out, err
	}
	for _, id := range all.LPNs[:min(len(all.LPNs), mostLoads)] {
		in, err := b.Contents(ctx, warehouse, "P:"+id)
		if err != nil {
			return out, err
		}
		if in.LPN != nil && in.LPN.Kind == "pallet" {
			out.lpns = append(out.lpns, id)
		}
	}
	return out, nil
}

func (c *Count) answered(a *Answer) Act {
	got, ok := a.Value.(standing)
	if !ok || a.Err != nil {
		return Act{}
	}
	for i := range c.Stops {
		if s := &c.Stops[i]; s.Own && s.From == "L:"+got.at && len(s.LPNs) == 0 {
			s.LPNs = got.lpns
		}
	}
	return Act{}
}

// loose goes on with what lies at the place itself.
func (c *Count) loose(d Desk) Act {
	posts, refused := c.tell(d)
	if refused != nil {
		return *refused
	}
	c.On = ""
	return Act{Post: posts, Note: ui.Say(ui.Good, ui.T("scan.right_place"))}
}

// pallet goes on with the goods on an LPN. One the books do not have here is asked about.
func (c *Count) pallet(d Desk, s *Scanned, code string, again bool) Act {
	at := c.stop()
	switch {
	case at.LPN == code:
		return c.loose(d)
	case at.SKU != "" || at.LPN != "":
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{c.Screen(d).Ask}, Explain(d, s)...)...)}
	case !slices.Contains(at.LPNs, code) && !again:
		c.Again = s.Raw
		return Act{Note: ui.Say(ui.Warning, ui.T("count.strange_pallet", code), ui.T("count.again_counts"))}
	}
	posts, refused := c.tell(d)
	if refused != nil {
		return *refused
	}
	if !slices.Contains(at.LPNs, code) {
		at.LPNs = append(at.LPNs, code)
	}
	c.On = code
	return Act{Post: posts, Note: ui.Say(ui.Good, ui.T("count.on_pallet", code))}
}

// goods are the piles a scan may be of: those that are asked for, if any fits.
func (c *Count) goods(d Desk, s *Scanned) (out []pile) {
	at := c.stop()
	for _, m := range s.Meanings {
		if m.Kind != scan.Item || m.SKU == "" || at.SKU != "" && m.SKU != at.SKU {
			continue
		}
		p := pile{Holder: c.holder(), SKU: m.SKU, Lot: m.Lot, Units: goodsOf(m).Units, Damaged: at.Status == damagedStatus}
		if weighed(d, m.SKU) {
			p.Units = m.Grams
		} else {
			p.Grams = m.Grams
		}
		if shelf := m.Shelf(); shelf.Year > 0 {
			p.Expiry = shelf.String()
		}
		if m.Serial != "" {
			p.Serials = []string{m.Serial}
		}
		out = append(out, p)
	}
	return out
}

func (c *Count) goodsScanned(d Desk, found []pile) Act {
	if c.Run != nil {
		for _, p := range found {
			if p.SKU == c.Run.SKU && (p.Lot == "" || c.Run.Lot == "" || p.Lot == c.Run.Lot) {
				return c.add(d, p)
			}
		}
	}
	if len(found) > 1 {
		c.Which = found
		return Act{Note: ui.Say(ui.Warning, ui.T("reason.scan.ambiguous"))}
	}
	return c.take(d, found[0])
}

// take tells of the pile before and begins another.
func (c *Count) take(d Desk, p pile) Act {
	at := c.stop()
	if at.Lot != "" && p.Lot != "" && p.Lot != at.Lot {
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.wrong_lot"), ui.T("scan.was_lot", p.Lot))}
	}
	posts, refused := c.tell(d)
	if refused != nil {
		return *refused
	}
	if p.Lot == "" {
		p.Lot = at.Lot
	}
	c.fresh()
	c.Run = &p
	c.known()
	return Act{Post: posts, Note: ui.Say(ui.Good, ui.T("recv.right_item"))}
}

// known asks whether these are more of a pile that was told of already: its number would be taken for all there are.
func (c *Count) known() {
	for _, p := range c.here() {
		if p.same(c.Run) {
			c.Run.Before, c.Counted = p.Units, true
		}
	}
}

// more takes whether the goods at hand come on top of those told of before. Counted anew, what was scanned is all there is.
func (c *Count) more(choice int) Act {
	c.Counted = false
	if choice != 1 {
		c.Run.Before = 0
	}
	return Act{}
}

// add counts another scan of the pile at hand.
func (c *Count) add(d Desk, p pile) Act {
	r := c.Run
	for _, n := range p.Serials {
		if slices.Contains(r.Serials, n) {
			return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.duplicate"), ui.Plain(n))}
		}
	}
	r.Serials = append(r.Serials, p.Serials...)
	had := r.Lot
	if r.Lot == "" {
		r.Lot = p.Lot
	}
	if r.Expiry == "" {
		r.Expiry = p.Expiry
	}
	r.Units += p.Units
	if r.Grams > 0 && p.Grams > 0 {
		r.Grams += p.Grams
	} else {
		r.Grams = 0 // they are weighed together, or not at all
	}
	if had != r.Lot {
		c.known()
	}
	return Act{Note: ui.Say(ui.Good, ui.T("recv.count", r.Units))}
}

// details takes lot, date, weight or count printed as a code of their own beside the item's.
func (c *Count) details(d Desk, m scan.Scan) Act {
	r := c.Run
	switch {
	case r == nil:
		return Act{Note: ui.Say(ui.Bad, ui.T("scan.item_first"))}
	case m.Lot != "" && r.Lot != "" && m.Lot != r.Lot:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.wrong_lot"), ui.T("scan.was_lot", m.Lot))}
	case m.Serial != "" && slices.Contains(r.Serials, m.Serial):
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.duplicate"), ui.Plain(m.Serial))}
	}
	if m.Lot != "" && r.Lot == "" {
		r.Lot = m.Lot
		c.known()
	}
	if shelf := m.Shelf(); shelf.Year > 0 {
		r.Expiry = shelf.String()
	}
	if m.Serial != "" {
		r.Serials = append(r.Serials, m.Serial)
	}
	if weighed(d, r.SKU) {
		r.Units += m.Grams
	} else if m.Count > 0 && r.Units <= 1 {
		r.Units = m.Count
	}
	return Act{Note: ui.Say(ui.Good, ui.T("recv.noted"))}
}

// lotScanned takes the lot's number, printed or typed. Codes that carry it in elements are read as those.
func (c *Count) lotScanned(d Desk, s *Scanned, again bool) (Act, bool) {
	if m, ok := meaning(s, scan.Details); ok && m.Lot != "" {
		return c.details(d, m), true
	}
	for _, p := range c.goods(d, s) {
		if p.SKU == c.Run.SKU {
			return Act{}, false
		}
	}
	lot, note, ok := lotText(d, s, again)
	if !ok {
		c.Again = s.Raw
		return Act{Note: note}, true
	}
	c.Run.Lot = lot
	c.known()
	return Act{Note: ui.Say(ui.Good, ui.T("recv.noted"))}, true
}
