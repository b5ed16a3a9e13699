package task

import (
	"slices"
	"strconv"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/ui"
)

// Move brings goods from one place to another: an LPN whole in two scans, loose goods in three (where they are, the goods,
// where they go), everything at a location in two and a repetition. The first scan of goods stands for all that is free
// there; a number or further scans say how many. What orders have reserved stays, unless a lead decides otherwise. Without
// the service what lies at a place is not known: the worker says it.
type Move struct {
	Asked   string         `json:"asked,omitempty"`   // the holder whose content is asked
	From    string         `json:"from,omitempty"`    // the holder goods are taken from
	LPN     string         `json:"lpn,omitempty"`     // it goes whole
	All     bool           `json:"all,omitempty"`     // everything at From goes
	Runs    []wire.Balance `json:"runs,omitempty"`    // what is there
	LPNs    []string       `json:"lpns,omitempty"`    // what stands there
	Unknown bool           `json:"unknown,omitempty"` // the service was not reached: nobody knows what is there
	Hand    *handful       `json:"hand,omitempty"`
	Which   []handful      `json:"which,omitempty"` // what a scan may be: one is to be chosen
	Odd     *wire.Surprise `json:"odd,omitempty"`   // a place that is not as the books have it; it goes with the next move
	Sent    []sentMove     `json:"sent,omitempty"`  // not answered yet
	Back    []refusedMove  `json:"back,omitempty"`  // refused, for a lead to decide
	Stays   []stay         `json:"stays,omitempty"` // of a whole location, until it is read
	Posts   int            `json:"posts,omitempty"`
	Again   string         `json:"again,omitempty"`
}

// handful is goods of one balance in the worker's hand.
type handful struct {
	SKU     string `json:"sku"`
	Lot     string `json:"lot,omitempty"`
	Owner   string `json:"owner,omitempty"`
	Status  string `json:"status,omitempty"`
	Units   int64  `json:"units"`
	Scanned int64  `json:"scanned,omitempty"` // of these by scans; the first scan stands for all
	There   int64  `json:"there,omitempty"`   // as the books have it; 0: not known
	Free    int64  `json:"free,omitempty"`    // of these no order has
}

// sentMove is a move that was posted.
type sentMove struct {
	Name string    `json:"name"`
	In   wire.Move `json:"in"`
}

// refusedMove is a move the service refused for what a lead may decide.
type refusedMove struct {
	In       wire.Move `json:"in"`
	Why      []ui.Text `json:"why,omitempty"`
	Reserved bool      `json:"reserved,omitempty"` // orders have the goods
	Rules    bool      `json:"rules,omitempty"`    // the place does not take them
}

// Kind gives "move".
func (m *Move) Kind() string { return "move" }

// fromCode is where the goods come from, as it stands on its label.
func (m *Move) fromCode() string {
	if m.LPN != "" {
		return m.LPN
	}
	return holderName(m.From)
}

// carried tells that the next scan is where the goods go.
func (m *Move) carried() bool { return m.LPN != "" || m.All || m.Hand != nil }

// Screen shows what is taken, from where, and what to scan.
func (m *Move) Screen(d Desk) ui.Screen {
	s := ui.Screen{Title: ui.T("task.move"), Ask: ui.T("move.scan")}
	switch {
	case len(m.Back) > 0:
		m.Back[0].screen(&s)
	case len(m.Stays) > 0:
		s.Facts, s.Ask = (&Putaway{Stays: m.Stays}).stayFacts(), ui.T("help.close")
	case m.Odd != nil && m.Odd.What == "":
		m.oddScreen(&s)
	case len(m.Which) > 0:
		for _, h := range m.Which {
			s.Choices = append(s.Choices, h.text())
		}
		s.Big, s.Ask = m.fromCode(), ui.T("putaway.which_lot")
	case m.carried():
		m.targetScreen(d, &s)
	case m.From != "":
		m.goodsScreen(d, &s)
	case m.Asked != "":
		s.Big, s.Ask = holderName(m.Asked), ui.T("wait.service")
	default:
		s.Choices = []ui.Text{ui.T("move.in_my_hands")}
	}
	return s
}

// text is goods as one of several to choose from.
func (h *handful) text() ui.Text {
	what := h.SKU + " " + strconv.FormatInt(h.Units, 10)
	for _, more := range []string{h.Lot, h.Owner} {
		if more != "" {
			what += " " + more
		}
	}
	if h.Status == damagedStatus {
		return ui.T("move.damaged", what)
	}
	return ui.Plain(what)
}

// mostThere is how many of the goods at a place a small screen shows.
const mostThere = 5

func (m *Move) goodsScreen(d Desk, s *ui.Screen) {
	s.Big, s.Ask = m.fromCode(), ui.T("move.scan_goods")
	for _, id := range m.LPNs {
		if len(s.Facts) == mostThere {
			break
		}
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("term.lpn"), Value: ui.Plain(id)})
	}
	for _, b := range m.Runs {
		if len(s.Facts) == mostThere {
			break
		}
		s.Facts = append(s.Facts, ui.Fact{Label: ui.Plain(b.SKU), Value: ui.Plain(unitsText(&b))})
	}
	if m.Unknown {
		s.Facts = []ui.Fact{{Value: ui.T("putaway.offline"), Warn: true}}
	}
	if m.From[0] == 'L' {
		s.Choices = []ui.Text{ui.T("move.everything")}
	}
}

// unitsText is how many of a balance there are, free of all, with their lot.
func unitsText(b *wire.Balance) string {
	n := strconv.FormatInt(b.OnHand, 10)
	if b.Reserved > 0 {
		n = strconv.FormatInt(b.OnHand-b.Reserved, 10) + "/" + n
	}
	if b.Lot != "" {
		n += " " + b.Lot
	}
	return n
}

func (m *Move) targetScreen(d Desk, s *ui.Screen) {
	s.Ask = ui.T("move.scan_to")
	switch {
	case m.LPN != "":
		s.Big = m.LPN
		for i, b := range m.Runs {
			if i == mostPiles {
				break
			}
			s.Facts = append(s.Facts, ui.Fact{Label: ui.Plain(b.SKU), Value: ui.Plain(unitsText(&b))})
		}
		s.Choices = []ui.Text{ui.T("move.part")}
	case m.All:
		s.Big, s.Count = m.fromCode(), ui.T("move.everything")
	default:
		h := m.Hand
		s.Count = ui.T("move.count", h.Units)
		if weighed(d, h.SKU) {
			s.Count = ui.T("weigh.grams", h.Units)
		}
		s.Facts = []ui.Fact{{Value: itemName(d, h.SKU)}, {Label: ui.T("term.sku"), Value: ui.Plain(h.SKU)}}
		if h.Lot != "" {
			s.Facts = append(s.Facts, ui.Fact{Label: ui.T("term.lot"), Value: ui.Plain(h.Lot)})
		}
		if h.Status == damagedStatus {
			s.Facts = append(s.Facts, ui.Fact{Value: ui.T("recv.damaged"), Warn: true})
		}
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("ui.from"), Value: ui.Plain(m.fromCode())})
		s.Ask = ui.T("move.number_or_to")
		if m.needsLot(d) {
			s.Ask = ui.T("recv.scan_lot")
		}
	}
	if m.Odd != nil {
		s.Facts = append(s.Facts, ui.Fact{Label: ui.Plain(m.Odd.At), Value: ui.T("odd." + m.Odd.What)})
	}
}

// needsLot tells that the goods in the hand are of a lot nobody has named; where the content is known it names the lots.
func (m *Move) needsLot(d Desk) bool {
	it, _ := d.Tables.Item(m.Hand.SKU)
	return m.Unknown && (it.LotTracked || it.ExpiryTracked) && m.Hand.Lot == ""
}

// oddKinds are what a place may be that the books have otherwise.
var oddKinds = []string{"occupied", "full", "empty"}

func (m *Move) oddScreen(s *ui.Screen) {
	s.Ask = ui.T("odd.scan")
	if m.Odd.At != "" {
		s.Big, s.Ask = m.Odd.At, ui.T("odd.choose")
		for _, k := range oddKinds {
			s.Choices = append(s.Choices, ui.T("odd."+k))
		}
	}
}

// screen tells a lead why a move was refused, and asks what is to be done.
func (r *refusedMove) screen(s *ui.Screen) {
	s.Big = holderName(r.In.To)
	for _, t := range r.Why {
		s.Facts = append(s.Facts, ui.Fact{Value: t, Warn: true})
	}
	s.Choices, s.Ask = r.choices(), ui.T("prompt.choose_action")
}

// choices are what a lead may decide; the last is to leave the goods where they were.
func (r *refusedMove) choices() []ui.Text {
	if r.Reserved {
		return []ui.Text{ui.T("move.travel"), ui.T("move.elsewhere"), ui.T("move.bring_back")}
	}
	return []ui.Text{ui.T("move.override"), ui.T("move.bring_back")}
}

// Handle moves the goods on.
func (m *Move) Handle(d Desk, in Input) Act {
	switch {
	case in.Posted != nil:
		return m.posted(d, in.Posted)
	case in.Answer != nil:
		return m.answered(d, in.Answer)
	case in.Began:
		if m.Asked != "" {
			return m.ask(d)
		}
		return Act{}
	case len(m.Back) > 0:
		return m.decide(in)
	case len(m.Stays) > 0: // read: the next input closes it, and a scan counts
		m.Stays = nil
		if in.Scan == nil {
			return Act{}
		}
	}
	again := in.Scan != nil && in.Scan.Raw == m.Again
	m.Again = ""
	switch {
	case in.Key == KeyBack:
		return m.back()
	case m.Odd != nil && m.Odd.What == "":
		return m.odd(d, in)
	case len(m.Which) > 0 && in.Key == KeyChoice && in.Choice <= len(m.Which):
		h := m.Which[in.Choice-1]
		return m.take(d, h)
	case in.Scan != nil:
		m.Which = nil
		return m.scanned(d, in.Scan, again)
	}
	return m.pressed(d, in)
}

// back leaves what was begun. Goods in the hand go back to where they were: nothing of them was told.
func (m *Move) back() Act {
	switch {
	case m.Odd != nil:
		m.Odd = nil
	case len(m.Which) > 0:
		m.Which = nil
	case m.Hand != nil && m.From != "":
		h := m.Hand
		m.Hand = nil
		return Act{Note: ui.Say(ui.Warning, ui.T("pick.put_back", h.Units, h.SKU, m.fromCode()))}
	case m.All:
		m.All = false
	case m.carried() || m.From != "" || m.Asked != "":
		m.afresh()
	default:
		return Act{End: true}
	}
	return Act{}
}

// afresh begins the next move; what was posted is still awaited.
func (m *Move) afresh() {
	*m = Move{Sent: m.Sent, Back: m.Back, Posts: m.Posts, Stays: m.Stays}
}

// pressed takes a key.
func (m *Move) pressed(d Desk, in Input) Act {
	switch {
	case in.Key == KeyFull && (m.carried() || m.From != ""):
		m.Odd = &wire.Surprise{}
		return Act{}
	case in.Key == KeyQuantity:
		return m.number(d, in.Number)
	case in.Key == KeyDone && !m.carried():
		if m.From == "" {
			return Act{End: true}
		}
		m.afresh()
		return Act{}
	case in.Key == KeyChoice && in.Choice == 1 && m.LPN != "":
		m.From, m.LPN = "P:"+m.LPN, ""
		return Act{Note: ui.Say(ui.Calm, ui.T("move.scan_goods"))}
	case in.Key == KeyChoice && in.Choice == 1 && m.Hand == nil && m.From != "":
		m.All = true
		return Act{}
	case in.Key == KeyChoice && in.Choice == 1 && m.From == "" && m.Asked == "":
		m.Asked = "W:" + d.Worker
		return m.ask(d)
	}
	return Act{Note: ui.Say(ui.Calm, m.Screen(d).Ask)}
}

// number sets how many are in the hand. More than is free there is a lead's to move.
func (m *Move) number(d Desk, n int64) Act {
	h := m.Hand
	switch {
	case m.LPN != "":
		return Act{Note: ui.Say(ui.Bad, ui.T("putaway.whole"))}
	case h == nil:
		return Act{Note: ui.Say(ui.Bad, ui.T("scan.item_first"))}
	case m.needsLot(d):
		return Act{Note: ui.Say(ui.Bad, ui.T("recv.scan_lot"))}
	case n <= 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.not_a_number"))}
	case h.There > 0 && n > h.There:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("move.only", h.There))}
	case h.There > 0 && n > h.Free && !d.Leads():
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.stock.reserved"), ui.T("move.free", h.Free))}
	}
	h.Units, h.Scanned = n, n
	return Act{Note: ui.Say(ui.Good, ui.T("pick.in_hand", n))}
}

// odd takes which place is not as the books have it, and what it is.
func (m *Move) odd(d Desk, in Input) Act {
	switch {
	case in.Scan != nil && m.Odd.At == "":
		at, ok := placeScanned(in.Scan)
		if !ok {
			return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("odd.scan")}, Explain(d, in.Scan)...)...)}
		}
		m.Odd.At = at
		return Act{}
	case in.Key == KeyChoice && m.Odd.At != "" && in.Choice <= len(oddKinds):
		m.Odd.What = oddKinds[in.Choice-1]
		return Act{Note: ui.Say(ui.Good, ui.T("odd.noted", m.Odd.At))}
	}
	return Act{Note: ui.Say(ui.Bad, m.Screen(d).Ask)}
}

// runsOf are the goods there of a SKU, and of a lot if one is named.
func (m *Move) runsOf(sku, lot string) []wire.Balance {
	return slices.DeleteFunc(slices.Clone(m.Runs), func(b wire.Balance) bool { return b.SKU != sku || lot != "" && b.Lot != lot })
}
