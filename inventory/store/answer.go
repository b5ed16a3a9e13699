package store

import (
	"encoding/binary"
	"time"

	"github.com/oklog/ulid/v2"

	"example.com/tote/inventory/fault"
)

// Limits of exactly-once. A ULID carries its time, which bounds how long its answer must be kept.
const (
	MaxKeyAge      = 24 * time.Hour     // an older id at first sight is refused: its answer may be gone
	MaxKeyAhead    = 10 * time.Minute   // clocks of integrations are never further off than this
	KeyAnswersKept = 7 * 24 * time.Hour // a week of repeats covers a long weekend's retry queue
	MaxIDBytes     = 64                 // of a source's name and of a command's id: both are parts of keys
	sweepPerRun    = 32                 // answers taken away by one command: bounded, so that no command pays for a backlog
)

// answer is what a command was answered, kept until its source can no longer ask for it.
type answer struct {
	ID      string         `cbor:"1,keyasint"`
	Input   []byte         `cbor:"2,keyasint"` // the first half of the input's hash tells inputs apart
	At      int64          `cbor:"3,keyasint"` // unix seconds
	Result  []byte         `cbor:"4,keyasint,omitempty"`
	Code    fault.Code     `cbor:"5,keyasint,omitempty"` // 0: done
	Reason  string         `cbor:"6,keyasint,omitempty"`
	Message string         `cbor:"7,keyasint,omitempty"`
	Details []fault.Detail `cbor:"8,keyasint,omitempty"`
}

const (
	answerVersion = 1
	inputKept     = 16
)

func (a *answer) error() error {
	if a.Code == 0 {
		return nil
	}
	return &fault.Error{Code: a.Code, Reason: a.Reason, Message: a.Message, Details: a.Details}
}

func (s Source) prefix() Key { return K(tagAnswer).Byte(byte(s.Kind)).Str(s.ID) }

func (c *Command) answerKey() Key {
	k := c.Source.prefix().Byte(answerItem)
	if c.numbered() {
		return k.Uint(c.Number)
	}
	id, _ := ulid.ParseStrict(c.ID) // check has seen it
	return k.With(id[:])            // its bytes, since letters of both cases spell the same id
}

func (c *Command) numbered() bool {
	return c.Source.Kind == FromDevice || c.Source.Kind == FromOutbox
}

func (c *Command) stores() bool {
	return c.Source.Kind != FromClock && c.ack == nil && c.job == nil
}

// check refuses a command that cannot be done exactly once whatever the store holds.
func (c *Command) check() error {
	if err := CheckPartition(c.Partition); err != nil {
		return err
	}
	if !c.stores() {
		return nil
	}
	if c.Source.ID == "" || len(c.Source.ID) > MaxIDBytes {
		return fault.Invalid("command.source", "the command's source must have a name of 1 to %d bytes", MaxIDBytes)
	}
	if c.ID == "" || len(c.ID) > MaxIDBytes {
		return fault.Invalid("command.id", "the command's id must have 1 to %d bytes", MaxIDBytes)
	}
	if c.numbered() {
		if c.Number == 0 || c.Floor == 0 || c.Floor > c.Number {
			return fault.Invalid("command.number", "command number %d with floor %d: numbers begin at 1 and the floor is at most the number",
				c.Number, c.Floor)
		}
		return nil
	}
	if _, err := ulid.ParseStrict(c.ID); err != nil {
		return fault.Invalid("command.id", "command id %q must be a ULID (26 characters)", c.ID).Because(err)
	}
	return nil
}

// lookUp gives the stored answer of a repeated command, or refuses one that can no longer be told from a repetition.
func (c *Command) lookUp(tx *Tx) (*answer, error) {
	if data := tx.get(Records, c.answerKey()); data != nil {
		var a answer
		decode("answer", answerVersion, data, &a)
		if c.numbered() && a.ID != c.ID {
			return nil, fault.Conflict("device.cloned", "number %d of %s was used for another command: enrol the device anew", c.Number, c.Source.ID)
		}
		if string(a.Input) != string(c.Input[:inputKept]) {
			return nil, fault.Conflict("command.reused", "command id %q was used before with another input", c.ID)
		}
		return &a, nil
	}
	if c.numbered() {
		if v := tx.get(Records, c.Source.prefix().Byte(answerLow)); v != nil {
			tx.floor = binary.BigEndian.Uint64(v)
		}
		if c.Number < tx.floor {
			return nil, fault.Conflict("command.too_old", "number %d of %s was answered long ago", c.Number, c.Source.ID)
		}
		return nil, nil
	}
	id, _ := ulid.ParseStrict(c.ID) // check has seen it
	made := ulid.Time(id.Time())
	if c.At.Sub(made) > MaxKeyAge {
		return nil, fault.Invalid("command.too_old", "command id %q is older than %v: make a new id", c.ID, MaxKeyAge)
	}
	if made.Sub(c.At) > MaxKeyAhead {
		return nil, fault.Invalid("command.ahead", "command id %q is more than %v ahead: check the clock", c.ID, MaxKeyAhead)
	}
	return nil, nil
}

// keep stores the answer beside the source's floor and sweeps away what nobody can ask for again.
func (c *Command) keep(tx *Tx, result []byte, refusal *fault.Error) {
	a := answer{ID: c.ID, Input: c.Input[:inputKept], At: tx.now.Unix(), Result: result}
	if refusal != nil {
		a.Result = nil
		a.Code, a.Reason, a.Message, a.Details = refusal.Code, refusal.Reason, refusal.Message, refusal.Details
	}
	tx.keep(c.answerKey(), encode(answerVersion, &a))
	answers := c.Source.prefix()
	if c.numbered() {
		if c.Floor > tx.floor {
			tx.keep(answers.Byte(answerLow), binary.BigEndian.AppendUint64(nil, c.Floor))
			sweep(tx, answers.Byte(answerItem), answers.Byte(answerItem).Uint(c.Floor))
		}
		return
	}
	kept := tx.now.Add(-KeyAnswersKept - MaxKeyAge) // an id may have been a day old when it was answered
	oldest := ulid.ULID{}
	if kept.Unix() < 0 || oldest.SetTime(ulid.Timestamp(kept)) != nil {
		return // before 1970: nothing is old
	}
	sweep(tx, answers.Byte(answerItem), answers.Byte(answerItem).With(oldest[:]))
}

// sweep deletes the lowest answers of a range.
func sweep(tx *Tx, from, below Key) {
	var gone []Key
	tx.scan(Records, from, below, func(k Key, _ []byte) bool {
		gone = append(gone, k.Clone())
		return len(gone) < sweepPerRun
	})
	for _, k := range gone {
		tx.keep(k, nil)
	}
}
