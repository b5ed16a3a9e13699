package task

import (
	"slices"
	"strconv"
	"strings"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// toLPN sets the goods down on an LPN. What is none that the house prints is asked about: it may be anything.
func (m *Move) toLPN(d Desk, s *Scanned, again bool) Act {
	code, ok := lpnOf(s)
	if !ok {
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{m.Screen(d).Ask}, Explain(d, s)...)...)}
	}
	if _, sure := meaning(s, scan.LPN, scan.Tote); !sure && !again && !slices.Contains(m.LPNs, code) {
		m.Again = s.Raw
		return Act{Note: ui.Say(ui.Warning, ui.T("move.onto", code), ui.T("prompt.scan_again"))}
	}
	return m.to(d, s, "P:"+code, again)
}

// to sets the goods down. What the table knows to be wrong is refused here; the service knows the content too.
func (m *Move) to(d Desk, s *Scanned, holder string, again bool) Act {
	if holder == m.From || m.LPN != "" && holder == "P:"+m.LPN {
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.move.same"))}
	}
	runs := m.Runs
	if m.Hand != nil {
		runs = []wire.Balance{{SKU: m.Hand.SKU, Status: m.Hand.Status}}
	}
	if place, ok := d.Tables.Place(holderName(holder)); ok && holder[0] == 'L' && !m.All && !d.Leads() {
		if why := ruledOut(d, runs, place); why != nil {
			return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("reason.scan.wrong_location")}, why...)...)}
		}
	}
	if m.All && !again { // everything at once is a risky step
		m.Again = s.Raw
		return Act{Note: ui.Say(ui.Warning, ui.T("putaway.all_sure", m.fromCode(), holderName(holder)), ui.T("prompt.scan_again"))}
	}
	in := wire.Move{LPN: m.LPN, To: holder}
	if m.LPN == "" {
		in.From = m.From
	}
	if h := m.Hand; h != nil {
		if m.needsLot(d) {
			return Act{Note: ui.Say(ui.Bad, ui.T("recv.scan_lot"))}
		}
		in.SKU, in.Lot, in.Owner, in.Status, in.Quantity = h.SKU, h.Lot, h.Owner, h.Status, h.Units
	}
	if m.Odd != nil && m.Odd.What != "" {
		in.Surprise = *m.Odd
	}
	if h := m.Hand; h != nil && h.There > 0 && h.Units > h.Free { // a lead took what orders have: he says what becomes of them
		m.Back = append(m.Back, refusedMove{In: in, Why: []ui.Text{ui.T("move.reserved_n", h.Units-h.Free)}, Reserved: true})
		m.afresh()
		return Act{}
	}
	m.afresh()
	return m.post(in)
}

// post tells of a move.
func (m *Move) post(in wire.Move) Act {
	m.Posts++
	name := "move " + strconv.Itoa(m.Posts)
	m.Sent = append(m.Sent, sentMove{name, in})
	return Act{Post: []Post{{Verb: "move", Chain: "move " + in.LPN + in.From, Name: name, In: in, InHand: ui.T("move.refused_in_hand", moved(&in), source(&in))}},
		Note: ui.Say(ui.Good, ui.T("move.done", moved(&in), holderName(in.To)))}
}

// moved is what a move is about.
func moved(in *wire.Move) ui.Text {
	switch {
	case in.LPN != "":
		return ui.Plain(in.LPN)
	case in.SKU == "":
		return ui.T("move.all_of", holderName(in.From))
	}
	return ui.T("move.goods", in.Quantity, in.SKU)
}

// source is where moved goods were: an LPN was somewhere the worker knows.
func source(in *wire.Move) ui.Text {
	if in.LPN != "" {
		return ui.T("move.its_place")
	}
	return ui.Plain(holderName(in.From))
}

// posted takes what the service answered. What a lead may decide is put before him; else the safe screen tells what is wrong.
func (m *Move) posted(d Desk, a *Posted) Act {
	n := slices.IndexFunc(m.Sent, func(s sentMove) bool { return s.Name == a.Name })
	if n < 0 {
		return Act{}
	}
	in := m.Sent[n].In
	m.Sent = slices.Delete(m.Sent, n, n+1)
	if a.Problem != nil {
		back := refusedMove{In: in, Why: whyOff(a.Problem)}
		if !d.Leads() || !back.decidable(a.Problem) {
			return Act{}
		}
		m.Back = append(m.Back, back)
		return Act{Handled: true, Note: ui.Say(ui.Bad, ui.T("refused.title", ui.T("task.move")))}
	}
	got, ok := decode[wire.Moved](a.Result)
	if !ok {
		return Act{}
	}
	for _, x := range got.Left {
		what := x.LPN
		if what == "" {
			what = x.SKU
		}
		m.Stays = append(m.Stays, stay{What: what, Units: x.Quantity, Reason: x.Reason})
	}
	if got.More {
		m.Stays = nil // the last answer tells them all
		return m.post(in)
	}
	if len(got.Affected) > 0 {
		return Act{Note: ui.Say(ui.Good, ui.T("move.orders_told", len(got.Affected)))}
	}
	return Act{}
}

// decidable tells whether all that speaks against a move is a lead's to decide, and notes what it is.
func (r *refusedMove) decidable(p *wire.Problem) bool {
	for _, x := range p.Details {
		switch {
		case x.Reason == "stock.reserved" && r.In.Reserved == "":
			r.Reserved = true
		case strings.HasPrefix(x.Reason, "location.") && r.In.Override == "":
			r.Rules = true
		default:
			return false
		}
	}
	return r.Reserved || r.Rules
}

// overridden is written down when a lead sets goods down where the rules do not take them.
const overridden = "decided at the place"

// decide takes a lead's word on a move that was refused.
func (m *Move) decide(in Input) Act {
	r := m.Back[0]
	choices := len(r.choices())
	switch {
	case in.Key != KeyChoice || in.Choice > choices:
		return Act{Note: ui.Say(ui.Bad, ui.T("prompt.choose_action"))}
	case in.Choice == choices:
		m.Back = m.Back[1:]
		return Act{Note: ui.Say(ui.Warning, ui.T("move.refused_in_hand", moved(&r.In), source(&r.In)))}
	}
	m.Back = m.Back[1:]
	next := r.In
	if r.Reserved {
		next.Reserved = []string{"travel", "elsewhere"}[in.Choice-1]
	}
	if r.Rules {
		next.Override = overridden
	}
	return m.post(next)
}
