package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"iter"
)

// Reader is what both a running command (Tx) and a plain look (View) can do: read one partition.
type Reader interface {
	// Partition tells whose records are read.
	Partition() Partition
	// Company reads the company's records as of the same snapshot.
	Company() Reader

	get(s Space, k Key) []byte
	scan(s Space, lo, hi Key, fn func(k Key, v []byte) bool)
	last(s Space, prefix Key) (Key, []byte)
}

// readFailure unwinds a command or a view when the engine cannot be read.
type readFailure struct{ err error }

// View reads one partition of a snapshot.
type View struct {
	layers
	buf []byte
}

func newView(p Partition, snap Snapshot, over ...*overlay) *View {
	return &View{layers: layers{part: p, snap: snap, over: over}}
}

// Partition tells whose records are read.
func (v *View) Partition() Partition { return v.part }

// Company reads the company's records of the same snapshot.
func (v *View) Company() Reader { return v.Of(Company) }

// Of reads another partition of the same snapshot.
func (v *View) Of(p Partition) *View { return newView(p, v.snap) }

func fullKey(buf []byte, p Partition, k Key) []byte {
	return append(append(append(buf, p...), 0), k...)
}

func (v *View) get(s Space, k Key) []byte {
	v.buf = v.full(v.buf, s, k)
	return v.layers.get(s, v.buf)
}

// Look opens a snapshot, lets fn read partition p of it, and closes it. Keep fn under 100 ms: read in pieces. Within fn
// never wait for a command and never look again: when the file must grow or close, that waits for fn, and new looks wait
// behind it.
func Look(e Engine, p Partition, fn func(*View) error) (err error) {
	snap, err := e.Read()
	if err != nil {
		return unavailable(err)
	}
	defer snap.Close()
	defer func() {
		if r := recover(); r != nil {
			err = panicked(r)
		}
	}()
	return fn(newView(p, snap))
}

// View lets fn read partition p as it stands now, by the rules of Look.
func (x *Executor) View(ctx context.Context, p Partition, fn func(*View) error) error {
	if err := ctx.Err(); err != nil {
		return unavailable(err)
	}
	e := x.Engine()
	if e == nil {
		return unavailable(x.Ready())
	}
	return Look(e, p, fn)
}

// LogEntry is one entry of a partition's ledger as it is stored. It is the caller's to keep.
type LogEntry struct {
	Seq  uint64
	Head Head
	Body []byte // the domain's bytes
	Raw  []byte // all stored bytes: what the next entry's hash is of
}

// Entries walks the ledger from a number on; stop by breaking off.
func Entries(r Reader, from uint64) iter.Seq[LogEntry] {
	return func(yield func(LogEntry) bool) {
		lo := binary.BigEndian.AppendUint64(Key{tagEntry}, from)
		r.scan(Log, lo, Key{tagEntry}.after(), func(k Key, v []byte) bool {
			v = bytes.Clone(v) // the engine's bytes end with the snapshot
			h, body, err := splitHead(v)
			if err != nil {
				panic(fmt.Errorf("ledger entry %d: %w", binary.BigEndian.Uint64(k[1:]), err))
			}
			return yield(LogEntry{Seq: binary.BigEndian.Uint64(k[1:]), Head: h, Body: body, Raw: v})
		})
	}
}

// Tail gives the number of the last ledger entry, 0 if there is none.
func Tail(r Reader) uint64 {
	k, _ := r.last(Log, Key{tagEntry})
	if k == nil {
		return 0
	}
	return binary.BigEndian.Uint64(k[1:])
}
