package inventory

import (
	"fmt"
	"slices"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

const tagSerial byte = 0x20

// Bounds of serial numbers.
const (
	MaxSerial         = 40 // characters: GS1 allows 20, makers of electronics use more
	MaxSerialsAtOnce  = 60 // of one receipt: each is a record, of 200 writes
	maxSerialEvents   = 16 // of its history that are kept with it; the ledger has all
	maxSerialsOfCode  = 20 // items that may share a serial number: makers number by themselves
	serialHistoryTold = 4  // events a refusal names
)

// SerialEvent is one thing that happened to a unit.
type SerialEvent struct {
	At       int64  `cbor:"1,keyasint"` // unix seconds
	Holder   Holder `cbor:"2,keyasint"` // where it came to
	Document string `cbor:"3,keyasint,omitempty"`
	Order    string `cbor:"4,keyasint,omitempty"`
	Worker   string `cbor:"5,keyasint,omitempty"`
}

// Serial is one unit with a number of its own. It is in one place: the last one it was scanned to. A movement that does not
// name it, as of a whole case, leaves it where it was seen last.
type Serial struct {
	Number  string        `cbor:"1,keyasint"`
	SKU     item.SKU      `cbor:"2,keyasint"`
	Lot     item.Lot      `cbor:"3,keyasint,omitempty"`
	Holder  Holder        `cbor:"4,keyasint"`
	Receipt string        `cbor:"5,keyasint,omitempty"` // it came in with last
	Parcel  string        `cbor:"6,keyasint,omitempty"` // it was packed into since
	Order   string        `cbor:"7,keyasint,omitempty"` // that parcel is of
	Events  []SerialEvent `cbor:"8,keyasint,omitempty"` // oldest first
}

func serialKey(number string, sku item.SKU) store.Key {
	return store.K(tagSerial).Str(number).Str(string(sku))
}

// Serials are kept by number: that is what is scanned.
var Serials = store.Collection[Serial]{Noun: "serial", Version: 1, Key: func(s *Serial) store.Key { return serialKey(s.Number, s.SKU) }}

// SerialsNumbered gives the units that bear a number, by SKU.
func SerialsNumbered(r store.Reader, number string) []Serial {
	var out []Serial
	for s := range Serials.All(r, store.K(tagSerial).Str(number), nil) {
		if out = append(out, s); len(out) == maxSerialsOfCode {
			break
		}
	}
	return out
}

// GetSerial gives a unit; false if it was never seen here.
func GetSerial(r store.Reader, sku item.SKU, number string) (Serial, bool) {
	return Serials.Get(r, serialKey(number, sku))
}

// Gone tells whether a unit has left the house.
func (s *Serial) Gone(r store.Reader) bool {
	if s.Holder.Kind == Outside {
		return true
	}
	within := Within(r, s.Holder)
	if last := within[len(within)-1]; last.Kind == Outside {
		return true
	}
	return false
}

// History words what happened to a unit last, for a person who scans it where it should not be.
func (s *Serial) History() string {
	events := s.Events[max(0, len(s.Events)-serialHistoryTold):]
	words := make([]string, len(events))
	for i, e := range events {
		words[i] = strings.TrimSpace(e.Holder.String() + " " + e.Document)
	}
	return strings.Join(words, ", then ")
}

// noteSerials is the sole writer of serials: it follows an entry of the ledger that names them.
func noteSerials(tx *store.Tx, e *Entry) {
	for _, number := range e.Serials {
		s, ok := Serials.Get(tx, serialKey(number, e.SKU))
		if !ok {
			s = Serial{Number: number, SKU: e.SKU}
		}
		s.Lot, s.Holder = e.To.Lot, e.To.Holder
		switch {
		case e.From.Holder == Supplier || e.From.Holder == Customer || e.From.Holder == InTransit:
			s.Receipt, s.Parcel, s.Order = e.Document, "", ""
		case e.ToPhase == Packed:
			s.Parcel, s.Order = e.Document, e.Ref.Order
		}
		s.Events = append(s.Events, SerialEvent{At: tx.Now().Unix(), Holder: e.To.Holder, Document: e.Document, Order: e.Ref.Order, Worker: tx.Command().Worker})
		if n := len(s.Events) - maxSerialEvents; n > 0 {
			s.Events = slices.Delete(s.Events, 1, 1+n) // where it came from is what a recall asks first
		}
		Serials.Put(tx, &s)
	}
}

// checkSerials refuses serial numbers that cannot come in: told twice, malformed, or of a unit that is in the house.
func checkSerials(r store.Reader, g *fault.Gather, sku item.SKU, serials []string) {
	if len(serials) > MaxSerialsAtOnce {
		g.Add("serials", "serial.many", "%d serial numbers, at most %d at once: receive the rest by itself", len(serials), MaxSerialsAtOnce)
		return
	}
	seen := map[string]bool{}
	for _, number := range serials {
		if !CheckSerial(g, "serials", number) {
			continue
		}
		if seen[number] {
			g.Add(number, "serial.twice", "serial number %s was scanned twice", number)
		}
		seen[number] = true
		if s, ok := GetSerial(r, sku, number); ok && !s.Gone(r) {
			g.Add(number, "serial.in_house", "unit %s of SKU %s is in the house: %s", number, sku, s.History())
		}
	}
}

// CheckSerial notes what is wrong with a serial number, and tells whether it is one.
func CheckSerial(g *fault.Gather, where, number string) bool {
	ok := true
	if number == "" || len(number) > MaxSerial || strings.ContainsFunc(number, func(r rune) bool { return r <= ' ' || r > '~' }) {
		g.Add(where, "serial.malformed", "serial number %q must have 1 to %d printable characters without blanks", number, MaxSerial)
		ok = false
	}
	return ok
}

// SerialNeeded tells whether units of an item are scanned one by one at receipt.
func SerialNeeded(it *item.Item) bool { return it.SerialTracked && !it.SerialAtShipping }

// Shippable refuses units that may not leave: ones nobody received, and ones that are packed or gone already, each with its
// history. packed tells whether the parcel a unit was packed into before still holds it.
func Shippable(r store.Reader, g *fault.Gather, where string, it *item.Item, serials []string, packed func(order, parcel string) bool) {
	seen := map[string]bool{}
	for _, number := range serials {
		s, known := GetSerial(r, it.SKU, number)
		switch {
		case !CheckSerial(g, where, number):
		case seen[number]:
			g.Add(where, "serial.twice", "serial number %s was scanned twice", number)
		case !known && SerialNeeded(it):
			g.Add(where, "serial.unknown", "nobody received unit %s of SKU %s: set it aside%s", number, it.SKU, otherItems(r, number))
		case known && s.Parcel != "" && packed(s.Order, s.Parcel):
			g.Add(where, "serial.shipped", "unit %s of SKU %s went into parcel %s of order %s already: %s", number, it.SKU, s.Parcel, s.Order, s.History())
		}
		seen[number] = true
	}
}

func otherItems(r store.Reader, number string) string {
	all := SerialsNumbered(r, number)
	if len(all) == 0 {
		return ""
	}
	return fmt.Sprintf("; the number is that of a unit of SKU %s", all[0].SKU)
}
