package scale

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"example.com/tote/inventory/fault"
)

// plate is a scale that shows what lies on it.
type plate struct {
	mu    sync.Mutex
	grams int64
	moves bool
	err   error
}

func (p *plate) put(grams int64, moves bool, err error) {
	p.mu.Lock()
	p.grams, p.moves, p.err = grams, moves, err
	p.mu.Unlock()
}

func (p *plate) Read(context.Context) (Reading, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return Reading{Grams: p.grams, Division: 1, Flagged: true, Stable: !p.moves, Raw: "S", At: time.Now()}, p.err
}

func TestBench(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &plate{}
		b := newBench(p, Rules{}, time.Now)
		if _, err := b.Now(); fault.ReasonOf(err) != "scale.silent" {
			t.Errorf("before anything was read: %v", err)
		}
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go b.Run(ctx)
		weigh := func(want int64, reason string) time.Duration {
			t.Helper()
			began := time.Now()
			r, err := b.Weigh(t.Context(), began)
			if fault.ReasonOf(err) != reason || err == nil && r.Grams != want {
				t.Errorf("got %d g, %v; want %d g, %q", r.Grams, err, want, reason)
			}
			return time.Since(began)
		}
		time.Sleep(time.Second)
		p.put(512, true, nil)
		time.AfterFunc(time.Second, func() { p.put(829, false, nil) })
		if took := weigh(829, ""); took < time.Second || took > time.Second+2*PollEvery {
			t.Errorf("weighed after %v, it stood still after a second", took)
		}
		b.Taken()
		if took := weigh(0, "scale.not_zeroed"); took != WeighWithin {
			t.Errorf("refused after %v, want %v", took, WeighWithin)
		}
		time.AfterFunc(time.Second, func() { p.put(0, false, nil) })
		time.AfterFunc(2*time.Second, func() { p.put(671, false, nil) })
		weigh(671, "")
		time.Sleep(PollEvery)
		p.put(0, false, errUnder())
		time.Sleep(PollEvery)
		weigh(0, "scale.under")
		ctx2, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := b.Weigh(ctx2, time.Now()); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("given up: %v", err)
		}
	})
}
