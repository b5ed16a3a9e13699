package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"log/slog"
	"time"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/people"
	"example.com/tote/inventory/store"
)

// Headers of a command beside Idempotency-Key, which is its id.
const (
	NumberHeader = "Tote-Number" // the device's running number, from 1
	FloorHeader  = "Tote-Floor"  // the lowest number the device still lacks an answer for
)

// CommandHead is what makes a command unique: the parameters of every route that changes something.
type CommandHead struct {
	ID     string `header:"Idempotency-Key" doc:"The command's id: a ULID, or any text of at most 64 characters beside a Tote-Number. The same request with the same id is done once."`
	Number uint64 `header:"Tote-Number" doc:"Of a device: its running number, from 1"`
	Floor  uint64 `header:"Tote-Floor" doc:"Of a device: the lowest number it still lacks an answer for"`
}

// order is a command before it is queued: what was asked, where, by whom.
type order struct {
	verb  string
	part  store.Partition
	head  CommandHead
	stamp wire.Stamp
	body  []byte // what was sent, for telling a repetition from a reuse of the id
}

// command gives the command of an order. Ids of callers without running numbers are ULIDs.
func (s *Server) command(c *caller, o order) (store.Command, error) {
	now := s.opt.Now()
	if len(o.head.ID) > MaxCommandID {
		return store.Command{}, fault.Invalid("command.id", "a command id has at most %d characters", MaxCommandID)
	}
	if o.head.ID == "" {
		return store.Command{}, fault.Invalid("command.id", "send the command's id as Idempotency-Key: a ULID")
	}
	cmd := store.Command{Partition: o.part, Verb: o.verb, ID: o.head.ID, Worker: c.worker, Device: c.device, At: now, OccurredAt: now,
		Input: inputHash(o.verb, o.part, o.body)}
	switch {
	case c.device != "" && o.head.Number > 0:
		cmd.Source = store.Source{Kind: store.FromDevice, ID: c.device}
		cmd.Number, cmd.Floor = o.head.Number, max(o.head.Floor, 1)
	case c.key != "":
		cmd.Source = store.Source{Kind: store.FromKey, ID: c.key}
		cmd.Device = c.key // the ledger tells which program did it
	case c.worker != "":
		cmd.Source = store.Source{Kind: store.FromKey, ID: "W." + c.worker}
	default:
		cmd.Source = store.Source{Kind: store.FromKey, ID: "D." + c.device}
	}
	err := stampCommand(&cmd, c, o.stamp, now)
	return cmd, err
}

// MaxOccurredAhead is how far a handheld's clock may be ahead before it is called wrong.
const MaxOccurredAhead = 10 * time.Minute

// stampCommand puts the worker and the moment of a fact into its command. A person signed in elsewhere than on a device
// speaks for nobody else.
func stampCommand(cmd *store.Command, c *caller, st wire.Stamp, now time.Time) error {
	if worker := people.NormalID(st.Worker); worker != "" && worker != cmd.Worker {
		if c.device == "" && c.key == "" {
			return fault.Forbidden("worker.other", "you are %s and cannot work as %s", c.worker, st.Worker)
		}
		if len(worker) > people.MaxID {
			return fault.Invalid("worker.id", "a worker's id has at most %d characters", people.MaxID)
		}
		cmd.Worker = worker
	}
	if st.OccurredAt.IsZero() {
		return nil
	}
	if st.OccurredAt.Sub(now) > MaxOccurredAhead {
		return fault.Invalid("command.ahead", "it occurred at %s, more than %v from now: check the clock", st.OccurredAt.Format(time.RFC3339), MaxOccurredAhead)
	}
	cmd.OccurredAt = st.OccurredAt
	return nil
}

// inputHash tells whether a repeated command asks for the same. White space does not count.
func inputHash(verb string, part store.Partition, body []byte) store.Hash {
	var b bytes.Buffer
	b.Grow(len(body) + 32)
	b.WriteString(verb)
	b.WriteByte(0)
	b.WriteString(string(part))
	b.WriteByte(0)
	if json.Compact(&b, body) != nil {
		b.Write(body)
	}
	return sha256.Sum256(b.Bytes())
}

// clockCommand is a command of the service itself, which may be repeated without harm.
func (s *Server) clockCommand(p store.Partition, verb string) store.Command {
	now := s.opt.Now()
	return store.Command{Partition: p, Verb: verb, Source: store.Source{Kind: store.FromClock}, At: now, OccurredAt: now}
}

// do runs one command of a caller and logs it.
func do[R any](ctx context.Context, s *Server, c store.Command, run func(*store.Tx) (R, error)) (R, error) {
	return wait(ctx, s, &c, store.Queue(s.x, c, run))
}

// wait waits for a queued command, no longer than a caller's patience, and logs it.
func wait[R any](ctx context.Context, s *Server, c *store.Command, p store.Pending[R]) (R, error) {
	ctx, cancel := context.WithTimeout(ctx, CommandPatience)
	defer cancel()
	out, err := p.Answer(ctx)
	s.logCommand(ctx, c, err)
	return out, err
}

// logCommand writes the one line each command has.
func (s *Server) logCommand(ctx context.Context, c *store.Command, err error) {
	level, outcome := slog.LevelInfo, "done"
	if err != nil {
		outcome = fault.CodeFrom(err).String()
	}
	attrs := []slog.Attr{slog.String("command", c.ID), slog.String("verb", c.Verb), slog.String("partition", string(c.Partition)),
		slog.String("worker", c.Worker), slog.String("device", c.Device), slog.String("outcome", outcome),
		slog.Int64("took_us", s.opt.Now().Sub(c.At).Microseconds())}
	if err != nil {
		attrs = append(attrs, slog.String("reason", fault.ReasonOf(err)))
	}
	if fault.CodeFrom(err) == fault.CodeInternal && err != nil {
		level = slog.LevelError
		attrs = append(attrs, slog.String("cause", err.Error()))
	}
	s.log.LogAttrs(ctx, level, "command", attrs...)
}
