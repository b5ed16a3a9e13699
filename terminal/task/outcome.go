package task

import (
	"encoding/json"
	"errors"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/ui"
)

// mostDetails is how many shortcomings a small screen shows.
const mostDetails = 3

// ProblemTexts words a refusal: the reason in the worker's language, or what the service says in English where the
// catalogue has no words yet; then the things it is about.
func ProblemTexts(p *wire.Problem) []ui.Text {
	var out []ui.Text
	switch {
	case ui.Known("reason." + p.Reason):
		out = append(out, ui.T("reason."+p.Reason))
	case ui.Known("reason." + p.Code):
		out = append(out, ui.T("reason."+p.Code), ui.Plain(p.Detail))
	default:
		out = append(out, ui.T("reason.unknown"), ui.Plain(p.Detail))
	}
	for i, d := range p.Details {
		if i == mostDetails {
			break
		}
		switch {
		case ui.Known("reason." + d.Reason):
			out = append(out, ui.T("reason.at", d.Where, ui.T("reason."+d.Reason)))
		case d.Message != "":
			out = append(out, ui.Plain(d.Message))
		}
	}
	return out
}

// ErrorTexts words an error of the service or of the terminal's own.
func ErrorTexts(err error) []ui.Text {
	var f *fault.Error
	if !errors.As(err, &f) {
		return []ui.Text{ui.T("reason.unknown")}
	}
	p := wire.Problem{Reason: f.Reason, Code: f.Code.String(), Detail: f.Message}
	for _, d := range f.Details {
		p.Details = append(p.Details, wire.Detail{Where: d.Where, Reason: d.Reason, Message: d.Message, Want: d.Want, Have: d.Have})
	}
	return ProblemTexts(&p)
}

// Aftermath says what a worker still has to do after a command that was done: goods that are in nobody's order any more and
// have to go back.
func Aftermath(verb string, input, result json.RawMessage) []ui.Text {
	if verb != "pick" {
		return nil
	}
	var did wire.Pick
	var got wire.Picked
	if json.Unmarshal(input, &did) != nil || json.Unmarshal(result, &got) != nil || got.Diverted == 0 {
		return nil
	}
	return []ui.Text{ui.T("pick.diverted"), ui.T("pick.put_back", got.Diverted, did.SKU, holderName(got.To))}
}

// holderName is a holder as it is written on its label: without the letter that says what it is.
func holderName(h string) string {
	if len(h) > 2 && h[1] == ':' {
		return h[2:]
	}
	return h
}

// Abandoned is what takes back an intent whose answer nobody waited for: a trip that was claimed and will not be walked is
// given back.
func Abandoned(verb string, result json.RawMessage) []Post {
	if verb != "claim" && verb != "take-over" {
		return nil
	}
	trip, ok := decode[wire.Trip](result)
	if !ok || trip.Task == "" || len(trip.Totes) > 0 || len(trip.Steps) < trip.Total {
		return nil // begun already, here or on another device: it stays on its worker's menu
	}
	return []Post{{Verb: "end-task", In: wire.EndTask{Task: trip.Task, Reason: "left before it was answered"}}}
}
