package task

import (
	"context"
	"slices"
	"strings"
	"time"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// start opens an LPN, or a location for all it holds.
func (p *Putaway) start(d Desk, in Input) Act {
	switch {
	case in.Scan != nil:
		if m, ok := meaning(in.Scan, scan.Location, scan.LPN, scan.Tote); ok {
			p.Asked = m.Code
			return p.ask(d)
		}
		if _, other := meaning(in.Scan, scan.Item, scan.Badge, scan.Quantity, scan.Order, scan.Parcel, scan.Task); other || len(in.Scan.Raw) > mostTote {
			return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("putaway.scan")}, Explain(d, in.Scan)...)...)}
		}
		p.Asked = in.Scan.Raw // an LPN's number may look like anything
		return p.ask(d)
	case in.Key == KeyDone:
		return Act{End: true}
	}
	return Act{Note: ui.Say(ui.Calm, ui.T("putaway.scan"))}
}

// Bounds of what is asked while the goods are in the hand.
const (
	mostLoads    = 40              // LPNs and runs of one location; whoever has emptied it so far scans it again
	suggestions  = 3               // places
	answerWithin = 2 * time.Second // then the work goes on without: the service judges when the goods are booked
)

// content is what was found where something was scanned; unknown: the service was not reached.
type content struct {
	loads   []load
	stays   []stay
	unknown bool
}

// ask asks what an LPN or a location holds. Without the service the worker goes on without knowing.
func (p *Putaway) ask(d Desk) Act {
	at := p.Asked
	_, place := d.Tables.Place(at)
	if !d.Link {
		return p.opened(d, content{unknown: true})
	}
	return Act{Ask: &Ask{Name: "content", Do: func(ctx context.Context, b Backend) (any, error) {
		ctx, cancel := context.WithTimeout(ctx, answerWithin)
		defer cancel()
		c, err := contentOf(ctx, b, d.Warehouse, at, place)
		if code := fault.CodeFrom(err); err != nil && (code == fault.CodeUnavailable || ctx.Err() != nil) {
			return content{unknown: true}, nil
		}
		return c, err
	}}}
}

// contentOf gives the loads of an LPN or location: LPNs whole, loose goods a run each, without what has to stay.
func contentOf(ctx context.Context, b Backend, warehouse, at string, place bool) (content, error) {
	var out content
	holder := "P:" + at
	if place {
		holder = "L:" + at
	}
	c, err := b.Contents(ctx, warehouse, holder)
	if err != nil {
		return out, err
	}
	if !place {
		out.add(load{LPN: at, Runs: c.Balances}, c.LPN)
		return out, nil
	}
	for _, id := range c.LPNs {
		if len(out.loads) == mostLoads {
			break
		}
		in, err := b.Contents(ctx, warehouse, "P:"+id)
		if err != nil {
			return out, err
		}
		out.add(load{LPN: id, Runs: in.Balances}, in.LPN)
	}
	for _, run := range c.Balances {
		if len(out.loads) == mostLoads {
			break
		}
		if run.Reserved > 0 {
			out.stays = append(out.stays, stay{What: run.SKU, Units: run.Reserved, Reason: "stock.reserved"})
			run.OnHand -= run.Reserved
		}
		if run.OnHand > 0 {
			out.add(load{Runs: []wire.Balance{run}}, nil)
		}
	}
	return out, nil
}

// add takes a load, unless it has to stay: it waits for inspection, is empty, or is an order's.
func (c *content) add(l load, lpn *wire.LPN) {
	reason := ""
	switch {
	case lpn != nil && lpn.Order != "":
		reason = "tote.in_use"
	case len(l.Runs) == 0:
		if lpn != nil && lpn.Kind == "tote" {
			return // an empty tote is no goods
		}
		reason = "lpn.empty"
	case slices.ContainsFunc(l.Runs, func(b wire.Balance) bool { return b.Status == "inspect" }):
		reason = "inspect.waiting"
	}
	if reason == "" {
		c.loads = append(c.loads, l)
		return
	}
	c.stays = append(c.stays, stay{What: l.name(), Units: l.units(0), Reason: reason})
}

func (p *Putaway) answered(d Desk, a *Answer) Act {
	if a.Name == "suggest" {
		return p.suggested(a)
	}
	got, ok := a.Value.(content)
	if a.Err != nil || !ok {
		at := p.Asked
		p.Asked = ""
		if fault.CodeFrom(a.Err) == fault.CodeNotFound {
			return Act{Note: ui.Say(ui.Bad, ui.T("scan.unknown", at), ui.T("putaway.scan"))}
		}
		return Act{Note: ui.Say(ui.Bad, ErrorTexts(a.Err)...)}
	}
	return p.opened(d, got)
}

// opened takes up the loads. One load goes at once, of several the worker says how.
func (p *Putaway) opened(d Desk, c content) Act {
	at := p.Asked
	_, place := d.Tables.Place(at)
	*p = Putaway{Sent: p.Sent, Posts: p.Posts, Stays: c.stays}
	switch {
	case c.unknown && place:
		p.From, p.All = at, true
		return Act{Note: ui.Say(ui.Warning, ui.T("putaway.offline_all"))}
	case c.unknown:
		p.Loads, p.Took, p.Without = []load{{LPN: at}}, true, true
		return Act{Note: ui.Say(ui.Warning, ui.T("putaway.offline"))}
	case len(c.loads) == 0 && len(c.stays) == 0:
		return Act{Note: ui.Say(ui.Warning, ui.T("putaway.nothing", at))}
	case len(c.loads) == 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("putaway.nothing", at))}
	}
	p.Loads = c.loads
	if place {
		p.From = at
		p.Choose = len(c.loads) > 1
	} else {
		p.Took = true
	}
	act := Act{Note: ui.Say(ui.Good, ui.T("putaway.opened", len(c.loads)))}
	if p.Choose {
		return act
	}
	return p.suggest(d, act)
}

// choose takes how a location is emptied.
func (p *Putaway) choose(d Desk, in Input) Act {
	switch {
	case in.Key == KeyChoice && in.Choice == 2:
		p.Choose, p.All = false, true
		return Act{}
	case in.Scan != nil: // whoever scans goods has chosen
		p.Choose = false
		return p.scanned(d, in.Scan)
	case in.Key == KeyChoice || in.Key == KeyConfirm:
		p.Choose = false
		return p.suggest(d, Act{})
	}
	return Act{Note: ui.Say(ui.Bad, ui.T("prompt.choose_action"))}
}

// suggest asks where the load at hand may go. Without the service it goes on without.
func (p *Putaway) suggest(d Desk, act Act) Act {
	l := &p.Loads[0]
	if len(l.Runs) == 0 || !d.Link {
		p.Without = true
		return act
	}
	goods := l.Runs[0]
	for _, b := range l.Runs {
		if b.OnHand > goods.OnHand {
			goods = b
		}
	}
	goods.OnHand = l.units(0)
	act.Ask = &Ask{Name: "suggest", Do: func(ctx context.Context, b Backend) (any, error) {
		ctx, cancel := context.WithTimeout(ctx, answerWithin)
		defer cancel()
		found, err := b.Suggest(ctx, d.Warehouse, goods, suggestions)
		if code := fault.CodeFrom(err); err != nil && (code == fault.CodeUnavailable || ctx.Err() != nil) {
			return []wire.Suggestion(nil), nil
		}
		return found, err
	}}
	return act
}

func (p *Putaway) suggested(a *Answer) Act {
	got, _ := a.Value.([]wire.Suggestion)
	p.Places = nil
	for _, s := range got {
		p.Places = append(p.Places, placeHint{s.Location, s.Quantity})
	}
	p.Without = len(p.Places) == 0
	if a.Err != nil {
		return Act{Note: ui.Say(ui.Warning, append([]ui.Text{ui.T("putaway.without")}, ErrorTexts(a.Err)...)...)}
	}
	return Act{}
}

// place judges the place scanned: suggested, in the same zone or storage class, or elsewhere.
func (p *Putaway) place(d Desk, s *Scanned, code string) Act {
	l := &p.Loads[0]
	if slices.ContainsFunc(p.Places, func(h placeHint) bool { return h.Location == code }) {
		return p.set(d, code)
	}
	if why := p.unfit(d, l, code); why != nil {
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("reason.scan.wrong_location")}, why...)...)}
	}
	if len(p.Places) == 0 {
		return p.set(d, code)
	}
	if !p.near(d, l, code) {
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.wrong_location"), ui.T("putaway.other_area", code), ui.T("putaway.go_to", p.Places[0].Location))}
	}
	if p.Again != s.Raw {
		p.Again = s.Raw
		return Act{Note: ui.Say(ui.Warning, ui.T("putaway.not_suggested", code, p.Places[0].Location), ui.T("prompt.scan_again"))}
	}
	return p.set(d, code)
}

// near tells whether a place is in the wider area: the zone of a suggested one, or of the goods' own storage class.
func (p *Putaway) near(d Desk, l *load, code string) bool {
	at, ok := d.Tables.Place(code)
	if !ok {
		return false
	}
	for _, h := range p.Places {
		if to, ok := d.Tables.Place(h.Location); ok && to.Zone == at.Zone {
			return true
		}
	}
	if len(l.Runs) == 0 {
		return false
	}
	it, _ := d.Tables.Item(l.Runs[0].SKU)
	return it.StorageClass != "" && it.StorageClass == at.Class
}

// unfit tells why a place cannot take the load, as far as the table knows; the service knows its content too.
func (p *Putaway) unfit(d Desk, l *load, code string) []ui.Text {
	at, ok := d.Tables.Place(code)
	if !ok {
		return nil
	}
	if l.damaged() != (at.Kind == "quarantine") && l.Runs != nil {
		if l.damaged() {
			return []ui.Text{ui.T("putaway.damaged")}
		}
		return []ui.Text{ui.T("putaway.no_shelf", code)}
	}
	if !slices.Contains([]string{"reserve", "pick_face", "quarantine"}, at.Kind) {
		return []ui.Text{ui.T("putaway.no_shelf", code)}
	}
	return ruledOut(d, l.Runs, at)
}

// ruledOut tells which rule of a place goods break, as far as the table knows.
func ruledOut(d Desk, runs []wire.Balance, at wire.Location) []ui.Text {
	code := at.Code
	if at.Closed {
		return []ui.Text{ui.T("reason.location.blocked")}
	}
	for _, b := range runs {
		if b.Status == "damaged" {
			continue
		}
		it, known := d.Tables.Item(b.SKU)
		switch {
		case known && classOf(it.StorageClass) != classOf(at.Class):
			return []ui.Text{ui.T("putaway.class", code, classOf(at.Class))}
		case at.Fixed != "" && at.Fixed != b.SKU:
			return []ui.Text{ui.T("putaway.fixed", code, at.Fixed)}
		}
	}
	return nil
}

// classOf gives a storage class; none is ambient.
func classOf(class string) string {
	if class = strings.TrimSpace(class); class != "" {
		return class
	}
	return "ambient"
}

// set books the load at a place; the next one comes by itself.
func (p *Putaway) set(d Desk, to string) Act {
	l := p.Loads[0]
	in := wire.Putaway{To: to}
	chain := "putaway " + l.LPN
	if l.LPN != "" {
		in.LPN, in.Unpack = l.LPN, p.Unpack
	} else {
		b := l.Runs[0]
		chain += b.Holder
		in.From, in.SKU, in.Lot, in.Owner, in.Status, in.Quantity = b.Holder, b.SKU, b.Lot, b.Owner, b.Status, l.units(p.Units)
	}
	put := l
	rest := p.Loads[1:]
	if left := l.units(0) - in.Quantity; l.LPN == "" && left > 0 {
		part, remains := l.Runs[0], l.Runs[0]
		part.OnHand, remains.OnHand = in.Quantity, left
		put = load{Runs: []wire.Balance{part}}
		rest = append([]load{{Runs: []wire.Balance{remains}}}, rest...)
	} else {
		p.Done++
	}
	name := p.nextName()
	p.Sent = append(p.Sent, sentLoad{Name: name, Load: put, To: to})
	act := Act{Post: []Post{{Verb: "putaway", Chain: chain, Name: name, In: in, InHand: ui.T("putaway.refused_in_hand", put.name())}},
		Note: ui.Say(ui.Good, ui.T("putaway.put", to))}
	p.Loads = rest
	p.fresh()
	if len(rest) == 0 {
		p.From, p.Done = "", 0
		return act
	}
	return p.suggest(d, act)
}

// allTo takes the one place everything goes to.
func (p *Putaway) allTo(d Desk, in Input) Act {
	if in.Scan == nil {
		return Act{Note: ui.Say(ui.Calm, ui.T("putaway.all_to"))}
	}
	m, ok := meaning(in.Scan, scan.Location)
	if !ok {
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("putaway.all_to")}, Explain(d, in.Scan)...)...)}
	}
	if why := p.unfit(d, &load{}, m.Code); why != nil {
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("reason.scan.wrong_location")}, why...)...)}
	}
	if p.Again != in.Scan.Raw { // everything at once is a risky step
		p.Again = in.Scan.Raw
		return Act{Note: ui.Say(ui.Warning, ui.T("putaway.all_sure", p.From, m.Code), ui.T("prompt.scan_again"))}
	}
	from := p.From
	*p = Putaway{Sent: p.Sent, Posts: p.Posts}
	return p.postAll(from, m.Code)
}

// postAll empties a location; the answer tells what stays.
func (p *Putaway) postAll(from, to string) Act {
	name := p.nextName()
	p.Sent = append(p.Sent, sentLoad{Name: name, From: from, To: to})
	return Act{Post: []Post{{Verb: "putaway", Chain: "putaway L:" + from, Name: name, In: wire.Putaway{From: "L:" + from, To: to},
		InHand: ui.T("putaway.refused_in_hand", from)}}, Note: ui.Say(ui.Good, ui.T("putaway.put", to))}
}
