package task

import (
	"slices"
	"strconv"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// packWant is what of one kind of goods belongs into the order's parcels, over all totes it lies in.
type packWant struct {
	packRun
	quantity int64
	left     int64 // not scanned yet
}

// packHalf is goods that were scanned without the lot or the serial number that tells them from others.
type packHalf struct {
	SKU    string `json:"sku"`
	Units  int64  `json:"units"`
	Lot    string `json:"lot,omitempty"`
	Serial string `json:"serial,omitempty"`
	Grams  int64  `json:"grams,omitempty"` // of a piece, by its code
}

// wants lists what is to be packed, in the order of the list; goods set aside are left out.
func (p *Pack) wants() []packWant {
	var out []packWant
	for _, u := range p.List.Units {
		r := packRun{u.Line, u.SKU, u.Lot}
		if p.asideOf(r) != nil {
			continue
		}
		i := slices.IndexFunc(out, func(w packWant) bool { return w.packRun == r })
		if i < 0 {
			out, i = append(out, packWant{packRun: r, left: -p.in(r)}), len(out)
		}
		out[i].quantity += u.Quantity
		out[i].left += u.Quantity
	}
	return out
}

// row is one line of the list: how many, the lot, and as much of the name as fits behind them.
func (w packWant) row(d Desk) ui.Text {
	before := strconv.FormatInt(w.left, 10) + " x "
	if w.Lot != "" {
		before += w.Lot + " "
	}
	name := itemName(d, w.SKU)
	return ui.Named(before+name.In(ui.English), before+name.In(ui.Chinese))
}

// in is how many of one kind of goods were scanned and are not booked.
func (p *Pack) in(r packRun) (n int64) {
	for _, u := range p.In {
		if u.Line == r.Line && u.SKU == r.SKU && u.Lot == r.Lot {
			n += u.Quantity
		}
	}
	return n
}

// wanted is how many belong into the parcels from here on, with what is in this one already.
func (p *Pack) wanted() int64 {
	n := sum(p.Booked)
	for _, w := range p.wants() {
		n += w.quantity
	}
	return n
}

func (p *Pack) counted() int64 { return sum(p.In) + sum(p.Booked) }

func (p *Pack) unitScreen(d Desk, s *ui.Screen) {
	in, all := p.counted(), p.wanted()
	s.Count = ui.T("pack.left_of", all-in, all)
	if p.List.Open > 0 {
		s.Facts = append(s.Facts, ui.Fact{Value: ui.T("pack.still_picked", p.List.Open), Warn: true})
	}
	s.Facts = append(s.Facts, p.asideFacts()...)
	p.cartonFact(s)
	for _, w := range p.wants() {
		if w.left > 0 {
			s.Facts = append(s.Facts, ui.Fact{Value: w.row(d)})
		}
	}
	run, units, weigh := p.unweighed(d, in == all)
	switch {
	case p.Half != nil:
		s.Ask = p.Half.prompt(p, d)
	case weigh && in < all:
		s.Ask = ui.T("pack.grams_or_item")
	case weigh:
		s.Facts = append(s.Facts, ui.Fact{Value: ui.T("why.units", units, p.named(d, run))})
		s.Ask = ui.T("pack.grams")
	case in < all:
		s.Ask = ui.T("prompt.scan_item")
	case in == 0:
		s.Ask = ui.T("pack.nothing_left")
	case p.Parcel != "" || p.Boxed:
		s.Ask = ui.T("pack.all_in_close")
	default:
		s.Ask = ui.T("pack.all_in")
	}
}

// unit puts one scan's goods into the parcel.
func (p *Pack) unit(d Desk, s *Scanned) Act {
	if p.Half != nil {
		if act, ok := p.complete(d, s); ok {
			return act
		}
	}
	m, ok := p.expected(s)
	if !ok {
		return p.notExpected(d, s)
	}
	if shelf := m.Shelf(); shelf.Year > 0 && shelf.String() < d.Now.Format("2006-01-02") {
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.lot.expired"), p.named(d, packRun{SKU: m.SKU, Lot: m.Lot}), ui.Plain(shelf.String()))}
	}
	h := packHalf{SKU: m.SKU, Units: p.units(d, m), Lot: m.Lot, Serial: m.Serial}
	if inPieces(d, m.SKU) {
		h.Grams = m.Grams
	}
	return p.goods(d, h)
}

// units is how many base units one scan stands for: what a case holds, how many the code says, or what goods sold by weight
// weigh. Where their code does not say it, a scan stands for all of them: nobody scans single grams.
func (p *Pack) units(d Desk, m scan.Scan) int64 {
	it, _ := d.Tables.Item(m.SKU)
	if !it.CatchWeight {
		return max(m.Units, 1) * max(m.Count, 1)
	}
	if m.Grams > 0 {
		return m.Grams
	}
	var left int64
	for _, w := range p.wants() {
		if w.SKU == m.SKU && (m.Lot == "" || sameCode(m.Lot, w.Lot)) {
			left += w.left
		}
	}
	return max(left, 1)
}

// goods counts goods in, once lot and serial are known where they matter.
func (p *Pack) goods(d Desk, h packHalf) Act {
	if h.prompt(p, d).Empty() {
		return p.put(d, h)
	}
	if h.Units > 1 && p.needsSerial(d, h.SKU) {
		return Act{Note: ui.Say(ui.Bad, ui.T("scan.each_serial"))}
	}
	p.Half = &h
	return Act{Note: ui.Say(ui.Calm, itemName(d, h.SKU))}
}

// prompt asks for what is missing; it is empty if nothing is.
func (h *packHalf) prompt(p *Pack, d Desk) ui.Text {
	switch {
	case h.Lot == "" && len(p.lots(h.SKU)) > 1:
		return ui.T("pack.scan_lot")
	case h.Serial == "" && p.needsSerial(d, h.SKU):
		return ui.T("prompt.scan_serial")
	}
	return ui.Text{}
}

func (p *Pack) needsSerial(d Desk, sku string) bool {
	it, _ := d.Tables.Item(sku)
	return it.SerialTracked
}

// lots are those of an item that belong into this parcel.
func (p *Pack) lots(sku string) []string {
	var out []string
	for _, w := range p.wants() {
		if w.SKU == sku && w.Lot != "" && !slices.Contains(out, w.Lot) {
			out = append(out, w.Lot)
		}
	}
	return out
}

// complete takes the lot or the serial number of goods scanned before, from a code of their own.
func (p *Pack) complete(d Desk, s *Scanned) (Act, bool) {
	h := *p.Half
	forLot := h.Lot == "" && len(p.lots(h.SKU)) > 1
	for _, m := range s.Meanings {
		if (m.Kind == scan.Details || m.Kind == scan.Item && m.SKU == h.SKU) && (forLot && m.Lot != "" || !forLot && m.Serial != "") {
			p.Half = nil
			if forLot {
				h.Lot = m.Lot
			}
			if h.Serial == "" {
				h.Serial = m.Serial
			}
			return p.goods(d, h), true
		}
	}
	if _, item := p.expected(s); item { // the next unit: the one before it was put down again
		p.Half = nil
		return Act{}, false
	}
	if _, other := meaning(s, scan.Location, scan.Badge, scan.Tote, scan.Parcel, scan.Order); other {
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{h.prompt(p, d)}, Explain(d, s)...)...)}, true
	}
	if !forLot {
		p.Half, h.Serial = nil, s.Raw
		return p.goods(d, h), true
	}
	for _, lot := range p.lots(h.SKU) {
		if sameCode(s.Raw, lot) {
			p.Half, h.Lot = nil, lot
			return p.goods(d, h), true
		}
	}
	return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.wrong_lot"), ui.T("scan.was_lot", s.Raw), p.wantedLots(h.SKU))}, true
}

func (p *Pack) wantedLots(sku string) ui.Text {
	text := ""
	for i, lot := range p.lots(sku) {
		if i > 0 {
			text += ", "
		}
		text += lot
	}
	return ui.T("label.wanted", text)
}

// expected gives the meaning of a scan that is an item of the order.
func (p *Pack) expected(s *Scanned) (scan.Scan, bool) {
	for _, m := range s.Meanings {
		if m.Kind == scan.Item && slices.ContainsFunc(p.List.Units, func(u wire.ToPack) bool { return u.SKU == m.SKU }) {
			return m, true
		}
	}
	return scan.Scan{}, false
}

// put counts goods into the parcel, line by line: a case may fill two lines of the same goods.
func (p *Pack) put(d Desk, h packHalf) Act {
	for _, u := range slices.Concat(p.In, p.Booked) {
		if u.SKU == h.SKU && h.Serial != "" && slices.Contains(u.Serials, h.Serial) {
			p.Half = &packHalf{SKU: h.SKU, Units: h.Units, Lot: h.Lot}
			return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.duplicate"), ui.Plain(h.Serial))}
		}
	}
	var fit []packWant
	var room int64
	known := false
	for _, w := range p.wants() {
		if w.SKU == h.SKU {
			known = true
			if h.Lot == "" || w.Lot == "" || sameCode(h.Lot, w.Lot) {
				fit, room = append(fit, w), room+w.left
			}
		}
	}
	switch {
	case !known:
		return p.refuseAside(d, h.SKU)
	case len(fit) == 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.wrong_lot"), ui.T("scan.was_lot", h.Lot), p.wantedLots(h.SKU))}
	case room < h.Units && h.Units > 1:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("pick.case_holds", h.Units, room), itemName(d, h.SKU))}
	case room < h.Units:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("pack.none_left", itemName(d, h.SKU)))}
	}
	for _, w := range fit {
		if n := min(w.left, h.Units); n > 0 {
			grams := h.Grams * n / h.Units
			p.add(w.packRun, n, h.Serial, grams)
			h.Units, h.Grams = h.Units-n, h.Grams-grams
		}
	}
	return p.counts(d)
}

// counts tells how far the parcel is; with the last unit, weighed where it has to be, the carton is asked for.
func (p *Pack) counts(d Desk) Act {
	in, all := p.counted(), p.wanted()
	if _, _, weigh := p.unweighed(d, true); in == all && p.Parcel == "" && !p.Boxed && !weigh {
		p.Choose = true
	}
	return Act{Note: ui.Say(ui.Good, ui.T("pack.in", in, all))}
}

func (p *Pack) add(r packRun, units int64, serial string, grams int64) {
	at := slices.IndexFunc(p.In, func(x wire.Unit) bool { return x.Line == r.Line && x.SKU == r.SKU && x.Lot == r.Lot })
	if at < 0 {
		p.In, at = append(p.In, wire.Unit{Line: r.Line, SKU: r.SKU, Lot: r.Lot}), len(p.In)
	}
	if u := &p.In[at]; grams == 0 || u.Quantity > 0 && u.Grams == 0 {
		u.Grams = 0 // they are weighed together, or not at all
	} else {
		u.Grams += grams
	}
	p.In[at].Quantity += units
	if serial != "" {
		p.In[at].Serials = append(p.In[at].Serials, serial)
	}
	p.Last = &r
}

// count sets how many there are of the goods scanned last: ten of one thing need not be scanned ten times if they are counted.
func (p *Pack) count(d Desk, n int64) Act {
	if act, ok := p.weighPieces(d, n); ok {
		return act
	}
	if p.Last == nil {
		return Act{Note: ui.Say(ui.Bad, ui.T("scan.item_first"))}
	}
	last := *p.Last
	same := func(sku, lot string) bool { return sku == last.SKU && lot == last.Lot }
	var most int64
	for _, w := range p.wants() {
		if same(w.SKU, w.Lot) {
			most += w.quantity
		}
	}
	for _, u := range p.In {
		if same(u.SKU, u.Lot) && len(u.Serials) > 0 {
			return Act{Note: ui.Say(ui.Bad, ui.T("scan.each_serial"))}
		}
	}
	if n < 1 || n > most {
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("pick.only", most))}
	}
	p.In = slices.DeleteFunc(slices.Clone(p.In), func(u wire.Unit) bool { return same(u.SKU, u.Lot) })
	for _, w := range p.wants() {
		if k := min(w.left, n); same(w.SKU, w.Lot) && k > 0 {
			p.add(w.packRun, k, "", 0)
			n -= k
		}
	}
	return p.counts(d)
}

// notExpected takes a carton or a number, or says what was scanned instead.
func (p *Pack) notExpected(d Desk, s *Scanned) Act {
	if m, ok := meaning(s, scan.Item); ok && m.SKU != "" {
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.wrong_order"), ui.T("scan.was_item", m.SKU), itemName(d, m.SKU))}
	}
	if code, ok := p.isCarton(s.Raw); ok && p.Parcel == "" {
		p.Carton, p.Boxed = code, true
		return Act{Note: ui.Say(ui.Good, ui.T("pack.into", code))}
	}
	if n, ok := meaning(s, scan.Quantity); ok && p.Last != nil {
		return p.count(d, n.Number)
	}
	return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("prompt.scan_item")}, Explain(d, s)...)...)}
}

// named is an item's name with its lot.
func (p *Pack) named(d Desk, r packRun) ui.Text {
	if r.Lot == "" {
		return itemName(d, r.SKU)
	}
	return ui.T("pack.named", itemName(d, r.SKU), r.Lot)
}
