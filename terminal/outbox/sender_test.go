package outbox

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

// gather is where a test hears a Sender's events.
type gather struct {
	mu   sync.Mutex
	list []Event
}

func (g *gather) hear(e Event) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.list = append(g.list, e)
}

func (g *gather) words() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	var out []string
	for _, e := range g.list {
		out = append(out, e.Kind.String())
	}
	g.list = nil
	return strings.Join(out, ", ")
}

// run starts a Sender over p inside the bubble and ends it with the test.
func run(t *testing.T, b *Box, p Poster) (*Sender, *gather) {
	g := &gather{}
	s := NewSender(b, p, SenderOptions{OnEvent: g.hear, Seed: 1})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("Run ended with %v", err)
		}
	})
	return s, g
}

// settle lets time pass and everything come to rest.
func settle(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func bubble(t *testing.T, f func(*testing.T, *Box)) {
	o := testOptions(t.TempDir())
	o.disk = quickDisk{}
	synctest.Test(t, func(t *testing.T) {
		b, _ := open(t, o)
		f(t, b)
	})
}

// Over the worst net every command is done once, in order within its chain, and never below the floor.
func TestLossyNet(t *testing.T) {
	for seed := range uint64(8) {
		bubble(t, func(t *testing.T, b *Box) {
			srv := newService()
			run(t, b, lossyNet(srv, seed))
			r := rand.New(rand.NewPCG(seed, 9))
			const commands = 300
			for i := range commands {
				keep(t, b, fmt.Sprintf("T-%d", i%5))
				time.Sleep(time.Duration(r.IntN(2000)) * time.Millisecond)
				if r.IntN(3) == 0 {
					for _, e := range b.Answered() {
						if err := b.Consume(e.Number); err != nil {
							t.Fatal(err)
						}
					}
				}
			}
			for b.Status().Waiting > 0 {
				settle(time.Minute)
			}
			settle(2 * time.Minute) // the copies arrive
			srv.mu.Lock()
			defer srv.mu.Unlock()
			if len(srv.did) != commands || len(b.Stops()) > 0 { // a stop: its answer would have been too_old
				t.Errorf("seed %d: %d done of %d, stops %+v", seed, len(srv.did), commands, b.Stops())
			}
			last := map[uint64]uint64{}
			for _, n := range srv.did {
				if n <= last[n%5] {
					t.Errorf("seed %d: %d was done after %d of its chain", seed, n, last[n%5])
				}
				last[n%5] = n
			}
		})
	}
}

func TestSenderEvents(t *testing.T) {
	bubble(t, func(t *testing.T, b *Box) {
		srv, down := newService(), &atomic.Bool{}
		down.Store(true)
		s, g := run(t, b, poster(func(_ context.Context, c wire.Commands) (wire.Answers, error) {
			if down.Load() {
				return wire.Answers{}, errors.New("no route to host")
			}
			return srv.handle(c), nil
		}))
		synctest.Wait()
		equal(t, "nothing to send", g.words(), "")
		keep(t, b, "T-1", "T-1")
		settle(time.Minute)
		equal(t, "without radio", g.words(), "link down")
		equal(t, "link", s.Link(), LinkIsDown)
		down.Store(false)
		start := time.Now()
		s.Kick()
		synctest.Wait()
		equal(t, "a kick does not wait", time.Since(start), time.Duration(0))
		equal(t, "radio back", g.words(), "link up, answered, answered, drained")
		equal(t, "link", s.Link(), LinkIsUp)
		down.Store(true)
		keep(t, b, "T-1")
		settle(time.Minute)
		down.Store(false)
		settle(LongestWait)
		equal(t, "by itself", g.words(), "link down, link up, answered, drained")
	})
}

// Waits double from try to try up to a bound, and start anew once something was answered.
func TestBackOff(t *testing.T) {
	bubble(t, func(t *testing.T, b *Box) {
		var at []time.Time
		run(t, b, poster(func(context.Context, wire.Commands) (wire.Answers, error) {
			at = append(at, time.Now())
			return wire.Answers{}, fault.Limited("too.often", "slow down")
		}))
		keep(t, b, "T-1")
		settle(5 * time.Minute)
		for i := 1; i < len(at); i++ {
			most := min(FirstWait<<(i-1), LongestWait)
			if got := at[i].Sub(at[i-1]); got < most/2 || got > most {
				t.Errorf("wait %d = %v, want %v to %v", i, got, most/2, most)
			}
		}
		if len(at) < 20 {
			t.Errorf("%d tries in five minutes", len(at))
		}
	})
}

// 401 stops everything and keeps the queue; after a sign-in it goes on with the same ids.
func TestSignIn(t *testing.T) {
	bubble(t, func(t *testing.T, b *Box) {
		srv, signedIn, posts := newService(), &atomic.Bool{}, &atomic.Int64{}
		s, g := run(t, b, poster(func(_ context.Context, c wire.Commands) (wire.Answers, error) {
			posts.Add(1)
			if !signedIn.Load() {
				return wire.Answers{}, fault.Unauthenticated("session.ended", "sign in")
			}
			return srv.handle(c), nil
		}))
		keep(t, b, "T-1", "T-2")
		settle(time.Hour)
		equal(t, "events", g.words(), "sign-in needed")
		equal(t, "posts in an hour", posts.Load(), int64(1))
		equal(t, "link", s.Link(), LinkSignIn)
		equal(t, "the queue is kept", b.Status().Waiting, 2)
		signedIn.Store(true)
		s.SignedIn()
		synctest.Wait()
		equal(t, "events", g.words(), "link up, answered, answered, drained")
	})
}

// A refusal opens the safe screen; the others go on; what was held is sent once the person releases it.
func TestRefusalAndRelease(t *testing.T) {
	bubble(t, func(t *testing.T, b *Box) {
		srv := newService()
		srv.judge = func(c wire.Command) *wire.Problem {
			if c.Number == 2 {
				return &wire.Problem{Code: "refused", Reason: "order.cancelled"}
			}
			return nil
		}
		_, g := run(t, b, poster(func(_ context.Context, c wire.Commands) (wire.Answers, error) { return srv.handle(c), nil }))
		keep(t, b, "T-1", "T-1", "T-1", "T-2", "T-1")
		synctest.Wait()
		equal(t, "events", g.words(), "link up, answered, answered, answered, stopped, drained")
		equal(t, "done", srv.did, []uint64{1, 4})
		keep(t, b, "T-1", "T-2")
		synctest.Wait()
		equal(t, "other chains go on", srv.did, []uint64{1, 4, 7})
		if err := b.Release("T-1"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		equal(t, "released", srv.did, []uint64{1, 4, 7, 3, 5, 6})
		equal(t, "waiting", b.Status().Waiting, 0)
	})
}

// A command at which the service fails three times stops its chain only.
func TestInternalThreeTimes(t *testing.T) {
	bubble(t, func(t *testing.T, b *Box) {
		srv, tries := newService(), 0
		srv.judge = func(c wire.Command) *wire.Problem {
			if c.Number == 1 {
				tries++
				return &wire.Problem{Code: "internal", Reason: "internal"}
			}
			return nil
		}
		_, g := run(t, b, poster(func(_ context.Context, c wire.Commands) (wire.Answers, error) { return srv.handle(c), nil }))
		keep(t, b, "T-1", "T-1", "T-2")
		settle(time.Minute)
		equal(t, "tries", tries, MaxInternal)
		equal(t, "done", srv.did, []uint64{3})
		equal(t, "events", g.words(), "link up, answered, stopped, drained")
		equal(t, "held", numbers(b.Stops()[0].Waiting), []uint64{1, 2})
	})
}

// One command that makes the service refuse or fail at the whole batch is found, and the others do not suffer.
func TestPoisonedBatch(t *testing.T) {
	for _, poison := range []error{fault.Invalid("body.malformed", "cannot be read"), fault.Internal("internal", "panic")} {
		bubble(t, func(t *testing.T, b *Box) {
			srv := newService()
			posts := 0
			run(t, b, poster(func(_ context.Context, c wire.Commands) (wire.Answers, error) {
				posts++
				for _, x := range c.Commands {
					if x.Number == 37 {
						return wire.Answers{}, poison
					}
				}
				return srv.handle(c), nil
			}))
			for i := range 80 {
				keep(t, b, fmt.Sprintf("T-%d", i%10))
			}
			settle(5 * time.Minute)
			stops := b.Stops()
			if len(stops) != 1 || stops[0].Cause.Number != 37 {
				t.Fatalf("stops: %+v, want one by 37", stops)
			}
			equal(t, "waiting behind it", numbers(stops[0].Waiting), []uint64{37, 47, 57, 67, 77})
			equal(t, "done", len(srv.did), 75)
			if posts > 60 {
				t.Errorf("%d posts to find it", posts)
			}
		})
	}
}

// A proxy's or a hotel's page in place of the service's answer is trouble with the link, not the command's.
func TestForeignAnswers(t *testing.T) {
	bubble(t, func(t *testing.T, b *Box) {
		s, g := run(t, b, poster(func(context.Context, wire.Commands) (wire.Answers, error) {
			return wire.Answers{}, fault.Internal("answer.foreign", "something in between answered")
		}))
		keep(t, b, "T-1")
		settle(10 * time.Minute)
		equal(t, "events", g.words(), "link down")
		equal(t, "link", s.Link(), LinkIsDown)
		equal(t, "stops", len(b.Stops()), 0)
	})
}

// Answers that are missing or of other commands change nothing; the commands are sent again, without haste.
func TestPoorAnswers(t *testing.T) {
	bubble(t, func(t *testing.T, b *Box) {
		srv, posts := newService(), &atomic.Int64{}
		run(t, b, poster(func(_ context.Context, c wire.Commands) (wire.Answers, error) {
			if posts.Add(1) < 5 {
				return wire.Answers{Answers: []wire.Answer{{ID: "nobody's", Status: wire.Done}}}, nil
			}
			return srv.handle(c), nil
		}))
		keep(t, b, "T-1", "T-1")
		synctest.Wait()
		equal(t, "posts at once", posts.Load(), int64(1))
		settle(time.Minute)
		equal(t, "done", srv.did, []uint64{1, 2})
	})
}

// A disk that cannot keep answers: they are asked for again, and the floor stays below them.
func TestAnswersCannotBeKept(t *testing.T) {
	d := &faultyDisk{}
	o := testOptions(t.TempDir())
	o.disk = d
	synctest.Test(t, func(t *testing.T) {
		b, _ := open(t, o)
		keep(t, b, "T-1")
		d.set(map[string]error{"write": errIO})
		srv := newService()
		_, g := run(t, b, poster(func(_ context.Context, c wire.Commands) (wire.Answers, error) { return srv.handle(c), nil }))
		synctest.Wait()
		equal(t, "events", g.words(), "disk trouble")
		equal(t, "floor", b.Floor(), uint64(1))
		d.set(nil)
		settle(time.Minute)
		equal(t, "events", g.words(), "link up, answered, drained")
		equal(t, "done once", srv.did, []uint64{1})
	})
}
