package partner

import (
	"slices"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// Limits of a document's lines. Receiving writes one chunk a scan: 16 lines are at most 2 KB, half a page, where a
// document of 500 lines in one record would write 60 KB for each carton that comes in.
const (
	MaxLines    = 500
	chunkLines  = 16
	MaxNumber   = 30
	MaxQuantity = 1_000_000_000
)

// Within a document's tag: the second byte says what a key holds.
const (
	keyHead   byte = 0x00 // number
	keyChunk  byte = 0x01 // number chunk
	keyByDate byte = 0x02 // expected number
	keyBySent byte = 0x03 // supplier reference number
	keyWanted byte = 0x04 // number chunk, of lines that still expect goods

	keyBySupplier byte = 0x05 // supplier opened number
	keyEdits      byte = 0x06 // supplier: how often its orders were made or changed by hand
)

// chunk is a run of a document's lines.
type chunk[T any] struct {
	Number string `cbor:"1,keyasint"`
	Index  uint64 `cbor:"2,keyasint,omitempty"`
	Lines  []T    `cbor:"3,keyasint"`
	Closed bool   `cbor:"4,keyasint,omitempty"` // as the document
}

// chunksOf keeps the lines of a kind of document. The chunks that still expect goods are found without a look at what has
// come in years: wants tells it of a line.
func chunksOf[T any](noun string, tag byte, wants func(T) bool) store.Collection[chunk[T]] {
	return store.Collection[chunk[T]]{
		Noun: noun, Version: 1,
		Key: func(c *chunk[T]) store.Key { return chunkKey(tag, c.Number, c.Index) },
		Indexes: []store.Index[chunk[T]]{{Name: "wanted", Late: true, Keys: func(c *chunk[T]) []store.Key {
			if c.Closed || !slices.ContainsFunc(c.Lines, wants) {
				return nil
			}
			return []store.Key{store.K(tag).Byte(keyWanted).Str(c.Number).Uint(c.Index)}
		}}},
	}
}

// LateIndexes are those that came when stores had been written already; see store.Build.
func LateIndexes() []store.Building {
	return slices.Concat(store.Late(&asnChunks, store.K(tagASN).Byte(keyChunk)), store.Late(&purchaseChunks, store.K(tagPurchaseOrder).Byte(keyChunk)))
}

func chunkKey(tag byte, number string, index uint64) store.Key {
	return store.K(tag).Byte(keyChunk).Str(number).Uint(index)
}

// putLines stores a document's lines and takes away what it had beyond them.
func putLines[T any](tx *store.Tx, c *store.Collection[chunk[T]], tag byte, number string, lines []T, had int, closed bool) {
	var index uint64
	for at := 0; at < len(lines); at += chunkLines {
		part := lines[at:min(at+chunkLines, len(lines))]
		c.Put(tx, &chunk[T]{Number: number, Index: index, Lines: part, Closed: closed})
		index++
	}
	for ; int(index)*chunkLines < had; index++ {
		c.Delete(tx, chunkKey(tag, number, index))
	}
}

// closeLines notes at a document's lines that nothing more is waited for, or that it is again.
func closeLines[T any](tx *store.Tx, c *store.Collection[chunk[T]], tag byte, number string, closed bool) {
	for index := uint64(0); ; index++ {
		part, ok := c.Get(tx, chunkKey(tag, number, index))
		if !ok {
			return
		}
		if part.Closed != closed {
			part.Closed = closed
			c.Put(tx, &part)
		}
	}
}

func readLines[T any](r store.Reader, c *store.Collection[chunk[T]], tag byte, number string) []T {
	var out []T
	for part := range c.All(r, store.K(tag).Byte(keyChunk).Str(number), nil) {
		out = append(out, part.Lines...)
	}
	return out
}

// editLine changes one line in place, writing its chunk only.
func editLine[T any](tx *store.Tx, c *store.Collection[chunk[T]], tag byte, number string, line int, edit func(*T) error) (T, error) {
	var zero T
	part, ok := c.Get(tx, chunkKey(tag, number, uint64(line-1)/chunkLines))
	if at := (line - 1) % chunkLines; ok && line >= 1 && at < len(part.Lines) {
		if err := edit(&part.Lines[at]); err != nil {
			return zero, err
		}
		c.Put(tx, &part)
		return part.Lines[at], nil
	}
	return zero, fault.NotFound("line.unknown", "%s %q has no line %d", c.Noun, number, line)
}

func findLine[T any](r store.Reader, c *store.Collection[chunk[T]], tag byte, number string, line int) (T, error) {
	var zero T
	if line >= 1 {
		part, ok := c.Get(r, chunkKey(tag, number, uint64(line-1)/chunkLines))
		if at := (line - 1) % chunkLines; ok && at < len(part.Lines) {
			return part.Lines[at], nil
		}
	}
	return zero, fault.NotFound("line.unknown", "%s %q has no line %d", c.Noun, number, line)
}

// listByDate gives a page of documents in order of expected date and number. The cursor is the number last seen.
func listByDate[T any](r store.Reader, c *store.Collection[T], tag byte, p Page, dateKey func(*T) store.Key) ([]T, error) {
	prefix := store.K(tag).Byte(keyByDate)
	var from store.Key
	if p.After != "" {
		last, err := c.Must(r, headKey(tag, p.After), p.After)
		if err != nil {
			return nil, err
		}
		from = dateKey(&last).Byte(0) // the smallest key behind it
	}
	var out []T
	for k := range store.Keys(r, prefix, from) {
		if len(out) == p.limit() {
			break
		}
		kr := store.ReadKey(k, len(prefix))
		kr.Int()
		number := kr.Str()
		doc, ok := c.Get(r, headKey(tag, number))
		if !ok {
			return nil, fault.Internal("document.index", "the dates lead to %s %q, which is not there", c.Noun, number)
		}
		out = append(out, doc)
	}
	return out, nil
}

func headKey(tag byte, number string) store.Key { return store.K(tag).Byte(keyHead).Str(number) }

func byDateKey(tag byte, expected item.Date, number string) store.Key {
	return store.K(tag).Byte(keyByDate).Int(int64(expected)).Str(number)
}

// Status says how far a delivery has come. It is never stored: it follows from what was received.
type Status byte

// What a delivery may be, in life order.
const (
	Expected  Status = iota + 1 // nothing has come
	Receiving                   // some lines are still short
	Complete                    // every line has come, within the tolerance
	Ended                       // closed by a person: what is missing is not waited for
)

var statusWords = [...]string{Expected: "expected", Receiving: "receiving", Complete: "complete", Ended: "ended"}

// String gives the word used in files and on the wire.
func (s Status) String() string {
	if int(s) < len(statusWords) && s > 0 {
		return statusWords[s]
	}
	return "?"
}

// quantities is what a status follows from.
type quantities struct{ due, received int64 }

// statusOf is the pure rule: due is the least quantity that completes a line.
func statusOf(closed bool, lines []quantities) Status {
	if closed {
		return Ended
	}
	begun, complete := false, true
	for _, l := range lines {
		begun = begun || l.received > 0
		complete = complete && l.received >= l.due
	}
	switch {
	case !begun: // a tolerance of 100 % short must not complete what never came
		return Expected
	case complete:
		return Complete
	}
	return Receiving
}
