package task

import (
	"slices"
	"strings"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// Count tells what lies somewhere: it walks a trip of places, or counts the place that is scanned outside any trip. It is
// blind: it shows what its worker counted and never what should be there. At a place goods are counted pile by pile: a scan
// counts as what its code stands for, a number says how many there are. Each pile is told as soon as the next one begins, and
// the place is done when its worker says so: what the books have beside is counted as none then. A recount asks for one pile.
type Count struct {
	errand
	Trip    *wire.Trip `json:"trip,omitempty"`
	Stops   []stop     `json:"stops,omitempty"` // what remains, the first is at hand
	Done    int        `json:"done,omitempty"`
	Piles   []pile     `json:"piles,omitempty"` // told of, at stops that are not done
	Placed  bool       `json:"placed,omitempty"`
	On      string     `json:"on,omitempty"` // the LPN whose goods are being counted; empty: what lies loose
	Run     *pile      `json:"run,omitempty"`
	Which   []pile     `json:"which,omitempty"`   // what a scan may be: one is to be chosen
	Counted bool       `json:"counted,omitempty"` // Run was told of already: are these more of it?
	Photo   bool       `json:"photo,omitempty"`   // the next scan names a photo
	Sure    string     `json:"sure,omitempty"`    // what is done when the same key is pressed again
	Again   string     `json:"again,omitempty"`   // a scan that counts when it is repeated
}

// stop is a place of a trip, or one the worker counts by himself.
type stop struct {
	wire.TripStep
	Own bool `json:"own,omitempty"`
}

// pile is goods of one item, lot and condition at one holder, as they were counted.
type pile struct {
	Holder  string   `json:"holder"`
	SKU     string   `json:"sku"`
	Lot     string   `json:"lot,omitempty"`
	Expiry  string   `json:"expiry,omitempty"` // as the label says; the lot's number is what counts
	Damaged bool     `json:"damaged,omitempty"`
	Units   int64    `json:"units"`
	Before  int64    `json:"before,omitempty"` // told of these goods before, and more of them lie here
	Grams   int64    `json:"grams,omitempty"`  // of weighed pieces, if somebody weighed them
	Serials []string `json:"serials,omitempty"`
	Photo   string   `json:"photo,omitempty"`
}

// same tells whether two piles are the same goods to the books.
func (p *pile) same(q *pile) bool {
	return p.Holder == q.Holder && p.SKU == q.SKU && p.Lot == q.Lot && p.Damaged == q.Damaged
}

// text is what was counted, beside the item's SKU.
func (p *pile) text() ui.Text {
	switch {
	case p.Damaged:
		return ui.T("count.pile_damaged", p.Units)
	case p.Lot != "":
		return ui.T("count.pile", p.Units, p.Lot)
	}
	return ui.Number(p.Units)
}

// holder of loose goods at the stop, or the LPN it is about.
func (s *stop) holder() string {
	if s.From != "" {
		return s.From
	}
	return "L:" + s.Location
}

// Kind gives "count".
func (c *Count) Kind() string { return "count" }

// stop gives the stop at hand.
func (c *Count) stop() *stop {
	if len(c.Stops) == 0 {
		return nil
	}
	return &c.Stops[0]
}

// holder is where goods are counted at this moment.
func (c *Count) holder() string {
	if c.On != "" {
		return "P:" + c.On
	}
	return c.stop().holder()
}

// here are the piles told of at the stop at hand, the last first.
func (c *Count) here() (out []pile) {
	s := c.stop()
	for _, p := range slices.Backward(c.Piles) {
		onPallet := strings.HasPrefix(p.Holder, "P:") && slices.Contains(s.LPNs, holderName(p.Holder))
		if (p.Holder == s.holder() || onPallet) && (s.SKU == "" || s.SKU == p.SKU) {
			out = append(out, p)
		}
	}
	return out
}

// unseen are the pallets of the stop nothing was counted on.
func (c *Count) unseen() (out []string) {
	here := c.here()
	for _, id := range c.stop().LPNs {
		if !slices.ContainsFunc(here, func(p pile) bool { return p.Holder == "P:"+id }) {
			out = append(out, id)
		}
	}
	return out
}

// Screen shows the place, what was counted, and what to scan.
func (c *Count) Screen(d Desk) ui.Screen {
	s := ui.Screen{Title: ui.T("task.count")}
	at := c.stop()
	if at == nil {
		c.startScreen(&s)
		return s
	}
	if at.Count != "" {
		s.Title = ui.T("term.recount")
	}
	if n := c.Done + len(c.Stops); n > 1 && !at.Own {
		s.Step, s.Of = c.Done+1, n
	}
	s.Big = at.Location
	if c.On != "" {
		s.Big = c.On
	}
	switch {
	case !c.Placed:
		c.goScreen(d, &s, at)
	case len(c.Which) > 0:
		for _, p := range c.Which {
			s.Choices = append(s.Choices, ui.Plain(p.SKU))
		}
		s.Ask = ui.T("reason.scan.ambiguous")
	case c.Run != nil:
		c.runScreen(d, &s)
	default:
		c.placeScreen(d, &s, at)
	}
	return s
}

func (c *Count) startScreen(s *ui.Screen) {
	if c.Owner != "" || c.Claiming || c.Nothing {
		c.errand.screen(s, ui.T("count.again_or_place"))
		return
	}
	if c.Trip != nil {
		s.Facts = []ui.Fact{{Value: ui.T("pick.done")}}
	}
	s.Ask = ui.T("count.trip_or_place")
}

// goScreen sends to the place.
func (c *Count) goScreen(d Desk, s *ui.Screen, at *stop) {
	if at.SKU != "" {
		s.Facts = append(s.Facts, ui.Fact{Value: itemName(d, at.SKU)}, ui.Fact{Label: ui.T("term.sku"), Value: ui.Plain(at.SKU)})
	}
	if len(c.here()) > 0 {
		s.Facts = append(s.Facts, ui.Fact{Value: ui.T("count.begun")})
	}
	s.Ask = ui.T("prompt.scan_location")
	if at.LPN != "" {
		s.Ask = ui.T("putaway.scan_lpn", at.LPN)
	}
}

// mostPiles is how many of the last piles a small screen shows.
const mostPiles = 3

// placeScreen is between two piles.
func (c *Count) placeScreen(d Desk, s *ui.Screen, at *stop) {
	if at.SKU != "" {
		s.Facts = append(s.Facts, ui.Fact{Value: itemName(d, at.SKU)}, ui.Fact{Label: ui.T("term.sku"), Value: ui.Plain(at.SKU)})
	}
	if at.Lot != "" {
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("term.lot"), Value: ui.Plain(at.Lot)})
	}
	if at.Status == damagedStatus {
		s.Facts = append(s.Facts, ui.Fact{Value: ui.T("recv.damaged"), Warn: true})
	}
	shown := 0
	for _, p := range c.here() {
		if shown == mostPiles {
			break
		}
		if c.On == "" || p.Holder == c.holder() {
			s.Facts = append(s.Facts, ui.Fact{Label: ui.Plain(p.SKU), Value: p.text()})
			shown++
		}
	}
	if c.On == "" {
		for i, id := range c.unseen() {
			if i == mostPiles {
				break
			}
			s.Facts = append(s.Facts, ui.Fact{Label: ui.T("term.pallet"), Value: ui.Plain(id), Warn: true})
		}
	}
	switch {
	case at.Count != "":
		s.Ask = ui.T("prompt.scan_item")
	case c.On != "":
		s.Ask = ui.T("count.scan_on_pallet", at.Location)
	default:
		s.Ask = ui.T("count.scan_or_done")
	}
}

// runScreen shows the pile at hand.
func (c *Count) runScreen(d Desk, s *ui.Screen) {
	r := c.Run
	switch {
	case c.Counted:
		s.Count = ui.T("recv.count", r.Before)
	case r.Before > 0:
		s.Count = ui.T("count.on_top", r.Before, r.Units)
	case weighed(d, r.SKU):
		s.Count = ui.T("weigh.grams", r.Units)
	default:
		s.Count = ui.T("recv.count", r.Units)
	}
	s.Facts = []ui.Fact{{Value: itemName(d, r.SKU)}, {Label: ui.T("term.sku"), Value: ui.Plain(r.SKU)}}
	if r.Damaged {
		s.Facts = append(s.Facts, ui.Fact{Value: ui.T("recv.damaged"), Warn: true})
	}
	for _, f := range []struct{ label, value string }{{"term.lot", r.Lot}, {"term.expiry", r.Expiry}} {
		if f.value != "" {
			s.Facts = append(s.Facts, ui.Fact{Label: ui.T(f.label), Value: ui.Plain(f.value)})
		}
	}
	if r.Grams > 0 {
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("term.weight"), Value: ui.T("weigh.grams", r.Grams)})
	}
	switch {
	case c.Photo:
		s.Ask = ui.T("count.photo")
	case c.needsLot(d):
		s.Ask = ui.T("recv.scan_lot")
	case c.Counted:
		s.Choices = []ui.Text{ui.T("count.more"), ui.T("count.anew")}
		s.Ask = ui.T("count.more_or_anew")
	case weighed(d, r.SKU) && r.Units == 0:
		s.Ask = ui.T("recv.enter_grams")
	default:
		s.Ask = ui.T("count.number")
	}
}

// weighed tells whether goods are counted in grams.
func weighed(d Desk, sku string) bool {
	it, _ := d.Tables.Item(sku)
	return it.CatchWeight
}

// needsLot tells that the pile's lot is not known yet.
func (c *Count) needsLot(d Desk) bool {
	it, _ := d.Tables.Item(c.Run.SKU)
	return (it.LotTracked || it.ExpiryTracked) && c.Run.Lot == ""
}

// Handle moves the count on.
func (c *Count) Handle(d Desk, in Input) Act {
	switch {
	case in.Posted != nil:
		return c.posted(in.Posted)
	case in.Answer != nil:
		return c.answered(in.Answer)
	case c.stop() == nil:
		return c.start(d, in)
	case in.Began:
		return Act{}
	}
	again := in.Scan != nil && in.Scan.Raw == c.Again
	sure := c.Sure
	c.Again, c.Sure = "", ""
	switch {
	case in.Key == KeyBack:
		return c.back(sure)
	case c.Photo && in.Scan != nil:
		return c.photo(in.Scan)
	case len(c.Which) > 0 && in.Key == KeyChoice && in.Choice <= len(c.Which):
		chosen := c.Which[in.Choice-1]
		c.Which = nil
		return c.take(d, chosen)
	case in.Scan != nil:
		c.Which = nil
		return c.scanned(d, in.Scan, again)
	case c.Counted && in.Key == KeyChoice:
		return c.more(in.Choice)
	}
	return c.pressed(d, in, sure)
}

// start is before a trip and after it: Enter asks for the next one, a place that is scanned is counted.
func (c *Count) start(d Desk, in Input) Act {
	switch {
	case in.Key == KeyBack || in.Key == KeyNo || in.Key == KeyDone:
		return Act{End: true}
	case c.Owner != "":
		return c.takeOver(in)
	case in.Began && (c.Task == "" || c.Claiming || c.Trip != nil):
		return Act{}
	case in.Began:
		return c.ask(c.Kind())
	case in.Key == KeyConfirm || in.Key == KeyYes:
		*c = Count{errand: errand{Zone: c.Zone}}
		return c.ask(c.Kind())
	case in.Scan == nil:
		return Act{}
	}
	if m, ok := meaning(in.Scan, scan.Location); ok {
		return c.own(d, stop{Own: true, TripStep: wire.TripStep{TaskStep: wire.TaskStep{From: "L:" + m.Code, Location: m.Code}}})
	}
	if m, ok := meaning(in.Scan, scan.LPN); ok {
		return c.own(d, stop{Own: true, TripStep: wire.TripStep{TaskStep: wire.TaskStep{From: "P:" + m.Code, Location: m.Code}, LPN: m.Code}})
	}
	if m, ok := meaning(in.Scan, scan.Task); ok {
		*c = Count{errand: errand{Task: m.Code}}
		return c.ask(c.Kind())
	}
	return Act{Note: ui.Say(ui.Bad, append([]ui.Text{c.Screen(d).Ask}, Explain(d, in.Scan)...)...)}
}

// back leaves what was begun, or the place, or the trip, which stays the worker's. A place that is not done is left when it is
// pressed again: what was told of it stays told, the rest is still to be counted.
func (c *Count) back(sure string) Act {
	at := c.stop()
	switch {
	case c.Photo:
		c.Photo = false
	case len(c.Which) > 0:
		c.Which = nil
	case c.Run != nil:
		sku := c.Run.SKU
		c.fresh()
		return Act{Note: ui.Say(ui.Warning, ui.T("count.dropped", sku))}
	case c.On != "":
		c.On = ""
	case len(c.here()) > 0 && sure != sureBack:
		c.Sure = sureBack
		return Act{Note: ui.Say(ui.Warning, ui.T("count.not_done", at.Location), ui.T("count.back_again"))}
	case at.Own:
		c.leave()
		if c.stop() == nil && c.Trip == nil {
			*c = Count{}
		}
	case c.Trip != nil:
		return Act{End: true, Note: ui.Say(ui.Calm, ui.T("pick.left", c.Trip.Task))}
	default:
		return Act{End: true}
	}
	return Act{}
}

// What Sure holds, but for the numbers of pallets.
const (
	sureBack  = "back"
	sureEmpty = "empty"
	sureGive  = "give"
)

// fresh forgets the pile at hand.
func (c *Count) fresh() {
	c.Run, c.Which, c.Counted, c.Photo, c.Again, c.Sure = nil, nil, false, false, "", ""
}

// leave drops the stop at hand with what was told there, and goes to the next.
func (c *Count) leave() {
	here := c.here()
	c.Piles = slices.DeleteFunc(c.Piles, func(p pile) bool { return slices.ContainsFunc(here, func(h pile) bool { return h.same(&p) }) })
	at := c.Stops[0]
	c.Stops = c.Stops[1:]
	c.Placed, c.On = len(c.Stops) > 0 && c.Stops[0].Location == at.Location && c.Stops[0].LPN == "", "" // he stands there already
	c.fresh()
}
