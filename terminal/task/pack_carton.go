package task

import (
	"slices"
	"strings"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// Bounds of one command of a series: the service moves 24 reservations and empties 12 totes in one.
const (
	rangeRows  = 16
	rangeTotes = 12
)

// plan is the carton suggested for the parcel at hand: the list is read anew for each parcel, so it is the first.
func (p *Pack) plan() *wire.CartonPlan {
	if len(p.List.Cartons) == 0 || p.Parcel != "" {
		return nil
	}
	return &p.List.Cartons[0]
}

// cartonFact names the carton while units are still being scanned, since they go straight into it; a wide screen draws how.
func (p *Pack) cartonFact(s *ui.Screen) {
	plan := p.plan()
	switch {
	case p.Boxed && p.Carton != "":
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("term.carton"), Value: ui.Plain(p.Carton)})
	case plan != nil && plan.Code != "":
		value := ui.Plain(plan.Code)
		if n := len(p.List.Cartons); n > 1 {
			value = ui.T("pack.of_cartons", plan.Code, n)
		}
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("term.carton"), Value: value})
	case len(p.List.Left) > 0 && p.Parcel == "":
		s.Facts = append(s.Facts, ui.Fact{Value: ui.T("pack.no_plan")})
	}
	if plan != nil && (!p.Boxed || p.Carton == plan.Code) {
		s.Picture = pictureRows(plan.Picture)
	}
}

// cartonScreen offers the suggested carton first, with its picture.
func (p *Pack) cartonScreen(s *ui.Screen) {
	s.Count = ui.T("pack.in", p.counted(), p.wanted())
	s.Ask = ui.T("pack.scan_carton")
	plan := p.plan()
	if plan == nil {
		return
	}
	s.Picture = pictureRows(plan.Picture)
	if plan.Code == "" {
		s.Facts = append(s.Facts, ui.Fact{Value: ui.T("pack.own_packing")})
		s.Ask = ui.T("pack.scan_or_own")
		return
	}
	s.Big = plan.Code
	if len(p.List.Cartons) > 1 {
		s.Facts = append(s.Facts, ui.Fact{Value: ui.T("pack.suggested_for", plan.Pieces)})
	}
	s.Ask = ui.T("pack.scan_or_take", plan.Code)
}

// allIn asks for the carton when every unit is scanned; before that the packer is told what is missing.
func (p *Pack) allIn(d Desk) Act {
	switch {
	case p.counted() < p.wanted() || p.Half != nil:
		return Act{Note: ui.Say(ui.Warning, ui.T("pack.left", p.wanted()-p.counted()), ui.T("pack.full_hint"))}
	case p.counted() == 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("pack.empty"))}
	case p.Parcel != "" || p.Boxed:
		return p.send(d)
	}
	p.Choose = true
	return Act{}
}

// full closes the parcel with what is in it; the rest goes into another.
func (p *Pack) full(d Desk) Act {
	switch {
	case p.counted() == 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("pack.empty"))}
	case p.Half != nil:
		return Act{Note: ui.Say(ui.Bad, p.Half.prompt(p, d))}
	}
	p.Part = p.counted() < p.wanted()
	if p.Parcel != "" || p.Boxed {
		return p.send(d)
	}
	p.Choose = true
	return Act{}
}

// chooseCarton takes the suggestion, or the carton that is scanned. What cartons there are only the service knows.
func (p *Pack) chooseCarton(d Desk, in Input) Act {
	plan := p.plan()
	switch {
	case in.Scan != nil:
		if _, other := meaning(in.Scan, scan.Location, scan.Badge, scan.Tote, scan.LPN, scan.Order, scan.Parcel, scan.Item); other {
			return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("pack.scan_carton")}, Explain(d, in.Scan)...)...)}
		}
		if code, ok := p.isCarton(in.Scan.Raw); ok {
			return p.box(d, code)
		}
		return p.box(d, strings.ToUpper(strings.TrimSpace(in.Scan.Raw)))
	case in.Key == KeyConfirm || in.Key == KeyYes || in.Key == KeyDone:
		if plan == nil {
			return Act{Note: ui.Say(ui.Bad, ui.T("pack.scan_carton"))}
		}
		return p.box(d, plan.Code)
	case in.Key == KeyNo: // in the goods' own packing
		return p.box(d, "")
	case in.Key == KeyQuantity:
		return Act{Note: ui.Say(ui.Bad, ui.T("pack.scan_carton"), ui.T("key.back"))}
	}
	return Act{}
}

// isCarton tells whether a scan is a carton that was suggested, and gives its code.
func (p *Pack) isCarton(raw string) (string, bool) {
	for _, c := range p.List.Cartons {
		if sameCode(raw, c.Code) {
			return c.Code, true
		}
	}
	return "", false
}

func (p *Pack) box(d Desk, carton string) Act {
	p.Carton, p.Boxed = carton, true
	return p.send(d)
}

// send posts the parcel in one command if one holds it; else opens it, fills it range by range and closes it.
func (p *Pack) send(d Desk) Act {
	in := wire.Pack{Order: p.List.Order}
	going, all := p.nextRange()
	rest := p.Part || len(p.Aside) > 0
	switch {
	case p.Parcel == "" && all:
		in.Carton, in.Station, in.Partial = p.Carton, p.bench(d), rest
	case p.Parcel == "":
		in.Mode, in.Carton, in.Station, going = "open", p.Carton, p.bench(d), nil
	case len(going) > 0:
		in.Mode, in.Parcel = "add", p.Parcel
	default:
		in.Mode, in.Parcel, in.Partial = "close", p.Parcel, rest
	}
	in.Units, p.Going = asWeighed(d, going), going
	return p.tell("pack", in)
}

// nextRange gives as many of the units scanned as one command takes, and whether that is all.
func (p *Pack) nextRange() (going []wire.Unit, all bool) {
	rows := 0
	var totes []string
	for _, run := range p.In {
		part := run
		part.Quantity, part.Serials = 0, nil
		left, serials := run.Quantity, run.Serials
		for _, u := range p.List.Units {
			if u.Line != run.Line || u.SKU != run.SKU || u.Lot != run.Lot || left == 0 {
				continue
			}
			more := !slices.Contains(totes, u.Tote)
			if rows == rangeRows || more && len(totes) == rangeTotes {
				if part.Quantity > 0 {
					part.Grams = run.Grams * part.Quantity / run.Quantity
					going = append(going, part)
				}
				return going, false
			}
			if rows++; more {
				totes = append(totes, u.Tote)
			}
			n := min(left, u.Quantity)
			part.Quantity, left = part.Quantity+n, left-n
			k := min(int(n), len(serials))
			part.Serials, serials = append(part.Serials, serials[:k]...), serials[k:]
		}
		part.Quantity += left // what the list does not have any more: the service says so
		part.Serials = append(part.Serials, serials...)
		going = append(going, part)
	}
	return going, true
}

// book takes units over that the service has booked into the parcel.
func (p *Pack) book(going []wire.Unit) {
	for _, g := range going {
		at := slices.IndexFunc(p.In, func(u wire.Unit) bool { return u.Line == g.Line && u.SKU == g.SKU && u.Lot == g.Lot })
		if at < 0 {
			continue
		}
		in := &p.In[at]
		in.Quantity, in.Grams = in.Quantity-g.Quantity, in.Grams-g.Grams
		in.Serials = in.Serials[min(len(g.Serials), len(in.Serials)):]
		if in.Quantity <= 0 {
			p.In = slices.Delete(slices.Clone(p.In), at, at+1)
		}
		left := g.Quantity
		for i := range p.List.Units {
			if u := &p.List.Units[i]; u.Line == g.Line && u.SKU == g.SKU && u.Lot == g.Lot {
				n := min(left, u.Quantity)
				u.Quantity, left = u.Quantity-n, left-n
			}
		}
		p.Booked = append(p.Booked, g)
	}
	p.List.Units = slices.DeleteFunc(p.List.Units, func(u wire.ToPack) bool { return u.Quantity == 0 })
}

// packed goes on after an answer: the next range, or the scale.
func (p *Pack) packed(d Desk, a *Posted) Act {
	if a.Problem != nil {
		return p.refused(d, a.Problem)
	}
	got, ok := decode[wire.Packed](a.Result)
	if !ok {
		return Act{}
	}
	p.Parcel, p.Due = got.Parcel, got.Expected
	p.book(p.Going)
	p.Going = nil
	if got.State == "open" || got.More {
		return p.send(d)
	}
	p.Part = p.Part || len(p.wants()) > 0
	act := p.toScale()
	act.Note = ui.Say(ui.Good, ui.T("ok.packed"), ui.T("pack.parcel_made", got.Parcel))
	return act
}

func (p *Pack) toScale() Act {
	p.Choose, p.In, p.Half, p.Last = false, nil, nil, nil
	p.Scale = &weighing{}
	return Act{Weigh: true}
}

// pictureRows gives a picture's rows.
func pictureRows(picture string) []string {
	if picture = strings.TrimRight(picture, "\n"); picture == "" {
		return nil
	}
	return strings.Split(picture, "\n")
}
