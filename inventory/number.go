package inventory

import (
	"fmt"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
	"example.com/tote/labels/gs1"
)

// Numbers that leave the building or are printed come from ranges the company gives each warehouse, so that no two
// warehouses ever print the same one. A range is big enough for weeks; the next is asked for well before it ends.
const (
	RangeSize      = 100_000
	rangeAskBelow  = RangeSize / 5
	RequestNumbers = "number.request" // outbox kind: a warehouse asks for a range
	GrantNumbers   = "number.grant"   // outbox kind: the company gives one
)

// Printed kinds of numbers.
const (
	ParcelNumber   byte = 'P'
	LPNNumber      byte = 'U'
	ReceiptNumber  byte = 'R'
	ManifestNumber byte = 'M'
	WaveNumber     byte = 'W'
	SSCCNumber     byte = 'S'
)

// PrintedKinds are the kinds of numbers a new warehouse is given ranges of.
var PrintedKinds = []byte{ParcelNumber, LPNNumber, ReceiptNumber, ManifestNumber, WaveNumber, SSCCNumber}

// FormatNumber shows a number as kind letter, digits and check digit: P-0012345-6. The check digit is GS1's, so a mistyped
// or transposed digit is noticed before anything is looked up.
func FormatNumber(kind byte, n uint64) string {
	digits := fmt.Sprintf("%07d", n)
	check, _ := gs1.CheckDigit(digits) // it refuses letters only
	return fmt.Sprintf("%c-%s-%c", kind, digits, check)
}

// LocalNumber gives the next number of a kind that never leaves the building.
func LocalNumber(tx *store.Tx, kind byte) string {
	return FormatNumber(kind, tx.Next(string(kind)))
}

// NumberRange is what a warehouse may still print of one kind.
type NumberRange struct {
	Kind  byte   `cbor:"1,keyasint"`
	Next  uint64 `cbor:"2,keyasint"`
	Last  uint64 `cbor:"3,keyasint"`
	Later []Span `cbor:"4,keyasint,omitempty"` // granted and not begun
	Asked bool   `cbor:"5,keyasint,omitempty"` // a request is under way
}

// Span is a block of numbers.
type Span struct {
	First uint64 `cbor:"1,keyasint"`
	Last  uint64 `cbor:"2,keyasint"`
}

// Grant is a range on its way from the company to a warehouse.
type Grant struct {
	Warehouse string `cbor:"1,keyasint"`
	Kind      byte   `cbor:"2,keyasint"`
	Span      Span   `cbor:"3,keyasint"`
}

// Ask is a warehouse's request for a range.
type Ask struct {
	Warehouse string `cbor:"1,keyasint"`
	Kind      byte   `cbor:"2,keyasint"`
	After     uint64 `cbor:"3,keyasint"` // the last number it has: a repeated request is answered once
}

// Ranges are kept by kind.
var Ranges = store.Collection[NumberRange]{Noun: "number range", Version: 1,
	Key: func(n *NumberRange) store.Key { return rangeKey(n.Kind) }}

func rangeKey(kind byte) store.Key { return store.K(tagRange).Byte(kind) }

// TakeNumber gives the next raw number of a printed kind.
func TakeNumber(tx *store.Tx, kind byte) (uint64, error) {
	s, err := takeSpan(tx, kind, 1)
	return s.First, err
}

// takeSpan takes count numbers in a row; a range that has fewer left is given up, its rest is never printed.
func takeSpan(tx *store.Tx, kind byte, count uint64) (Span, error) {
	r, _ := Ranges.Get(tx, rangeKey(kind))
	r.Kind = kind
	for r.Next == 0 || r.Next+count-1 > r.Last {
		if len(r.Later) == 0 {
			return Span{}, fault.Unavailable("number.exhausted", "warehouse %s has no %c numbers left; the next range is on its way", tx.Partition(), kind)
		}
		r.Next, r.Last, r.Later = r.Later[0].First, r.Later[0].Last, r.Later[1:]
	}
	s := Span{r.Next, r.Next + count - 1}
	r.Next += count
	if r.Last-s.Last < rangeAskBelow && len(r.Later) == 0 && !r.Asked {
		r.Asked = true
		tx.Emit(RequestNumbers, string(kind), Ask{Warehouse: string(tx.Partition()), Kind: kind, After: r.Last})
	}
	Ranges.Put(tx, &r)
	return s, nil
}

// PrintedNumber gives the next number of a printed kind, formatted.
func PrintedNumber(tx *store.Tx, kind byte) (string, error) {
	n, err := TakeNumber(tx, kind)
	if err != nil {
		return "", err
	}
	return FormatNumber(kind, n), nil
}

// GrantRange sets a range aside for a warehouse, in the company's partition, and sends it. after is what the warehouse
// says it has: asked again with the same, it is granted once.
func GrantRange(tx *store.Tx, ask Ask) {
	mark := store.K(tagRange).Str(ask.Warehouse).Byte(ask.Kind).Uint(ask.After)
	if store.Marked(tx, mark) {
		return
	}
	store.Mark(tx, mark)
	first := tx.Reserve("range."+string(ask.Kind), RangeSize)
	tx.Emit(GrantNumbers, ask.Warehouse, Grant{ask.Warehouse, ask.Kind, Span{first, first + RangeSize - 1}})
}

// ReceiveRange takes a granted range into a warehouse; the same one twice is one.
func ReceiveRange(tx *store.Tx, g Grant) {
	r, _ := Ranges.Get(tx, rangeKey(g.Kind))
	r.Kind = g.Kind
	if g.Span.First <= r.Last {
		return
	}
	for _, s := range r.Later {
		if s == g.Span {
			return
		}
	}
	r.Asked = false
	r.Later = append(r.Later, g.Span)
	Ranges.Put(tx, &r)
}
