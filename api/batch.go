package api

import (
	"context"
	"encoding/json"
	"fmt"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// batchInput is an ordered batch of commands.
type batchInput struct {
	RawBody []byte
	Body    wire.Commands
}

type batchOutput struct{ Body wire.Answers }

// batch is the state of one batch while its commands are queued.
type batch struct {
	s      *Server
	caller *caller
	floor  uint64
	chains map[string]*chain
	all    *store.Batch
}

// chain is one chain of a batch. A command that fails before it is queued breaks it here; one that was queued, there.
type chain struct {
	queued *store.Chain
	broken bool
}

// waiting is one command of a batch on its way: answered already, or to be waited for.
type waiting struct {
	err    error
	answer func(context.Context) (any, error)
}

// postCommands queues all commands of a batch at once, so that they share commits, and then waits for each in order.
func (s *Server) postCommands(ctx context.Context, in *batchInput) (*batchOutput, error) {
	if n := len(in.Body.Commands); n == 0 || n > MaxBatch {
		return nil, fault.Invalid("batch.size", "a batch has 1 to %d commands, not %d", MaxBatch, n)
	}
	b := &batch{s: s, caller: callerOf(ctx), floor: in.Body.Floor, chains: map[string]*chain{}, all: &store.Batch{}}
	queued := make([]waiting, len(in.Body.Commands))
	for i := range in.Body.Commands {
		queued[i] = b.queue(ctx, &in.Body.Commands[i])
	}
	out := &batchOutput{Body: wire.Answers{Answers: make([]wire.Answer, len(queued))}}
	for i, w := range queued {
		out.Body.Answers[i] = s.answer(ctx, in.Body.Commands[i].ID, w)
	}
	return out, nil
}

// queue puts one command into its partition's queue.
func (b *batch) queue(ctx context.Context, c *wire.Command) waiting {
	ch := b.chain(c.Chain)
	if ch != nil && ch.broken {
		return waiting{err: fault.Unavailable(store.ReasonHeld, "held back: a command before it in chain %q was not done", c.Chain)}
	}
	answer, err := b.start(ctx, c, ch)
	if err != nil && ch != nil {
		ch.broken = true
	}
	return waiting{err, answer}
}

func (b *batch) chain(name string) *chain {
	if name == "" {
		return nil
	}
	ch := b.chains[name]
	if ch == nil {
		ch = &chain{queued: &store.Chain{}}
		b.chains[name] = ch
	}
	return ch
}

func (b *batch) start(ctx context.Context, c *wire.Command, ch *chain) (func(context.Context) (any, error), error) {
	v := b.s.verbs[c.Verb]
	if v == nil {
		return nil, fault.Invalid("verb.unknown", "there is no verb %q", c.Verb)
	}
	if err := v.access.allows(b.caller); err != nil {
		return nil, err
	}
	if !v.company {
		if err := b.s.checkWarehouse(ctx, b.caller, c.Warehouse); err != nil {
			return nil, err
		}
	}
	p, err := b.s.prepare(v, b.caller, c.Input)
	if err != nil {
		return nil, err
	}
	head := CommandHead{ID: c.ID, Number: c.Number, Floor: b.floor}
	cmd, err := b.s.command(b.caller, order{v.name, v.partition(c.Warehouse), head, p.stamp, c.Input})
	if err != nil {
		return nil, err
	}
	cmd.Batch = b.all
	if ch != nil {
		cmd.Chain = ch.queued
	}
	return p.queue(b.s, cmd), nil
}

func (s *Server) answer(ctx context.Context, id string, w waiting) wire.Answer {
	a := wire.Answer{ID: id, Status: wire.Done}
	var result any
	err := w.err
	if err == nil {
		result, err = w.answer(ctx)
	}
	if err == nil {
		if a.Result, err = json.Marshal(result); err != nil {
			err = fault.Internal("answer.unwritable", "an answer cannot be written").Because(fmt.Errorf("%T: %w", result, err))
		}
	}
	if err == nil {
		return a
	}
	a.Status = batchStatus(err, w.answer != nil)
	p := s.explain(ctx, err).Problem
	a.Problem = &p
	return a
}

// batchStatus tells how a command that was not done ended. Only one that came into its partition's queue has an answer
// that is kept.
func batchStatus(err error, queued bool) string {
	switch {
	case fault.ReasonOf(err) == store.ReasonHeld:
		return wire.Held
	case queued && fault.CodeFrom(err).Stored():
		return wire.Refused
	}
	return wire.Failed
}
