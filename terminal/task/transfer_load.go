package task

import (
	"context"
	"slices"
	"strconv"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// scanned judges a scan at the lorry: goods first, then an LPN that goes whole, then where goods are taken from.
func (x *Transfer) scanned(d Desk, s *Scanned, again bool) Act {
	if x.Hand != nil {
		if act, ok := x.moreScanned(d, s, again); ok {
			return act
		}
	}
	for _, m := range s.Meanings {
		if m.Kind == scan.Item && m.SKU != "" && len(x.linesOf(m.SKU)) > 0 {
			return x.goods(d, m)
		}
	}
	if n, ok := meaning(s, scan.Quantity); ok && x.Hand != nil {
		return x.number(d, n.Number)
	}
	if x.Hand != nil {
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{x.Screen(d).Ask}, Explain(d, s)...)...)}
	}
	if at, ok := placeScanned(s); ok {
		x.From = "L:" + at
		return Act{Note: ui.Say(ui.Good, ui.T("move.opened", at))}
	}
	if lpn, ok := lpnOf(s); ok {
		return x.lpn(d, s, lpn, again)
	}
	what := x.Screen(d).Ask
	if m, ok := meaning(s, scan.Item); ok && m.SKU != "" {
		what = ui.T("xfer.not_on", x.ID)
	}
	return Act{Note: ui.Say(ui.Bad, append([]ui.Text{what}, Explain(d, s)...)...)}
}

// goods takes loose goods up: from the holder that was scanned, or from where they are reserved for the transfer.
func (x *Transfer) goods(d Desk, m scan.Scan) Act {
	var found []portion
	missing := int64(0)
	for _, l := range x.linesOf(m.SKU) {
		n := left(l)
		missing += n
		if n == 0 {
			continue
		}
		p := portion{Line: l.Line, SKU: l.SKU, Owner: l.Owner, Units: n, From: x.From, Lot: m.Lot}
		known := false
		for _, t := range l.Take {
			if t.Quantity == 0 || x.From != "" && t.Holder != x.From || m.Lot != "" && t.Lot != m.Lot {
				continue
			}
			known = true
			found = append(found, portion{Line: l.Line, SKU: l.SKU, Owner: l.Owner, Units: min(n, t.Quantity), From: t.Holder, At: t.Location, Lot: t.Lot})
		}
		if !known && x.From != "" { // other goods of the item do as well
			found = append(found, p)
		}
	}
	switch {
	case missing == 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("xfer.enough", m.SKU))}
	case len(found) == 0:
		return Act{Note: ui.Say(ui.Warning, ui.T("xfer.where"), ui.Plain(m.SKU))}
	case len(found) > 1:
		x.Which = found
		return Act{Note: ui.Say(ui.Warning, ui.T("reason.scan.ambiguous"))}
	}
	return x.take(d, found[0], &m)
}

// take takes goods into the hand: all that are wanted from there, or unit by unit where each has its serial number.
func (x *Transfer) take(d Desk, p portion, m *scan.Scan) Act {
	x.Which = nil
	p.Scanned = 1
	if m != nil && goodsOf(*m).Units > 1 {
		p.Scanned = goodsOf(*m).Units
		p.Units = p.Scanned
		if most := x.leftOf(p.SKU, p.Owner); p.Units > most {
			return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("pick.only", most))}
		}
	}
	if it, _ := d.Tables.Item(p.SKU); it.SerialTracked {
		p.Units, p.Scanned = 0, 0
		x.Hand = &p
		if m != nil && m.Serial != "" {
			return x.serial(m.Serial)
		}
		return Act{Note: ui.Say(ui.Good, ui.T("recv.right_item"))}
	}
	x.Hand = &p
	return Act{Note: ui.Say(ui.Good, ui.T("pick.in_hand", p.Units))}
}

// moreScanned takes a scan with goods in the hand: more of the same, their lot, their serial numbers.
func (x *Transfer) moreScanned(d Desk, s *Scanned, again bool) (Act, bool) {
	h := x.Hand
	it, _ := d.Tables.Item(h.SKU)
	for _, m := range s.Meanings {
		if m.Kind != scan.Item || m.SKU != h.SKU {
			continue
		}
		switch n := h.Scanned + goodsOf(m).Units; {
		case m.Lot != "" && h.Lot != "" && m.Lot != h.Lot:
			return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.wrong_lot"), ui.T("scan.was_lot", m.Lot))}, true
		case it.SerialTracked && m.Serial != "":
			return x.serial(m.Serial), true
		case it.SerialTracked:
			return Act{Note: ui.Say(ui.Calm, ui.T("prompt.scan_serial"))}, true
		case h.Lot == "" && m.Lot != "":
			h.Lot = m.Lot
			return Act{Note: ui.Say(ui.Good, ui.T("recv.noted"))}, true
		case n > x.leftOf(h.SKU, h.Owner):
			return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("pick.only", x.leftOf(h.SKU, h.Owner)))}, true
		default:
			h.Scanned, h.Units = n, n
			return Act{Note: ui.Say(ui.Good, ui.T("pick.in_hand", n))}, true
		}
	}
	if m, ok := meaning(s, scan.Details); ok && m.Lot != "" {
		if h.Lot != "" && m.Lot != h.Lot {
			return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.wrong_lot"), ui.T("scan.was_lot", m.Lot))}, true
		}
		h.Lot = m.Lot
		return Act{Note: ui.Say(ui.Good, ui.T("pick.lot_right"))}, true
	}
	if x.needsLot(d) {
		lot, note, ok := lotText(d, s, again)
		if !ok {
			x.Again = s.Raw
			return Act{Note: note}, true
		}
		h.Lot = lot
		return Act{Note: ui.Say(ui.Good, ui.T("recv.noted"))}, true
	}
	if m, ok := meaning(s, scan.Details); ok && m.Serial != "" && it.SerialTracked {
		return x.serial(m.Serial), true
	}
	if other, ok := meaning(s, scan.Item); it.SerialTracked && !known(s) && !(ok && other.SKU != "") && !broken(s) {
		return x.serial(s.Raw), true
	}
	return Act{}, false
}

// serial counts one unit by its own number.
func (x *Transfer) serial(number string) Act {
	h := x.Hand
	switch most := x.leftOf(h.SKU, h.Owner); {
	case slices.Contains(h.Serials, number):
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.duplicate"), ui.Plain(number))}
	case int64(len(h.Serials)) >= most:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("pick.only", most))}
	}
	h.Serials = append(h.Serials, number)
	h.Units, h.Scanned = int64(len(h.Serials)), int64(len(h.Serials))
	return Act{Note: ui.Say(ui.Good, ui.T("pick.in_hand", h.Units))}
}

// load tells that the goods in the hand are on the lorry.
func (x *Transfer) load(d Desk) Act {
	h := x.Hand
	switch {
	case x.needsLot(d):
		return Act{Note: ui.Say(ui.Bad, ui.T("recv.scan_lot"))}
	case h.Units <= 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("scan.each_serial"))}
	}
	x.Hand = nil
	in := wire.Send{Transfer: x.ID, From: h.From, SKU: h.SKU, Lot: h.Lot, Owner: h.Owner, Quantity: h.Units, Serials: h.Serials}
	what := strconv.FormatInt(h.Units, 10) + " x " + h.SKU
	x.fetched(h.From, h.SKU, h.Lot, h.Units)
	return x.post(in, what, x.spread(h.SKU, h.Owner, h.Units, h.Line))
}

// spread counts units down on the lines of an item, first on the one they were meant for.
func (x *Transfer) spread(sku, owner string, units int64, first int) map[int]int64 {
	took := map[int]int64{}
	for _, own := range []bool{true, false} {
		for _, l := range x.linesOf(sku) {
			if n := min(units, left(l)); (l.Line == first) == own && l.Owner == owner && n > 0 {
				l.Sent += n
				took[l.Line] += n
				units -= n
			}
		}
	}
	return took
}

// fetched counts down what is to be taken from a holder.
func (x *Transfer) fetched(holder, sku, lot string, units int64) {
	for _, l := range x.linesOf(sku) {
		for j := range l.Take {
			if t := &l.Take[j]; t.Holder == holder && t.Lot == lot {
				n := min(units, t.Quantity)
				t.Quantity -= n
				units -= n
			}
		}
	}
}

// lpn sends an LPN whole. What is on it is asked first: the transfer may want a part of it only.
func (x *Transfer) lpn(d Desk, s *Scanned, code string, again bool) Act {
	if d.Link {
		x.LPN = code
		return x.askLPN(d)
	}
	if !again {
		x.Again = s.Raw
		return Act{Note: ui.Say(ui.Warning, ui.T("xfer.whole", code), ui.T("prompt.scan_again"))}
	}
	return x.sendLPN(code, x.reservedOn(code))
}

// reservedOn is what the transfer has reserved on an LPN: all that is known of its content without the service.
func (x *Transfer) reservedOn(code string) (out []wire.Balance) {
	for _, l := range x.Lines {
		for _, t := range l.Take {
			if t.Holder == "P:"+code {
				out = append(out, wire.Balance{SKU: l.SKU, Lot: t.Lot, Owner: l.Owner, OnHand: t.Quantity})
			}
		}
	}
	return out
}

func (x *Transfer) askLPN(d Desk) Act {
	holder := "P:" + x.LPN
	return Act{Ask: &Ask{Name: "lpn", Do: func(ctx context.Context, b Backend) (any, error) {
		ctx, cancel := context.WithTimeout(ctx, answerWithin)
		defer cancel()
		c, err := b.Contents(ctx, d.Warehouse, holder)
		if err != nil && (fault.CodeFrom(err) == fault.CodeUnavailable || ctx.Err() != nil) {
			return there{holder: holder, unknown: true}, nil
		}
		return there{holder: holder, found: c}, err
	}}}
}

// opened sends the LPN if all on it is wanted, else the worker takes from it what is.
func (x *Transfer) opened(d Desk, a *Answer, t there) Act {
	code := x.LPN
	x.LPN = ""
	switch {
	case code == "":
		return Act{}
	case a.Err != nil:
		return Act{Note: ui.Say(ui.Bad, append(ErrorTexts(a.Err), ui.Plain(code))...)}
	case t.unknown:
		return x.sendLPN(code, x.reservedOn(code))
	case t.found.LPN != nil && t.found.LPN.Order != "":
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.tote.in_use"), ui.T("scan.was_order", t.found.LPN.Order))}
	case len(t.found.Balances) == 0 && len(t.found.LPNs) == 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.lpn.empty"), ui.Plain(code))}
	}
	for _, b := range t.found.Balances {
		switch n := x.leftOf(b.SKU, b.Owner); {
		case len(x.linesOf(b.SKU)) == 0:
			return Act{Note: ui.Say(ui.Bad, ui.T("xfer.not_on", x.ID), ui.T("scan.was_item", b.SKU))}
		case n == 0:
			return Act{Note: ui.Say(ui.Bad, ui.T("xfer.enough", b.SKU))}
		case b.OnHand > n:
			x.From = "P:" + code
			return Act{Note: ui.Say(ui.Warning, ui.T("xfer.part", n, b.OnHand), ui.T("xfer.scan_goods"))}
		}
	}
	return x.sendLPN(code, t.found.Balances)
}

func (x *Transfer) sendLPN(code string, goods []wire.Balance) Act {
	took := map[int]int64{}
	for _, b := range goods {
		for line, n := range x.spread(b.SKU, b.Owner, b.OnHand, 0) {
			took[line] += n
		}
		x.fetched("P:"+code, b.SKU, b.Lot, b.OnHand)
	}
	return x.post(wire.Send{Transfer: x.ID, LPN: code}, code, took)
}

// post tells of goods on the lorry without waiting for the answer: the next ones are in the other hand already.
func (x *Transfer) post(in wire.Send, what string, took map[int]int64) Act {
	x.Posts++
	x.From = ""
	name := "send " + strconv.Itoa(x.Posts)
	x.Sent = append(x.Sent, sentGoods{Name: name, What: what, Took: took})
	x.Off = slices.DeleteFunc(x.Off, func(o sentGoods) bool { return o.What == what })
	return Act{Post: []Post{{Verb: "send", Chain: "send " + x.ID + " " + in.LPN + in.From, Name: name, In: in, InHand: ui.T("load.take_off", what)}},
		Note: ui.Say(ui.Good, ui.T("xfer.loaded", what))}
}

// posted counts what is on the lorry, or tells what has to come off again.
func (x *Transfer) posted(d Desk, a *Posted) Act {
	if a.Name == "dispatch" {
		return x.dispatched(a)
	}
	n := slices.IndexFunc(x.Sent, func(s sentGoods) bool { return s.Name == a.Name })
	if n < 0 {
		return Act{}
	}
	sent := x.Sent[n]
	x.Sent = slices.Delete(slices.Clone(x.Sent), n, n+1)
	if a.Problem != nil {
		for i := range x.Lines {
			x.Lines[i].Sent -= sent.Took[x.Lines[i].Line]
		}
		x.Off = append(x.Off, sent)
		act := x.look(d)
		act.Handled, act.Note = true, ui.Say(ui.Bad, append(whyOff(a.Problem), ui.Plain(sent.What))...)
		return act
	}
	got, ok := decode[wire.Sent](a.Result)
	if _, missing := x.totals(); ok && len(x.Sent) == 0 && got.Left != missing { // others load it too, or it went without being known
		return x.look(d)
	}
	return Act{}
}

// look asks how the transfer stands, beside.
func (x *Transfer) look(d Desk) Act {
	id := x.ID
	return Act{Ask: &Ask{Name: "transfer", Beside: true, Do: func(ctx context.Context, b Backend) (any, error) { return b.TransferOf(ctx, d.Warehouse, id) }}}
}

// done lets the lorry go when it is said twice: what is missing is told first, and goes back into stock.
func (x *Transfer) done(ending bool) Act {
	on, missing := x.totals()
	switch {
	case x.Hand != nil:
		return Act{Note: ui.Say(ui.Bad, ui.T("xfer.load_first", x.Hand.Units, x.Hand.SKU))}
	case len(x.Sent) > 0:
		return Act{Note: ui.Say(ui.Warning, ui.T("load.not_yet", len(x.Sent)))}
	case on == 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("load.nothing"))}
	case !ending:
		x.Ending = true
		if len(x.Off) > 0 {
			return Act{Note: ui.Say(ui.Warning, ui.T("load.off_first"))}
		}
		if missing > 0 {
			return Act{Note: ui.Say(ui.Warning, ui.T("xfer.without", missing))}
		}
		return Act{Note: ui.Say(ui.Warning, ui.T("xfer.sure", on, x.To))}
	}
	x.Off, x.Leaving = nil, true
	return Act{Post: []Post{x.leave()}}
}

func (x *Transfer) leave() Post {
	return Post{Verb: "dispatch", Chain: "send " + x.ID, Name: "dispatch", Waits: true, In: wire.Dispatch{Transfer: x.ID}}
}

func (x *Transfer) dispatched(a *Posted) Act {
	if a.Problem != nil {
		x.Leaving = false
		return Act{Handled: true, Note: ui.Say(ui.Bad, ProblemTexts(a.Problem)...)}
	}
	got, _ := decode[wire.Dispatched](a.Result)
	if got.More { // there is more to give back than one command does
		return Act{Post: []Post{x.leave()}}
	}
	return Act{End: true, Note: ui.Say(ui.Good, ui.T("xfer.gone", got.Units, x.To), ui.T("xfer.notice", got.ASN))}
}
