package sshd

import (
	"sync"
	"time"
)

// crowd counts who is inside. Once it is shut nobody comes in any more, and it can be waited for until all have left.
type crowd struct {
	mu    sync.Mutex
	n     int
	shut  bool
	empty chan struct{} // closed when it is shut and nobody is inside
}

func newCrowd() *crowd { return &crowd{empty: make(chan struct{})} }

// enter counts somebody in, unless it is shut.
func (c *crowd) enter() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.shut {
		c.n++
	}
	return !c.shut
}

func (c *crowd) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n--; c.shut && c.n == 0 {
		close(c.empty)
	}
}

// close shuts it and waits until all have left, or no longer.
func (c *crowd) close(within time.Duration) {
	c.mu.Lock()
	if !c.shut && c.n == 0 {
		close(c.empty)
	}
	c.shut = true
	c.mu.Unlock()
	t := time.NewTimer(within)
	defer t.Stop()
	select {
	case <-c.empty:
	case <-t.C:
	}
}
