package storetest

import (
	"sync"
	"time"
)

// Begin is the moment every clock of a test starts at: a Monday morning.
var Begin = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// Clock is a clock that moves only when told to.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now gives the moment.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock on and gives the new moment.
func (c *Clock) Advance(d time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return c.now
}
