package task

import (
	"slices"
	"strconv"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// placed takes the scan that ends a run: the LPN the goods are on, or the dock they lie on loose.
func (r *Receive) placed(d Desk, s *Scanned) Act {
	if m, ok := meaning(s, scan.LPN, scan.Tote); ok {
		return r.book(d, m.Code, m.Kind == scan.Tote)
	}
	if m, ok := meaning(s, scan.Location); ok {
		if place, ok := d.Tables.Place(m.Code); ok && !slices.Contains(dockKinds, place.Kind) {
			return Act{Note: ui.Say(ui.Bad, ui.T("recv.no_dock", m.Code), ui.T("recv.dock_kinds"))}
		}
		r.Dock = m.Code
		return r.book(d, "", false)
	}
	if m, ok := meaning(s, scan.Item); ok && m.SKU != "" {
		return r.otherGoods(d, s, needNothing)
	}
	if _, item := meaning(s, scan.Item); item || known(s) || len(s.Raw) > mostTote {
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{r.asks(d, needNothing)}, Explain(d, s)...)...)}
	}
	if _, announced := r.Delivery.lpn(s.Raw); !announced && s.Raw != r.Into && !r.again(s) {
		return Act{Note: ui.Say(ui.Warning, ui.T("recv.new_lpn", s.Raw), ui.T("prompt.scan_again"))}
	}
	return r.book(d, s.Raw, false)
}

// newLPN takes a number of the block this device has leased, for a pallet without a printed one.
func (r *Receive) newLPN(d Desk) Act {
	if d.Numbers == nil {
		return Act{Note: ui.Say(ui.Bad, ui.T("recv.no_numbers"))}
	}
	number, ok := d.Numbers.TakeLPN()
	if !ok {
		return Act{Note: ui.Say(ui.Bad, ui.T("recv.no_numbers"))}
	}
	r.Into, r.Tote = number, false
	if r.Run != nil {
		r.Run.LPN = ""
	}
	return Act{Note: ui.Say(ui.Good, ui.T("recv.write_on", number))}
}

// book posts the run: spread over the lines of its item, each up to what it expects, the rest where the tolerance takes it.
func (r *Receive) book(d Desk, lpn string, tote bool) Act {
	g := r.Run
	it, _ := d.Tables.Item(g.SKU)
	switch {
	case g.Quantity <= 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("prompt.enter_qty"))}
	case it.SerialTracked && int64(len(g.Serials)) != g.Quantity:
		return Act{Note: ui.Say(ui.Bad, ui.T("scan.each_serial"))}
	}
	if over := r.over(); over > 0 && !g.Over {
		g.Over = true
		return Act{Note: ui.Say(ui.Warning, ui.T("recv.over", over), ui.T("recv.over_again"))}
	}
	act := Act{Note: ui.Say(ui.Good, ui.T("recv.booked", g.Quantity, g.SKU))}
	serials, grams, quantity := g.Serials, g.Grams, g.Quantity
	for _, part := range r.parts() {
		in := wire.Receive{Receipt: r.Receipt, SKU: g.SKU, Quantity: part.Quantity, Lot: g.Lot, Expiry: g.Expiry, Production: g.Production,
			Damaged: g.Damaged, Dock: r.dock(d), LPN: lpn, Override: g.Override, Line: part.Line}
		switch {
		case r.Delivery.Document == documentASN:
			in.ASN = r.Delivery.Number
		case r.Delivery.Document == documentPO:
			in.PurchaseOrder = r.Delivery.Number
		default:
			in.Supplier = r.Delivery.Supplier
		}
		if tote {
			in.LPNKind = "tote"
		}
		switch {
		case it.CatchWeight:
			in.Grams = part.Quantity
		case it.WeighedPieces && quantity > 0:
			in.Grams = grams * part.Quantity / quantity
			grams, quantity = grams-in.Grams, quantity-part.Quantity
		}
		if len(serials) > 0 {
			in.Serials, serials = serials[:part.Quantity:part.Quantity], serials[part.Quantity:]
		}
		r.Posts++
		part.Name = "receive " + strconv.Itoa(r.Posts)
		r.Sent = append(r.Sent, part)
		r.Delivery.received(part.Line, part.Quantity)
		act.Post = append(act.Post, Post{Verb: "receive", Chain: r.Delivery.chain(), Name: part.Name, In: in,
			InHand: ui.T("recv.refused_in_hand", part.Quantity, g.SKU, r.dock(d))})
	}
	if n := min(it.SampleSize, g.Quantity); n > 0 && !g.Damaged {
		at := lpn
		if at == "" {
			at = r.dock(d)
		}
		r.Sample = &sample{SKU: g.SKU, Units: n, At: at}
	}
	if g.LPN != lpn || lpn == "" { // an announced pallet is full as it comes
		r.Into, r.Tote = lpn, tote
	}
	r.Run = nil
	return act
}

// parts spreads the run over lines: what they expect first, then what their tolerance takes; what is beyond that stays on
// the run's own line, for the service to judge.
func (r *Receive) parts() (out []sentRun) {
	g := r.Run
	if g.Line < 0 {
		return []sentRun{{Document: r.Delivery.chain(), Quantity: g.Quantity}}
	}
	left := g.Quantity
	put := func(line int, n int64) {
		if n = min(n, left); n <= 0 {
			return
		}
		left -= n
		for i := range out {
			if out[i].Line == line {
				out[i].Quantity += n
				return
			}
		}
		out = append(out, sentRun{Document: r.Delivery.chain(), Line: line, Quantity: n})
	}
	lines := r.lines()
	for _, i := range lines {
		put(r.Delivery.Lines[i].Line, r.Delivery.Lines[i].left())
	}
	for _, i := range lines {
		l := &r.Delivery.Lines[i]
		put(l.Line, r.Delivery.most(l)-max(l.Received, l.Ordered))
	}
	put(r.Delivery.Lines[g.Line].Line, left)
	return out
}

// chooseLine takes a line of the list for the goods in hand.
func (r *Receive) chooseLine(d Desk, in Input) Act {
	switch {
	case in.Key == KeyChoice && in.Choice <= len(r.List):
		i := r.List[in.Choice-1]
		g := r.Chosen
		g.SKU, g.Units = r.Delivery.Lines[i].SKU, max(g.Units, 1)
		r.List, r.Chosen = nil, goodsScan{}
		return r.begin(d, g, i)
	case in.Scan != nil:
		r.List, r.Chosen = nil, goodsScan{}
		return r.scanned(d, in.Scan)
	}
	return Act{Note: ui.Say(ui.Bad, ui.T("recv.choose_line"))}
}
