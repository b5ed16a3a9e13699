package outbox

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

// service does commands exactly once, as the real one does: answers are stored by id and repeated, those below the floor
// are forgotten, and a number below the floor is too old.
type service struct {
	mu      sync.Mutex
	floor   uint64
	answers map[string]wire.Answer
	numbers map[string]uint64
	did     []uint64
	// judge decides about a command that runs for the first time; nil: it is done.
	judge func(c wire.Command) *wire.Problem
}

func newService() *service {
	return &service{answers: map[string]wire.Answer{}, numbers: map[string]uint64{}}
}

func (s *service) handle(batch wire.Commands) wire.Answers {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out wire.Answers
	broken := map[string]bool{}
	for _, c := range batch.Commands {
		a := wire.Answer{ID: c.ID, Status: wire.Held, Problem: &wire.Problem{Code: "unavailable", Reason: "command.held"}}
		if !broken[c.Chain] || c.Chain == "" {
			a = s.one(batch.Floor, c)
			broken[c.Chain] = a.Status != wire.Done
		}
		out.Answers = append(out.Answers, a)
	}
	return out
}

func (s *service) one(floor uint64, c wire.Command) wire.Answer {
	if a, ok := s.answers[c.ID]; ok {
		return a
	}
	if c.Number < s.floor {
		return wire.Answer{ID: c.ID, Status: wire.Failed, Problem: &wire.Problem{Code: "conflict", Reason: "command.too_old"}}
	}
	a := wire.Answer{ID: c.ID, Status: wire.Done}
	if s.judge != nil {
		if p := s.judge(c); p != nil {
			a.Problem, a.Status = p, wire.Failed
			if fault.CodeOf(p.Code).Stored() {
				a.Status = wire.Refused
			}
		}
	}
	if a.Status == wire.Failed {
		return a
	}
	s.floor = max(s.floor, floor)
	for id, n := range s.numbers {
		if n < s.floor {
			delete(s.answers, id)
			delete(s.numbers, id)
		}
	}
	s.answers[c.ID], s.numbers[c.ID] = a, c.Number
	if a.Status == wire.Done {
		s.did = append(s.did, c.Number)
	}
	return a
}

// poster is a function that posts.
type poster func(context.Context, wire.Commands) (wire.Answers, error)

func (p poster) Post(ctx context.Context, c wire.Commands) (wire.Answers, error) { return p(ctx, c) }

// lossyNet loses requests and replies, delays both, and delivers copies of requests long after.
func lossyNet(s *service, seed uint64) poster {
	r, mu := rand.New(rand.NewPCG(seed, 7)), sync.Mutex{}
	roll := func(n int) int { mu.Lock(); defer mu.Unlock(); return r.IntN(n) }
	sleep := func(ctx context.Context, d time.Duration) error {
		select {
		case <-time.After(d):
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return func(ctx context.Context, c wire.Commands) (wire.Answers, error) {
		if err := sleep(ctx, time.Duration(roll(400))*time.Millisecond); err != nil {
			return wire.Answers{}, err
		}
		if roll(4) == 0 { // a copy that wanders about
			late := time.Duration(roll(60_000)) * time.Millisecond
			copied := wire.Commands{Floor: c.Floor, Commands: slices.Clone(c.Commands)}
			go func() { time.Sleep(late); s.handle(copied) }()
		}
		switch roll(6) {
		case 0:
			return wire.Answers{}, errors.New("connection refused")
		case 1:
			s.handle(c)
			return wire.Answers{}, errors.New("reset by peer, the reply is lost")
		case 2:
			s.handle(c)
			return wire.Answers{}, sleep(ctx, time.Hour)
		case 3:
			return wire.Answers{}, fault.Unavailable("store.busy", "try again")
		}
		a := s.handle(c)
		return a, sleep(ctx, time.Duration(roll(3000))*time.Millisecond)
	}
}
