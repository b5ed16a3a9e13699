package store

import (
	"maps"
	"slices"
	"sync"

	"example.com/tote/inventory/fault"
)

// queue holds one partition's commands in order; pieces of larger work wait in a line of their own.
type queue struct {
	people []*Call
	jobs   []*Call
}

type queues struct {
	mu     sync.Mutex
	byPart map[Partition]*queue
	count  int
	closed error // why nothing is taken for the moment
	shutUp bool
}

// add refuses at once when the queue is full: the caller still has the command and may send it again.
func (q *queues) add(c *Call, limit int) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.shutUp {
		return fault.Unavailable("store.stopping", "the service is stopping; send the same command again in a moment")
	}
	if q.closed != nil {
		return q.closed
	}
	part := q.byPart[c.cmd.Partition]
	if part == nil {
		part = &queue{}
		q.byPart[c.cmd.Partition] = part
	}
	line := &part.people
	if c.cmd.job != nil {
		line = &part.jobs
	}
	if len(*line) >= limit {
		return fault.Unavailable("store.busy", "%d commands are waiting in %s; send the same command again in a moment", limit, c.cmd.Partition)
	}
	*line = append(*line, c)
	q.count++
	return nil
}

func (q *queues) waiting() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.count
}

// partitions lists those with something to do, sorted, so that equal input gives equal groups.
func (q *queues) partitions() []Partition {
	q.mu.Lock()
	defer q.mu.Unlock()
	var out []Partition
	for p, part := range q.byPart {
		if len(part.people)+len(part.jobs) > 0 {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out
}

// next takes the partition's next command; a piece of larger work only if none is in the group yet.
func (q *queues) next(p Partition, hasJob bool) *Call {
	q.mu.Lock()
	defer q.mu.Unlock()
	part := q.byPart[p]
	line := &part.people
	if !hasJob && len(part.jobs) > 0 {
		line = &part.jobs
	}
	if len(*line) == 0 {
		return nil
	}
	c := (*line)[0]
	(*line)[0] = nil
	if *line = (*line)[1:]; len(*line) == 0 {
		*line = nil
	}
	q.count--
	return c
}

func (q *queues) drain() []*Call {
	q.mu.Lock()
	defer q.mu.Unlock()
	var out []*Call
	for _, p := range slices.Sorted(maps.Keys(q.byPart)) {
		part := q.byPart[p]
		out = append(append(out, part.people...), part.jobs...)
		part.people, part.jobs = nil, nil
	}
	q.count = 0
	return out
}

// refuse answers whatever comes with err from now on; nil takes commands again.
func (q *queues) refuse(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = err
}

func (q *queues) shut() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.shutUp = true
}
