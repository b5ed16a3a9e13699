package inventory

import (
	"iter"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// EntryKind says what an entry of the ledger does.
type EntryKind byte

// The kinds of entries.
const (
	EntryMove    EntryKind = iota + 1 // goods moved from one side to the other; with a reservation, that and its line too
	EntryReserve                      // a line claimed goods in a balance
	EntryRelease                      // a line gave them back
	EntryExpire                       // the claim ended by itself
	EntryLine                         // a line's quantities moved between phases without goods
	EntryState                        // a noun changed its state
	EntryCarry                        // an LPN moved, whatever it carries
)

var entryWords = [...]string{EntryMove: "move", EntryReserve: "reserve", EntryRelease: "release", EntryExpire: "expire",
	EntryLine: "line", EntryState: "state", EntryCarry: "carry"}

// String gives the word used in events.
func (k EntryKind) String() string {
	if int(k) < len(entryWords) {
		return entryWords[k]
	}
	return "?"
}

// Ref names an order line, and one of its reservations if Res is not 0.
type Ref struct {
	Order string `cbor:"1,keyasint,omitempty"`
	Line  int    `cbor:"2,keyasint,omitempty"`
	Res   int    `cbor:"3,keyasint,omitempty"`
}

// Entry is one change, never edited afterwards. It carries ids only: no name, phone or address ever enters the ledger,
// since what is hashed cannot be forgotten. When it was recorded stands in its head.
type Entry struct {
	Kind    EntryKind `cbor:"1,keyasint"`
	SKU     item.SKU  `cbor:"2,keyasint,omitempty"`
	Qty     int64     `cbor:"3,keyasint,omitempty"` // base units, > 0; 0 of a move that corrects a weight only
	Grams   int64     `cbor:"4,keyasint,omitempty"`
	From    Side      `cbor:"5,keyasint,omitzero"` // of a move; of reserve, release, expire: the balance
	To      Side      `cbor:"6,keyasint,omitzero"`
	Serials []string  `cbor:"7,keyasint,omitempty"`

	Ref       Ref   `cbor:"8,keyasint,omitzero"`   // the reservation the goods were under before
	NewRes    int   `cbor:"9,keyasint,omitempty"`  // the number it has afterwards, if only a part went
	FromPhase Phase `cbor:"10,keyasint,omitempty"` // of the line's quantity
	ToPhase   Phase `cbor:"11,keyasint,omitempty"`

	Reason   string `cbor:"12,keyasint,omitempty"`
	Document string `cbor:"13,keyasint,omitempty"` // receipt, parcel, manifest, count: what it belongs to

	Noun      string `cbor:"14,keyasint,omitempty"` // of a state or carry entry
	ID        string `cbor:"15,keyasint,omitempty"`
	FromState string `cbor:"16,keyasint,omitempty"`
	ToState   string `cbor:"17,keyasint,omitempty"`
	Event     string `cbor:"18,keyasint,omitempty"`

	Worker     string `cbor:"19,keyasint,omitempty"`
	Device     string `cbor:"20,keyasint,omitempty"`
	OccurredAt int64  `cbor:"21,keyasint,omitempty"` // unix milliseconds; 0: the moment it was recorded
	Command    string `cbor:"22,keyasint,omitempty"`

	Why string `cbor:"23,keyasint,omitempty"` // why a place won, as the planner said: of a move or carry that puts away
}

// Recorded is an entry as it stands in the ledger.
type Recorded struct {
	Entry
	Seq uint64
	At  time.Time
}

// record appends an entry with who, when and by which command.
func record(tx *store.Tx, e Entry) uint64 {
	c := tx.Command()
	e.Worker, e.Device, e.Command = c.Worker, c.Device, c.ID
	if !c.OccurredAt.IsZero() && !c.OccurredAt.Equal(c.At) {
		e.OccurredAt = c.OccurredAt.UnixMilli()
	}
	noteSerials(tx, &e)
	return tx.Append(store.Marshal(&e))
}

// StateChange is one step of a state machine, as the ledger keeps it.
type StateChange struct {
	Noun, ID, From, To, Event, Reason string
}

// recordState notes a change of state. Only the functions that write a state field call it.
func recordState(tx *store.Tx, c StateChange) { RecordState(tx, c) }

// RecordState notes a change of state of a noun that another package keeps. Only the one function that writes the state
// field calls it.
func RecordState(tx *store.Tx, c StateChange) {
	record(tx, Entry{Kind: EntryState, Noun: c.Noun, ID: c.ID, FromState: c.From, ToState: c.To, Event: c.Event, Reason: c.Reason})
}

// ReadEntry decodes a ledger entry.
func ReadEntry(l store.LogEntry) (Recorded, error) {
	r := Recorded{Seq: l.Seq, At: l.Head.RecordedAt}
	if err := store.Unmarshal(l.Body, &r.Entry); err != nil {
		return r, fault.Internal("ledger.unreadable", "entry %d cannot be read", l.Seq).Because(err)
	}
	return r, nil
}

// Ledger walks a partition's entries from a number on.
func Ledger(r store.Reader, from uint64) iter.Seq2[Recorded, error] {
	return func(yield func(Recorded, error) bool) {
		for l := range store.Entries(r, from) {
			if e, err := ReadEntry(l); !yield(e, err) || err != nil {
				return
			}
		}
	}
}
