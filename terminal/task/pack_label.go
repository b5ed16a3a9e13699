package task

import (
	"context"
	"strconv"
	"strings"
	"time"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// labelling is the parcel's waybill: wanted, printed, and scanned back from the parcel, which catches the swapped, the lost
// and the doubled label at once.
type labelling struct {
	Got     *wire.Labelled `json:"got,omitempty"`
	Had     bool           `json:"had,omitempty"`     // it had its label before, at another terminal
	Own     bool           `json:"own,omitempty"`     // the carrier numbers its waybills itself: its number is asked for
	Why     bool           `json:"why,omitempty"`     // it is being asked why it is printed again
	Print   string         `json:"print,omitempty"`   // the job that prints it: document/entity/copy
	Printed bool           `json:"printed,omitempty"` // it has come out, as far as a printer tells
	Trouble []ui.Text      `json:"trouble,omitempty"` // why it does not come out
}

// When the printer is looked at, if its paper was not scanned back by then: a label takes a second or two to come out.
const (
	lookSoon  = 1500 * time.Millisecond
	lookAgain = 2 * time.Second
)

// reprintReasons are why a label is printed again.
var reprintReasons = []string{"reprint.jam", "reprint.smeared", "reprint.torn", "reprint.lost"}

func (p *Pack) toLabel(d Desk) Act {
	p.Scale, p.Label = nil, &labelling{}
	return p.Label.want(d, p, "")
}

func (l *labelling) screen(p *Pack, s *ui.Screen) {
	s.Big = p.Parcel
	switch {
	case l.Why:
		s.Ask = ui.T("prompt.choose_reason")
		for _, r := range reprintReasons {
			s.Choices = append(s.Choices, ui.T(r))
		}
	case l.Own:
		s.Ask = ui.T("label.scan_own")
	case l.Got == nil:
		s.Ask = ui.T("label.want")
	default:
		s.Ask = ui.T("prompt.scan_label_back")
		out := ui.Fact{Label: ui.T("label.at"), Value: ui.Plain(l.Got.Printer)}
		if l.Got.Printer == "" {
			out = ui.Fact{Value: ui.T("label.no_printer"), Warn: true}
		}
		s.Facts = append(s.Facts, out)
		for _, t := range l.Trouble {
			s.Facts = append(s.Facts, ui.Fact{Value: t, Warn: true})
		}
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("term.carrier"), Value: ui.Plain(l.Got.Carrier)},
			ui.Fact{Label: ui.T("term.waybill"), Value: ui.Plain(l.Got.Waybill)}, ui.Fact{Value: ui.T("label.hint")})
	}
}

// want asks for the waybill, at the bench of this packer.
func (l *labelling) want(d Desk, p *Pack, own string) Act {
	return p.tell("label", wire.Label{Parcel: p.Parcel, Station: p.bench(d), Waybill: own})
}

func (l *labelling) handle(d Desk, p *Pack, in Input) Act {
	switch {
	case l.Why:
		return l.reprint(d, p, in)
	case in.Key == KeyLabel && l.Got != nil:
		l.Why = true
	case l.Got == nil && (in.Key == KeyConfirm || in.Key == KeyLabel):
		l.Own = false
		return l.want(d, p, "")
	case in.Key == KeyBack:
		return p.leave()
	case in.Key == KeyConfirm || in.Key == KeyDone:
		return Act{Note: ui.Say(ui.Warning, ui.T("prompt.scan_label_back"), ui.T("label.hint"))}
	case in.Scan != nil && l.Got == nil && l.Own:
		return l.want(d, p, strings.TrimSpace(in.Scan.Raw))
	case in.Scan != nil && l.Got == nil:
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("label.want")}, Explain(d, in.Scan)...)...)}
	case in.Scan != nil:
		return l.back(d, p, in.Scan)
	}
	return Act{}
}

// back takes the label scanned back from the parcel. Another bench's place prints it there; another label is named.
func (l *labelling) back(d Desk, p *Pack, s *Scanned) Act {
	right := sameCode(s.Raw, l.Got.Waybill)
	for _, m := range s.Meanings {
		right = right || sameCode(m.Code, l.Got.Waybill)
	}
	if right {
		return p.tell("confirm", wire.Confirm{Parcel: p.Parcel, Scanned: l.Got.Waybill})
	}
	if m, ok := meaning(s, scan.Location); ok {
		if place, ok := d.Tables.Place(m.Code); ok && place.Kind == "pack" {
			p.At, l.Why = m.Code, true
			return Act{Note: ui.Say(ui.Warning, ui.T("label.elsewhere", m.Code))}
		}
	}
	note := append([]ui.Text{ui.T("label.not_it")}, Explain(d, s)...)
	act := Act{Note: ui.Say(ui.Bad, append(note, ui.T("label.wanted", l.Got.Waybill))...)}
	if _, other := meaning(s, scan.Location, scan.Item, scan.Badge, scan.Tote); !other {
		code := strings.TrimSpace(s.Raw)
		act.Ask = &Ask{Name: "whose", Beside: true, Do: func(ctx context.Context, b Backend) (any, error) { return b.Parcel(ctx, d.Warehouse, code) }}
	}
	return act
}

// reprint asks why, and prints again.
func (l *labelling) reprint(d Desk, p *Pack, in Input) Act {
	switch {
	case in.Key == KeyChoice && in.Choice <= len(reprintReasons):
		l.Why, l.Trouble, l.Printed = false, nil, false
		return p.tell("reprint", wire.Reprint{Parcel: p.Parcel, Station: p.bench(d), Reason: ui.T(reprintReasons[in.Choice-1]).In(ui.English)})
	case in.Key == KeyBack:
		l.Why = false
		return Act{}
	}
	return Act{Note: ui.Say(ui.Bad, ui.T("prompt.choose_reason"))}
}

// labelled takes up the waybill, or says why there is none; the parcel waits for another try.
func (p *Pack) labelled(d Desk, a *Posted) Act {
	l := p.Label
	if l == nil {
		return Act{}
	}
	if a.Problem != nil {
		l.Own = a.Problem.Reason == "waybill.missing" || l.Own
		note := ui.Say(ui.Bad, append(ProblemTexts(a.Problem), ui.T("label.try_again"))...)
		if l.Own {
			note = ui.Say(ui.Warning, ProblemTexts(a.Problem)...)
		}
		return Act{Handled: true, Note: note}
	}
	got, ok := decode[wire.Labelled](a.Result)
	if !ok {
		return Act{}
	}
	return l.made(d, p, &got)
}

func (p *Pack) reprinted(d Desk, a *Posted) Act {
	if a.Problem != nil {
		return Act{Handled: true, Note: ui.Say(ui.Bad, ProblemTexts(a.Problem)...)}
	}
	got, ok := decode[wire.Labelled](a.Result)
	if !ok || p.Label == nil {
		return Act{}
	}
	return p.Label.made(d, p, &got)
}

// made tells where the label comes out, and looks after it.
func (l *labelling) made(d Desk, p *Pack, got *wire.Labelled) Act {
	l.Got, l.Print, l.Own, l.Trouble, l.Printed = got, got.Print, false, nil, false
	act := l.look(d, p)
	act.Note = ui.Say(ui.Good, ui.T("label.made"))
	if l.Had {
		act.Note, l.Had = ui.Say(ui.Warning, ui.T("pack.resumed", p.Parcel), ui.T("label.had")), false
	}
	if got.Printer == "" {
		act.Note = ui.Say(ui.Warning, ui.T("label.no_printer"), ui.T("label.elsewhere_hint"))
	}
	return act
}

// printLook is how far the label is, and its printer if it has not come out.
type printLook struct {
	job    wire.PrintJob
	status wire.PrinterStatus
}

// look asks in a moment how far the label is. The packer goes on meanwhile: mostly the label is back before.
func (l *labelling) look(d Desk, p *Pack) Act {
	after := lookSoon
	if len(l.Trouble) > 0 {
		after = lookAgain
	}
	document, rest, _ := strings.Cut(l.Print, "/")
	entity, no, _ := strings.Cut(rest, "/")
	n, err := strconv.Atoi(no)
	if l.Printed || l.Got == nil || l.Got.Printer == "" || err != nil {
		return Act{}
	}
	return Act{Ask: &Ask{Name: l.Print, Beside: true, After: after, Do: func(ctx context.Context, b Backend) (any, error) {
		job, err := b.PrintJob(ctx, d.Warehouse, document, entity, n)
		out := printLook{job: job}
		if err == nil && job.Printer != "" && waitsForPrinter(job.State) {
			out.status, err = b.PrinterStatus(ctx, d.Warehouse, job.Printer, true)
		}
		return out, err
	}}}
}

// waitsForPrinter tells of a print job whose paper is still to come.
func waitsForPrinter(state string) bool {
	return state == "queued" || state == "rendered" || state == "sending"
}

func (l *labelling) answered(d Desk, p *Pack, a *Answer) Act {
	switch v := a.Value.(type) {
	case printLook:
		if a.Name != l.Print {
			return Act{} // of the print before
		}
		if a.Err != nil {
			return l.look(d, p)
		}
		return l.looked(d, p, v)
	case wire.Parcel:
		if a.Err == nil && v.ID != "" && v.ID != p.Parcel {
			return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.wrong_waybill"), ui.T("label.of", v.ID, v.Order))}
		}
	}
	return Act{}
}

// looked shows why the label does not come out, with a sound when it is news, and looks again until it has.
func (l *labelling) looked(d Desk, p *Pack, v printLook) Act {
	was := len(l.Trouble)
	l.Trouble = troubles(v)
	l.Printed = v.job.State == "sent" || v.job.State == "confirmed"
	act := l.look(d, p)
	switch {
	case was == 0 && len(l.Trouble) > 0:
		act.Note = ui.Say(ui.Bad, ui.T("label.not_out"))
	case was > 0 && l.Printed:
		act.Note = ui.Say(ui.Good, ui.T("ok.printed"))
	}
	return act
}

// troubles word why a label does not come out; none while all goes its way.
func troubles(v printLook) []ui.Text {
	switch v.job.State {
	case "failed", "unknown", "cancelled":
		out := []ui.Text{ui.T("printjob." + v.job.State)}
		if ui.Known("reason." + v.job.Trouble) {
			out = append(out, ui.T("reason."+v.job.Trouble))
		}
		return out
	}
	switch v.status.State {
	case "not_ready", "unreachable", "paused", "closed":
	default:
		return nil
	}
	out := []ui.Text{ui.T("printer." + v.status.State)}
	for _, r := range v.status.Reasons {
		switch {
		case ui.Known("reason." + r.Reason):
			t := ui.T("reason." + r.Reason)
			if r.Reason == "printer.held_by_person" && r.Text != "" {
				t = ui.T("reason.at", t, r.Text)
			}
			out = append(out, t)
		case r.Text != "":
			out = append(out, ui.Named(r.Text, r.TextZH))
		}
	}
	return out
}

// confirmed ends the parcel: the next one of the order, or the next order.
func (p *Pack) confirmed(a *Posted) Act {
	if a.Problem != nil {
		return Act{Handled: true, Note: ui.Say(ui.Bad, ProblemTexts(a.Problem)...)}
	}
	done := ui.Say(ui.Good, ui.T("pack.parcel_done", p.Parcel))
	next := &Pack{At: p.At}
	if p.Part {
		next.Code, next.More = p.List.Order, true
	}
	return Act{Note: done, Next: next}
}
