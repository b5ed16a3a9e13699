package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"sync"

	"github.com/tidwall/btree"
)

// Memory is an engine without a disk, for tests and simulation. It is durable for as long as it is kept.
type Memory struct {
	mu     sync.Mutex
	m      *btree.Map[string, []byte]
	epochs map[Partition]uint64 // the last one given
	held   map[Partition]uint64 // those that may write
	closed bool
	fail   error
}

// NewMemory gives an empty engine.
func NewMemory() *Memory {
	return &Memory{m: btree.NewMap[string, []byte](0), epochs: map[Partition]uint64{}, held: map[Partition]uint64{}}
}

// Read opens a snapshot: a copy that shares what does not change.
func (e *Memory) Read() (Snapshot, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil, ErrClosed
	}
	return &memorySnapshot{m: e.m.Copy()}, nil
}

// Apply makes all groups visible, or none.
func (e *Memory) Apply(groups []Group) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return ErrClosed
	}
	if err := e.fail; err != nil {
		e.fail = nil
		return err
	}
	for _, g := range groups {
		if g.Epoch == 0 || g.Epoch != e.held[g.Partition] {
			return fmt.Errorf("%w: %s", ErrStaleEpoch, g.Partition)
		}
	}
	for _, g := range groups {
		for _, w := range g.Writes {
			k := string(w.Space) + string(w.Key)
			if w.Value == nil {
				e.m.Delete(k)
			} else {
				e.m.Set(k, bytes.Clone(w.Value))
			}
		}
	}
	return nil
}

// Acquire makes the caller the partition's one writer.
func (e *Memory) Acquire(p Partition) (uint64, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return 0, ErrClosed
	}
	e.epochs[p]++
	e.held[p] = e.epochs[p]
	e.m.Set(string(Records)+string(epochKey(p)), binary.BigEndian.AppendUint64(nil, e.epochs[p])) // as a file would hold it
	return e.epochs[p], nil
}

// FailNextApply makes the next Apply answer err and change nothing, to rehearse a broken disk. nil takes that back.
func (e *Memory) FailNextApply(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.fail = err
}

// Reopen makes a closed engine usable again with what it held, as a file would be.
func (e *Memory) Reopen() *Memory {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = false
	return e
}

// Backup writes nothing that could be opened: memory has no file form.
func (e *Memory) Backup(io.Writer) error {
	return fmt.Errorf("store: memory cannot be backed up")
}

// Close refuses everything from now on.
func (e *Memory) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	clear(e.held)
	return nil
}

type memorySnapshot struct{ m *btree.Map[string, []byte] }

func (s *memorySnapshot) Get(sp Space, key []byte) ([]byte, error) {
	v, _ := s.m.Get(string(sp) + string(key))
	return v, nil
}

func (s *memorySnapshot) Scan(sp Space, lo, hi []byte, fn func(k, v []byte) bool) error {
	end := string(sp) + string(hi)
	s.m.Ascend(string(sp)+string(lo), func(k string, v []byte) bool {
		return k < end && fn([]byte(k[1:]), v)
	})
	return nil
}

func (s *memorySnapshot) Last(sp Space, lo, hi []byte) (key, value []byte, err error) {
	start, end := string(sp)+string(lo), string(sp)+string(hi)
	s.m.Descend(end, func(k string, v []byte) bool {
		if k == end {
			return true
		}
		if k >= start {
			key, value = []byte(k[1:]), v
		}
		return false
	})
	return key, value, nil
}

func (s *memorySnapshot) Close() {}

// Clone gives another engine that holds the same and shares nothing.
func (e *Memory) Clone() *Memory {
	e.mu.Lock()
	defer e.mu.Unlock()
	return &Memory{m: e.m.Copy(), epochs: maps.Clone(e.epochs), held: maps.Clone(e.held)}
}
