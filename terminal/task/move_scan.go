package task

import (
	"context"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// placeScanned gives the code of a location that was scanned.
func placeScanned(s *Scanned) (string, bool) {
	m, ok := meaning(s, scan.Location)
	return m.Code, ok
}

// scanned judges a scan: the goods that are expected first, then where they go or where they are.
func (m *Move) scanned(d Desk, s *Scanned, again bool) Act {
	if m.Hand != nil && m.needsLot(d) {
		if act, ok := m.lot(d, s, again); ok {
			return act
		}
	}
	if m.carried() || m.From != "" {
		if act, ok := m.goods(d, s); ok {
			return act
		}
	}
	if n, ok := meaning(s, scan.Quantity); ok && m.carried() {
		return m.number(d, n.Number)
	}
	switch at, isPlace := placeScanned(s); {
	case m.carried() && isPlace:
		return m.to(d, s, "L:"+at, again)
	case m.carried():
		return m.toLPN(d, s, again)
	case m.From == "" && isPlace:
		m.Asked = "L:" + at
		return m.ask(d)
	case isPlace:
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("scan.item_first")}, Explain(d, s)...)...)}
	}
	if lpn, ok := lpnOf(s); ok {
		m.Asked = "P:" + lpn
		return m.ask(d)
	}
	return Act{Note: ui.Say(ui.Bad, append([]ui.Text{m.Screen(d).Ask}, Explain(d, s)...)...)}
}

// lpnOf gives the number of what may be an LPN: it may look like anything that is nothing else.
func lpnOf(s *Scanned) (string, bool) {
	if m, ok := meaning(s, scan.LPN, scan.Tote); ok {
		return m.Code, true
	}
	_, other := meaning(s, scan.Item, scan.Details, scan.Badge, scan.Quantity, scan.Order, scan.Parcel, scan.Task, scan.Receipt, scan.Location, scan.Manifest)
	return s.Raw, !other && !broken(s) && s.Raw != "" && len(s.Raw) <= mostTote
}

// there is what lies and stands at a holder; unknown: the service was not reached.
type there struct {
	holder  string
	found   wire.Contents
	unknown bool
}

// ask asks what is at a holder. Without the service the worker goes on without knowing.
func (m *Move) ask(d Desk) Act {
	holder := m.Asked
	if !d.Link {
		return m.opened(d, there{holder: holder, unknown: true})
	}
	return Act{Ask: &Ask{Name: "there", Do: func(ctx context.Context, b Backend) (any, error) {
		ctx, cancel := context.WithTimeout(ctx, answerWithin)
		defer cancel()
		c, err := b.Contents(ctx, d.Warehouse, holder)
		if err != nil && (fault.CodeFrom(err) == fault.CodeUnavailable || ctx.Err() != nil) {
			return there{holder: holder, unknown: true}, nil
		}
		return there{holder: holder, found: c}, err
	}}}
}

func (m *Move) answered(d Desk, a *Answer) Act {
	got, ok := a.Value.(there)
	if a.Err == nil && ok {
		return m.opened(d, got)
	}
	code := holderName(m.Asked)
	m.Asked = ""
	if fault.CodeFrom(a.Err) == fault.CodeNotFound {
		return Act{Note: ui.Say(ui.Bad, ui.T("scan.unknown", code), ui.T("move.scan"))}
	}
	return Act{Note: ui.Say(ui.Bad, ErrorTexts(a.Err)...)}
}

// opened takes up what is at a holder.
func (m *Move) opened(d Desk, t there) Act {
	m.afresh()
	lpn, code := t.found.LPN, holderName(t.holder)
	switch {
	case lpn != nil && lpn.Order != "":
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.tote.in_use"), ui.T("scan.was_order", lpn.Order))}
	case t.unknown && t.holder[0] == 'P':
		m.LPN, m.Unknown = code, true
		return Act{Note: ui.Say(ui.Warning, ui.T("putaway.offline"))}
	case t.unknown:
		m.From, m.Unknown = t.holder, true
		return Act{}
	case t.holder[0] == 'P':
		m.LPN = code
	case len(t.found.Balances) == 0 && len(t.found.LPNs) == 0 && t.holder[0] == 'W':
		return Act{Note: ui.Say(ui.Warning, ui.T("move.hands_empty"))}
	case len(t.found.Balances) == 0 && len(t.found.LPNs) == 0:
		return Act{Note: ui.Say(ui.Warning, ui.T("move.nothing_there", code))}
	default:
		m.From = t.holder
	}
	m.Runs, m.LPNs = t.found.Balances, t.found.LPNs
	return Act{Note: ui.Say(ui.Good, ui.T("move.opened", code))}
}

// goods takes a scan of goods, or of an LPN that stands at the place. In front of a whole LPN it means that only these go.
func (m *Move) goods(d Desk, s *Scanned) (Act, bool) {
	if h := m.Hand; h != nil {
		for _, g := range s.Meanings {
			if g.Kind == scan.Item && g.SKU == h.SKU && (g.Lot == "" || h.Lot == "" || g.Lot == h.Lot) {
				return m.more(d, g), true
			}
		}
		return m.otherGoods(d, s)
	}
	for _, id := range m.LPNs {
		if m.LPN == "" && !m.All && codeOf(s) == id {
			m.Asked = "P:" + id
			return m.ask(d), true
		}
	}
	var found []handful
	named := ""
	for _, g := range s.Meanings {
		if g.Kind != scan.Item || g.SKU == "" || m.All {
			continue
		}
		named = g.SKU
		if m.Unknown {
			found = append(found, handful{SKU: g.SKU, Lot: g.Lot, Units: goodsOf(g).Units, Scanned: goodsOf(g).Units})
		}
		for _, b := range m.runsOf(g.SKU, g.Lot) {
			h := handful{SKU: b.SKU, Lot: b.Lot, Owner: b.Owner, Status: b.Status, There: b.OnHand, Free: b.OnHand - b.Reserved, Scanned: goodsOf(g).Units}
			h.Units = h.Free
			found = append(found, h)
		}
	}
	switch {
	case named == "":
		return Act{}, false
	case len(found) == 0 && len(m.LPNs) > 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("move.not_loose", named, m.fromCode()), ui.T("move.lpn_first"))}, true
	case len(found) == 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("move.not_there", named, m.fromCode()), ui.T("move.count_it"))}, true
	case len(found) > 1:
		m.Which = found
		return Act{Note: ui.Say(ui.Warning, ui.T("reason.scan.ambiguous"))}, true
	}
	return m.take(d, found[0]), true
}

// otherGoods tells of goods that are not those in the hand: these are set down first.
func (m *Move) otherGoods(d Desk, s *Scanned) (Act, bool) {
	if g, ok := meaning(s, scan.Item); ok && g.SKU != "" {
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("move.set_down_first", m.Hand.Units, m.Hand.SKU)}, Explain(d, s)...)...)}, true
	}
	return Act{}, false
}

// take takes goods into the hand: all that is free of them. Where orders have all of them a lead takes them all the same.
func (m *Move) take(d Desk, h handful) Act {
	m.Which = nil
	if h.There > 0 && h.Free <= 0 {
		if !d.Leads() {
			return Act{Note: ui.Say(ui.Bad, ui.T("reason.stock.reserved"), ui.T("move.leave_it"))}
		}
		h.Units = h.There
	}
	if m.LPN != "" {
		m.From, m.LPN = "P:"+m.LPN, ""
	}
	m.Hand = &h
	if h.Units > h.Free && h.There > 0 {
		return Act{Note: ui.Say(ui.Warning, ui.T("pick.in_hand", h.Units), ui.T("reason.stock.reserved"))}
	}
	return Act{Note: ui.Say(ui.Good, ui.T("pick.in_hand", h.Units))}
}

// more counts by scans: whoever scans the goods again counts them.
func (m *Move) more(d Desk, g scan.Scan) Act {
	h := m.Hand
	if h.Lot == "" {
		h.Lot = g.Lot
	}
	n := h.Scanned + goodsOf(g).Units
	if weighed(d, h.SKU) {
		n = h.Scanned + g.Grams
	}
	switch {
	case h.There > 0 && n > h.There:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("move.only", h.There))}
	case h.There > 0 && n > h.Free && !d.Leads():
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.stock.reserved"), ui.T("move.free", h.Free))}
	}
	h.Units, h.Scanned = n, n
	return Act{Note: ui.Say(ui.Good, ui.T("pick.in_hand", n))}
}

// lot takes the lot of goods nobody knows more of.
func (m *Move) lot(d Desk, s *Scanned, again bool) (Act, bool) {
	if g, ok := meaning(s, scan.Item); ok && g.SKU == m.Hand.SKU {
		return Act{}, false // its own code, perhaps with the lot in it
	}
	if g, ok := meaning(s, scan.Details); ok && g.Lot != "" {
		m.Hand.Lot = g.Lot
		return Act{Note: ui.Say(ui.Good, ui.T("recv.noted"))}, true
	}
	lot, note, ok := lotText(d, s, again)
	if !ok {
		m.Again = s.Raw
		return Act{Note: note}, true
	}
	m.Hand.Lot = lot
	return Act{Note: ui.Say(ui.Good, ui.T("recv.noted"))}, true
}
