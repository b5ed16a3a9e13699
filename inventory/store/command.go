package store

import (
	"context"
	"time"

	"example.com/tote/inventory/fault"
)

// SourceKind tells what sort of sender a command has, and so by which rule it is done exactly once.
type SourceKind byte

// The sorts of senders.
const (
	// FromClock is the ticking of time and other commands of the service itself. Repeating them is harmless, so nothing
	// is stored.
	FromClock SourceKind = iota
	// FromDevice numbers its commands and tells the lowest number it still lacks an answer for.
	FromDevice
	// FromKey is an integration or a browser: its ids are ULIDs, whose time bounds how long answers are kept.
	FromKey
	// FromOutbox is another partition's outbox: numbered like a device.
	FromOutbox
)

// Source is who sent a command: the first half of what makes it unique.
type Source struct {
	Kind SourceKind
	ID   string
}

// Command is one confirmed step of work: a pick line, a tote closed, a parcel with its scanned units.
type Command struct {
	Partition Partition
	Verb      string // for logs and metrics
	Source    Source
	ID        string // unique within the source; from FromKey a ULID
	Number    uint64 // FromDevice, FromOutbox: the sender's running number, from 1
	Floor     uint64 // the lowest number the sender still lacks an answer for
	Input     Hash   // of the request: the same id with another input is a mistake
	Worker    string
	Device    string
	// OccurredAt is the moment it happened on the floor; At the moment it came in.
	OccurredAt time.Time
	At         time.Time
	// Chain, if any, is shared by the commands of one task in one request, Batch by all commands of the request.
	Chain *Chain
	Batch *Batch

	ack *OutboxRecord // of this partition: done by this command's commit
	job *jobPiece
}

// Call is a command on its way.
type Call struct {
	cmd     Command
	run     func(*Tx) (any, error)
	done    chan struct{}
	result  any    // of a command whose answer is not stored
	stored  []byte // the answer as it is stored
	again   bool   // it was stored before: the command is a repetition
	err     error
	queued  time.Time
	emitted []OutboxRecord

	chainPlace, batchPlace int
}

// Wait gives the command's error once its group is on disk. When ctx ends first the command may still be done: ask again
// with the same id.
func (c *Call) Wait(ctx context.Context) error {
	select {
	case <-c.done:
		return c.err
	case <-ctx.Done():
		select {
		case <-c.done:
			return c.err
		default:
		}
		return fault.Unavailable("command.unanswered", "no answer in time; send the same command again to learn it").Because(ctx.Err())
	}
}

// Pending is a Call with the type of its answer.
type Pending[T any] struct{ *Call }

// Queue puts a command into its partition's queue, in order, and returns at once. A full queue answers in Wait.
func Queue[T any](x *Executor, c Command, run func(*Tx) (T, error)) Pending[T] {
	return Pending[T]{x.queue(c, func(tx *Tx) (any, error) { return run(tx) })}
}

// Answer waits for the command's answer: the one it gave now, or the stored one if it had been done before. A stored
// answer is read from its bytes the first time too, so that nothing about it differs when it is repeated.
func (p Pending[T]) Answer(ctx context.Context) (T, error) {
	var zero T
	if err := p.Wait(ctx); err != nil {
		return zero, err
	}
	if p.stored != nil {
		if err := Unmarshal(p.stored, &zero); err != nil {
			return zero, fault.Internal("answer.unreadable", "a stored answer cannot be read").Because(err)
		}
		return zero, nil
	}
	out, _ := p.result.(T) // a nil interface result is T's zero value
	return out, nil
}

// Do queues a command and waits for its answer.
func Do[T any](ctx context.Context, x *Executor, c Command, run func(*Tx) (T, error)) (T, error) {
	return Queue(x, c, run).Answer(ctx)
}
