package task

import (
	"context"
	"slices"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// Inspect is quality control: what waits at a location or in an LPN is looked at, a sample of it or all; what passed is
// released where it stands, what failed goes to quarantine. When all is good it takes the scan and one key.
type Inspect struct {
	At      string         `json:"at,omitempty"`      // what was scanned, while the service is asked what waits there
	Waiting []wire.Balance `json:"waiting,omitempty"` // the first is at hand
	Chosen  bool           `json:"chosen,omitempty"`  // of several, this one was chosen
	Figures bool           `json:"figures,omitempty"` // its figures are being entered
	Step    int            `json:"step,omitempty"`    // which of them
	Sample  int64          `json:"sample,omitempty"`
	Failed  int64          `json:"failed,omitempty"`
	Passed  int64          `json:"passed,omitempty"`
	Defect  string         `json:"defect,omitempty"`
}

// The figures of an inspection in the order they are asked.
const (
	stepSample = iota
	stepFailed
	stepDefect
	stepPassed
	stepQuarantine
)

// defects are what is offered; the service keeps the word.
var defects = []string{"broken", "dirty", "packaging", "label", "wrong_goods", "expired", "function", "other"}

// Kind gives "inspect".
func (i *Inspect) Kind() string { return "inspect" }

// need is how many units have to be looked at.
func (i *Inspect) need(d Desk) int64 {
	it, _ := d.Tables.Item(i.Waiting[0].SKU)
	return max(1, min(it.SampleSize, i.Waiting[0].OnHand))
}

// Screen shows what waits, and asks what was found.
func (i *Inspect) Screen(d Desk) ui.Screen {
	s := ui.Screen{Title: ui.T("task.inspect"), Ask: ui.T("inspect.scan")}
	if len(i.Waiting) == 0 {
		s.Big = i.At
		return s
	}
	if len(i.Waiting) > 1 && !i.Chosen {
		for n := range i.Waiting {
			s.Choices = append(s.Choices, balanceText(i.Waiting, n))
		}
		s.Ask = ui.T("inspect.choose")
		return s
	}
	b := i.Waiting[0]
	s.Count = ui.T("inspect.waiting", b.OnHand)
	s.Facts = goodsFacts(d, b)
	if i.Figures { // they need the room
		s.Facts = s.Facts[:2]
	}
	switch {
	case !i.Figures:
		s.Count = ui.T("inspect.look", i.need(d), b.OnHand)
		s.Choices = []ui.Text{ui.T("inspect.all_good", b.OnHand), ui.T("inspect.figures")}
		s.Ask = ui.T("inspect.found")
		return s
	case i.Step == stepDefect:
		for _, w := range defects {
			s.Choices = append(s.Choices, ui.T("defect."+w))
		}
	}
	s.Ask = i.asks(d)
	for n, f := range []struct {
		label string
		value int64
	}{{"inspect.sample", i.Sample}, {"inspect.failed", i.Failed}, {}, {"inspect.passed", i.Passed}} {
		if n < i.Step && f.label != "" && i.Step != stepDefect {
			s.Facts = append(s.Facts, ui.Fact{Label: ui.T(f.label), Value: ui.Number(f.value)})
		}
	}
	return s
}

// asks names the figure wanted; Enter takes the usual one.
func (i *Inspect) asks(d Desk) ui.Text {
	switch i.Step {
	case stepSample:
		return ui.T("inspect.ask_sample", i.need(d))
	case stepFailed:
		return ui.T("inspect.ask_failed")
	case stepDefect:
		return ui.T("inspect.ask_defect")
	case stepPassed:
		return ui.T("inspect.ask_passed", i.Waiting[0].OnHand-i.Failed)
	}
	return ui.T("inspect.ask_quarantine", i.Failed)
}

// Handle moves the inspection on.
func (i *Inspect) Handle(d Desk, in Input) Act {
	switch {
	case in.Began && i.At != "":
		return i.ask(d)
	case in.Began, in.Posted != nil: // a refusal opens the safe screen; the goods still wait and are found by their place
		return Act{}
	case in.Answer != nil:
		return i.answered(in.Answer)
	case in.Key == KeyBack:
		return i.back()
	case len(i.Waiting) == 0:
		return i.start(d, in)
	case in.Scan != nil && !i.Figures:
		return i.scanned(d, in.Scan)
	case len(i.Waiting) > 1 && !i.Chosen:
		return i.choose(in)
	case i.Figures:
		return i.figure(d, in)
	case in.Key == KeyChoice && in.Choice == 1:
		i.Sample, i.Passed = i.need(d), i.Waiting[0].OnHand
		return i.post("")
	case in.Key == KeyChoice && in.Choice == 2:
		i.Figures = true
		return Act{Note: ui.Say(ui.Calm, ui.T("inspect.figures"))}
	case in.Key == KeySkip:
		i.Waiting = append(i.Waiting[1:], i.Waiting[0])
		return Act{Note: ui.Say(ui.Calm, ui.T("recv.skipped"))}
	case in.Key == KeyConfirm:
		return Act{Note: ui.Say(ui.Calm, ui.T("inspect.found"))}
	}
	return Act{}
}

func (i *Inspect) back() Act {
	switch {
	case i.Figures && i.Step > stepSample:
		i.Step--
		if i.Step == stepDefect && i.Failed == 0 {
			i.Step--
		}
	case i.Figures:
		i.Figures = false
	case i.Chosen:
		i.Chosen = false
	case len(i.Waiting) > 0 || i.At != "":
		*i = Inspect{}
	default:
		return Act{End: true}
	}
	return Act{}
}

// start asks what waits where something was scanned.
func (i *Inspect) start(d Desk, in Input) Act {
	switch {
	case in.Scan != nil:
		if m, ok := meaning(in.Scan, scan.Location, scan.LPN, scan.Tote); ok {
			i.At = m.Code
			return i.ask(d)
		}
		if _, other := meaning(in.Scan, scan.Item, scan.Badge, scan.Quantity, scan.Order, scan.Parcel); other {
			return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("inspect.scan")}, Explain(d, in.Scan)...)...)}
		}
		i.At = in.Scan.Raw // an LPN's number may look like anything
		return i.ask(d)
	case in.Key == KeyDone:
		return Act{End: true}
	}
	return Act{}
}

// mostInspectLPNs bounds how many LPNs at a location are looked into: a dock full of pallets.
const mostInspectLPNs = 20

// ask asks what waits for inspection at a location, the LPNs on it included, or in an LPN.
func (i *Inspect) ask(d Desk) Act {
	at := i.At
	_, place := d.Tables.Place(at)
	return Act{Ask: &Ask{Name: "waiting", Do: func(ctx context.Context, b Backend) (any, error) {
		holders := []string{"P:" + at}
		if place {
			holders[0] = "L:" + at
		}
		var out []wire.Balance
		for n := 0; n < len(holders) && n <= mostInspectLPNs; n++ {
			c, err := b.Contents(ctx, d.Warehouse, holders[n])
			if err != nil {
				return nil, err
			}
			for _, x := range c.Balances {
				if x.Status == "inspect" {
					out = append(out, x)
				}
			}
			for _, l := range c.LPNs {
				holders = append(holders, "P:"+l)
			}
		}
		return out, nil
	}}}
}

func (i *Inspect) answered(a *Answer) Act {
	at := i.At
	i.At = ""
	found, _ := a.Value.([]wire.Balance)
	switch {
	case fault.CodeFrom(a.Err) == fault.CodeNotFound:
		return Act{Note: ui.Say(ui.Bad, ui.T("scan.unknown", at), ui.T("inspect.scan"))}
	case a.Err != nil:
		return Act{Note: ui.Say(ui.Bad, ErrorTexts(a.Err)...)}
	case len(found) == 0:
		return Act{Note: ui.Say(ui.Warning, ui.T("inspect.none", at))}
	}
	*i = Inspect{Waiting: found}
	return Act{Note: ui.Say(ui.Good, ui.T("inspect.runs", len(found)))}
}

// choose takes one of several runs.
func (i *Inspect) choose(in Input) Act {
	if in.Key == KeyChoice && in.Choice <= len(i.Waiting) {
		i.take(in.Choice - 1)
		return Act{Note: ui.Say(ui.Good, ui.T("inspect.found"))}
	}
	return Act{Note: ui.Say(ui.Bad, ui.T("inspect.choose"))}
}

// take brings a run to the front.
func (i *Inspect) take(n int) {
	b := i.Waiting[n]
	i.Waiting = slices.Insert(slices.Delete(i.Waiting, n, n+1), 0, b)
	i.Chosen = true
}

// scanned finds the run of goods in hand among those that wait; another place is asked anew.
func (i *Inspect) scanned(d Desk, s *Scanned) Act {
	for _, m := range s.Meanings {
		if m.Kind != scan.Item {
			continue
		}
		var fits []int
		for n, b := range i.Waiting {
			if b.SKU == m.SKU && (m.Lot == "" || m.Lot == b.Lot) {
				fits = append(fits, n)
			}
		}
		if len(fits) == 1 {
			i.take(fits[0])
			return Act{Note: ui.Say(ui.Good, ui.T("recv.right_item"))}
		}
		if len(fits) > 1 {
			i.Chosen = false
			return Act{Note: ui.Say(ui.Warning, ui.T("reason.scan.ambiguous"))}
		}
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("reason.scan.wrong_item")}, Explain(d, s)...)...)}
	}
	for n, b := range i.Waiting {
		if codeOf(s) == codeOfHolder(b.Holder) {
			i.take(n)
			return Act{Note: ui.Say(ui.Good, ui.T("scan.right_place"))}
		}
	}
	if m, ok := meaning(s, scan.Location, scan.LPN, scan.Tote); ok {
		*i = Inspect{At: m.Code}
		return i.ask(d)
	}
	return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("reason.scan.wrong_item")}, Explain(d, s)...)...)}
}

// codeOfHolder is a holder's own code: "D-1" of "L:D-1".
func codeOfHolder(h string) string {
	if len(h) > 2 && h[1] == ':' {
		return h[2:]
	}
	return h
}
