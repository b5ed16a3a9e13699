package task

import (
	"encoding/json"
	"slices"
	"strconv"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// Receive takes goods in: against a purchase order or ASN, found by its number, the supplier's reference, an announced pallet
// or a product in hand, or without one by its supplier. A plain item loose on the dock takes two scans: the item, and Enter
// or the place after counting. A delivery that was opened is carried to its end with the radio off: its lines are here.
type Receive struct {
	Finding  *finding      `json:"finding,omitempty"`  // what the service is asked for
	Missing  *finding      `json:"missing,omitempty"`  // what nothing was found for
	Found    []delivery    `json:"found,omitempty"`    // several deliveries fit: one is to be chosen
	For      goodsScan     `json:"for,omitzero"`       // the goods in hand they were found by
	Supplier bool          `json:"supplier,omitempty"` // the supplier of goods nobody announced is asked
	Delivery *delivery     `json:"delivery,omitempty"`
	Receipt  string        `json:"receipt,omitempty"` // of the delivery, as soon as the service has named it
	Dock     string        `json:"dock,omitempty"`    // where the goods stand, if the terminal itself stands nowhere
	Into     string        `json:"into,omitempty"`    // the LPN in use; empty: loose
	Tote     bool          `json:"tote,omitempty"`    // Into is a tote
	Pallet   string        `json:"pallet,omitempty"`  // a transfer's LPN that is booked whole as soon as the dock is known
	Held     scan.Attached `json:"held,omitzero"`     // a lot or date that was scanned before its item
	Run      *run          `json:"run,omitempty"`     // the goods at hand
	List     []int         `json:"list,omitempty"`    // lines to choose from, as indices
	Chosen   goodsScan     `json:"chosen,omitzero"`   // what was scanned and is on one of them
	Strange  string        `json:"strange,omitempty"` // a barcode nobody knows
	Leaving  bool          `json:"leaving,omitempty"` // what is missing is shown
	Sample   *sample       `json:"sample,omitempty"`  // what quality control wants, until it is read
	Sent     []sentRun     `json:"sent,omitempty"`    // booked here, not answered yet
	Posts    int           `json:"posts,omitempty"`
	Again    string        `json:"again,omitempty"` // a risky scan that counts when it is repeated
}

// sample is what has to be put aside for quality control.
type sample struct {
	SKU   string `json:"sku"`
	Units int64  `json:"units"`
	At    string `json:"at"` // LPN or location the rest waits at
}

// sentRun is a part of a run as it was posted: if it is refused it has not come in.
type sentRun struct {
	Name     string `json:"name"`
	Document string `json:"document"` // of the delivery
	Line     int    `json:"line,omitempty"`
	Quantity int64  `json:"quantity"`
}

// Kind gives "receive".
func (r *Receive) Kind() string { return "receive" }

// dock is where the goods stand.
func (r *Receive) dock(d Desk) string {
	if r.Dock != "" {
		return r.Dock
	}
	return d.Dock
}

// Screen shows the delivery, the goods at hand and what is wanted next.
func (r *Receive) Screen(d Desk) ui.Screen {
	s := ui.Screen{Title: ui.T("task.receive"), Ask: ui.T("recv.scan_document")}
	if r.Delivery != nil {
		s.Title = ui.Plain(r.Delivery.name()) // a word before it would leave no room for the number
		s.Step, s.Of = r.Delivery.complete(), len(r.Delivery.Lines)
	}
	switch {
	case r.Sample != nil:
		r.Sample.screen(&s)
	case r.Supplier:
		s.Facts, s.Ask = []ui.Fact{{Value: ui.T("recv.unannounced")}}, ui.T("recv.enter_supplier")
	case len(r.Found) > 0:
		for _, f := range r.Found {
			s.Choices = append(s.Choices, ui.T("recv.choice", f.name(), f.Supplier, f.day()))
		}
		s.Ask = ui.T("recv.choose_delivery")
	case r.Missing != nil:
		s.Facts = []ui.Fact{{Value: ui.T("recv.none_expects", r.Missing.Text), Warn: true}}
		s.Choices, s.Ask = []ui.Text{ui.T("recv.by_supplier"), ui.T("recv.set_aside")}, ui.T("recv.other_number")
	case r.Delivery == nil:
		if r.dock(d) != "" {
			s.Facts = []ui.Fact{{Label: ui.T("term.dock"), Value: ui.Plain(r.dock(d))}}
		}
	default:
		r.deliveryScreen(d, &s)
	}
	return s
}

func (r *Receive) deliveryScreen(d Desk, s *ui.Screen) {
	switch {
	case r.dock(d) == "":
		s.Facts, s.Ask = r.Delivery.facts(), ui.T("recv.scan_dock")
	case r.Leaving:
		s.Facts = append([]ui.Fact{{Value: ui.T("recv.still_missing"), Warn: true}}, r.Delivery.facts()...)
		s.Ask = ui.T("recv.leave")
	case len(r.List) > 0:
		for _, i := range r.List {
			s.Choices = append(s.Choices, r.Delivery.choice(i))
		}
		s.Ask = ui.T("recv.choose_line")
	case r.Strange != "":
		s.Facts = []ui.Fact{{Value: ui.T("recv.strange", r.Strange), Warn: true}}
		s.Choices = []ui.Text{ui.T("recv.on_list"), ui.T("recv.other_delivery"), ui.T("recv.set_aside")}
		s.Ask = ui.T("recv.strange_ask")
	case r.Run != nil:
		r.runScreen(d, s)
	default:
		if r.Held != (scan.Attached{}) {
			s.Facts = attachedFacts(r.Held)
		}
		s.Facts = append(s.Facts, r.Delivery.facts()...)
		s.Facts = append(s.Facts, r.intoFact(d))
		s.Ask = ui.T("recv.scan_item")
		if r.Delivery.sentOnLPNs() {
			s.Ask = ui.T("recv.scan_pallet")
		}
		if len(s.Facts) == 1 && r.Delivery.Number != "" {
			s.Ask = ui.T("recv.all_here")
		}
	}
}

// intoFact tells where Enter books to.
func (r *Receive) intoFact(d Desk) ui.Fact {
	if r.Into != "" {
		return ui.Fact{Label: ui.T("ui.to"), Value: ui.Plain(r.Into)}
	}
	return ui.Fact{Label: ui.T("term.dock"), Value: ui.Plain(r.dock(d))}
}

func (p *sample) screen(s *ui.Screen) {
	s.Big, s.Count = p.SKU, ui.T("recv.sample", p.Units)
	s.Facts = []ui.Fact{{Value: ui.T("recv.sample_aside"), Warn: true}, {Value: ui.T("recv.sample_rest", p.At), Warn: true}}
	s.Ask = ui.T("help.close")
}

// Handle moves the delivery on.
func (r *Receive) Handle(d Desk, in Input) Act {
	switch {
	case in.Posted != nil:
		return r.posted(d, in.Posted)
	case in.Answer != nil:
		return r.answered(d, in.Answer)
	case in.Weighed != nil:
		return r.weighed(d, in.Weighed)
	case in.Began && r.Finding != nil:
		return r.ask(d)
	case in.Began:
		return Act{}
	case r.Sample != nil: // read: the next input closes it, and a scan counts
		r.Sample = nil
		if in.Scan == nil {
			return Act{}
		}
	}
	if in.Scan == nil || in.Scan.Raw != r.Again {
		r.Again = ""
	}
	if in.Key == KeyBack {
		return r.back()
	}
	switch {
	case r.Supplier:
		return r.supplier(d, in)
	case r.Delivery == nil:
		return r.start(d, in)
	case r.dock(d) == "":
		return r.scanDock(d, in)
	case r.Leaving:
		return r.leaving(d, in)
	case len(r.List) > 0:
		return r.chooseLine(d, in)
	case r.Strange != "":
		return r.stranger(d, in)
	case r.Run != nil:
		return r.goods(d, in)
	}
	return r.next(d, in)
}

// again tells whether a risky scan is repeated, and else keeps it in mind.
func (r *Receive) again(s *Scanned) bool {
	repeated := r.Again != "" && r.Again == s.Raw
	r.Again = s.Raw
	if repeated {
		r.Again = ""
	}
	return repeated
}

// back leaves what was begun last; what was booked stays booked.
func (r *Receive) back() Act {
	switch {
	case r.Supplier:
		r.Supplier = false
	case len(r.Found) > 0 || r.Missing != nil || r.Finding != nil:
		r.Found, r.For, r.Missing, r.Finding = nil, goodsScan{}, nil, nil
	case r.Leaving:
		r.Leaving = false
	case len(r.List) > 0:
		r.List, r.Chosen = nil, goodsScan{}
	case r.Strange != "":
		r.Strange = ""
	case r.Run != nil:
		sku := r.Run.SKU
		r.Run = nil
		return Act{Note: ui.Say(ui.Warning, ui.T("recv.not_booked", sku))}
	case r.Delivery != nil:
		name := r.Delivery.name()
		r.end()
		return Act{Note: ui.Say(ui.Calm, ui.T("recv.left", name))}
	default:
		return Act{End: true}
	}
	return Act{}
}

// end puts the delivery away; its dock stays, for the next one.
func (r *Receive) end() {
	*r = Receive{Dock: r.Dock, Sent: r.Sent, Posts: r.Posts}
}

// next takes an input between two runs of goods.
func (r *Receive) next(d Desk, in Input) Act {
	switch {
	case in.Scan != nil:
		return r.scanned(d, in.Scan)
	case in.Key == KeyConfirm:
		if r.List = r.Delivery.open(); len(r.List) == 0 {
			return Act{Note: ui.Say(ui.Calm, ui.T("recv.no_open_lines"))}
		}
	case in.Key == KeyDone:
		if len(r.Delivery.open()) == 0 {
			return r.leaving(d, in)
		}
		r.Leaving = true
	case in.Key == KeyFull:
		r.Into, r.Tote = "", false
		return Act{Note: ui.Say(ui.Calm, ui.T("recv.lpn_full"))}
	case in.Key == KeyLabel:
		return r.newLPN(d)
	case in.Key == KeyQuantity:
		return Act{Note: ui.Say(ui.Bad, ui.T("scan.item_first"))}
	}
	return Act{}
}

// scanned judges a scan between two runs: an item of the delivery first.
func (r *Receive) scanned(d Desk, s *Scanned) Act {
	var lines []int
	var found goodsScan
	var elsewhere string
	for _, m := range s.Meanings {
		if m.Kind != scan.Item || m.SKU == "" {
			continue
		}
		if r.Delivery.Number == "" {
			return r.begin(d, goodsOf(m), -1)
		}
		if of := r.Delivery.linesOf(m.SKU, m.Lot); len(of) > 0 {
			lines, found = append(lines, of[0]), goodsOf(m)
		} else {
			elsewhere = m.SKU
		}
	}
	switch {
	case len(lines) == 1:
		return r.begin(d, found, lines[0])
	case len(lines) > 1:
		r.List, r.Chosen = lines, goodsScan{Units: found.Units, Seen: found.Seen}
		return Act{Note: ui.Say(ui.Warning, ui.T("reason.scan.ambiguous"))}
	case elsewhere != "":
		if r.again(s) {
			return r.find(d, s)
		}
		return Act{Note: ui.Say(ui.Bad, ui.T("recv.not_on", elsewhere, r.Delivery.name()), ui.T("recv.again_finds"))}
	}
	return r.scannedOther(d, s)
}

// scannedOther takes a scan that is no known item.
func (r *Receive) scannedOther(d Desk, s *Scanned) Act {
	if m, ok := meaning(s, scan.Details); ok {
		held, ok := scan.Combine(scan.Scan{Kind: scan.Details, Attached: r.Held}, m)
		if r.Held == (scan.Attached{}) || !ok {
			held = m
		}
		r.Held = held.Attached
		return Act{Note: ui.Say(ui.Good, ui.T("recv.now_item"))}
	}
	if code := codeOf(s); r.Delivery.sentOn(code) {
		return r.whole(d, code, s.Raw)
	}
	if i, ok := r.Delivery.lpn(codeOf(s)); ok {
		return r.beginLPN(d, i)
	}
	if m, ok := meaning(s, scan.LPN, scan.Tote); ok {
		r.Into, r.Tote = m.Code, m.Kind == scan.Tote
		return Act{Note: ui.Say(ui.Good, ui.T("recv.into", m.Code))}
	}
	if m, ok := meaning(s, scan.Location); ok {
		return r.atDock(d, m.Code, s)
	}
	if m, ok := meaning(s, scan.Quantity); ok && s.Typed && len(strconv.FormatInt(m.Number, 10)) < mostCountDigits {
		return Act{Note: ui.Say(ui.Bad, ui.T("scan.item_first"), ui.T("scan.was_number", m.Text))}
	}
	if known(s) {
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("recv.scan_item")}, Explain(d, s)...)...)}
	}
	r.Strange = s.Raw
	return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.unknown"))}
}

// mostCountDigits is what nobody counts at a dock: a longer number is a code.
const mostCountDigits = 6

// known tells that a scan is something else than goods, and what.
func known(s *Scanned) bool {
	_, ok := meaning(s, scan.Parcel, scan.Task, scan.Order, scan.Receipt, scan.Manifest, scan.Badge, scan.Location, scan.LPN, scan.Tote)
	return ok
}

// codeOf is a scan's number: that of its LPN, or else what was scanned.
func codeOf(s *Scanned) string {
	if m, ok := meaning(s, scan.LPN, scan.Tote); ok {
		return m.Code
	}
	return s.Raw
}

// stranger takes the way out with a barcode nobody knows: a line of the delivery, its SKU, another delivery, or aside.
func (r *Receive) stranger(d Desk, in Input) Act {
	switch {
	case in.Key == KeyChoice && in.Choice == 1:
		r.List, r.Strange = r.Delivery.open(), ""
		if len(r.List) == 0 {
			return Act{Note: ui.Say(ui.Bad, ui.T("recv.no_open_lines"))}
		}
		return Act{Note: ui.Say(ui.Calm, ui.T("recv.choose_line"))}
	case in.Key == KeyChoice && in.Choice == 2:
		text := r.Strange
		r.Strange = ""
		return r.find(d, &Scanned{Raw: text})
	case in.Key == KeyChoice, in.Key == KeySkip, in.Key == KeyConfirm:
		r.Strange = ""
		return Act{Note: ui.Say(ui.Warning, ui.T("recv.aside_told"))}
	case in.Scan != nil:
		r.Strange = ""
		return r.scanned(d, in.Scan)
	}
	return Act{}
}

// leaving shows what is missing before the delivery is left: it may still come, on another lorry.
func (r *Receive) leaving(d Desk, in Input) Act {
	switch {
	case in.Key == KeyDone, in.Key == KeyConfirm, in.Key == KeyYes:
		name := r.Delivery.name()
		r.end()
		return Act{Note: ui.Say(ui.Good, ui.T("recv.left", name))}
	case in.Key == KeyNo:
		r.Leaving = false
	case in.Scan != nil: // there is more of it after all
		r.Leaving = false
		return r.scanned(d, in.Scan)
	}
	return Act{}
}

// posted takes what the service answered: the receipt's number, or a refusal, after which the goods have not come in.
func (r *Receive) posted(d Desk, a *Posted) Act {
	var of []sentRun // one of a line; of a whole LPN all that is on it
	r.Sent = slices.DeleteFunc(slices.Clone(r.Sent), func(s sentRun) bool {
		if s.Name == a.Name {
			of = append(of, s)
		}
		return s.Name == a.Name
	})
	if len(of) == 0 || r.Delivery == nil || r.Delivery.chain() != of[0].Document {
		return Act{} // after a refusal the safe screen says why and what to do with the goods
	}
	if a.Problem != nil {
		for _, s := range of {
			r.Delivery.received(s.Line, -s.Quantity)
		}
		return r.refresh(d)
	}
	var got wire.Received
	if json.Unmarshal(a.Result, &got) == nil && r.Receipt == "" {
		r.Receipt = got.Receipt
	}
	return Act{}
}
