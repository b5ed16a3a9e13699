package task

import (
	"context"
	"encoding/json"
	"strconv"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// swapScan takes the goods that stand in front: the same item of another lot, or the LPN it stands in. The service gives the
// line that reserved them something else; picked goods it never takes.
func (p *Pick) swapScan(d Desk, s *Scanned) Act {
	step := p.step()
	in := wire.Swap{Task: p.Trip.Task, Ref: step.Ref, From: step.From, Lot: step.Lot}
	if m, ok := goods(s, step); ok && m.Lot != "" {
		in.Lot = m.Lot
	} else if m, ok := meaning(s, scan.LPN, scan.Tote); ok {
		in.From = "P:" + m.Code
	} else if _, other := meaning(s, scan.Item, scan.Location, scan.Quantity); other || ok {
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("swap.scan")}, Explain(d, s)...)...)}
	} else {
		in.Lot = s.Raw // a lot printed without GS1 elements
	}
	if in.From == step.From && in.Lot == step.Lot {
		p.Swap = false
		return Act{Note: ui.Say(ui.Calm, ui.T("swap.same"))}
	}
	if p.Got > 0 {
		in.Quantity = p.Got
	}
	p.Swap = false
	return Act{Post: []Post{{Verb: "swap", Chain: p.Trip.Task, Name: "swap", Waits: true, In: in}}}
}

// swapped takes up the steps as they are now.
func (p *Pick) swapped(result json.RawMessage) Act {
	var got wire.Swapped
	if json.Unmarshal(result, &got) != nil || len(p.Steps) == 0 {
		return Act{}
	}
	if got.Outcome == "counted" {
		return Act{Note: ui.Say(ui.Bad, ui.T("swap.counted"))}
	}
	p.Steps = append(got.Steps, p.Steps[1:]...)
	p.fresh()
	if len(p.Steps) == 0 { // nothing of the line is left, nor of the trip
		return Act{Note: ui.Say(ui.Good, ui.T("swap.done"))}
	}
	p.Placed = true // the goods of that place are in the hand already
	p.Got = min(got.Swapped, p.Steps[0].Quantity)
	p.Scanned = p.Got
	if got.Left > 0 {
		return Act{Note: ui.Say(ui.Warning, ui.T("swap.split", got.Swapped, got.Left))}
	}
	return Act{Note: ui.Say(ui.Good, ui.T("swap.done"))}
}

// askWhy asks who has the goods of the line at hand, and what would release them.
func (p *Pick) askWhy(d Desk) Act {
	ref := p.step().Ref
	return Act{Ask: &Ask{Name: "why", Do: func(ctx context.Context, b Backend) (any, error) {
		return b.WhyNot(ctx, d.Warehouse, ref.Order, ref.Line)
	}}}
}

func (p *Pick) answered(a *Answer) Act {
	why, ok := a.Value.(wire.WhyNot)
	if a.Err != nil || !ok {
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.unknown"))}
	}
	p.Why = WhyTexts(why)
	return Act{}
}

// mostCauses is how many causes a small screen shows.
const mostCauses = 4

// WhyTexts words why a line cannot be picked.
func WhyTexts(w wire.WhyNot) []ui.Text {
	if len(w.Causes) == 0 {
		return []ui.Text{ui.T("why.nothing")}
	}
	var out []ui.Text
	for i, c := range w.Causes {
		if i == mostCauses {
			break
		}
		who := c.Order
		for _, s := range []string{c.Worker, c.Location, c.Holder} {
			if who == "" {
				who = s
			}
		}
		if !ui.Known("why." + c.Reason) {
			out = append(out, ui.Plain(c.Sentence))
			continue
		}
		t := ui.T("why."+c.Reason, who)
		if c.Quantity > 0 {
			t = ui.T("why.units", strconv.FormatInt(c.Quantity, 10), t)
		}
		if c.Reason != "line.step" && ui.Known("release."+c.Release) {
			t = ui.T("why.release", t, ui.T("release."+c.Release))
		}
		out = append(out, t)
	}
	return out
}
