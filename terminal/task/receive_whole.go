package task

import (
	"slices"
	"strconv"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/ui"
)

// What another warehouse of the house has sent is known without opening it: the pallet's number books all that stands on it,
// with the lots, weights and serial numbers its sender told. Whoever finds less scans the goods instead, line by line.

// sentOn tells whether a transfer's goods come on an LPN, or in cartons on it.
func (v *delivery) sentOn(lpn string) bool {
	return v.From != "" && lpn != "" && slices.ContainsFunc(v.Lines, func(l deliveryLine) bool { return l.on(lpn) })
}

// sentOnLPNs tells whether an LPN of a transfer is still to come.
func (v *delivery) sentOnLPNs() bool {
	return v.From != "" && slices.ContainsFunc(v.Lines, func(l deliveryLine) bool { return l.LPN != "" && l.left() > 0 })
}

func (l *deliveryLine) on(lpn string) bool { return l.LPN == lpn || slices.Contains(l.On, lpn) }

// whole books all that is still to come on a transfer's LPN, or keeps it in mind until the dock is known. Where goods on it were
// counted already, its number may just as well mean where the next ones go: then it is scanned twice.
func (r *Receive) whole(d Desk, lpn, raw string) Act {
	if r.dock(d) == "" {
		r.Pallet = lpn
		return Act{Note: ui.Say(ui.Good, ui.T("recv.opened", r.Delivery.name()))}
	}
	r.Pallet = ""
	name, units, counted := "receive "+strconv.Itoa(r.Posts+1), int64(0), false
	var runs []sentRun
	for _, l := range r.Delivery.Lines {
		if !l.on(lpn) {
			continue
		}
		counted = counted || l.Received > 0
		if n := l.left(); n > 0 {
			runs, units = append(runs, sentRun{Name: name, Document: r.Delivery.chain(), Line: l.Line, Quantity: n}), units+n
		}
	}
	switch {
	case units == 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.duplicate"), ui.T("recv.line_complete", lpn))}
	case counted && !r.again(&Scanned{Raw: raw}):
		return Act{Note: ui.Say(ui.Warning, ui.T("recv.whole_rest", units), ui.T("prompt.scan_again"))}
	}
	for _, s := range runs {
		r.Delivery.received(s.Line, s.Quantity)
	}
	r.Sent, r.Posts = append(r.Sent, runs...), r.Posts+1
	return Act{
		Note: ui.Say(ui.Good, ui.T("recv.whole_booked", units, lpn)),
		Post: []Post{{Verb: "receive", Chain: r.Delivery.chain(), Name: name, InHand: ui.T("recv.whole_refused", lpn, r.dock(d)),
			In: wire.Receive{Receipt: r.Receipt, ASN: r.Delivery.Number, Dock: r.dock(d), LPN: lpn}}},
	}
}
