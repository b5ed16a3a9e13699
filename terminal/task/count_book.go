package task

import (
	"slices"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/ui"
)

// pressed takes a key at a place.
func (c *Count) pressed(d Desk, in Input, sure string) Act {
	at := c.stop()
	switch {
	case in.Key == KeySkip:
		return c.skip(d)
	case !c.Placed && in.Key == KeyDone && c.Trip != nil:
		return c.giveBack(sure)
	case !c.Placed:
	case in.Key == KeyQuantity:
		return c.number(d, in.Number)
	case in.Key == KeyShort && c.Run != nil && at.Count == "":
		return c.damaged(d)
	case in.Key == KeyLabel && c.Run != nil:
		c.Photo = true
		return Act{}
	case in.Key == KeyDone || in.Key == KeyConfirm && c.Run != nil && c.only(d):
		return c.done(d, sure)
	case in.Key == KeyConfirm && c.Run != nil:
		posts, refused := c.tell(d)
		if refused != nil {
			return *refused
		}
		return Act{Post: posts, Note: ui.Say(ui.Good, ui.T("count.noted"))}
	}
	return Act{Note: ui.Say(ui.Calm, c.Screen(d).Ask)}
}

// only tells whether the pile at hand is all that is asked for here: a recount, or an item that has no lots.
func (c *Count) only(d Desk) bool {
	at := c.stop()
	it, known := d.Tables.Item(at.SKU)
	return at.Count != "" || at.SKU != "" && known && !it.LotTracked && !it.ExpiryTracked && !c.Run.Damaged
}

// number sets how many there are.
func (c *Count) number(d Desk, n int64) Act {
	r := c.Run
	switch {
	case r == nil:
		return Act{Note: ui.Say(ui.Bad, ui.T("scan.item_first"))}
	case c.needsLot(d):
		return Act{Note: ui.Say(ui.Bad, ui.T("recv.scan_lot"))}
	case c.Counted:
		return Act{Note: ui.Say(ui.Bad, ui.T("count.more_or_anew"))}
	case n < 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.not_a_number"))}
	}
	if it, _ := d.Tables.Item(r.SKU); it.WeighedPieces && r.Grams == 0 && r.Units > 0 && mayWeigh(it, r.Units, n) {
		r.Grams = n
		return Act{Note: ui.Say(ui.Good, ui.T("recv.weighs", r.Units, n))}
	}
	r.Units, r.Grams = n, 0
	if n == 0 && r.Before == 0 {
		return Act{Note: ui.Say(ui.Warning, ui.T("count.none_of", r.SKU))}
	}
	return Act{Note: ui.Say(ui.Good, ui.T("recv.count", n))}
}

// damaged marks the pile at hand as damaged goods, or takes that back.
func (c *Count) damaged(d Desk) Act {
	c.Run.Damaged, c.Counted, c.Run.Before = !c.Run.Damaged, false, 0
	if !c.needsLot(d) {
		c.known()
	}
	if c.Run.Damaged {
		return Act{Note: ui.Say(ui.Warning, ui.T("recv.damaged_on"))}
	}
	return Act{Note: ui.Say(ui.Calm, ui.T("recv.damaged_off"))}
}

// mostPhoto is the longest reference of a photo the service keeps.
const mostPhoto = 200

// photo takes the reference of a photo of the pile.
func (c *Count) photo(s *Scanned) Act {
	c.Photo = false
	if len(s.Raw) > mostPhoto || c.Run == nil {
		return Act{Note: ui.Say(ui.Bad, ui.T("recv.too_long"))}
	}
	c.Run.Photo = s.Raw
	return Act{Note: ui.Say(ui.Good, ui.T("recv.noted"))}
}

// tell posts the pile at hand, if there is one. It refuses while something of it is not known.
func (c *Count) tell(d Desk) ([]Post, *Act) {
	r := c.Run
	switch {
	case r == nil:
		return nil, nil
	case c.needsLot(d):
		return nil, &Act{Note: ui.Say(ui.Bad, ui.T("recv.scan_lot"), ui.Plain(r.SKU))}
	case c.Counted:
		return nil, &Act{Note: ui.Say(ui.Bad, ui.T("count.more_or_anew"))}
	case c.stop().Count != "":
		return nil, &Act{Note: ui.Say(ui.Bad, ui.T("count.enter_first"))}
	}
	if r.Before > 0 {
		r.Units, r.Before, r.Grams = r.Units+r.Before, 0, 0
	}
	in := wire.Count{Task: c.taskHere(), Holder: r.Holder, SKU: r.SKU, Lot: r.Lot, Quantity: r.Units, Photo: r.Photo}
	if r.Damaged {
		in.Status = damagedStatus
	}
	in.Grams = gramsOf(d, r)
	c.Piles = append(slices.DeleteFunc(slices.Clone(c.Piles), func(p pile) bool { return p.same(r) }), *r)
	post := c.post("count", in)
	post.InHand = ui.T("count.refused", r.SKU, holderName(r.Holder))
	c.fresh()
	return []Post{post}, nil
}

// gramsOf is what a pile weighs, as far as it was weighed: of goods sold by weight that is their quantity.
func gramsOf(d Desk, p *pile) int64 {
	if weighed(d, p.SKU) {
		return p.Units
	}
	return p.Grams
}

// taskHere is the trip the stop at hand is of.
func (c *Count) taskHere() string {
	if at := c.stop(); at == nil || at.Own || c.Trip == nil {
		return ""
	}
	return c.Trip.Task
}

// post is a fact of the stop at hand. Those of a trip, and those of a place outside one, follow one another.
func (c *Count) post(verb string, in any) Post {
	chain := c.taskHere()
	if chain == "" {
		chain = "count " + c.stop().holder()
	}
	return Post{Verb: verb, Chain: chain, In: in, InHand: ui.T("count.place_refused", c.stop().Location)}
}

// done ends the stop: all that lies there was told. That nothing does, or that pallets were not looked at, is asked once more.
func (c *Count) done(d Desk, sure string) Act {
	at := c.stop()
	if at.Count != "" {
		return c.recounted(d, sure)
	}
	posts, refused := c.tell(d)
	if refused != nil {
		return *refused
	}
	switch {
	case len(c.here()) == 0 && sure != sureEmpty:
		c.Sure = sureEmpty
		what := ui.T("count.nothing_there", at.Location)
		if at.SKU != "" {
			what = ui.T("count.none_there", at.SKU)
		}
		return Act{Post: posts, Note: ui.Say(ui.Warning, what, ui.T("count.done_again"))}
	case sure == sureEmpty:
	default:
		if left := c.unseen(); len(left) > 0 && sure != left[0] {
			c.Sure = left[0]
			return Act{Post: posts, Note: ui.Say(ui.Warning, ui.T("count.pallet_left", left[0]), ui.T("count.done_again"))}
		}
	}
	post := c.post("count", wire.Count{Task: c.taskHere(), Holder: at.holder(), SKU: at.SKU, Done: true})
	post.Name = "done"
	return c.next(append(posts, post), ui.Say(ui.Good, ui.T("count.done", at.Location), ui.T("count.thanks")))
}

// recounted tells what a second look found.
func (c *Count) recounted(d Desk, sure string) Act {
	at := c.stop()
	in := wire.Recount{Count: at.Count, Task: c.taskHere()}
	switch {
	case c.Run == nil && sure != sureEmpty:
		c.Sure = sureEmpty
		return Act{Note: ui.Say(ui.Warning, ui.T("count.none_there", at.SKU), ui.T("count.done_again"))}
	case c.Run == nil:
	case c.needsLot(d):
		return Act{Note: ui.Say(ui.Bad, ui.T("recv.scan_lot"))}
	default:
		in.Quantity, in.Photo = c.Run.Units, c.Run.Photo
		in.Grams = gramsOf(d, c.Run)
	}
	return c.next([]Post{c.post("recount", in)}, ui.Say(ui.Good, ui.T("count.noted")))
}

// next goes to the next stop; behind the last one of a trip that is over.
func (c *Count) next(posts []Post, note ui.Note) Act {
	own, chain := c.stop().Own, posts[len(posts)-1].Chain
	c.leave()
	if !own {
		c.Done++
	}
	if !own && !slices.ContainsFunc(c.Stops, func(s stop) bool { return !s.Own }) {
		posts = append(posts, c.over(chain))
	}
	return Act{Post: posts, Note: note}
}

// giveBack leaves the places that are not done to others, when it is said twice.
func (c *Count) giveBack(sure string) Act {
	if sure != sureGive {
		c.Sure = sureGive
		return Act{Note: ui.Say(ui.Warning, ui.T("trip.give_back", len(c.Stops)), ui.T("count.done_again"))}
	}
	c.Stops, c.Piles = nil, nil
	return Act{Post: []Post{c.over(c.Trip.Task)}, Note: ui.Say(ui.Good, ui.T("trip.given_back"))}
}

// over gives the trip back: all its places are done.
func (c *Count) over(chain string) Post {
	return Post{Verb: "end-task", Chain: chain, Name: "end", In: wire.EndTask{Task: c.Trip.Task}}
}

// skip puts the stop to the end. What was told of it stays told.
func (c *Count) skip(d Desk) Act {
	if len(c.Stops) == 1 {
		return Act{Note: ui.Say(ui.Warning, ui.T("count.last_place"), ui.T("count.done_hint"))}
	}
	var posts []Post
	if c.Run != nil && c.stop().Count == "" {
		var refused *Act
		if posts, refused = c.tell(d); refused != nil {
			return *refused
		}
	}
	c.Stops = append(slices.Clone(c.Stops[1:]), c.Stops[0])
	c.Placed, c.On = false, ""
	c.fresh()
	return Act{Post: posts, Note: ui.Say(ui.Calm, ui.T("recv.skipped"))}
}

// posted takes what the service answered. What became of a count is not told: whoever counts next would know what to find.
func (c *Count) posted(a *Posted) Act {
	switch {
	case a.Name == "claim" && a.Problem != nil:
		return c.errand.refused(a.Problem)
	case a.Name == "end":
		return Act{Handled: true} // it has ended already
	case a.Problem != nil:
		return Act{}
	case a.Name == "claim":
		t, ok := decode[wire.Trip](a.Result)
		if !ok {
			return Act{}
		}
		if act, other := c.otherKind(c.Kind(), &t); other {
			return act
		}
		return c.begin(&t)
	case a.Name == "done":
		got, ok := decode[wire.Counted](a.Result)
		in, read := decode[wire.Count](a.Input)
		if ok && read && got.More { // the books have more there than one command looks at
			in.Stamp = wire.Stamp{}
			return Act{Post: []Post{{Verb: "count", Chain: "count " + in.Holder, Name: "done", In: in, InHand: ui.T("count.place_refused", holderName(in.Holder))}}}
		}
	}
	return Act{}
}

// begin takes up a trip as it stands.
func (c *Count) begin(t *wire.Trip) Act {
	c.Task, c.Trip, c.Claiming, c.Nothing, c.Owner = t.Task, t, false, false, ""
	for _, s := range t.Steps {
		c.Stops = append(c.Stops, stop{TripStep: s})
	}
	t.Steps = nil
	c.Done = max(0, t.Total-len(c.Stops))
	if len(c.Stops) == 0 { // others have counted it all meanwhile
		return Act{Post: []Post{c.over(t.Task)}, Note: ui.Say(ui.Calm, ui.T("pick.done"))}
	}
	return Act{Note: ui.Say(ui.Good, ui.T("count.claimed", len(c.Stops)))}
}
