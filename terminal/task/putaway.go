package task

import (
	"encoding/json"
	"slices"
	"strconv"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// Putaway brings goods to the places where they stay: an LPN, or all that a dock or staging location holds, one after the
// other or all to one place. Two scans each: the goods, and the place. The service suggests one; inside what it suggests a
// scan is accepted, inside the same zone or storage class it is asked, elsewhere refused. Without the service any place that
// may take the goods as far as the table knows is accepted.
type Putaway struct {
	Asked   string      `json:"asked,omitempty"` // the LPN or location whose content is asked
	From    string      `json:"from,omitempty"`  // the location that is being emptied
	Choose  bool        `json:"choose,omitempty"`
	All     bool        `json:"all,omitempty"`   // everything goes to one place
	Loads   []load      `json:"loads,omitempty"` // the first is at hand
	Stays   []stay      `json:"stays,omitempty"` // what is not put away, until it is read
	Which   []int       `json:"which,omitempty"` // loads that fit a scan: one is to be chosen
	Took    bool        `json:"took,omitempty"`  // the load at hand was scanned
	Units   int64       `json:"units,omitempty"` // of a loose load: those in the hand; 0: all
	Unpack  bool        `json:"unpack,omitempty"`
	Places  []placeHint `json:"places,omitempty"` // suggested for the load at hand, best first
	Without bool        `json:"without,omitempty"`
	Again   string      `json:"again,omitempty"`
	Sent    []sentLoad  `json:"sent,omitempty"` // set down here, not answered yet
	Posts   int         `json:"posts,omitempty"`
	Done    int         `json:"done,omitempty"`
}

// load is what is carried at once: an LPN with what it holds, or loose goods of one lot.
type load struct {
	LPN  string         `json:"lpn,omitempty"`
	Runs []wire.Balance `json:"runs,omitempty"` // nil: nobody knows, the service was not reached
}

// stay is something that stays where it is, and why.
type stay struct {
	What   string `json:"what"`
	Units  int64  `json:"units,omitempty"`
	Reason string `json:"reason"`
}

// placeHint is a suggested place.
type placeHint struct {
	Location string `json:"location"`
	Quantity int64  `json:"quantity,omitempty"`
}

// sentLoad is a load that was set down; if that is refused it is to be put away still.
type sentLoad struct {
	Name string `json:"name"`
	Load load   `json:"load"`
	From string `json:"from,omitempty"` // of a whole location
	To   string `json:"to"`
}

// Kind gives "putaway".
func (p *Putaway) Kind() string { return "putaway" }

// Screen shows what to take, where it goes, and what to scan.
func (p *Putaway) Screen(d Desk) ui.Screen {
	s := ui.Screen{Title: ui.T("task.putaway"), Ask: ui.T("putaway.scan")}
	if p.From != "" {
		s.Title = ui.T("putaway.title", p.From)
		if n := p.Done + len(p.Loads); n > 0 && !p.All {
			s.Step, s.Of = min(p.Done+1, n), n
		}
	}
	switch {
	case len(p.Stays) > 0:
		s.Facts, s.Ask = p.stayFacts(), ui.T("help.close")
	case p.Choose:
		s.Choices = []ui.Text{ui.T("putaway.one_by_one", len(p.Loads)), ui.T("putaway.all_at_once")}
		s.Ask = ui.T("prompt.choose_action")
	case p.All:
		s.Big, s.Ask = p.From, ui.T("putaway.all_to")
	case len(p.Which) > 0:
		runs := make([]wire.Balance, len(p.Which))
		for i, n := range p.Which {
			runs[i] = p.Loads[n].Runs[0]
		}
		for i := range runs {
			s.Choices = append(s.Choices, balanceText(runs, i))
		}
		s.Ask = ui.T("putaway.which_lot")
	case len(p.Loads) > 0:
		p.loadScreen(d, &s)
	case p.Asked != "":
		s.Big = p.Asked
	}
	return s
}

func (p *Putaway) loadScreen(d Desk, s *ui.Screen) {
	l := &p.Loads[0]
	if len(p.Places) > 0 {
		s.Big = p.Places[0].Location
	}
	s.Count = ui.T("putaway.units", l.units(p.Units))
	if l.Runs == nil {
		s.Count = ui.Text{}
	}
	if l.LPN != "" {
		s.Facts = []ui.Fact{{Label: ui.T("term.lpn"), Value: ui.Plain(l.LPN)}}
	}
	switch len(l.Runs) {
	case 0:
	case 1:
		s.Facts = append(s.Facts, ui.Fact{Value: itemName(d, l.Runs[0].SKU)}, ui.Fact{Label: ui.T("term.sku"), Value: ui.Plain(l.Runs[0].SKU)})
		if l.Runs[0].Lot != "" {
			s.Facts = append(s.Facts, ui.Fact{Label: ui.T("term.lot"), Value: ui.Plain(l.Runs[0].Lot)})
		}
	default:
		s.Facts = append(s.Facts, ui.Fact{Value: ui.T("putaway.runs", len(l.Runs))})
	}
	if l.damaged() {
		s.Facts = append(s.Facts, ui.Fact{Value: ui.T("putaway.damaged"), Warn: true})
	}
	if p.Without {
		s.Facts = append(s.Facts, ui.Fact{Value: ui.T("putaway.without"), Warn: true})
	}
	switch {
	case !p.Took && l.LPN != "":
		s.Ask = ui.T("putaway.scan_lpn", l.LPN)
	case !p.Took:
		s.Ask = ui.T("putaway.scan_goods", l.Runs[0].SKU)
	case l.LPN != "":
		s.Ask = ui.T("prompt.scan_to")
		s.Choices = []ui.Text{ui.T("putaway.unpack")}
		if p.Unpack {
			s.Choices[0] = ui.T("putaway.keep_whole")
		}
	default:
		s.Ask = ui.T("putaway.number_or_place")
	}
}

// stayFacts tell what is left where it is.
func (p *Putaway) stayFacts() []ui.Fact {
	out := []ui.Fact{{Value: ui.T("putaway.stays"), Warn: true}}
	for _, x := range p.Stays {
		why := ui.Plain(x.Reason)
		if ui.Known("reason." + x.Reason) {
			why = ui.T("reason." + x.Reason)
		}
		out = append(out, ui.Fact{Label: ui.Plain(x.What), Value: why})
	}
	return out
}

// units is how many a load is, or how many of it are in the hand.
func (l *load) units(hand int64) (n int64) {
	if hand > 0 {
		return hand
	}
	for _, b := range l.Runs {
		n += b.OnHand
	}
	return n
}

// name is how a load is called.
func (l *load) name() string {
	if l.LPN != "" || len(l.Runs) == 0 {
		return l.LPN
	}
	return l.Runs[0].SKU
}

func (l *load) damaged() bool {
	return slices.ContainsFunc(l.Runs, func(b wire.Balance) bool { return b.Status == "damaged" })
}

// fresh forgets what was begun with the load at hand.
func (p *Putaway) fresh() {
	p.Took, p.Units, p.Unpack, p.Places, p.Without, p.Which, p.Again = false, 0, false, nil, false, nil, ""
}

// Handle moves the goods on.
func (p *Putaway) Handle(d Desk, in Input) Act {
	switch {
	case in.Posted != nil:
		return p.posted(d, in.Posted)
	case in.Answer != nil:
		return p.answered(d, in.Answer)
	case in.Began:
		return p.began(d)
	case len(p.Stays) > 0: // read: the next input closes it, and a scan counts
		p.Stays = nil
		if in.Scan == nil {
			return Act{}
		}
	}
	if in.Scan == nil || in.Scan.Raw != p.Again {
		p.Again = ""
	}
	switch {
	case in.Key == KeyBack:
		return p.back(d)
	case p.Choose:
		return p.choose(d, in)
	case p.All:
		return p.allTo(d, in)
	case len(p.Loads) == 0:
		return p.start(d, in)
	case len(p.Which) > 0 && in.Key == KeyChoice && in.Choice <= len(p.Which):
		return p.take(d, p.Which[in.Choice-1])
	case in.Scan != nil:
		return p.scanned(d, in.Scan)
	}
	return p.pressed(d, in)
}

// began asks again what was being asked when the terminal was killed.
func (p *Putaway) began(d Desk) Act {
	switch {
	case p.Asked != "":
		return p.ask(d)
	case len(p.Loads) > 0 && len(p.Places) == 0 && !p.Without && !p.Choose && !p.All:
		return p.suggest(d, Act{})
	}
	return Act{}
}

func (p *Putaway) back(d Desk) Act {
	switch {
	case len(p.Which) > 0:
		p.Which = nil
	case p.All:
		p.All, p.Choose = false, true
	case p.Took && p.From != "":
		p.Took, p.Units, p.Unpack = false, 0, false
	case len(p.Loads) > 0 || p.Asked != "" || p.From != "":
		note := ui.Note{}
		if len(p.Loads) > 0 {
			note = ui.Say(ui.Warning, ui.T("putaway.not_done", p.Loads[0].name()))
		}
		*p = Putaway{Sent: p.Sent, Posts: p.Posts}
		return Act{Note: note}
	default:
		return Act{End: true}
	}
	return Act{}
}

// pressed takes a key with a load at hand.
func (p *Putaway) pressed(d Desk, in Input) Act {
	l := &p.Loads[0]
	switch {
	case in.Key == KeySkip && len(p.Loads) > 1:
		p.Loads = append(p.Loads[1:], p.Loads[0])
		p.fresh()
		return p.suggest(d, Act{Note: ui.Say(ui.Calm, ui.T("recv.skipped"))})
	case in.Key == KeyChoice && l.LPN != "" && p.Took:
		p.Unpack = !p.Unpack
		if p.Unpack {
			return Act{Note: ui.Say(ui.Calm, ui.T("putaway.unpacking"))}
		}
		return Act{Note: ui.Say(ui.Calm, ui.T("putaway.whole"))}
	case in.Key == KeyQuantity:
		return p.count(in.Number)
	case in.Key == KeyDone:
		return p.back(d)
	}
	return Act{Note: ui.Say(ui.Calm, p.Screen(d).Ask)}
}

// count takes a part of loose goods into the hand.
func (p *Putaway) count(n int64) Act {
	l := &p.Loads[0]
	switch {
	case l.LPN != "":
		return Act{Note: ui.Say(ui.Bad, ui.T("putaway.whole"))}
	case !p.Took:
		return Act{Note: ui.Say(ui.Bad, ui.T("scan.item_first"))}
	case n <= 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.not_a_number"))}
	case n > l.units(0):
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("putaway.units", l.units(0)))}
	}
	p.Units = n
	return Act{Note: ui.Say(ui.Good, ui.T("pick.in_hand", n))}
}

// posted takes what the service answered: loads that were refused are put away still, and of a whole location what stays.
func (p *Putaway) posted(d Desk, a *Posted) Act {
	n := slices.IndexFunc(p.Sent, func(s sentLoad) bool { return s.Name == a.Name })
	if n < 0 {
		return Act{}
	}
	sent := p.Sent[n]
	p.Sent = slices.Delete(p.Sent, n, n+1)
	if a.Problem != nil {
		if sent.From == "" && p.Asked == "" && !p.Choose && !p.All {
			return p.comesBack(d, sent.Load)
		}
		return Act{} // the safe screen says why
	}
	var got wire.PutAway
	if sent.From == "" || json.Unmarshal(a.Result, &got) != nil {
		return Act{}
	}
	for _, x := range got.Left {
		what := x.LPN
		if what == "" {
			what = x.SKU
		}
		p.Stays = append(p.Stays, stay{What: what, Units: x.Quantity, Reason: x.Reason})
	}
	if got.More {
		p.Stays = nil // the last answer tells them all
		return p.postAll(sent.From, sent.To)
	}
	return Act{Note: ui.Say(ui.Good, ui.T("putaway.all_done", got.Units, sent.To))}
}

// comesBack takes up a load the service did not take at its place, behind those that are still to be put away. The safe
// screen says why.
func (p *Putaway) comesBack(d Desk, l load) Act {
	p.Done = max(0, p.Done-1)
	if len(p.Loads) > 0 {
		p.Loads = append(p.Loads, l)
		return Act{}
	}
	if l.Runs == nil { // it went without being known
		p.Asked = l.LPN
		return p.ask(d)
	}
	p.Loads = []load{l}
	p.fresh()
	return p.suggest(d, Act{})
}

// take brings a load to the front, as the one in hand.
func (p *Putaway) take(d Desk, n int) Act {
	note := ui.Say(ui.Good, ui.T("putaway.took", p.Loads[n].name()))
	if n == 0 && (len(p.Places) > 0 || p.Without) {
		p.Took, p.Which = true, nil
		return Act{Note: note}
	}
	l := p.Loads[n]
	p.Loads = slices.Insert(slices.Delete(p.Loads, n, n+1), 0, l)
	p.fresh()
	p.Took = true
	return p.suggest(d, Act{Note: note})
}

// scanned judges a scan with loads at hand: the goods first, then the place.
func (p *Putaway) scanned(d Desk, s *Scanned) Act {
	for n := range p.Loads {
		if p.Loads[n].LPN != "" && p.Loads[n].LPN == codeOf(s) {
			return p.take(d, n)
		}
	}
	if fits := p.fitting(s); len(fits) == 1 || (len(fits) > 0 && p.Took && fits[0] == 0) {
		return p.take(d, fits[0])
	} else if len(fits) > 1 {
		p.Which = fits
		return Act{Note: ui.Say(ui.Warning, ui.T("reason.scan.ambiguous"))}
	}
	if m, ok := meaning(s, scan.Quantity); ok {
		return p.count(m.Number)
	}
	if m, ok := meaning(s, scan.Location); ok && p.Took {
		return p.place(d, s, m.Code)
	}
	return Act{Note: ui.Say(ui.Bad, append([]ui.Text{p.Screen(d).Ask}, Explain(d, s)...)...)}
}

// fitting gives the loose loads of the goods scanned.
func (p *Putaway) fitting(s *Scanned) (out []int) {
	for n, l := range p.Loads {
		if l.LPN == "" && len(l.Runs) == 1 && slices.ContainsFunc(s.Meanings, func(m scan.Scan) bool {
			return m.Kind == scan.Item && m.SKU == l.Runs[0].SKU && (m.Lot == "" || m.Lot == l.Runs[0].Lot)
		}) {
			out = append(out, n)
		}
	}
	return out
}

// name of the next post.
func (p *Putaway) nextName() string {
	p.Posts++
	return "putaway " + strconv.Itoa(p.Posts)
}
