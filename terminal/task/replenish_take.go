package task

import (
	"slices"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// pressed takes a key at a source.
func (r *Replenish) pressed(d Desk, in Input) Act {
	switch in.Key {
	case KeySkip:
		if len(r.Steps) == 1 {
			return Act{Note: ui.Say(ui.Warning, ui.T("repl.last"), ui.T("pick.short_hint"))}
		}
		note := ui.Say(ui.Calm, ui.T("recv.skipped"))
		if step := r.step(); r.Got > 0 {
			note = ui.Say(ui.Warning, ui.T("recv.skipped"), ui.T("pick.put_back", r.Got, step.SKU, placeOf(step)))
		}
		r.Steps = append(slices.Clone(r.Steps[1:]), r.Steps[0])
		r.fresh()
		return Act{Note: note}
	case KeyShort:
		r.Less = true
		return Act{}
	case KeyFull:
		if r.Got == 0 && len(r.Cart) == 0 {
			return Act{Note: ui.Say(ui.Bad, ui.T("scan.item_first"))}
		}
		r.load(carried{})
		r.Setting, r.Filling = true, true
		return Act{}
	case KeyQuantity:
		return r.number(in.Number)
	}
	return Act{Note: ui.Say(ui.Calm, r.Screen(d).Ask)}
}

// number says how many are in the hand. Fewer than asked for have a reason.
func (r *Replenish) number(n int64) Act {
	switch step := r.step(); {
	case r.Got == 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("scan.item_first"))}
	case n > step.Quantity:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("pick.only", step.Quantity))}
	case n <= 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.not_a_number"), ui.T("pick.short_hint"))}
	}
	r.Got, r.Scanned = n, n
	return Act{Note: ui.Say(ui.Good, ui.T("pick.in_hand", n))}
}

// atSource judges a scan at a source: the place, the goods, then the face or the next source.
func (r *Replenish) atSource(d Desk, s *Scanned, again bool) Act {
	step := r.step()
	if act, ok := r.atPlace(s, step); ok {
		return act
	}
	if m, ok := goods(s, step); ok {
		return r.goodsScanned(d, m)
	}
	if m, ok := meaning(s, scan.Details); ok && m.Lot != "" && step.Lot != "" {
		if m.Lot != step.Lot {
			r.Got, r.Scanned = 0, 0
			return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.wrong_lot"), ui.T("scan.was_lot", m.Lot))}
		}
		return Act{Note: ui.Say(ui.Good, ui.T("pick.lot_right"))}
	}
	if n, ok := meaning(s, scan.Quantity); ok && r.Got > 0 {
		return r.number(n.Number)
	}
	_, isPlace := meaning(s, scan.Location)
	if r.Got > 0 && r.Got < step.Quantity && (isPlace || r.isSource(s) > 0) {
		r.Less = true // first why
		return Act{Note: ui.Say(ui.Warning, ui.T("repl.fewer", r.Got, step.Quantity))}
	}
	if r.isFace(s) && (r.Got > 0 || len(r.Cart) > 0) {
		r.load(carried{})
		r.Setting = true
		return r.setDown(d, s, false)
	}
	if n := r.isSource(s); n > 0 {
		return r.toSource(n, s, again)
	}
	if isPlace && r.Got > 0 { // another place than theirs
		r.load(carried{})
		last := len(r.Cart) - 1
		r.Cart = append([]carried{r.Cart[last]}, r.Cart[:last]...)
		r.Setting = true
		return r.setDown(d, s, again)
	}
	return r.wrong(d, s)
}

// atPlace takes the scan of the source, and of the LPN the goods stand in.
func (r *Replenish) atPlace(s *Scanned, step *wire.TripStep) (Act, bool) {
	m, isPlace := meaning(s, scan.Location)
	here := isPlace && m.Code == step.Location
	for _, a := range step.Scans {
		here = here || a.What == "place" && slices.Contains(a.Codes, s.Raw)
	}
	switch {
	case step.LPN != "" && codeOf(s) == step.LPN, here && step.LPN == "":
		r.Placed = true
		return Act{Note: ui.Say(ui.Good, ui.T("scan.right_place"))}, true
	case here:
		return Act{Note: ui.Say(ui.Good, ui.T("scan.right_place"), ui.T("putaway.scan_lpn", step.LPN))}, true
	}
	return Act{}, false
}

// goodsScanned counts the goods: the first scan stands for all of them, a case counts as what it holds.
func (r *Replenish) goodsScanned(d Desk, m scan.Scan) Act {
	step := r.step()
	units := goodsOf(m).Units
	switch shelf := m.Shelf(); {
	case !r.Placed:
		if step.LPN != "" {
			return Act{Note: ui.Say(ui.Warning, ui.T("putaway.scan_lpn", step.LPN))}
		}
		return Act{Note: ui.Say(ui.Warning, ui.T("pick.place_first"))}
	case m.Lot != "" && step.Lot != "" && m.Lot != step.Lot:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.wrong_lot"), ui.T("scan.was_lot", m.Lot))}
	case shelf.Year > 0 && shelf.String() < d.Now.Format("2006-01-02"):
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.lot.expired"), ui.Plain(shelf.String()), ui.T("pick.short_hint"))}
	case weighed(d, step.SKU):
		r.Got, r.Scanned = step.Quantity, step.Quantity
	case r.Got == 0 && units == 1:
		r.Got, r.Scanned = step.Quantity, 1
	case r.Scanned+units > step.Quantity:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("pick.only", step.Quantity))}
	default:
		r.Scanned += units
		r.Got = r.Scanned
	}
	return Act{Note: ui.Say(ui.Good, ui.T("pick.in_hand", r.Got))}
}

// isFace tells whether a scan is a face that goods in the hand or on the cart go to.
func (r *Replenish) isFace(s *Scanned) bool {
	m, ok := meaning(s, scan.Location)
	if !ok {
		return false
	}
	if step := r.step(); step != nil && r.Got > 0 && step.To == m.Code {
		return true
	}
	return r.cartFor(m.Code) >= 0
}

func (r *Replenish) cartFor(face string) int {
	return slices.IndexFunc(r.Cart, func(c carried) bool { return c.To == face })
}

// isSource gives the later step whose place or LPN was scanned; 0: none.
func (r *Replenish) isSource(s *Scanned) int {
	m, isPlace := meaning(s, scan.Location)
	n := slices.IndexFunc(r.Steps, func(o wire.TripStep) bool {
		return isPlace && m.Code == o.Location || o.LPN != "" && codeOf(s) == o.LPN
	})
	return max(n, 0)
}

// toSource goes on with another source. With goods in the hand they go onto the cart; without, the scan is repeated.
func (r *Replenish) toSource(n int, s *Scanned, again bool) Act {
	to := r.Steps[n]
	if r.Got == 0 && !again {
		r.Again = s.Raw
		return Act{Note: ui.Say(ui.Warning, ui.T("pick.later", placeOf(&to), to.SKU), ui.T("prompt.scan_again"))}
	}
	took := r.Got > 0
	r.Steps = slices.Insert(slices.Delete(slices.Clone(r.Steps), n, n+1), 1, to)
	if took {
		r.load(carried{})
	} else {
		r.Steps[0], r.Steps[1] = r.Steps[1], r.Steps[0]
		r.fresh()
	}
	act, _ := r.atPlace(s, r.step())
	return act
}

// load puts what is in the hand onto the cart, with why it is less.
func (r *Replenish) load(why carried) {
	if r.Got == 0 {
		return
	}
	why.TripStep, why.Got = r.Steps[0], r.Got
	r.Cart = append(r.Cart, why)
	r.Steps = r.Steps[1:]
	r.fresh()
}

// less takes why fewer can be brought, and how many there are. Nothing at all is told at once.
func (r *Replenish) less(in Input) Act {
	reasons := lessReasons()
	switch {
	case r.Reason == "" && in.Key == KeyChoice && in.Choice <= len(reasons):
		r.Reason = reasons[in.Choice-1]
		if r.Got > 0 && r.Got < r.step().Quantity { // how many was said already
			return r.lessOf(r.Got)
		}
		return Act{}
	case r.Reason == "":
		return Act{Note: ui.Say(ui.Bad, ui.T("prompt.choose_reason"))}
	case in.Key == KeyConfirm:
		return r.lessOf(0)
	case in.Key == KeyQuantity:
		return r.lessOf(in.Number)
	case in.Scan != nil:
		if n, ok := meaning(in.Scan, scan.Quantity); ok {
			return r.lessOf(n.Number)
		}
	}
	return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.not_a_number"), ui.T("repl.how_many"))}
}

func (r *Replenish) lessOf(n int64) Act {
	step := r.step()
	why := carried{Reason: r.Reason}
	if r.Reason == lessReasons()[0] {
		why = carried{Later: true}
	}
	switch {
	case n < 0 || n > step.Quantity:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("pick.only", step.Quantity))}
	case n == step.Quantity:
		r.Less, r.Reason, r.Got, r.Scanned = false, "", n, n
		return Act{Note: ui.Say(ui.Calm, ui.T("short.none_missing"))}
	case n == 0 && why.Later: // it stays for another trip
		r.Steps = r.Steps[1:]
		r.fresh()
		return r.ended(nil, ui.Say(ui.Calm, ui.T("repl.left")))
	case n == 0:
		in := wire.Replenish{Refill: step.Refill, Task: r.Trip.Task, Reason: why.Reason}
		post := r.post(in, carried{TripStep: *step})
		r.Steps = r.Steps[1:]
		r.fresh()
		r.Done++
		return r.ended([]Post{post}, ui.Say(ui.Good, ui.T("repl.reported")))
	}
	r.Got = n
	r.load(why)
	if len(r.Steps) == 0 {
		r.Setting = true
	}
	return Act{Note: ui.Say(ui.Good, ui.T("pick.in_hand", n))}
}

// wrong says what a scan was that is not expected.
func (r *Replenish) wrong(d Desk, s *Scanned) Act {
	what := r.Screen(d).Ask
	if m, ok := meaning(s, scan.Item); ok && m.SKU != "" {
		what = ui.T("reason.scan.wrong_item")
	} else if _, ok := meaning(s, scan.Location); ok {
		what = ui.T("reason.scan.wrong_location")
	}
	return Act{Note: ui.Say(ui.Bad, append([]ui.Text{what}, Explain(d, s)...)...)}
}
