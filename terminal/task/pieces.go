package task

import (
	"slices"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/ui"
)

// Pieces that weigh what they weigh (a cheese, a fish) are counted, and weighed where somebody has a scale: by the weight in
// their code, or by a number that may be their weight. Nobody has to: the books give unweighed pieces their share.

// inPieces tells whether an item's pieces are weighed one by one.
func inPieces(d Desk, sku string) bool {
	it, _ := d.Tables.Item(sku)
	return it.WeighedPieces
}

// weighed takes a number as the weight of the pieces in the hand, if they may weigh that.
func (p *Pick) weighed(d Desk, n int64) (Act, bool) {
	it, _ := d.Tables.Item(p.step().SKU)
	switch {
	case !it.WeighedPieces || p.Got == 0:
		return Act{}, false
	case mayWeigh(it, p.Got, n):
		p.Grams = n
		return Act{Note: ui.Say(ui.Good, ui.T("recv.weighs", p.Got, n))}, true
	}
	return Act{Note: ui.Say(ui.Bad, ui.T("reason.goods.weight_off"), ui.T("pick.only", p.step().Quantity))}, n > p.step().Quantity
}

// piece counts one piece whose code tells its weight: a scan of it stands for itself, not for all.
func (p *Pick) piece(grams int64) Act {
	step := p.step()
	switch {
	case p.Got > 0 && p.Grams == 0: // the first one was scanned by another code and stood for all: from here on each is scanned
		p.Got, p.Scanned = 0, 0
	case p.Got == step.Quantity:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("pick.only", step.Quantity))}
	}
	p.Got, p.Scanned, p.Grams = p.Got+1, p.Got+1, p.Grams+grams
	return Act{Note: ui.Say(ui.Good, ui.T("recv.weighs", p.Got, p.Grams))}
}

// unweighed gives the run of pieces a number is the weight of: the last one scanned, or, when all are in, any that has none.
func (p *Pack) unweighed(d Desk, all bool) (packRun, int64, bool) {
	for _, u := range p.In {
		r := packRun{u.Line, u.SKU, u.Lot}
		if u.Grams == 0 && inPieces(d, u.SKU) && (all || p.Last != nil && *p.Last == r) {
			return r, u.Quantity, true
		}
	}
	return packRun{}, 0, false
}

// weighPieces takes a number as the weight of the run it is asked for.
func (p *Pack) weighPieces(d Desk, n int64) (Act, bool) {
	run, units, ok := p.unweighed(d, p.counted() == p.wanted())
	it, _ := d.Tables.Item(run.SKU)
	switch {
	case !ok:
		return Act{}, false
	case !mayWeigh(it, units, n):
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.goods.weight_off"), p.named(d, run))}, n > units
	}
	at := slices.IndexFunc(p.In, func(u wire.Unit) bool { return packRun{u.Line, u.SKU, u.Lot} == run })
	p.In = slices.Clone(p.In)
	p.In[at].Grams = n
	act := p.counts(d)
	act.Note = ui.Say(ui.Good, ui.T("recv.weighs", units, n))
	return act, true
}

// asWeighed leaves weights out of goods that are weighed in part only: the service takes the weight of all of an item or of
// none. It is the packer's wish, who was asked for the others and went on.
func asWeighed(d Desk, units []wire.Unit) []wire.Unit {
	out := slices.Clone(units)
	for i, u := range out {
		if inPieces(d, u.SKU) && slices.ContainsFunc(units, func(o wire.Unit) bool { return o.SKU == u.SKU && o.Grams == 0 }) {
			out[i].Grams = 0
		}
	}
	return out
}
