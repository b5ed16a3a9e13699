package outbox

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"time"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

// Bounds of sending.
const (
	PostWithin  = 25 * time.Second       // for one batch: a little more than the service's patience with a commit
	FirstWait   = 250 * time.Millisecond // before the second try: a restart of the service or a step through a dead spot
	LongestWait = 15 * time.Second       // between tries: what a worker waits at most once the radio is back
)

// Poster carries a batch to the service and its answers back. An error that is a *fault.Error is the service's word on the
// whole batch, or its client's that the service cannot be had; any other is the network's.
type Poster interface {
	Post(ctx context.Context, batch wire.Commands) (wire.Answers, error)
}

// EventKind is what a Sender tells.
type EventKind uint8

// The events.
const (
	LinkUp       EventKind = iota + 1 // the service answers
	LinkDown                          // it does not; Problem says why
	Answered                          // Entry has an answer: see Box.Answered
	Stopped                           // Stop waits for a person: the safe screen
	SignInNeeded                      // nothing is sent until SignedIn is called; the queue is kept; Problem says why
	DiskTrouble                       // answers came and could not be kept; they will be asked for again; Problem says why
	Drained                           // nothing is left to send
)

var eventWords = [...]string{LinkUp: "link up", LinkDown: "link down", Answered: "answered", Stopped: "stopped",
	SignInNeeded: "sign-in needed", DiskTrouble: "disk trouble", Drained: "drained"}

// String gives the word for logs.
func (k EventKind) String() string {
	if int(k) < len(eventWords) && eventWords[k] != "" {
		return eventWords[k]
	}
	return "?"
}

// Event is something the terminal shows.
type Event struct {
	Kind    EventKind
	Entry   Entry // of Answered
	Stop    Stop  // of Stopped
	Problem error // of LinkDown, SignInNeeded and DiskTrouble: a *fault.Error
}

// SenderOptions tune a Sender; zero values do.
type SenderOptions struct {
	OnEvent func(Event) // called from Run's goroutine, must not block; nil: nobody listens
	// Wait waits d or until early is ready or the context ends; nil: with a timer.
	Wait func(ctx context.Context, d time.Duration, early <-chan struct{})
	Seed uint64 // spreads the tries of many devices: take it from the device's id
}

// Link is whether the service answers.
type Link uint32

// The states of the link.
const (
	LinkUnknown Link = iota // nothing was sent yet
	LinkIsUp
	LinkIsDown
	LinkSignIn // the service answers, and wants a sign-in before it takes anything
)

// Sender sends a Box's commands until they are answered. Run it once; its other methods are for any goroutine.
type Sender struct {
	box  *Box
	to   Poster
	opt  SenderOptions
	rand *rand.Rand
	link atomic.Uint32

	kick     chan struct{}
	signedIn chan struct{}

	tries int  // without success, in a row
	limit int  // commands a batch: halved when the service chokes on a whole one, until the culprit stands alone
	busy  bool // something was sent since the last Drained
}

// NewSender makes a Sender.
func NewSender(box *Box, to Poster, o SenderOptions) *Sender {
	if o.OnEvent == nil {
		o.OnEvent = func(Event) {}
	}
	if o.Wait == nil {
		o.Wait = wait
	}
	return &Sender{box: box, to: to, opt: o, rand: rand.New(rand.NewPCG(o.Seed, 0)), limit: MaxBatch,
		kick: make(chan struct{}, 1), signedIn: make(chan struct{}, 1)}
}

func wait(ctx context.Context, d time.Duration, early <-chan struct{}) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-early:
	case <-ctx.Done():
	}
}

// Kick makes it try at once: the radio is back, or a person waits.
func (s *Sender) Kick() { poke(s.kick) }

// SignedIn lets it go on after SignInNeeded.
func (s *Sender) SignedIn() { poke(s.signedIn) }

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Link tells whether the service answers.
func (s *Sender) Link() Link { return Link(s.link.Load()) }

// Run sends until the context ends, whose error it gives.
func (s *Sender) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		batch := s.box.Batch(s.limit)
		if len(batch.Commands) == 0 {
			s.rest(ctx)
			continue
		}
		s.busy = true
		post, cancel := context.WithTimeout(ctx, PostWithin)
		answers, err := s.to.Post(post, batch)
		cancel()
		switch {
		case ctx.Err() != nil && err != nil:
		case err != nil:
			s.failed(ctx, batch, err)
		default:
			s.answered(ctx, answers.Answers)
		}
	}
	return ctx.Err()
}

// rest waits for something to send.
func (s *Sender) rest(ctx context.Context) {
	if s.busy {
		s.busy = false
		s.tell(Event{Kind: Drained})
	}
	select {
	case <-s.box.changed:
	case <-s.kick:
	case <-ctx.Done():
	}
}

func (s *Sender) answered(ctx context.Context, answers []wire.Answer) {
	out, err := s.box.Take(answers)
	if err != nil {
		s.tell(Event{Kind: DiskTrouble, Problem: fault.From(err)})
		s.pause(ctx)
		return
	}
	if out.SignIn != nil {
		s.report(out)
		s.awaitSignIn(ctx, errorOf(out.SignIn))
		return
	}
	s.setLink(LinkIsUp, nil)
	s.report(out)
	progress := len(out.Answered)+len(out.Stopped) > 0
	if progress {
		s.tries, s.limit = 0, min(2*s.limit, MaxBatch)
	}
	if out.Later != nil || !progress {
		s.pause(ctx)
	}
}

func (s *Sender) report(out Outcome) {
	for _, e := range out.Answered {
		s.tell(Event{Kind: Answered, Entry: e})
	}
	for _, stop := range out.Stopped {
		s.tell(Event{Kind: Stopped, Stop: stop})
	}
}

// failed deals with a batch that got no answers.
func (s *Sender) failed(ctx context.Context, batch wire.Commands, err error) {
	var f *fault.Error
	if !errors.As(err, &f) {
		f = fault.Unavailable("link.down", "the service cannot be reached").Because(err)
	}
	switch ours := !strings.HasPrefix(f.Reason, "answer."); { // "answer.": something in between spoke, not the service
	case ours && (f.Code == fault.CodeUnauthenticated || f.Code == fault.CodeForbidden):
		s.awaitSignIn(ctx, f)
		return
	case ours && (f.Code == fault.CodeInvalid || f.Code == fault.CodeInternal) && len(batch.Commands) > 1:
		s.limit = len(batch.Commands) / 2 // one of them is to blame: the others must not suffer for it
		return
	case ours && (f.Code == fault.CodeInvalid || f.Code == fault.CodeInternal):
		s.answered(ctx, []wire.Answer{{ID: batch.Commands[0].ID, Status: wire.Failed, Problem: problemOf(f)}})
		return
	}
	s.setLink(LinkIsDown, f)
	s.pause(ctx)
}

// pause waits before the next try: twice as long each time, spread by the seed, cut short by Kick.
func (s *Sender) pause(ctx context.Context) {
	d := min(FirstWait<<min(s.tries, 10), LongestWait)
	s.tries++
	d = d/2 + time.Duration(s.rand.Int64N(int64(d/2)))
	s.opt.Wait(ctx, d, s.kick)
}

func (s *Sender) awaitSignIn(ctx context.Context, why error) {
	select {
	case <-s.signedIn: // while the batch was under way: it may have carried the old session
		return
	default:
	}
	s.link.Store(uint32(LinkSignIn))
	s.tell(Event{Kind: SignInNeeded, Problem: why})
	select {
	case <-s.signedIn:
		s.tries = 0
	case <-ctx.Done():
	}
}

func (s *Sender) setLink(l Link, why *fault.Error) {
	if Link(s.link.Swap(uint32(l))) == l {
		return
	}
	if l == LinkIsUp {
		s.tell(Event{Kind: LinkUp})
		return
	}
	s.tell(Event{Kind: LinkDown, Problem: why})
}

func (s *Sender) tell(e Event) { s.opt.OnEvent(e) }

func errorOf(p *wire.Problem) *fault.Error {
	return &fault.Error{Code: fault.CodeOf(p.Code), Reason: p.Reason, Message: p.Detail}
}

func problemOf(f *fault.Error) *wire.Problem {
	p := &wire.Problem{Code: f.Code.String(), Reason: f.Reason, Detail: f.Message}
	for _, d := range f.Details {
		p.Details = append(p.Details, wire.Detail{Where: d.Where, Reason: d.Reason, Message: d.Message, Want: d.Want, Have: d.Have})
	}
	return p
}
