package terminal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/outbox"
)

// service answers what it is told to, a line for each request: a word for each command, or why the request failed.
type service struct {
	says []string
	got  []string // "session: verbs"
	ids  map[string]string
}

func (s *service) post(_ context.Context, session string, batch wire.Commands) (wire.Answers, error) {
	var verbs []string
	for _, c := range batch.Commands {
		verbs = append(verbs, c.Verb)
		if was, known := s.ids[c.Verb]; known && was != c.ID {
			return wire.Answers{}, fmt.Errorf("%s comes under another id", c.Verb)
		}
		s.ids[c.Verb] = c.ID
	}
	s.got = append(s.got, session+": "+strings.Join(verbs, " "))
	say := ""
	if len(s.says) > 0 {
		say, s.says = s.says[0], s.says[1:]
	}
	switch say {
	case "away":
		return wire.Answers{}, fault.Unavailable("service.unreached", "away")
	case "broken":
		return wire.Answers{}, fault.Internal("answer.malformed", "broken")
	case "who":
		return wire.Answers{}, fault.Unauthenticated("session.ended", "who")
	}
	words := strings.Fields(say)
	var out wire.Answers
	for i, c := range batch.Commands {
		a := wire.Answer{ID: c.ID, Status: wire.Done, Result: json.RawMessage(`{}`)}
		if i < len(words) {
			switch words[i] {
			case "refused":
				a = wire.Answer{ID: c.ID, Status: wire.Refused, Problem: &wire.Problem{Code: "conflict", Reason: "task.not_yours", Status: 409}}
			case "held":
				a = wire.Answer{ID: c.ID, Status: wire.Held, Problem: &wire.Problem{Code: "unavailable", Status: 503}}
			case "busy":
				a = wire.Answer{ID: c.ID, Status: wire.Failed, Problem: &wire.Problem{Code: "unavailable", Status: 503}}
			}
		}
		out.Answers = append(out.Answers, a)
	}
	return out, nil
}

func drafts(text string) (out []outbox.Draft) {
	for _, w := range strings.Fields(text) {
		verb, chain, _ := strings.Cut(w, "@")
		out = append(out, outbox.Draft{Verb: verb, Chain: chain, Warehouse: "SH1", Input: json.RawMessage(`{}`)})
	}
	return out
}

func TestDirect(t *testing.T) {
	for _, c := range []struct {
		name  string
		says  []string // of the service
		keep  []string // batches
		wants []string // what the service got
		done  string   // answered, and what became of it
		stops string
		fails string // reason of the last Keep's error
		next  uint64
	}{
		{name: "one batch, one request", keep: []string{"pick@T close@T"}, wants: []string{"s1: pick close"}, done: "pick:done close:done", next: 3},
		{name: "while the service is away the same ones again", says: []string{"away", "away"}, keep: []string{"pick@T close@T"},
			wants: []string{"s1: pick close", "s1: pick close", "s1: pick close"}, done: "pick:done close:done", next: 3},
		{name: "a busy one is sent again, in its order", says: []string{"done busy held"}, keep: []string{"pick@T close@T label@T"},
			wants: []string{"s1: pick close label", "s1: close label"}, done: "pick:done close:done label:done", next: 4},
		{name: "behind a refusal its chain waits, others go on", says: []string{"refused held done"}, keep: []string{"pick@T close@T misscan", "pick2@T", "label@U"},
			wants: []string{"s1: pick close misscan", "s1: label"}, done: "pick:refused misscan:done label:done", stops: "T: close pick2", next: 6},
		{name: "the session ended before: nothing was taken", says: []string{"who"}, keep: []string{"pick@T close@T"},
			wants: []string{"s1: pick close"}, fails: "session.ended", next: 1},
		{name: "the session ended amid: the rest is left for the next", says: []string{"done busy", "who"}, keep: []string{"pick@T close@T"},
			wants: []string{"s1: pick close", "s1: close"}, done: "pick:done", next: 3},
		{name: "a service that fails is believed in the end", says: strings.Fields(strings.Repeat("broken ", directTries)), keep: []string{"pick@T"},
			fails: "answer.malformed", next: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &service{says: c.says, ids: map[string]string{}}
			n := 0
			d := NewDirect(DirectOptions{NewID: func() string { n++; return fmt.Sprint("id", n) }, Now: time.Now, Post: s.post,
				Wait: func(context.Context, time.Duration) error { return nil }})
			d.SignedIn("s1")
			var err error
			for _, batch := range c.keep {
				err = d.Keep(t.Context(), drafts(batch))
			}
			if got := fault.ReasonOf(err); (err != nil) != (c.fails != "") || (err != nil && got != c.fails) {
				t.Errorf("got error %v, want %q", err, c.fails)
			}
			if c.wants != nil && strings.Join(s.got, "\n") != strings.Join(c.wants, "\n") {
				t.Errorf("the service got\n%s\nwant\n%s", strings.Join(s.got, "\n"), strings.Join(c.wants, "\n"))
			}
			var done []string
			for _, e := range d.Answered() {
				done = append(done, e.Verb+":"+e.Answer.Status)
			}
			if got := strings.Join(done, " "); got != c.done {
				t.Errorf("got answers %q, want %q", got, c.done)
			}
			var stops []string
			for _, stop := range d.Stops() {
				stops = append(stops, stop.Chain+":")
				for _, e := range stop.Waiting {
					stops = append(stops, e.Verb)
				}
			}
			if got := strings.Join(stops, " "); got != c.stops {
				t.Errorf("got stops %q, want %q", got, c.stops)
			}
			if d.Next() != c.next {
				t.Errorf("got next number %d, want %d", d.Next(), c.next)
			}
		})
	}
}

// TestDirectGoesOn releases a stopped chain and signs in again: what waited is sent once, under the ids it had.
func TestDirectGoesOn(t *testing.T) {
	s := &service{says: []string{"refused held", "who"}, ids: map[string]string{}}
	n := 0
	d := NewDirect(DirectOptions{NewID: func() string { n++; return fmt.Sprint("id", n) }, Now: time.Now, Post: s.post,
		Wait: func(context.Context, time.Duration) error { return nil }})
	d.SignedIn("s1")
	if err := d.Keep(t.Context(), drafts("pick@T close@T")); err != nil {
		t.Fatal(err)
	}
	if got := d.Status(); got.Stopped != 1 || got.Held != 1 || got.Waiting != 1 {
		t.Errorf("got %+v, want one stop with one command held", got)
	}
	if err := d.Release("T"); fault.CodeFrom(err) != fault.CodeUnauthenticated {
		t.Errorf("got %v, want a wish to sign in", err)
	}
	if got := d.Status(); got.Waiting != 1 || got.Stopped != 0 {
		t.Errorf("got %+v, want one command that waits for a session", got)
	}
	d.SignedIn("s2")
	if err := d.Keep(t.Context(), drafts("label@U")); err != nil { // waits for what the sign-in sends
		t.Fatal(err)
	}
	want := "s1: pick close\ns1: close\ns2: close\ns2: label"
	if got := strings.Join(s.got, "\n"); got != want {
		t.Errorf("the service got\n%s\nwant\n%s", got, want)
	}
	if err := d.Consume(1, 2, 3); err != nil || len(d.Answered()) != 0 {
		t.Errorf("got %v and %d answers, want none left", err, len(d.Answered()))
	}
}

// TestDirectNeverWaitsForTheApp: a screen nobody looks at does not keep commands from being committed.
func TestDirectNeverWaitsForTheApp(t *testing.T) {
	s := &service{ids: map[string]string{}}
	d := NewDirect(DirectOptions{NewID: func() string { return "id" }, Now: time.Now, Post: s.post,
		Wait: func(context.Context, time.Duration) error { return errors.New("no") }})
	for range directEvents + 10 {
		if err := d.Keep(t.Context(), drafts("pick")); err != nil {
			t.Fatal(err)
		}
	}
	if got := len(d.Answered()); got != directEvents+10 {
		t.Errorf("got %d answers", got)
	}
}
