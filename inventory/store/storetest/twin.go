package storetest

import (
	"bytes"
	"fmt"
	"io"
	"sync"

	"example.com/tote/inventory/store"
)

// twin is an engine with a shadow in memory: whatever one applies the other does too, and at the end they must hold the
// same. It can also be told to fail, before or after a group has reached the disk.
type twin struct {
	real   store.Engine
	shadow *store.Memory

	mu       sync.Mutex
	failWith error
	landed   bool // the failing group is on disk all the same
}

func (e *twin) Read() (store.Snapshot, error) { return e.real.Read() }
func (e *twin) Backup(w io.Writer) error      { return e.real.Backup(w) }
func (e *twin) Close() error                  { return e.real.Close() }

// Size lets a backup tell its progress.
func (e *twin) Size() (int64, error) {
	if sized, ok := e.real.(interface{ Size() (int64, error) }); ok {
		return sized.Size()
	}
	return 0, nil
}

func (e *twin) Acquire(p store.Partition) (uint64, error) {
	epoch, err := e.real.Acquire(p)
	if err != nil {
		return 0, err
	}
	if other, err := e.shadow.Acquire(p); err != nil || other != epoch {
		return 0, fmt.Errorf("epoch %d of %s is %d in the twin (%v)", epoch, p, other, err)
	}
	return epoch, nil
}

func (e *twin) Apply(groups []store.Group) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	err, landed := e.failWith, e.landed
	e.failWith = nil
	if err != nil && !landed {
		return err
	}
	if applyErr := e.real.Apply(groups); applyErr != nil {
		return applyErr
	}
	if applyErr := e.shadow.Apply(groups); applyErr != nil {
		return fmt.Errorf("the twin refused a group: %w", applyErr)
	}
	return err
}

func (e *twin) fail(err error, landed bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.failWith, e.landed = err, landed
}

// pause keeps groups from being applied until the function it gives is called.
func (e *twin) pause() (resume func()) {
	e.mu.Lock()
	return e.mu.Unlock
}

// difference names the first key that two engines do not hold alike.
func difference(a, b store.Engine) (string, error) {
	left, err := contents(a)
	if err != nil {
		return "", err
	}
	right, err := contents(b)
	if err != nil {
		return "", err
	}
	for i := range max(len(left), len(right)) {
		switch {
		case i >= len(left):
			return fmt.Sprintf("%c %q is in the twin only", right[i].space, right[i].key), nil
		case i >= len(right):
			return fmt.Sprintf("%c %q is in the store only", left[i].space, left[i].key), nil
		case left[i].space != right[i].space || !bytes.Equal(left[i].key, right[i].key):
			return fmt.Sprintf("store has %c %q where the twin has %c %q", left[i].space, left[i].key, right[i].space, right[i].key), nil
		case !bytes.Equal(left[i].value, right[i].value):
			return fmt.Sprintf("%c %q is %q in the store, %q in the twin", left[i].space, left[i].key, left[i].value, right[i].value), nil
		}
	}
	return "", nil
}

type entry struct {
	space      store.Space
	key, value []byte
}

func contents(e store.Engine) ([]entry, error) {
	snap, err := e.Read()
	if err != nil {
		return nil, err
	}
	defer snap.Close()
	var out []entry
	for _, s := range []store.Space{store.Records, store.Log} {
		err := snap.Scan(s, []byte{0}, []byte{0xFF}, func(k, v []byte) bool {
			out = append(out, entry{s, bytes.Clone(k), bytes.Clone(v)})
			return true
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
