package demo

import (
	"context"
	"fmt"
	"sync"
	"time"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
)

// step runs a verb and notes how long it took from the moment the robot was due to do it.
func step[I, O any](ctx context.Context, r *robot, verb string, do func(context.Context, string, I) (O, error), in I) (O, error) {
	due := r.day.opt.Now()
	out, err := do(ctx, r.day.wh.Code, in)
	if err != nil {
		return out, fmt.Errorf("%s: %w", verb, err)
	}
	r.day.rec.add(verb, r.day.opt.Now().Sub(due))
	return out, nil
}

// robotRoles are all jobs of the floor: a robot does whatever waits.
var robotRoles = []string{"receiver", "inspector", "putaway", "picker", "packer", "loader", "supervisor"}

const robotPIN = "73914265"

// hire makes the robots, a worker and an enrolled device each; one more leads the floor.
func (d *day) hire(ctx context.Context) error {
	d.robots = make([]*robot, d.opt.Robots+1)
	d.bar.Begin("robots sign in", int64(len(d.robots)))
	defer d.bar.End()
	err := parallel(ctx, len(d.robots), writersAtOnce, func(ctx context.Context, i int) error {
		id := fmt.Sprintf("ROBOT%02d", i)
		if _, err := d.admin.PutWorker(ctx, wire.Worker{ID: id, Name: fmt.Sprintf("Robot %d", i), Roles: robotRoles, Active: true}, 0); err != nil {
			return err
		}
		if err := d.admin.SetPIN(ctx, id, robotPIN); err != nil {
			return err
		}
		dev, err := d.admin.EnrolDevice(ctx, wire.NewDevice{Name: "Robot " + id, Kind: "handheld"})
		if err != nil {
			return err
		}
		numbers := client.NewNumbers(0)
		in, err := d.admin.As(dev.Token, "", numbers).SignIn(ctx, id, robotPIN)
		if err != nil {
			return err
		}
		d.robots[i] = &robot{worker: id, c: d.admin.As(dev.Token, in.Token, numbers), day: d}
		d.bar.Add(1)
		return nil
	})
	if err == nil {
		d.lead, d.robots = d.robots[0], d.robots[1:]
	}
	return err
}

// parallel runs fn for 0..n-1 with so many at once and answers the first error, after which no further ones begin.
func parallel(ctx context.Context, n, atOnce int, fn func(context.Context, int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan int)
	var all sync.WaitGroup
	for range min(n, atOnce) {
		all.Go(func() {
			for i := range next {
				if err := fn(ctx, i); err != nil {
					cancel(err)
					return
				}
			}
		})
	}
feed:
	for i := range n {
		select {
		case next <- i:
		case <-ctx.Done():
			break feed
		}
	}
	close(next)
	all.Wait()
	return context.Cause(ctx)
}

// pause waits a moment, for what comes by itself.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
