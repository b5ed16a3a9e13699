package store

import (
	"encoding/binary"
	"fmt"
	"sort"
	"time"
)

// Stored is a ledger entry as the engine has it: nothing is copied or hashed.
type Stored struct {
	Seq  uint64
	At   int64  // when it was recorded, unix microseconds
	Body []byte // the domain's bytes, gone once the walk goes on
}

// Walk gives the ledger's entries of [from, to] in order until fn answers false. It is Entries for who reads millions of
// them and keeps none: what fn is given is valid until it returns.
func Walk(r Reader, from, to uint64, fn func(Stored) bool) {
	lo := binary.BigEndian.AppendUint64(Key{tagEntry}, from)
	hi := Key{tagEntry}.after()
	if to != ^uint64(0) {
		hi = binary.BigEndian.AppendUint64(Key{tagEntry}, to+1)
	}
	r.scan(Log, lo, hi, func(k Key, v []byte) bool {
		seq := binary.BigEndian.Uint64(k[1:])
		if len(v) < headSize || v[0] != headVersion {
			panic(fmt.Errorf("ledger entry %d: no head of version %d", seq, headVersion))
		}
		return fn(Stored{Seq: seq, At: int64(binary.BigEndian.Uint64(v[headSize-8:])), Body: v[headSize:]})
	})
}

// RecordedAt tells when an entry was recorded; false if there is none of that number.
func RecordedAt(r Reader, seq uint64) (at time.Time, ok bool) {
	Walk(r, seq, seq, func(e Stored) bool {
		at, ok = time.UnixMicro(e.At).UTC(), true
		return false
	})
	return at, ok
}

// LastBefore gives the number of the last entry recorded before a moment, 0 if there is none: entries are never recorded
// before the one before them, so it takes one look a halving.
func LastBefore(r Reader, moment time.Time) uint64 {
	micros := moment.UnixMicro()
	return uint64(sort.Search(int(Tail(r)), func(i int) bool {
		before := false
		Walk(r, uint64(i)+1, uint64(i)+1, func(e Stored) bool {
			before = e.At < micros
			return false
		})
		return !before
	}))
}
