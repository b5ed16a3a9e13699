package store

import (
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"example.com/tote/inventory/fault"
)

// loaderWrites is what a Loader applies at once: nobody waits for a commit while a store is furnished, so that large ones
// save syncs.
const loaderWrites = 20_000

// Loader furnishes an empty partition of a store that nobody else has open: ledger entries with their chain, records with
// their indexes, straight to the engine. It is for benchmarks that need millions of entries in seconds; the domain's rules
// are its caller's to keep. What a service does goes through an Executor.
type Loader struct {
	engine Engine
	part   Partition
	epoch  uint64
	seq    uint64
	tail   tail
	writes []Write
}

// NewLoader begins. Error: store.furnished if the partition has a ledger.
func NewLoader(e Engine, p Partition) (*Loader, error) {
	var last uint64
	if err := Look(e, p, func(v *View) error { last = Tail(v); return nil }); err != nil {
		return nil, err
	}
	if last > 0 {
		return nil, fault.Conflict("store.furnished", "partition %s has %d entries already", p, last)
	}
	epoch, err := e.Acquire(p)
	return &Loader{engine: e, part: p, epoch: epoch}, err
}

// Append adds an entry to the ledger, recorded at a moment not before the last one's.
func (l *Loader) Append(at time.Time, body []byte) (seq uint64, err error) {
	raw := joinHead(Head{Previous: l.tail.hash, RecordedAt: at}, body)
	l.tail = tail{seq: l.tail.seq + 1, hash: HashOf(raw), at: at}
	return l.tail.seq, l.write(Log, binary.BigEndian.AppendUint64(Key{tagEntry}, l.tail.seq), raw)
}

// Load puts a record with its indexes. A record is put once.
func Load[T any](l *Loader, c *Collection[T], v *T) error {
	for _, k := range c.indexKeys(v) {
		if err := l.write(Records, k, []byte{}); err != nil {
			return err
		}
	}
	return l.write(Records, c.Key(v), encode(c.Version, v))
}

func (l *Loader) write(s Space, k Key, v []byte) error {
	l.writes = append(l.writes, Write{Space: s, Key: fullKey(nil, l.part, k), Value: v})
	if len(l.writes) < loaderWrites {
		return nil
	}
	return l.Flush()
}

// Flush makes all that was given durable.
func (l *Loader) Flush() error {
	slices.SortFunc(l.writes, func(a, b Write) int {
		if a.Space != b.Space {
			return int(a.Space) - int(b.Space)
		}
		return strings.Compare(string(a.Key), string(b.Key))
	})
	l.seq++
	err := l.engine.Apply([]Group{{Partition: l.part, Epoch: l.epoch, Seq: l.seq, Writes: l.writes}})
	l.writes = l.writes[:0]
	return err
}
