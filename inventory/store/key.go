package store

import (
	"bytes"
	"encoding/binary"

	"example.com/tote/inventory/fault"
)

// Partition is the unit of ordering and of atomic writes: one warehouse, or the company.
type Partition string

// Company is the partition of the catalogue, partners, people and order intake.
const Company Partition = "@"

// MaxPartition bounds a warehouse code: it begins every key, so each byte is paid in every record.
const MaxPartition = 8

// CheckPartition refuses a code that could not begin a key or be read aloud.
func CheckPartition(p Partition) error {
	if p == Company {
		return nil
	}
	if len(p) == 0 || len(p) > MaxPartition {
		return fault.Invalid("partition.length", "warehouse code %q must have 1 to %d characters", string(p), MaxPartition)
	}
	for _, c := range []byte(p) {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return fault.Invalid("partition.letter", "warehouse code %q may have capital letters A-Z and digits only", string(p))
		}
	}
	return nil
}

// Space separates records, changed in place, from the log, appended at its end: they fill pages differently.
type Space byte

// The two spaces of a store.
const (
	Records Space = 'r'
	Log     Space = 'l'
)

// Key is an order-preserving encoding: the bytes sort as the values do. Build it with K and the append methods. Each of
// them gives a new key, so that two keys may continue the same prefix without writing over each other.
type Key []byte

// K begins a key with its tag.
func K(tag byte) Key { return Key{tag} }

// room gives a copy of k with space for n more bytes.
func (k Key) room(n int) Key { return append(make(Key, 0, len(k)+n), k...) }

// Str appends text: escaped and terminated, so that "A" sorts before "A1" and neither can run into what follows.
func (k Key) Str(s string) Key {
	k = k.room(len(s) + 2)
	for i := 0; i < len(s); i++ {
		if s[i] == 0 {
			k = append(k, 0, 0xFF)
			continue
		}
		k = append(k, s[i])
	}
	return append(k, 0, 1)
}

// Uint appends a number in its shortest order-preserving form: a length byte and the big-endian bytes.
func (k Key) Uint(n uint64) Key {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], n)
	i := 0
	for i < 8 && b[i] == 0 {
		i++
	}
	return append(append(k.room(9), byte(8-i)), b[i:]...)
}

// Int appends a signed number: the sign bit is turned, so that negative ones sort first.
func (k Key) Int(n int64) Key {
	return binary.BigEndian.AppendUint64(k.room(8), uint64(n)^(1<<63))
}

// Byte appends one byte as it is.
func (k Key) Byte(b byte) Key { return append(k.room(1), b) }

// With appends the bytes of another key, as an index does with the key of its record.
func (k Key) With(tail Key) Key { return append(k.room(len(tail)), tail...) }

// Clone gives a copy that later appends cannot reach.
func (k Key) Clone() Key { return bytes.Clone(k) }

// after gives the smallest key behind all keys that begin with k, or nil if there is none.
func (k Key) after() Key {
	for i := len(k) - 1; i >= 0; i-- {
		if k[i] != 0xFF {
			out := bytes.Clone(k[:i+1])
			out[i]++
			return out
		}
	}
	return nil
}

// KeyReader takes a key apart in the order it was built.
type KeyReader struct {
	rest []byte
	bad  bool
}

// ReadKey begins taking k apart; skip is the length of what the caller knows already.
func ReadKey(k Key, skip int) *KeyReader {
	if skip > len(k) {
		return &KeyReader{bad: true}
	}
	return &KeyReader{rest: k[skip:]}
}

// Str reads what Key.Str wrote.
func (r *KeyReader) Str() string {
	var out []byte
	for i := 0; !r.bad && i+1 < len(r.rest); i++ {
		if r.rest[i] != 0 {
			out = append(out, r.rest[i])
			continue
		}
		switch r.rest[i+1] {
		case 1:
			r.rest = r.rest[i+2:]
			return string(out)
		case 0xFF:
			out = append(out, 0)
			i++
		default:
			r.bad = true
		}
	}
	r.bad = true
	return ""
}

// Uint reads what Key.Uint wrote.
func (r *KeyReader) Uint() uint64 {
	if r.bad || len(r.rest) == 0 || r.rest[0] > 8 || len(r.rest) < int(r.rest[0])+1 {
		r.bad = true
		return 0
	}
	if r.rest[0] > 0 && r.rest[1] == 0 { // not the shortest form: no key was built so
		r.bad = true
		return 0
	}
	var n uint64
	for _, b := range r.rest[1 : 1+r.rest[0]] {
		n = n<<8 | uint64(b)
	}
	r.rest = r.rest[1+r.rest[0]:]
	return n
}

// Int reads what Key.Int wrote.
func (r *KeyReader) Int() int64 {
	if r.bad || len(r.rest) < 8 {
		r.bad = true
		return 0
	}
	n := binary.BigEndian.Uint64(r.rest) ^ (1 << 63)
	r.rest = r.rest[8:]
	return int64(n)
}

// Byte reads one byte.
func (r *KeyReader) Byte() byte {
	if r.bad || len(r.rest) == 0 {
		r.bad = true
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

// Rest gives what was not read yet.
func (r *KeyReader) Rest() Key { return r.rest }

// Err says whether the key had another shape than was read.
func (r *KeyReader) Err() error {
	if r.bad {
		return fault.Internal("key.shape", "a stored key has another shape than its collection says")
	}
	return nil
}
