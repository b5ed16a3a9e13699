// Package demo is a believable day: it furnishes a warehouse through the service's own API, feeds it real orders and lets
// robots receive, put away, pick, pack, weigh, label, load and ship them.
//
// Robots see what people see: they know the goods in their hands (world.go) and speak with the service over HTTP; none of
// them looks into the store. Start at Run, then furnish.go, inbound.go, intake.go and floor.go.
package demo

import (
	"context"
	"fmt"
	"io"
	"time"

	"example.com/tote/api/client"
	"example.com/tote/cmd/tote/progress"
	"example.com/tote/testdata"
)

// Options say what day it is to be.
type Options struct {
	URL       string
	Login     string // of an admin
	PIN       string
	NewID     func() string
	Now       func() time.Time
	Catalogue string // testdata.Gifts or testdata.Snacks
	Shape     string // testdata.Consumer or testdata.Original
	Orders    int
	Robots    int
	Out       io.Writer
	Redraw    bool         // Out is a terminal
	Written   func() int64 // bytes the store has written so far
	LeaveOpen bool         // leave some orders open for a person
}

// Summary is how the day went.
type Summary struct {
	Shipped    int
	Exceptions int
	Parcels    int
	Declared   int      // orders the input declares as faulty
	Wrong      []string // orders whose fate is not the one the input declares
	Clean      bool     // the check found no difference
}

// day is a run under way.
type day struct {
	opt     Options
	admin   *client.Client
	shop    *client.Client // the channel's API key
	wh      testdata.Warehouse
	items   map[string]testdata.Item
	lead    *robot // makes waves and sends lorries off
	robots  []*robot
	rec     *recorder
	bar     *progress.Bar
	orders  *orderBook
	lorries lorries
}

// robot is one device with one worker signed in.
type robot struct {
	worker string
	c      *client.Client
	day    *day
}

// Run plays the day and prints its summary.
func Run(ctx context.Context, o Options) (Summary, error) {
	d := &day{opt: o, rec: newRecorder(), bar: progress.New(progress.Options{Out: o.Out, Redraw: o.Redraw, Now: o.Now}), orders: &orderBook{}}
	for _, phase := range []func(context.Context) error{d.furnish, d.inbound} {
		if err := phase(ctx); err != nil {
			return Summary{}, err
		}
	}
	written, began := o.Written(), o.Now()
	if err := d.fulfil(ctx); err != nil {
		return Summary{}, err
	}
	took := o.Now().Sub(began)
	s, err := d.judge(ctx)
	if err != nil {
		return s, err
	}
	if err := d.tell(s, took, o.Written()-written); err != nil || !o.LeaveOpen {
		return s, err
	}
	return s, d.leaveOpen(ctx)
}

// tell prints the figures of the day.
func (d *day) tell(s Summary, took time.Duration, written int64) error {
	fmt.Fprintln(d.opt.Out)
	if err := d.rec.table(d.opt.Out); err != nil {
		return err
	}
	n := max(s.Shipped, 1)
	fmt.Fprintf(d.opt.Out, "\n%d orders of full life in %.1f s: %s orders/s; %s commands and %d KB written an order\n", s.Shipped, took.Seconds(),
		tenths(int64(s.Shipped)*10*int64(time.Second)/max(int64(took), 1)), tenths(int64(d.rec.commands())*10/int64(n)), written/1024/int64(n))
	for _, w := range s.Wrong {
		fmt.Fprintln(d.opt.Out, "not as declared:", w)
	}
	return nil
}

func tenths(n int64) string { return fmt.Sprintf("%d.%d", n/10, n%10) }
