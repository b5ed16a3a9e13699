package task

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/ui"
)

// asideReasons are why goods must not go out whatever the packer does: they are taken out of the parcel and laid aside.
var asideReasons = []string{"lot.expired", "lot.short_life", "hold.quality"}

// refused says exactly which units are wrong, lays aside what must not go out, and reads the list anew: what was scanned
// stays, as far as it is still to be packed.
func (p *Pack) refused(d Desk, problem *wire.Problem) Act {
	p.Going = nil
	act := Act{Handled: true}
	var texts []ui.Text
	for _, x := range problem.Details {
		if t := p.detail(d, x); !t.Empty() && len(texts) < mostDetails {
			texts = append(texts, t)
		}
	}
	for _, x := range problem.Details {
		for _, r := range runsOf(p.In, x) {
			switch {
			case slices.Contains(asideReasons, x.Reason):
				p.layAside(r, x.Reason)
			case x.Reason == "serial.needed": // scanned once more, each with its number
				p.take(r)
			}
		}
	}
	if len(texts) == 0 {
		texts = ProblemTexts(problem)
	}
	if problem.Reason == "location.kind" {
		texts = []ui.Text{ui.T("pack.not_a_bench", p.bench(d))}
	}
	act.Note = ui.Say(ui.Bad, texts...)
	if problem.Reason == "carton.unknown" || problem.Reason == "carton.inactive" || problem.Reason == "carton.overweight" ||
		slices.ContainsFunc(problem.Details, func(x wire.Detail) bool { return x.Reason == "carton.missing" }) {
		p.Carton, p.Boxed, p.Choose = "", false, p.Parcel == ""
		return act
	}
	if problem.Reason == "location.kind" || problem.Reason == "location.unknown" {
		p.At = ""
	}
	p.Choose, p.Part = false, false
	order := p.List.Order
	act.Ask = &Ask{Name: "pack-list", Do: func(ctx context.Context, b Backend) (any, error) {
		list, err := b.PackList(ctx, d.Warehouse, order)
		return packFound{list: list}, err
	}}
	return act
}

// runsOf gives the goods among units that a shortcoming is about: of its line or item, and of the lot if it names one.
func runsOf(units []wire.Unit, x wire.Detail) []packRun {
	var all, named []packRun
	for _, u := range units {
		r := packRun{u.Line, u.SKU, u.Lot}
		if x.Where != "line "+strconv.Itoa(u.Line) && x.Where != u.SKU {
			continue
		}
		all = append(all, r)
		if u.Lot != "" && (strings.Contains(x.Message, "lot "+u.Lot+" ") || strings.Contains(x.Message, "lot "+u.Lot+",")) {
			named = append(named, r)
		}
	}
	if len(named) > 0 {
		return named
	}
	return all
}

// detail words one shortcoming with the goods it is about.
func (p *Pack) detail(d Desk, x wire.Detail) ui.Text {
	goods := ui.Plain(x.Where)
	if runs := p.lineRuns(x); len(runs) == 1 {
		goods = p.named(d, runs[0])
	} else if len(runs) > 1 {
		goods = itemName(d, runs[0].SKU)
	}
	switch x.Reason {
	case "scan.missing":
		return ui.T("pack.detail_missing", goods, x.Want)
	case "scan.surplus":
		return ui.T("pack.detail_surplus", goods, x.Have-x.Want)
	}
	if ui.Known("reason." + x.Reason) {
		return ui.T("reason.at", goods, ui.T("reason."+x.Reason))
	}
	return ui.Plain(x.Message)
}

// lineRuns are the goods of a shortcoming, scanned or not.
func (p *Pack) lineRuns(x wire.Detail) []packRun {
	if runs := runsOf(p.In, x); len(runs) > 0 {
		return runs
	}
	var out []packRun
	for _, a := range p.Aside {
		if x.Where == "line "+strconv.Itoa(a.Line) {
			out = append(out, a.packRun)
		}
	}
	for _, u := range p.List.Units {
		r := packRun{u.Line, u.SKU, u.Lot}
		if x.Where == "line "+strconv.Itoa(u.Line) && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

func (p *Pack) layAside(r packRun, why string) {
	if p.asideOf(r) == nil {
		p.Aside = append(p.Aside, packAside{r, why})
	}
	p.take(r)
}

// take takes goods out of the parcel again.
func (p *Pack) take(r packRun) {
	p.In = slices.DeleteFunc(slices.Clone(p.In), func(u wire.Unit) bool { return u.Line == r.Line && u.SKU == r.SKU && u.Lot == r.Lot })
	if p.Last != nil && *p.Last == r {
		p.Last = nil
	}
}

func (p *Pack) asideOf(r packRun) *packAside {
	for i := range p.Aside {
		if p.Aside[i].packRun == r {
			return &p.Aside[i]
		}
	}
	return nil
}

// asideFacts keep telling what is to be laid aside, until the parcel is closed without it.
func (p *Pack) asideFacts() []ui.Fact {
	var out []ui.Fact
	for _, a := range p.Aside {
		what := a.SKU
		if a.Lot != "" {
			what += " " + a.Lot
		}
		out = append(out, ui.Fact{Value: ui.T("pack.aside", what), Warn: true})
	}
	return out
}

// refuseAside tells why goods of the order are not packed.
func (p *Pack) refuseAside(d Desk, sku string) Act {
	for _, a := range p.Aside {
		if a.SKU == sku {
			return Act{Note: ui.Say(ui.Bad, ui.T("reason."+a.Why), p.named(d, a.packRun), ui.T("pack.lay_aside"))}
		}
	}
	return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("pack.none_left", itemName(d, sku)))}
}

// trim takes out what was scanned and is not to be packed any more: cancelled, or packed at another bench.
func (p *Pack) trim() Act {
	var over []ui.Text
	for _, u := range slices.Clone(p.In) {
		r := packRun{u.Line, u.SKU, u.Lot}
		var most int64
		for _, w := range p.wants() {
			if w.packRun == r {
				most = w.quantity
			}
		}
		if u.Quantity <= most {
			continue
		}
		over = append(over, ui.T("pack.take_out", u.Quantity-most, u.SKU))
		serials := u.Serials[:min(int(most), len(u.Serials))]
		p.take(r)
		if most > 0 {
			p.In = append(p.In, wire.Unit{Line: u.Line, SKU: u.SKU, Lot: u.Lot, Quantity: most, Serials: serials})
		}
	}
	if len(over) == 0 {
		return Act{}
	}
	return Act{Note: ui.Say(ui.Bad, over[:min(len(over), mostDetails)]...)}
}
