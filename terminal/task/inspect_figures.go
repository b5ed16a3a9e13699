package task

import (
	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// figure takes one figure after the other: looked at, failed, the defect, passed, and where the failed ones go.
func (i *Inspect) figure(d Desk, in Input) Act {
	switch i.Step {
	case stepDefect:
		if in.Key != KeyChoice || in.Choice > len(defects) {
			return Act{Note: ui.Say(ui.Bad, ui.T("inspect.ask_defect"))}
		}
		i.Defect = defects[in.Choice-1]
		i.Step++
		return Act{Note: ui.Say(ui.Good, ui.T("defect."+i.Defect))}
	case stepQuarantine:
		return i.quarantine(d, in)
	}
	n, ok := typed(in)
	if !ok && in.Key != KeyConfirm {
		note := []ui.Text{ui.T("reason.qty.not_a_number")}
		if in.Scan != nil {
			note = append(note, Explain(d, in.Scan)...)
		}
		return Act{Note: ui.Say(ui.Bad, note...)}
	}
	return i.enter(d, n, ok)
}

// typed gives a number that was typed or scanned from the command sheet.
func typed(in Input) (int64, bool) {
	if in.Key == KeyQuantity {
		return in.Number, true
	}
	if in.Scan != nil {
		m, ok := meaning(in.Scan, scan.Quantity)
		return m.Number, ok
	}
	return 0, false
}

// enter takes a figure; without a number the usual one.
func (i *Inspect) enter(d Desk, n int64, given bool) Act {
	here := i.Waiting[0].OnHand
	switch i.Step {
	case stepSample:
		if !given {
			n = i.need(d)
		}
		if n < 1 || n > here {
			return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("inspect.waiting", here))}
		}
		i.Sample, i.Step = n, stepFailed
	case stepFailed:
		if n > here {
			return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("inspect.waiting", here))}
		}
		i.Failed, i.Defect, i.Step = n, "", stepPassed
		i.Sample = max(i.Sample, n) // what failed was looked at
		if n > 0 {
			i.Step = stepDefect
		}
	case stepPassed:
		if !given {
			n = here - i.Failed
		}
		switch need := i.need(d); {
		case n > here-i.Failed:
			return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("inspect.waiting", here-i.Failed))}
		case n > 0 && i.Sample < need:
			i.Step = stepSample
			return Act{Note: ui.Say(ui.Bad, ui.T("inspect.too_few", i.Sample, need))}
		case n+i.Failed == 0:
			return Act{Note: ui.Say(ui.Bad, ui.T("inspect.nothing"))}
		}
		i.Passed = n
		if i.Failed == 0 {
			return i.post("")
		}
		i.Step = stepQuarantine
	}
	return Act{Note: ui.Say(ui.Good, ui.T("recv.noted"))}
}

// quarantine takes the place the failed goods go to.
func (i *Inspect) quarantine(d Desk, in Input) Act {
	if in.Scan == nil {
		return Act{Note: ui.Say(ui.Bad, i.asks(d))}
	}
	m, ok := meaning(in.Scan, scan.Location)
	if !ok {
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{i.asks(d)}, Explain(d, in.Scan)...)...)}
	}
	if place, known := d.Tables.Place(m.Code); known && place.Kind != "quarantine" {
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.wrong_location"), ui.T("inspect.no_quarantine", m.Code))}
	}
	return i.post(m.Code)
}

// post books what was found and goes on with the next run.
func (i *Inspect) post(quarantine string) Act {
	b := &i.Waiting[0]
	in := wire.Inspect{SKU: b.SKU, Lot: b.Lot, Holder: b.Holder, Owner: b.Owner, Sample: i.Sample, Passed: i.Passed, Failed: i.Failed,
		Defect: i.Defect, Quarantine: quarantine}
	act := Act{Post: []Post{{Verb: "inspect", Chain: "inspect " + b.Holder, In: in, InHand: ui.T("inspect.refused_in_hand", i.Passed+i.Failed, b.SKU)}},
		Note: ui.Say(ui.Good, ui.T("inspect.booked", i.Passed, i.Failed))}
	left := *b
	left.OnHand -= i.Passed + i.Failed
	rest := i.Waiting[1:]
	if left.OnHand > 0 {
		rest = append(rest[:len(rest):len(rest)], left)
	}
	*i = Inspect{Waiting: rest}
	return act
}

// goodsFacts are what goods are and where they stand.
func goodsFacts(d Desk, b wire.Balance) []ui.Fact {
	out := []ui.Fact{{Value: itemName(d, b.SKU)}, {Label: ui.T("term.sku"), Value: ui.Plain(b.SKU)}}
	if b.Lot != "" {
		out = append(out, ui.Fact{Label: ui.T("term.lot"), Value: ui.Plain(b.Lot)})
	}
	if b.Expiry != "" {
		out = append(out, ui.Fact{Label: ui.T("term.expiry"), Value: ui.Plain(b.Expiry)})
	}
	return append(out, ui.Fact{Label: ui.T("ui.from"), Value: ui.Plain(codeOfHolder(b.Holder))})
}

// balanceText names one of several runs in a list: by its lot, or by where it stands if there is another one of its lot.
func balanceText(all []wire.Balance, n int) ui.Text {
	b := all[n]
	if b.Status == "damaged" {
		return ui.T("recv.line_lot", b.SKU, b.OnHand, ui.T("recv.damaged"))
	}
	for m, other := range all {
		if m != n && other.SKU == b.SKU && other.Lot == b.Lot && other.Holder != b.Holder {
			return ui.T("recv.line_lot", b.SKU, b.OnHand, tail(codeOfHolder(b.Holder)))
		}
	}
	if b.Lot != "" {
		return ui.T("recv.line_lot", b.SKU, b.OnHand, b.Lot)
	}
	return ui.T("recv.line", b.SKU, b.OnHand)
}

// tailLength is how much of a long code tells it from others on a small screen: serial numbers differ at their ends.
const tailLength = 8

func tail(code string) string {
	if len(code) <= tailLength {
		return code
	}
	return ".." + code[len(code)-tailLength+2:]
}
