package scale

import (
	"context"
	"sync"
	"time"
)

// Bounds of a bench.
const (
	PollEvery   = 200 * time.Millisecond // quick enough to see the plate empty between two parcels
	WeighWithin = 15 * time.Second       // for a weight that counts; then the packer is told what is wrong
)

// source is what a bench watches: a Scale.
type source interface {
	Read(ctx context.Context) (Reading, error)
}

// Bench watches the scale of a packing station all the time, since between two parcels the plate must be seen empty.
type Bench struct {
	from source
	now  func() time.Time

	mu      sync.Mutex
	judge   *Judge
	trouble error         // of the last reading
	changed chan struct{} // closed with every reading
}

// NewBench joins a scale and rules. Run must run.
func NewBench(s *Scale, rules Rules) *Bench { return newBench(s, rules, s.set.Now) }

func newBench(from source, rules Rules, now func() time.Time) *Bench {
	return &Bench{from: from, now: now, judge: NewJudge(rules), changed: make(chan struct{})}
}

// Run reads until ctx ends.
func (b *Bench) Run(ctx context.Context) {
	for ctx.Err() == nil {
		r, err := b.from.Read(ctx)
		b.mu.Lock()
		if b.trouble = err; err == nil {
			b.judge.See(r)
		}
		close(b.changed)
		b.changed = make(chan struct{})
		b.mu.Unlock()
		pause := time.NewTimer(PollEvery)
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
		}
	}
}

// Now gives what the scale shows at this moment, and why it does not count if it does not: for the screen.
func (b *Bench) Now() (Reading, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.weight()
}

func (b *Bench) weight() (Reading, error) {
	if b.trouble != nil {
		return Reading{}, b.trouble
	}
	return b.judge.Weight(b.now())
}

// Weigh waits for a weight that counts for a parcel scanned at a moment. After WeighWithin it gives the last refusal.
func (b *Bench) Weigh(ctx context.Context, scanned time.Time) (Reading, error) {
	b.mu.Lock()
	b.judge.Ask(scanned)
	b.mu.Unlock()
	end := time.NewTimer(WeighWithin)
	defer end.Stop()
	for {
		b.mu.Lock()
		r, err := b.weight()
		changed := b.changed
		b.mu.Unlock()
		if err == nil {
			return r, nil
		}
		select {
		case <-changed:
		case <-end.C:
			return r, err
		case <-ctx.Done():
			return r, ctx.Err()
		}
	}
}

// Taken tells that the parcel's weight was booked: the next one counts after the plate was seen empty.
func (b *Bench) Taken() {
	b.mu.Lock()
	b.judge.Taken()
	b.mu.Unlock()
}
