package store

import (
	"errors"
	"io"
)

// ErrStaleEpoch is what an engine answers to a writer whose partition somebody else has acquired since.
var ErrStaleEpoch = errors.New("store: another writer has acquired this partition")

// ErrClosed is what a closed engine answers.
var ErrClosed = errors.New("store: closed")

// Write is one change: a nil Value deletes the key. Key begins with the partition.
type Write struct {
	Space Space
	Key   []byte
	Value []byte
}

// Group is what one partition's commands of the moment changed together. Seq counts the partition's groups within an
// epoch, so that an engine with unknown outcomes can tell whether a group has landed.
type Group struct {
	Partition Partition
	Epoch     uint64
	Seq       uint64
	Writes    []Write // sorted by space and key, each key once
}

// Snapshot is one instant of the whole store. Bytes it hands out are valid until Close and must not be changed. It must
// be closed within 100 ms: a long one keeps every page that was freed since, and the file grows.
type Snapshot interface {
	// Get gives the value, or nil.
	Get(s Space, key []byte) ([]byte, error)
	// Scan calls fn for the keys in [lo, hi) in order until it answers false.
	Scan(s Space, lo, hi []byte, fn func(key, value []byte) bool) error
	// Last gives the greatest key in [lo, hi) with its value, or nil.
	Last(s Space, lo, hi []byte) (key, value []byte, err error)
	Close()
}

// epochKey is where an engine keeps a partition's epoch among the partition's records.
func epochKey(p Partition) []byte { return fullKey(nil, p, Key{tagMeta}) }

// Engine is one storage technology. All engines pass the suite in enginetest.
type Engine interface {
	// Read opens a snapshot that holds everything applied before. Do not open one while holding another.
	Read() (Snapshot, error)
	// Apply makes all groups durable, or none; on return they are on disk. A group of a stale epoch refuses them all.
	Apply(groups []Group) error
	// Acquire makes the caller the partition's one writer and gives its epoch, greater than any before. Hold no snapshot.
	Acquire(p Partition) (epoch uint64, err error)
	// Backup writes one consistent copy that opens as a store.
	Backup(w io.Writer) error
	// Close waits for open snapshots; new ones are refused with ErrClosed.
	Close() error
}
