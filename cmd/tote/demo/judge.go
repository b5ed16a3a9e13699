package demo

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
)

// lorries are the manifests that were begun.
type lorries struct {
	mu  sync.Mutex
	has map[string]int64
}

func (l *lorries) note(manifest string, parcels int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.has == nil {
		l.has = map[string]int64{}
	}
	l.has[manifest] = max(l.has[manifest], parcels)
}

func (l *lorries) open() map[string]int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.has)
}

// judge compares every order's fate with what the input declares, and has the service check its own books.
func (d *day) judge(ctx context.Context) (Summary, error) {
	s := Summary{Clean: true}
	for _, f := range d.orders.fates {
		var why []string
		for _, e := range f.got.Exceptions {
			if !slices.Contains(why, e.Reason) {
				why = append(why, e.Reason)
			}
		}
		got := strings.Join(why, ",")
		if got != "" {
			s.Exceptions++
		}
		if f.order.Fault != "" {
			s.Declared++
		}
		if got != f.order.Fault {
			s.Wrong = append(s.Wrong, fmt.Sprintf("order %s waits for %q, declared is %q", f.order.Number, got, f.order.Fault))
		}
	}
	var err error
	if s.Shipped, s.Parcels, err = d.countShipped(ctx); err != nil {
		return s, err
	}
	for _, part := range []string{"", d.wh.Code} {
		c, err := d.admin.Check(ctx, part)
		if err != nil {
			return s, err
		}
		fmt.Fprintf(d.opt.Out, "check of %s: %d entries, %d differences, %d ms\n", c.Partition, c.Seq, len(c.Differences)+c.More, c.TookMillis)
		for _, diff := range c.Differences {
			fmt.Fprintf(d.opt.Out, "  %s %s: the ledger says %s, stored is %s\n", diff.What, diff.Name, diff.Want, diff.Got)
		}
		s.Clean = s.Clean && c.Clean
	}
	return s, nil
}

// countShipped asks the service, not the robots.
func (d *day) countShipped(ctx context.Context) (orders, parcels int, err error) {
	err = client.All(ctx, client.Query{Filter: map[string]string{"state": "shipped"}}, d.admin.Orders, func(wire.Order) error {
		orders++
		return nil
	})
	if err != nil {
		return orders, parcels, err
	}
	for _, m := range d.openManifests() {
		got, err := d.admin.Manifest(ctx, d.wh.Code, m)
		if err != nil {
			return orders, parcels, err
		}
		if got.State == "shipped" {
			parcels += int(got.Shipped)
		}
	}
	return orders, parcels, nil
}
