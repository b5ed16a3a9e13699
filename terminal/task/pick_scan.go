package task

import (
	"slices"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// scanned judges a scan at a step: first against what is expected, then it says what it was.
func (p *Pick) scanned(d Desk, s *Scanned) Act {
	step := p.step()
	again := p.Again == s.Raw && s.Raw != ""
	p.Again = ""
	if p.Swap {
		return p.swapScan(d, s)
	}
	if p.isPlace(d, s, step) {
		p.Placed = true
		return Act{Note: ui.Say(ui.Good, ui.T("scan.right_place"))}
	}
	if m, ok := goods(s, step); ok {
		return p.goodsScanned(d, m, step)
	}
	if m, ok := meaning(s, scan.Details); ok {
		return p.details(d, m, step)
	}
	if p.Named {
		return p.plainSerial(d, s, step)
	}
	if p.Got > 0 {
		if n, ok := meaning(s, scan.Quantity); ok {
			return p.take(d, n.Number)
		}
		if tote, ok := toteOf(d, s); ok && !broken(s) {
			if maybeOther(s) && tote != p.Totes[step.Slot] && !again {
				p.Again = s.Raw
				return Act{Note: ui.Say(ui.Warning, append(Explain(d, s), ui.T("pick.maybe_tote"))...)}
			}
			return p.into(d, tote)
		}
	}
	if act, ok := p.otherStep(s, again); ok {
		return act
	}
	if m, ok := meaning(s, scan.Location); ok && p.Got == 0 && slices.Contains(p.Awaits, m.Code) { // what was on its way may have come
		return Act{Note: ui.Say(ui.Calm, ui.T("pick.look_again", m.Code)), Post: []Post{{Verb: "claim", Name: "claim", Waits: true, In: wire.Claim{Task: p.Trip.Task}}}}
	}
	return p.wrong(d, s, step)
}

// isPlace tells whether a scan is the step's location, or the LPN the goods stand in.
func (p *Pick) isPlace(d Desk, s *Scanned, step *wire.TripStep) bool {
	for _, a := range step.Scans {
		if (a.What == "place" || a.What == "lpn") && slices.Contains(a.Codes, s.Raw) {
			return true
		}
	}
	if m, ok := meaning(s, scan.Location); ok && m.Code == step.Location {
		return true
	}
	m, ok := meaning(s, scan.LPN)
	return ok && step.LPN != "" && m.Code == step.LPN
}

// goods gives the meaning of a scan that is the step's item.
func goods(s *Scanned, step *wire.TripStep) (scan.Scan, bool) {
	for _, m := range s.Meanings {
		if m.Kind == scan.Item && m.SKU == step.SKU {
			return m, true
		}
	}
	return scan.Scan{}, false
}

// goodsScanned counts the goods. The first scan stands for the whole quantity, which the worker counts into the hand;
// whoever scans again counts by scans. A case counts as what it holds, a serial as one.
func (p *Pick) goodsScanned(d Desk, m scan.Scan, step *wire.TripStep) Act {
	if len(step.Beware) > 0 && !p.Placed && p.Got == 0 {
		return Act{Note: ui.Say(ui.Warning, ui.T("pick.place_first"), beware(step.Beware[0]))}
	}
	if note, bad := wrongLot(d, m, step); bad {
		return Act{Note: note}
	}
	units := max(m.Units, 1)
	item, _ := d.Tables.Item(step.SKU)
	switch {
	case item.SerialTracked:
		return p.serial(m, step)
	case item.WeighedPieces && m.Grams > 0 && units == 1:
		return p.piece(m.Grams)
	case units > 1:
		if p.Scanned+units > step.Quantity {
			return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("pick.case_holds", units, step.Quantity-p.Scanned))}
		}
		p.Scanned += units
		p.Got = p.Scanned
	case p.Got == 0:
		p.Got, p.Scanned = step.Quantity, 1
	case p.Scanned+1 > step.Quantity:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("pick.only", step.Quantity))}
	default:
		p.Scanned++
		p.Got = p.Scanned
	}
	p.Grams = 0 // pieces scanned by a code without a weight are weighed together
	return Act{Note: ui.Say(ui.Good, ui.T("pick.in_hand", p.Got))}
}

// serial counts one unit by its own number.
func (p *Pick) serial(m scan.Scan, step *wire.TripStep) Act {
	switch {
	case m.Serial == "" && int64(len(p.Serials)) < step.Quantity: // it is a code of its own
		p.Named = true
		return Act{Note: ui.Say(ui.Calm, ui.T("recv.right_item"))}
	case slices.Contains(p.Serials, m.Serial):
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.duplicate"), ui.Plain(m.Serial))}
	case int64(len(p.Serials)) == step.Quantity:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("pick.only", step.Quantity))}
	}
	p.Serials, p.Named = append(p.Serials, m.Serial), false
	p.Got, p.Scanned = int64(len(p.Serials)), int64(len(p.Serials))
	return Act{Note: ui.Say(ui.Good, ui.T("pick.in_hand", p.Got))}
}

// toteOf gives the number of what may be a tote: anything with a number that is neither place, goods nor person.
func toteOf(d Desk, s *Scanned) (string, bool) {
	if m, ok := meaning(s, scan.Tote, scan.LPN); ok {
		return m.Code, true
	}
	if _, other := meaning(s, scan.Location, scan.Item, scan.Details, scan.Badge, scan.Quantity, scan.Command, scan.Parcel, scan.Task, scan.Order,
		scan.Receipt, scan.Wave, scan.Manifest, scan.Inspection); other {
		return "", false
	}
	return s.Raw, s.Raw != "" && len(s.Raw) <= mostTote
}

// maybeOther tells whether what may be a tote looks like a carton's waybill: of many carriers the form is no more than a row
// of digits, so it is asked rather than refused.
func maybeOther(s *Scanned) bool {
	if _, known := meaning(s, scan.Tote, scan.LPN); known {
		return false
	}
	_, waybill := meaning(s, scan.Waybill)
	return waybill
}

// wrongLot tells of goods that are of another lot than the step's, or past their date.
func wrongLot(d Desk, m scan.Scan, step *wire.TripStep) (ui.Note, bool) {
	if m.Lot != "" && step.Lot != "" && m.Lot != step.Lot {
		return ui.Say(ui.Bad, ui.T("reason.scan.wrong_lot"), ui.T("scan.was_lot", m.Lot), ui.T("swap.hint")), true
	}
	if shelf := m.Shelf(); shelf.Year > 0 && shelf.String() < d.Now.Format("2006-01-02") {
		return ui.Say(ui.Bad, ui.T("reason.lot.expired"), ui.Plain(shelf.String()), ui.T("pick.short_hint")), true
	}
	return ui.Note{}, false
}

// details takes lot, date or serial number printed as a code of their own beside the item's. They say nothing of the item,
// so that one comes first; goods that turn out to be of another lot are not in the hand.
func (p *Pick) details(d Desk, m scan.Scan, step *wire.TripStep) Act {
	item, _ := d.Tables.Item(step.SKU)
	switch note, bad := wrongLot(d, m, step); {
	case bad:
		p.Got, p.Scanned, p.Serials, p.Named = 0, 0, nil, false
		return Act{Note: note}
	case item.SerialTracked && m.Serial != "" && p.Named:
		return p.serial(m, step)
	case p.Got == 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("scan.item_first"))}
	case m.Lot != "":
		return Act{Note: ui.Say(ui.Good, ui.T("pick.lot_right"), ui.T("scan.was_lot", m.Lot))}
	}
	return Act{Note: ui.Say(ui.Good, ui.T("pick.in_hand", p.Got))}
}

// plainSerial takes a serial number without GS1 elements. What is known to be something else is none.
func (p *Pick) plainSerial(d Desk, s *Scanned, step *wire.TripStep) Act {
	if other, ok := meaning(s, scan.Item); known(s) || ok && other.SKU != "" || broken(s) {
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("prompt.scan_serial")}, Explain(d, s)...)...)}
	}
	return p.serial(scan.Scan{Attached: scan.Attached{Serial: s.Raw}}, step)
}

// mostTote is the longest number of a tote the service takes.
const mostTote = 32

// into books the goods into a tote, after asking whether the place is empty where this pick should have emptied it.
func (p *Pick) into(d Desk, tote string) Act {
	step := p.step()
	if want := p.Totes[step.Slot]; want != "" && want != tote {
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.wrong_tote"), ui.T("pick.use_tote", want))}
	}
	if slot, ok := p.slotOf(tote); ok && slot != step.Slot {
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.wrong_tote"), ui.T("pick.tote_of_slot", tote, slot))}
	}
	if step.Empties && p.Got == step.Quantity {
		p.Into = tote
		return Act{}
	}
	return p.book(d, tote, "")
}

// slotOf tells whose goods a tote of this trip has.
func (p *Pick) slotOf(tote string) (int, bool) {
	for slot, other := range p.Totes {
		if other == tote {
			return slot, true
		}
	}
	slot, full := p.Full[tote]
	return slot, full
}

// emptied takes the answer to whether the place is empty.
func (p *Pick) emptied(d Desk, in Input) Act {
	switch {
	case in.Key == KeyYes || in.Key == KeyConfirm || (in.Key == KeyChoice && in.Choice == 1):
		return p.book(d, p.Into, "yes")
	case in.Key == KeyNo || (in.Key == KeyChoice && in.Choice == 2):
		return p.book(d, p.Into, "no")
	case in.Scan != nil:
		return Act{Note: ui.Say(ui.Bad, ui.T("prompt.is_empty"), ui.T("choice.yes_no"))}
	}
	return Act{}
}

// book posts the pick and goes to the next step. What remains of a part stays the step at hand.
func (p *Pick) book(d Desk, tote, empty string) Act {
	step := p.step()
	post := Post{Verb: "pick", Chain: p.Trip.Task, Name: "pick", InHand: ui.T("pick.refused_in_hand", p.Got, step.SKU),
		In: wire.Pick{Task: p.Trip.Task, Ref: step.Ref, From: step.From, SKU: step.SKU, Lot: step.Lot, Quantity: p.Got, Grams: p.Grams, Tote: tote, Serials: p.Serials, Empty: empty}}
	if p.Totes == nil { // an empty one is not written down
		p.Totes = map[int]string{}
	}
	p.Totes[step.Slot] = tote
	p.count(tote)
	if !slices.Contains(p.Filled, tote) {
		p.Filled = append(p.Filled, tote)
	}
	placed := p.Placed
	if step.Quantity -= p.Got; step.Quantity == 0 {
		p.Steps = p.Steps[1:]
		p.Done++
		placed = false
	}
	p.fresh()
	p.Placed = placed // what remains lies where the worker stands
	return Act{Post: []Post{post}, Note: ui.Say(ui.Good, ui.T("ok.picked"))}
}

// otherStep offers to go on with another step when its goods or its place were scanned: the same scan again jumps there.
func (p *Pick) otherStep(s *Scanned, again bool) (Act, bool) {
	if p.Got > 0 {
		return Act{}, false
	}
	for i := 1; i < len(p.Steps); i++ {
		other := &p.Steps[i]
		_, isGoods := goods(s, other)
		m, isPlace := meaning(s, scan.Location)
		if !isGoods && (!isPlace || m.Code != other.Location) {
			continue
		}
		if !again {
			p.Again = s.Raw
			return Act{Note: ui.Say(ui.Warning, ui.T("pick.later", placeOf(other), other.SKU), ui.T("prompt.scan_again"))}, true
		}
		step := p.Steps[i]
		p.Steps = slices.Insert(slices.Delete(p.Steps, i, i+1), 0, step)
		p.fresh()
		p.Placed = isPlace
		return Act{Note: ui.Say(ui.Calm, ui.T("pick.jumped"))}, true
	}
	return Act{}, false
}

// broken tells that a scan could not be read, and why is known.
func broken(s *Scanned) bool {
	m, ok := meaning(s, scan.Unknown)
	return ok && m.Problem != nil
}

// wrong says what a scan was that is not expected, and tells the service of goods or places taken for others: whoever comes
// next is warned.
func (p *Pick) wrong(d Desk, s *Scanned, step *wire.TripStep) Act {
	note := Explain(d, s)
	kind := ui.T("reason.scan.wrong_item")
	var miss *wire.Misscan
	if m, ok := meaning(s, scan.Item); ok && m.SKU != "" {
		miss = &wire.Misscan{SKU: step.SKU, Expected: "goods", Scanned: s.Raw}
	} else if _, ok := meaning(s, scan.Location); ok {
		kind = ui.T("reason.scan.wrong_location")
		miss = &wire.Misscan{SKU: step.SKU, Expected: "place", Scanned: s.Raw}
	} else if p.Got == 0 {
		if tote, ok := toteOf(d, s); ok && !broken(s) {
			kind = ui.T("scan.item_first")
			if slices.Contains(p.Filled, tote) {
				note = []ui.Text{ui.T("scan.was_tote", tote)}
			}
		}
	}
	act := Act{Note: ui.Say(ui.Bad, append([]ui.Text{kind}, note...)...)}
	if miss != nil && p.Got == 0 && step.Location != "" {
		miss.Task, miss.Location = p.Trip.Task, step.Location
		act.Post = []Post{{Verb: "misscan", In: *miss}}
	}
	return act
}
