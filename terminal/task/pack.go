package task

import (
	"context"
	"encoding/json"
	"strings"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// Pack takes an order from its totes into parcels: every unit is scanned, one scan each, a case counts as what it holds; then
// carton, weight, label, and the printed label scanned back. What the totes hold is known from the first scan on, so units are
// scanned with the radio off; list, carton, weight and label need the service and say so.
type Pack struct {
	Code   string         `json:"code,omitempty"` // tote, LPN, order or parcel that was scanned
	At     string         `json:"at,omitempty"`   // the bench, where the terminal itself stands nowhere
	List   *wire.PackList `json:"list,omitempty"`
	More   bool           `json:"more,omitempty"`   // goes on with an order after a parcel of it: nothing left is no mistake
	In     []wire.Unit    `json:"in,omitempty"`     // scanned, not booked yet
	Booked []wire.Unit    `json:"booked,omitempty"` // in the parcel, as the service has it
	Half   *packHalf      `json:"half,omitempty"`   // goods whose lot or serial is to be scanned
	Last   *packRun       `json:"last,omitempty"`   // goods scanned last: a number says how many of them there are
	Aside  []packAside    `json:"aside,omitempty"`  // goods that must not go out
	Carton string         `json:"carton,omitempty"`
	Boxed  bool           `json:"boxed,omitempty"`  // the carton is settled, also that there is none
	Choose bool           `json:"choose,omitempty"` // the carton is being chosen
	Part   bool           `json:"part,omitempty"`   // more of the order goes into another parcel
	Parcel string         `json:"parcel,omitempty"`
	Sent   string         `json:"sent,omitempty"`  // what the service was told and has not answered
	Going  []wire.Unit    `json:"going,omitempty"` // units on their way to it
	Due    int64          `json:"due,omitempty"`   // grams expected
	Scale  *weighing      `json:"scale,omitempty"`
	Label  *labelling     `json:"label,omitempty"`
	Again  string         `json:"again,omitempty"` // a risky wish that counts when it is repeated
}

// packRun is one kind of goods of an order: a line's of one lot.
type packRun struct {
	Line int    `json:"line"`
	SKU  string `json:"sku"`
	Lot  string `json:"lot,omitempty"`
}

// packAside is goods the service does not let out, and why. They stay where they are in the books; somebody has to decide.
type packAside struct {
	packRun
	Why string `json:"why"`
}

// Kind gives "pack".
func (p *Pack) Kind() string { return "pack" }

// bench is the pack location this packer works at.
func (p *Pack) bench(d Desk) string {
	if p.At != "" {
		return p.At
	}
	return d.Station
}

// Screen shows what is to be scanned next, and how many are left.
func (p *Pack) Screen(d Desk) ui.Screen {
	s := ui.Screen{Title: ui.T("task.pack"), Ask: ui.T("pack.scan_tote")}
	if p.List == nil {
		s.Big = p.Code
		if at := p.bench(d); at != "" {
			s.Facts = append(s.Facts, ui.Fact{Label: ui.T("term.station"), Value: ui.Plain(at)})
		} else {
			s.Ask = ui.T("pack.scan_station")
		}
		return s
	}
	s.Title = ui.T("pack.title", p.List.Order)
	switch {
	case p.Label != nil:
		p.Label.screen(p, &s)
	case p.Scale != nil:
		p.Scale.screen(d, p, &s)
	case p.Choose:
		p.cartonScreen(&s)
	default:
		p.unitScreen(d, &s)
	}
	return s
}

// Handle moves the parcel on.
func (p *Pack) Handle(d Desk, in Input) Act {
	if in.Key != "" && in.Key != KeyBack || in.Scan != nil {
		p.Again = ""
	}
	switch {
	case in.Began:
		return p.began(d)
	case in.Answer != nil:
		return p.answered(d, in.Answer)
	case in.Posted != nil:
		p.Sent = ""
		return p.posted(d, in.Posted)
	case in.Key == KeyBack && p.Sent != "": // tired of waiting; the command is on its way all the same
		return Act{End: true, Note: ui.Say(ui.Warning, ui.T("pack.waits", p.List.Order))}
	case p.List == nil:
		return p.open(d, in)
	case p.Label != nil:
		return p.Label.handle(d, p, in)
	case p.Scale != nil:
		return p.Scale.handle(d, p, in)
	case in.Key == KeyBack:
		return p.back()
	case p.Choose:
		return p.chooseCarton(d, in)
	case in.Scan != nil:
		return p.unit(d, in.Scan)
	}
	return p.pressed(d, in)
}

func (p *Pack) pressed(d Desk, in Input) Act {
	switch in.Key {
	case KeyQuantity:
		return p.count(d, in.Number)
	case KeyFull:
		return p.full(d)
	case KeyConfirm, KeyDone:
		return p.allIn(d)
	}
	return Act{}
}

// began asks again what was being asked when the terminal went down.
func (p *Pack) began(d Desk) Act {
	switch {
	case p.Sent != "":
		return Act{} // its answer comes by itself
	case p.Code != "" && p.List == nil:
		return p.ask(d)
	case p.Label != nil && p.Label.Got != nil:
		return p.Label.look(d, p)
	case p.Label == nil && p.Scale != nil:
		return Act{Weigh: p.Scale.Last == nil}
	}
	return Act{}
}

func (p *Pack) answered(d Desk, a *Answer) Act {
	switch {
	case a.Name == "pack-list":
		return p.listed(d, a)
	case p.Label != nil:
		return p.Label.answered(d, p, a)
	}
	return Act{}
}

// back leaves the step, or the order: at once if nothing was done, else when it is wished twice.
func (p *Pack) back() Act {
	switch {
	case p.Half != nil:
		p.Half = nil
		return Act{}
	case p.Choose:
		p.Choose, p.Part = false, false
		return Act{}
	case p.Parcel != "":
		return p.leave()
	case len(p.In) > 0 && p.Again != "back":
		p.Again = "back"
		return Act{Note: ui.Say(ui.Warning, ui.T("pack.leave"), ui.T("pack.leave_again"))}
	}
	return Act{End: true}
}

// leave lets a packer go from a parcel that is not finished: whoever scans its order goes on there.
func (p *Pack) leave() Act {
	if p.Again != "back" {
		p.Again = "back"
		return Act{Note: ui.Say(ui.Warning, ui.T("pack.unfinished", p.Parcel), ui.T("pack.leave_again"))}
	}
	return Act{End: true, Note: ui.Say(ui.Warning, ui.T("pack.go_on_by", p.List.Order))}
}

// open takes the bench, where the terminal stands at none, and the tote, LPN, order or parcel to be packed.
func (p *Pack) open(d Desk, in Input) Act {
	switch {
	case in.Key == KeyBack:
		return Act{End: true}
	case in.Scan == nil:
		return Act{}
	}
	if m, ok := meaning(in.Scan, scan.Location); ok {
		if place, ok := d.Tables.Place(m.Code); ok && place.Kind == "pack" {
			p.At = m.Code
			return Act{Note: ui.Say(ui.Good, ui.T("pack.at", m.Code))}
		}
	}
	want := ui.T("pack.scan_tote")
	if p.bench(d) == "" {
		want = ui.T("pack.scan_station")
	}
	_, other := meaning(in.Scan, scan.Location, scan.Badge)
	m, item := meaning(in.Scan, scan.Item)
	if other || item && m.SKU != "" || p.bench(d) == "" {
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{want}, Explain(d, in.Scan)...)...)}
	}
	p.Code = in.Scan.Raw
	if m, ok := meaning(in.Scan, scan.Tote, scan.LPN, scan.Order, scan.Parcel, scan.Waybill); ok {
		p.Code = m.Code
	}
	return p.ask(d)
}

// packFound is what there is of a scanned order: what lies in its totes, and its parcels if nothing does.
type packFound struct {
	list    wire.PackList
	parcels []wire.Parcel
}

func (p *Pack) ask(d Desk) Act {
	code := p.Code
	return Act{Ask: &Ask{Name: "pack-list", Do: func(ctx context.Context, b Backend) (any, error) {
		var out packFound
		var err error
		if out.list, err = b.PackList(ctx, d.Warehouse, code); err != nil || len(out.list.Units)+len(out.list.Begun) > 0 {
			return out, err
		}
		out.parcels, err = b.Parcels(ctx, d.Warehouse, out.list.Order)
		return out, err
	}}}
}

// listed takes up what the totes hold. A parcel that was begun and lost its terminal goes on where the service stands.
func (p *Pack) listed(d Desk, a *Answer) Act {
	found, ok := a.Value.(packFound)
	if a.Err != nil || !ok {
		if p.List == nil {
			p.Code = ""
		}
		texts := ErrorTexts(a.Err)
		if fault.ReasonOf(a.Err) == "tote.empty" { // packed already, by whoever has the parcel now
			texts = append(texts, ui.T("pack.try_order"))
		}
		return Act{Note: ui.Say(ui.Bad, texts...)}
	}
	list := found.list
	again := p.List != nil // after a refusal: what was scanned stays, as far as it is still there
	if len(list.Units)+len(list.Begun) == 0 && !again {
		return p.nothingToPack(d, found)
	}
	p.List, p.Booked = &list, nil
	for _, b := range list.Begun {
		if p.Parcel == "" || p.Parcel == b.ID {
			p.Parcel, p.Carton, p.Boxed, p.Booked = b.ID, b.Carton, true, b.Units
			break
		}
	}
	if again {
		return p.trim()
	}
	if p.Parcel != "" {
		return Act{Note: ui.Say(ui.Warning, ui.T("pack.resumed", p.Parcel), ui.T("pack.holds", sum(p.Booked)))}
	}
	return Act{Note: ui.Say(ui.Good, ui.T("pack.units", p.wanted()))}
}

// nothingToPack goes on with a packed parcel of the order that has not got its weight or its label yet.
func (p *Pack) nothingToPack(d Desk, found packFound) Act {
	var at *wire.Parcel
	for i := range found.parcels {
		x := &found.parcels[i]
		if unfinished(x.State) && (at == nil || x.ID == p.Code || x.Waybill == p.Code) {
			at = x
		}
	}
	if at == nil {
		*p = Pack{At: p.At, More: p.More}
		if p.More {
			return Act{}
		}
		return Act{Note: ui.Say(ui.Bad, ui.T("pack.nothing_in", found.list.Order))}
	}
	p.List, p.Parcel, p.Carton, p.Boxed, p.Booked, p.Due = &found.list, at.ID, at.Carton, true, at.Units, at.Expected
	act := p.toScale()
	if at.State != "packed" {
		p.Scale = nil
		act = p.toLabel(d)
		p.Label.Had = at.State == "labelled"
	}
	act.Note = ui.Say(ui.Warning, ui.T("pack.resumed", at.ID))
	return act
}

// unfinished are the states of a packed parcel a packer still has to do something with.
func unfinished(state string) bool {
	return state == "packed" || state == "weighed" || state == "labelled"
}

// posted takes the service's answers to this parcel's commands.
func (p *Pack) posted(d Desk, a *Posted) Act {
	if a.Problem != nil && a.Problem.Reason == "parcel.state" { // somebody else has gone on with it: look where it is now
		return Act{Handled: true, Next: &Pack{At: p.At, Code: p.Parcel}, Note: ui.Say(ui.Warning, ProblemTexts(a.Problem)...)}
	}
	switch a.Name {
	case "pack":
		return p.packed(d, a)
	case "weigh":
		return p.weighed(d, a)
	case "label":
		return p.labelled(d, a)
	case "reprint":
		return p.reprinted(d, a)
	case "confirm":
		return p.confirmed(a)
	}
	return Act{}
}

// tell posts a command of this parcel and waits for its answer.
func (p *Pack) tell(verb string, in any) Act {
	p.Sent = verb
	return Act{Post: []Post{{Verb: verb, Chain: p.List.Order, Name: verb, Waits: true, In: in, InHand: ui.T("pack.refused_in_hand")}}}
}

func decode[T any](result json.RawMessage) (out T, ok bool) {
	return out, json.Unmarshal(result, &out) == nil
}

func sum(units []wire.Unit) (n int64) {
	for _, u := range units {
		n += u.Quantity
	}
	return n
}

// sameCode compares what was scanned with a code: typed ones come in small letters.
func sameCode(scanned, code string) bool {
	return code != "" && strings.EqualFold(strings.TrimSpace(scanned), code)
}
