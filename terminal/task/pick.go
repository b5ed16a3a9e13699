package task

import (
	"slices"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// Pick walks a trip: one order, a cart with one tote an order, or a zone's lines of many orders. A line takes two scans:
// the goods, and the tote they go into. The place is scanned too where something is easily taken for it.
type Pick struct {
	errand
	Trip   *wire.Trip      `json:"trip,omitempty"`
	Steps  []wire.TripStep `json:"steps,omitempty"` // what remains, the first is at hand
	Done   int             `json:"done,omitempty"`
	Totes  map[int]string  `json:"totes,omitempty"`  // by slot: where its goods go at present
	Booked map[string]int  `json:"booked,omitempty"` // picks by tote
	Full   map[string]int  `json:"full,omitempty"`   // full totes with the slot whose goods are in them
	Filled []string        `json:"filled,omitempty"` // all totes of the trip that are to be set down

	// Of the step at hand.
	Placed  bool      `json:"placed,omitempty"`  // the place was scanned
	Got     int64     `json:"got,omitempty"`     // units in the hand
	Scanned int64     `json:"scanned,omitempty"` // of these by scans; the first scan stands for all
	Grams   int64     `json:"grams,omitempty"`   // what pieces in the hand weigh, if they were weighed
	Named   bool      `json:"named,omitempty"`   // the item was scanned, its unit's serial number comes next
	Serials []string  `json:"serials,omitempty"`
	Into    string    `json:"into,omitempty"`  // the tote, while it is asked whether the place is empty
	Again   string    `json:"again,omitempty"` // a risky scan that counts when it is repeated
	Short   *short    `json:"short,omitempty"`
	Swap    bool      `json:"swap,omitempty"`   // the next scan names the lot that stands in front
	Why     []ui.Text `json:"why,omitempty"`    // who has the goods and what would release them
	Shorts  int       `json:"shorts,omitempty"` // shorts whose other stock is still to be named
	Set     string    `json:"set,omitempty"`    // the one tote to be set down next; empty: all
	Awaits  []string  `json:"awaits,omitempty"` // faces that were short, to which goods are on their way
}

// Kind gives "pick".
func (p *Pick) Kind() string { return "pick" }

// step gives the step at hand.
func (p *Pick) step() *wire.TripStep {
	if len(p.Steps) == 0 {
		return nil
	}
	return &p.Steps[0]
}

// Screen shows where to go, how many to take and what to scan next.
func (p *Pick) Screen(d Desk) ui.Screen {
	s := ui.Screen{Title: ui.T("task.pick")}
	if p.Trip == nil {
		p.errand.screen(&s, ui.T("pick.try_again"))
		return s
	}
	s.Title = ui.T("pick.title", p.Trip.Task)
	s.Step, s.Of = p.Done+1, p.Done+len(p.Steps)
	step := p.step()
	switch {
	case len(p.Why) > 0:
		for _, t := range p.Why {
			s.Facts = append(s.Facts, ui.Fact{Value: t, Warn: true})
		}
		s.Ask = ui.T("help.close")
	case step == nil:
		p.setDownScreen(&s)
	case p.Short != nil:
		if p.Short.Hand {
			s.Count, s.Facts = ui.T("pick.count", step.Quantity), []ui.Fact{{Value: itemName(d, step.SKU)}, {Label: ui.T("term.sku"), Value: ui.Plain(step.SKU)}}
		}
		p.Short.screen(&s)
	default:
		p.stepScreen(d, &s, step)
	}
	return s
}

func (p *Pick) stepScreen(d Desk, s *ui.Screen, step *wire.TripStep) {
	s.Big = placeOf(step)
	s.Count = ui.T("pick.count", step.Quantity)
	if p.Got > 0 {
		s.Count = ui.T("pick.got", p.Got, step.Quantity)
	}
	if p.Grams > 0 {
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("term.weight"), Value: ui.T("weigh.grams", p.Grams)})
	}
	s.Facts = append(s.Facts, ui.Fact{Value: itemName(d, step.SKU)}, ui.Fact{Label: ui.T("term.sku"), Value: ui.Plain(step.SKU)})
	if step.Lot != "" {
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("term.lot"), Value: ui.Plain(step.Lot)})
	}
	if step.Expiry != "" {
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("term.expiry"), Value: ui.Plain(step.Expiry)})
	}
	if step.LPN != "" {
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("term.lpn"), Value: ui.Plain(step.LPN)})
	}
	if len(step.Beware) > 0 && p.Got == 0 {
		s.Facts = slices.Insert(s.Facts, 0, ui.Fact{Value: beware(step.Beware[0]), Warn: true})
	}
	tote := p.Totes[step.Slot]
	if len(p.Trip.Orders) > 1 {
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("term.slot"), Value: ui.Number(int64(step.Slot))})
	}
	if tote != "" {
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("ui.to"), Value: ui.Plain(tote)})
	}
	switch {
	case p.Swap:
		s.Ask = ui.T("swap.scan")
	case p.Into != "":
		s.Ask, s.Choices = ui.T("prompt.is_empty"), []ui.Text{ui.T("key.yes"), ui.T("key.no")}
	case p.Got == 0 && len(step.Beware) > 0 && !p.Placed:
		s.Ask = ui.T("prompt.scan_location")
	case p.Named:
		s.Ask = ui.T("prompt.scan_serial")
	case p.Got == 0:
		s.Ask = ui.T("prompt.scan_item")
	case inPieces(d, step.SKU) && p.Grams == 0 && tote != "":
		s.Ask = ui.T("pick.grams_or_tote", tote)
	case inPieces(d, step.SKU) && p.Grams == 0:
		s.Ask = ui.T("pick.grams_or_new_tote")
	case tote != "":
		s.Ask = ui.T("pick.scan_tote", tote)
	case len(p.Trip.Orders) > 1:
		s.Ask = ui.T("pick.scan_new_tote_for", step.Slot)
	default:
		s.Ask = ui.T("pick.scan_new_tote")
	}
}

// beware words what is easily taken for the goods at hand.
func beware(n wire.Neighbour) ui.Text {
	what := n.SKU
	switch {
	case n.Why == "lot.other":
		what = n.Lot
	case what == "" || n.Why == "code.alike":
		what = n.Location
	}
	return ui.T("beware."+n.Why, what)
}

// Handle moves the trip on.
func (p *Pick) Handle(d Desk, in Input) Act {
	switch {
	case in.Posted != nil:
		return p.posted(in.Posted)
	case in.Answer != nil:
		return p.answered(in.Answer)
	case p.Trip == nil:
		return p.claim(d, in)
	case len(p.Why) > 0 && !in.Began:
		p.Why = nil // read: the next input closes it, and a scan counts
		if in.Scan == nil {
			return Act{}
		}
	}
	switch {
	case in.Key == KeyBack:
		return p.back()
	case p.step() == nil:
		return p.setDown(d, in)
	case p.Short != nil:
		return p.shortStep(d, in)
	case p.Into != "":
		return p.emptied(d, in)
	case in.Scan != nil:
		return p.scanned(d, in.Scan)
	}
	return p.pressed(d, in)
}

// back leaves what was begun within the step, or else the trip; the trip stays the worker's and is on top of the menu.
func (p *Pick) back() Act {
	switch {
	case p.Short != nil:
		p.Short = nil
	case p.Swap:
		p.Swap = false
	case p.Named:
		p.Named = false
	case p.Into != "":
		p.Into = ""
	default:
		return Act{End: true, Note: ui.Say(ui.Calm, ui.T("pick.left", p.Trip.Task))}
	}
	return Act{}
}

// pressed takes a key at a step.
func (p *Pick) pressed(d Desk, in Input) Act {
	step := p.step()
	switch in.Key {
	case KeySkip:
		return p.skip()
	case KeyShort:
		p.Short = &short{Hand: p.Got == step.Quantity} // the first scan stood for all: how many are there really?
	case KeyQuantity:
		return p.take(d, in.Number)
	case KeyFull:
		if p.Totes[step.Slot] == "" {
			return Act{Note: ui.Say(ui.Bad, ui.T("pick.no_tote"))}
		}
		if p.Full == nil {
			p.Full = map[string]int{}
		}
		p.Full[p.Totes[step.Slot]] = step.Slot
		delete(p.Totes, step.Slot)
		return Act{Note: ui.Say(ui.Calm, ui.T("pick.full"))}
	case KeySwap:
		p.Swap = true
	case KeyWhy:
		return p.askWhy(d)
	case KeyConfirm:
		return Act{Note: ui.Say(ui.Calm, p.Screen(d).Ask)}
	}
	return Act{}
}

// skip puts the step at hand to the end. What is in the hand goes back first: it is not booked.
func (p *Pick) skip() Act {
	if len(p.Steps) == 1 {
		return Act{Note: ui.Say(ui.Warning, ui.T("pick.last_line"), ui.T("pick.short_hint"))}
	}
	note := ui.Say(ui.Calm, ui.T("pick.skipped"))
	if step := p.step(); p.Got > 0 {
		note = ui.Say(ui.Warning, ui.T("pick.skipped"), ui.T("pick.put_back", p.Got, step.SKU, placeOf(step)))
	}
	p.Steps = append(slices.Clone(p.Steps[1:]), p.Steps[0])
	p.fresh()
	return Act{Note: note}
}

// fresh forgets what was begun at the step.
func (p *Pick) fresh() {
	p.Placed, p.Named, p.Got, p.Scanned, p.Grams, p.Serials, p.Into, p.Again, p.Short, p.Swap = false, false, 0, 0, 0, nil, "", "", nil, false
}

// take sets the units in the hand by number, or the weight of pieces.
func (p *Pick) take(d Desk, n int64) Act {
	step := p.step()
	if act, ok := p.weighed(d, n); ok {
		return act
	}
	switch {
	case p.Got == 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("scan.item_first"))}
	case len(p.Serials) > 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("scan.each_serial"))}
	case n > step.Quantity:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("pick.only", step.Quantity))}
	case n <= 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.not_a_number"))}
	}
	p.Got, p.Scanned, p.Grams = n, n, 0
	return Act{}
}

// placeOf is the code to go to.
func placeOf(s *wire.TripStep) string {
	if s.Location != "" {
		return s.Location
	}
	return s.From
}

// itemName is an item's name in both languages, as far as the table knows it.
func itemName(d Desk, sku string) ui.Text {
	if it, ok := d.Tables.Item(sku); ok && (it.Name != "" || it.NameZH != "") {
		return ui.Named(it.Name, it.NameZH)
	}
	return ui.Plain(sku)
}

// meaning gives the first meaning of a kind.
func meaning(s *Scanned, kinds ...scan.Kind) (scan.Scan, bool) {
	for _, k := range kinds {
		for _, m := range s.Meanings {
			if m.Kind == k {
				return m, true
			}
		}
	}
	return scan.Scan{}, false
}
