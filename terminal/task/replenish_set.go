package task

import (
	"slices"
	"strconv"
	"strings"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// atFace takes an input with goods to be set down.
func (r *Replenish) atFace(d Desk, in Input, again bool) Act {
	switch {
	case r.Filling:
		return r.filled(in)
	case in.Scan != nil:
		return r.setDown(d, in.Scan, again)
	case in.Key == KeyFull:
		r.Filling = true
		return Act{}
	case in.Key == KeyChoice && r.Cart[0].Rules && d.Leads():
		return r.put(r.Cart[0].Got, r.Cart[0].To)
	case in.Key == KeySkip && len(r.Cart) > 1:
		r.Cart = append(slices.Clone(r.Cart[1:]), r.Cart[0])
		return Act{Note: ui.Say(ui.Calm, ui.T("recv.skipped"))}
	}
	return Act{Note: ui.Say(ui.Calm, r.Screen(d).Ask)}
}

// setDown judges a scan at a face: one of the faces first, then the next source; another place only when it is repeated.
func (r *Replenish) setDown(d Desk, s *Scanned, again bool) Act {
	m, isPlace := meaning(s, scan.Location)
	if n := r.cartFor(m.Code); isPlace && n >= 0 {
		c := r.Cart[n]
		r.Cart = slices.Insert(slices.Delete(slices.Clone(r.Cart), n, n+1), 0, c)
		if c.Full {
			return Act{Note: ui.Say(ui.Bad, ui.T("repl.takes_no_more", c.To))}
		}
		return r.put(c.Got, "")
	}
	c := r.face()
	if n := r.nextSource(s); n >= 0 && !c.Full {
		r.Setting = false
		to := r.Steps[n]
		r.Steps = slices.Insert(slices.Delete(slices.Clone(r.Steps), n, n+1), 0, to)
		act, _ := r.atPlace(s, r.step())
		return act
	}
	switch {
	case !isPlace:
		return r.wrong(d, s)
	case m.Code == placeOf(&c.TripStep) && again:
		return r.broughtBack()
	case m.Code == placeOf(&c.TripStep):
		r.Again = s.Raw
		return Act{Note: ui.Say(ui.Warning, ui.T("repl.back_to", m.Code), ui.T("prompt.scan_again"))}
	}
	if place, ok := d.Tables.Place(m.Code); ok {
		if why := ruledOut(d, []wire.Balance{{SKU: c.SKU, Lot: c.Lot}}, place); why != nil {
			return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("reason.scan.wrong_location")}, why...)...)}
		}
	}
	if !again {
		r.Again = s.Raw
		return Act{Note: ui.Say(ui.Warning, ui.T("putaway.not_suggested", m.Code, c.To), ui.T("prompt.scan_again"))}
	}
	return r.put(c.Got, m.Code)
}

// nextSource gives the step whose place or LPN was scanned; below zero: none.
func (r *Replenish) nextSource(s *Scanned) int {
	m, isPlace := meaning(s, scan.Location)
	return slices.IndexFunc(r.Steps, func(o wire.TripStep) bool {
		return isPlace && m.Code == o.Location || o.LPN != "" && codeOf(s) == o.LPN
	})
}

// put books what was set down. Where the face is full the rest stays on the cart.
func (r *Replenish) put(n int64, to string) Act {
	c := r.Cart[0]
	in := wire.Replenish{Refill: c.Refill, Task: r.Trip.Task, Quantity: n, To: to, Reason: c.Reason, More: c.Later}
	if to == c.To { // whoever names the face itself has decided against its rules
		in.To, in.Override = "", overridden
	}
	at := to
	if at == "" {
		at = c.To
	}
	part := c
	part.Got = n
	note := ui.Say(ui.Good, ui.T("repl.put", n, c.SKU, at))
	if n < c.Got {
		in.More, in.Reason = true, ""
		in.Surprise = wire.Surprise{At: c.To, What: "full"}
		post := r.post(in, part)
		r.Cart[0].Got, r.Cart[0].Full = c.Got-n, true
		return Act{Post: []Post{post}, Note: note}
	}
	post := r.post(in, part)
	r.Cart = slices.Clone(r.Cart[1:])
	r.Done++
	if len(r.Cart) == 0 {
		r.Setting = false
	}
	return r.ended([]Post{post}, note)
}

// filled takes how many went into a face that is full.
func (r *Replenish) filled(in Input) Act {
	n := in.Number
	if in.Scan != nil {
		q, ok := meaning(in.Scan, scan.Quantity)
		if !ok {
			return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.not_a_number"), ui.T("repl.how_many_in"))}
		}
		n = q.Number
	} else if in.Key != KeyQuantity && in.Key != KeyConfirm {
		return Act{Note: ui.Say(ui.Bad, ui.T("repl.how_many_in"))}
	}
	c := &r.Cart[0]
	switch {
	case n < 0 || n > c.Got:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("pick.in_hand", c.Got))}
	case n == 0:
		r.Filling, c.Full = false, true
		return Act{}
	}
	r.Filling = false
	return r.put(n, "")
}

// broughtBack takes goods off the cart that stand at their source again. Nothing was told of them, so nothing is to be; the
// refill is left for another trip.
func (r *Replenish) broughtBack() Act {
	c := r.Cart[0]
	r.Cart = slices.Clone(r.Cart[1:])
	if len(r.Cart) == 0 {
		r.Setting = false
	}
	return r.ended(nil, ui.Say(ui.Good, ui.T("repl.back_at", c.Got, c.SKU, placeOf(&c.TripStep))))
}

// post tells of goods that were set down.
func (r *Replenish) post(in wire.Replenish, c carried) Post {
	r.Posts++
	name := "replenish " + strconv.Itoa(r.Posts)
	r.Sent = append(r.Sent, sentRefill{name, c})
	return Post{Verb: "replenish", Chain: "replenish " + c.Refill, Name: name, In: in, InHand: ui.T("repl.refused_in_hand", c.Got, c.SKU, placeOf(&c.TripStep))}
}

// ended gives the trip back once nothing of it is left. What was not brought waits for anybody.
func (r *Replenish) ended(posts []Post, note ui.Note) Act {
	if len(r.Steps)+len(r.Cart) == 0 {
		posts = append(posts, r.end())
	}
	return Act{Post: posts, Note: note}
}

// giveBack leaves what is not fetched yet to others, when it is said twice.
func (r *Replenish) giveBack(sure bool) Act {
	switch {
	case r.Got > 0 || len(r.Cart) > 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("repl.set_down_first"))}
	case !sure:
		r.Sure = KeyDone
		return Act{Note: ui.Say(ui.Warning, ui.T("trip.give_back", len(r.Steps)), ui.T("count.done_again"))}
	}
	r.Steps = nil
	return Act{Post: []Post{r.end()}, Note: ui.Say(ui.Good, ui.T("trip.given_back"))}
}

func (r *Replenish) end() Post {
	return Post{Verb: "end-task", Chain: "replenish " + r.Trip.Task, Name: "end", In: wire.EndTask{Task: r.Trip.Task}}
}

// posted takes what the service answered. Goods it did not take at a face are on the cart again; the safe screen says why.
func (r *Replenish) posted(d Desk, a *Posted) Act {
	switch {
	case a.Name == "claim" && a.Problem != nil:
		return r.errand.refused(a.Problem)
	case a.Name == "claim":
		t, ok := decode[wire.Trip](a.Result)
		if !ok {
			return Act{}
		}
		if act, other := r.otherKind(r.Kind(), &t); other {
			return act
		}
		return r.begin(&t)
	case a.Name == "end":
		return Act{Handled: true} // it has ended already
	}
	n := slices.IndexFunc(r.Sent, func(s sentRefill) bool { return s.Name == a.Name })
	if n < 0 {
		return Act{}
	}
	sent := r.Sent[n].Load
	r.Sent = slices.Delete(slices.Clone(r.Sent), n, n+1)
	if a.Problem == nil || sent.Got == 0 || r.Trip == nil {
		return Act{}
	}
	sent.Full, sent.Rules = true, rulesOnly(a.Problem) // it does not take them: they go elsewhere, or back
	act := Act{}
	if sent.Rules && d.Leads() {
		act = Act{Handled: true, Note: ui.Say(ui.Bad, whyOff(a.Problem)...)}
	}
	i := slices.IndexFunc(r.Cart, func(c carried) bool { return c.Refill == sent.Refill })
	if i >= 0 { // with what is on the cart of it already
		r.Cart[i].Got += sent.Got
		r.Cart[i].Full, r.Cart[i].Rules = true, sent.Rules
		return act
	}
	r.Cart = append(r.Cart, sent)
	r.Done = max(0, r.Done-1)
	return act
}

// rulesOnly tells whether nothing but the rules of a place speaks against goods there: those a lead may break.
func rulesOnly(p *wire.Problem) bool {
	return len(p.Details) > 0 && !slices.ContainsFunc(p.Details, func(x wire.Detail) bool { return !strings.HasPrefix(x.Reason, "location.") })
}
