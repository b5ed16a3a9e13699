package task

import (
	"slices"
	"strconv"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// Replenish brings goods from reserve to pick faces, a trip at a time. At a source the place is scanned and the goods, which
// stand for all that is to be brought; then the face. Whoever has room on his cart scans the next source instead, and sets
// everything down afterwards, face by face. What cannot be brought has a reason; what a face does not take goes elsewhere, or
// back.
type Replenish struct {
	errand
	Trip    *wire.Trip      `json:"trip,omitempty"`
	Steps   []wire.TripStep `json:"steps,omitempty"` // still to be fetched, the first is at hand
	Cart    []carried       `json:"cart,omitempty"`  // taken and not set down, the first is at hand
	Setting bool            `json:"setting,omitempty"`
	Done    int             `json:"done,omitempty"`
	Placed  bool            `json:"placed,omitempty"` // the source was scanned
	Got     int64           `json:"got,omitempty"`    // units in the hand
	Scanned int64           `json:"scanned,omitempty"`
	Less    bool            `json:"less,omitempty"`    // fewer than asked for: why?
	Reason  string          `json:"reason,omitempty"`  // why; how many there are is asked next
	Filling bool            `json:"filling,omitempty"` // the face is full: how many went in?
	Sure    Key             `json:"sure,omitempty"`    // was pressed, and does it when it is pressed again
	Again   string          `json:"again,omitempty"`
	Sent    []sentRefill    `json:"sent,omitempty"` // not answered yet
	Posts   int             `json:"posts,omitempty"`
}

// carried is goods on their way to a face.
type carried struct {
	wire.TripStep
	Got    int64  `json:"got"`
	Reason string `json:"short,omitempty"` // why they are fewer than asked for
	Later  bool   `json:"later,omitempty"` // the rest comes on another way
	Full   bool   `json:"full,omitempty"`  // their face takes no more
	Rules  bool   `json:"rules,omitempty"` // by its rules, which a lead may break
}

// sentRefill is goods that were set down; if that is refused they are on the cart again.
type sentRefill struct {
	Name string  `json:"name"`
	Load carried `json:"load"`
}

// Kind gives "replenish".
func (r *Replenish) Kind() string { return "replenish" }

// step is what is to be fetched next.
func (r *Replenish) step() *wire.TripStep {
	if len(r.Steps) == 0 {
		return nil
	}
	return &r.Steps[0]
}

// face is what is to be set down next, once the worker goes to the faces.
func (r *Replenish) face() *carried {
	if len(r.Cart) == 0 || !r.Setting && len(r.Steps) > 0 {
		return nil
	}
	return &r.Cart[0]
}

// Screen shows where to go, how many to take or to set down, and what to scan.
func (r *Replenish) Screen(d Desk) ui.Screen {
	s := ui.Screen{Title: ui.T("task.replenish")}
	if r.Trip == nil {
		r.errand.screen(&s, ui.T("pick.try_again"))
		return s
	}
	s.Step, s.Of = r.Done+1, r.Done+len(r.Steps)+len(r.Cart)
	switch face := r.face(); {
	case face != nil:
		r.faceScreen(d, &s, face)
	case r.step() == nil:
		s.Step, s.Of = 0, 0
		s.Facts, s.Ask = []ui.Fact{{Value: ui.T("pick.done")}}, ui.T("pick.next_or_back")
	case r.Less:
		r.lessScreen(&s)
	default:
		r.sourceScreen(d, &s)
	}
	return s
}

func (r *Replenish) sourceScreen(d Desk, s *ui.Screen) {
	step := r.step()
	s.Big = placeOf(step)
	s.Count = countText(d, "pick.count", step.SKU, step.Quantity)
	if r.Got > 0 {
		s.Count = ui.T("pick.got", r.Got, step.Quantity)
	}
	s.Facts = stepFacts(d, step, step.Quantity)
	if step.Urgent {
		s.Facts = slices.Insert(s.Facts, 0, ui.Fact{Value: ui.T("repl.urgent"), Warn: true})
	} else if ui.Known("repl." + step.Why) {
		s.Facts = append(s.Facts, ui.Fact{Value: ui.T("repl." + step.Why)})
	}
	if step.LPN != "" {
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("term.lpn"), Value: ui.Plain(step.LPN)})
	}
	if len(step.Beware) > 0 && r.Got == 0 {
		s.Facts = slices.Insert(s.Facts, 0, ui.Fact{Value: beware(step.Beware[0]), Warn: true})
	}
	s.Facts = append(s.Facts, ui.Fact{Label: ui.T("ui.to"), Value: ui.Plain(step.To)})
	if n := len(r.Cart); n > 0 {
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("repl.on_cart"), Value: ui.Number(int64(n))})
	}
	switch {
	case r.Got > 0 && r.Got < step.Quantity:
		s.Ask = ui.T("repl.more_or_face", step.To)
	case r.Got > 0 && len(r.Steps) > 1:
		s.Ask = ui.T("repl.face_or_next", step.To, placeOf(&r.Steps[1]))
	case r.Got > 0:
		s.Ask = ui.T("repl.scan_face", step.To)
	case r.Placed:
		s.Ask = ui.T("prompt.scan_item")
	case step.LPN != "":
		s.Ask = ui.T("putaway.scan_lpn", step.LPN)
	case len(r.Cart) > 0:
		s.Ask = ui.T("repl.place_or_face", r.Cart[0].To)
	default:
		s.Ask = ui.T("prompt.scan_location")
	}
}

// countText is a quantity, in grams of goods that are weighed.
func countText(d Desk, key, sku string, n int64) ui.Text {
	if weighed(d, sku) {
		return ui.T("weigh.grams", n)
	}
	return ui.T(key, n)
}

// stepFacts name the goods of a step, and how many cases so many units are.
func stepFacts(d Desk, step *wire.TripStep, units int64) []ui.Fact {
	out := []ui.Fact{{Value: itemName(d, step.SKU)}, {Label: ui.T("term.sku"), Value: ui.Plain(step.SKU)}}
	it, _ := d.Tables.Item(step.SKU)
	for _, p := range it.Packs {
		if p.Level == "case" && p.Quantity > 1 && units >= p.Quantity {
			n := strconv.FormatInt(units/p.Quantity, 10) + " x " + strconv.FormatInt(p.Quantity, 10)
			if rest := units % p.Quantity; rest > 0 {
				n += " + " + strconv.FormatInt(rest, 10)
			}
			out = append(out, ui.Fact{Label: ui.T("repl.cases"), Value: ui.Plain(n)})
		}
	}
	for _, f := range []struct{ label, value string }{{"term.lot", step.Lot}, {"term.expiry", step.Expiry}} {
		if f.value != "" {
			out = append(out, ui.Fact{Label: ui.T(f.label), Value: ui.Plain(f.value)})
		}
	}
	return out
}

func (r *Replenish) faceScreen(d Desk, s *ui.Screen, c *carried) {
	s.Big, s.Count = c.To, countText(d, "putaway.units", c.SKU, c.Got)
	s.Facts = stepFacts(d, &c.TripStep, c.Got)
	if n := len(r.Cart) - 1; n > 0 {
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("repl.more_on_cart"), Value: ui.Number(int64(n))})
	}
	switch {
	case r.Filling:
		s.Ask = ui.T("repl.how_many_in")
	case c.Full:
		s.Facts = append(s.Facts, ui.Fact{Value: ui.T("repl.takes_no_more", c.To), Warn: true})
		s.Ask = ui.T("repl.rest_to", placeOf(&c.TripStep))
		if c.Rules && d.Leads() {
			s.Choices = []ui.Text{ui.T("move.override")}
		}
	case len(r.Steps) > 0:
		s.Ask = ui.T("repl.face_or_next", c.To, placeOf(&r.Steps[0]))
	default:
		s.Ask = ui.T("repl.scan_face_or_full", c.To)
	}
}

// lessReasons are why fewer come than were asked for: first that the rest comes on another way.
func lessReasons() []string { return append([]string{"repl.later"}, shortReasons...) }

func (r *Replenish) lessScreen(s *ui.Screen) {
	step := r.step()
	s.Big = placeOf(step)
	s.Count = ui.T("pick.got", r.Got, step.Quantity)
	if r.Reason != "" {
		s.Facts = []ui.Fact{{Label: ui.T("ui.reason"), Value: ui.T(r.Reason)}}
		s.Ask = ui.T("repl.how_many")
		return
	}
	for _, w := range lessReasons() {
		s.Choices = append(s.Choices, ui.T(w))
	}
	s.Ask = ui.T("prompt.choose_reason")
}

// Handle moves the trip on.
func (r *Replenish) Handle(d Desk, in Input) Act {
	switch {
	case in.Posted != nil:
		return r.posted(d, in.Posted)
	case r.Trip == nil:
		return r.claim(d, in)
	case in.Began || in.Answer != nil:
		return Act{}
	}
	again := in.Scan != nil && in.Scan.Raw == r.Again
	sure := r.Sure
	r.Again, r.Sure = "", ""
	switch {
	case in.Key == KeyBack:
		return r.back(sure == KeyBack)
	case r.face() != nil:
		return r.atFace(d, in, again)
	case r.step() == nil:
		return r.over(in)
	case r.Less:
		return r.less(in)
	case in.Scan != nil:
		return r.atSource(d, in.Scan, again)
	}
	if in.Key == KeyDone {
		return r.giveBack(sure == KeyDone)
	}
	return r.pressed(d, in)
}

// claim asks for a trip; a location that is scanned asks for its zone's.
func (r *Replenish) claim(d Desk, in Input) Act {
	switch {
	case in.Key == KeyBack || in.Key == KeyNo || in.Key == KeyDone && r.Nothing:
		return Act{End: true}
	case r.Owner != "":
		return r.takeOver(in)
	case in.Scan != nil && r.Nothing:
		m, _ := meaning(in.Scan, scan.Location)
		if place, known := d.Tables.Place(m.Code); known && place.Zone != "" {
			r.Zone = place.Zone
			return r.ask(r.Kind())
		}
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("pick.scan_zone")}, Explain(d, in.Scan)...)...)}
	case (in.Began && !r.Claiming) || in.Key == KeyConfirm && !r.Claiming:
		return r.ask(r.Kind())
	}
	return Act{}
}

// begin takes up a trip as it stands.
func (r *Replenish) begin(t *wire.Trip) Act {
	r.Task, r.Trip, r.Claiming, r.Nothing, r.Owner = t.Task, t, false, false, ""
	r.Steps, t.Steps = t.Steps, nil
	r.Done = max(0, t.Total-len(r.Steps))
	if len(r.Steps) == 0 {
		return Act{Post: []Post{r.end()}, Note: ui.Say(ui.Calm, ui.T("pick.done"))}
	}
	return Act{Note: ui.Say(ui.Good, ui.T("repl.claimed", len(r.Steps)))}
}

// back leaves what was begun, or the trip, which stays the worker's. With goods on the cart it is asked once more: nothing of
// them was told, they are to be taken back.
func (r *Replenish) back(sure bool) Act {
	switch step := r.step(); {
	case r.Filling:
		r.Filling = false
	case r.Less:
		r.Less, r.Reason = false, ""
	case r.face() == nil && r.Got > 0:
		n := r.Got
		r.fresh()
		return Act{Note: ui.Say(ui.Warning, ui.T("pick.put_back", n, step.SKU, placeOf(step)))}
	case r.Setting && len(r.Steps) > 0:
		r.Setting = false
	case len(r.Cart) > 0 && !sure:
		r.Sure = KeyBack
		c := r.Cart[0]
		return Act{Note: ui.Say(ui.Warning, ui.T("pick.put_back", c.Got, c.SKU, placeOf(&c.TripStep)), ui.T("count.back_again"))}
	default:
		return Act{End: true, Note: ui.Say(ui.Calm, ui.T("pick.left", r.Trip.Task))}
	}
	return Act{}
}

// fresh forgets what was begun at the source.
func (r *Replenish) fresh() {
	r.Placed, r.Got, r.Scanned, r.Less, r.Reason = false, 0, 0, false, ""
}

// over is after the trip: the next one, or the menu.
func (r *Replenish) over(in Input) Act {
	switch {
	case in.Key == KeyConfirm || in.Key == KeyYes:
		return Act{Next: &Replenish{errand: errand{Zone: r.Zone}}}
	case in.Key == KeyNo || in.Key == KeyDone:
		return Act{End: true}
	}
	return Act{Note: ui.Say(ui.Calm, ui.T("pick.next_or_back"))}
}
