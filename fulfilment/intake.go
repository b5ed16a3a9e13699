package fulfilment

import (
	"iter"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// Tags of the company's order intake; see doc.go.
const (
	tagIntake       byte = 0x50
	tagIntakeNumber byte = 0x51
	tagIntakeState  byte = 0x52
	tagIntakeLines  byte = 0x53
	tagRecipient    byte = 0x54
	tagRecipientKey byte = 0x55
	tagPurge        byte = 0x56
	tagGranted      byte = 0x57
)

// Limits of an order. 27 % of a wholesaler's orders have more than 25 lines; the longest seen has 703.
const (
	RangeLines    = 16   // lines one command takes: longer orders are a series of commands
	MaxLines      = 2000 // of one order
	MaxLineQty    = 1_000_000
	MaxOrderField = 64 // number, channel, customer, service, carrier
)

// Intake is an order as a channel sent it, in the company's partition.
type Intake struct {
	ID        string      `cbor:"1,keyasint"` // ours: O-0000012-3
	Channel   string      `cbor:"2,keyasint"`
	Number    string      `cbor:"3,keyasint"` // the channel's
	State     IntakeState `cbor:"4,keyasint"`
	Paid      bool        `cbor:"5,keyasint,omitempty"`
	Customer  string      `cbor:"6,keyasint,omitempty"` // a customer's code, no name
	Carrier   string      `cbor:"7,keyasint,omitempty"`
	Service   string      `cbor:"8,keyasint,omitempty"`
	Priority  int         `cbor:"9,keyasint,omitempty"`
	PlacedAt  int64       `cbor:"10,keyasint,omitempty"` // unix seconds
	ShipBy    int64       `cbor:"11,keyasint,omitempty"`
	Lines     int         `cbor:"12,keyasint,omitempty"` // announced
	Got       int         `cbor:"13,keyasint,omitempty"` // lines received so far
	Warehouse string      `cbor:"14,keyasint,omitempty"`
	Owner     string      `cbor:"15,keyasint,omitempty"`
	Why       []Exception `cbor:"16,keyasint,omitempty"` // why it waits
	MinDays   int64       `cbor:"17,keyasint,omitempty"` // life the customer asks for at shipping
	Revision  uint64      `cbor:"18,keyasint,omitempty"`
	Wanted    bool        `cbor:"19,keyasint,omitempty"` // a person says that it is wanted although its number came before
	Cancel    string      `cbor:"20,keyasint,omitempty"` // the reason why it is not wanted any more
	Kept      string      `cbor:"21,keyasint,omitempty"` // why its warehouse could not cancel it
}

// Exception is one reason why an order waits.
type Exception struct {
	Reason string `cbor:"1,keyasint"`           // "payment.missing", "address.incomplete", "item.unknown", "order.duplicate", "stock.short"
	Line   int    `cbor:"2,keyasint,omitempty"` // 0: the whole order
	Detail string `cbor:"3,keyasint,omitempty"` // an id or a figure, never a personal datum
}

// IntakeLine is one line as the channel sent it.
type IntakeLine struct {
	No         int      `cbor:"1,keyasint"`
	SKU        item.SKU `cbor:"2,keyasint"`
	Qty        int64    `cbor:"3,keyasint"`
	PriceMinor int64    `cbor:"4,keyasint,omitempty"`
	Removed    bool     `cbor:"5,keyasint,omitempty"` // by a person, so that the rest could go
}

// intakeLines is a range of an intake's lines, up to RangeLines in a record.
type intakeLines struct {
	Order string       `cbor:"1,keyasint"`
	Chunk int          `cbor:"2,keyasint"`
	Lines []IntakeLine `cbor:"3,keyasint"`
}

// Intakes are kept by our number, found by the channel's and by state.
var Intakes = store.Collection[Intake]{
	Noun: "order", Version: 1,
	Key: func(in *Intake) store.Key { return intakeKey(in.ID) },
	Indexes: []store.Index[Intake]{
		{Name: "number", Keys: func(in *Intake) []store.Key {
			return []store.Key{store.K(tagIntakeNumber).Str(in.Channel).Str(in.Number).Str(in.ID)}
		}},
		{Name: "state", Keys: func(in *Intake) []store.Key {
			return []store.Key{store.K(tagIntakeState).Byte(byte(in.State)).Str(in.ID)}
		}},
	},
}

var intakeLineRanges = store.Collection[intakeLines]{Noun: "order lines", Version: 1,
	Key: func(c *intakeLines) store.Key { return intakeLinesKey(c.Order).Uint(uint64(c.Chunk)) }}

func intakeKey(id string) store.Key         { return store.K(tagIntake).Str(id) }
func intakeLinesKey(order string) store.Key { return store.K(tagIntakeLines).Str(order) }

// FindIntake gives an order as it was received, from any partition.
func FindIntake(r store.Reader, id string) (Intake, error) {
	return Intakes.Must(r.Company(), intakeKey(id), id)
}

// IntakeByNumber lists our numbers for a channel's order number, the first one first; more than one are duplicates.
func IntakeByNumber(r store.Reader, channel, number string) []string {
	var out []string
	prefix := store.K(tagIntakeNumber).Str(channel).Str(number)
	for k := range store.Keys(r.Company(), prefix, nil) {
		out = append(out, store.ReadKey(k, len(prefix)).Str())
	}
	return out
}

// IntakesIn lists up to limit orders in a state, from one on ("" for the first).
func IntakesIn(r store.Reader, s IntakeState, from string, limit int) []Intake {
	var out []Intake
	prefix := store.K(tagIntakeState).Byte(byte(s))
	start := prefix.Clone()
	if from != "" {
		start = start.Str(from)
	}
	for k := range store.Keys(r.Company(), prefix, start) {
		if in, ok := Intakes.Get(r.Company(), intakeKey(store.ReadKey(k, len(prefix)).Str())); ok {
			out = append(out, in)
		}
		if len(out) == limit {
			break
		}
	}
	return out
}

// IntakeLinesOf walks an order's lines as they were received, from a number on.
func IntakeLinesOf(r store.Reader, order string, from int) iter.Seq[IntakeLine] {
	return func(yield func(IntakeLine) bool) {
		prefix := intakeLinesKey(order)
		start := prefix.Clone().Uint(uint64(max(from-1, 0) / RangeLines))
		for c := range intakeLineRanges.All(r.Company(), prefix, start) {
			for _, l := range c.Lines {
				if l.No >= from && !yield(l) {
					return
				}
			}
		}
	}
}

func inCompany(tx *store.Tx) error {
	if tx.Partition() != store.Company {
		return fault.Internal("partition.wrong", "this is done in the company's partition, not in %s", tx.Partition())
	}
	return nil
}
