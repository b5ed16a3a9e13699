package store

import (
	"context"
	"sync"
)

// watchers wake whoever waits for a partition's ledger to grow. They carry no entries: a reader that was woken reads the
// ledger in short pieces, so a slow one costs nobody anything.
type watchers struct {
	mu    sync.Mutex
	tails map[Partition]uint64
	woken map[Partition]chan struct{}
	ended bool
}

func (w *watchers) init() {
	w.tails, w.woken = map[Partition]uint64{}, map[Partition]chan struct{}{}
}

// moved notes where a partition's ledger ends after a commit.
func (w *watchers) moved(p Partition, tail uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if tail <= w.tails[p] {
		return
	}
	w.tails[p] = tail
	w.wake(p)
}

// wake lets the waiting ones look again; call with mu held.
func (w *watchers) wake(p Partition) {
	if woken := w.woken[p]; woken != nil {
		close(woken)
		delete(w.woken, p)
	}
}

// forget lets everybody read the ledgers' ends anew: a group whose commit failed may be on disk after all.
func (w *watchers) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	clear(w.tails)
	for p := range w.woken {
		w.wake(p)
	}
}

func (w *watchers) end() {
	w.mu.Lock()
	w.ended = true
	w.mu.Unlock()
	w.forget()
}

// look gives what is known of a partition and what is closed when that changes.
func (w *watchers) look(p Partition) (tail uint64, known, ended bool, woken <-chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	tail, known = w.tails[p]
	if w.woken[p] == nil {
		w.woken[p] = make(chan struct{})
	}
	return tail, known, w.ended, w.woken[p]
}

func (w *watchers) learn(p Partition, tail uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tails[p] = max(w.tails[p], tail)
}

// WaitBeyond returns once the partition's ledger is longer than after, or ctx ends, or the executor closes. The first
// wait of a partition nobody wrote to since the start returns at once when the ledger holds more.
func (x *Executor) WaitBeyond(ctx context.Context, p Partition, after uint64) error {
	for {
		tail, known, ended, woken := x.watch.look(p)
		if ended {
			return ErrClosed
		}
		if !known {
			t, err := x.Tail(p)
			if err != nil {
				return err
			}
			tail = t
			x.watch.learn(p, t)
		}
		if tail > after {
			return nil
		}
		select {
		case <-woken:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
