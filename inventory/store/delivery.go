package store

import (
	"context"
	"time"
)

// Handler does what an outbox record asks for. It must be safe to call again with the same record, bounds its own calls to
// the outside in time, and answers an error when it is to be tried again later.
type Handler func(ctx context.Context, d *Delivery) error

// Delivery is one record in the hands of its handler.
type Delivery struct {
	Record   OutboxRecord
	x        *Executor
	finished bool
}

// Now is the moment of this delivery.
func (d *Delivery) Now() time.Time { return d.x.opt.Now() }

// Decode reads the record's payload.
func (d *Delivery) Decode(v any) error { return Unmarshal(d.Record.Payload, v) }

// Finish runs a command in the record's own partition and takes the record away in the same commit: exactly once without
// a stored answer. If the record is gone already the command was done before and does not run again. Call it at most once.
func (d *Delivery) Finish(ctx context.Context, verb string, run func(*Tx) error) error {
	c := d.command(d.Record.Partition, verb)
	rec := d.Record
	c.ack = &rec
	_, err := Do(ctx, d.x, c, func(tx *Tx) (struct{}, error) { return struct{}{}, run(tx) })
	if err == nil {
		d.finished = true
	}
	return err
}

// Post runs a command in another partition on behalf of the record. The verb must be idempotent by what it names (an
// order's id), as take and ship are, so no answer is stored there.
func Post[T any](ctx context.Context, d *Delivery, p Partition, verb string, run func(*Tx) (T, error)) (T, error) {
	return Do(ctx, d.x, d.command(p, verb), run)
}

// View reads a partition as it stands now.
func (d *Delivery) View(ctx context.Context, p Partition, fn func(*View) error) error {
	return d.x.View(ctx, p, fn)
}

func (d *Delivery) command(p Partition, verb string) Command {
	now := d.Now()
	return Command{Partition: p, Verb: verb, Source: Source{Kind: FromClock}, At: now, OccurredAt: now}
}
