package store

import (
	"sync"

	"example.com/tote/inventory/fault"
)

// Chain holds back the rest of a task's commands once one of them was not done, whatever the reason: the steps behind a
// refused one were confirmed in the belief that it had worked. Give the same pointer to all of them, in order.
type Chain struct{ sequence }

// Batch holds back the rest of one request's commands once the service could not take one of them (unavailable or
// limited): the sender will send them again, in order, and they must not overtake the one that was not taken. Give the
// same pointer to all commands of the request, in order.
type Batch struct{ sequence }

// ReasonHeld is the reason of a command that was neither run nor stored, since one before it in its chain or batch was
// not done.
const ReasonHeld = "command.held"

func errHeld() error {
	return fault.Unavailable(ReasonHeld, "held back: a command before it was not done")
}

// sequence is an order of commands with the place it broke at. A command may fail on its caller's side (a full queue)
// while earlier ones still wait for their turn: those are not held.
type sequence struct {
	mu     sync.Mutex
	length int
	broken int // the place of the first command that was not done, from 1; 0: none
}

// join gives the next place, or 0 if there is no sequence.
func (s *sequence) join() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.length++
	return s.length
}

func (s *sequence) breakAt(place int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken == 0 || place < s.broken {
		s.broken = place
	}
}

func (s *sequence) holds(place int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.broken != 0 && s.broken < place
}

// joinSequences gives the call its places; call it in the order the commands are queued in.
func (c *Call) joinSequences() {
	if c.cmd.Chain != nil {
		c.chainPlace = c.cmd.Chain.join()
	}
	if c.cmd.Batch != nil {
		c.batchPlace = c.cmd.Batch.join()
	}
}

func (c *Call) held() bool {
	return (c.cmd.Chain != nil && c.cmd.Chain.holds(c.chainPlace)) || (c.cmd.Batch != nil && c.cmd.Batch.holds(c.batchPlace))
}

// fails notes that the call was not done. What is held in a chain does not stop the batch: other chains go on.
func (c *Call) fails(err error) {
	c.err = err
	if c.cmd.Chain != nil {
		c.cmd.Chain.breakAt(c.chainPlace)
	}
	if c.cmd.Batch == nil || fault.ReasonOf(err) == ReasonHeld {
		return
	}
	switch fault.CodeFrom(err) {
	case fault.CodeUnavailable, fault.CodeLimited:
		c.cmd.Batch.breakAt(c.batchPlace)
	}
}
